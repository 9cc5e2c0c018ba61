//! The folder that the press takes pages from.
//!
//! In: finished files. Out: a folder in which nothing is ever half written. Does not know: how files are
//! made.
//!
//! What stands under a press name (`NAME.pdf`) is fit for press. Every file is first written beside
//! (`NAME.pdf.part`), all of them, and only when the last is safely on the disk are they renamed: a crash
//! or a full disk leaves the former state. A page with an error becomes `NAME.rejected.pdf`; a page of
//! that name from an earlier run becomes `NAME.superseded.pdf` first, so that no folder watcher takes a
//! stale page.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder, held against every other build until it is dropped.
pub struct OutFolder {
    path: PathBuf,
    _lock: File,
}

/// Why a folder cannot be used.
pub enum Trouble {
    /// It cannot be made or written into.
    NotWritable(io::Error),
    /// There is no room left; the former state stands.
    DiskFull(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::WriteZero => {
                Trouble::DiskFull(error)
            }
            _ => Trouble::NotWritable(error),
        }
    }
}

/// A finished file.
pub struct Finished {
    /// Its press name without `.pdf`.
    pub stem: String,
    /// Page numbers it holds.
    pub pages: Vec<u32>,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it is fit for press.
    pub fit: bool,
    /// Errors that were allowed by name.
    pub exceptions: Vec<String>,
}

/// The list of a run: `press.json`.
#[derive(Serialize, Deserialize, Default)]
pub struct Press {
    /// Form of this file.
    pub format: u32,
    /// The program's version.
    pub banxin: String,
    /// The issue's name.
    pub issue: String,
    /// The issue's date.
    pub date: String,
    /// `ready` when every page of the issue is there and fit for press, `rejected` when one is not fit,
    /// `incomplete` when one has not been written yet.
    pub status: String,
    /// One entry a file.
    pub pages: Vec<PressPage>,
}

/// A file of the list.
#[derive(Serialize, Deserialize, Clone)]
pub struct PressPage {
    /// Page numbers.
    pub pages: Vec<u32>,
    /// Name of the file.
    pub file: String,
    /// `ready` or `rejected`.
    pub status: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// Errors that were allowed by name.
    pub exceptions: Vec<String>,
}

/// Goes up when a key changes its meaning.
pub const FORMAT: u32 = 1;

impl OutFolder {
    /// Makes the folder if need be and waits until no other build writes into it; `waiting` is told
    /// once when there is one.
    pub fn open(path: &Path, waiting: impl FnOnce()) -> Result<OutFolder, Trouble> {
        fs::create_dir_all(path)?;
        // The lock ends with the process, however it ends; the empty file stays, for taking it away
        // would let a third build lock another file of the same name.
        let lock = File::options().create(true).truncate(false).write(true).open(path.join(".banxin.lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waiting();
                lock.lock()?;
            }
            // A file system without locks cannot hold two builds apart; one build must still be possible.
            Err(TryLockError::Error(_)) => {}
        }
        Ok(OutFolder { path: path.to_path_buf(), _lock: lock })
    }

