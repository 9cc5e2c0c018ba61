//! The page's lattice: columns and lines of the baseline grid, and where they lie on paper.
//!
//! In: the layout's geometry. Out: places in page space. Does not know: what stands there.

use crate::geom::{Len, Point, Rect};
use crate::model::layout::{Grid, Layout};

/// Depth of the baseline under the top of the em box, thousandths of the size: the em box of the CJK faces
/// is 880 above and 120 below, and lines are set from the em box.
const BASELINE: i64 = 880;

/// A layout's grid on its paper.
#[derive(Clone, Copy, Debug)]
pub struct PageGrid {
    /// Columns and lines.
    pub grid: Grid,
    /// The type area's top left corner.
    pub origin: Point,
}

impl PageGrid {
    /// Of a layout.
    pub fn new(layout: &Layout) -> PageGrid {
        let margins = layout.page.margins;
        PageGrid { grid: layout.grid, origin: Point { x: margins.left, y: margins.top } }
    }
    /// Left edge of column `i`, from 0.
    pub fn column_x(&self, i: u16) -> Len {
        self.origin.x + self.grid.column_x(i)
    }
    /// Top of line `l`, from 0.
    pub fn line_y(&self, l: u16) -> Len {
        self.origin.y + self.grid.pitch * i64::from(l)
    }
    /// The area of `w` columns from column `x` and `h` lines from line `y`, both from 0.
    pub fn area(&self, x: u16, y: u16, w: u16, h: u16) -> Rect {
        Rect::new(self.column_x(x), self.line_y(y), self.grid.joined(w), self.grid.pitch * i64::from(h))
    }
    /// The baseline of type of a size whose em box stands in the middle of a line box.
    pub fn baseline(top: Len, pitch: Len, size: Len) -> Len {
        top + (pitch - size) / 2 + size.scale(BASELINE, 1000)
    }
    /// White between a line's top and its em box: pictures' tops align with that.
    pub fn line_white(&self) -> Len {
        (self.grid.pitch - self.grid.body) / 2
    }
}
