//! Faces: which file, which glyphs, which measures.
//!
//! In: the layout's chains. Out: [`Fonts`]. Does not know: text.

mod face;
pub mod shipped;

pub use face::{Embedding, Face, Metrics, Segment};

use crate::diag::{Code, Diagnostic, Report};
use crate::files::{Bytes, Files};
use crate::ids::FontId;
use crate::model::layout::{FaceRef, Layout};
use crate::model::style::Lang;
use crate::source::Span;
use std::collections::BTreeMap;

/// A face that a layout names cannot be found.
pub const MISSING_FACE: Code = Code("F001");
/// No face has the character.
pub const MISSING_GLYPH: Code = Code("F002");
/// The character is set in another face than the style asks for.
pub const BORROWED_GLYPH: Code = Code("F003");
/// A font file cannot be read as one.
pub const BROKEN_FACE: Code = Code("F004");
/// The family has no such weight; the nearest is used, nothing is synthesized.
pub const OTHER_WEIGHT: Code = Code("F005");
/// A face's marks do not lie where the language wants them.
pub const PUNCT_GEOMETRY: Code = Code("F006");
/// A face's Han are not equally wide.
pub const PROPORTIONAL_HAN: Code = Code("F007");
/// The face lacks a variation sequence; the base glyph is set.
pub const UNKNOWN_VARIANT: Code = Code("F008");

/// The last face of every chain: it has the whole of GB 18030 level 2.
const LAST_RESORT: &str = "Press Song SC";

/// The faces of a run.
pub struct Fonts {
    faces: Vec<Face>,
    chains: BTreeMap<String, BTreeMap<u16, Chain>>,
    /// Every chain is the stub font of typography §0.
    stub: bool,
}

/// The faces a style asks, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// First the ones that the layout names.
    pub faces: Vec<FontId>,
    /// How many of them the layout names; a glyph from a later one is borrowed.
    pub own: usize,
    /// The weight that was asked for.
    pub weight: u16,
}

impl Fonts {
    /// The face behind a handle.
    pub fn face(&self, id: FontId) -> &Face {
        &self.faces[id.index()]
    }

    /// All faces, in the order of their handles.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The chain of a role and a weight; the nearest weight of the role, else the last resort.
    pub fn chain(&self, role: &str, weight: u16) -> Chain {
        let of_role = self.chains.get(role).or_else(|| self.chains.get(""));
        let nearest = of_role.and_then(|w| w.iter().min_by_key(|(k, _)| (k.abs_diff(weight), **k)));
        nearest.map(|(_, chain)| chain.clone()).unwrap_or_default()
    }

    /// Shipped faces by file name, without a layout and its chains: for tests and tools.
    pub fn shipped(files: &dyn Files, names: &[&str]) -> Fonts {
        let open = |name: &&str| files.shipped(&format!("fonts/{name}")).and_then(|bytes| Face::open(bytes, 0, None));
        Fonts { faces: names.iter().filter_map(open).collect(), chains: BTreeMap::new(), stub: false }
    }

    /// The stub font of typography §0: fixed widths, no glyphs, for tests of composition alone.
    pub fn stub() -> Fonts {
        Fonts { faces: Vec::new(), chains: BTreeMap::new(), stub: true }
    }

    /// Whether this is the stub font.
    pub fn is_stub(&self) -> bool {
        self.stub
    }
}

