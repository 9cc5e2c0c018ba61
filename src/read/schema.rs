//! Which keys there are: the shape of each kind of file.
//!
//! In: the name of a kind of file. Out: its [`Shape`]. Does not know: how a schema is written.
//!
//! The readers are asked, with an empty table before them, so that a schema never drifts from what is read.

use super::art::ArtTable;
use super::layout::{self, Found};
use super::unit::Units;
use super::walk::Walk;
use super::{issue, press, story};
use crate::diag::Report;
use crate::model::issue::Paper;
use crate::source::FileId;

pub use super::walk::{Kind, Shape};

/// The kinds of files that have keys.
pub const FILES: &[&str] = &["issue", "story", "layout", "paper"];

/// The shape of a kind of file; `None` for a kind that is not one of [`FILES`].
pub fn shape(file: &str) -> Option<Shape> {
    let mut report = Report::default();
    let mut walk = Walk::new(&mut report, Units::default(), true);
    match file {
        "story" => Some(story::shape(&mut walk)),
        "layout" => Some(with_lists(walk.shape_of(|f| {
            layout::layout(f, nowhere(), Paper::default(), &mut ArtTable::default());
        }))),
        "paper" => Some(with_lists(Shape {
            keys: vec![("paper", Kind::Any), ("lint", Kind::Any), ("keep", Kind::Any)],
            required: Vec::new(),
        })),
        "issue" => {
            let mut found = None;
            walk.shape_of(|f| found = Some(layout::layout(f, nowhere(), Paper::default(), &mut ArtTable::default())));
            let layout = found?;
            Some(walk.shape_of(|f| {
                issue::plan(f, &layout, &mut ArtTable::default());
            }))
        }
        _ => None,
    }
}

fn nowhere() -> Found {
    Found { file: FileId(0), name: String::new(), folder: None }
}

/// Word lists are read beside the rest of a file.
fn with_lists(mut shape: Shape) -> Shape {
    let mut report = Report::default();
    let mut walk = Walk::new(&mut report, Units::default(), true);
    let lint = walk.shape_of(|f| {
        press::lint(f);
    });
    let keep = walk.shape_of(|f| {
        press::keep(f);
    });
    shape.keys.retain(|(key, _)| *key != "lint" && *key != "keep");
    shape.keys.push(("lint", Kind::Tables(lint)));
    shape.keys.push(("keep", Kind::Tables(keep)));
    shape
}
