//! How much there is to draw on a supplied page, once everything that is used again is counted again.
//!
//! In: a page, a resolution. Out: whether it can be drawn within the limits. Does not know: what is drawn.
//!
//! Forms in forms double with every level: thirty small streams can ask for more than a machine draws in a year; a
//! million strokes across the page ask for gigabytes, a stream of zeros for as much. The renderer has no such limits,
//! so they are held here, before it begins.

use crate::art::limits::STREAM_BYTES;
use crate::art::unpack::{self, Unpack};
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::Page;
use std::collections::BTreeMap;

/// Most work: squares of 4 × 4 pixels that outlines cross, and what takes as long. About a second, and 100 MB.
const MOST: u64 = 4_000_000;
/// Most operators that are read for the reckoning.
const MOST_READ: u64 = 600_000;
/// Deepest nesting that is followed.
const DEEPEST: usize = 40;
/// Most bytes of a gradient's mesh, of a table of samples, and of a computed function: alone and in a gradient.
const MOST_MESH: usize = 100 << 10;
const MOST_SAMPLES: usize = 1 << 20;
const MOST_PROGRAM: usize = 16 << 10;
const MOST_SHADED_PROGRAM: usize = 400;

/// What is found in resources, by kind.
struct Found<'a> {
    forms: Dict<'a>,
    patterns: Dict<'a>,
    states: Dict<'a>,
    fonts: Dict<'a>,
}

