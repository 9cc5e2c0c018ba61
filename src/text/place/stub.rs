//! Widths that no face decides: blanks, and the stub font of typography §0.
//!
//! In: characters. Out: fractions of an em. Does not know: faces.

use crate::geom::Em;
use crate::text::class::Class;
use crate::text::itemize::{Item, Posture};

/// Typography R10.6, R13.3: blanks have the rule's width, not the face's.
pub(super) fn blank_width(c: char) -> Em {
    match c {
        '\u{3000}' | '\u{2003}' | '\u{2001}' => Em::ONE,
        '\u{2000}' | '\u{2002}' | '\u{2007}' => Em::HALF,
        '\u{2005}' | '\u{2008}' | '\u{2009}' | '\u{202f}' | '\u{205f}' => Em::frac(1, 4),
        '\u{2006}' => Em::frac(1, 6),
        '\u{200a}' => Em::frac(1, 8),
        _ => Em::frac(1, 3),
    }
}

/// The stub font of typography §0.
pub(super) fn stub_width(item: &Item, text: &str, vertical: bool) -> Em {
    let chars = || text[item.range.start as usize..item.range.end as usize].chars();
    if vertical && (item.posture == Posture::SideBySide || item.western && item.posture == Posture::Upright) {
        return if item.class == Class::Space { Em::frac(1, 3) } else { Em::ONE };
    }
    match item.class {
        Class::Return | Class::Zero => Em::ZERO,
        Class::Space | Class::FixedSpace | Class::WideSpace => blank_width(item.first),
        Class::Letter | Class::Digit => Em::HALF,
        Class::Interpunct => Em::frac(3, 10),
        Class::Dash | Class::Ellipsis => Em::ONE * chars().count().min(2) as i64,
        _ => match item.first {
            '%' | '‰' => Em::frac(3, 4),
            '$' | '¥' | '€' => Em::HALF,
            '“' | '”' | '‘' | '’' if item.western => Em::frac(1, 3),
            '²' | '³' | '¹' => Em::frac(1, 4),
            c if item.western && (c as u32) < 0x2e80 => Em::frac(1, 4),
            _ => Em::ONE,
        },
    }
}

/// A reading in the stub font: letters are half as wide as kana.
pub(super) fn reading_width(text: &str, scale: Em) -> Em {
    let width = |c: char| match c {
        ' ' => scale / 3,
        '\u{300}'..='\u{36f}' => Em::ZERO,
        c if (c as u32) < 0x2e80 => scale / 2,
        _ => scale,
    };
    text.chars().map(width).sum()
}
