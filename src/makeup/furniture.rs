//! Nameplate, ears, folio line: what stands on every page (版面固定元素).
//!
//! In: the layout's furniture and the issue's fields. Out: items. Does not know: stories.

use crate::art::Art;
use crate::compose;
use crate::diag::{Code, Diagnostic, Place, Report};
use crate::display::{ArtUse, Item, Placed, Role, Rule};
use crate::geom::{Len, Point, Rect};
use crate::ink::Paint;
use crate::makeup::draw::{self, Ink};
use crate::makeup::flow::Shop;
use crate::makeup::grid::Axes;
use crate::model::issue::{Date, Issue, PageSpec};
use crate::model::layout::{Furniture, FurnitureKind, PageKind, Template, TemplatePart};
use crate::model::story::Text;
use crate::model::style::{Align, Lang, Style, Writing};
use crate::source::Origin;

/// Draws the furniture of a page.
pub fn draw(
    issue: &Issue,
    page: &PageSpec,
    kind: &PageKind,
    art: &Art,
    shop: &Shop,
    report: &mut Report,
) -> Vec<Placed> {
    let mut press = Press { issue, page, shop, out: Vec::new(), origin: Origin::default() };
    let layout = &issue.layout;
    let width = match layout.writing {
        Writing::Horizontal => layout.grid.width(),
        Writing::Vertical => layout.grid.height(),
    };
    for piece in &kind.furniture {
        press.origin = Origin { span: Some(piece.span), story: None };
        let mut area = piece.area;
        if piece.mirrored && issue.binding.on_left(page.number) {
            area.x = width - area.right();
        }
        let area = area.offset(layout.page.margins.left, layout.page.margins.top);
        let before = report.diagnostics.len();
        press.piece(piece, area, art, report);
        // What furniture prints is written in several places; the piece is the one that is known here.
        for diagnostic in report.diagnostics.iter_mut().skip(before).filter(|d| d.span.is_none()) {
            diagnostic.span = Some(piece.span);
            diagnostic.place = Some(Place { page: page.number, area: Some(area) });
        }
    }
    press.out
}

struct Press<'a> {
    issue: &'a Issue,
    page: &'a PageSpec,
    shop: &'a Shop<'a>,
    out: Vec<Placed>,
    origin: Origin,
}

