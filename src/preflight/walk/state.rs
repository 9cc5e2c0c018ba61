//! The graphics state.

use crate::preflight::color::{Inks, Space};
use crate::preflight::facts::Area;
use std::rc::Rc;

/// Six numbers of a transformation.
pub type Matrix = [f64; 6];

/// Nothing moved.
pub const STILL: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
pub fn then(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}
/// A point moved.
pub fn moved(m: Matrix, x: f64, y: f64) -> (f64, f64) {
    (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
}
/// The box around a moved box.
pub fn around(m: Matrix, b: Area) -> Area {
    let corners = [moved(m, b[0], b[1]), moved(m, b[2], b[1]), moved(m, b[0], b[3]), moved(m, b[2], b[3])];
    corners.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |a, c| {
        [a[0].min(c.0), a[1].min(c.1), a[2].max(c.0), a[3].max(c.1)]
    })
}
/// The smaller of the two scales: the smaller singular value.
pub fn least_scale(m: Matrix) -> f64 {
    let (e, f, g, h) = ((m[0] + m[3]) / 2.0, (m[0] - m[3]) / 2.0, (m[1] + m[2]) / 2.0, (m[1] - m[2]) / 2.0);
    (e.hypot(h) - f.hypot(g)).abs()
}
/// A box stays a box.
pub fn is_square(m: Matrix) -> bool {
    (m[1].abs() < 1e-6 && m[2].abs() < 1e-6) || (m[0].abs() < 1e-6 && m[3].abs() < 1e-6)
}

/// A colour as it was set.
#[derive(Clone, Debug)]
pub struct Color {
    /// In which space.
    pub space: Rc<Space>,
    /// Its numbers.
    pub values: Vec<f64>,
    /// The pattern's name.
    pub pattern: Option<Rc<str>>,
    /// Never set: black by default.
    pub unset: bool,
}

impl Color {
    /// What it puts on the plates.
    pub fn inks(&self) -> Option<Inks> {
        if self.pattern.is_some() { None } else { self.space.inks(&self.values) }
    }
}

/// What text needs.
#[derive(Clone, Debug)]
pub struct Type {
    /// Place in the table of fonts.
    pub font: Option<usize>,
    /// Size.
    pub size: f64,
    /// Character spacing.
    pub spacing: f64,
    /// Word spacing.
    pub word: f64,
    /// Horizontal scale, 1 is natural.
    pub stretch: f64,
    /// Leading.
    pub leading: f64,
    /// Rise.
    pub rise: f64,
    /// Render mode.
    pub mode: i64,
}

/// The graphics state.
#[derive(Clone, Debug)]
pub struct State {
    /// To the page.
    pub matrix: Matrix,
    /// The clip's box on the page.
    pub clip: Area,
    /// What the page and the boxes of forms leave, whatever clips there are.
    pub frame: Area,
    /// The clip is that box.
    pub clip_exact: bool,
    /// For filling.
    pub fill: Color,
    /// For stroking.
    pub stroke: Color,
    /// Line width.
    pub line: f64,
    /// `op`.
    pub over_fill: bool,
    /// `OP`.
    pub over_stroke: bool,
    /// `OPM` is 1.
    pub keeps: bool,
    /// Constant alpha, filling.
    pub alpha_fill: f64,
    /// Constant alpha, stroking.
    pub alpha_stroke: f64,
    /// A blend mode other than Normal.
    pub blends: bool,
    /// A soft mask.
    pub masked: bool,
    /// Text.
    pub text: Type,
}

impl State {
    /// At the start of a page.
    pub fn new(page: Area) -> State {
        let black = || Color { space: Rc::new(Space::Gray), values: vec![0.0], pattern: None, unset: true };
        State {
            matrix: STILL,
            clip: page,
            frame: page,
            clip_exact: true,
            fill: black(),
            stroke: black(),
            line: 1.0,
            over_fill: false,
            over_stroke: false,
            keeps: false,
            alpha_fill: 1.0,
            alpha_stroke: 1.0,
            blends: false,
            masked: false,
            text: Type {
                font: None,
                size: 0.0,
                spacing: 0.0,
                word: 0.0,
                stretch: 1.0,
                leading: 0.0,
                rise: 0.0,
                mode: 0,
            },
        }
    }
}
