//! What a reader would wince at, said (typography R11.9, R14.1, R3.9).
//!
//! In: a galley. Out: diagnostics. Does not know: whether the lines come to stand on a page.

use super::line::content;
use super::{Galley, LineEnd};
use crate::diag::{Code, Diagnostic, Report};
use crate::source::Span;
use crate::text::{Class, ShapedPara};

/// Reports the faults of a galley's lines.
pub fn check(para: &ShapedPara, galley: &Galley, span: Option<Span>, report: &mut Report) {
    for (n, line) in galley.lines.iter().enumerate() {
        let inside = content(para, &line.clusters);
        let text: String = inside.clone().map(|k| para.clusters[k].text(para)).collect();
        let mut say = |code: &'static str, what: &str, help: &str| {
            let what = format!("{what}: line {} “{text}”", n + 1);
            report.push(Diagnostic::new(Code(code), what).at(span).help(help));
        };
        if line.faults.over {
            say("T009", "wider than the measure", "shorten the word, allow hyphenation, or give it a wider measure");
        }
        if line.end == LineEnd::Emergency {
            say("T010", "broken where nothing may break", "give the word or number a wider measure");
        }
        if line.faults.stiff {
            say("T007", "nothing to stretch", "allow hyphenation, or change the wording");
        }
        if line.faults.loose {
            say("T006", "stretched beyond a quarter em", "change the wording, or give it a wider measure");
        }
        if line.faults.runt {
            say("T008", "a last line of one character", "cut or add a few characters");
        }
        let starts = inside.start < inside.end && n > 0 && ends(para.clusters[inside.start].class);
        if starts {
            say("T005", "begins with a mark that ends a phrase", "change the wording, or give it a wider measure");
        }
    }
}

fn ends(class: Class) -> bool {
    matches!(class, Class::Closing | Class::Comma | Class::Colon | Class::FullStop | Class::Exclaim)
}
