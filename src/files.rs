//! The only door to files.
//!
//! In: paths. Out: bytes. Does not know: what is in them. The engine sees the
//! trait [`Files`]; [`Disk`] is the real one, [`Memory`] the one of tests and of
//! engines that live without a file system.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

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

/// Longest file that is read at all: a page of copy is a few kilobytes, the largest picture of a
/// newspaper some hundred megabytes. What is longer is a mistake, and would take the machine down.
const LONGEST: u64 = 2 << 30;

/// The file system, the pieces that ship with the engine, the faces of the system.
pub struct Disk {
    /// Where shipped pieces are when they are not in the binary: the folder with `fonts` and `layouts`.
    data: Option<PathBuf>,
    /// Where pieces of earlier work are kept; `None` keeps none.
    cache: Option<PathBuf>,
    /// Listed when a face is first asked for: reading the folders of a system costs a tenth of a second.
    system: OnceLock<fontdb::Database>,
}

impl Disk {
    /// With the folder of shipped pieces (`BANXIN_DATA`; needed without the feature `embedded`) and the
    /// folder of the cache.
    pub fn new(data: Option<PathBuf>, cache: Option<PathBuf>) -> Disk {
        Disk { data, cache, system: OnceLock::new() }
    }

    /// Where a piece of earlier work is kept; keys are hashes, and anything else is refused.
    fn cache_path(&self, key: &str) -> Option<PathBuf> {
        let sound = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if sound { self.cache.as_ref().map(|folder| folder.join(key)) } else { None }
    }
}

impl Files for Disk {
    fn read(&self, path: &str) -> io::Result<Bytes> {
        read_path(Path::new(path))
    }

    fn kind(&self, path: &str) -> Option<Kind> {
        let meta = fs::metadata(path).ok()?;
        if meta.is_dir() {
            Some(Kind::Folder)
        } else if meta.is_file() {
            Some(Kind::File)
        } else {
            None
        }
    }

    fn resolve(&self, path: &str) -> io::Result<String> {
        Ok(slashed(&fs::canonicalize(path)?))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            // A name that is not Unicode cannot be written in an issue, so nothing can refer to it.
            if let Ok(name) = entry?.file_name().into_string() {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    fn shipped(&self, name: &str) -> Option<Bytes> {
        if let Some(folder) = &self.data {
            // A folder that was named wins over the binary: that is how a packager replaces a face.
            if let Ok(bytes) = read_path(&folder.join(name)) {
                return Some(bytes);
            }
        }
        embedded(name)
    }

    fn system_face(&self, family: &str, weight: u16, italic: bool) -> Option<(Bytes, u32)> {
        let system = self.system.get_or_init(|| {
            let mut system = fontdb::Database::new();
            system.load_system_fonts();
            system
        });
        let id = system.query(&fontdb::Query {
            families: &[fontdb::Family::Name(family)],
            weight: fontdb::Weight(weight),
            stretch: fontdb::Stretch::Normal,
            style: if italic { fontdb::Style::Italic } else { fontdb::Style::Normal },
        })?;
        let face = system.face(id)?;
        let bytes = match &face.source {
            fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _) => read_path(path).ok()?,
            fontdb::Source::Binary(data) => Bytes::from((**data).as_ref().to_vec()),
        };
        Some((bytes, face.index))
    }

    fn cached(&self, key: &str) -> Option<Bytes> {
        fs::read(self.cache_path(key)?).ok().map(Bytes::from)
    }

    fn keep(&self, key: &str, bytes: &[u8]) {
        let Some(path) = self.cache_path(key) else { return };
        let Some(folder) = path.parent() else { return };
        // Written beside and renamed, so that a second run never meets half a piece. The process's number
        // keeps two writers apart.
        let beside = folder.join(format!("{key}.{}.part", std::process::id()));
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&beside, bytes));
        if written.and_then(|()| fs::rename(&beside, &path)).is_err() {
            let _ = fs::remove_file(&beside);
        }
    }
}

/// The whole of a file; faces are mapped, so that only the pages that are looked at are ever read.
fn read_path(path: &Path) -> io::Result<Bytes> {
    let meta = fs::metadata(path)?;
    if meta.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    // A pipe or a device has no end, and opening one may wait for ever.
    if !meta.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe or a device, not a file"));
    }
    if meta.len() > LONGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is longer than 2 GiB"));
    }
    let is_face = path
        .extension()
        .and_then(|e| e.to_str())
        .is_some_and(|e| ["otf", "ttf", "ttc", "otc"].iter().any(|face| e.eq_ignore_ascii_case(face)));
    if is_face && meta.len() > 0 { map(path) } else { fs::read(path).map(Bytes::from) }
}

/// Maps a font file. The one place where `unsafe` stands: another process that shortens the file while
/// it is mapped would stop this one, and nobody shortens a face while a page is being set.
#[allow(unsafe_code)]
fn map(path: &Path) -> io::Result<Bytes> {
    let file = fs::File::open(path)?;
    let map = unsafe { memmap2::Mmap::map(&file)? };
    Ok(Bytes::Mapped(Arc::new(map)))
}

/// A path with `/` between its parts, without the long-path mark of Windows.
fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { plain(&text).replace('\\', "/") } else { text.into_owned() }
}

