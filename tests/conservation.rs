//! Never a lost character.
//!
//! Typesets the sample issue, reads the finished pages back with a parser that did not write them, and
//! accounts for every character of every story: it stands on the pages exactly once and in order, inside
//! its story's outline and the trim, in its style's size and ink, under nothing, drawn with the shipped
//! face's glyph for it; or the report counts it as overset.

mod finished;

use banxin::Typeset;
use banxin::diag::{Report, Severity};
use banxin::files::{Disk, Files, Memory};
use banxin::fonts::Fonts;
use banxin::geom::{Len, Rect};
use banxin::ids::StoryId;
use banxin::ink::{Ink, Paint};
use banxin::model::issue::Issue;
use banxin::model::layout::Layout;
use banxin::model::story::{Block, Story, Text};
use banxin::model::style::Style;
use banxin::pdf;
use finished::{Colour, Outline, Sheet, Shown};
use std::collections::{BTreeMap, BTreeSet};

const SAMPLE: &str = "issues/yunchao-2023-03-27";

/// What the formatting of numbers may lose, in points.
const NEAR: f64 = 0.02;

/// An issue typeset, and its pages read back.
struct Day {
    typeset: Typeset,
    report: Report,
    sheets: Vec<Sheet>,
}

fn typeset(folder: &str) -> Day {
    let root = env!("CARGO_MANIFEST_DIR");
    typeset_from(&Disk::new(Some(root.into()), None), &format!("{root}/{folder}"))
}

fn typeset_from(files: &dyn Files, folder: &str) -> Day {
    let mut report = Report::default();
    let typeset = banxin::typeset(files, folder, None, &mut report).expect("the issue is read");
    let meta = pdf::Meta {
        title: "test".into(),
        date: "2023-03-27T00:00:00Z".into(),
        lang: "zh-Hans".into(),
        job_strip: String::new(),
        bound_right: false,
        rejected: None,
    };
    let press = &typeset.issue.layout.press;
    let sheets = typeset
        .pages
        .iter()
        .map(|page| {
            let bytes = pdf::write(&[page], &typeset.fonts, &typeset.art, press, &meta, files, &mut report);
            finished::sheets(&bytes).pop().expect("a page is written")
        })
        .collect();
    Day { typeset, report, sheets }
}

/// Text without white space: blanks are set as white, not as characters.
fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn plain(text: &Text) -> String {
    dense(&text.plain())
}

/// One character on paper.
#[derive(Clone, Copy)]
struct Char<'a> {
    c: char,
    page: usize,
    glyph: &'a Shown,
}

/// The middle of what is printed of a glyph.
fn middle(glyph: &Shown) -> (f64, f64) {
    let p = glyph.print;
    ((p.left + p.right) / 2.0, (p.top + p.bottom) / 2.0)
}

fn holds(area: Rect, (x, y): (f64, f64), by: f64) -> bool {
    area.x.pt() - by <= x && x <= area.right().pt() + by && area.y.pt() - by <= y && y <= area.bottom().pt() + by
}

impl Day {
    /// A story's characters as they are read off its outlines, page after page, in the order of the content.
    fn read_back(&self, story: StoryId) -> Vec<Char<'_>> {
        let mut out = Vec::new();
        for (page, (list, sheet)) in self.typeset.pages.iter().zip(&self.sheets).enumerate() {
            let areas: Vec<Rect> =
                list.outlines.iter().filter(|o| o.story == story).flat_map(|o| o.areas.iter().copied()).collect();
            for glyph in &sheet.glyphs {
                if areas.iter().any(|&area| holds(area, middle(glyph), 0.0)) {
                    out.extend(dense(&glyph.text).chars().map(|c| Char { c, page, glyph }));
                }
            }
        }
        out
    }
}

/// How a part of a story may be set.
struct Look {
    sizes: Vec<(f64, f64)>,
    inks: Vec<Colour>,
}

impl Look {
    fn fits(&self, glyph: &Shown) -> bool {
        self.sizes.iter().any(|&(least, most)| least - NEAR <= glyph.size && glyph.size <= most + NEAR)
            && self.inks.iter().any(|ink| same(ink, &glyph.ink))
    }
}

