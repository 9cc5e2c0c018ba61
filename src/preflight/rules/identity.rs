//! What the file says it is: Info, XMP, output intent.

use super::{For, Rule, row};
use crate::preflight::Verdict::{Fail, Warn};
use crate::preflight::facts::Facts;
use crate::preflight::object::{Dict, Obj};
use crate::preflight::xmp::Xmp;
use crate::preflight::{Family, Hits, Standard, shown};

/// Rules of identification.
pub const RULES: &[Rule] = &[
    row("info-version", For::X1a, Fail, "C", "Info GTS_PDFXVersion is (PDF/X-1a:2003)", Family::Identity, info_version),
    row("xmp-version", For::X4, Fail, "P", "XMP pdfxid:GTS_PDFXVersion is PDF/X-4", Family::Identity, xmp_version),
    row("xmp", For::X4, Fail, "PR", "the catalog's Metadata is a well-formed XMP packet", Family::Identity, xmp_sound),
    row(
        "xmp-sound",
        For::X1a,
        Fail,
        "R",
        "Metadata, where present, is well-formed XMP",
        Family::Identity,
        xmp_sound_x1a,
    ),
    row("info-dates", For::X1a, Fail, "C", "Info has Title, CreationDate and ModDate", Family::Identity, info_dates),
    row(
        "xmp-dates",
        For::X4,
        Fail,
        "PW",
        "XMP has dc:title, xmp:CreateDate, xmp:ModifyDate, xmp:MetadataDate",
        Family::Identity,
        xmp_dates,
    ),
    row(
        "xmp-ids",
        For::X4,
        Fail,
        "W",
        "XMP has xmpMM:DocumentID, VersionID, RenditionClass",
        Family::Identity,
        xmp_ids,
    ),
    row("trapped", For::X1a, Fail, "C", "Info Trapped is /True or /False", Family::Identity, trapped_x1a),
    row(
        "trapped-agrees",
        For::X4,
        Fail,
        "CP",
        "Trapped is True or False in XMP or Info, and the two agree",
        Family::Identity,
        trapped_x4,
    ),
    row("info-xmp-agree", For::Both, Fail, "R", "Info and XMP agree where both speak", Family::Identity, agree),
    row("other-version", For::X4, Warn, "U", "Info names no other PDF/X version", Family::Identity, other_version),
    row("info-maker", For::X1a, Warn, "P", "Info has Creator and Producer", Family::Identity, maker),
    row("xmp-plain", For::X4, Warn, "U", "the Metadata stream has no filter", Family::Identity, xmp_plain),
];

/// Rules of the printing condition.
pub const INTENT_RULES: &[Rule] = &[
    row("intent", For::Both, Fail, "C", "exactly one OutputIntent with S /GTS_PDFX", Family::Intent, intent),
    row(
        "intent-condition",
        For::Both,
        Fail,
        "C",
        "OutputConditionIdentifier is there and not empty",
        Family::Intent,
        condition,
    ),
    row(
        "intent-profile-x1a",
        For::X1a,
        Fail,
        "C",
        "a profile, or a condition registered at http://www.color.org",
        Family::Intent,
        profile_x1a,
    ),
    row(
        "intent-profile-x4",
        For::X4,
        Fail,
        "E",
        "DestOutputProfile is embedded, not referenced",
        Family::Intent,
        profile_x4,
    ),
    row(
        "intent-profile",
        For::Both,
        Fail,
        "C",
        "DestOutputProfile is a sound output profile (prtr), N right",
        Family::Intent,
        profile,
    ),
    row("intent-space", For::X1a, Fail, "P", "DestOutputProfile is for CMYK or grey", Family::Intent, space),
    row(
        "intent-icc-version",
        For::Both,
        Fail,
        "R",
        "the ICC version suits the PDF version: 2 for 1.4, at most 4 for 1.6",
        Family::Intent,
        icc_version,
    ),
    row("intent-info", For::Both, Fail, "C", "Info says what an unregistered condition is", Family::Intent, info),
];

fn info_version(f: &Facts, h: &mut Hits) {
    match f.info_text("GTS_PDFXVersion").as_deref() {
        Some("PDF/X-1a:2003") => {}
        Some(other) => h.hit(format!("Info GTS_PDFXVersion is ({other})")),
        None => h.hit("Info has no GTS_PDFXVersion"),
    }
}

fn xmp_version(f: &Facts, h: &mut Hits) {
    match f.xmp.as_ref().and_then(|x| x.get("pdfxid", "GTS_PDFXVersion")) {
        Some("PDF/X-4") => {}
        Some(other) => h.hit(format!("XMP pdfxid:GTS_PDFXVersion is {other:?}")),
        None => h.hit("XMP has no pdfxid:GTS_PDFXVersion"),
    }
}

