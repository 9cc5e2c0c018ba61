//! A story as a flow of parts to pour into columns.
//!
//! In: a story, shaped once. Out: [`Flow`], and for each measure a [`Setting`]: lines as atoms with the
//! white they want and the company they keep. Does not know: where on the page.

use crate::compose::{self, Galley, Steps};
use crate::diag::{Diagnostic, Report};
use crate::geom::{Em, Len};
use crate::ids::StoryId;
use crate::makeup::jumps::{self, At};
use crate::makeup::notice;
use crate::makeup::uneven::Narrow;
use crate::model::layout::Layout;
use crate::model::story::{Block, Marks, Run, Story, Table, Text};
use crate::model::style::{Style, Writing};
use crate::text::{ShapedPara, Shaper};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What a part of the flow is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Who wrote it.
    Byline,
    /// A paragraph or an item of a list.
    Para,
    /// A heading inside the text (小标题).
    Crosshead,
    /// A lifted sentence (引文).
    Quote,
    /// The head of an item in the column of briefs.
    BriefHead,
}

/// One paragraph of the flow.
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Shaped.
    pub para: Arc<ShapedPara>,
    /// The style it is set in.
    pub style: Style,
    /// Number of the block in its story.
    pub block: u32,
    /// Whose text it is: in the column of briefs, the item's.
    pub story: StoryId,
    /// Where the rest begins when the story is cut after this part; `None` where it must not be.
    pub cut: Option<At>,
}

/// A story, shaped, ready to be composed at any measure.
#[derive(Default)]
pub struct Flow {
    /// In order; then the front halves of parts that may be parted.
    pub parts: Vec<Part>,
    /// For each front half at the end of `parts`, the part that it is of.
    pub halves: Vec<usize>,
    /// Tables, which span the story's columns under its text: block number and table.
    pub tables: Vec<(u32, Table)>,
    /// The place that a picture narrower than a column takes beside the first lines.
    pub notch: Option<Notch>,
    cache: RefCell<BTreeMap<GalleyKey, Option<Arc<Galley>>>>,
    /// Parts composed at several measures.
    stepped: RefCell<Stepped>,
}

/// A length in ems of a size.
pub fn in_ems(length: Len, size: Len) -> Em {
    Em(length.0 * Em::ONE.0 / size.0.max(1))
}

/// Galleys by part and measures.
type Stepped = BTreeMap<(usize, Steps), Option<Arc<Galley>>>;

/// Part, measure and looseness of a galley, and how many of its first lines stand beside the notch.
type GalleyKey = (usize, Em, i32, u16);

/// What a picture narrower than a column takes at the right of a flow's first lines, under its byline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notch {
    /// Lines of the grid.
    pub lines: u16,
    /// The picture and the white beside it.
    pub width: Len,
}

/// Text beside a picture is at least so many characters wide.
pub const LEAST_BESIDE: i64 = 4;

/// One line, or one piece that is not parted, with its needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Atom {
    /// Which part.
    pub part: u16,
    /// Which line of its galley (0 for pieces).
    pub line: u16,
    /// Lines of the grid it takes.
    pub height: u16,
    /// White lines above, unless it opens a column.
    pub before: u16,
    /// Must not end a column: so many atoms stay with it.
    pub with_next: u16,
    /// First line of a paragraph of several lines.
    pub opens: bool,
    /// Last line of a paragraph of several lines, and shorter than half the measure.
    pub short_end: bool,
    /// Last line of its part.
    pub ends: bool,
}

/// A flow composed at one measure.
#[derive(Clone)]
pub struct Setting {
    /// Of each part.
    pub galleys: Vec<Arc<Galley>>,
    /// In order.
    pub atoms: Vec<Atom>,
    /// How much worse its paragraphs are set than at their best, in fiftieths of the unit of typography R12.1: two
    /// a line for a tenth of an em in every gap.
    pub strain: i64,
    /// Lines that stand beside a picture, under the byline: the first column holds them all.
    pub notch: Option<Range<u16>>,
    /// How many lines of each part are meant to stand there.
    besides: Vec<u16>,
    /// Pictures narrower than a column, where they are not the one that `notch` is about.
    pub narrow: Vec<Narrow>,
}

