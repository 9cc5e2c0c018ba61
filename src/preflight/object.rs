//! PDF objects as values of our own, cheap to clone.
//!
//! In: bytes of one object. Out: [`Obj`]. Does not know: files, what an object is for.

use std::rc::Rc;

/// Number and generation of an indirect object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u32, pub i32);

/// A PDF object.
#[derive(Clone, Debug, Default)]
pub enum Obj {
    /// Nothing, or something that could not be read.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Real(f64),
    /// A string, decoded.
    Str(Rc<[u8]>),
    /// A name, decoded; bytes that are not UTF-8 are replaced.
    Name(Rc<str>),
    /// An array.
    Array(Rc<[Obj]>),
    /// A dictionary.
    Dict(Rc<Dict>),
    /// A stream: its dictionary, which knows the object's number.
    Stream(Rc<Dict>),
    /// A reference.
    Ref(Id),
    /// An operator of a content stream, or any other bare word.
    Word(Rc<str>),
}

/// A dictionary, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Dict {
    /// The indirect object it is, when it is one.
    pub id: Option<Id>,
    /// Keys and values; the last of two equal keys wins.
    pub entries: Vec<(Rc<str>, Obj)>,
}

impl Dict {
    /// The value as it stands, references unresolved.
    pub fn raw(&self, key: &str) -> Option<&Obj> {
        self.entries.iter().rev().find(|(k, v)| &**k == key && !matches!(v, Obj::Null)).map(|(_, v)| v)
    }
    /// Whether there is such a key with any value but null.
    pub fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }
}

impl Obj {
    /// As a number.
    pub fn num(&self) -> Option<f64> {
        match self {
            Obj::Int(n) => Some(*n as f64),
            Obj::Real(n) => Some(*n),
            _ => None,
        }
    }
    /// As a whole number; a real is cut.
    pub fn int(&self) -> Option<i64> {
        match self {
            Obj::Int(n) => Some(*n),
            Obj::Real(n) => Some(*n as i64),
            _ => None,
        }
    }
    /// As a name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Obj::Name(n) => Some(n),
            _ => None,
        }
    }
    /// As the bytes of a string.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Obj::Str(s) => Some(s),
            _ => None,
        }
    }
    /// As a boolean.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Obj::Bool(b) => Some(*b),
            _ => None,
        }
    }
    /// As the items of an array; empty for anything else.
    pub fn items(&self) -> &[Obj] {
        match self {
            Obj::Array(items) => items,
            _ => &[],
        }
    }
    /// The dictionary of a dictionary or a stream.
    pub fn dict(&self) -> Option<&Rc<Dict>> {
        match self {
            Obj::Dict(d) | Obj::Stream(d) => Some(d),
            _ => None,
        }
    }
    /// The dictionary of a stream.
    pub fn stream(&self) -> Option<&Rc<Dict>> {
        match self {
            Obj::Stream(d) => Some(d),
            _ => None,
        }
    }
    /// Whether it is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self, Obj::Null)
    }
    /// As a text string (ISO 32000-1, 7.9.2.2): UTF-16 with its mark, UTF-8 with its mark, else PDFDocEncoding.
    pub fn text(&self) -> Option<String> {
        match self {
            Obj::Str(s) => Some(text(s)),
            Obj::Name(n) => Some(n.to_string()),
            _ => None,
        }
    }
}

/// Decodes a text string.
pub fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units: Vec<u16> =
                rest.chunks(2).map(|c| u16::from(c[0]) << 8 | u16::from(*c.get(1).unwrap_or(&0))).collect();
            String::from_utf16_lossy(&units)
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|&b| doc_encoding(b)).collect(),
    }
}

/// PDFDocEncoding (ISO 32000-1, annex D.2): Latin 1 but for two stretches.
fn doc_encoding(byte: u8) -> char {
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł',
        'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
    ];
    match byte {
        0x18..=0x1F => LOW[usize::from(byte - 0x18)],
        0x80..=0xA0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Deepest nesting of arrays and dictionaries that is read.
pub const DEEPEST: usize = 200;

/// Reads objects and words from bytes.
#[derive(Clone)]
pub struct Lexer<'a> {
    /// What is read.
    pub bytes: &'a [u8],
    /// The next byte.
    pub at: usize,
}

