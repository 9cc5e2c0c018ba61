//! The best set of breaks for a whole paragraph.
//!
//! In: the points of a paragraph. Out: the cheapest set of breaks (typography R12).
//! Does not know: characters.
//!
//! Dynamic programming over *lines*, not over breaks, because a line's price depends
//! on how much the line before it was stretched: the state is the last line. From each
//! point that some line reaches, the lines that begin there are tried, from the
//! shortest that is not absurd to the longest that can be squeezed in; each keeps the
//! cheapest way to its start. With c such lines a point, the work is n·c².

use super::LineEnd;
use super::first_fit;
use super::line::{Fit, Points};
use crate::geom::Em;

const NONE: u32 = u32::MAX;
/// With a target, a way may have so many lines more or fewer than its share of them.
const REACH: i64 = 3;

/// The best way to end a certain line.
#[derive(Clone, Copy)]
struct Way {
    /// The point where the line ends.
    point: u32,
    /// The line before; [`NONE`] for the first.
    before: u32,
    /// The next way that ends at the same point, as cheap or dearer; with a target, of as many lines.
    sibling: u32,
    /// Lines so far.
    lines: u32,
    /// Stretch of the line, unless it takes no part in the neighbor term.
    d: Option<i64>,
    cost: i64,
    hyphens: u8,
}

struct Search<'a> {
    points: &'a Points<'a>,
    ways: Vec<Way>,
    /// For each point the cheapest way that ends there; with a target, for each number of lines in reach.
    heads: Vec<u32>,
    /// So many heads a point.
    slots: usize,
    /// Only sets of about so many lines, and none with a fault.
    target: Option<u32>,
    /// With a target, how many lines each point has at its share of them.
    shares: Vec<i64>,
    /// Hyphens one above the other, at most (typography R10.2).
    hyphens: u8,
}

/// The cheapest set of breaks.
pub(super) fn breaks(points: &Points) -> Vec<u32> {
    // Where a long word leaves no way with two hyphens one above the other at most, more of them lose less than text.
    for hyphens in [2, u8::MAX] {
        let mut search = Search::new(points, None);
        search.hyphens = hyphens;
        search.run();
        if let Some(way) = search.best(None) {
            return search.path(way);
        }
    }
    first_fit::breaks(points)
}

/// The cheapest faultless set of so many lines.
pub(super) fn with_lines(points: &Points, target: u32) -> Option<Vec<u32>> {
    // Most paragraphs have no such set, and that is seen at far less cost than by the search.
    if target < points.fewest_lines() || target > points.most_lines() {
        return None;
    }
    let mut search = Search::new(points, Some(target));
    search.run();
    search.best(Some(target)).map(|way| search.path(way))
}

