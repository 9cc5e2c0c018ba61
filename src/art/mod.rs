//! Pictures and supplied artwork (图片与成品广告).
//!
//! In: paths. Out: [`Art`], a table of what they are; later, on demand, pictures made ready for press.
//! Does not know: pages.

use crate::diag::Report;
use crate::files::Files;
use crate::geom::Size;
use crate::ids::ArtId;
use crate::model::issue::Issue;

/// The art of an issue.
#[derive(Default)]
pub struct Art {
    entries: Vec<ArtEntry>,
}

impl Art {
    /// The entry behind a handle.
    pub fn get(&self, id: ArtId) -> &ArtEntry {
        &self.entries[id.index()]
    }
}

/// One piece of art.
pub struct ArtEntry {
    /// Its path as written.
    pub path: String,
    /// What it is.
    pub kind: ArtKind,
}

/// Kinds of art.
#[derive(Clone, Debug)]
pub enum ArtKind {
    /// Pixels: width and height after orientation.
    Picture {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// SVG: natural size.
    Vector(Size),
    /// A PDF page: size of its trim box.
    Page(Size),
    /// Missing or broken, reported; drawn as a grey box with its name.
    Missing,
}

impl ArtEntry {
    /// Width and height in any common unit, for proportions.
    pub fn proportions(&self) -> (i64, i64) {
        match &self.kind {
            ArtKind::Picture { width, height } => (i64::from(*width), i64::from(*height)),
            ArtKind::Vector(size) | ArtKind::Page(size) => (size.w.0, size.h.0),
            ArtKind::Missing => (3, 2),
        }
    }
}

/// Looks at every piece of art of the issue; trouble goes to the report.
pub fn load(_files: &dyn Files, _issue: &Issue, _report: &mut Report) -> Art {
    todo!()
}
