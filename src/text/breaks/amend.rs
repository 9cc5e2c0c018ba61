//! What UAX #14 of Unicode 17 says otherwise than the version behind `unicode-linebreak` (15.0).
//!
//! In: a text and the breaks of the base layer. Out: the same, amended. Does not know: languages, levels.
//!
//! Rules by their number in UAX #14 revision 53: LB15a to LB15d, LB18, LB19, LB19a, LB20a, LB25, LB30. Held against
//! the consortium's own cases for CJK, Latin, Greek, Cyrillic, kana and Hangul by `tests/unicode.rs`.

use unicode_linebreak::{BreakClass, break_property};

/// A character with what combines with it (LB9).
#[derive(Clone, Copy)]
struct Unit {
    start: usize,
    c: char,
    class: BreakClass,
}

/// Corrects `base`, which has an entry for every byte before which a line may begin.
pub(crate) fn amend(text: &str, base: &mut [bool]) {
    use BreakClass::*;
    let units = units(text);
    for i in 1..units.len() {
        let (left, right) = (units[i - 1], units[i]);
        let at = right.start;
        // LB4, LB8, LB8a: nothing to amend.
        if matches!(left.class, Mandatory | CarriageReturn | LineFeed | NextLine | ZeroWidthSpace)
            || text[..at].ends_with('\u{200d}')
        {
            continue;
        }
        let next = units.get(i + 1);
        let before = |n: usize| i.checked_sub(n).map(|k| units[k]);
        // The last unit before any blanks.
        let word = units[..i].iter().rposition(|u| u.class != Space);
        let blank = left.class == Space;
        if blank && word.is_some_and(|w| units[w].class == ZeroWidthSpace) {
            continue;
        }
        // LB15a: nothing breaks after an initial quotation mark that opens, whatever blanks follow it.
        if let Some(w) = word.filter(|w| units[*w].class == Quotation && is_initial(units[*w].c)) {
            let opens = w == 0
                || matches!(
                    units[w - 1].class,
                    Mandatory
                        | CarriageReturn
                        | LineFeed
                        | NextLine
                        | OpenPunctuation
                        | Quotation
                        | NonBreakingGlue
                        | Space
                        | ZeroWidthSpace
                );
            if opens
                && !matches!(right.class, Space | Mandatory | CarriageReturn | LineFeed | NextLine | ZeroWidthSpace)
            {
                base[at] = false;
                continue;
            }
        }
        // LB15b: nor before a final one that closes.
        if right.class == Quotation && is_final(right.c) {
            let closes = next.is_none_or(|n| {
                matches!(
                    n.class,
                    Space
                        | NonBreakingGlue
                        | WordJoiner
                        | ClosePunctuation
                        | Quotation
                        | CloseParenthesis
                        | Exclamation
                        | InfixSeparator
                        | Symbol
                        | Mandatory
                        | CarriageReturn
                        | LineFeed
                        | NextLine
                        | ZeroWidthSpace
                )
            });
            if closes {
                base[at] = false;
                continue;
            }
        }
        // LB15c: a decimal without its nought after a blank.
        if blank && right.class == InfixSeparator && next.is_some_and(|n| n.class == Numeric) {
            base[at] = true;
            continue;
        }
        // LB18: a closing quotation mark with a blank no longer holds an opening bracket.
        if blank && right.class == OpenPunctuation && word.is_some_and(|w| units[w].class == Quotation) {
            base[at] = true;
            continue;
        }
        if blank {
            continue;
        }
        // LB20a: a hyphen at a word's start stays with the word.
        if matches!(left.class, Hyphen) || left.c == '\u{2010}' {
            let starts = before(2).is_none_or(|u| {
                matches!(
                    u.class,
                    Mandatory
                        | CarriageReturn
                        | LineFeed
                        | NextLine
                        | Space
                        | ZeroWidthSpace
                        | Contingent
                        | NonBreakingGlue
                )
            });
            // Brahmic letters have classes of their own since.
            let brahmic = matches!(right.c as u32, 0x900..=0x1cff | 0xa800..=0xabff | 0x1_1000..=0x1_1fff);
            if starts && !brahmic && matches!(right.class, Alphabetic | HebrewLetter) {
                base[at] = false;
                continue;
            }
        }
        if let Some(open) = quotes(&units, i).or_else(|| figures(&units, i)) {
            base[at] = open;
        } else if right.class == OpenPunctuation
            && is_wide(right.c)
            && matches!(left.class, Alphabetic | HebrewLetter | Numeric)
        {
            // LB30 leaves East Asian brackets out.
            base[at] = true;
        }
    }
}