impl<'a> Found<'a> {
    fn of(resources: &Dict<'a>) -> Found<'a> {
        let list = |key: &str| resources.get::<Dict<'a>>(key).unwrap_or_default();
        Found { forms: list("XObject"), patterns: list("Pattern"), states: list("ExtGState"), fonts: list("Font") }
    }
}

/// Whether a page can be drawn at so many pixels a point in the time and memory that a page has.
pub fn bearable(page: &Page<'_>, scale: f64) -> bool {
    let resources = page.resources();
    let found = Found {
        forms: resources.x_objects.clone(),
        patterns: resources.patterns.clone(),
        states: resources.ext_g_states.clone(),
        fonts: resources.fonts.clone(),
    };
    let mut streams = Streams::default();
    let kinds = [&resources.fonts, &resources.x_objects, &resources.color_spaces, &resources.ext_g_states];
    let more = [&resources.shadings, &resources.patterns];
    if !kinds.into_iter().chain(more).all(|dict| streams.dict(dict, false, 0)) {
        return false;
    }
    let (wide, high) = page.render_dimensions();
    let size = (f64::from(wide) * scale, f64::from(high) * scale);
    let mut work =
        Scale { known: BTreeMap::new(), open: Vec::new(), drawn: Vec::new(), letters: BTreeMap::new(), read: 0, size };
    let content = page.page_stream().unwrap_or_default();
    work.content(content, &found, [scale, 0.0, 0.0, scale, 0.0, 0.0], 0).is_some_and(|sum| sum <= MOST)
}

/// A dictionary or stream by where it lies in memory.
type Key = (usize, usize);

/// What all streams that a page leads to come to.
#[derive(Default)]
struct Streams {
    seen: BTreeMap<Key, bool>,
    bytes: usize,
}

impl Streams {
    /// False when something is beyond the limits.
    fn object(&mut self, object: &Object<'_>, shaded: bool, depth: usize) -> bool {
        match object {
            _ if depth > DEEPEST => true,
            Object::Dict(dict) => self.dict(dict, shaded, depth + 1),
            Object::Array(array) => array.iter::<Object<'_>>().all(|o| self.object(&o, shaded, depth + 1)),
            Object::Stream(stream) => {
                let shaded = shaded || stream.dict().contains_key("ShadingType");
                self.once(stream.dict(), shaded).is_none_or(|()| self.stream(stream, shaded))
                    && self.dict(stream.dict(), shaded, depth + 1)
            }
            _ => true,
        }
    }
    /// Notes a dictionary; nothing when it was seen before.
    fn once(&mut self, dict: &Dict<'_>, shaded: bool) -> Option<()> {
        let data = dict.data();
        let key = (data.as_ptr() as usize, data.len() * 2 + usize::from(shaded));
        self.seen.insert((key.0, key.1 + (1 << 40)), shaded).is_none().then_some(())
    }
    fn dict(&mut self, dict: &Dict<'_>, shaded: bool, depth: usize) -> bool {
        let data = dict.data();
        let shaded = shaded || dict.contains_key("ShadingType");
        let key = (data.as_ptr() as usize, data.len() * 2 + usize::from(shaded));
        if !data.is_empty() && self.seen.insert(key, shaded).is_some() {
            return true;
        }
        let keys: Vec<Vec<u8>> = dict.keys().map(|k| k.to_vec()).filter(|k| k != b"Parent").collect();
        keys.iter().all(|k| dict.get::<Object<'_>>(&k[..]).is_none_or(|o| self.object(&o, shaded, depth)))
    }
    fn stream(&mut self, stream: &Stream<'_>, shaded: bool) -> bool {
        let dict = stream.dict();
        let number = |key: &str| dict.get::<f64>(key).unwrap_or(0.0).max(0.0);
        let raw = stream.raw_data().len();
        let pixels = number("Width") * number("Height");
        let depth = number("BitsPerComponent").max(1.0) / 8.0;
        if pixels * depth * colors(dict) > STREAM_BYTES as f64 {
            return false;
        }
        let filters = unpack::names(stream);
        let grows = |f: &&String| matches!(f.as_str(), "Flate" | "RL" | "LZW");
        let length = match filters.iter().filter(grows).collect::<Vec<_>>()[..] {
            [] => raw,
            [one] if one == "LZW" => raw.saturating_mul(1400),
            // Behind another packing nothing is known; at most a thousand times as much comes out.
            [_] if filters.len() > 1 && filters[0] != "Flate" => raw.saturating_mul(1032),
            [one] if one == "RL" => raw.saturating_mul(128),
            [_] => unpack::length(&stream.raw_data()),
            _ => return false,
        };
        self.bytes = self.bytes.saturating_add(length);
        let most = match dict.get::<i32>("FunctionType") {
            Some(4) if shaded => MOST_SHADED_PROGRAM,
            Some(4) => MOST_PROGRAM,
            Some(_) => MOST_SAMPLES,
            None if dict.contains_key("ShadingType") => MOST_MESH,
            None => STREAM_BYTES,
        };
        let computed = computed_color(dict).map_or(0.0, |program| program as f64 * pixels);
        length <= most && self.bytes <= 3 * STREAM_BYTES / 2 && computed < 2e8
    }
}

/// Colours a pixel of a picture, at most.
fn colors(dict: &Dict<'_>) -> f64 {
    match dict.get::<Object<'_>>("ColorSpace") {
        Some(Object::Name(name)) if matches!(&*name, b"DeviceGray" | b"G") => 1.0,
        Some(Object::Name(name)) if matches!(&*name, b"DeviceRGB" | b"RGB") => 3.0,
        Some(Object::Array(space)) => match space.iter::<Object<'_>>().next() {
            Some(Object::Name(family)) if matches!(&*family, b"Indexed" | b"Separation" | b"CalGray") => 1.0,
            _ => 4.0,
        },
        None if dict.contains_key("ImageMask") => 1.0,
        _ => 4.0,
    }
}

/// Bytes of the program that computes a picture's colours pixel by pixel, where there is one.
fn computed_color(dict: &Dict<'_>) -> Option<usize> {
    let space = dict.get::<Array<'_>>("ColorSpace")?;
    let function = space.iter::<Object<'_>>().nth(3)?;
    match function {
        Object::Stream(f) if f.dict().get::<i32>("FunctionType") == Some(4) => Some(f.raw_data().len()),
        _ => None,
    }
}

type Matrix = [f64; 6];

