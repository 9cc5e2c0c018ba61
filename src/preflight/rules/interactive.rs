//! What a printer cannot print.

use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::facts::{Facts, area, overlaps};
use crate::preflight::{Family, Hits};

/// Rules of interactive and external things.
pub const RULES: &[Rule] = &[
    row(
        "annotations",
        For::Both,
        Fail,
        "ACK",
        "annotations lie wholly outside the bleed; TrapNet, PrinterMark excepted",
        Family::Interactive,
        annotations,
    ),
    row("actions", For::Both, Fail, "CP", "no actions, no JavaScript", Family::Interactive, actions),
    row(
        "embedded-files-x1a",
        For::X1a,
        Fail,
        "AC",
        "no embedded files or file specifications",
        Family::Interactive,
        files,
    ),
    row("embedded-files-x4", For::X4, Warn, "U", "no embedded files", Family::Interactive, files),
    row("forms", For::Both, Fail, "A", "no form fields inside the bleed, no XFA", Family::Interactive, forms),
    row("external-streams", For::Both, Fail, "AC", "no streams outside the file", Family::Interactive, external),
];

fn annotations(f: &Facts, h: &mut Hits) {
    for (i, p) in f.pages.iter().enumerate() {
        for annotation in f.doc.list(&p.dict, "Annots") {
            let Some(dict) = annotation.dict() else { continue };
            let kind = f.doc.name(dict, "Subtype").unwrap_or_default();
            let rect = dict.raw("Rect").and_then(|r| area(f.doc, r));
            if rect.is_none() {
                h.on(i, format!("an annotation of type {kind} without a place (Rect)"));
            }
            if kind == "TrapNet"
                && f.info.as_ref().is_some_and(|i| f.doc.name(i, "Trapped").as_deref() == Some("False"))
            {
                h.on(i, "it brings traps (TrapNet) and says that it is not trapped");
            }
            if let Some(rect) = rect.filter(|r| kind == "PrinterMark" && overlaps(*r, p.finished())) {
                h.warn_at(i, rect, "a printer's mark within the trim");
            }
            if matches!(kind.as_str(), "TrapNet" | "PrinterMark" | "Popup") {
                continue;
            }
            if let Some(rect) = rect.filter(|r| overlaps(*r, p.printed())) {
                h.at(i, rect, format!("an annotation of type {kind}"));
            }
        }
    }
}

const ACTIONS: &[&str] = &[
    "GoTo",
    "GoToR",
    "GoToE",
    "Launch",
    "Thread",
    "URI",
    "Sound",
    "Movie",
    "Hide",
    "Named",
    "SubmitForm",
    "ResetForm",
    "ImportData",
    "JavaScript",
    "SetOCGState",
    "Rendition",
    "Trans",
    "GoTo3DView",
    "RichMediaExecute",
];

fn actions(f: &Facts, h: &mut Hits) {
    for o in &f.objects {
        let kind = f.doc.name(&o.dict, "Type");
        let action = f.doc.name(&o.dict, "S").filter(|s| ACTIONS.contains(&s.as_str()));
        // `/S /Trans…` and the like are named alike elsewhere; without a type only keys of actions tell.
        let met = matches!(o.key.as_str(), "A" | "OpenAction" | "Next" | "PA") || kind.as_deref() == Some("Action");
        if let Some(name) = &action
            && (met || kind.is_none())
        {
            h.hit(format!("{}: action {name}", o.place));
        } else if kind.as_deref() == Some("Action") {
            h.hit(format!("{}: an action", o.place));
        }
        if o.dict.has("AA") {
            h.hit(format!("{}: additional actions", o.place));
        }
        if o.dict.has("JS") && action.as_deref() != Some("JavaScript") {
            h.hit(format!("{}: JavaScript", o.place));
        }
    }
    if f.doc.dict(&f.catalog, "OpenAction").is_some() {
        h.hit("the catalog has an OpenAction");
    }
    if f.doc.dict(&f.catalog, "Names").is_some_and(|n| n.has("JavaScript")) {
        h.hit("the catalog's Names have JavaScript");
    }
}

fn files(f: &Facts, h: &mut Hits) {
    for o in &f.objects {
        let kind = f.doc.name(&o.dict, "Type");
        if matches!(kind.as_deref(), Some("Filespec" | "F" | "EmbeddedFile")) || o.dict.has("EF") {
            h.hit(format!("{}: a file specification", o.place));
        }
    }
    if f.doc.dict(&f.catalog, "Names").is_some_and(|n| n.has("EmbeddedFiles")) {
        h.hit("the catalog's Names have EmbeddedFiles");
    }
    if f.catalog.has("AF") {
        h.hit("the catalog has associated files");
    }
}

fn forms(f: &Facts, h: &mut Hits) {
    if f.doc.dict(&f.catalog, "AcroForm").is_some_and(|a| a.has("XFA")) {
        h.hit("the form has XFA");
    }
    if f.doc.get(&f.catalog, "NeedsRendering").truth() == Some(true) {
        h.hit("the pages are made by the viewer, from XFA (NeedsRendering)");
    }
    for (i, p) in f.pages.iter().enumerate() {
        for annotation in f.doc.list(&p.dict, "Annots") {
            let Some(dict) = annotation.dict() else { continue };
            let rect = dict.raw("Rect").and_then(|r| area(f.doc, r));
            if let Some(rect) = rect.filter(|r| overlaps(*r, p.printed()))
                && f.doc.name(dict, "Subtype").as_deref() == Some("Widget")
            {
                h.at(i, rect, "a form field");
            }
        }
    }
}

fn external(f: &Facts, h: &mut Hits) {
    for o in f.objects.iter().filter(|o| o.stream && o.dict.has("F")) {
        h.hit(format!("{}: its data is in another file", o.place));
    }
}
