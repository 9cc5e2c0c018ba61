//! The walk through content streams.
//!
//! In: pages. Out: marks, runs, pictures, spaces in use. Does not know: what is right or wrong.

mod inline;
mod paint;
pub mod state;
mod syntax;
mod text;

use crate::preflight::color::Space;
use crate::preflight::doc::Doc;
use crate::preflight::facts::{Area, Defaults, Facts, Odd, Oddity};
use crate::preflight::font::Font;
use crate::preflight::object::{Dict, Id, Lexer, Obj};
use state::{Color, Matrix, STILL, State, then};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use syntax::{is_of, operands};

/// The most operators that are walked in all.
const MOST_OPERATORS: usize = 3_000_000;
/// The most marks and glyphs that are kept.
const MOST_MARKS: usize = 250_000;
const MOST_GLYPHS: usize = 3_000_000;
/// The deepest that forms are followed into each other.
const DEEPEST_FORMS: usize = 200;

/// The walk.
pub struct Walk<'w, 'f> {
    doc: &'w Doc,
    facts: &'w mut Facts<'f>,
    page: usize,
    fonts: BTreeMap<Id, usize>,
    spaces: BTreeMap<Id, Rc<Space>>,
    named: BTreeMap<(usize, Rc<str>), Rc<Space>>,
    defaults: BTreeMap<usize, Rc<Defaults>>,
    seen: BTreeSet<(usize, usize, bool, bool)>,
    streams: BTreeMap<Id, Rc<[u8]>>,
    operators: usize,
    glyphs: usize,
    spans: u32,
    /// Keeps what addresses stand for alive, so that they tell things apart.
    kept: Vec<Rc<Dict>>,
    kept_spaces: Vec<Rc<Space>>,
}

/// Where a content stream stands.
#[derive(Clone)]
struct Place {
    resources: Rc<Dict>,
    inside: Rc<str>,
    chain: Vec<Id>,
    depth: usize,
    in_mask: bool,
    actual: Option<Rc<str>>,
    artifact: bool,
    span: u32,
}

/// What is under construction between operators.
struct Pen {
    path: Path,
    clip_next: bool,
    text: Matrix,
    line: Matrix,
    marked: Vec<(Option<Rc<str>>, bool, u32)>,
    /// Between `BT` and `ET`.
    in_text: bool,
}

/// A path, as far as boxes go.
#[derive(Clone, Default)]
struct Path {
    points: Vec<(f64, f64)>,
    /// Rectangles in user space.
    rects: Vec<Area>,
    /// Something other than rectangles.
    other: bool,
    segments: usize,
}

impl<'w, 'f> Walk<'w, 'f> {
    /// Prepares a walk that adds to the facts.
    pub fn new(facts: &'w mut Facts<'f>) -> Walk<'w, 'f>
    where
        'f: 'w,
    {
        Walk {
            doc: facts.doc,
            facts,
            page: 0,
            fonts: BTreeMap::new(),
            spaces: BTreeMap::new(),
            named: BTreeMap::new(),
            defaults: BTreeMap::new(),
            seen: BTreeSet::new(),
            streams: BTreeMap::new(),
            operators: 0,
            glyphs: 0,
            spans: 0,
            kept: Vec::new(),
            kept_spaces: Vec::new(),
        }
    }

