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
    Entry {
        code: "F001",
        name: "missing-face",
        title: "a face that the layout names is not to be had",
        severity: Severity::Error,
    },
    Entry { code: "F002", name: "missing-glyph", title: "no face has the character", severity: Severity::Error },
    Entry {
        code: "F003",
        name: "borrowed-glyph",
        title: "the character is set in another face",
        severity: Severity::Warning,
    },
    Entry { code: "F004", name: "broken-face", title: "a font file cannot be used", severity: Severity::Error },
    Entry { code: "F005", name: "other-weight", title: "the family lacks the weight", severity: Severity::Warning },
    Entry {
        code: "F006",
        name: "punct-geometry",
        title: "marks do not lie where the language wants them",
        severity: Severity::Warning,
    },
    Entry {
        code: "F007",
        name: "proportional-han",
        title: "the face's Han are not equally wide",
        severity: Severity::Warning,
    },
    Entry {
        code: "F008",
        name: "unknown-variant",
        title: "the face lacks a variation sequence",
        severity: Severity::Warning,
    },
    // --- T ---
    Entry {
        code: "T001",
        name: "unknown-style",
        title: "a span names a style that the layout does not have",
        severity: Severity::Warning,
    },
    Entry {
        code: "T002",
        name: "unknown-glyph",
        title: "a span names a house glyph that does not exist",
        severity: Severity::Error,
    },
    // --- M ---
    Entry { code: "M001", name: "overset", title: "text is left over", severity: Severity::Error },
    Entry {
        code: "M003",
        name: "ad-outside-page",
        title: "an advertisement lies outside the page",
        severity: Severity::Error,
    },
    Entry { code: "M004", name: "pin-outside-page", title: "a pin lies outside the page", severity: Severity::Error },
    Entry {
        code: "M010",
        name: "lunar-differs",
        title: "the printed lunar date is not the calendar's",
        severity: Severity::Warning,
    },
    Entry {
        code: "M011",
        name: "lunar-unknown",
        title: "the calendar does not reach the issue's date",
        severity: Severity::Error,
    },
    Entry { code: "M012", name: "qr-too-long", title: "a QR code cannot hold its contents", severity: Severity::Error },
    // --- N ---
    Entry {
        code: "N01",
        name: "seam",
        title: "a gutter or a line runs through the page (断版)",
        severity: Severity::Warning,
    },
    Entry {
        code: "N02", name: "heads-meet", title: "two heads stand side by side (碰题)", severity: Severity::Error
    },
    Entry {
        code: "N03",
        name: "chimney",
        title: "heads of one width stand in one line (煙突)",
        severity: Severity::Warning,
    },
    Entry {
        code: "N05",
        name: "head-at-foot",
        title: "a head has hardly any text under it (背题)",
        severity: Severity::Error,
    },
    Entry { code: "N06", name: "white", title: "white is left on the page (空版)", severity: Severity::Error },
    Entry {
        code: "N08",
        name: "not-level",
        title: "a story's columns are not level (两栏不齐)",
        severity: Severity::Error,
    },
    Entry {
        code: "N09",
        name: "lone-line",
        title: "a line of a paragraph stands alone (孤行)",
        severity: Severity::Note,
    },
    Entry {
        code: "N16",
        name: "grey",
        title: "a block of text has nothing to rest the eye (灰版)",
        severity: Severity::Note,
    },
    Entry {
        code: "N19",
        name: "rank-inversion",
        title: "a story of lower rank has the larger head",
        severity: Severity::Warning,
    },
    Entry {
        code: "N20",
        name: "no-credit",
        title: "a picture has neither credit nor caption",
        severity: Severity::Error,
    },
    // --- P ---
    // P001–P019: writing the file.
    Entry {
        code: "P001",
        name: "broken-program",
        title: "a face cannot be cut to the glyphs of a page",
        severity: Severity::Error,
    },
    Entry { code: "P002", name: "missing-profile", title: "the output profile is missing", severity: Severity::Error },
    // P1: art.
    Entry {
        code: "P101",
        name: "missing-art",
        title: "a picture or advertisement is not there",
        severity: Severity::Error,
    },
    Entry {
        code: "P102",
        name: "broken-art",
        title: "a picture or advertisement is damaged or cut short",
        severity: Severity::Error,
    },
    Entry {
        code: "P103",
        name: "misnamed-art",
        title: "a file's name says another format than its content",
        severity: Severity::Warning,
    },
    Entry {
        code: "P104",
        name: "unknown-art",
        title: "a file is of no format that can be placed",
        severity: Severity::Error,
    },
    Entry {
        code: "P105",
        name: "oversized-art",
        title: "a picture or advertisement exceeds the limits",
        severity: Severity::Error,
    },
];
