//! A line's glyphs in their places.
//!
//! In: a line. Out: a [`SetLine`]. Does not know: paper; rounding to it is the page's affair.

use super::justify::{Share, spread};
use super::{Line, LineEnd, SetGlyph, SetLine, decorate, vertical};
use crate::geom::Em;
use crate::text::ShapedPara;

/// Places a line's glyphs.
pub fn set_line(para: &ShapedPara, line: &Line) -> SetLine {
    let spread = spread(para, line);
    let upright = vertical(para);
    let mut set = SetLine { glyphs: Vec::with_capacity(spread.clusters.len()), strokes: Vec::new() };
    let mut end = line.start;
    for (n, at) in spread.clusters.clone().enumerate() {
        let cluster = &para.clusters[at];
        let (x, cut) = (spread.x[n], spread.cut[n]);
        let origin = spread.em(x + Share { whole: -cut.whole, parts: -cut.parts });
        end = spread.em(x + spread.advance[n]);
        for glyph in &para.glyphs[cluster.glyphs.start as usize..cluster.glyphs.end as usize] {
            let (gx, gy) = if upright { (glyph.dx, origin + glyph.dy) } else { (origin + glyph.dx, glyph.dy) };
            set.glyphs.push(SetGlyph {
                font: glyph.font,
                id: glyph.id,
                scale: glyph.scale,
                stretch: glyph.stretch,
                x: gx,
                y: gy,
                turned: glyph.turned,
                embolden: glyph.embolden,
                range: glyph.range.clone(),
                paint: para.spans[glyph.span as usize].paint.clone(),
            });
        }
    }
    if line.end == LineEnd::Hyphen
        && let Some(hyphen) = &para.hyphen_glyph
    {
        let (gx, gy) = if upright { (hyphen.dx, end) } else { (end, hyphen.dy) };
        set.glyphs.push(SetGlyph {
            font: hyphen.font,
            id: hyphen.id,
            scale: hyphen.scale,
            stretch: 1000,
            x: gx,
            y: gy,
            turned: hyphen.turned,
            embolden: Em::ZERO,
            range: 0..0,
            paint: None,
        });
    }
    decorate::add(para, &spread, &mut set);
    set
}
