//! Ink on paper: sums, overprint, type and rules (newspaper 1.9).

use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::color::{Inks, Space};
use crate::preflight::facts::{Facts, Mark, Run, What, overlaps, within};
use crate::preflight::walk::GLYPH;
use crate::preflight::{Family, Hits, stack};

/// Rules of ink.
pub const RULES: &[Rule] = &[
    row(
        "total-ink",
        For::Both,
        Fail,
        "N",
        "the inks of each fill, stroke, gradient and text sum up within the limit",
        Family::Ink,
        total,
    ),
    row(
        "stacked-ink",
        For::Both,
        Fail,
        "N",
        "the inks of what lies on top of each other sum up within the limit",
        Family::Ink,
        stack::see,
    ),
    row(
        "black-text",
        For::Both,
        Fail,
        "N",
        "black text is black alone: 0 0 0 1 k or Separation Black",
        Family::Type,
        black_text,
    ),
    row(
        "black-overprints",
        For::Both,
        Fail,
        "N",
        "black text overprints, with OPM 1 in DeviceCMYK",
        Family::Type,
        overprints,
    ),
    row("white-overprints", For::Both, Warn, "N", "white never overprints: it would vanish", Family::Ink, white),
    row("colored-overprints", For::Both, Warn, "N", "nothing but black overprints", Family::Ink, colored),
    row("reversed-type", For::Both, Fail, "N", "reversed type is not too small", Family::Type, reversed),
    row("colored-type", For::Both, Fail, "N", "small type is in one ink", Family::Type, colored_type),
    row("tinted-type", For::Both, Warn, "N", "small type is not screened", Family::Type, tinted_type),
    row("hairlines", For::Both, Fail, "N", "no strokes below the least width for their inks", Family::Ink, hairlines),
    row(
        "thin-fills",
        For::Both,
        Warn,
        "N",
        "no filled rectangles thinner than the least width for their inks",
        Family::Ink,
        thin,
    ),
    row("small-type", For::Both, Warn, "N", "no type is smaller than 4 pt", Family::Type, small),
    row("text-at-trim", For::Both, Warn, "N", "no text is cut by the trim or too near to it", Family::Type, at_trim),
    row(
        "hidden-text",
        For::Both,
        Warn,
        "N",
        "no text is invisible, clipped away or off the page",
        Family::Type,
        hidden,
    ),
];

fn printed<'a>(f: &'a Facts) -> impl Iterator<Item = &'a Mark> {
    f.marks.iter().filter(|m| !m.in_mask && !m.hidden)
}
fn is_text(m: &Mark) -> bool {
    matches!(m.what, What::Text | What::Outline)
}
/// Marks within or across the trim: what lies wholly outside is cut off.
fn on_paper(f: &Facts, m: &Mark) -> bool {
    f.pages.get(m.page).is_none_or(|p| overlaps(m.area, p.printed()))
}
fn what(f: &Facts, m: &Mark) -> String {
    let name = m.font.and_then(|i| f.fonts.get(i)).map_or("", |x| x.plain_name());
    let inside = if m.inside.is_empty() { String::new() } else { format!(", in {}", m.inside) };
    match m.what {
        What::Text | What::Outline => format!("{name} {:.1} pt{inside}", m.size),
        What::Stroke => format!("a stroke{inside}"),
        What::Shading => format!("a gradient{inside}"),
        What::Mask => format!("a stencil{inside}"),
        What::Picture(_) => format!("a picture{inside}"),
        What::Fill => format!("a fill{inside}"),
    }
}

fn total(f: &Facts, h: &mut Hits) {
    let (wish, limit) = f.settings.total_ink;
    let mut unknown = None;
    for m in printed(f) {
        let Some(inks) = &m.inks else {
            if !m.pattern && !matches!(m.what, What::Picture(_)) {
                unknown = Some((m.page, m.space.family().to_string(), matches!(m.what, What::Shading)));
            }
            continue;
        };
        // Registration marks are meant to print on every plate, and stand outside the trim.
        if m.space.is_registration() || !on_paper(f, m) {
            continue;
        }
        let sum = f64::from(inks.total()) * 100.0;
        let text = || format!("{}: {} = {sum:.0} %", what(f, m), inks.show());
        if sum > limit + 0.5 {
            h.at(m.page, m.area, text());
        } else if sum > wish + 0.5 {
            h.warn_at(m.page, m.area, text());
        }
    }
    if let Some((page, family, gradient)) = unknown {
        let why = if gradient {
            "a gradient whose colours cannot be computed"
        } else {
            "its ink depends on colour management"
        };
        h.unchecked(Some(page), format!("{family}: {why}"));
    }
}

