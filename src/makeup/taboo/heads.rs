//! Taboos of heads: where they meet, what stands under them, how large they are.
//!
//! In: stories in their places. Out: findings N02–N05, N14, N15, N19. Does not know: lines of text.

use super::{Finding, Judge};
use crate::diag::Severity;
use crate::makeup::Stand;
use crate::makeup::measure::{Form, UnitKind};
use crate::makeup::solve::{SAME_ROWS, Standing, outdone};
use crate::model::story::Text;

/// N02: two open heads side by side on the same rows (碰题).
pub fn side_by_side(judge: &mut Judge) {
    let bench = judge.bench;
    for (i, a) in bench.stands.iter().enumerate() {
        for b in &bench.stands[..i] {
            let edge = |end: u16, start: u16| end == start && bench.spine() != Some(start);
            let beside = edge(a.x + a.w, b.x) || edge(b.x + b.w, a.x);
            let heads = bench.open(a) && bench.open(b) && bench.has_head(a) && bench.has_head(b);
            if beside && heads && head_row(a).abs_diff(head_row(b)) < SAME_ROWS {
                let message = format!("the heads of “{}” and “{}” stand side by side", bench.name(b), bench.name(a));
                // Heads of clearly different sizes are at least not read as one line.
                let near = like_sizes(judge, a, b);
                judge.tell(Finding {
                    code: "N02",
                    own: (!near).then_some(Severity::Warning),
                    message,
                    area: Some(bench.head_area(a)),
                    stands: vec![a, b],
                    help: "box one of them, or let them start on other lines",
                });
            }
        }
    }
}

/// The line that a story's head starts on: under its picture, where that stands first.
fn head_row(stand: &Stand) -> u16 {
    stand.y + stand.plan.head_line()
}

/// Within one step of the layout's sizes.
fn like_sizes(judge: &Judge, a: &Stand, b: &Stand) -> bool {
    let (Some(one), Some(two)) = (judge.bench.head_size(a), judge.bench.head_size(b)) else { return true };
    let steps = &judge.bench.layout.headline.steps;
    let step = |size: i64| steps.iter().position(|s| s.0 >= size).unwrap_or(steps.len());
    step(one).abs_diff(step(two)) <= 1
}

/// N02: a head right on the next head, nothing between (叠题).
pub fn stacked(judge: &mut Judge) {
    let bench = judge.bench;
    for above in bench.stands.iter().filter(|s| bench.open(s) && bench.has_head(s)) {
        let bare = bench.columns(above).iter().all(Option::is_none) && !bench.has_more_than_text(above);
        let under =
            |b: &&Stand| b.y == above.y + above.h && b.x < above.x + above.w && above.x < b.x + b.w && bench.open(b);
        if let Some(below) = bench.stands.iter().find(under).filter(|b| bare && bench.has_head(b)) {
            let message =
                format!("the head of “{}” stands right on that of “{}”", bench.name(above), bench.name(below));
            judge.tell(Finding {
                code: "N02",
                own: None,
                message,
                area: Some(bench.head_area(above)),
                stands: vec![above, below],
                help: "set text, a rule or a picture between them",
            });
        }
    }
}

/// N03: three and more heads of the same width one under the other, and nothing else (煙突).
pub fn chimney(judge: &mut Judge) {
    let bench = judge.bench;
    for a in bench.stands.iter().filter(|s| s.y == bench.top) {
        let column: Vec<&Stand> = bench.stands.iter().filter(|s| s.x == a.x && s.w == a.w).collect();
        let lines: u16 = column.iter().map(|s| s.h).sum();
        if column.len() >= 3 && lines + bench.top == bench.grid.grid.lines {
            let message = format!("{} stories of the same width stand one under the other", column.len());
            let area = bench.grid.area(a.x, bench.top, a.w, lines);
            let help = "give one of them another width";
            judge.tell(Finding { code: "N03", own: None, message, area: Some(area), stands: column, help });
        }
    }
}

/// N04: the head spans columns that its story leaves empty, so it does not stand over its text (题文不对位).
pub fn off_its_text(judge: &mut Judge) {
    let bench = judge.bench;
    for stand in bench.stands.iter().filter(|s| bench.has_head(s)) {
        let columns = bench.columns(stand);
        let count = columns.len() as u16;
        // A picture at the right fills its columns, a table or a row of pictures all of them.
        let pictures = stand.plan.picture.map_or(0, |(columns, _)| columns);
        let filled = |i: u16| columns[usize::from(i)].is_some() || i + pictures >= count;
        let whole = stand.plan.table > 0 || stand.plan.row > 0;
        let text = columns.iter().any(Option::is_some);
        let empty = (0..count).filter(|&i| !filled(i)).count();
        if text && !whole && empty > 0 && !matches!(stand.plan.form, Form::Briefs) {
            let message = format!(
                "the head of “{}” spans {count} columns, its text stands in {}",
                bench.name(stand),
                usize::from(count) - empty
            );
            judge.tell(Finding {
                code: "N04",
                own: None,
                message,
                area: Some(bench.head_area(stand)),
                stands: vec![stand],
                help: "give the story fewer columns, or write more",
            });
        }
    }
}

