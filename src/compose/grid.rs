//! Paragraphs on the character grid (稿纸, typography R15.2).
//!
//! In: a shaped paragraph whose marks keep their full width. Out: lines in which every
//! Han stands on a cell. Does not know: tiers; there is nothing to justify.

use super::justify::{Share, Spread};
use super::line::content;
use super::{Faults, Galley, Line, LineEnd, Steps};
use crate::geom::Em;
use crate::text::{BreakKind, Class, ShapedPara};
use std::ops::Range;

/// Composes cell by cell. Words may part anywhere at a line's end; one mark may hang (typography R10.7).
pub(super) fn galley(para: &ShapedPara, measure: Em) -> Galley {
    stepped(para, &Steps { first: Vec::new(), rest: measure })
}

/// The same at several measures: every line has the whole cells of its own.
pub(super) fn stepped(para: &ShapedPara, steps: &Steps) -> Galley {
    let (first, others) = super::indents(para, steps.at(0));
    let count = para.clusters.len();
    let mut lines = Vec::new();
    let mut at = 0;
    while at < count || lines.is_empty() {
        let start = if lines.is_empty() { first } else { others };
        let measure = steps.at(lines.len());
        let cells = ((measure - start).0 / Em::ONE.0).max(1);
        let (end, kind) = fill(para, at, cells);
        let hung = hanging(para, at..end, cells);
        let clusters = at as u32..end as u32;
        let width = places(para, content(para, &clusters)).1;
        lines.push(Line {
            clusters,
            start,
            natural: width,
            set: width,
            hung,
            end: kind,
            faults: Faults { over: width - hung > Em::ONE * cells, ..Faults::default() },
        });
        at = end.max(at + 1);
    }
    Galley { measure: steps.widest(), lines, cost: 0 }
}

fn western(class: Class) -> bool {
    matches!(class, Class::Letter | Class::Digit | Class::Western | Class::Space | Class::FixedSpace | Class::Note)
}

/// How many cells letters of a width take: white on both sides, or none when set tight.
fn cells_of(para: &ShapedPara, width: Em) -> i64 {
    let whole = width.0.div_euclid(Em::ONE.0);
    let rest = width.0.rem_euclid(Em::ONE.0);
    if para.style.grid_tight && rest == 0 { whole } else { whole + 1 }
}

/// The letters that begin at a cluster.
fn word(para: &ShapedPara, at: usize, end: usize) -> usize {
    at + para.clusters[at..end].iter().take_while(|c| western(c.class)).count()
}

fn width(para: &ShapedPara, range: Range<usize>) -> Em {
    range.map(|k| para.clusters[k].advance).sum()
}

/// One past the last cluster of a line that begins at `at`.
fn fill(para: &ShapedPara, at: usize, cells: i64) -> (usize, LineEnd) {
    let count = para.clusters.len();
    let (mut k, mut used) = (at, 0);
    while k < count {
        if para.clusters[k].class == Class::Return {
            return (k + 1, LineEnd::Forced);
        }
        if western(para.clusters[k].class) {
            let end = word(para, k, count);
            let mut fit = end;
            while fit > k && used + cells_of(para, width(para, k..fit)) > cells {
                fit -= 1;
            }
            if fit < end {
                return (if fit == at { at + 1 } else { fit }, LineEnd::Break);
            }
            used += cells_of(para, width(para, k..end));
            k = end;
            continue;
        }
        let own = whole_cells(para.clusters[k].advance);
        if used + own > cells && k > at {
            return (turn(para, at, k), LineEnd::Break);
        }
        used += own;
        k += 1;
    }
    (count, LineEnd::Last)
}

fn whole_cells(width: Em) -> i64 {
    (width.0 + Em::ONE.0 - 1).div_euclid(Em::ONE.0)
}

/// Where to turn over near a full line: a single mark hangs, a second one may begin the next line.
fn turn(para: &ShapedPara, at: usize, full: usize) -> usize {
    let legal = |k: usize| para.breaks.iter().any(|b| b.at as usize == k && b.kind != BreakKind::Hyphen);
    let mark = |k: usize| para.clusters.get(k).is_some_and(|c| c.class.is_trimmable() && c.class != Class::Opening);
    if legal(full) {
        return full;
    }
    if mark(full) {
        return full + 1;
    }
    (at + 1..full).rev().find(|&k| legal(k)).unwrap_or(full)
}

fn hanging(para: &ShapedPara, line: Range<usize>, cells: i64) -> Em {
    let clusters = line.start as u32..line.end as u32;
    let total = places(para, content(para, &clusters)).1;
    (total - Em::ONE * cells).max(Em::ZERO).min(Em::ONE)
}

/// Where each cluster of a line stands, and how wide the line is.
fn places(para: &ShapedPara, inside: Range<usize>) -> (Vec<Em>, Em) {
    let mut x = Vec::with_capacity(inside.len());
    let (mut k, mut cell) = (inside.start, 0);
    while k < inside.end {
        if western(para.clusters[k].class) {
            let end = word(para, k, inside.end);
            let own = width(para, k..end);
            let taken = cells_of(para, own);
            let mut pen = Em::ONE * cell + (Em::ONE * taken - own) / 2;
            for c in k..end {
                x.push(pen);
                pen += para.clusters[c].advance;
            }
            cell += taken;
            k = end;
            continue;
        }
        x.push(Em::ONE * cell);
        cell += whole_cells(para.clusters[k].advance);
        k += 1;
    }
    (x, Em::ONE * cell)
}

/// The line's clusters in their cells.
pub(super) fn spread(para: &ShapedPara, line: &Line) -> Spread {
    let clusters = content(para, &line.clusters);
    let (x, _) = places(para, clusters.clone());
    let whole = |em: Em| Share { whole: em, parts: 0 };
    Spread {
        x: x.into_iter().map(|x| whole(line.start + x)).collect(),
        advance: clusters.clone().map(|k| whole(para.clusters[k].advance)).collect(),
        cut: clusters.clone().map(|k| whole(para.clusters[k].cut)).collect(),
        clusters,
        ..Spread::default()
    }
}
