//! From `stories/*.md` to a [`Story`].
//!
//! In: a file's text. Out: front matter and blocks. Does not know: where the story will stand.

use super::art::{self, ArtTable};
use super::furniture::HEADS;
use super::markup::Markup;
use super::style::LANGS;
use super::tree::{self, Node, Table, Value};
use super::unit::Units;
use super::walk::{self, Fields, Kind, Walk, Wrong};
use crate::diag::{Code, Diagnostic, Report};
use crate::geom::Len;
use crate::ids::StoryId;
use crate::model::layout::{Broken, Layout};
use crate::model::story::{Block, Byline, HeadForm, Jump, See, SeeTarget, Story, StoryPicture, Text};
use crate::model::style::Lang;
use crate::source::{FileId, Span};
use std::ops::Range;

type F<'t, 'w, 'r> = Fields<'t, 'w, 'r>;

/// What a story may refer to.
pub struct Context<'a> {
    /// Numbers and names of the pages.
    pub pages: &'a [(u32, String)],
    /// Names of the layout's panels.
    pub panels: Vec<&'a str>,
    /// The layout's units.
    pub units: Units,
    /// Characters beyond which copy is an accident: many times what the pages hold.
    pub most: usize,
}

impl<'a> Context<'a> {
    /// For the pages of an issue and its layout.
    pub fn new(pages: &'a [(u32, String)], layout: &'a Layout, units: Units) -> Context<'a> {
        let grid = &layout.grid;
        let page = usize::from(grid.columns) * usize::from(grid.chars) * usize::from(grid.lines);
        let most = (page * pages.len().max(1) * 4).max(20_000);
        Context { pages, panels: layout.panels.keys().map(String::as_str).collect(), units, most }
    }
}

/// Reads one story.
pub fn story(
    id: StoryId,
    slug: &str,
    file: FileId,
    context: &Context<'_>,
    art: &mut ArtTable,
    report: &mut Report,
) -> Story {
    let text = report.sources.get(file).text.clone();
    let parts = split(&text, file, report);
    let (table, sound) = match &parts.front {
        Some(front) => tree::parse(&text[front.clone()], file, front.start as u32, report),
        None => (Table { entries: Vec::new(), span: Span { file, start: 0, end: 0 } }, false),
    };
    let mut walk = Walk::new(report, context.units.clone(), sound);
    let mut front = walk.table(&table, |f| front(f, file, context, art));
    let whole = Span { file, start: 0, end: text.len() as u32 };
    super::decode::odd_characters(file, parts.body, report);
    let mut blocks = Markup { text: &text, file, base: Some(0), fallback: whole, report }.blocks(parts.body);
    check(&front, &blocks, sound, whole, report);
    let (kept, left) = cut(&mut blocks, context.most);
    if left > 0 {
        report.push(
            Diagnostic::new(
                Code("R042"),
                format!("the story has {} characters, many times what the pages hold; {left} are not set", kept + left),
            )
            .at(Span { end: whole.start, ..whole })
            .help("cut the story, or see whether the right text is in its file"),
        );
    }
    Story {
        id,
        slug: slug.to_string(),
        file,
        tag: front.tag,
        kicker: front.kicker,
        headline: std::mem::take(&mut front.headline),
        deck: front.deck,
        summary: front.summary,
        head: front.head,
        boxed: front.boxed,
        unframed: front.unframed,
        columns: front.columns,
        broken: front.broken,
        panel: front.panel,
        brief: front.brief,
        dateline: front.dateline,
        jump: front.jump,
        see: front.see,
        lang: front.lang,
        byline: front.byline,
        pictures: front.pictures,
        blocks,
        span: whole,
    }
}

/// Where the parts of a file stand.
struct Parts {
    /// The lines between the fences.
    front: Option<Range<usize>>,
    /// First byte of the copy.
    body: usize,
}

