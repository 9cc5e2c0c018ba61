//! From marked text to items: what stays together, in which class, face and posture.
//!
//! In: [`Text`] and resolved spans. Out: items in text order. Does not know: glyphs, widths.
//!
//! Context is decided here once per paragraph (typography R1.2 a): quotes by pair
//! (R2.3), dash and ellipsis pairs (R4.1), hyphens and solidi by their neighbors,
//! and in vertical lines what stands upright, side by side or turned (R16.5, R16.6).

use crate::model::story::Text;
use crate::model::style::{Digits, Kinsoku, Lang, ParaStyle, VerticalDigits, Writing};
use crate::text::class::{Class, Tables};
use std::ops::Range;

/// How an item stands in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posture {
    /// As in a horizontal line, or upright in a vertical one.
    Upright,
    /// Turned a quarter clockwise with a vertical line.
    Turned,
    /// Several characters upright side by side in one em.
    SideBySide,
}

/// What stays together, before it has a width.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub range: Range<u32>,
    pub first: char,
    pub class: Class,
    pub posture: Posture,
    /// Which span of the text it stands in.
    pub span: u16,
    /// Takes its glyph from the first face that has letters, not from the Han face.
    pub western: bool,
    /// More than one character: a base and its marks, a dash pair.
    pub many: bool,
}

/// What itemizing needs to know of a span.
#[derive(Clone, Debug)]
pub(crate) struct SpanInfo {
    pub lang: Lang,
    /// `.tcy`.
    pub side_by_side: bool,
    /// One character that the house has drawn.
    pub house: bool,
}

/// Cuts the text into items.
pub(crate) fn items(text: &Text, spans: &[SpanInfo], para: &ParaStyle, tables: &Tables) -> (String, Vec<Item>) {
    let plain = text.plain();
    let mut items: Vec<Item> = Vec::with_capacity(plain.len() / 3 + 8);
    let mut at = 0u32;
    for (n, run) in text.runs.iter().enumerate() {
        let span = n as u16;
        let western_run = matches!(spans[n].lang, Lang::Western(_));
        if spans[n].house && !run.text.is_empty() {
            let start = at;
            at += run.text.len() as u32;
            let first = run.text.chars().next().unwrap_or('〓');
            let (class, posture) = (Class::Han, Posture::Upright);
            items.push(Item { range: start..at, first, class, posture, span, western: false, many: true });
            continue;
        }
        for c in run.text.chars() {
            let start = at;
            at += c.len_utf8() as u32;
            let apart = western_run || parts(para, c);
            if let Some(last) = items.last_mut().filter(|last| joins(last, c, span, apart)) {
                last.range.end = at;
                last.many |= !matches!(c as u32, 0xfe00..=0xfe01);
                if matches!(c, '—' | '―') {
                    last.class = Class::Dash;
                }
                continue;
            }
            let class = match tables.class(c) {
                Class::Dash | Class::Ellipsis | Class::Connector | Class::Interpunct if western_run => Class::Western,
                // Curly quotes are resolved below; until then they are Western (R2.3).
                Class::Opening | Class::Closing if matches!(c, '‘' | '’' | '“' | '”') => Class::Western,
                class => class,
            };
            let half_wanted = para.digits == Digits::Half && matches!(c, '０'..='９');
            let class = if half_wanted { Class::Digit } else { class };
            let western = is_western(class, c);
            items.push(Item {
                range: start..at,
                first: c,
                class,
                posture: Posture::Upright,
                span,
                western,
                many: false,
            });
        }
    }
    quotes(&plain, &mut items, spans, para);
    neighbors(&mut items);
    digits(&mut items, para);
    if para.writing == Writing::Vertical {
        posture(&plain, &mut items, spans, para);
    }
    (plain, items)
}

/// Typography R3.7: the looser levels of Japanese part leaders, the loosest also dashes.
fn parts(para: &ParaStyle, c: char) -> bool {
    let leader = matches!(c, '…' | '⋯' | '‥');
    para.lang == Lang::Ja
        && match para.kinsoku {
            Kinsoku::Newspaper => leader || matches!(c, '—' | '―'),
            Kinsoku::Loose => leader,
            _ => false,
        }
}

