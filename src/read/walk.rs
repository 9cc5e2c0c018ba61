//! Walking a table: asking for keys, reporting what is wrong, all of it in one run.
//!
//! In: a [`Table`]. Out: values; what is wrong goes to the report with its span. Does not know: the model.
//!
//! A reader asks for each key that it knows. What nobody asked for is unknown, and is reported with
//! the nearest key that somebody did ask for: so the readers are the only list of keys, and the JSON
//! Schema is made by asking an empty table and writing down the questions.

use super::tree::{Node, Table, Value};
use super::unit::{self, Units};
use crate::diag::{Code, Diagnostic, Report};
use crate::geom::Len;
use crate::source::Span;

/// What is wrong with a value.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// Its code.
    pub code: Code,
    /// One phrase.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Wrong {
    /// The value is of another kind than the key wants.
    pub fn kind(expected: &str, found: &Value) -> Wrong {
        let help = match (expected, found) {
            (_, Value::Date(None)) => "write the day too: 2023-03-27",
            ("a text", _) => "write a text in double quotes: \"…\"",
            ("true or false", _) => "write true or false, without quotes",
            ("a whole number", _) => "write a number without quotes, fraction or unit: 4",
            ("a table", _) => "write a table as { key = value }, or under a [heading] of its own",
            (_, Value::List(_)) => "write it without [ ]",
            (what, _) if what.contains("list") => "write a list in [ ], its items parted by commas",
            _ => "see the values in docs/formats.md, or what `banxin schema` prints",
        };
        Wrong::of("R004", format!("this should be {expected}, not {}", found.kind())).help(help)
    }
    /// With a code of its own.
    fn of(code: &'static str, message: impl Into<String>) -> Wrong {
        Wrong { code: Code(code), message: message.into(), help: None }
    }
    /// A number without its unit or with one that does not exist.
    pub fn unit(message: impl Into<String>) -> Wrong {
        Wrong::of("R005", message)
    }
    /// A value of the right kind that the key cannot take.
    pub fn value(message: impl Into<String>) -> Wrong {
        Wrong::of("R006", message)
    }
    /// With advice.
    pub fn help(mut self, help: impl Into<String>) -> Wrong {
        self.help = Some(help.into());
        self
    }
}

/// What the walk of one kind of file shares.
pub struct Walk<'r> {
    /// Where trouble goes.
    pub report: &'r mut Report,
    /// What relative units stand for.
    pub units: Units,
    /// Whether the file parsed; when it did not, keys may be missing only because their line is broken.
    pub sound: bool,
    /// Questions written down for the schema; `None` when a file is read.
    pub schema: Option<Shape>,
}

/// The shape of a table as a schema knows it.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Key and kind of value.
    pub keys: Vec<(&'static str, Kind)>,
    /// Keys that must be there.
    pub required: Vec<&'static str>,
}

/// Kinds of values, as a schema tells them.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Any text.
    Text,
    /// A text or a list of texts.
    Texts,
    /// A length such as `9pt`.
    Length,
    /// A share such as `40%`.
    Share,
    /// A whole number.
    Integer,
    /// True or false.
    Bool,
    /// A date.
    Date,
    /// A range such as `1-5`.
    Range,
    /// One of these words.
    Choice(Vec<&'static str>),
    /// A table.
    Table(Shape),
    /// A list of tables.
    Tables(Shape),
    /// Tables under free names.
    Named(Shape),
    /// Anything; the reader decides.
    Any,
}

/// One table being read.
pub struct Fields<'t, 'w, 'r> {
    /// The table.
    pub table: &'t Table,
    /// The walk it belongs to.
    pub walk: &'w mut Walk<'r>,
    asked: Vec<&'static str>,
}

