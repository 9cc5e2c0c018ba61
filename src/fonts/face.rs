//! One face: its measures, outlines and coverage.
//!
//! In: a font file's bytes. Out: numbers in font units. Does not know: text. The
//! only place that names ttf-parser; parsing costs a few microseconds and keeps
//! nothing, so it is done anew for each question that is not asked per glyph.

use crate::files::Bytes;
use std::sync::OnceLock;
use ttf_parser::{GlyphId, Permissions};

/// One face.
pub struct Face {
    /// Its PostScript name.
    pub name: String,
    /// The file's bytes.
    pub bytes: Bytes,
    /// Index in a collection.
    pub index: u32,
    /// Font units per em.
    pub units_per_em: u16,
    /// Its weight, 400 regular … 900 black.
    pub weight: u16,
    metrics: OnceLock<Metrics>,
    middle: OnceLock<i16>,
    /// Glyphs of ASCII, which copy asks for letter by letter.
    ascii: OnceLock<[u16; 128]>,
}

/// What font dictionaries and line boxes ask of a face, in font units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Top of the em box above the baseline (typographic ascender).
    pub ascent: i16,
    /// Bottom of the em box, negative below the baseline.
    pub descent: i16,
    /// Height of H.
    pub cap_height: i16,
    /// Height of x.
    pub x_height: i16,
    /// Thousandths of a degree, negative to the right.
    pub italic_angle: i32,
    /// All glyphs' ink: left, bottom, right, top.
    pub bbox: [i16; 4],
    /// Outlines are CFF, not glyf.
    pub cff: bool,
    /// Number of glyphs.
    pub glyphs: u16,
    /// Sets Han, kana or Hangul, and their marks.
    pub han: bool,
    /// Advance of 水, the face's full width (typography R22.5).
    pub full_width: u16,
    /// 水, 卜 and 一 are equally wide.
    pub square: bool,
    /// Comma of full width, so punctuation may be trimmed (typography R22.3).
    pub wide_marks: bool,
    /// Its comma stands in the middle of its em, as in Taiwan (typography R5.2).
    pub centered_marks: bool,
    /// Has vertical measures of its own.
    pub vertical: bool,
}

/// What a face's licence bits (fsType) allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Embedding {
    /// Anything.
    Installable,
    /// Embedding in documents that are edited.
    Editable,
    /// Embedding in documents that are printed.
    Print,
    /// No embedding without the maker's leave.
    Restricted,
}

/// A part of an outline, in font units, y upwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    /// Starts a contour.
    Move(f32, f32),
    /// A line.
    Line(f32, f32),
    /// A quadratic curve: control, end.
    Quad(f32, f32, f32, f32),
    /// A cubic curve: two controls, end.
    Cubic(f32, f32, f32, f32, f32, f32),
    /// Closes the contour.
    Close,
}

struct Pen<'a>(&'a mut Vec<Segment>);

impl ttf_parser::OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(Segment::Move(x, y));
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(Segment::Line(x, y));
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.push(Segment::Quad(x1, y1, x, y));
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.push(Segment::Cubic(x1, y1, x2, y2, x, y));
    }
    fn close(&mut self) {
        self.0.push(Segment::Close);
    }
}

impl Face {
    /// Opens a face; `None` when the bytes are no font. `name` and `weight` save a look into the file where they are known.
    pub(crate) fn open(bytes: Bytes, index: u32, known: Option<(&str, u16)>) -> Option<Face> {
        let (name, weight, units_per_em) = {
            let face = ttf_parser::Face::parse(&bytes, index).ok()?;
            let own = || {
                let id = ttf_parser::name_id::POST_SCRIPT_NAME;
                let record = face.names().into_iter().find(|n| n.name_id == id && n.is_unicode());
                record.and_then(|n| n.to_string()).unwrap_or_else(|| format!("Face{index}"))
            };
            let name = known.map_or_else(own, |(name, _)| name.to_string());
            (name, known.map_or_else(|| face.weight().to_number(), |k| k.1), face.units_per_em())
        };
        Some(Face {
            name,
            bytes,
            index,
            units_per_em,
            weight,
            metrics: OnceLock::new(),
            middle: OnceLock::new(),
            ascii: OnceLock::new(),
        })
    }