fn same(a: &Colour, b: &Colour) -> bool {
    match (a, b) {
        (Colour::Cmyk(a), Colour::Cmyk(b)) => a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.002),
        _ => a == b,
    }
}

fn colour(paint: &Paint) -> Colour {
    match &paint.ink {
        Ink::Cmyk(parts) => Colour::Cmyk(parts.map(|p| f64::from(p) / 1000.0)),
        Ink::Spot { name, tint, .. } => Colour::Other(name.to_string(), vec![f64::from(*tint) / 1000.0]),
    }
}

/// What these styles of the layout allow.
fn looks(layout: &Layout, names: &[&str]) -> Look {
    let styles: Vec<&Style> = names.iter().map(|name| &layout.styles[*name]).collect();
    Look {
        sizes: styles.iter().map(|s| (s.size.pt(), s.size.pt())).collect(),
        inks: styles.iter().map(|s| colour(&s.paint)).collect(),
    }
}

/// The same inks, in any of these sizes.
fn sized(mut look: Look, sizes: impl IntoIterator<Item = (Len, Len)>) -> Look {
    look.sizes.extend(sizes.into_iter().map(|(least, most)| (least.pt(), most.pt())));
    look
}

/// What is left of a story to be accounted for.
struct Account<'a> {
    slug: &'a str,
    left: Vec<Char<'a>>,
    faults: Vec<String>,
}

impl<'a> Account<'a> {
    /// Takes a part off where it stands in its own style; `times` is how often it must stand there.
    fn take(&mut self, what: &str, text: &str, look: &Look, times: usize) -> Vec<Char<'a>> {
        let wanted: Vec<char> = text.chars().collect();
        let mut taken = Vec::new();
        if wanted.is_empty() {
            return taken;
        }
        for n in 0..times {
            let place = (0..(self.left.len() + 1).saturating_sub(wanted.len())).find(|&at| {
                let piece = &self.left[at..at + wanted.len()];
                piece.iter().zip(&wanted).all(|(p, &c)| p.c == c && look.fits(p.glyph))
            });
            match place {
                Some(at) => taken.extend(self.left.drain(at..at + wanted.len())),
                None => self.faults.push(format!("{}: {what} “{text}” stands {n} times in its style", self.slug)),
            }
        }
        taken
    }

    fn remains(&self) -> String {
        self.left.iter().map(|c| c.c).collect()
    }
}

/// The characters of a story's text, with the dateline that opens it.
fn body(story: &Story) -> String {
    let mut out = story.dateline.as_ref().map(plain).unwrap_or_default();
    for block in &story.blocks {
        match block {
            Block::Para(text) | Block::Crosshead(text) | Block::PullQuote(text) => out += &plain(text),
            Block::List(items) => items.iter().for_each(|item| out += &format!("●{}", plain(item))),
            // Tables stand in a frame of their own.
            Block::Table(_) => {}
        }
    }
    out
}

/// Pages on which a story stands, first to last.
fn pages_of(day: &Day, story: StoryId) -> Vec<u32> {
    let shown = |page: &&banxin::display::DisplayList| page.outlines.iter().any(|o| o.story == story);
    day.typeset.pages.iter().filter(shown).map(|page| page.page).collect()
}