/// A Windows path without its mark for long names: `\\?\C:\a` is `C:\a`, `\\?\UNC\server\a` is `\\server\a`.
fn plain(path: &str) -> String {
    match path.strip_prefix(r"\\?\UNC\") {
        Some(share) => format!(r"\\{share}"),
        None => path.strip_prefix(r"\\?\").unwrap_or(path).to_string(),
    }
}

macro_rules! shipped_table {
    ($($name:literal)*) => {
        /// A piece inside the binary, uncompressed: a face costs nothing until a page of it is looked at.
        #[cfg(feature = "embedded")]
        fn embedded(name: &str) -> Option<Bytes> {
            match name {
                $($name => Some(Bytes::Static(include_bytes!(concat!("../", $name)))),)*
                _ => None,
            }
        }
        /// Names of the pieces that ship.
        pub const SHIPPED: &[&str] = &[$($name),*];
    };
}

shipped_table! {
    "fonts/manifest.json"
    "fonts/PressSongSC-Regular.otf"
    "fonts/PressSongSC-Bold.otf"
    "fonts/PressSongSC-Black.otf"
    "fonts/PressHeiSC-Regular.otf"
    "fonts/PressHeiSC-Medium.otf"
    "fonts/PressHeiSC-Bold.otf"
    "fonts/PressHeiSC-Black.otf"
    "fonts/PressKaiGB-Regular.ttf"
    "fonts/PressFangSong-Regular.ttf"
    "fonts/PressBrushSC-Regular.ttf"
    "fonts/PressLatinSerif-Regular.otf"
    "fonts/PressLatinSerif-Bold.otf"
    "fonts/PressLatinSerif-Italic.otf"
    "layouts/broadsheet.toml"
    "layouts/classic.toml"
    "layouts/tabloid.toml"
    "layouts/hant.toml"
    "layouts/ja12.toml"
    "layouts/ko.toml"
    "layouts/profiles/newsprint_ifra26_tac220.icc"
    "layouts/profiles/FOGRA39L_coated.icc"
    "layouts/profiles/sRGB2014.icc"
}

#[cfg(not(feature = "embedded"))]
fn embedded(_name: &str) -> Option<Bytes> {
    None
}

/// Files held in memory, for tests and for engines that live without a file system. Knows no links and
/// no system faces, and keeps no earlier work.
#[derive(Clone, Default)]
pub struct Memory {
    /// Path → contents.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// With one more file.
    pub fn with(mut self, path: &str, contents: impl Into<Vec<u8>>) -> Memory {
        self.files.insert(path.to_string(), contents.into());
        self
    }
}

impl Files for Memory {
    fn read(&self, path: &str) -> io::Result<Bytes> {
        match self.files.get(&tidy(path)) {
            Some(bytes) => Ok(Bytes::from(bytes.clone())),
            None if self.kind(path).is_some() => Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder")),
            None => Err(io::Error::new(io::ErrorKind::NotFound, "no such file")),
        }
    }

    fn kind(&self, path: &str) -> Option<Kind> {
        let path = tidy(path);
        if self.files.contains_key(&path) {
            return Some(Kind::File);
        }
        let below = format!("{path}/");
        self.files.keys().any(|name| path.is_empty() || name.starts_with(&below)).then_some(Kind::Folder)
    }

    fn resolve(&self, path: &str) -> io::Result<String> {
        match self.kind(path) {
            Some(_) => Ok(tidy(path)),
            None => Err(io::Error::new(io::ErrorKind::NotFound, "no such file")),
        }
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let folder = tidy(folder);
        let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut names: Vec<String> = self
            .files
            .keys()
            .filter_map(|name| name.strip_prefix(&below))
            .filter_map(|rest| rest.split('/').next())
            .map(str::to_string)
            .collect();
        names.dedup();
        if names.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "no such folder"));
        }
        Ok(names)
    }

    fn shipped(&self, name: &str) -> Option<Bytes> {
        embedded(name)
    }

    fn system_face(&self, _family: &str, _weight: u16, _italic: bool) -> Option<(Bytes, u32)> {
        None
    }

    fn cached(&self, _key: &str) -> Option<Bytes> {
        None
    }

    fn keep(&self, _key: &str, _bytes: &[u8]) {}
}

/// A path without `.` and `..`.
fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_resolves_and_lists() {
        let files = Memory::default().with("a/issue.toml", "x").with("a/stories/b.md", "y").with("a/stories/c.md", "");
        assert_eq!(&*files.read("./a/stories/../issue.toml").unwrap(), b"x");
        assert_eq!(files.kind("a/stories"), Some(Kind::Folder));
        assert_eq!(files.kind("a/story"), None);
        assert_eq!(files.list("a").unwrap(), ["issue.toml", "stories"]);
        assert_eq!(files.list("a/stories").unwrap(), ["b.md", "c.md"]);
        assert_eq!(files.resolve("a/../../b").map_err(|e| e.kind()), Err(io::ErrorKind::NotFound));
    }

    #[test]
    fn long_names_of_windows_become_plain() {
        assert_eq!(plain(r"\\?\C:\day\issue.toml"), r"C:\day\issue.toml");
        assert_eq!(plain(r"\\?\UNC\desk\day"), r"\\desk\day");
        assert_eq!(plain("/day"), "/day");
    }

    #[cfg(feature = "embedded")]
    #[test]
    fn every_shipped_piece_is_there() {
        for name in SHIPPED {
            assert!(!Memory::default().shipped(name).unwrap().is_empty(), "{name}");
        }
    }
}
