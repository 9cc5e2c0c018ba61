//! A small PDF as text, to be broken in one place at a time.

pub mod faults;

use std::collections::BTreeMap;

/// One object: its text, and its data when it is a stream.
#[derive(Clone)]
pub struct Object {
    pub text: String,
    pub data: Option<Vec<u8>>,
}

/// A file before it is written.
#[derive(Clone)]
pub struct Pdf {
    pub header: Vec<u8>,
    pub objects: BTreeMap<u32, Object>,
    pub trailer: String,
    pub end: String,
    /// Put before everything.
    pub before: Vec<u8>,
    /// Added to the place of an object in the cross-reference table.
    pub shift: BTreeMap<u32, i64>,
    /// Added to the Length of a stream.
    pub length: BTreeMap<u32, i64>,
}

impl Pdf {
    pub fn put(&mut self, number: u32, text: &str) {
        self.objects.insert(number, Object { text: text.into(), data: None });
    }
    pub fn stream(&mut self, number: u32, text: &str, data: &[u8]) {
        self.objects.insert(number, Object { text: text.into(), data: Some(data.to_vec()) });
    }
    /// Replaces a piece of an object's text, which must be there.
    pub fn swap(&mut self, number: u32, old: &str, new: &str) {
        let text = &mut self.objects.get_mut(&number).expect("an object").text;
        assert!(text.contains(old), "object {number} has no {old:?}: {text}");
        *text = text.replacen(old, new, 1);
    }
    /// Adds to an object's dictionary.
    pub fn add(&mut self, number: u32, more: &str) {
        self.swap(number, "<<", &format!("<< {more}"));
    }
    /// Replaces a piece of a stream's data.
    pub fn edit(&mut self, number: u32, old: &str, new: &str) {
        let data = self.objects.get_mut(&number).and_then(|o| o.data.as_mut()).expect("a stream");
        let at = data.windows(old.len()).position(|w| w == old.as_bytes()).unwrap_or_else(|| panic!("no {old:?}"));
        data.splice(at..at + old.len(), new.bytes());
    }
    /// Adds to the end of a stream's data.
    pub fn append(&mut self, number: u32, more: &str) {
        let data = self.objects.get_mut(&number).and_then(|o| o.data.as_mut()).expect("a stream");
        data.extend_from_slice(format!("\n{more}\n").as_bytes());
    }
    /// A new object; tells its number.
    pub fn new_object(&mut self, text: &str) -> u32 {
        let number = self.objects.keys().last().map_or(1, |n| n + 1);
        self.put(number, text);
        number
    }
    /// A new stream; tells its number.
    pub fn new_stream(&mut self, text: &str, data: &[u8]) -> u32 {
        let number = self.objects.keys().last().map_or(1, |n| n + 1);
        self.stream(number, text, data);
        number
    }
    /// The bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut out = self.before.clone();
        out.extend_from_slice(&self.header);
        let mut places = BTreeMap::new();
        for (number, object) in &self.objects {
            places.insert(*number, out.len() as i64 + self.shift.get(number).unwrap_or(&0));
            out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
            match &object.data {
                Some(data) => {
                    let length = data.len() as i64 + self.length.get(number).unwrap_or(&0);
                    let text = object.text.replacen("<<", &format!("<< /Length {length}"), 1);
                    out.extend_from_slice(text.as_bytes());
                    out.extend_from_slice(b"\nstream\n");
                    out.extend_from_slice(data);
                    out.extend_from_slice(b"\nendstream");
                }
                None => out.extend_from_slice(object.text.as_bytes()),
            }
            out.extend_from_slice(b"\nendobj\n");
        }
        let xref = out.len();
        let top = self.objects.keys().last().map_or(0, |n| *n) + 1;
        out.extend_from_slice(format!("xref\n0 {top}\n0000000000 65535 f \n").as_bytes());
        for number in 1..top {
            let line = match places.get(&number) {
                Some(at) => format!("{at:010} 00000 n \n"),
                None => "0000000000 65535 f \n".into(),
            };
            out.extend_from_slice(line.as_bytes());
        }
        let trailer = self.trailer.replace("SIZE", &top.to_string());
        out.extend_from_slice(format!("trailer\n{trailer}\nstartxref\n{xref}\n{}", self.end).as_bytes());
        out
    }
}

