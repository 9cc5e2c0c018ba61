//! Dots, lines under names, readings, warichu: what a set line holds besides its text.

use crate::desk::{Desk, Ink, Set, em};
use crate::faces::{near, unless};
use crate::judge::Verdict;
use banxin::geom::Em;

fn desk(lang: &str) -> Desk {
    Desk::families(&["Press Song SC"]).lang(lang)
}

/// Glyphs that stand for no text: dots, readings.
fn beside(set: &Set, line: usize) -> Vec<Ink> {
    set.inks(line).into_iter().filter(|i| i.text.is_empty()).collect()
}

/// Horizontal strokes of a line as (from, to, height), vertical ones as (from, to, distance).
fn strokes(set: &Set, line: usize, vertical: bool) -> Vec<(f64, f64, f64)> {
    let mut all: Vec<(f64, f64, f64)> = set.lines[line]
        .strokes
        .iter()
        .map(|s| {
            let ((x0, y0), (x1, y1)) = ((em(s.from.0), em(s.from.1)), (em(s.to.0), em(s.to.1)));
            if vertical { (y0.min(y1), y0.max(y1), x0) } else { (x0.min(x1), x0.max(x1), y0) }
        })
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all
}

/// M01: one dot under each Han, none under the comma; at the right in vertical lines.
pub fn emphasis_dots() -> Verdict {
    let set = desk("zh-Hans").line("*坚持改革，开放*了")?;
    let dots = beside(&set, 0);
    unless(dots.len() == 6, || format!("{} dots", dots.len()))?;
    for (dot, han) in dots.iter().zip("坚持改革开放".chars()) {
        let base = set.ink(&han.to_string())?;
        near(dot.middle().0, base.x + 0.5, 0.02, || format!("dot of {han}"))?;
        unless(dot.top > 0.05, || format!("the dot of {han} is {:.2} below the baseline", dot.top))?;
    }
    let set = desk("zh-Hans-v").line("*坚持改革，开放*了")?;
    let dots = beside(&set, 0);
    unless(dots.len() == 6, || format!("{} dots in the column", dots.len()))?;
    for (n, dot) in dots.iter().enumerate() {
        let cell = if n < 4 { n } else { n + 1 } as f64;
        near(dot.middle().1, cell + 0.5, 0.03, || format!("dot {n} along the column"))?;
        unless(dot.left >= 0.45, || format!("dot {n} is {:.2} right of the axis", dot.left))?;
    }
    Ok(())
}

/// M02: Japanese dots above, at the right in vertical lines.
pub fn emphasis_dots_ja() -> Verdict {
    let set = desk("ja").line("*大切な*日")?;
    let dots = beside(&set, 0);
    unless(dots.len() == 3, || format!("{} dots", dots.len()))?;
    unless(dots.iter().all(|d| d.bottom < -0.8), || {
        format!("dots at {:?}", dots.iter().map(|d| d.bottom).collect::<Vec<_>>())
    })?;
    let set = desk("ja-v").line("*大切な*日")?;
    let dots = beside(&set, 0);
    unless(dots.len() == 3 && dots.iter().all(|d| d.left >= 0.45), || format!("dots of the column: {dots:?}"))
}

/// M03: two lines that touch are shortened on the touching side, by an eighth of an em at most.
pub fn touching_name_lines() -> Verdict {
    let set = desk("zh-Hans").line("[北京]{.name}[上海]{.name}两地")?;
    let lines = strokes(&set, 0, false);
    unless(lines.len() == 2, || format!("{} lines", lines.len()))?;
    near(lines[0].0, 0.0, 0.001, || "outer end of the first".into())?;
    near(lines[1].1, 4.0, 0.001, || "outer end of the second".into())?;
    let (a, b) = (2.0 - lines[0].1, lines[1].0 - 2.0);
    unless(a + b > 0.0 && (0.0..=0.125).contains(&a) && (0.0..=0.125).contains(&b), || {
        format!("shortened by {a:.3} and {b:.3}")
    })
}

/// M04: the line grows with the gaps and splits at a break.
pub fn name_line_over_stretch() -> Verdict {
    let set = desk("zh-Hans").set("我们大家今天去[公园玩]{.name}。天黑才回家。", Em::ONE * 10)?;
    let (first, second) = (strokes(&set, 0, false), strokes(&set, 1, false));
    unless(first.len() == 1 && second.len() == 1, || format!("{} and {} lines", first.len(), second.len()))?;
    near(first[0].0, 7.0 * 1.125, 0.001, || "start of the line".into())?;
    near(first[0].1, 10.0, 0.001, || "end of the line".into())?;
    near(second[0].0, 0.0, 0.001, || "start on the second line".into())?;
    near(second[0].1, 1.0, 0.001, || "end on the second line".into())
}

