//! Where a head may break without tearing words (typography R19).
//!
//! In: a shaped head. Out: places with their cost. Does not know: widths.
//!
//! Words are found by the most probable division of the text into words of a list with
//! frequencies (`words.fst`: two to five characters, made from the dictionary of jieba,
//! MIT); the house's own words lie over it. Then each boundary between words gets a
//! price by what stands beside it.

use crate::model::style::Lang;
use crate::text::{BreakKind, Class, ShapedPara};
use std::ops::Range;
use std::sync::OnceLock;

/// A place where a head may break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The cluster that begins the next line.
    pub at: u32,
    /// How badly it reads; 0 is at a phrase's end.
    pub cost: i64,
}

/// Never at a line's start: particles lean on what stands before them.
const NEVER_FIRST: &str = "的地得了着们过吧呢吗啊呀之者性化式型率级";
/// Never at a line's end: these lean on what follows.
const NEVER_LAST: &str =
    "在和与被把及或将为从由让使向对以于跟同并而但且则若如每各该本第约近逾超达约不未没无最更很太再又也都还就才只仅";
/// What a head may not do at all costs more than any unevenness of its lines.
const NEVER: i64 = 100_000;

/// The places of a head, in order; those where it should never break are left out while others remain.
pub fn places(para: &ShapedPara) -> Vec<Place> {
    let all: Vec<Place> = legal(para);
    let kept: Vec<Place> = all.iter().copied().filter(|p| p.cost < NEVER).collect();
    if kept.is_empty() { all } else { kept }
}

fn legal(para: &ShapedPara) -> Vec<Place> {
    let words = words(para);
    para.breaks
        .iter()
        .filter(|b| (b.at as usize) < para.clusters.len() && b.kind != BreakKind::Hyphen)
        .map(|b| Place { at: b.at, cost: price(para, &words, b.at as usize, b.cost) })
        .collect()
}

/// The cost of breaking before a cluster.
fn price(para: &ShapedPara, words: &[Range<usize>], at: usize, cost: i32) -> i64 {
    let first = |k: usize| para.clusters[k].text(para).chars().next().unwrap_or(' ');
    let (before, after) = (at - 1, at);
    if words.iter().any(|w| w.start < at && at < w.end) || cost > 0 {
        return NEVER;
    }
    // Typography R13.4: a number, its 万 or 亿 and its measure word are one.
    let counted = before > 0 && para.clusters[before - 1].class == Class::Digit;
    if matches!(first(before), '万' | '亿') && counted {
        return NEVER;
    }
    let (left, right) = (para.clusters[before].class, para.clusters[after].class);
    if matches!(left, Class::Space | Class::WideSpace) || matches!(left, Class::Comma | Class::Colon | Class::FullStop)
    {
        return 0;
    }
    if matches!(left, Class::Closing | Class::Exclaim) || right == Class::Opening {
        return 20;
    }
    let single = |k: usize| words.iter().any(|w| w.start == k && w.end == k + 1);
    if NEVER_FIRST.contains(first(after)) && single(after) || NEVER_LAST.contains(first(before)) && single(before) {
        return NEVER;
    }
    if para.style.lang == Lang::Ja {
        return japanese(para, before, after);
    }
    match (single(before), single(after)) {
        // After 的 stands the end of an attribute.
        _ if matches!(first(before), '的' | '了') => 30,
        // Two characters that are no word may be a name: 阿|莱.
        (true, true) if left.is_ideographic() && right.is_ideographic() => 300,
        (true, _) if left.is_ideographic() => 120,
        (_, true) if right.is_ideographic() => 120,
        _ => 60,
    }
}

/// Typography R19.7: Japanese heads break between phrases: where kana end and Han or katakana begin.
fn japanese(para: &ShapedPara, before: usize, after: usize) -> i64 {
    let kind = |k: usize| match para.clusters[k].text(para).chars().next().map_or(0, |c| c as u32) {
        0x3041..=0x309f => 1,
        0x30a0..=0x30ff => 2,
        _ => 3,
    };
    match (kind(before), kind(after)) {
        (1, 2 | 3) => 30,
        _ => NEVER,
    }
}

/// The text's division into words, as ranges of clusters.
fn words(para: &ShapedPara) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = 0;
    while start < para.clusters.len() {
        let han = para.clusters[start..].iter().take_while(|c| c.class == Class::Han).count();
        if han == 0 {
            let same =
                |c: Class| matches!(c, Class::Letter | Class::Digit | Class::Western | Class::Prefix | Class::Postfix);
            let run = para.clusters[start..].iter().take_while(|c| same(c.class)).count().max(1);
            words.push(start..start + run);
            start += run;
            continue;
        }
        divide(para, start..start + han, &mut words);
        start += han;
    }
    words
}

/// Price of a character that is no word of the list.
const SINGLE: u32 = 190;
/// Function words stand alone easily.
const PARTICLE: u32 = 80;
const LONGEST: usize = 5;

/// The cheapest division of a run of Han: prices are logarithms of rarity.
fn divide(para: &ShapedPara, run: Range<usize>, words: &mut Vec<Range<usize>>) {
    let text = |r: Range<usize>| {
        let bytes = para.clusters[r.start].range.start as usize..para.clusters[r.end - 1].range.end as usize;
        &para.text[bytes]
    };
    let count = run.len();
    let mut best: Vec<(u32, usize)> = vec![(u32::MAX, 0); count + 1];
    best[0] = (0, 0);
    for end in 1..=count {
        for length in 1..=end.min(LONGEST.max(8)) {
            let start = end - length;
            let word = text(run.start + start..run.start + end);
            let own = para.keep.iter().any(|k| k == word);
            let price = match length {
                _ if own => 1,
                1 if NEVER_FIRST.contains(word) || NEVER_LAST.contains(word) => PARTICLE,
                1 => SINGLE,
                2..=LONGEST => match rarity(word) {
                    Some(price) => price,
                    None => continue,
                },
                _ => continue,
            };
            let total = best[start].0.saturating_add(price);
            if total < best[end].0 {
                best[end] = (total, start);
            }
        }
    }
    let mut cut = Vec::new();
    let mut end = count;
    while end > 0 {
        let start = best[end].1.min(end - 1);
        cut.push(run.start + start..run.start + end);
        end = start;
    }
    words.extend(cut.into_iter().rev());
}

/// Ten times the natural logarithm of how rare a word is; `None` for what is no word.
fn rarity(word: &str) -> Option<u32> {
    static LIST: OnceLock<Option<fst::Map<&'static [u8]>>> = OnceLock::new();
    let list = LIST.get_or_init(|| fst::Map::new(&include_bytes!("words.fst")[..]).ok());
    list.as_ref()?.get(word).map(|price| price as u32)
}
