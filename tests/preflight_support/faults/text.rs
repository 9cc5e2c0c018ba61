//! Faults of fonts, ink, pictures and composed text.

use super::Of::{Both, X1a};
use super::*;

pub const FONTS: &[Fault] = &[
    f("font-embedded", Both, "composite", |p| p.swap(HAN_DESC, "/FontFile3 13 0 R", "")),
    f("font-embedded", Both, "standard 14", |p| {
        p.swap(
            RESOURCES,
            "/F1",
            "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> /F1",
        );
        p.append(CONTENT, "/G0 gs 0 0 0 1 k BT /F2 12 Tf 1 0 0 1 50 60 Tm (A) Tj ET");
    }),
    f("font-opentype", X1a, "subtype", |p| p.swap(HAN_FILE, "CIDFontType0C", "OpenType")),
    f("font-program", Both, "junk", |p| p.stream(HAN_FILE, "<< /Subtype /CIDFontType0C >>", b"no font at all")),
    f("font-program", Both, "cut", |p| p.stream(SQUARE_FILE, "<< >>", &truetype()[..200])),
    f("font-program", Both, "kind", |p| p.swap(HAN_CID, "CIDFontType0", "CIDFontType2 /CIDToGIDMap /Identity")),
    f("font-program", Both, "file key", |p| p.swap(SQUARE_DESC, "/FontFile2", "/FontFile")),
    f("font-names", Both, "differ", |p| p.swap(HAN_CID, "/BaseFont /ABCDEF+TestBare", "/BaseFont /ABCDEF+Other")),
    f("font-names", Both, "descriptor", |p| p.swap(HAN_DESC, "/FontName /ABCDEF+TestBare", "/FontName /ABCDEF+Else")),
    f("cid-set", Both, "too few", |p| {
        let n = p.new_stream("<< >>", &[0x80, 0, 0, 0]);
        p.add(HAN_DESC, &format!("/CIDSet {n} 0 R"));
    }),
    f("cid-set", Both, "too many", |p| {
        let n = p.new_stream("<< >>", &[0xFF; 8192]);
        p.add(HAN_DESC, &format!("/CIDSet {n} 0 R"));
    }),
    f("cid-maps", Both, "no map", |p| p.swap(SQUARE_CID, "/CIDToGIDMap /Identity", "")),
    f("cid-maps", Both, "another collection", |p| p.swap(HAN, "/Identity-H", "/UniGB-UCS2-H")),
    f("cid-maps", Both, "no collection", |p| p.swap(HAN_CID, "/CIDSystemInfo", "/CIDSystem")),
    f("cid-maps", Both, "two descendants", |p| p.swap(HAN, "[11 0 R]", "[11 0 R 22 0 R]")),
    f("font-program", Both, "no flags", |p| p.swap(HAN_DESC, "/Flags 4", "")),
    f("tags", Both, "no tree", |p| p.add(CATALOG, "/MarkInfo << /Marked true >>")),
    f("tags", Both, "not said", |p| p.add(CATALOG, "/StructTreeRoot << /Type /StructTreeRoot >>")),
    f("tags", Both, "unknown page", |p| {
        p.add(CATALOG, "/MarkInfo << /Marked true >> /StructTreeRoot << /ParentTree << /Nums [0 []] >> >>");
        p.add(PAGE, "/StructParents 7");
    }),
    f("cid-maps", Both, "unknown", |p| p.swap(HAN, "/Identity-H", "/Our-Map-H")),
    f("cid-maps", Both, "modes", |p| {
        let n = p.new_stream("<< /Type /CMap /CMapName /M /WMode 1 >>", b"begincmap /WMode 0 def 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 begincidrange <0000> <FFFF> 0 endcidrange endcmap");
        p.swap(HAN, "/Identity-H", &format!("{n} 0 R"));
    }),
    f("font-widths", Both, "W", |p| p.swap(HAN_CID, "[608]", "[708]")),
    f("font-widths", Both, "DW", |p| p.swap(HAN_CID, "/DW 1000", "/DW 900")),
    f("font-widths", Both, "truetype", |p| p.swap(SQUARE_CID, "[250 500 700]", "[250 510 700]")),
    f("font-glyphs", Both, "cff", |p| {
        p.append(CONTENT, "/G0 gs 0 0 0 1 k BT /F0 10 Tf 1 0 0 1 50 60 Tm <0777> Tj ET");
        p.edit(HAN_TEXT, "5 beginbfchar", "6 beginbfchar <0777> <4E00>");
    }),
    f("font-glyphs", Both, "truetype", |p| {
        p.append(CONTENT, "/G0 gs 0 0 0 1 k BT /F1 10 Tf 1 0 0 1 50 60 Tm <0009> Tj ET");
        p.edit(SQUARE_TEXT, "1 beginbfchar", "2 beginbfchar <0009> <0045>");
    }),
    f("subset-tag", Both, "small letters", |p| {
        for (n, times) in [(HAN, 1), (HAN_CID, 1), (HAN_DESC, 1)] {
            for _ in 0..times {
                p.swap(n, "ABCDEF+", "abcdef+");
            }
        }
    }),
    f("subset-tag", Both, "none", |p| {
        for n in [SQUARE, SQUARE_CID, SQUARE_DESC] {
            p.swap(n, "ABCDEG+", "");
        }
    }),
    f("notdef", Both, "cff", |p| {
        p.append(CONTENT, "/G0 gs 0 0 0 1 k BT /F0 10 Tf 1 0 0 1 50 60 Tm <0000> Tj ET");
        p.edit(HAN_TEXT, "5 beginbfchar", "6 beginbfchar <0000> <4E00>");
    }),
    f("notdef", Both, "truetype", |p| {
        let n = p.new_stream("<< >>", &[0, 0, 0, 1, 0, 2, 0, 0]);
        p.swap(SQUARE_CID, "/CIDToGIDMap /Identity", &format!("/CIDToGIDMap {n} 0 R"));
    }),
    f("to-unicode", Both, "none", |p| p.swap(HAN, "/ToUnicode 14 0 R", "")),
    f("to-unicode", Both, "a gap", |p| p.edit(HAN_TEXT, "<3381> <56FD>", "<3382> <56FD>")),
    f("to-unicode", Both, "replacement", |p| p.edit(HAN_TEXT, "<56FD>", "<FFFD>")),
    f("to-unicode", Both, "private", |p| p.edit(HAN_TEXT, "<56FD>", "<E001>")),
    f("to-unicode", Both, "nul", |p| p.edit(HAN_TEXT, "<56FD>", "<0000>")),
    f("to-unicode-right", Both, "ink says space", |p| p.edit(SQUARE_TEXT, "<0042>", "<0020>")),
    f("to-unicode-right", Both, "space says ink", |p| p.edit(SQUARE_TEXT, "<0001> <0020>", "<0001> <0041>")),
];

