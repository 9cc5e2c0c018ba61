//! Styles: what a stretch of text looks like and how it is composed.

use crate::geom::{Em, Len};
use crate::ink::Paint;

/// The language that decides forms, spacing and breaks (BCP 47).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    /// zh-Hans: the mainland.
    #[default]
    ZhHans,
    /// zh-Hant-TW.
    ZhHantTw,
    /// zh-Hant-HK.
    ZhHantHk,
    /// ja.
    Ja,
    /// ko.
    Ko,
    /// A language in Latin, Greek or Cyrillic letters.
    Western(Tongue),
}

/// Western languages whose words can be parted; which of them a run is in decides where (typography R10.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tongue {
    /// en.
    English,
    /// de.
    German,
    /// fr.
    French,
    /// es.
    Spanish,
    /// it.
    Italian,
    /// pt.
    Portuguese,
    /// ca.
    Catalan,
    /// ru.
    Russian,
    /// uk.
    Ukrainian,
    /// nl.
    Dutch,
    /// da.
    Danish,
    /// sv.
    Swedish,
    /// fi.
    Finnish,
    /// pl.
    Polish,
    /// cs.
    Czech,
    /// tr.
    Turkish,
    /// el.
    Greek,
    /// la.
    Latin,
    /// vi: syllables stand apart already.
    Vietnamese,
}

impl Tongue {
    /// Its tag of BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Tongue::English => "en",
            Tongue::German => "de",
            Tongue::French => "fr",
            Tongue::Spanish => "es",
            Tongue::Italian => "it",
            Tongue::Portuguese => "pt",
            Tongue::Catalan => "ca",
            Tongue::Russian => "ru",
            Tongue::Ukrainian => "uk",
            Tongue::Dutch => "nl",
            Tongue::Danish => "da",
            Tongue::Swedish => "sv",
            Tongue::Finnish => "fi",
            Tongue::Polish => "pl",
            Tongue::Czech => "cs",
            Tongue::Turkish => "tr",
            Tongue::Greek => "el",
            Tongue::Latin => "la",
            Tongue::Vietnamese => "vi",
        }
    }
}

/// Direction of setting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Writing {
    /// Lines run left to right, top to bottom (横排).
    #[default]
    Horizontal,
    /// Lines run top to bottom, right to left (竖排).
    Vertical,
}

/// Which vertical forms curly quotes take in a vertical line: `vertical_quotes`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum VerticalQuotes {
    /// ﹃﹄ outside (GB/T 15834 §5.2.3).
    #[default]
    Gb,
    /// ﹁﹂ outside, as many papers print.
    Corner,
}

/// How wide punctuation is set: `punctuation` (typography R5.9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Punctuation {
    /// 全身: one em, pairs at 1½.
    #[default]
    Full,
    /// 开明: only 。．！？ keep their em inside a line.
    Kaiming,
    /// 半角: all half an em.
    Half,
    /// No change anywhere.
    Plain,
}

/// Where lines may not begin or end: `kinsoku` (typography R3.5, R3.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kinsoku {
    /// Nothing forbidden.
    None,
    /// zh: closing marks not first, opening marks not last.
    Basic,
    /// zh: and no solidus at either end. The default.
    #[default]
    Gb,
    /// zh: and no dash or ellipsis first. ja: 々 ー and small kana free.
    Strict,
    /// ja: everything of JLREQ's table 2.
    VeryStrict,
    /// ja: magazines.
    Loose,
    /// ja: newspapers.
    Newspaper,
}

/// Punctuation beyond the measure: `hang` (typography R8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hang {
    /// Never.
    #[default]
    Off,
    /// Where it avoids pushing a character out.
    Allow,
    /// Wherever a mark ends a line.
    Force,
}

/// Which breaker composes a paragraph: `breaker`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Breaker {
    /// The best set of breaks for the whole paragraph.
    #[default]
    Optimum,
    /// Each line as full as it goes.
    FirstFit,
}

