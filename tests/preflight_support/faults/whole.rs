//! Faults of what paint and type are made of: spaces, gradients, functions, drawn glyphs.

use super::Of::{Both, X4};
use super::*;

/// A gradient in the place of the good one's.
fn gradient(p: &mut Pdf, text: &str) {
    p.put(SHADING, text);
}

/// A space of its own, in use.
fn space(p: &mut Pdf, text: &str, values: &str) {
    p.add(RESOURCES, &format!("/ColorSpace << /Cs9 {text} >>"));
    p.append(CONTENT, &format!("q /Cs9 cs {values} scn 200 150 20 20 re f Q"));
}

const TINT: &str = "/DeviceCMYK << /FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [0 0.2 0 0] /N 1 >>";

fn inks(p: &mut Pdf, names: &str, count: usize, about: &str) {
    let pops = "pop ".repeat(count);
    let domain = "0 1 ".repeat(count);
    let n = p.new_stream(
        &format!("<< /FunctionType 4 /Domain [{domain}] /Range [0 1 0 1 0 1 0 1] >>"),
        format!("{{ {pops} 0 0 0 0.1 }}").as_bytes(),
    );
    space(p, &format!("[/DeviceN [{names}] /DeviceCMYK {n} 0 R {about}]"), &"0.1 ".repeat(count));
}

/// A glyph of Type 3 that is shown.
fn drawn(p: &mut Pdf, glyph: &str, more: &str) {
    let n = p.new_stream("<< >>", glyph.as_bytes());
    let font = format!(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 500] {more} /CharProcs << /a {n} 0 R >> /Resources << >> \
         /Encoding << /Type /Encoding /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [500] >>"
    );
    p.swap(RESOURCES, "/F1", &format!("/F3 {font} /F1"));
    p.append(CONTENT, "/G0 gs 0 0 0 1 k BT /F3 12 Tf 1 0 0 1 60 60 Tm (a) Tj ET");
}

const SCALE: &str = "/FontMatrix [0.001 0 0 0.001 0 0]";

