//! What a layout says of the parts around text: boxes, panels, tags, pictures, rules, notices, bylines, briefs, tables.
//!
//! In: a table of the layout for each. Out: its rules, with a default for what is left out. Does not know: any story.

use super::style;
use super::walk::{self, Fields, Kind, Wrong};
use crate::geom::Len;
use crate::ink::{Ink, Paint};
use crate::model::layout::{
    BoxRules, BriefRules, BylineRules, Notices, PanelRules, PictureRules, RuleRules, TableRules, TagRules,
};
use crate::model::style::Style;
use std::collections::BTreeMap;

type F<'t, 'w, 'r> = Fields<'t, 'w, 'r>;

/// A height in tenths of a line: `1.5行`.
fn tenths(f: &mut F<'_, '_, '_>, key: &'static str) -> Option<u16> {
    f.parse(key, Kind::Length, |value, units| {
        let height = walk::length(value, units)?;
        let tenths = Len(height.0 * 10).scale(1, units.pitch.0.max(1)).0;
        u16::try_from(tenths)
            .map_err(|_| Wrong::value("this must be between 0 and 6000 lines").help("write a height such as 1.5行"))
    })
}

/// Reads `[box]`.
pub fn boxed(f: &mut F<'_, '_, '_>) -> BoxRules {
    let mut out = BoxRules { rule: Len::PT.scale(3, 4), side: Len::PT * 8, top: 15, bottom: 15 };
    f.table("box", |f| {
        out.rule = f.amount("rule").unwrap_or(out.rule);
        out.side = f.amount("side").unwrap_or(out.side);
        out.top = tenths(f, "top").unwrap_or(out.top);
        out.bottom = tenths(f, "bottom").unwrap_or(out.bottom);
    });
    out
}

/// Reads a `[panel.NAME]`.
pub fn panel(f: &mut F<'_, '_, '_>) -> PanelRules {
    let ink = f.parse("ink", Kind::Any, style::ink);
    f.require("ink");
    let (body, pitch) = (f.walk.units.body, f.walk.units.pitch);
    let side = f.amount("side").unwrap_or(body / 2);
    let bottom = f.amount("bottom").unwrap_or(pitch.scale(6, 10));
    let top_rule = f.table("top_rule", |f| {
        let thickness = f.amount("thickness").unwrap_or(Len::PT * 2);
        let ink = f.parse("ink", Kind::Any, style::ink).unwrap_or(Ink::BLACK);
        (thickness, paint(ink))
    });
    PanelRules { ink: ink.unwrap_or(Ink::Cmyk([0, 0, 0, 80])), side, bottom, top_rule }
}

/// Black prints over, every other ink cuts out.
pub fn paint(ink: Ink) -> Paint {
    if ink == Ink::BLACK { Paint::TEXT } else { Paint::knockout(ink) }
}

/// Reads `[tag]`.
pub fn tag(f: &mut F<'_, '_, '_>) -> TagRules {
    let mut out = TagRules { panel: None, ink: Ink::BLACK, height: (Len::PT * 22, Len::PT * 32) };
    f.table("tag", |f| {
        out.panel = f.text("panel");
        out.ink = f.parse("ink", Kind::Any, style::ink).unwrap_or(Ink::BLACK);
        if let Some([one, two]) = f.lengths::<2>("height") {
            out.height = (one, two);
        }
    });
    out
}

/// Reads `[picture]`.
pub fn picture(f: &mut F<'_, '_, '_>) -> PictureRules {
    let mut out = PictureRules { caption_gap: Len::PT * 4, credit_gap: Len::PT * 3, widest: 2000, narrowest: 800 };
    f.table("picture", |f| {
        out.caption_gap = f.amount("caption_gap").unwrap_or(out.caption_gap);
        out.credit_gap = f.amount("credit_gap").unwrap_or(out.credit_gap);
        out.widest = f.bounded_share("widest", 100, 20_000).map_or(out.widest, |n| n as u16);
        out.narrowest = f.bounded_share("narrowest", 50, 10_000).map_or(out.narrowest, |n| n as u16);
    });
    out
}

/// Reads `[rules]`.
pub fn rules(f: &mut F<'_, '_, '_>) -> RuleRules {
    let mut out = RuleRules { thickness: Len::PT / 2, paint: Paint::TEXT, columns: None, vertical_from: 8 };
    f.table("rules", |f| {
        out.thickness = f.amount("thickness").unwrap_or(out.thickness);
        out.paint = f.parse("ink", Kind::Any, style::ink).map_or(Paint::TEXT, paint);
        out.paint.overprint = f.bool("overprint").unwrap_or(out.paint.overprint);
        out.columns = f.length("columns").filter(|thickness| *thickness > Len::ZERO);
        out.vertical_from = f.integer("vertical_from", 0, 1000).map_or(8, |n| n as u16);
    });
    out
}

