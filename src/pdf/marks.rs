//! What stands outside the trim: crop, bleed, fold and registration marks, the colour bar, the bar of a
//! page that must not print.
//!
//! In: a page's size and plates. Out: operators, and the sheet that holds them. Does not know: the page's items.
//!
//! Marks start beyond the bleed (ISO 15930-7, 6.3: nothing but marks outside the bleed box). Marks for
//! register print on every plate; a page in black alone has black marks, so that no plate is made for them.

use crate::display::{DisplayList, Glyph, GlyphRun, Item, Role, Rule};
use crate::fonts::Fonts;
use crate::geom::{Len, Point, Rect, Size};
use crate::ids::FontId;
use crate::ink::{Ink, Paint};
use crate::model::issue::Plates;
use crate::model::layout::{Flavour, PressSettings};
use crate::pdf::content::Content;

/// Length of a crop mark.
const LENGTH: Len = Len(5 * Len::MM.0);
/// Thickness of marks: the thinnest line that newspaper plates hold.
const THIN: Len = Len(Len::PT.0 / 4);
/// White between the marks and the sheet's edge.
const EDGE: Len = Len(2 * Len::MM.0);
/// Side of a patch of the colour bar; a densitometer needs 3 mm.
const PATCH: Len = Len(4 * Len::MM.0);
/// Height of the bar of a page that must not print.
const BAR: Len = Len(4 * Len::MM.0);

/// The paper a page is drawn on.
#[derive(Clone, Copy)]
pub(crate) struct Sheet {
    /// Its size.
    pub size: Size,
    /// The trim's top left corner from the sheet's.
    pub origin: Point,
}

impl Sheet {
    /// An area's left, bottom, right and top in points from the sheet's lower left corner.
    pub fn corners(&self, area: Rect) -> [f64; 4] {
        let (left, top) = (self.origin.x + area.x, self.origin.y + area.y);
        [left, self.size.h - top - area.h, left + area.w, self.size.h - top].map(Len::pt)
    }
}

/// The sheet that a page needs: its bleed, and room for marks where there are any.
pub(crate) fn sheet(page: &DisplayList, press: &PressSettings, rejected: bool) -> Sheet {
    let mut room = bleed(page, press);
    if shown(press) {
        let outside = page.items.iter().filter(|p| p.role == Role::Mark).map(|p| beyond(&p.item, page.trim));
        room = outside.fold(start(page, press) + LENGTH + EDGE, Len::max);
    }
    if rejected {
        room = room.max(start(page, press) + BAR + EDGE);
    }
    let size = Size { w: page.trim.w + room * 2, h: page.trim.h + room * 2 };
    Sheet { size, origin: Point { x: room, y: room } }
}

/// The bleed that is written: a page for the screen ends at its trim.
pub(crate) fn bleed(page: &DisplayList, press: &PressSettings) -> Len {
    if press.flavour == Flavour::Screen { Len::ZERO } else { page.bleed.max(Len::ZERO) }
}

/// Whether marks are drawn.
pub(crate) fn shown(press: &PressSettings) -> bool {
    press.marks && press.flavour != Flavour::Screen
}

/// From the trim to where marks start.
fn start(page: &DisplayList, press: &PressSettings) -> Len {
    bleed(page, press).max(press.mark_offset)
}

/// How far an item reaches beyond the trim, with a margin.
fn beyond(item: &Item, trim: Size) -> Len {
    let areas: Vec<Rect> = match item {
        Item::Glyphs(run) => {
            let em = |at: Point| Rect::new(at.x, at.y - run.size, run.size, run.size * 2);
            run.glyphs.iter().map(|g| em(g.at)).collect()
        }
        Item::Rule(rule) => [rule.from, rule.to].map(|p| Rect::new(p.x, p.y, Len::ZERO, Len::ZERO)).to_vec(),
        Item::Fill { area, .. } => vec![*area],
        Item::Art(art) => vec![art.area],
        Item::Drawn(drawn) => vec![drawn.place.area],
    };
    let reach = |r: &Rect| (-r.x).max(-r.y).max(r.right() - trim.w).max(r.bottom() - trim.h);
    areas.iter().map(reach).fold(Len::ZERO, Len::max) + EDGE
}

/// The paints of marks for register: each of the page's plates by itself, printing over the others. (The
/// ink named All would do it in one stroke, but counts as 400 % wherever ink is summed.)
fn register(page: &DisplayList, spots: &[Ink]) -> Vec<Paint> {
    let process = |plate: usize| {
        let mut parts = [0; 4];
        parts[plate] = 1000;
        Ink::Cmyk(parts)
    };
    let mut inks: Vec<Ink> = spots
        .iter()
        .filter_map(|spot| match spot {
            Ink::Spot { name, alternate, .. } => {
                Some(Ink::Spot { name: name.clone(), tint: 1000, alternate: *alternate })
            }
            Ink::Cmyk(_) => None,
        })
        .collect();
    // Black last: that is what a reader without overprint shows.
    let plates = if page.plates == Plates::Cmyk { 0..4 } else { 3..4 };
    inks.extend(plates.map(process));
    inks.into_iter().map(|ink| Paint { ink, overprint: true }).collect()
}

