//! From page to page and from build to build: jumps whose both ends agree, and pages that stay as they were.

mod seeded;

use banxin::Typeset;
use banxin::diag::{Report, Severity};
use banxin::display::{Item, Role};
use banxin::files::Memory;
use banxin::makeup::memory::{LastLayout, Orders};
use seeded::Dice;
use std::fmt::Write;

const CLAUSES: &[&str] = &[
    "河堤上的柳树一夜之间全绿了",
    "镇上第三家面馆在桥头开张",
    "清晨六点的头班渡船坐满了人",
    "老周把修好的水车推到渠边",
    "仓库里还剩四十吨早稻种子",
    "工人在高处换下最后一盏旧灯",
    "图书馆的夜灯亮到十点半",
    "两台收割机从坡上慢慢开下来",
];
const HEADS: &[&str] = &["渡船改在清晨六点开", "水车重新转起来", "新步道通到山脚", "种子已经分到田头"];

/// Paragraphs of so many clauses each.
fn copy(dice: &mut Dice, paragraphs: u64, clauses: u64) -> String {
    let mut text = String::new();
    for _ in 0..paragraphs {
        for _ in 0..clauses {
            text.push_str(dice.one(CLAUSES));
            text.push_str(dice.one(&["，", "，", "。"]));
        }
        text.push_str("就这样。\n\n");
    }
    text
}

fn issue(files: Memory, pages: &[(&str, &str)]) -> Memory {
    let mut issue = String::from("layout = \"broadsheet\"\ndate = 2023-03-27\n[paper]\nname = \"河岸报\"\n");
    for (number, (kind, more)) in pages.iter().enumerate() {
        let _ = write!(issue, "[[page]]\nnumber = {}\nkind = \"{kind}\"\n{more}\n", number + 1);
    }
    files.with("day/issue.toml", issue)
}

fn typeset(files: &Memory, last: LastLayout) -> (Typeset, Report) {
    let mut report = Report::default();
    let mut orders = |_: &_| Orders { last: last.clone(), ..Orders::default() };
    let typeset = banxin::typeset_with(files, "day", None, &mut orders, &mut report, &mut |_| {});
    (typeset.expect("the day is read"), report)
}

fn said(report: &Report, code: &str) -> Vec<String> {
    report.diagnostics.iter().filter(|d| d.code.0 == code).map(|d| d.message.clone()).collect()
}

/// What is printed of a story, by role, page by page.
fn printed(typeset: &Typeset, role: impl Fn(Role) -> bool) -> Vec<(u32, String)> {
    let words = |page: &banxin::display::DisplayList| {
        let items = page.items.iter().filter(|i| role(i.role) && i.origin.story.is_some());
        items.filter_map(|i| if let Item::Glyphs(run) = &i.item { Some(run.text.as_str()) } else { None }).collect()
    };
    typeset.pages.iter().map(|page| (page.page, words(page))).collect()
}

#[test]
fn a_story_goes_over_three_pages_and_nothing_is_lost() {
    for clauses in [9, 40] {
        let mut dice = Dice(7);
        let text = copy(&mut dice, 1600 / clauses, clauses);
        let head = "+++\nheadline = \"水车重新转起来\"\njump = { to = 2 }\n+++\n";
        let files = Memory::default().with("day/stories/lead.md", format!("{head}{text}"));
        let overflow = ("inside", "name = \"续页\"\nstories = []");
        let files = issue(files, &[("front", "stories = [\"lead\"]"), overflow, overflow, overflow]);
        let (typeset, report) = typeset(&files, LastLayout::default());
        assert_eq!(said(&report, "N18"), Vec::<String>::new());
        assert_eq!(said(&report, "M001"), Vec::<String>::new());
        let text: String = text.split_whitespace().collect();
        let pages = printed(&typeset, |role| matches!(role, Role::Text(_)));
        let set: String = pages.iter().map(|p| p.1.as_str()).collect();
        assert_eq!(set, text, "every character once, in order");
        assert!(typeset.pages.len() >= 3, "{} pages", typeset.pages.len());
        for pair in typeset.pages.windows(2) {
            let (from, to) = (pair[0].page, pair[1].page);
            let notices = printed(&typeset, |role| role == Role::Notice);
            let heads = printed(&typeset, |role| role == Role::Head);
            let on = |all: &[(u32, String)], page| all.iter().find(|p| p.0 == page).expect("it is made").1.clone();
            assert!(on(&notices, from).contains(&format!("（下转第{to}版）")), "{notices:?}");
            assert!(on(&heads, to).contains(&format!("（上接第{from}版）")), "{heads:?}");
            assert!(pair[0].links.iter().any(|link| link.page == to));
            assert!(pair[1].links.iter().any(|link| link.page == from));
        }
        for (page, words) in &pages[..pages.len() - 1] {
            assert!(words.ends_with(['。', '”']), "page {page} ends inside a sentence: {words}");
        }
        if clauses == 40 {
            let starts: Vec<char> = pages[1..].iter().filter_map(|p| p.1.chars().next()).collect();
            assert_eq!(starts.len(), pages.len() - 1);
        }
    }
}

