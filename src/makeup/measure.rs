//! What a story can be: its variants at a width, each with its height and cost.
//!
//! In: a unit (a story, a rest, the briefs) and a width in columns. Out: [`Choice`]s from real composition.
//! Does not know: where on the page, what stands beside.

use crate::art::Art;
use crate::diag::Report;
use crate::geom::Len;
use crate::ids::StoryId;
use crate::makeup::beside;
use crate::makeup::columns::{self, Inner};
use crate::makeup::fill::{self, Poured};
use crate::makeup::flow::{Flow, PartKind, Setting, Shop};
use crate::makeup::head::{self, HeadBrief, HeadFit, VerticalFit};
use crate::makeup::jumps::At;
use crate::makeup::picture;
use crate::makeup::table;
use crate::makeup::uneven;
use crate::makeup::upright;
use crate::makeup::ways::{self, Pour, TextWay, texts};
use crate::model::issue::GridArea;
use crate::model::layout::Layout;
use crate::model::story::{HeadForm, Story, Text};
use crate::model::style::Writing;
use std::rc::Rc;

/// What a unit is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A whole story.
    Story,
    /// The rest of a story that began on another page.
    Rest {
        /// That page.
        from: u32,
    },
    /// All briefs of the page.
    Briefs,
}

/// Something to place on a page.
pub struct Unit<'a> {
    /// The story; of the briefs, the first.
    pub id: StoryId,
    /// The story; of the briefs, the first.
    pub story: &'a Story,
    /// What it is.
    pub kind: UnitKind,
    /// From 1.
    pub rank: usize,
    /// Its text.
    pub flow: Flow,
    /// （上接第1版）.
    pub from_line: Option<Text>,
    /// The page of a spread that it begins on, where that is said elsewhere already.
    pub on: Option<u32>,
    /// Where a pin holds it.
    pub pin: Option<GridArea>,
    /// Columns that a slot of the layout gives it, from 0, one past the last.
    pub slot: Option<(u16, u16)>,
    /// The form that the slot asks for.
    pub slot_form: Option<HeadForm>,
    /// There is a page for the rest, if it has to continue.
    pub jumps: bool,
    /// Where it must be cut: a page in print takes its rest from there.
    pub kept_cut: Option<At>,
    /// Only offered to close a hole.
    pub filler: bool,
    /// Lines of its page run down: every head is upright, and none stands beside its text.
    pub runs_down: bool,
}

impl Unit<'_> {
    /// Stands in a frame or on a tint, so that its head may meet another's.
    pub fn enclosed(&self) -> bool {
        let framed = self.story.boxed || self.vertical() && !self.story.unframed;
        self.kind == UnitKind::Briefs || framed || self.panel_named().is_some()
    }
    /// Stands where its rank puts it: a whole story, and no standing column (栏目) or boxed item that nobody signs
    /// (the weather, a notice), whose places are their own.
    pub fn ranked(&self) -> bool {
        let notice = self.story.boxed && self.story.byline.is_empty();
        self.kind == UnitKind::Story && self.story.tag.is_none() && !notice
    }
    /// Has an upright head beside its text. One with pictures, tables, a tag or a summary stands over it.
    pub fn vertical(&self) -> bool {
        let plain = self.story.pictures.is_empty() && self.story.tag.is_none() && self.story.summary.is_empty();
        let upright = |form| matches!(form, HeadForm::Vertical | HeadForm::VerticalLeft);
        let wanted = self.story.head.or(self.slot_form).is_some_and(upright);
        self.kind == UnitKind::Story && wanted && plain && !self.runs_down && self.flow.tables.is_empty()
    }
    /// Its text is parted by crossheads or quotes.
    fn relieved(&self) -> bool {
        self.flow.parts.iter().any(|p| matches!(p.kind, PartKind::Crosshead | PartKind::Quote))
    }
    pub fn boxed(&self, dress: Dress) -> bool {
        self.kind == UnitKind::Story && self.story.boxed || dress == Dress::Boxed
    }
    fn panel_named(&self) -> Option<&str> {
        let rest = matches!(self.kind, UnitKind::Rest { .. });
        self.story.panel.as_deref().filter(|_| !rest).or(self.story.tag.as_ref().filter(|_| !rest).map(|_| ""))
    }
    /// The tag, where no band shows it.
    pub fn tag_line(&self, shop: &Shop) -> Option<&Text> {
        self.story.tag.as_ref().filter(|_| self.kind == UnitKind::Story && self.panel(shop).is_none())
    }
    /// Name of the layout's panel behind the unit.
    pub fn panel(&self, shop: &Shop) -> Option<String> {
        let name = self.panel_named()?;
        let name = if name.is_empty() { shop.layout.tag.panel.clone()? } else { name.to_string() };
        shop.layout.panels.contains_key(&name).then_some(name)
    }
}