/// The bytes of a face of the tests.
fn face(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts").join(name);
    std::fs::read(path).expect("a face of the tests")
}

/// The bare CFF of an OpenType file.
pub fn cff(name: &str) -> Vec<u8> {
    let file = face(name);
    let u16_at = |at: usize| usize::from(u16::from_be_bytes([file[at], file[at + 1]]));
    let u32_at = |at: usize| u32::from_be_bytes([file[at], file[at + 1], file[at + 2], file[at + 3]]) as usize;
    let entry = (0..u16_at(4)).map(|i| 12 + 16 * i).find(|at| &file[*at..at + 4] == b"CFF ").expect("CFF");
    file[u32_at(entry + 8)..u32_at(entry + 8) + u32_at(entry + 12)].to_vec()
}

/// A TrueType program of four glyphs: .notdef, a space and two squares; 500, 250, 500, 700 of 1000 wide.
pub fn truetype() -> Vec<u8> {
    let be16 = |list: &[i32]| -> Vec<u8> { list.iter().flat_map(|v| (*v as i16).to_be_bytes()).collect() };
    let square = [be16(&[1, 0, 0, 400, 400, 3, 0]), vec![1, 1, 1, 1], be16(&[0, 400, 0, -400, 0, 0, 400, 0])].concat();
    let glyf = [square.clone(), square.clone(), square.clone()].concat();
    let n = square.len() as i32 / 2;
    let mut head = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x5F, 0x0F, 0x3C, 0xF5];
    head.extend(be16(&[0, 1000]));
    head.extend([0; 16]);
    head.extend(be16(&[0, 0, 400, 400, 0, 8, 2, 0, 0]));
    let mut hhea = vec![0, 1, 0, 0];
    hhea.extend(be16(&[800, -200, 0, 700, 0, 0, 400, 1, 0, 0, 0, 0, 0, 0, 0, 4]));
    let mut maxp = vec![0, 1, 0, 0];
    maxp.extend(be16(&[4, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
    let hmtx = be16(&[500, 0, 250, 0, 500, 0, 700, 0]);
    let loca = be16(&[0, n, n, 2 * n, 3 * n]);
    let tables: [(&[u8; 4], Vec<u8>); 6] =
        [(b"glyf", glyf), (b"head", head), (b"hhea", hhea), (b"hmtx", hmtx), (b"loca", loca), (b"maxp", maxp)];
    let mut out = vec![0, 1, 0, 0];
    out.extend(be16(&[6, 64, 2, 32]));
    let mut at = 12 + 16 * tables.len();
    let mut body = Vec::new();
    for (name, table) in tables {
        out.extend_from_slice(name);
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&(at as u32).to_be_bytes());
        out.extend_from_slice(&(table.len() as u32).to_be_bytes());
        let padded = table.len().div_ceil(4) * 4;
        body.extend_from_slice(&table);
        body.resize(body.len() + padded - table.len(), 0);
        at += padded;
    }
    out.extend(body);
    out
}

/// The head of an ICC profile and no tags.
pub fn profile(space: &str, class: &str, major: u8) -> Vec<u8> {
    let mut out = vec![0; 132];
    out[..4].copy_from_slice(&132_u32.to_be_bytes());
    out[8] = major;
    out[9] = 0x10;
    out[12..16].copy_from_slice(class.as_bytes());
    out[16..20].copy_from_slice(format!("{space:<4}").as_bytes());
    out[20..24].copy_from_slice(b"Lab ");
    out[36..40].copy_from_slice(b"acsp");
    out
}

pub const CATALOG: u32 = 1;
pub const PAGE: u32 = 3;
pub const CONTENT: u32 = 4;
pub const RESOURCES: u32 = 5;
pub const INFO: u32 = 6;
pub const XMP: u32 = 7;
pub const INTENT: u32 = 8;
pub const ICC: u32 = 9;
pub const HAN: u32 = 10;
pub const HAN_CID: u32 = 11;
pub const HAN_DESC: u32 = 12;
pub const HAN_FILE: u32 = 13;
pub const HAN_TEXT: u32 = 14;
pub const OVER: u32 = 15;
pub const KNOCK: u32 = 16;
pub const IMAGE: u32 = 17;
pub const STENCIL: u32 = 18;
pub const SHADING: u32 = 19;
pub const FORM: u32 = 20;
pub const SQUARE: u32 = 21;
pub const SQUARE_CID: u32 = 22;
pub const SQUARE_DESC: u32 = 23;
pub const SQUARE_FILE: u32 = 24;
pub const SQUARE_TEXT: u32 = 25;

const WORDS: &str = "/G0 gs 0 0 0 1 k
BT /F0 10 Tf 1 0 0 1 40 200 Tm <2548338169BB2581> Tj 1 0 0 1 40 185 Tm <33810022> Tj ET
BT /F1 12 Tf 1 0 0 1 40 160 Tm <000100020003> Tj ET
0 0 0 1 K 0.5 w 40 150 m 140 150 l S
/G1 gs 0.2 0.3 0 0 k 40 100 60 30 re f
0 0 0 0 k BT /F0 12 Tf 1 0 0 1 45 110 Tm <2548> Tj ET
q 24 0 0 24 150 100 cm /Im0 Do Q
0 0 0 1 k q 6 0 0 6 200 100 cm /Im1 Do Q
q 120 200 30 30 re W n /Sh0 sh Q
/Fm0 Do";

fn words(map: &str) -> Vec<u8> {
    format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange\n{map}\nendcmap end end"
    )
    .into_bytes()
}

