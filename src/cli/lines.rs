//! `banxin lines`: composes standard input and says what was done to each line.
//!
//! In: story markup. Out: lines, for people or as JSON. Does not know: pages.

use crate::cli::{COULD_NOT_RUN, NOT_FOR_PRESS, READY, fail};
use crate::compose::{self, Galley, Line, LineEnd, explain};
use crate::diag::{Code, Diagnostic, Report, Severity, human};
use crate::files::{Disk, Files};
use crate::fonts::{self, Fonts};
use crate::geom::Em;
use crate::model::layout::Layout;
use crate::model::story::{Block, Text};
use crate::model::style::{Align, Style, Writing};
use crate::read::{self, style};
use crate::text::{ShapedPara, Shaper, Tables};
use clap::Args;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Read, Write};

/// Arguments of `lines`.
#[derive(Args)]
pub struct LinesArgs {
    /// Language: zh-Hans, zh-Hant-TW, zh-Hant-HK, ja, ko, en
    #[arg(long)]
    lang: Option<String>,
    /// Length of the lines, in characters
    #[arg(long, default_value = "18字")]
    measure: String,
    /// Indent of the first line: `2字`, or `auto`
    #[arg(long, default_value = "0")]
    indent: String,
    /// horizontal or vertical
    #[arg(long)]
    writing: Option<String>,
    /// A style of the layout to start from
    #[arg(long)]
    style: Option<String>,
    /// What may not begin or end a line: none, basic, gb, strict, very-strict, loose, newspaper
    #[arg(long)]
    kinsoku: Option<String>,
    /// Marks beyond the measure: off, allow, force
    #[arg(long)]
    hang: Option<String>,
    /// Between Han and letters: `1/4`, `0`, …
    #[arg(long)]
    gap: Option<String>,
    /// optimum or first-fit
    #[arg(long)]
    breaker: Option<String>,
    /// So many lines more or fewer than the best set has
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    looseness: i32,
    /// Break as a head, at sense
    #[arg(long)]
    headline: bool,
    /// Lines that the head may take
    #[arg(long, default_value_t = 1)]
    max_lines: u8,
    /// Words that stay whole, parted by commas or blanks (repeatable)
    #[arg(long)]
    keep: Vec<String>,
    /// `stub` for fixed widths, or a role or family
    #[arg(long)]
    font: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Any key of a style (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// A layout whose styles are used
    #[arg(long, value_name = "FILE")]
    styles: Option<String>,
    /// Class and pair tables over the shipped ones
    #[arg(long, value_name = "FILE")]
    tables: Option<String>,
}

/// What a head may be tightened by, in thousandths of the size.
const TRACKING_KEY: &str = "tracking_min";
/// What its characters may be condensed to, in thousandths of their width.
const SCALE_KEY: &str = "scale_min";

struct Setup {
    style: Style,
    measure: Em,
    tracking_min: i64,
    scale_min: i64,
    tables: Tables,
    keep: Vec<String>,
}

/// Runs the command.
pub fn lines(args: &LinesArgs, disk: &Disk) -> u8 {
    let mut report = Report::default();
    let layout = match layout(args, disk, &mut report) {
        Ok(layout) => layout,
        Err(message) => return finish(&report, fail(&message)),
    };
    let setup = match setup(args, disk, layout.as_ref()) {
        Ok(setup) => setup,
        Err(message) => return finish(&report, fail(&message)),
    };
    let mut copy = Vec::new();
    if let Err(error) = std::io::stdin().lock().read_to_end(&mut copy) {
        return fail(&format!("standard input cannot be read: {error}"));
    }
    if std::str::from_utf8(&copy).is_err() {
        read::copy(&copy, "(standard input)", &mut report);
        return finish(&report, COULD_NOT_RUN);
    }
    let blocks = read::copy(&copy, "(standard input)", &mut report);
    if args.lang.is_none() && args.style.is_none() && args.styles.is_none() {
        let span = texts(&blocks).first().and_then(|text| text.span());
        let help = "say --lang zh-Hans, zh-Hant-TW, zh-Hant-HK, ja or ko";
        let what = "no language is given; set as zh-Hans";
        report.push(Diagnostic::new(Code("T003"), what).at(span).help(help));
    }
    let fonts = match fonts(args, disk, layout.as_ref(), &setup.style, &mut report) {
        Ok(fonts) => fonts,
        Err(message) => return finish(&report, fail(&message)),
    };
    let none = BTreeMap::new();
    let styles = layout.as_ref().map_or(&none, |l| &l.styles);
    let shaper = Shaper::with_styles(&fonts, styles).with_tables(setup.tables.clone()).with_keep(&setup.keep);
    let mut out = String::new();
    let mut number = 0;
    for text in texts(&blocks) {
        let (text, marked) = if args.headline { unmarked(text) } else { (text.clone(), Vec::new()) };
        let text = &text;
        let para = shaper.shape(text, &setup.style, &mut report);
        let job = Job { args, setup: &setup, shaper: &shaper, text, marked: &marked };
        let Some(galley) = job.compose(&para, &mut report) else { continue };
        let (para, galley) = galley;
        compose::check(&para, &galley, text.span(), &mut report);
        for line in explain::explain(&para, &galley) {
            number += 1;
            out += &if args.json { json(number, &line) } else { explain::golden(&line) };
            out.push('\n');
        }
    }
    if std::io::stdout().write_all(out.as_bytes()).is_err() {
        return COULD_NOT_RUN;
    }
    let exit = if report.diagnostics.iter().any(|d| d.severity == Severity::Error) { NOT_FOR_PRESS } else { READY };
    finish(&report, exit)
}

fn finish(report: &Report, exit: u8) -> u8 {
    let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    if !report.diagnostics.is_empty() {
        let _ = std::io::stderr().write_all(human::render(report, color).as_bytes());
    }
    exit
}

fn texts(blocks: &[Block]) -> Vec<&Text> {
    let mut texts = Vec::new();
    for block in blocks {
        match block {
            Block::Para(text) | Block::Crosshead(text) | Block::PullQuote(text) => texts.push(text),
            Block::List(items) => texts.extend(items),
            Block::Table(table) => texts.extend(table.rows.iter().flatten()),
        }
    }
    texts
}

fn layout(args: &LinesArgs, disk: &Disk, report: &mut Report) -> Result<Option<Layout>, String> {
    let stub = args.font.as_deref().is_none_or(|f| f == "stub");
    match &args.styles {
        Some(path) => {
            let layout = read::layout(disk, path, report).map_err(|_| format!("{path} cannot be used"))?;
            // Only its styles are asked for: what else a layout needs may be missing.
            report.diagnostics.retain(|d| !matches!(d.code.0, "R007" | "R035"));
            match report.diagnostics.iter().find(|d| d.severity == Severity::Error) {
                Some(_) => Err(format!("{path} has errors")),
                None => Ok(Some(layout)),
            }
        }
        None if stub && args.style.is_none() => Ok(None),
        None => read::layout(disk, "broadsheet", report).map(Some).map_err(|_| "no layout ships".to_string()),
    }
}

fn setup(args: &LinesArgs, disk: &Disk, layout: Option<&Layout>) -> Result<Setup, String> {
    let mut style = style::plain();
    if let Some(layout) = layout {
        let name = args.style.as_deref().unwrap_or("body");
        match layout.styles.get(name) {
            Some(found) => style = found.clone(),
            None if args.style.is_some() => return Err(format!("the layout has no style “{name}”")),
            None => {}
        }
    }
    let (mut tracking_min, mut scale_min) = (-20, 1000);
    let named = [
        ("lang", &args.lang),
        ("writing", &args.writing),
        ("kinsoku", &args.kinsoku),
        ("hang", &args.hang),
        ("gap", &args.gap),
        ("breaker", &args.breaker),
    ];
    for (key, value) in named {
        if let Some(value) = value {
            style::set(&mut style, key, value).map_err(|e| format!("--{key} {value}: {e}"))?;
        }
    }
    style::set(&mut style, "indent", &args.indent).map_err(|e| format!("--indent {}: {e}", args.indent))?;
    if args.headline {
        style.para.align = Align::Start;
        style.para.tight_pairs = true;
    }
    for pair in &args.set {
        let (key, value) = pair.split_once('=').ok_or_else(|| format!("--set {pair}: write KEY=VALUE"))?;
        if key == TRACKING_KEY {
            tracking_min = value.parse::<i64>().map_err(|_| format!("--set {pair}: a number of thousandths"))?;
        } else if key == SCALE_KEY {
            let share = value.parse::<i64>().ok().filter(|share| (500..=1000).contains(share));
            scale_min = share.ok_or_else(|| format!("--set {pair}: thousandths, from 500 to 1000"))?;
        } else {
            style::set(&mut style, key, value).map_err(|e| format!("--set {pair}: {e}"))?;
        }
    }
    if let Some(name) = args.font.as_ref().filter(|f| *f != "stub") {
        style.face.clone_from(name);
    }
    let measure = style::em(&args.measure).map_err(|e| format!("--measure {}: {e}", args.measure))?;
    if measure <= Em::ZERO || measure > Em::ONE * 100_000 {
        return Err(format!("--measure {}: a line has between 1 and 100,000 characters", args.measure));
    }
    if style.para.indent.max(style.para.hanging_indent) >= measure {
        return Err(format!("the indent is as long as a line of {} em", measure.fraction()));
    }
    if args.max_lines == 0 {
        return Err("--max-lines 0: a head has at least one line".to_string());
    }
    let mut tables = layout.map_or_else(Tables::default, |l| crate::text::tables(l, &mut Report::default()));
    if let Some(path) = &args.tables {
        let bytes = disk.read(path).map_err(|e| format!("{path}: {e}"))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| format!("{path} is not UTF-8"))?;
        tables.apply(text).map_err(|e| format!("{path}, {e}"))?;
    }
    let split = |w: &String| w.split([',', ' ', '，', '、']).map(str::to_string).collect::<Vec<_>>();
    let keep = args.keep.iter().flat_map(split).filter(|w| !w.is_empty()).collect();
    Ok(Setup { style, measure, tracking_min, scale_min, tables, keep })
}

