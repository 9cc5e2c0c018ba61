//! Cutting out, making smaller, sharpening, turning upright.
//!
//! In: pixels, a crop, a size. Out: 16-bit samples of that size. Does not know: colour, paper.
//!
//! Samples are averaged as they are stored, in the source's tone curve, as picture desks' programs do: the grain
//! of a photograph keeps its look. The filter is the cubic of Keys (a = −½, "Catmull-Rom") stretched to the ratio;
//! from a ratio of three on whole boxes of pixels are averaged first. All sums run in one order and multiply and add
//! apart, so that vector units give the same bytes.

use crate::art::decode::{Model, Pixels, Samples};

/// A part of a picture, in pixels and fractions of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crop {
    /// Left edge.
    pub x0: f64,
    /// Top edge.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Bottom edge.
    pub y1: f64,
}

/// 16-bit samples in rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// What a pixel is.
    pub model: Model,
    /// Rows of pixels.
    pub samples: Vec<u16>,
}

/// The weights of one output sample.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

/// Pixels a side of the largest box: the sum of 256 × 256 samples of 16 bits just stays within 32 bits.
const LARGEST_BOX: usize = 256;

/// Keys' cubic with a = −½.
fn cubic(x: f64) -> f64 {
    let x = x.abs();
    if x < 1.0 {
        (1.5 * x - 2.5) * x * x + 1.0
    } else if x < 2.0 {
        ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    } else {
        0.0
    }
}

/// Weights for `out` samples from the stretch `from..to` of a line of `length` samples.
fn taps(from: f64, to: f64, length: usize, out: usize) -> Vec<Taps> {
    let scale = (to - from) / out as f64;
    let stretch = scale.max(1.0);
    (0..out)
        .map(|i| {
            let middle = from + (i as f64 + 0.5) * scale;
            let first = (middle - 2.0 * stretch).floor().max(0.0) as usize;
            let last = ((middle + 2.0 * stretch).ceil().max(1.0) as usize).min(length);
            let first = first.min(last - 1);
            let raw: Vec<f64> = (first..last).map(|p| cubic((p as f64 + 0.5 - middle) / stretch)).collect();
            let sum: f64 = raw.iter().sum();
            Taps { first, weights: raw.iter().map(|w| (w / sum) as f32).collect() }
        })
        .collect()
}

/// Rows of the source, averaged over boxes of `box_x` × `box_y` pixels where asked, as numbers of 16-bit scale.
struct Rows<'a> {
    pixels: &'a Pixels,
    x: usize,
    y: usize,
    /// Source columns and rows in the cut-out.
    columns: usize,
    rows: usize,
    box_x: usize,
    box_y: usize,
}

impl Rows<'_> {
    fn width(&self) -> usize {
        self.columns.div_ceil(self.box_x)
    }
    fn height(&self) -> usize {
        self.rows.div_ceil(self.box_y)
    }
    /// The samples of one source row of the cut-out.
    fn range(&self, row: usize) -> std::ops::Range<usize> {
        let n = self.pixels.model.channels();
        let start = ((self.y + row) * self.pixels.width + self.x) * n;
        start..start + self.columns * n
    }
    /// The n-th averaged row.
    fn get(&self, n: usize, sums: &mut Vec<u32>) -> Vec<f32> {
        if self.box_x == 1 && self.box_y == 1 {
            return match &self.pixels.samples {
                Samples::Eight(s) => s[self.range(n)].iter().map(|&v| f32::from(v) * 257.0).collect(),
                Samples::Sixteen(s) => s[self.range(n)].iter().map(|&v| f32::from(v)).collect(),
            };
        }
        let first = n * self.box_y;
        let last = (first + self.box_y).min(self.rows);
        sums.clear();
        sums.resize(self.columns * self.pixels.model.channels(), 0);
        for row in first..last {
            match &self.pixels.samples {
                Samples::Eight(s) => sums.iter_mut().zip(&s[self.range(row)]).for_each(|(l, &v)| *l += u32::from(v)),
                Samples::Sixteen(s) => sums.iter_mut().zip(&s[self.range(row)]).for_each(|(l, &v)| *l += u32::from(v)),
            }
        }
        let unit = if matches!(self.pixels.samples, Samples::Eight(_)) { 257.0 } else { 1.0 };
        let unit = unit / (last - first) as f32;
        match self.pixels.model.channels() {
            1 => boxes::<1>(sums, self.box_x, unit),
            3 => boxes::<3>(sums, self.box_x, unit),
            _ => boxes::<4>(sums, self.box_x, unit),
        }
    }
}

