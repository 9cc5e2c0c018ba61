//! Transparency and layers.

use super::{For, Rule, graphics::states, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::color::Space;
use crate::preflight::facts::{Facts, Odd};
use crate::preflight::object::{Dict, Id, Obj};
use crate::preflight::{Family, Hits, shown};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Rules of transparency and layers.
pub const RULES: &[Rule] = &[
    row(
        "soft-masks",
        For::X1a,
        Fail,
        "ACK",
        "no soft masks, in graphics states and images",
        Family::Transparency,
        masks,
    ),
    row("alpha", For::X1a, Fail, "ACK", "alpha is 1, the blend mode Normal or Compatible", Family::Transparency, alpha),
    row("transparency-groups", For::X1a, Fail, "ACK", "no transparency groups", Family::Transparency, groups),
    row(
        "blending-space",
        For::X4,
        Fail,
        "P",
        "groups blend in a device space of the output intent, or a CIE-based one",
        Family::Transparency,
        blending,
    ),
    row("blend-modes", For::X4, Fail, "R", "blend modes are the standard ones", Family::Transparency, modes),
    row("soft-mask-space", For::X4, Fail, "R", "a soft mask image is DeviceGray", Family::Transparency, mask_space),
    row(
        "soft-mask-sound",
        For::X4,
        Fail,
        "R",
        "soft masks are whole: kind, group and its space; mask images have no masks of their own, Matte fits",
        Family::Transparency,
        mask_sound,
    ),
    row(
        "page-group",
        For::X4,
        Warn,
        "P",
        "a page with transparency has a group that says in which space it blends",
        Family::Transparency,
        page_group,
    ),
    row("layers-x1a", For::X1a, Fail, "R", "no optional content (PDF 1.5)", Family::Transparency, layers),
    row(
        "layers-x4",
        For::X4,
        Warn,
        "U",
        "layers have a name and a named default that lists them all, print, without automatic states",
        Family::Transparency,
        configurations,
    ),
];

fn masks(f: &Facts, h: &mut Hits) {
    for o in states(f) {
        let mask = f.doc.get(&o.dict, "SMask");
        if !mask.is_null() && mask.name() != Some("None") {
            h.hit(format!("{}: a soft mask", o.place));
        }
    }
    for o in f.objects.iter().filter(|o| o.stream && f.doc.name(&o.dict, "Subtype").as_deref() == Some("Image")) {
        if o.dict.has("SMask") || f.doc.num(&o.dict, "SMaskInData").unwrap_or(0.0) != 0.0 {
            h.hit(format!("{}: an image with a soft mask", o.place));
        }
    }
}

fn alpha(f: &Facts, h: &mut Hits) {
    for o in states(f) {
        for key in ["ca", "CA"] {
            if let Some(value) = f.doc.num(&o.dict, key).filter(|v| (v - 1.0).abs() > 1e-6) {
                h.hit(format!("{}: {key} {value}", o.place));
            }
        }
        let modes = blend_modes(f, &o.dict);
        if modes.iter().any(|m| m != "Normal" && m != "Compatible") {
            h.hit(format!("{}: blend mode {}", o.place, modes.join(" ")));
        }
    }
}

fn blend_modes(f: &Facts, dict: &Dict) -> Vec<String> {
    match f.doc.get(dict, "BM") {
        Obj::Null => Vec::new(),
        Obj::Array(list) => list.iter().map(|o| shown(&f.doc.resolve(o))).collect(),
        other => vec![shown(&other)],
    }
}

const MODES: &[&str] = &[
    "Normal",
    "Compatible",
    "Multiply",
    "Screen",
    "Overlay",
    "Darken",
    "Lighten",
    "ColorDodge",
    "ColorBurn",
    "HardLight",
    "SoftLight",
    "Difference",
    "Exclusion",
    "Hue",
    "Saturation",
    "Color",
    "Luminosity",
];

fn modes(f: &Facts, h: &mut Hits) {
    for o in states(f) {
        let modes = blend_modes(f, &o.dict);
        if !modes.is_empty() && !modes.iter().any(|m| MODES.contains(&m.as_str())) {
            h.hit(format!("{}: blend mode {}", o.place, modes.join(" ")));
        }
    }
}

/// Group dictionaries of transparency, each once, with where they are.
fn group_dicts(f: &Facts) -> Vec<(String, Rc<Dict>)> {
    let is = |d: &Dict| f.doc.name(d, "S").as_deref() == Some("Transparency");
    let mut seen: BTreeSet<Id> = BTreeSet::new();
    let mut out = Vec::new();
    for o in &f.objects {
        let own = f.doc.name(&o.dict, "Type").as_deref() == Some("Group") || o.key == "Group";
        if own && is(&o.dict) && o.dict.id.is_none_or(|id| seen.insert(id)) {
            out.push((o.place.clone(), o.dict.clone()));
        }
    }
    out
}

fn groups(f: &Facts, h: &mut Hits) {
    for (place, _) in group_dicts(f) {
        h.hit(format!("{place}: a transparency group"));
    }
}

fn blending(f: &Facts, h: &mut Hits) {
    let allowed: &[&str] = match f.intent_space() {
        Some("CMYK") => &["DeviceCMYK", "DeviceGray"],
        Some("GRAY") => &["DeviceGray"],
        Some("RGB") => &["DeviceRGB", "DeviceGray"],
        _ => &[],
    };
    for (place, dict) in group_dicts(f) {
        let Some(object) = dict.raw("CS") else { continue };
        let space = Space::read(f.doc, object, None, 0);
        let fine = match &*space {
            Space::Gray | Space::Rgb | Space::Cmyk => allowed.contains(&space.family()),
            Space::Icc(_) | Space::CalRgb | Space::CalGray => true,
            _ => false,
        };
        if !fine {
            let intent = f.intent_space().unwrap_or("no");
            h.hit(format!("{place}: it blends in {} with {intent} output intent", space.family()));
        }
    }
}

fn mask_space(f: &Facts, h: &mut Hits) {
    for o in f.objects.iter().filter(|o| o.stream && o.dict.has("SMask")) {
        if let Some(mask) = f.doc.get(&o.dict, "SMask").stream() {
            let space = f.doc.get(mask, "ColorSpace");
            if !space.is_null() && space.name() != Some("DeviceGray") {
                h.hit(format!("{}: its soft mask is not DeviceGray", o.place));
            }
        }
    }
}

/// ISO 32000-1, tables 144 and 145.
fn mask_sound(f: &Facts, h: &mut Hits) {
    for o in states(f) {
        let Some(mask) = f.doc.dict(&o.dict, "SMask") else { continue };
        let kind = f.doc.get(&mask, "S");
        if !matches!(kind.name(), Some("Alpha" | "Luminosity")) {
            h.hit(format!("{}: the soft mask's S is {}", o.place, shown(&kind)));
        }
        let Some(form) = f.doc.get(&mask, "G").stream().cloned() else {
            h.hit(format!("{}: the soft mask has no form (G)", o.place));
            continue;
        };
        match f.doc.dict(&form, "Group") {
            None => h.hit(format!("{}: the soft mask's form is no transparency group", o.place)),
            Some(group) if kind.name() == Some("Luminosity") && !group.has("CS") => {
                h.hit(format!("{}: the soft mask's group does not say in which space its light is measured", o.place));
            }
            _ => {}
        }
    }
    for o in f.objects.iter().filter(|o| o.stream && o.dict.has("SMask")) {
        let Some(mask) = f.doc.get(&o.dict, "SMask").stream().cloned() else { continue };
        if mask.has("SMask") || mask.has("Mask") {
            h.hit(format!("{}: its soft mask has a mask itself", o.place));
        }
        let colors = o.dict.raw("ColorSpace").map_or(0, |s| Space::read(f.doc, s, None, 0).channels());
        let matte = f.doc.list(&mask, "Matte").len();
        if matte != 0 && colors != 0 && matte != colors {
            h.hit(format!("{}: Matte has {matte} numbers, the image {colors} colours", o.place));
        }
    }
}

fn page_group(f: &Facts, h: &mut Hits) {
    for (i, page) in f.pages.iter().enumerate() {
        let stated = f.doc.dict(&page.dict, "Group").is_some_and(|g| g.has("CS"));
        if !stated && let Some(mark) = f.marks.iter().find(|m| m.page == i && m.blended && !m.in_mask) {
            h.at(i, mark.area, "transparency, and the page does not say in which space it blends");
        }
    }
}

fn layers(f: &Facts, h: &mut Hits) {
    if f.catalog.has("OCProperties") {
        h.hit("the catalog has OCProperties");
    }
    for o in f.objects.iter().filter(|o| o.dict.has("OC") && f.doc.name(&o.dict, "Type").as_deref() != Some("OCG")) {
        h.hit(format!("{}: OC", o.place));
    }
    for o in f.oddities.iter().filter(|o| o.odd == Odd::Layer) {
        h.on(o.page, o.text.clone());
    }
}

fn configurations(f: &Facts, h: &mut Hits) {
    let Some(properties) = f.doc.dict(&f.catalog, "OCProperties") else {
        if let Some(o) = f.oddities.iter().find(|o| o.odd == Odd::Layer) {
            h.on(o.page, "there is content of layers, and the catalog has no OCProperties");
        }
        return;
    };
    let ids = |o: &Obj| match o {
        Obj::Ref(id) => Some(*id),
        _ => None,
    };
    let all: BTreeSet<Id> = f.doc.get(&properties, "OCGs").items().iter().filter_map(ids).collect();
    for o in f.objects.iter().filter(|o| f.doc.name(&o.dict, "Type").as_deref() == Some("OCG")) {
        let called = f.doc.get(&o.dict, "Name").text().unwrap_or_default();
        if called.trim().is_empty() {
            h.hit(format!("{}: a layer has no Name", o.place));
        }
        if o.dict.id.is_none_or(|id| !all.contains(&id)) {
            h.hit(format!("the layer {called:?} is not in the list of all layers (OCGs)"));
        }
        let print = f.doc.dict(&o.dict, "Usage").and_then(|u| f.doc.dict(&u, "Print"));
        if print.and_then(|p| f.doc.name(&p, "PrintState")).as_deref() == Some("OFF") {
            h.hit(format!("the layer {called:?} says that it does not print"));
        }
    }
    let mut configurations = vec![("D".to_string(), f.doc.dict(&properties, "D"))];
    for (i, c) in f.doc.list(&properties, "Configs").iter().enumerate() {
        configurations.push((format!("configuration {}", i + 1), c.dict().cloned()));
    }
    for (name, dict) in configurations {
        let Some(dict) = dict else {
            h.hit(format!("{name} is missing"));
            continue;
        };
        if dict.has("AS") {
            h.hit(format!("{name} has automatic states"));
        }
        // ISO 32000-1, table 101: the default configuration begins with all layers on.
        if let Some(base) = f.doc.name(&dict, "BaseState").filter(|base| name == "D" && base != "ON") {
            h.hit(format!("{name} begins with all layers {base}"));
        }
        let off = f.doc.get(&dict, "OFF");
        for layer in off.items().iter().filter(|_| name == "D").filter_map(|o| f.doc.resolve(o).dict().cloned()) {
            let called = f.doc.get(&layer, "Name").text().unwrap_or_default();
            h.hit(format!("the layer {called:?} is off: it will not print"));
        }
        if f.doc.get(&dict, "Name").text().is_none_or(|n| n.is_empty()) {
            h.hit(format!("{name} has no Name"));
        }
        if dict.has("Order") {
            let mut listed = BTreeSet::new();
            let mut left = vec![(f.doc.get(&dict, "Order"), 0)];
            while let Some((object, depth)) = left.pop() {
                for item in object.items() {
                    match item {
                        Obj::Ref(id) if all.contains(id) => {
                            listed.insert(*id);
                        }
                        other if depth < 64 => left.push((f.doc.resolve(other), depth + 1)),
                        _ => {}
                    }
                }
            }
            let missing = all.difference(&listed).count();
            if missing > 0 {
                h.hit(format!("{name}: Order leaves out {missing} layers"));
            }
        }
    }
}
