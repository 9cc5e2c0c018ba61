//! The expectations of composition (`tests/cases/typography`), each held against the engine.
//!
//! A case that fails and is not in `known-failing.toml` fails the test; so does one that passes and is
//! still in it. `cargo test --release --test typography -- --nocapture` prints the table.

#[path = "typography/checks.rs"]
mod checks;
#[path = "typography/corpus.rs"]
mod corpus;
#[path = "typography/data.rs"]
mod data;
#[path = "typography/desk.rs"]
mod desk;
#[path = "typography/faces.rs"]
mod faces;
#[path = "typography/frac.rs"]
mod frac;
#[path = "typography/judge.rs"]
mod judge;
#[path = "typography/pages.rs"]
mod pages;
#[path = "typography/quality.rs"]
mod quality;
#[path = "typography/run.rs"]
mod run;
#[path = "typography/set.rs"]
mod set;

use rayon::prelude::*;

#[test]
fn every_expectation_is_met_or_known_not_to_be() {
    let all = data::expectations();
    assert_eq!(all.len(), 199, "no expectation is lost");
    let (profiles, known) = (data::profiles(), data::known_failing());
    // ONLY=K01,P33 looks at a few.
    let only = std::env::var("ONLY").ok();
    let wanted = |id: &str| only.as_ref().is_none_or(|o| o.split(',').any(|o| id.starts_with(o)));

    let verdicts: Vec<(&data::Expectation, judge::Verdict)> = all
        .par_iter()
        .filter(|e| wanted(&e.id))
        .map(|e| {
            let judge = judge::Judge { profiles: &profiles, tag: format!("{}-{}", std::process::id(), e.id) };
            // A panic in one case says so and lets the others be judged.
            let judged = std::panic::catch_unwind(|| {
                judge.cases(&e.cases).and_then(|()| e.checks.iter().try_for_each(|name| checks::check(name)))
            });
            let verdict = judged.unwrap_or_else(|_| Err("it panicked".to_string()));
            (e, verdict)
        })
        .collect();

    let of_faces = judge_more(&only);
    let (mut passed, mut disputed, mut wrong) = (0, 0, Vec::new());
    for (e, verdict) in &verdicts {
        let listed = known.get(&e.id);
        match verdict {
            Ok(()) if e.disputed.is_none() => {
                passed += 1;
                println!("{}  passed", e.id);
                if listed.is_some() {
                    wrong.push(format!("{} passes: take it off the list", e.id));
                }
            }
            Ok(()) => {
                disputed += 1;
                println!("{}  disputed", e.id);
            }
            Err(why) => {
                disputed += usize::from(e.disputed.is_some());
                println!("{}  FAILED   {why}", e.id);
                if listed.is_none() {
                    wrong.push(format!("{} fails: {why}", e.id));
                }
            }
        }
    }
    println!("{passed} passed, {} failed, of them {disputed} disputed", verdicts.len() - passed);
    for (name, verdict) in &of_faces {
        match verdict {
            Ok(()) => println!("{name}  passed"),
            Err(why) => println!("{name}  FAILED   {why}"),
        }
        match (verdict, known.contains_key(*name)) {
            (Ok(()), true) => wrong.push(format!("{name} passes: take it off the list")),
            (Err(why), false) => wrong.push(format!("{name} fails: {why}")),
            _ => {}
        }
    }
    let is_there = |id: &String| all.iter().any(|e| e.id == *id) || MORE.contains(&id.as_str());
    assert!(known.keys().all(is_there), "the list names expectations that are there");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn further_cases_are_met() {
    let profiles = data::profiles();
    let chapters = data::further();
    let cases: Vec<(&str, usize, &data::Case)> = chapters
        .iter()
        .flat_map(|c| c.cases.iter().enumerate().map(|(n, case)| (c.id.as_str(), n + 1, case)))
        .collect();
    assert!(cases.len() >= 95, "{} cases", cases.len());
    let wrong: Vec<String> = cases
        .par_iter()
        .filter_map(|(chapter, n, case)| {
            let judge = judge::Judge { profiles: &profiles, tag: format!("{}-{chapter}-{n}", std::process::id()) };
            let verdict = judge.cases(std::slice::from_ref(*case));
            verdict.err().map(|why| format!("{chapter} {n}, {}: {why}", case.input))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Checks of the shipped faces beside the 199 expectations.
const MORE: &[&str] = &[
    "faces::mixed_faces_level",
    "faces::quotes_and_dots_in_their_boxes",
    "pages::house_glyph_drawn",
    "pages::korean_words",
    "set::leaning_about_the_middle",
];

fn judge_more(only: &Option<String>) -> Vec<(&'static str, judge::Verdict)> {
    let wanted = |name: &&&str| only.as_ref().is_none_or(|o| o.split(',').any(|o| name.starts_with(o)));
    MORE.iter().filter(wanted).map(|name| (*name, checks::check(name))).collect()
}
