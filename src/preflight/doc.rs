//! A document whose objects are fetched by number.
//!
//! In: bytes. Out: [`Doc`]. The only place that knows `hayro-syntax`, a reader that wrote none of what we write.
//! Does not know: rules.

use crate::preflight::filters::{self, Plain};
use crate::preflight::object::{DEEPEST, Dict, Id, Obj};
use crate::preflight::structure::{self, Structure};
use hayro_syntax::object::{
    MaybeRef, Object, ObjectIdentifier, Stream, stream::ImageColorSpace, stream::ImageDecodeParams,
};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The most bytes that all streams of a file together may come to.
const LARGEST_SUM: usize = 256 << 20;
/// The most pixels of a picture that is decoded.
pub const MOST_PIXELS: u64 = 100_000_000;

/// Pixels of a side to which JPEG 2000 is decoded.
const LARGEST_JPX: u32 = 768;

/// A document.
pub struct Doc {
    pdf: Option<hayro_syntax::Pdf>,
    /// What its bytes say.
    pub structure: Structure,
    /// It is locked with a password, or in a way that cannot be read.
    pub locked: bool,
    cache: RefCell<BTreeMap<Id, Obj>>,
    spent: Cell<usize>,
    damaged: RefCell<BTreeSet<Id>>,
}

/// The samples of a picture.
pub struct Samples {
    /// One after the other, row by row.
    pub bytes: Vec<u8>,
    /// Samples a pixel.
    pub channels: usize,
    /// Bits a sample.
    pub bits: usize,
    /// Pixels a row, where it was decoded smaller than it is.
    pub width: Option<usize>,
}

