//! What shaping and composing cost in CPU time: `cargo bench --bench compose`.
//!
//! Figures are printed, not asserted: a busy machine would fail them. The wishes are 6 ms for one
//! paragraph of 10,000 characters, 15 ms for 1,000 characters at 30 measures, and shaping at 3 million
//! glyphs a second.

use banxin::compose;
use banxin::diag::Report;
use banxin::files::Memory;
use banxin::fonts::{self, Fonts};
use banxin::geom::Em;
use banxin::model::story::Text;
use banxin::read;
use banxin::text::Shaper;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

const COPY: &str = "昨日上午，云潮新区开门办事。窗口前队伍不长，市民李女士用了12分钟办完手续，她说：“比上次快多了！”\
据区政务办介绍，今年一季度共受理3.5万件，同比增长18%；其中网上办理占七成。下一步，Wi-Fi与自助终端将进社区（首批20个）。";

/// News copy of about so many characters.
fn copy(characters: usize) -> Text {
    let one = COPY.chars().count();
    Text::made(COPY.repeat(characters.div_ceil(one)).chars().take(characters).collect::<String>())
}

/// The shortest of several runs, in milliseconds: the one that was disturbed least.
fn shortest<T>(runs: usize, mut run: impl FnMut() -> T) -> f64 {
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed().as_secs_f64() * 1000.0
        })
        .fold(f64::MAX, f64::min)
}

fn main() {
    let mut report = Report::default();
    let stub = Fonts::stub();
    let styles = BTreeMap::new();
    let shaper = Shaper::with_styles(&stub, &styles);
    let style = read::style::plain();
    for characters in [1_000, 10_000, 100_000] {
        let para = shaper.shape(&copy(characters), &style, &mut report);
        for measure in [14, 18, 24] {
            let time = shortest(9, || compose::galley(&para, Em::ONE * measure, 0));
            println!("compose {characters:6} characters at {measure} em: {time:8.3} ms");
        }
        let time = shortest(5, || compose::galley(&para, Em::ONE * 18, 1));
        println!("compose {characters:6} characters one line longer: {time:8.3} ms");
    }
    let para = shaper.shape(&copy(1_000), &style, &mut report);
    let time = shortest(9, || (10..40).map(|m| compose::galley(&para, Em::ONE * m, 0)).collect::<Vec<_>>());
    println!("compose 1,000 characters at 30 measures: {time:.3} ms");

    let files = Memory::default().with("readme", "");
    let Ok(layout) = read::layout(&files, "broadsheet", &mut report) else { return };
    let start = Instant::now();
    let fonts = fonts::resolve(&files, &layout, &mut report);
    println!("resolve: {:.3} ms", start.elapsed().as_secs_f64() * 1000.0);
    let start = Instant::now();
    let shaper = Shaper::new(&fonts, &layout);
    println!("shaper: {:.3} ms", start.elapsed().as_secs_f64() * 1000.0);
    let Some(body) = layout.styles.get("body") else { return };
    let text = copy(10_000);
    let time = shortest(9, || shaper.shape(&text, body, &mut Report::default()));
    println!("shape 10,000 characters, plans cached: {time:.3} ms, {:.2} million glyphs a second", 10.0 / time);
}
