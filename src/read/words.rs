//! Words that copy must not use, and forms that it must (禁用、规范用语).
//!
//! In: stories and the lists of `[[lint]]`. Out: diagnostics at the words. Does not know: how text is set.
//!
//! Words are looked for in everything of a story that is printed, as its readers see it: marks, line breaks and
//! the `|` of a headline do not part a word.

use crate::diag::{Code, Diagnostic, Report};
use crate::model::issue::Lint;
use crate::model::story::{Block, Story, Text};
use crate::source::Span;

/// Holds stories against the lists.
pub fn check(stories: &[Story], lints: &[Lint], report: &mut Report) {
    if lints.is_empty() {
        return;
    }
    for story in stories {
        let texts: Vec<Plain> = texts(story).into_iter().map(Plain::of).collect();
        for lint in lints {
            let mut full_form_seen = false;
            for text in &texts {
                text.check(lint, &mut full_form_seen, report);
            }
        }
    }
}

/// All printed texts of a story, as they are read: head, names, text, pictures.
fn texts(story: &Story) -> Vec<&Text> {
    let mut out: Vec<&Text> = Vec::new();
    out.extend(&story.tag);
    out.extend(&story.kicker);
    out.extend(&story.headline);
    out.extend(&story.deck);
    out.extend(&story.summary);
    for byline in &story.byline {
        out.push(&byline.role);
        out.extend(&byline.names);
    }
    out.extend(&story.dateline);
    for block in &story.blocks {
        match block {
            Block::Para(text) | Block::Crosshead(text) | Block::PullQuote(text) => out.push(text),
            Block::List(items) => out.extend(items),
            Block::Table(table) => out.extend(table.rows.iter().flatten()),
        }
    }
    for picture in &story.pictures {
        out.extend(&picture.caption);
        out.extend(&picture.credit);
    }
    out
}

/// A text without what parts words, and where each of its bytes is written.
struct Plain {
    text: String,
    /// Start in `text`, start in the file; one entry where they go apart.
    places: Vec<(usize, Option<Span>)>,
}

impl Plain {
    fn of(text: &Text) -> Plain {
        let mut plain = Plain { text: String::new(), places: Vec::new() };
        for run in &text.runs {
            let mut at = 0;
            for piece in run.text.split(['|', '\n']) {
                let span = run.span.map(|s| Span {
                    start: s.start + at as u32,
                    end: s.start + (at + piece.len()) as u32,
                    ..s
                });
                plain.places.push((plain.text.len(), span));
                plain.text.push_str(piece);
                at += piece.len() + 1;
            }
        }
        plain
    }

    /// Where bytes are written; from the first piece into the last, marks between them included.
    fn span(&self, start: usize, end: usize) -> Option<Span> {
        let piece = |at: usize| self.places.iter().rev().find(|(from, _)| *from <= at);
        let (from, first) = piece(start)?;
        let (to, last) = piece(end - 1)?;
        let (first, last) = ((*first)?, (*last)?);
        let at = Span { start: first.start + (start - from) as u32, ..first };
        let end = last.start + (end - to) as u32;
        Some(if first.file == last.file && end > at.start { Span { end, ..at } } else { first })
    }

    fn check(&self, lint: &Lint, full_form_seen: &mut bool, report: &mut Report) {
        let inside = |form: &String, at: usize| {
            let covers = |(start, _): (usize, &str)| start <= at && at + lint.pattern.len() <= start + form.len();
            self.text.match_indices(form.as_str()).any(covers)
        };
        let full = lint.first.as_ref().and_then(|form| self.text.find(form.as_str()));
        for (at, _) in self.text.match_indices(lint.pattern.as_str()) {
            let named = *full_form_seen || full.is_some_and(|full| full <= at);
            let right = lint.unless.iter().any(|form| inside(form, at))
                || lint.first.as_ref().is_some_and(|form| named || inside(form, at));
            if right {
                continue;
            }
            let message = match &lint.first {
                Some(form) => format!("“{}” stands before the first “{form}”: {}", lint.pattern, lint.say),
                None => format!("“{}”: {}", lint.pattern, lint.say),
            };
            let span = self.span(at, at + lint.pattern.len());
            // Said once: the first mention is the one to write out.
            *full_form_seen |= lint.first.is_some();
            report.push(Diagnostic::new(Code("R050"), message).severity(lint.severity).at(span));
        }
        *full_form_seen |= full.is_some();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Severity;
    use crate::model::story::{Marks, Run};
    use crate::source::FileId;

    fn lint(pattern: &str) -> Lint {
        Lint { pattern: pattern.into(), say: "x".into(), severity: Severity::Warning, unless: Vec::new(), first: None }
    }

    fn found(texts: &[&str], lint: &Lint) -> Vec<(u32, u32)> {
        let mut report = Report::default();
        let mut seen = false;
        for text in texts {
            // As written between two stars each: bytes of the file run ahead of the text's.
            let (mut runs, mut at) = (Vec::new(), 0);
            for piece in text.split('*') {
                let span = Span { file: FileId(0), start: at, end: at + piece.len() as u32 };
                runs.push(Run { text: piece.into(), marks: Marks::default(), span: Some(span) });
                at += piece.len() as u32 + 1;
            }
            Plain::of(&Text { runs }).check(lint, &mut seen, &mut report);
        }
        report.diagnostics.iter().map(|d| d.span.map_or((0, 0), |s| (s.start, s.end))).collect()
    }

    #[test]
    fn words_are_found_across_marks_and_line_breaks() {
        assert_eq!(found(&["老*城区*改造"], &lint("城区改")), [(4, 14)]);
        assert_eq!(found(&["老城|区改造"], &lint("城区")), [(3, 10)]);
        assert_eq!(found(&["城\n区与城区"], &lint("城区")).len(), 2);
        assert_eq!(found(&["老城", "区"], &lint("城区")), [], "two texts are two texts");
    }

    #[test]
    fn a_right_form_excuses_the_word_inside_it() {
        let lint = Lint { unless: vec!["粤港澳大湾区".into()], ..lint("大湾区") };
        assert_eq!(found(&["粤港澳大湾区"], &lint), []);
        assert_eq!(found(&["粤港澳大湾区与大湾区"], &lint).len(), 1);
    }

    #[test]
    fn a_full_form_must_come_first() {
        let lint = Lint { first: Some("全国人民代表大会".into()), ..lint("全国人大") };
        assert_eq!(found(&["全国人民代表大会", "全国人大、全国人大"], &lint), []);
        assert_eq!(found(&["全国人大", "全国人民代表大会"], &lint).len(), 1);
        assert_eq!(found(&["全国人大，全国人大"], &lint).len(), 1, "once a story is enough");
    }
}
