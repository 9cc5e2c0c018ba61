//! Taboos of text: where columns and paragraphs end, and where the reader goes on.
//!
//! In: stories in their places, with their lines. Out: findings N05 (crossheads), N07–N13, N16. Does not know:
//! heads but where they end.

use super::{Bench, Finding, Judge, TextColumn};
use crate::diag::Severity;
use crate::geom::Rect;
use crate::makeup::Stand;
use crate::makeup::close::left_over;
use crate::makeup::flow::PartKind;
use crate::makeup::measure::{Form, UnitKind};

/// Text this deep in several columns without head, picture or crosshead is a grey area.
const GREY: u16 = 45;

fn find(judge: &mut Judge, code: &'static str, message: String, area: Option<Rect>, stand: &Stand, help: &'static str) {
    judge.tell(Finding { code, own: None, message, area, stands: vec![stand], help });
}

/// The last two lines of a column on paper.
fn foot_area(bench: &Bench, column: &TextColumn) -> Rect {
    let (x, right) = column.columns;
    bench.grid.area(x, column.lines.1.saturating_sub(2), right - x, 2)
}

/// N05: a heading inside the text that ends a column, or has a single line after it there (背题).
pub fn crosshead_at_foot(judge: &mut Judge) {
    let bench = judge.bench;
    for stand in bench.stands {
        for column in bench.columns(stand).iter().flatten() {
            let (first, last) = column.atoms;
            let head = (first..=last).rev().take(2).find(|&i| bench.atom(stand, i).1.kind == PartKind::Crosshead);
            // At a story's very end there is no more text that could keep it company.
            if head.is_some_and(|head| last < stand.plan.setting.atoms.len() - 1 || head == last) {
                let message = format!("a heading inside “{}” stands at the foot of a column", bench.name(stand));
                let help = "write or cut two lines above it";
                find(judge, "N05", message, Some(foot_area(bench, column)), stand, help);
            }
        }
    }
}

/// N07: the page holds more than fits on it (超版), over all its stories.
pub fn overset(judge: &mut Judge) {
    let bench = judge.bench;
    let mut over: Vec<(usize, &Stand)> = Vec::new();
    for stand in bench.stands.iter().filter(|s| s.plan.jump.is_none() || s.plan.poured.end < s.plan.end) {
        let characters = left_over(bench.unit(stand), Some(&stand.plan)).0;
        if characters > 0 {
            over.push((characters, stand));
        }
    }
    let homeless: usize = bench.unplaced.iter().map(|&u| left_over(&bench.units[u], None).0).sum();
    let total = homeless + over.iter().map(|o| o.0).sum::<usize>();
    if total > 0 {
        let stories = over.len() + bench.unplaced.len();
        let plural = if stories == 1 { "story" } else { "stories" };
        let message = format!("page {} is over by {total} characters in {stories} {plural}", bench.page.number);
        over.sort_by_key(|o| std::cmp::Reverse(o.0));
        let stands = over.iter().map(|o| o.1).collect();
        let help = "cut, let a story jump, or move one to another page";
        judge.tell(Finding { code: "N07", own: None, message, area: None, stands, help });
    }
}

/// N08: columns of a story that do not end on the same line (两栏不齐).
pub fn not_level(judge: &mut Judge) {
    let bench = judge.bench;
    for stand in bench.stands.iter().filter(|s| !s.plan.poured.level() && s.plan.poured.end == s.plan.end) {
        let white = &stand.plan.poured.white;
        let apart = white.iter().max().copied().unwrap_or(0);
        let only_last = white.split_last().is_some_and(|(last, others)| *last == 2 && others.iter().all(|&w| w == 0));
        let lines = if apart == 1 { "line" } else { "lines" };
        let message = format!("the columns of “{}” are not level: {apart} {lines} apart", bench.name(stand));
        judge.tell(Finding {
            code: "N08",
            own: only_last.then_some(Severity::Warning),
            message,
            area: None,
            stands: vec![stand],
            help: "cut or write a line, or let the story take another width",
        });
    }
}

