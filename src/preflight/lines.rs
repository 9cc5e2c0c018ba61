//! Lines of text, as glyph positions show them.
//!
//! In: runs of glyphs. Out: [`Line`]. Does not know: what may stand where.

use crate::preflight::facts::Facts;

/// A line as glyph positions show it.
pub struct Line {
    /// Page, from 0.
    pub page: usize,
    /// Size of type.
    pub size: f64,
    /// It runs down.
    pub vertical: bool,
    /// Origin of its first glyph.
    pub from: (f64, f64),
    /// Behind its last glyph.
    pub to: (f64, f64),
    /// Baseline: that of a Han glyph, for a mark before the text may be raised. Across the line: of a vertical
    /// line it is an x.
    pub base: f64,
    /// Its first character.
    pub first: char,
    /// Its last one.
    pub last: char,
    /// How many glyphs.
    pub glyphs: usize,
    /// How many of them are Han.
    pub han: usize,
    /// Its font.
    pub font: usize,
}

impl Line {
    /// Running text: long enough, and mostly Han.
    pub fn body(&self) -> bool {
        self.glyphs >= 6 && self.han * 2 >= self.glyphs
    }
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Joins glyphs that follow each other into lines.
pub fn lines(f: &Facts) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut open: Option<(usize, f64, f64, f64)> = None;
    let mut span = 0;
    for run in f.runs.iter().filter(|r| !r.invisible && !r.artifact && r.size > 0.0) {
        let Some(font) = f.fonts.get(run.font) else { continue };
        for (i, &(code, x, y, advance)) in run.glyphs.iter().enumerate() {
            let (x, y) = (f64::from(x), f64::from(y));
            let own = font.text(code).and_then(|t| t.chars().next());
            // A span that says its text is read by that text: the first glyph of it stands for all.
            let first_of_span = run.span != 0 && (run.span != span || i == 0);
            let text = if first_of_span { run.actual.as_deref().and_then(|t| t.chars().next()).or(own) } else { own };
            span = run.span;
            let c = text.unwrap_or('\u{FFFD}');
            let size = run.size;
            let next = open.and_then(|(page, px, py, ps)| {
                let (dx, dy) = (x - px, py - y);
                let same = page == run.page && (ps - size).abs() < 0.3 * size;
                let across = same && dy.abs() < 0.25 * size && dx > 0.05 * size && dx < 2.6 * size;
                let down = same && dx.abs() < 0.6 * size && dy > 0.2 * size && dy < 2.2 * size;
                let line = out.last()?;
                match (across, down) {
                    (true, _) if !line.vertical || line.glyphs == 1 => Some(false),
                    // One glyph above another begins a vertical line only in type that runs down.
                    (_, true) if line.vertical || (line.glyphs == 1 && run.glyphs.len() == 1 || font.vertical) => {
                        Some(true)
                    }
                    _ => None,
                }
            });
            let han = usize::from(is_han(c));
            match (next, out.last_mut()) {
                (Some(vertical), Some(line)) => {
                    line.vertical = vertical;
                    line.to = (x + if vertical { 0.0 } else { f64::from(advance) }, y);
                    line.last = if c.is_whitespace() { line.last } else { c };
                    line.glyphs += 1;
                    line.han += han;
                    // Another face in the line may stand a little higher, to be level with this one.
                    if han == 1 && (run.font == line.font || line.han == 1) {
                        line.base = if vertical { x } else { y };
                    }
                }
                _ => out.push(Line {
                    page: run.page,
                    size,
                    vertical: false,
                    from: (x, y),
                    to: (x + f64::from(advance), y),
                    base: y,
                    first: c,
                    last: c,
                    glyphs: 1,
                    han,
                    font: run.font,
                }),
            }
            open = Some((run.page, x, y, size));
        }
    }
    out
}
