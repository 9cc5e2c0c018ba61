//! Ink and glyphs, on the small faces of the tests and on the shipped ones.

use crate::desk::{Desk, Ink, Set};
use crate::judge::Verdict;
use std::collections::BTreeMap;
use std::fs;

const SHIPPED: [&str; 4] = ["Press Song SC", "Press Hei SC", "Press Kai GB", "Press FangSong"];

/// A phrase for what is not so.
pub fn unless(holds: bool, why: impl Fn() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(why()) }
}

pub fn near(got: f64, want: f64, by: f64, what: impl Fn() -> String) -> Verdict {
    unless((got - want).abs() <= by, || format!("{} is {got:.3}, not {want:.3}", what()))
}

/// The faces that a case is run on: the small one and the four that ship.
fn desks(lang: &str) -> Vec<(String, Desk)> {
    let mut all = vec![("TestHan".to_string(), Desk::test_faces(&["TestHan"]).lang(lang))];
    if lang.starts_with("zh-Hans") {
        all.extend(SHIPPED.iter().map(|f| (f.to_string(), Desk::families(&[f]).lang(lang))));
    }
    all
}

/// Runs a check on every face of a language, naming the face that fails.
fn on_all(lang: &str, check: impl Fn(&Desk) -> Verdict) -> Verdict {
    desks(lang).iter().try_for_each(|(name, desk)| check(desk).map_err(|e| format!("{name}: {e}")))
}

/// Ink of all glyphs of a text that lies in the first line.
fn inks_of(set: &Set, of: &str) -> Vec<Ink> {
    let mut found = Vec::new();
    for ink in set.inks(0) {
        if (!ink.text.is_empty() && of.contains(ink.text.as_str())) || (!found.is_empty() && ink.text.is_empty()) {
            found.push(ink);
        } else if !found.is_empty() {
            break;
        }
    }
    found
}

/// The box around several glyphs.
fn around(inks: &[Ink]) -> (f64, f64, f64, f64) {
    let fold = |f: fn(f64, f64) -> f64, get: fn(&Ink) -> f64, from: f64| inks.iter().map(get).fold(from, f);
    (
        fold(f64::min, |i| i.left, f64::MAX),
        fold(f64::max, |i| i.right, f64::MIN),
        fold(f64::min, |i| i.top, f64::MAX),
        fold(f64::max, |i| i.bottom, f64::MIN),
    )
}

// --- horizontal marks ---

/// P27: Taiwan's marks have their ink in the middle of the em box.
pub fn centred_marks() -> Verdict {
    let desk = Desk::test_faces(&["TestHan"]).lang("zh-Hant-TW");
    for copy in ["國，「國", "國。」國"] {
        let set = desk.line(copy)?;
        let mark = &copy.chars().nth(1).unwrap().to_string();
        let (x, y) = set.ink(mark)?.middle();
        let middle = set.em_middle("國")?;
        near(x, 1.5, 0.08, || format!("middle of {mark}"))?;
        near(y, -middle, 0.08, || format!("height of {mark}"))?;
    }
    Ok(())
}

