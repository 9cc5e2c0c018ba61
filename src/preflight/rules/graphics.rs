//! Streams, halftones, operators.

use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::facts::{Facts, Object, Odd};
use crate::preflight::object::{Dict, Obj};
use crate::preflight::walk::is_intent;
use crate::preflight::{Family, Hits};

/// Rules of graphics.
pub const RULES: &[Rule] = &[
    row("lzw", For::Both, Fail, "CKP", "no LZWDecode, on inline images neither", Family::Graphics, lzw),
    row("new-codecs", For::X1a, Fail, "KR", "no JBIG2Decode or JPXDecode", Family::Graphics, codecs),
    row(
        "postscript",
        For::Both,
        Fail,
        "CK",
        "no PostScript XObjects, PS keys or operators",
        Family::Graphics,
        postscript,
    ),
    row("opi", For::Both, Fail, "ACK", "no OPI", Family::Graphics, opi),
    row(
        "alternates-x1a",
        For::X1a,
        Fail,
        "C",
        "no alternate image is the default for printing",
        Family::Graphics,
        alternates_x1a,
    ),
    row("alternates-x4", For::X4, Warn, "U", "images have no alternates", Family::Graphics, alternates_x4),
    row("reference-xobject", For::Both, Fail, "AP", "no reference XObjects", Family::Graphics, reference),
    row(
        "transfer-curves",
        For::Both,
        Fail,
        "CK",
        "no transfer functions: TR, TR2 other than Default, in halftones",
        Family::Graphics,
        transfer,
    ),
    row(
        "halftones",
        For::Both,
        Fail,
        "CK",
        "halftones are of type 1 or 5, whole, without HalftoneName",
        Family::Graphics,
        halftones,
    ),
    row("halftone-phase-x1a", For::X1a, Fail, "K", "no halftone phase or origin (HTP, HTO)", Family::Graphics, phase),
    row("halftone-phase-x4", For::X4, Warn, "U", "no halftone phase or origin (HTP, HTO)", Family::Graphics, phase),
    row(
        "black-generation",
        For::Both,
        Warn,
        "N",
        "no black generation or undercolour removal (BG, UCR): colours were converted before",
        Family::Graphics,
        black_generation,
    ),
    row(
        "state-values",
        For::Both,
        Fail,
        "R",
        "graphics states hold sane values: alpha 0 to 1, OPM 0 or 1, no negative width",
        Family::Graphics,
        state_values,
    ),
    row("flatness", For::Both, Warn, "N", "curves are not made coarse (FL above 10)", Family::Graphics, flatness),
    row(
        "rendering-intent",
        For::Both,
        Fail,
        "R",
        "rendering intents are the four standard ones",
        Family::Graphics,
        intents,
    ),
    row(
        "operators",
        For::Both,
        Fail,
        "AC",
        "content streams hold only operators, with their operands",
        Family::Graphics,
        operators,
    ),
    row("save-restore", For::Both, Fail, "AC", "q and Q pair, at most 28 deep", Family::Graphics, stack),
    row(
        "resources",
        For::Both,
        Fail,
        "R",
        "every name in a content stream is in the resources",
        Family::Graphics,
        resources,
    ),
    row("form-circle", For::Both, Fail, "R", "no form contains itself", Family::Graphics, circles),
    row("compatibility", For::X1a, Fail, "A", "no BX and EX", Family::Graphics, compatibility),
    row("interpolate", For::Both, Warn, "N", "images do not ask for interpolation", Family::Graphics, interpolate),
    row("sixteen-bit", For::X1a, Fail, "R", "no images of 16 bits (PDF 1.5)", Family::Graphics, sixteen),
    row("crypt-filter", For::Both, Fail, "R", "a Crypt filter is absent or Identity", Family::Graphics, crypt),
];

fn streams<'a>(f: &'a Facts) -> impl Iterator<Item = &'a Object> {
    f.objects.iter().filter(|o| o.stream)
}
fn kind(f: &Facts, o: &Object) -> String {
    f.doc.name(&o.dict, "Subtype").unwrap_or_default()
}
fn filtered(f: &Facts, h: &mut Hits, names: &[&str]) {
    for o in streams(f) {
        for name in f.doc.filters(&o.dict).iter().filter(|n| names.contains(&n.as_str())) {
            h.hit(format!("{}: {name}", o.place));
        }
    }
}
fn odd(f: &Facts, h: &mut Hits, which: &[Odd]) {
    for o in f.oddities.iter().filter(|o| which.contains(&o.odd)) {
        h.on(o.page, o.text.clone());
    }
}

