//! Text columns of a story: the page's own, long ones and broken ones (基本栏、长栏、破栏).
//!
//! In: a width in columns of the page, what encloses the story, what story and layout ask for. Out: where its
//! columns of text stand and how long their lines are. Does not know: the text.
//!
//! A width that is set in another number of columns leaves a remainder, which the mode deals with as Founder FIT
//! names them (newspaper 1.2): *absolute* (equal columns of whole characters, the gap takes the rest), *relative*
//! (the gap fixed, the rest given to the last columns by whole characters), *free* (equal columns, gap fixed, the
//! measure a fraction), *auto* (absolute while its gaps stay under one and a half, else free).

use crate::geom::Len;
use crate::makeup::flow::Shop;
use crate::makeup::measure::{Dress, Unit, UnitKind};
use crate::model::layout::Broken;

/// The inside of a unit: where its text columns stand, from its left edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inner {
    /// Left edge of head and pictures.
    pub left: Len,
    /// Their width.
    pub width: Len,
    /// Length of a line; of the shortest, where columns differ.
    pub measure: Len,
    /// Left edges of the columns.
    pub xs: Vec<Len>,
    /// Lengths of the columns' lines.
    pub measures: Vec<Len>,
    /// Where the spine of a spread cuts it.
    pub fold: Option<Len>,
}

impl Inner {
    /// The wider part of a stretch of it at one side of the spine: what must not cross that stands there.
    pub fn one_side(&self, from: Len, to: Len) -> (Len, Len) {
        let crossed = self.fold.filter(|fold| (from..to).contains(fold));
        let Some(fold) = crossed else { return (from, to) };
        let ends = self.xs.iter().zip(&self.measures).map(|(x, measure)| *x + *measure);
        let left = (from, ends.rev().find(|end| *end <= fold).unwrap_or(fold));
        let right = (self.xs.iter().copied().find(|x| *x >= fold).unwrap_or(fold), to);
        if right.1 - right.0 > left.1 - left.0 { right } else { left }
    }
}

/// What a measure costs that is not the page's own: a page should not have many.
const OTHER_MEASURE: i64 = 24;

/// The ways to set a unit in columns over a width, and what each costs; at least one.
pub fn ways(unit: &Unit, columns: u16, dress: Dress, shop: &Shop) -> Vec<(Inner, i64)> {
    let grid = &shop.layout.grid;
    let side = side(unit, dress, shop);
    let width = grid.joined(columns) - side * 2;
    let mode = unit.story.broken.unwrap_or(grid.broken);
    let whole = unit.kind == UnitKind::Story;
    if let Some(fold) = grid.fold(columns) {
        return vec![(across(side, columns, fold, mode, shop), 0)];
    }
    if let Some(count) = unit.story.columns.filter(|_| whole) {
        let most = (width.0 / (grid.body.0 * LEAST).max(1)).max(1) as u16;
        let count = count.min(most);
        return vec![(set(side, width, count, columns, mode, shop), 0)];
    }
    let mut out = vec![(set(side, width, columns, columns, mode, shop), 0)];
    if whole {
        let broken = shop.layout.makeup.measures.iter().filter(|(from, _)| *from == columns);
        out.extend(broken.map(|&(_, count)| (set(side, width, count, columns, mode, shop), OTHER_MEASURE)));
    }
    out
}

/// Fewest characters of a line of text.
const LEAST: i64 = 6;

/// From the unit's edge to its text.
fn side(unit: &Unit, dress: Dress, shop: &Shop) -> Len {
    if let Some(name) = unit.panel(shop) {
        shop.layout.panels[&name].side
    } else if unit.boxed(dress) {
        shop.layout.boxed.side
    } else {
        Len::ZERO
    }
}

fn set(side: Len, width: Len, count: u16, columns: u16, mode: Broken, shop: &Shop) -> Inner {
    let grid = &shop.layout.grid;
    if side == Len::ZERO && count == columns {
        let xs = (0..columns).map(|i| grid.column_x(i)).collect();
        let measures = vec![grid.column(); usize::from(columns)];
        return Inner { left: Len::ZERO, width, measure: grid.column(), xs, measures, fold: None };
    }
    broken(side, width, count, mode, grid.body, grid.gutter)
}

/// The columns of the page at both sides of a spread's spine, in a frame those of each side by themselves.
fn across(side: Len, columns: u16, fold: Len, mode: Broken, shop: &Shop) -> Inner {
    let grid = &shop.layout.grid;
    let after = grid.spine.map_or(columns, |spine| spine.after).min(columns);
    let half = |from: u16, to: u16, left: Len, right: Len| {
        let (start, end) = (grid.column_x(from), grid.column_x(to - 1) + grid.column());
        if left + right == Len::ZERO {
            let xs = (from..to).map(|i| grid.column_x(i)).collect();
            let measures = vec![grid.column(); usize::from(to - from)];
            return Inner { left: start, width: end - start, measure: grid.column(), xs, measures, fold: None };
        }
        broken(start + left, end - start - left - right, to - from, mode, grid.body, grid.gutter)
    };
    let (mut inner, right) = (half(0, after, side, Len::ZERO), half(after, columns, Len::ZERO, side));
    inner.left = side;
    inner.width = grid.joined(columns) - side * 2;
    inner.measure = inner.measure.min(right.measure);
    inner.xs.extend(right.xs);
    inner.measures.extend(right.measures);
    Inner { fold: Some(fold), ..inner }
}

