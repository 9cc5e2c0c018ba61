//! Boxes of the pages.

use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::facts::{Facts, Page, What, overlaps, within};
use crate::preflight::{Family, Hits};

/// Rules of boxes.
pub const RULES: &[Rule] = &[
    row(
        "trim-box",
        For::Both,
        Fail,
        "ACKP",
        "each page has a MediaBox and exactly one of TrimBox and ArtBox",
        Family::Page,
        trim,
    ),
    row("boxes-nest", For::Both, Fail, "ACKP", "trim lies in bleed, bleed in media, none is empty", Family::Page, nest),
    row("crop-box-x1a", For::X1a, Fail, "AK", "trim lies in the CropBox where there is one", Family::Page, crop),
    row("crop-box-x4", For::X4, Warn, "U", "trim lies in the CropBox where there is one", Family::Page, crop),
    row("separated", For::Both, Fail, "K", "no pages that are separated already", Family::Page, separated),
    row("user-unit-x1a", For::X1a, Fail, "R", "no UserUnit (PDF 1.6)", Family::Page, user_unit),
    row("user-unit-x4", For::X4, Warn, "U", "pages are measured in points: no UserUnit", Family::Page, other_unit),
    row(
        "viewer-areas",
        For::Both,
        Fail,
        "P",
        "ViewArea, ViewClip, PrintArea, PrintClip are MediaBox or BleedBox",
        Family::Page,
        viewer,
    ),
    row("page-size", For::Both, Warn, "R", "sides are 3 to 14400 units unless there is a UserUnit", Family::Page, size),
    row("same-trim", For::Both, Warn, "N", "all pages have the same finished size", Family::Page, same),
    row("rotate", For::Both, Warn, "N", "pages are not rotated", Family::Page, rotate),
    row(
        "bleed-box",
        For::Both,
        Warn,
        "N",
        "what runs over the trim's edge has a bleed to run into",
        Family::Page,
        bleed,
    ),
];

/// A box as people read it, in millimetres.
fn mm(a: [f64; 4]) -> String {
    let v = a.map(|v| v * 25.4 / 72.0);
    format!("[{:.1} {:.1} {:.1} {:.1}] mm", v[0], v[1], v[2], v[3])
}

fn trim(f: &Facts, h: &mut Hits) {
    for (i, p) in f.pages.iter().enumerate() {
        if p.media.is_none() {
            h.on(i, "no MediaBox");
        }
        let (trim, art) = (p.dict.has("TrimBox"), p.dict.has("ArtBox"));
        match (trim, art) {
            (false, false) => h.on(i, "neither TrimBox nor ArtBox"),
            (true, true) => h.on(i, "both TrimBox and ArtBox"),
            _ => {}
        }
        for (key, found) in [("TrimBox", p.trim), ("ArtBox", p.art), ("BleedBox", p.bleed)] {
            if p.dict.has(key) && found.is_none() {
                h.on(i, format!("{key} is not four numbers"));
            }
        }
    }
}

fn nest(f: &Facts, h: &mut Hits) {
    for (i, p) in f.pages.iter().enumerate() {
        let Some(media) = p.media else { continue };
        let name = if p.trim.is_none() && p.art.is_some() { "ArtBox" } else { "TrimBox" };
        let finished = p.finished();
        let empty = |a: [f64; 4]| a[2] - a[0] <= 0.0 || a[3] - a[1] <= 0.0;
        for (key, area) in [(name, Some(finished)), ("BleedBox", p.bleed), ("MediaBox", p.media)] {
            if area.is_some_and(empty) {
                h.on(i, format!("{key} is empty"));
            }
        }
        if let Some(bleed) = p.bleed {
            if !within(finished, bleed, 0.01) {
                h.on(i, format!("{name} {} is not within BleedBox {}", mm(finished), mm(bleed)));
            }
            if !within(bleed, media, 0.01) {
                h.on(i, format!("BleedBox {} is not within MediaBox {}", mm(bleed), mm(media)));
            }
        }
        if !within(finished, media, 0.01) {
            h.on(i, format!("{name} {} is not within MediaBox {}", mm(finished), mm(media)));
        }
    }
}

fn crop(f: &Facts, h: &mut Hits) {
    for (i, p) in f.pages.iter().enumerate() {
        if let Some(crop) = p.crop.filter(|c| !within(p.finished(), *c, 0.01)) {
            h.on(i, format!("trim {} is not within CropBox {}", mm(p.finished()), mm(crop)));
        }
    }
}

