//! JLREQ's character-class tables (spacing, breaking, reduction, expansion) as pair tests for Japanese.
//!
//! The tables are read where they lie, beside the project; where they are not there the tests say so and do
//! nothing. Pairs in which the house decides otherwise stand in `tests/cases/typography/jlreq-differences.toml`.

#[path = "typography/frac.rs"]
mod frac;
// Not all of what a run says is looked at here.
#[allow(dead_code)]
#[path = "typography/run.rs"]
mod run;

use frac::Frac;
use rayon::prelude::*;
use run::{Line, Placed};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// Class and a member of it that stands for the rest. Classes that are roles (reference marks, ornamented and
/// ruby complexes, warichu brackets, tate-chu-yoko) and Western word spaces are not pairs of characters.
const MEMBERS: &[(&str, &str)] = &[
    ("cl-01", "「"),
    ("cl-02", "」"),
    ("cl-03", "〜"),
    ("cl-04", "？"),
    ("cl-05", "・"),
    ("cl-06", "。"),
    ("cl-07", "、"),
    ("cl-08", "……"),
    ("cl-09", "々"),
    ("cl-10", "ー"),
    ("cl-11", "ッ"),
    ("cl-12", "￥"),
    ("cl-13", "℃"),
    ("cl-14", "　"),
    ("cl-15", "あ"),
    ("cl-16", "ア"),
    ("cl-19", "国"),
    ("cl-24", "12"),
    ("cl-27", "ab"),
];

/// A table: (class before, class after) → cell.
struct Table(BTreeMap<(String, String), String>);

impl Table {
    fn cell(&self, before: &str, after: &str) -> &str {
        self.0.get(&(before.into(), after.into())).map_or("", String::as_str)
    }
}

fn table(name: &str) -> Option<Table> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let found = root.ancestors().map(|a| a.join("../shared/jlreq").join(name)).find(|p| p.is_file());
    if found.is_none() {
        println!("skipped: no {name} in a folder shared/jlreq beside the project");
    }
    let text = fs::read_to_string(found?).expect("a table can be read");
    let mut rows = text.lines().map(|l| l.split('\t').collect::<Vec<_>>());
    let heads: Vec<String> = rows.next()?.iter().skip(1).map(|h| h[..5.min(h.len())].to_string()).collect();
    let mut cells = BTreeMap::new();
    for row in rows {
        for (head, cell) in heads.iter().zip(row.iter().skip(1)) {
            cells.insert((row[0].to_string(), head.clone()), cell.trim().to_string());
        }
    }
    Some(Table(cells))
}

/// Pairs in which the house decides otherwise: table → pair → why.
fn differences(table: &str) -> BTreeMap<String, String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/typography/jlreq-differences.toml");
    let text = fs::read_to_string(path).expect("the list of differences can be read");
    let all: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).expect("the list is sound");
    all.get(table).cloned().unwrap_or_default()
}

/// All amounts of a cell, added: `1/4 be 1/4 af` is a half.
fn amount(cell: &str) -> Frac {
    let notes = cell.find("n.").unwrap_or(cell.len());
    cell[..notes]
        .split_whitespace()
        .filter(|word| word.contains('/'))
        .map(|word| Frac::parse(word.split(['-', '=']).next().unwrap_or("0")).expect("an amount is a fraction"))
        .fold(Frac::ZERO, |sum, part| sum + part)
}

fn compose(copy: &str, measure: &str, more: &[&str]) -> Vec<Line> {
    let mut options: Vec<String> = ["--font", "stub", "--lang", "ja", "--measure"].map(String::from).to_vec();
    options.push(format!("{measure}字"));
    options.extend(more.iter().map(|s| s.to_string()));
    run::lines(&options, copy).unwrap_or_else(|e| panic!("{e}: {copy} at {measure} em")).lines
}

fn one_line(copy: &str) -> Vec<Placed> {
    compose(copy, "60", &[]).first().map(Line::inked).unwrap_or_default()
}

fn width(copy: &str) -> Frac {
    one_line(copy).last().map_or(Frac::ZERO, Placed::end)
}

/// Where in a line's text a byte offset lies: the white between the clusters that meet there.
fn white_at(line: &[Placed], offset: usize) -> Frac {
    let mut at = 0;
    for pair in line.windows(2) {
        at += pair[0].text.len();
        if at == offset {
            return pair[1].x - pair[0].end();
        }
    }
    Frac::ZERO
}

