//! Where stories stand: the search for a page.
//!
//! In: units with their choices. Out: places, and the choice of each. Does not know: glyphs, paper.
//!
//! A page is filled from the top like a wall: the next story stands on the highest free foot (the lowest
//! *skyline*), over one or more columns whose feet are level. Every arrangement of rectangles that leaves no
//! hole can be built so, interlocking ones (穿插式) included. Two steps:
//!
//! 1. **arrange**: a beam over partial pages, feet as intervals, so that heights stay open;
//! 2. **close**: for the best arrangements, a search over exact heights until every column ends on its last line.
//!
//! Everything is counted in whole lines and whole costs; the beams are cut by number, never by the clock.

use std::collections::BTreeMap;

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
}

/// The heights of a unit at one width, in one surrounding; ordered, at least one.
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
    fn shortest(&self) -> u16 {
        self.all.first().map_or(0, |h| h.lines)
    }
}

/// What a unit brings to the search.
pub struct Piece {
    /// From 1; a smaller number is more important.
    pub rank: usize,
    /// Boxed, on a tint or upright: its head may meet another's.
    pub enclosed: bool,
    /// Width in columns → heights under strip or box, and under text.
    pub widths: BTreeMap<u16, [Heights; 2]>,
    /// May only stand over these columns, one past the last.
    pub columns: Option<(u16, u16)>,
}

/// A part of the page that is taken: furniture and advertisements.
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
}

/// The page to fill.
pub struct Area {
    /// Columns.
    pub columns: u16,
    /// Lines.
    pub lines: u16,
    /// Lines that the furniture takes at the top.
    pub top: u16,
    /// Pinned areas and advertisements.
    pub taken: Vec<Taken>,
    /// Need not be full: a page that only takes rests.
    pub loose: bool,
}

/// Where a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Index of the piece.
    pub piece: usize,
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
    /// What the chosen height of its piece costs.
    pub fn cost(&self, piece: &Piece) -> i64 {
        let heights = piece.widths.get(&self.w).map(|both| &both[usize::from(self.ruled)]);
        match (heights, self.choice) {
            (Some(heights), Some(number)) => heights.all[number].cost,
            (Some(heights), None) => CUT + i64::from(heights.shortest().saturating_sub(self.h)) * CUT_LINE,
            (None, _) => 0,
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
    /// White left at columns' feet and between stories: column, first line, lines. A finished page is judged on
    /// its own; tests of the search ask for this.
    #[cfg_attr(not(test), allow(dead_code))]
    pub holes: Vec<(u16, u16, u16)>,
    /// Pieces that found no place.
    pub unplaced: Vec<usize>,
}

/// Partial pages that are kept after each step, in the first search and in the second.
const BEAM: usize = 200;
const CLOSE_BEAM: usize = 120;
/// Arrangements that are closed to the line.
const CLOSED: usize = 30;
/// Lines by which neighbouring feet may differ under a story that spans them, filled with white.
const STEP: u16 = 1;

/// Lines within which the heads of neighbours count as side by side.
pub const SAME_ROWS: u16 = 5;
const HEADS: i64 = 900;
const HOLE: i64 = 260;
/// A line too many by the usual heights; a jump or a tighter variant may still save it.
const OVER: i64 = 60;
const UNPLACED: i64 = 40_000;
/// A story that is cut short, and each line of it that is lost.
const CUT: i64 = 4_000;
const CUT_LINE: i64 = 150;

#[derive(Clone)]
struct Partial {
    /// Least, likely and most of each column's foot.
    feet: [(u16, u16, u16); MOST_COLUMNS],
    /// Whether what stands above ends in a strip, a box or a tint.
    bare: [bool; MOST_COLUMNS],
    placed: Vec<(usize, u16, u16, u16, bool)>,
    mask: u64,
    cost: i64,
}

/// Finds the best pages, best first.
pub fn solve(pieces: &[Piece], area: &Area) -> Vec<Solution> {
    let mut arrangements = arrange(pieces, area);
    arrangements.sort_by(|a, b| a.cost.cmp(&b.cost).then_with(|| a.placed.cmp(&b.placed)));
    arrangements.truncate(CLOSED);
    let mut made = Vec::new();
    let mut solutions: Vec<Solution> =
        arrangements.iter().filter_map(|arrangement| close(arrangement, pieces, area, &mut made)).collect();
    solutions.sort_by_key(|s| s.cost);
    solutions
}

impl Area {
    /// The line where the free run of a column that starts at `line` ends, and the line it starts on.
    fn run(&self, column: u16, line: u16) -> (u16, u16) {
        let mut start = line;
        loop {
            let inside = |t: &&Taken| t.x <= column && column < t.x + t.w && t.y <= start && start < t.y + t.h;
            match self.taken.iter().find(inside) {
                Some(taken) => start = taken.y + taken.h,
                None => break,
            }
        }
        let below = self.taken.iter().filter(|t| t.x <= column && column < t.x + t.w && t.y >= start).map(|t| t.y);
        (start.min(self.lines), below.min().unwrap_or(self.lines).min(self.lines))
    }
}

fn arrange(pieces: &[Piece], area: &Area) -> Vec<Partial> {
    let mut start =
        Partial { feet: [(0, 0, 0); MOST_COLUMNS], bare: [true; MOST_COLUMNS], placed: Vec::new(), mask: 0, cost: 0 };
    for column in 0..area.columns {
        let (line, _) = area.run(column, area.top);
        start.feet[usize::from(column)] = (line, line, line);
    }
    let mut beam = vec![start];
    for _ in 0..pieces.len() {
        let mut steps: Vec<Step> = Vec::new();
        for (number, partial) in beam.iter().enumerate() {
            expand(number, partial, pieces, area, &mut steps);
        }
        if steps.is_empty() {
            break;
        }
        if steps.len() > BEAM {
            steps.select_nth_unstable(BEAM - 1);
            steps.truncate(BEAM);
        }
        steps.sort_unstable();
        beam = steps.iter().map(|step| beam[step.parent].with(step, pieces)).collect();
    }
    for partial in &mut beam {
        partial.cost += final_cost(partial, pieces, area);
    }
    beam
}

/// One more piece on a partial page, before it is written out. The order of fields is the order of preference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    cost: i64,
    parent: usize,
    piece: usize,
    x: u16,
    w: u16,
    line: u16,
    bare: bool,
    /// Least, likely and most of the new foot.
    foot: (u16, u16, u16),
}

