//! Colour spaces, patterns, gradients and functions, wherever they are kept: whether they are whole.

use super::type3::first_color;
use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::color::Space;
use crate::preflight::facts::Facts;
use crate::preflight::function::Function;
use crate::preflight::object::{Dict, Obj};
use crate::preflight::{Family, Hits};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Rules of what paint is made of.
pub const RULES: &[Rule] = &[
    row(
        "space-sound",
        For::Both,
        Fail,
        "R",
        "colour spaces are whole: inks, tint transforms, tables and white points fit, patterns can be laid",
        Family::Color,
        sound,
    ),
    row(
        "shading-sound",
        For::Both,
        Fail,
        "R",
        "gradients are whole: kind, space, coordinates, function or mesh",
        Family::Color,
        shadings,
    ),
    row(
        "function-sound",
        For::Both,
        Fail,
        "R",
        "functions are whole: domain, samples, bounds, operators",
        Family::Color,
        functions,
    ),
    row("form-box", For::Both, Fail, "R", "forms and patterns have a box (BBox)", Family::Graphics, boxes),
    row(
        "spot-consistent",
        For::Both,
        Warn,
        "R",
        "a spot name has one alternate and one tint transform, a process name stands for its own ink",
        Family::Color,
        consistent,
    ),
    row(
        "nchannel",
        For::Both,
        Fail,
        "R",
        "DeviceN attributes fit their inks: NChannel describes each, colorants bear their own names",
        Family::Color,
        nchannel,
    ),
];

/// How many numbers a function gives, as far as its dictionary tells.
fn outputs(f: &Facts, object: &Obj) -> Option<usize> {
    let object = f.doc.resolve(object);
    if let Obj::Array(parts) = &object {
        return Some(parts.len());
    }
    let dict = object.dict()?;
    let list = |key: &str| Some(f.doc.list(dict, key).len()).filter(|n| *n > 0);
    match f.doc.num(dict, "FunctionType")? as i64 {
        2 => list("C0").or(list("C1")).or(Some(1)),
        3 => f.doc.list(dict, "Functions").first().and_then(|first| outputs(f, first)),
        _ => list("Range").map(|n| n / 2),
    }
}

/// Calls for every colour space that is an array: where it is kept, its family and its parts.
fn each_space(f: &Facts, mut see: impl FnMut(&str, &str, &[Obj])) {
    for o in &f.objects {
        for (_, value) in &o.dict.entries {
            if !matches!(value, Obj::Ref(_) | Obj::Array(_)) {
                continue;
            }
            let Obj::Array(items) = f.doc.resolve(value) else { continue };
            let family = items.first().map(|o| f.doc.resolve(o));
            if let Some(family) = family.as_ref().and_then(Obj::name) {
                see(&o.place, family, &items);
            }
        }
    }
}

fn sound(f: &Facts, h: &mut Hits) {
    for o in f.objects.iter().filter(|o| o.stream && f.doc.num(&o.dict, "PatternType") == Some(1.0)) {
        let steps = ["XStep", "YStep"].map(|key| f.doc.num(&o.dict, key).unwrap_or(0.0));
        if steps.contains(&0.0) {
            h.hit(format!("{}: a pattern without a step", o.place));
        }
        if f.doc.num(&o.dict, "PaintType") == Some(2.0)
            && let Some(word) = first_color(&f.doc.plain(&o.dict).bytes)
        {
            h.hit(format!("{}: an uncoloured pattern sets a colour ({word})", o.place));
        }
        // ISO 32000-1, table 75.
        for (key, top) in [("PaintType", 2), ("TilingType", 3)] {
            let value = f.doc.get(&o.dict, key).int();
            if !value.is_some_and(|v| (1..=top).contains(&v)) {
                h.hit(format!(
                    "{}: a pattern's {key} is {}",
                    o.place,
                    crate::preflight::shown(&f.doc.get(&o.dict, key))
                ));
            }
        }
    }
    each_space(f, |place, family, items| {
        let inks = match family {
            "Separation" => 1,
            "DeviceN" => items.get(1).map_or(0, |names| f.doc.resolve(names).items().len()),
            "Indexed" | "I" => {
                if let Some(fault) = table_fault(f, items) {
                    h.hit(format!("{place}: {fault}"));
                }
                return;
            }
            "CalGray" | "CalRGB" | "Lab" => {
                // ISO 32000-1, tables 63 to 65.
                let white =
                    items.get(1).map(|o| f.doc.resolve(o)).and_then(|o| Some(f.doc.numbers(o.dict()?, "WhitePoint")));
                if !white.is_some_and(|w| w.len() == 3 && w[1] == 1.0 && w[0] > 0.0 && w[2] > 0.0) {
                    h.hit(format!("{place}: {family} without a white point"));
                }
                return;
            }
            _ => return,
        };
        if let Some(fault) = tint_fault(f, items, inks) {
            h.hit(format!("{place}: {fault}"));
        }
    });
}

