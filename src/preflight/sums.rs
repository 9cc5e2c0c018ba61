//! Ink sums of pictures.
//!
//! In: a picture and its samples. Out: [`Sums`]. Does not know: limits.

use crate::preflight::color::Space;
use crate::preflight::doc::{Doc, Samples};
use crate::preflight::facts::Picture;

/// Why there are no sums of a picture that is too large or damaged.
pub const UNDECODED: &str = "it cannot be decoded within the limits";

/// How many pixels have how much ink.
#[derive(Clone, Debug)]
pub struct Sums {
    /// All pixels.
    pub pixels: usize,
    /// Bytes of samples that there were.
    pub bytes: usize,
    /// Pixels by whole percents of ink.
    pub by_percent: Vec<u32>,
    /// The heaviest, in percent, but for one pixel in two thousand.
    pub most: f64,
    /// The heaviest of the inks other than black.
    pub most_colors: f64,
}

impl Sums {
    /// Share of pixels above, in percent.
    pub fn above(&self, percent: f64) -> f64 {
        let from = (percent.ceil().max(0.0) as usize).min(self.by_percent.len());
        let n: usize = self.by_percent[from..].iter().map(|n| *n as usize).sum();
        n as f64 / self.pixels.max(1) as f64 * 100.0
    }
}

/// Decodes and sums a picture; why not, in words, when that cannot be.
pub fn of(doc: &Doc, p: &Picture) -> Result<Sums, String> {
    let Some(space) = &p.space else { return Err("its colour space is within JPEG 2000".into()) };
    let channels = space.channels();
    let managed = || "its ink depends on colour management".to_string();
    let table: Option<Vec<f32>> = match &**space {
        Space::Indexed(base, colors) => {
            let rows = colors.len() / base.channels().max(1);
            let totals: Option<Vec<f32>> =
                (0..rows).map(|i| space.inks(&[i as f64]).map(|inks| inks.total())).collect();
            Some(totals.ok_or_else(managed)?)
        }
        _ => {
            space.inks(&vec![0.0; channels]).ok_or_else(managed)?;
            None
        }
    };
    let (Ok(width), Ok(height)) = (u32::try_from(p.width), u32::try_from(p.height)) else {
        return Err("it has no size".into());
    };
    let bits = usize::try_from(p.bits).unwrap_or(8);
    let samples = doc.samples(&p.dict, width, height, channels, bits).ok_or(UNDECODED)?;
    if samples.channels != channels {
        return Err(format!("its data has {} colours, its colour space {channels}", samples.channels));
    }
    if !matches!(samples.bits, 1 | 2 | 4 | 8 | 16) {
        return Err(format!("{} bits a component", samples.bits));
    }
    let decode = doc.numbers(&p.dict, "Decode");
    let weights = weights(space, channels, &decode, table.is_some());
    // Black is the fourth of four process inks; of other spaces all inks count as colours.
    let black = (channels == 4 && matches!(&**space, Space::Cmyk | Space::Icc(_))).then_some(3);
    Ok(count(&samples, width as usize, channels, &weights, table.as_deref(), black))
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
                one[i] = v;
                space.inks(&one).map_or(0.0, |k| k.total())
            };
            (amount(low), amount(high))
        })
        .collect()
}

/// A histogram of whole percents.
struct Tally {
    pixels: usize,
    bins: Vec<u32>,
    colors: Vec<u32>,
}

impl Tally {
    fn put(&mut self, all: u32, colors: u32) {
        self.pixels += 1;
        self.bins[((all + 50) / 100).min(1600) as usize] += 1;
        self.colors[((colors + 50) / 100).min(1600) as usize] += 1;
    }
}

fn count(
    s: &Samples,
    width: usize,
    channels: usize,
    weights: &[(f32, f32)],
    table: Option<&[f32]>,
    black: Option<usize>,
) -> Sums {
    // A picture may have been decoded smaller than it is.
    let width = s.width.unwrap_or(width);
    let mut tally = Tally { pixels: 0, bins: vec![0; 1601], colors: vec![0; 1601] };
    let row = (width * channels * s.bits).div_ceil(8).max(1);
    // Per colour a table from the sample's top eight bits to hundredths of a percent.
    let top = if s.bits >= 8 { 255.0 } else { f32::from((1_u16 << s.bits) - 1) };
    let amount =
        |(low, high): &(f32, f32), v: u16| ((low + (high - low) * (f32::from(v) / top)).max(0.0) * 10_000.0) as u32;
    let lut: Vec<Vec<u32>> = weights.iter().map(|w| (0..256).map(|v| amount(w, v)).collect()).collect();
    let listed = |table: &[f32], i: u8| (table.get(usize::from(i)).unwrap_or(&0.0) * 10_000.0) as u32;
    for line in s.bytes.chunks_exact(row) {
        if s.bits == 8 && channels == 4 && table.is_none() {
            for p in line[..width * 4].chunks_exact(4) {
                let three = lut[0][usize::from(p[0])] + lut[1][usize::from(p[1])] + lut[2][usize::from(p[2])];
                let fourth = lut[3][usize::from(p[3])];
                tally.put(three + fourth, if black.is_some() { three } else { three + fourth });
            }
            continue;
        }
        let sample = |i: usize| {
            let bit = i * s.bits;
            let byte = line.get(bit / 8).copied().unwrap_or(0);
            if s.bits >= 8 { byte } else { byte >> (8 - s.bits - bit % 8) & ((1_u8 << s.bits) - 1) }
        };
        for x in 0..width {
            let all = match table {
                Some(table) => listed(table, sample(x)),
                None => (0..channels).map(|c| lut[c][usize::from(sample(x * channels + c))]).sum(),
            };
            let own = black.map_or(0, |k| lut[k][usize::from(sample(x * channels + k))]);
            tally.put(all, all.saturating_sub(own));
        }
    }
    let most = |bins: &[u32]| {
        let mut left = tally.pixels / 2000;
        bins.iter().copied().enumerate().rev().find(|(_, n)| {
            let n = *n as usize;
            let found = n > left;
            left = left.saturating_sub(n);
            found
        })
    };
    let (all, colors) = (most(&tally.bins).map_or(0, |b| b.0), most(&tally.colors).map_or(0, |b| b.0));
    Sums {
        pixels: tally.pixels,
        bytes: s.bytes.len(),
        most: all as f64,
        most_colors: colors as f64,
        by_percent: tally.bins.clone(),
    }
}
