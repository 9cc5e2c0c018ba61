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

/// Code spaces: length in bytes, first, last.
type Spaces = &'static [(usize, u32, u32)];

const EUC: Spaces = &[(1, 0, 0x80), (2, 0xA1A1, 0xFEFE)];
const BIG5: Spaces = &[(1, 0, 0x80), (2, 0xA140, 0xFEFE)];
const SHIFT_JIS: Spaces = &[(1, 0, 0x80), (1, 0xA0, 0xDF), (1, 0xFD, 0xFF), (2, 0x8140, 0x9FFC), (2, 0xE040, 0xFCFC)];
const UTF16: Spaces = &[(2, 0, 0xD7FF), (4, 0xD800_DC00, 0xDBFF_DFFF), (2, 0xE000, 0xFFFF)];

/// The code spaces of a predefined CMap by its name without the way it runs (ISO 32000-1, table 118; the ranges are
/// those of the encodings it is named after).
pub fn spaces_of(stem: &str) -> Spaces {
    match stem {
        "GB-EUC" | "KSC-EUC" => EUC,
        "GBpc-EUC" => &[(1, 0, 0x80), (1, 0xFD, 0xFF), (2, 0xA1A1, 0xFCFE)],
        "GBK-EUC" | "GBKp-EUC" => &[(1, 0, 0x80), (2, 0x8140, 0xFEFE)],
        "GBK2K" => &[(1, 0, 0x7F), (4, 0x8130_8130, 0xFE39_FE39), (2, 0x8140, 0xFEFE)],
        "B5pc" => &[(1, 0, 0x80), (1, 0xFD, 0xFF), (2, 0xA140, 0xFCFE)],
        "HKscs-B5" => &[(1, 0, 0x80), (2, 0x8740, 0xFEFE)],
        "ETen-B5" | "ETenms-B5" => BIG5,
        "CNS-EUC" => &[(1, 0, 0x80), (2, 0xA1A1, 0xFEFE), (4, 0x8EA1_A1A1, 0x8EA7_FEFE)],
        "83pv-RKSJ" | "90ms-RKSJ" | "90msp-RKSJ" | "90pv-RKSJ" | "Add-RKSJ" | "Ext-RKSJ" => SHIFT_JIS,
        "EUC" => &[(1, 0, 0x80), (2, 0x8EA0, 0x8EDF), (2, 0xA1A1, 0xFEFE)],
        "KSCms-UHC" | "KSCms-UHC-HW" => &[(1, 0, 0x80), (2, 0x8141, 0xFEFE)],
        "KSCpc-EUC" => &[(1, 0, 0x84), (1, 0xFE, 0xFF), (2, 0xA141, 0xFDFE)],
        "UniGB-UTF16" | "UniCNS-UTF16" | "UniJIS-UTF16" | "UniKS-UTF16" => UTF16,
        _ => &[(2, 0, 0xFFFF)],
    }
}

/// Cuts a string into codes by code spaces; what is in none of them is as long as the shortest that its first byte
/// begins, else one byte.
pub fn cut(spaces: &[(usize, u32, u32)], bytes: &[u8]) -> Vec<(u32, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let fits = spaces
            .iter()
            .filter(|(n, low, high)| bytes.get(at..at + n).is_some_and(|c| within(code(c), *low, *high, *n)))
            .map(|s| s.0)
            .min();
        let begins = |(n, low, high): &&(usize, u32, u32)| {
            let first = |v: u32| (v >> (8 * (n - 1))) as u8;
            (first(*low)..=first(*high)).contains(&bytes[at])
        };
        let partly = || spaces.iter().filter(begins).map(|s| s.0).min();
        let n = fits.or_else(partly).unwrap_or(1).min(bytes.len() - at);
        out.push((code(&bytes[at..at + n]), n));
        at += n;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_cut_by_the_encoding_that_a_map_is_named_after() {
        let lengths = |stem: &str, bytes: &[u8]| -> Vec<usize> {
            cut(spaces_of(stem), bytes).into_iter().map(|(_, n)| n).collect()
        };
        // 版 in GBK between letters; 版 in Shift JIS, and a kana of half width.
        assert_eq!(lengths("GBK-EUC", b"a\xB0\xE6b"), [1, 2, 1]);
        assert_eq!(lengths("90ms-RKSJ", b"a\x94\xC5\xB1"), [1, 2, 1]);
        assert_eq!(lengths("GBK2K", b"a\xB0\xE6\x81\x30\x81\x30"), [1, 2, 4]);
        assert_eq!(lengths("UniGB-UCS2", b"\x72\x48\x00\x61"), [2, 2]);
        assert_eq!(lengths("UniGB-UTF16", b"\xD8\x40\xDC\x00\x72\x48"), [4, 2]);
        // What breaks off is as long as what is left.
        assert_eq!(lengths("GBK-EUC", b"\xB0"), [1]);
    }
}
