//! The paper's design (版式): everything that does not change from day to day.
//!
//! Field names are the keys of `layouts/*.toml`.

use super::issue::{Paper, Plates};
use super::style::{Lang, Style, VerticalQuotes, Writing};
use crate::geom::{Len, Rect, Size};
use crate::ids::ArtId;
use crate::ink::{Ink, Paint};
use crate::source::{FileId, Span};
use std::collections::BTreeMap;

/// A paper's design.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The file it was read from.
    pub file: FileId,
    /// The file's name without `.toml`.
    pub name: String,
    /// The folder that the file was read from, where faces, profiles and vector art of the layout stand;
    /// `None` for a layout that ships with the engine.
    pub folder: Option<String>,
    /// `lang`.
    pub lang: Lang,
    /// `writing` of the pages.
    pub writing: Writing,
    /// `vertical_quotes`.
    pub vertical_quotes: VerticalQuotes,
    /// `[page]`.
    pub page: PageGeometry,
    /// `[grid]`.
    pub grid: Grid,
    /// `[faces]`: role → faces in order of asking.
    pub faces: BTreeMap<String, Vec<FaceRef>>,
    /// `[inks]`: name → ink.
    pub inks: BTreeMap<String, Ink>,
    /// `[styles]`: name → style. Which names the engine asks for: see [`STYLES`].
    pub styles: BTreeMap<String, Style>,
    /// `[headline]`.
    pub headline: HeadlineRules,
    /// `[box]`: a ruled box (框).
    pub boxed: BoxRules,
    /// `[panel.NAME]`: tints behind a story; `panel.tag` names the one for stories with a tag.
    pub panels: BTreeMap<String, PanelRules>,
    /// `[tag]`: the standing head.
    pub tag: TagRules,
    /// `[picture]`.
    pub picture: PictureRules,
    /// `[rules]`: lines between stories.
    pub rules: RuleRules,
    /// `[notices]`.
    pub notices: Notices,
    /// `[byline]`.
    pub byline: BylineRules,
    /// `[briefs]`.
    pub briefs: BriefRules,
    /// `[table]`.
    pub table: TableRules,
    /// `[kind.NAME]`: page kinds; `front` and `inside` in every shipped layout.
    pub kinds: BTreeMap<String, PageKind>,
    /// `[makeup]`.
    pub makeup: MakeupRules,
    /// `[press]`.
    pub press: PressSettings,
    /// `[paper]`, which `paper.toml` and the issue override.
    pub paper: Paper,
    /// `[glyph.NAME]`: glyphs of the house (造字).
    pub glyphs: BTreeMap<String, HouseGlyph>,
    /// `tables`: statements over the shipped tables of composition, and where they are written.
    pub tables: Vec<(String, Span)>,
}

/// The styles that the engine asks a layout for by name; a layout that lacks one is reported.
/// `main` styles of headlines are `headline` and `headline_alt`.
pub const STYLES: &[&str] = &[
    "body",
    "byline",
    "dateline",
    "see",
    "jump",
    "from",
    "credit",
    "caption",
    "crosshead",
    "pull_quote",
    "box",
    "bold",
    "headline",
    "headline_alt",
    "kicker",
    "deck",
    "summary",
    "tag",
    "vertical_headline",
    "vertical_kicker",
    "vertical_byline",
    "brief_head",
    "brief_band",
    "table_title",
    "table_head",
    "table_body",
    "table_note",
    "list",
    "ad_mark",
    "job_strip",
];

/// `[glyph.NAME]`: a character that no face has, drawn by the house (造字, typography R21.5).
#[derive(Clone, Debug)]
pub struct HouseGlyph {
    /// `file`: vector art that fills the em box.
    pub art: ArtId,
    /// `text`: what it is, for those who read or search the page: 龘字的俗体.
    pub text: String,
}

/// `[page]`.
#[derive(Clone, Copy, Debug)]
pub struct PageGeometry {
    /// `trim`: `["390mm", "550mm"]`.
    pub trim: Size,
    /// `bleed` on all four sides.
    pub bleed: Len,
    /// `margins` of the type area inside the trim, `{ left, right, top, bottom }`.
    pub margins: Margins,
}

/// Distances from the trim to the type area.
#[derive(Clone, Copy, Debug, Default)]
pub struct Margins {
    /// Left.
    pub left: Len,
    /// Right.
    pub right: Len,
    /// Top.
    pub top: Len,
    /// Bottom.
    pub bottom: Len,
}

