//! Where a line may end.
//!
//! In: the clusters of one paragraph. Out: the allowed [`Break`]s in text order.
//! Does not know: widths. Whether a break *fits* is for `compose` to find out.
//!
//! Three layers, the later one wins (typography R3.10):
//! 1. UAX #14, for letters, digits and everything we have no opinion on;
//! 2. the house tables for what may not begin or end a line (避头尾), for Han and full-width marks;
//! 3. the copy's own no-break marks.

mod amend;
mod hyphens;

use crate::model::style::{Kinsoku, Lang, WordBreak, Writing};
use crate::text::class::{Class, Forbidden, Tables};
use crate::text::{Cluster, ShapedPara};
use std::ops::Range;

/// A place where a line may end.
///
/// Boundaries that are missing from the list are forbidden; there is no third
/// state, so `compose` need not know any rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// The cluster that begins the next line.
    pub at: u32,
    /// Of which kind.
    pub kind: BreakKind,
    /// What it costs to break here before looking at the fit, in thousandths of the cost of typography R12.1.
    pub cost: i32,
}

/// Kinds of breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakKind {
    /// A line may end.
    Allowed,
    /// A line ends (a forced break, or the paragraph's end).
    Forced,
    /// A line may end with a hyphen.
    Hyphen,
}

/// Breaking between a number and 万, 亿 or its measure word is legal but reads badly (typography R12.3, R13.4).
/// A little more than a line stretched to the limit: enough to move the break, never enough to make a line loose.
const SPLIT_FIGURE: i32 = 300;
/// A hyphen costs more than a split figure and less than a loose line.
const HYPHEN: i32 = 1000;
/// A word that the house wants whole.
const SPLIT_KEEP: i32 = 150;

/// A mark that may not begin a line begins one only where a line would be loose otherwise (typography R3.9): dearer
/// than anything but that.
pub const RELAXED: i32 = 8000;

/// What follows a number closely.
const MEASURES: &str =
    "万亿千百兆元吨人年月日时分秒点米公里平次件名个岁户家亩度届期号版倍吋尺斤克升页章楼层周天位台套辆条架座所项";

/// Fills in the paragraph's breaks; the last is its end.
pub(crate) fn find(tables: &Tables, para: &mut ShapedPara) {
    let count = para.clusters.len();
    let finder = Finder {
        forbidden: tables.forbidden(para.style.lang, para.style.kinsoku),
        base: base(&para.text),
        urls: urls(para),
        para,
    };
    let mut breaks = Vec::with_capacity(count / 2 + 2);
    let mut before: Option<usize> = None;
    let (mut joined, mut space) = (false, false);
    for i in 0..count {
        let cluster = &finder.para.clusters[i];
        if cluster.class == Class::Zero {
            let text = cluster.text(finder.para);
            joined |= text.starts_with(['\u{2060}', '\u{feff}', '\u{200d}']);
            space |= text.starts_with('\u{200b}');
            continue;
        }
        if let Some(p) = before {
            if finder.para.clusters[p].class == Class::Return {
                breaks.push(Break { at: i as u32, kind: BreakKind::Forced, cost: 0 });
            } else if space && !cluster.class.is_blank() || !joined && finder.allowed(p, i) {
                let cost = finder.cost(p, i);
                breaks.push(Break { at: i as u32, kind: BreakKind::Allowed, cost });
            } else if finder.relaxed(i) {
                breaks.push(Break { at: i as u32, kind: BreakKind::Allowed, cost: RELAXED });
            } else if finder.soft(p, i) {
                breaks.push(Break { at: i as u32, kind: BreakKind::Hyphen, cost: HYPHEN });
            }
        }
        (joined, space) = (false, false);
        before = Some(i);
    }
    if finder.para.style.hyphenate {
        let wanted = finder.hyphens();
        breaks.extend(wanted);
        breaks.sort_by_key(|b| b.at);
        breaks.dedup_by_key(|b| b.at);
    }
    keeps(para, &mut breaks);
    breaks.push(Break { at: count as u32, kind: BreakKind::Forced, cost: 0 });
    para.breaks = breaks;
}