    /// Walks one page and what its annotations look like.
    pub fn page(&mut self, number: usize, resources: Rc<Dict>) {
        self.page = number;
        let page = self.facts.pages[number].dict.clone();
        let media = self.facts.pages[number].media.unwrap_or([-1e9, -1e9, 1e9, 1e9]);
        let mut bytes = Vec::new();
        let contents = self.doc.get(&page, "Contents");
        let parts = match &contents {
            Obj::Stream(_) => vec![contents.clone()],
            other => other.items().iter().map(|o| self.doc.resolve(o)).collect(),
        };
        for part in parts {
            if let Some(dict) = part.stream() {
                bytes.extend_from_slice(&self.stream(dict));
                bytes.push(b'\n');
            }
        }
        self.kept.push(resources.clone());
        let place = Place {
            resources: resources.clone(),
            inside: "".into(),
            chain: Vec::new(),
            depth: 0,
            in_mask: false,
            actual: None,
            artifact: false,
            span: 0,
        };
        self.content(&bytes, State::new(media), &place);
        for annotation in self.doc.list(&page, "Annots") {
            let Some(dict) = annotation.dict() else { continue };
            let Some(looks) = self.doc.dict(dict, "AP") else { continue };
            let normal = self.doc.get(&looks, "N");
            if let Some(form) = normal.stream() {
                let place = Place { inside: "annotation".into(), ..place.clone() };
                self.form(form, State::new(media), &place, "annotation");
            }
        }
    }

    fn odd(&mut self, odd: Odd, place: &Place, text: impl Into<String>) {
        if self.facts.oddities.len() < 2000 {
            let text = text.into();
            let text = if place.inside.is_empty() { text } else { format!("{text}, in {}", place.inside) };
            self.facts.oddities.push(Oddity { odd, page: self.page, text });
        }
    }

    /// A stream's plain bytes, kept for its next use when it is small.
    fn stream(&mut self, dict: &Rc<Dict>) -> Rc<[u8]> {
        if let Some(found) = dict.id.and_then(|id| self.streams.get(&id)) {
            return found.clone();
        }
        let plain = self.doc.plain(dict);
        let odd = |text: &str| Oddity { odd: Odd::Damaged, page: self.page, text: text.into() };
        let name = dict.id.map_or_else(String::new, |id| format!("object {}: ", id.0));
        if plain.too_large {
            self.facts.oddities.push(odd(&format!("{name}the content is larger than is read")));
            self.facts.cut = Some("a content stream is larger than is read".into());
        } else if plain.damaged {
            self.facts.oddities.push(odd(&format!("{name}the compressed data is damaged")));
        } else if let Some(codec) = &plain.codec {
            self.facts.oddities.push(odd(&format!("{name}content under the filter {codec}")));
        }
        let bytes: Rc<[u8]> = if plain.codec.is_some() { Rc::from([]) } else { plain.bytes.into() };
        if bytes.len() < 1 << 20
            && let Some(id) = dict.id
        {
            self.streams.insert(id, bytes.clone());
        }
        bytes
    }

