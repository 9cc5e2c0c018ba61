//! The first search: which story stands on which, over which columns; heights stay open.
//!
//! In: pieces and a page. Out: arrangements, best first. Does not know: exact heights.

use super::judge::{self, Seat, Standing};
use super::{CUT, CUT_LINE, Field, Height, Heights, MOST_COLUMNS, MOST_PIECES, Piece, UNPLACED, share};
use std::collections::BTreeSet;

/// A piece over some columns, standing on whatever is below the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Put {
    pub piece: usize,
    pub way: usize,
    pub x: u16,
    /// Nothing but strip, boxes or tints above.
    pub bare: bool,
}

/// Partial pages that are kept after each step, and how many of them may come from one: a beam that follows the
/// best far, and a wider one that keeps more apart from each other.
const BEAMS: [(usize, u16); 2] = [(160, 24), (300, 10)];
/// Pages that are begun like one that is known, about so many.
const CUTS: usize = 6;
/// The same where a page is begun already.
const ANEW: (usize, u16) = (24, 6);
/// Arrangements whose neighbours are looked at.
const VARIED: usize = 10;
/// Neighbours that are looked at, of all of them together.
const TRIES: usize = 1500;
/// More important stories that may still be waiting when a story is placed.
const BEHIND: i64 = 4;
/// What it costs that a more important story is still waiting.
const RANK: i64 = 10;
/// So many stories above a waiting one of higher rank count at most.
const MANY_LATE: i64 = 9;
/// Lines by which neighbouring feet may differ under a story that spans them, filled with white.
const STEP: u16 = 0;
/// A column-line that the rest of the stories will leave white, or lack.
const SPARE: i64 = 45;
/// A foot this near the end of its run is that end: nothing fits under it.
const NEAR: u16 = 4;
/// A line too many by the usual heights; a jump or a tighter variant may still save it.
const OVER: i64 = 60;

type Foot = (u16, u16, u16);

#[derive(Clone)]
struct Partial {
    /// Least, likely and most of each column's foot.
    feet: [Foot; MOST_COLUMNS],
    /// Whether what stands above ends in a strip, a box or a tint.
    bare: [bool; MOST_COLUMNS],
    placed: Vec<(Put, Seat)>,
    mask: u64,
    crossed: u32,
    boxes: u16,
    cost: i64,
    /// Free column-lines under the likely feet.
    open: i64,
    /// Fewest and most column-lines that the pieces still to come usually take, and fewest in need.
    rest: (i64, i64, i64),
}

/// One more piece on a partial page, before it is written out. The order of fields is the order of preference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    estimate: i64,
    parent: usize,
    put: Put,
    cost: i64,
    line: u16,
    open: i64,
    /// Least, likely and most of the new foot.
    foot: Foot,
}

/// Good arrangements with what they seem to cost, best first.
pub(super) fn arrange(pieces: &[Piece], field: &Field) -> Vec<(i64, Vec<Put>)> {
    let mut found: Vec<(i64, Vec<Put>)> = Vec::new();
    for (width, siblings) in BEAMS {
        let beam = search(start(pieces, field), pieces, field, (share(width, pieces), siblings));
        found.extend(beam.iter().map(|p| (total(p, pieces, field), puts(p))));
    }
    found.sort();
    found.dedup();
    let near: Vec<Vec<Put>> = found.iter().take(VARIED).map(|f| f.1.clone()).collect();
    found.extend(neighbours(&near, pieces, field));
    found.sort();
    found.dedup();
    found
}

/// Pages with every piece that found a place, from a page that is begun.
fn search(begun: Partial, pieces: &[Piece], field: &Field, (width, siblings): (usize, u16)) -> Vec<Partial> {
    let mut beam = vec![begun];
    for _ in beam[0].placed.len()..pieces.len() {
        let mut steps: Vec<Step> = Vec::new();
        for (number, partial) in beam.iter().enumerate() {
            expand(number, partial, pieces, field, &mut steps);
        }
        if steps.is_empty() {
            break;
        }
        steps.sort_unstable();
        beam = keep(&steps, &beam, pieces, (width, siblings));
    }
    beam
}

fn puts(partial: &Partial) -> Vec<Put> {
    partial.placed.iter().map(|p| p.0).collect()
}

