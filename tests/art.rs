//! Pictures and supplied artwork: every format and colour space, hostile files, the same bytes twice.
//!
//! All files are made here, small and by libraries that read nothing in the engine's way; colours are checked
//! against values that lcms2 gave for the shipped profiles.

use banxin::art::vector::{PathStep, VectorOp};
use banxin::art::{self, Art, ArtKind, Packing, PressPicture, Space};
use banxin::diag::{Diagnostic, Report, Severity};
use banxin::display::ArtUse;
use banxin::files::{Bytes, Files, Kind, Memory};
use banxin::geom::{Len, Rect};
use banxin::ids::ArtId;
use banxin::ink::{Ink, Paint};
use banxin::model::issue::{ArtRef, Plates};
use banxin::model::layout::{Flavour, PressSettings, Template};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::sync::Mutex;

const WHOLE: [u32; 4] = [0, 0, 1_000_000, 1_000_000];

fn press() -> PressSettings {
    PressSettings {
        flavour: Flavour::X4,
        profile: "newsprint_ifra26_tac220.icc".into(),
        condition: "IFRA26".into(),
        registry: String::new(),
        total_ink: (2200, 2400),
        ppi: (200, 150, 100),
        line_art_ppi: 800,
        reversed_type: (Len::PT * 10, Len::PT * 7),
        mixed_type: Len::PT * 10,
        thin_rules: [Len::PT / 4, Len::PT, Len::PT * 3 / 2],
        convert_ads: false,
        jpeg_quality: 100,
        sharpen: 0,
        marks: false,
        mark_offset: Len::ZERO,
        file: Template { parts: Vec::new(), span: None },
        black_only: BTreeMap::new(),
    }
}

/// Loads one file under a name.
fn load(name: &str, bytes: &[u8]) -> (Art, Memory, Report) {
    let files = Memory::default().with(&format!("issue/{name}"), bytes);
    let mut report = Report::default();
    let art = art::load_from(&files, "issue", &[ArtRef { path: name.into(), span: None }], &mut report);
    (art, files, report)
}

fn codes(report: &Report) -> Vec<&str> {
    report.diagnostics.iter().map(|d| d.code.0).collect()
}

fn place(width: f64, height: f64) -> ArtUse {
    let area = Rect::new(Len::ZERO, Len::ZERO, Len::from_mm(width), Len::from_mm(height));
    ArtUse { art: ArtId(0), area, crop: WHOLE }
}

/// Makes one file ready for press at a size that keeps its pixels.
fn made(name: &str, bytes: &[u8], plates: Plates) -> Result<PressPicture, Diagnostic> {
    let (art, files, report) = load(name, bytes);
    assert!(report.diagnostics.is_empty(), "{name}: {:?}", report.diagnostics);
    art.press_picture(&place(200.0, 200.0), plates, &press(), &files)
}

/// The plain samples of a Flate picture.
fn samples(picture: &PressPicture) -> Vec<u8> {
    assert_eq!(picture.packing, Packing::Flate);
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(&picture.bytes[..]).read_to_end(&mut out).unwrap();
    out
}

// --- small files ---------------------------------------------------------------------------------------------

/// A chart of colours, 4 × 2: black, white, grey, red, green, blue, skin, dark brown.
const CHART: [[u8; 3]; 8] =
    [[0, 0, 0], [255, 255, 255], [128, 128, 128], [255, 0, 0], [0, 128, 0], [0, 0, 255], [224, 172, 145], [40, 20, 10]];

/// What lcms2 2.19 makes of the chart: sRGB2014 to the newsprint profile, relative colorimetric with black point
/// compensation (`ImageCms.buildTransform(…, "RGB", "CMYK", 1, 0x2000)`), no ink limit.
const CHART_INKS: [[u8; 4]; 8] = [
    [82, 45, 42, 242],
    [0, 0, 0, 0],
    [13, 2, 0, 133],
    [0, 245, 237, 2],
    [165, 0, 247, 75],
    [250, 186, 0, 0],
    [0, 59, 75, 29],
    [55, 49, 44, 239],
];

fn chart() -> Vec<u8> {
    CHART.concat()
}

fn png(width: u32, height: u32, color: png::ColorType, depth: png::BitDepth, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    out
}

fn rgb_png() -> Vec<u8> {
    png(4, 2, png::ColorType::Rgb, png::BitDepth::Eight, &chart())
}

/// A TIFF by hand, one strip: every kind of pixel that its header can name.
fn tiff(
    width: u32,
    height: u32,
    photometric: u16,
    bits: u16,
    samples: u16,
    data: &[u8],
    more: &[(u16, u16, Vec<u8>)],
) -> Vec<u8> {
    let mut entries: Vec<(u16, u16, u32, Vec<u8>)> = Vec::new();
    let short = |v: u16| v.to_le_bytes().to_vec();
    let long = |v: u32| v.to_le_bytes().to_vec();
    entries.push((256, 4, 1, long(width)));
    entries.push((257, 4, 1, long(height)));
    entries.push((258, 3, u32::from(samples), (0..samples).flat_map(|_| short(bits)).collect()));
    entries.push((259, 3, 1, short(1)));
    entries.push((262, 3, 1, short(photometric)));
    entries.push((273, 4, 1, long(8)));
    entries.push((277, 3, 1, short(samples)));
    entries.push((278, 4, 1, long(height)));
    entries.push((279, 4, 1, long(data.len() as u32)));
    for (tag, kind, value) in more {
        let size = [1, 1, 1, 2, 4].get(usize::from(*kind)).copied().unwrap_or(1);
        entries.retain(|e| e.0 != *tag);
        entries.push((*tag, *kind, (value.len() / size) as u32, value.clone()));
    }
    entries.sort_by_key(|e| e.0);
    let directory = 8 + data.len().next_multiple_of(2);
    let mut out = b"II*\0".to_vec();
    out.extend(long(directory as u32));
    out.extend_from_slice(data);
    out.resize(directory, 0);
    let mut beyond = Vec::new();
    let start = directory + 2 + 12 * entries.len() + 4;
    out.extend(short(entries.len() as u16));
    for (tag, kind, count, mut value) in entries {
        out.extend([short(tag), short(kind), long(count)].concat());
        if value.len() <= 4 {
            value.resize(4, 0);
            out.extend(value);
        } else {
            out.extend(long((start + beyond.len()) as u32));
            value.resize(value.len().next_multiple_of(2), 0);
            beyond.extend(value);
        }
    }
    out.extend([0; 4]);
    out.extend(beyond);
    out
}

fn jpeg(data: &[u8], width: u16, height: u16, color: jpeg_encoder::ColorType, more: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 100);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_1_1);
    for (segment, data) in more {
        encoder.add_app_segment(*segment, data.clone()).unwrap();
    }
    encoder.encode(data, width, height, color).unwrap();
    out
}

/// Blocks of one colour, 16 × 16 each, so that JPEG keeps them; the chart in one row.
fn wide_chart() -> Vec<u8> {
    (0..16).flat_map(|_| CHART.iter().flat_map(|c| c.repeat(16))).collect()
}

fn webp(data: &[u8], width: u32, height: u32, color: image_webp::ColorType) -> Vec<u8> {
    let mut out = Vec::new();
    image_webp::WebPEncoder::new(&mut out).encode(data, width, height, color).unwrap();
    out
}

fn assert_near(name: &str, got: &[u8], expected: &[[u8; 4]], most: u8) {
    assert_eq!(got.len(), expected.len() * 4, "{name}");
    for (i, (got, want)) in got.chunks(4).zip(expected).enumerate() {
        let off = got.iter().zip(want).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
        assert!(off <= most, "{name}: colour {i} {got:?}, expected {want:?}");
    }
}

