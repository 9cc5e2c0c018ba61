//! `explain-page`: why a page looks as it does, what else it could be, and how to choose that.
//!
//! In: an issue and a page. Out: the score term by term, proofs of the best pages, pins in `issue.toml`.
//! Does not know: how pages are searched for.

use super::flags::ExplainPageArgs;
use super::run::{Past, Run};
use super::{READY, fail};
use crate::makeup::memory::Orders;
use crate::makeup::{self, Alternative, PageScore, Picks};
use crate::model::issue::GridArea;
use crate::proof;
use std::path::Path;

/// `banxin explain-page`.
pub fn explain_page(args: &ExplainPageArgs) -> u8 {
    let run = match Run::start_after(&args.common, &Past { folder: Some(&args.to.out), ..Past::default() }) {
        Ok(run) => run,
        Err(code) => return code,
    };
    if let Err(code) = run.chosen(&[args.page]) {
        return code;
    }
    let of_page = |s: &&PageScore| s.page == args.page || s.spread_with == Some(args.page);
    let Some(score) = run.typeset.scores.iter().find(of_page) else {
        return fail(&format!("page {} was not made up", args.page));
    };
    if let Some(number) = args.pin {
        return pin(args, score, number);
    }
    print!("{}", tell(args, &run, score));
    match args.alternatives {
        Some(count) => proofs(args, &run, score, count),
        None => READY,
    }
}

/// The chosen page's score, what was chosen for each story, what pins cost, and how other pages compare.
fn tell(args: &ExplainPageArgs, run: &Run, score: &PageScore) -> String {
    let mut out = String::new();
    let Some(chosen) = score.alternatives.get(score.chosen) else {
        return format!("page {}: nothing was to be placed\n", score.page);
    };
    out.push_str(&format!("page {}: score {}; the lower, the better\n", score.page, chosen.cost));
    for (term, cost) in chosen.terms.iter().filter(|t| t.1 != 0) {
        out.push_str(&format!("  {cost:>6}  {term}\n"));
    }
    let free: Vec<&str> = chosen.terms.iter().filter(|t| t.1 == 0).map(|t| t.0).collect();
    out.push_str(&format!("       0  {}\n", free.join(", ")));
    for (code, what) in &score.counted {
        out.push_str(&format!("  {code} (only counted): {what}\n"));
    }
    out.push_str("\nstories by rank: where they stand, what their fit costs, what was chosen\n");
    let wide = chosen.stories.iter().map(|s| s.slug.chars().count()).max().unwrap_or(0);
    for story in &chosen.stories {
        let held = if story.held { "held by a pin or slot; " } else { "" };
        let choices = story.choices.join("; ");
        let (rank, slug, cost) = (story.rank, &story.slug, story.cost);
        out.push_str(&format!("  {rank:>2} {slug:<wide$}  {:<26}{cost:>5}  {held}{choices}\n", place(story.at)));
    }
    out.push_str(&fillers(score));
    out.push_str(&pins(args, run, chosen));
    let others = score.alternatives.iter().enumerate().filter(|(n, _)| *n != score.chosen).take(9);
    let others: Vec<String> = others.map(|(number, other)| compare(number, other, chosen)).collect();
    if !others.is_empty() {
        out.push_str("\nother pages: `--alternatives 3` draws the best three, `--pin 2` keeps the second\n");
        out.push_str(&others.concat());
    }
    out
}

/// What became of the page's fillers.
fn fillers(score: &PageScore) -> String {
    if score.fillers.is_empty() {
        return String::new();
    }
    let one = |filler: &makeup::fillers::FillerUse| match filler.at {
        Some(at) => format!("  {} closes a hole in {}\n", filler.name, place(at)),
        None => format!("  {} is not used: {}\n", filler.name, filler.why),
    };
    format!("\nfillers\n{}", score.fillers.iter().map(one).collect::<String>())
}

