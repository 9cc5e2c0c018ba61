//! Faults of graphics, blending and color.

use super::Of::{Both, X1a, X4};
use super::*;

pub const GRAPHICS: &[Fault] = &[
    f("operators", Both, "kind of operand", |p| p.append(CONTENT, "(a) 0 0 1 k")),
    f("operators", Both, "name for a number", |p| p.append(CONTENT, "/Wide w")),
    f("operators", Both, "text in text", |p| p.append(CONTENT, "BT BT ET")),
    f("operators", Both, "end of no text", |p| p.append(CONTENT, "ET")),
    f("operators", Both, "text outside", |p| p.append(CONTENT, "/G0 gs 0 0 0 1 k /F0 10 Tf <2548> Tj")),
    f("operators", Both, "end of no mark", |p| p.append(CONTENT, "EMC")),
    f("operators", Both, "mark without end", |p| p.append(CONTENT, "/Artifact BMC")),
    f("lzw", Both, "form", |p| {
        p.stream(
            FORM,
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /LZWDecode >>",
            &[0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01],
        )
    }),
    f("lzw", Both, "inline", |p| {
        p.append(CONTENT, "q 1 0 0 1 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /LZW ID \u{20}\u{20} EI Q")
    }),
    f("new-codecs", X1a, "jbig2", |p| {
        p.stream(STENCIL, "<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /ImageMask true /BitsPerComponent 1 /Filter /JBIG2Decode >>", b"xx")
    }),
    f("new-codecs", X1a, "jpx", |p| p.swap(IMAGE, "/BitsPerComponent 8", "/BitsPerComponent 8 /Filter /JPXDecode")),
    f("postscript", Both, "xobject", |p| {
        let n = p.new_stream("<< /Type /XObject /Subtype /PS >>", b"showpage");
        p.swap(RESOURCES, "/Fm0", &format!("/Ps0 {n} 0 R /Fm0"));
    }),
    f("postscript", Both, "form", |p| p.add(FORM, "/Subtype2 /PS")),
    f("opi", Both, "image", |p| p.add(IMAGE, "/OPI << /2.0 << /Type /OPI /Version 2.0 >> >>")),
    f("alternates-x1a", X1a, "default", |p| p.add(IMAGE, "/Alternates [<< /Image 18 0 R /DefaultForPrinting true >>]")),
    f("alternates-x4", X4, "any", |p| p.add(IMAGE, "/Alternates [<< /Image 18 0 R >>]")),
    f("reference-xobject", Both, "form", |p| p.add(FORM, "/Ref << /F (x.pdf) /Page 0 >>")),
    f("transfer-curves", Both, "TR", |p| state(p, "/TR /Identity")),
    f("transfer-curves", Both, "TR2", |p| state(p, "/TR2 << /FunctionType 2 /Domain [0 1] /N 2 >>")),
    f("transfer-curves", Both, "halftone", |p| {
        state(
            p,
            "/HT << /Type /Halftone /HalftoneType 1 /Frequency 60 /Angle 45 /SpotFunction /Round /TransferFunction /Identity >>",
        )
    }),
    f("halftones", Both, "type 6", |p| {
        let n = p.new_stream("<< /Type /Halftone /HalftoneType 6 /Width 1 /Height 1 >>", b"x");
        state(p, &format!("/HT {n} 0 R"));
    }),
    f("halftones", Both, "named", |p| {
        state(
            p,
            "/HT << /Type /Halftone /HalftoneType 1 /HalftoneName (x) /Frequency 60 /Angle 45 /SpotFunction /Round >>",
        )
    }),
    f("halftone-phase-x1a", X1a, "HTP", |p| state(p, "/HTP [1 2]")),
    f("rendering-intent", Both, "state", |p| state(p, "/RI /Pretty")),
    f("rendering-intent", Both, "operator", |p| p.append(CONTENT, "/Pretty ri")),
    f("rendering-intent", Both, "image", |p| p.add(IMAGE, "/Intent /Pretty")),
    f("operators", Both, "unknown", |p| p.append(CONTENT, "1 2 zz")),
    f("operators", Both, "operands missing", |p| p.append(CONTENT, "10 20 re f")),
    f("operators", Both, "too many operands", |p| p.append(CONTENT, "1 2 w")),
    f("operators", Both, "more than full", |p| p.append(CONTENT, "0 0 0 2 k")),
    f("operators", X4, "unknown between BX and EX", |p| p.append(CONTENT, "BX 1 2 zz EX")),
    f("resources", X4, "properties", |p| p.append(CONTENT, "/Span /Pr9 BDC EMC")),
    f("save-restore", Both, "Q", |p| p.append(CONTENT, "Q")),
    f("save-restore", Both, "q", |p| p.append(CONTENT, "q")),
    f("save-restore", Both, "deep", |p| p.append(CONTENT, &("q ".repeat(30) + &"Q ".repeat(30)))),
    f("resources", Both, "font", |p| p.append(CONTENT, "BT /F9 10 Tf ET")),
    f("resources", Both, "state", |p| p.append(CONTENT, "/G9 gs")),
    f("resources", Both, "xobject", |p| p.append(CONTENT, "/Im9 Do")),
    f("resources", Both, "space", |p| p.append(CONTENT, "/Cs9 cs 1 scn")),
    f("form-circle", Both, "itself", |p| {
        p.swap(FORM, "/Resources << >>", "/Resources << /XObject << /Me 20 0 R >> >>");
        p.append(FORM, "/Me Do");
    }),
    f("compatibility", X1a, "BX", |p| p.append(CONTENT, "BX EX")),
    f("interpolate", Both, "image", |p| p.add(IMAGE, "/Interpolate true")),
    f("sixteen-bit", X1a, "image", |p| {
        p.stream(
            IMAGE,
            "<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceCMYK /BitsPerComponent 16 >>",
            &[20; 80_000],
        )
    }),
    f("crypt-filter", Both, "named", |p| p.swap(FORM, "<<", "<< /Filter [/Crypt] /DecodeParms [<< /Name /Mine >>]")),
];

