//! What a document puts on paper, gathered once for all rules.
//!
//! In: a document. Out: [`Facts`]. Does not know: what is right or wrong.

use crate::preflight::color::{Inks, Profile, Space};
use crate::preflight::doc::Doc;
use crate::preflight::font::Font;
use crate::preflight::lines::Line;
use crate::preflight::object::{Dict, Id, Obj};
use crate::preflight::sums::Sums;
use crate::preflight::xmp::Xmp;
use crate::preflight::{Settings, Standard};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Left, bottom, right, top, in points.
pub type Area = [f64; 4];

/// Everything the rules look at.
pub struct Facts<'a> {
    /// The document.
    pub doc: &'a Doc,
    /// What is asked for.
    pub settings: &'a Settings,
    /// Judged as this.
    pub standard: Standard,
    /// The catalog.
    pub catalog: Rc<Dict>,
    /// The document information dictionary.
    pub info: Option<Rc<Dict>>,
    /// The metadata stream.
    pub metadata: Option<Rc<Dict>>,
    /// What it says.
    pub xmp: Option<Xmp>,
    /// Output intents for PDF/X.
    pub intents: Vec<Rc<Dict>>,
    /// The profile of the first of them.
    pub profile: Option<Profile>,
    /// Every dictionary and stream that the trailer leads to.
    pub objects: Vec<Object>,
    /// The pages.
    pub pages: Vec<Page>,
    /// What is painted, in order.
    pub marks: Vec<Mark>,
    /// Text, run by run, in order.
    pub runs: Vec<Run>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Pictures, in order.
    pub pictures: Vec<Picture>,
    /// Ink sums of the pictures, as far as they were decoded; of one used twice, where it stands first.
    pub sums: Vec<Option<Result<Sums, String>>>,
    /// Colour spaces, each where first met.
    pub uses: Vec<Use>,
    /// Fonts.
    pub fonts: Vec<Font>,
    /// What content streams did that they should not.
    pub oddities: Vec<Oddity>,
    /// Marked contents of the pages themselves: page from 0, number in the structure (MCID).
    pub contents: Vec<(usize, i64)>,
    /// Objects that something refers to and that are not there, with who refers to them.
    pub dangling: Vec<(Id, String)>,
    /// Something was not walked to its end: why.
    pub cut: Option<String>,
}

/// One dictionary or stream.
pub struct Object {
    /// Its dictionary.
    pub dict: Rc<Dict>,
    /// It is a stream.
    pub stream: bool,
    /// How to find it: `object 12` or `object 12 /Resources /Font`.
    pub place: String,
    /// The key under which it was met.
    pub key: String,
}

/// One page.
pub struct Page {
    /// Its dictionary.
    pub dict: Rc<Dict>,
    /// MediaBox, inherited too.
    pub media: Option<Area>,
    /// CropBox, inherited too.
    pub crop: Option<Area>,
    /// BleedBox.
    pub bleed: Option<Area>,
    /// TrimBox.
    pub trim: Option<Area>,
    /// ArtBox.
    pub art: Option<Area>,
}

impl Page {
    /// The finished page: trim, else art, else media.
    pub fn finished(&self) -> Area {
        self.trim.or(self.art).or(self.media).unwrap_or([0.0, 0.0, 612.0, 792.0])
    }
    /// What prints at most: bleed, else the finished page.
    pub fn printed(&self) -> Area {
        self.bleed.unwrap_or_else(|| self.finished())
    }
}

/// What kind of mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A filled path.
    Fill,
    /// A stroked path.
    Stroke,
    /// Type.
    Text,
    /// Type, outlined.
    Outline,
    /// A one-bit mask painted with the fill colour.
    Mask,
    /// A gradient.
    Shading,
    /// A picture: its place in the table.
    Picture(usize),
}