fn split(text: &str, file: FileId, report: &mut Report) -> Parts {
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let first = line(text, start);
    let here = Span { file, start: start as u32, end: first.end as u32 };
    if text[first.clone()].trim_end() != "+++" {
        let help = "begin the file with a line +++, the story's keys (headline = \"…\") and another line +++";
        let message = match text[first.clone()].trim_end() {
            "---" => "front matter stands between lines of +++ and is TOML, not between lines of ---",
            _ => "the story has no front matter",
        };
        report.push(Diagnostic::new(Code("R020"), message).at(here).help(help));
        return Parts { front: None, body: start };
    }
    let body = next_line(text, first.end);
    let mut at = body;
    while at < text.len() {
        let range = line(text, at);
        let next = next_line(text, range.end);
        if text[range.clone()].trim_end() == "+++" {
            return Parts { front: Some(body..range.start), body: next };
        }
        at = next;
    }
    report.push(
        Diagnostic::new(Code("R019"), "the front matter that opens here is never closed")
            .at(here)
            .help("write a line +++ after the story's keys"),
    );
    Parts { front: None, body }
}

/// The line that begins at a byte, without its end.
fn line(text: &str, at: usize) -> Range<usize> {
    at..text[at..].find('\n').map_or(text.len(), |i| at + i)
}

/// Where the next line begins, after the line that ends at a byte.
fn next_line(text: &str, end: usize) -> usize {
    (end + 1).min(text.len())
}

/// What a story without anything to read looks like on paper.
fn check(front: &Front, blocks: &[Block], sound: bool, whole: Span, report: &mut Report) {
    let top = Span { end: whole.start, ..whole };
    if blocks.is_empty() && front.pictures.is_empty() {
        report.push(
            Diagnostic::new(Code("R022"), "the story has neither text nor a picture")
                .at(top)
                .help("write its text after the second +++, or take it off the page"),
        );
    }
    if front.headline.is_empty() && sound && !front.brief {
        report.push(
            Diagnostic::new(Code("R021"), "the story has no headline")
                .at(top)
                .help("add headline = \"…\", or role = \"brief\" for an item in the column of briefs"),
        );
    }
}

/// Cuts copy off after so many characters, so that an accident costs seconds and not the machine; how
/// many characters are kept and how many are not.
fn cut(blocks: &mut Vec<Block>, most: usize) -> (usize, usize) {
    let length = |text: &Text| text.runs.iter().map(|run| run.text.chars().count()).sum::<usize>();
    let (mut kept, mut left) = (0, 0);
    blocks.retain_mut(|block| {
        let own: usize = match &*block {
            Block::Para(text) | Block::Crosshead(text) | Block::PullQuote(text) => length(text),
            Block::List(items) => items.iter().map(length).sum(),
            Block::Table(table) => table.rows.iter().flatten().map(length).sum(),
        };
        let room = most - kept;
        if own <= room && left == 0 {
            kept += own;
            return true;
        }
        match block {
            Block::Para(text) if room > 0 && left == 0 => {
                shorten(text, room);
                kept += room;
                left += own - room;
                true
            }
            _ => {
                left += own;
                false
            }
        }
    });
    (kept, left)
}

/// Keeps the first so many characters of a text.
fn shorten(text: &mut Text, mut room: usize) {
    text.runs.retain_mut(|run| {
        if let Some((at, _)) = run.text.char_indices().nth(room) {
            run.text.truncate(at);
            if let Some(span) = &mut run.span {
                span.end = span.start + at as u32;
            }
            room = 0;
        } else {
            room -= run.text.chars().count();
        }
        !run.text.is_empty()
    });
}

#[derive(Default)]
struct Front {
    tag: Option<Text>,
    kicker: Option<Text>,
    headline: Vec<Text>,
    deck: Option<Text>,
    summary: Vec<Text>,
    head: Option<HeadForm>,
    boxed: bool,
    unframed: bool,
    columns: Option<u16>,
    broken: Option<Broken>,
    panel: Option<String>,
    brief: bool,
    dateline: Option<Text>,
    jump: Jump,
    see: Vec<See>,
    lang: Option<Lang>,
    byline: Vec<Byline>,
    pictures: Vec<StoryPicture>,
}

/// Reads an empty table, to write down which keys a story has.
pub fn shape(walk: &mut Walk<'_>) -> walk::Shape {
    let context = Context { pages: &[], panels: Vec::new(), units: Units::default(), most: 0 };
    walk.shape_of(|f| {
        front(f, FileId(0), &context, &mut ArtTable::default());
    })
}

