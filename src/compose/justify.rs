//! Distributing a line's white by tiers (typography §11).
//!
//! In: a line. Out: where each cluster stands, as exact fractions, and what was done by
//! which rule. Does not know: other lines.

use super::line::content;
use super::{Line, LineEnd, grid, justified};
use crate::geom::Em;
use crate::text::{Class, ShapedPara};
use std::ops::Range;

/// A length as a whole part and a share of the one amount of a line that does not come out even.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The whole part.
    pub whole: Em,
    /// So many parts of [`Spread::amount`].
    pub parts: i64,
}

impl std::ops::Add for Share {
    type Output = Share;
    fn add(self, other: Share) -> Share {
        Share { whole: self.whole + other.whole, parts: self.parts + other.parts }
    }
}

/// A line's clusters in their places.
#[derive(Clone, Debug, Default)]
pub struct Spread {
    /// The clusters that print.
    pub clusters: Range<usize>,
    /// Where each begins, from the line's start (its indent included).
    pub x: Vec<Share>,
    /// What each occupies, without stretch between clusters.
    pub advance: Vec<Share>,
    /// How much blank before its ink each has lost, trims included.
    pub cut: Vec<Share>,
    /// The amount that is shared out, negative when squeezed.
    pub amount: Em,
    /// Into so many parts.
    pub of: i64,
    /// What was done.
    pub adjust: Vec<Adjust>,
}

/// One thing that was done to a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjust {
    /// Which cluster, from the paragraph's first.
    pub at: usize,
    /// By which rule: `R7.2`, `R11.3/5` for squeeze tier 5, `R11.5/2` for stretch tier 2.
    pub rule: String,
    /// Mark, `gap`, `space` or `between`.
    pub what: String,
    /// How much.
    pub by: Share,
}

impl Spread {
    /// A share as a length, rounded once.
    pub fn em(&self, share: Share) -> Em {
        if self.of == 0 { share.whole } else { share.whole + self.amount.scale(share.parts, self.of) }
    }

    /// A share as an exact fraction in lowest terms.
    pub fn fraction(&self, share: Share) -> String {
        let of = i128::from(self.of.max(1));
        let num = i128::from(share.whole.0) * of + i128::from(self.amount.0) * i128::from(share.parts);
        let den = i128::from(Em::ONE.0) * of;
        let g = gcd(num, den).max(1);
        if den / g == 1 { (num / g).to_string() } else { format!("{}/{}", num / g, den / g) }
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

/// A place that can give or take.
struct Place {
    at: usize,
    side: Side,
    room: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
    Gap,
}

/// What becomes of each cluster of the line while it is adjusted.
#[derive(Clone, Copy, Default)]
struct Slot {
    before: Share,
    after: Share,
    gap: Share,
}

/// Works out a line.
pub fn spread(para: &ShapedPara, line: &Line) -> Spread {
    if para.style.grid {
        return grid::spread(para, line);
    }
    let clusters = content(para, &line.clusters);
    let mut work = Work { para, slots: vec![Slot::default(); clusters.len()], clusters, out: Spread::default() };
    work.out.clusters = work.clusters.clone();
    if work.clusters.is_empty() {
        return work.out;
    }
    work.edges(line);
    let target = if line.end == LineEnd::Hyphen { line.set - para.hyphen } else { line.set };
    let need = target - work.width();
    if need < Em::ZERO && !line.faults.over {
        work.squeeze(-need);
    } else if need > Em::ZERO && justified(para) {
        work.stretch(need);
    }
    work.places(line);
    work.out
}

struct Work<'a> {
    para: &'a ShapedPara,
    clusters: Range<usize>,
    slots: Vec<Slot>,
    out: Spread,
}

impl Work<'_> {
    fn name(&self, at: usize) -> String {
        match self.para.clusters[at].class {
            Class::Space => "space".to_string(),
            _ => self.para.clusters[at].text(self.para).to_string(),
        }
    }

    fn note(&mut self, at: usize, rule: &str, what: String, by: Share) {
        self.out.adjust.push(Adjust { at, rule: rule.to_string(), what, by });
    }

