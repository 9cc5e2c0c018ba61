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
mod draw;
pub mod encode;
mod gradient;
pub mod head;
mod icc;
pub mod limits;
mod page;
mod press;
mod profile;
mod resample;
mod svg;
mod table;
mod tiff_head;
mod unpack;
pub mod vector;
mod weight;

pub use caption::About;
pub use encode::{Packing, PressPicture};
pub use head::{Format, Head, Space};
pub use press::output_profile;
pub use vector::VectorArt;

use crate::art::head::Trouble;
use crate::diag::{Code, Diagnostic, Report, Severity};
use crate::display::ArtUse;
use crate::files::{Bytes, Files};
use crate::geom::{Len, Size};
use crate::ids::{ArtId, StoryId};
use crate::model::issue::{ArtRef, Issue, Plates};
use crate::model::layout::{Flavour, PressSettings};
use crate::model::story::{StoryPicture, Text};
use crate::source::Span;
use std::collections::BTreeMap;
use std::io;

/// The art of an issue.
#[derive(Default)]
pub struct Art {
    entries: Vec<ArtEntry>,
    tables: press::Tables,
    /// What pictures of stories show, in words.
    words: BTreeMap<(StoryId, ArtId), String>,
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
    /// What a story's picture shows, for readers that cannot see it: as the copy describes it (`alt`), else its caption.
    pub fn words(&self, story: StoryId, art: ArtId) -> Option<&str> {
        self.words.get(&(story, art)).map(String::as_str)
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
        let output = self.tables.output(files, press).ok_or_else(|| no_profile(press))?;
        let job = press::Job { head, bytes: &entry.bytes, place, plates, press, output: &output };
        job.run(&self.tables, files).map_err(|trouble| entry.diagnose(trouble))
    }
    /// What is to be said of a picture's pixels an inch at its place; nothing when they suffice.
    pub fn resolution(&self, place: &ArtUse, press: &PressSettings) -> Option<Diagnostic> {
        let entry = self.get(place.art);
        let head = entry.head.as_ref().filter(|h| h.width > 2 && h.height > 2)?;
        let ppi = press::least_ppi(head, place);
        let line_art = head.space == Space::Bilevel;
        let (warned, refused) =
            if line_art { (press.line_art_ppi, press.line_art_ppi) } else { (press.ppi.1, press.ppi.2) };
        let below = |least: u16| ppi < f64::from(least) - 0.5;
        if !below(warned.max(refused)) {
            return None;
        }
        let severity = if below(refused) { Severity::Error } else { Severity::Warning };
        let (w, h) = (place.area.w.mm(), place.area.h.mm());
        let what = format!(
            "has {ppi:.0} ppi at {w:.0} × {h:.0} mm; {} is the least",
            if below(refused) { refused } else { warned }
        );
        let help = "use a larger file, a smaller place or a wider crop";
        Some(entry.trouble("P107", what).severity(severity).help(help))
    }
    /// What a picture's file says of itself in words and the copy does not, to be taken over by whoever reads it.
    fn offer(&self, picture: &StoryPicture) -> Option<Diagnostic> {
        let entry = self.get(picture.art);
        let about = &entry.head.as_ref()?.about;
        let missing = |own: bool, offered: &Option<String>| offered.clone().filter(|_| !own);
        let lines: Vec<String> = [
            ("caption", missing(picture.caption.is_some(), &about.caption)),
            ("credit", missing(picture.credit.is_some(), &about.credit)),
        ]
        .into_iter()
        .filter_map(|(key, text)| Some(format!("{key} = {}", quoted(&text?))))
        .collect();
        if lines.is_empty() {
            return None;
        }
        let what = format!(
            "brings a {} of its own",
            lines.iter().map(|l| l.split(' ').next().unwrap_or("")).collect::<Vec<_>>().join(" and a ")
        );
        Some(
            Diagnostic::new(Code("P108"), format!("{} {what}", entry.path))
                .severity(Severity::Note)
                .at(Some(picture.span))
                .help(format!("read it, then write under [[picture]]: {}", lines.join("; "))),
        )
    }
    /// A supplied PDF page that may not be placed as it is, drawn and made ready for press like a picture.
    pub fn converted_page(
        &self,
        place: &ArtUse,
        plates: Plates,
        press: &PressSettings,
        files: &dyn Files,
    ) -> Result<PressPicture, Diagnostic> {
        let entry = self.get(place.art);
        let Some(facts) = &entry.facts else { return Err(entry.trouble("P102", "is not a PDF page".into())) };
        entry.fits(facts, place)?;
        // The renderer has no faces of its own: type whose face is missing would be missing too.
        if let Some((_, what)) = facts.findings.iter().find(|(_, what)| what.starts_with(page::NO_FACE)) {
            let what = format!("has {what}, so it cannot be drawn as a picture either");
            return Err(entry.trouble("P112", what).help("ask for a PDF with all fonts embedded"));
        }
        let output = self.tables.output(files, press).ok_or_else(|| no_profile(press))?;
        let bytes = draw::page(&entry.bytes, facts, f64::from(press.ppi.0)).map_err(|t| entry.diagnose(t))?;
        let head = head::read(Format::Png, &bytes).map_err(|t| entry.diagnose(t))?;
        let job = press::Job { head: &head, bytes: &bytes, place, plates, press, output: &output };
        job.run(&self.tables, files).map_err(|trouble| entry.diagnose(trouble))
    }
    /// The first page of a supplied PDF, to be placed as it is; or why it may not be: what in it would break the
    /// page it stands on, or a size that is not that of its area.
    pub fn page(&self, place: &ArtUse, plates: Plates, press: &PressSettings) -> Result<PageArt, Diagnostic> {
        let entry = self.get(place.art);
        let Some(facts) = &entry.facts else {
            return Err(entry.trouble("P102", "is not a PDF page".into()));
        };
        let applies = |scope: page::Scope| match (scope, press.flavour) {
            (page::Scope::Press, Flavour::X4 | Flavour::X1a) | (page::Scope::X1a, Flavour::X1a) => true,
            (_, Flavour::Screen) | (page::Scope::X1a, Flavour::X4) => false,
        };
        let mut found: Vec<String> =
            facts.findings.iter().filter(|(scope, _)| applies(*scope)).map(|(_, what)| what.clone()).collect();
        if plates != Plates::Cmyk && facts.colour {
            found.push("colour, on a page that prints in black".into());
        }
        if plates == Plates::K {
            found.extend(facts.spots.iter().map(|name| format!("the spot ink {name}, on a page that prints in black")));
        }
        if !found.is_empty() {
            return Err(entry
                .trouble("P112", format!("has {}", found.join("; ")))
                .help("ask for a PDF/X file made for this page's inks, with all fonts embedded"));
        }
        entry.fits(facts, place)?;
        Ok(PageArt {
            bytes: entry.bytes.clone(),
            trim: facts.trim,
            rotate: facts.rotate,
            spots: facts.spots.iter().cloned().collect(),
        })
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
        let output = self.tables.output(files, press).ok_or_else(|| no_profile(press))?;
        let mut inks = colour::Inks::new(&output, plates, press.total_ink.0, &drawing.inks);
        let ops = drawing.shapes.iter().map(|shape| inks.step(shape)).collect::<Option<Vec<_>>>();
        Ok(VectorArt { size: drawing.size, ops: ops.ok_or_else(|| no_profile(press))? })
    }
}

