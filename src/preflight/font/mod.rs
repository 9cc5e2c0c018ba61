//! Fonts as a document uses them: which codes, which program, which widths and characters.
//!
//! In: font dictionaries. Out: [`Font`]. Does not know: pages, rules.

pub mod cff;
mod charstring;
pub mod cmap;
pub mod truetype;
pub mod type1;

use crate::preflight::doc::Doc;
use crate::preflight::object::{Dict, Obj};
use cff::Cff;
use cmap::CMap;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;
use truetype::TrueType;
use type1::Type1;

/// One name of the Latin character set (ISO 32000-1, annex D.2): name, character, codes.
struct Latin {
    name: &'static str,
    character: u32,
    standard: Option<u32>,
    mac: Vec<u32>,
    win: Vec<u32>,
}

/// The table, read once: a constant in all but form.
fn latin() -> &'static [Latin] {
    static TABLE: OnceLock<Vec<Latin>> = OnceLock::new();
    let codes = |text: &str| text.split(',').filter_map(|c| c.parse().ok()).collect();
    TABLE.get_or_init(|| {
        include_str!("latin.txt")
            .lines()
            .filter_map(|line| {
                let mut parts = line.split(' ');
                Some(Latin {
                    name: parts.next()?,
                    character: u32::from_str_radix(parts.next()?, 16).ok()?,
                    standard: parts.next()?.parse().ok(),
                    mac: codes(parts.next()?),
                    win: codes(parts.next()?),
                })
            })
            .collect()
    })
}

/// A standard string of CFF; `None` beyond the 391.
fn standard_string(sid: usize) -> Option<&'static str> {
    static TABLE: OnceLock<Vec<&str>> = OnceLock::new();
    TABLE.get_or_init(|| include_str!("cff_strings.txt").lines().collect()).get(sid).copied()
}

/// The character that a glyph name stands for, when the name tells.
pub fn character_of(name: &str) -> Option<u32> {
    let base = name.split('.').next().unwrap_or(name);
    if let Some(hex) = base.strip_prefix("uni").filter(|h| h.len() == 4) {
        return u32::from_str_radix(hex, 16).ok();
    }
    if let Some(hex) = base.strip_prefix('u').filter(|h| (4..=6).contains(&h.len())) {
        return u32::from_str_radix(hex, 16).ok();
    }
    latin().iter().find(|l| l.name == base).map(|l| l.character)
}

/// From codes to glyphs.
#[derive(Clone, Debug)]
pub enum Encoding {
    /// Two bytes are the glyph number.
    Identity,
    /// An embedded map.
    Embedded(Rc<CMap>),
    /// A map of the standard, known by name only.
    Predefined(String),
    /// One byte a glyph: code → glyph name.
    Simple(BTreeMap<u32, String>),
}

/// The font program.
#[derive(Clone, Debug)]
pub enum Program {
    /// Not in the file.
    Missing,
    /// TrueType, or OpenType with either kind of outlines.
    TrueType(Box<TrueType>, Option<Box<Cff>>),
    /// Bare CFF.
    Cff(Box<Cff>),
    /// Type 1.
    Type1(Box<Type1>),
    /// There, but broken: why.
    Broken(String),
}

/// A font of the document.
#[derive(Clone, Debug)]
pub struct Font {
    /// `ABCDEF+PressSongSC`.
    pub name: String,
    /// Its dictionary.
    pub dict: Rc<Dict>,
    /// The descendant's dictionary of a composite font.
    pub cid: Option<Rc<Dict>>,
    /// `Type1`, `TrueType`, `CIDFontType0`, …, of the descendant if there is one.
    pub kind: String,
    /// The descriptor.
    pub descriptor: Option<Rc<Dict>>,
    /// `FontFile`, `FontFile2`, `FontFile3`.
    pub file_key: Option<&'static str>,
    /// `Subtype` of the font file.
    pub file_kind: String,
    /// From codes to glyphs.
    pub encoding: Encoding,
    /// Runs down the page.
    pub vertical: bool,
    /// `WMode` of the dictionary and in the text of an embedded map.
    pub modes: Option<(bool, bool)>,
    /// The program.
    pub program: Program,
    /// From codes to characters.
    pub to_unicode: Option<Rc<CMap>>,
    /// Widths: of codes of a simple font, of glyph numbers of a composite one.
    pub widths: BTreeMap<u32, f64>,
    /// Width of all others.
    pub default_width: f64,
    /// `CIDToGIDMap` as a stream.
    pub to_glyph: Option<Vec<u8>>,
    /// Vertical metrics: code → (advance, x and y of the origin).
    pub vertical_metrics: BTreeMap<u32, (f64, f64, f64)>,
    /// `DW2`.
    pub default_vertical: (f64, f64),
    /// Codes that are shown → page where first.
    pub used: BTreeMap<u32, usize>,
    /// Something of it is visible.
    pub visible: bool,
    by_cid: BTreeMap<u32, u32>,
    by_name: BTreeMap<String, u32>,
}