impl Press<'_> {
    /// Pieces are placed on paper; the lines in them run as their style says.
    fn axes(&self, style: &Style) -> Axes {
        Axes::new(style.para.writing, self.issue.layout.page.trim.w)
    }

    fn push(&mut self, item: Item) {
        self.out.push(Placed { item, role: Role::Furniture, origin: self.origin });
    }

    fn piece(&mut self, piece: &Furniture, area: Rect, art: &Art, report: &mut Report) {
        match &piece.what {
            FurnitureKind::Text { template, style, align, every } => {
                let Some(text) = fill_in(template, self.issue, self.page) else { return };
                let style = self.shop.printed_style(style);
                let mirrored = piece.mirrored && self.issue.binding.on_left(self.page.number);
                let align = match align {
                    Align::Start if mirrored => Align::End,
                    Align::End if mirrored => Align::Start,
                    align => *align,
                };
                match every {
                    Some(every) => self.spread(&text, &style, area, *every, report),
                    None => self.text(&text, &style, area, align, report),
                }
            }
            FurnitureKind::Row { items, style } => self.row(items, style, area, report),
            FurnitureKind::Rule { thickness, paint } => {
                let (from, to) = if area.w >= area.h {
                    let y = area.y + area.h / 2;
                    (Point { x: area.x, y }, Point { x: area.right(), y })
                } else {
                    let x = area.x + area.w / 2;
                    (Point { x, y: area.y }, Point { x, y: area.bottom() })
                };
                self.push(Item::Rule(Rule { from, to, thickness: *thickness, paint: paint.clone(), dotted: None }));
            }
            FurnitureKind::Fill(paint) => self.push(Item::Fill { area, paint: paint.clone() }),
            FurnitureKind::Art(id) => {
                let (w, h) = art.get(*id).proportions();
                let wide = i128::from(w) * i128::from(area.h.0) > i128::from(h) * i128::from(area.w.0);
                let placed = if wide {
                    Rect { h: area.w.scale(h, w.max(1)), ..area }
                } else {
                    Rect { w: area.h.scale(w, h.max(1)), ..area }
                };
                self.push(Item::Art(ArtUse { art: *id, area: placed, crop: [0, 0, 1_000_000, 1_000_000] }));
            }
            FurnitureKind::Qr { ear, style } => self.qr(*ear, style, area, report),
            FurnitureKind::EarRows { label, style, pitch, gap } => {
                self.ear_rows(label, style, area, *pitch, *gap, report)
            }
        }
    }

    fn text(&mut self, text: &str, style: &Style, area: Rect, align: Align, report: &mut Report) {
        let axes = self.axes(style);
        let area = axes.logical(area);
        let para = self.shop.shape(&Text::made(text), style, report);
        let width = compose::natural_width(&para).at(style.size);
        let x = match align {
            Align::Justify | Align::Start => area.x,
            Align::Centre => area.x + (area.w - width) / 2,
            Align::End => area.right() - width,
        };
        let y = axes.line(area.y, area.h, style.size);
        let ink = Ink { style, role: Role::Furniture, origin: self.origin };
        draw::whole(&para, axes.point(Point { x, y }), &ink, &mut self.out);
    }

    /// One character every so far, closer where the area would be left.
    fn spread(&mut self, text: &str, style: &Style, area: Rect, every: Len, report: &mut Report) {
        let axes = self.axes(style);
        let area = axes.logical(area);
        let characters: Vec<String> = text.chars().map(String::from).collect();
        let count = characters.len() as i64;
        let step = if count > 1 { every.min((area.w - style.size) / (count - 1)) } else { Len::ZERO };
        let y = axes.line(area.y, area.h, style.size);
        for (i, character) in characters.iter().enumerate() {
            let para = self.shop.shape(&Text::made(character.as_str()), style, report);
            let at = Point { x: area.x + step * i as i64, y };
            let ink = Ink { style, role: Role::Furniture, origin: self.origin };
            draw::whole(&para, axes.point(at), &ink, &mut self.out);
        }
    }

    /// First item flush left, last flush right, equal white between.
    fn row(&mut self, items: &[Template], style: &str, area: Rect, report: &mut Report) {
        let style = self.shop.printed_style(style);
        let axes = self.axes(&style);
        let area = axes.logical(area);
        let shaped: Vec<_> = items
            .iter()
            .filter_map(|item| fill_in(item, self.issue, self.page))
            .map(|text| {
                let para = self.shop.shape(&Text::made(text), &style, report);
                let width = compose::natural_width(&para).at(style.size);
                (para, width)
            })
            .collect();
        let total: Len = shaped.iter().map(|s| s.1).sum();
        let gaps = shaped.len().saturating_sub(1).max(1) as i64;
        let y = axes.line(area.y, area.h, style.size);
        let mut before = Len::ZERO;
        for (i, (para, width)) in shaped.iter().enumerate() {
            let x = area.x + before + (area.w - total).scale(i as i64, gaps);
            let ink = Ink { style: &style, role: Role::Furniture, origin: self.origin };
            draw::whole(para, axes.point(Point { x, y }), &ink, &mut self.out);
            before += *width;
        }
    }

    /// The code fills the area's width; a name under it. Four modules of quiet zone are the layout's white.
    fn qr(&mut self, ear: usize, style: &str, area: Rect, report: &mut Report) {
        let coded: Vec<_> = self.issue.paper.ears.iter().filter(|e| e.qr.is_some()).cloned().collect();
        let Some(ear) = coded.get(ear.saturating_sub(1)) else { return };
        let contents = ear.qr.clone().unwrap_or_default();
        let Ok(code) = qrcode::QrCode::with_error_correction_level(contents.as_bytes(), qrcode::EcLevel::M) else {
            let message =
                format!("the QR code of “{}” would hold {} bytes, more than any code can", ear.label, contents.len());
            report.push(Diagnostic::new(Code("M012"), message).at(self.origin.span).on(self.page.number, Some(area)));
            return;
        };
        let side = code.width();
        let colors = code.to_colors();
        let edge = |n: usize| area.w.scale(n as i64, side as i64);
        for row in 0..side {
            let mut column = 0;
            while column < side {
                let dark = |c: usize| colors[row * side + c] == qrcode::Color::Dark;
                let start = column;
                while column < side && dark(column) {
                    column += 1;
                }
                if column > start {
                    let (x, y) = (edge(start), edge(row));
                    let area = Rect::new(area.x + x, area.y + y, edge(column) - x, edge(row + 1) - y);
                    self.push(Item::Fill { area, paint: Paint::TEXT });
                } else {
                    column += 1;
                }
            }
        }
        let style = self.shop.printed_style(style);
        let under = Rect::new(area.x, area.y + area.w + Len::PT * 8, area.w, style.pitch);
        self.text(&ear.label, &style, under, Align::Centre, report);
    }

    fn ear_rows(&mut self, label: &str, style: &str, area: Rect, pitch: Len, gap: Len, report: &mut Report) {
        let (label_style, text_style) = (self.shop.printed_style(label), self.shop.printed_style(style));
        let axes = self.axes(&text_style);
        let area = axes.logical(area);
        let rows: Vec<_> = self.issue.paper.ears.iter().filter(|e| e.qr.is_none()).cloned().collect();
        for (i, ear) in rows.iter().enumerate() {
            let y = axes.line(area.y + pitch * i as i64, pitch, text_style.size);
            let mut x = area.x;
            if !ear.label.is_empty() {
                let para = self.shop.shape(&Text::made(ear.label.as_str()), &label_style, report);
                let ink = Ink { style: &label_style, role: Role::Furniture, origin: self.origin };
                x += draw::whole(&para, axes.point(Point { x, y }), &ink, &mut self.out) + gap;
            }
            if !ear.text.is_empty() {
                let para = self.shop.shape(&Text::made(ear.text.as_str()), &text_style, report);
                let ink = Ink { style: &text_style, role: Role::Furniture, origin: self.origin };
                draw::whole(&para, axes.point(Point { x, y }), &ink, &mut self.out);
            }
        }
    }
}

