//! A spread (通版): two facing pages made up as one page of double width, then parted at the spine.
//!
//! In: an issue and a page that holds two numbers; later what stands on the double page. Out: the layout of the double
//! page; two display lists whose trims meet at the spine. Does not know: the search, files.
//!
//! Columns of text never cross the spine: the grid has the columns of both pages, and between the inner ones the
//! white of two margins instead of a gutter. Pictures, tints, rules and heads may cross. A head is parted between two
//! characters ([`Fold::part`]), so that the fold cuts none; all else is cut exactly at the trim, and nothing bleeds
//! over the spine: on the press the two pages abut, and what ran over would print on the neighbor.

use crate::compose;
use crate::diag::{Code, Diagnostic, Place, Report};
use crate::display::{ArtUse, DisplayList, Facing, GlyphRun, Item, Link, Outline, Placed, Rule};
use crate::geom::{Len, Point, Rect};
use crate::makeup::flow::Shop;
use crate::makeup::head::HeadLine;
use crate::makeup::measure::{Unit, UnitKind};
use crate::makeup::picture;
use crate::model::issue::{GridArea, Issue, PageSpec};
use crate::model::layout::{HeadSize, Layout, RankSizes, Spine};
use crate::text::{BreakKind, Class, ShapedPara};
use std::collections::BTreeSet;

/// Two facing pages as one.
pub struct Spread {
    /// Number of the left page, and of the right.
    pub numbers: (u32, u32),
    /// Columns of one page.
    pub columns: u16,
    /// From the double page's left edge to the spine: the width of one trim.
    pub fold: Len,
    /// The issue with the layout of the double page, for stories at one side of the spine.
    pub issue: Issue,
    /// The same layout for stories across the spine: entry n−1 for those with n columns left of it.
    pub across: Vec<Layout>,
    /// The page's grid, its spine in it.
    pub spine: Spine,
}

impl Spread {
    /// Of a page of the issue; `None` where it is no spread.
    pub fn of(issue: &Issue, page: &PageSpec) -> Option<Spread> {
        let second = page.spread_with?;
        let on_left = issue.binding.on_left(page.number);
        let numbers = if on_left { (page.number, second) } else { (second, page.number) };
        let layout = &issue.layout;
        let (columns, margins) = (layout.grid.columns, layout.page.margins);
        let inner = layout.page.trim.w - margins.left - layout.grid.width();
        let spine = Spine { after: columns, white: inner + margins.left, fold: inner };
        let issue = Issue { layout: doubled(layout), ..issue.clone() };
        let at = |after: u16| {
            let mut layout = issue.layout.clone();
            layout.grid.spine = Some(Spine { after, ..spine });
            layout
        };
        let across = (1..=columns).map(at).collect();
        Some(Spread { numbers, columns, fold: layout.page.trim.w, issue, across, spine })
    }

    /// Columns left of the spine of a story over some columns; 0 where it stands at one side.
    pub fn left_of(&self, x: u16, w: u16) -> u16 {
        if x < self.columns && self.columns < x + w { self.columns - x } else { 0 }
    }

    /// Columns in which a story may begin, a bit for each: with `left` columns left of the spine, or at one side; and
    /// on a page of a number, where it must.
    pub fn starts(&self, w: u16, left: u16, page: Option<u32>) -> u32 {
        if left > 0 {
            return 1 << (self.columns - left);
        }
        let half = ((1u32 << self.columns) - 1).checked_shr(u32::from(w) - 1).unwrap_or(0);
        match page {
            Some(page) if page == self.numbers.0 => half,
            Some(page) if page == self.numbers.1 => half << self.columns,
            _ => half | half << self.columns,
        }
    }

    /// The number of the page on which a place of the double page lies.
    pub fn number_at(&self, x: Len) -> u32 {
        if x < self.fold { self.numbers.0 } else { self.numbers.1 }
    }

