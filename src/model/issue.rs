//! One day's paper (一期报纸), as content.

use super::layout::Layout;
use super::story::Story;
use crate::ids::{ArtId, StoryId};
use crate::source::Span;

/// A calendar day. The issue's date comes from the issue, never from a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Gregorian year.
    pub year: i32,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
}

/// The side on which the paper is bound: `binding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// Opens as a horizontal paper does: page 1 is a right-hand page.
    Left,
    /// Opens as a vertical paper does: page 1 is a left-hand page.
    Right,
}

impl Binding {
    /// Whether a page lies left of the spine.
    pub fn on_left(self, number: u32) -> bool {
        number.is_multiple_of(2) == (self == Binding::Left)
    }
}

/// One day's paper: `issue.toml`, its stories and its layout.
#[derive(Clone, Debug)]
pub struct Issue {
    /// The folder's name: names the page files.
    pub name: String,
    /// Path of the folder, as given, `/` between parts.
    pub folder: String,
    /// `date`.
    pub date: Date,
    /// Where the date is written.
    pub date_span: Option<Span>,
    /// `number`: 总第 n 期.
    pub number: Option<u32>,
    /// `pages`: pages of the day (今日 n 版); the number of listed pages when absent.
    pub pages_of_day: u32,
    /// `lunar`: printed instead of the computed lunar date.
    pub lunar: Option<(String, Span)>,
    /// `binding`: left for horizontal papers and right for vertical ones, if the issue does not say.
    pub binding: Binding,
    /// `[paper]`, from the layout, `paper.toml` and the issue, the later winning key by key.
    pub paper: Paper,
    /// `[credits]`: office and names, in the order written.
    pub credits: Vec<(String, Vec<String>)>,
    /// `[[page]]`, in order of number.
    pub pages: Vec<PageSpec>,
    /// All stories, each once.
    pub stories: Vec<Story>,
    /// Pictures and supplied artwork that anything refers to, each path once.
    pub art: Vec<ArtRef>,
    /// The paper's design.
    pub layout: Layout,
}

impl Issue {
    /// The story behind a handle.
    pub fn story(&self, id: StoryId) -> &Story {
        &self.stories[id.index()]
    }
    /// The story with this slug.
    pub fn story_named(&self, slug: &str) -> Option<&Story> {
        self.stories.iter().find(|s| s.slug == slug)
    }
    /// The page that lists a story.
    pub fn page_of(&self, id: StoryId) -> Option<&PageSpec> {
        self.pages.iter().find(|p| p.stories.contains(&id))
    }
}

/// A file of the issue's `art/`, or a shipped piece, that something refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtRef {
    /// Path below the issue's folder, or below the layout's, as written, `/` between parts.
    pub path: String,
    /// Where it is first referred to.
    pub span: Option<Span>,
}

/// What the furniture prints: `[paper]`.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// Free fields in order, `name`, `latin`, `publisher` … as written; look up with [`Paper::field`].
    pub fields: Vec<(String, String)>,
    /// `required`: fields that must not be missing.
    pub required: Vec<(String, Span)>,
    /// `ears`.
    pub ears: Vec<Ear>,
    /// `[[lint]]` of `paper.toml` and the layout.
    pub lints: Vec<Lint>,
    /// `[[keep]]` of `paper.toml` and the layout.
    pub keeps: Vec<Keep>,
}

impl Paper {
    /// The value of a field.
    pub fn field(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }
}

/// One entry of the ear (报眼) beside the nameplate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ear {
    /// Printed before the text, or under the QR code.
    pub label: String,
    /// Printed after the label.
    pub text: String,
    /// Contents of a QR code.
    pub qr: Option<String>,
}

/// A form that must or must not stand in copy: `[[lint]]`.
#[derive(Clone, Debug)]
pub struct Lint {
    /// The words looked for.
    pub pattern: String,
    /// What is said when they are found.
    pub say: String,
    /// How bad it is.
    pub severity: crate::diag::Severity,
    /// `unless`: forms in which the words are right.
    pub unless: Vec<String>,
    /// `first`: the full form, which a story must have used before it may use the words.
    pub first: Option<String>,
}

/// Words that no line may part: `[[keep]]`.
#[derive(Clone, Debug)]
pub struct Keep {
    /// The words.
    pub words: Vec<String>,
    /// `never` part them; otherwise only prefer not to.
    pub never: bool,
}

/// The plates a page may use: `colour`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plates {
    /// Black only.
    K,
    /// Black and spot inks.
    KSpot,
    /// Four process inks.
    Cmyk,
}

/// One page of the day: `[[page]]`.
#[derive(Clone, Debug)]
pub struct PageSpec {
    /// `number`: as printed.
    pub number: u32,
    /// For a spread (通版), the number of the other page.
    pub spread_with: Option<u32>,
    /// `kind`: a page kind of the layout.
    pub kind: String,
    /// `name`: 要闻, 经济 …
    pub name: String,
    /// `colour`, when it differs from the kind's.
    pub colour: Option<Plates>,
    /// `stories`: most important first. Empty makes an overflow page.
    pub stories: Vec<StoryId>,
    /// `fillers`: what may close a hole.
    pub fillers: Vec<Filler>,
    /// `ads`.
    pub ads: Vec<Ad>,
    /// `pin`s.
    pub pins: Vec<Pin>,
    /// Where the page is written.
    pub span: Span,
}

impl PageSpec {
    /// Its number; of a spread, both.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + use<> {
        std::iter::once(self.number).chain(self.spread_with)
    }
    /// Whether it is, or holds, the page of a number.
    pub fn holds(&self, number: u32) -> bool {
        self.numbers().any(|own| own == number)
    }
}

/// What may close a hole that is left at the foot of a page (补白): an entry of `fillers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filler {
    /// A short item.
    Item(StoryId),
    /// A house advertisement, set in proportion; and where it is written.
    Ad(ArtId, Span),
}

/// An area of the grid, both ends included, counted from 1: `{ columns = "1-4", lines = "80-100" }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridArea {
    /// First and last column.
    pub columns: (u16, u16),
    /// First and last line.
    pub lines: (u16, u16),
}

/// An advertisement (广告).
#[derive(Clone, Debug)]
pub struct Ad {
    /// `art`: a PDF page or a picture.
    pub art: ArtId,
    /// `at`.
    pub at: GridArea,
    /// Where it is written.
    pub span: Span,
}

/// A story that must stand somewhere: `[[page.pin]]`.
#[derive(Clone, Debug)]
pub struct Pin {
    /// `story`.
    pub story: StoryId,
    /// `at`. Lines may be open: `columns = "1-3"` alone gives `lines = (0, 0)`.
    pub at: GridArea,
    /// Where it is written.
    pub span: Span,
}
