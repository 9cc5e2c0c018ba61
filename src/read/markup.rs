//! banxin markup: copy with marks → blocks of marked text.
//!
//! In: the text of a story. Out: [`Block`]s whose runs know their bytes. Does not know: front matter.
//!
//! The grammar is the table of `docs/formats.md` and nothing else; everything else is text and is
//! printed as typed. Marks open and close wherever they stand, also beside 。，“”（）, because they are
//! paired by counting and not by what stands beside them: the rule of CommonMark fails there
//! (`**“稳中求进”**是` would print asterisks). What has no partner is printed and reported.

use super::attributes;
use crate::diag::{Code, Diagnostic, Report};
use crate::model::story::{Block, CellAlign, Marks, Run, Table, Text};
use crate::source::{FileId, Span};
use std::ops::Range;

/// Reads blocks and inline text of one file.
pub struct Markup<'a> {
    /// The file's text, or the text of one value.
    pub text: &'a str,
    /// Which file.
    pub file: FileId,
    /// Byte of the file where `text` begins; `None` when the file does not hold it as it is.
    pub base: Option<u32>,
    /// What to blame when `base` is not known.
    pub fallback: Span,
    /// Where trouble goes.
    pub report: &'a mut Report,
}

/// A mark in a stretch of text.
#[derive(Debug)]
struct Token {
    at: usize,
    len: usize,
    kind: TokenKind,
}

#[derive(Debug, PartialEq)]
enum TokenKind {
    /// `**`.
    Bold,
    /// `*`.
    Dots,
    /// `` ` ``.
    Keep,
    /// `[`; what it opens is known when its partner is met.
    Open(Option<Box<Marks>>),
    /// `]{…}`.
    Close,
    /// `{base|reading}`: the base's bytes.
    Ruby(Range<usize>, String),
    /// `\` before a mark: only the backslash is taken off.
    Escape,
    /// `\` at a line's end.
    HardBreak,
    /// The end of a line inside a paragraph, and a quote's `> ` after it.
    SoftBreak,
    /// Paired with nothing: printed.
    Literal,
}

