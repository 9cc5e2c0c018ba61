//! The parts of colour profiles, evaluated point by point (ICC.1:2010).
//!
//! In: curves, matrices and tables as read. Out: values. Does not know: what a device is; see `profile`.
//!
//! `moxcms` reads the file; the curves, matrices and tables are evaluated here in f64 with nothing but the four
//! operations and square roots, whose results IEEE 754 fixes, and with a power function of our own. So a table
//! built from them is the same on every machine, with and without SIMD, which neither a colour engine's vector
//! code nor the system's `pow` promises. Points are few (some 10⁵ a run at most), speed matters little.

use moxcms::{DataColorSpace, LutDataType, LutMultidimensionalType, LutStore, LutWarehouse, ToneReprCurve};

/// White of the connection space: D50.
pub const D50: [f64; 3] = [0.9642, 1.0, 0.8249];

/// Natural logarithm from the four operations: exact to about 1e-15.
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = ((bits >> 52) & 0x7FF) as i64 - 1023;
    let mut m = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF) | (1023 << 52));
    if m > std::f64::consts::SQRT_2 {
        m *= 0.5;
        exponent += 1;
    }
    let s = (m - 1.0) / (m + 1.0);
    let s2 = s * s;
    let mut sum = 0.0;
    let mut k = 25.0;
    while k >= 1.0 {
        sum = sum * s2 + 1.0 / k;
        k -= 2.0;
    }
    2.0 * s * sum + exponent as f64 * std::f64::consts::LN_2
}

/// Exponential from the four operations.
fn exp(x: f64) -> f64 {
    if x < -700.0 {
        return 0.0;
    }
    let k = (x / std::f64::consts::LN_2).round().min(1000.0);
    let r = x - k * std::f64::consts::LN_2;
    let mut sum = 1.0;
    let mut n = 18.0;
    while n >= 1.0 {
        sum = 1.0 + sum * r / n;
        n -= 1.0;
    }
    sum * f64::from_bits(((1023 + k as i64) as u64) << 52)
}

/// `x` to the power `y`, `x` not negative.
pub fn pow(x: f64, y: f64) -> f64 {
    if x <= f64::MIN_POSITIVE { if y == 0.0 { 1.0 } else { 0.0 } } else { exp(y * ln(x)) }
}

/// Cube root, by Halley's iteration from a guess in the exponent: each round triples the right digits.
fn cbrt(x: f64) -> f64 {
    let mut t = f64::from_bits(x.to_bits() / 3 + (715_094_163 << 32));
    for _ in 0..4 {
        let cube = t * t * t;
        t = t * (cube + 2.0 * x) / (2.0 * cube + x);
    }
    t
}

/// XYZ under D50 → L*a*b*.
pub fn xyz_to_lab(xyz: [f64; 3]) -> [f64; 3] {
    let f = |i: usize| {
        let t = xyz[i] / D50[i];
        if t > 216.0 / 24_389.0 { cbrt(t) } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 }
    };
    let (x, y, z) = (f(0), f(1), f(2));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// L*a*b* → XYZ under D50.
pub fn lab_to_xyz(lab: [f64; 3]) -> [f64; 3] {
    let y = (lab[0] + 16.0) / 116.0;
    let f = |t: f64| if t > 6.0 / 29.0 { t * t * t } else { (116.0 * t - 16.0) * 27.0 / 24_389.0 };
    [D50[0] * f(y + lab[1] / 500.0), D50[1] * f(y), D50[2] * f(y - lab[2] / 200.0)]
}

/// A tone curve.
pub enum Curve {
    /// The value itself.
    Identity,
    /// A power.
    Gamma(f64),
    /// Equal steps.
    Table(Vec<f64>),
    /// g, a, b, c, d, e, f: `(ax + b)^g + e` from d on, `cx + f` below.
    Formula([f64; 7]),
}

