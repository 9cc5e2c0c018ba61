//! Where a head may break without tearing words (typography R19).
//!
//! In: a shaped head. Out: places with their cost. Does not know: widths.

use crate::text::{BreakKind, ShapedPara};

/// A place where a head may break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The cluster that begins the next line.
    pub at: u32,
    /// How badly it reads; 0 is at a phrase's end.
    pub cost: i64,
}

/// The places of a head, in order.
pub fn places(para: &ShapedPara) -> Vec<Place> {
    para.breaks
        .iter()
        .filter(|b| (b.at as usize) < para.clusters.len() && b.kind != BreakKind::Hyphen)
        .map(|b| Place { at: b.at, cost: i64::from(b.cost) })
        .collect()
}