// --- colour --------------------------------------------------------------------------------------------------

#[test]
fn rgb_meets_lcms2_within_two_levels() {
    let picture = made("a.png", &rgb_png(), Plates::Cmyk).unwrap();
    assert_eq!((picture.width, picture.height, picture.components, picture.bits), (4, 2, 4, 8));
    assert_near("8 bits", &samples(&picture), &CHART_INKS, 2);
    let deep: Vec<u8> = chart().iter().flat_map(|&v| [v, v]).collect();
    let deep = png(4, 2, png::ColorType::Rgb, png::BitDepth::Sixteen, &deep);
    assert_near("16 bits", &samples(&made("a.png", &deep, Plates::Cmyk).unwrap()), &CHART_INKS, 2);
}

#[test]
fn every_format_gives_the_same_inks() {
    let planes: Vec<u8> = (0..3).flat_map(|c| CHART.iter().map(move |p| p[c])).collect();
    let map: Vec<u8> = (0..3).flat_map(|c| CHART.iter().flat_map(move |p| [p[c], p[c]])).collect();
    let mut map_of_sixteen = Vec::new();
    for plane in map.chunks(16) {
        map_of_sixteen.extend_from_slice(plane);
        map_of_sixteen.extend([0; 16]);
    }
    let opaque: Vec<u8> = CHART.iter().flat_map(|p| [p[0], p[1], p[2], 255]).collect();
    let files = [
        ("rgb.tif", tiff(4, 2, 2, 8, 3, &chart(), &[])),
        (
            "planes.tif",
            tiff(
                4,
                2,
                2,
                8,
                3,
                &planes,
                &[(284, 3, vec![2, 0]), (273, 3, vec![8, 0, 16, 0, 24, 0]), (279, 3, vec![8, 0, 8, 0, 8, 0])],
            ),
        ),
        ("palette.tif", tiff(4, 2, 3, 4, 1, &[0x01, 0x23, 0x45, 0x67], &[(320, 3, map_of_sixteen)])),
        ("alpha.tif", tiff(4, 2, 2, 8, 4, &opaque, &[(338, 3, vec![2, 0])])),
        ("alpha.png", png(4, 2, png::ColorType::Rgba, png::BitDepth::Eight, &opaque)),
        ("rgb.webp", webp(&chart(), 4, 2, image_webp::ColorType::Rgb8)),
        ("alpha.webp", webp(&opaque, 4, 2, image_webp::ColorType::Rgba8)),
    ];
    let expected = samples(&made("a.png", &rgb_png(), Plates::Cmyk).unwrap());
    for (name, bytes) in files {
        assert_eq!(samples(&made(name, &bytes, Plates::Cmyk).unwrap()), expected, "{name}");
    }
}

#[test]
fn transparent_is_white() {
    let clear: Vec<u8> = CHART.iter().flat_map(|p| [p[0], p[1], p[2], 0]).collect();
    let picture = made("a.png", &png(4, 2, png::ColorType::Rgba, png::BitDepth::Eight, &clear), Plates::Cmyk).unwrap();
    assert_eq!(samples(&picture), [0; 32]);
}

#[test]
fn jpeg_in_all_its_spaces() {
    let data = wide_chart();
    let middle = |picture: &PressPicture| -> Vec<u8> {
        let all = samples(picture);
        (0..8).flat_map(|i| all[(8 * 128 + i * 16 + 8) * 4..][..4].to_vec()).collect()
    };
    let rgb = made("a.jpg", &jpeg(&data, 128, 16, jpeg_encoder::ColorType::Rgb, &[]), Plates::Cmyk).unwrap();
    // A level of rounding in the JPEG itself moves some inks by a few.
    assert_near("rgb", &middle(&rgb), &CHART_INKS, 6);
    let inks: [[u8; 4]; 8] = CHART_INKS;
    let wide: Vec<u8> = (0..16).flat_map(|_| inks.iter().flat_map(|c| c.repeat(16))).collect();
    for color in [jpeg_encoder::ColorType::Cmyk, jpeg_encoder::ColorType::CmykAsYcck] {
        // Cut, so that it does not pass as it is.
        let (art, files, _) = load("a.jpg", &jpeg(&wide, 128, 16, color, &[]));
        let cut = ArtUse { crop: [0, 0, 1_000_000, 999_999], ..place(200.0, 25.0) };
        let picture = art.press_picture(&cut, Plates::Cmyk, &press(), &files).unwrap();
        assert_near("cmyk", &middle(&picture), &inks, 3);
    }
}

#[test]
fn lab_files_keep_their_meaning() {
    // L* 100, 50, 0 and a strong red, as CIELab (signed) of 8 and 16 bits and as ICCLab (shifted) of 8.
    let colours: [(f64, i32, i32); 4] = [(100.0, 0, 0), (50.0, 0, 0), (0.0, 0, 0), (50.0, 60, 40)];
    let eight = |shift: i32| -> Vec<u8> {
        colours
            .iter()
            .flat_map(|&(l, a, b)| [(l * 2.55_f64).round() as u8, (a + shift) as u8, (b + shift) as u8])
            .collect()
    };
    let sixteen: Vec<u8> = colours
        .iter()
        .flat_map(|&(l, a, b)| [(l * 655.35) as u16, (a * 256) as i16 as u16, (b * 256) as i16 as u16])
        .flat_map(u16::to_le_bytes)
        .collect();
    let reference = samples(&made("a.tif", &tiff(4, 1, 8, 8, 3, &eight(0), &[]), Plates::Cmyk).unwrap());
    assert_eq!(reference[..4], [0, 0, 0, 0], "white is paper");
    assert!(reference[11] > 200, "black has black in it: {reference:?}");
    assert!(reference[13] > 150 && reference[12] < 40, "red is magenta and yellow: {reference:?}");
    for (name, bytes) in
        [("shifted", tiff(4, 1, 9, 8, 3, &eight(128), &[])), ("16 bits", tiff(4, 1, 8, 16, 3, &sixteen, &[]))]
    {
        let got = samples(&made("a.tif", &bytes, Plates::Cmyk).unwrap());
        let off = got.iter().zip(&reference).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(off <= Some(2), "{name}: {got:?}, expected {reference:?}");
    }
}

#[test]
fn an_embedded_profile_is_used() {
    // The same numbers under the coated profile are other colours than under the newsprint profile.
    let profile = Memory::default().shipped("layouts/profiles/FOGRA39L_coated.icc").unwrap();
    let inks = [100, 50, 0, 20].repeat(4);
    let plain = samples(&made("a.tif", &tiff(2, 2, 5, 8, 4, &inks, &[]), Plates::Cmyk).unwrap());
    assert_eq!(plain, inks, "without a profile inks stay");
    let tagged = tiff(2, 2, 5, 8, 4, &inks, &[(34675, 7, profile.to_vec())]);
    let tagged = samples(&made("a.tif", &tagged, Plates::Cmyk).unwrap());
    // lcms2: FOGRA39L to newsprint, relative colorimetric with black point compensation.
    assert_near("fogra", &tagged[..4], &[[86, 40, 1, 13]], 2);
    let own = Memory::default().shipped("layouts/profiles/newsprint_ifra26_tac220.icc").unwrap();
    let own = tiff(2, 2, 5, 8, 4, &inks, &[(34675, 7, own.to_vec())]);
    assert_eq!(samples(&made("a.tif", &own, Plates::Cmyk).unwrap()), inks, "the output's own profile changes nothing");
}