impl Markup<'_> {
    fn span(&self, range: Range<usize>) -> Option<Span> {
        let base = self.base?;
        Some(Span { file: self.file, start: base + range.start as u32, end: base + range.end as u32 })
    }

    fn complain(&mut self, code: &'static str, message: String, range: Range<usize>, help: &str) {
        let span = self.span(range).unwrap_or(self.fallback);
        self.report.push(Diagnostic::new(Code(code), message).at(span).help(help));
    }

    /// The blocks of the text from a byte on.
    pub fn blocks(&mut self, from: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut group: Vec<Range<usize>> = Vec::new();
        for line in lines(self.text, from) {
            if self.text[line.clone()].trim().is_empty() {
                self.group(&group, &mut blocks);
                group.clear();
            } else {
                group.push(line);
            }
        }
        self.group(&group, &mut blocks);
        blocks
    }

    /// Lines between two blank ones.
    fn group(&mut self, group: &[Range<usize>], blocks: &mut Vec<Block>) {
        let line = |range: &Range<usize>| &self.text[range.clone()];
        if group.is_empty() {
            return;
        }
        if group.iter().all(|l| line(l).strip_prefix("- ").is_some_and(|rest| !rest.trim().is_empty())) {
            let items = group.iter().map(|l| self.inline(l.start + 2..l.end, false)).collect();
            blocks.push(Block::List(items));
            return;
        }
        if group.iter().all(|l| is_row(line(l))) {
            let table = self.table(group);
            blocks.push(Block::Table(table));
            return;
        }
        let kind = |l: &Range<usize>| {
            let text = &self.text[l.clone()];
            match (text.strip_prefix("## "), text.strip_prefix("> ")) {
                (Some(rest), _) if !rest.trim().is_empty() => LineKind::Crosshead,
                (_, Some(rest)) if !rest.trim().is_empty() => LineKind::Quote,
                _ => LineKind::Text,
            }
        };
        let kinds: Vec<LineKind> = group.iter().map(kind).collect();
        let mut i = 0;
        while i < group.len() {
            let mut last = i;
            while kinds[i] != LineKind::Crosshead && last + 1 < group.len() && kinds[last + 1] == kinds[i] {
                last += 1;
            }
            let range = group[i].start..group[last].end;
            blocks.push(match kinds[i] {
                LineKind::Crosshead => Block::Crosshead(self.inline(range.start + 3..range.end, false)),
                LineKind::Quote => Block::PullQuote(self.inline(range.start + 2..range.end, true)),
                LineKind::Text => Block::Para(self.inline(range, false)),
            });
            i = last + 1;
        }
    }

    fn table(&mut self, group: &[Range<usize>]) -> Table {
        let mut rows: Vec<Vec<Range<usize>>> = group.iter().map(|line| cells(self.text, line.clone())).collect();
        let mut align = Vec::new();
        if rows.len() > 1 {
            let words: Option<Vec<CellAlign>> = rows[1].iter().map(|c| alignment(&self.text[c.clone()])).collect();
            if let Some(words) = words {
                align = words;
                rows.remove(1);
            }
        }
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        if let Some(short) = rows.iter().find(|row| row.len() < width) {
            let range = short.first().map_or(group[0].clone(), |c| c.start..short.last().map_or(c.end, |l| l.end));
            let message = format!("this row has {} of {width} cells", short.len());
            self.complain("R031", message, range, "give every row of the table the same number of cells");
        }
        align.resize(width, CellAlign::Auto);
        let rows = rows
            .into_iter()
            .map(|row| {
                let mut row: Vec<Text> = row.into_iter().map(|cell| self.inline(cell, false)).collect();
                row.resize(width, Text::default());
                row
            })
            .collect();
        let range = group[0].start..group[group.len() - 1].end;
        let span = self.span(range).unwrap_or(self.fallback);
        Table { rows, align, span }
    }

    /// A stretch of text with its marks resolved. In a quote, lines after the first begin with `> `.
    pub fn inline(&mut self, range: Range<usize>, quote: bool) -> Text {
        let mut tokens = tokens(self.text, range.clone(), quote);
        self.pair_brackets(&mut tokens);
        for kind in [TokenKind::Bold, TokenKind::Dots, TokenKind::Keep] {
            let of_kind: Vec<usize> = (0..tokens.len()).filter(|i| tokens[*i].kind == kind).collect();
            if of_kind.len() % 2 == 1 {
                let odd = of_kind[of_kind.len() - 1];
                let at = tokens[odd].at..tokens[odd].at + tokens[odd].len;
                tokens[odd].kind = TokenKind::Literal;
                let mark = self.text[at.clone()].to_string();
                let message = format!("the mark {mark} has no partner in this paragraph and is printed");
                self.complain("R023", message, at, &format!("close it with {mark}, or write \\{mark} to print it"));
            }
        }
        self.emit(range, tokens)
    }

    /// Finds for each `]{…}` its `[`, and tells the `[` what it opens.
    fn pair_brackets(&mut self, tokens: &mut [Token]) {
        let mut open: Vec<usize> = Vec::new();
        for i in 0..tokens.len() {
            match tokens[i].kind {
                TokenKind::Open(_) => open.push(i),
                TokenKind::Close => {
                    let at = tokens[i].at..tokens[i].at + tokens[i].len;
                    let partner = open.pop();
                    if tokens[i].len == 1 {
                        // A bare `]` closes the bare `[` before it; both are text.
                        tokens[i].kind = TokenKind::Literal;
                        continue;
                    }
                    let inside = &self.text[at.start + 2..at.end - 1];
                    match (partner, attributes::parse(inside)) {
                        (Some(partner), Ok(marks)) => {
                            tokens[partner].kind = TokenKind::Open(Some(Box::new(marks)));
                        }
                        (Some(_), Err(wrong)) => {
                            tokens[i].kind = TokenKind::Literal;
                            self.complain("R023", wrong.0, at, &wrong.1);
                        }
                        (None, _) => {
                            tokens[i].kind = TokenKind::Literal;
                            let message = "this span has no opening [ and is printed".to_string();
                            self.complain("R023", message, at, "write [text]{…}");
                        }
                    }
                }
                _ => {}
            }
        }
        for token in tokens {
            if token.kind == TokenKind::Open(None) {
                token.kind = TokenKind::Literal;
            }
        }
    }

    fn emit(&self, range: Range<usize>, tokens: Vec<Token>) -> Text {
        let mut out = Runs { text: Text::default(), end: usize::MAX };
        // What holds inside each open span: its own marks over those of the spans round it.
        let mut spans: Vec<Marks> = Vec::new();
        let (mut bold, mut dots, mut keep) = (false, false, false);
        let mut marks = Marks::default();
        let mut at = range.start;
        for token in tokens {
            let end = token.at + token.len;
            if token.kind == TokenKind::Literal {
                continue;
            }
            out.push(self, at..token.at, &marks);
            at = end;
            match token.kind {
                TokenKind::Bold => bold = !bold,
                TokenKind::Dots => dots = !dots,
                TokenKind::Keep => keep = !keep,
                TokenKind::Open(delta) => {
                    let outer = spans.last().cloned().unwrap_or_default();
                    spans.push(delta.map_or_else(|| outer.clone(), |inner| attributes::merge(outer.clone(), &inner)));
                }
                TokenKind::Close => {
                    spans.pop();
                }
                TokenKind::Ruby(base, reading) => {
                    out.end = usize::MAX;
                    out.push(self, base, &Marks { ruby: Some(reading), ..marks.clone() });
                    out.end = usize::MAX;
                    continue;
                }
                TokenKind::Escape | TokenKind::Literal => continue,
                TokenKind::HardBreak => {
                    out.made("\n", self.span(token.at..end), &marks);
                    continue;
                }
                TokenKind::SoftBreak => {
                    let before = self.text[range.start..token.at].chars().next_back();
                    let after = self.text[end..range.end].chars().next();
                    if !before.is_none_or(is_cjk) && !after.is_none_or(is_cjk) {
                        out.made(" ", self.span(token.at..token.at + 1), &marks);
                    }
                    continue;
                }
            }
            marks = spans.last().cloned().unwrap_or_default();
            marks.bold |= bold;
            marks.dots |= dots;
            marks.keep |= keep;
        }
        out.push(self, at..range.end, &marks);
        out.text
    }
}

