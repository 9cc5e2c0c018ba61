//! Pages made from seeded copy: what must hold whatever the day brings.
//!
//! No story covers another, all stand in the type area, every character is on a page or counted as left over,
//! body text stands on the grid, and the same day gives the same pages.

mod seeded;

use banxin::Typeset;
use banxin::diag::Report;
use banxin::display::{Item, Role};
use banxin::files::Memory;
use banxin::geom::{Len, Rect};
use seeded::Dice;
use std::fmt::Write;

const CLAUSES: &[&str] = &[
    "河堤上的柳树一夜之间全绿了",
    "镇上第三家面馆在桥头开张",
    "清晨六点的头班渡船坐满了人",
    "老周把修好的水车推到渠边",
    "孩子们沿着新铺的步道跑了两圈",
    "仓库里还剩四十吨早稻种子",
    "工人在高处换下最后一盏旧灯",
    "这条路比原来短了1.8公里",
    "图书馆的夜灯亮到十点半",
    "两台收割机从坡上慢慢开下来",
];
const ENDS: &[&str] = &["，", "，", "。", "；", "。", "？"];
const HEADS: &[&str] = &[
    "渡船改在清晨六点开",
    "水车重新转起来",
    "新步道通到山脚",
    "夜读的灯亮到十点半",
    "种子已经分到田头",
    "旧灯今晚全部换下",
];

