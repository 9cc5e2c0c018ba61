//! Compact Font Format programs, as far as widths and glyph numbers go (Adobe Technical Note 5176, 5177).
//!
//! In: a bare CFF. Out: [`Cff`]. Does not know: PDF.

use super::charstring;
use std::collections::BTreeMap;

/// A CFF program.
#[derive(Clone, Debug, Default)]
pub struct Cff {
    data: Vec<u8>,
    /// Its own name.
    pub name: String,
    /// It is CID-keyed.
    pub is_cid: bool,
    /// How many glyphs.
    pub glyphs: u32,
    /// SID or CID of each glyph.
    pub charset: Vec<u16>,
    /// Code → glyph of its own encoding; empty when that is a standard one.
    pub encoding: BTreeMap<u32, u32>,
    /// Thousandths of the em for one unit.
    pub scale: f64,
    /// Operators of the glyphs.
    charstrings: Index,
    global: Index,
    strings: Index,
    privates: Vec<Private>,
    select: Vec<u8>,
}

/// Where the items of an INDEX lie.
#[derive(Clone, Debug, Default)]
struct Index {
    bounds: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
struct Private {
    default: f64,
    nominal: f64,
    local: Index,
    matrix: Option<f64>,
}

type Fault = String;

fn index(b: &[u8], at: usize) -> Option<(Index, usize)> {
    let count = usize::from(u16::from_be_bytes([*b.get(at)?, *b.get(at + 1)?]));
    if count == 0 {
        return Some((Index::default(), at + 2));
    }
    let size = usize::from(*b.get(at + 2)?);
    if !(1..=4).contains(&size) {
        return None;
    }
    let base = at + 3 + (count + 1) * size - 1;
    let mut bounds = Vec::with_capacity(count + 1);
    for i in 0..=count {
        let from = at + 3 + i * size;
        let offset = b.get(from..from + size)?.iter().fold(0_usize, |v, x| v << 8 | usize::from(*x));
        let end = base + offset;
        if end > b.len() || bounds.last().is_some_and(|l| *l as usize > end) {
            return None;
        }
        bounds.push(end as u32);
    }
    let end = *bounds.last()? as usize;
    Some((Index { bounds }, end))
}

impl Index {
    fn len(&self) -> usize {
        self.bounds.len().saturating_sub(1)
    }
    /// What is added to the number in a call of a subroutine.
    fn bias(&self) -> i64 {
        match self.len() {
            0..1240 => 107,
            1240..33_900 => 1131,
            _ => 32_768,
        }
    }
    fn get<'a>(&self, b: &'a [u8], i: usize) -> Option<&'a [u8]> {
        b.get(*self.bounds.get(i)? as usize..*self.bounds.get(i + 1)? as usize)
    }
}

/// The operators of a DICT with their operands.
fn dict(b: &[u8]) -> BTreeMap<u16, Vec<f64>> {
    let mut out = BTreeMap::new();
    let mut held = Vec::new();
    let mut at = 0;
    while let Some(&v) = b.get(at) {
        at += 1;
        let byte = |i: usize| i32::from(b.get(i).copied().unwrap_or(0));
        match v {
            0..=21 => {
                let mut op = u16::from(v);
                if v == 12 {
                    op = 1200 + byte(at) as u16;
                    at += 1;
                }
                out.insert(op, std::mem::take(&mut held));
            }
            28 => {
                held.push(f64::from((byte(at) << 8 | byte(at + 1)) as i16));
                at += 2;
            }
            29 => {
                held.push(f64::from(byte(at) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3)));
                at += 4;
            }
            30 => held.push(real(b, &mut at)),
            32..=246 => held.push(f64::from(i32::from(v) - 139)),
            247..=250 => {
                held.push(f64::from((i32::from(v) - 247) * 256 + byte(at) + 108));
                at += 1;
            }
            251..=254 => {
                held.push(f64::from(-(i32::from(v) - 251) * 256 - byte(at) - 108));
                at += 1;
            }
            _ => {}
        }
    }
    out
}

