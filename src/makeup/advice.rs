//! What would close a page that does not close: how much to cut from a story, or to write more.
//!
//! In: the pages that the search came to, none of which closes. Out: for each story the fewest characters by which it
//! alone must be shorter or longer, or for all of them together. Does not know: messages.
//!
//! A story is made some lines longer or shorter at its own width, and the arrangement is closed to the line once more,
//! with all that the other stories can give and take. Lines become characters by the measure that the story has there:
//! its columns are to be full, and half a line is left over or short, so that it is the same in which paragraph the
//! editor cuts.

use crate::geom::Len;
use crate::makeup::fillers;
use crate::makeup::flow::{Atom, Flow, PartKind, Shop};
use crate::makeup::measure::Plan;
use crate::makeup::settle::Measured;
use crate::makeup::solve::{self, Again, Area, Heights, Piece, Placement, Solution, Taken};

/// What an editor can do about one story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Which piece.
    pub piece: usize,
    /// Characters to cut, if that closes the page.
    pub cut: Option<u32>,
    /// Characters to write more, if that closes the page.
    pub write: Option<u32>,
}

/// How a page can be closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cure {
    /// Stories any one of which closes the page, in order of the pieces.
    pub alone: Vec<Advice>,
    /// Stories that close it only together, where none of the others can without losing its shape.
    pub together: Vec<Advice>,
}

/// Lines by which a story is made longer or shorter at most.
const MOST_LINES: i32 = 60;
/// Columns of a story keep so many lines.
const LEAST_LINES: i32 = 3;
/// Lines of a paragraph, roughly.
const PARAGRAPH: i64 = 7;
/// Advice to one story that did not hold, before it is given none.
const DOUBTS: usize = 3;
/// A story that must change by more than one part in so many is better helped by the others.
const SMALL: i64 = 4;
/// Tenths of what a page lacks that are spread over all stories, in the order of trying.
const TRIES: [i64; 4] = [10, 11, 9, 13];
/// What keeps the search from sending a story on: the reader asked for a page that holds it.
const JUMPS: i64 = 1_000_000;

/// The pages found, and what they are made of.
pub(super) struct Ward<'a> {
    /// The page's pieces; lent, for their heights are changed and given back.
    pub pieces: &'a mut [Piece],
    /// Their ways to be set, where they are stories.
    pub measured: &'a [Measured],
    /// The pages, best first.
    pub solutions: &'a [Solution],
    /// The page.
    pub area: &'a Area,
    /// The layout.
    pub shop: &'a Shop<'a>,
    /// The text of a piece.
    pub flows: &'a dyn Fn(usize) -> Option<&'a Flow>,
    /// How many pages may still be searched for to see whether advice holds.
    pub looks: usize,
}

