//! Where stories stand: the search for a page.
//!
//! In: units with their ways to be set. Out: places, and the choice of each. Does not know: glyphs, paper.
//!
//! A page is filled from the top like a wall: the next story stands on the highest free foot (the lowest
//! *skyline*), over one or more columns whose feet are level. Every arrangement of rectangles that leaves no
//! hole can be built so, interlocking ones (穿插式) included. Four steps:
//!
//! 1. **arrange**: a beam over partial pages, feet as intervals, so that heights stay open;
//! 2. **close**: a search over exact heights until every column ends on its last line; first the last page of the
//!    same issue, where there is one, then the most promising of the others;
//! 3. **vary**: rounds around the best, which change the places of two stories, set one another way, or finish the
//!    page anew from its first stories; one round where a page is without fault;
//! 4. **judge**: what a finished page costs, term by term. The few best are closed once more, with care.
//!
//! Everything is counted in whole lines and whole costs; the beams are cut by number, never by the clock.

mod arrange;
mod close;
mod judge;

pub use judge::{Standing, outdone};

use arrange::Put;
use std::collections::{BTreeMap, BTreeSet};

/// A page has at most so many columns.
pub const MOST_COLUMNS: usize = 16;
/// At most so many pieces are searched for at once; no page holds more.
pub const MOST_PIECES: usize = 60;

/// A height that a unit can take, and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Height {
    /// In lines.
    pub lines: u16,
    /// Lower is better.
    pub cost: i64,
    /// Size of the main head in half points; 0 where there is none.
    pub size: u16,
    /// Lines from the unit's top to its head: a picture may stand above it.
    pub head: u16,
}

/// The heights of a unit set one way, in one surrounding; ordered, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heights {
    /// Ordered by height, each height once.
    pub all: Vec<Height>,
    /// The shortest may be cut to this many lines, text left over.
    pub least: u16,
    /// The cheapest.
    best: Height,
    /// Shortest and tallest of those that cost little more than the cheapest: what the first search counts on.
    usual: (u16, u16),
}

/// A height that costs so much more than the cheapest is for need: a jump, columns that are not level.
const NEED: i64 = 220;

impl Heights {
    /// Of heights in order, each once; `None` of none.
    pub fn new(all: Vec<Height>, least: u16) -> Option<Heights> {
        let best = all.iter().copied().min_by_key(|h| (h.cost, h.lines))?;
        let usual = || all.iter().filter(|h| h.cost <= best.cost + NEED).map(|h| h.lines);
        let usual = (usual().min()?, usual().max()?);
        Some(Heights { all, least, best, usual })
    }
    /// The same, so many lines deeper, each at a price of its own.
    fn deeper(&self, lines: i32, cost: impl Fn(usize, i64) -> i64) -> Option<Heights> {
        let by = |height: u16| u16::try_from(i32::from(height) + lines).ok().filter(|&height| height > 0);
        let deeper = |(n, h): (usize, &Height)| Some(Height { lines: by(h.lines)?, cost: cost(n, h.cost), ..*h });
        let all: Option<Vec<Height>> = self.all.iter().enumerate().map(deeper).collect();
        Heights::new(all?, by(self.least).unwrap_or(1))
    }
    fn shortest(&self) -> u16 {
        self.all.first().map_or(0, |h| h.lines)
    }
}

/// One way to set a piece: over so many columns, in this form.
pub struct Way {
    /// Columns.
    pub w: u16,
    /// Columns that it may begin in, a bit for each.
    pub starts: u32,
    /// Boxed, on a tint or upright: its head may meet another's.
    pub enclosed: bool,
    /// The copy did not ask for this box: a page has few of them.
    pub boxed: bool,
    /// Heights under strip or box, and under text.
    pub heights: [Heights; 2],
}

impl Way {
    /// Whether it may begin in a column.
    fn may_start(&self, x: u16) -> bool {
        self.starts >> x & 1 == 1
    }
    /// Makes its text so many lines deeper in every column, at prices by surrounding and number of the height; its
    /// heights as they were, or `None` where they stay.
    pub fn stretch(&mut self, lines: i32, cost: impl Fn(usize, usize, i64) -> i64) -> Option<[Heights; 2]> {
        let [bare, ruled] = &self.heights;
        let deeper = [bare.deeper(lines, |n, c| cost(0, n, c))?, ruled.deeper(lines, |n, c| cost(1, n, c))?];
        Some(std::mem::replace(&mut self.heights, deeper))
    }
    /// The least height that holds all of its text.
    pub fn least(&self, ruled: bool) -> u16 {
        self.heights[usize::from(ruled)].shortest()
    }
}

