//! TrueType programs, as far as widths, empty glyphs and characters go.
//!
//! In: a font file. Out: [`TrueType`]. Does not know: PDF.

use std::collections::{BTreeMap, BTreeSet};

/// A font in the container of TrueType and OpenType.
#[derive(Clone, Debug, Default)]
pub struct TrueType {
    /// Units of the em.
    pub units: f64,
    /// How many glyphs.
    pub glyphs: u32,
    /// Width of each.
    pub widths: Vec<u16>,
    /// Whether each has an outline; empty when the outlines are CFF.
    pub outlines: Vec<bool>,
    /// Glyphs whose outline is not whole.
    pub broken: BTreeSet<u32>,
    /// Character → glyph of a Unicode map.
    pub unicode: BTreeMap<u32, u32>,
    /// Code → glyph of a symbol map (3, 0).
    pub symbol: BTreeMap<u32, u32>,
    /// Code → glyph of a Macintosh map (1, 0).
    pub mac: BTreeMap<u32, u32>,
    /// What its maker allows (OS/2 fsType), where the table is there.
    pub rights: Option<u16>,
    /// The `CFF ` table.
    pub cff: Option<Vec<u8>>,
}

/// Whether the contours of a glyph fit its data: ends that rise, instructions, a flag and coordinates a point (OpenType,
/// glyf).
fn contours_fit(glyph: &[u8]) -> bool {
    let word = |at: usize| u16_at(glyph, at);
    let Some(count) = word(0).map(|v| v as i16) else { return false };
    let Ok(count) = usize::try_from(count) else { return glyph.len() >= 14 };
    if count == 0 {
        return true;
    }
    let ends: Option<Vec<u16>> = (0..count).map(|i| word(10 + 2 * i)).collect();
    let Some(ends) = ends.filter(|e| e.windows(2).all(|w| w[0] <= w[1])) else { return false };
    let points = usize::from(ends.last().copied().unwrap_or(0)) + 1;
    let Some(instructions) = word(10 + 2 * count) else { return false };
    let mut at = 12 + 2 * count + usize::from(instructions);
    let (mut seen, mut room) = (0, 0);
    while seen < points {
        let Some(&flag) = glyph.get(at) else { return false };
        at += 1;
        let mut times = 1;
        if flag & 8 != 0 {
            let Some(&more) = glyph.get(at) else { return false };
            at += 1;
            times += usize::from(more);
        }
        let axis = |short: u8, same: u8| match (flag & short != 0, flag & same != 0) {
            (true, _) => 1,
            (false, true) => 0,
            (false, false) => 2,
        };
        room += times * (axis(2, 16) + axis(4, 32));
        seen += times;
    }
    seen == points && at + room <= glyph.len()
}

fn u16_at(b: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*b.get(at)?, *b.get(at + 1)?]))
}
fn u32_at(b: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16_at(b, at)?) << 16 | u32::from(u16_at(b, at + 2)?))
}

