//! Faults, one rule each.

use super::*;

/// Which good file is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    X4,
    X1a,
    Both,
}

/// One fault.
pub struct Fault {
    /// The rule that must name it.
    pub rule: &'static str,
    /// In which file.
    pub of: Of,
    /// What is done.
    pub what: &'static str,
    /// Does it.
    pub act: fn(&mut Pdf),
}

const fn f(rule: &'static str, of: Of, what: &'static str, act: fn(&mut Pdf)) -> Fault {
    Fault { rule, of, what, act }
}

use Of::{Both, X1a, X4};

/// All faults.
pub fn all() -> Vec<Fault> {
    [FILE, IDENTITY, INTENTS, PAGES, THINGS, GRAPHICS, BLENDING, COLORS, FONTS, INKS, PICTURES, COMPOSED]
        .into_iter()
        .flatten()
        .map(copy)
        .collect()
}

fn copy(f: &Fault) -> Fault {
    Fault { rule: f.rule, of: f.of, what: f.what, act: f.act }
}

const FILE: &[Fault] = &[
    f("header", Both, "junk before", |p| p.before = b"junk\n".to_vec()),
    f("header", Both, "no binary mark", |p| p.header.truncate(9)),
    f("header", Both, "trailing word", |p| p.header = b"%PDF-1.4 x\n%\xC3\xA9\xC3\xA9\n".to_vec()),
    f("end-of-file", Both, "no mark", |p| p.end = String::new()),
    f("end-of-file", Both, "junk after", |p| p.end = "%%EOF\nmore words".into()),
    f("version", X4, "1.7", |p| p.header[7] = b'7'),
    f("version", X1a, "1.5", |p| p.header[7] = b'5'),
    f("version", X4, "catalog 1.7", |p| p.add(CATALOG, "/Version /1.7")),
    f("version", X1a, "catalog 1.6", |p| p.add(CATALOG, "/Version /1.6")),
    f("compressed-objects", X1a, "object stream", |p| {
        p.new_stream("<< /Type /ObjStm /N 0 /First 0 >>", b"");
    }),
    f("trailer-id", Both, "none", |p| p.trailer = p.trailer.replace("/ID", "/IX")),
    f("trailer-id", Both, "one string", |p| p.trailer = p.trailer.replacen("<0123456789ABCDEF>", "", 1)),
    f("trailer-id", Both, "empty", |p| p.trailer = p.trailer.replacen("<0123456789ABCDEF>", "<>", 2)),
    f("encryption", Both, "locked", |p| {
        let n = p.new_object("<< /Filter /Standard /V 1 /R 2 /O <0000000000000000000000000000000000000000000000000000000000000000> /U <0000000000000000000000000000000000000000000000000000000000000000> /P -4 >>");
        p.trailer = p.trailer.replace("/Info", &format!("/Encrypt {n} 0 R /Info"));
    }),
    f("structure", Both, "shifted xref", |p| {
        p.shift.insert(FORM, 7);
    }),
    f("structure", Both, "wrong length", |p| {
        p.length.insert(FORM, 5);
    }),
    f("structure", Both, "short length", |p| {
        p.length.insert(CONTENT, -9);
    }),
    f("structure", Both, "count", |p| p.swap(2, "/Count 1", "/Count 2")),
    f("structure", Both, "no size", |p| p.trailer = p.trailer.replace("/Size", "/Sise")),
    f("stream-data", Both, "broken deflate", |p| {
        p.stream(
            FORM,
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode >>",
            b"\x78\x9c\x01\x02\x03",
        )
    }),
];

