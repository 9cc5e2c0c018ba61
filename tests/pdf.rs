//! The PDF read back: structure, boxes, inks, text, with a parser that did not write it.

mod pdf_support;

use banxin::Typeset;
use banxin::diag::Report;
use banxin::display::{Glyph, Item, Link, Outline, Role, Rule};
use banxin::files::Memory;
use banxin::geom::{Point, Rect, Size};
use banxin::ids::StoryId;
use banxin::ink::{Ink, Paint};
use banxin::model::issue::Plates;
use banxin::model::layout::Flavour;
use banxin::preflight::{self, Verdict};
use banxin::proof::{self, Overlay};
use pdf_support::{Read, Sample, mm, press, pt};

/// A page of 4,000 characters in seven columns, a headline, a vertical head, rules, tints, a spot ink.
fn full_page() -> Sample {
    let mut page = Sample::new(&[
        "PressSongSC-Regular.otf",
        "PressHeiSC-Bold.otf",
        "PressKaiGB-Regular.ttf",
        "PressLatinSerif-Regular.otf",
    ]);
    page.list.plates = Plates::Cmyk;
    page.rule(mm(10.0), mm(30.0), mm(380.0), mm(30.0), pt(0.5));
    page.fill(mm(10.0), mm(500.0), mm(100.0), mm(40.0), Paint::knockout(Ink::Cmyk([100, 0, 50, 0])));
    page.line(Role::Head, 1, "云潮新区第一座潮汐电站昨天并网发电", pt(40.0), mm(20.0), mm(60.0), 0);
    page.column(Role::Head, 2, "渔港里的“夜市”", pt(28.0), mm(370.0), mm(80.0));
    let text: Vec<char> = (0..4000u32).map(|i| pdf_support::common(i * 7919 % 1500)).collect();
    for (row, chars) in text.chunks(13).enumerate() {
        let (column, line) = (row / 60, row % 60);
        let x = mm(12.0) + (pt(9.5) * 13 + mm(5.0)) * column as i64;
        let line_text: String = chars.iter().collect();
        page.line(Role::Text(column as u32), 0, &line_text, pt(9.5), x, mm(75.0) + pt(13.5) * line as i64, 37);
    }
    page
}

#[test]
fn a_full_page_is_an_x4_file() {
    let page = full_page();
    let bytes = page.write(&press(Flavour::X4));
    pdf_support::keep("full-x4.pdf", &bytes);
    let read = Read::new(&bytes);
    assert_eq!(read.header(), "%PDF-1.6");
    assert_eq!(read.catalog("OutputIntents").matches("GTS_PDFX").count(), 1);
    assert!(read.xmp().contains("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>"));
    // Trim in bleed in media, each from the lower left corner, in points.
    let room = 3.0 + 5.0 + 2.0;
    let (trim, bleed, media) =
        (read.page_box(0, "TrimBox"), read.page_box(0, "BleedBox"), read.page_box(0, "MediaBox"));
    assert_near(&trim, &[room, room, room + 390.0, room + 550.0].map(|v| v * 72.0 / 25.4));
    assert_near(&bleed, &[room - 3.0, room - 3.0, room + 393.0, room + 553.0].map(|v| v * 72.0 / 25.4));
    assert_near(&media, &[0.0, 0.0, 390.0 + 2.0 * room, 550.0 + 2.0 * room].map(|v| v * 72.0 / 25.4));
}

#[test]
fn the_same_page_gives_the_same_bytes_on_one_thread_and_on_many() {
    let page = full_page();
    let many = page.write(&press(Flavour::X4));
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    assert!(one.install(|| page.write(&press(Flavour::X4))) == many);
}

fn assert_near(found: &[f32], wanted: &[f64]) {
    for (f, w) in found.iter().zip(wanted) {
        assert!((f64::from(*f) - w).abs() < 0.002, "{found:?} instead of {wanted:?}");
    }
    assert_eq!(found.len(), wanted.len());
}

#[test]
fn several_pages_stand_in_one_file() {
    let page = full_page();
    let bytes = page.write_pages(&[&page.list, &page.list, &page.list, &page.list], &press(Flavour::X4));
    pdf_support::keep("four-x4.pdf", &bytes);
    assert_eq!(Read::new(&bytes).pages(), 4);
}

