//! Stories that continue on another page (转版): where they may be cut, where the rest goes, whether both ends agree.
//!
//! In: a story's blocks; the issue's pages. Out: places for a cut, a page for a rest, faults of finished pages (N18).
//! Does not know: lines, columns.

use crate::diag::{Code, Diagnostic, Report, Severity};
use crate::display::{DisplayList, Item, Role};
use crate::ids::StoryId;
use crate::makeup::taboo;
use crate::model::issue::{Filler, Issue};
use crate::model::story::{Block, Jump, Run, Story, Text};
use crate::source::Span;
use std::collections::BTreeMap;

/// A place in a story's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Number of the block.
    pub block: u32,
    /// Byte of the block's plain text.
    pub byte: u32,
}

/// The rest of a story that continues on another page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Whose.
    pub story: StoryId,
    /// Where it begins.
    pub start: At,
    /// The page that sends it.
    pub from: u32,
    /// The page that takes it.
    pub to: u32,
}

/// Where one block may be cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockCuts {
    /// After it.
    pub after: bool,
    /// Bytes of its plain text at which a sentence begins.
    pub inside: Vec<u32>,
}

/// A paragraph shorter than this is never parted: the next paragraph's end is near enough.
const LONG: usize = 120;
/// Characters of a parted paragraph that stay, and that go, at least.
const HALF: usize = 40;
/// Sentence ends that are tried in one paragraph.
const TRIED: usize = 2;

/// Where the blocks of a story may be cut: at a paragraph's end or, in long paragraphs, at a sentence's; never while
/// a quotation or a bracket is open, never inside a list, never between a colon and what it announces.
pub fn cuts(story: &Story) -> Vec<BlockCuts> {
    let mut open = Open::default();
    let cuts_of = |block: &Block| match block {
        Block::Para(text) => {
            let plain = text.plain();
            let inside = sentence_starts(&plain, &mut open);
            BlockCuts { after: !open.any() && !plain.trim_end().ends_with(['：', ':']), inside }
        }
        Block::List(items) => {
            items.iter().for_each(|item| item.plain().chars().for_each(|c| open.see(c)));
            BlockCuts { after: !open.any(), inside: Vec::new() }
        }
        _ => BlockCuts { after: false, inside: Vec::new() },
    };
    story.blocks.iter().map(cuts_of).collect()
}

/// Where sentences begin in a long paragraph, the few that part it best.
fn sentence_starts(plain: &str, open: &mut Open) -> Vec<u32> {
    let count = plain.chars().count();
    let mut starts: Vec<(usize, u32)> = Vec::new();
    let mut ended = false;
    for (number, (byte, c)) in plain.char_indices().enumerate() {
        let stop = matches!(c, '。' | '！' | '？');
        if ended && !stop && !closes(c) {
            if !open.any() && number >= HALF && count - number >= HALF {
                starts.push((number, byte as u32));
            }
            ended = false;
        }
        open.see(c);
        ended |= stop;
    }
    if count < LONG {
        return Vec::new();
    }
    // The most even parting first, then what is left of it.
    starts.sort_by_key(|(number, byte)| ((number * 2).abs_diff(count), *byte));
    let mut bytes: Vec<u32> = starts.into_iter().take(TRIED).map(|(_, byte)| byte).collect();
    bytes.sort_unstable();
    bytes
}

fn closes(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | '》' | '〉' | '】')
}

/// Which quotations and brackets are open. A quotation of several paragraphs opens with each and closes once.
#[derive(Default)]
struct Open([bool; 7]);

impl Open {
    fn see(&mut self, c: char) {
        const PAIRS: [(char, char); 7] =
            [('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』'), ('（', '）'), ('《', '》'), ('【', '】')];
        for (state, (opens, closes)) in self.0.iter_mut().zip(PAIRS) {
            *state = (*state || c == opens) && c != closes;
        }
    }
    fn any(&self) -> bool {
        self.0.contains(&true)
    }
}

/// A text parted at a byte of its plain form.
pub fn split(text: &Text, at: u32) -> (Text, Text) {
    let (mut front, mut back) = (Text::default(), Text::default());
    let mut start = 0;
    for run in &text.runs {
        let end = start + run.text.len();
        let cut = (at as usize).clamp(start, end) - start;
        let piece = |from: usize, to: usize| {
            let span = run.span.map(|s| Span { start: s.start + from as u32, end: s.start + to as u32, ..s });
            Run { text: run.text.get(from..to).unwrap_or_default().to_string(), marks: run.marks.clone(), span }
        };
        if cut > 0 {
            front.runs.push(piece(0, cut));
        }
        if cut < run.text.len() {
            back.runs.push(piece(cut, run.text.len()));
        }
        start = end;
    }
    (front, back)
}

