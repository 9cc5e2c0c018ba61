//! A paragraph beside a picture: its first lines are shorter than the others (串文).
//!
//! In: a shaped paragraph, a measure and what is cut out of it. Out: a [`Galley`]. Does not know: the picture.
//!
//! The paragraph is set in short lines first; where the last of them ends, a line must end. Behind that place lines
//! have the whole measure.

use super::{Galley, Notch, grid, line, optimum};
use crate::geom::Em;
use crate::text::ShapedPara;

/// Composes a paragraph beside a notch; `None` where it cannot be had: on a strict grid, or in ragged lines that end
/// elsewhere once the rest has its own measure.
pub(super) fn galley(para: &ShapedPara, measure: Em, notch: Notch) -> Option<Galley> {
    let short = measure - notch.by;
    if para.style.grid {
        let galley = grid::galley(para, short);
        return (galley.len() <= notch.lines as usize).then_some(galley);
    }
    // Where nothing may break within a short line, emergencies are kept ready for it.
    let mut points = line::points(para, short);
    let mut found = optimum::breaks(&points);
    if let Some(&last) = found.get((notch.lines as usize).wrapping_sub(1))
        && found.len() > notch.lines as usize
    {
        points.widen_behind(last, notch.by);
        found = optimum::breaks(&points);
        if found.get(notch.lines as usize - 1) != Some(&last) {
            return None;
        }
    }
    Some(Galley { measure, lines: points.lines(para, &found), cost: points.cost(&found) })
}