fn real(b: &[u8], at: &mut usize) -> f64 {
    let mut text = String::new();
    while let Some(&v) = b.get(*at) {
        *at += 1;
        for nibble in [v >> 4, v & 15] {
            match nibble {
                0..=9 => text.push(char::from(b'0' + nibble)),
                10 => text.push('.'),
                11 => text.push('E'),
                12 => text.push_str("E-"),
                14 => text.push('-'),
                15 => return text.parse().unwrap_or(0.0),
                _ => {}
            }
        }
        if text.len() > 40 {
            break;
        }
    }
    text.parse().unwrap_or(0.0)
}

impl Cff {
    /// Reads a program; the fault in words when it is none.
    pub fn read(data: &[u8]) -> Result<Cff, Fault> {
        let broken = |what: &str| format!("its {what} cannot be read");
        if data.len() < 4 || data[0] != 1 {
            return Err("it is no CFF program".into());
        }
        let (names, at) = index(data, usize::from(data[2])).ok_or_else(|| broken("name"))?;
        let (tops, at) = index(data, at).ok_or_else(|| broken("top dictionary"))?;
        let (strings, at) = index(data, at).ok_or_else(|| broken("strings"))?;
        let (global, _) = index(data, at).ok_or_else(|| broken("global subroutines"))?;
        let top = dict(tops.get(data, 0).ok_or_else(|| broken("top dictionary"))?);
        let offset = |op: u16| top.get(&op).and_then(|v| v.last()).map(|v| *v as usize);
        let (charstrings, _) = offset(17).and_then(|o| index(data, o)).ok_or_else(|| broken("glyphs"))?;
        let mut cff = Cff {
            name: names.get(data, 0).map(|n| String::from_utf8_lossy(n).into_owned()).unwrap_or_default(),
            is_cid: top.contains_key(&1230),
            glyphs: charstrings.len() as u32,
            charstrings,
            global,
            strings,
            ..Cff::default()
        };
        cff.charset =
            charset(data, offset(15).unwrap_or(0), cff.glyphs as usize, cff.is_cid).ok_or_else(|| broken("charset"))?;
        if cff.is_cid {
            let (array, _) = offset(1236).and_then(|o| index(data, o)).ok_or_else(|| broken("font dictionaries"))?;
            for i in 0..array.len() {
                cff.privates.push(private(data, &dict(array.get(data, i).unwrap_or_default())));
            }
            cff.select =
                offset(1237).and_then(|o| select(data, o, cff.glyphs as usize)).ok_or_else(|| broken("FDSelect"))?;
        } else {
            cff.privates.push(private(data, &top));
            cff.encoding = encoding(data, offset(16).unwrap_or(0));
        }
        // Where both the top and the font dictionaries have a matrix, they multiply.
        let own = top.get(&1207).and_then(|m| m.first()).copied();
        let below = if cff.is_cid { cff.privates.first().and_then(|p| p.matrix) } else { None };
        let per_unit = match (own, below) {
            (Some(a), Some(b)) => a * b,
            (Some(a), None) => a,
            (None, Some(b)) => b,
            (None, None) => 0.001,
        };
        cff.scale = if per_unit.abs() > 1e-9 { per_unit * 1000.0 } else { 1.0 };
        cff.data = data.to_vec();
        Ok(cff)
    }

