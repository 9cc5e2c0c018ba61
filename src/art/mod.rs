//! Pictures and supplied artwork (图片与成品广告).
//!
//! In: paths. Out: [`Art`], a table of what they are; later, on demand, pictures made ready for press.
//! Does not know: pages.
//!
//! `load` looks at heads and skeletons only; pixels are decoded when a page that uses them is written, and not
//! even then when the finished stream is in the cache.

mod bilevel;
pub mod caption;
mod colour;
mod decode;
pub mod encode;
pub mod head;
mod icc;
pub mod limits;
mod press;
mod resample;
mod svg;
mod table;
mod tiff_head;
pub mod vector;

pub use caption::About;
pub use encode::{Packing, PressPicture};
pub use head::{Format, Head, Space};
pub use press::output_profile;
pub use vector::VectorArt;

use crate::art::head::Trouble;
use crate::diag::{Code, Diagnostic, Report};
use crate::display::ArtUse;
use crate::files::{Bytes, Files};
use crate::geom::Size;
use crate::ids::ArtId;
use crate::model::issue::{ArtRef, Issue, Plates};
use crate::model::layout::PressSettings;
use crate::source::Span;
use std::io;

/// The art of an issue.
#[derive(Default)]
pub struct Art {
    entries: Vec<ArtEntry>,
    tables: press::Tables,
}

impl Art {
    /// The entry behind a handle.
    pub fn get(&self, id: ArtId) -> &ArtEntry {
        &self.entries[id.index()]
    }
    /// All entries, in order of handles.
    pub fn entries(&self) -> &[ArtEntry] {
        &self.entries
    }
    /// Makes a picture ready for press at its place on a page with these plates. The work is kept in the cache.
    pub fn press_picture(
        &self,
        place: &ArtUse,
        plates: Plates,
        press: &PressSettings,
        files: &dyn Files,
    ) -> Result<PressPicture, Diagnostic> {
        let entry = self.get(place.art);
        let Some(head) = &entry.head else {
            let what = if matches!(entry.kind, ArtKind::Missing) { "is missing or broken" } else { "is not a picture" };
            return Err(entry.trouble("P102", what.into()));
        };
        let Some(output) = output_profile(files, press) else {
            return Err(Diagnostic::new(
                Code("P002"),
                format!("the output profile {} is not to be found", press.profile),
            )
            .help("put it beside the layout, or name one that ships: newsprint_ifra26_tac220.icc"));
        };
        let job = press::Job { head, bytes: &entry.bytes, place, plates, press, output: &output };
        job.run(&self.tables, files).map_err(|trouble| entry.diagnose(trouble))
    }
    /// Vector art in ink, for a page with these plates: black and greys on black alone, other colours through the
    /// output profile, inks that the file names as they are.
    pub fn vector(
        &self,
        id: ArtId,
        plates: Plates,
        press: &PressSettings,
        files: &dyn Files,
    ) -> Result<VectorArt, Diagnostic> {
        let entry = self.get(id);
        let Some(drawing) = &entry.drawing else {
            return Err(entry.trouble("P102", "is not vector art".into()));
        };
        let profile = output_profile(files, press).and_then(|bytes| icc::Profile::new(&bytes));
        let Some(profile) = profile.filter(icc::Profile::is_output) else {
            return Err(Diagnostic::new(Code("P002"), format!("{} is no profile to print with", press.profile)));
        };
        let mut inks = colour::Inks::new(&profile, plates, press.total_ink.0, &drawing.inks);
        Ok(VectorArt { size: drawing.size, ops: drawing.shapes.iter().map(|shape| inks.step(shape)).collect() })
    }
}

/// One piece of art.
pub struct ArtEntry {
    /// Its path as written.
    pub path: String,
    /// What it is.
    pub kind: ArtKind,
    /// For pictures: what the file's head says.
    pub head: Option<Head>,
    drawing: Option<svg::Drawing>,
    bytes: Bytes,
    span: Option<Span>,
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
    /// The file as it came.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }
    /// A diagnostic about this file: its path, then what is wrong.
    fn trouble(&self, code: &'static str, what: String) -> Diagnostic {
        Diagnostic::new(Code(code), format!("{} {what}", self.path)).at(self.span)
    }
    fn diagnose(&self, trouble: Trouble) -> Diagnostic {
        match trouble {
            Trouble::Unknown => self
                .trouble("P104", "is of no format that can be placed".into())
                .help("save it as JPEG, PNG, TIFF, WebP, SVG or PDF"),
            Trouble::Broken(what) => self.trouble("P102", what).help("get the file again from where it came"),
            Trouble::TooLarge(what) => self.trouble("P105", what).help("make it smaller: 200 pixels an inch suffice"),
        }
    }
}

/// Looks at every piece of art of the issue; trouble goes to the report.
pub fn load(files: &dyn Files, issue: &Issue, report: &mut Report) -> Art {
    load_from(files, &issue.folder, &issue.art, report)
}

/// The same for paths below a folder, without an issue around them.
pub fn load_from(files: &dyn Files, folder: &str, art: &[ArtRef], report: &mut Report) -> Art {
    let entries = art.iter().map(|art| load_one(files, folder, art, report)).collect();
    Art { entries, ..Art::default() }
}

/// The bytes behind a path: in the issue's folder, else among what ships with the layouts.
fn find(files: &dyn Files, folder: &str, path: &str) -> io::Result<Bytes> {
    let own = if folder.is_empty() { path.to_string() } else { format!("{folder}/{path}") };
    match files.read(&own) {
        Ok(bytes) => Ok(bytes),
        Err(error) => files.shipped(&format!("layouts/{path}")).or_else(|| files.shipped(path)).ok_or(error),
    }
}

fn load_one(files: &dyn Files, folder: &str, art: &ArtRef, report: &mut Report) -> ArtEntry {
    let mut entry = ArtEntry {
        path: art.path.clone(),
        kind: ArtKind::Missing,
        head: None,
        drawing: None,
        bytes: Bytes::Static(&[]),
        span: art.span,
    };
    entry.bytes = match find(files, folder, &art.path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let why = if error.kind() == io::ErrorKind::NotFound {
                "is not there".into()
            } else {
                format!("cannot be read: {error}")
            };
            report.push(entry.trouble("P101", why).help("put the file there, or correct the path"));
            return entry;
        }
    };
    if entry.bytes.is_empty() {
        report.push(entry.trouble("P102", "is empty".into()).help("get the file again from where it came"));
        return entry;
    }
    let Some(format) = head::sniff(&entry.bytes) else {
        report.push(entry.diagnose(Trouble::Unknown));
        return entry;
    };
    let extension = art.path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    if !format.allows(&extension) {
        let what = format!("is really {}", format.name());
        report.push(entry.trouble("P103", what).help(format!("rename it to end in .{}", format.extension())));
    }
    match format {
        Format::Svg => match svg::read(&entry.bytes) {
            Ok(mut drawing) => {
                for notice in std::mem::take(&mut drawing.notices) {
                    report.push(entry.trouble("P110", notice));
                }
                entry.kind = ArtKind::Vector(drawing.size);
                entry.drawing = Some(drawing);
            }
            Err(trouble) => report.push(entry.diagnose(trouble)),
        },
        Format::Pdf => {}
        _ => match head::read(format, &entry.bytes) {
            Ok(head) => {
                let (width, height) = head.seen();
                entry.kind = ArtKind::Picture { width, height };
                entry.head = Some(head);
            }
            Err(trouble) => report.push(entry.diagnose(trouble)),
        },
    }
    entry
}