pub const WHOLE: &[Fault] = &[
    f("space-sound", Both, "Indexed table", |p| space(p, "[/Indexed /DeviceCMYK 9 <00112233>]", "0")),
    f("space-sound", Both, "Indexed top", |p| space(p, "[/Indexed /DeviceGray 300 <00112233>]", "0")),
    f("space-sound", X4, "white point", |p| space(p, "[/CalRGB << >>]", "0 0 0")),
    f("space-sound", Both, "an ink twice", |p| inks(p, "/Gold /Gold", 2, "")),
    f("space-sound", Both, "All among inks", |p| inks(p, "/Gold /All", 2, "")),
    f("nchannel", Both, "not described", |p| inks(p, "/Gold /Silver", 2, "<< /Subtype /NChannel >>")),
    f("nchannel", Both, "another's name", |p| {
        inks(p, "/Gold", 1, &format!("<< /Colorants << /Gold [/Separation /Silver {TINT}] >> >>"))
    }),
    f("nchannel", Both, "process inks", |p| {
        inks(p, "/Cyan", 1, "<< /Process << /ColorSpace /DeviceCMYK /Components [/Cyan] >> >>")
    }),
    f("spot-consistent", Both, "a process ink", |p| space(p, &format!("[/Separation /Cyan {TINT}]"), "0.1")),
    f("spot-names", Both, "paper", |p| {
        inks(p, "/PANTONE#20185#20C /PANTONE#20185#20CV", 2, "");
    }),
    f("spot-names", Both, "process", |p| space(p, &format!("[/Separation /cyan {TINT}]"), "0.1")),
    f("spot-names", Both, "recipe", |p| space(p, &format!("[/Separation /R=1#20G=2#20B=3 {TINT}]"), "0.1")),
    f("icc-profiles", X4, "alternate", |p| {
        let n = p.new_stream("<< /N 4 /Alternate /DeviceRGB >>", &profile("CMYK", "prtr", 2));
        space(p, &format!("[/ICCBased {n} 0 R]"), "0 0 0 0.1");
    }),
    f("device-rgb", X4, "in JPEG 2000", |p| {
        let head = [&b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x0fcolr\x01\0\0"[..], &[0, 0, 0, 16]].concat();
        p.stream(
            IMAGE,
            "<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /BitsPerComponent 8 /Filter /JPXDecode >>",
            &head,
        );
    }),
    f("picture-data", X4, "broken JPEG 2000", |p| {
        p.stream(
            IMAGE,
            "<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceCMYK /BitsPerComponent 8 \
             /Filter /JPXDecode >>",
            b"\0\0\0\x0cjP  \r\n\x87\nnothing",
        )
    }),
    f("shading-sound", Both, "kind", |p| p.swap(SHADING, "/ShadingType 2", "/ShadingType 9")),
    f("shading-sound", Both, "coordinates", |p| p.swap(SHADING, "[120 200 150 200]", "[120 200 150]")),
    f("shading-sound", Both, "no function", |p| p.swap(SHADING, "/Function ", "/Funktion ")),
    f("shading-sound", Both, "other space", |p| p.swap(SHADING, "/DeviceCMYK", "/DeviceGray")),
    f("shading-sound", Both, "mesh without data", |p| {
        p.stream(SHADING, "<< /ShadingType 4 /ColorSpace /DeviceGray /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8 /Decode [0 1 0 1 0 1] >>", b"ab")
    }),
    f("function-sound", Both, "words", |p| {
        let n = p.new_stream("<< /FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1 0 1] >>", b"{ dup foo 1 }");
        gradient(p, &format!("<< /ShadingType 2 /ColorSpace /DeviceCMYK /Coords [0 0 9 9] /Function {n} 0 R >>"));
    }),
    f("function-sound", Both, "samples", |p| {
        let n = p.new_stream(
            "<< /FunctionType 0 /Domain [0 1] /Range [0 1 0 1 0 1 0 1] /Size [256] /BitsPerSample 8 >>",
            b"abcd",
        );
        gradient(p, &format!("<< /ShadingType 2 /ColorSpace /DeviceCMYK /Coords [0 0 9 9] /Function {n} 0 R >>"));
    }),
    f("function-sound", Both, "no exponent", |p| p.swap(SHADING, "/N 1", "")),
    f("form-box", Both, "none", |p| p.swap(FORM, "/BBox [0 0 300 300]", "")),
    f("type3-glyphs", Both, "no width", |p| drawn(p, "0 0 400 400 re f", SCALE)),
    f("type3-glyphs", Both, "another width", |p| drawn(p, "700 0 d0 0 0 400 400 re f", SCALE)),
    f("type3-glyphs", Both, "colour", |p| drawn(p, "500 0 0 0 500 500 d1 0 0 0 1 k 0 0 400 400 re f", SCALE)),
    f("type3-glyphs", Both, "no matrix", |p| drawn(p, "500 0 d0 0 0 400 400 re f", "")),
    f("type3-glyphs", Both, "no glyph", |p| {
        drawn(p, "500 0 d0 0 0 400 400 re f", SCALE);
        p.swap(RESOURCES, "/CharProcs << /a", "/CharProcs << /b");
    }),
    f("cid-maps", Both, "builds on nothing", |p| {
        let n = p.new_stream("<< /Type /CMap /CMapName /M /UseCMap /Nothing >>", b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 begincidrange <0000> <FFFF> 0 endcidrange endcmap");
        p.swap(HAN, "/Identity-H", &format!("{n} 0 R"));
    }),
    f("font-program", Both, "broken outlines", |p| {
        let data = p.objects.get_mut(&HAN_FILE).and_then(|o| o.data.as_mut()).expect("a program");
        let half = data.len() / 2;
        data[half..].iter_mut().for_each(|b| *b ^= 0xFF);
    }),
    f("space-sound", Both, "uncoloured pattern", |p| {
        let n = p.new_stream(
            "<< /Type /Pattern /PatternType 1 /PaintType 2 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >> >>",
            b"0 0 0 0.1 k 0 0 5 5 re f",
        );
        p.add(RESOURCES, &format!("/Pattern << /P0 {n} 0 R >>"));
    }),
    f("xmp", X4, "no end of the wrapper", |p| p.edit(XMP, "<?xpacket end", "<?xpacked end")),
    f("font-rights", Both, "restricted", |p| p.stream(SQUARE_FILE, "<< >>", &restricted())),
];

/// The program of squares with an OS/2 table that forbids embedding.
fn restricted() -> Vec<u8> {
    let old = truetype();
    let count = usize::from(old[5]);
    let mut out = old[..12].to_vec();
    out[5] += 1;
    let table = 28 + 16 * count + old.len() - 12 - 16 * count;
    for entry in old[12..12 + 16 * count].chunks_exact(16) {
        let at = u32::from_be_bytes([entry[8], entry[9], entry[10], entry[11]]) + 16;
        out.extend_from_slice(&entry[..8]);
        out.extend_from_slice(&at.to_be_bytes());
        out.extend_from_slice(&entry[12..]);
    }
    out.extend_from_slice(b"OS/2\0\0\0\0");
    out.extend_from_slice(&(table as u32).to_be_bytes());
    out.extend_from_slice(&10_u32.to_be_bytes());
    out.extend_from_slice(&old[12 + 16 * count..]);
    out.extend_from_slice(&[0, 3, 0, 0, 0, 0, 0, 0, 0, 2]);
    out
}