const IDENTITY: &[Fault] = &[
    f("info-version", X1a, "2001", |p| p.swap(INFO, "X-1a:2003", "X-1a:2001")),
    f("info-version", X1a, "absent", |p| p.swap(INFO, "/GTS_PDFXVersion", "/GTS_Version")),
    f("xmp-version", X4, "x3", |p| p.edit(XMP, "PDF/X-4<", "PDF/X-3<")),
    f("xmp-version", X4, "absent", |p| p.edit(XMP, "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", "")),
    f("xmp-version", X4, "namespace", |p| {
        p.edit(XMP, "http://www.npes.org/pdfx/ns/id/", "http://www.npes.org/pdfx/ns/no/")
    }),
    f("xmp", X4, "not well-formed", |p| p.edit(XMP, "Test page</rdf:li>", "Test & page</rdf:li>")),
    f("xmp", X4, "open tag", |p| p.edit(XMP, "</rdf:Alt>", "")),
    f("xmp", X4, "no wrapper", |p| p.edit(XMP, "<?xpacket begin", "<?ypacket begin")),
    f("xmp", X4, "subtype", |p| p.swap(XMP, "/Subtype /XML", "/Subtype /Text")),
    f("xmp", X4, "no metadata", |p| p.swap(CATALOG, "/Metadata 7 0 R", "")),
    f("xmp-sound", X1a, "not well-formed", |p| p.edit(XMP, "Test page</rdf:li>", "Test < page</rdf:li>")),
    f("info-dates", X1a, "no title", |p| p.swap(INFO, "/Title (Test page)", "")),
    f("info-dates", X1a, "empty title", |p| p.swap(INFO, "/Title (Test page)", "/Title ()")),
    f("info-dates", X1a, "no creation", |p| p.swap(INFO, "/CreationDate", "/CreationDay")),
    f("info-dates", X1a, "no modification", |p| p.swap(INFO, "/ModDate", "/ModDay")),
    f("info-dates", X1a, "short date", |p| p.swap(INFO, "/ModDate (D:20230327000000Z)", "/ModDate (2023-03-27)")),
    f("xmp-dates", X4, "no title", |p| {
        // The opening tag, then the closing one.
        p.edit(XMP, "dc:title>", "dc:tittle>");
        p.edit(XMP, "dc:title>", "dc:tittle>");
    }),
    f("xmp-dates", X4, "no metadata date", |p| {
        p.edit(XMP, "<xmp:MetadataDate>2023-03-27T00:00:00Z</xmp:MetadataDate>", "");
    }),
    f("xmp-dates", X4, "no create date", |p| p.edit(XMP, "<xmp:CreateDate>2023-03-27T00:00:00Z</xmp:CreateDate>", "")),
    f("xmp-dates", X4, "no modify date", |p| p.edit(XMP, "<xmp:ModifyDate>2023-03-27T00:00:00Z</xmp:ModifyDate>", "")),
    f("xmp-ids", X4, "document", |p| p.edit(XMP, "<xmpMM:DocumentID>uuid:1</xmpMM:DocumentID>", "")),
    f("xmp-ids", X4, "version", |p| p.edit(XMP, "<xmpMM:VersionID>1</xmpMM:VersionID>", "")),
    f("xmp-ids", X4, "rendition", |p| p.edit(XMP, "<xmpMM:RenditionClass>default</xmpMM:RenditionClass>", "")),
    f("trapped", X1a, "unknown", |p| p.swap(INFO, "/Trapped /False", "/Trapped /Unknown")),
    f("trapped", X1a, "absent", |p| p.swap(INFO, "/Trapped /False", "")),
    f("trapped", X1a, "string", |p| p.swap(INFO, "/Trapped /False", "/Trapped (False)")),
    f("trapped-agrees", X4, "differ", |p| p.edit(XMP, "Trapped>False", "Trapped>True")),
    f("trapped-agrees", X4, "unknown", |p| {
        p.swap(INFO, "/Trapped /False", "/Trapped /Unknown");
        p.edit(XMP, "Trapped>False", "Trapped>Unknown");
    }),
    f("trapped-agrees", X4, "absent", |p| {
        p.swap(INFO, "/Trapped /False", "");
        p.edit(XMP, "<pdf:Trapped>False</pdf:Trapped>", "");
    }),
    f("info-xmp-agree", Both, "title", |p| p.swap(INFO, "(Test page)", "(Other page)")),
    f("info-xmp-agree", Both, "producer", |p| p.swap(INFO, "/Producer (hand)", "/Producer (foot)")),
    f("info-xmp-agree", Both, "creator", |p| p.swap(INFO, "/Creator (hand)", "/Creator (foot)")),
    f("info-xmp-agree", Both, "date", |p| {
        p.swap(INFO, "/CreationDate (D:20230327000000Z)", "/CreationDate (D:20230327000000+08'00')")
    }),
    f("info-xmp-agree", X1a, "another version", |p| {
        p.edit(XMP, "<xmpMM:VersionID>", "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion><xmpMM:VersionID>")
    }),
    f("other-version", X4, "x3 in info", |p| p.add(INFO, "/GTS_PDFXVersion (PDF/X-3:2002)")),
    f("info-maker", X1a, "no creator", |p| p.swap(INFO, "/Creator (hand)", "")),
    f("info-maker", X1a, "no producer", |p| p.swap(INFO, "/Producer (hand)", "")),
    f("xmp-plain", X4, "filtered", |p| {
        let hex: String = packet("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>")
            .bytes()
            .map(|b| format!("{b:02X}"))
            .collect();
        p.stream(XMP, "<< /Type /Metadata /Subtype /XML /Filter /ASCIIHexDecode >>", format!("{hex}>").as_bytes());
    }),
];

