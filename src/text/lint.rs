//! What an editor should know of a paragraph before it is printed: said, never changed.
//!
//! In: a shaped paragraph. Out: diagnostics on slips of the copy (typography R23.2, in `copy`) and on marks that find
//! no room between the lines (R17.4, R18.7). Does not know: fonts.

mod copy;

use crate::diag::{Code, Diagnostic, Report};
use crate::geom::Em;
use crate::model::story::Text;
use crate::model::style::{Lang, Style};
use crate::source::Span;
use crate::text::ShapedPara;

/// The line gap that the paragraph's marks leave to the next line, at least.
const NEAR: Em = Em(27_720 / 20);

/// The line gap that readings of half size need (typography R18.7): their letters reach 0.45 em above the em box.
const READING: Em = Em::HALF;

/// Reports slips of the copy, and marks beside text that come near the next line.
pub(crate) fn check(text: &Text, para: &ShapedPara, style: &Style, report: &mut Report) {
    copy::check(text, para, report);
    marks(text, para, style, report);
    readings(text, para, report);
}

/// How far a span's marks reach out of the em box at full size: with the middle of a dot, a line or a wave stands its
/// ink.
fn reach(para: &ShapedPara) -> Em {
    let of = |marks: &crate::model::story::Marks| match (marks.dots, marks.name_line, marks.book_wave) {
        (true, true, _) => Em::frac(8, 25),
        (true, false, _) => Em::frac(11, 50),
        (false, _, true) => Em::frac(2, 15),
        (false, true, false) => Em::frac(11, 100),
        (false, false, false) => Em::ZERO,
    };
    para.spans.iter().map(|span| of(&span.marks)).max().unwrap_or(Em::ZERO)
}

/// Typography R17.4: marks have the white that the pitch leaves. Less than the house thinks comfortable is told once a
/// style, ink near the next line each time.
fn marks(text: &Text, para: &ShapedPara, style: &Style, report: &mut Report) {
    let reach = reach(para).scale(super::ruby::mark_scale(para), 1000);
    if reach == Em::ZERO {
        return;
    }
    // Readings above and marks below: both sides want a little more (⅝ for ½).
    let both = para.style.lang != Lang::Ja && para.rubies.iter().any(|r| !r.zhuyin);
    let comfort = if both { para.style.mark_room.scale(5, 4) } else { para.style.mark_room };
    if para.line_gap < comfort {
        let name = if style.name.is_empty() { String::new() } else { format!(" “{}”", style.name) };
        let what = format!(
            "the style{name} has {} em between its lines; marks beside text are at ease with {}",
            para.line_gap.fraction(),
            comfort.fraction()
        );
        if !report.diagnostics.iter().any(|d| d.code == Code("T018") && d.message == what) {
            let help = "give it more pitch, or say with `mark_room` what the house takes for enough";
            report.push(Diagnostic::new(Code("T018"), what).help(help));
        }
    }
    if para.line_gap - reach < NEAR {
        let what = "marks beside the text come nearer than 0.05 em to the next line";
        let help = "give the style more pitch, or mark the words otherwise";
        report.push(Diagnostic::new(Code("T013"), what).at(text.span()).help(help));
    }
}

/// Typography R18.7: the pitch stays whatever a line holds, so readings must find their room in it.
fn readings(text: &Text, para: &ShapedPara, report: &mut Report) {
    let Some(ruby) = para.rubies.iter().find(|r| !r.zhuyin && !r.glyphs.is_empty()) else { return };
    if para.line_gap < READING {
        let what = "readings come nearer than 0.05 em to the line beside them";
        let help = "give the style more pitch: half an em more than its size";
        let (first, last) = (&para.clusters[ruby.bases.start], &para.clusters[ruby.bases.end - 1]);
        let at = place(text, first.range.start, last.range.end).or(text.span());
        report.push(Diagnostic::new(Code("T013"), what).at(at).help(help));
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
