//! Faces: which file, which glyphs, which measures.
//!
//! In: the layout's chains. Out: [`Fonts`]. Does not know: text.

use crate::diag::Report;
use crate::files::{Bytes, Files};
use crate::ids::FontId;
use crate::model::layout::Layout;

/// The faces of a run.
pub struct Fonts {
    faces: Vec<Face>,
}

/// One face.
pub struct Face {
    /// Its PostScript name.
    pub name: String,
    /// The file's bytes.
    pub bytes: Bytes,
    /// Index in a collection.
    pub index: u32,
    /// Font units per em.
    pub units_per_em: u16,
}

impl Fonts {
    /// The face behind a handle.
    pub fn face(&self, id: FontId) -> &Face {
        &self.faces[id.index()]
    }
}

/// Finds the faces of all chains of a layout. A chain's name is a role (`song`) and a weight.
pub fn resolve(_files: &dyn Files, _layout: &Layout, _report: &mut Report) -> Fonts {
    todo!()
}