/// One painted object.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Page, from 0.
    pub page: usize,
    /// What.
    pub what: What,
    /// What it puts on the plates, when that can be told.
    pub inks: Option<Inks>,
    /// In which space its colour is given.
    pub space: Rc<Space>,
    /// It overprints.
    pub overprint: bool,
    /// Overprint mode 1.
    pub keeps: bool,
    /// Where, within its clip.
    pub area: Area,
    /// The area is the shape itself, not a box around it.
    pub exact: bool,
    /// Width of a stroke, or the thin side of a filled rectangle.
    pub thin: Option<f64>,
    /// Size of type.
    pub size: f64,
    /// Its font.
    pub font: Option<usize>,
    /// Its colour comes from a pattern.
    pub pattern: bool,
    /// Constant alpha, a blend mode or a soft mask is in force.
    pub blended: bool,
    /// It is part of a soft mask, so it puts no ink anywhere.
    pub in_mask: bool,
    /// Its colour was never set.
    pub unset: bool,
    /// The clip leaves nothing of it.
    pub hidden: bool,
    /// The form, pattern or annotation it stands in; empty on the page itself.
    pub inside: Rc<str>,
}

/// A run of glyphs.
#[derive(Clone, Debug)]
pub struct Run {
    /// Page, from 0.
    pub page: usize,
    /// Its font.
    pub font: usize,
    /// Size of type on paper.
    pub size: f64,
    /// The em across the line, per unit of the width.
    pub turned: bool,
    /// Glyphs: code, x, y of the origin on the page, advance.
    pub glyphs: Vec<(u32, f32, f32, f32)>,
    /// Nothing of it shows (render mode 3 or 7).
    pub invisible: bool,
    /// Why nothing of it shows, or not all, though its render mode would show it.
    pub gone: Option<&'static str>,
    /// Seen as in a mirror.
    pub mirrored: bool,
    /// What the file says the run's text is, instead of its glyphs'.
    pub actual: Option<Rc<str>>,
    /// Which of the marked spans with a text of their own it is in; runs of one span share the number.
    pub span: u32,
    /// Marked as an artifact.
    pub artifact: bool,
    /// The form it stands in; empty on the page itself.
    pub inside: Rc<str>,
}

/// A picture as placed.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Page, from 0.
    pub page: usize,
    /// Its dictionary; of inline ones too.
    pub dict: Rc<Dict>,
    /// Its object.
    pub id: Option<Id>,
    /// Its name in the resources.
    pub name: Rc<str>,
    /// Pixels.
    pub width: i64,
    /// Pixels.
    pub height: i64,
    /// Bits a component.
    pub bits: i64,
    /// One bit: line art.
    pub line_art: bool,
    /// A stencil.
    pub mask: bool,
    /// Its space.
    pub space: Option<Rc<Space>>,
    /// Pixels an inch, the lesser of the two directions.
    pub ppi: f64,
    /// Where.
    pub area: Area,
    /// From the unit square to the page.
    pub matrix: [f64; 6],
    /// Part of a soft mask.
    pub in_mask: bool,
    /// The form it stands in.
    pub inside: Rc<str>,
}

/// A colour space in use.
#[derive(Clone, Debug)]
pub struct Use {
    /// Page, from 0.
    pub page: usize,
    /// The space.
    pub space: Rc<Space>,
    /// Spaces that stand in for DeviceGray, DeviceRGB, DeviceCMYK here.
    pub defaults: Rc<Defaults>,
    /// Painted with overprint and mode 1.
    pub keeps: bool,
    /// Part of a soft mask.
    pub in_mask: bool,
    /// Where.
    pub inside: Rc<str>,
    /// For what: `text`, `picture Im1`.
    pub of: String,
}

/// Default colour spaces of a resource dictionary.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// DefaultGray.
    pub gray: Option<Rc<Space>>,
    /// DefaultRGB.
    pub rgb: Option<Rc<Space>>,
    /// DefaultCMYK.
    pub cmyk: Option<Rc<Space>>,
}

