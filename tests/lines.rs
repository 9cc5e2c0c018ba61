//! Golden lines: copy and measure in, lines with everything that was done to them out.
//!
//! `BLESS=1 cargo test --release --test lines` rewrites the answers; a line that misses its measure is refused.

use banxin::compose::{self, explain};
use banxin::diag::Report;
use banxin::fonts::Fonts;
use banxin::model::story::Block;
use banxin::read::{self, style};
use banxin::text::Shaper;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lines")
}

/// The answer to one case: its first line says the options (`measure 10字  lang ja  hang allow`).
fn answer(options: &str, copy: &str) -> String {
    let mut style = style::plain();
    let mut measure = "18字".to_string();
    let words: Vec<&str> = options.split_whitespace().collect();
    for pair in words.chunks(2) {
        match pair {
            ["measure", value] => measure = value.to_string(),
            [key, value] => style::set(&mut style, key, value).unwrap_or_else(|e| panic!("{key} {value}: {e}")),
            _ => panic!("{options}: options come in pairs"),
        }
    }
    let (fonts, styles) = (Fonts::stub(), BTreeMap::new());
    let shaper = Shaper::with_styles(&fonts, &styles);
    let mut report = Report::default();
    let mut out = String::new();
    for block in read::copy(copy.as_bytes(), "case", &mut report) {
        let Block::Para(text) = block else { panic!("cases are paragraphs") };
        let para = shaper.shape(&text, &style, &mut report);
        let measure = style::em(&measure).expect("a measure");
        let galley = compose::galley(&para, measure, 0).expect("a set");
        for line in explain::explain(&para, &galley) {
            out += &explain::golden(&line);
            out.push('\n');
        }
    }
    out
}

#[test]
fn lines_are_as_they_were() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder()).expect("the folder").map(|e| e.expect("a file").path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for path in files {
        let text = fs::read_to_string(&path).expect("a case");
        let mut blessed = String::new();
        for case in text.split("-- ").filter(|c| !c.trim().is_empty()) {
            let (input, expected) = case.split_once("==\n").unwrap_or((case, ""));
            let mut lines = input.splitn(3, '\n');
            let (name, options, copy) =
                (lines.next().unwrap_or(""), lines.next().unwrap_or(""), lines.next().unwrap_or(""));
            let got = answer(options, copy);
            if got.trim() != expected.trim() {
                wrong.push(format!("{}, {name}:\n{got}", path.display()));
            }
            blessed += &format!("-- {name}\n{options}\n{}\n==\n{}\n\n", copy.trim(), got.trim());
        }
        if bless {
            fs::write(&path, blessed.trim_end().to_string() + "\n").expect("written");
        }
    }
    assert!(bless || wrong.is_empty(), "{}", wrong.join("\n"));
}