fn then(first: Matrix, next: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = first;
    let [g, h, i, j, k, l] = next;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

/// The length of a user unit, at most.
fn unit(m: &Matrix) -> f64 {
    m[0].hypot(m[1]).max(m[2].hypot(m[3]))
}

/// Of the graphics state, what the work depends on.
#[derive(Clone, Copy)]
struct Pen {
    matrix: Matrix,
    width: f64,
    /// Length of a dash and its gap; nothing for a whole line.
    dash: Option<f64>,
    font: f64,
    /// The font of Type 3 that is set: its place in the list of those.
    drawn: Option<usize>,
    /// What the text matrix makes of it.
    line: f64,
    /// What painting costs with the pattern that is set.
    pattern: u64,
}

/// A path under construction, in pixels.
#[derive(Default)]
struct Outline {
    at: (f64, f64),
    squares: f64,
    length: f64,
}

struct Scale<'a> {
    known: BTreeMap<(Key, [i64; 6]), u64>,
    /// Streams that are being weighed: one of them within itself is a circle.
    open: Vec<Key>,
    /// Fonts of Type 3: each letter is a content stream, drawn anew wherever it stands.
    drawn: Vec<Dict<'a>>,
    /// What the heaviest letter of each of them costs at a size.
    letters: BTreeMap<(usize, [i64; 4]), Option<u64>>,
    read: u64,
    /// The page in pixels.
    size: (f64, f64),
}

