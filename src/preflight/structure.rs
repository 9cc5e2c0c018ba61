//! The file as bytes: header, trailer, cross-references, where objects begin.
//!
//! In: bytes. Out: [`Structure`], with everything that a forgiving reader would repair in silence.
//! Does not know: pages.

use crate::preflight::filters::{self, Filter};
use crate::preflight::object::{Dict, Id, Lexer, Obj, is_space};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What the bytes say of themselves.
#[derive(Debug, Default)]
pub struct Structure {
    /// `1.6` of `%PDF-1.6`, when the file begins with it.
    pub version: Option<(u32, u32)>,
    /// The second line is a comment with at least four bytes above 127.
    pub binary_mark: bool,
    /// Bytes before the header.
    pub header_at: Option<usize>,
    /// `%%EOF` is the last thing.
    pub ends: bool,
    /// The trailer, newest first: keys of all sections of the chain.
    pub trailer: Dict,
    /// There is a cross-reference stream.
    pub xref_stream: bool,
    /// There is an object stream.
    pub object_stream: bool,
    /// Objects that the cross-reference table calls free.
    pub free: BTreeSet<u32>,
    /// What is wrong with the structure, in words.
    pub faults: Vec<String>,
    /// A stream that holds objects would come to more than is read.
    pub bomb: Option<String>,
}

const LONGEST_CHAIN: usize = 64;

/// Looks at the bytes.
pub fn look(bytes: &[u8]) -> Structure {
    let mut s = Structure::default();
    header(bytes, &mut s);
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    let trimmed = tail.len() - tail.iter().rev().take_while(|b| is_space(**b)).count();
    s.ends = tail[..trimmed].ends_with(b"%%EOF");
    let begins = objects(bytes, &mut s);
    let entries = chain(bytes, &mut s);
    compare(&entries, &begins, &mut s);
    s
}

fn header(bytes: &[u8], s: &mut Structure) {
    let head = &bytes[..bytes.len().min(1024)];
    s.header_at = head.windows(5).position(|w| w == b"%PDF-");
    let Some(rest) = bytes.strip_prefix(b"%PDF-") else { return };
    if let [a @ b'0'..=b'9', b'.', b @ b'0'..=b'9', end, ..] = rest
        && (*end == b'\n' || *end == b'\r')
    {
        s.version = Some((u32::from(a - b'0'), u32::from(b - b'0')));
        let line = &rest[3..rest.len().min(200)];
        let line = &line[line.iter().take_while(|b| is_space(**b)).count()..];
        let line = &line[..line.iter().position(|b| *b == b'\n' || *b == b'\r').unwrap_or(line.len())];
        s.binary_mark = line.first() == Some(&b'%') && line.iter().filter(|b| **b > 127).count() >= 4;
    }
}

fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == first)?;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}

fn fault(s: &mut Structure, text: String) {
    if s.faults.len() < 20 {
        s.faults.push(text);
    }
}

/// Where each `12 0 obj` begins, by a walk over the whole file that steps over the data of streams.
fn objects(bytes: &[u8], s: &mut Structure) -> BTreeMap<usize, Id> {
    let mut begins = BTreeMap::new();
    let mut at = 0;
    while let Some(hit) = find(bytes, b"obj", at) {
        at = hit + 3;
        let Some((start, id)) = id_before(bytes, hit) else { continue };
        begins.insert(start, id);
        let mut lexer = Lexer::new(bytes, at);
        let Some(Obj::Dict(dict)) = lexer.next_with_refs() else { continue };
        // A dictionary that swallowed the next object's head is broken; go on behind `obj`, not behind it.
        lexer.skip_space();
        if lexer.take(b"stream") {
            if !lexer.take(b"\r\n") && !lexer.take(b"\n") {
                fault(s, format!("object {}: no line end behind `stream`", id.0));
            }
            at = stream(bytes, lexer.at, id, &dict, s).max(at);
            lexer.at = at;
            lexer.skip_space();
        }
        if !lexer.take(b"endobj") {
            fault(s, format!("object {} does not end with `endobj`", id.0));
        }
    }
    begins
}

/// The number and generation that stand before `obj` at a byte.
fn id_before(bytes: &[u8], obj: usize) -> Option<(usize, Id)> {
    let mut at = obj;
    let mut number = || -> Option<(usize, u32)> {
        while at > 0 && is_space(bytes[at - 1]) {
            at -= 1;
        }
        let end = at;
        while at > 0 && end - at < 10 && bytes[at - 1].is_ascii_digit() {
            at -= 1;
        }
        std::str::from_utf8(&bytes[at..end]).ok()?.parse().ok().map(|n| (at, n))
    };
    let (_, generation) = number()?;
    let (start, number) = number()?;
    (start == 0 || !bytes[start - 1].is_ascii_alphanumeric()).then_some((start, Id(number, generation as i32)))
}

