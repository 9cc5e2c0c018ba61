//! Vector art as plain drawing steps (矢量图).
//!
//! In: nothing. Out: types. Does not know: SVG, PDF, pages.
//!
//! Deliberately little: fills, strokes, clips. Whatever an SVG can do beyond that has been turned into these
//! before, so that an output can write it with a dozen operators and nothing can go wrong at the press.

use crate::geom::{Len, Point, Size};
use crate::ink::Paint;

/// A piece of vector art in its natural size, from its top left corner, y downwards.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorArt {
    /// Natural size. Outputs scale it to the place and cut off what lies outside.
    pub size: Size,
    /// In paint order.
    pub ops: Vec<VectorOp>,
}

/// One drawing step.
#[derive(Clone, Debug, PartialEq)]
pub enum VectorOp {
    /// Fills an outline.
    Fill {
        /// The outline; open parts count as closed.
        path: Vec<PathStep>,
        /// Even-odd instead of non-zero winding.
        even_odd: bool,
        /// With what.
        paint: Paint,
    },
    /// Draws along an outline.
    Stroke {
        /// The outline.
        path: Vec<PathStep>,
        /// How.
        pen: Pen,
        /// With what.
        paint: Paint,
    },
    /// From here to the matching [`VectorOp::Unclip`] only what lies inside is seen. Clips nest.
    Clip {
        /// The outline.
        path: Vec<PathStep>,
        /// Even-odd instead of non-zero winding.
        even_odd: bool,
    },
    /// Ends the innermost clip.
    Unclip,
    /// Fills the innermost clip with a gradient; beyond its ends it goes on in their colours.
    Shade(Gradient),
}

/// A gradient in ink.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient {
    /// From its own coordinates to the art's, in points, y downwards: a, b, c, d, e, f.
    pub matrix: [f64; 6],
    /// Between what it goes.
    pub ends: Ends,
    /// Cyan, magenta, yellow and black in thousandths, at even steps from one end to the other.
    pub inks: Vec<[u16; 4]>,
}

/// Between what a gradient goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ends {
    /// Two points.
    Line([(f64, f64); 2]),
    /// From a point to a circle around another.
    Circle {
        /// Where it begins.
        focus: (f64, f64),
        /// The circle's middle.
        center: (f64, f64),
        /// The circle's radius.
        radius: f64,
    },
}

/// A pen.
#[derive(Clone, Debug, PartialEq)]
pub struct Pen {
    /// Thickness.
    pub width: Len,
    /// Line ends.
    pub cap: Cap,
    /// Corners.
    pub join: Join,
    /// Longest mitre over the thickness, thousandths.
    pub miter: u32,
    /// Dashes and gaps in turn, an even number; empty for an unbroken line.
    pub dashes: Vec<Len>,
    /// Where in the dashes the line begins.
    pub phase: Len,
}

/// Line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// Cut at the end.
    Butt,
    /// A half circle beyond it.
    Round,
    /// A half square beyond it.
    Square,
}

/// Corners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Pointed.
    Miter,
    /// Round.
    Round,
    /// Cut off.
    Bevel,
}

/// A step of an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// Begins a part.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A cubic curve: two handles and the end.
    Curve(Point, Point, Point),
    /// Back to the part's beginning.
    Close,
}