#[derive(Clone, Copy, PartialEq)]
enum LineKind {
    Crosshead,
    Quote,
    Text,
}

/// Runs being collected, and where the last one ends in the text.
struct Runs {
    text: Text,
    end: usize,
}

impl Runs {
    /// Text as the file holds it.
    fn push(&mut self, markup: &Markup<'_>, range: Range<usize>, marks: &Marks) {
        if range.is_empty() {
            return;
        }
        let text = &markup.text[range.clone()];
        let end = range.end;
        let span = markup.span(range.clone());
        match self.text.runs.last_mut() {
            Some(run) if self.end == range.start && run.marks == *marks => {
                run.text.push_str(text);
                if let (Some(own), Some(new)) = (&mut run.span, span) {
                    own.end = new.end;
                }
            }
            _ => self.text.runs.push(Run { text: text.to_string(), marks: marks.clone(), span }),
        }
        self.end = end;
    }

    /// A character that stands for other bytes of the file.
    fn made(&mut self, text: &str, span: Option<Span>, marks: &Marks) {
        self.text.runs.push(Run { text: text.to_string(), marks: marks.clone(), span });
        self.end = usize::MAX;
    }
}

/// The lines of a text from a byte on, without their ends.
fn lines(text: &str, from: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = from;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
        at = end + 1;
        let line = &text[start..end];
        Some(start..start + line.strip_suffix('\r').unwrap_or(line).len())
    })
}

