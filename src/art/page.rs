//! Supplied PDF pages (成品广告): what they are, and what in them would break the page they stand on.
//!
//! In: the bytes of a PDF. Out: [`Facts`] about its first page. Does not know: how the page is placed.
//!
//! Everything that would be carried into our file is looked at: the content and all that its resources name, used
//! or not, because a checker at the printer's looks there too. Files come from strangers: every stream is unpacked
//! against a limit, every loop and depth is bounded.

use crate::art::head::{Trouble, broken};
use crate::art::limits;
use crate::art::unpack::{self, Unpack};
use crate::files::Bytes;
use crate::geom::{Len, Size};
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, Stream};
use hayro_syntax::page::{Page, Rotation};
use hayro_syntax::{LoadPdfError, Pdf};
use std::collections::BTreeSet;
use std::sync::Arc;

/// For which flavours a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// For every press file.
    Press,
    /// For PDF/X-1a alone.
    X1a,
}

/// What was found out about a supplied page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Pages in the file; the first is placed.
    pub pages: usize,
    /// Trim box (or what stands for it) in the page's own units: left, bottom, right, top.
    pub trim: [f64; 4],
    /// Whether the file has a trim box.
    pub has_trim: bool,
    /// Turned clockwise for reading: 0, 90, 180 or 270.
    pub rotate: u16,
    /// What would break conformance, in words that follow "has".
    pub findings: BTreeSet<(Scope, String)>,
    /// Whether anything prints on cyan, magenta or yellow.
    pub colour: bool,
    /// Names of spot inks.
    pub spots: BTreeSet<String>,
}

impl Facts {
    /// Size of the trim box as read, in points of 1/72 inch.
    pub fn size(&self) -> Size {
        let (w, h) = (self.trim[2] - self.trim[0], self.trim[3] - self.trim[1]);
        let (w, h) = if self.rotate % 180 == 90 { (h, w) } else { (w, h) };
        Size { w: Len::from_pt(w), h: Len::from_pt(h) }
    }
}

/// A finding begins so when type cannot be drawn for want of its face.
pub const NO_FACE: &str = "a font that is not embedded";

/// Most operators of all content together: some seconds' worth of reading.
const OPERATORS: usize = 4_000_000;

/// Bytes that the parser can hold on to.
struct Held(Bytes);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Reads a supplied PDF.
pub fn read(bytes: &Bytes) -> Result<Facts, Trouble> {
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    if !tail.windows(5).any(|w| w == b"%%EOF") {
        return broken("is cut short: its end is missing");
    }
    unpack::object_streams(bytes)?;
    let pdf = match Pdf::new(Arc::new(Held(bytes.clone()))) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(_)) => return broken("is locked with a password"),
        Err(LoadPdfError::Invalid) => return broken("is a damaged PDF"),
    };
    let pages = pdf.pages();
    let Some(page) = pages.first() else { return broken("is a PDF without pages") };
    let mut check = Check { facts: Facts { pages: pages.len(), ..Facts::default() }, ..Check::default() };
    if unpack::contains(bytes, b"/Encrypt") {
        check.find(Scope::Press, "encryption");
    }
    check.boxes(page)?;
    check.page(page)?;
    Ok(check.facts)
}

#[derive(Default)]
struct Check {
    facts: Facts,
    /// Dictionaries looked at, by where they lie in memory: an inner one has no number of its own.
    seen: BTreeSet<(usize, usize)>,
    operators: usize,
}