/// Whether a character belongs to the item before it; dashes and leaders that stay `apart` do not.
fn joins(last: &Item, c: char, span: u16, apart: bool) -> bool {
    let code = c as u32;
    if code < 0x300 || last.class == Class::Return {
        return false;
    }
    let pair = matches!(c, '—' | '―' | '…' | '⋯') && !apart;
    if pair {
        // Typography R4.1: two of a kind make a pair; a third begins another.
        return last.first == c && last.span == span && last.range.len() == c.len_utf8();
    }
    let extends = matches!(code,
        0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5bd | 0x610..=0x61a | 0x64b..=0x65f | 0xe31 | 0xe34..=0xe3a
        | 0xe47..=0xe4e | 0x93a..=0x93c | 0x93e..=0x94f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x200d
        | 0x20d0..=0x20ff | 0x3099..=0x309a | 0x302a..=0x302f | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f
        | 0x1f3fb..=0x1f3ff | 0xe0100..=0xe01ef);
    // Decomposed Hangul: vowels and finals follow their initial.
    let hangul = matches!(code, 0x1160..=0x11ff | 0xd7b0..=0xd7ff)
        && matches!(last.first as u32, 0x1100..=0x115f | 0xa960..=0xa97f | 0xac00..=0xd7a3);
    (extends || hangul) && !matches!(last.class, Class::Space | Class::Zero)
}

/// Whether a class looks for its glyph among letters rather than Han.
fn is_western(class: Class, c: char) -> bool {
    match class {
        Class::Letter | Class::Digit | Class::Space | Class::FixedSpace | Class::Western | Class::Note => true,
        Class::Prefix | Class::Postfix => (c as u32) < 0x2030 || matches!(c, '−' | '€' | '£'),
        Class::Connector => c == '-',
        _ => false,
    }
}

/// Typography R2.3: each pair of curly quotes is resolved once.
fn quotes(plain: &str, items: &mut [Item], spans: &[SpanInfo], para: &ParaStyle) {
    let mut open: Vec<(char, bool)> = Vec::new();
    for i in 0..items.len() {
        let c = items[i].first;
        if !matches!(c, '‘' | '’' | '“' | '”') {
            continue;
        }
        let letter = |item: Option<&Item>| item.is_some_and(|i| matches!(i.class, Class::Letter | Class::Digit));
        let before = i.checked_sub(1).and_then(|b| items.get(b));
        if c == '’' && letter(before) && letter(items.get(i + 1)) {
            continue;
        }
        let selector = plain[items[i].range.start as usize..items[i].range.end as usize].chars().nth(1);
        let lang = spans[items[i].span as usize].lang;
        let full = match (selector, lang) {
            (Some('\u{fe01}'), _) => true,
            (Some('\u{fe00}'), _) | (_, Lang::Western(_)) => false,
            _ => para.lang != Lang::Ko,
        };
        let (full, class) = match c {
            '‘' | '“' => {
                open.push((if c == '‘' { '’' } else { '”' }, full));
                (full, Class::Opening)
            }
            _ => {
                // The partner decides; a closing mark of a paragraph-long quotation has none (R23.3).
                let partner = open.iter().rposition(|(close, _)| *close == c);
                let full = partner.map_or(full, |at| {
                    let (_, full) = open[at];
                    open.truncate(at);
                    full
                });
                (full, Class::Closing)
            }
        };
        if full {
            items[i].class = class;
            items[i].western = false;
        }
    }
}

/// Typography R13.5: in Japanese newspapers a digit alone is full-width. Han digits that the copy asks for in
/// vertical lines are set as Han (R16.6).
fn digits(items: &mut [Item], para: &ParaStyle) {
    let single = para.digits == Digits::Newspaper;
    let han = para.digits == Digits::Han && para.writing == Writing::Vertical;
    if !single && !han {
        return;
    }
    let mut i = 0;
    while i < items.len() {
        let count = items[i..].iter().take_while(|x| x.class == Class::Digit).count();
        let beside = |item: Option<&Item>| item.is_some_and(|x| matches!(x.class, Class::Letter | Class::Western));
        let lone = count == 1 && !beside(i.checked_sub(1).and_then(|b| items.get(b))) && !beside(items.get(i + 1));
        if han && count > 0 || single && lone {
            for item in &mut items[i..i + count] {
                (item.class, item.western) = (Class::Han, false);
            }
        }
        i += count.max(1);
    }
}