/// What is wrong with an Indexed space (ISO 32000-1, 8.6.6.3).
fn table_fault(f: &Facts, items: &[Obj]) -> Option<String> {
    let base = Space::read(f.doc, items.get(1)?, None, 0);
    if matches!(*base, Space::Indexed(..) | Space::Pattern(_)) {
        return Some(format!("Indexed rests on {}", base.family()));
    }
    let top = items.get(2).map(|o| f.doc.resolve(o)).and_then(|o| o.int());
    let Some(top) = top.filter(|t| (0..=255).contains(t)) else {
        return Some("the highest index of Indexed is not between 0 and 255".into());
    };
    let length = match items.get(3).map(|o| f.doc.resolve(o)) {
        Some(Obj::Str(s)) => s.len(),
        Some(Obj::Stream(d)) => f.doc.plain(&d).bytes.len(),
        _ => return Some("Indexed has no table".into()),
    };
    let wants = (top as usize + 1) * base.channels();
    (length < wants).then(|| format!("the table of Indexed has {length} bytes, {wants} are needed"))
}

/// What is wrong with the inks or the tint transform of a Separation or DeviceN space (ISO 32000-1, 8.6.6.4 and 5).
fn tint_fault(f: &Facts, items: &[Obj], inks: usize) -> Option<String> {
    let alternate = Space::read(f.doc, items.get(2)?, None, 0);
    let Some(function) = items.get(3).map(|o| f.doc.resolve(o)).filter(|o| o.dict().is_some()) else {
        return Some("it has no tint transform".into());
    };
    if inks == 0 || inks > 32 {
        return Some(format!("it has {inks} inks"));
    }
    let names = f.doc.resolve(items.get(1)?);
    let mut seen = BTreeSet::new();
    for name in names.items().iter().map(|o| f.doc.resolve(o)) {
        match name.name() {
            None => return Some("an ink has no name".into()),
            Some("All") => return Some("DeviceN has the ink All".into()),
            Some(name) if name != "None" && !seen.insert(name.to_string()) => {
                return Some(format!("the ink {name} stands in it twice"));
            }
            _ => {}
        }
    }
    let takes = f.doc.list(function.dict()?, "Domain").len() / 2;
    if takes != inks {
        return Some(format!("its tint transform takes {takes} numbers, it has {inks} inks"));
    }
    let (gives, wants) = (outputs(f, &function)?, alternate.channels());
    (wants > 0 && gives != wants)
        .then(|| format!("its tint transform gives {gives} numbers, {} has {wants}", alternate.family()))
}

fn shadings(f: &Facts, h: &mut Hits) {
    for o in f.objects.iter().filter(|o| o.dict.has("ShadingType")) {
        if let Some(fault) = shading_fault(f, &o.dict, o.stream) {
            h.hit(format!("{}: {fault}", o.place));
        }
    }
}

/// What is wrong with a gradient (ISO 32000-1, 8.7.4.5).
fn shading_fault(f: &Facts, dict: &Rc<Dict>, stream: bool) -> Option<String> {
    let kind = f.doc.num(dict, "ShadingType")?;
    let Some(space) = dict.raw("ColorSpace").map(|o| Space::read(f.doc, o, None, 0)) else {
        return Some("a gradient without a colour space".into());
    };
    if matches!(*space, Space::Pattern(_)) {
        return Some("the colour space of a gradient is a pattern".into());
    }
    let function = dict.raw("Function").map(|o| f.doc.resolve(o));
    if function.is_some() && matches!(*space, Space::Indexed(..)) {
        return Some("a gradient with a function is in Indexed".into());
    }
    let numbers = |key: &str| f.doc.list(dict, key).iter().filter_map(Obj::num).collect::<Vec<_>>();
    let coords = numbers("Coords");
    match kind as i64 {
        1..=3 if function.is_none() => return Some("a gradient without a function".into()),
        1 => {}
        2 if coords.len() != 4 => return Some(format!("Coords has {} numbers, 4 are needed", coords.len())),
        3 if coords.len() != 6 || coords[2] < 0.0 || coords[5] < 0.0 => {
            return Some("Coords of a radial gradient is not two circles".into());
        }
        2 | 3 => {}
        4..=7 if !stream => return Some("a mesh without data".into()),
        4..=7 => return mesh_fault(f, dict, kind as i64, space.channels(), function.is_some()),
        _ => return Some(format!("there is no gradient of type {kind}")),
    }
    let (gives, wants) = (outputs(f, &function?)?, space.channels());
    (wants > 0 && gives != wants).then(|| format!("its function gives {gives} numbers, {} has {wants}", space.family()))
}

