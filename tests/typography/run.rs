//! One run of `banxin lines --json`, read back.

use crate::frac::Frac;
use serde::Deserialize;
use std::io::Write;
use std::process::{Command, Stdio};

/// What a run said.
#[derive(Debug, Default)]
pub struct Run {
    pub lines: Vec<Line>,
    pub errors: String,
}

#[derive(Debug, Deserialize)]
pub struct Line {
    pub text: String,
    #[allow(dead_code)]
    pub natural: String,
    #[allow(dead_code)]
    pub set: String,
    pub hung: String,
    pub clusters: Vec<Cluster>,
    pub adjust: Vec<Adjustment>,
    #[serde(rename = "break")]
    pub reason: String,
}

#[derive(Debug, Deserialize)]
pub struct Cluster {
    pub text: String,
    pub x: String,
    pub advance: String,
}

#[derive(Debug, Deserialize)]
pub struct Adjustment {
    pub rule: String,
    pub what: String,
    pub by: String,
}

/// A cluster with its fractions read.
#[derive(Clone, Debug)]
pub struct Placed {
    pub text: String,
    pub x: Frac,
    pub advance: Frac,
}

impl Placed {
    pub fn end(&self) -> Frac {
        self.x + self.advance
    }
    /// A blank between words: white, not a mark.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(|c| matches!(c, ' ' | '\u{2009}' | '\u{202f}' | '\u{a0}' | '\u{2002}'..='\u{2008}'))
    }
}

impl Line {
    pub fn placed(&self) -> Vec<Placed> {
        let read = |c: &Cluster| Placed {
            text: c.text.clone(),
            x: Frac::parse(&c.x).expect("x is a fraction"),
            advance: Frac::parse(&c.advance).expect("advance is a fraction"),
        };
        self.clusters.iter().map(read).collect()
    }
    /// The clusters that are not blanks between words.
    pub fn inked(&self) -> Vec<Placed> {
        self.placed().into_iter().filter(|c| !c.is_blank()).collect()
    }
}

/// Runs `banxin lines --json` with these options on this copy.
pub fn lines(options: &[String], input: &str) -> Result<Run, String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_banxin"))
        .arg("lines")
        .arg("--json")
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| e.to_string())?;
    // A run that refuses its options may close its input before it is read; its exit tells.
    let _ = child.stdin.take().expect("the input is a pipe").write_all(input.as_bytes());
    let out = child.wait_with_output().map_err(|e| e.to_string())?;
    let errors = String::from_utf8_lossy(&out.stderr).into_owned();
    let exit = out.status.code().unwrap_or(-1);
    let printed = String::from_utf8(out.stdout).map_err(|e| e.to_string())?;
    if !(0..=1).contains(&exit) {
        let first = errors.lines().find(|l| !l.trim().is_empty()).unwrap_or("no word of why");
        return Err(format!("exit {exit}: {first}"));
    }
    let mut lines = Vec::new();
    for row in printed.lines().filter(|l| l.starts_with('{')) {
        lines.push(serde_json::from_str(row).map_err(|e| format!("{e} in {row}"))?);
    }
    Ok(Run { lines, errors })
}