const INTENTS: &[Fault] = &[
    f("intent", Both, "none", |p| p.swap(CATALOG, "/OutputIntents [8 0 R]", "")),
    f("intent", Both, "two", |p| p.swap(CATALOG, "[8 0 R]", "[8 0 R 8 0 R]")),
    f("intent", Both, "of PDF/A", |p| p.swap(INTENT, "GTS_PDFX ", "GTS_PDFA1 ")),
    f("intent-condition", Both, "absent", |p| p.swap(INTENT, "/OutputConditionIdentifier (IFRA26)", "")),
    f("intent-condition", Both, "empty", |p| p.swap(INTENT, "(IFRA26)", "()")),
    f("intent-profile-x1a", X1a, "none, unregistered", |p| {
        p.swap(INTENT, "/DestOutputProfile 9 0 R", "");
        p.swap(INTENT, "(IFRA26)", "(Our press)");
    }),
    f("intent-profile-x4", X4, "none", |p| p.swap(INTENT, "/DestOutputProfile 9 0 R", "")),
    f("intent-profile-x4", X4, "referenced", |p| p.add(INTENT, "/DestOutputProfileRef << /ProfileName (x) >>")),
    f("intent-profile", Both, "junk", |p| p.stream(ICC, "<< /N 4 >>", &[1; 200])),
    f("intent-profile", Both, "N", |p| p.swap(ICC, "/N 4", "/N 3")),
    f("intent-profile", X4, "class", |p| p.stream(ICC, "<< /N 4 >>", &profile("CMYK", "mntr", 4))),
    f("intent-profile", X1a, "class", |p| p.stream(ICC, "<< /N 4 >>", &profile("CMYK", "scnr", 2))),
    f("intent-profile", X4, "size", |p| {
        let mut icc = profile("CMYK", "prtr", 4);
        icc[3] = 200;
        p.stream(ICC, "<< /N 4 >>", &icc);
    }),
    f("intent-space", X1a, "RGB", |p| p.stream(ICC, "<< /N 3 >>", &profile("RGB", "prtr", 2))),
    f("intent-icc-version", X1a, "4", |p| p.stream(ICC, "<< /N 4 >>", &profile("CMYK", "prtr", 4))),
    f("intent-icc-version", X4, "5", |p| p.stream(ICC, "<< /N 4 >>", &profile("CMYK", "prtr", 5))),
    f("intent-info", Both, "unregistered", |p| {
        p.swap(INTENT, "(IFRA26)", "(Our press)");
        p.swap(INTENT, "/Info (Newsprint)", "");
    }),
    f("intent-info", Both, "no registry", |p| {
        p.swap(INTENT, "/RegistryName (http://www.color.org)", "");
        p.swap(INTENT, "/Info (Newsprint)", "");
    }),
];

const PAGES: &[Fault] = &[
    f("trim-box", Both, "none", |p| p.swap(PAGE, "/TrimBox [20 20 280 280]", "")),
    f("trim-box", Both, "both", |p| p.add(PAGE, "/ArtBox [20 20 280 280]")),
    f("trim-box", Both, "no media", |p| p.swap(PAGE, "/MediaBox [0 0 300 300]", "")),
    f("boxes-nest", Both, "trim beyond bleed", |p| p.swap(PAGE, "[20 20 280 280]", "[5 20 280 280]")),
    f("boxes-nest", Both, "bleed beyond media", |p| p.swap(PAGE, "[11 11 289 289]", "[11 11 289 310]")),
    f("boxes-nest", Both, "empty trim", |p| p.swap(PAGE, "[20 20 280 280]", "[20 20 20 280]")),
    f("boxes-nest", Both, "trim beyond media", |p| {
        p.swap(PAGE, "[20 20 280 280]", "[20 20 280 310]");
        p.swap(PAGE, "/BleedBox [11 11 289 289]", "");
    }),
    f("crop-box-x1a", X1a, "smaller", |p| p.add(PAGE, "/CropBox [30 30 270 270]")),
    f("crop-box-x4", X4, "smaller", |p| p.add(PAGE, "/CropBox [30 30 270 270]")),
    f("separated", Both, "info", |p| p.add(PAGE, "/SeparationInfo << /Pages [3 0 R] /DeviceColorant /Cyan >>")),
    f("user-unit", X1a, "two", |p| p.add(PAGE, "/UserUnit 2")),
    f("viewer-areas", Both, "print clip", |p| p.add(CATALOG, "/ViewerPreferences << /PrintClip /TrimBox >>")),
    f("viewer-areas", Both, "view area", |p| p.add(CATALOG, "/ViewerPreferences << /ViewArea /CropBox >>")),
    f("page-size", Both, "huge", |p| p.swap(PAGE, "[0 0 300 300]", "[0 0 300 15000]")),
    f("same-trim", Both, "another page", |p| {
        let n = p.new_object(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /TrimBox [20 20 270 270] /Resources << >> >>",
        );
        p.swap(2, "[3 0 R] /Count 1", &format!("[3 0 R {n} 0 R] /Count 2"));
    }),
    f("rotate", Both, "90", |p| p.add(PAGE, "/Rotate 90")),
    f("bleed-box", Both, "short bleed", |p| {
        p.append(CONTENT, "0.1 0 0 0 k 0 50 100 20 re f");
        p.swap(PAGE, "[11 11 289 289]", "[18 18 282 282]");
    }),
];

