//! Marks beside the text: emphasis dots, proper-name lines, book-title waves, frames of the deceased.
//!
//! In: a line's clusters in their places. Out: glyphs and strokes of the marks (typography §17).
//! Does not know: line pitch.

use super::justify::Spread;
use super::{SetGlyph, SetLine, Stroke, vertical};
use crate::geom::Em;
use crate::model::style::Lang;
use crate::text::{Class, ShapedPara};
use std::ops::Range;

/// Adds a line's marks.
pub(super) fn add(para: &ShapedPara, spread: &Spread, set: &mut SetLine) {
    readings(para, spread, set);
    if para.spans.iter().all(|s| {
        let m = &s.marks;
        !(m.dots || m.name_line || m.book_wave || m.deceased)
    }) {
        return;
    }
    let mut start = spread.clusters.start;
    while start < spread.clusters.end {
        let span = para.clusters[start].span;
        let end = (start..spread.clusters.end).find(|&k| para.clusters[k].span != span).unwrap_or(spread.clusters.end);
        let marks = &para.spans[span as usize].marks;
        if marks.dots {
            dots(para, spread, start..end, set);
        }
        if marks.name_line {
            line(para, spread, start..end, false, set);
        }
        if marks.book_wave {
            line(para, spread, start..end, true, set);
        }
        if marks.deceased {
            frame(para, spread, start..end, set);
        }
        start = end;
    }
}

/// Typography §18: readings over their bases, bopomofo at the right of them.
fn readings(para: &ShapedPara, spread: &Spread, set: &mut SetLine) {
    for ruby in &para.rubies {
        if ruby.bases.start < spread.clusters.start || ruby.bases.end > spread.clusters.end {
            continue;
        }
        let (from, to) = extent(spread, &ruby.bases);
        let end = para.clusters[ruby.bases.end - 1].range.end;
        let count = ruby.glyphs.len().max(1) as i64;
        let spare = to - from - ruby.width;
        // A short reading of a group: the white inside is twice that at the ends (1:2:1).
        let inside = if spare > Em::ZERO && para.style.lang == Lang::Ja { spare / count } else { Em::ZERO };
        let start = if crate::text::at_the_top(para, &ruby.bases) {
            // What the base was opened before its ink is not the reading's place.
            from
        } else if inside > Em::ZERO {
            from + inside / 2
        } else {
            from + spare / 2
        };
        for (n, glyph) in ruby.glyphs.iter().enumerate() {
            let (x, y) = if ruby.zhuyin {
                let (x, y) = zhuyin(para, ruby, n, from, to);
                (x + glyph.dx, y)
            } else {
                let along = start + glyph.dx + inside * n as i64;
                let over = Em(27_720 * 12 / 100).scale(glyph.scale.0, Em::ONE.0) + Em::frac(1, 40);
                match (vertical(para), glyph.turned) {
                    (false, _) => (along, glyph.dy - Em(27_720 * 88 / 100) - over),
                    (true, true) => (Em::HALF + over, along),
                    (true, false) => {
                        (Em::HALF + Em::frac(1, 40), along + Em(27_720 * 88 / 100).scale(glyph.scale.0, Em::ONE.0))
                    }
                }
            };
            set.glyphs.push(SetGlyph {
                font: glyph.font,
                id: glyph.id,
                scale: glyph.scale,
                stretch: 1000,
                x,
                y,
                turned: glyph.turned,
                embolden: Em::ZERO,
                range: end..end,
                paint: para.spans[glyph.span as usize].paint.clone(),
            });
        }
    }
}

/// Typography R18.2: symbols one under the other, the tone at the upper right of the last, ˙ in front.
fn zhuyin(para: &ShapedPara, ruby: &crate::text::Ruby, n: usize, from: Em, to: Em) -> (Em, Em) {
    let reading = para.spans[para.clusters[ruby.bases.start].span as usize].marks.ruby.as_deref().unwrap_or("");
    let chars: Vec<char> = reading.chars().collect();
    let tone = |c: char| matches!(c, 'ˊ' | 'ˇ' | 'ˋ' | '˪' | '˫');
    let symbols: Vec<usize> = (0..chars.len()).filter(|&k| !tone(chars[k]) && chars[k] != '˙').collect();
    let size = Em::frac(3, 10);
    let height = size * symbols.len() as i64;
    let right = if vertical(para) { Em::HALF } else { to - Em::HALF };
    let middle = if vertical(para) { (from + to) / 2 } else { -Em(27_720 * 38 / 100) };
    let top = middle - height / 2;
    let base = |row: i64| top + size * row + size.scale(88, 100);
    let x = right + Em::frac(1, 24);
    let c = chars.get(n).copied().unwrap_or(' ');
    if tone(c) {
        let last = symbols.len().max(1) as i64 - 1;
        return (x + size - Em::frac(1, 24), base(last) - size.scale(3, 4));
    }
    if c == '˙' {
        return (x, top - Em::frac(1, 40));
    }
    let row = symbols.iter().position(|&k| k == n).unwrap_or(0) as i64;
    (x, base(row))
}