/// `[grid]`: the page's columns and lines of body type.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// `columns` (栏).
    pub columns: u16,
    /// `chars`: characters of body type in a column.
    pub chars: u16,
    /// `gutter` between columns (栏间空).
    pub gutter: Len,
    /// `body`: size of body type.
    pub body: Len,
    /// `pitch` of the baseline grid (行距).
    pub pitch: Len,
    /// `lines` of the type area.
    pub lines: u16,
    /// `broken`: what becomes of the characters that broken columns leave over.
    pub broken: Broken,
    /// On a spread, where its spine lies among the columns.
    pub spine: Option<Spine>,
}

/// The spine of a spread (通版) among columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spine {
    /// Columns left of it.
    pub after: u16,
    /// White between the columns at its two sides, which stands for a gutter.
    pub white: Len,
    /// From the column left of it to the spine itself, where the two trims meet.
    pub fold: Len,
}

/// How columns that are not the page's own share their width (破栏).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Broken {
    /// `"absolute"`: equal columns of whole characters; the gaps take the rest.
    #[default]
    Absolute,
    /// `"relative"`: fixed gaps; the rest goes to the last columns, by whole characters.
    Relative,
    /// `"free"`: equal columns and fixed gaps; a line is no whole number of characters.
    Free,
    /// `"auto"`: absolute while the gaps stay near the page's own, else free.
    Auto,
}

impl Grid {
    /// Width of one column.
    pub fn column(&self) -> Len {
        self.body * i64::from(self.chars)
    }
    /// Width of the first `n` columns joined, gutters included.
    pub fn joined(&self, n: u16) -> Len {
        if n == 0 { Len::ZERO } else { self.column_x(n - 1) + self.column() }
    }
    /// Left edge of column `i` (from 0), from the type area's left.
    pub fn column_x(&self, i: u16) -> Len {
        let wider = self.spine.filter(|spine| i >= spine.after).map_or(Len::ZERO, |spine| spine.white - self.gutter);
        (self.column() + self.gutter) * i64::from(i) + wider
    }
    /// Where the spine cuts the first `n` columns, from their left.
    pub fn fold(&self, n: u16) -> Option<Len> {
        let spine = self.spine.filter(|spine| (1..n).contains(&spine.after))?;
        Some(self.joined(spine.after) + spine.fold)
    }
    /// Width of the type area (版心).
    pub fn width(&self) -> Len {
        self.joined(self.columns)
    }
    /// Height of the type area.
    pub fn height(&self) -> Len {
        self.pitch * i64::from(self.lines)
    }
}

/// One face of a chain: a shipped or system face by family and weight, or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceRef {
    /// `family`: as the face calls itself: `Press Song SC`.
    pub family: String,
    /// `weight`; `None` takes the style's.
    pub weight: Option<u16>,
    /// Italic.
    pub italic: bool,
    /// `file`: a path beside the layout or the issue, instead of a family.
    pub file: Option<String>,
    /// `index` of the face in a collection.
    pub index: u32,
    /// Where it is written.
    pub span: Option<Span>,
}

/// `[headline]`.
#[derive(Clone, Debug)]
pub struct HeadlineRules {
    /// `[[headline.rank]]`: sizes by rank (first entry rank 1) and width.
    pub ranks: Vec<RankSizes>,
    /// `fill`: share of the measure a one-line head should take, thousandths, least and most.
    pub fill: (u16, u16),
    /// `tracking_min` in thousandths of the size, negative.
    pub tracking_min: i32,
    /// `after_text`: white from the text above to the rule.
    pub after_text: Len,
    /// `before_kicker`: white from the rule to the head.
    pub before_kicker: Len,
    /// `after_kicker`.
    pub after_kicker: Len,
    /// `between_lines` of a main head.
    pub between_lines: Len,
    /// `stagger`: how much deeper each further line of a main head starts that is set flush (千鳥).
    pub stagger: Len,
    /// `before_deck`.
    pub before_deck: Len,
    /// `before_text`: least white to the first text line; takes what rounding to whole lines leaves.
    pub before_text: Len,
    /// `without_rule`: white above a head directly under a box or the strip.
    pub without_rule: Len,
    /// `kicker_sizes`: `[[largest main, kicker size], …]`, the first that fits wins.
    pub kicker_sizes: Vec<(Len, Len)>,
    /// `deck_sizes`, likewise.
    pub deck_sizes: Vec<(Len, Len)>,
    /// `steps`: the sizes a head may take.
    pub steps: Vec<Len>,
    /// `[headline.vertical]`.
    pub vertical: VerticalHead,
}

