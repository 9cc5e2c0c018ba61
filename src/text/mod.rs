//! From marked text to clusters: everything that is known without a measure.
//!
//! In: [`Text`] and a style. Out: [`ShapedPara`]. Does not know: a width to fill.
//!
//! The order of work is typography R1.2: context (`itemize`), faces and glyphs
//! (`place`, `shaping`), widths of marks and gaps (`spacing`), legal breaks (`breaks`).

pub mod breaks;
pub mod class;
mod condense;
mod itemize;
mod lint;
mod note;
mod place;
mod ruby;
pub mod seam;
pub mod sense;
mod shaping;
mod spacing;

pub use breaks::{Break, BreakKind};
pub use class::{Class, Tables};
pub use itemize::Posture;
pub use note::Note;
pub(crate) use ruby::{at_the_top, mark_scale};

use crate::diag::{Code, Diagnostic, Report};
use crate::fonts::Fonts;
use crate::geom::Em;
use crate::ids::FontId;
use crate::ink::Paint;
use crate::model::layout::{HouseGlyph, Layout};
use crate::model::story::{Marks, Text};
use crate::model::style::{Lang, ParaStyle, Style};
use crate::source::Span;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// A span names a style that the layout does not have.
pub const UNKNOWN_STYLE: Code = Code("T001");

/// The shipped tables with a layout's own statements over them; one that cannot be read is passed over and told.
pub fn tables(layout: &Layout, report: &mut Report) -> Tables {
    let mut tables = Tables::default();
    for (statement, span) in &layout.tables {
        if let Err(what) = tables.apply(statement) {
            let what = format!("`{statement}`: {}", what.split_once(": ").map_or(what.as_str(), |(_, what)| what));
            let help = "write it as the lines of src/text/tables.txt";
            report.push(Diagnostic::new(Code("T016"), what).at(Some(*span)).help(help));
        }
    }
    tables
}

/// A span names a house glyph that the layout does not have.
pub const UNKNOWN_GLYPH: Code = Code("T002");

/// Shapes paragraphs; keeps plans of faces between calls.
pub struct Shaper<'a> {
    fonts: &'a Fonts,
    styles: &'a BTreeMap<String, Style>,
    engine: shaping::Engine<'a>,
    tables: Tables,
    keep: Vec<String>,
    /// Glyphs of the house, where there is a layout.
    house: Option<&'a BTreeMap<String, HouseGlyph>>,
    whole: Vec<String>,
}

