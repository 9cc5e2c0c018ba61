//! Character classes and the tables of the house.
//!
//! In: characters. Out: their class, body, and what a line may do beside them
//! (typography §2, §3, §5, §6, §11). Does not know: fonts, lines.
//!
//! The tables are data: `tables.txt`, which a layout overrides with lines of the
//! same form (typography R2.1, R11.10).

use crate::geom::Em;
use crate::model::style::{Kinsoku, Lang, Writing};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a character is to composition (typography §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// Opening brackets and quotes (C1).
    Opening,
    /// Closing brackets and quotes (C2).
    Closing,
    /// ，、 (C3).
    Comma,
    /// ：； (C3).
    Colon,
    /// 。． (C4).
    FullStop,
    /// ！？ (C4).
    Exclaim,
    /// · ・ (C5).
    Interpunct,
    /// —— (C6).
    Dash,
    /// …… (C7).
    Ellipsis,
    /// – — ～ (C8).
    Connector,
    /// ／ (C9).
    Solidus,
    /// Currency and signs before a number (C10).
    Prefix,
    /// % ℃ after a number (C11).
    Postfix,
    /// Han (C12).
    Han,
    /// Kana (C13).
    Kana,
    /// ぁ ッ (C14).
    SmallKana,
    /// ー (C15).
    Prolonged,
    /// 々 (C16).
    Iteration,
    /// Hangul (C17).
    Hangul,
    /// Letters of Latin, Greek, Cyrillic and the like (C18).
    Letter,
    /// 0–9 (C19).
    Digit,
    /// U+0020 (C20).
    Space,
    /// Spaces of fixed width, no-break space (C20).
    FixedSpace,
    /// U+3000 (C20).
    WideSpace,
    /// Superscript references (C21).
    Note,
    /// Ruby, tate-chu-yoko, warichu, house glyphs (C22).
    Object,
    /// Western punctuation.
    Western,
    /// Symbols without an opinion.
    Symbol,
    /// Controls that take no room.
    Zero,
    /// A forced line break.
    Return,
}

/// How many classes there are.
pub const CLASSES: usize = Class::Return as usize + 1;

const NAMES: [(&str, Class); 28] = [
    ("opening", Class::Opening),
    ("closing", Class::Closing),
    ("comma", Class::Comma),
    ("colon", Class::Colon),
    ("full-stop", Class::FullStop),
    ("exclaim", Class::Exclaim),
    ("interpunct", Class::Interpunct),
    ("dash", Class::Dash),
    ("ellipsis", Class::Ellipsis),
    ("connector", Class::Connector),
    ("solidus", Class::Solidus),
    ("prefix", Class::Prefix),
    ("postfix", Class::Postfix),
    ("han", Class::Han),
    ("kana", Class::Kana),
    ("small-kana", Class::SmallKana),
    ("prolonged", Class::Prolonged),
    ("iteration", Class::Iteration),
    ("hangul", Class::Hangul),
    ("letter", Class::Letter),
    ("digit", Class::Digit),
    ("space", Class::Space),
    ("fixed-space", Class::FixedSpace),
    ("wide-space", Class::WideSpace),
    ("note", Class::Note),
    ("object", Class::Object),
    ("western", Class::Western),
    ("symbol", Class::Symbol),
];

impl Class {
    /// Full-width punctuation, which has a body and blanks.
    pub fn is_mark(self) -> bool {
        (self as u8) <= Class::Solidus as u8
    }
    /// Marks whose blank a line may take.
    pub fn is_trimmable(self) -> bool {
        (self as u8) <= Class::Interpunct as u8
    }
    /// Han, kana and what is set like them.
    pub fn is_ideographic(self) -> bool {
        matches!(self, Class::Han | Class::Kana | Class::SmallKana | Class::Prolonged | Class::Iteration)
    }
    /// Belongs to East Asian text.
    pub fn is_cjk(self) -> bool {
        self.is_mark() || self.is_ideographic() || matches!(self, Class::Hangul | Class::WideSpace | Class::Object)
    }
    /// A blank that vanishes at a line's end.
    pub fn is_blank(self) -> bool {
        matches!(self, Class::Space | Class::WideSpace | Class::Return | Class::Zero)
    }
}

/// The width of a mark and its blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Body {
    /// Everything.
    pub width: Em,
    /// Blank before the ink.
    pub before: Em,
    /// Blank after the ink.
    pub after: Em,
}

/// What a mark is to its neighbour (typography R6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No full-width mark.
    None,
    /// Blank before.
    Opening,
    /// Blank after.
    Leaning,
    /// Blank on both sides.
    Centered,
    /// No blank to give.
    Fixed,
    /// U+3000.
    WideSpace,
}

/// Who gives its blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Nobody.
    None,
    /// The first of the two.
    Left,
    /// The second.
    Right,
}

