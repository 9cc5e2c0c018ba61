//! Taboos of the page as a whole: seams, white, pictures.
//!
//! In: where everything stands. Out: findings N01, N17, N20, and the white that N06 is about. Does not know:
//! text.

use super::{Bench, Finding, Judge};
use crate::diag::{Code, Diagnostic, Report};
use crate::display::{DisplayList, Item, Role};
use crate::geom::Rect;
use crate::ids::ArtId;
use crate::makeup::measure::UnitKind;
use crate::makeup::{Hole, Stand};
use crate::model::issue::Issue;
use crate::model::story::Text;
use crate::source::Span;
use std::collections::BTreeMap;

/// N01: a gutter, or a line across, that nothing cuts (断版、通线).
pub fn seams(judge: &mut Judge) {
    let bench = judge.bench;
    let (columns, lines) = (bench.grid.grid.columns, bench.grid.grid.lines);
    let blocks = || {
        let stories = bench.stands.iter().map(|s| (s.x, s.y, s.w, s.h));
        stories.chain(bench.ads.iter().copied())
    };
    let foot = bench.foot;
    // Along an advertisement from head to foot the page itself ends.
    let whole = |a: &&(u16, u16, u16, u16)| a.1 <= bench.top && a.1 + a.3 >= lines;
    for gutter in 1..columns {
        if bench.ads.iter().filter(whole).any(|a| a.0 == gutter || a.0 + a.2 == gutter) {
            continue;
        }
        let crossed = blocks().any(|(x, y, w, _)| x < gutter && gutter < x + w && y < foot);
        if !crossed && !bench.stands.is_empty() {
            let left = bench.grid.logical(gutter - 1, bench.top, 1, foot.saturating_sub(bench.top));
            let area = bench.grid.axes.rect(Rect { x: left.right(), w: bench.grid.grid.gutter, ..left });
            let message =
                format!("the gutter after column {gutter} runs through the whole of page {}", bench.page.number);
            seam(judge, message, area, "let one story or picture span it");
        }
    }
    let mut rows: Vec<u16> = bench.stands.iter().map(|s| s.y).filter(|&y| y > bench.top && y < foot).collect();
    rows.sort_unstable();
    rows.dedup();
    for row in rows {
        if blocks().all(|(_, y, _, h)| y + h <= row || y >= row) {
            let area = bench.grid.area(0, row - 1, columns, 2);
            let message = format!("page {} is parted from side to side at line {row}", bench.page.number);
            seam(judge, message, area, "let one story reach over that line");
        }
    }
}

fn seam(judge: &mut Judge, message: String, area: Rect, help: &'static str) {
    judge.tell(Finding { code: "N01", own: None, message, area: Some(area), stands: Vec::new(), help });
}

/// White runs of each column that neither a story nor an advertisement covers (N06).
pub fn holes(bench: &Bench) -> Vec<Hole> {
    let mut holes = Vec::new();
    for column in 0..bench.grid.grid.columns {
        let covers = |x: u16, w: u16| x <= column && column < x + w;
        let stands = bench.stands.iter().filter(|s| covers(s.x, s.w)).map(|s| (s.y, s.y + s.h));
        let ads = bench.ads.iter().filter(|a| covers(a.0, a.2)).map(|a| (a.1, a.1 + a.3));
        let mut spans: Vec<(u16, u16)> = stands.chain(ads).collect();
        spans.push((bench.grid.grid.lines, bench.grid.grid.lines));
        spans.sort_unstable();
        let mut line = bench.top;
        for (start, end) in spans {
            if start > line {
                holes.push((column, line, start - line));
            }
            line = line.max(end);
        }
    }
    holes
}

/// N20: a photograph without a credit.
pub fn credits(judge: &mut Judge) {
    let bench = judge.bench;
    for stand in bench.stands.iter().filter(|s| bench.unit(s).kind == UnitKind::Story) {
        let named = |t: &Option<Text>| t.as_ref().is_some_and(|t| !t.is_empty());
        for picture in &bench.unit(stand).story.pictures {
            if !named(&picture.credit) && !named(&picture.caption) {
                let message = format!("a picture of “{}” has neither credit nor caption", bench.name(stand));
                let help = "say who made it: credit = \"…\"";
                judge.tell(Finding { code: "N20", own: None, message, area: None, stands: vec![stand], help });
            }
        }
    }
}

/// N17 on one page: the same picture with two stories (反復).
pub fn same_twice(judge: &mut Judge) {
    let bench = judge.bench;
    let mut shown: BTreeMap<ArtId, &Stand> = BTreeMap::new();
    for stand in bench.stands.iter().filter(|s| bench.unit(s).kind == UnitKind::Story) {
        for picture in &bench.unit(stand).story.pictures {
            let Some(first) = shown.insert(picture.art, stand) else { continue };
            let message =
                format!("the same picture stands with “{}” and with “{}”", bench.name(first), bench.name(stand));
            let help = "give one of the stories another picture";
            judge.tell(Finding { code: "N17", own: None, message, area: None, stands: vec![stand, first], help });
        }
    }
}

/// N17 on facing pages: the same picture on a page of even number and on the one beside it (反復).
pub fn facing(issue: &Issue, pages: &[DisplayList], report: &mut Report) {
    let Some(severity) = super::severity(&issue.layout, "N17", Code("N17").severity()) else { return };
    for left in pages.iter().filter(|p| p.page % 2 == 0) {
        let Some(right) = pages.iter().find(|p| p.page == left.page + 1) else { continue };
        if left.facing.is_some() {
            continue; // a spread is one page: what crosses its spine is one picture
        }
        for (art, area, span) in figures(right) {
            let Some((_, _, other)) = figures(left).into_iter().find(|f| f.0 == art) else { continue };
            let message =
                format!("the same picture stands on pages {} and {}, which face each other", left.page, right.page);
            let mut diagnostic = Diagnostic::new(Code("N17"), message)
                .severity(severity)
                .at(span)
                .on(right.page, Some(area))
                .help("give one of the stories another picture");
            if let Some(other) = other {
                diagnostic = diagnostic.related(other, "the other story".to_string());
            }
            report.push(diagnostic);
        }
    }
}

/// Pictures of stories on a page: which, where, and where they are written.
fn figures(page: &DisplayList) -> Vec<(ArtId, Rect, Option<Span>)> {
    let figure = |placed: &crate::display::Placed| match (&placed.item, placed.role) {
        (Item::Art(art), Role::Figure) => Some((art.art, art.area, placed.origin.span)),
        _ => None,
    };
    page.items.iter().filter_map(figure).collect()
}
