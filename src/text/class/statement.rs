//! Statements of the tables, one a line: what a typographer writes down.
//!
//! In: text. Out: changed [`Tables`], or which line is none. Does not know: characters' own properties, styles.

use super::{BY_LANGUAGE, Beside, Body, CLASSES, Class, Gives, LANGS, NAMES, PLACES, Tables, White};
use crate::geom::Em;

impl Tables {
    /// Reads statements over what is there; an error names the line.
    pub fn apply(&mut self, text: &str) -> Result<(), String> {
        let mut section: Option<Class> = None;
        for (n, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            // `[class.C3]` and `add = "※"` say the same as `class comma ※`.
            let told = |what: String| format!("line {}: {what}", n + 1);
            if let Some(name) = line.trim().strip_prefix("[class.").and_then(|l| l.strip_suffix(']')) {
                section = Some(named(name).map_err(told)?);
                continue;
            }
            if let (Some(class), Some((key, members))) = (section, line.split_once('=')) {
                if key.trim() != "add" {
                    return Err(told(format!("“{}” is no key of a class", key.trim())));
                }
                for c in members.chars().filter(|c| !matches!(c, '"' | '[' | ']' | ',' | ' ' | '\'')) {
                    self.member(class, &c.to_string()).map_err(told)?;
                }
                continue;
            }
            // Members of a class may be blanks such as U+3000, so only ASCII blanks part words.
            let mut words = line.split([' ', '\t', '\r']).filter(|w| !w.is_empty());
            let Some(verb) = words.next().filter(|w| !w.starts_with('#')) else { continue };
            let rest: Vec<&str> = words.collect();
            self.statement(verb, &rest).map_err(|what| format!("line {}: {what}", n + 1))?;
        }
        Ok(())
    }

    fn statement(&mut self, verb: &str, rest: &[&str]) -> Result<(), String> {
        match (verb, rest) {
            ("class", [class, members @ ..]) => {
                let class = named(class)?;
                members.iter().try_for_each(|member| self.member(class, member))
            }
            ("body", [place, class, width, before, after]) => {
                let place = index(&PLACES, place)?;
                let body = Body { width: length(width)?, before: length(before)?, after: length(after)? };
                if body.before + body.after > body.width {
                    return Err("the blanks are wider than the body".to_string());
                }
                self.bodies[place][named(class)? as usize] = body;
                Ok(())
            }
            ("pair", [left, right, gives, langs @ ..]) => self.pair(left, right, gives, langs),
            ("no-start" | "no-end", [level, classes @ ..]) => {
                let mut bits = 0;
                for class in classes {
                    bits |= 1 << named(class)? as u32;
                }
                let entry = self.levels.entry(level.to_string()).or_default();
                if verb == "no-start" {
                    entry.start = bits
                } else {
                    entry.end = bits
                }
                Ok(())
            }
            ("squeeze", [lang, tier, classes @ ..]) => self.squeeze(lang, tier, classes),
            ("stretch", [lang, tier, whats @ ..]) => self.stretch(lang, tier, whats),
            ("hang", [lang, classes @ ..]) => {
                let lang = index(&LANGS, lang)?;
                self.hangs[lang] = 0;
                for class in classes {
                    self.hangs[lang] |= 1 << named(class)? as u32;
                }
                Ok(())
            }
            ("word-space", [lang, least, natural, most]) => {
                let lang = index(&LANGS, lang)?;
                self.spaces[lang].range = range(least, natural, most)?;
                Ok(())
            }
            ("white", [left, right, what @ ..]) => self.white(left, right, what),
            _ => Err(format!("“{verb}” is no statement with {} words", rest.len())),
        }
    }

    fn pair(&mut self, left: &str, right: &str, gives: &str, langs: &[&str]) -> Result<(), String> {
        let gives = match gives {
            "left" => Gives::Left,
            "right" => Gives::Right,
            "none" => Gives::None,
            other => return Err(format!("“{other}” is none of left, right, none")),
        };
        let mut bits = if langs.is_empty() { u8::MAX } else { 0 };
        for lang in langs {
            bits |= 1 << index(&LANGS, lang)?;
        }
        self.pairs.push((Beside::named(left)?, Beside::named(right)?, gives, bits));
        Ok(())
    }

    fn squeeze(&mut self, lang: &str, tier: &str, classes: &[&str]) -> Result<(), String> {
        let (lang, tier) = (index(&LANGS, lang)?, tier_of(tier, 7)?);
        for class in classes {
            match *class {
                "word-space" => self.spaces[lang].squeeze = tier,
                "gap" => self.gaps[lang].0 = tier,
                class => self.tiers[lang][named(class)? as usize] = tier,
            }
        }
        Ok(())
    }

    fn stretch(&mut self, lang: &str, tier: &str, whats: &[&str]) -> Result<(), String> {
        let (lang, tier) = (index(&LANGS, lang)?, tier_of(tier, 3)?);
        for what in whats {
            match *what {
                "word-space" => self.spaces[lang].stretch = tier,
                "gap" => self.gaps[lang].1 = tier,
                "between" => self.gaps[lang].2 = tier,
                other => return Err(format!("“{other}” is none of word-space, gap, between")),
            }
        }
        Ok(())
    }