fn tokens(text: &str, range: Range<usize>, quote: bool) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = range.start;
    let mut push = |at: usize, len: usize, kind: TokenKind| {
        out.push(Token { at, len, kind });
        at + len
    };
    while at < range.end {
        let rest = &bytes[at..range.end];
        at = match rest[0] {
            b'*' => match rest.iter().take_while(|b| **b == b'*').count() {
                1 => push(at, 1, TokenKind::Dots),
                2 => push(at, 2, TokenKind::Bold),
                3 => {
                    let middle = push(at, 2, TokenKind::Bold);
                    push(middle, 1, TokenKind::Dots)
                }
                // A row of asterisks is an ornament, as typed.
                many => at + many,
            },
            b'`' => push(at, 1, TokenKind::Keep),
            b'[' => push(at, 1, TokenKind::Open(None)),
            b']' => {
                let inside = rest[1..].first().filter(|b| **b == b'{').and_then(|_| closing(&rest[2..]));
                push(at, inside.map_or(1, |len| len + 3), TokenKind::Close)
            }
            b'{' => match ruby(text, at, range.end) {
                Some((base, reading, len)) => push(at, len, TokenKind::Ruby(base, reading)),
                None => at + 1,
            },
            b'\\' => match rest.get(1) {
                // At the end of a paragraph there is nothing to break; the mark goes all the same.
                None => push(at, 1, TokenKind::SoftBreak),
                Some(b'\n') => push(at, 2 + quote_mark(text, at + 2, range.end, quote), TokenKind::HardBreak),
                Some(b'\r') if rest.get(2) == Some(&b'\n') => {
                    push(at, 3 + quote_mark(text, at + 3, range.end, quote), TokenKind::HardBreak)
                }
                Some(b'\\' | b'*' | b'`' | b'{' | b'}' | b'[' | b']' | b'|' | b'#' | b'>' | b'-' | b'+') => {
                    push(at, 1, TokenKind::Escape) + 1
                }
                _ => at + 1,
            },
            b'\n' => push(at, 1 + quote_mark(text, at + 1, range.end, quote), TokenKind::SoftBreak),
            b'\r' if rest.get(1) == Some(&b'\n') => {
                push(at, 2 + quote_mark(text, at + 2, range.end, quote), TokenKind::SoftBreak)
            }
            _ => at + 1,
        };
    }
    out
}

/// Length of the `> ` that begins the next line of a quote.
fn quote_mark(text: &str, at: usize, end: usize, quote: bool) -> usize {
    if quote && text[at..end].starts_with("> ") { 2 } else { 0 }
}

/// How many bytes stand before the `}`; another brace or a line's end comes too early.
fn closing(bytes: &[u8]) -> Option<usize> {
    let at = bytes.iter().position(|b| matches!(b, b'}' | b'{' | b'\n'))?;
    (bytes[at] == b'}').then_some(at)
}

/// `{base|reading}` at a byte: the base, the reading, the length of the whole.
fn ruby(text: &str, at: usize, end: usize) -> Option<(Range<usize>, String, usize)> {
    let len = closing(&text.as_bytes()[at + 1..end])?;
    let inside = &text[at + 1..at + 1 + len];
    let (base, reading) = inside.split_once('|')?;
    if base.is_empty() || reading.is_empty() || reading.contains('|') {
        return None;
    }
    Some((at + 1..at + 1 + base.len(), reading.to_string(), len + 2))
}

/// Whether a line is a row of a table: begins and ends with a bare `|`.
fn is_row(line: &str) -> bool {
    let line = line.trim_end();
    line.len() > 1 && line.starts_with('|') && line.ends_with('|') && !line.ends_with("\\|")
}