/// M05: line first, dots outside it.
pub fn line_then_dots() -> Verdict {
    let set = desk("zh-Hans").line("[北京]{.name .dots}两地")?;
    let (lines, dots) = (strokes(&set, 0, false), beside(&set, 0));
    unless(lines.len() == 1 && dots.len() == 2, || format!("{} lines, {} dots", lines.len(), dots.len()))?;
    unless(dots.iter().all(|d| d.top > lines[0].2), || format!("line at {:.2}, dots at {:.2}", lines[0].2, dots[0].top))
}

/// M06: full size at a gap of 0.4 em, smaller at 0.2, with a warning where ink comes near the next line.
pub fn marks_in_narrow_gap() -> Verdict {
    let height = |pitch: &str| -> Result<(f64, Set), String> {
        let set = desk("zh-Hans").style(&format!("pitch = \"{pitch}\"")).line("*坚持*了")?;
        let dots = beside(&set, 0);
        let dot = dots.first().ok_or("no dot")?;
        Ok((dot.bottom - dot.top, set))
    };
    let ((wide, told), (narrow, warned)) = (height_of(&height, "14pt")?, height_of(&height, "12pt")?);
    unless(narrow < wide && narrow >= 0.59 * wide, || format!("dots are {wide:.3} and {narrow:.3} high"))?;
    unless(!told.told("tight-marks"), || "a warning at 0.4 em".into())?;
    let dot = beside(&warned, 0);
    let near_next = dot[0].bottom > 0.2 + 0.12 - 0.05;
    unless(!near_next || warned.told("tight-marks"), || format!("no warning although ink ends at {:.3}", dot[0].bottom))
}

type Height = Result<(f64, Set), String>;

fn height_of(of: &dyn Fn(&str) -> Height, pitch: &str) -> Height {
    of(pitch)
}

/// L08: lines under text cover its character frames.
pub fn name_line_on_frames() -> Verdict {
    for (copy, from, to) in [("中文[国]{.name}Mac", 2.0, 3.0), ("USB[五日]{.name}USB", f64::NAN, f64::NAN)] {
        let set = desk("zh-Hans").line(copy)?;
        let lines = strokes(&set, 0, false);
        unless(lines.len() == 1, || format!("{} lines in {copy}", lines.len()))?;
        let (from, to) = if from.is_nan() {
            let start = set.ink("五")?.x;
            (start, start + 2.0)
        } else {
            (from, to)
        };
        near(lines[0].0, from, 0.001, || format!("start of the line in {copy}"))?;
        near(lines[0].1, to, 0.001, || format!("end of the line in {copy}"))?;
    }
    Ok(())
}

/// Q23: a closed frame outside three character frames, unbroken.
pub fn deceased_frame() -> Verdict {
    let set = desk("zh-Hans").line("悼[李大山]{.deceased}同志")?;
    let all = &set.lines[0].strokes;
    unless(all.len() == 4, || format!("{} strokes", all.len()))?;
    let xs: Vec<f64> = all.iter().flat_map(|s| [em(s.from.0), em(s.to.0)]).collect();
    let ys: Vec<f64> = all.iter().flat_map(|s| [em(s.from.1), em(s.to.1)]).collect();
    let (l, r) = (xs.iter().copied().fold(f64::MAX, f64::min), xs.iter().copied().fold(f64::MIN, f64::max));
    let (t, b) = (ys.iter().copied().fold(f64::MAX, f64::min), ys.iter().copied().fold(f64::MIN, f64::max));
    let (first, last) = (set.ink("李")?.x, set.ink("山")?.x + 1.0);
    unless(l <= first + 0.001 && r >= last - 0.001, || {
        format!("the frame runs {l:.2}..{r:.2}, the name {first:.2}..{last:.2}")
    })?;
    unless(t <= -0.87 && b >= 0.11, || format!("the frame runs {t:.2}..{b:.2}"))?;
    for measure in 4..8 {
        let set = desk("zh-Hans").set("各界沉痛悼念[李大山]{.deceased}同志", Em::ONE * measure)?;
        let framed = set.lines.iter().filter(|l| !l.strokes.is_empty()).count();
        unless(framed == 1, || format!("at {measure} em the frame stands on {framed} lines"))?;
    }
    Ok(())
}

// --- readings ---