#[test]
fn an_x1a_file_is_a_plain_pdf_1_4() {
    let bytes = full_page().write(&press(Flavour::X1a));
    pdf_support::keep("full-x1a.pdf", &bytes);
    let read = Read::new(&bytes);
    assert_eq!(read.header(), "%PDF-1.4");
    assert!(read.file_has(b"(PDF/X-1a:2003)"));
    for newer in [&b"/ObjStm"[..], b"/XRef", b"/OpenType", b"/OCProperties", b"/SMask"] {
        assert!(!read.file_has(newer), "{}", String::from_utf8_lossy(newer));
    }
}

#[test]
fn a_page_for_the_screen_ends_at_its_trim_and_leads_on() {
    let mut first = full_page();
    let outline = |y: f64| Outline {
        story: StoryId(0),
        areas: vec![Rect::new(mm(20.0), mm(y), mm(100.0), mm(50.0))],
        title: "潮汐电站并网".into(),
    };
    first.list.outlines.push(outline(40.0));
    let mut second = first.list.clone();
    second.page = 2;
    second.outlines = vec![outline(300.0)];
    let area = Rect::new(mm(20.0), mm(490.0), mm(30.0), mm(5.0));
    first.list.links.push(Link { area, page: 2, story: Some(StoryId(0)) });
    let bytes = first.write_pages(&[&first.list, &second], &press(Flavour::Screen));
    pdf_support::keep("screen.pdf", &bytes);
    let read = Read::new(&bytes);
    assert_near(&read.page_box(0, "MediaBox"), &[0.0, 0.0, 390.0 * 72.0 / 25.4, 550.0 * 72.0 / 25.4]);
    assert_eq!(read.catalog("OutputIntents"), "");
    assert!(read.file_has(b"/Outlines") && read.file_has(b"/PageLabels") && read.file_has(b"/Link"));
    assert!(!read.file_has(b"/R2L"), "bound on the left");
    first.meta.bound_right = true;
    assert!(Read::new(&first.write_pages(&[&first.list, &second], &press(Flavour::Screen))).file_has(b"/R2L"));
}

/// One of everything: pictures in colour and grey, vector art, a supplied page, a spot ink, dots, turned,
/// stretched and thickened type, type in white.
fn one_of_everything() -> Sample {
    let spot = |tint: u16| Ink::Spot { name: "PANTONE 185 C".into(), tint, alternate: [0, 910, 760, 0] };
    let mut ad = Sample::new(&["PressHeiSC-Bold.otf"]);
    ad.list.trim = Size { w: mm(100.0), h: mm(60.0) };
    ad.fill(mm(0.0), mm(0.0), mm(100.0), mm(60.0), Paint::knockout(Ink::Cmyk([0, 200, 600, 0])));
    ad.line(Role::Head, 0, "云潮百货", pt(40.0), mm(10.0), mm(35.0), 0);

    let mut page = Sample::new(&["PressSongSC-Regular.otf", "PressHeiSC-Bold.otf", "PressLatinSerif-Regular.otf"]);
    page.list.plates = Plates::Cmyk;
    page.load(&[
        ("ramp.png", pdf_support::png(600, 400, false)),
        ("grey.png", pdf_support::png(600, 400, true)),
        ("map.svg", MAP.as_bytes().to_vec()),
        ("ad.pdf", ad.write(&press(Flavour::X4))),
    ]);
    page.place(0, mm(20.0), mm(20.0), mm(75.0), mm(50.0));
    page.line(Role::Caption, 0, "渔港清晨", pt(8.0), mm(20.0), mm(74.0), 0);
    page.place(1, mm(110.0), mm(20.0), mm(75.0), mm(50.0));
    page.place(2, mm(200.0), mm(20.0), mm(80.0), mm(50.0));
    page.place(3, mm(20.0), mm(90.0), mm(100.0), mm(60.0));
    page.fill(mm(140.0), mm(90.0), mm(60.0), mm(30.0), Paint::knockout(spot(1000)));
    page.fill(mm(140.0), mm(125.0), mm(60.0), mm(20.0), Paint::knockout(spot(300)));
    page.line(Role::Head, 1, "叠印", pt(36.0), mm(145.0), mm(110.0), 0);
    page.push(
        Role::Furniture,
        Item::Rule(Rule {
            from: Point { x: mm(20.0), y: mm(160.0) },
            to: Point { x: mm(200.0), y: mm(160.0) },
            thickness: pt(1.0),
            paint: Paint::knockout(spot(1000)),
            dotted: Some(pt(3.0)),
        }),
    );
    let mut run = page.run(2, "Yunchao Daily", pt(12.0), mm(220.0), mm(100.0), 0);
    for glyph in &mut run.glyphs {
        glyph.at = Point { x: mm(220.0), y: mm(100.0) + (glyph.at.x - mm(220.0)) };
    }
    run.turned = true;
    page.push(Role::Head, Item::Glyphs(run));
    let mut run = page.run(1, "压扁的标题", pt(30.0), mm(20.0), mm(180.0), 0);
    for glyph in &mut run.glyphs {
        glyph.at.x = mm(20.0) + (glyph.at.x - mm(20.0)) * 9 / 10;
    }
    run.stretch = 900;
    page.push(Role::Head, Item::Glyphs(run));
    let mut run = page.run(0, "借来的字重", pt(30.0), mm(100.0), mm(180.0), 0);
    run.embolden = pt(0.8);
    page.push(Role::Head, Item::Glyphs(run));
    page.fill(mm(20.0), mm(190.0), mm(80.0), mm(20.0), Paint::knockout(Ink::Cmyk([1000, 600, 0, 0])));
    let mut run = page.run(1, "反白字", pt(30.0), mm(25.0), mm(204.0), 0);
    run.paint = Paint { ink: Ink::WHITE, overprint: true };
    page.push(Role::Head, Item::Glyphs(run));
    page
}