/// What a unit brings to the search.
#[derive(Default)]
pub struct Piece {
    /// From 1; a smaller number is more important.
    pub rank: usize,
    /// Stands where its rank puts it; briefs, rests and standing columns (栏目) have places of their own.
    pub ranked: bool,
    /// At least one.
    pub ways: Vec<Way>,
    /// May only stand over these columns, one past the last.
    pub columns: Option<(u16, u16)>,
    /// May only stand in columns from this one and on lines from this one: what must stay below the fold.
    pub from: (u16, u16),
    /// Where it stood in the last layout.
    pub last: Option<Taken>,
}

impl Piece {
    /// What its cheapest height costs, over all its ways.
    fn least(&self) -> i64 {
        let costs = self.ways.iter().flat_map(|way| way.heights.iter().map(|h| h.best.cost));
        costs.min().unwrap_or(0)
    }
    /// The fewest column-lines that it can take.
    pub fn least_area(&self) -> u32 {
        let areas =
            self.ways.iter().flat_map(|way| way.heights.iter().map(|h| u32::from(way.w) * u32::from(h.shortest())));
        areas.min().unwrap_or(0)
    }
}

/// A part of the page that is taken: furniture and advertisements, stories that are pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// First column.
    pub x: u16,
    /// First line.
    pub y: u16,
    /// Columns.
    pub w: u16,
    /// Lines.
    pub h: u16,
    /// Rank, head size in half points and lines from the top to the head of a pinned story in the open.
    pub story: Option<(usize, u16, u16)>,
}

/// The page to fill.
#[derive(Clone)]
pub struct Area {
    /// Columns.
    pub columns: u16,
    /// Lines.
    pub lines: u16,
    /// Lines that the furniture takes at the top.
    pub top: u16,
    /// Columns are tiers, counted from the top, and lines run from the right.
    pub vertical: bool,
    /// Lines under that, down to what stands across the whole foot; where lines run down, tiers.
    pub depth: u16,
    /// Pinned areas and advertisements.
    pub taken: Vec<Taken>,
    /// Need not be full: a page that only takes rests.
    pub loose: bool,
    /// Columns left of a spread's spine: what stands at its two sides stands on two pages.
    pub spine: Option<u16>,
    /// What the terms of the score weigh.
    pub weights: Weights,
}

/// What the terms of the score weigh, in percent of the house's own balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights([i64; TERMS.len()]);

/// The terms of the score, which layouts weigh by name.
pub const TERMS: [(&str, &str); 11] = crate::model::layout::SCORE_TERMS;

impl Default for Weights {
    fn default() -> Weights {
        Weights([100; TERMS.len()])
    }
}

impl Weights {
    /// The layout's `[makeup.weights]`.
    pub fn of(given: &BTreeMap<String, i64>) -> Weights {
        let mut weights = Weights::default();
        for (weight, (name, _)) in weights.0.iter_mut().zip(TERMS) {
            *weight = given.get(name).copied().unwrap_or(100).clamp(0, 10_000);
        }
        weights
    }
    fn weigh(&self, term: usize, cost: i64) -> i64 {
        cost * self.0[term] / 100
    }
}

/// Where a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Index of the piece.
    pub piece: usize,
    /// Which of its ways.
    pub way: usize,
    /// First column.
    pub x: u16,
    /// First line.
    pub y: u16,
    /// Columns.
    pub w: u16,
    /// Lines.
    pub h: u16,
    /// Stands under text, so a rule parts them.
    pub ruled: bool,
    /// Which of its heights; `None` where the shortest is cut to `h`.
    pub choice: Option<usize>,
}

impl Placement {
    fn heights<'p>(&self, piece: &'p Piece) -> &'p Heights {
        &piece.ways[self.way].heights[usize::from(self.ruled)]
    }
    /// What the chosen height of its piece costs.
    pub fn cost(&self, piece: &Piece) -> i64 {
        let heights = self.heights(piece);
        match self.choice {
            Some(number) => heights.all[number].cost,
            None => CUT + i64::from(heights.shortest().saturating_sub(self.h)) * CUT_LINE,
        }
    }
}