impl Partial {
    fn with(&self, step: &Step, pieces: &[Piece]) -> Partial {
        let mut next = self.clone();
        next.cost = step.cost;
        next.mask |= 1 << step.piece;
        next.placed.push((step.piece, step.x, step.w, step.line, step.bare));
        for column in usize::from(step.x)..usize::from(step.x + step.w) {
            next.feet[column] = step.foot;
            next.bare[column] = pieces[step.piece].enclosed;
        }
        next
    }
}

/// White that will be left, or lines that will not fit, whatever the heights.
fn final_cost(partial: &Partial, pieces: &[Piece], area: &Area) -> i64 {
    let mut cost = 0;
    for column in 0..area.columns {
        let (least, likely, most) = partial.feet[usize::from(column)];
        let limit = area.run(column, area.lines - 1).1.max(least.min(area.lines));
        cost += if area.loose { 0 } else { i64::from(limit.saturating_sub(most)) * HOLE };
        cost += i64::from(least.saturating_sub(limit)) * OVER;
        cost += i64::from(likely.abs_diff(limit)) * 4;
    }
    let missing = pieces.len() - partial.mask.count_ones() as usize;
    cost + UNPLACED * missing as i64 + seams(partial, area)
}

/// A gutter or a line that runs through the whole type area (断版, N01).
fn seams(partial: &Partial, area: &Area) -> i64 {
    let mut cost = 0;
    for gutter in 1..area.columns {
        let crossed = partial.placed.iter().any(|&(_, x, w, _, _)| x < gutter && gutter < x + w)
            || area.taken.iter().any(|t| t.x < gutter && gutter < t.x + t.w);
        if !crossed {
            cost += 60;
        }
    }
    cost
}

