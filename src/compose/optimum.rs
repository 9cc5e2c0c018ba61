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

/// The best way to end a certain line.
#[derive(Clone, Copy)]
struct Way {
    /// The point where the line ends.
    point: u32,
    /// The line before; [`NONE`] for the first.
    before: u32,
    /// The next way that ends at the same point: as cheap or dearer; with a target, of as many lines or more.
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
    /// For each point the first way that ends there.
    heads: Vec<u32>,
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
        Search { points, ways: Vec::with_capacity(count * 8), heads: vec![NONE; count], target, shares, hyphens: 2 }
    }

    fn run(&mut self) {
        let count = self.points.list.len();
        let mut low = 1;
        for from in 0..count.saturating_sub(1) {
            if from > 0 && self.heads[from] == NONE {
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

    /// Tries the lines that begin at a point.
    fn lines_from(&mut self, from: usize, low: usize) {
        let forced = self.points.next_forced[from] as usize;
        let (mut sound, mut any, mut widest) = (false, false, None);
        for to in low.min(forced)..=forced {
            if to < forced && self.points.hopeless(from, to) {
                break;
            }
            let fit = self.points.fit(from, to);
            if fit.faults.over {
                continue;
            }
            let poor = fit.faults.loose || fit.faults.stiff;
            // Lines this loose are kept at hand: a last line of one character is worse (R14.1).
            let limit = if self.points.width(from) > 8 * Em::ONE.0 { 360_360 } else { 720_720 };
            if !poor || fit.d <= limit {
                sound |= !poor;
                any = true;
                self.extend(from, to, &fit);
            } else {
                widest = Some((to, fit));
            }
        }
        if sound || self.target.is_some() {
            return;
        }
        // Nothing decent begins here. The longest line that fits, so that what first-fit finds is found too;
        // and if none fits, the shortest that does not.
        if let Some((to, fit)) = widest {
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
            self.keep(Way { point: to as u32, before: NONE, sibling: NONE, lines: 1, d, cost: fit.cost, hyphens });
            return;
        }
        let mut at = self.heads[from];
        while at != NONE {
            let (way, next) = self.cheapest(at, to, end, d, fit);
            if let Some(way) = way.filter(|way| self.in_reach(way)) {
                self.keep(way);
            }
            at = next;
        }
    }

    /// The cheapest way to end the line that ends at `to` and begins where a way does; with a target, of those with as
    /// many lines. Also the first way that was not asked. Ways to the line's start stand in the order of their cost, so
    /// that the search ends where even a line just like the one before it would not win.
    fn cheapest(&self, mut at: u32, to: usize, end: LineEnd, d: Option<i64>, fit: &Fit) -> (Option<Way>, u32) {
        let mut best: Option<Way> = None;
        let before = self.ways[at as usize].lines;
        while at != NONE {
            let way = &self.ways[at as usize];
            if self.target.is_some() && way.lines != before {
                break;
            }
            let least = way.cost.saturating_add(fit.cost);
            if best.as_ref().is_some_and(|best| least > best.cost) {
                if self.target.is_none() {
                    break;
                }
                at = way.sibling;
                continue;
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
        (best, if self.target.is_some() { at } else { NONE })
    }

    /// With a target, a way must be about as far along as its share of lines.
    fn in_reach(&self, way: &Way) -> bool {
        self.target.is_none() || (i64::from(way.lines) - self.shares[way.point as usize]).abs() <= 3
    }

    /// Adds a way to those that end at its point, in the order of their cost; with a target by lines first.
    fn keep(&mut self, way: Way) {
        let new = self.ways.len() as u32;
        let counted = self.target.is_some();
        let goes_before = |old: &Way| {
            if counted && old.lines != way.lines { old.lines < way.lines } else { old.cost <= way.cost }
        };
        let (mut before, mut at) = (NONE, self.heads[way.point as usize]);
        while at != NONE && goes_before(&self.ways[at as usize]) {
            (before, at) = (at, self.ways[at as usize].sibling);
        }
        match self.ways.get_mut(before as usize) {
            Some(before) => before.sibling = new,
            None => self.heads[way.point as usize] = new,
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
        let mut at = *self.heads.last()?;
        while at != NONE {
            let way = self.ways[at as usize];
            if lines.is_none_or(|n| way.lines == n) {
                let wins = best.is_none_or(|b| {
                    let old = &self.ways[b as usize];
                    way.cost < old.cost || way.cost == old.cost && self.fuller(at, b)
                });
                if wins {
                    best = Some(at);
                }
            }
            at = way.sibling;
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
