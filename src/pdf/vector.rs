//! Vector art → path operators.
//!
//! In: drawing steps, a place. Out: operators. Does not know: where the art came from.
//!
//! The art is written where it stands, scaled to its place and clipped to it: plain paths in ink, which any
//! reader and any press understands.

use crate::art::VectorArt;
use crate::art::vector::{Cap, Ends, Join, PathStep, Pen, VectorOp};
use crate::display::ArtUse;
use crate::geom::Point;
use crate::pdf::content::Content;
use crate::pdf::inks::Side;
use crate::pdf::pdfx::name as name_of;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use printpdf::{DictItem, Op};

/// How the art's own coordinates become the sheet's, in points.
struct Map {
    scale: (f64, f64),
    shift: (f64, f64),
}

impl Map {
    fn new(art: &VectorArt, place: &ArtUse, content: &Content<'_>) -> Map {
        let [left, top, right, bottom] = place.crop.map(|c| f64::from(c) / 1_000_000.0);
        let (w, h) = (art.size.w.pt().max(1e-6), art.size.h.pt().max(1e-6));
        let seen = ((right - left).max(1e-6) * w, (bottom - top).max(1e-6) * h);
        let scale = (place.area.w.pt() / seen.0, place.area.h.pt() / seen.1);
        let origin = (f64::from(content.x(place.area.x)), f64::from(content.y(place.area.y)));
        Map { scale, shift: (origin.0 - left * w * scale.0, origin.1 + top * h * scale.1) }
    }

    fn point(&self, p: Point) -> [f32; 2] {
        let x = self.shift.0 + p.x.pt() * self.scale.0;
        let y = self.shift.1 - p.y.pt() * self.scale.1;
        [x as f32, y as f32]
    }

    /// A thickness: the mean of both directions, for pens that are not round say little on newsprint.
    fn thickness(&self, points: f64) -> f32 {
        (points * (self.scale.0 * self.scale.1).abs().sqrt()) as f32
    }
}

/// The resource name of an art's gradient, by its place among the drawing steps.
fn shading_name(art: &str, step: usize) -> String {
    format!("{art}S{step}")
}

/// The gradients of vector art as resources (ISO 32000-1, 8.7.4.5).
pub(crate) fn shadings(name: &str, art: &VectorArt, document: &mut Document) -> Vec<(String, ObjectId)> {
    let mut out = Vec::new();
    for (step, op) in art.ops.iter().enumerate() {
        let VectorOp::Shade(gradient) = op else { continue };
        let samples = gradient.inks.iter().flatten().map(|&part| (u32::from(part.min(1000)) * 255 / 1000) as u8);
        let mut function = Dictionary::new();
        function.set("FunctionType", 0);
        function.set("Domain", vec![0.into(), 1.into()]);
        function.set("Range", [0, 1].repeat(4).into_iter().map(Object::from).collect::<Vec<_>>());
        function.set("Size", vec![(gradient.inks.len() as i64).into()]);
        function.set("BitsPerSample", 8);
        let function = document.add_object(Stream::new(function, samples.collect()));
        let (kind, coords) = match gradient.ends {
            Ends::Line([from, to]) => (2, vec![from.0, from.1, to.0, to.1]),
            Ends::Circle { focus, center, radius } => (3, vec![focus.0, focus.1, 0.0, center.0, center.1, radius]),
        };
        let mut shading = Dictionary::new();
        shading.set("ShadingType", kind);
        shading.set("ColorSpace", name_of("DeviceCMYK"));
        shading.set("Coords", coords.into_iter().map(|v| Object::Real(v as f32)).collect::<Vec<_>>());
        shading.set("Function", function);
        shading.set("Extend", vec![true.into(), true.into()]);
        out.push((shading_name(name, step), document.add_object(shading)));
    }
    out
}

