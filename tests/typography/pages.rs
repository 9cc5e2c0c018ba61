//! What only a page shows: base lines, columns, pitch.

use crate::corpus;
use crate::faces::{near, unless};
use crate::judge::Verdict;
use banxin::diag::Report;
use banxin::display::{Item, Role};
use banxin::files::Memory;
use banxin::geom::Len;
use banxin::{Typeset, pdf};
use std::io::Write;
use std::process::{Command, Stdio};

/// A character that no face has, drawn in a square.
const YUAN: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100' width='100' height='100'>\
    <path d='M8 12h84v8H8zM46 6h8v88h-8zM12 82h76v8H12z' fill='#000'/></svg>";

/// A page of stories under changes to the shipped broadsheet.
fn typeset(changes: &str, stories: &[(&str, &str)]) -> Result<(Typeset, Report), String> {
    pinned("", changes, stories)
}

/// The same with pins.
fn pinned(pins: &str, changes: &str, stories: &[(&str, &str)]) -> Result<(Typeset, Report), String> {
    let names: Vec<String> = (0..stories.len()).map(|n| format!("\"s{n}\"")).collect();
    let issue = format!(
        "layout = \"test\"\ndate = 2023-03-27\nnumber = 1\npages = 1\n\n[[page]]\nnumber = 2\nkind = \"inside\"\nname = \"要闻\"\nstories = [{}]\n{pins}",
        names.join(", ")
    );
    let mut files = Memory::default()
        .with("issue/issue.toml", issue)
        .with("issue/art/yuan.svg", YUAN)
        .with("issue/test.toml", format!("extends = \"broadsheet\"\n{changes}"));
    for (n, (front, text)) in stories.iter().enumerate() {
        let head = if front.contains("headline") { "" } else { "headline = \"本地要闻\"\n" };
        let story = format!("+++\n{head}{front}\n+++\n\n{text}\n");
        files = files.with(&format!("issue/stories/s{n}.md"), story);
    }
    let mut report = Report::default();
    let set = banxin::typeset(&files, "issue", None, &mut report);
    let said = || report.diagnostics.iter().map(|d| d.message.clone()).collect::<Vec<_>>().join("; ");
    set.map_err(|_| said()).map(|set| (set, report))
}

/// A line of body text on a page.
#[derive(Clone, Debug)]
struct Placed {
    block: u32,
    left: f64,
    right: f64,
    y: Len,
    text: String,
}

/// Lines of body text in reading order: glyph runs of the body's size on one base line of one column.
fn lines(set: &Typeset) -> Vec<Placed> {
    let body = set.issue.layout.grid.body;
    let pitch = set.issue.layout.grid.column() + set.issue.layout.grid.gutter;
    let mut all: Vec<Placed> = Vec::new();
    for placed in set.pages.iter().flat_map(|p| &p.items) {
        let (Role::Text(block), Item::Glyphs(run)) = (placed.role, &placed.item) else { continue };
        if run.size != body || run.text.is_empty() {
            continue;
        }
        for glyph in &run.glyphs {
            let (x, y) = (glyph.at.x, glyph.at.y);
            let text = run.text.get(glyph.start as usize..glyph.end as usize).unwrap_or("");
            match all.last_mut() {
                Some(last) if last.y == y && (x.pt() - last.right).abs() < pitch.pt() && last.block == block => {
                    last.right = last.right.max(x.pt() + body.pt());
                    last.text += text;
                }
                _ => all.push(Placed { block, left: x.pt(), right: x.pt() + body.pt(), y, text: text.into() }),
            }
        }
    }
    all
}

fn news(n: usize) -> String {
    corpus::paragraphs(7, n).join("\n\n")
}

/// G05: base lines of all columns on one grid, a crosshead in one of them.
pub fn baselines_coincide() -> Verdict {
    let paragraphs = corpus::paragraphs(7, 12);
    let text = format!("{}\n\n## 小标题一则\n\n{}", paragraphs[..5].join("\n\n"), paragraphs[5..].join("\n\n"));
    let (set, _) = typeset("", &[("", &text)])?;
    let found = lines(&set);
    let columns = found.iter().map(|l| l.left as i64 / 20).collect::<std::collections::BTreeSet<_>>().len();
    unless(found.len() > 40 && columns > 1, || format!("{} lines in {columns} columns", found.len()))?;
    let pitch = set.issue.layout.grid.pitch;
    for line in &found {
        let off = (line.y - found[0].y).0.rem_euclid(pitch.0);
        let off = off.min(pitch.0 - off);
        unless(off <= Len::PT.0 / 100, || format!("`{}` is {:.3} pt off the grid", line.text, Len(off).pt()))?;
    }
    Ok(())
}

