//! Faults, one rule each.

mod document;
mod looks;
mod text;
mod whole;

use super::*;
use document::{AROUND, UNREAD};
use looks::{BLENDING, COLORS, GRAPHICS};
use text::{COMPOSED, FONTS, INKS, PICTURES};
use whole::WHOLE;

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
    [
        FILE, IDENTITY, INTENTS, PAGES, THINGS, GRAPHICS, BLENDING, COLORS, FONTS, INKS, PICTURES, COMPOSED, AROUND,
        UNREAD, WHOLE,
    ]
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
    f("structure", Both, "no root", |p| p.trailer = p.trailer.replace("/Root 1 0 R", "/Root 99 0 R")),
    f("structure", Both, "no end of object", |p| p.swap(CATALOG, ">>", ">> endobx")),
    f("structure", Both, "no size", |p| p.trailer = p.trailer.replace("/Size", "/Sise")),
    f("structure", Both, "no parent", |p| p.swap(PAGE, "/Parent 2 0 R", "")),
    f("structure", Both, "another's parent", |p| {
        let n = p.new_object("<< /Type /Pages /Kids [] /Count 0 >>");
        p.swap(PAGE, "/Parent 2 0 R", &format!("/Parent {n} 0 R"));
    }),
    f("structure", Both, "kind of the tree", |p| p.swap(2, "/Type /Pages", "")),
    f("structure", Both, "content is no stream", |p| p.swap(PAGE, "/Contents 4 0 R", "/Contents 6 0 R")),
    f("structure", Both, "an object that is free", |p| {
        p.objects.remove(&FORM);
    }),
    f("stream-data", Both, "broken deflate", |p| {
        p.stream(
            FORM,
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode >>",
            b"\x78\x9c\x01\x02\x03",
        )
    }),
    f("stream-data", Both, "broken map", |p| p.stream(HAN_TEXT, "<< /Filter /FlateDecode >>", b"\x78\x9c\x01\x02\x03")),
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
    f("intent", Both, "type", |p| p.swap(INTENT, "/Type /OutputIntent", "/Type /Intent")),
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
    f("intent-profile", X4, "a table one way only", |p| {
        let mut icc = profile("CMYK", "prtr", 4);
        icc[3] = 148;
        icc[131] = 1;
        icc.extend(b"B2A0\0\0\0\x90\0\0\0\x04data");
        p.stream(ICC, "<< /N 4 >>", &icc);
    }),
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
    f("user-unit-x1a", X1a, "two", |p| p.add(PAGE, "/UserUnit 2")),
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
    f("annotations", Both, "nowhere", |p| annotate(p, "<< /Type /Annot /Subtype /Square >>")),
    f("annotations", Both, "traps", |p| annotate(p, "<< /Type /Annot /Subtype /TrapNet /Rect [0 0 300 300] >>")),
    f("annotations", Both, "a mark in the page", |p| {
        annotate(p, "<< /Type /Annot /Subtype /PrinterMark /Rect [50 50 70 70] >>")
    }),
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