/// Sizes of one rank, by width.
#[derive(Clone, Debug, Default)]
pub struct RankSizes {
    /// Entry n−1: what a head over n columns may be; empty where the rank must not stand on that width.
    pub columns: Vec<Vec<HeadSize>>,
    /// A vertical head.
    pub vertical: Option<HeadSize>,
}

/// `{ sizes = ["36pt", "38pt"], lines = 2 }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadSize {
    /// Smallest.
    pub min: Len,
    /// Largest.
    pub max: Len,
    /// Lines of the main head.
    pub lines: u8,
}

/// `[headline.vertical]`.
#[derive(Clone, Copy, Debug)]
pub struct VerticalHead {
    /// `tracking`: least and most, thousandths of the size.
    pub tracking: (i32, i32),
    /// `fill`: share of the frame's height the long line should take, thousandths.
    pub fill: (u16, u16),
    /// `gap` between kicker and lines.
    pub gap: Len,
    /// `to_text`.
    pub to_text: Len,
    /// `kicker_tracking`, thousandths.
    pub kicker_tracking: i32,
}

/// `[box]`.
#[derive(Clone, Copy, Debug)]
pub struct BoxRules {
    /// `rule`: thickness.
    pub rule: Len,
    /// `side`: from the frame to the text.
    pub side: Len,
    /// `top` and `bottom`: lines of the grid between frame and text, in tenths.
    pub top: u16,
    /// See `top`.
    pub bottom: u16,
}

/// `[panel.NAME]`.
#[derive(Clone, Debug)]
pub struct PanelRules {
    /// `ink`.
    pub ink: Ink,
    /// `side`: from the panel's edge to the text.
    pub side: Len,
    /// `bottom`: tint below the last text line.
    pub bottom: Len,
    /// `top_rule`: thickness and ink of a rule along the top.
    pub top_rule: Option<(Len, Paint)>,
}

/// `[tag]`: the standing head (栏目名), a band across the top.
#[derive(Clone, Debug)]
pub struct TagRules {
    /// `panel`: the panel that a story with a tag stands on.
    pub panel: Option<String>,
    /// `ink` of the band.
    pub ink: Ink,
    /// `height` for one and for two lines.
    pub height: (Len, Len),
}

/// `[picture]`.
#[derive(Clone, Copy, Debug)]
pub struct PictureRules {
    /// `caption_gap`: from picture to caption.
    pub caption_gap: Len,
    /// `credit_gap`: from picture to credit.
    pub credit_gap: Len,
    /// `widest`: greatest width ÷ height, thousandths.
    pub widest: u16,
    /// `narrowest`.
    pub narrowest: u16,
}

/// `[rules]`: lines between stories.
#[derive(Clone, Debug)]
pub struct RuleRules {
    /// `thickness`.
    pub thickness: Len,
    /// `paint`.
    pub paint: Paint,
    /// `columns`: thickness of a rule in every gutter that nothing crosses, as between the tiers (段) of a
    /// Japanese page; `None` draws rules only between stories.
    pub columns: Option<Len>,
    /// `vertical_from`: two unboxed stories side by side get a rule from this many lines on.
    pub vertical_from: u16,
}

/// `[notices]`: `{page}` stands for the number.
#[derive(Clone, Debug)]
pub struct Notices {
    /// `jump`: （下转第{page}版）.
    pub jump: String,
    /// `from`: （上接第{page}版）.
    pub from: String,
    /// `see`: （相关报道详见第{page}版）.
    pub see: String,
    /// `ad`: the word on an advertisement, 广告.
    pub ad: String,
}

/// `[byline]`.
#[derive(Clone, Debug)]
pub struct BylineRules {
    /// `mark` before it: ■.
    pub mark: String,
    /// `mark_scale`: its size, thousandths of the text's.
    pub mark_scale: u16,
    /// `between` a role and its names, and between names.
    pub between: String,
    /// `between_roles`.
    pub between_roles: String,
    /// `names_first`: 김도연 기자.
    pub names_first: bool,
    /// `after_dateline`: between the dateline and the text.
    pub after_dateline: String,
}

