//! Proofs (打样): the written PDF as a picture to look at.
//!
//! In: a PDF's bytes, overlays. Out: a PNG. Does not know: display lists, grids; what is laid over the page
//! is handed in.
//!
//! It renders the file that goes to press, not the page a second time. It is for the eye: the renderer shows
//! no overprint, and its process colours are not those of the printing condition.

use crate::geom::{Len, Point, Rect};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::Array;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render as rasterize};
use std::fmt;

/// Something laid over the page, in page space: from the trim's top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// A line one pixel thick, level or upright: baselines, columns.
    Line {
        /// From.
        from: Point,
        /// To.
        to: Point,
        /// Red, green, blue and opacity.
        color: [u8; 4],
    },
    /// The outline of an area, two pixels thick: frames.
    Frame {
        /// Where.
        area: Rect,
        /// Red, green, blue and opacity.
        color: [u8; 4],
    },
    /// A tinted area: slack.
    Tint {
        /// Where.
        area: Rect,
        /// Red, green, blue and opacity.
        color: [u8; 4],
    },
}

/// Why there is no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// The bytes are no PDF that can be read.
    Unreadable,
    /// The file has no such page.
    NoPage,
    /// The picture cannot be packed.
    Unwritable,
}

impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProofError::Unreadable => "the file is no PDF that can be read",
            ProofError::NoPage => "the file has no such page",
            ProofError::Unwritable => "the picture cannot be packed",
        })
    }
}

impl std::error::Error for ProofError {}

/// Longest side of a proof in pixels: the renderer counts in 16 bits, and a page at 300 dpi needs 6,600.
const LONGEST: f64 = 16_000.0;

/// Renders a page, counted from 0, at so many pixels an inch, with overlays on top.
pub fn render(pdf: &[u8], page: usize, dpi: f64, overlays: &[Overlay]) -> Result<Vec<u8>, ProofError> {
    let pdf = Pdf::new(pdf.to_vec()).map_err(|_| ProofError::Unreadable)?;
    let page = pdf.pages().get(page).ok_or(ProofError::NoPage)?;
    let (width, height) = page.render_dimensions();
    let longest = f64::from(width.max(height)).max(1.0);
    let scale = (dpi / 72.0).clamp(0.01, (LONGEST / longest).max(0.01));
    let settings = PixmapSettings { x_scale: scale as f32, y_scale: scale as f32, bg_color: WHITE };
    let mut canvas = Canvas {
        pixels: rasterize(
            page,
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &RenderSettings::default(),
            &settings,
        ),
        origin: (0.0, 0.0),
        scale,
    };
    if let (Some(trim), Some(media)) = (corners(page.raw().get("TrimBox")), corners(page.raw().get("MediaBox"))) {
        canvas.origin = (trim[0] - media[0], media[3] - trim[3]);
    }
    overlays.iter().for_each(|overlay| canvas.lay(overlay));
    canvas.pixels.into_png().map_err(|_| ProofError::Unwritable)
}

fn corners(array: Option<Array<'_>>) -> Option<[f64; 4]> {
    let all: Vec<f64> = array?.iter::<f32>().map(f64::from).collect();
    all.try_into().ok()
}

struct Canvas {
    pixels: Pixmap,
    /// From the picture's top left corner to the trim's, in points.
    origin: (f64, f64),
    /// Pixels a point.
    scale: f64,
}

impl Canvas {
    fn lay(&mut self, overlay: &Overlay) {
        match overlay {
            Overlay::Line { from, to, color } => {
                let (a, b) = (self.place(*from), self.place(*to));
                self.blend((a.0.min(b.0), a.1.min(b.1)), (a.0.max(b.0) + 1, a.1.max(b.1) + 1), *color);
            }
            Overlay::Tint { area, color } => {
                let (a, b) = self.area(*area);
                self.blend(a, b, *color);
            }
            Overlay::Frame { area, color } => {
                let ((x0, y0), (x1, y1)) = self.area(*area);
                self.blend((x0, y0), (x1, y0 + 2), *color);
                self.blend((x0, y1 - 2), (x1, y1), *color);
                self.blend((x0, y0 + 2), (x0 + 2, y1 - 2), *color);
                self.blend((x1 - 2, y0 + 2), (x1, y1 - 2), *color);
            }
        }
    }

    fn place(&self, p: Point) -> (i64, i64) {
        let pixel = |from: f64, len: Len| ((from + len.pt()) * self.scale).round() as i64;
        (pixel(self.origin.0, p.x), pixel(self.origin.1, p.y))
    }

    fn area(&self, area: Rect) -> ((i64, i64), (i64, i64)) {
        (self.place(Point { x: area.x, y: area.y }), self.place(Point { x: area.right(), y: area.bottom() }))
    }

    /// Lays a color over pixels from one corner to before the other.
    fn blend(&mut self, from: (i64, i64), to: (i64, i64), color: [u8; 4]) {
        let (width, height) = (i64::from(self.pixels.width()), i64::from(self.pixels.height()));
        let alpha = u16::from(color[3]);
        let mix =
            |below: u8, above: u8| ((u16::from(below) * (255 - alpha) + u16::from(above) * alpha + 127) / 255) as u8;
        let data = self.pixels.data_mut();
        for y in from.1.max(0)..to.1.min(height) {
            for x in from.0.max(0)..to.0.min(width) {
                let pixel = &mut data[(y * width + x) as usize];
                (pixel.r, pixel.g, pixel.b) = (mix(pixel.r, color[0]), mix(pixel.g, color[1]), mix(pixel.b, color[2]));
            }
        }
    }
}
