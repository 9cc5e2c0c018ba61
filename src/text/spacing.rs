//! Widths of marks, what neighbors take from each other, the Han–Latin gap, and what a line may adjust.
//!
//! In: clusters with the widths of their faces. Out: the same with the widths of the
//! rules and everything that justification may use. Does not know: a measure.

use crate::geom::Em;
use crate::model::style::{Hang, Lang, LineEnd, ParaStyle, Punctuation, StartBracket, Writing};
use crate::text::class::{Body, Class, Gives, Kind, Tables, White};
use crate::text::itemize::Posture;
use crate::text::{Gap, Give, ShapedPara, note, ruby};

/// Typography §5 to §9 and the rooms of §11, in the order of R1.2.
pub(crate) fn apply(tables: &Tables, para: &mut ShapedPara) {
    indent_blanks(para);
    let mut marks: Vec<Mark> = (0..para.clusters.len()).map(|i| body(tables, para, i)).collect();
    adjacent(tables, para, &mut marks);
    edges(tables, para, &marks);
    blanks(tables, para);
    boundaries(tables, para);
    set_out(para);
    ruby::open(para);
    note::fold(para);
    counts(para);
}

/// What is known of a mark while widths are settled.
#[derive(Clone, Copy)]
struct Mark {
    kind: Kind,
    before: Em,
    after: Em,
}

const NO_MARK: Mark = Mark { kind: Kind::None, before: Em::ZERO, after: Em::ZERO };

/// Typography R14.3: two wide blanks that the newsroom typed are the indent.
fn indent_blanks(para: &mut ShapedPara) {
    if para.style.indent == Em::ZERO && !para.style.indent_auto {
        return;
    }
    for cluster in para.clusters.iter_mut().take(2).take_while(|c| c.class == Class::WideSpace) {
        cluster.class = Class::Zero;
        cluster.advance = Em::ZERO;
        cluster.rule = "R14.3";
    }
}

fn lang(para: &ShapedPara, i: usize) -> Lang {
    match para.spans[para.clusters[i].span as usize].lang {
        Lang::Western(_) => para.style.lang,
        lang => lang,
    }
}

/// No mark of the paragraph gives or takes anything.
fn untouched(style: &ParaStyle, lang: Lang) -> bool {
    let adjusted = style.adjust.unwrap_or(lang != Lang::ZhHantTw);
    style.punctuation == Punctuation::Plain || !adjusted || style.grid
}

fn shift(para: &mut ShapedPara, i: usize, by: Em) {
    let vertical = para.style.writing == Writing::Vertical;
    let range = para.clusters[i].glyphs.clone();
    for glyph in &mut para.glyphs[range.start as usize..range.end as usize] {
        if vertical { glyph.dy += by } else { glyph.dx += by }
    }
}

/// Typography R5.1, R5.4 to R5.7, R5.9: a mark's width is the rule's, whatever the face says.
fn body(tables: &Tables, para: &mut ShapedPara, i: usize) -> Mark {
    let cluster = &para.clusters[i];
    let (class, natural) = (cluster.class, cluster.advance);
    let scale = para.spans[cluster.span as usize].scale;
    let first = cluster.first;
    if class == Class::WideSpace {
        return Mark { kind: Kind::WideSpace, ..NO_MARK };
    }
    if !class.is_mark() || matches!(first, '-' | '‐') {
        return NO_MARK;
    }
    let lang = lang(para, i);
    let scaled = |em: Em| em.scale(scale.0, Em::ONE.0);
    let table = tables.body(lang, para.style.writing, class);
    let mut table = Body { width: scaled(table.width), before: scaled(table.before), after: scaled(table.after) };
    if cluster.rule == "R5.2" {
        // A face whose stops are centered: half of the blank stands on either side, whatever the language says.
        let blank = (table.before + table.after) / 2;
        (table.before, table.after) = (blank, blank);
    }
    let kind = match (table.before > Em::ZERO, table.after > Em::ZERO) {
        (true, true) => Kind::Centered,
        (true, false) => Kind::Opening,
        (false, true) => Kind::Leaning,
        (false, false) => Kind::Fixed,
    };
    let mut mark = Mark { kind, before: table.before, after: table.after };
    let width = match (class, first) {
        (Class::Dash | Class::Ellipsis, '⸻') => scaled(Em::ONE * 3),
        (Class::Dash, _) => scaled(Em::ONE * 2),
        (Class::Ellipsis, '‥') => scaled(Em::ONE),
        (Class::Ellipsis, _) => scaled(Em::ONE * cluster.text(para).chars().count().min(2) as i64),
        (Class::Connector, '–') if matches!(lang, Lang::ZhHans | Lang::Ja) => scaled(Em::HALF),
        (Class::Interpunct, '･') => scaled(Em::HALF),
        _ => table.width,
    };
    let stub = cluster.glyphs.is_empty();
    if !class.is_trimmable() || class == Class::Interpunct {
        if !stub && natural != width {
            fit(para, i, natural, width);
        }
        para.clusters[i].advance = width;
        return finish_body(para, i, class, mark);
    }
    let narrow = !stub && natural * 4 < scaled(Em::ONE) * 3;
    let quote = matches!(first, '“' | '”' | '‘' | '’');
    if narrow && quote {
        // A face whose quotes alone are narrow (Kai, FangSong): their ink goes to the middle of the half-em body.
        let inside = (scaled(Em::HALF) - natural) / 2;
        let before = if class == Class::Opening { table.before } else { Em::ZERO };
        shift(para, i, before + inside);
    } else if narrow {
        // Typography R22.3: proportional marks stay as they are.
        mark = Mark { kind: Kind::None, ..NO_MARK };
        return mark;
    }
    para.clusters[i].advance = width;
    finish_body(para, i, class, mark)
}

