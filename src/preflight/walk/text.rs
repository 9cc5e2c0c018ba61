//! Type: which glyphs stand where.

use super::state::{Matrix, STILL, State, moved, then};
use super::{Odd, Pen, Place, Walk, matrix};
use crate::preflight::facts::{Area, Run, What, shared};
use crate::preflight::font::Encoding;
use crate::preflight::object::{Id, Obj};
use std::rc::Rc;

impl Walk<'_, '_> {
    /// An operator of text; false when it is none.
    pub(super) fn text_operator(
        &mut self,
        op: &str,
        args: &[Obj],
        state: &mut State,
        pen: &mut Pen,
        place: &Place,
    ) -> bool {
        let n = |i: usize| args.get(i).and_then(Obj::num).unwrap_or(0.0);
        let wrong = match op {
            "BT" => pen.in_text.then_some("BT within BT"),
            "ET" => (!pen.in_text).then_some("ET without BT"),
            "Tj" | "TJ" | "'" | "\"" => (!pen.in_text).then_some("text is shown outside BT and ET"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            self.odd(Odd::Operator, place, wrong);
        }
        let text = &mut state.text;
        match op {
            "BT" => (pen.text, pen.line, pen.in_text) = (STILL, STILL, true),
            "ET" => pen.in_text = false,
            "Tc" => text.spacing = n(0),
            "Tw" => text.word = n(0),
            "Tz" => text.stretch = n(0) / 100.0,
            "TL" => text.leading = n(0),
            "Ts" => text.rise = n(0),
            "Tr" => text.mode = n(0) as i64,
            "Tf" => {
                text.size = n(1);
                self.set_font(args, state, place);
            }
            "Td" => pen.next_line(n(0), n(1)),
            "TD" => {
                text.leading = -n(1);
                pen.next_line(n(0), n(1));
            }
            "Tm" => (pen.text, pen.line) = ([n(0), n(1), n(2), n(3), n(4), n(5)], [n(0), n(1), n(2), n(3), n(4), n(5)]),
            "T*" => pen.next_line(0.0, -text.leading),
            "Tj" => self.show(args.first().map_or(&[][..], std::slice::from_ref), state, pen, place),
            "TJ" => self.show(args.first().map_or(&[][..], Obj::items), state, pen, place),
            "'" => {
                pen.next_line(0.0, -text.leading);
                self.show(args.first().map_or(&[][..], std::slice::from_ref), state, pen, place);
            }
            "\"" => {
                (text.word, text.spacing) = (n(0), n(1));
                pen.next_line(0.0, -text.leading);
                self.show(args.get(2).map_or(&[][..], std::slice::from_ref), state, pen, place);
            }
            _ => return false,
        }
        true
    }

    fn set_font(&mut self, args: &[Obj], state: &mut State, place: &Place) {
        let name = args.first().and_then(Obj::name).unwrap_or("");
        let found = self.doc.dict(&place.resources, "Font").and_then(|d| d.raw(name).cloned());
        state.text.font = found.and_then(|f| self.font(&f));
        let Some(font) = state.text.font else {
            self.odd(Odd::Resource, place, format!("font {name} is not in the resources"));
            return;
        };
        if self.facts.fonts[font].kind == "Type3" {
            self.type3(font, state, place);
        }
    }

    /// The glyphs of a Type 3 font are content streams: each is walked once.
    fn type3(&mut self, font: usize, state: &State, place: &Place) {
        let dict = self.facts.fonts[font].dict.clone();
        let key = Id(font as u32, -7);
        if place.chain.contains(&key) || !self.seen.insert((font, usize::MAX, false, false)) {
            return;
        }
        let scale = matrix(&self.doc.numbers(&dict, "FontMatrix"));
        let mut inner = state.clone();
        let size = if state.text.size == 0.0 { 1.0 } else { state.text.size };
        inner.matrix = then(then(scale, [size, 0.0, 0.0, size, 0.0, 0.0]), state.matrix);
        let resources = self.doc.dict(&dict, "Resources").unwrap_or_else(|| place.resources.clone());
        self.kept.push(resources.clone());
        let mut chain = place.chain.clone();
        chain.push(key);
        let place = Place { resources, inside: super::GLYPH.into(), chain, depth: place.depth + 1, ..place.clone() };
        let glyphs = self.doc.dict(&dict, "CharProcs").unwrap_or_default();
        for (_, glyph) in glyphs.entries.iter().take(512) {
            if let Some(stream) = self.doc.resolve(glyph).stream().cloned() {
                let bytes = self.stream(&stream);
                self.content(&bytes, inner.clone(), &place);
            }
        }
    }

    /// Shows strings and moves on.
    fn show(&mut self, items: &[Obj], state: &State, pen: &mut Pen, place: &Place) {
        let Some(index) = state.text.font else { return };
        let (size, text) = (state.text.size, &state.text);
        let vertical = self.facts.fonts[index].vertical;
        let unit = if self.facts.fonts[index].kind == "Type3" {
            let m = self.doc.numbers(&self.facts.fonts[index].dict.clone(), "FontMatrix");
            m.first().copied().unwrap_or(0.001)
        } else {
            0.001
        };
        let mut glyphs: Vec<(u32, f32, f32, f32)> = Vec::new();
        let mut bounds: Area = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        let to_page = |m: Matrix| then([size * text.stretch, 0.0, 0.0, size, 0.0, text.rise], then(m, state.matrix));
        for item in items {
            if let Some(shift) = item.num() {
                let d = -shift / 1000.0 * size;
                pen.text = then(
                    if vertical { [1.0, 0.0, 0.0, 1.0, 0.0, d] } else { [1.0, 0.0, 0.0, 1.0, d * text.stretch, 0.0] },
                    pen.text,
                );
                continue;
            }
            let Some(bytes) = item.bytes() else { continue };
            let two = matches!(self.facts.fonts[index].encoding, Encoding::Identity);
            if two && bytes.len() % 2 == 1 {
                self.odd(Odd::Operands, place, "a string ends amid a code of two bytes");
            }
            for (code, length) in self.facts.fonts[index].codes(bytes) {
                let font = &mut self.facts.fonts[index];
                font.used.entry(code).or_insert(self.page);
                let width = font.width(code) * unit;
                let m = to_page(pen.text);
                let word = if length == 1 && code == 32 { text.word } else { 0.0 };
                let (advance, origin) = if vertical {
                    let (y, w) = font.default_vertical;
                    let metrics = font.cid(code).and_then(|c| font.vertical_metrics.get(&c)).copied();
                    let (w, vx, vy) = metrics.unwrap_or((w, width * 500.0, y));
                    (w / 1000.0, (-vx / 1000.0, -vy / 1000.0))
                } else {
                    (width, (0.0, 0.0))
                };
                let (x, y) = moved(m, origin.0, origin.1);
                for corner in [(origin.0, origin.1 - 0.12), (origin.0 + width.abs().max(0.1), origin.1 + 0.88)] {
                    let p = moved(m, corner.0, corner.1);
                    bounds = [bounds[0].min(p.0), bounds[1].min(p.1), bounds[2].max(p.0), bounds[3].max(p.1)];
                }
                let along = if vertical {
                    advance * size + text.spacing + word
                } else {
                    (advance * size + text.spacing + word) * text.stretch
                };
                let step = if vertical { [1.0, 0.0, 0.0, 1.0, 0.0, along] } else { [1.0, 0.0, 0.0, 1.0, along, 0.0] };
                let on_page = along * then(pen.text, state.matrix)[0].hypot(then(pen.text, state.matrix)[1]);
                glyphs.push((code, x as f32, y as f32, on_page as f32));
                pen.text = then(step, pen.text);
            }
        }
        if glyphs.is_empty() {
            return;
        }
        self.glyphs += glyphs.len();
        let m = then(pen.text, state.matrix);
        let size = size.abs() * m[2].hypot(m[3]);
        let invisible = matches!(text.mode, 3 | 7);
        self.facts.fonts[index].visible |= !invisible;
        let alpha = if matches!(text.mode, 1 | 5) { state.alpha_stroke } else { state.alpha_fill };
        let gone = if size == 0.0 || text.stretch == 0.0 {
            Some("has no size")
        } else if alpha <= 0.0 {
            Some("is wholly transparent")
        } else {
            lost(bounds, state, size, place.depth == 0)
        };
        self.facts.runs.push(Run {
            page: self.page,
            font: index,
            size,
            turned: m[1].abs() > m[0].abs(),
            glyphs,
            invisible,
            gone: gone.filter(|_| !place.in_mask),
            mirrored: m[0] * m[3] - m[1] * m[2] < 0.0,
            actual: place.actual.clone(),
            span: place.span,
            artifact: place.artifact,
            inside: Rc::clone(&place.inside),
        });
        if self.facts.fonts[index].kind == "Type3" {
            return;
        }
        let mut painted = |what: What, thin: Option<f64>| {
            self.paint(what, state, bounds, false, thin, place);
            if let Some(mark) = self.facts.marks.last_mut() {
                mark.size = size;
                mark.font = Some(index);
            }
        };
        if matches!(text.mode, 0 | 2 | 4 | 6) {
            painted(What::Text, None);
        }
        if matches!(text.mode, 1 | 2 | 5 | 6) {
            painted(What::Outline, Some(state.line * super::state::least_scale(state.matrix)));
        }
    }
}

/// What clips take from type: what lies outside a placed form's own box is cropped on purpose, and no loss.
fn lost(bounds: Area, state: &State, size: f64, own: bool) -> Option<&'static str> {
    let empty = |a: Area| a[0] >= a[2] || a[1] >= a[3];
    let framed = shared(bounds, state.frame);
    if empty(framed) {
        return own.then_some("lies off the page");
    }
    let left = shared(framed, state.clip);
    if empty(left) {
        return Some("is clipped away");
    }
    let loss = (0..4).map(|i| (framed[i] - left[i]).abs()).fold(0.0, f64::max);
    (state.clip_exact && loss > 0.4 * size).then_some("is cut by a clip")
}

impl Pen {
    fn next_line(&mut self, x: f64, y: f64) {
        self.line = then([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }
}
