//! SVG → drawing steps.
//!
//! In: the text of an SVG. Out: [`Drawing`], still in screen colours, and notices of what was changed.
//! Does not know: profiles, plates.
//!
//! `usvg` resolves styles, shapes, references and units. It gets no door to the outside: no files, no pictures, no
//! faces. What print cannot do, or a newspaper should not, is flattened or left out, and said.
//!
//! Exact ink: `fill="#e60012 icc-color(cmyk, 0, 1, 1, 0)"` (SVG 1.1) and `fill="device-cmyk(0, 1, 1, 0)"` (CSS
//! Color 5), amounts from 0 to 1 or in per cent. A colour keeps its ink wherever its hexadecimal form stands.

use crate::art::gradient;
use crate::art::head::{Trouble, broken};
use crate::art::limits;
use crate::art::vector::{Cap, Ends, Join, PathStep, Pen};
use crate::geom::{Len, Point, Size};
use std::collections::{BTreeMap, BTreeSet};
use usvg::roxmltree;
use usvg::tiny_skia_path::{self, PathSegment, Transform};

/// A screen colour, 8 bits each.
pub type Rgb = [u8; 3];

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// Natural size.
    pub size: Size,
    /// In paint order.
    pub shapes: Vec<Shape>,
    /// Colours that name their ink, in thousandths.
    pub inks: BTreeMap<Rgb, [u16; 4]>,
    /// What was changed, in words that follow the file's name.
    pub notices: Vec<String>,
}

/// A drawing step before its colour is ink.
#[derive(Clone, Debug)]
pub enum Shape {
    /// See [`crate::art::vector::VectorOp::Fill`].
    Fill(Vec<PathStep>, bool, Rgb),
    /// See [`crate::art::vector::VectorOp::Stroke`].
    Stroke(Vec<PathStep>, Pen, Rgb),
    /// See [`crate::art::vector::VectorOp::Clip`].
    Clip(Vec<PathStep>, bool),
    /// See [`crate::art::vector::VectorOp::Unclip`].
    Unclip,
    /// See [`crate::art::vector::VectorOp::Shade`].
    Shade(Shade),
}

/// A gradient before its colours are ink.
#[derive(Clone, Debug)]
pub struct Shade {
    /// See [`crate::art::vector::Gradient::matrix`].
    pub matrix: [f64; 6],
    /// Between what it goes.
    pub ends: Ends,
    /// Where from 0 to 1 which colour stands, in order.
    pub stops: Vec<(f64, Rgb)>,
}

/// A CSS pixel is 1/96 inch.
const PIXEL: f64 = 9_525.0;

/// Reads an SVG.
pub fn read(bytes: &[u8]) -> Result<Drawing, Trouble> {
    if bytes.len() > limits::SVG_BYTES {
        return Err(Trouble::TooLarge(format!("is an SVG of more than {} MB", limits::SVG_BYTES >> 20)));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return broken("is not UTF-8") };
    if nesting(text) > limits::DEPTH {
        return Err(Trouble::TooLarge(format!("nests its elements deeper than {} levels", limits::DEPTH)));
    }
    let (text, inks) = named_inks(text);
    let options = roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: 1_000_000, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(&text, options)
        .map_err(|e| Trouble::Broken(format!("is not well-formed: {e}")))?;
    let mut notices = inventory(&document)?;
    let options = usvg::Options {
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Default::default()
    };
    let tree = usvg::Tree::from_xmltree(&document, &options)
        .map_err(|e| Trouble::Broken(format!("is not a usable SVG: {e}")))?;
    let mut walk = Walk { shapes: Vec::new(), notices: BTreeSet::new() };
    walk.group(tree.root(), 1.0)?;
    notices.extend(walk.notices.into_iter().map(str::to_string));
    let size = Size { w: len(f64::from(tree.size().width())), h: len(f64::from(tree.size().height())) };
    Ok(Drawing { size, shapes: walk.shapes, inks, notices })
}