/// Puts a dash, dot or connector into the box the rule gives it: in the middle; a pair of dashes spread over it.
fn fit(para: &mut ShapedPara, i: usize, natural: Em, width: Em) {
    let glyphs = para.clusters[i].glyphs.clone();
    let vertical = para.style.writing == Writing::Vertical;
    let long = matches!(para.clusters[i].class, Class::Dash | Class::Ellipsis);
    if !long || glyphs.len() < 2 || natural == Em::ZERO {
        shift(para, i, (width - natural) / 2);
        return;
    }
    for glyph in &mut para.glyphs[glyphs.start as usize..glyphs.end as usize] {
        if vertical && !glyph.turned {
            glyph.dy = glyph.dy.scale(width.0, natural.0);
        } else {
            let along = if vertical { &mut glyph.dy } else { &mut glyph.dx };
            *along = along.scale(width.0, natural.0);
            glyph.stretch = (i64::from(glyph.stretch) * width.0 / natural.0.max(1)).clamp(500, 2000) as u16;
        }
    }
}

/// Typography R5.9, R19.5: styles that give marks half an em from the start.
fn finish_body(para: &mut ShapedPara, i: usize, class: Class, mut mark: Mark) -> Mark {
    let style = &para.style;
    let stop = matches!(class, Class::FullStop | Class::Exclaim);
    let halved = match style.punctuation {
        Punctuation::Kaiming => !stop,
        Punctuation::Half => true,
        Punctuation::Full | Punctuation::Plain => false,
    };
    let headline = style.half_marks && matches!(class, Class::Opening | Class::Closing);
    if (halved || headline) && class.is_trimmable() {
        let cluster = &mut para.clusters[i];
        cluster.advance = cluster.advance - mark.before - mark.after;
        cluster.cut += mark.before;
        cluster.rule = if headline { "R19.5" } else { "R5.9" };
        (mark.before, mark.after) = (Em::ZERO, Em::ZERO);
    }
    mark
}

/// Typography §6: of two marks side by side one gives its blank. Seen through style spans and controls (R1.4).
fn adjacent(tables: &Tables, para: &mut ShapedPara, marks: &mut [Mark]) {
    let solid: Vec<usize> = (0..marks.len()).filter(|&i| para.clusters[i].class != Class::Zero).collect();
    for (n, pair) in solid.windows(2).enumerate() {
        let (i, j) = (pair[0], pair[1]);
        let (left, right) = (marks[i], marks[j]);
        if left.kind == Kind::None || right.kind == Kind::None {
            continue;
        }
        let lang = lang(para, j);
        if untouched(&para.style, lang) {
            continue;
        }
        let (a, b) = (para.clusters[i].class, para.clusters[j].class);
        if para.style.tight_pairs && a.is_trimmable() && b.is_trimmable() {
            // Typography R6.6: in heads a pair takes one em.
            for k in [i, j] {
                take_before(para, marks, k, "R6.6");
                take_after(para, marks, k, "R6.6");
            }
            continue;
        }
        if a == Class::Exclaim && b == Class::Exclaim && lang == Lang::ZhHans {
            // Typography R5.6: two stacked marks are one em, three are two.
            let beside = |k: Option<&usize>| k.is_some_and(|k| para.clusters[*k].class == Class::Exclaim);
            let two = !beside(n.checked_sub(1).and_then(|k| solid.get(k))) && !beside(solid.get(n + 2));
            take_after(para, marks, i, "R5.6");
            if two {
                take_after(para, marks, j, "R5.6");
            }
            continue;
        }
        match tables.gives(lang, (a, left.kind), (b, right.kind)) {
            Gives::Left => take_after(para, marks, i, "R6.1"),
            Gives::Right if size(para, j) > size(para, i) && left.kind == Kind::Leaning => {
                // Typography R6.4: before a larger opener the closer gives.
                take_after(para, marks, i, "R6.4");
            }
            Gives::Right => take_before(para, marks, j, "R6.1"),
            Gives::None => {}
        }
    }
}

