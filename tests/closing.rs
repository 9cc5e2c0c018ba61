//! Pages that do not close by themselves: fillers, and what is said about cutting and writing.

mod seeded;

use banxin::Typeset;
use banxin::diag::Report;
use banxin::display::{Item, Role};
use banxin::files::{Files, Memory};
use banxin::geom::Len;
use std::fmt::Write;

const CLAUSES: &[&str] = &[
    "河堤上的柳树一夜之间全绿了",
    "镇上第三家面馆在桥头开张",
    "清晨六点的头班渡船坐满了人",
    "老周把修好的水车推到渠边",
    "孩子们沿着新铺的步道跑了两圈",
    "仓库里还剩四十吨早稻种子",
    "工人在高处换下最后一盏旧灯",
    "图书馆的夜灯亮到十点半",
    "两台收割机从坡上慢慢开下来",
];
const HEADS: &[&str] = &[
    "渡船改在清晨六点开",
    "水车重新转起来",
    "新步道通到山脚",
    "夜读的灯亮到十点半",
    "种子已经分到田头",
    "旧灯今晚全部换下",
    "北闸放水灌到南坡",
];
/// A drawing of a house advertisement, four by three.
const DRAWING: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"90\"><path d=\"M0 0h120v90H0z\"/></svg>";

/// So many characters of copy, in paragraphs.
fn copy(seed: u64, characters: usize) -> String {
    seeded::copy(CLAUSES, seed, characters)
}

/// An issue of pages, each with stories of these lengths and these further keys.
fn issue(layout: &str, pages: &[(&str, &[usize], &str)]) -> Memory {
    let mut files = Memory::default();
    let mut toml = format!("layout = \"{layout}\"\ndate = 2023-03-27\n[paper]\nname = \"河岸报\"\n");
    for (page, (kind, lengths, more)) in pages.iter().enumerate() {
        let mut listed = String::new();
        for (number, &length) in lengths.iter().enumerate() {
            let _ = write!(listed, "\"p{page}s{number}\", ");
            let head = HEADS[number % HEADS.len()];
            let text = copy((page * 100 + number) as u64, length);
            let story = format!("+++\nheadline = \"{head}\"\njump = false\n+++\n\n{text}");
            files = files.with(&format!("day/stories/p{page}s{number}.md"), story);
        }
        let number = page + 1;
        let _ = write!(
            toml,
            "[[page]]\nnumber = {number}\nkind = \"{kind}\"\nname = \"页\"\nstories = [{listed}]\n{more}\n"
        );
    }
    files.with("day/issue.toml", toml)
}

/// Two short items and a house advertisement beside them.
fn with_fillers(files: Memory) -> Memory {
    let item = |seed: u64, length| format!("+++\nheadline = \"早市提前半小时\"\n+++\n\n{}", copy(seed, length));
    files
        .with("day/stories/filler-1.md", item(900, 110))
        .with("day/stories/filler-2.md", item(901, 260))
        .with("day/art/house.svg", DRAWING.to_string())
}

const FILLERS: &str = "fillers = [\"filler-1\", \"filler-2\", \"art/house.svg\"]";

fn typeset(files: &Memory) -> (Typeset, Report) {
    let mut report = Report::default();
    let typeset = banxin::typeset(files, "day", None, &mut report).expect("the day is read");
    (typeset, report)
}

/// Messages of a code.
fn said(report: &Report, code: &str) -> Vec<String> {
    report.diagnostics.iter().filter(|d| d.code.0 == code).map(|d| d.message.clone()).collect()
}

/// What keeps a page from closing: white, columns that are not level, text left over.
fn open(report: &Report) -> usize {
    ["N06", "N08", "M001"].iter().map(|code| said(report, code).len()).sum()
}

const ENOUGH: [usize; 7] = [1150, 850, 750, 600, 500, 400, 350];
const TABLOID: [usize; 5] = [450, 350, 300, 260, 200];
const VERTICAL: [usize; 6] = [1200, 900, 800, 700, 500, 400];

/// Days of one page that do not close, ever shorter copies of the same.
fn short_day(layout: &str) -> Vec<usize> {
    let full: &[usize] = match layout {
        "tabloid" => &TABLOID,
        "ja12" => &VERTICAL,
        _ => &ENOUGH,
    };
    let share = |percent: usize| full.iter().map(|length| length * percent / 100).collect::<Vec<usize>>();
    let open_at = |lengths: &Vec<usize>| open(&typeset(&issue(layout, &[("front", lengths, "")])).1) > 0;
    (8..19).rev().map(|n| share(n * 5)).find(open_at).expect("a page with little copy does not close")
}

