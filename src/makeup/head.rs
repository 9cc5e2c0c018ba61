//! Fitting heads: kicker, main and deck over a measure, or upright beside the text.
//!
//! In: a story's head, its rank, a width. Out: sizes, line splits and the height they take. Does not know:
//! where on the page. Sizes by rank and width are the layout's.

use crate::compose;
use crate::diag::Report;
use crate::geom::{Em, Len};
use crate::makeup::flow::{Shop, Split};
use crate::model::layout::HeadSize;
use crate::model::story::{Run, Story, Text};
use crate::model::style::{Align, Style, Writing};
use crate::text::ShapedPara;
use std::ops::Range;
use std::sync::Arc;

/// A line of a head, placed from the head's top left.
#[derive(Clone)]
pub struct HeadLine {
    /// Shaped.
    pub para: Arc<ShapedPara>,
    /// Which of its clusters.
    pub clusters: Range<u32>,
    /// Face, size and ink.
    pub style: Style,
    /// Start of the line from the head's left.
    pub x: Len,
    /// Top of the line's em box from the head's top; for a vertical head the line's start.
    pub y: Len,
    /// Set width.
    pub width: Len,
    /// Belongs to the main head.
    pub main: bool,
}

/// A head that fits.
#[derive(Clone)]
pub struct HeadFit {
    /// Top to bottom; right to left in a vertical head.
    pub lines: Vec<HeadLine>,
    /// From the top of the first line's em box to the foot of the last's.
    pub height: Len,
    /// Size of the main lines.
    pub size: Len,
    /// What the fit costs.
    pub cost: i64,
}

/// What a head is fitted for.
#[derive(Clone, Copy)]
pub struct HeadBrief<'a> {
    /// The story.
    pub story: &'a Story,
    /// A line set before everything, in the style `from`: （上接第1版）.
    pub from_line: Option<&'a Text>,
    /// The tag, where no band shows it.
    pub tag_line: Option<&'a Text>,
    /// Rank on the page, from 1.
    pub rank: usize,
    /// Width in columns.
    pub columns: u16,
    /// Width on paper.
    pub width: Len,
    /// The spine of a spread crosses it: the main lines leave an em free, so that they can be moved until it parts two
    /// characters.
    pub crossed: bool,
    /// `headline` or `headline_alt`.
    pub face: &'static str,
}

/// What it costs that a rank stands over a width that the layout's table has no size for.
const FOREIGN: i64 = 300;

/// The ways a head can stand over its text, best first; at least one.
pub fn fits(brief: HeadBrief, shop: &Shop, report: &mut Report) -> Vec<HeadFit> {
    if brief.story.headline.iter().all(Text::is_empty) && brief.from_line.is_none() {
        return vec![HeadFit { lines: Vec::new(), height: Len::ZERO, size: Len::ZERO, cost: 0 }];
    }
    let rules = &shop.layout.headline;
    let rank = rules.ranks.get(brief.rank.clamp(1, rules.ranks.len().max(1)) - 1);
    let mut sizes: Vec<HeadSize> =
        rank.and_then(|r| r.columns.get(usize::from(brief.columns).saturating_sub(1))).cloned().unwrap_or_default();
    let foreign = sizes.is_empty();
    if foreign {
        sizes = nearest_sizes(brief, shop);
    }
    let style = shop.style(brief.face);
    let mut out: Vec<HeadFit> = Vec::new();
    for size in &sizes {
        if let Some(fit) = fit(brief, *size, &style, shop, report) {
            out.push(fit);
        }
    }
    if out.is_empty() {
        out = squeeze_in(brief, &sizes, &style, shop, report);
    }
    if foreign {
        out.iter_mut().for_each(|fit| fit.cost += FOREIGN);
    }
    out.sort_by_key(|f| (f.cost, f.height));
    out.truncate(3);
    out
}

/// A rank that the table gives no size at this width takes its neighbour's, so that a page can be made at all.
fn nearest_sizes(brief: HeadBrief, shop: &Shop) -> Vec<HeadSize> {
    let ranks = &shop.layout.headline.ranks;
    let width = usize::from(brief.columns).saturating_sub(1);
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by_key(|r| (r + 1).abs_diff(brief.rank));
    let at_width = order.iter().filter_map(|&r| ranks[r].columns.get(width)).find(|sizes| !sizes.is_empty());
    let any = order.iter().flat_map(|&r| ranks[r].columns.iter()).find(|sizes| !sizes.is_empty());
    at_width.or(any).cloned().unwrap_or_else(|| {
        let size = shop.layout.grid.body.scale(16, 10);
        vec![HeadSize { min: size, max: size * 2, lines: 1 }]
    })
}