/// Bits of each part of a mesh, and whether there is data for one vertex or patch at all.
fn mesh_fault(f: &Facts, dict: &Rc<Dict>, kind: i64, channels: usize, function: bool) -> Option<String> {
    let bits = |key: &str, allowed: &[i64]| f.doc.get(dict, key).int().filter(|b| allowed.contains(b));
    let Some(coordinate) = bits("BitsPerCoordinate", &[1, 2, 4, 8, 12, 16, 24, 32]) else {
        return Some("a mesh whose BitsPerCoordinate is none of those allowed".into());
    };
    let Some(component) = bits("BitsPerComponent", &[1, 2, 4, 8, 12, 16]) else {
        return Some("a mesh whose BitsPerComponent is none of those allowed".into());
    };
    let flag = if kind == 5 { Some(0) } else { bits("BitsPerFlag", &[2, 4, 8]) };
    let Some(flag) = flag else { return Some("a mesh whose BitsPerFlag is none of those allowed".into()) };
    if kind == 5 && f.doc.get(dict, "VerticesPerRow").int().is_none_or(|n| n < 2) {
        return Some("a mesh with less than two vertices a row".into());
    }
    let colors = if function { 1 } else { channels as i64 };
    let decode = f.doc.list(dict, "Decode").len() as i64;
    if colors > 0 && decode != 4 + 2 * colors {
        return Some(format!("Decode of a mesh has {decode} numbers, {} are needed", 4 + 2 * colors));
    }
    let (points, corners) = match kind {
        6 => (12, 4),
        7 => (16, 4),
        _ => (3, 3),
    };
    let flags = if kind == 4 { 3 * flag } else { flag };
    let least = (flags + points * 2 * coordinate + corners * colors * component + 7) / 8;
    let has = f.doc.plain(dict).bytes.len() as i64;
    (has < least).then(|| format!("a mesh of {has} bytes, {least} are needed for the first piece"))
}

/// The operators of functions of type 4 (ISO 32000-1, table 42).
const WORDS: &str = " abs add atan ceiling cos cvi cvr div exp floor idiv ln log mod mul neg round sin sqrt sub truncate \
    and bitshift eq false ge gt le lt ne not or true xor if ifelse copy dup exch index pop roll ";

fn functions(f: &Facts, h: &mut Hits) {
    for o in f.objects.iter().filter(|o| o.dict.has("FunctionType")) {
        if let Some(fault) = function_fault(f, &o.dict) {
            h.hit(format!("{}: {fault}", o.place));
        }
    }
}

/// What is wrong with a function (ISO 32000-1, 7.10).
fn function_fault(f: &Facts, dict: &Rc<Dict>) -> Option<String> {
    let domain = f.doc.list(dict, "Domain").len();
    if domain < 2 || domain % 2 == 1 {
        return Some("a function without a domain".into());
    }
    let range = f.doc.list(dict, "Range").len();
    match f.doc.num(dict, "FunctionType")? as i64 {
        0 => {
            let sizes = f.doc.numbers(dict, "Size");
            let bits = f.doc.num(dict, "BitsPerSample").unwrap_or(0.0);
            if sizes.len() != domain / 2 || range < 2 || ![1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 24.0, 32.0].contains(&bits) {
                return Some("a sampled function whose Size, Range or BitsPerSample is wrong".into());
            }
            let bytes = (sizes.iter().product::<f64>() * bits * (range / 2) as f64 / 8.0).ceil();
            let has = f.doc.plain(dict).bytes.len() as f64;
            (has < bytes).then(|| format!("a sampled function of {has} bytes, {bytes} are needed"))
        }
        2 => (!dict.has("N")).then(|| "an exponential function without N".into()),
        3 => {
            let pieces = f.doc.list(dict, "Functions").len();
            let (bounds, encode) = (f.doc.numbers(dict, "Bounds"), f.doc.list(dict, "Encode").len());
            let rising = bounds.windows(2).all(|w| w[0] <= w[1]);
            (pieces == 0 || bounds.len() + 1 != pieces || encode != 2 * pieces || !rising)
                .then(|| "a stitched function whose Functions, Bounds and Encode do not fit".into())
        }
        4 if range < 2 => Some("a calculating function without a range".into()),
        4 => calculation_fault(&f.doc.plain(dict).bytes),
        kind => Some(format!("there is no function of type {kind}")),
    }
}

