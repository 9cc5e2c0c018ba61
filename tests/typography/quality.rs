//! What must hold over a corpus: no white where none may be, floors, even gaps, the same answer twice.

use crate::frac::Frac;
use crate::judge::{Judge, Verdict, is_han};
use crate::run::{self, Line, Placed, Run};
use crate::{corpus, data};
use banxin::compose;
use banxin::diag::Report;
use banxin::fonts::Fonts;
use banxin::geom::{Em, Len};
use banxin::ink::{Ink, Paint};
use banxin::model::story::Text;
use banxin::model::style::{Breaker, ParaStyle, Style};
use banxin::text::Shaper;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A seed that has no meaning but to be always the same.
const SEED: u64 = 20_230_327;

fn options(measure: &str, more: &[&str]) -> Vec<String> {
    let stub: &[&str] = if more.contains(&"--font") { &[] } else { &["--font", "stub"] };
    let mut all: Vec<String> = stub.iter().chain(&["--lang", "zh-Hans", "--measure"]).map(|s| s.to_string()).collect();
    all.push(format!("{measure}字"));
    all.extend(more.iter().map(|s| s.to_string()));
    all
}

/// Every paragraph at a measure.
fn set_all(paragraphs: &[String], measure: &str, more: &[&str]) -> Result<Vec<Run>, String> {
    let options = options(measure, more);
    paragraphs.par_iter().map(|p| run::lines(&options, p).map_err(|e| format!("{e} in {p}"))).collect()
}

/// Lines that are justified: all but the last of a paragraph.
fn justified(run: &Run) -> &[Line] {
    &run.lines[..run.lines.len().saturating_sub(1)]
}

fn first(c: &Placed) -> char {
    c.text.chars().next().unwrap_or(' ')
}
fn last(c: &Placed) -> char {
    c.text.chars().next_back().unwrap_or(' ')
}

const OPENERS: &str = "‘“（〔［｛〈《「『【〖";
const CLOSERS: &str = "’”）〕］｝〉》」』】〗，、；：。．！？";
const BESIDE: &str = "–—～〜‐-/／·・";

/// Whether R11.6 forbids white between two clusters.
fn forbids(a: &Placed, b: &Placed) -> bool {
    let (a, b) = (last(a), first(b));
    let word = |c: char| c.is_ascii_alphanumeric();
    (word(a) && word(b))
        || (a.is_ascii_digit() && matches!(b, '.' | ',' | '%'))
        || (matches!(a, '.' | ',') && b.is_ascii_digit())
        || (a == b && matches!(a, '—' | '…'))
        || OPENERS.contains(a)
        || CLOSERS.contains(b)
        || BESIDE.contains(a) && a != '—'
        || BESIDE.contains(b) && b != '—'
}

/// J07: a corpus of at least 5,000 characters at four measures.
pub fn no_stretch_where_forbidden() -> Verdict {
    let paragraphs = corpus::paragraphs(SEED, 60);
    if paragraphs.iter().map(|p| p.chars().count()).sum::<usize>() < 5_000 {
        return Err("the corpus is too short".into());
    }
    for measure in ["8", "10", "14", "24"] {
        for run in set_all(&paragraphs, measure, &[])? {
            for line in &run.lines {
                let clusters = line.inked();
                for pair in clusters.windows(2) {
                    let by = pair[1].x - pair[0].end();
                    let blank = line.text.contains(&format!("{} {}", pair[0].text, pair[1].text));
                    if forbids(&pair[0], &pair[1]) && by != Frac::ZERO && !blank {
                        return Err(format!("{by} between {} and {} in {}", pair[0].text, pair[1].text, line.text));
                    }
                }
            }
        }
    }
    Ok(())
}

