//! Room for readings: ruby opens its base (typography §18).
//!
//! In: clusters with their widths. Out: the same, opened. Does not know: lines.

use crate::geom::Em;
use crate::model::style::{Lang, Writing};
use crate::text::{Class, ShapedPara};
use std::ops::Range;

/// Size of marks beside the text where the line gap is less than a quarter em: not under 60 % (typography R17.4).
pub(crate) fn mark_scale(para: &ShapedPara) -> i64 {
    (para.line_gap.0 * 1000 / Em::frac(1, 4).0).clamp(600, 1000)
}

/// Opens bases that are narrower than their readings.
pub(super) fn open(para: &mut ShapedPara) {
    even(para);
    for n in 0..para.rubies.len() {
        let (bases, zhuyin, width) = {
            let ruby = &para.rubies[n];
            (ruby.bases.clone(), ruby.zhuyin, ruby.width)
        };
        let (first, last) = (bases.start, bases.end - 1);
        if zhuyin {
            // Typography R18.2: the whole annotation stands within half an em at the right of its base.
            if para.style.writing == Writing::Horizontal {
                para.clusters[last].advance += Em::HALF;
            }
            continue;
        }
        let base: Em = bases.clone().map(|k| para.clusters[k].advance).sum();
        let chinese = para.style.lang != Lang::Ja;
        // Pinyin keeps a quarter of its own em from its neighbors; furigana may stand solid.
        let wanted = if chinese { width + Em::frac(1, 8) } else { width };
        let excess = (wanted - base).max(Em::ZERO);
        let top = at_the_top(para, &bases);
        for (at, before) in [(first.checked_sub(1), true), (Some(last + 1), false)] {
            let side = match (top, before) {
                (false, true) => excess / 2,
                // What does not divide is the end's.
                (false, false) => excess - excess / 2,
                (true, true) => Em::ZERO,
                (true, false) => excess,
            };
            let over = if chinese { Em::ZERO } else { overhang(para, at, before, side) };
            let add = (side - over).max(Em::ZERO);
            if before {
                let cluster = &mut para.clusters[first];
                cluster.advance += add;
                cluster.cut -= add;
            } else {
                para.clusters[last].advance += add;
            }
        }
    }
}

/// Typography R18.4: in vertical lines the reading of a single character may begin with it (肩付き).
pub(crate) fn at_the_top(para: &ShapedPara, bases: &Range<usize>) -> bool {
    para.style.ruby_top && para.style.writing == Writing::Vertical && bases.len() == 1
}

/// Typography R18.4: a reading reaches over kana by one ruby em, over the blank of a mark as far as it goes, over Han
/// not at all. What it takes of a blank no line squeezes.
fn overhang(para: &mut ShapedPara, at: Option<usize>, before: bool, wanted: Em) -> Em {
    let Some(cluster) = at.and_then(|k| para.clusters.get_mut(k)) else { return Em::ZERO };
    match cluster.class {
        Class::Kana | Class::SmallKana | Class::Prolonged => Em::HALF,
        class if class.is_trimmable() => {
            let (blank, give) = if before {
                (cluster.at_end + cluster.at_end_choice, &mut cluster.give_after)
            } else {
                (cluster.at_start.max(cluster.give_before.amount), &mut cluster.give_before)
            };
            let over = blank.min(wanted);
            give.amount = give.amount.min(blank - over);
            over
        }
        _ => Em::ZERO,
    }
}

/// Typography R18.2: where most characters of horizontal text carry bopomofo, the others, marks included, get the same
/// half em.
fn even(para: &mut ShapedPara) {
    let annotated = |k: usize| para.rubies.iter().any(|r| r.zhuyin && r.bases.contains(&k));
    if para.style.writing == Writing::Vertical || !para.rubies.iter().any(|r| r.zhuyin) {
        return;
    }
    let han = (0..para.clusters.len()).filter(|&k| para.clusters[k].class == Class::Han);
    let (with, without): (Vec<usize>, Vec<usize>) = han.partition(|&k| annotated(k));
    if with.len() <= without.len() {
        return;
    }
    let bare: Vec<usize> = (0..para.clusters.len())
        .filter(|&k| {
            let class = para.clusters[k].class;
            !annotated(k) && (class.is_ideographic() || class.is_trimmable())
        })
        .collect();
    for k in bare {
        para.clusters[k].advance += Em::HALF;
    }
}
