//! Undoes the compression of streams, within bounds.
//!
//! In: a stream's raw bytes and its list of filters. Out: plain bytes, never more than [`LARGEST`].
//! Does not know: pictures (their codecs are named and left alone), files.

use std::io::Read;

/// The most bytes that one stream may come to. More is refused, so that a small file cannot fill the memory.
pub const LARGEST: usize = 64 << 20;

/// One filter and the numbers of its parameters that matter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// `FlateDecode`, written out.
    pub name: String,
    /// `Predictor`.
    pub predictor: i64,
    /// `Colors`.
    pub colors: usize,
    /// `BitsPerComponent`.
    pub bits: usize,
    /// `Columns`.
    pub columns: usize,
    /// `EarlyChange` of LZW.
    pub early: bool,
}

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Plain {
    /// The bytes, as far as they could be had.
    pub bytes: Vec<u8>,
    /// The picture codec that is still on them.
    pub codec: Option<String>,
    /// Something in the data was wrong.
    pub damaged: bool,
    /// The limit was reached.
    pub too_large: bool,
}

/// The long form of a filter's name; inline images may use the short ones.
pub fn long_name(name: &str) -> &str {
    match name {
        "AHx" => "ASCIIHexDecode",
        "A85" => "ASCII85Decode",
        "LZW" => "LZWDecode",
        "Fl" => "FlateDecode",
        "RL" => "RunLengthDecode",
        "CCF" => "CCITTFaxDecode",
        "DCT" => "DCTDecode",
        other => other,
    }
}

/// Runs all filters up to a picture codec.
pub fn decode(raw: &[u8], filters: &[Filter], limit: usize) -> Plain {
    let limit = limit.min(LARGEST);
    let mut plain = Plain { bytes: Vec::new(), ..Plain::default() };
    let mut owned: Option<Vec<u8>> = None;
    for filter in filters {
        let input = owned.as_deref().unwrap_or(raw);
        let (out, fine) = match filter.name.as_str() {
            "FlateDecode" => flate(input, limit),
            "LZWDecode" => lzw(input, filter.early, limit),
            "ASCIIHexDecode" => ascii_hex(input),
            "ASCII85Decode" => ascii_85(input),
            "RunLengthDecode" => run_length(input, limit),
            "Crypt" => continue,
            codec => {
                plain.codec = Some(codec.to_string());
                break;
            }
        };
        plain.damaged |= !fine;
        plain.too_large |= out.len() > limit;
        let out = if filter.predictor > 1 { unpredict(out, filter) } else { out };
        owned = Some(out);
        if plain.too_large {
            break;
        }
    }
    plain.bytes = owned.unwrap_or_else(|| raw.to_vec());
    plain
}

/// Inflates; the second value tells whether the data was whole.
fn flate(input: &[u8], limit: usize) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity((input.len() * 3).min(limit + 1));
    let fine = flate2::read::ZlibDecoder::new(input).take(limit as u64 + 1).read_to_end(&mut out).is_ok();
    (out, fine)
}

