//! Characters of the em box: Han, kana, Hangul, full-width marks, upright or turned.
//!
//! In: an item and the Han faces of its span. Out: its cluster. Does not know: neighbors, lines.

use super::{Placer, invisible};
use crate::geom::Em;
use crate::ids::FontId;
use crate::model::style::{Digits, Lang, VerticalQuotes};
use crate::text::Glyph;
use crate::text::class::Class;
use crate::text::itemize::{Item, Posture};
use crate::text::shaping::{Kind, Raw, Setting};

impl Placer<'_, '_> {
    /// A character of the em box: the first Han face that has it.
    pub(super) fn han(&mut self, item: &Item) {
        let scale = self.scale(item);
        let lang = self.para.spans[item.span as usize].lang;
        let vertical = self.vertical && item.posture == Posture::Upright;
        let kind = match item.class {
            Class::Interpunct => Kind::FullWidth,
            _ if self.para.style.proportional && !item.class.is_mark() => Kind::Proportional,
            _ => Kind::Han,
        };
        let setting = Setting { lang, vertical, kind };
        let standing = self.stand_in(item);
        let single = (!item.many).then_some(standing.unwrap_or(item.first));
        for k in 0..self.faces[item.span as usize].han.len() {
            let font = self.faces[item.span as usize].han[k];
            if let Some(id) = single.and_then(|c| self.engine.plain(font, setting, c, &mut self.scratch)) {
                if k > 0 {
                    self.note_borrowed(item, font);
                }
                self.push(item, scale);
                let flat = Setting { vertical: false, ..setting };
                let formless = vertical
                    && !single.is_some_and(|c| matches!(c as u32, 0xfe10..=0xfe1f | 0xfe30..=0xfe48))
                    && !matches!(item.class, Class::Han | Class::Kana | Class::Hangul | Class::Symbol)
                    && single.and_then(|c| self.engine.plain(font, flat, c, &mut self.scratch)) == Some(id);
                let top = self.top(font, scale) - self.raise(font, scale);
                let mut glyph = self.glyph(item, font, id, -scale / 2, top);
                if formless {
                    self.without_form(item, font, &mut glyph);
                } else if !vertical {
                    (glyph.dx, glyph.dy) = (Em::ZERO, self.baseline(font, item.span) + self.low_dots(item, font, id));
                }
                self.add(glyph);
                return;
            }
            let text = match (standing, item.first) {
                (Some(c), _) => c.to_string(),
                // A face's own ⸺ need not join; two dashes do (typography R5.5).
                (None, '⸺') => "——".to_string(),
                _ => self.text(&item.range),
            };
            let has = text.chars().next().is_some_and(|c| self.fonts.face(font).glyph(c).is_some());
            if has {
                if k > 0 {
                    self.note_borrowed(item, font);
                }
                let text = self.known_variant(item, font, text);
                self.engine.shape(font, setting, &text, &mut self.scratch);
                self.shaped(item, font, vertical, lang);
                return;
            }
        }
        self.tofu(item);
    }

    /// Typography R16.4: a face without a vertical form: brackets and dashes are turned, 、，。 moved to the upper right.
    pub(super) fn without_form(&self, item: &Item, font: FontId, glyph: &mut Glyph) {
        let scale = self.scale(item);
        match item.class {
            // A mark that is centered already stays (R5.1, zh-Hant).
            Class::Comma | Class::FullStop if self.leans(font, glyph.id) => {
                glyph.dx += scale / 2;
                glyph.dy -= scale / 2;
            }
            Class::Opening | Class::Closing | Class::Prolonged => {
                let metrics = self.fonts.face(font).metrics();
                let middle = (i32::from(metrics.ascent) + i32::from(metrics.descent)) / 2;
                (glyph.turned, glyph.dx, glyph.dy) = (true, -self.units(middle, font, scale), Em::ZERO);
            }
            Class::Dash | Class::Ellipsis | Class::Connector | Class::Solidus => {
                let ink = self.fonts.face(font).ink(glyph.id).unwrap_or_default();
                let middle = (i32::from(ink[1]) + i32::from(ink[3])) / 2;
                (glyph.turned, glyph.dx, glyph.dy) = (true, -self.units(middle, font, scale), Em::ZERO);
            }
            _ => {}
        }
    }

