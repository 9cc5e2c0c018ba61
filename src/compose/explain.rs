//! What was done to a line, and why it ends where it does (typography R1.6).
//!
//! In: a paragraph and its lines. Out: plain values, every length an exact fraction of an
//! em. This is the golden format. Does not know: how it is printed.

use super::justify::spread;
use super::{Galley, Line, LineEnd};
use crate::geom::Em;
use crate::text::{Class, ShapedPara};

/// A line explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Its characters.
    pub text: String,
    /// Width before adjustment.
    pub natural: String,
    /// Width after.
    pub set: String,
    /// How far the last mark hangs.
    pub hung: String,
    /// Text, place and advance of each cluster.
    pub clusters: Vec<(String, String, String)>,
    /// Which cluster of the line, by which rule, what, by how much.
    pub adjust: Vec<(usize, String, String, String)>,
    /// Why it ends here.
    pub reason: String,
}

/// Explains all lines of a galley.
pub fn explain(para: &ShapedPara, galley: &Galley) -> Vec<Explained> {
    galley.lines.iter().enumerate().map(|(n, line)| one(para, line, galley.lines.get(n + 1))).collect()
}

/// Explains one line; the next one tells what was pushed out to it.
pub fn one(para: &ShapedPara, line: &Line, next: Option<&Line>) -> Explained {
    let spread = spread(para, line);
    let mut text = String::new();
    let mut clusters = Vec::new();
    // Controls that take no room are not shown: where each cluster stands among those that are.
    let mut shown = Vec::with_capacity(spread.clusters.len());
    for (n, at) in spread.clusters.clone().enumerate() {
        let own = para.clusters[at].text(para);
        shown.push(clusters.len());
        if own.is_empty() || para.clusters[at].class == Class::Zero && own.chars().all(|c| c == '\u{ad}') {
            continue;
        }
        text.push_str(own);
        clusters.push((own.to_string(), spread.fraction(spread.x[n]), spread.fraction(spread.advance[n])));
    }
    if line.end == LineEnd::Hyphen {
        let end = line.start + line.set - para.hyphen;
        text.push('-');
        clusters.push(("-".to_string(), end.fraction(), para.hyphen.fraction()));
    }
    let adjust = spread
        .adjust
        .iter()
        .map(|a| (shown[a.at - spread.clusters.start], a.rule.clone(), a.what.clone(), spread.fraction(a.by)))
        .collect();
    Explained {
        text,
        natural: line.natural.fraction(),
        set: (line.set - line.hung).fraction(),
        hung: line.hung.fraction(),
        clusters,
        adjust,
        reason: reason(para, line, next),
    }
}

fn reason(para: &ShapedPara, line: &Line, next: Option<&Line>) -> String {
    let inside = super::line::content(para, &line.clusters);
    let last = inside.clone().last().map(|k| &para.clusters[k]);
    let mark = last.filter(|c| c.class.is_mark() && c.class != Class::Opening).map(|c| c.text(para));
    let pushed = || {
        let next = super::line::content(para, &next?.clusters);
        let second = para.clusters.get(next.start + 1)?;
        (second.class.is_mark() && second.class != Class::Opening).then(|| second.text(para))
    };
    match line.end {
        LineEnd::Forced => "forced".to_string(),
        LineEnd::Hyphen => "hyphen".to_string(),
        LineEnd::Emergency => "no legal break".to_string(),
        _ if line.faults.over => "too wide".to_string(),
        _ if line.hung > Em::ZERO => format!("hang {}", mark.unwrap_or("")),
        _ if line.set < line.natural => match mark {
            Some(mark) => format!("push-in {mark}"),
            None => "squeeze".to_string(),
        },
        LineEnd::Last => "last".to_string(),
        _ if line.set > line.natural => match pushed() {
            Some(mark) => format!("push-out {mark}"),
            None => "stretch".to_string(),
        },
        _ => "full".to_string(),
    }
}

/// A line as a golden file has it: what stands there, how wide, what was done.
pub fn golden(explained: &Explained) -> String {
    let mut out = format!("{}  natural {}", explained.text, explained.natural);
    if explained.set != explained.natural {
        out += &format!("  set {}", explained.set);
    }
    let mut said: Vec<(String, usize)> = Vec::new();
    for (_, rule, what, by) in &explained.adjust {
        let entry = format!("{rule} {what} {by}");
        match said.iter_mut().find(|(e, _)| *e == entry) {
            Some((_, times)) => *times += 1,
            None => said.push((entry, 1)),
        }
    }
    for (entry, times) in said {
        out += &if times > 1 { format!("  {entry} ×{times}") } else { format!("  {entry}") };
    }
    out + &format!("  [{}]", explained.reason)
}
