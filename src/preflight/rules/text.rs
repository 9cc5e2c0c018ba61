//! Text as text: kinsoku, baseline grid, order.

use super::Rule;

/// Rules of text.
pub const RULES: &[Rule] = &[];
