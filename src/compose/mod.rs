//! From a shaped paragraph to lines of a measure.
//!
//! In: a [`ShapedPara`] and a measure. Out: a [`Galley`]. Does not know: pages.
//!
//! The search is in `optimum`, its oracle in `first_fit`; both price candidate lines
//! with `line`. What a line's adjustment gives to each place is worked out on demand
//! by `justify`, so that composing at a measure that is not used costs little.

mod check;
mod decorate;
pub mod explain;
mod first_fit;
mod grid;
mod head;
pub mod justify;
mod line;
mod notch;
mod optimum;
mod place;

pub use check::check;
pub use head::head_splits;
pub use place::set_line;

use crate::geom::Em;
use crate::ids::FontId;
use crate::ink::Paint;
use crate::model::layout::HouseGlyph;
use crate::model::style::{Align, Breaker, StartBracket, Writing};
use crate::text::{Class, ShapedPara};
use std::ops::Range;

/// Set but unplaced lines (小样).
#[derive(Clone, Debug)]
pub struct Galley {
    /// What the lines fill.
    pub measure: Em,
    /// In order.
    pub lines: Vec<Line>,
    /// What the set costs (typography R12.1), in millionths; lower is better.
    pub cost: i64,
}

/// One line: which clusters, and what justification spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Indexes into the paragraph's clusters.
    pub clusters: Range<u32>,
    /// From the measure's start: indent of this line.
    pub start: Em,
    /// Width before adjustment.
    pub natural: Em,
    /// Width after.
    pub set: Em,
    /// How far the last mark hangs beyond the measure.
    pub hung: Em,
    /// How the line ends.
    pub end: LineEnd,
    /// What is wrong with it.
    pub faults: Faults,
}

/// Why a line ends where it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnd {
    /// At a legal break.
    #[default]
    Break,
    /// At a legal break, with a hyphen.
    Hyphen,
    /// At a break that the copy forces.
    Forced,
    /// At the paragraph's end.
    Last,
    /// Where nothing may break, for want of any legal place.
    Emergency,
}

/// What a reader would wince at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Stretched beyond tier 3 (typography §11).
    pub loose: bool,
    /// Wider than the measure.
    pub over: bool,
    /// A last line of one character (typography R14.1).
    pub runt: bool,
    /// Short, with nothing to stretch (typography R11.9).
    pub stiff: bool,
}

/// What is cut out of a measure at the end of a paragraph's first lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notch {
    /// So many lines are short, at least one.
    pub lines: u32,
    /// By so much.
    pub by: Em,
}

/// The measures of a paragraph's lines: so many of each, then one for all the others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Steps {
    /// Lines, and how long they are.
    pub first: Vec<(u32, Em)>,
    /// How long the others are.
    pub rest: Em,
}

impl Steps {
    /// The measure of a line, from 0.
    pub fn at(&self, line: usize) -> Em {
        let mut end = 0;
        let step = self.first.iter().find(|step| {
            end += step.0 as usize;
            line < end
        });
        step.map_or(self.rest, |step| step.1)
    }
    fn widest(&self) -> Em {
        self.first.iter().map(|step| step.1).fold(self.rest, Em::max)
    }
}

/// Composes a paragraph whose first lines are short, at its best; `None` where that cannot be had.
pub fn notched(para: &ShapedPara, measure: Em, notch: Notch) -> Option<Galley> {
    notch::galley(para, &Steps { first: vec![(notch.lines, measure - notch.by)], rest: measure })
}

/// Composes a paragraph at several measures, at its best; `None` where that cannot be had.
pub fn stepped(para: &ShapedPara, steps: &Steps) -> Option<Galley> {
    notch::galley(para, steps)
}

/// Composes a paragraph. `looseness` asks for so many lines more (+1) or fewer (−1) than the best set has;
/// `None` when that cannot be had within the limits of squeeze and stretch.
pub fn galley(para: &ShapedPara, measure: Em, looseness: i32) -> Option<Galley> {
    let measure = measure.max(Em::ZERO);
    if para.style.grid {
        return (looseness == 0).then(|| grid::galley(para, measure));
    }
    let points = line::points(para, measure);
    let found = match (para.style.breaker, looseness) {
        (Breaker::FirstFit, 0) => first_fit::breaks(&points),
        (_, 0) => optimum::breaks(&points),
        _ => optimum::with_lines(&points, lines_beside(optimum::breaks(&points).len(), looseness)?)?,
    };
    Some(Galley { measure, lines: points.lines(para, &found), cost: points.cost(&found) })
}