/// How lines stand in their measure: `align`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// All lines but the last fill the measure.
    #[default]
    Justify,
    /// Flush at the start.
    Start,
    /// In the middle.
    Centre,
    /// Flush at the end.
    End,
}

/// An opening mark at the start of a paragraph: `bracket` (typography R7.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StartBracket {
    /// `trim`: its body stands at the indent.
    #[default]
    Trim,
    /// `full`: it keeps its half em.
    Full,
    /// `hang-half`: it hangs into the indent by half an em.
    HangHalf,
}

/// How digits are set: `digits` (typography R13.5, R13.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Digits {
    /// `typed`: as the copy has them, ASCII digits half an em wide in text.
    #[default]
    Typed,
    /// `half`: full-width digits of the copy get half-width glyphs.
    Half,
    /// `newspaper`: one digit full-width, two a half-width pair (Japanese papers).
    Newspaper,
    /// `han`: declared by the copy's own Han digits; ASCII digits stay as typed.
    Han,
}

/// Numbers too long for tate-chu-yoko in vertical lines: `vertical_digits` (typography R16.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum VerticalDigits {
    /// `rotate`: turned with the line.
    #[default]
    Rotate,
    /// `upright`: one digit a cell.
    Upright,
}

/// Where Korean lines may end: `word_break` (typography R3.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WordBreak {
    /// `word`: at blanks alone.
    #[default]
    Word,
    /// `syllable`: between syllables too.
    Syllable,
}

/// Marks at the end of Japanese lines: `line_end` (typography R7.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineEnd {
    /// `free`: half an em of blank or none, as the line needs.
    #[default]
    Free,
    /// `jis`: a full stop keeps its blank, commas and brackets are solid.
    Jis,
}

/// Which way a line goes that does not come out even: `fit` (typography R11.10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineFit {
    /// `push_in`: squeezing costs half of stretching (先挤进).
    #[default]
    PushIn,
    /// `push_out`: a line is squeezed only where stretching would be far worse.
    PushOut,
    /// `push_out_only`: nothing is squeezed.
    PushOutOnly,
    /// `least`: whichever changes less.
    Least,
}

/// Everything composition needs to know of a paragraph; measures in its em.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParaStyle {
    /// `lang`.
    pub lang: Lang,
    /// `writing`.
    pub writing: Writing,
    /// `vertical_quotes`.
    pub vertical_quotes: VerticalQuotes,
    /// `indent` of the first line.
    pub indent: Em,
    /// `hanging_indent` of the other lines (凸排).
    pub hanging_indent: Em,
    /// `align`.
    pub align: Align,
    /// `punctuation`.
    pub punctuation: Punctuation,
    /// `tight_pairs`: two adjacent marks take one em, as in headlines (typography R6.6).
    pub tight_pairs: bool,
    /// `half_marks`: “”《》（）「」 half an em wide, as in headlines.
    pub half_marks: bool,
    /// `kinsoku`.
    pub kinsoku: Kinsoku,
    /// `hang`.
    pub hang: Hang,
    /// `gap`: between Han and letters; natural, least, most.
    pub gap: (Em, Em, Em),
    /// `gap_digits`: the gap also stands beside digits.
    pub gap_digits: bool,
    /// `stops`: 。！？ inside a line may be squeezed.
    pub squeeze_stops: bool,
    /// `squeeze_marks`: what a comma or bracket inside a line gives at most; half an em is all it has (typography R11.3).
    pub squeeze_marks: Em,
    /// `mark_room`: white between lines in which marks beside text are at ease (typography R17.4).
    pub mark_room: Em,
    /// `hyphenate` Western words.
    pub hyphenate: bool,
    /// `grid`: every character on the character grid (typography R15.2).
    pub grid: bool,
    /// `breaker`.
    pub breaker: Breaker,
    /// `blank`: width of a typed blank between two Han phrases, in headlines 0.55 em.
    pub blank: Option<Em>,
    /// `indent = "auto"`: 2 em, 1 em where the measure is under 14 em (typography R14.2).
    pub indent_auto: bool,
    /// `bracket`: an opening mark at the paragraph's start.
    pub bracket: StartBracket,
    /// `digits`.
    pub digits: Digits,
    /// `vertical_digits`: numbers too long to stand upright side by side.
    pub vertical_digits: VerticalDigits,
    /// `tcy_digits`: so many digits at most stand side by side in a vertical line; 0 for never.
    pub tcy_digits: u8,
    /// `word_break` of Korean text.
    pub word_break: WordBreak,
    /// `line_end` of Japanese text.
    pub line_end: LineEnd,
    /// `grid = "tight"`: letters on the character grid may fill their cells without white.
    pub grid_tight: bool,
    /// `width` of characters in thousandths of how they were drawn: below 1000 condensed (长体).
    pub width: u16,
    /// `height` in the same: below 1000 flat (平体).
    pub height: u16,
    /// `slant`: how far they lean to the right (斜体), in thousandths of their height.
    pub slant: i16,
    /// `proportional`: kana and letters closed up by the face's `palt` and `kern`, in headlines (typography R22.2).
    pub proportional: bool,
    /// `keep_blanks`: a typed blank between Han and letters stays beside the gap instead of being replaced by it.
    pub keep_blanks: bool,
    /// `adjust` widths of marks beside each other and at line edges; `None` as the language has it: not in Taiwan
    /// (typography R6.3).
    pub adjust: Option<bool>,
    /// `fit`.
    pub fit: LineFit,
    /// `ruby_top`: in vertical lines the reading of one character begins with it instead of standing at its middle.
    pub ruby_top: bool,
    /// `ruby_thirds`: a reading of three letters over one character has a third of its size instead of half.
    pub ruby_thirds: bool,
    /// `relax_kinsoku`: of three or more closing marks in a row the last may begin a line that would be loose otherwise
    /// (typography R3.9).
    pub relax_kinsoku: bool,
}

