//! The only door to files.
//!
//! In: paths. Out: bytes. Does not know: what is in them. The engine sees the
//! trait [`Files`]; [`Disk`] is the real one, [`Memory`] the one of tests and of
//! engines that live without a file system.

use std::collections::BTreeMap;
use std::io;
use std::ops::Deref;
use std::sync::Arc;

/// Bytes that somebody holds: embedded in the binary, mapped, or read.
#[derive(Clone)]
pub enum Bytes {
    /// Embedded in the binary.
    Static(&'static [u8]),
    /// Read into memory.
    Shared(Arc<Vec<u8>>),
    /// Mapped from a file.
    Mapped(Arc<memmap2::Mmap>),
}

impl Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Static(bytes) => bytes,
            Bytes::Shared(bytes) => bytes,
            Bytes::Mapped(map) => map,
        }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes::Shared(Arc::new(bytes))
    }
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
}

/// Where files come from. Paths are `/`-separated; relative ones start at the process's folder.
pub trait Files: Sync {
    /// The whole of a file.
    fn read(&self, path: &str) -> io::Result<Bytes>;
    /// What is at a path, after following links; `None` for nothing.
    fn kind(&self, path: &str) -> Option<Kind>;
    /// The path with links and `..` resolved, to see whether it leaves a folder.
    fn resolve(&self, path: &str) -> io::Result<String>;
    /// Names in a folder, sorted.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;
    /// A piece that ships with the engine: `fonts/PressSongSC-Regular.otf`, `layouts/broadsheet.toml`,
    /// `layouts/profiles/newsprint_ifra26_tac220.icc`.
    fn shipped(&self, name: &str) -> Option<Bytes>;
    /// A face of the system by family name, and its index in the file.
    fn system_face(&self, family: &str, weight: u16, italic: bool) -> Option<(Bytes, u32)>;
    /// A piece of earlier work, by content hash; a cache may forget.
    fn cached(&self, key: &str) -> Option<Bytes>;
    /// Keeps a piece of work; failing to is no error.
    fn keep(&self, key: &str, bytes: &[u8]);
}

/// Files held in memory, for tests.
#[derive(Clone, Default)]
pub struct Memory {
    /// Path → contents.
    pub files: BTreeMap<String, Vec<u8>>,
}
