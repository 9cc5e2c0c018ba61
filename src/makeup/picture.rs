//! Pictures on a page: how high they may be, where caption and credit stand, what is cropped.
//!
//! In: a picture of a story and a width. Out: heights in lines with costs; later its items. Does not know:
//! pixels (`art`), other stories.

use crate::art::{Art, ArtKind};
use crate::compose;
use crate::diag::Report;
use crate::geom::{Em, Len, Rect};
use crate::makeup::columns::Inner;
use crate::makeup::flow::{Notch, Shop};
use crate::model::story::{StoryPicture, Text};
use crate::model::style::Writing;
use crate::text::ShapedPara;
use std::sync::Arc;

/// Width of a picture over the rightmost `columns` columns of an inside.
pub fn width(inner: &Inner, columns: u16) -> Len {
    inner.left + inner.width - left(inner, columns)
}

/// Its left edge, from the unit's left.
pub fn left(inner: &Inner, columns: u16) -> Len {
    let count = inner.xs.len();
    if usize::from(columns) >= count { inner.left } else { inner.xs[count - usize::from(columns)] }
}

/// What stands under a picture.
pub struct Legend {
    /// Caption, composed to the picture's width.
    pub caption: Option<(Arc<ShapedPara>, compose::Galley)>,
    /// Credit, one line.
    pub credit: Option<(Arc<ShapedPara>, Len)>,
    /// The credit stands on the caption's last line.
    pub shared_line: bool,
    /// Height of all of it, gaps in.
    pub height: Len,
}

/// Whether legends read across a vertical page, under their pictures; else they stand at the end of them.
pub fn legend_across(shop: &Shop) -> bool {
    let down = |writing| writing == Writing::Vertical;
    down(shop.layout.writing) && !down(shop.printed_style("caption").para.writing)
}

/// Caption flush left, credit flush right, on one line where both fit.
pub fn legend(picture: &StoryPicture, width: Len, shop: &Shop, report: &mut Report) -> Legend {
    let rules = &shop.layout.picture;
    let caption_style = shop.printed_style("caption");
    let credit_style = shop.printed_style("credit");
    let shown = |text: &Option<Text>| text.as_ref().filter(|t| !t.is_empty()).cloned();
    let caption = shown(&picture.caption).and_then(|text| {
        let para = shop.shape(&text, &caption_style, report);
        let measure = Em(width.0 * Em::ONE.0 / caption_style.size.0.max(1));
        let galley = compose::galley(&para, measure, 0)?;
        Some((para, galley))
    });
    let credit = shown(&picture.credit).map(|text| {
        let para = shop.shape(&text, &credit_style, report);
        let wide = compose::natural_width(&para).at(credit_style.size);
        (para, wide)
    });
    let mut height = Len::ZERO;
    let mut shared_line = false;
    if let Some((_, galley)) = &caption {
        height += rules.caption_gap + caption_style.pitch * galley.lines.len() as i64;
        if let (Some((_, wide)), Some(last)) = (&credit, galley.lines.last()) {
            shared_line = last.set.at(caption_style.size) + *wide + caption_style.size * 2 <= width;
        }
    }
    if credit.is_some() && !shared_line {
        height += if caption.is_some() { Len::ZERO } else { rules.credit_gap };
        height += credit_style.pitch;
    }
    if height > Len::ZERO {
        // Air between a legend and the text under it.
        height += rules.credit_gap;
    }
    Legend { caption, credit, shared_line, height }
}

/// Heights that the main picture may take over a width, in whole lines with its legend, and what each costs.
pub fn main_lines(picture: &StoryPicture, (width, legend): (Len, Len), shop: &Shop, art: &Art) -> Vec<(u16, i64)> {
    lines_for(&[picture], (width, legend), shop, art, 13)
}

/// The main picture (主图).
pub fn main(pictures: &[StoryPicture]) -> Option<&StoryPicture> {
    wide(pictures).next()
}

