//! From bytes to text, and what should not stand in copy.
//!
//! In: a file's bytes. Out: its text, registered with the report. Does not know: what the text means.

use crate::diag::{Code, Diagnostic, Report, Severity};
use crate::source::{FileId, Span};
use encoding_rs::Encoding;

/// Longest file of copy or settings: a thousand times the longest story that a page could hold.
pub const LONGEST: usize = 64 << 20;

/// Registers a file's text. Bytes that are not UTF-8 are reported and read all the same, so that a
/// proof can be made; a byte order mark is taken off.
pub fn text(bytes: &[u8], name: &str, report: &mut Report) -> FileId {
    if bytes.len() > LONGEST {
        let file = report.sources.add(name, "");
        report.push(
            Diagnostic::new(Code("R040"), format!("the file has {} MB of text", bytes.len() >> 20))
                .at(Span { file, start: 0, end: 0 })
                .help("split it into stories; a broadsheet page holds some 30 kB"),
        );
        return file;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => report.sources.add(name, text),
        Err(error) => {
            let (label, text) = guess(bytes);
            let file = report.sources.add(name, text);
            let at = match label {
                // What stands before the first wrong byte is the same in the text as read.
                None => error.valid_up_to() as u32,
                Some(_) => bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0) as u32,
            };
            let span = Span { file, start: at, end: at };
            report.push(match label {
                Some(label) => Diagnostic::new(Code("R017"), format!("the file is written in {label}, not in UTF-8"))
                    .at(span)
                    .help(format!(
                        "convert it: iconv -f {} -t UTF-8 {name} > new, or save it as UTF-8 in the editor",
                        label.replace(' ', "")
                    )),
                None => Diagnostic::new(Code("R017"), "the file is not UTF-8: this byte begins no character")
                    .at(span)
                    .help("save it as UTF-8 in the editor; characters that are lost show as U+FFFD"),
            });
            file
        }
    }
}

