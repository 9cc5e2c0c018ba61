//! The colours of vector art → ink.
//!
//! In: screen colours. Out: [`VectorOp`]s with ink. Does not know: SVG's syntax.

use crate::art::press::Output;
use crate::art::profile::Profile;
use crate::art::svg::{Rgb, Shape};
use crate::art::vector::{Gradient, VectorOp};
use crate::geom::Len;
use crate::ink::{Ink, Paint};
use crate::model::issue::Plates;
use std::collections::BTreeMap;

/// Steps of a gradient between its ends; a reader draws evenly from one to the next.
const STEPS: usize = 64;

/// Screen colours met so far, and their ink.
pub struct Inks<'a> {
    output: &'a Output,
    screen: Profile,
    plates: Plates,
    limit: u32,
    named: &'a BTreeMap<Rgb, [u16; 4]>,
    known: BTreeMap<Rgb, Ink>,
    /// The most ink of anything painted so far.
    heaviest: u32,
}

/// Strokes of full black from this width on may cut out: a plate out of register shows little beside them.
const WIDE: Len = Len(Len::PT.0 / 2);

impl<'a> Inks<'a> {
    /// For one drawing on one page.
    pub fn new(output: &'a Output, plates: Plates, limit: u32, named: &'a BTreeMap<Rgb, [u16; 4]>) -> Inks<'a> {
        Inks { output, screen: Profile::srgb(), plates, limit, named, known: BTreeMap::new(), heaviest: 0 }
    }
    /// A drawing step in ink; `None` when the output profile is needed and is not one to print with.
    pub fn step(&mut self, shape: &Shape) -> Option<VectorOp> {
        Some(match shape {
            Shape::Fill(path, even_odd, rgb) => {
                VectorOp::Fill { path: path.clone(), even_odd: *even_odd, paint: self.paint(*rgb, false)? }
            }
            Shape::Stroke(path, pen, rgb) => {
                VectorOp::Stroke { path: path.clone(), pen: pen.clone(), paint: self.paint(*rgb, pen.width >= WIDE)? }
            }
            Shape::Clip(path, even_odd) => VectorOp::Clip { path: path.clone(), even_odd: *even_odd },
            Shape::Unclip => VectorOp::Unclip,
            Shape::Shade(shade) => VectorOp::Shade(Gradient {
                matrix: shade.matrix,
                ends: shade.ends,
                inks: (0..=STEPS)
                    .map(|i| self.between(&shade.stops, i as f64 / STEPS as f64))
                    .collect::<Option<_>>()?,
            }),
        })
    }
    /// The ink at a place of a gradient. Between colours that name their ink the inks are mixed; between others the
    /// colours, as a screen shows them.
    fn between(&mut self, stops: &[(f64, Rgb)], t: f64) -> Option<[u16; 4]> {
        let i = stops.partition_point(|s| s.0 <= t);
        let (a, b) = match (i.checked_sub(1).and_then(|i| stops.get(i)), stops.get(i)) {
            (Some(a), Some(b)) => (a, b),
            (Some(s), None) | (None, Some(s)) => (s, s),
            (None, None) => return Some([0; 4]),
        };
        let part = if b.0 > a.0 { (t - a.0) / (b.0 - a.0) } else { 0.0 };
        let mix = |a: f64, b: f64| (a + (b - a) * part).round();
        if self.named.contains_key(&a.1) && self.named.contains_key(&b.1) {
            let (a, b) = (self.process(a.1)?, self.process(b.1)?);
            return Some([0, 1, 2, 3].map(|k| mix(f64::from(a[k]), f64::from(b[k])) as u16));
        }
        self.process([0, 1, 2].map(|k| mix(f64::from(a.1[k]), f64::from(b.1[k])) as u8))
    }
    fn process(&mut self, rgb: Rgb) -> Option<[u16; 4]> {
        Some(match self.ink(rgb)? {
            Ink::Cmyk(parts) => parts,
            Ink::Spot { alternate, .. } => alternate,
        })
    }
    /// Full black prints over what lies below, so that a plate out of register leaves no white edge; all else cuts
    /// out, and so does a wide stroke where it might lie on more ink than the limit leaves room for.
    fn paint(&mut self, rgb: Rgb, wide: bool) -> Option<Paint> {
        let ink = self.ink(rgb)?;
        let black = ink == Ink::BLACK;
        let too_much = self.heaviest + Ink::BLACK.total() > self.limit;
        self.heaviest = self.heaviest.max(ink.total());
        Some(Paint { overprint: black && !(wide && too_much), ink })
    }
    fn ink(&mut self, rgb: Rgb) -> Option<Ink> {
        if let Some(ink) = self.known.get(&rgb) {
            return Some(ink.clone());
        }
        let black_only = self.plates != Plates::Cmyk;
        let named = self.named.get(&rgb).copied();
        let ink = match named {
            Some(inks) if !black_only || inks[..3] == [0; 3] => Ink::Cmyk(inks),
            Some(inks) => {
                let device = inks.map(|v| f64::from(v) / 1000.0);
                self.black(self.output.profile()?.0.to_lab(device))?
            }
            None if rgb == [0; 3] => Ink::BLACK,
            None if rgb == [255; 3] => Ink::WHITE,
            None => {
                let [r, g, b] = rgb.map(|v| f64::from(v) / 255.0);
                let lab = self.screen.to_lab([r, g, b, 0.0]);
                let grey = rgb[0] == rgb[1] && rgb[1] == rgb[2];
                if black_only || grey {
                    self.black(lab)?
                } else {
                    let (profile, tone) = self.output.profile()?;
                    Ink::Cmyk(tone.inks(profile, lab, self.limit).map(percent))
                }
            }
        };
        self.known.insert(rgb, ink.clone());
        Some(ink)
    }
    fn black(&self, lab: [f64; 3]) -> Option<Ink> {
        let (_, tone) = self.output.profile()?;
        Some(Ink::Cmyk([0, 0, 0, (tone.black(lab) * 100.0).round() as u16 * 10]))
    }
}

/// Whole per cent in thousandths, rounded down so that four of them keep the limit.
fn percent(amount: f64) -> u16 {
    (amount * 100.0).floor().clamp(0.0, 100.0) as u16 * 10
}