pub const BLENDING: &[Fault] = &[
    f("layers-x4", X4, "begins off", |p| {
        let n = p.new_object("<< /Type /OCG /Name (L) >>");
        p.add(
            CATALOG,
            &format!("/OCProperties << /OCGs [{n} 0 R] /D << /Name (d) /BaseState /OFF /Order [{n} 0 R] >> >>"),
        );
    }),
    f("soft-masks", X1a, "image", |p| {
        let n = p.new_stream(
            "<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 >>",
            &[9; 4],
        );
        p.add(IMAGE, &format!("/SMask {n} 0 R"));
    }),
    f("soft-masks", X1a, "state", |p| state(p, "/SMask << /Type /Mask /S /Alpha /G 20 0 R >>")),
    f("alpha", X1a, "fill", |p| state(p, "/ca 0.5")),
    f("alpha", X1a, "stroke", |p| state(p, "/CA 0.5")),
    f("alpha", X1a, "mode", |p| state(p, "/BM /Multiply")),
    f("transparency-groups", X1a, "form", |p| p.add(FORM, "/Group << /S /Transparency >>")),
    f("transparency-groups", X1a, "page", |p| {
        p.add(PAGE, "/Group << /Type /Group /S /Transparency /CS /DeviceCMYK >>")
    }),
    f("blending-space", X4, "RGB", |p| p.add(PAGE, "/Group << /Type /Group /S /Transparency /CS /DeviceRGB >>")),
    f("blending-space", X4, "Lab", |p| {
        p.add(FORM, "/Group << /S /Transparency /CS [/Lab << /WhitePoint [0.9 1 0.8] >>] >>")
    }),
    f("blend-modes", X4, "unknown", |p| {
        state(p, "/BM /Glow");
        p.add(PAGE, "/Group << /Type /Group /S /Transparency /CS /DeviceCMYK >>");
    }),
    f("soft-mask-space", X4, "CMYK", |p| {
        let n = p.new_stream(
            "<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceCMYK /BitsPerComponent 8 >>",
            &[9; 16],
        );
        p.add(IMAGE, &format!("/SMask {n} 0 R"));
        p.add(PAGE, "/Group << /Type /Group /S /Transparency /CS /DeviceCMYK >>");
    }),
    f("page-group", X4, "alpha without a group", |p| p.swap(KNOCK, "<<", "<< /ca 0.5")),
    f("layers-x1a", X1a, "properties", |p| {
        let n = p.new_object("<< /Type /OCG /Name (a) >>");
        p.add(CATALOG, &format!("/OCProperties << /OCGs [{n} 0 R] /D << /Name (d) /Order [{n} 0 R] >> >>"));
    }),
    f("layers-x1a", X1a, "content", |p| p.append(CONTENT, "/OC /M0 BDC EMC")),
    f("layers-x1a", X1a, "form", |p| p.add(FORM, "/OC << /Type /OCMD >>")),
    f("layers-x4", X4, "no name", |p| {
        let n = p.new_object("<< /Type /OCG /Name (a) >>");
        p.add(CATALOG, &format!("/OCProperties << /OCGs [{n} 0 R] /D << /Order [{n} 0 R] >> >>"));
    }),
    f("layers-x4", X4, "order", |p| {
        let n = p.new_object("<< /Type /OCG /Name (a) >>");
        p.add(CATALOG, &format!("/OCProperties << /OCGs [{n} 0 R] /D << /Name (d) /Order [] >> >>"));
    }),
    f("layers-x4", X4, "off", |p| {
        let n = p.new_object("<< /Type /OCG /Name (a) >>");
        p.add(
            CATALOG,
            &format!("/OCProperties << /OCGs [{n} 0 R] /D << /Name (d) /Order [{n} 0 R] /OFF [{n} 0 R] >> >>"),
        );
    }),
    f("layers-x4", X4, "automatic", |p| {
        let n = p.new_object("<< /Type /OCG /Name (a) >>");
        p.add(CATALOG, &format!("/OCProperties << /OCGs [{n} 0 R] /D << /Name (d) /Order [{n} 0 R] /AS [] >> >>"));
    }),
];

