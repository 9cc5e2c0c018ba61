//! The first directory of a TIFF, read by hand.
//!
//! In: bytes. Out: [`Head`], and [`Directory`] for the decoder. Does not know: how strips are packed.
//!
//! The decoding library refuses CIE L*a*b* and palettes. Both can be read as another kind of pixel once the
//! directory says so; [`Directory::disguised`] makes that copy, and `decode` then gives the samples their meaning.

use crate::art::caption::{self, About};
use crate::art::head::{Format, Head, Space, Trouble, broken};

/// The entries of the first directory.
pub struct Directory<'a> {
    bytes: &'a [u8],
    big: bool,
    entries: Vec<Entry>,
}

/// One entry: a tag, its type and count, and where the values lie.
struct Entry {
    tag: u16,
    kind: u16,
    count: usize,
    /// Place of the values in the file.
    at: usize,
}

/// Size in bytes of one value of a TIFF type.
fn size_of(kind: u16) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => 1,
    }
}

impl<'a> Directory<'a> {
    /// Reads the first directory; BigTIFF is refused.
    pub fn read(bytes: &'a [u8]) -> Result<Directory<'a>, Trouble> {
        if bytes.starts_with(b"II+\0") {
            return broken("is a BigTIFF; save it as an ordinary TIFF");
        }
        let mut directory = Directory { bytes, big: bytes.first() == Some(&b'M'), entries: Vec::new() };
        let Some(start) = directory.u32(4) else { return broken("is cut short in its head") };
        let start = start as usize;
        let Some(count) = directory.u16(start) else { return broken("is cut short: its directory is missing") };
        for i in 0..usize::from(count) {
            let at = start + 2 + 12 * i;
            let (Some(tag), Some(kind), Some(n)) = (directory.u16(at), directory.u16(at + 2), directory.u32(at + 4))
            else {
                return broken("is cut short: its directory is incomplete");
            };
            let size = (n as usize).saturating_mul(size_of(kind));
            let place = if size <= 4 { Some(at + 8) } else { directory.u32(at + 8).map(|p| p as usize) };
            let Some(place) = place else { return broken("is cut short: its directory is incomplete") };
            directory.entries.push(Entry { tag, kind, count: n as usize, at: place });
        }
        Ok(directory)
    }
    fn u16(&self, at: usize) -> Option<u16> {
        let b = self.bytes.get(at..at.checked_add(2)?)?;
        Some(if self.big { u16::from_be_bytes([b[0], b[1]]) } else { u16::from_le_bytes([b[0], b[1]]) })
    }
    fn u32(&self, at: usize) -> Option<u32> {
        let b = self.bytes.get(at..at.checked_add(4)?)?;
        let b = [b[0], b[1], b[2], b[3]];
        Some(if self.big { u32::from_be_bytes(b) } else { u32::from_le_bytes(b) })
    }
    fn entry(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|e| e.tag == tag)
    }
    /// The n-th whole number of a tag.
    pub fn number(&self, tag: u16, n: usize) -> Option<u32> {
        let e = self.entry(tag)?;
        if n >= e.count {
            return None;
        }
        match e.kind {
            3 => self.u16(e.at.checked_add(2 * n)?).map(u32::from),
            4 => self.u32(e.at.checked_add(4 * n)?),
            _ => self.bytes.get(e.at.checked_add(n)?).map(|&b| u32::from(b)),
        }
    }
    /// How many values a tag has.
    pub fn count(&self, tag: u16) -> usize {
        self.entry(tag).map_or(0, |e| e.count)
    }
    /// The bytes of a tag.
    pub fn raw(&self, tag: u16) -> Option<&'a [u8]> {
        let e = self.entry(tag)?;
        self.bytes.get(e.at..e.at.checked_add(e.count.checked_mul(size_of(e.kind))?)?)
    }
    /// A copy of the file that calls its pixels by another name (PhotometricInterpretation).
    pub fn disguised(&self, photometric: u16) -> Vec<u8> {
        let mut copy = self.bytes.to_vec();
        if let Some(e) = self.entry(PHOTOMETRIC)
            && let Some(slot) = copy.get_mut(e.at..e.at + 2)
        {
            slot.copy_from_slice(&if self.big { photometric.to_be_bytes() } else { photometric.to_le_bytes() });
        }
        copy
    }
}

/// PhotometricInterpretation.
pub const PHOTOMETRIC: u16 = 262;
/// SamplesPerPixel.
pub const SAMPLES: u16 = 277;
/// BitsPerSample.
pub const BITS: u16 = 258;
/// ColorMap.
pub const COLOR_MAP: u16 = 320;
/// PlanarConfiguration: 2 stores each ink in a plane of its own.
pub const PLANAR: u16 = 284;

/// Head of a TIFF: its first directory, and whether all strips and tiles lie inside the file.
pub fn read(bytes: &[u8]) -> Result<Head, Trouble> {
    let d = Directory::read(bytes)?;
    let (Some(width @ 1..), Some(height @ 1..)) = (d.number(256, 0), d.number(257, 0)) else {
        return broken("has no size in its head");
    };
    let bits = d.number(BITS, 0).unwrap_or(1);
    let samples = d.number(SAMPLES, 0).unwrap_or(1);
    let (space, own) = match d.number(PHOTOMETRIC, 0).unwrap_or(1) {
        0 | 1 if bits == 1 && samples == 1 => (Space::Bilevel, 1),
        0 | 1 => (Space::Grey, 1),
        2 | 6 => (Space::Rgb, 3),
        3 => (Space::Rgb, 1),
        5 => (Space::Cmyk, 4),
        8 | 9 => (Space::Lab, 3),
        n => return broken(format!("has pixels of kind {n}, which is not read")),
    };
    if !matches!(bits, 1 | 2 | 4 | 8 | 16) || samples < own || samples > own + 1 {
        return broken(format!("has {samples} samples of {bits} bits a pixel, which is not read"));
    }
    for (offsets, sizes) in [(273, 279), (324, 325)] {
        for i in 0..d.count(offsets).min(1 << 20) {
            let (Some(at), Some(size)) = (d.number(offsets, i), d.number(sizes, i)) else {
                return broken("is cut short: the list of its strips is incomplete");
            };
            if u64::from(at) + u64::from(size) > bytes.len() as u64 {
                return broken("is cut short: its last strips are missing");
            }
        }
    }
    if d.count(273) + d.count(324) == 0 {
        return broken("has no picture in it");
    }
    let text = |tag| d.raw(tag).and_then(|b| caption::clean(std::str::from_utf8(b).ok()?));
    let mut about = About { caption: text(270), credit: text(315) };
    if let Some(block) = d.raw(33723) {
        caption::iptc(block, &mut about);
    }
    if let Some(xml) = d.raw(700) {
        caption::xmp(xml, &mut about);
    }
    let orientation = d.number(274, 0).filter(|n| (1..=8).contains(n)).unwrap_or(1) as u8;
    Ok(Head {
        format: Format::Tiff,
        width,
        height,
        orientation,
        space,
        bits: if d.number(PHOTOMETRIC, 0) == Some(3) { 8 } else { bits as u8 },
        alpha: samples > own,
        profile: d.raw(34675).map(<[u8]>::to_vec),
        inverted: false,
        about,
    })
}
