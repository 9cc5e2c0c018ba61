//! Lengths and shapes.
//!
//! In: numbers with a unit. Out: exact integers. Does not know: what is measured.
//!
//! Two lengths that never mix: [`Len`] is a length on paper, [`Em`] a fraction of
//! the running text's em. Only `makeup::draw` turns one into the other.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// A length on paper, in 1/914,400 inch: millimetres, points, Q and every
/// Chinese size name (号) are whole numbers of it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Len(pub i64);

/// A fraction of the running text's em, in 1/27,720 em, so that halves, thirds,
/// quarters, sevenths, eighths, ninths and elevenths are exact.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Em(pub i64);

macro_rules! arithmetic {
    ($name:ident) => {
        impl $name {
            /// Nothing.
            pub const ZERO: $name = $name(0);
            /// The larger of the two.
            pub fn max(self, other: $name) -> $name {
                if other > self { other } else { self }
            }
            /// The smaller of the two.
            pub fn min(self, other: $name) -> $name {
                if other < self { other } else { self }
            }
            /// `self × num ÷ den`, rounded to the nearest unit (halves away from zero).
            pub fn scale(self, num: i64, den: i64) -> $name {
                let product = i128::from(self.0) * i128::from(num);
                let den = i128::from(den);
                let half = den.abs() / 2;
                let adjusted = if (product < 0) == (den < 0) {
                    product + half * den.signum()
                } else {
                    product - half * den.signum()
                };
                $name((adjusted / den) as i64)
            }
        }
        impl Add for $name {
            type Output = $name;
            fn add(self, other: $name) -> $name {
                $name(self.0 + other.0)
            }
        }
        impl Sub for $name {
            type Output = $name;
            fn sub(self, other: $name) -> $name {
                $name(self.0 - other.0)
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: $name) {
                self.0 += other.0;
            }
        }
        impl SubAssign for $name {
            fn sub_assign(&mut self, other: $name) {
                self.0 -= other.0;
            }
        }
        impl Neg for $name {
            type Output = $name;
            fn neg(self) -> $name {
                $name(-self.0)
            }
        }
        impl Mul<i64> for $name {
            type Output = $name;
            fn mul(self, n: i64) -> $name {
                $name(self.0 * n)
            }
        }
        impl Div<i64> for $name {
            type Output = $name;
            fn div(self, n: i64) -> $name {
                $name(self.0 / n)
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = $name>>(iter: I) -> $name {
                $name(iter.map(|v| v.0).sum())
            }
        }
    };
}
arithmetic!(Len);
arithmetic!(Em);

impl Len {
    /// One millimetre.
    pub const MM: Len = Len(36_000);
    /// One PostScript point, 1/72 inch.
    pub const PT: Len = Len(12_700);
    /// One Q (级), a quarter of a millimetre.
    pub const Q: Len = Len(9_000);

    /// From points; the nearest unit. For values that come from fonts and files.
    pub fn from_pt(pt: f64) -> Len {
        Len((pt * 12_700.0).round() as i64)
    }
    /// From millimetres; the nearest unit.
    pub fn from_mm(mm: f64) -> Len {
        Len((mm * 36_000.0).round() as i64)
    }
    /// In points, for file formats that count in them.
    pub fn pt(self) -> f64 {
        self.0 as f64 / 12_700.0
    }
    /// In millimetres, for people.
    pub fn mm(self) -> f64 {
        self.0 as f64 / 36_000.0
    }
    /// How many whole `unit`s it takes to hold this length.
    pub fn div_ceil(self, unit: Len) -> i64 {
        (self.0 + unit.0 - 1).div_euclid(unit.0)
    }
}

impl fmt::Debug for Len {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}mm", self.mm())
    }
}

impl Em {
    /// The em itself.
    pub const ONE: Em = Em(27_720);
    /// Half an em: the body of a punctuation mark.
    pub const HALF: Em = Em(13_860);

    /// The exact fraction `num/den`; `den` must divide 27,720.
    pub const fn frac(num: i64, den: i64) -> Em {
        Em(27_720 * num / den)
    }
    /// From font units, rounded once to the nearest unit.
    pub fn from_units(units: i64, units_per_em: i64) -> Em {
        Em::ONE.scale(units, units_per_em)
    }
    /// This many ems of type of the given size, on paper.
    pub fn at(self, size: Len) -> Len {
        size.scale(self.0, Em::ONE.0)
    }
    /// The exact fraction in lowest terms, as the line dumps print it: `21/2`.
    pub fn fraction(self) -> String {
        fn gcd(a: i64, b: i64) -> i64 {
            if b == 0 { a.abs() } else { gcd(b, a % b) }
        }
        let g = gcd(self.0, Em::ONE.0).max(1);
        let (n, d) = (self.0 / g, Em::ONE.0 / g);
        if d == 1 { n.to_string() } else { format!("{n}/{d}") }
    }
}

impl fmt::Debug for Em {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}em", self.fraction())
    }
}

/// A place on the page: from the trim's top left corner, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Point {
    /// From the left edge of the trim.
    pub x: Len,
    /// From the top edge of the trim, downwards.
    pub y: Len,
}

/// Width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Size {
    /// Width.
    pub w: Len,
    /// Height.
    pub h: Len,
}

/// A rectangle in page space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rect {
    /// Left edge.
    pub x: Len,
    /// Top edge.
    pub y: Len,
    /// Width.
    pub w: Len,
    /// Height.
    pub h: Len,
}

impl Rect {
    /// From its left, top, width and height.
    pub const fn new(x: Len, y: Len, w: Len, h: Len) -> Rect {
        Rect { x, y, w, h }
    }
    /// Right edge.
    pub fn right(self) -> Len {
        self.x + self.w
    }
    /// Bottom edge.
    pub fn bottom(self) -> Len {
        self.y + self.h
    }
    /// Moved by an offset.
    pub fn offset(self, x: Len, y: Len) -> Rect {
        Rect { x: self.x + x, y: self.y + y, ..self }
    }
    /// Each edge moved inwards by `d` (outwards when negative).
    pub fn inset(self, d: Len) -> Rect {
        Rect { x: self.x + d, y: self.y + d, w: self.w - d * 2, h: self.h - d * 2 }
    }
    /// Whether the two share more than an edge.
    pub fn overlaps(self, other: Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Rect) -> bool {
        self.x <= other.x && self.y <= other.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }
}
