//! Art on the page: pictures, vector art, supplied pages.
//!
//! In: uses of art. Out: objects for the file, operators for the page. Does not know: how pictures were
//! made ready for press.
//!
//! The same art cut the same way at the same size is one object in a file, however often it stands there.
//! What cannot be had becomes a grey box; why is in the report.

use crate::art::vector::VectorOp;
use crate::art::{Art, ArtKind, Packing, PressPicture, VectorArt};
use crate::diag::{Code, Diagnostic, Report, Severity};
use crate::display::{ArtUse, DisplayList, Drawn, Item};
use crate::files::Files;
use crate::ink::{Ink, Paint};
use crate::model::issue::Plates;
use crate::model::layout::{Flavour, PressSettings};
use crate::pdf::ad::Supplied;
use crate::pdf::content::Content;
use crate::pdf::vector;
use lopdf::{Dictionary, Document, Object, ObjectId};
use printpdf::{DictItem, ExternalStream, ExternalXObject, Op, PdfDocument, XObject, XObjectId};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What tells one object from another.
type Key = (u32, [i64; 2], [u32; 4], u8);

fn key(place: &ArtUse, plates: Plates) -> Key {
    (place.art.0, [place.area.w.0, place.area.h.0], place.crop, plates as u8)
}

/// The art of a file, by use; a grey box stands in for what is not there.
#[derive(Default)]
pub(crate) struct Placed {
    names: BTreeMap<Key, String>,
    vectors: BTreeMap<Key, (String, VectorArt)>,
    supplied: BTreeMap<Key, (String, Supplied)>,
}

/// What a use of art becomes.
enum Made {
    Object(Box<XObject>),
    Paths(VectorArt),
    Page(Box<Supplied>),
}

/// A supplied page passed all checks and cannot be copied all the same.
pub const UNPLACEABLE: Code = Code("P003");

/// Makes ready all art of a file, several pieces at a time, and gives it to the document.
pub(crate) fn prepare(
    document: &mut PdfDocument,
    pages: &[&DisplayList],
    art: &Art,
    press: &PressSettings,
    files: &dyn Files,
    report: &mut Report,
) -> Placed {
    let mut uses: Vec<(ArtUse, Plates, u32)> = Vec::new();
    let mut seen = BTreeMap::new();
    for page in pages {
        for placed in &page.items {
            if let Item::Art(place) | Item::Drawn(Drawn { place, .. }) = &placed.item
                && seen.insert(key(place, page.plates), ()).is_none()
            {
                uses.push((*place, page.plates, page.page));
            }
        }
    }
    let made: Vec<(Option<Made>, Option<Diagnostic>)> =
        uses.par_iter().map(|(place, plates, _)| make(art, place, *plates, press, files)).collect();
    let mut placed = Placed::default();
    for ((place, plates, page), (made, said)) in uses.into_iter().zip(made) {
        report.diagnostics.extend(said.map(|said| said.on(page, Some(place.area))));
        match made {
            Some(Made::Paths(paths)) => {
                let name = format!("Paths{}", placed.vectors.len());
                placed.vectors.insert(key(&place, plates), (name, paths));
            }
            Some(Made::Page(page)) => {
                let name = format!("Page{}", placed.supplied.len());
                placed.supplied.insert(key(&place, plates), (name, *page));
            }
            Some(Made::Object(object)) => {
                let name = format!("Art{}", placed.names.len());
                document.resources.xobjects.map.insert(XObjectId(name.clone()), *object);
                placed.names.insert(key(&place, plates), name);
            }
            None => {}
        }
    }
    placed
}

/// One object, and what is to be said of it; nothing for art that was reported missing before.
fn make(
    art: &Art,
    place: &ArtUse,
    plates: Plates,
    press: &PressSettings,
    files: &dyn Files,
) -> (Option<Made>, Option<Diagnostic>) {
    let object = |picture: PressPicture| Made::Object(Box::new(image(picture)));
    let made = match art.get(place.art).kind {
        ArtKind::Picture { .. } => match art.press_picture(place, plates, press, files) {
            Ok(picture) => {
                let said = art.resolution(place, press).filter(|_| press.flavour != Flavour::Screen);
                return (Some(object(picture)), said);
            }
            Err(trouble) => Err(trouble),
        },
        ArtKind::Vector(_) => art.vector(place.art, plates, press, files).map(Made::Paths),
        ArtKind::Page(_) => match art.page(place, plates, press) {
            Ok(page) => Supplied::open(&page).map(|page| Made::Page(Box::new(page))).ok_or_else(|| {
                let message = format!("{} cannot be copied", art.get(place.art).path);
                let help = "have it written anew, by another program if need be";
                Diagnostic::new(UNPLACEABLE, message).help(help)
            }),
            Err(trouble) if trouble.code == UNFIT && press.convert_ads => {
                match art.converted_page(place, plates, press, files) {
                    Ok(picture) => return (Some(object(picture)), Some(converted(trouble, press))),
                    Err(trouble) => Err(trouble),
                }
            }
            Err(trouble) => Err(trouble),
        },
        ArtKind::Missing => return (None, None),
    };
    match made {
        Ok(made) => (Some(made), None),
        Err(trouble) => (None, Some(trouble)),
    }
}