/// N09: lone first lines at a column's foot, short last lines at a column's top (孤行).
pub fn lone_lines(judge: &mut Judge) {
    let bench = judge.bench;
    for stand in bench.stands.iter().filter(|s| s.plan.poured.lone > 0) {
        let lines = match stand.plan.poured.lone {
            1 => "one lone line at a column's end".to_string(),
            count => format!("{count} lone lines at the columns' ends"),
        };
        let message = format!("{lines} of “{}”", bench.name(stand));
        let columns = bench.columns(stand);
        let lone = columns.iter().flatten().zip(columns.iter().skip(1)).find(|(column, next)| {
            let opens = bench.atom(stand, column.atoms.1).0.opens;
            opens || next.as_ref().is_some_and(|n| bench.atom(stand, n.atoms.0).0.short_end)
        });
        let area = lone.map(|(column, _)| foot_area(bench, column));
        find(judge, "N09", message, area, stand, "change a few words so that the paragraph breaks elsewhere");
    }
}

/// N10: a paragraph whose last line is one character (单字不占行).
pub fn lone_character(judge: &mut Judge) {
    let bench = judge.bench;
    for stand in bench.stands {
        let plan = &stand.plan;
        for (column, set) in bench.columns(stand).iter().zip(&plan.poured.columns) {
            let Some(column) = column else { continue };
            for &(index, line) in set {
                let (atom, part) = bench.atom(stand, index as usize);
                let galley = &plan.setting.galleys[usize::from(atom.part)];
                let runt = galley.lines.get(usize::from(atom.line)).is_some_and(|l| l.faults.runt);
                if part.kind != PartKind::Para || !runt {
                    continue;
                }
                let start = galley.lines[usize::from(atom.line)].clusters.start as usize;
                let from = part.para.clusters.get(start).map_or(0, |c| c.range.start as usize);
                let words = part.para.text.get(from..).unwrap_or("");
                let message =
                    format!("a paragraph of “{}” ends on a line with nothing but “{words}”", bench.name(stand));
                let (x, right) = column.columns;
                let line = column.lines.0 + line - set[0].1;
                let area = bench.grid.area(x, line, right - x, 1);
                find(judge, "N10", message, Some(area), stand, "cut or add a few characters");
            }
        }
    }
}

/// N11: text that goes on in two possible places: a story without a head right under or beside open text (両流れ).
pub fn two_ways_on(judge: &mut Judge) {
    let bench = judge.bench;
    let headless = |s: &&Stand| !bench.has_head(s) && bench.open(s) && bench.columns(s).iter().any(Option::is_some);
    for orphan in bench.stands.iter().filter(headless) {
        for other in bench.stands.iter().filter(|s| s.unit != orphan.unit && bench.open(s)) {
            let columns = bench.columns(other);
            let under = columns.iter().flatten().any(|c| {
                let over = c.columns.0 < orphan.x + orphan.w && orphan.x < c.columns.1;
                over && c.lines.1 <= orphan.y && orphan.y <= c.lines.1 + 1
            });
            let beside = columns
                .iter()
                .flatten()
                .any(|c| c.columns.1 == orphan.x && c.lines.0 < orphan.y + orphan.h && orphan.y < c.lines.1);
            if !under && !beside {
                continue;
            }
            let message = format!(
                "text of “{}” may go on in its own next column or in a story without a head",
                bench.name(other)
            );
            judge.tell(Finding {
                code: "N11",
                own: None,
                message,
                area: Some(bench.area(orphan)),
                stands: vec![orphan, other],
                help: "give the story a head or a frame",
            });
        }
    }
}

/// A column that ends on a whole paragraph while the next one begins another: columns, last line.
fn whole_ends(bench: &Bench, stand: &Stand) -> Vec<((u16, u16), u16)> {
    let columns = bench.columns(stand);
    let pairs = columns.iter().zip(columns.iter().skip(1));
    let ends = pairs.filter_map(|(column, next)| {
        let (column, next) = (column.as_ref()?, next.as_ref()?);
        let (last, part) = bench.atom(stand, column.atoms.1);
        let (_, opening) = bench.atom(stand, next.atoms.0);
        let whole = last.ends && part.kind == PartKind::Para && opening.kind == PartKind::Para;
        whole.then_some((column.columns, column.lines.1))
    });
    ends.collect()
}

