//! Each line as full as it goes: the simple breaker, and the oracle of the optimum.
//!
//! In: the points of a paragraph. Out: a set of breaks. Does not know: prices.

use super::line::Points;

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
            if !points.fit(from, to).faults.over {
                best = to;
            }
        }
        chosen.push(best as u32);
        from = best;
    }
    chosen
}
