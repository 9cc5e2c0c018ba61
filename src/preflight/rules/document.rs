//! The document around its pages: language, tags, bookmarks, page labels, presentations.

use super::{For, Rule, row};
use crate::preflight::Verdict::Warn;
use crate::preflight::doc::Doc;
use crate::preflight::facts::Facts;
use crate::preflight::object::{Dict, Id, Obj};
use crate::preflight::{Family, Hits, shown};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Rules of the document around its pages.
pub const RULES: &[Rule] = &[
    row(
        "presentation",
        For::Both,
        Warn,
        "U",
        "no alternate presentations, page steps, transitions, portfolios, demands on viewers",
        Family::Interactive,
        presentation,
    ),
    row("bookmarks", For::Both, Warn, "R", "bookmarks are whole and lead to pages", Family::Interactive, bookmarks),
    row(
        "page-labels",
        For::Both,
        Warn,
        "R",
        "page labels begin with the first page, in rising order, in a known style",
        Family::Interactive,
        labels,
    ),
    row("blank-page", For::Both, Warn, "N", "every page has something on it", Family::Page, blank),
    row(
        "language",
        For::Both,
        Warn,
        "R",
        "a tagged file says its language, and languages are proper tags (zh-Hans)",
        Family::Text,
        language,
    ),
    row(
        "tags",
        For::Both,
        Warn,
        "R",
        "a file that says it is tagged has a structure tree that its pages lead to",
        Family::Text,
        tags,
    ),
    row(
        "tags-sound",
        For::Both,
        Warn,
        "R",
        "the structure tree and the marked contents match, its kinds are known, figures have a text",
        Family::Text,
        tree_sound,
    ),
];

/// ISO 19005-2, 6.10 says it of archives; believed to hold of PDF/X-4 too.
fn presentation(f: &Facts, h: &mut Hits) {
    if f.doc.dict(&f.catalog, "Names").is_some_and(|n| n.has("AlternatePresentations")) {
        h.hit("the catalog's Names have AlternatePresentations");
    }
    for (key, what) in [
        ("Collection", "the file is a portfolio (Collection)"),
        ("Requirements", "the file asks things of its viewer (Requirements)"),
    ] {
        if f.catalog.has(key) {
            h.hit(what);
        }
    }
    for (i, page) in f.pages.iter().enumerate() {
        for key in ["PresSteps", "Trans", "Dur"].into_iter().filter(|k| page.dict.has(k)) {
            h.on(i, format!("the page has {key}"));
        }
    }
}

fn blank(f: &Facts, h: &mut Hits) {
    let shows: BTreeSet<usize> = f.marks.iter().filter(|m| !m.in_mask && !m.hidden).map(|m| m.page).collect();
    let type3: BTreeSet<usize> = f.runs.iter().map(|r| r.page).collect();
    for i in (0..f.pages.len()).filter(|i| !shows.contains(i) && !type3.contains(i)) {
        h.on(i, "nothing is on the page");
    }
}

/// Whether a destination leads to a page of the document (ISO 32000-1, 12.3.2).
fn leads(f: &Facts, target: &Obj) -> Result<(), String> {
    let array = match f.doc.resolve(target) {
        Obj::Dict(d) => f.doc.get(&d, "D"),
        other => other,
    };
    let Some(first) = array.items().first() else { return Err("it has no destination".into()) };
    let known = |id: Id| f.pages.iter().any(|p| p.dict.id == Some(id));
    match first {
        Obj::Ref(id) if known(*id) => Ok(()),
        Obj::Int(n) if (0..f.pages.len() as i64).contains(n) => Ok(()),
        _ => Err("its page is not in the document".into()),
    }
}

/// Named destinations: of the old dictionary and of the name tree.
fn named(f: &Facts) -> BTreeMap<Vec<u8>, Obj> {
    let mut out: BTreeMap<Vec<u8>, Obj> = BTreeMap::new();
    if let Some(dests) = f.doc.dict(&f.catalog, "Dests") {
        out.extend(dests.entries.iter().map(|(k, v)| (k.as_bytes().to_vec(), v.clone())));
    }
    let tree = f.doc.dict(&f.catalog, "Names").map_or(Obj::Null, |n| f.doc.get(&n, "Dests"));
    each_leaf(f.doc, tree, "Names", &mut |key, value| {
        if let Some(name) = key.bytes() {
            out.insert(name.to_vec(), value.clone());
        }
    });
    out
}

/// The pairs of a name or number tree (ISO 32000-1, 7.9.6 and 7.9.7).
fn each_leaf(doc: &Doc, root: Obj, key: &str, see: &mut dyn FnMut(&Obj, &Obj)) {
    let mut left = vec![(root, 0)];
    let mut nodes = 0;
    while let Some((node, depth)) = left.pop() {
        nodes += 1;
        let Some(dict) = node.dict().filter(|_| depth < 32 && nodes < 50_000) else { continue };
        for pair in doc.get(dict, key).items().chunks(2) {
            if let [name, value] = pair {
                see(&doc.resolve(name), value);
            }
        }
        left.extend(doc.list(dict, "Kids").into_iter().rev().map(|kid| (kid, depth + 1)));
    }
}