/// A text as a value of the front matter.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What is said when the output profile is not there or is none.
fn no_profile(press: &PressSettings) -> Diagnostic {
    Diagnostic::new(
        Code("P002"),
        format!("the output profile {} is not there, or is not one to print with", press.profile),
    )
    .help("name a shipped profile or a file beside the layout")
}

/// A supplied PDF page that may be placed as it is.
#[derive(Clone)]
pub struct PageArt {
    /// The whole file.
    pub bytes: Bytes,
    /// Its trim box in the page's own units: left, bottom, right, top.
    pub trim: [f64; 4],
    /// Turned clockwise for reading: 0, 90, 180 or 270.
    pub rotate: u16,
    /// Names of the spot inks it uses.
    pub spots: Vec<String>,
}

/// Most that a supplied page may differ from the area kept for it, before it is refused.
const SIZE_TOLERANCE: Len = Len(36_000);

/// One piece of art.
pub struct ArtEntry {
    /// Its path as written.
    pub path: String,
    /// What it is.
    pub kind: ArtKind,
    /// For pictures: what the file's head says.
    pub head: Option<Head>,
    drawing: Option<svg::Drawing>,
    facts: Option<page::Facts>,
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
    /// Whether a supplied page has the size of the area kept for it.
    fn fits(&self, facts: &page::Facts, place: &ArtUse) -> Result<(), Diagnostic> {
        let [left, top, right, bottom] = place.crop.map(i64::from);
        let whole = facts.size();
        let (w, h) = (whole.w.scale(right - left, 1_000_000), whole.h.scale(bottom - top, 1_000_000));
        let off = |a: Len, b: Len| (a - b).0.abs() > SIZE_TOLERANCE.0;
        if off(w, place.area.w) || off(h, place.area.h) {
            let mm = |w: Len, h: Len| format!("{:.1} × {:.1} mm", w.mm(), h.mm());
            let of = if facts.has_trim { "trimmed" } else { "without a trim box" };
            return Err(self
                .trouble("P113", format!("is {} {of}, its area {}", mm(w, h), mm(place.area.w, place.area.h)))
                .help("ask for the right size, or give it another area"));
        }
        Ok(())
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
    let mut art = load_from(files, &issue.folder, &issue.art, report);
    for (story, picture) in issue.stories.iter().flat_map(|s| s.pictures.iter().map(|p| (s.id, p))) {
        report.diagnostics.extend(art.offer(picture));
        let caption = || picture.caption.as_ref().map(Text::plain);
        if let Some(words) = picture.alt.clone().or_else(caption).filter(|w| !w.trim().is_empty()) {
            art.words.entry((story, picture.art)).or_insert(words);
        }
    }
    art
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
        facts: None,
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
        Format::Pdf => match page::read(&entry.bytes) {
            Ok(facts) => {
                if facts.pages > 1 {
                    let what = format!("has {} pages; the first is placed", facts.pages);
                    report.push(entry.trouble("P111", what));
                }
                entry.kind = ArtKind::Page(facts.size());
                entry.facts = Some(facts);
            }
            Err(trouble) => report.push(entry.diagnose(trouble)),
        },
        _ => match head::read(format, &entry.bytes) {
            Ok(head) => {
                if head.profile.as_deref().is_some_and(|p| !profile::Profile::describes(p, head.space)) {
                    let what = "has a colour profile that cannot be used; it is taken as if it had none";
                    report.push(entry.trouble("P106", what.into()));
                }
                let (width, height) = head.seen();
                entry.kind = ArtKind::Picture { width, height };
                entry.head = Some(head);
            }
            Err(trouble) => report.push(entry.diagnose(trouble)),
        },
    }
    entry
}