const MAP: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="80mm" height="50mm" viewBox="0 0 80 50">
<rect width="80" height="50" fill="#dde8ee"/>
<path d="M5 40 C20 10 40 45 75 8" fill="none" stroke="#20507a" stroke-width="1.5" stroke-dasharray="4 2"/>
<clipPath id="c"><circle cx="40" cy="25" r="12"/></clipPath>
<g clip-path="url(#c)"><rect x="28" y="13" width="24" height="12" fill="#b03020"/></g>
<linearGradient id="l"><stop offset="0" stop-color="#20507a"/><stop offset="1" stop-color="#f0c040"/></linearGradient>
<rect x="4" y="42" width="30" height="6" fill="url(#l)"/>
<radialGradient id="r"><stop offset="0" stop-color="device-cmyk(0,0,0,0)"/><stop offset="1" stop-color="device-cmyk(0,1,1,0)"/></radialGradient>
<circle cx="70" cy="40" r="7" fill="url(#r)"/>
<circle cx="62" cy="36" r="5" fill="black"/></svg>"##;

#[test]
fn one_of_everything_keeps_its_inks() {
    let bytes = one_of_everything().write(&press(Flavour::X4));
    pdf_support::keep("everything-x4.pdf", &bytes);
    let read = Read::new(&bytes);
    let operators = read.operators(0);
    for rgb in [" rg\n", " RG\n", "DeviceRGB"] {
        assert!(!operators.contains(rgb), "{rgb}");
    }
    assert!(read.file_has(b"/Separation"));
    // Gradients of vector art stay gradients, in process ink.
    assert_eq!(operators.matches(" sh").count(), 2);
    assert!(read.file_has(b"/ShadingType 2") && read.file_has(b"/ShadingType 3"));
    // White type cuts out, whatever the paint says: the state before it is the one without overprint.
    let white = operators.find("0 0 0 0 k").expect("white type");
    let state = operators[..white].rfind(" gs").expect("a state");
    assert!(operators[..state].ends_with("/Out"));
    // Borrowed weight is filled and stroked, and no type after it.
    assert_eq!(operators.matches("2 Tr").count(), 1);
    assert_eq!(operators.matches("0 Tr").count(), 2, "after it, and in the supplied page's fresh state");
    pdf_support::keep("everything-x1a.pdf", &one_of_everything().write(&press(Flavour::X1a)));
}

