//! `[makeup]` and `[press]` of a layout, and the word lists that copy is held against.
//!
//! In: tables. Out: [`MakeupRules`], [`PressSettings`], lint and keep lists. Does not know: pages.

use super::style;
use super::template;
use super::tree::{Table, Value};
use super::walk::{self, Fields, Kind, Walk, Wrong};
use crate::diag::Severity;
use crate::diag::codes::TABLE;
use crate::geom::Len;
use crate::model::issue::{Keep, Lint};
use crate::model::layout::{Flavour, Grid, MakeupRules, PressSettings, SCORE_TERMS, Template, TemplatePart, Verdict};
use std::collections::BTreeMap;

type F<'t, 'w, 'r> = Fields<'t, 'w, 'r>;

/// Words for [`Severity`].
pub const SEVERITIES: &[(&str, Severity)] =
    &[("error", Severity::Error), ("warning", Severity::Warning), ("note", Severity::Note)];

/// `[makeup]`.
pub fn makeup(f: &mut F<'_, '_, '_>, grid: &Grid) -> MakeupRules {
    let mut out = MakeupRules {
        widths: (1..=grid.columns).collect(),
        measures: Vec::new(),
        looseness: 2,
        head_white: 1,
        least_text: 3,
        keep_on_page: 8,
        least_rest: 6,
        remember: true,
        taboos: Default::default(),
        weights: Default::default(),
    };
    f.table("makeup", |f| {
        if let Some(items) = f.items("widths", Kind::Any) {
            let mut widths = Vec::new();
            for item in items {
                match walk::integer(&item.value, 1, i64::from(grid.columns)) {
                    Ok(width) => widths.push(width as u16),
                    Err(wrong) => f.walk.wrong(wrong, item.span),
                }
            }
            widths.sort_unstable();
            widths.dedup();
            match widths.is_empty() {
                true if items.is_empty() => {
                    let span = f.table.get("widths").map_or(f.span(), |node| node.span);
                    let wrong = Wrong::value("a story must have some width");
                    f.walk.wrong(wrong.help("write the columns that it may take: [1, 2, 3]"), span);
                }
                true => {}
                false => out.widths = widths,
            }
        }
        out.measures = measures(f, grid.columns);
        let mut count = |key, default: u16| f.integer(key, 0, 1000).map_or(default, |n| n as u16);
        out.looseness = count("looseness", out.looseness);
        out.head_white = count("head_white", out.head_white);
        out.least_text = count("least_text", out.least_text);
        out.keep_on_page = count("keep_on_page", out.keep_on_page);
        out.least_rest = count("least_rest", out.least_rest);
        out.remember = f.bool("remember").unwrap_or(out.remember);
        out.taboos = taboos(f);
        out.weights = weights(f);
    });
    out
}

/// `["3>2", "5>3"]`: a story over so many columns may be set in so many.
fn measures(f: &mut F<'_, '_, '_>, most: u16) -> Vec<(u16, u16)> {
    let mut out = Vec::new();
    let Some(items) = f.items("measures", Kind::Any) else { return out };
    for item in items {
        let pair = walk::text(&item.value).and_then(|text| {
            let (from, to) = text.split_once('>').unwrap_or((text, ""));
            let number = |s: &str| s.trim().parse::<u16>().ok().filter(|n| (1..=most).contains(n));
            number(from).zip(number(to)).filter(|(from, to)| from != to).ok_or_else(|| {
                Wrong::value(format!("“{text}” is no way to break columns"))
                    .help("write \"3>2\": three columns of the page set as two (三破二)")
            })
        });
        match pair {
            Ok(pair) => out.push(pair),
            Err(wrong) => f.walk.wrong(wrong, item.span),
        }
    }
    out
}

/// `[makeup.weights]`: terms of the score, in percent of the engine's own balance.
fn weights(f: &mut F<'_, '_, '_>) -> BTreeMap<String, i64> {
    let weights = f.pairs("weights", |value, _| walk::integer(value, 0, 10_000)).into_iter().collect();
    let known = || SCORE_TERMS.iter().map(|(name, _)| *name);
    if let Some(Value::Table(table)) = f.table.get("weights").map(|node| &node.value) {
        for entry in table.entries.iter().filter(|entry| !known().any(|name| name == entry.key)) {
            let wrong = Wrong::value(format!("the score of a page has no term “{}”", entry.key));
            let terms: Vec<&str> = known().collect();
            let help = match walk::nearest(&entry.key, known()) {
                Some(near) => format!("did you mean “{near}”?"),
                None => format!("its terms are {}", terms.join(", ")),
            };
            f.walk.wrong(wrong.help(help), entry.key_span);
        }
    }
    weights
}