/// The readings' glyphs, in clumps: what stands together.
fn clumps(mut inks: Vec<Ink>, apart: f64, vertical: bool) -> Vec<(f64, f64)> {
    let ends = |i: &Ink| if vertical { (i.top, i.bottom) } else { (i.left, i.right) };
    inks.sort_by(|a, b| ends(a).0.total_cmp(&ends(b).0));
    let mut all: Vec<(f64, f64)> = Vec::new();
    for ink in &inks {
        let (from, to) = ends(ink);
        match all.last_mut() {
            Some(last) if from - last.1 < apart => last.1 = last.1.max(to),
            _ => all.push((from, to)),
        }
    }
    all
}

/// R01: pinyin by character.
pub fn pinyin() -> Verdict {
    let set = desk("zh-Hans").line("去{银|yín}{行|háng}的")?;
    let readings = beside(&set, 0);
    unless(readings.len() >= 7, || format!("{} glyphs of readings", readings.len()))?;
    unless(readings.iter().all(|i| i.bottom <= -0.75), || "a reading is not above".into())?;
    let size = readings[0].scale;
    near(size, 0.5, 0.1, || "size of the readings".into())?;
    let groups = clumps(readings, 0.06, false);
    unless(groups.len() == 2, || format!("{} readings: {groups:.2?}", groups.len()))?;
    let apart = groups[1].0 - groups[0].1;
    unless(apart >= 0.25 * size, || format!("readings are {apart:.3} apart"))?;
    for (group, base) in groups.iter().zip(["银", "行"]) {
        near((group.0 + group.1) / 2.0, set.ink(base)?.x + 0.5, 0.08, || format!("middle of the reading of {base}"))?;
    }
    Ok(())
}

/// R02: ㄇㄚˇ at the right of its base.
pub fn bopomofo() -> Verdict {
    let set = desk("zh-Hant-TW").line("{馬|ㄇㄚˇ}國")?;
    let base = set.ink("馬")?;
    let marks = beside(&set, 0);
    unless(marks.len() == 3, || format!("{} symbols", marks.len()))?;
    let frame = base.x + 1.0;
    unless(marks.iter().all(|m| m.left >= frame - 0.01 && m.right <= frame + 0.51), || {
        format!("symbols cover {:.2?}", marks.iter().map(|m| (m.left - frame, m.right - frame)).collect::<Vec<_>>())
    })?;
    near(marks[0].scale, 0.3, 0.03, || "size of the symbols".into())?;
    unless(marks[1].top > marks[0].top, || "the symbols are not stacked".into())?;
    unless(marks[2].left >= marks[1].middle().0 && marks[2].bottom <= marks[1].middle().1, || {
        "the tone is not at the upper right of the last symbol".into()
    })?;
    near(set.ink("國")?.x, base.x + 1.5, 0.01, || "what follows the base".into())
}

/// R03: the neutral tone in front of the first symbol.
pub fn bopomofo_neutral_tone() -> Verdict {
    let set = desk("zh-Hant-TW").line("{嗎|˙ㄇㄚ}國")?;
    let marks = beside(&set, 0);
    unless(marks.len() == 3, || format!("{} symbols", marks.len()))?;
    let mut sorted = marks.clone();
    sorted.sort_by(|a, b| a.top.total_cmp(&b.top));
    let dot = &sorted[0];
    unless(dot.bottom <= sorted[1].top, || "the tone is not in front".into())?;
    near(dot.middle().0, sorted[1].middle().0, 0.06, || "axis of the tone".into())
}

/// R04: base and reading stand on one line at every measure.
pub fn bopomofo_stays() -> Verdict {
    for measure in 2..9 {
        let set = desk("zh-Hant-TW").set("大家都看見{馬|ㄇㄚˇ}在跑。", Em::ONE * measure)?;
        for line in 0..set.lines.len() {
            let base = set.inks(line).iter().any(|i| i.text.starts_with('馬'));
            let reading = !beside(&set, line).is_empty();
            unless(base == reading, || format!("at {measure} em line {} holds one without the other", line + 1))?;
        }
    }
    Ok(())
}