impl Setting {
    /// Lines that atoms `..end` take in one column.
    pub fn lines(&self, end: usize) -> u32 {
        let atoms = &self.atoms[..end.min(self.atoms.len())];
        atoms.iter().enumerate().map(|(i, a)| u32::from(a.height) + if i == 0 { 0 } else { u32::from(a.before) }).sum()
    }
}

/// Everything that a story's flow is shaped with.
pub struct Shop<'a> {
    /// The layout.
    pub layout: &'a Layout,
    /// The shaper.
    pub shaper: &'a Shaper<'a>,
    /// What has been shaped already.
    shaped: RefCell<Vec<Shaped>>,
}

/// A small text in a style: shaped, and what the shaper said of it.
struct Shaped {
    text: Text,
    style: Style,
    para: Arc<ShapedPara>,
    said: Vec<Diagnostic>,
    /// Its best divisions into so many lines, as far as they have been asked for.
    splits: BTreeMap<u8, Option<Split>>,
}

/// A paragraph in lines: which clusters, how wide.
pub type Split = Vec<(Range<u32>, Em)>;

impl<'a> Shop<'a> {
    /// Of a layout and its shaper.
    pub fn new(layout: &'a Layout, shaper: &'a Shaper<'a>) -> Shop<'a> {
        Shop { layout, shaper, shaped: RefCell::default() }
    }
    /// A style of the layout by name; `body` where the layout lacks it (the reader reports that). On a vertical
    /// page what stands on the lattice runs down, whatever the style says.
    pub fn style(&self, name: &str) -> Style {
        let mut style = self.printed_style(name);
        if self.layout.writing == Writing::Vertical {
            style.para.writing = Writing::Vertical;
        }
        style
    }
    /// A style of the layout as it is, for what may read across a vertical page: furniture, captions, tables.
    pub fn printed_style(&self, name: &str) -> Style {
        let styles = &self.layout.styles;
        styles.get(name).or_else(|| styles.get("body")).cloned().unwrap_or_else(|| fallback_style(name))
    }
    /// Shapes text in a style. Heads and captions are asked for at every width and height that is tried, so they are
    /// kept; there are a few dozen of them on a page.
    pub fn shape(&self, text: &Text, style: &Style, report: &mut Report) -> Arc<ShapedPara> {
        let mut shaped = self.shaped.borrow_mut();
        let known = match shaped.iter().position(|s| s.text == *text && s.style == *style) {
            Some(known) => known,
            None => {
                let mut own = Report::default();
                let para = Arc::new(self.shaper.shape(text, style, &mut own));
                shaped.push(Shaped {
                    text: text.clone(),
                    style: style.clone(),
                    para,
                    said: own.diagnostics,
                    splits: BTreeMap::new(),
                });
                shaped.len() - 1
            }
        };
        report.diagnostics.extend(shaped[known].said.iter().cloned());
        shaped[known].para.clone()
    }
    /// The best division of a head at sense breaks. Kept with what was shaped: at every width and size it is the same.
    pub fn split(&self, para: &Arc<ShapedPara>, lines: u8) -> Option<Split> {
        let best = || compose::head_splits(para, lines).into_iter().next();
        let mut shaped = self.shaped.borrow_mut();
        match shaped.iter_mut().find(|s| Arc::ptr_eq(&s.para, para)) {
            Some(known) => known.splits.entry(lines).or_insert_with(best).clone(),
            None => best(),
        }
    }
}

/// A layout without a body style still shows its copy.
fn fallback_style(name: &str) -> Style {
    Style {
        name: name.to_string(),
        face: "song".into(),
        weight: 400,
        size: Len::PT * 10,
        pitch: Len::PT * 14,
        tracking: 0,
        shift: Len::ZERO,
        paint: crate::ink::Paint::TEXT,
        para: crate::model::style::ParaStyle::default(),
    }
}

/// A run that the engine makes, in a style of the layout.
fn made_run(text: impl Into<String>, style: &str) -> Run {
    Run { text: text.into(), marks: Marks { style: Some(style.into()), ..Marks::default() }, span: None }
}

impl Flow {
    /// The flow of a story: byline, dateline and text, references at the end. `cut` when it may be continued, and
    /// where it must be cut then, if a page in print relies on that.
    pub fn of(story: &Story, see_pages: &[String], cut: Option<Option<At>>, shop: &Shop, report: &mut Report) -> Flow {
        let mut flow = Flow::default();
        if !story.byline.is_empty() {
            let style = shop.style("byline");
            flow.push(PartKind::Byline, &notice::byline(story, &shop.layout.byline), style, 0, story.id, shop, report);
        }
        flow.push_blocks(story, At::default(), see_pages, cut, shop, report);
        flow
    }

