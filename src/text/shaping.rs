//! Glyphs from rustybuzz, horizontal and vertical.
//!
//! In: strings of one face, language and direction. Out: glyphs in font units.
//! Does not know: styles, widths, lines. The only place that names rustybuzz.
//!
//! Plans are kept per face, language, direction and features. Characters that stand
//! alone (Han, kana, marks) are shaped once each and remembered: without neighbors
//! the shaper's answer for them depends on nothing else.

use crate::fonts::Fonts;
use crate::ids::FontId;
use crate::model::style::Lang;
use rustybuzz::{Direction, Feature, Language, ShapePlan, UnicodeBuffer, script};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, RwLock};

/// How a string is to be shaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Setting {
    pub lang: Lang,
    pub vertical: bool,
    pub kind: Kind,
}

/// What kind of string it is: script and features follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Characters of the em box; nothing kerned, nothing closed up (typography R22.1).
    Han,
    /// The same with `palt` and `kern` (typography R22.2).
    Proportional,
    /// Letters: kerned, lining figures, no ligatures, so that every letter stays a cluster.
    Letters,
    /// Figures of half an em (typography R13.1).
    HalfFigures,
    /// Figures narrow enough for three in one em.
    ThirdFigures,
    /// Full-width forms of middle dots and quotes that a face has narrow.
    FullWidth,
}

/// One glyph in font units; y upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Raw {
    pub id: u16,
    /// Byte of the string that was shaped.
    pub at: u32,
    /// Along the line.
    pub advance: i32,
    pub dx: i32,
    pub dy: i32,
}

const BMP: usize = 0x1_0000;
const PLAIN: u32 = 1 << 16;
const KNOWN: u32 = 1 << 17;

/// The remembered glyphs of one face, language and direction.
struct CharMap(Vec<AtomicU32>);

/// The shaper's faces, plans and memory.
pub(crate) struct Engine<'a> {
    fonts: &'a Fonts,
    faces: Vec<Option<rustybuzz::Face<'a>>>,
    plans: RwLock<BTreeMap<(FontId, Setting, u32), Arc<ShapePlan>>>,
    maps: RwLock<BTreeMap<(FontId, Setting), Arc<CharMap>>>,
}

/// Room that one caller reuses from string to string.
#[derive(Default)]
pub(crate) struct Scratch {
    buffer: Option<UnicodeBuffer>,
    pub out: Vec<Raw>,
    map: Option<((FontId, Setting), Arc<CharMap>)>,
}

impl<'a> Engine<'a> {
    pub fn new(fonts: &'a Fonts) -> Engine<'a> {
        // Not lazily: a lazy cell would bind every user of a shaper to one lifetime, and a face takes 0.1 ms.
        let faces = fonts.faces().iter().map(|face| rustybuzz::Face::from_slice(&face.bytes, face.index)).collect();
        Engine { fonts, faces, plans: RwLock::default(), maps: RwLock::default() }
    }

    fn face(&self, id: FontId) -> Option<&rustybuzz::Face<'a>> {
        self.faces.get(id.index())?.as_ref()
    }