/// The best steps, each state of the page once, none of them with too many from one parent.
fn keep(steps: &[Step], beam: &[Partial], pieces: &[Piece], (width, siblings): (usize, u16)) -> Vec<Partial> {
    let mut seen = BTreeSet::new();
    let mut children = vec![0u16; beam.len()];
    let mut next: Vec<Partial> = Vec::with_capacity(width);
    for step in steps {
        if children[step.parent] == siblings {
            continue;
        }
        let parent = &beam[step.parent];
        let (mut feet, mut bare) = (parent.feet, parent.bare);
        let piece = &pieces[step.put.piece];
        let way = &piece.ways[step.put.way];
        for column in usize::from(step.put.x)..usize::from(step.put.x + way.w) {
            feet[column] = step.foot;
            bare[column] = way.enclosed;
        }
        let mask = parent.mask | 1 << step.put.piece;
        if !seen.insert((mask, feet, bare)) {
            continue;
        }
        children[step.parent] += 1;
        next.push(parent.with(step, (feet, bare), pieces));
        if next.len() == width {
            break;
        }
    }
    next
}

fn start(pieces: &[Piece], field: &Field) -> Partial {
    let mut start = Partial {
        feet: [(0, 0, 0); MOST_COLUMNS],
        bare: [true; MOST_COLUMNS],
        placed: Vec::new(),
        mask: 0,
        crossed: judge::taken_gutters(field.area),
        boxes: 0,
        cost: 0,
        open: field.free,
        rest: (0, 0, 0),
    };
    for column in 0..usize::from(field.area.columns) {
        let (line, _) = field.run(column, field.area.top);
        start.feet[column] = (line, line, line);
    }
    for piece in pieces {
        let (least, most, need) = bounds(piece);
        start.rest = (start.rest.0 + least, start.rest.1 + most, start.rest.2 + need);
    }
    start
}

/// Column-lines that a piece takes: usually at least, usually at most, in need at least.
fn bounds(piece: &Piece) -> (i64, i64, i64) {
    let heights = || piece.ways.iter().flat_map(|w| w.heights.iter().map(move |h| (i64::from(w.w), h)));
    let least = heights().map(|(w, h)| w * i64::from(h.usual.0)).min().unwrap_or(0);
    let most = heights().map(|(w, h)| w * i64::from(h.usual.1)).max().unwrap_or(0);
    let need = heights().map(|(w, h)| w * i64::from(h.shortest())).min().unwrap_or(0);
    (least, most, need)
}

impl Partial {
    fn with(
        &self,
        step: &Step,
        (feet, bare): ([Foot; MOST_COLUMNS], [bool; MOST_COLUMNS]),
        pieces: &[Piece],
    ) -> Partial {
        let piece = &pieces[step.put.piece];
        let way = &piece.ways[step.put.way];
        let (least, most, need) = bounds(piece);
        let mut placed = Vec::with_capacity(pieces.len());
        placed.extend_from_slice(&self.placed);
        placed.push((step.put, seat(piece, step.put, step.line)));
        Partial {
            feet,
            bare,
            placed,
            mask: self.mask | 1 << step.put.piece,
            crossed: self.crossed | judge::gutters(step.put.x, way.w),
            boxes: self.boxes + u16::from(way.boxed),
            cost: step.cost,
            open: step.open,
            rest: (self.rest.0 - least, self.rest.1 - most, self.rest.2 - need),
        }
    }
}

fn heights(piece: &Piece, put: Put) -> &Heights {
    &piece.ways[put.way].heights[usize::from(!put.bare)]
}

fn seat(piece: &Piece, put: Put, line: u16) -> Seat {
    let way = &piece.ways[put.way];
    let Height { head, size, .. } = heights(piece, put).best;
    let (rank, ranked, open) = (piece.rank, piece.ranked, !way.enclosed);
    Seat { rank, ranked, open, x: put.x, y: line, w: way.w, head: line + head, size }
}

/// What an arrangement seems to cost: white that will be left, or lines that will not fit, whatever the heights.
fn total(partial: &Partial, pieces: &[Piece], field: &Field) -> i64 {
    let area = field.area;
    let mut cost = partial.cost;
    for column in 0..usize::from(area.columns) {
        let (least, likely, most) = partial.feet[column];
        let limit = field.run(column, area.lines - 1).1.max(least.min(area.lines));
        cost += judge::white(limit.saturating_sub(most), area);
        cost += i64::from(least.saturating_sub(limit)) * OVER;
        cost += i64::from(likely.abs_diff(limit)) * 4;
    }
    let missing = pieces.len() - partial.mask.count_ones() as usize;
    cost + UNPLACED * missing as i64 + area.weights.weigh(4, judge::seams(partial.crossed, area))
}

