//! What a page costs: the terms of the score.
//!
//! In: stories in their places. Out: costs by term. Does not know: how the places were found.

use super::{Area, Field, HOLE, Piece, Placement, SAME_ROWS, Solution, TERMS, UNPLACED};

/// A story in its place, as the pairwise rules see it.
#[derive(Clone, Copy)]
pub(super) struct Seat {
    pub rank: usize,
    /// Stands where its rank puts it: no briefs, no rest, no standing column.
    pub ranked: bool,
    /// Neither boxed nor on a tint.
    pub open: bool,
    pub x: u16,
    pub y: u16,
    pub w: u16,
    /// Line of its head.
    pub head: u16,
    /// Half points; 0 for no head.
    pub size: u16,
}

pub(super) const HEADS: i64 = 1500;
/// A gutter, or a line, from edge to edge (断版, N01).
pub(super) const SEAM: i64 = 1000;
/// White of more than one line is an error (空版, N06), so that a jump is better.
const GAP: i64 = 900;
const SECOND_SEAM: i64 = 2000;
const CHIMNEY: i64 = 800;
/// A story far above one of higher rank (N19), and each hundredth of the page's depth.
pub(super) const OUTDONE: i64 = 400;
const OUTDONE_MORE: i64 = 8;

/// What it costs that the lead is narrower than half of the page.
const NARROW_LEAD: i64 = 150;

/// What it costs that a story leaves the columns it had, and each line that it moves, grows or shrinks.
const MOVED: i64 = 900;
const MOVED_LINE: i64 = 45;
/// What it costs that anything moves at all: the last page is only left for one that is clearly better.
const STIRRED: i64 = 1500;

/// How far a piece stands from where it stood the last time.
pub(super) fn distance(piece: &Piece, x: u16, w: u16, y: u16, h: u16) -> i64 {
    let Some(last) = piece.last else { return 0 };
    if (last.x, last.w) != (x, w) {
        return MOVED;
    }
    (MOVED_LINE * (i64::from(last.y.abs_diff(y)) + i64::from(last.h.abs_diff(h)))).min(MOVED)
}

/// Two heads side by side on the same lines (碰题, N02).
pub(super) fn meet(a: &Seat, b: &Seat, area: &Area) -> i64 {
    let edge = |end: u16, start: u16| end == start && area.spine != Some(start);
    let beside = edge(a.x + a.w, b.x) || edge(b.x + b.w, a.x);
    if !beside || a.head.abs_diff(b.head) >= SAME_ROWS {
        return 0;
    }
    match (a.open, b.open) {
        (true, true) => HEADS,
        (false, false) => 60,
        _ => 0,
    }
}

/// A story of lower rank in a better place, or with a larger head (倒置, N19): places, sizes.
pub(super) fn order(a: &Seat, b: &Seat, area: &Area) -> (i64, i64) {
    let (high, low) = if a.rank < b.rank { (a, b) } else { (b, a) };
    let off = (zone(high, area) - zone(low, area) - 8).max(0);
    let apart = (low.rank - high.rank).min(6) as i64;
    let mut cost = off * (2 + apart) / if high.rank == 1 { 4 } else { 6 };
    let place = |seat: &Seat| Standing::new(seat.rank, seat.x, seat.y, area.vertical);
    if high.ranked && low.ranked && outdone(place(high), place(low), area.depth) {
        cost += OUTDONE + off * OUTDONE_MORE;
    }
    let size = match () {
        // The lead's head is larger than any other by more than a step.
        () if high.rank == 1 && high.size > 0 && (low.size <= high.size || low.w > high.w) => {
            (i64::from(low.size) * 115 / 100 - i64::from(high.size)).max(0) * 6
        }
        () if high.size == 0 || low.size <= high.size => 0,
        // At the same width or less a larger head is plainly wrong; over more columns it may still be lowered.
        () if high.w >= low.w => 500 + i64::from(low.size - high.size) * 10,
        () => 40 + i64::from(low.size - high.size) * 4,
    };
    (cost, size)
}

/// Where a story of a rank begins, as readers judge it.
#[derive(Clone, Copy)]
pub struct Standing {
    /// From 1.
    pub rank: usize,
    /// How far down the page: lines, or tiers where lines run down.
    pub down: u16,
    /// How far along from the first line of its tiers, where lines run down.
    pub along: u16,
}