/// Which encoding the bytes are in, when one of the usual ones reads them all, and their text.
fn guess(bytes: &[u8]) -> (Option<&'static str>, String) {
    match bytes {
        [0xFF, 0xFE, ..] => return (Some("UTF-16LE"), decode(encoding_rs::UTF_16LE, bytes).0),
        [0xFE, 0xFF, ..] => return (Some("UTF-16BE"), decode(encoding_rs::UTF_16BE, bytes).0),
        _ => {}
    }
    // Copy in UTF-16 without its mark: every other byte of its ASCII keys and signs is nothing.
    let pairs = || bytes.chunks_exact(2).take(4096);
    let little = pairs().filter(|pair| pair[1] == 0 && pair[0].is_ascii() && pair[0] != 0).count();
    let big = pairs().filter(|pair| pair[0] == 0 && pair[1].is_ascii() && pair[1] != 0).count();
    if little > 3 && little > 2 * big {
        return (Some("UTF-16LE"), decode(encoding_rs::UTF_16LE, bytes).0);
    }
    if big > 3 && big > 2 * little {
        return (Some("UTF-16BE"), decode(encoding_rs::UTF_16BE, bytes).0);
    }
    let candidates: [(&str, &'static Encoding); 4] = [
        ("GB 18030", encoding_rs::GB18030),
        ("BIG-5", encoding_rs::BIG5),
        ("SHIFT_JIS", encoding_rs::SHIFT_JIS),
        ("EUC-KR", encoding_rs::EUC_KR),
    ];
    let best = candidates
        .iter()
        .filter_map(|(label, encoding)| {
            let (text, sound) = decode(encoding, bytes);
            sound.then(|| (plausible(&text, label), *label, text))
        })
        // The first of equals: GB 18030 is what the mainland's desks still write.
        .rev()
        .max_by_key(|(score, ..)| *score)
        .filter(|(score, ..)| *score > 300);
    match best {
        Some((_, label, text)) => (Some(label), text),
        // A few words of settings are too short to be judged by what is frequent.
        None if is_common_gb(bytes) => (Some("GB 18030"), decode(encoding_rs::GB18030, bytes).0),
        None => (None, String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn decode(encoding: &'static Encoding, bytes: &[u8]) -> (String, bool) {
    let (text, wrong) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), !wrong)
}

/// Whether what is not ASCII is pairs of GB 2312, nearly all of them marks or Han of its first level.
fn is_common_gb(bytes: &[u8]) -> bool {
    let (mut pairs, mut common) = (0, 0);
    let mut rest = bytes.iter();
    while let Some(&lead) = rest.next() {
        if lead.is_ascii() {
            continue;
        }
        let trail = rest.next().copied().unwrap_or(0);
        if lead < 0xA1 || trail < 0xA1 {
            return false;
        }
        pairs += 1;
        common += usize::from(matches!(lead, 0xA1..=0xA3 | 0xB0..=0xD7));
    }
    pairs > 0 && common * 10 >= pairs * 8
}

/// How much the text looks like copy, in thousandths: the share of frequent characters and of the
/// marks of the language among all that are not ASCII.
fn plausible(text: &str, label: &str) -> usize {
    // Frequent characters of news copy, simplified and traditional, and the usual marks.
    const FREQUENT: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术極這個們來時說發會對國為學經現實與關開問無點當應還業員團體變條結總設長頭邊圖統見計別組農強決戰處給門規熱領東導壓增爭濟階術，。、：；？！“”（）《》〈〉「」—…·　";
    // Endings and particles: any two bytes of GB 18030 are a syllable of EUC-KR, but hardly one of these.
    const SYLLABLES: &str = "이다는에의을가를은로고하지한도사서인기어자대시그해리나일라있";
    let (mut all, mut frequent, mut kana, mut hangul) = (0, 0, 0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()).take(20_000) {
        all += 1;
        match c {
            '\u{3040}'..='\u{30FF}' => kana += 1,
            _ if SYLLABLES.contains(c) => hangul += 1,
            _ if FREQUENT.contains(c) => frequent += 1,
            _ => {}
        }
    }
    let own = match label {
        "SHIFT_JIS" => kana + frequent / 2,
        "EUC-KR" => hangul,
        _ => frequent,
    };
    own * 1000 / all.max(1)
}

/// Characters that should not stand in copy: each kind once a file, with the number of uses.
#[derive(Default)]
pub struct Odds {
    found: Vec<Odd>,
}

struct Odd {
    code: &'static str,
    c: char,
    /// Where it is written, and how many bytes are marked.
    at: u32,
    length: u32,
    uses: usize,
}

impl Odds {
    /// Looks through a text. `Ok` is the byte of the file where it begins, `Err` only a byte near to it,
    /// for a text that is written with escapes.
    pub fn look(&mut self, text: &str, from: Result<u32, u32>) {
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            // Most of a paper's copy is Han: nothing odd below this test.
            if ('\u{3000}'..='\u{D7FF}').contains(&c) || c == '\n' || c.is_ascii_alphanumeric() {
                continue;
            }
            let after = chars.peek().map_or('\n', |(_, c)| *c);
            let Some(code) = oddity(c, after) else { continue };
            let full = self.found.len() >= 64;
            match self.found.iter_mut().find(|odd| odd.code == code && (odd.c == c || code == "R028")) {
                Some(odd) => odd.uses += 1,
                None if full => {}
                None => {
                    let (at, length) = match from {
                        Ok(from) => (from + at as u32, c.len_utf8() as u32),
                        Err(near) => (near, 1),
                    };
                    self.found.push(Odd { code, c, at, length, uses: 1 });
                }
            }
        }
    }

    /// Reports what was found.
    pub fn report(self, file: FileId, report: &mut Report) {
        for odd in self.found {
            report.push(odd.diagnostic(file));
        }
    }
}

/// Reports characters that should not stand in copy, from a byte of the file on.
pub fn odd_characters(file: FileId, from: usize, report: &mut Report) {
    let text = report.sources.get(file).text.clone();
    let mut odds = Odds::default();
    odds.look(text.get(from..).unwrap_or(""), Ok(from as u32));
    odds.report(file, report);
}

/// The code of a character that should not stand where it stands.
fn oddity(c: char, after: char) -> Option<&'static str> {
    Some(match c {
        '\r' if after == '\n' => return None,
        '\u{FFFD}' => "R025",
        '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => "R024",
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => "R026",
        '\t' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => {
            "R027"
        }
        '\u{1100}'..='\u{11FF}' => "R028",
        _ => return None,
    })
}

