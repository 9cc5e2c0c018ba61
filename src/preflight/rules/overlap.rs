//! Type that cannot be read although it is printed: under other things, white on white, on top of itself, mirrored.

use super::{For, Rule, row};
use crate::preflight::Verdict::Warn;
use crate::preflight::color::Inks;
use crate::preflight::facts::{Area, Facts, Mark, What, overlaps, within};
use crate::preflight::{Family, Hits};

/// Rules of type in the way of something.
pub const RULES: &[Rule] = &[
    row("covered-text", For::Both, Warn, "N", "no text lies under what hides it", Family::Type, covered),
    row("white-on-paper", For::Both, Warn, "N", "no text is white on bare paper", Family::Type, white),
    row("text-overlap", For::Both, Warn, "N", "no characters stand on top of each other", Family::Type, overlap),
    row(
        "writing-mode",
        For::Both,
        Warn,
        "R",
        "type in a vertical encoding runs down the page, not over itself",
        Family::Font,
        writing_mode,
    ),
    row("mirrored", For::Both, Warn, "N", "neither type nor pictures are mirrored", Family::Type, mirrored),
];

fn printed<'a>(f: &'a Facts, page: usize) -> impl Iterator<Item = &'a Mark> {
    f.marks.iter().filter(move |m| m.page == page && !m.in_mask && !m.hidden)
}
fn is_text(m: &Mark) -> bool {
    matches!(m.what, What::Text | What::Outline)
}
/// A shape that leaves nothing of what is under it.
fn hides(m: &Mark) -> bool {
    let wide = m.area[2] - m.area[0] > 5.0 && m.area[3] - m.area[1] > 5.0;
    wide && m.exact && !m.overprint && !m.blended && !m.pattern && matches!(m.what, What::Fill | What::Picture(_))
}
fn name(f: &Facts, m: &Mark) -> String {
    let font = m.font.and_then(|i| f.fonts.get(i)).map_or("", |x| x.plain_name());
    let inside = if m.inside.is_empty() { String::new() } else { format!(", in {}", m.inside) };
    format!("{font} {:.1} pt{inside}", m.size)
}

/// The body of type, without its ascenders' and descenders' room.
fn core(m: &Mark) -> Area {
    let (w, t) = (m.area[2] - m.area[0], m.area[3] - m.area[1]);
    [m.area[0] + 0.1 * w, m.area[1] + 0.2 * t, m.area[2] - 0.1 * w, m.area[3] - 0.2 * t]
}

fn covered(f: &Facts, h: &mut Hits) {
    for page in 0..f.pages.len() {
        let mut under: Vec<&Mark> = Vec::new();
        let mut pairs = 0_usize;
        for m in printed(f, page) {
            if is_text(m) {
                under.push(m);
            } else if hides(m) {
                pairs += under.len();
                if pairs > 2_000_000 {
                    break;
                }
                under.retain(|text| {
                    let lost = within(core(text), m.area, 0.0);
                    if lost {
                        h.at(page, text.area, format!("{} lies under {}", name(f, text), thing(m)));
                    }
                    !lost
                });
            }
        }
    }
}

fn thing(m: &Mark) -> &'static str {
    if matches!(m.what, What::Picture(_)) { "a picture" } else { "a filled area" }
}

/// White type needs something dark behind it.
fn white(f: &Facts, h: &mut Hits) {
    for page in 0..f.pages.len() {
        let mut grounds: Vec<&Mark> = Vec::new();
        for m in printed(f, page) {
            if !is_text(m) {
                grounds.push(m);
            } else if m.inks.as_ref().is_some_and(Inks::is_white) && !m.pattern && !m.blended {
                let core = core(m);
                let mut shows = false;
                for ground in grounds.iter().rev().take(20_000).filter(|g| overlaps(g.area, core)) {
                    let dark = !ground.inks.as_ref().is_some_and(Inks::is_white);
                    if dark || hides(ground) && within(core, ground.area, 0.0) {
                        shows = dark;
                        break;
                    }
                }
                if !shows && f.pages.get(page).is_none_or(|p| overlaps(m.area, p.finished())) {
                    h.at(page, m.area, format!("{} is white on bare paper", name(f, m)));
                }
            }
        }
    }
}

/// A visible character where it stands.
struct Spot {
    page: usize,
    x: f32,
    y: f32,
    size: f32,
    code: u32,
    font: usize,
    han: bool,
}