impl Check {
    fn find(&mut self, scope: Scope, what: impl Into<String>) {
        // The more general finding is enough, and a hostile file shall not write a book.
        if self.facts.findings.len() < 40 {
            self.facts.findings.insert((scope, what.into()));
        }
    }
    /// Whether a dictionary is met for the first time.
    fn first_time(&mut self, dict: &Dict<'_>) -> bool {
        let data = dict.data();
        self.seen.insert((data.as_ptr() as usize, data.len()))
    }
    fn boxes(&mut self, page: &Page<'_>) -> Result<(), Trouble> {
        let own = |key: &str| {
            let numbers: Vec<f64> = page.raw().get::<Array<'_>>(key)?.iter::<Object<'_>>().filter_map(number).collect();
            let [a, b, c, d] = numbers[..].try_into().ok()?;
            Some([f64::min(a, c), f64::min(b, d), f64::max(a, c), f64::max(b, d)])
        };
        let media = page.media_box();
        let crop = page.crop_box();
        let trim = own("TrimBox").or_else(|| own("ArtBox"));
        self.facts.has_trim = trim.is_some();
        let trim = trim.unwrap_or([crop.x0, crop.y0, crop.x1, crop.y1]);
        let inside = [trim[0].max(media.x0), trim[1].max(media.y0), trim[2].min(media.x1), trim[3].min(media.y1)];
        if inside[2] - inside[0] < 1.0 || inside[3] - inside[1] < 1.0 || inside.iter().any(|v| v.abs() > 1e6) {
            return broken("has a page without a usable size");
        }
        self.facts.trim = inside;
        self.facts.rotate = match page.rotation() {
            Rotation::None => 0,
            Rotation::Horizontal => 90,
            Rotation::Flipped => 180,
            Rotation::FlippedHorizontal => 270,
        };
        if page.raw().get::<f64>("UserUnit").is_some_and(|u| u != 1.0) {
            self.find(Scope::Press, "a unit of its own (UserUnit)");
        }
        Ok(())
    }
    fn page(&mut self, page: &Page<'_>) -> Result<(), Trouble> {
        if let Some(group) = page.raw().get::<Dict<'_>>("Group") {
            self.group(&group, 0);
        }
        let resources = page.resources();
        let kinds = [
            ("Font", &resources.fonts),
            ("XObject", &resources.x_objects),
            ("ColorSpace", &resources.color_spaces),
            ("ExtGState", &resources.ext_g_states),
            ("Shading", &resources.shadings),
            ("Pattern", &resources.patterns),
            ("Properties", &resources.properties),
        ];
        for (kind, dict) in kinds {
            self.resource(kind, dict, 0)?;
        }
        match page.raw().get::<Object<'_>>("Contents") {
            Some(Object::Stream(stream)) => self.stream(&stream, 0),
            Some(Object::Array(parts)) => {
                // An operator may begin in one part and end in the next.
                let mut all = Vec::new();
                for part in parts.iter::<Stream<'_>>() {
                    all.extend(self.unpacked(&part)?);
                    all.push(b'\n');
                    if all.len() > limits::STREAM_BYTES {
                        return Err(Trouble::TooLarge(unpack::too_much()));
                    }
                }
                self.content(&all, 0)
            }
            _ => Ok(()),
        }
    }
    fn unpacked(&mut self, stream: &Stream<'_>) -> Result<Vec<u8>, Trouble> {
        match unpack::stream(stream)? {
            Unpack::Done(bytes) => Ok(bytes),
            Unpack::Lzw => {
                self.find(Scope::Press, "LZW compression");
                Ok(Vec::new())
            }
            Unpack::Image => broken("is damaged: its content is packed as a picture"),
        }
    }
    fn stream(&mut self, stream: &Stream<'_>, depth: usize) -> Result<(), Trouble> {
        let content = self.unpacked(stream)?;
        self.content(&content, depth)
    }
    fn resources(&mut self, dict: &Dict<'_>, depth: usize) -> Result<(), Trouble> {
        if depth > limits::DEPTH {
            return Err(Trouble::TooLarge(format!("nests its forms deeper than {} levels", limits::DEPTH)));
        }
        if !self.first_time(dict) {
            return Ok(());
        }
        for kind in ["Font", "XObject", "ColorSpace", "ExtGState", "Shading", "Pattern", "Properties"] {
            if let Some(entries) = dict.get::<Dict<'_>>(kind) {
                self.resource(kind, &entries, depth)?;
            }
        }
        Ok(())
    }
    fn resource(&mut self, kind: &str, entries: &Dict<'_>, depth: usize) -> Result<(), Trouble> {
        for name in sorted_keys(entries) {
            let Some(object) = entries.get::<Object<'_>>(&name[..]) else { continue };
            match (kind, object) {
                ("Font", Object::Dict(font)) => self.font(&font, depth)?,
                ("XObject", Object::Stream(stream)) => self.x_object(&stream, depth)?,
                ("ColorSpace", space) => self.space(&space, depth),
                ("ExtGState", Object::Dict(state)) => self.state(&state, depth)?,
                ("Shading", Object::Dict(d)) => self.keyed_space(&d, depth),
                ("Shading", Object::Stream(s)) => self.keyed_space(s.dict(), depth),
                ("Pattern", Object::Dict(d)) => {
                    if let Some(Object::Dict(shading)) = d.get("Shading") {
                        self.keyed_space(&shading, depth);
                    }
                }
                ("Pattern", Object::Stream(s)) if self.first_time(s.dict()) => {
                    if let Some(own) = s.dict().get::<Dict<'_>>("Resources") {
                        self.resources(&own, depth + 1)?;
                    }
                    self.stream(&s, depth + 1)?;
                }
                ("Properties", Object::Dict(d)) if is_name(&d, "Type", b"OCG") || is_name(&d, "Type", b"OCMD") => {
                    self.find(Scope::X1a, "layers");
                }
                _ => {}
            }
        }
        Ok(())
    }
    fn keyed_space(&mut self, dict: &Dict<'_>, depth: usize) {
        if let Some(space) = dict.get::<Object<'_>>("ColorSpace") {
            self.space(&space, depth);
        }
    }
    /// A colour space: what may not be printed, which inks it needs.
    fn space(&mut self, space: &Object<'_>, depth: usize) {
        if depth > limits::DEPTH {
            return;
        }
        match space {
            Object::Name(name) => self.device_space(name),
            Object::Array(array) => {
                let parts: Vec<Object<'_>> = array.iter::<Object<'_>>().take(4).collect();
                let Some(Object::Name(family)) = parts.first() else { return };
                match (&**family, parts.get(1)) {
                    (b"ICCBased", Some(Object::Stream(profile))) => match profile.dict().get::<i32>("N") {
                        Some(3) => self.find(Scope::Press, "RGB colour (with a profile)"),
                        Some(4) => {
                            self.facts.colour = true;
                            self.find(Scope::X1a, "colour with a profile of its own");
                        }
                        _ => self.find(Scope::X1a, "colour with a profile of its own"),
                    },
                    (b"CalRGB", _) => self.find(Scope::Press, "RGB colour (CalRGB)"),
                    (b"CalGray", _) => self.find(Scope::X1a, "calibrated grey"),
                    (b"Lab", _) => {
                        self.facts.colour = true;
                        self.find(Scope::X1a, "Lab colour");
                    }
                    (b"Indexed" | b"I" | b"Pattern", Some(base)) => self.space(base, depth + 1),
                    (b"Separation", Some(Object::Name(ink))) => {
                        self.ink(ink);
                        self.alternate(parts.get(2), depth);
                    }
                    (b"DeviceN", Some(Object::Array(inks))) => {
                        for ink in inks.iter::<Name<'_>>().take(32) {
                            self.ink(&ink);
                        }
                        self.alternate(parts.get(2), depth);
                    }
                    (_, _) => self.device_space(family),
                }
            }
            _ => {}
        }
    }
    /// What stands in for spot inks where they are missing; its own plates are not printed here.
    fn alternate(&mut self, space: Option<&Object<'_>>, depth: usize) {
        let colour = self.facts.colour;
        if let Some(space) = space {
            self.space(space, depth + 1);
        }
        self.facts.colour = colour;
    }
    fn device_space(&mut self, name: &[u8]) {
        match name {
            b"DeviceRGB" | b"RGB" => self.find(Scope::Press, "RGB colour"),
            b"DeviceCMYK" | b"CMYK" => self.facts.colour = true,
            _ => {}
        }
    }
    fn ink(&mut self, name: &Name<'_>) {
        match &**name {
            b"Cyan" | b"Magenta" | b"Yellow" => self.facts.colour = true,
            b"Black" | b"None" => {}
            b"All" => self.facts.colour = true,
            other => {
                if self.facts.spots.len() < 20 {
                    self.facts.spots.insert(String::from_utf8_lossy(other).into_owned());
                }
            }
        }
    }
    fn group(&mut self, group: &Dict<'_>, depth: usize) {
        if is_name(group, "S", b"Transparency") {
            self.find(Scope::X1a, "transparency (a group)");
            if let Some(space) = group.get::<Object<'_>>("CS") {
                let colour = self.facts.colour;
                self.space(&space, depth);
                self.facts.colour = colour;
            }
        }
    }
    fn state(&mut self, state: &Dict<'_>, depth: usize) -> Result<(), Trouble> {
        if !self.first_time(state) {
            return Ok(());
        }
        if ["ca", "CA"].iter().any(|key| state.get::<f64>(*key).is_some_and(|v| v < 1.0)) {
            self.find(Scope::X1a, "transparency (opacity)");
        }
        match state.get::<Object<'_>>("BM") {
            Some(Object::Name(mode)) if matches!(&*mode, b"Normal" | b"Compatible") => {}
            None => {}
            Some(_) => self.find(Scope::X1a, "transparency (a blend mode)"),
        }
        if let Some(Object::Dict(mask)) = state.get::<Object<'_>>("SMask") {
            self.find(Scope::X1a, "transparency (a soft mask)");
            if let Some(form) = mask.get::<Stream<'_>>("G") {
                self.x_object(&form, depth + 1)?;
            }
        }
        let transfers = ["TR", "TR2"].iter().any(|key| match state.get::<Object<'_>>(*key) {
            None => false,
            Some(Object::Name(name)) => !matches!(&*name, b"Default" | b"Identity"),
            Some(_) => true,
        });
        if transfers {
            self.find(Scope::Press, "a transfer curve");
        }
        if state.contains_key("HTP") {
            self.find(Scope::Press, "a halftone origin");
        }
        if let Some(font) = state.get::<Array<'_>>("Font").and_then(|a| a.iter::<Dict<'_>>().next()) {
            self.font(&font, depth)?;
        }
        Ok(())
    }
    fn x_object(&mut self, stream: &Stream<'_>, depth: usize) -> Result<(), Trouble> {
        let dict = stream.dict();
        if !self.first_time(dict) {
            return Ok(());
        }
        if depth > limits::DEPTH {
            return Err(Trouble::TooLarge(format!("nests its forms deeper than {} levels", limits::DEPTH)));
        }
        if dict.contains_key("OPI") {
            self.find(Scope::Press, "pictures to be fetched by OPI");
        }
        if dict.contains_key("OC") {
            self.find(Scope::X1a, "layers");
        }
        if is_name(dict, "Subtype", b"Image") {
            return self.image(stream, depth);
        }
        if is_name(dict, "Subtype", b"PS") || is_name(dict, "Subtype2", b"PS") || dict.contains_key("PS") {
            self.find(Scope::Press, "PostScript");
            return Ok(());
        }
        if dict.contains_key("Ref") {
            self.find(Scope::Press, "content of another file");
        }
        if let Some(group) = dict.get::<Dict<'_>>("Group") {
            self.group(&group, depth);
        }
        if let Some(resources) = dict.get::<Dict<'_>>("Resources") {
            self.resources(&resources, depth + 1)?;
        }
        self.stream(stream, depth + 1)
    }
    fn image(&mut self, stream: &Stream<'_>, depth: usize) -> Result<(), Trouble> {
        let dict = stream.dict();
        let side = |key: &str, short: &str| dict.get::<f64>(key).or_else(|| dict.get::<f64>(short)).unwrap_or(0.0);
        let (w, h) = (side("Width", "W"), side("Height", "H"));
        if w * h > limits::PIXELS as f64 {
            return Err(Trouble::TooLarge(format!("has a picture of {w} × {h} pixels inside")));
        }
        if dict.contains_key("F")
            && dict.get::<Object<'_>>("F").is_some_and(|f| !matches!(f, Object::Name(_) | Object::Array(_)))
        {
            self.find(Scope::Press, "pictures that lie in other files");
        }
        match unpack::names(stream) {
            filters if filters.iter().any(|f| f == "LZW") => self.find(Scope::Press, "LZW compression"),
            filters if filters.iter().any(|f| f == "JPX") => self.find(Scope::X1a, "JPEG 2000 pictures"),
            _ => {}
        }
        if dict.get::<Object<'_>>("SMask").is_some_and(|m| matches!(m, Object::Stream(_)))
            || dict.get::<i32>("SMaskInData").is_some_and(|v| v != 0)
        {
            self.find(Scope::X1a, "transparency (a soft-edged picture)");
        }
        if let Some(mask) = dict.get::<Stream<'_>>("SMask") {
            self.x_object(&mask, depth + 1)?;
        }
        for key in ["ColorSpace", "CS"] {
            if let Some(space) = dict.get::<Object<'_>>(key) {
                self.space(&space, depth);
            }
        }
        Ok(())
    }
    fn font(&mut self, font: &Dict<'_>, depth: usize) -> Result<(), Trouble> {
        if !self.first_time(font) {
            return Ok(());
        }
        if is_name(font, "Subtype", b"Type3") {
            if let Some(resources) = font.get::<Dict<'_>>("Resources") {
                self.resources(&resources, depth + 1)?;
            }
            let glyphs = font.get::<Dict<'_>>("CharProcs").unwrap_or_default();
            for key in sorted_keys(&glyphs) {
                if let Some(stream) = glyphs.get::<Stream<'_>>(&key[..]) {
                    self.stream(&stream, depth + 1)?;
                }
            }
            return Ok(());
        }
        let descendant = font.get::<Array<'_>>("DescendantFonts").and_then(|a| a.iter::<Dict<'_>>().next());
        let described = descendant.unwrap_or_else(|| font.clone());
        let descriptor = described.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
        let program = ["FontFile", "FontFile2", "FontFile3"].iter().find_map(|k| descriptor.get::<Stream<'_>>(*k));
        match program {
            None => {
                let name = font.get::<Name<'_>>("BaseFont").map(|n| String::from_utf8_lossy(&n).into_owned());
                self.find(Scope::Press, format!("{NO_FACE} ({})", name.unwrap_or("without a name".into())));
            }
            Some(program) if is_name(program.dict(), "Subtype", b"OpenType") => {
                self.find(Scope::X1a, "OpenType font programs");
            }
            Some(_) => {}
        }
        Ok(())
    }
    /// The operators that set colour on the spot. Names of resources need no look-up: all of them were seen.
    fn content(&mut self, content: &[u8], depth: usize) -> Result<(), Trouble> {
        let mut operations = UntypedIter::new(content);
        while let Some(operation) = operations.next() {
            self.operators += 1;
            if self.operators > OPERATORS {
                return Err(Trouble::TooLarge(format!("has more than {} million operators", OPERATORS / 1_000_000)));
            }
            match &**operation.operator {
                b"rg" | b"RG" => self.find(Scope::Press, "RGB colour"),
                b"k" | b"K" => {
                    let inks: Vec<f64> = operation.operands().cloned().filter_map(number).collect();
                    self.facts.colour |= inks.iter().take(3).any(|&v| v > 0.0);
                }
                b"cs" | b"CS" => {
                    if let Some(Object::Name(name)) = operation.operands().next() {
                        self.device_space(name);
                    }
                }
                b"BI" | b"EI" | b"ID" => {
                    let streams: Vec<Object<'_>> = operation.operands().cloned().collect();
                    for object in streams {
                        if let Object::Stream(stream) = object {
                            self.image(&stream, depth)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn number(object: Object<'_>) -> Option<f64> {
    match object {
        Object::Number(n) => Some(n.as_f64()),
        _ => None,
    }
}

fn is_name(dict: &Dict<'_>, key: &str, value: &[u8]) -> bool {
    matches!(dict.get_raw::<Object<'_>>(key), Some(MaybeRef::NotRef(Object::Name(name))) if &*name == value)
        || matches!(dict.get::<Object<'_>>(key), Some(Object::Name(name)) if &*name == value)
}

/// Keys in one order, whatever the parser's table does.
fn sorted_keys(dict: &Dict<'_>) -> Vec<Vec<u8>> {
    let mut keys: Vec<Vec<u8>> = dict.keys().map(|k| k.to_vec()).collect();
    keys.sort();
    keys
}