impl Standing {
    /// Of a story that begins in a column and on a line.
    pub fn new(rank: usize, x: u16, y: u16, vertical: bool) -> Standing {
        if vertical { Standing { rank, down: x, along: y } } else { Standing { rank, down: y, along: 0 } }
    }
}

/// Whether a story begins so far above one of higher rank that it stands in the better zone (区序, newspaper 1.7): by
/// more than a third of the page's free depth, or half of it where their ranks are neighbours; and where lines run down,
/// no further along, for what stands there is read later.
pub fn outdone(high: Standing, low: Standing, depth: u16) -> bool {
    let part = if high.rank + 1 == low.rank { 2 } else { 3 };
    low.along <= high.along && u32::from(high.down.saturating_sub(low.down)) * part > u32::from(depth)
}

/// How far from the best place, in hundredths of the page: the top left, or on a vertical page, where columns are
/// tiers and lines run from the right, the top right. Height on paper weighs most.
fn zone(seat: &Seat, area: &Area) -> i64 {
    let line = i64::from(seat.y.saturating_sub(area.top)) * 100 / i64::from((area.lines - area.top).max(1));
    let column = i64::from(seat.x) * 100 / i64::from(area.columns.max(1));
    let (down, across) = if area.vertical { (column, line) } else { (line, column) };
    down + across / 5
}

/// The lead belongs to the best place, and takes half of the page's width at least; of a vertical page's tiers, a third.
pub(super) fn lead(seat: &Seat, area: &Area) -> i64 {
    let least = if area.vertical { 3 } else { 2 };
    let narrow = if seat.w * least < area.columns { NARROW_LEAD } else { 0 };
    if seat.rank == 1 { zone(seat, area) * 28 + narrow } else { 0 }
}

/// The n-th box that nobody asked for.
pub(super) fn boxes(count: u16) -> i64 {
    match count {
        0 => 0,
        1 => 90,
        2 => 340,
        n => 340 + 700 * i64::from(n - 2),
    }
}

/// Gutters that no story or picture spans; `crossed` has a bit for each that one does. A second one is worse than the
/// first: a page may fall into two parts, never into three.
pub(super) fn seams(crossed: u32, area: &Area) -> i64 {
    let count = i64::from((1..area.columns).filter(|g| crossed & (1 << g) == 0).count() as u16);
    SEAM * count + SECOND_SEAM * (count - 1).max(0)
}

/// The gutters inside of a width.
pub(super) fn gutters(x: u16, w: u16) -> u32 {
    (x + 1..x + w).map(|g| 1 << g).sum()
}

/// Gutters crossed by what is taken, but for what stands across the whole foot.
pub(super) fn taken_gutters(area: &Area) -> u32 {
    let inner = area.taken.iter().filter(|t| t.w < area.columns);
    inner.map(|t| gutters(t.x, t.w)).fold(0, |all, one| all | one)
}

/// What so many white lines in one column cost; on a page that only takes rests, nothing.
pub(super) fn white(lines: u16, area: &Area) -> i64 {
    match lines {
        _ if area.loose => 0,
        0 => 0,
        1 => 120,
        lines => HOLE * i64::from(lines),
    }
}

impl Placement {
    pub(super) fn seat(&self, pieces: &[Piece]) -> Seat {
        let piece = &pieces[self.piece];
        let heights = self.heights(piece);
        let height = self.choice.and_then(|n| heights.all.get(n)).or(heights.all.first());
        let (head, size) = height.map_or((0, 0), |h| (h.head, h.size));
        let open = !piece.ways[self.way].enclosed;
        let ranked = piece.ranked;
        Seat { rank: piece.rank, ranked, open, x: self.x, y: self.y, w: self.w, head: self.y + head, size }
    }
}

impl super::Taken {
    pub(super) fn seat(&self) -> Option<Seat> {
        let (rank, size, head) = self.story?;
        Some(Seat { rank, ranked: true, open: true, x: self.x, y: self.y, w: self.w, head: self.y + head, size })
    }
}

