//! The trade's taboos of make-up, as rules on a finished page (N01–N20).
//!
//! In: units in their places. Out: diagnostics, severity from the layout. Does not know: how the page came
//! to be so; pinned pages are judged like any other.
//!
//! Everything is judged on the lattice: columns of the page and lines of its grid. What a layout only wants
//! counted (`"score"`) is handed back and shown with the page's score.

mod heads;
mod page;
mod text;

use crate::diag::{Code, Diagnostic, Report, Severity};
use crate::geom::Rect;
use crate::makeup::Stand;
use crate::makeup::flow::{Atom, Part};
use crate::makeup::grid::PageGrid;
use crate::makeup::measure::{Form, Unit};
use crate::makeup::place::title;
use crate::model::issue::PageSpec;
use crate::model::layout::{Layout, Verdict};
use crate::model::style::Lang;

pub use page::{facing, holes};

/// One page under judgement.
pub struct Bench<'a> {
    /// The page.
    pub page: &'a PageSpec,
    /// Verdicts, language, sizes.
    pub layout: &'a Layout,
    /// The lattice.
    pub grid: PageGrid,
    /// Lines of the furniture at the top.
    pub top: u16,
    /// The first line of what stands across the whole foot, or the line under the last.
    pub foot: u16,
    /// Lines between the two; where lines run down, tiers.
    pub depth: u16,
    /// Column ranges and line ranges of advertisements: x, y, w, h.
    pub ads: &'a [(u16, u16, u16, u16)],
    /// Units.
    pub units: &'a [Unit<'a>],
    /// Their places.
    pub stands: &'a [Stand],
    /// Units that found no place.
    pub unplaced: &'a [usize],
}

/// A taboo that is only counted: its code, and what was found.
pub type Counted = (&'static str, String);

/// Runs all rules on a page.
pub fn check(bench: &Bench, report: &mut Report) -> Vec<Counted> {
    let mut judge = Judge { bench, report, counted: Vec::new() };
    // A page that only takes rests is no composition: its gutters may run through, its foot stay white.
    if !bench.page.stories.is_empty() {
        page::seams(&mut judge);
        heads::chimney(&mut judge);
        heads::rank_inversion(&mut judge);
        heads::zone_inversion(&mut judge);
    }
    let rules: [fn(&mut Judge); 16] = [
        heads::side_by_side,
        heads::stacked,
        heads::off_its_text,
        heads::at_foot,
        heads::kanji_only,
        text::crosshead_at_foot,
        text::overset,
        text::not_level,
        text::lone_lines,
        text::lone_character,
        text::two_ways_on,
        text::parted_alike,
        text::interrupted,
        text::grey,
        page::credits,
        page::same_twice,
    ];
    for rule in rules {
        rule(&mut judge);
    }
    judge.counted
}

/// What the layout does about a code, else what the trade does: some are a matter of language or of taste.
fn verdict(layout: &Layout, code: Code) -> Verdict {
    let japanese = layout.lang == Lang::Ja;
    let own = match code.0 {
        // newspaper 1.8: a warning in Japan, elsewhere a matter of the score.
        "N12" if !japanese => Verdict::Score,
        "N15" if !japanese => Verdict::Off,
        _ => Verdict::Say(code.severity()),
    };
    layout.makeup.taboos.get(code.0).copied().unwrap_or(own)
}

/// The severity of a taboo that is found outside this module: the layout's, else the finder's own; `None` where
/// the layout does not want it reported.
pub fn severity(layout: &Layout, code: &'static str, own: Severity) -> Option<Severity> {
    match layout.makeup.taboos.get(code) {
        None => Some(own),
        Some(Verdict::Say(severity)) => Some(*severity),
        Some(Verdict::Off | Verdict::Score) => None,
    }
}

/// A page, and where to say what is wrong with it.
struct Judge<'a, 'r> {
    bench: &'a Bench<'a>,
    report: &'r mut Report,
    counted: Vec<Counted>,
}

/// Something found.
struct Finding<'s> {
    code: &'static str,
    /// Milder or harder than the code's own severity, where the rule makes a difference.
    own: Option<Severity>,
    message: String,
    /// Where on paper.
    area: Option<Rect>,
    /// Which stories; the first is the one to change.
    stands: Vec<&'s Stand>,
    help: &'static str,
}

