//! Sizes of heads that fall with rank (大小有序).
//!
//! In: stories in their places, in order of rank. Out: the same with heads of lower rank set smaller where they
//! would outdo a higher one (N19). Does not know: faces, the search. A head keeps its lines and its place; what
//! it gives up becomes white around it.

use super::Stand;
use crate::geom::Len;
use crate::makeup::head::HeadFit;
use crate::makeup::measure::{Plan, Unit};
use crate::model::style::Align;
use std::rc::Rc;

/// The least share of its fitted size that a head may be brought down to, in percent: where a higher rank stands
/// at the same width or less … and where it stands narrower, so that the larger head has a reason.
const LEAST: (i64, i64) = (70, 84);

/// Brings heads down that are larger than one of higher rank. `fill` is the least share of its width that a head
/// of one line takes, in thousandths.
pub fn level(units: &[Unit], stands: &mut [Stand], fill: i64) {
    // Heads come down beside narrower ones only where all of them can: one that stays large must not outdo another
    // that came down.
    let wanted = lowered(units, stands, fill, true);
    let heads = match wanted {
        heads if outdoes(units, stands, &heads) => lowered(units, stands, fill, false),
        heads => heads,
    };
    for (stand, head) in stands.iter_mut().zip(heads) {
        if let Some(head) = head {
            stand.plan = Rc::new(Plan { head: Some(Rc::new(head)), ..(*stand.plan).clone() });
        }
    }
}

/// The heads that come down, stand by stand; beside narrower ones of higher rank too, where that is wanted.
fn lowered(units: &[Unit], stands: &[Stand], fill: i64, beside_narrower: bool) -> Vec<Option<HeadFit>> {
    let mut higher: Vec<(usize, u16, Len)> = Vec::new();
    let mut heads = Vec::with_capacity(stands.len());
    for stand in stands {
        let rank = units[stand.unit].rank;
        let Some(head) = stand.plan.head.as_ref().filter(|h| !h.lines.is_empty()) else {
            heads.push(None);
            continue;
        };
        let mut size = head.size;
        for &(above, width, limit) in higher.iter().filter(|h| beside_narrower || h.1 >= stand.w) {
            let least = head.size.scale(if width >= stand.w { LEAST.0 } else { LEAST.1 }, 100);
            if above < rank && limit < size && limit >= least {
                size = limit;
            }
        }
        let smaller = (size < head.size).then(|| shrunk(head, size, stand.plan.inner.width));
        let smaller = smaller.filter(|fit| fills(fit, stand.plan.inner.width, fill));
        higher.push((rank, stand.w, smaller.as_ref().map_or(head.size, |fit| fit.size)));
        heads.push(smaller);
    }
    heads
}

/// Whether a head is larger than one of higher rank at the same width or more that came down.
fn outdoes(units: &[Unit], stands: &[Stand], heads: &[Option<HeadFit>]) -> bool {
    let size = |i: usize| match (&heads[i], &stands[i].plan.head) {
        (Some(fit), _) => Some(fit.size),
        (None, Some(head)) if !head.lines.is_empty() => Some(head.size),
        _ => None,
    };
    let above = |a: usize, b: usize| units[stands[a].unit].rank < units[stands[b].unit].rank;
    let wide = |a: usize, b: usize| stands[a].w >= stands[b].w;
    let came_down = (0..stands.len()).filter(|&a| heads[a].is_some());
    came_down.into_iter().any(|a| (0..stands.len()).any(|b| above(a, b) && wide(a, b) && size(b) > size(a)))
}

/// Whether a head of one line still takes its share of the width.
fn fills(fit: &HeadFit, room: Len, fill: i64) -> bool {
    let mains = || fit.lines.iter().filter(|l| l.main);
    mains().count() != 1 || mains().all(|l| l.width.0 * 1000 >= room.0 * fill)
}

/// A head with its main lines at a smaller size, each still where its style aligns it.
fn shrunk(head: &HeadFit, size: Len, room: Len) -> HeadFit {
    let mut fit = head.clone();
    let mut saved = Len::ZERO;
    for line in &mut fit.lines {
        line.y -= saved;
        if line.main {
            let width = line.width.scale(size.0, line.style.size.0.max(1));
            let spare = (room - width).max(Len::ZERO);
            line.x = match line.style.para.align {
                Align::Start => line.x.min(spare),
                Align::End => (line.x + line.width - width).clamp(Len::ZERO, spare),
                Align::Centre | Align::Justify => spare / 2,
            };
            line.width = width;
            saved += line.style.size - size;
            line.style.size = size;
        }
    }
    fit.height -= saved;
    fit.size = size;
    fit
}
