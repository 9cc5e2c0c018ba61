//! Text whose lines are not all of one measure: beside pictures narrower than a column, in columns of unlike width.

mod seeded;

use banxin::Typeset;
use banxin::diag::Report;
use banxin::display::{Item, Role};
use banxin::files::Memory;
use banxin::geom::{Len, Rect};
use seeded::Dice;

const CLAUSES: &[&str] = &[
    "河堤上的柳树一夜之间全绿了",
    "镇上第三家面馆在桥头开张",
    "清晨六点的头班渡船坐满了人",
    "老周把修好的水车推到渠边",
    "工人在高处换下最后一盏旧灯",
];

/// A picture of three by four.
const ART: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"40\"><rect width=\"30\" height=\"40\" \
    fill=\"#000000\"/></svg>";

fn copy(dice: &mut Dice, paragraphs: u64) -> String {
    let mut text = String::new();
    for _ in 0..paragraphs {
        for _ in 0..6 {
            text.push_str(dice.one(CLAUSES));
            text.push('，');
        }
        text.push_str("就这样。\n\n");
    }
    text
}

/// A page with one story pinned to some columns, in a layout that differs from the broadsheet so much.
fn typeset(changes: &str, columns: &str, front: &str, text: &str) -> (Typeset, Report) {
    let pin = format!("[[page.pin]]\nstory = \"a\"\nat = {{ columns = \"{columns}\" }}\n");
    let issue = format!(
        "layout = \"house\"\ndate = 2023-03-27\n[[page]]\nnumber = 2\nkind = \"inside\"\nstories = [\"a\"]\n{pin}"
    );
    let files = Memory::default()
        .with("day/issue.toml", issue)
        .with("day/house.toml", format!("extends = \"broadsheet\"\n{changes}"))
        .with("day/art/a.svg", ART)
        .with("day/stories/a.md", format!("+++\nheadline = \"渡船改在清晨六点开\"\n{front}\n+++\n{text}"));
    let mut report = Report::default();
    let typeset = banxin::typeset(&files, "day", None, &mut report).expect("the day is read");
    (typeset, report)
}

/// Characters of the body: where each stands, and what it is.
fn characters(typeset: &Typeset) -> Vec<(Len, Len, String)> {
    let items = typeset.pages.iter().flat_map(|page| &page.items);
    let runs = items.filter_map(|placed| match (&placed.item, placed.role) {
        (Item::Glyphs(run), Role::Text(_)) => Some(run),
        _ => None,
    });
    runs.flat_map(|run| {
        run.glyphs.iter().map(|g| (g.at.x, g.at.y, run.text[g.start as usize..g.end as usize].to_string()))
    })
    .collect()
}

fn pictures(typeset: &Typeset) -> Vec<Rect> {
    let art = |placed: &banxin::display::Placed| match (&placed.item, placed.role) {
        (Item::Art(art), Role::Figure) => Some(art.area),
        _ => None,
    };
    typeset.pages.iter().flat_map(|page| page.items.iter().filter_map(art)).collect()
}

fn whole(typeset: &Typeset, text: &str) {
    let set: String = characters(typeset).into_iter().map(|c| c.2).collect();
    let copy: String = text.split_whitespace().collect();
    assert_eq!(set, copy, "every character once, in order");
}

fn han(text: &str) -> bool {
    text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Where the lines of each column end, farthest first: the right edges of its Han characters.
fn ends(of: &[(Len, Len, String)], from: Len, to: Len, em: Len) -> Len {
    let inside = of.iter().filter(|c| c.0 >= from && c.0 < to && han(&c.2));
    inside.map(|c| c.0 + em).fold(Len::ZERO, Len::max)
}

#[test]
fn columns_of_unlike_width_are_each_filled_to_their_own() {
    for seed in 1..5 {
        let text = copy(&mut Dice(seed), 7);
        let grid = "[grid]\ncolumns = 4\nchars = 22\ngutter = \"1字\"\n";
        // Two columns of 22 with a gap of one are 45: in three, 14 with two gaps of one and one over.
        let (typeset, _) = typeset(grid, "1-2", "columns = 3\nbroken = \"relative\"", &text);
        let body = typeset.issue.layout.grid.body;
        whole(&typeset, &text);
        let all = characters(&typeset);
        let left = all.iter().map(|c| c.0).fold(Len::MM * 1000, Len::min);
        let starts = [0, 15, 30].map(|n| left + body * n);
        let found = [
            ends(&all, starts[0], starts[1], body) - starts[0],
            ends(&all, starts[1], starts[2], body) - starts[1],
            ends(&all, starts[2], left + body * 60, body) - starts[2],
        ];
        assert_eq!(found, [14, 14, 15].map(|n| body * n), "seed {seed}");
    }
}

const THREE: &str = "[[picture]]\nart = \"art/a.svg\"\ncredit = \"甲\"\nwidth = \"6字\"\n\
    [[picture]]\nart = \"art/a.svg\"\ncredit = \"乙\"\nwidth = \"7字\"\n\
    [[picture]]\nart = \"art/a.svg\"\ncredit = \"丙\"\nwidth = \"5字\"\n";

/// No character stands in a picture, and each picture has text at its left.
fn beside(typeset: &Typeset, count: usize) {
    let body = typeset.issue.layout.grid.body;
    let (all, pictures) = (characters(typeset), pictures(typeset));
    assert_eq!(pictures.len(), count, "every picture stands on the page");
    for area in &pictures {
        let on = |c: &&(Len, Len, String)| c.1 - body / 2 > area.y && c.1 - body / 2 < area.bottom();
        let inside = all.iter().filter(on).find(|c| c.0 + body / 2 > area.x && c.0 + body / 2 < area.right());
        assert!(inside.is_none(), "{inside:?} stands in the picture at {area:?}");
        let left = all.iter().filter(on).filter(|c| c.0 < area.x && c.0 > area.x - body * 16);
        assert!(left.count() > 10, "text stands beside the picture at {area:?}");
    }
}

#[test]
fn several_narrow_pictures_have_text_beside_them() {
    for (columns, text) in
        [("1-2", copy(&mut Dice(3), 12)), ("1-3", copy(&mut Dice(4), 16)), ("1", copy(&mut Dice(5), 12))]
    {
        let (typeset, _) = typeset("", columns, THREE, &text);
        whole(&typeset, &text);
        beside(&typeset, 3);
    }
}

#[test]
fn on_a_strict_grid_every_character_has_its_cell_beside_a_picture_too() {
    let one = "[[picture]]\nart = \"art/a.svg\"\ncredit = \"甲\"\nwidth = \"6字\"\n";
    for (front, count) in [(one, 1), (THREE, 3)] {
        let text = copy(&mut Dice(9), 14);
        let (typeset, _) = typeset("[styles.body]\ngrid = true\n", "1-2", front, &text);
        whole(&typeset, &text);
        beside(&typeset, count);
        let (grid, margins) = (typeset.issue.layout.grid, typeset.issue.layout.page.margins);
        let mut widest = [0i64; 2];
        for (x, _, character) in characters(&typeset).iter().filter(|c| han(&c.2)) {
            let x = *x - margins.left;
            let column = usize::from(x >= grid.column_x(1) - grid.body / 2);
            let cell = x - grid.column_x(column as u16);
            assert_eq!(cell.0.rem_euclid(grid.body.0), 0, "{character} stands off its cell");
            widest[column] = widest[column].max(cell.0 / grid.body.0 + 1);
        }
        assert_eq!(widest, [i64::from(grid.chars); 2], "under the pictures lines have all cells");
    }
}