fn fonts(
    args: &LinesArgs,
    disk: &Disk,
    layout: Option<&Layout>,
    style: &Style,
    report: &mut Report,
) -> Result<Fonts, String> {
    let given = args.font.as_deref().unwrap_or(if args.style.is_some() { "" } else { "stub" });
    let Some(layout) = layout.filter(|_| given != "stub") else { return Ok(Fonts::stub()) };
    let mut layout = layout.clone();
    layout.styles.insert("(lines)".to_string(), style.clone());
    let fonts = fonts::resolve(disk, &layout, report);
    if report.diagnostics.iter().any(|d| d.code == fonts::MISSING_FACE) {
        return Err(format!("there is no face “{given}”"));
    }
    Ok(fonts)
}

/// Takes the `|` out of a head: where it may break (typography R19.6), as bytes of what is left.
fn unmarked(text: &Text) -> (Text, Vec<u32>) {
    let (mut marked, mut length) = (Vec::new(), 0);
    let mut out = text.clone();
    for run in &mut out.runs {
        for (n, piece) in run.text.split('|').enumerate() {
            if n > 0 {
                marked.push(length);
            }
            length += piece.len() as u32;
        }
        run.text = run.text.replace('|', "");
    }
    (out, marked)
}

/// One paragraph to compose.
struct Job<'a> {
    args: &'a LinesArgs,
    setup: &'a Setup,
    shaper: &'a Shaper<'a>,
    text: &'a Text,
    marked: &'a [u32],
}

