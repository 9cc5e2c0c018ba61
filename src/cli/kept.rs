//! What the folder of pages keeps from run to run: the last layout, and which pages are in print.
//!
//! In: `layout.json` and `release.json` of the folder. Out: orders for make-up, and both files written anew. Does not
//! know: how pages are made.

use super::write::sha256;
use crate::diag::{Code, Diagnostic, Report};
use crate::makeup::jumps::At;
use crate::makeup::memory::{LastLayout, Orders, SentPage, Standing};
use crate::model::issue::{GridArea, Issue};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Goes up when a key changes its meaning; files of another form are not read.
const FORMAT: u32 = 1;
/// Name of the file with the last layout.
pub const LAYOUT: &str = "layout.json";
/// Name of the file with the pages in print.
pub const RELEASE: &str = "release.json";

/// One of the two files.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Form of the file.
    pub format: u32,
    /// The issue's name.
    pub issue: String,
    /// The issue's date.
    pub date: String,
    /// One entry a page, in order.
    pub pages: Vec<KeptPage>,
}

/// A page as it was made.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptPage {
    /// Its number.
    pub page: u32,
    /// The other page of a spread; what stands on the two is in the entry of the lower number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread: Option<u32>,
    /// Name of its file; only of pages in print.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// SHA-256 of that file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
    /// Where the engine placed its stories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<KeptPlace>,
    /// What stands on it.
    pub stands: Vec<KeptStanding>,
}

/// Columns and lines of a story, from 1, both ends included.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct KeptPlace {
    /// The story.
    pub story: String,
    /// First and last.
    pub columns: (u16, u16),
    /// First and last.
    pub lines: (u16, u16),
}

/// A story, or a part of one, on a page.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct KeptStanding {
    /// The story.
    pub story: String,
    /// The page that it comes from, when this is a rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// Where it begins: block, and byte of the block.
    pub start: (u32, u32),
    /// Where it was cut: block, byte, and the page on which it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<(u32, u32, u32)>,
    /// The page of a spread on which it was cut, where that is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<u32>,
    /// The page of a spread on which a rest begins, where that is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<u32>,
    /// SHA-256 of the copy that stands there.
    pub text: String,
}

impl Kept {
    /// Reads a file of the folder; nothing where there is none, or one of another form or issue.
    pub fn read(folder: &Path, name: &str, issue: &str, date: &str) -> Kept {
        let found = std::fs::read_to_string(folder.join(name)).ok();
        let kept: Option<Kept> = found.and_then(|text| serde_json::from_str(&text).ok());
        let fits = |k: &Kept| (k.format, k.issue.as_str(), k.date.as_str()) == (FORMAT, issue, date);
        let empty = Kept { format: FORMAT, issue: issue.into(), date: date.into(), pages: Vec::new() };
        kept.filter(fits).unwrap_or(empty)
    }

    /// As text.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The entry of a page.
    pub fn page(&self, number: u32) -> Option<&KeptPage> {
        self.pages.iter().find(|page| page.page == number)
    }

    /// Puts an entry in its place.
    pub fn set(&mut self, page: KeptPage) {
        self.pages.retain(|other| other.page != page.page);
        self.pages.push(page);
        self.pages.sort_by_key(|page| page.page);
    }

    /// What make-up is told.
    pub fn orders(layout: &Kept, release: &Kept) -> Orders {
        let mut last = LastLayout::default();
        for page in &layout.pages {
            let place = |p: &KeptPlace| (p.story.clone(), GridArea { columns: p.columns, lines: p.lines });
            last.pages.insert(page.page, page.places.iter().map(place).collect());
        }
        let sent = release
            .pages
            .iter()
            .map(|page| SentPage { page: page.page, stands: page.stands.iter().map(KeptStanding::standing).collect() });
        Orders { last, sent: sent.collect(), ..Orders::default() }
    }

    /// Takes in what a run made. Pages that it did not write keep what is said to stand on their older files.
    pub fn update(&mut self, typeset: &crate::Typeset, written: &[u32]) {
        let last = LastLayout::of(&typeset.scores);
        for score in &typeset.scores {
            let places = last.pages.get(&score.page).into_iter().flatten();
            let place = |(story, at): (&String, &GridArea)| KeptPlace {
                story: story.clone(),
                columns: at.columns,
                lines: at.lines,
            };
            let made = |number: &u32| written.contains(number);
            let stands = match self.page(score.page) {
                _ if [Some(score.page), score.spread_with].iter().flatten().any(made) => {
                    score.stands.iter().map(|s| KeptStanding::of(s, &typeset.issue)).collect()
                }
                Some(older) => older.stands.clone(),
                None => Vec::new(),
            };
            let (spread, places) = (score.spread_with, places.map(place).collect());
            self.set(KeptPage { page: score.page, spread, places, stands, ..KeptPage::default() });
            if let Some(page) = spread {
                self.set(KeptPage { page, spread: Some(score.page), ..KeptPage::default() });
            }
        }
    }

    /// M020: copy that stands on a page in print and was changed since.
    pub fn check(&self, issue: &Issue, report: &mut Report) {
        for page in &self.pages {
            for stand in &page.stands {
                if hash(stand.standing().text(issue)) == stand.text {
                    continue;
                }
                let (number, slug) = (page.page, &stand.story);
                let message = match issue.story_named(slug) {
                    Some(_) => format!("page {number} is in print, and the copy of “{slug}” on it was changed since"),
                    None => format!("page {number} is in print with “{slug}”, which is no longer in the issue"),
                };
                let mut diagnostic = Diagnostic::new(Code("M020"), message).on(number, None);
                diagnostic.span = issue.story_named(slug).map(|story| story.span);
                report.push(diagnostic.help(format!("give the copy back as it was, or build with --recall {number}")));
            }
        }
    }
}

impl KeptStanding {
    fn of(stand: &Standing, issue: &Issue) -> KeptStanding {
        KeptStanding {
            story: stand.slug.clone(),
            from: stand.from,
            start: (stand.start.block, stand.start.byte),
            cut: stand.cut.map(|(at, to)| (at.block, at.byte, to)),
            on: stand.on,
            begins: stand.begins,
            text: hash(stand.text(issue)),
        }
    }

    fn standing(&self) -> Standing {
        Standing {
            slug: self.story.clone(),
            from: self.from,
            start: At { block: self.start.0, byte: self.start.1 },
            cut: self.cut.map(|(block, byte, to)| (At { block, byte }, to)),
            on: self.on,
            begins: self.begins,
        }
    }
}

fn hash(text: Option<String>) -> String {
    text.map_or_else(String::new, |text| sha256(text.as_bytes()))
}