    fn content(&mut self, bytes: &[u8], first: State, place: &Place) {
        let mut state = first;
        let mut place = place.clone();
        let mut saved: Vec<State> = Vec::new();
        let mut pen = Pen {
            path: Path::default(),
            clip_next: false,
            text: STILL,
            line: STILL,
            marked: Vec::new(),
            in_text: false,
        };
        let mut lexer = Lexer::new(bytes, 0);
        let mut args: Vec<Obj> = Vec::new();
        let mut deepest = 0;
        while let Some(token) = lexer.next() {
            let Obj::Word(word) = token else {
                if args.len() < 4096 {
                    args.push(token);
                }
                continue;
            };
            self.operators += 1;
            if self.operators > MOST_OPERATORS || self.facts.marks.len() > MOST_MARKS || self.glyphs > MOST_GLYPHS {
                self.facts.cut = Some("there are more operators than are walked".into());
                return;
            }
            if let Some(wrong) = pen.out_of_order(&word) {
                self.odd(Odd::Order, &place, format!("{word} {wrong}"));
            }
            match &*word {
                "q" => {
                    saved.push(state.clone());
                    if saved.len() > 28 && deepest <= 28 {
                        self.odd(Odd::Stack, &place, "q is nested more than 28 deep");
                    }
                    deepest = deepest.max(saved.len());
                    if saved.len() > 4096 {
                        return;
                    }
                }
                "Q" => match saved.pop() {
                    Some(s) => state = s,
                    None => self.odd(Odd::Stack, &place, "Q without q"),
                },
                "BX" => self.odd(Odd::Compatibility, &place, "BX"),
                "EX" => {}
                "BI" => self.inline(&mut lexer, &state, &place),
                "BDC" | "BMC" => {
                    pen.marked.push((place.actual.clone(), place.artifact, place.span));
                    self.mark(&args, &mut place);
                }
                "EMC" => {
                    if let Some((actual, artifact, span)) = pen.marked.pop() {
                        (place.actual, place.artifact, place.span) = (actual, artifact, span);
                    } else {
                        self.odd(Odd::Operator, &place, "EMC without BMC or BDC");
                    }
                }
                op => {
                    let known = self.operator(op, &args, &mut state, &mut pen, &place);
                    // Neither standard lets strange operators pass because BX and EX stand around them.
                    if !known {
                        self.odd(Odd::Operator, &place, format!("{op:?} is no operator"));
                    }
                }
            }
            args.clear();
        }
        if !saved.is_empty() {
            self.odd(Odd::Stack, &place, format!("{} q without Q", saved.len()));
        }
        if !args.is_empty() {
            self.odd(Odd::Operator, &place, "operands at the end without an operator");
        }
        if pen.in_text {
            self.odd(Odd::Operator, &place, "BT without ET");
        }
        if !pen.path.points.is_empty() {
            self.odd(Odd::Order, &place, "a path is neither painted nor used as a clip");
        }
        if !pen.marked.is_empty() {
            self.odd(Odd::Operator, &place, format!("{} marked contents without EMC", pen.marked.len()));
        }
    }

    /// Marked content: `ActualText`, artifacts, layers.
    fn mark(&mut self, args: &[Obj], place: &mut Place) {
        let tag = args.first().and_then(Obj::name).unwrap_or("");
        place.artifact |= tag == "Artifact";
        let properties = match args.get(1) {
            Some(Obj::Dict(d)) => Some(d.clone()),
            Some(Obj::Name(n)) => {
                let found = self.doc.dict(&place.resources, "Properties").and_then(|p| self.doc.dict(&p, n));
                if found.is_none() {
                    self.odd(Odd::Resource, place, format!("property list {n} is not in the resources"));
                }
                found
            }
            _ => None,
        };
        if tag == "OC" && args.len() > 1 {
            self.odd(Odd::Layer, place, "content of a layer");
        }
        let number = properties.as_ref().and_then(|p| self.doc.get(p, "MCID").int());
        if let Some(number) = number.filter(|_| place.depth == 0 && self.facts.contents.len() < MOST_MARKS) {
            self.facts.contents.push((self.page, number));
        }
        if let Some(text) = properties.and_then(|p| self.doc.get(&p, "ActualText").text()) {
            self.spans += 1;
            place.actual = Some(text.into());
            place.span = self.spans;
        }
    }