impl<'r> Walk<'r> {
    /// For one kind of file.
    pub fn new(report: &'r mut Report, units: Units, sound: bool) -> Walk<'r> {
        Walk { report, units, sound, schema: None }
    }

    /// Reports a wrong value.
    pub fn wrong(&mut self, wrong: Wrong, span: Span) {
        let mut diagnostic = Diagnostic::new(wrong.code, wrong.message).at(span);
        diagnostic.help = wrong.help;
        self.report.push(diagnostic);
    }

    /// Reads a table; keys that nobody asks for are reported at the end.
    pub fn table<T>(&mut self, table: &Table, read: impl FnOnce(&mut Fields<'_, '_, 'r>) -> T) -> T {
        let mut fields = Fields { table, walk: self, asked: Vec::new() };
        let out = read(&mut fields);
        let Fields { asked, .. } = fields;
        if self.schema.is_none() {
            for entry in table.entries.iter().filter(|e| !asked.contains(&e.key.as_str())) {
                let mut diagnostic =
                    Diagnostic::new(Code("R003"), format!("there is no key “{}” here", entry.key)).at(entry.key_span);
                diagnostic.help = nearest(&entry.key, asked.iter().copied())
                    .map(|near| format!("did you mean `{near}`?"))
                    .or_else(|| (!asked.is_empty()).then(|| format!("the keys here are {}", asked.join(", "))));
                self.report.push(diagnostic);
            }
        }
        out
    }

    /// Reads a table in schema mode and returns its shape.
    pub fn shape_of(&mut self, read: impl FnOnce(&mut Fields<'_, '_, 'r>)) -> Shape {
        let outer = self.schema.replace(Shape::default());
        let empty = Table { entries: Vec::new(), span: NOWHERE };
        self.table(&empty, read);
        std::mem::replace(&mut self.schema, outer).unwrap_or_default()
    }
}

/// A span for tables that are written nowhere; never reported.
pub const NOWHERE: Span = Span { file: crate::source::FileId(0), start: 0, end: 0 };

impl<'t, 'r> Fields<'t, '_, 'r> {
    /// Where the table is written.
    pub fn span(&self) -> Span {
        self.table.span
    }

    /// Asks for a key whose value the caller reads.
    pub fn node(&mut self, key: &'static str, kind: Kind) -> Option<&'t Node> {
        if let Some(shape) = &mut self.walk.schema {
            shape.keys.push((key, kind));
        }
        self.asked.push(key);
        self.table.get(key)
    }

    /// Reads a key by a function; what is wrong is reported at the value.
    pub fn parse<T>(
        &mut self,
        key: &'static str,
        kind: Kind,
        read: impl FnOnce(&Value, &Units) -> Result<T, Wrong>,
    ) -> Option<T> {
        let node = self.node(key, kind)?;
        match read(&node.value, &self.walk.units) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.walk.wrong(wrong, node.span);
                None
            }
        }
    }

    /// Whether a key stands in the table; asks nothing.
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// Reports that a key is missing, unless it stands there (and was then reported if it was wrong).
    pub fn require(&mut self, key: &'static str) {
        if let Some(shape) = &mut self.walk.schema {
            shape.required.push(key);
            return;
        }
        if !self.has(key) && self.walk.sound {
            let here = Span { end: self.table.span.start, ..self.table.span };
            let missing = Diagnostic::new(Code("R007"), format!("the key “{key}” is missing")).at(here);
            self.walk.report.push(missing.help(format!("add `{key} = …`")));
        }
    }

    /// A text.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        self.parse(key, Kind::Text, |value, _| text(value).map(str::to_string))
    }

