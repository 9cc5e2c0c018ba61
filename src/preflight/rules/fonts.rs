//! Fonts.

use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::facts::Facts;
use crate::preflight::font::{Encoding, Font, Program, is_tag};
use crate::preflight::object::Obj;
use crate::preflight::{Family, Hits};
use std::collections::BTreeSet;

/// Rules of fonts.
pub const RULES: &[Rule] = &[
    row("font-embedded", For::Both, Fail, "CKP", "every font that shows is embedded", Family::Font, embedded),
    row("font-opentype", For::X1a, Fail, "R", "no OpenType font files (PDF 1.6)", Family::Font, opentype),
    row(
        "font-program",
        For::Both,
        Fail,
        "R",
        "font programs can be read, and their kind fits the dictionary",
        Family::Font,
        program,
    ),
    row(
        "font-names",
        For::Both,
        Fail,
        "R",
        "BaseFont of a composite font and of its descendant agree",
        Family::Font,
        names,
    ),
    row(
        "cid-set",
        For::Both,
        Fail,
        "R",
        "CIDSet and CharSet, where present, list the glyphs of the program",
        Family::Font,
        cid_set,
    ),
    row(
        "cid-maps",
        For::Both,
        Fail,
        "R",
        "CIDFontType2 has CIDToGIDMap, CMaps are known or embedded, WMode agrees",
        Family::Font,
        maps,
    ),
    row("font-widths", For::Both, Fail, "R", "widths of the glyphs shown are the program's", Family::Font, widths),
    row("font-glyphs", For::Both, Fail, "R", "every code shown has a glyph in the program", Family::Font, glyphs),
    row("font-rights", For::Both, Warn, "N", "no font program forbids that it is embedded", Family::Font, rights),
    row("subset-tag", For::Both, Fail, "R", "subsets carry a tag of six capitals", Family::Font, tag),
    row("notdef", For::Both, Fail, "N", "no .notdef glyph is shown", Family::Font, notdef),
];

/// Fonts that show anything, but those of Type 3.
pub fn shown<'a>(f: &'a Facts) -> impl Iterator<Item = &'a Font> {
    f.fonts.iter().filter(|x| x.kind != "Type3" && !x.used.is_empty())
}
/// Where a font is first met.
pub fn first_page(font: &Font) -> usize {
    font.used.values().min().copied().unwrap_or(0)
}

fn embedded(f: &Facts, h: &mut Hits) {
    for font in shown(f).filter(|x| x.visible && x.file_key.is_none()) {
        h.on(first_page(font), format!("{} is not embedded", font.name));
    }
}

fn opentype(f: &Facts, h: &mut Hits) {
    for font in shown(f).filter(|x| x.file_kind == "OpenType") {
        h.on(first_page(font), format!("{}: an OpenType font file", font.name));
    }
}

fn program(f: &Facts, h: &mut Hits) {
    for font in shown(f) {
        let page = first_page(font);
        if let Some(descriptor) = &font.descriptor {
            let keys = ["Type", "FontName", "Flags", "FontBBox", "ItalicAngle", "Ascent", "Descent", "StemV"];
            // ISO 32000-1, table 122; readers set type by what they find there.
            let missing: Vec<&str> = keys.into_iter().filter(|k| !descriptor.has(k)).collect();
            if !missing.is_empty() {
                h.add(Warn, Some(page), None, format!("{}: its descriptor has no {}", font.name, missing.join(", ")));
            }
        }
        let encoding = f.doc.get(&font.dict, "Encoding");
        let base = match &encoding {
            Obj::Dict(d) => f.doc.name(d, "BaseEncoding"),
            other => other.name().map(str::to_string),
        };
        if let Some(base) = base.filter(|b| !font.composite_font() && !is_encoding(b)) {
            h.on(page, format!("{}: the encoding {base} is not known", font.name));
        }
        let Some(key) = font.file_key else { continue };
        let kinds: &[&str] = match key {
            "FontFile" => &["Type1", "MMType1"],
            "FontFile2" => &["TrueType", "CIDFontType2"],
            _ => match font.file_kind.as_str() {
                "Type1C" => &["Type1", "MMType1", "TrueType"],
                "CIDFontType0C" => &["CIDFontType0"],
                _ => &["Type1", "MMType1", "CIDFontType0", "TrueType", "CIDFontType2"],
            },
        };
        if !kinds.contains(&font.kind.as_str()) {
            h.on(page, format!("{}: {} with {key} {}", font.name, font.kind, font.file_kind));
        }
        if key == "FontFile3" && !matches!(font.file_kind.as_str(), "Type1C" | "CIDFontType0C" | "OpenType") {
            h.on(page, format!("{}: FontFile3 of Subtype {:?}", font.name, font.file_kind));
        }
        match &font.program {
            Program::Broken(why) => h.on(page, format!("{}: {why}", font.name)),
            Program::Missing => h.on(page, format!("{}: the program cannot be had", font.name)),
            _ if f.settings.pictures => {
                if let Some((code, why)) = font.used.keys().find_map(|c| Some((*c, font.outline_fault(*c)?))) {
                    h.on(page, format!("{}: the outline of code {code:04X} is broken: {why}", font.name));
                }
            }
            _ => {}
        }
    }
}