fn front(f: &mut F<'_, '_, '_>, file: FileId, context: &Context<'_>, art: &mut ArtTable) -> Front {
    let boxed = f.bool("box");
    let mut out = Front {
        tag: copy(f, "tag", file),
        kicker: copy(f, "kicker", file),
        headline: copies(f, "headline", file),
        deck: copy(f, "deck", file),
        summary: copies(f, "summary", file),
        head: f.choice("head", HEADS),
        boxed: boxed == Some(true),
        unframed: boxed == Some(false),
        columns: f.integer("columns", 1, 40).map(|n| n as u16),
        broken: f.choice("broken", super::layout::BROKEN),
        panel: panel(f, context),
        brief: f.choice("role", &[("brief", true), ("story", false)]).unwrap_or(false),
        dateline: copy(f, "dateline", file),
        jump: jump(f, context),
        see: Vec::new(),
        lang: f.choice("lang", LANGS),
        byline: Vec::new(),
        pictures: Vec::new(),
    };
    out.see = f.tables("see", |f| see(f)).into_iter().flatten().collect();
    out.byline = f.tables("byline", |f| {
        let role = copy(f, "role", file).unwrap_or_default();
        let names = copies(f, "names", file);
        f.require("names");
        Byline { role, names }
    });
    out.byline.retain(|byline| !byline.role.is_empty() || !byline.names.is_empty());
    out.pictures = f.tables("picture", |f| picture(f, file, art)).into_iter().flatten().collect();
    out
}

/// A text of front matter with the marks of copy; `None` when there is nothing to print.
fn copy(f: &mut F<'_, '_, '_>, key: &'static str, file: FileId) -> Option<Text> {
    let node = f.node(key, Kind::Text)?;
    inline(f.walk, key, node, file).filter(|text| !text.is_empty())
}

fn copies(f: &mut F<'_, '_, '_>, key: &'static str, file: FileId) -> Vec<Text> {
    let Some(items) = f.items(key, Kind::Texts) else { return Vec::new() };
    if let Some(first) = items.get(MOST_LINES) {
        let message = format!("`{key}` has {} lines; {MOST_LINES} of them are set", items.len());
        f.walk.report.push(Diagnostic::new(Code("R042"), message).at(first.span).help("cut it"));
    }
    let kept = items.iter().take(MOST_LINES);
    kept.filter_map(|item| inline(f.walk, key, item, file)).filter(|text| !text.is_empty()).collect()
}

/// Lines or names beyond which a list in front matter is an accident.
const MOST_LINES: usize = 40;

/// Characters beyond which a text of front matter is an accident: heads are tried at every size and width.
fn most(key: &str) -> usize {
    if matches!(key, "tag" | "kicker" | "headline" | "deck") { 200 } else { 2000 }
}

fn inline(walk: &mut Walk<'_>, key: &str, node: &Node, file: FileId) -> Option<Text> {
    match &node.value {
        Value::Text { text, at } => {
            let mut markup = Markup { text, file, base: *at, fallback: node.span, report: walk.report };
            let mut out = markup.inline(0..text.len(), false);
            let (count, most) = (out.runs.iter().map(|run| run.text.chars().count()).sum::<usize>(), most(key));
            if count > most {
                let message = format!("`{key}` has {count} characters; {most} of them are set");
                let diagnostic = Diagnostic::new(Code("R042"), message).at(node.span);
                walk.report.push(diagnostic.help("cut it, or see whether a quote closes where it should"));
                shorten(&mut out, most);
            }
            Some(out)
        }
        other => {
            walk.wrong(Wrong::kind("a text", other), node.span);
            None
        }
    }
}

fn panel(f: &mut F<'_, '_, '_>, context: &Context<'_>) -> Option<String> {
    f.parse("panel", Kind::Text, |value, _| {
        let name = walk::text(value)?;
        if context.panels.contains(&name) {
            return Ok(name.to_string());
        }
        let wrong = Wrong::value(format!("the layout has no panel “{name}”"));
        Err(match walk::nearest(name, context.panels.iter().copied()) {
            Some(near) => wrong.help(format!("did you mean “{near}”?")),
            None => wrong.help(format!("its panels are {}", context.panels.join(", "))),
        })
    })
}