/// A filled page.
#[derive(Clone, Debug)]
pub struct Solution {
    /// In the order of building.
    pub placements: Vec<Placement>,
    /// Lower is better.
    pub cost: i64,
    /// What it is made of, by name.
    pub terms: Vec<(&'static str, i64)>,
    /// White left at columns' feet and between stories: column, first line, lines.
    pub holes: Vec<(u16, u16, u16)>,
    /// Pieces that found no place.
    pub unplaced: Vec<usize>,
}

impl Solution {
    /// Without any fault that a reader of pages would name: text left over, white, a taboo.
    fn clean(&self) -> bool {
        let forced = self.terms[0].1 > EASY * self.placements.len() as i64;
        let placed = self.terms[7].1 < judge::OUTDONE;
        !forced && placed && self.terms[1..=6].iter().map(|t| t.1).sum::<i64>() < 100
    }
    /// Whether heads in the open stand side by side.
    pub fn heads_meet(&self) -> bool {
        self.terms[3].1 >= judge::HEADS
    }
}

/// Lines within which the heads of neighbours count as side by side.
pub const SAME_ROWS: u16 = 5;
const HOLE: i64 = 300;
const UNPLACED: i64 = 40_000;
/// A story that is cut short, and each line of it that is lost.
const CUT: i64 = 4_000;
const CUT_LINE: i64 = 150;

/// Arrangements that are closed to the line first.
const LOOKED: usize = 240;
/// In each round after: of those that differ little from the best, and of those begun like them and finished anew.
const AGAIN: usize = 120;
const ANEW: usize = 120;
/// Rounds at most; and where the best has no fault.
const ROUNDS: usize = 6;
const ROUNDS_CLEAN: usize = 1;
/// A round goes around so many of the best that none was around yet.
const NEARBEST: usize = 4;
/// What the fit of a story costs at most, on average, on a page that need not be bettered.
const EASY: i64 = 60;
/// Pages that are closed with care.
const CARE: usize = 8;
/// States that closing keeps after each story.
const ROUGH_BEAM: usize = 6;
const CARE_BEAM: usize = 120;
/// Stories of a full page.
const MANY: usize = 14;
/// A rough page that costs so much more than those that are worth care may still become better than they.
const HOPE: i64 = 120;

/// Less is looked at on a page of more stories than a page has, where each look costs more.
pub fn share(count: usize, pieces: &[Piece]) -> usize {
    count * MANY / pieces.len().max(MANY)
}

/// Finds the best pages, best first.
pub fn solve(pieces: &[Piece], area: &Area) -> Vec<Solution> {
    let field = Field::new(area);
    let mut pool = Pool { pieces, field: &field, seen: BTreeSet::new(), rough: Vec::new() };
    pool.close(remembered(pieces, area), usize::MAX);
    pool.close(arrange::arrange(pieces, &field), share(LOOKED, pieces));
    // What the exact heights taught: again around the best.
    for round in 0..share(ROUNDS, pieces) {
        if round >= ROUNDS_CLEAN && pool.rough.first().is_some_and(|r| r.clean) {
            break;
        }
        let near = pool.unvaried();
        if near.is_empty() {
            break;
        }
        pool.close(arrange::neighbours(&near, pieces, &field), share(AGAIN, pieces));
        pool.close(arrange::finished_anew(&near, pieces, &field), share(ANEW, pieces));
    }
    let mut rough = pool.rough;
    rough.truncate(CARE);
    let careful = |rough: &Rough| {
        let close = |beam, bound| close::close(&rough.puts, pieces, &field, beam, bound);
        close(CARE_BEAM, rough.cost).or_else(|| close(ROUGH_BEAM, i64::MAX))
    };
    let mut solutions: Vec<Solution> = rough.iter().filter_map(careful).collect();
    let places = |s: &Solution| {
        let mut places = s.placements.clone();
        places.sort_unstable_by_key(|p| p.piece);
        places
    };
    solutions.sort_by_cached_key(|s| (s.cost, places(s).iter().map(|p| (p.piece, p.x, p.y)).collect::<Vec<_>>()));
    solutions.dedup_by(|a, b| places(a) == places(b));
    solutions
}

/// The arrangements that were closed, best first.
struct Pool<'a> {
    pieces: &'a [Piece],
    field: &'a Field<'a>,
    seen: BTreeSet<Vec<Put>>,
    rough: Vec<Rough>,
}

