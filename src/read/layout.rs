//! From `layouts/*.toml` to a [`Layout`].
//!
//! In: a table, other layouts that it extends already laid under it. Out: the paper's design, complete:
//! what the file leaves out has a default here. Does not know: where layouts are looked for.

use super::art::ArtTable;
use super::furniture;
use super::press;
use super::style;
use super::tree::{Node, Value};
use super::unit::{FOUNDER, WORD};
use super::walk::{self, Fields, Kind, Walk, Wrong};
use crate::diag::{Code, Diagnostic};
use crate::geom::{Len, Size};
use crate::ink::{Ink, Paint};
use crate::model::issue::Paper;
use crate::model::layout::{
    BoxRules, BriefRules, Broken, BylineRules, FaceRef, Grid, HeadSize, HeadlineRules, HouseGlyph, Layout, Margins,
    Notices, PageGeometry, PanelRules, PictureRules, RankSizes, RuleRules, STYLES, TableRules, TagRules, VerticalHead,
};
use crate::model::style::{Style, Writing};
use crate::source::{FileId, Span};
use std::collections::BTreeMap;

type F<'t, 'w, 'r> = Fields<'t, 'w, 'r>;

/// Where a layout was found.
pub struct Found {
    /// Its file.
    pub file: FileId,
    /// Its name without `.toml`.
    pub name: String,
    /// Its folder, unless it ships with the engine.
    pub folder: Option<String>,
}

/// Reads a layout's table. `paper` is read by the caller, who knows what lies over it.
pub fn layout(f: &mut F<'_, '_, '_>, found: Found, paper: Paper, art: &mut ArtTable) -> Layout {
    f.text("extends");
    // `[paper]`, `[[lint]]` and `[[keep]]` are read with the issue's, which lie over them.
    for key in ["paper", "lint", "keep"] {
        f.node(key, Kind::Any);
    }
    let sizes = f.choice("sizes", &[("word", WORD), ("founder", FOUNDER)]);
    f.walk.units.sizes = sizes.unwrap_or(WORD);
    let grid = grid(f);
    f.walk.units.body = grid.body;
    f.walk.units.pitch = grid.pitch;
    f.walk.units.column = grid.column();
    f.walk.units.gutter = grid.gutter;
    let inks = inks(f);

    let mut base = style::plain();
    (base.size, base.pitch) = (grid.body, grid.pitch);
    style::read_common(&mut base, f);
    let page = page(f, &grid, base.para.writing);
    let mut styles = style::read_all(&base, f);
    complete_styles(f, &base, &mut styles);
    let faces = faces(f);
    check_faces(f, &styles, &faces);

    let tables = tables(f);
    let glyphs = glyphs(f, art);

    let headline = headline(f);
    let boxed = boxed(f);
    let panels: BTreeMap<String, PanelRules> = f.named("panel", |_, f| panel(f)).into_iter().collect();
    let tag = tag(f);
    if let Some(name) = tag.panel.as_ref().filter(|name| !panels.contains_key(*name)) {
        let span = f.table.get("tag").map_or(f.span(), |node| node.span);
        let known: Vec<&str> = panels.keys().map(String::as_str).collect();
        let wrong = Wrong::value(format!("there is no panel “{name}”"));
        f.walk.wrong(wrong.help(format!("name one of [panel]: {}", known.join(", "))), span);
    }
    let picture = picture(f);
    let rules = rules(f);
    let notices = notices(f);
    let byline = byline(f);
    mark_style(&byline, &mut styles);
    let briefs = briefs(f);
    let table = table(f);
    let kinds = furniture::kinds(f, &grid, &styles, art);
    let makeup = press::makeup(f, &grid);
    let press = press::press(f);
    Layout {
        file: found.file,
        name: found.name,
        folder: found.folder,
        lang: base.para.lang,
        writing: base.para.writing,
        vertical_quotes: base.para.vertical_quotes,
        page,
        grid,
        faces,
        inks,
        styles,
        headline,
        boxed,
        panels,
        tag,
        picture,
        rules,
        notices,
        byline,
        briefs,
        table,
        kinds,
        makeup,
        press,
        paper,
        glyphs,
        tables,
    }
}

