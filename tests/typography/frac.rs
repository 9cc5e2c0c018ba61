//! Exact fractions, as the line dumps print them.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Sub};

/// A fraction in lowest terms, its denominator above nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Frac {
    num: i128,
    den: i128,
}

impl Frac {
    pub const ZERO: Frac = Frac { num: 0, den: 1 };

    pub fn new(num: i128, den: i128) -> Frac {
        let (mut a, mut b) = (num.abs(), den.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let by = a.max(1) * den.signum();
        Frac { num: num / by, den: den / by }
    }

    /// `21/2`, `-1/4`, `3` or `8.25`.
    pub fn parse(text: &str) -> Result<Frac, String> {
        let bad = || format!("`{text}` is no fraction");
        if let Some((num, den)) = text.split_once('/') {
            let (num, den): (i128, i128) = (num.parse().map_err(|_| bad())?, den.parse().map_err(|_| bad())?);
            return if den == 0 { Err(bad()) } else { Ok(Frac::new(num, den)) };
        }
        if let Some((whole, part)) = text.split_once('.') {
            let den = 10i128.pow(part.len() as u32);
            let digits: i128 = format!("{whole}{part}").parse().map_err(|_| bad())?;
            return Ok(Frac::new(digits, den));
        }
        Ok(Frac::new(text.parse().map_err(|_| bad())?, 1))
    }

    #[allow(dead_code)] // one of the two tests that share this file asks
    pub fn is_whole(self) -> bool {
        self.den == 1
    }

    pub fn float(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

impl Add for Frac {
    type Output = Frac;
    fn add(self, other: Frac) -> Frac {
        Frac::new(self.num * other.den + other.num * self.den, self.den * other.den)
    }
}

impl Sub for Frac {
    type Output = Frac;
    fn sub(self, other: Frac) -> Frac {
        Frac::new(self.num * other.den - other.num * self.den, self.den * other.den)
    }
}

impl PartialOrd for Frac {
    fn partial_cmp(&self, other: &Frac) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Frac {
    fn cmp(&self, other: &Frac) -> Ordering {
        (self.num * other.den).cmp(&(other.num * self.den))
    }
}

impl fmt::Display for Frac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

impl fmt::Debug for Frac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