    /// One operator; false when it is none.
    fn operator(&mut self, op: &str, args: &[Obj], state: &mut State, pen: &mut Pen, place: &Place) -> bool {
        let n = |i: usize| args.get(i).and_then(Obj::num).unwrap_or(0.0);
        let name = |i: usize| args.get(i).and_then(Obj::name).unwrap_or("");
        let six = || [n(0), n(1), n(2), n(3), n(4), n(5)];
        let wants = operands(op);
        if args.len() < wants.len() || (args.len() > wants.len() && !wants.is_empty()) {
            self.odd(Odd::Operands, place, format!("{op} has {} operands", args.len()));
        } else if !wants.bytes().zip(args).all(|(kind, arg)| is_of(kind, arg)) {
            self.odd(Odd::Operands, place, format!("{op} has an operand of the wrong kind"));
        }
        let amounts = matches!(op, "g" | "G" | "k" | "K" | "rg" | "RG");
        if let Some(v) = args.iter().filter_map(Obj::num).find(|v| amounts && !(-0.001..=1.001).contains(v)) {
            self.odd(Odd::Operands, place, format!("{op} asks for {v}, which is not between 0 and 1"));
        }
        let top = match op {
            "Tr" => 7.0,
            "J" | "j" => 2.0,
            "w" => f64::MAX,
            _ => f64::INFINITY,
        };
        if top < f64::INFINITY && !(0.0..=top).contains(&n(0)) {
            self.odd(Odd::Operands, place, format!("{op} asks for {}, which there is not", n(0)));
        }
        match op {
            "cm" => state.matrix = then(six(), state.matrix),
            "w" => state.line = n(0),
            "J" | "j" | "M" | "i" | "MP" | "DP" => {}
            "d" => {
                let dashes: Vec<f64> = args.first().map_or(&[][..], Obj::items).iter().filter_map(Obj::num).collect();
                if dashes.iter().any(|v| *v < 0.0) || !dashes.is_empty() && dashes.iter().all(|v| *v == 0.0) {
                    self.odd(Odd::Operands, place, "d has dashes without length");
                }
            }
            "d0" | "d1" => {
                if &*place.inside != GLYPH {
                    self.odd(Odd::Order, place, format!("{op} outside a glyph of Type 3"));
                }
            }
            "ri" => {
                if !is_intent(name(0)) {
                    self.odd(Odd::Intent, place, format!("rendering intent {}", name(0)));
                }
            }
            "gs" => self.ext_state(name(0), state, place),
            "g" | "rg" | "k" | "G" | "RG" | "K" => {
                let space = match op {
                    "g" | "G" => Space::Gray,
                    "rg" | "RG" => Space::Rgb,
                    _ => Space::Cmyk,
                };
                let values = args.iter().filter_map(Obj::num).collect();
                let color = Color { space: self.device(space), values, pattern: None, unset: false };
                *side(op, state) = color;
            }
            "cs" | "CS" => {
                let space = self.space(args.first().unwrap_or(&Obj::Null), place);
                let values = space.initial();
                *side(op, state) = Color { space, values, pattern: None, unset: false };
            }
            "sc" | "scn" | "SC" | "SCN" => {
                let color = side(op, state);
                color.values = args.iter().filter_map(Obj::num).collect();
                color.pattern = args.last().and_then(Obj::name).map(Into::into);
                color.unset = false;
                let (given, wanted) = (color.values.len(), color.space.channels());
                if color.pattern.is_none() && wanted > 0 && given != wanted {
                    let family = color.space.family().to_string();
                    self.odd(Odd::Operands, place, format!("{op} gives {given} numbers, {family} has {wanted}"));
                }
            }
            "m" | "l" | "c" | "v" | "y" | "h" | "re" => pen.path.add(op, args),
            "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s" | "n" => self.finish(op, state, pen, place),
            "W" | "W*" => pen.clip_next = true,
            "sh" => self.shade(name(0), state, place),
            "Do" => self.external(name(0), state, place),
            "PS" => self.odd(Odd::PostScript, place, "the operator PS"),
            _ => return self.text_operator(op, args, state, pen, place),
        }
        true
    }

    /// A device space; one object for each, so that equal ones are seen to be equal.
    fn device(&mut self, space: Space) -> Rc<Space> {
        let key = match space {
            Space::Gray => Id(u32::MAX, -1),
            Space::Rgb => Id(u32::MAX, -2),
            _ => Id(u32::MAX, -3),
        };
        self.spaces.entry(key).or_insert_with(|| Rc::new(space)).clone()
    }