/// Pictures in every space, vector art with its gradients, on a page that prints in black, with a special ink or not.
#[test]
fn a_black_page_has_one_plate() {
    for plates in [Plates::K, Plates::KSpot] {
        let mut page = Sample::new(&["PressHeiSC-Bold.otf"]);
        page.list.plates = plates;
        page.load(&[
            ("rgb.png", pdf_support::png(600, 400, false)),
            ("grey.png", pdf_support::png(600, 400, true)),
            ("cmyk.jpg", pdf_support::jpeg(600, 400)),
            ("map.svg", MAP.as_bytes().to_vec()),
        ]);
        for (i, at) in [20.0, 105.0, 190.0].into_iter().enumerate() {
            page.place(i as u32, mm(at), mm(20.0), mm(75.0), mm(50.0));
        }
        page.place(3, mm(20.0), mm(80.0), mm(80.0), mm(50.0));
        if plates == Plates::KSpot {
            let ink = Ink::Spot { name: "PANTONE 185 C".into(), tint: 1000, alternate: [0, 910, 760, 0] };
            page.fill(mm(140.0), mm(90.0), mm(60.0), mm(30.0), Paint::knockout(ink));
        }
        for flavour in [Flavour::X4, Flavour::X1a] {
            let bytes = page.write(&press(flavour));
            pdf_support::keep(&format!("black-{plates:?}-{flavour:?}.pdf"), &bytes);
            let read = Read::new(&bytes);
            for line in read.operators(0).lines().filter(|l| l.ends_with(" k") || l.ends_with(" K")) {
                assert!(line.starts_with("0 0 0 "), "{plates:?}: {line}");
            }
            assert_eq!(read.pictures(0), ["DeviceGray"; 3], "{plates:?}");
            let colors: Vec<u8> = read
                .samples(0)
                .into_iter()
                .flat_map(|s| s.chunks(4).flat_map(|p| p[..3].to_vec()).collect::<Vec<_>>())
                .collect();
            assert!(colors.len() > 300 && colors.iter().all(|&v| v == 0), "gradients print in black ink alone");
            assert_eq!(read.file_has(b"/Separation"), plates == Plates::KSpot);
        }
    }
}

/// Lab and 16 bits, four inks, line art: on a page in four inks and on one that prints in black. The files are kept, for
/// other people's checkers to look at.
#[test]
fn pictures_of_every_space_print_on_the_page_s_plates() {
    let ramp = |n: usize| (0..600 * 400 * n).map(|i| (i / n % 600 * 200 / 600) as u8).collect::<Vec<u8>>();
    let sixteen = |n: usize| ramp(n).into_iter().flat_map(|v| [0, v / 2]).collect::<Vec<u8>>();
    let bars: Vec<u8> = (0..300 * 1600).map(|i| if i / 30 % 2 == 0 { 0xFF } else { 0 }).collect();
    let pictures = [
        ("lab.tif", pdf_support::tiff(600, 400, 8, 8, 3, &ramp(3))),
        ("lab16.tif", pdf_support::tiff(600, 400, 8, 16, 3, &sixteen(3))),
        ("rgb16.tif", pdf_support::tiff(600, 400, 2, 16, 3, &sixteen(3))),
        ("grey16.tif", pdf_support::tiff(600, 400, 1, 16, 1, &sixteen(1))),
        ("cmyk.tif", pdf_support::tiff(600, 400, 5, 8, 4, &ramp(4).iter().map(|v| v / 4).collect::<Vec<u8>>())),
        ("cmyk.jpg", pdf_support::jpeg(600, 400)),
        ("line.tif", pdf_support::tiff(2400, 1600, 1, 1, 1, &bars)),
    ];
    for plates in [Plates::Cmyk, Plates::K] {
        let mut page = Sample::new(&["PressHeiSC-Bold.otf"]);
        page.list.plates = plates;
        page.load(&pictures);
        for i in 0..pictures.len() {
            let (column, row) = (i as i64 % 4, i as i64 / 4);
            page.place(i as u32, mm(20.0) + mm(85.0) * column, mm(20.0) + mm(60.0) * row, mm(75.0), mm(50.0));
        }
        for flavour in [Flavour::X4, Flavour::X1a] {
            let bytes = page.write(&press(flavour));
            pdf_support::keep(&format!("spaces-{plates:?}-{flavour:?}.pdf"), &bytes);
            let mut spaces = Read::new(&bytes).pictures(0);
            spaces.sort();
            let wanted = match plates {
                Plates::K => vec!["DeviceGray"; 7],
                // Grey and line art print in black alone on every page.
                _ => [vec!["DeviceCMYK"; 5], vec!["DeviceGray"; 2]].concat(),
            };
            assert_eq!(spaces, wanted, "{plates:?} {flavour:?}");
        }
    }
}

