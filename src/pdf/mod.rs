//! Display lists → PDF. The only place that knows printpdf.
//!
//! In: display lists, faces, art. Out: bytes. Does not know: stories, copy, how a page was made up.
//!
//! Three steps. *Fonts*: faces are cut to the glyphs the file shows (`fonts`). *Content*: items become
//! printpdf's page operators (`content`, `inks`, `marks`, `art`). *Finish*: over printpdf's document a pass
//! writes what a printer needs (`pdfx`, `xmp`, `tags`, `screen`), and the file is compressed and saved.

mod ad;
mod art;
mod content;
mod fonts;
mod inks;
mod marks;
mod pdfx;
mod screen;
mod tags;
mod usage;
mod vector;
mod xmp;

use crate::art::{Art, output_profile};
use crate::diag::{Code, Diagnostic, Report};
use crate::display::{DisplayList, GlyphRun, Item, Role};
use crate::files::{Bytes, Files};
use crate::fonts::Fonts;
use crate::geom::Len;
use crate::ids::FontId;
use crate::ink::Ink;
use crate::model::layout::{Flavour, PressSettings};
use crate::pdf::content::Content;
use crate::pdf::fonts::Program;
use crate::pdf::inks::Spots;
use crate::pdf::marks::Sheet;
use crate::pdf::tags::{Marker, Tags};
use crate::pdf::usage::Usage;
use printpdf::{CustomPdfConformance, Op, PdfConformance, PdfDocument, PdfPage, PdfSaveOptions};
use std::collections::BTreeMap;

/// A face cannot be cut to the glyphs of the page.
pub const BROKEN_PROGRAM: Code = Code("P001");
/// The output profile is missing.
pub const MISSING_PROFILE: Code = Code("P002");
pub use art::UNPLACEABLE;

/// What the file says of itself.
#[derive(Clone, Debug)]
pub struct Meta {
    /// Title: 云潮新报 2023-03-27 第1版.
    pub title: String,
    /// The date as `2023-03-27T00:00:00Z`.
    pub date: String,
    /// Language tag: `zh-Hans`.
    pub lang: String,
    /// Printed outside the trim with the marks: paper, date, page, plates.
    pub job_strip: String,
    /// Pages are turned from left to right: a paper bound on the right.
    pub bound_right: bool,
    /// A coloured bar outside the trim saying why this page must not print.
    pub rejected: Option<String>,
}

/// Writes one file with the given pages. The same input gives the same bytes. Trouble with art goes to
/// the report and the page is written all the same, with a grey box.
pub fn write(
    pages: &[&DisplayList],
    fonts: &Fonts,
    art: &Art,
    press: &PressSettings,
    meta: &Meta,
    files: &dyn Files,
    report: &mut Report,
) -> Vec<u8> {
    let mut document = PdfDocument::new(&meta.title);
    let placed_art = art::prepare(&mut document, pages, art, press, files, report);
    let words: Vec<Words> = pages.iter().map(|page| own_words(page, &placed_art, art, fonts, press, meta)).collect();
    let mut usage = Usage::default();
    for (page, words) in pages.iter().zip(&words) {
        usage.add_page(page);
        words.boxes.values().chain(&words.notice).for_each(|run| usage.add_run(run));
    }
    let programs = embed(&mut document, &usage, fonts, report);
    let mut spots = Spots::default();
    pages.iter().flat_map(|page| own_spots(page)).for_each(|ink| spots.note(&ink));
    placed_art.paints().for_each(|paint| spots.note(&paint.ink));
    let sheets: Vec<Sheet> = pages.iter().map(|page| marks::sheet(page, press, meta.rejected.is_some())).collect();
    let mut tags = Tags::new(art);
    let pen = Pen { programs: &programs, spots: &spots, art: &placed_art, press };
    for ((page, sheet), words) in pages.iter().zip(&sheets).zip(&words) {
        let ops = pen.page(page, sheet, words, tags.page());
        // The boxes are set by the finishing pass; what is given here is overwritten.
        document.pages.push(PdfPage::new(printpdf::Mm(1.0), printpdf::Mm(1.0), ops));
    }
    document.resources.extgstates.map = inks::states();
    document.metadata.info.conformance = PdfConformance::Custom(CustomPdfConformance {
        requires_xmp_metadata: false,
        requires_icc_profile: false,
        ..CustomPdfConformance::default()
    });

    // `secure` would silently drop the operators that printpdf does not know.
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
    let mut finished = document.to_lopdf_document(&options, &mut Vec::new());
    placed_art.copy_pages(&mut finished);
    let profile = profile(press, files, report);
    pdfx::Finish { pages, sheets: &sheets, spots: &spots, press, meta, profile }.document(&mut finished);
    placed_art.add_shadings(&mut finished);
    tags::build(&tags, &mut finished, pages, &sheets, press.flavour == Flavour::Screen);
    if press.flavour == Flavour::Screen {
        screen::navigation(&mut finished, pages, &sheets, meta.bound_right);
    }
    pdfx::save(finished)
}