#[test]
fn grey_and_black_pages_take_black_ink_alone() {
    let ramp: Vec<u8> = (0..=255).collect();
    let grey =
        made("a.png", &png(16, 16, png::ColorType::Grayscale, png::BitDepth::Eight, &ramp), Plates::Cmyk).unwrap();
    assert_eq!(grey.components, 1);
    let levels = samples(&grey);
    assert_eq!((levels[0], levels[255]), (0, 255), "black is full ink, white is paper");
    assert!(levels.windows(2).all(|w| w[0] <= w[1]), "tone does not turn back");
    for plates in [Plates::K, Plates::KSpot] {
        let picture = made("a.png", &rgb_png(), plates).unwrap();
        assert_eq!(picture.components, 1, "a black page has one plate");
        let levels = samples(&picture);
        assert_eq!((levels[0], levels[1]), (0, 255));
        assert!(levels[4] > levels[5], "green is lighter than blue");
    }
}

#[test]
fn ink_never_exceeds_the_limit() {
    let press = PressSettings { total_ink: (1600, 1700), ..press() };
    let dark: Vec<u8> =
        (0..64u32).flat_map(|i| [(i % 4 * 20) as u8, (i / 4 % 4 * 20) as u8, (i / 16 * 20) as u8]).collect();
    let inks: Vec<u8> = (0..16u8).flat_map(|i| [255 - i, 250, 240, 200]).collect();
    for (name, bytes) in [
        ("a.png", png(8, 8, png::ColorType::Rgb, png::BitDepth::Eight, &dark)),
        ("a.tif", tiff(4, 4, 5, 8, 4, &inks, &[])),
    ] {
        let (art, files, _) = load(name, &bytes);
        let picture = art.press_picture(&place(100.0, 100.0), Plates::Cmyk, &press, &files).unwrap();
        let most = samples(&picture).chunks(4).map(|p| p.iter().map(|&v| u32::from(v)).sum::<u32>()).max().unwrap();
        // Four inks rounded to 8 bits.
        assert!(most <= 1600 * 255 / 1000 + 2, "{name}: {most}");
    }
}

#[test]
fn line_art_stays_one_bit() {
    let rows: Vec<u8> = (0..24u32).flat_map(|y| [0xF0u8.rotate_left(y), 0x0F, 0xAA]).collect();
    let white_is_zero: Vec<u8> = rows.iter().map(|b| !b).collect();
    for (name, bytes) in [
        ("a.png", png(24, 24, png::ColorType::Grayscale, png::BitDepth::One, &rows)),
        ("a.tif", tiff(24, 24, 1, 1, 1, &rows, &[])),
        ("a.tiff", tiff(24, 24, 0, 1, 1, &white_is_zero, &[])),
    ] {
        let picture = made(name, &bytes, Plates::Cmyk).unwrap();
        assert_eq!((picture.width, picture.height, picture.components, picture.bits), (24, 24, 1, 1), "{name}");
        assert_eq!(samples(&picture), rows, "{name}");
    }
    // 24 pixels on a quarter of a millimetre are more than any plate shows.
    let (art, files, _) = load("a.png", &png(24, 24, png::ColorType::Grayscale, png::BitDepth::One, &rows));
    let picture = art.press_picture(&place(0.25, 0.25), Plates::Cmyk, &press(), &files).unwrap();
    assert_eq!((picture.width, picture.bits), (12, 1));
}

// --- size, crop, orientation -----------------------------------------------------------------------------------

#[test]
fn pictures_shrink_to_the_press_resolution_and_never_grow() {
    let (art, files, _) =
        load("a.png", &png(800, 400, png::ColorType::Grayscale, png::BitDepth::Eight, &[200; 320_000]));
    let size = |width: f64, crop| {
        let place = ArtUse { crop, ..place(width, width / 2.0) };
        let picture = art.press_picture(&place, Plates::K, &press(), &files).unwrap();
        (picture.width, picture.height)
    };
    assert_eq!(size(50.8, WHOLE), (400, 200));
    assert_eq!(size(25.4, WHOLE), (200, 100));
    assert_eq!(size(254.0, WHOLE), (800, 400), "too few pixels are left as they are");
    assert_eq!(size(50.8, [0, 0, 500_000, 500_000]), (400, 200), "a part is cut first");
}

#[test]
fn a_flat_picture_stays_flat_and_an_edge_stays_in_place() {
    let flat = png(300, 300, png::ColorType::Grayscale, png::BitDepth::Eight, &[77; 90_000]);
    let (art, files, _) = load("a.png", &flat);
    let press = PressSettings { sharpen: 500, ..press() };
    for width in [25.4, 12.7, 5.0, 1.0] {
        let levels = samples(&art.press_picture(&place(width, width), Plates::K, &press, &files).unwrap());
        assert!(levels.iter().all(|v| *v == levels[0]), "{width}");
    }
    let halves: Vec<u8> = (0..300 * 300).map(|i| if i % 300 < 150 { 0 } else { 255 }).collect();
    let (art, files, _) = load("a.png", &png(300, 300, png::ColorType::Grayscale, png::BitDepth::Eight, &halves));
    let picture = art.press_picture(&place(12.7, 12.7), Plates::K, &press, &files).unwrap();
    let levels = samples(&picture);
    assert_eq!(picture.width, 100);
    assert!(levels[45] < 3 && levels[55] > 252, "{:?}", &levels[44..56]);
}

#[test]
fn orientation_is_applied_and_the_crop_follows_it() {
    // 8 × 4 blocks: the stored top left is black, the rest white. Where it is seen, by orientation:
    let corner = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (1, 0), (1, 1), (0, 1)];
    let data: Vec<u8> = (0..32 * 64).map(|i| if i / 64 < 16 && i % 64 < 32 { 0 } else { 255 }).collect();
    for (i, (right, down)) in corner.into_iter().enumerate() {
        let orientation = i as u8 + 1;
        let tiff_head = tiff(1, 1, 1, 8, 1, &[0], &[(274, 3, vec![orientation, 0])]);
        let exif = [b"Exif\0\0".to_vec(), tiff_head].concat();
        let bytes = jpeg(&data, 64, 32, jpeg_encoder::ColorType::Luma, &[(1, exif)]);
        let (art, files, report) = load("a.jpg", &bytes);
        assert!(report.diagnostics.is_empty());
        let (w, h) = if orientation >= 5 { (32, 64) } else { (64, 32) };
        assert_eq!(art.get(ArtId(0)).proportions(), (w, h), "{orientation}");
        let picture = art.press_picture(&place(100.0, 100.0), Plates::K, &press(), &files).unwrap();
        assert_eq!((i64::from(picture.width), i64::from(picture.height)), (w, h), "{orientation}");
        let levels = samples(&picture);
        let at = |x: i64, y: i64| levels[(y * w + x) as usize];
        let (x, y) = (if right == 1 { w - 4 } else { 3 }, if down == 1 { h - 4 } else { 3 });
        assert!(at(x, y) < 20 && at(w - 1 - x, h - 1 - y) > 235, "{orientation}");
        // The quarter that is black, cut out.
        let crop = [right * 500_000, down * 500_000, 500_000 + right * 500_000, 500_000 + down * 500_000];
        let cut = ArtUse { crop: crop.map(|v| v as u32), ..place(100.0, 100.0) };
        let dark = samples(&art.press_picture(&cut, Plates::K, &press(), &files).unwrap());
        assert!(dark.iter().all(|&v| v < 60), "{orientation}");
    }
}

// --- passing through, cache, determinism -------------------------------------------------------------------------

/// A cache in memory that counts what is asked of it.
#[derive(Default)]
struct Cache {
    base: Memory,
    kept: Mutex<BTreeMap<String, Vec<u8>>>,
    hits: Mutex<Vec<String>>,
}

