//! Reads finished pages back: what stands where, in which ink, drawn with which outline, hidden by what.
//!
//! In: the bytes of a PDF. Out: [`Sheet`]s. Does not know: the engine, nor the library that wrote the file;
//! `hayro-syntax` gives objects and operators, everything above them is read here.

mod font;

pub use font::{Font, Outline};
use font::{read_font, text_string};
use hayro_syntax::Pdf;
use hayro_syntax::content::{TypedIter, ops::TypedInstruction as Op};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream, String as PdfString};
use hayro_syntax::page::Resources;
use std::collections::BTreeMap;
use std::rc::Rc;

/// One page of a file. Positions are points from the trim's top left corner, y downwards.
#[derive(Clone)]
pub struct Sheet {
    /// Width and height of the trim.
    pub trim: (f64, f64),
    /// Every glyph shown, in the order of the content.
    pub glyphs: Vec<Shown>,
    /// Everything else that was painted.
    pub painted: Vec<Painted>,
}

/// A glyph on the page.
#[derive(Clone)]
pub struct Shown {
    /// When it was painted, counted over glyphs and everything else.
    pub order: usize,
    /// What a reader of the text gets for it.
    pub text: String,
    /// Its origin.
    pub at: (f64, f64),
    /// The smallest rectangle around what is printed of it; its character frame, when nothing is.
    pub print: Bounds,
    /// Height of the em on the page.
    pub size: f64,
    /// Text render mode.
    pub mode: i64,
    /// Fill colour.
    pub ink: Colour,
    /// Overprint of fills, and its mode.
    pub overprint: (bool, i64),
    /// Fill opacity.
    pub alpha: f64,
    /// What is visible at all, smallest rectangle around the clip.
    pub clip: Bounds,
    /// The font it is shown in.
    pub font: Rc<Font>,
    /// Its number in the embedded program.
    pub glyph: u16,
}

/// A colour as the page names it.
#[derive(Clone, Debug, PartialEq)]
pub enum Colour {
    Grey(f64),
    Rgb([f64; 3]),
    Cmyk([f64; 4]),
    /// Named space and components.
    Other(String, Vec<f64>),
}

/// A painted area that is not type.
#[derive(Clone)]
pub struct Painted {
    pub order: usize,
    /// Flattened outlines, for the even-odd or non-zero rule.
    pub outline: Vec<Vec<(f64, f64)>>,
    pub even_odd: bool,
    pub clip: Bounds,
    pub ink: Option<Colour>,
    pub overprint: (bool, i64),
    pub alpha: f64,
}

impl Painted {
    /// Whether it covers a point.
    pub fn covers(&self, at: (f64, f64)) -> bool {
        if !self.clip.holds(at) {
            return false;
        }
        let mut winding = 0i32;
        for ring in &self.outline {
            for i in 0..ring.len() {
                let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                if (a.1 <= at.1) == (b.1 <= at.1) {
                    continue;
                }
                if a.0 + (at.1 - a.1) / (b.1 - a.1) * (b.0 - a.0) > at.0 {
                    winding += if b.1 > a.1 { 1 } else { -1 };
                }
            }
        }
        if self.even_odd { winding % 2 != 0 } else { winding != 0 }
    }

