//! What the copy should not have (typography R23.2): said, never changed.
//!
//! In: a shaped paragraph. Out: diagnostics. Does not know: fonts.

use crate::diag::{Code, Diagnostic, Report};
use crate::model::story::Text;
use crate::model::style::{Lang, Style};
use crate::source::Span;
use crate::text::{Class, ShapedPara};

/// The line gap that the paragraph's marks leave to the next line, at least.
const NEAR: i64 = 27_720 / 20;

/// The line gap that readings of half size need (typography R18.7): their letters reach 0.45 em above the em box.
const READING: crate::geom::Em = crate::geom::Em::HALF;

/// Reports ASCII punctuation between Han, marks of an odd form, and marks beside text that come near the next line.
pub(crate) fn check(text: &Text, para: &ShapedPara, style: &Style, report: &mut Report) {
    if matches!(style.para.lang, Lang::ZhHans | Lang::ZhHantTw | Lang::ZhHantHk) {
        ascii(text, para, report);
        odd(text, para, report);
    }
    let marked = para.spans.iter().any(|s| s.marks.dots || s.marks.name_line || s.marks.book_wave);
    let scale = super::ruby::mark_scale(para);
    // A dot's ink ends a quarter em under the frame at full size.
    if marked && (para.line_gap - crate::geom::Em::frac(11, 50).scale(scale, 1000)).0 < NEAR {
        let what = "marks beside the text come nearer than 0.05 em to the next line";
        let help = "give the style more pitch, or mark the words otherwise";
        report.push(Diagnostic::new(Code("T013"), what).at(text.span()).help(help));
    }
    // Typography R18.7: the pitch stays whatever a line holds, so readings must find their room in it.
    let read = para.rubies.iter().find(|r| !r.zhuyin && !r.glyphs.is_empty());
    if let Some(ruby) = read
        && para.line_gap < READING
    {
        let what = "readings come nearer than 0.05 em to the line beside them";
        let help = "give the style more pitch: half an em more than its size";
        let (first, last) = (&para.clusters[ruby.bases.start], &para.clusters[ruby.bases.end - 1]);
        let at = place(text, first.range.start, last.range.end).or(text.span());
        report.push(Diagnostic::new(Code("T013"), what).at(at).help(help));
    }
}

fn ascii(text: &Text, para: &ShapedPara, report: &mut Report) {
    let han = |k: Option<usize>| k.and_then(|k| para.clusters.get(k)).is_some_and(|c| c.class == Class::Han);
    let mut k = 0;
    while k < para.clusters.len() {
        let of = |k: usize| para.clusters[k].text(para);
        let count =
            para.clusters[k..].iter().take_while(|c| c.class == Class::Western && c.text(para) == of(k)).count();
        let beside = han(k.checked_sub(1)) && han(Some(k + count.max(1)));
        let wrong = match (of(k), count) {
            ("," | ";" | ":" | "?" | "!" | "\"", 1) => beside,
            ("." | "-", 2..) => beside,
            _ => false,
        };
        if wrong && para.spans[para.clusters[k].span as usize].lang != Lang::Western {
            let range = para.clusters[k].range.start..para.clusters[k + count - 1].range.end;
            let found = &para.text[range.start as usize..range.end as usize];
            let what = format!("“{found}” stands between Han");
            let help = "use the full-width mark: ，；：？！“” …… ——";
            report.push(Diagnostic::new(Code("T011"), what).at(place(text, range.start, range.end)).help(help));
        }
        k += count.max(1);
    }
}

/// Marks that are typed another way than print wants them, and blanks beside marks.
fn odd(text: &Text, para: &ShapedPara, report: &mut Report) {
    let of = |k: usize| para.clusters[k].text(para);
    let class = |k: Option<usize>| k.and_then(|k| para.clusters.get(k)).map(|c| c.class);
    for k in 0..para.clusters.len() {
        let cluster = &para.clusters[k];
        if !cluster.class.is_mark() {
            continue;
        }
        let first = cluster.first;
        let before = k.checked_sub(1);
        let typed_blank = |k: Option<usize>| class(k) == Some(Class::Space);
        let mark = !matches!(cluster.class, Class::Dash | Class::Ellipsis | Class::Connector | Class::Solidus);
        let mainland = para.style.lang == Lang::ZhHans;
        let (what, help) = match first {
            '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe48}' => {
                ("a vertical form is typed", "type the mark itself; vertical setting finds its form")
            }
            '…' | '⋯' if cluster.range.len() < 6 => ("an ellipsis has three dots", "type it twice: ……"),
            '。' if before.is_some_and(|b| of(b) == "。") && k.checked_sub(2).is_none_or(|b| of(b) != "。") => {
                ("full stops stand for an ellipsis", "type ……")
            }
            '・' | '‧' if mainland => ("another middle dot than Chinese has", "type · (U+00B7)"),
            _ if mark
                && typed_blank(before)
                && cluster.class != Class::Opening
                && class(k.checked_sub(2)) == Some(Class::Han) =>
            {
                ("a blank stands before a mark", "take the blank out")
            }
            _ if mark && cluster.class == Class::Opening && typed_blank(Some(k + 1)) => {
                ("a blank stands after an opening mark", "take the blank out")
            }
            _ => continue,
        };
        let what = format!("{what}: “{}”", of(k));
        let at = place(text, cluster.range.start, cluster.range.end);
        report.push(Diagnostic::new(Code("T015"), what).at(at).help(help));
    }
}

/// The place in the copy of bytes of the paragraph's text.
fn place(text: &Text, start: u32, end: u32) -> Option<Span> {
    let mut at = 0;
    for run in &text.runs {
        let next = at + run.text.len() as u32;
        if start < next {
            let span = run.span?;
            let first = span.start + (start - at);
            return Some(Span { start: first, end: first + (end.min(next) - start), ..span });
        }
        at = next;
    }
    None
}
