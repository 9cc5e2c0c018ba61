//! Pages built by hand, and PDFs read back with hayro-syntax.

use banxin::art::Art;
use banxin::diag::Report;
use banxin::display::{ArtUse, DisplayList, Glyph, GlyphRun, Item, Placed, Role, Rule};
use banxin::files::{Disk, Memory};
use banxin::fonts::Fonts;
use banxin::geom::{Len, Point, Rect, Size};
use banxin::ids::{ArtId, FontId, StoryId};
use banxin::ink::Paint;
use banxin::model::issue::{ArtRef, Plates};
use banxin::model::layout::{Flavour, PressSettings, Template};
use banxin::pdf::{self, Meta};
use banxin::source::Origin;
use hayro_syntax::Pdf;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as Codes};
use std::collections::BTreeMap;

pub fn mm(v: f64) -> Len {
    Len::from_mm(v)
}

pub fn pt(v: f64) -> Len {
    Len::from_pt(v)
}

/// The settings of a newsprint job.
pub fn press(flavour: Flavour) -> PressSettings {
    PressSettings {
        flavour,
        profile: "newsprint_ifra26_tac220.icc".into(),
        condition: "IFRA26".into(),
        registry: "http://www.color.org".into(),
        total_ink: (2200, 2400),
        ppi: (200, 170, 150),
        line_art_ppi: 600,
        reversed_type: (Len::PT * 10, Len::PT * 7),
        mixed_type: Len::PT * 10,
        thin_rules: [Len::PT / 4, Len::PT, Len::PT * 3 / 2],
        convert_ads: false,
        jpeg_quality: 90,
        sharpen: 0,
        marks: true,
        mark_offset: Len::MM * 3,
        file: Template { parts: Vec::new(), span: None },
        black_only: BTreeMap::new(),
    }
}

/// The n-th of a stretch of common characters.
pub fn common(n: u32) -> char {
    char::from_u32(0x4E00 + n * 13 % 20_000).filter(|&c| HAVE.with(|h| h.contains(&c))).unwrap_or('国')
}

thread_local! {
    /// Characters of the body face.
    static HAVE: std::collections::BTreeSet<char> = {
        let fonts = Fonts::shipped(&Disk::new(None, None), &["PressSongSC-Regular.otf"]);
        let face = fonts.face(FontId(0));
        ('\u{4E00}'..='\u{9FA5}').filter(|&c| face.glyph(c).is_some()).collect()
    };
}

/// A page under construction.
pub struct Sample {
    pub fonts: Fonts,
    pub list: DisplayList,
    pub story: Option<StoryId>,
    pub art: Art,
    pub meta: Meta,
}

impl Sample {
    pub fn new(faces: &[&str]) -> Sample {
        let fonts = Fonts::shipped(&Disk::new(None, None), faces);
        assert_eq!(fonts.faces().len(), faces.len(), "a shipped face is missing");
        let list = DisplayList {
            page: 1,
            trim: Size { w: mm(390.0), h: mm(550.0) },
            bleed: mm(3.0),
            facing: None,
            plates: Plates::K,
            items: Vec::new(),
            outlines: Vec::new(),
            links: Vec::new(),
        };
        Sample { fonts, list, story: Some(StoryId(0)), art: Art::default(), meta: meta() }
    }

    /// Art from memory: its handle is its place.
    pub fn load(&mut self, files: &[(&str, Vec<u8>)]) {
        let report = self.load_with(files);
        assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    }

    /// Art that is not there.
    pub fn load_missing(&mut self, path: &str) {
        let mut report = Report::default();
        let refs = [ArtRef { path: path.to_string(), span: None }];
        self.art = banxin::art::load_from(&Memory::default(), "", &refs, &mut report);
        assert_eq!(report.diagnostics.len(), 1, "{:?}", report.diagnostics);
    }

    /// Art that may be broken.
    pub fn load_whatever(&mut self, path: &str, bytes: Vec<u8>) {
        self.load_with(&[(path, bytes)]);
    }