/// A template with its fields; `None` when it has fields and all of them are empty.
pub fn fill_in(template: &Template, issue: &Issue, page: &PageSpec) -> Option<String> {
    let mut out = String::new();
    let (mut fields, mut filled) = (0, 0);
    for part in &template.parts {
        match part {
            TemplatePart::Literal(text) => out.push_str(text),
            TemplatePart::Field { name, format } => {
                let value = field(name, format.as_deref(), issue, page);
                fields += 1;
                filled += usize::from(!value.is_empty());
                out.push_str(&value);
            }
        }
    }
    (fields == 0 || filled > 0).then_some(out)
}

fn field(name: &str, format: Option<&str>, issue: &Issue, page: &PageSpec) -> String {
    match name {
        "date" => format_date(issue.date, issue.layout.lang, format.unwrap_or("%Y-%m-%d")),
        "weekday" => weekday(issue.date, issue.layout.lang),
        "lunar" => {
            let lunar = issue.lunar.as_ref().map(|l| l.0.clone()).or_else(|| lunar(issue.date)).unwrap_or_default();
            if issue.layout.lang == Lang::ZhHans { lunar } else { lunar.replace('闰', "閏") }
        }
        "number" => issue.number.map(|n| n.to_string()).unwrap_or_default(),
        "pages" => issue.pages_of_day.to_string(),
        "page" => padded(page.number, format),
        "page_name" => page.name.clone(),
        "issue" => issue.name.clone(),
        _ => {
            if let Some(key) = name.strip_prefix("paper.") {
                issue.paper.field(key).unwrap_or("").to_string()
            } else if let Some(key) = name.strip_prefix("credits.") {
                issue.credits.iter().find(|(k, _)| k == key).map(|(_, names)| names.join(" ")).unwrap_or_default()
            } else {
                String::new()
            }
        }
    }
}

