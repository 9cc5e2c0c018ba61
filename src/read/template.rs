//! Templates: text with fields such as `{date:%Y年%-m月%-d日}`.
//!
//! In: a text. Out: a [`Template`]. Does not know: what the fields say on the day.

use super::tree::Value;
use super::walk::{self, Wrong};
use crate::model::layout::{Template, TemplatePart};
use crate::source::Span;

/// Fields that furniture, file names and the job strip may hold; `paper.KEY` and `credits.KEY` besides.
const FIELDS: &[&str] = &["date", "weekday", "lunar", "number", "pages", "page", "page_name", "issue", "plates"];

/// A text as a template; `{{` and `}}` print a brace.
pub fn template(value: &Value, span: Span) -> Result<Template, Wrong> {
    let text = walk::text(value)?;
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let brace = &rest[at..at + 1];
        let after = &rest[at + 1..];
        if let Some(after) = after.strip_prefix(brace) {
            literal.push_str(brace);
            rest = after;
            continue;
        }
        let (field, after) = match (brace, after.split_once('}')) {
            ("{", Some((field, after))) if !field.contains('{') => (field, after),
            _ => return Err(Wrong::value("a brace without its partner").help("write {{ or }} to print a brace")),
        };
        if !literal.is_empty() {
            parts.push(TemplatePart::Literal(std::mem::take(&mut literal)));
        }
        let (name, format) = match field.split_once(':') {
            Some((name, format)) => (name, Some(format.to_string())),
            None => (field, None),
        };
        known(name)?;
        parts.push(TemplatePart::Field { name: name.to_string(), format });
        rest = after;
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(TemplatePart::Literal(literal));
    }
    Ok(Template { parts, span: Some(span) })
}

fn known(name: &str) -> Result<(), Wrong> {
    let free = name.strip_prefix("paper.").or_else(|| name.strip_prefix("credits."));
    if FIELDS.contains(&name) || free.is_some_and(|key| !key.is_empty()) {
        return Ok(());
    }
    let wrong = Wrong::value(format!("there is no field “{name}”"));
    Err(match walk::nearest(name, FIELDS.iter().copied()) {
        Some(near) => wrong.help(format!("did you mean {{{near}}}?")),
        None => wrong.help(format!("fields are {}, paper.KEY and credits.KEY", FIELDS.join(", "))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Vec<TemplatePart>, String> {
        template(&Value::Text { text: text.to_string(), at: None }, walk::NOWHERE)
            .map(|t| t.parts)
            .map_err(|w| w.message)
    }

    #[test]
    fn fields_and_literals_alternate() {
        let field = |name: &str, format: Option<&str>| TemplatePart::Field {
            name: name.to_string(),
            format: format.map(str::to_string),
        };
        let literal = |text: &str| TemplatePart::Literal(text.to_string());
        assert_eq!(
            parse("{issue}-{page:02}.pdf"),
            Ok(vec![field("issue", None), literal("-"), field("page", Some("02")), literal(".pdf")])
        );
        assert_eq!(parse("第{{1}}版"), Ok(vec![literal("第{1}版")]));
        assert_eq!(parse("{credits.责任编辑}"), Ok(vec![field("credits.责任编辑", None)]));
        assert!(parse("{pgae}").unwrap_err().contains("pgae"));
        assert!(parse("{page").is_err() && parse("page}").is_err() && parse("{credits.}").is_err());
    }
}