    /// Whether black type under it would be lost: it paints opaquely and does not print over.
    pub fn hides_black(&self) -> bool {
        let keeps_black =
            self.overprint == (true, 1) && matches!(self.ink, Some(Colour::Cmyk([_, _, _, k])) if k == 0.0);
        self.alpha > 0.0 && !keeps_black && self.ink != Some(Colour::Cmyk([0.0, 0.0, 0.0, 1.0]))
    }
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Bounds {
    pub const ALL: Bounds = Bounds { left: f64::MIN, top: f64::MIN, right: f64::MAX, bottom: f64::MAX };

    pub fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Bounds {
        let none = Bounds { left: f64::MAX, top: f64::MAX, right: f64::MIN, bottom: f64::MIN };
        points.into_iter().fold(none, |b, (x, y)| Bounds {
            left: b.left.min(x),
            top: b.top.min(y),
            right: b.right.max(x),
            bottom: b.bottom.max(y),
        })
    }
    pub fn meet(self, other: Bounds) -> Bounds {
        Bounds {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }
    pub fn holds(&self, (x, y): (f64, f64)) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }
}

/// All pages of a file.
pub fn sheets(bytes: &[u8]) -> Vec<Sheet> {
    let pdf = Pdf::new(bytes.to_vec()).unwrap_or_else(|e| panic!("the file is not a PDF: {e:?}"));
    pdf.pages()
        .iter()
        .map(|page| {
            let trim = numbers(&page.raw().get::<Array>("TrimBox").expect("a page has a trim box"));
            let mut reader = Reader {
                fonts: BTreeMap::new(),
                glyphs: Vec::new(),
                painted: Vec::new(),
                order: 0,
                actual: Vec::new(),
                depth: 0,
            };
            // From the page's points, y upwards, to points from the trim's top left, y downwards.
            let base = Matrix([1.0, 0.0, 0.0, -1.0, -trim[0], trim[3]]);
            let state = State { ctm: base, ..State::default() };
            reader.content(page.page_stream().unwrap_or_default(), page.resources(), state);
            Sheet { trim: (trim[2] - trim[0], trim[3] - trim[1]), glyphs: reader.glyphs, painted: reader.painted }
        })
        .collect()
}

fn numbers(array: &Array) -> Vec<f64> {
    array.iter::<Number>().map(|n| n.as_f64()).collect()
}

/// `[a b c d e f]`, as PDF writes it.
#[derive(Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const ONE: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    /// First `self`, then `next`.
    fn then(self, next: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], n) = (self.0, next.0);
        Matrix([
            a * n[0] + b * n[2],
            a * n[1] + b * n[3],
            c * n[0] + d * n[2],
            c * n[1] + d * n[3],
            e * n[0] + f * n[2] + n[4],
            e * n[1] + f * n[3] + n[5],
        ])
    }
    fn apply(self, (x, y): (f64, f64)) -> (f64, f64) {
        let m = self.0;
        (x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5])
    }
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    clip: Bounds,
    fill: Colour,
    stroke: Colour,
    fill_space: String,
    stroke_space: String,
    overprint: (bool, i64),
    alpha: f64,
    line_width: f64,
    font: Option<(Rc<Font>, f64)>,
    char_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    mode: i64,
    matrix: Matrix,
    line: Matrix,
}

impl Default for State {
    fn default() -> State {
        State {
            ctm: Matrix::ONE,
            clip: Bounds::ALL,
            fill: Colour::Grey(0.0),
            stroke: Colour::Grey(0.0),
            fill_space: "DeviceGray".into(),
            stroke_space: "DeviceGray".into(),
            overprint: (false, 0),
            alpha: 1.0,
            line_width: 1.0,
            font: None,
            char_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            matrix: Matrix::ONE,
            line: Matrix::ONE,
        }
    }
}

type Points = Vec<(f64, f64)>;

struct Reader {
    fonts: BTreeMap<String, Rc<Font>>,
    glyphs: Vec<Shown>,
    painted: Vec<Painted>,
    order: usize,
    /// Open marked content: the ActualText and whether a glyph has taken it.
    actual: Vec<Option<(String, bool)>>,
    depth: usize,
}