/// Accounts for every character of a story; what is wrong comes back.
fn account(day: &Day, story: &Story) -> Vec<String> {
    let issue = &day.typeset.issue;
    let layout = &issue.layout;
    let mut account = Account { slug: &story.slug, left: day.read_back(story.id), faults: Vec::new() };
    let whole = account.left.clone();
    let pages = pages_of(day, story.id);

    // Words that the engine sets round the copy, each as often as it must stand.
    let notice = |text: &str, page: u32| dense(&text.replace("{page}", &page.to_string()));
    for pair in pages.windows(2) {
        account.take("jump line", &notice(&layout.notices.jump, pair[1]), &looks(layout, &["jump"]), 1);
        account.take("from line", &notice(&layout.notices.from, pair[0]), &looks(layout, &["from"]), 1);
    }
    for see in &story.see {
        if let Some(page) = target(issue, &see.target) {
            account.take("reference", &notice(&layout.notices.see, page), &looks(layout, &["see"]), 1);
        }
    }

    // Pictures, each caption and credit once.
    for picture in &story.pictures {
        for (what, text) in [("caption", &picture.caption), ("credit", &picture.credit)] {
            if let Some(text) = text {
                account.take(what, &plain(text), &looks(layout, &["caption", "credit"]), 1);
            }
        }
    }

    for block in &story.blocks {
        if let Block::Table(table) = block {
            let cells: String = table.rows.iter().flatten().map(plain).collect();
            account.take("table", &cells, &looks(layout, &["table_head", "table_body"]), 1);
        }
    }

    // The head. On the page that takes the rest of a story its headline stands again.
    let head = looks(layout, &["headline", "headline_alt", "vertical_headline", "brief_head", "table_title"]);
    let all_sizes = layout.headline.ranks.iter().flat_map(|r| r.columns.iter().flatten().chain(&r.vertical));
    let head = sized(head, all_sizes.map(|s| (s.min, s.max)));
    // A kicker or deck that is too long for its head comes down a few steps.
    let least = layout.headline.steps.first().copied().unwrap_or(Len::PT * 10);
    let kicker = sized(
        looks(layout, &["kicker", "vertical_kicker"]),
        layout.headline.kicker_sizes.iter().map(|s| (least.min(s.1), s.1)),
    );
    let deck = sized(looks(layout, &["deck"]), layout.headline.deck_sizes.iter().map(|s| (least.min(s.1), s.1)));
    let mut order = Vec::new();
    for (what, text, look, times) in [
        ("tag", story.tag.iter().map(plain).collect(), looks(layout, &["tag"]), 1),
        ("kicker", story.kicker.iter().map(plain).collect::<String>(), kicker, 1),
        ("headline", story.headline.iter().map(|t| plain(t).replace('|', "")).collect(), head, pages.len().max(1)),
        ("deck", story.deck.iter().map(plain).collect(), deck, 1),
        ("summary", story.summary.iter().map(plain).collect(), looks(layout, &["summary"]), 1),
        ("byline", byline(story, layout), looks(layout, &["byline", "vertical_byline"]), 1),
    ] {
        let mut look = look;
        if what == "byline" {
            // Its mark is smaller than its text.
            let scale = i64::from(layout.byline.mark_scale);
            look = sized(look, [(layout.styles["byline"].size.scale(scale, 1000), layout.styles["byline"].size)]);
        }
        let taken = account.take(what, &text, &look, if text.is_empty() { 0 } else { times });
        order.extend(taken.first().map(|c| (what, c.glyph.order, c.page)));
    }
    for pair in order.windows(2) {
        if pair[0].2 == pair[1].2 && pair[0].1 > pair[1].1 {
            account.faults.push(format!("{}: {} is read after {}", story.slug, pair[0].0, pair[1].0));
        }
    }

    // Nothing but the text is left, and all of it, in order.
    let (found, wanted) = (account.remains(), body(story));
    if found != wanted {
        account.faults.push(difference(&story.slug, &wanted, &found));
    }
    let text = looks(layout, &["body", "box", "bold", "dateline", "crosshead", "pull_quote", "list", "table_note"]);
    for c in account.left.iter().filter(|c| !text.fits(c.glyph)) {
        account.faults.push(format!(
            "{}: “{}” on page {} is {:.2} pt in {:?}, which no text style is",
            story.slug,
            c.c,
            c.page + 1,
            c.glyph.size,
            c.glyph.ink
        ));
    }
    account.faults.extend(whole.iter().flat_map(|c| hidden(day, story.id, c)));
    account.faults
}

fn target(issue: &Issue, target: &banxin::model::story::SeeTarget) -> Option<u32> {
    match target {
        banxin::model::story::SeeTarget::Page(page) => Some(*page),
        banxin::model::story::SeeTarget::Story(slug) => {
            issue.story_named(slug).and_then(|s| issue.page_of(s.id)).map(|p| p.number)
        }
    }
}

