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
    Entry {
        code: "R001",
        name: "missing-file",
        title: "the folder or a file that everything starts from is missing",
        severity: Severity::Error,
    },
    Entry {
        code: "R002",
        name: "syntax",
        title: "a settings file or front matter is not TOML",
        severity: Severity::Error,
    },
    Entry { code: "R003", name: "unknown-key", title: "a key that does not exist", severity: Severity::Error },
    Entry { code: "R004", name: "wrong-type", title: "a value of the wrong kind", severity: Severity::Error },
    Entry {
        code: "R005",
        name: "wrong-unit",
        title: "a length or share without its unit, or with one that does not exist",
        severity: Severity::Error,
    },
    Entry { code: "R006", name: "wrong-value", title: "a value that the key cannot take", severity: Severity::Error },
    Entry {
        code: "R007",
        name: "missing-key",
        title: "a key that must be there is missing",
        severity: Severity::Error,
    },
    Entry { code: "R008", name: "missing-layout", title: "the layout is not found", severity: Severity::Error },
    Entry { code: "R009", name: "extends-circle", title: "a layout extends itself", severity: Severity::Error },
    Entry {
        code: "R010",
        name: "no-such-day",
        title: "a date that does not exist or lies outside the calendar",
        severity: Severity::Error,
    },
    Entry { code: "R011", name: "listed-twice", title: "a story is listed twice", severity: Severity::Error },
    Entry {
        code: "R012",
        name: "not-listed",
        title: "a story in the folder stands on no page",
        severity: Severity::Warning,
    },
    Entry { code: "R013", name: "missing-story", title: "a listed story has no file", severity: Severity::Error },
    Entry { code: "R014", name: "page-number-twice", title: "two pages have one number", severity: Severity::Error },
    Entry {
        code: "R016",
        name: "leaves-folder",
        title: "a path leads out of the issue's folder",
        severity: Severity::Error,
    },
    Entry { code: "R017", name: "not-utf8", title: "a file is not written in UTF-8", severity: Severity::Error },
    Entry { code: "R018", name: "link-circle", title: "a link leads to itself", severity: Severity::Error },
    Entry {
        code: "R019",
        name: "front-matter-open",
        title: "front matter that does not close",
        severity: Severity::Error,
    },
    Entry { code: "R020", name: "no-front-matter", title: "a story without front matter", severity: Severity::Error },
    Entry { code: "R021", name: "no-headline", title: "a story without a headline", severity: Severity::Warning },
    Entry { code: "R022", name: "empty-story", title: "a story without text and picture", severity: Severity::Error },
    Entry {
        code: "R023",
        name: "open-mark",
        title: "a mark without a partner, or a span that says nothing known",
        severity: Severity::Warning,
    },
    Entry {
        code: "R024",
        name: "control-character",
        title: "a control character stands in the copy",
        severity: Severity::Error,
    },
    Entry {
        code: "R025",
        name: "lost-character",
        title: "a character was lost before the copy came here (U+FFFD)",
        severity: Severity::Error,
    },
    Entry {
        code: "R026",
        name: "private-character",
        title: "a private-use character stands in the copy",
        severity: Severity::Warning,
    },
    Entry {
        code: "R027",
        name: "invisible-character",
        title: "a character that cannot be seen stands in the copy",
        severity: Severity::Warning,
    },
    Entry {
        code: "R028",
        name: "split-hangul",
        title: "Hangul syllables are written in their parts",
        severity: Severity::Warning,
    },
    Entry {
        code: "R031",
        name: "uneven-table",
        title: "the rows of a table have different numbers of cells",
        severity: Severity::Warning,
    },
    Entry {
        code: "R032",
        name: "no-page-kind",
        title: "a page is of a kind that the layout does not have",
        severity: Severity::Error,
    },
    Entry {
        code: "R033",
        name: "no-such-page",
        title: "a story jumps to a page that the issue does not have",
        severity: Severity::Error,
    },
    Entry {
        code: "R034",
        name: "no-such-story",
        title: "a reference to a story that the issue does not have",
        severity: Severity::Error,
    },
    Entry {
        code: "R035",
        name: "missing-style",
        title: "the layout lacks a style that the engine asks for",
        severity: Severity::Warning,
    },
    Entry {
        code: "R036",
        name: "missing-field",
        title: "a required field of the paper is empty",
        severity: Severity::Error,
    },
    Entry {
        code: "R038",
        name: "grid-misfit",
        title: "the grid does not fill the type area",
        severity: Severity::Warning,
    },
    Entry {
        code: "R039",
        name: "pin-elsewhere",
        title: "a pinned story is not listed on its page",
        severity: Severity::Error,
    },
    Entry { code: "R040", name: "too-long", title: "a file is too long to be copy", severity: Severity::Error },
    Entry { code: "R041", name: "unreadable", title: "a file is there and cannot be read", severity: Severity::Error },
    Entry {
        code: "R042",
        name: "too-much-copy",
        title: "a story is many times longer than the pages",
        severity: Severity::Error,
    },
    Entry {
        code: "R043",
        name: "fixed-twice",
        title: "two pins or advertisements want one place, or one story two",
        severity: Severity::Error,
    },
    Entry {
        code: "R044",
        name: "not-made-yet",
        title: "the issue asks for what the engine does not make yet",
        severity: Severity::Warning,
    },
    Entry { code: "R050", name: "house-word", title: "a word of the house's list", severity: Severity::Warning },
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
    Entry {
        code: "T003",
        name: "missing-language",
        title: "no language is given; the default is used",
        severity: Severity::Warning,
    },
    Entry { code: "T004", name: "headline-tracked", title: "a head was tightened to fit", severity: Severity::Note },
    Entry {
        code: "T005",
        name: "kinsoku-relaxed",
        title: "a line begins or ends with a mark that should not",
        severity: Severity::Warning,
    },
    Entry {
        code: "T006",
        name: "loose-line",
        title: "a line is stretched beyond the limit",
        severity: Severity::Warning,
    },
    Entry {
        code: "T007",
        name: "cannot-justify",
        title: "a line has nothing to stretch and is left short",
        severity: Severity::Warning,
    },
    Entry {
        code: "T008",
        name: "one-character-line",
        title: "a paragraph ends with a line of one character",
        severity: Severity::Warning,
    },
    Entry { code: "T009", name: "overfull-line", title: "a line is wider than its measure", severity: Severity::Error },
    Entry { code: "T010", name: "forced-apart", title: "a line breaks where nothing may", severity: Severity::Warning },
    Entry {
        code: "T011",
        name: "zh-ascii-punct",
        title: "ASCII punctuation stands between Han",
        severity: Severity::Warning,
    },
    Entry {
        code: "T012",
        name: "unpaired-mark",
        title: "a quotation mark or bracket has no partner",
        severity: Severity::Warning,
    },
    Entry {
        code: "T013",
        name: "tight-marks",
        title: "marks beside text come near the next line",
        severity: Severity::Warning,
    },
    Entry { code: "T014", name: "head-too-long", title: "a head does not fit its lines", severity: Severity::Error },
    Entry {
        code: "T015",
        name: "odd-punctuation",
        title: "a mark is typed another way than print wants it",
        severity: Severity::Warning,
    },
    Entry {
        code: "T016",
        name: "bad-table",
        title: "a statement of the layout's tables cannot be read",
        severity: Severity::Error,
    },
    Entry {
        code: "T017",
        name: "no-such-length",
        title: "a paragraph cannot be set in so many lines",
        severity: Severity::Error,
    },
    Entry {
        code: "T018",
        name: "close-marks",
        title: "marks beside text have less white than is comfortable",
        severity: Severity::Note,
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
        code: "M006",
        name: "too-many-columns",
        title: "the grid has more columns than a page can",
        severity: Severity::Error,
    },
    Entry {
        code: "M010",
        name: "lunar-differs",
        title: "the printed lunar date is not the calendar's",
        severity: Severity::Warning,
    },
    Entry { code: "M012", name: "qr-too-long", title: "a QR code cannot hold its contents", severity: Severity::Error },
    Entry {
        code: "M020",
        name: "changed-in-print",
        title: "copy that is in print was changed or moved",
        severity: Severity::Error,
    },
    Entry {
        code: "M021",
        name: "cut-in-print",
        title: "a page in print relies on a cut that is gone",
        severity: Severity::Error,
    },
    Entry {
        code: "M022",
        name: "head-cut",
        title: "the spine of a spread cuts a character of a head",
        severity: Severity::Error,
    },
    Entry {
        code: "M023",
        name: "table-too-large",
        title: "a table is wider than its story's columns, or deeper than its tiers",
        severity: Severity::Error,
    },
    Entry { code: "M030", name: "filler-used", title: "a filler closes a hole", severity: Severity::Note },
    Entry { code: "M031", name: "cut-or-write", title: "what would close a page", severity: Severity::Note },
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
        code: "N04",
        name: "head-off-text",
        title: "a head does not stand over its text (题文不对位)",
        severity: Severity::Error,
    },
    Entry {
        code: "N05",
        name: "head-at-foot",
        title: "a head has hardly any text under it (背题)",
        severity: Severity::Error,
    },
    Entry { code: "N06", name: "white", title: "white is left on the page (空版)", severity: Severity::Error },
    Entry {
        code: "N07",
        name: "page-overset",
        title: "a page holds more than fits on it (超版)",
        severity: Severity::Error,
    },
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
        code: "N10",
        name: "lone-character",
        title: "a paragraph ends on a line of one character (单字行)",
        severity: Severity::Warning,
    },
    Entry {
        code: "N11",
        name: "two-ways-on",
        title: "text may go on in two places (両流れ)",
        severity: Severity::Error,
    },
    Entry {
        code: "N12",
        name: "parted-alike",
        title: "neighbours break between paragraphs on one line (泣き別れ)",
        severity: Severity::Warning,
    },
    Entry {
        code: "N13",
        name: "interrupted",
        title: "something stands in the way of a text (飛び越し)",
        severity: Severity::Error,
    },
    Entry {
        code: "N14",
        name: "head-on-last-line",
        title: "a head stands on the last line with nothing under it (しりもち)",
        severity: Severity::Warning,
    },
    Entry {
        code: "N15", name: "kanji-only", title: "a head is nothing but kanji (お墓)", severity: Severity::Warning
    },
    Entry {
        code: "N16",
        name: "grey",
        title: "a block of text has nothing to rest the eye (灰版)",
        severity: Severity::Note,
    },
    Entry {
        code: "N17",
        name: "repeated",
        title: "the same picture stands twice where the eye sees both (反復)",
        severity: Severity::Warning,
    },
    Entry {
        code: "N18",
        name: "jump-ends",
        title: "the two ends of a jump disagree (下转、上接)",
        severity: Severity::Error,
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
    Entry {
        code: "P901",
        name: "output-not-writable",
        title: "the output folder cannot be written into",
        severity: Severity::Error,
    },
    Entry { code: "P902", name: "disk-full", title: "there is no room left for the pages", severity: Severity::Error },
    // P001–P019: writing the file.
    Entry {
        code: "P001",
        name: "broken-program",
        title: "a face cannot be cut to the glyphs of a page",
        severity: Severity::Error,
    },
    Entry { code: "P002", name: "missing-profile", title: "the output profile is missing", severity: Severity::Error },
    Entry {
        code: "P003",
        name: "unplaceable-page",
        title: "a supplied page cannot be copied into the file",
        severity: Severity::Error,
    },
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
    Entry {
        code: "P106",
        name: "unusable-profile",
        title: "a picture's own colour profile cannot be used",
        severity: Severity::Warning,
    },
    Entry {
        code: "P107",
        name: "low-resolution",
        title: "a picture has too few pixels for its place",
        severity: Severity::Warning,
    },
    Entry {
        code: "P108",
        name: "offered-caption",
        title: "a picture's file brings the caption or credit that the copy does not have",
        severity: Severity::Note,
    },
    Entry {
        code: "P110",
        name: "changed-art",
        title: "vector art is not drawn quite as it is",
        severity: Severity::Warning,
    },
    Entry {
        code: "P111",
        name: "several-pages",
        title: "a supplied PDF has more than one page",
        severity: Severity::Warning,
    },
    Entry {
        code: "P112",
        name: "unfit-page",
        title: "a supplied PDF would break the page it stands on",
        severity: Severity::Error,
    },
    Entry {
        code: "P113",
        name: "wrong-page-size",
        title: "a supplied PDF has not the size of its area",
        severity: Severity::Error,
    },
    Entry {
        code: "P114",
        name: "converted-page",
        title: "a supplied PDF that would break the page is placed as a picture",
        severity: Severity::Warning,
    },
    Entry { code: "P201", name: "press-file", title: "the file's structure is not sound", severity: Severity::Error },
    Entry {
        code: "P202",
        name: "press-identity",
        title: "the file does not say what it is, or says it wrong",
        severity: Severity::Error,
    },
    Entry {
        code: "P203",
        name: "press-intent",
        title: "the printing condition is missing or wrong",
        severity: Severity::Error,
    },
    Entry {
        code: "P204",
        name: "press-boxes",
        title: "a page's boxes are missing or wrong",
        severity: Severity::Error,
    },
    Entry {
        code: "P205",
        name: "press-interactive",
        title: "the page has what no printer can print",
        severity: Severity::Error,
    },
    Entry {
        code: "P206",
        name: "press-graphics",
        title: "the page has streams, halftones or operators that the standard forbids",
        severity: Severity::Error,
    },
    Entry {
        code: "P207",
        name: "press-transparency",
        title: "transparency or layers are not as the standard wants them",
        severity: Severity::Error,
    },
    Entry {
        code: "P208",
        name: "press-color",
        title: "a colour space is not fit for the printing condition",
        severity: Severity::Error,
    },
    Entry {
        code: "P209",
        name: "press-font",
        title: "a font is missing, broken or used wrong",
        severity: Severity::Error,
    },
    Entry {
        code: "P210",
        name: "press-ink",
        title: "too much ink, the wrong overprint, or lines too thin",
        severity: Severity::Error,
    },
    Entry { code: "P211", name: "press-type", title: "type is not fit for newsprint", severity: Severity::Error },
    Entry {
        code: "P212",
        name: "press-picture",
        title: "a picture is not fit for newsprint",
        severity: Severity::Error,
    },
    Entry {
        code: "P213",
        name: "press-text",
        title: "text cannot be read back as it was written, or is composed against the rules",
        severity: Severity::Error,
    },
];
