//! What stands on a page, as outputs see it.
//!
//! In: made-up pages. Out: one flat list of items in paint order, absolute
//! coordinates. Does not know: stories' structure, file formats.

pub mod dump;

use crate::geom::{Len, Point, Rect, Size};
use crate::ids::{ArtId, FontId, StoryId};
use crate::ink::Paint;
use crate::model::issue::Plates;
use crate::source::Origin;

/// One finished page.
#[derive(Clone, Debug)]
pub struct DisplayList {
    /// Page number as printed.
    pub page: u32,
    /// Finished size.
    pub trim: Size,
    /// Beyond it, on all sides but that of a spread's spine.
    pub bleed: Len,
    /// For one half of a spread, the other half.
    pub facing: Option<Facing>,
    /// Plates the page may use.
    pub plates: Plates,
    /// In paint order, which within one layer is reading order: furniture first, then story by story.
    pub items: Vec<Placed>,
    /// Each story's outline on this page: the areas its parts stand in, in reading order.
    pub outlines: Vec<Outline>,
    /// Areas that lead somewhere when the page is read on a screen: 下转, 上接, 详见.
    pub links: Vec<Link>,
}

/// The other half of a spread (通版). The trims of the two meet at the spine: nothing bleeds there, for what ran over
/// would print on the neighbor, and nothing is missing, for each half carries its part of what crosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facing {
    /// Its page number as printed.
    pub page: u32,
    /// It lies at the left.
    pub left: bool,
}

impl DisplayList {
    /// The bleed at the left and at the right.
    pub fn side_bleeds(&self, bleed: Len) -> (Len, Len) {
        match self.facing {
            None => (bleed, bleed),
            Some(Facing { left: true, .. }) => (Len::ZERO, bleed),
            Some(_) => (bleed, Len::ZERO),
        }
    }
}

/// An area of a page that leads to another page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it can be touched.
    pub area: Rect,
    /// The page it leads to, as printed.
    pub page: u32,
    /// The story there; its outline on that page is what comes into view.
    pub story: Option<StoryId>,
}

/// The area of one story on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Which story.
    pub story: StoryId,
    /// One or more rectangles; together the story's shape.
    pub areas: Vec<Rect>,
    /// The head as one plain line, for bookmarks.
    pub title: String,
}

/// An item, where it belongs and where it came from.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What.
    pub item: Item,
    /// Which part of the page it is: for tags and artifacts.
    pub role: Role,
    /// Where it was written.
    pub origin: Origin,
}

/// What an item is on the page; tags and reading order follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Nameplate, folio line, rules, tints, marks: not content.
    Furniture,
    /// Kicker, main or deck of a story.
    Head,
    /// Byline.
    Byline,
    /// Body text: the n-th block of the story.
    Text(u32),
    /// A picture.
    Figure,
    /// Caption or credit.
    Caption,
    /// A notice: 下转, 上接, 详见.
    Notice,
    /// An advertisement.
    Ad,
    /// Outside the trim.
    Mark,
}

/// Everything that can be put on a page. Coordinates are page space: origin at
/// the trim's top left, y downwards. Nothing here knows a file format.
#[derive(Clone, Debug)]
pub enum Item {
    /// Type.
    Glyphs(GlyphRun),
    /// A straight line.
    Rule(Rule),
    /// A filled rectangle.
    Fill {
        /// Where.
        area: Rect,
        /// With what.
        paint: Paint,
    },
    /// A photograph, line art, vector art or a supplied page.
    Art(ArtUse),
    /// A character that the house has drawn (造字): vector art in the em box of a line.
    Drawn(Drawn),
}

/// A character drawn as vector art.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The art, in the character's em box.
    pub place: ArtUse,
    /// The copy's characters that it sets.
    pub text: String,
    /// What it is, for those who read or search the page.
    pub says: String,
    /// A glyph that does not print, so that readers who take out text find a place for it.
    pub under: Option<GlyphRun>,
}

/// Glyphs of one face, size and ink, in reading order.
#[derive(Clone, Debug)]
pub struct GlyphRun {
    /// Which face.
    pub font: FontId,
    /// Size of the em.
    pub size: Len,
    /// Width in thousandths of the natural: 1000 unless a headline was condensed.
    pub stretch: u16,
    /// With what.
    pub paint: Paint,
    /// Turned a quarter clockwise, as Latin in a vertical line: the glyph's right is the page's down.
    pub turned: bool,
    /// How far the glyphs lean to their right, in thousandths of their height (斜体).
    pub slant: i16,
    /// Outline all glyphs with a stroke of this thickness (borrowed weight); zero for none.
    pub embolden: Len,
    /// The copy's characters that the run sets, in order.
    pub text: String,
    /// The glyphs.
    pub glyphs: Vec<Glyph>,
}

/// One glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// Its index in the face.
    pub id: u16,
    /// Its origin (left end of its baseline; vertical origins are already resolved).
    pub at: Point,
    /// First byte in the run's text of what it stands for.
    pub start: u32,
    /// One past the last; equal to `start` where an earlier glyph stands for the same characters.
    pub end: u32,
}

/// A straight line.
#[derive(Clone, Debug)]
pub struct Rule {
    /// From its middle at one end …
    pub from: Point,
    /// … to its middle at the other.
    pub to: Point,
    /// Across.
    pub thickness: Len,
    /// With what.
    pub paint: Paint,
    /// Round dots of that thickness, this far apart.
    pub dotted: Option<Len>,
}

/// A piece of art on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArtUse {
    /// Which.
    pub art: ArtId,
    /// Where the visible part stands.
    pub area: Rect,
    /// What part of the art is visible, in millionths of its width and height: left, top, right, bottom.
    pub crop: [u32; 4],
}
