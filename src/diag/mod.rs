//! Diagnostics as values.
//!
//! In: what stages notice. Out: a [`Report`]. Does not know: how it is shown
//! (`diag::human`, `diag::json`) nor what is done about it.

pub mod codes;
pub mod explain;
pub mod human;
pub mod json;

pub use codes::Code;

use crate::geom::Rect;
use crate::source::{Sources, Span};

/// How bad it is for the press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Look before it goes to press.
    Warning,
    /// Not fit for press.
    Error,
}

/// A spot on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Page number as printed.
    pub page: u32,
    /// The area, from the trim's top left; `None` for the whole page.
    pub area: Option<Rect>,
}

/// One thing that somebody should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What kind of thing.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// One phrase without a full stop, enough if shown alone.
    pub message: String,
    /// Where in the copy or the layout.
    pub span: Option<Span>,
    /// Where on paper.
    pub place: Option<Place>,
    /// Other places that have to do with it, and why.
    pub related: Vec<(Span, String)>,
    /// What to do, in the imperative.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of the code's own severity.
    pub fn new(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity(),
            message: short(message.into()),
            span: None,
            place: None,
            related: Vec::new(),
            help: None,
        }
    }
    /// With the place where it was written.
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Diagnostic {
        self.span = span.into();
        self
    }
    /// With the page it stands on and, if known, the area.
    pub fn on(mut self, page: u32, area: Option<Rect>) -> Diagnostic {
        self.place = Some(Place { page, area });
        self
    }
    /// With another severity than the code's own.
    pub fn severity(mut self, severity: Severity) -> Diagnostic {
        self.severity = severity;
        self
    }
    /// With advice.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
    /// With another place that has to do with it.
    pub fn related(mut self, span: Span, why: impl Into<String>) -> Diagnostic {
        self.related.push((span, why.into()));
        self
    }
}

/// A message that quotes copy must stay one that is read: what is too long loses its middle.
fn short(message: String) -> String {
    let count = message.chars().count();
    if count <= LONGEST {
        return message;
    }
    let (head, tail) = (LONGEST * 3 / 4, LONGEST / 4);
    let first: String = message.chars().take(head).collect();
    let last: String = message.chars().skip(count - tail).collect();
    format!("{first}…{last}")
}

/// Characters of the longest message.
const LONGEST: usize = 240;

/// What the stages of one run noticed, and the files it is about.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In the order of noticing.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that spans point into.
    pub sources: Sources,
}

impl Report {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
    /// Whether anything stops the press.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }
    /// In the order in which people work: by page, then by file and place, then by code. What belongs to
    /// no page comes first, for it belongs to all of them.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        sorted.sort_by_key(|d| {
            let page = d.place.map_or(0, |place| place.page);
            let at = d.span.map(|span| (self.sources.get(span.file).name.as_str(), span.start));
            (page, at, d.code)
        });
        sorted
    }
}