    /// The rest of a story after a jump, without dateline or byline; `cut` as in [`Flow::of`].
    pub fn rest(
        story: &Story,
        from: At,
        see_pages: &[String],
        cut: Option<Option<At>>,
        shop: &Shop,
        report: &mut Report,
    ) -> Flow {
        let mut flow = Flow::default();
        flow.push_blocks(story, from, see_pages, cut, shop, report);
        flow
    }

    /// The parts without the front halves.
    pub fn whole(&self) -> &[Part] {
        &self.parts[..self.parts.len() - self.halves.len()]
    }

    /// Several short items, one under the other (简讯).
    pub fn briefs(stories: &[(&Story, Vec<String>)], shop: &Shop, report: &mut Report) -> Flow {
        let mut flow = Flow::default();
        for (story, see_pages) in stories {
            for head in &story.headline {
                let style = shop.style("brief_head");
                flow.push(PartKind::BriefHead, head, style, 0, story.id, shop, report);
            }
            flow.push_blocks(story, At::default(), see_pages, None, shop, report);
            if !story.byline.is_empty() {
                let text = notice::byline(story, &shop.layout.byline);
                flow.push(PartKind::Byline, &text, shop.style("byline"), 0, story.id, shop, report);
            }
        }
        flow
    }

    fn push_blocks(
        &mut self,
        story: &Story,
        from: At,
        see: &[String],
        cut: Option<Option<At>>,
        shop: &Shop,
        report: &mut Report,
    ) {
        let last_para = story.blocks.iter().rposition(|b| matches!(b, Block::Para(_)));
        let mut dateline = story.dateline.as_ref().filter(|_| from == At::default());
        let cuts = if cut.is_some() { jumps::cuts(story) } else { Vec::new() };
        let kept = cut.flatten();
        let mut halves: Vec<(usize, Text, Style, At)> = Vec::new();
        for (i, block) in story.blocks.iter().enumerate().skip(from.block as usize) {
            let number = i as u32;
            match block {
                Block::Para(text) => {
                    let start = if number == from.block { from.byte } else { 0 };
                    let mut style = shop.style("body");
                    let mut whole = jumps::split(text, start).1;
                    if start > 0 {
                        // What goes on in the middle of a paragraph does not look like a new one.
                        style.para.indent = Em::ZERO;
                        style.para.indent_auto = false;
                    }
                    let gap = &shop.layout.byline.after_dateline;
                    let front = dateline.take().map(|line| dateline_runs(line, gap)).unwrap_or_default();
                    let kept = kept.filter(|at| at.block == number).map(|at| at.byte);
                    let inside = cuts.get(i).map(|c| c.inside.as_slice()).unwrap_or_default();
                    for &byte in inside.iter().chain(&kept).filter(|&&b| b > start) {
                        let mut half = jumps::split(&whole, byte - start).0;
                        half.runs.splice(0..0, front.iter().cloned());
                        halves.push((self.parts.len(), half, style.clone(), At { block: number, byte }));
                    }
                    whole.runs.splice(0..0, front);
                    if last_para == Some(i) {
                        for page in see {
                            let words = shop.layout.notices.see.replace("{page}", page);
                            whole.runs.push(made_run(words, "see"));
                        }
                    }
                    self.push(PartKind::Para, &whole, style, number, story.id, shop, report);
                }
                Block::List(items) => {
                    for item in items {
                        let mut text = item.clone();
                        text.runs.insert(0, Run { text: "●".into(), ..Run::default() });
                        self.push(PartKind::Para, &text, shop.style("list"), number, story.id, shop, report);
                    }
                }
                Block::Crosshead(text) => {
                    self.push(PartKind::Crosshead, text, shop.style("crosshead"), number, story.id, shop, report);
                }
                Block::PullQuote(text) => {
                    self.push(PartKind::Quote, text, shop.style("pull_quote"), number, story.id, shop, report);
                }
                Block::Table(table) => self.tables.push((number, table.clone())),
            }
            let next = At { block: number + 1, byte: 0 };
            if (cuts.get(i).is_some_and(|c| c.after) || kept == Some(next))
                && let Some(part) = self.parts.last_mut().filter(|p| p.block == number && p.kind == PartKind::Para)
            {
                part.cut = Some(next);
            }
        }
        for (part, text, style, at) in halves {
            self.push(PartKind::Para, &text, style, at.block, story.id, shop, &mut Report::default());
            self.halves.push(part);
            if let Some(half) = self.parts.last_mut() {
                half.cut = Some(at);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn push(
        &mut self,
        kind: PartKind,
        text: &Text,
        style: Style,
        block: u32,
        story: StoryId,
        shop: &Shop,
        report: &mut Report,
    ) {
        let para = Arc::new(shop.shaper.shape(text, &style, report));
        self.parts.push(Part { kind, para, style, block, story, cut: None });
    }

    /// The galley of a part, `beside` lines of it beside the notch; `None` when that looseness cannot be had.
    fn galley(&self, part: usize, width: Len, looseness: i32, beside: u16) -> Option<Arc<Galley>> {
        let Part { kind, para, style, .. } = &self.parts[part];
        let in_ems = |length: Len| in_ems(length, style.size);
        let measure = in_ems(width);
        let key = (part, measure, looseness, beside);
        if let Some(found) = self.cache.borrow().get(&key) {
            return found.clone();
        }
        let galley = match (looseness, self.notch.filter(|_| beside > 0)) {
            (0, None) => compose::galley(para, measure, 0),
            (0, Some(notch)) => {
                let cut = compose::Notch { lines: u32::from(beside), by: in_ems(notch.width) };
                // What is set in one piece, and what cannot be parted at the picture's foot, stays short.
                let parted = matches!(kind, PartKind::Para | PartKind::Byline);
                let parted = if parted { compose::notched(para, measure, cut) } else { None };
                parted.or_else(|| compose::galley(para, measure - cut.by, 0))
            }
            _ => self.galley(part, width, 0, 0).and_then(|natural| compose::beside(para, &natural, looseness)),
        };
        let galley = galley.map(Arc::new);
        self.cache.borrow_mut().insert(key, galley.clone());
        galley
    }

    /// A part composed at several measures.
    pub fn stepped(&self, part: usize, steps: &Steps) -> Option<Arc<Galley>> {
        let key = (part, steps.clone());
        if let Some(found) = self.stepped.borrow().get(&key) {
            return found.clone();
        }
        let galley = compose::stepped(&self.parts[part].para, steps).map(Arc::new);
        self.stepped.borrow_mut().insert(key, galley.clone());
        galley
    }

    /// Galleys of the first parts as they are, none of them beside a picture.
    pub fn set(&self, galleys: Vec<Arc<Galley>>, layout: &Layout) -> Setting {
        let (atoms, besides) = (self.atoms(&galleys, layout), vec![0; galleys.len()]);
        Setting { galleys, atoms, strain: 0, notch: None, besides, narrow: Vec::new() }
    }

    /// The flow composed at a width, paragraphs together `looseness` lines longer or shorter than their best.
    ///
    /// `turn` chooses among the ways to spend the looseness: the same total, other paragraphs.
    pub fn setting(&self, width: Len, looseness: i32, turn: usize, layout: &Layout) -> Option<Setting> {
        let step = looseness.signum();
        let mut base = Vec::with_capacity(self.parts.len());
        let mut offers = Vec::new();
        let mut besides = Vec::with_capacity(self.parts.len());
        let (mut beside, mut above) = (self.notch.map_or(0, |notch| notch.lines), 0);
        if self.notch.is_some_and(|notch| width - notch.width < layout.grid.body * LEAST_BESIDE) {
            return None;
        }
        for part in 0..self.whole().len() {
            let byline = self.parts[part].kind == PartKind::Byline;
            besides.push(if byline { 0 } else { beside });
            let natural = self.galley(part, width, 0, besides[part])?;
            if byline && beside > 0 {
                above += natural.lines.len() as u16;
            } else if beside > 0 {
                // Paragraphs beside a picture keep their lines, or those after them would stand elsewhere.
                let white = u16::from(self.parts[part].kind == PartKind::Crosshead && part > 0);
                beside = beside.saturating_sub(white + self.lines(part, &natural, layout));
            } else if step != 0
                && self.parts[part].kind == PartKind::Para
                && let Some(changed) = self.galley(part, width, step, 0)
            {
                offers.push((changed.cost - natural.cost, part, changed));
            }
            base.push(natural);
        }
        let wanted = looseness.unsigned_abs() as usize;
        offers.sort_by_key(|(cost, part, _)| (*cost, *part));
        if offers.len() < wanted + turn {
            return None;
        }
        let mut strain = 0;
        for (cost, part, galley) in offers.into_iter().skip(turn).take(wanted) {
            strain += cost.max(0) / 20_000;
            base[part] = galley;
        }
        let atoms = self.atoms(&base, layout);
        let notch = self.notch.map(|notch| above..above + notch.lines);
        Some(Setting { galleys: base, atoms, strain, notch, besides, narrow: Vec::new() })
    }

    /// Lines of the grid that a part takes, white above it left out.
    pub fn lines(&self, part: usize, galley: &Galley, layout: &Layout) -> u16 {
        let Part { kind, style, .. } = &self.parts[part];
        let count = galley.lines.len();
        let own = || (style.pitch * count as i64).div_ceil(layout.grid.pitch) as u16;
        match kind {
            PartKind::Quote => own() + 1,
            PartKind::Crosshead | PartKind::BriefHead => own(),
            PartKind::Byline | PartKind::Para => count as u16,
        }
    }

    /// A setting that ends with the front half of a part, and one past its last atom.
    pub fn parted(&self, whole: &Setting, half: usize, width: Len, layout: &Layout) -> Option<Setting> {
        let part = *self.halves.get(half)?;
        let number = self.whole().len() + half;
        let mut galleys = whole.galleys.clone();
        for earlier in galleys.len()..=number {
            let beside = self.halves.get(earlier - self.whole().len()).map_or(0, |&of| whole.besides[of]);
            galleys.push(self.galley(earlier, width, 0, beside)?);
        }
        let mut atoms: Vec<Atom> = whole.atoms.iter().take_while(|a| usize::from(a.part) < part).copied().collect();
        self.atoms_of(number, &galleys[number], layout, &mut atoms);
        let (notch, besides) = (whole.notch.clone(), whole.besides.clone());
        Some(Setting { galleys, atoms, strain: 0, notch, besides, narrow: Vec::new() })
    }

    fn atoms(&self, galleys: &[Arc<Galley>], layout: &Layout) -> Vec<Atom> {
        let mut atoms: Vec<Atom> = Vec::new();
        for (i, galley) in galleys.iter().enumerate() {
            self.atoms_of(i, galley, layout, &mut atoms);
        }
        atoms
    }

    fn atoms_of(&self, i: usize, galley: &Galley, layout: &Layout, atoms: &mut Vec<Atom>) {
        let part = &self.parts[i];
        let count = galley.lines.len() as u16;
        let first = atoms.is_empty();
        match part.kind {
            PartKind::Quote => atoms.push(piece(i, self.lines(i, galley, layout), 0, 0)),
            PartKind::Crosshead | PartKind::BriefHead => {
                atoms.push(piece(i, self.lines(i, galley, layout), u16::from(!first), 2));
            }
            PartKind::Byline | PartKind::Para => {
                for (n, line) in galley.lines.iter().enumerate() {
                    let n = n as u16;
                    let last = n + 1 == count;
                    atoms.push(Atom {
                        part: i as u16,
                        line: n,
                        height: 1,
                        before: 0,
                        with_next: if part.kind == PartKind::Byline && last { 2 } else { 0 },
                        opens: count > 1 && n == 0,
                        short_end: count > 1 && last && line.set * 2 < galley.measure,
                        ends: last,
                    });
                }
            }
        }
    }
}

fn piece(part: usize, height: u16, before: u16, with_next: u16) -> Atom {
    let part = part as u16;
    Atom { part, line: 0, height, before, with_next, opens: false, short_end: false, ends: true }
}

/// 本报讯 in its style, and what the layout sets between it and the text: one character's blank, or nothing
/// after 【本報訊】.
fn dateline_runs(line: &Text, after: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = line.runs.clone();
    for run in &mut runs {
        run.marks.style = Some("dateline".into());
    }
    if !after.is_empty() {
        runs.push(Run { text: after.into(), ..Run::default() });
    }
    runs
}
