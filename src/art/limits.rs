//! What a file may ask for before it is refused.
//!
//! In: sizes. Out: a word of refusal. Does not know: formats.
//!
//! A picture or an advertisement comes from strangers. The limits keep a hostile file to seconds and to memory
//! that a small machine has; a newspaper's own pictures stay far below them.

use crate::art::head::{Format, Head, Space, Trouble};

/// Most pixels of a picture: 100 million, a page of 390 × 545 mm at 550 pixels an inch.
pub const PIXELS: u64 = 100_000_000;
/// Most pixels of a WebP, whose decoder needs room for two copies, and of any picture that unpacks to more than
/// [`SUSPICIOUS`] times its size, as no photograph does.
pub const FEWER_PIXELS: u64 = 32_000_000;
/// See [`FEWER_PIXELS`]; line art may well be as sparse.
pub const SUSPICIOUS: u64 = 100;
/// Most bytes that one stream of a PDF, or one packed part of a picture's head, may unfold to.
pub const STREAM_BYTES: usize = 64 << 20;
/// Deepest nesting of objects in a supplied PDF and of groups in an SVG.
pub const DEPTH: usize = 200;
/// Most bytes of an embedded colour profile.
pub const PROFILE_BYTES: usize = 8 << 20;
/// Most bytes of an SVG.
pub const SVG_BYTES: usize = 16 << 20;
/// Most drawing operations of an SVG.
pub const SVG_OPS: usize = 200_000;

/// Whether a file of so many bytes can hold the pixels that its head declares.
pub fn plausible(head: &Head, bytes: usize) -> Result<(), Trouble> {
    let pixels = u64::from(head.width) * u64::from(head.height);
    let within = |most: u64| {
        if pixels <= most {
            return Ok(());
        }
        let (w, h, most) = (head.width, head.height, most / 1_000_000);
        Err(Trouble::TooLarge(format!("declares {w} × {h} pixels; the limit is {most} million")))
    };
    within(if head.format == Format::WebP { FEWER_PIXELS } else { PIXELS })?;
    let samples: u64 = match head.space {
        Space::Bilevel | Space::Grey => 1,
        Space::Rgb | Space::Lab => 3,
        Space::Cmyk => 4,
    };
    // Least size of a whole file. JPEG: a block of 64 samples takes at least 2 bits, and colour may be stored at
    // a quarter of the size. Deflate: 1032 to 1 at best, and a palette stores one sample a pixel.
    let least = match head.format {
        Format::Jpeg => pixels / 64 / 4,
        Format::Png if head.bits >= 8 && samples == 1 => pixels / 1100,
        Format::Png => pixels / 8 / 1100,
        // LZW reaches about 1400 to 1. Fax coding says a white line in one bit, so line art has no such bound.
        Format::Tiff if head.bits >= 8 => pixels * samples / 2000,
        _ => 0,
    };
    if (bytes as u64) < least {
        return Err(Trouble::Broken(format!(
            "is cut short: {bytes} bytes cannot hold {} × {} pixels",
            head.width, head.height
        )));
    }
    let unpacked = pixels * samples * u64::from(head.bits.max(8)) / 8;
    if head.space != Space::Bilevel && unpacked > SUSPICIOUS * bytes as u64 { within(FEWER_PIXELS) } else { Ok(()) }
}