fn lzw(f: &Facts, h: &mut Hits) {
    filtered(f, h, &["LZWDecode"]);
    odd(f, h, &[Odd::Lzw]);
}
fn codecs(f: &Facts, h: &mut Hits) {
    filtered(f, h, &["JBIG2Decode", "JPXDecode"]);
}

fn postscript(f: &Facts, h: &mut Hits) {
    for o in streams(f) {
        let second = f.doc.name(&o.dict, "Subtype2");
        let k = kind(f, o);
        if k == "PS" || second.as_deref() == Some("PS") || (k == "Form" && o.dict.has("PS")) {
            h.hit(format!("{}: PostScript", o.place));
        }
    }
    odd(f, h, &[Odd::PostScript]);
}

fn opi(f: &Facts, h: &mut Hits) {
    for o in streams(f).filter(|o| o.dict.has("OPI")) {
        h.hit(format!("{}: OPI", o.place));
    }
}

fn alternates_x1a(f: &Facts, h: &mut Hits) {
    for o in streams(f) {
        for a in f.doc.list(&o.dict, "Alternates") {
            if a.dict().is_some_and(|d| f.doc.get(d, "DefaultForPrinting").truth() == Some(true)) {
                h.hit(format!("{}: an alternate is the default for printing", o.place));
            }
        }
    }
}
fn alternates_x4(f: &Facts, h: &mut Hits) {
    for o in streams(f).filter(|o| o.dict.has("Alternates")) {
        h.hit(format!("{}: Alternates", o.place));
    }
}

fn reference(f: &Facts, h: &mut Hits) {
    for o in streams(f).filter(|o| kind(f, o) == "Form" && o.dict.has("Ref")) {
        h.hit(format!("{}: Ref", o.place));
    }
}

/// Extended graphics states: typed, or told by where they are kept.
pub fn states<'a>(f: &'a Facts) -> impl Iterator<Item = &'a Object> {
    f.objects.iter().filter(|o| {
        if o.stream {
            return false;
        }
        let listed = o.place.contains("/ExtGState ");
        match f.doc.name(&o.dict, "Type").as_deref() {
            Some(name) => name == "ExtGState",
            None => {
                let subtype = f.doc.name(&o.dict, "Subtype").is_some();
                listed
                    || (!subtype
                        && ["OPM", "HTP", "HTO", "TR2", "SMask", "ca", "CA", "BM"].iter().any(|k| o.dict.has(k)))
            }
        }
    })
}

fn transfer(f: &Facts, h: &mut Hits) {
    for o in states(f) {
        if o.dict.has("TR") {
            h.hit(format!("{}: TR", o.place));
        }
        let two = f.doc.get(&o.dict, "TR2");
        if !two.is_null() && two.name() != Some("Default") {
            h.hit(format!("{}: TR2", o.place));
        }
    }
    each_halftone(f, &mut |dict, place, ink| {
        let process = ink.is_none_or(|i| matches!(i, "Cyan" | "Magenta" | "Yellow" | "Black" | "Default"));
        if dict.has("TransferFunction") && process {
            h.hit(format!("{place}: TransferFunction in a halftone"));
        }
    });
}

/// Every halftone dictionary, and within those of type 5 each ink's.
fn each_halftone(f: &Facts, see: &mut dyn FnMut(&Dict, &str, Option<&str>)) {
    let mut one = |object: Obj, place: &str| {
        let Some(dict) = object.dict() else { return };
        see(dict, place, None);
        if f.doc.num(dict, "HalftoneType") == Some(5.0) {
            for (ink, inner) in &dict.entries {
                if let Some(inner) = f.doc.resolve(inner).dict() {
                    see(inner, place, Some(ink));
                }
            }
        }
    };
    for o in states(f) {
        one(f.doc.get(&o.dict, "HT"), &o.place);
    }
    for o in f.objects.iter().filter(|o| f.doc.name(&o.dict, "Type").as_deref() == Some("Halftone")) {
        one(Obj::Dict(o.dict.clone()), &o.place);
    }
}

fn halftones(f: &Facts, h: &mut Hits) {
    each_halftone(f, &mut |dict, place, _| {
        let kind = f.doc.num(dict, "HalftoneType").unwrap_or(1.0);
        // ISO 32000-1, tables 130 and 134.
        let needs: &[&str] = match kind as i64 {
            1 => &["Frequency", "Angle", "SpotFunction"],
            5 => &["Default"],
            _ => &[],
        };
        for key in needs.iter().filter(|k| !dict.has(k)) {
            h.hit(format!("{place}: a halftone of type {kind} without {key}"));
        }
        if kind != 1.0 && kind != 5.0 {
            h.hit(format!("{place}: a halftone of type {kind}"));
        }
        if dict.has("HalftoneName") {
            h.hit(format!("{place}: HalftoneName"));
        }
    });
}