    fn load_with(&mut self, files: &[(&str, Vec<u8>)]) -> Report {
        let mut memory = Memory::default();
        for (path, bytes) in files {
            memory = memory.with(path, bytes.clone());
        }
        let refs: Vec<ArtRef> = files.iter().map(|(path, _)| ArtRef { path: path.to_string(), span: None }).collect();
        let mut report = Report::default();
        self.art = banxin::art::load_from(&memory, "", &refs, &mut report);
        report
    }

    /// Writes the page, whatever is said about its art.
    pub fn write_whatever(&self, press: &PressSettings) -> Vec<u8> {
        let disk = Disk::new(None, None);
        pdf::write(&[&self.list], &self.fonts, &self.art, press, &self.meta, &disk, &mut Report::default())
    }

    pub fn place(&mut self, art: u32, x: Len, y: Len, w: Len, h: Len) {
        let area = Rect::new(x, y, w, h);
        self.push(Role::Figure, Item::Art(ArtUse { art: ArtId(art), area, crop: [0, 0, 1_000_000, 1_000_000] }));
    }

    pub fn push(&mut self, role: Role, item: Item) {
        let story = if matches!(role, Role::Furniture | Role::Mark) { None } else { self.story };
        self.list.items.push(Placed { item, role, origin: Origin { span: None, story } });
    }

    /// One line of type, each glyph `extra` thousandths of the em further than its advance.
    #[allow(clippy::too_many_arguments)]
    pub fn line(&mut self, role: Role, font: u32, text: &str, size: Len, x: Len, y: Len, extra: i64) {
        let run = self.run(font, text, size, x, y, extra);
        self.push(role, Item::Glyphs(run));
    }

    pub fn run(&self, font: u32, text: &str, size: Len, x: Len, y: Len, extra: i64) -> GlyphRun {
        let face = self.fonts.face(FontId(font));
        let mut glyphs = Vec::new();
        let mut pen = x;
        for (at, c) in text.char_indices() {
            let id = face.glyph(c).unwrap_or(0);
            let (start, end) = (at as u32, (at + c.len_utf8()) as u32);
            glyphs.push(Glyph { id, at: Point { x: pen, y }, start, end });
            pen += size.scale(i64::from(face.advance(id)) + extra, i64::from(face.units_per_em));
        }
        GlyphRun {
            font: FontId(font),
            size,
            slant: 0,
            stretch: 1000,
            paint: Paint::TEXT,
            turned: false,
            embolden: Len::ZERO,
            text: text.into(),
            glyphs,
        }
    }

    /// A vertical line, one em a character.
    pub fn column(&mut self, role: Role, font: u32, text: &str, size: Len, x: Len, y: Len) {
        let mut run = self.run(font, text, size, x, y, 0);
        for (i, glyph) in run.glyphs.iter_mut().enumerate() {
            glyph.at = Point { x, y: y + size * i as i64 };
        }
        self.push(role, Item::Glyphs(run));
    }

    pub fn rule(&mut self, x0: Len, y0: Len, x1: Len, y1: Len, thickness: Len) {
        let rule = Rule {
            from: Point { x: x0, y: y0 },
            to: Point { x: x1, y: y1 },
            thickness,
            paint: Paint::TEXT,
            dotted: None,
        };
        self.push(Role::Furniture, Item::Rule(rule));
    }

    pub fn fill(&mut self, x: Len, y: Len, w: Len, h: Len, paint: Paint) {
        self.push(Role::Furniture, Item::Fill { area: Rect::new(x, y, w, h), paint });
    }

    pub fn write(&self, press: &PressSettings) -> Vec<u8> {
        self.write_pages(&[&self.list], press)
    }

    pub fn write_pages(&self, pages: &[&DisplayList], press: &PressSettings) -> Vec<u8> {
        let mut report = Report::default();
        let disk = Disk::new(None, None);
        let bytes = pdf::write(pages, &self.fonts, &self.art, press, &self.meta, &disk, &mut report);
        assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
        bytes
    }
}

pub fn meta() -> Meta {
    Meta {
        title: "云潮新报 2023-03-27 第1版".into(),
        date: "2023-03-27T00:00:00Z".into(),
        lang: "zh-Hans".into(),
        job_strip: String::new(),
        bound_right: false,
        rejected: None,
    }
}