/// Lines of a head: of which paragraph, which of its clusters, how wide.
type Lines = Vec<(Arc<ShapedPara>, Range<u32>, Em)>;

/// The main head on so many lines: as the copy splits it, or at sense breaks.
fn main_lines(headline: &[Text], lines: u8, style: &Style, shop: &Shop, report: &mut Report) -> Option<Lines> {
    let whole = |text: &Text, report: &mut Report| {
        let para = shop.shape(&without_marks(text).0, style, report);
        let all = 0..para.clusters.len() as u32;
        let width = compose::natural_width(&para);
        (para, all, width)
    };
    if headline.len() == usize::from(lines) {
        return Some(headline.iter().map(|t| whole(t, report)).collect());
    }
    if headline.len() > usize::from(lines) && lines > 1 {
        return None;
    }
    let joined = join(headline);
    if lines == 1 {
        return Some(vec![whole(&joined, report)]);
    }
    if headline.len() == 1 {
        return parted(&headline[0], lines, style, shop, report);
    }
    // More lines than the copy gives: the longest of them is parted, then the next.
    let mut out: Lines = headline.iter().map(|t| whole(t, report)).collect();
    let mut spare = usize::from(lines) - headline.len();
    let mut order: Vec<usize> = (0..headline.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(out[i].2));
    order.truncate(spare);
    order.sort_unstable_by_key(|&i| std::cmp::Reverse(i));
    for i in order {
        out.splice(i..=i, parted(&headline[i], 2, style, shop, report)?);
        spare -= 1;
    }
    (spare == 0).then_some(out)
}

/// One line of the copy on several: where the copy marks it, or at sense breaks.
fn parted(text: &Text, lines: u8, style: &Style, shop: &Shop, report: &mut Report) -> Option<Lines> {
    let (plain, breaks) = without_marks(text);
    let para = shop.shape(&plain, style, report);
    let split = marked_split(&para, &breaks, lines).or_else(|| shop.split(&para, lines))?;
    Some(split.into_iter().map(|(range, width)| (para.clone(), range, width)).collect())
}

/// A head without its `|`, and the bytes of its text before which they stood.
fn without_marks(text: &Text) -> (Text, Vec<u32>) {
    let mut breaks = Vec::new();
    let mut runs = Vec::new();
    let mut length = 0;
    for run in &text.runs {
        let mut start = 0;
        for piece in run.text.split('|') {
            if start > 0 {
                breaks.push(length);
            }
            if !piece.is_empty() {
                let span = run.span.map(|s| crate::source::Span {
                    start: s.start + start as u32,
                    end: s.start + (start + piece.len()) as u32,
                    ..s
                });
                runs.push(Run { text: piece.to_string(), marks: run.marks.clone(), span });
            }
            length += piece.len() as u32;
            start += piece.len() + 1;
        }
    }
    (Text { runs }, breaks)
}

/// The most even split into so many lines at the breaks that the copy allows; `None` where it allows fewer.
fn marked_split(para: &ShapedPara, breaks: &[u32], lines: u8) -> Option<Split> {
    let count = para.clusters.len() as u32;
    let starts: Vec<u32> = breaks
        .iter()
        .filter_map(|b| para.clusters.iter().position(|c| c.range.start >= *b))
        .map(|i| i as u32)
        .collect();
    let wanted = usize::from(lines).checked_sub(1)?;
    let mut best: Option<(Em, Split)> = None;
    let mut judge = |chosen: &[u32]| {
        let mut edges = vec![0];
        edges.extend(chosen);
        edges.push(count);
        let split: Split = edges.windows(2).map(|e| (e[0]..e[1], compose::single_line(para, e[0]..e[1]).set)).collect();
        let widest = split.iter().map(|l| l.1).fold(Em::ZERO, Em::max);
        if best.as_ref().is_none_or(|b| widest < b.0) {
            best = Some((widest, split));
        }
    };
    // Two and three lines are all that heads have.
    for (i, &first) in starts.iter().enumerate() {
        match wanted {
            1 => judge(&[first]),
            2 => starts[i + 1..].iter().for_each(|&second| judge(&[first, second])),
            _ => {}
        }
    }
    best.map(|b| b.1)
}

