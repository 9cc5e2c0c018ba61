//! Where something was written: files, byte spans, lines and columns.

use crate::ids::StoryId;
use std::sync::Arc;

/// A file of the issue, by its place in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A stretch of a file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// The small tag that every placed thing carries: where it came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Where it was written, when it was written anywhere.
    pub span: Option<Span>,
    /// To which story it belongs; furniture belongs to none.
    pub story: Option<StoryId>,
}

/// A place in a file as people count: from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

/// One file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path as people should see it: relative to the folder where possible, `/` between parts.
    pub name: String,
    /// Its text (empty for files that are not text).
    pub text: Arc<str>,
}

/// All files that were read, in order of reading.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file and returns its handle.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.files.push(Source { name: name.into(), text: text.into() });
        FileId(self.files.len() as u32 - 1)
    }
    /// The file behind a handle.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }
    /// Line and column of a byte of a file.
    pub fn locate(&self, file: FileId, byte: u32) -> LineColumn {
        let text = &self.get(file).text;
        let mut at = (byte as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        LineColumn {
            line: before.matches('\n').count() as u32 + 1,
            column: before[line_start..].chars().count() as u32 + 1,
        }
    }
}
