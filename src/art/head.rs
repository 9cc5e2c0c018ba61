//! What a picture file says of itself, from its head and its skeleton; no pixel is decoded.
//!
//! In: bytes. Out: [`Head`]. Does not know: what the pixels are for.
//!
//! The skeleton (JPEG markers, PNG chunks, TIFF directories, RIFF sizes) is walked to its end, so that a file
//! cut short on its way to the desk is found when the issue is read and not when the page is written.

use crate::art::caption::{self, About};
use crate::art::limits;
use crate::art::tiff_head;

/// File formats, told by their first bytes and never by their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG.
    Png,
    /// TIFF.
    Tiff,
    /// WebP.
    WebP,
    /// SVG.
    Svg,
    /// PDF.
    Pdf,
}

impl Format {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jpeg => "JPEG",
            Format::Png => "PNG",
            Format::Tiff => "TIFF",
            Format::WebP => "WebP",
            Format::Svg => "SVG",
            Format::Pdf => "PDF",
        }
    }
    /// Whether a file of this format may carry this extension (lower case, no dot).
    pub fn allows(self, extension: &str) -> bool {
        match self {
            Format::Jpeg => matches!(extension, "jpg" | "jpeg" | "jpe" | "jfif"),
            Format::Png => extension == "png",
            Format::Tiff => matches!(extension, "tif" | "tiff"),
            Format::WebP => extension == "webp",
            Format::Svg => extension == "svg",
            Format::Pdf => matches!(extension, "pdf" | "ai"),
        }
    }
    /// The extension to use.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            Format::Png => "png",
            Format::Tiff => "tif",
            Format::WebP => "webp",
            Format::Svg => "svg",
            Format::Pdf => "pdf",
        }
    }
}

/// Colour spaces of picture files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Space {
    /// One bit a pixel: line art (线条图).
    Bilevel,
    /// Grey.
    Grey,
    /// Red, green, blue.
    Rgb,
    /// Cyan, magenta, yellow, black.
    Cmyk,
    /// CIE L*a*b*, D50.
    Lab,
}

impl Space {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Space::Bilevel => "line art",
            Space::Grey => "grey",
            Space::Rgb => "RGB",
            Space::Cmyk => "CMYK",
            Space::Lab => "Lab",
        }
    }
}

/// What the head of a picture file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Its format.
    pub format: Format,
    /// Width of the stored pixels.
    pub width: u32,
    /// Height of the stored pixels.
    pub height: u32,
    /// EXIF orientation, 1 to 8; 1 is upright.
    pub orientation: u8,
    /// Colour space of the pixels (of the palette, where there is one).
    pub space: Space,
    /// Bits a sample.
    pub bits: u8,
    /// Whether pixels can be transparent; they are flattened on white.
    pub alpha: bool,
    /// Embedded colour profile.
    pub profile: Option<Vec<u8>>,
    /// A CMYK JPEG whose samples say how much ink is missing, as Photoshop writes them.
    pub inverted: bool,
    /// Caption and credit found inside.
    pub about: About,
}

impl Head {
    /// Width and height as seen: after orientation.
    pub fn seen(&self) -> (u32, u32) {
        if self.orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) }
    }
}

/// Why a file is not usable, in words that follow its name: `is cut short …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Not one of the formats.
    Unknown,
    /// Damaged, cut short, or of a kind that no decoder here reads.
    Broken(String),
    /// More than the limits allow.
    TooLarge(String),
}

/// A damaged file, in words.
pub(crate) fn broken<T>(why: impl Into<String>) -> Result<T, Trouble> {
    Err(Trouble::Broken(why.into()))
}

/// Tells the format by the first bytes.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) || bytes == [0xFF, 0xD8] {
        return Some(Format::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG") {
        return Some(Format::Png);
    }
    if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") || bytes.starts_with(b"II+\0") {
        return Some(Format::Tiff);
    }
    if bytes.starts_with(b"RIFF") && (bytes.len() < 12 || &bytes[8..12] == b"WEBP") {
        return Some(Format::WebP);
    }
    // ISO 32000-1, annex H: readers take a header anywhere in the first 1024 bytes.
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|w| w == b"%PDF-") {
        return Some(Format::Pdf);
    }
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("<svg") || (text.starts_with('<') && text.contains("<svg")) {
        return Some(Format::Svg);
    }
    None
}

