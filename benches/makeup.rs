//! How make-up grows with the stories of a page: `cargo bench --bench makeup`.
//!
//! Pages of 7, 12, 20 and 30 invented stories on a broadsheet, nothing pinned; prints the least time of make-up
//! alone, of several runs in one process, and what was reported of the page.

use banxin::diag::{Report, Severity};
use banxin::files::Memory;
use std::fmt::Write;
use std::time::{Duration, Instant};

const RUNS: usize = 5;

const CLAUSES: &[&str] = &[
    "渠水从北闸一路放到南坡",
    "老站房改成了能坐六十人的书屋",
    "新到的种子先做发芽试验再分到户",
    "夜班司机在终点站喝上了热汤",
    "检修队赶在雨前换下十二根旧梁",
    "镇上把修路的账贴在祠堂门口",
    "学生们量出了操场边每一棵树的高度",
    "渡口的票价十年没有变过",
];

const HEADS: &[&str] =
    &["北闸放水灌到南坡", "旧站房成了新书屋", "种子先验再分到户", "夜班车终点有热汤", "十二根旧梁雨前换完"];

fn main() {
    for count in [7, 12, 20, 30] {
        let files = page(count);
        let mut best = Duration::MAX;
        let mut told = String::new();
        for _ in 0..RUNS {
            let mut report = Report::default();
            let (mut last, mut makeup) = (Instant::now(), Duration::ZERO);
            let made = banxin::typeset_stepwise(&files, "day", None, &mut report, &mut |step| {
                if step == "make-up" {
                    makeup = last.elapsed();
                }
                last = Instant::now();
            });
            assert!(made.is_ok(), "the page is read");
            best = best.min(makeup);
            let wrong = report.diagnostics.iter().filter(|d| d.severity >= Severity::Warning);
            told = wrong.map(|d| d.code.0).collect::<Vec<_>>().join(" ");
        }
        println!("{count:>3} stories  {:9.2} ms  {told}", best.as_secs_f64() * 1000.0);
    }
}

/// A front page of so many stories whose text about fills it, longer ones first.
fn page(count: usize) -> Memory {
    let mut files = Memory::default();
    let mut listed = String::new();
    // A page holds some 5,600 characters beside seven heads; every further head takes the room of ninety.
    let text = 6200 - 90 * count;
    let weights: usize = (1..=count).map(|n| 2 * count - n).sum();
    for number in 0..count {
        let mut story = format!("+++\nheadline = \"{}\"\n+++\n", HEADS[number % HEADS.len()]);
        let wanted = text * (2 * count - number - 1) / weights;
        let (mut written, mut clause) = (0, number * 3);
        while written < wanted.max(60) {
            let _ = write!(story, "\n{}", CLAUSES[clause % CLAUSES.len()]);
            for _ in 0..4 {
                clause += 1;
                let _ = write!(story, "，{}", CLAUSES[clause % CLAUSES.len()]);
            }
            story.push_str("。\n");
            written += 62;
        }
        let _ = write!(listed, "\"s{number}\", ");
        files = files.with(&format!("day/stories/s{number}.md"), story);
    }
    let issue = format!(
        "layout = \"broadsheet\"\ndate = 2023-03-27\nnumber = 1\n[paper]\nname = \"河岸报\"\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [{listed}]\n"
    );
    files.with("day/issue.toml", issue)
}
