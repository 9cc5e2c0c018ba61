//! Display items → page operators.
//!
//! In: items in paint order, coded faces. Out: printpdf operators. Does not know: file structure, boxes.
//!
//! The writer keeps the graphics state it has set and says only what changes. Type in a row is one
//! `Tm` and one `TJ`, its positions carried in thousandths of the em without drift; glyphs that do not
//! share a line are placed one by one. The order of items is kept: it is the reading order.

use crate::display::{Glyph, GlyphRun, Item, Rule};
use crate::geom::{Len, Point, Rect, Size};
use crate::ids::FontId;
use crate::ink::{Ink, Paint};
use crate::pdf::fonts::Program;
use crate::pdf::inks::{self, Side, Spots};
use crate::pdf::usage::{self, Unit};
use printpdf::{
    Codepoint, DictItem, ExtendedGraphicsStateId, FontId as PdfFontId, LineCapStyle, LineDashPattern, Op,
    PdfFontHandle, Pt, TextItem, TextMatrix, TextRenderingMode,
};
use std::collections::BTreeMap;

/// Writes one page's content.
pub(crate) struct Content<'a> {
    programs: &'a BTreeMap<FontId, Program>,
    spots: &'a Spots,
    /// From the sheet's left edge to the trim's, and from its top edge to the trim's.
    origin: Point,
    sheet: Size,
    ops: Vec<Op>,
    state: State,
    /// States set aside by `q`.
    kept: Vec<State>,
}

/// What the reader's graphics state holds.
#[derive(Clone, Default)]
struct State {
    fill: Option<Ink>,
    stroke: Option<Ink>,
    over: Option<bool>,
    width: Option<Len>,
    round: bool,
    dotted: Option<(Len, Len)>,
    outlined: bool,
}

