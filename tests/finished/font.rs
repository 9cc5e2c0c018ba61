//! Fonts of a finished page: codes, widths, what each code is read as, and its outline.
//!
//! In: font dictionaries. Out: [`Font`]s. Does not know: where text stands.

use super::{Bounds, numbers};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A font of the file with its embedded program.
pub struct Font {
    /// `ABCDEF+PressSongSC-Regular`.
    pub name: String,
    pub(super) vertical: bool,
    /// Bytes of one code: two for composite fonts, one for simple ones.
    pub(super) code_bytes: usize,
    pub(super) to_unicode: BTreeMap<u32, String>,
    pub(super) widths: BTreeMap<u32, f64>,
    pub(super) default_width: f64,
    pub(super) vertical_metrics: BTreeMap<u32, (f64, f64, f64)>,
    pub(super) default_vertical: (f64, f64),
    program: Program,
    /// What was found of each glyph's printed part, in ems.
    pub(super) printed: RefCell<BTreeMap<u16, Option<Bounds>>>,
}

enum Program {
    /// Bare CFF: the code is a CID.
    Cff {
        data: Vec<u8>,
        by_cid: BTreeMap<u16, u16>,
    },
    /// TrueType with the identity map from CIDs.
    TrueType(Vec<u8>),
    Missing,
}

impl Font {
    /// Its face, the subset's tag taken off.
    pub fn face(&self) -> &str {
        match self.name.split_once('+') {
            Some((tag, rest)) if tag.len() == 6 => rest,
            _ => &self.name,
        }
    }

    /// The outline of a glyph of the embedded program, as the page draws it.
    pub fn outline(&self, glyph: u16) -> Option<Outline> {
        let mut outline = Outline::default();
        let id = ttf_parser::GlyphId(glyph);
        match &self.program {
            Program::Cff { data, .. } => {
                let _ = ttf_parser::cff::Table::parse(data)?.outline(id, &mut outline);
            }
            Program::TrueType(data) => {
                let _ = ttf_parser::Face::parse(data, 0).ok()?.outline_glyph(id, &mut outline);
            }
            Program::Missing => return None,
        }
        Some(outline)
    }

    /// The smallest rectangle around a glyph's outline, in ems from its origin, y upwards.
    pub(super) fn print(&self, glyph: u16) -> Option<Bounds> {
        *self.printed.borrow_mut().entry(glyph).or_insert_with(|| {
            let outline = self.outline(glyph)?;
            let scale = self.units_per_em() * 10.0;
            let numbers = outline.0.iter().flat_map(|(_, parts)| parts.chunks_exact(2));
            let points: Vec<(f64, f64)> = numbers.map(|p| (p[0] as f64 / scale, p[1] as f64 / scale)).collect();
            (!points.is_empty()).then(|| Bounds::around(points))
        })
    }

    pub(super) fn units_per_em(&self) -> f64 {
        match &self.program {
            Program::TrueType(data) => ttf_parser::Face::parse(data, 0).map_or(1000.0, |f| f64::from(f.units_per_em())),
            _ => 1000.0,
        }
    }

    pub(super) fn glyph(&self, code: u32) -> u16 {
        match &self.program {
            Program::Cff { by_cid, .. } => by_cid.get(&(code as u16)).copied().unwrap_or(0),
            _ => code as u16,
        }
    }
}

/// Segments of an outline in font units, in order, rounded to a tenth.
#[derive(Default, Debug, PartialEq, Eq, Clone)]
pub struct Outline(pub Vec<(char, Vec<i64>)>);

impl Outline {
    pub(super) fn add(&mut self, kind: char, parts: &[f32]) {
        self.0.push((kind, parts.iter().map(|v| (v * 10.0).round() as i64).collect()));
    }
}

impl ttf_parser::OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('m', &[x, y]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.add('l', &[x, y]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.add('q', &[x1, y1, x, y]);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.add('c', &[x1, y1, x2, y2, x, y]);
    }
    fn close(&mut self) {
        self.add('z', &[]);
    }
}

/// A text string: UTF-16 with its mark, UTF-8 with its mark, or Latin.
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|&b| char::from(b)).collect(),
    }
}