impl Files for Cache {
    fn read(&self, path: &str) -> io::Result<Bytes> {
        self.base.read(path)
    }
    fn kind(&self, path: &str) -> Option<Kind> {
        self.base.kind(path)
    }
    fn resolve(&self, path: &str) -> io::Result<String> {
        self.base.resolve(path)
    }
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.base.list(folder)
    }
    fn shipped(&self, name: &str) -> Option<Bytes> {
        self.base.shipped(name)
    }
    fn system_face(&self, _family: &str, _weight: u16, _italic: bool) -> Option<(Bytes, u32)> {
        None
    }
    fn cached(&self, key: &str) -> Option<Bytes> {
        let found = self.kept.lock().unwrap().get(key).cloned();
        if found.is_some() {
            self.hits.lock().unwrap().push(key.to_string());
        }
        found.map(Bytes::from)
    }
    fn keep(&self, key: &str, bytes: &[u8]) {
        self.kept.lock().unwrap().insert(key.into(), bytes.into());
    }
}

#[test]
fn cmyk_jpeg_that_fits_passes_untouched() {
    let inks: Vec<u8> = [120, 80, 60, 40].repeat(32 * 32);
    let bytes = jpeg(&inks, 32, 32, jpeg_encoder::ColorType::Cmyk, &[]);
    let picture = made("a.jpg", &bytes, Plates::Cmyk).unwrap();
    assert!(picture.inverted, "Adobe's marker means missing ink");
    assert_eq!((picture.packing, &picture.bytes), (Packing::Dct, &bytes));
    // Not when cut, much too large, too heavy, or on a black page.
    let (art, files, _) = load("a.jpg", &bytes);
    let cut = ArtUse { crop: [0, 0, 500_000, 1_000_000], ..place(10.0, 20.0) };
    assert_ne!(art.press_picture(&cut, Plates::Cmyk, &press(), &files).unwrap().bytes, bytes);
    assert_eq!(art.press_picture(&place(1.0, 1.0), Plates::Cmyk, &press(), &files).unwrap().width, 8);
    assert_eq!(art.press_picture(&place(10.0, 10.0), Plates::K, &press(), &files).unwrap().components, 1);
    let heavy = jpeg(&[250, 250, 250, 250].repeat(32 * 32), 32, 32, jpeg_encoder::ColorType::Cmyk, &[]);
    let heavy = made("a.jpg", &heavy, Plates::Cmyk).unwrap();
    assert!(samples(&heavy).chunks(4).all(|p| p.iter().map(|&v| u32::from(v)).sum::<u32>() <= 562));
}

#[test]
fn finished_work_is_kept_under_everything_it_depends_on() {
    let photo = jpeg(&wide_chart(), 128, 16, jpeg_encoder::ColorType::Rgb, &[]);
    let files = Cache { base: Memory::default().with("issue/a.jpg", photo), ..Cache::default() };
    let refs = [ArtRef { path: "a.jpg".into(), span: None }];
    let settings = [
        press(),
        PressSettings { jpeg_quality: 80, ..press() },
        PressSettings { sharpen: 900, jpeg_quality: 80, ..press() },
        PressSettings { total_ink: (1500, 1600), ..press() },
        PressSettings { profile: "FOGRA39L_coated.icc".into(), ..press() },
    ];
    let places =
        [place(100.0, 12.5), place(8.0, 1.0), ArtUse { crop: [0, 0, 500_000, 1_000_000], ..place(50.0, 12.5) }];
    let run = || -> Vec<PressPicture> {
        let art = art::load_from(&files, "issue", &refs, &mut Report::default());
        let jobs = settings.iter().flat_map(|s| places.iter().map(move |p| (s, p)));
        jobs.flat_map(|(s, p)| [Plates::Cmyk, Plates::K].map(|plates| art.press_picture(p, plates, s, &files).unwrap()))
            .collect()
    };
    let first = run();
    assert!(!files.hits.lock().unwrap().iter().any(|k| k.starts_with("picture")), "nothing is taken for another");
    let second = run();
    assert_eq!(first, second, "what is kept is what was made");
    assert_eq!(files.hits.lock().unwrap().iter().filter(|k| k.starts_with("picture")).count(), first.len());
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let photo = jpeg(&wide_chart(), 128, 16, jpeg_encoder::ColorType::Rgb, &[]);
    let (art, files, _) = load("a.jpg", &photo);
    let settings = PressSettings { jpeg_quality: 85, sharpen: 300, ..press() };
    let make = || art.press_picture(&place(9.0, 1.2), Plates::Cmyk, &settings, &files).unwrap();
    let alone = make();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(make)).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}

#[test]
fn a_photograph_gives_the_same_bytes_on_every_machine() {
    // The whole path up to the stream, as one number: made on an x86-64 with AVX2, and met by the same machine
    // emulated without it (qemu -cpu Nehalem). Another machine that gives other bytes is found here.
    let data: Vec<u8> =
        (0..64u32 * 64).flat_map(|i| [(i % 64 * 4) as u8, (i / 64 * 4) as u8, (i * 7 % 256) as u8]).collect();
    let mut photo = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut photo, 75);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    encoder.encode(&data, 64, 64, jpeg_encoder::ColorType::Rgb).unwrap();
    let (art, files, _) = load("a.jpg", &photo);
    let settings = PressSettings { jpeg_quality: 85, sharpen: 300, ..press() };
    let picture = art.press_picture(&place(6.0, 6.0), Plates::Cmyk, &settings, &files).unwrap();
    assert_eq!(
        blake3::hash(&picture.bytes).to_hex().as_str(),
        "6245b130b19fb84a3e92d42de4d6e5b79e95d03c7058218facf82169b5b4feaf"
    );
}

// --- what a file says of itself ------------------------------------------------------------------------------------

#[test]
fn captions_and_credits_are_found() {
    let dataset = |n: u8, text: &str| [&[0x1C, 2, n][..], &(text.len() as u16).to_be_bytes(), text.as_bytes()].concat();
    let iptc = [dataset(120, "江边的早晨"), dataset(110, "本报资料"), dataset(80, "某某")].concat();
    let mut app13 = b"Photoshop 3.0\08BIM\x04\x04\0\0".to_vec();
    app13.extend((iptc.len() as u32).to_be_bytes());
    app13.extend(&iptc);
    let xmp = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:description><rdf:Alt>
        <rdf:li xml:lang="x-default">雨中的桥</rdf:li></rdf:Alt></dc:description><dc:creator><rdf:Seq><rdf:li>甲</rdf:li>
        </rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"#;
    let app1 = [b"http://ns.adobe.com/xap/1.0/\0".to_vec(), xmp.as_bytes().to_vec()].concat();
    let about = |segments: &[(u8, Vec<u8>)]| {
        let bytes = jpeg(&[90; 256], 16, 16, jpeg_encoder::ColorType::Luma, segments);
        let (art, _, _) = load("a.jpg", &bytes);
        let about = art.get(ArtId(0)).head.clone().unwrap().about;
        (about.caption.unwrap_or_default(), about.credit.unwrap_or_default())
    };
    assert_eq!(about(&[(13, app13)]), ("江边的早晨".into(), "本报资料".into()));
    assert_eq!(about(&[(1, app1)]), ("雨中的桥".into(), "甲".into()));
    let described = tiff(4, 2, 2, 8, 3, &chart(), &[(270, 2, b"market\0".to_vec()), (315, 2, b"somebody\0".to_vec())]);
    let (art, _, _) = load("a.tif", &described);
    let about = art.get(ArtId(0)).head.clone().unwrap().about;
    assert_eq!((about.caption.as_deref(), about.credit.as_deref()), (Some("market"), Some("somebody")));
}

