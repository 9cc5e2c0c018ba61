//! Slips of the copy that print would show (typography R23.2).
//!
//! In: a shaped paragraph. Out: diagnostics at the mark. Does not know: pairs of marks, which reach over paragraphs
//! (`read::pairs`), nor what to do about it.

use super::place;
use crate::diag::{Code, Diagnostic, Report};
use crate::model::story::Text;
use crate::model::style::Lang;
use crate::text::{Class, Cluster, ShapedPara};

/// Reports ASCII punctuation between Han, marks of an odd form and blanks beside marks.
pub(super) fn check(text: &Text, para: &ShapedPara, report: &mut Report) {
    let desk = Desk { text, para };
    let chinese = matches!(para.style.lang, Lang::ZhHans | Lang::ZhHantTw | Lang::ZhHantHk);
    if chinese {
        desk.ascii(report);
    }
    for k in 0..para.clusters.len() {
        let slip = desk.form(k).or_else(|| desk.dots(k)).or_else(|| if chinese { desk.chinese(k) } else { None });
        if let Some((what, help)) = slip {
            let cluster = &para.clusters[k];
            let what = format!("{what}: “{}”", cluster.text(para));
            let at = place(text, cluster.range.start, cluster.range.end);
            report.push(Diagnostic::new(Code("T015"), what).at(at).help(help));
        }
    }
}

/// What is wrong, and what to do.
type Slip = (&'static str, &'static str);

/// ASCII marks that a Chinese line has in another form, and what stands for an ellipsis or a dash.
const ASCII: &str = ",;:?!.\"'()-";

/// What a clause ends with: a dash follows it, no connector does.
const ENDS: &str = "的了着过吗呢吧呀啊嘛哦哪么";
/// What a clause begins with.
const BEGINS: &str = "这那我你他她它就不也又都还却而但因所即若如虽何谁怎";

struct Desk<'a> {
    text: &'a Text,
    para: &'a ShapedPara,
}

