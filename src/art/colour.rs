//! The colours of vector art → ink.
//!
//! In: screen colours. Out: [`VectorOp`]s with ink. Does not know: SVG's syntax.

use crate::art::press::Output;
use crate::art::profile::Profile;
use crate::art::svg::{Rgb, Shape};
use crate::art::vector::VectorOp;
use crate::ink::{Ink, Paint};
use crate::model::issue::Plates;
use std::collections::BTreeMap;

/// Screen colours met so far, and their ink.
pub struct Inks<'a> {
    output: &'a Output,
    screen: Profile,
    plates: Plates,
    limit: u32,
    named: &'a BTreeMap<Rgb, [u16; 4]>,
    known: BTreeMap<Rgb, Ink>,
}

impl<'a> Inks<'a> {
    /// For one drawing on one page.
    pub fn new(output: &'a Output, plates: Plates, limit: u32, named: &'a BTreeMap<Rgb, [u16; 4]>) -> Inks<'a> {
        Inks { output, screen: Profile::srgb(), plates, limit, named, known: BTreeMap::new() }
    }
    /// A drawing step in ink; `None` when the output profile is needed and is not one to print with.
    pub fn step(&mut self, shape: &Shape) -> Option<VectorOp> {
        Some(match shape {
            Shape::Fill(path, even_odd, rgb) => {
                VectorOp::Fill { path: path.clone(), even_odd: *even_odd, paint: self.paint(*rgb)? }
            }
            Shape::Stroke(path, pen, rgb) => {
                VectorOp::Stroke { path: path.clone(), pen: pen.clone(), paint: self.paint(*rgb)? }
            }
            Shape::Clip(path, even_odd) => VectorOp::Clip { path: path.clone(), even_odd: *even_odd },
            Shape::Unclip => VectorOp::Unclip,
        })
    }
    /// Full black prints over what lies below, so that a plate out of register leaves no white edge; all else
    /// cuts out.
    fn paint(&mut self, rgb: Rgb) -> Option<Paint> {
        let ink = self.ink(rgb)?;
        Some(Paint { overprint: ink == Ink::BLACK, ink })
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
