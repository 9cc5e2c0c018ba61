//! From a shaped paragraph to lines of a measure.
//!
//! In: a [`ShapedPara`] and a measure. Out: a [`Galley`]. Does not know: pages.

use crate::geom::Em;
use crate::ids::FontId;
use crate::ink::Paint;
use crate::text::ShapedPara;
use std::ops::Range;

/// Set but unplaced lines (小样).
#[derive(Clone, Debug)]
pub struct Galley {
    /// What the lines fill.
    pub measure: Em,
    /// In order.
    pub lines: Vec<Line>,
    /// What the set costs; lower is better.
    pub cost: i64,
}

/// One line: which clusters, and what justification spent.
#[derive(Clone, Debug)]
pub struct Line {
    /// Indexes into the paragraph's clusters.
    pub clusters: Range<u32>,
    /// From the measure's start: indent of this line.
    pub start: Em,
    /// Width before adjustment.
    pub natural: Em,
    /// Width after.
    pub set: Em,
}

/// Composes a paragraph. `looseness` asks for so many lines more (+1) or fewer (−1) than the best set has;
/// `None` when that cannot be had within the limits of squeeze and stretch.
pub fn galley(_para: &ShapedPara, _measure: Em, _looseness: i32) -> Option<Galley> {
    todo!()
}

/// Width of the paragraph on one line, edges trimmed as at line start and end.
pub fn natural_width(_para: &ShapedPara) -> Em {
    todo!()
}

/// Splits a head into exactly `lines` lines at sense breaks (typography R19), best first, each as cluster
/// ranges and its natural width; manual `|` breaks win. Empty when there is none.
pub fn head_splits(_para: &ShapedPara, _lines: u8) -> Vec<Vec<(Range<u32>, Em)>> {
    todo!()
}

/// One line of a head (a cluster range) as a line set at its natural width.
pub fn single_line(_para: &ShapedPara, _clusters: Range<u32>) -> Line {
    todo!()
}

/// A line's glyphs and strokes, relative to the line's start.
///
/// Horizontal lines run to the right from the measure's start on the baseline (x right, y down);
/// vertical lines run down from the measure's start on their central axis (x right of the axis, y down).
/// Unit: the em of the paragraph's style.
#[derive(Clone, Debug, Default)]
pub struct SetLine {
    /// In reading order.
    pub glyphs: Vec<SetGlyph>,
    /// Proper-name lines, book-title waves, frames of 示亡号.
    pub strokes: Vec<Stroke>,
}

/// One glyph of a set line.
#[derive(Clone, Debug)]
pub struct SetGlyph {
    /// Face.
    pub font: FontId,
    /// Index in the face.
    pub id: u16,
    /// Size of this glyph's em in ems of the style: 1 but for marks, ruby, scaled figures.
    pub scale: Em,
    /// Condensed to so many thousandths of its width (tate-chu-yoko figures).
    pub stretch: u16,
    /// The glyph's own origin (left end of its baseline), vertical origins resolved.
    pub x: Em,
    /// See `x`.
    pub y: Em,
    /// Turned a quarter clockwise.
    pub turned: bool,
    /// Borrowed weight: thickness of a stroke around it.
    pub embolden: Em,
    /// Bytes of the paragraph's text it stands for; empty where an earlier glyph does, and for dots and ruby.
    pub range: Range<u32>,
    /// Ink of its own, from a span's style.
    pub paint: Option<Paint>,
}

/// A stroke beside or around text.
#[derive(Clone, Debug)]
pub struct Stroke {
    /// From.
    pub from: (Em, Em),
    /// To.
    pub to: (Em, Em),
    /// Across.
    pub thickness: Em,
}

/// Places a line's glyphs.
pub fn set_line(_para: &ShapedPara, _line: &Line) -> SetLine {
    todo!()
}
