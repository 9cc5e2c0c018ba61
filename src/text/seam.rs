//! Places where two lines may meet, with running sums up to them.
//!
//! In: a shaped paragraph. Out: its [`Seams`], which depend on no measure and are reckoned once. Does not know:
//! measures, prices.

use crate::geom::Em;
use crate::text::{BreakKind, Class, Give, ShapedPara};

/// What a line between two places holds, as the difference of two of these.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    /// Width before any adjustment.
    pub x: i64,
    /// What squeezing can take.
    pub room: i64,
    /// What stretching can give before the last tier.
    pub stretch: i64,
    /// Boundaries that may open.
    pub gaps: u32,
    /// Characters, a number or a word as one (typography R14.1).
    pub counted: u32,
}

/// One place: sums up to the end of the line before it and up to the start of the line after it.
#[derive(Clone, Copy, Debug)]
pub struct Seam {
    /// First cluster of the next line.
    pub at: u32,
    /// What kind of break it is.
    pub kind: BreakKind,
    /// Its own cost, in thousandths of the unit of typography R12.1.
    pub cost: i32,
    /// For a line that begins here.
    pub start: Sums,
    /// For a line that ends here.
    pub stop: Sums,
    /// Blank at the line's end that is kept or not.
    pub choice: i64,
    /// How far the last mark may hang.
    pub hang: i64,
    /// Nothing to print since the place before.
    pub empty: bool,
    /// No legal break: for a stretch of text that is wider than a line.
    pub emergency: bool,
}

/// The seams of a paragraph, its start first and its end last.
#[derive(Clone, Debug, Default)]
pub struct Seams {
    /// In text order.
    pub list: Vec<Seam>,
    /// For each the next one where a line must end.
    pub next_forced: Vec<u32>,
    /// The widest stretch of text between two neighboring seams, squeezed.
    pub widest: i64,
    /// Whether the paragraph has more than one character.
    pub several: bool,
    sums: Vec<Sums>,
}

impl Seams {
    /// Of a paragraph.
    pub fn of(para: &ShapedPara) -> Seams {
        let sums = running(para);
        let mut seams = Seams {
            list: Vec::with_capacity(para.breaks.len() + 1),
            several: sums.last().is_some_and(|s| s.counted > 1),
            sums,
            ..Seams::default()
        };
        let zero = Sums::default();
        let start = seams.starts(para, 0);
        let first = Seam {
            at: 0,
            kind: BreakKind::Forced,
            cost: 0,
            start,
            stop: zero,
            choice: 0,
            hang: 0,
            empty: false,
            emergency: false,
        };
        seams.list.push(first);
        let mut last = first;
        for b in &para.breaks {
            let next = seams.seam(para, b.at as usize, last.at as usize, b.kind, b.cost);
            seams.widest = seams.widest.max(next.stop.x - last.start.x - (next.stop.room - last.start.room).max(0));
            seams.list.push(next);
            last = next;
        }
        seams.next_forced = next_forced(&seams.list);
        seams
    }

    /// The seam before a cluster, after the one at `from`.
    pub fn seam(&self, para: &ShapedPara, at: usize, from: usize, kind: BreakKind, cost: i32) -> Seam {
        let (stop, choice, hang, empty) = self.stops(para, from, at, kind);
        Seam { at: at as u32, kind, cost, start: self.starts(para, at), stop, choice, hang, empty, emergency: false }
    }

    fn starts(&self, para: &ShapedPara, at: usize) -> Sums {
        let first = (at..para.clusters.len())
            .find(|&k| !matches!(para.clusters[k].class, Class::Space | Class::Zero))
            .unwrap_or(para.clusters.len());
        let mut sum = self.sums[first];
        if let Some(cluster) = para.clusters.get(first) {
            sum.x += cluster.at_start.0;
            sum.room += usable(cluster.give_before);
            // The rest of a word or number that a line begins with is a character of that line (R14.1).
            if !cluster.counts && matches!(cluster.class, Class::Letter | Class::Digit) {
                sum.counted = sum.counted.saturating_sub(1);
            }
        }
        sum
    }

    fn stops(&self, para: &ShapedPara, from: usize, at: usize, kind: BreakKind) -> (Sums, i64, i64, bool) {
        let mut last = at;
        while last > from && para.clusters[last - 1].class.is_blank() {
            last -= 1;
        }
        let Some(k) = last.checked_sub(1).filter(|_| last > from) else {
            return (self.starts(para, from), 0, 0, true);
        };
        let cluster = &para.clusters[k];
        let mut sum = self.sums[k];
        sum.x += cluster.advance.0 - cluster.at_end.0 - cluster.at_end_choice.0;
        sum.room += usable(cluster.give_before);
        sum.counted += u32::from(cluster.counts);
        if kind == BreakKind::Hyphen {
            sum.x += para.hyphen.0;
        }
        (sum, cluster.at_end_choice.0, cluster.hang.0, false)
    }
}

/// For each seam the next one where a line must end.
pub fn next_forced(list: &[Seam]) -> Vec<u32> {
    let mut next_forced = vec![0; list.len()];
    let mut next = list.len() as u32 - 1;
    for k in (0..list.len()).rev() {
        next_forced[k] = next;
        if list[k].kind == BreakKind::Forced {
            next = k as u32;
        }
    }
    next_forced
}

/// Sums up to each cluster's start, its boundary included.
fn running(para: &ShapedPara) -> Vec<Sums> {
    let mut sums = Vec::with_capacity(para.clusters.len() + 1);
    let mut now = Sums::default();
    for (k, cluster) in para.clusters.iter().enumerate() {
        if k > 0 {
            let gap = &cluster.gap;
            now.x += gap.natural.0 + cluster.track.0;
            now.room += if gap.squeeze > 0 { gap.natural.0 - gap.least.0 } else { 0 };
            let most = if cluster.grow > Em::ZERO { cluster.grow.0 } else { gap.most.0 - gap.natural.0 };
            now.stretch += if cluster.opens { most } else { 0 };
            now.gaps += u32::from(cluster.opens);
        }
        sums.push(now);
        now.x += cluster.advance.0;
        now.room += usable(cluster.give_before) + usable(cluster.give_after);
        now.counted += u32::from(cluster.counts);
    }
    sums.push(now);
    sums
}

fn usable(give: Give) -> i64 {
    if give.tier > 0 { give.amount.0 } else { 0 }
}
