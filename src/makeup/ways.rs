//! The ways to set a unit's text: looser or tighter, whole or cut, in columns beside or under a picture.
//!
//! In: a unit and the inside of its frame. Out: texts with their price, and how each pours. Does not know: heads, where
//! on the page.

use crate::makeup::columns::Inner;
use crate::makeup::fill::{self, Poured};
use crate::makeup::flow::{Atom, Setting, Shop};
use crate::makeup::jumps::At;
use crate::makeup::measure::{Unit, UnitKind};
use crate::makeup::picture;
use crate::model::story::Jump;
use std::rc::Rc;

/// A text that may be set: which atoms, how composed.
#[derive(Clone)]
pub struct TextWay {
    /// Its lines.
    pub setting: Rc<Setting>,
    /// First atom.
    pub first: usize,
    /// One past the last atom.
    pub end: usize,
    /// Cut for a jump; the notice stands on the last line.
    pub jump: Option<bool>,
    /// Where the rest begins then.
    pub rest_at: Option<At>,
    /// What it costs.
    pub cost: i64,
    /// Lines that its paragraphs give (below zero) or take.
    pub loose: i32,
}

/// A text in columns.
#[derive(Clone)]
pub struct Pour {
    /// Lines of the columns under the picture.
    pub lines: u16,
    /// Which atom stands where.
    pub poured: Poured,
    /// Lines of each column.
    pub heights: Vec<u16>,
    /// First line of each column.
    pub tops: Vec<u16>,
    /// What columns that are not level, and lone lines, cost.
    pub cost: i64,
}

impl Pour {
    /// The same under a picture over all columns that is so many lines deep.
    pub fn dropped(&self, picture: u16) -> Pour {
        Pour { tops: vec![picture; self.tops.len()], ..self.clone() }
    }
}

/// What a text pours into: columns beside a picture and under it, one of them under an inserted picture.
pub struct Frame {
    count: u16,
    /// Columns at the picture's left, and how deep it is.
    beside: u16,
    drop: u16,
    /// The inserted picture's column and its lines.
    inserted: (usize, u16),
}

impl Frame {
    /// Of so many columns.
    pub fn of(picture: Option<(u16, u16)>, inserted: Option<u16>, count: u16) -> Frame {
        let (beside, drop) = match picture {
            Some((columns, lines)) if columns < count => (count - columns, lines),
            Some((_, lines)) => (0, lines),
            None => (0, 0),
        };
        Frame { count, beside, drop, inserted: (picture::inserted_column(picture, count), inserted.unwrap_or(0)) }
    }
    /// Depths under the picture at which a text may fit, and a notice of so many lines under it.
    pub fn depths(&self, atoms: &[Atom], tail: u16) -> (u16, u16) {
        let total: u32 = atoms.iter().map(|a| u32::from(a.height + a.before)).sum();
        let total = total + u32::from(tail) + u32::from(self.inserted.1);
        let free = u32::from(self.beside) * u32::from(self.drop);
        let least = (total.saturating_sub(free) / u32::from(self.count)).saturating_sub(2) as u16;
        (least, (total.saturating_sub(free)).div_ceil(u32::from(self.count)) as u16 + 3)
    }
    /// Lines of each column at a depth, and its first line.
    pub fn columns(&self, lines: u16) -> Option<(Vec<u16>, Vec<u16>)> {
        let own = |i: u16| if i < self.beside { (lines + self.drop, 0) } else { (lines, self.drop) };
        let (mut heights, mut tops): (Vec<u16>, Vec<u16>) = (0..self.count).map(own).unzip();
        let (column, inserted) = self.inserted;
        if inserted > 0 {
            heights[column] = heights[column].checked_sub(inserted)?;
            tops[column] += inserted;
        }
        Some((heights, tops))
    }
}

impl TextWay {
    /// Column heights that hold it: the shallowest and the next.
    ///
    /// An inserted picture stands at the head of a column: beside the main one, or under it in the last column.
    pub fn pours(&self, picture: Option<(u16, u16)>, inserted: Option<u16>, count: u16) -> Vec<Pour> {
        let atoms = &self.setting.atoms;
        let tail = u16::from(self.jump == Some(false));
        let frame = Frame::of(picture, inserted, count);
        let (least, most) = frame.depths(&atoms[self.first..self.end], tail);
        // What stands beside a picture stays in its column, a crosshead and what follows it included.
        let notch = self.setting.notch.as_ref().map_or(0, |lines| lines.end);
        let hold = if count > 1 && notch > 0 { notch + 4 } else { notch };
        let most = most.max(hold);
        let mut out = Vec::new();
        for lines in least..=most {
            let Some((heights, tops)) = frame.columns(lines) else { continue };
            // An inserted picture over the first column takes nothing from what is held there.
            let first = if frame.inserted.0 == 0 { frame.inserted.1 } else { 0 };
            if heights[0] + first < hold {
                continue;
            }
            let poured = fill::pour(atoms, self.first..self.end, &heights, tail);
            if poured.end < self.end {
                continue;
            }
            let cost = poured.level_cost();
            out.push(Pour { lines, poured, heights, tops, cost });
            if out.len() == 2 {
                break;
            }
        }
        out
    }
}

