//! From units to stands: pins, the search, fillers, and what the page came to.
//!
//! In: units and what the furniture takes. Out: who stands where in which dress, and the page's score. Does not know:
//! glyphs.

use crate::diag::{Code, Diagnostic, Report};
use crate::ids::ArtId;
use crate::makeup::advice::Cure;
use crate::makeup::fillers::Offer;
use crate::makeup::measure::{self, Choice, Dress, Unit, UnitKind};
use crate::makeup::solve::{self, Area, Heights, Piece, Placement, Solution, Taken, Way};
use crate::makeup::taboo;
use crate::makeup::{Alternative, PageMaker, PageScore, Stand, StoryPlace};
use crate::model::issue::{Ad, GridArea};
use crate::source::Span;

/// The ways to set a unit.
pub(super) type Measured = Vec<MeasuredWay>;

/// The choices of a unit over so many columns in one dress, under strip or box and under text.
pub(super) struct MeasuredWay {
    pub w: u16,
    /// Columns of them left of a spread's spine; 0 where it stands at one side.
    pub left: u16,
    pub dress: Dress,
    pub choices: [Vec<Choice>; 2],
}

/// Whose a piece is.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    /// A unit's.
    Unit(usize),
    /// A house advertisement's; and where that is written.
    Ad(ArtId, Span),
}

/// What the search for a page came to.
pub(super) struct Solved {
    pub stands: Vec<Stand>,
    /// Units that found no place.
    pub unplaced: Vec<usize>,
    /// House advertisements that close a hole.
    pub house: Vec<Ad>,
    /// What would close the page, where it does not: by unit.
    pub cure: Cure,
    pub score: PageScore,
}

/// Stories that pins hold.
#[derive(Default)]
struct Held {
    stands: Vec<Stand>,
    /// Their one way each.
    measured: Vec<Measured>,
    /// Their places, as pieces of their own.
    placements: Vec<Placement>,
}

/// What the search works on and what it found; owners, ways and pieces go together.
struct Found {
    owners: Vec<Owner>,
    measured: Vec<Measured>,
    pieces: Vec<Piece>,
    /// Best first.
    solutions: Vec<Solution>,
}

impl Found {
    /// How a story is set in its place.
    fn chosen(&self, placement: &Placement) -> Option<Choice> {
        let choices = &self.measured[placement.piece][placement.way].choices[usize::from(placement.ruled)];
        match placement.choice {
            Some(number) => choices.get(number).cloned(),
            None => measure::cut_short(choices, placement.h),
        }
    }
}

