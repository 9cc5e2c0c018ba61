//! Text as composed: kinsoku at line edges, baseline grid, order.

use super::{For, Rule, row};
use crate::preflight::Verdict::Warn;
use crate::preflight::facts::Facts;
use crate::preflight::lines::Line;
use crate::preflight::{Family, Hits};
use std::collections::{BTreeMap, BTreeSet};

/// Rules of text.
pub const RULES: &[Rule] = &[
    row(
        "kinsoku",
        For::Both,
        Warn,
        "J",
        "no line of running text begins or ends with a mark that may not",
        Family::Text,
        kinsoku,
    ),
    row("baseline-grid", For::Both, Warn, "J", "body lines of a page stand on one grid", Family::Text, grid),
    row("text-order", For::Both, Warn, "N", "the content stream runs down a column, not up", Family::Text, order),
    row(
        "text-reads",
        For::Both,
        Warn,
        "N",
        "the text behind the glyphs reads as text: the commonest Han characters are common in it",
        Family::Text,
        reads,
    ),
];

/// Commonest characters of written Chinese; of news they are more than half, of characters taken at random, or shifted
/// by a wrong map, less than a tenth (measured on the sample issue). Japanese has about two fifths of them.
const COMMON: &str = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用\
    道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长\
    把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加\
    西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打\
    女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展\
    來個們國說時會對過發後這為學現當沒動還進樣開從軍無與長機業將兩間問應頭體見產關點話給門東聲員論處義認條係氣題變電數報";
/// The least of a face that is judged, in Han characters.
const LEAST_READ: usize = 200;

fn reads(f: &Facts, h: &mut Hits) {
    let common: BTreeSet<char> = COMMON.chars().collect();
    let mut codes: BTreeMap<(usize, u32), usize> = BTreeMap::new();
    for run in f.runs.iter().filter(|r| r.actual.is_none() && !r.invisible) {
        run.glyphs.iter().for_each(|g| *codes.entry((run.font, g.0)).or_default() += 1);
    }
    for (index, font) in f.fonts.iter().enumerate() {
        let (mut all, mut known) = (0, 0);
        for (&(_, code), &n) in codes.range((index, 0)..(index + 1, 0)) {
            for c in font.text(code).unwrap_or("").chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)) {
                all += n;
                known += if common.contains(&c) { n } else { 0 };
            }
        }
        if all >= LEAST_READ && known * 5 < all {
            let share = known * 100 / all;
            h.hit(format!(
                "{}: {share} % of its {all} Han characters are common ones: is its ToUnicode right?",
                font.name
            ));
        }
    }
}

/// May not begin a line (GB/T 15834, clreq#prohibition_rules_for_line_start_end).
const NO_START: &str = "、，。．：；！？）〕］｝」』】》〉〗’”…—·・‐–～%％℃,.!?;:)]}";
/// May not end a line.
const NO_END: &str = "（〔［｛「『【《〈〖‘“([{";

fn area(line: &Line) -> [f64; 4] {
    let s = line.size;
    [
        line.from.0.min(line.to.0),
        line.from.1.min(line.to.1) - 0.12 * s,
        line.from.0.max(line.to.0),
        line.from.1.max(line.to.1) + 0.88 * s,
    ]
}

fn kinsoku(f: &Facts, h: &mut Hits) {
    let lines = &f.lines;
    for (i, line) in lines.iter().enumerate() {
        // A neighbour of the same type, one pitch away, makes it a line of a paragraph.
        let near = |other: Option<&Line>| {
            other.is_some_and(|o| {
                let across = if line.vertical { o.from.0 - line.from.0 } else { o.from.1 - line.from.1 };
                o.page == line.page
                    && o.font == line.font
                    && (o.size - line.size).abs() < 0.1
                    && across.abs() < 3.0 * line.size
                    && o.body()
            })
        };
        if !line.body() {
            continue;
        }
        let before = near(i.checked_sub(1).and_then(|j| lines.get(j)));
        let after = near(lines.get(i + 1));
        // The very first line of a paragraph may open with a dash or an ellipsis.
        let strict = !matches!(line.first, '…' | '—' | '·' | '–' | '～' | '.' | '%');
        if before && NO_START.contains(line.first) && strict {
            h.at(line.page, area(line), format!("a line begins with {}", line.first));
        }
        if after && NO_END.contains(line.last) {
            h.at(line.page, area(line), format!("a line ends with {}", line.last));
        }
    }
}