    /// Width of a glyph in thousandths of the em.
    pub fn width(&self, glyph: u32) -> Option<f64> {
        let code = self.charstrings.get(&self.data, glyph as usize)?;
        let fd = self.select.get(glyph as usize).map_or(0, |f| usize::from(*f));
        let private = self.privates.get(fd)?;
        let mut run = Run { cff: self, private, stack: Vec::new(), steps: 0 };
        let extra = run.first_width(code, 0).flatten();
        Some(extra.map_or(private.default, |e| private.nominal + e) * self.scale)
    }
    /// What is wrong with a glyph's outline.
    pub fn outline_fault(&self, glyph: u32) -> Option<&'static str> {
        let glyph = glyph as usize;
        let code = self.charstrings.get(&self.data, glyph)?;
        let private = self.privates.get(usize::from(self.select.get(glyph).copied().unwrap_or(0)))?;
        let fetch = |own: bool, called: i64| {
            let from = if own { &private.local } else { &self.global };
            usize::try_from(called + from.bias()).ok().and_then(|n| from.get(&self.data, n))
        };
        charstring::fault(code, &fetch)
    }
    /// Whether a glyph draws anything: more than a width and `endchar`; unknown where a subroutine does the drawing.
    pub fn draws(&self, glyph: u32) -> Option<bool> {
        let code = self.charstrings.get(&self.data, glyph as usize)?;
        match code {
            _ if code.len() > 6 => Some(true),
            [.., 14] if !code.iter().any(|b| matches!(b, 10 | 29)) => Some(false),
            _ => None,
        }
    }
    /// The name of a glyph of a font that is not CID-keyed.
    pub fn glyph_name(&self, glyph: u32) -> Option<String> {
        let sid = usize::from(*self.charset.get(glyph as usize)?);
        match super::standard_string(sid) {
            Some(name) => Some(name.to_string()),
            None => self.strings.get(&self.data, sid - 391).map(|s| String::from_utf8_lossy(s).into_owned()),
        }
    }
    /// CID → glyph; of a font that is not CID-keyed the two are one.
    pub fn by_cid(&self) -> BTreeMap<u32, u32> {
        if self.is_cid {
            self.charset.iter().enumerate().map(|(g, c)| (u32::from(*c), g as u32)).collect()
        } else {
            (0..self.glyphs).map(|g| (g, g)).collect()
        }
    }
}

fn private(data: &[u8], font: &BTreeMap<u16, Vec<f64>>) -> Private {
    let mut p = Private { matrix: font.get(&1207).and_then(|m| m.first()).copied(), ..Private::default() };
    if let Some(&[size, offset]) = font.get(&18).map(Vec::as_slice) {
        let (size, offset) = (size.max(0.0) as usize, offset.max(0.0) as usize);
        let own = dict(data.get(offset..offset.saturating_add(size)).unwrap_or_default());
        let number = |op: u16| own.get(&op).and_then(|v| v.last()).copied();
        p.default = number(20).unwrap_or(0.0);
        p.nominal = number(21).unwrap_or(0.0);
        if let Some(local) = number(19) {
            p.local = index(data, offset + local.max(0.0) as usize).map(|i| i.0).unwrap_or_default();
        }
    }
    p
}

fn charset(b: &[u8], at: usize, glyphs: usize, is_cid: bool) -> Option<Vec<u16>> {
    if at <= 2 && !is_cid {
        // The three predefined ones begin alike; beyond ISOAdobe only names would differ.
        return Some((0..glyphs as u16).collect());
    }
    let u16_at = |at: usize| Some(u16::from_be_bytes([*b.get(at)?, *b.get(at + 1)?]));
    let mut out = vec![0_u16];
    let format = *b.get(at)?;
    let mut at = at + 1;
    while out.len() < glyphs {
        let first = u16_at(at)?;
        at += 2;
        let left = match format {
            0 => 0,
            1 => {
                at += 1;
                u16::from(*b.get(at - 1)?)
            }
            2 => {
                at += 2;
                u16_at(at - 2)?
            }
            _ => return None,
        };
        for i in 0..=left {
            if out.len() < glyphs {
                out.push(first.wrapping_add(i));
            }
        }
    }
    Some(out)
}