fn size(para: &ShapedPara, i: usize) -> Em {
    para.spans[para.clusters[i].span as usize].scale
}

fn take_before(para: &mut ShapedPara, marks: &mut [Mark], i: usize, rule: &'static str) {
    let cluster = &mut para.clusters[i];
    if marks[i].before > Em::ZERO {
        cluster.advance -= marks[i].before;
        cluster.cut += marks[i].before;
        cluster.rule = rule;
        marks[i].before = Em::ZERO;
    }
}

fn take_after(para: &mut ShapedPara, marks: &mut [Mark], i: usize, rule: &'static str) {
    let cluster = &mut para.clusters[i];
    if marks[i].after > Em::ZERO {
        cluster.advance -= marks[i].after;
        cluster.rule = rule;
        marks[i].after = Em::ZERO;
    }
}

/// Typography §7, §8, §11: what falls away at a line's edges, hangs, and may be squeezed.
fn edges(tables: &Tables, para: &mut ShapedPara, marks: &[Mark]) {
    for (i, mark) in marks.iter().enumerate() {
        let class = para.clusters[i].class;
        let lang = lang(para, i);
        if !class.is_trimmable() || untouched(&para.style, lang) {
            continue;
        }
        let (style, scale) = (&para.style, size(para, i));
        let fixed_stop = matches!(class, Class::FullStop | Class::Exclaim) && !style.squeeze_stops;
        let tier = if fixed_stop { 0 } else { tables.tier(lang, class) };
        let cluster = &mut para.clusters[i];
        if class == Class::Opening {
            cluster.at_start = mark.before;
        }
        match lang {
            Lang::ZhHans => cluster.at_end = mark.after,
            _ if mark.kind == Kind::Fixed => {}
            _ if style.line_end == LineEnd::Jis && class == Class::FullStop => {}
            _ if style.line_end == LineEnd::Jis => cluster.at_end = mark.after,
            _ => cluster.at_end_choice = mark.after,
        }
        if tier > 0 {
            // Typography R11.3: some books let commas and brackets give a quarter em and no more.
            let limited = !matches!(class, Class::FullStop | Class::Exclaim | Class::Interpunct);
            let limit = style.squeeze_marks.scale(scale.0, Em::ONE.0);
            let limit = if mark.kind == Kind::Centered { limit / 2 } else { limit };
            let most = |blank: Em| if limited { blank.min(limit) } else { blank };
            cluster.give_before = Give { amount: most(mark.before), tier };
            cluster.give_after = Give { amount: most(mark.after), tier };
        }
    }
    hanging(tables, para);
    // Typography R7.3: an opener at the paragraph's start.
    let first = para.clusters.iter().position(|c| c.class != Class::Zero);
    if let Some(cluster) = first.map(|i| &mut para.clusters[i])
        && para.style.bracket == StartBracket::Full
    {
        cluster.at_start = Em::ZERO;
    }
}

/// Typography R8.2 to R8.4: single 、，。 may hang by their body; Traditional Chinese hangs in vertical lines only.
fn hanging(tables: &Tables, para: &mut ShapedPara) {
    if para.style.hang == Hang::Off {
        return;
    }
    for i in 0..para.clusters.len() {
        let hant = matches!(lang(para, i), Lang::ZhHantTw | Lang::ZhHantHk);
        let stop = tables.hangs(lang(para, i), para.clusters[i].class);
        let beside = |k: Option<usize>| k.and_then(|k| para.clusters.get(k)).is_some_and(|c| c.class.is_mark());
        if !stop || beside(i.checked_sub(1)) || beside(Some(i + 1)) || hant && para.style.writing == Writing::Horizontal
        {
            continue;
        }
        let cluster = &mut para.clusters[i];
        cluster.hang = cluster.advance - cluster.at_end - cluster.at_end_choice;
    }
}

