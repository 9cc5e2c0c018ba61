//! Heads of a layout: sizes by rank and width, white around them.
//!
//! In: `[headline]`. Out: [`HeadlineRules`]. Does not know: any head.

use super::tree::{Node, Value};
use super::walk::{self, Fields, Kind, Walk, Wrong};
use crate::geom::Len;
use crate::model::layout::{HeadSize, HeadlineRules, RankSizes, VerticalHead};

type F<'t, 'w, 'r> = Fields<'t, 'w, 'r>;

/// Reads `[headline]`: its ranks are what a layout cannot do without.
pub fn headline(f: &mut F<'_, '_, '_>) -> HeadlineRules {
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
