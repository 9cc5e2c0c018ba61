//! What operators take, and where they may stand.

use super::Pen;
use crate::preflight::object::Obj;

impl Pen {
    /// Why an operator may not stand here (ISO 32000-1, figure 9).
    pub(super) fn out_of_order(&self, op: &str) -> Option<&'static str> {
        let construction = matches!(op, "m" | "l" | "c" | "v" | "y" | "h" | "re");
        let painting = matches!(op, "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s" | "n" | "W" | "W*");
        let open = !self.path.points.is_empty();
        if self.in_text && (construction || painting || matches!(op, "sh" | "Do" | "cm" | "q" | "Q" | "BI")) {
            Some("stands between BT and ET")
        } else if open && !construction && !painting {
            Some("stands amid a path")
        } else if !open && construction && !matches!(op, "m" | "re") {
            Some("has no point to start from")
        } else {
            None
        }
    }
}

/// What an operator takes (ISO 32000-1, annex A): a letter an operand, `n` number, `/` name, `s` string, `a` array.
pub fn operands(op: &str) -> &'static str {
    match op {
        "cm" | "Tm" | "c" => "nnnnnn",
        "re" | "k" | "K" | "v" | "y" => "nnnn",
        "rg" | "RG" => "nnn",
        "\"" => "nns",
        "m" | "l" | "Td" | "TD" => "nn",
        "Tf" => "/n",
        "d" => "an",
        "w" | "g" | "G" | "J" | "j" | "M" | "i" | "Tr" | "Tz" | "Tc" | "Tw" | "TL" | "Ts" => "n",
        "gs" | "Do" | "sh" | "ri" | "cs" | "CS" => "/",
        "Tj" | "'" => "s",
        "TJ" => "a",
        _ => "",
    }
}

/// Whether an operand is of a kind.
pub fn is_of(kind: u8, arg: &Obj) -> bool {
    match kind {
        b'n' => arg.num().is_some(),
        b'/' => arg.name().is_some(),
        b's' => arg.bytes().is_some(),
        _ => matches!(arg, Obj::Array(_)),
    }
}