    /// Widths over which a story crosses the spine, and columns of them left of it, two at least on each page. The first
    /// story does, for that is what a spread is made for; all others stand on one page, unless they are pinned.
    pub fn across(&self, unit: &Unit, shop: &Shop) -> Vec<(u16, u16)> {
        let story = unit.story;
        let plain = story.tag.is_none() && story.columns.is_none() && unit.flow.tables.is_empty();
        let one_picture = picture::row(&story.pictures, shop).is_empty();
        if unit.kind != UnitKind::Story || unit.rank > 1 || !plain || !one_picture || unit.vertical() {
            return Vec::new();
        }
        let least = 2.min(self.columns);
        let halves = |left: u16| (least..=self.columns).map(move |right| (left + right, left));
        (least..=self.columns).flat_map(halves).collect()
    }

    /// Two lists from that of the double page, left and right.
    pub fn part(&self, list: DisplayList) -> [DisplayList; 2] {
        let half = |right: bool| {
            let (page, other) = if right { (self.numbers.1, self.numbers.0) } else { self.numbers };
            let side = Side { fold: self.fold, right };
            let mut trim = list.trim;
            trim.w = self.fold;
            DisplayList {
                page,
                trim,
                bleed: list.bleed,
                facing: Some(Facing { page: other, left: right }),
                plates: list.plates,
                items: list.items.iter().filter_map(|placed| side.placed(placed)).collect(),
                outlines: list.outlines.iter().filter_map(|outline| side.outline(outline)).collect(),
                links: list.links.iter().filter_map(|link| side.link(link)).collect(),
            }
        };
        [half(false), half(true)]
    }

    /// Type that the fold cuts (M022): a head for which no place was found, text that was pinned across.
    pub fn check(&self, list: &DisplayList, issue: &Issue, report: &mut Report) {
        let mut told = BTreeSet::new();
        for placed in &list.items {
            let Item::Glyphs(run) = &placed.item else { continue };
            if !(0..run.glyphs.len()).any(|number| self.cuts(run, number)) {
                continue;
            }
            let story = placed.origin.story.map(|id| issue.story(id));
            let name = story.map_or("this page", |story| &story.slug);
            if !told.insert(name) {
                continue;
            }
            let message = format!("the spine cuts a character of “{name}”");
            let what = Diagnostic::new(Code("M022"), message).at(story.map(|s| s.span).or(placed.origin.span));
            let help = "shorten the head or part it in lines with `|`, or let the story stand on one page";
            // Both halves show a part of it.
            report.push(what.on(self.numbers.0, None).help(help));
        }
    }

    fn cuts(&self, run: &GlyphRun, number: usize) -> bool {
        let glyph = &run.glyphs[number];
        let next = run.glyphs.get(number + 1).filter(|next| next.at.y == glyph.at.y).map(|next| next.at.x);
        // Of the last one it is not known where it ends; half of its em is type in any case.
        let end = next.unwrap_or(glyph.at.x + run.size.scale(i64::from(run.stretch), 2000));
        glyph.at.x < self.fold && end > self.fold
    }

    /// What was said of places on the double page, said of the page that they lie on.
    pub fn place(&self, report: &mut Report, from: usize) {
        let on_it = |place: &&mut Place| place.page == self.numbers.0 || place.page == self.numbers.1;
        for place in report.diagnostics.iter_mut().skip(from).filter_map(|d| d.place.as_mut()).filter(on_it) {
            let Some(area) = place.area.as_mut() else { continue };
            place.page = self.number_at(area.x + area.w / 2);
            let side = Side { fold: self.fold, right: place.page == self.numbers.1 };
            *area = side.area(*area).unwrap_or(*area);
        }
    }
}

/// The layout of a page of double width.
fn doubled(layout: &Layout) -> Layout {
    let mut layout = layout.clone();
    let columns = layout.grid.columns;
    layout.page.trim.w = layout.page.trim.w * 2;
    layout.grid.columns = columns * 2;
    layout.headline.ranks.iter_mut().for_each(|rank| widen(rank, columns));
    for kind in layout.kinds.values_mut() {
        let moved = |at: &GridArea| GridArea { columns: (at.columns.0 + columns, at.columns.1 + columns), ..*at };
        let right: Vec<GridArea> = kind.reserved.iter().map(moved).collect();
        kind.reserved.extend(right);
        // Slots are of one page.
        kind.slots.clear();
    }
    layout
}

