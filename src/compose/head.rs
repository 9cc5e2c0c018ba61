//! Heads: breaking at sense (typography §19).
//!
//! In: a shaped head. Out: its possible divisions, best first. Does not know: sizes.

use super::line::natural;
use crate::geom::Em;
use crate::text::ShapedPara;
use std::ops::Range;

/// Splits a head into exactly `lines` lines at sense breaks (typography R19), best first, each as cluster
/// ranges and its natural width; manual `|` breaks win. Empty when there is none.
pub fn head_splits(para: &ShapedPara, lines: u8) -> Vec<Vec<(Range<u32>, Em)>> {
    let count = para.clusters.len() as u32;
    let lines = usize::from(lines);
    if lines == 0 || count == 0 {
        return Vec::new();
    }
    let places = crate::text::sense::places(para);
    if places.len() + 1 < lines {
        return Vec::new();
    }
    let mut found: Vec<Division> = Vec::new();
    let mut picks: Vec<usize> = (0..lines - 1).collect();
    // Every choice of lines − 1 places; a head has few.
    for _ in 0..20_000 {
        let split = division(para, &places, &picks, count);
        if let Some(split) = split {
            found.push(split);
        }
        if !advance(&mut picks, places.len()) {
            break;
        }
    }
    found.sort_by_key(|(cost, split)| (*cost, split.iter().map(|l| std::cmp::Reverse(l.0.end)).collect::<Vec<_>>()));
    found.into_iter().map(|(_, split)| split).collect()
}

/// The next choice in lexical order.
fn advance(picks: &mut [usize], places: usize) -> bool {
    let count = picks.len();
    for k in (0..count).rev() {
        if picks[k] < places - (count - k) {
            picks[k] += 1;
            for j in k + 1..count {
                picks[j] = picks[j - 1] + 1;
            }
            return true;
        }
    }
    false
}

type Division = (i64, Vec<(Range<u32>, Em)>);

fn division(para: &ShapedPara, places: &[crate::text::sense::Place], picks: &[usize], count: u32) -> Option<Division> {
    let mut start = 0;
    let mut cost = 0;
    let mut lines = Vec::with_capacity(picks.len() + 1);
    for end in picks.iter().map(|&k| places[k].at).chain([count]) {
        let range = start..end;
        let width = natural(para, &range);
        // Typography R19.2: no line of one character.
        let characters = (start..end).filter(|&k| para.clusters[k as usize].counts).count();
        if characters < 2 && para.clusters.len() > 3 {
            return None;
        }
        lines.push((range, width));
        start = end;
    }
    for &k in picks {
        cost += places[k].cost;
    }
    let longest = lines.iter().map(|l| l.1).max().unwrap_or_default();
    for pair in lines.windows(2) {
        // Long above short reads better than short above long.
        cost += if pair[1].1 > pair[0].1 { 40 } else { 0 };
    }
    for (_, width) in &lines {
        // A square of the difference in ems: one em costs 10, four cost 160.
        let short = (longest - *width).0 * 10 / Em::ONE.0.max(1);
        cost += short * short / 10;
    }
    Some((cost, lines))
}
