//! A head beside its text (串文题): it stands at the upper left, text runs on at its right and under it.
//!
//! In: a story that asks for it, a width of three columns and more. Out: its choices. Does not know: where on the
//! page.

use crate::diag::Report;
use crate::makeup::columns::{self, Inner};
use crate::makeup::fill;
use crate::makeup::flow::Shop;
use crate::makeup::head::{self, HeadBrief, HeadFit};
use crate::makeup::measure::{Choice, Dress, Form, Plan, Unit, UnitKind, cheapest, shape_cost};
use crate::makeup::uneven;
use crate::makeup::ways::{TextWay, texts};
use crate::model::layout::Broken;
use crate::model::story::HeadForm;
use std::rc::Rc;

/// Fewest lines of text under the head.
const LEAST_UNDER: u16 = 3;

/// Whether a unit's head stands beside its text at a width: an open story of text alone that asks for it.
pub fn wanted(unit: &Unit, columns: u16, dress: Dress) -> bool {
    let story = unit.story;
    let plain = story.pictures.is_empty() && unit.flow.tables.is_empty() && !unit.runs_down;
    let open = !unit.enclosed() && dress == Dress::Given && unit.kind == UnitKind::Story;
    story.head == Some(HeadForm::Beside) && plain && open && columns >= 3
}

/// Its choices; none where the text is too short to stand under the head.
pub fn choices(unit: &Unit, columns: u16, bare: bool, shop: &Shop, report: &mut Report) -> Vec<Choice> {
    let rules = &shop.layout.headline;
    let pitch = shop.layout.grid.pitch;
    let above =
        if bare { rules.without_rule } else { rules.after_text + shop.layout.rules.thickness + rules.before_kicker };
    let top = above.div_ceil(pitch) as u16;
    let mut out = Vec::new();
    for (inner, other) in columns::ways(unit, columns, Dress::Given, shop) {
        // Round a head the columns are of one measure, whatever they share otherwise.
        let inner = if uneven::wanted(&inner, &Vec::new()) {
            let grid = &shop.layout.grid;
            let count = inner.xs.len() as u16;
            columns::broken(inner.left, inner.width, count, Broken::Absolute, grid.body, grid.gutter)
        } else {
            inner
        };
        let count = inner.xs.len() as u16;
        for head_columns in 1..=2.min(count.saturating_sub(2)) {
            let brief = HeadBrief {
                story: unit.story,
                from_line: None,
                tag_line: unit.tag_line(shop),
                rank: unit.rank,
                columns: head_columns,
                width: inner.xs[usize::from(head_columns) - 1] + inner.measure,
                crossed: false,
                face: "headline",
            };
            let fits: Vec<Rc<HeadFit>> = head::fits(brief, shop, report).into_iter().map(Rc::new).collect();
            for text in texts(unit, &inner, 0, shop) {
                for fit in fits.iter().filter(|fit| !fit.lines.is_empty()) {
                    let lines = (fit.height + rules.before_text).div_ceil(pitch) as u16;
                    for extra in 0..=shop.layout.makeup.head_white {
                        let notch = (head_columns, lines + extra);
                        let Some(choice) = around(unit, &inner, &text, fit, notch, (bare, top), shop) else { continue };
                        let white = 6 * i64::from(extra) * i64::from(extra);
                        out.push(Choice { cost: choice.cost + other + white, ..choice });
                    }
                }
            }
        }
    }
    cheapest(out)
}

/// The shallowest setting of a text round a head of so many columns and lines.
fn around(
    unit: &Unit,
    inner: &Inner,
    text: &TextWay,
    fit: &Rc<HeadFit>,
    (head_columns, notch): (u16, u16),
    (bare, top): (bool, u16),
    shop: &Shop,
) -> Option<Choice> {
    let count = inner.xs.len() as u16;
    let atoms = &text.setting.atoms;
    let tail = u16::from(text.jump == Some(false));
    let total: u32 = atoms[text.first..text.end].iter().map(|a| u32::from(a.height + a.before)).sum();
    let beside = u32::from(count - head_columns) * u32::from(notch);
    let least = (total.saturating_sub(beside) / u32::from(count)).saturating_sub(2) as u16;
    let most = (total + u32::from(tail)).saturating_sub(beside).div_ceil(u32::from(count)) as u16 + 3;
    for lines in least.max(LEAST_UNDER)..=most {
        let (heights, tops): (Vec<u16>, Vec<u16>) =
            (0..count).map(|i| if i < head_columns { (lines, notch) } else { (lines + notch, 0) }).unzip();
        let poured = fill::pour(atoms, text.first..text.end, &heights, tail);
        if poured.end < text.end {
            continue;
        }
        let cost = poured.level_cost() + text.cost + fit.cost + shape_cost(unit, lines + notch, count, shop);
        let plan = Plan {
            head: Some(fit.clone()),
            head_lines: top,
            bare,
            ..Plan::of(Form::Beside(head_columns), inner, text, (poured, heights, tops))
        };
        return Some(Choice { height: top + notch + lines, cost, plan: Rc::new(plan) });
    }
    None
}
