//! The page's lattice: columns and lines of the baseline grid, and where they lie on paper.
//!
//! In: the layout's geometry. Out: places in page space. Does not know: what stands there.
//!
//! Make-up counts along lines and across them, whichever way they run: columns (栏) from where lines begin,
//! lines from the first one. On a horizontal page that is from the left and from the top. On a vertical page
//! a column is a tier (段), counted from the top, and lines are counted from the right edge. [`Axes`] takes
//! such a *logical* place to paper; nothing else differs between the two.

use crate::geom::{Len, Point, Rect};
use crate::model::layout::{Grid, Layout};
use crate::model::style::Writing;

/// Depth of the baseline under the top of the em box, thousandths of the size: the em box of the CJK faces
/// is 880 above and 120 below, and lines are set from the em box.
const BASELINE: i64 = 880;

/// How logical places lie on paper: x along the lines, y from line to line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axes {
    writing: Writing,
    /// Width of the paper, from whose right edge a vertical page counts.
    width: Len,
}

impl Axes {
    /// For lines of a direction on paper of a width.
    pub fn new(writing: Writing, width: Len) -> Axes {
        Axes { writing, width }
    }
    /// Lines run down.
    pub fn vertical(self) -> bool {
        self.writing == Writing::Vertical
    }
    /// A logical place on paper.
    pub fn point(self, at: Point) -> Point {
        if self.vertical() { Point { x: self.width - at.y, y: at.x } } else { at }
    }
    /// A logical area on paper.
    pub fn rect(self, area: Rect) -> Rect {
        if self.vertical() { Rect::new(self.width - area.bottom(), area.x, area.h, area.w) } else { area }
    }
    /// An area on paper as lines of this direction see it.
    pub fn logical(self, area: Rect) -> Rect {
        if self.vertical() { Rect::new(area.y, self.width - area.right(), area.h, area.w) } else { area }
    }
    /// Where a line starts across its box: the baseline of type whose em box stands in the middle of it, or the
    /// axis of a vertical line.
    pub fn line(self, top: Len, pitch: Len, size: Len) -> Len {
        let above = if self.vertical() { size / 2 } else { size.scale(BASELINE, 1000) };
        top + (pitch - size) / 2 + above
    }
}

/// A layout's grid on its paper.
#[derive(Clone, Copy, Debug)]
pub struct PageGrid {
    /// Columns and lines.
    pub grid: Grid,
    /// Where the first line of the first column starts, in logical places.
    pub origin: Point,
    /// From there to paper.
    pub axes: Axes,
}

impl PageGrid {
    /// Of a layout.
    pub fn new(layout: &Layout) -> PageGrid {
        let margins = layout.page.margins;
        let origin = match layout.writing {
            Writing::Horizontal => Point { x: margins.left, y: margins.top },
            Writing::Vertical => Point { x: margins.top, y: margins.right },
        };
        PageGrid { grid: layout.grid, origin, axes: Axes::new(layout.writing, layout.page.trim.w) }
    }
    /// Start of column `i`, from 0.
    pub fn column_x(&self, i: u16) -> Len {
        self.origin.x + self.grid.column_x(i)
    }
    /// Top of line `l`, from 0.
    pub fn line_y(&self, l: u16) -> Len {
        self.origin.y + self.grid.pitch * i64::from(l)
    }
    /// The logical area of `w` columns from column `x` and `h` lines from line `y`, both from 0.
    pub fn logical(&self, x: u16, y: u16, w: u16, h: u16) -> Rect {
        let width = self.grid.column_x((x + w).saturating_sub(1)) + self.grid.column() - self.grid.column_x(x);
        Rect::new(self.column_x(x), self.line_y(y), width, self.grid.pitch * i64::from(h))
    }
    /// The same area on paper.
    pub fn area(&self, x: u16, y: u16, w: u16, h: u16) -> Rect {
        self.axes.rect(self.logical(x, y, w, h))
    }
    /// White between a line's top and its em box: pictures' tops align with that.
    pub fn line_white(&self) -> Len {
        (self.grid.pitch - self.grid.body) / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect::new(Len(10), Len(20), Len(300), Len(40));

    #[test]
    fn a_horizontal_page_is_its_own_paper() {
        let axes = Axes::new(Writing::Horizontal, Len(1000));
        assert_eq!((axes.rect(AREA), axes.logical(AREA)), (AREA, AREA));
    }

    #[test]
    fn the_first_line_of_a_vertical_page_stands_at_the_right() {
        let axes = Axes::new(Writing::Vertical, Len(1000));
        let paper = axes.rect(AREA);
        assert_eq!(paper, Rect::new(Len(940), Len(10), Len(40), Len(300)));
        assert_eq!(axes.logical(paper), AREA, "and back");
        assert_eq!(axes.point(Point { x: Len(10), y: Len(20) }), Point { x: paper.right(), y: paper.y });
        assert_eq!(axes.line(Len(0), Len(40), Len(30)), Len(20), "the axis is the middle of the line");
    }
}
