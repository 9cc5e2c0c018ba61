//! The finishing pass: everything a printer's file has and printpdf does not write.
//!
//! In: printpdf's document. Out: the file's bytes. Does not know: items, glyphs.
//!
//! Boxes, colour spaces, output intent, metadata, ids, version, compression (ISO 15930-7 for X-4,
//! ISO 15930-4 for X-1a). printpdf writes boxes as position and size where PDF wants two corners, a
//! crop box that X-1a does not want, and empty annotation lists: all of them are set anew here.

use crate::display::DisplayList;
use crate::files::Bytes;
use crate::geom::{Len, Rect};
use crate::model::layout::{Flavour, PressSettings};
use crate::pdf::Meta;
use crate::pdf::inks::{self, Spots};
use crate::pdf::marks::{self, Sheet};
use crate::pdf::xmp;
use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use rayon::prelude::*;
use std::io::Write;

/// What the pass needs besides the document.
pub(crate) struct Finish<'a> {
    pub pages: &'a [&'a DisplayList],
    pub sheets: &'a [Sheet],
    pub spots: &'a Spots,
    pub press: &'a PressSettings,
    pub meta: &'a Meta,
    /// The output profile's bytes.
    pub profile: Option<Bytes>,
}

/// A name.
pub(crate) fn name(value: &str) -> Object {
    Object::Name(value.as_bytes().to_vec())
}

/// A number with no more digits than it needs.
pub(crate) fn number(value: f64) -> Object {
    let fine = (value * 1000.0).round() / 1000.0;
    if fine == fine.round() { Object::Integer(fine as i64) } else { Object::Real(fine as f32) }
}

impl Finish<'_> {
    /// Everything but art, tags and navigation.
    pub fn document(&self, document: &mut Document) {
        let page_ids: Vec<ObjectId> = document.page_iter().collect();
        let spaces = self.spaces(document);
        for ((id, page), sheet) in page_ids.iter().zip(self.pages).zip(self.sheets) {
            self.page(document, *id, page, sheet, spaces);
        }
        self.catalog(document);
        let info = xmp::info(self.meta, self.press.flavour);
        if let Ok(Object::Reference(id)) = document.trailer.get(b"Info").cloned() {
            document.set_object(id, Object::Dictionary(info));
        }
        document.version = if self.press.flavour == Flavour::X1a { "1.4" } else { "1.6" }.into();
    }

    /// The colour space resources: one Separation a spot ink, and for the screen the profile behind CMYK.
    fn spaces(&self, document: &mut Document) -> Option<ObjectId> {
        let mut spaces = Dictionary::new();
        for (resource, plate, alternate) in self.spots.iter() {
            let ends = |parts: [u16; 4]| Object::Array(parts.map(|p| number(f64::from(inks::amount(p)))).to_vec());
            let mut tint = Dictionary::new();
            tint.set("FunctionType", 2);
            tint.set("Domain", vec![0.into(), 1.into()]);
            tint.set("C0", ends([0; 4]));
            tint.set("C1", ends(alternate));
            tint.set("N", 1);
            let tint = document.add_object(tint);
            let space = vec![name("Separation"), name(plate), name("DeviceCMYK"), tint.into()];
            let space = document.add_object(Object::Array(space));
            spaces.set(resource, space);
        }
        if self.press.flavour == Flavour::Screen
            && let Some(profile) = self.profile.clone()
        {
            let profile = document.add_object(profile_stream(&profile));
            spaces.set("DefaultCMYK", vec![name("ICCBased"), profile.into()]);
        }
        if spaces.is_empty() { None } else { Some(document.add_object(spaces)) }
    }

    /// Boxes and resources of one page.
    fn page(&self, document: &mut Document, id: ObjectId, list: &DisplayList, sheet: &Sheet, spaces: Option<ObjectId>) {
        let screen = self.press.flavour == Flavour::Screen;
        let bleed = marks::bleed(list, self.press);
        let inset = |beyond: Len| {
            let (left, right) = list.side_bleeds(beyond);
            let area = Rect::new(-left, -beyond, list.trim.w + left + right, list.trim.h + beyond * 2);
            Object::Array(sheet.corners(area).map(number).to_vec())
        };
        let media = Object::Array([Len::ZERO, Len::ZERO, sheet.size.w, sheet.size.h].map(|v| number(v.pt())).to_vec());
        let Ok(page) = document.get_dictionary_mut(id) else { return };
        page.set("MediaBox", media);
        page.set("TrimBox", inset(Len::ZERO));
        if !screen {
            page.set("BleedBox", inset(bleed));
        }
        page.remove(b"CropBox");
        page.remove(b"Annots");
        let Ok(resources) = page.get(b"Resources").and_then(Object::as_reference) else { return };
        let empty: Vec<Vec<u8>> = document
            .get_dictionary(resources)
            .map(|r| r.iter().filter(|(_, v)| self.is_empty(document, v)).map(|(k, _)| k.clone()).collect())
            .unwrap_or_default();
        if let Ok(resources) = document.get_dictionary_mut(resources) {
            for key in empty {
                resources.remove(&key);
            }
            if let Some(spaces) = spaces {
                resources.set("ColorSpace", spaces);
            }
        }
    }

    fn is_empty(&self, document: &Document, value: &Object) -> bool {
        let target = value.as_reference().ok().and_then(|id| document.get_object(id).ok()).unwrap_or(value);
        target.as_dict().is_ok_and(Dictionary::is_empty)
    }

    fn catalog(&self, document: &mut Document) {
        let intent = (self.press.flavour != Flavour::Screen).then(|| self.intent(document));
        let packet = xmp::packet(self.meta, self.press.flavour);
        let mut header = Dictionary::new();
        header.set("Type", name("Metadata"));
        header.set("Subtype", name("XML"));
        // Unfiltered, so that tools that know no PDF can read it (ISO 15930-7, 6.5).
        let metadata = document.add_object(Stream::new(header, packet).with_compression(false));
        let Ok(catalog) = document.catalog_mut() else { return };
        if let Some(intent) = intent {
            catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
        }
        catalog.set("Metadata", metadata);
        catalog.set("Lang", xmp::text(&self.meta.lang));
        catalog.remove(b"PageLayout");
        catalog.remove(b"PageMode");
    }

    /// The printing condition the file is made for (ISO 15930-7, 6.2.2).
    fn intent(&self, document: &mut Document) -> Dictionary {
        let mut intent = Dictionary::new();
        intent.set("Type", name("OutputIntent"));
        intent.set("S", name("GTS_PDFX"));
        intent.set("OutputConditionIdentifier", xmp::text(&self.press.condition));
        if !self.press.registry.is_empty() {
            intent.set("RegistryName", xmp::text(&self.press.registry));
        }
        intent.set("Info", xmp::text(&format!("{} ({})", self.press.condition, self.press.profile)));
        if let Some(profile) = self.profile.clone() {
            let profile = document.add_object(profile_stream(&profile));
            intent.set("DestOutputProfile", profile);
        }
        intent
    }
}

