//! Unicode's own data against the tables and the break layer of the engine.
//!
//! The data is read where it lies, beside the project; where it is not there a test says so and does nothing.

use banxin::text::breaks;
use banxin::text::class::{self, Class, Tables};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::PathBuf;

/// A file of the Unicode data, or the reason why there is none.
fn data(name: &str) -> Option<Vec<u8>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let found = root.ancestors().map(|a| a.join("../shared/unicode").join(name)).find(|p| p.is_file());
    if found.is_none() {
        println!("skipped: no {name} in a folder shared/unicode beside the project");
    }
    fs::read(found?).ok()
}

fn text(name: &str) -> Option<String> {
    Some(String::from_utf8(data(name)?).expect("Unicode data is UTF-8"))
}

/// One line of LineBreakTest.
struct Test {
    /// Its number in the file, from 1.
    number: usize,
    chars: String,
    /// Byte offsets where a line may end, the text's end among them.
    breaks: BTreeSet<usize>,
    comment: String,
}

fn line_break_tests() -> Option<Vec<Test>> {
    let packed = data("LineBreakTest.txt.gz")?;
    let mut all = String::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut all).expect("the test file unpacks");
    let mut tests = Vec::new();
    for (i, row) in all.lines().enumerate() {
        let (case, comment) = row.split_once('#').unwrap_or((row, ""));
        if case.trim().is_empty() {
            continue;
        }
        let (mut chars, mut breaks) = (String::new(), BTreeSet::new());
        for token in case.split_whitespace() {
            match token {
                "÷" => {
                    breaks.insert(chars.len());
                }
                "×" => {}
                code => chars.push(scalar(code)),
            }
        }
        tests.push(Test { number: i + 1, chars, breaks, comment: comment.to_string() });
    }
    Some(tests)
}

fn scalar(hex: &str) -> char {
    u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).expect("a scalar value in hex")
}

/// The base layer differs from Unicode 17 in the 1,107 cases that are on record, and in no other.
#[test]
fn the_base_layer_differs_where_it_is_known_to() {
    let (Some(tests), Some(list)) = (line_break_tests(), text("unicode-linebreak-0.1.5-differences.txt")) else {
        return;
    };
    assert_eq!(tests.len(), 19_338);
    let recorded: BTreeSet<usize> =
        list.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split('\t').nth(1)?.parse().ok()).collect();
    let differs = |t: &&Test| {
        let got: BTreeSet<usize> = unicode_linebreak::linebreaks(&t.chars).map(|(at, _)| at).collect();
        got != t.breaks
    };
    let found: BTreeSet<usize> = tests.iter().filter(differs).map(|t| t.number).collect();
    let only = |a: &BTreeSet<usize>, b: &BTreeSet<usize>| a.difference(b).copied().collect::<Vec<_>>();
    assert_eq!(recorded.len(), 1_107);
    assert!(found == recorded, "new: {:?}; gone: {:?}", only(&found, &recorded), only(&recorded, &found));
}

/// Ranges of a property file, with the value of every code point that is listed.
fn property(name: &str) -> Option<BTreeMap<u32, (u32, String)>> {
    let mut ranges = BTreeMap::new();
    for row in text(name)?.lines() {
        let row = row.split('#').next().unwrap_or("");
        let Some((codes, value)) = row.split_once(';') else { continue };
        let (from, to) = codes.trim().split_once("..").unwrap_or((codes.trim(), codes.trim()));
        let hex = |h: &str| u32::from_str_radix(h, 16).expect("a code point in hex");
        ranges.insert(hex(from), (hex(to), value.trim().to_string()));
    }
    Some(ranges)
}

fn value(ranges: &BTreeMap<u32, (u32, String)>, code: u32) -> Option<&str> {
    let (_, (to, value)) = ranges.range(..=code).next_back()?;
    (code <= *to).then_some(value.as_str())
}

