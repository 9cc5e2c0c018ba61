//! A supplied page drawn as pixels, where it may not be placed as it is.
//!
//! In: a PDF that was looked at, a resolution. Out: a PNG of its trimmed page. Does not know: why the page is unfit,
//! plates, profiles.
//!
//! The renderer gives screen colours; what it makes goes the way of any photograph from here.

use crate::art::head::{Trouble, broken};
use crate::art::page::Facts;
use crate::art::weight;
use crate::files::Bytes;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// Longest side in pixels: the renderer counts in 16 bits.
const LONGEST: f64 = 16_000.0;

/// Draws the first page at so many pixels an inch and cuts it to its trim.
pub fn page(bytes: &Bytes, facts: &Facts, ppi: f64) -> Result<Vec<u8>, Trouble> {
    let Ok(pdf) = Pdf::new(bytes.to_vec()) else { return broken("is a damaged PDF") };
    let Some(page) = pdf.pages().first() else { return broken("is a PDF without pages") };
    let (wide, high) = page.render_dimensions();
    let scale = (ppi / 72.0).min(LONGEST / f64::from(wide.max(high)).max(1.0));
    if !weight::bearable(page, scale) {
        return Err(Trouble::TooLarge("is too intricate or too large to be drawn as a picture".into()));
    }
    let settings = PixmapSettings { x_scale: scale as f32, y_scale: scale as f32, bg_color: WHITE };
    let cache = RenderCache::new();
    let drawn = render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let crop = page.intersected_crop_box();
    let (w, h) = (usize::from(drawn.width()), usize::from(drawn.height()));
    // From the page's own units, y upwards, to the picture as a reader sees it.
    let seen = |x: f64, y: f64| match facts.rotate {
        90 => (y - crop.y0, x - crop.x0),
        180 => (crop.x1 - x, y - crop.y0),
        270 => (crop.y1 - y, crop.x1 - x),
        _ => (x - crop.x0, crop.y1 - y),
    };
    let (a, b) = (seen(facts.trim[0], facts.trim[1]), seen(facts.trim[2], facts.trim[3]));
    let pixel = |v: f64, most: usize| ((v * scale).round().max(0.0) as usize).min(most);
    let (x0, x1) = (pixel(a.0.min(b.0), w), pixel(a.0.max(b.0), w));
    let (y0, y1) = (pixel(a.1.min(b.1), h), pixel(a.1.max(b.1), h));
    if x1 <= x0 || y1 <= y0 {
        return broken("has a page without a usable size");
    }
    let pixels = drawn.data();
    let mut rgb = Vec::with_capacity((x1 - x0) * (y1 - y0) * 3);
    for y in y0..y1 {
        // The ground is opaque, so no colour is weighted by its opacity any more.
        pixels[y * w + x0..y * w + x1].iter().for_each(|p| rgb.extend([p.r, p.g, p.b]));
    }
    png(&rgb, x1 - x0, y1 - y0)
}

fn png(rgb: &[u8], width: usize, height: usize) -> Result<Vec<u8>, Trouble> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(rgb));
    match written {
        Ok(()) => Ok(out),
        Err(_) => broken("cannot be drawn"),
    }
}
