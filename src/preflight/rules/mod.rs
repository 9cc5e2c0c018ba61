//! The rules: one row each, and a function that sees.
//!
//! In: facts. Out: hits. Does not know: how facts were gathered.
//!
//! Bases: A CGATS application notes and technical summaries, C callas' technote as restated by others, E Esko on X-4,
//! K Kodak on X-1a, P PDFlib's tables, R the PDF Reference (1.4 for X-1a, 1.6 for X-4) and ISO 32000-1, W what other
//! writers of X-4 put in, N newspaper practice (ISO 12647-3, WAN-IFRA, printers' own sheets), J composition rules
//! (CLREQ), U believed but not confirmed in a public text: such rules only warn.

mod color;
mod document;
mod file;
mod fonts;
mod graphics;
mod identity;
mod ink;
mod interactive;
mod overlap;
mod pages;
mod pictures;
mod spaces;
mod text;
mod transparency;
mod type3;
mod unicode;

use crate::preflight::facts::Facts;
use crate::preflight::{Family, Hits, Settings, Standard, Verdict};

/// For which standards a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Both.
    Both,
    /// PDF/X-4 only.
    X4,
    /// PDF/X-1a only.
    X1a,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// `trim-box`.
    pub id: &'static str,
    /// What must hold, in one line.
    pub title: &'static str,
    /// Letters of the bases (see the module's head).
    pub basis: &'static str,
    /// Where it holds.
    pub holds: For,
    /// How bad it is when broken; a rule with two limits warns at the softer one.
    pub severity: Verdict,
    /// Its family.
    pub family: Family,
    /// It looks at bytes alone, so it can be judged even when the file does not open.
    pub bytes_only: bool,
    /// Looks.
    pub see: fn(&Facts, &mut Hits),
}

impl Rule {
    /// Whether it is asked for.
    pub fn applies(&self, standard: Standard, settings: &Settings) -> bool {
        let holds = match self.holds {
            For::Both => true,
            For::X4 => standard == Standard::X4,
            For::X1a => standard == Standard::X1a,
        };
        holds && (settings.newspaper || !self.basis.contains(['N', 'J']))
    }
}

/// A row.
const fn row(
    id: &'static str,
    holds: For,
    severity: Verdict,
    basis: &'static str,
    title: &'static str,
    family: Family,
    see: fn(&Facts, &mut Hits),
) -> Rule {
    Rule { id, title, basis, holds, severity, family, bytes_only: false, see }
}

/// All rules, in the order of the report.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        file::RULES,
        identity::RULES,
        identity::INTENT_RULES,
        pages::RULES,
        interactive::RULES,
        graphics::RULES,
        transparency::RULES,
        color::RULES,
        spaces::RULES,
        fonts::RULES,
        type3::RULES,
        unicode::RULES,
        ink::RULES,
        overlap::RULES,
        pictures::RULES,
        text::RULES,
        document::RULES,
    ]
    .into_iter()
    .flatten()
}