fn lzw(input: &[u8], early: bool, limit: usize) -> (Vec<u8>, bool) {
    let mut out: Vec<u8> = Vec::new();
    // Each entry of the table is a stretch of what has been put out already.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let (mut held, mut count, mut width) = (0_u32, 0, 9);
    let mut last: Option<(usize, usize)> = None;
    for &byte in input {
        held = held << 8 | u32::from(byte);
        count += 8;
        if count < width {
            continue;
        }
        let code = (held >> (count - width)) as usize & ((1 << width) - 1);
        count -= width;
        match code {
            256 => {
                table.clear();
                width = 9;
                last = None;
                continue;
            }
            257 => return (out, true),
            _ => {}
        }
        let start = out.len();
        if code < 256 {
            out.push(code as u8);
        } else if let Some(&(from, len)) = table.get(code - 258) {
            out.extend_from_within(from..from + len);
        } else if let (true, Some((from, len))) = (code == 258 + table.len(), last) {
            out.extend_from_within(from..from + len);
            out.push(out[from]);
        } else {
            return (out, false);
        }
        if let Some((from, len)) = last {
            table.push((from, len + 1));
        }
        last = Some((start, out.len() - start));
        let next = 258 + table.len() + usize::from(early);
        width = match next {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        if table.len() > 4096 || out.len() > limit {
            return (out, false);
        }
    }
    (out, false)
}

fn ascii_hex(input: &[u8]) -> (Vec<u8>, bool) {
    let end = input.iter().position(|&b| b == b'>').unwrap_or(input.len());
    let digits: Vec<u8> = input[..end].iter().filter_map(|&b| char::from(b).to_digit(16)).map(|d| d as u8).collect();
    (digits.chunks(2).map(|p| p[0] << 4 | p.get(1).copied().unwrap_or(0)).collect(), end < input.len())
}

fn ascii_85(input: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(input.len());
    let mut group: Vec<u32> = Vec::with_capacity(5);
    let mut ended = false;
    for &b in input {
        match b {
            b'~' => {
                ended = true;
                break;
            }
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => {
                group.push(u32::from(b - b'!'));
                if group.len() == 5 {
                    let value = group.iter().fold(0_u32, |v, d| v.wrapping_mul(85).wrapping_add(*d));
                    out.extend(value.to_be_bytes());
                    group.clear();
                }
            }
            _ => {}
        }
    }
    if group.len() > 1 {
        let keep = group.len() - 1;
        group.resize(5, 84);
        let value = group.iter().fold(0_u32, |v, d| v.wrapping_mul(85).wrapping_add(*d));
        out.extend(&value.to_be_bytes()[..keep]);
    }
    (out, ended)
}

fn run_length(input: &[u8], limit: usize) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&n) = input.get(at) {
        at += 1;
        match n {
            128 => return (out, true),
            0..=127 => {
                let Some(part) = input.get(at..at + usize::from(n) + 1) else {
                    return (out, false);
                };
                out.extend_from_slice(part);
                at += part.len();
            }
            _ => {
                let Some(&b) = input.get(at) else {
                    return (out, false);
                };
                out.extend(std::iter::repeat_n(b, 257 - usize::from(n)));
                at += 1;
            }
        }
        if out.len() > limit {
            return (out, false);
        }
    }
    (out, false)
}

/// Undoes a PNG or TIFF predictor (ISO 32000-1, 7.4.4.4).
fn unpredict(data: Vec<u8>, filter: &Filter) -> Vec<u8> {
    let colors = filter.colors.clamp(1, 64);
    let bits = if filter.bits == 0 { 8 } else { filter.bits.min(32) };
    let columns = filter.columns.clamp(1, 1 << 24);
    let pixel = (colors * bits).div_ceil(8);
    let row = (columns * colors * bits).div_ceil(8);
    if filter.predictor == 2 {
        return tiff(data, row, colors, bits);
    }
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    // The line above the first one is all zeros.
    let mut above = vec![0; row];
    for line in data.chunks(row + 1) {
        let Some((kind, line)) = line.split_first() else { break };
        let start = out.len();
        out.extend_from_slice(line);
        undo(*kind, &mut out[start..], &above, pixel);
        above[..line.len()].copy_from_slice(&out[start..]);
    }
    out
}

/// Undoes the filter of one line (PNG, 9.2): a loop a kind, for pages of pixels go through here.
fn undo(kind: u8, line: &mut [u8], above: &[u8], pixel: usize) {
    let first = pixel.min(line.len());
    match kind {
        1 => {
            for i in first..line.len() {
                line[i] = line[i].wrapping_add(line[i - pixel]);
            }
        }
        2 => line.iter_mut().zip(above).for_each(|(x, up)| *x = x.wrapping_add(*up)),
        3 => {
            line[..first].iter_mut().zip(above).for_each(|(x, up)| *x = x.wrapping_add(up / 2));
            for i in first..line.len() {
                let guess = (u16::from(line[i - pixel]) + u16::from(above[i])) / 2;
                line[i] = line[i].wrapping_add(guess as u8);
            }
        }
        4 => {
            line[..first].iter_mut().zip(above).for_each(|(x, up)| *x = x.wrapping_add(*up));
            for i in first..line.len() {
                line[i] = line[i].wrapping_add(paeth(line[i - pixel], above[i], above[i - pixel]));
            }
        }
        _ => {}
    }
}

fn paeth(a: u8, b: u8, c: u8) -> u8 {
    let (a16, b16, c16) = (i16::from(a), i16::from(b), i16::from(c));
    let (pa, pb, pc) = ((b16 - c16).abs(), (a16 - c16).abs(), (a16 + b16 - 2 * c16).abs());
    if pa <= pb && pa <= pc {
        a
    } else if pb <= pc {
        b
    } else {
        c
    }
}

fn tiff(mut data: Vec<u8>, row: usize, colors: usize, bits: usize) -> Vec<u8> {
    if bits == 8 {
        for line in data.chunks_mut(row) {
            for i in colors..line.len() {
                line[i] = line[i].wrapping_add(line[i - colors]);
            }
        }
    }
    data
}