pub(super) fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|p| u16::from_be_bytes([p[0], p[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect()
}

pub(super) fn read_font(dict: &Dict<'_>) -> Font {
    let name = dict.get::<Name>("BaseFont").map(|n| n.as_str().to_string()).unwrap_or_default();
    let vertical = dict.get::<Name>("Encoding").is_some_and(|n| n.as_str() == "Identity-V");
    let to_unicode =
        dict.get::<Stream>("ToUnicode").and_then(|s| s.decoded().ok().map(|d| to_unicode(&d))).unwrap_or_default();
    let descendant = dict.get::<Array>("DescendantFonts").and_then(|a| a.iter::<Dict>().next());
    let simple = descendant.is_none();
    let font = descendant.unwrap_or_else(|| dict.clone());
    let descriptor = font.get::<Dict>("FontDescriptor").unwrap_or_default();
    let program = if let Some(data) = descriptor.get::<Stream>("FontFile3").and_then(|s| bytes_of(&s)) {
        let table = ttf_parser::cff::Table::parse(&data);
        let by_cid = table.as_ref().map(cids).unwrap_or_default();
        match table.is_some() {
            true => Program::Cff { data, by_cid },
            false => Program::Missing,
        }
    } else if let Some(data) = descriptor.get::<Stream>("FontFile2").and_then(|s| bytes_of(&s)) {
        Program::TrueType(data)
    } else {
        Program::Missing
    };
    let mut widths = BTreeMap::new();
    if let Some(w) = font.get::<Array>("W") {
        runs(&w, 1, |code, v| {
            widths.insert(code, v[0]);
        });
    }
    let mut vertical_metrics = BTreeMap::new();
    if let Some(w) = font.get::<Array>("W2") {
        runs(&w, 3, |code, v| {
            vertical_metrics.insert(code, (v[0], v[1], v[2]));
        });
    }
    let default_vertical = font.get::<Array>("DW2").map(|a| numbers(&a)).unwrap_or_else(|| vec![880.0, -1000.0]);
    Font {
        name,
        vertical,
        code_bytes: if simple { 1 } else { 2 },
        to_unicode,
        widths,
        default_width: font.get::<Number>("DW").map_or(1000.0, |n| n.as_f64()),
        vertical_metrics,
        default_vertical: (default_vertical[0], default_vertical[1]),
        program,
        printed: RefCell::default(),
    }
}

pub(super) fn bytes_of(stream: &Stream<'_>) -> Option<Vec<u8>> {
    stream.decoded().ok().map(|d| d.into_owned())
}

/// CID → glyph of a bare CFF: its charset, or the identity where it has no CIDs.
pub(super) fn cids(table: &ttf_parser::cff::Table<'_>) -> BTreeMap<u16, u16> {
    (0..table.number_of_glyphs()).map(|g| (table.glyph_cid(ttf_parser::GlyphId(g)).unwrap_or(g), g)).collect()
}

/// Entries of `/W` or `/W2`: `code [v …]` and `first last v …`, `n` numbers an entry.
pub(super) fn runs(array: &Array<'_>, n: usize, mut each: impl FnMut(u32, &[f64])) {
    let mut open: Vec<f64> = Vec::new();
    for item in array.iter::<Object>() {
        match item {
            Object::Array(list) => {
                let start = open.pop().unwrap_or(0.0) as u32;
                for (i, v) in numbers(&list).chunks_exact(n).enumerate() {
                    each(start + i as u32, v);
                }
            }
            Object::Number(v) => {
                open.push(v.as_f64());
                if open.len() == n + 2 {
                    for code in open[0] as u32..=open[1] as u32 {
                        each(code, &open[2..]);
                    }
                    open.clear();
                }
            }
            _ => {}
        }
    }
}

/// A ToUnicode map: `bfchar` and `bfrange`.
pub(super) fn to_unicode(data: &[u8]) -> BTreeMap<u32, String> {
    let text = String::from_utf8_lossy(data);
    let mut tokens = Vec::new();
    let mut rest = text.as_ref();
    while let Some(c) = rest.chars().next() {
        let end = match c {
            '<' if !rest.starts_with("<<") => rest.find('>').map_or(rest.len(), |i| i + 1),
            '[' | ']' => 1,
            c if c.is_ascii_whitespace() => {
                rest = &rest[1..];
                continue;
            }
            _ => rest[c.len_utf8()..]
                .find(|c: char| c.is_ascii_whitespace() || "<[]".contains(c))
                .map_or(rest.len(), |i| i + c.len_utf8()),
        };
        tokens.push(&rest[..end]);
        rest = &rest[end..];
    }
    let hex = |t: &str| -> Vec<u8> {
        let digits: Vec<u8> = t.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|p| u8::from_str_radix(std::str::from_utf8(p).unwrap_or("0"), 16).unwrap_or(0)).collect()
    };
    let code = |t: &str| hex(t).iter().fold(0u32, |n, &b| n << 8 | u32::from(b));
    let mut map = BTreeMap::new();
    let mut i = 0;
    while i < tokens.len() {
        match tokens[i] {
            "beginbfchar" => {
                i += 1;
                while i + 1 < tokens.len() && tokens[i] != "endbfchar" {
                    map.insert(code(tokens[i]), utf16(&hex(tokens[i + 1])));
                    i += 2;
                }
            }
            "beginbfrange" => {
                i += 1;
                while i + 2 < tokens.len() && tokens[i] != "endbfrange" {
                    let (first, last) = (code(tokens[i]), code(tokens[i + 1]));
                    if tokens[i + 2] == "[" {
                        i += 3;
                        for c in first..=last {
                            map.insert(c, utf16(&hex(tokens[i])));
                            i += 1;
                        }
                        i += 1;
                    } else {
                        let start = hex(tokens[i + 2]);
                        for c in first..=last {
                            let mut bytes = start.clone();
                            if let Some(low) = bytes.last_mut() {
                                *low = low.wrapping_add((c - first) as u8);
                            }
                            map.insert(c, utf16(&bytes));
                        }
                        i += 3;
                    }
                }
            }
            _ => {}
        }
        i += 1;
    }
    map
}
