//! Colour spaces, profiles and what they put on which plate.
//!
//! In: colour space objects. Out: [`Space`], [`Inks`], [`Profile`]. Does not know: what is painted.

use crate::preflight::doc::Doc;
use crate::preflight::object::{Dict, Id, Obj};
use std::rc::Rc;

/// Amounts of ink, 1.0 is full.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inks {
    /// Cyan, magenta, yellow, black.
    pub cmyk: [f32; 4],
    /// Named inks.
    pub spots: Vec<(Rc<str>, f32)>,
}

/// Less than this prints nothing.
const NOTHING: f32 = 0.004;

impl Inks {
    /// From the four process inks.
    pub fn process(c: f32, m: f32, y: f32, k: f32) -> Inks {
        Inks { cmyk: [c, m, y, k], spots: Vec::new() }
    }
    /// The sum of all inks (总墨量), 1.0 is one full ink.
    pub fn total(&self) -> f32 {
        self.cmyk.iter().sum::<f32>() + self.spots.iter().map(|(_, v)| v).sum::<f32>()
    }
    /// How many inks print anything.
    pub fn count(&self) -> usize {
        self.cmyk.iter().filter(|v| **v > NOTHING).count() + self.spots.iter().filter(|(_, v)| *v > NOTHING).count()
    }
    /// Nothing prints.
    pub fn is_white(&self) -> bool {
        self.count() == 0
    }
    /// Black is the only ink and it is full.
    pub fn is_pure_black(&self) -> bool {
        self.cmyk[3] > 0.996 && self.count() == 1
    }
    /// Would be taken for black by the eye.
    pub fn looks_black(&self) -> bool {
        let colour = self.cmyk[0] + self.cmyk[1] + self.cmyk[2];
        self.cmyk[3] >= 0.9 || (colour > 1.8 && self.cmyk[3] > 0.3) || colour > 2.4
    }
    /// Some ink is neither absent nor full, so it is screened.
    pub fn is_tint(&self) -> bool {
        let screened = |v: f32| v > NOTHING && v < 0.996;
        self.cmyk.iter().any(|v| screened(*v)) || self.spots.iter().any(|(_, v)| screened(*v))
    }
    /// As people write it: `C0 M0 Y0 K100`.
    pub fn show(&self) -> String {
        let mut parts: Vec<String> = "CMYK"
            .chars()
            .zip(self.cmyk)
            .filter(|(_, v)| *v > NOTHING)
            .map(|(n, v)| format!("{n}{:.0}", v * 100.0))
            .collect();
        parts.extend(self.spots.iter().filter(|(_, v)| *v > NOTHING).map(|(n, v)| format!("{n} {:.0}", v * 100.0)));
        if parts.is_empty() { "no ink".into() } else { parts.join(" ") }
    }
}

/// An ICC profile's header.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// It carries the mark `acsp` and a whole header.
    pub valid: bool,
    /// Its own size.
    pub size: u32,
    /// The stream's.
    pub length: usize,
    /// Major version.
    pub major: u8,
    /// Minor version.
    pub minor: u8,
    /// `prtr`, `mntr`, …
    pub class: String,
    /// `CMYK`, `RGB`, `GRAY`, `Lab`.
    pub space: String,
    /// `Lab` or `XYZ`.
    pub connection: String,
    /// `N` of the stream.
    pub n: Option<i64>,
    /// Colours of the alternate space that the stream names.
    pub alternate: Option<usize>,
    /// Names of its tags, one after the other.
    pub tags: Vec<u8>,
    /// Tells profiles apart.
    pub hash: u64,
}