fn calculation_fault(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes).replace('{', " { ").replace('}', " } ");
    let text: String = text.lines().map(|line| line.split('%').next().unwrap_or("")).collect::<Vec<_>>().join(" ");
    let mut depth = 0_i32;
    let mut opened = false;
    for word in text.split(|c: char| c.is_whitespace() || c == '\0').filter(|w| !w.is_empty()) {
        match word {
            "{" => (depth, opened) = (depth + 1, true),
            "}" => depth -= 1,
            _ if depth < 1 => return Some("a calculating function with words outside its braces".into()),
            _ if word.parse::<f64>().is_err() && !WORDS.contains(&format!(" {word} ")) => {
                return Some(format!("a calculating function with the word {word:?}"));
            }
            _ => {}
        }
    }
    (depth != 0 || !opened).then(|| "a calculating function whose braces do not pair".into())
}

fn boxes(f: &Facts, h: &mut Hits) {
    for o in f.objects.iter().filter(|o| o.stream) {
        let what = match f.doc.name(&o.dict, "Subtype").as_deref() {
            Some("Form") => "a form",
            _ if f.doc.num(&o.dict, "PatternType") == Some(1.0) => "a pattern",
            _ => continue,
        };
        if f.doc.list(&o.dict, "BBox").iter().filter_map(Obj::num).count() != 4 {
            h.hit(format!("{}: {what} without a box", o.place));
        }
    }
}

/// The process inks, in the order of their plates.
const PROCESS: [&str; 4] = ["Cyan", "Magenta", "Yellow", "Black"];

fn consistent(f: &Facts, h: &mut Hits) {
    let mut known: BTreeMap<String, (String, String)> = BTreeMap::new();
    each_space(f, |place, family, items| {
        if family != "Separation" {
            return;
        }
        let space = Space::read(f.doc, &Obj::Array(items.into()), None, 0);
        let Space::Separation(s) = &*space else { return };
        let Some(name) = s.names.first().filter(|n| !matches!(&***n, "All" | "None")) else { return };
        let this = (s.alternate.family().to_string(), s.tint.clone());
        if *known.entry(name.to_string()).or_insert_with(|| this.clone()) != this {
            h.hit(format!("{place}: {name} is defined in two ways"));
        }
        let Some(own) = PROCESS.iter().position(|p| *p == &**name) else { return };
        let full = items.get(3).and_then(|o| Function::read(f.doc, o, 0)).map(|tint| tint.at(1.0));
        if let (Some(full), Space::Cmyk) = (full, &*s.alternate)
            && full.iter().enumerate().any(|(i, v)| (v - if i == own { 1.0 } else { 0.0 }).abs() > 0.05)
        {
            h.hit(format!("{place}: {name} in full stands for other inks"));
        }
    });
}

/// ISO 32000-1, 8.6.6.5, tables 71 to 73.
fn nchannel(f: &Facts, h: &mut Hits) {
    each_space(f, |place, family, items| {
        if family != "DeviceN" {
            return;
        }
        let Some(about) = items.get(4).and_then(|o| f.doc.resolve(o).dict().cloned()) else { return };
        let names: Vec<String> = f
            .doc
            .resolve(items.get(1).unwrap_or(&Obj::Null))
            .items()
            .iter()
            .map(|o| f.doc.resolve(o).name().unwrap_or("").to_string())
            .collect();
        let subtype = f.doc.name(&about, "Subtype");
        if let Some(other) = subtype.as_deref().filter(|s| !matches!(*s, "DeviceN" | "NChannel")) {
            h.hit(format!("{place}: a DeviceN of subtype {other}"));
        }
        let colorants = f.doc.dict(&about, "Colorants");
        for (key, value) in colorants.iter().flat_map(|c| &c.entries) {
            let parts = f.doc.resolve(value);
            let own = parts.items().get(1).map(|o| f.doc.resolve(o));
            if own.as_ref().and_then(Obj::name) != Some(key) {
                h.hit(format!("{place}: the colorant {key} is not described by a Separation of its name"));
            }
        }
        let process = f.doc.dict(&about, "Process");
        let components: Vec<String> = process
            .iter()
            .flat_map(|p| f.doc.list(p, "Components"))
            .filter_map(|o| o.name().map(str::to_string))
            .collect();
        if let Some(space) = process.as_ref().and_then(|p| p.raw("ColorSpace")) {
            let wants = Space::read(f.doc, space, None, 0).channels();
            if wants > 0 && components.len() != wants {
                let n = components.len();
                h.hit(format!("{place}: the process space has {wants} inks, {n} are named"));
            }
        }
        if subtype.as_deref() == Some("NChannel") {
            for name in names.iter().filter(|n| *n != "None" && !components.contains(n)) {
                if !colorants.as_ref().is_some_and(|c| c.has(name)) {
                    h.hit(format!("{place}: NChannel does not describe the ink {name}"));
                }
            }
        }
    });
}