/// HTP left PDF with 1.4; HTO came with 2.0.
fn phase(f: &Facts, h: &mut Hits) {
    for o in states(f) {
        for key in ["HTP", "HTO"].into_iter().filter(|k| o.dict.has(k)) {
            h.hit(format!("{}: {key}", o.place));
        }
    }
}

fn black_generation(f: &Facts, h: &mut Hits) {
    for o in states(f) {
        for key in ["BG", "BG2", "UCR", "UCR2"] {
            let value = f.doc.get(&o.dict, key);
            if !value.is_null() && value.name() != Some("Default") {
                h.hit(format!("{}: {key}", o.place));
            }
        }
    }
}

/// ISO 32000-1, table 58.
fn state_values(f: &Facts, h: &mut Hits) {
    for o in states(f) {
        let allowed: [(&str, f64, f64); 7] = [
            ("ca", 0.0, 1.0),
            ("CA", 0.0, 1.0),
            ("LW", 0.0, f64::MAX),
            ("ML", 1.0, f64::MAX),
            ("LC", 0.0, 2.0),
            ("LJ", 0.0, 2.0),
            ("FL", 0.0, 100.0),
        ];
        for (key, low, high) in allowed {
            if let Some(v) = f.doc.num(&o.dict, key).filter(|v| *v < low || *v > high) {
                h.hit(format!("{}: {key} {v}", o.place));
            }
        }
        if let Some(v) = f.doc.num(&o.dict, "OPM").filter(|v| *v != 0.0 && *v != 1.0) {
            h.hit(format!("{}: OPM {v}", o.place));
        }
    }
}

fn flatness(f: &Facts, h: &mut Hits) {
    for o in states(f) {
        if let Some(v) = f.doc.num(&o.dict, "FL").filter(|v| *v > 10.0) {
            h.hit(format!("{}: FL {v}", o.place));
        }
    }
}

fn intents(f: &Facts, h: &mut Hits) {
    odd(f, h, &[Odd::Intent]);
    for (key, o) in
        states(f).map(|o| ("RI", o)).chain(streams(f).filter(|o| kind(f, o) == "Image").map(|o| ("Intent", o)))
    {
        if let Some(name) = f.doc.name(&o.dict, key).filter(|n| !is_intent(n)) {
            h.hit(format!("{}: {key} {name}", o.place));
        }
    }
}

fn operators(f: &Facts, h: &mut Hits) {
    odd(f, h, &[Odd::Operator, Odd::Operands]);
    for o in f.oddities.iter().filter(|o| o.odd == Odd::Order) {
        h.add(Warn, Some(o.page), None, o.text.clone());
    }
}
fn stack(f: &Facts, h: &mut Hits) {
    odd(f, h, &[Odd::Stack]);
}
fn resources(f: &Facts, h: &mut Hits) {
    odd(f, h, &[Odd::Resource]);
}
fn circles(f: &Facts, h: &mut Hits) {
    odd(f, h, &[Odd::Circle]);
}
fn compatibility(f: &Facts, h: &mut Hits) {
    odd(f, h, &[Odd::Compatibility]);
}

fn images<'a>(f: &'a Facts) -> impl Iterator<Item = (String, &'a std::rc::Rc<Dict>)> {
    let inline =
        f.pictures.iter().filter(|p| p.id.is_none()).map(|p| (format!("page {}, inline image", p.page + 1), &p.dict));
    streams(f).filter(|o| kind(f, o) == "Image").map(|o| (o.place.clone(), &o.dict)).chain(inline)
}

fn interpolate(f: &Facts, h: &mut Hits) {
    for (place, dict) in images(f) {
        if f.doc.get(dict, "Interpolate").truth() == Some(true) {
            h.hit(format!("{place}: Interpolate"));
        }
    }
}
fn sixteen(f: &Facts, h: &mut Hits) {
    for (place, dict) in images(f) {
        if f.doc.num(dict, "BitsPerComponent") == Some(16.0) {
            h.hit(format!("{place}: 16 bits"));
        }
    }
}

fn crypt(f: &Facts, h: &mut Hits) {
    for o in streams(f) {
        let names = f.doc.filters(&o.dict);
        let Some(at) = names.iter().position(|n| n == "Crypt") else { continue };
        let params = f.doc.get(&o.dict, "DecodeParms");
        let params = match &params {
            Obj::Array(list) => list.get(at).map(|p| f.doc.resolve(p)).unwrap_or_default(),
            other => other.clone(),
        };
        let name = params.dict().and_then(|d| f.doc.name(d, "Name")).unwrap_or_else(|| "Identity".into());
        if name != "Identity" {
            h.hit(format!("{}: Crypt {name}", o.place));
        }
    }
}