impl Default for ParaStyle {
    fn default() -> ParaStyle {
        ParaStyle {
            lang: Lang::ZhHans,
            writing: Writing::Horizontal,
            vertical_quotes: VerticalQuotes::Gb,
            indent: Em::ZERO,
            hanging_indent: Em::ZERO,
            align: Align::Justify,
            punctuation: Punctuation::Full,
            tight_pairs: false,
            half_marks: false,
            kinsoku: Kinsoku::Gb,
            hang: Hang::Off,
            gap: (Em::frac(1, 4), Em::frac(1, 8), Em::frac(1, 2)),
            gap_digits: true,
            squeeze_stops: true,
            squeeze_marks: Em::HALF,
            mark_room: Em::HALF,
            hyphenate: false,
            grid: false,
            breaker: Breaker::Optimum,
            blank: None,
            indent_auto: false,
            bracket: StartBracket::Trim,
            digits: Digits::Typed,
            vertical_digits: VerticalDigits::Rotate,
            tcy_digits: 2,
            word_break: WordBreak::Word,
            line_end: LineEnd::Free,
            grid_tight: false,
            width: 1000,
            height: 1000,
            slant: 0,
            proportional: false,
            keep_blanks: false,
            adjust: None,
            fit: LineFit::PushIn,
            ruby_top: false,
            ruby_thirds: false,
            relax_kinsoku: false,
        }
    }
}

/// A named style of the layout: `[styles.NAME]`. Styles may `inherit` another; the reader resolves that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Its name.
    pub name: String,
    /// `face`: a chain of the layout's `[faces]`, `song`, `hei`, `kai`, `brush` …
    pub face: String,
    /// `weight`: 400 regular … 900 black.
    pub weight: u16,
    /// `size` of the type.
    pub size: Len,
    /// `pitch`: from baseline to baseline (行距).
    pub pitch: Len,
    /// `tracking`, in thousandths of the size, between characters.
    pub tracking: i32,
    /// `shift` of the baseline, upwards.
    pub shift: Len,
    /// `ink` and `overprint`.
    pub paint: Paint,
    /// How it is composed.
    pub para: ParaStyle,
}
