//! What no input may do: stop the engine, or change the pages of another issue.
//!
//! The sample's files are spoiled by a seeded hand, byte by byte and line by line; each run must come back
//! with pages or say why not, and what it says must point into files that are there. A failure prints its
//! seed, and `SEED=n cargo test --release --test robust` plays that one again.

mod seeded;

use banxin::diag::{Report, Severity, human, json};
use banxin::files::{Files, Memory};
use banxin::{Typeset, pdf, read, typeset};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;

/// A generator of numbers that are the same everywhere (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        seeded::splitmix(&mut self.0)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// What is put where nobody expects it: pieces of the formats, and what editors and machines leave.
const PIECES: &[&str] = &[
    "\0",
    "\u{FEFF}",
    "\u{200B}",
    "\u{FFFD}",
    "\u{E000}",
    "\u{1112}\u{1161}\u{11AB}",
    "\u{202E}",
    "\r",
    "\r\n",
    "\n\n",
    "+++\n",
    "+++",
    "\"",
    "\"\"\"",
    "'",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    ",",
    "#",
    "|",
    "||",
    "**",
    "*",
    "`",
    "\\",
    "]{.name}",
    "]{.spaced=9字}",
    "{汉|hàn}",
    "## ",
    "> ",
    "- ",
    "| a | b |\n",
    "99999999999999999999",
    "-1",
    "0",
    "1e9pt",
    "900%",
    "0pt",
    "999999mm",
    "nan",
    "2023-02-30",
    "true",
    "“",
    "）",
    "𠀀",
    "🙂",
    "é",
    "字",
    "．",
    "[page]\n",
    "[[page]]\n",
    "extends = \"x\"\n",
    "../",
    "/etc/passwd",
    "C:\\x",
    "number = 1\n",
    "columns = 0\n",
    "lines = 0\n",
    "at = {}\n",
];

/// One slip of a hand in some bytes.
fn slip(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(bytes.len() + 1);
    let lines = |bytes: &[u8]| bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    match dice.below(10) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
        1 => bytes.truncate(at),
        2 => {
            let end = (at + 1 + dice.below(60)).min(bytes.len());
            bytes.drain(at.min(end)..end);
        }
        3 => {
            let end = (at + dice.below(200)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece.repeat(1 + dice.below(4)));
        }
        4..=6 => {
            let piece = PIECES[dice.below(PIECES.len())];
            bytes.splice(at..at, piece.bytes());
        }
        what => {
            let mut all = lines(bytes);
            let (a, b) = (dice.below(all.len()), dice.below(all.len()));
            match what {
                _ if all.is_empty() => {}
                7 => {
                    all.remove(a);
                }
                8 => all.swap(a, b),
                _ => {
                    let line = all[a].clone();
                    all.insert(b, line);
                }
            }
            *bytes = all.concat();
        }
    }
}

/// The sample issue, its layout beside it, without the photographs' pixels: their heads are what reading needs.
fn sample() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let folder = Path::new("issues/yunchao-2023-03-27");
    for part in [".", "stories", "art"] {
        for entry in std::fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_string();
            if path.is_file() {
                let name = if part == "." { name } else { format!("{part}/{name}") };
                files.insert(format!("i/{name}"), std::fs::read(&path).unwrap());
            }
        }
    }
    files.insert("i/broadsheet.toml".into(), std::fs::read("layouts/broadsheet.toml").unwrap());
    files
}

/// The sample with one page and few stories, so that a page costs little.
fn short_sample() -> BTreeMap<String, Vec<u8>> {
    let mut files = sample();
    let issue = "layout = \"broadsheet\"\ndate = 2023-03-27\nnumber = 485\n[paper]\nname = \"云潮新报\"\n\
        ears = [{ label = \"电话\", text = \"8888 0000\" }, { qr = \"https://example.org/\" }]\n[credits]\n\
        \"责任编辑\" = [\"秦简\"]\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"night-bus\", \"power\", \"tea-table\"]\n\
        ads = [{ art = \"art/ad.pdf\", at = { columns = \"1-5\", lines = \"70-100\" } }]\n[[page.pin]]\nstory = \"power\"\n\
        at = { columns = \"1-2\", lines = \"11-40\" }\n[[page]]\nnumber = 2\nkind = \"inside\"\nname = \"要闻\"\nstories = [\"mailbox\"]\n";
    files.insert("i/issue.toml".into(), issue.into());
    files.retain(|name, _| {
        !name.ends_with(".md") || ["night-bus", "power", "tea-table", "mailbox"].iter().any(|n| name.contains(n))
    });
    files
}

fn spoil(sample: &BTreeMap<String, Vec<u8>>, dice: &mut Dice, only: impl Fn(&str) -> bool) -> Memory {
    let mut files = sample.clone();
    let names: Vec<String> = files.keys().filter(|name| only(name)).cloned().collect();
    for _ in 0..1 + dice.below(4) {
        let name = &names[dice.below(names.len())];
        for _ in 0..1 + dice.below(3) {
            slip(files.get_mut(name).unwrap(), dice);
        }
    }
    Memory { files }
}

