//! PDF functions: tints and gradients (ISO 32000-1, 7.10).
//!
//! In: a function's object and an input. Out: numbers. Does not know: colours.

use crate::preflight::doc::Doc;
use crate::preflight::object::Obj;

/// A function that can be evaluated.
#[derive(Clone, Debug)]
pub enum Function {
    /// Type 0: a table of samples with one input.
    Sampled {
        /// Input range.
        domain: (f64, f64),
        /// Rows of outputs, already decoded.
        rows: Vec<Vec<f64>>,
    },
    /// Type 2: between two values.
    Exponential {
        /// At 0.
        c0: Vec<f64>,
        /// At 1.
        c1: Vec<f64>,
        /// The exponent.
        n: f64,
    },
    /// Type 3: pieces.
    Stitching {
        /// Input range.
        domain: (f64, f64),
        /// The pieces.
        pieces: Vec<Function>,
        /// Where they meet.
        bounds: Vec<f64>,
        /// Input of each piece.
        encode: Vec<f64>,
    },
    /// Several functions with one output each.
    Several(Vec<Function>),
}

impl Function {
    /// Reads one; `None` for what is not evaluated here (several inputs, PostScript).
    pub fn read(doc: &Doc, object: &Obj, depth: usize) -> Option<Function> {
        if depth > 8 {
            return None;
        }
        let object = doc.resolve(object);
        if let Obj::Array(items) = &object {
            let parts = items.iter().take(64).map(|o| Function::read(doc, o, depth + 1));
            return parts.collect::<Option<Vec<_>>>().map(Function::Several);
        }
        let dict = object.dict()?;
        let domain = doc.numbers(dict, "Domain");
        let domain = (*domain.first()?, *domain.get(1)?);
        match doc.num(dict, "FunctionType")? as i64 {
            0 => sampled(doc, dict, domain),
            2 => {
                let or = |v: Vec<f64>, d: f64| if v.is_empty() { vec![d] } else { v };
                Some(Function::Exponential {
                    c0: or(doc.numbers(dict, "C0"), 0.0),
                    c1: or(doc.numbers(dict, "C1"), 1.0),
                    n: doc.num(dict, "N").unwrap_or(1.0),
                })
            }
            3 => {
                let pieces = doc.list(dict, "Functions");
                let pieces = pieces.iter().take(256).map(|o| Function::read(doc, o, depth + 1));
                let pieces = pieces.collect::<Option<Vec<_>>>()?;
                if pieces.is_empty() {
                    return None;
                }
                Some(Function::Stitching {
                    domain,
                    pieces,
                    bounds: doc.numbers(dict, "Bounds"),
                    encode: doc.numbers(dict, "Encode"),
                })
            }
            _ => None,
        }
    }

    /// The range of its input.
    pub fn domain(&self) -> (f64, f64) {
        match self {
            Function::Sampled { domain, .. } | Function::Stitching { domain, .. } => *domain,
            Function::Exponential { .. } => (0.0, 1.0),
            Function::Several(parts) => parts.first().map_or((0.0, 1.0), Function::domain),
        }
    }

    /// Its value.
    pub fn at(&self, x: f64) -> Vec<f64> {
        match self {
            Function::Exponential { c0, c1, n } => {
                let t = x.clamp(0.0, 1.0).powf(*n);
                c0.iter().zip(c1).map(|(a, b)| a + t * (b - a)).collect()
            }
            Function::Sampled { domain, rows } => {
                let span = (domain.1 - domain.0).max(1e-12);
                let t = ((x - domain.0) / span).clamp(0.0, 1.0) * (rows.len() - 1) as f64;
                let low = t.floor() as usize;
                let high = (low + 1).min(rows.len() - 1);
                rows[low].iter().zip(&rows[high]).map(|(a, b)| a + (t - low as f64) * (b - a)).collect()
            }
            Function::Stitching { domain, pieces, bounds, encode } => {
                let x = x.max(domain.0).min(domain.1);
                let at = bounds.iter().take(pieces.len() - 1).filter(|b| x >= **b).count();
                let low = if at == 0 { domain.0 } else { bounds[at - 1] };
                let high = bounds.get(at).copied().unwrap_or(domain.1);
                let (e0, e1) = match encode.get(2 * at..2 * at + 2) {
                    Some(&[a, b]) => (a, b),
                    _ => (0.0, 1.0),
                };
                let t = if high > low { (x - low) / (high - low) } else { 0.0 };
                pieces[at].at(e0 + t * (e1 - e0))
            }
            Function::Several(parts) => parts.iter().flat_map(|p| p.at(x).into_iter().take(1)).collect(),
        }
    }

    /// Values at enough points to find the heaviest.
    pub fn samples(&self) -> Vec<Vec<f64>> {
        let (low, high) = self.domain();
        (0..=32).map(|i| self.at(low + (high - low) * f64::from(i) / 32.0)).collect()
    }
}

fn sampled(doc: &Doc, dict: &crate::preflight::object::Dict, domain: (f64, f64)) -> Option<Function> {
    let size = doc.numbers(dict, "Size");
    let range = doc.numbers(dict, "Range");
    let bits = doc.num(dict, "BitsPerSample")? as usize;
    let (&[count], outputs) = (&size[..], range.len() / 2) else { return None };
    let count = count as usize;
    if !matches!(bits, 8 | 16) || outputs == 0 || !(2..=4096).contains(&count) || doc.numbers(dict, "Domain").len() != 2
    {
        return None;
    }
    let decode = doc.numbers(dict, "Decode");
    let decode = if decode.len() == range.len() { decode } else { range };
    let data = doc.plain(dict).bytes;
    let bytes = bits / 8;
    let rows: Vec<Vec<f64>> = data
        .chunks_exact(outputs * bytes)
        .take(count)
        .map(|row| {
            row.chunks_exact(bytes)
                .enumerate()
                .map(|(i, s)| {
                    let v = s.iter().fold(0_u32, |v, b| v << 8 | u32::from(*b));
                    let top = if bytes == 1 { 255.0 } else { 65535.0 };
                    decode[2 * i] + f64::from(v) / top * (decode[2 * i + 1] - decode[2 * i])
                })
                .collect()
        })
        .collect();
    (rows.len() == count).then_some(Function::Sampled { domain, rows })
}