/// Cases that hold a script or an unassigned code point that the base layer gets wrong and no newspaper of ours sets.
fn other_scripts(list: &str) -> BTreeSet<usize> {
    let other = list.lines().filter(|l| l.starts_with("other-script"));
    other.filter_map(|l| l.split('\t').nth(1)?.parse().ok()).collect()
}

/// Amended, the base layer is that of Unicode 17 in every case but those of other scripts.
#[test]
fn the_amended_layer_is_that_of_unicode_17() {
    let (Some(tests), Some(list)) = (line_break_tests(), text("unicode-linebreak-0.1.5-differences.txt")) else {
        return;
    };
    let other = other_scripts(&list);
    assert_eq!(other.len(), 816);
    let wrong: Vec<String> = tests
        .iter()
        .filter(|t| !other.contains(&t.number))
        .filter(|t| {
            let base = breaks::base(&t.chars);
            let got: BTreeSet<usize> = (0..base.len()).filter(|at| base[*at]).collect();
            got != t.breaks
        })
        .map(|t| format!("{}: {}", t.number, t.comment))
        .collect();
    assert!(wrong.is_empty(), "{} cases: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

/// What newspapers of ours set: Latin, Greek, Cyrillic, Han, kana, Hangul, and the marks and blanks beside them.
fn set_in_newspapers(c: char) -> bool {
    matches!(c as u32,
        0x20..=0x7e | 0xa1..=0xac | 0xae..=0x24f | 0x370..=0x3ff | 0x400..=0x52f | 0x1100..=0x11ff | 0x2002..=0x200a
        | 0x2010..=0x2027 | 0x2030..=0x205e | 0x20a0..=0x20bf | 0x2100..=0x22ff | 0x2460..=0x24ff | 0x2e80..=0x33ff
        | 0x3400..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xff01..=0xffef | 0x2_0000..=0x2_ffff)
}

/// The tailored layer, in Chinese at level `gb`, against LineBreakTest: no case that is made of what newspapers set
/// differs but where two classes meet on which the house has decided (typography R3.10).
#[test]
fn the_tailored_layer_differs_by_decision_alone() {
    let Some(tests) = line_break_tests() else { return };
    let (fonts, styles) = (banxin::fonts::Fonts::stub(), BTreeMap::new());
    let shaper = banxin::text::Shaper::with_styles(&fonts, &styles);
    let style = banxin::read::style::plain();
    let mut found: BTreeMap<(String, String, bool), (usize, String)> = BTreeMap::new();
    let mut looked_at = 0;
    for test in tests.iter().filter(|t| t.chars.chars().all(set_in_newspapers)) {
        looked_at += 1;
        let text = banxin::model::story::Text::made(test.chars.as_str());
        let para = shaper.shape(&text, &style, &mut banxin::diag::Report::default());
        let got: BTreeSet<usize> = para
            .breaks
            .iter()
            .map(|b| para.clusters.get(b.at as usize).map_or(test.chars.len(), |c| c.range.start as usize))
            .collect();
        for at in test.chars.char_indices().map(|(at, _)| at).skip(1) {
            // A blank goes with what stands before it; both layers break after it.
            if got.contains(&at) == test.breaks.contains(&at) {
                continue;
            }
            let class = |at: usize, back: bool| {
                let inside = |c: &&banxin::text::Cluster| {
                    if back { c.range.end as usize == at } else { c.range.start as usize == at }
                };
                para.clusters.iter().find(inside).map_or("inside".to_string(), |c| format!("{:?}", c.class))
            };
            let pair = (class(at, true), class(at, false), got.contains(&at));
            found.entry(pair).or_insert((0, test.comment.clone())).0 += 1;
        }
    }
    assert!(looked_at > 2_000, "{looked_at} cases");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/typography/line-break-decisions.toml");
    let listed = fs::read_to_string(path).expect("the list of decisions can be read");
    let listed: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&listed).expect("the list is sound");
    let decided = |(a, b, breaks): &(String, String, bool)| {
        let how = listed.get(if *breaks { "breaks" } else { "holds" });
        let fits = |pair: &String| {
            let (l, r) = pair.split_once(' ').unwrap_or((pair, ""));
            (l == "*" || l == a) && (r == "*" || r == b)
        };
        how.is_some_and(|how| how.keys().any(fits))
    };
    let wrong: Vec<String> = found
        .iter()
        .filter(|(pair, _)| !decided(pair))
        .map(|((a, b, breaks), (n, case))| {
            format!("{a}|{b} {}, {n} times:{case}", if *breaks { "breaks" } else { "holds" })
        })
        .collect();
    println!("{looked_at} cases of what newspapers set; {} pairs of classes differ by decision", found.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn scalars() -> impl Iterator<Item = (u32, char)> {
    (0..=0x10_ffff).filter_map(|code| Some((code, char::from_u32(code)?)))
}

/// Runs of code points, for a message that can be read.
fn runs(codes: &[(u32, String)]) -> String {
    let mut out: Vec<(u32, u32, &str)> = Vec::new();
    for (code, what) in codes {
        match out.last_mut() {
            Some((_, end, same)) if *end + 1 == *code && same == what => *end = *code,
            _ => out.push((*code, *code, what)),
        }
    }
    let shown: Vec<String> = out.iter().take(60).map(|(a, b, what)| format!("{a:04X}..{b:04X} {what}")).collect();
    format!("{} code points in {} runs: {}", codes.len(), out.len(), shown.join(", "))
}

/// UAX #50: what stands upright in a vertical line, for every code point.
#[test]
fn orientation_is_that_of_uax_50() {
    let Some(file) = property("VerticalOrientation.txt") else { return };
    let wrong: Vec<(u32, String)> = scalars()
        .filter_map(|(code, c)| {
            let orientation = value(&file, code).unwrap_or("R");
            let upright = matches!(orientation, "U" | "Tu");
            (upright != class::upright(c)).then(|| (code, orientation.to_string()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", runs(&wrong));
}

/// UAX #11: what we set one em wide is wide there too, and the other way round, for every code point.
#[test]
fn widths_are_those_of_uax_11() {
    let Some(file) = property("EastAsianWidth.txt") else { return };
    let tables = Tables::default();
    let wrong: Vec<(u32, String)> = scalars()
        .filter_map(|(code, c)| {
            let class = tables.class(c);
            let width = value(&file, code).unwrap_or("N");
            let wide = matches!(width, "W" | "F");
            // Ambiguous ones follow their neighbors; ours are resolved by context (R2.3).
            let em = class.is_ideographic() || class == Class::Hangul || class == Class::WideSpace || class.is_mark();
            let letter =
                matches!(class, Class::Letter | Class::Digit | Class::Space | Class::FixedSpace | Class::Western);
            let holds = match width {
                "A" => true,
                _ if em => wide || NARROW_IN_THE_EM_BOX.iter().any(|r| r.contains(&code)),
                _ if letter => !wide || WIDE_LETTERS.iter().any(|r| r.contains(&code)),
                _ => true,
            };
            (!holds).then(|| (code, format!("{width} as {class:?}")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", runs(&wrong));
}

/// Narrow or neutral there, set in the em box by us.
const NARROW_IN_THE_EM_BOX: &[std::ops::RangeInclusive<u32>] = &[
    // Vowels and finals of decomposed Hangul: drawn in the block of their initial.
    0x1160..=0x11ff,
    0xd7b0..=0xd7ff,
    // Stacked stops, mathematical ellipsis, white parentheses, two- and three-em dashes: marks of the em box in CJK faces.
    0x203c..=0x203c,
    0x2047..=0x2049,
    0x22ef..=0x22ef,
    0x2985..=0x2986,
    0x2e3a..=0x2e3b,
    // Unassigned inside blocks of Han and Hangul, and noncharacters at the ends of planes.
    0x2e9a..=0x2e9a,
    0x2ef4..=0x2eff,
    0x3130..=0x3130,
    0x318f..=0x318f,
    0xa97d..=0xa97f,
    0xd7a4..=0xd7af,
    0x2fffe..=0x2ffff,
    0x3fffe..=0x3ffff,
    0xffffe..=0xfffff,
    0x10fffe..=0x10ffff,
    // Half-width katakana: the class is by kind; the width is the face's.
    0xff65..=0xff65,
    0xff66..=0xff9d,
];

/// Wide scripts that newspapers do not set; they are letters to us.
const WIDE_LETTERS: &[std::ops::RangeInclusive<u32>] = &[
    // Yi.
    0xa000..=0xa48c,
    // Taiwanese kana, Tangut, Nushu, Khitan.
    0x1aff0..=0x1affe,
    0x16fe0..=0x18d1e,
    0x18d80..=0x18df2,
    0x1b170..=0x1b2fb,
];

/// UAX #14: our classes against Line_Break, for every code point.
#[test]
fn break_classes_are_those_of_uax_14() {
    let Some(file) = property("LineBreak.txt") else { return };
    let Some(widths) = property("EastAsianWidth.txt") else { return };
    let tables = Tables::default();
    let wrong: Vec<(u32, String)> = scalars()
        .filter_map(|(code, c)| {
            let class = tables.class(c);
            let lb = value(&file, code).unwrap_or("XX");
            let wide = matches!(value(&widths, code), Some("W" | "F"));
            let fits = match class {
                Class::Opening => matches!(lb, "OP" | "QU"),
                Class::Closing => matches!(lb, "CL" | "QU"),
                Class::Comma => lb == "CL",
                Class::FullStop => lb == "CL",
                Class::Colon => lb == "NS",
                Class::Exclaim => matches!(lb, "EX" | "NS"),
                Class::SmallKana => lb == "CJ",
                Class::Prolonged => matches!(lb, "CJ" | "NS"),
                Class::Iteration => lb == "NS",
                Class::Hangul => matches!(lb, "H2" | "H3" | "JL" | "JV" | "JT" | "ID"),
                Class::Digit => lb == "NU",
                Class::Han | Class::Kana => matches!(lb, "ID" | "CJ"),
                // And what ought to be one of these.
                _ => match lb {
                    "OP" | "CL" | "EX" | "NS" => !wide,
                    "CJ" | "H2" | "H3" | "JL" | "JV" | "JT" => false,
                    _ => true,
                },
            };
            let listed = DECIDED.iter().any(|(range, _)| range.contains(&code));
            (!fits && !listed).then(|| (code, format!("{lb} as {class:?}")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", runs(&wrong));
}

/// Where our class differs from Line_Break, and why (typography §2, R3.10).
const DECIDED: &[(std::ops::RangeInclusive<u32>, &str)] = &[
    (0x301c..=0x301c, "connector (C8), which no level lets begin a line"),
    (0x30a0..=0x30a0, "connector (C8)"),
    (0x30fb..=0x30fb, "interpunct (C5), likewise"),
    (0x2e9a..=0x2e9a, "unassigned among radicals"),
    (0x2ef4..=0x2eff, "unassigned among radicals"),
    (0x3130..=0x3130, "unassigned among jamo"),
    (0x318f..=0x318f, "unassigned among jamo"),
    (0xa97d..=0xa97f, "unassigned among jamo"),
    (0xd7a4..=0xd7af, "unassigned among syllables"),
    (0xd7c7..=0xd7ca, "unassigned among jamo"),
    (0xd7fc..=0xd7ff, "unassigned among jamo"),
    (0xe000..=0xf8ff, "private use stands for Han (R3.10, R21.5)"),
    (0xf0000..=0x10ffff, "private use stands for Han (R3.10, R21.5)"),
    (0x2fffe..=0x2ffff, "noncharacters"),
    (0x3fffe..=0x3ffff, "noncharacters"),
    (0x3035..=0x3035, "the lower half of a vertical repeat mark joins the upper"),
    (0xfe50..=0xfe5e, "small forms: set as typed and reported (R23.2); the base layer binds them"),
    (0xa015..=0xa015, "Yi is not set: the base layer binds it"),
    (0x16fe0..=0x16ff3, "Tangut and reading marks are not set: the base layer binds them"),
];