fn padded(number: u32, format: Option<&str>) -> String {
    match format.and_then(|f| f.trim_start_matches('0').parse::<usize>().ok()) {
        Some(width) => format!("{number:0width$}"),
        None => number.to_string(),
    }
}

/// `%Y %m %-m %d %-d` of a date; `%EC` the era (民國, 令和) and `%Ey` its year; an `O` sets the number in Han
/// figures: `%OY` 二〇二六, `%Od` 二十五, `%OEy` 一一五. Anything else is printed as it stands.
fn format_date(date: Date, lang: Lang, format: &str) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let letter = rest.find(|c: char| !matches!(c, '-' | 'O' | 'E')).unwrap_or(rest.len());
        let (flags, tail) = rest.split_at(letter);
        let (bare, han, era) = (flags.contains('-'), flags.contains('O'), flags.contains('E'));
        let (name, era_year) = era_of(date, lang);
        let number = match tail.chars().next() {
            Some('C') if era => name.to_string(),
            Some('y') if era && era_year == 1 => "元".to_string(),
            Some('y') if era && han && lang == Lang::Ja => han_number(era_year),
            Some('y') if era && han => han_digits(era_year),
            Some('y') if era => era_year.to_string(),
            Some('Y') if han => han_digits(date.year),
            Some('Y') => date.year.to_string(),
            Some('m') if han => han_number(i32::from(date.month)),
            Some('m') if bare => date.month.to_string(),
            Some('m') => format!("{:02}", date.month),
            Some('d') if han => han_number(i32::from(date.day)),
            Some('d') if bare => date.day.to_string(),
            Some('d') => format!("{:02}", date.day),
            _ => {
                out.push('%');
                continue;
            }
        };
        out.push_str(&number);
        rest = &tail[1..];
    }
    out + rest
}

/// The era of a date and its year: 民國 in Taiwan; 令和, 平成, 昭和 in Japan; elsewhere none and the year itself.
fn era_of(date: Date, lang: Lang) -> (&'static str, i32) {
    let day = (date.year, date.month, date.day);
    match lang {
        Lang::ZhHantTw if date.year > 1911 => ("民國", date.year - 1911),
        Lang::Ja if day >= (2019, 5, 1) => ("令和", date.year - 2018),
        Lang::Ja if day >= (1989, 1, 8) => ("平成", date.year - 1988),
        Lang::Ja if day >= (1926, 12, 25) => ("昭和", date.year - 1925),
        _ => ("", date.year),
    }
}

const HAN_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// 二〇二六.
fn han_digits(number: i32) -> String {
    let digit = |d: char| d.to_digit(10).map_or(d, |d| HAN_DIGITS[d as usize]);
    number.to_string().chars().map(digit).collect()
}

/// 二十五; of numbers up to 99.
fn han_number(number: i32) -> String {
    let (tens, ones) = (number / 10, number % 10);
    if !(1..100).contains(&number) {
        return han_digits(number);
    }
    let mut out = String::new();
    if tens > 1 {
        out.push(HAN_DIGITS[tens as usize]);
    }
    if tens > 0 {
        out.push('十');
    }
    if ones > 0 {
        out.push(HAN_DIGITS[ones as usize]);
    }
    out
}

/// 星期一 … 星期日; 月曜日 …; 월요일 ….
fn weekday(date: Date, lang: Lang) -> String {
    let Ok(day) = icu_calendar::Date::try_new_iso(date.year, date.month, date.day) else { return String::new() };
    let index = (day.weekday() as usize + 6) % 7;
    match lang {
        Lang::Ja => format!("{}曜日", ["月", "火", "水", "木", "金", "土", "日"][index]),
        Lang::Ko => format!("{}요일", ["월", "화", "수", "목", "금", "토", "일"][index]),
        _ => format!("星期{}", ["一", "二", "三", "四", "五", "六", "日"][index]),
    }
}