    /// How far dots that a face has on the baseline are raised, to stand in the middle of the em box (R5.5).
    fn low_dots(&self, item: &Item, font: FontId, id: u16) -> Em {
        if item.class != Class::Ellipsis {
            return Em::ZERO;
        }
        let face = self.fonts.face(font);
        let Some(ink) = face.ink(id) else { return Em::ZERO };
        let off = (i32::from(ink[1]) + i32::from(ink[3])) / 2 - i32::from(face.middle());
        let off = self.units(off, font, self.scale(item));
        if off < -Em::frac(3, 50) { off } else { Em::ZERO }
    }

    /// Whether a mark's ink lies at the left of its em box.
    pub(super) fn leans(&self, font: FontId, glyph: u16) -> bool {
        let face = self.fonts.face(font);
        let [left, _, right, _] = face.ink(glyph).unwrap_or_default().map(i32::from);
        (left + right) * 10 < i32::from(face.units_per_em) * 8
    }

    pub(super) fn top(&self, font: FontId, scale: Em) -> Em {
        self.units(i32::from(self.fonts.face(font).metrics().ascent), font, scale)
    }

    /// Typography R16.2: curly quotes in vertical lines take corner forms; the text keeps its characters.
    pub(super) fn stand_in(&self, item: &Item) -> Option<char> {
        if item.class == Class::Solidus && item.first == '／' {
            return Some('/');
        }
        if item.class == Class::Han && item.first.is_ascii_digit() {
            // Typography R13.5, R16.6: full-width or Han digits; the text keeps its own.
            let digit = item.first as usize - '0' as usize;
            let han = self.para.style.digits == Digits::Han;
            return (if han { "〇一二三四五六七八九" } else { "０１２３４５６７８９" }).chars().nth(digit);
        }
        if !self.vertical {
            return None;
        }
        let gb = self.para.style.vertical_quotes == VerticalQuotes::Gb;
        Some(match (item.first, gb) {
            ('“', true) | ('‘', false) => self.form(item, '﹃', '『'),
            ('”', true) | ('’', false) => self.form(item, '﹄', '』'),
            ('‘', true) | ('“', false) => self.form(item, '﹁', '「'),
            ('’', true) | ('”', false) => self.form(item, '﹂', '」'),
            _ => return None,
        })
    }

    /// The vertical form by itself where the face has it, else the bracket, whose vertical form the shaper finds.
    pub(super) fn form(&self, item: &Item, vertical: char, bracket: char) -> char {
        let face = self.faces[item.span as usize].han.first();
        let has = face.is_some_and(|f| self.fonts.face(*f).glyph(vertical).is_some());
        if has { vertical } else { bracket }
    }

