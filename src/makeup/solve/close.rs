//! The second search: exact heights, so that every column ends on its last line.
//!
//! In: an arrangement. Out: the best page that it can be. Does not know: other arrangements.

use super::arrange::Put;
use super::judge::{self, Seat};
use super::{Area, CUT, CUT_LINE, Field, Height, Heights, MOST_COLUMNS, Piece, Placement, Solution, UNPLACED};
use std::collections::BTreeSet;

/// A page whose first pieces have exact heights. How it came about is in the list of choices made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    /// Cost and what must still come on top of it.
    estimate: i64,
    cost: i64,
    feet: [u16; MOST_COLUMNS],
    /// The last choice made, in the list of all.
    last: usize,
    /// What this step adds: height in lines, which choice; `u16::MAX` for a story cut short or left out.
    lines: u16,
    choice: u16,
}

/// One choice, and the one before it.
#[derive(Clone, Copy)]
struct Made {
    before: usize,
    /// `None` for a piece that found no place.
    placement: Option<Placement>,
    piece: usize,
    seat: Seat,
}

/// Pages that are judged of one arrangement.
const ENDS: usize = 12;
const CUT_SHORT: u16 = u16::MAX;
const LEFT_OUT: u16 = u16::MAX - 1;
const NONE: usize = usize::MAX;

fn keep_best(states: &mut Vec<State>, count: usize) {
    if states.len() > count {
        states.select_nth_unstable(count - 1);
        states.truncate(count);
    }
}

/// What an arrangement will leave white, or leave over, whatever heights are chosen.
pub(super) fn hopeless(puts: &[Put], pieces: &[Piece], field: &Field) -> i64 {
    miss(&first_feet(field), &rest(puts, pieces), field)
}

/// What an arrangement costs whatever heights are chosen: gutters that nothing crosses, boxes.
fn fixed(puts: &[Put], pieces: &[Piece], area: &Area) -> i64 {
    let width = |put: &Put| pieces[put.piece].ways[put.way].w;
    let crossed = puts.iter().fold(judge::taken_gutters(area), |all, put| all | judge::gutters(put.x, width(put)));
    let boxes = puts.iter().filter(|put| pieces[put.piece].ways[put.way].boxed).count();
    area.weights.weigh(4, judge::seams(crossed, area)) + area.weights.weigh(9, judge::boxes(boxes as u16))
}

fn first_feet(field: &Field) -> [u16; MOST_COLUMNS] {
    let mut feet = [0; MOST_COLUMNS];
    for (column, foot) in feet.iter_mut().enumerate().take(usize::from(field.area.columns)) {
        *foot = field.run(column, field.area.top).0;
    }
    feet
}

/// Chooses exact heights so that every column ends on its last line; `beam` states are kept after each story. `None`
/// where the page would cost more than `bound`.
pub(super) fn close(puts: &[Put], pieces: &[Piece], field: &Field, beam: usize, bound: i64) -> Option<Solution> {
    let area = field.area;
    let bound = bound.saturating_sub(fixed(puts, pieces, area));
    let feet = first_feet(field);
    let mut made: Vec<Made> = Vec::with_capacity(beam * puts.len());
    let first = State { estimate: 0, cost: 0, feet, last: NONE, lines: 0, choice: 0 };
    let mut states = vec![first];
    let held: Vec<Seat> = area.taken.iter().filter_map(super::Taken::seat).collect();
    let mut next: Vec<State> = Vec::new();
    for (step, put) in puts.iter().enumerate() {
        let rest = rest(&puts[step + 1..], pieces);
        let site = Site { put, piece: &pieces[put.piece], field };
        next.clear();
        for state in &states {
            site.stack(state, &made, &held, bound, &mut next);
        }
        for state in &mut next {
            state.estimate = state.cost + miss(&state.feet, &rest, field);
        }
        next.retain(|state| state.estimate <= bound);
        if next.is_empty() {
            return None;
        }
        if step + 1 == puts.len() {
            // All that are left end on the same lines: how they came there is what parts them.
            next.sort_unstable();
            let last = next.iter().take(ENDS);
            let pages = last.map(|state| page(&site.made(state), &made, puts, pieces, field));
            return pages.min_by_key(|page| page.cost);
        }
        keep_best(&mut next, beam * 3);
        next.sort_unstable();
        let mut seen = BTreeSet::new();
        states.clear();
        for state in next.iter().filter(|state| seen.insert(state.feet)).take(beam) {
            let last = made.len();
            made.push(site.made(state));
            states.push(State { last, ..*state });
        }
    }
    Some(judge::judge(Vec::new(), (0..pieces.len()).collect(), pieces, field))
}