/// `false`, or `{ to = 2 }` with a page's number or name.
fn jump(f: &mut F<'_, '_, '_>, context: &Context<'_>) -> Jump {
    let Some(node) = f.node("jump", Kind::Any) else { return Jump::May };
    match &node.value {
        Value::Bool(false) => Jump::Never,
        Value::Bool(true) => Jump::May,
        Value::Table(table) => {
            let to = f.walk.table(table, |f| {
                let to = f.parse("to", Kind::Any, |value, _| match value {
                    Value::Integer(_) => Ok(walk::integer(value, 1, 9999)? as u32),
                    Value::Text { text, .. } => {
                        let page = context.pages.iter().find(|(_, name)| name == text);
                        page.map(|(number, _)| *number).ok_or_else(|| no_page(&format!("page “{text}”"), context))
                    }
                    other => Err(Wrong::kind("a page's number or name", other)),
                });
                f.require("to");
                (to, f.table.get("to").map(|node| node.span))
            });
            match to {
                (Some(page), span) => {
                    if !context.pages.iter().any(|(number, _)| *number == page) {
                        f.walk.wrong(no_page(&format!("page {page}"), context), span.unwrap_or(node.span));
                        return Jump::May;
                    }
                    Jump::To(page)
                }
                _ => Jump::May,
            }
        }
        other => {
            f.walk.wrong(Wrong::kind("false or { to = page }", other), node.span);
            Jump::May
        }
    }
}

fn no_page(page: &str, context: &Context<'_>) -> Wrong {
    let pages: Vec<String> = context.pages.iter().map(|(number, _)| number.to_string()).collect();
    Wrong {
        code: Code("R033"),
        message: format!("there is no {page} in this issue"),
        help: Some(format!("its pages are {}", pages.join(", "))),
    }
}

fn see(f: &mut F<'_, '_, '_>) -> Option<See> {
    let span = f.span();
    let story = f.text("story").map(SeeTarget::Story);
    let page = f.integer("page", 1, 9999).map(|n| SeeTarget::Page(n as u32));
    if f.walk.schema.is_none() && f.has("story") == f.has("page") {
        let wrong = Wrong::value("a reference needs either `story` or `page`");
        f.walk.wrong(wrong.help("write { story = \"NAME\" }, or { page = 4 } for a page outside the issue"), span);
        return None;
    }
    Some(See { target: story.or(page)?, span })
}

/// The width of a picture that has text beside it: less than a column by what text needs.
fn narrow(f: &mut F<'_, '_, '_>, has_columns: bool) -> Option<Len> {
    let node = f.table.get("width");
    let span = node.map(|node| node.span);
    let width = f.amount("width")?;
    let units = &f.walk.units;
    let (least, most) = (units.body * NARROWEST, units.column - units.body * TEXT_BESIDE);
    let wrong = if has_columns {
        Wrong::value("a picture takes `columns`, or a `width` with text beside it, not both").help("delete one of them")
    } else if width < least || width > most {
        let characters = most.0 / units.body.0.max(1);
        Wrong::value("a picture beside text leaves no room for it, or is too small to be seen")
            .help(format!("write a width from {NARROWEST}字 to {characters}字, or columns = 1 for a whole column"))
    } else {
        return Some(width);
    };
    f.walk.wrong(wrong, span?);
    None
}

/// A picture with text beside it is at least so many characters wide.
const NARROWEST: i64 = 4;
/// It leaves so many characters of a column: the white beside it, the inset of a box, and text.
const TEXT_BESIDE: i64 = 7;

fn picture(f: &mut F<'_, '_, '_>, file: FileId, art: &mut ArtTable) -> Option<StoryPicture> {
    let node = f.node("art", Kind::Text);
    f.require("art");
    let caption = copy(f, "caption", file);
    let credit = copy(f, "credit", file);
    let alt = f.text("alt");
    let columns = f.integer("columns", 1, 40).map(|n| n as u16);
    let width = narrow(f, columns.is_some());
    let (mut focus, mut keep_min) = ((500, 500), 0);
    f.table("crop", |f| {
        if let Some([x, y]) = f.shares::<2>("focus") {
            focus = (x.clamp(0, 1000) as u16, y.clamp(0, 1000) as u16);
        }
        keep_min = f.share("min").map_or(0, |n| n.clamp(0, 1000) as u16);
    });
    let node = node?;
    match walk::text(&node.value).and_then(|path| art::below(path).map(|()| path)) {
        Ok(path) => {
            let art = art.add(path, node.span);
            Some(StoryPicture { art, caption, credit, focus, keep_min, columns, width, alt, span: node.span })
        }
        Err(wrong) => {
            f.walk.wrong(wrong, node.span);
            None
        }
    }
}
