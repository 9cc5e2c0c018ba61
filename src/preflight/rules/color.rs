//! Colour spaces.

use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::color::Space;
use crate::preflight::facts::{Defaults, Facts, Use, What, overlaps};
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
            if p.alternate.is_some_and(|a| p.n.is_some_and(|n| n != a as i64)) {
                h.on(u.page, format!("the alternate of an ICCBased space has other colours, for {}", place(u)));
            }
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

/// A name without what does not tell inks apart: case, blanks, the paper's letters behind a number of a colour guide.
fn plain_name(name: &str) -> String {
    let key: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let paper = ["cvc", "cvu", "cvp", "cv", "ec", "uc", "up", "pc", "c", "u", "m"];
    match paper.iter().find_map(|end| key.strip_suffix(end)) {
        Some(stem) if key.starts_with("pantone") && stem.ends_with(|c: char| c.is_ascii_digit()) => stem.to_string(),
        _ => key,
    }
}

/// Why a name is likely no ink's: a process ink's in other letters or another language, or a recipe of colour values.
fn odd_name(name: &str) -> Option<&'static str> {
    let key: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let key = key.strip_prefix("process").unwrap_or(&key);
    let process = " cyan magenta yellow black schwarz noir gelb jaune rouge cyane giallo nero negro 青 品红 洋红 黄 黑 青色 黄色 黑色 ";
    if process.contains(&format!(" {key} ")) {
        return Some("is it a process ink?");
    }
    let recipe =
        |letters: &str| letters.chars().all(|c| name.contains(&format!("{c}=")) || name.contains(&format!("{c} =")));
    (recipe("RGB") || recipe("CMYK")).then_some("it is a recipe, not an ink")
}

fn names(f: &Facts, h: &mut Hits) {
    let mut plain: BTreeMap<String, Rc<str>> = BTreeMap::new();
    for u in &f.uses {
        for name in u.space.spots() {
            let key = plain_name(&name);
            if let Some(what) = odd_name(&name) {
                h.on(u.page, format!("a spot ink is named {name:?}: {what}"));
            }
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
