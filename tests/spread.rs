//! Spreads: two facing pages made up as one and parted at the spine.

mod seeded;

use banxin::Typeset;
use banxin::diag::Report;
use banxin::display::{DisplayList, Item, Role};
use banxin::files::Memory;
use banxin::geom::Len;
use banxin::model::story::{Block, Story};
use seeded::Dice;

const CLAUSES: &[&str] = &[
    "河堤上的柳树一夜之间全绿了",
    "镇上第三家面馆在桥头开张",
    "清晨六点的头班渡船坐满了人",
    "老周把修好的水车推到渠边",
    "仓库里还剩四十吨早稻种子",
    "工人在高处换下最后一盏旧灯",
];

/// Paragraphs of eight clauses.
fn copy(dice: &mut Dice, paragraphs: u64) -> String {
    let mut text = String::new();
    for _ in 0..paragraphs {
        for _ in 0..8 {
            text.push_str(dice.one(CLAUSES));
            text.push_str(dice.one(&["，", "，", "。"]));
        }
        text.push_str("就这样。\n\n");
    }
    text
}

/// A story of so many paragraphs, with more of front matter.
fn story(dice: &mut Dice, headline: &str, more: &str, paragraphs: u64) -> String {
    format!("+++\nheadline = \"{headline}\"\n{more}\n+++\n{}", copy(dice, paragraphs))
}

const HEAD: &str = "layout = \"broadsheet\"\ndate = 2023-03-27\n[paper]\nname = \"河岸报\"\n";

fn typeset(files: &Memory) -> (Typeset, Report) {
    let mut report = Report::default();
    let typeset = banxin::typeset(files, "day", None, &mut report).expect("the day is read");
    (typeset, report)
}

fn said<'r>(report: &'r Report, code: &str) -> Vec<&'r str> {
    report.diagnostics.iter().filter(|d| d.code.0 == code).map(|d| d.message.as_str()).collect()
}

/// A spread of a lead and seven more stories, after a front page and before an overflow page.
fn day(seed: u64, headline: &str) -> Memory {
    let mut dice = Dice(seed);
    let heads = ["渡船改在清晨六点开", "水车重新转起来", "新步道通到山脚", "种子已经分到田头", "图书馆夜里也开门"];
    let mut files = Memory::default();
    files = files.with("day/stories/lead.md", story(&mut dice, headline, "", 22));
    let names: Vec<String> = (0..8).map(|n| format!("s{n}")).collect();
    for name in &names {
        let (length, head) = (7 + dice.roll(12), dice.one(&heads));
        let text = story(&mut dice, head, "jump = false", length);
        files = files.with(&format!("day/stories/{name}.md"), text);
    }
    let list: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let pages = format!(
        "[[page]]\nnumbers = [2, 3]\nkind = \"inside\"\nname = \"通版\"\nstories = [\"lead\", {}]\n\
         [[page]]\nnumber = 4\nkind = \"inside\"\nstories = []\n",
        list.join(", ")
    );
    files.with("day/issue.toml", format!("{HEAD}{pages}"))
}

/// Glyphs of the items of a role: where each begins, the size of its em, its characters.
fn glyphs<'p>(page: &'p DisplayList, role: impl Fn(Role) -> bool + 'p) -> impl Iterator<Item = (Len, Len, &'p str)> {
    let runs = page.items.iter().filter(move |placed| role(placed.role)).filter_map(|placed| match &placed.item {
        Item::Glyphs(run) => Some(run),
        _ => None,
    });
    runs.flat_map(|run| run.glyphs.iter().map(move |g| (g.at.x, run.size, &run.text[g.start as usize..g.end as usize])))
}

/// What is printed of a story's text on a page, in order.
fn text_of(page: &DisplayList, story: &Story) -> String {
    let own = page.items.iter().filter(|i| i.origin.story == Some(story.id) && matches!(i.role, Role::Text(_)));
    own.filter_map(|i| if let Item::Glyphs(run) = &i.item { Some(run.text.as_str()) } else { None }).collect()
}

#[test]
fn two_pages_hold_every_character_once_and_none_lies_on_the_spine() {
    for seed in 1..7 {
        // A short head, and one that would fill its width at the largest size.
        let headline = if seed % 2 == 0 {
            "十件实事九件已经动工"
        } else {
            "九件已经动工 还有一件排进暑假"
        };
        let (typeset, report) = typeset(&day(seed, headline));
        let [left, right] = [2, 3].map(|n| typeset.pages.iter().find(|p| p.page == n).expect("both pages are made"));
        let layout = &typeset.issue.layout;
        assert_eq!((left.trim, right.trim), (layout.page.trim, layout.page.trim));
        assert_eq!(left.facing.map(|f| (f.page, f.left)), Some((3, false)));
        assert_eq!(right.facing.map(|f| (f.page, f.left)), Some((2, true)));
        assert_eq!(said(&report, "M022"), Vec::<&str>::new());
        // Text stands inside of its own page's margins; of heads and all else no character reaches over the trim.
        let margins = layout.page.margins;
        for page in [left, right] {
            for (x, size, text) in glyphs(page, |role| matches!(role, Role::Text(_) | Role::Byline | Role::Caption)) {
                let hangs = size;
                assert!(x >= margins.left - hangs, "seed {seed}: {text}");
                assert!(x + size <= page.trim.w - margins.right + hangs, "seed {seed}: {text}");
            }
            for (x, size, text) in glyphs(page, |role| role == Role::Head) {
                let (from, to) = (x, x + size * 9 / 10);
                assert!(from >= Len::ZERO && to <= page.trim.w, "seed {seed}: {text} lies on the spine");
            }
        }
        let lost: usize = said(&report, "M001").len();
        for story in &typeset.issue.stories {
            let wanted: String =
                story.blocks.iter().map(|b| if let Block::Para(t) = b { t.plain() } else { "".into() }).collect();
            let set: String = typeset.pages.iter().map(|page| text_of(page, story)).collect();
            assert!(set == wanted || lost > 0, "seed {seed}: {}", story.slug);
            assert!(wanted.starts_with(&set), "seed {seed}: {} is set in order and once", story.slug);
        }
    }
}