/// The cells of a row, white at their ends taken off.
fn cells(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let end = line.start + text[line.clone()].trim_end().len();
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let (mut start, mut at) = (line.start + 1, line.start + 1);
    while at < end {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => at += ruby(text, at, end - 1).map_or(0, |(_, _, len)| len - 1),
            b'|' => {
                let cell = &text[start..at];
                let left = start + (cell.len() - cell.trim_start().len());
                out.push(left..left.max(start + cell.trim_end().len()));
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    out
}

fn alignment(cell: &str) -> Option<CellAlign> {
    let dashes = cell.trim_matches(':');
    if dashes.is_empty() || !dashes.bytes().all(|b| b == b'-') {
        return None;
    }
    Some(match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => CellAlign::Centre,
        (true, false) => CellAlign::Left,
        (false, true) => CellAlign::Right,
        (false, false) => CellAlign::Auto,
    })
}

/// Characters beside which the end of a line stands for nothing: Han, kana, their punctuation.
fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}' | '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Block>, Vec<&'static str>) {
        let mut report = Report::default();
        let file = report.sources.add("t.md", text);
        let fallback = Span { file, start: 0, end: 0 };
        let blocks = Markup { text, file, base: Some(0), fallback, report: &mut report }.blocks(0);
        let codes = report.diagnostics.iter().map(|d| d.code.0).collect();
        (blocks, codes)
    }

    /// A block as one line: marks as letters before each run.
    fn dump(block: &Block) -> String {
        let text = |text: &Text| {
            let run = |run: &Run| {
                let m = &run.marks;
                let mut flags = String::new();
                for (on, letter) in [(m.bold, 'b'), (m.dots, 'd'), (m.keep, 'k'), (m.name_line, 'n'), (m.tcy, 't')] {
                    if on {
                        flags.push(letter);
                    }
                }
                if let Some(reading) = &m.ruby {
                    flags.push_str(&format!("r:{reading}"));
                }
                format!("{flags}({})", run.text.escape_debug())
            };
            text.runs.iter().map(run).collect::<String>()
        };
        match block {
            Block::Para(t) => format!("para {}", text(t)),
            Block::Crosshead(t) => format!("crosshead {}", text(t)),
            Block::PullQuote(t) => format!("quote {}", text(t)),
            Block::List(items) => format!("list {}", items.iter().map(text).collect::<Vec<_>>().join(" ")),
            Block::Table(table) => {
                let row = |row: &Vec<Text>| row.iter().map(text).collect::<Vec<_>>().join(" ");
                format!("table {:?} {}", table.align, table.rows.iter().map(row).collect::<Vec<_>>().join(" / "))
            }
        }
    }

    fn check(text: &str, expected: &[&str], codes: &[&str]) {
        let (blocks, found) = read(text);
        assert_eq!(blocks.iter().map(dump).collect::<Vec<_>>(), expected, "{text}");
        assert_eq!(found, codes, "{text}");
        for block in &blocks {
            if let Block::Para(text_) = block {
                for run in &text_.runs {
                    let span = run.span.unwrap();
                    let written = &text[span.start as usize..span.end as usize];
                    assert!(written == run.text || run.text.trim().is_empty(), "{written} {}", run.text);
                }
            }
        }
    }

    #[test]
    fn marks_open_and_close_beside_punctuation() {
        check("**“稳中求进”**是，*重点*。", &["para b(“稳中求进”)(是，)d(重点)(。)"], &[]);
        check("***都***", &["para bd(都)"], &[]);
        check("**粗*重**点*", &["para b(粗)bd(重)d(点)"], &[]);
        check("`不断`行", &["para k(不断)(行)"], &[]);
    }

    #[test]
    fn what_has_no_partner_is_printed_and_reported() {
        check("一**二", &["para (一**二)"], &["R023"]);
        check("2*3", &["para (2*3)"], &["R023"]);
        check("二]{.name}", &["para (二]{.name})"], &["R023"]);
        check("[二]{.nmae}", &["para ([二]{.nmae})"], &["R023"]);
        check("****", &["para (****)"], &[]);
    }

    #[test]
    fn everything_else_is_text() {
        let odd = "1. 一 + # 二 _三_ <四> & [五]: 六 --- {七} {八|} [九] \\零";
        check(odd, &[&format!("para ({})", odd.escape_debug())], &[]);
        check("  缩进", &["para (  缩进)"], &[]);
        check("##标题", &["para (##标题)"], &[]);
    }

    #[test]
    fn blocks_by_their_first_characters() {
        check("## 小标题\n正文\n> 引\n> 文", &["crosshead (小标题)", "para (正文)", "quote (引)(文)"], &[]);
        check("- 一\n- 二", &["list (一) (二)"], &[]);
        check("- 一\n二", &["para (- 一)(二)"], &[]);
        check("|甲|乙|\n|---|:-:|\n|1|2\\|3|", &["table [Auto, Centre] (甲) (乙) / (1) (2)(|3)"], &[]);
        check("|甲|乙|\n|1|", &["table [Auto, Auto] (甲) (乙) / (1) "], &["R031"]);
        check("|{汉|hàn}|", &["table [Auto] r:hàn(汉)"], &[]);
    }

    #[test]
    fn spans_ruby_escapes_and_breaks() {
        check("{汉字|hàn zì}{馬|ㄇㄚˇ}", &["para r:hàn zì(汉字)r:ㄇㄚˇ(馬)"], &[]);
        check("[张[三]{.tcy}]{.name}来", &["para n(张)nt(三)(来)"], &[]);
        check("\\*一\\*", &["para (*一)(*)"], &[]);
        check("一\\\n二\r\n三\nfour\nfive", &["para (一)(\\n)(二)(三)(four)( )(five)"], &[]);
    }
}
