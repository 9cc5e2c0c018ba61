//! What a code means on paper: the entries of `docs/diagnostics.md`.
//!
//! In: a code or its name. Out: its entry. Does not know: reports.

use super::codes::{Entry, TABLE};

const DOCUMENT: &str = include_str!("../../docs/diagnostics.md");

/// The entry of a code (`R003`, also written small) or of its name (`unknown-key`).
pub fn explain(word: &str) -> Option<String> {
    let entry = find(word)?;
    let heading = format!("## {} {}", entry.code, entry.name);
    let text = section(&heading).unwrap_or_default();
    Some(format!("{} {}: {}\n\n{}", entry.code, entry.name, entry.title, text.trim()).trim_end().to_string() + "\n")
}

/// The row of the table for a code or a name.
pub fn find(word: &str) -> Option<&'static Entry> {
    TABLE.iter().find(|e| e.code.eq_ignore_ascii_case(word) || e.name.eq_ignore_ascii_case(word))
}

/// The text under a heading of the document.
fn section(heading: &str) -> Option<&'static str> {
    let mut at = 0;
    for line in DOCUMENT.split_inclusive('\n') {
        let start = at + line.len();
        if line.trim_end() == heading {
            let rest = &DOCUMENT[start..];
            let end = rest.find("\n#").map_or(rest.len(), |i| i + 1);
            return Some(&rest[..end]);
        }
        at = start;
    }
    None
}
