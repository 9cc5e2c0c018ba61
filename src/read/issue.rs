//! From `issue.toml` to the pages of an issue.
//!
//! In: the issue's table. Out: [`Plan`], what the issue says but its stories. Does not know: stories' text.

use super::art::{self, ArtTable};
use super::furniture::{self, PLATES};
use super::tree::{Node, Table, Value};
use super::walk::{self, Fields, Kind, Walk, Wrong};
use crate::diag::{Code, Diagnostic};
use crate::ids::StoryId;
use crate::model::issue::{Ad, Binding, Date, Ear, Filler, GridArea, PageSpec, Paper, Pin};
use crate::model::layout::{Grid, Layout};
use crate::model::style::Writing;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

type F<'t, 'w, 'r> = Fields<'t, 'w, 'r>;

/// The days for which a lunar date can be told.
const YEARS: std::ops::RangeInclusive<i32> = 1901..=2099;

/// What `issue.toml` says.
pub struct Plan {
    /// `date`.
    pub date: Date,
    /// Where it is written.
    pub date_span: Option<Span>,
    /// `number`.
    pub number: Option<u32>,
    /// `pages`.
    pub pages_of_day: Option<u32>,
    /// `lunar`.
    pub lunar: Option<(String, Span)>,
    /// `binding`.
    pub binding: Binding,
    /// `[credits]`.
    pub credits: Vec<(String, Vec<String>)>,
    /// `[[page]]`, in order of number.
    pub pages: Vec<PageSpec>,
    /// Stories in the order of listing: slug and where it is listed.
    pub stories: Vec<(String, Span)>,
    /// `stories_from`: the issue beside this one that lends stories, and where that is written.
    pub stories_from: Option<(String, Span)>,
}

/// Reads the issue's table.
pub fn plan(f: &mut F<'_, '_, '_>, layout: &Layout, art: &mut ArtTable) -> Plan {
    // Read before the layout is known, and with the paper's fields.
    f.text("layout");
    f.node("paper", Kind::Any);
    let (date, date_span) = date(f);
    let number = f.integer("number", 1, 9_999_999).map(|n| n as u32);
    let pages_of_day = f.integer("pages", 1, 999).map(|n| n as u32);
    let lunar = f.text("lunar").filter(|text| !text.is_empty());
    let lunar = lunar.zip(f.table.get("lunar").map(|node| node.span));
    let stories_from = f.parse("stories_from", Kind::Text, |value, _| {
        let path = walk::text(value)?;
        let name = path.strip_prefix("../").filter(|name| !name.is_empty() && !name.contains(['/', '\\', ':']));
        match name.filter(|name| !name.starts_with('.')) {
            Some(_) => Ok(path.to_string()),
            None => {
                let wrong = Wrong::value("stories are lent by an issue whose folder stands beside this one");
                Err(wrong.help("write \"../NAME\" with the name of its folder"))
            }
        }
    });
    let stories_from = stories_from.zip(f.table.get("stories_from").map(|node| node.span));
    let binding = f.choice("binding", &[("left", Binding::Left), ("right", Binding::Right)]);
    let binding = binding.unwrap_or(match layout.writing {
        Writing::Horizontal => Binding::Left,
        Writing::Vertical => Binding::Right,
    });
    let credits = credits(f);
    let mut stories = Listed::default();
    let mut pages: Vec<PageSpec> = Vec::new();
    for page in f.tables("page", |f| page(f, layout, art, &mut stories)).into_iter().flatten() {
        pages.push(page);
    }
    f.require("page");
    if !f.has("page")
        && f.walk.sound
        && let Some(last) = f.walk.report.diagnostics.last_mut()
    {
        last.help = Some("add a [[page]] with its number, kind and stories".to_string());
    }
    let pages = sorted(pages, f.walk);
    Plan { date, date_span, number, pages_of_day, lunar, binding, credits, pages, stories: stories.slugs, stories_from }
}

