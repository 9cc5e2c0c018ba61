//! One run over an issue: typeset it, make its files, say what happened.
//!
//! In: an issue's folder. Out: finished files and a report. Does not know: where files go.

use super::flags::Common;
use super::kept::{Kept, LAYOUT, RELEASE};
use super::names;
use super::write::Finished;
use super::{COULD_NOT_RUN, NOT_FOR_PRESS, READY, disk, fail, show};
use crate::Typeset;
use crate::diag::{Code, Diagnostic, Report, Severity, explain, human};
use crate::display::DisplayList;
use crate::files::Disk;
use crate::makeup::memory::LastLayout;
use crate::model::issue::{Issue, Plates};
use crate::model::layout::Flavour;
use crate::pdf;
use crate::preflight;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// One run over an issue.
pub struct Run<'a> {
    /// What was asked for.
    pub common: &'a Common,
    /// What was noticed.
    pub report: Report,
    /// The pages.
    pub typeset: Typeset,
    /// Where stories stood the last time.
    pub layout: Kept,
    /// Pages in print.
    pub release: Kept,
    files: Disk,
    laps: Vec<(&'static str, Duration)>,
    last: Instant,
}

/// What a run knows of earlier ones.
#[derive(Default)]
pub struct Past<'a> {
    /// The folder of pages.
    pub folder: Option<&'a Path>,
    /// Pages in print stay as they are.
    pub sent: bool,
    /// Where stories stood the last time does not matter.
    pub fresh: bool,
    /// Pages that are called back from the press.
    pub recall: &'a [u32],
}