/// `[glyph.NAME]`.
fn glyphs(f: &mut F<'_, '_, '_>, art: &mut ArtTable) -> BTreeMap<String, HouseGlyph> {
    let read = f.named("glyph", |_, f| {
        let file = f.node("file", Kind::Text);
        let text = f.text("text");
        f.require("file");
        f.require("text");
        let node = file?;
        let path = walk::text(&node.value).and_then(|path| super::art::below(path).map(|()| path));
        match path {
            Ok(path) => Some(HouseGlyph { art: art.add(path, node.span), text: text? }),
            Err(wrong) => {
                f.walk.wrong(wrong, node.span);
                None
            }
        }
    });
    read.into_iter().filter_map(|(name, glyph)| Some((name, glyph?))).collect()
}

/// Statements of the tables of composition, which `text` reads.
fn tables(f: &mut F<'_, '_, '_>) -> Vec<(String, Span)> {
    let nodes = f.items("tables", Kind::Texts).unwrap_or_default();
    let mut lines = Vec::new();
    for node in nodes {
        match walk::text(&node.value) {
            Ok(text) => lines.push((text.to_string(), node.span)),
            Err(wrong) => f.walk.wrong(wrong, node.span),
        }
    }
    lines
}

/// Words for [`Broken`].
pub(crate) const BROKEN: &[(&str, Broken)] =
    &[("absolute", Broken::Absolute), ("relative", Broken::Relative), ("free", Broken::Free), ("auto", Broken::Auto)];

fn grid(f: &mut F<'_, '_, '_>) -> Grid {
    let mut grid = Grid {
        columns: 5,
        chars: 18,
        gutter: Len::ZERO,
        body: Len(133_350),
        pitch: Len::PT * 14,
        lines: 100,
        broken: Broken::Absolute,
    };
    f.table("grid", |f| {
        grid.body = f.bounded("body", Len::PT, Len::PT * 200).unwrap_or(grid.body);
        f.walk.units.body = grid.body;
        grid.columns = f.integer("columns", 1, 40).map_or(grid.columns, |n| n as u16);
        grid.chars = f.integer("chars", 2, 200).map_or(grid.chars, |n| n as u16);
        grid.gutter = f.bounded("gutter", Len::ZERO, Len::MM * 200).unwrap_or(grid.body);
        grid.pitch = f.bounded("pitch", Len::PT, Len::PT * 500).unwrap_or(grid.body.scale(4, 3));
        grid.lines = f.integer("lines", 4, 1000).map_or(grid.lines, |n| n as u16);
        grid.broken = f.choice("broken", BROKEN).unwrap_or_default();
        for key in ["columns", "chars", "body", "pitch", "lines"] {
            f.require(key);
        }
    });
    f.require("grid");
    grid
}

/// The least side of a page: smaller ones are slips of a unit.
const SMALLEST: Len = Len(Len::MM.0 * 20);
/// The longest side that a PDF page can have without a unit of its own, less bleed and marks (ISO 32000-1, C.2).
const LARGEST: Len = Len(Len::MM.0 * 4900);