    /// The face as its parser sees it. Opening proved that it parses.
    fn with<T>(&self, ask: impl FnOnce(&ttf_parser::Face<'_>) -> T) -> Option<T> {
        ttf_parser::Face::parse(&self.bytes, self.index).ok().map(|face| ask(&face))
    }

    /// Its general measures.
    pub fn metrics(&self) -> Metrics {
        *self.metrics.get_or_init(|| self.with(measure).unwrap_or_default())
    }

    /// Middle of the ideographic em box above the baseline, which every Han face shares in a line (typography R21.3).
    ///
    /// Where the Han of a face lie lower in their em box than those of Song (Kai, FangSong and Brush do, by a
    /// thirtieth of an em), their own middle decides, so that faces that are mixed in a line stand level.
    pub fn middle(&self) -> i16 {
        *self.middle.get_or_init(|| {
            let metrics = self.metrics();
            let of_box = (i32::from(metrics.ascent) + i32::from(metrics.descent)) / 2;
            // The faces that the others are levelled to need no measuring.
            if !metrics.han || self.name.starts_with("PressSong") || self.name.starts_with("PressHei") {
                return of_box as i16;
            }
            let upem = i32::from(self.units_per_em.max(1));
            let middles: Vec<i32> = SAMPLE
                .chars()
                .filter_map(|c| self.ink(self.glyph(c)?))
                .map(|ink| (i32::from(ink[1]) + i32::from(ink[3])) / 2)
                .collect();
            if middles.len() < SAMPLE.chars().count() / 2 {
                return of_box as i16;
            }
            let own = middles.iter().sum::<i32>() / middles.len() as i32;
            let level = own + (SONG_BOX - SAMPLE_IN_SONG) * upem / 1000;
            // Less than that nobody sees, and a face made for the same em box keeps it.
            if (level - of_box).abs() * 1000 > SEEN * upem || of_box * 1000 / upem != SONG_BOX {
                level as i16
            } else {
                of_box as i16
            }
        })
    }

    /// Advance width of a glyph.
    pub fn advance(&self, glyph: u16) -> u16 {
        self.with(|face| face.glyph_hor_advance(GlyphId(glyph))).flatten().unwrap_or(0)
    }

    /// Vertical advance of a glyph; one em where the face does not say (typography R16.1).
    pub fn vertical_advance(&self, glyph: u16) -> u16 {
        self.with(|face| face.glyph_ver_advance(GlyphId(glyph))).flatten().unwrap_or(self.units_per_em)
    }

    /// Height above the baseline of a glyph's vertical origin, the top of its character frame.
    pub fn vertical_origin(&self, glyph: u16) -> i16 {
        self.with(|face| face.glyph_y_origin(GlyphId(glyph))).flatten().unwrap_or_else(|| self.metrics().ascent)
    }

    /// A glyph's ink: left, bottom, right, top; `None` for blanks.
    pub fn ink(&self, glyph: u16) -> Option<[i16; 4]> {
        self.with(|face| face.glyph_bounding_box(GlyphId(glyph)))
            .flatten()
            .map(|r| [r.x_min, r.y_min, r.x_max, r.y_max])
    }

    /// A glyph's outline; empty for blanks.
    pub fn outline(&self, glyph: u16) -> Vec<Segment> {
        let mut segments = Vec::new();
        self.with(|face| face.outline_glyph(GlyphId(glyph), &mut Pen(&mut segments)));
        segments
    }

    /// The glyph that the face's character map gives, before any feature.
    pub fn glyph(&self, c: char) -> Option<u16> {
        if c.is_ascii() {
            let of = |face: &ttf_parser::Face<'_>| {
                std::array::from_fn(|n| face.glyph_index(char::from(n as u8)).map_or(0, |g| g.0))
            };
            let ascii = self.ascii.get_or_init(|| self.with(of).unwrap_or([0; 128]));
            return Some(ascii[c as usize]).filter(|&g| g != 0);
        }
        self.with(|face| face.glyph_index(c)).flatten().map(|g| g.0).filter(|&g| g != 0)
    }