/// LB19 and LB19a: quotation marks among East Asian characters.
fn quotes(units: &[Unit], i: usize) -> Option<bool> {
    use BreakClass::*;
    let (left, right) = (units[i - 1], units[i]);
    if right.class == Quotation && is_initial(right.c) {
        let holds = matches!(left.class, OpenPunctuation | NonBreakingGlue | WordJoiner | Quotation);
        let among = is_wide(left.c) && units.get(i + 1).is_some_and(|n| is_wide(n.c));
        return (among && !holds).then_some(true);
    }
    if left.class == Quotation && is_final(left.c) {
        let among = is_wide(right.c) && i >= 2 && is_wide(units[i - 2].c);
        let free = matches!(
            right.class,
            Ideographic
                | OpenPunctuation
                | HangulLvSyllable
                | HangulLvtSyllable
                | HangulLJamo
                | EmojiBase
                | Prefix
                | Postfix
                | Alphabetic
                | Numeric
                | EmojiModifier
                | Ambiguous
        );
        return (among && free).then_some(true);
    }
    None
}

/// LB25 as rewritten: numbers, their signs and their brackets.
fn figures(units: &[Unit], i: usize) -> Option<bool> {
    use BreakClass::*;
    let (left, right) = (units[i - 1], units[i]);
    let number_before = |end: usize| {
        let digits = units[..end].iter().rposition(|u| !matches!(u.class, InfixSeparator | Symbol));
        digits.is_some_and(|d| units[d].class == Numeric)
    };
    match (left.class, right.class) {
        (ClosePunctuation | CloseParenthesis, Postfix | Prefix) => Some(number_before(i - 1)).map(|holds| !holds),
        (Postfix | Prefix, OpenPunctuation) => {
            let after = |n: usize, class: BreakClass| units.get(i + n).is_some_and(|u| u.class == class);
            let number = after(1, Numeric) || after(1, InfixSeparator) && after(2, Numeric);
            Some(!number)
        }
        (InfixSeparator | Symbol, Postfix | Prefix) if number_before(i) => Some(false),
        (Symbol, Numeric) => Some(!number_before(i)),
        _ => None,
    }
}

/// Characters with what combines with them.
fn units(text: &str) -> Vec<Unit> {
    use BreakClass::*;
    let mut units: Vec<Unit> = Vec::with_capacity(text.len() / 2);
    for (start, c) in text.char_indices() {
        let class = match break_property(c as u32) {
            Ambiguous | Surrogate | Unknown => Alphabetic,
            CombiningMark | ZeroWidthJoiner => {
                let holds = |u: &Unit| {
                    !matches!(u.class, Mandatory | CarriageReturn | LineFeed | NextLine | Space | ZeroWidthSpace)
                };
                if units.last().is_some_and(holds) {
                    continue;
                }
                Alphabetic
            }
            ConditionalJapaneseStarter => NonStarter,
            class => class,
        };
        units.push(Unit { start, c, class });
    }
    units
}

fn is_initial(c: char) -> bool {
    matches!(c, '«' | '‘' | '‛' | '“' | '‟' | '‹' | '⸂' | '⸄' | '⸉' | '⸌' | '⸜' | '⸠')
}

fn is_final(c: char) -> bool {
    matches!(c, '»' | '’' | '”' | '›' | '⸃' | '⸅' | '⸊' | '⸍' | '⸝' | '⸡')
}

/// East Asian width F, W or H.
fn is_wide(c: char) -> bool {
    matches!(c as u32,
        0x1100..=0x115f | 0x20a9 | 0x231a..=0x231b | 0x2329..=0x232a | 0x2614..=0x2615 | 0x2630..=0x2637 | 0x2648..=0x2653
        | 0x270a..=0x270b | 0x2753..=0x2755 | 0x2757 | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xa960..=0xa97c
        | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe10..=0xfe19 | 0xfe30..=0xfe6b | 0xff01..=0xffdc | 0xffe0..=0xffee
        | 0x16fe0..=0x18d1e | 0x1aff0..=0x1b2fb | 0x1f300..=0x1f64f | 0x1f680..=0x1f6ff | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd)
}