fn byline(story: &Story, layout: &Layout) -> String {
    if story.byline.is_empty() {
        return String::new();
    }
    let rules = &layout.byline;
    let roles = story.byline.iter().map(|line| {
        let names: Vec<String> = line.names.iter().map(|name| dense(&rules.between) + &plain(name)).collect();
        plain(&line.role) + &names.concat()
    });
    dense(&rules.mark) + &roles.collect::<Vec<_>>().join(&dense(&rules.between_roles))
}

/// Where two texts part, with a few characters round it.
fn difference(slug: &str, wanted: &str, found: &str) -> String {
    let (w, f): (Vec<char>, Vec<char>) = (wanted.chars().collect(), found.chars().collect());
    let at = w.iter().zip(&f).position(|(a, b)| a != b).unwrap_or(w.len().min(f.len()));
    let near = |t: &[char]| t[at.saturating_sub(8).min(t.len())..(at + 24).min(t.len())].iter().collect::<String>();
    format!("{slug}: of {} characters {} stand; at {at} “{}” should be, “{}” is", w.len(), f.len(), near(&w), near(&f))
}

/// Why a character is not to be seen as it should.
fn hidden(day: &Day, story: StoryId, c: &Char<'_>) -> Option<String> {
    let (list, sheet, glyph) = (&day.typeset.pages[c.page], &day.sheets[c.page], c.glyph);
    let say = |why: String| Some(format!("“{}” on page {} {why}", c.c, list.page));
    let print = glyph.print;
    if print.left < 0.0 || print.top < 0.0 || print.right > sheet.trim.0 || print.bottom > sheet.trim.1 {
        return say(format!("stands outside the trim at {:?}", glyph.at));
    }
    // Strokes may leave their character frame by a hair, and a hanging mark its column by half its size.
    let slack = glyph.size * if c.c.is_alphanumeric() { 0.1 } else { 0.55 };
    let areas: Vec<Rect> = list.outlines.iter().filter(|o| o.story == story).flat_map(|o| o.areas.clone()).collect();
    for corner in
        [(print.left, print.top), (print.right, print.top), (print.left, print.bottom), (print.right, print.bottom)]
    {
        if !areas.iter().any(|&area| holds(area, corner, slack)) {
            return say(format!("leaves its story's outline at {corner:?}"));
        }
    }
    // Borrowed weight is filled and outlined; anything else is filled.
    if glyph.mode != 0 && glyph.mode != 2 {
        return say(format!("has render mode {}", glyph.mode));
    }
    if glyph.alpha != 1.0 {
        return say(format!("has opacity {}", glyph.alpha));
    }
    let black = Colour::Cmyk([0.0, 0.0, 0.0, 1.0]);
    if glyph.ink == black && glyph.overprint != (true, 1) {
        return say("is black and does not overprint".into());
    }
    let (x, y) = middle(glyph);
    let spots = [
        (x, y),
        (x - glyph.size * 0.3, y),
        (x + glyph.size * 0.3, y),
        (x, y - glyph.size * 0.3),
        (x, y + glyph.size * 0.3),
    ];
    if !glyph.clip.holds((x, y)) {
        return say("is clipped away".into());
    }
    if spots.iter().any(|&at| sheet.painted.iter().any(|p| p.order > glyph.order && p.hides_black() && p.covers(at))) {
        return say(format!("is painted over at {:?}", glyph.at));
    }
    // Type in the paper's own colour shows only on something darker.
    if glyph.ink == Colour::Cmyk([0.0; 4]) {
        let below = sheet.painted.iter().rfind(|p| p.order < glyph.order && p.covers((x, y)));
        let dark =
            below.is_some_and(|p| matches!(&p.ink, Some(Colour::Cmyk(parts)) if parts.iter().sum::<f64>() > 0.5));
        if !dark {
            return say("is white on white".into());
        }
    }
    None
}

/// The shipped faces' glyphs for characters.
struct Faces<'a> {
    fonts: &'a Fonts,
    known: BTreeMap<(String, String), Vec<Outline>>,
}