/// Means of boxes of so many pixels; `unit` is what one count is worth.
fn boxes<const N: usize>(sums: &[u32], size: usize, unit: f32) -> Vec<f32> {
    let mut out = Vec::with_capacity(sums.len() / size + N);
    for cell in sums.chunks(size * N) {
        let mut total = [0u32; N];
        for pixel in cell.chunks_exact(N) {
            for c in 0..N {
                total[c] += pixel[c];
            }
        }
        let pixels = (cell.len() / N) as f32;
        out.extend(total.map(|v| v as f32 * unit / pixels));
    }
    out
}

/// Cuts out and makes smaller. A size larger than the cut-out is taken back to it.
pub fn resample(pixels: &Pixels, crop: Crop, width: usize, height: usize) -> Raster {
    let x0 = crop.x0.clamp(0.0, pixels.width as f64 - 1.0);
    let y0 = crop.y0.clamp(0.0, pixels.height as f64 - 1.0);
    let x1 = crop.x1.clamp(x0 + 1.0, pixels.width as f64);
    let y1 = crop.y1.clamp(y0 + 1.0, pixels.height as f64);
    let (x, y) = (x0.floor() as usize, y0.floor() as usize);
    let (columns, rows) = (x1.ceil() as usize - x, y1.ceil() as usize - y);
    let width = width.clamp(1, (x1 - x0).round().max(1.0) as usize);
    let height = height.clamp(1, (y1 - y0).round().max(1.0) as usize);
    let (scale_x, scale_y) = ((x1 - x0) / width as f64, (y1 - y0) / height as f64);
    let boxed = |scale: f64| if scale >= 3.0 { ((scale / 1.5).floor() as usize).min(LARGEST_BOX) } else { 1 };
    let source = Rows { pixels, x, y, columns, rows, box_x: boxed(scale_x), box_y: boxed(scale_y) };
    let across = |v: f64, origin: usize, unit: usize| (v - origin as f64) / unit as f64;
    let horizontal = taps(across(x0, x, source.box_x), across(x1, x, source.box_x), source.width(), width);
    let vertical = taps(across(y0, y, source.box_y), across(y1, y, source.box_y), source.height(), height);
    let channels = pixels.model.channels();
    let mut samples = Vec::with_capacity(width * height * channels);
    let mut window: std::collections::VecDeque<(usize, Vec<f32>)> = std::collections::VecDeque::new();
    let mut next = 0;
    let mut sums = Vec::new();
    let mut line = Vec::new();
    for tap in &vertical {
        while window.front().is_some_and(|(n, _)| *n < tap.first) {
            window.pop_front();
        }
        next = next.max(tap.first);
        while next < tap.first + tap.weights.len() {
            window.push_back((next, source.get(next, &mut sums)));
            next += 1;
        }
        line.clear();
        line.resize(source.width() * channels, 0.0f32);
        for (weight, (_, row)) in tap.weights.iter().zip(&window) {
            line.iter_mut().zip(row).for_each(|(l, v)| *l += weight * v);
        }
        match channels {
            1 => across_line::<1>(&horizontal, &line, &mut samples),
            3 => across_line::<3>(&horizontal, &line, &mut samples),
            _ => across_line::<4>(&horizontal, &line, &mut samples),
        }
    }
    Raster { width, height, model: pixels.model, samples }
}

/// The horizontal half of the filter.
fn across_line<const N: usize>(taps: &[Taps], line: &[f32], out: &mut Vec<u16>) {
    for tap in taps {
        let mut sum = [0.0f32; N];
        for (weight, pixel) in tap.weights.iter().zip(line[tap.first * N..].chunks_exact(N)) {
            for c in 0..N {
                sum[c] += weight * pixel[c];
            }
        }
        out.extend(sum.map(|v| (v + 0.5).clamp(0.0, 65_535.0) as u16));
    }
}

