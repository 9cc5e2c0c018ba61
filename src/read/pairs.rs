//! Quotation marks and brackets that have no partner.
//!
//! In: a story's texts. Out: warnings, at the mark. Does not know: how marks are set.
//!
//! A paragraph is looked at by itself, with one exception that newspapers know: a quotation that goes on
//! opens again at the head of each paragraph and closes only in the last (GB/T 15834-2011, 4.8.3.5).

use crate::diag::{Code, Diagnostic, Report};
use crate::model::story::{Block, Story, Text};
use crate::source::Span;

/// Opening marks and their partners.
const PAIRS: [(char, char); 14] = [
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('〈', '〉'),
    ('（', '）'),
    ('【', '】'),
    ('〔', '〕'),
    ('〖', '〗'),
    ('［', '］'),
    ('｛', '｝'),
    ('〝', '〞'),
    ('〘', '〙'),
];

/// Marks of quotations, the only ones that reach over paragraphs.
const QUOTES: [char; 4] = ['“', '‘', '「', '『'];

/// A mark that stands in a text.
struct Mark {
    c: char,
    span: Option<Span>,
}

/// Reports the marks of a story that have no partner.
pub fn check(story: &Story, report: &mut Report) {
    // A head is read through its lines.
    one(&story.headline.iter().collect::<Vec<_>>(), story.span, report);
    one(&story.summary.iter().collect::<Vec<_>>(), story.span, report);
    let pictures = story.pictures.iter().flat_map(|picture| [&picture.caption, &picture.credit]);
    let heads = [&story.tag, &story.kicker, &story.deck, &story.dateline];
    for text in heads.into_iter().chain(pictures).flatten() {
        one(&[text], story.span, report);
    }
    copy(&story.blocks, story.span, report);
}

/// Reports the marks of copy that have no partner; what is written nowhere is reported at `fallback`.
pub fn copy(blocks: &[Block], fallback: Span, report: &mut Report) {
    for block in blocks {
        match block {
            Block::Para(_) => {}
            Block::Crosshead(text) | Block::PullQuote(text) => one(&[text], fallback, report),
            Block::List(items) => items.iter().for_each(|item| one(&[item], fallback, report)),
            Block::Table(table) => table.rows.iter().flatten().for_each(|cell| one(&[cell], fallback, report)),
        }
    }
    let paras: Vec<&Text> =
        blocks.iter().filter_map(|block| if let Block::Para(text) = block { Some(text) } else { None }).collect();
    for (i, para) in paras.iter().enumerate() {
        let head: Vec<char> = paras.get(i + 1).map(|next| marks_at_head(next)).unwrap_or_default();
        for mark in unpaired(&[para], fallback, report) {
            if !(QUOTES.contains(&mark.c) && head.contains(&mark.c)) {
                say(&mark, open(&mark), fallback, report);
            }
        }
    }
}

/// Texts that are read on end, and by themselves.
fn one(texts: &[&Text], fallback: Span, report: &mut Report) {
    for mark in unpaired(texts, fallback, report) {
        say(&mark, open(&mark), fallback, report);
    }
}

fn say(mark: &Mark, message: String, fallback: Span, report: &mut Report) {
    let help = "write its partner; a quotation that goes on in the next paragraph opens again at that one's head";
    report.push(Diagnostic::new(Code("T012"), message).at(mark.span.unwrap_or(fallback)).help(help));
}

fn open(mark: &Mark) -> String {
    format!("{} opens and is not closed", mark.c)
}

/// The marks that begin a paragraph, after blanks.
fn marks_at_head(text: &Text) -> Vec<char> {
    let chars = text.runs.iter().flat_map(|run| run.text.chars());
    chars.skip_while(|c| c.is_whitespace()).take_while(|c| QUOTES.contains(c)).collect()
}

/// The opening marks that are left at the end of texts that are read on end. What closes nothing is said at once.
fn unpaired(texts: &[&Text], fallback: Span, report: &mut Report) -> Vec<Mark> {
    let mut chars: Vec<(char, Option<Span>)> = Vec::new();
    for text in texts {
        for run in &text.runs {
            // A run that is written as it is read knows the byte of each character.
            let exact = run.span.filter(|span| (span.end - span.start) as usize == run.text.len());
            for (at, c) in run.text.char_indices() {
                let start = |span: Span| span.start + at as u32;
                let own = exact.map(|span| Span { start: start(span), end: start(span) + c.len_utf8() as u32, ..span });
                chars.push((c, own.or(run.span)));
            }
        }
        chars.push(('\n', None));
    }
    let mut open: Vec<Mark> = Vec::new();
    let mut nested = false;
    for (i, (c, span)) in chars.iter().enumerate() {
        let mark = Mark { c: *c, span: *span };
        if PAIRS.iter().any(|(first, _)| first == c) {
            if !(*c == '‘' && is_apostrophe(&chars, i)) {
                // Quotations take the other mark inside: a second one of the same kind is mostly a closing one.
                let same = open.iter().rposition(|own| own.c == *c);
                if let Some(partner) = same.filter(|_| QUOTES.contains(c)) {
                    if ends_here(&chars, i) {
                        // Typed for its partner: what it closes is closed.
                        let last = PAIRS.iter().find(|(first, _)| first == c).map_or(*c, |(_, last)| *last);
                        say(&mark, format!("{c} stands where {last} belongs"), fallback, report);
                        open.truncate(partner);
                        continue;
                    }
                    say(&mark, format!("{c} opens inside a quotation of its own kind"), fallback, report);
                    nested = true;
                }
                open.push(mark);
            }
            continue;
        }
        let Some((first, _)) = PAIRS.iter().find(|(_, last)| last == c) else { continue };
        match open.iter().rposition(|own| own.c == *first) {
            Some(partner) => {
                for lost in open.drain(partner + 1..) {
                    say(&lost, self::open(&lost), fallback, report);
                }
                open.pop();
            }
            None if is_apostrophe(&chars, i) || is_number(&chars, i) => {}
            None => say(&mark, format!("{c} closes what never opened"), fallback, report),
        }
    }
    // What has been said of the inner mark explains the outer one.
    open.retain(|mark| !(nested && QUOTES.contains(&mark.c)));
    open
}

