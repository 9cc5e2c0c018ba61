//! Character classes and the tables of the house.
//!
//! In: characters. Out: their class, body, and what a line may do beside them
//! (typography §2, §3, §5, §6, §11). Does not know: fonts, lines.
//!
//! The tables are data: `tables.txt`, which a layout overrides with lines of the
//! same form (typography R2.1, R11.10).

mod plain;
mod statement;

pub use plain::upright;

use crate::geom::Em;
use crate::model::style::{Kinsoku, Lang, Writing};
use plain::plain_class;
use statement::named;
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

/// Stands for the language's own tier in [`White::stretch`].
const BY_LANGUAGE: u8 = u8::MAX;

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
