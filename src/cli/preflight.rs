//! `banxin preflight FILE.pdf…`: checks any PDF, of whatever maker.
//!
//! In: paths and limits. Out: one rule a line, or JSON. Does not know: rules.

use crate::cli::plates;
use crate::preflight::{self, Finding, Hit, Judgement, Settings, Standard, Verdict};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// What to judge as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Std {
    /// PDF/X-4:2010.
    X4,
    /// PDF/X-1a:2003.
    X1a,
    /// What the file says it is.
    Auto,
}

/// Options of `banxin preflight`.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// The files.
    #[arg(required = true, value_name = "FILE.pdf")]
    pub files: Vec<PathBuf>,
    /// Judge as this standard.
    #[arg(long, value_enum, default_value = "auto")]
    pub std: Std,
    /// One JSON object a file.
    #[arg(long)]
    pub json: bool,
    /// Only what did not pass.
    #[arg(long, short)]
    pub quiet: bool,
    /// Named inks are ordered.
    #[arg(long)]
    pub allow_spots: bool,
    /// The standard's rules alone, without newspaper practice.
    #[arg(long)]
    pub no_newspaper: bool,
    /// Separate the pages with Ghostscript, where it is installed, and measure what geometry cannot know.
    #[arg(long)]
    pub plates: bool,
    /// Total ink: warn above, in percent.
    #[arg(long, default_value_t = 220.0, value_name = "PERCENT")]
    pub total_ink: f64,
    /// Total ink: fail above, in percent.
    #[arg(long, default_value_t = 240.0, value_name = "PERCENT")]
    pub most_ink: f64,
    /// Share of a picture that may be above, in percent.
    #[arg(long, default_value_t = 0.05, value_name = "PERCENT")]
    pub ink_area: f64,
    /// Pictures: wished for, in pixels an inch.
    #[arg(long, default_value_t = 200.0, value_name = "PPI")]
    pub ppi: f64,
    /// Pictures: warn below.
    #[arg(long, default_value_t = 170.0, value_name = "PPI")]
    pub warn_ppi: f64,
    /// Pictures: fail below.
    #[arg(long, default_value_t = 150.0, value_name = "PPI")]
    pub least_ppi: f64,
    /// Line art: fail below.
    #[arg(long, default_value_t = 600.0, value_name = "PPI")]
    pub line_art_ppi: f64,
    /// Reversed type: warn below, in points.
    #[arg(long, default_value_t = 10.0, value_name = "PT")]
    pub reversed_type: f64,
    /// Reversed type: fail below, in points.
    #[arg(long, default_value_t = 7.0, value_name = "PT")]
    pub least_reversed_type: f64,
    /// Type in more than one ink: least size, in points.
    #[arg(long, default_value_t = 10.0, value_name = "PT")]
    pub colored_type: f64,
    /// Rules in full black: fail below, in points.
    #[arg(long, default_value_t = 0.25, value_name = "PT")]
    pub black_rule: f64,
    /// Rules in a tint: least width, in points.
    #[arg(long, default_value_t = 1.0, value_name = "PT")]
    pub tint_rule: f64,
    /// Rules in several inks or reversed: least width, in points.
    #[arg(long, default_value_t = 1.5, value_name = "PT")]
    pub colored_rule: f64,
}

impl Options {
    fn settings(&self) -> Settings {
        Settings {
            standard: match self.std {
                Std::X4 => Some(Standard::X4),
                Std::X1a => Some(Standard::X1a),
                Std::Auto => None,
            },
            allow_spots: self.allow_spots,
            total_ink: (self.total_ink, self.most_ink),
            ink_area: self.ink_area,
            ppi: (self.ppi, self.warn_ppi, self.least_ppi),
            line_art_ppi: self.line_art_ppi,
            reversed_type: (self.reversed_type, self.least_reversed_type),
            colored_type: self.colored_type,
            black_rule: self.black_rule,
            tint_rule: self.tint_rule,
            colored_rule: self.colored_rule,
            pictures: true,
            newspaper: !self.no_newspaper,
        }
    }
}

/// Runs the command: text for the output, text for the error output, and the exit code: 0 nothing failed, 1 a rule
/// failed, 2 it could not run.
pub fn run(options: &Options) -> (String, String, u8) {
    let (mut out, mut err, mut code) = (String::new(), String::new(), 0);
    let settings = options.settings();
    for path in &options.files {
        let name = path.display().to_string();
        let bytes = match super::read_file(path) {
            Ok(bytes) => bytes,
            Err(why) => {
                let _ = writeln!(err, "{name}: {why}");
                code = 2;
                continue;
            }
        };
        if !bytes.windows(5).take(1024).any(|w| w == b"%PDF-") {
            let _ = writeln!(err, "{name}: it is no PDF");
            code = 2;
            continue;
        }
        let mut judged = preflight::judge_file(&bytes, &settings);
        if options.plates {
            measured(&mut judged, plates::measure(path), &settings);
        }
        if judged.findings.iter().any(|f| f.verdict == Verdict::Fail) {
            code = code.max(1);
        }
        if options.json {
            let _ = writeln!(out, "{}", as_json(&name, &judged));
        } else {
            human(&mut out, &name, &judged, options.quiet);
        }
    }
    (out, err, code)
}