/// A class and one of its members.
type Member = (&'static str, &'static str);

fn pairs() -> Vec<(Member, Member)> {
    MEMBERS.iter().flat_map(|a| MEMBERS.iter().map(move |b| (*a, *b))).collect()
}

/// Holds what was found against the list: neither more nor fewer pairs may differ.
fn settle(table: &str, found: BTreeMap<String, String>) {
    // LIST=1 prints them all, to read what is new.
    if std::env::var_os("LIST").is_some() {
        found.iter().for_each(|(pair, what)| println!("{table}\t{pair}\t{what}"));
        return;
    }
    let listed = differences(table);
    let new: Vec<String> =
        found.iter().filter(|(k, _)| !listed.contains_key(*k)).map(|(k, v)| format!("{k}: {v}")).collect();
    let gone: Vec<&String> = listed.keys().filter(|k| !found.contains_key(*k)).collect();
    println!("{table}: {} of {} pairs differ", found.len(), pairs().len());
    assert!(new.is_empty() && gone.is_empty(), "{table}: new {new:#?}\nno longer {gone:#?}");
}

fn collect(judge: impl Fn(&str, &str, &str, &str) -> Option<String> + Sync) -> BTreeMap<String, String> {
    let judged = |((a, x), (b, y)): &((&str, &str), (&str, &str))| Some((format!("{a} {b}"), judge(a, x, b, y)?));
    pairs().par_iter().filter_map(judged).collect()
}

#[test]
fn spacing() {
    let Some(t) = table("table1-spacing.tsv") else { return };
    let space = |a: &str, b: &str| match (a, b) {
        // Notes 3 and 5: both marks keep what is theirs.
        ("cl-05", "cl-05") => Frac::new(1, 2),
        ("cl-06" | "cl-07", "cl-05") => Frac::new(3, 4),
        _ => amount(t.cell(a, b)),
    };
    let body: BTreeMap<&str, Frac> = MEMBERS
        .iter()
        .map(|(class, member)| {
            let total = width(&format!("国{member}国"));
            (*class, total - Frac::new(2, 1) - space("cl-19", class) - space(class, "cl-19"))
        })
        .collect();
    let half = Frac::new(1, 2);
    for class in ["cl-01", "cl-02", "cl-05", "cl-06", "cl-07"] {
        assert_eq!(body[class], half, "body of {class}");
    }
    settle(
        "table1",
        collect(|a, x, b, y| {
            if t.cell(a, b).contains('×') {
                return None;
            }
            // Two of a kind that join into one are no pair.
            if a == b && matches!(a, "cl-24" | "cl-27") {
                return None;
            }
            let want = Frac::new(2, 1) + body[a] + body[b] + space("cl-19", a) + space(a, b) + space(b, "cl-19");
            let got = width(&format!("国{x}{y}国"));
            (got != want).then(|| format!("{x}{y} between two kanji takes {got}, not {want}"))
        }),
    );
}

/// What a level frees of table 2.
fn forbidden(t: &Table, level: &str, a: &str, b: &str) -> bool {
    let always = a == "cl-01" || matches!(b, "cl-02" | "cl-06" | "cl-07");
    if always {
        return true;
    }
    let read_as = match (level, b) {
        ("very-strict", _) => b,
        (_, "cl-09") => "cl-19",
        (_, "cl-10") => "cl-16",
        (_, "cl-11") => "cl-16",
        ("loose" | "newspaper", "cl-03" | "cl-05") => "cl-19",
        ("newspaper", "cl-04") => "cl-19",
        // Typography R3.7: % from magazines on.
        ("loose" | "newspaper", "cl-13") => "cl-19",
        _ => b,
    };
    // Numerals or letters and what follows them stay one unit in every school but the loosest.
    let read_after = match (level, a) {
        ("newspaper", "cl-12") => "cl-19",
        _ => a,
    };
    t.cell(read_after, read_as).starts_with("not")
}