#[test]
fn names_that_say_another_format() {
    let (art, _, report) = load("a.jpg", &rgb_png());
    assert_eq!(codes(&report), ["P103"]);
    assert!(report.diagnostics[0].message.contains("PNG"));
    assert!(matches!(art.get(ArtId(0)).kind, ArtKind::Picture { width: 4, height: 2 }), "it is used all the same");
    assert_eq!(art.get(ArtId(0)).head.as_ref().map(|h| h.space), Some(Space::Rgb));
}

#[test]
fn missing_empty_and_unknown_files() {
    let mut report = Report::default();
    let art = art::load_from(&Memory::default(), "issue", &[ArtRef { path: "no.jpg".into(), span: None }], &mut report);
    assert_eq!(codes(&report), ["P101"]);
    assert!(matches!(art.get(ArtId(0)).kind, ArtKind::Missing));
    assert_eq!(codes(&load("a.jpg", b"").2), ["P102"]);
    assert_eq!(codes(&load("a.jpg", b"not a picture at all").2), ["P104"]);
    assert_eq!(codes(&load("a.gif", b"GIF89a\x01\0\x01\0").2), ["P104"]);
}

// --- hostile files -----------------------------------------------------------------------------------------------

/// Every use of a file ends in a value; damage in an error.
fn survive(name: &str, bytes: &[u8]) -> bool {
    let (art, files, report) = load(name, bytes);
    let mut sound = !report.has_errors();
    match art.get(ArtId(0)).kind {
        ArtKind::Picture { .. } => {
            sound &= art.press_picture(&place(10.0, 10.0), Plates::Cmyk, &press(), &files).is_ok();
        }
        ArtKind::Vector(_) => sound &= art.vector(ArtId(0), Plates::Cmyk, &press(), &files).is_ok(),
        ArtKind::Page(size) => {
            let area = Rect::new(Len::ZERO, Len::ZERO, size.w, size.h);
            let place = ArtUse { area, ..place(1.0, 1.0) };
            sound &= art.page(&place, Plates::Cmyk, &press()).is_ok();
        }
        ArtKind::Missing => {}
    }
    sound
}

fn all_formats() -> Vec<(&'static str, Vec<u8>)> {
    let inks: Vec<u8> = (0..32 * 32 * 4).map(|i| (i * 31 % 120) as u8).collect();
    vec![
        (
            "a.png",
            png(16, 16, png::ColorType::Rgb, png::BitDepth::Eight, &(0..768).map(|i| i as u8).collect::<Vec<_>>()),
        ),
        ("a.jpg", jpeg(&wide_chart(), 128, 16, jpeg_encoder::ColorType::Rgb, &[])),
        ("b.jpg", jpeg(&inks, 32, 32, jpeg_encoder::ColorType::Cmyk, &[])),
        ("a.tif", tiff(4, 2, 2, 8, 3, &chart(), &[])),
        ("b.tif", tiff(16, 16, 1, 1, 1, &[0x5A; 32], &[])),
        ("a.webp", webp(&chart(), 4, 2, image_webp::ColorType::Rgb8)),
        ("a.svg", SVG.as_bytes().to_vec()),
        ("a.pdf", ad(AD_CONTENT, "", "")),
    ]
}

#[test]
fn files_cut_short_are_errors() {
    for (name, bytes) in all_formats() {
        assert!(survive(name, &bytes), "{name} is sound");
        let step = (bytes.len() / 60).max(1);
        for end in (1..bytes.len() - 8).step_by(step) {
            assert!(!survive(name, &bytes[..end]), "{name} cut at {end} of {}", bytes.len());
        }
    }
}

#[test]
fn files_with_wrong_bytes_never_panic() {
    let mut state = 12_345u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for (name, bytes) in all_formats() {
        for _ in 0..120 {
            let mut bad = bytes.clone();
            for _ in 0..1 + random(6) {
                let at = random(bad.len());
                bad[at] = random(256) as u8;
            }
            survive(name, &bad);
        }
    }
}

