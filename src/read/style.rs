//! Styles: one table of keys, for layouts and for the command line alike.
//!
//! In: a value under a key. Out: a changed [`Style`]. Does not know: which styles there are.

mod values;

pub use values::ink;

use super::tree::{Node, Table, Value};
use super::unit::{self, Units};
use super::walk::{self, Fields, Kind, Wrong};
use crate::diag::Report;
use crate::geom::{Em, Len};
use crate::ink::{Ink, Paint};
use crate::model::style::{
    Align, Breaker, Digits, Hang, Kinsoku, Lang, LineEnd, LineFit, ParaStyle, Punctuation, StartBracket, Style, Tongue,
    VerticalDigits, VerticalQuotes, WordBreak, Writing,
};
use crate::source::{FileId, Span};
use std::collections::BTreeMap;
use values::{blank, ems, gap, lean, part_of_form, squeeze, tracking, weight};

/// A key of a style.
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    kind: fn() -> Kind,
    set: fn(&mut Style, &Value, &Units) -> Result<(), Wrong>,
}

/// Words for [`Lang`] (BCP 47).
pub const LANGS: &[(&str, Lang)] = &[
    ("zh-Hans", Lang::ZhHans),
    ("zh-Hant-TW", Lang::ZhHantTw),
    ("zh-Hant-HK", Lang::ZhHantHk),
    ("ja", Lang::Ja),
    ("ko", Lang::Ko),
    ("en", Lang::Western(Tongue::English)),
    ("zh", Lang::ZhHans),
    ("zh-CN", Lang::ZhHans),
    ("zh-Hant", Lang::ZhHantTw),
    ("zh-TW", Lang::ZhHantTw),
    ("zh-HK", Lang::ZhHantHk),
    ("de", Lang::Western(Tongue::German)),
    ("fr", Lang::Western(Tongue::French)),
    ("es", Lang::Western(Tongue::Spanish)),
    ("it", Lang::Western(Tongue::Italian)),
    ("pt", Lang::Western(Tongue::Portuguese)),
    ("ca", Lang::Western(Tongue::Catalan)),
    ("ru", Lang::Western(Tongue::Russian)),
    ("uk", Lang::Western(Tongue::Ukrainian)),
    ("nl", Lang::Western(Tongue::Dutch)),
    ("da", Lang::Western(Tongue::Danish)),
    ("sv", Lang::Western(Tongue::Swedish)),
    ("fi", Lang::Western(Tongue::Finnish)),
    ("pl", Lang::Western(Tongue::Polish)),
    ("cs", Lang::Western(Tongue::Czech)),
    ("tr", Lang::Western(Tongue::Turkish)),
    ("el", Lang::Western(Tongue::Greek)),
    ("la", Lang::Western(Tongue::Latin)),
    ("vi", Lang::Western(Tongue::Vietnamese)),
];
const WRITINGS: &[(&str, Writing)] = &[("horizontal", Writing::Horizontal), ("vertical", Writing::Vertical)];
const QUOTES: &[(&str, VerticalQuotes)] = &[("gb", VerticalQuotes::Gb), ("corner", VerticalQuotes::Corner)];
/// Words for [`Align`].
pub const ALIGNS: &[(&str, Align)] = &[
    ("justify", Align::Justify),
    ("start", Align::Start),
    ("left", Align::Start),
    ("centre", Align::Centre),
    ("center", Align::Centre),
    ("end", Align::End),
    ("right", Align::End),
];
const PUNCTUATIONS: &[(&str, Punctuation)] = &[
    ("full", Punctuation::Full),
    ("kaiming", Punctuation::Kaiming),
    ("half", Punctuation::Half),
    ("plain", Punctuation::Plain),
];
const KINSOKUS: &[(&str, Kinsoku)] = &[
    ("none", Kinsoku::None),
    ("basic", Kinsoku::Basic),
    ("gb", Kinsoku::Gb),
    ("strict", Kinsoku::Strict),
    ("very_strict", Kinsoku::VeryStrict),
    ("loose", Kinsoku::Loose),
    ("newspaper", Kinsoku::Newspaper),
];
const HANGS: &[(&str, Hang)] =
    &[("off", Hang::Off), ("allow", Hang::Allow), ("force", Hang::Force), ("on", Hang::Allow)];
