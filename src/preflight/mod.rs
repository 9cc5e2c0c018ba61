//! Checks of finished bytes (印前检查): our own pages and anybody's.
//!
//! In: the bytes of a PDF and what is asked for. Out: one [`Finding`] a rule, with the places. Does not know:
//! who wrote the file, how it was made up, the disk.
//!
//! The bytes are read with `hayro-syntax`, which wrote none of them; what a forgiving reader repairs in silence
//! (header, trailer, cross-references, lengths) is read by `structure` itself. A rule is a row of `rules::all`:
//! name, title, basis, standard, severity, function.

mod color;
mod doc;
mod facts;
mod filters;
mod font;
mod function;
mod lines;
mod object;
mod rules;
mod stack;
mod structure;
mod sums;
mod walk;
mod xmp;

use crate::diag::{Code, Diagnostic, Report, Severity};
use crate::geom::{Len, Rect};
use crate::model::layout::{Flavour, PressSettings};
use doc::Doc;
use facts::Facts;
use object::Obj;
pub use rules::Rule;
use std::collections::BTreeMap;

/// What a file is judged as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// PDF/X-4:2010.
    X4,
    /// PDF/X-1a:2003.
    X1a,
}

impl Standard {
    /// Its full name.
    pub fn name(self) -> &'static str {
        match self {
            Standard::X4 => "PDF/X-4:2010",
            Standard::X1a => "PDF/X-1a:2003",
        }
    }
}

/// What is asked for: each limit is a key of a layout and an option of the command.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Judge as this; `None` for what the file says it is.
    pub standard: Option<Standard>,
    /// Named inks are ordered.
    pub allow_spots: bool,
    /// Total ink: wished for, and never above, in percent.
    pub total_ink: (f64, f64),
    /// Share of a picture that may be above, in percent.
    pub ink_area: f64,
    /// Pixels an inch of pictures: wished for, warned below, refused below.
    pub ppi: (f64, f64, f64),
    /// Pixels an inch of line art.
    pub line_art_ppi: f64,
    /// Reversed type: warned below, refused below, in points.
    pub reversed_type: (f64, f64),
    /// Type in more than one ink: warned below, in points.
    pub colored_type: f64,
    /// Rules in full black: refused below, in points.
    pub black_rule: f64,
    /// Rules in a tint: warned below, in points.
    pub tint_rule: f64,
    /// Rules in several inks or reversed: warned below, in points.
    pub colored_rule: f64,
    /// Decode pictures to sum their inks.
    pub pictures: bool,
    /// The rules of newspaper practice too, not the standard's alone.
    pub newspaper: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            standard: None,
            allow_spots: false,
            total_ink: (220.0, 240.0),
            ink_area: 0.05,
            ppi: (200.0, 170.0, 150.0),
            line_art_ppi: 600.0,
            reversed_type: (10.0, 7.0),
            colored_type: 10.0,
            black_rule: 0.25,
            tint_rule: 1.0,
            colored_rule: 1.5,
            pictures: true,
            newspaper: true,
        }
    }
}

impl Settings {
    /// What a layout asks of its own pages. Their pictures are not decoded again: their ink was limited when they were
    /// converted, and decoding costs more than all other checks together; `banxin preflight` decodes them.
    pub fn of(press: &PressSettings, allow_spots: bool) -> Settings {
        Settings {
            standard: match press.flavour {
                Flavour::X1a => Some(Standard::X1a),
                Flavour::X4 | Flavour::Screen => Some(Standard::X4),
            },
            allow_spots,
            total_ink: (f64::from(press.total_ink.0) / 10.0, f64::from(press.total_ink.1) / 10.0),
            ppi: (f64::from(press.ppi.0), f64::from(press.ppi.1), f64::from(press.ppi.2)),
            line_art_ppi: f64::from(press.line_art_ppi),
            reversed_type: (press.reversed_type.0.pt(), press.reversed_type.1.pt()),
            colored_type: press.mixed_type.pt(),
            black_rule: press.thin_rules[0].pt(),
            tint_rule: press.thin_rules[1].pt(),
            colored_rule: press.thin_rules[2].pt(),
            pictures: false,
            ..Settings::default()
        }
    }
}