#[test]
fn a_page_that_does_not_close_takes_a_filler_below_the_fold() {
    for layout in ["broadsheet", "tabloid", "ja12"] {
        let lengths = &short_day(layout)[..];
        let (_, without) = typeset(&issue(layout, &[("front", lengths, "")]));
        let (typeset, report) = typeset(&with_fillers(issue(layout, &[("front", lengths, FILLERS)])));
        assert!(open(&report) < open(&without), "{layout}: {:?}", said(&report, "N06"));
        let notes: Vec<_> = report.diagnostics.iter().filter(|d| d.code.0 == "M030").collect();
        assert!(!notes.is_empty(), "{layout}: a filler is used");
        let half = typeset.issue.layout.page.trim.h / 2;
        for note in notes {
            let area = note.place.and_then(|place| place.area).expect("it says where");
            assert!(area.y >= half, "{layout}: {} stands above the fold", note.message);
        }
        let used = typeset.scores[0].fillers.iter().filter(|f| f.at.is_some()).count();
        assert_eq!((typeset.scores[0].fillers.len(), used), (3, said(&report, "M030").len()), "all are accounted for");
    }
}

#[test]
fn a_page_that_closes_takes_none_and_loses_nothing() {
    let (without, _) = typeset(&issue("broadsheet", &[("front", &ENOUGH, "")]));
    let (typeset, report) = typeset(&with_fillers(issue("broadsheet", &[("front", &ENOUGH, FILLERS)])));
    assert_eq!(open(&report), 0);
    assert_eq!(report.diagnostics.iter().filter(|d| d.code.0.starts_with('M')).count(), 0, "none is called lost");
    assert!(typeset.scores[0].fillers.iter().all(|f| f.at.is_none() && !f.why.is_empty()));
    assert_eq!(format!("{:?}", typeset.pages), format!("{:?}", without.pages), "the page is as it was");
}

#[test]
fn a_filler_is_used_once_in_an_issue_and_its_text_stands_once() {
    let only = "fillers = [\"filler-1\"]";
    let short = &short_day("tabloid")[..];
    let pages = [("front", short, only), ("front", short, only)];
    let (typeset, report) = typeset(&with_fillers(issue("tabloid", &pages)));
    assert_eq!(said(&report, "M030").len(), 1, "{:?}", said(&report, "M030"));
    assert_eq!(typeset.scores[1].fillers[0].why, "it stands on another page");
    let filler = typeset.issue.story_named("filler-1").expect("it is read").id;
    let mut set = String::new();
    for placed in typeset.pages.iter().flat_map(|p| &p.items).filter(|p| p.origin.story == Some(filler)) {
        if let (Item::Glyphs(run), Role::Text(_)) = (&placed.item, placed.role) {
            set.push_str(&run.text);
        }
    }
    assert_eq!(set, copy(900, 110).split_whitespace().collect::<String>());
}

#[test]
fn a_house_advertisement_is_whole_in_proportion_and_marked() {
    let short = &short_day("tabloid")[..];
    let files = issue("tabloid", &[("front", short, "fillers = [\"art/house.svg\"]")]);
    let (typeset, report) = typeset(&with_fillers(files));
    assert_eq!(said(&report, "M030").len(), 1, "{:?}", report.diagnostics);
    let ads = || typeset.pages[0].items.iter().filter(|p| p.role == Role::Ad);
    let art = ads().find_map(|p| if let Item::Art(art) = &p.item { Some(art.area) } else { None });
    let area = art.expect("it is drawn");
    assert!((area.w * 3 - area.h * 4).0.abs() <= Len::PT.0, "four by three: {area:?}");
    let mark = |p: &banxin::display::Placed| matches!(&p.item, Item::Glyphs(run) if run.text == "广告");
    assert!(ads().any(mark), "广告 stands over it");
}