/// Steps from line to line down a column.
fn steps(found: &[Placed]) -> Vec<(Len, bool)> {
    found.windows(2).filter(|p| p[1].y > p[0].y).map(|p| (p[1].y - p[0].y, p[0].block != p[1].block)).collect()
}

/// Q19: the step across a paragraph's end is the step inside.
pub fn pitch_across_paragraphs() -> Verdict {
    let (set, _) = typeset("", &[("", &news(10))])?;
    let steps = steps(&lines(&set));
    let pitch = set.issue.layout.grid.pitch;
    unless(steps.iter().filter(|s| s.1).count() >= 5, || "too few paragraph ends on the page".into())?;
    for (step, across) in steps {
        unless(step == pitch, || {
            format!("a step of {:.2} pt{}", step.pt(), if across { " across a paragraph's end" } else { "" })
        })?;
    }
    Ok(())
}

/// Q24: readings on one line move no base line; a pitch too small for them is reported.
pub fn ruby_keeps_pitch() -> Verdict {
    let text = format!("{}这里的{{银行|yín háng}}{}", corpus::paragraphs(8, 1)[0], news(6));
    let (set, _) = typeset("", &[("", &text)])?;
    let pitch = set.issue.layout.grid.pitch;
    for (step, _) in steps(&lines(&set)) {
        unless(step.0 % pitch.0 == 0, || format!("a step of {:.2} pt", step.pt()))?;
    }
    let (_, report) = typeset("[grid]\npitch = \"9.5pt\"\n", &[("", &text)])?;
    let warned = report.diagnostics.iter().any(|d| d.code.name() == "tight-marks");
    unless(warned, || "no warning at a pitch of 9.5 pt".into())
}

/// G03: 181 pt of width and type of 12 pt make lines of 15 characters.
pub fn measure_of_whole_characters() -> Verdict {
    let changes = "[grid]\nbody = \"12pt\"\npitch = \"16pt\"\nchars = 16\ncolumns = 5\n\n[box]\nside = \"5.5pt\"\n[styles.body]\nsize = \"12pt\"\n[styles.box]\nsize = \"12pt\"\n";
    let (set, _) = typeset(changes, &[("box = true", &news(2)), ("", &news(8))])?;
    let story = set.issue.stories[0].id;
    let mut widest: f64 = 0.0;
    let grid = &set.issue.layout.grid;
    let left = set.issue.layout.page.margins.left;
    let boxed = set.pages.iter().flat_map(|p| &p.items).filter(|i| i.origin.story == Some(story));
    let mut rows: std::collections::BTreeMap<(i64, i64), (f64, f64)> = Default::default();
    for item in boxed {
        let (Role::Text(_), Item::Glyphs(run)) = (item.role, &item.item) else { continue };
        for g in &run.glyphs {
            // Columns of a box lie further apart than a line's characters.
            let column = ((g.at.x - grid.column_x(0)).0 - left.0) / (grid.column() + grid.gutter).0;
            // What a mark occupies at a line's end is half its em; Han show the measure.
            if !run.text[g.start as usize..g.end as usize].chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
                continue;
            }
            let row = rows.entry((g.at.y.0, column)).or_insert((f64::MAX, 0.0));
            row.0 = row.0.min(g.at.x.pt());
            row.1 = row.1.max(g.at.x.pt() + 12.0);
        }
    }
    rows.values().for_each(|(l, r)| widest = widest.max(r - l));
    unless((179.9..=180.1).contains(&widest), || format!("the widest line is {widest:.2} pt"))
}

/// Q21: fifteen lines of nine points at a pitch of fourteen cover 205 points, twenty characters 180.
pub fn frame_grid_size() -> Verdict {
    let changes = "[grid]\nbody = \"9pt\"\npitch = \"14pt\"\nchars = 20\ncolumns = 5\n[styles.body]\nsize = \"9pt\"\npitch = \"14pt\"\n";
    let (set, _) = typeset(changes, &[("", &news(10))])?;
    let grid = &set.issue.layout.grid;
    near(grid.column().pt(), 180.0, 0.001, || "width".into())?;
    let found = lines(&set);
    let run =
        found.windows(15).find(|w| w.windows(2).all(|p| p[1].y > p[0].y)).ok_or("no fifteen lines in a column")?;
    near((run[14].y - run[0].y + grid.body).pt(), 205.0, 0.001, || "height".into())
}