impl Judge<'_, '_> {
    fn tell(&mut self, finding: Finding) {
        let bench = self.bench;
        let code = Code(finding.code);
        let severity = match (verdict(bench.layout, code), finding.own) {
            (Verdict::Off, _) => return,
            (Verdict::Score, _) => {
                self.counted.push((finding.code, finding.message));
                return;
            }
            (Verdict::Say(_), Some(own)) if !bench.layout.makeup.taboos.contains_key(finding.code) => own,
            (Verdict::Say(severity), _) => severity,
        };
        let area = finding.area.or_else(|| finding.stands.first().map(|s| bench.area(s)));
        let mut diagnostic =
            Diagnostic::new(code, finding.message).severity(severity).on(bench.page.number, area).help(finding.help);
        let span = |stand: &Stand| bench.units[stand.unit].story.span;
        diagnostic.span = Some(finding.stands.first().map_or(bench.page.span, |s| span(s)));
        for other in finding.stands.iter().skip(1) {
            diagnostic = diagnostic.related(span(other), "the other story".to_string());
        }
        self.report.push(diagnostic);
    }
}

/// Text of a story in one of its columns, on the page's lattice.
struct TextColumn {
    /// First column of the page that it stands over, and one past the last.
    columns: (u16, u16),
    /// First line with text, and one past the last.
    lines: (u16, u16),
    /// First and last atom.
    atoms: (usize, usize),
}

impl<'a> Bench<'a> {
    /// The column that begins right of a spread's spine.
    fn spine(&self) -> Option<u16> {
        self.grid.grid.spine.map(|spine| spine.after)
    }
    fn unit(&self, stand: &Stand) -> &'a Unit<'a> {
        &self.units[stand.unit]
    }
    fn name(&self, stand: &Stand) -> String {
        title(self.unit(stand))
    }
    fn area(&self, stand: &Stand) -> Rect {
        self.grid.area(stand.x, stand.y, stand.w, stand.h)
    }
    /// The area of a stand's head over its text; all of it where the head stands otherwise.
    fn head_area(&self, stand: &Stand) -> Rect {
        match stand.plan.form {
            Form::Vertical(_) | Form::Briefs => self.area(stand),
            Form::Beside(columns) => {
                let lines = stand.plan.head_lines + stand.plan.tops.first().copied().unwrap_or(0);
                self.grid.area(stand.x, stand.y, columns.min(stand.w), lines.min(stand.h))
            }
            _ => self.grid.area(stand.x, stand.y, stand.w, stand.plan.head_lines.min(stand.h)),
        }
    }
    /// Size of the main head.
    fn head_size(&self, stand: &Stand) -> Option<i64> {
        stand.plan.head.as_ref().filter(|h| !h.lines.is_empty()).map(|h| h.size.0)
    }
    fn has_head(&self, stand: &Stand) -> bool {
        match &stand.plan.form {
            Form::Vertical(_) | Form::Briefs => true,
            _ => stand.plan.head.as_ref().is_some_and(|h| !h.lines.is_empty()),
        }
    }
    /// Neither box nor tint: what stands beside it is only parted from it by white or a thin rule.
    fn open(&self, stand: &Stand) -> bool {
        !self.unit(stand).enclosed() && !matches!(stand.plan.form, Form::Boxed)
    }
    /// Atom and part behind an index.
    fn atom(&self, stand: &'a Stand, index: usize) -> (&'a Atom, &'a Part) {
        let atom = &stand.plan.setting.atoms[index];
        (atom, &self.unit(stand).flow.parts[usize::from(atom.part)])
    }
    /// The columns of a story, `None` where no text stands in one.
    fn columns(&self, stand: &Stand) -> Vec<Option<TextColumn>> {
        let plan = &*stand.plan;
        let count = plan.poured.columns.len().max(1) as u16;
        let column = |(i, set): (usize, &Vec<(u32, u16)>)| {
            let (&(first, first_line), &(last, last_line)) = (set.first()?, set.last()?);
            let i = i as u16;
            let top = stand.y + plan.head_lines + plan.tops.get(usize::from(i)).copied().unwrap_or(0);
            let height = plan.setting.atoms[last as usize].height;
            Some(TextColumn {
                columns: (stand.x + i * stand.w / count, stand.x + ((i + 1) * stand.w).div_ceil(count)),
                lines: (top + first_line, top + last_line + height),
                atoms: (first as usize, last as usize),
            })
        };
        plan.poured.columns.iter().enumerate().map(column).collect()
    }
    /// A picture, a table or a row of pictures belongs to the story.
    fn has_more_than_text(&self, stand: &Stand) -> bool {
        stand.plan.picture.is_some() || stand.plan.row > 0 || stand.plan.table > 0
    }
}