fn black(p: &mut Pdf, content: &str) {
    p.append(CONTENT, content);
}

pub const INKS: &[Fault] = &[
    f("total-ink", Both, "cells of a pattern", |p| {
        let cell = "<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >> >>";
        let n = p.new_stream(cell, b"1 1 1 0 k 0 0 5 5 re f");
        p.add(RESOURCES, &format!("/Pattern << /P0 {n} 0 R >>"));
        p.append(CONTENT, "/G1 gs /Pattern cs /P0 scn 50 50 30 30 re f");
    }),
    f("total-ink", Both, "fill", |p| black(p, "/G1 gs 0.7 0.7 0.7 0.6 k 50 50 9 9 re f")),
    f("total-ink", Both, "stroke", |p| black(p, "/G1 gs 0.7 0.7 0.7 0.6 K 2 w 50 50 9 9 re s")),
    f("total-ink", Both, "near", |p| black(p, "/G1 gs 0.6 0.6 0.6 0.5 k 50 50 9 9 re f")),
    f("total-ink", Both, "gradient", |p| p.swap(SHADING, "/C1 [0.5 0.2 0 0.1]", "/C1 [0.8 0.8 0.8 0.8]")),
    f("stacked-ink", Both, "overprint", |p| {
        black(p, "/G1 gs 0.7 0.7 0.6 0 k 50 50 20 20 re f /G0 gs 0 0 0 1 k 55 55 9 9 re f")
    }),
    f("stacked-ink", Both, "text", |p| {
        black(p, "/G1 gs 0.7 0.7 0.6 0 k 50 50 40 30 re f /G0 gs 0 0 0 1 k BT /F0 10 Tf 1 0 0 1 55 60 Tm <2548> Tj ET")
    }),
    f("black-text", Both, "rich", |p| black(p, "/G0 gs 0.6 0.5 0.5 1 k BT /F0 12 Tf 1 0 0 1 50 60 Tm <2548> Tj ET")),
    f("black-text", Both, "grey", |p| black(p, "/G0 gs 0 g BT /F0 12 Tf 1 0 0 1 50 60 Tm <2548> Tj ET")),
    f("black-text", Both, "three inks", |p| {
        black(p, "/G0 gs 0.9 0.9 0.3 0.1 k BT /F0 12 Tf 1 0 0 1 50 60 Tm <2548> Tj ET");
        p.edit(CONTENT, "0.9 0.9 0.3 0.1 k", "0.8 0.8 0.3 0.4 k");
    }),
    f("black-overprints", Both, "knocks out", |p| {
        black(p, "/G1 gs 0 0 0 1 k BT /F0 12 Tf 1 0 0 1 50 60 Tm <2548> Tj ET")
    }),
    f("black-overprints", Both, "mode 0", |p| p.swap(OVER, "/OPM 1", "/OPM 0")),
    f("white-overprints", Both, "fill", |p| black(p, "/G0 gs 0 0 0 0 k 50 50 9 9 re f")),
    f("white-overprints", Both, "text", |p| black(p, "/G0 gs 0 0 0 0 k BT /F0 12 Tf 1 0 0 1 50 60 Tm <2548> Tj ET")),
    f("colored-overprints", Both, "fill", |p| black(p, "/G0 gs 0.5 0 0 0 k 50 50 9 9 re f")),
    f("reversed-type", Both, "6 pt", |p| black(p, "/G1 gs 0 0 0 0 k BT /F0 6 Tf 1 0 0 1 45 110 Tm <2548> Tj ET")),
    f("reversed-type", Both, "9 pt", |p| black(p, "/G1 gs 0 0 0 0 k BT /F0 9 Tf 1 0 0 1 45 110 Tm <2548> Tj ET")),
    f("reversed-type", Both, "scaled", |p| {
        black(p, "/G1 gs 0 0 0 0 k BT /F0 12 Tf 0.4 0 0 0.4 45 110 Tm <2548> Tj ET")
    }),
    f("colored-type", Both, "three inks", |p| {
        black(p, "/G1 gs 0.5 0.4 0.3 0 k BT /F0 8 Tf 1 0 0 1 50 60 Tm <2548> Tj ET")
    }),
    f("colored-type", Both, "two inks", |p| black(p, "/G1 gs 0 1 1 0 k BT /F0 9 Tf 1 0 0 1 50 60 Tm <2548> Tj ET")),
    f("tinted-type", Both, "grey", |p| black(p, "/G1 gs 0 0 0 0.5 k BT /F0 7 Tf 1 0 0 1 50 60 Tm <2548> Tj ET")),
    f("hairlines", Both, "0.1", |p| black(p, "0 0 0 1 K 0.1 w 50 50 m 90 50 l S")),
    f("hairlines", Both, "zero", |p| black(p, "0 0 0 1 K 0 w 50 50 m 90 50 l S")),
    f("hairlines", Both, "scaled", |p| black(p, "q 0.1 0 0 0.1 50 50 cm 0 0 0 1 K 1 w 0 0 m 90 0 l S Q")),
    f("hairlines", Both, "tint", |p| black(p, "0 0 0 0.5 K 0.5 w 50 50 m 90 50 l S")),
    f("hairlines", Both, "outline", |p| {
        black(p, "/G0 gs 0 0 0 1 K 0.1 w BT 1 Tr /F0 12 Tf 1 0 0 1 50 60 Tm <2548> Tj 0 Tr ET")
    }),
    f("thin-fills", Both, "black", |p| black(p, "0 0 0 1 k 50 50 90 0.1 re f")),
    f("thin-fills", Both, "colour", |p| black(p, "0 1 1 0 k 50 50 90 1 re f")),
    f("text-at-trim", Both, "left", |p| black(p, "/G0 gs 0 0 0 1 k BT /F0 12 Tf 1 0 0 1 14 60 Tm <2548> Tj ET")),
    f("hidden-text", Both, "mode 3", |p| {
        black(p, "/G0 gs 0 0 0 1 k BT 3 Tr /F0 12 Tf 1 0 0 1 50 60 Tm <2548> Tj 0 Tr ET")
    }),
];

