//! Does a run meet its expectation?

use crate::data::{Case, OfLine, Spot};
use crate::frac::Frac;
use crate::run::{self, Line, Placed, Run};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Everything a case is judged with.
pub struct Judge<'a> {
    pub profiles: &'a BTreeMap<String, Vec<String>>,
    /// Tells scratch files of different cases apart.
    pub tag: String,
}

/// The first thing that is not as expected, in a phrase.
pub type Verdict = Result<(), String>;

impl Judge<'_> {
    /// Judges all cases of one expectation.
    pub fn cases(&self, cases: &[Case]) -> Verdict {
        let mut named: BTreeMap<&str, Vec<Vec<Placed>>> = BTreeMap::new();
        for (i, case) in cases.iter().enumerate() {
            let told = |e: String| if cases.len() > 1 { format!("case {}: {e}", i + 1) } else { e };
            let options = self.options(case, i)?;
            if case.measure.is_some() {
                let run = run::lines(&options, &case.input).map_err(told)?;
                one_run(case, &run).map_err(told)?;
                let places: Vec<Vec<Placed>> = run.lines.iter().map(Line::inked).collect();
                if let Some(name) = &case.same_as {
                    same_places(&named[name.as_str()], &places).map_err(told)?;
                }
                if let Some(name) = &case.name {
                    named.insert(name, places);
                }
                if case.cheaper_than_first_fit {
                    cheaper(&options, case, &run).map_err(told)?;
                }
            }
            let sweeps = !case.no_break.is_empty()
                || !case.may_break.is_empty()
                || !case.whole.is_empty()
                || !case.bases_whole.is_empty()
                || case.breaks_exactly.is_some()
                || (case.measure.is_none() && !case.never_in_lines.is_empty());
            if sweeps {
                self.sweep(case, i).map_err(told)?;
            }
        }
        Ok(())
    }

    fn options(&self, case: &Case, i: usize) -> Result<Vec<String>, String> {
        let profile = self.profiles.get(&case.profile).ok_or(format!("no profile {}", case.profile))?;
        let mut options = vec!["--font".to_string(), "stub".to_string()];
        options.extend(profile.iter().cloned());
        options.extend(case.options.iter().cloned());
        for (flag, text) in [("--styles", &case.styles), ("--tables", &case.tables)] {
            if let Some(text) = text {
                let path = std::env::temp_dir().join(format!("banxin-{}-{}{flag}.toml", self.tag, i));
                fs::write(&path, text).map_err(|e| e.to_string())?;
                options.extend([flag.to_string(), path.to_string_lossy().into_owned()]);
            }
        }
        if let Some(measure) = &case.measure {
            options.extend(["--measure".to_string(), format!("{measure}字")]);
        }
        Ok(options)
    }

    /// Composes at many measures and with both breakers, and judges the breaks that were seen.
    fn sweep(&self, case: &Case, i: usize) -> Verdict {
        let mut options = self.options(case, i)?;
        if case.measure.is_some() {
            options.truncate(options.len() - 2);
        }
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        let mut positions: BTreeSet<usize> = BTreeSet::new();
        for (measure, breaker) in sweep_plan() {
            let mut options = options.clone();
            options.extend(["--measure".into(), format!("{measure}字"), "--breaker".into(), breaker.into()]);
            let run = run::lines(&options, &case.input).map_err(|e| format!("at {measure} em: {e}"))?;
            never_in_lines(case, &run)?;
            for base in &case.bases_whole {
                let times = run.lines.iter().filter(|l| l.text.contains(base.as_str())).count();
                if times != 1 {
                    return Err(format!("at {measure} em {base} stands on {times} lines"));
                }
            }
            let mut at = 0;
            for pair in run.lines.windows(2) {
                at += pair[0].text.chars().count();
                positions.insert(at);
                // A hyphen that hyphenation adds is no character of the copy.
                let hyphen = if hyphenates(case) { '-' } else { ' ' };
                let left = pair[0].text.trim_end_matches(' ').trim_end_matches(hyphen);
                seen.insert((left.into(), pair[1].text.trim_start_matches(' ').into()));
            }
        }
        let was_seen = |a: &str, b: &str| seen.iter().any(|(l, r)| l.ends_with(a) && r.starts_with(b));
        for pair in &case.no_break {
            let (a, b) = pair.split_once('|').ok_or("a pair has a |")?;
            if was_seen(a, b) {
                return Err(format!("broken at {pair}"));
            }
        }
        for pair in &case.may_break {
            let (a, b) = pair.split_once('|').ok_or("a pair has a |")?;
            if !was_seen(a, b) {
                return Err(format!("never broken at {pair}"));
            }
        }
        for unit in &case.whole {
            for (at, _) in unit.char_indices().skip(1) {
                if was_seen(&unit[..at], &unit[at..]) {
                    return Err(format!("{unit} broken after {}", &unit[..at]));
                }
            }
        }
        if let Some(marked) = &case.breaks_exactly {
            let (text, wanted) = marked_breaks(marked);
            let between_han = |at: &usize| is_han(text[at - 1]) && is_han(text[*at]);
            let got: BTreeSet<usize> =
                positions.into_iter().filter(|at| *at < text.len() && !between_han(at)).collect();
            if got != wanted {
                let show = |set: &BTreeSet<usize>, other: &BTreeSet<usize>| -> Vec<String> {
                    set.difference(other)
                        .map(|at| text[at.saturating_sub(4)..(at + 4).min(text.len())].iter().collect())
                        .collect()
                };
                return Err(format!(
                    "breaks too many around {:?}, missing {:?}",
                    show(&got, &wanted),
                    show(&wanted, &got)
                ));
            }
        }
        Ok(())
    }
}

