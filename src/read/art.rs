//! The list of pictures and supplied artwork that an issue refers to.
//!
//! In: paths as written. Out: [`ArtRef`]s, each path once. Does not know: what is in the files.

use super::walk::Wrong;
use crate::diag::Code;
use crate::ids::ArtId;
use crate::model::issue::ArtRef;
use crate::source::Span;
use std::collections::BTreeMap;

/// Collects what refers to art.
#[derive(Default)]
pub struct ArtTable {
    /// Each path once, in the order of the first mention.
    pub refs: Vec<ArtRef>,
    by_path: BTreeMap<String, ArtId>,
    /// Put before paths: where a story of another issue keeps its pictures, empty for the issue's own.
    pub below: String,
}

impl ArtTable {
    /// The handle of a path.
    pub fn add(&mut self, path: &str, span: Span) -> ArtId {
        let path = format!("{}{path}", self.below);
        if let Some(id) = self.by_path.get(&path) {
            return *id;
        }
        let id = ArtId(self.refs.len() as u32);
        self.refs.push(ArtRef { path: path.clone(), span: Some(span) });
        self.by_path.insert(path, id);
        id
    }
}

/// Refuses a path that could lead out of the folder it is written for.
pub fn below(path: &str) -> Result<(), Wrong> {
    let leaves = path.starts_with('/')
        || path.contains(['\\', '\0'])
        || path.split('/').any(|part| part == "..")
        || path.as_bytes().get(1) == Some(&b':');
    if path.is_empty() {
        return Err(Wrong::value("this path is empty").help("write the path of a file, such as \"art/tea.jpg\""));
    }
    if leaves {
        return Err(Wrong {
            code: Code("R016"),
            message: format!("the path “{path}” leaves the issue's folder"),
            help: Some("put the file into the issue's art folder and write its path from there, with /".to_string()),
        });
    }
    Ok(())
}