/// `columns 1-3, lines 11-50`.
fn place(at: GridArea) -> String {
    let range = |(from, to): (u16, u16)| if from == to { from.to_string() } else { format!("{from}-{to}") };
    let word = if at.columns.0 == at.columns.1 { "column" } else { "columns" };
    format!("{word} {}, lines {}", range(at.columns), range(at.lines))
}

/// What each pin costs: the page is made again without it.
fn pins(args: &ExplainPageArgs, run: &Run, chosen: &Alternative) -> String {
    let typeset = &run.typeset;
    let Some(number) = typeset.issue.pages.iter().position(|p| p.holds(args.page)) else { return String::new() };
    let mut out = String::new();
    for (index, pin) in typeset.issue.pages[number].pins.iter().enumerate() {
        let mut issue = typeset.issue.clone();
        issue.pages[number].pins.remove(index);
        let mut quiet = crate::diag::Report::default();
        let orders = Orders { picks: Picks::new(), ..typeset.orders.clone() };
        let (_, scores) = makeup::make_up(&issue, &typeset.fonts, &typeset.art, &orders, &mut quiet);
        let freed = scores.iter().find(|s| s.page == args.page || s.spread_with == Some(args.page));
        let Some(freed) = freed.and_then(|s| s.alternatives.first()) else { continue };
        let slug = &issue.story(pin.story).slug;
        let went = freed.stories.iter().find(|s| s.slug == *slug).map(|s| place(s.at));
        let went = went.map_or_else(|| "find no place".into(), |at| format!("stand in {at}"));
        let words = match chosen.cost - freed.cost {
            0 => "costs nothing".to_string(),
            more if more > 0 => format!("costs {more}: without it the page would score {}", freed.cost),
            less => format!("helps: without it the search stops at a page that is {} dearer", -less),
        };
        out.push_str(&format!("  {slug}: {words}, and it would {went}\n"));
    }
    if out.is_empty() { out } else { format!("\npins, each taken off alone\n{out}") }
}

/// One line for the score of another page, one for what it costs more and less, one for each story that moves.
fn compare(number: usize, other: &Alternative, chosen: &Alternative) -> String {
    let mut out = format!("  {}: score {} ({:+})", number + 1, other.cost, other.cost - chosen.cost);
    let differ = other.terms.iter().zip(&chosen.terms).filter(|(a, b)| a.1 != b.1);
    let terms: Vec<String> = differ.map(|(a, b)| format!("{} {:+}", a.0, a.1 - b.1)).collect();
    if !terms.is_empty() {
        out.push_str(&format!(": {}", terms.join(", ")));
    }
    out.push('\n');
    let at = |slug: &str| chosen.stories.iter().find(|s| s.slug == slug).map(|s| s.at);
    let moved = other.stories.iter().filter(|s| at(&s.slug) != Some(s.at));
    let moved: Vec<String> = moved.map(|s| format!("{} to {}", s.slug, place(s.at))).collect();
    if !moved.is_empty() {
        out.push_str(&format!("     {}\n", moved.join("; ")));
    }
    out
}

/// The best pages as PNG, for a person to choose.
fn proofs(args: &ExplainPageArgs, run: &Run, score: &PageScore, count: usize) -> u8 {
    for number in 0..count.min(score.alternatives.len()) {
        let typeset = &run.typeset;
        let orders = Orders { picks: Picks::from([(score.page, number)]), ..typeset.orders.clone() };
        let mut report = crate::diag::Report::default();
        let (pages, _) = makeup::make_up(&typeset.issue, &typeset.fonts, &typeset.art, &orders, &mut report);
        for page in pages.iter().filter(|p| p.page == score.page || score.spread_with == Some(p.page)) {
            let bytes = run.draft(page);
            let name = format!("{}-alternative-{}.png", super::names::stem(&typeset.issue, page.page), number + 1);
            let picture = match proof::render(&bytes, 0, f64::from(args.dpi), &[]) {
                Ok(picture) => picture,
                Err(error) => return fail(&error.to_string()),
            };
            if let Err(code) = super::proof::put(&args.to.out, &name, &picture) {
                return code;
            }
        }
    }
    READY
}

