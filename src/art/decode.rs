//! Files → pixels.
//!
//! In: bytes and their head. Out: [`Pixels`], every sample in one order of meaning: more is more light, but more
//! ink in CMYK. Does not know: profiles, sizes on paper.

use crate::art::head::{Format, Head, Space, Trouble, broken};
use crate::art::tiff_head::{COLOR_MAP, Directory, PHOTOMETRIC, PLANAR, SAMPLES};
use std::io::Cursor;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// What the samples of a pixel mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// One sample, 0 black.
    Grey,
    /// Red, green, blue.
    Rgb,
    /// JPEG's luma and two chroma (ITU-T T.871), turned into RGB only after resampling, when fewer are left.
    Ycc,
    /// Inks, 0 none.
    Cmyk,
    /// L* from 0 to 100; a* and b* in 1/256, shifted by 128, so that neutral is the middle of a table.
    Lab,
}

/// Samples in rows, pixel by pixel.
pub enum Samples {
    /// 8 bits each.
    Eight(Vec<u8>),
    /// 16 bits each.
    Sixteen(Vec<u16>),
}

/// A decoded picture.
pub struct Pixels {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// What a pixel is.
    pub model: Model,
    /// Rows of pixels, [`Model::channels`] samples each.
    pub samples: Samples,
}

impl Model {
    /// Samples a pixel.
    pub fn channels(self) -> usize {
        match self {
            Model::Grey => 1,
            Model::Rgb | Model::Ycc | Model::Lab => 3,
            Model::Cmyk => 4,
        }
    }
}

/// Decodes a picture.
pub fn decode(head: &Head, bytes: &[u8]) -> Result<Pixels, Trouble> {
    let mut pixels = match head.format {
        Format::Jpeg => jpeg(head, bytes),
        Format::Png => png(bytes),
        Format::Tiff => tiff(head, bytes),
        Format::WebP => webp(head, bytes),
        Format::Svg | Format::Pdf => return Err(Trouble::Unknown),
    }?;
    let expected = pixels.width * pixels.height * pixels.model.channels();
    let found = match &mut pixels.samples {
        Samples::Eight(samples) => samples.len(),
        Samples::Sixteen(samples) => samples.len(),
    };
    if found != expected || (pixels.width, pixels.height) != (head.width as usize, head.height as usize) {
        return broken("is damaged: its pixels are not as many as its head says");
    }
    Ok(pixels)
}

/// JPEG, in the components it stores.
fn jpeg(head: &Head, bytes: &[u8]) -> Result<Pixels, Trouble> {
    let damaged = |e: zune_jpeg::errors::DecodeErrors| Trouble::Broken(format!("is damaged: {e}"));
    // The decoder's vector code gives the bytes of its plain code (seen on a processor without it); its
    // conversion to RGB is not asked for.
    let options = DecoderOptions::default().set_max_width(65_535).set_max_height(65_535).set_strict_mode(true);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(damaged)?;
    let stored = decoder.input_colorspace().unwrap_or(ColorSpace::Unknown);
    decoder.set_options(options.jpeg_set_out_colorspace(stored));
    let mut samples = decoder.decode().map_err(damaged)?;
    let model = match stored {
        ColorSpace::Luma => Model::Grey,
        ColorSpace::YCbCr => Model::Ycc,
        ColorSpace::RGB => Model::Rgb,
        ColorSpace::CMYK => Model::Cmyk,
        ColorSpace::YCCK => {
            for p in samples.chunks_exact_mut(4) {
                let rgb = ycc_to_rgb([u16::from(p[0]) * 257, u16::from(p[1]) * 257, u16::from(p[2]) * 257]);
                for (stored, light) in p.iter_mut().zip(rgb) {
                    *stored = 255 - (light / 257) as u8;
                }
            }
            Model::Cmyk
        }
        other => return broken(format!("is a JPEG of {other:?} pixels, which is not read")),
    };
    if head.inverted {
        samples.iter_mut().for_each(|s| *s = 255 - *s);
    }
    Ok(Pixels { width: head.width as usize, height: head.height as usize, model, samples: Samples::Eight(samples) })
}

/// JPEG's luma and chroma to RGB, all on a scale of 65,535 (ITU-T T.871, 7), in whole numbers, so that every
/// machine gets the same.
pub fn ycc_to_rgb([y, cb, cr]: [u16; 3]) -> [u16; 3] {
    let (y, cb, cr) = (i64::from(y), i64::from(cb) - 128 * 257, i64::from(cr) - 128 * 257);
    let clamp = |v: i64| ((v + 32_768) >> 16).clamp(0, 65_535) as u16;
    let y = y << 16;
    [clamp(y + 91_881 * cr), clamp(y - 22_554 * cb - 46_802 * cr), clamp(y + 116_130 * cb)]
}

