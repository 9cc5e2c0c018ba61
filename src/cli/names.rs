//! Names of page files and what the files say of themselves.
//!
//! In: an issue and a page. Out: `yunchao-2023-03-27-01.pdf`, titles, dates. Does not know: folders.

use crate::model::issue::{Binding, Issue, Plates};
use crate::model::layout::TemplatePart;
use crate::model::style::Lang;
use crate::pdf::Meta;

/// The name of a page's file by the layout's template, without `.pdf`.
pub fn stem(issue: &Issue, page: u32) -> String {
    let mut out = String::new();
    for part in &issue.layout.press.file.parts {
        match part {
            TemplatePart::Literal(text) => out.push_str(text),
            TemplatePart::Field { name, format } => out.push_str(&field(issue, page, name, format.as_deref())),
        }
    }
    let stem = out.strip_suffix(".pdf").unwrap_or(&out);
    let safe: String = stem.chars().map(|c| if forbidden(c) { '-' } else { c }).collect();
    // A name that begins with a dot is hidden, one that ends with a dot or blank is none on Windows.
    safe.trim_start_matches('.').trim_end_matches(['.', ' ']).to_string()
}

/// Characters that some file system refuses.
fn forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

fn field(issue: &Issue, page: u32, name: &str, format: Option<&str>) -> String {
    let spec = issue.pages.iter().find(|spec| spec.holds(page));
    match name {
        "issue" => issue.name.clone(),
        "page" => match format.and_then(|f| f.trim_start_matches('0').parse::<usize>().ok()) {
            Some(width) => format!("{page:0width$}", width = width.min(8)),
            None => page.to_string(),
        },
        "date" => date(issue),
        "number" => issue.number.map(|n| n.to_string()).unwrap_or_default(),
        "pages" => issue.pages_of_day.to_string(),
        "page_name" => spec.map(|spec| spec.name.clone()).unwrap_or_default(),
        "plates" => spec.map(|spec| plates(spec.colour.unwrap_or(Plates::Cmyk)).to_string()).unwrap_or_default(),
        _ => match name.strip_prefix("paper.") {
            Some(key) => issue.paper.field(key).unwrap_or_default().to_string(),
            None => String::new(),
        },
    }
}

fn plates(plates: Plates) -> &'static str {
    match plates {
        Plates::K => "K",
        Plates::KSpot => "K+spot",
        Plates::Cmyk => "CMYK",
    }
}

/// `2023-03-27`.
pub fn date(issue: &Issue) -> String {
    format!("{:04}-{:02}-{:02}", issue.date.year, issue.date.month, issue.date.day)
}

/// What a file with these pages says of itself.
pub fn meta(issue: &Issue, pages: &[u32], rejected: Option<String>) -> Meta {
    let paper = issue.paper.field("name").unwrap_or(&issue.name);
    let numbers: Vec<String> = pages.iter().map(u32::to_string).collect();
    let which = match numbers.as_slice() {
        [one] => format!(" 第{one}版"),
        _ => String::new(),
    };
    Meta {
        title: format!("{paper} {}{which}", date(issue)),
        date: format!("{}T00:00:00Z", date(issue)),
        lang: lang(issue.layout.lang).to_string(),
        job_strip: format!("{paper}  {}  {}", date(issue), numbers.join(" ")),
        bound_right: issue.binding == Binding::Right,
        rejected,
    }
}

fn lang(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhHans => "zh-Hans",
        Lang::ZhHantTw => "zh-Hant-TW",
        Lang::ZhHantHk => "zh-Hant-HK",
        Lang::Ja => "ja",
        Lang::Ko => "ko",
        Lang::Western(tongue) => tongue.tag(),
    }
}