    /// A colour space by name or array, read once.
    fn space(&mut self, object: &Obj, place: &Place) -> Rc<Space> {
        let mut object = object.clone();
        if let Obj::Name(name) = &object {
            match &**name {
                "DeviceGray" | "G" => return self.device(Space::Gray),
                "DeviceRGB" | "RGB" => return self.device(Space::Rgb),
                "DeviceCMYK" | "CMYK" => return self.device(Space::Cmyk),
                _ => {}
            }
            let key = (Rc::as_ptr(&place.resources) as usize, name.clone());
            if let Some(found) = self.named.get(&key) {
                return found.clone();
            }
            let listed = self.doc.dict(&place.resources, "ColorSpace").and_then(|d| d.raw(name).cloned());
            let space = match listed {
                Some(listed @ Obj::Ref(_)) => self.space(&listed, place),
                _ => Space::read(self.doc, &object, Some(&place.resources), 0),
            };
            if let Space::Unknown(what) = &*space {
                self.odd(Odd::Resource, place, format!("colour space {what} is not to be had"));
            }
            self.named.insert(key, space.clone());
            return space;
        }
        if let Obj::Ref(id) = object {
            if let Some(found) = self.spaces.get(&id) {
                return found.clone();
            }
            object = self.doc.resolve(&object);
            let space = Space::read(self.doc, &object, Some(&place.resources), 0);
            self.spaces.insert(id, space.clone());
            return space;
        }
        Space::read(self.doc, &object, Some(&place.resources), 0)
    }

    fn defaults(&mut self, resources: &Rc<Dict>) -> Rc<Defaults> {
        let key = Rc::as_ptr(resources) as usize;
        if let Some(found) = self.defaults.get(&key) {
            return found.clone();
        }
        self.kept.push(resources.clone());
        let list = self.doc.dict(resources, "ColorSpace");
        let read = |name: &str| {
            let object = list.as_ref()?.raw(name)?;
            Some(Space::read(self.doc, object, Some(resources), 0))
        };
        let found = Rc::new(Defaults { gray: read("DefaultGray"), rgb: read("DefaultRGB"), cmyk: read("DefaultCMYK") });
        self.defaults.insert(key, found.clone());
        found
    }

    /// The font behind a dictionary, read once.
    fn font(&mut self, object: &Obj) -> Option<usize> {
        let dict = self.doc.resolve(object).dict()?.clone();
        let key = dict.id.unwrap_or(Id(u32::MAX, Rc::as_ptr(&dict) as usize as i32));
        if let Some(found) = self.fonts.get(&key) {
            return Some(*found);
        }
        self.kept.push(dict.clone());
        self.facts.fonts.push(Font::read(self.doc, &dict));
        self.fonts.insert(key, self.facts.fonts.len() - 1);
        Some(self.facts.fonts.len() - 1)
    }

    fn ext_state(&mut self, name: &str, state: &mut State, place: &Place) {
        let found = self.doc.dict(&place.resources, "ExtGState").and_then(|d| self.doc.dict(&d, name));
        let Some(dict) = found else {
            self.odd(Odd::Resource, place, format!("graphics state {name} is not in the resources"));
            return;
        };
        let doc = self.doc;
        if let Some(over) = doc.get(&dict, "OP").truth() {
            state.over_stroke = over;
            if !dict.has("op") {
                state.over_fill = over;
            }
        }
        if let Some(over) = doc.get(&dict, "op").truth() {
            state.over_fill = over;
        }
        if let Some(mode) = doc.num(&dict, "OPM") {
            state.keeps = mode == 1.0;
        }
        if let Some(width) = doc.num(&dict, "LW") {
            state.line = width;
        }
        if let Some(alpha) = doc.num(&dict, "ca") {
            state.alpha_fill = alpha;
        }
        if let Some(alpha) = doc.num(&dict, "CA") {
            state.alpha_stroke = alpha;
        }
        match doc.get(&dict, "BM") {
            Obj::Null => {}
            Obj::Array(list) => {
                let first = list.first().map(|o| doc.resolve(o));
                state.blends = !first.is_none_or(|o| matches!(o.name(), Some("Normal" | "Compatible")));
            }
            other => state.blends = !matches!(other.name(), Some("Normal" | "Compatible")),
        }
        match doc.get(&dict, "SMask") {
            Obj::Null => {}
            Obj::Dict(mask) => {
                state.masked = true;
                if let Some(form) = doc.get(&mask, "G").stream() {
                    let place = Place { in_mask: true, inside: "a soft mask".into(), ..place.clone() };
                    let inner = State { matrix: state.matrix, ..State::new(state.clip) };
                    self.form(form, inner, &place, "a soft mask");
                }
            }
            _ => state.masked = false,
        }
        if let [font, size] = &doc.get(&dict, "Font").items().to_vec()[..] {
            state.text.font = self.font(font);
            state.text.size = doc.resolve(size).num().unwrap_or(0.0);
        }
    }

