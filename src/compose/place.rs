//! A line's glyphs in their places.
//!
//! In: a line. Out: a [`SetLine`]. Does not know: paper; rounding to it is the page's affair.

use super::justify::{Share, Spread, spread};
use super::{Line, LineEnd, SetDrawn, SetGlyph, SetLine, decorate, vertical};
use crate::geom::Em;
use crate::text::ShapedPara;

/// Middle of the line's em box above the baseline: 880 − 120 halved.
const MIDDLE: Em = Em(27_720 * 38 / 100);

/// Places a line's glyphs.
pub fn set_line(para: &ShapedPara, line: &Line) -> SetLine {
    let spread = spread(para, line);
    let upright = vertical(para);
    let mut set = SetLine { glyphs: Vec::with_capacity(spread.clusters.len()), ..SetLine::default() };
    let mut end = line.start;
    for (n, at) in spread.clusters.clone().enumerate() {
        let cluster = &para.clusters[at];
        let (x, cut) = (spread.x[n], spread.cut[n]);
        let origin = spread.em(x + Share { whole: -cut.whole, parts: -cut.parts });
        end = spread.em(x + spread.advance[n]);
        let span = &para.spans[cluster.span as usize];
        if let Some(glyph) = &span.house {
            // Its em box stands as those of the characters beside it: in the middle of the line's.
            let across = if upright { -span.scale / 2 } else { -MIDDLE - span.scale / 2 - span.shift };
            let at = if upright { (across, origin) } else { (origin, across) };
            let (glyph, range) = (glyph.clone(), cluster.range.clone());
            set.drawn.push(SetDrawn { glyph, at, scale: span.scale, range, under: None });
        }
        let (origin, row) = in_note(para, &spread, at).unwrap_or((origin, Em::ZERO));
        for glyph in &para.glyphs[cluster.glyphs.start as usize..cluster.glyphs.end as usize] {
            let (gx, gy) =
                if upright { (glyph.dx - row, origin + glyph.dy) } else { (origin + glyph.dx, glyph.dy + row) };
            let glyph = SetGlyph {
                font: glyph.font,
                id: glyph.id,
                scale: glyph.scale,
                stretch: glyph.stretch,
                x: gx,
                y: gy,
                turned: glyph.turned,
                embolden: glyph.embolden,
                range: glyph.range.clone(),
                paint: span.paint.clone(),
            };
            match set.drawn.last_mut().filter(|_| span.house.is_some()) {
                Some(drawn) => drawn.under = Some(glyph),
                None => set.glyphs.push(glyph),
            }
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

/// Where a character of a note in two rows stands: along the line, and across it: a row above the line's middle, the
/// other below it; right and left of a vertical line's axis.
fn in_note(para: &ShapedPara, spread: &Spread, at: usize) -> Option<(Em, Em)> {
    let note = para.notes.iter().find(|note| note.clusters.contains(&at))?;
    let part = note.part(&spread.clusters);
    let second = note.second(&part);
    let start = spread.em(spread.x[part.start - spread.clusters.start]);
    let row = if at < second { -Em::frac(1, 4) } else { Em::frac(1, 4) };
    Some((start + note.along(at, &part), row))
}
