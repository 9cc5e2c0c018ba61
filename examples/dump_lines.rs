//! Prints the lines of body text of a page, as they stand on paper, with the distance of each baseline
//! from the trim's top: `cargo run --release --example dump_lines issues/yunchao-2023-03-27 1`

use banxin::diag::Report;
use banxin::display::{Item, Role};
use banxin::files::Disk;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "issues/yunchao-2023-03-27".to_string());
    let number = std::env::args().nth(2).and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut report = Report::default();
    let Ok(set) = banxin::typeset(&Disk::new(None, None), &folder, None, &mut report) else {
        return eprintln!("{folder} cannot be read");
    };
    let Some(page) = set.pages.iter().find(|page| page.page == number) else {
        return eprintln!("there is no page {number}");
    };
    let mut last = None;
    for placed in &page.items {
        let (Role::Text(block), Item::Glyphs(run)) = (placed.role, &placed.item) else { continue };
        let (Some(story), Some(first)) = (placed.origin.story, run.glyphs.first()) else { continue };
        let line = (story, block, first.at.y);
        if last != Some(line) {
            print!("\n{:8.2} pt  {:16}  ", first.at.y.pt(), set.issue.story(story).slug);
        }
        print!("{}", run.text);
        last = Some(line);
    }
    println!();
}