/// A page with its cost.
pub(super) fn judge(placements: Vec<Placement>, unplaced: Vec<usize>, pieces: &[Piece], field: &Field) -> Solution {
    let area = field.area;
    let holes = holes(&placements, area);
    let mut sums = [0i64; TERMS.len()];
    for placement in &placements {
        let term = usize::from(placement.choice.is_none());
        sums[term] += placement.cost(&pieces[placement.piece]);
    }
    sums[1] += UNPLACED * unplaced.len() as i64;
    let gaps = holes.iter().filter(|hole| hole.2 > 1 && !area.loose).count();
    sums[2] = holes.iter().map(|hole| white(hole.2, area)).sum::<i64>() + GAP * gaps as i64;
    let own: Vec<Seat> = placements.iter().map(|p| p.seat(pieces)).collect();
    let held: Vec<Seat> = area.taken.iter().filter_map(super::Taken::seat).collect();
    for (i, a) in own.iter().enumerate() {
        sums[7] += lead(a, area);
        for b in own[..i].iter().chain(&held) {
            sums[3] += meet(a, b, area);
            let (place, size) = order(a, b, area);
            sums[7] += place;
            sums[8] += size;
        }
    }
    let crossed = placements.iter().fold(taken_gutters(area), |all, p| all | gutters(p.x, p.w));
    sums[4] = seams(crossed, area);
    sums[5] = rows(&placements, area);
    sums[6] = chimneys(&placements, area);
    sums[9] = boxes(placements.iter().filter(|p| pieces[p.piece].ways[p.way].boxed).count() as u16);
    let moved = |p: &Placement| distance(&pieces[p.piece], p.x, p.w, p.y, p.h);
    sums[10] = match placements.iter().map(moved).sum() {
        0 => 0,
        moved => moved + STIRRED,
    };
    let mut terms = Vec::with_capacity(TERMS.len());
    for (number, (_, name)) in TERMS.iter().enumerate() {
        terms.push((*name, area.weights.weigh(number, sums[number])));
    }
    let cost = terms.iter().map(|t| t.1).sum();
    Solution { placements, cost, terms, holes, unplaced }
}

/// Lines across the whole page between stories (通线, N01).
fn rows(placements: &[Placement], area: &Area) -> i64 {
    let foot = area.taken.iter().filter(|t| t.w == area.columns).map(|t| t.y).min().unwrap_or(area.lines);
    let parts = |line: u16| {
        placements.iter().all(|p| p.y + p.h <= line || p.y >= line)
            && placements.iter().any(|p| p.y < line)
            && area.taken.iter().all(|t| t.y + t.h <= line || t.y >= line)
    };
    let mut lines: Vec<u16> = placements.iter().map(|p| p.y).filter(|&y| y > area.top && y < foot).collect();
    lines.sort_unstable();
    lines.dedup();
    SEAM * lines.into_iter().filter(|&line| parts(line)).count() as i64
}

/// Three and more stories of one width one under the other from head to foot (煙突, N03).
fn chimneys(placements: &[Placement], area: &Area) -> i64 {
    let like = |p: &Placement| placements.iter().filter(move |q| (q.x, q.w) == (p.x, p.w)).collect::<Vec<_>>();
    let tops = placements.iter().filter(|p| p.y == area.top).map(like);
    let whole = |column: &Vec<&Placement>| column.iter().map(|p| p.h).sum::<u16>() + area.top == area.lines;
    CHIMNEY * tops.filter(|column| column.len() >= 3 && whole(column)).count() as i64
}

/// White runs of each column that nothing covers.
fn holes(placements: &[Placement], area: &Area) -> Vec<(u16, u16, u16)> {
    let mut holes = Vec::new();
    let mut spans: Vec<(u16, u16)> = Vec::new();
    for column in 0..area.columns {
        let covers = |x: u16, w: u16| x <= column && column < x + w;
        spans.clear();
        spans.extend(placements.iter().filter(|p| covers(p.x, p.w)).map(|p| (p.y, p.y + p.h)));
        spans.extend(area.taken.iter().filter(|t| covers(t.x, t.w)).map(|t| (t.y, t.y + t.h)));
        spans.push((area.lines, area.lines));
        spans.sort_unstable();
        let mut line = area.top;
        for &(start, end) in &spans {
            if start > line {
                holes.push((column, line, start - line));
            }
            line = line.max(end);
        }
    }
    holes
}