    /// Places what the shaper gave for one item.
    pub(super) fn shaped(&mut self, item: &Item, font: FontId, vertical: bool, lang: Lang) {
        let out: Vec<Raw> = self.scratch.out.iter().copied().filter(|g| !invisible(g)).collect();
        let scale = self.scale(item);
        let mut turned = false;
        let mut vertical = vertical;
        let mut out = out;
        let (mut middle, mut moved) = (self.ink_middle(font, &out, scale), false);
        let own_form = self.stand_in(item).is_some_and(|c| matches!(c as u32, 0xfe10..=0xfe1f | 0xfe30..=0xfe48));
        if vertical && !own_form {
            let flat = Setting { lang, vertical: false, kind: Kind::Han };
            let text = self.stand_in(item).map_or_else(|| self.text(&item.range), String::from);
            self.engine.shape(font, flat, &text, &mut self.scratch);
            let lying: Vec<Raw> = self.scratch.out.iter().copied().filter(|g| !invisible(g)).collect();
            let formless = lying.iter().map(|g| g.id).eq(out.iter().map(|g| g.id));
            match item.class {
                // A face without a vertical form: the horizontal one is turned (typography R16.3, R16.4).
                Class::Dash | Class::Ellipsis | Class::Connector | Class::Solidus if formless => turned = true,
                Class::Opening | Class::Closing | Class::Prolonged if formless => {
                    let metrics = self.fonts.face(font).metrics();
                    let half = (i32::from(metrics.ascent) + i32::from(metrics.descent)) / 2;
                    (turned, middle) = (true, self.units(half, font, scale));
                }
                Class::Comma | Class::FullStop if formless && out.first().is_some_and(|g| self.leans(font, g.id)) => {
                    moved = true
                }
                _ => {}
            }
            if turned {
                (vertical, out) = (false, lying);
                if matches!(item.class, Class::Dash | Class::Ellipsis | Class::Connector | Class::Solidus) {
                    middle = self.ink_middle(font, &out, scale);
                }
            } else if !self.fonts.face(font).metrics().vertical {
                // Typography R16.1: without vertical measures a character takes its em.
                out = lying;
                let upem = i32::from(self.fonts.face(font).units_per_em);
                let ascent = i32::from(self.fonts.face(font).metrics().ascent);
                for g in &mut out {
                    (g.dx, g.dy, g.advance) = (-g.advance / 2, -ascent, upem);
                }
            }
        }
        let natural: i32 = out.iter().map(|g| g.advance).sum();
        let natural = self.units(natural, font, scale);
        self.push(item, natural);
        if turned || self.vertical && item.posture == Posture::Turned {
            if let Some(last) = self.para.clusters.last_mut() {
                last.posture = if turned { Posture::Upright } else { Posture::Turned };
            }
            self.run_glyphs(item, font, &out, Em::ZERO, -middle, true);
            return;
        }
        if vertical {
            let mut pen = Em::ZERO - self.raise(font, scale);
            for (n, g) in out.iter().enumerate() {
                let shift = if moved { scale / 2 } else { Em::ZERO };
                let (dx, dy) = (self.units(g.dx, font, scale) + shift, pen - self.units(g.dy, font, scale) - shift);
                let mut glyph = self.glyph(item, font, g.id, dx, dy);
                if n > 0 {
                    glyph.range = item.range.end..item.range.end;
                }
                pen += self.units(g.advance, font, scale);
                self.add(glyph);
            }
            return;
        }
        let base = self.baseline(font, item.span);
        self.run_glyphs(item, font, &out, Em::ZERO, base, false);
    }

    /// Glyphs one after the other; `across` is the baseline, or its place right of the axis for turned ones.
    pub(super) fn run_glyphs(&mut self, item: &Item, font: FontId, out: &[Raw], along: Em, across: Em, turned: bool) {
        let scale = self.scale(item);
        let mut pen = along;
        for (n, g) in out.iter().enumerate() {
            let (dx, dy) = (self.units(g.dx, font, scale), self.units(g.dy, font, scale));
            let (x, y) = if turned { (across + dy, pen + dx) } else { (pen + dx, across - dy) };
            let mut glyph = self.glyph(item, font, g.id, x, y);
            glyph.turned = turned;
            if n > 0 {
                glyph.range = item.range.end..item.range.end;
            }
            pen += self.units(g.advance, font, scale);
            self.add(glyph);
        }
    }

    pub(super) fn ink_middle(&self, font: FontId, out: &[Raw], scale: Em) -> Em {
        let ink = out.first().and_then(|g| self.fonts.face(font).ink(g.id));
        let middle = ink.map_or(0, |i| (i32::from(i[1]) + i32::from(i[3])) / 2);
        self.units(middle, font, scale)
    }
}
