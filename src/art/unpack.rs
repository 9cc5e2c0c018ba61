//! Streams of strangers' PDFs unpacked against a limit.
//!
//! In: streams. Out: their bytes, or a refusal. Does not know: what is in them.

use crate::art::head::{Trouble, broken};
use crate::art::limits::STREAM_BYTES;
use hayro_syntax::object::{Array, Name, Object, Stream};
use std::io::Read;

/// What became of a stream.
pub enum Unpack {
    /// Its bytes.
    Done(Vec<u8>),
    /// Packed by LZW, which no press file may use: not unpacked.
    Lzw,
    /// Packed as a picture.
    Image,
}

/// The refusal of a stream that unfolds to more than the limit.
pub fn too_much() -> String {
    format!("unpacks to more than {} MB in one stream", STREAM_BYTES >> 20)
}

/// Whether the bytes hold a word.
pub fn contains(bytes: &[u8], word: &[u8]) -> bool {
    find(bytes, word).is_some()
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|&b| b == first) {
        if bytes[from + at..].starts_with(word) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// Inflates, with the zlib header or without, up to the limit. A stream that breaks off gives what came before.
fn inflate(packed: &[u8]) -> Result<Vec<u8>, Trouble> {
    let mut out = Vec::new();
    let most = STREAM_BYTES as u64 + 1;
    let _ = flate2::read::ZlibDecoder::new(packed).take(most).read_to_end(&mut out);
    if out.is_empty() {
        let _ = flate2::read::DeflateDecoder::new(packed).take(most).read_to_end(&mut out);
    }
    if out.len() > STREAM_BYTES { Err(Trouble::TooLarge(too_much())) } else { Ok(out) }
}

/// To how many bytes a deflated stream unfolds, counted up to the limit and a little beyond, and kept nowhere.
pub fn length(packed: &[u8]) -> usize {
    let most = STREAM_BYTES as u64 + 1;
    let count = |reader: &mut dyn Read| {
        let (mut block, mut sum) = ([0; 16_384], 0_u64);
        while let Ok(n @ 1..) = reader.read(&mut block) {
            sum += n as u64;
            if sum >= most {
                break;
            }
        }
        sum as usize
    };
    match count(&mut flate2::read::ZlibDecoder::new(packed)) {
        0 => count(&mut flate2::read::DeflateDecoder::new(packed)),
        n => n,
    }
}

/// The parser unpacks object and cross-reference streams by itself and knows no limit: they are tried here first.
pub fn object_streams(bytes: &[u8]) -> Result<(), Trouble> {
    let mut total = 0;
    for word in [&b"/ObjStm"[..], b"/XRef"] {
        let mut from = 0;
        while let Some(at) = find(&bytes[from..], word).map(|at| from + at) {
            from = at + word.len();
            let Some(body) = find(&bytes[from..], b"stream").map(|s| from + s) else { break };
            // Its dictionary: back to the last "obj", ahead to "stream".
            let back = bytes[at.saturating_sub(1024)..at].windows(3).rposition(|w| w == b"obj").unwrap_or(0);
            let dictionary = &bytes[(at.saturating_sub(1024) + back).min(at)..body];
            let packed = dictionary.windows(6).filter(|w| w == b"Decode").count();
            if dictionary.contains(&b'#')
                || packed.saturating_sub(usize::from(contains(dictionary, b"DecodeParms"))) > 1
            {
                return broken("hides its objects under several layers of packing");
            }
            let skip = bytes[body + 6..].iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
            total += inflate(&bytes[body + 6 + skip..])?.len();
            if total > 4 * STREAM_BYTES {
                return Err(Trouble::TooLarge(format!(
                    "unpacks to more than {} MB of objects",
                    (4 * STREAM_BYTES) >> 20
                )));
            }
        }
    }
    Ok(())
}

/// The filters of a stream under one name each: `Flate`, `LZW`, `A85`, `AHx`, `RL`, `JPX`, `DCT`, …
pub fn names(stream: &Stream<'_>) -> Vec<String> {
    let dict = stream.dict();
    let own = |key: &str| dict.get::<Object<'_>>(key);
    let list: Vec<Vec<u8>> = match own("Filter").or_else(|| own("F")) {
        Some(Object::Name(name)) => vec![name.to_vec()],
        Some(Object::Array(array)) => filter_names(&array),
        _ => Vec::new(),
    };
    let short = |name: &[u8]| match name {
        b"FlateDecode" | b"Fl" => "Flate",
        b"LZWDecode" | b"LZW" => "LZW",
        b"ASCII85Decode" | b"A85" => "A85",
        b"ASCIIHexDecode" | b"AHx" => "AHx",
        b"RunLengthDecode" | b"RL" => "RL",
        b"JPXDecode" => "JPX",
        b"DCTDecode" | b"DCT" => "DCT",
        _ => "other",
    };
    list.iter().map(|name| short(name).to_string()).collect()
}

fn filter_names(array: &Array<'_>) -> Vec<Vec<u8>> {
    array.iter::<Name<'_>>().take(8).map(|n| n.to_vec()).collect()
}

/// Unpacks a stream of content.
pub fn stream(stream: &Stream<'_>) -> Result<Unpack, Trouble> {
    let filters = names(stream);
    if filters.iter().filter(|f| matches!(f.as_str(), "Flate" | "RL" | "LZW")).count() > 1 {
        return broken("hides its content under several layers of packing");
    }
    let mut bytes = stream.raw_data().into_owned();
    for filter in filters {
        bytes = match filter.as_str() {
            "Flate" => inflate(&bytes)?,
            "A85" => ascii85(&bytes),
            "AHx" => hex(&bytes),
            "RL" => run_length(&bytes)?,
            "LZW" => return Ok(Unpack::Lzw),
            _ => return Ok(Unpack::Image),
        };
    }
    Ok(Unpack::Done(bytes))
}

fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 4 / 5);
    let (mut value, mut count) = (0u32, 0);
    for &b in bytes {
        match b {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(b - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            value = value.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(&value.to_be_bytes()[..count - 1]);
    }
    out
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        bytes.iter().take_while(|&&b| b != b'>').filter_map(|&b| char::from(b).to_digit(16).map(|d| d as u8)).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn run_length(bytes: &[u8]) -> Result<Vec<u8>, Trouble> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let [length, tail @ ..] = rest {
        match usize::from(*length) {
            128 => break,
            n @ 0..128 => {
                let take = (n + 1).min(tail.len());
                out.extend_from_slice(&tail[..take]);
                rest = &tail[take..];
            }
            n => {
                let Some(&b) = tail.first() else { break };
                out.resize(out.len() + 257 - n, b);
                rest = &tail[1..];
            }
        }
        if out.len() > STREAM_BYTES {
            return Err(Trouble::TooLarge(too_much()));
        }
    }
    Ok(out)
}