#[test]
fn glyphs_say_the_characters_they_stand_for() {
    let mut page = Sample::new(&["PressSongSC-Regular.otf"]);
    let mut said = String::new();
    // One glyph for two characters; the same glyph for others; two glyphs for one; a glyph for none.
    for (text, glyphs) in [
        ("——", vec![(1, 0, 6)]),
        ("云潮", vec![(2, 0, 3), (3, 3, 6)]),
        ("云雲", vec![(2, 0, 3), (2, 3, 6)]),
        ("é", vec![(4, 0, 2), (5, 2, 2)]),
        ("报-", vec![(6, 0, 3), (7, 3, 4)]),
        ("a\u{200D}b", vec![(8, 0, 1), (9, 4, 5)]),
    ] {
        let mut run = page.run(0, text, pt(10.0), mm(20.0), mm(20.0), 0);
        let at = |i: usize| Point { x: mm(20.0) + pt(10.0) * i as i64, y: mm(20.0) };
        run.glyphs =
            glyphs.iter().enumerate().map(|(i, &(id, start, end))| Glyph { id, at: at(i), start, end }).collect();
        page.push(Role::Text(0), Item::Glyphs(run));
        said.push_str(text);
    }
    let bytes = page.write(&press(Flavour::X4));
    pdf_support::keep("text.pdf", &bytes);
    assert_eq!(Read::new(&bytes).text(0), said);
}

/// From the copy on: what a picture shows is its `alt`, else its caption; a character that the house has drawn is 〓
/// behind its description, and that is no fault.
#[test]
fn pictures_and_drawn_characters_say_what_they_are() {
    const ISSUE: &str =
        "layout = \"own\"\ndate = 2023-03-27\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"lead\", \"next\"]\n";
    const OWN: &str = "extends = \"broadsheet\"\n[glyph.jiong]\nfile = \"art/g.svg\"\ntext = \"囧的古体\"\n";
    const GLYPH: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M1 1H8V8H1Z'/></svg>";
    let story = |alt: &str| {
        let picture = format!("[[picture]]\nart = \"art/p.png\"\ncaption = \"河边的早晨\"\n{alt}");
        format!("+++\nheadline = \"三月\"\n{picture}+++\n{}\n", "古字作[囧]{.glyph=jiong}。".repeat(40))
    };
    let files = Memory::default()
        .with("i/issue.toml", ISSUE)
        .with("i/own.toml", OWN)
        .with("i/art/g.svg", GLYPH)
        .with("i/art/p.png", pdf_support::png(600, 400, false))
        .with("i/stories/lead.md", story("alt = \"雾里的两条船\"\n"))
        .with("i/stories/next.md", story(""));
    let mut report = Report::default();
    let Typeset { issue, fonts, art, pages, .. } = banxin::typeset(&files, "i", None, &mut report).expect("an issue");
    let meta = Sample::new(&[]).meta;
    let bytes = banxin::pdf::write(&[&pages[0]], &fonts, &art, &issue.layout.press, &meta, &files, &mut report);
    pdf_support::keep("words.pdf", &bytes);
    let read = Read::new(&bytes);
    for alt in ["雾里的两条船", "河边的早晨"] {
        assert!(read.file_has(&pdf_support::hex_text(alt)), "{alt}");
    }
    assert_eq!(read.text(0).matches("古字作囧的古体。").count(), 80);
    assert!(read.operators(0).contains("3 Tr"), "the mark under the drawing");
    let findings = preflight::check(&bytes, &preflight::Settings::default());
    let hidden = findings.iter().find(|f| f.rule.id == "hidden-text").expect("the rule");
    assert_eq!(hidden.verdict, Verdict::Pass);
}

