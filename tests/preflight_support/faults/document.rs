//! Faults of the document around its pages, and of type that cannot be read.

use super::Of::{Both, X1a, X4};
use super::*;

/// A tagged file of one heading and one figure, to be broken.
fn tagged(p: &mut Pdf) -> u32 {
    let root = p.new_object("<< /Type /StructTreeRoot >>");
    let head = p.new_object(&format!("<< /Type /StructElem /S /H1 /P {root} 0 R /Pg 3 0 R /K 0 >>"));
    let figure =
        p.new_object(&format!("<< /Type /StructElem /S /Figure /Alt (a square) /P {root} 0 R /Pg 3 0 R /K [1] >>"));
    p.put(
        root,
        &format!(
            "<< /Type /StructTreeRoot /K [{head} 0 R {figure} 0 R] \
             /ParentTree << /Nums [0 [{head} 0 R {figure} 0 R]] >> >>"
        ),
    );
    p.add(CATALOG, &format!("/Lang (zh-Hans) /MarkInfo << /Marked true >> /StructTreeRoot {root} 0 R"));
    p.add(PAGE, "/StructParents 0");
    p.append(CONTENT, "/H1 << /MCID 0 >> BDC EMC /Figure << /MCID 1 >> BDC EMC");
    root
}

fn bookmark(p: &mut Pdf, more: &str) {
    let root = p.new_object("<< /Type /Outlines >>");
    let item = p.new_object("<< >>");
    p.put(item, &format!("<< /Title (News) /Parent {root} 0 R {} >>", more.replace("ITEM", &item.to_string())));
    p.put(root, &format!("<< /Type /Outlines /First {item} 0 R /Last {item} 0 R /Count 1 >>"));
    p.add(CATALOG, &format!("/Outlines {root} 0 R"));
}

fn state(p: &mut Pdf, what: &str) {
    p.swap(RESOURCES, "/G1 16 0 R", &format!("/G1 16 0 R /G9 << /Type /ExtGState {what} >>"));
    p.append(CONTENT, "q /G9 gs Q");
}

