//! Ink of what lies on top of each other, by geometry.
//!
//! In: marks in paint order. Out: hits. Does not know: pixels; a picture counts with its heaviest ones, and
//! transparency, patterns and shapes other than upright rectangles are said to be unknown or only likely.

use crate::preflight::Hits;
use crate::preflight::color::{Inks, Space};
use crate::preflight::facts::{Area, Facts, Mark, What, overlaps, shared};

/// The most things under one mark that are told apart.
const MOST_UNDER: usize = 40;
/// The most pairs of marks that are compared on a page.
const MOST_PAIRS: usize = 4_000_000;

/// A spot narrower than this, in points, is not judged.
const LEAST: f64 = 0.9;

/// What lies at one spot.
#[derive(Clone, Default)]
struct Pile {
    inks: Inks,
    /// Some part of it is only likely: a shape seen as its box, a picture's heaviest pixel.
    likely: bool,
    /// Some part of it cannot be told.
    unknown: bool,
}

impl Pile {
    /// Paints one more thing on it (ISO 32000-1, 11.7.4.3 and 8.6.7).
    fn paint(&mut self, mark: &Mark, inks: Option<&Inks>) {
        if mark.blended {
            self.unknown = true;
            return;
        }
        let Some(inks) = inks else {
            // What cannot be told and knocks out hides what was under it.
            *self = Pile { unknown: true, likely: self.likely, inks: Inks::default() };
            return;
        };
        if !mark.overprint {
            *self = Pile { inks: inks.clone(), likely: matches!(mark.what, What::Picture(_)), unknown: false };
            return;
        }
        match &*mark.space {
            Space::Cmyk if mark.keeps => {
                for (under, over) in self.inks.cmyk.iter_mut().zip(inks.cmyk) {
                    if over > 0.0 {
                        *under = over;
                    }
                }
            }
            Space::Separation(s) | Space::DeviceN(s) => {
                for name in &s.names {
                    let process = ["Cyan", "Magenta", "Yellow", "Black"].iter().position(|p| *p == &**name);
                    if let Some(i) = process {
                        self.inks.cmyk[i] = inks.cmyk[i];
                    } else if let Some((_, amount)) = inks.spots.iter().find(|(n, _)| n == name) {
                        self.inks.spots.retain(|(n, _)| n != name);
                        self.inks.spots.push((name.clone(), *amount));
                    }
                }
            }
            _ => self.inks.cmyk = inks.cmyk,
        }
    }
}

/// Looks at every page's stack.
pub fn see(f: &Facts, h: &mut Hits) {
    for page in 0..f.pages.len() {
        let marks: Vec<&Mark> = f.marks.iter().filter(|m| m.page == page && !m.in_mask && !m.hidden).collect();
        one_page(f, h, page, &marks);
    }
}

fn one_page(f: &Facts, h: &mut Hits, page: usize, marks: &[&Mark]) {
    let printed = f.pages[page].printed();
    if let Some(blended) = marks.iter().find(|m| m.blended && overlaps(m.area, printed)) {
        let inside = if blended.inside.is_empty() { String::new() } else { format!(", in {}", blended.inside) };
        h.unchecked(Some(page), format!("transparency{inside}: geometry cannot tell; plates would"));
    }
    let mut grounds: Vec<&Mark> = Vec::new();
    let mut pairs = 0;
    let mut unknown = false;
    for mark in marks {
        // Where the ink of a crooked stroke is, its box does not tell; and a thin line over an edge is no heavy spot.
        let told = mark.what != What::Stroke || (mark.exact && mark.thin.is_some_and(|t| t >= 1.0));
        let adds =
            told && mark.overprint && !mark.blended && !mark.space.is_registration() && overlaps(mark.area, printed);
        if adds && mark.inks.as_ref().is_some_and(|i| !i.is_white()) {
            pairs += grounds.len();
            if pairs > MOST_PAIRS {
                h.unchecked(Some(page), "too many objects overprint each other");
                return;
            }
            let under: Vec<&Mark> = grounds.iter().copied().filter(|g| overlaps(g.area, mark.area)).collect();
            if !under.is_empty() {
                unknown |= judge(f, h, mark, &under, printed);
            }
        }
        if matches!(mark.what, What::Fill | What::Shading | What::Picture(_) | What::Mask) && !tiny(mark.area) {
            // A rectangle that hides everything under it makes a new ground.
            if mark.exact && !mark.overprint && !mark.blended {
                grounds.retain(|g| shared(g.area, mark.area) != g.area);
            }
            grounds.push(mark);
        }
    }
    if unknown {
        h.unchecked(Some(page), "black overprints something whose ink depends on colour management");
    }
}

