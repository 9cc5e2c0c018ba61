//! Font programs: each face of a file cut down to the glyphs it shows.
//!
//! In: which glyphs of which faces, and their texts. Out: fonts for printpdf and what the page content
//! needs to know of them. Does not know: where glyphs stand.
//!
//! Every face becomes one composite font with Identity-H encoding: two bytes a code, code = glyph of
//! the subset = CID, whatever the outlines are. Faces are cut in parallel; the result does not depend
//! on how many threads there are.

use crate::fonts::{Face, Fonts};
use crate::ids::FontId;
use crate::pdf::usage::Usage;
use printpdf::{FontMetrics, ParsedFont, PdfFont};
use rayon::prelude::*;
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;

/// A face as the page content sees it.
pub(crate) struct Program {
    /// Resource name: `F0`.
    pub name: String,
    /// Glyph of the face → code, written width (thousandths of the em), ToUnicode text.
    glyphs: BTreeMap<u16, Coded>,
}

/// A glyph in a subset.
pub(crate) struct Coded {
    /// Its code: glyph of the subset.
    pub code: u16,
    /// Its advance as the width array has it, thousandths of the em.
    pub width: f64,
    /// What the ToUnicode map says of it.
    pub text: String,
}

impl Program {
    /// A glyph of the face.
    pub fn glyph(&self, id: u16) -> Option<&Coded> {
        self.glyphs.get(&id)
    }
}

/// A face cut to size.
pub(crate) struct Cut {
    /// Which face.
    pub font: FontId,
    /// For the page content.
    pub program: Program,
    /// For printpdf; `None` when the face could not be cut, with the reason.
    pub embedded: Result<PdfFont, String>,
}

/// Cuts all faces of a file. The one with most glyphs takes as long as the others together and is cut on this thread.
pub(crate) fn cut(usage: &Usage<'_>, fonts: &Fonts) -> Vec<Cut> {
    let mut wanted: Vec<(usize, FontId, BTreeMap<u16, &str>)> =
        usage.faces().enumerate().map(|(i, (font, glyphs))| (i, font, glyphs)).collect();
    wanted.sort_by_key(|(i, _, glyphs)| (glyphs.len(), *i));
    let cut =
        |(i, font, glyphs): (usize, FontId, BTreeMap<u16, &str>)| (i, cut_face(i, font, fonts.face(font), &glyphs));
    let largest = wanted.pop();
    let (mut own, mut others) = (None, Vec::new());
    rayon::in_place_scope(|scope| {
        scope.spawn(|_| others = wanted.into_par_iter().map(cut).collect());
        own = largest.map(cut);
    });
    others.extend(own);
    others.sort_by_key(|(i, _)| *i);
    others.into_iter().map(|(_, cut)| cut).collect()
}

fn cut_face(index: usize, font: FontId, face: &Face, glyphs: &BTreeMap<u16, &str>) -> Cut {
    let widths = Widths::of(face);
    let mut remapper = GlyphRemapper::new();
    let mut coded = BTreeMap::new();
    let mut advances = BTreeMap::new();
    for (&id, &text) in glyphs {
        let code = remapper.remap(id);
        let advance = widths.advance(id);
        advances.insert(code, advance);
        coded.insert(id, Coded { code, width: written(advance, face.units_per_em), text: text.to_string() });
    }
    let embedded = subsetter::subset(&face.bytes, face.index, &remapper)
        .map(|bytes| describe(face, glyphs, bytes, advances))
        .map_err(|why| why.to_string());
    Cut { font, program: Program { name: format!("F{index}"), glyphs: coded }, embedded }
}

/// An advance as printpdf writes it: whole thousandths of the em, the rest cut off. Positions are
/// reckoned from this value, so that nothing drifts in faces with finer units.
fn written(advance: u16, units_per_em: u16) -> f64 {
    (f32::from(advance) * 1000.0 / f32::from(units_per_em.max(1))) as i64 as f64
}

fn describe(face: &Face, glyphs: &BTreeMap<u16, &str>, bytes: Vec<u8>, advances: BTreeMap<u16, u16>) -> PdfFont {
    let metrics = face.metrics();
    let name = format!("{}+{}", tag(&face.name, glyphs), postscript_name(&face.name));
    let vertical = FontMetrics { ascent: metrics.ascent, descent: metrics.descent };
    let mut parsed =
        ParsedFont::with_glyph_data(bytes, 0, Some(name), BTreeMap::new(), advances, face.units_per_em, vertical);
    let pdf = &mut parsed.pdf_font_metrics;
    [pdf.x_min, pdf.y_min, pdf.x_max, pdf.y_max] = metrics.bbox;
    pdf.us_weight_class = face.weight;
    let slope = (f64::from(-metrics.italic_angle) / 1000.0).to_radians().tan();
    (pdf.caret_slope_rise, pdf.caret_slope_run) = (1000, (slope * 1000.0).round() as i16);
    PdfFont::new(parsed)
}

/// The six letters that mark a subset (ISO 32000-1, 9.6.4), from its contents, so that two subsets of
/// one face are told apart and the same input gives the same name.
fn tag(name: &str, glyphs: &BTreeMap<u16, &str>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(name.as_bytes());
    for id in glyphs.keys() {
        hasher.update(&id.to_be_bytes());
    }
    hasher.finalize().as_bytes()[..6].iter().map(|b| char::from(b'A' + b % 26)).collect()
}

/// The face's name without what may not stand in a name.
fn postscript_name(name: &str) -> String {
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect();
    if plain.is_empty() { "Face".into() } else { plain }
}

/// Advances of a face, straight from its `hmtx`: asked for every glyph.
struct Widths<'a> {
    table: &'a [u8],
    count: usize,
}

impl<'a> Widths<'a> {
    fn of(face: &'a Face) -> Widths<'a> {
        let table = face.table(*b"hmtx").unwrap_or(&[]);
        let declared = face.table(*b"hhea").and_then(|hhea| hhea.get(34..36));
        let count = declared.map_or(0, |n| usize::from(u16::from_be_bytes([n[0], n[1]])));
        Widths { table, count: count.min(table.len() / 4) }
    }

    fn advance(&self, glyph: u16) -> u16 {
        let at = usize::from(glyph).min(self.count.saturating_sub(1)) * 4;
        self.table.get(at..at + 2).map_or(0, |b| u16::from_be_bytes([b[0], b[1]]))
    }
}