fn bookmarks(f: &Facts, h: &mut Hits) {
    let Some(root) = f.doc.dict(&f.catalog, "Outlines") else { return };
    let names = named(f);
    let mut seen: BTreeSet<Id> = BTreeSet::new();
    let mut left: Vec<Rc<Dict>> = f.doc.dict(&root, "First").into_iter().collect();
    while let Some(item) = left.pop() {
        if item.id.is_some_and(|id| !seen.insert(id)) || seen.len() > 20_000 {
            h.hit("the bookmarks go in a circle");
            return;
        }
        let title = f.doc.get(&item, "Title").text().unwrap_or_default();
        if title.trim().is_empty() {
            h.hit("a bookmark has no title");
        }
        let raw = item.raw("Dest").map(|d| f.doc.resolve(d));
        let target = match &raw {
            Some(name) if name.bytes().is_some() || name.name().is_some() => {
                let key = name.bytes().or(name.name().map(str::as_bytes)).unwrap_or_default();
                names.get(key).map(|d| leads(f, d)).unwrap_or_else(|| Err("its name leads nowhere".into()))
            }
            Some(target) => leads(f, target),
            // Without a destination it is a heading of others, or an action's: that is another rule's.
            None => Ok(()),
        };
        if let Err(why) = target {
            h.hit(format!("the bookmark {title:?}: {why}"));
        }
        left.extend(f.doc.dict(&item, "Next"));
        left.extend(f.doc.dict(&item, "First"));
    }
}

/// ISO 32000-1, 12.4.2.
fn labels(f: &Facts, h: &mut Hits) {
    if !f.catalog.has("PageLabels") {
        return;
    }
    let mut pages: Vec<Option<i64>> = Vec::new();
    each_leaf(f.doc, f.doc.get(&f.catalog, "PageLabels"), "Nums", &mut |key, value| {
        pages.push(key.int());
        let Some(label) = f.doc.resolve(value).dict().cloned() else {
            return h.hit("a page label is no dictionary");
        };
        if let Some(style) = f.doc.name(&label, "S").filter(|s| !matches!(s.as_str(), "D" | "R" | "r" | "A" | "a")) {
            h.hit(format!("the page label style {style} is not known"));
        }
        if f.doc.num(&label, "St").is_some_and(|n| n < 1.0) {
            h.hit("page labels count from 1 at least");
        }
    });
    let rising = pages.windows(2).all(|w| w[0] < w[1]) && pages.iter().all(Option::is_some);
    if pages.first() != Some(&Some(0)) || !rising {
        h.hit("page labels do not begin with the first page and rise");
    }
}