/// The same paragraph in so many lines more (+1) or fewer (−1) than a galley of it has; `None` when that cannot be
/// had within the limits of squeeze and stretch.
pub fn beside(para: &ShapedPara, galley: &Galley, looseness: i32) -> Option<Galley> {
    if para.style.grid {
        return (looseness == 0).then(|| galley.clone());
    }
    let points = line::points(para, galley.measure);
    let found = optimum::with_lines(&points, lines_beside(galley.len(), looseness)?)?;
    Some(Galley { measure: galley.measure, lines: points.lines(para, &found), cost: points.cost(&found) })
}

fn lines_beside(lines: usize, looseness: i32) -> Option<u32> {
    u32::try_from(lines as i64 + i64::from(looseness)).ok().filter(|&n| n > 0)
}

/// What a set of the optimum costs beside that of first-fit, for tests: the first never above the second.
pub fn costs(para: &ShapedPara, measure: Em) -> (i64, i64) {
    let points = line::points(para, measure.max(Em::ZERO));
    (points.cost(&optimum::breaks(&points)), points.cost(&first_fit::breaks(&points)))
}

/// Indents of the first and of the other lines (typography R14.2, R14.4).
fn indents(para: &ShapedPara, measure: Em) -> (Em, Em) {
    let style = &para.style;
    let auto = if measure < Em::ONE * 14 { Em::ONE } else { Em::ONE * 2 };
    let first = if style.indent_auto { auto } else { style.indent };
    let opener = para.clusters.iter().find(|c| c.class != Class::Zero);
    let hangs = style.bracket == StartBracket::HangHalf && opener.is_some_and(|c| c.at_start > Em::ZERO);
    let first = if hangs { first - Em::HALF } else { first };
    (first.min(measure), style.hanging_indent.min(measure))
}

/// Width of the paragraph on one line, edges trimmed as at line start and end.
pub fn natural_width(para: &ShapedPara) -> Em {
    single_line(para, 0..para.clusters.len() as u32).natural
}

/// One line of a head (a cluster range) as a line set at its natural width.
pub fn single_line(para: &ShapedPara, clusters: Range<u32>) -> Line {
    let end = clusters.end.min(para.clusters.len() as u32);
    let clusters = clusters.start.min(end)..end;
    let natural = line::natural(para, &clusters);
    Line {
        clusters,
        start: Em::ZERO,
        natural,
        set: natural,
        hung: Em::ZERO,
        end: LineEnd::Last,
        faults: Faults::default(),
    }
}

/// Whether lines of the paragraph are stretched to the measure.
fn justified(para: &ShapedPara) -> bool {
    para.style.align == Align::Justify
}

fn vertical(para: &ShapedPara) -> bool {
    para.style.writing == Writing::Vertical
}

/// A line's glyphs and strokes, relative to the line's start.
///
/// Horizontal lines run to the right from the measure's start on the baseline (x right, y down);
/// vertical lines run down from the measure's start on their central axis (x right of the axis, y down).
/// Unit: the em of the paragraph's style. The style's own `shift` is in y; the baseline is that of an em box
/// of 0.88 above and 0.12 below, to which every Han face is brought.
#[derive(Clone, Debug, Default)]
pub struct SetLine {
    /// In reading order.
    pub glyphs: Vec<SetGlyph>,
    /// Proper-name lines, book-title waves, frames of 示亡号.
    pub strokes: Vec<Stroke>,
    /// Characters that the house has drawn, in reading order.
    pub drawn: Vec<SetDrawn>,
}

/// A character that the house has drawn (造字).
#[derive(Clone, Debug)]
pub struct SetDrawn {
    /// Which, and what it is.
    pub glyph: HouseGlyph,
    /// Left and top of its em box.
    pub at: (Em, Em),
    /// Size of its em.
    pub scale: Em,
    /// Bytes of the paragraph's text it stands for.
    pub range: Range<u32>,
    /// A glyph that does not print, for those who take out the text; `None` with the stub font.
    pub under: Option<SetGlyph>,
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