/// `[makeup.taboos]`: codes of the family N, and what becomes of each.
fn taboos(f: &mut F<'_, '_, '_>) -> BTreeMap<String, Verdict> {
    let verdict = |value: &Value, _: &super::unit::Units| match value {
        Value::Bool(false) => Ok(Verdict::Off),
        Value::Text { text, .. } if text == "off" => Ok(Verdict::Off),
        Value::Text { text, .. } if text == "score" => Ok(Verdict::Score),
        other => walk::choice(other, SEVERITIES)
            .map(Verdict::Say)
            .map_err(|wrong| wrong.help("write \"error\", \"warning\", \"note\", \"score\" or \"off\"")),
    };
    let taboos = f.pairs("taboos", verdict);
    let known = || TABLE.iter().map(|entry| entry.code).filter(|code| code.starts_with('N'));
    if let Some(Value::Table(table)) = f.table.get("taboos").map(|node| &node.value) {
        for entry in table.entries.iter().filter(|entry| !known().any(|code| code == entry.key)) {
            let wrong = Wrong::value(format!("there is no taboo “{}”", entry.key));
            let near = walk::nearest(&entry.key, known());
            let help =
                near.map_or("see the family N of docs/diagnostics.md".into(), |n| format!("did you mean “{n}”?"));
            f.walk.wrong(wrong.help(help), entry.key_span);
        }
    }
    taboos.into_iter().collect()
}

const FLAVOURS: &[(&str, Flavour)] = &[("x4", Flavour::X4), ("x1a", Flavour::X1a), ("screen", Flavour::Screen)];

/// `{issue}-{page:02}.pdf`.
fn file_template() -> Template {
    let field = |name: &str, format: Option<&str>| TemplatePart::Field {
        name: name.to_string(),
        format: format.map(str::to_string),
    };
    let literal = |text: &str| TemplatePart::Literal(text.to_string());
    Template { parts: vec![field("issue", None), literal("-"), field("page", Some("02")), literal(".pdf")], span: None }
}

/// `[press]`.
pub fn press(f: &mut F<'_, '_, '_>) -> PressSettings {
    let mut out = PressSettings {
        flavour: Flavour::X4,
        profile: "newsprint_ifra26_tac220.icc".to_string(),
        condition: "IFRA26".to_string(),
        registry: "http://www.color.org".to_string(),
        total_ink: (2200, 2400),
        ppi: (200, 170, 150),
        line_art_ppi: 600,
        reversed_type: (Len::PT * 10, Len::PT * 7),
        mixed_type: Len::PT * 10,
        thin_rules: [Len::PT / 4, Len::PT, Len::PT * 3 / 2],
        convert_ads: false,
        jpeg_quality: 85,
        sharpen: 300,
        marks: true,
        mark_offset: Len::MM * 3,
        file: file_template(),
        black_only: Default::default(),
    };
    f.table("press", |f| {
        out.flavour = f.choice("flavour", FLAVOURS).unwrap_or(out.flavour);
        out.profile = f.text("profile").unwrap_or_else(|| out.profile.clone());
        out.condition = f.text("condition").unwrap_or_else(|| out.condition.clone());
        out.registry = f.text("registry").unwrap_or_else(|| out.registry.clone());
        if let Some((wished, most)) = f.share_range("total_ink", 4000) {
            out.total_ink = (wished.max(1000) as u32, most.max(1000) as u32);
        }
        if let Some(ppi) = f.parse("ppi", Kind::Any, |value, _| {
            let list = walk::list(value, 3, "resolutions (wished for, warned below, refused below)")?;
            let mut out = [0; 3];
            for (slot, node) in out.iter_mut().zip(list) {
                *slot = walk::integer(&node.value, 1, 5000)? as u16;
            }
            if out[0] < out[1] || out[1] < out[2] {
                let wrong = Wrong::value("these go from the highest to the lowest");
                return Err(
                    wrong.help("write what is wished for, what is warned of and what is refused: [300, 200, 150]")
                );
            }
            Ok(out)
        }) {
            out.ppi = (ppi[0], ppi[1], ppi[2]);
        }
        out.line_art_ppi = f.integer("line_art_ppi", 100, 5000).map_or(out.line_art_ppi, |n| n as u16);
        if let Some([warned, refused]) = f.lengths("reversed_type") {
            out.reversed_type = (warned.max(refused), refused);
        }
        out.mixed_type = f.length("mixed_type").unwrap_or(out.mixed_type);
        out.thin_rules = f.lengths("thin_rules").unwrap_or(out.thin_rules);
        out.convert_ads = f.choice("unfit_ads", &[("refuse", false), ("convert", true)]).unwrap_or(out.convert_ads);
        out.jpeg_quality = f.integer("jpeg_quality", 1, 100).map_or(out.jpeg_quality, |n| n as u8);
        out.sharpen = f.bounded_share("sharpen", 0, 3000).map_or(out.sharpen, |n| n as u16);
        out.marks = f.bool("marks").unwrap_or(out.marks);
        out.mark_offset = f.bounded("mark_offset", Len::ZERO, Len::MM * 50).unwrap_or(out.mark_offset);
        if let Some(node) = f.node("file", Kind::Text) {
            match file_name(&node.value, node.span) {
                Ok(template) => out.file = template,
                Err(wrong) => f.walk.wrong(wrong, node.span),
            }
        }
        out.black_only = f.pairs("black_only", style::ink).into_iter().collect();
    });
    out
}

