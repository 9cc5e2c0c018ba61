//! Items to clusters: which face, which glyphs, how wide by nature, where in the frame.
//!
//! In: items. Out: clusters with glyphs and the width their face or rule gives.
//! Does not know: neighbors' influence on width (`spacing`), breaks.

use crate::diag::{Diagnostic, Report};
use crate::fonts::{BORROWED_GLYPH, Fonts, MISSING_GLYPH, UNKNOWN_VARIANT};
use crate::geom::Em;
use crate::ids::FontId;
use crate::model::story::Text;
use crate::model::style::{Digits, Lang, VerticalQuotes, Writing};
use crate::source::Span;
use crate::text::class::Class;
use crate::text::itemize::{Item, Posture};
use crate::text::shaping::{Engine, Kind, Raw, Scratch, Setting};
use crate::text::{Cluster, Gap, Give, Glyph, Ruby, ShapedPara, Shaper};
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
    let half_figures = !para.style.half_marks && !para.style.tight_pairs && para.style.lang != Lang::Western;
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
        let half = if metrics.han {
            Em::from_units(i64::from(metrics.ascent) + i64::from(metrics.descent), upem * 2)
        } else {
            MIDDLE
        };
        half.scale(style.scale.0, Em::ONE.0) - MIDDLE - style.shift
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

    /// A character of the em box: the first Han face that has it.
    fn han(&mut self, item: &Item) {
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
                let mut glyph = self.glyph(item, font, id, -scale / 2, self.top(font, scale));
                if formless {
                    self.without_form(item, font, &mut glyph);
                } else if !vertical {
                    (glyph.dx, glyph.dy) = (Em::ZERO, self.baseline(font, item.span));
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
    fn without_form(&self, item: &Item, font: FontId, glyph: &mut Glyph) {
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

    /// Whether a mark's ink lies at the left of its em box.
    fn leans(&self, font: FontId, glyph: u16) -> bool {
        let face = self.fonts.face(font);
        let [left, _, right, _] = face.ink(glyph).unwrap_or_default().map(i32::from);
        (left + right) * 10 < i32::from(face.units_per_em) * 8
    }

    fn top(&self, font: FontId, scale: Em) -> Em {
        self.units(i32::from(self.fonts.face(font).metrics().ascent), font, scale)
    }

    /// Typography R16.2: curly quotes in vertical lines take corner forms; the text keeps its characters.
    fn stand_in(&self, item: &Item) -> Option<char> {
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
    fn form(&self, item: &Item, vertical: char, bracket: char) -> char {
        let face = self.faces[item.span as usize].han.first();
        let has = face.is_some_and(|f| self.fonts.face(*f).glyph(vertical).is_some());
        if has { vertical } else { bracket }
    }

    /// Places what the shaper gave for one item.
    fn shaped(&mut self, item: &Item, font: FontId, vertical: bool, lang: Lang) {
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
            let mut pen = Em::ZERO;
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
    fn run_glyphs(&mut self, item: &Item, font: FontId, out: &[Raw], along: Em, across: Em, turned: bool) {
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

    fn ink_middle(&self, font: FontId, out: &[Raw], scale: Em) -> Em {
        let ink = out.first().and_then(|g| self.fonts.face(font).ink(g.id));
        let middle = ink.map_or(0, |i| (i32::from(i[1]) + i32::from(i[3])) / 2);
        self.units(middle, font, scale)
    }

    /// A run of letters, digits and their marks in one span and posture; one cluster a letter.
    fn letters(&mut self, items: &[Item], at: usize) -> usize {
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
        let mut next = 0;
        for (n, item) in items[at..end].iter().enumerate() {
            let first = next;
            while next < out.len() && out[next].at < starts[n + 1] {
                next += 1;
            }
            self.letter(item, font, &out[first..next], digits);
            if half {
                self.half_box(self.scale(item));
            }
        }
        end
    }

    /// Typography R13.1: a figure takes half an em; a wider one is condensed, a narrower one stands in the middle.
    fn half_box(&mut self, scale: Em) {
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

    fn letter(&mut self, item: &Item, font: FontId, out: &[Raw], digits: bool) {
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

    fn western_face(&self, item: &Item) -> Option<FontId> {
        let faces = &self.faces[item.span as usize];
        let c = half_digit(item.first).unwrap_or(item.first);
        faces.west.iter().copied().find(|f| self.fonts.face(*f).glyph(c).is_some())
    }

    /// Typography R16.6: figures side by side within one em.
    fn side_by_side(&mut self, item: &Item) {
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

    /// Shapes the readings of ruby spans (typography §18).
    fn readings(&mut self) {
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

    fn reading(&mut self, bases: Range<usize>, text: &str) {
        let span = self.para.clusters[bases.start].span;
        let zhuyin = text.chars().any(|c| matches!(c, 'ㄅ'..='ㄯ' | 'ㆠ'..='ㆿ'));
        let scale = self.scale_of(span).scale(if zhuyin { 3 } else { 5 }, 10);
        let lang = self.para.spans[span as usize].lang;
        let mut ruby = Ruby { bases, zhuyin, width: Em::ZERO, glyphs: Vec::new() };
        let western = text.chars().next().is_some_and(|c| (c as u32) < 0x2e80);
        let faces = &self.faces[span as usize];
        let order = if western && !zhuyin { faces.west.clone() } else { faces.han.clone() };
        let upright = self.vertical && !western;
        let mut pen = Em::ZERO;
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

    fn scale_of(&self, span: u16) -> Em {
        self.para.spans[span as usize].scale
    }

    /// The hyphen of hyphenated words, from the face of the paragraph's letters.
    fn hyphen(&mut self, items: &[Item]) {
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
    fn dot(&mut self) {
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

/// Typography R10.6, R13.3: blanks have the rule's width, not the face's.
fn blank_width(c: char) -> Em {
    match c {
        '\u{3000}' | '\u{2003}' | '\u{2001}' => Em::ONE,
        '\u{2000}' | '\u{2002}' | '\u{2007}' => Em::HALF,
        '\u{2005}' | '\u{2008}' | '\u{2009}' | '\u{202f}' | '\u{205f}' => Em::frac(1, 4),
        '\u{2006}' => Em::frac(1, 6),
        '\u{200a}' => Em::frac(1, 8),
        _ => Em::frac(1, 3),
    }
}

/// The stub font of typography §0.
fn stub_width(item: &Item, text: &str, vertical: bool) -> Em {
    let chars = || text[item.range.start as usize..item.range.end as usize].chars();
    if vertical && (item.posture == Posture::SideBySide || item.western && item.posture == Posture::Upright) {
        return if item.class == Class::Space { Em::frac(1, 3) } else { Em::ONE };
    }
    match item.class {
        Class::Return | Class::Zero => Em::ZERO,
        Class::Space | Class::FixedSpace | Class::WideSpace => blank_width(item.first),
        Class::Letter | Class::Digit => Em::HALF,
        Class::Interpunct => Em::frac(3, 10),
        Class::Dash | Class::Ellipsis => Em::ONE * chars().count().min(2) as i64,
        _ => match item.first {
            '%' | '‰' => Em::frac(3, 4),
            '$' | '¥' | '€' => Em::HALF,
            '“' | '”' | '‘' | '’' if item.western => Em::frac(1, 3),
            '²' | '³' | '¹' => Em::frac(1, 4),
            c if item.western && (c as u32) < 0x2e80 => Em::frac(1, 4),
            _ => Em::ONE,
        },
    }
}