fn expand(number: usize, partial: &Partial, pieces: &[Piece], field: &Field, steps: &mut Vec<Step>) {
    // The highest free foot, the leftmost of them; columns that are full are left alone.
    let open = |column: &usize| {
        let (least, likely, _) = partial.feet[*column];
        let (start, end) = field.run(*column, least);
        likely.max(start) + NEAR < end && start < field.area.lines
    };
    let columns = 0..usize::from(field.area.columns);
    let Some(lowest) = columns.filter(open).min_by_key(|c| (partial.feet[*c].1, *c)) else { return };
    let lowest = lowest as u16;
    let late = late(partial, partial.feet[usize::from(lowest)].1, pieces, field);
    let all_late: i64 = late.iter().sum();
    let before = steps.len();
    let mut behind = 0;
    for (index, piece) in pieces.iter().enumerate() {
        if partial.mask & (1 << index) != 0 {
            continue;
        }
        // The lead opens the page, at its best place (头条), wherever it can stand there at all. Where lines run down,
        // that place is beside the nameplate and the first free one under it.
        let opens = partial.mask == 0 && !field.area.vertical;
        if opens && index > 0 && pieces[0].rank == 1 && steps.len() > before {
            break;
        }
        if behind > BEHIND && piece.columns.is_none() {
            break;
        }
        let late = all_late - late[index];
        for (way, set) in piece.ways.iter().enumerate() {
            let from = (lowest + 1).saturating_sub(set.w);
            for x in from..=lowest.min(field.area.columns.saturating_sub(set.w)) {
                if piece.columns.is_some_and(|(a, b)| (a, b) != (x, x + set.w)) {
                    continue;
                }
                let step = place(partial, (index, way, x), pieces, field, behind);
                steps.extend(step.map(|step| Step { parent: number, estimate: step.estimate + late, ..step }));
            }
        }
        behind += 1;
    }
}

/// What each piece that is still waiting will cost at least where it can only begin on this line or lower: stories of
/// lower rank stand too far above it.
fn late(partial: &Partial, line: u16, pieces: &[Piece], field: &Field) -> [i64; MOST_PIECES] {
    let mut late = [0; MOST_PIECES];
    if field.area.vertical {
        return late;
    }
    for (index, piece) in pieces.iter().enumerate().filter(|(i, p)| p.ranked && partial.mask & (1 << i) == 0) {
        let outdone = |seat: &Seat| {
            let at = |rank, line| Standing::new(rank, 0, line, false);
            let (high, low) = (at(piece.rank, line), at(seat.rank, seat.y));
            seat.ranked && seat.rank > piece.rank && judge::outdone(high, low, field.area.depth)
        };
        let count = partial.placed.iter().filter(|p| outdone(&p.1)).count();
        late[index] = field.area.weights.weigh(7, judge::OUTDONE) * (count as i64).min(MANY_LATE);
    }
    late
}

