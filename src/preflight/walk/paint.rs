//! Paths, gradients, patterns and pictures.

use super::state::{State, around, is_square, least_scale, moved};
use super::{Odd, Path, Pen, Place, Walk, matrix};
use crate::preflight::color::{Inks, Space};
use crate::preflight::facts::{Area, Mark, Picture, Use, What, shared};
use crate::preflight::function::Function;
use crate::preflight::object::{Dict, Obj};
use std::rc::Rc;

impl Path {
    /// Adds one segment in user space.
    pub(super) fn add(&mut self, op: &str, args: &[Obj]) {
        let n = |i: usize| args.get(i).and_then(Obj::num).unwrap_or(0.0);
        self.segments += 1;
        if self.points.len() > 200_000 {
            return;
        }
        match op {
            "re" => {
                let (x, y, w, h) = (n(0), n(1), n(2), n(3));
                self.rects.push([x.min(x + w), y.min(y + h), x.max(x + w), y.max(y + h)]);
                self.points.extend([(x, y), (x + w, y + h)]);
            }
            "h" => {}
            _ => {
                self.other = true;
                for pair in args.chunks_exact(2) {
                    self.points.push((pair[0].num().unwrap_or(0.0), pair[1].num().unwrap_or(0.0)));
                }
            }
        }
    }
    fn bounds(&self) -> Option<Area> {
        let first = self.points.first()?;
        Some(self.points.iter().fold([first.0, first.1, first.0, first.1], |a, p| {
            [a[0].min(p.0), a[1].min(p.1), a[2].max(p.0), a[3].max(p.1)]
        }))
    }
    /// The one rectangle it is, drawn as such or with four lines.
    fn rectangle(&self) -> Option<Area> {
        match (&self.rects[..], self.other) {
            ([one], false) => Some(*one),
            ([], true) if matches!(self.points.len(), 4 | 5) => {
                let b = self.bounds()?;
                let corner = |p: &(f64, f64)| (p.0 == b[0] || p.0 == b[2]) && (p.1 == b[1] || p.1 == b[3]);
                let steps = self.points.windows(2).all(|w| (w[0].0 == w[1].0) != (w[0].1 == w[1].1));
                (self.points.iter().all(corner) && steps).then_some(b)
            }
            _ => None,
        }
    }
}

impl Walk<'_, '_> {
    /// A path is painted, or only clips.
    pub(super) fn finish(&mut self, op: &str, state: &mut State, pen: &mut Pen, place: &Place) {
        let path = std::mem::take(&mut pen.path);
        let clips = std::mem::take(&mut pen.clip_next);
        let Some(bounds) = path.bounds() else { return };
        let rectangle = path.rectangle();
        let area = around(state.matrix, rectangle.unwrap_or(bounds));
        // Filled without any thickness, each device draws what it likes (ISO 32000-1, 8.5.3.3.1).
        let flat = |a: Area| (a[2] - a[0] < 1e-4) != (a[3] - a[1] < 1e-4);
        let square = rectangle.is_some() && is_square(state.matrix);
        if matches!(op, "f" | "F" | "f*" | "B" | "B*" | "b" | "b*") {
            if path.rects.len() > 1 && !path.other {
                // Several rectangles in one path are seen one by one: rules are often drawn so.
                for rect in path.rects.iter().take(2000) {
                    let thin = thin_side(state, *rect);
                    let area = around(state.matrix, *rect);
                    self.paint(What::Fill, state, area, is_square(state.matrix), thin, place);
                }
            } else {
                let thin = match rectangle {
                    Some(r) => thin_side(state, r),
                    None => flat(bounds).then_some(0.0),
                };
                self.paint(What::Fill, state, area, square, thin, place);
            }
        }
        if matches!(op, "S" | "s" | "B" | "B*" | "b" | "b*") {
            let width = state.line * least_scale(state.matrix);
            let half = width / 2.0;
            let grown = [area[0] - half, area[1] - half, area[2] + half, area[3] + half];
            // One upright line is its own box; of any other path the box says little about where ink is.
            let flat = area[2] - area[0] < 1e-3 || area[3] - area[1] < 1e-3;
            let line = path.points.len() == 2 && path.rects.is_empty() && flat;
            self.paint(What::Stroke, state, grown, line, Some(width), place);
        }
        if clips {
            state.clip = shared(state.clip, area);
            state.clip_exact &= square;
        }
    }