/// The page; margins that are not given put the type area in the middle.
fn page(f: &mut F<'_, '_, '_>, grid: &Grid, writing: Writing) -> PageGeometry {
    let (width, height) = match writing {
        Writing::Horizontal => (grid.width(), grid.height()),
        Writing::Vertical => (grid.height(), grid.width()),
    };
    let mut page = PageGeometry {
        trim: Size { w: Len::MM * 390, h: Len::MM * 550 },
        bleed: Len::MM * 3,
        margins: Margins::default(),
    };
    f.table("page", |f| {
        let trim = f.parse("trim", Kind::Any, |value, units| {
            let list = walk::list(value, 2, "lengths")?;
            let side = |node: &Node| walk::within(walk::length(&node.value, units)?, SMALLEST, LARGEST);
            Ok(Size { w: side(&list[0])?, h: side(&list[1])? })
        });
        page.trim = trim.unwrap_or(page.trim);
        f.require("trim");
        page.bleed = f.bounded("bleed", Len::ZERO, Len::MM * 50).unwrap_or(page.bleed);
        let (x, y) = (page.trim.w - width, page.trim.h - height);
        page.margins = Margins { left: x / 2, right: x - x / 2, top: y / 2, bottom: y - y / 2 };
        let margins = f.table.get("margins").map(|node| node.span);
        f.table("margins", |f| {
            page.margins.left = f.bounded("left", Len::ZERO, LARGEST).unwrap_or(page.margins.left);
            page.margins.right = f.bounded("right", Len::ZERO, LARGEST).unwrap_or(page.margins.right);
            page.margins.top = f.bounded("top", Len::ZERO, LARGEST).unwrap_or(page.margins.top);
            page.margins.bottom = f.bounded("bottom", Len::ZERO, LARGEST).unwrap_or(page.margins.bottom);
        });
        let left_over =
            Size { w: x - page.margins.left - page.margins.right, h: y - page.margins.top - page.margins.bottom };
        // Half a millimetre is what rounding margins to tenths may leave; more is a mistake in one of them.
        let off = |len: Len| len > Len::MM / 2 || len < -(Len::MM / 2);
        if f.walk.schema.is_none() && (off(left_over.w) || off(left_over.h)) {
            let (w, h) = (width.mm(), height.mm());
            let mut diagnostic = Diagnostic::new(
                Code("R038"),
                format!(
                    "the grid is {w:.1} × {h:.1} mm, but trim less margins is {:.1} × {:.1} mm",
                    (page.trim.w - page.margins.left - page.margins.right).mm(),
                    (page.trim.h - page.margins.top - page.margins.bottom).mm()
                ),
            )
            .at(margins.unwrap_or(f.span()))
            .help("change the margins, or columns, chars, gutter, pitch and lines of [grid]");
            if left_over.w < Len::ZERO && page.margins.left + width > page.trim.w {
                diagnostic = diagnostic.severity(crate::diag::Severity::Error);
            }
            f.walk.report.push(diagnostic);
        }
    });
    f.require("page");
    page
}

fn inks(f: &mut F<'_, '_, '_>) -> BTreeMap<String, Ink> {
    for (name, ink) in f.pairs("inks", style::ink) {
        f.walk.units.inks.insert(name, ink);
    }
    // An ink that is written wrong is still a name: the styles that use it are not to blame.
    if let Some(Value::Table(table)) = f.table.get("inks").map(|node| &node.value) {
        for entry in &table.entries {
            f.walk.units.inks.entry(entry.key.clone()).or_insert(Ink::BLACK);
        }
    }
    f.walk.units.inks.clone()
}

fn faces(f: &mut F<'_, '_, '_>) -> BTreeMap<String, Vec<FaceRef>> {
    let mut faces = BTreeMap::new();
    let Some(node) = f.node("faces", Kind::Any) else {
        f.require("faces");
        return faces;
    };
    let Value::Table(table) = &node.value else {
        f.walk.wrong(Wrong::kind("a table", &node.value), node.span);
        return faces;
    };
    for entry in &table.entries {
        let items = match &entry.node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.node),
        };
        let chain: Vec<FaceRef> = items.iter().filter_map(|item| face(f.walk, item)).collect();
        if chain.is_empty() {
            let wrong = Wrong::value(format!("the chain “{}” names no face", entry.key));
            f.walk.wrong(wrong.help("write one or more families: [\"Press Song SC\"]"), entry.key_span);
        }
        faces.insert(entry.key.clone(), chain);
    }
    faces
}

