//! Inks as operators: process inks, spot plates, overprint.
//!
//! In: paints. Out: colour operators and the names of the spaces they use. Does not know: what is painted.
//!
//! Process inks are DeviceCMYK under the output intent. A spot ink is a Separation with a linear tint
//! transform to its stand-in. Overprint is switched for fills and strokes together, and always with
//! overprint mode 1, so that an ink that is not asked for is left alone (ISO 32000-1, 8.6.7).

use crate::ink::{Ink, Paint};
use printpdf::{Cmyk, Color, DictItem, ExtendedGraphicsState, ExtendedGraphicsStateId, Op, OverprintMode};
use std::collections::BTreeMap;

/// Resource name of the state in which paint prints over what lies below.
pub(crate) const OVER: &str = "Over";
/// Resource name of the state in which paint cuts out what lies below.
pub(crate) const OUT: &str = "Out";
/// Resource name of the state that a supplied page expects to find: PDF's own defaults.
pub(crate) const FRESH: &str = "Fresh";

/// The spot inks of a file: plate name → stand-in at full tint.
#[derive(Default)]
pub(crate) struct Spots {
    names: BTreeMap<String, [u16; 4]>,
}

impl Spots {
    /// Notes an ink. A plate has one stand-in in a file: the first that was seen.
    pub fn note(&mut self, ink: &Ink) {
        if let Ink::Spot { name, alternate, .. } = ink {
            self.names.entry(name.to_string()).or_insert(*alternate);
        }
    }

    /// Resource name, plate name and stand-in of each, in order.
    pub fn iter(&self) -> impl Iterator<Item = (String, &str, [u16; 4])> {
        self.names.iter().enumerate().map(|(i, (name, alternate))| (format!("Spot{i}"), name.as_str(), *alternate))
    }

    fn resource(&self, name: &str) -> Option<String> {
        self.names.keys().position(|n| n == name).map(|i| format!("Spot{i}"))
    }
}

/// Fill or stroke.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Areas and type.
    Fill,
    /// Lines.
    Stroke,
}

/// Operators that select an ink.
pub(crate) fn select(ink: &Ink, side: Side, spots: &Spots) -> Vec<Op> {
    match ink {
        Ink::Cmyk(parts) => vec![process(*parts, side)],
        Ink::Spot { name, tint, alternate } => match spots.resource(name) {
            None => vec![process(alternate.map(|a| a * *tint / 1000), side)],
            Some(id) => {
                let (space, key) = match side {
                    Side::Fill => (Op::SetColorSpaceFill { id }, "scn"),
                    Side::Stroke => (Op::SetColorSpaceStroke { id }, "SCN"),
                };
                vec![space, Op::Unknown { key: key.into(), value: vec![DictItem::Real(amount(*tint))] }]
            }
        },
    }
}

fn process(parts: [u16; 4], side: Side) -> Op {
    let [c, m, y, k] = parts.map(amount);
    let col = Color::Cmyk(Cmyk { c, m, y, k, icc_profile: None });
    match side {
        Side::Fill => Op::SetFillColor { col },
        Side::Stroke => Op::SetOutlineColor { col },
    }
}

/// Thousandths as a share of one.
pub(crate) fn amount(thousandths: u16) -> f32 {
    f32::from(thousandths.min(1000)) / 1000.0
}

/// Whether a paint prints over. White never does: it would vanish.
pub(crate) fn prints_over(paint: &Paint) -> bool {
    paint.overprint && paint.ink.total() > 0
}

/// The states, by resource name. printpdf exchanges the keys for fill and stroke, which does no
/// harm as long as both have the same value.
pub(crate) fn states() -> BTreeMap<ExtendedGraphicsStateId, ExtendedGraphicsState> {
    let state = |over: bool, mode: OverprintMode| {
        ExtendedGraphicsState::default().with_overprint_fill(over).with_overprint_stroke(over).with_overprint_mode(mode)
    };
    let all = [
        (OVER, state(true, OverprintMode::KeepUnderlying)),
        (OUT, state(false, OverprintMode::KeepUnderlying)),
        (FRESH, state(false, OverprintMode::EraseUnderlying)),
    ];
    all.into_iter().map(|(name, state)| (ExtendedGraphicsStateId(name.into()), state)).collect()
}
