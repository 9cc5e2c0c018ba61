//! Words that the engine sets around copy: bylines, 下转, 上接, 详见.
//!
//! In: a story and the layout's wording. Out: text. Does not know: where it stands.

use crate::model::layout::BylineRules;
use crate::model::story::{Marks, Run, Story, Text};

/// `■文/记者 某某　摄/记者 某某`: the mark, then each role with its names, or each name and then the role (김도연 기자).
pub fn byline(story: &Story, rules: &BylineRules) -> Text {
    let mark = Marks { style: Some("byline_mark".to_string()), ..Marks::default() };
    let mut runs = vec![Run { marks: mark, ..made(&rules.mark) }];
    for (i, line) in story.byline.iter().enumerate() {
        if i > 0 {
            runs.push(made(&rules.between_roles));
        }
        let mut parts: Vec<&Text> = std::iter::once(&line.role).chain(&line.names).collect();
        if rules.names_first {
            parts.rotate_left(1);
        }
        for (n, part) in parts.into_iter().enumerate() {
            if n > 0 {
                runs.push(made(&rules.between));
            }
            runs.extend(part.runs.iter().cloned());
        }
    }
    runs.retain(|r| !r.text.is_empty());
    Text { runs }
}

fn made(text: &str) -> Run {
    Run { text: text.to_string(), ..Run::default() }
}
