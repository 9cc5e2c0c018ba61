//! TOML as a tree in which every key and value knows where it is written.
//!
//! In: text. Out: [`Table`]s, in the order written. Does not know: which keys exist.
//!
//! The tree is our own, for two reasons. A layout may start from another (`extends`), so that one
//! tree holds values of several files, each with its own span; and copy stands in strings of front
//! matter, whose characters must be found again byte by byte.

use super::decode::Odds;
use crate::diag::{Code, Diagnostic, Report};
use crate::model::issue::Date;
use crate::source::{FileId, Span};
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table: keys in the order written.
#[derive(Clone, Debug)]
pub struct Table {
    /// Keys and values.
    pub entries: Vec<Entry>,
    /// Where it is written.
    pub span: Span,
}

/// One key of a table and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is written.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// A value and where it is written.
#[derive(Clone, Debug)]
pub struct Node {
    /// What.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// The kinds of values.
#[derive(Clone, Debug)]
pub enum Value {
    /// A string.
    Text {
        /// What it says.
        text: String,
        /// Byte of the file where the text begins, when it is written without escapes, so that byte
        /// `n` of it is byte `at + n` of the file.
        at: Option<u32>,
    },
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A date; `None` when it is a time of day.
    Date(Option<Date>),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Value {
    /// How messages call it.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Text { .. } => "a text",
            Value::Integer(_) => "a number",
            Value::Float(_) => "a number with a fraction",
            Value::Bool(_) => "true or false",
            Value::Date(Some(_)) => "a date",
            Value::Date(None) => "a time of day",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|e| e.key == key).map(|e| &e.node)
    }

    /// Lays another table over this one: its values win, and tables are merged key by key. Lists are
    /// taken whole, for nobody could tell which of their entries is meant.
    pub fn overlay(&mut self, over: &Table) {
        for entry in &over.entries {
            match self.entries.iter_mut().find(|e| e.key == entry.key) {
                Some(own) => match (&mut own.node.value, &entry.node.value) {
                    (Value::Table(below), Value::Table(above)) => below.overlay(above),
                    _ => *own = entry.clone(),
                },
                None => self.entries.push(entry.clone()),
            }
        }
        self.span = over.span;
    }
}

/// Reads TOML. `base` is the byte of the file where `text` begins (front matter does not begin the file).
/// What is not TOML goes to the report, and the rest is read all the same; the flag tells whether all was well.
pub fn parse(text: &str, file: FileId, base: u32, report: &mut Report) -> (Table, bool) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let ranges = errors.iter().map(|error| error.span().unwrap_or(0..0)).collect();
    let context = Context { text, file, base, errors: ranges, odd: RefCell::default() };
    for (error, range) in errors.iter().zip(&context.errors).take(MOST) {
        report.push(context.complaint(error.message(), range.clone()));
    }
    let span = context.span(0..text.len());
    if errors.len() > MOST {
        if let Some(last) = report.diagnostics.last_mut() {
            last.message.push_str(&format!("; {} more places like it are not shown", errors.len() - MOST));
        }
        return (Table { entries: Vec::new(), span }, false);
    }
    let table = context.table(root.get_ref(), span);
    context.odd.into_inner().report(file, report);
    (table, errors.is_empty())
}

/// So many slips may be a person's; a file with more is something else, and none of it is read.
const MOST: usize = 24;

struct Context<'a> {
    text: &'a str,
    file: FileId,
    base: u32,
    /// Where the text is not TOML.
    errors: Vec<Range<usize>>,
    /// What should not stand in the texts.
    odd: RefCell<Odds>,
}

impl Context<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span { file: self.file, start: self.base + range.start as u32, end: self.base + range.end as u32 }
    }

    fn complaint(&self, message: &str, range: Range<usize>) -> Diagnostic {
        let line = line_around(self.text, range.start);
        // A day that no calendar has is the one slip of this kind that an editor makes.
        let value = line.split('=').nth(1).unwrap_or("").trim();
        let digits = value.split_whitespace().next().unwrap_or("");
        let is_day = digits.len() == 10
            && digits.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        if is_day {
            return Diagnostic::new(Code("R010"), format!("{digits} is not a day of the calendar"))
                .at(self.span(range))
                .help("write a date as year-month-day: 2023-03-27");
        }
        let mut message = message.lines().next().unwrap_or("").trim().trim_end_matches('.').to_string();
        if message.is_empty() {
            message = "this is not TOML".to_string();
        }
        let help = self.advice(&message, range.start);
        Diagnostic::new(Code("R002"), message).at(self.span(range)).help(help)
    }

    /// What to do about a place that is not TOML, by the character that stands there.
    fn advice(&self, message: &str, at: usize) -> String {
        let at = (0..=at.min(self.text.len())).rev().find(|i| self.text.is_char_boundary(*i)).unwrap_or(0);
        let next = self.text[at..].chars().find(|c| !c.is_whitespace()).unwrap_or(' ');
        match next {
            _ if message.starts_with("duplicate") => {
                "write each key once in its table, and each [heading] once in the file".to_string()
            }
            '“' | '”' | '‘' | '’' | '＂' | '「' | '」' => {
                format!("write straight quotes \"…\" round a text instead of {next}")
            }
            '＝' => "write = in half width, as in key = value".to_string(),
            '，' | '［' | '］' | '｛' | '｝' | '＃' => format!("write {next} in half width"),
            c if !c.is_ascii() => {
                format!("U+{:04X} “{c}” stands here: keys are written in plain letters, texts in \"…\"", c as u32)
            }
            _ => "write keys as `key = value`, texts in double quotes, lists in [ ] and tables in { }".to_string(),
        }
    }

    fn table(&self, table: &DeTable<'_>, span: Span) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            // A day that does not exist has been reported, and nothing is left of it.
            .filter(|(_, value)| !(matches!(value.get_ref(), DeValue::Datetime(_)) && self.is_broken(&value.span())))
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                key_span: self.span(key.span()),
                node: self.node(value),
            })
            .collect();
        entries.sort_by_key(|e| e.key_span.start);
        Table { entries, span }
    }

    fn node(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let span = self.span(value.span());
        let value = match value.get_ref() {
            DeValue::String(text) => {
                let at = self.content_start(&value.span(), text);
                self.odd.borrow_mut().look(text, at.ok_or(span.start));
                Value::Text { text: text.to_string(), at }
            }
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Integer(number),
                Err(_) => Value::Float(f64::INFINITY),
            },
            DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(time) => {
                Value::Date(time.date.map(|d| Date { year: i32::from(d.year), month: d.month, day: d.day }))
            }
            DeValue::Array(list) => Value::List(list.iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table, span)),
        };
        Node { value, span }
    }

    fn is_broken(&self, range: &Range<usize>) -> bool {
        self.errors.iter().any(|error| error.start < range.end && range.start < error.end)
    }

    /// Where the text of a string begins, when the file holds it as it is.
    fn content_start(&self, range: &Range<usize>, value: &str) -> Option<u32> {
        let raw = self.text.get(range.clone())?;
        let quotes = ["\"\"\"\r\n", "\"\"\"\n", "\"\"\"", "'''\r\n", "'''\n", "'''", "\"", "'"];
        let open = quotes.iter().find(|quote| raw.starts_with(**quote))?;
        let inner = raw.get(open.len()..open.len() + value.len())?;
        (inner == value).then(|| self.base + (range.start + open.len()) as u32)
    }
}

/// The line of a text around a byte.
fn line_around(text: &str, at: usize) -> &str {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    &text[start..end]
}