impl Faces<'_> {
    /// Every outline with which a face may draw a text: its own glyph for the character, and what the
    /// face's substitutions (vertical, full width, ligatures) make of it.
    fn outlines(&mut self, face: &str, text: &str) -> &[Outline] {
        let key = (face.to_string(), text.to_string());
        let fonts = self.fonts;
        self.known.entry(key).or_insert_with(|| {
            let face = fonts.faces().iter().find(|f| f.name == face);
            let Some(face) = face.and_then(|f| ttf_parser::Face::parse(&f.bytes, f.index).ok()) else {
                return Vec::new();
            };
            let mut glyphs: BTreeSet<u16> = BTreeSet::new();
            let first = text.chars().next().unwrap_or(' ');
            // In a vertical line quotes take corner forms (GB/T 15834 §5.2.3, clreq#glyphs_for_vertical_writing).
            let vertical = match first {
                '“' | '‘' => "﹃﹁『「",
                '”' | '’' => "﹄﹂』」",
                _ => "",
            };
            for c in std::iter::once(first).chain(vertical.chars()) {
                glyphs.extend(face.glyph_index(c).map(|g| g.0));
            }
            let others: Vec<u16> = text.chars().skip(1).filter_map(|c| face.glyph_index(c)).map(|g| g.0).collect();
            substituted(&face, &mut glyphs, &others);
            let outline = |g: &u16| {
                let mut outline = Outline::default();
                let _ = face.outline_glyph(ttf_parser::GlyphId(*g), &mut outline);
                outline
            };
            glyphs.iter().map(outline).collect()
        })
    }
}