#[test]
fn a_story_is_no_filler_and_a_filler_no_story() {
    let files = issue("broadsheet", &[("front", &ENOUGH, "fillers = [\"p0s1\", \"filler-1\", \"filler-1\"]")]);
    assert_eq!(said(&typeset(&with_fillers(files)).1, "R011").len(), 2, "listed as a story, and twice");
    let files = issue("broadsheet", &[("front", &ENOUGH, "fillers = [\"../house.svg\"]")]);
    assert_eq!(said(&typeset(&with_fillers(files)).1, "R016").len(), 1, "a path that leaves the folder");
}

/// What M031 asks for: for each way to close the page, stories with the characters to write (below zero: to cut).
fn asked(report: &Report) -> Vec<Vec<(String, i64)>> {
    let number =
        |words: &str, after: &str| -> Option<i64> { words.split(after).nth(1)?.split(' ').next()?.parse().ok() };
    let mut out = Vec::new();
    for note in report.diagnostics.iter().filter(|d| d.code.0 == "M031") {
        let mut both = Vec::new();
        for (span, words) in &note.related {
            let name = format!("day/{}", report.sources.get(span.file).name.trim_start_matches("day/"));
            let words = words.rsplit("”: ").next().unwrap_or_default();
            both.extend(number(words, "cut ").map(|n| (name.clone(), -n)));
            both.extend(number(words, "write ").map(|n| (name.clone(), n)));
        }
        assert!(!both.is_empty(), "it says how much");
        if note.message.contains("together") {
            out.push(both)
        } else {
            out.extend(both.into_iter().map(|one| vec![one]))
        }
    }
    out
}

/// Copy with so many characters more, or less: in its first paragraphs, whole ones where it is much.
fn changed(story: &str, mut more: i64) -> String {
    let (front, body) = story.rsplit_once("+++\n").expect("there is front matter");
    let mut paras: Vec<String> = body.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).map(Into::into).collect();
    while more < 0 && paras.len() > 1 && paras[1].chars().count() as i64 <= -more {
        more += paras.remove(1).chars().count() as i64;
    }
    while more >= 130 {
        paras.insert(1.min(paras.len()), copy(more as u64, 130).split_whitespace().collect());
        more -= 130;
    }
    let most = (0..paras.len()).max_by_key(|&n| paras[n].chars().count()).unwrap_or(0);
    let mut first: Vec<char> = paras[most].chars().collect();
    if more < 0 {
        first.drain(1..first.len().min(1 + more.unsigned_abs() as usize));
    } else {
        first.splice(1..1, std::iter::repeat_n('添', more as usize));
    }
    paras[most] = first.into_iter().collect();
    format!("{front}+++\n\n{}\n", paras.join("\n\n"))
}

#[test]
fn what_is_said_about_cutting_and_writing_closes_the_page() {
    let (mut days, mut tried, mut closed) = (0, 0, 0);
    let mut failed = String::new();
    for (layout, full) in [("broadsheet", &ENOUGH[..]), ("tabloid", &TABLOID[..])] {
        for percent in [50, 62, 70, 80, 140, 155] {
            let lengths: Vec<usize> = full.iter().map(|length| length * percent / 100).collect();
            let files = issue(layout, &[("front", &lengths, "")]);
            let (before, report) = typeset(&files);
            if open(&report) == 0 {
                continue;
            }
            days += 1;
            let last = banxin::makeup::memory::LastLayout::of(&before.scores);
            for way in asked(&report) {
                let mut files = files.clone();
                for (name, more) in &way {
                    let story = files.read(name).expect("the story is there");
                    files = files.with(name, changed(&String::from_utf8_lossy(&story), *more));
                }
                let mut report = Report::default();
                let mut orders = |_: &_| banxin::makeup::memory::Orders { last: last.clone(), ..Default::default() };
                banxin::typeset_with(&files, "day", None, &mut orders, &mut report, &mut |_| {}).expect("it reads");
                tried += 1;
                closed += usize::from(open(&report) == 0);
                if open(&report) > 0 {
                    let _ = writeln!(
                        failed,
                        "{layout} {percent} %: {way:?}: {:?}",
                        report.diagnostics.iter().map(|d| d.code.0).collect::<Vec<_>>()
                    );
                }
            }
        }
    }
    println!("{days} days, {closed} of {tried} changes close the page\n{failed}");
    assert!(days >= 4 && tried >= 2 * days, "{tried} pieces of advice on {days} days");
    assert!(closed * 100 >= tried * 60, "{closed} of {tried} close the page\n{failed}");
}
