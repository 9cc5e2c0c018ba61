//! Candidate lines: what a line between two breaks would measure and cost.
//!
//! In: a shaped paragraph. Out: its break points with running sums, so that any line
//! is priced in a few additions. Does not know: which breaks are chosen.

use super::{Faults, Galley, Line, LineEnd, indents, justified};
use crate::geom::Em;
use crate::model::style::{Hang, LineFit};
use crate::text::{BreakKind, Class, ShapedPara};
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

/// A place where lines meet: sums up to it, as the end of one line and the start of the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// First cluster of the next line.
    pub at: u32,
    pub end: LineEnd,
    pub cost: i64,
    start: Sums,
    stop: Sums,
    /// Blank at the line's end that is kept or not.
    choice: i64,
    hang: i64,
    /// Nothing to print before it on its line yet (only blanks).
    forced: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    x: i64,
    room: i64,
    stretch: i64,
    gaps: u32,
    counted: u32,
}

/// All points of a paragraph at a measure.
pub(super) struct Points {
    pub list: Vec<Point>,
    /// For each point, the next one where a line must end.
    pub next_forced: Vec<u32>,
    first_width: i64,
    width: i64,
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
pub(super) fn points(para: &ShapedPara, measure: Em) -> Points {
    let indents = indents(para, measure);
    let (first_width, width) = ((measure - indents.0).0.max(0), (measure - indents.1).0.max(0));
    let sums = running(para);
    let mut list = Vec::with_capacity(para.breaks.len() + 1);
    let start = |at: usize| starts(para, &sums, at);
    let point = |at: usize, from: usize, end: LineEnd, cost: i64| {
        let (stop, choice, hang, empty) = stops(para, &sums, from, at, end);
        Point { at: at as u32, end, cost, start: start(at), stop, choice, hang, forced: empty }
    };
    list.push(Point {
        at: 0,
        end: LineEnd::Forced,
        cost: 0,
        start: start(0),
        stop: Sums::default(),
        choice: 0,
        hang: 0,
        forced: false,
    });
    for (n, b) in para.breaks.iter().enumerate() {
        let last = list.len() - 1;
        let from = list[last].at as usize;
        let end = match b.kind {
            _ if n + 1 == para.breaks.len() => LineEnd::Last,
            BreakKind::Allowed => LineEnd::Break,
            BreakKind::Hyphen => LineEnd::Hyphen,
            BreakKind::Forced => LineEnd::Forced,
        };
        let next = point(b.at as usize, from, end, i64::from(b.cost) * (UNIT / 1000));
        let least = next.stop.x - list[last].start.x - (next.stop.room - list[last].start.room).max(0);
        if least > first_width.min(width).max(8 * Em::ONE.0) {
            for at in from + 1..b.at as usize {
                if !para.clusters[at].class.is_blank() && !para.clusters[at - 1].class.is_blank() {
                    list.push(point(at, from, LineEnd::Emergency, EMERGENCY));
                }
            }
        }
        list.push(point(b.at as usize, from, end, next.cost));
    }
    let mut next_forced = vec![0; list.len()];
    let mut next = list.len() as u32 - 1;
    for k in (0..list.len()).rev() {
        next_forced[k] = next;
        if matches!(list[k].end, LineEnd::Forced | LineEnd::Last) {
            next = k as u32;
        }
    }
    let force_hang = para.style.hang == Hang::Force;
    let several = sums.last().is_some_and(|s| s.counted > 1);
    let squeeze = match para.style.fit {
        LineFit::PushIn => Some(2),
        LineFit::Least => Some(4),
        LineFit::PushOut => Some(64),
        LineFit::PushOutOnly => None,
    };
    Points { list, next_forced, first_width, width, indents, justified: justified(para), force_hang, several, squeeze }
}

/// Sums up to each cluster's start, its boundary included.
fn running(para: &ShapedPara) -> Vec<Sums> {
    let mut sums = Vec::with_capacity(para.clusters.len() + 1);
    let mut now = Sums::default();
    for (k, cluster) in para.clusters.iter().enumerate() {
        if k > 0 {
            let gap = &cluster.gap;
            now.x += gap.natural.0 + cluster.track.0;
            now.room += if gap.squeeze > 0 { gap.natural.0 - gap.least.0 } else { 0 };
            let most = if cluster.grow.0 > 0 { cluster.grow.0 } else { gap.most.0 - gap.natural.0 };
            now.stretch += if cluster.opens { most } else { 0 };
            now.gaps += u32::from(cluster.opens);
        }
        sums.push(now);
        now.x += cluster.advance.0;
        now.room += usable(cluster.give_before) + usable(cluster.give_after);
        now.counted += u32::from(cluster.counts);
    }
    sums.push(now);
    sums
}

fn usable(give: crate::text::Give) -> i64 {
    if give.tier > 0 { give.amount.0 } else { 0 }
}

fn starts(para: &ShapedPara, sums: &[Sums], at: usize) -> Sums {
    let first = (at..para.clusters.len())
        .find(|&k| !matches!(para.clusters[k].class, Class::Space | Class::Zero))
        .unwrap_or(para.clusters.len());
    let mut sum = sums[first];
    if let Some(cluster) = para.clusters.get(first) {
        sum.x += cluster.at_start.0;
        sum.room += usable(cluster.give_before);
        // The rest of a word or number that a line begins with is a character of that line (R14.1).
        if !cluster.counts && matches!(cluster.class, Class::Letter | Class::Digit | Class::Western) {
            sum.counted = sum.counted.saturating_sub(1);
        }
    }
    sum
}

fn stops(para: &ShapedPara, sums: &[Sums], from: usize, at: usize, end: LineEnd) -> (Sums, i64, i64, bool) {
    let mut last = at;
    while last > from && para.clusters[last - 1].class.is_blank() {
        last -= 1;
    }
    let Some(k) = last.checked_sub(1).filter(|_| last > from) else {
        let sum = starts(para, sums, from);
        return (sum, 0, 0, true);
    };
    let cluster = &para.clusters[k];
    let mut sum = sums[k];
    sum.x += cluster.advance.0 - cluster.at_end.0 - cluster.at_end_choice.0;
    sum.room += usable(cluster.give_before);
    sum.counted += u32::from(cluster.counts);
    if end == LineEnd::Hyphen {
        sum.x += para.hyphen.0;
    }
    (sum, cluster.at_end_choice.0, cluster.hang.0, false)
}

impl Points {
    /// Width of a line that begins at a point.
    pub fn width(&self, from: usize) -> i64 {
        if from == 0 { self.first_width } else { self.width }
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
        if b.hang > 0 && (self.force_hang || !squeezable) && natural > width - b.hang {
            hung = b.hang;
        }
        let extra = width - (natural - hung);
        let last = matches!(b.end, LineEnd::Last | LineEnd::Forced);
        let mut faults = Faults::default();
        let mut cost = b.cost;
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
        if b.end == LineEnd::Last && from > 0 && self.several && b.stop.counted == a.start.counted + 1 && !b.forced {
            // Typography R14.1: never one character alone, a number or a word counting as one.
            faults.runt = true;
            cost = cost.saturating_add(RUNT);
        }
        Fit { d, cost, free: last || !self.justified, faults, natural, set, hung }
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
                end: self.list[to].end,
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