#[test]
fn the_first_story_stands_across_the_spine() {
    let (typeset, report) = typeset(&day(2, "十件实事九件已经动工"));
    let lead = typeset.issue.story_named("lead").expect("it is read").id;
    for page in typeset.pages.iter().filter(|page| page.facing.is_some()) {
        assert!(page.outlines.iter().any(|outline| outline.story == lead), "page {}", page.page);
        let head: String = glyphs(page, |role| role == Role::Head).map(|g| g.2).collect();
        assert!(head.chars().any(|c| "十件实事九件已经动工".contains(c)), "page {}: {head}", page.page);
        let folio: String = glyphs(page, |role| role == Role::Furniture).map(|g| g.2).collect();
        assert!(folio.contains(&page.page.to_string()) && folio.contains("通版"), "{folio}");
    }
    assert!(!said(&report, "N01").iter().any(|message| message.contains("gutter after column 5")));
    // A head in one piece on each page, all of it on both together.
    let both = typeset.pages.iter().filter(|page| page.facing.is_some());
    let whole: String = both.flat_map(|page| head_of(page, lead)).collect();
    assert_eq!(whole, "十件实事九件已经动工");
}

fn head_of(page: &DisplayList, story: banxin::ids::StoryId) -> Vec<String> {
    let own = page.items.iter().filter(|i| i.origin.story == Some(story) && i.role == Role::Head);
    own.filter_map(|i| if let Item::Glyphs(run) = &i.item { Some(run.text.clone()) } else { None }).collect()
}

#[test]
fn jumps_name_the_page_that_the_reader_stands_on() {
    let mut dice = Dice(11);
    let mut files = Memory::default();
    files = files.with("day/stories/front.md", story(&mut dice, "水车重新转起来", "jump = { to = 3 }", 60));
    files = files.with("day/stories/lead.md", story(&mut dice, "新步道通到山脚", "jump = { to = 4 }", 70));
    files = files.with("day/stories/other.md", story(&mut dice, "种子分到田头", "jump = { to = 4 }", 60));
    let pages = "[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"front\"]\n\
         [[page]]\nnumbers = [2, 3]\nkind = \"inside\"\nstories = [\"lead\", \"other\"]\n\
         [[page]]\nnumber = 4\nkind = \"inside\"\nstories = []\n";
    let files = files.with("day/issue.toml", format!("{HEAD}{pages}"));
    let (typeset, report) = typeset(&files);
    assert_eq!(said(&report, "N18"), Vec::<&str>::new());
    let words = |number: u32, role: Role| {
        let page = typeset.pages.iter().find(|p| p.page == number).expect("it is made");
        glyphs(page, move |own| own == role).map(|g| g.2).collect::<String>()
    };
    assert!(words(1, Role::Notice).contains("下转第3版"));
    assert!(words(3, Role::Head).contains("上接第1版"), "the rest begins on the page that was named");
    assert!(!words(2, Role::Head).contains("上接"));
    let sent = |page| words(page, Role::Notice).matches("下转第4版").count();
    let taken = words(4, Role::Head);
    assert!(sent(2) + sent(3) > 0, "something goes on to page 4");
    assert_eq!(sent(2), taken.matches("上接第2版").count());
    assert_eq!(sent(3), taken.matches("上接第3版").count());
}

#[test]
fn a_see_notice_names_both_pages() {
    let mut dice = Dice(5);
    let mut files = Memory::default();
    let see = "see = [{ story = \"lead\" }]";
    files = files.with("day/stories/front.md", story(&mut dice, "水车重新转起来", see, 40));
    files = files.with("day/stories/lead.md", story(&mut dice, "新步道通到山脚", "", 70));
    let pages = "[[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"front\"]\n\
         [[page]]\nnumbers = [2, 3]\nkind = \"inside\"\nstories = [\"lead\"]\n";
    let (typeset, _) = typeset(&files.with("day/issue.toml", format!("{HEAD}{pages}")));
    let front: String = glyphs(&typeset.pages[0], |role| matches!(role, Role::Text(_))).map(|g| g.2).collect();
    assert!(front.contains("详见第2、3版"), "{front}");
}