impl<'a> Shaper<'a> {
    /// For the styles, faces and keep lists of one layout.
    pub fn new(fonts: &'a Fonts, layout: &'a Layout) -> Shaper<'a> {
        let words = |never: bool| {
            let lists = layout.paper.keeps.iter().filter(move |keep| !never || keep.never);
            lists.flat_map(|keep| keep.words.iter().cloned()).collect::<Vec<_>>()
        };
        let (styles, tables) = (&layout.styles, tables(layout, &mut Report::default()));
        Shaper {
            fonts,
            styles,
            engine: shaping::Engine::new(fonts),
            tables,
            keep: Vec::new(),
            whole: Vec::new(),
            house: Some(&layout.glyphs),
        }
        .with_keep(&words(false))
        .with_whole(&words(true))
    }

    /// For styles without a layout around them.
    pub fn with_styles(fonts: &'a Fonts, styles: &'a BTreeMap<String, Style>) -> Shaper<'a> {
        Shaper {
            fonts,
            styles,
            engine: shaping::Engine::new(fonts),
            tables: Tables::default(),
            keep: Vec::new(),
            house: None,
            whole: Vec::new(),
        }
    }

    /// With a layout's own class and pair tables over the shipped ones.
    pub fn with_tables(mut self, tables: Tables) -> Shaper<'a> {
        self.tables = tables;
        self
    }

    /// With words that a line should not part.
    pub fn with_keep(mut self, words: &[String]) -> Shaper<'a> {
        self.keep.extend(words.iter().filter(|w| !w.is_empty()).cloned());
        self
    }

    /// With words that no line may part.
    pub fn with_whole(mut self, words: &[String]) -> Shaper<'a> {
        self.whole.extend(words.iter().filter(|w| !w.is_empty()).cloned());
        self
    }

    /// Shapes one paragraph. Characters without a face, odd controls and the like go to the report.
    /// `Sync`: several threads may shape at once.
    pub fn shape(&self, text: &Text, style: &Style, report: &mut Report) -> ShapedPara {
        let spans: Vec<SpanStyle> =
            text.runs.iter().map(|run| self.span(&run.marks, style, run.span, report)).collect();
        let infos: Vec<itemize::SpanInfo> = spans
            .iter()
            .map(|s| itemize::SpanInfo { lang: s.lang, side_by_side: s.marks.tcy, house: s.house.is_some() })
            .collect();
        let (plain, items) = itemize::items(text, &infos, &style.para, &self.tables);
        let mut para = ShapedPara {
            text: plain,
            clusters: Vec::with_capacity(items.len()),
            breaks: Vec::new(),
            style: style.para.clone(),
            keep: self.keep.clone(),
            whole: self.whole.clone(),
            glyphs: Vec::with_capacity(items.len()),
            spans,
            hyphen: Em::ZERO,
            hyphen_glyph: None,
            dot: None,
            rubies: Vec::new(),
            notes: Vec::new(),
            line_gap: in_ems((style.pitch - style.size).0, style.size.0),
            seams: OnceLock::new(),
        };
        place::clusters(self, text, &items, &mut para, report);
        spacing::apply(&self.tables, &mut para);
        breaks::find(&self.tables, &mut para);
        lint::check(text, &para, style, report);
        para.form();
        para
    }

    fn span(&self, marks: &Marks, base: &Style, at: Option<Span>, report: &mut Report) -> SpanStyle {
        let mut span = SpanStyle {
            face: base.face.clone(),
            weight: base.weight,
            scale: Em::ONE,
            shift: in_ems(base.shift.0, base.size.0),
            tracking: Em(27_720 * i64::from(base.tracking) / 1000),
            paint: None,
            lang: marks.lang.unwrap_or(base.para.lang),
            marks: marks.clone(),
            house: None,
        };
        if let Some(name) = &marks.glyph {
            span.house = self.house.and_then(|glyphs| glyphs.get(name)).cloned();
            if span.house.is_none() {
                let help = format!("add [glyph.{name}] to the layout: file = \"….svg\", text = \"what it is\"");
                let what = format!("there is no house glyph “{name}”; the text under it is printed");
                report.push(Diagnostic::new(UNKNOWN_GLYPH, what).at(at).help(help));
            }
        }
        let own_paint = |style: &Style| (style.paint != base.paint).then(|| style.paint.clone());
        if marks.warichu {
            span.scale = span.scale / 2;
        }
        if marks.bold {
            // Bold lends its face and ink; size and place are those of the text around it.
            if let Some(bold) = self.styles.get("bold") {
                span.face.clone_from(&bold.face);
                span.weight = bold.weight;
                span.paint = own_paint(bold);
            } else {
                span.weight = span.weight.max(700);
            }
        }
        if let Some(name) = &marks.style {
            match self.styles.get(name) {
                Some(style) => {
                    span.face.clone_from(&style.face);
                    span.weight = style.weight;
                    span.scale = in_ems(style.size.0, base.size.0);
                    span.shift = in_ems(style.shift.0, base.size.0);
                    span.tracking = Em(span.scale.0 * i64::from(style.tracking) / 1000);
                    span.paint = own_paint(style);
                }
                None => {
                    let help = "add the style to the layout, or name one that it has";
                    let what = format!("the layout has no style “{name}”");
                    report.push(Diagnostic::new(UNKNOWN_STYLE, what).at(at).help(help));
                }
            }
        }
        span
    }
}

/// A length on paper in ems of a size; the em itself when the size is nonsense.
fn in_ems(length: i64, size: i64) -> Em {
    if size > 0 { Em::ONE.scale(length, size) } else { Em::ONE }
}

/// A paragraph with everything that does not depend on a measure.
#[derive(Clone, Debug)]
pub struct ShapedPara {
    /// The characters, as set (marks of the copy taken off).
    pub text: String,
    /// In text order.
    pub clusters: Vec<Cluster>,
    /// Where a line may or must end, in text order; the paragraph's end is the last.
    pub breaks: Vec<Break>,
    /// The style it was shaped for.
    pub style: ParaStyle,
    /// Words that a line should not part.
    pub keep: Vec<String>,
    /// Words that no line may part.
    pub whole: Vec<String>,
    /// In text order; clusters hold ranges.
    pub glyphs: Vec<Glyph>,
    /// One entry a run of the copy.
    pub spans: Vec<SpanStyle>,
    /// Width of a hyphen at a hyphenated line's end.
    pub hyphen: Em,
    /// Its glyph; `None` for the stub font.
    pub hyphen_glyph: Option<Glyph>,
    /// The emphasis dot, centered on its origin; `None` where no span asks for it.
    pub dot: Option<Glyph>,
    /// Readings beside their bases.
    pub rubies: Vec<Ruby>,
    /// Notes in two rows (warichu).
    pub notes: Vec<Note>,
    /// White between lines, in ems: what marks beside the text have (typography R17.4).
    pub line_gap: Em,
    /// Places where lines may meet; reckoned when the paragraph is first composed, and then for all measures.
    pub seams: OnceLock<seam::Seams>,
}

