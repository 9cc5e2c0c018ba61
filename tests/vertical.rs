//! Vertical pages: the same make-up on a turned lattice, with the shipped faces, so that it runs everywhere.
//!
//! Whatever the day brings, no story covers another or what the furniture keeps, every line of body text stands on
//! the grid with its axis, characters go down and lines to the left; and one tiny page is held item by item.

mod seeded;

use banxin::Typeset;
use banxin::diag::Report;
use banxin::display::{Item, Role, dump};
use banxin::files::Memory;
use banxin::geom::{Len, Rect};
use banxin::ids::{ArtId, FontId};
use seeded::Dice;
use std::fmt::Write;

/// The broadsheet's styles on a page of eight tiers of twelve characters, 46 lines.
const LAYOUT: &str = r#"
extends = "broadsheet"
writing = "vertical"
[page]
trim    = ["273mm", "393mm"]
margins = { left = "14.8mm", right = "14.8mm", top = "27mm", bottom = "20.8mm" }
[grid]
columns = 8
chars   = 12
gutter  = "1字"
body    = "9.5pt"
pitch   = "15pt"
lines   = 46
[styles.body]
size  = "9.5pt"
pitch = "15pt"
[styles.caption]
writing = "horizontal"
[rules]
columns = "0.3pt"
[makeup]
widths = [1, 2, 3, 4]
[kind.front]
top       = 0
reserve   = [{ columns = "1-3", lines = "1-7" }]
furniture = []
[kind.inside]
top       = 0
furniture = []
"#;

const CLAUSES: &[&str] = &[
    "河堤上的柳树一夜之间全绿了",
    "镇上第三家面馆在桥头开张",
    "清晨6点的头班渡船坐满了人",
    "仓库里还剩40吨早稻种子",
    "“灯还亮着”",
    "这条路比原来短了1.8公里",
    "图书馆新到一批《河工手记》",
    "两台收割机从坡上慢慢开下来——没有声音",
];
const ENDS: &[&str] = &["，", "，", "。", "；", "。", "？"];
const HEADS: &[&str] = &["渡船改在清晨六点开", "水车重新转起来", "新步道通到山脚", "夜读的灯亮到十点半"];

/// A day of so many stories, and a page for what jumps.
fn day(seed: u64) -> Memory {
    let mut dice = Dice(seed);
    let mut files = Memory::default().with("day/down.toml", LAYOUT);
    let mut listed = String::new();
    for number in 0..1 + dice.roll(9) {
        let mut text = String::from("+++\n");
        if dice.roll(3) > 0 {
            let _ = writeln!(text, "kicker = \"{}\"", dice.one(&CLAUSES[..4]));
        }
        let _ = writeln!(text, "headline = [\"{}\"]", dice.one(HEADS));
        match dice.roll(8) {
            0 => text.push_str("head = \"vertical\"\nbox = true\n"),
            1 => text.push_str("box = true\n"),
            2 => text.push_str("tag = \"身边事\"\n"),
            3 => text.push_str("jump = { to = 2 }\n"),
            4 => text.push_str("role = \"brief\"\n"),
            _ => {}
        }
        text.push_str("dateline = \"本报讯\"\n+++\n");
        for _ in 0..1 + dice.roll(5) {
            text.push('\n');
            for _ in 0..3 + dice.roll(9) {
                text.push_str(dice.one(CLAUSES));
                text.push_str(dice.one(ENDS));
            }
            text.push_str("就这样。\n");
            if dice.roll(6) == 0 {
                text.push_str("\n## 一处小标题\n");
            }
        }
        text.push_str("\n最后一段说完这件事，记者离开时天已经黑了。\n");
        let _ = write!(listed, "\"s{number}\", ");
        files = files.with(&format!("day/stories/s{number}.md"), text);
    }
    let issue = format!(
        "layout = \"down\"\ndate = 2023-03-27\n[paper]\nname = \"河岸报\"\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [{listed}]\n[[page]]\nnumber = 2\nkind = \"inside\"\nname = \"续页\"\nstories = []\n"
    );
    files.with("day/issue.toml", issue)
}