fn separated(f: &Facts, h: &mut Hits) {
    for o in f.objects.iter().filter(|o| o.dict.has("SeparationInfo")) {
        h.hit(format!("{}: SeparationInfo", o.place));
    }
}

fn user_unit(f: &Facts, h: &mut Hits) {
    for (i, p) in f.pages.iter().enumerate() {
        if p.dict.has("UserUnit") {
            h.on(i, "UserUnit");
        }
    }
}

/// What a press makes of a page whose unit is no point, few have tried.
fn other_unit(f: &Facts, h: &mut Hits) {
    for (i, p) in f.pages.iter().enumerate() {
        if let Some(unit) = f.doc.num(&p.dict, "UserUnit").filter(|u| *u != 1.0) {
            h.on(i, format!("UserUnit {unit}"));
        }
    }
}

fn viewer(f: &Facts, h: &mut Hits) {
    let Some(prefs) = f.doc.dict(&f.catalog, "ViewerPreferences") else { return };
    for key in ["ViewArea", "ViewClip", "PrintArea", "PrintClip"] {
        if let Some(name) = f.doc.name(&prefs, key)
            && !matches!(name.as_str(), "MediaBox" | "BleedBox")
        {
            h.hit(format!("{key} is {name}"));
        }
    }
}

fn size(f: &Facts, h: &mut Hits) {
    for (i, p) in f.pages.iter().enumerate() {
        if let Some(m) = p.media
            && !p.dict.has("UserUnit")
        {
            let (w, t) = (m[2] - m[0], m[3] - m[1]);
            if w.max(t) > 14_400.0 || w.min(t) < 3.0 {
                h.on(i, format!("MediaBox is {w:.0} × {t:.0} units"));
            }
        }
    }
}

fn same(f: &Facts, h: &mut Hits) {
    let size = |p: &Page| {
        let a = p.finished();
        (a[2] - a[0], a[3] - a[1])
    };
    let Some(first) = f.pages.first().map(size) else { return };
    for (i, p) in f.pages.iter().enumerate().skip(1) {
        let this = size(p);
        if (this.0 - first.0).abs() > 0.1 || (this.1 - first.1).abs() > 0.1 {
            let mm = |v: f64| v * 25.4 / 72.0;
            h.on(
                i,
                format!("{:.1} × {:.1} mm, page 1 is {:.1} × {:.1}", mm(this.0), mm(this.1), mm(first.0), mm(first.1)),
            );
        }
    }
}

fn rotate(f: &Facts, h: &mut Hits) {
    for (i, p) in f.pages.iter().enumerate() {
        if let Some(angle) = f.doc.num(&p.dict, "Rotate").filter(|a| *a != 0.0) {
            h.on(i, format!("Rotate {angle}"));
        }
    }
}

/// Paint that reaches over the trim while bleed is less than 2 mm there shows white at the cut; so does paint that stops
/// at the trim, or a little behind it, where there is a bleed to run into.
fn bleed(f: &Facts, h: &mut Hits) {
    for mark in f.marks.iter().filter(|m| !m.in_mask && !m.hidden) {
        let Some(page) = f.pages.get(mark.page) else { continue };
        let (trim, printed) = (page.finished(), page.printed());
        if !overlaps(mark.area, trim) || mark.inks.as_ref().is_some_and(|i| i.is_white()) {
            continue;
        }
        let over = (0..4).any(|i| {
            let sign = if i < 2 { -1.0 } else { 1.0 };
            (mark.area[i] - trim[i]) * sign > 0.5 && (printed[i] - trim[i]) * sign < 5.0
        });
        if over {
            h.at(mark.page, mark.area, "it runs over the trim where there is no bleed");
            continue;
        }
        let solid = matches!(mark.what, What::Fill | What::Picture(_) | What::Shading) && mark.exact;
        let large = mark.area[2] - mark.area[0] > 14.0 && mark.area[3] - mark.area[1] > 14.0;
        let short = (0..4).any(|i| {
            let sign = if i < 2 { -1.0 } else { 1.0 };
            let beyond = (mark.area[i] - trim[i]) * sign;
            (-0.3..5.0).contains(&beyond) && (printed[i] - trim[i]) * sign > beyond + 0.5
        });
        if solid && large && short {
            h.at(mark.page, mark.area, "it stops at the trim, or just behind it, and does not fill the bleed");
        }
    }
}
