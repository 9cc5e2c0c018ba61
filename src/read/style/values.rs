//! Values of style keys that take more than one look.
//!
//! In: a value. Out: what it means. Does not know: which key it stands under.

use crate::geom::{Em, Len};
use crate::ink::Ink;
use crate::read::tree::{Table, Value};
use crate::read::unit::{self, Units};
use crate::read::walk::{self, Wrong};

const WEIGHTS: &[(&str, u16)] = &[("regular", 400), ("medium", 500), ("bold", 700), ("black", 900)];

pub(super) fn weight(value: &Value) -> Result<u16, Wrong> {
    match value {
        Value::Text { .. } => walk::choice(value, WEIGHTS),
        _ => Ok(walk::integer(value, 1, 1000)? as u16),
    }
}

/// Tracking is a share of the size (`2%`) or a length (`0.6pt`); in thousandths of the size.
pub(super) fn tracking(value: &Value, size: Len, units: &Units) -> Result<i32, Wrong> {
    let thousandths = match value {
        Value::Text { text, .. } if !text.trim().ends_with('%') => {
            Len(unit::length(text, units)?.0 * 1000).scale(1, size.0.max(1)).0
        }
        _ => walk::share(value)?,
    };
    if !(-500..=5000).contains(&thousandths) {
        return Err(Wrong::value("tracking is between -50% and 500% of the size").help("write a share such as 5%"));
    }
    Ok(thousandths as i32)
}

pub(super) fn ems(value: &Value) -> Result<Em, Wrong> {
    let number = match value {
        Value::Text { text, .. } => unit::ems(text)?,
        Value::Integer(number) => unit::ems(&number.to_string())?,
        Value::Float(number) => unit::ems(&number.to_string())?,
        other => return Err(Wrong::kind("a number of characters such as \"2字\"", other)),
    };
    if number < 0 {
        return Err(Wrong::value("it is a number of characters that is not negative"));
    }
    Ok(Em(number))
}

/// Width or height of characters, a share of how they were drawn.
pub(super) fn part_of_form(value: &Value) -> Result<u16, Wrong> {
    let share = walk::share(value)?;
    if !(500..=2000).contains(&share) {
        return Err(Wrong::value("characters are between 50% and 200% of how they were drawn"));
    }
    Ok(share as u16)
}

/// How far characters lean, a share of their height: `"20%"`; negative leans to the left.
pub(super) fn lean(value: &Value) -> Result<i16, Wrong> {
    let share = match value {
        Value::Text { text, .. } if text.trim().starts_with('-') => {
            let text = text.trim().trim_start_matches('-').to_string();
            let share = text.trim_end_matches('%').trim().parse::<f64>().ok().filter(|_| text.ends_with('%'));
            -(share.ok_or_else(|| Wrong::value("it is a share such as \"-20%\""))? * 10.0).round() as i64
        }
        _ => walk::share(value)?,
    };
    if !(-500..=500).contains(&share) {
        return Err(Wrong::value("characters lean by 50% of their height at most"));
    }
    Ok(share as i16)
}

pub(super) fn blank(value: &Value) -> Result<Option<Em>, Wrong> {
    match value {
        Value::Bool(false) => Ok(None),
        other => ems(other).map(Some),
    }
}

/// What a mark gives: it has half an em.
pub(super) fn squeeze(value: &Value) -> Result<Em, Wrong> {
    let most = ems(value)?;
    if most > Em::HALF { Err(Wrong::value("a mark gives half a character at most")) } else { Ok(most) }
}

/// An amount of the gap: one em is more than any paper sets.
pub(super) fn part_of_gap(value: &Value) -> Result<Em, Wrong> {
    let part = ems(value)?;
    if part > Em::ONE { Err(Wrong::value("the gap is one character at most")) } else { Ok(part) }
}