/// A width in `count` columns.
pub fn broken(left: Len, width: Len, count: u16, mode: Broken, body: Len, gutter: Len) -> Inner {
    let count = i64::from(count.max(1));
    let gaps = count - 1;
    let text = width - gutter * gaps;
    let chars = (text.0 / count / body.0).max(1);
    let spare = text - body * (chars * count);
    match mode {
        Broken::Free => {
            let measure = Len((text.0 / count).max(body.0));
            let xs = (0..count).map(|i| left + (measure + gutter) * i).collect();
            Inner { left, width, measure, xs, measures: vec![measure; count as usize], fold: None }
        }
        Broken::Relative if gaps > 0 && spare >= Len::ZERO => {
            let wider = spare.0 / body.0;
            let measure = body * chars;
            let measures: Vec<Len> =
                (0..count).map(|i| if i >= count - wider { measure + body } else { measure }).collect();
            // What is less than a character stays in the gaps.
            let rest = Len(spare.0 % body.0);
            let mut x = left;
            let xs = measures
                .iter()
                .enumerate()
                .map(|(i, wide)| {
                    let at = x + rest * i as i64 / gaps;
                    x += *wide + gutter;
                    at
                })
                .collect();
            Inner { left, width, measure, xs, measures, fold: None }
        }
        Broken::Auto if gaps > 0 && spare * 2 > gutter * gaps => {
            broken(left, width, count as u16, Broken::Free, body, gutter)
        }
        _ => {
            let measure = body * chars;
            let spare = width - measure * count;
            // A single column stands in the middle of its box.
            let xs = (0..count)
                .map(|i| if gaps == 0 { left + spare / 2 } else { left + measure * i + spare * i / gaps })
                .collect();
            Inner { left, width, measure, xs, measures: vec![measure; count as usize], fold: None }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Len = Len(114_300);

    /// Characters of each column and of each gap, in tenths, over `width` characters.
    fn tenths(width: i64, count: u16, mode: Broken) -> (Vec<i64>, Vec<i64>) {
        let inner = broken(Len::ZERO, BODY * width, count, mode, BODY, BODY);
        let measures = inner.measures.iter().map(|m| m.0 * 10 / BODY.0).collect();
        let gap = |i: usize| inner.xs[i + 1] - inner.xs[i] - inner.measures[i];
        (measures, (0..inner.xs.len() - 1).map(|i| gap(i).0 * 10 / BODY.0).collect())
    }

    /// The worked case of newspaper 1.2: 20 characters in two columns.
    #[test]
    fn the_four_modes_share_a_remainder_as_the_trade_names_them() {
        assert_eq!(tenths(20, 2, Broken::Absolute), (vec![90, 90], vec![20]));
        assert_eq!(tenths(20, 2, Broken::Relative), (vec![90, 100], vec![10]));
        assert_eq!(tenths(20, 2, Broken::Free), (vec![95, 95], vec![10]));
        assert_eq!(tenths(20, 2, Broken::Auto), (vec![95, 95], vec![10]), "a gap of two would be too wide");
    }

    /// The table of newspaper 1.2: 8 × 13 and 6 × 11 characters, joined and broken.
    #[test]
    fn classic_grids_break_as_the_textbook_says() {
        let joined = |chars: i64, n: i64| chars * n + n - 1;
        assert_eq!([2, 3, 5].map(|n| joined(13, n)), [27, 41, 69]);
        assert_eq!([2, 3, 5].map(|n| joined(11, n)), [23, 35, 59]);
        let broken = |chars, from, to| tenths(joined(chars, from), to, Broken::Absolute);
        assert_eq!(broken(13, 3, 2), (vec![200, 200], vec![10]), "三破二");
        assert_eq!(broken(11, 3, 2), (vec![170, 170], vec![10]));
        assert_eq!(broken(13, 5, 3), (vec![220, 220, 220], vec![15, 15]), "五破三, one over");
        assert_eq!(broken(11, 5, 3), (vec![190, 190, 190], vec![10, 10]));
        assert_eq!(broken(13, 4, 3), (vec![170, 170, 170], vec![20, 20]), "四破三, two over");
        assert_eq!(broken(11, 4, 3), (vec![150, 150, 150], vec![10, 10]));
        assert_eq!(tenths(69, 3, Broken::Relative), (vec![220, 220, 230], vec![10, 10]));
        assert_eq!(tenths(55, 3, Broken::Relative), (vec![170, 180, 180], vec![10, 10]));
    }

    #[test]
    fn one_column_stands_in_the_middle() {
        let inner = broken(BODY, BODY * 20 + BODY / 2, 1, Broken::Absolute, BODY, BODY);
        assert_eq!((inner.xs[0], inner.measure), (BODY + BODY / 4, BODY * 20));
    }
}