/// Pictures that take whole columns.
fn wide(pictures: &[StoryPicture]) -> impl Iterator<Item = &StoryPicture> {
    pictures.iter().filter(|picture| picture.width.is_none())
}

/// A second picture that stands in a column of the text: the first after the main one that is one column wide. On a
/// vertical page any will do, for over several tiers it would be longer than the page.
pub fn inserted<'p>(pictures: &'p [StoryPicture], shop: &Shop) -> Option<&'p StoryPicture> {
    let down = shop.layout.writing == Writing::Vertical;
    wide(pictures).skip(1).find(|picture| picture.columns == Some(1) || down && picture.columns.is_none())
}

/// The pictures after the main one that stand in a row at the foot.
pub fn row<'p>(pictures: &'p [StoryPicture], shop: &Shop) -> Vec<&'p StoryPicture> {
    let inserted = inserted(pictures, shop).map(|picture| picture.span);
    wide(pictures).skip(1).filter(|picture| Some(picture.span) != inserted).collect()
}

/// The pictures that are narrower than a column and have text at their left (串文), and their widths.
pub fn narrow(pictures: &[StoryPicture]) -> impl Iterator<Item = (&StoryPicture, Len)> {
    pictures.iter().filter_map(|picture| Some((picture, picture.width?)))
}

/// What a single narrow picture takes of the text's first column.
pub fn notch(pictures: &[StoryPicture], shop: &Shop, art: &Art) -> Option<Notch> {
    match narrow_sizes(pictures, shop, art)[..] {
        [(lines, width)] => Some(Notch { lines, width }),
        _ => None,
    }
}

/// What narrow pictures take: lines, and width with the white beside it.
pub fn narrow_sizes(pictures: &[StoryPicture], shop: &Shop, art: &Art) -> Vec<(u16, Len)> {
    let body = shop.layout.grid.body;
    narrow(pictures).map(|(picture, width)| (best_lines(picture, width, shop, art), width + body)).collect()
}

/// Lines that a picture in a column of the text takes.
pub fn inserted_lines(picture: &StoryPicture, inner: &Inner, shop: &Shop, art: &Art) -> u16 {
    best_lines(picture, inner.measure, shop, art)
}

/// The height at which a picture is cropped least.
fn best_lines(picture: &StoryPicture, width: Len, shop: &Shop, art: &Art) -> u16 {
    main_lines(picture, (width, width), shop, art)
        .into_iter()
        .min_by_key(|(lines, cost)| (*cost, *lines))
        .map_or(5, |l| l.0)
}

/// Which column it heads: the one beside the main picture, unless the text begins there; else the last.
pub fn inserted_column(main: Option<(u16, u16)>, count: u16) -> usize {
    let beside = main.map_or(0, |(columns, _)| count.saturating_sub(columns.min(count)));
    usize::from(if beside > 1 { beside - 1 } else { count.saturating_sub(1) })
}

/// Heights of a row of equal pictures across a width, one line of white above it included.
pub fn row_lines(pictures: &[&StoryPicture], width: Len, shop: &Shop, art: &Art) -> Vec<(u16, i64)> {
    let each = row_width(pictures.len(), width, shop);

    let mut lines = lines_for(pictures, (each, each), shop, art, 7);
    for (n, _) in &mut lines {
        *n += 1;
    }
    lines
}

/// Width of one of `count` pictures in a row.
pub fn row_width(count: usize, width: Len, shop: &Shop) -> Len {
    let gaps = count.saturating_sub(1) as i64;
    (width - shop.layout.grid.gutter * gaps) / count.max(1) as i64
}