impl Reader {
    fn content(&mut self, data: &[u8], resources: &Resources<'_>, mut state: State) {
        assert!(self.depth < 12, "forms are nested too deeply");
        self.depth += 1;
        let mut saved: Vec<State> = Vec::new();
        let (mut rings, mut clipping): (Vec<Points>, bool) = (Vec::new(), false);
        let mut operations = TypedIter::new(data);
        while let Some(op) = operations.next() {
            let n = |v: &Number| v.as_f64();
            match op {
                Op::SaveState(_) => saved.push(state.clone()),
                Op::RestoreState(_) => state = saved.pop().expect("Q without q"),
                Op::Transform(t) => {
                    let m = Matrix([n(&t.0), n(&t.1), n(&t.2), n(&t.3), n(&t.4), n(&t.5)]);
                    state.ctm = m.then(state.ctm);
                }
                Op::LineWidth(w) => state.line_width = n(&w.0),
                Op::SetGraphicsState(g) => {
                    let dict = resources.get_ext_g_state(g.0).expect("a named graphics state is a resource");
                    if let Some(on) = dict.get::<bool>("op").or_else(|| dict.get::<bool>("OP")) {
                        state.overprint.0 = on;
                    }
                    if let Some(mode) = dict.get::<Number>("OPM") {
                        state.overprint.1 = mode.as_i64();
                    }
                    if let Some(alpha) = dict.get::<Number>("ca") {
                        state.alpha = alpha.as_f64();
                    }
                }
                // Colours.
                Op::NonStrokeColorDeviceGray(c) => state.fill = Colour::Grey(n(&c.0)),
                Op::StrokeColorDeviceGray(c) => state.stroke = Colour::Grey(n(&c.0)),
                Op::NonStrokeColorDeviceRgb(c) => state.fill = Colour::Rgb([n(&c.0), n(&c.1), n(&c.2)]),
                Op::StrokeColorDeviceRgb(c) => state.stroke = Colour::Rgb([n(&c.0), n(&c.1), n(&c.2)]),
                Op::NonStrokeColorCmyk(c) => state.fill = Colour::Cmyk([n(&c.0), n(&c.1), n(&c.2), n(&c.3)]),
                Op::StrokeColorCmyk(c) => state.stroke = Colour::Cmyk([n(&c.0), n(&c.1), n(&c.2), n(&c.3)]),
                Op::ColorSpaceNonStroke(c) => state.fill_space = c.0.as_str().to_string(),
                Op::ColorSpaceStroke(c) => state.stroke_space = c.0.as_str().to_string(),
                Op::NonStrokeColor(c) => {
                    state.fill = Colour::Other(state.fill_space.clone(), c.0.iter().map(n).collect())
                }
                Op::StrokeColor(c) => {
                    state.stroke = Colour::Other(state.stroke_space.clone(), c.0.iter().map(n).collect())
                }
                Op::NonStrokeColorNamed(c) => {
                    state.fill = Colour::Other(state.fill_space.clone(), c.0.iter().map(n).collect());
                }
                Op::StrokeColorNamed(c) => {
                    state.stroke = Colour::Other(state.stroke_space.clone(), c.0.iter().map(n).collect());
                }
                // Paths.
                Op::MoveTo(p) => rings.push(vec![state.ctm.apply((n(&p.0), n(&p.1)))]),
                Op::LineTo(p) => push(&mut rings, state.ctm.apply((n(&p.0), n(&p.1)))),
                Op::CubicTo(p) => {
                    let c = [(n(&p.0), n(&p.1)), (n(&p.2), n(&p.3)), (n(&p.4), n(&p.5))].map(|q| state.ctm.apply(q));
                    cubic(&mut rings, c[0], c[1], c[2]);
                }
                Op::CubicStartTo(p) => {
                    let c = [(n(&p.0), n(&p.1)), (n(&p.2), n(&p.3))].map(|q| state.ctm.apply(q));
                    let start = rings.last().and_then(|r| r.last()).copied().unwrap_or(c[0]);
                    cubic(&mut rings, start, c[0], c[1]);
                }
                Op::CubicEndTo(p) => {
                    let c = [(n(&p.0), n(&p.1)), (n(&p.2), n(&p.3))].map(|q| state.ctm.apply(q));
                    cubic(&mut rings, c[0], c[1], c[1]);
                }
                Op::ClosePath(_) => {}
                Op::RectPath(r) => {
                    let (x, y, w, h) = (n(&r.0), n(&r.1), n(&r.2), n(&r.3));
                    rings.push([(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|p| state.ctm.apply(p)).to_vec());
                }
                Op::ClipNonZero(_) | Op::ClipEvenOdd(_) => clipping = true,
                Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) => {
                    self.paint(&state, &mut rings, &mut clipping, true, false, false);
                }
                Op::FillPathEvenOdd(_) => self.paint(&state, &mut rings, &mut clipping, true, true, false),
                Op::StrokePath(_) | Op::CloseAndStrokePath(_) => {
                    self.paint(&state, &mut rings, &mut clipping, false, false, true);
                }
                Op::FillAndStrokeNonZero(_) | Op::CloseFillAndStrokeNonZero(_) => {
                    self.paint(&state, &mut rings, &mut clipping, true, false, true);
                }
                Op::FillAndStrokeEvenOdd(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                    self.paint(&state, &mut rings, &mut clipping, true, true, true);
                }
                Op::EndPath(_) => {
                    if clipping {
                        state.clip = state.clip.meet(Bounds::around(rings.iter().flatten().copied()));
                    }
                    rings.clear();
                    clipping = false;
                }
                Op::Shading(_) => self.area(&state, None),
                Op::InlineImage(_) => self.area(&state, None),
                Op::XObject(x) => {
                    let stream = resources.get_x_object(x.0).expect("a named object is a resource");
                    self.object(&stream, resources, &state);
                }
                // Type.
                Op::BeginText(_) => {
                    state.matrix = Matrix::ONE;
                    state.line = Matrix::ONE;
                }
                Op::CharacterSpacing(v) => state.char_space = n(&v.0),
                Op::WordSpacing(v) => state.word_space = n(&v.0),
                Op::HorizontalScaling(v) => state.scale = n(&v.0) / 100.0,
                Op::TextLeading(v) => state.leading = n(&v.0),
                Op::TextRise(v) => state.rise = n(&v.0),
                Op::TextRenderingMode(v) => state.mode = v.0.as_i64(),
                Op::TextFont(f) => {
                    let font = self.font(f.0, resources);
                    state.font = Some((font, n(&f.1)));
                }
                Op::NextLine(p) => next_line(&mut state, n(&p.0), n(&p.1)),
                Op::NextLineAndSetLeading(p) => {
                    state.leading = -n(&p.1);
                    next_line(&mut state, n(&p.0), n(&p.1));
                }
                Op::NextLineUsingLeading(_) => {
                    let down = -state.leading;
                    next_line(&mut state, 0.0, down);
                }
                Op::SetTextMatrix(m) => {
                    state.matrix = Matrix([n(&m.0), n(&m.1), n(&m.2), n(&m.3), n(&m.4), n(&m.5)]);
                    state.line = state.matrix;
                }
                Op::ShowText(s) => self.show(&mut state, s.0.as_bytes()),
                Op::NextLineAndShowText(s) => {
                    let down = -state.leading;
                    next_line(&mut state, 0.0, down);
                    self.show(&mut state, s.0.as_bytes());
                }
                Op::ShowTexts(a) => {
                    for item in a.0.iter::<Object>() {
                        match item {
                            Object::String(s) => self.show(&mut state, s.as_bytes()),
                            Object::Number(by) => advance(&mut state, -by.as_f64() / 1000.0),
                            _ => {}
                        }
                    }
                }
                // Marked content.
                Op::BeginMarkedContent(_) => self.actual.push(None),
                Op::BeginMarkedContentWithProperties(m) => {
                    let text = match m.1 {
                        Object::Dict(dict) => dict.get::<PdfString>("ActualText").map(|s| text_string(s.as_bytes())),
                        _ => None,
                    };
                    self.actual.push(text.map(|t| (t, false)));
                }
                Op::EndMarkedContent(_) => {
                    self.actual.pop();
                }
                _ => {}
            }
        }
        self.depth -= 1;
    }