/// Puts what the plates say in the place of what geometry could not tell.
fn measured(judged: &mut Judgement, plates: Result<Vec<plates::Measured>, String>, settings: &Settings) {
    let Some(finding) = judged.findings.iter_mut().find(|f| f.rule.id == "stacked-ink") else { return };
    let hit = |page: Option<u32>, verdict, text| Hit { page, area: None, text, verdict };
    let pages = match plates {
        Ok(pages) => pages,
        Err(why) => {
            finding.hits.push(hit(None, Verdict::NotChecked, format!("no plates: {why}")));
            finding.verdict = finding.verdict.max(Verdict::NotChecked);
            return;
        }
    };
    finding.hits.retain(|h| h.verdict != Verdict::NotChecked);
    let (wish, limit) = settings.total_ink;
    for (number, page) in pages.iter().enumerate() {
        let above = |percent: f64| page.above.get(percent.max(0.0) as usize).copied().unwrap_or(0.0);
        let (over, near) = (above(limit + 2.0), above(wish + 5.0));
        let (verdict, share, of) = if over > settings.ink_area {
            (Verdict::Fail, over, limit)
        } else if near > 1.0 {
            (Verdict::Warn, near, wish)
        } else {
            continue;
        };
        let text = format!("on the plates: up to {:.0} %, {share:.2} % of the page above {of:.0} %", page.most);
        finding.hits.push(hit(Some(number as u32 + 1), verdict, text));
        finding.count += 1;
    }
    finding.verdict = finding.hits.iter().map(|h| h.verdict).max().unwrap_or(Verdict::Pass);
}

fn count(findings: &[Finding], verdict: Verdict) -> usize {
    findings.iter().filter(|f| f.verdict == verdict).count()
}

fn human(out: &mut String, name: &str, judged: &Judgement, quiet: bool) {
    let findings = &judged.findings;
    let says = if judged.declared { "" } else { "; the file does not say that it is" };
    let _ = writeln!(out, "{name}: judged as {}{says}", judged.standard.name());
    for f in findings.iter().filter(|f| !quiet || f.verdict != Verdict::Pass) {
        let times = if f.count > 1 { format!(" ({} places)", f.count) } else { String::new() };
        let _ =
            writeln!(out, "  {:<11} {:<20} [{}] {}{times}", f.verdict.name(), f.rule.id, f.rule.basis, f.rule.title);
        for hit in &f.hits {
            let mut place = hit.page.map_or_else(String::new, |p| format!("page {p}"));
            if let Some(area) = hit.area {
                let _ = write!(place, ", {:.1} mm from the left, {:.1} mm down", area.x.mm(), area.y.mm());
            }
            let softer = if hit.verdict == f.verdict { String::new() } else { format!("{}: ", hit.verdict.name()) };
            let colon = if place.is_empty() { "" } else { ": " };
            let _ = writeln!(out, "              {place}{colon}{softer}{}", hit.text);
        }
    }
    let _ = writeln!(
        out,
        "  {} rules: {} pass, {} warn, {} fail, {} not checked",
        findings.len(),
        count(findings, Verdict::Pass),
        count(findings, Verdict::Warn),
        count(findings, Verdict::Fail),
        count(findings, Verdict::NotChecked),
    );
}

fn as_json(name: &str, judged: &Judgement) -> Value {
    let findings = &judged.findings;
    let rules: Vec<Value> = findings
        .iter()
        .map(|f| {
            let places: Vec<Value> = f
                .hits
                .iter()
                .map(|h| {
                    let area = h.area.map(|a| json!({"x": a.x.mm(), "y": a.y.mm(), "w": a.w.mm(), "h": a.h.mm()}));
                    json!({"page": h.page, "area": area, "verdict": h.verdict.name(), "text": h.text})
                })
                .collect();
            json!({
                "rule": f.rule.id, "title": f.rule.title, "basis": f.rule.basis, "code": f.rule.family.code().0,
                "verdict": f.verdict.name(), "count": f.count, "places": places,
            })
        })
        .collect();
    json!({
        "schema": 1,
        "file": name,
        "standard": judged.standard.name(),
        "declared": judged.declared,
        "ok": count(findings, Verdict::Fail) == 0,
        "counts": {
            "pass": count(findings, Verdict::Pass), "warn": count(findings, Verdict::Warn),
            "fail": count(findings, Verdict::Fail), "not checked": count(findings, Verdict::NotChecked),
        },
        "rules": rules,
    })
}