/// A supplied page holds what would break the page it stands on.
const UNFIT: Code = Code("P112");

/// What is said of a page that stands as a picture: why, and at which resolution.
fn converted(mut trouble: Diagnostic, press: &PressSettings) -> Diagnostic {
    trouble.code = Code("P114");
    trouble.message.push_str(&format!("; it is placed as a picture of {} ppi", press.ppi.0));
    trouble.severity(Severity::Warning)
}

/// A picture as an image object. Its stream goes into the file as it came.
fn image(picture: PressPicture) -> XObject {
    let name = |value: &str| DictItem::Name(value.as_bytes().to_vec());
    let (space, filter) = match (picture.components, picture.packing) {
        (4, packing) => ("DeviceCMYK", packing),
        (_, packing) => ("DeviceGray", packing),
    };
    let filter = match filter {
        Packing::Dct => "DCTDecode",
        Packing::Flate => "FlateDecode",
    };
    let mut dict = BTreeMap::from([
        ("Type".to_string(), name("XObject")),
        ("Subtype".to_string(), name("Image")),
        ("Width".to_string(), DictItem::Int(i64::from(picture.width))),
        ("Height".to_string(), DictItem::Int(i64::from(picture.height))),
        ("BitsPerComponent".to_string(), DictItem::Int(i64::from(picture.bits))),
        ("ColorSpace".to_string(), name(space)),
        ("Filter".to_string(), name(filter)),
    ]);
    if picture.inverted {
        let ends = [DictItem::Int(1), DictItem::Int(0)];
        let decode = ends.iter().cycle().take(2 * usize::from(picture.components)).cloned().collect();
        dict.insert("Decode".to_string(), DictItem::Array(decode));
    }
    let stream = ExternalStream { dict, content: picture.bytes, compress: false };
    XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
}

/// The grey of a box that stands in for art.
const STAND_IN: Ink = Ink::Cmyk([0, 0, 0, 200]);

impl Placed {
    /// Whether a grey box stands in.
    pub fn is_missing(&self, place: &ArtUse, plates: Plates) -> bool {
        let key = key(place, plates);
        !self.names.contains_key(&key) && !self.vectors.contains_key(&key) && !self.supplied.contains_key(&key)
    }

    /// The inks of vector art.
    pub fn paints(&self) -> impl Iterator<Item = &Paint> {
        self.vectors.values().flat_map(|(_, art)| &art.ops).filter_map(|op| match op {
            VectorOp::Fill { paint, .. } | VectorOp::Stroke { paint, .. } => Some(paint),
            VectorOp::Clip { .. } | VectorOp::Unclip | VectorOp::Shade(_) => None,
        })
    }

    /// Gives the gradients of vector art to all pages.
    pub fn add_shadings(&self, document: &mut Document) {
        let mut list = Dictionary::new();
        for (name, art) in self.vectors.values() {
            vector::shadings(name, art, document).into_iter().for_each(|(name, id)| list.set(name, id));
        }
        if list.is_empty() {
            return;
        }
        let list = document.add_object(list);
        let pages: Vec<ObjectId> = document.page_iter().collect();
        for page in pages {
            let resources =
                document.get_dictionary(page).and_then(|p| p.get(b"Resources")).and_then(Object::as_reference);
            if let Ok(resources) = resources.and_then(|id| document.get_dictionary_mut(id)) {
                resources.set("Shading", list);
            }
        }
    }

    /// Copies supplied pages into the finished document.
    pub fn copy_pages(&self, document: &mut Document) {
        let forms: Vec<(&String, ObjectId)> =
            self.supplied.values().map(|(name, page)| (name, page.copy(document))).collect();
        // All pages share one dictionary of objects.
        let shared = document.page_iter().next().and_then(|page| {
            let resources =
                document.get_dictionary(page).ok()?.get(b"Resources").and_then(Object::as_reference).ok()?;
            document.get_dictionary(resources).ok()?.get(b"XObject").and_then(Object::as_reference).ok()
        });
        if let Some(objects) = shared.and_then(|id| document.get_dictionary_mut(id).ok()) {
            forms.into_iter().for_each(|(name, form)| objects.set(name.as_bytes(), form));
        }
    }

    /// Draws one use of art.
    pub fn draw(&self, content: &mut Content<'_>, place: &ArtUse, plates: Plates) {
        if let Some((name, art)) = self.vectors.get(&key(place, plates)) {
            vector::draw(content, art, place, name);
            return;
        }
        if let Some((name, supplied)) = self.supplied.get(&key(place, plates)) {
            supplied.draw(content, place, name);
            return;
        }
        let Some(name) = self.names.get(&key(place, plates)) else {
            content.fill(place.area, &Paint::knockout(STAND_IN));
            return;
        };
        content.overprint(false);
        content.push(Op::SaveGraphicsState);
        let (x, y) = (content.x(place.area.x), content.y(place.area.bottom()));
        content.raw("cm", &[place.area.w.pt() as f32, 0.0, 0.0, place.area.h.pt() as f32, x, y]);
        content.push(Op::Unknown { key: "Do".into(), value: vec![DictItem::Name(name.as_bytes().to_vec())] });
        content.push(Op::RestoreGraphicsState);
    }
}