/// A profile as a stream; the number of its inks stands in its header (ICC.1, 7.2.6).
fn profile_stream(profile: &[u8]) -> Stream {
    let channels = match profile.get(16..20) {
        Some(b"GRAY") => 1,
        Some(b"RGB ") | Some(b"Lab ") => 3,
        _ => 4,
    };
    let mut header = Dictionary::new();
    header.set("N", channels);
    // Tables of a profile hardly shrink, and it is the same in every file: the fastest level saves a
    // quarter, the usual one three hundredths more for three times the work.
    match deflate(profile, 1) {
        Some(packed) => {
            header.set("Filter", name("FlateDecode"));
            Stream::new(header, packed)
        }
        None => Stream::new(header, profile.to_vec()),
    }
}

/// Compresses all streams that are not yet, several at a time, drops what nothing refers to, and
/// writes the file. Its ids come from its contents: the same input gives the same bytes.
pub(crate) fn save(mut document: Document) -> Vec<u8> {
    let mut streams: Vec<&mut Stream> = document
        .objects
        .values_mut()
        .filter_map(|object| match object {
            Object::Stream(stream) if stream.allows_compression && !stream.dict.has(b"Filter") => Some(stream),
            _ => None,
        })
        .collect();
    // The largest first: otherwise one thread is left with it at the end.
    streams.sort_by_key(|s| std::cmp::Reverse(s.content.len()));
    streams.into_par_iter().for_each(|stream| {
        // Outlines are packed already: the fastest level comes within a hundredth of the usual one.
        let outlines =
            stream.dict.has(b"Length1") || stream.dict.get(b"Subtype").is_ok_and(|s| *s == name("CIDFontType0C"));
        if let Some(packed) = deflate(&stream.content, if outlines { 1 } else { 6 }) {
            stream.set_content(packed);
            stream.dict.set("Filter", name("FlateDecode"));
        }
    });
    let hole = Object::String(vec![0xBA; 16], lopdf::StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![hole.clone(), hole]);
    let mut bytes = Vec::new();
    // Writing to memory cannot fail but for memory.
    let _ = document.save_to(&mut bytes);
    let hash = blake3::hash(&bytes);
    let mut id = [0; 16];
    id.copy_from_slice(&hash.as_bytes()[..16]);
    let upper: String = id.iter().map(|b| format!("{b:02X}")).collect();
    fill(&mut bytes, "BA".repeat(16).as_bytes(), upper.as_bytes());
    fill(&mut bytes, xmp::NO_ID.as_bytes(), xmp::id(&id).as_bytes());
    bytes
}

/// Puts the value into all holes of the same length. The holes stand near the end.
fn fill(bytes: &mut [u8], hole: &[u8], value: &[u8]) {
    let mut end = bytes.len();
    for _ in 0..2 {
        let Some(at) = bytes[..end].windows(hole.len()).rposition(|w| w.eq_ignore_ascii_case(hole)) else { return };
        bytes[at..at + value.len()].copy_from_slice(value);
        end = at;
    }
}

/// Level 6 for most: level 9 gains a hundredth and costs half as much again.
fn deflate(content: &[u8], level: u32) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(content.len() / 2), Compression::new(level));
    encoder.write_all(content).ok()?;
    encoder.finish().ok()
}