/// G04: a column of twenty characters in two, in each of the three modes: where the second begins, and both measures.
pub fn column_modes() -> Verdict {
    // In the order of newspaper 1.2, but `relative` last: what it lacks hides nothing else.
    let modes = [("absolute", [11.0, 9.0, 9.0]), ("free", [10.5, 9.5, 9.5]), ("relative", [10.0, 9.0, 10.0])];
    for (mode, wanted) in modes {
        let grid = "[grid]\nbody = \"9pt\"\npitch = \"14pt\"\nchars = 20\ncolumns = 5\ngutter = \"1字\"\n";
        let changes = format!("{grid}[styles.body]\nsize = \"9pt\"\npitch = \"14pt\"\n");
        let pin = "[[page.pin]]\nstory = \"s0\"\nat = { columns = \"1\", lines = \"1-40\" }\n";
        let front = format!("columns = 2\nbroken = \"{mode}\"");
        let (set, report) = pinned(pin, &changes, &[(&front, &news(4)), ("", &news(9))])?;
        let said = || report.diagnostics.iter().map(|d| d.message.as_str()).collect::<Vec<_>>().join("; ");
        let (story, body) = (set.issue.stories[0].id, set.issue.layout.grid.body);
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let mut ems: Vec<f64> = Vec::new();
        for item in set.pages.iter().flat_map(|p| &p.items).filter(|i| i.origin.story == Some(story)) {
            let (Role::Text(_), Item::Glyphs(run)) = (item.role, &item.item) else { continue };
            let solid = run.glyphs.iter().filter(|g| run.text[g.start as usize..g.end as usize].chars().all(han));
            ems.extend(solid.filter(|_| run.size == body).map(|g| g.at.x.pt() / body.pt()));
        }
        let left = ems.iter().copied().fold(f64::MAX, f64::min);
        let (second, first): (Vec<f64>, Vec<f64>) = ems.iter().map(|x| x - left).partition(|x| *x > wanted[0] - 0.5);
        unless(first.len() > 40 && second.len() > 40, || format!("{mode}: too little text; {}", said()))?;
        let start = second.iter().copied().fold(f64::MAX, f64::min);
        let end = |column: &[f64]| column.iter().copied().fold(0.0, f64::max) + 1.0;
        let found = [start, end(&first), end(&second) - start];
        for (found, wanted) in found.iter().zip(wanted) {
            near(*found, wanted, 0.01, || format!("{mode}: second column and measures of both"))?;
        }
    }
    Ok(())
}

/// V14: the lines of a vertical head run from right to left.
pub fn vertical_lines_right_to_left() -> Verdict {
    let front = "head = \"vertical\"\nheadline = [\"全市推进旧区改造\", \"今年惠及百姓甚多\"]";
    let (set, report) = typeset("", &[(front, &news(4)), ("", &news(9))])?;
    let mut at: Vec<(String, f64)> = Vec::new();
    for placed in set.pages.iter().flat_map(|p| &p.items) {
        let (Role::Head, Item::Glyphs(run)) = (placed.role, &placed.item) else { continue };
        for glyph in &run.glyphs {
            let text = run.text.get(glyph.start as usize..glyph.end as usize).unwrap_or("");
            at.push((text.to_string(), glyph.at.x.pt()));
        }
    }
    let x = |c: &str| at.iter().find(|(t, _)| t == c).map(|(_, x)| *x);
    let said = || report.diagnostics.iter().map(|d| d.message.as_str()).collect::<Vec<_>>().join("; ");
    let (first, second) = (x("推").ok_or_else(said)?, x("惠").ok_or_else(said)?);
    let (top, down) = (x("全").ok_or_else(said)?, x("市").ok_or_else(said)?);
    near(top, down, 1.0, || "a column of the head".into())?;
    unless(first > second, || format!("the first line stands at {first:.1} pt, the second at {second:.1}"))
}