/// The name of a page's file: must tell pages apart and stay in its folder.
fn file_name(value: &Value, span: crate::source::Span) -> Result<Template, Wrong> {
    let template = template::template(value, span)?;
    let names_page = template.parts.iter().any(|p| matches!(p, TemplatePart::Field { name, .. } if name == "page"));
    let leaves = template.parts.iter().any(|p| match p {
        TemplatePart::Literal(text) => text.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0']),
        TemplatePart::Field { .. } => false,
    });
    let ends = matches!(template.parts.last(), Some(TemplatePart::Literal(text)) if text.ends_with(".pdf"));
    if !names_page || leaves || !ends {
        return Err(Wrong::value("a page's file name needs {page}, no folder, and ends with .pdf")
            .help("write for example \"{issue}-{page:02}.pdf\""));
    }
    Ok(template)
}

/// `[[lint]]` and `[[keep]]` of a layout's or a paper's file.
pub fn word_lists(walk: &mut Walk<'_>, table: &Table, lints: &mut Vec<Lint>, keeps: &mut Vec<Keep>) {
    let only = Table {
        entries: table.entries.iter().filter(|e| e.key == "lint" || e.key == "keep").cloned().collect(),
        span: table.span,
    };
    walk.table(&only, |f| {
        lints.extend(f.tables("lint", lint).into_iter().flatten());
        keeps.extend(f.tables("keep", keep).into_iter().flatten());
    });
}

/// One `[[lint]]`.
pub fn lint(f: &mut F<'_, '_, '_>) -> Option<Lint> {
    let pattern = f.text("match");
    let say = f.text("say");
    let unless = f.texts("unless").unwrap_or_default().into_iter().filter(|form| !form.is_empty()).collect();
    let first = f.text("first").filter(|form| !form.is_empty());
    let severity = f.choice("severity", SEVERITIES).unwrap_or(Severity::Warning);
    f.require("match");
    f.require("say");
    if let Some(node) = f.table.get("match").filter(|_| pattern.as_ref().is_some_and(String::is_empty)) {
        f.walk
            .wrong(Wrong::value("an empty text is found nowhere").help("write the form that is looked for"), node.span);
    }
    let pattern = pattern.filter(|p| !p.is_empty())?;
    Some(Lint { pattern, say: say?, severity, unless, first })
}

/// One `[[keep]]`.
pub fn keep(f: &mut F<'_, '_, '_>) -> Option<Keep> {
    let words = f.texts("words");
    let never = f.choice("strength", &[("prefer", false), ("never", true)]).unwrap_or(false);
    f.require("words");
    Some(Keep { words: words?.into_iter().filter(|w| !w.is_empty()).collect(), never })
}
