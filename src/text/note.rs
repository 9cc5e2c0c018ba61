//! Notes in two rows of half size (warichu, typography R18.6).
//!
//! In: clusters with their widths. Out: the same, folded, and [`Note`]s that say where their rows part on a line that
//! holds a part of them. Does not know: lines.
//!
//! A line's width is a difference of running sums, so what a part of a note is wide may depend on its two ends alone.
//! Among characters of one width that is so behind every second of them. Where words and figures stand among them it
//! is so at the places chosen by [`stops`]: whichever two of them a line has got, its rows fill their room but for a
//! quarter em.

use crate::geom::Em;
use crate::text::{Class, Cluster, Gap, Give, ShapedPara};
use std::ops::Range;

/// A note in two rows of half size, the first not shorter than the second.
#[derive(Clone, Debug)]
pub struct Note {
    /// Its clusters.
    pub clusters: Range<usize>,
    /// Where a line may end in it: behind these clusters' predecessors. Ascending.
    pub stops: Vec<usize>,
    /// The width of each cluster in its row.
    widths: Vec<Em>,
    /// Where the second row may begin, of each cluster.
    parts: Vec<bool>,
    /// All are of one width. Set whole, its first row then takes one character more if the second would begin with a mark.
    even: bool,
    late: bool,
}

/// White that may stay at the end of a note's rows on a line.
const SLACK: Em = Em(27_720 / 4);

impl Note {
    /// The part of the note that stands on a line of these clusters.
    pub fn part(&self, line: &Range<usize>) -> Range<usize> {
        self.clusters.start.max(line.start)..self.clusters.end.min(line.end)
    }

    /// Where the second row begins in a part of the note.
    pub fn second(&self, part: &Range<usize>) -> usize {
        if self.even {
            return part.start + part.len().div_ceil(2) + usize::from(self.late && *part == self.clusters);
        }
        let total = self.length(part.clone());
        let balanced = |k: &usize| self.parts[k - self.clusters.start] && self.length(part.start..*k) * 2 >= total;
        (part.start + 1..part.end).find(balanced).unwrap_or(part.end)
    }

    /// What a cluster takes in its row, in a part of the note.
    pub fn width(&self, at: usize, part: &Range<usize>) -> Em {
        let width = self.widths[at - self.clusters.start];
        // A mark that would have begun the second row ends the first with half of its em.
        let last = self.late && *part == self.clusters && at + 1 == self.second(part);
        if last { width / 2 } else { width }
    }

    /// How far from its row's start a cluster of a part stands.
    pub fn along(&self, at: usize, part: &Range<usize>) -> Em {
        let second = self.second(part);
        self.length(if at < second { part.start } else { second }..at)
    }

    /// The widths of its clusters, to scale them.
    pub(super) fn widths_mut(&mut self) -> impl Iterator<Item = &mut Em> {
        self.widths.iter_mut()
    }

    fn length(&self, clusters: Range<usize>) -> Em {
        clusters.map(|k| self.widths[k - self.clusters.start]).sum()
    }

    /// What a part takes of its line: its first row.
    fn room(&self, part: Range<usize>) -> Em {
        self.length(part.start..self.second(&part))
    }

    /// What the note takes up to a place, so that every part from a chosen place on has its room.
    fn needed(&self, chosen: &[(usize, Em)], end: usize) -> Em {
        chosen.iter().map(|(at, before)| *before + self.room(*at..end)).max().unwrap_or(Em::ZERO)
    }

    /// White that the part from a chosen place on leaves of that.
    fn spare(&self, (at, before): (usize, Em), end: usize, room: Em) -> Em {
        room - before - self.room(at..end)
    }
}

/// Folds warichu spans into two rows.
pub(super) fn fold(para: &mut ShapedPara) {
    let mut start = 0;
    while start < para.clusters.len() {
        let span = para.clusters[start].span;
        let end = start + para.clusters[start..].iter().take_while(|c| c.span == span).count();
        if para.spans[span as usize].marks.warichu {
            rows(para, start..end);
        }
        start = end;
    }
}