/// Something odd in a content stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Odd {
    /// An operator that is none, or broken syntax.
    Operator,
    /// An operator where it may not stand.
    Order,
    /// `q` and `Q` do not pair, or are nested too deep.
    Stack,
    /// A name that the resources do not have.
    Resource,
    /// A form that contains itself.
    Circle,
    /// `BX`.
    Compatibility,
    /// A rendering intent that is none of the four.
    Intent,
    /// `/OC` content.
    Layer,
    /// LZW on an inline image.
    Lzw,
    /// A `PS` operator, or PostScript in the page.
    PostScript,
    /// Data of a stream that is damaged or too large.
    Damaged,
    /// Wrong number or kind of operands.
    Operands,
}

/// Where something odd is.
#[derive(Clone, Debug)]
pub struct Oddity {
    /// What.
    pub odd: Odd,
    /// Page, from 0.
    pub page: usize,
    /// In words.
    pub text: String,
}

impl Facts<'_> {
    /// Text value of an Info key.
    pub fn info_text(&self, key: &str) -> Option<String> {
        self.info.as_ref().and_then(|i| self.doc.get(i, key).text())
    }
    /// Space of the output intent: `CMYK`, `RGB`, `GRAY`.
    pub fn intent_space(&self) -> Option<&str> {
        match &self.profile {
            Some(p) if p.valid => Some(p.space.as_str()),
            // A registered printing condition without a profile is a CMYK one.
            _ => self.intents.first().filter(|i| self.registered(i)).map(|_| "CMYK"),
        }
    }
    /// Whether an intent names a condition of the ICC's characterization registry.
    pub fn registered(&self, intent: &Dict) -> bool {
        let text = |key: &str| self.doc.get(intent, key).text().unwrap_or_default();
        is_registered(&text("OutputConditionIdentifier"))
            && text("RegistryName").trim_end_matches('/') == "http://www.color.org"
    }
}

/// Names in the ICC characterization data registry that a newspaper may state.
fn is_registered(name: &str) -> bool {
    let upper = name.to_ascii_uppercase().replace([' ', '-', '.', '_'], "");
    let digits = |prefix: &str| {
        upper
            .strip_prefix(prefix)
            .is_some_and(|r| !r.is_empty() && r.trim_end_matches('L').chars().all(|c| c.is_ascii_digit()))
    };
    digits("FOGRA")
        || digits("IFRA")
        || digits("CGATSTR")
        || digits("JC200")
        || upper.starts_with("CGATS21")
        || upper.starts_with("EUROSB")
        || upper.starts_with("JPN")
        || upper.contains("CRPC")
        || matches!(upper.as_str(), "JCN2002" | "JCW2003" | "SNAP2007" | "IFRA26S" | "WANIFRA26V5")
}

/// Four numbers as an area with its corners in order.
pub fn area(doc: &Doc, object: &Obj) -> Option<Area> {
    let object = doc.resolve(object);
    let n: Vec<f64> = object.items().iter().map(|o| doc.resolve(o).num().unwrap_or(f64::NAN)).collect();
    let &[a, b, c, d] = &n[..] else { return None };
    n.iter().all(|v| v.is_finite()).then(|| [a.min(c), b.min(d), a.max(c), b.max(d)])
}

/// Whether one lies in the other, give or take.
pub fn within(inner: Area, outer: Area, slack: f64) -> bool {
    inner[0] >= outer[0] - slack
        && inner[1] >= outer[1] - slack
        && inner[2] <= outer[2] + slack
        && inner[3] <= outer[3] + slack
}
/// Whether two share more than an edge.
pub fn overlaps(a: Area, b: Area) -> bool {
    const E: f64 = 0.01;
    a[0] < b[2] - E && a[2] > b[0] + E && a[1] < b[3] - E && a[3] > b[1] + E
}
/// What two share; turned inside out when that is nothing.
pub fn shared(a: Area, b: Area) -> Area {
    [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]
}

