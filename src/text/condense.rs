//! Letters narrower than they were drawn, for heads that would not fit (typography R19.4).
//!
//! In: a shaped paragraph. Out: the same in horizontal lines, condensed. Does not know: why.

use crate::geom::Em;
use crate::text::ShapedPara;
use std::sync::OnceLock;

impl ShapedPara {
    /// Everything along the line in so many thousandths of its width.
    pub fn condensed(&self, thousandths: i64) -> ShapedPara {
        let mut para = ShapedPara { seams: OnceLock::new(), ..self.clone() };
        let narrow = |em: &mut Em| *em = em.scale(thousandths, 1000);
        for cluster in &mut para.clusters {
            let (gap, c) = (&mut cluster.gap, &mut cluster.advance);
            [c, &mut gap.natural, &mut gap.least, &mut gap.most].into_iter().for_each(narrow);
            let ends = [&mut cluster.at_start, &mut cluster.at_end, &mut cluster.at_end_choice, &mut cluster.cut];
            ends.into_iter().for_each(narrow);
            let gives = [&mut cluster.give_before.amount, &mut cluster.give_after.amount];
            gives.into_iter().for_each(narrow);
            [&mut cluster.grow, &mut cluster.track, &mut cluster.hang].into_iter().for_each(narrow);
        }
        for glyph in &mut para.glyphs {
            narrow(&mut glyph.dx);
            glyph.stretch = (i64::from(glyph.stretch) * thousandths / 1000) as u16;
        }
        para
    }
}