impl<'a> Run<'a> {
    /// Reads and makes up the issue, knowing nothing of earlier runs.
    pub fn start(common: &'a Common) -> Result<Run<'a>, u8> {
        Run::start_after(common, &Past::default())
    }

    /// The same after earlier runs.
    pub fn start_after(common: &'a Common, past: &Past) -> Result<Run<'a>, u8> {
        for code in &common.allow {
            if explain::find(code).is_none() {
                return Err(fail(&format!("--allow {code}: there is no such code")));
            }
        }
        let files = disk();
        let mut report = Report::default();
        let start = Instant::now();
        let mut laps = Vec::new();
        let mut last = start;
        let mut lap = |step: &'static str| {
            laps.push((step, last.elapsed()));
            last = Instant::now();
        };
        let (mut layout, mut release) = (Kept::default(), Kept::default());
        let mut orders = |issue: &Issue| {
            let read = |name| past.folder.map(|f| Kept::read(f, name, &issue.name, &names::date(issue)));
            layout = read(LAYOUT).unwrap_or_default();
            release = read(RELEASE).filter(|_| past.sent).unwrap_or_default();
            // A spread comes back whole.
            let back = |number: &u32| past.recall.contains(number);
            release.pages.retain(|page| !back(&page.page) && !page.spread.as_ref().is_some_and(back));
            let mut orders = Kept::orders(&layout, &release);
            if past.fresh || !issue.layout.makeup.remember {
                orders.last = LastLayout::default();
            }
            orders
        };
        let name = common.layout.as_deref();
        let done = crate::typeset_with(&files, &common.issue, name, &mut orders, &mut report, &mut lap);
        match done {
            Ok(typeset) if typeset.pages.is_empty() && typeset.orders.sent.is_empty() && !report.has_errors() => {
                show(&report, common);
                Err(fail("nothing stands on any page of this issue, so there is no page to make"))
            }
            Ok(mut typeset) => {
                common.press(&mut typeset.issue.layout.press);
                release.check(&typeset.issue, &mut report);
                Ok(Run { common, files, report, typeset, layout, release, laps, last })
            }
            Err(_) => {
                show(&report, common);
                Err(COULD_NOT_RUN)
            }
        }
    }

    /// Notes how long a step took.
    pub fn lap(&mut self, step: &'static str) {
        self.laps.push((step, self.last.elapsed()));
        self.last = Instant::now();
    }

    /// Writes pages (all when none is named) as bytes, on all cores, in order.
    pub fn finish_all(&mut self, only: &[u32]) -> Vec<Finished> {
        // The halves of a spread are of one build: what stands on one and what crosses to the other belong together.
        let asked = |page: &&DisplayList| {
            only.contains(&page.page) || page.facing.is_some_and(|facing| only.contains(&facing.page))
        };
        let chosen: Vec<&DisplayList> =
            self.typeset.pages.iter().filter(|page| only.is_empty() || asked(page)).collect();
        let done = in_parallel(chosen.len(), |i| self.finish(&[chosen[i]], None));
        let mut files = Vec::new();
        for (file, trouble) in done {
            self.report.diagnostics.extend(trouble);
            files.push(file);
        }
        self.excuse();
        // An exception by name must be in the report before it is in the list.
        for file in &mut files {
            file.exceptions = self.exceptions(&file.pages);
        }
        self.lap("write");
        files
    }

    /// A page as a file to look at, whatever is wrong with it.
    pub fn draft(&self, page: &DisplayList) -> Vec<u8> {
        let Typeset { issue, fonts, art, .. } = &self.typeset;
        let meta = names::meta(issue, &[page.page], None);
        pdf::write(&[page], fonts, art, &issue.layout.press, &meta, &self.files, &mut Report::default())
    }

    /// One file with the given pages. Trouble that shows only while writing makes it be written again, as
    /// rejected.
    fn finish(&self, pages: &[&DisplayList], stem: Option<String>) -> (Finished, Vec<Diagnostic>) {
        let Typeset { issue, fonts, art, .. } = &self.typeset;
        let numbers: Vec<u32> = pages.iter().map(|page| page.page).collect();
        let stem = stem.unwrap_or_else(|| names::stem(issue, numbers[0]));
        let mut reason = self.stopped(&self.report.diagnostics, &numbers);
        loop {
            let mut report = Report::default();
            let meta = names::meta(issue, &numbers, reason.clone());
            let bytes = pdf::write(pages, fonts, art, &issue.layout.press, &meta, &self.files, &mut report);
            if let [number] = numbers.as_slice() {
                self.inspect(&bytes, *number, &mut report);
            }
            let late = self.stopped(&report.diagnostics, &numbers);
            if reason.is_none() && late.is_some() {
                reason = late;
                continue;
            }
            let fit = reason.is_none();
            let file = Finished { stem, pages: numbers, bytes, fit, exceptions: Vec::new() };
            return (file, report.diagnostics);
        }
    }

    /// Judges the finished bytes by the rules of the press, read by a reader that did not write them.
    fn inspect(&self, bytes: &[u8], page: u32, report: &mut Report) {
        let press = &self.typeset.issue.layout.press;
        if press.flavour != Flavour::Screen {
            let settings = preflight::Settings::of(press, self.uses_spots(page));
            preflight::report(&preflight::check(bytes, &settings), page, report);
        }
    }

    /// Whether the page was ordered with special inks.
    fn uses_spots(&self, page: u32) -> bool {
        self.typeset.pages.iter().any(|own| own.page == page && own.plates == Plates::KSpot)
    }

    /// All written pages in one file, fit when all of them are.
    pub fn one_file(&mut self, files: &[Finished]) -> Finished {
        let numbers: Vec<u32> = files.iter().flat_map(|file| file.pages.iter().copied()).collect();
        let pages: Vec<&DisplayList> = self.typeset.pages.iter().filter(|page| numbers.contains(&page.page)).collect();
        let (mut file, _) = self.finish(&pages, Some(self.typeset.issue.name.clone()));
        file.exceptions = self.exceptions(&numbers);
        self.lap("write one file");
        file
    }

    /// Why these pages must not go to press: the first error on one of them that is not excused.
    fn stopped(&self, diagnostics: &[Diagnostic], pages: &[u32]) -> Option<String> {
        let errors: Vec<&Diagnostic> = diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error && !self.is_allowed(d) && self.concerns(d, pages))
            .collect();
        let first = errors.first()?;
        let more = if errors.len() > 1 { format!(" +{}", errors.len() - 1) } else { String::new() };
        Some(format!("{} {}: {}{more}", first.code.0, first.code.name(), first.message))
    }

    fn is_allowed(&self, diagnostic: &Diagnostic) -> bool {
        // What a page is over by is the sum of what its stories are: who lets those go lets it go.
        let sum = (diagnostic.code.0 == "N07").then_some(Code("M001"));
        [Some(diagnostic.code), sum].into_iter().flatten().any(|code| {
            self.common
                .allow
                .iter()
                .any(|word| word.eq_ignore_ascii_case(code.0) || word.eq_ignore_ascii_case(code.name()))
        })
    }

