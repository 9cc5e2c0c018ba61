//! A paragraph whose lines are not all of one measure: beside a picture (串文), or over the edge of a column that is
//! wider or narrower than the next (破栏).
//!
//! In: a shaped paragraph and the measures of its lines. Out: a [`Galley`]. Does not know: pictures, columns.
//!
//! The paragraph is set in lines of the first measure; where the last of them ends, a line must end. Behind that place
//! lines have the next measure, and so on: each stretch is set at its best with what stands before it fixed.

use super::{Galley, Steps, grid, line, optimum};
use crate::geom::Em;
use crate::text::ShapedPara;

/// Composes a paragraph at several measures; `None` where it cannot be had: in ragged lines that end elsewhere once
/// those behind them have their own measure.
pub(super) fn galley(para: &ShapedPara, steps: &Steps) -> Option<Galley> {
    let measure = steps.widest();
    if para.style.grid {
        return Some(grid::stepped(para, steps));
    }
    // Where nothing may break within the shortest line, emergencies are kept ready for it.
    let shortest = steps.first.iter().map(|step| step.1).fold(steps.rest, Em::min);
    let mut points = line::points(para, shortest);
    let (mut fixed, mut last) = (0usize, 0u32);
    let ahead = steps.first.iter().skip(1).map(|step| step.1).chain([steps.rest]);
    let mut found = Vec::new();
    points.widen_behind(0, steps.first.first().map_or(steps.rest, |step| step.1) - shortest);
    for (&(lines, _), next) in steps.first.iter().zip(ahead) {
        found = optimum::breaks(&points);
        if fixed > 0 && found.get(fixed - 1) != Some(&last) {
            return None;
        }
        fixed += lines as usize;
        match found.get(fixed.wrapping_sub(1)) {
            Some(&end) if found.len() > fixed => {
                last = end;
                points.widen_behind(last, next - shortest);
            }
            _ => {
                fixed = 0;
                break;
            }
        }
    }
    if fixed > 0 || found.is_empty() {
        found = optimum::breaks(&points);
        if fixed > 0 && found.get(fixed - 1) != Some(&last) {
            return None;
        }
    }
    Some(Galley { measure, lines: points.lines(para, &found), cost: points.cost(&found) })
}
