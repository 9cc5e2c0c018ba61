//! Where files are looked for, and that none leads out of the issue.
//!
//! In: names. Out: paths and text. Does not know: what the text means.

use super::decode;
use super::layout::Found;
use super::tree::{self, Table, Value};
use super::walk;
use crate::diag::{Code, Diagnostic, Report, Severity};
use crate::files::{Bytes, Files, Kind};
use crate::source::{FileId, Span};
use std::io;

/// An issue's folder.
pub struct Folder<'a> {
    /// The door to files.
    pub files: &'a dyn Files,
    /// As given.
    pub path: String,
    /// Put before the names of files that people see: `../OTHER/` for an issue that lends stories.
    pub shown_as: String,
    /// With links resolved; nothing of the issue may stand outside.
    pub real: String,
    /// The process's folder, with links resolved.
    current: String,
}

impl<'a> Folder<'a> {
    /// Opens a folder; a path to its `issue.toml` is as good.
    pub fn open(files: &'a dyn Files, path: &str, report: &mut Report) -> Option<Folder<'a>> {
        let mut path = path.trim_end_matches('/').to_string();
        if path.is_empty() {
            path = ".".to_string();
        }
        if files.kind(&path) == Some(Kind::File) {
            path = match path.strip_suffix("issue.toml") {
                Some("") => ".".to_string(),
                Some(parent) => parent.trim_end_matches('/').to_string(),
                None => path,
            };
        }
        if files.kind(&path) != Some(Kind::Folder) {
            let what = match files.kind(&path) {
                Some(_) => format!("{path} is not an issue's folder"),
                None => format!("there is no folder {path}"),
            };
            report.push(
                Diagnostic::new(Code("R001"), what)
                    .help("name the folder that holds the issue.toml of the day's paper"),
            );
            return None;
        }
        let real = files.resolve(&path).unwrap_or_else(|_| path.clone());
        let current = files.resolve(".").unwrap_or_default();
        Some(Folder { files, path, shown_as: String::new(), real, current })
    }

    /// An issue beside this one, `../NAME`, which lends stories and their pictures.
    pub fn beside(&self, path: &str, at: Span, report: &mut Report) -> Option<Folder<'a>> {
        let other = self.join(path);
        if self.files.kind(&other) != Some(Kind::Folder) {
            let message = format!("there is no folder {path} to take stories from");
            let help = "name the folder of an issue beside this one, or take the key out";
            report.push(Diagnostic::new(Code("R006"), message).at(at).help(help));
            return None;
        }
        let real = self.files.resolve(&other).unwrap_or_else(|_| other.clone());
        Some(Folder {
            files: self.files,
            path: other,
            shown_as: format!("{path}/"),
            real,
            current: self.current.clone(),
        })
    }

    /// The folder's own name: what the pages' files are named after.
    pub fn name(&self) -> String {
        let name = self.real.rsplit('/').find(|part| !part.is_empty() && *part != ".").unwrap_or("issue");
        name.trim_end_matches(':').to_string()
    }

    /// A path in the folder.
    pub fn join(&self, name: &str) -> String {
        if self.path == "." { name.to_string() } else { format!("{}/{name}", self.path) }
    }

    /// Reads a file of the folder as text; `None` is reported at the place that names it.
    pub fn text(&self, name: &str, named_at: Option<Span>, code: &'static str, report: &mut Report) -> Option<FileId> {
        let path = self.join(name);
        match self.files.read(&path) {
            Ok(bytes) => {
                if !self.holds(name) {
                    report.push(outside(name, named_at));
                    return None;
                }
                Some(decode::text(&bytes, &format!("{}{name}", self.shown_as), report))
            }
            Err(error) => {
                report.push(unreadable(name, &error, named_at, code));
                None
            }
        }
    }

    /// Whether a file, links followed, stands inside the folder.
    pub fn holds(&self, name: &str) -> bool {
        match self.files.resolve(&self.join(name)) {
            Ok(real) => inside(&real, &self.real),
            Err(_) => false,
        }
    }

