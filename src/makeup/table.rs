//! Simple tables (表格): rows on the page's lattice, figures on the decimal point.
//!
//! In: a table of the copy. Out: its height in lines; its items. Does not know: the story around it.

use crate::compose;
use crate::diag::Report;
use crate::display::{Item, Placed, Role, Rule};
use crate::geom::{Len, Point, Rect};
use crate::ink::Paint;
use crate::makeup::draw::{self, Ink};
use crate::makeup::flow::Shop;
use crate::makeup::grid::Axes;
use crate::model::story::{CellAlign, Table};
use crate::model::style::{Style, Writing};
use crate::source::Origin;

/// Width of a table whose cells have so much white between them.
fn natural(table: &Table, white: Len, shop: &Shop) -> Len {
    let columns = table.rows.first().map_or(0, Vec::len);
    let widths = (0..columns).map(|c| {
        let cells = table.rows.iter().enumerate().filter_map(|(r, row)| Some((r, row.get(c)?)));
        let width = |(r, cell)| {
            let style = cell_style(r, shop);
            compose::natural_width(&shop.shape(cell, &style, &mut Report::default())).at(style.size)
        };
        cells.map(width).fold(Len::ZERO, Len::max) + white
    });
    widths.sum()
}

/// Least white between the cells of a row.
const LEAST_WHITE: Len = Len(3 * Len::PT.0);

/// What a table needs at least along the lines of its page: its width, or on a vertical page the height of its rows.
pub fn least(table: &Table, shop: &Shop) -> Len {
    if shop.layout.writing == Writing::Vertical {
        let row = |number: usize| cell_style(number.min(1), shop).size.scale(11, 10);
        return (0..table.rows.len()).map(row).sum();
    }
    natural(table, LEAST_WHITE, shop)
}

/// Lines of the grid that a table takes, a line of white above it included.
pub fn lines(table: &Table, shop: &Shop) -> u16 {
    if shop.layout.writing == Writing::Vertical {
        // It reads across all the same, so that its width is what counts.
        return 1 + natural(table, Len::PT * 10, shop).div_ceil(shop.layout.grid.pitch) as u16;
    }
    let row = shop.layout.grid.pitch.scale(i64::from(shop.layout.table.row), 10);
    1 + (row * table.rows.len() as i64).div_ceil(shop.layout.grid.pitch) as u16
}

/// A table reads across, on a vertical page too.
fn cell_style(row: usize, shop: &Shop) -> Style {
    let mut style = shop.printed_style(if row == 0 { "table_head" } else { "table_body" });
    style.para.writing = Writing::Horizontal;
    style
}

/// Draws a table over a width; `area` is where it may stand, white above included.
pub fn draw(table: &Table, block: u32, area: Rect, origin: Origin, shop: &Shop, out: &mut Vec<Placed>) {
    let rules = &shop.layout.table;
    let mut report = Report::default();
    let mut row_height = shop.layout.grid.pitch.scale(i64::from(rules.row), 10);
    let mut area = area;
    if shop.layout.writing == Writing::Vertical {
        // A line of white at its right, and rows that open up, or close, to the height of its tiers.
        area.w -= shop.layout.grid.pitch;
        let even = area.h / table.rows.len().max(1) as i64;
        row_height = even.min(row_height.scale(16, 10));
        area.h = row_height * table.rows.len() as i64;
    }
    let height = row_height * table.rows.len() as i64;
    let top = area.bottom() - height;
    let columns = table.rows.first().map_or(0, Vec::len);
    let axes = Axes::new(Writing::Horizontal, Len::ZERO);
    let styles = |row: usize| cell_style(row, shop);
    let push = |out: &mut Vec<Placed>, item: Item| out.push(Placed { item, role: Role::Furniture, origin });
    let head = Rect::new(area.x, top, area.w, row_height);
    push(out, Item::Fill { area: head, paint: Paint { ink: rules.head_ink.clone(), overprint: false } });
    for row in 0..=table.rows.len() {
        let edge = row == 0 || row == table.rows.len();
        let (thickness, ink) =
            if edge { (rules.outer, crate::ink::Ink::BLACK) } else { (rules.inner, rules.inner_ink.clone()) };
        let y = top + row_height * row as i64;
        push(
            out,
            Item::Rule(Rule {
                from: Point { x: area.x, y },
                to: Point { x: area.right(), y },
                thickness,
                paint: Paint { ink, overprint: true },
                dotted: None,
            }),
        );
    }
    // Natural widths, the rest shared out evenly.
    let mut shaped = Vec::new();
    let mut widths = vec![Len::ZERO; columns];
    for (r, row) in table.rows.iter().enumerate() {
        let style = styles(r);
        let cells: Vec<_> = row
            .iter()
            .map(|cell| {
                let para = shop.shape(cell, &style, &mut report);
                let width = compose::natural_width(&para).at(style.size);
                (para, width)
            })
            .collect();
        for (c, (_, width)) in cells.iter().enumerate() {
            widths[c] = widths[c].max(*width);
        }
        shaped.push(cells);
    }
    let natural: Len = widths.iter().copied().sum();
    let spare = (area.w - natural).max(Len::ZERO) / columns.max(1) as i64;
    let mut lefts = Vec::new();
    let mut x = area.x;
    for width in &widths {
        lefts.push((x, *width + spare));
        x += *width + spare;
    }
    for (r, cells) in shaped.into_iter().enumerate() {
        let style = styles(r);
        let y = top + row_height * r as i64;
        for (c, (para, width)) in cells.into_iter().enumerate() {
            let (left, room) = lefts[c];
            let align = match (table.align.get(c).copied().unwrap_or(CellAlign::Auto), c, r) {
                (CellAlign::Auto, 0, _) => CellAlign::Left,
                (CellAlign::Auto, _, _) => CellAlign::Centre,
                (align, _, _) => align,
            };
            let x = match align {
                CellAlign::Left | CellAlign::Auto => left + Len::PT * 4,
                CellAlign::Centre => left + (room - width) / 2,
                CellAlign::Right => left + room - width - Len::PT * 4,
            };
            let baseline = axes.line(y, row_height, style.size);
            let line = compose::single_line(&para, 0..para.clusters.len() as u32);
            let ink = Ink { style: &style, role: Role::Text(block), origin };
            draw::line(&para, &line, Point { x, y: baseline }, &ink, out);
        }
    }
}
