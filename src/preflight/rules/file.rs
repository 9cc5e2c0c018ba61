//! Header, trailer, cross-references.

use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::facts::Facts;
use crate::preflight::object::Obj;
use crate::preflight::{Family, Hits, Standard};

const fn bytes(rule: Rule) -> Rule {
    Rule { bytes_only: true, ..rule }
}

/// Rules of the file as bytes.
pub const RULES: &[Rule] = &[
    bytes(row(
        "readable",
        For::Both,
        Fail,
        "R",
        "the file opens, and can be read within the limits",
        Family::File,
        readable,
    )),
    bytes(row(
        "header",
        For::Both,
        Fail,
        "R",
        "%PDF-1.n at the first byte, a binary mark on the second line",
        Family::File,
        header,
    )),
    bytes(row("end-of-file", For::Both, Fail, "R", "%%EOF is the last thing", Family::File, end)),
    row(
        "version",
        For::Both,
        Fail,
        "AP",
        "at most PDF 1.4 for X-1a, 1.6 for X-4, in header and catalog",
        Family::File,
        version,
    ),
    bytes(row(
        "compressed-objects",
        For::X1a,
        Fail,
        "R",
        "no object streams or cross-reference streams (PDF 1.5)",
        Family::File,
        compressed,
    )),
    bytes(row("trailer-id", For::Both, Fail, "C", "the trailer has an ID of two strings", Family::File, id)),
    bytes(row("encryption", For::Both, Fail, "CKP", "not encrypted", Family::File, encryption)),
    bytes(row(
        "structure",
        For::Both,
        Fail,
        "R",
        "cross-references, lengths and the trailer are sound",
        Family::File,
        structure,
    )),
    row(
        "stream-data",
        For::Both,
        Fail,
        "R",
        "compressed data is whole and within the limits",
        Family::File,
        stream_data,
    ),
];

fn readable(f: &Facts, h: &mut Hits) {
    if let Some(bomb) = &f.doc.structure.bomb {
        h.hit(format!("it was not read: {bomb}"));
    } else if f.doc.locked {
        h.hit("it is locked with a password");
    } else if !f.doc.opened() {
        h.hit(if f.doc.structure.header_at.is_some() { "it is damaged beyond reading" } else { "it is no PDF" });
    } else if f.pages.is_empty() {
        h.hit("it has no pages");
    }
}

fn header(f: &Facts, h: &mut Hits) {
    let s = &f.doc.structure;
    match (s.version, s.header_at) {
        (Some(_), _) => {
            if !s.binary_mark {
                h.hit("the second line is no comment with four bytes above 127");
            }
        }
        (None, Some(0)) => h.hit("the first line is not %PDF-1.n alone"),
        (None, Some(at)) => h.hit(format!("{at} bytes stand before the header")),
        (None, None) => h.hit("there is no header"),
    }
}

fn end(f: &Facts, h: &mut Hits) {
    if !f.doc.structure.ends {
        h.hit("the file does not end with %%EOF");
    }
}

fn version(f: &Facts, h: &mut Hits) {
    let top = if f.standard == Standard::X1a { (1, 4) } else { (1, 6) };
    if let Some(v) = f.doc.structure.version.filter(|v| *v > top) {
        h.hit(format!("the header says {}.{}", v.0, v.1));
    }
    if let Some(name) = f.doc.get(&f.catalog, "Version").text() {
        let v = name.split_once('.').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        if v.is_none_or(|v: (u32, u32)| v > top) {
            h.hit(format!("the catalog says {name}"));
        }
    }
}

fn compressed(f: &Facts, h: &mut Hits) {
    if f.doc.structure.object_stream {
        h.hit("there is an object stream");
    }
    if f.doc.structure.xref_stream {
        h.hit("there is a cross-reference stream");
    }
}

fn id(f: &Facts, h: &mut Hits) {
    let id = f.doc.resolve(f.doc.structure.trailer.raw("ID").unwrap_or(&Obj::Null));
    let full = |o: &Obj| f.doc.resolve(o).bytes().is_some_and(|b| !b.is_empty());
    if id.is_null() {
        h.hit("the trailer has no ID");
    } else if id.items().len() != 2 || !id.items().iter().all(full) {
        h.hit("ID is not two strings with something in them");
    }
}

fn encryption(f: &Facts, h: &mut Hits) {
    if f.doc.locked || f.doc.structure.trailer.has("Encrypt") {
        h.hit("the trailer has Encrypt");
    }
}

fn structure(f: &Facts, h: &mut Hits) {
    for fault in &f.doc.structure.faults {
        h.hit(fault.clone());
    }
    for key in ["Root", "Size"] {
        if !f.doc.structure.trailer.has(key) {
            h.hit(format!("the trailer has no {key}"));
        }
    }
    if let Some(root) = f.doc.structure.trailer.raw("Root").filter(|_| f.doc.opened())
        && f.doc.resolve(root).dict().is_none()
    {
        h.hit("the trailer's Root leads to no dictionary");
    }
    if f.doc.opened() {
        if f.doc.name(&f.catalog, "Type").as_deref() != Some("Catalog") {
            h.hit("the catalog's Type is not Catalog");
        }
        for (i, page) in f.pages.iter().enumerate() {
            if f.doc.name(&page.dict, "Type").as_deref() != Some("Page") {
                h.on(i, "the page's Type is not Page");
            }
            // ISO 32000-1, table 30: the parent is the node whose kid the page is.
            let kids = f.doc.dict(&page.dict, "Parent").map(|p| f.doc.get(&p, "Kids"));
            let own = |kid: &Obj| matches!((kid, page.dict.id), (Obj::Ref(id), Some(own)) if *id == own);
            match kids {
                None => h.on(i, "the page has no Parent"),
                Some(kids) if page.dict.id.is_some() && !kids.items().iter().any(own) => {
                    h.on(i, "the page's Parent does not have it among its Kids");
                }
                Some(_) => {}
            }
            let contents = f.doc.get(&page.dict, "Contents");
            let sound = |o: &Obj| f.doc.resolve(o).stream().is_some();
            let fine = match &contents {
                Obj::Null => true,
                Obj::Array(parts) => parts.iter().all(sound),
                other => sound(other),
            };
            if !fine {
                h.on(i, "the page's Contents are no streams");
            }
        }
        for (id, place) in &f.dangling {
            h.add(Warn, None, None, format!("{place} refers to object {}, which is free", id.0));
        }
        if f.doc.dict(&f.catalog, "Pages").is_some_and(|p| f.doc.name(&p, "Type").as_deref() != Some("Pages")) {
            h.hit("the page tree's Type is not Pages");
        }
        let count = f.doc.dict(&f.catalog, "Pages").and_then(|p| f.doc.num(&p, "Count"));
        if count.is_none_or(|c| c as usize != f.pages.len()) {
            h.hit(format!("the page tree's Count is not its {} pages", f.pages.len()));
        }
    }
}

fn stream_data(f: &Facts, h: &mut Hits) {
    use crate::preflight::facts::Odd;
    for odd in f.oddities.iter().filter(|o| o.odd == Odd::Damaged) {
        h.on(odd.page, odd.text.clone());
    }
    for id in f.doc.damaged() {
        let text = format!("object {}: the compressed data is damaged", id.0);
        if !f.oddities.iter().any(|o| o.text.starts_with(&text)) {
            h.hit(text);
        }
    }
    for font in &f.fonts {
        if let crate::preflight::font::Program::Broken(why) = &font.program
            && why.contains("larger")
        {
            h.hit(format!("the font program of {}: {why}", font.name));
        }
    }
}
