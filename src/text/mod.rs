//! From marked text to clusters: everything that is known without a measure.
//!
//! In: [`Text`] and a style. Out: [`ShapedPara`]. Does not know: a width to fill.

use crate::diag::Report;
use crate::fonts::Fonts;
use crate::geom::Em;
use crate::model::layout::Layout;
use crate::model::story::Text;
use crate::model::style::Style;
use std::ops::Range;

/// Shapes paragraphs; keeps plans of faces between calls.
pub struct Shaper<'a> {
    #[allow(dead_code)]
    fonts: &'a Fonts,
}

impl<'a> Shaper<'a> {
    /// For the styles, faces and keep lists of one layout.
    pub fn new(fonts: &'a Fonts, _layout: &'a Layout) -> Shaper<'a> {
        Shaper { fonts }
    }
    /// Shapes one paragraph. Characters without a face, odd controls and the like go to the report.
    /// `Sync`: several threads may shape at once.
    pub fn shape(&self, _text: &Text, _style: &Style, _report: &mut Report) -> ShapedPara {
        todo!()
    }
}

/// A paragraph with everything that does not depend on a measure.
pub struct ShapedPara {
    /// The characters, as set (marks of the copy taken off).
    pub text: String,
    /// In text order.
    pub clusters: Vec<Cluster>,
}

/// What stays together: one Han character, one letter, a dash pair, a tate-chu-yoko group.
pub struct Cluster {
    /// Bytes of the paragraph's text.
    pub range: Range<u32>,
    /// What it occupies along the line before any adjustment.
    pub advance: Em,
}
