//! Supplied pages (成品广告) → form objects.
//!
//! In: a PDF that `art` has looked at and let pass. Out: one form object, its fonts, colours and pictures
//! copied as they are. Does not know: what makes a page fit for press.
//!
//! The form is the page's trim box and keeps the page's own units; where it stands, and turned how, is the
//! placing matrix's to say (ISO 32000-1, 8.10).

use crate::art::PageArt;
use crate::display::ArtUse;
use crate::pdf::content::Content;
use crate::pdf::pdfx::{name, number};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use printpdf::{DictItem, Op};
use std::collections::BTreeMap;

/// A supplied page on its way into a file.
pub(crate) struct Supplied {
    source: Document,
    page: ObjectId,
    /// Left, bottom, right, top of its trim, in its own units.
    trim: [f64; 4],
    /// Clockwise, in degrees.
    rotate: u16,
}

impl Supplied {
    /// Opens a page that may be placed.
    pub fn open(art: &PageArt) -> Option<Supplied> {
        let source = Document::load_mem(&art.bytes).ok()?;
        let page = source.page_iter().next()?;
        Some(Supplied { source, page, trim: art.trim, rotate: art.rotate })
    }

    /// Copies the page into a file.
    pub fn copy(&self, target: &mut Document) -> ObjectId {
        let content = self.source.get_page_content(self.page);
        let mut copier = Copier { source: &self.source, target, known: BTreeMap::new(), waiting: Vec::new() };
        let mut form = Dictionary::new();
        form.set("Type", name("XObject"));
        form.set("Subtype", name("Form"));
        form.set("BBox", Object::Array(self.trim.map(number).to_vec()));
        let resources = inherited(&self.source, self.page, b"Resources").map(|r| copier.value(&r));
        form.set("Resources", resources.unwrap_or_else(|| Object::Dictionary(Dictionary::new())));
        if let Some(group) = inherited(&self.source, self.page, b"Group") {
            form.set("Group", copier.value(&group));
        }
        copier.finish();
        target.add_object(Stream::new(form, content))
    }

    /// Draws the form under its resource name.
    pub fn draw(&self, content: &mut Content<'_>, place: &ArtUse, resource: &str) {
        content.save();
        content.rectangle(place.area);
        content.raw("W", &[]);
        content.raw("n", &[]);
        content.fresh();
        let matrix = self.matrix(place, f64::from(content.x(place.area.x)), f64::from(content.y(place.area.bottom())));
        let numbers = matrix.map(|v| DictItem::Real(((v * 1e6).round() / 1e6) as f32)).to_vec();
        content.push(Op::Unknown { key: "cm".into(), value: numbers });
        content.push(Op::Unknown { key: "Do".into(), value: vec![DictItem::Name(resource.as_bytes().to_vec())] });
        content.restore();
    }

    /// From the page's own units to its place: turned as a reader would, cut, scaled.
    fn matrix(&self, place: &ArtUse, x: f64, y: f64) -> [f64; 6] {
        let [l, b, r, t] = self.trim;
        // The page turned, its lower left corner at the origin.
        let (turned, w, h) = match self.rotate {
            90 => ([0.0, -1.0, 1.0, 0.0, -b, r], t - b, r - l),
            180 => ([-1.0, 0.0, 0.0, -1.0, r, t], r - l, t - b),
            270 => ([0.0, 1.0, -1.0, 0.0, t, -l], t - b, r - l),
            _ => ([1.0, 0.0, 0.0, 1.0, -l, -b], r - l, t - b),
        };
        let [left, top, right, bottom] = place.crop.map(|c| f64::from(c) / 1_000_000.0);
        let sx = place.area.w.pt() / ((right - left) * w).max(1e-6);
        let sy = place.area.h.pt() / ((bottom - top) * h).max(1e-6);
        let [xx, xy, yx, yy, x0, y0] = turned;
        let (dx, dy) = (x - left * w * sx, y - (1.0 - bottom) * h * sy);
        [xx * sx, xy * sy, yx * sx, yy * sy, x0 * sx + dx, y0 * sy + dy]
    }
}

/// An entry of a page or of the nodes above it (ISO 32000-1, 7.7.3.4).
fn inherited(document: &Document, page: ObjectId, key: &[u8]) -> Option<Object> {
    let mut at = page;
    // No page tree is this deep; a loop ends here.
    for _ in 0..64 {
        let node = document.get_dictionary(at).ok()?;
        if let Ok(value) = node.get(key) {
            return Some(value.clone());
        }
        at = node.get(b"Parent").and_then(Object::as_reference).ok()?;
    }
    None
}

/// What must not come along: ways back to the page tree and the structure tree of another file, and what
/// makers keep for themselves.
const LEFT_OUT: &[&[u8]] =
    &[b"Parent", b"StructParent", b"StructParents", b"PieceInfo", b"Metadata", b"LastModified", b"OC", b"Thumb"];

/// Copies objects from one file into another, each once.
struct Copier<'d> {
    source: &'d Document,
    target: &'d mut Document,
    /// Object there → object here.
    known: BTreeMap<ObjectId, ObjectId>,
    /// Seen, not yet copied.
    waiting: Vec<ObjectId>,
}

impl Copier<'_> {
    /// A value with all references led to the copies.
    fn value(&mut self, value: &Object) -> Object {
        match value {
            Object::Reference(id) => {
                let id = *id;
                if let Some(here) = self.known.get(&id) {
                    return Object::Reference(*here);
                }
                let here = self.target.new_object_id();
                self.known.insert(id, here);
                self.waiting.push(id);
                Object::Reference(here)
            }
            Object::Array(items) => Object::Array(items.iter().map(|item| self.value(item)).collect()),
            Object::Dictionary(dictionary) => Object::Dictionary(self.dictionary(dictionary)),
            Object::Stream(stream) => {
                let mut copy = Stream::new(self.dictionary(&stream.dict), stream.content.clone());
                copy.allows_compression = stream.allows_compression;
                Object::Stream(copy)
            }
            plain => plain.clone(),
        }
    }

    fn dictionary(&mut self, dictionary: &Dictionary) -> Dictionary {
        let kept = dictionary.iter().filter(|(key, _)| !LEFT_OUT.contains(&key.as_slice()));
        kept.map(|(key, value)| (key.clone(), self.value(value))).collect()
    }

    /// Copies all that was referred to, and what that refers to.
    fn finish(&mut self) {
        while let Some(id) = self.waiting.pop() {
            let copy = self.source.get_object(id).map_or(Object::Null, |object| self.value(object));
            if let Some(here) = self.known.get(&id) {
                self.target.set_object(*here, copy);
            }
        }
    }
}
