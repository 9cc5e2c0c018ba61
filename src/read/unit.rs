//! Units as the trade says them.
//!
//! In: `9pt`, `390mm`, `13字`, `8行`, `2栏`, `小五`, `40%`, `1-5`. Out: exact lengths and numbers.
//! Does not know: which key asks.

use super::walk::Wrong;
use crate::geom::Len;
use crate::ink::Ink;
use std::collections::BTreeMap;

/// What the relative units of a layout stand for.
#[derive(Clone, Debug)]
pub struct Units {
    /// `字`, `em`: the size of body type.
    pub body: Len,
    /// `行`, `ln`: the pitch of the baseline grid.
    pub pitch: Len,
    /// `栏`, `col`: one column.
    pub column: Len,
    /// Between two columns.
    pub gutter: Len,
    /// Which table of size names: [`WORD`] or [`FOUNDER`].
    pub sizes: &'static [(&'static str, i64)],
    /// `[inks]`: the names that inks go by.
    pub inks: BTreeMap<String, Ink>,
}

impl Default for Units {
    fn default() -> Units {
        let body = Len(133_350);
        let inks = BTreeMap::from([("black".to_string(), Ink::BLACK), ("paper".to_string(), Ink::WHITE)]);
        Units { body, pitch: Len::PT * 14, column: body * 18, gutter: body, sizes: WORD, inks }
    }
}

/// `sizes = "word"`: the sizes of word processors, in tenths of a point.
pub const WORD: &[(&str, i64)] = &[
    ("特大号", 630),
    ("特号", 540),
    ("初号", 420),
    ("小初", 360),
    ("一号", 260),
    ("小一", 240),
    ("二号", 220),
    ("小二", 180),
    ("三号", 160),
    ("小三", 150),
    ("四号", 140),
    ("小四", 120),
    ("五号", 105),
    ("小五", 90),
    ("六号", 75),
    ("小六", 65),
    ("七号", 55),
    ("八号", 50),
];

/// `sizes = "founder"`: the sizes of the trade's textbooks, where 小初 is 30 pt and 二号 21 pt
/// (newspaper 1.3), in tenths of a point.
pub const FOUNDER: &[(&str, i64)] = &[
    ("特大号", 630),
    ("特号", 540),
    ("初号", 420),
    ("小初", 300),
    ("一号", 280),
    ("小一", 240),
    ("二号", 210),
    ("小二", 180),
    ("三号", 160),
    ("小三", 150),
    ("四号", 140),
    ("小四", 120),
    ("五号", 105),
    ("小五", 90),
    ("六号", 80),
    ("小六", 70),
    ("七号", 60),
];

/// A decimal number, exact: `1.5` is 15 over 10.
fn decimal(text: &str) -> Option<(i64, i64)> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{part}");
    // Nine digits hold every length that fits on a press, and keep the sums below far from any overflow.
    if whole.is_empty() || all.len() > 9 || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((sign * all.parse::<i64>().ok()?, 10_i64.pow(part.len() as u32)))
}

/// Splits `13.5字` into its number and its unit.
fn split(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
    (&text[..end], text[end..].trim())
}

const UNITS: &str = "lengths are written as 9pt, 390mm, 6Q, 13字 (characters of body type), 8行 (lines of the grid), \
                     2栏 (columns) or a size name such as 小五";

/// A length: `9pt`, `390mm`, `13字`, `8行`, `2栏`, `小五`.
pub fn length(text: &str, units: &Units) -> Result<Len, Wrong> {
    let text = text.trim();
    if let Some((_, tenths)) = units.sizes.iter().find(|(name, _)| *name == text) {
        return Ok(Len::PT.scale(*tenths, 10));
    }
    let (number, unit) = split(text);
    let Some((value, over)) = decimal(number) else {
        return Err(Wrong::unit(format!("“{text}” is not a length")).help(UNITS));
    };
    let one = match unit {
        "pt" | "点" => Len::PT,
        "mm" | "毫米" => Len::MM,
        "cm" => Len::MM * 10,
        "in" => Len::PT * 72,
        "Q" | "q" | "级" => Len::Q,
        "字" | "em" => units.body,
        "行" | "ln" => units.pitch,
        "栏" | "col" => {
            if over != 1 || value < 1 {
                return Err(Wrong::unit(format!("“{text}” is not a whole number of columns")).help(UNITS));
            }
            return Ok(units.column * value + units.gutter * (value - 1));
        }
        "" if value == 0 => Len::ZERO,
        "" => return Err(Wrong::unit(format!("“{text}” has no unit")).help(UNITS)),
        other => return Err(Wrong::unit(format!("“{other}” is not a unit of length")).help(UNITS)),
    };
    Ok(one.scale(value, over))
}