impl Pool<'_> {
    /// Closes the most promising of some arrangements.
    fn close(&mut self, mut some: Vec<(i64, Vec<Put>)>, count: usize) {
        some.retain(|(_, puts)| !self.seen.contains(puts));
        for (cost, puts) in &mut some {
            *cost += close::hopeless(puts, self.pieces, self.field);
        }
        some.sort();
        some.truncate(count);
        for (_, puts) in some {
            let bound = self.rough.get(CARE - 1).map_or(i64::MAX, |worst| worst.cost + HOPE);
            let closed = close::close(&puts, self.pieces, self.field, ROUGH_BEAM, bound);
            self.seen.insert(puts.clone());
            let Some(solution) = closed else { continue };
            let rough = Rough { cost: solution.cost, clean: solution.clean(), puts, varied: false };
            let place = self.rough.partition_point(|r| r < &rough);
            self.rough.insert(place, rough);
        }
    }

    /// The best of those that no round was around yet, while they are among the best of all.
    fn unvaried(&mut self) -> Vec<Vec<Put>> {
        let best = self.rough.iter_mut().take(CARE).filter(|r| !r.varied).take(NEARBEST);
        let take = |r: &mut Rough| {
            r.varied = true;
            r.puts.clone()
        };
        best.map(take).collect()
    }
}

/// The last layout as arrangements, where every piece has its place in it: all pieces in their own dress, and each
/// once in another of the same width.
fn remembered(pieces: &[Piece], area: &Area) -> Vec<(i64, Vec<Put>)> {
    let mut order: Vec<(u16, u16, usize, usize)> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Some(last) = piece.last.filter(|l| l.x + l.w <= area.columns) else { return Vec::new() };
        let Some(way) = piece.ways.iter().position(|way| way.w == last.w && way.may_start(last.x)) else {
            return Vec::new();
        };
        if piece.columns.is_some_and(|c| c != (last.x, last.x + last.w)) {
            return Vec::new();
        }
        order.push((last.y, last.x, index, way));
    }
    order.sort_unstable();
    let dressed = |other: Option<(usize, usize)>| -> Vec<Put> {
        let mut bare = [true; MOST_COLUMNS];
        let mut puts = Vec::with_capacity(order.len());
        for &(_, x, piece, way) in &order {
            let way = other.filter(|o| o.0 == piece).map_or(way, |o| o.1);
            let columns = usize::from(x)..usize::from(x + pieces[piece].ways[way].w);
            puts.push(Put { piece, way, x, bare: bare[columns.clone()].iter().all(|&b| b) });
            bare[columns].fill(pieces[piece].ways[way].enclosed);
        }
        puts
    };
    let mut out = vec![dressed(None)];
    for &(_, _, piece, way) in &order {
        let ways = &pieces[piece].ways;
        let others = (0..ways.len())
            .filter(|&other| other != way && ways[other].w == ways[way].w && ways[other].starts == ways[way].starts);
        out.extend(others.map(|other| dressed(Some((piece, other)))));
    }
    out.into_iter().map(|puts| (0, puts)).collect()
}

/// A solution together with what was fixed before it, scored as one page.
pub fn score(solution: &Solution, fixed: &[Placement], pieces: &[Piece], area: &Area) -> Solution {
    if fixed.is_empty() {
        return solution.clone();
    }
    let placements = solution.placements.iter().chain(fixed).copied().collect();
    judge::judge(placements, solution.unplaced.clone(), pieces, &Field::new(area))
}

/// A page whose arrangements are closed again, with pieces of other heights.
pub struct Again<'a> {
    field: Field<'a>,
}

impl<'a> Again<'a> {
    /// Of a page.
    pub fn new(area: &'a Area) -> Again<'a> {
        Again { field: Field::new(area) }
    }
    /// The best page in the arrangement of another; `None` where that leaves white or text over, whatever is tried.
    pub fn close(&self, like: &Solution, pieces: &[Piece]) -> Option<Solution> {
        if !like.unplaced.is_empty() {
            return None;
        }
        let put = |p: &Placement| Put { piece: p.piece, way: p.way, x: p.x, bare: !p.ruled };
        let puts: Vec<Put> = like.placements.iter().map(put).collect();
        let line_each = judge::white(1, self.field.area) * i64::from(self.field.area.columns);
        if close::hopeless(&puts, pieces, &self.field) > line_each {
            return None;
        }
        close::close(&puts, pieces, &self.field, ROUGH_BEAM, i64::MAX)
    }
}

/// An arrangement with the cost of the page that a narrow search over exact heights makes of it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rough {
    cost: i64,
    puts: Vec<Put>,
    /// No fault that a reader of pages would name.
    clean: bool,
    /// A round was around it.
    varied: bool,
}