impl<'a> Scale<'a> {
    fn page(&self) -> u64 {
        (self.size.0 * self.size.1 / 256.0) as u64
    }
    fn stream(&mut self, stream: &Stream<'a>, outer: &Found<'a>, matrix: Matrix, depth: usize) -> Option<u64> {
        let data = stream.dict().data();
        let key = (data.as_ptr() as usize, data.len());
        let own = stream.dict().get::<Array<'_>>("Matrix").map(|m| m.iter::<f64>().collect::<Vec<_>>());
        let own: Option<Matrix> = own.and_then(|m| m.try_into().ok());
        let matrix = own.map_or(matrix, |own| then(own, matrix));
        let rough = matrix.map(|v| (v * 1000.0) as i64);
        if let Some(known) = self.known.get(&(key, rough)) {
            return Some(*known);
        }
        if depth > DEEPEST || self.open.contains(&key) {
            return None;
        }
        let Ok(Unpack::Done(bytes)) = unpack::stream(stream) else { return Some(1) };
        self.open.push(key);
        let own = stream.dict().get::<Dict<'a>>("Resources").map(|r| Found::of(&r));
        let sum = self.content(&bytes, own.as_ref().unwrap_or(outer), matrix, depth + 1);
        self.open.pop();
        let group = if stream.dict().contains_key("Group") { self.page() } else { 0 };
        let sum = sum?.saturating_add(group);
        self.known.insert((key, rough), sum);
        Some(sum)
    }
    /// A picture or a form.
    fn external(&mut self, object: &Stream<'a>, found: &Found<'a>, pen: &Pen, depth: usize) -> Option<u64> {
        let side = |key: &str| object.dict().get::<f64>(key).unwrap_or(0.0).max(0.0);
        if object.dict().contains_key("Width") {
            return Some(((side("Width") * side("Height")) / 32.0) as u64);
        }
        self.stream(object, found, pen.matrix, depth)
    }
    fn content(&mut self, content: &[u8], found: &Found<'a>, matrix: Matrix, depth: usize) -> Option<u64> {
        let mut sum = 0_u64;
        let mut pen = Pen { matrix, width: 1.0, dash: None, font: 1.0, drawn: None, line: 1.0, pattern: 0 };
        let mut saved: Vec<Pen> = Vec::new();
        let mut outline = Outline::default();
        let mut operations = UntypedIter::new(content);
        while let Some(operation) = operations.next() {
            self.read += 1;
            if self.read > MOST_READ || sum > MOST {
                return None;
            }
            let operands: Vec<Object<'_>> = operation.operands().take(64).cloned().collect();
            let n: Vec<f64> = operands.iter().filter_map(number).collect();
            let name: Option<&Name<'_>> =
                operands.last().and_then(|o| if let Object::Name(n) = o { Some(n) } else { None });
            let op: &[u8] = operation.operator;
            sum += 1;
            sum = sum.saturating_add(match (op, name) {
                (b"Do", Some(name)) => match found.forms.get::<Stream<'a>>(&name[..]) {
                    Some(object) => self.external(&object, found, &pen, depth)?,
                    None => 0,
                },
                (b"gs", Some(name)) => {
                    let state = found.states.get::<Dict<'a>>(&name[..]).unwrap_or_default();
                    match state.get::<Dict<'a>>("SMask").and_then(|mask| mask.get::<Stream<'a>>("G")) {
                        Some(form) => self.stream(&form, found, pen.matrix, depth)?.saturating_add(self.page()),
                        None => 0,
                    }
                }
                (b"scn" | b"SCN", Some(name)) => {
                    let cell = found.patterns.get::<Stream<'a>>(&name[..]);
                    pen.pattern = cell.map_or(Some(0), |cell| self.stream(&cell, found, pen.matrix, depth))?;
                    pen.pattern
                }
                (b"sh", _) => self.page(),
                (b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"n", _) => {
                    self.painted(op, std::mem::take(&mut outline), &pen)
                }
                (b"Tj" | b"TJ" | b"'" | b"\"", _) => {
                    let glyph = 40 + (2.0 * (pen.font * pen.line * unit(&pen.matrix)).clamp(0.0, self.size.1)) as u64;
                    let glyph = match pen.drawn {
                        Some(font) => glyph.saturating_add(self.heaviest(font, found, &pen, depth)?),
                        None => glyph,
                    };
                    pen.pattern
                        .saturating_add(glyph.saturating_mul(operands.iter().map(|o| letters(o, 0)).sum::<u64>()))
                }
                (b"Tf", _) => {
                    pen.font = n.last().copied().unwrap_or(1.0).abs();
                    pen.drawn = self.drawn_font(found, operands.first());
                    0
                }
                (b"m" | b"l" | b"c" | b"v" | b"y" | b"re", _) => {
                    self.outline(op, &n, &pen, &mut outline);
                    0
                }
                _ => {
                    state(op, &n, &operands, &mut pen, &mut saved);
                    0
                }
            });
        }
        (sum <= MOST).then_some(sum)
    }
    /// The font of a name where it is of Type 3.
    fn drawn_font(&mut self, found: &Found<'a>, name: Option<&Object<'_>>) -> Option<usize> {
        let Some(Object::Name(name)) = name else { return None };
        let font = found.fonts.get::<Dict<'a>>(&name[..])?;
        if font.get::<Name<'_>>("Subtype").is_none_or(|kind| &*kind != b"Type3") {
            return None;
        }
        let known = |d: &Dict<'a>| d.data().as_ptr() == font.data().as_ptr();
        let at = self.drawn.iter().position(known).unwrap_or(self.drawn.len());
        if at == self.drawn.len() {
            self.drawn.push(font);
        }
        Some(at)
    }
    /// What the heaviest letter of a font of Type 3 costs at the size that is set, weighed once a size; `None` when that
    /// is too much.
    fn heaviest(&mut self, font: usize, found: &Found<'a>, pen: &Pen, depth: usize) -> Option<u64> {
        let size = pen.font * pen.line;
        let [a, b, c, d, _, _] = pen.matrix;
        let key = (font, [a, b, c, d].map(|v| (v * size * 1000.0) as i64));
        if let Some(known) = self.letters.get(&key) {
            return *known;
        }
        let most = self.weigh_letters(font, found, pen, depth);
        self.letters.insert(key, most);
        most
    }
    fn weigh_letters(&mut self, font: usize, found: &Found<'a>, pen: &Pen, depth: usize) -> Option<u64> {
        let font = self.drawn[font].clone();
        let own = font.get::<Array<'_>>("FontMatrix").map(|m| m.iter::<f64>().collect::<Vec<_>>());
        let own: Matrix = own.and_then(|m| m.try_into().ok()).unwrap_or([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]);
        let size = pen.font * pen.line;
        // Where a letter stands changes little of what it costs: all are weighed at one place.
        let [a, b, c, d, _, _] = pen.matrix;
        let matrix = then(then(own, [size, 0.0, 0.0, size, 0.0, 0.0]), [a, b, c, d, 0.0, 0.0]);
        let inner = font.get::<Dict<'a>>("Resources").map(|r| Found::of(&r));
        let letters = font.get::<Dict<'a>>("CharProcs").unwrap_or_default();
        // A simple font has so many codes.
        let keys: Vec<Vec<u8>> = letters.keys().take(256).map(|k| k.to_vec()).collect();
        let mut most = 0;
        for key in &keys {
            if let Some(letter) = letters.get::<Stream<'a>>(&key[..]) {
                most = most.max(self.stream(&letter, inner.as_ref().unwrap_or(found), matrix, depth)?);
            }
        }
        Some(most)
    }
    /// Adds an operator of paths.
    fn outline(&self, op: &[u8], n: &[f64], pen: &Pen, outline: &mut Outline) {
        let m = pen.matrix;
        let on_page = |x: f64, y: f64| (x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]);
        let to = |outline: &mut Outline, x: f64, y: f64| {
            let p = on_page(x, y);
            let dx = (p.0 - outline.at.0).abs().min(self.size.0 * 2.0);
            let dy = (p.1 - outline.at.1).abs().min(self.size.1 * 2.0);
            outline.squares += (dx + dy) / 4.0 + 1.0;
            outline.length += dx + dy;
            outline.at = p;
        };
        match (op, n) {
            (b"m", [x, y]) => outline.at = on_page(*x, *y),
            (b"re", [x, y, w, h]) => {
                outline.at = on_page(*x, *y);
                let corners = [(x + w, *y), (x + w, y + h), (*x, y + h), (*x, *y)];
                corners.into_iter().for_each(|p| to(outline, p.0, p.1));
            }
            _ => {
                n.chunks_exact(2).for_each(|p| to(outline, p[0], p[1]));
                outline.squares += 4.0;
            }
        }
    }
    /// What it costs to fill or stroke a path.
    fn painted(&self, op: &[u8], outline: Outline, pen: &Pen) -> u64 {
        let scale = unit(&pen.matrix);
        let fills = !matches!(op, b"S" | b"s");
        let strokes = matches!(op, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*");
        let mut cost = if fills { outline.squares } else { 0.0 };
        if strokes {
            let wide = (pen.width * scale).min(self.size.1) / 4.0;
            let dashes = pen.dash.map_or(0.0, |dash| outline.length / (dash * scale).max(1e-9));
            cost += 3.0 * outline.squares + (wide + 8.0) * (1.0 + dashes);
        }
        cost.min(1e12) as u64 + pen.pattern
    }
}

