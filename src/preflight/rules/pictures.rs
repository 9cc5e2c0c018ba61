//! Pictures: resolution and ink.

use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::color::Space;
use crate::preflight::facts::{Facts, Picture};
use crate::preflight::object::Obj;
use crate::preflight::{Family, Hits};
use std::collections::BTreeSet;

/// Rules of pictures.
pub const RULES: &[Rule] = &[
    row("resolution", For::Both, Fail, "N", "pictures have enough pixels for their size", Family::Picture, resolution),
    row(
        "line-art-resolution",
        For::Both,
        Fail,
        "N",
        "line art has enough pixels for its size",
        Family::Picture,
        line_art,
    ),
    row(
        "picture-shape",
        For::Both,
        Warn,
        "N",
        "pictures are not stretched: as many pixels an inch across as up",
        Family::Picture,
        shape,
    ),
    row("picture-ink", For::Both, Fail, "N", "the inks of each picture sum up within the limit", Family::Picture, ink),
    row(
        "picture-data",
        For::Both,
        Fail,
        "R",
        "pictures have a size, a colour space, and as much data as they say",
        Family::Picture,
        data,
    ),
];

fn place(p: &Picture) -> String {
    if p.inside.is_empty() { format!("picture {}", p.name) } else { format!("picture {}, in {}", p.name, p.inside) }
}

/// Swatches and ramps of a pixel or two have no resolution to speak of.
fn counts(p: &Picture) -> bool {
    p.width > 2 && p.height > 2 && !p.in_mask && p.ppi.is_finite() && p.area[2] > p.area[0] && p.area[3] > p.area[1]
}

fn resolution(f: &Facts, h: &mut Hits) {
    let (_, warn, fail) = f.settings.ppi;
    for p in f.pictures.iter().filter(|p| counts(p) && !p.line_art) {
        let text = format!("{}: {:.0} ppi ({} × {} pixels)", place(p), p.ppi, p.width, p.height);
        let (wish, ..) = f.settings.ppi;
        if p.ppi > 4.0 * wish {
            h.warn_at(p.page, p.area, format!("{text}; more than can ever print"));
        }
        if p.ppi < fail - 0.5 {
            h.at(p.page, p.area, text);
        } else if p.ppi < warn - 0.5 {
            h.warn_at(p.page, p.area, text);
        }
    }
}

fn shape(f: &Facts, h: &mut Hits) {
    for p in f.pictures.iter().filter(|p| counts(p) && !p.mask && p.width > 32 && p.height > 32) {
        let m = p.matrix;
        let (across, up) = (p.width as f64 / m[0].hypot(m[1]), p.height as f64 / m[2].hypot(m[3]));
        let ratio = across / up;
        if !(0.95..=1.0 / 0.95).contains(&ratio) {
            let by = (ratio.max(1.0 / ratio) - 1.0) * 100.0;
            let way = if ratio < 1.0 { "across" } else { "up" };
            h.at(p.page, p.area, format!("{}: stretched {by:.0} % {way}", place(p)));
        }
    }
}

fn line_art(f: &Facts, h: &mut Hits) {
    for p in f.pictures.iter().filter(|p| counts(p) && p.line_art && p.ppi < f.settings.line_art_ppi - 0.5) {
        h.at(p.page, p.area, format!("{}: {:.0} ppi ({} × {} pixels)", place(p), p.ppi, p.width, p.height));
    }
}

fn data(f: &Facts, h: &mut Hits) {
    let mut seen = BTreeSet::new();
    for (i, p) in f.pictures.iter().enumerate() {
        if !p.id.is_none_or(|id| seen.insert(id)) {
            continue;
        }
        if p.width <= 0 || p.height <= 0 {
            h.at(p.page, p.area, format!("{}: {} × {} pixels", place(p), p.width, p.height));
            continue;
        }
        let codecs = f.doc.filters(&p.dict);
        let coded =
            codecs.iter().any(|c| matches!(c.as_str(), "DCTDecode" | "JPXDecode" | "JBIG2Decode" | "CCITTFaxDecode"));
        if p.space.is_none() && !p.mask && !codecs.iter().any(|c| c == "JPXDecode") {
            h.at(p.page, p.area, format!("{}: it has no colour space", place(p)));
            continue;
        }
        let channels = p.space.as_ref().map_or(1, |s| s.channels()) as i64;
        // ISO 32000-1, table 89.
        let said = f.doc.num(&p.dict, "BitsPerComponent");
        if p.mask && (said.is_some_and(|b| b != 1.0) || p.dict.has("ColorSpace")) {
            h.at(p.page, p.area, format!("{}: a stencil has one bit and no colour space", place(p)));
        } else if !p.mask && said.is_none() && !codecs.iter().any(|c| c == "JPXDecode") {
            h.at(p.page, p.area, format!("{}: it has no BitsPerComponent", place(p)));
        }
        if f.settings.pictures
            && codecs.iter().any(|c| matches!(c.as_str(), "JPXDecode" | "CCITTFaxDecode" | "JBIG2Decode"))
            && matches!(f.sums.get(i), Some(Some(Err(why))) if why == crate::preflight::sums::UNDECODED)
        {
            h.warn_at(p.page, p.area, format!("{}: its data cannot be decoded", place(p)));
        }
        if let Some(wrong) = fax(f, p, &codecs) {
            h.at(p.page, p.area, format!("{}: {wrong}", place(p)));
        }
        if !matches!(p.bits, 1 | 2 | 4 | 8 | 16) {
            h.at(p.page, p.area, format!("{}: {} bits a component", place(p), p.bits));
            continue;
        }
        let decode = f.doc.list(&p.dict, "Decode").len() as i64;
        let wanted = if p.mask { 2 } else { 2 * channels };
        if decode != 0 && channels != 0 && decode != wanted {
            h.at(p.page, p.area, format!("{}: Decode has {decode} numbers, {wanted} are needed", place(p)));
        }
        if let Obj::Array(key) = f.doc.get(&p.dict, "Mask")
            && channels != 0
            && key.len() as i64 != 2 * channels
        {
            let n = key.len();
            h.at(p.page, p.area, format!("{}: Mask has {n} numbers, {} are needed", place(p), 2 * channels));
        }
        if let (Some(wrong), true) = (jpeg(f, p, &codecs, channels), f.settings.pictures) {
            h.at(p.page, p.area, format!("{}: {wrong}", place(p)));
        }
        if coded || p.id.is_none() || channels == 0 {
            continue;
        }
        let row = p.width.checked_mul(channels).and_then(|v| v.checked_mul(p.bits)).map(|v| (v + 7) / 8);
        let Some(want) = row.and_then(|r| r.checked_mul(p.height)) else { continue };
        if want as u64 > crate::preflight::filters::LARGEST as u64 {
            h.unchecked(Some(p.page), format!("{}: larger than is read", place(p)));
            continue;
        }
        if f.settings.pictures {
            let summed = f.sums.get(i).and_then(|s| s.as_ref()?.as_ref().ok());
            let has = summed.map_or_else(|| f.doc.plain(&p.dict).bytes.len(), |s| s.bytes) as i64;
            if has < want {
                h.at(p.page, p.area, format!("{}: {has} bytes of data, {want} are needed", place(p)));
            }
        }
    }
}