fn typeset(files: &Memory) -> Typeset {
    banxin::typeset(files, "day", None, &mut Report::default()).expect("the day is read")
}

const DAYS: u64 = 40;

#[test]
fn nothing_overlaps_and_every_body_line_stands_on_the_grid() {
    let (mut lines, mut downs) = (0, 0);
    for seed in 0..DAYS {
        let typeset = typeset(&day(seed));
        let layout = &typeset.issue.layout;
        let (grid, margins) = (&layout.grid, layout.page.margins);
        let area = Rect::new(margins.left, margins.top, grid.height(), grid.width());
        let right = layout.page.trim.w - margins.right;
        let kept = Rect::new(right - grid.pitch * 7, margins.top, grid.pitch * 7, grid.joined(3));
        for page in &typeset.pages {
            let all: Vec<(u32, Rect)> =
                page.outlines.iter().flat_map(|o| o.areas.iter().map(|a| (o.story.0, *a))).collect();
            for (i, (story, one)) in all.iter().enumerate() {
                // Margins are rounded to tenths of a millimetre, so that the area's far edge may be a hair short.
                assert!(area.inset(-Len::MM / 2).contains(*one), "seed {seed}: story {story} leaves the type area");
                assert!(page.page != 1 || !one.overlaps(kept), "seed {seed}: story {story} covers the nameplate");
                for (other, two) in &all[..i] {
                    assert!(!one.overlaps(*two), "seed {seed} page {}: {story} covers {other}", page.page);
                }
            }
            for placed in &page.items {
                let (Item::Glyphs(run), Role::Text(_)) = (&placed.item, placed.role) else { continue };
                if run.size != grid.body || run.stretch != 1000 || !run.text.chars().all(|c| ('一'..='鿿').contains(&c))
                {
                    continue;
                }
                for glyph in &run.glyphs {
                    // The axis of a Han is half an em right of its origin.
                    let axis = right - grid.pitch / 2 - (glyph.at.x + grid.body / 2);
                    let off = axis.0.rem_euclid(grid.pitch.0);
                    assert!(off <= 2 || grid.pitch.0 - off <= 2, "seed {seed}: {} is {off} off the grid", run.text);
                    lines += 1;
                }
                for pair in run.glyphs.windows(2) {
                    assert!(pair[1].at.x == pair[0].at.x && pair[1].at.y > pair[0].at.y, "seed {seed}: {}", run.text);
                    downs += 1;
                }
            }
        }
    }
    assert!(lines > 5_000 && downs > 5_000, "{lines} characters were looked at, {downs} pairs");
}

/// A page small enough to be read: one story over two tiers.
const TINY: &str = r#"
extends = "broadsheet"
writing = "vertical"
[page]
trim    = ["60mm", "80mm"]
[grid]
columns = 2
chars   = 10
gutter  = "1字"
body    = "9pt"
pitch   = "14pt"
lines   = 9
[styles.body]
size  = "9pt"
pitch = "14pt"
[[headline.rank]]
columns = [[{ sizes = ["14pt", "16pt"] }], [{ sizes = ["18pt", "20pt"] }]]
[makeup]
widths = [2]
[press]
marks = false
[kind.front]
top       = 0
furniture = []
"#;
const TINY_STORY: &str =
    "+++\nheadline = [\"渡船6点开\"]\n+++\n清晨6点，“潮音”号离岸，船上坐着27人。岸边的灯——一盏一盏——灭了。";