/// Operators that change what later ones cost.
fn state(op: &[u8], n: &[f64], operands: &[Object<'_>], pen: &mut Pen, saved: &mut Vec<Pen>) {
    match (op, n) {
        (b"q", _) if saved.len() < 10_000 => saved.push(*pen),
        (b"Q", _) => *pen = saved.pop().unwrap_or(*pen),
        (b"cm", &[a, b, c, d, e, f]) => pen.matrix = then([a, b, c, d, e, f], pen.matrix),
        (b"w", &[w]) => pen.width = w.abs(),
        (b"d", _) => {
            pen.dash = match operands.first() {
                Some(Object::Array(list)) => Some(list.iter::<f64>().sum::<f64>()).filter(|sum| *sum > 0.0),
                _ => None,
            }
        }
        (b"BT", _) => pen.line = 1.0,
        (b"Tm", &[a, b, c, d, _, _]) => pen.line = unit(&[a, b, c, d, 0.0, 0.0]),
        _ => {}
    }
}

/// How many glyphs a string or a row of strings may show.
fn letters(object: &Object<'_>, depth: usize) -> u64 {
    match object {
        Object::String(s) => s.as_bytes().len() as u64,
        Object::Array(items) if depth < 2 => items.iter::<Object<'_>>().map(|o| letters(&o, depth + 1)).sum(),
        _ => 0,
    }
}

fn number(object: &Object<'_>) -> Option<f64> {
    match object {
        Object::Number(n) => Some(n.as_f64()),
        _ => None,
    }
}
