//! Says for each story how many characters do not fit, and fails when any are left over:
//! `cargo run --release --example count_overset issues/yunchao-2023-03-27`

use banxin::diag::{Code, Report};
use banxin::files::Disk;
use std::process::ExitCode;

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "issues/yunchao-2023-03-27".to_string());
    let mut report = Report::default();
    if banxin::typeset(&Disk::new(None, None), &folder, None, &mut report).is_err() {
        eprintln!("{folder} cannot be read");
        return ExitCode::from(2);
    }
    let overset: Vec<_> = report.diagnostics.iter().filter(|d| d.code == Code("M001")).collect();
    for over in &overset {
        let story = over.span.map(|span| report.sources.get(span.file).name.as_str()).unwrap_or("?");
        println!("{story}: {}", over.message);
    }
    println!("{} stories do not fit", overset.len());
    ExitCode::from(u8::from(!overset.is_empty()))
}
