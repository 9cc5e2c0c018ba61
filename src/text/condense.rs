//! Characters wider, flatter or leaning against how they were drawn (长体、平体、斜体), and heads that are condensed to fit
//! (typography R16.11, R19.4).
//!
//! In: a shaped paragraph. Out: the same, with its characters in another form; the middle of each em box stays where it
//! was across the line. Does not know: why.

use crate::geom::Em;
use crate::model::style::Writing;
use crate::text::{Glyph, ShapedPara};
use std::sync::OnceLock;

/// Middle of the line's em box above the baseline: 880 − 120 halved.
const MIDDLE: Em = Em(27_720 * 38 / 100);

/// The form of characters, in thousandths.
#[derive(Clone, Copy)]
struct Form {
    along: i64,
    across: i64,
    slant: i64,
}

impl ShapedPara {
    /// Everything along the line in so many thousandths of its width.
    pub fn condensed(&self, thousandths: i64) -> ShapedPara {
        let mut para = ShapedPara { seams: OnceLock::new(), ..self.clone() };
        para.reform(Form { along: thousandths, across: 1000, slant: 0 });
        para
    }

    /// In the form that the style wants.
    pub(super) fn form(&mut self) {
        let (width, height, slant) = (self.style.width, self.style.height, self.style.slant);
        if (width, height, slant) == (1000, 1000, 0) {
            return;
        }
        let (width, height, slant) = (i64::from(width), i64::from(height), i64::from(slant));
        let (along, across) = if self.style.writing == Writing::Vertical { (height, width) } else { (width, height) };
        self.reform(Form { along, across, slant });
    }

    fn reform(&mut self, form: Form) {
        let narrow = |em: &mut Em| *em = em.scale(form.along, 1000);
        for cluster in &mut self.clusters {
            let (gap, c) = (&mut cluster.gap, &mut cluster.advance);
            [c, &mut gap.natural, &mut gap.least, &mut gap.most].into_iter().for_each(narrow);
            let ends = [&mut cluster.at_start, &mut cluster.at_end, &mut cluster.at_end_choice, &mut cluster.cut];
            ends.into_iter().for_each(narrow);
            let gives = [&mut cluster.give_before.amount, &mut cluster.give_after.amount];
            gives.into_iter().for_each(narrow);
            [&mut cluster.grow, &mut cluster.track, &mut cluster.hang].into_iter().for_each(narrow);
        }
        narrow(&mut self.hyphen);
        self.notes.iter_mut().for_each(|note| note.widths_mut().for_each(narrow));
        let vertical = self.style.writing == Writing::Vertical;
        let readings = self.rubies.iter_mut().flat_map(|ruby| &mut ruby.glyphs);
        for glyph in self.glyphs.iter_mut().chain(&mut self.hyphen_glyph) {
            form.apply(glyph, vertical);
        }
        readings.chain(&mut self.dot).for_each(|glyph| form.lean(glyph));
    }
}

impl Form {
    fn apply(self, glyph: &mut Glyph, vertical: bool) {
        let (along, across) = (|em: Em| em.scale(self.along, 1000), |em: Em| em.scale(self.across, 1000));
        // What is the glyph's own width, and its height.
        let (wide, high) =
            if vertical && !glyph.turned { (self.across, self.along) } else { (self.along, self.across) };
        if vertical {
            (glyph.dx, glyph.dy) = (across(glyph.dx), along(glyph.dy));
        } else {
            (glyph.dx, glyph.dy) = (along(glyph.dx), across(glyph.dy + MIDDLE) - MIDDLE);
        }
        glyph.scale = glyph.scale.scale(high, 1000);
        glyph.stretch = (i64::from(glyph.stretch) * wide / high.max(1)).clamp(100, 10_000) as u16;
        self.lean(glyph);
    }

    /// Leaning turns about the middle of the character's own em box.
    fn lean(self, glyph: &mut Glyph) {
        let back = MIDDLE.scale(glyph.scale.0, Em::ONE.0).scale(self.slant, 1000);
        if glyph.turned {
            glyph.dy -= back;
        } else {
            glyph.dx -= back;
        }
    }
}