impl Job<'_> {
    /// Body text, or a head in as few lines as it fits.
    fn compose(&self, para: &ShapedPara, report: &mut Report) -> Option<(ShapedPara, Galley)> {
        let (args, measure) = (self.args, self.setup.measure);
        if !args.headline {
            let galley = compose::galley(para, measure, args.looseness);
            if galley.is_none() {
                let what = format!("no set with {:+} lines within the limits", args.looseness);
                report.push(Diagnostic::new(Code("T017"), what).at(self.text.span()));
            }
            return galley.map(|g| (para.clone(), g));
        }
        for lines in 1..=args.max_lines.max(1) {
            if let Some(galley) = self.head(para, lines) {
                return Some((para.clone(), galley));
            }
            // Typography R19.4: tightened within the limit, and said so.
            if let Some(found) = self.tightened(lines) {
                let what = "the head is tightened to fit its measure";
                report.push(Diagnostic::new(Code("T004"), what).at(self.text.span()));
                return Some(found);
            }
            if let Some(found) = self.condensed(para, lines) {
                let what = "the head is condensed to fit its measure";
                report.push(Diagnostic::new(Code("T004"), what).at(self.text.span()));
                return Some(found);
            }
        }
        let what = format!("the head does not fit {} lines of {} em", args.max_lines, measure.fraction());
        let help = "shorten it, or allow more lines";
        report.push(Diagnostic::new(Code("T014"), what).at(self.text.span()).help(help));
        let lines = (1..=args.max_lines).rev().find_map(|n| compose::head_splits(para, n).into_iter().next())?;
        Some((para.clone(), galley_of(para, lines.into_iter().map(|l| l.0), measure)))
    }

    /// The best division into exactly so many lines that all fit; at the copy's own marks where it has enough.
    fn head(&self, para: &ShapedPara, lines: u8) -> Option<Galley> {
        let at_mark = |end: u32| {
            let byte = para.clusters.get(end as usize).map(|c| c.range.start);
            byte.is_none_or(|byte| self.marked.contains(&byte))
        };
        let bound = !self.marked.is_empty() && usize::from(lines) <= self.marked.len() + 1;
        let splits = compose::head_splits(para, lines);
        let fits = splits.into_iter().find(|split| {
            split.iter().all(|(range, width)| *width <= self.setup.measure && (!bound || at_mark(range.end)))
        })?;
        Some(galley_of(para, fits.into_iter().map(|l| l.0), self.setup.measure))
    }

    fn tightened(&self, lines: u8) -> Option<(ShapedPara, Galley)> {
        let setup = self.setup;
        let mut style = setup.style.clone();
        // By steps of a thousandth, to take no more than is needed. Every character gives its share, the last
        // one's is taken from the gaps.
        let count = self.text.plain().chars().count().max(2) as i64;
        let least = setup.tracking_min * count / (count - 1);
        for tracking in (least..0).rev() {
            style.tracking = setup.style.tracking + tracking as i32;
            let para = self.shaper.shape(self.text, &style, &mut Report::default());
            if let Some(mut galley) = self.head(&para, lines) {
                // What the last step took too much is given back: the longest line fills its measure.
                let step = Em(28 * count);
                for line in galley.lines.iter_mut().filter(|line| setup.measure - line.natural <= step) {
                    line.set = setup.measure;
                }
                let justified = ShapedPara {
                    style: crate::model::style::ParaStyle { align: Align::Justify, ..para.style.clone() },
                    ..para
                };
                return Some((justified, galley));
            }
        }
        None
    }

    /// Typography R19.4: narrower characters where the copy allows them, by steps of a thousandth.
    fn condensed(&self, para: &ShapedPara, lines: u8) -> Option<(ShapedPara, Galley)> {
        if para.style.writing == Writing::Vertical {
            return None;
        }
        let narrow = (self.setup.scale_min..1000).rev().map(|share| para.condensed(share));
        narrow.into_iter().find_map(|para| self.head(&para, lines).map(|galley| (para, galley)))
    }
}

