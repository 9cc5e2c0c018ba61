//! From `layouts/*.toml` to a [`Layout`].
//!
//! In: a table, other layouts that it extends already laid under it. Out: the paper's design, complete:
//! what the file leaves out has a default here. Does not know: where layouts are looked for.

use super::art::ArtTable;
use super::furniture;
use super::headline;
use super::parts;
use super::press;
use super::style;
use super::tree::{Node, Value};
use super::unit::{FOUNDER, WORD};
use super::walk::{self, Fields, Kind, Walk, Wrong};
use crate::diag::{Code, Diagnostic};
use crate::geom::{Len, Size};
use crate::ink::Ink;
use crate::model::issue::Paper;
use crate::model::layout::{Broken, FaceRef, Grid, HouseGlyph, Layout, Margins, PageGeometry, PanelRules, STYLES};
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

    let headline = headline::headline(f);
    let boxed = parts::boxed(f);
    let panels: BTreeMap<String, PanelRules> = f.named("panel", |_, f| parts::panel(f)).into_iter().collect();
    let tag = parts::tag(f);
    if let Some(name) = tag.panel.as_ref().filter(|name| !panels.contains_key(*name)) {
        let span = f.table.get("tag").map_or(f.span(), |node| node.span);
        let known: Vec<&str> = panels.keys().map(String::as_str).collect();
        let wrong = Wrong::value(format!("there is no panel “{name}”"));
        f.walk.wrong(wrong.help(format!("name one of [panel]: {}", known.join(", "))), span);
    }
    let picture = parts::picture(f);
    let rules = parts::rules(f);
    let notices = parts::notices(f);
    let byline = parts::byline(f);
    parts::mark_style(&byline, &mut styles);
    let briefs = parts::briefs(f);
    let table = parts::table(f);
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
        spine: None,
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