/// A colour space in the resources under `Cs0`, and content that uses it.
fn space(p: &mut Pdf, space: &str, content: &str) {
    p.swap(RESOURCES, "<<", &format!("<< /ColorSpace << /Cs0 {space} >>"));
    p.append(CONTENT, content);
}

const TINT: &str = "<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [0 0.9 0.8 0] /N 1 >>";

pub const COLORS: &[Fault] = &[
    f("color-x1a", X1a, "rgb", |p| p.append(CONTENT, "1 0 0 rg 50 50 9 9 re f")),
    f("color-x1a", X1a, "rgb stroke", |p| p.append(CONTENT, "1 0 0 RG 50 50 9 9 re s")),
    f("color-x1a", X1a, "lab", |p| {
        space(p, "[/Lab << /WhitePoint [0.9 1 0.8] >>]", "/Cs0 cs 50 0 0 sc 50 50 9 9 re f")
    }),
    f("color-x1a", X1a, "calibrated", |p| {
        space(p, "[/CalGray << /WhitePoint [0.9 1 0.8] >>]", "/Cs0 cs 0.5 sc 50 50 9 9 re f")
    }),
    f("color-x1a", X1a, "rgb alternate", |p| {
        space(
            p,
            "[/Separation /Black /DeviceRGB << /FunctionType 2 /Domain [0 1] /C0 [1 1 1] /C1 [0 0 0] /N 1 >>]",
            "/Cs0 cs 1 scn 50 50 9 9 re f",
        )
    }),
    f("color-x1a", X1a, "rgb image", |p| {
        p.stream(
            IMAGE,
            "<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceRGB /BitsPerComponent 8 >>",
            &[99; 30_000],
        )
    }),
    f("color-x1a", X1a, "icc", |p| {
        let n = p.new_stream("<< /N 4 >>", &profile("CMYK", "prtr", 2));
        space(p, &format!("[/ICCBased {n} 0 R]"), "/Cs0 cs 0 0 0 0.5 sc 50 50 9 9 re f");
    }),
    f("device-rgb", X4, "fill", |p| p.append(CONTENT, "1 0 0 rg 50 50 9 9 re f")),
    f("device-rgb", X4, "image", |p| {
        p.stream(
            IMAGE,
            "<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceRGB /BitsPerComponent 8 >>",
            &[99; 30_000],
        )
    }),
    f("device-rgb", X4, "gradient", |p| {
        p.put(SHADING, "<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [120 200 150 200] /Function << /FunctionType 2 /Domain [0 1] /C0 [1 1 1] /C1 [0.5 0.2 0] /N 1 >> >>")
    }),
    f("device-rgb", X4, "in a form", |p| p.append(FORM, "0 1 0 rg 210 210 5 5 re f")),
    f("device-rgb", X4, "indexed", |p| {
        space(p, "[/Indexed /DeviceRGB 1 <000000FFFFFF>]", "/Cs0 cs 1 sc 50 50 9 9 re f")
    }),
    f("device-rgb", X4, "pattern", |p| {
        let n = p.new_stream("<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >> >>", b"1 0 0 rg 0 0 5 5 re f");
        p.swap(RESOURCES, "<<", &format!("<< /Pattern << /P0 {n} 0 R >>"));
        p.append(CONTENT, "/Pattern cs /P0 scn 50 50 9 9 re f");
    }),
    f("device-cmyk", X4, "grey intent", |p| p.stream(ICC, "<< /N 1 >>", &profile("GRAY", "prtr", 4))),
    f("device-gray", X4, "rgb intent", |p| {
        p.stream(ICC, "<< /N 3 >>", &profile("RGB", "prtr", 4));
        p.append(CONTENT, "0.5 g 50 50 9 9 re f");
    }),
    f("icc-profiles", X4, "junk", |p| {
        let n = p.new_stream("<< /N 4 >>", &[1; 150]);
        space(p, &format!("[/ICCBased {n} 0 R]"), "/Cs0 cs 0 0 0 0.5 sc 50 50 9 9 re f");
    }),
    f("icc-profiles", X4, "N", |p| {
        let n = p.new_stream("<< /N 3 >>", &profile("CMYK", "prtr", 4));
        space(p, &format!("[/ICCBased {n} 0 R]"), "/Cs0 cs 0 0 0.5 sc 50 50 9 9 re f");
    }),
    f("icc-profiles", X4, "class", |p| {
        let n = p.new_stream("<< /N 4 >>", &profile("CMYK", "link", 4));
        space(p, &format!("[/ICCBased {n} 0 R]"), "/Cs0 cs 0 0 0 0.5 sc 50 50 9 9 re f");
    }),
    f("icc-own-intent", X4, "same", |p| space(p, "[/ICCBased 9 0 R]", "/Cs0 cs 0 0 0 0.5 sc 50 50 9 9 re f")),
    f("icc-overprint", X4, "mode 1", |p| {
        let n = p.new_stream("<< /N 4 >>", &profile("CMYK", "prtr", 2));
        space(p, &format!("[/ICCBased {n} 0 R]"), "/G0 gs /Cs0 cs 0 0 0 0.5 sc 50 50 9 9 re f");
    }),
    f("spot-names", Both, "twice but for a capital", |p| {
        p.swap(RESOURCES, "<<", &format!("<< /ColorSpace << /Cs0 [/Separation /Gold /DeviceCMYK {TINT}] /Cs1 [/Separation /gold /DeviceCMYK {TINT}] >>"));
        p.append(CONTENT, "/Cs0 cs 1 scn 50 50 9 9 re f /Cs1 cs 1 scn 60 50 9 9 re f");
    }),
    f("space-sound", Both, "no transform", |p| space(p, "[/Separation /Cyan /DeviceCMYK]", "/Cs0 cs")),
    f("space-sound", Both, "three numbers for four", |p| {
        space(
            p,
            "[/Separation /Cyan /DeviceCMYK << /FunctionType 2 /Domain [0 1] /C0 [0 0 0] /C1 [1 0 0] /N 1 >>]",
            "/Cs0 cs",
        )
    }),
    f("space-sound", Both, "one number for two inks", |p| {
        space(p, &format!("[/DeviceN [/Cyan /Magenta] /DeviceCMYK {TINT}]"), "/Cs0 cs")
    }),
    f("space-sound", Both, "no step", |p| {
        p.new_stream("<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 0 /YStep 9 /Resources << >> >>", b"");
        let n = p.objects.keys().last().copied().unwrap_or(0);
        p.swap(RESOURCES, "<<", &format!("<< /Pattern << /P0 {n} 0 R >>"));
    }),
    f("spot-consistent", Both, "two tints", |p| {
        let other = TINT.replace("0.9", "0.1");
        p.swap(RESOURCES, "<<", &format!("<< /ColorSpace << /Cs0 [/Separation /Gold /DeviceCMYK {TINT}] /Cs1 [/Separation /Gold /DeviceCMYK {other}] >>"));
        p.append(CONTENT, "/Cs0 cs 1 scn 50 50 9 9 re f /Cs1 cs 1 scn 60 50 9 9 re f");
    }),
    f("default-spaces", X1a, "rgb", |p| space(p, "/DeviceCMYK /DefaultGray /DeviceGray", "")),
    f("default-spaces", X4, "kind", |p| space(p, "/DeviceCMYK /DefaultCMYK /DeviceRGB", "")),
    f("spots", Both, "separation", |p| {
        space(p, &format!("[/Separation /Gold /DeviceCMYK {TINT}]"), "/Cs0 cs 1 scn 50 50 9 9 re f")
    }),
    f("spots", Both, "devicen", |p| {
        space(
            p,
            "[/DeviceN [/Gold /Black] /DeviceCMYK << /FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1 0 1] >>]",
            "/Cs0 cs 1 0 scn 50 50 9 9 re f",
        )
    }),
    f("registration", Both, "inside", |p| {
        space(
            p,
            "[/Separation /All /DeviceCMYK << /FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [1 1 1 1] /N 1 >>]",
            "/Cs0 cs 0.5 scn 50 50 9 9 re f",
        )
    }),
    f("no-rgb", X4, "default rgb", |p| {
        let n = p.new_stream("<< /N 3 >>", &profile("RGB", "mntr", 4));
        space(p, &format!("[/ICCBased {n} 0 R]"), "/Cs0 cs 0 0 1 sc 50 50 9 9 re f");
    }),
    f("no-rgb", X4, "lab", |p| space(p, "[/Lab << /WhitePoint [0.9 1 0.8] >>]", "/Cs0 cs 50 0 0 sc 50 50 9 9 re f")),
    f("spot-names", Both, "blank", |p| {
        space(p, &format!("[/Separation /Gold#20 /DeviceCMYK {TINT}]"), "/Cs0 cs 1 scn 50 50 9 9 re f")
    }),
];