/// Judges one stream and tells where to go on behind it.
fn stream(bytes: &[u8], start: usize, id: Id, dict: &Dict, s: &mut Structure) -> usize {
    let kind = dict.raw("Type").and_then(Obj::name);
    let holds = dict.has("First") || kind == Some("ObjStm") || kind == Some("XRef");
    s.object_stream |= kind == Some("ObjStm");
    s.xref_stream |= kind == Some("XRef");
    let closes = |at: usize| {
        let mut lexer = Lexer::new(bytes, at);
        while lexer.peek().is_some_and(is_space) {
            lexer.at += 1;
        }
        lexer.take(b"endstream").then_some(lexer.at)
    };
    let end = match dict.raw("Length") {
        Some(Obj::Int(n)) => {
            let end = usize::try_from(*n).ok().and_then(|n| start.checked_add(n)).filter(|e| *e <= bytes.len());
            match end.and_then(|e| closes(e).map(|after| (e, after))) {
                Some(found) => Some(found),
                None => {
                    fault(s, format!("object {}: Length {n} does not lead to `endstream`", id.0));
                    None
                }
            }
        }
        Some(Obj::Ref(_)) => None,
        _ => {
            fault(s, format!("object {}: a stream without Length", id.0));
            None
        }
    };
    let (end, after) =
        end.or_else(|| find(bytes, b"endstream", start).map(|e| (e, e + 9))).unwrap_or((bytes.len(), bytes.len()));
    if holds {
        let filters = filters_of(dict, |o| o.clone());
        if filters::decode(&bytes[start..end], &filters, filters::LARGEST).too_large {
            s.bomb = Some(format!("object {} comes to more than {} MB", id.0, filters::LARGEST >> 20));
        }
    }
    after
}

/// The filters of a stream's dictionary.
pub fn filters_of(dict: &Dict, resolve: impl Fn(&Obj) -> Obj) -> Vec<Filter> {
    let value = |long: &str, short: &str| dict.raw(long).or_else(|| dict.raw(short)).map(&resolve).unwrap_or_default();
    let names = value("Filter", if dict.has("Length") { "Filter" } else { "F" });
    let params = value("DecodeParms", "DP");
    let one = |name: &Obj, params: &Obj| {
        let name = resolve(name);
        let name = filters::long_name(name.name().unwrap_or("?")).to_string();
        let params = resolve(params);
        let number = |key: &str, default: i64| {
            params.dict().and_then(|d| d.raw(key)).map(&resolve).and_then(|o| o.int()).unwrap_or(default)
        };
        Filter {
            name,
            predictor: number("Predictor", 1),
            colors: number("Colors", 1).clamp(1, 64) as usize,
            bits: number("BitsPerComponent", 8).clamp(1, 32) as usize,
            columns: number("Columns", 1).clamp(1, 1 << 24) as usize,
            early: number("EarlyChange", 1) != 0,
        }
    };
    match &names {
        Obj::Name(_) => vec![one(&names, params.items().first().unwrap_or(&params))],
        Obj::Array(list) => {
            list.iter().take(16).enumerate().map(|(i, n)| one(n, params.items().get(i).unwrap_or(&Obj::Null))).collect()
        }
        _ => Vec::new(),
    }
}

/// Follows the chain of cross-reference sections and gathers where each object should be.
fn chain(bytes: &[u8], s: &mut Structure) -> BTreeMap<u32, Option<(usize, i32)>> {
    let mut entries = BTreeMap::new();
    let window = bytes.len().saturating_sub(2048);
    let Some(at) = bytes[window..].windows(9).rposition(|w| w == b"startxref").map(|p| p + window) else {
        fault(s, "no startxref".into());
        return entries;
    };
    let mut next = match Lexer::new(bytes, at + 9).next() {
        Some(Obj::Int(n)) => usize::try_from(n).ok(),
        _ => None,
    };
    let mut seen = BTreeSet::new();
    while let Some(at) = next.take() {
        if !seen.insert(at) || seen.len() > LONGEST_CHAIN {
            fault(s, "the chain of cross-references runs in a circle".into());
            break;
        }
        let Some(dict) = section(bytes, at, &mut entries, s) else {
            fault(s, format!("no cross-reference section at byte {at}"));
            break;
        };
        for (key, value) in &dict.entries {
            if !s.trailer.has(key) {
                s.trailer.entries.push((key.clone(), value.clone()));
            }
        }
        if let Some(hybrid) = dict.raw("XRefStm").and_then(Obj::int).and_then(|n| usize::try_from(n).ok()) {
            section(bytes, hybrid, &mut entries, s);
        }
        next = dict.raw("Prev").and_then(Obj::int).and_then(|n| usize::try_from(n).ok());
    }
    if s.trailer.entries.is_empty() {
        last_resort(bytes, s);
    }
    entries
}

/// When no section could be read, the last dictionary behind the word `trailer` stands in.
fn last_resort(bytes: &[u8], s: &mut Structure) {
    let mut at = 0;
    while let Some(hit) = find(bytes, b"trailer", at) {
        at = hit + 7;
        if let Some(Obj::Dict(dict)) = Lexer::new(bytes, at).next_with_refs() {
            s.trailer = (*dict).clone();
        }
    }
}

