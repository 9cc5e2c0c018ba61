//! From files to an [`Issue`].
//!
//! In: paths. Out: the model, with spans for every value. Does not know: faces, pixels, pages.
//!
//! Reading goes on after anything that is wrong, so that one run reports all of it; only a missing
//! `issue.toml` or layout ends it.

mod art;
mod attributes;
mod decode;
mod find;
mod furniture;
mod headline;
mod issue;
mod layout;
mod markup;
mod pairs;
mod parts;
mod press;
pub mod schema;
mod story;
pub mod style;
mod template;
mod tree;
mod unit;
mod walk;
mod words;

use crate::diag::{Code, Diagnostic, Report};
use crate::files::{Files, Kind};
use crate::ids::StoryId;
use crate::model::issue::{Filler, Issue, PageSpec, Paper};
use crate::model::layout::Layout;
use crate::model::story::{Block, SeeTarget, Story};
use crate::source::{FileId, Span};
use find::Folder;
use issue::Plan;
use tree::{Table, Value};
use unit::Units;
use walk::Walk;

/// The issue cannot be read at all; the report says why.
#[derive(Debug)]
pub struct ReadError;

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the issue cannot be read")
    }
}

impl std::error::Error for ReadError {}

/// Reads an issue's folder: `issue.toml`, its layout, its stories. `layout` is a name or a path that
/// takes the place of the issue's own.
pub fn issue(files: &dyn Files, folder: &str, layout: Option<&str>, report: &mut Report) -> Result<Issue, ReadError> {
    let folder = Folder::open(files, folder, report).ok_or(ReadError)?;
    let (table, sound) = toml(&folder, "issue.toml", report).ok_or_else(|| no_issue_file(&folder, report))?;
    let paper_file = nearest_paper(&folder, report);
    let mut art = art::ArtTable::default();

    let (layout, units) = read_layout(&folder, &table, layout, &paper_file, &mut art, report)?;
    let mut walk = Walk::new(report, units.clone(), sound);
    let plan = walk.table(&table, |f| issue::plan(f, &layout, &mut art));
    let lender = plan.stories_from.as_ref().and_then(|(path, span)| folder.beside(path, *span, report));
    let from = Lenders { own: &folder, other: lender.as_ref() };
    let (stories, pages) = read_stories(&from, &plan, &layout, units, &mut art, report);
    check_references(&stories, report);
    words::check(&stories, &layout.paper.lints, report);
    check_unlisted(&folder, &plan, report);
    check_art(&from, &art, report);

    let pages_of_day =
        plan.pages_of_day.unwrap_or_else(|| pages.iter().map(|page| 1 + u32::from(page.spread_with.is_some())).sum());
    Ok(Issue {
        name: folder.name(),
        folder: folder.path.clone(),
        date: plan.date,
        date_span: plan.date_span,
        number: plan.number,
        pages_of_day,
        lunar: plan.lunar,
        binding: plan.binding,
        paper: layout.paper.clone(),
        credits: plan.credits,
        pages,
        stories,
        art: art.refs,
        layout,
    })
}

/// Copy by itself, without front matter, as `banxin lines` takes it.
pub fn copy(bytes: &[u8], name: &str, report: &mut Report) -> Vec<Block> {
    let file = decode::text(bytes, name, report);
    let text = report.sources.get(file).text.clone();
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let fallback = Span { file, start: 0, end: 0 };
    let blocks = markup::Markup { text: &text, file, base: Some(0), fallback, report }.blocks(start);
    pairs::copy(&blocks, fallback, report);
    blocks
}

/// A layout by itself: a name or a path.
pub fn layout(files: &dyn Files, name: &str, report: &mut Report) -> Result<Layout, ReadError> {
    let folder = Folder::open(files, ".", report).ok_or(ReadError)?;
    let span = Span { file: FileId(0), start: 0, end: 0 };
    let empty = Table { entries: Vec::new(), span };
    let mut art = art::ArtTable::default();
    read_layout(&folder, &empty, Some(name), &None, &mut art, report).map(|(layout, _)| layout)
}

/// A TOML file of the issue's folder.
fn toml(folder: &Folder<'_>, name: &str, report: &mut Report) -> Option<(Table, bool)> {
    let file = folder.text(name, None, "R001", report)?;
    let text = report.sources.get(file).text.clone();
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let before = report.diagnostics.iter().filter(|d| d.code == Code("R017")).count();
    let (table, sound) = tree::parse(&text[start..], file, start as u32, report);
    Some((table, sound && before == 0))
}