/// How a rule came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Kept.
    Pass,
    /// Could not be told; never counted as kept.
    NotChecked,
    /// Look before it goes to press.
    Warn,
    /// Not fit for press.
    Fail,
}

impl Verdict {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::NotChecked => "not checked",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
        }
    }
}

/// One place where a rule is broken, or the reason why it was not checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Page from 1, where it is on one.
    pub page: Option<u32>,
    /// Where on it, from the trim's top left.
    pub area: Option<Rect>,
    /// What, in words.
    pub text: String,
    /// How bad this one is.
    pub verdict: Verdict,
}

/// How one rule came out.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which.
    pub rule: &'static Rule,
    /// How.
    pub verdict: Verdict,
    /// Where, the first ones.
    pub hits: Vec<Hit>,
    /// In how many places.
    pub count: usize,
}

/// The most places that are kept of one rule.
const MOST_HITS: usize = 12;

/// What a rule notes.
pub struct Hits<'a> {
    facts: &'a Facts<'a>,
    rule: &'static Rule,
    hits: Vec<Hit>,
    count: usize,
    verdict: Verdict,
}

impl Hits<'_> {
    fn add(&mut self, verdict: Verdict, page: Option<usize>, area: Option<facts::Area>, text: String) {
        if verdict != Verdict::NotChecked {
            self.count += 1;
        }
        self.verdict = self.verdict.max(verdict);
        let hit = Hit {
            page: page.map(|p| p as u32 + 1),
            area: page.zip(area).and_then(|(p, a)| self.rect(p, a)),
            text,
            verdict,
        };
        if self.hits.len() < MOST_HITS && !self.hits.contains(&hit) {
            self.hits.push(hit);
        } else if let Some(mild) = self.hits.iter().position(|h| h.verdict < verdict) {
            // The worst are kept.
            self.hits[mild] = hit;
        }
    }
    /// From points with y upwards to the page's own measure.
    fn rect(&self, page: usize, a: facts::Area) -> Option<Rect> {
        let trim = self.facts.pages.get(page)?.finished();
        let sane = a.iter().chain(&trim).all(|v| v.is_finite() && v.abs() < 1e7);
        sane.then(|| {
            Rect::new(
                Len::from_pt(a[0] - trim[0]),
                Len::from_pt(trim[3] - a[3]),
                Len::from_pt((a[2] - a[0]).max(0.0)),
                Len::from_pt((a[3] - a[1]).max(0.0)),
            )
        })
    }
    /// The rule is broken, as badly as its row says.
    fn hit(&mut self, text: impl Into<String>) {
        self.add(self.rule.severity, None, None, text.into());
    }
    /// The rule is broken on a page.
    fn on(&mut self, page: usize, text: impl Into<String>) {
        self.add(self.rule.severity, Some(page), None, text.into());
    }
    /// The rule is broken at a place of a page.
    fn at(&mut self, page: usize, area: facts::Area, text: impl Into<String>) {
        self.add(self.rule.severity, Some(page), Some(area), text.into());
    }
    /// The same, only to be looked at.
    fn warn_at(&mut self, page: usize, area: facts::Area, text: impl Into<String>) {
        self.add(Verdict::Warn, Some(page), Some(area), text.into());
    }
    /// It could not be told.
    fn unchecked(&mut self, page: Option<usize>, text: impl Into<String>) {
        self.add(Verdict::NotChecked, page, None, text.into());
    }
}

/// Which standard a file says it follows; `None` when it says none.
fn declared(doc: &Doc, xmp: Option<&xmp::Xmp>) -> Option<Standard> {
    let info = doc.info().and_then(|i| doc.get(&i, "GTS_PDFXVersion").text()).unwrap_or_default();
    let conformance = doc.info().and_then(|i| doc.get(&i, "GTS_PDFXConformance").text()).unwrap_or_default();
    let packet = xmp.and_then(|x| x.get("pdfxid", "GTS_PDFXVersion")).unwrap_or_default();
    if packet.contains("X-4") || info.contains("X-4") {
        Some(Standard::X4)
    } else if info.contains("X-1") || conformance.contains("X-1") {
        Some(Standard::X1a)
    } else {
        None
    }
}

