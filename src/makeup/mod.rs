//! From stories to made-up pages.
//!
//! In: the issue, shaped text on demand, art. Out: one display list a page. Does not know: file formats.
//!
//! A page is made in four steps, each a plain function: *units* (what is to be placed, in order of rank),
//! `measure` (what each could be, from real composition), `settle` (where it stands, by the search of `solve`), `place`
//! (its items).
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
mod settle;
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
use crate::ids::StoryId;
use crate::model::issue::{GridArea, Issue, PageSpec};
use crate::model::layout::PageKind;
use crate::model::story::{SeeTarget, Story, Text};
use crate::model::style::Lang;
use crate::text::Shaper;
use fillers::FillerUse;
use flow::{Flow, Shop};
use grid::PageGrid;
use jumps::{At, Journey, Rest};
use measure::{Plan, Unit, UnitKind};
use memory::{Orders, Standing};
use settle::Solved;
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

/// Column, first line, lines of white.
type Hole = (u16, u16, u16);

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
            foot: self.foot(&taken),
            depth: self.depth(&taken),
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
