//! First-time conversion of pictures: CPU seconds a megapixel of output, decoding and compression included.
//!
//!     cargo bench --bench pictures -- PICTURE… [--width MM] [--quality N] [--sharpen N] [--plates k] [--repeat N] [--out FOLDER]
//!
//! Without pictures it takes those of the sample issues. `--out` writes the streams, to compare them with another
//! colour engine.

use banxin::art;
use banxin::diag::Report;
use banxin::display::ArtUse;
use banxin::files::{Bytes, Files, Kind};
use banxin::geom::{Len, Rect};
use banxin::ids::ArtId;
use banxin::model::issue::{ArtRef, Plates};
use banxin::model::layout::{Flavour, PressSettings, Template};
use std::collections::BTreeMap;
use std::io;
use std::time::Instant;

/// Real files, and a cache that forgets or not.
struct Folder {
    remember: bool,
    kept: std::sync::Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Files for Folder {
    fn read(&self, path: &str) -> io::Result<Bytes> {
        std::fs::read(path).map(Bytes::from)
    }
    fn kind(&self, _path: &str) -> Option<Kind> {
        None
    }
    fn resolve(&self, path: &str) -> io::Result<String> {
        Ok(path.into())
    }
    fn list(&self, _folder: &str) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }
    fn shipped(&self, name: &str) -> Option<Bytes> {
        std::fs::read(name).ok().map(Bytes::from)
    }
    fn system_face(&self, _family: &str, _weight: u16, _italic: bool) -> Option<(Bytes, u32)> {
        None
    }
    fn cached(&self, key: &str) -> Option<Bytes> {
        let kept = self.kept.lock().ok()?;
        (self.remember || key.starts_with("table")).then(|| kept.get(key).cloned())?.map(Bytes::from)
    }
    fn keep(&self, key: &str, bytes: &[u8]) {
        if let Ok(mut kept) = self.kept.lock() {
            kept.insert(key.into(), bytes.into());
        }
    }
}

/// CPU seconds of this thread where the system tells them, else time on the wall.
fn seconds(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|t| t.split_whitespace().next()?.parse::<f64>().ok());
    told.map_or_else(|| start.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

fn main() {
    let mut paths = Vec::new();
    let mut options = BTreeMap::new();
    let mut args = std::env::args().skip(1).filter(|a| a != "--bench");
    while let Some(arg) = args.next() {
        match arg.strip_prefix("--") {
            Some(name) => drop(options.insert(name.to_string(), args.next().unwrap_or_default())),
            None => paths.push(arg),
        }
    }
    if paths.is_empty() {
        let issues = std::fs::read_dir("issues").into_iter().flatten().flatten();
        let art = issues.flat_map(|i| std::fs::read_dir(i.path().join("art")).into_iter().flatten().flatten());
        paths = art.map(|f| f.path().display().to_string()).filter(|p| p.ends_with(".jpg")).collect();
        paths.sort();
    }
    let number = |name: &str, default: f64| options.get(name).and_then(|v| v.parse().ok()).unwrap_or(default);
    let press = PressSettings {
        flavour: Flavour::X4,
        profile: options.get("profile").cloned().unwrap_or("newsprint_ifra26_tac220.icc".into()),
        condition: String::new(),
        registry: String::new(),
        total_ink: (number("ink", 2200.0) as u32, 2400),
        ppi: (200, 170, 150),
        line_art_ppi: 600,
        reversed_type: (Len::PT * 10, Len::PT * 7),
        mixed_type: Len::PT * 10,
        thin_rules: [Len::PT / 4, Len::PT, Len::PT * 3 / 2],
        convert_ads: false,
        jpeg_quality: number("quality", 90.0) as u8,
        sharpen: number("sharpen", 600.0) as u16,
        marks: false,
        mark_offset: Len::ZERO,
        file: Template { parts: Vec::new(), span: None },
        black_only: BTreeMap::new(),
    };
    let plates = if options.contains_key("plates") { Plates::K } else { Plates::Cmyk };
    let files = Folder { remember: false, kept: Default::default() };
    let mut report = Report::default();
    let refs: Vec<ArtRef> = paths.iter().map(|p| ArtRef { path: p.clone(), span: None }).collect();
    let table = art::load_from(&files, "", &refs, &mut report);
    let start = Instant::now();
    for (i, path) in paths.iter().enumerate() {
        let id = ArtId(i as u32);
        let (w, h) = table.get(id).proportions();
        let width = Len::from_mm(number("width", 200.0));
        let area = Rect::new(Len::ZERO, Len::ZERO, width, width.scale(h, w));
        let place = ArtUse { art: id, area, crop: [0, 0, 1_000_000, 1_000_000] };
        // The best of several: other work on the machine only ever adds.
        let mut spent = f64::INFINITY;
        let mut made = None;
        for _ in 0..number("repeat", 5.0) as usize {
            let before = seconds(start);
            made = Some(table.press_picture(&place, plates, &press, &files));
            spent = spent.min(seconds(start) - before);
        }
        let Some(made) = made else { continue };
        match made {
            Ok(p) => {
                let size = f64::from(p.width) * f64::from(p.height) / 1e6;
                println!(
                    "{path}: {w} × {h} → {} × {}, {} kB, {spent:.3} s, {:.3} s/MP",
                    p.width,
                    p.height,
                    p.bytes.len() / 1000,
                    spent / size
                );
                if let Some(folder) = options.get("out") {
                    let name = path.rsplit('/').next().unwrap_or(path);
                    let head = format!("{} {} {} {}\n", p.width, p.height, p.components, p.bits);
                    let _ = std::fs::write(format!("{folder}/{name}.stream"), [head.as_bytes(), &p.bytes].concat());
                }
            }
            Err(e) => println!("{path}: {}", e.message),
        }
    }
    report.diagnostics.iter().for_each(|d| println!("{}: {}", d.code.0, d.message));
}