fn date(f: &mut F<'_, '_, '_>) -> (Date, Option<Span>) {
    let span = f.table.get("date").map(|node| node.span);
    let date = f.parse("date", Kind::Date, |value, _| match value {
        Value::Date(Some(date)) => Ok(*date),
        Value::Text { text, .. } => day(text).ok_or_else(|| not_a_day(text)),
        other => Err(Wrong::kind("a date such as 2023-03-27", other)),
    });
    if let Some(date) = date.filter(|date| !YEARS.contains(&date.year)) {
        let message = format!("the year {} lies outside the calendar", date.year);
        let help = format!("dates are between {} and {}", YEARS.start(), YEARS.end());
        f.walk.wrong(Wrong { code: Code("R010"), message, help: Some(help) }, span.unwrap_or(f.span()));
    }
    f.require("date");
    // A day that prints is better than none: the error already keeps the page from the press.
    let date = date.filter(|date| YEARS.contains(&date.year));
    (date.unwrap_or(Date { year: 2000, month: 1, day: 1 }), span)
}

fn not_a_day(text: &str) -> Wrong {
    Wrong {
        code: Code("R010"),
        message: format!("“{text}” is not a day of the calendar"),
        help: Some("write a date as year-month-day: 2023-03-27".to_string()),
    }
}

/// `2023-03-27`, when there is such a day.
pub fn day(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let date = Date { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
    let leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    let days = match date.month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&date.day).then_some(date)
}

/// Office and names, in the order written.
fn credits(f: &mut F<'_, '_, '_>) -> Vec<(String, Vec<String>)> {
    f.pairs("credits", |value, _| match value {
        Value::Text { text, .. } => Ok(vec![text.clone()]),
        Value::List(items) => items.iter().map(|item| walk::text(&item.value).map(str::to_string)).collect(),
        other => Err(Wrong::kind("a name or a list of names", other)),
    })
}

/// Which stories are listed, and where.
#[derive(Default)]
struct Listed {
    slugs: Vec<(String, Span)>,
    by_slug: BTreeMap<String, StoryId>,
    /// Those that are only offered as fillers; several pages may offer one.
    fillers: BTreeSet<StoryId>,
}

impl Listed {
    /// The handle of a story that is listed here for the first time.
    fn add(&mut self, slug: &str, span: Span, walk: &mut Walk<'_>) -> Option<StoryId> {
        if slug.is_empty() || slug.contains(['/', '\\', '\0', ':']) || slug.starts_with('.') {
            let wrong =
                Wrong { code: Code("R016"), message: format!("“{slug}” is not the name of a story"), help: None };
            walk.wrong(wrong.help("write the file's name in the issue's stories folder, without .md"), span);
            return None;
        }
        if let Some(first) = self.by_slug.get(slug) {
            let other = self.slugs[first.index()].1;
            walk.report.push(
                Diagnostic::new(Code("R011"), format!("the story “{slug}” is listed twice"))
                    .at(span)
                    .related(other, "it is listed here first")
                    .help("a story is set once: take it off one of the lists"),
            );
            return None;
        }
        let id = StoryId(self.slugs.len() as u32);
        self.slugs.push((slug.to_string(), span));
        self.by_slug.insert(slug.to_string(), id);
        Some(id)
    }
}