/// P33: one stroke, also after a Latin face, and the same for U+2E3A.
pub fn dash_is_solid() -> Verdict {
    let mut desks = desks("zh-Hans");
    desks.extend(SHIPPED.map(|f| (format!("Latin, {f}"), Desk::families(&["Press Latin Serif", f]).lang("zh-Hans"))));
    desks.retain(|(name, _)| name != "TestHan");
    let han = Desk::test_faces(&["TestHan"]).lang("zh-Hans");
    let dashes = |desk: &Desk, copy: &str, mark: &str| -> Result<(Vec<Ink>, f64), String> {
        let set = desk.line(copy)?;
        let after = set.ink("中")?.x;
        let inks = inks_of(&set, mark);
        unless(!inks.is_empty() && inks.iter().all(|i| !i.face.contains("Latin")), || {
            format!("{mark} is set in {:?}", inks.iter().map(|i| &i.face).collect::<Vec<_>>())
        })?;
        Ok((inks, after))
    };
    for (name, desk) in desks.iter().chain([&("TestHan".to_string(), han)]) {
        let check = || -> Verdict {
            let (pair, after) = dashes(desk, "国——中", "——")?;
            near(after, 3.0, 0.01, || "what follows the dash".into())?;
            for two in pair.windows(2) {
                let gap = two[1].left - two[0].right;
                unless(gap <= 0.01, || format!("a gap of {gap:.3} in the dash"))?;
            }
            let (left, right, top, bottom) = around(&pair);
            unless(right - left >= 1.6, || format!("the dash is {:.3} long", right - left))?;
            let (one, after) = dashes(desk, "国⸺中", "⸺")?;
            near(after, 3.0, 0.01, || "what follows U+2E3A".into())?;
            let (l, r, t, b) = around(&one);
            let same = [(l, left), (r, right), (t, top), (b, bottom)].iter().all(|(a, b)| (a - b).abs() <= 0.03);
            unless(same, || {
                format!("U+2E3A covers {l:.2}..{r:.2}, {t:.2}..{b:.2}; —— {left:.2}..{right:.2}, {top:.2}..{bottom:.2}")
            })
        };
        check().map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}

/// P34: six dots in the middle of the em box.
pub fn ellipsis_in_the_middle() -> Verdict {
    on_all("zh-Hans", |desk| {
        let set = desk.line("国……中")?;
        let inks = inks_of(&set, "……");
        let dots: usize = inks.iter().map(|i| i.contours).sum();
        unless(dots == 6, || format!("{dots} dots"))?;
        let (left, right, top, bottom) = around(&inks);
        near((left + right) / 2.0, 2.0, 0.03, || "middle of the ellipsis".into())?;
        near((top + bottom) / 2.0, -set.em_middle("国")?, 0.06, || "height of the ellipsis".into())?;
        near(set.ink("中")?.x, 3.0, 0.01, || "what follows the ellipsis".into())
    })
}

/// D01: figures half an em wide, all alike, and as high as each other.
pub fn figures_tabular_lining() -> Verdict {
    for (name, desk) in desks("zh-Hans").into_iter().skip(1) {
        let check = || -> Verdict {
            let set = desk.line("0123456789")?;
            let inks = set.inks(0);
            for (i, ink) in inks.iter().enumerate() {
                near(ink.bottom, 0.0, 0.04, || format!("foot of {}", ink.text))?;
                near(ink.top, inks[0].top, 0.04, || format!("head of {}", ink.text))?;
                let own = (ink.left - i as f64 / 2.0, ink.right - i as f64 / 2.0);
                unless(own.0 >= -0.02 && own.1 <= 0.52, || format!("{} leaves its half em: {own:.3?}", ink.text))?;
            }
            unless(inks.len() == 10, || format!("{} glyphs", inks.len()))
        };
        check().map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}

/// Q09: on which side the ink lies, by the table of §5.
pub fn ink_side() -> Verdict {
    #[derive(Clone, Copy, PartialEq, Debug)]
    enum Side {
        Start,
        End,
        Middle,
    }
    use Side::*;
    let openers = ["（", "《", "「", "『", "【"];
    let closers = ["）", "》", "」", "』", "】"];
    let points = ["，", "。", "、"];
    let mut cases: Vec<(&str, &str, Side)> = Vec::new();
    for lang in ["zh-Hans", "zh-Hant-TW", "ja", "zh-Hans-v", "zh-Hant-TW-v", "ja-v"] {
        openers.iter().for_each(|m| cases.push((lang, m, End)));
        closers.iter().for_each(|m| cases.push((lang, m, Start)));
        let side = if lang.contains("Hant") { Middle } else { Start };
        points.iter().for_each(|m| cases.push((lang, m, side)));
    }
    for mark in ["：", "；", "！", "？"] {
        cases.extend([("zh-Hans", mark, Start), ("zh-Hant-TW", mark, Middle), ("ja", mark, Middle)]);
    }
    cases.extend([("zh-Hans", "“", End), ("zh-Hans", "”", Start), ("zh-Hans", "·", Middle), ("ja", "・", Middle)]);
    for (lang, mark, side) in cases {
        on_all(lang, |desk| {
            let set = desk.line(&format!("国{mark}中"))?;
            let ink = set.ink(mark)?;
            let (x, y) = ink.middle();
            let begin = if lang.ends_with("-v") { y - 1.0 } else { x - 1.0 };
            let width = if mark == "·" { 0.5 } else { 1.0 };
            let holds = match side {
                Start => begin < width / 2.0,
                End => begin > width / 2.0,
                Middle => (begin - width / 2.0).abs() <= 0.08,
            };
            unless(holds, || format!("{mark} in {lang} has its middle at {begin:.3}, wants {side:?}"))
        })?;
    }
    Ok(())
}

/// Q10: centred marks under zh-Hans.
pub fn centred_face_under_hans() -> Verdict {
    let desk = Desk::test_faces(&["TestCentred"]).lang("zh-Hans");
    let set = desk.line("朋友说，“好。”")?;
    unless(set.told("punct-geometry"), || format!("no warning punct-geometry, only {:?}", set.said))?;
    let inks = set.inks(0);
    for two in inks.windows(2) {
        let gap = two[1].left - two[0].right;
        unless(gap >= 0.02, || format!("{} and {} are {gap:.3} apart", two[0].text, two[1].text))?;
    }
    // The comma is centred, so the opener gives and not the comma.
    near(set.ink("“")?.middle().0, 4.25, 0.26, || "the opener's ink".into())
}

/// Q31: a trimmed mark is the same glyph.
pub fn trim_keeps_glyph() -> Verdict {
    on_all("zh-Hans", |desk| {
        let (trimmed, plain) = (desk.line("国，“国")?.ink("“")?, desk.line("国“国")?.ink("“")?);
        unless(trimmed.glyph == plain.glyph, || format!("glyphs {} and {}", trimmed.glyph, plain.glyph))
    })
}

// --- faces ---

/// F01 and what HarfBuzz says of every mark.
pub fn locl() -> Verdict {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fonts/TestHan.answers.tsv");
    let answers = fs::read_to_string(path).map_err(|e| e.to_string())?;
    let mut wrong = Vec::new();
    let mut bones: BTreeMap<String, String> = BTreeMap::new();
    for row in answers.lines().filter(|l| !l.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [text, lang, direction, glyphs] = cells[..] else { return Err(format!("odd row {row}")) };
        // Curly quotes have their own forms in vertical lines (V02), and ： and the like may be turned.
        let lang_v = if direction == "v" { format!("{lang}-v") } else { lang.to_string() };
        let special = "“”·・%℃".contains(text) || (direction == "v" && "：；".contains(text));
        if special {
            continue;
        }
        let set = Desk::test_faces(&["TestHan"]).lang(&lang_v).line(&format!("国{text}国"))?;
        let inks = set.inks(0);
        let got: Vec<String> =
            inks.iter().skip(1).take(inks.len().saturating_sub(2)).map(|i| i.glyph.to_string()).collect();
        let got = got.join(" ");
        if got != glyphs {
            wrong.push(format!("{text} in {lang_v} is {got}, not {glyphs}"));
        }
        if text == "骨" && direction == "h" {
            bones.insert(lang.to_string(), got);
        }
    }
    unless(wrong.is_empty(), || wrong.join("; "))?;
    let differ = bones["zh-Hans"] != bones["ja"] && bones["zh-Hans"] != bones["zh-Hant-TW"];
    unless(differ, || "骨 is the same everywhere".into())
}

/// F02: a Latin face comes first in the chain.
pub fn marks_from_cjk_face() -> Verdict {
    let set = Desk::families(&["Press Latin Serif", "Press Song SC"]).lang("zh-Hans").line("国，“国”——国……国·国。")?;
    for ink in set.inks(0).iter().filter(|i| !i.text.is_empty()) {
        unless(!ink.face.contains("Latin"), || format!("{} is set in {}", ink.text, ink.face))?;
    }
    Ok(())
}

/// F03: by cluster, on the em box, and an error with its place for what no face has.
pub fn fallback() -> Verdict {
    let desk = Desk::test_faces(&["TestHan"]).then("Press Song SC").lang("zh-Hans");
    let set = desk.line("国\u{20BB7}们国\u{1FAE8}国")?;
    unless(set.ink("\u{20BB7}")?.face.contains("Test"), || "U+20BB7 is not in its own face".into())?;
    let borrowed = set.ink("们")?;
    unless(borrowed.face.contains("Song"), || format!("们 comes from {}", borrowed.face))?;
    near(borrowed.scale, 1.0, 0.0, || "size of the borrowed glyph".into())?;
    // Em boxes aligned: the middle of 们's em box stands where that of 国 does.
    near(borrowed.y - set.em_middle("们")?, set.ink("国")?.y - set.em_middle("国")?, 0.01, || "em box".into())?;
    let missing = set.placed.iter().any(|n| n == "missing-glyph");
    unless(missing, || format!("no placed missing-glyph: {:?}", set.said))
}

/// F04: selectors through cmap format 14.
pub fn variation_sequences() -> Verdict {
    let desk = Desk::test_faces(&["TestHan"]).lang("ja");
    let glyph = |copy: &str| -> Result<(u16, usize, bool), String> {
        let set = desk.line(copy)?;
        let inks = set.inks(0);
        Ok((inks[0].glyph, inks.len(), set.told("unknown-variant")))
    };
    let (first, second) = (glyph("葛\u{E0100}国")?, glyph("葛\u{E0101}国")?);
    unless(first.0 != second.0, || "both sequences give one glyph".into())?;
    unless(first.1 == 2 && second.1 == 2, || "a selector is a glyph of its own".into())?;
    let (base, none) = (glyph("葛国")?, glyph("葛\u{E0105}国")?);
    unless(none.0 == base.0 && none.1 == 2, || "an unknown sequence does not give the base".into())?;
    unless(none.2, || "an unknown sequence is not reported".into())?;
    unless(!first.2 && !second.2, || "a known sequence is reported".into())
}

/// F05: a private-use character stands upright in a vertical line.
pub fn house_glyph() -> Verdict {
    let set = Desk::test_faces(&["TestHan"]).lang("zh-Hans-v").line("国\u{E000}国")?;
    unless(set.inks(0).iter().all(|i| !i.turned), || "a glyph is turned".into())
}

/// F06: advances with and without spacing features in the face.
pub fn engine_owns_spacing() -> Verdict {
    let copy = "国，“国。”国（中）！国：（国";
    let ends = |desk: &Desk| -> Result<Vec<f64>, String> {
        let set = desk.line(copy)?;
        Ok(set.inks(0).iter().filter(|i| i.text == "国" || i.text == "中").map(|i| i.x).collect())
    };
    let rich = ends(&Desk::test_faces(&["TestHan"]).lang("zh-Hans"))?;
    let bare = ends(&Desk::test_faces(&["TestBare"]).lang("zh-Hans"))?;
    let song = ends(&Desk::families(&["Press Song SC"]).lang("zh-Hans"))?;
    unless(rich == bare && rich == song, || format!("{rich:?}, {bare:?}, {song:?}"))
}

/// F07: marks that are half an em wide by themselves stay so.
pub fn proportional_marks() -> Verdict {
    let desk = Desk::test_faces(&["TestNarrow"]).lang("zh-Hans");
    let set = desk.line("国，中，甲")?;
    near(set.ink("中")?.x, 1.5, 0.01, || "what follows the comma".into())?;
    near(set.ink("甲")?.x, 3.0, 0.01, || "what follows the second comma".into())
}

/// Q28: no bold is made up.
pub fn no_made_up_bold() -> Verdict {
    let set = Desk::families(&["Press Kai GB"]).lang("zh-Hans").style("weight = 700").line("国家")?;
    unless(set.inks(0).iter().all(|i| i.embolden == 0.0), || "a stroke makes it bold".into())?;
    let named = set.said.iter().any(|s| s.contains("other-weight") && s.contains("Kai"));
    unless(named, || format!("no word of it: {:?}", set.said))
}

/// Q30: kana close up, brackets and colon follow the engine.
pub fn palt_headline() -> Verdict {
    let desk = Desk::test_faces(&["TestHan"]).lang("ja");
    let (plain, tight) =
        (desk.line("「タイトル」：案")?, desk.clone().style("proportional = true").line("「タイトル」：案")?);
    let width = |set: &Set| -> Result<f64, String> { Ok(set.ink("ル")?.x - set.ink("タ")?.x) };
    let (open, closed) = (width(&plain)?, width(&tight)?);
    near(open, 3.0, 0.01, || "kana in the em box".into())?;
    unless(closed < 2.99, || format!("kana are {closed:.3} apart"))?;
    // 」： share their blanks: closer ½, then the colon's own quarter on each side.
    let mark = |set: &Set| -> Result<f64, String> { Ok(set.ink("案")?.x - set.ink("」")?.x) };
    near(mark(&tight)?, mark(&plain)?, 0.01, || "bracket and colon".into())
}

/// Q32: 水 卜 一 of different widths.
pub fn proportional_han() -> Verdict {
    let set = Desk::test_faces(&["TestNarrow"]).lang("zh-Hans").line("水卜一")?;
    unless(set.told("proportional-han"), || format!("no warning: {:?}", set.said))
}

// --- vertical ---

fn vertical(copy: &str) -> Result<Vec<(String, Set)>, String> {
    let desks = desks("zh-Hans-v");
    desks.iter().map(|(name, desk)| Ok((name.clone(), desk.line(copy).map_err(|e| format!("{name}: {e}"))?))).collect()
}

/// V01: ink in the upper right quadrant of the cell.
pub fn vertical_marks_upper_right() -> Verdict {
    for (name, set) in vertical("国，国、国。国")? {
        for (mark, cell) in [("，", 1.0), ("、", 3.0), ("。", 5.0)] {
            let (x, y) = set.ink(mark)?.middle();
            unless(x > 0.0 && (cell..cell + 0.5).contains(&y), || {
                format!("{name}: {mark} at {x:.2}, {:.2}", y - cell)
            })?;
        }
    }
    Ok(())
}

/// The outline a character has by itself in the face that set `like`.
fn form(set: &Set, like: &Ink, c: char) -> Option<u16> {
    set.fonts.faces().iter().find(|f| f.name == like.face)?.glyph(c)
}

fn same_outline(set: &Set, ink: &Ink, c: char) -> bool {
    let Some(face) = set.fonts.faces().iter().find(|f| f.name == ink.face) else { return false };
    form(set, ink, c).is_some_and(|g| g == ink.glyph || face.outline(g) == face.outline(ink.glyph))
}

/// V02: ﹃﹄ outside, ﹁﹂ inside, the text unchanged.
pub fn vertical_quotes() -> Verdict {
    for (name, desk) in desks("zh-Hans-v") {
        let set = desk.style("vertical_quotes = \"gb\"").line("国“中‘国’中”国")?;
        for (mark, wanted) in [("“", '﹃'), ("‘", '﹁'), ("’", '﹂'), ("”", '﹄')] {
            let ink = set.ink(mark)?;
            unless(same_outline(&set, &ink, wanted), || format!("{name}: {mark} is not {wanted}"))?;
        }
        unless(set.para.text == "国“中‘国’中”国", || format!("{name}: the text is {}", set.para.text))?;
    }
    Ok(())
}

/// V03: Taiwan's brackets in vertical form.
pub fn vertical_corner_brackets() -> Verdict {
    let set = Desk::test_faces(&["TestHan"]).lang("zh-Hant-TW-v").line("國「國『國』國」國")?;
    for (mark, wanted) in [("「", '﹁'), ("『", '﹃'), ("』", '﹄'), ("」", '﹂')] {
        let ink = set.ink(mark)?;
        unless(!ink.turned && same_outline(&set, &ink, wanted), || format!("{mark} is not {wanted}"))?;
    }
    Ok(())
}

/// V04: one stroke on the axis.
pub fn vertical_dash() -> Verdict {
    for (name, set) in vertical("国——中")? {
        let inks = inks_of(&set, "——");
        let (left, right, top, bottom) = around(&inks);
        near((left + right) / 2.0, 0.0, 0.03, || format!("{name}: axis of the dash"))?;
        unless(bottom - top >= 1.6 && right - left < 0.2, || {
            format!("{name}: the dash is {:.2} long and {:.2} thick", bottom - top, right - left)
        })?;
        let mut sorted = inks.clone();
        sorted.sort_by(|a, b| a.top.total_cmp(&b.top));
        for two in sorted.windows(2) {
            let gap = two[1].top - two[0].bottom;
            unless(gap <= 0.01, || format!("{name}: a gap of {gap:.3} in the dash"))?;
        }
    }
    Ok(())
}

/// V05: six dots on the axis, three an em.
pub fn vertical_ellipsis() -> Verdict {
    for (name, set) in vertical("国……中")? {
        let inks = inks_of(&set, "……");
        let dots: usize = inks.iter().map(|i| i.contours).sum();
        let (left, right, top, bottom) = around(&inks);
        unless(dots == 6, || format!("{name}: {dots} dots"))?;
        near((left + right) / 2.0, 0.0, 0.03, || format!("{name}: axis of the dots"))?;
        near((top + bottom) / 2.0, 2.0, 0.05, || format!("{name}: middle of the dots"))?;
        unless(bottom - top > 1.4, || format!("{name}: the dots are {:.2} long", bottom - top))?;
    }
    Ok(())
}

/// V06: vertical forms, or the horizontal ones turned.
pub fn vertical_brackets() -> Verdict {
    let copy = "国（中）国《中》国【中】国";
    for (name, set) in vertical(copy)? {
        let flat = Desk::test_faces(&["TestHan"]).lang("zh-Hans").line(copy)?;
        for (mark, cell, opens) in [("（", 1.0, true), ("）", 3.0, false), ("《", 5.0, true), ("】", 11.0, false)] {
            let ink = set.ink(mark)?;
            let (_, y) = ink.middle();
            let in_half = if opens { y > cell + 0.5 } else { y < cell + 0.5 };
            unless(in_half, || format!("{name}: {mark} at {:.2}", y - cell))?;
            unless(ink.right - ink.left > ink.bottom - ink.top, || format!("{name}: {mark} is not lying"))?;
            if name == "TestHan" {
                unless(ink.glyph != flat.ink(mark)?.glyph, || format!("{mark} has no vertical form"))?;
            }
        }
    }
    let bare = Desk::test_faces(&["TestBare"]).lang("zh-Hans-v").line("国（中）国")?;
    unless(bare.ink("（")?.turned, || "without a vertical form the bracket is not turned".into())
}

/// V07: letters and acronyms upright, words turned.
pub fn vertical_letters() -> Verdict {
    for (name, set) in vertical("A国GDP国World国")? {
        for letter in ["A", "G", "D", "P"] {
            let ink = set.ink(letter)?;
            unless(!ink.turned, || format!("{name}: {letter} is turned"))?;
            near(ink.middle().0, 0.0, 0.06, || format!("{name}: axis of {letter}"))?;
        }
        unless(set.ink("W")?.turned, || format!("{name}: World is not turned"))?;
    }
    Ok(())
}

/// V08: two digits in one em, in the middle.
pub fn tate_chu_yoko() -> Verdict {
    for (name, set) in vertical("11国22国")? {
        for (n, first) in [("1", 0), ("2", 3)] {
            let inks = set.inks(0);
            let pair = &inks[first..first + 2];
            unless(pair.iter().all(|i| !i.turned), || format!("{name}: {n} is turned"))?;
            let (left, right, ..) = around(pair);
            unless(right - left <= 1.0, || format!("{name}: {n}{n} is {:.2} wide", right - left))?;
            near((left + right) / 2.0, 0.0, 0.06, || format!("{name}: axis of {n}{n}"))?;
            near(pair[0].y, pair[1].y, 0.001, || format!("{name}: level of {n}{n}"))?;
        }
    }
    Ok(())
}

/// V09: long numbers are turned as one run.
pub fn vertical_numbers() -> Verdict {
    for (name, set) in vertical("2026国")? {
        let turned =
            set.inks(0).iter().filter(|i| !i.text.is_empty() && "2026".contains(i.text.as_str())).all(|i| i.turned);
        unless(turned, || format!("{name}: 2026 is not turned"))?;
    }
    Ok(())
}

/// V11: ！ and ？ beside or on the axis; two side by side in Taiwan.
pub fn vertical_stops() -> Verdict {
    let hans = Desk::test_faces(&["TestHan"]).lang("zh-Hans-v").line("国！国？国")?;
    let hant = Desk::test_faces(&["TestHan"]).lang("zh-Hant-TW-v").line("國！國？國")?;
    for mark in ["！", "？"] {
        let (x, _) = hans.ink(mark)?.middle();
        unless(x > 0.05, || format!("{mark} is {x:.2} right of the axis on the mainland"))?;
        near(hant.ink(mark)?.middle().0, 0.0, 0.08, || format!("{mark} in Taiwan"))?;
    }
    let pair = Desk::test_faces(&["TestHan"]).lang("zh-Hant-TW-v").line("國！？國")?;
    let inks = pair.inks(0);
    let marks: Vec<Ink> =
        inks.iter().filter(|i| i.text == "！" || i.text == "？" || i.text == "！？").cloned().collect();
    let (left, right, top, bottom) = around(&inks[1..inks.len() - 1]);
    let beside = marks.len() < 2 || marks[1].left >= marks[0].right;
    unless(beside && right - left <= 1.0 && bottom - top <= 1.0, || {
        format!("the pair covers {left:.2}..{right:.2}, {top:.2}..{bottom:.2}")
    })
}

/// V12: connectors and solidus run along the column.
pub fn vertical_connectors() -> Verdict {
    for (name, set) in vertical("国～国—国")? {
        for mark in ["～", "—"] {
            let ink = set.ink(mark)?;
            unless(ink.bottom - ink.top > 2.0 * (ink.right - ink.left), || {
                format!("{name}: {mark} does not run down")
            })?;
            near(ink.middle().0, 0.0, 0.06, || format!("{name}: axis of {mark}"))?;
        }
    }
    for (name, set) in vertical("国/国")? {
        unless(set.ink("/")?.turned, || format!("{name}: / does not lie"))?;
    }
    Ok(())
}

/// V15: the percent sign goes with its digits, the Celsius sign stands.
pub fn vertical_signs() -> Verdict {
    for (name, set) in vertical("95%国36℃")? {
        let (digit, percent) = (set.ink("9")?, set.ink("%").or_else(|_| set.ink("95%"))?);
        unless(digit.turned == percent.turned || percent.turned, || {
            format!("{name}: % stands, its digits are turned")
        })?;
        unless(!set.ink("℃")?.turned, || format!("{name}: ℃ is turned"))?;
    }
    Ok(())
}

/// Q22: the x-height's middle on the axis.
pub fn turned_latin_on_axis() -> Verdict {
    for (name, set) in vertical("国World国")? {
        // o has no ascender: its ink is the x-height.
        let ink = set.ink("o")?;
        near(ink.middle().0, 0.0, 0.05, || format!("{name}: middle of the x-height"))?;
    }
    Ok(())
}

// --- the shipped faces together ---

/// Mixed faces are level: the Han of every face have their middle at one height in one line.
pub fn mixed_faces_level() -> Verdict {
    let han = "国家建设永东车回园面";
    let copy = format!("{han}[{han}]{{.style=hei}}[{han}]{{.style=kai}}[{han}]{{.style=fangsong}}");
    let set = Desk::families(&["Press Song SC"]).lang("zh-Hans").line(&copy)?;
    let middles: Vec<f64> = set.inks(0).iter().map(|i| i.middle().1).collect();
    unless(middles.len() == 40, || format!("{} glyphs", middles.len()))?;
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let song = mean(&middles[..10]);
    for (n, name) in ["Hei", "Kai", "FangSong"].iter().enumerate() {
        let own = mean(&middles[(n + 1) * 10..(n + 2) * 10]);
        near(own, song, 0.015, || format!("middle of {name} in a line of Song"))?;
    }
    Ok(())
}

/// Narrow quotes and middle dots of Kai and FangSong stand in boxes of the house's widths, inside them.
pub fn quotes_and_dots_in_their_boxes() -> Verdict {
    for face in SHIPPED {
        let set = Desk::families(&[face]).lang("zh-Hans").line("国“中”国·国")?;
        let told = |e: String| format!("{face}: {e}");
        near(set.ink("中")?.x, 2.0, 0.01, || "what follows the opener".into()).map_err(told)?;
        let (open, close, dot) = (set.ink("“")?, set.ink("”")?, set.ink("·")?);
        unless(open.left >= 1.5 - 0.02 && open.right <= 2.0 + 0.02, || {
            format!("“ covers {:.2}..{:.2}", open.left, open.right)
        })
        .map_err(told)?;
        unless(close.left >= 3.0 - 0.02 && close.right <= 3.5 + 0.02, || {
            format!("” covers {:.2}..{:.2}", close.left, close.right)
        })
        .map_err(told)?;
        near(dot.middle().0, 5.25, 0.04, || "middle of ·".into()).map_err(told)?;
        unless(dot.left >= 5.0 && dot.right <= 5.5, || format!("· covers {:.2}..{:.2}", dot.left, dot.right))
            .map_err(told)?;
    }
    Ok(())
}
