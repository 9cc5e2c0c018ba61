//! The colour table: source colours → inks, worked out once on a grid.
//!
//! In: two profiles and the ink limit. Out: [`Table`], which turns rows of pixels into ink.
//! Does not know: files, sizes.
//!
//! Relative colorimetric intent with black point compensation, through L*a*b*, in f64; the ink limit is met at
//! every node, and as a mean of nodes never has more ink than the heaviest of them, everywhere. The path of one
//! pixel is whole-number arithmetic alone.

use crate::art::decode::Model;
use crate::art::profile::{Compensation, Device, Profile, neutral};

/// Nodes along each of three inputs.
const GRID3: usize = 33;
/// Nodes along each of four inputs.
const GRID4: usize = 17;

/// What the table prints with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plate {
    /// Four inks.
    Cmyk,
    /// Black alone.
    Black,
}

/// A grid of ink amounts over a source's colours.
pub struct Table {
    inputs: usize,
    outputs: usize,
    grid: usize,
    /// Ink in 1/65,535, node by node, the first input varying slowest.
    nodes: Vec<u16>,
}

impl Table {
    /// The table from a source to an output profile, with at most `limit` thousandths of ink in all.
    pub fn build(source: &Profile, output: &Profile, plate: Plate, limit: u32) -> Table {
        let inputs = match source.device {
            Device::Grey => 1,
            Device::Rgb | Device::Lab => 3,
            Device::Cmyk => 4,
        };
        let grid = match inputs {
            1 => 257,
            3 => GRID3,
            _ => GRID4,
        };
        let black = BlackRamp::new(output);
        let target = if plate == Plate::Black { neutral(black.darkest()) } else { output.output_black() };
        let compensation = Compensation::new(source.source_black(), target);
        let outputs = if plate == Plate::Black { 1 } else { 4 };
        let mut nodes = Vec::with_capacity(grid_size(grid, inputs) * outputs);
        for node in 0..grid_size(grid, inputs) {
            let device = corner(node, grid, inputs);
            let lab = compensation.apply(source.to_lab(device));
            match plate {
                Plate::Black => nodes.push(level(black.amount(lab[0]))),
                Plate::Cmyk => {
                    let white = lab[0] > 99.9 && lab[1].abs() < 0.3 && lab[2].abs() < 0.3;
                    // Paper stays paper: a profile's table may leave a trace of ink on white.
                    let inks = if white { [0.0; 4] } else { output.inks_of_lab(lab) };
                    nodes.extend(limited(inks, f64::from(limit) / 1000.0).map(level));
                }
            }
        }
        Table { inputs, outputs, grid, nodes }
    }
    /// The table for pixels that already are amounts of the output's inks: only the limit is kept.
    pub fn limit_only(limit: u32) -> Table {
        let grid = GRID4;
        let nodes = (0..grid_size(grid, 4))
            .flat_map(|node| limited(corner(node, grid, 4), f64::from(limit) / 1000.0).map(level))
            .collect();
        Table { inputs: 4, outputs: 4, grid, nodes }
    }
    /// Inks a pixel.
    pub fn outputs(&self) -> usize {
        self.outputs
    }
    /// As bytes, for the cache.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.inputs as u8, self.outputs as u8, (self.grid >> 8) as u8, self.grid as u8];
        bytes.extend(self.nodes.iter().flat_map(|n| n.to_le_bytes()));
        bytes
    }
    /// From the cache; `None` for anything that is not a table.
    pub fn from_bytes(bytes: &[u8]) -> Option<Table> {
        let [inputs, outputs, high, low, rest @ ..] = bytes else { return None };
        let (inputs, outputs) = (usize::from(*inputs), usize::from(*outputs));
        let grid = usize::from(*high) << 8 | usize::from(*low);
        let known = matches!((inputs, grid), (1, 257) | (3, GRID3) | (4, GRID4)) && matches!(outputs, 1 | 4);
        if !known || rest.len() != grid_size(grid, inputs) * outputs * 2 {
            return None;
        }
        let nodes = rest.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
        Some(Table { inputs, outputs, grid, nodes })
    }
    /// Turns pixels of 16 bits into ink of 8 bits, 0 none.
    pub fn apply(&self, model: Model, pixels: &[u16], out: &mut Vec<u8>) {
        debug_assert_eq!(model.channels(), self.inputs);
        match (self.inputs, self.outputs) {
            (1, n) => pixels.iter().for_each(|&v| {
                let (i, f) = self.place(v);
                let (a, b) = (i * n, (i + usize::from(f > 0)) * n);
                out.extend((0..n).map(|k| {
                    let (a, b) = (u64::from(self.nodes[a + k]), u64::from(self.nodes[b + k]));
                    eight(a * (65_536 - u64::from(f)) + b * u64::from(f))
                }));
            }),
            (3, 4) => {
                pixels.chunks_exact(3).for_each(|p| out.extend(self.three::<4>([p[0], p[1], p[2]], 0).map(eight)))
            }
            (3, _) => {
                pixels.chunks_exact(3).for_each(|p| out.extend(self.three::<1>([p[0], p[1], p[2]], 0).map(eight)))
            }
            (_, 4) => pixels.chunks_exact(4).for_each(|p| out.extend(self.four::<4>(p))),
            (_, _) => pixels.chunks_exact(4).for_each(|p| out.extend(self.four::<1>(p))),
        }
    }
    /// The node below a value and how far above it the value lies, in 1/65,536.
    fn place(&self, v: u16) -> (usize, u32) {
        let wide = u32::from(v) + u32::from(v >> 15);
        let p = wide * (self.grid as u32 - 1);
        ((p >> 16) as usize, p & 0xFFFF)
    }
    /// Interpolates in the tetrahedron of three inputs, below a slice of the table; the sums are 65,536 times the
    /// amounts.
    fn three<const N: usize>(&self, p: [u16; 3], slice: usize) -> [u64; N] {
        let g = self.grid;
        let (x, fx) = self.place(p[0]);
        let (y, fy) = self.place(p[1]);
        let (z, fz) = self.place(p[2]);
        let base = (((slice * g + x) * g + y) * g + z) * N;
        // On the last node the part above is zero, and no neighbour is looked up.
        let (dx, dy, dz) =
            (if fx > 0 { g * g * N } else { 0 }, if fy > 0 { g * N } else { 0 }, if fz > 0 { N } else { 0 });
        let mut steps = [(fx, dx), (fy, dy), (fz, dz)];
        if steps[0].0 < steps[1].0 {
            steps.swap(0, 1);
        }
        if steps[1].0 < steps[2].0 {
            steps.swap(1, 2);
        }
        if steps[0].0 < steps[1].0 {
            steps.swap(0, 1);
        }
        let [(f1, d1), (f2, d2), (f3, d3)] = steps;
        let (n1, n2, n3) = (base + d1, base + d1 + d2, base + d1 + d2 + d3);
        let (w0, w1, w2, w3) = (u64::from(65_536 - f1), u64::from(f1 - f2), u64::from(f2 - f3), u64::from(f3));
        std::array::from_fn(|k| {
            u64::from(self.nodes[base + k]) * w0
                + u64::from(self.nodes[n1 + k]) * w1
                + u64::from(self.nodes[n2 + k]) * w2
                + u64::from(self.nodes[n3 + k]) * w3
        })
    }
    /// Between the two slices of the first of four inputs.
    fn four<const N: usize>(&self, p: &[u16]) -> [u8; N] {
        let (c, f) = self.place(p[0]);
        let rest = [p[1], p[2], p[3]];
        let low = self.three::<N>(rest, c);
        if f == 0 {
            return low.map(eight);
        }
        let high = self.three::<N>(rest, c + 1);
        let f = u64::from(f);
        std::array::from_fn(|k| eight((low[k] * (65_536 - f) + high[k] * f) >> 16))
    }
}