pub const AROUND: &[Fault] = &[
    f("presentation", Both, "steps", |p| p.add(PAGE, "/PresSteps << /Type /NavNode >>")),
    f("presentation", Both, "alternate", |p| p.add(CATALOG, "/Names << /AlternatePresentations << /Names [] >> >>")),
    f("presentation", Both, "portfolio", |p| p.add(CATALOG, "/Collection << /Type /Collection >>")),
    f("bookmarks", Both, "no page", |p| bookmark(p, "/Dest [2 0 R /Fit]")),
    f("bookmarks", Both, "no name", |p| bookmark(p, "/Dest (nowhere)")),
    f("bookmarks", Both, "circle", |p| bookmark(p, "/Dest [3 0 R /Fit] /Next ITEM 0 R")),
    f("page-labels", Both, "style", |p| p.add(CATALOG, "/PageLabels << /Nums [0 << /S /Q >>] >>")),
    f("page-labels", Both, "late", |p| p.add(CATALOG, "/PageLabels << /Nums [1 << /S /D >>] >>")),
    f("blank-page", Both, "no content", |p| p.stream(CONTENT, "<< >>", b"")),
    f("language", Both, "none", |p| {
        tagged(p);
        p.swap(CATALOG, "/Lang (zh-Hans)", "");
    }),
    f("language", Both, "no tag", |p| p.add(CATALOG, "/Lang (Chinese, simplified)")),
    f("tags", Both, "empty", |p| {
        let root = tagged(p);
        p.swap(root, "/K [", "/Q [");
    }),
    f("tags", Both, "page without a number", |p| {
        tagged(p);
        p.swap(PAGE, "/StructParents 0", "");
    }),
    f("tags-sound", Both, "unknown kind", |p| {
        let root = tagged(p);
        p.swap(root + 1, "/S /H1", "/S /Kicker");
    }),
    f("tags-sound", Both, "circle of roles", |p| {
        let root = tagged(p);
        p.add(root, "/RoleMap << /Kicker /Deck /Deck /Kicker >>");
    }),
    f("tags-sound", Both, "figure without text", |p| {
        let root = tagged(p);
        p.swap(root + 2, "/Alt (a square)", "");
    }),
    f("tags-sound", Both, "not in the tree", |p| {
        tagged(p);
        p.append(CONTENT, "/P << /MCID 7 >> BDC EMC");
    }),
    f("tags-sound", Both, "not on the page", |p| {
        tagged(p);
        p.edit(CONTENT, "/MCID 1", "/MCID 0");
    }),
    f("user-unit-x4", X4, "two", |p| p.add(PAGE, "/UserUnit 2")),
    f("halftone-phase-x4", X4, "phase", |p| state(p, "/HTP [1 2]")),
    f("halftone-phase-x4", X4, "origin", |p| state(p, "/HTO [1 2]")),
    f("halftone-phase-x1a", X1a, "origin", |p| state(p, "/HTO [1 2]")),
    f("halftones", Both, "no default", |p| state(p, "/HT << /Type /Halftone /HalftoneType 5 >>")),
    f("halftones", Both, "no angle", |p| {
        state(p, "/HT << /Type /Halftone /HalftoneType 1 /Frequency 85 /SpotFunction /Round >>")
    }),
    f("black-generation", Both, "UCR", |p| state(p, "/UCR << /FunctionType 2 /Domain [0 1] /N 1 >>")),
    f("state-values", Both, "OPM", |p| state(p, "/OPM 2")),
    f("state-values", X4, "alpha", |p| state(p, "/ca 1.5")),
    f("flatness", Both, "coarse", |p| state(p, "/FL 60")),
    f("soft-mask-sound", X4, "no form", |p| state(p, "/SMask << /S /Luminosity >>")),
    f("soft-mask-sound", X4, "no group", |p| state(p, "/SMask << /S /Luminosity /G 20 0 R >>")),
    f("soft-mask-sound", X4, "mask of a mask", |p| {
        let n = p.new_stream("<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /SMask 17 0 R >>", &[9]);
        p.add(IMAGE, &format!("/SMask {n} 0 R"));
    }),
    f("layers-x4", X4, "without properties", |p| p.append(CONTENT, "/OC << >> BDC EMC")),
    f("intent", X4, "of a page", |p| p.add(PAGE, "/OutputIntents [8 0 R]")),
    f("intent-condition", Both, "a name", |p| p.swap(INTENT, "(IFRA26)", "/IFRA26")),
    f("forms", Both, "made by the viewer", |p| p.add(CATALOG, "/NeedsRendering true")),
    f("bleed-box", Both, "flush with the trim", |p| p.append(CONTENT, "/G1 gs 0 0.2 0 0 k 20 40 30 30 re f")),
    f("operators", Both, "path in text", |p| p.append(CONTENT, "BT 1 1 m 9 9 l S ET")),
    f("operators", Both, "no start", |p| p.append(CONTENT, "9 9 l S")),
    f("operators", Both, "amid a path", |p| p.append(CONTENT, "1 1 m 1 0 0 1 0 0 cm 9 9 l n")),
    f("operators", Both, "path left open", |p| p.append(CONTENT, "1 1 m 9 9 l")),
    f("operators", Both, "glyph width", |p| p.append(CONTENT, "500 0 d0")),
    f("operators", Both, "render mode", |p| p.append(CONTENT, "BT 9 Tr ET")),
    f("operators", Both, "dashes", |p| p.append(CONTENT, "q [0 0] 0 d Q")),
    f("operators", Both, "few numbers", |p| p.append(CONTENT, "q /DeviceCMYK cs 0 0 1 sc Q")),
    f("operators", Both, "half a code", |p| {
        p.append(CONTENT, "/G0 gs 0 0 0 1 k BT /F0 10 Tf 1 0 0 1 60 60 Tm <254825> Tj ET")
    }),
];