/// Finds the faces of all chains of a layout. A chain's name is a role (`song`) and a weight.
pub fn resolve(files: &dyn Files, layout: &Layout, report: &mut Report) -> Fonts {
    let mut finder = Finder { files, report, faces: Vec::new(), known: BTreeMap::new(), told: Vec::new() };
    let folder = layout.folder.as_ref().map_or(String::new(), |f| format!("{f}/"));
    let last = finder.family(LAST_RESORT, 400, false, None);
    let fallback: Vec<FontId> = layout
        .faces
        .get("fallback")
        .map(|refs| refs.iter().filter_map(|r| finder.find(r, 400, &folder)).collect())
        .unwrap_or_default();

    let mut wanted: BTreeMap<String, Vec<u16>> = layout.faces.keys().map(|role| (role.clone(), Vec::new())).collect();
    for style in layout.styles.values() {
        wanted.entry(style.face.clone()).or_default().push(style.weight);
    }
    let mut chains: BTreeMap<String, BTreeMap<u16, Chain>> = BTreeMap::new();
    for (role, mut weights) in wanted {
        if weights.is_empty() {
            weights.push(400);
        }
        weights.sort_unstable();
        weights.dedup();
        let by_weight = chains.entry(role.clone()).or_default();
        for weight in weights {
            let mut faces: Vec<FontId> = match layout.faces.get(&role) {
                Some(refs) => refs.iter().filter_map(|r| finder.find(r, weight, &folder)).collect(),
                // A style may name a family without a chain of its own.
                None => finder.family(&role, weight, false, None).into_iter().collect(),
            };
            let own = faces.len();
            faces.extend(fallback.iter().copied().chain(last));
            let mut seen = Vec::new();
            faces.retain(|id| {
                !seen.contains(id) && {
                    seen.push(*id);
                    true
                }
            });
            by_weight.insert(weight, Chain { own: own.min(faces.len()), faces, weight });
        }
    }
    let rest: Vec<FontId> = fallback.iter().copied().chain(last).collect();
    chains.insert(String::new(), BTreeMap::from([(400, Chain { own: 0, faces: rest, weight: 400 })]));
    finder.judge(layout);
    Fonts { faces: finder.faces, chains, stub: false }
}

struct Finder<'a> {
    files: &'a dyn Files,
    report: &'a mut Report,
    faces: Vec<Face>,
    /// What was asked for → what came of it.
    known: BTreeMap<(String, u16, bool, u32), Option<FontId>>,
    /// Families and files already complained about.
    told: Vec<String>,
}