    /// Whether a diagnostic is about one of the pages: by its place, else by its story, else all pages.
    fn concerns(&self, diagnostic: &Diagnostic, pages: &[u32]) -> bool {
        if let Some(place) = diagnostic.place {
            // What is said of a spread without a place on it concerns both its pages.
            let spread = self.typeset.pages.iter().find(|page| page.page == place.page).and_then(|page| page.facing);
            let other = spread.filter(|_| place.area.is_none()).map(|facing| facing.page);
            return pages.contains(&place.page) || other.is_some_and(|other| pages.contains(&other));
        }
        let story = diagnostic.span.and_then(|span| self.typeset.issue.stories.iter().find(|s| s.file == span.file));
        let Some(story) = story else { return true };
        let shown = |page: &&DisplayList| page.outlines.iter().any(|outline| outline.story == story.id);
        let mut on: Vec<u32> = self.typeset.pages.iter().filter(shown).map(|page| page.page).collect();
        on.extend(self.typeset.issue.page_of(story.id).into_iter().flat_map(|page| page.numbers()));
        on.is_empty() || on.iter().any(|page| pages.contains(page))
    }

    /// Errors that were allowed by name become warnings that say so.
    fn excuse(&mut self) {
        let mut report = std::mem::take(&mut self.report);
        for diagnostic in &mut report.diagnostics {
            if diagnostic.severity == Severity::Error && self.is_allowed(diagnostic) {
                diagnostic.severity = Severity::Warning;
                diagnostic.message.push_str(ALLOWED);
            }
        }
        self.report = report;
    }

    fn exceptions(&self, pages: &[u32]) -> Vec<String> {
        let mut out: Vec<String> = self
            .report
            .diagnostics
            .iter()
            .filter(|d| d.message.ends_with(ALLOWED) && self.concerns(d, pages))
            .map(|d| format!("{} {}: {}", d.code.0, d.code.name(), d.message.trim_end_matches(ALLOWED)))
            .collect();
        out.dedup();
        out
    }

    /// The pages that were asked for by number; all when none was.
    pub fn chosen(&self, only: &[u32]) -> Result<Vec<&DisplayList>, u8> {
        let known: Vec<u32> = self.typeset.pages.iter().map(|page| page.page).collect();
        if let Some(page) = only.iter().find(|page| self.release.page(**page).is_some()) {
            return Err(fail(&format!("page {page} is in print; build with --recall {page} to make it anew")));
        }
        if let Some(page) = only.iter().find(|page| !known.contains(page)) {
            let list: Vec<String> = known.iter().map(u32::to_string).collect();
            return Err(fail(&format!("there is no page {page} in this issue; its pages are {}", list.join(", "))));
        }
        Ok(self.typeset.pages.iter().filter(|page| only.is_empty() || only.contains(&page.page)).collect())
    }

    /// Shows the report, the timings and what was written; the exit code.
    pub fn close(self, written: Option<(&[Finished], &str)>) -> u8 {
        show(&self.report, self.common);
        if self.common.timings {
            let total: Duration = self.laps.iter().map(|(_, time)| *time).sum();
            for (step, time) in self.laps.iter().map(|(s, t)| (*s, *t)).chain([("in all", total)]) {
                eprintln!("{step:>14}  {:8.1} ms", time.as_secs_f64() * 1000.0);
            }
        }
        if let Some((files, out)) = written
            && !self.common.json
        {
            for file in files {
                let (suffix, word) = if file.fit { ("", "ready for press") } else { (".rejected", "not for press") };
                println!("{out}/{}{suffix}.pdf  {word}", file.stem);
            }
        }
        if self.report.has_errors() {
            if !self.common.json {
                eprintln!("banxin: not for press: {}", human::closing(&self.report));
            }
            return NOT_FOR_PRESS;
        }
        READY
    }
}

const ALLOWED: &str = " (allowed by name)";

/// Does `count` pieces of work on all cores and returns them in order.
pub fn in_parallel<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let workers = std::thread::available_parallelism().map_or(1, |n| n.get()).min(count);
    if workers <= 1 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= count {
                        break;
                    }
                    let piece = work(i);
                    if let Ok(mut done) = done.lock() {
                        done.push((i, piece));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, piece)| piece).collect()
}
