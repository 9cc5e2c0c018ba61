//! Fillers (补白): short items and house advertisements that close what the copyfit ladder leaves white.
//!
//! In: a page's offers, and the page as it came out without them. Out: the same page with as few of them as close it,
//! each told. Does not know: how places are found.
//!
//! A page that closes by itself takes none. A filler stands in the lower half of the paper, never above the fold, has
//! the lowest rank, and is used once in an issue; one that is not used is no lost copy.

use crate::art::{Art, ArtKind};
use crate::diag::{Code, Diagnostic, Report};
use crate::geom::Len;
use crate::ids::ArtId;
use crate::makeup::flow::Flow;
use crate::makeup::jumps::Journey;
use crate::makeup::measure::{Dress, Unit, UnitKind};
use crate::makeup::picture;
use crate::makeup::place;
use crate::makeup::settle::{Measured, Owner};
use crate::makeup::solve::{self, Area, Height, Heights, Piece, Placement, Solution, Way};
use crate::makeup::{PageMaker, Stand, StoryPlace};
use crate::model::issue::{Ad, Filler, GridArea};
use crate::source::Span;

/// What a page does with one of its fillers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillerUse {
    /// Name of the item, or path of the advertisement.
    pub name: String,
    /// Where it closes a hole; `None` where it was not used.
    pub at: Option<GridArea>,
    /// Why it was not used.
    pub why: &'static str,
}

/// A filler that is still to be had.
pub(super) struct Offer {
    /// Which of the page's fillers.
    pub number: usize,
    /// An item's unit, among those of the page.
    pub unit: Option<usize>,
}

/// Pages that are searched for with fillers, at most, on a page of usual size.
const TRIES: usize = 6;
/// Fillers that one page takes at most.
const MOST: usize = 3;
/// Lines that a house advertisement may be taken in or let out by, of each ten.
const GIVE: u16 = 2;

/// A page with fillers: which offers stand on it, as pieces after those of the page.
pub(super) struct Filled {
    /// The offers used, in the order of their pieces.
    pub used: Vec<usize>,
    /// Their ways to be set; of an advertisement none.
    pub measured: Vec<Measured>,
    /// Their pieces.
    pub pieces: Vec<Piece>,
    /// The pages, best first.
    pub solutions: Vec<Solution>,
}