/// Word spaces stretch and shrink (typography R10.6); a blank between Han phrases has the style's width.
fn blanks(tables: &Tables, para: &mut ShapedPara) {
    for i in 0..para.clusters.len() {
        let class = para.clusters[i].class;
        if !matches!(class, Class::Space | Class::WideSpace) {
            continue;
        }
        let scale = size(para, i);
        let han = |c: Option<&crate::text::Cluster>| c.is_some_and(|c| c.class.is_cjk());
        let between = han(i.checked_sub(1).and_then(|b| para.clusters.get(b))) && han(para.clusters.get(i + 1));
        match para.style.blank {
            Some(blank) if between => {
                para.clusters[i].advance = blank.scale(scale.0, Em::ONE.0);
                para.clusters[i].rule = "R19.5";
            }
            _ if class == Class::Space => {
                let space = tables.word_space(lang(para, i));
                let scaled = |em: Em| em.scale(scale.0, Em::ONE.0);
                let (least, natural, most) = space.range;
                let cluster = &mut para.clusters[i];
                cluster.advance = scaled(natural);
                cluster.give_after = Give { amount: scaled(natural) - scaled(least), tier: space.squeeze };
                cluster.grow = scaled(most) - scaled(natural);
                cluster.grow_tier = space.stretch;
            }
            _ => {}
        }
    }
}

/// What a cluster is to the Han–Latin gap (typography R9.5).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Wide,
    Narrow,
    Digit,
    None,
}

fn side(para: &ShapedPara, i: usize) -> Side {
    let cluster = &para.clusters[i];
    let first = cluster.first;
    let turned = para.style.writing == Writing::Horizontal || cluster.posture == Posture::Turned;
    match cluster.class {
        _ if matches!(first as u32, 0xff00..=0xffef) => Side::None,
        class if class.is_ideographic() && cluster.posture != Posture::SideBySide => Side::Wide,
        Class::Letter if turned => Side::Narrow,
        Class::Digit if turned => Side::Digit,
        Class::Western | Class::Postfix if turned => {
            let chinese = !matches!(lang(para, i), Lang::Ja | Lang::Ko);
            let conditional =
                matches!(first, '!' | '#' | '%' | '&' | ',' | '.' | ':' | ';' | '?' | '@' | '\\' | '§' | '¶' | '…');
            let figure = i.checked_sub(1).is_some_and(|b| para.clusters[b].class == Class::Digit);
            match (chinese && conditional, figure) {
                (true, true) => Side::Digit,
                (true, false) => Side::Narrow,
                _ => Side::None,
            }
        }
        _ => Side::None,
    }
}

/// Gaps (§9), tracking, and which boundaries may open (R11.6).
fn boundaries(tables: &Tables, para: &mut ShapedPara) {
    let mut before: Option<usize> = None;
    for i in 0..para.clusters.len() {
        if para.clusters[i].class == Class::Zero {
            continue;
        }
        if let Some(p) = before {
            let tracking = para.spans[para.clusters[p].span as usize].tracking;
            // Half-em marks in heads stand tight to the words that they hold.
            let inner = para.style.half_marks
                && (para.clusters[p].class == Class::Opening || para.clusters[i].class == Class::Closing);
            para.clusters[i].track = if inner { Em::ZERO } else { tracking };
            let white = tables.between(lang(para, i), para.clusters[p].class, para.clusters[i].class);
            let typed = para.clusters[i].class == Class::Space && i + 1 < para.clusters.len();
            let replaced = || {
                let white = tables.between(lang(para, i), para.clusters[p].class, para.clusters[i + 1].class);
                gap(para, white, p, i + 1)
            };
            if typed
                && !para.style.keep_blanks
                && let Some(gap) = replaced()
            {
                // Typography R9.4: the typed blank is the gap.
                let cluster = &mut para.clusters[i];
                (cluster.advance, cluster.grow, cluster.give_after) = (Em::ZERO, Em::ZERO, Give::default());
                cluster.rule = "R9.4";
                (cluster.gap, cluster.opens) = (gap, gap.stretch > 0);
                before = Some(i);
                continue;
            }
            (para.clusters[i].gap, para.clusters[i].opens) = match gap(para, white, p, i) {
                Some(gap) => (gap, true),
                None => open(tables, para, white, p, i),
            };
        }
        before = Some(i);
    }
}