/// A share: `40%`, or a number of thousandths of one; in thousandths.
pub fn share(text: &str) -> Result<i64, Wrong> {
    let (number, unit) = split(text.trim());
    match (decimal(number), unit) {
        (Some((value, over)), "%") => Ok(Len(value * 10).scale(1, over).0),
        (Some((value, over)), "") => Ok(Len(value * 1000).scale(1, over).0),
        _ => Err(Wrong::unit(format!("“{text}” is not a share")).help("shares are written as 40% or 0.4")),
    }
}

/// An amount of the style's own em, `2字` or `0.5em` (a bare number counts ems), in 1/27,720 em.
pub fn ems(text: &str) -> Result<i64, Wrong> {
    if let Some((num, den)) = text.trim().split_once('/')
        && let (Some((num, 1)), Some((den, 1))) = (decimal(num), decimal(den))
        && den > 0
        && 27_720 % den == 0
    {
        return Ok(27_720 / den * num);
    }
    let (number, unit) = split(text.trim());
    match (decimal(number), unit) {
        (Some((value, over)), "字" | "em" | "") => Ok(Len(27_720).scale(value, over).0),
        (Some((value, over)), "%") => Ok(Len(27_720).scale(value, over * 100).0),
        _ => Err(Wrong::unit(format!("“{text}” is not a number of characters"))
            .help("write it in characters of the style's own type: 2字 or 0.5em")),
    }
}

/// Both ends of a range, counted from 1: `1-5`, `3`.
pub fn range(text: &str) -> Result<(u16, u16), Wrong> {
    let wrong =
        || Wrong::value(format!("“{text}” is not a range")).help("write the first and the last, counted from 1: 1-5");
    let text_ = text.trim();
    let (first, last) = text_.split_once(['-', '–', '—', '~']).unwrap_or((text_, text_));
    let first: u16 = first.trim().parse().map_err(|_| wrong())?;
    let last: u16 = last.trim().parse().map_err(|_| wrong())?;
    if first == 0 || last < first {
        return Err(wrong());
    }
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_exact() {
        let units = Units::default();
        let exact = |text: &str| length(text, &units).map(|l| l.0).map_err(|w| w.message);
        assert_eq!(exact("9pt"), Ok(114_300));
        assert_eq!(exact("390mm"), Ok(14_040_000));
        assert_eq!(exact("17.2mm"), Ok(619_200));
        assert_eq!(exact("1.5字"), Ok(200_025));
        assert_eq!(exact("8行"), Ok(8 * 14 * 12_700));
        assert_eq!(exact("2栏"), Ok(2 * 18 * 133_350 + 133_350));
        assert_eq!(exact("小五"), Ok(114_300));
        assert_eq!(exact("-0.7pt"), Ok(-8_890));
        assert_eq!(exact("0"), Ok(0));
        for wrong in ["9", "pt", "9px", "", "１pt", "9 9pt", "1e9pt", "9999999999mm", "--1pt", "1.5栏"] {
            assert!(exact(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn size_names_come_from_the_chosen_table() {
        let founder = Units { sizes: FOUNDER, ..Units::default() };
        assert_eq!(length("小初", &Units::default()).ok(), Some(Len::PT * 36));
        assert_eq!(length("小初", &founder).ok(), Some(Len::PT * 30));
    }

    #[test]
    fn ranges_count_from_one() {
        assert_eq!(range("1-5").ok(), Some((1, 5)));
        assert_eq!(range("3").ok(), Some((3, 3)));
        assert!(range("0-2").is_err() && range("5-1").is_err() && range("a").is_err() && range("1-99999").is_err());
    }
}