    /// Typography §7: blanks at the line's edges; and what neighbors had already taken (§6).
    fn edges(&mut self, line: &Line) {
        let (first, last) = (self.clusters.start, self.clusters.end - 1);
        for at in self.clusters.clone() {
            let cluster = &self.para.clusters[at];
            if matches!(cluster.rule, "R6.1" | "R6.4" | "R6.6" | "R5.6") {
                let rule = cluster.rule;
                let by = Share {
                    whole: -Em::HALF.scale(self.para.spans[cluster.span as usize].scale.0, Em::ONE.0),
                    parts: 0,
                };
                let what = self.name(at);
                self.note(at, rule, what, by);
            }
        }
        let start = self.para.clusters[first].at_start;
        if start > Em::ZERO {
            self.slots[0].before.whole = -start;
            let what = self.name(first);
            self.note(first, "R7.1", what, Share { whole: -start, parts: 0 });
        }
        let cluster = &self.para.clusters[last];
        let mut end = cluster.at_end;
        if cluster.at_end_choice > Em::ZERO {
            // Typography R7.4: kept or not, as the line's natural width says.
            let kept = self.natural_with_choice() == line.natural;
            end += if kept { Em::ZERO } else { cluster.at_end_choice };
        }
        if end > Em::ZERO {
            let rule = if cluster.at_end > Em::ZERO { "R7.2" } else { "R7.4" };
            if let Some(slot) = self.slots.last_mut() {
                slot.after.whole = -end;
            }
            let what = self.name(last);
            self.note(last, rule, what, Share { whole: -end, parts: 0 });
        }
        if line.hung > Em::ZERO {
            let what = self.name(last);
            self.note(last, "R8.2", what, Share { whole: line.hung, parts: 0 });
        }
    }

    fn natural_with_choice(&self) -> Em {
        let last = &self.para.clusters[self.clusters.end - 1];
        super::line::natural(self.para, &(self.clusters.start as u32..self.clusters.end as u32)) + last.at_end
            - last.at_end
    }

    fn width(&self) -> Em {
        let mut width = Em::ZERO;
        for (n, at) in self.clusters.clone().enumerate() {
            let cluster = &self.para.clusters[at];
            width += cluster.advance + self.slots[n].before.whole + self.slots[n].after.whole;
            if n > 0 {
                width += cluster.gap.natural + cluster.track;
            }
        }
        width
    }

    fn squeeze(&mut self, mut need: Em) {
        for tier in 1..=7u8 {
            let places = self.giving(tier);
            let room: i64 = places.iter().map(|p| p.room).sum();
            if room == 0 {
                continue;
            }
            let whole = need.0 >= room;
            if !whole {
                (self.out.amount, self.out.of) = (-need, room);
            }
            for place in places {
                let by = if whole {
                    Share { whole: Em(-place.room), parts: 0 }
                } else {
                    Share { whole: Em::ZERO, parts: place.room }
                };
                self.change(&place, by);
                let what = if place.side == Side::Gap { "gap".to_string() } else { self.name(place.at) };
                self.note(place.at, &format!("R11.3/{tier}"), what, by);
            }
            need = need - Em(room.min(need.0));
            if need <= Em::ZERO {
                return;
            }
        }
    }

    /// Places of a squeeze tier with what they can give.
    fn giving(&self, tier: u8) -> Vec<Place> {
        let mut places = Vec::new();
        let (first, last) = (self.clusters.start, self.clusters.end - 1);
        for at in self.clusters.clone() {
            let cluster = &self.para.clusters[at];
            let mut add = |side: Side, room: Em| {
                if room > Em::ZERO {
                    places.push(Place { at, side, room: room.0 });
                }
            };
            if cluster.gap.squeeze == tier && at > first {
                add(Side::Gap, cluster.gap.natural - cluster.gap.least);
            }
            if cluster.give_before.tier == tier && at > first {
                add(Side::Before, cluster.give_before.amount);
            }
            if cluster.give_after.tier == tier && at < last {
                add(Side::After, cluster.give_after.amount);
            }
        }
        places
    }