    /// The glyph of a variation sequence (cmap format 14), when the face has it.
    pub fn variant(&self, c: char, selector: char) -> Option<u16> {
        self.with(|face| face.glyph_variation_index(c, selector)).flatten().map(|g| g.0)
    }

    /// What the licence bits allow; a file that does not say allows all.
    pub fn embedding(&self) -> Embedding {
        match self.with(|face| face.permissions()).flatten() {
            Some(Permissions::Restricted) => Embedding::Restricted,
            Some(Permissions::PreviewAndPrint) => Embedding::Print,
            Some(Permissions::Editable) => Embedding::Editable,
            Some(Permissions::Installable) | None => Embedding::Installable,
        }
    }

    /// Whether parts of the face may be embedded (fsType bit 8 clear).
    pub fn subsetting_allowed(&self) -> bool {
        self.with(|face| face.is_subsetting_allowed()).unwrap_or(true)
    }

    /// A raw table, such as `CFF ` or `OS/2`.
    pub fn table(&self, tag: [u8; 4]) -> Option<&[u8]> {
        let face = ttf_parser::Face::parse(&self.bytes, self.index).ok()?;
        face.raw_face().table(ttf_parser::Tag::from_bytes(&tag))
    }
}

/// Han that all regions have, wide and narrow, light and dense.
const SAMPLE: &str = "田回目面中王吉里永东車水木言音山";
/// Where the middle of their ink lies in Song, thousandths of an em above the baseline; measured.
const SAMPLE_IN_SONG: i32 = 377;
/// Thousandths of an em by which Han in a line may differ in height before the eye sees it.
const SEEN: i32 = 15;

/// Middle of the em box of Song and of nearly every Han face: 880 above, 120 below.
const SONG_BOX: i32 = 380;

fn measure(face: &ttf_parser::Face<'_>) -> Metrics {
    let width = |c: char| face.glyph_index(c).and_then(|g| face.glyph_hor_advance(g));
    let upem = face.units_per_em();
    let ascent = face.typographic_ascender().unwrap_or_else(|| face.ascender());
    let descent = face.typographic_descender().unwrap_or_else(|| face.descender());
    let bbox = face.global_bounding_box();
    let full_width = width('水');
    let comma = face.glyph_index('，').and_then(|g| face.glyph_bounding_box(g));
    let centered = |r: ttf_parser::Rect| {
        let middle = (i32::from(r.x_min) + i32::from(r.x_max)) * 50 / i32::from(upem.max(1));
        (35..=65).contains(&middle)
    };
    Metrics {
        centered_marks: comma.is_some_and(centered),
        ascent,
        descent,
        cap_height: face.capital_height().unwrap_or(ascent),
        x_height: face.x_height().unwrap_or(ascent / 2),
        italic_angle: (face.italic_angle() * 1000.0).round() as i32,
        bbox: [bbox.x_min, bbox.y_min, bbox.x_max, bbox.y_max],
        cff: face.tables().cff.is_some(),
        glyphs: face.number_of_glyphs(),
        han: ['水', '一', '国', '中', '。', 'の', '한'].into_iter().any(|c| face.glyph_index(c).is_some()),
        full_width: full_width.unwrap_or(upem),
        square: ['卜', '一'].into_iter().all(|c| width(c).is_none_or(|w| Some(w) == full_width)),
        wide_marks: width('，').is_none_or(|w| u32::from(w) * 4 >= u32::from(upem) * 3),
        vertical: face.tables().vmtx.is_some(),
    }
}