/// Deepest nesting of tags, by a scan that allocates nothing.
fn nesting(text: &str) -> usize {
    let (mut depth, mut most) = (0usize, 0);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let skip = |end: &str| rest.find(end).map_or("", |i| &rest[i..]);
        match rest.as_bytes().first() {
            Some(b'!') if rest.starts_with("!--") => rest = skip("-->"),
            Some(b'!') if rest.starts_with("![CDATA[") => rest = skip("]]>"),
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) => {
                let end = rest.find('>').unwrap_or(rest.len());
                if !rest[..end].ends_with('/') {
                    depth += 1;
                    most = most.max(depth);
                }
            }
        }
    }
    most
}

/// Takes the inks out of the text, leaving a colour that the parser knows.
fn named_inks(text: &str) -> (String, BTreeMap<Rgb, [u16; 4]>) {
    let mut inks = BTreeMap::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut made = 0u32;
    loop {
        let next = ["icc-color(", "device-cmyk("].iter().filter_map(|word| Some((rest.find(word)?, *word))).min();
        let Some((at, word)) = next else { break };
        let Some(end) = rest[at..].find(')').map(|e| at + e) else { break };
        out.push_str(&rest[..at]);
        let body = &rest[at + word.len()..end];
        rest = &rest[end + 1..];
        let Some(ink) = amounts(body) else { continue };
        let before = out.trim_end();
        let hex = before.rfind('#').map(|i| &before[i + 1..]).filter(|h| h.len() == 6);
        if let Some(rgb) = hex.and_then(parse_hex) {
            inks.entry(rgb).or_insert(ink);
            continue;
        }
        // No fallback colour: one that nobody uses.
        let known = inks.iter().find(|(_, known)| **known == ink).map(|(rgb, _)| *rgb);
        let rgb = known.unwrap_or_else(|| {
            loop {
                made += 1;
                let rgb = [0xFD, (made >> 8) as u8 ^ 0xB1, made as u8];
                if !inks.contains_key(&rgb) && !text.to_ascii_lowercase().contains(&hex_of(rgb)) {
                    break rgb;
                }
            }
        });
        inks.insert(rgb, ink);
        out.push_str(&hex_of(rgb));
    }
    out.push_str(rest);
    (out, inks)
}