    fn change(&mut self, place: &Place, by: Share) {
        let slot = &mut self.slots[place.at - self.clusters.start];
        let side = match place.side {
            Side::Before => &mut slot.before,
            Side::After => &mut slot.after,
            Side::Gap => &mut slot.gap,
        };
        *side = *side + by;
    }

    fn stretch(&mut self, mut need: Em) {
        for tier in 1..=4u8 {
            let places = self.taking(tier);
            let room: i64 = places.iter().map(|p| p.room).sum();
            if room == 0 {
                continue;
            }
            let whole = tier < 4 && need.0 >= room;
            if !whole {
                (self.out.amount, self.out.of) = (need, room);
            }
            for place in places {
                let by = if whole {
                    Share { whole: Em(place.room), parts: 0 }
                } else {
                    Share { whole: Em::ZERO, parts: place.room }
                };
                self.change(&place, by);
                let cluster = &self.para.clusters[place.at];
                let what = match tier {
                    4 => "between",
                    _ if cluster.grow > Em::ZERO => "space",
                    _ if cluster.gap.natural > Em::ZERO => "gap",
                    _ => "between",
                };
                self.note(place.at, &format!("R11.5/{tier}"), what.to_string(), by);
            }
            need = need - Em(room.min(need.0));
            if need <= Em::ZERO || tier == 4 {
                return;
            }
        }
    }

    /// Places of a stretch tier; in tier 4 all boundaries alike, without limit.
    fn taking(&self, tier: u8) -> Vec<Place> {
        let mut places = Vec::new();
        for at in self.clusters.clone().skip(1) {
            let cluster = &self.para.clusters[at];
            let gap = cluster.gap.most - cluster.gap.natural;
            if !cluster.opens {
                continue;
            }
            let grows = cluster.grow > Em::ZERO;
            let (side, room) = match tier {
                1..=3 if grows && cluster.grow_tier == tier => (Side::After, cluster.grow),
                1..=3 if !grows && cluster.gap.stretch == tier => (Side::Gap, gap),
                4 if cluster.class == Class::Space && cluster.grow > Em::ZERO => (Side::After, Em(1)),
                4 => (Side::Gap, Em(1)),
                _ => continue,
            };
            if room > Em::ZERO {
                places.push(Place { at, side, room: room.0 });
            }
        }
        places
    }

    fn places(&mut self, line: &Line) {
        let mut x = Share { whole: line.start, parts: 0 };
        for (n, at) in self.clusters.clone().enumerate() {
            let cluster = &self.para.clusters[at];
            let slot = self.slots[n];
            if n > 0 {
                x = x + slot.gap + Share { whole: cluster.gap.natural + cluster.track, parts: 0 };
            }
            let advance = Share { whole: cluster.advance, parts: 0 } + slot.before + slot.after;
            self.out.x.push(x);
            self.out.advance.push(advance);
            let lost = Share { whole: cluster.cut - slot.before.whole, parts: -slot.before.parts };
            self.out.cut.push(lost);
            x = x + advance;
        }
        self.notes();
    }

    /// Typography R18.6: of the part of a note that stands on this line the first row takes the room; the second lies
    /// under it and takes none.
    fn notes(&mut self) {
        for note in &self.para.notes {
            let part = note.part(&self.clusters);
            if part.is_empty() {
                continue;
            }
            let (start, second) = (self.out.x[part.start - self.clusters.start], note.second(&part));
            let room: Em = part.clone().map(|k| self.para.clusters[k].advance).sum();
            let mut pen = start;
            for k in part.clone() {
                let mut advance = if k < second { note.width(k, &part) } else { Em::ZERO };
                if k + 1 == part.end {
                    // White that the rows leave is the last one's.
                    advance = (start.whole + room - pen.whole).max(Em::ZERO);
                }
                let n = k - self.clusters.start;
                let advance = Share { whole: advance, parts: 0 };
                (self.out.x[n], self.out.advance[n]) = (pen, advance);
                pen = pen + advance;
            }
        }
    }
}
