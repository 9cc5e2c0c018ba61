//! Candidate lines: what a line between two breaks would measure and cost.
//!
//! In: a shaped paragraph. Out: its break points with running sums, so that any line
//! is priced in a few additions. Does not know: which breaks are chosen.

use super::{Faults, Galley, Line, LineEnd, indents, justified};
use crate::geom::Em;
use crate::model::style::{Hang, LineFit};
use crate::text::seam::{self, Seam, Seams};
use crate::text::{BreakKind, Class, ShapedPara};
use std::borrow::Cow;
use std::ops::Range;

/// Extra per gap is counted in 1/720,720 em: exact for up to 16 gaps, and rounded by a millionth of an em beyond.
const FINE: i64 = 26;
/// The unit of cost in typography R12.1: one em per gap, squared, over d₀ = ¼ em, is 4 of these.
pub(super) const UNIT: i64 = (27_720 * FINE) * (27_720 * FINE);
/// Typography R12.1, R12.3: what is worse than any spacing, in falling order.
const OVER: i64 = 20_000 * UNIT / 2;
const EMERGENCY: i64 = 2_000 * UNIT;
const RUNT: i64 = 1_000 * UNIT;
const STIFF: i64 = 20 * UNIT;
const LOOSE: i64 = 10 * UNIT;

/// All points of a paragraph at a measure.
pub(super) struct Points<'a> {
    pub list: Cow<'a, [Seam]>,
    /// For each point, the next one where a line must end.
    pub next_forced: Cow<'a, [u32]>,
    first_width: i64,
    width: i64,
    /// Lines that begin at a point or behind it are so much wider; in order of points.
    wider: Vec<(u32, i64)>,
    indents: (Em, Em),
    justified: bool,
    force_hang: bool,
    several: bool,
    /// What a squeezed line costs beside one stretched as much, in quarters; nothing is squeezed where there is none.
    squeeze: Option<i64>,
}

/// A line between two points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// Extra per gap; negative when squeezed.
    pub d: i64,
    /// Price of the line by itself.
    pub cost: i64,
    /// Takes no part in the neighbor term.
    pub free: bool,
    pub faults: Faults,
    /// Natural width and width as set.
    natural: i64,
    set: i64,
    hung: i64,
}

/// First and one past the last cluster of a range that print something.
pub(super) fn content(para: &ShapedPara, clusters: &Range<u32>) -> Range<usize> {
    let (mut start, mut end) = (clusters.start as usize, clusters.end as usize);
    while end > start && para.clusters[end - 1].class.is_blank() {
        end -= 1;
    }
    while start < end && matches!(para.clusters[start].class, Class::Space | Class::Zero | Class::Return) {
        start += 1;
    }
    start..end
}

/// Natural width of a line, edges trimmed.
pub(super) fn natural(para: &ShapedPara, clusters: &Range<u32>) -> Em {
    let inside = content(para, clusters);
    let Some(last) = inside.clone().last() else { return Em::ZERO };
    let mut width = Em::ZERO - para.clusters[inside.start].at_start - para.clusters[last].at_end;
    for k in inside.clone() {
        let cluster = &para.clusters[k];
        width += cluster.advance;
        if k > inside.start {
            width += cluster.gap.natural + cluster.track;
        }
    }
    width
}

/// The points of a paragraph. Where a stretch without legal breaks is wider than a line, every boundary
/// in it becomes an emergency break, so that nothing is ever lost beyond an edge.
pub(super) fn points(para: &ShapedPara, measure: Em) -> Points<'_> {
    let indents = indents(para, measure);
    let (first_width, width) = ((measure - indents.0).0.max(0), (measure - indents.1).0.max(0));
    let seams = para.seams();
    let limit = first_width.min(width).max(8 * Em::ONE.0);
    let (list, next_forced) = if seams.widest > limit {
        let list = with_emergencies(para, seams, limit);
        let next_forced = seam::next_forced(&list);
        (Cow::Owned(list), Cow::Owned(next_forced))
    } else {
        (Cow::Borrowed(&seams.list[..]), Cow::Borrowed(&seams.next_forced[..]))
    };
    let squeeze = match para.style.fit {
        LineFit::PushIn => Some(2),
        LineFit::Least => Some(4),
        LineFit::PushOut => Some(64),
        LineFit::PushOutOnly => None,
    };
    let (justified, force_hang) = (justified(para), para.style.hang == Hang::Force);
    Points {
        list,
        next_forced,
        first_width,
        width,
        wider: Vec::new(),
        indents,
        justified,
        force_hang,
        several: seams.several,
        squeeze,
    }
}