/// UAX #14 of Unicode 17, untailored: whether a line may begin at a byte of the text, its end among them.
pub fn base(text: &str) -> Vec<bool> {
    let mut base = vec![false; text.len() + 1];
    for (at, _) in unicode_linebreak::linebreaks(text) {
        base[at] = true;
    }
    amend::amend(text, &mut base);
    base
}

struct Finder<'a> {
    para: &'a ShapedPara,
    forbidden: Forbidden,
    base: Vec<bool>,
    /// Clusters of web and mail addresses.
    urls: Vec<Range<usize>>,
}

/// Classes that the loose levels let open a line (typography R3.7).
const OPENING_BY_LEVEL: [Class; 6] =
    [Class::Iteration, Class::Prolonged, Class::SmallKana, Class::Connector, Class::Interpunct, Class::Exclaim];

impl Finder<'_> {
    /// Typography R3.9: the last of three or more closing marks in a row, where the style lets it.
    fn relaxed(&self, i: usize) -> bool {
        let ends =
            |c: Class| matches!(c, Class::Closing | Class::Comma | Class::Colon | Class::FullStop | Class::Exclaim);
        let clusters = &self.para.clusters;
        self.para.style.relax_kinsoku
            && i >= 2
            && clusters[i - 2..=i].iter().all(|c| ends(c.class))
            && clusters.get(i + 1).is_none_or(|c| !ends(c.class))
            && !self.kept(i - 1, i)
    }

    fn first(&self, i: usize) -> char {
        self.para.clusters[i].first
    }

    fn allowed(&self, p: usize, q: usize) -> bool {
        let (left, right) = (&self.para.clusters[p], &self.para.clusters[q]);
        if right.class == Class::Return || self.kept(p, q) {
            return false;
        }
        if let Some(url) = self.urls.iter().find(|u| u.contains(&p) && u.contains(&q)) {
            return self.in_url(p, q, url);
        }
        let (a, b) = (left.class, right.class);
        let bit = |set: u32, class: Class| set & (1 << class as u32) != 0;
        let base = self.base[right.range.start as usize];
        // Blanks stay at the line's end, whatever follows them; a mark that may not begin a line still may not.
        if matches!(b, Class::Space | Class::WideSpace) {
            return false;
        }
        if bit(self.forbidden.start, b) || matches!(a, Class::Space | Class::WideSpace) && self.after_blank(p, q) {
            return false;
        }
        // An opening mark holds on to what follows it, blanks in between or not.
        let solid = (0..=p).rev().map(|k| self.para.clusters[k].class).find(|c| !c.is_blank());
        if bit(self.forbidden.end, a) || a.is_blank() && solid.is_some_and(|c| bit(self.forbidden.end, c)) {
            return false;
        }
        if self.freed(p, q) {
            return true;
        }
        // Typography R13.7: the sign of a range stays with what stands before it, in its narrow form too.
        if self.first(q) == '~' && !a.is_blank() {
            return false;
        }
        if self.one_figure(p, q) || b == Class::Note || self.reference(p, q) {
            return false;
        }
        if self.para.style.lang == Lang::Ko && self.para.style.word_break == WordBreak::Word {
            return base && (matches!(a, Class::Space | Class::WideSpace | Class::Connector) || self.first(p) == '-');
        }
        let level_none = self.forbidden == Forbidden::default();
        match (a.is_cjk(), b.is_cjk()) {
            (true, true) => self.within_cjk(p, q),
            (true, false) => match b {
                Class::Letter | Class::Digit | Class::Prefix if a != Class::Hangul => true,
                // Curly quotes that are Western open a line as the base layer does not let them.
                Class::Western => base || matches!(self.first(q), '“' | '‘') || level_none && a.is_mark(),
                _ => base,
            },
            (false, true) => match a {
                Class::Letter | Class::Digit if b != Class::Hangul => true,
                Class::Symbol | Class::Postfix | Class::Space if b == Class::Ellipsis => true,
                // Where a level lets these open a line, it does so behind a sign too (JLREQ, table 2).
                Class::Postfix => base || OPENING_BY_LEVEL.contains(&b),
                Class::Western => {
                    let opener = matches!(self.first(p), '(' | '[' | '{' | '“' | '‘' | '"');
                    if b.is_mark() || matches!(self.first(p), '”' | '’') { !opener } else { base }
                }
                _ => base,
            },
            (false, false) => base,
        }
    }

    /// Typography R3.7: Japanese magazines let wide postfixed signs begin a line after Han and kana, newspapers also
    /// let wide prefixed signs end one.
    fn freed(&self, p: usize, q: usize) -> bool {
        if self.para.style.lang != Lang::Ja {
            return false;
        }
        let (a, b) = (self.para.clusters[p].class, self.para.clusters[q].class);
        let wide = |i: usize| !self.first(i).is_ascii();
        match self.para.style.kinsoku {
            Kinsoku::Newspaper if a == Class::Prefix => wide(p) && !b.is_blank(),
            Kinsoku::Loose | Kinsoku::Newspaper => b == Class::Postfix && a.is_ideographic() && wide(q),
            _ => false,
        }
    }

    /// Full-width text breaks everywhere but inside what is one.
    fn within_cjk(&self, p: usize, q: usize) -> bool {
        let (a, b) = (self.para.clusters[p].class, self.para.clusters[q].class);
        // Jamo of one syllable are one.
        if a == Class::Hangul && b == Class::Hangul {
            return self.base[self.para.clusters[q].range.start as usize];
        }
        // Typography R4.6: stacked marks stay together at every level but none, where the table is silent.
        let stacked = a == Class::Exclaim && b == Class::Exclaim;
        let figures = |c: char| matches!(c, '０'..='９');
        let number = figures(self.first(p)) && figures(self.first(q));
        !(stacked || number)
    }

    /// Typography R13.2: a typed blank between a number and its unit symbol does not break; nor one before a closing mark.
    fn after_blank(&self, p: usize, q: usize) -> bool {
        let number = p.checked_sub(1).is_some_and(|n| self.para.clusters[n].class == Class::Digit);
        if !number || self.para.clusters[q].class != Class::Letter {
            return false;
        }
        let end = self.para.clusters[q..]
            .iter()
            .position(|c| c.class != Class::Letter)
            .map_or(self.para.clusters.len(), |n| q + n);
        let range = self.para.clusters[q].range.start..self.para.clusters[end - 1].range.end;
        let unit = &self.para.text[range.start as usize..range.end as usize];
        const UNITS: &[&str] = &[
            "km", "m", "cm", "mm", "nm", "kg", "g", "mg", "t", "l", "L", "ml", "mL", "h", "s", "min", "W", "kW", "MW",
            "GW", "kWh", "Hz", "kHz", "MHz", "GHz", "V", "kV", "A", "mA", "Pa", "kPa", "MPa", "hPa", "J", "kJ", "cal",
            "kcal", "B", "KB", "MB", "GB", "TB", "dB", "ha", "pt", "px", "dpi",
        ];
        UNITS.contains(&unit)
    }

    /// Typography R13.2, R4.2: signs, currency, digits, separators and units of one number.
    fn one_figure(&self, p: usize, q: usize) -> bool {
        let (a, b) = (self.para.clusters[p].class, self.para.clusters[q].class);
        let thin = |c: char| matches!(c, '\u{2009}' | '\u{202f}' | '\u{2007}' | '\u{2008}' | '\u{200a}' | '\u{2006}');
        match (a, b) {
            (Class::Digit, Class::Postfix) | (Class::Prefix, Class::Digit) | (Class::Postfix, Class::Postfix) => true,
            (Class::Digit, Class::FixedSpace) => thin(self.first(q)),
            (Class::FixedSpace, Class::Digit) => {
                thin(self.first(p)) && p > 0 && self.para.clusters[p - 1].class == Class::Digit
            }
            (Class::Prefix, Class::Prefix) => true,
            (Class::Prefix, _) => matches!(self.first(q), '０'..='９'),
            _ => false,
        }
    }

    /// Typography R4.4: note references stay with what precedes them.
    fn reference(&self, p: usize, q: usize) -> bool {
        let after_word = self.para.clusters[p].class.is_ideographic() || self.para.clusters[p].class == Class::Letter;
        match self.first(q) {
            '①'..='⑳' | '*' | '†' | '‡' => after_word,
            '[' => {
                let rest = &self.para.text[self.para.clusters[q].range.end as usize..];
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                after_word && (1..=3).contains(&digits) && rest[digits..].starts_with(']')
            }
            _ => false,
        }
    }

    /// Layer 3: `.keep`, ruby groups, set-out names, frames of the deceased, tate-chu-yoko.
    fn kept(&self, p: usize, q: usize) -> bool {
        let (left, right) = (&self.para.clusters[p], &self.para.clusters[q]);
        if left.span != right.span {
            return false;
        }
        let marks = &self.para.spans[left.span as usize].marks;
        let group = marks.ruby.is_some() && !self.split_reading(left);
        let note = marks.warichu && !self.in_rows(q);
        marks.keep || group || note || marks.spaced.is_some() || marks.deceased || marks.tcy
    }

    /// Typography R18.6: a note in two rows goes on over a line's end, at certain places.
    fn in_rows(&self, q: usize) -> bool {
        self.para.notes.iter().any(|note| note.stops.contains(&q))
    }

    /// Typography R18.5: Japanese words with a reading for each character may part between them.
    fn split_reading(&self, left: &Cluster) -> bool {
        self.para.style.lang == Lang::Ja
            && self
                .para
                .rubies
                .iter()
                .any(|r| r.bases.len() == 1 && self.para.clusters[r.bases.start].range == left.range)
    }

    /// A soft hyphen between two letters.
    fn soft(&self, p: usize, q: usize) -> bool {
        let letter = |k: usize| self.para.clusters[k].class == Class::Letter;
        q == p + 2 && letter(p) && letter(q) && self.para.clusters[p + 1].text(self.para) == "\u{ad}"
    }

    /// Typography R10.4: addresses break after / - = and before . ? # & _ % @, never inside //.
    fn in_url(&self, p: usize, q: usize, url: &Range<usize>) -> bool {
        let (a, b) = (self.first(p), self.first(q));
        if b == '/' || q == url.start {
            return false;
        }
        matches!(a, '/' | '-' | '=') || matches!(b, '.' | '?' | '#' | '&' | '_' | '%' | '@')
    }

    fn cost(&self, p: usize, q: usize) -> i32 {
        let class = self.para.clusters[p].class;
        if self.para.clusters[q].class != Class::Han {
            return 0;
        }
        let measure = || MEASURES.contains(self.first(q));
        let counted = |i: usize| i > 0 && self.para.clusters[i - 1].class == Class::Digit;
        let split =
            class == Class::Digit && measure() || matches!(self.first(p), '万' | '亿') && counted(p) && measure();
        if split { SPLIT_FIGURE } else { 0 }
    }
}