/// ISO 32000-1, annex D.1.
fn is_encoding(name: &str) -> bool {
    matches!(name, "StandardEncoding" | "MacRomanEncoding" | "WinAnsiEncoding" | "MacExpertEncoding" | "PDFDocEncoding")
}

fn names(f: &Facts, h: &mut Hits) {
    for font in shown(f) {
        let own = font.cid.as_ref().and_then(|c| f.doc.name(c, "BaseFont"));
        let said = font.descriptor.as_ref().and_then(|d| f.doc.name(d, "FontName"));
        if let Some(said) = said.filter(|said| said != own.as_ref().unwrap_or(&font.name)) {
            h.on(first_page(font), format!("{}: its descriptor is that of {said}", font.name));
        }
        let Some(below) = own else { continue };
        // Of CFF the composite name may carry the encoding behind a dash.
        if !font.name.starts_with(&below) {
            h.on(first_page(font), format!("{} rests on {below}", font.name));
        }
    }
}

/// The glyph numbers (CIDs) that a composite font's program has.
fn cids(font: &Font) -> Option<BTreeSet<u32>> {
    if let Some(cff) = font.outlines() {
        return Some(cff.by_cid().into_keys().collect());
    }
    match (&font.program, &font.to_glyph) {
        (Program::TrueType(tt, None), None) => {
            let has = |g: &u32| {
                *g == 0 || tt.outlines.get(*g as usize) == Some(&true) || tt.width(*g).is_some_and(|w| w > 0.0)
            };
            Some((0..tt.glyphs).filter(has).collect())
        }
        _ => None,
    }
}

fn cid_set(f: &Facts, h: &mut Hits) {
    for font in shown(f).filter(|x| !x.composite_font()) {
        let listed = font.descriptor.as_ref().and_then(|d| f.doc.get(d, "CharSet").text());
        let (Some(listed), Encoding::Simple(names)) = (listed.filter(|t| !t.is_empty()), &font.encoding) else {
            continue;
        };
        let listed: BTreeSet<&str> = listed.split('/').map(str::trim).collect();
        let missing: Vec<&String> = font
            .used
            .keys()
            .filter_map(|c| names.get(c))
            .filter(|n| *n != ".notdef" && !listed.contains(n.as_str()))
            .collect();
        if let Some(first) = missing.first() {
            let n = missing.len();
            h.on(
                first_page(font),
                format!("{}: CharSet leaves out {n} glyphs that show, the first is {first}", font.name),
            );
        }
    }
    for font in shown(f).filter(|x| x.composite_font()) {
        let set = font.descriptor.as_ref().map(|d| f.doc.get(d, "CIDSet"));
        let Some(stream) = set.as_ref().and_then(|s| s.stream()) else { continue };
        let bits = f.doc.plain(stream).bytes;
        let listed: BTreeSet<u32> =
            (0..bits.len().min(8192) as u32 * 8).filter(|c| bits[(c / 8) as usize] >> (7 - c % 8) & 1 == 1).collect();
        let page = first_page(font);
        let used: BTreeSet<u32> = font.used.keys().filter_map(|c| font.cid(*c)).collect();
        let unlisted = used.difference(&listed).filter(|c| **c != 0).count();
        match cids(font) {
            Some(all) if font.outlines().is_some() => {
                let missing = all.difference(&listed).filter(|c| **c != 0).count();
                let extra = listed.difference(&all).count();
                if missing + extra > 0 {
                    h.on(
                        page,
                        format!("{}: {missing} glyphs are not listed, {extra} are listed but not there", font.name),
                    );
                }
            }
            _ if unlisted > 0 => h.on(page, format!("{}: {unlisted} glyphs that show are not listed", font.name)),
            _ => {}
        }
    }
}