fn galley_of(para: &ShapedPara, ranges: impl Iterator<Item = std::ops::Range<u32>>, measure: Em) -> Galley {
    let mut lines: Vec<Line> = ranges.map(|range| compose::single_line(para, range)).collect();
    let last = lines.len().saturating_sub(1);
    for line in &mut lines[..last] {
        line.end = LineEnd::Break;
    }
    Galley { measure, lines, cost: 0 }
}

/// One line as JSON, its keys in the order that a reader looks for them.
fn json(number: usize, line: &explain::Explained) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let clusters: Vec<String> = line
        .clusters
        .iter()
        .map(|(own, x, advance)| format!("{{\"text\":{},\"x\":\"{x}\",\"advance\":\"{advance}\"}}", text(own)))
        .collect();
    let adjust: Vec<String> = line
        .adjust
        .iter()
        .map(|(at, rule, what, by)| {
            format!("{{\"at\":{at},\"rule\":\"{rule}\",\"what\":{},\"by\":\"{by}\"}}", text(what))
        })
        .collect();
    format!(
        "{{\"line\":{number},\"text\":{},\"natural\":\"{}\",\"set\":\"{}\",\"hung\":\"{}\",\"clusters\":[{}],\"adjust\":[{}],\"break\":{}}}",
        text(&line.text),
        line.natural,
        line.set,
        line.hung,
        clusters.join(","),
        adjust.join(","),
        text(&line.reason)
    )
}
