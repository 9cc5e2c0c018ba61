//! Letters and figures: runs of one face, half-em figures, figures side by side.
//!
//! In: items of letters and digits. Out: a cluster a letter. Does not know: gaps, breaks.

use super::{Placer, half_digit, invisible};
use crate::geom::Em;
use crate::ids::FontId;
use crate::text::class::Class;
use crate::text::itemize::{Item, Posture};
use crate::text::shaping::{Kind, Raw, Setting};

impl Placer<'_, '_> {
    /// A run of letters, digits and their marks in one span and posture; one cluster a letter.
    pub(super) fn letters(&mut self, items: &[Item], at: usize) -> usize {
        let first = &items[at];
        let Some(font) = self.western_face(first) else {
            self.tofu(first);
            return at + 1;
        };
        let figures = |i: &Item| self.half_figures && i.class == Class::Digit;
        let half = figures(first);
        let same = |i: &Item| {
            i.western
                && i.span == first.span
                && i.posture == first.posture
                && figures(i) == half
                && !matches!(i.class, Class::Space | Class::FixedSpace | Class::Zero | Class::Return | Class::Object)
        };
        let mut end = at + 1;
        while end < items.len() && same(&items[end]) && self.western_face(&items[end]) == Some(font) {
            end += 1;
        }
        let lang = self.para.spans[first.span as usize].lang;
        let kind = if half { Kind::HalfFigures } else { Kind::Letters };
        let mut text = String::new();
        let mut starts = Vec::with_capacity(end - at + 1);
        for item in &items[at..end] {
            starts.push(text.len() as u32);
            match half_digit(item.first) {
                Some(digit) => text.push(digit),
                None => text += &self.para.text[item.range.start as usize..item.range.end as usize],
            }
        }
        starts.push(text.len() as u32);
        self.engine.shape(font, Setting { lang, vertical: false, kind }, &text, &mut self.scratch);
        if half && self.scratch.out.iter().any(|g| self.units(g.advance, font, Em::ONE) != Em::HALF) {
            // No half-em figures in this face: its own stay.
            let own = Setting { lang, vertical: false, kind: Kind::Letters };
            self.engine.shape(font, own, &text, &mut self.scratch);
        }
        if !self.faces[first.span as usize].own.contains(&font) {
            self.note_borrowed(first, font);
        }
        let out: Vec<Raw> = self.scratch.out.iter().copied().filter(|g| !invisible(g)).collect();
        let digits = items[at..end].iter().all(|i| matches!(i.class, Class::Digit | Class::Western));
        let first_posture = if self.vertical { Posture::Turned } else { Posture::Upright };
        let mut next = 0;
        for (n, item) in items[at..end].iter().enumerate() {
            let first = next;
            while next < out.len() && out[next].at < starts[n + 1] {
                next += 1;
            }
            self.letter(item, font, &out[first..next], digits);
            if matches!(item.first, '‘' | '’' | '“' | '”') && item.posture == first_posture {
                self.western_quote(font);
            }
            if half {
                self.half_box(self.scale(item));
            }
        }
        end
    }

    /// Typography R10.5: an apostrophe or quotation mark among letters is as wide as its ink, also where the face has
    /// it only in the em box.
    fn western_quote(&mut self, font: FontId) {
        let (vertical, face) = (self.vertical, self.fonts.face(font));
        let Some(cluster) = self.para.clusters.last_mut() else { return };
        let Some(glyph) = self.para.glyphs.get_mut(cluster.glyphs.start as usize) else { return };
        let units = |units: i16| glyph.scale.scale(i64::from(units), i64::from(face.units_per_em));
        if cluster.advance * 4 < glyph.scale * 3 {
            return;
        }
        let Some(ink) = face.ink(glyph.id) else { return };
        let beside = glyph.scale.scale(6, 100);
        let (left, width) = (units(ink[0]), units(ink[2]) - units(ink[0]));
        cluster.advance = width + beside * 2;
        let along = if vertical { &mut glyph.dy } else { &mut glyph.dx };
        *along += beside - left;
    }

