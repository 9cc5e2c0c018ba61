//! One article (稿件): front matter and text.

use super::layout::Broken;
use super::style::Lang;
use crate::geom::Len;
use crate::ids::{ArtId, StoryId};
use crate::source::{FileId, Span};

/// One article.
#[derive(Clone, Debug)]
pub struct Story {
    /// Its handle.
    pub id: StoryId,
    /// Its short working name: the file's name without `.md`.
    pub slug: String,
    /// The file.
    pub file: FileId,
    /// `tag`: the standing head over the story (栏目名).
    pub tag: Option<Text>,
    /// `kicker`: the line before the headline (引题).
    pub kicker: Option<Text>,
    /// `headline` (主题): one entry a line as written; `|` allows a break there.
    pub headline: Vec<Text>,
    /// `deck`: the line after the headline (副题).
    pub deck: Option<Text>,
    /// `summary` (提要题).
    pub summary: Vec<Text>,
    /// `head`.
    pub head: Option<HeadForm>,
    /// `box` (加框).
    pub boxed: bool,
    /// `box = false`: not even an upright head is framed.
    pub unframed: bool,
    /// `columns`: how many columns its text is set in, whatever width it takes (变栏).
    pub columns: Option<u16>,
    /// `broken`, when it is not the layout's.
    pub broken: Option<Broken>,
    /// `panel`: name of the layout's tint behind the story.
    pub panel: Option<String>,
    /// `role = "brief"`: stands in the column of briefs (简讯).
    pub brief: bool,
    /// `dateline` (电头).
    pub dateline: Option<Text>,
    /// `jump`.
    pub jump: Jump,
    /// `see`.
    pub see: Vec<See>,
    /// `lang`, when it is not the layout's.
    pub lang: Option<Lang>,
    /// `byline` (署名): one entry a role.
    pub byline: Vec<Byline>,
    /// `picture`.
    pub pictures: Vec<StoryPicture>,
    /// The text.
    pub blocks: Vec<Block>,
    /// The whole of the file that holds the text.
    pub span: Span,
}

/// Where the head stands to its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeadForm {
    /// Over all columns of its text (盖文题).
    Over,
    /// Beside its text (串文题).
    Beside,
    /// Upright at the right of the text, read right to left (竖题).
    Vertical,
    /// The same at the left of the text.
    VerticalLeft,
}

/// May the story continue on another page: `jump`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jump {
    /// Key absent: where it must.
    #[default]
    May,
    /// `false`.
    Never,
    /// `{ to = n }`: where it must, and then to this page.
    To(u32),
}

/// A reference to another story or page: `see`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct See {
    /// To what.
    pub target: SeeTarget,
    /// Where it is written.
    pub span: Span,
}

/// What a reference points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeeTarget {
    /// `{ story = "slug" }`: the page is looked up.
    Story(String),
    /// `{ page = n }`: a page, perhaps outside the issue.
    Page(u32),
}

/// One role of a byline: `■记者 某某`.
#[derive(Clone, Debug)]
pub struct Byline {
    /// `role`: 记者, 通讯员, 文/记者.
    pub role: Text,
    /// `names`.
    pub names: Vec<Text>,
}

/// A picture of a story: `[[picture]]`.
#[derive(Clone, Debug)]
pub struct StoryPicture {
    /// `art`.
    pub art: ArtId,
    /// `caption` (图说).
    pub caption: Option<Text>,
    /// `credit`.
    pub credit: Option<Text>,
    /// `crop.focus`: what must stay in view, in thousandths of width and height.
    pub focus: (u16, u16),
    /// `crop.min`: the least share of width or height that must stay, in thousandths.
    pub keep_min: u16,
    /// `columns`: how wide it stands, in columns of the text.
    pub columns: Option<u16>,
    /// `width`: narrower than a column; the text's first lines stand beside it (串文).
    pub width: Option<Len>,
    /// `alt`: a description for readers that cannot see it.
    pub alt: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// One piece of the text.
#[derive(Clone, Debug)]
pub enum Block {
    /// A paragraph.
    Para(Text),
    /// `## …` (小标题).
    Crosshead(Text),
    /// `> …` (引文).
    PullQuote(Text),
    /// Lines that begin with `- `: one entry an item.
    List(Vec<Text>),
    /// Lines between `|`.
    Table(Table),
}

/// A simple table: rows of cells, the first row its head.
#[derive(Clone, Debug)]
pub struct Table {
    /// Rows of cells; all rows are of the same length.
    pub rows: Vec<Vec<Text>>,
    /// One entry a column.
    pub align: Vec<CellAlign>,
    /// Where it is written.
    pub span: Span,
}

/// How a table's column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellAlign {
    /// No word in the `:---:` row: first column left, figures on the decimal point.
    Auto,
    /// `:---`.
    Left,
    /// `:---:`.
    Centre,
    /// `---:`.
    Right,
}

/// Text with style runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// In order; adjacent runs differ in marks or are not adjacent in the file.
    pub runs: Vec<Run>,
}

impl Text {
    /// The characters, marks taken off.
    pub fn plain(&self) -> String {
        self.runs.iter().map(|r| r.text.as_str()).collect()
    }
    /// Whether there is nothing to print.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|r| r.text.is_empty())
    }
    /// From the first run's start to the last run's end.
    pub fn span(&self) -> Option<Span> {
        let (first, last) = (self.runs.first()?.span?, self.runs.last()?.span?);
        Some(Span { end: last.end, ..first })
    }
    /// Text that the engine itself makes, such as 下转第2版.
    pub fn made(text: impl Into<String>) -> Text {
        Text { runs: vec![Run { text: text.into(), ..Run::default() }] }
    }
}

/// A stretch of text under the same marks. `\n` in it is a forced line break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The characters, as they are set.
    pub text: String,
    /// How they are marked.
    pub marks: Marks,
    /// Where they are written: byte n of `text` is byte `start + n` of the file
    /// (a run ends where an escape would break that). `None` for text that the engine makes.
    pub span: Option<Span>,
}

/// What copy can say about a stretch of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// `**…**`.
    pub bold: bool,
    /// `*…*` or `.dots`: emphasis dots (着重号).
    pub dots: bool,
    /// `` `…` ``, `.keep`: no break inside.
    pub keep: bool,
    /// `.name`: proper-name line (专名号).
    pub name_line: bool,
    /// `.book`: book-title wave (书名号乙式).
    pub book_wave: bool,
    /// `.deceased` (示亡号).
    pub deceased: bool,
    /// `.warichu` (双行夹注).
    pub warichu: bool,
    /// `.tcy`: upright side by side in a vertical line (纵中横).
    pub tcy: bool,
    /// `{base|reading}`.
    pub ruby: Option<String>,
    /// `.spaced=4字`: set out to this many ems.
    pub spaced: Option<u16>,
    /// `.glyph=NAME`: a house glyph (造字).
    pub glyph: Option<String>,
    /// `.style=NAME`.
    pub style: Option<String>,
    /// `lang=…`.
    pub lang: Option<Lang>,
}