/// Lines of a head as one, a blank between.
fn join(lines: &[Text]) -> Text {
    let mut runs: Vec<Run> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        if i > 0 {
            runs.push(Run { text: " ".into(), ..Run::default() });
        }
        runs.extend(line.runs.iter().cloned());
    }
    Text { runs }
}

fn fit(brief: HeadBrief, size: HeadSize, style: &Style, shop: &Shop, report: &mut Report) -> Option<HeadFit> {
    let (least, most) = shop.layout.headline.fill;
    let mut style = style.clone();
    let mut lines = main_lines(&brief.story.headline, size.lines, &style, shop, report)?;
    let mut widest = lines.iter().map(|l| l.2).fold(Em::ZERO, Em::max);
    let room = brief.width.scale(i64::from(most), 1000);
    let free = if brief.crossed { Em::ONE } else { Em::ZERO };
    let mut largest = half_points(room, widest + free);
    if largest < size.min && size.lines == 1 {
        style.tracking += shop.layout.headline.tracking_min;
        lines = main_lines(&brief.story.headline, 1, &style, shop, report)?;
        widest = lines.iter().map(|l| l.2).fold(Em::ZERO, Em::max);
        largest = half_points(room, widest + free);
    }
    if largest < size.min {
        return None;
    }
    style.size = largest.min(size.max);
    let fill = widest.at(style.size).0 * 1000 / brief.width.0.max(1);
    let mut cost = 0;
    if size.lines == 1 && fill < i64::from(least) {
        cost += 60;
    } else if fill < 700 {
        cost += (700 - fill) / 10;
    }
    if size.lines > 1 {
        let shortest = lines.iter().map(|l| l.2).fold(widest, Em::min);
        if shortest.0 * 10 < widest.0 * 6 {
            cost += 30;
        }
    }
    Some(stack(brief, lines, style, cost, shop, report))
}

/// No size of the table fits: smaller type or more lines, whichever is nearer to the table; never a torn word, never a
/// lost head.
fn squeeze_in(brief: HeadBrief, sizes: &[HeadSize], style: &Style, shop: &Shop, report: &mut Report) -> Vec<HeadFit> {
    let min = sizes.iter().map(|s| s.min).fold(Len::PT * 30, Len::min);
    let usual = sizes.iter().map(|s| s.lines).max().unwrap_or(1);
    let body = shop.layout.grid.body;
    let mut out = Vec::new();
    for lines in 1..=4u8 {
        let size = HeadSize { min: body, max: sizes.iter().map(|s| s.max).fold(min, Len::max), lines };
        if let Some(mut fit) = fit(brief, size, style, shop, report) {
            let short = (min - fit.size).max(Len::ZERO).0 * 100 / min.0.max(1);
            let more = i64::from(lines.saturating_sub(usual));
            fit.cost += 20 + short * (SHORT + short) + more * more * 40;
            out.push(fit);
        }
    }
    if out.is_empty() {
        let headline = join(&brief.story.headline);
        let mut style = style.clone();
        let para = shop.shape(&headline, &style, report);
        let all = 0..para.clusters.len() as u32;
        let width = compose::natural_width(&para);
        style.size = half_points(brief.width, width).max(Len::PT * 4);
        out.push(stack(brief, vec![(para, all, width)], style, 1000, shop, report));
    }
    out
}

/// What a hundredth costs by which a head is smaller than its rank's table says; much smaller ones cost more each.
const SHORT: i64 = 6;

/// The largest half-point size at which `width` ems fit into `room`.
fn half_points(room: Len, width: Em) -> Len {
    let half = Len::PT.0 / 2;
    let exact = i128::from(room.0) * i128::from(Em::ONE.0) / i128::from(width.0.max(1));
    Len((exact as i64 / half) * half)
}