/// Adds what single, alternate and ligature substitutions make of the glyphs, until there is no more.
fn substituted(face: &ttf_parser::Face<'_>, glyphs: &mut BTreeSet<u16>, others: &[u16]) {
    use ttf_parser::gsub::{SingleSubstitution, SubstitutionSubtable as Sub};
    let Some(table) = face.tables().gsub else { return };
    loop {
        let before = glyphs.len();
        for lookup in table.lookups {
            for sub in lookup.subtables.into_iter::<Sub>() {
                let now: Vec<u16> = glyphs.iter().copied().collect();
                for g in now.into_iter().map(ttf_parser::GlyphId) {
                    match &sub {
                        Sub::Single(SingleSubstitution::Format1 { coverage, delta }) if coverage.contains(g) => {
                            glyphs.insert(g.0.wrapping_add_signed(*delta));
                        }
                        Sub::Single(SingleSubstitution::Format2 { coverage, substitutes }) => {
                            let found = coverage.get(g).and_then(|i| substitutes.get(i));
                            glyphs.extend(found.map(|g| g.0));
                        }
                        Sub::Alternate(alternate) => {
                            let set = alternate.coverage.get(g).and_then(|i| alternate.alternate_sets.get(i));
                            glyphs.extend(set.into_iter().flat_map(|s| s.alternates).map(|g| g.0));
                        }
                        Sub::Ligature(ligature) if !others.is_empty() => {
                            let set = ligature.coverage.get(g).and_then(|i| ligature.ligature_sets.get(i));
                            for l in set.into_iter().flatten() {
                                if l.components.into_iter().map(|c| c.0).eq(others.iter().copied()) {
                                    glyphs.insert(l.glyph.0);
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        if glyphs.len() == before {
            return;
        }
    }
}

#[test]
fn every_character_of_every_story_stands_once_in_order_and_visibly() {
    let day = typeset(SAMPLE);
    let issue = &day.typeset.issue;
    let errors: Vec<&str> =
        day.report.diagnostics.iter().filter(|d| d.severity == Severity::Error).map(|d| d.message.as_str()).collect();
    assert!(errors.is_empty(), "the sample issue has errors:\n{}", errors.join("\n"));
    assert!(issue.stories.len() >= 20, "{} stories", issue.stories.len());
    let mut faults: Vec<String> = issue.stories.iter().flat_map(|story| account(&day, story)).collect();
    let more = faults.len().saturating_sub(40);
    faults.truncate(40);
    assert!(faults.is_empty(), "{} more; first faults:\n{}", more, faults.join("\n"));
}

#[test]
fn every_glyph_of_a_page_is_the_shipped_faces_glyph_for_its_text() {
    let day = typeset(SAMPLE);
    let mut faces = Faces { fonts: &day.typeset.fonts, known: BTreeMap::new() };
    let (mut faults, mut looked_at) = (BTreeSet::new(), 0);
    for (list, sheet) in day.typeset.pages.iter().zip(&day.sheets) {
        for glyph in sheet.glyphs.iter().filter(|g| !dense(&g.text).is_empty()) {
            // Supplied advertisements bring their own faces.
            let in_ad = list.items.iter().any(|placed| match &placed.item {
                banxin::display::Item::Art(art) => holds(art.area, middle(glyph), 0.0),
                _ => false,
            });
            if in_ad {
                continue;
            }
            looked_at += 1;
            let drawn = glyph.font.outline(glyph.glyph);
            let may = faces.outlines(glyph.font.face(), &glyph.text);
            if drawn.as_ref().is_none_or(|drawn| drawn.0.is_empty() || !may.contains(drawn)) {
                faults.insert(format!("page {}: “{}” in {}", list.page, glyph.text, glyph.font.name));
            }
        }
    }
    assert!(looked_at > 10_000, "{looked_at} glyphs");
    assert!(faults.is_empty(), "drawn with another glyph than the face has for them:\n{faults:#?}");
}

#[test]
fn the_account_notices_what_is_lost_doubled_moved_or_covered() {
    let mut day = typeset(SAMPLE);
    let story = day.typeset.issue.stories.iter().find(|s| body(s).chars().count() > 300).expect("a long story").clone();
    assert_eq!(account(&day, &story), Vec::<String>::new());
    let inside = |day: &Day, glyph: &Shown, page: usize| {
        let areas = day.typeset.pages[page].outlines.iter().filter(|o| o.story == story.id).flat_map(|o| &o.areas);
        areas.into_iter().any(|&area| holds(area, middle(glyph), 0.0))
    };
    let place = |day: &Day| {
        let page = day
            .sheets
            .iter()
            .enumerate()
            .position(|(p, s)| s.glyphs.iter().any(|g| inside(day, g, p)))
            .expect("it stands");
        let nth: Vec<usize> =
            (0..day.sheets[page].glyphs.len()).filter(|&i| inside(day, &day.sheets[page].glyphs[i], page)).collect();
        (page, nth[nth.len() / 2])
    };
    type Change<'a> = (&'a str, &'a dyn Fn(&mut Day));
    let changes: [Change; 6] = [
        ("lost", &|day| {
            let (page, n) = place(day);
            day.sheets[page].glyphs.remove(n);
        }),
        ("doubled", &|day| {
            let (page, n) = place(day);
            let twice = day.sheets[page].glyphs[n].clone();
            day.sheets[page].glyphs.insert(n, twice);
        }),
        ("invisible", &|day| {
            let (page, n) = place(day);
            day.sheets[page].glyphs[n].mode = 3;
        }),
        ("too small", &|day| {
            let (page, n) = place(day);
            day.sheets[page].glyphs[n].size *= 0.7;
        }),
        ("in another ink", &|day| {
            let (page, n) = place(day);
            day.sheets[page].glyphs[n].ink = Colour::Cmyk([0.0, 0.0, 0.0, 0.4]);
        }),
        ("painted over", &|day| {
            let (page, n) = place(day);
            let order = usize::MAX;
            let (x, y) = middle(&day.sheets[page].glyphs[n]);
            let outline = vec![vec![(x - 2.0, y - 2.0), (x + 2.0, y - 2.0), (x + 2.0, y + 2.0), (x - 2.0, y + 2.0)]];
            day.sheets[page].painted.push(finished::Painted {
                order,
                outline,
                even_odd: false,
                clip: finished::Bounds::ALL,
                ink: Some(Colour::Cmyk([0.0; 4])),
                overprint: (false, 0),
                alpha: 1.0,
            });
        }),
    ];
    for (name, change) in changes {
        let whole = day.sheets.clone();
        change(&mut day);
        assert!(!account(&day, &story).is_empty(), "a character that is {name} is not noticed");
        day.sheets = whole;
    }
}

#[test]
fn every_character_of_a_vertical_page_stands_once_in_order_and_visibly() {
    // The broadsheet's styles on a page of eight tiers, so that it runs with the shipped faces.
    let layout = "extends = \"broadsheet\"\nwriting = \"vertical\"\n[page]\ntrim = [\"273mm\", \"393mm\"]\n\
                  margins = { left = \"14.8mm\", right = \"14.8mm\", top = \"27mm\", bottom = \"20.8mm\" }\n\
                  [grid]\ncolumns = 8\nchars = 12\ngutter = \"1字\"\nbody = \"9.5pt\"\npitch = \"15pt\"\nlines = 46\n\
                  [styles.body]\nsize = \"9.5pt\"\npitch = \"15pt\"\n[makeup]\nwidths = [2, 3, 4]\n\
                  [kind.front]\ntop = 0\nreserve = [{ columns = \"1-3\", lines = \"1-7\" }]\nfurniture = []\n";
    let issue = "layout = \"down\"\ndate = 2023-03-27\n[paper]\nname = \"河岸报\"\n\
                 [[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"water\", \"lamp\"]\n";
    let water =
        "江水在这里拐了一个弯，把两岸的田地分成27个大小不一的格子——老人说，“潮声响起的时候”，鱼就往浅水里走。\n\n";
    let lamp = "灯在夜里亮到10点30分，《河工手记》读到第3遍，孩子问：“水从哪里来？”没有人马上回答他。\n\n";
    let story = |head: &str, more: &str, text: &str, times| {
        format!(
            "+++\nheadline = [\"{head}\"]\n{more}dateline = \"本报讯\"\njump = false\n+++\n{}## 渡口\n\n{}",
            text.repeat(times),
            text.repeat(2)
        )
    };
    let files = Memory::default()
        .with("issue/down.toml", layout)
        .with("issue/issue.toml", issue)
        .with("issue/stories/water.md", story("渡船改在清晨6点开", "kicker = \"江上\"\n", water, 12))
        .with("issue/stories/lamp.md", story("夜读的灯亮着", "box = true\n", lamp, 6));
    let day = typeset_from(&files, "issue");
    let over: Vec<&str> = day.report.diagnostics.iter().filter(|d| d.code.0 == "M001").map(|d| &*d.message).collect();
    assert!(over.is_empty(), "{over:?}");
    let faults: Vec<String> = day.typeset.issue.stories.iter().flat_map(|story| account(&day, story)).collect();
    assert!(faults.is_empty(), "first faults:\n{}", faults[..faults.len().min(20)].join("\n"));
}

#[test]
fn copy_that_does_not_fit_is_counted_to_the_character() {
    let issue = "layout = \"broadsheet\"\ndate = 2023-03-27\n[paper]\nname = \"云潮新报\"\n\
                 [[page]]\nnumber = 1\nkind = \"front\"\nstories = [\"long\"]\n";
    let paragraph =
        "江水在这里拐了一个弯，把两岸的田地分成大小不一的格子。老人说，潮声响起的时候，鱼就往浅水里走。\n\n";
    let story = format!("+++\nheadline = [\"潮水\"]\njump = false\n+++\n{}", paragraph.repeat(220));
    let files = Memory::default().with("issue/issue.toml", issue).with("issue/stories/long.md", story);
    let day = typeset_from(&files, "issue");
    let over: usize = day
        .report
        .diagnostics
        .iter()
        .filter(|d| d.code.0 == "M001")
        .filter_map(|d| d.message.split(" characters").next()?.rsplit(' ').next()?.parse::<usize>().ok())
        .sum();
    let story = &day.typeset.issue.stories[0];
    let head = looks(&day.typeset.issue.layout, &["headline", "headline_alt"]);
    let large = head.sizes.iter().map(|s| s.0).fold(0.0, f64::max) / 2.0;
    let stands = day.read_back(story.id).iter().filter(|c| c.glyph.size < large).count();
    assert!(over > 0, "{over} over, {stands} stand");
    assert_eq!(stands + over, body(story).chars().count(), "{stands} stand and {over} are said to be over");
}