impl ShapedPara {
    /// Its seams.
    pub fn seams(&self) -> &seam::Seams {
        self.seams.get_or_init(|| seam::Seams::of(self))
    }
}

/// A reading (typography §18).
#[derive(Clone, Debug)]
pub struct Ruby {
    /// Clusters that it belongs to.
    pub bases: Range<usize>,
    /// Bopomofo, at the right of its base.
    pub zhuyin: bool,
    /// Its length.
    pub width: Em,
    /// Its glyphs from its own start and baseline; bopomofo all from one place.
    pub glyphs: Vec<Glyph>,
}

/// What a run of the copy looks like beside the paragraph's style.
#[derive(Clone, Debug)]
pub struct SpanStyle {
    /// Chain of faces.
    pub face: String,
    /// Weight.
    pub weight: u16,
    /// Size in ems of the paragraph's style.
    pub scale: Em,
    /// Baseline shift upwards, in ems of the paragraph's style.
    pub shift: Em,
    /// White between characters.
    pub tracking: Em,
    /// Ink of its own.
    pub paint: Option<Paint>,
    /// Language.
    pub lang: Lang,
    /// What the copy says about it.
    pub marks: Marks,
    /// It is one character that the house has drawn.
    pub house: Option<HouseGlyph>,
}

/// White between two clusters, with the least and most that a line may make of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// Before any adjustment.
    pub natural: Em,
    /// Squeezed (tier 6).
    pub least: Em,
    /// Stretched (tier 2).
    pub most: Em,
    /// In which tier it is squeezed; 0 is never.
    pub squeeze: u8,
    /// In which tier it is stretched; 0 is only with all others, in the last.
    pub stretch: u8,
}

/// What a mark's side gives to a squeezed line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Give {
    /// At most.
    pub amount: Em,
    /// In which tier (typography §11); 0 is never.
    pub tier: u8,
}

/// What stays together: one Han character, one letter, a dash pair, a tate-chu-yoko group.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Bytes of the paragraph's text.
    pub range: Range<u32>,
    /// The first character.
    pub first: char,
    /// What it occupies along the line before any adjustment.
    pub advance: Em,
    /// Its class.
    pub class: Class,
    /// How it stands in its line.
    pub posture: Posture,
    /// Its span of the copy.
    pub span: u16,
    /// Its glyphs among the paragraph's.
    pub glyphs: Range<u32>,
    /// Blank before the ink that a neighbor has already taken.
    pub cut: Em,
    /// Blank that falls away when it begins a line (typography R7.1).
    pub at_start: Em,
    /// Blank that falls away when it ends a line (typography R7.2).
    pub at_end: Em,
    /// Blank at a line's end that is kept or falls away as the line needs, nothing in between (typography R7.4).
    pub at_end_choice: Em,
    /// What the blank before the ink gives to a squeezed line.
    pub give_before: Give,
    /// What the blank after the ink gives; for a word space, what it gives itself.
    pub give_after: Give,
    /// How much a word space may grow (tier 1).
    pub grow: Em,
    /// In which tier.
    pub grow_tier: u8,
    /// White between the cluster before and this one.
    pub gap: Gap,
    /// Tracking between the cluster before and this one.
    pub track: Em,
    /// Whether justification may open the boundary before it (typography R11.6).
    pub opens: bool,
    /// Counts as the beginning of a character for one-character last lines: a number or word counts once.
    pub counts: bool,
    /// How far it may hang beyond the measure (typography R8.2).
    pub hang: Em,
    /// Which rule gave it a width other than its own, for explanations.
    pub rule: &'static str,
}

impl Cluster {
    /// Its characters.
    pub fn text<'t>(&self, para: &'t ShapedPara) -> &'t str {
        para.text.get(self.range.start as usize..self.range.end as usize).unwrap_or("")
    }
}

/// One glyph of a paragraph, placed in its cluster.
///
/// Horizontal: from the cluster's frame and the baseline, x right, y down. Vertical:
/// from the line's axis and the frame's top, x right, y down. Ems of the paragraph's style.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// Face.
    pub font: FontId,
    /// Index in the face.
    pub id: u16,
    /// See above.
    pub dx: Em,
    /// See above.
    pub dy: Em,
    /// Size of the glyph's em.
    pub scale: Em,
    /// Thousandths of its width.
    pub stretch: u16,
    /// Turned a quarter clockwise.
    pub turned: bool,
    /// Borrowed weight.
    pub embolden: Em,
    /// Bytes of the paragraph's text; empty where an earlier glyph stands for them.
    pub range: Range<u32>,
    /// Its span.
    pub span: u16,
}