fn place(
    partial: &Partial,
    (index, way, x): (usize, usize, u16),
    pieces: &[Piece],
    field: &Field,
    behind: i64,
) -> Option<Step> {
    let (piece, area) = (&pieces[index], field.area);
    let set = &piece.ways[way];
    if !set.may_start(x) {
        return None;
    }
    let columns = usize::from(x)..usize::from(x + set.w);
    let (mut least, mut most, mut likely) = (0, u16::MAX, 0);
    let mut limit = area.lines;
    let mut bare = true;
    for column in columns.clone() {
        let (l, n, m) = partial.feet[column];
        let (start, end) = field.run(column, l);
        let (l, n, m) = if start > l { (start, start, start) } else { (l, n, m) };
        least = least.max(l);
        most = most.min(m + STEP);
        likely = likely.max(n);
        limit = limit.min(end);
        bare &= partial.bare[column];
    }
    if x < piece.from.0 {
        return None;
    }
    if least < piece.from.1 {
        least = piece.from.1;
        likely = likely.max(least);
    }
    if least > most {
        return None;
    }
    let likely = likely.clamp(least, most);
    let put = Put { piece: index, way, x, bare };
    let heights = heights(piece, put);
    let best = heights.best;
    let (shortest, tallest) = heights.usual;
    let seat = seat(piece, put, likely);
    let (meets, places, sizes) = company(partial, &seat, field);
    if set.boxed && !meets.1 {
        return None; // a box that parts nothing
    }
    let weights = &area.weights;
    // Only what is above the piece's own least: else what must come at a price would come last.
    let mut cost = partial.cost + weights.weigh(0, best.cost - piece.least()) + weights.weigh(3, meets.0);
    cost += weights.weigh(7, places + judge::lead(&seat, area)) + weights.weigh(8, sizes);
    if set.boxed {
        cost += weights.weigh(9, judge::boxes(partial.boxes + 1) - judge::boxes(partial.boxes));
    }
    let over = (least + heights.shortest()).saturating_sub(limit);
    if over > 0 {
        // Too long for any place here: as much as fits is better than nothing.
        if least + heights.least > limit {
            return None;
        }
        cost += CUT + i64::from(over) * CUT_LINE;
    }
    // Columns that were far apart are pulled level.
    for column in columns.clone() {
        cost += i64::from(partial.feet[column].1.max(least).abs_diff(likely)) * 5;
    }
    cost += RANK * behind * (behind + 1);
    let foot = |top: u16, height: u16| (top + height).min(limit.max(top + shortest));
    let (l, n, m) = (foot(least, shortest), foot(likely, best.lines), foot(most, tallest));
    let foot = match () {
        () if over > 0 => (limit, limit, limit),
        () if m >= limit && n + NEAR >= limit => (l, n.max(l), m.min(limit)),
        () => (l, n, m),
    };
    let used: u16 = columns.map(|c| foot.1.saturating_sub(partial.feet[c].1)).sum();
    let open = partial.open - i64::from(used);
    let (low, high, need) = bounds(piece);
    let rest = (partial.rest.0 - low, partial.rest.1 - high, partial.rest.2 - need);
    let white = if area.loose { 0 } else { (open - rest.1).max(0) * SPARE };
    // Gutters that nothing crosses yet weigh little until few stories are left to do it: in a page that locks together
    // it is often the last.
    let done = partial.placed.len() as i64 + 1;
    let seams = weights.weigh(4, judge::seams(partial.crossed | judge::gutters(x, set.w), area));
    let row = if levels(partial, likely, field) { weights.weigh(5, judge::SEAM) * 2 / 3 } else { 0 };
    cost += row;
    let ahead = white
        + seams * done.pow(3) / (4 * (pieces.len().max(1) as i64).pow(3))
        + (rest.0 - open).max(0) * SPARE / 2
        + (rest.2 - open).max(0) * SPARE * 2;
    Some(Step { estimate: cost + ahead, parent: 0, put, cost, line: likely, open, foot })
}

/// All columns end on this line, so that it runs from side to side.
fn levels(partial: &Partial, line: u16, field: &Field) -> bool {
    let mut columns = 0..usize::from(field.area.columns);
    line > field.area.top && columns.all(|c| partial.feet[c].1 <= line)
}

/// What a story costs beside those that stand: heads that meet (and whether one in the open would), places, sizes.
fn company(partial: &Partial, seat: &Seat, field: &Field) -> ((i64, bool), i64, i64) {
    let (mut meets, mut would, mut places, mut sizes) = (0, false, 0, 0);
    let held = field.area.taken.iter().filter_map(super::Taken::seat);
    let bare = Seat { open: true, ..*seat };
    for other in partial.placed.iter().map(|p| p.1).chain(held) {
        meets += judge::meet(seat, &other, field.area);
        would |= other.open && judge::meet(&bare, &other, field.area) > 0;
        let (place, size) = judge::order(seat, &other, field.area);
        places += place;
        sizes += size;
    }
    ((meets, would), places, sizes)
}

/// Good arrangements begun like those that are known, and finished anew.
pub(super) fn finished_anew(near: &[Vec<Put>], pieces: &[Piece], field: &Field) -> Vec<(i64, Vec<Put>)> {
    let mut out = Vec::new();
    for puts in near {
        for cut in (1..puts.len().saturating_sub(1)).step_by((puts.len() / CUTS).max(1)) {
            let Some(begun) = replay(&puts[..cut], pieces, field) else { continue };
            let beam = search(begun, pieces, field, (share(ANEW.0, pieces), ANEW.1));
            out.extend(beam.iter().map(|p| (total(p, pieces, field), self::puts(p))));
        }
    }
    out.sort();
    out.dedup();
    out
}