/// White space (ISO 32000-1, table 1).
pub fn is_space(b: u8) -> bool {
    matches!(b, 0 | 9 | 10 | 12 | 13 | 32)
}
/// Neither white space nor delimiter.
pub fn is_regular(b: u8) -> bool {
    !is_space(b) && !matches!(b, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    /// From a byte on.
    pub fn new(bytes: &'a [u8], at: usize) -> Lexer<'a> {
        Lexer { bytes, at: at.min(bytes.len()) }
    }
    /// The byte that comes next.
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
    /// Past white space and comments.
    pub fn skip_space(&mut self) {
        while let Some(b) = self.peek() {
            if is_space(b) {
                self.at += 1;
            } else if b == b'%' {
                while self.peek().is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else {
                return;
            }
        }
    }
    /// Past a keyword, if it stands here.
    pub fn take(&mut self, word: &[u8]) -> bool {
        let here = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if here {
            self.at += word.len();
        }
        here
    }
    /// The next object or word; `None` at the end. A byte that fits nowhere comes out as a word.
    pub fn next(&mut self) -> Option<Obj> {
        self.object(0, false)
    }
    /// The next object, with `12 0 R` read as a reference.
    pub fn next_with_refs(&mut self) -> Option<Obj> {
        self.object(0, true)
    }

    fn object(&mut self, depth: usize, refs: bool) -> Option<Obj> {
        self.skip_space();
        let first = self.peek()?;
        Some(match first {
            b'/' => {
                self.at += 1;
                self.name()
            }
            b'(' => self.literal(),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dict(depth, refs),
            b'<' => self.hex(),
            b'[' => self.array(depth, refs),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(refs),
            b if is_regular(b) => self.word(),
            b => {
                self.at += 1;
                Obj::Word(char::from(b).to_string().into())
            }
        })
    }

    fn regular(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    fn name(&mut self) -> Obj {
        let raw = self.regular();
        if !raw.contains(&b'#') {
            return Obj::Name(String::from_utf8_lossy(raw).into());
        }
        let mut out = Vec::with_capacity(raw.len());
        let mut i = 0;
        while i < raw.len() {
            let hex = |j: usize| raw.get(j).and_then(|b| char::from(*b).to_digit(16));
            match (raw[i], hex(i + 1), hex(i + 2)) {
                (b'#', Some(a), Some(b)) => {
                    out.push((a * 16 + b) as u8);
                    i += 3;
                }
                (b, ..) => {
                    out.push(b);
                    i += 1;
                }
            }
        }
        Obj::Name(String::from_utf8_lossy(&out).into())
    }

    fn word(&mut self) -> Obj {
        match self.regular() {
            b"true" => Obj::Bool(true),
            b"false" => Obj::Bool(false),
            b"null" => Obj::Null,
            raw => Obj::Word(String::from_utf8_lossy(raw).into()),
        }
    }

    fn number(&mut self, refs: bool) -> Obj {
        let start = self.at;
        let raw = self.regular();
        let Some(value) = parse_number(raw) else {
            return Obj::Word(String::from_utf8_lossy(raw).into());
        };
        if refs
            && let Obj::Int(number) = value
            && let Some(id) = self.reference(number)
        {
            return Obj::Ref(id);
        }
        debug_assert!(self.at > start);
        value
    }

    fn reference(&mut self, number: i64) -> Option<Id> {
        let mut ahead = self.clone();
        ahead.skip_space();
        let Some(Obj::Int(generation)) = parse_number(ahead.regular()) else {
            return None;
        };
        ahead.skip_space();
        (ahead.regular() == b"R").then(|| self.at = ahead.at)?;
        Some(Id(u32::try_from(number).ok()?, i32::try_from(generation).ok()?))
    }

    fn literal(&mut self) -> Obj {
        self.at += 1;
        let mut out = Vec::new();
        let mut open = 1;
        while let Some(b) = self.peek() {
            self.at += 1;
            match b {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                b'\r' => {
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                    out.push(b'\n');
                    continue;
                }
                _ => {}
            }
            out.push(b);
        }
        Obj::Str(out.into())
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(b) = self.peek() else { return };
        self.at += 1;
        match b {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'0'..=b'7' => {
                let mut value = u32::from(b - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(d @ b'0'..=b'7') => value = value * 8 + u32::from(d - b'0'),
                        _ => break,
                    }
                    self.at += 1;
                }
                out.push(value as u8);
            }
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            other => out.push(other),
        }
    }

    fn hex(&mut self) -> Obj {
        self.at += 1;
        let mut out = Vec::new();
        let mut half = None;
        while let Some(b) = self.peek() {
            self.at += 1;
            if b == b'>' {
                break;
            }
            let Some(digit) = char::from(b).to_digit(16) else { continue };
            match half.take() {
                None => half = Some(digit),
                Some(high) => out.push((high * 16 + digit) as u8),
            }
        }
        if let Some(high) = half {
            out.push((high * 16) as u8);
        }
        Obj::Str(out.into())
    }

    fn array(&mut self, depth: usize, refs: bool) -> Obj {
        self.at += 1;
        let mut items = Vec::new();
        if depth < DEEPEST {
            loop {
                self.skip_space();
                if self.take(b"]") {
                    break;
                }
                match self.object(depth + 1, refs) {
                    Some(item) => items.push(item),
                    None => break,
                }
            }
        }
        Obj::Array(items.into())
    }

    fn dict(&mut self, depth: usize, refs: bool) -> Obj {
        self.at += 2;
        let mut entries = Vec::new();
        if depth < DEEPEST {
            loop {
                self.skip_space();
                if self.take(b">>") {
                    break;
                }
                match self.object(depth + 1, refs) {
                    Some(Obj::Name(key)) => match self.object(depth + 1, refs) {
                        Some(value) => entries.push((key, value)),
                        None => break,
                    },
                    Some(Obj::Word(word)) if &*word == "endobj" || &*word == "stream" => break,
                    Some(_) => {}
                    None => break,
                }
            }
        }
        Obj::Dict(Rc::new(Dict { id: None, entries }))
    }
}

fn parse_number(raw: &[u8]) -> Option<Obj> {
    let (sign, digits) = match raw {
        [b'-', rest @ ..] => (-1.0, rest),
        [b'+', rest @ ..] => (1.0, rest),
        _ => (1.0, raw),
    };
    if digits.is_empty() || !digits.iter().all(|b| b.is_ascii_digit() || *b == b'.') {
        return None;
    }
    if !digits.contains(&b'.') {
        let value = digits.iter().try_fold(0_i64, |v, d| v.checked_mul(10)?.checked_add(i64::from(d - b'0')));
        return Some(value.map_or(Obj::Real(sign * f64::MAX), |v| Obj::Int(if sign < 0.0 { -v } else { v })));
    }
    let mut value = 0.0;
    let mut place = None;
    for &d in digits {
        match (d, &mut place) {
            (b'.', None) => place = Some(1.0),
            (b'.', Some(_)) => return None,
            (d, None) => value = value * 10.0 + f64::from(d - b'0'),
            (d, Some(p)) => {
                *p /= 10.0;
                value += f64::from(d - b'0') * *p;
            }
        }
    }
    Some(Obj::Real(sign * value))
}
