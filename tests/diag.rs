//! Codes, their document and their cases hold together; layouts that ship read without a message.
//!
//! A case (`cases/diag/CODE.txt`) is an issue in one file: `--- NAME` begins a file of it, and what the
//! report says of the code follows after `=== human` and `=== json`. What a case does not write is a
//! broadsheet with one page and one story, `lead`. `BLESS=1 cargo test --test diag` writes the answers of
//! reading; of the other families a case only shows that the code is said.

use banxin::Typeset;
use banxin::diag::codes::TABLE;
use banxin::diag::{Code, Report, human, json};
use banxin::files::{Disk, Memory};
use banxin::pdf::Meta;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const CASES: &str = "tests/cases/diag";

const ISSUE: &str = "\
layout = \"broadsheet\"
date = 2023-03-27
[[page]]
number = 1
kind = \"front\"
stories = [\"lead\"]
";

const DATE: &str = "2023-03-27T00:00:00Z";

/// Codes that no issue of a case can provoke, and where they are tested instead.
const WITHOUT_A_CASE: &[(&[&str], &str)] = &[
    (
        &["T003", "T004", "T005", "T006", "T007", "T008", "T009", "T010", "T014", "T017"],
        "said by `banxin lines`: tests/lines.rs",
    ),
    (&["P001", "P003"], "for faces and pages that reading lets pass and the writer cannot cut: tests/pdf.rs"),
    (&["P107", "P114"], "said when a page is written: tests/art.rs"),
    (&["P106"], "needs a picture with a profile that is spoiled: tests/art.rs"),
    (
        &["P201", "P202", "P203", "P204", "P205", "P206", "P207", "P208", "P209", "P210", "P211", "P212", "P213"],
        "said of finished files, which tests/preflight.rs spoils one by one",
    ),
    (&["M020", "M021"], "said of pages in print, which lie in the folder of pages: tests/cli.rs"),
    (&["P901", "P902"], "need a disk: tests/cli.rs"),
];

const LEAD: &str = "+++\nheadline = \"三月\"\n+++\n正文。\n";

#[test]
fn shipped_layouts_read_without_a_message() {
    for layout in ["broadsheet", "tabloid", "classic", "hant", "ja12", "ko"] {
        let issue = ISSUE.replace("broadsheet", layout);
        let files = Memory::default().with("i/issue.toml", issue).with("i/stories/lead.md", LEAD);
        let mut report = Report::default();
        banxin::read::issue(&files, "i", None, &mut report).expect(layout);
        assert_eq!(human::render(&report, false), "", "{layout}");
    }
}

/// What a file of a case is made of.
enum Part {
    Bytes(Vec<u8>),
    Link(String),
    None,
}

struct Case {
    path: PathBuf,
    code: &'static str,
    files: BTreeMap<String, Part>,
    /// The case's text up to the answers.
    input: String,
    human: String,
    json: String,
}

fn cases() -> Vec<Case> {
    let mut paths: Vec<PathBuf> = fs::read_dir(CASES).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().filter(|path| path.extension().is_some_and(|e| e == "txt")).map(|path| read_case(path)).collect()
}

fn read_case(path: &Path) -> Case {
    let text = fs::read_to_string(path).unwrap();
    let (input, answers) = text.split_once("=== human\n").unwrap_or((&text, ""));
    let (human, json) = answers.split_once("=== json\n").unwrap_or((answers, ""));
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let word = stem.split('-').next().unwrap();
    let code = TABLE.iter().find(|entry| entry.code == word).expect(stem).code;
    let mut files = BTreeMap::from([
        ("issue.toml".to_string(), Part::Bytes(ISSUE.into())),
        ("stories/lead.md".to_string(), Part::Bytes(LEAD.into())),
    ]);
    let mut rest = input;
    while let Some(at) = rest.find("--- ") {
        let body = &rest[at + 4..];
        let (head, body) = body.split_once('\n').unwrap_or((body, ""));
        let end = if body.starts_with("--- ") { 0 } else { body.find("\n--- ").map_or(body.len(), |i| i + 1) };
        let mut words = head.split(' ');
        let name = words.next().unwrap();
        let part = part(words.next().unwrap_or(""), words.next().unwrap_or(""), &body[..end]);
        if name.starts_with("stories/lead.md/") {
            files.remove("stories/lead.md");
        }
        files.insert(name.to_string(), part);
        rest = &body[end..];
    }
    Case { path: path.to_path_buf(), code, files, input: input.into(), human: human.into(), json: json.into() }
}

fn part(how: &str, value: &str, body: &str) -> Part {
    match how {
        "" => Part::Bytes(body.into()),
        "none" => Part::None,
        "link" => Part::Link(value.to_string()),
        "repeat" => Part::Bytes(format!("{LEAD}\n{}\n", "字".repeat(value.parse().unwrap())).into()),
        // A file of the project, or its beginning; `name:bytes`.
        "copy" => {
            let (path, length) = value.split_once(':').unwrap_or((value, ""));
            let mut bytes = fs::read(path).expect(path);
            bytes.truncate(length.parse().unwrap_or(usize::MAX));
            Part::Bytes(bytes)
        }
        "size" => Part::Bytes(vec![b'0'; value.parse().unwrap()]),
        "gb18030" => Part::Bytes(encoding_rs::GB18030.encode(body).0.into_owned()),
        "escape" => Part::Bytes(unescape(body)),
        other => panic!("a file of a case cannot be “{other}”"),
    }
}

/// `\xNN` is a byte, `\u{…}` a character.
fn unescape(body: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.find('\\') {
        out.extend(rest[..at].bytes());
        let after = &rest[at + 1..];
        if let Some(number) = after.strip_prefix("u{") {
            let (number, after) = number.split_once('}').unwrap();
            let c = char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap();
            out.extend(c.to_string().bytes());
            rest = after;
        } else {
            out.push(u8::from_str_radix(&after[1..3], 16).unwrap());
            rest = &after[3..];
        }
    }
    out.extend(rest.bytes());
    out
}

/// Runs a case and keeps what is said of its code. Codes of reading need no page to be made.
fn run(case: &Case) -> Report {
    let mut report = Report::default();
    let needs_disk = case.files.values().any(|part| matches!(part, Part::Link(_)));
    if needs_disk {
        let folder = std::env::temp_dir().join(format!("banxin-diag-{}-{}", std::process::id(), case.code));
        let _ = fs::remove_dir_all(&folder);
        lay_out(&folder.join("issue"), &case.files);
        let path = folder.join("issue").to_str().unwrap().replace('\\', "/");
        run_on(&Disk::new(None, None), &path, case.code, &mut report);
        fs::remove_dir_all(&folder).unwrap();
    } else {
        let mut files = Memory::default();
        for (name, part) in &case.files {
            if let Part::Bytes(bytes) = part {
                files = files.with(&format!("issue/{name}"), bytes.clone());
            }
        }
        run_on(&files, "issue", case.code, &mut report);
    }
    report.diagnostics.retain(|d| d.code == Code(case.code));
    report
}

fn run_on(files: &dyn banxin::files::Files, folder: &str, code: &str, report: &mut Report) {
    if code.starts_with('R') {
        let _ = banxin::read::issue(files, folder, None, report);
    } else {
        let Ok(typeset) = banxin::typeset(files, folder, None, report) else { return };
        // What is wrong with pictures and profiles shows when they are brought to press.
        let Typeset { issue, fonts, art, pages, .. } = &typeset;
        for page in pages.iter().filter(|_| code.starts_with('P')) {
            let meta = Meta {
                title: String::new(),
                date: DATE.into(),
                lang: "zh".into(),
                job_strip: String::new(),
                bound_right: false,
                rejected: None,
            };
            banxin::pdf::write(&[page], fonts, art, &issue.layout.press, &meta, files, report);
        }
    }
}

fn lay_out(folder: &Path, files: &BTreeMap<String, Part>) {
    for (name, part) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match part {
            Part::Bytes(bytes) => fs::write(&path, bytes).unwrap(),
            #[cfg(unix)]
            Part::Link(target) => std::os::unix::fs::symlink(target, &path).unwrap(),
            #[cfg(not(unix))]
            Part::Link(_) => {}
            Part::None => {}
        }
    }
}