/// At a measure that nothing fits, first-fit takes every legal break; the others see what only a longer line shows.
fn sweep_plan() -> Vec<(String, &'static str)> {
    let mut plan = vec![("0.25".to_string(), "first-fit"), ("0.25".to_string(), "optimum")];
    for half in 2..=16 {
        plan.push((format!("{}", f64::from(half) / 2.0), "first-fit"));
        plan.push((format!("{}", f64::from(half) / 2.0), "optimum"));
    }
    plan
}

/// `ab¦c` → the characters and the places of the marks.
fn marked_breaks(marked: &str) -> (Vec<char>, BTreeSet<usize>) {
    let (mut text, mut at) = (Vec::new(), BTreeSet::new());
    for c in marked.chars() {
        if c == '¦' {
            at.insert(text.len());
        } else {
            text.push(c);
        }
    }
    (text, at)
}

pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

fn one_run(case: &Case, run: &Run) -> Verdict {
    let texts: Vec<&str> = run.lines.iter().map(|l| l.text.trim_matches(' ')).collect();
    if let Some(lines) = &case.lines {
        // A hyphen that hyphenation adds may or may not be a character of the line's text.
        let plain = |t: &str| if hyphenates(case) { t.trim_end_matches('-').to_string() } else { t.to_string() };
        let (want, got): (Vec<String>, Vec<String>) =
            (lines.iter().map(|l| plain(l)).collect(), texts.iter().map(|l| plain(l)).collect());
        if want != got {
            return Err(format!("lines are {}", texts.join(" ⏎ ")));
        }
    }
    if let Some(lines) = &case.first_lines
        && !texts.iter().zip(lines).all(|(a, b)| a == b)
    {
        return Err(format!("lines are {}", texts.join(" ⏎ ")));
    }
    if let Some(start) = &case.first_line_begins
        && !texts.first().is_some_and(|t| t.starts_with(start.as_str()))
    {
        return Err(format!("lines are {}", texts.join(" ⏎ ")));
    }
    if case.count.is_some_and(|n| n != texts.len()) {
        return Err(format!("{} lines: {}", texts.len(), texts.join(" ⏎ ")));
    }
    positions(case, run)?;
    white(case, run)?;
    breaks(case, run, &texts)?;
    words(case, run)
}

fn hyphenates(case: &Case) -> bool {
    case.options.iter().any(|o| o.starts_with("hyphenate"))
}

fn line(run: &Run, n: usize) -> Result<&Line, String> {
    run.lines.get(n - 1).ok_or(format!("there is no line {n}"))
}

/// First and last cluster of the `nth` occurrence of a string in a line.
fn find(run: &Run, spot: &Spot) -> Result<(Placed, Placed), String> {
    let clusters = line(run, spot.line)?.placed();
    let text: String = clusters.iter().map(|c| c.text.as_str()).collect();
    // Occurrences do not overlap, so that the second of `！！` is the second mark.
    let (at, _) = text
        .match_indices(spot.of.as_str())
        .nth(spot.nth - 1)
        .ok_or(format!("no {} in line {}", spot.of, spot.line))?;
    let mut start = 0;
    let mut hit: Vec<Placed> = Vec::new();
    for c in clusters {
        let end = start + c.text.len();
        if start < at + spot.of.len() && end > at {
            hit.push(c);
        }
        start = end;
    }
    Ok((hit[0].clone(), hit[hit.len() - 1].clone()))
}

