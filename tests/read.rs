//! Properties of reading: nothing that stands in a file makes it panic, and no character is lost.

use banxin::diag::{Report, human, json};
use banxin::files::Memory;
use banxin::model::story::{Block, Story, Text};

/// A small generator of numbers; the same seed gives the same files.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

const ISSUE: &str = "\
layout = \"broadsheet\"
date = 2023-03-27
number = 485
lunar = \"癸卯年闰二月初六\"
[paper]
name = \"云潮新报\"
required = [\"name\"]
ears = [{ label = \"热线\", text = \"8888 0000\" }, { qr = \"https://example.org/\", label = \"报\" }]
[credits]
\"责任编辑\" = [\"秦简\"]
[[page]]
number = 1
kind = \"front\"
stories = [\"lead\"]
[[page.pin]]
story = \"lead\"
at = { columns = \"1-3\", lines = \"11-50\" }
[[page]]
number = 2
kind = \"inside\"
name = \"要闻\"
stories = []
ads = [{ art = \"art/ad.pdf\", at = { columns = \"1-5\", lines = \"70-100\" } }]
";

const LEAD: &str = "\
+++
tag = \"栏目\"
kicker = \"引题\"
headline = [\"三月|钱潮\", \"奔涌\"]
deck = '副题'
head = \"vertical\"
box = true
dateline = \"本报讯\"
jump = { to = 2 }
see = [{ page = 4 }]
[[byline]]
role = \"记者\"
names = [\"秦简\"]
[[picture]]
art = \"art/a.jpg\"
caption = \"图\"
crop = { focus = [0.5, 0.4], min = 0.85 }
+++

先说**“稳中求进”**，再说*重点*。{汉字|hàn zì} `不断行` [三]{.name}\\
第二行

## 小标题

> 引文
> 第二行

- 一
- 二

| 站 | 时 |
|---|:-:|
| 柳浦 | 8:00 |
";

const HOUSE: &str = "\
extends = \"tabloid\"
sizes = \"founder\"
[styles.body]
size = \"小五\"
gap = [\"0.25字\", \"12.5%\", 0.5]
[inks]
gold = { spot = \"PANTONE 871 C\", tint = 80, alternate = [20, 25, 60, 25] }
[[kind.front.furniture]]
at = [\"1栏\", \"2行\", \"3字\", \"4mm\"]
text = \"{date:%Y}{{x}}\"
";

fn read(files: &Memory) -> (Option<banxin::model::issue::Issue>, Report) {
    let mut report = Report::default();
    let issue = banxin::read::issue(files, "i", None, &mut report).ok();
    (issue, report)
}

/// Fragments that matter to some reader, to be put where they do not belong.
const FRAGMENTS: &[&str] = &[
    "+++",
    "\"",
    "'''",
    "[",
    "]",
    "{",
    "}",
    "|",
    "**",
    "`",
    "\\",
    "\n",
    "\r\n",
    "\u{FEFF}",
    "\0",
    "=",
    "[[page]]",
    "99999999999",
    "-1",
    "1e999",
    "nan",
    "9pt",
    "字",
    "\u{10FFFF}",
    "\u{301}",
    "extends = \"house\"",
    "../",
    "{汉|",
    "]{.name}",
    "# ",
    "- ",
    "> ",
    "2023-13-41",
    "a.b.c.d = 1",
    "\u{200B}",
    "0x",
    "0.0000000000001pt",
    "99999999栏",
    "-0",
];

fn mutate(text: &str, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + dice.roll(4) {
        let at = dice.roll(bytes.len() + 1);
        match dice.roll(6) {
            0 if at < bytes.len() => bytes[at] = dice.roll(256) as u8,
            1 => {
                let end = (at + dice.roll(12)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            2 => {
                let end = (at + dice.roll(200)).min(bytes.len());
                let piece = bytes[at.min(end)..end].to_vec();
                let to = dice.roll(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            3 => bytes.truncate(at),
            _ => {
                let fragment = dice.pick(FRAGMENTS);
                bytes.splice(at..at, fragment.bytes());
            }
        }
    }
    bytes
}

#[test]
fn mutated_files_are_read_without_panic() {
    for seed in 1..=400 {
        let mut dice = Dice(seed * 0x9E37_79B9_7F4A_7C15);
        let mut files = Memory::default();
        let broken = dice.roll(3);
        for (i, (name, text)) in
            [("issue.toml", ISSUE), ("stories/lead.md", LEAD), ("house.toml", HOUSE)].iter().enumerate()
        {
            let text = if i == 0 && broken == 2 { text.replace("broadsheet", "house") } else { text.to_string() };
            let bytes = if i == broken { mutate(&text, &mut dice) } else { text.into_bytes() };
            files = files.with(&format!("i/{name}"), bytes);
        }
        let (_, report) = read(&files);
        // Every place that a message names can be shown.
        let _ = (human::render(&report, true), json::render(&report));
    }
}

#[test]
fn depth_and_length_do_no_harm() {
    let deep = format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let dotted = format!("{}x = 1", "a.".repeat(100_000));
    let tables = format!("a = {}1{}", "{ b = ".repeat(50_000), " }".repeat(50_000));
    for text in [deep, dotted, tables] {
        let files =
            Memory::default().with("i/issue.toml", format!("{ISSUE}\n{text}\n")).with("i/stories/lead.md", LEAD);
        assert!(!read(&files).1.diagnostics.is_empty());
    }
    for body in
        ["字".repeat(200_000), "**".repeat(100_000), "{|".repeat(100_000), "[".repeat(200_000), "]{".repeat(100_000)]
    {
        let story = format!("+++\nheadline = \"三月\"\n+++\n{body}\n");
        let files = Memory::default().with("i/issue.toml", ISSUE).with("i/stories/lead.md", story);
        let (issue, _) = read(&files);
        let Block::Para(text) = &issue.unwrap().stories[0].blocks[0] else { panic!("not a paragraph") };
        assert!(text.plain().chars().count() >= 20_000);
    }
}

fn texts(story: &Story) -> Vec<&Text> {
    let mut out = Vec::new();
    for block in &story.blocks {
        match block {
            Block::Para(text) | Block::Crosshead(text) | Block::PullQuote(text) => out.push(text),
            Block::List(items) => out.extend(items),
            Block::Table(table) => out.extend(table.rows.iter().flatten()),
        }
    }
    out
}

fn story_of(body: &str) -> (Story, Report) {
    let text = format!("+++\nheadline = \"三月\"\n+++\n{body}");
    let files = Memory::default().with("i/issue.toml", ISSUE).with("i/stories/lead.md", text);
    let (issue, report) = read(&files);
    (issue.unwrap().stories.remove(0), report)
}

/// What is set, white and breaks left out.
fn set(story: &Story) -> String {
    texts(story).iter().map(|t| t.plain()).collect::<String>().chars().filter(|c| !c.is_whitespace()).collect()
}

/// Marked copy whose characters are known: pieces are written with their marks and without.
#[test]
fn characters_set_are_those_written_less_the_marks() {
    const WORDS: &[&str] =
        &["区里", "的", "，", "“稳中求进”", "2023", "3.5万", "（新）", "GDP", "——", "1. ", "_x_", "<b>", "&", "#一"];
    for seed in 1..=600 {
        let mut dice = Dice(seed * 0xD134_2543_DE82_EF95);
        let (mut written, mut plain) = (String::new(), String::new());
        for _ in 0..1 + dice.roll(30) {
            let word = dice.pick(WORDS);
            let (open, close) = *dice.pick(&[
                ("", ""),
                ("", ""),
                ("**", "**"),
                ("*", "*"),
                ("`", "`"),
                ("[", "]{.name}"),
                ("[", "]{lang=en .keep}"),
                ("{", "|hàn zì}"),
                ("\\*", ""),
                ("\\[", "\\]"),
                ("\n\n", ""),
                ("\n## ", "\n"),
                ("\n\n- ", "\n\n"),
                ("", "\\\n"),
                ("\n", ""),
                ("\r\n", ""),
                ("\n> ", "\n"),
                ("\n\n|", "|\n|---|\n\n"),
            ]);
            if word.starts_with("1.") && open.starts_with('{') {
                continue;
            }
            written.push_str(&format!("{open}{word}{close}"));
            let escaped = match open {
                "\\*" => "*",
                "\\[" => "[",
                _ => "",
            };
            plain.push_str(escaped);
            plain.push_str(word.trim());
            if close == "\\]" {
                plain.push(']');
            }
        }
        let (story, _) = story_of(&written);
        let expected: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
        // Two runs of asterisks that meet (`**` and `*`) read otherwise than they were meant; both are marks.
        if written.contains("***") || written.contains("`") && written.matches('`').count() % 2 == 1 {
            continue;
        }
        assert_eq!(set(&story).replace('*', ""), expected.replace('*', ""), "seed {seed}: {written:?}");
    }
}

/// Soup of marks without braces: only marks may go, and everything else stays in order.
#[test]
fn soup_loses_nothing_but_marks() {
    const SOUP: &[&str] = &[
        "字", "，", "a", "1", "*", "**", "`", "[", "]", "\\", "|", "#", "##", ">", "-", " ", "\n", "\n\n", "\r\n",
        "：", "+", "_", "§",
    ];
    let kept =
        |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace() && !"*`[]\\|#>-:".contains(*c)).collect() };
    for seed in 1..=2000 {
        let mut dice = Dice(seed * 0xA076_1D64_78BD_642F);
        let body: String = (0..dice.roll(60)).map(|_| *dice.pick(SOUP)).collect();
        let (story, report) = story_of(&body);
        assert_eq!(kept(&set(&story)), kept(&body), "seed {seed}: {body:?}");
        let text = &report.sources.get(story.file).text;
        for run in texts(&story).iter().flat_map(|t| &t.runs) {
            let span = run.span.expect("all text of this story is written in its file");
            let written = &text[span.start as usize..span.end as usize];
            assert!(
                written == run.text || run.text.trim().is_empty(),
                "seed {seed}: {written:?} is not {:?}",
                run.text
            );
        }
    }
}