fn expand(number: usize, partial: &Partial, pieces: &[Piece], area: &Area, steps: &mut Vec<Step>) {
    // The highest free foot, the leftmost of them; columns that are full are left alone.
    let open = |column: &u16| {
        let (least, likely, _) = partial.feet[usize::from(*column)];
        let (start, end) = area.run(*column, least);
        likely.max(start) + 4 < end && start < area.lines
    };
    let Some(lowest) = (0..area.columns).filter(open).min_by_key(|c| (partial.feet[usize::from(*c)].1, *c)) else {
        return;
    };
    let mut behind = 0;
    for (index, piece) in pieces.iter().enumerate() {
        if partial.mask & (1 << index) != 0 {
            continue;
        }
        if behind > 4 && piece.columns.is_none() {
            break;
        }
        for &width in piece.widths.keys() {
            let from = (lowest + 1).saturating_sub(width);
            for x in from..=lowest.min(area.columns.saturating_sub(width)) {
                if piece.columns.is_some_and(|(a, b)| (a, b) != (x, x + width)) {
                    continue;
                }
                let step = place(partial, index, pieces, area, (x, width), behind);
                steps.extend(step.map(|step| Step { parent: number, ..step }));
            }
        }
        behind += 1;
    }
}

/// What it costs that a more important story is still waiting.
const RANK: i64 = 14;

fn place(
    partial: &Partial,
    index: usize,
    pieces: &[Piece],
    area: &Area,
    (x, width): (u16, u16),
    behind: i64,
) -> Option<Step> {
    let piece = &pieces[index];
    let columns = usize::from(x)..usize::from(x + width);
    let (mut least, mut most, mut likely) = (0, u16::MAX, 0);
    let mut limit = area.lines;
    let mut bare = true;
    for column in columns.clone() {
        let (l, n, m) = partial.feet[column];
        let (start, end) = area.run(column as u16, l);
        let (l, n, m) = if start > l { (start, start, start) } else { (l, n, m) };
        least = least.max(l);
        most = most.min(m + STEP);
        likely = likely.max(n);
        limit = limit.min(end);
        bare &= partial.bare[column];
    }
    if least > most {
        return None;
    }
    let likely = likely.clamp(least, most);
    let heights = &piece.widths.get(&width)?[usize::from(!bare)];
    let best = heights.best;
    let (shortest, tallest) = heights.usual;
    let mut cost = partial.cost + best.cost;
    let over = (least + heights.shortest()).saturating_sub(limit);
    if over > 0 {
        // Too long for any place here: as much as fits is better than nothing.
        if least + heights.least > limit {
            return None;
        }
        cost += CUT + i64::from(over) * CUT_LINE;
    }
    // Columns that were far apart are pulled level.
    for column in columns {
        cost += i64::from(partial.feet[column].1.max(least).abs_diff(likely)) * 5;
    }
    cost += RANK * behind * (behind + 1);
    cost += heads_meet(partial, piece, pieces, x, width, likely);
    cost += zone(piece, pieces, area, x, likely);
    let foot = |top: u16, height: u16| (top + height).min(limit.max(top + shortest));
    let (l, n, m) = (foot(least, shortest), foot(likely, best.lines), foot(most, tallest));
    // A foot so near the end of the run that nothing fits under it is that end.
    let foot = match () {
        () if over > 0 => (limit, limit, limit),
        () if m >= limit && n + 4 >= limit => (l, n.max(l), m.min(limit)),
        () => (l, n, m),
    };
    Some(Step { cost, parent: 0, piece: index, x, w: width, line: likely, bare, foot })
}

/// Two open heads side by side on the same lines (碰题, N02).
fn heads_meet(partial: &Partial, piece: &Piece, pieces: &[Piece], x: u16, width: u16, line: u16) -> i64 {
    let mut cost = 0;
    for &(other, ox, ow, oline, _) in &partial.placed {
        let beside = ox + ow == x || x + width == ox;
        if beside && oline.abs_diff(line) < SAME_ROWS {
            cost += match (piece.enclosed, pieces[other].enclosed) {
                (false, false) => HEADS / 3, // heights may still part them
                (true, true) => 60,
                _ => 8,
            };
        }
        // Heads of the same width one over the other, all the way down (煙突, N03).
        if ox == x && ow == width {
            cost += 10;
        }
    }
    cost
}

/// The lead belongs to the top left; a story of low rank does not (倒置, N19).
fn zone(piece: &Piece, pieces: &[Piece], area: &Area, x: u16, line: u16) -> i64 {
    let depth = i64::from(line.saturating_sub(area.top)) * 100 / i64::from((area.lines - area.top).max(1));
    let side = i64::from(x) * 30 / i64::from(area.columns.max(1));
    let value = depth + side;
    let wanted = (piece.rank as i64 - 1) * 110 / (pieces.len().max(2) as i64 - 1);
    let off = (value - wanted).abs();
    let weight = if piece.rank == 1 { 6 } else { 1 };
    off * weight / 3
}