/// R05: けい over 京: one ruby em over kana, none over kanji.
pub fn ruby_overhang() -> Verdict {
    let kana = desk("ja").line("あ{京|けいち}い")?;
    let kanji = desk("ja").line("国{京|けいち}国")?;
    // Three ruby characters of half an em on one base: a quarter each side stands out.
    near(kana.ink("い")?.x, 2.0, 0.01, || "kana after the base".into())?;
    near(kanji.inks(0).iter().filter(|i| i.text == "国").map(|i| i.x).fold(0.0, f64::max), 2.5, 0.01, || {
        "kanji after the base".into()
    })?;
    // The blank before an opening bracket has room for the quarter that stands out.
    let bracket = desk("ja").line("国{京|けいち}「国")?;
    near(bracket.inks(0).iter().filter(|i| i.text == "国").map(|i| i.x).fold(0.0, f64::max), 3.25, 0.01, || {
        "what follows a bracket behind the base".into()
    })?;
    let thirds = desk("ja").style("ruby_thirds = true").line("国{京|けいち}国")?;
    near(thirds.inks(0).iter().filter(|i| i.text == "国").map(|i| i.x).fold(0.0, f64::max), 2.0, 0.01, || {
        "behind a base whose reading is as long".into()
    })?;
    let top = desk("ja-v").style("ruby_top = true").line("国{京|け}国")?;
    let middle = desk("ja-v").line("国{京|け}国")?;
    let (top, middle) = (beside(&top, 0), beside(&middle, 0));
    unless(top.len() == 1 && middle.len() == 1, || "one kana each".into())?;
    near(middle[0].middle().1 - top[0].middle().1, 0.25, 0.01, || "a reading that begins with its base".into())
}

/// R06: a short group reading over a long base: space inside twice that at the ends.
pub fn group_ruby() -> Verdict {
    let set = desk("ja").line("国{境界線|さか}国")?;
    let mut marks = beside(&set, 0);
    marks.sort_by(|a, b| a.x.total_cmp(&b.x));
    unless(marks.len() == 2, || format!("{} ruby glyphs", marks.len()))?;
    let (start, end) = (1.0, 4.0);
    let before = marks[0].x - start;
    let between = marks[1].x - (marks[0].x + 0.5);
    let after = end - (marks[1].x + 0.5);
    near(between, 2.0 * before, 0.02, || "space between the ruby".into())?;
    near(before, after, 0.02, || "space at the ends".into())
}

/// R07: split at a line's end, each base with its own reading.
pub fn jukugo_ruby() -> Verdict {
    for measure in 2..12 {
        let set = desk("ja").set("これは{京都|きょう と}です。", Em::ONE * measure)?;
        for line in 0..set.lines.len() {
            let bases = set.inks(line).iter().filter(|i| i.text == "京" || i.text == "都").count();
            let reading = beside(&set, line).len();
            let wanted: usize =
                set.inks(line).iter().map(|i| usize::from(i.text == "京") * 3 + usize::from(i.text == "都")).sum();
            unless(reading == wanted, || {
                format!("at {measure} em {bases} bases with {reading} ruby glyphs on one line")
            })?;
        }
    }
    Ok(())
}

/// R08: five and four.
pub fn warichu() -> Verdict {
    for lang in ["zh-Hans", "ja"] {
        let set = desk(lang).line("见（[一二三四五六七八九]{.warichu}）国")?;
        let notes: Vec<Ink> =
            set.inks(0).into_iter().filter(|i| "一二三四五六七八九".contains(&i.text) && !i.text.is_empty()).collect();
        unless(notes.len() == 9, || format!("{} glyphs", notes.len()))?;
        near(notes[0].scale, 0.5, 0.01, || "size of the note".into())?;
        let upper = notes.iter().filter(|i| (i.y - notes[0].y).abs() < 0.01).count();
        unless(upper == 5, || format!("{upper} of nine in the first line"))?;
        unless(notes[5].y > notes[0].y, || "the second line is not below".into())?;
        let bracket = set.ink("（")?;
        near(bracket.scale, 1.0, 0.0, || "size of the bracket".into())?;
        near(notes[0].x, notes[5].x, 0.01, || "start of the second line".into())?;
    }
    Ok(())
}

/// R16.11: a leaning character turns about the middle of its em box, in horizontal and in vertical lines.
pub fn leaning_about_the_middle() -> Verdict {
    for (writing, lean) in [("horizontal", 0.2), ("vertical", 0.2), ("horizontal", -0.1)] {
        let style = |slant: &str| format!("writing = \"{writing}\"\nslant = \"{slant}\"");
        let upright = desk("zh-Hans").style(&style("0%")).line("国")?;
        let leaning = desk("zh-Hans").style(&style(&format!("{}%", lean * 100.0))).line("国")?;
        let (a, b) = (&upright.lines[0].glyphs[0], &leaning.lines[0].glyphs[0]);
        // The middle of the em box is 0.38 em over the baseline: there the two meet.
        let shift = (b.x - a.x).0 as f64 / 27_720.0 + lean * 0.38;
        near(shift, 0.0, 0.001, || format!("the middle of a {writing} character leaning by {lean}"))?;
        near((b.y - a.y).0 as f64, 0.0, 0.001, || format!("its height in a {writing} line"))?;
    }
    Ok(())
}
