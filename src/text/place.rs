//! Items to clusters: which face, which glyphs, how wide by nature, where in the frame.
//!
//! In: items. Out: clusters with glyphs and the width their face or rule gives.
//! Does not know: neighbors' influence on width (`spacing`), breaks.

mod beside;
mod han;
mod letters;
mod stub;

use self::stub::{blank_width, stub_width};
use crate::diag::{Diagnostic, Report};
use crate::fonts::{BORROWED_GLYPH, Fonts, MISSING_GLYPH, UNKNOWN_VARIANT};
use crate::geom::Em;
use crate::ids::FontId;
use crate::model::story::Text;
use crate::model::style::{Lang, Writing};
use crate::source::Span;
use crate::text::class::Class;
use crate::text::itemize::{Item, Posture};
use crate::text::shaping::{Engine, Raw, Scratch};
use crate::text::{Cluster, Gap, Give, Glyph, ShapedPara, Shaper};
use std::collections::BTreeMap;
use std::ops::Range;

/// Middle of the em box above the baseline: 880 − 120 halved, as in nearly every Han face.
const MIDDLE: Em = Em((27_720 * 38 + 50) / 100);

/// The faces of a span.
struct Faces {
    /// Han faces first.
    han: Vec<FontId>,
    /// As the layout orders them.
    west: Vec<FontId>,
    own: Vec<FontId>,
    weight: u16,
}

struct Placer<'a, 'f> {
    fonts: &'a Fonts,
    engine: &'a Engine<'f>,
    para: &'a mut ShapedPara,
    faces: Vec<Faces>,
    scratch: Scratch,
    vertical: bool,
    /// Figures are set half an em wide: in text, not in heads.
    half_figures: bool,
    /// Characters without a face and borrowed ones, with their first place.
    missing: BTreeMap<char, (usize, u32)>,
    borrowed: BTreeMap<(char, FontId), (usize, u32)>,
    variants: BTreeMap<(char, char), (usize, u32)>,
}

/// Gives every item its cluster.
pub(crate) fn clusters(shaper: &Shaper<'_>, text: &Text, items: &[Item], para: &mut ShapedPara, report: &mut Report) {
    let fonts = shaper.fonts;
    let faces = para.spans.iter().map(|s| faces(fonts, &s.face, s.weight)).collect();
    let vertical = para.style.writing == Writing::Vertical;
    let half_figures =
        !para.style.half_marks && !para.style.tight_pairs && !matches!(para.style.lang, Lang::Western(_));
    let mut placer = Placer {
        fonts,
        engine: &shaper.engine,
        para,
        faces,
        scratch: Scratch::default(),
        vertical,
        half_figures,
        missing: BTreeMap::new(),
        borrowed: BTreeMap::new(),
        variants: BTreeMap::new(),
    };
    let mut at = 0;
    while at < items.len() {
        at = placer.item(items, at);
    }
    placer.readings();
    placer.hyphen(items);
    placer.dot();
    placer.tell(text, report);
}

fn faces(fonts: &Fonts, role: &str, weight: u16) -> Faces {
    let chain = fonts.chain(role, weight);
    let own = chain.faces[..chain.own].to_vec();
    let (mut han, rest): (Vec<FontId>, Vec<FontId>) = own.iter().partition(|id| fonts.face(**id).metrics().han);
    han.extend(chain.faces[chain.own..].iter().copied());
    han.extend(rest);
    Faces { han, west: chain.faces, own, weight: chain.weight }
}

impl Placer<'_, '_> {
    /// Places the item at `at`, or the run of letters that begins there; returns what comes next.
    fn item(&mut self, items: &[Item], at: usize) -> usize {
        let item = &items[at];
        if self.para.spans[item.span as usize].house.is_some() {
            self.house(item);
            return at + 1;
        }
        if self.fonts.is_stub() {
            let advance = stub_width(item, &self.para.text, self.vertical);
            let scale = self.scale(item);
            self.push(item, advance.scale(scale.0, Em::ONE.0));
            return at + 1;
        }
        match item.class {
            Class::Return | Class::Zero => {
                self.push(item, Em::ZERO);
                at + 1
            }
            Class::Space | Class::FixedSpace | Class::WideSpace => {
                self.blank(item);
                at + 1
            }
            _ if item.posture == Posture::SideBySide => {
                self.side_by_side(item);
                at + 1
            }
            _ if !item.western => {
                self.han(item);
                at + 1
            }
            _ => self.letters(items, at),
        }
    }