/// A page whose first pieces have exact heights. How it came about is in the list of choices made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Closing {
    /// Cost and what must still come on top of it.
    estimate: i64,
    cost: i64,
    feet: [u16; MOST_COLUMNS],
    /// The last choice made, in the list of all.
    last: usize,
}

/// One choice, and the one before it.
#[derive(Clone, Copy)]
struct Made {
    before: usize,
    /// `None` for a piece that found no place.
    placement: Option<Placement>,
    piece: usize,
    enclosed: bool,
}

/// Chooses exact heights so that every column ends on its last line.
///
/// `made` is room to work in; it grows to hundreds of kilobytes and serves one arrangement after the other.
fn close(arrangement: &Partial, pieces: &[Piece], area: &Area, made: &mut Vec<Made>) -> Option<Solution> {
    let mut feet = [0; MOST_COLUMNS];
    for column in 0..area.columns {
        feet[usize::from(column)] = area.run(column, area.top).0;
    }
    made.clear();
    let mut next: Vec<Closing> = Vec::new();
    let mut beam = vec![Closing { estimate: 0, cost: 0, feet, last: usize::MAX }];
    for (step, &(index, x, width, _, bare)) in arrangement.placed.iter().enumerate() {
        let heights = &pieces[index].widths[&width][usize::from(!bare)];
        let rest = reach(&arrangement.placed[step + 1..], pieces, area);
        let spot = Spot { enclosed: pieces[index].enclosed, piece: index, x, w: width, ruled: !bare };
        next.clear();
        for state in &beam {
            let before = next.len();
            for (number, height) in heights.all.iter().enumerate() {
                next.extend(stack(state, spot, Some(number), *height, area, &rest, made));
            }
            if next.len() == before {
                next.push(stack_what_fits(state, spot, heights, area, &rest, made));
            }
        }
        if next.len() > CLOSE_BEAM * 2 {
            next.select_nth_unstable(CLOSE_BEAM * 2 - 1);
            next.truncate(CLOSE_BEAM * 2);
        }
        next.sort_unstable();
        let mut seen: Vec<[u16; MOST_COLUMNS]> = Vec::with_capacity(CLOSE_BEAM);
        next.retain(|state| {
            let new = !seen.contains(&state.feet);
            if new {
                seen.push(state.feet);
            }
            new
        });
        next.truncate(CLOSE_BEAM);
        std::mem::swap(&mut beam, &mut next);
    }
    let best = beam.first()?;
    let mut placements = Vec::new();
    let mut unplaced: Vec<usize> = (0..pieces.len()).filter(|i| arrangement.mask & (1 << i) == 0).collect();
    let mut last = best.last;
    while let Some(choice) = made.get(last) {
        match choice.placement {
            Some(placement) => placements.push(placement),
            None => unplaced.push(choice.piece),
        }
        last = choice.before;
    }
    placements.reverse();
    let holes = holes(&placements, area);
    let costs = |whole: bool| {
        let chosen = placements.iter().filter(move |p| p.choice.is_some() == whole);
        chosen.map(|p| p.cost(&pieces[p.piece])).sum::<i64>()
    };
    let (fit, cut) = (costs(true), costs(false));
    let white = holes.iter().map(|hole| white_cost(hole.2, area)).sum();
    let terms = vec![
        ("fit of the stories", fit),
        ("text left over", cut + UNPLACED * unplaced.len() as i64),
        ("white", white),
        ("heads side by side", heads(&placements, pieces)),
        ("gutters from head to foot", seams(arrangement, area)),
        ("lines from side to side", rows(&placements, area)),
        ("heads of one width in a line", chimneys(&placements, area)),
        ("rank and place", ranks(&placements, pieces, area)),
    ];
    let cost = terms.iter().map(|t| t.1).sum();
    Some(Solution { placements, cost, terms, holes, unplaced })
}

/// What so many white lines in one column cost; on a page that only takes rests, nothing.
fn white_cost(lines: u16, area: &Area) -> i64 {
    match lines {
        _ if area.loose => 0,
        0 => 0,
        1 => 60,
        lines => HOLE * i64::from(lines),
    }
}