/// `[briefs]`: the column of short items (简讯).
#[derive(Clone, Debug)]
pub struct BriefRules {
    /// `title` on its band.
    pub title: String,
    /// `band`: height.
    pub band: Len,
    /// `ink` of the band.
    pub ink: Ink,
    /// `head_lines`: height of an item's head in tenths of a line.
    pub head_lines: u16,
    /// `rule`: thickness of the dotted rule between items.
    pub rule: Len,
}

/// `[table]`.
#[derive(Clone, Debug)]
pub struct TableRules {
    /// `row`: height of a row, tenths of a line.
    pub row: u16,
    /// `outer`: thickness of the rules above and below.
    pub outer: Len,
    /// `inner`: thickness of the rules between rows.
    pub inner: Len,
    /// `inner_ink`.
    pub inner_ink: Ink,
    /// `head_ink`: tint behind the head row.
    pub head_ink: Ink,
}

/// `[kind.NAME]`.
#[derive(Clone, Debug)]
pub struct PageKind {
    /// Its name.
    pub name: String,
    /// `top`: lines that the furniture takes at the page's head.
    pub top: u16,
    /// `reserve`: areas of the lattice that the furniture takes beside `top`, such as a nameplate in a corner.
    pub reserved: Vec<super::issue::GridArea>,
    /// `strip`: the furniture ends with a rule across the page, so no rule stands under it.
    pub strip: bool,
    /// `colour`.
    pub colour: Plates,
    /// `[[kind.NAME.furniture]]`.
    pub furniture: Vec<Furniture>,
    /// `[[kind.NAME.slot]]`: where stories stand by rank, when the page is not made up freely.
    pub slots: Vec<Slot>,
}

/// A place for a story: `{ columns = "1-3", head = "over", … }`. Heights come from the copy.
#[derive(Clone, Debug)]
pub struct Slot {
    /// First and last column, from 1.
    pub columns: (u16, u16),
    /// `head`.
    pub head: Option<super::story::HeadForm>,
    /// `box`.
    pub boxed: Option<bool>,
    /// Where it is written.
    pub span: Span,
}

/// One piece of furniture (版面固定元素).
#[derive(Clone, Debug)]
pub struct Furniture {
    /// `at = ["x", "y", "w", "h"]`, from the type area's top left.
    pub area: Rect,
    /// What stands there.
    pub what: FurnitureKind,
    /// Where it is written.
    pub span: Span,
    /// `outer = true`: placed for a right-hand page; mirrored in the type area on a left-hand one.
    pub mirrored: bool,
}

/// The kinds of furniture, each told by the key that names it.
#[derive(Clone, Debug)]
pub enum FurnitureKind {
    /// `text = "{paper.name}"`: one line. Left out when a field in it is empty.
    Text {
        /// With fields.
        template: Template,
        /// A style's name.
        style: String,
        /// `align`.
        align: super::style::Align,
        /// `every`: characters stand this far apart at most, closer where the area is full.
        every: Option<Len>,
    },
    /// `row = ["…", "…"]`: first flush left, last flush right, equal white between.
    Row {
        /// Items; an item whose fields are all empty is left out.
        items: Vec<Template>,
        /// A style's name.
        style: String,
    },
    /// `rule = "0.5pt"`: along the longer side of the area, in its middle.
    Rule {
        /// Thickness.
        thickness: Len,
        /// With what.
        paint: Paint,
    },
    /// `fill = "ink"`.
    Fill(Paint),
    /// `art = "art/title.svg"`.
    Art(ArtId),
    /// `qr = 1`: the n-th ear with a QR code, its label in the given style under it.
    Qr {
        /// From 1.
        ear: usize,
        /// A style's name.
        style: String,
    },
    /// `ear_rows = true`: the ears with text, one a row.
    EarRows {
        /// Style of labels.
        label: String,
        /// Style of texts.
        style: String,
        /// From row to row.
        pitch: Len,
        /// Blank between label and text.
        gap: Len,
    },
}