impl Profile {
    /// Reads the header (ICC.1, 7.2).
    pub fn read(doc: &Doc, dict: &Dict) -> Profile {
        let bytes = doc.plain(dict).bytes;
        let text = |at: usize| {
            bytes.get(at..at + 4).map(|b| String::from_utf8_lossy(b).trim().to_string()).unwrap_or_default()
        };
        Profile {
            valid: bytes.len() >= 132 && bytes[36..40] == *b"acsp" && tags_fit(&bytes),
            size: bytes.get(..4).map_or(0, |b| u32::from_be_bytes([b[0], b[1], b[2], b[3]])),
            length: bytes.len(),
            major: bytes.get(8).copied().unwrap_or(0),
            minor: bytes.get(9).copied().unwrap_or(0) >> 4,
            class: text(12),
            space: text(16),
            connection: text(20),
            n: doc.get(dict, "N").int(),
            alternate: dict
                .raw("Alternate")
                .map(|a| match doc.resolve(a).name() {
                    Some("DeviceGray") => 1,
                    Some("DeviceRGB") => 3,
                    Some("DeviceCMYK") => 4,
                    _ => 0,
                })
                .filter(|n| *n > 0),
            tags: bytes
                .get(132..)
                .unwrap_or_default()
                .chunks_exact(12)
                .take(bytes.get(128..132).map_or(0, |b| u32::from_be_bytes([b[0], b[1], b[2], b[3]])).min(200) as usize)
                .flat_map(|t| t[..4].to_vec())
                .collect(),
            hash: bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3)),
        }
    }
    /// Whether it has a tag.
    pub fn has(&self, tag: &str) -> bool {
        self.tags.chunks(4).any(|t| t == tag.as_bytes())
    }
    /// Colours a pixel of its space.
    pub fn channels(&self) -> Option<i64> {
        match self.space.as_str() {
            "GRAY" => Some(1),
            "RGB" | "Lab" => Some(3),
            "CMYK" => Some(4),
            _ => None,
        }
    }
}

/// Every tag lies within the profile.
fn tags_fit(bytes: &[u8]) -> bool {
    let word = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let Some(count) = word(128) else { return false };
    count <= 200
        && (0..count).all(|i| {
            let at = 132 + 12 * i;
            matches!((word(at + 4), word(at + 8)), (Some(o), Some(l)) if o.saturating_add(l) <= bytes.len())
        })
}

/// A colour space.
#[derive(Clone, Debug)]
pub enum Space {
    /// DeviceGray.
    Gray,
    /// DeviceRGB.
    Rgb,
    /// DeviceCMYK.
    Cmyk,
    /// CalGray.
    CalGray,
    /// CalRGB.
    CalRgb,
    /// Lab.
    Lab,
    /// ICCBased.
    Icc(Rc<Profile>),
    /// Indexed: base, and its table.
    Indexed(Rc<Space>, Rc<[u8]>),
    /// Separation: one ink.
    Separation(Rc<Spot>),
    /// DeviceN: several inks.
    DeviceN(Rc<Spot>),
    /// Pattern, with the space of uncoloured ones.
    Pattern(Option<Rc<Space>>),
    /// Not known, or missing from the resources.
    Unknown(Rc<str>),
}

/// The inks of a Separation or DeviceN space.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Their names.
    pub names: Vec<Rc<str>>,
    /// What stands in for them.
    pub alternate: Rc<Space>,
    /// The tint transform, to compare: its bytes without what changes nothing.
    pub tint: String,
    /// The object it is, when it is one.
    pub id: Option<Id>,
}