impl<'a> Content<'a> {
    /// A page of the given sheet, its trim's top left corner at `origin` from the sheet's.
    pub fn new(programs: &'a BTreeMap<FontId, Program>, spots: &'a Spots, sheet: Size, origin: Point) -> Content<'a> {
        Content { programs, spots, origin, sheet, ops: Vec::new(), state: State::default(), kept: Vec::new() }
    }

    /// The operators written so far.
    pub fn finish(self) -> Vec<Op> {
        self.ops
    }

    /// Adds operators that leave the graphics state as they found it.
    pub fn push(&mut self, op: Op) {
        self.ops.push(op);
    }

    /// Sets the graphics state aside.
    pub fn save(&mut self) {
        self.kept.push(self.state.clone());
        self.ops.push(Op::SaveGraphicsState);
    }

    /// Takes up the graphics state that was set aside last.
    pub fn restore(&mut self) {
        if let Some(state) = self.kept.pop() {
            self.state = state;
            self.ops.push(Op::RestoreGraphicsState);
        }
    }

    /// Puts the graphics state back to PDF's defaults, for content that was written elsewhere. To be called
    /// between [`Content::save`] and [`Content::restore`].
    pub fn fresh(&mut self) {
        self.ops.push(Op::LoadGraphicsState { gs: ExtendedGraphicsStateId(inks::FRESH.into()) });
        self.raw("k", &[0.0, 0.0, 0.0, 1.0]);
        self.raw("K", &[0.0, 0.0, 0.0, 1.0]);
        self.raw("w", &[1.0]);
        self.ops.push(Op::SetLineCapStyle { cap: LineCapStyle::Butt });
        self.set_dash_raw(&[]);
        self.raw("M", &[10.0]);
        self.ops.push(Op::SetTextRenderingMode { mode: TextRenderingMode::Fill });
    }

    /// From the sheet's left edge, in points.
    pub fn x(&self, x: Len) -> f32 {
        fine((self.origin.x + x).pt())
    }

    /// From the sheet's bottom edge, in points.
    pub fn y(&self, y: Len) -> f32 {
        fine((self.sheet.h - self.origin.y - y).pt())
    }

    /// Writes an item that needs no object of its own; art is written elsewhere.
    pub fn item(&mut self, item: &Item) {
        match item {
            Item::Glyphs(run) => self.glyphs(run),
            Item::Rule(rule) => self.rule(rule),
            Item::Fill { area, paint } => self.fill(*area, paint),
            Item::Art(_) | Item::Drawn(_) => {}
        }
    }

    /// A filled rectangle.
    pub fn fill(&mut self, area: Rect, paint: &Paint) {
        self.paint(paint, Side::Fill);
        self.rectangle(area);
        self.raw("f", &[]);
    }

    /// A straight line, whole or dotted.
    pub fn rule(&mut self, rule: &Rule) {
        self.paint(&rule.paint, Side::Stroke);
        self.width(rule.thickness);
        let length = distance(rule.from, rule.to);
        // Dots stand at both ends and as evenly as asked: the distance is stretched to fit a whole number.
        let dots = rule.dotted.filter(|gap| gap.0 > 0 && length.0 > 0);
        let step = dots.map(|gap| length / ((length.0 + gap.0 / 2) / gap.0).max(1));
        self.dots(step.map(|step| (Len::ZERO, step)));
        let (x0, y0, x1, y1) = (self.x(rule.from.x), self.y(rule.from.y), self.x(rule.to.x), self.y(rule.to.y));
        self.raw("m", &[x0, y0]);
        self.raw("l", &[x1, y1]);
        self.raw("S", &[]);
    }

    /// A dashed line, for fold marks.
    pub fn dashed(&mut self, rule: &Rule, dash: Len) {
        self.paint(&rule.paint, Side::Stroke);
        self.width(rule.thickness);
        self.dots(None);
        self.set_dash(Some((dash, dash)));
        let (x0, y0, x1, y1) = (self.x(rule.from.x), self.y(rule.from.y), self.x(rule.to.x), self.y(rule.to.y));
        self.raw("m", &[x0, y0]);
        self.raw("l", &[x1, y1]);
        self.raw("S", &[]);
        self.set_dash(None);
    }

    /// The outline of a circle.
    pub fn circle(&mut self, center: Point, radius: Len, thickness: Len, paint: &Paint) {
        /// Control points of a quarter circle as a cubic curve, in radii.
        const KAPPA: f32 = 0.552_284_8;
        self.paint(paint, Side::Stroke);
        self.width(thickness);
        self.dots(None);
        let (x, y, r) = (self.x(center.x), self.y(center.y), fine(radius.pt()));
        let k = r * KAPPA;
        self.raw("m", &[x + r, y]);
        self.raw("c", &[x + r, y + k, x + k, y + r, x, y + r]);
        self.raw("c", &[x - k, y + r, x - r, y + k, x - r, y]);
        self.raw("c", &[x - r, y - k, x - k, y - r, x, y - r]);
        self.raw("c", &[x + k, y - r, x + r, y - k, x + r, y]);
        self.raw("s", &[]);
    }

    /// Adds a rectangle to the path.
    pub fn rectangle(&mut self, area: Rect) {
        let (x, y) = (self.x(area.x), self.y(area.bottom()));
        self.raw("re", &[x, y, fine(area.w.pt()), fine(area.h.pt())]);
    }

    /// Begins a span that stands for a text (ISO 32000-1, 14.9.4).
    pub fn begin_actual(&mut self, text: &str) {
        let properties = DictItem::Dict { map: BTreeMap::from([("ActualText".to_string(), utf16(text))]) };
        self.push(Op::BeginMarkedContentWithProperties { tag: "Span".into(), properties });
    }

    /// An operator with numbers.
    pub fn raw(&mut self, key: &str, numbers: &[f32]) {
        let value = numbers.iter().map(|&n| DictItem::Real(fine(f64::from(n)))).collect();
        self.ops.push(Op::Unknown { key: key.into(), value });
    }

    /// Selects ink and overprint for what is painted next.
    pub fn paint(&mut self, paint: &Paint, side: Side) {
        self.overprint(inks::prints_over(paint));
        let held = match side {
            Side::Fill => &mut self.state.fill,
            Side::Stroke => &mut self.state.stroke,
        };
        if held.as_ref() != Some(&paint.ink) {
            *held = Some(paint.ink.clone());
            self.ops.extend(inks::select(&paint.ink, side, self.spots));
        }
    }

    /// Switches overprint.
    pub fn overprint(&mut self, over: bool) {
        if self.state.over != Some(over) {
            self.state.over = Some(over);
            let name = if over { inks::OVER } else { inks::OUT };
            self.ops.push(Op::LoadGraphicsState { gs: ExtendedGraphicsStateId(name.into()) });
        }
    }

    fn width(&mut self, width: Len) {
        if self.state.width != Some(width) {
            self.state.width = Some(width);
            self.ops.push(Op::SetOutlineThickness { pt: Pt(fine(width.pt())) });
        }
    }

    /// Round dots at every step, or a whole line with flat ends.
    fn dots(&mut self, pattern: Option<(Len, Len)>) {
        if self.state.round != pattern.is_some() {
            self.state.round = pattern.is_some();
            let cap = if pattern.is_some() { LineCapStyle::Round } else { LineCapStyle::Butt };
            self.ops.push(Op::SetLineCapStyle { cap });
        }
        self.set_dash(pattern);
    }

    fn set_dash(&mut self, pattern: Option<(Len, Len)>) {
        if self.state.dotted != pattern {
            self.state.dotted = pattern;
            let lengths = pattern.map_or(vec![], |(on, off)| vec![fine(on.pt()), fine(off.pt())]);
            self.set_dash_raw(&lengths);
        }
    }

    fn set_dash_raw(&mut self, lengths: &[f32]) {
        let dash = LineDashPattern { offset: 0.0, pattern: lengths.iter().copied().collect() };
        self.ops.push(Op::SetLineDashPattern { dash });
    }

    /// Glyphs that do not print (rendering mode 3), inside a span that says what they stand for.
    pub fn hidden(&mut self, run: &GlyphRun) {
        let (Some(program), Some(glyph)) = (self.programs.get(&run.font), run.glyphs.first()) else { return };
        let Some(coded) = program.glyph(glyph.id) else { return };
        let font = PdfFontHandle::External(PdfFontId(program.name.clone()));
        let shown = Codepoint { gid: coded.code, offset: 0.0, cid: Some(coded.text.clone()) };
        let matrix = TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, self.x(glyph.at.x), self.y(glyph.at.y)]);
        self.save();
        self.ops.extend([
            Op::SetTextRenderingMode { mode: TextRenderingMode::Invisible },
            Op::StartTextSection,
            Op::SetFont { font, size: Pt(fine(run.size.pt())) },
            Op::SetTextMatrix { matrix },
            Op::ShowText { items: vec![TextItem::GlyphIds(vec![shown])] },
            Op::EndTextSection,
        ]);
        self.restore();
    }

    fn glyphs(&mut self, run: &GlyphRun) {
        let Some(program) = self.programs.get(&run.font) else { return };
        if run.glyphs.is_empty() || run.size.0 <= 0 {
            return;
        }
        self.paint(&run.paint, Side::Fill);
        let outlined = run.embolden.0 > 0;
        if outlined {
            self.paint(&run.paint, Side::Stroke);
            self.width(run.embolden);
            self.dots(None);
        }
        if outlined != self.state.outlined {
            self.state.outlined = outlined;
            let mode = if outlined { TextRenderingMode::FillStroke } else { TextRenderingMode::Fill };
            self.ops.push(Op::SetTextRenderingMode { mode });
        }
        self.ops.push(Op::StartTextSection);
        let font = PdfFontHandle::External(PdfFontId(program.name.clone()));
        self.ops.push(Op::SetFont { font, size: Pt(fine(run.size.pt())) });
        let mut line = Line::new(run, program);
        for unit in usage::units(run) {
            line.unit(self, &unit);
        }
        line.flush(self);
        self.ops.push(Op::EndTextSection);
    }
}