fn tiny(a: Area) -> bool {
    (a[2] - a[0]) < 0.05 || (a[3] - a[1]) < 0.05
}

/// Piles up what lies under a mark, cell by cell; tells whether something there is unknown.
fn judge(f: &Facts, h: &mut Hits, mark: &Mark, under: &[&Mark], printed: Area) -> bool {
    let (wish, limit) = f.settings.total_ink;
    let area = shared(mark.area, printed);
    let under = &under[under.len().saturating_sub(MOST_UNDER)..];
    let (xs, ys) = (cuts(under, area, 0), cuts(under, area, 1));
    let mut worst: Option<(f32, Area, Pile)> = None;
    let mut unknown = false;
    for x in xs.windows(2).filter(|x| x[1] - x[0] > LEAST) {
        for y in ys.windows(2).filter(|y| y[1] - y[0] > LEAST) {
            let middle = ((x[0] + x[1]) / 2.0, (y[0] + y[1]) / 2.0);
            let mut pile = Pile::default();
            let mut any = false;
            for ground in under.iter().filter(|g| holds(g.area, middle)) {
                any = true;
                let heaviest = picture(f, ground);
                pile.paint(ground, ground.inks.as_ref().or(heaviest.as_ref()));
                pile.likely |= !ground.exact;
            }
            if !any {
                continue;
            }
            if pile.unknown {
                unknown = true;
                continue;
            }
            pile.paint(mark, mark.inks.as_ref());
            let total = pile.inks.total();
            if worst.as_ref().is_none_or(|w| total > w.0) {
                worst = Some((total, [x[0], y[0], x[1], y[1]], pile));
            }
        }
    }
    if let Some((total, cell, pile)) = worst {
        let sum = f64::from(total) * 100.0;
        let what = match mark.what {
            What::Text | What::Outline => "type",
            What::Stroke => "a stroke",
            _ => "a fill",
        };
        let likely = if pile.likely { "up to " } else { "" };
        let text = format!("{what} over other ink: {likely}{} = {sum:.0} %", pile.inks.show());
        if sum > limit + 0.5 && !pile.likely {
            h.at(mark.page, cell, text);
        } else if sum > wish + 0.5 {
            h.warn_at(mark.page, cell, text);
        }
    }
    unknown
}

fn holds(a: Area, p: (f64, f64)) -> bool {
    p.0 > a[0] && p.0 < a[2] && p.1 > a[1] && p.1 < a[3]
}

/// Where edges cut a mark's area, along one axis.
fn cuts(under: &[&Mark], area: Area, axis: usize) -> Vec<f64> {
    let (low, high) = (area[axis], area[axis + 2]);
    let edges = under.iter().flat_map(|g| [g.area[axis], g.area[axis + 2]]).filter(|v| *v > low && *v < high);
    let mut out: Vec<f64> = [low, high].into_iter().chain(edges).collect();
    out.sort_by(f64::total_cmp);
    out.dedup();
    out
}

/// What a picture puts down where it is heaviest, as far as it was decoded: under black, its colours count.
fn picture(f: &Facts, mark: &Mark) -> Option<Inks> {
    let What::Picture(index) = mark.what else { return None };
    let sums = f.sums.get(index)?.as_ref()?.as_ref().ok()?;
    let black = (sums.most - sums.most_colors).max(0.0) as f32 / 100.0;
    let color = sums.most_colors as f32 / 300.0;
    Some(Inks::process(color, color, color, black))
}
