//! Which glyphs a file shows, and which characters each of them stands for.
//!
//! In: glyph runs. Out: [`Usage`], per face and glyph the texts it sets. Does not know: PDF.
//!
//! A glyph has one entry in a font's ToUnicode map, but may stand for different characters in
//! different places (a compatibility form, a dash pair that is one glyph, a hyphen that is in no
//! copy). The map gets the commonest; the others are said in the page content, in ActualText spans
//! (ISO 32000-1, 14.9.4).

use crate::display::{DisplayList, Drawn, Glyph, GlyphRun, Item};
use crate::ids::FontId;
use std::collections::BTreeMap;

/// The glyphs of a file, by face.
#[derive(Default)]
pub(crate) struct Usage<'a> {
    faces: BTreeMap<FontId, BTreeMap<u16, Texts<'a>>>,
}

/// What one glyph stands for.
#[derive(Default)]
struct Texts<'a> {
    /// Each text and how often; nearly always one.
    alone: Vec<(&'a str, u32)>,
    /// A text it helps to set, when it never stands alone.
    shared: Option<&'a str>,
}

/// Glyphs that together set one piece of text: one glyph, or several for one cluster.
pub(crate) struct Unit<'a> {
    /// Its glyphs.
    pub glyphs: &'a [Glyph],
    /// What they set.
    pub text: &'a str,
}

/// A run cut into units. No character of the run's text is lost: characters without a glyph join
/// the unit before them, and blanks at the ends of a run may go.
pub(crate) fn units(run: &GlyphRun) -> Vec<Unit<'_>> {
    let mut starts = Vec::new();
    for (i, glyph) in run.glyphs.iter().enumerate() {
        if i == 0 || glyph.end > glyph.start {
            starts.push(i);
        }
    }
    let mut units = Vec::with_capacity(starts.len());
    for (n, &first) in starts.iter().enumerate() {
        let past = starts.get(n + 1).copied().unwrap_or(run.glyphs.len());
        let own = &run.glyphs[first];
        let next = run.glyphs.get(past).map_or(run.text.len() as u32, |g| g.start);
        let start = if n == 0 { 0 } else { own.start };
        // Copy set backwards (next starts before) claims nothing between.
        let end = if next >= own.end { next } else { own.end };
        let unit = Unit { glyphs: &run.glyphs[first..past], text: spoken(run, start.min(own.start), own, end) };
        match one_each(&unit) {
            true => units
                .extend((0..unit.glyphs.len()).map(|i| Unit { glyphs: &unit.glyphs[i..=i], text: &unit.text[i..=i] })),
            false => units.push(unit),
        }
    }
    units
}

/// Whether several glyphs are plain letters and digits, one each, as in figures set upright side by side
/// (纵中横): then each maps back by itself, and readers that know no ActualText get them too.
fn one_each(unit: &Unit<'_>) -> bool {
    unit.glyphs.len() > 1
        && unit.text.len() == unit.glyphs.len()
        && unit.text.bytes().all(|b| b.is_ascii_graphic())
        && unit.glyphs.windows(2).all(|pair| pair[0].at.x < pair[1].at.x)
}

/// The text from `start` to `end` without blanks outside the glyph's own characters.
fn spoken<'a>(run: &'a GlyphRun, start: u32, own: &Glyph, end: u32) -> &'a str {
    let slice = |a: u32, b: u32| run.text.get(a as usize..b as usize).unwrap_or("");
    let before = slice(start, own.start);
    let after = slice(own.end, end);
    let from = if before.trim().is_empty() { own.start } else { start };
    let to = if after.trim().is_empty() { own.end } else { end };
    slice(from, to)
}

impl<'a> Usage<'a> {
    /// Notes all type of a page.
    pub fn add_page(&mut self, page: &'a DisplayList) {
        for placed in &page.items {
            match &placed.item {
                Item::Glyphs(run) | Item::Drawn(Drawn { under: Some(run), .. }) => self.add_run(run),
                _ => {}
            }
        }
    }

    /// Notes one run.
    pub fn add_run(&mut self, run: &'a GlyphRun) {
        let face = self.faces.entry(run.font).or_default();
        for unit in units(run) {
            let single = unit.glyphs.len() == 1;
            for glyph in unit.glyphs {
                let texts = face.entry(glyph.id).or_default();
                if !single || unit.text.is_empty() {
                    texts.shared = texts.shared.or(Some(unit.text).filter(|t| !t.is_empty()));
                    continue;
                }
                match texts.alone.iter_mut().find(|(text, _)| *text == unit.text) {
                    Some((_, times)) => *times += 1,
                    None => texts.alone.push((unit.text, 1)),
                }
            }
        }
    }

    /// Faces in order, each with its glyphs in order and their entry in the ToUnicode map.
    pub fn faces(&self) -> impl Iterator<Item = (FontId, BTreeMap<u16, &'a str>)> + '_ {
        self.faces.iter().map(|(&font, glyphs)| (font, glyphs.iter().map(|(&id, t)| (id, t.mapped())).collect()))
    }
}

impl<'a> Texts<'a> {
    /// The commonest text, of equals the first in character order. A glyph that stands for nothing
    /// anywhere maps to a zero-width space: a reader that wants text gets none, and no code is without a value.
    fn mapped(&self) -> &'a str {
        let commonest = self.alone.iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(text, _)| *text);
        commonest.or(self.shared).unwrap_or("\u{200B}")
    }
}