    /// The file's own name when that differs from `name` in capitals only. Windows and macOS find the file by
    /// either; other systems, on which the page may be built at night, do not.
    pub fn other_capitals(&self, name: &str) -> Option<String> {
        let (parent, file) = name.rsplit_once('/').unwrap_or((".", name));
        let names = self.files.list(&self.join(parent)).ok()?;
        if names.iter().any(|own| own == file) {
            return None;
        }
        let own = names.into_iter().find(|own| own.to_lowercase() == file.to_lowercase())?;
        Some(if parent == "." { own } else { format!("{parent}/{own}") })
    }

    /// A path as people should see it: from the folder or the process's when it is below one.
    fn shown(&self, path: &str) -> String {
        let below = |folder: &str| path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        below(&self.path).or_else(|| below(&self.real)).or_else(|| below(&self.current)).unwrap_or(path).to_string()
    }

    /// Looks for a layout: in the folder, its `layouts`, the nearest `layouts` above, the
    /// process's `layouts`, then among those that ship; or at a path.
    fn find_layout(&self, name: &str, beside: Option<&str>, given: bool) -> Option<(String, Bytes, Option<String>)> {
        let mut places = Vec::new();
        if name.contains('/') || name.ends_with(".toml") {
            if given {
                places.push(name.to_string());
            }
            places.extend(beside.map(|folder| format!("{folder}/{name}")));
            places.push(self.join(name));
            places.push(name.to_string());
        } else {
            let file = format!("{name}.toml");
            places.extend(beside.map(|folder| format!("{folder}/{file}")));
            places.push(self.join(&file));
            places.push(self.join(&format!("layouts/{file}")));
            let mut above = self.real.as_str();
            while let Some((parent, _)) = above.rsplit_once('/') {
                places.push(format!("{parent}/layouts/{file}"));
                above = parent;
            }
            places.push(format!("layouts/{file}"));
        }
        for place in &places {
            if self.files.kind(place) == Some(Kind::File)
                && let Ok(bytes) = self.files.read(place)
            {
                let folder = place.rsplit_once('/').map_or(".", |(folder, _)| folder).to_string();
                return Some((self.shown(place), bytes, Some(folder)));
            }
        }
        let shipped = format!("layouts/{name}.toml");
        let bytes = self.files.shipped(&shipped)?;
        Some((shipped, bytes, None))
    }

    /// Reads a layout and those it extends, the latter laid under it.
    pub fn layout(&self, name: &str, at: Option<Span>, report: &mut Report) -> Option<(Table, Found, bool)> {
        let mut chain: Vec<(Table, Found, bool)> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        let (mut name, mut at) = (name.to_string(), at);
        let given = at.is_none();
        let mut broken = false;
        loop {
            let beside = chain.last().and_then(|(_, found, _)| found.folder.clone());
            let Some((shown, bytes, folder)) = self.find_layout(&name, beside.as_deref(), given) else {
                report.push(self.no_layout(&name, at));
                broken = true;
                break;
            };
            if seen.contains(&shown) {
                // A layout may refine the one of its name that ships: looked for beside itself, it finds itself.
                let shipped = format!("layouts/{name}.toml");
                match self.files.shipped(&shipped).filter(|_| !seen.contains(&format!("shipped {shipped}"))) {
                    Some(bytes) if seen.len() == 1 && !name.contains('/') => {
                        seen.push(format!("shipped {shipped}"));
                        let file = decode::text(&bytes, &format!("(shipped) {shipped}"), report);
                        name = push_layout(&mut chain, file, name, None, report, &mut at);
                        if name.is_empty() {
                            break;
                        }
                        continue;
                    }
                    _ => {}
                }
                let mut diagnostic = Diagnostic::new(Code("R009"), format!("the layout “{name}” extends itself"));
                diagnostic = diagnostic.at(at).help("take one `extends` out of the circle");
                report.push(diagnostic);
                broken = true;
                break;
            }
            seen.push(shown.clone());
            let file = decode::text(&bytes, &shown, report);
            let stem = shown.rsplit('/').next().unwrap_or(&shown);
            let stem = stem.strip_suffix(".toml").unwrap_or(stem).to_string();
            name = push_layout(&mut chain, file, stem, folder, report, &mut at);
            if name.is_empty() {
                break;
            }
        }
        // What a broken chain would have brought is taken from a layout that ships, so that one message tells
        // of one mistake, and a proof can be made.
        if broken
            && !chain.is_empty()
            && let Some(bytes) = self.files.shipped("layouts/broadsheet.toml")
        {
            let file = decode::text(&bytes, "(shipped) layouts/broadsheet.toml", report);
            push_layout(&mut chain, file, "broadsheet".to_string(), None, report, &mut at);
        }
        let mut chain = chain.into_iter();
        let (own, found, mut sound) = chain.next()?;
        let rest: Vec<Table> = chain
            .map(|(table, _, below_sound)| {
                sound &= below_sound;
                table
            })
            .collect();
        let mut layers = rest.into_iter().rev().chain(std::iter::once(own));
        let mut merged = layers.next()?;
        for layer in layers {
            merged.overlay(&layer);
        }
        Some((merged, found, sound))
    }