/// Reads the head of a picture (not of SVG or PDF).
pub fn read(format: Format, bytes: &[u8]) -> Result<Head, Trouble> {
    let head = match format {
        Format::Jpeg => jpeg(bytes),
        Format::Png => png(bytes),
        Format::Tiff => tiff_head::read(bytes),
        Format::WebP => webp(bytes),
        Format::Svg | Format::Pdf => return Err(Trouble::Unknown),
    }?;
    limits::plausible(&head, bytes.len())?;
    Ok(head)
}

/// Big-endian 16 bits at a place.
fn be16(bytes: &[u8], at: usize) -> Option<usize> {
    let b = bytes.get(at..at + 2)?;
    Some(usize::from(u16::from_be_bytes([b[0], b[1]])))
}

/// Big-endian 32 bits at a place.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let b = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
}

/// JPEG: markers up to the first scan, then an end marker after it (ITU-T T.81, annex B).
fn jpeg(bytes: &[u8]) -> Result<Head, Trouble> {
    let mut head = Head {
        format: Format::Jpeg,
        width: 0,
        height: 0,
        orientation: 1,
        space: Space::Rgb,
        bits: 8,
        alpha: false,
        profile: None,
        inverted: false,
        about: About::default(),
    };
    let mut icc: Vec<(u8, &[u8])> = Vec::new();
    let mut adobe = false;
    let mut frame = false;
    let mut at = 2;
    loop {
        while bytes.get(at) == Some(&0xFF) && bytes.get(at + 1) == Some(&0xFF) {
            at += 1;
        }
        let (Some(0xFF), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            return broken("is cut short or damaged in its head");
        };
        if marker == 0x01 || (0xD0..=0xD7).contains(&marker) {
            at += 2;
            continue;
        }
        let Some(length) = be16(bytes, at + 2).filter(|&l| l >= 2) else {
            return broken("is cut short in its head");
        };
        let Some(body) = bytes.get(at + 4..at + 2 + length) else {
            return broken("is cut short in its head");
        };
        match marker {
            0xC0..=0xC2 => {
                if frame || body.len() < 6 {
                    return broken("is damaged: its frame header is wrong");
                }
                frame = true;
                head.bits = body[0];
                head.height = be16(body, 1).unwrap_or(0) as u32;
                head.width = be16(body, 3).unwrap_or(0) as u32;
                head.space = match body[5] {
                    1 => Space::Grey,
                    3 => Space::Rgb,
                    4 => Space::Cmyk,
                    n => return broken(format!("has {n} colour components, which no press picture has")),
                };
                if head.bits != 8 {
                    return broken(format!("is a JPEG of {} bits a sample; only 8 can be read", head.bits));
                }
            }
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return broken("is a lossless, hierarchical or arithmetic-coded JPEG, which is not read");
            }
            0xE1 => jpeg_app1(body, &mut head),
            0xE2 if body.starts_with(b"ICC_PROFILE\0") && body.len() > 14 => icc.push((body[12], &body[14..])),
            0xED => {
                if let Some(block) = caption::photoshop_iptc(body) {
                    caption::iptc(block, &mut head.about);
                }
            }
            0xEE if body.starts_with(b"Adobe") => adobe = true,
            0xD9 => return broken("ends before its first scan"),
            0xDA => break,
            _ => {}
        }
        at += 2 + length;
    }
    if !frame || head.width == 0 || head.height == 0 {
        return broken("has no size in its head");
    }
    // Adobe's CMYK files hold the ink that is missing; no other maker of CMYK JPEG is known to set the marker.
    head.inverted = head.space == Space::Cmyk && adobe;
    icc.sort_by_key(|(n, _)| *n);
    if !icc.is_empty() {
        head.profile = Some(icc.iter().flat_map(|(_, part)| part.iter().copied()).collect());
    }
    if !bytes[at..].windows(2).rev().any(|w| w == [0xFF, 0xD9]) {
        return broken("is cut short: its end is missing");
    }
    Ok(head)
}

/// EXIF and XMP in a JPEG's APP1.
fn jpeg_app1(body: &[u8], head: &mut Head) {
    const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
    if let Some(tiff) = body.strip_prefix(b"Exif\0\0") {
        caption::exif(tiff, &mut head.orientation, &mut head.about);
    } else if let Some(xml) = body.strip_prefix(XMP) {
        caption::xmp(xml, &mut head.about);
    }
}

