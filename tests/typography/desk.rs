//! A small desk: copy in, set lines with their ink out, on faces of the tests or the shipped ones.

use banxin::compose::{self, SetLine};
use banxin::diag::Report;
use banxin::files::Memory;
use banxin::fonts::{self, Fonts};
use banxin::geom::Em;
use banxin::model::story::{Block, Text};
use banxin::read;
use banxin::text::{ShapedPara, Shaper};
use std::fs;
use std::path::PathBuf;

/// Styles of spans in other faces.
const OTHERS: &str = "
[styles.song]
inherit = \"test\"
face = \"other_song\"
[styles.hei]
inherit = \"test\"
face = \"other_hei\"
[styles.kai]
inherit = \"test\"
face = \"other_kai\"
[styles.fangsong]
inherit = \"test\"
face = \"other_fangsong\"
";

/// What a paragraph is set with.
#[derive(Clone, Default)]
pub struct Desk {
    /// Entries of the face chain, in the layout's notation.
    faces: Vec<String>,
    /// Keys at the top of the layout.
    top: String,
    /// Keys of the style.
    style: String,
}

impl Desk {
    /// With faces of `tests/fonts`, first asked first.
    pub fn test_faces(names: &[&str]) -> Desk {
        Desk { faces: names.iter().map(|n| format!("{{ file = \"{n}.otf\" }}")).collect(), ..Desk::default() }
    }
    /// With faces by family.
    pub fn families(names: &[&str]) -> Desk {
        Desk { faces: names.iter().map(|n| format!("{{ family = \"{n}\" }}")).collect(), ..Desk::default() }
    }
    /// And after them more families.
    pub fn then(mut self, family: &str) -> Desk {
        self.faces.push(format!("{{ family = \"{family}\" }}"));
        self
    }
    /// In a language, `zh-Hans`, with `-v` for vertical setting.
    pub fn lang(self, lang: &str) -> Desk {
        match lang.strip_suffix("-v") {
            Some(lang) => self.style(&format!("lang = \"{lang}\"")).style("writing = \"vertical\""),
            None => self.style(&format!("lang = \"{lang}\"")),
        }
    }
    /// With one more key of the style.
    pub fn style(mut self, line: &str) -> Desk {
        self.style += line;
        self.style += "\n";
        self
    }

    fn files(&self, copy: &str) -> Memory {
        let layout = format!(
            "extends = \"broadsheet\"\n{}\n[faces]\ntest = [{}]\nother_song = [\"Press Song SC\"]\nother_hei = [\"Press Hei SC\"]\nother_kai = [\"Press Kai GB\"]\nother_fangsong = [\"Press FangSong\"]\n\n[styles.test]\nface = \"test\"\nsize = \"10pt\"\n{}indent = \"0字\"\n{}\n{OTHERS}",
            self.top,
            self.faces.join(", "),
            // A desk may ask for a pitch of its own.
            if self.style.contains("pitch =") { "" } else { "pitch = \"14pt\"\n" },
            self.style
        );
        let issue = "layout = \"test\"\ndate = 2023-03-27\nnumber = 1\npages = 1\n\n[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"copy\"]\n";
        let mut files = Memory::default()
            .with("issue/issue.toml", issue)
            .with("issue/test.toml", layout)
            .with("issue/stories/copy.md", format!("+++\nheadline = \"题\"\n+++\n\n{copy}\n"));
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fonts");
        for name in ["TestHan", "TestCentred", "TestBare", "TestNarrow"] {
            let bytes = fs::read(folder.join(format!("{name}.otf"))).expect("a face of the tests can be read");
            files = files.with(&format!("issue/{name}.otf"), bytes);
        }
        files
    }

    /// Sets the first paragraph of a copy in a measure of so many em.
    pub fn set(&self, copy: &str, measure: Em) -> Result<Set, String> {
        let files = self.files(copy);
        let mut report = Report::default();
        let issue = read::issue(&files, "issue", None, &mut report);
        let issue = issue.map_err(|_| format!("the layout cannot be read: {:?}", messages(&report)))?;
        let fonts = fonts::resolve(&files, &issue.layout, &mut report);
        let text = match issue.stories.first().and_then(|s| s.blocks.first()) {
            Some(Block::Para(text)) => text.clone(),
            _ => Text::made(copy),
        };
        let style = issue.layout.styles.get("test").ok_or("the layout has no style `test`")?;
        let shaper = Shaper::new(&fonts, &issue.layout);
        let para = shaper.shape(&text, style, &mut report);
        let galley = compose::galley(&para, measure, 0).ok_or("the paragraph cannot be composed")?;
        let lines: Vec<SetLine> = galley.lines.iter().map(|line| compose::set_line(&para, line)).collect();
        let said =
            report.diagnostics.iter().map(|d| format!("{} {}: {}", d.code.0, d.code.name(), d.message)).collect();
        let placed =
            report.diagnostics.iter().filter(|d| d.span.is_some()).map(|d| d.code.name().to_string()).collect();
        Ok(Set { fonts, para, lines, said, placed })
    }