const ADJUSTS: &[(&str, Option<bool>)] = &[("auto", None), ("on", Some(true)), ("off", Some(false))];
const FITS: &[(&str, LineFit)] = &[
    ("push_in", LineFit::PushIn),
    ("push_out", LineFit::PushOut),
    ("push_out_only", LineFit::PushOutOnly),
    ("least", LineFit::Least),
];
const BREAKERS: &[(&str, Breaker)] = &[("optimum", Breaker::Optimum), ("first_fit", Breaker::FirstFit)];
const BRACKETS: &[(&str, StartBracket)] =
    &[("trim", StartBracket::Trim), ("full", StartBracket::Full), ("hang_half", StartBracket::HangHalf)];
const DIGITS: &[(&str, Digits)] =
    &[("typed", Digits::Typed), ("half", Digits::Half), ("newspaper", Digits::Newspaper), ("han", Digits::Han)];
const VERTICAL_DIGITS: &[(&str, VerticalDigits)] =
    &[("rotate", VerticalDigits::Rotate), ("upright", VerticalDigits::Upright)];
const WORD_BREAKS: &[(&str, WordBreak)] = &[("word", WordBreak::Word), ("syllable", WordBreak::Syllable)];
const LINE_ENDS: &[(&str, LineEnd)] = &[("free", LineEnd::Free), ("jis", LineEnd::Jis)];

