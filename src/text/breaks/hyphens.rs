//! Where Western words may be parted with a hyphen (typography R10.2).
//!
//! In: the clusters of one paragraph. Out: breaks, by the patterns of each run's language. Does not know: how many
//! hyphens stand one above the other; `compose` sees to that.

use super::{Break, BreakKind, Finder, HYPHEN};
use crate::model::style::{Lang, Tongue};
use crate::text::Class;
use crate::text::itemize::Posture;
use std::ops::Range;

/// Letters before a hyphen, at least, and after it; a language may ask for more.
const LEAST: (usize, usize) = (2, 3);

impl Finder<'_> {
    /// All places in words of two and three letters at least, not in addresses, acronyms and what stays whole.
    pub(super) fn hyphens(&self) -> Vec<Break> {
        let clusters = &self.para.clusters;
        let mut found = Vec::new();
        let mut start = 0;
        while start < clusters.len() {
            let letters = clusters[start..].iter().take_while(|c| c.class == Class::Letter).count();
            if letters >= LEAST.0 + LEAST.1 && !self.urls.iter().any(|url| url.contains(&start)) {
                self.word(start..start + letters, &mut found);
            }
            start += letters.max(1);
        }
        found
    }

    fn word(&self, word: Range<usize>, found: &mut Vec<Break>) {
        let clusters = &self.para.clusters[word.clone()];
        let lang = |span: u16| self.para.spans[span as usize].lang;
        let own = lang(clusters[0].span);
        let bytes = clusters[0].range.start as usize..clusters[word.len() - 1].range.end as usize;
        let text = &self.para.text[bytes.clone()];
        let acronym = text.chars().all(|c| !c.is_lowercase());
        let upright = clusters.iter().any(|c| c.posture == Posture::Upright) && super::vertical(self.para);
        let Some(patterns) = patterns(own, text) else { return };
        if acronym || upright || clusters.iter().any(|c| lang(c.span) != own) {
            return;
        }
        let bounds = patterns.bounds();
        let (before, after) = (LEAST.0.max(bounds.0), LEAST.1.max(bounds.1));
        let mut at = bytes.start;
        for syllable in hypher::hyphenate_bounded(text, patterns, before, after) {
            at += syllable.len();
            // A letter and its accents are one cluster, and count once.
            let Ok(k) = clusters.binary_search_by_key(&(at as u32), |c| c.range.start) else { continue };
            if k >= before && word.len() - k >= after && !self.kept(word.start + k - 1, word.start + k) {
                found.push(Break { at: (word.start + k) as u32, kind: BreakKind::Hyphen, cost: HYPHEN });
            }
        }
    }
}

/// The patterns for a word of a run. In Chinese, Japanese and Korean copy a word without a language of its own is
/// taken for English if its letters are; of others nothing is known.
fn patterns(lang: Lang, word: &str) -> Option<hypher::Lang> {
    let Lang::Western(tongue) = lang else { return word.is_ascii().then_some(hypher::Lang::English) };
    Some(match tongue {
        Tongue::English => hypher::Lang::English,
        Tongue::German => hypher::Lang::German,
        Tongue::French => hypher::Lang::French,
        Tongue::Spanish => hypher::Lang::Spanish,
        Tongue::Italian => hypher::Lang::Italian,
        Tongue::Portuguese => hypher::Lang::Portuguese,
        Tongue::Catalan => hypher::Lang::Catalan,
        Tongue::Russian => hypher::Lang::Russian,
        Tongue::Ukrainian => hypher::Lang::Ukrainian,
        Tongue::Dutch => hypher::Lang::Dutch,
        Tongue::Danish => hypher::Lang::Danish,
        Tongue::Swedish => hypher::Lang::Swedish,
        Tongue::Finnish => hypher::Lang::Finnish,
        Tongue::Polish => hypher::Lang::Polish,
        Tongue::Czech => hypher::Lang::Czech,
        Tongue::Turkish => hypher::Lang::Turkish,
        Tongue::Greek => hypher::Lang::Greek,
        Tongue::Latin => hypher::Lang::Latin,
        Tongue::Vietnamese => return None,
    })
}