/// Text with fields such as `{date:%Y年%-m月%-d日}` or `{credits.责任编辑}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// In order.
    pub parts: Vec<TemplatePart>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// Printed as it is.
    Literal(String),
    /// `{name}` or `{name:format}`: date, weekday, lunar, number, pages, page, page_name,
    /// issue, paper.KEY, credits.KEY.
    Field {
        /// The field.
        name: String,
        /// After the colon.
        format: Option<String>,
    },
}

/// The terms of the score: the name of the weight, and what it is called to a reader.
pub const SCORE_TERMS: [(&str, &str); 11] = [
    ("fit", "fit of the stories"),
    ("left", "text left over"),
    ("white", "white"),
    ("heads", "heads side by side"),
    ("gutters", "gutters from head to foot"),
    ("lines", "lines from side to side"),
    ("chimneys", "heads of one width in a line"),
    ("rank", "rank and place"),
    ("sizes", "rank and size of the head"),
    ("boxes", "boxes that the copy did not ask for"),
    ("stay", "distance to the last layout"),
];

/// `[makeup]`.
#[derive(Clone, Debug)]
pub struct MakeupRules {
    /// `widths` a story may take, in columns.
    pub widths: Vec<u16>,
    /// `measures`: `"3>2"`, a story over three columns may be set in two (三破二).
    pub measures: Vec<(u16, u16)>,
    /// `looseness`: lines that paragraphs of one story may give or take in all.
    pub looseness: u16,
    /// `head_white`: lines a head may grow beyond its least.
    pub head_white: u16,
    /// `least_text`: fewest text lines in a column of a story.
    pub least_text: u16,
    /// `keep_on_page`: fewest lines that stay where a story jumps.
    pub keep_on_page: u16,
    /// `least_rest`: fewest lines that jump.
    pub least_rest: u16,
    /// `remember`: stories stay near where they stood in the last build.
    pub remember: bool,
    /// `[makeup.taboos]`: code → what becomes of it; a code that is not named keeps its own severity.
    pub taboos: BTreeMap<String, Verdict>,
    /// `[weights]`: term of the score → weight.
    pub weights: BTreeMap<String, i64>,
}

/// What becomes of a taboo that a page breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// `"off"`: nobody looks.
    Off,
    /// `"score"`: it is counted and shown with the page's score, and never reported.
    Score,
    /// `"note"`, `"warning"`, `"error"`: it is reported.
    Say(crate::diag::Severity),
}

/// Which kind of file a printer wants: `flavour`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// PDF/X-4:2010.
    X4,
    /// PDF/X-1a:2003.
    X1a,
    /// A plain PDF for the screen.
    Screen,
}

/// `[press]`.
#[derive(Clone, Debug)]
pub struct PressSettings {
    /// `flavour = "x4" | "x1a" | "screen"`.
    pub flavour: Flavour,
    /// `profile`: a file beside the layout or a shipped one: `newsprint_ifra26_tac220.icc`.
    pub profile: String,
    /// `condition`: its OutputConditionIdentifier: `IFRA26`.
    pub condition: String,
    /// `registry`: where that name is registered.
    pub registry: String,
    /// `total_ink`: wished for and never above, in thousandths.
    pub total_ink: (u32, u32),
    /// `ppi`: wished for, warned below, refused below.
    pub ppi: (u16, u16, u16),
    /// `line_art_ppi`: refused below.
    pub line_art_ppi: u16,
    /// `reversed_type`: white on ink, warned below, refused below.
    pub reversed_type: (Len, Len),
    /// `mixed_type`: in more than one ink, warned below.
    pub mixed_type: Len,
    /// `thin_rules`: in full black, refused below; in a tint, warned below; in several inks or reversed, warned below.
    pub thin_rules: [Len; 3],
    /// `unfit_ads`: a supplied PDF that would break the page is placed as a picture instead of being refused.
    pub convert_ads: bool,
    /// `jpeg_quality` of converted pictures, 1–100; 100 stores them without loss.
    pub jpeg_quality: u8,
    /// `sharpen`: amount of the unsharp mask after resampling, thousandths.
    pub sharpen: u16,
    /// `marks`: crop marks and page information outside the trim.
    pub marks: bool,
    /// `mark_offset`: from the trim to a mark's start.
    pub mark_offset: Len,
    /// `file`: name of a page file: `{issue}-{page:02}.pdf`.
    pub file: Template,
    /// `black_only`: ink name → ink on pages without colour.
    pub black_only: BTreeMap<String, Ink>,
}