/// PNG: every chunk from IHDR to IEND.
fn png(bytes: &[u8]) -> Result<Head, Trouble> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return broken("was changed on its way as if it were text; send it again as a binary file");
    }
    let mut head: Option<Head> = None;
    let mut at = 8;
    let mut data = 0usize;
    loop {
        let (Some(length), Some(kind)) = (be32(bytes, at), bytes.get(at + 4..at + 8)) else {
            return broken("is cut short: its end is missing");
        };
        let Some(body) = (at + 8).checked_add(length as usize).and_then(|end| bytes.get(at + 8..end)) else {
            return broken("is cut short: its end is missing");
        };
        match (kind, &mut head) {
            (b"IHDR", None) if body.len() >= 13 => head = Some(png_header(body)?),
            (_, None) => return broken("is damaged: it does not begin with its header"),
            (b"IDAT", Some(_)) => data += body.len(),
            (b"tRNS", Some(head)) => head.alpha = true,
            (b"eXIf", Some(head)) => caption::exif(body, &mut head.orientation, &mut head.about),
            (b"iTXt", Some(head)) => {
                if let Some(rest) = body.strip_prefix(b"XML:com.adobe.xmp\0\0\0") {
                    let xml = rest.splitn(3, |&b| b == 0).nth(2).unwrap_or(&[]);
                    caption::xmp(xml, &mut head.about);
                }
            }
            (b"iCCP", Some(head)) => head.profile = png_profile(body),
            (b"IEND", Some(_)) => break,
            _ => {}
        }
        at += 12 + length as usize;
    }
    match head {
        Some(head) if data > 0 => Ok(head),
        _ => broken("has no picture in it"),
    }
}

/// The 13 bytes of IHDR.
fn png_header(body: &[u8]) -> Result<Head, Trouble> {
    let (width, height) = (be32(body, 0).unwrap_or(0), be32(body, 4).unwrap_or(0));
    if width == 0 || height == 0 {
        return broken("has no size in its head");
    }
    let (space, alpha) = match (body[9], body[8]) {
        (0, 1) => (Space::Bilevel, false),
        (0, 2 | 4 | 8 | 16) => (Space::Grey, false),
        (2, 8 | 16) | (3, 1 | 2 | 4 | 8) => (Space::Rgb, false),
        (4, 8 | 16) => (Space::Grey, true),
        (6, 8 | 16) => (Space::Rgb, true),
        _ => return broken("is damaged: its header names no kind of pixel"),
    };
    Ok(Head {
        format: Format::Png,
        width,
        height,
        orientation: 1,
        space,
        bits: if body[9] == 3 { 8 } else { body[8] },
        alpha,
        profile: None,
        inverted: false,
        about: About::default(),
    })
}

/// The compressed profile of an iCCP chunk.
fn png_profile(body: &[u8]) -> Option<Vec<u8>> {
    use std::io::Read;
    let name_end = body.iter().position(|&b| b == 0)?;
    let packed = body.get(name_end + 2..)?;
    let mut profile = Vec::new();
    let limit = limits::PROFILE_BYTES as u64;
    flate2::read::ZlibDecoder::new(packed).take(limit).read_to_end(&mut profile).ok()?;
    Some(profile)
}

/// WebP: RIFF size, then what the decoder says of the container.
fn webp(bytes: &[u8]) -> Result<Head, Trouble> {
    let Some(riff) = bytes.get(4..8) else { return broken("is cut short in its head") };
    let size = u32::from_le_bytes([riff[0], riff[1], riff[2], riff[3]]) as usize;
    if size.saturating_add(8) > bytes.len() {
        return broken("is cut short: its end is missing");
    }
    let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(bytes))
        .map_err(|e| Trouble::Broken(format!("is damaged: {e}")))?;
    decoder.set_memory_limit(limits::STREAM_BYTES);
    let (width, height) = decoder.dimensions();
    let mut head = Head {
        format: Format::WebP,
        width,
        height,
        orientation: 1,
        space: Space::Rgb,
        bits: 8,
        alpha: decoder.has_alpha(),
        profile: decoder.icc_profile().ok().flatten(),
        inverted: false,
        about: About::default(),
    };
    if let Ok(Some(data)) = decoder.exif_metadata() {
        let tiff = data.strip_prefix(b"Exif\0\0").unwrap_or(&data);
        caption::exif(tiff, &mut head.orientation, &mut head.about);
    }
    if let Ok(Some(data)) = decoder.xmp_metadata() {
        caption::xmp(&data, &mut head.about);
    }
    Ok(head)
}