/// N12: two neighbours that both break between paragraphs on the same line, so that either may go on in the other
/// (泣き別れ).
pub fn parted_alike(judge: &mut Judge) {
    let bench = judge.bench;
    for (i, a) in bench.stands.iter().enumerate() {
        for b in bench.stands[..i].iter().filter(|b| bench.open(a) && bench.open(b)) {
            let (left, right) = if a.x < b.x { (a, b) } else { (b, a) };
            let alike = left.x + left.w == right.x
                && whole_ends(bench, left)
                    .iter()
                    .any(|(_, foot)| whole_ends(bench, right).iter().any(|(_, other)| foot.abs_diff(*other) <= 1));
            if !alike {
                continue;
            }
            let message = format!(
                "“{}” and “{}” both break between paragraphs on the same line",
                bench.name(left),
                bench.name(right)
            );
            judge.tell(Finding {
                code: "N12",
                own: None,
                message,
                area: None,
                stands: vec![left, right],
                help: "change one of them by a line",
            });
        }
    }
}

/// N13: something stands in the way of a text, which the reader must jump over (飛び越し).
pub fn interrupted(judge: &mut Judge) {
    let bench = judge.bench;
    for stand in bench.stands {
        let own = (stand.x, stand.y, stand.w, stand.h);
        for &ad in bench.ads.iter().filter(|&&ad| meet(own, ad)) {
            let message = format!("an advertisement stands in the way of “{}”", bench.name(stand));
            let area = bench.grid.area(ad.0, ad.1, ad.2, ad.3);
            find(judge, "N13", message, Some(area), stand, "move the advertisement or the pin");
        }
        for other in bench.stands.iter().filter(|o| o.unit > stand.unit && meet(own, (o.x, o.y, o.w, o.h))) {
            let message = format!("“{}” stands in the way of “{}”", bench.name(other), bench.name(stand));
            let stands = vec![stand, other];
            let (area, help) = (Some(bench.area(other)), "give their pins places that do not meet");
            judge.tell(Finding { code: "N13", own: None, message, area, stands, help });
        }
    }
}

/// Whether two areas, each by column, line, columns and lines, have a line of a column in common.
fn meet(a: (u16, u16, u16, u16), b: (u16, u16, u16, u16)) -> bool {
    a.0 < b.0 + b.2 && b.0 < a.0 + a.2 && a.1 < b.1 + b.3 && b.1 < a.1 + a.3
}

/// N16: deep text in several columns without crosshead or picture (灰版).
pub fn grey(judge: &mut Judge) {
    let bench = judge.bench;
    for stand in bench.stands.iter().filter(|s| bench.unit(s).kind == UnitKind::Story) {
        let unit = bench.unit(stand);
        let relieved = unit.flow.parts.iter().any(|p| matches!(p.kind, PartKind::Crosshead | PartKind::Quote));
        let depth = stand.plan.heights.iter().max().copied().unwrap_or(0);
        let count = stand.plan.heights.len();
        if count > 1 && depth > GREY && !relieved && !matches!(stand.plan.form, Form::Briefs) {
            let message = format!("“{}” is {depth} lines of plain text in {count} columns", bench.name(stand));
            find(judge, "N16", message, None, stand, "set a crosshead or a picture");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_that_only_touch_stand_in_no_way() {
        let story = (1, 10, 2, 30);
        for (other, expected) in [
            ((3, 10, 1, 30), false), // at its right
            ((0, 10, 1, 30), false), // at its left
            ((1, 40, 2, 5), false),  // right under it
            ((1, 5, 2, 5), false),   // right over it
            ((2, 39, 3, 20), true),  // its last line, its last column
            ((0, 0, 2, 11), true),   // its first line, its first column
            ((1, 20, 1, 1), true),   // inside of it
        ] {
            assert_eq!(meet(story, other), expected, "{other:?}");
            assert_eq!(meet(other, story), expected, "{other:?} the other way round");
        }
    }
}