/// White between two classes: how much by nature, how little, how much, and in which order a line uses it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct White {
    /// Before any adjustment, least and most.
    pub range: (Em, Em, Em),
    /// Squeeze tier; 0 is never.
    pub squeeze: u8,
    /// Stretch tier; 0 is never, not even in the last.
    pub stretch: u8,
    /// The Han–Latin gap, whose amounts are the style's.
    pub gap: bool,
}

/// The Western word space (typography R10.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordSpace {
    /// Least, natural, most.
    pub range: (Em, Em, Em),
    /// Squeeze tier.
    pub squeeze: u8,
    /// Stretch tier.
    pub stretch: u8,
}

/// One side of a pair statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    Kind(Kind),
    /// ，、。．
    Stop,
    Class(Class),
}

impl Beside {
    fn named(name: &str) -> Result<Beside, String> {
        Ok(match name {
            "opening" => Beside::Kind(Kind::Opening),
            "leaning" => Beside::Kind(Kind::Leaning),
            "centered" => Beside::Kind(Kind::Centered),
            "fixed" => Beside::Kind(Kind::Fixed),
            "wide-space" => Beside::Kind(Kind::WideSpace),
            "stop" => Beside::Stop,
            other => Beside::Class(named(other)?),
        })
    }

    fn is(self, (class, kind): (Class, Kind)) -> bool {
        match self {
            Beside::Kind(wanted) => kind == wanted,
            Beside::Stop => matches!(class, Class::FullStop | Class::Comma),
            Beside::Class(wanted) => class == wanted,
        }
    }
}

/// A kinsoku level's two sets, as bits of [`Class`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forbidden {
    /// Classes that may not begin a line.
    pub start: u32,
    /// Classes that may not end one.
    pub end: u32,
}

/// The compiled tables.
#[derive(Clone, Debug)]
pub struct Tables {
    members: BTreeMap<u32, Class>,
    ranges: Vec<(u32, u32, Class)>,
    /// Whether any code point of the big Han block has been given another class.
    han_changed: bool,
    bodies: [[Body; CLASSES]; PLACES.len()],
    /// Left, right, who gives, in which languages (bits).
    pairs: Vec<(Beside, Beside, Gives, u8)>,
    levels: BTreeMap<String, Forbidden>,
    tiers: [[u8; CLASSES]; LANGS.len()],
    hangs: [u32; LANGS.len()],
    /// For each language, which of `whites` stands between two classes.
    between: [[[u8; CLASSES]; CLASSES]; LANGS.len()],
    whites: Vec<White>,
    spaces: [WordSpace; LANGS.len()],
    /// Squeeze and stretch tiers of the Han–Latin gap, stretch tier of other boundaries.
    gaps: [(u8, u8, u8); LANGS.len()],
}

const LANGS: [&str; 5] = ["zh-hans", "zh-tw", "zh-hk", "ja", "ko"];
const PLACES: [&str; 10] =
    ["zh-hans.h", "zh-hans.v", "zh-tw.h", "zh-tw.v", "zh-hk.h", "zh-hk.v", "ja.h", "ja.v", "ko.h", "ko.v"];

fn lang_index(lang: Lang) -> usize {
    match lang {
        Lang::ZhHans | Lang::Western(_) => 0,
        Lang::ZhHantTw => 1,
        Lang::ZhHantHk => 2,
        Lang::Ja => 3,
        Lang::Ko => 4,
    }
}

impl Default for Tables {
    fn default() -> Tables {
        // Read once: they are the same for all, and half a millisecond's work.
        static SHIPPED: OnceLock<Tables> = OnceLock::new();
        SHIPPED.get_or_init(shipped).clone()
    }
}

