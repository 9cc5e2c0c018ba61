//! Typesets an issue and writes one PDF a page into `output/`, without the safety of `banxin build`:
//! `cargo run --release --example build_issue issues/yunchao-2023-03-27`

use banxin::diag::Report;
use banxin::files::Disk;
use banxin::pdf::{self, Meta};

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "issues/yunchao-2023-03-27".to_string());
    let files = Disk::new(None, None);
    let mut report = Report::default();
    let Ok(set) = banxin::typeset(&files, &folder, None, &mut report) else {
        return eprintln!("{folder} cannot be read");
    };
    let day = set.issue.date;
    for page in &set.pages {
        let title = format!("{} 第{}版", set.issue.name, page.page);
        let meta = Meta {
            date: format!("{:04}-{:02}-{:02}T00:00:00Z", day.year, day.month, day.day),
            lang: "zh-Hans".to_string(),
            job_strip: title.clone(),
            bound_right: false,
            rejected: report.has_errors().then(|| "not for press".to_string()),
            title,
        };
        let bytes = pdf::write(&[page], &set.fonts, &set.art, &set.issue.layout.press, &meta, &files, &mut report);
        let path = format!("output/{}-{:02}.pdf", set.issue.name, page.page);
        std::fs::write(&path, bytes).expect("the folder output can be written to");
        println!("{path}");
    }
    report.diagnostics.iter().for_each(|d| eprintln!("{} {}", d.code.0, d.message));
}