/// Draws one use of vector art, whose gradients stand among the resources under its name.
pub(crate) fn draw(content: &mut Content<'_>, art: &VectorArt, place: &ArtUse, name: &str) {
    let map = Map::new(art, place, content);
    content.save();
    content.rectangle(place.area);
    content.raw("W", &[]);
    content.raw("n", &[]);
    let mut depth = 0;
    for (step, op) in art.ops.iter().enumerate() {
        match op {
            VectorOp::Shade(gradient) => {
                content.overprint(false);
                content.save();
                let [a, b, c, d, e, f] = gradient.matrix;
                let ((sx, sy), (x, y)) = (map.scale, map.shift);
                let matrix = [a * sx, -b * sy, c * sx, -d * sy, x + e * sx, y - f * sy];
                let numbers = matrix.map(|v| DictItem::Real(((v * 1e6).round() / 1e6) as f32)).to_vec();
                content.push(Op::Unknown { key: "cm".into(), value: numbers });
                let shading = DictItem::Name(shading_name(name, step).into_bytes());
                content.push(Op::Unknown { key: "sh".into(), value: vec![shading] });
                content.restore();
            }
            VectorOp::Fill { path, even_odd, paint } => {
                content.paint(paint, Side::Fill);
                if outline(content, &map, path) {
                    content.raw(if *even_odd { "f*" } else { "f" }, &[]);
                }
            }
            VectorOp::Stroke { path, pen, paint } => {
                set_pen(content, &map, pen);
                content.paint(paint, Side::Stroke);
                if outline(content, &map, path) {
                    content.raw("S", &[]);
                }
            }
            VectorOp::Clip { path, even_odd } => {
                content.save();
                depth += 1;
                if !outline(content, &map, path) {
                    // Nothing is inside an empty outline: an empty rectangle says so.
                    content.raw("re", &[0.0, 0.0, 0.0, 0.0]);
                }
                content.raw(if *even_odd { "W*" } else { "W" }, &[]);
                content.raw("n", &[]);
            }
            VectorOp::Unclip if depth > 0 => {
                content.restore();
                depth -= 1;
            }
            VectorOp::Unclip => {}
        }
    }
    for _ in 0..depth {
        content.restore();
    }
    content.restore();
}

/// Writes an outline; whether there was any.
fn outline(content: &mut Content<'_>, map: &Map, path: &[PathStep]) -> bool {
    let mut begun = false;
    for step in path {
        match step {
            PathStep::Move(p) => {
                content.raw("m", &map.point(*p));
                begun = true;
            }
            // A line without a beginning is no path (ISO 32000-1, 8.5.2.1).
            _ if !begun => {}
            PathStep::Line(p) => content.raw("l", &map.point(*p)),
            PathStep::Curve(a, b, c) => {
                let ([x1, y1], [x2, y2], [x, y]) = (map.point(*a), map.point(*b), map.point(*c));
                content.raw("c", &[x1, y1, x2, y2, x, y]);
            }
            PathStep::Close => content.raw("h", &[]),
        }
    }
    begun
}

fn set_pen(content: &mut Content<'_>, map: &Map, pen: &Pen) {
    let cap = match pen.cap {
        Cap::Butt => 0,
        Cap::Round => 1,
        Cap::Square => 2,
    };
    let join = match pen.join {
        Join::Miter => 0,
        Join::Round => 1,
        Join::Bevel => 2,
    };
    content.raw("w", &[map.thickness(pen.width.pt())]);
    content.push(Op::Unknown { key: "J".into(), value: vec![DictItem::Int(cap)] });
    content.push(Op::Unknown { key: "j".into(), value: vec![DictItem::Int(join)] });
    content.raw("M", &[(pen.miter as f32 / 1000.0).max(1.0)]);
    let dashes = pen.dashes.iter().map(|d| DictItem::Real(map.thickness(d.pt()))).collect();
    let phase = DictItem::Real(map.thickness(pen.phase.pt()));
    content.push(Op::Unknown { key: "d".into(), value: vec![DictItem::Array(dashes), phase] });
}