    fn no_layout(&self, name: &str, at: Option<Span>) -> Diagnostic {
        let shipped: Vec<&str> = crate::files::SHIPPED
            .iter()
            .filter_map(|piece| piece.strip_prefix("layouts/").and_then(|p| p.strip_suffix(".toml")))
            .collect();
        let help = match walk::nearest(name, shipped.iter().copied()) {
            Some(near) => format!("did you mean “{near}”?"),
            None if name.is_empty() || name.contains('/') || name.ends_with(".toml") => {
                format!("name a layout file that is there, or one of these, which ship: {}", shipped.join(", "))
            }
            None => {
                format!("put {name}.toml into the issue's folder or into layouts; these ship: {}", shipped.join(", "))
            }
        };
        Diagnostic::new(Code("R008"), format!("there is no layout “{name}”")).at(at).help(help)
    }
}

/// Parses a layout, adds it to the chain and returns the name that it extends (empty for none).
fn push_layout(
    chain: &mut Vec<(Table, Found, bool)>,
    file: FileId,
    name: String,
    folder: Option<String>,
    report: &mut Report,
    at: &mut Option<Span>,
) -> String {
    let text = report.sources.get(file).text.clone();
    let (table, sound) = tree::parse(&text, file, 0, report);
    let extends = match table.get("extends") {
        Some(node) => match &node.value {
            Value::Text { text, .. } => {
                *at = Some(node.span);
                text.clone()
            }
            _ => String::new(),
        },
        None => String::new(),
    };
    chain.push((table, Found { file, name, folder }, sound));
    extends
}

fn inside(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || folder.ends_with('/'))
}

/// A file that is found here by a name that is not quite its own.
pub fn capitals(name: &str, own: &str, at: Option<Span>, code: &'static str) -> Diagnostic {
    Diagnostic::new(Code(code), format!("the file is called {own}, not {name}; other systems will not find it"))
        .severity(Severity::Warning)
        .at(at)
        .help("write the name with the capitals of the file")
}

/// A path that leads out of the folder through a link.
pub fn outside(name: &str, at: Option<Span>) -> Diagnostic {
    Diagnostic::new(Code("R016"), format!("{name} leads out of the issue's folder"))
        .at(at)
        .help("replace the link by the file itself")
}

/// A file that cannot be read; `code` when it is not there.
pub fn unreadable(name: &str, error: &io::Error, at: Option<Span>, code: &'static str) -> Diagnostic {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text).to_string();
    // The number of “too many levels of links” on Linux, macOS and Windows.
    let is_loop = matches!(error.raw_os_error(), Some(40 | 62 | 1921)) && text.to_lowercase().contains("link")
        || error.raw_os_error() == Some(1921);
    if is_loop {
        return Diagnostic::new(Code("R018"), format!("{name} is a link that leads to itself"))
            .at(at)
            .help("replace the link by the file itself");
    }
    if error.kind() == io::ErrorKind::NotFound {
        return Diagnostic::new(Code(code), format!("there is no file {name}")).at(at);
    }
    Diagnostic::new(Code("R041"), format!("{name} cannot be read: {}", text.to_lowercase()))
        .at(at)
        .help("see whether it is a file and whether you may read it")
}