impl Ward<'_> {
    /// What closes the page: one story alone, else all together.
    pub fn cure(&mut self, stories: &[usize]) -> Cure {
        let again = Again::new(self.area);
        // The page as it is will be the last layout when the copy comes back.
        let former: Vec<Option<Taken>> = self.pieces.iter().map(|piece| piece.last).collect();
        for placed in self.solutions.first().map_or(&[][..], |best| &best.placements) {
            self.pieces[placed.piece].last = Some(placed.area());
        }
        let one = |ward: &mut Self, piece: usize| {
            let cut = ward.first(&again, piece, -1).and_then(below);
            let write = ward.first(&again, piece, 1).and_then(above);
            Advice { piece, cut, write }
        };
        let all: Vec<Advice> = stories.iter().map(|&piece| one(self, piece)).collect();
        let of_use: Vec<Advice> = all.into_iter().filter(|a| a.cut.is_some() || a.write.is_some()).collect();
        let small = |a: &Advice| {
            let own = self.solutions.first().and_then(|best| best.placements.iter().find(|p| p.piece == a.piece));
            let plan = own.and_then(|own| self.plan(own)).or_else(|| self.any_plan(a.piece));
            let text = plan.map_or(0, |plan| lines_of(plan) * self.measure(plan));
            let least = a.cut.into_iter().chain(a.write).min().unwrap_or(0);
            i64::from(least) * SMALL <= text
        };
        let together = if of_use.iter().any(small) { Vec::new() } else { self.all_together(stories) };
        self.pieces.iter_mut().zip(former).for_each(|(piece, last)| piece.last = last);
        Cure { alone: of_use, together }
    }

    /// The fewest characters to write (or to cut, where the step is below zero) with which one piece closes the page.
    fn first(&mut self, again: &Again, piece: usize, step: i32) -> Option<i64> {
        let mut doubts = 0;
        for n in 0..=MOST_LINES {
            let Some(count) = self.alone(again, piece, n * step).filter(|count| count.signum() == i64::from(step))
            else {
                continue;
            };
            if self.looks == 0 {
                return Some(count);
            }
            self.looks -= 1;
            let given = self.stretch(piece, |_| n * step);
            let found = solve::solve(self.pieces, self.area).into_iter().next();
            self.give_back(given);
            if found.is_some_and(|found| self.closes_but(&found, &[piece])) {
                return Some(count);
            }
            doubts += 1;
            if doubts == DOUBTS {
                return None;
            }
        }
        None
    }

    /// Characters by which one piece, so many lines longer, closes the page; below zero where it is shorter.
    fn alone(&mut self, again: &Again, piece: usize, lines: i32) -> Option<i64> {
        let given = self.stretch(piece, |_| lines);
        // What costs least will be made, so that must close.
        let pages = self.solutions.iter().filter_map(|page| again.close(page, self.pieces));
        let found = pages.min_by_key(|page| page.cost);
        self.give_back(given);
        let found = found.filter(|found| self.closes_but(found, &[piece]))?;
        self.characters(found.placements.iter().find(|p| p.piece == piece)?, lines)
    }

    /// Makes a piece deeper, by so many lines for each width. Its columns will be level: the last line is for the editor
    /// to fill.
    fn stretch(&mut self, piece: usize, lines: impl Fn(u16) -> i32) -> Vec<(usize, usize, [Heights; 2])> {
        let mut given = Vec::new();
        for (number, way) in self.pieces[piece].ways.iter_mut().enumerate() {
            let choices = self.measured.get(piece).and_then(|ways| ways.get(number)).map(|way| &way.choices);
            let plan = |ruled: usize, n: usize| choices.and_then(|c| c[ruled].get(n)).map(|choice| &choice.plan);
            let level = |ruled: usize, n: usize, cost: i64| match plan(ruled, n) {
                Some(plan) if plan.jump.is_some() => cost + JUMPS,
                Some(plan) => cost - plan.poured.level_cost(),
                None => cost,
            };
            if let Some(heights) = way.stretch(lines(way.w), level) {
                given.push((piece, number, heights));
            }
        }
        given
    }

    fn give_back(&mut self, given: Vec<(usize, usize, [Heights; 2])>) {
        for (piece, way, heights) in given {
            self.pieces[piece].ways[way].heights = heights;
        }
    }

    /// All stories longer or shorter by the same share of their text.
    fn all_together(&mut self, stories: &[usize]) -> Vec<Advice> {
        let Some(best) = self.solutions.first() else { return Vec::new() };
        let text = |ward: &Self, piece: usize| {
            let own = best.placements.iter().find(|p| p.piece == piece);
            own.and_then(|own| ward.plan(own)).or_else(|| ward.any_plan(piece)).map_or(0, lines_of)
        };
        let texts: Vec<i64> = stories.iter().map(|&piece| text(self, piece)).collect();
        let all: i64 = texts.iter().sum();
        let miss = match self.miss(best) {
            0 => i64::from(self.area.columns),
            miss => miss,
        };
        if all == 0 {
            return Vec::new();
        }
        for more in TRIES {
            let wanted = miss * more / 10;
            // To the nearest line.
            let share = |own: i64, w: u16| {
                let double = all * i64::from(w) * 2;
                i32::try_from((wanted * own * 2 + double / 2).div_euclid(double)).unwrap_or(0)
            };
            let mut given = Vec::new();
            let mut by = vec![0; self.pieces.len()];
            for (&piece, &own) in stories.iter().zip(&texts) {
                given.extend(self.stretch(piece, |w| share(own, w)));
                by[piece] = own;
            }
            let found = solve::solve(self.pieces, self.area).into_iter().next();
            self.give_back(given);
            let Some(found) = found.filter(|found| self.closes_but(found, stories)) else { continue };
            let advice = |p: &Placement| {
                let count = self.characters(p, share(by[p.piece], p.w))?;
                Some(Advice { piece: p.piece, cut: below(count), write: above(count) })
            };
            let mut out: Vec<Advice> = found.placements.iter().filter_map(advice).collect();
            out.sort_by_key(|advice| advice.piece);
            return out;
        }
        Vec::new()
    }

    /// Column-lines that a page lacks of text (above zero), or has too many.
    fn miss(&self, page: &Solution) -> i64 {
        let white: i64 = page.holes.iter().map(|hole| i64::from(hole.2)).sum();
        let least = |piece: usize| i64::from(self.pieces[piece].least_area());
        let over: i64 = page
            .placements
            .iter()
            .filter(|p| p.choice.is_none())
            .map(|p| {
                let heights = self.pieces[p.piece].ways[p.way].least(p.ruled);
                i64::from(heights.saturating_sub(p.h)) * i64::from(p.w)
            })
            .sum();
        let left: i64 = page.unplaced.iter().map(|&piece| least(piece)).sum();
        white - over - left
    }

    /// Nothing is white, nothing left over, all columns level.
    pub fn closes(&self, page: &Solution) -> bool {
        self.closes_but(page, &[])
    }

    /// The same, but for the columns of pieces whose text is yet to be fitted.
    fn closes_but(&self, page: &Solution, fitted: &[usize]) -> bool {
        fillers::white(page, self.measured, self.area, fitted) == 0
            && page.unplaced.is_empty()
            && page.placements.iter().all(|p| p.choice.is_some())
    }

    fn plan(&self, own: &Placement) -> Option<&Plan> {
        let way = self.measured.get(own.piece)?.get(own.way)?;
        Some(&way.choices[usize::from(own.ruled)].get(own.choice?)?.plan)
    }

    fn any_plan(&self, piece: usize) -> Option<&Plan> {
        let way = self.measured.get(piece)?.first()?;
        way.choices[0].first().map(|choice| &*choice.plan)
    }

    /// Characters by which the text of a piece must grow so that its columns, each so many lines deeper, are full; half
    /// a line less.
    fn characters(&self, own: &Placement, lines: i32) -> Option<i64> {
        let plan = self.plan(own)?;
        let columns = i64::from(u16::try_from(plan.heights.len()).ok()?);
        let shortest = i32::from(plan.heights.iter().copied().min()?);
        if plan.setting.atoms.is_empty() || shortest + lines < LEAST_LINES {
            return None;
        }
        let white: i64 = plan.poured.white.iter().map(|&w| i64::from(w)).sum();
        let grown = columns * i64::from(lines) + white + i64::from(plan.loose);
        let measure = self.measure(plan);
        // Within a paragraph a line more is a line of characters; where whole paragraphs come and go, their short last
        // lines do too.
        let within = grown.clamp(-PARAGRAPH, PARAGRAPH);
        let dense = self.dense(own.piece, plan).unwrap_or(measure * 100);
        Some(within * measure + (grown - within) * dense / 100 - measure / 2)
    }

    /// Characters of a hundred lines of a piece's text.
    fn dense(&self, piece: usize, plan: &Plan) -> Option<i64> {
        let flow = (self.flows)(piece)?;
        let paras = || flow.whole().iter().filter(|part| part.kind == PartKind::Para).enumerate();
        let characters: usize = paras().map(|(_, part)| part.para.text.chars().count()).sum();
        let of_text = |atom: &&Atom| flow.parts.get(usize::from(atom.part)).is_some_and(|p| p.kind == PartKind::Para);
        let lines = plan.setting.atoms.iter().filter(of_text).count();
        (lines > 0).then_some(characters as i64 * 100 / lines as i64)
    }

    /// Characters of a line.
    fn measure(&self, plan: &Plan) -> i64 {
        plan.inner.measure.0 / self.shop.style("body").size.max(Len(1)).0
    }
}

/// Lines of text.
fn lines_of(plan: &Plan) -> i64 {
    plan.setting.atoms.iter().map(|atom| i64::from(atom.height + atom.before)).sum()
}

fn below(count: i64) -> Option<u32> {
    u32::try_from(-count).ok().filter(|&count| count > 0)
}

fn above(count: i64) -> Option<u32> {
    u32::try_from(count).ok().filter(|&count| count > 0)
}