fn page(f: &mut F<'_, '_, '_>, layout: &Layout, art: &mut ArtTable, listed: &mut Listed) -> Option<PageSpec> {
    let number = f.integer("number", 1, 9999).map(|n| n as u32);
    let spread = f.parse("numbers", Kind::Any, |value, _| {
        let list = walk::list(value, 2, "page numbers")?;
        let first = walk::integer(&list[0].value, 1, 9999)? as u32;
        let second = walk::integer(&list[1].value, 1, 9999)? as u32;
        if second != first + 1 || first % 2 == 1 {
            let wrong = Wrong::value("the two pages of a spread face each other: an even page and the next");
            return Err(wrong.help("write both pages, such as [2, 3]"));
        }
        Ok((first, second))
    });
    if !f.has("numbers") {
        f.require("number");
    }
    let kind = f.parse("kind", Kind::Text, |value, _| {
        let name = walk::text(value)?;
        if layout.kinds.contains_key(name) {
            return Ok(name.to_string());
        }
        let known: Vec<&str> = layout.kinds.keys().map(String::as_str).collect();
        let message = format!("the layout has no page kind “{name}”");
        let help = match walk::nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean “{near}”?"),
            None => format!("its kinds are {}", known.join(", ")),
        };
        Err(Wrong { code: Code("R032"), message, help: Some(help) })
    });
    f.require("kind");
    // A spread has the columns of two pages.
    let grid = Grid { columns: layout.grid.columns * (1 + u16::from(spread.is_some())), ..layout.grid };
    let grid = if layout.writing == Writing::Horizontal { &grid } else { &layout.grid };
    let name = f.text("name").unwrap_or_default();
    let colour = f.choice("colour", PLATES);
    let stories = stories(f, "stories", listed);
    let fillers = fillers(f, art, listed);
    let ads: Vec<Ad> = f.tables("ads", |f| ad(f, grid, art)).into_iter().flatten().collect();
    let mut pins: Vec<Pin> = f.tables("pin", |f| pin(f, grid, listed, &stories)).into_iter().flatten().collect();
    part(&ads, &mut pins, f.walk);
    let span = f.span();
    let upright = layout.writing == Writing::Vertical;
    if let Some((first, second)) = spread.filter(|_| upright) {
        not_made(
            f,
            format!("a spread of vertical pages is not made up yet: pages {first} and {second} become one page"),
        );
    }
    let number = spread.map(|s| s.0).or(number)?;
    Some(PageSpec {
        number,
        spread_with: spread.map(|s| s.1).filter(|_| !upright),
        kind: kind.unwrap_or_else(|| fallback_kind(layout)),
        name,
        colour,
        stories,
        fillers,
        ads,
        pins,
        span,
    })
}

/// Nothing that an issue asks for is left out without a word.
fn not_made(f: &mut F<'_, '_, '_>, message: String) {
    let help = "list two pages";
    let span = f.span();
    f.walk.report.push(Diagnostic::new(Code("R044"), message).at(span).help(help));
}

/// The kind of a page whose own is not known: it is an error, and the page is shown all the same.
fn fallback_kind(layout: &Layout) -> String {
    let inside = layout.kinds.keys().find(|name| *name == "inside");
    inside.or_else(|| layout.kinds.keys().next()).cloned().unwrap_or_default()
}

fn stories(f: &mut F<'_, '_, '_>, key: &'static str, listed: &mut Listed) -> Vec<StoryId> {
    let out = stories_of(f, key, listed);
    f.require(key);
    out
}

fn stories_of(f: &mut F<'_, '_, '_>, key: &'static str, listed: &mut Listed) -> Vec<StoryId> {
    let Some(items) = f.items(key, Kind::Texts) else { return Vec::new() };
    items.iter().filter_map(|item| slug(f.walk, item, listed)).collect()
}

/// Names of stories, and paths of house advertisements.
fn fillers(f: &mut F<'_, '_, '_>, art: &mut ArtTable, listed: &mut Listed) -> Vec<Filler> {
    let Some(items) = f.items("fillers", Kind::Texts) else { return Vec::new() };
    let mut out: Vec<Filler> = Vec::new();
    for item in items {
        let filler = match walk::text(&item.value) {
            Ok(path) if path.contains('/') => match art::below(path) {
                Ok(()) => Some(Filler::Ad(art.add(path, item.span), item.span)),
                Err(wrong) => {
                    f.walk.wrong(wrong, item.span);
                    None
                }
            },
            Ok(name) => {
                let known = listed.by_slug.get(name.strip_suffix(".md").unwrap_or(name)).copied();
                let offered = known.filter(|id| listed.fillers.contains(id) && !out.contains(&Filler::Item(*id)));
                let id = offered.or_else(|| slug(f.walk, item, listed));
                listed.fillers.extend(id);
                id.map(Filler::Item)
            }
            Err(wrong) => {
                f.walk.wrong(wrong, item.span);
                None
            }
        };
        out.extend(filler);
    }
    out
}

