//! How long an issue takes: `cargo bench --bench pages [FOLDER]`.
//!
//! Reads, makes up and writes the sample issue several times in one process and prints the least time of
//! each step, with pictures from the cache and without. For the time of a cold process see the README.

use banxin::diag::Report;
use banxin::files::Disk;
use banxin::pdf::{self, Meta};
use std::time::{Duration, Instant};

const RUNS: usize = 7;

fn main() {
    let root = env!("CARGO_MANIFEST_DIR");
    let folder = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let folder = folder.unwrap_or_else(|| format!("{root}/issues/yunchao-2023-03-27"));
    let cache = std::env::temp_dir().join("banxin-bench-pages");
    for (name, cache) in [("pictures converted anew", None), ("pictures from the cache", Some(cache))] {
        let mut best: Vec<(String, Duration)> = Vec::new();
        let mut bytes = Vec::new();
        for _ in 0..RUNS {
            let files = Disk::new(Some(root.into()), cache.clone());
            let (laps, written) = run(&files, &folder);
            if best.is_empty() {
                best = laps;
                bytes = written;
            } else {
                assert_eq!(bytes, written, "two runs in one process give the same bytes");
                for (least, lap) in best.iter_mut().zip(laps) {
                    least.1 = least.1.min(lap.1);
                }
            }
        }
        println!("{folder}, {name}, least of {RUNS} runs:");
        for (step, time) in &best {
            println!("{step:>16}  {:8.2} ms", time.as_secs_f64() * 1000.0);
        }
        let sum: Duration = best.iter().map(|(_, time)| *time).sum();
        println!("{:>16}  {:8.2} ms", "in all", sum.as_secs_f64() * 1000.0);
    }
}

/// One run: what each step took, and the pages.
fn run(files: &Disk, folder: &str) -> (Vec<(String, Duration)>, Vec<Vec<u8>>) {
    let mut laps = Vec::new();
    let mut last = Instant::now();
    let mut report = Report::default();
    let mut lap = |step: &str| {
        laps.push((step.to_string(), last.elapsed()));
        last = Instant::now();
    };
    let made = banxin::typeset_stepwise(files, folder, None, &mut report, &mut |step| lap(step));
    let Ok(made) = made else { panic!("the issue cannot be read") };
    let press = &made.issue.layout.press;
    let pages = made
        .pages
        .iter()
        .map(|page| {
            let meta = Meta {
                title: "bench".into(),
                date: "2023-03-27T00:00:00Z".into(),
                lang: "zh-Hans".into(),
                job_strip: String::new(),
                bound_right: false,
                rejected: None,
            };
            let bytes = pdf::write(&[page], &made.fonts, &made.art, press, &meta, files, &mut report);
            lap(&format!("write page {}", page.page));
            bytes
        })
        .collect();
    (laps, pages)
}