/// What the parameters of a fax say otherwise than the dictionary (ISO 32000-1, table 11).
fn fax(f: &Facts, p: &Picture, codecs: &[String]) -> Option<String> {
    let at = codecs.iter().position(|c| c == "CCITTFaxDecode")?;
    let parameters = match f.doc.get(&p.dict, "DecodeParms") {
        Obj::Array(list) => list.get(at).map(|o| f.doc.resolve(o)).unwrap_or_default(),
        one => one,
    };
    let columns = parameters.dict().and_then(|d| f.doc.get(d, "Columns").int()).unwrap_or(1728);
    (columns != p.width).then(|| format!("its data is {columns} pixels wide, its dictionary says {}", p.width))
}

/// What a JPEG's own head says otherwise than the dictionary, or that it breaks off.
fn jpeg(f: &Facts, p: &Picture, codecs: &[String], channels: i64) -> Option<String> {
    if p.id.is_none() || codecs.last().is_none_or(|c| c != "DCTDecode") {
        return None;
    }
    let bytes = f.doc.plain(&p.dict).bytes;
    let Some((width, height, colors)) = frame(&bytes) else { return Some("its data is no JPEG".into()) };
    if (width, height) != (p.width, p.height) {
        return Some(format!("its data is {width} × {height} pixels, its dictionary says {} × {}", p.width, p.height));
    }
    if channels > 0 && colors != channels {
        return Some(format!("its data has {colors} colours, its colour space {channels}"));
    }
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    (!tail.windows(2).any(|w| w == [0xFF, 0xD9])).then(|| "its data breaks off".into())
}

/// Width, height and number of colours, from the frame header of a JPEG (ITU-T T.81, B.2.2).
fn frame(bytes: &[u8]) -> Option<(i64, i64, i64)> {
    let mut rest = bytes.get(bytes.windows(2).take(1024).position(|w| w == [0xFF, 0xD8])? + 2..)?;
    loop {
        match *rest {
            [0xFF, 0xFF, ..] => rest = &rest[1..],
            [0xFF, 0x01 | 0xD0..=0xD7, ..] => rest = &rest[2..],
            [0xFF, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF, _, _, _, h, l, w, v, n, ..] => {
                let two = |a: u8, b: u8| i64::from(u16::from_be_bytes([a, b]));
                return Some((two(w, v), two(h, l), i64::from(n)));
            }
            [0xFF, _, high, low, ..] => {
                rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?;
            }
            _ => return None,
        }
    }
}

fn ink(f: &Facts, h: &mut Hits) {
    let (wish, limit) = f.settings.total_ink;
    let mut seen = BTreeSet::new();
    for (i, p) in f.pictures.iter().enumerate() {
        let gray = p.space.as_ref().is_some_and(|s| matches!(&**s, Space::Gray | Space::CalGray));
        if p.mask || p.in_mask || gray || !p.id.is_some_and(|id| seen.insert(id)) {
            continue;
        }
        let sums = match f.sums.get(i) {
            Some(Some(Ok(sums))) => sums,
            Some(Some(Err(why))) => {
                h.unchecked(Some(p.page), format!("{}: {why}", place(p)));
                continue;
            }
            _ => {
                h.unchecked(Some(p.page), format!("{}: not decoded", place(p)));
                continue;
            }
        };
        // Two points are left to the noise of JPEG, five where nothing is refused.
        let (over, near) = (sums.above(limit + 2.0), sums.above(wish + 5.0));
        let most = sums.by_percent.iter().rposition(|n| *n > 0).unwrap_or(0);
        let text =
            |share: f64, of: f64| format!("{}: up to {most} %, {share:.2} % of the pixels above {of:.0} %", place(p));
        if over > f.settings.ink_area {
            h.at(p.page, p.area, text(over, limit));
        } else if near > 1.0 {
            h.warn_at(p.page, p.area, text(near, wish));
        }
    }
}
