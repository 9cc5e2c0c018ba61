//! Text in columns whose lines are not all of one measure: broken columns that share a remainder by whole characters
//! (`broken = "relative"`), and several pictures narrower than a column.
//!
//! In: a unit's text, its columns, how deep they are. Out: the text composed for just these columns, and how it pours.
//! Does not know: heads, where on the page.
//!
//! Which line stands in which column hangs on how many lines there are before it, and these on the measures of their
//! columns. So a depth is chosen first; then each paragraph is composed with the measures that lie ahead of it, and
//! what comes of it is poured: only where every line stands at its own measure is the depth of use.

use crate::compose::Steps;
use crate::geom::Len;
use crate::makeup::columns::Inner;
use crate::makeup::fill;
use crate::makeup::flow::{Flow, LEAST_BESIDE, PartKind, Setting, Shop};
use crate::makeup::measure::Unit;
use crate::makeup::ways::{Frame, Pour, TextWay};
use crate::model::layout::Layout;
use std::ops::Range;
use std::rc::Rc;

/// The lines of a column from its top: so many of a length.
type Column = Vec<(u16, Len)>;

/// A picture narrower than a column, at the right of some lines of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrow {
    /// Which of the story's narrow pictures.
    pub picture: usize,
    /// The column it stands in.
    pub column: usize,
    /// Lines of the column's text beside it.
    pub lines: Range<u16>,
    /// What it takes of their length, the white beside it included.
    pub width: Len,
}

/// What narrow pictures take: lines, and width with the white beside it.
pub type Sizes = Vec<(u16, Len)>;

/// Whether a text needs to be composed anew for every depth.
pub fn wanted(inner: &Inner, narrow: &Sizes) -> bool {
    narrow.len() > 1 || inner.measures.iter().any(|measure| *measure != inner.measure)
}

/// Fewest lines of full length between two narrow pictures in one column.
const BETWEEN: u16 = 3;
/// So often a text is composed anew because a column could not be filled.
const TRIES: usize = 4;

/// The ways that a text pours into such columns, each with a setting of its own: the shallowest and the next.
pub fn pours(
    unit: &Unit,
    inner: &Inner,
    text: &TextWay,
    frame: &Frame,
    narrow: &Sizes,
    shop: &Shop,
) -> Vec<(TextWay, Pour)> {
    let mut out = Vec::new();
    // What parts paragraphs otherwise than at their ends was measured at one measure.
    let last = text.setting.atoms.get(text.end.wrapping_sub(1)).map(|atom| usize::from(atom.part));
    let Some(last) = last.filter(|&last| text.loose == 0 && last < unit.flow.whole().len()) else { return out };
    let tail = u16::from(text.jump.is_some());
    let (least, most) = frame.depths(&text.setting.atoms[text.first..text.end], tail);
    // The text was measured as if nothing stood beside it; where pictures stand it takes more lines.
    let taken: i64 = narrow.iter().map(|size| (size.1 * i64::from(size.0)).div_ceil(inner.measure.max(Len::PT))).sum();
    let more = (taken / inner.xs.len().max(1) as i64) as u16 + 2;
    let deepest = narrow.iter().map(|size| size.0 + BETWEEN + 2).sum::<u16>();
    for lines in least.saturating_sub(2)..=(most + more).max(deepest) + 2 {
        let Some((heights, tops)) = frame.columns(lines) else { continue };
        let Some(beside) = places(unit, inner, &heights, narrow, shop) else { continue };
        let Some((mut setting, poured)) = composed(&unit.flow, inner, &heights, &beside, last, tail, shop.layout)
        else {
            continue;
        };
        setting.narrow = beside;
        let (end, setting) = (setting.atoms.len(), Rc::new(setting));
        let cost = poured.level_cost();
        let way = TextWay { setting, first: 0, end, jump: text.jump.map(|_| false), ..text.clone() };
        out.push((way, Pour { lines, poured, heights, tops, cost }));
        if out.len() == 2 {
            break;
        }
    }
    out
}