/// Checks a file. The same bytes give the same findings; nothing in them makes it panic, and little bytes cannot
/// cost much: at most 64 MB a decoded stream, 100 million pixels a picture, 200 levels of nesting, 3 million operators.
pub fn check(bytes: &[u8], settings: &Settings) -> Vec<Finding> {
    judge_file(bytes, settings).findings
}

/// What came out for a file.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Judged as this.
    pub standard: Standard,
    /// The file says so itself.
    pub declared: bool,
    /// One a rule.
    pub findings: Vec<Finding>,
}

/// Checks a file, and tells as what.
pub fn judge_file(bytes: &[u8], settings: &Settings) -> Judgement {
    let doc = Doc::open(bytes);
    let catalog = doc.catalog();
    let metadata = doc.get(&catalog, "Metadata").stream().cloned();
    let xmp = metadata.as_ref().map(|m| xmp::Xmp::read(&doc.plain(m).bytes));
    let intents: Vec<_> = doc
        .list(&catalog, "OutputIntents")
        .iter()
        .filter_map(|o| o.dict().cloned())
        .filter(|o| doc.name(o, "S").as_deref() == Some("GTS_PDFX"))
        .collect();
    let old = doc.structure.version.is_some_and(|v| v <= (1, 4));
    let said = declared(&doc, xmp.as_ref());
    let standard = settings.standard.or(said).unwrap_or(
        // Without a word of its own, an old file with an output intent can only be meant as X-1a.
        if old && !intents.is_empty() { Standard::X1a } else { Standard::X4 },
    );
    let profile = intents.first().and_then(|i| doc.get(i, "DestOutputProfile").stream().cloned());
    let facts::Reached { objects, dangling, cut } = facts::objects(&doc);
    let (pages, resources): (Vec<_>, Vec<_>) = facts::pages(&doc, &catalog).into_iter().unzip();
    let mut facts = Facts {
        doc: &doc,
        settings,
        standard,
        info: doc.info(),
        profile: profile.map(|p| color::Profile::read(&doc, &p)),
        catalog,
        metadata,
        xmp,
        intents,
        objects,
        pages,
        marks: Vec::new(),
        runs: Vec::new(),
        lines: Vec::new(),
        pictures: Vec::new(),
        sums: Vec::new(),
        uses: Vec::new(),
        fonts: Vec::new(),
        oddities: Vec::new(),
        contents: Vec::new(),
        dangling,
        cut: cut.then(|| "there are more objects than are walked".to_string()),
    };
    if doc.opened() {
        let mut walk = walk::Walk::new(&mut facts);
        for (number, resources) in resources.into_iter().enumerate() {
            walk.page(number, resources);
        }
    }
    if settings.newspaper {
        facts.lines = lines::lines(&facts);
    }
    if settings.pictures && settings.newspaper {
        facts.sums = sum_pictures(&facts);
    }
    let findings = rules::all().filter(|r| r.applies(standard, settings)).map(|rule| judge(rule, &facts)).collect();
    Judgement { standard, declared: said == Some(standard), findings }
}

/// Each picture once; what is used again shares the sums of its first use.
fn sum_pictures(facts: &Facts) -> Vec<Option<Result<sums::Sums, String>>> {
    let mut known: BTreeMap<object::Id, usize> = BTreeMap::new();
    let mut out: Vec<Option<Result<sums::Sums, String>>> = Vec::new();
    for (i, p) in facts.pictures.iter().enumerate() {
        let before = p.id.and_then(|id| known.get(&id).copied());
        out.push(match before {
            Some(first) => out[first].clone(),
            // Gray is one ink: it cannot be too much, and decoding it would be the dearest part of a page.
            None if p.mask
                || p.in_mask
                || p.id.is_none()
                || is_gray(p) && !needs_a_look(&facts.doc.filters(&p.dict)) =>
            {
                None
            }
            None => Some(sums::of(facts.doc, p)),
        });
        if let Some(id) = p.id {
            known.entry(id).or_insert(i);
        }
    }
    out
}

