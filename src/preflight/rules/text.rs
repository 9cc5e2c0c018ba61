//! Text as composed: kinsoku at line edges, baseline grid, order.

use super::{For, Rule, row};
use crate::preflight::Verdict::Warn;
use crate::preflight::facts::Facts;
use crate::preflight::lines::Line;
use crate::preflight::{Family, Hits};
use std::collections::BTreeMap;

/// Rules of text.
pub const RULES: &[Rule] = &[
    row(
        "kinsoku",
        For::Both,
        Warn,
        "J",
        "no line of running text begins or ends with a mark that may not",
        Family::Text,
        kinsoku,
    ),
    row("baseline-grid", For::Both, Warn, "J", "body lines of a page stand on one grid", Family::Text, grid),
    row("text-order", For::Both, Warn, "N", "the content stream runs down a column, not up", Family::Text, order),
];

/// May not begin a line (GB/T 15834, clreq#prohibition_rules_for_line_start_end).
const NO_START: &str = "、，。．：；！？）〕］｝」』】》〉〗’”…—·・‐–～%％℃,.!?;:)]}";
/// May not end a line.
const NO_END: &str = "（〔［｛「『【《〈〖‘“([{";

fn area(line: &Line) -> [f64; 4] {
    let s = line.size;
    [
        line.from.0.min(line.to.0),
        line.from.1.min(line.to.1) - 0.12 * s,
        line.from.0.max(line.to.0),
        line.from.1.max(line.to.1) + 0.88 * s,
    ]
}

fn kinsoku(f: &Facts, h: &mut Hits) {
    let lines = &f.lines;
    for (i, line) in lines.iter().enumerate() {
        // A neighbour of the same type, one pitch away, makes it a line of a paragraph.
        let near = |other: Option<&Line>| {
            other.is_some_and(|o| {
                let across = if line.vertical { o.from.0 - line.from.0 } else { o.from.1 - line.from.1 };
                o.page == line.page
                    && o.font == line.font
                    && (o.size - line.size).abs() < 0.1
                    && across.abs() < 3.0 * line.size
                    && o.body()
            })
        };
        if !line.body() {
            continue;
        }
        let before = near(i.checked_sub(1).and_then(|j| lines.get(j)));
        let after = near(lines.get(i + 1));
        // The very first line of a paragraph may open with a dash or an ellipsis.
        let strict = !matches!(line.first, '…' | '—' | '·' | '–' | '～' | '.' | '%');
        if before && NO_START.contains(line.first) && strict {
            h.at(line.page, area(line), format!("a line begins with {}", line.first));
        }
        if after && NO_END.contains(line.last) {
            h.at(line.page, area(line), format!("a line ends with {}", line.last));
        }
    }
}

fn grid(f: &Facts, h: &mut Hits) {
    let lines = &f.lines;
    for page in 0..f.pages.len() {
        let body: Vec<&Line> = lines.iter().filter(|l| l.page == page && l.body() && !l.vertical).collect();
        // The face and size that most lines have are the body; bylines and captions keep their own distances.
        let kind = |l: &Line| (l.font, (l.size * 20.0).round() as i64);
        let mut kinds: BTreeMap<(usize, i64), usize> = BTreeMap::new();
        body.iter().for_each(|l| *kinds.entry(kind(l)).or_default() += 1);
        let Some((&most, _)) = kinds.iter().max_by_key(|(_, n)| **n) else { continue };
        let body: Vec<&&Line> = body.iter().filter(|l| kind(l) == most).collect();
        let mut steps: BTreeMap<i64, usize> = BTreeMap::new();
        for pair in body.windows(2) {
            let down = pair[0].base - pair[1].base;
            if (pair[0].from.0 - pair[1].from.0).abs() < 3.0 * pair[0].size && down > 0.0 && down < 3.0 * pair[0].size {
                *steps.entry((down * 20.0).round() as i64).or_default() += 1;
            }
        }
        let Some((&pitch, &often)) = steps.iter().max_by_key(|(_, n)| **n) else { continue };
        if body.len() < 20 || often * 2 < body.len() {
            continue;
        }
        off_grid(h, page, &body, pitch as f64 / 20.0);
    }
}

fn off_grid(h: &mut Hits, page: usize, body: &[&&Line], pitch: f64) {
    // A better pitch from long runs: the step that the whole column agrees with.
    let mut exact = Vec::new();
    for pair in body.windows(2) {
        let down = pair[0].base - pair[1].base;
        if (down - pitch).abs() < 0.06 {
            exact.push(down);
        }
    }
    exact.sort_by(f64::total_cmp);
    let pitch = exact.get(exact.len() / 2).copied().unwrap_or(pitch);
    let phase = |y: f64| y.rem_euclid(pitch);
    let distance = |a: f64, b: f64| {
        let d = (a - b).abs();
        d.min(pitch - d)
    };
    let best = body
        .iter()
        .map(|l| phase(l.base))
        .max_by_key(|p| body.iter().filter(|l| distance(phase(l.base), *p) < 0.3).count());
    let Some(best) = best else { return };
    let off: Vec<&&&Line> = body.iter().filter(|l| distance(phase(l.base), best) >= 0.3).collect();
    // Without a majority there is no grid to leave.
    if off.len() * 5 > body.len() * 2 {
        return;
    }
    for line in off {
        let by = distance(phase(line.base), best);
        h.at(
            page,
            area(line),
            format!("the body line that begins with {} stands {by:.2} pt off the grid of {pitch:.2} pt", line.first),
        );
    }
}

fn order(f: &Facts, h: &mut Hits) {
    let lines = &f.lines;
    for pair in lines.windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        let alike = a.page == b.page
            && a.font == b.font
            && (a.size - b.size).abs() < 0.1
            && a.body()
            && b.body()
            && a.vertical == b.vertical;
        if !alike {
            continue;
        }
        let up = if a.vertical {
            (a.from.1 - b.from.1).abs() < a.size && b.from.0 > a.from.0 + 0.5 * a.size
        } else {
            (a.from.0 - b.from.0).abs() < a.size && b.from.1 > a.from.1 + 0.5 * a.size
        };
        // Only the next line above is a line out of order; farther up another story begins.
        let step = if a.vertical { b.from.0 - a.from.0 } else { b.from.1 - a.from.1 };
        if up && step < 3.0 * a.size {
            h.at(b.page, area(b), format!("the line that begins with {} follows one below it", b.first));
        }
    }
}