/// Whether a quotation can only end at a mark, whichever way the mark turns: what follows it opens nothing.
fn ends_here(chars: &[(char, Option<Span>)], at: usize) -> bool {
    let after = chars.get(at + 1).map_or('\n', |(c, _)| *c);
    after == '\n' || "，。、；：？！）》〉】』」".contains(after)
}

/// Whether a single quotation mark stands among letters: don’t, players’ rights, the ’20s.
fn is_apostrophe(chars: &[(char, Option<Span>)], at: usize) -> bool {
    let is_western = |c: char| c.is_ascii() || ('\u{C0}'..'\u{2000}').contains(&c);
    let before = at.checked_sub(1).map_or(' ', |i| chars[i].0);
    let after = chars.get(at + 1).map_or(' ', |(c, _)| *c);
    match chars[at].0 {
        '‘' => is_western(before) && is_western(after),
        '’' => [before, after].iter().any(|c| is_western(*c) && c.is_alphanumeric()),
        _ => false,
    }
}

/// Whether a closing mark belongs to a number before it: 1）, 二）, a）, or 24” for inches.
fn is_number(chars: &[(char, Option<Span>)], at: usize) -> bool {
    let before = chars[..at].iter().rev().map(|(c, _)| *c);
    let digits =
        |c: &char| c.is_ascii_alphanumeric() || ('０'..='９').contains(c) || "一二三四五六七八九十".contains(*c);
    match chars[at].0 {
        '”' | '’' => before.clone().next().is_some_and(|c| c.is_ascii_digit()),
        '）' => {
            let count = before.clone().take_while(digits).count();
            let ahead = before.clone().nth(count).unwrap_or('\n');
            (1..=3).contains(&count) && (ahead.is_whitespace() || "。；，、：".contains(ahead))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Memory;

    /// What is said of a story with this copy: the column of each mark.
    fn said(copy: &str) -> Vec<(u32, u32)> {
        let issue =
            "layout = \"broadsheet\"\ndate = 2023-03-27\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"a\"]\n";
        let story = format!("+++\nheadline = \"题\"\n+++\n{copy}\n");
        let files = Memory::default().with("i/issue.toml", issue).with("i/stories/a.md", story);
        let mut report = Report::default();
        crate::read::issue(&files, "i", None, &mut report).expect("it reads");
        let marks = report.diagnostics.iter().filter(|d| d.code == Code("T012")).filter_map(|d| d.span);
        marks.map(|span| report.sources.locate(span.file, span.start)).map(|at| (at.line - 3, at.column)).collect()
    }

    #[test]
    fn pairs_and_what_looks_like_none() {
        for copy in [
            "他说：“好，‘真好’。”（笑）《书〈篇〉》【注】",
            "“他说：‘很好。’",
            "don’t、players’ rights、’20s",
            "1）甲；2）乙；（3）丙",
            "24”的屏幕",
        ] {
            let expected: &[(u32, u32)] = if copy.starts_with("“他说：‘") { &[(1, 1)] } else { &[] };
            assert_eq!(said(copy), expected, "{copy}");
        }
    }

    #[test]
    fn the_mark_without_a_partner_is_named() {
        assert_eq!(said("他说：“好。"), [(1, 4)]);
        assert_eq!(said("他说好。”"), [(1, 5)]);
        assert_eq!(said("（他《说）好》"), [(1, 3), (1, 7)]);
        assert_eq!(said("他”说“好"), [(1, 2), (1, 4)]);
        assert_eq!(said("“他“说”，好”"), [(1, 3)]);
        assert_eq!(said("“他“说”，好"), [(1, 3)]);
    }

    #[test]
    fn a_quotation_goes_on_over_paragraphs() {
        assert_eq!(said("他说：“一。\n\n“二。\n\n“三。”"), []);
        assert_eq!(said("他说：“一。\n\n“二。\n\n三。”"), [(3, 1), (5, 3)]);
        assert_eq!(said("他说：（一。\n\n（二）"), [(1, 4)]);
    }
}
