//! Colour spaces.

use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::color::Space;
use crate::preflight::facts::{Defaults, Facts, Use, What, overlaps};
use crate::preflight::object::Obj;
use crate::preflight::{Family, Hits};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Rules of colour spaces.
pub const RULES: &[Rule] = &[
    row(
        "color-x1a",
        For::X1a,
        Fail,
        "CKP",
        "only CMYK, grey and spot inks with a CMYK or grey alternate",
        Family::Color,
        x1a,
    ),
    row("device-rgb", For::X4, Fail, "P", "DeviceRGB only with an RGB output intent or DefaultRGB", Family::Color, rgb),
    row(
        "device-cmyk",
        For::X4,
        Fail,
        "P",
        "DeviceCMYK only with a CMYK output intent or DefaultCMYK",
        Family::Color,
        cmyk,
    ),
    row(
        "device-gray",
        For::X4,
        Fail,
        "P",
        "DeviceGray only with a grey or CMYK output intent or DefaultGray",
        Family::Color,
        gray,
    ),
    row(
        "icc-profiles",
        For::X4,
        Fail,
        "R",
        "ICCBased profiles are sound, N matches, class scnr, mntr, prtr or spac",
        Family::Color,
        icc,
    ),
    row(
        "icc-own-intent",
        For::X4,
        Warn,
        "U",
        "no ICCBased CMYK with the very profile of the output intent",
        Family::Color,
        own,
    ),
    row(
        "icc-overprint",
        For::X4,
        Warn,
        "U",
        "no ICCBased CMYK is painted with overprint mode 1",
        Family::Color,
        icc_overprint,
    ),
    row(
        "spot-consistent",
        For::Both,
        Warn,
        "R",
        "a spot name has one alternate and one tint transform",
        Family::Color,
        consistent,
    ),
    row(
        "space-sound",
        For::Both,
        Fail,
        "R",
        "colour spaces are whole: tint transforms take and give as many numbers as there are inks, patterns have steps",
        Family::Color,
        sound,
    ),
    row(
        "default-spaces",
        For::Both,
        Fail,
        "R",
        "default spaces are of their own kind; none at all in X-1a",
        Family::Color,
        defaults,
    ),
    row("spots", For::Both, Fail, "N", "no spot inks unless allowed", Family::Color, spots),
    row("registration", For::Both, Fail, "N", "the ink All prints outside the trim only", Family::Color, registration),
    row(
        "no-rgb",
        For::X4,
        Fail,
        "N",
        "no RGB or CIE-based objects: a newspaper page goes out in CMYK and K",
        Family::Color,
        managed,
    ),
    row("spot-names", For::Both, Warn, "R", "spot inks have proper names", Family::Color, names),
];

/// A space and all that it rests on, with what it is for the reader.
fn layers(space: &Rc<Space>) -> Vec<(&Rc<Space>, bool)> {
    let mut out = vec![(space, false)];
    let mut at = 0;
    while let Some((space, alternate)) = out.get(at).copied() {
        match &**space {
            Space::Indexed(base, _) => out.push((base, alternate)),
            Space::Pattern(Some(under)) => out.push((under, alternate)),
            Space::Separation(s) | Space::DeviceN(s) => out.push((&s.alternate, true)),
            _ => {}
        }
        at += 1;
    }
    out
}

fn place(u: &Use) -> String {
    if u.inside.is_empty() { u.of.clone() } else { format!("{} in {}", u.of, u.inside) }
}

/// Calls for each space in use, soft masks left out where they put no ink on paper.
fn each(f: &Facts, mut see: impl FnMut(&Use, &Space, bool)) {
    for u in &f.uses {
        for (space, alternate) in layers(&u.space) {
            see(u, space, alternate);
        }
    }
}

fn x1a(f: &Facts, h: &mut Hits) {
    each(f, |u, space, alternate| {
        let fine = match space {
            Space::Gray | Space::Cmyk | Space::Unknown(_) => true,
            Space::Indexed(..) | Space::Separation(_) | Space::DeviceN(_) | Space::Pattern(_) => !alternate,
            _ => false,
        };
        if !fine {
            let what = if alternate { "alternate " } else { "" };
            h.on(u.page, format!("{what}{} for {}", space.family(), place(u)));
        }
    });
}

