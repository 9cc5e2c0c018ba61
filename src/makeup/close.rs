//! What keeps a page from closing: text that is over, white that is left.
//!
//! In: the page as it was made. Out: diagnostics that say how much to cut or to write. Does not know: how the
//! page was found.

use crate::compose;
use crate::diag::{Code, Diagnostic, Report, Severity};
use crate::makeup::advice::{Advice, Cure, Ward};
use crate::makeup::flow;
use crate::makeup::measure::{Plan, Unit};
use crate::makeup::place;
use crate::makeup::settle::{Measured, Owner};
use crate::makeup::solve::{Area, Piece, Solution};
use crate::makeup::taboo;
use crate::makeup::{Hole, PageMaker};
use crate::source::Span;

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

    /// What would close the page, story by story, where it does not close. The pages are what the search found, the
    /// best first.
    pub(super) fn cure(
        &self,
        (pieces, measured): (&mut [Piece], &[Measured]),
        (units, owners): (&[Unit], &[Owner]),
        pages: &[Solution],
        area: &Area,
    ) -> Cure {
        let Some(best) = pages.first().filter(|_| !area.loose) else { return Cure::default() };
        let flows = |piece: usize| match owners.get(piece)? {
            Owner::Unit(unit) => units.get(*unit).map(|unit| &unit.flow),
            Owner::Ad(..) => None,
        };
        let looks = if pieces.len() <= FEW { LOOKS } else { 0 };
        let mut ward = Ward { pieces, measured, solutions: pages, area, shop: self.shop, flows: &flows, looks };
        if ward.closes(best) {
            return Cure::default();
        }
        let unit = |piece: &usize| matches!(owners.get(*piece), Some(Owner::Unit(_)));
        let stories: Vec<usize> = (0..owners.len()).filter(unit).collect();
        let mut cure = ward.cure(&stories);
        for advice in cure.alone.iter_mut().chain(&mut cure.together) {
            if let Some(Owner::Unit(unit)) = owners.get(advice.piece) {
                advice.piece = *unit;
            }
        }
        cure
    }

    /// Says what would close the page: one line a story.
    pub(super) fn report_cure(&self, units: &[Unit], cure: &Cure, report: &mut Report) {
        let number = self.page.number;
        let alone = (
            format!("page {number} closes when one of these stories changes"),
            "do one of these; the other stories stay as they are",
        );
        let together = (
            format!("page {number} closes when these stories change together"),
            "do all of this, move a story to another page, or give this page another one",
        );
        for (stories, (message, help)) in [(&cure.alone, alone), (&cure.together, together)] {
            let told = stories.iter().filter_map(|advice| Some((units.get(advice.piece)?, words(advice)?)));
            let lines: Vec<(Span, String)> =
                told.map(|(unit, words)| (unit.story.span, format!("“{}”: {words}", place::title(unit)))).collect();
            if !lines.is_empty() {
                let mut diagnostic =
                    Diagnostic::new(Code("M031"), message).at(self.page.span).on(number, None).help(help);
                diagnostic.related = lines;
                report.push(diagnostic);
            }
        }
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

/// Pages that are searched for to see whether advice holds, on a page of so few stories that this takes no time.
const LOOKS: usize = 5;
const FEW: usize = 9;

/// What an editor is to do, in words.
fn words(advice: &Advice) -> Option<String> {
    match (advice.cut, advice.write) {
        (Some(cut), Some(write)) => Some(format!("cut {cut} characters or write {write} more")),
        (Some(cut), None) => Some(format!("cut {cut} characters")),
        (None, Some(write)) => Some(format!("write {write} characters more")),
        (None, None) => None,
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