fn black_text(f: &Facts, h: &mut Hits) {
    for m in printed(f).filter(|m| is_text(m) && !m.pattern) {
        match &m.inks {
            Some(inks) if inks.looks_black() && on_paper(f, m) => {
                let alone = matches!(&*m.space, Space::Cmyk | Space::Separation(_) | Space::DeviceN(_));
                if !inks.is_pure_black() || !alone {
                    let unset = if m.unset { ", the colour was never set" } else { "" };
                    h.at(m.page, m.area, format!("{}: {} {}{unset}", what(f, m), m.space.family(), inks.show()));
                }
            }
            None if !matches!(&*m.space, Space::Pattern(_) | Space::Unknown(_)) => {
                h.at(m.page, m.area, format!("{}: its colour is {}", what(f, m), m.space.family()));
            }
            _ => {}
        }
    }
}

fn overprints(f: &Facts, h: &mut Hits) {
    for m in printed(f).filter(|m| is_text(m) && on_paper(f, m)) {
        if !m.inks.as_ref().is_some_and(Inks::looks_black) {
            continue;
        }
        let why = match &*m.space {
            _ if !m.overprint => "it knocks out",
            Space::Cmyk if !m.keeps => "OPM is 0, so it cuts out what is under it",
            Space::Gray => "DeviceGray cuts out the other process inks",
            _ => continue,
        };
        h.at(m.page, m.area, format!("{}: {why}", what(f, m)));
    }
}

fn white(f: &Facts, h: &mut Hits) {
    for m in printed(f).filter(|m| m.overprint && !m.pattern) {
        let vanishes = m.keeps || !matches!(&*m.space, Space::Cmyk);
        if vanishes && m.inks.as_ref().is_some_and(Inks::is_white) && !matches!(m.what, What::Picture(_)) {
            h.at(m.page, m.area, format!("{}: white, set to overprint", what(f, m)));
        }
    }
}

fn colored(f: &Facts, h: &mut Hits) {
    for m in printed(f).filter(|m| m.overprint && !m.pattern && on_paper(f, m)) {
        let Some(inks) = &m.inks else { continue };
        // Black and its tints may overprint; so may marks outside the trim.
        let color = inks.cmyk[..3].iter().any(|v| *v > 0.004) || !inks.spots.is_empty() && !inks.is_white();
        let inside = f.pages.get(m.page).is_none_or(|p| overlaps(m.area, p.finished()));
        if color && inside && !m.space.is_registration() {
            h.at(m.page, m.area, format!("{}: {} overprints", what(f, m), inks.show()));
        }
    }
}

fn reversed(f: &Facts, h: &mut Hits) {
    let (warn, fail) = f.settings.reversed_type;
    for m in printed(f).filter(|m| m.what == What::Text && m.inks.as_ref().is_some_and(Inks::is_white)) {
        let text = format!("{} in white", what(f, m));
        if m.size < fail - 0.01 {
            h.at(m.page, m.area, text);
        } else if m.size < warn - 0.01 {
            h.warn_at(m.page, m.area, text);
        }
    }
}

fn colored_type(f: &Facts, h: &mut Hits) {
    let least = f.settings.colored_type;
    for m in printed(f).filter(|m| is_text(m) && m.size < least - 0.01 && on_paper(f, m)) {
        let Some(inks) = m.inks.as_ref().filter(|i| !m.space.is_registration() && !i.looks_black()) else { continue };
        let text = format!("{}: {}", what(f, m), inks.show());
        match inks.count() {
            0 | 1 => {}
            2 => h.warn_at(m.page, m.area, text),
            _ if m.size < least * 0.9 => h.at(m.page, m.area, text),
            _ => h.warn_at(m.page, m.area, text),
        }
    }
}

/// Screened type needs 8 pt (newspaper 1.9).
fn tinted_type(f: &Facts, h: &mut Hits) {
    for m in printed(f).filter(|m| m.what == What::Text && m.size < 7.99 && on_paper(f, m)) {
        if let Some(inks) = m.inks.as_ref().filter(|i| i.count() == 1 && i.is_tint()) {
            h.at(m.page, m.area, format!("{}: {}", what(f, m), inks.show()));
        }
    }
}

/// Under four points strokes of type are thinner than a press holds, in Han characters above all.
fn small(f: &Facts, h: &mut Hits) {
    for r in f.runs.iter().filter(|r| r.size > 0.0 && r.size < 3.99 && !r.invisible && r.gone.is_none()) {
        let Some(font) = f.fonts.get(r.font) else { continue };
        // Dots of emphasis and the like are no type.
        let letter = |g: &(u32, f32, f32, f32)| font.text(g.0).is_none_or(|t| t.chars().any(char::is_alphanumeric));
        if let Some(&(_, x, y, _)) = r.glyphs.iter().find(|g| letter(g)) {
            let (x, y) = (f64::from(x), f64::from(y));
            let area = [x, y, x + r.size, y + r.size];
            if f.pages.get(r.page).is_none_or(|p| overlaps(area, p.finished())) {
                h.at(r.page, area, format!("{} {:.1} pt", font.plain_name(), r.size));
            }
        }
    }
}

