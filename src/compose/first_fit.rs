//! Each line as full as it goes: the simple breaker, and the oracle of the optimum.
//!
//! In: the points of a paragraph. Out: a set of breaks. Does not know: prices.

use super::line::Points;
use crate::text::breaks::RELAXED;

/// Breaks line by line, squeezing a line in rather than pushing a character out (先挤进，后推出).
pub(super) fn breaks(points: &Points) -> Vec<u32> {
    let mut chosen = Vec::new();
    let mut from = 0;
    while from + 1 < points.list.len() {
        let forced = points.next_forced[from] as usize;
        let mut best = from + 1;
        for to in from + 1..=forced {
            if to < forced && points.hopeless(from, to) {
                break;
            }
            // A rule of line edges is relaxed only for a line that would be loose (typography R3.9).
            let relaxed = points.list[to].cost >= RELAXED;
            if !points.fit(from, to).faults.over && (!relaxed || points.fit(from, best).faults.loose) {
                best = to;
            }
        }
        chosen.push(best as u32);
        from = best;
    }
    chosen
}