fn maps(f: &Facts, h: &mut Hits) {
    for font in shown(f).filter(|x| x.composite_font()) {
        let page = first_page(font);
        if let Some(cid) = font.cid.as_ref().filter(|_| font.kind == "CIDFontType2" && font.file_key.is_some()) {
            let map = f.doc.get(cid, "CIDToGIDMap");
            if map.is_null() {
                h.on(page, format!("{}: no CIDToGIDMap", font.name));
            } else if map.name().is_some_and(|n| n != "Identity") {
                h.on(page, format!("{}: CIDToGIDMap {}", font.name, map.name().unwrap_or("")));
            }
        }
        let descendants = f.doc.list(&font.dict, "DescendantFonts").len();
        if descendants != 1 {
            h.on(page, format!("{}: {descendants} descendant fonts", font.name));
        }
        let system = font.cid.as_ref().and_then(|c| f.doc.dict(c, "CIDSystemInfo"));
        let ordering = system.as_ref().and_then(|s| f.doc.get(s, "Ordering").text());
        match (&ordering, &font.encoding) {
            (None, _) => h.on(page, format!("{}: no CIDSystemInfo", font.name)),
            (Some(own), Encoding::Predefined(name)) => {
                // ISO 32000-1, 9.7.5.2: the collections of the map and of the font are the same.
                if let Some(wanted) = collection(name).filter(|w| w != own) {
                    h.on(page, format!("{}: the CMap {name} is of Adobe-{wanted}, the font of {own}", font.name));
                }
            }
            _ => {}
        }
        if font.modes.is_some_and(|(a, b)| a != b) {
            h.on(page, format!("{}: WMode of the dictionary and in the CMap differ", font.name));
        }
        match &font.encoding {
            Encoding::Predefined(name) if !is_predefined(name) => {
                h.on(page, format!("{}: the CMap {name} is not known", font.name))
            }
            Encoding::Embedded(map) => {
                let stream = f.doc.get(&font.dict, "Encoding").stream().cloned();
                if let Some(base) = stream.and_then(|s| f.doc.name(&s, "UseCMap"))
                    && !is_predefined(&base)
                    && !base.starts_with("Identity")
                {
                    h.on(page, format!("{}: its CMap uses {base}, which is not known", font.name));
                }
                if let Some(base) = map.uses.as_ref().filter(|b| !is_predefined(b) && !b.starts_with("Identity")) {
                    h.on(page, format!("{}: its CMap builds on {base}, which is not known", font.name));
                }
            }
            _ => {}
        }
    }
}

/// The character collection of a predefined CMap (ISO 32000-1, table 120).
fn collection(name: &str) -> Option<&'static str> {
    let (stem, _) = name.rsplit_once('-').unwrap_or((name, ""));
    let has = |words: &[&str]| words.iter().any(|w| stem.contains(w));
    Some(match stem {
        _ if !is_predefined(name) => return None,
        _ if has(&["GB"]) => "GB1",
        _ if has(&["B5", "CNS"]) => "CNS1",
        _ if has(&["KSC", "UniKS"]) => "Korea1",
        _ => "Japan1",
    })
}

/// A predefined CMap (ISO 32000-1, table 118).
pub fn is_predefined(name: &str) -> bool {
    let Some((stem, way)) = name.rsplit_once('-') else { return matches!(name, "H" | "V") };
    matches!(way, "H" | "V")
        && matches!(
            stem,
            "GB-EUC"
                | "GBpc-EUC"
                | "GBK-EUC"
                | "GBKp-EUC"
                | "GBK2K"
                | "UniGB-UCS2"
                | "UniGB-UTF16"
                | "B5pc"
                | "HKscs-B5"
                | "ETen-B5"
                | "ETenms-B5"
                | "CNS-EUC"
                | "UniCNS-UCS2"
                | "UniCNS-UTF16"
                | "83pv-RKSJ"
                | "90ms-RKSJ"
                | "90msp-RKSJ"
                | "90pv-RKSJ"
                | "Add-RKSJ"
                | "EUC"
                | "Ext-RKSJ"
                | "UniJIS-UCS2"
                | "UniJIS-UCS2-HW"
                | "UniJIS-UTF16"
                | "KSC-EUC"
                | "KSCms-UHC"
                | "KSCms-UHC-HW"
                | "KSCpc-EUC"
                | "UniKS-UCS2"
                | "UniKS-UTF16"
        )
}

/// Whether codes can be told from glyphs at all.
fn opaque(font: &Font) -> Option<&str> {
    match &font.encoding {
        Encoding::Predefined(name) => Some(name),
        _ => None,
    }
}

/// OpenType, OS/2 fsType: bit 1 alone is Restricted License embedding.
fn rights(f: &Facts, h: &mut Hits) {
    for font in shown(f) {
        if let Program::TrueType(tt, _) = &font.program
            && tt.rights.is_some_and(|r| r & 0xF == 2)
        {
            h.on(first_page(font), format!("{}: its program says that it may not be embedded", font.name));
        }
    }
}

