//! The trade's taboos of make-up, as rules on a finished page (N01–N20).
//!
//! In: units in their places. Out: diagnostics, severity from the layout. Does not know: how the page came
//! to be so; pinned pages are judged like any other. White (N06), unlevel columns (N08) and text left over
//! are reported where they are found, in the make-up itself.

use crate::diag::{Code, Diagnostic, Report};
use crate::makeup::Stand;
use crate::makeup::flow::PartKind;
use crate::makeup::grid::PageGrid;
use crate::makeup::measure::{Unit, UnitKind};
use crate::makeup::place::title;
use crate::makeup::solve::SAME_ROWS;
use crate::model::issue::PageSpec;
use crate::model::layout::MakeupRules;

/// Text this deep in several columns without head, picture or crosshead is a grey area.
const GREY: u16 = 45;

/// One page under judgement.
pub struct Bench<'a> {
    /// The page.
    pub page: &'a PageSpec,
    /// Severities.
    pub rules: &'a MakeupRules,
    /// The lattice.
    pub grid: PageGrid,
    /// Lines of the furniture at the top.
    pub top: u16,
    /// Column ranges and line ranges of advertisements: x, y, w, h.
    pub ads: &'a [(u16, u16, u16, u16)],
    /// Units.
    pub units: &'a [Unit<'a>],
    /// Their places.
    pub stands: &'a [Stand],
}

/// Runs all rules on a page.
pub fn check(bench: &Bench, report: &mut Report) {
    let rules: [fn(&Bench, &mut Report); 8] =
        [seams, heads_meet, chimney, head_at_foot, lone_lines, grey, rank_inversion, credits];
    for rule in rules {
        rule(bench, report);
    }
}

impl Bench<'_> {
    fn tell(&self, code: &'static str, message: String, stands: &[&Stand], help: &str, report: &mut Report) {
        let code = Code(code);
        let severity = match self.rules.taboos.get(code.0) {
            Some(None) => return,
            Some(Some(severity)) => *severity,
            None => code.severity(),
        };
        let area = stands.first().map(|s| self.grid.area(s.x, s.y, s.w, s.h));
        let mut diagnostic = Diagnostic::new(code, message).severity(severity).on(self.page.number, area).help(help);
        diagnostic.span = Some(stands.first().map_or(self.page.span, |s| self.units[s.unit].story.span));
        for other in stands.iter().skip(1) {
            diagnostic = diagnostic.related(self.units[other.unit].story.span, "the other story".to_string());
        }
        report.push(diagnostic);
    }

    fn head_size(&self, stand: &Stand) -> Option<i64> {
        stand.plan.head.as_ref().filter(|h| !h.lines.is_empty()).map(|h| h.size.0)
    }

    fn name(&self, stand: &Stand) -> String {
        title(&self.units[stand.unit])
    }
}

/// N01: a gutter, or a line across, that nothing cuts (断版、通线).
fn seams(bench: &Bench, report: &mut Report) {
    let lines = bench.grid.grid.lines;
    let blocks = || {
        let stories = bench.stands.iter().map(|s| (s.x, s.y, s.w, s.h));
        stories.chain(bench.ads.iter().copied())
    };
    let foot = bench.ads.iter().filter(|a| a.2 == bench.grid.grid.columns).map(|a| a.1).min().unwrap_or(lines);
    for gutter in 1..bench.grid.grid.columns {
        let crossed = blocks().any(|(x, y, w, _)| x < gutter && gutter < x + w && y < foot);
        if !crossed && !bench.stands.is_empty() {
            let message =
                format!("the gutter after column {gutter} runs through the whole of page {}", bench.page.number);
            bench.tell("N01", message, &[], "let one story or picture span it", report);
        }
    }
    let mut rows: Vec<u16> = bench.stands.iter().map(|s| s.y).filter(|&y| y > bench.top && y < foot).collect();
    rows.sort_unstable();
    rows.dedup();
    for row in rows {
        if blocks().all(|(_, y, _, h)| y + h <= row || y >= row) {
            let message = format!("page {} is parted from side to side at line {row}", bench.page.number);
            bench.tell("N01", message, &[], "let one story reach over that line", report);
        }
    }
}