/// The page that a last choice and those before it make.
fn page(last: &Made, made: &[Made], puts: &[Put], pieces: &[Piece], field: &Field) -> Solution {
    let placed = puts.iter().fold(0u64, |mask, put| mask | 1 << put.piece);
    let mut unplaced: Vec<usize> = (0..pieces.len()).filter(|i| placed & (1 << i) == 0).collect();
    let mut placements = Vec::new();
    let mut next = Some(last);
    while let Some(choice) = next {
        match choice.placement {
            Some(placement) => placements.push(placement),
            None => unplaced.push(choice.piece),
        }
        next = made.get(choice.before);
    }
    placements.reverse();
    judge::judge(placements, unplaced, pieces, field)
}

/// A piece that is about to be stacked.
struct Site<'a> {
    put: &'a Put,
    piece: &'a Piece,
    field: &'a Field<'a>,
}

impl Site<'_> {
    fn heights(&self) -> &Heights {
        &self.piece.ways[self.put.way].heights[usize::from(!self.put.bare)]
    }

    fn columns(&self) -> std::ops::Range<usize> {
        usize::from(self.put.x)..usize::from(self.put.x + self.piece.ways[self.put.way].w)
    }

    /// The line on which all columns are free, and where their run ends.
    fn level(&self, feet: &[u16; MOST_COLUMNS]) -> (u16, u16) {
        let top = self.columns().map(|c| self.field.run(c, feet[c]).0).max().unwrap_or(0);
        let runs = self.columns().map(|c| self.field.run(c, top));
        let limit = runs.map(|(start, end)| if start > top { top } else { end }).min().unwrap_or(0);
        (top, limit)
    }

    fn stack(&self, state: &State, made: &[Made], held: &[Seat], bound: i64, next: &mut Vec<State>) {
        let area = self.field.area;
        let heights = self.heights();
        let (top, limit) = self.level(&state.feet);
        let mut base = state.cost;
        for column in self.columns() {
            let gap = top.saturating_sub(self.field.run(column, state.feet[column]).0);
            base += area.weights.weigh(2, judge::white(gap, area));
        }
        let mut seats: [Option<Seat>; 64] = [None; 64];
        let mut count = 0;
        let mut last = state.last;
        while let Some(other) = made.get(last) {
            if other.placement.is_some() && count < seats.len() {
                seats[count] = Some(other.seat);
                count += 1;
            }
            last = other.before;
        }
        let others = || seats[..count].iter().flatten().chain(held);
        if top < self.piece.from.1 {
            next.push(self.left_out(state));
            return;
        }
        let mut fits = false;
        let mut told: Option<((u16, u16), i64)> = None;
        for (number, height) in heights.all.iter().enumerate() {
            if top + height.lines > limit {
                break;
            }
            fits = true;
            let own = base + area.weights.weigh(0, height.cost);
            if own > bound {
                continue;
            }
            let company = match told {
                Some((key, cost)) if key == (height.head, height.size) => cost,
                _ => {
                    let seat = self.seat(top, height);
                    let mut sums = (0, 0, 0);
                    for other in others() {
                        let (place, size) = judge::order(&seat, other, area);
                        sums = (sums.0 + judge::meet(&seat, other, self.field.area), sums.1 + place, sums.2 + size);
                    }
                    let weights = &area.weights;
                    let places = sums.1 + judge::lead(&seat, area);
                    let cost = weights.weigh(3, sums.0) + weights.weigh(7, places) + weights.weigh(8, sums.2);
                    told = Some(((height.head, height.size), cost));
                    cost
                }
            };
            let w = self.piece.ways[self.put.way].w;
            let moved = area.weights.weigh(10, judge::distance(self.piece, self.put.x, w, top, height.lines));
            next.push(self.state(state, own + moved + company, top + height.lines, height.lines, number as u16));
        }
        if !fits {
            next.push(self.what_fits(state, base, top, limit));
        }
    }

    fn state(&self, from: &State, mut cost: i64, foot: u16, lines: u16, choice: u16) -> State {
        let mut feet = from.feet;
        for column in self.columns() {
            feet[column] = foot;
        }
        let area = self.field.area;
        if feet[..usize::from(area.columns)].iter().all(|f| *f == foot) && foot < self.field.foot(0, foot) {
            cost += area.weights.weigh(5, judge::SEAM);
        }
        State { estimate: cost, cost, feet, last: from.last, lines, choice }
    }

    /// Nothing fits: as much of the story as the room holds, or nothing; both are reported by the caller.
    fn what_fits(&self, state: &State, base: i64, top: u16, limit: u16) -> State {
        let room = limit.saturating_sub(top);
        let heights = self.heights();
        if room >= heights.least && room > 0 {
            let cut = CUT + i64::from(heights.shortest().saturating_sub(room)) * CUT_LINE;
            return self.state(state, base + cut, top + room, room, CUT_SHORT);
        }
        self.left_out(state)
    }

    fn left_out(&self, state: &State) -> State {
        let cost = state.cost + UNPLACED;
        State { estimate: cost, cost, lines: 0, choice: LEFT_OUT, ..*state }
    }

    fn seat(&self, top: u16, height: &Height) -> Seat {
        let way = &self.piece.ways[self.put.way];
        Seat {
            rank: self.piece.rank,
            ranked: self.piece.ranked,
            open: !way.enclosed,
            x: self.put.x,
            y: top,
            w: way.w,
            head: top + height.head,
            size: height.size,
        }
    }

    /// The choice that led to a state, written out.
    fn made(&self, state: &State) -> Made {
        let Put { piece, way, x, bare } = *self.put;
        let w = self.piece.ways[way].w;
        let column = usize::from(x);
        let y = state.feet[column].saturating_sub(state.lines);
        let choice = (state.choice < LEFT_OUT).then_some(usize::from(state.choice));
        let height = choice.map_or(&self.heights().all[0], |n| &self.heights().all[n]);
        let placement = Placement { piece, way, x, y, w, h: state.lines, ruled: !bare, choice };
        Made {
            before: state.last,
            placement: (state.choice != LEFT_OUT).then_some(placement),
            piece,
            seat: self.seat(y, height),
        }
    }
}