/// PNG, unpacked to 8 or 16 bits, transparency flattened.
fn png(bytes: &[u8]) -> Result<Pixels, Trouble> {
    let damaged = |e: png::DecodingError| Trouble::Broken(format!("is damaged: {e}"));
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let Some(size) = reader.output_buffer_size() else { return broken("is larger than memory") };
    let mut raw = vec![0; size];
    let info = reader.next_frame(&mut raw).map_err(damaged)?;
    raw.truncate(info.buffer_size());
    // The rest is read too: a wrong checksum in the last row is found only there.
    reader.finish().map_err(damaged)?;
    let (model, alpha) = match info.color_type {
        png::ColorType::Grayscale => (Model::Grey, false),
        png::ColorType::GrayscaleAlpha => (Model::Grey, true),
        png::ColorType::Rgb => (Model::Rgb, false),
        png::ColorType::Rgba => (Model::Rgb, true),
        png::ColorType::Indexed => return broken("is damaged: its palette is missing"),
    };
    let samples = if info.bit_depth == png::BitDepth::Sixteen {
        Samples::Sixteen(raw.chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]])).collect())
    } else {
        Samples::Eight(raw)
    };
    let samples = if alpha { flatten(samples, model.channels()) } else { samples };
    Ok(Pixels { width: info.width as usize, height: info.height as usize, model, samples })
}

/// WebP, transparency flattened.
fn webp(head: &Head, bytes: &[u8]) -> Result<Pixels, Trouble> {
    let damaged = |e: image_webp::DecodingError| Trouble::Broken(format!("is damaged: {e}"));
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
    let Some(size) = decoder.output_buffer_size() else { return broken("is larger than memory") };
    let mut raw = vec![0; size];
    decoder.read_image(&mut raw).map_err(damaged)?;
    let samples = Samples::Eight(raw);
    let samples = if decoder.has_alpha() { flatten(samples, 3) } else { samples };
    Ok(Pixels { width: head.width as usize, height: head.height as usize, model: Model::Rgb, samples })
}

/// Lays pixels of some colour samples and one of opacity on white paper.
fn flatten(samples: Samples, colours: usize) -> Samples {
    match samples {
        Samples::Eight(mut raw) => {
            let mut to = 0;
            for from in (0..raw.len()).step_by(colours + 1) {
                let a = u32::from(raw[from + colours]);
                for c in 0..colours {
                    raw[to + c] = ((u32::from(raw[from + c]) * a + 255 * (255 - a) + 127) / 255) as u8;
                }
                to += colours;
            }
            raw.truncate(to);
            Samples::Eight(raw)
        }
        Samples::Sixteen(mut raw) => {
            const FULL: u64 = 65_535;
            let mut to = 0;
            for from in (0..raw.len()).step_by(colours + 1) {
                let a = u64::from(raw[from + colours]);
                for c in 0..colours {
                    raw[to + c] = ((u64::from(raw[from + c]) * a + FULL * (FULL - a) + FULL / 2) / FULL) as u16;
                }
                to += colours;
            }
            raw.truncate(to);
            Samples::Sixteen(raw)
        }
    }
}

/// Strips of a TIFF unpacked, planes interleaved; bits still packed where a sample has fewer than 8.
pub fn tiff_raw(bytes: &[u8], photometric: Option<u16>) -> Result<Samples, Trouble> {
    let damaged = |e: tiff::TiffError| Trouble::Broken(format!("is damaged: {e}"));
    let directory = Directory::read(bytes)?;
    let disguised = photometric.map(|p| directory.disguised(p));
    let mut limits = tiff::decoder::Limits::default();
    limits.decoding_buffer_size = 1 << 30;
    limits.intermediate_buffer_size = 1 << 28;
    limits.ifd_value_size = 16 << 20;
    let source = Cursor::new(disguised.as_deref().unwrap_or(bytes));
    let mut decoder = tiff::decoder::Decoder::new(source).map_err(damaged)?.with_limits(limits);
    let layout = decoder.image_buffer_layout().map_err(damaged)?;
    let mut result = tiff::decoder::DecodingResult::U8(Vec::new());
    decoder.read_image_to_buffer(&mut result).map_err(damaged)?;
    let planes = directory.number(SAMPLES, 0).unwrap_or(1) as usize;
    let separate = directory.number(PLANAR, 0) == Some(2) && planes > 1 && layout.planes > 1;
    Ok(match result {
        tiff::decoder::DecodingResult::U8(raw) => Samples::Eight(if separate { interleave(&raw, planes) } else { raw }),
        tiff::decoder::DecodingResult::U16(raw) => {
            Samples::Sixteen(if separate { interleave(&raw, planes) } else { raw })
        }
        _ => return broken("has samples of a kind that is not read"),
    })
}