#[test]
fn breaking() {
    let Some(t) = table("table2-line-breaking.tsv") else { return };
    for level in ["very-strict", "strict", "loose", "newspaper"] {
        let found = collect(|a, x, b, y| {
            if t.cell(a, b).contains('×') || t.cell(a, b).contains("n.") || a == b && matches!(a, "cl-24" | "cl-27") {
                return None;
            }
            let lines = compose(&format!("国{x}{y}国"), "0.25", &["--kinsoku", level, "--breaker", "first-fit"]);
            let ends: BTreeSet<String> = lines.iter().map(|l| l.text.clone()).collect();
            // A blank at a line's end may be left out of the line's text.
            let left = |l: &String| l.ends_with(x) || x == "\u{3000}" && l.ends_with('国');
            // The looser levels part leaders, so that half of one may begin or end a line.
            let parted = |m: &str| m == "……" && matches!(level, "loose" | "newspaper");
            let begins = |l: &str| l.starts_with(if parted(y) { "…" } else { y });
            let before = |l: &String| left(l) || parted(x) && l == "…";
            let broken = ends.iter().any(before) && lines.iter().skip(1).any(|l| begins(&l.text));
            let want = !forbidden(&t, level, a, b);
            (broken != want).then(|| format!("{x}|{y} is {}broken", if broken { "" } else { "not " }))
        });
        settle(&format!("table2-{level}"), found);
    }
}

#[test]
fn reduction() {
    let Some(t) = table("table3-reduction.tsv") else { return };
    let gives = |a: &str, b: &str| -> Frac {
        // Notes 1 to 3: middle dots after middle dots, stops and commas.
        match (a, b) {
            ("cl-05", "cl-05") => return Frac::new(1, 2),
            ("cl-06", "cl-05") => return Frac::new(1, 4),
            ("cl-07", "cl-05") => return Frac::new(3, 4),
            _ => {}
        }
        let cell = t.cell(a, b);
        cell.split_whitespace()
            .filter_map(|word| word.split_once('-'))
            .filter_map(|(from, to)| Some(Frac::parse(from).ok()? - Frac::parse(to).ok()?))
            .fold(Frac::ZERO, |sum, part| sum + part)
    };
    settle(
        "table3",
        collect(|a, x, b, y| {
            if t.cell(a, b).contains('×') || a == b && matches!(a, "cl-24" | "cl-27") {
                return None;
            }
            // No break inside: the line can only be squeezed. A fixed mark's room is what table 1 gives it.
            let copy = format!("`国{x}{y}国`");
            let natural = width(&copy);
            let least = natural - gives("cl-19", a) - gives(a, b) - gives(b, "cl-19");
            let at = |w: Frac| {
                compose(&copy, &format!("{}", w.float()), &[]).iter().flat_map(|l| l.inked()).map(|c| c.end()).max()
            };
            let (fits, below) = (at(least)?, at(least - Frac::new(1, 16))?);
            let narrower = below < least;
            (fits != least || narrower)
                .then(|| format!("国{x}{y}国 shrinks from {natural} to {}, not {least}", below.min(fits)))
        }),
    );
}

#[test]
fn expansion() {
    let Some(t) = table("table6-expansion.priority.tsv") else { return };
    settle(
        "table6",
        collect(|a, x, b, y| {
            // Notes 1 to 3: at level strict these three may begin a line, and their columns are read as others.
            let read_as = match b {
                "cl-09" => "cl-19",
                "cl-10" | "cl-11" => "cl-16",
                _ => b,
            };
            let cell = t.cell(a, read_as);
            if cell.contains('×') || a == b && matches!(a, "cl-24" | "cl-27") {
                return None;
            }
            // A word that does not fit follows, so that the line before it is stretched.
            let head = format!("国国{x}{y}国国");
            let plain = one_line(&head);
            let natural = plain.last()?.end();
            let measure = natural + Frac::new(3, 1);
            let word = "n".repeat((2.0 * measure.float()) as usize - 1);
            let lines = compose(&format!("{head}{word}国国国国"), &format!("{}", measure.float()), &[]);
            let line = lines.first()?;
            if line.text != head {
                return Some(format!("{head} is not a line: {}", line.text));
            }
            let at = "国国".len() + x.len();
            let grew = white_at(&line.inked(), at) > white_at(&plain, at);
            let want = !cell.is_empty();
            (grew != want).then(|| format!("{x}{y} {}", if grew { "grows" } else { "does not grow" }))
        }),
    );
}