    /// Puts the files of a run in place and writes `press.json`. `all` are the issue's pages. Entries of
    /// earlier runs stay in the list for pages that this run did not write. A file of several pages that this
    /// run did not write, or of a page that the issue no longer has, is stale and is put aside.
    /// `notes` are small files that go with them: name and text.
    pub fn put(
        &self,
        files: &[Finished],
        all: &[u32],
        mut press: Press,
        notes: &[(&str, String)],
    ) -> Result<(), Trouble> {
        let parts: Vec<PathBuf> = files.iter().map(|file| self.beside(&name(file))).collect();
        let list = self.beside("press.json");
        let earlier = self.earlier(&press);
        press.pages = files.iter().map(entry).collect();
        let written = |page: &PressPage| files.iter().any(|f| f.pages == page.pages || name(f) == page.file);
        // A list that somebody has written by hand must not reach out of the folder.
        let is_name =
            |page: &PressPage| Path::new(&page.file).file_name().is_some_and(|name| name == page.file.as_str());
        let is_current = |page: &PressPage| matches!(page.pages.as_slice(), [one] if all.contains(one));
        let (kept, stale): (Vec<PressPage>, Vec<PressPage>) = earlier
            .into_iter()
            .filter(|page| !written(page) && is_name(page) && self.path.join(&page.file).exists())
            .partition(is_current);
        press.pages.extend(kept);
        press.pages.sort_by(|a, b| (a.pages.len(), &a.pages).cmp(&(b.pages.len(), &b.pages)));
        let is_there = |number: &u32| press.pages.iter().any(|page| page.pages.contains(number));
        press.status = if press.pages.iter().any(|page| page.status != "ready") {
            "rejected"
        } else if all.iter().all(is_there) {
            "ready"
        } else {
            "incomplete"
        }
        .to_string();
        let text = serde_json::to_string_pretty(&press).map_err(io::Error::other)? + "\n";

        let written = files
            .iter()
            .zip(&parts)
            .try_for_each(|(file, part)| write_whole(part, &file.bytes))
            .and_then(|()| write_whole(&list, text.as_bytes()))
            .and_then(|()| notes.iter().try_for_each(|(name, text)| write_whole(&self.beside(name), text.as_bytes())));
        if let Err(error) = written {
            for part in parts.iter().chain([&list]) {
                let _ = fs::remove_file(part);
            }
            for (name, _) in notes {
                let _ = fs::remove_file(self.beside(name));
            }
            return Err(error.into());
        }
        for (file, part) in files.iter().zip(&parts) {
            self.place(file, part)?;
        }
        for page in &stale {
            if let Some(stem) = page.file.strip_suffix(".pdf") {
                fs::rename(self.path.join(&page.file), self.path.join(format!("{stem}.superseded.pdf")))?;
            }
        }
        fs::rename(&list, self.path.join("press.json"))?;
        for (name, _) in notes {
            fs::rename(self.beside(name), self.path.join(name))?;
        }
        self.settle();
        Ok(())
    }

    /// Puts one small file in place.
    pub fn put_text(&self, name: &str, text: &str) -> Result<(), Trouble> {
        write_whole(&self.beside(name), text.as_bytes())?;
        fs::rename(self.beside(name), self.path.join(name))?;
        self.settle();
        Ok(())
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.part"))
    }

    /// Renames a whole file to where the press, or nobody, looks for it.
    fn place(&self, file: &Finished, part: &Path) -> io::Result<()> {
        let at = |suffix: &str| self.path.join(format!("{}{suffix}.pdf", file.stem));
        let (press, rejected, superseded) = (at(""), at(".rejected"), at(".superseded"));
        if file.fit {
            fs::rename(part, &press)?;
            for stale in [rejected, superseded] {
                remove_if_there(&stale)?;
            }
            return Ok(());
        }
        if press.exists() {
            fs::rename(&press, &superseded)?;
        }
        fs::rename(part, &rejected)
    }

    /// What the list of an earlier run says, when it is about the same issue.
    fn earlier(&self, press: &Press) -> Vec<PressPage> {
        let Ok(text) = fs::read_to_string(self.path.join("press.json")) else { return Vec::new() };
        match serde_json::from_str::<Press>(&text) {
            Ok(earlier)
                if earlier.format == FORMAT && (&earlier.issue, &earlier.date) == (&press.issue, &press.date) =>
            {
                earlier.pages
            }
            _ => Vec::new(),
        }
    }

    /// Renames must be on the disk too; only Unix lets a program ask for it.
    fn settle(&self) {
        if cfg!(unix)
            && let Ok(folder) = File::open(&self.path)
        {
            let _ = folder.sync_all();
        }
    }
}

fn name(file: &Finished) -> String {
    if file.fit { format!("{}.pdf", file.stem) } else { format!("{}.rejected.pdf", file.stem) }
}

fn entry(file: &Finished) -> PressPage {
    PressPage {
        pages: file.pages.clone(),
        file: name(file),
        status: if file.fit { "ready" } else { "rejected" }.to_string(),
        sha256: sha256(&file.bytes),
        bytes: file.bytes.len() as u64,
        exceptions: file.exceptions.clone(),
    }
}

/// SHA-256 of some bytes, in hexadecimal digits as `sha256sum` prints them.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes a file and waits until the disk has it.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