/// The lunar date: 癸卯年闰二月初六. `None` outside the years that the calendar's tables hold.
pub fn lunar(date: Date) -> Option<String> {
    const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
    const BRANCHES: [&str; 12] = ["子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥"];
    const MONTHS: [&str; 12] = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    const DIGITS: [&str; 11] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    if !CALENDAR_YEARS.contains(&date.year) {
        return None;
    }
    let iso = icu_calendar::Date::try_new_iso(date.year, date.month, date.day).ok()?;
    let day = iso.to_calendar(icu_calendar::cal::ChineseTraditional::new());
    let cycle = usize::from(day.cyclic_year().year).checked_sub(1)?;
    let month = day.month();
    let number = usize::from(day.day_of_month().0);
    let day_name = match number {
        1..=10 => format!("初{}", DIGITS[number]),
        11..=19 => format!("十{}", DIGITS[number - 10]),
        20 => "二十".to_string(),
        21..=29 => format!("廿{}", DIGITS[number - 20]),
        _ => "三十".to_string(),
    };
    let leap = if month.to_input().is_leap() { "闰" } else { "" };
    let month_name = MONTHS.get(usize::from(month.number()).checked_sub(1)?)?;
    Some(format!("{}{}年{leap}{month_name}月{day_name}", STEMS[cycle % 10], BRANCHES[cycle % 12]))
}

/// Years for which the lunar tables are exact: the Hong Kong Observatory's, which the calendar carries.
pub const CALENDAR_YEARS: std::ops::RangeInclusive<i32> = 1901..=2099;

/// Checks what the furniture will print: the lunar date against its override.
pub fn check(issue: &Issue, report: &mut Report) {
    if let (Some((printed, span)), Some(computed)) = (&issue.lunar, &lunar(issue.date))
        && printed != computed
    {
        report.push(
            Diagnostic::new(Code("M010"), format!("`lunar` prints {printed}, the calendar says {computed}"))
                .at(*span)
                .help("delete the key to print the computed date"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u8, day: u8) -> Date {
        Date { year, month, day }
    }

    #[test]
    fn lunar_dates_of_the_almanac() {
        let known = [
            (day(2023, 3, 27), "癸卯年闰二月初六"),
            (day(2023, 1, 22), "癸卯年正月初一"),
            (day(2024, 2, 9), "癸卯年十二月三十"),
            (day(2024, 2, 10), "甲辰年正月初一"),
            (day(2020, 5, 23), "庚子年闰四月初一"),
            (day(1949, 10, 1), "己丑年八月初十"),
            (day(2033, 12, 22), "癸丑年闰十一月初一"),
            (day(2025, 10, 6), "乙巳年八月十五"),
        ];
        for (date, expected) in known {
            assert_eq!(lunar(date).as_deref(), Some(expected), "{date:?}");
        }
        assert_eq!(lunar(day(1700, 1, 1)), None);
    }

    #[test]
    fn dates_are_formatted() {
        let format = |lang, format: &str| format_date(day(2023, 3, 27), lang, format);
        assert_eq!(format_date(day(2023, 3, 7), Lang::ZhHans, "%Y年%-m月%-d日"), "2023年3月7日");
        assert_eq!(format_date(day(2023, 3, 7), Lang::ZhHans, "%m/%d 100%"), "03/07 100%");
        assert_eq!(format(Lang::ZhHantTw, "%EC%OEy年%Om月%Od日"), "民國一一二年三月二十七日");
        assert_eq!(format(Lang::Ja, "%OY年（%EC%OEy年）%Om月"), "二〇二三年（令和五年）三月");
        assert_eq!(format_date(day(2019, 5, 1), Lang::Ja, "%EC%Ey年%O%"), "令和元年%O%");
        assert_eq!(weekday(day(2023, 3, 27), Lang::ZhHans), "星期一");
        assert_eq!(weekday(day(2026, 11, 25), Lang::Ja), "水曜日");
    }
}