    /// `white LEFT RIGHT none|between|gap [languages]`, or
    /// `white LEFT RIGHT LEAST NATURAL MOST SQUEEZE-TIER STRETCH-TIER [languages]`.
    fn white(&mut self, left: &str, right: &str, what: &[&str]) -> Result<(), String> {
        let (white, langs) = match what {
            ["none", langs @ ..] => (White::default(), langs),
            ["between", langs @ ..] => {
                let range = (Em::ZERO, Em::ZERO, Em::frac(1, 4));
                (White { range, stretch: BY_LANGUAGE, ..White::default() }, langs)
            }
            ["gap", langs @ ..] => (White { gap: true, ..White::default() }, langs),
            [least, natural, most, squeeze, stretch, langs @ ..] => {
                let (squeeze, stretch) = (tier_of(squeeze, 7)?, tier_of(stretch, 3)?);
                (White { range: range(least, natural, most)?, squeeze, stretch, gap: false }, langs)
            }
            _ => return Err("say none, between, gap, or least, natural, most, squeeze tier, stretch tier".to_string()),
        };
        let langs: Vec<usize> = match langs {
            [] => (0..LANGS.len()).collect(),
            langs => langs.iter().map(|lang| index(&LANGS, lang)).collect::<Result<_, _>>()?,
        };
        let entry = match self.whites.iter().position(|w| *w == white) {
            Some(at) => at,
            None if self.whites.len() > usize::from(u8::MAX) => return Err("too many kinds of white".to_string()),
            None => {
                self.whites.push(white);
                self.whites.len() - 1
            }
        } as u8;
        let (left, right) = (several(left)?, several(right)?);
        for lang in langs {
            for l in &left {
                for r in &right {
                    self.between[lang][*l][*r] = entry;
                }
            }
        }
        Ok(())
    }

    fn member(&mut self, class: Class, member: &str) -> Result<(), String> {
        if let Some((first, last)) = member.split_once("..") {
            let (first, last) = (one_char(first)?, one_char(last)?);
            // A later range is looked at first, and single members before any range.
            self.ranges.insert(0, (first, last, class));
            self.han_changed |= first <= 0x9fff && last >= 0x4e00 && class != Class::Han;
        } else {
            let c = one_char(member)?;
            self.members.insert(c, class);
            self.han_changed |= (0x4e00..=0x9fff).contains(&c);
        }
        Ok(())
    }
}

pub(super) fn named(name: &str) -> Result<Class, String> {
    // The numbers of typography §2 name the first class of their row.
    let numbers =
        ["opening", "closing", "comma", "full-stop", "interpunct", "dash", "ellipsis", "connector", "solidus"];
    let by_number =
        name.strip_prefix('C').and_then(|n| n.parse::<usize>().ok()).and_then(|n| numbers.get(n.wrapping_sub(1)));
    let name = by_number.copied().unwrap_or(name);
    NAMES.iter().find(|(n, _)| *n == name).map(|n| n.1).ok_or_else(|| format!("“{name}” is no class"))
}

/// Classes parted by commas, or `*` for all.
fn several(names: &str) -> Result<Vec<usize>, String> {
    if names == "*" {
        return Ok((0..CLASSES).collect());
    }
    names.split(',').map(|name| named(name).map(|class| class as usize)).collect()
}

fn tier_of(text: &str, most: u8) -> Result<u8, String> {
    let tier: Option<u8> = text.parse().ok();
    tier.filter(|t| *t <= most).ok_or_else(|| format!("“{text}” is no tier: they run from 0 (never) to {most}"))
}

fn range(least: &str, natural: &str, most: &str) -> Result<(Em, Em, Em), String> {
    let (least, natural, most) = (length(least)?, length(natural)?, length(most)?);
    if least <= natural && natural <= most {
        Ok((least, natural, most))
    } else {
        Err("the natural white lies between the least and the most".to_string())
    }
}

fn index(names: &[&str], name: &str) -> Result<usize, String> {
    names.iter().position(|n| *n == name).ok_or_else(|| format!("“{name}” is none of {}", names.join(", ")))
}

fn one_char(text: &str) -> Result<u32, String> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(c as u32),
        _ => u32::from_str_radix(text.trim_start_matches("U+"), 16).map_err(|_| format!("“{text}” is no character")),
    }
}

fn length(text: &str) -> Result<Em, String> {
    let bad = || format!("“{text}” is no length");
    let (num, den) = text.split_once('/').unwrap_or((text, "1"));
    let (num, den): (i64, i64) = (num.parse().map_err(|_| bad())?, den.parse().map_err(|_| bad())?);
    if den <= 0 || num < 0 || num > 64 * den || 27_720 % den != 0 {
        return Err(bad());
    }
    Ok(Em::frac(num, den))
}
