//! The XMP packet: whether it is XML, and what it says.
//!
//! In: bytes. Out: [`Xmp`]. Does not know: what should be in it.

use std::collections::BTreeMap;

/// What a packet says.
#[derive(Clone, Debug, Default)]
pub struct Xmp {
    /// Why it is not well-formed.
    pub fault: Option<String>,
    /// It stands in an `xpacket` wrapper.
    pub wrapped: bool,
    /// Namespace and name → first value (of a list, its first item; of a list of people or words, all).
    values: BTreeMap<(String, String), String>,
}

/// Namespaces by their usual prefix.
fn namespace(prefix: &str) -> &'static str {
    match prefix {
        "dc" => "http://purl.org/dc/elements/1.1/",
        "xmp" => "http://ns.adobe.com/xap/1.0/",
        "pdf" => "http://ns.adobe.com/pdf/1.3/",
        "xmpMM" => "http://ns.adobe.com/xap/1.0/mm/",
        "pdfxid" => "http://www.npes.org/pdfx/ns/id/",
        "pdfx" => "http://ns.adobe.com/pdfx/1.3/",
        "rdf" => "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        _ => "",
    }
}

/// Whether the wrapper's end is there; much room for changes may stand before it.
fn ends(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(200)..];
    tail.windows(13).any(|w| w == b"<?xpacket end")
}

struct Element {
    name: String,
    resolved: (String, String),
    scope: usize,
    text: String,
    items: Vec<String>,
}

impl Xmp {
    /// Reads a packet.
    pub fn read(bytes: &[u8]) -> Xmp {
        let mut xmp = Xmp {
            wrapped: bytes.windows(15).take(300).any(|w| w == b"<?xpacket begin") && ends(bytes),
            ..Xmp::default()
        };
        let text = match bytes {
            [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest),
            _ => std::str::from_utf8(bytes),
        };
        let rdf = bytes.windows(44).any(|w| w.starts_with(b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"));
        let result = match text {
            Ok(text) => xmp.parse(text),
            Err(_) => Err("it is not UTF-8".to_string()),
        };
        xmp.fault = result.err().or((!rdf).then(|| "there is no RDF in it".to_string()));
        xmp
    }

    /// The value of a property; `None` where there is none.
    pub fn get(&self, prefix: &str, name: &str) -> Option<&str> {
        self.values.get(&(namespace(prefix).to_string(), name.to_string())).map(String::as_str)
    }
    /// The value of a property if it is not empty.
    pub fn full(&self, prefix: &str, name: &str) -> Option<&str> {
        self.get(prefix, name).filter(|v| !v.trim().is_empty())
    }

    fn parse(&mut self, text: &str) -> Result<(), String> {
        let mut scopes: Vec<(String, String)> = vec![("xml".into(), "http://www.w3.org/XML/1998/namespace".into())];
        let mut open: Vec<Element> = Vec::new();
        let mut roots = 0;
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("<?") {
                rest = after.split_once("?>").ok_or("a processing instruction does not end")?.1;
            } else if let Some(after) = rest.strip_prefix("<!--") {
                rest = after.split_once("-->").ok_or("a comment does not end")?.1;
            } else if let Some(after) = rest.strip_prefix("<![CDATA[") {
                let (data, tail) = after.split_once("]]>").ok_or("a CDATA section does not end")?;
                open.last_mut().ok_or("text outside the root")?.text.push_str(data);
                rest = tail;
            } else if rest.starts_with("<!") {
                return Err("it has a document type".into());
            } else if let Some(after) = rest.strip_prefix("</") {
                let (name, tail) = after.split_once('>').ok_or("a tag does not end")?;
                let element = open.pop().ok_or("a tag is closed that was not open")?;
                if element.name != name.trim_end() {
                    return Err(format!("</{}> closes <{}>", name.trim_end(), element.name));
                }
                scopes.truncate(element.scope);
                self.close(element, &mut open);
                rest = tail;
            } else if let Some(after) = rest.strip_prefix('<') {
                if open.is_empty() {
                    roots += 1;
                    if roots > 1 {
                        return Err("it has two roots".into());
                    }
                }
                if open.len() > 200 {
                    return Err("it is nested too deep".into());
                }
                let (element, closed, tail) = self.start(after, &mut scopes)?;
                if closed {
                    scopes.truncate(element.scope);
                    self.close(element, &mut open);
                } else {
                    open.push(element);
                }
                rest = tail;
            } else {
                let end = rest.find('<').unwrap_or(rest.len());
                let data = unescape(&rest[..end])?;
                match open.last_mut() {
                    Some(element) => element.text.push_str(&data),
                    None if data.trim_matches(['\0', ' ', '\n', '\r', '\t', '\u{FEFF}']).is_empty() => {}
                    None => return Err("text outside the root".into()),
                }
                rest = &rest[end..];
            }
        }
        match open.last() {
            Some(element) => Err(format!("<{}> is not closed", element.name)),
            None if roots == 0 => Err("it has no root".into()),
            None => Ok(()),
        }
    }

    fn start<'a>(
        &mut self,
        after: &'a str,
        scopes: &mut Vec<(String, String)>,
    ) -> Result<(Element, bool, &'a str), String> {
        let scope = scopes.len();
        let end = after.find(|c: char| c.is_whitespace() || c == '>' || c == '/').ok_or("a tag does not end")?;
        let name = after[..end].to_string();
        if !is_name(&name) {
            return Err(format!("<{name}> is no name"));
        }
        let mut rest = &after[end..];
        let mut attributes: Vec<(String, String)> = Vec::new();
        let closed = loop {
            let before = rest.len();
            rest = rest.trim_start();
            if let Some(tail) = rest.strip_prefix("/>") {
                rest = tail;
                break true;
            }
            if let Some(tail) = rest.strip_prefix('>') {
                rest = tail;
                break false;
            }
            if before == rest.len() {
                return Err(format!("<{name}>: attributes run together"));
            }
            let (key, tail) = rest.split_once('=').ok_or_else(|| format!("<{name}> does not end"))?;
            let key = key.trim_end().to_string();
            let tail = tail.trim_start();
            let quote =
                tail.chars().next().filter(|q| *q == '"' || *q == '\'').ok_or_else(|| format!("{key}: no quotes"))?;
            let (value, tail) = tail[1..].split_once(quote).ok_or_else(|| format!("{key}: quotes do not end"))?;
            if !is_name(&key) || value.contains('<') || attributes.iter().any(|a| a.0 == key) {
                return Err(format!("<{name}>: {key} is no proper attribute"));
            }
            attributes.push((key, unescape(value)?));
            rest = tail;
        };
        for (key, value) in &attributes {
            if key == "xmlns" {
                scopes.push((String::new(), value.clone()));
            } else if let Some(prefix) = key.strip_prefix("xmlns:") {
                scopes.push((prefix.into(), value.clone()));
            }
        }
        let resolved = resolve(&name, scopes)?;
        let description = resolved.1 == "Description" && resolved.0 == namespace("rdf");
        for (key, value) in attributes {
            if key.starts_with("xmlns") {
                continue;
            }
            if key.contains(':') {
                let full = resolve(&key, scopes)?;
                if description {
                    self.values.entry(full).or_insert(value);
                }
            }
        }
        Ok((Element { name, resolved, scope, text: String::new(), items: Vec::new() }, closed, rest))
    }

