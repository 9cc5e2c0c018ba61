//! What make-up is told beside the issue: the last layout, and pages that are in print.
//!
//! In: values that the caller read somewhere. Out: places to stay near, cuts to keep. Does not know: files.

use crate::diag::{Code, Diagnostic, Report};
use crate::makeup::jumps::{self, At, Journey, Rest};
use crate::makeup::{PageScore, Picks};
use crate::model::issue::{GridArea, Issue};
use crate::model::story::{Block, Story, Text};
use std::collections::BTreeMap;

/// What a run asks for beside the issue.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// Pages to make another way than the best.
    pub picks: Picks,
    /// Where stories stood the last time; empty for a fresh start.
    pub last: LastLayout,
    /// Pages that are in print: they are not made again.
    pub sent: Vec<SentPage>,
}

impl Orders {
    /// Where a story must be cut on a page, for a page in print takes its rest from there; and that page.
    pub fn kept_cut(&self, slug: &str, page: u32) -> Option<(At, u32)> {
        let stands = self.sent.iter().flat_map(|sent| sent.stands.iter().map(move |stand| (sent.page, stand)));
        let mut rests = stands.filter(|(_, stand)| stand.slug == slug && stand.from == Some(page));
        rests.next().map(|(to, stand)| (stand.start, stand.begins.unwrap_or(to)))
    }
    /// Numbers of the pages in print.
    pub fn sent_pages(&self) -> Vec<u32> {
        self.sent.iter().map(|page| page.page).collect()
    }
}

/// Where stories stood: page → slug → columns and lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastLayout {
    /// Places of the stories that the engine placed.
    pub pages: BTreeMap<u32, BTreeMap<String, GridArea>>,
}

impl LastLayout {
    /// The layout that a run came to.
    pub fn of(scores: &[PageScore]) -> LastLayout {
        let places = |score: &PageScore| {
            let chosen = score.alternatives.get(score.chosen);
            chosen.into_iter().flat_map(|c| &c.stories).map(|s| (s.slug.clone(), s.at)).collect()
        };
        LastLayout { pages: scores.iter().map(|score| (score.page, places(score))).collect() }
    }
    /// Where a story stood on a page.
    pub fn place(&self, page: u32, slug: &str) -> Option<GridArea> {
        self.pages.get(&page)?.get(slug).copied()
    }
}

/// A page in print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentPage {
    /// Its number.
    pub page: u32,
    /// What stands on it.
    pub stands: Vec<Standing>,
}

/// A story, or a part of one, that stands on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The story.
    pub slug: String,
    /// The page that it comes from, when this is a rest.
    pub from: Option<u32>,
    /// Where the part begins.
    pub start: At,
    /// Where it was cut, and the page on which it goes on.
    pub cut: Option<(At, u32)>,
    /// The page of a spread on which it was cut, where that is not the first.
    pub on: Option<u32>,
    /// The page of a spread on which a rest begins, where that is not the first.
    pub begins: Option<u32>,
}

impl Standing {
    /// The copy that stands there: of a rest its text alone, else with head, byline and legends.
    pub fn text(&self, issue: &Issue) -> Option<String> {
        issue.story_named(&self.slug).map(|story| text_of(story, self))
    }
}

fn text_of(story: &Story, part: &Standing) -> String {
    let mut out: Vec<String> = Vec::new();
    let head = story.tag.iter().chain(&story.kicker).chain(&story.headline).chain(&story.deck).chain(&story.summary);
    match part.from {
        Some(_) => out.extend(story.headline.iter().map(Text::plain)),
        None => {
            out.extend(head.map(Text::plain));
            let names = story.byline.iter().flat_map(|b| std::iter::once(&b.role).chain(&b.names));
            out.extend(names.chain(&story.dateline).map(Text::plain));
            out.extend(story.pictures.iter().flat_map(|p| p.caption.iter().chain(&p.credit)).map(Text::plain));
        }
    }
    let end = part.cut.map(|(at, _)| at);
    for (number, block) in story.blocks.iter().enumerate().skip(part.start.block as usize) {
        let number = number as u32;
        if end.is_some_and(|end| (number, 0) >= (end.block, end.byte)) {
            break;
        }
        match block {
            Block::Para(text) => {
                let from = if number == part.start.block { part.start.byte } else { 0 };
                let whole = match end.filter(|end| end.block == number) {
                    Some(end) => jumps::split(text, end.byte).0,
                    None => text.clone(),
                };
                out.push(jumps::split(&whole, from).1.plain());
            }
            Block::Crosshead(text) | Block::PullQuote(text) => out.push(text.plain()),
            Block::List(items) => out.extend(items.iter().map(Text::plain)),
            Block::Table(table) => out.extend(table.rows.iter().flatten().map(Text::plain)),
        }
    }
    out.join("\n")
}

