//! The faces that ship with the engine, as `fonts/manifest.json` lists them.
//!
//! In: a family and a weight. Out: the file to ask [`crate::files::Files::shipped`] for.
//! Does not know: what is in the files. A table and not the manifest itself, so
//! that a face costs nothing until it is used.

/// A shipped face.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// Its family name.
    pub family: &'static str,
    /// 400 regular … 900 black.
    pub weight: u16,
    /// Slanted.
    pub italic: bool,
    /// The file under `fonts/`; without its extension it is the PostScript name.
    pub file: &'static str,
}

const fn face(family: &'static str, weight: u16, italic: bool, file: &'static str) -> Shipped {
    Shipped { family, weight, italic, file }
}

/// All of them.
pub const SHIPPED: &[Shipped] = &[
    face("Press Song SC", 400, false, "PressSongSC-Regular.otf"),
    face("Press Song SC", 700, false, "PressSongSC-Bold.otf"),
    face("Press Song SC", 900, false, "PressSongSC-Black.otf"),
    face("Press Hei SC", 400, false, "PressHeiSC-Regular.otf"),
    face("Press Hei SC", 500, false, "PressHeiSC-Medium.otf"),
    face("Press Hei SC", 700, false, "PressHeiSC-Bold.otf"),
    face("Press Hei SC", 900, false, "PressHeiSC-Black.otf"),
    face("Press Kai GB", 400, false, "PressKaiGB-Regular.ttf"),
    face("Press FangSong", 400, false, "PressFangSong-Regular.ttf"),
    face("Press Brush SC", 400, false, "PressBrushSC-Regular.ttf"),
    face("Press Latin Serif", 400, false, "PressLatinSerif-Regular.otf"),
    face("Press Latin Serif", 700, false, "PressLatinSerif-Bold.otf"),
    face("Press Latin Serif", 400, true, "PressLatinSerif-Italic.otf"),
];

/// The face of a family that comes nearest to a weight; `None` for a family that does not ship.
pub fn nearest(family: &str, weight: u16, italic: bool) -> Option<Shipped> {
    SHIPPED
        .iter()
        .filter(|f| f.family.eq_ignore_ascii_case(family))
        .min_by_key(|f| (f.italic != italic, f.weight.abs_diff(weight), f.weight))
        .copied()
}
