//! From files to an [`Issue`].
//!
//! In: paths. Out: the model, with spans for every value. Does not know: faces, pixels, pages.

use crate::diag::Report;
use crate::files::Files;
use crate::model::issue::Issue;

/// The issue cannot be read at all; the report says why.
#[derive(Debug)]
pub struct ReadError;

/// Reads an issue's folder: `issue.toml`, its layout, its stories.
pub fn issue(
    _files: &dyn Files,
    _folder: &str,
    _layout: Option<&str>,
    _report: &mut Report,
) -> Result<Issue, ReadError> {
    todo!()
}