/// Planes one after the other → pixels.
fn interleave<T: Copy>(raw: &[T], planes: usize) -> Vec<T> {
    let size = raw.len() / planes;
    (0..size).flat_map(|i| (0..planes).map(move |p| raw[p * size + i])).collect()
}

/// TIFF of every colour space.
fn tiff(head: &Head, bytes: &[u8]) -> Result<Pixels, Trouble> {
    let directory = Directory::read(bytes)?;
    let photometric = directory.number(PHOTOMETRIC, 0).unwrap_or(1);
    let (width, height) = (head.width as usize, head.height as usize);
    let disguise = match photometric {
        8 | 9 => Some(2),
        3 => Some(1),
        _ => None,
    };
    let samples = tiff_raw(bytes, disguise)?;
    if photometric == 3 {
        let indices = unpack(samples, width, height, directory.number(258, 0).unwrap_or(8) as usize)?;
        return palette(&directory, &indices, width, height);
    }
    let samples = if head.bits < 8 {
        let levels = (1u16 << head.bits) - 1;
        let unpacked = unpack(samples, width, height, usize::from(head.bits))?;
        Samples::Eight(unpacked.iter().map(|&v| (u16::from(v) * 255 / levels) as u8).collect())
    } else {
        samples
    };
    let model = match head.space {
        Space::Bilevel | Space::Grey => Model::Grey,
        Space::Rgb => Model::Rgb,
        Space::Cmyk => Model::Cmyk,
        Space::Lab => Model::Lab,
    };
    let samples = match (head.alpha, model) {
        (true, Model::Cmyk | Model::Lab) => return broken("is a CMYK or Lab TIFF with transparency; flatten it first"),
        (true, _) => flatten(samples, model.channels()),
        (false, _) => samples,
    };
    let samples = if model == Model::Lab { Samples::Sixteen(lab(samples, photometric == 8)) } else { samples };
    Ok(Pixels { width, height, model, samples })
}

/// Samples of fewer than 8 bits, rows padded to bytes → one byte each, not scaled.
fn unpack(samples: Samples, width: usize, height: usize, bits: usize) -> Result<Vec<u8>, Trouble> {
    let Samples::Eight(raw) = samples else { return broken("has samples of a kind that is not read") };
    if bits >= 8 {
        return Ok(raw);
    }
    let row = (width * bits).div_ceil(8);
    if raw.len() < row * height {
        return broken("is damaged: its pixels are not as many as its head says");
    }
    let mask = (1u8 << bits) - 1;
    let mut out = Vec::with_capacity(width * height);
    for line in raw.chunks_exact(row).take(height) {
        out.extend((0..width).map(|x| (line[x * bits / 8] >> (8 - bits - x * bits % 8)) & mask));
    }
    Ok(out)
}

/// Indices into a TIFF's colour map → RGB of 8 bits.
fn palette(directory: &Directory<'_>, indices: &[u8], width: usize, height: usize) -> Result<Pixels, Trouble> {
    let entries = directory.count(COLOR_MAP) / 3;
    let map: Vec<[u8; 3]> = (0..entries.min(256))
        .map(|i| [0, 1, 2].map(|c| (directory.number(COLOR_MAP, c * entries + i).unwrap_or(0) >> 8) as u8))
        .collect();
    let mut out = Vec::with_capacity(indices.len() * 3);
    for &i in indices {
        match map.get(usize::from(i)) {
            Some(colour) => out.extend_from_slice(colour),
            None => return broken("is damaged: a pixel's colour is not in its colour map"),
        }
    }
    Ok(Pixels { width, height, model: Model::Rgb, samples: Samples::Eight(out) })
}

/// TIFF's L*a*b* on one scale of 16 bits: L* of 100 is 65,535, a* and b* are in 1/256, shifted by 128. CIELab (8)
/// stores a* and b* signed, ICCLab (9) shifted, and its L* of 100 in 16 bits is 0xFF00.
fn lab(samples: Samples, signed: bool) -> Vec<u16> {
    match samples {
        Samples::Eight(raw) => {
            let turn = if signed { 128 } else { 0 };
            let wide = |v: u8| u16::from(v.wrapping_add(turn)) << 8;
            raw.chunks_exact(3).flat_map(|p| [u16::from(p[0]) * 257, wide(p[1]), wide(p[2])]).collect()
        }
        Samples::Sixteen(raw) => {
            let turn = if signed { 0x8000 } else { 0 };
            let lightness = |v: u16| if signed { v } else { (u32::from(v) * 65_535 / 65_280).min(65_535) as u16 };
            let shifted = |v: u16| v.wrapping_add(turn);
            raw.chunks_exact(3).flat_map(|p| [lightness(p[0]), shifted(p[1]), shifted(p[2])]).collect()
        }
    }
}