fn positions(case: &Case, run: &Run) -> Verdict {
    for spot in &case.advances {
        let (first, last) = find(run, spot)?;
        let got = last.end() - first.x;
        // One cluster answers by its advance; several answer by what they span.
        let got = if first.x == last.x { first.advance } else { got };
        same(got, &spot.is, || format!("advance of {} {} in line {}", spot.of, spot.nth, spot.line))?;
    }
    for spot in &case.x {
        let (first, _) = find(run, spot)?;
        same(first.x, &spot.is, || format!("x of {} {} in line {}", spot.of, spot.nth, spot.line))?;
    }
    let edge = |wanted: &[OfLine], what: &str, get: &dyn Fn(&Line) -> Option<Frac>| -> Verdict {
        for w in wanted {
            let got = get(line(run, w.line)?).ok_or(format!("line {} is empty", w.line))?;
            same(got, &w.is, || format!("{what} of line {}", w.line))?;
        }
        Ok(())
    };
    edge(&case.starts, "start", &|l| Some(l.inked().first()?.x))?;
    edge(&case.end, "end", &|l| Some(l.inked().last()?.end()))?;
    edge(&case.width, "width", &|l| Some(l.inked().last()?.end() - l.inked().first()?.x))?;
    edge(&case.hung, "hung part", &|l| Frac::parse(&l.hung).ok())?;
    for n in &case.hangs {
        if Frac::parse(&line(run, *n)?.hung)? <= Frac::ZERO {
            return Err(format!("nothing hangs from line {n}"));
        }
    }
    let ends: Vec<Frac> = run.lines.iter().filter_map(|l| Some(l.inked().last()?.end())).collect();
    if let Some(max) = &case.max_end
        && ends.iter().any(|e| *e > Frac::parse(max).expect("a fraction"))
    {
        return Err(format!("a line is longer than {max}: {ends:?}"));
    }
    if let Some(most) = &case.length_difference {
        let (long, short) = (ends.iter().max().ok_or("no lines")?, ends.iter().min().ok_or("no lines")?);
        if *long - *short > Frac::parse(most)? {
            return Err(format!("line lengths are {ends:?}"));
        }
    }
    if case.on_grid {
        for l in &run.lines {
            for c in l.placed().iter().filter(|c| c.text.chars().next().is_some_and(is_han)) {
                if !c.x.is_whole() {
                    return Err(format!("{} stands at {}", c.text, c.x));
                }
            }
        }
    }
    if let Some(n) = case.opens_cjk {
        let half = Frac::new(1, 2);
        let openers =
            run.lines.iter().filter(|l| l.inked().first().is_some_and(|c| c.text == "“" && c.advance == half));
        let got = openers.count();
        if got != n {
            return Err(format!("{got} of {n} openers are Chinese"));
        }
    }
    Ok(())
}

fn same(got: Frac, want: &str, what: impl Fn() -> String) -> Verdict {
    if got == Frac::parse(want)? { Ok(()) } else { Err(format!("{} is {got}, not {want}", what())) }
}

/// White between the inked clusters of a line: the two, and how much.
fn gaps(line: &Line) -> Vec<(Placed, Placed, Frac)> {
    let clusters = line.inked();
    clusters.windows(2).map(|p| (p[0].clone(), p[1].clone(), p[1].x - p[0].end())).collect()
}

fn white(case: &Case, run: &Run) -> Verdict {
    for wanted in &case.spaces {
        let mut got: BTreeMap<Frac, usize> = BTreeMap::new();
        for (_, _, by) in gaps(line(run, wanted.line)?) {
            if by != Frac::ZERO {
                *got.entry(by).or_default() += 1;
            }
        }
        let want: Result<BTreeMap<Frac, usize>, String> =
            wanted.are.iter().map(|(by, n)| Ok((Frac::parse(by)?, *n))).collect();
        let want = want?;
        if got != want {
            return Err(format!("white of line {} is {got:?}, not {want:?}", wanted.line));
        }
    }
    for wanted in &case.space {
        let (a, b) = wanted.between.split_once('|').ok_or("a place has a |")?;
        let found =
            gaps(line(run, wanted.line)?).into_iter().find(|(l, r, _)| l.text.ends_with(a) && r.text.starts_with(b));
        let (_, _, by) = found.ok_or(format!("no {} in line {}", wanted.between, wanted.line))?;
        same(by, &wanted.is, || format!("white at {}", wanted.between))?;
    }
    for l in &run.lines {
        for (a, b, by) in gaps(l) {
            let beside = |m: &String| a.text == *m || b.text == *m;
            if by != Frac::ZERO && case.tight.iter().any(beside) {
                return Err(format!("white of {by} between {} and {}", a.text, b.text));
            }
            let letter = |c: &Placed| c.text.chars().all(|c| c.is_ascii_alphanumeric());
            if case.letters_solid && letter(&a) && letter(&b) && by != Frac::ZERO {
                return Err(format!("white of {by} between {} and {}", a.text, b.text));
            }
        }
    }
    Ok(())
}