/// What the day's pages can still take, in lines of one column, and the rests that are under way.
pub struct Journey {
    /// In the order of their cuts.
    pub rests: Vec<Rest>,
    /// Fillers that stand on a page already.
    pub fillers: Vec<Filler>,
    room: BTreeMap<u32, i64>,
    /// The second page of each spread, and the first, under which its room is kept.
    seconds: BTreeMap<u32, u32>,
}

/// Lines of one column that a head takes, roughly.
const HEAD_LINES: i64 = 12;
/// Lines of one column that a picture takes, roughly.
const PICTURE_LINES: i64 = 28;

impl Journey {
    /// Before the first page is made. The room is a rough count of characters: pages are made in order, and what is
    /// on later ones is not composed yet.
    pub fn of(issue: &Issue) -> Journey {
        let grid = &issue.layout.grid;
        let room = issue.pages.iter().filter_map(|page| {
            let kind = issue.layout.kinds.get(&page.kind)?;
            let pages = page.numbers().count() as i64;
            let all = pages * i64::from(grid.columns) * i64::from(grid.lines.saturating_sub(kind.top));
            let area = |at: &crate::model::issue::GridArea| {
                let side = |(from, to): (u16, u16)| i64::from(to.saturating_sub(from)) + 1;
                side(at.columns) * side(at.lines)
            };
            let taken: i64 =
                page.ads.iter().map(|ad| area(&ad.at)).chain(kind.reserved.iter().map(|at| pages * area(at))).sum();
            let own: i64 = page.stories.iter().map(|&id| size(issue.story(id), issue)).sum();
            Some((page.number, all - taken - own))
        });
        let seconds = issue.pages.iter().filter_map(|page| Some((page.spread_with?, page.number)));
        Journey { rests: Vec::new(), fillers: Vec::new(), room: room.collect(), seconds: seconds.collect() }
    }

    /// The page that a story may continue on from a page, for so many lines of one column: the page that it names;
    /// else an overflow page, else the first later one that has the room.
    pub fn target(&self, issue: &Issue, story: &Story, page: u32, lines: i64) -> Option<u32> {
        let later = || issue.pages.iter().filter(|p| p.number > page && self.room.contains_key(&p.number));
        match story.jump {
            Jump::Never => return None,
            Jump::To(named) if later().any(|p| p.holds(named)) => return Some(named),
            _ => {}
        }
        let has = |number: u32, lines: i64| self.room.get(&number).is_some_and(|&room| room >= lines);
        let overflow = || later().filter(|p| p.stories.is_empty());
        let found = overflow().find(|p| has(p.number, lines)).or_else(|| later().find(|p| has(p.number, lines)));
        // A page that takes a part of it may send the rest on.
        let most =
            || overflow().filter(|p| has(p.number, 1)).max_by_key(|p| (self.room[&p.number], u32::MAX - p.number));
        found.or_else(most).map(|p| p.number)
    }

    /// Sends a rest of so many lines on its way.
    pub fn send(&mut self, rest: Rest, lines: i64) {
        self.rests.push(rest);
        let page = self.seconds.get(&rest.to).unwrap_or(&rest.to);
        if let Some(room) = self.room.get_mut(page) {
            *room -= lines + HEAD_LINES;
        }
    }
}

/// Lines of one column that a story takes, roughly.
fn size(story: &Story, issue: &Issue) -> i64 {
    let chars = i64::from(issue.layout.grid.chars.max(1));
    let lines = |text: &Text| (text.plain().chars().count() as i64 + 2 + chars - 1) / chars;
    let text: i64 = story
        .blocks
        .iter()
        .map(|block| match block {
            Block::Para(text) => lines(text),
            Block::Crosshead(_) => 3,
            Block::PullQuote(text) => lines(text) * 2 + 1,
            Block::List(items) => items.iter().map(lines).sum(),
            Block::Table(table) => table.rows.len() as i64 * 2,
        })
        .sum();
    let head = if story.brief { 2 } else { HEAD_LINES };
    text + head + story.pictures.len() as i64 * PICTURE_LINES
}

/// A notice as it is printed: the story, the page it stands on, the page it names.
type Printed = (StoryId, u32, u32);

