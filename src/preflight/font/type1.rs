//! Type 1 programs, as far as widths and the built-in encoding go (Adobe Type 1 Font Format).
//!
//! In: the three parts of a font file. Out: [`Type1`]. Does not know: PDF.

use crate::preflight::object::{Lexer, Obj};
use std::collections::BTreeMap;

/// A Type 1 program.
#[derive(Clone, Debug, Default)]
pub struct Type1 {
    /// Code → glyph name; empty when it is the standard one.
    pub encoding: BTreeMap<u32, String>,
    /// Glyph name → width.
    pub widths: BTreeMap<String, f64>,
}

/// The cipher of `eexec` and of charstrings.
fn decrypt(bytes: &[u8], key: u16, skip: usize) -> Vec<u8> {
    let mut r = key;
    let plain: Vec<u8> = bytes
        .iter()
        .map(|&c| {
            let p = c ^ (r >> 8) as u8;
            r = (u16::from(c).wrapping_add(r)).wrapping_mul(52_845).wrapping_add(22_719);
            p
        })
        .collect();
    plain.get(skip..).unwrap_or_default().to_vec()
}

impl Type1 {
    /// Reads a program; the fault in words when it is none.
    pub fn read(bytes: &[u8]) -> Result<Type1, String> {
        if !bytes.starts_with(b"%!") {
            return Err("it is no Type 1 program".into());
        }
        let at = bytes.windows(6).position(|w| w == b"eexec ").or_else(|| bytes.windows(5).position(|w| w == b"eexec"));
        let at = at.ok_or("it has no encrypted part")?;
        let mut font = Type1::default();
        font.read_encoding(&bytes[..at]);
        let mut body = &bytes[at + 5..];
        while body.first().is_some_and(|b| b.is_ascii_whitespace()) {
            body = &body[1..];
        }
        let hex = body.iter().take(4).all(u8::is_ascii_hexdigit);
        let binary: Vec<u8> = if hex {
            let digits: Vec<u8> = body.iter().filter_map(|b| char::from(*b).to_digit(16)).map(|d| d as u8).collect();
            digits.chunks_exact(2).map(|p| p[0] << 4 | p[1]).collect()
        } else {
            body.to_vec()
        };
        font.read_glyphs(&decrypt(&binary, 55_665, 4))?;
        Ok(font)
    }

    fn read_encoding(&mut self, head: &[u8]) {
        let Some(at) = head.windows(9).position(|w| w == b"/Encoding") else { return };
        let mut lexer = Lexer::new(head, at + 9);
        let mut held: Vec<Obj> = Vec::new();
        for _ in 0..4000 {
            match lexer.next() {
                Some(Obj::Word(word)) => match &*word {
                    "StandardEncoding" | "def" => return,
                    "put" => {
                        if let [.., code, Obj::Name(name)] = &held[..]
                            && let Some(code) = code.int()
                        {
                            self.encoding.insert(code.clamp(0, 255) as u32, name.to_string());
                        }
                        held.clear();
                    }
                    _ => {}
                },
                Some(other) => held.push(other),
                None => return,
            }
        }
    }

    fn read_glyphs(&mut self, private: &[u8]) -> Result<(), String> {
        let at = private.windows(12).position(|w| w == b"/CharStrings").ok_or("it has no glyphs")?;
        let skip = private
            .windows(6)
            .position(|w| w == b"/lenIV")
            .and_then(|p| Lexer::new(private, p + 6).next())
            .and_then(|o| o.int());
        let skip = skip.unwrap_or(4).clamp(0, 64) as usize;
        let mut lexer = Lexer::new(private, at + 12);
        let mut last: [Obj; 2] = [Obj::Null, Obj::Null];
        while let Some(token) = lexer.next() {
            if let Obj::Word(word) = &token {
                if &**word == "end" && !self.widths.is_empty() {
                    break;
                }
                if let (true, Obj::Name(name), Some(length)) = (matches!(&**word, "RD" | "-|"), &last[0], last[1].int())
                {
                    let start = lexer.at + 1;
                    let end = start.saturating_add(length.max(0) as usize);
                    let code = private.get(start..end).ok_or("a glyph is cut off")?;
                    if let Some(width) = width(&decrypt(code, 4330, skip)) {
                        self.widths.insert(name.to_string(), width);
                    }
                    lexer.at = end;
                }
            }
            last = [std::mem::take(&mut last[1]), token];
        }
        Ok(())
    }
}

/// The width that `hsbw` or `sbw` sets.
fn width(code: &[u8]) -> Option<f64> {
    let mut stack: Vec<f64> = Vec::new();
    let mut at = 0;
    while let Some(&v) = code.get(at) {
        at += 1;
        let byte = |i: usize| i32::from(code.get(i).copied().unwrap_or(0));
        match v {
            13 => return stack.get(1).copied(),
            12 if byte(at) == 7 => return stack.get(2).copied(),
            12 if byte(at) == 12 => {
                at += 1;
                let (b, a) = (stack.pop()?, stack.pop()?);
                stack.push(a / b);
            }
            32..=246 => stack.push(f64::from(i32::from(v) - 139)),
            247..=250 => {
                stack.push(f64::from((i32::from(v) - 247) * 256 + byte(at) + 108));
                at += 1;
            }
            251..=254 => {
                stack.push(f64::from(-(i32::from(v) - 251) * 256 - byte(at) - 108));
                at += 1;
            }
            255 => {
                stack.push(f64::from(byte(at) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3)));
                at += 4;
            }
            _ => return None,
        }
    }
    None
}
