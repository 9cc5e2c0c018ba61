//! Where a head may break without tearing words (typography R19).
//!
//! In: a shaped head. Out: places with their cost. Does not know: widths.
//!
//! Words are found by the most probable division of the text into words of a list with
//! frequencies (`words.fst`: two to five characters, made from the dictionary of jieba,
//! MIT); the house's own words lie over it. Traditional copy is looked up in its simplified
//! forms (`simple.txt`: pairs of characters in code order, by ICU's transform, Unicode
//! License). Then each boundary between words gets a price by what stands beside it.

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
/// Alone behind a name or a word that the list does not have, these end it: 芦汀湖, 剪纸课.
const ENDS_NAME: &str =
    "省市县区镇乡村州国路街巷桥湖江河海山岛港湾站馆厅院校园厂社会部局处所队团组员长家们课班费案法奖";
/// Han figures, and the units that go with them.
const FIGURES: &str = "〇零一二三四五六七八九十百千万亿两";
/// What a head may not do at all costs more than any unevenness of its lines.
const NEVER: i64 = 100_000;

/// The places of a head, in order; those where it should never break are left out while others remain.
pub fn places(para: &ShapedPara) -> Vec<Place> {
    let head = Head::of(para);
    let legal = para.breaks.iter().filter(|b| (b.at as usize) < para.clusters.len() && b.kind != BreakKind::Hyphen);
    let all: Vec<Place> = legal.map(|b| Place { at: b.at, cost: head.price(b.at as usize, b.cost) }).collect();
    let kept: Vec<Place> = all.iter().copied().filter(|p| p.cost < NEVER).collect();
    if kept.is_empty() { all } else { kept }
}

/// A head divided into words.
struct Head<'p> {
    para: &'p ShapedPara,
    /// The first character of each cluster, in its simplified form: the word list has no other.
    chars: Vec<char>,
    /// In order, as ranges of clusters.
    words: Vec<Range<usize>>,
}