impl Font {
    /// Reads a font dictionary with its program.
    pub fn read(doc: &Doc, dict: &Rc<Dict>) -> Font {
        let subtype = doc.name(dict, "Subtype").unwrap_or_default();
        let composite = subtype == "Type0";
        let cid =
            if composite { doc.list(dict, "DescendantFonts").first().and_then(|o| o.dict().cloned()) } else { None };
        let owner = cid.clone().unwrap_or_else(|| dict.clone());
        let descriptor = doc.dict(&owner, "FontDescriptor");
        let file_key = ["FontFile", "FontFile2", "FontFile3"]
            .into_iter()
            .find(|k| descriptor.as_ref().is_some_and(|d| doc.get(d, k).stream().is_some()));
        let file = file_key.and_then(|k| descriptor.as_ref().and_then(|d| doc.get(d, k).stream().cloned()));
        let file_kind = file.as_ref().and_then(|f| doc.name(f, "Subtype")).unwrap_or_default();
        let to_unicode = doc.get(dict, "ToUnicode").stream().map(|s| Rc::new(CMap::read(&doc.plain(s).bytes)));
        let name = doc.name(dict, "BaseFont").or_else(|| doc.name(dict, "Name")).unwrap_or_else(|| "?".into());
        let mut font = Font {
            name,
            dict: dict.clone(),
            kind: if composite { doc.name(&owner, "Subtype").unwrap_or_default() } else { subtype },
            cid,
            descriptor,
            file_key,
            file_kind,
            encoding: Encoding::Identity,
            vertical: false,
            modes: None,
            program: Program::Missing,
            to_unicode,
            widths: BTreeMap::new(),
            default_width: 0.0,
            to_glyph: None,
            vertical_metrics: BTreeMap::new(),
            default_vertical: (880.0, -1000.0),
            used: BTreeMap::new(),
            visible: false,
            by_cid: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        if let Some(file) = file {
            font.load(doc, &file);
        }
        if composite {
            font.composite(doc);
        } else {
            font.simple(doc);
        }
        font
    }

    fn load(&mut self, doc: &Doc, file: &Dict) {
        let plain = doc.plain(file);
        let bytes = &plain.bytes;
        let cff = |b: &[u8]| Cff::read(b).map(Box::new);
        self.program = match self.file_key {
            _ if plain.too_large => Program::Broken("it is larger than is read".into()),
            Some("FontFile2") => match TrueType::read(bytes) {
                Ok(font) if font.cff.is_some() => Program::Broken("its outlines are CFF, not TrueType".into()),
                Ok(font) => Program::TrueType(Box::new(font), None),
                Err(why) => Program::Broken(why),
            },
            Some("FontFile3") if self.file_kind == "OpenType" => match TrueType::read(bytes) {
                Ok(font) => match font.cff.as_deref().map(cff).transpose() {
                    Ok(outlines) => Program::TrueType(Box::new(font), outlines),
                    Err(why) => Program::Broken(why),
                },
                Err(why) => Program::Broken(why),
            },
            Some("FontFile3") => match cff(bytes) {
                Ok(font) => Program::Cff(font),
                Err(why) => Program::Broken(why),
            },
            _ => match Type1::read(bytes) {
                Ok(font) => Program::Type1(Box::new(font)),
                Err(why) => Program::Broken(why),
            },
        };
        self.by_cid = match self.outlines() {
            Some(cff) => cff.by_cid(),
            None => BTreeMap::new(),
        };
        if let (false, Program::Cff(cff)) = (self.composite_font(), &self.program) {
            self.by_name = (0..cff.glyphs).filter_map(|g| cff.glyph_name(g).map(|n| (n, g))).collect();
        }
    }

    /// Its CFF outlines.
    pub fn outlines(&self) -> Option<&Cff> {
        match &self.program {
            Program::Cff(cff) | Program::TrueType(_, Some(cff)) => Some(cff),
            _ => None,
        }
    }
    /// Whether it is a composite font.
    pub fn composite_font(&self) -> bool {
        self.cid.is_some()
    }
    /// The name without its subset tag.
    pub fn plain_name(&self) -> &str {
        match self.name.split_once('+') {
            Some((tag, rest)) if is_tag(tag) => rest,
            _ => &self.name,
        }
    }

    fn composite(&mut self, doc: &Doc) {
        let Some(cid) = self.cid.clone() else { return };
        match doc.get(&self.dict, "Encoding") {
            Obj::Name(n) if &*n == "Identity-H" || &*n == "Identity-V" => self.vertical = n.ends_with('V'),
            Obj::Name(n) => {
                self.vertical = n.ends_with('V');
                self.encoding = Encoding::Predefined(n.to_string());
            }
            Obj::Stream(s) => {
                let map = CMap::read(&doc.plain(&s).bytes);
                let declared = doc.num(&s, "WMode") == Some(1.0);
                self.vertical = declared;
                self.modes = Some((declared, map.vertical));
                self.encoding = Encoding::Embedded(Rc::new(map));
            }
            _ => self.encoding = Encoding::Predefined("none".into()),
        }
        self.default_width = doc.num(&cid, "DW").unwrap_or(1000.0);
        let list = doc.list(&cid, "W");
        walk_w(doc, &list, 1, |c, v| {
            self.widths.insert(c, v[0]);
        });
        if let [y, w] = doc.numbers(&cid, "DW2")[..] {
            self.default_vertical = (y, w);
        }
        let list = doc.list(&cid, "W2");
        walk_w(doc, &list, 3, |c, v| {
            self.vertical_metrics.insert(c, (v[0], v[1], v[2]));
        });
        self.to_glyph = doc.get(&cid, "CIDToGIDMap").stream().map(|s| doc.plain(s).bytes);
    }

    fn simple(&mut self, doc: &Doc) {
        let first = doc.num(&self.dict, "FirstChar").unwrap_or(0.0).max(0.0) as u32;
        for (i, w) in doc.numbers(&self.dict, "Widths").iter().enumerate().take(256) {
            self.widths.insert(first + i as u32, *w);
        }
        self.default_width = self.descriptor.as_ref().and_then(|d| doc.num(d, "MissingWidth")).unwrap_or(0.0);
        let encoding = doc.get(&self.dict, "Encoding");
        let base = match &encoding {
            Obj::Name(n) => Some(n.to_string()),
            Obj::Dict(d) => doc.name(d, "BaseEncoding"),
            _ => None,
        };
        let mut names = BTreeMap::new();
        let table = latin();
        match base.as_deref() {
            Some("WinAnsiEncoding") => {
                table.iter().for_each(|l| l.win.iter().for_each(|c| insert(&mut names, *c, l.name)))
            }
            Some("MacRomanEncoding") => {
                table.iter().for_each(|l| l.mac.iter().for_each(|c| insert(&mut names, *c, l.name)))
            }
            _ => self.built_in(table, &mut names),
        }
        if let Obj::Dict(d) = &encoding {
            let mut code = 0;
            for item in doc.list(d, "Differences") {
                match item {
                    Obj::Name(n) => {
                        names.insert(code, n.to_string());
                        code += 1;
                    }
                    other => code = other.int().unwrap_or(0).clamp(0, 255) as u32,
                }
            }
        }
        self.encoding = Encoding::Simple(names);
    }

    fn built_in(&self, table: &[Latin], names: &mut BTreeMap<u32, String>) {
        match &self.program {
            Program::Cff(cff) if !cff.encoding.is_empty() => {
                for (code, glyph) in &cff.encoding {
                    if let Some(name) = cff.glyph_name(*glyph) {
                        names.insert(*code, name);
                    }
                }
            }
            Program::Type1(font) if !font.encoding.is_empty() => names.clone_from(&font.encoding),
            // A TrueType program without an encoding is asked through its own maps, not by name.
            Program::TrueType(..) => {}
            _ => table.iter().filter_map(|l| l.standard.map(|c| (c, l.name))).for_each(|(c, n)| insert(names, c, n)),
        }
    }

    /// Cuts a string into codes with their lengths in bytes.
    pub fn codes(&self, bytes: &[u8]) -> Vec<(u32, usize)> {
        match &self.encoding {
            Encoding::Simple(_) => bytes.iter().map(|b| (u32::from(*b), 1)).collect(),
            Encoding::Embedded(map) if !map.spaces.is_empty() => map.codes(bytes),
            Encoding::Predefined(name) => {
                let stem = name.rsplit_once('-').map_or(name.as_str(), |(stem, _)| stem);
                cmap::cut(cmap::spaces_of(stem), bytes)
            }
            _ => bytes.chunks(2).map(|c| (c.iter().fold(0, |v, b| v << 8 | u32::from(*b)), c.len())).collect(),
        }
    }
    /// The glyph number (CID) of a code of a composite font.
    pub fn cid(&self, code: u32) -> Option<u32> {
        match &self.encoding {
            Encoding::Identity => Some(code),
            Encoding::Embedded(map) => map.cids.get(&code).copied(),
            _ => None,
        }
    }
    /// The glyph of the program that a code shows; `None` when the program has none or it cannot be told.
    pub fn glyph(&self, code: u32) -> Option<u32> {
        if self.composite_font() {
            let cid = self.cid(code)?;
            return match (&self.program, &self.to_glyph) {
                (Program::Cff(_), _) => self.by_cid.get(&cid).copied(),
                (_, Some(map)) => {
                    let at = 2 * cid as usize;
                    map.get(at..at + 2).map(|b| u32::from(b[0]) << 8 | u32::from(b[1]))
                }
                (Program::TrueType(_, Some(_)), None) => self.by_cid.get(&cid).copied(),
                (Program::TrueType(font, None), None) => (cid < font.glyphs).then_some(cid),
                _ => None,
            };
        }
        let Encoding::Simple(names) = &self.encoding else { return None };
        match &self.program {
            Program::Cff(_) => self.by_name.get(names.get(&code)?).copied(),
            Program::TrueType(font, _) => {
                let by_name = names.get(&code).and_then(|n| character_of(n)).and_then(|c| font.unicode.get(&c));
                let plain = || [code, 0xF000 + code].iter().find_map(|c| font.symbol.get(c));
                by_name.or_else(plain).or_else(|| font.mac.get(&code)).copied()
            }
            _ => None,
        }
    }
    /// Width that the PDF gives to a code, in thousandths of the em.
    pub fn width(&self, code: u32) -> f64 {
        let key = if self.composite_font() { self.cid(code).unwrap_or(code) } else { code };
        self.widths.get(&key).copied().unwrap_or(self.default_width)
    }
    /// Whether the PDF gives a width to a code of a simple font.
    pub fn has_width(&self, code: u32) -> bool {
        self.composite_font() || self.widths.contains_key(&code)
    }
    /// Width that the program gives to a code.
    pub fn program_width(&self, code: u32) -> Option<f64> {
        if let Program::Type1(font) = &self.program {
            let Encoding::Simple(names) = &self.encoding else { return None };
            return font.widths.get(names.get(&code)?).copied();
        }
        let glyph = self.glyph(code)?;
        match &self.program {
            Program::Cff(cff) => cff.width(glyph),
            Program::TrueType(font, Some(cff)) => font.width(glyph).or_else(|| cff.width(glyph)),
            Program::TrueType(font, None) => font.width(glyph),
            _ => None,
        }
    }
    /// The characters that a code stands for.
    pub fn text(&self, code: u32) -> Option<&str> {
        self.to_unicode.as_ref().and_then(|m| m.texts.get(&code)).map(String::as_str)
    }
    /// What is wrong with the outline of a code's glyph, when that can be told.
    pub fn outline_fault(&self, code: u32) -> Option<&'static str> {
        let glyph = self.glyph(code)?;
        match &self.program {
            Program::TrueType(font, None) => font.broken.contains(&glyph).then_some("its contours do not fit its data"),
            _ => self.outlines().and_then(|cff| cff.outline_fault(glyph)),
        }
    }
    /// Whether a code's glyph draws anything, when that can be told.
    pub fn draws(&self, code: u32) -> Option<bool> {
        let glyph = self.glyph(code)?;
        match &self.program {
            Program::TrueType(font, None) => font.outlines.get(glyph as usize).copied(),
            _ => self.outlines().and_then(|cff| cff.draws(glyph)),
        }
    }
}