    /// Shapes a string into `scratch.out`; glyphs in text order.
    pub fn shape(&self, font: FontId, setting: Setting, text: &str, scratch: &mut Scratch) {
        scratch.out.clear();
        let Some(face) = self.face(font) else { return };
        let mut buffer = scratch.buffer.take().unwrap_or_default();
        buffer.push_str(text);
        buffer.set_direction(if setting.vertical { Direction::TopToBottom } else { Direction::LeftToRight });
        if let Some(language) = language(setting.lang) {
            buffer.set_language(language);
        }
        match setting.kind {
            Kind::Letters => {
                buffer.guess_segment_properties();
                // Guessing may turn the direction; a newspaper line runs one way.
                buffer.set_direction(if setting.vertical { Direction::TopToBottom } else { Direction::LeftToRight });
            }
            Kind::HalfFigures | Kind::ThirdFigures => buffer.set_script(script::LATIN),
            _ => buffer.set_script(han_script(text)),
        }
        let tag = buffer.script().tag().0;
        let key = (font, setting, tag);
        let known = self.plans.read().ok().and_then(|plans| plans.get(&key).cloned());
        let plan = known.unwrap_or_else(|| {
            let features = features(setting);
            let language = language(setting.lang);
            let plan = ShapePlan::new(face, buffer.direction(), Some(buffer.script()), language.as_ref(), &features);
            let plan = Arc::new(plan);
            if let Ok(mut plans) = self.plans.write() {
                plans.insert(key, plan.clone());
            }
            plan
        });
        let shaped = rustybuzz::shape_with_plan(face, &plan, buffer);
        for (info, pos) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let advance = if setting.vertical { -pos.y_advance } else { pos.x_advance };
            scratch.out.push(Raw {
                id: info.glyph_id as u16,
                at: info.cluster,
                advance,
                dx: pos.x_offset,
                dy: pos.y_offset,
            });
        }
        scratch.buffer = Some(shaped.clear());
    }

    /// A character by itself, when the face has it: its only glyph, one em wide in its em box. `None` asks for [`Engine::shape`].
    pub fn plain(&self, font: FontId, setting: Setting, c: char, scratch: &mut Scratch) -> Option<u16> {
        let code = c as usize;
        if code >= BMP {
            return None;
        }
        let key = (font, setting);
        if scratch.map.as_ref().is_none_or(|(last, _)| *last != key) {
            scratch.map = Some((key, self.map(key)));
        }
        let known = scratch.map.as_ref().map_or(0, |(_, map)| map.0[code].load(Ordering::Relaxed));
        if known & KNOWN != 0 {
            return (known & PLAIN != 0).then_some(known as u16);
        }
        let mut utf8 = [0; 4];
        self.shape(font, setting, c.encode_utf8(&mut utf8), scratch);
        let upem = i32::from(self.fonts.face(font).units_per_em);
        let plain = match scratch.out[..] {
            [g] if g.id != 0 && g.advance == upem => {
                let metrics = self.fonts.face(font).metrics();
                let home = if setting.vertical { (-upem / 2, -i32::from(metrics.ascent)) } else { (0, 0) };
                ((g.dx, g.dy) == home).then_some(g.id)
            }
            _ => None,
        };
        let value = KNOWN | plain.map_or(0, |id| PLAIN | u32::from(id));
        if let Some((_, map)) = &scratch.map {
            map.0[code].store(value, Ordering::Relaxed);
        }
        plain
    }

    fn map(&self, key: (FontId, Setting)) -> Arc<CharMap> {
        if let Some(map) = self.maps.read().ok().and_then(|maps| maps.get(&key).cloned()) {
            return map;
        }
        let map = Arc::new(CharMap((0..BMP).map(|_| AtomicU32::new(0)).collect()));
        match self.maps.write() {
            Ok(mut maps) => maps.entry(key).or_insert(map).clone(),
            Err(_) => map,
        }
    }
}

fn language(lang: Lang) -> Option<Language> {
    // Typography R21.1: the tags that faces answer to with `locl`.
    let tag = match lang {
        Lang::ZhHans => "zh-hans",
        Lang::ZhHantTw => "zh-hant",
        Lang::ZhHantHk => "zh-hk",
        Lang::Ja => "ja",
        Lang::Ko => "ko",
        Lang::Western(tongue) => tongue.tag(),
    };
    Language::from_str(tag).ok()
}

fn han_script(text: &str) -> rustybuzz::Script {
    match text.chars().next().map_or(0, |c| c as u32) {
        0x3040..=0x30ff | 0x31f0..=0x31ff => script::HIRAGANA,
        0x1100..=0x11ff | 0x3130..=0x318f | 0xa960..=0xa97f | 0xac00..=0xd7ff => script::HANGUL,
        0x3105..=0x312f | 0x31a0..=0x31bf => script::BOPOMOFO,
        _ => script::HAN,
    }
}

fn features(setting: Setting) -> Vec<Feature> {
    let list: &[&str] = match setting.kind {
        Kind::Han => &["kern=0", "calt=0", "vkrn=0"],
        Kind::Proportional if setting.vertical => &["vpal", "vkrn"],
        Kind::Proportional => &["palt", "kern"],
        Kind::Letters => &["liga=0", "clig=0", "dlig=0", "lnum"],
        Kind::HalfFigures => &["hwid", "lnum", "tnum", "kern=0"],
        Kind::ThirdFigures => &["twid", "lnum", "kern=0"],
        Kind::FullWidth => &["fwid", "kern=0", "calt=0"],
    };
    list.iter().filter_map(|f| f.parse().ok()).collect()
}