/// N05 and N14: a head with fewer than two lines of text under it (背题); one on the last line of the page, with
/// nothing at all (しりもち).
pub fn at_foot(judge: &mut Judge) {
    let bench = judge.bench;
    for stand in bench.stands.iter().filter(|s| bench.has_head(s)) {
        let columns = bench.columns(stand);
        let deepest = columns.iter().flatten().map(|c| c.lines.1 - c.lines.0).max().unwrap_or(0);
        if deepest >= 2 || bench.has_more_than_text(stand) {
            continue;
        }
        let foot = stand.y + stand.h;
        let on_block = |x: u16, y: u16, w: u16| y == foot && x < stand.x + stand.w && stand.x < x + w;
        let last = foot >= bench.grid.grid.lines || bench.ads.iter().any(|a| on_block(a.0, a.1, a.2));
        let name = bench.name(stand);
        let (code, message) = match deepest {
            0 if last => ("N14", format!("“{name}” stands on the last line with nothing under it")),
            _ => ("N05", format!("fewer than two lines of text stand under “{name}”")),
        };
        let area = Some(bench.head_area(stand));
        let help = "let the story start higher, or give it text";
        judge.tell(Finding { code, own: None, message, area, stands: vec![stand], help });
    }
}

/// N15: a Japanese head of kanji alone, like the name on a stone (お墓).
pub fn kanji_only(judge: &mut Judge) {
    let bench = judge.bench;
    for stand in bench.stands.iter().filter(|s| bench.unit(s).kind == UnitKind::Story) {
        let head: String = bench.unit(stand).story.headline.iter().map(Text::plain).collect();
        let letters: Vec<char> = head.chars().filter(|c| c.is_alphanumeric()).collect();
        if letters.len() > 1 && letters.iter().all(|&c| kanji(c)) {
            let message = format!("the head “{}” is nothing but kanji", bench.name(stand));
            judge.tell(Finding {
                code: "N15",
                own: None,
                message,
                area: Some(bench.head_area(stand)),
                stands: vec![stand],
                help: "let a particle, a verb or a figure stand between the words",
            });
        }
    }
}

/// Han characters of the Basic Multilingual Plane and beyond, and the marks that repeat them.
fn kanji(c: char) -> bool {
    matches!(c, '々' | '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
        || ('\u{20000}'..='\u{3FFFF}').contains(&c)
}

/// N19: a story of lower rank with a larger head at the same width (倒置).
pub fn rank_inversion(judge: &mut Judge) {
    let bench = judge.bench;
    for (i, a) in bench.stands.iter().enumerate() {
        for b in &bench.stands[i + 1..] {
            let (Some(higher), Some(lower)) = (bench.head_size(a), bench.head_size(b)) else { continue };
            let ranked = bench.unit(a).rank < bench.unit(b).rank;
            if ranked && a.w >= b.w && lower > higher {
                let message = format!("“{}” ranks below “{}” but has the larger head", bench.name(b), bench.name(a));
                judge.tell(Finding {
                    code: "N19",
                    own: None,
                    message,
                    area: Some(bench.head_area(b)),
                    stands: vec![b, a],
                    help: "change their order, or the sizes of the layout",
                });
            }
        }
    }
}

/// N19: a story of lower rank in the better zone of the page (区序): it begins far above one that outranks it.
pub fn zone_inversion(judge: &mut Judge) {
    let bench = judge.bench;
    let vertical = bench.grid.axes.vertical();
    let place = |s: &Stand| Standing::new(bench.unit(s).rank, s.x, s.y, vertical);
    let ranked = || bench.stands.iter().filter(|s| bench.unit(s).ranked());
    for high in ranked() {
        let outdoes =
            |low: &&Stand| place(low).rank > place(high).rank && outdone(place(high), place(low), bench.depth);
        let above: Vec<&Stand> = ranked().filter(outdoes).collect();
        let Some(first) = above.first() else { continue };
        let others = match above.len() {
            1 => String::new(),
            2 => " and another story".to_string(),
            count => format!(" and {} other stories", count - 1),
        };
        let (low, name) = (bench.name(first), bench.name(high));
        let apart = place(high).down - place(first).down;
        let what = if vertical { "tiers" } else { "lines" };
        let message = format!("“{low}”{others} ranks below “{name}” but begins {apart} {what} above it");
        let stands = above.into_iter().chain([high]).collect();
        judge.tell(Finding {
            code: "N19",
            own: None,
            message,
            area: Some(bench.head_area(high)),
            stands,
            help: "change their order, or leave the place to the engine",
        });
    }
}