#[test]
fn cases_say_what_they_should() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        if cfg!(not(unix)) && case.files.values().any(|part| matches!(part, Part::Link(_))) {
            continue;
        }
        let report = run(&case);
        let (human, json) = (human::render(&report, false), json::render(&report));
        let reading = case.code.starts_with('R');
        if bless && reading {
            fs::write(&case.path, format!("{}=== human\n{human}=== json\n{json}", case.input)).unwrap();
        }
        if report.diagnostics.is_empty() {
            wrong.push(format!("{}: {} was not said", case.path.display(), case.code));
        } else if !bless && reading && (human != case.human || json != case.json) {
            wrong.push(format!("{}:\n{human}{json}", case.path.display()));
        }
        for diagnostic in &report.diagnostics {
            assert!(!diagnostic.message.ends_with(['.', '。']), "{}", diagnostic.message);
            assert!(!diagnostic.message.contains('\n'), "{}", diagnostic.message);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn table_document_and_cases_hold_together() {
    let document = fs::read_to_string("docs/diagnostics.md").unwrap();
    let headings: Vec<&str> = document.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let known: Vec<String> = TABLE.iter().map(|entry| format!("{} {}", entry.code, entry.name)).collect();
    for heading in &headings {
        assert!(known.iter().any(|k| k == heading), "docs/diagnostics.md explains “{heading}”, which is no code");
    }
    let cases: Vec<&str> = cases().iter().map(|case| case.code).collect();
    for (entry, name) in TABLE.iter().zip(&known) {
        assert_eq!(
            TABLE.iter().filter(|e| e.code == entry.code || e.name == entry.name).count(),
            1,
            "{name} stands twice"
        );
        assert!(headings.contains(&name.as_str()), "docs/diagnostics.md does not explain {name}");
        let text = banxin::diag::explain::explain(entry.code).unwrap();
        assert!(text.lines().skip(2).map(str::len).sum::<usize>() > 60, "docs/diagnostics.md says nothing of {name}");
        let excused = WITHOUT_A_CASE.iter().any(|(codes, _)| codes.contains(&entry.code));
        assert_eq!(cases.contains(&entry.code), !excused, "{CASES} and the list of exceptions, for {name}");
    }
}