fn rows(para: &mut ShapedPara, clusters: Range<usize>) {
    for k in clusters.clone() {
        let cluster = &mut para.clusters[k];
        if k > clusters.start {
            (cluster.opens, cluster.gap, cluster.track) = (false, Gap::default(), Em::ZERO);
        }
        (cluster.at_start, cluster.at_end, cluster.at_end_choice) = (Em::ZERO, Em::ZERO, Em::ZERO);
        (cluster.give_before, cluster.give_after) = (Give::default(), Give::default());
        (cluster.grow, cluster.hang) = (Em::ZERO, Em::ZERO);
    }
    let own = &para.clusters[clusters.clone()];
    let widths: Vec<Em> = own.iter().map(|c| c.advance).collect();
    let even = widths.iter().all(|width| *width == widths[0]) && !own.iter().any(|c| in_words(c.class));
    let parts = (0..own.len()).map(|k| k == 0 || may_part(&own[k - 1], &own[k])).collect();
    let middle = own.len().div_ceil(2);
    let late = even && own.get(middle).is_some_and(|c| c.class.is_mark() && c.class != Class::Opening);
    let mut note = Note { clusters, stops: Vec::new(), widths, parts, even, late };
    let ends = if even { pairs(&mut note) } else { stops(&mut note) };
    for cluster in &mut para.clusters[note.clusters.clone()] {
        cluster.advance = Em::ZERO;
    }
    for (at, room) in ends {
        para.clusters[at].advance = room;
    }
    para.notes.push(note);
}

/// Letters, figures and what belongs to them.
fn in_words(class: Class) -> bool {
    use Class::*;
    matches!(class, Letter | Digit | Western | Prefix | Postfix | Note | FixedSpace | Space)
}

/// Whether a row may end between two clusters: not in words and numbers, not before what closes nor after what opens.
fn may_part(left: &Cluster, right: &Cluster) -> bool {
    let words = in_words(left.class) && in_words(right.class) && left.class != Class::Space;
    let closes = right.class.is_mark() && !matches!(right.class, Class::Opening | Class::Dash | Class::Ellipsis);
    !words && !closes && left.class != Class::Opening && !matches!(right.class, Class::Space | Class::Zero)
}

/// Of each two characters the first carries the width of both, so that a line may end behind any pair.
fn pairs(note: &mut Note) -> Vec<(usize, Em)> {
    let width = note.widths[0];
    let mut ends: Vec<(usize, Em)> = note.clusters.clone().step_by(2).map(|k| (k, width)).collect();
    note.stops = note.clusters.clone().step_by(2).skip(1).collect();
    if note.late {
        // Half of the mark's em; the pair it would have begun has its width already.
        match ends.last_mut() {
            Some((at, room)) if *at + 1 == note.clusters.end => *room += width / 2,
            _ => ends.push((note.clusters.end - 1, width / 2)),
        }
    }
    ends
}

/// Chooses places where a line may end, and what the note takes up to each of them: never less than the first row of
/// any part between two of them needs, and hardly more.
fn stops(note: &mut Note) -> Vec<(usize, Em)> {
    let mut chosen = chain(note);
    // The end is not to be chosen: of the others those give way with which a rest would leave white.
    let end = note.clusters.end;
    let mut room = note.needed(&chosen, end);
    while chosen.iter().any(|place| note.spare(*place, end, room) > SLACK) {
        let greedy = |n: &usize| chosen[*n].1 + note.room(chosen[*n].0..end);
        let Some(out) = (1..chosen.len()).max_by_key(greedy) else { break };
        chosen.remove(out);
        room = note.needed(&chosen, end);
    }
    note.stops = chosen.iter().skip(1).map(|place| place.0).collect();
    let next = chosen.iter().skip(1).map(|place| place.1).chain([room]);
    chosen.iter().zip(next).map(|((at, before), after)| (*at, after - *before)).collect()
}

/// So many clusters at most are looked at for the best next place.
const WINDOW: usize = 14;

/// The note's start, and places behind which every part up to them leaves hardly any white: of those near each other
/// the one whose rows come out most even.
fn chain(note: &Note) -> Vec<(usize, Em)> {
    let (start, last) = (note.clusters.start, note.clusters.end);
    let mut chosen: Vec<(usize, Em)> = vec![(start, Em::ZERO)];
    let mut from = start + 1;
    while from < last {
        let until = last.min(from + WINDOW);
        let open = (from..until).filter(|end| note.parts[end - start]);
        let white = |end: &usize| {
            let room = note.needed(&chosen, *end);
            let most = chosen.iter().map(|place| note.spare(*place, *end, room)).max().unwrap_or(Em::ZERO);
            most + (note.room(start..*end) * 2 - note.length(start..*end))
        };
        match open.map(|end| (white(&end), end)).min() {
            Some((white, end)) if white <= SLACK => {
                chosen.push((end, note.needed(&chosen, end)));
                from = end + 1;
            }
            _ => from = until,
        }
    }
    chosen
}