impl PageMaker<'_> {
    /// The fillers that may still be used; their items join the page's units.
    pub(super) fn offers<'s>(
        &'s self,
        units: &mut Vec<Unit<'s>>,
        journey: &Journey,
        report: &mut Report,
    ) -> Vec<Offer> {
        let mut offers = Vec::new();
        if self.page.stories.is_empty() {
            return offers;
        }
        for (number, filler) in self.page.fillers.iter().enumerate() {
            if journey.fillers.contains(filler) || self.in_print(*filler) {
                continue;
            }
            let mut unit = None;
            if let Filler::Item(id) = *filler {
                let story = self.issue.story(id);
                let mut flow = Flow::of(story, &self.see_pages(story), None, self.shop, report);
                flow.notch = picture::notch(&story.pictures, self.shop, self.art);
                unit = Some(units.len());
                let rank = self.page.stories.len() + 1;
                units.push(Unit { filler: true, ..self.unit(story, UnitKind::Story, flow, rank, journey) });
            }
            offers.push(Offer { number, unit });
        }
        offers
    }

    /// It stands on a page that is in print.
    fn in_print(&self, filler: Filler) -> bool {
        let Filler::Item(id) = filler else { return false };
        let slug = &self.issue.story(id).slug;
        self.orders.sent.iter().flat_map(|page| &page.stands).any(|stand| stand.slug == *slug)
    }

    /// The page with fillers, where it does not close without them and is better with them.
    pub(super) fn filled(
        &self,
        units: &[Unit],
        offers: &[Offer],
        (pieces, measured): (&mut Vec<Piece>, &[Measured]),
        area: &Area,
        best: &Solution,
    ) -> Option<Filled> {
        let mut white = white(best, measured, area, &[]);
        let own = pieces.len();
        let mut filled = Filled { used: Vec::new(), measured: Vec::new(), pieces: Vec::new(), solutions: Vec::new() };
        let mut tries = solve::share(TRIES, pieces).max(2);
        let (mut cost, mut left): (i64, Vec<usize>) = (best.cost, (0..offers.len()).collect());
        let mut made: Vec<Option<(Measured, Piece)>> = offers.iter().map(|o| self.offered(units, o)).collect();
        while white > 0 && filled.used.len() < MOST {
            // First those whose least area is nearest to what is white.
            let apart = |offer: &usize| made[*offer].as_ref().map(|(_, piece)| piece.least_area().abs_diff(white));
            left.retain(|offer| made[*offer].is_some());
            left.sort_by_key(|offer| (apart(offer), *offer));
            let mut better: Option<(i64, u32, usize, Vec<Solution>)> = None;
            for &offer in left.iter().take(TRIES / 2) {
                let Some((_, piece)) = &mut made[offer] else { continue };
                if tries == 0 {
                    break;
                }
                tries -= 1;
                pieces.push(std::mem::take(piece));
                let found = solve::solve(pieces, area);
                let better_than = |f: &&Solution| f.cost < cost && f.unplaced.is_empty();
                let first = found.first().filter(better_than);
                let left = first.map(|first| self::white(first, measured, area, &[]));
                *piece = pieces.pop().unwrap_or_default();
                let (Some(first), Some(left)) = (first, left) else { continue };
                if better.as_ref().is_none_or(|b| first.cost < b.0) {
                    better = Some((first.cost, left, offer, found));
                }
                if left == 0 {
                    break;
                }
            }
            let Some((found, still, offer, solutions)) = better else { break };
            let Some((measured, piece)) = made[offer].take() else { break };
            (cost, white) = (found, still);
            filled.used.push(offer);
            filled.measured.push(measured);
            filled.solutions = solutions;
            pieces.push(piece);
        }
        filled.pieces = pieces.split_off(own);
        (!filled.used.is_empty()).then_some(filled)
    }

    /// An offer as a piece below the fold; `None` where it can be set nowhere.
    fn offered(&self, units: &[Unit], offer: &Offer) -> Option<(Measured, Piece)> {
        let rank = self.page.stories.len() + 1;
        let (name, measured, mut piece) = match (offer.unit, self.page.fillers.get(offer.number)?) {
            (Some(unit), _) => {
                let unit = &units[unit];
                // Without a head it is a piece of its own only in a frame.
                let mut measured = self.measure(unit, Dress::Boxed);
                if !unit.story.headline.is_empty() {
                    measured.extend(self.measure(unit, Dress::Given));
                }
                let piece = self.piece(unit, &measured);
                (unit.story.slug.clone(), measured, piece)
            }
            (None, Filler::Ad(art, _)) => {
                let ways = self.house_ad(*art);
                (
                    self.issue.art.get(art.index())?.path.clone(),
                    Vec::new(),
                    Piece { rank, ways, from: self.fold(), ..Piece::default() },
                )
            }
            (None, Filler::Item(_)) => return None,
        };
        piece.rank = rank;
        piece.last = self.orders.last.place(self.page.number, &name).and_then(|at| self.clipped(at));
        (!piece.ways.is_empty()).then_some((measured, piece))
    }

    /// Whose the piece of an offer is.
    pub(super) fn owner(&self, offer: &Offer) -> Owner {
        match (offer.unit, self.page.fillers.get(offer.number)) {
            (Some(unit), _) => Owner::Unit(unit),
            (None, Some(Filler::Ad(art, span))) => Owner::Ad(*art, *span),
            (None, _) => Owner::Unit(0),
        }
    }

    /// A house advertisement as an alternative shows it.
    pub(super) fn ad_place(&self, art: ArtId, placement: &Placement, piece: &Piece) -> StoryPlace {
        let Placement { x, y, w, h, .. } = *placement;
        StoryPlace {
            slug: self.issue.art.get(art.index()).map(|a| a.path.clone()).unwrap_or_default(),
            rank: piece.rank,
            at: GridArea { columns: (x + 1, x + w), lines: (y + 1, y + h) },
            cost: placement.cost(piece),
            held: false,
            choices: vec!["house advertisement that closes a hole".into()],
        }
    }

    /// First column and first line that lie in the lower half of the paper.
    pub(super) fn fold(&self) -> (u16, u16) {
        let half = self.issue.layout.page.trim.h / 2;
        let grid = &self.grid;
        if grid.axes.vertical() {
            let below = (0..grid.grid.columns).find(|&x| grid.column_x(x) >= half);
            (below.unwrap_or(grid.grid.columns), 0)
        } else {
            let below = (0..grid.grid.lines).find(|&y| grid.line_y(y) >= half);
            (0, below.unwrap_or(grid.grid.lines))
        }
    }

    /// The ways to set a house advertisement: in proportion, with some white at its sides or above and below it.
    fn house_ad(&self, id: ArtId) -> Vec<Way> {
        let art: &Art = self.art;
        let entry = art.get(id);
        let grid = &self.grid.grid;
        let widths = self.issue.layout.makeup.widths.iter().copied().filter(|w| (1..=grid.columns).contains(w));
        let way = |w: u16| {
            let across = grid.joined(w);
            // One line is for the word over it; on a vertical page that line is taken from its height too.
            let lines = |deep: Len| if grid.pitch > Len::ZERO { deep.div_ceil(grid.pitch) } else { 0 };
            let (wide, high) = entry.proportions();
            let natural = if self.grid.axes.vertical() {
                lines((across - grid.pitch).scale(wide, high.max(1)))
            } else {
                lines(across.scale(high, wide.max(1))) + 1
            };
            let natural = u16::try_from(natural).ok().filter(|n| (4..=grid.lines).contains(n))?;
            let (give, take) = match entry.kind {
                ArtKind::Picture { .. } | ArtKind::Vector(_) => (natural * GIVE / 10, natural * GIVE / 10),
                // A supplied page has one size.
                ArtKind::Page(size) if (size.w - across).0.abs() <= Len::MM.0 => (0, 0),
                _ => return None,
            };
            let height = |lines: u16| {
                let off = i64::from(lines.abs_diff(natural));
                Height { lines, cost: 40 + 10 * off * off, size: 0, head: 0 }
            };
            let all: Vec<Height> = (natural - take..=natural + give).map(height).collect();
            let heights = Heights::new(all, natural)?;
            let starts = self.spread.map_or(u32::MAX, |spread| spread.starts(w, 0, None));
            Some(Way { w, starts, enclosed: true, boxed: false, heights: [heights.clone(), heights] })
        };
        widths.filter_map(way).collect()
    }

    /// Notes each filler that stands on the page, and says what became of the others.
    pub(super) fn tell_fillers(
        &self,
        stands: &[Stand],
        units: &[Unit],
        house: &[Ad],
        journey: &mut Journey,
        report: &mut Report,
    ) -> Vec<FillerUse> {
        let mut out = Vec::new();
        for &filler in &self.page.fillers {
            let (name, title, span, at): (String, String, Span, Option<GridArea>) = match filler {
                Filler::Item(id) => {
                    let story = self.issue.story(id);
                    let stand = stands.iter().find(|s| units[s.unit].filler && units[s.unit].id == id);
                    let title = stand.map_or_else(|| story.slug.clone(), |s| place::title(&units[s.unit]));
                    let at = stand.map(|s| GridArea { columns: (s.x + 1, s.x + s.w), lines: (s.y + 1, s.y + s.h) });
                    (story.slug.clone(), title, story.span, at)
                }
                Filler::Ad(art, span) => {
                    let path = self.issue.art.get(art.index()).map(|a| a.path.clone()).unwrap_or_default();
                    let at = house.iter().find(|ad| ad.art == art && ad.span == span).map(|ad| ad.at);
                    (path.clone(), path, span, at)
                }
            };
            let why = match at {
                Some(_) => "",
                None if self.page.stories.is_empty() => "a page that only takes rests needs none",
                None if journey.fillers.contains(&filler) => "it stands on another page",
                None if self.in_print(filler) => "it stands on a page in print",
                None => "the page is no better with it",
            };
            if let Some(at) = at {
                let range = |(from, to): (u16, u16)| if from == to { from.to_string() } else { format!("{from}-{to}") };
                let message = format!(
                    "the filler “{title}” fills white of page {} in columns {}, lines {}",
                    self.page.number,
                    range(at.columns),
                    range(at.lines)
                );
                let area = self.clipped(at).map(|t| self.grid.area(t.x, t.y, t.w, t.h));
                let help = "take it off `fillers` to see the page without it, or list it under `stories` to keep it";
                report.push(Diagnostic::new(Code("M030"), message).at(span).on(self.page.number, area).help(help));
                journey.fillers.push(filler);
            }
            out.push(FillerUse { name, at, why });
        }
        out
    }
}

/// White column-lines of a page, as far as N06 names them; of a story whose columns are not level about half a line
/// for each column, unless its text is yet to be fitted.
pub(super) fn white(page: &Solution, measured: &[Measured], area: &Area, fitted: &[usize]) -> u32 {
    let worst = page.holes.iter().any(|hole| hole.2 > 1);
    let white: u32 = page.holes.iter().map(|hole| u32::from(hole.2)).sum();
    let unlevel = |p: &&Placement| {
        let way = measured.get(p.piece).and_then(|ways| ways.get(p.way));
        let choice = way.zip(p.choice).and_then(|(way, n)| way.choices[usize::from(p.ruled)].get(n));
        !fitted.contains(&p.piece) && choice.is_some_and(|choice| !choice.plan.poured.level())
    };
    let uneven: u32 = page.placements.iter().filter(unlevel).map(|p| u32::from(p.w)).sum();
    match () {
        () if area.loose => 0,
        () if worst => white + uneven,
        () => uneven,
    }
}