/// Draws all marks of a page. `spots` are the page's special inks.
pub(crate) fn draw(content: &mut Content<'_>, page: &DisplayList, press: &PressSettings, spots: &[Ink]) {
    for paint in register(page, spots) {
        draw_plate(content, page, press, &paint);
    }
    for (i, ink) in bar(page.plates, spots).into_iter().enumerate() {
        let x = page.trim.w / 2 + LENGTH * 2 + PATCH * i as i64;
        let y = page.trim.h + start(page, press) + (LENGTH - PATCH);
        content.fill(Rect::new(x, y, PATCH, PATCH), &Paint::knockout(ink));
    }
}

/// The marks of one plate.
fn draw_plate(content: &mut Content<'_>, page: &DisplayList, press: &PressSettings, paint: &Paint) {
    let (w, h) = (page.trim.w, page.trim.h);
    let (near, bleed) = (start(page, press), bleed(page, press));
    let far = near + LENGTH;
    let line = |x0: Len, y0: Len, x1: Len, y1: Len| Rule {
        from: Point { x: x0, y: y0 },
        to: Point { x: x1, y: y1 },
        thickness: THIN,
        paint: paint.clone(),
        dotted: None,
    };
    // Two lines at each corner of an area, from `near` to `far` beyond the trim.
    let corners = |out: Len, far: Len| {
        let (left, right) = page.side_bleeds(out);
        let upright = [-left, w + right].map(|x| [line(x, -far, x, -near), line(x, h + near, x, h + far)]);
        let level = [-out, h + out].map(|y| [line(-far, y, -near, y), line(w + near, y, w + far, y)]);
        upright.into_iter().chain(level).flatten().collect::<Vec<Rule>>()
    };
    corners(Len::ZERO, far).iter().for_each(|mark| content.rule(mark));
    if bleed > Len::ZERO {
        // Shorter and dashed, so that nobody cuts there.
        corners(bleed, near + LENGTH * 3 / 5).iter().for_each(|mark| content.dashed(mark, Len::PT));
    }
    // The fold runs across the middle of the sheet (对折线).
    content.dashed(&line(-far, h / 2, -near, h / 2), Len::MM);
    content.dashed(&line(w + near, h / 2, w + far, h / 2), Len::MM);
    // Register marks on all four sides, on the long ones clear of the fold.
    let half = LENGTH / 2;
    let middle = near + half;
    for (x, y) in [(w / 2, -middle), (w / 2, h + middle), (-middle, h / 4), (w + middle, h / 4)] {
        content.rule(&line(x - half, y, x + half, y));
        content.rule(&line(x, y - half, x, y + half));
        content.circle(Point { x, y }, half * 3 / 5, THIN, paint);
    }
}

/// The patches of the colour bar: solids, halves, two inks on each other; tints of what there is.
fn bar(plates: Plates, spots: &[Ink]) -> Vec<Ink> {
    let mut patches = Vec::new();
    if plates == Plates::Cmyk {
        for full in [1000, 500] {
            for plate in 0..4 {
                let mut parts = [0; 4];
                parts[plate] = full;
                patches.push(Ink::Cmyk(parts));
            }
        }
        patches.extend([[1000, 1000, 0, 0], [1000, 0, 1000, 0], [0, 1000, 1000, 0]].map(Ink::Cmyk));
    } else {
        patches.extend([1000, 750, 500, 250].map(|k| Ink::Cmyk([0, 0, 0, k])));
    }
    for spot in spots {
        if let Ink::Spot { name, alternate, .. } = spot {
            let tints = [1000, 500];
            patches.extend(tints.map(|tint| Ink::Spot { name: name.clone(), tint, alternate: *alternate }));
        }
    }
    patches
}

/// The words on the bar of a page that must not print: its reason, as far as it fits.
pub(crate) fn notice(page: &DisplayList, press: &PressSettings, fonts: &Fonts, reason: &str) -> Option<GlyphRun> {
    label(bar_area(page, press), fonts, &format!("NOT FOR PRESS 不得付印  {reason}"), Len::PT * 9)
}

/// One line of the engine's own words, in the middle of an area's height and as far as they fit, in the
/// first face that sets Han.
pub(crate) fn label(area: Rect, fonts: &Fonts, words: &str, size: Len) -> Option<GlyphRun> {
    let (font, face) = fonts.faces().iter().enumerate().find(|(_, face)| face.metrics().han)?;
    let mut at = Point { x: area.x + Len::MM * 2, y: area.y + area.h / 2 + size * 36 / 100 };
    let mut text = String::new();
    let mut glyphs = Vec::new();
    for c in words.chars() {
        let Some(id) = face.glyph(c) else { continue };
        let advance = size.scale(i64::from(face.advance(id)), i64::from(face.units_per_em.max(1)));
        if at.x + advance > area.right() - Len::MM * 2 {
            break;
        }
        let start = text.len() as u32;
        text.push(c);
        glyphs.push(Glyph { id, at, start, end: text.len() as u32 });
        at.x += advance;
    }
    Some(GlyphRun {
        font: FontId(font as u32),
        size,
        stretch: 1000,
        paint: Paint::TEXT,
        turned: false,
        slant: 0,
        embolden: Len::ZERO,
        text,
        glyphs,
    })
}

fn bar_area(page: &DisplayList, press: &PressSettings) -> Rect {
    let inset = LENGTH * 2;
    Rect::new(inset, -(start(page, press) + BAR), page.trim.w - inset * 2, BAR)
}

/// Draws the bar of a page that must not print: over the marks, which it cuts out.
pub(crate) fn draw_rejected(content: &mut Content<'_>, page: &DisplayList, press: &PressSettings) {
    content.fill(bar_area(page, press), &Paint::knockout(Ink::Cmyk([0, 700, 1000, 0])));
}