/// Sizes over more columns than a page has: those over the whole page, larger as the width is.
fn widen(rank: &mut RankSizes, columns: u16) {
    let Some(widest) = rank.columns.get(usize::from(columns).saturating_sub(1)).cloned() else { return };
    for n in columns + 1..=columns * 2 {
        let larger = |size: &HeadSize| HeadSize { max: size.max.scale(i64::from(n), i64::from(columns)), ..*size };
        rank.columns.push(widest.iter().map(larger).collect());
    }
}

/// One half of a double page.
struct Side {
    fold: Len,
    right: bool,
}

impl Side {
    fn shift(&self) -> Len {
        if self.right { self.fold } else { Len::ZERO }
    }

    /// Whether the middle of a range lies here.
    fn has(&self, from: Len, to: Len) -> bool {
        (from + (to - from) / 2 >= self.fold) == self.right
    }

    /// The part of an area that lies here.
    fn area(&self, area: Rect) -> Option<Rect> {
        let (from, to) =
            if self.right { (area.x.max(self.fold), area.right()) } else { (area.x, area.right().min(self.fold)) };
        (from < to).then(|| Rect::new(from - self.shift(), area.y, to - from, area.h))
    }

    fn placed(&self, placed: &Placed) -> Option<Placed> {
        let item = match &placed.item {
            Item::Glyphs(run) => {
                // No run crosses but a head that could not be parted, and of that both halves show their part.
                let starts = || run.glyphs.iter().map(|glyph| glyph.at.x);
                let (first, last) = (starts().min()?, starts().max()?);
                let last = if run.turned { last } else { last + run.size.scale(i64::from(run.stretch), 2000) };
                let crosses = first < self.fold && last - run.size / 2 > self.fold && run.glyphs.len() > 1;
                if !crosses && !self.has(first, last) {
                    return None;
                }
                let mut run = run.clone();
                run.glyphs.iter_mut().for_each(|glyph| glyph.at.x -= self.shift());
                Item::Glyphs(run)
            }
            Item::Rule(rule) => Item::Rule(self.rule(rule)?),
            Item::Fill { area, paint } => Item::Fill { area: self.area(*area)?, paint: paint.clone() },
            Item::Art(art) => Item::Art(self.art(art)?),
            Item::Drawn(drawn) => {
                let area = drawn.place.area;
                if !self.has(area.x, area.right()) {
                    return None;
                }
                let mut drawn = drawn.clone();
                drawn.place.area.x -= self.shift();
                for glyph in drawn.under.iter_mut().flat_map(|run| &mut run.glyphs) {
                    glyph.at.x -= self.shift();
                }
                Item::Drawn(drawn)
            }
        };
        Some(Placed { item, role: placed.role, origin: placed.origin })
    }

    fn rule(&self, rule: &Rule) -> Option<Rule> {
        let shift = self.shift();
        let at = |point: Point, x: Len| Point { x: x - shift, y: point.y };
        if rule.from.x == rule.to.x {
            let here = self.has(rule.from.x, rule.from.x);
            return here.then(|| Rule { from: at(rule.from, rule.from.x), to: at(rule.to, rule.to.x), ..rule.clone() });
        }
        let (low, high) = (rule.from.x.min(rule.to.x), rule.from.x.max(rule.to.x));
        let (from, to) = if self.right { (low.max(self.fold), high) } else { (low, high.min(self.fold)) };
        let clamped = |point: Point| at(point, point.x.clamp(from, to.max(from)));
        (from < to).then(|| Rule { from: clamped(rule.from), to: clamped(rule.to), ..rule.clone() })
    }

    /// The visible part of art, cut at the spine.
    fn art(&self, art: &ArtUse) -> Option<ArtUse> {
        let part = self.area(art.area)?;
        let share = |x: Len| {
            let (width, shown) = (i128::from(art.area.w.0.max(1)), i128::from(art.crop[2] - art.crop[0]));
            art.crop[0] + (i128::from(x.0) * shown / width) as u32
        };
        let from = part.x + self.shift() - art.area.x;
        let mut crop = art.crop;
        (crop[0], crop[2]) = (share(from), share(from + part.w));
        Some(ArtUse { area: part, crop, ..*art })
    }

    fn outline(&self, outline: &Outline) -> Option<Outline> {
        let areas: Vec<Rect> = outline.areas.iter().filter_map(|area| self.area(*area)).collect();
        (!areas.is_empty()).then(|| Outline { areas, ..outline.clone() })
    }