/// The least width for some inks, and why.
fn least(f: &Facts, inks: Option<&Inks>) -> (f64, &'static str) {
    let s = f.settings;
    match inks {
        Some(i) if i.is_white() => (s.colored_rule, "reversed"),
        Some(i) if i.count() > 1 => (s.colored_rule, "in several inks"),
        Some(i) if i.is_tint() => (s.tint_rule, "in a tint"),
        _ => (s.black_rule, "in one full ink"),
    }
}

fn hairlines(f: &Facts, h: &mut Hits) {
    for (i, m) in f.marks.iter().enumerate() {
        if m.in_mask || m.hidden || !matches!(m.what, What::Stroke | What::Outline) || m.space.is_registration() {
            continue;
        }
        // Type that is filled and outlined in one ink borrows weight; its outline is no line of its own.
        let before = i.checked_sub(1).and_then(|j| f.marks.get(j));
        if m.what == What::Outline
            && before.is_some_and(|b| b.what == What::Text && b.area == m.area && b.inks == m.inks)
        {
            continue;
        }
        let Some(width) = m.thin else { continue };
        let (limit, why) = least(f, m.inks.as_ref());
        let text = format!("{}: {width:.3} pt {why}, {limit} is the least", what(f, m));
        if width < f.settings.black_rule - 1e-3 {
            h.at(m.page, m.area, text);
        } else if width < limit - 1e-3 && on_paper(f, m) {
            h.warn_at(m.page, m.area, text);
        }
    }
}

fn thin(f: &Facts, h: &mut Hits) {
    for m in printed(f).filter(|m| m.what == What::Fill && !m.space.is_registration()) {
        let Some(width) = m.thin else { continue };
        if width == 0.0 {
            h.at(m.page, m.area, format!("{} without thickness: every device draws it as it likes", what(f, m)));
            continue;
        }
        let (limit, why) = least(f, m.inks.as_ref());
        if width < limit - 1e-3 && (on_paper(f, m) || width < f.settings.black_rule) {
            h.at(m.page, m.area, format!("{}: {width:.3} pt thin, {why}; {limit} is the least", what(f, m)));
        }
    }
    for p in f.pictures.iter().filter(|p| !p.in_mask && !p.inside.ends_with(GLYPH)) {
        let m = p.matrix;
        let width = m[0].hypot(m[1]).min(m[2].hypot(m[3]));
        if width > 0.0 && width < f.settings.black_rule - 1e-3 {
            h.at(p.page, p.area, format!("picture {}: {width:.3} pt thin", p.name));
        }
    }
}

/// Nearer to the cut than this, in points (2 mm), type may be lost when the cut is not exact.
const NEAR_TRIM: f64 = 5.67;

fn at_trim(f: &Facts, h: &mut Hits) {
    for m in printed(f).filter(|m| is_text(m)) {
        let Some(page) = f.pages.get(m.page) else { continue };
        let trim = page.finished();
        if !overlaps(m.area, trim) {
            // Farther out is the place of marks and page information.
            if overlaps(m.area, page.printed()) {
                h.at(m.page, m.area, format!("{} stands in the bleed and is cut off", what(f, m)));
            }
        } else if !within(m.area, trim, m.size * 0.15) {
            h.at(m.page, m.area, format!("{} is cut by the trim", what(f, m)));
        } else if !within(m.area, trim, -NEAR_TRIM) {
            h.at(m.page, m.area, format!("{} stands less than 2 mm from the trim", what(f, m)));
        }
    }
}

/// The geta mark (下駄), which stands in for a character that no font has; where it hides under a drawing and a span
/// says what is drawn, it is there for readers of text.
const GETA: &str = "〓";

fn hidden(f: &Facts, h: &mut Hits) {
    let stands_in = |r: &Run| {
        let geta = |code: u32| f.fonts.get(r.font).and_then(|x| x.text(code)) == Some(GETA);
        r.actual.is_some() && r.glyphs.iter().all(|g| geta(g.0))
    };
    for r in &f.runs {
        let why = match r.gone {
            _ if r.invisible && !stands_in(r) => "is invisible",
            Some(why) if !r.invisible => why,
            _ => continue,
        };
        let name = f.fonts.get(r.font).map_or("", |x| x.plain_name());
        if let Some(g) = r.glyphs.first() {
            let (x, y) = (f64::from(g.1), f64::from(g.2));
            let inside = if r.inside.is_empty() { String::new() } else { format!(", in {}", r.inside) };
            h.at(r.page, [x, y, x + r.size, y + r.size], format!("{name} {:.1} pt{inside} {why}", r.size));
        }
    }
}