/// A row of glyphs on its way into one `TJ`.
struct Line<'r> {
    run: &'r GlyphRun,
    program: &'r Program,
    /// Glyphs not yet written.
    row: Vec<Codepoint>,
    /// Where the reader's pen stands after them, in thousandths of the em along the line from `from`.
    pen: f64,
    /// Where the row's first `Tm` is; `None` before the first glyph.
    from: Option<Point>,
}

/// Beyond this a jump along the line is a new line: 20 em.
const FARTHEST: f64 = 20_000.0;

impl<'r> Line<'r> {
    fn new(run: &'r GlyphRun, program: &'r Program) -> Line<'r> {
        Line { run, program, row: Vec::new(), pen: 0.0, from: None }
    }

    fn unit(&mut self, page: &mut Content<'_>, unit: &Unit<'_>) {
        let mapped = unit.glyphs.len() == 1
            && self.program.glyph(unit.glyphs[0].id).is_some_and(|coded| coded.text == unit.text);
        if mapped {
            self.glyph(page, &unit.glyphs[0]);
            return;
        }
        // The map says something else, or several glyphs set one text: say it here. The first glyph's
        // way to its place is part of the row before, so that the span holds nothing but its glyphs.
        if let Some(first) = unit.glyphs.first() {
            self.go_to(page, first.at);
        }
        self.flush(page);
        page.begin_actual(unit.text);
        for glyph in unit.glyphs {
            self.glyph(page, glyph);
        }
        self.flush(page);
        page.push(Op::EndMarkedContent);
    }

    fn glyph(&mut self, page: &mut Content<'_>, glyph: &Glyph) {
        let Some(coded) = self.program.glyph(glyph.id) else { return };
        self.go_to(page, glyph.at);
        self.row.push(Codepoint { gid: coded.code, offset: 0.0, cid: Some(coded.text.clone()) });
        self.pen += coded.width;
    }

    /// Moves the pen: by a number in the row where the place is on the line, else by a new matrix.
    fn go_to(&mut self, page: &mut Content<'_>, at: Point) {
        if let Some(from) = self.from {
            let (along, across) =
                if self.run.turned { (at.y - from.y, at.x - from.x) } else { (at.x - from.x, at.y - from.y) };
            let em = self.run.size.pt() * f64::from(self.run.stretch.max(1)) / 1000.0;
            let shift = along.pt() / em * 1000.0 - self.pen;
            if across == Len::ZERO && shift.abs() < FARTHEST {
                // A number moves back by thousandths; tenths of them are finer than any device.
                let number = ((-shift * 10.0).round() / 10.0) as f32;
                if number != 0.0 {
                    self.shift(page, number);
                    self.pen -= f64::from(number);
                }
                return;
            }
        }
        self.flush(page);
        let s = f32::from(self.run.stretch) / 1000.0;
        let (x, y) = (page.x(at.x), page.y(at.y));
        let lean = f32::from(self.run.slant) / 1000.0;
        let matrix = if self.run.turned { [0.0, -s, 1.0, -lean, x, y] } else { [s, 0.0, lean, 1.0, x, y] };
        page.push(Op::SetTextMatrix { matrix: TextMatrix::Raw(matrix) });
        self.from = Some(at);
        self.pen = 0.0;
    }

    /// A number after the last glyph of the row, or alone where the row is empty.
    fn shift(&mut self, page: &mut Content<'_>, number: f32) {
        match self.row.last_mut() {
            Some(last) => last.offset += number,
            None => page.push(Op::ShowText { items: vec![TextItem::Offset(number)] }),
        }
    }

    fn flush(&mut self, page: &mut Content<'_>) {
        if !self.row.is_empty() {
            page.push(Op::ShowText { items: vec![TextItem::GlyphIds(std::mem::take(&mut self.row))] });
        }
    }
}

/// Text as PDF strings hold it (ISO 32000-1, 7.9.2.2).
pub(crate) fn utf16(text: &str) -> DictItem {
    let mut data = vec![0xFE, 0xFF];
    data.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    DictItem::String { data, literal: false }
}

/// Points to a ten-thousandth: 0.03 µm, so that files do not carry noise.
fn fine(points: f64) -> f32 {
    ((points * 10_000.0).round() / 10_000.0) as f32
}

fn distance(a: Point, b: Point) -> Len {
    let (w, h) = ((b.x - a.x).0 as f64, (b.y - a.y).0 as f64);
    Len(w.hypot(h).round() as i64)
}
