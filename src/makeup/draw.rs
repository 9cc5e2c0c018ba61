//! Lines of type on paper.
//!
//! In: set lines and a place. Out: glyph runs in page space. Does not know: stories. The only place where
//! ems become lengths on paper; vertical lines need nothing more, for composition has turned them already.

use crate::compose::{self, Line, SetDrawn};
use crate::display::{ArtUse, Drawn, Glyph, GlyphRun, Item, Placed, Role, Rule};
use crate::geom::{Em, Len, Point, Rect};
use crate::model::style::Style;
use crate::source::Origin;
use crate::text::ShapedPara;

/// How a line is printed and what it belongs to.
pub struct Ink<'a> {
    /// Size and paint.
    pub style: &'a Style,
    /// What it is on the page.
    pub role: Role,
    /// Whose it is.
    pub origin: Origin,
}

/// Draws a line from its start: the left end of the baseline, or the top of a vertical line's axis.
pub fn line(para: &ShapedPara, line: &Line, at: Point, ink: &Ink, out: &mut Vec<Placed>) {
    let size = ink.style.size;
    let set = compose::set_line(para, line);
    let slant = para.style.slant;
    let mut run: Option<GlyphRun> = None;
    let mut drawn = set.drawn.iter().peekable();
    for glyph in &set.glyphs {
        while let Some(house) = drawn.next_if(|d| d.range.start < glyph.range.start) {
            flush(run.take(), ink, out);
            out.push(house_glyph(para, house, at, ink));
        }
        let paint = glyph.paint.clone().unwrap_or_else(|| ink.style.paint.clone());
        let scaled = glyph.scale.at(size);
        let embolden = glyph.embolden.at(size);
        let same = run.as_ref().is_some_and(|r| {
            r.font == glyph.font
                && r.size == scaled
                && r.stretch == glyph.stretch
                && r.turned == glyph.turned
                && r.embolden == embolden
                && r.paint == paint
        });
        if !same {
            flush(run.take(), ink, out);
            run = Some(GlyphRun {
                font: glyph.font,
                size: scaled,
                stretch: glyph.stretch,
                paint,
                turned: glyph.turned,
                slant,
                embolden,
                text: String::new(),
                glyphs: Vec::with_capacity(set.glyphs.len()),
            });
        }
        if let Some(run) = &mut run {
            let start = run.text.len() as u32;
            let range = glyph.range.start as usize..glyph.range.end as usize;
            run.text.push_str(para.text.get(range).unwrap_or(""));
            let end = run.text.len() as u32;
            let at = Point { x: at.x + glyph.x.at(size), y: at.y + glyph.y.at(size) };
            run.glyphs.push(Glyph { id: glyph.id, at, start, end });
        }
    }
    flush(run, ink, out);
    out.extend(drawn.map(|house| house_glyph(para, house, at, ink)));
    for stroke in &set.strokes {
        let place = |(x, y): (Em, Em)| Point { x: at.x + x.at(size), y: at.y + y.at(size) };
        out.push(Placed {
            item: Item::Rule(Rule {
                from: place(stroke.from),
                to: place(stroke.to),
                thickness: stroke.thickness.at(size),
                paint: ink.style.paint.clone(),
                dotted: None,
            }),
            role: ink.role,
            origin: ink.origin,
        });
    }
}

/// What the glyph under a drawn character stands for (typography R21.5): not for the copy's character, which other
/// places of the page may set by a glyph of its own.
const GETA: &str = "〓";

/// A character that the house has drawn, in its em box.
fn house_glyph(para: &ShapedPara, house: &SetDrawn, at: Point, ink: &Ink) -> Placed {
    let (size, em) = (ink.style.size, house.scale.at(ink.style.size));
    let area = Rect::new(at.x + house.at.0.at(size), at.y + house.at.1.at(size), em, em);
    let range = house.range.start as usize..house.range.end as usize;
    let place = ArtUse { art: house.glyph.art, area, crop: [0, 0, 1_000_000, 1_000_000] };
    let text = para.text.get(range).unwrap_or("").to_string();
    let under = house.under.as_ref().map(|glyph| GlyphRun {
        font: glyph.font,
        size: glyph.scale.at(size),
        stretch: 1000,
        paint: ink.style.paint.clone(),
        turned: false,
        slant: para.style.slant,
        embolden: Len::ZERO,
        text: GETA.to_string(),
        glyphs: vec![Glyph {
            id: glyph.id,
            at: Point { x: at.x + glyph.x.at(size), y: at.y + glyph.y.at(size) },
            start: 0,
            end: GETA.len() as u32,
        }],
    });
    let item = Item::Drawn(Drawn { place, text, says: house.glyph.text.clone(), under });
    Placed { item, role: ink.role, origin: ink.origin }
}

fn flush(run: Option<GlyphRun>, ink: &Ink, out: &mut Vec<Placed>) {
    if let Some(run) = run.filter(|r| !r.glyphs.is_empty()) {
        out.push(Placed { item: Item::Glyphs(run), role: ink.role, origin: ink.origin });
    }
}

/// A whole paragraph on one line at its natural width; returns that width.
pub fn whole(para: &ShapedPara, at: Point, ink: &Ink, out: &mut Vec<Placed>) -> Len {
    let set = compose::single_line(para, 0..para.clusters.len() as u32);
    line(para, &set, at, ink, out);
    compose::natural_width(para).at(ink.style.size)
}