    /// Walks into a form.
    fn form(&mut self, dict: &Rc<Dict>, state: State, place: &Place, inside: &str) {
        if dict.id.is_some_and(|id| place.chain.contains(&id)) {
            self.odd(Odd::Circle, place, format!("{inside} contains itself"));
            return;
        }
        if place.depth >= DEEPEST_FORMS {
            self.facts.cut = Some(format!("forms are nested more than {DEEPEST_FORMS} deep"));
            return;
        }
        let mut state = state;
        if !dict.has("PatternType") {
            state.matrix = then(matrix(&self.doc.numbers(dict, "Matrix")), state.matrix);
        }
        if let [a, b, c, d] = self.doc.numbers(dict, "BBox")[..] {
            let area = state::around(state.matrix, [a.min(c), b.min(d), a.max(c), b.max(d)]);
            state.clip_exact &= state::is_square(state.matrix);
            state.clip = crate::preflight::facts::shared(state.clip, area);
            state.frame = crate::preflight::facts::shared(state.frame, area);
        }
        if let Some(group) = self.doc.dict(dict, "Group")
            && self.doc.name(&group, "S").as_deref() == Some("Transparency")
        {
            // Inside a group the outer alpha applies to the group as a whole.
            state.blends |= state.alpha_fill < 1.0 || state.masked;
        }
        let mut chain = place.chain.clone();
        chain.extend(dict.id);
        let resources = self.doc.dict(dict, "Resources").unwrap_or_else(|| place.resources.clone());
        self.kept.push(resources.clone());
        let inner = Place { resources, inside: inside.into(), chain, depth: place.depth + 1, ..place.clone() };
        let bytes = self.stream(dict);
        self.content(&bytes, state, &inner);
    }

    fn external(&mut self, name: &str, state: &mut State, place: &Place) {
        let found = self.doc.dict(&place.resources, "XObject").map(|d| self.doc.get(&d, name));
        let Some(dict) = found.as_ref().and_then(Obj::stream).cloned() else {
            self.odd(Odd::Resource, place, format!("XObject {name} is not in the resources"));
            return;
        };
        match self.doc.name(&dict, "Subtype").as_deref() {
            Some("Form") => {
                let inside = if place.inside.is_empty() {
                    format!("form {name}")
                } else {
                    format!("{}, form {name}", place.inside)
                };
                let inside = if inside.len() > 120 { format!("form {name}") } else { inside };
                self.form(&dict, state.clone(), place, &inside);
            }
            Some("Image") => self.picture(&dict, name, state, place),
            _ => {}
        }
    }
}

/// Where the contents of glyphs of Type 3 stand.
pub const GLYPH: &str = "a glyph of Type 3";

/// The six numbers of a matrix; anything else moves nothing.
fn matrix(numbers: &[f64]) -> Matrix {
    numbers.try_into().unwrap_or(STILL)
}

/// The colour that an operator sets: small letters fill, capitals stroke.
fn side<'s>(op: &str, state: &'s mut State) -> &'s mut Color {
    if op.starts_with(|c: char| c.is_ascii_lowercase()) { &mut state.fill } else { &mut state.stroke }
}

/// The four rendering intents (ISO 32000-1, table 70).
pub fn is_intent(name: &str) -> bool {
    matches!(name, "AbsoluteColorimetric" | "RelativeColorimetric" | "Saturation" | "Perceptual")
}