/// The tables that ship.
fn shipped() -> Tables {
    let body = Body { width: Em::ONE, before: Em::ZERO, after: Em::ZERO };
    let mut tables = Tables {
        members: BTreeMap::new(),
        ranges: Vec::new(),
        han_changed: false,
        bodies: [[body; CLASSES]; PLACES.len()],
        pairs: Vec::new(),
        levels: BTreeMap::new(),
        tiers: [[0; CLASSES]; LANGS.len()],
        hangs: [0; LANGS.len()],
        between: [[[0; CLASSES]; CLASSES]; LANGS.len()],
        whites: vec![White::default()],
        spaces: [WordSpace { range: (Em::frac(1, 4), Em::frac(1, 3), Em::HALF), squeeze: 0, stretch: 0 }; LANGS.len()],
        gaps: [(0, 0, 0); LANGS.len()],
    };
    let shipped = tables.apply(include_str!("tables.txt"));
    debug_assert_eq!(shipped, Ok(()));
    tables
}

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
            ("pair", [left, right, gives, langs @ ..]) => {
                let gives = match *gives {
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
            ("squeeze", [lang, tier, classes @ ..]) => {
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
            ("stretch", [lang, tier, whats @ ..]) => {
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

    /// The class of a character by itself; context may change it (quotes, dashes, hyphens).
    pub fn class(&self, c: char) -> Class {
        let code = c as u32;
        match code {
            0x4e00..=0x9fff if !self.han_changed => return Class::Han,
            0x30..=0x39 => return Class::Digit,
            0x41..=0x5a | 0x61..=0x7a => return Class::Letter,
            0x20 => return Class::Space,
            0x0a => return Class::Return,
            _ => {}
        }
        if let Some(class) = self.members.get(&code) {
            return *class;
        }
        if let Some((.., class)) = self.ranges.iter().find(|r| r.0 <= code && code <= r.1) {
            return *class;
        }
        plain_class(c)
    }

    /// A mark's body.
    pub fn body(&self, lang: Lang, writing: Writing, class: Class) -> Body {
        let place = lang_index(lang) * 2 + usize::from(writing == Writing::Vertical);
        self.bodies[place][class as usize]
    }

    /// The tier in which a mark's blank is squeezed; 0 is never.
    pub fn tier(&self, lang: Lang, class: Class) -> u8 {
        self.tiers[lang_index(lang)][class as usize]
    }

    /// The white between two classes of a line, without the style's own amounts.
    pub fn between(&self, lang: Lang, left: Class, right: Class) -> White {
        let lang = lang_index(lang);
        let mut white = self.whites[usize::from(self.between[lang][left as usize][right as usize])];
        if white.gap {
            (white.squeeze, white.stretch) = (self.gaps[lang].0, self.gaps[lang].1);
        }
        if white.stretch == BY_LANGUAGE {
            white.stretch = self.gaps[lang].2;
        }
        white
    }

    /// What stands between two classes where a gap is allowed but none is set.
    pub fn plain_between(&self, lang: Lang) -> White {
        let range = (Em::ZERO, Em::ZERO, Em::frac(1, 4));
        White { range, stretch: self.gaps[lang_index(lang)].2, ..White::default() }
    }

    /// The Western word space of a language.
    pub fn word_space(&self, lang: Lang) -> WordSpace {
        self.spaces[lang_index(lang)]
    }

    /// Whether single marks of a class may hang (typography R8.2).
    pub fn hangs(&self, lang: Lang, class: Class) -> bool {
        self.hangs[lang_index(lang)] & (1 << class as u32) != 0
    }

    /// Who gives its blank when two marks stand side by side.
    pub fn gives(&self, lang: Lang, left: (Class, Kind), right: (Class, Kind)) -> Gives {
        let lang = 1u8 << lang_index(lang);
        // The last statement that fits wins.
        let mut found = self.pairs.iter().rev();
        let fits = |p: &&(Beside, Beside, Gives, u8)| p.3 & lang != 0 && p.0.is(left) && p.1.is(right);
        found.find(fits).map_or(Gives::None, |pair| pair.2)
    }

    /// The two sets of a kinsoku level in a language.
    pub fn forbidden(&self, lang: Lang, kinsoku: Kinsoku) -> Forbidden {
        let level = match (lang, kinsoku) {
            (_, Kinsoku::None) => return Forbidden::default(),
            (Lang::Ko, _) => "ko",
            (Lang::Ja, Kinsoku::VeryStrict) => "ja-very-strict",
            (Lang::Ja, Kinsoku::Loose) => "ja-loose",
            (Lang::Ja, Kinsoku::Newspaper) => "ja-newspaper",
            (Lang::Ja, _) => "ja-strict",
            (_, Kinsoku::Basic | Kinsoku::Loose | Kinsoku::Newspaper) => "basic",
            (_, Kinsoku::Gb) => "gb",
            (_, Kinsoku::Strict | Kinsoku::VeryStrict) => "strict",
        };
        self.levels.get(level).copied().unwrap_or_default()
    }
}

/// The class of what no table lists.
fn plain_class(c: char) -> Class {
    match c as u32 {
        0x00..=0x1f | 0x7f..=0x9f | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2064 | 0x2066..=0x206f => {
            Class::Zero
        }
        0xad | 0xfeff | 0xfe00..=0xfe0f | 0xe0100..=0xe01ef | 0x180b..=0x180f => Class::Zero,
        0xa0 | 0x2000..=0x200a | 0x202f | 0x205f => Class::FixedSpace,
        0xb2 | 0xb3 | 0xb9 | 0x2070..=0x208e => Class::Note,
        0x4e00..=0x9fff | 0x3400..=0x4dbf | 0x20000..=0x3ffff | 0xf900..=0xfaff => Class::Han,
        // Declared private use stands for Han (typography R21.5, R3.10).
        0xe000..=0xf8ff | 0xf0000..=0x10ffff => Class::Han,
        0x1100..=0x11ff | 0xac00..=0xd7ff | 0x3130..=0x318f | 0xa960..=0xa97f => Class::Hangul,
        0xff66..=0xff9d => Class::Kana,
        0xff10..=0xff19 | 0xff21..=0xff3a | 0xff41..=0xff5a => Class::Han,
        0x2460..=0x24ff | 0x2776..=0x2793 | 0x3200..=0x32ff => Class::Symbol,
        0xff01..=0xffef => Class::Symbol,
        0x21..=0x7e | 0xa1 | 0xab | 0xbb | 0xbf | 0x2010..=0x205e => Class::Western,
        _ if c.is_numeric() && !c.is_alphabetic() => Class::Symbol,
        _ if c.is_alphanumeric() => Class::Letter,
        _ => Class::Symbol,
    }
}

fn named(name: &str) -> Result<Class, String> {
    // The numbers of typography §2 name the first class of their row.
    let numbers =
        ["opening", "closing", "comma", "full-stop", "interpunct", "dash", "ellipsis", "connector", "solidus"];
    let by_number =
        name.strip_prefix('C').and_then(|n| n.parse::<usize>().ok()).and_then(|n| numbers.get(n.wrapping_sub(1)));
    let name = by_number.copied().unwrap_or(name);
    NAMES.iter().find(|(n, _)| *n == name).map(|n| n.1).ok_or_else(|| format!("“{name}” is no class"))
}

/// Stands for the language's own tier in [`White::stretch`].
const BY_LANGUAGE: u8 = u8::MAX;

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

/// Whether a character stands upright in a vertical line (UAX #50: U and Tu; Tr has vertical forms).
pub fn upright(c: char) -> bool {
    matches!(c as u32,
        0xa7 | 0xa9 | 0xae | 0xb1 | 0xbc..=0xbe | 0xd7 | 0xf7 | 0x2ea..=0x2eb
        | 0x1100..=0x11ff | 0x1401..=0x167f | 0x18b0..=0x18ff | 0x2016 | 0x2020..=0x2021 | 0x2030..=0x2031
        | 0x203b..=0x203c | 0x2042 | 0x2047..=0x2049 | 0x2051 | 0x2065 | 0x20dd..=0x20e0 | 0x20e2..=0x20e4
        | 0x2100..=0x2101 | 0x2103..=0x2109 | 0x210f | 0x2113..=0x2114 | 0x2116..=0x2117 | 0x211e..=0x2123 | 0x2125
        | 0x2127 | 0x2129 | 0x212e | 0x2135..=0x213f | 0x2145..=0x214a | 0x214c..=0x214d | 0x214f..=0x2189
        | 0x218c..=0x218f | 0x221e | 0x2234..=0x2235 | 0x2300..=0x2307 | 0x230c..=0x231f | 0x2324..=0x2328 | 0x232b
        | 0x237d..=0x239a | 0x23be..=0x23cd | 0x23cf | 0x23d1..=0x23db | 0x23e2..=0x2422 | 0x2424..=0x24ff
        | 0x25a0..=0x2619 | 0x2620..=0x2767 | 0x2776..=0x2793 | 0x2b12..=0x2b2f | 0x2b50..=0x2b59 | 0x2b97
        | 0x2bb8..=0x2bd1 | 0x2bd3..=0x2beb | 0x2bf0..=0x2bff | 0x2e50..=0x2e51 | 0x2e80..=0x3007 | 0x3012..=0x3013
        | 0x3020..=0x302f | 0x3031..=0x309f | 0x30a1..=0x30fb | 0x30fd..=0xa4cf | 0xa960..=0xa97f | 0xac00..=0xd7ff
        | 0xe000..=0xfaff | 0xfe10..=0xfe1f | 0xfe30..=0xfe48 | 0xfe50..=0xfe57 | 0xfe5f..=0xfe62 | 0xfe67..=0xfe6f
        | 0xff01..=0xff07 | 0xff0a..=0xff0c | 0xff0e..=0xff19 | 0xff1f..=0xff3a | 0xff3c | 0xff3e | 0xff40..=0xff5a
        | 0xffe0..=0xffe2 | 0xffe4..=0xffe7 | 0xfff0..=0xfff8 | 0xfffc..=0xfffd | 0x10980..=0x1099f
        | 0x11580..=0x115ff | 0x11a00..=0x11abf | 0x13000..=0x1467f | 0x16fe0..=0x18dff
        | 0x1aff0..=0x1b2ff | 0x1cec0..=0x1cfcf | 0x1d000..=0x1d1ff | 0x1d2e0..=0x1d37f | 0x1d800..=0x1daaf | 0x1f000..=0x1f7ff | 0x1f900..=0x1faff | 0x20000..=0x2fffd
        | 0x30000..=0x3fffd | 0xf0000..=0xffffd | 0x100000..=0x10fffd)
}