    /// A text, or a list of texts.
    pub fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        let items = self.items(key, Kind::Texts)?;
        let mut out = Vec::new();
        for item in items {
            match text(&item.value) {
                Ok(text) => out.push(text.to_string()),
                Err(wrong) => self.walk.wrong(wrong, item.span),
            }
        }
        Some(out)
    }

    /// The items of a list; a single value counts as a list of one.
    pub fn items(&mut self, key: &'static str, kind: Kind) -> Option<&'t [Node]> {
        let node = self.node(key, kind)?;
        match &node.value {
            Value::List(items) => Some(items),
            _ => Some(std::slice::from_ref(node)),
        }
    }

    /// A length.
    pub fn length(&mut self, key: &'static str) -> Option<Len> {
        self.parse(key, Kind::Length, length)
    }

    /// A length between two bounds.
    pub fn bounded(&mut self, key: &'static str, least: Len, most: Len) -> Option<Len> {
        self.parse(key, Kind::Length, |value, units| within(length(value, units)?, least, most))
    }

    /// A thickness or a white: not below nothing, and not beyond a meter.
    pub fn amount(&mut self, key: &'static str) -> Option<Len> {
        self.bounded(key, Len::ZERO, Len::MM * 1000)
    }

    /// A list of exactly `N` lengths.
    pub fn lengths<const N: usize>(&mut self, key: &'static str) -> Option<[Len; N]> {
        self.parse(key, Kind::Any, |value, units| {
            let list = list(value, N, "lengths")?;
            let mut out = [Len::ZERO; N];
            for (slot, node) in out.iter_mut().zip(list) {
                *slot = length(&node.value, units)?;
            }
            Ok(out)
        })
    }

    /// A share in thousandths: `40%` or `0.4`.
    pub fn share(&mut self, key: &'static str) -> Option<i64> {
        self.parse(key, Kind::Share, |value, _| share(value))
    }

    /// A share between two bounds, in thousandths.
    pub fn bounded_share(&mut self, key: &'static str, least: i64, most: i64) -> Option<i64> {
        self.parse(key, Kind::Share, |value, _| share_within(share(value)?, least, most))
    }

    /// Two shares, the lesser first, neither below nothing nor above `most` thousandths.
    pub fn share_range(&mut self, key: &'static str, most: i64) -> Option<(i64, i64)> {
        self.parse(key, Kind::Any, |value, _| {
            let list = list(value, 2, "shares")?;
            let low = share_within(share(&list[0].value)?, 0, most)?;
            let high = share_within(share(&list[1].value)?, 0, most)?;
            if low > high {
                return Err(Wrong::value("the first share is greater than the second").help("write least and most"));
            }
            Ok((low, high))
        })
    }

    /// A list of exactly `N` shares.
    pub fn shares<const N: usize>(&mut self, key: &'static str) -> Option<[i64; N]> {
        self.parse(key, Kind::Any, |value, _| {
            let list = list(value, N, "shares")?;
            let mut out = [0; N];
            for (slot, node) in out.iter_mut().zip(list) {
                *slot = share(&node.value)?;
            }
            Ok(out)
        })
    }

    /// A whole number between two bounds.
    pub fn integer(&mut self, key: &'static str, least: i64, most: i64) -> Option<i64> {
        self.parse(key, Kind::Integer, |value, _| integer(value, least, most))
    }

    /// `true` or `false`.
    pub fn bool(&mut self, key: &'static str) -> Option<bool> {
        self.parse(key, Kind::Bool, |value, _| bool(value))
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let kind = Kind::Choice(words.iter().map(|w| w.0).collect());
        self.parse(key, kind, |value, _| choice(value, words))
    }

    /// A table.
    pub fn table<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Fields<'_, '_, 'r>) -> T) -> Option<T> {
        if self.walk.schema.is_some() {
            let shape = self.walk.shape_of(|f| {
                read(f);
            });
            self.node(key, Kind::Table(shape));
            return None;
        }
        let node = self.node(key, Kind::Any)?;
        match &node.value {
            Value::Table(table) => Some(self.walk.table(table, read)),
            other => {
                self.walk.wrong(Wrong::kind("a table", other), node.span);
                None
            }
        }
    }

    /// A list of tables, `[[key]]`.
    pub fn tables<T>(&mut self, key: &'static str, mut read: impl FnMut(&mut Fields<'_, '_, 'r>) -> T) -> Vec<T> {
        if self.walk.schema.is_some() {
            let shape = self.walk.shape_of(|f| {
                read(f);
            });
            self.node(key, Kind::Tables(shape));
            return Vec::new();
        }
        let Some(items) = self.items(key, Kind::Any) else { return Vec::new() };
        let mut out = Vec::new();
        for item in items {
            match &item.value {
                Value::Table(table) => out.push(self.walk.table(table, &mut read)),
                other => self.walk.wrong(Wrong::kind("a table", other), item.span),
            }
        }
        out
    }

    /// Tables under free names, `[key.NAME]`, in the order written.
    pub fn named<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&str, &mut Fields<'_, '_, 'r>) -> T,
    ) -> Vec<(String, T)> {
        if self.walk.schema.is_some() {
            let shape = self.walk.shape_of(|f| {
                read("", f);
            });
            self.node(key, Kind::Named(shape));
            return Vec::new();
        }
        let Some(node) = self.node(key, Kind::Any) else { return Vec::new() };
        let Value::Table(table) = &node.value else {
            self.walk.wrong(Wrong::kind("a table", &node.value), node.span);
            return Vec::new();
        };
        let mut out = Vec::new();
        for entry in &table.entries {
            match &entry.node.value {
                Value::Table(inner) => {
                    let value = self.walk.table(inner, |f| read(&entry.key, f));
                    out.push((entry.key.clone(), value));
                }
                other => self.walk.wrong(Wrong::kind("a table", other), entry.node.span),
            }
        }
        out
    }

    /// Values under free names, `key = { NAME = value }`, in the order written.
    pub fn pairs<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&Value, &Units) -> Result<T, Wrong>,
    ) -> Vec<(String, T)> {
        let Some(node) = self.node(key, Kind::Any) else { return Vec::new() };
        let Value::Table(table) = &node.value else {
            self.walk.wrong(Wrong::kind("a table", &node.value), node.span);
            return Vec::new();
        };
        let mut out = Vec::new();
        for entry in &table.entries {
            match read(&entry.node.value, &self.walk.units) {
                Ok(value) => out.push((entry.key.clone(), value)),
                Err(wrong) => self.walk.wrong(wrong, entry.node.span),
            }
        }
        out
    }
}

