//! One line an item.
//!
//! In: a page. Out: text that a person can read and a golden file can hold. Does not know: faces, art: their
//! names are handed in.
//!
//! Lengths are millimetres to the micrometre, the origin stands last. A line of type shows its text, not
//! its glyphs: where each glyph stands is for the tests of composition.

use crate::display::{ArtUse, DisplayList, GlyphRun, Item, Placed, Role, Rule};
use crate::geom::{Len, Point, Rect};
use crate::ids::{ArtId, FontId};
use crate::ink::{Ink, Paint};
use crate::source::{Origin, Sources};
use std::fmt::Write;

/// Names of what a page only has handles for.
pub struct Names<'a> {
    /// A face's short name: `song`.
    pub font: &'a dyn Fn(FontId) -> String,
    /// A piece of art's path.
    pub art: &'a dyn Fn(ArtId) -> String,
    /// The files that origins point into.
    pub sources: &'a Sources,
}

/// The whole page.
pub fn dump(page: &DisplayList, names: &Names<'_>) -> String {
    let mut text = String::new();
    let DisplayList { trim, bleed, .. } = page;
    let (w, h) = (mm(trim.w), mm(trim.h));
    // Writing to a string cannot fail.
    let facing = page.facing.map_or_else(String::new, |f| format!("   facing {}", f.page));
    let _ = writeln!(text, "page {}   trim {w} × {h}   bleed {}{facing}", page.page, mm(*bleed));
    for placed in &page.items {
        text.push_str(&line(placed, names));
        text.push('\n');
    }
    text
}

/// One item.
pub fn line(placed: &Placed, names: &Names<'_>) -> String {
    let what = match &placed.item {
        Item::Glyphs(run) => glyphs(run, names),
        Item::Rule(rule) => drawn(rule),
        Item::Fill { area, paint } => format!("fill    {}   {}", place(*area), ink(paint)),
        Item::Art(art) => picture(art, names),
        Item::Drawn(drawn) => format!("{}   {}   {}", picture(&drawn.place, names), drawn.text, drawn.says),
    };
    let mut text = format!("{what}   {}", role(placed.role));
    let origin = origin(&placed.origin, names.sources);
    if !origin.is_empty() {
        text.push_str("   ");
        text.push_str(&origin);
    }
    text
}

fn glyphs(run: &GlyphRun, names: &Names<'_>) -> String {
    let at = run.glyphs.first().map_or_else(Point::default, |g| g.at);
    let mut text = format!("glyphs  {} {}", column(at.x), column(at.y));
    let _ = write!(text, "   {} {}pt", (names.font)(run.font), short(run.size.pt()));
    if run.stretch != 1000 {
        let _ = write!(text, " stretched {}", short(f64::from(run.stretch) / 1000.0));
    }
    if run.slant != 0 {
        let _ = write!(text, " leaning {}", short(f64::from(run.slant) / 1000.0));
    }
    if run.embolden > Len::ZERO {
        let _ = write!(text, " stroked {}pt", short(run.embolden.pt()));
    }
    match direction(run) {
        Direction::Across => {}
        Direction::Down => text.push_str(" down"),
        Direction::Turned => text.push_str(" turned"),
    }
    let _ = write!(text, "   {}   {}", ink(&run.paint), run.text);
    text
}

/// How a run's glyphs follow each other.
enum Direction {
    Across,
    Down,
    Turned,
}

fn direction(run: &GlyphRun) -> Direction {
    match (run.glyphs.first(), run.glyphs.last()) {
        _ if run.turned => Direction::Turned,
        (Some(first), Some(last)) if (last.at.y - first.at.y) > (last.at.x - first.at.x).max(Len::ZERO) => {
            Direction::Down
        }
        _ => Direction::Across,
    }
}

fn drawn(rule: &Rule) -> String {
    let Rule { from, to, .. } = rule;
    let end = match (from.x == to.x, from.y == to.y) {
        (_, true) => format!("→ {}", mm(to.x)),
        (true, false) => format!("↓ {}", mm(to.y)),
        (false, false) => format!("↘ {} {}", mm(to.x), mm(to.y)),
    };
    let dots = rule.dotted.map_or(String::new(), |gap| format!(" dotted {}", mm(gap)));
    let thickness = short(rule.thickness.pt());
    format!("rule    {} {} {end}   {thickness}pt{dots}   {}", column(from.x), column(from.y), ink(&rule.paint))
}