/// A line across the whole page between stories (通线, N01).
fn rows(placements: &[Placement], area: &Area) -> i64 {
    let parts = |line: u16| {
        placements.iter().all(|p| p.y + p.h <= line || p.y >= line)
            && placements.iter().any(|p| p.y < line)
            && area.taken.iter().all(|t| t.y + t.h <= line || t.y >= line)
    };
    let mut lines: Vec<u16> = placements.iter().map(|p| p.y).filter(|&y| y > area.top).collect();
    lines.sort_unstable();
    lines.dedup();
    90 * lines.into_iter().filter(|&line| parts(line)).count() as i64
}

/// Three and more stories of one width one under the other from head to foot (煙突, N03).
fn chimneys(placements: &[Placement], area: &Area) -> i64 {
    let like = |p: &Placement| placements.iter().filter(move |q| (q.x, q.w) == (p.x, p.w)).collect::<Vec<_>>();
    let tops = placements.iter().filter(|p| p.y == area.top).map(like);
    let whole = |column: &Vec<&Placement>| column.iter().map(|p| p.h).sum::<u16>() + area.top == area.lines;
    90 * tops.filter(|column| column.len() >= 3 && whole(column)).count() as i64
}

/// What the places of all stories cost against their ranks (N19).
fn ranks(placements: &[Placement], pieces: &[Piece], area: &Area) -> i64 {
    placements.iter().map(|p| zone(&pieces[p.piece], pieces, area, p.x, p.y)).sum()
}

/// Open heads on the same rows side by side (碰题, N02).
fn heads(placements: &[Placement], pieces: &[Piece]) -> i64 {
    let open: Vec<&Placement> = placements.iter().filter(|p| !pieces[p.piece].enclosed).collect();
    let pairs = open.iter().enumerate().flat_map(|(i, a)| open[..i].iter().map(move |b| (a, b)));
    HEADS * pairs.filter(|(a, b)| side_by_side(a, b)).count() as i64
}

fn side_by_side(a: &Placement, b: &Placement) -> bool {
    (a.x + a.w == b.x || b.x + b.w == a.x) && a.y.abs_diff(b.y) < SAME_ROWS
}

/// A piece over some columns.
#[derive(Clone, Copy)]
struct Spot {
    enclosed: bool,
    piece: usize,
    x: u16,
    w: u16,
    ruled: bool,
}

fn stack(
    state: &Closing,
    spot: Spot,
    choice: Option<usize>,
    height: Height,
    area: &Area,
    rest: &[(u16, u16)],
    made: &mut Vec<Made>,
) -> Option<Closing> {
    let columns = usize::from(spot.x)..usize::from(spot.x + spot.w);
    let (top, limit) = level(state, area, columns.clone());
    if top + height.lines > limit {
        return None;
    }
    let mut next = *state;
    for column in columns {
        let gap = top.saturating_sub(area.run(column as u16, state.feet[column]).0);
        next.cost += white_cost(gap, area).min(HOLE * i64::from(gap));
        next.feet[column] = top + height.lines;
    }
    next.cost += height.cost;
    next.estimate = next.cost + miss(&next, rest, area);
    let Spot { enclosed, piece, x, w, ruled } = spot;
    let placed = Placement { piece, x, y: top, w, h: height.lines, ruled, choice };
    let mut last = state.last;
    while let Some(other) = made.get(last).filter(|_| !enclosed) {
        if !other.enclosed && other.placement.is_some_and(|p| side_by_side(&p, &placed)) {
            next.cost += HEADS;
            next.estimate += HEADS;
        }
        last = other.before;
    }
    next.last = made.len();
    made.push(Made { before: state.last, placement: Some(placed), piece, enclosed });
    Some(next)
}

/// The line on which all columns are free, and where their run ends.
fn level(state: &Closing, area: &Area, columns: std::ops::Range<usize>) -> (u16, u16) {
    let top = columns.clone().map(|c| area.run(c as u16, state.feet[c]).0).max().unwrap_or(0);
    let limit = columns.map(|c| area.run(c as u16, top)).map(|(start, end)| if start > top { top } else { end });
    (top, limit.min().unwrap_or(0))
}