fn extent(spread: &Spread, range: &Range<usize>) -> (Em, Em) {
    let (first, last) = (range.start - spread.clusters.start, range.end - 1 - spread.clusters.start);
    (spread.em(spread.x[first]), spread.em(spread.x[last] + spread.advance[last]))
}

/// Typography R17.1: one dot a character, none on marks, blanks and letters; below in Chinese, above in Japanese,
/// right of vertical lines.
fn dots(para: &ShapedPara, spread: &Spread, range: Range<usize>, set: &mut SetLine) {
    let above = para.style.lang == Lang::Ja;
    for at in range {
        let cluster = &para.clusters[at];
        let Some(dot) = &para.dot else { return };
        if !(cluster.class.is_ideographic() || cluster.class == Class::Hangul) {
            continue;
        }
        let n = at - spread.clusters.start;
        let middle = spread.em(spread.x[n]) + spread.em(spread.advance[n]) / 2;
        let scale = para.spans[cluster.span as usize].scale;
        // The frame ends 0.12 em under the baseline; the dot's middle stands an eighth of an em further out,
        // below the proper-name line where there is one (R17.3).
        let line = if para.spans[cluster.span as usize].marks.name_line { Em::frac(1, 10) } else { Em::ZERO };
        let out = (Em::frac(1, 8) + line).scale(crate::text::mark_scale(para), 1000);
        let (x, y) = if vertical(para) {
            (scale / 2 + out, middle)
        } else if above {
            (middle, -Em(27_720 * 88 / 100) - out)
        } else {
            (middle, Em(27_720 * 12 / 100) + out)
        };
        let small = crate::text::mark_scale(para);
        set.glyphs.push(SetGlyph {
            font: dot.font,
            id: dot.id,
            scale: dot.scale.scale(small, 1000),
            stretch: 1000,
            x: x + dot.dx.scale(small, 1000),
            y: y + dot.dy.scale(small, 1000),
            turned: false,
            embolden: Em::ZERO,
            range: cluster.range.end..cluster.range.end,
            paint: para.spans[cluster.span as usize].paint.clone(),
        });
    }
}

const THIN: Em = Em(27_720 / 20);

/// Typography R17.2: exactly the frames' length; touching items are shortened where they touch.
fn line(para: &ShapedPara, spread: &Spread, range: Range<usize>, wave: bool, set: &mut SetLine) {
    let (mut from, mut to) = extent(spread, &range);
    let marked = |at: Option<usize>| {
        at.and_then(|k| para.clusters.get(k)).is_some_and(|c| {
            let m = &para.spans[c.span as usize].marks;
            m.name_line || m.book_wave
        })
    };
    let short = Em::frac(1, 16);
    if range.start > spread.clusters.start && marked(range.start.checked_sub(1)) {
        from += short;
    }
    if range.end < spread.clusters.end && marked(Some(range.end)) {
        to -= short;
    }
    // Nearer to the text where lines leave little white (R17.4).
    let small = |em: Em| em.scale(crate::text::mark_scale(para), 1000);
    let out = small(Em::frac(1, 12));
    let across = if vertical(para) { -Em::HALF - out } else { Em(27_720 * 12 / 100) + out };
    let put = |along: Em, off: Em| if vertical(para) { (across - off, along) } else { (along, across + off) };
    if !wave {
        set.strokes.push(Stroke { from: put(from, Em::ZERO), to: put(to, Em::ZERO), thickness: THIN });
        return;
    }
    // A wave of short straight strokes, a quarter em from crest to crest, ending with the frames.
    let length = to - from;
    let halves = (length.0 * 8 / Em::ONE.0).max(2);
    for k in 0..halves {
        let at = |k: i64| from + length.scale(k, halves);
        let up = |k: i64| small(if k % 2 == 0 { -Em::frac(1, 40) } else { Em::frac(1, 40) });
        set.strokes.push(Stroke { from: put(at(k), up(k)), to: put(at(k + 1), up(k + 1)), thickness: THIN });
    }
}

/// Typography R17.5: a closed frame around the character frames.
fn frame(para: &ShapedPara, spread: &Spread, range: Range<usize>, set: &mut SetLine) {
    let (from, to) = extent(spread, &range);
    let pad = Em::frac(1, 24);
    let (near, far) = if vertical(para) {
        (-Em::HALF - pad, Em::HALF + pad)
    } else {
        (-Em(27_720 * 88 / 100) - pad, Em(27_720 * 12 / 100) + pad)
    };
    let (from, to) = (from - pad, to + pad);
    let put = |along: Em, across: Em| if vertical(para) { (across, along) } else { (along, across) };
    let corners = [put(from, near), put(to, near), put(to, far), put(from, far)];
    for k in 0..4 {
        set.strokes.push(Stroke { from: corners[k], to: corners[(k + 1) % 4], thickness: THIN });
    }
}