fn xmp_sound(f: &Facts, h: &mut Hits) {
    let (Some(stream), Some(xmp)) = (&f.metadata, &f.xmp) else {
        h.hit("the catalog has no Metadata stream");
        return;
    };
    for (key, want) in [("Type", "Metadata"), ("Subtype", "XML")] {
        let found = f.doc.get(stream, key);
        if found.name() != Some(want) {
            h.hit(format!("{key} of Metadata is {}", shown(&found)));
        }
    }
    if let Some(fault) = &xmp.fault {
        h.hit(format!("not well-formed: {fault}"));
    }
    if !xmp.wrapped {
        h.hit("the xpacket wrapper is missing or does not end");
    }
}

fn xmp_sound_x1a(f: &Facts, h: &mut Hits) {
    if let Some(fault) = f.xmp.as_ref().and_then(|x| x.fault.as_ref()) {
        h.hit(format!("not well-formed: {fault}"));
    }
}

fn info_dates(f: &Facts, h: &mut Hits) {
    for key in ["Title", "CreationDate", "ModDate"] {
        match f.info_text(key) {
            Some(text) if !text.trim().is_empty() => {
                let digits = text.strip_prefix("D:").map_or(0, |d| d.chars().take_while(char::is_ascii_digit).count());
                if key != "Title" && (digits < 14 || moment(&text).is_none()) {
                    h.hit(format!("{key} is not D:YYYYMMDDHHmmSS but {text}"));
                }
            }
            _ => h.hit(format!("Info has no {key}")),
        }
    }
}

fn xmp_dates(f: &Facts, h: &mut Hits) {
    let wanted = [("dc", "title"), ("xmp", "CreateDate"), ("xmp", "ModifyDate"), ("xmp", "MetadataDate")];
    missing(f, h, &wanted);
    for (prefix, name) in &wanted[1..] {
        if let Some(text) = f.xmp.as_ref().and_then(|x| x.full(prefix, name))
            && moment(text).is_none()
        {
            h.hit(format!("{prefix}:{name} is no date: {text}"));
        }
    }
}

fn xmp_ids(f: &Facts, h: &mut Hits) {
    missing(f, h, &[("xmpMM", "DocumentID"), ("xmpMM", "VersionID"), ("xmpMM", "RenditionClass")]);
}

fn missing(f: &Facts, h: &mut Hits, wanted: &[(&str, &str)]) {
    for (prefix, name) in wanted {
        if f.xmp.as_ref().and_then(|x| x.full(prefix, name)).is_none() {
            h.hit(format!("XMP has no {prefix}:{name}"));
        }
    }
}

fn trapped(f: &Facts) -> Obj {
    f.info.as_ref().map_or(Obj::Null, |i| f.doc.get(i, "Trapped"))
}

fn trapped_x1a(f: &Facts, h: &mut Hits) {
    let found = trapped(f);
    if !matches!(found.name(), Some("True" | "False")) {
        h.hit(format!("Info Trapped is {}", shown(&found)));
    }
}

fn trapped_x4(f: &Facts, h: &mut Hits) {
    let info = trapped(f);
    let packet = f.xmp.as_ref().and_then(|x| x.full("pdf", "Trapped"));
    if info.is_null() && packet.is_none() {
        h.hit("Trapped is in neither");
    }
    if !info.is_null() && !matches!(info.name(), Some("True" | "False")) {
        h.hit(format!("Info Trapped is {}", shown(&info)));
    }
    if let Some(word) = packet.filter(|w| !matches!(*w, "True" | "False")) {
        h.hit(format!("XMP pdf:Trapped is {word}"));
    }
    if let (Some(a), Some(b)) = (info.name(), packet)
        && a != b
    {
        h.hit(format!("Info says {a}, XMP says {b}"));
    }
}

fn agree(f: &Facts, h: &mut Hits) {
    let Some(xmp) = &f.xmp else { return };
    let pairs = [
        ("Title", "dc", "title"),
        ("Author", "dc", "creator"),
        ("Subject", "dc", "description"),
        ("Keywords", "pdf", "Keywords"),
        ("Creator", "xmp", "CreatorTool"),
        ("Producer", "pdf", "Producer"),
    ];
    for (key, prefix, name) in pairs {
        if let (Some(a), Some(b)) = (f.info_text(key), xmp.get(prefix, name))
            && !a.trim().is_empty()
            && !b.is_empty()
            && a.trim() != b.trim()
        {
            h.hit(format!("Info {key} is {:?}, XMP {prefix}:{name} is {:?}", short(&a), short(b)));
        }
    }
    for (key, name) in [("CreationDate", "CreateDate"), ("ModDate", "ModifyDate")] {
        if let (Some(a), Some(b)) = (f.info_text(key), xmp.full("xmp", name))
            && moment(&a) != moment(b)
        {
            h.hit(format!("Info {key} is {a}, XMP xmp:{name} is {b}"));
        }
    }
    if f.standard == Standard::X1a {
        says_x1a(xmp, h);
    }
}