    /// Typography R21.5: a drawn character takes its em; under it stands the glyph of 〓, for readers of text alone.
    fn house(&mut self, item: &Item) {
        if self.fonts.is_stub() {
            self.push(item, self.scale(item));
        } else {
            self.han(&Item { first: '〓', many: false, ..item.clone() });
        }
    }

    fn scale(&self, item: &Item) -> Em {
        self.para.spans[item.span as usize].scale
    }

    fn text(&self, range: &Range<u32>) -> String {
        self.para.text[range.start as usize..range.end as usize].to_string()
    }

    fn push(&mut self, item: &Item, advance: Em) {
        let glyphs = self.para.glyphs.len() as u32;
        self.para.clusters.push(Cluster {
            range: item.range.clone(),
            first: item.first,
            advance,
            class: item.class,
            posture: item.posture,
            span: item.span,
            glyphs: glyphs..glyphs,
            cut: Em::ZERO,
            at_start: Em::ZERO,
            at_end: Em::ZERO,
            at_end_choice: Em::ZERO,
            give_before: Give::default(),
            give_after: Give::default(),
            grow: Em::ZERO,
            grow_tier: 0,
            gap: Gap::default(),
            track: Em::ZERO,
            opens: false,
            counts: false,
            hang: Em::ZERO,
            rule: "",
        });
    }

    fn add(&mut self, glyph: Glyph) {
        let stop = self.para.clusters.last().is_some_and(|c| matches!(c.class, Class::Comma | Class::FullStop));
        if stop
            && self.fonts.face(glyph.font).metrics().centered_marks
            && let Some(last) = self.para.clusters.last_mut()
        {
            last.rule = "R5.2";
        }
        self.para.glyphs.push(glyph);
        if let Some(last) = self.para.clusters.last_mut() {
            last.glyphs.end = self.para.glyphs.len() as u32;
        }
    }

    /// Baseline of a face's glyphs under the line's baseline: Han faces meet in the middle of the em box
    /// (typography R21.3), letters stand on the baseline.
    fn baseline(&self, font: FontId, span: u16) -> Em {
        let face = self.fonts.face(font);
        let metrics = face.metrics();
        let style = &self.para.spans[span as usize];
        let upem = i64::from(face.units_per_em);
        let half = if metrics.han { Em::from_units(i64::from(face.middle()), upem) } else { MIDDLE };
        half.scale(style.scale.0, Em::ONE.0) - MIDDLE - style.shift
    }

    /// How far a face's upright glyphs are raised in vertical lines, to stand level in their em box.
    fn raise(&self, font: FontId, scale: Em) -> Em {
        let (face, metrics) = (self.fonts.face(font), self.fonts.face(font).metrics());
        let of_box = (i32::from(metrics.ascent) + i32::from(metrics.descent)) / 2;
        self.units(of_box - i32::from(face.middle()), font, scale)
    }

    fn units(&self, units: i32, font: FontId, scale: Em) -> Em {
        scale.scale(i64::from(units), i64::from(self.fonts.face(font).units_per_em))
    }

    fn embolden(&self, font: FontId, span: u16) -> Em {
        let faces = &self.faces[span as usize];
        if faces.own.contains(&font) || faces.own.is_empty() {
            return Em::ZERO;
        }
        // Judged by eye: Song Regular thickened by 4 % of the em looks like Hei Black's gray.
        let lacks = i64::from(faces.weight.saturating_sub(self.fonts.face(font).weight));
        Em::ONE.scale(4 * lacks, 100 * 500)
    }

    /// Spaces keep a glyph, so that extracted text has them; their width is the rule's.
    fn blank(&mut self, item: &Item) {
        let scale = self.scale(item);
        self.push(item, blank_width(item.first).scale(scale.0, Em::ONE.0));
        let faces = &self.faces[item.span as usize];
        let order = if item.class == Class::WideSpace { &faces.han } else { &faces.west };
        let found = order.iter().find_map(|f| self.fonts.face(*f).glyph(item.first).map(|g| (*f, g)));
        let space = || order.iter().find_map(|f| self.fonts.face(*f).glyph(' ').map(|g| (*f, g)));
        if let Some((font, id)) = found.or_else(space) {
            let glyph = self.glyph(item, font, id, Em::ZERO, Em::ZERO);
            self.add(glyph);
        }
    }