/// Hyphens and solidi between Han are connectors; between letters they are letters' marks.
fn neighbors(items: &mut [Item]) {
    for i in 0..items.len() {
        let c = items[i].first;
        if !matches!(c, '/' | '-' | '‐') || items[i].many {
            continue;
        }
        let east = |item: Option<&Item>| {
            item.is_some_and(|i| {
                i.class.is_ideographic() || i.class.is_mark() && i.first != c || i.class == Class::Hangul
            })
        };
        let before = i.checked_sub(1).and_then(|b| items.get(b));
        let (east_before, east_after) = (east(before), east(items.get(i + 1)));
        if east_before && east_after || c == '/' && (east_before || east_after) {
            items[i].class = if c == '/' { Class::Solidus } else { Class::Connector };
        }
    }
}

/// Typography R16.5, R16.6, R16.10: what stands upright in a vertical line.
fn posture(plain: &str, items: &mut Vec<Item>, spans: &[SpanInfo], para: &ParaStyle) {
    side_by_side(plain, items, spans, para);
    let mut i = 0;
    while i < items.len() {
        if items[i].posture == Posture::SideBySide || !items[i].western {
            items[i].posture = match items[i].posture {
                Posture::SideBySide => Posture::SideBySide,
                _ if crate::text::class::upright(items[i].first) => Posture::Upright,
                // A figure in full width or in Han stands as those do.
                _ if items[i].first.is_ascii_digit() => Posture::Upright,
                // ー is no mark, and has a vertical form all the same (UAX #50, Tr).
                _ if items[i].class.is_mark() || items[i].class == Class::Prolonged => Posture::Upright,
                _ => Posture::Turned,
            };
            i += 1;
            continue;
        }
        let end = items[i..].iter().position(|x| !x.western || x.posture == Posture::SideBySide);
        let run = i..end.map_or(items.len(), |n| i + n);
        i = run.end;
        words(items, run, para);
    }
}

/// Letters between Han: single letters and capitals' acronyms stand upright, words are turned.
fn words(items: &mut [Item], run: Range<usize>, para: &ParaStyle) {
    let letters = run.clone().filter(|&k| items[k].class == Class::Letter).count();
    let capitals = run.clone().all(|k| items[k].class != Class::Letter || items[k].first.is_uppercase());
    let solid = run.clone().all(|k| matches!(items[k].class, Class::Letter | Class::Digit));
    let digits = letters == 0 && solid;
    let upright = solid && capitals && letters > 0 && letters <= 5
        || digits && (run.len() == 1 || para.vertical_digits == VerticalDigits::Upright);
    for item in &mut items[run] {
        item.posture =
            if upright || crate::text::class::upright(item.first) { Posture::Upright } else { Posture::Turned };
    }
}

/// Joins short numbers and `.tcy` spans into one item each.
fn side_by_side(plain: &str, items: &mut Vec<Item>, spans: &[SpanInfo], para: &ParaStyle) {
    let mut out: Vec<Item> = Vec::with_capacity(items.len());
    let mut i = 0;
    while i < items.len() {
        let span = items[i].span;
        let marked = spans[span as usize].side_by_side;
        let digits = items[i..].iter().take_while(|x| x.class == Class::Digit).count();
        let alone = |k: usize| {
            let beside = |item: Option<&Item>| {
                item.is_none_or(|x| !matches!(x.class, Class::Letter | Class::Western | Class::Digit))
            };
            beside(k.checked_sub(1).and_then(|b| items.get(b))) && beside(items.get(k + digits))
        };
        let count = if marked {
            items[i..].iter().take_while(|x| x.span == span && x.class != Class::Return).count()
        } else if digits >= 2 && digits <= usize::from(para.tcy_digits) && alone(i) {
            digits
        } else if stacked(items, i, para) {
            2
        } else {
            0
        };
        let class = if items[i].class == Class::Exclaim { Class::Exclaim } else { Class::Object };
        if count >= 2 && plain.is_char_boundary(items[i].range.start as usize) {
            out.push(Item {
                range: items[i].range.start..items[i + count - 1].range.end,
                class,
                posture: Posture::SideBySide,
                many: true,
                ..items[i].clone()
            });
            i += count;
        } else {
            out.push(items[i].clone());
            i += 1;
        }
    }
    *items = out;
}

/// Two stacked ！？ stand side by side in one em in Traditional Chinese vertical lines.
fn stacked(items: &[Item], at: usize, para: &ParaStyle) -> bool {
    let exclaim = |k: Option<usize>| k.and_then(|k| items.get(k)).is_some_and(|i| i.class == Class::Exclaim);
    matches!(para.lang, Lang::ZhHantTw | Lang::ZhHantHk)
        && exclaim(Some(at))
        && exclaim(Some(at + 1))
        && !exclaim(Some(at + 2))
        && !exclaim(at.checked_sub(1))
}