#[test]
fn the_engine_finds_the_page_for_a_rest_and_several_share_it() {
    let mut dice = Dice(3);
    let mut files = Memory::default();
    for name in ["a", "b", "c"] {
        let head = format!("+++\nheadline = \"{}\"\n+++\n", dice.one(HEADS));
        let text = copy(&mut dice, 24, 12);
        files = files.with(&format!("day/stories/{name}.md"), format!("{head}{text}"));
    }
    let full = "+++\nheadline = \"新步道通到山脚\"\n+++\n".to_string() + &copy(&mut dice, 60, 10);
    files = files.with("day/stories/d.md", full);
    let own = ("inside", "name = \"二\"\nstories = [\"d\"]");
    let files = issue(files, &[("front", "stories = [\"a\", \"b\", \"c\"]"), own, ("inside", "stories = []")]);
    let (typeset, report) = typeset(&files, LastLayout::default());
    let notices = printed(&typeset, |role| role == Role::Notice);
    assert!(notices[0].1.contains("下转第3版"), "the overflow page takes what is over: {notices:?}");
    assert_eq!(said(&report, "N18"), Vec::<String>::new());
}

#[test]
fn a_rest_without_room_is_told_at_both_ends() {
    let mut dice = Dice(5);
    let head = "+++\nheadline = \"水车重新转起来\"\njump = { to = 2 }\n+++\n";
    let text = copy(&mut dice, 80, 14);
    let files = Memory::default().with("day/stories/lead.md", format!("{head}{text}"));
    let taken = "stories = []\nads = [{ art = \"art/a.png\", at = { columns = \"1-5\", lines = \"4-100\" } }]";
    let files = issue(files, &[("front", "stories = [\"lead\"]"), ("inside", taken)]);
    let (_, report) = typeset(&files, LastLayout::default());
    let said = said(&report, "N18");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("from page 1 to page 2"), "{said:?}");
}

/// A page of four to ten stories that fill it, more or less.
fn day(seed: u64, longer: Option<(u64, u64)>) -> Memory {
    let mut dice = Dice(seed * 77 + 5);
    let count = 4 + dice.roll(7);
    let mut files = Memory::default();
    let mut listed = String::new();
    for number in 0..count {
        let mut text = format!("+++\nheadline = \"{}\"\njump = false\n", dice.one(HEADS));
        if dice.roll(5) == 0 {
            text.push_str("box = true\n");
        }
        text.push_str("+++\n");
        if let Some((_, more)) = longer.filter(|l| l.0 % count == number) {
            text.push_str(&"添".repeat(more as usize));
        }
        let paragraphs = 1 + 6000 / count / 130;
        text.push_str(&copy(&mut dice, paragraphs, 8 + seed % 3));
        let _ = write!(listed, "\"s{number}\", ");
        files = files.with(&format!("day/stories/s{number}.md"), text);
    }
    issue(files, &[("front", &format!("stories = [{listed}]"))])
}

/// White and unlevel columns that are reported as errors.
fn faults(report: &Report) -> usize {
    let bad = |d: &&banxin::diag::Diagnostic| ["N06", "N08"].contains(&d.code.0) && d.severity == Severity::Error;
    report.diagnostics.iter().filter(bad).count()
}

#[test]
fn pages_stay_as_they_were_when_a_few_characters_change() {
    let (mut runs, mut still, mut close, mut fresh_still) = (0, 0, 0, 0);
    let mut sound = 0;
    let (mut kept_faults, mut fresh_faults, mut former_faults) = (0, 0, 0);
    for seed in 0..30 {
        let (before, report) = typeset(&day(seed, None), LastLayout::default());
        former_faults += faults(&report);
        let last = LastLayout::of(&before.scores);
        let (again, _) = typeset(&day(seed, None), last.clone());
        // A page that goes to press stays; one with an error may be made better the second time.
        if report.has_errors() {
            continue;
        }
        sound += 1;
        assert_eq!(LastLayout::of(&again.scores), last, "seed {seed}: the same copy moves nothing");
        let files = day(seed, Some((seed, 1 + seed % 20)));
        let changed = format!("s{}", seed % (last.pages[&1].len() as u64).max(1));
        let (kept, kept_report) = typeset(&files, last.clone());
        let (fresh, fresh_report) = typeset(&files, LastLayout::default());
        kept_faults += faults(&kept_report);
        fresh_faults += faults(&fresh_report);
        let (kept, fresh) = (LastLayout::of(&kept.scores), LastLayout::of(&fresh.scores));
        for (slug, at) in last.pages[&1].iter().filter(|(slug, _)| **slug != changed) {
            runs += 1;
            still += usize::from(kept.place(1, slug) == Some(*at));
            fresh_still += usize::from(fresh.place(1, slug) == Some(*at));
            let near = |now: banxin::model::issue::GridArea| {
                now.columns == at.columns
                    && now.lines.0.abs_diff(at.lines.0) <= 1
                    && now.lines.1.abs_diff(at.lines.1) <= 1
            };
            close += usize::from(kept.place(1, slug).is_some_and(near));
        }
    }
    println!("{runs} stories: {still} stay to the line, {close} within a line, {fresh_still} without the last layout");
    println!("faults: {former_faults} before, {kept_faults} kept, {fresh_faults} fresh");
    assert!(sound >= 10, "{sound} pages without an error");
    assert!(close * 100 >= runs * 95, "{close} of {runs} stay within a line");
    assert!(still * 100 >= runs * 90, "{still} of {runs} stay to the line");
    assert!(kept_faults <= fresh_faults.max(former_faults) + 1, "{kept_faults} against {fresh_faults}");
}