#[test]
fn sizes_that_no_machine_holds_are_refused() {
    let set = |mut bytes: Vec<u8>, at: usize, value: &[u8]| {
        bytes[at..at + value.len()].copy_from_slice(value);
        bytes
    };
    let big = 60_000u32;
    let mut header = [&b"IHDR"[..], &big.to_be_bytes(), &big.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let crc = crc(&header);
    header.extend(crc.to_be_bytes());
    let png = set(rgb_png(), 12, &header);
    let jpeg = jpeg(&wide_chart(), 128, 16, jpeg_encoder::ColorType::Rgb, &[]);
    let frame = jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    let jpeg = set(jpeg, frame + 5, &[0xEA, 0x60, 0xEA, 0x60]);
    let tiff = tiff(big, big, 2, 8, 3, &chart(), &[]);
    for (name, bytes) in [("a.png", &png), ("a.jpg", &jpeg), ("a.tif", &tiff)] {
        let (_, _, report) = load(name, bytes);
        assert_eq!(codes(&report), ["P105"], "{name}");
        assert!(report.diagnostics[0].message.contains("60000 × 60000"), "{name}");
    }
    // Within the limit, but more than so few bytes can hold.
    let jpeg = set(jpeg.clone(), frame + 5, &[0x27, 0x00, 0x27, 0x00]);
    assert_eq!(codes(&load("a.jpg", &jpeg).2), ["P102"]);
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes
        .iter()
        .fold(!0, |crc, &b| (0..8).fold(crc ^ u32::from(b), |c, _| c >> 1 ^ (0xEDB8_8320 & (c & 1).wrapping_neg())))
}

// --- vector art ----------------------------------------------------------------------------------------------------

const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48">
  <g transform="translate(10 0) scale(2)"><rect x="0" y="0" width="10" height="10" fill="#000"/></g>
  <path d="M0 0h10v10z" fill="#808080" fill-rule="evenodd"/>
  <circle cx="60" cy="20" r="10" fill="#e60012" stroke="#123456" stroke-width="2" stroke-dasharray="3 1 2"/>
  <rect width="5" height="5" fill="#00a0e9 icc-color(cmyk, 1, 0, 0, 0)"/>
  <rect width="5" height="5" fill="device-cmyk(0 100% 100% 0)"/>
</svg>"##;

fn drawn(svg: &str, plates: Plates) -> (Vec<VectorOp>, Report) {
    let (art, files, report) = load("a.svg", svg.as_bytes());
    (art.vector(ArtId(0), plates, &press(), &files).unwrap().ops, report)
}

fn paints(ops: &[VectorOp]) -> Vec<Paint> {
    ops.iter()
        .filter_map(|op| match op {
            VectorOp::Fill { paint, .. } | VectorOp::Stroke { paint, .. } => Some(paint.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn svg_becomes_paths_in_ink() {
    let (art, _, report) = load("a.svg", SVG.as_bytes());
    assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    let ArtKind::Vector(size) = art.get(ArtId(0)).kind else { panic!("not vector art") };
    assert_eq!((size.w, size.h), (Len(914_400), Len(457_200)), "96 CSS pixels are an inch");
    let (ops, _) = drawn(SVG, Plates::Cmyk);
    let VectorOp::Fill { path, .. } = &ops[0] else { panic!("{:?}", ops[0]) };
    let corners: Vec<(i64, i64)> = path
        .iter()
        .filter_map(|s| match s {
            PathStep::Move(p) | PathStep::Line(p) => Some((p.x.0 / 9525, p.y.0 / 9525)),
            _ => None,
        })
        .collect();
    assert_eq!(corners, [(10, 0), (30, 0), (30, 20), (10, 20)], "the transform is worked in");
    assert!(matches!(&ops[1], VectorOp::Fill { even_odd: true, .. }));
    let VectorOp::Stroke { pen, .. } = &ops[3] else { panic!("{:?}", ops[3]) };
    assert_eq!((pen.width, pen.dashes.len()), (Len(2 * 9525), 6), "an odd number of dashes is written twice");
    let inks: Vec<Ink> = paints(&ops).into_iter().map(|p| p.ink).collect();
    assert_eq!(inks[0], Ink::BLACK);
    let Ink::Cmyk([0, 0, 0, grey]) = inks[1] else { panic!("grey is black ink alone: {:?}", inks[1]) };
    assert!((400..600).contains(&grey));
    let Ink::Cmyk([c, m, y, _]) = inks[2] else { panic!("{:?}", inks[2]) };
    assert!(c < 100 && m > 800 && y > 700, "red: {c} {m} {y}");
    assert_eq!(inks[4], Ink::Cmyk([1000, 0, 0, 0]));
    assert_eq!(inks[5], Ink::Cmyk([0, 1000, 1000, 0]));
    let (ops, _) = drawn(SVG, Plates::K);
    assert!(paints(&ops).iter().all(|p| matches!(p.ink, Ink::Cmyk([0, 0, 0, _]))), "a black page has one plate");
    let over: Vec<bool> = paints(&ops).iter().map(|p| p.overprint).collect();
    assert!(over[0] && !over[1], "full black prints over, tints cut out");
    let roads = r##"<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50" fill="none">
        <path d="M0 9H50" stroke="#000" stroke-width="3"/><path d="M9 0V50" stroke="#e00010" stroke-width="3"/>
        <path d="M0 30H50" stroke="#000" stroke-width="3"/><path d="M0 40H50" stroke="#000" stroke-width="0.3"/></svg>"##;
    let (ops, _) = drawn(roads, Plates::Cmyk);
    let over: Vec<bool> = paints(&ops).iter().map(|p| p.overprint).collect();
    assert_eq!(over, [true, false, false, true], "a wide black line over red would be more ink than the limit allows");
}

#[test]
fn svg_that_a_press_cannot_take_is_flattened_and_said() {
    let body = |inner: &str| {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="50" height="50">{inner}</svg>"#
        )
    };
    for (inner, word) in [
        (r#"<text x="1" y="9">字</text>"#, "text"),
        ("<script>alert(1)</script>", "script"),
        (r#"<image href="other.png" width="9" height="9"/>"#, "picture"),
        (r##"<use xlink:href="file:///etc/passwd#x"/>"##, "another file"),
        (r##"<rect width="9" height="9" fill="#f00" opacity="0.5"/>"##, "transparent"),
        (
            r##"<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><rect width="9" height="9" filter="url(#f)"/>"##,
            "filter",
        ),
    ] {
        let (art, _, report) = load("a.svg", body(inner).as_bytes());
        assert!(
            report.diagnostics.iter().any(|d| d.code.0 == "P110" && d.message.contains(word)),
            "{inner}: {:?}",
            report.diagnostics
        );
        assert!(report.diagnostics.iter().all(|d| d.severity == Severity::Warning));
        assert!(matches!(art.get(ArtId(0)).kind, ArtKind::Vector(_)));
    }
    let half = body(r##"<rect width="9" height="9" fill="#000" opacity="0.5"/>"##);
    let Ink::Cmyk(half) = paints(&drawn(&half, Plates::Cmyk).0)[0].ink else { panic!() };
    assert!(half[3] > 300 && half[3] < 700 && half[..3] == [0; 3], "half black on white is grey: {half:?}");
    let fade = body(
        r##"<linearGradient id="g"><stop stop-color="#000"/><stop offset="1" stop-color="#fff"/></linearGradient>
        <rect width="40" height="9" fill="url(#g)"/>"##,
    );
    let (ops, report) = drawn(&fade, Plates::Cmyk);
    assert!(report.diagnostics.is_empty());
    assert!(matches!(ops.first(), Some(VectorOp::Clip { .. })) && matches!(ops.last(), Some(VectorOp::Unclip)));
    let [_, VectorOp::Shade(gradient), _] = &ops[..] else { panic!("{ops:?}") };
    let tones: Vec<u16> = gradient.inks.iter().map(|i| i[3]).collect();
    assert!(tones.len() > 30 && tones[0] == 1000 && tones.windows(2).all(|w| w[0] >= w[1]), "{tones:?}");
    assert!(gradient.inks.iter().all(|i| i[..3] == [0; 3]), "grey is black ink alone");
    let inks = fade.replace("#000", "device-cmyk(0, 1, 1, 0)").replace("#fff", "device-cmyk(1, 0, 0, 0)");
    let (ops, _) = drawn(&inks, Plates::Cmyk);
    let [_, VectorOp::Shade(gradient), _] = &ops[..] else { panic!("{ops:?}") };
    assert_eq!(gradient.inks[32], [500, 500, 500, 0], "inks that are named are mixed as inks");
    // One that repeats, or jumps, becomes bands.
    let again = fade.replace("id=\"g\"", "id=\"g\" x2=\".3\" spreadMethod=\"repeat\"");
    assert!(drawn(&again, Plates::Cmyk).0.len() > 30);
}

#[test]
fn svg_bombs_are_refused() {
    let mut uses = String::from(r#"<g id="a0"><path d="M0 0h1v1z"/></g>"#);
    for i in 1..12 {
        let links = format!(r##"<use href="#a{}"/>"##, i - 1).repeat(10);
        uses.push_str(&format!(r#"<g id="a{i}">{links}</g>"#));
    }
    let wrap = |inner: &str| format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inner}</svg>"#);
    let deep = format!("{}{}", "<g>".repeat(5000), "</g>".repeat(5000));
    let entities = format!(
        "<!DOCTYPE svg [<!ENTITY a \"{}\">{}]><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">&j;</svg>",
        "x".repeat(1000),
        "bcdefghij"
            .chars()
            .zip("abcdefghi".chars())
            .map(|(n, o)| format!("<!ENTITY {n} \"{}\">", format!("&{o};").repeat(10)))
            .collect::<String>()
    );
    for (name, text) in [("uses", wrap(&uses)), ("deep", wrap(&deep)), ("entities", entities)] {
        let (art, _, report) = load("a.svg", text.as_bytes());
        assert!(report.has_errors(), "{name}: {:?}", report.diagnostics);
        assert!(matches!(art.get(ArtId(0)).kind, ArtKind::Missing), "{name}");
    }
    // A loop of references ends by itself, in whatever way.
    survive("a.svg", wrap(r##"<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>"##).as_bytes());
}

// --- supplied pages --------------------------------------------------------------------------------------------------

const AD_CONTENT: &str = "0 0 0 1 k 10 10 80 30 re f";

/// A PDF of one page, 100 × 50 points: content, entries of the resources, entries of the page.
fn ad(content: &str, resources: &str, page: &str) -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_string(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".into(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 50]/TrimBox[0 0 100 50]/Contents 4 0 R/Resources<<{resources}>>{page}>>"),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 16/Resources<</XObject<</F 5 0 R>>>>>>stream\n1 0 0 rg /F Do  \nendstream".into(),
        "<</Type/Font/Subtype/TrueType/BaseFont/Arial>>".into(),
        "<</Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n0\nendstream".into(),
    ];
    pdf(&objects.map(String::into_bytes))
}

/// Objects 1 to n with a cross-reference table.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n", i + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

fn placed(bytes: &[u8], flavour: Flavour, plates: Plates) -> Result<(), String> {
    let (art, _, report) = load("ad.pdf", bytes);
    assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    let area = Rect::new(Len::ZERO, Len::ZERO, Len::from_pt(100.0), Len::from_pt(50.0));
    let press = PressSettings { flavour, ..press() };
    art.page(&ArtUse { area, ..place(1.0, 1.0) }, plates, &press)
        .map(drop)
        .map_err(|d| format!("{} {}", d.code.0, d.message))
}

#[test]
fn a_sound_page_is_placed() {
    let (art, _, report) = load("ad.pdf", &ad(AD_CONTENT, "", ""));
    assert!(report.diagnostics.is_empty());
    let ArtKind::Page(size) = art.get(ArtId(0)).kind else { panic!("not a page") };
    assert_eq!((size.w, size.h), (Len::from_pt(100.0), Len::from_pt(50.0)));
    for flavour in [Flavour::X4, Flavour::X1a, Flavour::Screen] {
        assert_eq!(placed(&ad(AD_CONTENT, "", ""), flavour, Plates::K), Ok(()));
    }
    let turned = ad(AD_CONTENT, "", "/Rotate 90");
    let (art, _, _) = load("ad.pdf", &turned);
    assert_eq!(art.get(ArtId(0)).proportions(), (Len::from_pt(50.0).0, Len::from_pt(100.0).0));
}

#[test]
fn pages_that_would_break_the_file_are_refused_with_the_reason() {
    let both = [
        ("1 0 0 rg 0 0 9 9 re f", "", "", "RGB colour"),
        ("/F Do", "/XObject<</F 5 0 R>>", "", "RGB colour"),
        ("/C cs 0 0 9 9 re f", "/ColorSpace<</C[/CalRGB<</WhitePoint[.9 1 .8]>>]>>", "", "CalRGB"),
        ("BT /A 9 Tf (x) Tj ET", "/Font<</A 6 0 R>>", "", "not embedded (Arial)"),
        (AD_CONTENT, "/ExtGState<</G<</TR 4 0 R>>>>", "", "transfer curve"),
    ];
    for (content, resources, page, word) in both {
        for flavour in [Flavour::X4, Flavour::X1a] {
            let said = placed(&ad(content, resources, page), flavour, Plates::Cmyk).unwrap_err();
            assert!(said.starts_with("P112") && said.contains(word), "{said}");
        }
        assert_eq!(placed(&ad(content, resources, page), Flavour::Screen, Plates::Cmyk), Ok(()), "a screen takes it");
    }
    let old_only = [
        ("/ExtGState<</G<</ca .5>>>>", "", "opacity"),
        ("/ExtGState<</G<</BM/Multiply>>>>", "", "blend mode"),
        ("/ExtGState<</G<</SMask<</G 5 0 R>>>>>>", "", "soft mask"),
        ("", "/Group<</S/Transparency/CS/DeviceCMYK>>", "a group"),
        ("/ColorSpace<</C[/Lab<</WhitePoint[.9 1 .8]>>]>>", "", "Lab"),
    ];
    for (resources, page, word) in old_only {
        let said = placed(&ad(AD_CONTENT, resources, page), Flavour::X1a, Plates::Cmyk).unwrap_err();
        assert!(said.contains(word), "{said}");
        let modern = placed(&ad(AD_CONTENT, resources, page), Flavour::X4, Plates::Cmyk);
        assert_eq!(modern.is_ok(), word != "soft mask", "{word}: {modern:?}");
    }
    let colour = placed(&ad("0 1 1 0 k 0 0 9 9 re f", "", ""), Flavour::X4, Plates::K).unwrap_err();
    assert!(colour.contains("prints in black"), "{colour}");
    let (art, _, _) = load("ad.pdf", &ad(AD_CONTENT, "", ""));
    let small = Rect::new(Len::ZERO, Len::ZERO, Len::from_pt(100.0), Len::from_pt(46.0));
    let said = art.page(&ArtUse { area: small, ..place(1.0, 1.0) }, Plates::K, &press()).err().unwrap();
    assert!(said.code.0 == "P113" && said.message.contains("35.3 × 17.6 mm"), "{}", said.message);
    let close = Rect { h: Len::from_pt(48.0), ..small };
    assert!(
        art.page(&ArtUse { area: close, ..place(1.0, 1.0) }, Plates::K, &press()).is_ok(),
        "a millimetre is allowed"
    );
}

#[test]
fn an_unfit_page_can_be_drawn_as_a_picture() {
    let press = PressSettings { ppi: (72, 0, 0), ..press() };
    let area = Rect::new(Len::ZERO, Len::ZERO, Len::from_pt(100.0), Len::from_pt(50.0));
    for (page, red) in [("", (10, 25)), ("/Rotate 180", (90, 25))] {
        let (art, files, _) = load("ad.pdf", &ad("1 0 0 rg 0 0 60 100 re f", "", page));
        let place = ArtUse { area, ..place(1.0, 1.0) };
        assert_eq!(art.page(&place, Plates::Cmyk, &press).err().map(|d| d.code.0), Some("P112"));
        let picture = art.converted_page(&place, Plates::Cmyk, &press, &files).unwrap();
        assert_eq!((picture.width, picture.height, picture.components), (100, 50, 4), "{page}");
        let (pixels, white) = (samples(&picture), (100 - red.0, red.1));
        let at = |(x, y): (usize, usize)| pixels[(y * 100 + x) * 4..][..4].to_vec();
        assert_near(page, &[at(red), at(white)].concat(), &[CHART_INKS[3], CHART_INKS[1]], 3);
        let black = art.converted_page(&place, Plates::K, &press, &files).unwrap();
        assert_eq!(black.components, 1, "a black page takes black ink alone");
    }
}

/// A font of Type 3 of one letter, a square.
const SQUARES: &str = "/Font<</F<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97\
    /LastChar 97/Widths[1]/Encoding<</Differences[97/a]>>/CharProcs<</a 5 0 R>>/Resources<<>>>>>>";

#[test]
fn drawn_letters_are_drawn() {
    let page = |content: &str, letter: &str| {
        let stream = |body: &str| format!("<</Length {}>>stream\n{body}\nendstream", body.len()).into_bytes();
        pdf(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 50]/Contents 4 0 R/Resources<<{SQUARES}>>>>").into(),
            stream(&format!("1 0 0 rg {content}")),
            stream(letter),
        ])
    };
    let press = PressSettings { ppi: (72, 0, 0), ..press() };
    let area = Rect::new(Len::ZERO, Len::ZERO, Len::from_pt(100.0), Len::from_pt(50.0));
    let drawn = |bytes: &[u8]| {
        let (art, files, _) = load("ad.pdf", bytes);
        art.converted_page(&ArtUse { area, ..place(1.0, 1.0) }, Plates::Cmyk, &press, &files)
    };
    let square = "1 0 0 0 1 1 d1 0 0 1 1 re f";
    let picture = drawn(&page("BT /F 40 Tf 1 0 0 1 5 5 Tm (a) Tj ET", square)).unwrap();
    let pixels = samples(&picture);
    let at = |x: usize, y: usize| pixels[(y * 100 + x) * 4..][..4].to_vec();
    assert_near("drawn", &[at(20, 25), at(80, 25)].concat(), &[CHART_INKS[3], CHART_INKS[1]], 3);
    // A letter of a thousand strokes, shown ten thousand times, is not.
    let heavy = format!("1 0 d0 {}", "0 0 m 1 1 l S ".repeat(1000));
    let many = "(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ".repeat(200);
    let refused = drawn(&page(&format!("BT /F 40 Tf {many} ET"), &heavy));
    assert_eq!(refused.err().map(|d| d.code.0), Some("P105"));
}

#[test]
fn too_few_pixels_are_said_with_the_file_and_the_place() {
    let (art, _, _) = load("p.png", &png(100, 100, png::ColorType::Grayscale, png::BitDepth::Eight, &[90; 10_000]));
    let press = PressSettings { ppi: (200, 170, 150), ..press() };
    let said = |inches: f64| {
        let said = art.resolution(&place(inches * 25.4, inches * 25.4), &press)?;
        assert!(said.code.0 == "P107" && said.message.starts_with("p.png has "), "{}", said.message);
        Some(said.severity)
    };
    assert_eq!(said(0.5), None);
    assert_eq!(said(100.0 / 160.0), Some(Severity::Warning));
    assert_eq!(said(100.0 / 149.0), Some(Severity::Error));
    // The direction with fewer pixels counts.
    let flat = art.resolution(&place(12.7, 50.8), &press).expect("a message");
    assert!(flat.message.contains("50 ppi at 13 × 51 mm"), "{}", flat.message);
}

#[test]
fn hostile_pages_are_refused() {
    let deflate = |bytes: &[u8]| {
        let mut e = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        e.write_all(bytes).unwrap();
        e.finish().unwrap()
    };
    let page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 50]/Contents 4 0 R>>".to_vec();
    let tree = [b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(), page];
    let stream = |dict: &str, body: &[u8]| {
        [format!("<<{dict}/Length {}>>stream\n", body.len()).into_bytes(), body.to_vec(), b"\nendstream".to_vec()]
            .concat()
    };
    let bomb = deflate(&vec![b' '; 80 << 20]);
    let with = |object: Vec<u8>| pdf(&[&tree[..], &[object]].concat());
    let cases = [
        ("content that unpacks to 80 MB", with(stream("/Filter/FlateDecode", &bomb))),
        ("content packed twice", with(stream("/Filter[/FlateDecode/FlateDecode]", &deflate(&bomb)))),
        ("objects that unpack to 80 MB", with(stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &bomb))),
        ("a picture of 60,000 × 60,000", ad(AD_CONTENT, "/XObject<</I 7 0 R>>", "")),
        ("a lock", {
            let text = String::from_utf8(ad(AD_CONTENT, "", "")).unwrap();
            text.replace("trailer<<", "trailer<</Encrypt<</Filter/Standard/V 9>>").into_bytes()
        }),
        ("no pages", pdf(&[b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Kids[]/Count 0>>".to_vec()])),
    ];
    for (what, bytes) in cases {
        assert!(!survive("ad.pdf", &bytes), "{what}");
    }
    // Loops and depth end by themselves.
    let looped = b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1>>".to_vec();
    survive("ad.pdf", &pdf(&[tree[0].clone(), looped, tree[2].clone(), stream("", b"")]));
    let deep = format!("{}{} g", "[".repeat(100_000), "]".repeat(100_000));
    survive("ad.pdf", &with(stream("", deep.as_bytes())));
}

/// Small files that would take a renderer minutes or gigabytes: they are refused before it begins.
#[test]
fn pages_too_heavy_to_draw_are_refused() {
    let deflate = |bytes: &[u8]| {
        let mut e = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        e.write_all(bytes).unwrap();
        e.finish().unwrap()
    };
    let zeros = deflate(&vec![0; 80 << 20]);
    let stream = |dict: &str, body: &[u8]| {
        [format!("<<{dict}/Length {}>>stream\n", body.len()).into_bytes(), body.to_vec(), b"\nendstream".to_vec()]
            .concat()
    };
    let with = |content: &str, resources: &str, dict: &str, body: &[u8]| {
        let tree = [
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 50]/Contents 4 0 R/Resources<<{resources}>>>>").into(),
            stream("", format!("1 0 0 rg 0 0 9 9 re f {content}").as_bytes()),
            stream(dict, body),
        ];
        pdf(&tree)
    };
    let image = "/Type/XObject/Subtype/Image/Width 9/Height 9/ColorSpace/DeviceRGB/BitsPerComponent 8";
    let shading = "/ShadingType 4/ColorSpace/DeviceRGB/BitsPerCoordinate 8/BitsPerComponent 8/BitsPerFlag 8/Decode[0 1 0 1 0 1 0 1 0 1]";
    let packed = |dict: &str| format!("{dict}/Filter/FlateDecode");
    let cases = [
        ("strokes from edge to edge", with(&"0 0 m 100 50 l S ".repeat(60_000), "", "", b"")),
        ("dashes finer than any press", with("[.0001 .0001] 0 d 0 0 m 100 50 l S ".repeat(9).as_str(), "", "", b"")),
        ("a picture a thousand times", {
            let dict = image.replace(" 9", " 2000");
            with(&"/I Do ".repeat(1000), "/XObject<</I 5 0 R>>", &packed(&dict), &deflate(&vec![9; 12_000_000]))
        }),
        ("a picture whose data never ends", with("/I Do", "/XObject<</I 5 0 R>>", &packed(image), &zeros)),
        ("a profile of zeros", with("", "/ColorSpace<</C[/ICCBased 5 0 R]>>", &packed("/N 3"), &zeros)),
        ("a mesh of many triangles", with("/S sh", "/Shading<</S 5 0 R>>", shading, &[7; 200_000])),
    ];
    let press = PressSettings { ppi: (200, 0, 0), ..press() };
    let area = Rect::new(Len::ZERO, Len::ZERO, Len::from_pt(100.0), Len::from_pt(50.0));
    for (what, bytes) in cases {
        let (art, files, report) = load("ad.pdf", &bytes);
        let drawn = art.converted_page(&ArtUse { area, ..place(1.0, 1.0) }, Plates::Cmyk, &press, &files);
        let code = drawn.err().map(|d| d.code.0).or(codes(&report).first().copied());
        assert_eq!(code, Some("P105"), "{what}");
    }
}

#[test]
fn damaged_profiles_are_said_or_used_but_never_panic() {
    let shipped = |name: &str| Memory::default().shipped(&format!("layouts/profiles/{name}")).unwrap().to_vec();
    let mut state = 77u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    let wrap = |profile: Vec<u8>, photometric: u16, data: &[u8]| {
        tiff(2, 1, photometric, 8, data.len() as u16 / 2, data, &[(34675, 7, profile)])
    };
    let (rgb, inks) = ([1, 2, 3, 200, 100, 50], [1, 2, 3, 4, 200, 150, 100, 50]);
    for (name, photometric, data, times) in
        [("sRGB2014.icc", 2, &rgb[..], 40), ("FOGRA39L_coated.icc", 5, &inks[..], 12)]
    {
        for _ in 0..times {
            let mut profile = shipped(name);
            for _ in 0..1 + random(8) {
                // Mostly in the header and the list of tags, where a byte changes the most.
                let at = if random(4) > 0 { random(400) } else { random(profile.len()) };
                profile[at] = random(256) as u8;
            }
            let (art, files, _) = load("a.tif", &wrap(profile, photometric, data));
            assert!(art.press_picture(&place(10.0, 5.0), Plates::Cmyk, &press(), &files).is_ok());
        }
    }
    let (_, _, report) = load("a.tif", &wrap(b"no profile".to_vec(), 2, &rgb));
    assert_eq!(codes(&report), ["P106"]);
    let (_, _, report) = load("a.tif", &wrap(shipped("FOGRA39L_coated.icc"), 2, &rgb));
    assert_eq!(codes(&report), ["P106"], "inks are no screen colours");
    let broken = PressSettings { profile: "issue/a.tif".into(), ..press() };
    let (art, files, _) = load("a.tif", &tiff(2, 1, 2, 8, 3, &rgb, &[]));
    assert!(art.press_picture(&place(10.0, 5.0), Plates::Cmyk, &broken, &files).is_err());
}