/// How a unit is dressed: as the copy says, or otherwise to close a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dress {
    /// As the copy says.
    Given,
    /// In a box that the copy did not ask for.
    Boxed,
    /// Its picture over the head, so that the head starts lower than its neighbour's.
    PictureFirst,
}

impl Dress {
    /// Whether a unit may be dressed so over so many columns.
    pub fn suits(self, unit: &Unit, columns: u16, layout: &Layout) -> bool {
        match self {
            Dress::Given => true,
            Dress::PictureFirst => {
                let shown = unit.kind == UnitKind::Story && picture::main(&unit.story.pictures).is_some();
                shown && !unit.enclosed() && columns <= 3 && layout.writing == Writing::Horizontal
            }
            Dress::Boxed => unit.kind != UnitKind::Briefs && !unit.enclosed() && unit.rank > 1 && columns <= 3,
        }
    }
}

/// What encloses a unit.
#[derive(Clone)]
pub enum Form {
    /// Nothing.
    Plain,
    /// A ruled box.
    Boxed,
    /// An upright head beside the text, in a ruled box unless the copy says `box = false`.
    Vertical(Rc<VerticalFit>),
    /// The head at the upper left over so many columns, text at its right and under it.
    Beside(u16),
    /// A tint, with a band when the story has a tag: height of the band.
    Panel {
        /// The layout's name of it.
        name: String,
        /// Height of the band; zero for none.
        band: Len,
    },
    /// The column of briefs under its band.
    Briefs,
}

/// Everything decided about a unit but its place.
#[derive(Clone)]
pub struct Plan {
    /// What encloses it.
    pub form: Form,
    /// Its inside.
    pub inner: Inner,
    /// Its head over the text.
    pub head: Option<Rc<HeadFit>>,
    /// Lines from the unit's top to its text or picture.
    pub head_lines: u16,
    /// Nothing but strip or box above: no rule.
    pub bare: bool,
    /// The text, composed.
    pub setting: Rc<Setting>,
    /// First atom set; the byline is left out where the head holds it.
    pub first: usize,
    /// One past the last atom set.
    pub end: usize,
    /// Atoms in columns; lines count from the foot of the head.
    pub poured: Poured,
    /// Lines of each column.
    pub heights: Vec<u16>,
    /// First line of each column, from the foot of the head.
    pub tops: Vec<u16>,
    /// Main picture: columns at the right and lines, credit and caption in.
    pub picture: Option<(u16, u16)>,
    /// It stands over the head.
    pub picture_first: bool,
    /// Lines of the row of further pictures.
    pub row: u16,
    /// Lines of the tables.
    pub table: u16,
    /// Where the story is cut, the notice stands: `Some(true)` on the last text line.
    pub jump: Option<bool>,
    /// Where the rest begins then.
    pub rest_at: Option<At>,
    /// Lines under the text to the unit's foot.
    pub foot: u16,
    /// Lines of white beyond the head's least.
    pub extra: u16,
    /// Lines that the paragraphs give (below zero) or take.
    pub loose: i32,
}