/// Says what to do about a missing `issue.toml`.
fn no_issue_file(folder: &Folder<'_>, report: &mut Report) -> ReadError {
    if let Some(last) = report.diagnostics.last_mut()
        && last.help.is_none()
    {
        last.message = format!("there is no file issue.toml in {}", folder.path);
        last.help = Some("name the folder that holds the issue.toml of the day's paper".to_string());
    }
    ReadError
}

/// `paper.toml` in the folder or the one above.
fn nearest_paper(folder: &Folder<'_>, report: &mut Report) -> Option<(Table, bool)> {
    for name in ["paper.toml", "../paper.toml"] {
        let path = folder.join(name);
        if folder.files.kind(&path) != Some(crate::files::Kind::File) {
            continue;
        }
        match folder.files.read(&path) {
            Ok(bytes) => {
                let file = decode::text(&bytes, name, report);
                let text = report.sources.get(file).text.clone();
                let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
                return Some(tree::parse(&text[start..], file, start as u32, report));
            }
            Err(error) => report.push(find::unreadable(name, &error, None, "R001")),
        }
    }
    None
}

/// The layout, with the paper's fields and word lists of all three files laid over each other.
fn read_layout(
    folder: &Folder<'_>,
    issue: &Table,
    given: Option<&str>,
    paper_file: &Option<(Table, bool)>,
    art: &mut art::ArtTable,
    report: &mut Report,
) -> Result<(Layout, Units), ReadError> {
    let (name, at) = match (given, issue.get("layout")) {
        (Some(name), _) => (name.to_string(), None),
        (None, Some(node)) => match &node.value {
            Value::Text { text, .. } => (text.clone(), Some(node.span)),
            other => {
                let mut walk = Walk::new(report, Units::default(), true);
                walk.wrong(walk::Wrong::kind("a layout's name", other), node.span);
                return Err(ReadError);
            }
        },
        (None, None) => {
            let here = Span { end: issue.span.start, ..issue.span };
            report.push(
                Diagnostic::new(Code("R007"), "the key “layout” is missing")
                    .at(here)
                    .help("add `layout = \"broadsheet\"`"),
            );
            return Err(ReadError);
        }
    };
    let (table, found, sound) = folder.layout(&name, at, report).ok_or(ReadError)?;
    let paper = read_paper(&table, paper_file, issue, sound, report);
    let mut walk = Walk::new(report, Units::default(), sound);
    let beside = found.folder.clone();
    let mut layout = walk.table(&table, |f| layout::layout(f, found, paper, art));
    // An output profile may stand beside the layout, as its faces may.
    if let Some(path) = beside.map(|beside| format!("{beside}/{}", layout.press.profile))
        && folder.files.kind(&path) == Some(Kind::File)
    {
        layout.press.profile = path;
    }
    let units = walk.units.clone();
    Ok((layout, units))
}

fn read_paper(
    layout: &Table,
    paper_file: &Option<(Table, bool)>,
    issue: &Table,
    sound: bool,
    report: &mut Report,
) -> Paper {
    let mut fields = Table { entries: Vec::new(), span: layout.span };
    let (mut lints, mut keeps) = (Vec::new(), Vec::new());
    let mut layers: Vec<&Table> = vec![layout];
    if let Some((table, _)) = paper_file {
        let mut walk = Walk::new(report, Units::default(), sound);
        walk.table(table, |f| {
            for key in ["paper", "lint", "keep"] {
                f.node(key, walk::Kind::Any);
            }
        });
        layers.push(table);
    }
    for layer in &layers {
        let mut walk = Walk::new(report, Units::default(), sound);
        press::word_lists(&mut walk, layer, &mut lints, &mut keeps);
    }
    layers.push(issue);
    let mut walk = Walk::new(report, Units::default(), sound);
    for layer in layers {
        match layer.get("paper").map(|node| (&node.value, node.span)) {
            Some((Value::Table(table), _)) => fields.overlay(table),
            Some((other, span)) => walk.wrong(walk::Wrong::kind("a table", other), span),
            None => {}
        }
    }
    Paper { lints, keeps, ..issue::paper(&mut walk, &fields) }
}

/// Where stories and their pictures are looked for: in the issue's folder, then in the one it borrows from.
struct Lenders<'a> {
    own: &'a Folder<'a>,
    other: Option<&'a Folder<'a>>,
}

impl Lenders<'_> {
    /// The folder that holds a file of the issue; its own when none does.
    fn of(&self, name: &str) -> &Folder<'_> {
        let holds = |folder: &Folder<'_>| folder.files.kind(&folder.join(name)) == Some(crate::files::Kind::File);
        self.other.filter(|other| !holds(self.own) && holds(other)).unwrap_or(self.own)
    }
}