/// The gap between Han and letters: natural, least, most. One value alone may halve and double; `false` is none.
pub(super) fn gap(value: &Value) -> Result<(Em, Em, Em), Wrong> {
    match value {
        Value::Bool(false) => Ok((Em::ZERO, Em::ZERO, Em::ZERO)),
        Value::List(_) => {
            let list = walk::list(value, 3, "amounts (natural, least, most)")?;
            let (natural, least, most) =
                (part_of_gap(&list[0].value)?, part_of_gap(&list[1].value)?, part_of_gap(&list[2].value)?);
            if least > natural || natural > most {
                let wrong = Wrong::value("the natural gap must lie between the least and the most");
                return Err(wrong.help("write natural, least, most: [\"0.25字\", \"0.125字\", \"0.5字\"]"));
            }
            Ok((natural, least, most))
        }
        other => {
            let natural = part_of_gap(other)?;
            Ok((natural, natural / 2, natural * 2))
        }
    }
}

/// An ink: `[0, 100, 100, 0]` in percent, a name of `[inks]`, or
/// `{ spot = "PANTONE 485 C", tint = 100, alternate = [0, 95, 100, 0] }`.
pub fn ink(value: &Value, units: &Units) -> Result<Ink, Wrong> {
    match value {
        Value::Text { text, .. } => units.inks.get(text.as_str()).cloned().ok_or_else(|| {
            let known: Vec<&str> = units.inks.keys().map(String::as_str).collect();
            let wrong = Wrong::value(format!("there is no ink “{text}”"));
            match walk::nearest(text, known.iter().copied()) {
                Some(near) => wrong.help(format!("did you mean “{near}”?")),
                None => wrong.help(format!("inks are named in [inks]; this layout has {}", known.join(", "))),
            }
        }),
        Value::List(_) => cmyk(value).map(Ink::Cmyk),
        Value::Table(table) => spot(table),
        other => Err(Wrong::kind("an ink such as [0, 100, 100, 0] or a name", other)),
    }
}

pub(super) fn cmyk(value: &Value) -> Result<[u16; 4], Wrong> {
    let list = walk::list(value, 4, "amounts (cyan, magenta, yellow, black) in percent")?;
    let mut out = [0; 4];
    for (slot, node) in out.iter_mut().zip(list) {
        *slot = percent(&node.value)?;
    }
    Ok(out)
}

/// An amount of ink in percent, in thousandths.
pub(super) fn percent(value: &Value) -> Result<u16, Wrong> {
    let amount = match value {
        Value::Integer(number) if (0..=100).contains(number) => *number as f64,
        Value::Float(number) if (0.0..=100.0).contains(number) => *number,
        Value::Integer(_) | Value::Float(_) => {
            let wrong = Wrong::value("an ink lies between 0 and 100 percent");
            return Err(wrong.help("write cyan, magenta, yellow and black in percent: [0, 100, 100, 0]"));
        }
        other => return Err(Wrong::kind("a number in percent", other)),
    };
    Ok((amount * 10.0).round() as u16)
}

pub(super) fn spot(table: &Table) -> Result<Ink, Wrong> {
    let lacks = || {
        Wrong::value("a spot ink needs `spot` (its plate's name) and `alternate` (four amounts)")
            .help("write { spot = \"PANTONE 485 C\", tint = 100, alternate = [0, 95, 100, 0] }")
    };
    if let Some(entry) = table.entries.iter().find(|e| !["spot", "tint", "alternate"].contains(&e.key.as_str())) {
        let wrong = Wrong::value(format!("there is no key “{}” in a spot ink", entry.key));
        return Err(wrong.help("its keys are spot, tint and alternate"));
    }
    let name = walk::text(&table.get("spot").ok_or_else(lacks)?.value)?;
    let alternate = cmyk(&table.get("alternate").ok_or_else(lacks)?.value)?;
    let tint = table.get("tint").map_or(Ok(1000), |node| percent(&node.value))?;
    if name.is_empty() {
        return Err(lacks());
    }
    Ok(Ink::Spot { name: name.into(), tint, alternate })
}
