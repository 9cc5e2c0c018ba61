//! How much there is to draw on a supplied page, once everything that is used again is counted again.
//!
//! In: a page. Out: a number of operators, or that it is too much. Does not know: what is drawn.
//!
//! Forms in forms double with every level: thirty small streams can ask for more than a machine draws in a year. The
//! renderer has no such limit, so it is held here.

use crate::art::unpack::{self, Unpack};
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Dict, Name, Object, Stream};
use hayro_syntax::page::Page;
use std::collections::BTreeMap;

/// Most operators that are drawn.
const MOST: u64 = 1_500_000;
/// Deepest nesting that is followed.
const DEEPEST: usize = 40;

/// What is found in resources, by kind.
struct Found<'a> {
    forms: Dict<'a>,
    patterns: Dict<'a>,
    states: Dict<'a>,
}

impl<'a> Found<'a> {
    fn of(resources: &Dict<'a>) -> Found<'a> {
        let list = |key: &str| resources.get::<Dict<'a>>(key).unwrap_or_default();
        Found { forms: list("XObject"), patterns: list("Pattern"), states: list("ExtGState") }
    }
}

/// Whether a page can be drawn in the time that a page has.
pub fn bearable(page: &Page<'_>) -> bool {
    let resources = page.raw().get::<Dict<'_>>("Resources");
    let found = resources.map_or_else(
        || Found {
            forms: page.resources().x_objects.clone(),
            patterns: page.resources().patterns.clone(),
            states: page.resources().ext_g_states.clone(),
        },
        |own| Found::of(&own),
    );
    let mut scale = Scale { known: BTreeMap::new(), open: Vec::new() };
    let content = page.page_stream().unwrap_or_default();
    scale.content(content, &found, 0).is_some_and(|sum| sum <= MOST)
}

/// A stream by where it lies in memory.
type Key = (usize, usize);

struct Scale {
    known: BTreeMap<Key, u64>,
    /// Streams that are being weighed: one of them within itself is a circle.
    open: Vec<Key>,
}

impl Scale {
    fn stream(&mut self, stream: &Stream<'_>, outer: &Found<'_>, depth: usize) -> Option<u64> {
        let data = stream.dict().data();
        let key = (data.as_ptr() as usize, data.len());
        if let Some(known) = self.known.get(&key) {
            return Some(*known);
        }
        if depth > DEEPEST || self.open.contains(&key) {
            return None;
        }
        let Ok(Unpack::Done(bytes)) = unpack::stream(stream) else { return Some(1) };
        self.open.push(key);
        let own = stream.dict().get::<Dict<'_>>("Resources").map(|r| Found::of(&r));
        let sum = self.content(&bytes, own.as_ref().unwrap_or(outer), depth + 1);
        self.open.pop();
        self.known.insert(key, sum?);
        sum
    }
    fn content(&mut self, content: &[u8], found: &Found<'_>, depth: usize) -> Option<u64> {
        let mut sum = 0_u64;
        // What painting costs with the pattern that is set.
        let mut pattern = 0_u64;
        let mut operations = UntypedIter::new(content);
        while let Some(operation) = operations.next() {
            let last = operation.operands().last().cloned();
            let name: Option<Name<'_>> = last.and_then(|o| if let Object::Name(name) = o { Some(name) } else { None });
            sum += 1;
            sum = sum.saturating_add(match (&**operation.operator, name) {
                (b"Do", Some(name)) => match found.forms.get::<Stream<'_>>(&name[..]) {
                    Some(form) if !form.dict().contains_key("Width") => self.stream(&form, found, depth)?,
                    _ => 1,
                },
                (b"gs", Some(name)) => {
                    let state = found.states.get::<Dict<'_>>(&name[..]).unwrap_or_default();
                    match state.get::<Dict<'_>>("SMask").and_then(|mask| mask.get::<Stream<'_>>("G")) {
                        Some(form) => self.stream(&form, found, depth)?,
                        None => 0,
                    }
                }
                (b"scn" | b"SCN", Some(name)) => {
                    let cell = found.patterns.get::<Stream<'_>>(&name[..]);
                    pattern = cell.map_or(Some(0), |cell| self.stream(&cell, found, depth))?;
                    pattern
                }
                (b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"Tj" | b"TJ", _) => pattern,
                _ => 0,
            });
            if sum > MOST {
                return None;
            }
        }
        Some(sum)
    }
}