#[test]
fn a_tiny_page_item_by_item() {
    let files = Memory::default()
        .with("day/down.toml", TINY)
        .with("day/stories/ferry.md", TINY_STORY)
        .with("day/issue.toml", "layout = \"down\"\ndate = 2023-03-27\n[paper]\nname = \"河岸报\"\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"ferry\"]\n");
    let mut report = Report::default();
    let typeset = banxin::typeset(&files, "day", None, &mut report).expect("the day is read");
    let font = |id: FontId| typeset.fonts.face(id).name.clone();
    let art = |_: ArtId| String::new();
    let found = dump::dump(&typeset.pages[0], &dump::Names { font: &font, art: &art, sources: &report.sources });
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/pages/vertical.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &found).expect("the page is written");
    }
    let expected = std::fs::read_to_string(path).expect("run with BLESS=1 once");
    assert_eq!(found, expected, "the page differs; look at it, then BLESS=1");
}

/// A second picture stands in a tier of the text: over all tiers of its story it would be longer than the page.
#[test]
fn a_second_picture_takes_one_tier() {
    let mut dice = Dice(5);
    let mut text = String::from(
        "+++\nheadline = [\"渡船改在清晨六点开\"]\n[[picture]]\nart = \"art/a.svg\"\n[[picture]]\nart = \"art/b.svg\"\n+++\n",
    );
    for _ in 0..6 {
        text.push('\n');
        for _ in 0..8 {
            text.push_str(dice.one(CLAUSES));
            text.push_str(dice.one(ENDS));
        }
        text.push_str("就这样。\n");
    }
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"150\" height=\"100\"><rect width=\"150\" height=\"100\"/></svg>";
    let issue = "layout = \"down\"\ndate = 2023-03-27\n[paper]\nname = \"河岸报\"\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"ferry\"]\n\
        [[page.pin]]\nstory = \"ferry\"\nat = { columns = \"4-7\" }\n";
    let files = Memory::default()
        .with("day/down.toml", LAYOUT)
        .with("day/art/a.svg", svg.to_string())
        .with("day/art/b.svg", svg.to_string())
        .with("day/stories/ferry.md", text)
        .with("day/issue.toml", issue);
    let mut report = Report::default();
    let typeset = banxin::typeset(&files, "day", None, &mut report).expect("the day is read");
    assert!(report.diagnostics.iter().all(|d| d.code.0 != "M001"), "nothing is left over");
    let figures = typeset.pages[0].items.iter().filter_map(|p| match &p.item {
        Item::Art(art) if p.role == Role::Figure => Some(art.area),
        _ => None,
    });
    let tier = typeset.issue.layout.grid.column();
    let heights: Vec<Len> = figures.map(|area| area.h).collect();
    assert!(matches!(heights[..], [main, second] if main > tier && second <= tier), "{heights:?}");
}

#[test]
fn missing_faces_are_said_once_and_a_page_comes_out() {
    for layout in ["hant", "ja12", "ko"] {
        let issue = format!(
            "layout = \"{layout}\"\ndate = 2024-10-25\n[paper]\nname = \"河岸\"\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"ferry\"]\n"
        );
        // Files in memory know no faces of the system.
        let files = Memory::default().with("day/stories/ferry.md", TINY_STORY).with("day/issue.toml", issue);
        let mut report = Report::default();
        let typeset = banxin::typeset(&files, "day", None, &mut report).expect("the day is read");
        let missing: Vec<_> = report.diagnostics.iter().filter(|d| d.code.0 == "F001").collect();
        assert_eq!(missing.len(), 1, "{layout}: {missing:?}");
        assert!(missing[0].help.as_ref().is_some_and(|h| h.contains("apt-get install fonts-noto-cjk")), "{layout}");
        let borrowed = report.diagnostics.iter().filter(|d| d.code.0 == "F003").count();
        // Figures may come from another face than Han do; a message a character would bury the one that counts.
        assert!(borrowed < 20, "{layout}: {borrowed} characters are called borrowed");
        let set = typeset.pages[0].items.iter().filter_map(|p| match (&p.item, p.role) {
            (Item::Glyphs(run), Role::Text(_)) => Some(run.glyphs.len()),
            _ => None,
        });
        assert!(set.sum::<usize>() > 30, "{layout}: the text stands on the page");
    }
}
