//! `schema`: JSON Schema of the files that people write, for editors that complete and check while typing.
//!
//! In: the shape of a kind of file. Out: JSON. Does not know: which keys there are.

use super::{READY, fail};
use crate::read::schema::{FILES, Kind, Shape, shape};
use serde_json::{Map, Value, json};

/// `banxin schema issue`.
pub fn schema(file: &str) -> u8 {
    let Some(shape) = shape(file) else {
        return fail(&format!("there is no kind of file “{file}”; write one of {}", FILES.join(", ")));
    };
    let Value::Object(mut root) = table(&shape) else { return READY };
    root.insert("$schema".to_string(), json!("http://json-schema.org/draft-07/schema#"));
    root.insert("title".to_string(), json!(format!("banxin {file}")));
    println!("{:#}", Value::Object(root));
    READY
}

fn table(shape: &Shape) -> Value {
    let keys: Map<String, Value> = shape.keys.iter().map(|(key, kind)| (key.to_string(), value(kind))).collect();
    json!({ "type": "object", "properties": keys, "required": shape.required, "additionalProperties": false })
}

fn value(kind: &Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Texts => json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] }),
        Kind::Length => json!({
            "type": ["string", "number"],
            "description": "a length: 9pt, 390mm, 6Q, 13字, 8行, 2栏 or a size name such as 小五",
        }),
        Kind::Share => json!({ "type": ["string", "number"], "description": "a share: 40% or 0.4" }),
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Range => json!({ "type": ["string", "integer"], "description": "first and last, counted from 1: 1-5" }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Table(shape) => table(shape),
        Kind::Tables(shape) => json!({ "type": "array", "items": table(shape) }),
        Kind::Named(shape) => json!({ "type": "object", "additionalProperties": table(shape) }),
        Kind::Any => json!({}),
    }
}