fn select(b: &[u8], at: usize, glyphs: usize) -> Option<Vec<u8>> {
    let u16_at = |at: usize| Some(usize::from(u16::from_be_bytes([*b.get(at)?, *b.get(at + 1)?])));
    match *b.get(at)? {
        0 => b.get(at + 1..at + 1 + glyphs).map(<[u8]>::to_vec),
        3 => {
            let count = u16_at(at + 1)?;
            let mut out = vec![0; glyphs];
            for i in 0..count {
                let (from, fd, to) = (u16_at(at + 3 + 3 * i)?, *b.get(at + 5 + 3 * i)?, u16_at(at + 6 + 3 * i)?);
                out.get_mut(from..to.min(glyphs))?.fill(fd);
            }
            Some(out)
        }
        _ => None,
    }
}

fn encoding(b: &[u8], at: usize) -> BTreeMap<u32, u32> {
    let mut out = BTreeMap::new();
    if at <= 1 {
        return out;
    }
    let byte = |i: usize| b.get(i).copied().unwrap_or(0);
    let count = usize::from(byte(at + 1));
    let mut glyph = 1;
    for i in 0..count {
        match byte(at) & 0x7F {
            0 => {
                out.insert(u32::from(byte(at + 2 + i)), glyph);
                glyph += 1;
            }
            _ => {
                let (first, left) = (byte(at + 2 + 2 * i), byte(at + 3 + 2 * i));
                for j in 0..=u32::from(left) {
                    out.insert(u32::from(first) + j, glyph);
                    glyph += 1;
                }
            }
        }
    }
    out
}

/// Runs a charstring up to its first operator that clears the stack: there the width stands.
struct Run<'a> {
    cff: &'a Cff,
    private: &'a Private,
    stack: Vec<f64>,
    steps: usize,
}

impl Run<'_> {
    /// `Some(Some(w))` a width, `Some(None)` none, `None` to be continued by the caller.
    fn first_width(&mut self, code: &[u8], depth: usize) -> Option<Option<f64>> {
        if depth > 10 {
            return Some(None);
        }
        let mut at = 0;
        while let Some(&v) = code.get(at) {
            at += 1;
            self.steps += 1;
            if self.steps > 20_000 || self.stack.len() > 200 {
                return Some(None);
            }
            let byte = |i: usize| i32::from(code.get(i).copied().unwrap_or(0));
            let extra = |odd: bool, stack: &[f64]| if odd { stack.first().copied() } else { None };
            match v {
                1 | 3 | 18 | 23 | 19 | 20 => return Some(extra(self.stack.len() % 2 == 1, &self.stack)),
                21 => return Some(extra(self.stack.len() > 2, &self.stack)),
                4 | 22 => return Some(extra(self.stack.len() > 1, &self.stack)),
                14 => return Some(extra(matches!(self.stack.len(), 1 | 5), &self.stack)),
                11 => return None,
                10 | 29 => {
                    let from = if v == 10 { &self.private.local } else { &self.cff.global };
                    let number = self.stack.pop().unwrap_or(0.0) as i64 + from.bias();
                    let sub = usize::try_from(number).ok().and_then(|n| from.get(&self.cff.data, n));
                    if let Some(found) = self.first_width(sub.unwrap_or_default(), depth + 1) {
                        return Some(found);
                    }
                }
                28 => {
                    self.stack.push(f64::from((byte(at) << 8 | byte(at + 1)) as i16));
                    at += 2;
                }
                32..=246 => self.stack.push(f64::from(i32::from(v) - 139)),
                247..=250 => {
                    self.stack.push(f64::from((i32::from(v) - 247) * 256 + byte(at) + 108));
                    at += 1;
                }
                251..=254 => {
                    self.stack.push(f64::from(-(i32::from(v) - 251) * 256 - byte(at) - 108));
                    at += 1;
                }
                255 => {
                    let raw = byte(at) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
                    self.stack.push(f64::from(raw) / 65536.0);
                    at += 4;
                }
                _ => return Some(None),
            }
        }
        None
    }
}