impl Space {
    /// Reads a space; names are looked up in the resources.
    pub fn read(doc: &Doc, object: &Obj, resources: Option<&Dict>, depth: usize) -> Rc<Space> {
        let object = doc.resolve(object);
        if depth > 8 {
            return Rc::new(Space::Unknown("nested too deep".into()));
        }
        if let Obj::Name(name) = &object {
            return Rc::new(match &**name {
                "DeviceGray" | "G" | "CalGray" => Space::Gray,
                "DeviceRGB" | "RGB" | "CalRGB" => Space::Rgb,
                "DeviceCMYK" | "CMYK" | "CalCMYK" => Space::Cmyk,
                "Pattern" => Space::Pattern(None),
                other => {
                    let found = resources.and_then(|r| doc.dict(r, "ColorSpace")).and_then(|d| d.raw(other).cloned());
                    return match found {
                        // A name that leads to itself is nothing.
                        Some(Obj::Name(n)) if &*n == other => Rc::new(Space::Unknown(name.clone())),
                        Some(found) => Space::read(doc, &found, resources, depth + 1),
                        None => Rc::new(Space::Unknown(name.clone())),
                    };
                }
            });
        }
        let items = object.items();
        let at = |i: usize| items.get(i).map_or(Obj::Null, |o| doc.resolve(o));
        let family = at(0);
        let family = family.name().unwrap_or("?");
        let inner = |i: usize| Space::read(doc, items.get(i).unwrap_or(&Obj::Null), resources, depth + 1);
        Rc::new(match family {
            "DeviceGray" | "G" => Space::Gray,
            "DeviceRGB" | "RGB" => Space::Rgb,
            "DeviceCMYK" | "CMYK" => Space::Cmyk,
            "CalGray" => Space::CalGray,
            "CalRGB" => Space::CalRgb,
            "Lab" => Space::Lab,
            "ICCBased" => match at(1).stream() {
                Some(dict) => Space::Icc(Rc::new(Profile::read(doc, dict))),
                None => Space::Unknown("ICCBased without a stream".into()),
            },
            "Indexed" | "I" => {
                let table: Rc<[u8]> = match at(3) {
                    Obj::Str(s) => s,
                    Obj::Stream(d) => doc.plain(&d).bytes.into(),
                    _ => Rc::from([]),
                };
                Space::Indexed(inner(1), table)
            }
            "Pattern" => Space::Pattern(items.get(1).map(|_| inner(1))),
            "Separation" => match at(1).name() {
                Some(name) => Space::Separation(Rc::new(Spot {
                    names: vec![name.into()],
                    alternate: inner(2),
                    tint: tint(doc, &at(3)),
                    id: None,
                })),
                None => Space::Unknown("Separation without a name".into()),
            },
            "DeviceN" => {
                let names =
                    at(1).items().iter().take(64).map(|n| doc.resolve(n).name().unwrap_or("?").into()).collect();
                Space::DeviceN(Rc::new(Spot { names, alternate: inner(2), tint: tint(doc, &at(3)), id: None }))
            }
            other => Space::Unknown(other.into()),
        })
    }

