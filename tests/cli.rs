//! The command: exit codes, names in the folder of pages, and what never happens to them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own for one test, taken away at its end.
struct Desk {
    folder: PathBuf,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const ISSUE: &str = "\
layout = \"small\"
date = 2023-03-27
number = 485
[paper]
name = \"云潮新报\"
[[page]]
number = 1
kind = \"front\"
stories = [\"lead\"]
[[page]]
number = 2
kind = \"inside\"
stories = [\"second\"]
";

/// A page of one column and few lines, so that a story of a few words fills it or runs over.
const SMALL: &str = "\
extends = \"broadsheet\"
[page]
trim = [\"90mm\", \"100mm\"]
margins = { left = \"11.66mm\", right = \"11.66mm\", top = \"15.43mm\", bottom = \"15.43mm\" }
[grid]
columns = 1
lines = 14
[kind.front]
top = 0
furniture = []
[kind.inside]
top = 0
furniture = []
[makeup]
widths = [1]
[makeup.taboos]
N01 = \"off\"
N02 = \"off\"
N05 = \"off\"
N06 = \"off\"
N08 = \"off\"
N09 = \"off\"
";

fn story(characters: usize) -> String {
    let copy: String = "区里的企业家代表围坐在一起，说起今年的打算。".chars().cycle().take(characters).collect();
    format!("+++\nheadline = \"三月钱潮\"\n+++\n{copy}\n")
}

impl Desk {
    fn new(name: &str) -> Desk {
        let folder = std::env::temp_dir().join(format!("banxin-cli-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("day/stories")).unwrap();
        let desk = Desk { folder };
        desk.put("day/issue.toml", ISSUE);
        desk.put("day/small.toml", SMALL);
        desk.put("day/stories/lead.md", &story(60));
        desk.put("day/stories/second.md", &story(60));
        desk
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.folder.join(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_banxin"))
            .args(arguments)
            .current_dir(&self.folder)
            .env("BANXIN_CACHE", self.folder.join("cache"))
            .output()
            .unwrap()
    }

    fn code(&self, arguments: &[&str]) -> i32 {
        let output = self.run(arguments);
        let code = output.status.code().unwrap();
        println!("{arguments:?} {code}\n{}", String::from_utf8_lossy(&output.stderr));
        code
    }

    /// PDF files in the folder of pages.
    fn pages(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".pdf"))
            .collect();
        names.sort();
        names
    }

    fn list(&self, folder: &str) -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(self.folder.join(folder).join("press.json")).unwrap()).unwrap()
    }
}

fn sha256(path: &Path) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn pages_fit_for_press_and_pages_that_are_not() {
    let desk = Desk::new("press");
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    assert_eq!(desk.pages("out"), ["day-01.pdf", "day-02.pdf"]);
    let list = desk.list("out");
    assert_eq!((list["status"].as_str(), list["format"].as_u64()), (Some("ready"), Some(1)));
    for page in list["pages"].as_array().unwrap() {
        let file = desk.folder.join("out").join(page["file"].as_str().unwrap());
        assert_eq!(page["sha256"].as_str().unwrap(), sha256(&file));
        assert_eq!(page["bytes"].as_u64().unwrap(), fs::metadata(&file).unwrap().len());
    }
    let first = fs::read(desk.folder.join("out/day-01.pdf")).unwrap();

    // The first page no longer fits: no file stands under its press name.
    desk.put("day/stories/lead.md", &story(4000));
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 1);
    assert_eq!(desk.pages("out"), ["day-01.rejected.pdf", "day-01.superseded.pdf", "day-02.pdf"]);
    assert_eq!(fs::read(desk.folder.join("out/day-01.superseded.pdf")).unwrap(), first);
    let list = desk.list("out");
    assert_eq!(list["status"], "rejected");
    assert_eq!((&list["pages"][0]["status"], &list["pages"][1]["status"]), (&"rejected".into(), &"ready".into()));

    // An exception by name is written down.
    assert_eq!(desk.code(&["build", "day", "--out", "out", "--allow", "overset"]), 0);
    assert_eq!(desk.pages("out"), ["day-01.pdf", "day-02.pdf"]);
    assert!(desk.list("out")["pages"][0]["exceptions"][0].as_str().unwrap().starts_with("M001 overset"));
}

#[test]
fn one_page_is_written_alone_and_the_list_keeps_the_others() {
    let desk = Desk::new("page");
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    let before = fs::metadata(desk.folder.join("out/day-01.pdf")).unwrap().modified().unwrap();
    assert_eq!(desk.code(&["build", "day", "--out", "out", "--page", "2"]), 0);
    assert_eq!(fs::metadata(desk.folder.join("out/day-01.pdf")).unwrap().modified().unwrap(), before);
    assert_eq!(desk.list("out")["pages"].as_array().unwrap().len(), 2);
    assert_eq!(desk.code(&["build", "day", "--out", "out", "--page", "7"]), 2);
    assert_eq!(desk.code(&["build", "day", "--out", "out", "--page", "2", "--one-file"]), 2);
    assert_eq!(desk.code(&["build", "day", "--out", "all", "--one-file"]), 0);
    assert_eq!(desk.pages("all"), ["day-01.pdf", "day-02.pdf", "day.pdf"]);
}

#[test]
fn the_command_line_chooses_the_kind_of_file() {
    let desk = Desk::new("kinds");
    let written = |arguments: &[&str]| {
        let all = [&["build", "day", "--page", "1", "--out", "out"], arguments].concat();
        assert_eq!(desk.code(&all), 0);
        std::fs::read(desk.folder.join("out").join(&desk.pages("out")[0])).expect("a page")
    };
    let has = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|w| w == word.as_bytes());
    let plain = written(&[]);
    assert!(plain == written(&["--press", "x4"]), "the layout's own kind");
    let (old, screen, bare) = (written(&["--press", "x1a"]), written(&["--press", "screen"]), written(&["--no-marks"]));
    assert!(old.starts_with(b"%PDF-1.4") && has(&old, "(PDF/X-1a:2003)"));
    assert!(has(&screen, "/PageLabels") && !has(&screen, "/OutputIntents"));
    assert!(has(&bare, "PDF/X-4") && bare.len() < plain.len());
}

#[test]
fn what_is_stale_is_put_aside() {
    let desk = Desk::new("stale");
    // One page of two is no issue yet.
    assert_eq!(desk.code(&["build", "day", "--out", "out", "--page", "2"]), 0);
    assert_eq!(desk.list("out")["status"], "incomplete");
    assert_eq!(desk.code(&["build", "day", "--out", "out", "--one-file"]), 0);
    assert_eq!(desk.list("out")["status"], "ready");
    // The file of all pages is older than the pages now.
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    assert_eq!(desk.pages("out"), ["day-01.pdf", "day-02.pdf", "day.superseded.pdf"]);
    // The issue loses its second page.
    desk.put("day/issue.toml", ISSUE.split("[[page]]\nnumber = 2").next().unwrap());
    fs::remove_file(desk.folder.join("day/stories/second.md")).unwrap();
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    assert_eq!(desk.pages("out"), ["day-01.pdf", "day-02.superseded.pdf", "day.superseded.pdf"]);
    assert_eq!(desk.list("out")["pages"].as_array().unwrap().len(), 1);
}

#[test]
fn what_cannot_run_says_why() {
    let desk = Desk::new("cannot");
    let says = |arguments: &[&str], word: &str| {
        let output = desk.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(word), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    };
    says(&["build", "nowhere"], "R001");
    says(&["check", "day", "--layout", "nothing"], "R008");
    says(&["check", "day", "--allow", "X999"], "no such code");
    says(&["explain", "X999"], "no code");
    says(&["bild"], "build");
    says(&["schema", "isue"], "issue");
    desk.put("file", "in the way");
    says(&["build", "day", "--out", "file/out"], "P901");
    says(&["build", "day", "--out", "file"], "P901");
    #[cfg(target_os = "linux")]
    if Path::new("/dev/full").exists() {
        // Every write to this device finds the disk full. The page's file is a link to it.
        fs::create_dir_all(desk.folder.join("full")).unwrap();
        desk.put("full/day-01.pdf", "of yesterday");
        std::os::unix::fs::symlink("/dev/full", desk.folder.join("full/day-01.pdf.part")).unwrap();
        says(&["build", "day", "--out", "full"], "P902");
        assert_eq!(fs::read(desk.folder.join("full/day-01.pdf")).unwrap(), b"of yesterday");
        assert_eq!(desk.pages("full"), ["day-01.pdf"]);
    }
}

#[test]
fn a_check_writes_nothing_and_reports_as_json() {
    let desk = Desk::new("check");
    desk.put("day/stories/lead.md", &story(4000));
    let output = desk.run(&["check", "day", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!desk.folder.join("output").exists());
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let overset = lines.iter().find(|line| line["code"] == "M001").unwrap();
    assert_eq!((&overset["schema"], &overset["name"]), (&1.into(), &"overset".into()));
    assert_eq!(overset["place"]["page"], 1);
}

#[test]
fn two_builds_give_the_same_bytes_and_one_waits_for_the_other() {
    let desk = Desk::new("twice");
    let mut builds: Vec<_> = (0..3)
        .map(|_| {
            Command::new(env!("CARGO_BIN_EXE_banxin"))
                .args(["build", "day", "--out", "out"])
                .current_dir(&desk.folder)
                .env("BANXIN_CACHE", desk.folder.join("cache"))
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    assert!(builds.iter_mut().all(|build| build.wait().unwrap().success()));
    let list = desk.list("out");
    assert_eq!(list["status"], "ready");
    for page in list["pages"].as_array().unwrap() {
        let file = desk.folder.join("out").join(page["file"].as_str().unwrap());
        assert_eq!(page["sha256"].as_str().unwrap(), sha256(&file));
    }
    assert_eq!(desk.code(&["build", "day", "--out", "again"]), 0);
    let read = |name: &str| fs::read(desk.folder.join(name)).unwrap();
    assert_eq!(read("out/day-01.pdf"), read("again/day-01.pdf"));
    let left: Vec<_> = fs::read_dir(desk.folder.join("out")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".part")));
}

/// A desk whose first story goes on on the second page.
fn jumping(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.put("day/issue.toml", &ISSUE.replace("stories = [\"second\"]", "stories = []"));
    desk.put("day/small.toml", &SMALL.replace("widths = [1]", "widths = [1]\nkeep_on_page = 3\nleast_rest = 2"));
    desk.put("day/stories/lead.md", &paragraphs(["一", "二", "三", "四", "五", "六"]));
    desk
}

fn paragraphs(marks: [&str; 6]) -> String {
    let paragraph = |mark: &str| format!("{mark}区里的企业家说起去年没有做成的几件事。\n\n");
    let text: String = marks.iter().map(|mark| paragraph(mark)).collect();
    format!("+++\nheadline = \"三月钱潮\"\n+++\n{text}")
}

#[test]
fn a_page_in_print_is_never_written_again() {
    let desk = jumping("release");
    let says = |arguments: &[&str]| String::from_utf8_lossy(&desk.run(arguments).stderr).into_owned();
    let first = || fs::read(desk.folder.join("out/day-01.pdf")).unwrap();
    assert_eq!(desk.code(&["release", "day", "1", "--out", "out"]), 2, "nothing is built yet");
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    let sent = first();
    assert_eq!(desk.code(&["release", "day", "1", "--out", "out"]), 0);
    assert_eq!(desk.code(&["release", "day", "1", "--out", "out"]), 0, "said twice is said once");
    assert_eq!(desk.code(&["release", "day", "7", "--out", "out"]), 2);

    // What stands on the second page may change.
    desk.put("day/stories/lead.md", &paragraphs(["一", "二", "三", "四", "五", "新"]));
    let second = fs::read(desk.folder.join("out/day-02.pdf")).unwrap();
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    assert_eq!(first(), sent);
    assert_ne!(fs::read(desk.folder.join("out/day-02.pdf")).unwrap(), second);
    assert_eq!(desk.list("out")["pages"].as_array().unwrap().len(), 2, "the list keeps the page in print");
    assert!(says(&["build", "day", "--out", "out", "--page", "1"]).contains("--recall 1"));

    // What stands on the first may not.
    desk.put("day/stories/lead.md", &paragraphs(["新", "二", "三", "四", "五", "六"]));
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 1);
    let said = says(&["build", "day", "--out", "out"]);
    assert!(said.contains("M020") && said.contains("page 1") && said.contains("“lead”"), "{said}");
    assert_eq!(first(), sent);
    assert_eq!(desk.code(&["build", "day", "--out", "out", "--recall", "1"]), 0);
    assert_ne!(first(), sent);
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0, "it is not in print any more");
}

#[test]
fn a_spread_goes_to_the_press_whole() {
    let desk = Desk::new("spread");
    let (head, _) = ISSUE.split_once("[[page]]").unwrap();
    let large = SMALL.replace("100mm", "180mm").replace("lines = 14", "lines = 30");
    desk.put("day/small.toml", &large);
    let spread = "[[page]]\nnumbers = [2, 3]\nkind = \"inside\"\nstories = [\"lead\", \"second\"]\n";
    desk.put("day/issue.toml", &format!("{head}{spread}"));
    let both = || ["02", "03"].map(|n| fs::read(desk.folder.join(format!("out/day-{n}.pdf"))).unwrap());
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    assert_eq!(desk.pages("out"), ["day-02.pdf", "day-03.pdf"]);
    let numbers: Vec<_> = desk.list("out")["pages"].as_array().unwrap().iter().map(|p| p["pages"].clone()).collect();
    assert_eq!(numbers, [serde_json::json!([2]), serde_json::json!([3])]);
    let made = both();
    assert_eq!(desk.code(&["build", "day", "--out", "one", "--page", "3"]), 0);
    assert_eq!(desk.pages("one"), ["day-02.pdf", "day-03.pdf"], "the halves are of one build");
    assert_eq!(fs::read(desk.folder.join("one/day-03.pdf")).unwrap(), made[1]);

    assert_eq!(desk.code(&["release", "day", "3", "--out", "out"]), 0);
    desk.put("day/stories/lead.md", &story(70));
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 1, "what is in print was changed");
    assert_eq!(both(), made, "neither half is written again");
    assert_eq!(desk.code(&["build", "day", "--out", "out", "--recall", "2"]), 0);
    assert!(both() != made);
}