/// A character drawn by the house stands in an em box among the others, and a reader of text is told what it is.
pub fn house_glyph_drawn() -> Verdict {
    let changes = "[glyph.yuan]\nfile = \"art/yuan.svg\"\ntext = \"上草下渊\"\n";
    let (set, report) = typeset(changes, &[("", "这个[〓]{.glyph=yuan}字，见于铜镜铭文。")])?;
    unless(!report.diagnostics.iter().any(|d| d.code.0 == "T002"), || "the glyph is not known".into())?;
    let items = || set.pages.iter().flat_map(|p| &p.items);
    let drawn: Vec<_> =
        items().filter_map(|i| if let Item::Drawn(drawn) = &i.item { Some(drawn) } else { None }).collect();
    unless(drawn.len() == 1, || format!("{} drawn characters", drawn.len()))?;
    let (area, body) = (drawn[0].place.area, set.issue.layout.grid.body);
    unless(drawn[0].text == "〓" && drawn[0].says == "上草下渊", || "it says something else".into())?;
    unless(area.w == body && area.h == body, || format!("it is {:.2} pt wide", area.w.pt()))?;
    let at = |c: &str| {
        items().find_map(|i| match &i.item {
            Item::Glyphs(run) => run.glyphs.iter().find(|g| &run.text[g.start as usize..g.end as usize] == c),
            _ => None,
        })
    };
    let (before, after) = (at("个").ok_or("no 个")?, at("字").ok_or("no 字")?);
    near((area.x - before.at.x).pt(), body.pt(), 0.01, || "from 个 to the drawing".into())?;
    near((after.at.x - area.x).pt(), body.pt(), 0.01, || "from the drawing to 字".into())?;
    near((area.bottom() - before.at.y).pt(), 0.12 * body.pt(), 0.01, || "its em box under the baseline".into())?;
    told_by_a_reader(set, &["这个上草下渊字，见于铜镜铭文。"])
}

/// Q29: what a reader takes out of the PDF is what was written, in reading order.
pub fn text_comes_back() -> Verdict {
    let copies = [
        "他终于说出了那句话——我们赢了，全场欢呼。",
        "他说“看‘这里’吧”，大家都看见了。",
        "11月22日，全市有12.5%的家庭参加。",
    ];
    let (set, _) = typeset("", &[("", &copies.join("\n\n"))])?;
    told_by_a_reader(set, &copies)
}

/// Whether a reader of the PDF takes these texts out of it.
fn told_by_a_reader(mut set: Typeset, copies: &[&str]) -> Verdict {
    let mut report = Report::default();
    let day = "2023-03-27T00:00:00Z".to_string();
    let meta = pdf::Meta {
        title: "t".into(),
        date: day,
        lang: "zh-Hans".into(),
        job_strip: String::new(),
        bound_right: false,
        rejected: None,
    };
    let pages: Vec<_> = set.pages.drain(..).collect();
    let refs: Vec<_> = pages.iter().collect();
    let files = Memory::default();
    let bytes = pdf::write(&refs, &set.fonts, &set.art, &set.issue.layout.press, &meta, &files, &mut report);
    let reader =
        Command::new("pdftotext").args(["-raw", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut reader) = reader else {
        println!("pdf::text_comes_back: no pdftotext (package poppler-utils), not looked at");
        return Ok(());
    };
    let mut input = reader.stdin.take().ok_or("no pipe")?;
    let feed = std::thread::spawn(move || input.write_all(&bytes));
    let out = reader.wait_with_output().map_err(|e| e.to_string())?;
    let _ = feed.join();
    let text: String = String::from_utf8_lossy(&out.stdout).chars().filter(|c| !c.is_whitespace()).collect();
    for copy in copies {
        unless(text.contains(copy), || format!("`{copy}` does not come back"))?;
    }
    Ok(())
}

/// The words that a Korean page sets around copy: date, weekday and folio, a byline with its role behind the name.
pub fn korean_words() -> Verdict {
    let issue = "layout = \"ko\"\ndate = 2026-03-12\nnumber = 7\npages = 32\n[paper]\nname = \"한국\"\n[[page]]\nnumber = 1\n\
        kind = \"front\"\nstories = [\"a\"]\n";
    let story =
        "+++\nheadline = [\"한국\"]\n[[byline]]\nrole = \"기자\"\nnames = [\"김도연\"]\n+++\n\n한국 한국 한국.\n";
    let files = Memory::default().with("issue/issue.toml", issue).with("issue/stories/a.md", story);
    let mut report = Report::default();
    let set = banxin::typeset(&files, "issue", None, &mut report).map_err(|_| "the issue is not read")?;
    let runs = set.pages.iter().flat_map(|p| &p.items).filter_map(|p| match &p.item {
        Item::Glyphs(run) => Some(run.text.as_str()),
        _ => None,
    });
    let all: String = runs.collect();
    for words in ["2026년 3월 12일 목요일", "제7호", "전체 32면", "김도연 기자"] {
        unless(all.contains(words), || format!("no “{words}” in {all}"))?;
    }
    Ok(())
}
