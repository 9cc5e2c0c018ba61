//! Line art (线条图): one bit a pixel, black or paper, never grey.
//!
//! In: files of one bit a pixel. Out: packed rows, 0 black. Does not know: profiles; black is black ink.

use crate::art::decode::{self, Samples};
use crate::art::head::{Format, Head, Trouble, broken};
use crate::art::resample::{Crop, upright};
use std::io::Cursor;

/// Pixels as bytes, 0 black and 1 paper.
pub struct Bits {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// One byte a pixel.
    pub pixels: Vec<u8>,
}

/// Decodes line art.
pub fn decode(head: &Head, bytes: &[u8]) -> Result<Bits, Trouble> {
    let (width, height) = (head.width as usize, head.height as usize);
    let packed = match head.format {
        Format::Png => png(bytes)?,
        Format::Tiff => match decode::tiff_raw(bytes, None)? {
            Samples::Eight(rows) => rows,
            Samples::Sixteen(_) => return broken("has samples of a kind that is not read"),
        },
        _ => return Err(Trouble::Unknown),
    };
    let row = width.div_ceil(8);
    if packed.len() < row * height {
        return broken("is damaged: its pixels are not as many as its head says");
    }
    let mut pixels = Vec::with_capacity(width * height);
    for line in packed.chunks_exact(row).take(height) {
        pixels.extend((0..width).map(|x| (line[x / 8] >> (7 - x % 8)) & 1));
    }
    Ok(Bits { width, height, pixels })
}

/// The packed rows of a PNG of one bit.
fn png(bytes: &[u8]) -> Result<Vec<u8>, Trouble> {
    let damaged = |e: png::DecodingError| Trouble::Broken(format!("is damaged: {e}"));
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let Some(size) = reader.output_buffer_size() else { return broken("is larger than memory") };
    let mut raw = vec![0; size];
    reader.next_frame(&mut raw).map_err(damaged)?;
    reader.finish().map_err(damaged)?;
    Ok(raw)
}

/// Cuts out; makes smaller only where there are more pixels than a plate can hold: a pixel is black when at least
/// half of what it covers is.
pub fn fit(bits: &Bits, crop: Crop, width: usize, height: usize) -> Bits {
    let x0 = (crop.x0.round() as usize).min(bits.width - 1);
    let y0 = (crop.y0.round() as usize).min(bits.height - 1);
    let x1 = (crop.x1.round() as usize).clamp(x0 + 1, bits.width);
    let y1 = (crop.y1.round() as usize).clamp(y0 + 1, bits.height);
    let (columns, rows) = (x1 - x0, y1 - y0);
    let (width, height) = (width.clamp(1, columns), height.clamp(1, rows));
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        let (top, bottom) = (y0 + y * rows / height, y0 + ((y + 1) * rows).div_ceil(height));
        for x in 0..width {
            let (left, right) = (x0 + x * columns / width, x0 + ((x + 1) * columns).div_ceil(width));
            let white: usize = (top..bottom)
                .map(|r| bits.pixels[r * bits.width + left..r * bits.width + right].iter().filter(|&&p| p == 1).count())
                .sum();
            pixels.push(u8::from(white * 2 > (bottom - top) * (right - left)));
        }
    }
    Bits { width, height, pixels }
}

/// Turns upright and packs into rows of bits, the rest of the last byte white.
pub fn pack(bits: &Bits, orientation: u8) -> (usize, usize, Vec<u8>) {
    let turned = upright(&bits.pixels, bits.width, bits.height, 1, orientation);
    let (w, h) = if orientation >= 5 { (bits.height, bits.width) } else { (bits.width, bits.height) };
    let mut out = Vec::with_capacity(w.div_ceil(8) * h);
    for row in turned.chunks_exact(w) {
        out.extend(row.chunks(8).map(|part| {
            let byte = part.iter().enumerate().fold(0, |byte, (i, &p)| byte | p << (7 - i));
            byte | (0xFFu16 >> part.len()) as u8
        }));
    }
    (w, h, out)
}
