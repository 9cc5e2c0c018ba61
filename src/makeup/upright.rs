//! A story with an upright head beside its text (竖题), in a box or in the open.
//!
//! In: a unit that asks for it and a width. Out: its choices. Does not know: where on the page.

use crate::diag::Report;
use crate::geom::Len;
use crate::makeup::columns;
use crate::makeup::flow::{PartKind, Shop};
use crate::makeup::head::{self, HeadBrief, VerticalFit};
use crate::makeup::measure::{Choice, Form, Plan, Unit, box_foot, box_gap};
use crate::makeup::ways::{Pour, texts};
use crate::model::layout::Broken;
use crate::model::story::HeadForm;
use std::rc::Rc;

/// Its choices at the largest size of its rank at which the head fits; the sizes below are tried only then.
pub fn choices(unit: &Unit, columns: u16, bare: bool, shop: &Shop, report: &mut Report, out: &mut Vec<Choice>) {
    let layout = shop.layout;
    let grid = &layout.grid;
    let outer = grid.joined(columns);
    let white = match (unit.story.unframed, bare) {
        (false, _) => box_gap(shop) + grid.pitch.scale(i64::from(layout.boxed.top), 10),
        (true, true) => layout.headline.without_rule,
        (true, false) => layout.headline.after_text + layout.rules.thickness + layout.headline.before_kicker,
    };
    let top = white.div_ceil(grid.pitch) as u16;
    let foot = if unit.story.unframed { 0 } else { box_foot(shop) };
    let rank = layout.headline.ranks.get(unit.rank.clamp(1, layout.headline.ranks.len().max(1)) - 1);
    let sizes = rank.and_then(|r| r.vertical).map_or((Len::PT * 24, Len::PT * 34), |s| (s.min, s.max));
    let brief = HeadBrief {
        story: unit.story,
        from_line: None,
        tag_line: None,
        rank: unit.rank,
        columns,
        width: outer,
        crossed: false,
        face: "vertical_headline",
    };
    let mut size = sizes.1;
    while size >= sizes.0.scale(6, 10) {
        // A head that is too long for one strip takes two in a lower frame, and the text must leave them room.
        for deep in [400, 40, 24, 14] {
            vertical_at(unit, (brief, size, deep), (top, foot, bare), shop, report, out);
            if !out.is_empty() {
                return;
            }
        }
        size -= Len::PT * 2;
    }
}

fn vertical_at(
    unit: &Unit,
    (brief, size, deep): (HeadBrief, Len, i64),
    (top, foot, bare): (u16, u16, bool),
    shop: &Shop,
    report: &mut Report,
    out: &mut Vec<Choice>,
) {
    let layout = shop.layout;
    let pitch = layout.grid.pitch;
    // The strips' width hangs on the frame's height only where a line is parted: measure them in a very high frame
    // first.
    let Some(strips) = head::vertical(brief, size, pitch * deep, shop, report) else { return };
    let open = unit.story.unframed;
    let side = if open { Len::ZERO } else { layout.boxed.side };
    let room = brief.width - side * 2 - strips.width - layout.headline.vertical.to_text;
    let count = if room > layout.grid.body * 34 { 2 } else { 1 };
    if room < layout.grid.body * 8 {
        return;
    }
    let head_left = unit.story.head == Some(HeadForm::VerticalLeft);
    let left = if head_left { side + strips.width + layout.headline.vertical.to_text } else { side };
    let inner = columns::broken(left, room, count, Broken::Absolute, layout.grid.body, layout.grid.gutter);
    // A head hangs on the frame's height alone, however the text came to it.
    let mut fits: std::collections::BTreeMap<u16, Option<Rc<VerticalFit>>> = std::collections::BTreeMap::new();
    for byline_in_head in [true, false] {
        let has_byline = unit.flow.parts.first().is_some_and(|p| p.kind == PartKind::Byline);
        let first = usize::from(byline_in_head && has_byline);
        for text in texts(unit, &inner, first, shop) {
            for Pour { poured, heights, tops, cost, .. } in text.pours(None, None, count) {
                let lines = heights.iter().copied().max().unwrap_or(0);
                for extra in 0..=layout.makeup.head_white {
                    let height = top + lines + foot + extra;
                    // Without a frame the head is as high as the text, and all white stands above both.
                    let (frame, deep, above) = if open {
                        (pitch * i64::from(lines), lines, extra)
                    } else {
                        (pitch * i64::from(height) - box_gap(shop) * 2, height, extra / 2)
                    };
                    let fit = fits
                        .entry(deep)
                        .or_insert_with(|| head::vertical(brief, size, frame, shop, report).map(Rc::new));
                    let Some(fit) = fit.clone() else { continue };
                    if fit.width > strips.width || fit.holds_byline != byline_in_head && has_byline {
                        continue;
                    }
                    let columns = (poured.clone(), heights.clone(), tops.clone());
                    let plan = Plan {
                        head_lines: top + above,
                        bare,
                        foot: foot + extra - above,
                        extra,
                        ..Plan::of(Form::Vertical(fit), &inner, &text, columns)
                    };
                    let cost = cost + text.cost + 6 * i64::from(extra) * i64::from(extra);
                    out.push(Choice { height, cost, plan: Rc::new(plan) });
                }
            }
        }
    }
}