/// The Han–Latin gap where the table wants it, the style has it and the characters themselves call for it.
fn gap(para: &ShapedPara, white: White, left: usize, right: usize) -> Option<Gap> {
    if !white.gap || lang(para, left) == Lang::Ko || lang(para, right) == Lang::Ko || para.style.grid {
        return None;
    }
    let digit = match (side(para, left), side(para, right)) {
        (Side::Wide, Side::Narrow) | (Side::Narrow, Side::Wide) => false,
        (Side::Wide, Side::Digit) | (Side::Digit, Side::Wide) => true,
        _ => return None,
    };
    let (natural, least, most) = para.style.gap;
    let wanted = natural > Em::ZERO && (!digit || para.style.gap_digits);
    let (squeeze, stretch) = (white.squeeze, white.stretch);
    wanted.then_some(Gap { natural, least: least.min(natural), most: most.max(natural), squeeze, stretch })
}

/// What a line may do with any other boundary (typography R11.6), and whether it may open it at all.
fn open(tables: &Tables, para: &ShapedPara, white: White, left: usize, right: usize) -> (Gap, bool) {
    let (p, q) = (&para.clusters[left], &para.clusters[right]);
    let white = if white.gap { tables.plain_between(lang(para, right)) } else { white };
    let figure = |c: &crate::text::Cluster| matches!(c.first, '０'..='９');
    // Full-width digits of one number, and what follows it, are as solid as half-width ones.
    let number = figure(p) && (figure(q) || q.class == Class::Postfix) || p.class == Class::Prefix && figure(q);
    let grouped = para.spans[p.span as usize].marks.ruby.is_some() && p.span == q.span;
    // Halves of a leader or dash that the level lets part (R3.7) are no place for white.
    let half = |c: &crate::text::Cluster| c.advance <= Em::ONE && matches!(c.first, '…' | '⋯' | '—' | '―');
    let halves = half(p) && half(q) && p.first == q.first;
    let closed =
        halves || white.stretch == 0 || q.class == Class::Return || p.class == Class::Return || number || grouped;
    let (least, natural, most) = white.range;
    let (squeeze, stretch) = (white.squeeze, white.stretch);
    (Gap { natural, least, most: if closed { natural } else { most }, squeeze, stretch }, !closed)
}

/// Typography R20: names set out to a width: equal white between their characters, none outside; a longer one stays solid.
fn set_out(para: &mut ShapedPara) {
    let mut start = 0;
    while start < para.clusters.len() {
        let span = para.clusters[start].span;
        let end = start + para.clusters[start..].iter().take_while(|c| c.span == span).count();
        if let Some(ems) = para.spans[span as usize].marks.spaced {
            let scale = para.spans[span as usize].scale;
            spread_name(para, start..end, scale * i64::from(ems));
            // Typography R14.4: a name and its colon open a turned-over paragraph; the text begins where its lines do.
            let colon = para.clusters.get(end).is_some_and(|c| c.class == Class::Colon);
            if start == 0 && colon && para.style.hanging_indent > Em::ZERO && end + 1 < para.clusters.len() {
                para.clusters[end + 1].opens = false;
                para.clusters[end].give_after = Give::default();
            }
        }
        start = end;
    }
}

fn spread_name(para: &mut ShapedPara, name: std::ops::Range<usize>, wanted: Em) {
    let width: Em = name.clone().map(|i| para.clusters[i].advance).sum();
    let dotted = name.clone().any(|i| para.clusters[i].class == Class::Interpunct);
    for i in name.start + 1..name.end {
        para.clusters[i].opens = false;
    }
    if width >= wanted || dotted {
        return;
    }
    let inner = |para: &ShapedPara, i: usize| {
        para.clusters[i - 1].class != Class::Opening && para.clusters[i].class != Class::Closing
    };
    let gaps: Vec<usize> = (name.start + 1..name.end).filter(|&i| inner(para, i)).collect();
    let spare = wanted - width;
    if gaps.is_empty() {
        // One character stands at the start of its box.
        para.clusters[name.end - 1].advance += spare;
    }
    let count = gaps.len() as i64;
    for (n, i) in gaps.into_iter().enumerate() {
        // What does not divide goes to the first gaps, a unit each.
        let share = spare.0 / count + i64::from((n as i64) < spare.0 % count);
        para.clusters[i].track = Em(share);
        para.clusters[i].rule = "R20.1";
    }
}

/// Typography R14.1: a number or a word is one character to a last line; a mark beside it is none.
fn counts(para: &mut ShapedPara) {
    let mut inside = false;
    for cluster in &mut para.clusters {
        let word = matches!(
            cluster.class,
            Class::Letter | Class::Digit | Class::Prefix | Class::Postfix | Class::Note | Class::FixedSpace
        );
        cluster.counts = match cluster.class {
            _ if word => !inside,
            Class::Hangul | Class::Object | Class::Symbol => true,
            class => class.is_ideographic(),
        };
        inside = word || matches!(cluster.class, Class::Zero | Class::Western) && inside;
    }
}
