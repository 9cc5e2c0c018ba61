//! Colour profiles of devices, relative to the paper.
//!
//! In: a profile's bytes. Out: device values ↔ L*a*b*, black points, black point compensation.
//! Does not know: pictures.

use crate::art::head::Space;
use crate::art::icc::{Curve, D50, Lut, lab_to_xyz, xyz_to_lab};
use moxcms::{ColorProfile, DataColorSpace, LutWarehouse, ToneReprCurve};

/// How device values become colours.
enum ToPcs {
    Lut(Lut),
    Matrix {
        curves: [Curve; 3],
        matrix: [[f64; 3]; 3],
    },
    Grey(Curve),
    /// The device values are L*a*b* themselves.
    Lab,
}

/// Kinds of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// One channel.
    Grey,
    /// Three.
    Rgb,
    /// Four inks.
    Cmyk,
    /// L*a*b* as decoded from files.
    Lab,
}

/// A profile, ready to be evaluated with relative colorimetric intent.
pub struct Profile {
    /// What it describes.
    pub device: Device,
    to_pcs: ToPcs,
    from_pcs: Option<Lut>,
    /// The perceptual tables, which tell the black that the device really reaches.
    perceptual: Option<(Lut, Lut)>,
}

impl Profile {
    /// Reads a profile; `None` when it is damaged or of a kind that pictures do not use.
    pub fn new(bytes: &[u8]) -> Option<Profile> {
        let p = ColorProfile::new_from_slice(bytes).ok()?;
        let device = match p.color_space {
            DataColorSpace::Gray => Device::Grey,
            DataColorSpace::Rgb => Device::Rgb,
            DataColorSpace::Cmyk => Device::Cmyk,
            DataColorSpace::Lab => Device::Lab,
            _ => return None,
        };
        let to = |lut: &Option<LutWarehouse>| lut.as_ref().and_then(|l| Lut::new(l, p.pcs, false));
        let from = |lut: &Option<LutWarehouse>| lut.as_ref().and_then(|l| Lut::new(l, p.pcs, true));
        let lut = to(&p.lut_a_to_b_colorimetric).or_else(|| to(&p.lut_a_to_b_perceptual));
        let to_pcs = match (lut, device) {
            (Some(lut), _) => ToPcs::Lut(lut),
            (None, Device::Rgb) => {
                let curve = |c: &Option<ToneReprCurve>| c.as_ref().and_then(Curve::new);
                let curves = [curve(&p.red_trc)?, curve(&p.green_trc)?, curve(&p.blue_trc)?];
                let (r, g, b) = (p.red_colorant, p.green_colorant, p.blue_colorant);
                ToPcs::Matrix { curves, matrix: [[r.x, g.x, b.x], [r.y, g.y, b.y], [r.z, g.z, b.z]] }
            }
            (None, Device::Grey) => ToPcs::Grey(Curve::new(p.gray_trc.as_ref()?)?),
            _ => return None,
        };
        Some(Profile {
            device,
            to_pcs,
            from_pcs: from(&p.lut_b_to_a_colorimetric).or_else(|| from(&p.lut_b_to_a_perceptual)),
            perceptual: to(&p.lut_a_to_b_perceptual).zip(from(&p.lut_b_to_a_perceptual)),
        })
    }
    /// sRGB (IEC 61966-2-1), for pictures that say nothing.
    pub fn srgb() -> Profile {
        let curve = || Curve::Formula([2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045, 0.0, 0.0]);
        // Primaries adapted to D50, as in the ICC's own sRGB2014 profile.
        let matrix = [[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]];
        Profile {
            device: Device::Rgb,
            to_pcs: ToPcs::Matrix { curves: [curve(), curve(), curve()], matrix },
            from_pcs: None,
            perceptual: None,
        }
    }
    /// Grey with the tone curve of sRGB, for grey pictures that say nothing.
    pub fn grey() -> Profile {
        let curve = Curve::Formula([2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045, 0.0, 0.0]);
        Profile { device: Device::Grey, to_pcs: ToPcs::Grey(curve), from_pcs: None, perceptual: None }
    }
    /// L*a*b* itself.
    pub fn lab() -> Profile {
        Profile { device: Device::Lab, to_pcs: ToPcs::Lab, from_pcs: None, perceptual: None }
    }
    /// Whether a profile is one for pixels of this space.
    pub fn describes(bytes: &[u8], space: Space) -> bool {
        let device = Profile::new(bytes).map(|p| p.device);
        match space {
            Space::Grey => device == Some(Device::Grey),
            Space::Rgb => device == Some(Device::Rgb),
            Space::Cmyk => device == Some(Device::Cmyk),
            // No profile is asked for these.
            Space::Lab | Space::Bilevel => true,
        }
    }
    /// Whether it can be printed with.
    pub fn is_output(&self) -> bool {
        self.device == Device::Cmyk && self.from_pcs.is_some()
    }
    /// Device values (0 to 1) → L*a*b* relative to the paper.
    pub fn to_lab(&self, device: [f64; 4]) -> [f64; 3] {
        match &self.to_pcs {
            ToPcs::Lut(lut) => {
                let [a, b, c, _] = lut.run(device);
                lut.pcs.decode([a, b, c])
            }
            ToPcs::Matrix { curves, matrix } => {
                let [r, g, b] = [0, 1, 2].map(|k| curves[k].at(device[k]));
                xyz_to_lab([0, 1, 2].map(|k| matrix[k][0] * r + matrix[k][1] * g + matrix[k][2] * b))
            }
            ToPcs::Grey(curve) => xyz_to_lab(D50.map(|w| w * curve.at(device[0]))),
            ToPcs::Lab => {
                let shifted = |v: f64| v * 65_535.0 / 256.0 - 128.0;
                [device[0] * 100.0, shifted(device[1]), shifted(device[2])]
            }
        }
    }
    /// L*a*b* relative to the paper → inks (0 to 1).
    pub fn inks_of_lab(&self, lab: [f64; 3]) -> [f64; 4] {
        let Some(lut) = &self.from_pcs else { return [0.0; 4] };
        let [l, a, b] = lut.pcs.encode(lab);
        lut.run([l, a, b, 0.0]).map(|v| v.clamp(0.0, 1.0))
    }
    /// The darkest colour of a source, as XYZ of a neutral.
    pub fn source_black(&self) -> [f64; 3] {
        let darkest = match self.device {
            Device::Grey | Device::Rgb => [0.0; 4],
            Device::Cmyk => return self.output_black(),
            Device::Lab => return [0.0; 3],
        };
        neutral(self.to_lab(darkest)[0])
    }
    /// The black that printing reaches, as XYZ of a neutral: the method of Adobe's black point compensation as
    /// published ("Adobe Systems' Implementation of Black Point Compensation", 2006) and as lcms2 does it.
    pub fn output_black(&self) -> [f64; 3] {
        let initial = match &self.perceptual {
            Some((to, from)) => {
                let [l, a, b] = from.pcs.encode([0.0, 0.0, 0.0]);
                let inks = from.run([l, a, b, 0.0]);
                let [l, a, b, _] = to.run(inks);
                to.pcs.decode([l, a, b])[0].clamp(0.0, 50.0)
            }
            None => 0.0,
        };
        let step = |i: usize| i as f64 * 100.0 / 255.0;
        let mut ramp: Vec<f64> = (0..256).map(|i| self.to_lab(self.inks_of_lab([step(i), 0.0, 0.0]))[0]).collect();
        for i in (1..255).rev() {
            ramp[i] = ramp[i].min(ramp[i + 1]);
        }
        let (min, max) = (ramp[0], ramp[255]);
        if min >= max {
            return [0.0; 3];
        }
        let straight = (0..256).all(|i| step(i) <= min + 0.2 * (max - min) || (step(i) - ramp[i]).abs() < 4.0);
        if straight {
            return neutral(initial);
        }
        let shadow: Vec<(f64, f64)> = (0..256)
            .map(|i| (step(i), (ramp[i] - min) / (max - min)))
            .filter(|&(_, y)| (0.1..0.5).contains(&y))
            .collect();
        neutral(quadratic_root(&shadow).unwrap_or(0.0).clamp(0.0, 50.0))
    }
}