impl Plan {
    /// A text in its columns: with how each was filled, their lines and first lines. No head, no picture, no table.
    pub fn of(
        form: Form,
        inner: &Inner,
        text: &TextWay,
        (poured, heights, tops): (Poured, Vec<u16>, Vec<u16>),
    ) -> Plan {
        Plan {
            form,
            inner: inner.clone(),
            head: None,
            head_lines: 0,
            bare: false,
            setting: text.setting.clone(),
            first: text.first,
            end: text.end,
            poured,
            heights,
            tops,
            picture: None,
            picture_first: false,
            row: 0,
            table: 0,
            jump: text.jump,
            rest_at: text.rest_at,
            foot: 0,
            extra: 0,
            loose: text.loose,
        }
    }
    /// Size of the main head in half points; 0 for none.
    pub fn size(&self) -> u16 {
        let size = match (&self.form, &self.head) {
            (Form::Vertical(fit), _) => fit.size,
            (_, Some(head)) if !head.lines.is_empty() => head.size,
            _ => Len::ZERO,
        };
        u16::try_from(size.0 * 2 / Len::PT.0).unwrap_or(0)
    }
    /// What was chosen, in words: each step that was taken to close the page (newspaper 3.2, step 5).
    pub fn told(&self, dress: Dress) -> Vec<String> {
        let mut out = Vec::new();
        let mut say = |words: String| out.push(words);
        if let Some(head) = self.head.as_ref().filter(|h| !h.lines.is_empty()) {
            let mains = head.lines.iter().filter(|l| l.main).count();
            say(format!("head {} pt on {}", points(head.size), counted(mains as i64, "line")));
        }
        if let Form::Vertical(fit) = &self.form {
            say(format!("upright head {} pt", points(fit.size)));
        }
        if let Some((columns, lines)) = self.picture {
            let (columns, lines) = (counted(columns.into(), "column"), counted(lines.into(), "line"));
            say(format!("picture {columns} × {lines}"));
        }
        match dress {
            Dress::Given => {}
            Dress::Boxed => say("boxed, so that its head may meet another".into()),
            Dress::PictureFirst => say("picture over the head, so that it meets no other".into()),
        }
        if self.extra > 0 {
            say(format!("{} of white added at the head", counted(self.extra.into(), "line")));
        }
        if self.loose != 0 {
            let way = if self.loose > 0 { "looser" } else { "tighter" };
            say(format!("text {} {way}", counted(i64::from(self.loose.abs()), "line")));
        }
        if self.jump.is_some() {
            say("goes on on another page".into());
        }
        if !self.poured.level() {
            say("columns not level".into());
        } else if self.poured.white.last() == Some(&1) && self.poured.white.len() > 1 {
            say("last column one line short".into());
        }
        out
    }
    /// Lines from the unit's top to its head: a line of white and the picture, where that stands first.
    pub fn head_line(&self) -> u16 {
        self.picture.filter(|_| self.picture_first).map_or(0, |(_, lines)| lines + 1)
    }
}