    /// Notes a mark, the space of its colour, and walks into its pattern.
    pub(super) fn paint(
        &mut self,
        what: What,
        state: &State,
        area: Area,
        exact: bool,
        thin: Option<f64>,
        place: &Place,
    ) {
        let strokes = matches!(what, What::Stroke | What::Outline);
        let color = if strokes { &state.stroke } else { &state.fill };
        let overprint = if strokes { state.over_stroke } else { state.over_fill };
        let of = match what {
            What::Text | What::Outline => "type",
            What::Mask => "stencil",
            What::Stroke => "stroke",
            _ => "fill",
        };
        self.used(&color.space, state.keeps && overprint, place, of);
        if let Some(name) = &color.pattern {
            self.pattern(&name.clone(), state, area, place);
        }
        let alpha = if strokes { state.alpha_stroke } else { state.alpha_fill };
        let clipped = shared(area, state.clip);
        self.facts.marks.push(Mark {
            page: self.page,
            what,
            inks: color.inks(),
            space: color.space.clone(),
            overprint,
            keeps: state.keeps,
            area: clipped,
            exact: exact && state.clip_exact,
            thin,
            size: 0.0,
            font: None,
            pattern: color.pattern.is_some(),
            blended: alpha < 0.9999 || state.blends || state.masked,
            in_mask: place.in_mask,
            unset: color.unset,
            hidden: clipped[0] > clipped[2] || clipped[1] > clipped[3],
            inside: place.inside.clone(),
        });
    }

    /// Notes that a colour space is in use.
    pub(super) fn used(&mut self, space: &Rc<Space>, keeps: bool, place: &Place, of: &str) {
        let key = (Rc::as_ptr(space) as usize, Rc::as_ptr(&place.resources) as usize, keeps, place.in_mask);
        let key = (key.0, key.1 ^ self.page.wrapping_mul(0x9E37_79B9_7F4A_7C15), key.2, key.3);
        if !self.seen.insert(key) || self.facts.uses.len() > 20_000 {
            return;
        }
        self.kept_spaces.push(space.clone());
        let defaults = self.defaults(&place.resources);
        self.facts.uses.push(Use {
            page: self.page,
            space: space.clone(),
            defaults,
            keeps,
            in_mask: place.in_mask,
            inside: place.inside.clone(),
            of: of.to_string(),
        });
    }

    fn pattern(&mut self, name: &str, state: &State, area: Area, place: &Place) {
        let found = self.doc.dict(&place.resources, "Pattern").map(|d| self.doc.get(&d, name));
        let Some(dict) = found.as_ref().and_then(|o| o.dict()).cloned() else {
            self.odd(Odd::Resource, place, format!("pattern {name} is not in the resources"));
            return;
        };
        if self.doc.num(&dict, "PatternType") == Some(2.0) {
            let shading = self.doc.get(&dict, "Shading");
            self.shading(&shading, state, area, place);
        } else {
            let mut inner = state.clone();
            inner.matrix = matrix(&self.doc.numbers(&dict, "Matrix"));
            inner.clip_exact = false;
            let (marks, pictures) = (self.facts.marks.len(), self.facts.pictures.len());
            self.form(&dict, inner, place, &format!("pattern {name}"));
            // What a cell holds is repeated over all that is painted, wherever the cell itself stands.
            let clipped = shared(area, state.clip);
            for mark in &mut self.facts.marks[marks..] {
                (mark.area, mark.exact) = (clipped, false);
                mark.hidden = clipped[0] > clipped[2] || clipped[1] > clipped[3];
            }
            for picture in &mut self.facts.pictures[pictures..] {
                picture.area = clipped;
            }
        }
    }

    /// The operator `sh`.
    pub(super) fn shade(&mut self, name: &str, state: &State, place: &Place) {
        let found = self.doc.dict(&place.resources, "Shading").map(|d| self.doc.get(&d, name));
        match found {
            Some(shading) if shading.dict().is_some() => self.shading(&shading, state, state.clip, place),
            _ => self.odd(Odd::Resource, place, format!("gradient {name} is not in the resources")),
        }
    }

    fn shading(&mut self, object: &Obj, state: &State, area: Area, place: &Place) {
        let Some(dict) = object.dict().cloned() else { return };
        let space = self.space(dict.raw("ColorSpace").unwrap_or(&Obj::Null), place);
        self.used(&space, state.keeps && state.over_fill, place, "gradient");
        let function = Function::read(self.doc, &self.doc.get(&dict, "Function"), 0);
        // The heaviest colour that the gradient passes through stands for all of it.
        let heaviest = function.and_then(|f| {
            let inks: Vec<Inks> = f.samples().iter().filter_map(|c| space.inks(c)).collect();
            inks.into_iter().max_by(|a, b| a.total().total_cmp(&b.total()))
        });
        let clipped = shared(area, state.clip);
        self.facts.marks.push(Mark {
            page: self.page,
            what: What::Shading,
            inks: heaviest,
            space,
            overprint: state.over_fill,
            keeps: state.keeps,
            area: clipped,
            exact: state.clip_exact,
            thin: None,
            size: 0.0,
            font: None,
            pattern: false,
            blended: state.alpha_fill < 0.9999 || state.blends || state.masked,
            in_mask: place.in_mask,
            unset: false,
            hidden: clipped[0] > clipped[2] || clipped[1] > clipped[3],
            inside: place.inside.clone(),
        });
    }