/// The page's free runs, looked up.
struct Field<'a> {
    area: &'a Area,
    /// For each column and line: where the free run at or below that line starts, and where it ends.
    runs: Vec<(u16, u16)>,
    /// For each column and line: free lines from there to the foot of the page.
    rooms: Vec<u16>,
    /// Free column-lines.
    free: i64,
    /// Nothing but furniture at the top and blocks at the foot: a run has no second start.
    plain: bool,
}

impl Field<'_> {
    fn new(area: &Area) -> Field<'_> {
        let lines = usize::from(area.lines) + 1;
        let mut runs = Vec::with_capacity(usize::from(area.columns) * lines);
        let mut rooms = vec![0; usize::from(area.columns) * lines];
        let mut free = 0;
        for column in 0..area.columns {
            runs.extend((0..=area.lines).map(|line| area.run(column, line)));
            let taken = |line: u16| area.taken.iter().any(|t| t.covers(column, line));
            let first = usize::from(column) * lines;
            for line in (0..area.lines).rev() {
                let below = rooms[first + usize::from(line) + 1];
                rooms[first + usize::from(line)] = below + u16::from(!taken(line));
            }
            free += i64::from(rooms[first + usize::from(area.top.min(area.lines))]);
        }
        let starts = |column: usize, line: u16| runs[column * lines + usize::from(line)].0;
        let mut cells = (0..usize::from(area.columns)).flat_map(|c| (area.top..area.lines).map(move |l| (c, l)));
        let plain = cells.all(|(column, line)| matches!(starts(column, line), l if l == line || l == area.lines));
        Field { area, runs, rooms, free, plain }
    }
    fn run(&self, column: usize, line: u16) -> (u16, u16) {
        self.runs[self.index(column, line)]
    }
    /// The first free line at or below one.
    fn start(&self, column: usize, line: u16) -> u16 {
        if self.plain { line } else { self.run(column, line).0 }
    }
    fn room(&self, column: usize, line: u16) -> u16 {
        self.rooms[self.index(column, line)]
    }
    /// The line on which a column's free run ends, for a foot that may lie below it.
    fn foot(&self, column: usize, line: u16) -> u16 {
        let line = if self.plain { self.area.top } else { line };
        self.run(column, line.min(self.area.lines.saturating_sub(1))).1
    }
    fn index(&self, column: usize, line: u16) -> usize {
        let lines = usize::from(self.area.lines);
        column * (lines + 1) + usize::from(line).min(lines)
    }
}

impl Placement {
    /// The area that it takes.
    pub fn area(&self) -> Taken {
        Taken { x: self.x, y: self.y, w: self.w, h: self.h, story: None }
    }
}

impl Taken {
    /// Whether two areas share a line of a column.
    pub fn overlaps(&self, other: &Taken) -> bool {
        let beside = self.x >= other.x + other.w || other.x >= self.x + self.w;
        let apart = self.y >= other.y + other.h || other.y >= self.y + self.h;
        !beside && !apart
    }
    fn covers(&self, column: u16, line: u16) -> bool {
        self.x <= column && column < self.x + self.w && self.y <= line && line < self.y + self.h
    }
}