/// Stories beyond which the spelling of their files' names is not looked at: it takes a look at the folder each.
const MOST_CHECKED: usize = 200;

/// Reads the listed stories; one whose file is missing is taken off its page.
fn read_stories(
    from: &Lenders<'_>,
    plan: &Plan,
    layout: &Layout,
    units: Units,
    art: &mut art::ArtTable,
    report: &mut Report,
) -> (Vec<Story>, Vec<PageSpec>) {
    let mut pages_named: Vec<(u32, String)> = Vec::new();
    for page in &plan.pages {
        pages_named.push((page.number, page.name.clone()));
        pages_named.extend(page.spread_with.map(|number| (number, page.name.clone())));
    }
    let context = story::Context::new(&pages_named, layout, units);
    let mut stories: Vec<Story> = Vec::new();
    let mut handles: Vec<Option<StoryId>> = Vec::new();
    for (slug, span) in &plan.stories {
        let name = format!("stories/{slug}.md");
        let folder = from.of(&name);
        art.below = folder.shown_as.clone();
        let Some(file) = folder.text(&name, Some(*span), "R013", report) else {
            help_missing_story(from.own, slug, report);
            handles.push(None);
            continue;
        };
        if let Some(own) = folder.other_capitals(&name).filter(|_| plan.stories.len() < MOST_CHECKED) {
            report.push(find::capitals(&name, &own, Some(*span), "R013"));
        }
        let id = StoryId(stories.len() as u32);
        let story = story::story(id, slug, file, &context, art, report);
        pairs::check(&story, report);
        stories.push(story);
        handles.push(Some(id));
    }
    art.below.clear();
    let again = |id: &StoryId| handles.get(id.index()).copied().flatten();
    let mut pages = plan.pages.clone();
    for page in &mut pages {
        page.stories = page.stories.iter().filter_map(again).collect();
        let still = |filler: &Filler| match filler {
            Filler::Item(id) => again(id).map(Filler::Item),
            Filler::Ad(..) => Some(*filler),
        };
        page.fillers = page.fillers.iter().filter_map(still).collect();
        page.pins.retain_mut(|pin| match again(&pin.story) {
            Some(id) => {
                pin.story = id;
                true
            }
            None => false,
        });
    }
    (stories, pages)
}

/// Adds the nearest file's name to the message about a missing story.
fn help_missing_story(folder: &Folder<'_>, slug: &str, report: &mut Report) {
    let names = folder.files.list(&folder.join("stories")).unwrap_or_default();
    let stems = names.iter().filter_map(|name| name.strip_suffix(".md"));
    if let Some(last) = report.diagnostics.last_mut()
        && last.code == Code("R013")
    {
        last.help = Some(match walk::nearest(slug, stems) {
            Some(near) => format!("did you mean “{near}”?"),
            None => format!("write the story into stories/{slug}.md, or take it off the page"),
        });
    }
}

/// References to stories that are not in the issue.
fn check_references(stories: &[Story], report: &mut Report) {
    let slugs: std::collections::BTreeSet<&str> = stories.iter().map(|story| story.slug.as_str()).collect();
    for story in stories {
        for see in &story.see {
            let SeeTarget::Story(target) = &see.target else { continue };
            if slugs.contains(target.as_str()) {
                continue;
            }
            let help = match walk::nearest(target, slugs.iter().copied()) {
                Some(near) => format!("did you mean “{near}”?"),
                None => "name a story that a page lists, or write { page = n }".to_string(),
            };
            report.push(
                Diagnostic::new(Code("R034"), format!("there is no story “{target}” in this issue"))
                    .at(see.span)
                    .help(help),
            );
        }
    }
}

/// Stories that lie in the folder and on no page.
fn check_unlisted(folder: &Folder<'_>, plan: &Plan, report: &mut Report) {
    let listed: std::collections::BTreeSet<&str> = plan.stories.iter().map(|(slug, _)| slug.as_str()).collect();
    let Ok(names) = folder.files.list(&folder.join("stories")) else { return };
    let left: Vec<&String> =
        names.iter().filter(|name| name.strip_suffix(".md").is_some_and(|slug| !listed.contains(slug))).collect();
    if left.is_empty() {
        return;
    }
    let some: Vec<&str> = left.iter().take(8).map(|name| name.as_str()).collect();
    let more = if left.len() > 8 { format!(" and {} more", left.len() - 8) } else { String::new() };
    let verb = if left.len() == 1 { "stands" } else { "stand" };
    report.push(
        Diagnostic::new(Code("R012"), format!("{}{more} {verb} on no page", some.join(", ")))
            .help("list the story on a page of issue.toml, or move its file out of stories"),
    );
}

