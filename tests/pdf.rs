//! The PDF read back: structure, boxes, inks, text, with a parser that did not write it.

mod pdf_support;

use banxin::display::{Link, Outline, Role};
use banxin::geom::Rect;
use banxin::ids::StoryId;
use banxin::ink::{Ink, Paint};
use banxin::model::issue::Plates;
use banxin::model::layout::Flavour;
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
}
