//! Fonts of Type 3: glyphs that are content streams.

use super::fonts::first_page;
use super::{For, Rule, row};
use crate::preflight::Verdict::Fail;
use crate::preflight::facts::Facts;
use crate::preflight::font::{Encoding, Font};
use crate::preflight::object::{Lexer, Obj};
use crate::preflight::{Family, Hits};

/// Rules of Type 3.
pub const RULES: &[Rule] = &[row(
    "type3-glyphs",
    For::Both,
    Fail,
    "R",
    "glyphs of Type 3 are there, begin with d0 or d1 and the width said, and stencils (d1) set no colour",
    Family::Font,
    glyphs,
)];

/// The operators that set a colour (ISO 32000-1, table 74), and gradients.
fn colors(word: &str) -> bool {
    matches!(word, "CS" | "cs" | "SC" | "SCN" | "sc" | "scn" | "G" | "g" | "RG" | "rg" | "K" | "k" | "ri" | "sh")
}

/// ISO 32000-1, 9.6.5.
fn glyphs(f: &Facts, h: &mut Hits) {
    for font in f.fonts.iter().filter(|x| x.kind == "Type3" && !x.used.is_empty()) {
        let page = first_page(font);
        let name = if font.name == "?" { "a font of Type 3" } else { &font.name };
        for (key, count) in [("FontMatrix", 6), ("FontBBox", 4)] {
            if f.doc.list(&font.dict, key).iter().filter_map(Obj::num).count() != count {
                h.on(page, format!("{name}: it has no {key}"));
            }
        }
        let procedures = f.doc.dict(&font.dict, "CharProcs").unwrap_or_default();
        let Encoding::Simple(names) = &font.encoding else { continue };
        for (&code, &page) in font.used.iter().take(256) {
            let glyph = names.get(&code).map(|n| f.doc.get(&procedures, n));
            let Some(stream) = glyph.as_ref().and_then(Obj::stream) else {
                h.on(page, format!("{name}: code {code:02X} has no glyph"));
                continue;
            };
            if let Some(fault) = fault(&f.doc.plain(stream).bytes, font, code) {
                h.on(page, format!("{name}: code {code:02X} {fault}"));
            }
        }
    }
}

/// What is wrong with a glyph's content.
fn fault(bytes: &[u8], font: &Font, code: u32) -> Option<String> {
    let mut lexer = Lexer::new(bytes, 0);
    let mut numbers: Vec<f64> = Vec::new();
    let kind = loop {
        match lexer.next() {
            Some(Obj::Word(word)) => break word,
            Some(other) if numbers.len() < 8 => numbers.extend(other.num()),
            Some(_) => {}
            None => return Some("draws nothing and has no width".into()),
        }
    };
    if !matches!(&*kind, "d0" | "d1") {
        return Some(format!("begins with {kind}, not with d0 or d1"));
    }
    let (drawn, said) = (*numbers.first()?, font.width(code));
    // Bitmap fonts round the one and not the other.
    if (drawn - said).abs() > (0.05 * drawn.abs().max(said.abs())).max(1.0) {
        return Some(format!("is {drawn} wide in its glyph, {said} in Widths"));
    }
    if &*kind == "d1"
        && let Some(word) = first_color(bytes)
    {
        return Some(format!("is a stencil (d1) and sets a colour ({word})"));
    }
    None
}

/// The first operator of a content stream that sets a colour. The data of an inline image is no operators: what comes
/// behind it is not looked at.
pub fn first_color(bytes: &[u8]) -> Option<std::rc::Rc<str>> {
    let mut lexer = Lexer::new(bytes, 0);
    while let Some(token) = lexer.next() {
        match token {
            Obj::Word(word) if &*word == "ID" => return None,
            Obj::Word(word) if colors(&word) => return Some(word),
            _ => {}
        }
    }
    None
}
