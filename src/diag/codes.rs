//! The table of codes: number, name, title, default severity. Numbers are never used again.

use super::Severity;

/// A kind of diagnostic: an entry of [`TABLE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

/// One kind of diagnostic.
pub struct Entry {
    /// `R001`.
    pub code: &'static str,
    /// `missing-file`.
    pub name: &'static str,
    /// One line.
    pub title: &'static str,
    /// Unless the layout says otherwise.
    pub severity: Severity,
}

impl Code {
    /// Its entry.
    pub fn entry(self) -> &'static Entry {
        TABLE.iter().find(|e| e.code == self.0).expect("every code has an entry")
    }
    /// Its default severity.
    pub fn severity(self) -> Severity {
        self.entry().severity
    }
    /// Its name.
    pub fn name(self) -> &'static str {
        self.entry().name
    }
}

/// All codes, by family: R read, F fonts, T text, M make-up, P press, N taboos.
pub const TABLE: &[Entry] = &[
    // One block a family, so that families can grow without meeting.
    // --- R ---
    // --- F ---
    // --- T ---
    // --- M ---
    // --- N ---
    // --- P ---
];
