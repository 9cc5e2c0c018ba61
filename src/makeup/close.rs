//! What keeps a page from closing: text that is over, white that is left.
//!
//! In: the page as it was made. Out: diagnostics that say how much to cut or to write. Does not know: how the
//! page was found.

use crate::compose;
use crate::diag::{Code, Diagnostic, Report, Severity};
use crate::makeup::flow;
use crate::makeup::measure::{Plan, Unit};
use crate::makeup::place;
use crate::makeup::taboo;
use crate::makeup::{Hole, PageMaker};

impl PageMaker<'_> {
    /// Text that found no place: the story, its columns × lines, and how many characters are over.
    pub fn report_overset(&self, unit: &Unit, plan: Option<&Plan>, report: &mut Report) {
        let (over, lines) = left_over(unit, plan);
        let title = place::title(unit);
        let message = match plan {
            Some(plan) => format!(
                "“{title}” does not fit in {} columns × {} lines: {over} characters ({lines} lines) are over",
                plan.heights.len(),
                plan.heights.iter().max().copied().unwrap_or(0)
            ),
            None => format!("“{title}” found no place on page {}: {over} characters are over", self.page.number),
        };
        report.push(Diagnostic::new(Code("M001"), message).at(unit.story.span).on(self.page.number, None).help(
            format!("cut {over} characters, allow a jump (`jump = {{ to = n }}`), or move a story to another page"),
        ));
    }

    /// White that nothing covers: one line is let pass, two are a warning, more an error (空版, N06).
    pub fn report_holes(&self, holes: &[Hole], report: &mut Report) {
        let overflow = self.page.stories.is_empty();
        let worst = holes.iter().filter(|h| h.2 > 1).map(|&(column, line, lines)| (lines, column, line)).max();
        let Some((lines, column, line)) = worst else { return };
        let total: u32 = holes.iter().map(|h| u32::from(h.2)).sum();
        let chars = total * u32::from(self.grid.grid.chars);
        let severity = if overflow {
            Severity::Note
        } else if lines <= 2 {
            Severity::Warning
        } else {
            Severity::Error
        };
        let Some(severity) = taboo::severity(&self.issue.layout, "N06", severity) else { return };
        let message = format!(
            "page {} has white of {lines} lines in column {} from line {}, {total} column-lines in all",
            self.page.number,
            column + 1,
            line + 1
        );
        let place = self.grid.area(column, line, 1, lines);
        report.push(
            Diagnostic::new(Code("N06"), message)
                .severity(severity)
                .at(self.page.span)
                .on(self.page.number, Some(place))
                .help(format!("write about {chars} characters more, or give the page another story")),
        );
    }
}

/// Characters and lines of a unit that a plan leaves over; of a unit without a place, all of its characters.
pub fn left_over(unit: &Unit, plan: Option<&Plan>) -> (usize, u32) {
    let Some(plan) = plan else {
        let characters = |p: &flow::Part| p.para.text.chars().filter(|c| !c.is_whitespace()).count();
        return (unit.flow.whole().iter().map(characters).sum(), 0);
    };
    let (mut over, mut lines) = (0, 0);
    for atom in &plan.setting.atoms[plan.poured.end..] {
        lines += u32::from(atom.height);
        let part = &unit.flow.parts[usize::from(atom.part)];
        let galley = &plan.setting.galleys[usize::from(atom.part)];
        let whole_piece = !matches!(part.kind, flow::PartKind::Para | flow::PartKind::Byline);
        let set = galley.lines.iter().enumerate();
        for (_, line) in set.filter(|(n, _)| whole_piece || *n == usize::from(atom.line)) {
            over += characters(&part.para, line);
        }
    }
    (over, lines)
}

/// Printed characters of a line.
fn characters(para: &crate::text::ShapedPara, line: &compose::Line) -> usize {
    let clusters = &para.clusters[line.clusters.start as usize..line.clusters.end as usize];
    let text = |c: &crate::text::Cluster| para.text.get(c.range.start as usize..c.range.end as usize).unwrap_or("");
    clusters.iter().map(|c| text(c).chars().filter(|c| !c.is_whitespace()).count()).sum()
}