/// What two stories that change places, two neighbours of other widths, or one set another way make of arrangements.
pub(super) fn neighbours(near: &[Vec<Put>], pieces: &[Piece], field: &Field) -> Vec<(i64, Vec<Put>)> {
    let mut out = Vec::new();
    let mut seen: BTreeSet<Vec<Put>> = near.iter().cloned().collect();
    let mut tries = 0;
    for puts in near {
        let mut try_out = |changed: &[Put]| {
            tries += 1;
            if tries > share(TRIES, pieces) {
                return;
            }
            if let Some(partial) = replay(changed, pieces, field) {
                let puts = self::puts(&partial);
                if seen.insert(puts.clone()) {
                    out.push((total(&partial, pieces, field), puts));
                }
            }
        };
        for i in 0..puts.len() {
            for other in same_width(puts[i], puts[i].piece, pieces) {
                let mut changed = puts.clone();
                changed[i] = other;
                try_out(&changed);
            }
            for j in 0..i {
                for one in same_width(puts[i], puts[j].piece, pieces) {
                    for two in same_width(puts[j], puts[i].piece, pieces) {
                        let mut changed = puts.clone();
                        (changed[i], changed[j]) = (one, two);
                        try_out(&changed);
                    }
                }
                for (one, two) in shifted(puts[i], puts[j], pieces) {
                    let mut changed = puts.clone();
                    (changed[i], changed[j]) = (one, two);
                    try_out(&changed);
                }
            }
        }
    }
    out.sort();
    out
}

/// A piece in the place of another, in all its ways of that width.
fn same_width(put: Put, piece: usize, pieces: &[Piece]) -> Vec<Put> {
    let w = pieces[put.piece].ways[put.way].w;
    let ways = pieces[piece].ways.iter().enumerate();
    ways.filter(|(_, way)| way.w == w).map(|(way, _)| Put { piece, way, ..put }).collect()
}

/// Two neighbours with the gutter between them one column to the left, or to the right.
fn shifted(a: Put, b: Put, pieces: &[Piece]) -> Vec<(Put, Put)> {
    let width = |put: Put| pieces[put.piece].ways[put.way].w;
    let same_kind = |put: Put, w: u16| {
        let own = &pieces[put.piece].ways[put.way];
        let ways = pieces[put.piece].ways.iter().enumerate();
        ways.filter(move |(_, way)| way.w == w && way.boxed == own.boxed).map(|(way, _)| way).next()
    };
    let (left, right, turned) = match () {
        () if a.x + width(a) == b.x => (a, b, false),
        () if b.x + width(b) == a.x => (b, a, true),
        () => return Vec::new(),
    };
    let mut out = Vec::new();
    for step in [1i32, -1] {
        let (lw, rw) = (i32::from(width(left)) + step, i32::from(width(right)) - step);
        if lw < 1 || rw < 1 {
            continue;
        }
        let (Some(lway), Some(rway)) = (same_kind(left, lw as u16), same_kind(right, rw as u16)) else { continue };
        let one = Put { way: lway, ..left };
        let two = Put { way: rway, x: left.x + lw as u16, ..right };
        out.push(if turned { (two, one) } else { (one, two) });
    }
    out
}

/// The partial page that a row of puts makes; `None` where one of them cannot stand.
fn replay(puts: &[Put], pieces: &[Piece], field: &Field) -> Option<Partial> {
    let mut partial = start(pieces, field);
    for put in puts {
        let piece = &pieces[put.piece];
        let w = piece.ways[put.way].w;
        let outside = put.x + w > field.area.columns || partial.mask & (1 << put.piece) != 0;
        if outside || piece.columns.is_some_and(|(a, b)| (a, b) != (put.x, put.x + w)) {
            return None;
        }
        let step = place(&partial, (put.piece, put.way, put.x), pieces, field, 0)?;
        let (mut feet, mut bare) = (partial.feet, partial.bare);
        for column in usize::from(put.x)..usize::from(put.x + w) {
            feet[column] = step.foot;
            bare[column] = piece.ways[put.way].enclosed;
        }
        partial = partial.with(&step, (feet, bare), pieces);
    }
    Some(partial)
}