fn with_emergencies(para: &ShapedPara, seams: &Seams, limit: i64) -> Vec<Seam> {
    let mut list = Vec::with_capacity(seams.list.len() + 16);
    list.extend(seams.list.first().copied());
    for pair in seams.list.windows(2) {
        let (last, next) = (&pair[0], pair[1]);
        let least = next.stop.x - last.start.x - (next.stop.room - last.start.room).max(0);
        if least > limit {
            for at in last.at as usize + 1..next.at as usize {
                // Not inside a note where its rows could not be told apart (R18.6).
                let note = para.notes.iter().find(|note| note.clusters.contains(&at) && note.clusters.start < at);
                let whole = note.is_some_and(|note| !note.stops.contains(&at));
                if !whole && !para.clusters[at].class.is_blank() && !para.clusters[at - 1].class.is_blank() {
                    let seam = seams.seam(para, at, last.at as usize, BreakKind::Allowed, 0);
                    list.push(Seam { emergency: true, ..seam });
                }
            }
        }
        list.push(next);
    }
    list
}

impl Points<'_> {
    /// Width of a line that begins at a point.
    pub fn width(&self, from: usize) -> i64 {
        let own = if from == 0 { self.first_width } else { self.width };
        if self.wider.is_empty() {
            return own;
        }
        own + self.wider.iter().rev().find(|(point, _)| from >= *point as usize).map_or(0, |(_, by)| *by)
    }

    /// A line must end at a point, and those behind it are so much wider than the measure.
    pub fn widen_behind(&mut self, point: u32, by: Em) {
        self.wider.push((point, by.0));
        for next in self.next_forced.to_mut().iter_mut().take(point as usize) {
            *next = (*next).min(point);
        }
    }

    /// How a line that ends at a point ends.
    pub fn end(&self, at: usize) -> LineEnd {
        let seam = &self.list[at];
        match seam.kind {
            _ if seam.emergency => LineEnd::Emergency,
            _ if at + 1 == self.list.len() => LineEnd::Last,
            BreakKind::Allowed => LineEnd::Break,
            BreakKind::Hyphen => LineEnd::Hyphen,
            BreakKind::Forced => LineEnd::Forced,
        }
    }

    /// How wide the text between two points is, at most and before any adjustment.
    pub fn extent(&self, from: usize, to: usize) -> i64 {
        self.list[to].stop.x - self.list[from].start.x
    }

    /// Whether the text between two points cannot be squeezed or hung into a line; further points are further out.
    pub fn hopeless(&self, from: usize, to: usize) -> bool {
        let room = self.list[to].stop.room - self.list[from].start.room;
        self.extent(from, to) - room > self.width(from) + 2 * Em::ONE.0
    }

    /// Whether a line would be stretched by more than so much a gap and beyond its limits, without pricing it.
    pub fn looser(&self, from: usize, to: usize, limit: i64) -> bool {
        let (a, b) = (&self.list[from], &self.list[to]);
        if !self.justified || self.force_hang || b.kind == BreakKind::Forced {
            return false;
        }
        let gaps = i64::from(b.stop.gaps.saturating_sub(a.start.gaps));
        let extra = self.width(from) - (b.stop.x - a.start.x + b.choice);
        extra > (b.stop.stretch - a.start.stretch).max(0) && extra * FINE >= (limit + 1) * gaps.max(1)
    }

    /// Prices the line from one point to another.
    pub fn fit(&self, from: usize, to: usize) -> Fit {
        let (a, b) = (&self.list[from], &self.list[to]);
        let width = self.width(from);
        let gaps = i64::from(b.stop.gaps.saturating_sub(a.start.gaps));
        let room = if self.squeeze.is_some() { (b.stop.room - a.start.room).max(0) } else { 0 };
        let stretch = (b.stop.stretch - a.start.stretch).max(0);
        let mut natural = b.stop.x - a.start.x + b.choice;
        let mut hung = 0;
        if natural > width && b.choice > 0 {
            natural -= b.choice;
        }
        let squeezable = width - natural + room >= 0;
        let last = b.kind == BreakKind::Forced;
        let free = last || !self.justified;
        // Typography R8.2: where a line would not take the mark in; forced, at the end of every line that fills its measure.
        if b.hang > 0 && if self.force_hang { !free || natural > width } else { !squeezable } {
            hung = if free { b.hang.min(natural - width) } else { b.hang };
        }
        let extra = width - (natural - hung);
        let mut faults = Faults::default();
        let mut cost = i64::from(b.cost) * (UNIT / 1000) + if b.emergency { EMERGENCY } else { 0 };
        let mut d = extra * FINE / gaps.max(1);
        let mut set = width + hung;
        if extra < 0 && -extra > room {
            faults.over = true;
            set = natural;
            cost = cost.saturating_add(OVER + (-extra - room) * (UNIT / Em::ONE.0) * 100);
            d = 0;
        } else if extra < 0 {
            cost += self.squeeze.unwrap_or(2) * d * d;
        } else if last {
            d = 0;
            set = natural;
        } else if !self.justified {
            set = natural;
            cost += 4 * d * d / 16;
            d = 0;
        } else if gaps == 0 {
            faults.stiff = extra > 0;
            set = natural;
            cost = cost.saturating_add(4 * d * d + if extra > 0 { STIFF } else { 0 });
        } else {
            faults.loose = extra > stretch;
            cost = cost.saturating_add(4 * d * d + if faults.loose { LOOSE } else { 0 });
        }
        let ends = to + 1 == self.list.len();
        if ends && from > 0 && self.several && b.stop.counted == a.start.counted + 1 && !b.empty {
            // Typography R14.1: never one character alone, a number or a word counting as one.
            faults.runt = true;
            cost = cost.saturating_add(RUNT);
        }
        Fit { d, cost, free, faults, natural, set, hung }
    }

    /// No set without a line too wide has fewer lines: each line as long as it can be squeezed. What fits from one
    /// start fits from every later one, so going furthest with every line is best.
    pub fn fewest_lines(&self) -> u32 {
        let longest = |from: usize| {
            let forced = self.next_forced[from] as usize;
            let near = (from + 1..=forced).take_while(|&to| to == from + 1 || !self.hopeless(from, to));
            near.filter(|&to| !self.fit(from, to).faults.over).last().unwrap_or(from + 1)
        };
        self.chain(longest)
    }

    /// No set without a line too loose has more lines: each line as short as it can be stretched.
    pub fn most_lines(&self) -> u32 {
        if !self.justified {
            return u32::MAX;
        }
        let shortest = |from: usize| {
            let forced = self.next_forced[from] as usize;
            let fills = |to: &usize| {
                let (a, b) = (&self.list[from], &self.list[*to]);
                let stretch = (b.stop.stretch - a.start.stretch).max(0);
                self.extent(from, *to) + b.choice + stretch >= self.width(from)
            };
            (from + 1..forced).find(fills).unwrap_or(forced)
        };
        self.chain(shortest)
    }

    /// How many steps lead from the first point to the last.
    fn chain(&self, step: impl Fn(usize) -> usize) -> u32 {
        let (mut at, mut count) = (0, 0);
        while at + 1 < self.list.len() {
            at = step(at).max(at + 1);
            count += 1;
        }
        count
    }

    /// The neighbor term: how unlike the line before.
    pub fn neighbor(&self, before: Option<i64>, fit: &Fit) -> i64 {
        match before {
            Some(d) if !fit.free => 4 * (fit.d - d) * (fit.d - d),
            _ => 0,
        }
    }

    /// The price of a whole set of breaks, in millionths of the unit of typography R12.1.
    pub fn cost(&self, chosen: &[u32]) -> i64 {
        let (mut from, mut total, mut before) = (0, 0i64, None);
        for &to in chosen {
            let fit = self.fit(from, to as usize);
            total = total.saturating_add(fit.cost).saturating_add(self.neighbor(before, &fit));
            before = (!fit.free).then_some(fit.d);
            from = to as usize;
        }
        (i128::from(total) * 1_000_000 / i128::from(UNIT)) as i64
    }

    /// The lines between chosen points.
    pub fn lines(&self, para: &ShapedPara, chosen: &[u32]) -> Vec<Line> {
        let mut from = 0usize;
        let mut lines = Vec::with_capacity(chosen.len());
        for &to in chosen {
            let to = to as usize;
            let fit = self.fit(from, to);
            let clusters = self.list[from].at..self.list[to].at;
            let empty = content(para, &clusters).is_empty();
            lines.push(Line {
                start: if from == 0 { self.indents.0 } else { self.indents.1 },
                natural: if empty { Em::ZERO } else { Em(fit.natural) },
                set: if empty { Em::ZERO } else { Em(fit.set) },
                hung: Em(fit.hung),
                end: self.end(to),
                faults: fit.faults,
                clusters,
            });
            from = to;
        }
        lines
    }
}

impl Galley {
    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }
    /// Whether there is no line at all.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}