fn grid(f: &Facts, h: &mut Hits) {
    let lines = &f.lines;
    for page in 0..f.pages.len() {
        let body: Vec<&Line> = lines.iter().filter(|l| l.page == page && l.body()).collect();
        // Lines of the page's own direction: a caption that reads across a vertical page is no body.
        let down = body.iter().filter(|l| l.vertical).count() * 2 > body.len();
        let body: Vec<&Line> = body.into_iter().filter(|l| l.vertical == down).collect();
        let start = |l: &Line| if down { l.from.1 } else { l.from.0 };
        // The face and size that most lines have are the body; bylines and captions keep their own distances.
        let kind = |l: &Line| (l.font, (l.size * 20.0).round() as i64);
        let mut kinds: BTreeMap<(usize, i64), usize> = BTreeMap::new();
        body.iter().for_each(|l| *kinds.entry(kind(l)).or_default() += 1);
        let Some((&most, _)) = kinds.iter().max_by_key(|(_, n)| **n) else { continue };
        let body: Vec<&&Line> = body.iter().filter(|l| kind(l) == most).collect();
        let mut steps: BTreeMap<i64, usize> = BTreeMap::new();
        for pair in body.windows(2) {
            let down = pair[0].base - pair[1].base;
            if (start(pair[0]) - start(pair[1])).abs() < 3.0 * pair[0].size && down > 0.0 && down < 3.0 * pair[0].size {
                *steps.entry((down * 20.0).round() as i64).or_default() += 1;
            }
        }
        let Some((&pitch, &often)) = steps.iter().max_by_key(|(_, n)| **n) else { continue };
        if body.len() < 20 || often * 2 < body.len() {
            continue;
        }
        off_grid(h, page, &body, pitch as f64 / 20.0);
    }
}

fn off_grid(h: &mut Hits, page: usize, body: &[&&Line], pitch: f64) {
    // A better pitch from long runs: the step that the whole column agrees with.
    let mut exact = Vec::new();
    for pair in body.windows(2) {
        let down = pair[0].base - pair[1].base;
        if (down - pitch).abs() < 0.06 {
            exact.push(down);
        }
    }
    exact.sort_by(f64::total_cmp);
    let pitch = exact.get(exact.len() / 2).copied().unwrap_or(pitch);
    let phase = |y: f64| y.rem_euclid(pitch);
    let distance = |a: f64, b: f64| {
        let d = (a - b).abs();
        d.min(pitch - d)
    };
    let best = body
        .iter()
        .map(|l| phase(l.base))
        .max_by_key(|p| body.iter().filter(|l| distance(phase(l.base), *p) < 0.3).count());
    let Some(best) = best else { return };
    let off: Vec<&&&Line> = body.iter().filter(|l| distance(phase(l.base), best) >= 0.3).collect();
    // Without a majority there is no grid to leave.
    if off.len() * 5 > body.len() * 2 {
        return;
    }
    for line in off {
        let by = distance(phase(line.base), best);
        h.at(
            page,
            area(line),
            format!("the body line that begins with {} stands {by:.2} pt off the grid of {pitch:.2} pt", line.first),
        );
    }
}

fn order(f: &Facts, h: &mut Hits) {
    let lines = &f.lines;
    for pair in lines.windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        let alike = a.page == b.page
            && a.font == b.font
            && (a.size - b.size).abs() < 0.1
            && a.body()
            && b.body()
            && a.vertical == b.vertical;
        if !alike {
            continue;
        }
        let up = if a.vertical {
            (a.from.1 - b.from.1).abs() < a.size && b.from.0 > a.from.0 + 0.5 * a.size
        } else {
            (a.from.0 - b.from.0).abs() < a.size && b.from.1 > a.from.1 + 0.5 * a.size
        };
        // Only the next line above is a line out of order; farther up another story begins.
        let step = if a.vertical { b.from.0 - a.from.0 } else { b.from.1 - a.from.1 };
        if up && step < 3.0 * a.size {
            h.at(b.page, area(b), format!("the line that begins with {} follows one below it", b.first));
        }
    }
}