/// Pairs of characters across or down the page that stand on each other: of each page the second of its first pair, how
/// many there are, and how many characters.
fn pairs(f: &Facts, down: bool) -> Vec<(Spot, usize, usize)> {
    let mut spots: Vec<Spot> = Vec::new();
    for run in f.runs.iter().filter(|r| !r.invisible && r.gone.is_none() && r.size > 0.0) {
        let Some(font) = f.fonts.get(run.font).filter(|font| font.vertical == down) else { continue };
        for &(code, x, y, _) in &run.glyphs {
            let text = font.text(code).unwrap_or("");
            if !text.is_empty() && text.chars().all(char::is_whitespace) {
                continue;
            }
            let han = text.chars().next().is_some_and(|c| ('\u{3400}'..='\u{9FFF}').contains(&c));
            let size = run.size as f32;
            spots.push(Spot { page: run.page, x, y, size, code, font: run.font, han });
        }
    }
    spots.retain(|s| s.x.is_finite() && s.y.is_finite());
    spots.sort_by(|a, b| a.page.cmp(&b.page).then(a.y.total_cmp(&b.y)).then(a.x.total_cmp(&b.x)));
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut compared = 0_usize;
    for (i, a) in spots.iter().enumerate() {
        for (j, b) in spots.iter().enumerate().skip(i + 1) {
            if b.page != a.page || b.y - a.y > 0.3 * a.size {
                break;
            }
            compared += 1;
            let apart = (b.x - a.x).hypot(b.y - a.y) / a.size.min(b.size);
            let same = a.code == b.code && a.font == b.font;
            // The same character once more at a hair's distance is how some make type heavier.
            if apart < 0.005 && same || apart < 0.3 && a.han && b.han && !(same && apart < 0.12) {
                found.push((i, j));
                break;
            }
        }
        if compared > 4_000_000 {
            break;
        }
    }
    let mut out: Vec<(Spot, usize, usize)> = Vec::new();
    for page in 0..f.pages.len() {
        let all = spots.iter().filter(|s| s.page == page).count();
        let mut here = found.iter().filter(|(_, j)| spots[*j].page == page);
        if let Some(&(_, j)) = here.next() {
            let s = &spots[j];
            out.push((Spot { page, ..*s }, 1 + here.count(), all));
        }
    }
    out
}

/// Chance meetings are let pass.
fn many(times: usize, all: usize) -> bool {
    times >= 8 && times * 50 >= all
}

fn place(s: &Spot) -> Area {
    let (x, y, size) = (f64::from(s.x), f64::from(s.y), f64::from(s.size));
    [x, y - 0.12 * size, x + size, y + 0.88 * size]
}

fn overlap(f: &Facts, h: &mut Hits) {
    for down in [false, true] {
        for (first, times, all) in pairs(f, down).into_iter().filter(|(_, times, all)| many(*times, *all)) {
            let text = f.fonts.get(first.font).and_then(|x| x.text(first.code)).unwrap_or("?");
            h.at(
                first.page,
                place(&first),
                format!("{times} of {all} characters stand on others, the first is {text:?}"),
            );
        }
    }
}

/// With Identity-V in place of Identity-H, lines that follow each other down the page run through each other.
fn writing_mode(f: &Facts, h: &mut Hits) {
    for (first, times, all) in pairs(f, true).into_iter().filter(|(_, times, all)| many(*times, *all)) {
        let name = f.fonts.get(first.font).map_or("", |x| x.plain_name());
        h.at(
            first.page,
            place(&first),
            format!("{name}: its encoding is vertical, and {times} of {all} characters run over others; is the page horizontal?"),
        );
    }
}

fn mirrored(f: &Facts, h: &mut Hits) {
    for r in f.runs.iter().filter(|r| r.mirrored && !r.invisible && r.gone.is_none()) {
        let name = f.fonts.get(r.font).map_or("", |x| x.plain_name());
        if let Some(g) = r.glyphs.first() {
            let (x, y) = (f64::from(g.1), f64::from(g.2));
            h.at(r.page, [x, y, x + r.size, y + r.size], format!("{name} {:.1} pt is mirrored", r.size));
        }
    }
    for p in f.pictures.iter().filter(|p| !p.in_mask && p.width > 50 && p.height > 50) {
        let m = p.matrix;
        if m[0] * m[3] - m[1] * m[2] < 0.0 {
            h.at(p.page, p.area, format!("picture {} is mirrored", p.name));
        }
    }
}
