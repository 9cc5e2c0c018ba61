//! `build` and `check`.
//!
//! In: an issue's folder. Out: pages in a folder, a report, an exit code. Does not know: composition.

use super::flags::{BuildArgs, CheckArgs};
use super::kept::{LAYOUT, RELEASE};
use super::names;
use super::run::{Past, Run};
use super::write::{FORMAT, OutFolder, Press, Trouble};
use super::{COULD_NOT_RUN, show};
use crate::diag::{Code, Diagnostic};

/// `banxin check`: everything but writing the files.
pub fn check(args: &CheckArgs) -> u8 {
    let mut run = match Run::start(&args.common) {
        Ok(run) => run,
        Err(code) => return code,
    };
    run.finish_all(&[]);
    run.close(None)
}

/// `banxin build`.
pub fn build(args: &BuildArgs) -> u8 {
    let past = Past { folder: Some(&args.to.out), sent: true, fresh: args.fresh, recall: &args.recall };
    let mut run = match Run::start_after(&args.common, &past) {
        Ok(run) => run,
        Err(code) => return code,
    };
    if let Err(code) = run.chosen(&args.only.page) {
        return code;
    }
    let mut files = run.finish_all(&args.only.page);
    if args.one_file {
        files.push(run.one_file(&files));
    }
    let out = args.to.out.display().to_string();
    let waiting = || eprintln!("banxin: another build writes into {out}; waiting for it");
    // Pages in print are not made again, and are pages of the issue all the same.
    let in_print = run.release.pages.iter().map(|page| page.page);
    let all: Vec<u32> = run.typeset.pages.iter().map(|page| page.page).chain(in_print).collect();
    let press = Press {
        format: FORMAT,
        banxin: env!("CARGO_PKG_VERSION").to_string(),
        issue: run.typeset.issue.name.clone(),
        date: names::date(&run.typeset.issue),
        ..Press::default()
    };
    let written: Vec<u32> = files.iter().filter(|f| f.pages.len() == 1).flat_map(|f| f.pages.clone()).collect();
    let mut layout = run.layout.clone();
    layout.update(&run.typeset, &written);
    let mut notes = vec![(LAYOUT, layout.text())];
    if !args.recall.is_empty() {
        notes.push((RELEASE, run.release.text()));
    }
    let done = OutFolder::open(&args.to.out, waiting).and_then(|folder| folder.put(&files, &all, press, &notes));
    run.lap("put in place");
    if let Err(trouble) = done {
        run.report.push(complaint(trouble, &out));
        show(&run.report, &args.common);
        return COULD_NOT_RUN;
    }
    run.close(Some((&files, &out)))
}

/// What is said when the folder cannot be used.
pub fn complaint(trouble: Trouble, out: &str) -> Diagnostic {
    match trouble {
        Trouble::NotWritable(error) => {
            Diagnostic::new(Code("P901"), format!("{out} cannot be written into: {}", reason(&error)))
                .help("see whether the folder exists and whether you may write into it, or name another with --out")
        }
        Trouble::DiskFull(error) => {
            Diagnostic::new(Code("P902"), format!("there is no room left for {out}: {}", reason(&error)))
                .help("make room and build again; what stood in the folder before is as it was")
        }
    }
}

fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