fn device(f: &Facts, h: &mut Hits, family: &str, intents: &[&str], default: fn(&Defaults) -> bool) {
    if f.intent_space().is_some_and(|s| intents.contains(&s)) {
        return;
    }
    let intent = f.intent_space().unwrap_or("no");
    each(f, |u, space, _| {
        if space.family() == family && !default(&u.defaults) {
            h.on(u.page, format!("{family} for {} with {intent} output intent", place(u)));
        }
    });
}
fn rgb(f: &Facts, h: &mut Hits) {
    device(f, h, "DeviceRGB", &["RGB"], |d| d.rgb.is_some());
}
fn cmyk(f: &Facts, h: &mut Hits) {
    device(f, h, "DeviceCMYK", &["CMYK"], |d| d.cmyk.is_some());
}
fn gray(f: &Facts, h: &mut Hits) {
    device(f, h, "DeviceGray", &["CMYK", "GRAY"], |d| d.gray.is_some());
}

fn icc(f: &Facts, h: &mut Hits) {
    each(f, |u, space, _| match space {
        Space::Icc(p) if !p.valid => h.on(u.page, format!("no sound ICC profile for {}", place(u))),
        Space::Icc(p) => {
            if p.n != p.channels() {
                let n = p.n.map_or("missing".into(), |n| n.to_string());
                h.on(u.page, format!("N is {n} for a profile of {}, for {}", p.space, place(u)));
            }
            if !matches!(p.class.as_str(), "scnr" | "mntr" | "prtr" | "spac") {
                h.on(u.page, format!("a profile of class {} for {}", p.class, place(u)));
            }
        }
        _ => {}
    });
}

fn own(f: &Facts, h: &mut Hits) {
    let Some(intent) = f.profile.as_ref() else { return };
    each(f, |u, space, _| {
        if let Space::Icc(p) = space
            && p.space == "CMYK"
            && p.hash == intent.hash
        {
            h.on(u.page, format!("ICCBased with the output intent's own profile for {}", place(u)));
        }
    });
}

fn icc_overprint(f: &Facts, h: &mut Hits) {
    for u in f.uses.iter().filter(|u| u.keeps) {
        if layers(&u.space).iter().any(|(s, _)| matches!(&***s, Space::Icc(p) if p.space == "CMYK")) {
            h.on(u.page, format!("ICCBased CMYK with overprint mode 1 for {}", place(u)));
        }
    }
}

fn consistent(f: &Facts, h: &mut Hits) {
    let mut known: BTreeMap<Rc<str>, (&str, &str)> = BTreeMap::new();
    for u in &f.uses {
        for (space, _) in layers(&u.space) {
            let Space::Separation(s) = &**space else { continue };
            let Some(name) = s.names.first().filter(|n| !matches!(&***n, "All" | "None")) else { continue };
            let this = (s.alternate.family(), s.tint.as_str());
            if *known.entry(name.clone()).or_insert(this) != this {
                h.on(u.page, format!("{name} is defined in two ways"));
            }
        }
    }
}

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

/// Colour spaces as arrays, wherever they are kept; patterns that cannot be laid.
fn sound(f: &Facts, h: &mut Hits) {
    for o in &f.objects {
        if o.stream && f.doc.num(&o.dict, "PatternType") == Some(1.0) {
            let steps = ["XStep", "YStep"].map(|key| f.doc.num(&o.dict, key).unwrap_or(0.0));
            if steps.contains(&0.0) {
                h.hit(format!("{}: a pattern without a step", o.place));
            }
        }
        let spaces = o.dict.entries.iter().filter_map(|(_, v)| match f.doc.resolve(v) {
            Obj::Array(items) => Some(items),
            _ => None,
        });
        for items in spaces {
            let family = items.first().map(|o| f.doc.resolve(o));
            let inks = match family.as_ref().and_then(Obj::name) {
                Some("Separation") => 1,
                Some("DeviceN") => items.get(1).map_or(0, |names| f.doc.resolve(names).items().len()),
                _ => continue,
            };
            if let Some(fault) = tint_fault(f, &items, inks) {
                h.hit(format!("{}: {fault}", o.place));
            }
        }
    }
}