/// An amount in 1/65,535 · 1/65,536 → 8 bits, rounded.
fn eight(sum: u64) -> u8 {
    ((sum * 255 + (65_535 << 15)) / (65_535 << 16)) as u8
}

fn grid_size(grid: usize, inputs: usize) -> usize {
    grid.pow(inputs as u32)
}

/// The device values of a node.
fn corner(node: usize, grid: usize, inputs: usize) -> [f64; 4] {
    let mut device = [0.0; 4];
    let mut rest = node;
    for k in (0..inputs).rev() {
        device[k] = (rest % grid) as f64 / (grid - 1) as f64;
        rest /= grid;
    }
    device
}

fn level(v: f64) -> u16 {
    (v.clamp(0.0, 1.0) * 65_535.0).round() as u16
}

/// Takes colour away, in proportion, until all inks together keep the limit; black stays.
fn limited(inks: [f64; 4], limit: f64) -> [f64; 4] {
    let [c, m, y, k] = inks;
    let colour = c + m + y;
    if colour + k <= limit || colour <= 0.0 {
        return inks;
    }
    let share = ((limit - k) / colour).max(0.0);
    [c * share, m * share, y * share, k]
}

/// Lightness of black ink alone, in 256 steps from paper to full ink.
struct BlackRamp(Vec<f64>);

impl BlackRamp {
    fn new(output: &Profile) -> BlackRamp {
        let mut ramp: Vec<f64> = (0..256).map(|i| output.to_lab([0.0, 0.0, 0.0, f64::from(i) / 255.0])[0]).collect();
        for i in 1..ramp.len() {
            ramp[i] = ramp[i].min(ramp[i - 1]);
        }
        BlackRamp(ramp)
    }
    fn darkest(&self) -> f64 {
        self.0[255]
    }
    /// How much black gives this lightness.
    fn amount(&self, l: f64) -> f64 {
        let i = self.0.partition_point(|&step| step > l);
        if i == 0 {
            return 0.0;
        }
        if i > 255 {
            return 1.0;
        }
        let (above, below) = (self.0[i - 1], self.0[i]);
        let part = if above > below { (above - l) / (above - below) } else { 0.0 };
        (i as f64 - 1.0 + part) / 255.0
    }
}

/// What single colours need to become ink, worked out once for an output profile.
pub struct Tone {
    ramp: BlackRamp,
    black: Compensation,
    inks: Compensation,
}

impl Tone {
    /// For an output profile; sources are screen colours, whose black is nothing.
    pub fn new(output: &Profile) -> Tone {
        let ramp = BlackRamp::new(output);
        let black = Compensation::new([0.0; 3], neutral(ramp.darkest()));
        Tone { ramp, black, inks: Compensation::new([0.0; 3], output.output_black()) }
    }
    /// A colour on black ink alone.
    pub fn black(&self, lab: [f64; 3]) -> f64 {
        self.ramp.amount(self.black.apply(lab)[0])
    }
    /// A colour in four inks, within the ink limit.
    pub fn inks(&self, output: &Profile, lab: [f64; 3], limit: u32) -> [f64; 4] {
        limited(output.inks_of_lab(self.inks.apply(lab)), f64::from(limit) / 1000.0)
    }
}