#[test]
fn the_cut_that_a_page_in_print_relies_on_is_kept() {
    let desk = jumping("cut");
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    assert_eq!(desk.code(&["release", "day", "2", "--out", "out"]), 0);
    let second = fs::read(desk.folder.join("out/day-02.pdf")).unwrap();
    let first = fs::read(desk.folder.join("out/day-01.pdf")).unwrap();
    desk.put("day/stories/lead.md", &paragraphs(["改", "二", "三", "四", "五", "六"]));
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    assert_ne!(fs::read(desk.folder.join("out/day-01.pdf")).unwrap(), first);
    assert_eq!(fs::read(desk.folder.join("out/day-02.pdf")).unwrap(), second);
    // So much longer before the cut that the first page cannot hold it.
    let long = "长".repeat(400);
    desk.put("day/stories/lead.md", &paragraphs([&long, "二", "三", "四", "五", "六"]));
    let output = desk.run(&["build", "day", "--out", "out"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("M021") && said.contains("page 1") && said.contains("page 2"), "{said}");
}

#[test]
fn a_build_into_the_same_folder_gives_the_same_bytes() {
    let desk = jumping("memory");
    let all = |folder: &str| {
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(desk.folder.join(folder))
            .unwrap()
            .map(|e| e.unwrap())
            .map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap()))
            .collect();
        files.sort();
        files
    };
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    let once = all("out");
    assert!(once.iter().any(|(name, _)| name == "layout.json"));
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0);
    assert_eq!(all("out"), once);
    assert_eq!(desk.code(&["build", "day", "--out", "out", "--fresh"]), 0);
    assert_eq!(all("out"), once);
    desk.put("out/layout.json", "{ not what it should be");
    assert_eq!(desk.code(&["build", "day", "--out", "out"]), 0, "a broken file is no more than none");
    assert_eq!(all("out"), once);
}

#[test]
fn a_code_is_explained() {
    let desk = Desk::new("explain");
    let output = desk.run(&["explain", "unknown-key"]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("R003 unknown-key: ") && text.contains("本报讯"), "{text}");
}

#[test]
fn a_schema_knows_the_keys_that_are_read() {
    let desk = Desk::new("schema");
    for (file, key) in [("issue", "stories"), ("story", "kicker"), ("layout", "mark_offset"), ("paper", "strength")] {
        let output = desk.run(&["schema", file]);
        assert_eq!(output.status.code(), Some(0));
        let text = String::from_utf8(output.stdout).unwrap();
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(schema["type"], "object");
        assert!(text.contains(&format!("\"{key}\":")), "{file} has no {key}");
    }
}