type Entries = BTreeMap<u32, Option<(usize, i32)>>;

fn section(bytes: &[u8], at: usize, entries: &mut Entries, s: &mut Structure) -> Option<Rc<Dict>> {
    let mut lexer = Lexer::new(bytes, at);
    lexer.skip_space();
    if lexer.take(b"xref") { table(&mut lexer, entries, s) } else { xref_stream(bytes, lexer.at, entries) }
}

fn table(lexer: &mut Lexer, entries: &mut Entries, s: &mut Structure) -> Option<Rc<Dict>> {
    loop {
        lexer.skip_space();
        if lexer.take(b"trailer") {
            return lexer.next_with_refs()?.dict().cloned();
        }
        let (Some(Obj::Int(first)), Some(Obj::Int(count))) = (lexer.next(), lexer.next()) else { return None };
        if !(0..=8_388_607).contains(&first) || !(0..=8_388_607).contains(&count) {
            return None;
        }
        lexer.skip_space();
        let start = lexer.at;
        for number in first..first + count {
            let (Some(Obj::Int(offset)), Some(Obj::Int(generation)), Some(Obj::Word(kind))) =
                (lexer.next(), lexer.next(), lexer.next())
            else {
                fault(s, format!("the cross-reference table breaks off at object {number}"));
                return None;
            };
            let value = (&*kind == "n").then_some((offset as usize, generation as i32));
            if value.is_none() && !entries.contains_key(&(number as u32)) {
                s.free.insert(number as u32);
            }
            entries.entry(number as u32).or_insert(value);
        }
        // The two bytes of the last line end are not read yet (ISO 32000-1, 7.5.4).
        if count > 0 && (lexer.at - start) as i64 != 20 * count - 2 {
            fault(s, format!("entries of the cross-reference table from object {first} on are not 20 bytes long"));
        }
    }
}

fn xref_stream(bytes: &[u8], at: usize, entries: &mut Entries) -> Option<Rc<Dict>> {
    let mut lexer = Lexer::new(bytes, at);
    lexer.next()?.int()?;
    lexer.next()?.int()?;
    lexer.skip_space();
    lexer.take(b"obj").then_some(())?;
    let dict = lexer.next_with_refs()?.dict()?.clone();
    lexer.skip_space();
    lexer.take(b"stream").then_some(())?;
    if !lexer.take(b"\r\n") {
        lexer.take(b"\n");
    }
    let length = usize::try_from(dict.raw("Length")?.int()?).ok()?;
    let raw = bytes.get(lexer.at..lexer.at.checked_add(length)?)?;
    let data = filters::decode(raw, &filters_of(&dict, |o| o.clone()), filters::LARGEST).bytes;
    let widths: Vec<usize> = dict.raw("W")?.items().iter().map(|w| w.int().unwrap_or(0).clamp(0, 8) as usize).collect();
    let [a, b, c] = widths[..] else { return None };
    let size = dict.raw("Size").and_then(Obj::int).unwrap_or(0);
    let index: Vec<i64> = match dict.raw("Index") {
        Some(index) => index.items().iter().map(|i| i.int().unwrap_or(0)).collect(),
        None => vec![0, size],
    };
    let mut records = data.chunks_exact((a + b + c).max(1));
    for range in index.chunks_exact(2) {
        for number in range[0]..range[0].saturating_add(range[1]) {
            let Some(record) = records.next() else { return Some(dict) };
            let field =
                |from: usize, len: usize| record[from..from + len].iter().fold(0_u64, |v, x| v << 8 | u64::from(*x));
            let kind = if a == 0 { 1 } else { field(0, a) };
            if kind == 1 {
                entries.entry(number as u32).or_insert(Some((field(a, b) as usize, field(a + b, c) as i32)));
            } else {
                entries.entry(number as u32).or_insert(None);
            }
        }
    }
    Some(dict)
}

/// Every entry must lead to its object.
fn compare(entries: &Entries, begins: &BTreeMap<usize, Id>, s: &mut Structure) {
    let mut wrong = 0;
    for (&number, entry) in entries {
        let Some((offset, generation)) = entry else { continue };
        let found = begins.range(offset..).next().filter(|(at, _)| **at - offset < 3);
        if found.map(|(_, id)| *id) != Some(Id(number, *generation)) {
            wrong += 1;
            if wrong <= 3 {
                fault(s, format!("object {number} is not at byte {offset}, where the cross-reference puts it"));
            }
        }
    }
    if wrong > 3 {
        fault(s, format!("{wrong} cross-references lead nowhere"));
    }
    if let Some(size) = s.trailer.raw("Size").and_then(Obj::int)
        && let Some((&top, _)) = entries.iter().next_back()
        && i64::from(top) >= size
    {
        fault(s, format!("Size is {size}, but there is an object {top}"));
    }
}