fn widths(f: &Facts, h: &mut Hits) {
    for font in shown(f).filter(|x| !matches!(x.program, Program::Missing | Program::Broken(_))) {
        let page = first_page(font);
        if let Some(map) = opaque(font) {
            h.unchecked(Some(page), format!("{}: the predefined CMap {map} is not resolved", font.name));
            continue;
        }
        let mut wrong = Vec::new();
        let (mut told, mut asked) = (0, 0);
        for &code in font.used.keys() {
            asked += 1;
            let Some(own) = font.program_width(code) else { continue };
            told += 1;
            let given = font.width(code);
            if !font.has_width(code) || (own - given).abs() > 1.01 {
                wrong.push((code, own, given));
            }
        }
        if let Some((code, own, given)) = wrong.first() {
            let n = wrong.len();
            h.on(
                page,
                format!(
                    "{}: {n} widths differ; code {code:04X} is {own:.1} in the program, {given:.1} in the PDF",
                    font.name
                ),
            );
        } else if told == 0 && asked > 0 {
            h.unchecked(Some(page), format!("{}: its widths cannot be told from the program", font.name));
        }
    }
}

fn glyphs(f: &Facts, h: &mut Hits) {
    for font in shown(f).filter(|x| !matches!(x.program, Program::Missing | Program::Broken(_))) {
        let page = first_page(font);
        if let Some(map) = opaque(font) {
            h.unchecked(Some(page), format!("{}: the predefined CMap {map} is not resolved", font.name));
            continue;
        }
        let missing: Vec<u32> = font.used.keys().copied().filter(|c| has_no_glyph(font, *c)).collect();
        if let Some(first) = missing.first() {
            let n = missing.len();
            h.on(font.used[first], format!("{}: {n} codes have no glyph, the first is {first:04X}", font.name));
        }
    }
}

fn has_no_glyph(font: &Font, code: u32) -> bool {
    match (&font.program, &font.encoding) {
        // `.notdef` is another rule's.
        _ if font.composite_font() && font.cid(code) == Some(0) => false,
        (Program::Type1(t), Encoding::Simple(names)) => {
            names.get(&code).is_some_and(|n| n != ".notdef" && !t.widths.contains_key(n))
        }
        (Program::Cff(_), Encoding::Simple(names)) => {
            names.get(&code).is_some_and(|n| n != ".notdef") && font.glyph(code).is_none()
        }
        (Program::TrueType(tt, None), _) => {
            let glyph = font.glyph(code);
            // A simple TrueType font may be reached through names that only `post` knows.
            if font.composite_font() {
                glyph.is_none_or(|g| g >= tt.glyphs)
            } else {
                glyph.is_some_and(|g| g >= tt.glyphs)
            }
        }
        _ => font.glyph(code).is_none(),
    }
}

fn notdef(f: &Facts, h: &mut Hits) {
    for font in shown(f).filter(|x| !matches!(x.program, Program::Missing | Program::Broken(_))) {
        let shows = |code: &u32| match &font.encoding {
            Encoding::Simple(names) => {
                let by_name = names.get(code).map(String::as_str);
                by_name == Some(".notdef")
                    || (by_name.is_none() && matches!(font.program, Program::Cff(_) | Program::Type1(_)))
                    || font.glyph(*code) == Some(0)
            }
            _ => font.cid(*code) == Some(0) || font.glyph(*code) == Some(0),
        };
        let codes: Vec<u32> = font.used.keys().copied().filter(shows).collect();
        if let Some(first) = codes.first() {
            h.on(
                font.used[first],
                format!("{}: {} codes show .notdef, the first is {first:04X}", font.name, codes.len()),
            );
        }
    }
}

fn tag(f: &Facts, h: &mut Hits) {
    for font in shown(f).filter(|x| !matches!(x.program, Program::Missing | Program::Broken(_))) {
        let page = first_page(font);
        let tagged = font.name.split_once('+').map(|(tag, _)| is_tag(tag));
        let looks = match (&font.program, cids(font)) {
            (Program::TrueType(tt, None), _) if font.composite_font() => {
                tt.glyphs > 1 && tt.outlines.iter().filter(|o| **o).count() <= font.used.len() + 2
            }
            (_, Some(all)) if font.composite_font() => all.len() <= font.used.len() + 2,
            (Program::Type1(t), _) => t.widths.len() <= font.used.len() + 2,
            (Program::Cff(cff), _) => cff.glyphs as usize <= font.used.len() + 2,
            _ => false,
        };
        match tagged {
            Some(true) => {}
            Some(false) => h.on(page, format!("{}: its tag is not six capitals", font.name)),
            None if looks => h.on(page, format!("{} is a subset without a tag", font.name)),
            None => {}
        }
    }
}