impl Search<'_> {
    fn new<'p>(points: &'p Points<'p>, target: Option<u32>) -> Search<'p> {
        let count = points.list.len();
        let all = points.extent(0, count - 1).max(1);
        let share = |point: usize, target: u32| {
            (i128::from(target) * i128::from(points.extent(0, point)) / i128::from(all)) as i64
        };
        let shares = target.map_or_else(Vec::new, |target| (0..count).map(|point| share(point, target)).collect());
        let slots = if target.is_some() { 2 * REACH as usize + 1 } else { 1 };
        let (ways, heads) = (Vec::with_capacity(count * 8), vec![NONE; count * slots]);
        Search { points, ways, heads, slots, target, shares, hyphens: 2 }
    }

    fn run(&mut self) {
        let count = self.points.list.len();
        let mut low = 1;
        for from in 0..count.saturating_sub(1) {
            if from > 0 && self.heads(from).iter().all(|&head| head == NONE) {
                continue;
            }
            let half = self.points.width(from) / 2;
            low = low.max(from + 1);
            while low + 1 < count && self.points.extent(from, low) < half {
                low += 1;
            }
            self.lines_from(from, low);
        }
    }

    /// The first ways that end at a point.
    fn heads(&self, point: usize) -> &[u32] {
        &self.heads[point * self.slots..(point + 1) * self.slots]
    }

    /// Tries the lines that begin at a point.
    fn lines_from(&mut self, from: usize, low: usize) {
        let forced = self.points.next_forced[from] as usize;
        let (mut sound, mut any, mut widest) = (false, false, None);
        // Lines this loose are kept at hand: a last line of one character is worse (R14.1).
        let limit = if self.points.width(from) > 8 * Em::ONE.0 { 360_360 } else { 720_720 };
        for to in low.min(forced)..=forced {
            if to < forced && self.points.hopeless(from, to) {
                break;
            }
            if to < forced && self.points.looser(from, to, limit) {
                widest = Some(to);
                continue;
            }
            let fit = self.points.fit(from, to);
            if fit.faults.over {
                continue;
            }
            let poor = fit.faults.loose || fit.faults.stiff;
            if !poor || fit.d <= limit {
                sound |= !poor;
                any = true;
                self.extend(from, to, &fit);
            } else {
                widest = Some(to);
            }
        }
        if sound || self.target.is_some() {
            return;
        }
        // Nothing decent begins here. The longest line that fits, so that what first-fit finds is found too;
        // and if none fits, the shortest that does not.
        if let Some(to) = widest {
            let fit = self.points.fit(from, to);
            self.extend(from, to, &fit);
        } else if !any {
            let to = self.longest_loose(from, low.min(forced)).unwrap_or(from + 1);
            let fit = self.points.fit(from, to);
            self.extend(from, to, &fit);
        }
    }

    /// The longest line shorter than half a measure, when all longer ones are too long.
    fn longest_loose(&self, from: usize, low: usize) -> Option<usize> {
        (from + 1..low).rev().find(|&to| !self.points.fit(from, to).faults.over)
    }

    /// Keeps the cheapest way to end the line from `from` to `to`; with a target, the cheapest for each number of lines.
    fn extend(&mut self, from: usize, to: usize, fit: &Fit) {
        if self.target.is_some() && (fit.faults.loose || fit.faults.stiff || fit.faults.runt || fit.faults.over) {
            return;
        }
        let end = self.points.end(to);
        let d = (!fit.free).then_some(fit.d);
        if from == 0 {
            let hyphens = u8::from(end == LineEnd::Hyphen);
            let way = Way { point: to as u32, before: NONE, sibling: NONE, lines: 1, d, cost: fit.cost, hyphens };
            if let Some(slot) = self.slot(&way) {
                self.keep(way, slot);
            }
            return;
        }
        for slot in from * self.slots..(from + 1) * self.slots {
            let way = self.cheapest(self.heads[slot], to, end, d, fit);
            if let Some((way, slot)) = way.and_then(|way| Some((way, self.slot(&way)?))) {
                self.keep(way, slot);
            }
        }
    }

    /// The cheapest way to end the line that ends at `to` and follows one of the ways from `at` on. They stand in the
    /// order of their cost, so that the search ends where even a line just like the one before it would not win.
    fn cheapest(&self, mut at: u32, to: usize, end: LineEnd, d: Option<i64>, fit: &Fit) -> Option<Way> {
        let mut best: Option<Way> = None;
        while at != NONE {
            let way = &self.ways[at as usize];
            let least = way.cost.saturating_add(fit.cost);
            if best.as_ref().is_some_and(|best| least > best.cost) {
                break;
            }
            let hyphens = if end == LineEnd::Hyphen { way.hyphens.saturating_add(1) } else { 0 };
            let cost = least.saturating_add(self.points.neighbor(way.d, fit));
            // Typography R10.2: at most two hyphens one above the other; R12.4: at the same cost more on earlier lines.
            let wins = |best: &Way| cost < best.cost || cost == best.cost && self.fuller(at, best.before);
            if hyphens <= self.hyphens && best.as_ref().is_none_or(wins) {
                let lines = way.lines + 1;
                best = Some(Way { point: to as u32, before: at, sibling: NONE, lines, d, cost, hyphens });
            }
            at = way.sibling;
        }
        best
    }

    /// Which of the heads a way belongs to; with a target, one must be about as far along as its share of lines.
    fn slot(&self, way: &Way) -> Option<usize> {
        let point = way.point as usize;
        if self.target.is_none() {
            return Some(point);
        }
        let ahead = i64::from(way.lines) - self.shares[point] + REACH;
        (0..=2 * REACH).contains(&ahead).then(|| point * self.slots + ahead as usize)
    }

    /// Adds a way to those of a head, in the order of their cost.
    fn keep(&mut self, way: Way, slot: usize) {
        let new = self.ways.len() as u32;
        let (mut before, mut at) = (NONE, self.heads[slot]);
        while at != NONE && self.ways[at as usize].cost <= way.cost {
            (before, at) = (at, self.ways[at as usize].sibling);
        }
        match self.ways.get_mut(before as usize) {
            Some(before) => before.sibling = new,
            None => self.heads[slot] = new,
        }
        self.ways.push(Way { sibling: at, ..way });
    }

    /// Whether the first line in which two ways differ is longer in the first of them.
    fn fuller(&self, mut a: u32, mut b: u32) -> bool {
        let mut fuller = false;
        // So far back a tie is settled; in copy that repeats itself every line has ties.
        for _ in 0..40 {
            if a == b || a == NONE || b == NONE {
                break;
            }
            let (x, y) = (&self.ways[a as usize], &self.ways[b as usize]);
            if x.lines == y.lines && x.point != y.point {
                fuller = x.point > y.point;
            }
            match x.lines.cmp(&y.lines) {
                std::cmp::Ordering::Greater => a = x.before,
                std::cmp::Ordering::Less => b = y.before,
                std::cmp::Ordering::Equal => (a, b) = (x.before, y.before),
            }
        }
        fuller
    }

    fn best(&self, lines: Option<u32>) -> Option<u32> {
        let mut best: Option<u32> = None;
        for &head in self.heads(self.points.list.len() - 1) {
            let mut at = head;
            while at != NONE {
                let way = &self.ways[at as usize];
                let wins = |b: u32| {
                    let old = &self.ways[b as usize];
                    way.cost < old.cost || way.cost == old.cost && self.fuller(at, b)
                };
                if lines.is_none_or(|n| way.lines == n) && best.is_none_or(wins) {
                    best = Some(at);
                }
                at = way.sibling;
            }
        }
        best
    }

    fn path(&self, way: u32) -> Vec<u32> {
        let mut path = Vec::new();
        let mut at = way;
        while at != NONE {
            path.push(self.ways[at as usize].point);
            at = self.ways[at as usize].before;
        }
        path.reverse();
        path
    }
}