/// Runs of clusters that are web or mail addresses.
fn urls(para: &ShapedPara) -> Vec<Range<usize>> {
    let mut urls = Vec::new();
    if !para.text.contains("://") && !para.text.contains("www.") && !para.text.contains('@') {
        return urls;
    }
    let part = |c: &Cluster| {
        let first = c.first;
        first.is_ascii_graphic() && !matches!(first, '"' | '<' | '>' | '|')
    };
    let mut i = 0;
    while i < para.clusters.len() {
        let length = para.clusters[i..].iter().take_while(|c| part(c)).count();
        if length > 0 {
            let range = para.clusters[i].range.start as usize..para.clusters[i + length - 1].range.end as usize;
            let text = &para.text[range];
            let mail = text.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.'));
            if text.contains("://") || text.starts_with("www.") || mail {
                urls.push(i..i + length);
            }
        }
        i += length.max(1);
    }
    urls
}

/// Words of the house that a line should rather not part, and those that it may not.
fn keeps(para: &ShapedPara, breaks: &mut Vec<Break>) {
    for word in &para.whole {
        for (at, _) in para.text.match_indices(word.as_str()) {
            let inside = at as u32 + 1..(at + word.len()) as u32;
            let start = |b: &Break| para.clusters[b.at as usize].range.start;
            breaks.retain(|b| b.kind == BreakKind::Forced || !inside.contains(&start(b)));
        }
    }
    for word in &para.keep {
        for (at, _) in para.text.match_indices(word.as_str()) {
            let inside = at as u32 + 1..(at + word.len()) as u32;
            for b in breaks.iter_mut() {
                let start = para.clusters[b.at as usize].range.start;
                if inside.contains(&start) && b.kind != BreakKind::Forced {
                    b.cost = b.cost.max(SPLIT_KEEP);
                }
            }
        }
    }
}

fn vertical(para: &ShapedPara) -> bool {
    para.style.writing == Writing::Vertical
}