/// Where narrow pictures stand: one at the head of each column, the first under the byline; more than there are
/// columns one under the other.
fn places(unit: &Unit, inner: &Inner, heights: &[u16], narrow: &Sizes, shop: &Shop) -> Option<Vec<Narrow>> {
    let count = heights.len().max(1);
    let rows = narrow.len().div_ceil(count).max(1) as u16;
    let byline = unit.flow.parts.first().filter(|part| part.kind == PartKind::Byline).map_or(0, |_| {
        let galley = unit.flow.stepped(0, &steps(&[(u16::MAX, inner.measures[0])], unit.flow.parts[0].style.size));
        galley.map_or(1, |galley| galley.lines.len() as u16)
    });
    let mut out: Vec<Narrow> = Vec::new();
    for (picture, &(lines, width)) in narrow.iter().enumerate() {
        let (column, row) = (picture % count, (picture / count) as u16);
        if inner.measures[column] - width < shop.layout.grid.body * LEAST_BESIDE {
            return None;
        }
        let above = if column == 0 { byline } else { 0 };
        let before = out.iter().rev().find(|other| other.column == column).map_or(0, |other| other.lines.end + BETWEEN);
        let from = (above + row * (heights[column].saturating_sub(above) / rows)).max(before);
        if from + lines > heights[column] {
            return None;
        }
        out.push(Narrow { picture, column, lines: from..from + lines, width });
    }
    Some(out)
}

/// A text composed for columns of some depths, and poured into them; `None` where it does not fit, or a line would not
/// have the measure of its place.
fn composed(
    flow: &Flow,
    inner: &Inner,
    heights: &[u16],
    beside: &[Narrow],
    last: usize,
    tail: u16,
    layout: &Layout,
) -> Option<(Setting, fill::Poured)> {
    let whole: Vec<Column> = (0..heights.len()).map(|i| column(inner.measures[i], heights[i], i, beside)).collect();
    let mut filled = whole.clone();
    for _ in 0..TRIES {
        let (setting, measures) = flow.in_columns(&filled, last, layout)?;
        let poured = fill::pour(&setting.atoms, 0..setting.atoms.len(), heights, tail);
        if poured.end < setting.atoms.len() {
            return None;
        }
        let fits = poured.columns.iter().enumerate().all(|(i, set)| {
            let own = |&(atom, line): &(u32, u16)| {
                let height = setting.atoms[atom as usize].height;
                measures[atom as usize] == shortest(&whole[i], line..line + height)
            };
            set.iter().all(own)
        });
        if fits {
            return Some((setting, poured));
        }
        // A crosshead would not end a column: its lines are those that were filled.
        let used = heights.iter().zip(&poured.white).map(|(height, white)| height - white.min(height));
        let next: Vec<Column> = used.enumerate().map(|(i, used)| column(inner.measures[i], used, i, beside)).collect();
        if next == filled {
            return None;
        }
        filled = next;
    }
    None
}

/// The lines of a column of some depth.
fn column(measure: Len, height: u16, number: usize, beside: &[Narrow]) -> Column {
    let mut out = Vec::new();
    let mut at = 0;
    for narrow in beside.iter().filter(|narrow| narrow.column == number) {
        let (from, to) = (narrow.lines.start.min(height), narrow.lines.end.min(height));
        out.push((from - at.min(from), measure));
        out.push((to - from, measure - narrow.width));
        at = to;
    }
    out.push((height - at.min(height), measure));
    out.retain(|step| step.0 > 0);
    out
}

/// The shortest measure of some lines of a column.
fn shortest(column: &Column, lines: Range<u16>) -> Len {
    let mut at = 0;
    let mut out: Option<Len> = None;
    for &(count, measure) in column {
        if at < lines.end && lines.start < at + count {
            out = Some(out.map_or(measure, |other| other.min(measure)));
        }
        at += count;
    }
    out.or(column.last().map(|step| step.1)).unwrap_or(Len::ZERO)
}