/// Sends the rests of pages in print on their way, as they were cut; says where a page in print is asked for stories
/// that it does not carry, or carries what now stands elsewhere.
pub fn send_on(issue: &Issue, orders: &Orders, journey: &mut Journey, report: &mut Report) {
    for sent in &orders.sent {
        let Some(page) = issue.pages.iter().find(|p| p.number == sent.page) else { continue };
        for stand in &sent.stands {
            let Some(story) = issue.story_named(&stand.slug) else { continue };
            let listed = issue.page_of(story.id).map(|p| p.number);
            if let Some(other) = listed.filter(|&other| stand.from.is_none() && !page.holds(other)) {
                let message = format!(
                    "“{}” stands on page {}, which is in print, and again on page {other}",
                    stand.slug, sent.page
                );
                report.push(
                    Diagnostic::new(Code("M020"), message)
                        .at(story.span)
                        .on(other, None)
                        .help(format!("take it off page {other}, or build with --recall {}", sent.page)),
                );
            }
            if let Some((start, to)) = stand.cut {
                journey.send(Rest { story: story.id, start, from: stand.on.unwrap_or(sent.page), to }, 0);
            }
        }
        for &id in &page.stories {
            let story = issue.story(id);
            if !sent.stands.iter().any(|stand| stand.slug == story.slug) {
                let message =
                    format!("“{}” is listed for page {}, which is in print without it", story.slug, sent.page);
                report.push(
                    Diagnostic::new(Code("M020"), message)
                        .at(story.span)
                        .on(sent.page, None)
                        .help(format!("list it for another page, or build with --recall {}", sent.page)),
                );
            }
        }
    }
}

/// M021: a page in print takes a rest that its first page no longer sends there, or sends one that nobody takes.
pub fn check_cuts(issue: &Issue, orders: &Orders, journey: &Journey, report: &mut Report) {
    let sent = orders.sent_pages();
    let mut tell = |slug: &str, page: u32, message: String, other: u32| {
        let mut diagnostic = Diagnostic::new(Code("M021"), message).on(page, None);
        diagnostic.span = issue.story_named(slug).map(|s| s.span);
        report.push(diagnostic.help(format!("give back the copy as it was, or build with --recall {other}")));
    };
    for page in &orders.sent {
        for stand in &page.stands {
            let id = issue.story_named(&stand.slug).map(|s| s.id);
            if let Some(from) = stand.from.filter(|from| !sent.contains(from)) {
                let to = stand.begins.unwrap_or(page.page);
                let sends = |r: &&Rest| Some(r.story) == id && (r.start, r.from, r.to) == (stand.start, from, to);
                if journey.rests.iter().find(sends).is_none() {
                    let message = format!(
                        "page {} is in print with the rest of “{}”, and page {from} no longer cuts it there",
                        page.page, stand.slug
                    );
                    tell(&stand.slug, from, message, page.page);
                }
            }
            let Some((_, to)) = stand.cut else { continue };
            if !issue.pages.iter().any(|p| p.number == to) {
                let message = format!(
                    "page {} is in print and sends the rest of “{}” to page {to}, which is not in the issue",
                    page.page, stand.slug
                );
                tell(&stand.slug, to, message, page.page);
            }
        }
    }
}