    fn glyph(&self, item: &Item, font: FontId, id: u16, dx: Em, dy: Em) -> Glyph {
        Glyph {
            font,
            id,
            dx,
            dy,
            scale: self.scale(item),
            stretch: 1000,
            turned: false,
            embolden: self.embolden(font, item.span),
            range: item.range.clone(),
            span: item.span,
        }
    }

    /// Typography R21.4: a sequence that the face does not know is set as its base, and said.
    fn known_variant(&mut self, item: &Item, font: FontId, text: String) -> String {
        let mut chars = text.chars();
        let (Some(base), Some(selector)) = (chars.next(), chars.next()) else { return text };
        let selects = matches!(selector as u32, 0xfe00..=0xfe0f | 0xe0100..=0xe01ef);
        if !selects || self.fonts.face(font).variant(base, selector).is_some() {
            return text;
        }
        if selector as u32 >= 0xe0100 {
            self.variants.entry((base, selector)).or_insert((0, item.range.start)).0 += 1;
        }
        base.to_string()
    }

    /// Typography R21.3: a character without a face stays visible, and stops the page.
    fn tofu(&mut self, item: &Item) {
        self.missing.entry(item.first).or_insert((0, item.range.start)).0 += 1;
        let scale = self.scale(item);
        self.push(item, scale);
        let faces = &self.faces[item.span as usize];
        if let Some(font) = faces.han.first().or(faces.west.first()).copied() {
            let (dx, dy) = if self.vertical {
                (-scale / 2, self.top(font, scale))
            } else {
                (Em::ZERO, self.baseline(font, item.span))
            };
            let glyph = self.glyph(item, font, 0, dx, dy);
            self.add(glyph);
        }
    }

    fn note_borrowed(&mut self, item: &Item, font: FontId) {
        if !self.faces[item.span as usize].own.contains(&font) {
            self.borrowed.entry((item.first, font)).or_insert((0, item.range.start)).0 += 1;
        }
    }

    fn tell(&self, text: &Text, report: &mut Report) {
        for (c, (uses, at)) in &self.missing {
            let what = format!("no face has U+{:04X} “{c}”{}", *c as u32, times(*uses));
            let help = "add a face that has it to `fallback` in the layout's [faces], or supply a house glyph";
            report.push(Diagnostic::new(MISSING_GLYPH, what).at(place(text, *at, *c)).help(help));
        }
        for ((c, selector), (uses, at)) in &self.variants {
            let what = format!("no face has “{c}” as U+{:04X} wants it{}", *selector as u32, times(*uses));
            let help = "the character is set in its usual form; take the selector out, or name a face that has it";
            report.push(Diagnostic::new(UNKNOWN_VARIANT, what).at(place(text, *at, *c)).help(help));
        }
        for ((c, font), (uses, at)) in &self.borrowed {
            let name = &self.fonts.face(*font).name;
            let what = format!("U+{:04X} “{c}” is borrowed from {name}{}", *c as u32, times(*uses));
            let help = "look at it in the proof; the style's own face lacks the character";
            report.push(Diagnostic::new(BORROWED_GLYPH, what).at(place(text, *at, *c)).help(help));
        }
    }
}

/// The ASCII digit that stands for a full-width one set half-width (typography R13.6).
fn half_digit(c: char) -> Option<char> {
    matches!(c, '０'..='９').then(|| char::from_u32(c as u32 - 0xff10 + 0x30)).flatten()
}

fn times(uses: usize) -> String {
    if uses > 1 { format!(", first of {uses} uses") } else { String::new() }
}

/// The span of a byte of the paragraph's text.
fn place(text: &Text, at: u32, c: char) -> Option<Span> {
    let mut start = 0;
    for run in &text.runs {
        let end = start + run.text.len() as u32;
        if at < end {
            let span = run.span?;
            let first = span.start + (at - start);
            return Some(Span { start: first, end: first + c.len_utf8() as u32, ..span });
        }
        start = end;
    }
    None
}

/// Glyphs without ink or width that shapers leave for selectors and joiners (typography R21.4).
fn invisible(glyph: &Raw) -> bool {
    glyph.advance == 0 && glyph.id <= 3 && glyph.dx == 0 && glyph.at > 0
}