impl TrueType {
    /// Reads a file; the fault in words when it is none.
    pub fn read(bytes: &[u8]) -> Result<TrueType, String> {
        let tag = bytes.get(..4).ok_or("it is cut off")?;
        if !matches!(tag, [0, 1, 0, 0] | b"true" | b"OTTO") {
            return Err("it is no TrueType or OpenType file".into());
        }
        let count = usize::from(u16_at(bytes, 4).ok_or("it is cut off")?);
        let mut tables: BTreeMap<[u8; 4], &[u8]> = BTreeMap::new();
        for i in 0..count.min(256) {
            let at = 12 + 16 * i;
            let name: [u8; 4] =
                bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).ok_or("its directory is cut off")?;
            let offset = u32_at(bytes, at + 8).ok_or("its directory is cut off")? as usize;
            let length = u32_at(bytes, at + 12).ok_or("its directory is cut off")? as usize;
            let end = offset.saturating_add(length);
            let table =
                bytes.get(offset..end).ok_or_else(|| format!("table {} is cut off", String::from_utf8_lossy(&name)))?;
            tables.insert(name, table);
        }
        let mut font = TrueType { units: 1000.0, ..TrueType::default() };
        font.rights = tables.get(b"OS/2").and_then(|t| u16_at(t, 8));
        font.cff = tables.get(b"CFF ").map(|t| t.to_vec());
        if let Some(head) = tables.get(b"head") {
            font.units = f64::from(u16_at(head, 18).ok_or("head is cut off")?).max(1.0);
        } else if font.cff.is_none() {
            return Err("it has no head table".into());
        }
        if let Some(maxp) = tables.get(b"maxp") {
            font.glyphs = u32::from(u16_at(maxp, 4).ok_or("maxp is cut off")?);
        } else if font.cff.is_none() {
            return Err("it has no maxp table".into());
        }
        font.metrics(&tables)?;
        font.outlines(&tables)?;
        if let Some(cmap) = tables.get(b"cmap") {
            font.characters(cmap);
        }
        Ok(font)
    }

    fn metrics(&mut self, tables: &BTreeMap<[u8; 4], &[u8]>) -> Result<(), String> {
        let (Some(hhea), Some(hmtx)) = (tables.get(b"hhea"), tables.get(b"hmtx")) else {
            return if self.cff.is_some() { Ok(()) } else { Err("it has no hmtx table".into()) };
        };
        let long = u32::from(u16_at(hhea, 34).ok_or("hhea is cut off")?);
        let mut last = 0;
        for g in 0..self.glyphs {
            if g < long {
                last = u16_at(hmtx, 4 * g as usize).ok_or("hmtx is cut off")?;
            }
            self.widths.push(last);
        }
        Ok(())
    }

    fn outlines(&mut self, tables: &BTreeMap<[u8; 4], &[u8]>) -> Result<(), String> {
        let (Some(loca), Some(glyf), Some(head)) = (tables.get(b"loca"), tables.get(b"glyf"), tables.get(b"head"))
        else {
            return if self.cff.is_some() { Ok(()) } else { Err("it has no glyf table".into()) };
        };
        let long = u16_at(head, 50) == Some(1);
        let offset = |g: usize| if long { u32_at(loca, 4 * g) } else { u16_at(loca, 2 * g).map(|v| u32::from(v) * 2) };
        for g in 0..self.glyphs as usize {
            let (a, b) = (offset(g).ok_or("loca is cut off")?, offset(g + 1).ok_or("loca is cut off")?);
            if b > a && b as usize > glyf.len() {
                return Err("a glyph lies outside the glyf table".into());
            }
            self.outlines.push(b > a);
            // A whole face is not looked through: what shows is in a subset.
            if b > a && self.glyphs < 20_000 && !contours_fit(glyf.get(a as usize..b as usize).unwrap_or_default()) {
                self.broken.insert(g as u32);
            }
        }
        Ok(())
    }

    fn characters(&mut self, cmap: &[u8]) {
        let count = usize::from(u16_at(cmap, 2).unwrap_or(0));
        for i in 0..count.min(64) {
            let at = 4 + 8 * i;
            let (Some(platform), Some(encoding), Some(offset)) =
                (u16_at(cmap, at), u16_at(cmap, at + 2), u32_at(cmap, at + 4))
            else {
                return;
            };
            let Some(table) = cmap.get(offset as usize..) else { continue };
            let target = match (platform, encoding) {
                (3, 0) => &mut self.symbol,
                (1, 0) => &mut self.mac,
                (3, 1 | 10) | (0, _) => &mut self.unicode,
                _ => continue,
            };
            read_map(table, target);
        }
    }

    /// Width of a glyph in thousandths of the em.
    pub fn width(&self, glyph: u32) -> Option<f64> {
        self.widths.get(glyph as usize).map(|w| f64::from(*w) * 1000.0 / self.units)
    }
}

fn read_map(t: &[u8], out: &mut BTreeMap<u32, u32>) {
    match u16_at(t, 0) {
        Some(0) => {
            for c in 0..256 {
                if let Some(&g) = t.get(6 + c).filter(|g| **g != 0) {
                    out.entry(c as u32).or_insert(u32::from(g));
                }
            }
        }
        Some(4) => {
            let half = usize::from(u16_at(t, 6).unwrap_or(0)) / 2;
            for s in 0..half {
                let get = |column: usize| u16_at(t, 14 + 2 * (column * half + s) + if column > 0 { 2 } else { 0 });
                let (Some(end), Some(start), Some(delta), Some(range)) = (get(0), get(1), get(2), get(3)) else {
                    return;
                };
                for c in start..=end.min(0xFFFE) {
                    if start > end {
                        break;
                    }
                    let glyph = if range == 0 {
                        c.wrapping_add(delta)
                    } else {
                        let at = 16 + 2 * (3 * half + s) + usize::from(range) + 2 * usize::from(c - start);
                        match u16_at(t, at) {
                            Some(0) | None => 0,
                            Some(g) => g.wrapping_add(delta),
                        }
                    };
                    if glyph != 0 {
                        out.entry(u32::from(c)).or_insert(u32::from(glyph));
                    }
                }
            }
        }
        Some(6) => {
            let (first, count) = (u16_at(t, 6).unwrap_or(0), u16_at(t, 8).unwrap_or(0));
            for i in 0..count {
                if let Some(g) = u16_at(t, 10 + 2 * usize::from(i)).filter(|g| *g != 0) {
                    out.entry(u32::from(first) + u32::from(i)).or_insert(u32::from(g));
                }
            }
        }
        Some(12) => {
            let groups = u32_at(t, 12).unwrap_or(0).min(20_000) as usize;
            for i in 0..groups {
                let at = 16 + 12 * i;
                let (Some(a), Some(b), Some(g)) = (u32_at(t, at), u32_at(t, at + 4), u32_at(t, at + 8)) else { return };
                if b < a || b > 0x10_FFFF || out.len() > 200_000 {
                    return;
                }
                for c in a..=b.min(a + 70_000) {
                    out.entry(c).or_insert(g.wrapping_add(c - a));
                }
            }
        }
        _ => {}
    }
}