/// `1 line`, `2 lines`.
fn counted(count: i64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A size in points, a half where there is one.
fn points(size: Len) -> String {
    let halves = size.0 * 2 / Len::PT.0;
    if halves % 2 == 0 { (halves / 2).to_string() } else { format!("{}.5", halves / 2) }
}

/// A plan with its height and cost.
#[derive(Clone)]
pub struct Choice {
    /// In lines of the grid.
    pub height: u16,
    /// Lower is better.
    pub cost: i64,
    /// What it is.
    pub plan: Rc<Plan>,
}

impl Choice {
    /// Fewest lines that [`Choice::cut_to`] can make of it.
    fn least(&self) -> u16 {
        self.height - self.plan.heights.iter().copied().min().unwrap_or(1) + 1
    }
    /// The same, cut to a height: text that does not fit is left over. `None` where not even a line fits.
    fn cut_to(&self, height: u16) -> Option<Choice> {
        let over = self.height.checked_sub(height)?;
        let plan = &self.plan;
        let least = plan.heights.iter().copied().min()?;
        if over >= least {
            return None;
        }
        let heights: Vec<u16> = plan.heights.iter().map(|h| h - over).collect();
        let poured = fill::pour(&plan.setting.atoms, plan.first..plan.end, &heights, 0);
        let plan = Plan { heights, end: poured.end, poured, ..(**plan).clone() };
        Some(Choice { height, cost: self.cost, plan: Rc::new(plan) })
    }
}

/// Text this deep in several columns without head, picture or crosshead is a grey area (灰版, N16).
pub const GREY: u16 = 45;

/// The first of the choices that hold the whole story, cut to a height: text is left over. A story that is cut for a
/// jump is not cut again.
pub fn cut_short(choices: &[Choice], height: u16) -> Option<Choice> {
    choices.iter().filter(|c| c.plan.jump.is_none()).find_map(|c| c.cut_to(height))
}

/// Fewest lines that [`cut_short`] can make.
pub fn least(choices: &[Choice]) -> u16 {
    let whole = choices.iter().find(|c| c.plan.jump.is_none()).map(Choice::least);
    whole.or_else(|| choices.first().map(|c| c.height)).unwrap_or(0)
}

/// At most so many heights of a unit at one width are kept.
const KEPT: usize = 32;

/// All useful variants of a unit at a width, by height, one a height: under strip or box, and under text.
pub fn choices(
    unit: &Unit,
    columns: u16,
    dress: Dress,
    shop: &Shop,
    art: &Art,
    report: &mut Report,
) -> [Vec<Choice>; 2] {
    if unit.vertical() {
        let mut upright = |bare: bool| {
            let mut out = Vec::new();
            upright::choices(unit, columns, bare, shop, report, &mut out);
            out.sort_by_key(|c| (c.height, c.cost));
            out.dedup_by_key(|c| c.height);
            out
        };
        let bare = upright(true);
        let ruled = if unit.story.unframed { upright(false) } else { bare.clone() };
        return [bare, ruled];
    }
    if beside::wanted(unit, columns, dress) {
        let both = [true, false].map(|bare| beside::choices(unit, columns, bare, shop, &mut *report));
        if both.iter().all(|choices| !choices.is_empty()) {
            return both;
        }
    }
    let ways = columns::ways(unit, columns, dress, shop).into_iter();
    let bodies: Vec<(Body, i64)> = ways.map(|(inner, cost)| (Body::of(unit, inner, dress, shop, art), cost)).collect();
    [true, false].map(|bare| {
        let over = |(body, cost): &(Body, i64)| {
            let choices = over_choices(unit, columns, (bare, dress), body, shop, &mut *report);
            choices.into_iter().map(|c| Choice { cost: c.cost + cost, ..c }).collect::<Vec<_>>()
        };
        cheapest(bodies.iter().flat_map(over).collect())
    })
}

/// One choice a height, the cheapest; in order of height, and not too many.
pub fn cheapest(mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.sort_by_key(|c| (c.height, c.cost));
    choices.dedup_by_key(|c| c.height);
    thin(&mut choices, |c| c.cost);
    choices
}

/// Leaves the cheapest of each so many neighbors, in the order they have: a page may need a story at any height, and
/// one that can be cut at every sentence is cheapest at heights that lie close together.
fn thin<T>(choices: &mut Vec<T>, cost: impl Fn(&T) -> i64) {
    let each = choices.len().div_ceil(KEPT);
    let mut kept = Vec::with_capacity(KEPT);
    let mut rest = std::mem::take(choices).into_iter();
    loop {
        let some: Vec<T> = rest.by_ref().take(each.max(1)).collect();
        match some.into_iter().min_by_key(&cost) {
            Some(choice) => kept.push(choice),
            None => break,
        }
    }
    *choices = kept;
}

/// Where the head's parts lie: white above it, its least lines, lines added at the foot.
struct Frame {
    form: Form,
    above: Len,
    foot: u16,
}

fn frame(unit: &Unit, (bare, dress): (bool, Dress), shop: &Shop) -> Frame {
    let rules = &shop.layout.headline;
    let pitch = shop.layout.grid.pitch;
    if unit.kind == UnitKind::Briefs {
        return Frame { form: Form::Briefs, above: Len::ZERO, foot: 0 };
    }
    if let Some(name) = unit.panel(shop) {
        let panel = &shop.layout.panels[&name];
        let lines = unit.story.tag.as_ref().map_or(0, |t| t.plain().split([' ', '\u{3000}', '\n']).count().min(2));
        let band = match lines {
            0 => Len::ZERO,
            1 => shop.layout.tag.height.0,
            _ => shop.layout.tag.height.1,
        };
        let foot = (panel.bottom + panel_gap(shop)).div_ceil(pitch) as u16;
        return Frame { above: panel_gap(shop) + band + Len::PT * 11, form: Form::Panel { name, band }, foot };
    }
    if unit.boxed(dress) {
        let top = pitch.scale(i64::from(shop.layout.boxed.top), 10);
        return Frame { form: Form::Boxed, above: box_gap(shop) + top, foot: box_foot(shop) };
    }
    let above =
        if bare { rules.without_rule } else { rules.after_text + shop.layout.rules.thickness + rules.before_kicker };
    Frame { form: Form::Plain, above, foot: 0 }
}

/// White between a panel and what stands above or below it.
pub fn panel_gap(shop: &Shop) -> Len {
    shop.layout.grid.pitch.scale(4, 10)
}
/// White between a box and what stands above or below it.
pub fn box_gap(shop: &Shop) -> Len {
    shop.layout.grid.pitch.scale(45, 100)
}
/// Lines between a box's text and what stands below it.
pub fn box_foot(shop: &Shop) -> u16 {
    let pitch = shop.layout.grid.pitch;
    (pitch.scale(i64::from(shop.layout.boxed.bottom), 10) + box_gap(shop)).div_ceil(pitch) as u16
}

/// Head heights may miss whole lines by so much; the white above the rule gives it (10 pt, 8 where it is tight).
const HEAD_GIVE: Len = Len(2 * Len::PT.0);

/// What stands under a head at one width: pictures, rows, texts and how they pour.
struct Body {
    inner: Inner,
    pictures: Vec<(Option<(u16, u16)>, i64)>,
    rows: Vec<(u16, i64)>,
    texts: Vec<TextWay>,
    table: u16,
    /// Picture, text, and the pouring of the one beside the other.
    pours: Vec<(usize, usize, Pour)>,
}

/// What it costs that a table is larger than its story's columns.
const TIGHT: i64 = 6000;

impl Body {
    fn of(unit: &Unit, inner: Inner, dress: Dress, shop: &Shop, art: &Art) -> Body {
        let count = inner.xs.len() as u16;
        let shown = if unit.kind == UnitKind::Story { &unit.story.pictures[..] } else { &[] };
        let pictures = match picture::main(shown) {
            None => vec![(None, 0)],
            Some(main) => main_pictures(main, &inner, count, shop, art),
        };
        let first = dress == Dress::PictureFirst;
        let pictures: Vec<_> =
            pictures.into_iter().filter(|(p, _)| !first || p.is_some_and(|p| p.0 >= count)).collect();
        let rows = match shown {
            [_, ..] if !picture::row(shown, shop).is_empty() => {
                picture::row_lines(&picture::row(shown, shop), inner.width, shop, art)
            }
            _ => vec![(0, 0)],
        };
        let texts = texts(unit, &inner, 0, shop);
        let table = unit.flow.tables.iter().map(|(_, t)| table::lines(t, shop)).sum();
        let (from, to) = inner.one_side(inner.left, inner.left + inner.width);
        let tight = unit.flow.tables.iter().any(|(_, t)| table::least(t, shop) > to - from);
        let pictures: Vec<_> =
            pictures.into_iter().map(|(p, cost)| (p, cost + if tight { TIGHT } else { 0 })).collect();
        let inserted = picture::inserted(shown, shop).map(|p| picture::inserted_lines(p, &inner, shop, art));
        let mut pours = Vec::new();
        let narrow = picture::narrow_sizes(shown, shop, art);
        if uneven::wanted(&inner, &narrow) {
            let mut set = Vec::new();
            for text in &texts {
                for (p, (picture, _)) in pictures.iter().enumerate() {
                    let under = ways::Frame::of(*picture, inserted, count);
                    for (way, pour) in uneven::pours(unit, &inner, text, &under, &narrow, shop) {
                        pours.push((p, set.len(), if first { pour.dropped(0) } else { pour }));
                        set.push(way);
                    }
                }
            }
            // Where a single picture finds no place so, it still does beside the first lines.
            if !set.is_empty() || narrow.len() > 1 {
                return Body { inner, pictures, rows, texts: set, table, pours };
            }
        }
        for (t, text) in texts.iter().enumerate() {
            let mut under: Option<Vec<Pour>> = None;
            for (p, (picture, _)) in pictures.iter().enumerate() {
                // Under a picture over all columns the text pours alike, however deep the picture.
                let full = picture.is_none_or(|(columns, _)| columns >= count);
                let poured = match (&under, full, picture) {
                    (Some(poured), true, Some((_, lines))) if inserted.is_none() => {
                        poured.iter().map(|p| p.dropped(*lines)).collect()
                    }
                    _ => text.pours(*picture, inserted, count),
                };
                if full && under.is_none() {
                    under = Some(poured.clone());
                }
                pours.extend(poured.into_iter().map(|pour| (p, t, if first { pour.dropped(0) } else { pour })));
            }
        }
        Body { inner, pictures, rows, texts, table, pours }
    }
}

impl Body {
    /// Lines of a picture that stands over the head, white above it included.
    fn over(&self, picture: usize, dress: Dress) -> u16 {
        self.pictures[picture].0.filter(|_| dress == Dress::PictureFirst).map_or(0, |(_, lines)| lines + 1)
    }
}

/// What it costs that a picture stands over its story's head.
const PICTURE_FIRST: i64 = 60;

/// A variant before its plan is written out: numbers into [`Body`] and the heads.
#[derive(Clone, Copy)]
struct Draft {
    cost: i64,
    head: usize,
    pour: usize,
    row: usize,
    extra: u16,
}

fn over_choices(
    unit: &Unit,
    columns: u16,
    (bare, dress): (bool, Dress),
    body: &Body,
    shop: &Shop,
    report: &mut Report,
) -> Vec<Choice> {
    let frame = frame(unit, (bare || dress == Dress::PictureFirst, dress), shop);
    let heads = heads(unit, columns, &frame, &body.inner, shop, report);
    // A tint may be a little deeper than its text; an open story shows white only around its head.
    let deepest = match frame.form {
        Form::Briefs => 8,
        Form::Panel { .. } => shop.layout.makeup.head_white * 2,
        _ => shop.layout.makeup.head_white,
    };
    let count = body.inner.xs.len() as u16;
    let mut best: std::collections::BTreeMap<u16, Draft> = std::collections::BTreeMap::new();
    for (number, (picture, text, pour)) in body.pours.iter().enumerate() {
        let over = body.over(*picture, dress);
        let beside = body.pictures[*picture].0.filter(|_| over == 0);
        let lines = over + body_lines(&pour.heights, &pour.tops, beside) + body.table + frame.foot;
        let cost = i64::from(over.min(1)) * PICTURE_FIRST
            + body.pictures[*picture].1
            + body.texts[*text].cost
            + pour.cost
            + shape_cost(unit, pour.lines, count, shop);
        for (h, (_, head_lines, head_cost)) in heads.iter().enumerate() {
            for (r, (row, row_cost)) in body.rows.iter().enumerate() {
                for extra in 0..=deepest {
                    let height = lines + head_lines + row + extra;
                    let cost = cost + head_cost + row_cost + 6 * i64::from(extra) * i64::from(extra);
                    let draft = Draft { cost, head: h, pour: number, row: r, extra };
                    let kept = best.entry(height).or_insert(draft);
                    if draft.cost < kept.cost {
                        *kept = draft;
                    }
                }
            }
        }
    }
    // Of what is deeper than any page only the least is of use, to be cut; it must not push out what fits.
    let page = shop.layout.grid.lines;
    if best.keys().any(|&height| height <= page) {
        let whole = |draft: &Draft| body.texts[body.pours[draft.pour].1].jump.is_none();
        let least = best.iter().find(|(height, draft)| **height > page && whole(draft)).map(|(height, _)| *height);
        best.retain(|height, _| *height <= page || Some(*height) == least);
    }
    let mut kept: Vec<(u16, Draft)> = best.into_iter().collect();
    thin(&mut kept, |(_, draft)| draft.cost);
    let plan = |draft: Draft| {
        let (picture, text, pour) = &body.pours[draft.pour];
        let (head, head_lines, _) = &heads[draft.head];
        let columns = (pour.poured.clone(), pour.heights.clone(), pour.tops.clone());
        Rc::new(Plan {
            head: head.clone(),
            head_lines: body.over(*picture, dress) + head_lines + draft.extra,
            bare,
            picture: body.pictures[*picture].0,
            picture_first: body.over(*picture, dress) > 0,
            row: body.rows[draft.row].0,
            table: body.table,
            foot: frame.foot,
            extra: draft.extra,
            ..Plan::of(frame.form.clone(), &body.inner, &body.texts[*text], columns)
        })
    };
    kept.into_iter().map(|(height, draft)| Choice { height, cost: draft.cost, plan: plan(draft) }).collect()
}

/// The heads that fit, the lines each takes with the white above and below, and what it costs.
type Heads = Vec<(Option<Rc<HeadFit>>, u16, i64)>;

fn heads(unit: &Unit, columns: u16, frame: &Frame, inner: &Inner, shop: &Shop, report: &mut Report) -> Heads {
    let pitch = shop.layout.grid.pitch;
    if unit.kind == UnitKind::Briefs {
        return vec![(None, (shop.layout.briefs.band + Len::PT * 6).div_ceil(pitch) as u16, 0)];
    }
    let brief = HeadBrief {
        story: unit.story,
        from_line: unit.from_line.as_ref(),
        tag_line: unit.tag_line(shop),
        rank: unit.rank,
        columns,
        width: inner.width,
        crossed: inner.fold.is_some(),
        face: "headline",
    };
    let lines = |fit: &HeadFit| {
        let white = if fit.lines.is_empty() { Len::ZERO } else { shop.layout.headline.before_text - HEAD_GIVE };
        (frame.above + fit.height + white).div_ceil(pitch) as u16
    };
    let fits = head::fits(brief, shop, report).into_iter();
    fits.map(|fit| (lines(&fit), fit.cost, Rc::new(fit))).map(|(lines, cost, fit)| (Some(fit), lines, cost)).collect()
}

fn body_lines(heights: &[u16], tops: &[u16], picture: Option<(u16, u16)>) -> u16 {
    let text = heights.iter().zip(tops).map(|(h, t)| h + t).max().unwrap_or(0);
    text.max(picture.map_or(0, |(_, lines)| lines))
}

/// Columns that are very short look like a label, very long ones are grey (N16); a lead wants width.
pub fn shape_cost(unit: &Unit, k: u16, count: u16, shop: &Shop) -> i64 {
    if unit.kind == UnitKind::Briefs {
        return 0;
    }
    let short = i64::from(6u16.saturating_sub(k)) * 12;
    let long = if count > 1 { i64::from(k.saturating_sub(34)) * 4 } else { i64::from(k.saturating_sub(28)) * 10 };
    // Half a page of columns; of tiers, which are low, a third is a lead's due.
    let part = if shop.layout.writing == Writing::Vertical { 3 } else { 2 };
    let wide = shop.layout.grid.columns / part + 1;
    // What N16 calls a grey area is worse than a line or two too many.
    let grey = if count > 1 && k > GREY && !unit.relieved() { 300 } else { 0 };
    let narrow = if unit.rank == 1 { i64::from(wide.saturating_sub(count)) * 60 } else { 0 };
    short + long + grey + narrow
}

/// Widths and heights that the main picture may take.
fn main_pictures(
    main: &crate::model::story::StoryPicture,
    inner: &Inner,
    count: u16,
    shop: &Shop,
    art: &Art,
) -> Vec<(Option<(u16, u16)>, i64)> {
    let mut out = Vec::new();
    let down = shop.layout.writing == Writing::Vertical;
    let widths: Vec<u16> = match count {
        _ if main.columns.is_some() => vec![main.columns.unwrap_or(count).min(count)],
        1..=2 => vec![count],
        // Tiers are many and low: a picture takes two to four of them, whatever the head spans.
        n if down => (2..=n.min(4)).rev().collect(),
        // The picture of a story across the spine of a spread stands across it too.
        n if inner.fold.is_some() => {
            let right = inner.fold.map_or(0, |fold| inner.xs.iter().filter(|x| **x > fold).count() as u16);
            let mut widths = vec![n, n - 1, n / 2 + 1, right + 1, right + 2];
            widths.retain(|width| (right + 1..=n).contains(width));
            widths.sort_unstable_by(|a, b| b.cmp(a));
            widths.dedup();
            widths
        }
        n => vec![n, n - 1],
    };
    for columns in widths {
        let width = picture::width(inner, columns);
        let left = picture::left(inner, columns);
        let (from, to) = inner.one_side(left, left + width);
        for (lines, cost) in picture::main_lines(main, (width, to - from), shop, art) {
            out.push((Some((columns, lines)), cost));
        }
    }
    if out.is_empty() {
        out.push((Some((count, 12)), 500));
    }
    out
}