/// Every dictionary and stream from the trailer on.
pub struct Reached {
    /// Each once.
    pub objects: Vec<Object>,
    /// References that lead nowhere, the first of them.
    pub dangling: Vec<(Id, String)>,
    /// There are more than are walked.
    pub cut: bool,
}

/// Follows all references from the trailer on.
pub fn objects(doc: &Doc) -> Reached {
    const MOST: usize = 300_000;
    let mut out = Vec::new();
    let mut dangling = Vec::new();
    let mut seen = BTreeSet::new();
    let trailer = Obj::Dict(Rc::new(doc.structure.trailer.clone()));
    let mut left = vec![(trailer, "trailer".to_string(), String::new(), 0_usize)];
    while let Some((object, place, key, depth)) = left.pop() {
        let (object, place) = match object {
            Obj::Ref(id) => {
                if !seen.insert(id) {
                    continue;
                }
                let found = doc.resolve(&Obj::Ref(id));
                // The object may well be `null`; the table knows.
                if dangling.len() < 20 && (doc.structure.free.contains(&id.0) || found.is_null() && id.0 == 0) {
                    dangling.push((id, place));
                }
                (found, format!("object {}", id.0))
            }
            other => (other, place),
        };
        if out.len() >= MOST {
            return Reached { objects: out, dangling, cut: true };
        }
        match &object {
            Obj::Dict(dict) | Obj::Stream(dict) => {
                for (k, v) in dict.entries.iter().rev() {
                    if matches!(v, Obj::Ref(_) | Obj::Dict(_) | Obj::Array(_)) && depth < 250 {
                        let place = if dict.entries.len() > 64 || place.len() > 60 {
                            place.clone()
                        } else {
                            format!("{place} /{k}")
                        };
                        left.push((
                            v.clone(),
                            place,
                            k.to_string(),
                            if matches!(v, Obj::Ref(_)) { 0 } else { depth + 1 },
                        ));
                    }
                }
                out.push(Object { dict: dict.clone(), stream: object.stream().is_some(), place, key });
            }
            Obj::Array(items) => {
                for v in items.iter().rev() {
                    if matches!(v, Obj::Ref(_) | Obj::Dict(_) | Obj::Array(_)) && depth < 250 {
                        left.push((
                            v.clone(),
                            place.clone(),
                            key.clone(),
                            if matches!(v, Obj::Ref(_)) { 0 } else { depth + 1 },
                        ));
                    }
                }
            }
            _ => {}
        }
    }
    Reached { objects: out, dangling, cut: false }
}

/// The pages of the tree, in order, with what they inherit.
pub fn pages(doc: &Doc, catalog: &Dict) -> Vec<(Page, Rc<Dict>)> {
    const MOST: usize = 5000;
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    #[derive(Clone, Default)]
    struct Inherited {
        media: Option<Area>,
        crop: Option<Area>,
        resources: Option<Rc<Dict>>,
    }
    let mut left = vec![(catalog.raw("Pages").cloned().unwrap_or_default(), Inherited::default())];
    while let Some((object, mut inherited)) = left.pop() {
        if let Obj::Ref(id) = object
            && !seen.insert(id)
        {
            continue;
        }
        let Some(dict) = doc.resolve(&object).dict().cloned() else { continue };
        let get = |key: &str| dict.raw(key).and_then(|o| area(doc, o));
        inherited.media = get("MediaBox").or(inherited.media);
        inherited.crop = get("CropBox").or(inherited.crop);
        inherited.resources = doc.dict(&dict, "Resources").or(inherited.resources);
        if dict.has("Kids") {
            let kids = doc.get(&dict, "Kids");
            for kid in kids.items().iter().rev() {
                left.push((kid.clone(), inherited.clone()));
            }
        } else if out.len() < MOST {
            let page = Page {
                media: inherited.media,
                crop: inherited.crop,
                bleed: get("BleedBox"),
                trim: get("TrimBox"),
                art: get("ArtBox"),
                dict,
            };
            out.push((page, inherited.resources.unwrap_or_default()));
        }
    }
    out
}
