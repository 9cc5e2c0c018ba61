//! Ink sums measured on plates, for what geometry cannot know: transparency, patterns, crooked shapes.
//!
//! In: a PDF on the disk. Out: how much ink lies where, page by page. Does not know: rules.
//!
//! Ghostscript separates the trim of each page (`tiffsep`); without it nothing is measured, and that is said.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Pixels an inch of the plates.
const PPI: u32 = 100;
/// The most pixels of a plate that is read.
const MOST_PIXELS: usize = 100_000_000;

/// What was measured on one page.
pub struct Measured {
    /// The heaviest pixel, in percent.
    pub most: f64,
    /// Share of the page above each whole percent of ink, in percent.
    pub above: Vec<f64>,
}

/// A folder of its own that goes with its owner.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Separates a file and sums the plates up; why not, in words, when that cannot be.
pub fn measure(file: &Path) -> Result<Vec<Measured>, String> {
    let folder = Folder(std::env::temp_dir().join(format!("banxin-plates-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).map_err(|e| e.to_string())?;
    let status = Command::new("gs")
        .args(["-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffsep", "-sCompression=none", "-dUseTrimBox"])
        .arg(format!("-r{PPI}"))
        .arg("-o")
        .arg(folder.0.join("p%d.tif"))
        .arg(file)
        .output()
        .map_err(|e| format!("Ghostscript is not to be had: {e}"))?;
    if !status.status.success() {
        return Err("Ghostscript could not separate it".into());
    }
    let mut names: Vec<String> = std::fs::read_dir(&folder.0)
        .map_err(|e| e.to_string())?
        .filter_map(|e| e.ok()?.file_name().into_string().ok())
        .filter(|n| n.contains('('))
        .collect();
    names.sort();
    let mut pages = Vec::new();
    while let Some(sums) = page(&folder.0, &names, pages.len() + 1)? {
        pages.push(sums);
    }
    if pages.is_empty() { Err("Ghostscript made no plates".into()) } else { Ok(pages) }
}

/// The sums of one page; nothing when there is no such page.
fn page(folder: &Path, names: &[String], number: usize) -> Result<Option<Measured>, String> {
    let mut sums: Vec<u16> = Vec::new();
    for name in names.iter().filter(|n| n.starts_with(&format!("p{number}("))) {
        let bytes = std::fs::read(folder.join(name)).map_err(|e| e.to_string())?;
        let plate = gray(&bytes).ok_or("a plate cannot be read")?;
        sums.resize(plate.len().max(sums.len()), 0);
        for (sum, paper) in sums.iter_mut().zip(plate) {
            *sum += u16::from(255 - paper);
        }
    }
    if sums.is_empty() {
        return Ok(None);
    }
    let mut bins = vec![0_usize; 1601];
    for sum in &sums {
        bins[(f64::from(*sum) / 2.55).round().min(1600.0) as usize] += 1;
    }
    let mut left = 0;
    let mut above = vec![0.0; bins.len()];
    for (percent, n) in bins.iter().enumerate().rev() {
        above[percent] = left as f64 / sums.len() as f64 * 100.0;
        left += n;
    }
    let most = bins.iter().rposition(|n| *n > 0).unwrap_or(0) as f64;
    Ok(Some(Measured { most, above }))
}

/// The samples of a grey TIFF of 8 bits without compression, 255 is paper.
fn gray(b: &[u8]) -> Option<Vec<u8>> {
    let u16_at = |at: usize| Some(u32::from(u16::from_le_bytes([*b.get(at)?, *b.get(at + 1)?])));
    let u32_at = |at: usize| Some(u16_at(at)? | u16_at(at + 2)? << 16);
    if b.get(..4)? != b"II*\0" {
        return None;
    }
    let directory = u32_at(4)? as usize;
    let value = |tag: u32, index: usize| -> Option<usize> {
        let at =
            (0..u16_at(directory)? as usize).map(|i| directory + 2 + 12 * i).find(|at| u16_at(*at) == Some(tag))?;
        let (short, count) = (u16_at(at + 2)? == 3, u32_at(at + 4)? as usize);
        let size = if short { 2 } else { 4 };
        let from = if count * size <= 4 { at + 8 } else { u32_at(at + 8)? as usize } + index * size;
        (index < count).then_some(())?;
        Some(if short { u16_at(from)? } else { u32_at(from)? } as usize)
    };
    let pixels = value(256, 0)?.checked_mul(value(257, 0)?).filter(|n| *n <= MOST_PIXELS)?;
    if value(258, 0)? != 8 || value(259, 0).unwrap_or(1) != 1 {
        return None;
    }
    let mut out = Vec::with_capacity(pixels);
    let mut strip = 0;
    while let (Some(at), Some(length)) = (value(273, strip), value(279, strip)) {
        out.extend_from_slice(b.get(at..at.checked_add(length)?)?);
        strip += 1;
    }
    // Zero is paper where the file says that white is zero.
    if value(262, 0) == Some(0) {
        out.iter_mut().for_each(|v| *v = 255 - *v);
    }
    (out.len() >= pixels).then(|| {
        out.truncate(pixels);
        out
    })
}