    fn close(&mut self, element: Element, open: &mut [Element]) {
        if element.resolved == (namespace("rdf").to_string(), "li".to_string()) {
            // A list item belongs to the nearest property, which is a child of a description.
            if let Some(at) = open.iter().rposition(is_description).filter(|d| d + 1 < open.len()) {
                open[at + 1].items.push(element.text.trim().to_string());
            }
            return;
        }
        if open.last().is_some_and(is_description) {
            let list = matches!(element.resolved.1.as_str(), "creator" | "subject");
            let value = match element.items.first() {
                Some(_) if list => element.items.join("; "),
                Some(first) => first.clone(),
                None => element.text.trim().to_string(),
            };
            self.values.entry(element.resolved).or_insert(value);
        }
    }
}

fn is_description(element: &Element) -> bool {
    element.resolved.1 == "Description" && element.resolved.0 == namespace("rdf")
}

fn is_name(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.'))
}

fn resolve(name: &str, scopes: &[(String, String)]) -> Result<(String, String), String> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    match scopes.iter().rev().find(|(p, _)| p == prefix) {
        Some((_, uri)) => Ok((uri.clone(), local.to_string())),
        None if prefix.is_empty() => Ok((String::new(), local.to_string())),
        None => Err(format!("the prefix of {name} is not declared")),
    }
}

fn unescape(text: &str) -> Result<String, String> {
    if let Some(bad) =
        text.chars().find(|c| (*c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{FFFE}' | '\u{FFFF}'))
    {
        return Err(format!("the character U+{:04X} may not stand in XML", u32::from(bad)));
    }
    if !text.contains('&') {
        return Ok(text.to_string());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (entity, tail) = after.split_once(';').ok_or("a bare &")?;
        let number = |text: &str, radix| u32::from_str_radix(text, radix).ok().and_then(char::from_u32);
        let c = match entity {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            e => match (e.strip_prefix("#x"), e.strip_prefix('#')) {
                (Some(hex), _) => number(hex, 16),
                (None, Some(decimal)) => number(decimal, 10),
                _ => None,
            },
        };
        out.push(c.ok_or_else(|| format!("&{entity}; is not known"))?);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}
