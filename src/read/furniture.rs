//! Page kinds of a layout: furniture and slots.
//!
//! In: `[kind.NAME]`. Out: [`PageKind`]s. Does not know: what a page holds.

use super::art::{self, ArtTable};
use super::parts::paint;
use super::style;
use super::template;
use super::tree::{Node, Value};
use super::unit;
use super::walk::{self, Fields, Kind, Wrong};
use crate::geom::Rect;
use crate::model::issue::{GridArea, Plates};
use crate::model::layout::{Furniture, FurnitureKind, Grid, PageKind, Slot, Template};
use crate::model::story::HeadForm;
use crate::model::style::{Align, Style};
use std::collections::BTreeMap;

type F<'t, 'w, 'r> = Fields<'t, 'w, 'r>;
type Styles = BTreeMap<String, Style>;

/// Words for [`Plates`].
pub const PLATES: &[(&str, Plates)] = &[("cmyk", Plates::Cmyk), ("k", Plates::K), ("k+spot", Plates::KSpot)];
/// Words for [`HeadForm`].
pub const HEADS: &[(&str, HeadForm)] = &[
    ("over", HeadForm::Over),
    ("beside", HeadForm::Beside),
    ("vertical", HeadForm::Vertical),
    ("vertical-left", HeadForm::VerticalLeft),
];

/// `[kind.NAME]`.
pub fn kinds(f: &mut F<'_, '_, '_>, grid: &Grid, styles: &Styles, art: &mut ArtTable) -> BTreeMap<String, PageKind> {
    let kinds = f.named("kind", |name, f| PageKind {
        name: name.to_string(),
        top: f.integer("top", 0, i64::from(grid.lines)).unwrap_or(0) as u16,
        reserved: f.tables("reserve", |f| reserve(f, grid)).into_iter().flatten().collect(),
        strip: f.bool("strip").unwrap_or(false),
        colour: f.choice("colour", PLATES).unwrap_or(Plates::Cmyk),
        furniture: f.tables("furniture", |f| furniture(f, styles, art)).into_iter().flatten().collect(),
        slots: f.tables("slot", |f| slot(f, grid)).into_iter().flatten().collect(),
    });
    if kinds.is_empty() {
        f.require("kind");
    }
    kinds.into_iter().collect()
}

/// Columns of the page, counted from 1, both ends included.
pub fn columns(value: &Value, grid: &Grid) -> Result<(u16, u16), Wrong> {
    let (first, last) = match value {
        Value::Text { text, .. } => unit::range(text)?,
        Value::Integer(number) => unit::range(&number.to_string())?,
        other => return Err(Wrong::kind("a range such as \"1-4\"", other)),
    };
    if last > grid.columns {
        let wrong = Wrong::value(format!("the page has {} columns, not {last}", grid.columns));
        return Err(wrong.help(format!("its columns are 1-{}", grid.columns)));
    }
    Ok((first, last))
}

/// Lines of the page, counted from 1, both ends included.
pub fn lines(value: &Value, grid: &Grid) -> Result<(u16, u16), Wrong> {
    let (first, last) = match value {
        Value::Text { text, .. } => unit::range(text)?,
        Value::Integer(number) => unit::range(&number.to_string())?,
        other => return Err(Wrong::kind("a range such as \"1-40\"", other)),
    };
    if last > grid.lines {
        let wrong = Wrong::value(format!("the page has {} lines, not {last}", grid.lines));
        return Err(wrong.help(format!("its lines are 1-{}", grid.lines)));
    }
    Ok((first, last))
}

/// `{ columns = "1-3", lines = "1-12" }`.
fn reserve(f: &mut F<'_, '_, '_>, grid: &Grid) -> Option<GridArea> {
    let columns = f.parse("columns", Kind::Range, |value, _| columns(value, grid));
    let lines = f.parse("lines", Kind::Range, |value, _| lines(value, grid));
    f.require("columns");
    f.require("lines");
    Some(GridArea { columns: columns?, lines: lines? })
}

fn slot(f: &mut F<'_, '_, '_>, grid: &Grid) -> Option<Slot> {
    let columns = f.parse("columns", Kind::Range, |value, _| columns(value, grid));
    f.require("columns");
    let (head, boxed, span) = (f.choice("head", HEADS), f.bool("box"), f.span());
    columns.map(|columns| Slot { columns, head, boxed, span })
}

