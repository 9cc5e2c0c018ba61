//! What stands beside the text: readings, the emphasis dot; and the hyphen of hyphenated words.
//!
//! In: placed clusters. Out: glyphs that the lines add. Does not know: where lines end.

use super::Placer;
use crate::geom::Em;
use crate::text::class::Class;
use crate::text::itemize::Item;
use crate::text::shaping::{Kind, Setting};
use crate::text::{Glyph, Ruby};
use std::ops::Range;

impl Placer<'_, '_> {
    /// Shapes the readings of ruby spans (typography §18).
    pub(super) fn readings(&mut self) {
        let mut start = 0;
        while start < self.para.clusters.len() {
            let span = self.para.clusters[start].span;
            let count = self.para.clusters[start..].iter().take_while(|c| c.span == span).count();
            let bases = start..start + count;
            start += count;
            let Some(reading) = self.para.spans[span as usize].marks.ruby.clone() else { continue };
            let parts: Vec<&str> = reading.split_whitespace().collect();
            if parts.len() == count && count > 1 {
                for (k, part) in bases.zip(parts) {
                    self.reading(k..k + 1, part);
                }
            } else {
                self.reading(bases, &reading);
            }
        }
    }

    pub(super) fn reading(&mut self, bases: Range<usize>, text: &str) {
        let span = self.para.clusters[bases.start].span;
        let zhuyin = text.chars().any(|c| matches!(c, 'ㄅ'..='ㄯ' | 'ㆠ'..='ㆿ'));
        // Typography R18.4: three kana over one character have a third of its size where the style says so.
        let thirds = self.para.style.ruby_thirds && bases.len() == 1 && text.chars().count() == 3;
        let scale = match (zhuyin, thirds) {
            (true, _) => self.scale_of(span).scale(3, 10),
            (false, true) => self.scale_of(span) / 3,
            (false, false) => self.scale_of(span) / 2,
        };
        let lang = self.para.spans[span as usize].lang;
        let mut ruby = Ruby { bases, zhuyin, width: Em::ZERO, glyphs: Vec::new() };
        let western = text.chars().next().is_some_and(|c| (c as u32) < 0x2e80);
        let faces = &self.faces[span as usize];
        let order = if western && !zhuyin { faces.west.clone() } else { faces.han.clone() };
        let upright = self.vertical && !western;
        let mut pen = if self.fonts.is_stub() { super::stub::reading_width(text, scale) } else { Em::ZERO };
        let pieces: Vec<String> =
            if western && !zhuyin { vec![text.to_string()] } else { text.chars().map(String::from).collect() };
        for piece in pieces {
            let first = piece.chars().next().unwrap_or(' ');
            let Some(font) = order.iter().copied().find(|f| self.fonts.face(*f).glyph(first).is_some()) else {
                continue;
            };
            let kind = if western && !zhuyin { Kind::Letters } else { Kind::Han };
            self.engine.shape(font, Setting { lang, vertical: false, kind }, &piece, &mut self.scratch);
            for g in self.scratch.out.clone() {
                let advance = self.units(g.advance, font, scale);
                // Bopomofo stands in the middle of its column by its ink.
                let ink = self.fonts.face(font).ink(g.id).unwrap_or_default();
                let middle = self.units((i32::from(ink[0]) + i32::from(ink[2])) / 2, font, scale);
                ruby.glyphs.push(Glyph {
                    font,
                    id: g.id,
                    dx: if zhuyin { scale / 2 - middle } else { pen + self.units(g.dx, font, scale) },
                    dy: -self.units(g.dy, font, scale),
                    scale,
                    stretch: 1000,
                    turned: self.vertical && !upright,
                    embolden: Em::ZERO,
                    range: 0..0,
                    span,
                });
                pen += advance;
            }
        }
        ruby.width = if zhuyin { Em::ZERO } else { pen };
        ruby.zhuyin = zhuyin;
        if !ruby.glyphs.is_empty() || self.fonts.is_stub() {
            self.para.rubies.push(ruby);
        }
    }

    pub(super) fn scale_of(&self, span: u16) -> Em {
        self.para.spans[span as usize].scale
    }

    /// The hyphen of hyphenated words, from the face of the paragraph's letters.
    pub(super) fn hyphen(&mut self, items: &[Item]) {
        if !self.para.style.hyphenate {
            return;
        }
        self.para.hyphen = Em::frac(1, 4);
        let letter = items.iter().find(|i| i.class == Class::Letter);
        let Some(item) = letter.filter(|_| !self.fonts.is_stub()) else { return };
        let Some(font) = self.western_face(item) else { return };
        let Some(id) = self.fonts.face(font).glyph('-') else { return };
        let scale = self.scale(item);
        self.para.hyphen = self.units(i32::from(self.fonts.face(font).advance(id)), font, scale);
        let mut glyph = if self.vertical {
            let height = self.units(i32::from(self.fonts.face(font).metrics().x_height), font, scale);
            self.glyph(item, font, id, -height / 2, Em::ZERO)
        } else {
            self.glyph(item, font, id, Em::ZERO, self.baseline(font, item.span))
        };
        glyph.turned = self.vertical;
        glyph.range = 0..0;
        self.para.hyphen_glyph = Some(glyph);
    }

    /// The emphasis dot (着重号): ● of the text's face at a fifth of its size, centered on its ink.
    pub(super) fn dot(&mut self) {
        let Some(span) = self.para.spans.iter().position(|s| s.marks.dots) else { return };
        let faces = &self.faces[span];
        let candidates = ['●', '•', '・', '。'];
        let found = candidates
            .iter()
            .find_map(|c| faces.han.iter().find_map(|f| self.fonts.face(*f).glyph(*c).map(|id| (*f, id))));
        let Some((font, id)) = found else { return };
        let Some(ink) = self.fonts.face(font).ink(id) else { return };
        let width = (i64::from(ink[2]) - i64::from(ink[0])).max(1);
        // The dot's ink is 0.18 em across, whatever the face's circle measures (typography R17.4).
        let scale = Em(27_720 * 18 / 100).scale(i64::from(self.fonts.face(font).units_per_em), width);
        let (cx, cy) = ((i32::from(ink[0]) + i32::from(ink[2])) / 2, (i32::from(ink[1]) + i32::from(ink[3])) / 2);
        let glyph = Glyph {
            font,
            id,
            dx: -self.units(cx, font, scale),
            dy: self.units(cy, font, scale),
            scale,
            stretch: 1000,
            turned: false,
            embolden: Em::ZERO,
            range: 0..0,
            span: span as u16,
        };
        self.para.dot = Some(glyph);
    }
}