/// Keeps a file for other people's readers.
pub fn keep(name: &str, bytes: &[u8]) {
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), bytes).expect("a file is written");
}

/// A PDF read back.
pub struct Read {
    pdf: Pdf,
    bytes: Vec<u8>,
}

impl Read {
    pub fn new(bytes: &[u8]) -> Read {
        Read { pdf: Pdf::new(bytes.to_vec()).expect("a PDF"), bytes: bytes.to_vec() }
    }

    pub fn header(&self) -> String {
        String::from_utf8_lossy(&self.bytes[..8]).into_owned()
    }

    pub fn pages(&self) -> usize {
        self.pdf.pages().len()
    }

    fn root(&self) -> Dict<'_> {
        self.pdf.xref().get(self.pdf.xref().root_id()).expect("a catalog")
    }

    /// An entry of the catalog, as written in the file.
    pub fn catalog(&self, key: &str) -> String {
        let array: Option<Array<'_>> = self.root().get(key);
        array.map(|a| String::from_utf8_lossy(a.data()).into_owned()).unwrap_or_default()
    }

    pub fn xmp(&self) -> String {
        let stream: Stream<'_> = self.root().get("Metadata").expect("metadata");
        String::from_utf8_lossy(&stream.raw_data()).into_owned()
    }

    pub fn page_box(&self, page: usize, key: &str) -> Vec<f32> {
        let array: Array<'_> = self.pdf.pages()[page].raw().get(key).expect("a box");
        array.iter::<f32>().collect()
    }

    /// What a page says, in the order of its content: codes through their ToUnicode maps, ActualText before
    /// the glyphs it covers.
    pub fn text(&self, page: usize) -> String {
        let page = &self.pdf.pages()[page];
        let fonts = &page.resources().fonts;
        let mut maps: BTreeMap<Vec<u8>, BTreeMap<u16, String>> = BTreeMap::new();
        let (mut font, mut text, mut spans) = (Vec::new(), String::new(), Vec::new());
        let mut ops = page.typed_operations();
        while let Some(op) = ops.next() {
            match op {
                Op::TextFont(tf) => {
                    font = tf.0.as_ref().to_vec();
                    if !maps.contains_key(&font) {
                        let dict: Dict<'_> = fonts.get(&font).expect("a font");
                        let map: Stream<'_> = dict.get("ToUnicode").expect("a ToUnicode map");
                        maps.insert(font.clone(), to_unicode(&map.decoded().expect("a stream")));
                    }
                }
                Op::BeginMarkedContentWithProperties(begin) => {
                    let said = match &begin.1 {
                        Object::Dict(dict) => dict.get::<Codes<'_>>("ActualText").map(|t| utf16(t.as_bytes())),
                        _ => None,
                    };
                    text.push_str(said.as_deref().unwrap_or(""));
                    spans.push(said.is_some());
                }
                Op::BeginMarkedContent(_) => spans.push(false),
                Op::EndMarkedContent(_) => {
                    spans.pop();
                }
                Op::ShowTexts(show) if !spans.contains(&true) => {
                    for codes in show.0.iter::<Object<'_>>() {
                        if let Object::String(codes) = codes {
                            for code in codes.as_bytes().chunks(2) {
                                let code = u16::from_be_bytes([code[0], code[1]]);
                                text.push_str(maps[&font].get(&code).expect("every code has a value"));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        text
    }

    /// A page's operators with their operands, as text, one a line.
    pub fn operators(&self, page: usize) -> String {
        let stream = self.pdf.pages()[page].page_stream().expect("content");
        String::from_utf8_lossy(stream).into_owned()
    }

    /// Colour spaces of a page's pictures, in the order of their names.
    pub fn pictures(&self, page: usize) -> Vec<String> {
        let page = &self.pdf.pages()[page];
        let objects = &page.resources().x_objects;
        let mut names: Vec<Vec<u8>> = objects.keys().map(|k| k.to_vec()).collect();
        names.sort();
        let space = |name: &Vec<u8>| {
            let stream: Stream<'_> = objects.get(&name[..])?;
            let space: Name<'_> = stream.dict().get("ColorSpace")?;
            Some(String::from_utf8_lossy(&space).into_owned())
        };
        names.iter().filter_map(space).collect()
    }

    /// The samples of a page's gradients.
    pub fn samples(&self, page: usize) -> Vec<Vec<u8>> {
        let page = &self.pdf.pages()[page];
        let shadings = &page.resources().shadings;
        let samples = |key: &[u8]| -> Option<Vec<u8>> {
            let shading: Dict<'_> = shadings.get(key)?;
            let function: Stream<'_> = shading.get("Function")?;
            Some(function.decoded().ok()?.to_vec())
        };
        let mut keys: Vec<Vec<u8>> = shadings.keys().map(|k| k.to_vec()).collect();
        keys.sort();
        keys.iter().filter_map(|key| samples(key)).collect()
    }

    /// Whether the file holds these bytes anywhere.
    pub fn file_has(&self, wanted: &[u8]) -> bool {
        self.bytes.windows(wanted.len()).any(|w| w == wanted)
    }
}

/// The entries of a ToUnicode map: `<0001> <4E00>` lines.
fn to_unicode(map: &[u8]) -> BTreeMap<u16, String> {
    let map = String::from_utf8_lossy(map);
    let mut entries = BTreeMap::new();
    let mut inside = false;
    for line in map.lines() {
        if line.ends_with("bfchar") {
            inside = line.ends_with("beginbfchar");
        } else if inside {
            let hex: Vec<&str> = line.split(['<', '>']).filter(|part| !part.trim().is_empty()).collect();
            let bytes: Vec<u8> = (0..hex[1].len() / 2)
                .map(|i| u8::from_str_radix(&hex[1][i * 2..i * 2 + 2], 16).expect("hex"))
                .collect();
            entries.insert(u16::from_str_radix(hex[0], 16).expect("hex"), utf16(&bytes));
        }
    }
    entries
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).map(|b| u16::from_be_bytes([b[0], b[1]])).collect();
    String::from_utf16_lossy(&units).trim_start_matches('\u{FEFF}').to_string()
}

/// A text as it stands in a file, in hexadecimal digits.
pub fn hex_text(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| format!("{unit:04X}").into_bytes()).collect()
}

/// A small JPEG in four inks.
pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let ramp = |x: u16, y: u16| [(x * 255 / width) as u8, 40, (u32::from(y) * 255 / u32::from(height)) as u8, 20];
    let samples: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| ramp(x % 256, y))).collect();
    jpeg_encoder::Encoder::new(&mut bytes, 90)
        .encode(&samples, width, height, jpeg_encoder::ColorType::Cmyk)
        .expect("a JPEG");
    bytes
}

