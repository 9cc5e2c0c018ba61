//! Diagnostics for people.
//!
//! In: a [`Report`]. Out: text for a terminal. Does not know: whether it is one; the caller says so.
//!
//! Carets count terminal cells, of which a Han character takes two. A paragraph of copy is one long
//! line, so only the part around the place is shown.

use super::{Diagnostic, Report, Severity};
use crate::source::{Source, Span};
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// Widest part of a line of copy that is shown, in cells.
const WINDOW: usize = 88;

/// All diagnostics, sorted by page and then by file, and a closing count.
pub fn render(report: &Report, color: bool) -> String {
    let mut out = String::new();
    for diagnostic in report.sorted() {
        one(diagnostic, report, color, &mut out);
        out.push('\n');
    }
    let closing = closing(report);
    if !closing.is_empty() {
        out.push_str(&closing);
        out.push('\n');
    }
    out
}

/// `2 errors, 1 warning`; empty when there is nothing to say.
pub fn closing(report: &Report) -> String {
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let counts: Vec<String> = words
        .iter()
        .map(|(severity, word)| (report.count(*severity), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    counts.join(", ")
}

/// The word for a severity.
pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

struct Ink {
    head: &'static str,
    bold: &'static str,
    dim: &'static str,
    off: &'static str,
}

fn ink(severity: Severity, color: bool) -> Ink {
    if !color {
        return Ink { head: "", bold: "", dim: "", off: "" };
    }
    let head = match severity {
        Severity::Error => "\x1b[1;31m",
        Severity::Warning => "\x1b[1;33m",
        Severity::Note => "\x1b[1;36m",
    };
    Ink { head, bold: "\x1b[1m", dim: "\x1b[34m", off: "\x1b[0m" }
}

fn one(diagnostic: &Diagnostic, report: &Report, color: bool, out: &mut String) {
    let Ink { head, bold, dim, off } = ink(diagnostic.severity, color);
    let (code, name) = (diagnostic.code.0, diagnostic.code.name());
    // Writing to a text cannot fail.
    let _ = writeln!(
        out,
        "{head}{}[{code}]{off} {bold}{name}: {}{off}",
        word(diagnostic.severity),
        printable(&diagnostic.message)
    );
    let place = place(diagnostic);
    let mut margin = 2;
    match diagnostic.span {
        Some(span) => {
            let source = report.sources.get(span.file);
            let at = report.sources.locate(span.file, span.start);
            margin = at.line.to_string().len() + 1;
            let pad = " ".repeat(margin - 1);
            let gap = if place.is_empty() { "" } else { "   " };
            let name = printable(&source.name);
            let _ = writeln!(out, "{pad}{dim}-->{off} {name}:{}:{}{gap}{place}", at.line, at.column);
            if let Some((line, before, carets)) = excerpt(source, span) {
                let _ = writeln!(out, "{pad} {dim}|{off}");
                let _ = writeln!(out, "{dim}{} |{off} {line}", at.line);
                let _ = writeln!(out, "{pad} {dim}|{off} {}{head}{}{off}", " ".repeat(before), "^".repeat(carets));
            }
        }
        None if !place.is_empty() => {
            let _ = writeln!(out, "{dim} -->{off} {place}");
        }
        None => {}
    }
    let pad = " ".repeat(margin);
    for (span, why) in &diagnostic.related {
        let at = report.sources.locate(span.file, span.start);
        let name = printable(&report.sources.get(span.file).name);
        let _ = writeln!(out, "{pad}{dim}={off} {name}:{}:{}: {}", at.line, at.column, printable(why));
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "{pad}{dim}={off} help: {}", printable(help));
    }
}

/// `(page 1, 102.4 mm from the left, 231.0 mm down)`.
fn place(diagnostic: &Diagnostic) -> String {
    match &diagnostic.place {
        None => String::new(),
        Some(place) => match place.area {
            None => format!("(page {})", place.page),
            Some(area) => {
                format!("(page {}, {:.1} mm from the left, {:.1} mm down)", place.page, area.x.mm(), area.y.mm())
            }
        },
    }
}

/// The part of the line around a span, and the cells before and under the carets.
fn excerpt(source: &Source, span: Span) -> Option<(String, usize, usize)> {
    let text: &str = &source.text;
    let (start, end) = (span.start as usize, span.end as usize);
    if text.is_empty() || !text.is_char_boundary(start) || start > text.len() {
        return None;
    }
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let to = text[start..].find(['\n', '\r']).map_or(text.len(), |i| start + i);
    // What is marked may run over many lines; the carets stay on the first.
    let mut end = end.clamp(start, to);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let cells = |text: &str| text.chars().map(width).sum::<usize>();
    let mut marked = &text[start..end];
    let mut cut_marked = false;
    if cells(marked) > WINDOW / 2 {
        let (at, _) = fit(marked.char_indices(), WINDOW / 2);
        marked = &marked[..at];
        cut_marked = true;
    }
    let room = WINDOW - cells(marked).min(WINDOW);
    // A third of the room before the place, the rest after it: what is wrong is mostly read forward.
    let before = &text[from..start];
    let mut cut = before.len();
    let mut used = 0;
    for (at, c) in before.char_indices().rev() {
        used += width(c);
        if used > room / 3 {
            break;
        }
        cut = at;
    }
    let after = if cut_marked { "" } else { &text[end..to] };
    let (stop, _) = fit(after.char_indices(), room - room / 3);
    let left = if cut > 0 { "…" } else { "" };
    let right = if cut_marked || stop < after.len() { "…" } else { "" };
    let shown = format!("{left}{}{}{}{right}", visible(&before[cut..]), visible(marked), visible(&after[..stop]));
    let carets = cells(marked).max(1);
    Some((shown, cells(left) + cells(&before[cut..]), carets))
}

/// How many bytes of a text fit into so many cells.
fn fit(chars: impl Iterator<Item = (usize, char)>, room: usize) -> (usize, usize) {
    let mut used = 0;
    let mut end = 0;
    for (at, c) in chars {
        if used + width(c) > room {
            return (at, used);
        }
        used += width(c);
        end = at + c.len_utf8();
    }
    (end, used)
}

/// Cells of a character as [`visible`] prints it.
fn width(c: char) -> usize {
    if hidden(c) { 1 } else { c.width().unwrap_or(1) }
}

fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{AD}')
}