    /// Typography R13.1: a figure takes half an em; a wider one is condensed, a narrower one stands in the middle.
    pub(super) fn half_box(&mut self, scale: Em) {
        let half = scale / 2;
        let vertical = self.vertical;
        let Some(cluster) = self.para.clusters.last_mut() else { return };
        let natural = cluster.advance;
        if natural == half || natural <= Em::ZERO || cluster.posture == Posture::Upright && vertical {
            return;
        }
        cluster.advance = half;
        let range = cluster.glyphs.clone();
        for glyph in &mut self.para.glyphs[range.start as usize..range.end as usize] {
            let along = if vertical { &mut glyph.dy } else { &mut glyph.dx };
            if natural > half {
                glyph.stretch = (1000 * half.0 / natural.0) as u16;
                *along = along.scale(half.0, natural.0);
            } else {
                *along += (half - natural) / 2;
            }
        }
    }

    pub(super) fn letter(&mut self, item: &Item, font: FontId, out: &[Raw], digits: bool) {
        let scale = self.scale(item);
        let width = self.units(out.iter().map(|g| g.advance).sum(), font, scale);
        if !self.vertical {
            self.push(item, width);
            let base = self.baseline(font, item.span);
            self.run_glyphs(item, font, out, Em::ZERO, base, false);
            return;
        }
        let metrics = self.fonts.face(font).metrics();
        let cap = self.units(i32::from(metrics.cap_height), font, scale);
        if item.posture == Posture::Upright {
            self.push(item, scale);
            self.run_glyphs(item, font, out, -width / 2, (scale + cap) / 2, false);
        } else {
            self.push(item, width);
            // Typography R16.11: the middle of x stands on the axis; figures stand by their own middle.
            let height = if digits { cap } else { self.units(i32::from(metrics.x_height), font, scale) };
            self.run_glyphs(item, font, out, Em::ZERO, -height / 2, true);
        }
    }

    pub(super) fn western_face(&self, item: &Item) -> Option<FontId> {
        let faces = &self.faces[item.span as usize];
        let c = half_digit(item.first).unwrap_or(item.first);
        faces.west.iter().copied().find(|f| self.fonts.face(*f).glyph(c).is_some())
    }

    /// Typography R16.6: figures side by side within one em.
    pub(super) fn side_by_side(&mut self, item: &Item) {
        let scale = self.scale(item);
        let probe = Item { first: self.text(&item.range).chars().next().unwrap_or(' '), ..item.clone() };
        let font = match item.class {
            Class::Exclaim => self.faces[item.span as usize].han.first().copied(),
            _ => self.western_face(&probe),
        };
        let Some(font) = font else {
            self.tofu(item);
            return;
        };
        let lang = self.para.spans[item.span as usize].lang;
        let text = self.text(&item.range);
        let count = text.chars().count();
        let kind = match count {
            _ if item.class == Class::Exclaim => Kind::Han,
            2 => Kind::HalfFigures,
            3 => Kind::ThirdFigures,
            _ => Kind::Letters,
        };
        self.engine.shape(font, Setting { lang, vertical: false, kind }, &text, &mut self.scratch);
        let out: Vec<Raw> = self.scratch.out.iter().copied().filter(|g| !invisible(g)).collect();
        let width = self.units(out.iter().map(|g| g.advance).sum(), font, scale);
        self.push(item, scale);
        let narrow = width > scale;
        let share = |v: Em| if narrow { v.scale(scale.0, width.0) } else { v };
        let cap = self.units(i32::from(self.fonts.face(font).metrics().cap_height), font, scale);
        let before = self.para.glyphs.len();
        self.run_glyphs(item, font, &out, Em::ZERO, (scale + cap) / 2, false);
        let start = share(width) / 2;
        for glyph in &mut self.para.glyphs[before..] {
            glyph.dx = share(glyph.dx) - start;
            if narrow {
                glyph.stretch = (1000 * scale.0 / width.0.max(1)) as u16;
            }
        }
    }
}