/// Reads `[notices]`.
pub fn notices(f: &mut F<'_, '_, '_>) -> Notices {
    let mut out = Notices {
        jump: "（下转第{page}版）".to_string(),
        from: "（上接第{page}版）".to_string(),
        see: "（相关报道详见第{page}版）".to_string(),
        ad: "广告".to_string(),
    };
    f.table("notices", |f| {
        for (key, slot) in [("jump", &mut out.jump), ("from", &mut out.from), ("see", &mut out.see)] {
            let notice = f.parse(key, Kind::Text, |value, _| {
                let text = walk::text(value)?;
                if !text.contains("{page}") {
                    let wrong = Wrong::value("a notice needs {page}, which becomes the page's number");
                    return Err(wrong.help("write it where the number is to stand: \"（下转第{page}版）\""));
                }
                Ok(text.to_string())
            });
            *slot = notice.unwrap_or_else(|| slot.clone());
        }
        out.ad = f.text("ad").unwrap_or_else(|| out.ad.clone());
    });
    out
}

/// The byline's mark is set in the byline's style, smaller; a layout may say otherwise with a style of its own.
pub fn mark_style(rules: &BylineRules, styles: &mut BTreeMap<String, Style>) {
    if let Some(byline) = styles.get("byline").filter(|_| !styles.contains_key("byline_mark")) {
        let size = byline.size.scale(i64::from(rules.mark_scale), 1000);
        let mark = Style { name: "byline_mark".to_string(), size, ..byline.clone() };
        styles.insert(mark.name.clone(), mark);
    }
}

/// Reads `[byline]`.
pub fn byline(f: &mut F<'_, '_, '_>) -> BylineRules {
    let mut out = BylineRules {
        mark: "■".to_string(),
        mark_scale: 800,
        between: " ".to_string(),
        between_roles: " ".to_string(),
        names_first: false,
        after_dateline: "\u{3000}".to_string(),
    };
    f.table("byline", |f| {
        out.mark = f.text("mark").unwrap_or_else(|| out.mark.clone());
        out.mark_scale = f.bounded_share("mark_scale", 100, 2000).map_or(out.mark_scale, |n| n as u16);
        out.between = f.text("between").unwrap_or_else(|| out.between.clone());
        out.names_first = f.bool("names_first").unwrap_or(out.names_first);
        out.after_dateline = f.text("after_dateline").unwrap_or_else(|| out.after_dateline.clone());
        out.between_roles = f.text("between_roles").unwrap_or_else(|| out.between_roles.clone());
    });
    out
}

/// Reads `[briefs]`.
pub fn briefs(f: &mut F<'_, '_, '_>) -> BriefRules {
    let mut out = BriefRules {
        title: "简讯".to_string(),
        band: Len::PT * 31,
        ink: Ink::BLACK,
        head_lines: 15,
        rule: Len::PT.scale(3, 4),
    };
    f.table("briefs", |f| {
        out.title = f.text("title").unwrap_or_else(|| out.title.clone());
        out.band = f.amount("band").unwrap_or(out.band);
        out.ink = f.parse("ink", Kind::Any, style::ink).unwrap_or(Ink::BLACK);
        out.head_lines = tenths(f, "head_lines").unwrap_or(out.head_lines);
        out.rule = f.amount("rule").unwrap_or(out.rule);
    });
    out
}

/// Reads `[table]`.
pub fn table(f: &mut F<'_, '_, '_>) -> TableRules {
    let mut out = TableRules {
        row: 15,
        outer: Len::PT.scale(3, 2),
        inner: Len::PT.scale(3, 10),
        inner_ink: Ink::BLACK,
        head_ink: Ink::Cmyk([0, 0, 0, 80]),
    };
    f.table("table", |f| {
        out.row = tenths(f, "row").unwrap_or(out.row).max(8);
        out.outer = f.amount("outer").unwrap_or(out.outer);
        out.inner = f.amount("inner").unwrap_or(out.inner);
        out.inner_ink = f.parse("inner_ink", Kind::Any, style::ink).unwrap_or_else(|| out.inner_ink.clone());
        out.head_ink = f.parse("head_ink", Kind::Any, style::ink).unwrap_or_else(|| out.head_ink.clone());
    });
    out
}