#[test]
fn a_page_reads_in_the_order_of_its_items() {
    let page = full_page();
    let wanted: String = page
        .list
        .items
        .iter()
        .filter_map(|placed| match &placed.item {
            Item::Glyphs(run) => Some(run.text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(Read::new(&page.write(&press(Flavour::X4))).text(0), wanted);
}

#[test]
fn a_page_that_must_not_print_says_so_outside_its_trim() {
    let mut page = full_page();
    page.meta.rejected = Some("2 errors".into());
    let mut settings = press(Flavour::X4);
    settings.marks = false;
    let bytes = page.write(&settings);
    pdf_support::keep("rejected.pdf", &bytes);
    let read = Read::new(&bytes);
    assert!(read.text(0).contains("NOT FOR PRESS 不得付印  2 errors"));
    let (trim, media) = (read.page_box(0, "TrimBox"), read.page_box(0, "MediaBox"));
    assert!(media[3] - trim[3] > 20.0, "there is room for the bar");
    // Without the bar and without marks the sheet is the bleed.
    page.meta.rejected = None;
    let bare = Read::new(&page.write(&settings));
    assert_eq!(bare.page_box(0, "MediaBox"), bare.page_box(0, "BleedBox"));
}

#[test]
fn a_proof_shows_the_page_and_what_is_laid_over_it() {
    let bytes = one_of_everything().write(&press(Flavour::X4));
    let area = Rect::new(mm(250.0), mm(300.0), mm(40.0), mm(40.0));
    let overlays = [Overlay::Tint { area, color: [0, 255, 0, 255] }];
    let proof = proof::render(&bytes, 0, 36.0, &overlays).expect("a proof");
    pdf_support::keep("proof.png", &proof);
    let mut reader = png::Decoder::new(std::io::Cursor::new(&proof)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    // The sheet is the trim and 10 mm around it.
    let at = |x: f64, y: f64| {
        let pixel = |v: f64| ((v + 10.0) / 25.4 * 36.0) as usize;
        let start = (pixel(y) * info.width as usize + pixel(x)) * info.color_type.samples();
        [pixels[start], pixels[start + 1], pixels[start + 2]]
    };
    assert_eq!(at(270.0, 320.0), [0, 255, 0], "the overlay");
    assert_eq!(at(300.0, 400.0), [255, 255, 255], "paper");
    let [r, g, b] = at(110.0, 95.0);
    assert!(r > 200 && g > 150 && b < 180, "the supplied page's yellow: {r} {g} {b}");
    let [r, g, b] = at(170.0, 92.0);
    assert!(r > 150 && g < 120 && b < 120, "the spot ink's stand-in: {r} {g} {b}");
}

#[test]
fn what_is_missing_is_a_grey_box_with_its_name() {
    let mut page = Sample::new(&["PressSongSC-Regular.otf"]);
    page.load_missing("art/lost.jpg");
    page.place(0, mm(20.0), mm(20.0), mm(80.0), mm(50.0));
    let read = Read::new(&page.write(&press(Flavour::X4)));
    assert!(read.operators(0).contains("0 0 0 0.2 k"));
    assert_eq!(read.text(0), "art/lost.jpg");
}

#[test]
fn a_damaged_supplied_page_leads_to_no_panic() {
    let mut ad = Sample::new(&["PressLatinSerif-Regular.otf"]);
    ad.list.trim = Size { w: mm(100.0), h: mm(60.0) };
    ad.line(Role::Head, 0, "Yunchao", pt(40.0), mm(10.0), mm(35.0), 0);
    let whole = ad.write(&press(Flavour::X4));
    // A multiplicative generator: the same places are hit in every run.
    let mut seed = 20_230_327_u64;
    for _ in 0..40 {
        let mut damaged = whole.clone();
        for _ in 0..20 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = (seed >> 33) as usize % damaged.len();
            damaged[at] = (seed >> 24) as u8;
        }
        let mut page = Sample::new(&["PressLatinSerif-Regular.otf"]);
        page.load_whatever("ad.pdf", damaged);
        page.place(0, mm(20.0), mm(20.0), mm(100.0), mm(60.0));
        assert_eq!(Read::new(&page.write_whatever(&press(Flavour::X4))).pages(), 1);
    }
}