/// Kicker over main over deck, each where its style aligns it. Main lines that start flush are staggered as the
/// layout says (千鳥).
fn stack(brief: HeadBrief, mains: Lines, main_style: Style, cost: i64, shop: &Shop, report: &mut Report) -> HeadFit {
    let rules = &shop.layout.headline;
    let size = main_style.size;
    let mut head = HeadFit { lines: Vec::new(), height: Len::ZERO, size, cost };
    let mut y = Len::ZERO;
    if let Some(text) = brief.from_line {
        y = small_lines(&mut head, text, "from", None, y, brief.width, shop, report) + rules.after_kicker;
    }
    if let Some(text) = brief.tag_line {
        y = small_lines(&mut head, text, "crosshead", None, y, brief.width, shop, report) + rules.after_kicker;
    }
    if let Some(text) = brief.story.kicker.as_ref().filter(|_| brief.from_line.is_none()) {
        let wanted = by_main(&rules.kicker_sizes, size);
        y = small_lines(&mut head, text, "kicker", wanted, y, brief.width, shop, report) + rules.after_kicker;
    }
    for (i, (para, clusters, width)) in mains.into_iter().enumerate() {
        if i > 0 {
            y += rules.between_lines;
        }
        let width = width.at(size);
        let stagger = rules.stagger * i as i64;
        let x = aligned(&main_style, brief.width, width, stagger);
        head.lines.push(HeadLine { para, clusters, style: main_style.clone(), x, y, width, main: true });
        y += size;
    }
    if let Some(text) = brief.story.deck.as_ref().filter(|_| brief.from_line.is_none()) {
        let wanted = by_main(&rules.deck_sizes, size);
        y = small_lines(&mut head, text, "deck", wanted, y + rules.before_deck, brief.width, shop, report);
    }
    for text in brief.story.summary.iter().filter(|_| brief.from_line.is_none()) {
        y = small_lines(&mut head, text, "summary", None, y + rules.before_deck, brief.width, shop, report);
    }
    head.height = y;
    head
}

/// Where a line of a head starts in its room; `shift` moves a flush line as far as there is room.
fn aligned(style: &Style, room: Len, width: Len, shift: Len) -> Len {
    let spare = (room - width).max(Len::ZERO);
    match style.para.align {
        Align::Start => shift.min(spare),
        Align::End => spare - shift.min(spare),
        Align::Centre | Align::Justify => spare / 2,
    }
}

/// The size that goes with a main head: the first entry whose main size is not smaller.
fn by_main(table: &[(Len, Len)], main: Len) -> Option<Len> {
    table.iter().find(|(largest, _)| main <= *largest).or(table.last()).map(|(_, size)| *size)
}

/// One or more centred lines of a small head; returns the y below them.
#[allow(clippy::too_many_arguments)]
fn small_lines(
    head: &mut HeadFit,
    text: &Text,
    style: &str,
    size: Option<Len>,
    mut y: Len,
    room: Len,
    shop: &Shop,
    report: &mut Report,
) -> Len {
    let mut style = shop.style(style);
    let para = shop.shape(text, &style, report);
    if let Some(size) = size {
        style.size = size;
    }
    let width = compose::natural_width(&para);
    let fits_at = half_points(room, width);
    // A kicker may come down three points before it takes a second line.
    let least = (style.size - Len::PT * 3).max(Len::PT * 9);
    let mut lines = vec![(0..para.clusters.len() as u32, width)];
    if fits_at < least {
        for n in 2..=4 {
            let Some(split) = shop.split(&para, n) else { continue };
            let widest = split.iter().map(|l| l.1).fold(Em::ZERO, Em::max);
            if half_points(room, widest) >= least || n == 4 {
                style.size = style.size.min(half_points(room, widest));
                lines = split;
                break;
            }
        }
    }
    if lines.len() == 1 {
        style.size = style.size.min(fits_at);
    }
    for (i, (clusters, width)) in lines.into_iter().enumerate() {
        if i > 0 {
            y += style.size / 3;
        }
        let width = width.at(style.size);
        let x = aligned(&style, room, width, style.para.indent.at(style.size));
        head.lines.push(HeadLine { para: para.clone(), clusters, style: style.clone(), x, y, width, main: false });
        y += style.size;
    }
    y
}

/// A vertical head: strips from right to left, kicker first.
#[derive(Clone)]
pub struct VerticalFit {
    /// `x` is the left edge of the strip from the strip area's left, `y` the line's start from the frame's
    /// inner top; both set by [`VerticalFit::place`].
    pub lines: Vec<HeadLine>,
    /// Width of all strips with the gaps between.
    pub width: Len,
    /// Size of the main lines.
    pub size: Len,
    /// The byline stands in the strip of the shortest main line; else it opens the text.
    pub holds_byline: bool,
}