/// XYZ of a neutral of this lightness.
pub fn neutral(l: f64) -> [f64; 3] {
    lab_to_xyz([l.clamp(0.0, 50.0), 0.0, 0.0])
}

/// Where the parabola that fits the points best leaves zero.
fn quadratic_root(points: &[(f64, f64)]) -> Option<f64> {
    if points.len() < 4 {
        return None;
    }
    let sum = |f: &dyn Fn(f64, f64) -> f64| points.iter().map(|&(x, y)| f(x, y)).sum::<f64>();
    let (sx, sx2) = (sum(&|x, _| x), sum(&|x, _| x * x));
    let (sx3, sx4) = (sum(&|x, _| x * x * x), sum(&|x, _| x * x * x * x));
    let (sy, sxy, sx2y) = (sum(&|_, y| y), sum(&|x, y| x * y), sum(&|x, y| x * x * y));
    let n = points.len() as f64;
    let det = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let d = det([[n, sx, sx2], [sx, sx2, sx3], [sx2, sx3, sx4]]);
    if d.abs() < 1e-12 {
        return None;
    }
    let c = det([[sy, sx, sx2], [sxy, sx2, sx3], [sx2y, sx3, sx4]]) / d;
    let b = det([[n, sy, sx2], [sx, sxy, sx3], [sx2, sx2y, sx4]]) / d;
    let a = det([[n, sx, sy], [sx, sx2, sxy], [sx2, sx3, sx2y]]) / d;
    if a.abs() < 1e-10 {
        return (b.abs() > 1e-10).then(|| -c / b);
    }
    let inside = b * b - 4.0 * a * c;
    (inside > 0.0).then(|| (-b + inside.sqrt()) / (2.0 * a))
}

/// Moves colours so that one black becomes the other and white stays (black point compensation).
pub struct Compensation {
    scale: [f64; 3],
    shift: [f64; 3],
}

impl Compensation {
    /// From the source's black to the output's.
    pub fn new(from: [f64; 3], to: [f64; 3]) -> Compensation {
        let scale = [0, 1, 2].map(|k| (to[k] - D50[k]) / (from[k] - D50[k]));
        let shift = [0, 1, 2].map(|k| D50[k] * (from[k] - to[k]) / (from[k] - D50[k]));
        Compensation { scale, shift }
    }
    /// One colour.
    pub fn apply(&self, lab: [f64; 3]) -> [f64; 3] {
        let xyz = lab_to_xyz(lab);
        xyz_to_lab([0, 1, 2].map(|k| xyz[k] * self.scale[k] + self.shift[k]))
    }
}
