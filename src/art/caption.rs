//! Caption and credit that a picture carries in EXIF, IPTC and XMP.
//!
//! In: metadata blocks. Out: [`About`]. Does not know: the story, which may use or ignore them.
//!
//! The later block never overwrites what an earlier one said, except that IPTC and XMP, which picture desks
//! write, win over EXIF, which cameras write.

use usvg::roxmltree;

/// What a picture says of itself in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Caption (图说).
    pub caption: Option<String>,
    /// Credit: agency or photographer (供图 / 摄影).
    pub credit: Option<String>,
}

/// Most characters taken from a field.
const LONGEST: usize = 4000;

/// A field's text without padding; `None` when nothing is left.
pub fn clean(text: &str) -> Option<String> {
    let text: String = text.trim_matches(|c: char| c == '\0' || c.is_whitespace()).chars().take(LONGEST).collect();
    (!text.is_empty()).then_some(text)
}

/// EXIF (a TIFF structure): orientation, ImageDescription, Artist.
pub fn exif(tiff: &[u8], orientation: &mut u8, about: &mut About) {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let parsed = match reader.read_raw(tiff.to_vec()) {
        Ok(parsed) => parsed,
        Err(exif::Error::PartialResult(partial)) => partial.into_inner().0,
        Err(_) => return,
    };
    if let Some(field) = parsed.get_field(exif::Tag::Orientation, exif::In::PRIMARY)
        && let Some(turn @ 1..=8) = field.value.get_uint(0)
    {
        *orientation = turn as u8;
    }
    let text = |tag| match &parsed.get_field(tag, exif::In::PRIMARY)?.value {
        exif::Value::Ascii(parts) => clean(std::str::from_utf8(parts.first()?).ok()?),
        _ => None,
    };
    if about.caption.is_none() {
        about.caption = text(exif::Tag::ImageDescription);
    }
    if about.credit.is_none() {
        about.credit = text(exif::Tag::Artist);
    }
}

/// The IPTC block inside Photoshop's image resources (APP13).
pub fn photoshop_iptc(body: &[u8]) -> Option<&[u8]> {
    let mut rest = body.strip_prefix(b"Photoshop 3.0\0")?;
    loop {
        rest = rest.strip_prefix(b"8BIM")?;
        let id = u16::from_be_bytes([*rest.first()?, *rest.get(1)?]);
        // The resource's name: a length, the letters, padded to an even count.
        let name = usize::from(*rest.get(2)?);
        let at = 2 + (1 + name).next_multiple_of(2);
        let size = rest.get(at..at + 4)?;
        let size = u32::from_be_bytes([size[0], size[1], size[2], size[3]]) as usize;
        let block = rest.get(at + 4..(at + 4).checked_add(size)?)?;
        if id == 0x0404 {
            return Some(block);
        }
        rest = rest.get(at + 4 + size.next_multiple_of(2)..)?;
    }
}

/// IPTC-IIM: 2:120 caption, 2:110 credit, 2:80 by-line.
pub fn iptc(mut block: &[u8], about: &mut About) {
    let (mut caption, mut credit, mut byline) = (None, None, None);
    while let [0x1C, record, dataset, high, low, rest @ ..] = block {
        let size = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(value) = rest.get(..size) else { break };
        let text = || std::str::from_utf8(value).ok().and_then(clean);
        match (record, dataset) {
            (2, 120) => caption = caption.or_else(text),
            (2, 110) => credit = credit.or_else(text),
            (2, 80) => byline = byline.or_else(text),
            _ => {}
        }
        block = &rest[size..];
    }
    about.caption = caption.or(about.caption.take());
    about.credit = credit.or(byline).or(about.credit.take());
}

/// XMP: dc:description, photoshop:Credit, dc:creator.
pub fn xmp(xml: &[u8], about: &mut About) {
    let Ok(text) = std::str::from_utf8(xml) else { return };
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    let options = roxmltree::ParsingOptions { nodes_limit: 20_000, ..Default::default() };
    let Ok(document) = roxmltree::Document::parse_with_options(text, options) else { return };
    const DC: &str = "http://purl.org/dc/elements/1.1/";
    const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
    let find = |namespace: &str, name: &str| {
        let element = document.descendants().find(|n| n.has_tag_name((namespace, name)));
        if let Some(element) = element {
            let item = element.descendants().find(|n| n.tag_name().name() == "li").unwrap_or(element);
            return item.text().and_then(clean);
        }
        document.descendants().find_map(|n| n.attribute((namespace, name))).and_then(clean)
    };
    about.caption = find(DC, "description").or(about.caption.take());
    about.credit = find(PHOTOSHOP, "Credit").or_else(|| find(DC, "creator")).or(about.credit.take());
}
