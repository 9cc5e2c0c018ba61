//! Pictures: resolution and ink.

use super::{For, Rule, row};
use crate::preflight::Verdict::Fail;
use crate::preflight::color::Space;
use crate::preflight::doc::Samples;
use crate::preflight::facts::{Facts, Picture};
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
        if p.ppi < fail - 0.5 {
            h.at(p.page, p.area, text);
        } else if p.ppi < warn - 0.5 {
            h.warn_at(p.page, p.area, text);
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
    for p in &f.pictures {
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
        if !matches!(p.bits, 1 | 2 | 4 | 8 | 16) {
            h.at(p.page, p.area, format!("{}: {} bits a component", place(p), p.bits));
            continue;
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
            let plain = f.doc.plain(&p.dict);
            if (plain.bytes.len() as i64) < want {
                h.at(p.page, p.area, format!("{}: {} bytes of data, {want} are needed", place(p), plain.bytes.len()));
            }
        }
    }
}

fn ink(f: &Facts, h: &mut Hits) {
    let mut seen = BTreeSet::new();
    for p in f.pictures.iter().filter(|p| !p.mask && !p.in_mask && p.id.is_some()) {
        if !p.id.is_none_or(|id| seen.insert(id)) {
            continue;
        }
        let Some(space) = &p.space else {
            h.unchecked(Some(p.page), format!("{}: its colour space is within JPEG 2000", place(p)));
            continue;
        };
        if matches!(&**space, Space::Gray | Space::CalGray) {
            continue;
        }
        if !f.settings.pictures {
            h.unchecked(Some(p.page), format!("{}: not decoded", place(p)));
            continue;
        }
        match sums(f, p, space) {
            Ok(found) => judge(f, h, p, found),
            Err(why) => h.unchecked(Some(p.page), format!("{}: {why}", place(p))),
        }
    }
}

/// How many pixels have how much ink, by whole percents.
struct Found {
    pixels: usize,
    by_percent: Vec<u32>,
}

fn judge(f: &Facts, h: &mut Hits, p: &Picture, found: Found) {
    let (wish, limit) = f.settings.total_ink;
    let above = |percent: f64| {
        let from = (percent.ceil() as usize).min(found.by_percent.len());
        found.by_percent[from..].iter().map(|n| *n as usize).sum::<usize>() as f64 / found.pixels.max(1) as f64 * 100.0
    };
    let most = found.by_percent.iter().rposition(|n| *n > 0).unwrap_or(0);
    // Two points are left to the noise of JPEG.
    let (over, near) = (above(limit + 2.0), above(wish + 5.0));
    let text =
        |share: f64, of: f64| format!("{}: up to {most} %, {share:.2} % of the pixels above {of:.0} %", place(p));
    if over > f.settings.ink_area {
        h.at(p.page, p.area, text(over, limit));
    } else if near > 1.0 {
        h.warn_at(p.page, p.area, text(near, wish));
    }
}

fn sums(f: &Facts, p: &Picture, space: &Space) -> Result<Found, String> {
    let channels = space.channels();
    let table: Option<Vec<f32>> = match space {
        Space::Indexed(base, colors) => {
            let n = base.channels().max(1);
            let rows = colors.chunks_exact(n).map(|_| ()).count();
            let totals: Option<Vec<f32>> =
                (0..rows).map(|i| space.inks(&[i as f64]).map(|inks| inks.total())).collect();
            Some(totals.ok_or("its ink depends on colour management")?)
        }
        _ => {
            space.inks(&vec![0.0; channels]).ok_or("its ink depends on colour management")?;
            None
        }
    };
    let (Ok(width), Ok(height)) = (u32::try_from(p.width), u32::try_from(p.height)) else {
        return Err("it has no size".into());
    };
    let bits = usize::try_from(p.bits).unwrap_or(8);
    let samples =
        f.doc.samples(&p.dict, width, height, channels, bits).ok_or("it cannot be decoded within the limits")?;
    if samples.channels != channels {
        return Err(format!("its data has {} colours, its colour space {channels}", samples.channels));
    }
    if !matches!(samples.bits, 1 | 2 | 4 | 8 | 16) {
        return Err(format!("{} bits a component", samples.bits));
    }
    let decode = f.doc.numbers(&p.dict, "Decode");
    let weights = weights(space, channels, &decode, table.is_some());
    Ok(count(&samples, width as usize, channels, &weights, table.as_deref()))
}

/// Ink of a sample at its least and most, per colour, 1.0 is full.
fn weights(space: &Space, channels: usize, decode: &[f64], indexed: bool) -> Vec<(f32, f32)> {
    (0..channels)
        .map(|i| {
            let (low, high) = match decode.get(2 * i..2 * i + 2) {
                Some(&[a, b]) if !indexed => (a, b),
                _ => (0.0, 1.0),
            };
            let amount = |v: f64| {
                let mut one = vec![0.0; channels];
                if !matches!(space, Space::Gray | Space::CalGray) && channels > 1 {
                    one[i] = v;
                    space.inks(&one).map_or(0.0, |k| k.total())
                } else {
                    space.inks(&[v]).map_or(0.0, |k| k.total())
                }
            };
            (amount(low), amount(high))
        })
        .collect()
}

fn count(s: &Samples, width: usize, channels: usize, weights: &[(f32, f32)], table: Option<&[f32]>) -> Found {
    let mut found = Found { pixels: 0, by_percent: vec![0; 1601] };
    let row = (width * channels * s.bits).div_ceil(8).max(1);
    // Per colour a table from the sample's top eight bits to hundredths of a percent.
    let lut: Vec<Vec<u32>> = weights
        .iter()
        .map(|(low, high)| {
            let top = if s.bits >= 8 { 255.0 } else { f32::from((1_u16 << s.bits) - 1) };
            (0..256).map(|v| ((low + (high - low) * (v as f32 / top)).max(0.0) * 10_000.0) as u32).collect()
        })
        .collect();
    let mut put = |hundredths: u32| {
        found.pixels += 1;
        found.by_percent[((hundredths + 50) / 100).min(1600) as usize] += 1;
    };
    for line in s.bytes.chunks_exact(row) {
        match (table, s.bits) {
            (Some(table), 8) => {
                line[..width].iter().for_each(|i| put((table.get(usize::from(*i)).unwrap_or(&0.0) * 10_000.0) as u32))
            }
            (None, 8) => {
                for pixel in line[..width * channels].chunks_exact(channels) {
                    put(pixel.iter().zip(&lut).map(|(v, l)| l[usize::from(*v)]).sum());
                }
            }
            (None, 16) => {
                for pixel in line[..width * channels * 2].chunks_exact(channels * 2) {
                    put(pixel.chunks_exact(2).zip(&lut).map(|(v, l)| l[usize::from(v[0])]).sum());
                }
            }
            _ => {
                let sample = |i: usize| {
                    let bit = i * s.bits;
                    let mask = if s.bits >= 8 { 255 } else { (1_u8 << s.bits) - 1 };
                    line.get(bit / 8).map_or(0, |b| b >> (8 - s.bits.min(8) - bit % 8) & mask)
                };
                for x in 0..width {
                    match table {
                        Some(table) => put((table.get(usize::from(sample(x))).unwrap_or(&0.0) * 10_000.0) as u32),
                        None => put((0..channels).map(|c| lut[c][usize::from(sample(x * channels + c))]).sum()),
                    }
                }
            }
        }
    }
    found
}