/// Runs `work` over seeds on all cores; says which seed stopped it.
fn play(seeds: u64, work: impl Fn(u64) + Sync) {
    use rayon::prelude::*;
    let one = std::env::var("SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let range = one.map_or(0..seeds, |seed| seed..seed + 1);
    let failed: Vec<u64> =
        range.into_par_iter().filter(|seed| catch_unwind(AssertUnwindSafe(|| work(*seed))).is_err()).collect();
    assert!(failed.is_empty(), "these seeds stop the engine: {failed:?}");
}

/// What is said can be shown, and a failure is never silent.
fn is_told(report: &Report, made: bool) {
    let people = human::render(report, false);
    for (line, diagnostic) in json::render(report).lines().zip(report.sorted()) {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(value["code"], diagnostic.code.0);
        assert!(people.contains(diagnostic.code.0));
        if let Some(span) = diagnostic.span {
            let text = &report.sources.get(span.file).text;
            assert!(span.start <= span.end && span.end as usize <= text.len(), "{diagnostic:?}");
        }
    }
    assert!(made || report.has_errors(), "the issue cannot be read, and nothing says why");
}

#[test]
fn spoiled_files_are_read_or_refused() {
    let sample = sample();
    let text = |name: &str| name.ends_with(".md") || name.ends_with(".toml");
    play(600, |seed| {
        let files = spoil(&sample, &mut Dice(seed), text);
        let mut report = Report::default();
        let done = read::issue(&files, "i", None, &mut report);
        is_told(&report, done.is_ok());
    });
}

#[test]
fn spoiled_files_still_make_pages() {
    let sample = short_sample();
    play(48, |seed| {
        let files = spoil(&sample, &mut Dice(seed ^ 0xBAD), |name| !name.ends_with(".jpg"));
        let mut report = Report::default();
        let done = typeset(&files, "i", None, &mut report);
        is_told(&report, done.is_ok());
        // One in eight is written too: what could be made up can be printed.
        if let Ok(typeset) = done.as_ref()
            && seed % 8 == 0
        {
            for bytes in written(typeset, &files) {
                assert!(bytes.starts_with(b"%PDF-"));
            }
        }
    });
}

#[test]
fn the_spoiler_spoils() {
    let sample = sample();
    let mut said = 0;
    for seed in 0..40 {
        let files = spoil(&sample, &mut Dice(seed), |name| name.ends_with(".toml"));
        let mut report = Report::default();
        let _ = read::issue(&files, "i", None, &mut report);
        said += usize::from(report.diagnostics.iter().any(|d| d.severity == Severity::Error));
    }
    assert!(said > 10, "{said} of 40 spoiled issues are noticed");
}

fn written(typeset: &Typeset, files: &dyn Files) -> Vec<Vec<u8>> {
    let meta = pdf::Meta {
        title: "test".into(),
        date: "2023-03-27T00:00:00Z".into(),
        lang: "zh-Hans".into(),
        job_strip: String::new(),
        bound_right: false,
        rejected: None,
    };
    let press = &typeset.issue.layout.press;
    let one = |page| pdf::write(&[page], &typeset.fonts, &typeset.art, press, &meta, files, &mut Report::default());
    typeset.pages.iter().map(one).collect()
}

/// One of twelve issues, each with other stories in another order.
fn issue_of(number: u64) -> Memory {
    let mut files = short_sample();
    files.retain(|name, _| !name.ends_with(".jpg"));
    let mut dice = Dice(number);
    let mut stories = vec!["\"night-bus\"", "\"power\"", "\"tea-table\""];
    let taken = stories.remove(dice.below(3));
    let issue = format!(
        "layout = \"{}\"\ndate = 2023-03-{:02}\nnumber = {}\n[paper]\nname = \"云潮新报\"\n[[page]]\nnumber = 1\n\
         kind = \"front\"\nstories = [{}]\n[[page]]\nnumber = 2\nkind = \"inside\"\nstories = [{taken}]\n",
        if number.is_multiple_of(3) { "tabloid" } else { "broadsheet" },
        number + 1,
        number + 400,
        stories.join(", "),
    );
    files.insert("i/issue.toml".into(), issue.into());
    files.remove("i/stories/mailbox.md");
    Memory { files }
}

/// A hash of all that is made of an issue.
fn print_of(number: u64) -> String {
    let files = issue_of(number);
    let mut report = Report::default();
    let typeset = typeset(&files, "i", None, &mut report).unwrap();
    let mut all = json::render(&report).into_bytes();
    written(&typeset, &files).iter().for_each(|bytes| all.extend(bytes));
    blake3::hash(&all).to_hex().to_string()
}

/// Played by [`twelve_issues_in_a_row`] in processes of their own: prints the hash of one issue.
#[test]
fn one_issue_alone() {
    if let Some(number) = std::env::var("ALONE").ok().and_then(|number| number.parse().ok()) {
        println!("alone {number} {}", print_of(number));
    }
}

#[test]
fn twelve_issues_in_a_row() {
    let row: Vec<String> = (0..12).map(print_of).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let backwards: Vec<String> = pool.install(|| (0..12).rev().map(print_of).collect());
    for (number, print) in row.iter().enumerate() {
        assert_eq!(*print, backwards[11 - number], "issue {number} differs on one thread, after others");
        let mut alone = Command::new(std::env::current_exe().unwrap());
        alone.args(["--exact", "one_issue_alone", "--nocapture"]).env("ALONE", number.to_string());
        if number % 2 == 1 {
            alone.env("RAYON_NUM_THREADS", "1");
        }
        let said = String::from_utf8(alone.output().unwrap().stdout).unwrap();
        let own = format!("alone {number} {print}");
        assert!(said.contains(&own), "issue {number} differs in a process of its own: {said}");
    }
    let mut different = row.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 12, "the twelve are not twelve issues");
}