/// Type in black that overprints, at a place of its own.
fn type_at(p: &mut Pdf, before: &str, size: f64, matrix: &str) {
    p.append(CONTENT, &format!("q /G0 gs 0 0 0 1 k {before} BT /F0 {size} Tf {matrix} Tm <2548338169BB2581> Tj ET Q"));
}

pub const UNREAD: &[Fault] = &[
    f("hidden-text", Both, "clipped away", |p| type_at(p, "250 250 9 9 re W n", 10.0, "1 0 0 1 60 60")),
    f("hidden-text", Both, "empty clip", |p| type_at(p, "60 60 0 0 re W n", 10.0, "1 0 0 1 60 60")),
    f("hidden-text", Both, "cut by a clip", |p| type_at(p, "60 64 90 30 re W n", 10.0, "1 0 0 1 60 60")),
    f("hidden-text", Both, "off the page", |p| type_at(p, "", 10.0, "1 0 0 1 400 60")),
    f("hidden-text", Both, "no size", |p| type_at(p, "", 0.0, "1 0 0 1 60 60")),
    f("hidden-text", X4, "transparent", |p| {
        p.swap(RESOURCES, "/G1 16 0 R", "/G1 16 0 R /G9 << /ca 0 >>");
        type_at(p, "/G9 gs", 10.0, "1 0 0 1 60 60");
    }),
    f("covered-text", Both, "under white", |p| {
        type_at(p, "", 10.0, "1 0 0 1 60 60");
        p.append(CONTENT, "q /G1 gs 0 0 0 0 k 50 50 90 30 re f Q");
    }),
    f("white-on-paper", Both, "white", |p| {
        p.append(CONTENT, "q /G1 gs 0 0 0 0 k BT /F0 12 Tf 1 0 0 1 60 60 Tm <2548> Tj ET Q")
    }),
    f("text-overlap", Both, "twice", |p| {
        for _ in 0..2 {
            type_at(p, "", 10.0, "1 0 0 1 60 60");
            type_at(p, "", 10.0, "1 0 0 1 60 80");
        }
    }),
    f("writing-mode", Both, "down on itself", |p| {
        p.swap(HAN, "/Identity-H", "/Identity-V");
        for y in [250, 240, 230, 220, 210, 200, 190, 180, 170, 160] {
            type_at(p, "", 10.0, &format!("1 0 0 1 60 {y}"));
        }
    }),
    f("mirrored", Both, "type", |p| type_at(p, "", 10.0, "-1 0 0 1 160 60")),
    f("mirrored", Both, "picture", |p| p.append(CONTENT, "q -24 0 0 24 124 60 cm /Im0 Do Q")),
    f("small-type", Both, "three points", |p| type_at(p, "", 3.0, "1 0 0 1 60 60")),
    f("text-at-trim", Both, "near", |p| type_at(p, "", 10.0, "1 0 0 1 22 60")),
    f("text-at-trim", Both, "in the bleed", |p| {
        p.append(CONTENT, "/G0 gs 0 0 0 1 k BT /F0 4 Tf 1 0 0 1 281 60 Tm <2548> Tj ET")
    }),
    f("thin-fills", Both, "no thickness", |p| p.append(CONTENT, "/G0 gs 0 0 0 1 k 50 50 m 90 50 l f")),
    f("thin-fills", Both, "a picture", |p| p.append(CONTENT, "q 60 0 0 0.1 60 60 cm /Im0 Do Q")),
    f("picture-shape", Both, "stretched", |p| p.append(CONTENT, "q 24 0 0 30 60 60 cm /Im0 Do Q")),
    f("resolution", Both, "far too much", |p| p.append(CONTENT, "q 7 0 0 7 60 60 cm /Im0 Do Q")),
    f("picture-data", Both, "no bits", |p| p.swap(IMAGE, "/BitsPerComponent 8", "")),
    f("picture-data", Both, "stencil of eight bits", |p| p.swap(STENCIL, "/BitsPerComponent 1", "/BitsPerComponent 8")),
    f("picture-data", Both, "fax of another width", |p| {
        p.swap(
            STENCIL,
            "/BitsPerComponent 1",
            "/BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 32 >>",
        )
    }),
];
