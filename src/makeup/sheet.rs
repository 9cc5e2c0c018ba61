//! A page that is made up, drawn: its stories, the rules between them, advertisements, the job strip.
//!
//! In: stands and their units. Out: items, outlines and links of the display list. Does not know: why things
//! stand where they do.

use crate::art::ArtKind;
use crate::compose;
use crate::diag::Report;
use crate::display::{ArtUse, DisplayList, Item, Link, Placed, Role, Rule};
use crate::geom::{Len, Point, Rect};
use crate::makeup::draw;
use crate::makeup::flow::Part;
use crate::makeup::grid::Axes;
use crate::makeup::jumps::{At, Journey, Rest};
use crate::makeup::measure::{Form, Unit, UnitKind};
use crate::makeup::place;
use crate::makeup::solve::Taken;
use crate::makeup::{PageMaker, Stand};
use crate::model::issue::{Ad, Plates};
use crate::model::story::Text;
use crate::model::style::{Style, Writing};
use crate::source::Origin;

impl PageMaker<'_> {
    pub fn draw_unit(
        &self,
        unit: &Unit,
        stand: &Stand,
        list: &mut DisplayList,
        journey: &mut Journey,
        report: &mut Report,
    ) {
        let plan = &*stand.plan;
        let area = self.grid.logical(stand.x, stand.y, stand.w, stand.h);
        let whole = plan.setting.atoms.len();
        let mut jump_to = None;
        if plan.jump.is_some() && plan.poured.end == plan.end {
            if let Some(start) = plan.rest_at {
                let lines = self.rest_lines(unit, start);
                let kept = self.kept_cut(unit.story).filter(|(at, _)| *at == start);
                let to = kept.map(|(_, to)| to);
                jump_to = to.or_else(|| journey.target(self.issue, unit.story, self.page.number, lines));
                if let Some(to) = jump_to {
                    journey.send(Rest { story: unit.id, start, from: self.notice_page(stand), to }, lines);
                }
            }
        } else if plan.poured.end < whole {
            self.report_overset(unit, Some(plan), report);
        }
        let axes = self.grid.axes;
        let (shop, art, page) = (self.shop, self.art, self.page.number);
        let site = place::Site { unit, plan, area, axes, page, jump_to, shop, art };
        let drawn = site.draw(&mut list.items, report);
        list.outlines.extend(drawn.outlines);
        if let (Some(area), Some(page)) = (drawn.notice, jump_to) {
            list.links.push(Link { area, page, story: Some(unit.id) });
        }
        if let UnitKind::Rest { from } = unit.kind {
            let head = Rect { h: self.grid.grid.pitch * i64::from(plan.head_lines), ..area };
            list.links.push(Link { area: axes.rect(head), page: from, story: Some(unit.id) });
        }
    }

    /// The page on which a story's last text stands, and 下转 with it.
    fn notice_page(&self, stand: &Stand) -> u32 {
        let last = stand.plan.poured.columns.iter().rposition(|column| !column.is_empty());
        let x = last.and_then(|last| stand.plan.inner.xs.get(last)).copied().unwrap_or(Len::ZERO);
        self.spread.map_or(self.page.number, |spread| spread.number_at(self.grid.column_x(stand.x) + x))
    }

    /// Lines of one column that the rest of a unit takes, roughly.
    fn rest_lines(&self, unit: &Unit, start: At) -> i64 {
        let after = |p: &&Part| p.block >= start.block;
        let count: usize = unit.flow.whole().iter().filter(after).map(|p| p.para.text.chars().count()).sum();
        let chars = i64::from(self.grid.grid.chars.max(1));
        (count as i64 - i64::from(start.byte) / 3).max(0) / chars + 1
    }

    /// Rules in the gutters: between open stories that stand side by side, or wherever nothing crosses.
    pub fn rules_between(&self, stands: &[Stand], taken: &[Taken], list: &mut DisplayList) {
        let rules = &self.issue.layout.rules;
        if let Some(thickness) = rules.columns {
            self.rules_in_gutters(stands, taken, thickness, list);
            return;
        }
        for a in stands {
            for b in stands {
                let open = |s: &Stand| matches!(s.plan.form, Form::Plain | Form::Beside(_) | Form::Briefs);
                let spine = self.grid.grid.spine.is_some_and(|spine| spine.after == b.x);
                if a.x + a.w != b.x || spine || !open(a) || !open(b) {
                    continue;
                }
                let (top, foot) = (a.y.max(b.y), (a.y + a.h).min(b.y + b.h));
                if foot < top + rules.vertical_from {
                    continue;
                }
                let x = self.grid.column_x(b.x) - self.grid.grid.gutter / 2;
                let start = self.grid.line_y(top) + self.issue.layout.headline.after_text;
                let end = self.grid.line_y(foot) - self.grid.line_white();
                let rule = Rule {
                    from: self.grid.axes.point(Point { x, y: start }),
                    to: self.grid.axes.point(Point { x, y: end }),
                    thickness: rules.thickness,
                    paint: rules.paint.clone(),
                    dotted: None,
                };
                let origin = Origin { span: None, story: None };
                list.items.push(Placed { item: Item::Rule(rule), role: Role::Furniture, origin });
            }
        }
    }

    /// A rule in every gutter, cut where heads, pictures and enclosed stories cross it (段罫).
    fn rules_in_gutters(&self, stands: &[Stand], taken: &[Taken], thickness: Len, list: &mut DisplayList) {
        let rules = &self.issue.layout.rules;
        let lines = self.grid.grid.lines;
        let spine = self.grid.grid.spine.map(|spine| spine.after);
        for gutter in (1..self.grid.grid.columns).filter(|&gutter| Some(gutter) != spine) {
            let mut crossed: Vec<(u16, u16)> = Vec::new();
            crossed.extend(taken.iter().filter(|t| t.x <= gutter && gutter <= t.x + t.w).map(|t| (t.y, t.y + t.h)));
            crossed.extend(stands.iter().flat_map(|s| crossings(s, gutter)));
            crossed.push((lines, lines));
            crossed.sort_unstable();
            let mut free = self.kind.top;
            for (start, end) in crossed {
                if start > free + 1 {
                    let x = self.grid.column_x(gutter) - self.grid.grid.gutter / 2;
                    let white = self.grid.line_white();
                    let ends = (self.grid.line_y(free) + white, self.grid.line_y(start) - white);
                    let rule = Rule {
                        from: self.grid.axes.point(Point { x, y: ends.0 }),
                        to: self.grid.axes.point(Point { x, y: ends.1 }),
                        thickness,
                        paint: rules.paint.clone(),
                        dotted: None,
                    };
                    list.items.push(Placed {
                        item: Item::Rule(rule),
                        role: Role::Furniture,
                        origin: Origin::default(),
                    });
                }
                free = free.max(end);
            }
        }
    }

    /// Page information outside the trim: paper, date, page, plates.
    pub fn job_strip(&self, list: &mut DisplayList) {
        let press = &self.issue.layout.press;
        if !press.marks {
            return;
        }
        let date = self.issue.date;
        let plates = match list.plates {
            Plates::K => "K",
            Plates::KSpot => "K + spot",
            Plates::Cmyk => "CMYK",
        };
        let name = self.issue.paper.field("name").unwrap_or(&self.issue.name);
        let (year, month, day, page) = (date.year, date.month, date.day, self.page.number);
        let words = format!("{name}  {year}-{month:02}-{day:02}  {page}  {plates}  {}", self.issue.layout.name);
        let style = flat(self.shop.style("job_strip"));
        let para = self.shop.shape(&Text::made(words), &style, &mut Report::default());
        let below = list.bleed.max(press.mark_offset) + Len::MM * 4;
        let at = Point { x: self.issue.layout.page.margins.left, y: list.trim.h + below };
        let ink = draw::Ink { style: &style, role: Role::Mark, origin: Origin::default() };
        draw::whole(&para, at, &ink, &mut list.items);
    }

    /// An advertisement in its frame, one line of white above it, the word 广告 in its corner.
    pub fn draw_ad(&self, ad: &Ad, list: &mut DisplayList) {
        let Some(taken) = self.clipped(ad.at) else { return };
        let all = self.grid.area(taken.x, taken.y, taken.w, taken.h);
        let pitch = self.grid.grid.pitch;
        let area = Rect::new(all.x, all.y + pitch, all.w, all.h - pitch);
        let origin = Origin { span: Some(ad.span), story: None };
        let entry = self.art.get(ad.art);
        let placed = match entry.kind {
            // One that is not of its area's size is given the area all the same: the press refuses it then, and
            // nothing of it stands on its neighbours.
            ArtKind::Page(size) if near(size.w, area.w) && near(size.h, area.h) => middle(area, size.w, size.h),
            ArtKind::Page(_) | ArtKind::Missing => area,
            // What has no size of its own is set as large as the area allows, whole and in proportion.
            ArtKind::Picture { .. } | ArtKind::Vector(_) => {
                let (w, h) = entry.proportions();
                let (w, h) = (w.max(1), h.max(1));
                let high = area.w.scale(h, w);
                if high <= area.h { middle(area, area.w, high) } else { middle(area, area.h.scale(w, h), area.h) }
            }
        };
        let crop = [0, 0, 1_000_000, 1_000_000];
        list.items.push(Placed { item: Item::Art(ArtUse { art: ad.art, area: placed, crop }), role: Role::Ad, origin });
        place::frame(area, Len::PT / 2, &mut list.items);
        let style = flat(self.shop.style("ad_mark"));
        let para = self.shop.shape(&Text::made(self.issue.layout.notices.ad.as_str()), &style, &mut Report::default());
        let width = compose::natural_width(&para).at(style.size);
        let y = Axes::new(Writing::Horizontal, Len::ZERO).line(all.y, pitch, style.size);
        let ink = draw::Ink { style: &style, role: Role::Ad, origin };
        draw::whole(&para, Point { x: area.right() - width, y }, &ink, &mut list.items);
    }
}