/// A piece that is still to be stacked: its columns, one past the last, and how high it may be.
struct Coming {
    columns: std::ops::Range<usize>,
    /// Lines, at least and at most.
    all: (u16, u16),
}

fn rest(puts: &[Put], pieces: &[Piece]) -> Vec<Coming> {
    let coming = |put: &Put| {
        let way = &pieces[put.piece].ways[put.way];
        let heights = &way.heights[usize::from(!put.bare)];
        let tallest = heights.all.last().map_or(0, |h| h.lines);
        let columns = usize::from(put.x)..usize::from(put.x + way.w);
        Coming { columns, all: (heights.shortest(), tallest) }
    };
    puts.iter().map(coming).collect()
}

/// What the feet and the remaining pieces already say about the end: the feet that each column can have are
/// carried on as intervals; where a piece spans columns that cannot be level, or a column cannot end on its last
/// line, that is white, or text that is left over.
fn miss(feet: &[u16; MOST_COLUMNS], rest: &[Coming], field: &Field) -> i64 {
    let area = field.area;
    let mut near = *feet;
    let mut far = *feet;
    let mut cost = 0;
    for coming in rest {
        // The highest and the lowest line on which the columns can be level.
        let (mut low, mut high) = (0, u16::MAX);
        for column in coming.columns.clone() {
            let start = field.start(column, near[column]);
            let end = if start > near[column] { start } else { far[column] };
            if start > low {
                low = start;
            }
            if end < high {
                high = end;
            }
        }
        if low > high {
            cost += judge::white(low - high, area);
            high = low;
        }
        near[coming.columns.clone()].fill(low + coming.all.0);
        far[coming.columns.clone()].fill(high + coming.all.1);
    }
    for column in 0..usize::from(area.columns) {
        let (low, high) = (near[column], far[column]);
        cost += judge::white(field.room(column, high), area);
        cost += i64::from(low.saturating_sub(field.foot(column, low))) * super::HOLE * 4;
    }
    cost
}