impl Desk<'_> {
    fn cluster(&self, k: Option<usize>) -> Option<&Cluster> {
        k.and_then(|k| self.para.clusters.get(k))
    }

    fn class(&self, k: Option<usize>) -> Option<Class> {
        self.cluster(k).map(|c| c.class)
    }

    fn of(&self, k: usize) -> &str {
        self.para.clusters[k].text(self.para)
    }

    fn western_run(&self, k: usize) -> bool {
        matches!(self.para.spans[self.para.clusters[k].span as usize].lang, Lang::Western(_))
    }

    /// Runs of ASCII marks with Han on both sides, or with Han before and the paragraph's end behind.
    fn ascii(&self, report: &mut Report) {
        let count = self.para.clusters.len();
        let mark = |k: usize| {
            self.class(Some(k)) == Some(Class::Western) && ASCII.contains(self.of(k)) && !self.western_run(k)
                || self.of(k) == "-"
        };
        let mut k = 0;
        while k < count {
            let end = k + (k..count).take_while(|&k| mark(k)).count();
            if end == k {
                k += 1;
                continue;
            }
            // A typed blank after the mark belongs to the same habit.
            let next = if self.class(Some(end)) == Some(Class::Space) { end + 1 } else { end };
            let han = |k: Option<usize>| self.class(k) == Some(Class::Han);
            let chinese = |c: Option<Class>| c.is_some_and(|c| c == Class::Han || c.is_mark());
            let before = chinese(self.class(k.checked_sub(1)));
            let after = chinese(self.class(Some(next)));
            let at_the_end = matches!(self.class(Some(next)), None | Some(Class::Return));
            let range = self.para.clusters[k].range.start..self.para.clusters[end - 1].range.end;
            let found = &self.para.text[range.start as usize..range.end as usize];
            let wrong = match found {
                // One hyphen or apostrophe between names is how some names are written.
                "-" | "'" => false,
                // Brackets around figures and letters are a matter of taste.
                "(" | ")" => han(k.checked_sub(1)) && han(Some(end)),
                _ => before && (after || at_the_end),
            };
            if wrong {
                let what = format!("“{found}” stands between Han");
                let help = "use the full-width mark: ，；：？！“” …… ——";
                let at = place(self.text, range.start, range.end);
                report.push(Diagnostic::new(Code("T011"), what).at(at).help(help));
            }
            k = end;
        }
    }

    /// Forms that are for setting, not for typing.
    fn form(&self, k: usize) -> Option<Slip> {
        match self.para.clusters[k].first {
            '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe48}' => {
                Some(("a vertical form is typed", "type the mark itself; vertical setting finds its form"))
            }
            _ => None,
        }
    }

    /// Full stops in a row.
    fn dots(&self, k: usize) -> Option<Slip> {
        let stop = |k: Option<usize>| self.cluster(k).is_some_and(|c| c.first == '。');
        let second = stop(Some(k)) && stop(k.checked_sub(1)) && !stop(k.checked_sub(2));
        second.then_some(("full stops stand for an ellipsis", "type ……"))
    }

    /// Marks that Chinese types another way, and blanks beside marks.
    fn chinese(&self, k: usize) -> Option<Slip> {
        let cluster = &self.para.clusters[k];
        if !cluster.class.is_mark() {
            return None;
        }
        match cluster.first {
            '…' | '⋯' if cluster.range.len() < 6 => {
                return Some(("an ellipsis has three dots", "type it twice: ……"));
            }
            '—' | '―' if cluster.range.len() < 6 && self.clause(k) => {
                return Some(("a single dash stands between clauses", "type it twice: ——"));
            }
            '・' | '‧' if self.para.style.lang == Lang::ZhHans => {
                return Some(("another middle dot than Chinese has", "type · (U+00B7)"));
            }
            _ => {}
        }
        self.blanks(k)
    }

    /// Whether a single dash is none that connects two names, places or dates: it stands at an edge, beside a mark or a
    /// blank, or where a clause ends or begins.
    fn clause(&self, k: usize) -> bool {
        let plain = |c: Option<&Cluster>| {
            c.is_some_and(|c| c.class.is_ideographic() || matches!(c.class, Class::Letter | Class::Digit))
        };
        let (before, after) = (self.cluster(k.checked_sub(1)), self.cluster(Some(k + 1)));
        // 《三国》—《水浒》, “神舟”—“天宫” and 甲（一）—乙 connect too.
        let closes = |c: Option<&Cluster>| c.is_some_and(|c| matches!(c.class, Class::Closing | Class::Postfix));
        let names = |c: Option<&Cluster>| c.is_some_and(|c| matches!(c.first, '《' | '（'));
        let opens = |c: Option<&Cluster>| c.is_some_and(|c| c.class == Class::Opening);
        let left = plain(before) || closes(before);
        let right = plain(after) || names(after) || closes(before) && opens(after);
        if !(left && right) {
            return true;
        }
        before.is_some_and(|c| ENDS.contains(c.first)) || after.is_some_and(|c| BEGINS.contains(c.first))
    }

    fn blanks(&self, k: usize) -> Option<Slip> {
        let class = self.para.clusters[k].class;
        let blank = |k: Option<usize>| self.class(k) == Some(Class::Space);
        let solid = |k: Option<usize>| self.class(k).is_some_and(|c| !c.is_blank());
        let (before, after) = (k.checked_sub(1), Some(k + 1));
        let (far_before, far_after) = (k.checked_sub(2), Some(k + 2));
        let out = "take the blank out";
        match class {
            Class::Connector | Class::Solidus | Class::Interpunct => None,
            Class::Dash | Class::Ellipsis => {
                let beside = blank(before) && solid(far_before) || blank(after) && solid(far_after);
                beside.then_some(("a blank stands beside a mark", out))
            }
            Class::Opening if blank(after) && solid(far_after) => Some(("a blank stands after an opening mark", out)),
            Class::Opening if blank(before) && self.chinese_text(far_before) => {
                Some(("a blank stands before a mark", out))
            }
            Class::Opening => None,
            _ if blank(before) && solid(far_before) => Some(("a blank stands before a mark", out)),
            _ if blank(after) && self.chinese_text(far_after) => Some(("a blank stands after a mark", out)),
            _ => None,
        }
    }

    /// Han, or a mark other than one whose own blank is told already.
    fn chinese_text(&self, k: Option<usize>) -> bool {
        self.class(k) == Some(Class::Han)
    }
}
