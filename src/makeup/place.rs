//! One story on the page: rule or frame, head, pictures, columns, notices.
//!
//! In: a unit, its plan and its place. Out: items in reading order and the story's outline. Does not know:
//! why it stands there.

use crate::art::Art;
use crate::compose::{self, Galley};
use crate::diag::{Code, Diagnostic, Report};
use crate::display::{ArtUse, Item, Outline, Placed, Role, Rule};
use crate::geom::{Len, Point, Rect};
use crate::ids::StoryId;
use crate::ink::{Ink as Colour, Paint};
use crate::makeup::draw::{self, Ink};
use crate::makeup::flow::{Part, PartKind, Shop};
use crate::makeup::grid::Axes;
use crate::makeup::head::{HeadFit, HeadLine};
use crate::makeup::measure::{Form, Plan, Unit, UnitKind, box_gap, panel_gap};
use crate::makeup::picture;
use crate::makeup::spread::Fold;
use crate::makeup::table;
use crate::model::story::{HeadForm, StoryPicture, Text};
use crate::model::style::{Align, Style, Writing};
use crate::source::Origin;

/// A unit being drawn.
pub struct Site<'a> {
    /// The unit.
    pub unit: &'a Unit<'a>,
    /// What was decided.
    pub plan: &'a Plan,
    /// All of its lines and columns, in logical places.
    pub area: Rect,
    /// From there to paper.
    pub axes: Axes,
    /// Number of the page.
    pub page: u32,
    /// 下转 to this page.
    pub jump_to: Option<u32>,
    /// The layout's shop.
    pub shop: &'a Shop<'a>,
    /// Pictures.
    pub art: &'a Art,
}

/// What a drawn unit leaves to know.
pub struct Drawn {
    /// One for a story, one an item for the briefs.
    pub outlines: Vec<Outline>,
    /// Where 下转 stands.
    pub notice: Option<Rect>,
}