fn slug(walk: &mut Walk<'_>, node: &Node, listed: &mut Listed) -> Option<StoryId> {
    match walk::text(&node.value) {
        Ok(slug) => listed.add(slug.strip_suffix(".md").unwrap_or(slug), node.span, walk),
        Err(wrong) => {
            walk.wrong(wrong, node.span);
            None
        }
    }
}

/// `at = { columns = "1-4", lines = "80-100" }`.
fn area(f: &mut F<'_, '_, '_>, grid: &Grid, needs_lines: bool) -> Option<GridArea> {
    let area = f.table("at", |f| {
        let columns = f.parse("columns", Kind::Range, |value, _| furniture::columns(value, grid));
        let lines = f.parse("lines", Kind::Range, |value, _| furniture::lines(value, grid));
        f.require("columns");
        if needs_lines {
            f.require("lines");
        }
        let open = !needs_lines && !f.has("lines");
        let lines = if open { Some((0, 0)) } else { lines };
        Some(GridArea { columns: columns?, lines: lines? })
    });
    f.require("at");
    area.flatten()
}

fn ad(f: &mut F<'_, '_, '_>, grid: &Grid, art: &mut ArtTable) -> Option<Ad> {
    let node = f.node("art", Kind::Text);
    f.require("art");
    let at = area(f, grid, true);
    let span = f.span();
    let node = node?;
    match walk::text(&node.value).and_then(|path| art::below(path).map(|()| path)) {
        Ok(path) => Some(Ad { art: art.add(path, node.span), at: at?, span }),
        Err(wrong) => {
            f.walk.wrong(wrong, node.span);
            None
        }
    }
}

fn pin(f: &mut F<'_, '_, '_>, grid: &Grid, listed: &Listed, stories: &[StoryId]) -> Option<Pin> {
    let story = f.parse("story", Kind::Text, |value, _| {
        let slug = walk::text(value)?;
        let id = listed.by_slug.get(slug).filter(|id| stories.contains(id)).copied();
        id.ok_or_else(|| Wrong {
            code: Code("R039"),
            message: format!("the pinned story “{slug}” is not listed on this page"),
            help: Some("add it to the page's stories".to_string()),
        })
    });
    f.require("story");
    let at = area(f, grid, false);
    Some(Pin { story: story?, at: at?, span: f.span() })
}

/// Reports what is to stand where something else is fixed already. The later pin goes, and the engine finds
/// a place for its story.
fn part(ads: &[Ad], pins: &mut Vec<Pin>, walk: &mut Walk<'_>) {
    let mut fixed: Vec<(GridArea, Span)> = Vec::new();
    let mut clash = |at: GridArea, span: Span| {
        let before = fixed.iter().find(|(other, _)| overlap(*other, at));
        if let Some((_, first)) = before {
            walk.report.push(
                Diagnostic::new(Code("R043"), "this is to stand where something else is fixed")
                    .at(span)
                    .related(*first, "that is fixed here")
                    .help("give it other columns or lines"),
            );
            return true;
        }
        fixed.push((at, span));
        false
    };
    for ad in ads {
        clash(ad.at, ad.span);
    }
    pins.retain(|pin| !(pin.at.lines.0 > 0 && clash(pin.at, pin.span)));
    let mut first: BTreeMap<StoryId, Span> = BTreeMap::new();
    pins.retain(|pin| match first.get(&pin.story) {
        Some(other) => {
            walk.report.push(
                Diagnostic::new(Code("R043"), "this story is pinned twice")
                    .at(pin.span)
                    .related(*other, "it is pinned here first")
                    .help("take one of the pins away"),
            );
            false
        }
        None => {
            first.insert(pin.story, pin.span);
            true
        }
    });
}