/// Whether two lengths differ by no more than a millimetre.
fn near(a: Len, b: Len) -> bool {
    (a - b).0.abs() <= Len::MM.0
}

/// So large a rectangle in the middle of another.
fn middle(area: Rect, w: Len, h: Len) -> Rect {
    Rect::new(area.x + (area.w - w) / 2, area.y + (area.h - h) / 2, w, h)
}

/// Lines on which a story keeps a gutter free of rules: all of it where it is enclosed, else its head, its
/// pictures and its tables.
fn crossings(stand: &Stand, gutter: u16) -> Vec<(u16, u16)> {
    let (x, end, foot) = (stand.x, stand.x + stand.w, stand.y + stand.h);
    let plan = &stand.plan;
    if !matches!(plan.form, Form::Plain | Form::Briefs) {
        return if x <= gutter && gutter <= end { vec![(stand.y, foot)] } else { Vec::new() };
    }
    if gutter <= x || end <= gutter {
        return Vec::new();
    }
    let text = stand.y + plan.head_lines;
    let mut out = vec![(stand.y, text)];
    if let Some((columns, lines)) = plan.picture
        && end.saturating_sub(columns) <= gutter
    {
        out.push((text, text + lines));
    }
    let under = plan.row + plan.table + plan.foot;
    if under > 0 {
        out.push((foot.saturating_sub(under), foot));
    }
    out
}

/// What stands outside the lattice reads across, whatever way the page's lines run.
fn flat(mut style: Style) -> Style {
    style.para.writing = Writing::Horizontal;
    style
}