impl PageMaker<'_> {
    /// What furniture and advertisements take of the lattice.
    pub(super) fn taken(&self, report: &mut Report) -> Vec<Taken> {
        let mut taken: Vec<Taken> = self.kind.reserved.iter().filter_map(|at| self.clipped(*at)).collect();
        for ad in &self.page.ads {
            let Some(area) = self.clipped(ad.at) else {
                let message = format!(
                    "this advertisement lies outside the page's {} columns and {} lines",
                    self.grid.grid.columns, self.grid.grid.lines
                );
                let what = Diagnostic::new(Code("M003"), message).at(ad.span).on(self.page.number, None);
                report.push(what.help(self.free_lines()));
                continue;
            };
            taken.push(area);
        }
        taken
    }

    /// Which columns and lines stand free below the furniture.
    pub(super) fn free_lines(&self) -> String {
        let grid = &self.grid.grid;
        format!("columns 1-{} and lines {}-{} are free for it", grid.columns, self.kind.top + 1, grid.lines)
    }

    pub(super) fn clipped(&self, at: GridArea) -> Option<Taken> {
        let (columns, lines) = (self.grid.grid.columns, self.grid.grid.lines);
        let fits = at.columns.0 >= 1 && at.columns.0 <= at.columns.1 && at.columns.1 <= columns;
        let stands = at.lines.0 >= 1 && at.lines.0 <= at.lines.1 && at.lines.1 <= lines && at.lines.0 > self.kind.top;
        (fits && stands).then(|| Taken {
            x: at.columns.0 - 1,
            y: at.lines.0 - 1,
            w: at.columns.1 - at.columns.0 + 1,
            h: at.lines.1 - at.lines.0 + 1,
            story: None,
        })
    }

    /// Pins first, then the rest by search; best place of each unit, in order of rank.
    pub(super) fn solve(&self, units: &[Unit], offers: &[Offer], taken: &[Taken], report: &mut Report) -> Solved {
        let mut area = self.area(taken);
        let open = area.clone();
        let held = self.held(units, &mut area, report);
        let waits = |i: &usize| !units[*i].filler && held.stands.iter().all(|s| s.unit != *i);
        let mut free: Vec<usize> = (0..units.len()).filter(waits).collect();
        let too_many = free.split_off(free.len().min(solve::MOST_PIECES));
        let mut found = self.searched(units, &free, &area);
        self.fill(units, offers, &area, &mut found);
        let cure = self.cure((&mut found.pieces, &found.measured), (units, &found.owners), &found.solutions, &area);
        let score = self.scored(units, &held, &mut found, &open);
        let (placements, unplaced) = if found.solutions.is_empty() {
            (Vec::new(), (0..found.pieces.len()).collect())
        } else {
            let Solution { placements, unplaced, .. } = found.solutions.swap_remove(score.chosen);
            (placements, unplaced)
        };
        let (mut stands, mut house) = (held.stands, Vec::new());
        for placement in placements {
            let Placement { x, y, w, h, .. } = placement;
            match found.owners[placement.piece] {
                Owner::Unit(unit) => {
                    let plan = found.chosen(&placement).map(|choice| choice.plan);
                    stands.extend(plan.map(|plan| Stand { unit, x, y, w, h, plan }));
                }
                Owner::Ad(art, span) => {
                    let at = GridArea { columns: (x + 1, x + w), lines: (y + 1, y + h) };
                    house.push(Ad { art, at, span });
                }
            }
        }
        stands.sort_by_key(|s| units[s.unit].rank);
        let unplaced = unplaced.into_iter().filter_map(|i| free.get(i).copied()).chain(too_many).collect();
        Solved { stands, unplaced, house, cure, score }
    }

    /// The page before anything stands on it.
    fn area(&self, taken: &[Taken]) -> Area {
        let grid = &self.grid.grid;
        Area {
            columns: grid.columns,
            lines: grid.lines,
            top: self.kind.top,
            vertical: self.grid.axes.vertical(),
            depth: self.depth(taken),
            taken: taken.to_vec(),
            loose: self.page.stories.is_empty(),
            spine: self.spread.map(|spread| spread.columns),
            weights: solve::Weights::of(&self.issue.layout.makeup.weights),
        }
    }

    /// Stories that pins hold; their places are taken.
    fn held(&self, units: &[Unit], area: &mut Area, report: &mut Report) -> Held {
        let mut held = Held::default();
        for (index, unit) in units.iter().enumerate() {
            let Some(pin) = unit.pin.filter(|p| p.lines.0 > 0) else { continue };
            let Some(place) = self.clipped(pin) else {
                let message = format!("the pin of “{}” lies outside the page", unit.story.slug);
                let own = self.page.pins.iter().find(|pin| pin.story == unit.story.id).map(|pin| pin.span);
                let what = Diagnostic::new(Code("M004"), message).at(own.unwrap_or(unit.story.span));
                report.push(what.on(self.page.number, None).help(self.free_lines()));
                continue;
            };
            if area.taken.iter().any(|t| t.overlaps(&place)) {
                // Of pins and advertisements that meet, reading has told already; the first has the place.
                self.in_the_way(unit, place, report);
                continue;
            }
            let ruled = place.y > self.kind.top;
            let left = self.spread.map_or(0, |spread| spread.left_of(place.x, place.w));
            let choices = self.choices(unit, (place.w, left), Dress::Given);
            let of = &choices[usize::from(ruled)];
            let fits = of.iter().rposition(|c| c.height <= place.h);
            let chosen = fits.map(|n| of[n].clone()).or_else(|| measure::cut_short(of, place.h));
            let Some(Choice { height: h, plan, .. }) = chosen else { continue };
            let Taken { x, y, w, .. } = place;
            let story = (!unit.enclosed()).then(|| (unit.rank, plan.size(), plan.head_line()));
            area.taken.push(Taken { story, ..place });
            held.measured.push(vec![MeasuredWay { w, left, dress: Dress::Given, choices }]);
            held.placements.push(Placement { piece: held.stands.len(), way: 0, x, y, w, h, ruled, choice: fits });
            held.stands.push(Stand { unit: index, x, y, w, h, plan });
        }
        held
    }

    /// The best pages of the units that no pin holds.
    fn searched(&self, units: &[Unit], free: &[usize], area: &Area) -> Found {
        let mut measured: Vec<Measured> = free.iter().map(|&i| self.measure(&units[i], Dress::Given)).collect();
        let mut pieces: Vec<Piece> = free.iter().zip(&measured).map(|(&i, m)| self.piece(&units[i], m)).collect();
        let mut solutions = solve::solve(&pieces, area);
        if solutions.first().is_some_and(|s| s.heads_meet()) {
            // Heads that meet are parted by a picture over one of them, or by a box (加框): only now is it worth
            // to measure these.
            for (&i, measured) in free.iter().zip(&mut measured) {
                measured.extend(self.measure(&units[i], Dress::PictureFirst));
                measured.extend(self.measure(&units[i], Dress::Boxed));
            }
            pieces = free.iter().zip(&measured).map(|(&i, m)| self.piece(&units[i], m)).collect();
            solutions = solve::solve(&pieces, area);
        }
        Found { owners: free.iter().map(|&unit| Owner::Unit(unit)).collect(), measured, pieces, solutions }
    }

    /// With fillers, where they better the page.
    fn fill(&self, units: &[Unit], offers: &[Offer], area: &Area, found: &mut Found) {
        let Some(best) = found.solutions.first().filter(|_| !offers.is_empty()) else { return };
        let filled = self.filled(units, offers, (&mut found.pieces, &found.measured), area, best);
        if let Some(filled) = filled {
            found.owners.extend(filled.used.iter().map(|&offer| self.owner(&offers[offer])));
            found.pieces.extend(filled.pieces);
            found.solutions = filled.solutions;
            found.measured.extend(filled.measured);
        }
    }

    /// What pins hold is scored with the rest: a page has one score, however it came about.
    fn scored(&self, units: &[Unit], held: &Held, found: &mut Found, open: &Area) -> PageScore {
        let pinned = || held.stands.iter().map(|stand| stand.unit);
        let count = found.pieces.len();
        found.pieces.extend(pinned().zip(&held.measured).map(|(unit, way)| self.piece(&units[unit], way)));
        let owners: Vec<Owner> = found.owners.iter().copied().chain(pinned().map(Owner::Unit)).collect();
        let measured: Vec<&Measured> = found.measured.iter().chain(&held.measured).collect();
        let fixed: Vec<Placement> =
            held.placements.iter().map(|p| Placement { piece: count + p.piece, ..*p }).collect();
        let alternative = |s: &Solution| {
            let whole = solve::score(s, &fixed, &found.pieces, open);
            self.alternative(&whole, units, &owners, &found.pieces, &measured)
        };
        let alternatives = found.solutions.iter().map(alternative).collect();
        found.pieces.truncate(count);
        let pick = self.orders.picks.get(&self.page.number).copied().unwrap_or(0);
        PageScore {
            page: self.page.number,
            spread_with: self.page.spread_with,
            chosen: pick.min(found.solutions.len().saturating_sub(1)),
            counted: Vec::new(),
            stands: Vec::new(),
            fillers: Vec::new(),
            alternatives,
        }
    }

    /// N13: the furniture stands where a story is pinned, which then stands where the engine finds a place.
    fn in_the_way(&self, unit: &Unit, place: Taken, report: &mut Report) {
        let furniture = self.kind.reserved.iter().filter_map(|at| self.clipped(*at));
        let Some(found) = furniture.into_iter().find(|at| at.overlaps(&place)) else { return };
        let Some(severity) = taboo::severity(&self.issue.layout, "N13", Code("N13").severity()) else { return };
        let message = format!("the page's furniture stands where “{}” is pinned", unit.story.slug);
        let pin = self.page.pins.iter().find(|pin| pin.story == unit.story.id).map(|pin| pin.span);
        let area = self.grid.area(found.x, found.y, found.w, found.h);
        let what = Diagnostic::new(Code("N13"), message).severity(severity).at(pin.unwrap_or(unit.story.span));
        report.push(what.on(self.page.number, Some(area)).help("pin the story beside it, or take out the pin"));
    }

    /// How deep the page is: lines under the furniture, or tiers where lines run down.
    pub(super) fn depth(&self, taken: &[Taken]) -> u16 {
        if self.grid.axes.vertical() { self.grid.grid.columns } else { self.foot(taken).saturating_sub(self.kind.top) }
    }

    /// The first line of what stands across the whole foot, or the line under the last.
    pub(super) fn foot(&self, taken: &[Taken]) -> u16 {
        let (columns, lines) = (self.grid.grid.columns, self.grid.grid.lines);
        taken.iter().filter(|t| t.w == columns).map(|t| t.y).min().unwrap_or(lines)
    }

    fn alternative(
        &self,
        solution: &Solution,
        units: &[Unit],
        owners: &[Owner],
        pieces: &[Piece],
        measured: &[&Measured],
    ) -> Alternative {
        let place = |p: &Placement| {
            let unit = match owners[p.piece] {
                Owner::Unit(unit) => &units[unit],
                Owner::Ad(art, _) => return self.ad_place(art, p, &pieces[p.piece]),
            };
            let way = &measured[p.piece][p.way];
            let choice = p.choice.and_then(|n| way.choices[usize::from(p.ruled)].get(n));
            let cut = || vec!["cut short: text is left over".to_string()];
            StoryPlace {
                slug: unit.story.slug.clone(),
                rank: unit.rank,
                at: GridArea { columns: (p.x + 1, p.x + p.w), lines: (p.y + 1, p.y + p.h) },
                cost: p.cost(&pieces[p.piece]),
                held: self.columns(unit).is_some(),
                choices: choice.map_or_else(cut, |c| c.plan.told(way.dress)),
            }
        };
        let mut stories: Vec<StoryPlace> = solution.placements.iter().map(place).collect();
        stories.sort_by_key(|s| s.rank);
        Alternative { cost: solution.cost, terms: solution.terms.clone(), stories }
    }

    /// The choices of a unit over so many columns, so many of them left of a spread's spine.
    pub(super) fn choices(&self, unit: &Unit, (columns, left): (u16, u16), dress: Dress) -> [Vec<Choice>; 2] {
        let mut quiet = Report::default(); // the same words are shaped at many sizes; they are reported when drawn
        let shop = usize::from(left).checked_sub(1).and_then(|n| self.across.get(n)).unwrap_or(self.shop);
        measure::choices(unit, columns, dress, shop, self.art, &mut quiet)
    }

    /// Columns that a pin or a slot gives a unit.
    pub(super) fn columns(&self, unit: &Unit) -> Option<(u16, u16)> {
        let pinned = unit.pin.map(|p| (p.columns.0.saturating_sub(1), p.columns.1));
        pinned.or(unit.slot).filter(|(a, b)| a < b && *b <= self.grid.grid.columns)
    }

    /// The ways a unit may be set, over all widths that it may take.
    pub(super) fn measure(&self, unit: &Unit, dress: Dress) -> Measured {
        let widths: Vec<(u16, u16)> = match self.columns(unit) {
            Some((from, to)) => vec![(to - from, self.spread.map_or(0, |spread| spread.left_of(from, to - from)))],
            None if unit.kind == UnitKind::Briefs => vec![(1, 0)],
            None => {
                let all = self.issue.layout.makeup.widths.iter().copied();
                let one_side = all.filter(|w| (1..=self.grid.grid.columns).contains(w)).map(|w| (w, 0));
                let across = self.spread.map(|spread| spread.across(unit, self.shop)).unwrap_or_default();
                if across.is_empty() { one_side.collect() } else { across }
            }
        };
        let widths = widths.into_iter().filter(|&(w, _)| dress.suits(unit, w, &self.issue.layout));
        let at = |(w, left)| MeasuredWay { w, left, dress, choices: self.choices(unit, (w, left), dress) };
        widths.map(at).filter(|way| way.choices.iter().all(|c| !c.is_empty())).collect()
    }

    pub(super) fn piece(&self, unit: &Unit, measured: &Measured) -> Piece {
        let heights = |choices: &Vec<Choice>| {
            let height = |c: &Choice| solve::Height {
                lines: c.height,
                cost: c.cost,
                size: c.plan.size(),
                head: c.plan.head_line(),
            };
            Heights::new(choices.iter().map(height).collect(), measure::least(choices))
        };
        let way = |way: &MeasuredWay| {
            let [bare, ruled] = &way.choices;
            let boxed = way.dress == Dress::Boxed;
            Some(Way {
                w: way.w,
                starts: self.spread.map_or(u32::MAX, |spread| spread.starts(way.w, way.left, unit.on)),
                enclosed: unit.enclosed() || boxed,
                boxed,
                heights: [heights(bare)?, heights(ruled)?],
            })
        };
        let last = self.orders.last.place(self.page.number, &unit.story.slug);
        Piece {
            rank: unit.rank,
            ranked: unit.ranked(),
            ways: measured.iter().filter_map(way).collect(),
            columns: self.columns(unit),
            from: if unit.filler { self.fold() } else { (0, 0) },
            last: last.and_then(|at| self.clipped(at)),
        }
    }
}