/// Lines of a vertical head at a size, for a frame of a height; `None` when the long line is too long for it.
pub fn vertical(brief: HeadBrief, size: Len, frame: Len, shop: &Shop, report: &mut Report) -> Option<VerticalFit> {
    let rules = &shop.layout.headline.vertical;
    let (loosest, tightest) = (rules.fill.1, rules.fill.0);
    let natural = |tracking: i32, lines: u8, report: &mut Report| {
        let mut style = shop.style("vertical_headline");
        style.para.writing = Writing::Vertical;
        style.tracking = tracking;
        let lines = main_lines(&brief.story.headline, lines, &style, shop, report)?;
        style.size = size;
        Some((style, lines))
    };
    let longest = |lines: &Lines| lines.iter().map(|l| l.2).fold(Em::ZERO, Em::max).at(size);
    let most = frame.scale(i64::from(loosest), 1000);
    // As the copy splits it; a single line that is too long for the frame on two.
    let given = brief.story.headline.len().clamp(1, 4) as u8;
    let (mut style, mut lines, count) = [given, given + 1].into_iter().find_map(|n| {
        let (style, lines) = natural(rules.tracking.0, n, report)?;
        (longest(&lines) <= most).then_some((style, lines, n))
    })?;
    // Open the line up until it fills its share of the frame.
    let least = frame.scale(i64::from(tightest), 1000);
    let mut tracking = rules.tracking.0;
    while longest(&lines) < least && tracking < rules.tracking.1 {
        let Some(next) = natural((tracking + 10).min(rules.tracking.1), count, report) else { break };
        if longest(&next.1) > most {
            break;
        }
        tracking = (tracking + 10).min(rules.tracking.1);
        (style, lines) = next;
    }
    let mut fit = VerticalFit { lines: Vec::new(), width: Len::ZERO, size, holds_byline: false };
    let long = longest(&lines);
    let top = (frame - long) / 2;
    let mut right = Len::ZERO;
    if let Some(kicker) = &brief.story.kicker {
        right = small_strip(&mut fit, kicker, right, top, frame, shop, report) + rules.gap;
    }
    let count = lines.len();
    let shortest = lines.iter().map(|l| l.2.at(size)).fold(long, Len::min);
    for (i, (para, clusters, width)) in lines.into_iter().enumerate() {
        right += size;
        let width = width.at(size);
        fit.lines.push(HeadLine { para, clusters, style: style.clone(), x: -right, y: top, width, main: true });
        if i + 1 < count {
            right += rules.gap;
        }
    }
    if let Some(deck) = &brief.story.deck {
        right = small_strip(&mut fit, deck, right + rules.gap, top, frame, shop, report);
    }
    fit.width = right;
    for line in &mut fit.lines {
        line.x += right;
    }
    fit.holds_byline = count > 1 && add_byline(&mut fit, brief.story, top, long, shortest, shop, report);
    Some(fit)
}

/// A kicker or deck as a strip of an upright head, opened up where there is room; returns the new right-to-left
/// extent.
fn small_strip(
    fit: &mut VerticalFit,
    text: &Text,
    right: Len,
    top: Len,
    frame: Len,
    shop: &Shop,
    report: &mut Report,
) -> Len {
    let mut style = shop.style("vertical_kicker");
    style.para.writing = Writing::Vertical;
    style.tracking = shop.layout.headline.vertical.kicker_tracking;
    let room = frame - top - Len::PT * 2;
    let mut para = shop.shape(text, &style, report);
    let mut width = compose::natural_width(&para);
    if width.at(style.size) > room {
        style.tracking = 0;
        para = shop.shape(text, &style, report);
        width = compose::natural_width(&para);
    }
    style.size = style.size.min(half_points(room, width)).max(Len::PT * 4);
    let clusters = 0..para.clusters.len() as u32;
    let (width, right) = (width.at(style.size), right + style.size);
    fit.lines.push(HeadLine { para, clusters, style, x: -right, y: top + Len::PT * 2, width, main: false });
    right
}

/// Puts the byline into the hole that a short main line leaves, its foot level with the long line's.
fn add_byline(
    fit: &mut VerticalFit,
    story: &Story,
    top: Len,
    long: Len,
    shortest: Len,
    shop: &Shop,
    report: &mut Report,
) -> bool {
    if story.byline.is_empty() {
        return false;
    }
    let mut style = shop.style("vertical_byline");
    style.para.writing = Writing::Vertical;
    let para = shop.shape(&crate::makeup::notice::byline(story, &shop.layout.byline), &style, report);
    let width = compose::natural_width(&para).at(style.size);
    let Some(host) = fit.lines.iter().find(|l| l.main && l.width == shortest) else { return false };
    if long - shortest < width + fit.size {
        return false;
    }
    let x = host.x + (fit.size - style.size) / 2;
    let y = top + long - width;
    let clusters = 0..para.clusters.len() as u32;
    fit.lines.push(HeadLine { para, clusters, style, x, y, width, main: false });
    true
}