impl Finder<'_> {
    fn find(&mut self, wish: &FaceRef, weight: u16, folder: &str) -> Option<FontId> {
        let weight = wish.weight.unwrap_or(weight);
        match &wish.file {
            Some(file) => self.file(file, wish.index, folder, wish.span),
            None => self.family(&wish.family, weight, wish.italic, wish.span),
        }
    }

    fn file(&mut self, file: &str, index: u32, folder: &str, span: Option<Span>) -> Option<FontId> {
        let key = (format!("file:{file}"), 0, false, index);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let tried = [format!("{folder}{file}"), file.to_string()];
        let id = match tried.iter().find_map(|path| self.files.read(path).ok()) {
            Some(bytes) => self.open(bytes, index, None, file, span),
            None => {
                let help = "put the font file beside the layout, or name a family instead";
                self.complain(MISSING_FACE, file, format!("font file {file} cannot be read"), help, span);
                None
            }
        };
        self.known.insert(key, id);
        id
    }

    fn family(&mut self, family: &str, weight: u16, italic: bool, span: Option<Span>) -> Option<FontId> {
        if let Some(found) = shipped::nearest(family, weight, italic) {
            let key = (found.family.to_string(), found.weight, found.italic, 0);
            let id = match self.known.get(&key) {
                Some(known) => *known,
                None => {
                    let path = format!("fonts/{}", found.file);
                    let name = found.file.rsplit_once('.').map_or(found.file, |(stem, _)| stem);
                    let id = match self.files.shipped(&path) {
                        Some(bytes) => self.open(bytes, 0, Some((name, found.weight)), &path, span),
                        None => {
                            let help = "install the engine with its data, or set BANXIN_DATA";
                            self.complain(MISSING_FACE, &path, format!("shipped face {path} is not there"), help, span);
                            None
                        }
                    };
                    self.known.insert(key, id);
                    id
                }
            };
            let other = found.weight.abs_diff(weight) >= 300 || found.italic != italic;
            if id.is_some() && other && family != LAST_RESORT {
                let what = format!("{family} has no weight {weight}; {} is used", found.weight);
                let help = "name another weight or another face; the engine thickens no letters unless asked";
                self.complain(OTHER_WEIGHT, &what, what.clone(), help, span);
            }
            return id;
        }
        let key = (family.to_string(), weight, italic, u32::MAX);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let id = match self.files.system_face(family, weight, italic) {
            Some((bytes, index)) => self.open(bytes, index, None, family, span),
            None => {
                // Families that one package brings are missing together, and said so once.
                let (key, help) = match package(family) {
                    Some(p) => (p, format!("install the package {p} (apt-get install {p}), or name a face that ships")),
                    None => (family, "name a face that ships or is installed".to_string()),
                };
                let help =
                    if key == NOTO_CJK { format!("{help}; elsewhere download it from {NOTO_CJK_AT}") } else { help };
                self.complain(MISSING_FACE, key, format!("no face “{family}” on this machine"), &help, span);
                None
            }
        };
        self.known.insert(key, id);
        id
    }

    fn open(
        &mut self,
        bytes: Bytes,
        index: u32,
        known: Option<(&str, u16)>,
        what: &str,
        span: Option<Span>,
    ) -> Option<FontId> {
        match Face::open(bytes, index, known) {
            Some(face) => {
                // One file asked for under two names stays one face.
                let same = self.faces.iter().position(|f| f.name == face.name && f.bytes.len() == face.bytes.len());
                Some(FontId(same.unwrap_or_else(|| {
                    self.faces.push(face);
                    self.faces.len() - 1
                }) as u32))
            }
            None => {
                let help = "use an OpenType or TrueType font, and the index of a face that the collection has";
                self.complain(BROKEN_FACE, what, format!("{what} is no usable font"), help, span);
                None
            }
        }
    }

    /// Looks at the faces that do not ship: the engine knows its own.
    fn judge(&mut self, layout: &Layout) {
        let lang = layout.styles.values().map(|s| s.para.lang).find(|l| *l != layout.lang).unwrap_or(layout.lang);
        let leaning = matches!(layout.lang, Lang::ZhHans | Lang::Ja) && matches!(lang, Lang::ZhHans | Lang::Ja);
        for n in 0..self.faces.len() {
            let face = &self.faces[n];
            let ours = shipped::SHIPPED.iter().any(|s| s.file.starts_with(face.name.as_str()));
            let (name, metrics) = (face.name.clone(), if ours { continue } else { face.metrics() });
            if !metrics.han {
                continue;
            }
            if leaning && metrics.centered_marks {
                let what = format!("the commas of {name} stand in the middle of their em");
                let help = "use a face made for the language; until then its marks are treated as centered";
                self.complain(PUNCT_GEOMETRY, &what, what.clone(), help, None);
            }
            if !metrics.square {
                let what = format!("Han in {name} are not equally wide");
                let help = "use a face for text; the character grid is not met";
                self.complain(PROPORTIONAL_HAN, &what, what.clone(), help, None);
            }
        }
    }

    fn complain(&mut self, code: Code, key: &str, message: String, help: &str, span: Option<Span>) {
        if !self.told.iter().any(|t| t == key) {
            self.told.push(key.to_string());
            self.report.push(Diagnostic::new(code, message).at(span).help(help));
        }
    }
}

/// The package with the faces of Traditional Chinese, Japanese and Korean pages, and where it is to be had on
/// systems without packages.
const NOTO_CJK: &str = "fonts-noto-cjk";
const NOTO_CJK_AT: &str = "https://github.com/notofonts/noto-cjk/releases";

/// The package that brings a well-known family on Debian and its kin.
fn package(family: &str) -> Option<&'static str> {
    let known = [
        ("Noto Sans CJK", NOTO_CJK),
        ("Noto Serif CJK", NOTO_CJK),
        ("IPAexMincho", "fonts-ipaexfont-mincho"),
        ("BIZ UDMincho", "fonts-morisawa-bizud-mincho"),
        ("BIZ UDGothic", "fonts-morisawa-bizud-gothic"),
        ("Klee", "fonts-klee"),
        ("Nanum", "fonts-nanum"),
        ("LXGW WenKai", "fonts-lxgw-wenkai"),
        ("TW-Kai", "fonts-cns11643-kai"),
        ("TW-Sung", "fonts-cns11643-sung"),
    ];
    known.iter().find(|(start, _)| family.starts_with(start)).map(|(_, package)| *package)
}
