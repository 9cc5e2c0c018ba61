//! Pouring a setting into columns.
//!
//! In: atoms and column heights in lines. Out: which atom stands where, and what is wrong with it.
//! Does not know: paper, pages.

use crate::makeup::flow::Atom;
use std::ops::Range;

/// Atoms in columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Poured {
    /// For each column, atoms and the line they start on.
    pub columns: Vec<Vec<(u32, u16)>>,
    /// One past the last atom that found a place.
    pub end: usize,
    /// Lines of each column that stayed white at its foot.
    pub white: Vec<u16>,
    /// Lone first lines at a foot and short last lines at a top (孤行, N09).
    pub lone: u16,
}

/// Columns that a reader sees are not level: as bad as white of some lines, worse than a jump.
const UNLEVEL: i64 = 1400;
/// A column without any text under a head that spans it: worse still.
const EMPTY: i64 = 2500;

impl Poured {
    /// What unlevel columns cost: all but the last must be full, the last may be one line short (N08), and none may stay
    /// empty under the head (N04).
    pub fn level_cost(&self) -> i64 {
        let Some((last, others)) = self.white.split_last() else { return 0 };
        let others: i64 = others.iter().map(|&w| if w > 0 { UNLEVEL + i64::from(w) * 300 } else { 0 }).sum();
        let last = match *last {
            0 => 0,
            1 => 3,
            2 => 450,
            w => UNLEVEL + 150 * (i64::from(w) - 1),
        };
        let empty = self.columns.len() > 1 && self.columns.last().is_some_and(Vec::is_empty) && last > 0;
        others + last + if empty { EMPTY } else { 0 } + i64::from(self.lone) * 100
    }
    /// Whether the columns are level.
    pub fn level(&self) -> bool {
        self.white.split_last().is_none_or(|(last, others)| *last <= 1 && others.iter().all(|&w| w == 0))
    }
}

/// Pours atoms of a range; `tail` lines stay free under the last of them, for a notice.
pub fn pour(atoms: &[Atom], range: Range<usize>, heights: &[u16], tail: u16) -> Poured {
    let mut poured = Poured::default();
    let mut next = range.start;
    for &height in heights {
        let mut column = Vec::new();
        let mut y = 0u16;
        if next > range.start && next < range.end && atoms[next].short_end && height > 0 {
            poured.lone += 1;
        }
        while next < range.end {
            let atom = &atoms[next];
            let before = if y == 0 { 0 } else { atom.before };
            let mut need = before + atom.height;
            for follower in atoms[next + 1..range.end].iter().take(usize::from(atom.with_next)) {
                need += follower.before + follower.height;
            }
            if next + 1 == range.end {
                need += tail;
            }
            if y + need > height {
                break;
            }
            column.push((next as u32, y + before));
            y += before + atom.height;
            next += 1;
        }
        if let Some(&(last, _)) = column.last() {
            let last = last as usize;
            if atoms[last].opens && last + 1 < range.end && last + 1 == next {
                poured.lone += 1;
            }
        }
        if next == range.end && !column.is_empty() {
            y += tail;
        }
        poured.white.push(height.saturating_sub(y));
        poured.columns.push(column);
    }
    poured.end = next;
    poured
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(opens: bool) -> Atom {
        Atom { part: 0, line: 0, height: 1, before: 0, with_next: 0, opens, short_end: false, ends: false }
    }

    #[test]
    fn columns_fill_in_order() {
        let atoms = vec![line(false); 7];
        let poured = pour(&atoms, 0..7, &[4, 4], 0);
        assert_eq!(poured.end, 7);
        assert_eq!(poured.white, [0, 1]);
        assert!(poured.level());
    }

    #[test]
    fn an_empty_column_costs_more_than_fewer_columns() {
        let atoms = vec![line(false); 4];
        let cost = |heights: &[u16]| pour(&atoms, 0..4, heights, 0).level_cost();
        assert_eq!(cost(&[2, 2]), 0);
        assert!(cost(&[2, 2, 2]) > UNLEVEL + EMPTY / 2, "two lines of white are not all that is wrong");
        assert!(cost(&[3, 3]) < UNLEVEL);
    }

    #[test]
    fn a_crosshead_never_ends_a_column() {
        let mut atoms = vec![line(false); 8];
        atoms[3] = Atom { height: 1, before: 1, with_next: 2, ..line(false) };
        let poured = pour(&atoms, 0..8, &[5, 5], 0);
        assert_eq!(poured.columns[0].len(), 3, "head and two lines do not fit under three lines");
        assert_eq!(poured.columns[1][0], (3, 0), "at the top of a column no white stands over it");
        assert!(!poured.level());
    }

    #[test]
    fn lone_lines_are_counted() {
        let mut atoms = vec![line(false); 6];
        atoms[2].opens = true;
        assert_eq!(pour(&atoms, 0..6, &[3, 3], 0).lone, 1);
    }

    #[test]
    fn what_does_not_fit_stays() {
        assert_eq!(pour(&[line(false); 9], 0..9, &[2, 2], 0).end, 4);
    }
}