fn picture(art: &ArtUse, names: &Names<'_>) -> String {
    let mut text = format!("picture {}   {}", place(art.area), (names.art)(art.art));
    if art.crop != [0, 0, 1_000_000, 1_000_000] {
        let [l, t, r, b] = art.crop.map(|c| short(f64::from(c) / 1_000_000.0));
        let _ = write!(text, "   cropped {l} {t} {r} {b}");
    }
    text
}

fn place(area: Rect) -> String {
    format!("{} {}   {} × {}", column(area.x), column(area.y), mm(area.w), mm(area.h))
}

/// `K100 over`, `C10 M20`, `PANTONE 185 C 50`, `white`.
fn ink(paint: &Paint) -> String {
    let percent = |thousandths: u16| short(f64::from(thousandths) / 10.0);
    let mut text = match &paint.ink {
        Ink::Cmyk([0, 0, 0, 0]) => "white".to_string(),
        Ink::Cmyk(parts) => {
            let named = ["C", "M", "Y", "K"].into_iter().zip(parts).filter(|(_, p)| **p > 0);
            named.map(|(name, part)| format!("{name}{}", percent(*part))).collect::<Vec<String>>().join(" ")
        }
        Ink::Spot { name, tint, .. } => format!("{name} {}", percent(*tint)),
    };
    if paint.overprint {
        text.push_str(" over");
    }
    text
}

fn role(role: Role) -> String {
    match role {
        Role::Furniture => "furniture".into(),
        Role::Head => "head".into(),
        Role::Byline => "byline".into(),
        Role::Text(block) => format!("text {block}"),
        Role::Figure => "figure".into(),
        Role::Caption => "caption".into(),
        Role::Notice => "notice".into(),
        Role::Ad => "ad".into(),
        Role::Mark => "mark".into(),
    }
}

fn origin(origin: &Origin, sources: &Sources) -> String {
    let Some(span) = origin.span else { return String::new() };
    let at = sources.locate(span.file, span.start);
    format!("{}:{}:{}", sources.get(span.file).name, at.line, at.column)
}

fn mm(len: Len) -> String {
    format!("{:.3}", len.mm())
}

fn column(len: Len) -> String {
    format!("{:>8}", mm(len))
}

/// As many decimals as needed, three at most.
fn short(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Size;
    use crate::model::issue::Plates;

    #[test]
    fn a_line_says_what_stands_where_in_which_ink() {
        let mut sources = Sources::default();
        let file = sources.add("lead.md", "# 头条\n\n今天的报纸");
        let span = Some(crate::source::Span { file, start: 10, end: 13 });
        let origin = Origin { span, story: None };
        let place = |item, role| Placed { item, role, origin };
        let glyph =
            crate::display::Glyph { id: 1, at: Point { x: Len::from_mm(103.25), y: Len::MM }, start: 0, end: 3 };
        let run = GlyphRun {
            font: FontId(0),
            size: Len::PT * 9,
            stretch: 950,
            paint: Paint::TEXT,
            turned: false,
            slant: 0,
            embolden: Len::ZERO,
            text: "今".into(),
            glyphs: vec![glyph],
        };
        let (from, to) = (Point::default(), Point { x: Len::MM * 5, y: Len::ZERO });
        let paint = Paint::knockout(Ink::Cmyk([100, 0, 0, 250]));
        let rule = Rule { from, to, thickness: Len(3_810), paint, dotted: None };
        let list = DisplayList {
            page: 1,
            trim: Size { w: Len::MM * 390, h: Len::MM * 550 },
            bleed: Len::MM * 3,
            facing: None,
            plates: Plates::Cmyk,
            items: vec![place(Item::Glyphs(run), Role::Text(2)), place(Item::Rule(rule), Role::Furniture)],
            outlines: Vec::new(),
            links: Vec::new(),
        };
        let names = Names { font: &|_| "song".into(), art: &|_| String::new(), sources: &sources };
        let wanted = "page 1   trim 390.000 × 550.000   bleed 3.000\n\
            glyphs   103.250    1.000   song 9pt stretched 0.95   K100 over   今   text 2   lead.md:3:1\n\
            rule       0.000    0.000 → 5.000   0.3pt   C10 K25   furniture   lead.md:3:1\n";
        assert_eq!(dump(&list, &names), wanted);
    }
}
