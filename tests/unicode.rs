//! Unicode's own data against the tables and the break layer of the engine.
//!
//! The data is read where it lies, beside the project; where it is not there a test says so and does nothing.

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