/// The measures of a column's lines as composition counts them, in ems of a style's size; the last goes on.
fn steps(ahead: &[(u16, Len)], size: Len) -> Steps {
    let mut first: Vec<(u32, crate::geom::Em)> = Vec::new();
    for &(lines, measure) in ahead.iter().filter(|step| step.0 > 0) {
        let measure = crate::makeup::flow::in_ems(measure, size);
        match first.last_mut().filter(|step| step.1 == measure) {
            Some(step) => step.0 += u32::from(lines),
            None => first.push((u32::from(lines), measure)),
        }
    }
    let rest = first.pop().map_or(crate::geom::Em::ONE, |step| step.1);
    Steps { first, rest }
}

/// A place in columns: which one, and which of its lines.
struct Cursor<'a> {
    columns: &'a [Column],
    column: usize,
    line: u16,
}

impl Cursor<'_> {
    fn height(&self) -> u16 {
        self.columns.get(self.column).map_or(u16::MAX, |column| column.iter().map(|step| step.0).sum())
    }
    /// The lines from here on, over the columns.
    fn ahead(&self) -> Vec<(u16, Len)> {
        let mut out = Vec::new();
        let mut skip = self.line;
        for &(count, measure) in self.columns.iter().skip(self.column).flatten() {
            let gone = skip.min(count);
            skip -= gone;
            out.push((count - gone, measure));
        }
        // What does not fit is composed too, so that it is seen that it does not.
        out.extend(self.columns.iter().flatten().last().map(|step| (u16::MAX, step.1)));
        out
    }
    fn go(&mut self, lines: u16) {
        self.line += lines;
        while self.column + 1 < self.columns.len() && self.line >= self.height() {
            self.line -= self.height();
            self.column += 1;
        }
    }
}

impl Flow {
    /// The flow up to a part, composed for columns; and the measure that each atom was composed at.
    fn in_columns(&self, columns: &[Column], last: usize, layout: &Layout) -> Option<(Setting, Vec<Len>)> {
        let mut cursor = Cursor { columns, column: 0, line: 0 };
        cursor.go(0);
        let (mut galleys, mut measures) = (Vec::new(), Vec::new());
        for (number, part) in self.whole()[..=last].iter().enumerate() {
            let ahead = cursor.ahead();
            if matches!(part.kind, PartKind::Para | PartKind::Byline) {
                let galley = self.stepped(number, &steps(&ahead, part.style.size))?;
                let lines = galley.lines.len() as u16;
                measures.extend((0..lines).map(|line| shortest(&ahead, line..line + 1)));
                cursor.go(lines);
                galleys.push(galley);
                continue;
            }
            // What is set in one piece has the shortest measure of its lines, and never ends a column.
            let piece = |ahead: &[(u16, Len)], lines: u16| {
                let measure = shortest(&ahead.to_vec(), 0..lines);
                self.stepped(number, &steps(&[(u16::MAX, measure)], part.style.size)).map(|galley| (galley, measure))
            };
            let lines = self.lines(number, &piece(&ahead, 1)?.0, layout);
            let before = u16::from(number > 0 && cursor.line > 0 && part.kind != PartKind::Quote);
            let follow = if part.kind == PartKind::Quote { 0 } else { 2 };
            let room = cursor.height().saturating_sub(cursor.line);
            let stays = cursor.column + 1 >= columns.len() || before + lines + follow <= room;
            if stays {
                cursor.go(before);
            } else {
                cursor.go(room);
            }
            let (galley, measure) = piece(&cursor.ahead(), lines)?;
            measures.push(measure);
            cursor.go(self.lines(number, &galley, layout));
            galleys.push(galley);
        }
        Some((self.set(galleys, layout), measures))
    }
}