fn annotate(p: &mut Pdf, text: &str) {
    let n = p.new_object(text);
    p.add(PAGE, &format!("/Annots [{n} 0 R]"));
}

const THINGS: &[Fault] = &[
    f("annotations", Both, "note", |p| {
        annotate(p, "<< /Type /Annot /Subtype /Text /Rect [50 50 70 70] /Contents (x) >>")
    }),
    f("annotations", Both, "in the bleed", |p| annotate(p, "<< /Type /Annot /Subtype /Square /Rect [12 50 19 70] >>")),
    f("actions", Both, "open", |p| p.add(CATALOG, "/OpenAction << /S /GoTo /D [3 0 R /Fit] >>")),
    f("actions", Both, "script", |p| {
        p.add(CATALOG, "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>")
    }),
    f("actions", Both, "additional", |p| p.add(PAGE, "/AA << /O << /S /Named /N /Print >> >>")),
    f("actions", Both, "link outside the page", |p| {
        annotate(p, "<< /Type /Annot /Subtype /Link /Rect [291 291 299 299] /A << /S /URI /URI (http://x) >> >>")
    }),
    f("embedded-files-x1a", X1a, "names", |p| p.add(CATALOG, "/Names << /EmbeddedFiles << /Names [] >> >>")),
    f("embedded-files-x1a", X1a, "specification", |p| p.add(CATALOG, "/X << /Type /Filespec /F (a.txt) >>")),
    f("embedded-files-x4", X4, "names", |p| p.add(CATALOG, "/Names << /EmbeddedFiles << /Names [] >> >>")),
    f("forms", Both, "field", |p| annotate(p, "<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [50 50 70 70] >>")),
    f("forms", Both, "xfa", |p| p.add(CATALOG, "/AcroForm << /Fields [] /XFA (x) >>")),
    f("external-streams", Both, "F", |p| p.add(FORM, "/F (other.dat)")),
];

fn state(p: &mut Pdf, text: &str) {
    p.swap(OVER, "<<", &format!("<< {text}"));
}

const GRAPHICS: &[Fault] = &[
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
    f("halftone-phase", X1a, "HTP", |p| state(p, "/HTP [1 2]")),
    f("rendering-intent", Both, "state", |p| state(p, "/RI /Pretty")),
    f("rendering-intent", Both, "operator", |p| p.append(CONTENT, "/Pretty ri")),
    f("rendering-intent", Both, "image", |p| p.add(IMAGE, "/Intent /Pretty")),
    f("operators", Both, "unknown", |p| p.append(CONTENT, "1 2 zz")),
    f("operators", Both, "operands missing", |p| p.append(CONTENT, "10 20 re f")),
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

const BLENDING: &[Fault] = &[
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

const COLORS: &[Fault] = &[
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

const FONTS: &[Fault] = &[
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
    f("cid-set", Both, "too few", |p| {
        let n = p.new_stream("<< >>", &[0x80, 0, 0, 0]);
        p.add(HAN_DESC, &format!("/CIDSet {n} 0 R"));
    }),
    f("cid-set", Both, "too many", |p| {
        let n = p.new_stream("<< >>", &[0xFF; 8192]);
        p.add(HAN_DESC, &format!("/CIDSet {n} 0 R"));
    }),
    f("cid-maps", Both, "no map", |p| p.swap(SQUARE_CID, "/CIDToGIDMap /Identity", "")),
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

const INKS: &[Fault] = &[
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

const PICTURES: &[Fault] = &[
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

const COMPOSED: &[Fault] = &[
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
    f("text-order", Both, "upwards", |p| body(p, &[(PLAIN, 40.0, 74.0), (PLAIN, 40.0, 80.0)])),
];