/// Writes an alternative into `issue.toml` as pins; comments and order stay.
fn pin(args: &ExplainPageArgs, score: &PageScore, number: usize) -> u8 {
    let Some(chosen) = number.checked_sub(1).and_then(|n| score.alternatives.get(n)) else {
        return fail(&format!(
            "page {} has {} alternatives; there is no {number}",
            args.page,
            score.alternatives.len()
        ));
    };
    let path = Path::new(&args.common.issue).join("issue.toml");
    let done = std::fs::read_to_string(&path)
        .map_err(|e| e.to_string())
        .and_then(|text| pinned(&text, score.page, chosen))
        .and_then(|text| replace(&path, &text).map_err(|e| e.to_string()));
    match done {
        Ok(()) => {
            println!("{}: page {} is pinned to alternative {number}", path.display(), args.page);
            READY
        }
        Err(error) => fail(&format!("{}: {error}", path.display())),
    }
}

/// Written beside and renamed, so that a crash leaves the former file.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let beside = path.with_extension("toml.new");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, path)
}

/// The text of an `issue.toml` with the pins of a page replaced by an alternative's places.
fn pinned(text: &str, page: u32, chosen: &Alternative) -> Result<String, String> {
    let mut document: toml_edit::DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| e.to_string())?;
    let pages = document.get_mut("page").and_then(toml_edit::Item::as_array_of_tables_mut).ok_or("no [[page]]")?;
    let number = |value: Option<&toml_edit::Value>| value.and_then(toml_edit::Value::as_integer) == Some(page.into());
    let spread =
        |t: &toml_edit::Table| t.get("numbers").and_then(toml_edit::Item::as_array).is_some_and(|n| number(n.get(0)));
    let is_it = |t: &&mut toml_edit::Table| spread(t) || number(t.get("number").and_then(toml_edit::Item::as_value));
    let table = pages.iter_mut().find(is_it).ok_or_else(|| format!("no [[page]] with number = {page}"))?;
    let mut pins = toml_edit::ArrayOfTables::new();
    for story in &chosen.stories {
        let GridArea { columns, lines } = story.at;
        let mut at = toml_edit::InlineTable::new();
        at.insert("columns", format!("{}-{}", columns.0, columns.1).into());
        at.insert("lines", format!("{}-{}", lines.0, lines.1).into());
        let mut pin = toml_edit::Table::new();
        pin.insert("story", toml_edit::value(story.slug.as_str()));
        pin.insert("at", toml_edit::value(at));
        pins.push(pin);
    }
    table.insert("pin", toml_edit::Item::ArrayOfTables(pins));
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::makeup::StoryPlace;

    #[test]
    fn pins_keep_comments_and_order() {
        let text = "# the day\nlayout = \"broadsheet\" # ours\n\n[[page]]\nnumber = 1\n# first\nstories = [\"a\"]\n\n[[page]]\nnumber = 2 # second\n";
        let at = GridArea { columns: (1, 3), lines: (11, 50) };
        let story = StoryPlace { slug: "a".into(), rank: 1, at, cost: 0, held: false, choices: Vec::new() };
        let chosen = Alternative { cost: 0, terms: Vec::new(), stories: vec![story] };
        let out = pinned(text, 1, &chosen).expect("it parses");
        assert!(out.starts_with("# the day\nlayout = \"broadsheet\" # ours\n"));
        assert!(out.contains("# first\nstories = [\"a\"]\n"));
        assert!(out.contains("[[page.pin]]\nstory = \"a\"\nat = { columns = \"1-3\", lines = \"11-50\" }\n"));
        assert!(out.contains("number = 2 # second"));
        let again = pinned(&out, 1, &chosen).expect("it parses");
        assert_eq!(out, again, "pinning twice changes nothing");
        assert!(pinned(text, 7, &chosen).is_err());
    }
}
