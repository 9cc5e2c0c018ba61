//! Gradients → smooth ones, or bands of flat colour.
//!
//! In: gradients as usvg resolves them. Out: shapes to be drawn inside a clip. Does not know: what is clipped.
//!
//! What goes evenly from end to end stays a gradient, which every flavour of PDF/X has. One that repeats, or jumps from
//! colour to colour, becomes plain fills: its edges stay where they are.

use crate::art::svg::{Rgb, Shade, Shape, on_white, point, steps};
use crate::art::vector::{Ends, PathStep};
use usvg::tiny_skia_path::{self, Transform};

/// Bands of a gradient. A newspaper's screen shows about a hundred steps of tone.
const BANDS: usize = 64;

/// A CSS pixel in points.
const PIXEL: f64 = 0.75;

/// A gradient that can stay one.
fn smooth(g: &usvg::BaseGradient, path: &usvg::Path, ends: Ends, opacity: f32) -> Option<Shape> {
    let stops: Vec<(f64, Rgb)> = g
        .stops()
        .iter()
        .map(|s| (f64::from(s.offset().get()), on_white(s.color(), s.opacity().get() * opacity)))
        .collect();
    let jumps = stops.windows(2).any(|s| s[1].0 - s[0].0 < 1.0 / BANDS as f64 && s[0].1 != s[1].1);
    let t = path.abs_transform().pre_concat(g.transform());
    if jumps || stops.is_empty() || g.spread_method() != usvg::SpreadMethod::Pad || t.invert().is_none() {
        return None;
    }
    let matrix = [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty].map(|v| f64::from(v) * PIXEL);
    Some(Shape::Shade(Shade { matrix, ends, stops }))
}

/// Bands across the shape, each laid over the rest from its edge on, so that no seam can show.
pub fn linear(g: &usvg::LinearGradient, path: &usvg::Path, opacity: f32) -> Vec<Shape> {
    let end = |x: f32, y: f32| (f64::from(x), f64::from(y));
    let ends = [end(g.x1(), g.y1()), end(g.x2(), g.y2())];
    if ends[0] != ends[1]
        && let Some(smooth) = smooth(g, path, Ends::Line(ends), opacity)
    {
        return vec![smooth];
    }
    let t = path.abs_transform().pre_concat(g.transform());
    let to_page = |x: f64, y: f64| {
        let mut p = tiny_skia_path::Point::from_xy(x as f32, y as f32);
        t.map_point(&mut p);
        point(p.x, p.y)
    };
    let (x1, y1) = (f64::from(g.x1()), f64::from(g.y1()));
    let (dx, dy) = (f64::from(g.x2()) - x1, f64::from(g.y2()) - y1);
    // The shape in the gradient's own coordinates: how far along and across it reaches.
    let Some(corners) = corners(path, t) else { return Vec::new() };
    let square = dx * dx + dy * dy;
    if square <= 0.0 {
        return Vec::new();
    }
    let along = corners.map(|(x, y)| ((x - x1) * dx + (y - y1) * dy) / square);
    let across = corners.map(|(x, y)| ((y - y1) * dx - (x - x1) * dy) / square);
    let least = |v: [f64; 4]| v.into_iter().fold(f64::INFINITY, f64::min) - 0.01;
    let most = |v: [f64; 4]| v.into_iter().fold(f64::NEG_INFINITY, f64::max) + 0.01;
    let (from, to, left, right) = (least(along), most(along), least(across), most(across));
    let mut out = Vec::new();
    for (start, rgb) in bands(g.stops(), g.spread_method(), from, to, opacity) {
        let at = |u: f64, v: f64| to_page(x1 + dx * u - dy * v, y1 + dy * u + dx * v);
        let quad = vec![
            PathStep::Move(at(start, left)),
            PathStep::Line(at(to, left)),
            PathStep::Line(at(to, right)),
            PathStep::Line(at(start, right)),
            PathStep::Close,
        ];
        out.push(Shape::Fill(quad, false, rgb));
    }
    out
}
/// Discs from the outside in; the focus moves with them.
pub fn radial(g: &usvg::RadialGradient, path: &usvg::Path, opacity: f32) -> Vec<Shape> {
    let end = |x: f32, y: f32| (f64::from(x), f64::from(y));
    let (focus, center, radius) = (end(g.fx(), g.fy()), end(g.cx(), g.cy()), f64::from(g.r().get()));
    // From a focus on the circle or outside it the gradient is a cone, which SVG does not mean.
    if (focus.0 - center.0).hypot(focus.1 - center.1) < radius * 0.999
        && let Some(smooth) = smooth(g, path, Ends::Circle { focus, center, radius }, opacity)
    {
        return vec![smooth];
    }
    let t = path.abs_transform().pre_concat(g.transform());
    let Some(corners) = corners(path, t) else { return Vec::new() };
    let (cx, cy, r) = (f64::from(g.cx()), f64::from(g.cy()), f64::from(g.r().get()));
    let (fx, fy) = (f64::from(g.fx()), f64::from(g.fy()));
    let far = corners.map(|(x, y)| (x - cx).hypot(y - cy) / r).into_iter().fold(1.0, f64::max);
    // As a fan from the far end: band i covers everything inside its radius.
    let mut list = bands(g.stops(), g.spread_method(), 0.0, far.min(64.0), opacity);
    list.reverse();
    let mut outer = far.min(64.0) + 0.01;
    let mut out = Vec::new();
    for (start, rgb) in list {
        let k = outer.min(1.0);
        let (x, y) = (fx + (cx - fx) * k, fy + (cy - fy) * k);
        let disc = tiny_skia_path::PathBuilder::from_circle(x as f32, y as f32, (r * outer) as f32);
        if let Some(outline) = disc.and_then(|d| steps(&d, t)) {
            out.push(Shape::Fill(outline, false, rgb));
        }
        outer = start;
    }
    out
}

