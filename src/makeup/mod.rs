//! From stories to made-up pages.
//!
//! In: the issue, shaped text on demand, art. Out: one display list a page. Does not know: file formats.
//!
//! A page is made in four steps, each a plain function: *units* (what is to be placed, in order of rank),
//! `measure` (what each could be, from real composition), `solve` (where it stands), `place` (its items).
//! Pages are made in order of number, so that what jumps finds its page not yet made.

mod advice;
mod beside;
mod close;
mod columns;
mod draw;
mod fill;
pub mod fillers;
mod flow;
mod furniture;
pub mod grid;
mod head;
pub mod jumps;
mod measure;
pub mod memory;
mod notice;
mod picture;
mod place;
mod sheet;
mod sizes;
mod solve;
mod spread;
mod table;
mod taboo;
mod uneven;
mod upright;
mod ways;

use crate::art::Art;
use crate::diag::{Code, Diagnostic, Report};
use crate::display::{DisplayList, Placed};
use crate::fonts::Fonts;
use crate::ids::{ArtId, StoryId};
use crate::model::issue::{Ad, GridArea, Issue, PageSpec};
use crate::model::layout::PageKind;
use crate::model::story::{SeeTarget, Story, Text};
use crate::model::style::Lang;
use crate::source::Span;
use crate::text::Shaper;
use advice::Cure;
use fillers::{FillerUse, Offer};
use flow::{Flow, Shop};
use grid::PageGrid;
use jumps::{At, Journey, Rest};
use measure::{Choice, Dress, Plan, Unit, UnitKind};
use memory::{Orders, Standing};
use solve::{Area, Heights, Piece, Placement, Solution, Taken, Way};
use spread::Spread;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What the engine considered for a page, best first: the score term by term, and where each story stands.
#[derive(Clone, Debug)]
pub struct PageScore {
    /// Page number as printed; of a spread, the lower of the two.
    pub page: u32,
    /// The other number of a spread.
    pub spread_with: Option<u32>,
    /// The pages it found; the chosen one is `chosen`.
    pub alternatives: Vec<Alternative>,
    /// Index of the page that was made.
    pub chosen: usize,
    /// Taboos of the page that was made which the layout only wants counted: code, and what was found.
    pub counted: Vec<(&'static str, String)>,
    /// What stands on the page that was made.
    pub stands: Vec<Standing>,
    /// What became of the page's fillers.
    pub fillers: Vec<FillerUse>,
}

/// One way to make a page.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Lower is better.
    pub cost: i64,
    /// What the cost is made of.
    pub terms: Vec<(&'static str, i64)>,
    /// Stories and where they stand, in order of rank.
    pub stories: Vec<StoryPlace>,
}

/// A story's place in an alternative.
#[derive(Clone, Debug)]
pub struct StoryPlace {
    /// Its slug.
    pub slug: String,
    /// Rank on the page, from 1.
    pub rank: usize,
    /// Columns and lines, from 1, both ends included.
    pub at: GridArea,
    /// What its fit costs: head, looseness, level columns, jump.
    pub cost: i64,
    /// A pin or a slot put it there.
    pub held: bool,
    /// What was chosen for it: head, picture, white, lines given or taken, in words.
    pub choices: Vec<String>,
}

/// Pages to make another way than the best: page number → which alternative, from 0.
pub type Picks = BTreeMap<u32, usize>;

/// Makes up all pages of an issue, in order of number; an overflow page that nothing came to is left out.
pub fn make_up(
    issue: &Issue,
    fonts: &Fonts,
    art: &Art,
    orders: &Orders,
    report: &mut Report,
) -> (Vec<DisplayList>, Vec<PageScore>) {
    let shaper = Shaper::new(fonts, &issue.layout);
    let shop = Shop::new(&issue.layout, &shaper);
    furniture::check(issue, report);
    let mut journey = Journey::of(issue);
    let mut pages = Vec::new();
    let mut scores = Vec::new();
    let wide = |page: &PageSpec| issue.layout.grid.columns * (1 + u16::from(page.spread_with.is_some()));
    let widest = issue.pages.iter().map(wide).max().unwrap_or(issue.layout.grid.columns);
    if usize::from(widest) > solve::MOST_COLUMNS {
        let message = format!("a page of {widest} columns cannot be made up");
        let help = format!("a page, and a spread of two, may have at most {} columns", solve::MOST_COLUMNS);
        report.push(Diagnostic::new(Code("M006"), message).help(help));
        return (pages, scores);
    }
    let sent = orders.sent_pages();
    memory::send_on(issue, orders, &mut journey, report);
    for page in issue.pages.iter().filter(|page| !sent.contains(&page.number)) {
        let Some(kind) = issue.layout.kinds.get(&page.kind) else { continue };
        let coming: Vec<Rest> = journey.rests.iter().copied().filter(|r| page.holds(r.to)).collect();
        if page.stories.is_empty() && page.ads.is_empty() && coming.is_empty() {
            continue;
        }
        let grid = PageGrid::new(&issue.layout);
        let plain = PageMaker { issue, page, kind, art, shop: &shop, across: &[], orders, grid, spread: None };
        let (made, score) = match Spread::of(issue, page) {
            None => {
                let mut list = plain.make(plain.furniture(report), &coming, &mut journey, report);
                plain.job_strip(&mut list.0);
                (vec![list.0], list.1)
            }
            Some(spread) => plain.make_spread(&spread, &shaper, &coming, &mut journey, report),
        };
        pages.extend(made);
        scores.push(score);
    }
    pages.sort_by_key(|list| list.page);
    taboo::facing(issue, &pages, report);
    jumps::check(issue, &pages, &sent, report);
    memory::check_cuts(issue, orders, &journey, report);
    (pages, scores)
}

/// The ways to set a unit.
type Measured = Vec<MeasuredWay>;

/// The choices of a unit over so many columns in one dress, under strip or box and under text.
struct MeasuredWay {
    w: u16,
    /// Columns of them left of a spread's spine; 0 where it stands at one side.
    left: u16,
    dress: Dress,
    choices: [Vec<Choice>; 2],
}

/// Whose a piece is.
#[derive(Clone, Copy)]
enum Owner {
    /// A unit's.
    Unit(usize),
    /// A house advertisement's; and where that is written.
    Ad(ArtId, Span),
}

/// Column, first line, lines of white.
type Hole = (u16, u16, u16);

/// What the search for a page came to.
struct Solved {
    stands: Vec<Stand>,
    /// Units that found no place.
    unplaced: Vec<usize>,
    /// House advertisements that close a hole.
    house: Vec<Ad>,
    /// What would close the page, where it does not: by unit.
    cure: Cure,
    score: PageScore,
}

/// A unit in its place.
struct Stand {
    /// Which unit.
    unit: usize,
    x: u16,
    y: u16,
    w: u16,
    h: u16,
    plan: Rc<Plan>,
}

struct PageMaker<'a> {
    issue: &'a Issue,
    page: &'a PageSpec,
    kind: &'a PageKind,
    art: &'a Art,
    shop: &'a Shop<'a>,
    /// On a spread, the shops for stories across its spine: entry n−1 for those with n columns left of it.
    across: &'a [Shop<'a>],
    orders: &'a Orders,
    grid: PageGrid,
    spread: Option<&'a Spread>,
}

