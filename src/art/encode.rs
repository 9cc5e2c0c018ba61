//! Ink → streams of a PDF, and back from the cache.
//!
//! In: ink of 8 bits, or packed line art. Out: [`PressPicture`]. Does not know: where it stands.

use std::io::Write;

/// How the bytes of a press picture are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// A JPEG file: PDF's DCTDecode.
    Dct,
    /// A zlib stream of plain rows: PDF's FlateDecode without predictor.
    Flate,
}

/// A picture made ready for press: what a PDF image object needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PressPicture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// 4: DeviceCMYK. 1: DeviceGray, which prints on the black plate alone, 0 black.
    pub components: u8,
    /// 8; 1 for line art.
    pub bits: u8,
    /// How `bytes` are packed.
    pub packing: Packing,
    /// The stream.
    pub bytes: Vec<u8>,
    /// Samples say how much ink is missing, as Adobe's CMYK JPEG: `Decode [1 0 1 0 1 0 1 0]`.
    pub inverted: bool,
}

const MARK: &[u8; 4] = b"bxp1";

impl PressPicture {
    /// As bytes, for the cache.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = MARK.to_vec();
        out.extend_from_slice(&self.width.to_le_bytes());
        out.extend_from_slice(&self.height.to_le_bytes());
        let packing = u8::from(self.packing == Packing::Flate);
        out.extend_from_slice(&[self.components, self.bits, packing, u8::from(self.inverted)]);
        out.extend_from_slice(&self.bytes);
        out
    }
    /// From the cache; `None` for anything else.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<PressPicture> {
        let body = bytes.strip_prefix(MARK)?;
        let word = |at: usize| body.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let &[components, bits, packing, inverted] = body.get(8..12)? else { return None };
        Some(PressPicture {
            width: word(0)?,
            height: word(4)?,
            components,
            bits,
            packing: if packing == 1 { Packing::Flate } else { Packing::Dct },
            bytes: body[12..].to_vec(),
            inverted: inverted == 1,
        })
    }
}

/// Deflates, at the level beyond which a further one gains 1 %.
pub(crate) fn deflate(raw: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    // Writing into memory does not fail.
    let _ = encoder.write_all(raw);
    encoder.finish().unwrap_or_default()
}

/// Packs ink (0 none, one or four inks a pixel) as JPEG of a quality under 100, else as Flate.
pub(crate) fn pack(ink: Vec<u8>, width: usize, height: usize, inks: usize, quality: u8) -> PressPicture {
    let mut picture = PressPicture {
        width: width as u32,
        height: height as u32,
        components: inks as u8,
        bits: 8,
        packing: Packing::Flate,
        bytes: Vec::new(),
        inverted: false,
    };
    let light = |ink: &[u8]| ink.iter().map(|v| 255 - v).collect::<Vec<u8>>();
    if quality < 100
        && let (Ok(w), Ok(h)) = (u16::try_from(width), u16::try_from(height))
    {
        let mut encoder = jpeg_encoder::Encoder::new(&mut picture.bytes, quality.max(1));
        // Ink is not colour seen from afar: every plate keeps every pixel.
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_1_1);
        let done = if inks == 1 {
            encoder.encode(&light(&ink), w, h, jpeg_encoder::ColorType::Luma)
        } else {
            encoder.encode(&ink, w, h, jpeg_encoder::ColorType::Cmyk)
        };
        if done.is_ok() {
            picture.packing = Packing::Dct;
            picture.inverted = inks == 4;
            return picture;
        }
        picture.bytes.clear();
    }
    picture.bytes = if inks == 1 { deflate(&light(&ink)) } else { deflate(&ink) };
    picture
}

/// Packs line art: rows of bits padded to bytes, 0 black.
pub(crate) fn pack_bits(rows: &[u8], width: usize, height: usize) -> PressPicture {
    PressPicture {
        width: width as u32,
        height: height as u32,
        components: 1,
        bits: 1,
        packing: Packing::Flate,
        bytes: deflate(rows),
        inverted: false,
    }
}
