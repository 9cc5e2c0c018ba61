//! The text behind the glyphs: from codes to characters.

use super::fonts::{first_page, is_predefined, shown};
use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::facts::Facts;
use crate::preflight::font::{Encoding, Font, Program, character_of};
use crate::preflight::{Family, Hits};
use std::collections::{BTreeMap, BTreeSet};

/// Rules of characters.
pub const RULES: &[Rule] = &[
    row(
        "to-unicode",
        For::Both,
        Fail,
        "N",
        "every code shown has a character: not U+0000, U+FFFD or private use",
        Family::Text,
        to_unicode,
    ),
    row(
        "to-unicode-right",
        For::Both,
        Fail,
        "N",
        "the character is the one that the glyph draws, as far as that can be told",
        Family::Text,
        right,
    ),
];

fn is_proper(text: &str) -> bool {
    let bad = |c: char| {
        let u = u32::from(c);
        matches!(u, 0 | 0xFFFD | 0xFFFE | 0xFFFF | 0xFEFF) || (0xE000..=0xF8FF).contains(&u) || u >= 0xF_0000
    };
    !text.is_empty() && !text.chars().any(bad)
}

fn to_unicode(f: &Facts, h: &mut Hits) {
    // Glyphs drawn by the file itself tell nothing by their program; names of letters do.
    for font in f.fonts.iter().filter(|x| x.kind == "Type3" && !x.used.is_empty() && x.to_unicode.is_none()) {
        let Encoding::Simple(names) = &font.encoding else { continue };
        if !font.used.keys().all(|c| names.get(c).is_some_and(|n| character_of(n).is_some())) {
            let name = if font.name == "?" { "a font of Type 3" } else { &font.name };
            h.add(Warn, Some(first_page(font)), None, format!("{name} has no ToUnicode"));
        }
    }
    for font in shown(f) {
        let page = first_page(font);
        if font.to_unicode.is_none() {
            let by_name = match &font.encoding {
                // ISO 32000-1, 9.10.2: the map names a character collection, which tells the characters.
                Encoding::Predefined(name) if is_predefined(name) => continue,
                Encoding::Simple(names) => {
                    font.used.keys().all(|c| names.get(c).is_some_and(|n| character_of(n).is_some()))
                }
                _ => false,
            };
            if by_name {
                h.add(Warn, Some(page), None, format!("{} has no ToUnicode; its glyph names still tell", font.name));
            } else {
                h.on(page, format!("{} has no ToUnicode", font.name));
            }
            continue;
        }
        let spanned = codes_with_text(f, font);
        let bad: Vec<u32> = font
            .used
            .keys()
            .copied()
            .filter(|c| !font.text(*c).is_some_and(is_proper) && !spanned.contains(c))
            .collect();
        if let Some(first) = bad.first() {
            let n = bad.len();
            h.on(
                font.used[first],
                format!(
                    "{}: {n} of {} codes have no proper character, the first is {first:04X}",
                    font.name,
                    font.used.len()
                ),
            );
        }
    }
}

/// Codes that only stand within spans which say their text.
fn codes_with_text(f: &Facts, font: &Font) -> BTreeSet<u32> {
    let same = |index: usize| std::rc::Rc::ptr_eq(&f.fonts[index].dict, &font.dict);
    let mut within = BTreeSet::new();
    let mut without = BTreeSet::new();
    for run in f.runs.iter().filter(|r| same(r.font)) {
        let set = if run.actual.is_some() { &mut within } else { &mut without };
        set.extend(run.glyphs.iter().map(|g| g.0));
    }
    within.difference(&without).copied().collect()
}

fn right(f: &Facts, h: &mut Hits) {
    for font in
        shown(f).filter(|x| x.to_unicode.is_some() && !matches!(x.program, Program::Missing | Program::Broken(_)))
    {
        let page = first_page(font);
        let (reverse, complete) = characters_of_glyphs(font);
        let mut same: BTreeMap<&str, usize> = BTreeMap::new();
        for &code in font.used.keys() {
            let Some(text) = font.text(code).filter(|t| is_proper(t)) else { continue };
            *same.entry(text).or_default() += 1;
            let invisible = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{AD}');
            let blank = text.chars().all(|c| c.is_whitespace() || invisible(c));
            // A glyph that stands for no text, such as a dot of emphasis, may say so with a character of no width.
            let textless = text.chars().all(invisible);
            match font.draws(code) {
                Some(true) if blank && !textless => {
                    h.on(page, format!("{}: code {code:04X} draws something but says {text:?}", font.name))
                }
                Some(false) if !blank && complete => {
                    h.on(page, format!("{}: code {code:04X} draws nothing but says {text:?}", font.name))
                }
                _ => {}
            }
            if let Some(known) = font.glyph(code).and_then(|g| reverse.get(&g))
                && let Some(c) = single(text)
                && !known.iter().any(|k| alike(*k, c))
            {
                let first = known.first().and_then(|k| char::from_u32(*k)).unwrap_or('\u{FFFD}');
                h.on(page, format!("{}: code {code:04X} is {first} by the program, {text} by ToUnicode", font.name));
            }
            let own = font.program_width(code);
            if single(text).is_some_and(|c| (0x4E00..=0x9FFF).contains(&u32::from(c)))
                && own.is_some_and(|w| w < 600.0 && w > 0.0)
            {
                h.add(
                    Warn,
                    Some(page),
                    None,
                    format!("{}: code {code:04X} says {text} but is {:.0} wide", font.name, own.unwrap_or(0.0)),
                );
            }
        }
        if let Some((text, n)) = same.iter().filter(|(t, n)| **n > 6 && !t.trim().is_empty()).max_by_key(|(_, n)| **n) {
            h.on(page, format!("{}: {n} different codes all say {text:?}", font.name));
        }
    }
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Two characters that share a glyph in many fonts: the same letter, or its compatibility form.
fn alike(a: u32, b: char) -> bool {
    let b = u32::from(b);
    let fold = |c: u32| match c {
        0xA0 | 0x2002..=0x200A | 0x3000 => 0x20,
        0x2010 | 0x2011 | 0xAD | 0x2212 => 0x2D,
        0x2019 | 0x02BC => 0x27,
        0x3BC => 0xB5,
        0x2126 => 0x3A9,
        0x394 => 0x2206,
        0x30FB | 0x2027 | 0x2022 | 0x22C5 => 0xB7,
        0x2015 => 0x2014,
        0xFF01..=0xFF5E => c - 0xFEE0,
        _ => c,
    };
    let compatible =
        |c: u32| (0x2E80..=0x2FDF).contains(&c) || (0xF900..=0xFAFF).contains(&c) || (0xFE10..=0xFE6F).contains(&c);
    fold(a) == fold(b) || compatible(a) || compatible(b)
}

/// Glyph → characters, where the program tells; and whether an empty glyph is known to be empty.
fn characters_of_glyphs(font: &Font) -> (BTreeMap<u32, Vec<u32>>, bool) {
    let mut out: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    match &font.program {
        Program::TrueType(tt, _) => {
            for (c, g) in &tt.unicode {
                out.entry(*g).or_default().push(*c);
            }
        }
        Program::Cff(cff) if !cff.is_cid => {
            for g in 0..cff.glyphs {
                // Only names that spell a code are taken at their word; subsets are often renamed.
                if let Some(c) = cff
                    .glyph_name(g)
                    .filter(|n| n.starts_with("uni") && !n.contains('.'))
                    .and_then(|n| character_of(&n))
                {
                    out.entry(g).or_default().push(c);
                }
            }
        }
        _ => {}
    }
    (out, true)
}
