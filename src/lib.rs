//! banxin (版心) turns a newspaper's copy into print-ready pages.
#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod art;
pub mod cli;
pub mod compose;
pub mod diag;
pub mod display;
pub mod files;
pub mod fonts;
pub mod geom;
pub mod ids;
pub mod ink;
pub mod makeup;
pub mod model;
pub mod pdf;
pub mod preflight;
pub mod proof;
pub mod read;
pub mod source;
pub mod text;

use diag::Report;
use display::DisplayList;
use files::Files;

/// A typeset issue: what was read, and its pages.
pub struct Typeset {
    /// The issue.
    pub issue: model::issue::Issue,
    /// Its faces.
    pub fonts: fonts::Fonts,
    /// Its pictures and supplied artwork.
    pub art: art::Art,
    /// Its pages, in order of number.
    pub pages: Vec<DisplayList>,
    /// What the engine considered for each page.
    pub scores: Vec<makeup::PageScore>,
    /// What make-up was told beside the issue.
    pub orders: makeup::memory::Orders,
}

/// Typesets one issue. Content problems go to `report`; the pages come back anyway.
pub fn typeset(
    files: &dyn Files,
    folder: &str,
    layout: Option<&str>,
    report: &mut Report,
) -> Result<Typeset, read::ReadError> {
    typeset_with(files, folder, layout, &mut |_| makeup::memory::Orders::default(), report, &mut |_| {})
}

/// The same, telling the caller after each step what was done: for those who measure.
pub fn typeset_stepwise(
    files: &dyn Files,
    folder: &str,
    layout: Option<&str>,
    report: &mut Report,
    done: &mut dyn FnMut(&'static str),
) -> Result<Typeset, read::ReadError> {
    typeset_with(files, folder, layout, &mut |_| makeup::memory::Orders::default(), report, done)
}

/// The same for one who knows more than the issue says: `orders` is asked once the issue is read.
pub fn typeset_with(
    files: &dyn Files,
    folder: &str,
    layout: Option<&str>,
    orders: &mut dyn FnMut(&model::issue::Issue) -> makeup::memory::Orders,
    report: &mut Report,
    done: &mut dyn FnMut(&'static str),
) -> Result<Typeset, read::ReadError> {
    let issue = read::issue(files, folder, layout, report)?; // the only step that can fail
    done("read");
    text::tables(&issue.layout, report); // what the layout says wrongly of characters; shapers use the rest
    let fonts = fonts::resolve(files, &issue.layout, report);
    done("faces");
    let art = art::load(files, &issue, report); // pictures and supplied advertisements
    done("art");
    let orders = orders(&issue);
    // Composes at the widths it tries.
    let (pages, scores) = makeup::make_up(&issue, &fonts, &art, &orders, report);
    done("make-up");
    Ok(Typeset { issue, fonts, art, pages, scores, orders })
}