    fn paint(&mut self, state: &State, rings: &mut Vec<Points>, clip: &mut bool, fill: bool, odd: bool, stroke: bool) {
        let outline = std::mem::take(rings);
        if stroke {
            // A stroke covers what lies within half its width of a segment.
            let unit = state.ctm.0;
            let half = state.line_width * (unit[0] * unit[3] - unit[1] * unit[2]).abs().sqrt() / 2.0;
            let bands = outline.iter().flat_map(|r| r.windows(2)).map(|s| band(s[0], s[1], half)).collect();
            self.put(state, bands, false, Some(state.stroke.clone()));
        }
        if fill {
            self.put(state, outline, odd, Some(state.fill.clone()));
        }
        *clip = false;
    }

    fn put(&mut self, state: &State, outline: Vec<Points>, even_odd: bool, ink: Option<Colour>) {
        self.order += 1;
        self.painted.push(Painted {
            order: self.order,
            outline,
            even_odd,
            clip: state.clip,
            ink,
            overprint: state.overprint,
            alpha: state.alpha,
        });
    }

    /// The unit square under the current matrix: images and shadings.
    fn area(&mut self, state: &State, ink: Option<Colour>) {
        let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|p| state.ctm.apply(p)).to_vec();
        self.put(state, vec![square], false, ink);
    }

    fn object(&mut self, stream: &Stream<'_>, outer: &Resources<'_>, state: &State) {
        let dict = stream.dict();
        let kind = dict.get::<Name>("Subtype").map(|n| n.as_str().to_string()).unwrap_or_default();
        if kind == "Image" {
            // A stencil paints with the fill colour; it is taken for opaque all the same.
            return self.area(state, None);
        }
        assert_eq!(kind, "Form", "an object is an image or a form");
        let mut inner = state.clone();
        if let Some(matrix) = dict.get::<Array>("Matrix") {
            let m = numbers(&matrix);
            inner.ctm = Matrix([m[0], m[1], m[2], m[3], m[4], m[5]]).then(state.ctm);
        }
        if let Some(bbox) = dict.get::<Array>("BBox") {
            let b = numbers(&bbox);
            let corners = [(b[0], b[1]), (b[2], b[1]), (b[2], b[3]), (b[0], b[3])].map(|p| inner.ctm.apply(p));
            inner.clip = inner.clip.meet(Bounds::around(corners));
        }
        let data = stream.decoded().expect("a form can be decoded");
        match dict.get::<Dict>("Resources") {
            Some(own) => {
                // A form's font names are its own.
                let fonts = std::mem::take(&mut self.fonts);
                self.content(&data, &Resources::new(own), inner);
                self.fonts = fonts;
            }
            None => self.content(&data, outer, inner),
        }
    }

    fn font(&mut self, name: &Name<'_>, resources: &Resources<'_>) -> Rc<Font> {
        if let Some(font) = self.fonts.get(name.as_str()) {
            return font.clone();
        }
        let font = Rc::new(read_font(&resources.get_font(name).expect("a named font is a resource")));
        self.fonts.insert(name.as_str().to_string(), font.clone());
        font
    }

    fn show(&mut self, state: &mut State, codes: &[u8]) {
        let (font, size) = state.font.clone().expect("a font is set before text is shown");
        for code in codes.chunks_exact(font.code_bytes) {
            let code = code.iter().fold(0u32, |n, &b| n << 8 | u32::from(b));
            let width = font.widths.get(&code).copied().unwrap_or(font.default_width) / 1000.0;
            let (down, vx, vy) = font.vertical_metrics.get(&code).copied().unwrap_or((
                font.default_vertical.1,
                width * 500.0,
                font.default_vertical.0,
            ));
            let shift = if font.vertical { (-vx / 1000.0, -vy / 1000.0) } else { (0.0, 0.0) };
            let place =
                Matrix([size * state.scale, 0.0, 0.0, size, 0.0, state.rise]).then(state.matrix).then(state.ctm);
            let corner = |x: f64, y: f64| place.apply((x + shift.0, y + shift.1));
            let m = place.0;
            let glyph = font.glyph(code);
            let frame = [corner(0.0, -0.12), corner(width, -0.12), corner(width, 0.88), corner(0.0, 0.88)];
            self.order += 1;
            let own = font.to_unicode.get(&code).cloned().unwrap_or_else(|| "\u{FFFD}".into());
            // All glyphs under one ActualText stand for it together: the first takes it whole.
            let text = match self.actual.iter_mut().rev().find_map(|a| a.as_mut()) {
                Some((text, taken)) if !*taken => {
                    *taken = true;
                    text.clone()
                }
                Some(_) => String::new(),
                None => own,
            };
            self.glyphs.push(Shown {
                order: self.order,
                text,
                at: corner(0.0, 0.0),
                print: match font.print(glyph) {
                    Some(b) => Bounds::around(
                        [(b.left, b.top), (b.right, b.top), (b.right, b.bottom), (b.left, b.bottom)]
                            .map(|(x, y)| corner(x, y)),
                    ),
                    None => Bounds::around(frame),
                },
                size: (m[2] * m[2] + m[3] * m[3]).sqrt(),
                mode: state.mode,
                ink: state.fill.clone(),
                overprint: state.overprint,
                alpha: state.alpha,
                clip: state.clip,
                font: font.clone(),
                glyph,
            });
            let spaces = state.char_space + if font.code_bytes == 1 && code == 32 { state.word_space } else { 0.0 };
            let by = if font.vertical { down / 1000.0 } else { width };
            advance(state, by);
            let (x, y) = if font.vertical { (0.0, spaces) } else { (spaces * state.scale, 0.0) };
            state.matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(state.matrix);
        }
    }
}