fn furniture(f: &mut F<'_, '_, '_>, styles: &Styles, art: &mut ArtTable) -> Option<Furniture> {
    let area = f.lengths::<4>("at").map(|[x, y, w, h]| Rect::new(x, y, w, h));
    f.require("at");
    let mirrored = f.bool("outer").unwrap_or(false);
    let what = what(f, styles, art);
    if what.is_none() && !has_any(f) && f.walk.schema.is_none() {
        let wrong = Wrong::value("this piece of furniture says nothing to print");
        f.walk.wrong(wrong.help("give it one of text, row, rule, fill, art, qr or ear_rows"), f.span());
    }
    Some(Furniture { area: area?, what: what?, span: f.span(), mirrored })
}

const WHAT: &[&str] = &["text", "row", "rule", "fill", "art", "qr", "ear_rows"];

fn has_any(f: &F<'_, '_, '_>) -> bool {
    WHAT.iter().any(|key| f.has(key))
}

/// All keys are asked for whatever the piece is, so that one message lists them all; the first that
/// stands there tells what the piece is.
fn what(f: &mut F<'_, '_, '_>, styles: &Styles, art: &mut ArtTable) -> Option<FurnitureKind> {
    let text = f.node("text", Kind::Text);
    let row = f.items("row", Kind::Texts);
    let rule = f.amount("rule");
    let fill = f.parse("fill", Kind::Any, style::ink);
    let vector = f.node("art", Kind::Text);
    let qr = f.integer("qr", 1, 100);
    let ear_rows = f.bool("ear_rows").unwrap_or(false);
    let ink = f.parse("ink", Kind::Any, style::ink);
    let overprint = f.bool("overprint");
    let align = f.choice("align", style::ALIGNS);
    let every = f.amount("every");
    let pitch = f.amount("pitch");
    let gap = f.amount("gap");
    let style = style_name(f, "style", styles);
    let label = style_name(f, "label", styles);
    if let Some(node) = text {
        let template = read_template(f, node)?;
        return Some(FurnitureKind::Text { template, style, align: align.unwrap_or(Align::Start), every });
    }
    if let Some(items) = row {
        let items = items.iter().filter_map(|item| read_template(f, item)).collect();
        return Some(FurnitureKind::Row { items, style });
    }
    let over = |mut paint: crate::ink::Paint| {
        paint.overprint = overprint.unwrap_or(paint.overprint);
        paint
    };
    if let Some(thickness) = rule {
        return Some(FurnitureKind::Rule { thickness, paint: over(paint(ink.unwrap_or(crate::ink::Ink::BLACK))) });
    }
    if let Some(fill) = fill {
        return Some(FurnitureKind::Fill(over(paint(fill))));
    }
    if let Some(node) = vector {
        let path = walk::text(&node.value).and_then(|path| art::below(path).map(|()| path));
        return match path {
            Ok(path) => Some(FurnitureKind::Art(art.add(path, node.span))),
            Err(wrong) => {
                f.walk.wrong(wrong, node.span);
                None
            }
        };
    }
    if let Some(ear) = qr {
        return Some(FurnitureKind::Qr { ear: ear as usize, style });
    }
    ear_rows.then(|| FurnitureKind::EarRows {
        label,
        style,
        pitch: pitch.unwrap_or(f.walk.units.pitch),
        gap: gap.unwrap_or(f.walk.units.body),
    })
}

fn read_template(f: &mut F<'_, '_, '_>, node: &Node) -> Option<Template> {
    match template::template(&node.value, node.span) {
        Ok(template) => Some(template),
        Err(wrong) => {
            f.walk.wrong(wrong, node.span);
            None
        }
    }
}

/// The name of a style that exists; `body` when the key is absent or names none.
fn style_name(f: &mut F<'_, '_, '_>, key: &'static str, styles: &Styles) -> String {
    let name = f.parse(key, Kind::Text, |value, _| {
        let name = walk::text(value)?;
        if styles.contains_key(name) {
            return Ok(name.to_string());
        }
        let wrong = Wrong::value(format!("there is no style “{name}”"));
        Err(match walk::nearest(name, styles.keys().map(String::as_str)) {
            Some(near) => wrong.help(format!("did you mean “{near}”?")),
            None => wrong.help(format!("add [styles.{name}]")),
        })
    });
    name.unwrap_or_else(|| "body".to_string())
}