/// One face of a chain: a family's name, or a table with `family` or `file`.
fn face(walk: &mut Walk<'_>, node: &Node) -> Option<FaceRef> {
    let mut face =
        FaceRef { family: String::new(), weight: None, italic: false, file: None, index: 0, span: Some(node.span) };
    match &node.value {
        Value::Text { text, .. } => face.family = text.clone(),
        Value::Table(table) => walk.table(table, |f| {
            face.family = f.text("family").unwrap_or_default();
            face.weight = f.integer("weight", 1, 1000).map(|n| n as u16);
            face.italic = f.bool("italic").unwrap_or(false);
            face.file = f.text("file");
            face.index = f.integer("index", 0, 1000).map_or(0, |n| n as u32);
        }),
        other => {
            walk.wrong(Wrong::kind("a family's name or a table", other), node.span);
            return None;
        }
    }
    if face.family.is_empty() && face.file.is_none() {
        let wrong = Wrong::value("a face needs `family` or `file`");
        walk.wrong(
            wrong.help("write { family = \"Press Song SC\", weight = 400 } or { file = \"fonts/own.otf\" }"),
            node.span,
        );
        return None;
    }
    Some(face)
}

/// Styles that the engine will ask for and the layout lacks are set as body type, and said so.
fn complete_styles(f: &mut F<'_, '_, '_>, base: &Style, styles: &mut BTreeMap<String, Style>) {
    let missing: Vec<&str> = STYLES.iter().copied().filter(|name| !styles.contains_key(*name)).collect();
    if !missing.is_empty() && f.walk.schema.is_none() {
        let span = f.table.get("styles").map_or(f.span(), |node| node.span);
        let here = crate::source::Span { end: span.start, ..span };
        f.walk.report.push(
            Diagnostic::new(Code("R035"), format!("the layout has no style {}", missing.join(", ")))
                .at(here)
                .help("add a [styles.NAME] for each, or let the layout extend one that has them"),
        );
    }
    let body = styles.get("body").unwrap_or(base).clone();
    for name in missing {
        styles.insert(name.to_string(), Style { name: name.to_string(), ..body.clone() });
    }
}

fn check_faces(f: &mut F<'_, '_, '_>, styles: &BTreeMap<String, Style>, faces: &BTreeMap<String, Vec<FaceRef>>) {
    if f.walk.schema.is_some() {
        return;
    }
    for style in styles.values().filter(|style| !faces.contains_key(&style.face)) {
        let written = f.table.get("styles").and_then(|node| match &node.value {
            Value::Table(table) => table.get(&style.name),
            _ => None,
        });
        let span = match written.map(|node| &node.value) {
            Some(Value::Table(table)) => table.get("face").map(|node| node.span),
            _ => None,
        };
        // A style that only inherits the face is not the one to blame.
        if let Some(span) = span {
            let wrong = Wrong::value(format!("there is no chain of faces “{}”", style.face));
            let near = walk::nearest(&style.face, faces.keys().map(String::as_str));
            f.walk.wrong(
                match near {
                    Some(near) => wrong.help(format!("did you mean “{near}”?")),
                    None => wrong.help("name the chain in [faces]"),
                },
                span,
            );
        }
    }
}