/// Nothing fits: as much of the story as the room holds, or nothing; both are reported by the caller.
fn stack_what_fits(
    state: &Closing,
    spot: Spot,
    heights: &Heights,
    area: &Area,
    rest: &[(u16, u16)],
    made: &mut Vec<Made>,
) -> Closing {
    let columns = usize::from(spot.x)..usize::from(spot.x + spot.w);
    let (top, limit) = level(state, area, columns);
    let room = limit.saturating_sub(top);
    let shortest = heights.shortest();
    let cut = Height { lines: room, cost: CUT + i64::from(shortest.saturating_sub(room)) * CUT_LINE };
    if room >= heights.least
        && room > 0
        && let Some(placed) = stack(state, spot, None, cut, area, rest, made)
    {
        return placed;
    }
    let mut next = Closing { cost: state.cost + UNPLACED, last: made.len(), ..*state };
    made.push(Made { before: state.last, placement: None, piece: spot.piece, enclosed: true });
    next.estimate = next.cost + miss(&next, rest, area);
    next
}

/// Least and most lines that the remaining pieces will take in each column.
fn reach(rest: &[(usize, u16, u16, u16, bool)], pieces: &[Piece], area: &Area) -> Vec<(u16, u16)> {
    let mut reach = vec![(0, 0); usize::from(area.columns)];
    for &(index, x, width, _, bare) in rest {
        let heights = &pieces[index].widths[&width][usize::from(!bare)].all;
        let (Some(first), Some(last)) = (heights.first(), heights.last()) else { continue };
        for (least, most) in &mut reach[usize::from(x)..usize::from(x + width)] {
            *least += first.lines;
            *most += last.lines;
        }
    }
    reach
}

/// What the feet and the remaining pieces already say about the end.
fn miss(state: &Closing, reach: &[(u16, u16)], area: &Area) -> i64 {
    let mut cost = 0;
    for (column, &(least, most)) in reach.iter().enumerate() {
        let foot = state.feet[column];
        let taken: u16 = area
            .taken
            .iter()
            .filter(|t| usize::from(t.x) <= column && column < usize::from(t.x + t.w) && t.y >= foot)
            .map(|t| t.h)
            .sum();
        let room = area.lines.saturating_sub(foot).saturating_sub(taken);
        cost += white_cost(room.saturating_sub(most), area);
        cost += i64::from(least.saturating_sub(room)) * HOLE * 4;
    }
    cost
}

/// White runs of each column that nothing covers.
fn holes(placements: &[Placement], area: &Area) -> Vec<(u16, u16, u16)> {
    let mut holes = Vec::new();
    for column in 0..area.columns {
        let covers = |x: u16, w: u16| x <= column && column < x + w;
        let mut spans: Vec<(u16, u16)> =
            placements.iter().filter(|p| covers(p.x, p.w)).map(|p| (p.y, p.y + p.h)).collect();
        spans.extend(area.taken.iter().filter(|t| covers(t.x, t.w)).map(|t| (t.y, t.y + t.h)));
        spans.push((area.lines, area.lines));
        spans.sort_unstable();
        let mut line = area.top;
        for (start, end) in spans {
            if start > line {
                holes.push((column, line, start - line));
            }
            line = line.max(end);
        }
    }
    holes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A story of so many characters: shorter over more columns, with some give.
    fn piece(rank: usize, text: u16, widths: &[u16]) -> Piece {
        let at = |w: u16| {
            let natural = 6 + text.div_ceil(w);
            let all =
                (natural..natural + 4).map(|lines| Height { lines, cost: i64::from(lines - natural) * 6 }).collect();
            let heights = Heights::new(all, 8).expect("there are heights");
            (w, [heights.clone(), heights])
        };
        Piece { rank, enclosed: false, widths: widths.iter().map(|&w| at(w)).collect(), columns: None }
    }

    fn area(columns: u16, lines: u16) -> Area {
        Area { columns, lines, top: 10, taken: Vec::new(), loose: false }
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
    fn taken_areas_stay_free_and_everything_is_told() {
        for seed in 0..60u16 {
            let count = usize::from(2 + seed % 9);
            let pieces: Vec<Piece> =
                (0..count).map(|i| piece(i + 1, 10 + (seed * 37 + i as u16 * 53) % 90, &[1, 2, 3])).collect();
            let mut area = area(5, 80);
            area.taken.push(Taken { x: 1 + seed % 3, y: 50 + seed % 20, w: 2, h: 10 });
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