fn breaks(case: &Case, run: &Run, texts: &[&str]) -> Verdict {
    if let Some(marked) = &case.breaks_within {
        let (_, allowed) = marked_breaks(marked);
        let mut at = 0;
        for text in &texts[..texts.len().saturating_sub(1)] {
            at += text.chars().count();
            if !allowed.contains(&at) {
                return Err(format!("lines are {}", texts.join(" ⏎ ")));
            }
        }
    }
    for unit in &case.no_line_end_in {
        if !texts.iter().any(|t| t.contains(unit.as_str())) {
            return Err(format!("lines are {}", texts.join(" ⏎ ")));
        }
    }
    if case.measure.is_some() {
        never_in_lines(case, run)?;
    }
    if let Some(name) = &case.relax_logged {
        let closes = |t: &&str| t.starts_with(['」', '』', '。', '，']);
        if texts.iter().skip(1).any(closes) && !run.errors.contains(name.as_str()) {
            return Err(format!("{} without {name}", texts.join(" ⏎ ")));
        }
    }
    Ok(())
}

fn never_in_lines(case: &Case, run: &Run) -> Verdict {
    for bad in &case.never_in_lines {
        if let Some(l) = run.lines.iter().find(|l| l.text.contains(bad.as_str())) {
            return Err(format!("{bad} in {}", l.text));
        }
    }
    Ok(())
}

/// What the lines say of themselves.
fn words(case: &Case, run: &Run) -> Verdict {
    for wanted in &case.break_reason {
        let got = &line(run, wanted.line)?.reason;
        if *got != wanted.is {
            return Err(format!("break of line {} is `{got}`, not `{}`", wanted.line, wanted.is));
        }
    }
    for wanted in &case.adjust {
        let entry = |what: &str, by: &str, rule: &str| format!("{what} {by} {rule}");
        let got: BTreeSet<String> =
            line(run, wanted.line)?.adjust.iter().map(|a| entry(&a.what, &a.by, &a.rule)).collect();
        let want: BTreeSet<String> = wanted.entries.iter().map(|a| entry(&a.what, &a.by, &a.rule)).collect();
        if got != want {
            return Err(format!("line {} says {got:?}, not {want:?}", wanted.line));
        }
    }
    for name in &case.diagnostics {
        if !run.errors.contains(name.as_str()) {
            return Err(format!("no diagnostic {name}"));
        }
    }
    for name in &case.no_diagnostics {
        if run.errors.contains(name.as_str()) {
            return Err(format!("diagnostic {name}"));
        }
    }
    match (&case.said, said(&run.errors)) {
        (Some(want), got) if *want != got => Err(format!("it says {got:?}, not {want:?}")),
        _ => Ok(()),
    }
}

/// `NAME LINE:COLUMN` of each diagnostic in its form for people.
fn said(errors: &str) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for line in errors.lines() {
        if let Some((_, after)) = line.split_once("] ").filter(|(before, _)| before.contains('[')) {
            said.push(after.split(':').next().unwrap_or(after).to_string());
        } else if let Some(at) = line.trim_start().strip_prefix("--> (standard input):")
            && let Some(last) = said.last_mut()
        {
            *last += &format!(" {at}");
        }
    }
    said
}

fn same_places(want: &[Vec<Placed>], got: &[Vec<Placed>]) -> Verdict {
    let (want, got): (Vec<&Placed>, Vec<&Placed>) = (want.iter().flatten().collect(), got.iter().flatten().collect());
    if want.len() != got.len() {
        return Err("other clusters than the plain text".into());
    }
    for (w, g) in want.iter().zip(&got) {
        if w.text != g.text || w.x != g.x || w.advance != g.advance {
            return Err(format!("{} at {} +{}, in plain text at {} +{}", g.text, g.x, g.advance, w.x, w.advance));
        }
    }
    Ok(())
}

/// The cost of R12.1 as far as stretch goes, reckoned from the lines: d²/d₀ + (d − d of the line before)²/d₀.
pub fn cost(run: &Run) -> f64 {
    let (mut sum, mut before) = (0.0, None);
    for l in &run.lines[..run.lines.len().saturating_sub(1)] {
        let d = gaps(l)
            .into_iter()
            .filter(|(a, b, _)| a.text.chars().all(is_han) && b.text.chars().all(is_han))
            .map(|(_, _, by)| by.float())
            .fold(0.0, f64::max);
        sum += d * d / 0.25 + before.map_or(0.0, |b: f64| (d - b) * (d - b) / 0.25);
        before = Some(d);
    }
    sum
}

fn cheaper(options: &[String], case: &Case, optimum: &Run) -> Verdict {
    let mut options = options.to_vec();
    options.extend(["--breaker".into(), "first-fit".into()]);
    let first_fit = run::lines(&options, &case.input)?;
    let (a, b) = (cost(optimum), cost(&first_fit));
    if a < b { Ok(()) } else { Err(format!("the optimum costs {a:.4}, first-fit {b:.4}")) }
}