/// A day of so many stories on a page of the broadsheet, and a page for what jumps.
fn day(seed: u64) -> Memory {
    let mut dice = Dice(seed);
    let count = 1 + dice.roll(12);
    let mut files = Memory::default();
    let mut listed = String::new();
    for number in 0..count {
        let mut text = String::from("+++\n");
        if dice.roll(3) > 0 {
            let _ = writeln!(text, "kicker = \"{}\"", dice.one(CLAUSES));
        }
        let _ = writeln!(text, "headline = [\"{}\"]", dice.one(HEADS));
        match dice.roll(8) {
            0 => text.push_str("head = \"vertical\"\nbox = true\n"),
            1 => text.push_str("box = true\n"),
            2 => text.push_str("tag = \"身边事\"\n"),
            3 => text.push_str("jump = { to = 2 }\n"),
            _ => {}
        }
        text.push_str("dateline = \"本报讯\"\n[[byline]]\nrole = \"记者\"\nnames = [\"林渡\"]\n+++\n");
        for _ in 0..1 + dice.roll(7) {
            text.push('\n');
            for _ in 0..3 + dice.roll(12) {
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
        "layout = \"broadsheet\"\ndate = 2023-03-27\nnumber = 1\n[paper]\nname = \"河岸报\"\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [{listed}]\n[[page]]\nnumber = 2\nkind = \"inside\"\nname = \"续页\"\nstories = []\n"
    );
    files.with("day/issue.toml", issue)
}

fn typeset(files: &Memory) -> (Typeset, Report) {
    let mut report = Report::default();
    let typeset = banxin::typeset(files, "day", None, &mut report).expect("the day is read");
    (typeset, report)
}

const DAYS: u64 = 60;

#[test]
fn nothing_overlaps_and_all_stands_in_the_type_area() {
    for seed in 0..DAYS {
        let (typeset, _) = typeset(&day(seed));
        let layout = &typeset.issue.layout;
        let margins = layout.page.margins;
        let area = Rect::new(margins.left, margins.top, layout.grid.width(), layout.grid.height());
        for page in &typeset.pages {
            let all: Vec<(u32, Rect)> =
                page.outlines.iter().flat_map(|o| o.areas.iter().map(|a| (o.story.0, *a))).collect();
            for (i, (story, one)) in all.iter().enumerate() {
                assert!(area.contains(*one), "seed {seed} page {}: story {story} leaves the type area", page.page);
                for (other, two) in &all[..i] {
                    assert!(!one.overlaps(*two), "seed {seed} page {}: {story} covers {other}", page.page);
                }
            }
        }
    }
}

#[test]
fn every_character_is_on_a_page_or_counted() {
    for seed in 0..DAYS {
        let (typeset, report) = typeset(&day(seed));
        let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let written: usize = typeset
            .issue
            .stories
            .iter()
            .flat_map(|s| &s.blocks)
            .map(|block| match block {
                banxin::model::story::Block::Para(text) | banxin::model::story::Block::Crosshead(text) => {
                    count(&text.plain())
                }
                _ => 0,
            })
            .sum();
        let datelines = typeset.issue.stories.len() * count("本报讯");
        let bylines = typeset.issue.stories.len() * count("■记者林渡");
        let mut set = 0;
        for placed in typeset.pages.iter().flat_map(|p| &p.items) {
            if let (Item::Glyphs(run), Role::Text(_)) = (&placed.item, placed.role) {
                set += count(&run.text);
            }
        }
        let over: usize = report.diagnostics.iter().filter(|d| d.code.0 == "M001").map(|d| figure(&d.message)).sum();
        // A story that is wholly left over takes its byline with it.
        let all = set + over;
        let wanted = written + datelines;
        assert!(
            (wanted..=wanted + bylines).contains(&all),
            "seed {seed}: {all} of {wanted} characters are accounted for"
        );
        if over == 0 {
            assert_eq!(set, wanted, "seed {seed}");
        }
    }
}

/// The number before “characters” in a message.
fn figure(message: &str) -> usize {
    let before = message.split(" characters").next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|n| n.parse().ok()).unwrap_or_default()
}

#[test]
fn body_text_stands_on_the_grid() {
    for seed in 0..DAYS {
        let (typeset, _) = typeset(&day(seed));
        let layout = &typeset.issue.layout;
        let (pitch, body) = (layout.grid.pitch, layout.grid.body);
        let first = layout.page.margins.top + (pitch - body) / 2 + body.scale(880, 1000);
        let mut lines = 0;
        for placed in typeset.pages.iter().flat_map(|p| &p.items) {
            let (Item::Glyphs(run), Role::Text(_)) = (&placed.item, placed.role) else { continue };
            if run.size != body {
                continue;
            }
            for glyph in &run.glyphs {
                let off = (glyph.at.y - first).0.rem_euclid(pitch.0);
                assert!(off <= 2 || pitch.0 - off <= 2, "seed {seed}: {} is {off} off the grid", run.text);
                lines += 1;
            }
        }
        assert!(lines > 0, "seed {seed}: there is body text");
    }
}

#[test]
fn the_same_day_gives_the_same_pages() {
    for seed in 0..DAYS / 4 {
        let files = day(seed);
        let (one, two) = (typeset(&files).0, typeset(&files).0);
        let picture = |t: &Typeset| format!("{:?}", t.pages);
        assert!(picture(&one) == picture(&two), "seed {seed}: two runs differ");
    }
}

#[test]
fn columns_of_a_page_that_is_full_end_on_its_last_line() {
    let mut full = 0;
    for seed in 0..DAYS {
        let (typeset, report) = typeset(&day(seed));
        let silent = |code: &str| report.diagnostics.iter().all(|d| d.code.0 != code);
        if !silent("N06") || !silent("M001") {
            continue;
        }
        let grid = typeset.issue.layout.grid;
        let page = &typeset.pages[0];
        let foot = typeset.issue.layout.page.margins.top + grid.height();
        for column in 0..grid.columns {
            let x = typeset.issue.layout.page.margins.left + grid.column_x(column) + Len::PT;
            let covers = |a: &&Rect| a.x <= x && x < a.right();
            let last = page.outlines.iter().flat_map(|o| &o.areas).filter(covers).map(|a| a.bottom()).max();
            let white = last.map(|l| foot - l);
            assert!(white.is_some_and(|w| w <= grid.pitch), "seed {seed}: column {column} ends {white:?} short");
        }
        full += 1;
    }
    assert!(full >= DAYS / 20, "only {full} of {DAYS} seeded days fill their page");
}

/// The lines of body text on a page, column by column.
fn lines(typeset: &Typeset) -> Vec<String> {
    let mut lines: Vec<(Len, Len, String)> = Vec::new();
    for placed in typeset.pages.iter().flat_map(|p| &p.items) {
        let (Item::Glyphs(run), Role::Text(_)) = (&placed.item, placed.role) else { continue };
        let Some(first) = run.glyphs.first() else { continue };
        match lines.last_mut() {
            Some((y, x, text)) if *y == first.at.y && first.at.x >= *x => text.push_str(&run.text),
            _ => lines.push((first.at.y, first.at.x, run.text.clone())),
        }
    }
    lines.into_iter().map(|l| l.2).collect()
}

#[test]
fn words_of_the_house_stay_whole_where_the_list_says_never() {
    let word = "云潮区融媒体中心";
    let parted = |strength: Option<&str>| {
        let keep = strength.map_or(String::new(), |s| format!("[[keep]]\nwords = [\"{word}\"]\nstrength = \"{s}\"\n"));
        let text = format!("{word}的人说{word}搬了。").repeat(40);
        let files = Memory::default()
            .with(
                "day/issue.toml",
                "layout = \"own\"\ndate = 2023-03-27\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"s\"]\n[[page.pin]]\nstory = \"s\"\nat = { columns = \"1-3\" }\n",
            )
            .with("day/layouts/own.toml", format!("extends = \"broadsheet\"\n{keep}"))
            .with("day/stories/s.md", format!("+++\nheadline = \"搬家\"\n+++\n{text}\n"));
        80 - lines(&typeset(&files).0).iter().map(|line| line.matches(word).count()).sum::<usize>()
    };
    let (never, prefer, free) = (parted(Some("never")), parted(Some("prefer")), parted(None));
    assert_eq!(never, 0);
    assert!(prefer < free, "{prefer} of 80 are parted where it is disliked, {free} where nobody asked");
}

/// One story of so many sentences on a front page of its own, pinned to columns.
fn alone(front: &str, sentences: usize, columns: &str) -> Typeset {
    let text: String = (0..sentences).map(|n| format!("{}。", CLAUSES[n % CLAUSES.len()])).collect();
    let files = Memory::default()
        .with("day/issue.toml", format!("layout = \"broadsheet\"\ndate = 2023-03-27\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"s\"]\n[[page.pin]]\nstory = \"s\"\nat = {{ columns = \"{columns}\" }}\n"))
        .with("day/stories/s.md", format!("+++\nheadline = \"渡船改在清晨六点开\"\n{front}+++\n{text}\n"));
    typeset(&files).0
}

/// Baselines of the first and last line of a role between two columns of the page, from 0.
fn span(typeset: &Typeset, columns: std::ops::Range<u16>, text: bool) -> (Len, Len) {
    let layout = &typeset.issue.layout;
    let left = layout.page.margins.left;
    let edge = |column: u16| left + layout.grid.column_x(column) - Len::PT * 4;
    let mut all = Vec::new();
    for placed in &typeset.pages[0].items {
        let (Item::Glyphs(run), role) = (&placed.item, placed.role) else { continue };
        let wanted = if text { matches!(role, Role::Text(_)) } else { role == Role::Head };
        all.extend(
            run.glyphs
                .iter()
                .map(|g| g.at)
                .filter(|at| wanted && edge(columns.start) <= at.x && at.x < edge(columns.end)),
        );
    }
    let ys = || all.iter().map(|at| at.y);
    (ys().min().expect("something stands there"), ys().max().expect("something stands there"))
}

#[test]
fn a_head_beside_its_text_has_text_under_it_and_at_its_right() {
    let page = alone("head = \"beside\"\n", 90, "1-4");
    let (_, head) = span(&page, 0..2, false);
    let (under, right) = (span(&page, 0..2, true), span(&page, 2..4, true));
    assert!(under.0 > head, "the first line stands under the head");
    assert!(right.0 < head, "text at the right starts level with the head");
    let pitch = page.issue.layout.grid.pitch;
    assert!(under.1 - right.1 <= pitch && right.1 - under.1 <= pitch, "columns end on one line");
}

#[test]
fn an_upright_head_without_a_frame_stands_at_the_side_it_is_asked_for() {
    let frame = |page: &Typeset| {
        let thick = page.issue.layout.boxed.rule;
        page.pages[0].items.iter().filter(|p| matches!(&p.item, Item::Rule(r) if r.thickness == thick)).count()
    };
    let head_x = |page: &Typeset| {
        let of = |p: &banxin::display::Placed| match (&p.item, p.role) {
            (Item::Glyphs(run), Role::Head) => run.glyphs.first().map(|g| g.at.x),
            _ => None,
        };
        page.pages[0].items.iter().find_map(of).expect("there is a head")
    };
    let boxed = alone("head = \"vertical\"\n", 90, "1-2");
    let right = alone("head = \"vertical\"\nbox = false\n", 90, "1-2");
    let left = alone("head = \"vertical-left\"\nbox = false\n", 90, "1-2");
    assert_eq!([frame(&boxed), frame(&right), frame(&left)], [4, 0, 0]);
    let layout = &right.issue.layout;
    let middle = layout.page.margins.left + layout.grid.joined(2) / 2;
    assert!(head_x(&left) < middle && head_x(&right) > middle);
}

#[test]
fn broken_columns_are_set_in_whole_characters() {
    let page = alone("columns = 2\n", 90, "1-3");
    let layout = &page.issue.layout;
    let (left, body) = (layout.page.margins.left, layout.grid.body);
    let mut starts: Vec<Len> = Vec::new();
    for placed in &page.pages[0].items {
        let (Item::Glyphs(run), Role::Text(_)) = (&placed.item, placed.role) else { continue };
        starts.extend(run.glyphs.first().map(|g| g.at.x));
    }
    // 57 characters less a gap of one and a half are twice 27, and the gap takes what is left.
    assert!(starts.contains(&left) && starts.contains(&(left + body * 30)), "三破二: {starts:?}");
}

/// An issue of one front page and one for what jumps, its stories given as headline and text.
fn front(stories: &[(String, String)], page: &str) -> Memory {
    let mut files = Memory::default();
    let mut listed = String::new();
    for (number, (front, text)) in stories.iter().enumerate() {
        let _ = write!(listed, "\"s{number}\", ");
        files = files.with(&format!("day/stories/s{number}.md"), format!("+++\n{front}\n+++\n\n{text}\n"));
    }
    let issue = format!(
        "layout = \"broadsheet\"\ndate = 2023-03-27\nnumber = 1\n[paper]\nname = \"河岸报\"\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [{listed}]\n{page}\n"
    );
    files.with("day/issue.toml", issue)
}

/// So many characters of copy in paragraphs.
fn copy(seed: u64, characters: usize) -> String {
    seeded::copy(CLAUSES, seed, characters)
}

/// Stories of these lengths that must not jump.
fn lengths(all: &[usize]) -> Vec<(String, String)> {
    let head = |n: usize| format!("headline = \"{}\"\njump = false", HEADS[n % HEADS.len()]);
    all.iter().enumerate().map(|(n, &length)| (head(n), copy(n as u64 + 1, length))).collect()
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.diagnostics.iter().map(|d| d.code.0).collect()
}

/// Lengths of a day that about fills the front page.
const FITTING: [usize; 7] = [1300, 1000, 900, 800, 700, 600, 500];

#[test]
fn a_story_far_above_one_that_outranks_it_is_named() {
    let pinned = |rank: usize, lines: &str| {
        format!("[[page.pin]]\nstory = \"s{rank}\"\nat = {{ columns = \"1-5\", lines = \"{lines}\" }}\n")
    };
    let said = |second: &str, third: &str| {
        let pins = [pinned(0, "11-40"), pinned(1, second), pinned(2, third)].concat();
        let (_, report) = typeset(&front(&lengths(&[1200, 1000, 1000]), &pins));
        let zones = report.diagnostics.iter().filter(|d| d.code.0 == "N19" && d.message.contains("lines above"));
        zones.map(|d| d.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(said("41-70", "71-100"), Vec::<String>::new(), "in order of rank");
    // The lead is at the top in both; half of the 90 free lines part neighbors in rank.
    assert_eq!(said("71-100", "41-70"), Vec::<String>::new(), "30 lines are no other zone");
    let wrong = said("87-100", "41-86");
    assert!(matches!(&wrong[..], [one] if one.contains("46 lines above")), "{wrong:?}");
}

#[test]
fn far_too_much_copy_is_counted_story_by_story() {
    let long: Vec<usize> = FITTING.iter().map(|n| n * 16 / 10).collect();
    let (typeset, report) = typeset(&front(&lengths(&long), ""));
    assert_eq!(typeset.pages.len(), 1);
    let over: usize = report.diagnostics.iter().filter(|d| d.code.0 == "M001").map(|d| figure(&d.message)).sum();
    assert!(over > 500, "what does not fit is told in characters: {over}");
}

#[test]
fn far_too_little_copy_leaves_white_that_is_counted() {
    let short: Vec<usize> = FITTING.iter().map(|n| n * 3 / 10).collect();
    let (_, report) = typeset(&front(&lengths(&short), ""));
    let white = report.diagnostics.iter().find(|d| d.code.0 == "N06").expect("white is told");
    assert!(white.help.as_deref().is_some_and(|h| h.contains("characters more")), "{:?}", white.help);
}

#[test]
fn one_story_alone_is_a_page() {
    let (typeset, report) = typeset(&front(&lengths(&[700]), ""));
    assert_eq!(typeset.pages[0].outlines.len(), 1);
    assert!(codes(&report).contains(&"N06"));
}

#[test]
fn many_short_items_are_all_placed_or_named() {
    let count = 30;
    let (typeset, report) = typeset(&front(&lengths(&vec![40; count]), ""));
    let placed = typeset.pages[0].outlines.len();
    let named = codes(&report).iter().filter(|c| **c == "M001").count();
    assert!(placed + named >= count, "{placed} placed and {named} named of {count}");
}

#[test]
fn stories_of_one_length_are_told_apart_by_their_order() {
    let (typeset, _) = typeset(&front(&lengths(&[620; 8]), ""));
    let first = typeset.pages[0].outlines.iter().find(|o| o.story.0 == 0).expect("the lead is placed");
    let margins = typeset.issue.layout.page.margins;
    assert_eq!((first.areas[0].x, first.areas[0].y > margins.top), (margins.left, true));
    let highest = typeset.pages[0].outlines.iter().map(|o| o.areas[0].y).min();
    assert_eq!(Some(first.areas[0].y), highest, "the first story stands at the top left");
}

#[test]
fn a_head_and_a_table_wider_than_any_column_are_still_set() {
    let mut stories = lengths(&FITTING);
    stories[1].0 = format!(
        "headline = \"{}\"\njump = false",
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch".repeat(3)
    );
    let row = format!("|{}\n", " 一万二千三百四十五 |".repeat(24));
    stories[2].1.push_str(&format!("\n{row}|{}\n{}", " --- |".repeat(24), row.repeat(30)));
    let (typeset, report) = typeset(&front(&stories, ""));
    let placed = typeset.pages[0].outlines.len();
    let named = codes(&report).iter().filter(|c| **c == "M001").count();
    assert!(placed + named >= stories.len(), "{placed} placed, {named} named");
}

#[test]
fn pins_that_contradict_each_other_are_both_named() {
    let pins = "pin = [{ story = \"s0\", at = { columns = \"1-3\", lines = \"11-50\" } }, { story = \"s1\", at = { columns = \"3-5\", lines = \"40-80\" } }, { story = \"s2\", at = { columns = \"1-9\", lines = \"90-180\" } }]";
    let (typeset, report) = typeset(&front(&lengths(&FITTING), pins));
    let clash = report.diagnostics.iter().find(|d| d.code.0 == "R043").expect("the clash is told");
    let words = banxin::diag::human::render(&report, false);
    assert!(words.contains("s0") && words.contains("s1"), "{} {words}", clash.message);
    let all: Vec<Rect> = typeset.pages[0].outlines.iter().flat_map(|o| o.areas.clone()).collect();
    for (i, one) in all.iter().enumerate() {
        assert!(all[..i].iter().all(|two| !one.overlaps(*two)), "nothing is covered");
    }
}

#[test]
fn an_advertisement_larger_than_the_page_is_told_and_left_out() {
    let ads = "ads = [{ art = \"art/ad.svg\", at = { columns = \"1-7\", lines = \"60-140\" } }]";
    let svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"60\"><path d=\"M0 0h100v60H0z\"/></svg>";
    let files = front(&lengths(&FITTING), ads).with("day/art/ad.svg", svg.to_string());
    let (typeset, report) = typeset(&files);
    assert!(codes(&report).iter().any(|c| ["M003", "R006"].contains(c)), "{:?}", codes(&report));
    assert!(typeset.pages[0].items.iter().all(|p| p.role != Role::Ad));
}

#[test]
fn a_page_without_stories_is_left_out() {
    let page = "[[page]]\nnumber = 2\nkind = \"inside\"\nstories = []";
    let (typeset, _) = typeset(&front(&lengths(&FITTING), page));
    assert_eq!(typeset.pages.len(), 1);
}

#[test]
fn the_folio_stands_on_the_side_away_from_the_spine() {
    let number_stands_right = |binding: &str, page: u32| {
        let files = Memory::default()
            .with("day/issue.toml", format!("layout = \"broadsheet\"\ndate = 2023-03-27\n{binding}\n[paper]\nname = \"河岸报\"\n[[page]]\nnumber = {page}\nkind = \"inside\"\nname = \"续页\"\nstories = [\"s\"]\n"))
            .with("day/stories/s.md", format!("+++\nheadline = \"渡船改在清晨六点开\"\n+++\n{}\n", copy(7, 900)));
        let page = &typeset(&files).0.pages[0];
        let largest = |placed: &&banxin::display::Placed| match &placed.item {
            Item::Glyphs(run) if placed.role == Role::Furniture => run.size,
            _ => Len::ZERO,
        };
        match page.items.iter().max_by_key(largest).map(|placed| &placed.item) {
            Some(Item::Glyphs(run)) => run.glyphs[0].at.x > page.trim.w / 2,
            _ => panic!("a page number is printed"),
        }
    };
    let sides = |binding: &str| [2, 3].map(|page| number_stands_right(binding, page));
    assert_eq!(sides(""), [false, true], "a horizontal paper is bound on the left");
    assert_eq!(sides("binding = \"left\""), [false, true]);
    assert_eq!(sides("binding = \"right\""), [true, false]);
}

#[test]
fn text_runs_beside_a_picture_narrower_than_a_column() {
    let art = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"120\"><rect width=\"90\" height=\"120\"/></svg>";
    let picture = "[[byline]]\nnames = [\"林渡\"]\n[[picture]]\nart = \"art/a.svg\"\nwidth = \"8字\"\ncaption = \"修好的水车。\"\ncredit = \"林渡 摄\"";
    let text = format!("{}\n\n## 一处小标题\n\n{}", copy(3, 120), copy(4, 700));
    let story = (format!("headline = \"渡船改在清晨六点开\"\n{picture}"), text.clone());
    let pin = "[[page.pin]]\nstory = \"s0\"\nat = { columns = \"1-2\" }";
    let page = typeset(&front(&[story], pin).with("day/art/a.svg", art.to_string())).0;
    let items = || page.pages[0].items.iter();
    let figure = items().find_map(|p| match &p.item {
        Item::Art(art) if p.role == Role::Figure => Some(art.area),
        _ => None,
    });
    let figure = figure.expect("the picture is placed");
    let grid = &page.issue.layout.grid;
    let column = page.issue.layout.page.margins.left + grid.column();
    let mut read = String::new();
    let (mut beside, mut under) = (Vec::new(), Vec::new());
    for placed in items() {
        let (Item::Glyphs(run), Role::Text(_)) = (&placed.item, placed.role) else { continue };
        read.push_str(&run.text);
        for glyph in run.glyphs.iter().filter(|glyph| glyph.at.x < column) {
            let lines = if glyph.at.y > figure.y && glyph.at.y < figure.bottom() { &mut beside } else { &mut under };
            lines.push(glyph.at.x + run.size);
        }
    }
    assert!(figure.right() <= column + Len::PT, "it stands at the column's end");
    assert!(beside.len() > 30, "lines stand beside it");
    assert!(beside.iter().all(|&right| right <= figure.x), "and end before it");
    assert!(under.iter().any(|&right| right > figure.x), "those under it are as wide as the column");
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '#').collect::<String>();
    assert_eq!(bare(&read), bare(&text), "and every character is there, in order");
}