    /// On one line.
    pub fn line(&self, copy: &str) -> Result<Set, String> {
        self.set(copy, Em::ONE * 200)
    }
}

fn messages(report: &Report) -> Vec<&str> {
    report.diagnostics.iter().map(|d| d.message.as_str()).collect()
}

/// A paragraph that was set.
pub struct Set {
    pub fonts: Fonts,
    pub para: ShapedPara,
    pub lines: Vec<SetLine>,
    /// Diagnostics: code, name, message.
    pub said: Vec<String>,
    /// Names of the diagnostics that say where.
    pub placed: Vec<String>,
}

/// The ink of one glyph, in em from the line's origin, x to the right, y down.
#[derive(Clone, Debug)]
pub struct Ink {
    /// What it stands for; empty for dots, readings and the like.
    pub text: String,
    /// PostScript name of the face.
    pub face: String,
    pub glyph: u16,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    /// The glyph's own origin.
    pub x: f64,
    pub y: f64,
    pub scale: f64,
    pub turned: bool,
    pub embolden: f64,
    /// Contours of its outline.
    pub contours: usize,
}

impl Ink {
    pub fn middle(&self) -> (f64, f64) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }
}

pub fn em(e: Em) -> f64 {
    e.0 as f64 / Em::ONE.0 as f64
}

impl Set {
    /// All glyphs of a line (from 0), with ink or without.
    pub fn inks(&self, line: usize) -> Vec<Ink> {
        let Some(set) = self.lines.get(line) else { return Vec::new() };
        set.glyphs
            .iter()
            .map(|g| {
                let face = self.fonts.face(g.font);
                let unit = em(g.scale) / f64::from(face.units_per_em);
                let [l, b, r, t] = face.ink(g.id).unwrap_or_default().map(|v| f64::from(v) * unit);
                let (x, y) = (em(g.x), em(g.y));
                let wide = f64::from(if g.stretch == 0 { 1000 } else { g.stretch }) / 1000.0;
                // Turned a quarter clockwise: the glyph's right is down, its top is to the right.
                let (left, right, top, bottom) =
                    if g.turned { (x + b, x + t, y + l, y + r) } else { (x + l * wide, x + r * wide, y - t, y - b) };
                let range = g.range.start as usize..g.range.end as usize;
                let contours =
                    face.outline(g.id).iter().filter(|s| matches!(s, banxin::fonts::Segment::Move(..))).count();
                Ink {
                    text: self.para.text.get(range).unwrap_or("").to_string(),
                    face: face.name.clone(),
                    glyph: g.id,
                    left,
                    right,
                    top,
                    bottom,
                    x,
                    y,
                    scale: em(g.scale),
                    turned: g.turned,
                    embolden: em(g.embolden),
                    contours,
                }
            })
            .collect()
    }

    /// The ink of the first glyph that stands for a text beginning with `what` in the first line.
    pub fn ink(&self, what: &str) -> Result<Ink, String> {
        let found = self.inks(0).into_iter().find(|i| !i.text.is_empty() && i.text.starts_with(what));
        found.ok_or(format!("no glyph for {what}"))
    }

    pub fn told(&self, name: &str) -> bool {
        self.said.iter().any(|s| s.contains(name))
    }

    /// Middle of the em box above the baseline, in em, of the face that sets a text.
    pub fn em_middle(&self, what: &str) -> Result<f64, String> {
        let ink = self.ink(what)?;
        let face = self.fonts.faces().iter().find(|f| f.name == ink.face).ok_or("no such face")?;
        let m = face.metrics();
        Ok(f64::from(i32::from(m.ascent) + i32::from(m.descent)) / 2.0 / f64::from(face.units_per_em))
    }
}