/// Pictures that a link leads out of the folder. That a file is missing or broken is for `art` to find out.
fn check_art(from: &Lenders<'_>, art: &art::ArtTable, report: &mut Report) {
    for piece in &art.refs {
        let lent = from.other.and_then(|other| Some((other, piece.path.strip_prefix(&other.shown_as)?)));
        let (folder, name) = lent.unwrap_or((from.own, piece.path.as_str()));
        match folder.files.resolve(&folder.join(name)) {
            Ok(_) if !folder.holds(name) => report.push(find::outside(&piece.path, piece.span)),
            Ok(_) => {
                if let Some(own) = folder.other_capitals(name) {
                    report.push(find::capitals(name, &own, piece.span, "P101"));
                }
            }
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                report.push(find::unreadable(&piece.path, &error, piece.span, "R041"));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Memory;

    const ISSUE: &str = "layout = \"broadsheet\"\ndate = 2023-03-27\n[paper]\nname = \"报\"\n\
        [[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"own\", \"lent\"]\n";

    fn read(stories_from: &str) -> (Result<Issue, ReadError>, Report) {
        let story = |text: &str| format!("+++\nheadline = \"题\"\n[[picture]]\nart = \"art/p.jpg\"\n+++\n\n{text}\n");
        let files = Memory::default()
            .with("day/issue.toml", format!("stories_from = \"{stories_from}\"\n{ISSUE}"))
            .with("day/stories/own.md", story("自家的稿。"))
            .with("day/art/p.jpg", "")
            .with("main/stories/own.md", story("别家的稿。"))
            .with("main/stories/lent.md", story("借来的稿。"))
            .with("main/art/p.jpg", "");
        let mut report = Report::default();
        (issue(&files, "day", None, &mut report), report)
    }

    /// A disk that does not tell capitals apart.
    struct Careless(Memory);

    impl Files for Careless {
        fn read(&self, path: &str) -> std::io::Result<crate::files::Bytes> {
            self.0.read(&path.to_lowercase())
        }
        fn kind(&self, path: &str) -> Option<Kind> {
            self.0.kind(&path.to_lowercase())
        }
        fn resolve(&self, path: &str) -> std::io::Result<String> {
            self.0.resolve(&path.to_lowercase())
        }
        fn list(&self, folder: &str) -> std::io::Result<Vec<String>> {
            self.0.list(&folder.to_lowercase())
        }
        fn shipped(&self, name: &str) -> Option<crate::files::Bytes> {
            self.0.shipped(name)
        }
        fn system_face(&self, _: &str, _: u16, _: bool) -> Option<(crate::files::Bytes, u32)> {
            None
        }
        fn cached(&self, _: &str) -> Option<crate::files::Bytes> {
            None
        }
        fn keep(&self, _: &str, _: &[u8]) {}
    }

    #[test]
    fn capitals_that_only_this_disk_forgives_are_reported() {
        let files = Memory::default()
            .with("day/issue.toml", ISSUE.replace("\"own\"", "\"Own\""))
            .with("day/stories/own.md", "+++\nheadline = \"题\"\n[[picture]]\nart = \"art/P.jpg\"\n+++\n\n稿。\n")
            .with("day/stories/lent.md", "+++\nheadline = \"题\"\n+++\n\n稿。\n")
            .with("day/art/p.jpg", "");
        let mut report = Report::default();
        issue(&Careless(files), "day", None, &mut report).expect("it reads");
        let said: Vec<&str> = report.diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert!(said.iter().any(|m| m.contains("called stories/own.md, not stories/Own.md")), "{said:?}");
        assert!(said.iter().any(|m| m.contains("called art/p.jpg, not art/P.jpg")), "{said:?}");
    }

    #[test]
    fn a_neighbour_lends_what_the_issue_does_not_have() {
        let (issue, report) = read("../main");
        assert!(!report.has_errors(), "{:?}", report.diagnostics);
        let issue = issue.expect("the issue reads");
        let texts: Vec<String> = issue.stories.iter().map(|s| format!("{:?}", s.blocks)).collect();
        assert!(texts[0].contains("自家的稿。") && texts[1].contains("借来的稿。"));
        let paths: Vec<&str> = issue.art.iter().map(|art| art.path.as_str()).collect();
        assert_eq!(paths, ["art/p.jpg", "../main/art/p.jpg"]);
    }

    #[test]
    fn only_a_folder_beside_the_issue_lends() {
        for wrong in ["../../main", "/main", "..", "../nowhere", "main"] {
            let (_, report) = read(wrong);
            assert!(report.diagnostics.iter().any(|d| d.code == Code("R006")), "{wrong}");
        }
    }
}