/// J08: floors of R11.7.
pub fn floors() -> Verdict {
    let paragraphs = corpus::paragraphs(SEED, 60);
    let (eighth, quarter, half) = (Frac::new(1, 8), Frac::new(1, 4), Frac::new(1, 2));
    for measure in ["8", "10", "14", "24"] {
        for run in set_all(&paragraphs, measure, &[])? {
            for line in &run.lines {
                let clusters = line.inked();
                if let Some(c) = clusters.iter().find(|c| {
                    let mark = OPENERS.contains(first(c)) || CLOSERS.contains(first(c));
                    mark && c.advance < half
                }) {
                    return Err(format!("{} is {} in {}", c.text, c.advance, line.text));
                }
                for pair in clusters.windows(2) {
                    let (a, b) = (last(&pair[0]), first(&pair[1]));
                    let by = pair[1].x - pair[0].end();
                    let told = || Err(format!("{by} between {a} and {b} in {}", line.text));
                    let mixed = is_han(a) && b.is_ascii_alphanumeric() || a.is_ascii_alphanumeric() && is_han(b);
                    if by < Frac::ZERO || mixed && by < eighth {
                        return told();
                    }
                    let blank = a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() && by != Frac::ZERO;
                    if blank && by < quarter {
                        return told();
                    }
                }
            }
        }
    }
    Ok(())
}

/// What a corpus looks like at one measure.
#[derive(Debug, Default)]
pub struct Quality {
    pub lines: usize,
    /// 95th percentile of the widest Han gap of a justified line.
    pub widest_95: f64,
    /// Lines that needed the last tier of stretch.
    pub last_tier: usize,
    /// Paragraphs whose last line holds one character.
    pub runts: usize,
    /// Pairs of neighboring lines that are both loose.
    pub loose_pairs: usize,
}

/// The widest gap between two Han of a line; a gap beside a mark counts as well when it is stretched.
fn widest(line: &Line) -> f64 {
    let clusters = line.inked();
    let han = |p: &&[Placed]| is_han(last(&p[0])) && is_han(first(&p[1]));
    clusters.windows(2).filter(han).map(|p| (p[1].x - p[0].end()).float()).fold(0.0, f64::max)
}

/// Characters of a last line, a number or a word as one.
fn units(line: &str) -> usize {
    let (mut units, mut in_word) = (0, false);
    for c in line.chars().filter(|c| !OPENERS.contains(*c) && !CLOSERS.contains(*c) && !"—…".contains(*c)) {
        let word = c.is_ascii_alphanumeric() || ".,%-/:".contains(c);
        units += usize::from(!(word && in_word));
        in_word = word;
    }
    units
}

pub fn measure_quality(measure: &str, paragraphs: &[String], more: &[&str]) -> Result<Quality, String> {
    let mut all: Vec<f64> = Vec::new();
    let mut quality = Quality::default();
    for run in set_all(paragraphs, measure, more)? {
        let gaps: Vec<f64> = justified(&run).iter().map(widest).collect();
        quality.last_tier += gaps.iter().filter(|g| **g > 0.25).count();
        quality.loose_pairs += gaps.windows(2).filter(|p| p[0] > 0.25 && p[1] > 0.25).count();
        let told = run.errors.contains("one-character-line");
        quality.runts +=
            usize::from(run.lines.len() > 1 && run.lines.last().is_some_and(|l| units(&l.text) < 2) && !told);
        all.extend(gaps);
    }
    all.sort_by(f64::total_cmp);
    quality.lines = all.len();
    quality.widest_95 = all.get((all.len() * 95).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0.0);
    Ok(quality)
}

/// Measure and bound of the 95th percentile.
const BOUNDS: [(&str, f64); 3] = [("14", 0.19), ("18", 0.14), ("24", 0.09)];

