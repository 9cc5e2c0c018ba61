//! What the file says of itself: XMP and the Info dictionary, which must agree.
//!
//! In: title, date, flavour. Out: an XMP packet, Info entries. Does not know: the pages.

use crate::model::layout::Flavour;
use crate::pdf::Meta;
use lopdf::{Dictionary, Object};
use xmp_writer::{DateTime, LangId, RenditionClass, Timezone, XmpWriter};

/// Who made the file.
const MAKER: &str = concat!("banxin ", env!("CARGO_PKG_VERSION"));

/// An id before the contents are known; as long as a real one, and found nowhere else.
pub(crate) const NO_ID: &str = "uuid:ba0ba0ba-0ba0-ba0b-a0ba-0ba0ba0ba0ba";

/// The id that stands for given contents.
pub(crate) fn id(hash: &[u8; 16]) -> String {
    let hex: String = hash.iter().map(|b| format!("{b:02x}")).collect();
    format!("uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The XMP packet (ISO 15930-7, 6.5; ISO 16684-1), with [`NO_ID`] as its ids.
pub(crate) fn packet(meta: &Meta, flavour: Flavour) -> Vec<u8> {
    let date = stamp(&meta.date);
    let mut xmp = XmpWriter::new();
    xmp.title([(None, meta.title.as_str())]);
    xmp.language([LangId(&meta.lang)]);
    xmp.format("application/pdf");
    xmp.create_date(date);
    xmp.modify_date(date);
    xmp.metadata_date(date);
    xmp.creator_tool(MAKER);
    xmp.producer(MAKER);
    xmp.trapped(false);
    xmp.document_id(NO_ID);
    xmp.instance_id(NO_ID);
    xmp.version_id("1");
    xmp.rendition_class(RenditionClass::Default);
    match flavour {
        Flavour::X4 => {
            xmp.pdfx_version("PDF/X-4");
        }
        Flavour::X1a | Flavour::Screen => {}
    }
    xmp.finish(Some("")).into_bytes()
}

/// The Info dictionary (ISO 32000-1, 14.3.3).
pub(crate) fn info(meta: &Meta, flavour: Flavour) -> Dictionary {
    let mut info = Dictionary::new();
    let date = Object::string_literal(pdf_date(&meta.date));
    info.set("Title", text(&meta.title));
    info.set("Creator", text(MAKER));
    info.set("Producer", text(MAKER));
    info.set("CreationDate", date.clone());
    info.set("ModDate", date);
    info.set("Trapped", Object::Name(b"False".to_vec()));
    let standard = match flavour {
        // X-4 is told by the XMP; readers that know only Info are told there too.
        Flavour::X4 => Some("PDF/X-4"),
        Flavour::X1a => Some("PDF/X-1a:2003"),
        Flavour::Screen => None,
    };
    if let Some(standard) = standard {
        info.set("GTS_PDFXVersion", Object::string_literal(standard));
    }
    info
}

/// A text string: plain where it can be, UTF-16 where it must (ISO 32000-1, 7.9.2.2).
pub(crate) fn text(value: &str) -> Object {
    if value.is_ascii() {
        return Object::string_literal(value);
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(value.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, lopdf::StringFormat::Hexadecimal)
}

/// The numbers of `2023-03-27T00:00:00Z`; what is not there is the first of its kind.
fn numbers(date: &str) -> [u16; 6] {
    let mut all = [1970, 1, 1, 0, 0, 0];
    let found = date.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    for (slot, part) in all.iter_mut().zip(found) {
        *slot = part.parse().unwrap_or(*slot);
    }
    all
}

fn stamp(date: &str) -> DateTime {
    let [year, month, day, hour, minute, second] = numbers(date);
    DateTime::new(year, month as u8, day as u8, hour as u8, minute as u8, second as u8, Timezone::Utc)
}

fn pdf_date(date: &str) -> String {
    let [year, month, day, hour, minute, second] = numbers(date);
    format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
}
