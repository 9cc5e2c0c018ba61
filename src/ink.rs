//! What is printed with: process and spot inks, and how they meet what lies below.

use std::sync::Arc;

/// An ink or a mix of inks (油墨). Amounts are thousandths: 1000 is full ink.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ink {
    /// Process inks: cyan, magenta, yellow, black.
    Cmyk([u16; 4]),
    /// A named special ink (专色) on a plate of its own.
    Spot {
        /// The plate's name, as the printer knows it.
        name: Arc<str>,
        /// How much of it.
        tint: u16,
        /// What stands in where the ink is not to be had, at full tint.
        alternate: [u16; 4],
    },
}

impl Ink {
    /// Black alone, full.
    pub const BLACK: Ink = Ink::Cmyk([0, 0, 0, 1000]);
    /// Paper.
    pub const WHITE: Ink = Ink::Cmyk([0, 0, 0, 0]);

    /// The sum of all inks at a point (总墨量), in thousandths: 2200 is 220 %.
    pub fn total(&self) -> u32 {
        match self {
            Ink::Cmyk(parts) => parts.iter().map(|&p| u32::from(p)).sum(),
            Ink::Spot { tint, .. } => u32::from(*tint),
        }
    }
}

/// An ink and whether it prints over what lies below (叠印) or cuts it out (镂空).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Paint {
    /// With what.
    pub ink: Ink,
    /// Prints over; only black and tints under text should.
    pub overprint: bool,
}

impl Paint {
    /// Black alone, overprinting: all body text and rules.
    pub const TEXT: Paint = Paint { ink: Ink::BLACK, overprint: true };
    /// An ink that knocks out.
    pub fn knockout(ink: Ink) -> Paint {
        Paint { ink, overprint: false }
    }
}