/// A value as text.
pub fn text(value: &Value) -> Result<&str, Wrong> {
    match value {
        Value::Text { text, .. } => Ok(text),
        other => Err(Wrong::kind("a text", other)),
    }
}

/// A value as a length.
pub fn length(value: &Value, units: &Units) -> Result<Len, Wrong> {
    match value {
        Value::Text { text, .. } => unit::length(text, units),
        Value::Integer(0) => Ok(Len::ZERO),
        Value::Integer(number) => unit::length(&number.to_string(), units),
        Value::Float(number) => unit::length(&number.to_string(), units),
        other => Err(Wrong::kind("a length such as \"9pt\"", other)),
    }
}

/// A length that lies between two bounds.
pub fn within(length: Len, least: Len, most: Len) -> Result<Len, Wrong> {
    if (least..=most).contains(&length) {
        return Ok(length);
    }
    let (least, most) = (least.mm(), most.mm());
    let wrong = Wrong::value(format!("{:.2} mm is not between {least:.2} and {most:.2} mm", length.mm()));
    Err(wrong.help("see the number and its unit"))
}

/// A value as a share in thousandths.
pub fn share(value: &Value) -> Result<i64, Wrong> {
    match value {
        Value::Text { text, .. } => unit::share(text),
        Value::Integer(number) => unit::share(&number.to_string()),
        Value::Float(number) => unit::share(&number.to_string()),
        other => Err(Wrong::kind("a share such as \"40%\"", other)),
    }
}

fn share_within(share: i64, least: i64, most: i64) -> Result<i64, Wrong> {
    if (least..=most).contains(&share) {
        return Ok(share);
    }
    let percent = |n: i64| format!("{}%", n as f64 / 10.0);
    let wrong = Wrong::value(format!("{} is not between {} and {}", percent(share), percent(least), percent(most)));
    Err(wrong.help("shares are written as 40% or 0.4"))
}

/// A value as a whole number.
pub fn integer(value: &Value, least: i64, most: i64) -> Result<i64, Wrong> {
    match value {
        Value::Integer(number) if (least..=most).contains(number) => Ok(*number),
        Value::Integer(number) => {
            let wrong = Wrong::value(format!("{number} is not between {least} and {most}"));
            Err(wrong.help(format!("write a number from {least} to {most}")))
        }
        // A number too large for a machine is read as one with a fraction.
        Value::Float(number) if number.is_infinite() => {
            Err(Wrong::value("this number is far too large").help(format!("write a number from {least} to {most}")))
        }
        other => Err(Wrong::kind("a whole number", other)),
    }
}

/// A value as true or false.
pub fn bool(value: &Value) -> Result<bool, Wrong> {
    match value {
        Value::Bool(value) => Ok(*value),
        other => Err(Wrong::kind("true or false", other)),
    }
}

/// A value as one of a few words.
pub fn choice<T: Copy>(value: &Value, words: &[(&'static str, T)]) -> Result<T, Wrong> {
    let text = text(value)?;
    // `very-strict` and `very_strict` are the same word; language tags keep their hyphens.
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text || *word == text.replace('-', "_")) {
        return Ok(*value);
    }
    let list: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    Err(Wrong::value(format!("“{text}” is not known here")).help(format!("write one of {}", list.join(", "))))
}

/// A value as a list of exactly so many items.
pub fn list<'v>(value: &'v Value, length: usize, what: &str) -> Result<&'v [Node], Wrong> {
    match value {
        Value::List(items) if items.len() == length => Ok(items),
        Value::List(items) => {
            let wrong = Wrong::value(format!("this should hold {length} {what}, not {}", items.len()));
            Err(wrong.help(format!("write {length} of them in [ ], parted by commas")))
        }
        other => Err(Wrong::kind(&format!("a list of {length} {what}"), other)),
    }
}

/// The known word nearest to a mistyped one, when one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 4);
    known.map(|k| (distance(word, k), k)).filter(|(d, _)| *d <= limit).min_by_key(|(d, _)| *d).map(|(_, k)| k)
}

/// How many letters must be changed, added, dropped or swapped to turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_key_is_named() {
        let known = ["headline", "deck", "kicker", "dateline"];
        assert_eq!(nearest("headlin", known.into_iter()), Some("headline"));
        assert_eq!(nearest("hedaline", known.into_iter()), Some("headline"));
        assert_eq!(nearest("dek", known.into_iter()), Some("deck"));
        assert_eq!(nearest("colour", known.into_iter()), None);
    }
}