fn lines_for(
    parts: &[&StoryPicture],
    (width, room): (Len, Len),
    shop: &Shop,
    art: &Art,
    most: usize,
) -> Vec<(u16, i64)> {
    let grid = &shop.layout.grid;
    let white = (grid.pitch - grid.body) / 2;
    let legend_at = |width: Len| {
        let each = parts.iter().map(|p| legend(p, width, shop, &mut Report::default()).height);
        each.fold(Len::ZERO, Len::max)
    };
    let (across, down) = (legend_across(shop), shop.layout.writing == Writing::Vertical);
    let below = if across { Len::ZERO } else { legend_at(room) };
    // Width and height on paper of a picture that takes so many lines.
    let size = |lines: u16| {
        let deep = grid.pitch * i64::from(lines);
        match (down, across) {
            (false, _) => (width, deep - white - below),
            (true, false) => (deep - white - below, width),
            (true, true) => (deep - white * 2, width - legend_at(deep - white * 2)),
        }
    };
    let mut out = Vec::new();
    for lines in 5..grid.lines {
        let (wide, high) = size(lines);
        if high <= Len::ZERO || wide <= Len::ZERO {
            continue;
        }
        let mut cost = 0;
        let fits = parts.iter().all(|picture| {
            let kept = kept_share(picture, wide, high, shop, art);
            cost += (1000 - kept) / 12;
            kept >= i64::from(picture.keep_min.clamp(300, 1000)).min(985)
        });
        if fits {
            out.push((lines, cost));
        }
    }
    if out.is_empty() {
        // Nothing within the crop window: the nearest proportion, at a price.
        let natural = parts.first().map_or(width, |p| {
            let (w, h) = art.get(p.art).proportions();
            if down { width.scale(w.max(1), h.max(1)) } else { width.scale(h.max(1), w.max(1)) }
        });
        let lines = (natural + below + white).div_ceil(grid.pitch).clamp(5, i64::from(grid.lines) - 10) as u16;
        out.push((lines, 80));
    }
    out.sort_by_key(|(lines, cost)| (*cost, *lines));
    out.truncate(most);
    out.sort_by_key(|(lines, _)| *lines);
    out
}

/// How much of width or height stays when the picture fills an area, thousandths; less than 1 where the
/// layout's proportions forbid it. Drawings are never cropped.
fn kept_share(picture: &StoryPicture, width: Len, height: Len, shop: &Shop, art: &Art) -> i64 {
    let (w, h) = art.get(picture.art).proportions();
    let shown = width.0 * 1000 / height.0.max(1);
    let natural = w * 1000 / h.max(1);
    let share = shown.min(natural) * 1000 / shown.max(natural).max(1);
    let rules = &shop.layout.picture;
    let photograph = matches!(art.get(picture.art).kind, ArtKind::Picture { .. });
    if photograph && (shown > i64::from(rules.widest) || shown < i64::from(rules.narrowest)) {
        return share / 2;
    }
    share
}

/// The visible part of a picture that fills an area, in millionths of its width and height; and the area it
/// takes: drawings keep their proportions and stand in the middle.
pub fn crop(picture: &StoryPicture, area: Rect, art: &Art) -> (Rect, [u32; 4]) {
    let entry = art.get(picture.art);
    let (w, h) = entry.proportions();
    let (w, h) = (i128::from(w.max(1)), i128::from(h.max(1)));
    let (aw, ah) = (i128::from(area.w.0.max(1)), i128::from(area.h.0.max(1)));
    if !matches!(entry.kind, ArtKind::Picture { .. }) {
        let (nw, nh) = if w * ah > h * aw { (aw, aw * h / w) } else { (ah * w / h, ah) };
        let (nw, nh) = (Len(nw as i64), Len(nh as i64));
        let placed = Rect::new(area.x + (area.w - nw) / 2, area.y + (area.h - nh) / 2, nw, nh);
        return (placed, [0, 0, 1_000_000, 1_000_000]);
    }
    let full = 1_000_000i128;
    // Shown share of width and height, in millionths.
    let (sw, sh) = if w * ah > h * aw { (full * aw * h / (w * ah), full) } else { (full, full * ah * w / (h * aw)) };
    let place = |share: i128, focus: u16| {
        let middle = i128::from(focus) * 1000;
        let start = (middle - share / 2).clamp(0, full - share);
        (start as u32, (start + share) as u32)
    };
    let (left, right) = place(sw, picture.focus.0);
    let (top, bottom) = place(sh, picture.focus.1);
    (area, [left, top, right, bottom])
}