/// What pages are drawn with.
struct Pen<'a> {
    programs: &'a BTreeMap<FontId, Program>,
    spots: &'a Spots,
    art: &'a art::Placed,
    press: &'a PressSettings,
}

impl Pen<'_> {
    /// One page: its items in their order, then what the engine adds outside the trim.
    fn page(&self, page: &DisplayList, sheet: &Sheet, words: &Words, mut marker: Marker<'_, '_>) -> Vec<Op> {
        let mut content = Content::new(self.programs, self.spots, sheet.size, sheet.origin);
        for (index, placed) in page.items.iter().enumerate() {
            if placed.role == Role::Mark && !marks::shown(self.press) {
                continue;
            }
            marker.before(&mut content, page, index);
            match &placed.item {
                Item::Art(place) => self.art.draw(&mut content, place, page.plates),
                Item::Drawn(drawn) => {
                    content.begin_actual(&drawn.says);
                    self.art.draw(&mut content, &drawn.place, page.plates);
                    if let Some(under) = &drawn.under {
                        content.hidden(under);
                    }
                    content.push(Op::EndMarkedContent);
                }
                item => content.item(item),
            }
            if let Some(name) = words.boxes.get(&index) {
                content.item(&Item::Glyphs(name.clone()));
            }
        }
        marker.artifact(&mut content);
        if marks::shown(self.press) {
            marks::draw(&mut content, page, self.press, &own_spots(page));
        }
        if let Some(notice) = &words.notice {
            marks::draw_rejected(&mut content, page, self.press);
            content.item(&Item::Glyphs(notice.clone()));
        }
        marker.close(&mut content);
        content.finish()
    }
}

/// What the engine itself says on a page.
struct Words {
    /// On the bar of a page that must not print.
    notice: Option<GlyphRun>,
    /// In the boxes that stand in for art: item → the art's name.
    boxes: BTreeMap<usize, GlyphRun>,
}

fn own_words(
    page: &DisplayList,
    placed: &art::Placed,
    art: &Art,
    fonts: &Fonts,
    press: &PressSettings,
    meta: &Meta,
) -> Words {
    let boxes = page.items.iter().enumerate().filter_map(|(index, item)| match &item.item {
        Item::Art(place) if placed.is_missing(place, page.plates) => {
            let name = &art.get(place.art).path;
            marks::label(place.area, fonts, name, Len::PT * 8).map(|run| (index, run))
        }
        _ => None,
    });
    Words {
        notice: meta.rejected.as_ref().and_then(|reason| marks::notice(page, press, fonts, reason)),
        boxes: boxes.collect(),
    }
}

/// Cuts the faces and gives them to the document.
fn embed(
    document: &mut PdfDocument,
    usage: &Usage<'_>,
    fonts: &Fonts,
    report: &mut Report,
) -> BTreeMap<FontId, Program> {
    let mut programs = BTreeMap::new();
    for cut in fonts::cut(usage, fonts) {
        match cut.embedded {
            Ok(font) => {
                document.resources.fonts.map.insert(printpdf::FontId(cut.program.name.clone()), font);
                programs.insert(cut.font, cut.program);
            }
            Err(why) => report.push(
                Diagnostic::new(BROKEN_PROGRAM, format!("{} cannot be embedded: {why}", fonts.face(cut.font).name))
                    .help("use another file of this face"),
            ),
        }
    }
    programs
}

/// The special inks of a page, each once, in order of use.
fn own_spots(page: &DisplayList) -> Vec<Ink> {
    let mut found: Vec<Ink> = Vec::new();
    for placed in &page.items {
        let paint = match &placed.item {
            Item::Glyphs(run) => &run.paint,
            Item::Rule(rule) => &rule.paint,
            Item::Fill { paint, .. } => paint,
            Item::Art(_) | Item::Drawn(_) => continue,
        };
        if let Ink::Spot { name, .. } = &paint.ink {
            let known = |ink: &Ink| matches!(ink, Ink::Spot { name: other, .. } if other == name);
            if !found.iter().any(known) {
                found.push(paint.ink.clone());
            }
        }
    }
    found
}

/// The output profile, or the report says that it is missing.
fn profile(press: &PressSettings, files: &dyn Files, report: &mut Report) -> Option<Bytes> {
    // The signature of every profile (ICC.1, 7.2.9).
    let found = output_profile(files, press).filter(|bytes| bytes.get(36..40) == Some(b"acsp"));
    if found.is_none() {
        let message = format!("output profile {} is not there, or is no colour profile", press.profile);
        report
            .push(Diagnostic::new(MISSING_PROFILE, message).help("name a shipped profile or a file beside the layout"));
    }
    found
}