impl Doc {
    /// Opens a document; `opened` tells whether objects can be had.
    pub fn open(bytes: &[u8]) -> Doc {
        let structure = structure::look(bytes);
        let (mut pdf, mut locked) = (None, false);
        if structure.bomb.is_none() && structure.header_at.is_some() {
            match hayro_syntax::Pdf::new(bytes.to_vec()) {
                Ok(found) => pdf = Some(found),
                Err(hayro_syntax::LoadPdfError::Decryption(_)) => locked = true,
                Err(hayro_syntax::LoadPdfError::Invalid) => {}
            }
        }
        Doc { pdf, structure, locked, cache: RefCell::default(), spent: Cell::new(0), damaged: RefCell::default() }
    }
    /// Whether objects can be had.
    pub fn opened(&self) -> bool {
        self.pdf.is_some()
    }
    /// The catalog.
    pub fn catalog(&self) -> Rc<Dict> {
        let root = self.pdf.as_ref().map(|p| p.xref().root_id());
        root.and_then(|id| self.fetch(Id(id.obj_number, id.gen_number)).dict().cloned()).unwrap_or_default()
    }
    /// The document information dictionary.
    pub fn info(&self) -> Option<Rc<Dict>> {
        self.get(&self.structure.trailer, "Info").dict().cloned()
    }
    /// The object behind a number.
    pub fn fetch(&self, id: Id) -> Obj {
        if let Some(found) = self.cache.borrow().get(&id) {
            return found.clone();
        }
        let object = self.pdf.as_ref().and_then(|p| p.xref().get::<Object>(ObjectIdentifier::new(id.0, id.1)));
        let object = object.map_or(Obj::Null, |o| convert(&o, Some(id), 0));
        self.cache.borrow_mut().insert(id, object.clone());
        object
    }
    /// The object itself, whatever number of references lead to it.
    pub fn resolve(&self, object: &Obj) -> Obj {
        let mut object = object.clone();
        for _ in 0..32 {
            match object {
                Obj::Ref(id) => object = self.fetch(id),
                other => return other,
            }
        }
        Obj::Null
    }
    /// A dictionary's value, resolved; nothing where there is none.
    pub fn get(&self, dict: &Dict, key: &str) -> Obj {
        dict.raw(key).map_or(Obj::Null, |o| self.resolve(o))
    }
    /// A value that is itself a dictionary (or a stream's).
    pub fn dict(&self, dict: &Dict, key: &str) -> Option<Rc<Dict>> {
        self.get(dict, key).dict().cloned()
    }
    /// A name.
    pub fn name(&self, dict: &Dict, key: &str) -> Option<String> {
        self.get(dict, key).name().map(str::to_string)
    }
    /// A number.
    pub fn num(&self, dict: &Dict, key: &str) -> Option<f64> {
        self.get(dict, key).num()
    }
    /// The items of an array, resolved.
    pub fn list(&self, dict: &Dict, key: &str) -> Vec<Obj> {
        self.get(dict, key).items().iter().map(|o| self.resolve(o)).collect()
    }
    /// The numbers of an array.
    pub fn numbers(&self, dict: &Dict, key: &str) -> Vec<f64> {
        self.list(dict, key).iter().map(|o| o.num().unwrap_or(0.0)).collect()
    }
    /// The names of a stream's filters, written out.
    pub fn filters(&self, dict: &Dict) -> Vec<String> {
        structure::filters_of(dict, |o| self.resolve(o)).into_iter().map(|f| f.name).collect()
    }
    fn stream(&self, dict: &Dict) -> Option<Stream<'_>> {
        let id = dict.id?;
        self.pdf.as_ref()?.xref().get::<Stream>(ObjectIdentifier::new(id.0, id.1))
    }
    /// A stream's bytes without their filters, as far as they can be had.
    pub fn plain(&self, dict: &Dict) -> Plain {
        let Some(stream) = self.stream(dict) else {
            return Plain { damaged: true, ..Plain::default() };
        };
        let left = LARGEST_SUM.saturating_sub(self.spent.get());
        let plain = filters::decode(&stream.raw_data(), &structure::filters_of(dict, |o| self.resolve(o)), left);
        self.spent.set(self.spent.get() + plain.bytes.len());
        if let (true, Some(id)) = (plain.damaged && !plain.too_large, dict.id) {
            self.damaged.borrow_mut().insert(id);
        }
        plain
    }
    /// Streams whose data was not whole, of those read so far.
    pub fn damaged(&self) -> BTreeSet<Id> {
        self.damaged.borrow().clone()
    }
    /// The samples of a picture stream with `channels` colours of `bits` each; a JPEG comes as it is stored, so that
    /// `Decode` means what it says. `None` where it cannot be decoded or would be too large.
    pub fn samples(&self, dict: &Dict, width: u32, height: u32, channels: usize, bits: usize) -> Option<Samples> {
        let pixels = u64::from(width) * u64::from(height);
        let size = pixels.checked_mul(channels as u64)?;
        if pixels == 0 || pixels > MOST_PIXELS || size > filters::LARGEST as u64 {
            return None;
        }
        let names = self.filters(dict);
        let codec = names
            .iter()
            .position(|n| matches!(n.as_str(), "DCTDecode" | "JPXDecode" | "JBIG2Decode" | "CCITTFaxDecode"));
        let Some(codec) = codec else {
            let plain = self.plain(dict);
            return (!plain.too_large).then_some(Samples { bytes: plain.bytes, channels, bits, width: None });
        };
        // A codec behind other filters is unpacked by the reader in one go, so their sizes must be known to be small.
        if codec > 0 && self.plain(dict).too_large {
            return None;
        }
        self.spent.set(self.spent.get() + size as usize);
        if self.spent.get() > LARGEST_SUM {
            return None;
        }
        // JPEG 2000 costs twenty times what JPEG does, and can be had in half its size, a quarter and so on.
        let jpx = names.get(codec).is_some_and(|n| n == "JPXDecode");
        let params = ImageDecodeParams {
            target_dimension: jpx.then(|| (width.min(LARGEST_JPX), height.min(LARGEST_JPX))),
            bpc: Some(bits as u8),
            num_components: Some(channels as u8),
            width,
            height,
            ..ImageDecodeParams::default()
        };
        let image = self.stream(dict)?.decoded_image(&params).ok()?;
        let found = image.image_data.as_ref().and_then(|d| match d.color_space {
            Some(ImageColorSpace::Gray) => Some(1),
            Some(ImageColorSpace::Rgb) => Some(3),
            Some(ImageColorSpace::Cmyk) => Some(4),
            Some(ImageColorSpace::Unknown(n)) => Some(usize::from(n)),
            None => None,
        });
        let smaller = image.image_data.as_ref().map(|d| d.width as usize).filter(|w| jpx && *w != width as usize);
        let depth = image.image_data.as_ref().map_or(bits, |d| usize::from(d.bits_per_component));
        Some(Samples {
            bytes: image.data.into_owned(),
            channels: found.unwrap_or(channels),
            bits: depth,
            width: smaller,
        })
    }
}

/// Copies an object of the reader's into one of ours.
fn convert(object: &Object<'_>, id: Option<Id>, depth: usize) -> Obj {
    if depth > DEEPEST {
        return Obj::Null;
    }
    let inner = |o: MaybeRef<Object<'_>>| match o {
        MaybeRef::Ref(r) => Obj::Ref(Id(r.obj_number, r.gen_number)),
        MaybeRef::NotRef(o) => convert(&o, None, depth + 1),
    };
    let entries = |dict: &hayro_syntax::object::Dict<'_>| Dict {
        id,
        entries: dict.entries().map(|(k, v)| (String::from_utf8_lossy(k.as_ref()).into(), inner(v))).collect(),
    };
    match object {
        Object::Null(_) => Obj::Null,
        Object::Boolean(b) => Obj::Bool(*b),
        Object::Number(n) => {
            let value = n.as_f64();
            if value.fract() == 0.0 && value.abs() < 9e15 { Obj::Int(value as i64) } else { Obj::Real(value) }
        }
        Object::String(s) => Obj::Str(s.as_bytes().into()),
        Object::Name(n) => Obj::Name(String::from_utf8_lossy(n.as_ref()).into()),
        Object::Array(a) => Obj::Array(a.raw_iter().map(inner).collect()),
        Object::Dict(d) => Obj::Dict(Rc::new(entries(d))),
        Object::Stream(s) => Obj::Stream(Rc::new(entries(s.dict()))),
    }
}