/// Unsharp mask (锐化) on lightness, so that edges get no coloured fringe; `amount` in thousandths. What it would
/// change by less than a hundredth of the scale is left, so that grain and sky stay as they are.
pub fn sharpen(raster: &mut Raster, amount: u16) {
    if amount == 0 || raster.width < 3 || raster.height < 3 {
        return;
    }
    let n = raster.model.channels();
    let light = |p: &[u16]| -> i64 {
        match raster.model {
            Model::Rgb => (19_595 * i64::from(p[0]) + 38_470 * i64::from(p[1]) + 7_471 * i64::from(p[2])) >> 16,
            Model::Cmyk => p.iter().map(|&v| i64::from(v)).sum::<i64>() / 4,
            Model::Grey | Model::Ycc | Model::Lab => i64::from(p[0]),
        }
    };
    let plane: Vec<i64> = raster.samples.chunks_exact(n).map(light).collect();
    let (w, h) = (raster.width, raster.height);
    // 1 2 1 across, then down: a radius of about one printed pixel.
    let row = |y: usize| -> Vec<i64> {
        let p = &plane[y * w..(y + 1) * w];
        (0..w).map(|x| p[x.saturating_sub(1)] + 2 * p[x] + p[(x + 1).min(w - 1)]).collect()
    };
    let (mut above, mut here) = (row(0), row(0));
    const QUIET: i64 = 655;
    for y in 0..h {
        let below = row((y + 1).min(h - 1));
        for x in 0..w {
            let soft = (above[x] + 2 * here[x] + below[x]) >> 4;
            let edge = (plane[y * w + x] - soft) * i64::from(amount) / 1000;
            let edge = edge.signum() * (edge.abs() - QUIET / 2).max(0);
            if edge == 0 {
                continue;
            }
            let pixel = &mut raster.samples[(y * w + x) * n..(y * w + x + 1) * n];
            let touched = match raster.model {
                Model::Ycc | Model::Lab | Model::Grey => &mut pixel[..1],
                Model::Rgb | Model::Cmyk => pixel,
            };
            // An ink that is not there is not brought in: white stays white.
            for v in touched.iter_mut().filter(|v| raster.model != Model::Cmyk || **v > 0) {
                *v = (i64::from(*v) + edge).clamp(0, 65_535) as u16;
            }
        }
        above = std::mem::replace(&mut here, below);
    }
}

/// Turns pixels of `size` samples upright (EXIF orientation 1 to 8).
pub fn upright<T: Copy>(samples: &[T], width: usize, height: usize, size: usize, orientation: u8) -> Vec<T> {
    let (w, h) = if orientation >= 5 { (height, width) } else { (width, height) };
    let mut out = Vec::with_capacity(samples.len());
    for y in 0..h {
        for x in 0..w {
            let (sx, sy) = match orientation {
                2 => (width - 1 - x, y),
                3 => (width - 1 - x, height - 1 - y),
                4 => (x, height - 1 - y),
                5 => (y, x),
                6 => (y, height - 1 - x),
                7 => (width - 1 - y, height - 1 - x),
                8 => (width - 1 - y, x),
                _ => (x, y),
            };
            let at = (sy * width + sx) * size;
            out.extend_from_slice(&samples[at..at + size]);
        }
    }
    out
}

/// Where a part of the upright picture lies in the stored one; parts in fractions of width and height.
pub fn stored_part([l, t, r, b]: [f64; 4], orientation: u8) -> [f64; 4] {
    match orientation {
        2 => [1.0 - r, t, 1.0 - l, b],
        3 => [1.0 - r, 1.0 - b, 1.0 - l, 1.0 - t],
        4 => [l, 1.0 - b, r, 1.0 - t],
        5 => [t, l, b, r],
        6 => [t, 1.0 - r, b, 1.0 - l],
        7 => [1.0 - b, 1.0 - r, 1.0 - t, 1.0 - l],
        8 => [1.0 - b, l, 1.0 - t, r],
        _ => [l, t, r, b],
    }
}