    /// Its name in the standard.
    pub fn family(&self) -> &str {
        match self {
            Space::Gray => "DeviceGray",
            Space::Rgb => "DeviceRGB",
            Space::Cmyk => "DeviceCMYK",
            Space::CalGray => "CalGray",
            Space::CalRgb => "CalRGB",
            Space::Lab => "Lab",
            Space::Icc(_) => "ICCBased",
            Space::Indexed(..) => "Indexed",
            Space::Separation(_) => "Separation",
            Space::DeviceN(_) => "DeviceN",
            Space::Pattern(_) => "Pattern",
            Space::Unknown(name) => name,
        }
    }
    /// Numbers a colour.
    pub fn channels(&self) -> usize {
        match self {
            Space::Gray | Space::CalGray | Space::Indexed(..) | Space::Separation(_) => 1,
            Space::Rgb | Space::CalRgb | Space::Lab => 3,
            Space::Cmyk => 4,
            Space::Icc(p) => p.n.unwrap_or(0).clamp(0, 32) as usize,
            Space::DeviceN(s) => s.names.len(),
            Space::Pattern(under) => under.as_ref().map_or(0, |s| s.channels()),
            Space::Unknown(_) => 0,
        }
    }
    /// The colour that a fresh `cs` sets (ISO 32000-1, 8.6.5.2 and following).
    pub fn initial(&self) -> Vec<f64> {
        match self {
            Space::Cmyk => vec![0.0, 0.0, 0.0, 1.0],
            Space::Separation(_) | Space::DeviceN(_) => vec![1.0; self.channels()],
            Space::Icc(p) if p.n == Some(4) => vec![0.0, 0.0, 0.0, 1.0],
            _ => vec![0.0; self.channels()],
        }
    }
    /// What a colour puts on the plates; `None` where colour management decides.
    pub fn inks(&self, color: &[f64]) -> Option<Inks> {
        let at = |i: usize| color.get(i).copied().unwrap_or(0.0).clamp(0.0, 1.0) as f32;
        match self {
            Space::Gray | Space::CalGray => Some(Inks::process(0.0, 0.0, 0.0, 1.0 - at(0))),
            Space::Cmyk => Some(Inks::process(at(0), at(1), at(2), at(3))),
            Space::Icc(p) if p.n == Some(4) => Some(Inks::process(at(0), at(1), at(2), at(3))),
            Space::Icc(p) if p.n == Some(1) => Some(Inks::process(0.0, 0.0, 0.0, 1.0 - at(0))),
            Space::Separation(s) | Space::DeviceN(s) => {
                let mut inks = Inks::default();
                for (i, name) in s.names.iter().enumerate() {
                    let v = at(i);
                    match &**name {
                        "Cyan" => inks.cmyk[0] += v,
                        "Magenta" => inks.cmyk[1] += v,
                        "Yellow" => inks.cmyk[2] += v,
                        "Black" => inks.cmyk[3] += v,
                        "All" => inks.cmyk.iter_mut().for_each(|p| *p = v),
                        "None" => {}
                        _ => inks.spots.push((name.clone(), v)),
                    }
                }
                Some(inks)
            }
            Space::Indexed(base, table) => {
                let n = base.channels();
                let row = color.first().copied().unwrap_or(0.0).clamp(0.0, 255.0) as usize * n;
                let row: Vec<f64> = table.get(row..row + n)?.iter().map(|b| f64::from(*b) / 255.0).collect();
                base.inks(&row)
            }
            _ => None,
        }
    }
    /// The spot names it uses: not process inks, `All` or `None`.
    pub fn spots(&self) -> Vec<Rc<str>> {
        match self {
            Space::Separation(s) | Space::DeviceN(s) => s
                .names
                .iter()
                .filter(|n| !matches!(&***n, "Cyan" | "Magenta" | "Yellow" | "Black" | "All" | "None"))
                .cloned()
                .collect(),
            Space::Indexed(base, _) => base.spots(),
            Space::Pattern(Some(under)) => under.spots(),
            _ => Vec::new(),
        }
    }
    /// Whether it is one ink named `All`: registration.
    pub fn is_registration(&self) -> bool {
        matches!(self, Space::Separation(s) if s.names.iter().any(|n| &**n == "All"))
    }
}

/// A tint transform in a form that two equal ones share.
fn tint(doc: &Doc, object: &Obj) -> String {
    fn write(doc: &Doc, object: &Obj, depth: usize, out: &mut String) {
        let object = doc.resolve(object);
        if depth > 6 || out.len() > 4096 {
            return;
        }
        match &object {
            Obj::Int(_) | Obj::Real(_) => out.push_str(&format!("{} ", object.num().unwrap_or(0.0))),
            Obj::Name(n) => out.push_str(n),
            Obj::Array(items) => items.iter().for_each(|o| write(doc, o, depth + 1, out)),
            Obj::Dict(d) | Obj::Stream(d) => {
                let mut keys: Vec<_> =
                    d.entries.iter().filter(|(k, _)| !matches!(&**k, "Length" | "Filter" | "DecodeParms")).collect();
                keys.sort_by(|a, b| a.0.cmp(&b.0));
                for (k, v) in keys {
                    out.push_str(k);
                    write(doc, v, depth + 1, out);
                }
                if object.stream().is_some() {
                    let sum =
                        doc.plain(d).bytes.iter().fold(17_u64, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(*b)));
                    out.push_str(&sum.to_string());
                }
            }
            _ => out.push('?'),
        }
    }
    let mut out = String::new();
    write(doc, object, 0, &mut out);
    out
}