/// N18: 下转 without its 上接, a wrong number, a page that does not carry the head; on finished pages, whoever made
/// them. `sent` pages are in print already and not looked at.
pub fn check(issue: &Issue, pages: &[DisplayList], sent: &[u32], report: &mut Report) {
    let Some(severity) = taboo::severity(&issue.layout, "N18", Severity::Error) else { return };
    let notices = &issue.layout.notices;
    let jumps = printed(pages, Role::Notice, &notices.jump);
    let froms = printed(pages, Role::Head, &notices.from);
    let mut tell = |story: StoryId, page: u32, message: String, help: &str| {
        let story = issue.story(story);
        let diagnostic = Diagnostic::new(Code("N18"), message).severity(severity);
        report.push(diagnostic.at(story.span).on(page, None).help(help));
    };
    for &(story, from, to) in &jumps {
        if froms.contains(&(story, to, from)) || sent.contains(&to) {
            continue;
        }
        let name = title(issue.story(story));
        let message = match froms.iter().find(|f| f.0 == story && f.1 == to) {
            Some((_, _, says)) => {
                format!("“{name}” goes on from page {from} to page {to}, where it says that it comes from page {says}")
            }
            None => format!("“{name}” goes on from page {from} to page {to}, which does not carry it"),
        };
        tell(story, from, message, "make room on that page, or let the story go on elsewhere (`jump = { to = n }`)");
    }
    for &(story, to, from) in &froms {
        if jumps.contains(&(story, from, to)) || sent.contains(&from) {
            continue;
        }
        let name = title(issue.story(story));
        let message = format!("“{name}” on page {to} says that it comes from page {from}, which does not send it");
        tell(story, to, message, "let the first page say where the story goes on");
    }
}

fn title(story: &Story) -> String {
    let lines: Vec<String> = story.headline.iter().map(Text::plain).collect();
    lines.join(" ").replace('|', "")
}

/// All notices of one wording that stand on the pages.
fn printed(pages: &[DisplayList], role: Role, wording: &str) -> Vec<Printed> {
    let mut out = Vec::new();
    for page in pages {
        let mut words: BTreeMap<StoryId, String> = BTreeMap::new();
        for placed in page.items.iter().filter(|placed| placed.role == role) {
            if let (Item::Glyphs(run), Some(story)) = (&placed.item, placed.origin.story) {
                words.entry(story).or_default().push_str(&run.text);
            }
        }
        for (story, words) in words {
            out.extend(numbers(&words, wording).into_iter().map(|number| (story, page.page, number)));
        }
    }
    out
}

/// The numbers that stand where a wording has `{page}`.
fn numbers(words: &str, wording: &str) -> Vec<u32> {
    let Some((before, after)) = wording.split_once("{page}") else { return Vec::new() };
    let mut out = Vec::new();
    for (start, _) in words.char_indices() {
        let Some(rest) = words[start..].strip_prefix(before) else { continue };
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 && rest[digits..].starts_with(after) {
            out.extend(rest[..digits].parse::<u32>());
        }
        if before.is_empty() {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(plain: &str) -> Vec<u32> {
        sentence_starts(plain, &mut Open::default())
    }

    #[test]
    fn a_long_paragraph_is_parted_at_sentences_only() {
        let sentence = "河堤上的柳树一夜之间全绿了，镇上第三家面馆也在桥头开张，坐满了人。";
        let plain = sentence.repeat(5);
        let cuts = starts(&plain);
        assert_eq!(cuts.len(), TRIED);
        assert!(cuts.iter().all(|&c| plain[..c as usize].ends_with('。')));
        assert!(starts(&sentence.repeat(2)).is_empty(), "a short paragraph stays whole");
    }

    #[test]
    fn quotations_stay_whole() {
        let long = "水车重新转起来，水又到了田头".repeat(4);
        let plain = format!("老周说：“{long}。{long}。”{long}。");
        let cuts = starts(&plain);
        assert!(!cuts.is_empty());
        assert!(cuts.iter().all(|&c| plain[..c as usize].ends_with('”')), "{cuts:?}");
        let mut open = Open::default();
        "“第一段没有收尾。“第二段".chars().for_each(|c| open.see(c));
        assert!(open.any());
        open.see('”');
        assert!(!open.any());
    }

    #[test]
    fn runs_are_parted_with_their_places() {
        let run = |text: &str, start| Run {
            text: text.into(),
            span: Some(Span { file: crate::source::FileId(0), start, end: start + text.len() as u32 }),
            ..Run::default()
        };
        let text = Text { runs: vec![run("春耕", 10), run("秋收", 20)] };
        let (front, back) = split(&text, 9);
        assert_eq!((front.plain().as_str(), back.plain().as_str()), ("春耕秋", "收"));
        assert_eq!(back.runs[0].span.map(|s| (s.start, s.end)), Some((23, 26)));
    }

    #[test]
    fn numbers_are_read_in_any_wording() {
        assert_eq!(numbers("（下转第12版）", "（下转第{page}版）"), [12]);
        assert_eq!(numbers("▼3面に続く", "▼{page}面に続く"), [3]);
        assert!(numbers("（下转第版）", "（下转第{page}版）").is_empty());
    }
}