/// The ways to set a unit's text at its measure: looser or tighter, whole or cut.
///
/// Parts before `first` are left out: the byline, where the head holds it.
pub fn texts(unit: &Unit, inner: &Inner, first: usize, shop: &Shop) -> Vec<TextWay> {
    let first_atom = |setting: &Setting| setting.atoms.iter().take_while(|a| usize::from(a.part) < first).count();
    let mut out = Vec::new();
    let limit = if unit.kind == UnitKind::Briefs { 0 } else { i32::from(shop.layout.makeup.looseness) };
    let mut order: Vec<i32> = vec![0];
    for n in 1..=limit {
        order.extend([-n, n]);
    }
    for looseness in order {
        for turn in 0..if looseness == 0 { 1 } else { 2 } {
            let Some(setting) = unit.flow.setting(inner.measure, looseness, turn, shop.layout) else { break };
            let cost = i64::from(looseness.abs()) * 10 + setting.strain;
            let setting = Rc::new(setting);
            let end = setting.atoms.len();
            out.push(TextWay {
                first: first_atom(&setting),
                setting,
                end,
                jump: None,
                rest_at: None,
                cost,
                loose: looseness,
            });
        }
    }
    if unit.kind != UnitKind::Briefs && unit.jumps && unit.flow.tables.is_empty() {
        cuts(unit, inner, first_atom, shop, &mut out);
    }
    if unit.kept_cut.is_some() && out.iter().any(|way| way.jump.is_some()) {
        out.retain(|way| way.jump.is_some());
    }
    out
}

/// What it costs to cut inside a paragraph instead of at its end.
const INSIDE: i64 = 200;

/// Ways to cut the story at the end of a paragraph, or of a sentence, enough kept on both pages. Where a page in print
/// relies on a cut there is that one only.
fn cuts(unit: &Unit, inner: &Inner, first_atom: impl Fn(&Setting) -> usize, shop: &Shop, out: &mut Vec<TextWay>) {
    let rules = &shop.layout.makeup;
    let price = match unit.kept_cut {
        Some(_) => 0,
        None if matches!(unit.story.jump, Jump::To(_)) => 600,
        None => 1200,
    };
    let Some(setting) = unit.flow.setting(inner.measure, 0, 0, shop.layout) else { return };
    let first = first_atom(&setting);
    let setting = Rc::new(setting);
    let whole = setting.lines(setting.atoms.len());
    let notice = notice_length(shop);
    let mut offer = |setting: &Rc<Setting>, end: usize, price: i64| {
        let Some(atom) = setting.atoms.get(end - 1).filter(|atom| atom.ends) else { return };
        let Some(at) = unit.flow.parts[usize::from(atom.part)].cut else { return };
        let kept = setting.lines(end) - setting.lines(first);
        let rest = whole.saturating_sub(setting.lines(end));
        let enough = kept >= u32::from(rules.keep_on_page) && rest >= u32::from(rules.least_rest);
        if unit.kept_cut.map_or(!enough, |wanted| wanted != at) {
            return;
        }
        let galley = &setting.galleys[usize::from(atom.part)];
        let last = &galley.lines[usize::from(atom.line)];
        // 下转 stands on the last line of text where there is room for it.
        let inline = galley.measure - last.set >= notice;
        // What has been sent on once is sent on again as little as can be: an overflow page may end with white.
        let line = if matches!(unit.kind, UnitKind::Rest { .. }) { 20 } else { 1 };
        let cost = price + i64::from(rest) * line / 2;
        out.push(TextWay {
            setting: setting.clone(),
            first,
            end,
            jump: Some(inline),
            rest_at: Some(at),
            cost,
            loose: 0,
        });
    };
    for end in first + 1..setting.atoms.len() {
        offer(&setting, end, price);
    }
    for half in 0..unit.flow.halves.len() {
        if let Some(parted) = unit.flow.parted(&setting, half, inner.measure, shop.layout) {
            let end = parted.atoms.len();
            offer(&Rc::new(parted), end, price + INSIDE);
        }
    }
}

/// Length of the layout's 下转 with a number of two digits, in characters of body type, and a blank before it.
fn notice_length(shop: &Shop) -> crate::geom::Em {
    let characters = shop.layout.notices.jump.replace("{page}", "0").chars().count() as i64 + 1;
    let style = shop.style("jump");
    crate::geom::Em(crate::geom::Em::ONE.0 * characters * style.size.0 / shop.layout.grid.body.0.max(1))
}