const JPEG: &str = "<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceCMYK /BitsPerComponent 8 \
     /Filter /DCTDecode >>";

/// The frame of a JPEG without its scans.
fn jpeg(width: u8, height: u8, colors: u8) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xC0, 0, 8 + 3 * colors, 8, 0, height, 0, width, colors];
    out.extend((1..=colors).flat_map(|id| [id, 0x11, 0]));
    out.extend([0xFF, 0xD9]);
    out
}

pub const PICTURES: &[Fault] = &[
    f("resolution", Both, "low", |p| p.edit(CONTENT, "24 0 0 24 150 100 cm", "90 0 0 90 150 100 cm")),
    f("resolution", Both, "near", |p| p.edit(CONTENT, "24 0 0 24 150 100 cm", "45 0 0 45 150 100 cm")),
    f("resolution", Both, "one way", |p| p.edit(CONTENT, "24 0 0 24 150 100 cm", "24 0 0 90 150 100 cm")),
    f("resolution", Both, "inline", |p| {
        let data = "A".repeat(81);
        p.append(CONTENT, &format!("q 60 0 0 60 50 50 cm BI /W 9 /H 9 /CS /G /BPC 8 ID {data} EI Q"));
    }),
    f("line-art-resolution", Both, "low", |p| p.edit(CONTENT, "6 0 0 6 200 100 cm", "20 0 0 20 200 100 cm")),
    f("picture-ink", Both, "heavy", |p| {
        p.stream(
            IMAGE,
            "<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceCMYK /BitsPerComponent 8 >>",
            &[200; 40_000],
        )
    }),
    f("picture-ink", Both, "inverted", |p| p.add(IMAGE, "/Decode [1 0 1 0 1 0 1 0]")),
    f("picture-data", Both, "cut", |p| {
        p.stream(
            IMAGE,
            "<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceCMYK /BitsPerComponent 8 >>",
            &[20; 20_000],
        )
    }),
    f("picture-data", Both, "decode", |p| p.add(IMAGE, "/Decode [0 1]")),
    f("picture-data", Both, "mask", |p| p.add(IMAGE, "/Mask [0 1]")),
    f("picture-data", Both, "no jpeg", |p| {
        let dict = "<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceCMYK /BitsPerComponent 8 /Filter /DCTDecode >>";
        p.stream(IMAGE, dict, b"no picture at all");
    }),
    f("picture-data", Both, "colors of a jpeg", |p| p.stream(IMAGE, JPEG, &jpeg(100, 100, 3))),
    f("picture-data", Both, "size of a jpeg", |p| p.stream(IMAGE, JPEG, &jpeg(100, 50, 4))),
    f("picture-data", Both, "cut jpeg", |p| {
        let whole = jpeg(100, 100, 4);
        p.stream(IMAGE, JPEG, &whole[..whole.len() - 2]);
    }),
    f("picture-data", Both, "no space", |p| p.swap(IMAGE, "/ColorSpace /DeviceCMYK", "")),
];