/// N02: two open heads side by side on the same rows (碰题).
fn heads_meet(bench: &Bench, report: &mut Report) {
    for (i, a) in bench.stands.iter().enumerate() {
        for b in &bench.stands[..i] {
            let beside = a.x + a.w == b.x || b.x + b.w == a.x;
            let open = |s: &Stand| !bench.units[s.unit].enclosed();
            if beside && open(a) && open(b) && a.y.abs_diff(b.y) < SAME_ROWS {
                let message = format!("the heads of “{}” and “{}” stand side by side", bench.name(b), bench.name(a));
                bench.tell("N02", message, &[a, b], "box one of them, or let them start on other lines", report);
            }
        }
    }
}

/// N03: three and more heads of the same width one under the other, and nothing else (煙突).
fn chimney(bench: &Bench, report: &mut Report) {
    for a in bench.stands.iter().filter(|s| s.y == bench.top) {
        let column: Vec<&Stand> = bench.stands.iter().filter(|s| s.x == a.x && s.w == a.w).collect();
        let lines: u16 = column.iter().map(|s| s.h).sum();
        if column.len() >= 3 && lines + bench.top == bench.grid.grid.lines {
            let message = format!("{} stories of the same width stand one under the other", column.len());
            bench.tell("N03", message, &column, "give one of them another width", report);
        }
    }
}

/// N05: a head with fewer than two lines of text under it (背题).
fn head_at_foot(bench: &Bench, report: &mut Report) {
    for stand in bench.stands {
        let plan = &stand.plan;
        let text = plan.setting.atoms.len() > plan.first;
        if text && plan.heights.iter().max().is_some_and(|&h| h < 2) && bench.units[stand.unit].flow.tables.is_empty() {
            let message = format!("fewer than two lines of text stand under “{}”", bench.name(stand));
            bench.tell("N05", message, &[stand], "let the story start higher", report);
        }
    }
}

/// N09: lone first lines at a column's foot, short last lines at a column's top (孤行).
fn lone_lines(bench: &Bench, report: &mut Report) {
    for stand in bench.stands.iter().filter(|s| s.plan.poured.lone > 0) {
        let message = format!("{} lone lines at the columns' ends of “{}”", stand.plan.poured.lone, bench.name(stand));
        bench.tell("N09", message, &[stand], "change a few words so that the paragraph breaks elsewhere", report);
    }
}

/// N16: deep text in several columns without crosshead or picture (灰版).
fn grey(bench: &Bench, report: &mut Report) {
    for stand in bench.stands {
        let unit = &bench.units[stand.unit];
        let relieved = unit.flow.parts.iter().any(|p| matches!(p.kind, PartKind::Crosshead | PartKind::Quote));
        let depth = stand.plan.heights.iter().max().copied().unwrap_or(0);
        if stand.plan.heights.len() > 1 && depth > GREY && !relieved && unit.kind == UnitKind::Story {
            let message = format!(
                "“{}” is {depth} lines of plain text in {} columns",
                bench.name(stand),
                stand.plan.heights.len()
            );
            bench.tell("N16", message, &[stand], "set a crosshead or a picture", report);
        }
    }
}

/// N19: a story of lower rank with a larger head at the same width (倒置).
fn rank_inversion(bench: &Bench, report: &mut Report) {
    for (i, a) in bench.stands.iter().enumerate() {
        for b in &bench.stands[i + 1..] {
            let (Some(higher), Some(lower)) = (bench.head_size(a), bench.head_size(b)) else { continue };
            let ranked = bench.units[a.unit].rank < bench.units[b.unit].rank;
            if ranked && a.w >= b.w && lower > higher {
                let message = format!("“{}” ranks below “{}” but has the larger head", bench.name(b), bench.name(a));
                bench.tell("N19", message, &[b, a], "change their order, or the sizes of the layout", report);
            }
        }
    }
}

/// N20: a photograph without a credit.
fn credits(bench: &Bench, report: &mut Report) {
    for stand in bench.stands {
        let unit = &bench.units[stand.unit];
        if unit.kind != UnitKind::Story {
            continue;
        }
        for picture in &unit.story.pictures {
            let named = |t: &Option<crate::model::story::Text>| t.as_ref().is_some_and(|t| !t.is_empty());
            if !named(&picture.credit) && !named(&picture.caption) {
                let message = format!("a picture of “{}” has neither credit nor caption", bench.name(stand));
                bench.tell("N20", message, &[stand], "say who made it: credit = \"…\"", report);
            }
        }
    }
}