fn insert(names: &mut BTreeMap<u32, String>, code: u32, name: &str) {
    names.insert(code, name.to_string());
}

/// Six capital letters.
pub fn is_tag(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// Walks a `W` or `W2` array: `c [v …]` or `c₁ c₂ v …`, `group` numbers each.
fn walk_w(doc: &Doc, list: &[Obj], group: usize, mut put: impl FnMut(u32, &[f64])) {
    let mut at = 0;
    let mut left = 70_000;
    while let Some(first) = list.get(at).and_then(Obj::int) {
        let first = first.clamp(0, 0xFFFF) as u32;
        match list.get(at + 1) {
            Some(Obj::Array(values)) => {
                let values: Vec<f64> = values.iter().map(|v| doc.resolve(v).num().unwrap_or(0.0)).collect();
                for (i, v) in values.chunks_exact(group).enumerate() {
                    put(first + i as u32, v);
                }
                at += 2;
            }
            Some(last) => {
                let last = last.int().unwrap_or(0).clamp(0, 0xFFFF) as u32;
                let values: Vec<f64> = list.iter().skip(at + 2).take(group).map(|v| v.num().unwrap_or(0.0)).collect();
                if values.len() < group {
                    return;
                }
                for c in first..=last {
                    if left == 0 {
                        return;
                    }
                    left -= 1;
                    put(c, &values);
                }
                at += 2 + group;
            }
            None => return,
        }
    }
}