fn headline(f: &mut F<'_, '_, '_>) -> HeadlineRules {
    let pt = |n: i64| Len::PT * n;
    let mut out = HeadlineRules {
        ranks: Vec::new(),
        fill: (550, 990),
        tracking_min: -20,
        after_text: pt(10),
        before_kicker: pt(12),
        after_kicker: pt(8),
        between_lines: pt(7),
        stagger: Len::ZERO,
        before_deck: pt(9),
        before_text: pt(14),
        without_rule: pt(10),
        kicker_sizes: Vec::new(),
        deck_sizes: Vec::new(),
        steps: Vec::new(),
        vertical: VerticalHead {
            tracking: (100, 250),
            fill: (850, 930),
            gap: Len::PT.scale(13, 2),
            to_text: pt(14),
            kicker_tracking: 370,
        },
    };
    f.table("headline", |f| {
        if let Some((least, most)) = f.share_range("fill", 1000) {
            out.fill = (least as u16, most as u16);
        }
        out.tracking_min = f.bounded_share("tracking_min", -200, 0).map_or(out.tracking_min, |n| n as i32);
        out.after_text = f.length("after_text").unwrap_or(out.after_text);
        out.before_kicker = f.length("before_kicker").unwrap_or(out.before_kicker);
        out.after_kicker = f.length("after_kicker").unwrap_or(out.after_kicker);
        out.between_lines = f.length("between_lines").unwrap_or(out.between_lines);
        out.stagger = f.length("stagger").unwrap_or(out.stagger);
        out.before_deck = f.length("before_deck").unwrap_or(out.before_deck);
        out.before_text = f.length("before_text").unwrap_or(out.before_text);
        out.without_rule = f.length("without_rule").unwrap_or(out.without_rule);
        out.kicker_sizes = size_pairs(f, "kicker_sizes");
        out.deck_sizes = size_pairs(f, "deck_sizes");
        out.steps = steps(f);
        f.table("vertical", |f| {
            let vertical = &mut out.vertical;
            if let Some((least, most)) = f.share_range("tracking", 2000) {
                vertical.tracking = (least as i32, most as i32);
            }
            if let Some((least, most)) = f.share_range("fill", 1000) {
                vertical.fill = (least as u16, most as u16);
            }
            vertical.gap = f.length("gap").unwrap_or(vertical.gap);
            vertical.to_text = f.length("to_text").unwrap_or(vertical.to_text);
            vertical.kicker_tracking =
                f.bounded_share("kicker_tracking", -500, 5000).map_or(vertical.kicker_tracking, |n| n as i32);
        });
        out.ranks = f.tables("rank", |f| {
            let columns = match f.items("columns", Kind::Any) {
                Some(cells) => cells.iter().map(|cell| head_sizes(f.walk, cell)).collect(),
                None => Vec::new(),
            };
            let vertical = f.node("vertical", Kind::Any).and_then(|node| head_sizes(f.walk, node).first().copied());
            RankSizes { columns, vertical }
        });
    });
    if out.ranks.is_empty() && f.walk.schema.is_none() {
        f.require("headline");
        // One size for all, so that a layout under construction shows its heads.
        let size = HeadSize { min: pt(18), max: pt(36), lines: 1 };
        out.ranks.push(RankSizes { columns: vec![vec![size]; 40], vertical: Some(size) });
    }
    out
}

/// A cell of the table of head sizes: `[]`, one size or a list of them.
fn head_sizes(walk: &mut Walk<'_>, node: &Node) -> Vec<HeadSize> {
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut out = Vec::new();
    for item in items {
        let Value::Table(table) = &item.value else {
            walk.wrong(
                Wrong::kind("a table such as { sizes = [\"36pt\", \"38pt\"], lines = 2 }", &item.value),
                item.span,
            );
            continue;
        };
        let size = walk.table(table, |f| {
            let sizes = f.parse("sizes", Kind::Any, |value, units| {
                let list = walk::list(value, 2, "lengths")?;
                let size = |node: &Node| walk::within(walk::length(&node.value, units)?, Len::PT, Len::PT * 1000);
                Ok([size(&list[0])?, size(&list[1])?])
            });
            f.require("sizes");
            let lines = f.integer("lines", 1, 4).unwrap_or(1) as u8;
            sizes.map(|[min, max]| HeadSize { min: min.min(max), max: max.max(min), lines })
        });
        out.extend(size);
    }
    out
}

/// `[["32pt", "14pt"], …]`: up to this size of the main head, this size.
fn size_pairs(f: &mut F<'_, '_, '_>, key: &'static str) -> Vec<(Len, Len)> {
    let mut out = Vec::new();
    let Some(items) = f.items(key, Kind::Any) else { return out };
    for item in items {
        let pair = walk::list(&item.value, 2, "sizes (largest main head, size)").and_then(|pair| {
            let units = &f.walk.units;
            Ok((walk::length(&pair[0].value, units)?, walk::length(&pair[1].value, units)?))
        });
        match pair {
            Ok(pair) => out.push(pair),
            Err(wrong) => f.walk.wrong(wrong, item.span),
        }
    }
    out
}

fn steps(f: &mut F<'_, '_, '_>) -> Vec<Len> {
    let mut out = Vec::new();
    let Some(items) = f.items("steps", Kind::Any) else { return out };
    for item in items {
        let size = walk::length(&item.value, &f.walk.units);
        match size.and_then(|size| walk::within(size, Len::PT, Len::PT * 1000)) {
            Ok(size) => out.push(size),
            Err(wrong) => f.walk.wrong(wrong, item.span),
        }
    }
    out.sort();
    out.dedup();
    out
}