fn hex_of([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn parse_hex(hex: &str) -> Option<Rgb> {
    let v = u32::from_str_radix(hex, 16).ok()?;
    Some([(v >> 16) as u8, (v >> 8) as u8, v as u8])
}

/// Four amounts, a name before them ignored; `1` and `100%` are full ink.
fn amounts(body: &str) -> Option<[u16; 4]> {
    let parts: Vec<u16> = body
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter_map(|part| {
            let (number, scale) = part.strip_suffix('%').map_or((part, 1000.0), |p| (p, 10.0));
            Some((number.parse::<f64>().ok()? * scale).round().clamp(0.0, 1000.0) as u16)
        })
        .collect();
    parts.try_into().ok()
}

/// What stands in the file that will not be drawn, and whether its references unfold to too much.
fn inventory(document: &roxmltree::Document<'_>) -> Result<Vec<String>, Trouble> {
    const XLINK: &str = "http://www.w3.org/1999/xlink";
    let mut notices = BTreeSet::new();
    let mut ids = BTreeMap::new();
    for node in document.descendants().filter(|n| n.is_element()) {
        if let Some(id) = node.attribute("id") {
            ids.entry(id).or_insert(node.id());
        }
        let href = node.attribute("href").or_else(|| node.attribute((XLINK, "href")));
        match node.tag_name().name() {
            "text" | "tspan" | "textPath" => {
                notices.insert("has text, which is left out: turn it into outlines");
            }
            "script" => {
                notices.insert("has a script, which is ignored");
            }
            "image" | "feImage" => {
                notices.insert("has a picture inside, which is left out: place it as a picture of its own");
            }
            "foreignObject" => {
                notices.insert("has a foreign object, which is left out");
            }
            "animate" | "animateTransform" | "animateMotion" | "set" => {
                notices.insert("is animated: its first state is drawn");
            }
            _ => {}
        }
        let outside = href.is_some_and(|h| !h.starts_with('#') && !h.starts_with("data:"));
        if outside && node.tag_name().name() != "a" {
            notices.insert("refers to another file, which is not read");
        }
    }
    let mut sizes = BTreeMap::new();
    let unfolded = unfold(document.root_element(), &ids, &mut sizes, 0);
    if unfolded > limits::SVG_OPS as u64 {
        return Err(Trouble::TooLarge(format!("unfolds to more than {} elements", limits::SVG_OPS)));
    }
    Ok(notices.into_iter().map(str::to_string).collect())
}

/// Elements below a node once every `<use>` stands for what it refers to.
fn unfold(
    node: roxmltree::Node<'_, '_>,
    ids: &BTreeMap<&str, roxmltree::NodeId>,
    sizes: &mut BTreeMap<u32, u64>,
    depth: usize,
) -> u64 {
    const XLINK: &str = "http://www.w3.org/1999/xlink";
    if depth > 2 * limits::DEPTH {
        return 1;
    }
    if let Some(&known) = sizes.get(&node.id().get()) {
        return known;
    }
    // A loop back to here adds nothing; the parser cuts it.
    sizes.insert(node.id().get(), 1);
    let mut sum = 1u64;
    for child in node.children().filter(|n| n.is_element()) {
        sum = sum.saturating_add(unfold(child, ids, sizes, depth + 1));
    }
    if node.tag_name().name() == "use" {
        let href = node.attribute("href").or_else(|| node.attribute((XLINK, "href")));
        let target = href.and_then(|h| h.strip_prefix('#')).and_then(|id| ids.get(id));
        if let Some(target) = target.and_then(|&id| node.document().get_node(id)) {
            sum = sum.saturating_add(unfold(target, ids, sizes, depth + 1));
        }
    }
    sizes.insert(node.id().get(), sum);
    sum
}

/// From CSS pixels.
fn len(pixels: f64) -> Len {
    Len((pixels * PIXEL).round().clamp(-1e15, 1e15) as i64)
}

/// From CSS pixels.
pub fn point(x: f32, y: f32) -> Point {
    Point { x: len(f64::from(x)), y: len(f64::from(y)) }
}

/// An outline under a transform; quadratic curves become cubic.
pub fn steps(path: &tiny_skia_path::Path, transform: Transform) -> Option<Vec<PathStep>> {
    let path = path.clone().transform(transform)?;
    let mut out = Vec::new();
    let (mut x, mut y) = (0.0f32, 0.0f32);
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(p) => {
                out.push(PathStep::Move(point(p.x, p.y)));
                (x, y) = (p.x, p.y);
            }
            PathSegment::LineTo(p) => {
                out.push(PathStep::Line(point(p.x, p.y)));
                (x, y) = (p.x, p.y);
            }
            PathSegment::QuadTo(c, p) => {
                let third = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
                let a = point(third(x, c.x), third(y, c.y));
                let b = point(third(p.x, c.x), third(p.y, c.y));
                out.push(PathStep::Curve(a, b, point(p.x, p.y)));
                (x, y) = (p.x, p.y);
            }
            PathSegment::CubicTo(a, b, p) => {
                out.push(PathStep::Curve(point(a.x, a.y), point(b.x, b.y), point(p.x, p.y)));
                (x, y) = (p.x, p.y);
            }
            PathSegment::Close => out.push(PathStep::Close),
        }
    }
    (!out.is_empty()).then_some(out)
}

/// A colour laid on white.
pub fn on_white(color: usvg::Color, opacity: f32) -> Rgb {
    [color.red, color.green, color.blue].map(|v| {
        let v = f64::from(v) * f64::from(opacity) + 255.0 * (1.0 - f64::from(opacity));
        v.round().clamp(0.0, 255.0) as u8
    })
}

struct Walk {
    shapes: Vec<Shape>,
    notices: BTreeSet<&'static str>,
}