/// Moves on by so many ems along the writing direction.
fn advance(state: &mut State, ems: f64) {
    let Some((font, size)) = &state.font else { return };
    let (x, y) = if font.vertical { (0.0, ems * size) } else { (ems * size * state.scale, 0.0) };
    state.matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(state.matrix);
}

fn next_line(state: &mut State, x: f64, y: f64) {
    state.line = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(state.line);
    state.matrix = state.line;
}

fn push(rings: &mut Vec<Points>, point: (f64, f64)) {
    match rings.last_mut() {
        Some(ring) => ring.push(point),
        None => rings.push(vec![point]),
    }
}

fn cubic(rings: &mut Vec<Points>, a: (f64, f64), b: (f64, f64), c: (f64, f64)) {
    let from = rings.last().and_then(|r| r.last()).copied().unwrap_or(a);
    for step in 1..=8 {
        let t = f64::from(step) / 8.0;
        let mix = |p: f64, q: f64, r: f64, s: f64| {
            let u = 1.0 - t;
            u * u * u * p + 3.0 * u * u * t * q + 3.0 * u * t * t * r + t * t * t * s
        };
        push(rings, (mix(from.0, a.0, b.0, c.0), mix(from.1, a.1, b.1, c.1)));
    }
}

fn band(a: (f64, f64), b: (f64, f64), half: f64) -> Points {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = (dx * dx + dy * dy).sqrt().max(1e-9);
    let (nx, ny) = (-dy / length * half, dx / length * half);
    vec![(a.0 + nx, a.1 + ny), (b.0 + nx, b.1 + ny), (b.0 - nx, b.1 - ny), (a.0 - nx, a.1 - ny)]
}