impl Head<'_> {
    fn of(para: &ShapedPara) -> Head<'_> {
        let traditional = matches!(para.style.lang, Lang::ZhHantTw | Lang::ZhHantHk);
        let form = |c: char| if traditional { simplified(c) } else { c };
        let chars = para.clusters.iter().map(|c| form(c.text(para).chars().next().unwrap_or(' '))).collect();
        let mut head = Head { para, chars, words: Vec::new() };
        head.words = head.divided();
        head
    }

    fn class(&self, k: usize) -> Class {
        self.para.clusters[k].class
    }

    /// A character that is a word by itself.
    fn single(&self, k: usize) -> bool {
        self.words.iter().any(|w| w.start == k && w.end == k + 1)
    }

    /// The same of what is no punctuation.
    fn lone(&self, k: usize) -> bool {
        self.single(k) && self.class(k).is_ideographic()
    }

    fn ends_name(&self, k: usize) -> bool {
        self.single(k) && ENDS_NAME.contains(self.chars[k])
    }

    /// The cost of breaking before a cluster.
    fn price(&self, at: usize, cost: i32) -> i64 {
        let (before, after) = (at - 1, at);
        if self.words.iter().any(|w| w.start < at && at < w.end) || cost > 0 || self.splits_number(at) {
            return NEVER;
        }
        let (left, right) = (self.class(before), self.class(after));
        if matches!(left, Class::Space | Class::WideSpace | Class::Comma | Class::Colon | Class::FullStop) {
            return 0;
        }
        if matches!(left, Class::Closing | Class::Exclaim) || right == Class::Opening {
            return 20;
        }
        if NEVER_FIRST.contains(self.chars[after]) && self.single(after)
            || NEVER_LAST.contains(self.chars[before]) && self.single(before)
        {
            return NEVER;
        }
        if self.para.style.lang == Lang::Ja {
            return japanese(self.chars[before], self.chars[after]);
        }
        self.by_words(before, after) + if self.in_brackets(at) { 100 } else { 0 }
    }

    /// What a break between two words costs.
    fn by_words(&self, before: usize, after: usize) -> i64 {
        match (self.lone(before), self.lone(after)) {
            // After 的 stands the end of an attribute.
            _ if matches!(self.chars[before], '的' | '了') => 30,
            (_, true) if self.ends_name(after) => 300,
            (true, _) if self.ends_name(before) => 80,
            (_, true) if NEVER_LAST.contains(self.chars[after]) => 60,
            // Two characters that are no word may be a name: 阿|莱.
            (true, true) => 300,
            // Behind a name's end it begins something: 芦汀湖·健步行.
            (true, false) if before > 0 && self.ends_name(before - 1) => 240,
            (true, false) => 120,
            // It may end the word before it: 观鸟·屋.
            (false, true) => 160,
            (false, false) => 60,
        }
    }

    /// Typography R13.4: a number, in figures or in Han, its 万 or 亿 and its measure word are one.
    fn splits_number(&self, at: usize) -> bool {
        let (left, right) = (self.words.iter().find(|w| w.end == at), self.words.iter().find(|w| w.start == at));
        let (Some(left), Some(right)) = (left, right) else { return false };
        let figures = |word: &Range<usize>| self.chars[word.clone()].iter().all(|&c| FIGURES.contains(c));
        let behind_digits = left.start > 0 && self.class(left.start - 1) == Class::Digit;
        figures(left) && (behind_digits || figures(right) || right.len() == 1)
    }

    /// Whether a place is between a bracket or quotation mark and its partner: what they hold is one name.
    fn in_brackets(&self, at: usize) -> bool {
        let side = |k: usize| match self.class(k) {
            Class::Opening => 1,
            Class::Closing => -1,
            _ => 0,
        };
        (0..at).map(side).sum::<i32>() > 0
    }

    /// The text's division into words.
    fn divided(&self) -> Vec<Range<usize>> {
        let mut words = Vec::new();
        let clusters = &self.para.clusters;
        let mut start = 0;
        while start < clusters.len() {
            let han = clusters[start..].iter().take_while(|c| c.class == Class::Han).count();
            if han > 0 {
                self.divide(start..start + han, &mut words);
                start += han;
                continue;
            }
            let same =
                |c: Class| matches!(c, Class::Letter | Class::Digit | Class::Western | Class::Prefix | Class::Postfix);
            let run = clusters[start..].iter().take_while(|c| same(c.class)).count().max(1);
            words.push(start..start + run);
            start += run;
        }
        words
    }

    /// The cheapest division of a run of Han: prices are logarithms of rarity.
    fn divide(&self, run: Range<usize>, words: &mut Vec<Range<usize>>) {
        let count = run.len();
        let mut best: Vec<(u32, usize)> = vec![(u32::MAX, 0); count + 1];
        best[0] = (0, 0);
        for end in 1..=count {
            for length in 1..=end.min(LONGEST.max(8)) {
                let start = end - length;
                let Some(price) = self.word(run.start + start..run.start + end) else { continue };
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

    /// The price of some clusters as one word; `None` for what is none.
    fn word(&self, range: Range<usize>) -> Option<u32> {
        let clusters = &self.para.clusters[range.clone()];
        let bytes = clusters.first()?.range.start as usize..clusters.last()?.range.end as usize;
        let written = &self.para.text[bytes];
        if self.para.keep.iter().any(|k| k == written) {
            return Some(1);
        }
        match range.len() {
            1 if NEVER_FIRST.contains(self.chars[range.start]) || NEVER_LAST.contains(self.chars[range.start]) => {
                Some(PARTICLE)
            }
            1 => Some(SINGLE),
            2..=LONGEST => rarity(&self.chars[range].iter().collect::<String>()),
            _ => None,
        }
    }
}

/// Price of a character that is no word of the list.
const SINGLE: u32 = 190;
/// Function words stand alone easily.
const PARTICLE: u32 = 80;
const LONGEST: usize = 5;

/// Typography R19.7: Japanese heads break between phrases: where kana end and Han or katakana begin.
fn japanese(before: char, after: char) -> i64 {
    let kind = |c: char| match c {
        '\u{3041}'..='\u{309f}' => 1,
        '\u{30a0}'..='\u{30ff}' => 2,
        _ => 3,
    };
    match (kind(before), kind(after)) {
        (1, 2 | 3) => 30,
        _ => NEVER,
    }
}

/// The simplified form of a traditional character; any other stays as it is.
fn simplified(c: char) -> char {
    static PAIRS: OnceLock<Vec<(char, char)>> = OnceLock::new();
    let pairs = PAIRS.get_or_init(|| {
        let mut chars = include_str!("simple.txt").chars();
        std::iter::from_fn(|| Some((chars.next()?, chars.next()?))).collect()
    });
    pairs.binary_search_by_key(&c, |pair| pair.0).map_or(c, |k| pairs[k].1)
}

/// Ten times the natural logarithm of how rare a word is; `None` for what is no word.
fn rarity(word: &str) -> Option<u32> {
    static LIST: OnceLock<Option<fst::Map<&'static [u8]>>> = OnceLock::new();
    let list = LIST.get_or_init(|| fst::Map::new(&include_bytes!("words.fst")[..]).ok());
    list.as_ref()?.get(word).map(|price| price as u32)
}