fn says_x1a(xmp: &Xmp, h: &mut Hits) {
    let said = xmp.get("pdfx", "GTS_PDFXVersion").or_else(|| xmp.get("pdfxid", "GTS_PDFXVersion"));
    if let Some(other) = said.filter(|v| !v.is_empty() && !v.starts_with("PDF/X-1")) {
        h.hit(format!("XMP says it is {other}"));
    }
}

fn other_version(f: &Facts, h: &mut Hits) {
    if let Some(other) = f.info_text("GTS_PDFXVersion").filter(|v| v != "PDF/X-4" && !v.is_empty()) {
        h.hit(format!("Info GTS_PDFXVersion is ({other})"));
    }
}

fn maker(f: &Facts, h: &mut Hits) {
    for key in ["Creator", "Producer"] {
        if f.info_text(key).is_none_or(|t| t.is_empty()) {
            h.hit(format!("Info has no {key}"));
        }
    }
}

fn xmp_plain(f: &Facts, h: &mut Hits) {
    if let Some(filters) = f.metadata.as_ref().map(|m| f.doc.filters(m)).filter(|n| !n.is_empty()) {
        h.hit(format!("Metadata is filtered: {}", filters.join(", ")));
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Seconds since the year 0, in universal time, of a PDF or an XMP date; `None` when it is no date.
fn moment(text: &str) -> Option<i64> {
    let text = text.trim();
    let text = text.strip_prefix("D:").unwrap_or(text);
    // The zone is cut off first, so that its sign is not taken for a dash between day and hour.
    let (body, zone) = split_zone(text);
    let numbers: Vec<i64> = {
        let plain: String = body.chars().filter(char::is_ascii_digit).collect();
        let mut out = Vec::new();
        let mut at = 0;
        for len in [4, 2, 2, 2, 2, 2] {
            match plain.get(at..at + len) {
                Some(part) => out.push(part.parse().ok()?),
                None => break,
            }
            at += len;
        }
        out
    };
    let at = |i: usize, default: i64| numbers.get(i).copied().unwrap_or(default);
    let (year, month, day) = (*numbers.first()?, at(1, 1), at(2, 1));
    let (hour, minute, second) = (at(3, 0), at(4, 0), at(5, 0));
    let fine = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 61;
    // Days by the civil calendar: March is the first month, so that the leap day is the last of its year.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day - 1;
    fine.then_some(days * 86_400 + hour * 3600 + minute * 60 + second - zone?)
}

/// A date without its zone, and the zone in seconds; `None` when it is none.
fn split_zone(text: &str) -> (&str, Option<i64>) {
    // A date of XMP has dashes in its first ten characters; a sign after those is a zone.
    let xmp = text.as_bytes().get(4) == Some(&b'-');
    let from = if xmp { 10 } else { 4 };
    let Some(at) = text.char_indices().skip(from).find(|(_, c)| matches!(c, '+' | '-' | 'Z')).map(|(i, _)| i) else {
        return (cut_fraction(text), Some(0));
    };
    let (body, zone) = text.split_at(at);
    let digits: Vec<i64> = zone.chars().filter_map(|c| c.to_digit(10)).map(i64::from).collect();
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let offset = match digits[..] {
        [] if zone.starts_with('Z') => Some(0),
        [a, b] => Some((a * 10 + b) * 3600),
        [a, b, c, d, ..] => Some((a * 10 + b) * 3600 + (c * 10 + d) * 60),
        _ => None,
    };
    (cut_fraction(body), offset.map(|o| sign * o))
}

fn cut_fraction(text: &str) -> &str {
    text.split('.').next().unwrap_or(text)
}

fn intent(f: &Facts, h: &mut Hits) {
    for intent in &f.intents {
        if let Some(kind) = f.doc.name(intent, "Type").filter(|t| t != "OutputIntent") {
            h.hit(format!("the output intent's Type is {kind}"));
        }
    }
    if f.intents.len() != 1 {
        h.hit(format!("there are {} output intents for PDF/X", f.intents.len()));
    }
    // Of PDF 2.0, and so unknown to the standards judged here.
    for (i, _) in f.pages.iter().enumerate().filter(|(_, p)| p.dict.has("OutputIntents")) {
        h.add(Warn, Some(i), None, "the page has output intents of its own".into());
    }
    let profile = |d: &Dict| d.raw("DestOutputProfile").cloned();
    let all = f.doc.list(&f.catalog, "OutputIntents");
    let mut profiles = all.iter().filter_map(Obj::dict).filter_map(|d| profile(d));
    if let Some(first) = profiles.next()
        && profiles.any(|other| matches!((&first, &other), (Obj::Ref(a), Obj::Ref(b)) if a != b))
    {
        h.add(Warn, None, None, "the output intents lead to more than one profile".into());
    }
}

fn text_of(f: &Facts, key: &str) -> Option<String> {
    f.intents.first().and_then(|i| f.doc.get(i, key).text()).filter(|t| !t.trim().is_empty())
}

fn condition(f: &Facts, h: &mut Hits) {
    let Some(intent) = f.intents.first() else { return };
    if text_of(f, "OutputConditionIdentifier").is_none() {
        h.hit("OutputConditionIdentifier is missing or empty");
    } else if f.doc.get(intent, "OutputConditionIdentifier").bytes().is_none() {
        h.hit("OutputConditionIdentifier is no string");
    }
}

fn has_profile(f: &Facts) -> bool {
    f.profile.is_some()
}

fn profile_x1a(f: &Facts, h: &mut Hits) {
    if let Some(intent) = f.intents.first()
        && !has_profile(f)
        && !f.registered(intent)
    {
        h.hit("neither a profile nor a registered condition");
    }
}

fn profile_x4(f: &Facts, h: &mut Hits) {
    let Some(intent) = f.intents.first() else { return };
    if intent.has("DestOutputProfileRef") {
        h.hit("DestOutputProfileRef: that is PDF/X-4p");
    }
    if !has_profile(f) {
        h.hit("DestOutputProfile is missing");
    }
}

fn profile(f: &Facts, h: &mut Hits) {
    let Some(p) = &f.profile else { return };
    if !p.valid {
        h.hit("DestOutputProfile is no sound ICC profile");
        return;
    }
    if p.class != "prtr" {
        h.hit(format!("DestOutputProfile is of class {}", p.class));
    }
    if p.size as usize != p.length {
        h.hit(format!("DestOutputProfile says it has {} bytes but has {}", p.size, p.length));
    }
    if p.n != p.channels() {
        h.hit(format!("N is {} for {}", p.n.map_or("missing".into(), |n| n.to_string()), p.space));
    }
    // ICC.1, 8.5: what an output profile of several inks must have, to print by and to proof by.
    let missing: Vec<&str> = ["A2B0", "B2A0"].into_iter().filter(|tag| !p.has(tag)).collect();
    if p.class == "prtr" && p.space == "CMYK" && !p.tags.is_empty() && !missing.is_empty() {
        h.hit(format!("DestOutputProfile has no table {}", missing.join(", ")));
    }
    // ICC.1, 8.2 and 8.5.2: what every profile has, and the tables of the other intents.
    let wanted = ["desc", "wtpt", "cprt"]
        .into_iter()
        .chain(["A2B1", "B2A1", "A2B2", "B2A2"].into_iter().filter(|_| p.class == "prtr" && p.space == "CMYK"));
    let missing: Vec<&str> = wanted.filter(|tag| !p.has(tag)).collect();
    if !p.tags.is_empty() && !missing.is_empty() {
        h.add(Warn, None, None, format!("DestOutputProfile has no {}", missing.join(", ")));
    }
    if !matches!(p.connection.as_str(), "Lab" | "XYZ") {
        h.hit(format!("its connection space is {:?}", p.connection));
    }
}

fn space(f: &Facts, h: &mut Hits) {
    if let Some(p) = f.profile.as_ref().filter(|p| p.valid && !matches!(p.space.as_str(), "CMYK" | "GRAY")) {
        h.hit(format!("DestOutputProfile is for {}", p.space));
    }
}

fn icc_version(f: &Facts, h: &mut Hits) {
    let Some(p) = f.profile.as_ref().filter(|p| p.valid) else { return };
    let fine = if f.standard == Standard::X1a { p.major == 2 } else { p.major <= 4 };
    if !fine {
        h.hit(format!("DestOutputProfile is of ICC version {}.{}", p.major, p.minor));
    }
}

fn info(f: &Facts, h: &mut Hits) {
    if let Some(intent) = f.intents.first()
        && !f.registered(intent)
        && text_of(f, "Info").is_none()
    {
        let name = text_of(f, "OutputConditionIdentifier").unwrap_or_default();
        h.hit(format!("{name:?} is not registered and Info is missing"));
    }
}
