//! Checks that a line of text cannot show: ink, glyphs, strokes, pages. Named in the expectations' `checks`.

use crate::judge::Verdict;
use crate::quality;

/// Runs a named check.
pub fn check(name: &str) -> Verdict {
    match name {
        "corpus::no_stretch_where_forbidden" => quality::no_stretch_where_forbidden(),
        "corpus::floors" => quality::floors(),
        "corpus::widest_gaps" => quality::widest_gaps(),
        "corpus::optimum_never_dearer" => quality::optimum_never_dearer(),
        "corpus::deterministic" => quality::deterministic(),
        _ => Err(format!("no check {name} yet")),
    }
}
