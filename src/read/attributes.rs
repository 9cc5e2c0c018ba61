//! What stands in the braces of `[text]{…}`.
//!
//! In: `.name lang=en`. Out: [`Marks`]. Does not know: the text it is about.

use super::style::LANGS;
use super::walk;
use crate::model::story::Marks;

/// All attributes, as they are written.
const KNOWN: &[&str] =
    &[".name", ".book", ".dots", ".deceased", ".warichu", ".tcy", ".keep", ".spaced=", ".glyph=", ".style=", "lang="];

/// Reads attributes; an error is what to say and what to do.
pub fn parse(inside: &str) -> Result<Marks, (String, String)> {
    let mut marks = Marks::default();
    let words: Vec<&str> = inside.split_whitespace().collect();
    if words.is_empty() {
        return Err(("a span says nothing about its text and is printed".to_string(), known()));
    }
    for word in words {
        let (key, value) = match word.split_once('=') {
            Some((key, value)) if !value.is_empty() => (key, Some(value)),
            _ => (word, None),
        };
        match (key, value) {
            (".name", None) => marks.name_line = true,
            (".book", None) => marks.book_wave = true,
            (".dots", None) => marks.dots = true,
            (".deceased", None) => marks.deceased = true,
            (".warichu", None) => marks.warichu = true,
            (".tcy", None) => marks.tcy = true,
            (".keep", None) => marks.keep = true,
            (".spaced", Some(value)) => marks.spaced = Some(spaced(value)?),
            (".glyph", Some(name)) => marks.glyph = Some(name.to_string()),
            (".style", Some(name)) => marks.style = Some(name.to_string()),
            ("lang", Some(tag)) => match LANGS.iter().find(|(word, _)| *word == tag) {
                Some((_, lang)) => marks.lang = Some(*lang),
                None => {
                    let list: Vec<&str> = LANGS.iter().map(|(word, _)| *word).collect();
                    return Err((
                        format!("the language “{tag}” is not known"),
                        format!("write one of {}", list.join(", ")),
                    ));
                }
            },
            _ => {
                let near = walk::nearest(key, KNOWN.iter().map(|k| k.trim_end_matches('=')));
                let help = near.map_or_else(known, |near| format!("did you mean {near}?"));
                return Err((format!("a span cannot be “{word}”; it is printed as typed"), help));
            }
        }
    }
    Ok(marks)
}

fn known() -> String {
    format!("spans are {}", KNOWN.join(" "))
}

fn spaced(value: &str) -> Result<u16, (String, String)> {
    let digits = value.trim_end_matches("字").trim_end_matches("em");
    match digits.parse::<u16>() {
        Ok(number) if (1..=200).contains(&number) => Ok(number),
        _ => Err((format!("“{value}” is not a number of characters"), "write for example .spaced=4字".to_string())),
    }
}

/// Marks with those of an inner span laid over them.
pub fn merge(mut outer: Marks, inner: &Marks) -> Marks {
    outer.bold |= inner.bold;
    outer.dots |= inner.dots;
    outer.keep |= inner.keep;
    outer.name_line |= inner.name_line;
    outer.book_wave |= inner.book_wave;
    outer.deceased |= inner.deceased;
    outer.warichu |= inner.warichu;
    outer.tcy |= inner.tcy;
    outer.spaced = inner.spaced.or(outer.spaced);
    outer.lang = inner.lang.or(outer.lang);
    if inner.glyph.is_some() {
        outer.glyph = inner.glyph.clone();
    }
    if inner.style.is_some() {
        outer.style = inner.style.clone();
    }
    outer
}