/// The corners of a shape's box in the coordinates of its gradient.
fn corners(path: &usvg::Path, gradient_to_page: Transform) -> Option<[(f64, f64); 4]> {
    let back = gradient_to_page.invert()?.pre_concat(path.abs_transform());
    let b = path.data().bounds();
    Some([(b.left(), b.top()), (b.right(), b.top()), (b.left(), b.bottom()), (b.right(), b.bottom())].map(|(x, y)| {
        let mut p = tiny_skia_path::Point::from_xy(x, y);
        back.map_point(&mut p);
        (f64::from(p.x), f64::from(p.y))
    }))
}

/// Where each band begins and its colour, from `from` on.
fn bands(stops: &[usvg::Stop], spread: usvg::SpreadMethod, from: f64, to: f64, opacity: f32) -> Vec<(f64, Rgb)> {
    let colour = |t: f64| {
        let t = match spread {
            usvg::SpreadMethod::Pad => t.clamp(0.0, 1.0),
            usvg::SpreadMethod::Repeat => t - t.floor(),
            usvg::SpreadMethod::Reflect => 1.0 - ((t.rem_euclid(2.0)) - 1.0).abs(),
        };
        let i = stops.partition_point(|s| f64::from(s.offset().get()) <= t);
        let shade = |s: &usvg::Stop| on_white(s.color(), s.opacity().get() * opacity);
        match (i.checked_sub(1).and_then(|i| stops.get(i)), stops.get(i)) {
            (Some(a), Some(b)) => {
                let (s, e) = (f64::from(a.offset().get()), f64::from(b.offset().get()));
                let part = if e > s { (t - s) / (e - s) } else { 1.0 };
                let (a, b) = (shade(a), shade(b));
                [0, 1, 2].map(|k| (f64::from(a[k]) + (f64::from(b[k]) - f64::from(a[k])) * part).round() as u8)
            }
            (Some(s), None) | (None, Some(s)) => shade(s),
            (None, None) => [255; 3],
        }
    };
    // Bands no wider than 1/64 of the gradient, and not more than a few times as many over a long spread.
    let count = (((to - from) * BANDS as f64).ceil().max(1.0) as usize).min(8 * BANDS);
    let step = (to - from) / count as f64;
    let mut out: Vec<(f64, Rgb)> = Vec::new();
    for i in 0..count {
        let start = from + step * i as f64;
        let rgb = colour(start + step / 2.0);
        if out.last().is_none_or(|(_, last)| *last != rgb) {
            out.push((start, rgb));
        }
    }
    out
}