/// What the metadata of a good file says.
pub fn packet(version: &str) -> String {
    format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\">\
<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">Test page</rdf:li></rdf:Alt></dc:title>\
<xmp:CreateDate>2023-03-27T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>2023-03-27T00:00:00Z</xmp:ModifyDate>\
<xmp:MetadataDate>2023-03-27T00:00:00Z</xmp:MetadataDate><xmp:CreatorTool>hand</xmp:CreatorTool>\
<pdf:Producer>hand</pdf:Producer><pdf:Trapped>False</pdf:Trapped>\
<xmpMM:DocumentID>uuid:1</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>\
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>{version}</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>"
    )
}

/// A page that breaks no rule, as PDF/X-4 or as PDF/X-1a.
pub fn good(x4: bool) -> Pdf {
    let mut f = Pdf {
        header: format!("%PDF-1.{}\n%\u{e9}\u{e9}\n", if x4 { 6 } else { 4 }).into_bytes(),
        objects: BTreeMap::new(),
        trailer: "<< /Size SIZE /Root 1 0 R /Info 6 0 R /ID [<0123456789ABCDEF> <0123456789ABCDEF>] >>".into(),
        end: "%%EOF\n".into(),
        before: Vec::new(),
        shift: BTreeMap::new(),
        length: BTreeMap::new(),
    };
    f.put(CATALOG, "<< /Type /Catalog /Pages 2 0 R /Metadata 7 0 R /OutputIntents [8 0 R] >>");
    f.put(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    f.put(
        PAGE,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /BleedBox [11 11 289 289] /TrimBox [20 20 280 280] \
         /Resources 5 0 R /Contents 4 0 R >>",
    );
    f.stream(CONTENT, "<< >>", WORDS.as_bytes());
    f.put(
        RESOURCES,
        "<< /Font << /F0 10 0 R /F1 21 0 R >> /ExtGState << /G0 15 0 R /G1 16 0 R >> \
         /XObject << /Im0 17 0 R /Im1 18 0 R /Fm0 20 0 R >> /Shading << /Sh0 19 0 R >> >>",
    );
    let version = if x4 { "" } else { "/GTS_PDFXVersion (PDF/X-1a:2003)" };
    f.put(
        INFO,
        &format!(
            "<< /Title (Test page) /CreationDate (D:20230327000000Z) /ModDate (D:20230327000000Z) /Creator (hand) \
             /Producer (hand) /Trapped /False {version} >>"
        ),
    );
    let id = if x4 { "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" } else { "" };
    f.stream(XMP, "<< /Type /Metadata /Subtype /XML >>", packet(id).as_bytes());
    f.put(
        INTENT,
        "<< /Type /OutputIntent /S /GTS_PDFX /OutputConditionIdentifier (IFRA26) /RegistryName (http://www.color.org) \
         /Info (Newsprint) /DestOutputProfile 9 0 R >>",
    );
    f.stream(ICC, "<< /N 4 >>", &profile("CMYK", "prtr", if x4 { 4 } else { 2 }));
    f.put(
        HAN,
        "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+TestBare /Encoding /Identity-H /DescendantFonts [11 0 R] \
         /ToUnicode 14 0 R >>",
    );
    f.put(
        HAN_CID,
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /ABCDEF+TestBare /CIDSystemInfo << /Registry (Adobe) \
         /Ordering (Identity) /Supplement 0 >> /DW 1000 /W [34 [608]] /FontDescriptor 12 0 R >>",
    );
    let metrics =
        "/Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80";
    f.put(HAN_DESC, &format!("<< /Type /FontDescriptor /FontName /ABCDEF+TestBare {metrics} /FontFile3 13 0 R >>"));
    f.stream(HAN_FILE, "<< /Subtype /CIDFontType0C >>", &cff("TestBare.otf"));
    let map = "5 beginbfchar <2548> <4E2D> <3381> <56FD> <69BB> <7532> <2581> <4E59> <0022> <0041> endbfchar";
    f.stream(HAN_TEXT, "<< >>", &words(map));
    f.put(OVER, "<< /Type /ExtGState /OP true /op true /OPM 1 >>");
    f.put(KNOCK, "<< /Type /ExtGState /OP false /op false /OPM 0 >>");
    let pixels: Vec<u8> =
        (0..100 * 100).flat_map(|i| [(i % 90) as u8, (i / 90 % 80) as u8, 30, (i % 60) as u8]).collect();
    f.stream(
        IMAGE,
        "<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceCMYK /BitsPerComponent 8 >>",
        &pixels,
    );
    f.stream(
        STENCIL,
        "<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /ImageMask true /BitsPerComponent 1 >>",
        &[0xAA; 512],
    );
    f.put(
        SHADING,
        "<< /ShadingType 2 /ColorSpace /DeviceCMYK /Coords [120 200 150 200] /Function << /FunctionType 2 /Domain [0 1] \
         /C0 [0 0 0 0] /C1 [0.5 0.2 0 0.1] /N 1 >> >>",
    );
    f.stream(
        FORM,
        "<< /Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << >> >>",
        b"0 0 0 0.5 k 200 200 20 20 re f",
    );
    f.put(
        SQUARE,
        "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEG+Square /Encoding /Identity-H /DescendantFonts [22 0 R] \
         /ToUnicode 25 0 R >>",
    );
    f.put(
        SQUARE_CID,
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEG+Square /CIDSystemInfo << /Registry (Adobe) \
         /Ordering (Identity) /Supplement 0 >> /DW 1000 /W [1 [250 500 700]] /CIDToGIDMap /Identity /FontDescriptor 23 0 R >>",
    );
    f.put(SQUARE_DESC, &format!("<< /Type /FontDescriptor /FontName /ABCDEG+Square {metrics} /FontFile2 24 0 R >>"));
    f.stream(SQUARE_FILE, "<< >>", &truetype());
    f.stream(
        SQUARE_TEXT,
        "<< >>",
        &words("1 beginbfrange <0002> <0003> <0042> endbfrange 1 beginbfchar <0001> <0020> endbfchar"),
    );
    f
}