impl Odd {
    fn diagnostic(&self, file: FileId) -> Diagnostic {
        let number = format!("U+{:04X}", self.c as u32);
        let (what, help) = match self.code {
            "R024" if self.c == '\r' => (
                format!("{number} ends lines by itself, as on very old machines"),
                "save the file with the line ends of Unix or Windows (LF or CRLF)".to_string(),
            ),
            "R024" => (format!("the control character {number} cannot be printed"), "delete it".to_string()),
            "R025" => (
                format!("{number} stands where a character was lost"),
                "put the lost character back; the original file has it".to_string(),
            ),
            "R026" => (
                format!("{number} is a private character, which looks different in every face"),
                "write the character that Unicode has for it, or a house glyph: [〓]{.glyph=NAME}".to_string(),
            ),
            "R027" => (
                format!("{number} ({}) cannot be seen", invisible(self.c)),
                "delete it; where a break must not be, write `…` around the words".to_string(),
            ),
            _ => (
                format!("{number} is a part of a Hangul syllable, not a syllable"),
                "save the text with composed syllables (NFC)".to_string(),
            ),
        };
        let uses = if self.uses > 1 { format!("; first of {} uses", self.uses) } else { String::new() };
        let span = Span { file, start: self.at, end: self.at + self.length };
        let diagnostic = Diagnostic::new(Code(self.code), what + &uses).at(span).help(help);
        // A byte order mark is what joining two files leaves; it does no harm on paper.
        if self.c == '\u{FEFF}' { diagnostic.severity(Severity::Note) } else { diagnostic }
    }
}

fn invisible(c: char) -> &'static str {
    match c {
        '\t' => "a tab",
        '\u{AD}' => "a soft hyphen",
        '\u{200B}' => "a zero-width space",
        '\u{200C}' | '\u{200D}' => "a zero-width joiner",
        '\u{2028}' | '\u{2029}' => "a line separator",
        '\u{2060}' => "a word joiner",
        '\u{FEFF}' => "a byte order mark",
        _ => "a mark of direction",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COPY: &str = "三月的清晨，区里的企业家代表围坐在一起，边吃边谈，说起去年的发展和今年的打算。";

    fn label(bytes: &[u8]) -> Option<&'static str> {
        guess(bytes).0
    }

    #[test]
    fn the_usual_encodings_are_told_apart() {
        let traditional = "三月的清晨，區裡的企業家代表圍坐在一起，說起去年的發展和今年的打算。";
        let japanese = "三月の朝、区内の企業の代表が集まり、昨年の発展と今年の計画について話した。";
        assert_eq!(label(&encoding_rs::GB18030.encode(COPY).0), Some("GB 18030"));
        assert_eq!(label(&encoding_rs::BIG5.encode(traditional).0), Some("BIG-5"));
        assert_eq!(label(&encoding_rs::SHIFT_JIS.encode(japanese).0), Some("SHIFT_JIS"));
        let korean = "삼월의 아침, 구의 기업가 대표들이 둘러앉아 올해의 계획을 이야기하고 있다.";
        assert_eq!(label(&encoding_rs::EUC_KR.encode(korean).0), Some("EUC-KR"));
        let settings = "layout = \"broadsheet\"\n[paper]\nname = \"云潮新报\"\npublisher = \"某区\"\n";
        assert_eq!(label(&encoding_rs::GB18030.encode(settings).0), Some("GB 18030"));
        let halves: Vec<u8> = COPY.encode_utf16().chain("+++\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(label(&halves), Some("UTF-16LE"));
        let mut utf8 = COPY.as_bytes().to_vec();
        utf8.truncate(40);
        assert_eq!(label(&utf8), None);
        assert_eq!(label(&[0xFF, 0xFE, 0x09, 0x67]), Some("UTF-16LE"));
    }

    #[test]
    fn odd_characters_are_counted_once_a_file() {
        let mut report = Report::default();
        let file = report.sources.add("t.md", "你\0好世\u{200B}界\0。3,4 a,b");
        odd_characters(file, 0, &mut report);
        let said: Vec<&str> = report.diagnostics.iter().map(|d| d.code.0).collect();
        assert_eq!(said, ["R024", "R027"]);
        assert!(report.diagnostics[0].message.contains("first of 2 uses"));
    }
}