impl Walk {
    fn push(&mut self, shape: Shape) -> Result<(), Trouble> {
        if self.shapes.len() >= limits::SVG_OPS {
            return Err(Trouble::TooLarge(format!("unfolds to more than {} drawing steps", limits::SVG_OPS)));
        }
        self.shapes.push(shape);
        Ok(())
    }
    fn push_all(&mut self, shapes: Vec<Shape>) -> Result<(), Trouble> {
        shapes.into_iter().try_for_each(|shape| self.push(shape))
    }
    fn group(&mut self, group: &usvg::Group, opacity: f32) -> Result<(), Trouble> {
        let opacity = opacity * group.opacity().get();
        if group.mask().is_some() {
            self.notices.insert("has a mask, which is ignored");
        }
        if !group.filters().is_empty() {
            self.notices.insert("has filter effects (blur, shadow), which are ignored");
        }
        if group.blend_mode() != usvg::BlendMode::Normal {
            self.notices.insert("has a blend mode, which is ignored");
        }
        let mut clips = 0;
        let mut clip = group.clip_path();
        while let Some(c) = clip {
            if let Some((path, even_odd)) = clip_outline(c, group.abs_transform()) {
                self.push(Shape::Clip(path, even_odd))?;
                clips += 1;
            }
            clip = c.clip_path();
        }
        for child in group.children() {
            match child {
                usvg::Node::Group(g) => self.group(g, opacity)?,
                usvg::Node::Path(p) if p.is_visible() => self.path(p, opacity)?,
                _ => {}
            }
        }
        for _ in 0..clips {
            self.push(Shape::Unclip)?;
        }
        Ok(())
    }
    fn path(&mut self, path: &usvg::Path, opacity: f32) -> Result<(), Trouble> {
        if path.paint_order() == usvg::PaintOrder::StrokeAndFill {
            self.stroke(path, opacity)?;
            self.fill(path, opacity)
        } else {
            self.fill(path, opacity)?;
            self.stroke(path, opacity)
        }
    }
    fn see_through(&mut self, opacity: f32) {
        if opacity < 1.0 {
            self.notices.insert("is transparent in parts: they are drawn as they look on white");
        }
    }
    fn fill(&mut self, path: &usvg::Path, opacity: f32) -> Result<(), Trouble> {
        let Some(fill) = path.fill() else { return Ok(()) };
        let opacity = opacity * fill.opacity().get();
        let Some(outline) = steps(path.data(), path.abs_transform()) else { return Ok(()) };
        if opacity <= 0.0 {
            return Ok(());
        }
        self.see_through(opacity);
        let even_odd = fill.rule() == usvg::FillRule::EvenOdd;
        match fill.paint() {
            usvg::Paint::Color(color) => self.push(Shape::Fill(outline, even_odd, on_white(*color, opacity))),
            usvg::Paint::LinearGradient(g) => {
                self.push(Shape::Clip(outline, even_odd))?;
                self.push_all(gradient::linear(g, path, opacity))?;
                self.push(Shape::Unclip)
            }
            usvg::Paint::RadialGradient(g) => {
                self.push(Shape::Clip(outline, even_odd))?;
                self.push_all(gradient::radial(g, path, opacity))?;
                self.push(Shape::Unclip)
            }
            usvg::Paint::Pattern(pattern) => {
                self.notices.insert("has a pattern fill, which is drawn as an even tint");
                let tint = first_colour(pattern.root()).unwrap_or(usvg::Color::new_rgb(128, 128, 128));
                self.push(Shape::Fill(outline, even_odd, on_white(tint, opacity)))
            }
        }
    }
    fn stroke(&mut self, path: &usvg::Path, opacity: f32) -> Result<(), Trouble> {
        let Some(stroke) = path.stroke() else { return Ok(()) };
        let opacity = opacity * stroke.opacity().get();
        if opacity <= 0.0 {
            return Ok(());
        }
        self.see_through(opacity);
        let rgb = match stroke.paint() {
            usvg::Paint::Color(color) => on_white(*color, opacity),
            usvg::Paint::LinearGradient(g) => self.one_colour(g.stops(), opacity),
            usvg::Paint::RadialGradient(g) => self.one_colour(g.stops(), opacity),
            usvg::Paint::Pattern(_) => self.one_colour(&[], opacity),
        };
        let t = path.abs_transform();
        let (a, b) = (f64::from(t.sx).hypot(f64::from(t.ky)), f64::from(t.kx).hypot(f64::from(t.sy)));
        let straight = (f64::from(t.sx) * f64::from(t.kx) + f64::from(t.ky) * f64::from(t.sy)).abs();
        if (a - b).abs() > 1e-3 * a.max(b) || straight > 1e-3 * a * b {
            // A pen that is not round any more: its mark is drawn as an outline.
            let pen = stroke.to_tiny_skia();
            let scale = a.max(b).max(1e-3) as f32;
            let mut line = path.data().clone();
            if let Some(dash) = &pen.dash {
                line = line.dash(dash, scale).unwrap_or(line);
            }
            let outline = line.stroke(&pen, scale * 8.0).and_then(|o| steps(&o, t));
            return outline.map_or(Ok(()), |outline| self.push(Shape::Fill(outline, false, rgb)));
        }
        let Some(outline) = steps(path.data(), t) else { return Ok(()) };
        let mut dashes: Vec<Len> = stroke.dasharray().unwrap_or(&[]).iter().map(|&d| len(f64::from(d) * a)).collect();
        if dashes.iter().all(|d| d.0 <= 0) {
            dashes.clear();
        }
        if dashes.len() % 2 == 1 {
            dashes.extend_from_within(..);
        }
        let pen = Pen {
            width: len(f64::from(stroke.width().get()) * a),
            cap: match stroke.linecap() {
                usvg::LineCap::Butt => Cap::Butt,
                usvg::LineCap::Round => Cap::Round,
                usvg::LineCap::Square => Cap::Square,
            },
            join: match stroke.linejoin() {
                usvg::LineJoin::Round => Join::Round,
                usvg::LineJoin::Bevel => Join::Bevel,
                usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => Join::Miter,
            },
            miter: (stroke.miterlimit().get() * 1000.0).clamp(1000.0, 1e6) as u32,
            phase: len(f64::from(stroke.dashoffset()) * a),
            dashes,
        };
        self.push(Shape::Stroke(outline, pen, rgb))
    }
    /// The mean of a gradient's ends, for a line.
    fn one_colour(&mut self, stops: &[usvg::Stop], opacity: f32) -> Rgb {
        self.notices.insert("has a line in a gradient or pattern, which is drawn in its mean colour");
        match (stops.first(), stops.last()) {
            (Some(first), Some(last)) => {
                let (a, b) = (on_white(first.color(), opacity), on_white(last.color(), opacity));
                [0, 1, 2].map(|i| ((u16::from(a[i]) + u16::from(b[i])) / 2) as u8)
            }
            _ => on_white(usvg::Color::new_rgb(128, 128, 128), opacity),
        }
    }
}