fn is_gray(p: &facts::Picture) -> bool {
    p.space.as_ref().is_some_and(|s| matches!(&**s, color::Space::Gray | color::Space::CalGray))
}

/// Codecs of which nothing but decoding tells whether the data is sound.
fn needs_a_look(filters: &[String]) -> bool {
    filters.iter().any(|f| matches!(f.as_str(), "JPXDecode" | "CCITTFaxDecode" | "JBIG2Decode"))
}

fn judge(rule: &'static Rule, facts: &Facts) -> Finding {
    let mut hits = Hits { facts, rule, hits: Vec::new(), count: 0, verdict: Verdict::Pass };
    if facts.doc.opened() || rule.bytes_only {
        (rule.see)(facts, &mut hits);
        if let (true, Some(why), false) = (hits.verdict == Verdict::Pass, &facts.cut, rule.bytes_only) {
            hits.unchecked(None, why.clone());
        }
    } else {
        hits.unchecked(None, "the file cannot be opened");
    }
    Finding { rule, verdict: hits.verdict, hits: hits.hits, count: hits.count }
}

/// Turns what is not kept on one of our own pages into diagnostics.
pub fn report(findings: &[Finding], page: u32, report: &mut Report) {
    for finding in findings.iter().filter(|f| f.verdict >= Verdict::Warn) {
        for hit in finding.hits.iter().filter(|h| h.verdict >= Verdict::Warn) {
            // The writer, which knows the picture's file, has said so of this place already.
            let said = |d: &Diagnostic| {
                d.code == Code("P107") && d.place.is_some_and(|p| p.page == page && near(p.area, hit.area))
            };
            if finding.rule.family == Family::Picture && report.diagnostics.iter().any(said) {
                continue;
            }
            let severity = if hit.verdict == Verdict::Fail { Severity::Error } else { Severity::Warning };
            let message = format!("{}: {}", finding.rule.id, hit.text);
            let help = format!("the rule: {}", finding.rule.title);
            report.push(
                Diagnostic::new(finding.rule.family.code(), message).severity(severity).on(page, hit.area).help(help),
            );
        }
    }
}

/// Whether two areas are the same but for rounding.
fn near(a: Option<Rect>, b: Option<Rect>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    let close = |a: Len, b: Len| (a - b).0.abs() <= Len::MM.0 / 10;
    close(a.x, b.x) && close(a.y, b.y) && close(a.w, b.w) && close(a.h, b.h)
}

/// Families of rules; each has a code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Header, trailer, cross-references.
    File,
    /// What the file says it is.
    Identity,
    /// Printing condition.
    Intent,
    /// Boxes.
    Page,
    /// What a printer cannot print.
    Interactive,
    /// Streams, halftones, operators.
    Graphics,
    /// Transparency and layers.
    Transparency,
    /// Colour spaces.
    Color,
    /// Fonts.
    Font,
    /// Ink on paper.
    Ink,
    /// Type on paper.
    Type,
    /// Pictures.
    Picture,
    /// Text as text.
    Text,
}

impl Family {
    /// The code of its diagnostics.
    pub fn code(self) -> Code {
        Code(match self {
            Family::File => "P201",
            Family::Identity => "P202",
            Family::Intent => "P203",
            Family::Page => "P204",
            Family::Interactive => "P205",
            Family::Graphics => "P206",
            Family::Transparency => "P207",
            Family::Color => "P208",
            Family::Font => "P209",
            Family::Ink => "P210",
            Family::Type => "P211",
            Family::Picture => "P212",
            Family::Text => "P213",
        })
    }
}

/// A name, or what stands in for it when there is none.
fn shown(object: &Obj) -> String {
    match object {
        Obj::Name(n) => n.to_string(),
        Obj::Null => "missing".into(),
        Obj::Int(n) => n.to_string(),
        Obj::Real(n) => n.to_string(),
        Obj::Bool(b) => b.to_string(),
        Obj::Str(s) => format!("({})", object::text(s)),
        _ => "of another type".into(),
    }
}