/// Copy with characters that would disturb a terminal shown as a box.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => ' ',
            c if hidden(c) => '␣',
            c => c,
        })
        .collect()
}

/// A message that quotes copy must not move the cursor either.
fn printable(text: &str) -> String {
    visible(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    fn show(text: &str, marked: &str, message: &str) -> String {
        let mut report = Report::default();
        let file = report.sources.add("stories/lead.md", text);
        let start = text.find(marked).unwrap() as u32;
        let span = Span { file, start, end: start + marked.len() as u32 };
        report.push(Diagnostic::new(Code("R023"), message).at(span).help("close it"));
        render(&report, false)
    }

    #[test]
    fn carets_stand_under_wide_characters() {
        let shown = show("一行\n科学家合成了鿔的化合物。\n", "鿔", "no face has it");
        let expected = "\
warning[R023] open-mark: no face has it
 --> stories/lead.md:2:7
  |
2 | 科学家合成了鿔的化合物。
  |             ^^
  = help: close it

1 warning
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_long_paragraph_is_shown_around_the_place() {
        let text = format!("{}字{}", "前".repeat(300), "后".repeat(300));
        let shown = show(&text, "字", "here");
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[3].starts_with("1 | …前") && lines[3].ends_with("后…"), "{shown}");
        let cells = |text: &str| text.chars().map(width).sum::<usize>();
        assert!(cells(lines[3]) < 100);
        let before = &lines[3][..lines[3].find('字').unwrap()];
        assert_eq!(cells(before), lines[4].find('^').unwrap());
    }
}