/// A TIFF of one strip with pixels of any kind: photometric interpretation, bits and number of samples as given.
pub fn tiff(width: u32, height: u32, photometric: u32, bits: u16, samples: u32, data: &[u8]) -> Vec<u8> {
    let directory = 8 + data.len() as u32;
    let depths = directory + 2 + 12 * 9 + 4;
    let depth = if samples > 2 { depths } else { u32::from(bits) };
    let entries: [(u16, u16, u32, u32); 9] = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, samples, depth),
        (259, 3, 1, 1),
        (262, 3, 1, photometric),
        (273, 4, 1, 8),
        (277, 3, 1, samples),
        (278, 4, 1, height),
        (279, 4, 1, data.len() as u32),
    ];
    let mut out = b"II*\0".to_vec();
    out.extend(directory.to_le_bytes());
    out.extend(data);
    out.extend(9_u16.to_le_bytes());
    for (tag, kind, count, value) in entries {
        out.extend([&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat());
    }
    out.extend([0; 4]);
    out.extend((0..samples).flat_map(|_| bits.to_le_bytes()));
    out
}

/// A small PNG: a ramp in red and blue, or in grey.
pub fn png(width: u32, height: u32, grey: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(if grey { png::ColorType::Grayscale } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    let mut samples = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (a, b) = ((x * 255 / width) as u8, (y * 255 / height) as u8);
            samples.extend(if grey { vec![a] } else { vec![a, 40, b] });
        }
    }
    encoder.write_header().expect("a header").write_image_data(&samples).expect("pixels");
    bytes
}