/// The first flat colour in a pattern.
fn first_colour(group: &usvg::Group) -> Option<usvg::Color> {
    group.children().iter().find_map(|node| match node {
        usvg::Node::Group(g) => first_colour(g),
        usvg::Node::Path(p) => match p.fill().map(usvg::Fill::paint).or(p.stroke().map(usvg::Stroke::paint)) {
            Some(usvg::Paint::Color(color)) => Some(*color),
            _ => None,
        },
        _ => None,
    })
}

/// All outlines of a clip path as one.
fn clip_outline(clip: &usvg::ClipPath, base: Transform) -> Option<(Vec<PathStep>, bool)> {
    fn collect(group: &usvg::Group, base: Transform, out: &mut Vec<PathStep>, even_odd: &mut bool) {
        for node in group.children() {
            match node {
                usvg::Node::Group(g) => collect(g, base, out, even_odd),
                usvg::Node::Path(p) => {
                    out.extend(steps(p.data(), base.pre_concat(p.abs_transform())).unwrap_or_default());
                    *even_odd |= p.fill().is_some_and(|f| f.rule() == usvg::FillRule::EvenOdd);
                }
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    let mut even_odd = false;
    collect(clip.root(), base.pre_concat(clip.transform()), &mut out, &mut even_odd);
    // A clip with nothing in it hides everything.
    if out.is_empty() {
        let corner = point(0.0, 0.0);
        out = vec![PathStep::Move(corner), PathStep::Line(corner), PathStep::Close];
    }
    Some((out, even_odd))
}