/// Lines of body type: an em of 5 pt, 1 pt between, 8 glyphs; each line's hex, and where.
fn body(p: &mut Pdf, lines: &[(&str, f64, f64)]) {
    p.edit(HAN_TEXT, "5 beginbfchar", "7 beginbfchar <0576> <3002> <0580> <300C>");
    let mut content = String::from("/G0 gs 0 0 0 1 k BT /F0 5 Tf\n");
    for (hex, x, y) in lines {
        content.push_str(&format!("1 0 0 1 {x} {y} Tm <{hex}> Tj\n"));
    }
    content.push_str("ET");
    p.append(CONTENT, &content);
}

const PLAIN: &str = "25483381254833812548338125483381";

pub const COMPOSED: &[Fault] = &[
    f("kinsoku", Both, "begins with a stop", |p| {
        body(p, &[(PLAIN, 40.0, 80.0), ("05763381254833812548338125483381", 40.0, 74.0)])
    }),
    f("kinsoku", Both, "ends with a bracket", |p| {
        body(p, &[("25483381254833812548338125480580", 40.0, 80.0), (PLAIN, 40.0, 74.0)])
    }),
    f("baseline-grid", Both, "one line off", |p| {
        let mut lines: Vec<(&str, f64, f64)> =
            (0..24).map(|i| (PLAIN, if i < 12 { 40.0 } else { 90.0 }, 94.0 - 6.0 * f64::from(i % 12))).collect();
        lines[20].2 -= 2.0;
        body(p, &lines);
    }),
    f("text-reads", Both, "rare characters", |p| {
        p.edit(HAN_TEXT, "<2548> <4E2D> <3381> <56FD>", "<2548> <4E33> <3381> <5705>");
        let lines: Vec<(&str, f64, f64)> =
            (0..36).map(|i| (PLAIN, 40.0 + 50.0 * f64::from(i / 12), 94.0 - 6.0 * f64::from(i % 12))).collect();
        body(p, &lines);
    }),
    f("text-order", Both, "upwards", |p| body(p, &[(PLAIN, 40.0, 74.0), (PLAIN, 40.0, 80.0)])),
];
