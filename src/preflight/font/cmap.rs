//! CMaps: from codes to glyph numbers, and from codes to characters.
//!
//! In: the text of a CMap. Out: [`CMap`]. Does not know: fonts.

use crate::preflight::object::{Lexer, Obj};
use std::collections::BTreeMap;

/// The most entries that are kept of one map.
const MOST: usize = 140_000;

/// What a CMap says.
#[derive(Clone, Debug, Default)]
pub struct CMap {
    /// Codes: length in bytes, first, last.
    pub spaces: Vec<(usize, u32, u32)>,
    /// Code → glyph number.
    pub cids: BTreeMap<u32, u32>,
    /// Code → characters.
    pub texts: BTreeMap<u32, String>,
    /// `WMode` in the text.
    pub vertical: bool,
    /// It builds on another map.
    pub uses: Option<String>,
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |v, b| v << 8 | u32::from(*b))
}

fn utf16(bytes: &[u8]) -> String {
    let padded: Vec<u8> = if bytes.len() % 2 == 1 { [&[0], bytes].concat() } else { bytes.to_vec() };
    let units: Vec<u16> = padded.chunks(2).map(|c| u16::from(c[0]) << 8 | u16::from(c[1])).collect();
    String::from_utf16_lossy(&units)
}

/// The characters with the last one moved on.
fn moved(text: &str, by: u32) -> String {
    let mut out = text.to_string();
    if let Some(last) = out.pop() {
        out.push(char::from_u32(u32::from(last) + by).unwrap_or('\u{FFFD}'));
    }
    out
}

impl CMap {
    /// Reads the text of a CMap.
    pub fn read(bytes: &[u8]) -> CMap {
        let mut map = CMap::default();
        let mut lexer = Lexer::new(bytes, 0);
        let mut held: Vec<Obj> = Vec::new();
        while let Some(token) = lexer.next() {
            let Obj::Word(word) = &token else {
                held.push(token);
                continue;
            };
            match &**word {
                "endcodespacerange" => {
                    for pair in held.chunks_exact(2) {
                        if let (Some(a), Some(b)) = (pair[0].bytes(), pair[1].bytes()) {
                            map.spaces.push((a.len().clamp(1, 4), code(a), code(b)));
                        }
                    }
                }
                "endbfchar" => {
                    for pair in held.chunks_exact(2) {
                        if let (Some(a), Some(b)) = (pair[0].bytes(), pair[1].bytes()) {
                            map.text(code(a), utf16(b));
                        }
                    }
                }
                "endbfrange" => held.chunks_exact(3).for_each(|t| map.text_range(t)),
                "endcidrange" => {
                    for t in held.chunks_exact(3) {
                        if let (Some(a), Some(b), Some(cid)) = (t[0].bytes(), t[1].bytes(), t[2].int()) {
                            for (i, c) in (code(a)..=code(b)).enumerate().take(MOST.saturating_sub(map.cids.len())) {
                                map.cids.insert(c, (cid as u32).wrapping_add(i as u32));
                            }
                        }
                    }
                }
                "endcidchar" => {
                    for pair in held.chunks_exact(2) {
                        if let (Some(a), Some(cid)) = (pair[0].bytes(), pair[1].int()) {
                            map.cids.insert(code(a), cid as u32);
                        }
                    }
                }
                "usecmap" => map.uses = held.last().and_then(Obj::name).map(str::to_string),
                "def" => {
                    if let [.., key, value] = &held[..]
                        && key.name() == Some("WMode")
                    {
                        map.vertical = value.int() == Some(1);
                    }
                }
                _ => {}
            }
            held.clear();
        }
        map
    }

    fn text(&mut self, code: u32, text: String) {
        if self.texts.len() < MOST {
            self.texts.insert(code, text);
        }
    }

    fn text_range(&mut self, triple: &[Obj]) {
        let (Some(a), Some(b)) = (triple[0].bytes(), triple[1].bytes()) else { return };
        let (a, b) = (code(a), code(b));
        match &triple[2] {
            Obj::Str(first) => {
                let first = utf16(first);
                for c in (a..=b).take(MOST.saturating_sub(self.texts.len())) {
                    self.texts.insert(c, moved(&first, c - a));
                }
            }
            Obj::Array(list) => {
                for (c, text) in (a..=b).zip(list.iter()) {
                    self.text(c, utf16(text.bytes().unwrap_or_default()));
                }
            }
            _ => {}
        }
    }

    /// Cuts a string into codes.
    pub fn codes(&self, bytes: &[u8]) -> Vec<(u32, usize)> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let fits = (1..=4).find(|n| {
                let c = bytes.get(at..at + n).map(code);
                c.is_some_and(|c| self.spaces.iter().any(|(len, low, high)| len == n && within(c, *low, *high, *n)))
            });
            let n = fits.unwrap_or_else(|| self.spaces.first().map_or(2, |s| s.0)).min(bytes.len() - at);
            out.push((code(&bytes[at..at + n]), n));
            at += n;
        }
        out
    }
}

/// A code space is a box: each byte has its own range.
fn within(c: u32, low: u32, high: u32, bytes: usize) -> bool {
    (0..bytes).all(|i| {
        let byte = |v: u32| v >> (8 * i) & 0xFF;
        (byte(low)..=byte(high)).contains(&byte(c))
    })
}
