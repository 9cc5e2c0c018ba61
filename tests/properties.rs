//! What holds for any copy, over a hundred thousand seeded paragraphs. A failure prints its seed.

mod seeded;

use banxin::compose::{self, Galley, Line, LineEnd, justify};
use banxin::diag::Report;
use banxin::fonts::Fonts;
use banxin::geom::Em;
use banxin::model::story::{Marks, Run, Text};
use banxin::model::style::{Breaker, Hang, Kinsoku, Lang, Punctuation, Style, WordBreak, Writing};
use banxin::read::style;
use banxin::text::{Class, ShapedPara, Shaper, Tables};
use rayon::prelude::*;
use std::collections::BTreeMap;

const PARAGRAPHS: u64 = 100_000;

/// A generator of numbers that are the same everywhere (splitmix64).
struct Seed(u64);

impl Seed {
    fn next(&mut self) -> u64 {
        seeded::splitmix(&mut self.0)
    }
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

const HAN: &[&str] = &["云", "潮", "新", "区", "市", "民", "的", "一", "在", "报", "道", "年", "月", "日", "元", "万"];
const MARKS: &[&str] =
    &["，", "。", "、", "；", "：", "！", "？", "“", "”", "（", "）", "《", "》", "——", "……", "·", "～"];
const WESTERN: &[&str] = &["Wi-Fi", "Rust", "12", "3.5", "%", "1,280", "km", "A", " ", "the", "$", "℃", "/"];
const SOUP: &[&str] = &[
    "\u{200b}", "\u{2060}", "\u{fe0f}", "\u{0301}", "\u{3000}", "が", "ッ", "ー", "々", "한", "국", "🙂", "\n",
    "\u{7}", "﷽", "ﬁ",
];

fn copy(seed: &mut Seed) -> Text {
    let strategy = seed.below(5);
    let pieces = 1 + seed.below(if strategy == 4 { 12 } else { 90 });
    let mut runs = vec![Run::default()];
    for _ in 0..pieces {
        let piece = match (strategy, seed.below(10)) {
            (0, _) | (1, 0..=3) | (2, 0..=4) | (3, 0..=2) => seed.pick(HAN),
            (1, _) => seed.pick(MARKS),
            (2, 5..=7) => seed.pick(WESTERN),
            (3, 3..=5) => seed.pick(SOUP),
            (3, 6) => seed.pick(WESTERN),
            (4, _) => "internationalization1234567890",
            _ => seed.pick(MARKS),
        };
        if seed.below(25) == 0 {
            let marks = Marks { bold: seed.below(2) == 0, keep: seed.below(8) == 0, ..Marks::default() };
            runs.push(Run { marks, ..Run::default() });
        }
        if let Some(last) = runs.last_mut() {
            last.text += piece;
        }
    }
    Text { runs }
}

fn style(seed: &mut Seed) -> Style {
    let mut style = style::plain();
    let para = &mut style.para;
    para.lang = [Lang::ZhHans, Lang::ZhHans, Lang::ZhHans, Lang::ZhHantTw, Lang::ZhHantHk, Lang::Ja, Lang::Ko]
        [seed.below(7) as usize];
    para.writing = if seed.below(4) == 0 { Writing::Vertical } else { Writing::Horizontal };
    para.punctuation =
        [Punctuation::Full, Punctuation::Full, Punctuation::Kaiming, Punctuation::Half, Punctuation::Plain]
            [seed.below(5) as usize];
    para.kinsoku = [Kinsoku::Gb, Kinsoku::Gb, Kinsoku::Basic, Kinsoku::Strict, Kinsoku::Loose][seed.below(5) as usize];
    para.hang = if seed.below(5) == 0 { Hang::Allow } else { Hang::Off };
    para.word_break = if seed.below(2) == 0 { WordBreak::Word } else { WordBreak::Syllable };
    para.indent = Em::ONE * seed.below(3) as i64;
    para.breaker = if seed.below(8) == 0 { Breaker::FirstFit } else { Breaker::Optimum };
    style
}

fn measure(seed: &mut Seed) -> Em {
    Em::ONE * (4 + seed.below(30) as i64) + Em::frac(seed.below(4) as i64, 4)
}

#[test]
fn hold_for_any_copy() {
    let (fonts, styles, tables) = (Fonts::stub(), BTreeMap::new(), Tables::default());
    let shaper = Shaper::with_styles(&fonts, &styles);
    let wrong: Vec<String> = (0..PARAGRAPHS)
        .into_par_iter()
        .filter_map(|n| {
            let mut seed = Seed(n);
            let (text, style, measure) = (copy(&mut seed), style(&mut seed), measure(&mut seed));
            let para = shaper.shape(&text, &style, &mut Report::default());
            let galley = compose::galley(&para, measure, 0)?;
            let told = whole(&para, &text, &galley)
                .and_then(|()| edges(&para, &style, &tables, &galley))
                .and_then(|()| galley.lines.iter().try_for_each(|line| filled(&para, line, measure)))
                .and_then(|()| cheapest(&para, measure));
            told.err().map(|why| format!("seed {n}: {why} in {:?} at {measure:?}", text.plain()))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong, the first:\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n"));
}

/// Every character once and in order.
fn whole(para: &ShapedPara, text: &Text, galley: &Galley) -> Result<(), String> {
    if para.text != text.plain() {
        return Err("the text changed".to_string());
    }
    let mut byte = 0;
    for cluster in &para.clusters {
        if cluster.range.start != byte {
            return Err(format!("byte {byte} is in no cluster"));
        }
        byte = cluster.range.end;
    }
    let mut at = 0;
    for line in &galley.lines {
        if line.clusters.start != at {
            return Err(format!("cluster {at} is on no line"));
        }
        at = line.clusters.end;
    }
    if byte as usize != para.text.len() || at as usize != para.clusters.len() {
        return Err("the end is missing".to_string());
    }
    Ok(())
}

/// No line begins or ends with what may not, unless it says so.
fn edges(para: &ShapedPara, style: &Style, tables: &Tables, galley: &Galley) -> Result<(), String> {
    let forbidden = tables.forbidden(style.para.lang, style.para.kinsoku);
    let bit = |set: u32, class: Class| set & (1 << class as u32) != 0;
    for pair in galley.lines.windows(2) {
        if pair[0].end != LineEnd::Break {
            continue;
        }
        let solid = |k: &u32| !para.clusters[*k as usize].class.is_blank();
        let last = pair[0].clusters.clone().rev().find(solid);
        let first = pair[1].clusters.clone().find(solid);
        let zero_width_space =
            (pair[0].clusters.clone()).any(|k| para.clusters[k as usize].text(para).starts_with('\u{200b}'));
        let (Some(last), Some(first)) = (last, first) else { continue };
        let (a, b) = (&para.clusters[last as usize], &para.clusters[first as usize]);
        if !zero_width_space && (bit(forbidden.start, b.class) || bit(forbidden.end, a.class)) {
            return Err(format!("a line breaks between {} and {}", a.text(para), b.text(para)));
        }
    }
    Ok(())
}

/// Measure met exactly; nothing overlaps; marks, gaps and spaces keep their floors (typography R11.7).
fn filled(para: &ShapedPara, line: &Line, measure: Em) -> Result<(), String> {
    let spread = justify::spread(para, line);
    let Some(last) = spread.x.len().checked_sub(1) else { return Ok(()) };
    let end = spread.x[last] + spread.advance[last];
    let shared = if spread.of > 0 && end.parts == spread.of { spread.amount } else { Em::ZERO };
    let odd = spread.of > 0 && end.parts != spread.of && end.parts != 0;
    if odd || end.whole + shared != line.start + line.set {
        return Err(format!("a line of {:?} is set to {:?}", line.set, end.whole + shared - line.start));
    }
    let full = line.set - line.hung + line.start == measure;
    if line.end == LineEnd::Break && !line.faults.over && !line.faults.stiff && !full {
        return Err(format!("a line is {:?} long in a measure of {measure:?}", line.set));
    }
    for n in 0..spread.x.len() {
        let cluster = &para.clusters[spread.clusters.start + n];
        let advance = spread.em(spread.advance[n]);
        let text = cluster.text(para);
        if cluster.class.is_mark()
            && cluster.class != Class::Connector
            && advance < Em::HALF
            && cluster.advance >= Em::HALF
        {
            return Err(format!("{text} is {advance:?} wide"));
        }
        if cluster.class == Class::Space && advance < Em::frac(1, 4) && cluster.advance > Em::ZERO {
            return Err(format!("a word space is {advance:?} wide"));
        }
        if n > 0 {
            let before = spread.em(spread.x[n - 1] + spread.advance[n - 1]);
            let white = spread.em(spread.x[n]) - before;
            let floor = if cluster.gap.natural > Em::ZERO { Em::frac(1, 8) } else { Em::ZERO };
            if white < floor {
                return Err(format!("the white before {text} is {white:?}"));
            }
        }
    }
    Ok(())
}

/// The optimum never costs more than first-fit (typography R12.1).
fn cheapest(para: &ShapedPara, measure: Em) -> Result<(), String> {
    let (optimum, first_fit) = compose::costs(para, measure);
    if optimum > first_fit { Err(format!("the optimum costs {optimum}, first-fit {first_fit}")) } else { Ok(()) }
}

#[test]
fn looseness_gives_exactly_so_many_lines_or_none() {
    let (fonts, styles) = (Fonts::stub(), BTreeMap::new());
    let shaper = Shaper::with_styles(&fonts, &styles);
    let mut found = [0, 0];
    for n in 0..3_000 {
        let mut seed = Seed(n);
        let text = copy(&mut seed);
        let para = shaper.shape(&text, &style::plain(), &mut Report::default());
        let measure = Em::ONE * (10 + seed.below(14) as i64);
        let Some(plain) = compose::galley(&para, measure, 0) else { continue };
        for (k, looseness) in [-1, 1].into_iter().enumerate() {
            if let Some(other) = compose::galley(&para, measure, looseness) {
                found[k] += 1;
                assert_eq!(other.len() as i32, plain.len() as i32 + looseness, "seed {n}");
                assert!(other.lines.iter().all(|l| !l.faults.loose && !l.faults.over && !l.faults.runt), "seed {n}");
            }
        }
    }
    assert!(found.iter().all(|n| *n > 0), "both directions are found: {found:?}");
}

#[test]
fn lines_are_the_same_on_one_thread_and_on_many() {
    let (fonts, styles) = (Fonts::stub(), BTreeMap::new());
    let shaper = Shaper::with_styles(&fonts, &styles);
    let set = |n: u64| {
        let mut seed = Seed(n);
        let (text, style, measure) = (copy(&mut seed), style(&mut seed), measure(&mut seed));
        let para = shaper.shape(&text, &style, &mut Report::default());
        compose::galley(&para, measure, 0).map(|g| (g.cost, g.lines))
    };
    let one: Vec<_> = (0..2_000).map(set).collect();
    let many: Vec<_> = (0..2_000u64).into_par_iter().map(set).collect();
    assert!(one == many);
}