/// A language tag in form (BCP 47): letters, then parts of letters and digits.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or("");
    let private = matches!(first, "x" | "i");
    (private || (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// ISO 32000-1, 14.9.2; ISO 14289-1, 7.2: of text that nobody says the language of, no reader can speak or break words.
fn language(f: &Facts, h: &mut Hits) {
    let tagged = f.doc.dict(&f.catalog, "MarkInfo").and_then(|m| f.doc.get(&m, "Marked").truth()) == Some(true);
    match f.doc.get(&f.catalog, "Lang").text() {
        None if tagged && !f.catalog.has("StructTreeRoot") => {}
        None if tagged && !all_languages(f) => h.hit("the file is tagged, and the catalog has no Lang"),
        Some(text) if !text.is_empty() && !is_language(&text) => h.hit(format!("Lang {text:?} is no language tag")),
        Some(text) if text.is_empty() && tagged => h.hit("Lang is empty"),
        _ => {}
    }
    for o in f.objects.iter().filter(|o| f.doc.name(&o.dict, "Type").as_deref() == Some("StructElem")) {
        if let Some(text) = f.doc.get(&o.dict, "Lang").text().filter(|t| !t.is_empty() && !is_language(t)) {
            h.hit(format!("{}: Lang {text:?} is no language tag", o.place));
        }
    }
}

/// Whether each top element of the tree says its language itself.
fn all_languages(f: &Facts) -> bool {
    let Some(root) = f.doc.dict(&f.catalog, "StructTreeRoot") else { return false };
    let tops = kids(f, &root);
    !tops.is_empty() && tops.iter().all(|top| top.dict().is_some_and(|d| d.has("Lang")))
}

/// ISO 32000-1, 14.7 and 14.8.
fn tags(f: &Facts, h: &mut Hits) {
    let marked = f.doc.dict(&f.catalog, "MarkInfo").and_then(|m| f.doc.get(&m, "Marked").truth());
    let Some(root) = f.doc.dict(&f.catalog, "StructTreeRoot") else {
        if marked == Some(true) {
            h.hit("MarkInfo says that it is tagged, and there is no structure tree");
        }
        return;
    };
    if marked != Some(true) {
        h.hit("there is a structure tree, and MarkInfo does not say that the file is tagged");
    }
    if kids(f, &root).is_empty() {
        h.hit("the structure tree is empty");
    }
    let mut known: BTreeSet<i64> = BTreeSet::new();
    each_leaf(f.doc, f.doc.get(&root, "ParentTree"), "Nums", &mut |key, _| known.extend(key.int()));
    for (i, page) in f.pages.iter().enumerate() {
        match f.doc.get(&page.dict, "StructParents").int() {
            Some(n) if !known.contains(&n) => h.on(i, "the structure tree does not know the page"),
            None if f.contents.iter().any(|c| c.0 == i) => {
                h.on(i, "the page has marked contents, and does not say where the tree has them (StructParents)");
            }
            _ => {}
        }
    }
}

/// What hangs under an element: one thing or several.
fn kids(f: &Facts, node: &Dict) -> Vec<Obj> {
    match f.doc.get(node, "K") {
        Obj::Null => Vec::new(),
        Obj::Array(items) => items.iter().map(|o| f.doc.resolve(o)).collect(),
        one => vec![one],
    }
}

/// The standard structure types (ISO 32000-1, 14.8.4).
const KINDS: &str = " Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 \
    H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP \
    Warichu WT WP Figure Formula Form Artifact Title FENote Sub Em Strong Aside DocumentFragment ";

/// Where a kind leads through the map of roles; `None` for a circle or an unknown end.
fn role(f: &Facts, roles: Option<&Rc<Dict>>, kind: &str) -> Option<String> {
    let mut kind = kind.to_string();
    for _ in 0..16 {
        if KINDS.contains(&format!(" {kind} ")) {
            return Some(kind);
        }
        kind = f.doc.name(roles?, &kind)?;
    }
    None
}

/// ISO 32000-1, 14.7.2 to 14.7.4, 14.8.4, 14.9.3.
fn tree_sound(f: &Facts, h: &mut Hits) {
    let Some(root) = f.doc.dict(&f.catalog, "StructTreeRoot") else { return };
    let roles = f.doc.dict(&root, "RoleMap");
    for (kind, _) in roles.iter().flat_map(|r| &r.entries) {
        if role(f, roles.as_ref(), kind).is_none() {
            h.hit(format!("the role of {kind} leads to no standard type"));
        }
    }
    let page_of = |d: &Dict| match d.raw("Pg") {
        Some(Obj::Ref(id)) => f.pages.iter().position(|p| p.dict.id == Some(*id)),
        _ => None,
    };
    let mut listed: BTreeMap<(usize, i64), usize> = BTreeMap::new();
    let mut seen: BTreeSet<Id> = BTreeSet::new();
    let mut left: Vec<(Obj, Option<usize>)> = kids(f, &root).into_iter().map(|k| (k, None)).collect();
    while let Some((node, page)) = left.pop() {
        if let (Obj::Int(n), Some(page)) = (&node, page) {
            *listed.entry((page, *n)).or_default() += 1;
            continue;
        }
        let Some(dict) = node.dict() else { continue };
        if dict.id.is_some_and(|id| !seen.insert(id)) {
            h.hit("an element stands twice in the structure tree");
            continue;
        }
        let page = page_of(dict).or(page);
        match f.doc.name(dict, "Type").as_deref() {
            Some("MCR") => {
                // Contents of a form are marked within it: those are not followed.
                if let (Some(page), Some(n), false) = (page, f.doc.get(dict, "MCID").int(), dict.has("Stm")) {
                    *listed.entry((page, n)).or_default() += 1;
                }
                continue;
            }
            Some("OBJR") => continue,
            _ => {}
        }
        let said = f.doc.get(dict, "S");
        match said.name().map(|s| role(f, roles.as_ref(), s)) {
            None => h.hit(format!("an element of the structure tree has no kind (S is {})", shown(&said))),
            Some(None) => h.hit(format!("the kind {} is not known, and no role is given to it", shown(&said))),
            Some(Some(kind)) if matches!(kind.as_str(), "Figure" | "Formula") => {
                let says = ["Alt", "ActualText"]
                    .iter()
                    .any(|k| f.doc.get(dict, k).text().is_some_and(|t| !t.trim().is_empty()));
                if !says {
                    h.hit(format!("a {kind} has no text for those who cannot see it (Alt)"));
                }
            }
            _ => {}
        }
        left.extend(kids(f, dict).into_iter().map(|k| (k, page)));
    }
    let mut there: BTreeMap<(usize, i64), usize> = BTreeMap::new();
    f.contents.iter().for_each(|c| *there.entry(*c).or_default() += 1);
    for (&(page, n), &times) in &there {
        if times > 1 {
            h.on(page, format!("the marked content {n} stands {times} times on the page"));
        }
        if !listed.contains_key(&(page, n)) {
            h.on(page, format!("the marked content {n} is not in the structure tree"));
        }
    }
    for (&(page, n), &times) in &listed {
        if !there.contains_key(&(page, n)) {
            h.on(page, format!("the structure tree names the marked content {n}, which is not on the page"));
        } else if times > 1 {
            h.on(page, format!("the marked content {n} stands {times} times in the structure tree"));
        }
    }
}