/// A height in tenths of a line: `1.5行`.
pub(crate) fn tenths(f: &mut F<'_, '_, '_>, key: &'static str) -> Option<u16> {
    f.parse(key, Kind::Length, |value, units| {
        let height = walk::length(value, units)?;
        let tenths = Len(height.0 * 10).scale(1, units.pitch.0.max(1)).0;
        u16::try_from(tenths)
            .map_err(|_| Wrong::value("this must be between 0 and 6000 lines").help("write a height such as 1.5行"))
    })
}

fn boxed(f: &mut F<'_, '_, '_>) -> BoxRules {
    let mut out = BoxRules { rule: Len::PT.scale(3, 4), side: Len::PT * 8, top: 15, bottom: 15 };
    f.table("box", |f| {
        out.rule = f.amount("rule").unwrap_or(out.rule);
        out.side = f.amount("side").unwrap_or(out.side);
        out.top = tenths(f, "top").unwrap_or(out.top);
        out.bottom = tenths(f, "bottom").unwrap_or(out.bottom);
    });
    out
}

fn panel(f: &mut F<'_, '_, '_>) -> PanelRules {
    let ink = f.parse("ink", Kind::Any, style::ink);
    f.require("ink");
    let (body, pitch) = (f.walk.units.body, f.walk.units.pitch);
    let side = f.amount("side").unwrap_or(body / 2);
    let bottom = f.amount("bottom").unwrap_or(pitch.scale(6, 10));
    let top_rule = f.table("top_rule", |f| {
        let thickness = f.amount("thickness").unwrap_or(Len::PT * 2);
        let ink = f.parse("ink", Kind::Any, style::ink).unwrap_or(Ink::BLACK);
        (thickness, paint(ink))
    });
    PanelRules { ink: ink.unwrap_or(Ink::Cmyk([0, 0, 0, 80])), side, bottom, top_rule }
}

/// Black prints over, every other ink cuts out.
pub(crate) fn paint(ink: Ink) -> Paint {
    if ink == Ink::BLACK { Paint::TEXT } else { Paint::knockout(ink) }
}

fn tag(f: &mut F<'_, '_, '_>) -> TagRules {
    let mut out = TagRules { panel: None, ink: Ink::BLACK, height: (Len::PT * 22, Len::PT * 32) };
    f.table("tag", |f| {
        out.panel = f.text("panel");
        out.ink = f.parse("ink", Kind::Any, style::ink).unwrap_or(Ink::BLACK);
        if let Some([one, two]) = f.lengths::<2>("height") {
            out.height = (one, two);
        }
    });
    out
}

fn picture(f: &mut F<'_, '_, '_>) -> PictureRules {
    let mut out = PictureRules { caption_gap: Len::PT * 4, credit_gap: Len::PT * 3, widest: 2000, narrowest: 800 };
    f.table("picture", |f| {
        out.caption_gap = f.amount("caption_gap").unwrap_or(out.caption_gap);
        out.credit_gap = f.amount("credit_gap").unwrap_or(out.credit_gap);
        out.widest = f.bounded_share("widest", 100, 20_000).map_or(out.widest, |n| n as u16);
        out.narrowest = f.bounded_share("narrowest", 50, 10_000).map_or(out.narrowest, |n| n as u16);
    });
    out
}

fn rules(f: &mut F<'_, '_, '_>) -> RuleRules {
    let mut out = RuleRules { thickness: Len::PT / 2, paint: Paint::TEXT, columns: None, vertical_from: 8 };
    f.table("rules", |f| {
        out.thickness = f.amount("thickness").unwrap_or(out.thickness);
        out.paint = f.parse("ink", Kind::Any, style::ink).map_or(Paint::TEXT, paint);
        out.paint.overprint = f.bool("overprint").unwrap_or(out.paint.overprint);
        out.columns = f.length("columns").filter(|thickness| *thickness > Len::ZERO);
        out.vertical_from = f.integer("vertical_from", 0, 1000).map_or(8, |n| n as u16);
    });
    out
}

