//! The expectations as they stand in `tests/cases/typography`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// One expectation: one file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
pub struct Expectation {
    pub id: String,
    pub about: String,
    pub rules: Vec<String>,
    pub source: String,
    /// Recomputed with a separate model of the rules.
    #[serde(default)]
    pub arithmetic: bool,
    /// Named checks beside the cases.
    #[serde(default)]
    pub checks: Vec<String>,
    /// Evidence against the expectation.
    pub disputed: Option<String>,
    #[serde(default, rename = "case")]
    pub cases: Vec<Case>,
}

/// One run of `banxin lines` and what must come out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: Option<String>,
    #[allow(dead_code)]
    pub note: Option<String>,
    pub profile: String,
    pub measure: Option<String>,
    #[serde(default)]
    pub options: Vec<String>,
    pub input: String,
    pub styles: Option<String>,
    pub tables: Option<String>,

    pub lines: Option<Vec<String>>,
    pub first_lines: Option<Vec<String>>,
    pub first_line_begins: Option<String>,
    pub count: Option<usize>,
    pub length_difference: Option<String>,
    #[serde(default)]
    pub advances: Vec<Spot>,
    #[serde(default)]
    pub x: Vec<Spot>,
    #[serde(default)]
    pub starts: Vec<OfLine>,
    #[serde(default)]
    pub end: Vec<OfLine>,
    pub max_end: Option<String>,
    #[serde(default)]
    pub width: Vec<OfLine>,
    #[serde(default)]
    pub hung: Vec<OfLine>,
    #[serde(default)]
    pub hangs: Vec<usize>,
    #[serde(default)]
    pub spaces: Vec<Spaces>,
    #[serde(default)]
    pub space: Vec<SpaceAt>,
    #[serde(default)]
    pub tight: Vec<String>,
    #[serde(default)]
    pub letters_solid: bool,
    #[serde(default)]
    pub on_grid: bool,
    pub opens_cjk: Option<usize>,
    #[serde(default)]
    pub no_break: Vec<String>,
    #[serde(default)]
    pub may_break: Vec<String>,
    #[serde(default)]
    pub whole: Vec<String>,
    pub breaks_exactly: Option<String>,
    pub breaks_within: Option<String>,
    #[serde(default)]
    pub no_line_end_in: Vec<String>,
    #[serde(default)]
    pub never_in_lines: Vec<String>,
    #[serde(default)]
    pub bases_whole: Vec<String>,
    pub relax_logged: Option<String>,
    #[serde(default)]
    pub adjust: Vec<Adjust>,
    #[serde(default)]
    pub break_reason: Vec<OfLine>,
    #[serde(default)]
    pub diagnostics: Vec<String>,
    #[serde(default)]
    pub no_diagnostics: Vec<String>,
    /// All that is said of the copy: name, line and column of each.
    pub said: Option<Vec<String>>,
    pub same_as: Option<String>,
    #[serde(default)]
    pub cheaper_than_first_fit: bool,
    /// Lines under text, for the named checks.
    #[serde(default)]
    #[allow(dead_code)]
    pub strokes: Vec<StrokeSpan>,
}

/// A cluster, or several in a row, of a line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    pub line: usize,
    pub of: String,
    #[serde(default = "one")]
    pub nth: usize,
    pub is: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfLine {
    pub line: usize,
    pub is: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spaces {
    pub line: usize,
    pub are: BTreeMap<String, usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpaceAt {
    pub line: usize,
    pub between: String,
    pub is: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjust {
    pub line: usize,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub what: String,
    pub by: String,
    pub rule: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
pub struct StrokeSpan {
    pub line: usize,
    pub from: String,
    pub to: String,
}

fn one() -> usize {
    1
}

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/typography")
}

/// All expectations, by id.
pub fn expectations() -> Vec<Expectation> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .expect("the folder of expectations is there")
        .filter_map(|e| e.ok()?.file_name().into_string().ok())
        .filter(|n| n.ends_with(".toml") && n.as_bytes()[1].is_ascii_digit())
        .collect();
    names.sort();
    let read = |name: &String| {
        let text = fs::read_to_string(folder().join(name)).expect("an expectation can be read");
        let read: Expectation = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(format!("{}.toml", read.id), *name, "a file is named after its id");
        read
    };
    names.iter().map(read).collect()
}

/// Further cases of the same kinds, by chapter: `tests/cases/further`.
pub fn further() -> Vec<Expectation> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/further");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of further cases is there")
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a chapter can be read");
        let read: Expectation = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(path.file_stem().and_then(|s| s.to_str()), Some(read.id.as_str()), "a file is named after its id");
        read
    };
    paths.iter().map(read).collect()
}

/// Profile → options.
pub fn profiles() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(folder().join("profiles.toml")).expect("profiles.toml can be read");
    toml::from_str(&text).expect("profiles.toml is sound")
}

/// What is known to fail, with its cause.
pub fn known_failing() -> BTreeMap<String, String> {
    #[derive(Deserialize)]
    struct Known {
        failing: BTreeMap<String, String>,
    }
    let text = fs::read_to_string(folder().join("known-failing.toml")).expect("known-failing.toml can be read");
    toml::from_str::<Known>(&text).expect("known-failing.toml is sound").failing
}
