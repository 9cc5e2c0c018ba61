//! Diagnostics as JSON lines.
//!
//! In: a [`Report`]. Out: one object a line. Does not know: who reads them.
//!
//! What is not known is `null`, never a false 1:1. Lines and columns count from 1, columns in
//! characters; lengths are millimetres from the trim's top left.

use super::{Diagnostic, Report, human};
use crate::geom::Len;
use crate::source::Span;
use serde::Serialize;

/// The form of the lines; goes up when a key changes its meaning.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    code: &'a str,
    name: &'a str,
    severity: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    span: Option<Ends>,
    place: Option<Spot>,
    help: Option<&'a str>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Ends {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Spot {
    page: u32,
    x: Option<f64>,
    y: Option<f64>,
    w: Option<f64>,
    h: Option<f64>,
}

#[derive(Serialize)]
struct Related<'a> {
    file: &'a str,
    span: Ends,
    message: &'a str,
}

/// All diagnostics, sorted by page and then by file.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for diagnostic in report.sorted() {
        // The only values are texts and finite numbers, which always serialize.
        if let Ok(line) = serde_json::to_string(&line(diagnostic, report)) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

fn line<'a>(diagnostic: &'a Diagnostic, report: &'a Report) -> Line<'a> {
    Line {
        schema: SCHEMA,
        code: diagnostic.code.0,
        name: diagnostic.code.name(),
        severity: human::word(diagnostic.severity),
        message: &diagnostic.message,
        file: diagnostic.span.map(|span| report.sources.get(span.file).name.as_str()),
        span: diagnostic.span.map(|span| ends(span, report)),
        place: diagnostic.place.map(|place| Spot {
            page: place.page,
            x: place.area.map(|area| mm(area.x)),
            y: place.area.map(|area| mm(area.y)),
            w: place.area.map(|area| mm(area.w)),
            h: place.area.map(|area| mm(area.h)),
        }),
        help: diagnostic.help.as_deref(),
        related: diagnostic
            .related
            .iter()
            .map(|(span, why)| Related {
                file: &report.sources.get(span.file).name,
                span: ends(*span, report),
                message: why,
            })
            .collect(),
    }
}

fn ends(span: Span, report: &Report) -> Ends {
    let position = |byte| {
        let at = report.sources.locate(span.file, byte);
        Position { line: at.line, column: at.column }
    };
    Ends { start: position(span.start), end: position(span.end) }
}

/// To the micrometre.
fn mm(len: Len) -> f64 {
    (len.mm() * 1000.0).round() / 1000.0
}
