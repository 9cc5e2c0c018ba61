//! What a reader at a screen needs: bookmarks, page labels, links.
//!
//! In: outlines and links of pages. Out: objects of the file. Does not know: what the pages show.

use crate::display::DisplayList;
use crate::geom::{Len, Rect};
use crate::pdf::marks::Sheet;
use crate::pdf::pdfx::{name, number};
use crate::pdf::xmp;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// White kept above the place that a bookmark or link leads to.
const ABOVE: Len = Len(5 * Len::MM.0);

/// Adds everything.
pub(crate) fn navigation(document: &mut Document, lists: &[&DisplayList], sheets: &[Sheet], bound_right: bool) {
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let book = Book { pages: &pages, lists, sheets };
    if bound_right {
        right_to_left(document);
    }
    book.labels(document);
    book.links(document);
    book.bookmarks(document);
}

/// A viewer that shows two pages at once lays the second left of the first (ISO 32000-2 12.2, `Direction`).
fn right_to_left(document: &mut Document) {
    let mut preferences = Dictionary::new();
    preferences.set("Direction", name("R2L"));
    if let Ok(catalog) = document.catalog_mut() {
        catalog.set("ViewerPreferences", preferences);
    }
}

/// The pages of a file, each with its sheet.
struct Book<'a> {
    pages: &'a [ObjectId],
    lists: &'a [&'a DisplayList],
    sheets: &'a [Sheet],
}

impl Book<'_> {
    /// Page numbers as printed, which are not those in the file when it holds some pages of a day.
    fn labels(&self, document: &mut Document) {
        let mut numbers = Vec::new();
        for (index, list) in self.lists.iter().enumerate() {
            let mut label = Dictionary::new();
            label.set("S", name("D"));
            label.set("St", i64::from(list.page.max(1)));
            numbers.extend([Object::Integer(index as i64), Object::Dictionary(label)]);
        }
        let mut labels = Dictionary::new();
        labels.set("Nums", numbers);
        if let Ok(catalog) = document.catalog_mut() {
            catalog.set("PageLabels", labels);
        }
    }

    /// A place on a page: its area's top left corner comes to the window's. Without an area, the page's.
    fn destination(&self, index: usize, area: Option<Rect>) -> Object {
        let page = Object::Reference(self.pages[index]);
        let area = area.map_or(Rect::default(), |area| Rect { y: area.y - ABOVE, ..area });
        let [left, _, _, top] = self.sheets[index].corners(area);
        Object::Array(vec![page, name("XYZ"), number(left.max(0.0)), number(top), Object::Null])
    }

    /// Notices lead to their page where the file holds it.
    fn links(&self, document: &mut Document) {
        for (index, list) in self.lists.iter().enumerate() {
            let mut annotations = Vec::new();
            for link in &list.links {
                let Some(target) = self.lists.iter().position(|l| l.page == link.page) else { continue };
                let outline = self.lists[target].outlines.iter().find(|o| Some(o.story) == link.story);
                let mut annotation = Dictionary::new();
                annotation.set("Type", name("Annot"));
                annotation.set("Subtype", name("Link"));
                annotation.set("Rect", Object::Array(self.sheets[index].corners(link.area).map(number).to_vec()));
                annotation.set("Border", vec![0.into(), 0.into(), 0.into()]);
                annotation.set("F", 4);
                annotation.set("Contents", xmp::text(&format!("第{}版", link.page)));
                annotation.set("Dest", self.destination(target, outline.and_then(|o| o.areas.first().copied())));
                annotations.push(document.add_object(annotation).into());
            }
            if !annotations.is_empty()
                && let Ok(page) = document.get_dictionary_mut(self.pages[index])
            {
                page.set("Annots", Object::Array(annotations));
            }
        }
    }

    /// A bookmark a story; below its page where the file has several.
    fn bookmarks(&self, document: &mut Document) {
        let root = document.new_object_id();
        let mut top = Vec::new();
        let mut all = 0;
        for (index, list) in self.lists.iter().enumerate() {
            let page = document.new_object_id();
            let several = self.lists.len() > 1;
            let stories: Vec<(ObjectId, Dictionary)> = list
                .outlines
                .iter()
                .filter(|outline| !outline.title.is_empty())
                .map(|outline| {
                    let mut item = Dictionary::new();
                    item.set("Title", xmp::text(&outline.title));
                    item.set("Dest", self.destination(index, outline.areas.first().copied()));
                    (document.new_object_id(), item)
                })
                .collect();
            all += stories.len() as i64;
            if several {
                let mut item = Dictionary::new();
                item.set("Title", xmp::text(&format!("第{}版", list.page)));
                item.set("Dest", self.destination(index, None));
                all += 1;
                if !stories.is_empty() {
                    chain(document, page, &mut item, stories);
                }
                top.push((page, item));
            } else {
                top.extend(stories);
            }
        }
        if top.is_empty() {
            return;
        }
        let mut outlines = Dictionary::new();
        outlines.set("Type", name("Outlines"));
        chain(document, root, &mut outlines, top);
        outlines.set("Count", all);
        document.set_object(root, outlines);
        if let Ok(catalog) = document.catalog_mut() {
            catalog.set("Outlines", root);
            catalog.set("PageMode", name("UseOutlines"));
        }
    }
}

/// Links the items of one level and hangs them below their parent.
fn chain(document: &mut Document, parent: ObjectId, above: &mut Dictionary, items: Vec<(ObjectId, Dictionary)>) {
    let ids: Vec<ObjectId> = items.iter().map(|(id, _)| *id).collect();
    for (i, (id, mut item)) in items.into_iter().enumerate() {
        item.set("Parent", parent);
        if i > 0 {
            item.set("Prev", ids[i - 1]);
        }
        if let Some(next) = ids.get(i + 1) {
            item.set("Next", *next);
        }
        document.set_object(id, item);
    }
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        above.set("First", *first);
        above.set("Last", *last);
        above.set("Count", ids.len() as i64);
    }
}