fn words<T>(words: &[(&'static str, T)]) -> Kind {
    Kind::Choice(words.iter().map(|w| w.0).collect())
}

/// All keys of a style. `size` comes first, because tracking in points is told in parts of it.
pub const KEYS: &[Key] = &[
    Key { name: "size", kind: || Kind::Length, set: |s, v, u| set_size(s, walk::length(v, u)?) },
    Key { name: "pitch", kind: || Kind::Length, set: |s, v, u| put(&mut s.pitch, walk::length(v, u)?) },
    Key { name: "face", kind: || Kind::Text, set: |s, v, _| put(&mut s.face, walk::text(v)?.to_string()) },
    Key { name: "weight", kind: || Kind::Any, set: |s, v, _| put(&mut s.weight, weight(v)?) },
    Key { name: "tracking", kind: || Kind::Any, set: |s, v, u| put(&mut s.tracking, tracking(v, s.size, u)?) },
    Key { name: "shift", kind: || Kind::Length, set: |s, v, u| put(&mut s.shift, walk::length(v, u)?) },
    Key { name: "ink", kind: || Kind::Any, set: |s, v, u| set_ink(s, ink(v, u)?) },
    Key { name: "overprint", kind: || Kind::Bool, set: |s, v, _| put(&mut s.paint.overprint, walk::bool(v)?) },
    Key { name: "lang", kind: || words(LANGS), set: |s, v, _| put(&mut s.para.lang, walk::choice(v, LANGS)?) },
    Key {
        name: "writing",
        kind: || words(WRITINGS),
        set: |s, v, _| put(&mut s.para.writing, walk::choice(v, WRITINGS)?),
    },
    Key {
        name: "vertical_quotes",
        kind: || words(QUOTES),
        set: |s, v, _| put(&mut s.para.vertical_quotes, walk::choice(v, QUOTES)?),
    },
    Key { name: "indent", kind: || Kind::Text, set: |s, v, _| set_indent(s, v) },
    Key { name: "hanging_indent", kind: || Kind::Text, set: |s, v, _| put(&mut s.para.hanging_indent, ems(v)?) },
    Key { name: "align", kind: || words(ALIGNS), set: |s, v, _| put(&mut s.para.align, walk::choice(v, ALIGNS)?) },
    Key {
        name: "punctuation",
        kind: || words(PUNCTUATIONS),
        set: |s, v, _| put(&mut s.para.punctuation, walk::choice(v, PUNCTUATIONS)?),
    },
    Key { name: "tight_pairs", kind: || Kind::Bool, set: |s, v, _| put(&mut s.para.tight_pairs, walk::bool(v)?) },
    Key { name: "half_marks", kind: || Kind::Bool, set: |s, v, _| put(&mut s.para.half_marks, walk::bool(v)?) },
    Key {
        name: "kinsoku",
        kind: || words(KINSOKUS),
        set: |s, v, _| put(&mut s.para.kinsoku, walk::choice(v, KINSOKUS)?),
    },
    Key { name: "hang", kind: || words(HANGS), set: |s, v, _| put(&mut s.para.hang, walk::choice(v, HANGS)?) },
    Key { name: "gap", kind: || Kind::Any, set: |s, v, _| put(&mut s.para.gap, gap(v)?) },
    Key { name: "gap_digits", kind: || Kind::Bool, set: |s, v, _| put(&mut s.para.gap_digits, walk::bool(v)?) },
    Key { name: "squeeze_stops", kind: || Kind::Bool, set: |s, v, _| put(&mut s.para.squeeze_stops, walk::bool(v)?) },
    Key { name: "squeeze_marks", kind: || Kind::Text, set: |s, v, _| put(&mut s.para.squeeze_marks, squeeze(v)?) },
    Key { name: "mark_room", kind: || Kind::Text, set: |s, v, _| put(&mut s.para.mark_room, ems(v)?) },
    Key { name: "hyphenate", kind: || Kind::Bool, set: |s, v, _| put(&mut s.para.hyphenate, walk::bool(v)?) },
    Key { name: "grid", kind: || Kind::Any, set: |s, v, _| set_grid(s, v) },
    Key {
        name: "breaker",
        kind: || words(BREAKERS),
        set: |s, v, _| put(&mut s.para.breaker, walk::choice(v, BREAKERS)?),
    },
    Key { name: "blank", kind: || Kind::Text, set: |s, v, _| put(&mut s.para.blank, blank(v)?) },
    Key {
        name: "bracket",
        kind: || words(BRACKETS),
        set: |s, v, _| put(&mut s.para.bracket, walk::choice(v, BRACKETS)?),
    },
    Key { name: "digits", kind: || words(DIGITS), set: |s, v, _| put(&mut s.para.digits, walk::choice(v, DIGITS)?) },
    Key {
        name: "vertical_digits",
        kind: || words(VERTICAL_DIGITS),
        set: |s, v, _| put(&mut s.para.vertical_digits, walk::choice(v, VERTICAL_DIGITS)?),
    },
    Key {
        name: "tcy_digits",
        kind: || Kind::Any,
        set: |s, v, _| put(&mut s.para.tcy_digits, walk::integer(v, 0, 4)? as u8),
    },
    Key {
        name: "word_break",
        kind: || words(WORD_BREAKS),
        set: |s, v, _| put(&mut s.para.word_break, walk::choice(v, WORD_BREAKS)?),
    },
    Key {
        name: "line_end",
        kind: || words(LINE_ENDS),
        set: |s, v, _| put(&mut s.para.line_end, walk::choice(v, LINE_ENDS)?),
    },
    Key { name: "width", kind: || Kind::Any, set: |s, v, _| put(&mut s.para.width, part_of_form(v)?) },
    Key { name: "height", kind: || Kind::Any, set: |s, v, _| put(&mut s.para.height, part_of_form(v)?) },
    Key { name: "slant", kind: || Kind::Any, set: |s, v, _| put(&mut s.para.slant, lean(v)?) },
    Key { name: "proportional", kind: || Kind::Bool, set: |s, v, _| put(&mut s.para.proportional, walk::bool(v)?) },
    Key { name: "adjust", kind: || words(ADJUSTS), set: |s, v, _| put(&mut s.para.adjust, walk::choice(v, ADJUSTS)?) },
    Key { name: "fit", kind: || words(FITS), set: |s, v, _| put(&mut s.para.fit, walk::choice(v, FITS)?) },
    Key { name: "relax_kinsoku", kind: || Kind::Bool, set: |s, v, _| put(&mut s.para.relax_kinsoku, walk::bool(v)?) },
    Key { name: "ruby_top", kind: || Kind::Bool, set: |s, v, _| put(&mut s.para.ruby_top, walk::bool(v)?) },
    Key { name: "ruby_thirds", kind: || Kind::Bool, set: |s, v, _| put(&mut s.para.ruby_thirds, walk::bool(v)?) },
    Key { name: "keep_blanks", kind: || Kind::Bool, set: |s, v, _| put(&mut s.para.keep_blanks, walk::bool(v)?) },
];

/// Keys that a layout may also set for all its styles at once, at its top.
pub const COMMON: &[&str] = &[
    "lang",
    "writing",
    "vertical_quotes",
    "punctuation",
    "kinsoku",
    "hang",
    "gap",
    "gap_digits",
    "squeeze_stops",
    "squeeze_marks",
    "digits",
    "vertical_digits",
    "tcy_digits",
    "hyphenate",
    "mark_room",
    "breaker",
    "adjust",
    "fit",
    "relax_kinsoku",
];

fn put<T>(slot: &mut T, value: T) -> Result<(), Wrong> {
    *slot = value;
    Ok(())
}

/// A new size keeps the pitch unless lines would then touch; a style that says only `size` gets 4/3 of it.
fn set_size(style: &mut Style, size: Len) -> Result<(), Wrong> {
    if size < Len::PT || size > Len::PT * 1000 {
        return Err(Wrong::value("type is between 1pt and 1000pt").help("write a size such as 9pt or 小五"));
    }
    style.size = size;
    if style.pitch < size {
        style.pitch = size.scale(4, 3);
    }
    Ok(())
}

/// Black prints over what lies below, every other ink cuts it out, unless `overprint` says otherwise.
fn set_ink(style: &mut Style, ink: Ink) -> Result<(), Wrong> {
    let overprint = ink == Ink::BLACK;
    style.paint = Paint { ink, overprint };
    Ok(())
}

/// `2字`, or `auto`: two characters, one in narrow columns (typography R14.2).
fn set_indent(style: &mut Style, value: &Value) -> Result<(), Wrong> {
    let auto = matches!(value, Value::Text { text, .. } if text.trim() == "auto");
    style.para.indent_auto = auto;
    if !auto {
        style.para.indent = ems(value)?;
    }
    Ok(())
}

/// `true`, `false`, or `tight`: letters may fill their cells (typography R15.2).
fn set_grid(style: &mut Style, value: &Value) -> Result<(), Wrong> {
    let tight = matches!(value, Value::Text { text, .. } if text.trim() == "tight");
    style.para.grid_tight = tight;
    style.para.grid = tight || walk::bool(value)?;
    Ok(())
}

/// A style that nobody has named yet: what a layout's styles start from.
pub fn plain() -> Style {
    Style {
        name: String::new(),
        face: "song".to_string(),
        weight: 400,
        size: Len(133_350),
        pitch: Len::PT * 14,
        tracking: 0,
        shift: Len::ZERO,
        paint: Paint::TEXT,
        para: ParaStyle::default(),
    }
}

/// Reads the keys of a table into a style.
pub fn read(style: &mut Style, fields: &mut Fields<'_, '_, '_>) {
    let mut has_pitch = false;
    for key in KEYS {
        has_pitch |= key.name == "pitch" && fields.has("pitch");
        fields.parse(key.name, (key.kind)(), |value, units| (key.set)(style, value, units));
    }
    if !has_pitch && style.pitch < style.size {
        style.pitch = style.size.scale(4, 3);
    }
}

/// Reads the keys that a layout sets for all its styles at once.
pub fn read_common(style: &mut Style, fields: &mut Fields<'_, '_, '_>) {
    for key in KEYS.iter().filter(|key| COMMON.contains(&key.name)) {
        fields.parse(key.name, (key.kind)(), |value, units| (key.set)(style, value, units));
    }
}

/// The name of the style that a style inherits.
fn inherited(style: &Value) -> Option<&str> {
    match style {
        Value::Table(table) => match &table.get("inherit")?.value {
            Value::Text { text, .. } => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// All of `[styles]`, each after the one it inherits.
pub fn read_all(base: &Style, fields: &mut Fields<'_, '_, '_>) -> BTreeMap<String, Style> {
    let mut styles: BTreeMap<String, Style> = BTreeMap::new();
    if fields.walk.schema.is_some() {
        fields.named("styles", |_, f| {
            f.text("inherit");
            read(&mut base.clone(), f);
        });
        return styles;
    }
    let Some(node) = fields.node("styles", Kind::Any) else { return styles };
    let Value::Table(table) = &node.value else {
        fields.walk.wrong(Wrong::kind("a table of styles", &node.value), node.span);
        return styles;
    };
    let mut waiting: Vec<&super::tree::Entry> = table.entries.iter().collect();
    // Each round takes the styles whose parent is there; a round that takes none has met a circle or a
    // parent that does not exist.
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|entry| {
            let Value::Table(inner) = &entry.node.value else {
                fields.walk.wrong(Wrong::kind("a table", &entry.node.value), entry.node.span);
                return false;
            };
            let parent = match inner.get("inherit").map(|node| &node.value) {
                Some(Value::Text { text, .. }) => match styles.get(text.as_str()) {
                    Some(parent) => parent.clone(),
                    None => return true,
                },
                _ => base.clone(),
            };
            styles.insert(entry.key.clone(), read_one(parent, &entry.key, inner, fields));
            false
        });
        if waiting.len() == before {
            let parent_of = |name: &str| table.get(name).and_then(|node| inherited(&node.value));
            for entry in &waiting {
                let Value::Table(inner) = &entry.node.value else { continue };
                // A style whose ancestors are to blame is read from the base, and not blamed itself.
                let mut above = inherited(&entry.node.value);
                let mut steps = 0;
                while let Some(name) = above.filter(|name| *name != entry.key && steps < waiting.len()) {
                    above = parent_of(name);
                    steps += 1;
                }
                let parent_exists = inherited(&entry.node.value).is_some_and(|name| table.get(name).is_some());
                if parent_exists && above != Some(entry.key.as_str()) {
                    styles.insert(entry.key.clone(), read_one(base.clone(), &entry.key, inner, fields));
                    continue;
                }
                let span = inner.get("inherit").map_or(entry.node.span, |node| node.span);
                let wrong =
                    Wrong::value(format!("the style that “{}” inherits does not exist or inherits it", entry.key));
                let parent = inner.get("inherit").and_then(|node| walk::text(&node.value).ok()).unwrap_or_default();
                let others = table.entries.iter().map(|e| e.key.as_str()).filter(|name| *name != entry.key);
                let near = walk::nearest(parent, others);
                let help =
                    near.map_or("name a style of [styles]".to_string(), |near| format!("did you mean “{near}”?"));
                fields.walk.wrong(wrong.help(help), span);
                styles.insert(entry.key.clone(), read_one(base.clone(), &entry.key, inner, fields));
            }
            break;
        }
    }
    styles
}

fn read_one(mut style: Style, name: &str, table: &Table, fields: &mut Fields<'_, '_, '_>) -> Style {
    style.name = name.to_string();
    fields.walk.table(table, |f| {
        f.text("inherit");
        read(&mut style, f);
    });
    style
}

/// A length in ems from the command line: `18字`, `18`, `4.5em`, `1/3`.
pub fn em(text: &str) -> Result<Em, String> {
    unit::ems(text).map(Em).map_err(|wrong| wrong.message)
}

/// Sets one key of a style from the command line: `align=centre`, `size=9pt`, `gap=0.25`, `gap.max=1/3`,
/// `stops=fixed`. Words may be joined by `-` or `_`.
pub fn set(style: &mut Style, key: &str, value: &str) -> Result<(), String> {
    let key = key.replace('-', "_");
    let part = |slot: &mut Em| match em(value) {
        Ok(v) if v > Em::ONE => Err("the gap is one character at most".to_string()),
        Ok(v) => {
            *slot = v;
            Ok(())
        }
        Err(wrong) => Err(wrong),
    };
    match (key.as_str(), value) {
        ("gap.natural", _) => return part(&mut style.para.gap.0),
        ("gap.min" | "gap.least", _) => return part(&mut style.para.gap.1),
        ("gap.max" | "gap.most", _) => return part(&mut style.para.gap.2),
        ("syllables", "true" | "false") => {
            style.para.word_break = if value == "true" { WordBreak::Syllable } else { WordBreak::Word };
            return Ok(());
        }
        ("stops", "fixed" | "squeeze") => {
            style.para.squeeze_stops = value == "squeeze";
            return Ok(());
        }
        _ => {}
    }
    let key = key.as_str();
    let Some(entry) = KEYS.iter().find(|k| k.name == key) else {
        let near = walk::nearest(key, KEYS.iter().map(|k| k.name));
        return Err(match near {
            Some(near) => format!("there is no style key “{key}”; did you mean “{near}”?"),
            None => format!("there is no style key “{key}”"),
        });
    };
    let value = typed(value);
    let units = Units { body: style.size, pitch: style.pitch, ..Units::default() };
    (entry.set)(style, &value, &units).map_err(|wrong| match wrong.help {
        Some(help) => format!("{}: {help}", wrong.message),
        None => wrong.message,
    })
}

/// A value of the command line as a layout would have it: `[…]` and `{…}` as there, but plain words need no quotes
/// in a list: `gap=[1/4, 1/8, 1/2]`.
fn typed(value: &str) -> Value {
    let span = Span { file: FileId(0), start: 0, end: 0 };
    let text = value.trim();
    if text.starts_with(['[', '{']) {
        let (table, sound) = super::tree::parse(&format!("x = {text}"), FileId(0), 0, &mut Report::default());
        if let Some(node) = table.get("x").filter(|_| sound) {
            return node.value.clone();
        }
    }
    if let Some(list) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        let item = |word: &str| Node { value: typed(word.trim().trim_matches('"')), span };
        return Value::List(list.split(',').map(item).collect());
    }
    match value {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match value.parse::<i64>() {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text { text: value.to_string(), at: None },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_sets_what_layouts_set() {
        let mut style = plain();
        for (key, value) in
            [("align", "centre"), ("size", "9pt"), ("indent", "2字"), ("gap", "0.25"), ("hang", "allow")]
        {
            assert_eq!(set(&mut style, key, value), Ok(()), "{key}");
        }
        assert_eq!((style.para.align, style.size, style.para.indent), (Align::Centre, Len(114_300), Em::ONE * 2));
        assert!(set(&mut style, "algin", "centre").unwrap_err().contains("align"));
        assert!(set(&mut style, "align", "middle").unwrap_err().contains("centre"));
    }

    #[test]
    fn tracking_in_points_is_told_in_parts_of_the_size() {
        let mut style = plain();
        set(&mut style, "size", "14pt").unwrap();
        set(&mut style, "tracking", "0.7pt").unwrap();
        assert_eq!(style.tracking, 50);
        set(&mut style, "tracking", "-2%").unwrap();
        assert_eq!(style.tracking, -20);
    }
}
