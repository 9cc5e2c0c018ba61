//! Display lists → PDF. The only place that knows printpdf.
//!
//! In: display lists, faces, art. Out: bytes. Does not know: stories, copy, how a page was made up.

use crate::art::Art;
use crate::diag::Report;
use crate::display::DisplayList;
use crate::files::Files;
use crate::fonts::Fonts;
use crate::model::layout::PressSettings;

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
    /// A coloured bar outside the trim saying why this page must not print.
    pub rejected: Option<String>,
}

/// Writes one file with the given pages. The same input gives the same bytes. Trouble with art goes to
/// the report and the page is written all the same, with a grey box.
pub fn write(
    _pages: &[&DisplayList],
    _fonts: &Fonts,
    _art: &Art,
    _press: &PressSettings,
    _meta: &Meta,
    _files: &dyn Files,
    _report: &mut Report,
) -> Vec<u8> {
    todo!()
}