impl Area {
    /// The line where the free run of a column that starts at `line` ends, and the line it starts on.
    fn run(&self, column: u16, line: u16) -> (u16, u16) {
        let mut start = line;
        while let Some(taken) = self.taken.iter().find(|t| t.covers(column, start)) {
            start = taken.y + taken.h;
        }
        let below = self.taken.iter().filter(|t| t.x <= column && column < t.x + t.w && t.y >= start).map(|t| t.y);
        (start.min(self.lines), below.min().unwrap_or(self.lines).min(self.lines))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A story of so many characters: shorter over more columns, with some give.
    fn piece(rank: usize, text: u16, widths: &[u16]) -> Piece {
        let at = |w: u16| {
            let natural = 6 + text.div_ceil(w);
            let all = (natural..natural + 4)
                .map(|lines| Height { lines, cost: i64::from(lines - natural) * 6, size: 0, head: 0 })
                .collect();
            let heights = Heights::new(all, 8).expect("there are heights");
            Way { w, starts: u32::MAX, enclosed: false, boxed: false, heights: [heights.clone(), heights] }
        };
        Piece { rank, ways: widths.iter().map(|&w| at(w)).collect(), ranked: true, ..Piece::default() }
    }

    fn area(columns: u16, lines: u16) -> Area {
        Area {
            columns,
            lines,
            top: 10,
            vertical: false,
            depth: lines - 10,
            taken: Vec::new(),
            loose: false,
            spine: None,
            weights: Weights::default(),
        }
    }

    fn check(solution: &Solution, area: &Area) {
        let mut grid = vec![vec![0u8; usize::from(area.lines)]; usize::from(area.columns)];
        for p in &solution.placements {
            for column in p.x..p.x + p.w {
                for line in p.y..p.y + p.h {
                    grid[usize::from(column)][usize::from(line)] += 1;
                }
            }
        }
        for t in &area.taken {
            for column in t.x..t.x + t.w {
                for line in t.y..t.y + t.h {
                    grid[usize::from(column)][usize::from(line)] += 1;
                }
            }
        }
        assert!(grid.iter().flatten().all(|&n| n <= 1), "nothing overlaps");
        let white = grid.iter().map(|c| c[usize::from(area.top)..].iter().filter(|&&n| n == 0).count()).sum::<usize>();
        let said: usize = solution.holes.iter().map(|h| usize::from(h.2)).sum();
        assert_eq!(white, said, "all white is told");
    }

    #[test]
    fn a_page_that_can_be_full_is_full() {
        let pieces: Vec<Piece> =
            [80, 60, 50, 40, 30, 25, 20].iter().enumerate().map(|(i, &t)| piece(i + 1, t, &[1, 2, 3])).collect();
        let area = area(5, 92);
        let best = solve(&pieces, &area).remove(0);
        check(&best, &area);
        assert!(best.unplaced.is_empty());
        assert!(best.holes.iter().all(|h| h.2 <= 1), "{:?}", best.holes);
        let lead = best.placements.iter().find(|p| p.piece == 0).expect("the lead is placed");
        assert_eq!((lead.x, lead.y), (0, 10), "the lead stands top left");
    }

    #[test]
    fn the_lead_of_a_vertical_page_stands_beside_the_nameplate() {
        let pieces: Vec<Piece> =
            [50, 40, 34, 30, 24, 20, 16].iter().enumerate().map(|(i, &t)| piece(i + 1, t, &[1, 2, 3, 4])).collect();
        let nameplate = Taken { x: 0, y: 0, w: 4, h: 7, story: None };
        let area = Area { top: 0, vertical: true, taken: vec![nameplate], ..area(8, 46) };
        let best = solve(&pieces, &area).remove(0);
        check(&best, &area);
        let lead = best.placements.iter().find(|p| p.piece == 0).expect("the lead is placed");
        assert_eq!((lead.x, lead.y), (0, 7), "the lead stands in the top tiers, next to the nameplate");
    }

    #[test]
    fn taken_areas_stay_free_and_everything_is_told() {
        for seed in 0..60u16 {
            let count = usize::from(2 + seed % 9);
            let pieces: Vec<Piece> =
                (0..count).map(|i| piece(i + 1, 10 + (seed * 37 + i as u16 * 53) % 90, &[1, 2, 3])).collect();
            let mut area = area(5, 80);
            area.taken.push(Taken { x: 1 + seed % 3, y: 50 + seed % 20, w: 2, h: 10, story: None });
            let best = solve(&pieces, &area).remove(0);
            check(&best, &area);
            assert_eq!(best.placements.len() + best.unplaced.len(), count, "every story is placed or named");
        }
    }

    #[test]
    fn the_same_page_twice() {
        let pieces: Vec<Piece> = (0..9).map(|i| piece(i + 1, 20 + i as u16 * 7, &[1, 2])).collect();
        let area = area(5, 90);
        let places = |s: Vec<Solution>| s.into_iter().map(|s| s.placements).collect::<Vec<_>>();
        assert_eq!(places(solve(&pieces, &area)), places(solve(&pieces, &area)));
    }
}