/// Whether two areas of the grid share a line of a column.
fn overlap(a: GridArea, b: GridArea) -> bool {
    let meet = |a: (u16, u16), b: (u16, u16)| a.0 <= b.1 && b.0 <= a.1;
    meet(a.columns, b.columns) && meet(a.lines, b.lines)
}

/// Pages in order of number; the second of two with one number is reported and left out.
fn sorted(mut pages: Vec<PageSpec>, walk: &mut Walk<'_>) -> Vec<PageSpec> {
    pages.sort_by_key(|page| page.number);
    let mut out: Vec<PageSpec> = Vec::new();
    for page in pages {
        let twice = out.iter().find_map(|own| Some((own, page.numbers().find(|&number| own.holds(number))?)));
        match twice {
            Some((first, number)) => walk.report.push(
                Diagnostic::new(Code("R014"), format!("two pages have the number {number}"))
                    .at(page.span)
                    .related(first.span, "the other one is here; only it is set")
                    .help("give each page a number of its own"),
            ),
            None => out.push(page),
        }
    }
    out
}

/// Characters beyond which a field of the paper is an accident: each is one line of furniture.
const LONGEST: usize = 1000;

/// `[paper]`: free fields, `required`, `ears`.
pub fn paper(walk: &mut Walk<'_>, table: &Table) -> Paper {
    let mut paper = Paper::default();
    let only = |keys: &[&str], inside: bool| Table {
        entries: table.entries.iter().filter(|e| keys.contains(&e.key.as_str()) == inside).cloned().collect(),
        span: table.span,
    };
    for entry in &only(&["required", "ears"], false).entries {
        let value = match &entry.node.value {
            Value::Text { text, .. } => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            other => {
                walk.wrong(Wrong::kind("a text", other), entry.node.span);
                continue;
            }
        };
        let count = value.chars().count();
        if count > LONGEST {
            let message = format!("`{}` has {count} characters; {LONGEST} of them are printed", entry.key);
            walk.report.push(Diagnostic::new(Code("R042"), message).at(entry.node.span).help("cut it"));
        }
        paper.fields.push((entry.key.clone(), value.chars().take(LONGEST).collect()));
    }
    walk.table(&only(&["required", "ears"], true), |f| {
        for item in f.items("required", Kind::Texts).unwrap_or_default() {
            match walk::text(&item.value) {
                Ok(key) => paper.required.push((key.to_string(), item.span)),
                Err(wrong) => f.walk.wrong(wrong, item.span),
            }
        }
        paper.ears = f.tables("ears", |f| Ear {
            label: f.text("label").unwrap_or_default(),
            text: f.text("text").unwrap_or_default(),
            qr: f.text("qr").filter(|qr| !qr.is_empty()),
        });
    });
    for (key, span) in &paper.required {
        if paper.field(key).is_none_or(|value| value.trim().is_empty()) {
            walk.report.push(
                Diagnostic::new(Code("R036"), format!("the paper's “{key}” is missing"))
                    .at(*span)
                    .help(format!("add `{key} = \"…\"` to [paper] of the issue, paper.toml or the layout")),
            );
        }
    }
    paper
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_days_of_the_calendar() {
        assert_eq!(day("2023-03-27"), Some(Date { year: 2023, month: 3, day: 27 }));
        assert!(day("2024-02-29").is_some() && day("2000-02-29").is_some());
        for wrong in ["2023-02-29", "1900-02-29", "2023-13-01", "2023-04-31", "2023-3-27", "27.3.2023", ""] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