impl Site<'_> {
    /// Draws the unit.
    pub fn draw(&self, out: &mut Vec<Placed>, report: &mut Report) -> Drawn {
        self.enclosure(out, report);
        if let Some(head) = &self.plan.head {
            self.head(head, out);
        }
        if let Form::Vertical(fit) = &self.plan.form {
            let frame = if self.unit.story.unframed { self.under_rule() } else { self.frame() };
            let side = if self.unit.story.unframed { Len::ZERO } else { Len::PT * 15 / 2 };
            let left = match self.unit.story.head {
                Some(HeadForm::VerticalLeft) => frame.x + side,
                _ => frame.right() - side - fit.width,
            };
            for line in &fit.lines {
                // An upright head stands on horizontal pages only: its places are paper's.
                let at = Point { x: left + line.x + line.style.size / 2, y: frame.y + line.y };
                self.head_line(line, at, out);
            }
        }
        self.pictures(out, report);
        let (mut outlines, notice) = self.text(out, report);
        self.tables(out, report);
        if outlines.is_empty() {
            let areas = vec![self.axes.rect(self.area)];
            outlines.push(Outline { story: self.unit.id, areas, title: title(self.unit) });
        }
        Drawn { outlines, notice }
    }

    fn pitch(&self) -> Len {
        self.shop.layout.grid.pitch
    }

    fn origin(&self, story: StoryId) -> Origin {
        Origin { span: Some(self.unit.story.span), story: Some(story) }
    }

    fn push(&self, out: &mut Vec<Placed>, item: Item, role: Role) {
        out.push(Placed { item, role, origin: self.origin(self.unit.id) });
    }

    fn frame(&self) -> Rect {
        let gap = box_gap(self.shop);
        Rect::new(self.area.x, self.area.y + gap, self.area.w, self.area.h - gap * 2)
    }

    /// What the text takes of an upright head's story that has no frame.
    fn under_rule(&self) -> Rect {
        let above = self.pitch() * i64::from(self.plan.head_lines);
        Rect::new(self.area.x, self.area.y + above, self.area.w, self.area.h - above)
    }

    /// A rule between two logical places.
    fn rule(&self, out: &mut Vec<Placed>, from: (Len, Len), to: (Len, Len), thickness: Len) {
        let rule = self.stroke(from, to, thickness, &self.shop.layout.rules.paint);
        self.push(out, Item::Rule(rule), Role::Furniture);
    }

    fn stroke(&self, from: (Len, Len), to: (Len, Len), thickness: Len, paint: &Paint) -> Rule {
        let on_paper = |at: (Len, Len)| self.axes.point(Point { x: at.0, y: at.1 });
        Rule { from: on_paper(from), to: on_paper(to), thickness, paint: paint.clone(), dotted: None }
    }

    /// A tint over a logical area.
    fn fill(&self, out: &mut Vec<Placed>, area: Rect, paint: Paint) {
        self.push(out, Item::Fill { area: self.axes.rect(area), paint }, Role::Furniture);
    }

    fn enclosure(&self, out: &mut Vec<Placed>, report: &mut Report) {
        let layout = self.shop.layout;
        match &self.plan.form {
            Form::Plain => {
                if !self.plan.bare {
                    let (above, _) = self.head_white();
                    let y = self.area.y + if self.plan.picture_first { self.pitch() / 2 } else { above };
                    self.rule(out, (self.area.x, y), (self.area.right(), y), layout.rules.thickness);
                }
            }
            Form::Vertical(_) if self.unit.story.unframed => self.rule_above(out),
            Form::Beside(_) => self.rule_above(out),
            Form::Boxed | Form::Vertical(_) => {
                let half = layout.boxed.rule / 2;
                let frame = self.frame().inset(half);
                let (l, t, r, b) = (frame.x, frame.y, frame.right(), frame.bottom());
                let rule = layout.boxed.rule;
                self.rule(out, (l - half, t), (r + half, t), rule);
                self.rule(out, (l - half, b), (r + half, b), rule);
                self.rule(out, (l, t), (l, b), rule);
                self.rule(out, (r, t), (r, b), rule);
            }
            Form::Panel { name, band } => self.panel(name, *band, out, report),
            Form::Briefs => self.brief_band(out, report),
        }
    }

    /// The rule over a story whose head does not stand right under it.
    fn rule_above(&self, out: &mut Vec<Placed>) {
        if !self.plan.bare {
            let y = self.area.y + self.shop.layout.headline.after_text;
            self.rule(out, (self.area.x, y), (self.area.right(), y), self.shop.layout.rules.thickness);
        }
    }

    fn panel(&self, name: &str, band: Len, out: &mut Vec<Placed>, report: &mut Report) {
        let layout = self.shop.layout;
        let panel = &layout.panels[name];
        let top = self.area.y + panel_gap(self.shop);
        let bottom = self.area.bottom() - panel_gap(self.shop);
        let tint = Rect::new(self.area.x, top, self.area.w, bottom - top);
        self.fill(out, tint, Paint::knockout(panel.ink.clone()));
        if let Some((thickness, paint)) = &panel.top_rule {
            let y = top + *thickness / 2;
            let rule = self.stroke((self.area.x, y), (self.area.right(), y), *thickness, paint);
            self.push(out, Item::Rule(rule), Role::Furniture);
        }
        let Some(tag) = self.unit.story.tag.as_ref().filter(|_| band > Len::ZERO) else { return };
        let area = Rect::new(self.area.x, top, self.area.w, band);
        self.fill(out, area, Paint::knockout(layout.tag.ink.clone()));
        let (from, to) = self.plan.inner.one_side(Len::ZERO, self.area.w);
        let area = Rect { x: self.area.x + from, w: to - from, ..area };
        self.band_text(tag, "tag", area, out, report);
    }

    /// Words in the middle of a band, parted at blanks when they are two.
    fn band_text(&self, text: &Text, style: &str, area: Rect, out: &mut Vec<Placed>, report: &mut Report) {
        let style = self.shop.style(style);
        let lines: Vec<String> = if area.h > style.pitch * 2 - style.size / 2 {
            text.plain().split([' ', '\u{3000}', '\n']).filter(|s| !s.is_empty()).map(String::from).collect()
        } else {
            vec![text.plain()]
        };
        let top = area.y + (area.h - style.pitch * lines.len() as i64) / 2;
        for (i, words) in lines.iter().enumerate() {
            let para = self.shop.shape(&Text::made(words.as_str()), &style, report);
            let mut style = style.clone();
            let natural = compose::natural_width(&para);
            while natural.at(style.size) > area.w - Len::PT * 4 && style.size > Len::PT * 6 {
                style.size -= Len::PT / 2;
            }
            let width = natural.at(style.size);
            let y = self.axes.line(top + style.pitch * i as i64, style.pitch, style.size);
            let at = Point { x: area.x + (area.w - width) / 2, y };
            let ink = Ink { style: &style, role: Role::Head, origin: self.origin(self.unit.id) };
            draw::whole(&para, self.axes.point(at), &ink, out);
        }
    }

    fn brief_band(&self, out: &mut Vec<Placed>, report: &mut Report) {
        let rules = &self.shop.layout.briefs;
        let top = self.area.y + Len::PT * 3 / 2;
        let area = Rect::new(self.area.x, top, self.area.w, rules.band);
        self.fill(out, area, Paint::knockout(rules.ink.clone()));
        self.band_text(&Text::made(rules.title.as_str()), "brief_band", area, out, report);
    }

    /// White above the rule, and from the rule (or the unit's top) to the head: what rounding to whole lines
    /// leaves goes half above and half below the head.
    fn head_white(&self) -> (Len, Len) {
        let rules = &self.shop.layout.headline;
        let height = self.plan.head.as_ref().map_or(Len::ZERO, |h| h.height);
        let all = self.pitch() * i64::from(self.plan.head_lines - self.plan.head_line());
        let thickness = self.shop.layout.rules.thickness;
        if self.plan.bare || self.plan.picture_first {
            let spare = all - rules.without_rule - height - rules.before_text;
            return (Len::ZERO, rules.without_rule + spare.max(Len::ZERO) / 2);
        }
        let spare = all - rules.after_text - thickness - rules.before_kicker - height - rules.before_text;
        if spare < Len::ZERO {
            return (rules.after_text + spare, thickness + rules.before_kicker);
        }
        (rules.after_text + spare / 4, thickness + rules.before_kicker + spare / 4)
    }

    fn head(&self, head: &HeadFit, out: &mut Vec<Placed>) {
        if head.lines.is_empty() {
            return;
        }
        let layout = self.shop.layout;
        let all = self.pitch() * i64::from(self.plan.head_lines);
        let y = match &self.plan.form {
            Form::Plain => {
                let (above, below) = self.head_white();
                self.pitch() * i64::from(self.plan.head_line()) + above + below
            }
            // Level with the first line of text at its right.
            Form::Beside(_) => all + (self.pitch() - layout.grid.body) / 2,
            Form::Panel { band, .. } => {
                let above = panel_gap(self.shop) + *band + Len::PT * 11;
                above + (all - above - head.height - layout.headline.before_text).max(Len::ZERO) / 2
            }
            _ => {
                let above = box_gap(self.shop) + self.pitch().scale(i64::from(layout.boxed.top), 10);
                above + (all - above - head.height - layout.headline.before_text).max(Len::ZERO) / 2
            }
        };
        for line in &head.lines {
            let x = self.area.x + self.plan.inner.left + line.x;
            let y = self.axes.line(self.area.y + y + line.y, line.style.size, line.style.size);
            let fold = self.plan.inner.fold.map(|fold| {
                let left = self.area.x + self.plan.inner.left;
                Fold { at: self.area.x + fold, room: (left, left + self.plan.inner.width) }
            });
            let Some(pieces) = fold.and_then(|fold| fold.part(line, x)) else {
                self.head_line(line, self.axes.point(Point { x, y }), out);
                continue;
            };
            for (clusters, x) in pieces {
                self.head_line(&HeadLine { clusters, ..line.clone() }, self.axes.point(Point { x, y }), out);
            }
        }
    }

    fn head_line(&self, line: &HeadLine, at: Point, out: &mut Vec<Placed>) {
        let set = compose::single_line(&line.para, line.clusters.clone());
        let ink = Ink { style: &line.style, role: Role::Head, origin: self.origin(self.unit.id) };
        draw::line(&line.para, &set, at, &ink, out);
    }

    fn pictures(&self, out: &mut Vec<Placed>, report: &mut Report) {
        let pictures = &self.unit.story.pictures;
        let over = if self.plan.picture_first { 1 } else { self.plan.head_lines };
        let head = self.pitch() * i64::from(over);
        let inner = &self.plan.inner;
        if let (Some((columns, lines)), Some(main)) = (self.plan.picture, picture::main(pictures)) {
            let x = self.area.x + picture::left(inner, columns);
            let top = self.area.y + head;
            let height = self.pitch() * i64::from(lines);
            self.picture(main, Rect::new(x, top, picture::width(inner, columns), height), out, report);
        }
        if let Some(picture) = picture::inserted(pictures, self.shop).filter(|_| self.unit.kind == UnitKind::Story) {
            let column = picture::inserted_column(self.plan.picture, inner.xs.len() as u16);
            let lines = picture::inserted_lines(picture, inner, self.shop, self.art);
            let under = self.plan.tops.get(column).copied().unwrap_or(0).saturating_sub(lines);
            let top = self.area.y + head + self.pitch() * i64::from(under);
            let height = self.pitch() * i64::from(lines);
            let area = Rect::new(self.area.x + inner.xs[column], top, inner.measures[column], height);
            self.picture(picture, area, out, report);
        }
        let single = self.plan.setting.notch.iter().map(|lines| (0, 0, lines));
        let several = self.plan.setting.narrow.iter().map(|beside| (beside.picture, beside.column, &beside.lines));
        for (number, column, lines) in single.chain(several) {
            let Some((picture, width)) = picture::narrow(pictures).nth(number) else { continue };
            let above = self.plan.tops.get(column).copied().unwrap_or(0) + lines.start;
            let top = self.area.y + head + self.pitch() * i64::from(above);
            let right = self.area.x + inner.xs[column] + inner.measures[column];
            let height = self.pitch() * i64::from(lines.end - lines.start);
            self.picture(picture, Rect::new(right - width, top, width, height), out, report);
        }
        if self.plan.row > 0 {
            let rest = picture::row(pictures, self.shop);
            let foot = self.pitch() * i64::from(self.plan.foot + self.plan.table);
            let height = self.pitch() * i64::from(self.plan.row - 1);
            let top = self.area.bottom() - foot - height;
            let width = picture::row_width(rest.len(), inner.width, self.shop);
            for (i, picture) in rest.iter().enumerate() {
                let x = self.area.x + inner.left + (width + self.shop.layout.grid.gutter) * i as i64;
                self.picture(picture, Rect::new(x, top, width, height), out, report);
            }
        }
    }

    /// A picture with its legend in an area: top level with the text beside it.
    fn picture(&self, picture: &StoryPicture, area: Rect, out: &mut Vec<Placed>, report: &mut Report) {
        let white = (self.pitch() - self.shop.layout.grid.body) / 2;
        // A legend that reads across a vertical page stands under its picture, and all of it on paper.
        let (axes, area) = if picture::legend_across(self.shop) {
            let area = self.axes.rect(area);
            (Axes::new(Writing::Horizontal, Len::ZERO), Rect::new(area.x + white, area.y, area.w - white * 2, area.h))
        } else {
            (self.axes, Rect::new(area.x, area.y + white, area.w, area.h - white))
        };
        // Of a picture across the spine of a spread the legend stands on one page.
        let (from, to) = self.plan.inner.one_side(area.x - self.area.x, area.right() - self.area.x);
        let (from, to) = (self.area.x + from, self.area.x + to);
        let legend = picture::legend(picture, to - from, self.shop, report);
        let frame = Rect::new(area.x, area.y, area.w, area.h - legend.height);
        let (placed, crop) = picture::crop(picture, axes.rect(frame), self.art);
        self.push(out, Item::Art(ArtUse { art: picture.art, area: placed, crop }), Role::Figure);
        let frame = Rect { x: from, w: to - from, ..frame };
        let rules = &self.shop.layout.picture;
        let origin = Origin { span: Some(picture.span), story: Some(self.unit.id) };
        let mut y = frame.bottom();
        let caption_style = self.shop.printed_style("caption");
        if let Some((para, galley)) = &legend.caption {
            y += rules.caption_gap;
            for line in &galley.lines {
                let start = axes.line(y, caption_style.pitch, caption_style.size);
                let ink = Ink { style: &caption_style, role: Role::Caption, origin };
                draw::line(para, line, axes.point(Point { x: frame.x, y: start }), &ink, out);
                y += caption_style.pitch;
            }
        }
        if let Some((para, width)) = &legend.credit {
            let style = self.shop.printed_style("credit");
            if legend.shared_line {
                y -= caption_style.pitch;
            } else if legend.caption.is_none() {
                y += rules.credit_gap;
            }
            let pitch = if legend.shared_line { caption_style.pitch } else { style.pitch };
            let start = axes.line(y, pitch, style.size);
            let ink = Ink { style: &style, role: Role::Caption, origin };
            draw::whole(para, axes.point(Point { x: frame.right() - *width, y: start }), &ink, out);
        }
    }

    /// The text in its columns. For the briefs, an outline an item.
    fn text(&self, out: &mut Vec<Placed>, report: &mut Report) -> (Vec<Outline>, Option<Rect>) {
        let plan = self.plan;
        let briefs = matches!(plan.form, Form::Briefs);
        let mut outlines: Vec<Outline> = Vec::new();
        let (mut last, mut notice) = (None, None);
        for (i, column) in plan.poured.columns.iter().enumerate() {
            let x = self.area.x + plan.inner.xs[i];
            let top = self.area.y + self.pitch() * i64::from(plan.head_lines + plan.tops[i]);
            let mut deal = self.brief_white(column.len(), plan.poured.white[i]);
            let mut shift = 0;
            for &(index, line) in column {
                let atom = plan.setting.atoms[index as usize];
                let part = &self.unit.flow.parts[usize::from(atom.part)];
                let galley = &plan.setting.galleys[usize::from(atom.part)];
                if briefs && part.kind == PartKind::BriefHead && line > 0 {
                    shift += deal(&atom);
                }
                let y = top + self.pitch() * i64::from(line + shift);
                let height = self.pitch() * i64::from(atom.height);
                // Crossheads and quotes are set in one piece.
                let beside = plan.setting.notch.as_ref().filter(|lines| i == 0 && lines.contains(&line));
                let one_piece = beside.and(self.unit.flow.notch).filter(|_| height > self.pitch());
                let narrow = plan.setting.narrow.iter().find(|beside| {
                    beside.column == i && beside.lines.start < line + atom.height && line < beside.lines.end
                });
                let several = narrow.filter(|_| part.kind != PartKind::Para && part.kind != PartKind::Byline);
                let short = one_piece.map_or(Len::ZERO, |notch| notch.width) + several.map_or(Len::ZERO, |n| n.width);
                let area = Rect::new(x, y, plan.inner.measures[i] - short, height);
                if briefs {
                    self.brief_outline(part, atom.before, area, &mut outlines, out);
                }
                self.atom(part, galley, atom.line, area, out);
                last = Some((area, galley, part));
            }
        }
        if let (Some(inline), Some(page), Some((area, _, _))) = (plan.jump, self.jump_to, last) {
            let words = self.shop.layout.notices.jump.replace("{page}", &page.to_string());
            let style = self.shop.style("jump");
            let para = self.shop.shape(&Text::made(words), &style, report);
            let width = compose::natural_width(&para).at(style.size);
            let top = if inline { area.y } else { area.bottom() };
            let y = self.axes.line(top, self.pitch(), style.size);
            let ink = Ink { style: &style, role: Role::Notice, origin: self.origin(self.unit.id) };
            draw::whole(&para, self.axes.point(Point { x: area.right() - width, y }), &ink, out);
            notice = Some(self.axes.rect(Rect::new(area.right() - width, top, width, self.pitch())));
        }
        (outlines, notice)
    }

    /// White lines at the foot of the briefs' column are dealt out between the items.
    fn brief_white(&self, _atoms: usize, white: u16) -> impl FnMut(&crate::makeup::flow::Atom) -> u16 + use<'_> {
        let extra = if matches!(self.plan.form, Form::Briefs) { white } else { 0 };
        let items = self.unit.flow.parts.iter().filter(|p| p.kind == PartKind::BriefHead).count() as u16;
        let gaps = items.saturating_sub(1).max(1);
        let mut done = 0;
        move |_| {
            done += 1;
            (extra * done / gaps) - (extra * (done - 1) / gaps)
        }
    }

    fn brief_outline(&self, part: &Part, before: u16, area: Rect, outlines: &mut Vec<Outline>, out: &mut Vec<Placed>) {
        match outlines.last_mut().filter(|o| o.story == part.story) {
            Some(outline) => {
                let mut whole = self.axes.logical(outline.areas[0]);
                whole.h = area.bottom() - whole.y;
                outline.areas[0] = self.axes.rect(whole);
            }
            None => {
                if !outlines.is_empty() && before > 0 {
                    let (y, thickness) = (area.y - self.pitch() / 2, self.shop.layout.briefs.rule);
                    let rule = self.stroke((area.x, y), (area.right(), y), thickness, &Paint::TEXT);
                    self.push(out, Item::Rule(Rule { dotted: Some(thickness * 3), ..rule }), Role::Furniture);
                }
                let areas = vec![self.axes.rect(area)];
                outlines.push(Outline { story: part.story, areas, title: part.para.text.clone() });
            }
        }
    }

    fn atom(&self, part: &Part, galley: &Galley, line: u16, area: Rect, out: &mut Vec<Placed>) {
        let style = &part.style;
        let origin = self.origin(part.story);
        match part.kind {
            PartKind::Para | PartKind::Byline => {
                let role = if part.kind == PartKind::Byline { Role::Byline } else { Role::Text(part.block) };
                let Some(set) = galley.lines.get(usize::from(line)) else { return };
                let y = self.axes.line(area.y, self.pitch(), style.size);
                let at = self.axes.point(Point { x: area.x, y });
                draw::line(&part.para, set, at, &Ink { style, role, origin }, out);
            }
            PartKind::Crosshead | PartKind::BriefHead => {
                let role = if part.kind == PartKind::BriefHead { Role::Head } else { Role::Text(part.block) };
                self.block(part, galley, style, area, Ink { style, role, origin }, out);
            }
            PartKind::Quote => {
                let rule = self.shop.layout.rules.thickness;
                let inner = area.inset(self.pitch() / 2);
                self.rule(out, (area.x, inner.y), (area.right(), inner.y), rule);
                self.block(part, galley, style, area, Ink { style, role: Role::Text(part.block), origin }, out);
                self.rule(out, (area.x, inner.bottom()), (area.right(), inner.bottom()), rule);
            }
        }
    }

    /// Lines at their own pitch in the middle of an area's height.
    fn block(&self, part: &Part, galley: &Galley, style: &Style, area: Rect, ink: Ink, out: &mut Vec<Placed>) {
        let top = area.y + (area.h - style.pitch * galley.lines.len() as i64) / 2;
        for (n, set) in galley.lines.iter().enumerate() {
            let y = self.axes.line(top + style.pitch * n as i64, style.pitch, style.size);
            let spare = area.w - set.start.at(style.size) - set.set.at(style.size);
            let x = match style.para.align {
                Align::Justify | Align::Start => area.x,
                // Composition leaves lines at the measure's start; what is left over is shared here.
                Align::Centre => area.x + spare / 2,
                Align::End => area.x + spare,
            };
            draw::line(&part.para, set, self.axes.point(Point { x, y }), &ink, out);
        }
    }

    fn tables(&self, out: &mut Vec<Placed>, report: &mut Report) {
        let mut bottom = self.area.bottom() - self.pitch() * i64::from(self.plan.foot);
        for (block, table) in self.unit.flow.tables.iter().rev() {
            let height = self.pitch() * i64::from(table::lines(table, self.shop));
            let inner = &self.plan.inner;
            let (from, to) = inner.one_side(inner.left, inner.left + inner.width);
            let area = Rect::new(self.area.x + from, bottom - height, to - from, height);
            let origin = Origin { span: Some(table.span), story: Some(self.unit.id) };
            let least = table::least(table, self.shop);
            if least > area.w {
                let message = format!(
                    "a table of “{}” needs {:.0} mm and has {:.0}",
                    title(self.unit),
                    least.mm().ceil(),
                    area.w.mm().floor()
                );
                let what =
                    Diagnostic::new(Code("M023"), message).at(table.span).on(self.page, Some(self.axes.rect(area)));
                report.push(what.help("give the story more columns, or the table fewer or shorter cells, or rows"));
            }
            table::draw(table, *block, self.axes.rect(area), origin, self.shop, out);
            bottom -= height;
        }
    }
}

/// A frame of four thin rules, as around an advertisement.
pub fn frame(area: Rect, thickness: Len, out: &mut Vec<Placed>) {
    let inner = area.inset(thickness / 2);
    let corners = [
        ((inner.x, inner.y), (inner.right(), inner.y)),
        ((inner.x, inner.bottom()), (inner.right(), inner.bottom())),
        ((inner.x, inner.y), (inner.x, inner.bottom())),
        ((inner.right(), inner.y), (inner.right(), inner.bottom())),
    ];
    for (from, to) in corners {
        let rule = Rule {
            from: Point { x: from.0, y: from.1 },
            to: Point { x: to.0, y: to.1 },
            thickness,
            paint: Paint { ink: Colour::BLACK, overprint: true },
            dotted: None,
        };
        out.push(Placed { item: Item::Rule(rule), role: Role::Ad, origin: Origin::default() });
    }
}

/// The head as one plain line.
pub fn title(unit: &Unit) -> String {
    let lines: Vec<String> = unit.story.headline.iter().map(Text::plain).collect();
    lines.join(" ").replace('|', "")
}