fn notices(f: &mut F<'_, '_, '_>) -> Notices {
    let mut out = Notices {
        jump: "（下转第{page}版）".to_string(),
        from: "（上接第{page}版）".to_string(),
        see: "（相关报道详见第{page}版）".to_string(),
        ad: "广告".to_string(),
    };
    f.table("notices", |f| {
        for (key, slot) in [("jump", &mut out.jump), ("from", &mut out.from), ("see", &mut out.see)] {
            let notice = f.parse(key, Kind::Text, |value, _| {
                let text = walk::text(value)?;
                if !text.contains("{page}") {
                    let wrong = Wrong::value("a notice needs {page}, which becomes the page's number");
                    return Err(wrong.help("write it where the number is to stand: \"（下转第{page}版）\""));
                }
                Ok(text.to_string())
            });
            *slot = notice.unwrap_or_else(|| slot.clone());
        }
        out.ad = f.text("ad").unwrap_or_else(|| out.ad.clone());
    });
    out
}

/// The byline's mark is set in the byline's style, smaller; a layout may say otherwise with a style of its own.
fn mark_style(rules: &BylineRules, styles: &mut BTreeMap<String, Style>) {
    if let Some(byline) = styles.get("byline").filter(|_| !styles.contains_key("byline_mark")) {
        let size = byline.size.scale(i64::from(rules.mark_scale), 1000);
        let mark = Style { name: "byline_mark".to_string(), size, ..byline.clone() };
        styles.insert(mark.name.clone(), mark);
    }
}

fn byline(f: &mut F<'_, '_, '_>) -> BylineRules {
    let mut out = BylineRules {
        mark: "■".to_string(),
        mark_scale: 800,
        between: " ".to_string(),
        between_roles: " ".to_string(),
        after_dateline: "\u{3000}".to_string(),
    };
    f.table("byline", |f| {
        out.mark = f.text("mark").unwrap_or_else(|| out.mark.clone());
        out.mark_scale = f.bounded_share("mark_scale", 100, 2000).map_or(out.mark_scale, |n| n as u16);
        out.between = f.text("between").unwrap_or_else(|| out.between.clone());
        out.after_dateline = f.text("after_dateline").unwrap_or_else(|| out.after_dateline.clone());
        out.between_roles = f.text("between_roles").unwrap_or_else(|| out.between_roles.clone());
    });
    out
}

fn briefs(f: &mut F<'_, '_, '_>) -> BriefRules {
    let mut out = BriefRules {
        title: "简讯".to_string(),
        band: Len::PT * 31,
        ink: Ink::BLACK,
        head_lines: 15,
        rule: Len::PT.scale(3, 4),
    };
    f.table("briefs", |f| {
        out.title = f.text("title").unwrap_or_else(|| out.title.clone());
        out.band = f.amount("band").unwrap_or(out.band);
        out.ink = f.parse("ink", Kind::Any, style::ink).unwrap_or(Ink::BLACK);
        out.head_lines = tenths(f, "head_lines").unwrap_or(out.head_lines);
        out.rule = f.amount("rule").unwrap_or(out.rule);
    });
    out
}

fn table(f: &mut F<'_, '_, '_>) -> TableRules {
    let mut out = TableRules {
        row: 15,
        outer: Len::PT.scale(3, 2),
        inner: Len::PT.scale(3, 10),
        inner_ink: Ink::BLACK,
        head_ink: Ink::Cmyk([0, 0, 0, 80]),
    };
    f.table("table", |f| {
        out.row = tenths(f, "row").unwrap_or(out.row).max(8);
        out.outer = f.amount("outer").unwrap_or(out.outer);
        out.inner = f.amount("inner").unwrap_or(out.inner);
        out.inner_ink = f.parse("inner_ink", Kind::Any, style::ink).unwrap_or_else(|| out.inner_ink.clone());
        out.head_ink = f.parse("head_ink", Kind::Any, style::ink).unwrap_or_else(|| out.head_ink.clone());
    });
    out
}