impl Curve {
    /// From the file's curve; `None` for a formula of an unknown kind.
    pub fn new(curve: &ToneReprCurve) -> Option<Curve> {
        Some(match curve {
            ToneReprCurve::Lut(v) if v.is_empty() => Curve::Identity,
            ToneReprCurve::Lut(v) if v.len() == 1 => Curve::Gamma(f64::from(v[0]) / 256.0),
            ToneReprCurve::Lut(v) => Curve::Table(v.iter().map(|&x| f64::from(x) / 65_535.0).collect()),
            ToneReprCurve::Parametric(p) => {
                let p: Vec<f64> = p.iter().map(|&x| f64::from(x)).collect();
                Curve::Formula(match p[..] {
                    [g] => [g, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                    [g, a, b] => [g, a, b, 0.0, -b / a, 0.0, 0.0],
                    [g, a, b, c] => [g, a, b, 0.0, -b / a, c, c],
                    [g, a, b, c, d] => [g, a, b, c, d, 0.0, 0.0],
                    [g, a, b, c, d, e, f] => [g, a, b, c, d, e, f],
                    _ => return None,
                })
            }
        })
    }
    /// The curve's value; 0 to 1 in and out.
    pub fn at(&self, x: f64) -> f64 {
        match self {
            Curve::Identity => x,
            Curve::Gamma(g) => pow(x.max(0.0), *g),
            Curve::Table(table) => {
                let p = x.clamp(0.0, 1.0) * (table.len() - 1) as f64;
                let i = (p as usize).min(table.len() - 2);
                table[i] + (table[i + 1] - table[i]) * (p - i as f64)
            }
            Curve::Formula([g, a, b, c, d, e, f]) => {
                let y = if x >= *d { pow((a * x + b).max(0.0), *g) + e } else { c * x + f };
                y.clamp(0.0, 1.0)
            }
        }
    }
}

/// A grid of values over 1 to 4 inputs, the first varying slowest.
struct Grid {
    points: Vec<usize>,
    outputs: usize,
    values: Vec<f64>,
    /// Three inputs are interpolated in a tetrahedron; otherwise in the whole cell.
    tetrahedral: bool,
}

impl Grid {
    fn at(&self, input: &[f64], out: &mut [f64]) {
        out.iter_mut().for_each(|v| *v = 0.0);
        self.descend(input, 0, 0, 1.0, out);
    }
    /// Splits along inputs one by one, down to one node or, with three left, to one tetrahedron.
    fn descend(&self, input: &[f64], axis: usize, base: usize, weight: f64, out: &mut [f64]) {
        if axis == self.points.len() {
            for (o, v) in out.iter_mut().zip(&self.values[base * self.outputs..]) {
                *o += weight * v;
            }
            return;
        }
        if self.tetrahedral && axis + 3 == self.points.len() {
            return self.tetrahedron(input, axis, base, weight, out);
        }
        let n = self.points[axis];
        let p = input[axis].clamp(0.0, 1.0) * (n - 1) as f64;
        let i = (p as usize).min(n - 2);
        let f = p - i as f64;
        if f < 1.0 {
            self.descend(input, axis + 1, base * n + i, weight * (1.0 - f), out);
        }
        if f > 0.0 {
            self.descend(input, axis + 1, base * n + i + 1, weight * f, out);
        }
    }
    fn tetrahedron(&self, input: &[f64], axis: usize, base: usize, weight: f64, out: &mut [f64]) {
        let (mut cell, mut parts) = ([0; 3], [(0.0, 0); 3]);
        for k in 0..3 {
            let n = self.points[axis + k];
            let p = input[axis + k].clamp(0.0, 1.0) * (n - 1) as f64;
            cell[k] = (p as usize).min(n - 2);
            parts[k] = (p - cell[k] as f64, k);
        }
        // From the cell's first corner along the axes, the largest part first. Equal parts need no order.
        parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut corner = cell;
        let mut before = 1.0;
        for step in 0..=3 {
            let part = if step < 3 { parts[step].0 } else { 0.0 };
            let node = corner.iter().enumerate().fold(base, |at, (k, &c)| at * self.points[axis + k] + c);
            let w = weight * (before - part);
            for (o, v) in out.iter_mut().zip(&self.values[node * self.outputs..]) {
                *o += w * v;
            }
            if step < 3 {
                corner[parts[step].1] += 1;
                before = part;
            }
        }
    }
}

/// Curves, grid and matrix in the order in which a profile applies them.
enum Step {
    Curves(Vec<Curve>),
    Grid(Grid),
    Matrix([[f64; 3]; 3], [f64; 3]),
}

/// A profile's table: a chain of steps.
pub struct Lut {
    steps: Vec<Step>,
    outputs: usize,
    /// How the connection space is written in it.
    pub pcs: Pcs,
}

/// Encodings of the connection space.
#[derive(Clone, Copy)]
pub enum Pcs {
    /// lut16: L* of 100 is 0xFF00, a* and b* in 1/256.
    Lab16,
    /// lut8, lutAToB, lutBToA.
    Lab,
    /// 1.0 is 32768.
    Xyz,
}

impl Pcs {
    /// To L*a*b*.
    pub fn decode(self, v: [f64; 3]) -> [f64; 3] {
        match self {
            Pcs::Lab16 => {
                let s = 65_535.0 / 65_280.0;
                [v[0] * 100.0 * s, v[1] * 255.0 * s - 128.0, v[2] * 255.0 * s - 128.0]
            }
            Pcs::Lab => [v[0] * 100.0, v[1] * 255.0 - 128.0, v[2] * 255.0 - 128.0],
            Pcs::Xyz => xyz_to_lab(v.map(|x| x * 65_535.0 / 32_768.0)),
        }
    }
    /// From L*a*b*.
    pub fn encode(self, lab: [f64; 3]) -> [f64; 3] {
        let v = match self {
            Pcs::Lab16 => {
                let s = 65_280.0 / 65_535.0;
                [lab[0] / 100.0 * s, (lab[1] + 128.0) / 255.0 * s, (lab[2] + 128.0) / 255.0 * s]
            }
            Pcs::Lab => [lab[0] / 100.0, (lab[1] + 128.0) / 255.0, (lab[2] + 128.0) / 255.0],
            Pcs::Xyz => lab_to_xyz(lab).map(|x| x * 32_768.0 / 65_535.0),
        };
        v.map(|x| x.clamp(0.0, 1.0))
    }
}

fn values(store: &LutStore) -> Vec<f64> {
    match store {
        LutStore::Store8(v) => v.iter().map(|&x| f64::from(x) / 255.0).collect(),
        LutStore::Store16(v) => v.iter().map(|&x| f64::from(x) / 65_535.0).collect(),
    }
}

fn tables(store: &LutStore, channels: usize) -> Option<Vec<Curve>> {
    let v = values(store);
    let n = v.len() / channels;
    (n >= 2).then(|| v.chunks_exact(n).map(|t| Curve::Table(t.to_vec())).collect())
}

impl Lut {
    /// From the file's table; `None` when it is not whole or has more than four channels.
    pub fn new(lut: &LutWarehouse, pcs: DataColorSpace, from_pcs: bool) -> Option<Lut> {
        let (inputs, outputs) = match lut {
            LutWarehouse::Lut(l) => (l.num_input_channels, l.num_output_channels),
            LutWarehouse::Multidimensional(l) => (l.num_input_channels, l.num_output_channels),
        };
        if !(1..=4).contains(&inputs) || !(1..=4).contains(&outputs) {
            return None;
        }
        match lut {
            LutWarehouse::Lut(lut) => Lut::old(lut, pcs, from_pcs),
            LutWarehouse::Multidimensional(lut) => Lut::new_kind(lut, pcs, from_pcs),
        }
    }
    fn old(lut: &LutDataType, pcs: DataColorSpace, from_pcs: bool) -> Option<Lut> {
        let (inputs, outputs) = (usize::from(lut.num_input_channels), usize::from(lut.num_output_channels));
        let points = vec![usize::from(lut.num_clut_grid_points); inputs];
        let grid = Grid {
            outputs,
            values: values(&lut.clut_table),
            // Indexed by L*a*b* the grey axis runs along an edge of no tetrahedron: greys would pick up a cast.
            tetrahedral: !(from_pcs && pcs == DataColorSpace::Lab),
            points,
        };
        if grid.values.len() < grid.points.iter().product::<usize>() * outputs {
            return None;
        }
        let mut steps = Vec::new();
        if from_pcs && pcs == DataColorSpace::Xyz {
            steps.push(Step::Matrix(lut.matrix.v, [0.0; 3]));
        }
        steps.push(Step::Curves(tables(&lut.input_table, inputs)?));
        steps.push(Step::Grid(grid));
        steps.push(Step::Curves(tables(&lut.output_table, outputs)?));
        let pcs = match (pcs, &lut.clut_table) {
            (DataColorSpace::Xyz, _) => Pcs::Xyz,
            (_, LutStore::Store16(_)) => Pcs::Lab16,
            (_, LutStore::Store8(_)) => Pcs::Lab,
        };
        Some(Lut { steps, outputs, pcs })
    }
    fn new_kind(lut: &LutMultidimensionalType, pcs: DataColorSpace, from_pcs: bool) -> Option<Lut> {
        let (inputs, outputs) = (usize::from(lut.num_input_channels), usize::from(lut.num_output_channels));
        let curves = |list: &[ToneReprCurve]| list.iter().map(Curve::new).collect::<Option<Vec<_>>>();
        let (a, b, m) = (curves(&lut.a_curves)?, curves(&lut.b_curves)?, curves(&lut.m_curves)?);
        let grid = match &lut.clut {
            None => None,
            Some(store) => {
                let points: Vec<usize> = lut.grid_points[..inputs].iter().map(|&n| usize::from(n)).collect();
                let grid = Grid { outputs, values: values(store), tetrahedral: true, points };
                if grid.points.iter().any(|&n| n < 2)
                    || grid.values.len() < grid.points.iter().product::<usize>() * outputs
                {
                    return None;
                }
                Some(Step::Grid(grid))
            }
        };
        let curves = |list: Vec<Curve>| (!list.is_empty()).then_some(Step::Curves(list));
        let matrix = (!m.is_empty()).then_some(Step::Matrix(lut.matrix.v, lut.bias.v));
        let mut steps: Vec<Option<Step>> = vec![curves(a), grid, curves(m), matrix, curves(b)];
        if from_pcs {
            steps.reverse();
        }
        let pcs = if pcs == DataColorSpace::Xyz { Pcs::Xyz } else { Pcs::Lab };
        Some(Lut { steps: steps.into_iter().flatten().collect(), outputs, pcs })
    }
    /// Values through all steps.
    pub fn run(&self, input: [f64; 4]) -> [f64; 4] {
        let mut v = input;
        for step in &self.steps {
            match step {
                Step::Curves(curves) => curves.iter().zip(v.iter_mut()).for_each(|(c, x)| *x = c.at(*x)),
                Step::Grid(grid) => {
                    let mut out = [0.0; 4];
                    grid.at(&v, &mut out[..self.outputs.max(grid.outputs).min(4)]);
                    v = out;
                }
                Step::Matrix(m, bias) => {
                    let [x, y, z, _] = v;
                    for k in 0..3 {
                        v[k] = (m[k][0] * x + m[k][1] * y + m[k][2] * z + bias[k]).clamp(0.0, 1.0);
                    }
                }
            }
        }
        v
    }
}