    /// An image, inline or not.
    pub(super) fn picture(&mut self, dict: &Rc<Dict>, name: &str, state: &State, place: &Place) {
        let number = |key: &str| self.doc.num(dict, key).map(|n| n as i64);
        let mask = self.doc.get(dict, "ImageMask").truth() == Some(true);
        let bits = if mask { 1 } else { number("BitsPerComponent").unwrap_or(8) };
        let (width, height) = (number("Width").unwrap_or(0), number("Height").unwrap_or(0));
        let space = match dict.raw("ColorSpace") {
            Some(object) if !mask => Some(self.space(&object.clone(), place)),
            // JPEG 2000 may say itself in which space it is.
            None if !mask && self.doc.filters(dict).last().is_some_and(|f| f == "JPXDecode") => {
                let own = jpx_space(&self.doc.plain(dict).bytes);
                own.map(|space| self.device(space))
            }
            _ => None,
        };
        let m = state.matrix;
        let (across, up) = (m[0].hypot(m[1]), m[2].hypot(m[3]));
        let ppi = if across > 0.0 && up > 0.0 {
            (width as f64 * 72.0 / across).min(height as f64 * 72.0 / up)
        } else {
            f64::INFINITY
        };
        let area = around(m, [0.0, 0.0, 1.0, 1.0]);
        if let Some(space) = &space {
            self.used(space, state.keeps && state.over_fill, place, &format!("picture {name}"));
        }
        self.facts.pictures.push(Picture {
            page: self.page,
            dict: dict.clone(),
            id: dict.id,
            name: name.into(),
            width,
            height,
            bits,
            line_art: mask || bits == 1,
            mask,
            space: space.clone(),
            ppi,
            area: shared(area, state.clip),
            matrix: m,
            in_mask: place.in_mask,
            inside: place.inside.clone(),
        });
        let exact = is_square(m);
        if mask {
            self.paint(What::Mask, state, area, false, None, place);
            return;
        }
        let index = self.facts.pictures.len() - 1;
        self.paint_picture(index, space, state, area, exact, place);
    }

    fn paint_picture(
        &mut self,
        index: usize,
        space: Option<Rc<Space>>,
        state: &State,
        area: Area,
        exact: bool,
        place: &Place,
    ) {
        let clipped = shared(area, state.clip);
        let dict = &self.facts.pictures[index].dict;
        let cut_out = dict.has("SMask") || dict.has("Mask");
        self.facts.marks.push(Mark {
            page: self.page,
            what: What::Picture(index),
            inks: None,
            space: space.unwrap_or_else(|| Rc::new(Space::Unknown("none".into()))),
            overprint: state.over_fill,
            keeps: state.keeps,
            area: clipped,
            exact: exact && state.clip_exact && !cut_out,
            thin: None,
            size: 0.0,
            font: None,
            pattern: false,
            blended: state.alpha_fill < 0.9999 || state.blends || state.masked || dict.has("SMask"),
            in_mask: place.in_mask,
            unset: false,
            hidden: clipped[0] > clipped[2] || clipped[1] > clipped[3],
            inside: place.inside.clone(),
        });
    }
}

/// The space that a JPEG 2000 file names (ISO/IEC 15444-1, I.5.3.3): an enumerated one, or that of as many colours as
/// it has.
fn jpx_space(bytes: &[u8]) -> Option<Space> {
    let head = &bytes[..bytes.len().min(64 << 10)];
    let find = |mark: &[u8]| head.windows(mark.len()).position(|w| w == mark).map(|at| &head[at + mark.len()..]);
    let enumerated = find(b"colr").filter(|c| c.first() == Some(&1)).and_then(|c| c.get(3..7));
    match enumerated {
        Some([0, 0, 0, 12]) => return Some(Space::Cmyk),
        Some([0, 0, 0, 17]) => return Some(Space::Gray),
        Some([0, 0, 0, 16 | 18]) => return Some(Space::Rgb),
        _ => {}
    }
    // The codestream's own head: SIZ, then 36 bytes before the number of components.
    match find(&[0xFF, 0x4F, 0xFF, 0x51])?.get(36..38)? {
        [0, 1 | 2] => Some(Space::Gray),
        [0, 3] => Some(Space::Rgb),
        [0, 4 | 5] => Some(Space::Cmyk),
        _ => None,
    }
}

/// The thin side of a rectangle on the page.
fn thin_side(state: &State, r: Area) -> Option<f64> {
    let m = state.matrix;
    let origin = moved(m, r[0], r[1]);
    let side = |x: f64, y: f64| {
        let p = moved(m, x, y);
        (p.0 - origin.0).hypot(p.1 - origin.1)
    };
    let (a, b) = (side(r[2], r[1]), side(r[0], r[3]));
    (a.max(b) > 0.0).then_some(a.min(b))
}