impl PageMaker<'_> {
    /// What stands on every page of the kind.
    fn furniture(&self, report: &mut Report) -> Vec<Placed> {
        furniture::draw(self.issue, self.page, self.kind, self.art, self.shop, report)
    }

    /// Both halves of a spread, from one page of double width.
    fn make_spread(
        &self,
        spread: &Spread,
        shaper: &Shaper,
        coming: &[Rest],
        journey: &mut Journey,
        report: &mut Report,
    ) -> (Vec<DisplayList>, PageScore) {
        let layout = &spread.issue.layout;
        let shop = Shop::new(layout, shaper);
        let across: Vec<Shop> = spread.across.iter().map(|layout| Shop::new(layout, shaper)).collect();
        let mut grid = PageGrid::new(layout);
        grid.grid.spine = Some(spread.spine);
        let kind = layout.kinds.get(&self.page.kind).unwrap_or(self.kind);
        let spread_of = Some(spread);
        let both =
            PageMaker { issue: &spread.issue, kind, shop: &shop, across: &across, grid, spread: spread_of, ..*self };
        let before = report.diagnostics.len();
        let (list, score) = both.make(Vec::new(), coming, journey, report);
        spread.check(&list, &spread.issue, report);
        spread.place(report, before);
        let mut halves = Vec::new();
        for mut half in spread.part(list) {
            let page = PageSpec { number: half.page, ..self.page.clone() };
            let own = PageMaker { page: &page, ..*self };
            half.items.splice(0..0, own.furniture(report));
            own.job_strip(&mut half);
            halves.push(half);
        }
        (halves, score)
    }

    fn make(
        &self,
        furniture: Vec<Placed>,
        coming: &[Rest],
        journey: &mut Journey,
        report: &mut Report,
    ) -> (DisplayList, PageScore) {
        let layout = &self.issue.layout;
        let mut list = DisplayList {
            page: self.page.number,
            trim: layout.page.trim,
            bleed: layout.page.bleed,
            facing: None,
            plates: self.page.colour.unwrap_or(self.kind.colour),
            items: furniture,
            outlines: Vec::new(),
            links: Vec::new(),
        };
        let mut units = self.units(coming, journey, report);
        let offers = self.offers(&mut units, journey, report);
        let mut taken = self.taken(report);
        let Solved { mut stands, unplaced, house, cure, mut score } = self.solve(&units, &offers, &taken, report);
        taken.extend(house.iter().filter_map(|ad| self.clipped(ad.at)));
        self.alternate_faces(&units, &mut stands);
        sizes::level(&units, &mut stands, i64::from(layout.headline.fill.0));
        for stand in &stands {
            self.draw_unit(&units[stand.unit], stand, &mut list, journey, report);
        }
        score.stands = self.standing(&units, &stands, journey);
        score.fillers = self.tell_fillers(&stands, &units, &house, journey, report);
        self.rules_between(&stands, &taken, &mut list);
        let ads: Vec<_> = taken.iter().map(|t| (t.x, t.y, t.w, t.h)).collect();
        let bench = taboo::Bench {
            page: self.page,
            layout,
            grid: self.grid,
            top: self.kind.top,
            ads: &ads,
            units: &units,
            stands: &stands,
            unplaced: &unplaced,
        };
        score.counted = taboo::check(&bench, report);
        self.report_holes(&taboo::holes(&bench), report);
        self.report_cure(&units, &cure, report);
        for ad in self.page.ads.iter().chain(&house) {
            self.draw_ad(ad, &mut list);
        }
        for index in unplaced {
            self.report_overset(&units[index], None, report);
        }
        (list, score)
    }

    /// What is to be placed, in order of rank: the page's stories, its briefs as one, and rests that come here.
    fn units(&self, coming: &[Rest], journey: &Journey, report: &mut Report) -> Vec<Unit<'_>> {
        let mut units = Vec::new();
        let stories = || self.page.stories.iter().map(|&id| self.issue.story(id));
        let briefs: Vec<(&Story, Vec<String>)> =
            stories().filter(|s| brief(s)).map(|s| (s, self.see_pages(s))).collect();
        let mut briefs_done = false;
        for story in stories() {
            if brief(story) && briefs_done {
                continue;
            }
            briefs_done |= brief(story);
            let (kind, flow) = if brief(story) {
                (UnitKind::Briefs, Flow::briefs(&briefs, self.shop, report))
            } else {
                let cut = self.cut(story, journey);
                let mut flow = Flow::of(story, &self.see_pages(story), cut, self.shop, report);
                flow.notch = picture::notch(&story.pictures, self.shop, self.art);
                (UnitKind::Story, flow)
            };
            units.push(self.unit(story, kind, flow, units.len() + 1, journey));
        }
        for rest in coming {
            let story = self.issue.story(rest.story);
            let flow =
                Flow::rest(story, rest.start, &self.see_pages(story), self.cut(story, journey), self.shop, report);
            let mut unit = self.unit(story, UnitKind::Rest { from: rest.from }, flow, units.len() + 1, journey);
            unit.from_line = Some(Text::made(layout_from(&self.issue.layout.notices.from, rest.from)));
            unit.on = Some(rest.to);
            units.push(unit);
        }
        if self.kind.slots.len() >= units.len() {
            for (unit, slot) in units.iter_mut().zip(&self.kind.slots) {
                unit.slot = Some((slot.columns.0.saturating_sub(1), slot.columns.1));
                unit.slot_form = slot.head;
            }
        }
        units
    }

    /// Whether a story of this page may continue on another, and where it must be cut then.
    fn cut(&self, story: &Story, journey: &Journey) -> Option<Option<At>> {
        if let Some((at, _)) = self.kept_cut(story) {
            return Some(Some(at));
        }
        let least = i64::from(self.issue.layout.makeup.least_rest);
        journey.target(self.issue, story, self.page.number, least).map(|_| None)
    }

    /// Where a page in print takes the rest of a story of this page from, and that page.
    pub fn kept_cut(&self, story: &Story) -> Option<(At, u32)> {
        self.page.numbers().find_map(|number| self.orders.kept_cut(&story.slug, number))
    }

    /// What stands on the page, story by story.
    fn standing(&self, units: &[Unit], stands: &[Stand], journey: &Journey) -> Vec<Standing> {
        let mut out: Vec<Standing> = Vec::new();
        for stand in stands {
            let unit = &units[stand.unit];
            let mut slugs: Vec<&str> = vec![&unit.story.slug];
            if unit.kind == UnitKind::Briefs {
                let shown = |id: &&StoryId| brief(self.issue.story(**id));
                slugs = self.page.stories.iter().filter(shown).map(|&id| &*self.issue.story(id).slug).collect();
            }
            let from = match unit.kind {
                UnitKind::Rest { from } => Some(from),
                _ => None,
            };
            let own = |r: &&Rest| r.story == unit.id;
            let start = journey.rests.iter().filter(own).find(|r| from == Some(r.from)).map(|r| r.start);
            let sent = journey.rests.iter().filter(own).find(|r| self.page.holds(r.from));
            let cut = sent.map(|r| (r.start, r.to));
            let on = sent.map(|r| r.from).filter(|&from| from != self.page.number);
            let begins = unit.on.filter(|&page| page != self.page.number);
            let start = start.unwrap_or_default();
            let one = |slug: &str| Standing { slug: slug.into(), from, start, cut, on, begins };
            out.extend(slugs.into_iter().map(one));
        }
        out
    }

    fn unit<'s>(&self, story: &'s Story, kind: UnitKind, flow: Flow, rank: usize, journey: &Journey) -> Unit<'s> {
        let whole = !matches!(kind, UnitKind::Rest { .. });
        let pin = self.page.pins.iter().find(|p| p.story == story.id && whole).map(|p| p.at);
        let cut = self.cut(story, journey).filter(|_| kind != UnitKind::Briefs);
        Unit {
            id: story.id,
            story,
            kind,
            rank,
            flow,
            from_line: None,
            on: None,
            pin,
            slot: None,
            slot_form: None,
            jumps: cut.is_some(),
            kept_cut: cut.flatten(),
            filler: false,
            runs_down: self.grid.axes.vertical(),
        }
    }

    /// Pages that a story refers to. Of a spread both are named: which of them the story begins on is not known yet.
    fn see_pages(&self, story: &Story) -> Vec<String> {
        let between = match self.issue.layout.lang {
            Lang::Ja => "・",
            Lang::Ko => "·",
            _ => "、",
        };
        let find = |target: &SeeTarget| match target {
            SeeTarget::Page(page) => Some(page.to_string()),
            SeeTarget::Story(slug) => {
                let other = self.issue.story_named(slug)?;
                let numbers = self.issue.page_of(other.id)?.numbers();
                Some(numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(between))
            }
        };
        story.see.iter().filter_map(|s| find(&s.target)).collect()
    }

    /// What furniture and advertisements take of the lattice.
    fn taken(&self, report: &mut Report) -> Vec<Taken> {
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
    fn free_lines(&self) -> String {
        let grid = &self.grid.grid;
        format!("columns 1-{} and lines {}-{} are free for it", grid.columns, self.kind.top + 1, grid.lines)
    }

    fn clipped(&self, at: GridArea) -> Option<Taken> {
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
    fn solve(&self, units: &[Unit], offers: &[Offer], taken: &[Taken], report: &mut Report) -> Solved {
        let grid = &self.grid.grid;
        let mut area = Area {
            columns: grid.columns,
            lines: grid.lines,
            top: self.kind.top,
            vertical: self.grid.axes.vertical(),
            depth: self.depth(taken),
            taken: taken.to_vec(),
            loose: self.page.stories.is_empty(),
            spine: self.spread.map(|spread| spread.columns),
            weights: solve::Weights::of(&self.issue.layout.makeup.weights),
        };
        let open = Area { taken: taken.to_vec(), ..area.clone() };
        let mut stands: Vec<Stand> = Vec::new();
        let mut held: Vec<(Measured, Placement)> = Vec::new();
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
            if let Some(choice) = chosen {
                let Taken { x, y, w, .. } = place;
                let (h, plan) = (choice.height, choice.plan);
                let story = (!unit.enclosed()).then(|| (unit.rank, plan.size(), plan.head_line()));
                held.push((
                    vec![MeasuredWay { w, left, dress: Dress::Given, choices }],
                    Placement { piece: held.len(), way: 0, x, y, w, h, ruled, choice: fits },
                ));
                stands.push(Stand { unit: index, x, y, w, h, plan });
                area.taken.push(Taken { story, ..place });
            }
        }
        let pinned: Vec<usize> = stands.iter().map(|s| s.unit).collect();
        let waits = |i: &usize| !units[*i].filler && stands.iter().all(|s| s.unit != *i);
        let mut free: Vec<usize> = (0..units.len()).filter(waits).collect();
        let too_many = free.split_off(free.len().min(solve::MOST_PIECES));
        let mut measured: Vec<Measured> = free.iter().map(|&i| self.measure(&units[i], Dress::Given)).collect();
        let mut pieces: Vec<Piece> = free.iter().zip(&measured).map(|(&i, m)| self.piece(&units[i], m)).collect();
        let mut solutions = solve::solve(&pieces, &area);
        if solutions.first().is_some_and(|s| s.heads_meet()) {
            // Heads that meet are parted by a picture over one of them, or by a box (加框): only now is it worth
            // to measure these.
            for (&i, measured) in free.iter().zip(&mut measured) {
                measured.extend(self.measure(&units[i], Dress::PictureFirst));
                measured.extend(self.measure(&units[i], Dress::Boxed));
            }
            pieces = free.iter().zip(&measured).map(|(&i, m)| self.piece(&units[i], m)).collect();
            solutions = solve::solve(&pieces, &area);
        }
        let mut owners: Vec<Owner> = free.iter().map(|&unit| Owner::Unit(unit)).collect();
        let best = solutions.first().filter(|_| !offers.is_empty());
        if let Some(filled) = best.and_then(|best| self.filled(units, offers, (&mut pieces, &measured), &area, best)) {
            owners.extend(filled.used.iter().map(|&offer| self.owner(&offers[offer])));
            (pieces, solutions) = ([pieces, filled.pieces].into_iter().flatten().collect(), filled.solutions);
            measured.extend(filled.measured);
        }
        let cure = self.cure((&mut pieces, &measured), (units, &owners), &solutions, &area);
        // What pins hold is scored with the rest: a page has one score, however it came about.
        let count = pieces.len();
        pieces.extend(held.iter().map(|(m, p)| self.piece(&units[pinned[p.piece]], m)));
        measured.extend(held.iter_mut().map(|(m, _)| std::mem::take(m)));
        owners.extend(pinned.iter().map(|&unit| Owner::Unit(unit)));
        let fixed: Vec<Placement> = held.iter().map(|(_, p)| Placement { piece: count + p.piece, ..*p }).collect();
        let scored = |s: &Solution| {
            let whole = solve::score(s, &fixed, &pieces, &open);
            self.alternative(&whole, units, &owners, &pieces, &measured)
        };
        let pick = self.orders.picks.get(&self.page.number).copied().unwrap_or(0);
        let score = PageScore {
            page: self.page.number,
            spread_with: self.page.spread_with,
            chosen: pick.min(solutions.len().saturating_sub(1)),
            counted: Vec::new(),
            stands: Vec::new(),
            fillers: Vec::new(),
            alternatives: solutions.iter().map(scored).collect(),
        };
        let (placements, unplaced) = if solutions.is_empty() {
            (Vec::new(), (0..count).collect())
        } else {
            let Solution { placements, unplaced, .. } = solutions.swap_remove(score.chosen);
            (placements, unplaced)
        };
        let mut house = Vec::new();
        for Placement { piece, way, x, y, w, h, ruled, choice } in placements {
            let unit = match owners[piece] {
                Owner::Unit(unit) => unit,
                Owner::Ad(art, span) => {
                    let at = GridArea { columns: (x + 1, x + w), lines: (y + 1, y + h) };
                    house.push(Ad { art, at, span });
                    continue;
                }
            };
            let choices = &measured[piece][way].choices[usize::from(ruled)];
            let chosen = match choice {
                Some(number) => choices.get(number).cloned(),
                None => measure::cut_short(choices, h),
            };
            let Some(chosen) = chosen else { continue };
            stands.push(Stand { unit, x, y, w, h, plan: chosen.plan });
        }
        stands.sort_by_key(|s| units[s.unit].rank);
        let unplaced = unplaced.into_iter().filter_map(|i| free.get(i).copied()).chain(too_many).collect();
        Solved { stands, unplaced, house, cure, score }
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

    /// How deep the page is: lines under the furniture, down to what stands across the whole foot, or tiers.
    fn depth(&self, taken: &[Taken]) -> u16 {
        let columns = self.grid.grid.columns;
        if self.grid.axes.vertical() {
            return columns;
        }
        let foot = taken.iter().filter(|t| t.w == columns).map(|t| t.y).min().unwrap_or(self.grid.grid.lines);
        foot.saturating_sub(self.kind.top)
    }

    fn alternative(
        &self,
        solution: &Solution,
        units: &[Unit],
        owners: &[Owner],
        pieces: &[Piece],
        measured: &[Measured],
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
    fn choices(&self, unit: &Unit, (columns, left): (u16, u16), dress: Dress) -> [Vec<Choice>; 2] {
        let mut quiet = Report::default(); // the same words are shaped at many sizes; they are reported when drawn
        let shop = usize::from(left).checked_sub(1).and_then(|n| self.across.get(n)).unwrap_or(self.shop);
        measure::choices(unit, columns, dress, shop, self.art, &mut quiet)
    }

    /// Columns that a pin or a slot gives a unit.
    fn columns(&self, unit: &Unit) -> Option<(u16, u16)> {
        let pinned = unit.pin.map(|p| (p.columns.0.saturating_sub(1), p.columns.1));
        pinned.or(unit.slot).filter(|(a, b)| a < b && *b <= self.grid.grid.columns)
    }

    /// The ways a unit may be set, over all widths that it may take.
    fn measure(&self, unit: &Unit, dress: Dress) -> Measured {
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

    fn piece(&self, unit: &Unit, measured: &Measured) -> Piece {
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

    /// Two heads that start within ten lines of each other take different faces.
    fn alternate_faces(&self, units: &[Unit], stands: &mut [Stand]) {
        let mut song: Vec<u16> = Vec::new();
        for stand in stands {
            let unit = &units[stand.unit];
            let over = !matches!(stand.plan.form, measure::Form::Beside(_));
            let Some(head) = stand.plan.head.as_ref().filter(|h| !h.lines.is_empty() && over) else { continue };
            if !song.iter().any(|y| y.abs_diff(stand.y) < 10) {
                song.push(stand.y);
                continue;
            }
            let brief = head::HeadBrief {
                story: unit.story,
                from_line: unit.from_line.as_ref(),
                tag_line: unit.tag_line(self.shop),
                rank: unit.rank,
                columns: stand.w,
                width: stand.plan.inner.width,
                crossed: stand.plan.inner.fold.is_some(),
                face: "headline_alt",
            };
            let mains = |h: &head::HeadFit| h.lines.iter().filter(|l| l.main).count();
            let other = head::fits(brief, self.shop, &mut Report::default())
                .into_iter()
                .find(|fit| mains(fit) == mains(head) && fit.height <= head.height && fit.size >= head.size);
            if let Some(fit) = other {
                stand.plan = Rc::new(Plan { head: Some(Rc::new(fit)), ..(*stand.plan).clone() });
            }
        }
    }
}

/// Stands in the column of briefs: what has more parts than a head and text is set as a story.
fn brief(story: &Story) -> bool {
    let small = story.pictures.is_empty() && story.kicker.is_none() && story.deck.is_none() && story.tag.is_none();
    story.brief && small && story.summary.is_empty()
}

fn layout_from(wording: &str, page: u32) -> String {
    wording.replace("{page}", &page.to_string())
}
