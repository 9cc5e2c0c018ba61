//! Images within content streams.

use super::{Odd, Place, Walk};
use crate::preflight::object::{Dict, Lexer, Obj, is_space};
use crate::preflight::walk::state::State;
use std::rc::Rc;

impl Walk<'_, '_> {
    /// An image in the content stream, from behind `BI` to behind `EI`.
    pub(super) fn inline(&mut self, lexer: &mut Lexer, state: &State, place: &Place) {
        let mut entries = Vec::new();
        loop {
            match lexer.next() {
                Some(Obj::Name(key)) => {
                    let value = lexer.next().unwrap_or_default();
                    entries.push((long_key(&key).into(), value));
                }
                Some(Obj::Word(word)) if &*word == "ID" => break,
                Some(_) => {}
                None => {
                    self.odd(Odd::Operator, place, "an inline image does not begin");
                    return;
                }
            }
        }
        let dict = Rc::new(Dict { id: None, entries });
        lexer.at += 1;
        let start = lexer.at.min(lexer.bytes.len());
        let filters = crate::preflight::structure::filters_of(&dict, |o| self.doc.resolve(o));
        if filters.iter().any(|f| f.name == "LZWDecode") {
            self.odd(Odd::Lzw, place, "an inline image under LZW");
        }
        // Without filters the length is known; else the first `EI` between white space that a sane operator follows.
        let known = if filters.is_empty() { self.inline_length(&dict, place) } else { None };
        lexer.at = start + known.unwrap_or(0);
        loop {
            let rest = lexer.bytes.get(lexer.at..).unwrap_or_default();
            let Some(hit) = rest.windows(2).position(|w| w == b"EI") else {
                self.odd(Odd::Operator, place, "an inline image does not end");
                lexer.at = lexer.bytes.len();
                return;
            };
            let at = lexer.at + hit;
            lexer.at = at + 2;
            let before = at == start || is_space(lexer.bytes[at - 1]) || known == Some(at - start);
            let after = lexer.bytes.get(at + 2).is_none_or(|b| is_space(*b));
            let tail = &lexer.bytes[at + 2..lexer.bytes.len().min(at + 12)];
            if before && after && tail.iter().all(|b| (32..127).contains(b) || is_space(*b)) {
                break;
            }
        }
        self.picture(&dict, "inline", state, place);
    }

    fn inline_length(&mut self, dict: &Rc<Dict>, place: &Place) -> Option<usize> {
        let number =
            |key: &str| dict.raw(key).and_then(Obj::int).filter(|n| (0..1 << 20).contains(n)).map(|n| n as usize);
        let (width, height) = (number("Width")?, number("Height")?);
        let mask = dict.raw("ImageMask").and_then(Obj::truth) == Some(true);
        let bits = if mask { 1 } else { number("BitsPerComponent").unwrap_or(8) };
        let channels = match dict.raw("ColorSpace") {
            Some(space) if !mask => self.space(&space.clone(), place).channels(),
            _ => 1,
        };
        width.checked_mul(channels)?.checked_mul(bits)?.div_ceil(8).checked_mul(height)
    }
}

/// The long form of a key of an inline image.
fn long_key(key: &str) -> &str {
    match key {
        "BPC" => "BitsPerComponent",
        "CS" => "ColorSpace",
        "D" => "Decode",
        "DP" => "DecodeParms",
        "F" => "Filter",
        "H" => "Height",
        "IM" => "ImageMask",
        "I" => "Interpolate",
        "W" => "Width",
        other => other,
    }
}