    fn link(&self, link: &Link) -> Option<Link> {
        Some(Link { area: self.area(link.area)?, ..link.clone() })
    }
}

/// White at each side of the spine in a head that crosses it: the fold may be off, and no type stands nearer to a trim.
const SAFE: Len = Len(Len::MM.0 * 11 / 5);

/// The spine as a head sees it.
#[derive(Clone, Copy)]
pub struct Fold {
    /// Where it is.
    pub at: Len,
    /// Where the head may begin, and must end.
    pub room: (Len, Len),
}

/// A head's line in one or two pieces: clusters, and where they begin.
pub type Pieces = Vec<(std::ops::Range<u32>, Len)>;

impl Fold {
    /// A head's line that begins at `x`, parted at the spine between two characters and moved as little as that needs;
    /// whole where it does not cross; `None` where no place is found, and a character is cut.
    pub fn part(&self, line: &HeadLine, x: Len) -> Option<Pieces> {
        let all = line.clusters.clone();
        if x + line.width <= self.at || x >= self.at {
            return Some(vec![(all, x)]);
        }
        let size = line.style.size;
        let width = |range: std::ops::Range<u32>| compose::single_line(&line.para, range).set.at(size);
        let pieces = |cut: u32| {
            let (left, right) = (width(all.start..cut), width(cut..all.end));
            let start = self.at - SAFE - left;
            let fits = start >= self.room.0 && self.at + SAFE + right <= self.room.1;
            fits.then_some((start, cut))
        };
        let nearest = |least: u8| {
            let cuts = (all.start + 1..all.end).filter(|&cut| ease(&line.para, cut) >= least);
            cuts.filter_map(pieces).min_by_key(|(start, cut)| ((*start - x).0.abs(), *cut))
        };
        // A word that goes on over the spine is less ill than a head far out of its middle.
        let easy = nearest(2).filter(|(start, _)| (*start - x).0.abs() <= size.0 * 3 / 2);
        let (start, cut) = easy.or_else(|| nearest(1))?;
        Some(vec![(all.start..cut, start), (cut..all.end, self.at + SAFE)])
    }
}

/// How well a head is parted before a cluster: 0 inside of a word of letters, 2 where a line might break.
fn ease(para: &ShapedPara, cut: u32) -> u8 {
    let class = |at: u32| para.clusters.get(at as usize).map(|c| c.class);
    let western = |at: u32| matches!(class(at), Some(Class::Letter | Class::Digit | Class::Western));
    if para.breaks.iter().any(|b| b.at == cut && b.kind != BreakKind::Hyphen) {
        2
    } else {
        u8::from(!(western(cut - 1) && western(cut)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ArtId;
    use crate::ink::Paint;

    const LEFT: Side = Side { fold: Len(1000), right: false };
    const RIGHT: Side = Side { fold: Len(1000), right: true };

    #[test]
    fn what_crosses_is_cut_at_the_trim_and_nothing_is_doubled() {
        let area = Rect::new(Len(400), Len(50), Len(1000), Len(80));
        assert_eq!(LEFT.area(area), Some(Rect::new(Len(400), Len(50), Len(600), Len(80))));
        assert_eq!(RIGHT.area(area), Some(Rect::new(Len(0), Len(50), Len(400), Len(80))));
        let art = ArtUse { art: ArtId(0), area, crop: [100_000, 0, 900_000, 1_000_000] };
        let crops = [LEFT, RIGHT].map(|side| side.art(&art).map(|part| part.crop));
        assert_eq!(crops, [Some([100_000, 0, 580_000, 1_000_000]), Some([580_000, 0, 900_000, 1_000_000])]);
        let at = |x, y| Point { x: Len(x), y: Len(y) };
        let rule = Rule { from: at(400, 9), to: at(1400, 9), thickness: Len(2), paint: Paint::TEXT, dotted: None };
        let parts = [LEFT, RIGHT].map(|side| side.rule(&rule).map(|rule| (rule.from, rule.to)));
        assert_eq!(parts, [Some((at(400, 9), at(1000, 9))), Some((at(0, 9), at(400, 9)))]);
        let down = Rule { to: at(400, 90), ..rule };
        assert!(LEFT.rule(&down).is_some() && RIGHT.rule(&down).is_none());
    }
}