/// J12 and the bounds of the house: 300 paragraphs of news copy.
pub fn widest_gaps() -> Verdict {
    let paragraphs = corpus::paragraphs(SEED, 300);
    let mut wrong = Vec::new();
    // The stub font for all of them, the shipped Song for a third: its letters and signs have other widths.
    let faces: [(&str, usize, &[&str]); 2] = [("stub", 300, &[]), ("Song", 100, &["--font", "Press Song SC"])];
    for ((measure, most), (face, count, more)) in BOUNDS.into_iter().flat_map(|b| faces.map(|f| (b, f))) {
        let q = measure_quality(measure, &paragraphs[..count], more)?;
        let share = 100.0 * q.last_tier as f64 / q.lines.max(1) as f64;
        println!(
            "at {measure} em in {face}: {} lines, widest gap {:.4} em (95 %), last tier {share:.2} %, {} runts, {} loose pairs",
            q.lines, q.widest_95, q.runts, q.loose_pairs
        );
        if q.widest_95 > most {
            wrong.push(format!("at {measure} em the widest gap is {:.4}, not {most}", q.widest_95));
        }
        if measure == "18" && share >= 0.3 {
            wrong.push(format!("at 18 em {share:.2} % of the lines need the last tier"));
        }
        if q.runts > 0 || q.loose_pairs > 0 {
            wrong.push(format!("at {measure} em {} runts, {} loose pairs", q.runts, q.loose_pairs));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

/// J11: 500 paragraphs, cost reckoned by the engine for both breakers.
pub fn optimum_never_dearer() -> Verdict {
    let (fonts, styles) = (Fonts::stub(), BTreeMap::new());
    let shaper = Shaper::with_styles(&fonts, &styles);
    let cost = |copy: &str, breaker: Breaker| -> Option<i64> {
        let mut style = style();
        style.para.breaker = breaker;
        let para = shaper.shape(&Text::made(copy), &style, &mut Report::default());
        compose::galley(&para, Em::ONE * 8, 0).map(|galley| galley.cost)
    };
    let mut better = 0;
    for copy in corpus::paragraphs(SEED ^ 2, 500) {
        let (optimum, first_fit) = (cost(&copy, Breaker::Optimum), cost(&copy, Breaker::FirstFit));
        if optimum > first_fit {
            return Err(format!("{optimum:?} against {first_fit:?} for {copy}"));
        }
        better += usize::from(optimum < first_fit);
    }
    if better > 250 { Ok(()) } else { Err(format!("the optimum is better in {better} of 500 paragraphs only")) }
}

fn style() -> Style {
    Style {
        name: "body".into(),
        face: "song".into(),
        weight: 400,
        size: Len::PT * 9,
        pitch: Len::PT * 12,
        tracking: 0,
        shift: Len::ZERO,
        paint: Paint { ink: Ink::BLACK, overprint: true },
        para: ParaStyle::default(),
    }
}

/// Q15: the shipped tables, given from outside, change nothing.
pub fn external_tables() -> Verdict {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/tables.txt");
    let paragraphs = corpus::paragraphs(SEED ^ 3, 30);
    for measure in ["8", "14"] {
        let own = format!("{:?}", set_all(&paragraphs, measure, &[])?);
        if own != format!("{:?}", set_all(&paragraphs, measure, &["--tables", path])?) {
            return Err(format!("lines at {measure} em differ"));
        }
    }
    // And every case of the document in the plain profile.
    let profiles = data::profiles();
    for mut e in data::expectations() {
        e.cases.retain(|c| c.profile == "hans" && c.tables.is_none());
        e.cases.iter_mut().for_each(|c| c.options.extend(["--tables".into(), path.into()]));
        let judge = |tag: &str, cases: &[data::Case]| {
            Judge { profiles: &profiles, tag: format!("{}-{tag}-{}", std::process::id(), e.id) }.cases(cases)
        };
        let with = judge("with", &e.cases);
        e.cases.iter_mut().for_each(|c| c.options.truncate(c.options.len() - 2));
        let without = judge("without", &e.cases);
        if with != without {
            return Err(format!("{}: {with:?} with the tables, {without:?} without", e.id));
        }
    }
    Ok(())
}

/// Q17: a benchmark, not a test. What can be held here is that it is measured.
pub fn ten_times_the_text() -> Verdict {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/compose.rs");
    let bench = std::fs::read_to_string(path).map_err(|_| "benches/compose.rs is missing".to_string())?;
    if bench.contains("10_000") { Ok(()) } else { Err("benches/compose.rs does not set 10,000 characters".into()) }
}

/// Q01: all cases twice give the same bytes; whole pages are compared by the build.
pub fn deterministic() -> Verdict {
    let paragraphs = corpus::paragraphs(SEED ^ 1, 40);
    let dump = |runs: Vec<Run>| format!("{runs:?}");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(|e| e.to_string())?;
    for measure in ["10", "18"] {
        let many = dump(set_all(&paragraphs, measure, &[])?);
        let single = dump(one.install(|| set_all(&paragraphs, measure, &[]))?);
        if many != single {
            return Err(format!("two runs at {measure} em differ"));
        }
    }
    Ok(())
}