/// What is wrong with the tint transform of a Separation or DeviceN space (ISO 32000-1, 8.6.6.4 and 8.6.6.5).
fn tint_fault(f: &Facts, items: &[Obj], inks: usize) -> Option<String> {
    let alternate = Space::read(f.doc, items.get(2)?, None, 0);
    let Some(function) = items.get(3).map(|o| f.doc.resolve(o)).filter(|o| o.dict().is_some()) else {
        return Some("it has no tint transform".into());
    };
    if inks == 0 || inks > 32 {
        return Some(format!("it has {inks} inks"));
    }
    let takes = f.doc.list(function.dict()?, "Domain").len() / 2;
    if takes != inks {
        return Some(format!("its tint transform takes {takes} numbers, it has {inks} inks"));
    }
    let (gives, wants) = (outputs(f, &function)?, alternate.channels());
    (wants > 0 && gives != wants)
        .then(|| format!("its tint transform gives {gives} numbers, {} has {wants}", alternate.family()))
}

/// Key, the space found under it, and the families it may be of.
type Default<'a> = (&'a str, &'a Option<Rc<Space>>, &'a [&'a str]);

fn defaults(f: &Facts, h: &mut Hits) {
    for u in &f.uses {
        let d = &u.defaults;
        let list: [Default<'_>; 3] = [
            ("DefaultGray", &d.gray, &["CalGray", "ICCBased", "DeviceGray"]),
            ("DefaultRGB", &d.rgb, &["CalRGB", "ICCBased", "DeviceRGB"]),
            ("DefaultCMYK", &d.cmyk, &["ICCBased", "DeviceCMYK", "DeviceN"]),
        ];
        for (key, found, fine) in list {
            let Some(space) = found else { continue };
            if f.standard == crate::preflight::Standard::X1a {
                h.on(u.page, key);
            } else if !fine.contains(&space.family()) {
                h.on(u.page, format!("{key} is {}", space.family()));
            } else if let Space::Icc(p) = &**space {
                let wants = match key {
                    "DefaultGray" => 1,
                    "DefaultRGB" => 3,
                    _ => 4,
                };
                if p.n != Some(wants) {
                    h.on(u.page, format!("{key} has {} colours", p.n.unwrap_or(0)));
                }
            }
        }
    }
}

fn spots(f: &Facts, h: &mut Hits) {
    if f.settings.allow_spots {
        return;
    }
    for u in &f.uses {
        for name in u.space.spots() {
            h.on(u.page, format!("the spot ink {name} for {}", place(u)));
        }
    }
}

fn registration(f: &Facts, h: &mut Hits) {
    for m in f.marks.iter().filter(|m| m.space.is_registration() && !m.in_mask && !m.hidden) {
        let Some(page) = f.pages.get(m.page) else { continue };
        if (matches!(m.what, What::Picture(_)) || m.inks.as_ref().is_some_and(|i| !i.is_white()))
            && overlaps(m.area, page.finished())
        {
            h.at(m.page, m.area, "the ink All within the trim");
        }
    }
}

fn managed(f: &Facts, h: &mut Hits) {
    each(f, |u, space, alternate| {
        let is = match space {
            Space::Rgb | Space::CalRgb | Space::CalGray | Space::Lab => true,
            Space::Icc(p) => matches!(p.space.as_str(), "RGB" | "Lab"),
            _ => false,
        };
        // What stands in for a spot ink never reaches the plates where the ink itself is printed.
        if is && !(alternate && space.family() != "DeviceRGB") && !u.in_mask {
            h.on(u.page, format!("{} for {}", space.family(), place(u)));
        }
    });
}

fn names(f: &Facts, h: &mut Hits) {
    let mut plain: BTreeMap<String, Rc<str>> = BTreeMap::new();
    for u in &f.uses {
        for name in u.space.spots() {
            let key: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            let first = plain.entry(key).or_insert_with(|| name.clone());
            if *first != name {
                h.on(u.page, format!("{name:?} and {first:?} are two plates; is one ink meant?"));
            }
            if name.trim().is_empty() || name.contains('\u{FFFD}') || &*name != name.trim() {
                h.on(u.page, format!("a spot ink is named {name:?}"));
            }
        }
    }
}
