//! The structure tree: which marked stretch of which page is which part of which story.
//!
//! In: items in reading order. Out: marked-content operators while a page is written, the tree when all are.
//! Does not know: where anything stands.
//!
//! A story is an article (Art), its head one heading (H), each block of text one paragraph (P), wherever its
//! lines went; a picture is a Figure with its description, or its caption, as alternative text; furniture, rules and tints are
//! artifacts, so that nobody has them read aloud (ISO 32000-1, 14.8).

use crate::art::Art;
use crate::display::{DisplayList, Item, Placed, Role};
use crate::geom::Rect;
use crate::ids::StoryId;
use crate::pdf::content::Content;
use crate::pdf::marks::Sheet;
use crate::pdf::pdfx::{name, number};
use crate::pdf::xmp;
use lopdf::{Dictionary, Document, Object, ObjectId};
use printpdf::{DictItem, Op};
use std::collections::BTreeMap;

/// A part of the structure: what it is and in which story.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    story: Option<StoryId>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Head,
    Byline,
    Text(u32),
    Caption,
    Notice,
    /// A picture or an advertisement: page and item, for each is a part of its own.
    Figure(usize, usize),
}

/// The marked stretches of a file.
pub(crate) struct Tags<'a> {
    art: &'a Art,
    /// By page, in order of marked-content id.
    pages: Vec<Vec<Part>>,
    figures: BTreeMap<Part, Figure>,
    /// Glyphs of a part that follow the one before downwards, and those that follow it across.
    ways: BTreeMap<Part, (usize, usize)>,
}

struct Figure {
    alt: String,
    area: Rect,
}

/// What is open in the page content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Artifact,
    Part(Part),
}

/// Marks one page's content while it is written.
pub(crate) struct Marker<'t, 'a> {
    tags: &'t mut Tags<'a>,
    open: Open,
}

impl<'a> Tags<'a> {
    /// No page yet; pictures are described by what is known of the art.
    pub fn new(art: &'a Art) -> Tags<'a> {
        Tags { art, pages: Vec::new(), figures: BTreeMap::new(), ways: BTreeMap::new() }
    }
    /// Starts the next page.
    pub fn page(&mut self) -> Marker<'_, 'a> {
        self.pages.push(Vec::new());
        Marker { tags: self, open: Open::Nothing }
    }
}

impl Marker<'_, '_> {
    /// Called before an item is written: closes and opens what has to be.
    pub fn before(&mut self, content: &mut Content<'_>, list: &DisplayList, index: usize) {
        let page = self.tags.pages.len() - 1;
        let placed = &list.items[index];
        let wanted = part(placed, page, index).map_or(Open::Artifact, Open::Part);
        if let (Open::Part(part), Item::Glyphs(run)) = (wanted, &placed.item) {
            let way = self.tags.ways.entry(part).or_default();
            for pair in run.glyphs.windows(2) {
                let (x, y) = (pair[1].at.x - pair[0].at.x, pair[1].at.y - pair[0].at.y);
                *(if y.0.abs() > x.0.abs() { &mut way.0 } else { &mut way.1 }) += 1;
            }
        }
        if wanted == self.open {
            return;
        }
        self.close(content);
        self.open = wanted;
        match wanted {
            Open::Part(part) => {
                let id = self.tags.pages[page].len();
                self.tags.pages[page].push(part);
                if let Item::Art(art) = &placed.item {
                    let known = placed.origin.story.and_then(|story| self.tags.art.words(story, art.art));
                    let alt = known.map(str::to_string).or_else(|| caption(list, index));
                    let alt = alt.unwrap_or_else(|| "图片".into());
                    self.tags.figures.insert(part, Figure { alt, area: art.area });
                }
                let map = BTreeMap::from([("MCID".to_string(), DictItem::Int(id as i64))]);
                let tag = part.kind.tag().to_string();
                content.push(Op::BeginMarkedContentWithProperties { tag, properties: DictItem::Dict { map } });
            }
            Open::Artifact | Open::Nothing => content.push(Op::BeginMarkedContent { tag: "Artifact".into() }),
        }
    }

    /// What follows is an artifact: marks.
    pub fn artifact(&mut self, content: &mut Content<'_>) {
        if self.open != Open::Artifact {
            self.close(content);
            self.open = Open::Artifact;
            content.push(Op::BeginMarkedContent { tag: "Artifact".into() });
        }
    }

    /// Ends the page.
    pub fn close(&mut self, content: &mut Content<'_>) {
        if self.open != Open::Nothing {
            content.push(Op::EndMarkedContent);
        }
        self.open = Open::Nothing;
    }
}

/// The part an item belongs to; nothing for artifacts.
fn part(placed: &Placed, page: usize, index: usize) -> Option<Part> {
    let kind = match (&placed.item, placed.role) {
        (_, Role::Mark | Role::Furniture) => return None,
        (Item::Art(_), _) => Kind::Figure(page, index),
        (Item::Rule(_) | Item::Fill { .. }, _) => return None,
        (Item::Glyphs(_) | Item::Drawn(_), Role::Head) => Kind::Head,
        (Item::Glyphs(_) | Item::Drawn(_), Role::Byline) => Kind::Byline,
        (Item::Glyphs(_) | Item::Drawn(_), Role::Text(block)) => Kind::Text(block),
        (Item::Glyphs(_) | Item::Drawn(_), Role::Caption | Role::Figure) => Kind::Caption,
        (Item::Glyphs(_) | Item::Drawn(_), Role::Notice | Role::Ad) => Kind::Notice,
    };
    Some(Part { story: placed.origin.story, kind })
}

/// The caption of a picture: the first after it in its story, else the last before it.
fn caption(list: &DisplayList, index: usize) -> Option<String> {
    let story = list.items[index].origin.story;
    if list.items[index].role == Role::Ad {
        return Some("广告".into());
    }
    let text_at = |i: usize| {
        let placed = &list.items[i];
        match &placed.item {
            Item::Glyphs(run) if placed.role == Role::Caption && placed.origin.story == story => {
                Some(run.text.as_str())
            }
            _ => None,
        }
    };
    let found = (index..list.items.len()).find(|&i| text_at(i).is_some());
    let found = found.or_else(|| (0..index).rev().find(|&i| text_at(i).is_some()))?;
    let first = (0..=found).rev().take_while(|&i| text_at(i).is_some()).last().unwrap_or(found);
    Some((first..list.items.len()).map_while(text_at).collect::<Vec<&str>>().concat())
}

impl Kind {
    fn tag(self) -> &'static str {
        match self {
            Kind::Head => "H",
            Kind::Byline | Kind::Text(_) | Kind::Notice => "P",
            Kind::Caption => "Caption",
            Kind::Figure(..) => "Figure",
        }
    }
}

/// Builds the tree and hangs it into the document.
pub(crate) fn build(tags: &Tags<'_>, document: &mut Document, lists: &[&DisplayList], sheets: &[Sheet], titles: bool) {
    let page_ids: Vec<ObjectId> = document.page_iter().collect();
    let root = document.new_object_id();
    let top = document.new_object_id();
    let mut builder = Builder { document, top, stories: BTreeMap::new(), parts: BTreeMap::new(), kids: Vec::new() };
    let mut parents = Vec::new();
    for (page, (parts, &page_id)) in tags.pages.iter().zip(&page_ids).enumerate() {
        let mut row = Vec::new();
        for (id, part) in parts.iter().enumerate() {
            let element = builder.element(*part);
            let mut kid = Dictionary::new();
            kid.set("Type", name("MCR"));
            kid.set("Pg", page_id);
            kid.set("MCID", id as i64);
            builder.parts.get_mut(part).into_iter().for_each(|(_, kids)| kids.push(Object::Dictionary(kid.clone())));
            row.push(Object::Reference(element));
        }
        let row = builder.document.add_object(Object::Array(row));
        parents.extend([Object::Integer(page as i64), row.into()]);
    }
    builder.finish(tags, lists, sheets, titles);
    let (story_kids, parents) = (builder.kids, Object::Array(parents));
    let document = builder.document;

    let mut element = Dictionary::new();
    element.set("Type", name("StructElem"));
    element.set("S", name("Document"));
    element.set("P", root);
    element.set("K", story_kids);
    document.set_object(top, element);
    let mut tree = Dictionary::new();
    tree.set("Nums", parents);
    let tree = document.add_object(tree);
    let mut structure = Dictionary::new();
    structure.set("Type", name("StructTreeRoot"));
    structure.set("K", vec![top.into()]);
    structure.set("ParentTree", tree);
    structure.set("ParentTreeNextKey", page_ids.len() as i64);
    document.set_object(root, structure);
    for (index, id) in page_ids.into_iter().enumerate() {
        if let Ok(page) = document.get_dictionary_mut(id) {
            page.set("StructParents", index as i64);
        }
    }
    if let Ok(catalog) = document.catalog_mut() {
        let mut marked = Dictionary::new();
        marked.set("Marked", true);
        catalog.set("MarkInfo", marked);
        catalog.set("StructTreeRoot", root);
    }
}

struct Builder<'d> {
    document: &'d mut Document,
    top: ObjectId,
    /// Story → its article and the parts in it.
    stories: BTreeMap<StoryId, (ObjectId, Vec<Object>)>,
    /// Part → its element and the marked stretches in it.
    parts: BTreeMap<Part, (ObjectId, Vec<Object>)>,
    /// What stands at the top, in order.
    kids: Vec<Object>,
}

impl Builder<'_> {
    fn element(&mut self, part: Part) -> ObjectId {
        if let Some((id, _)) = self.parts.get(&part) {
            return *id;
        }
        let id = self.document.new_object_id();
        self.parts.insert(part, (id, Vec::new()));
        match part.story {
            Some(story) => {
                if !self.stories.contains_key(&story) {
                    let article = self.document.new_object_id();
                    self.stories.insert(story, (article, Vec::new()));
                    self.kids.push(article.into());
                }
                if let Some((_, kids)) = self.stories.get_mut(&story) {
                    kids.push(id.into());
                }
            }
            None => self.kids.push(id.into()),
        }
        id
    }

    fn finish(&mut self, tags: &Tags<'_>, lists: &[&DisplayList], sheets: &[Sheet], titles: bool) {
        for (part, (id, kids)) in std::mem::take(&mut self.parts) {
            let parent = part.story.and_then(|s| self.stories.get(&s)).map_or(self.top, |(id, _)| *id);
            let mut element = Dictionary::new();
            element.set("Type", name("StructElem"));
            element.set("S", name(part.kind.tag()));
            element.set("P", parent);
            element.set("K", kids);
            if let (Some(figure), Kind::Figure(page, _)) = (tags.figures.get(&part), part.kind) {
                element.set("Alt", xmp::text(&figure.alt));
                element.set("A", layout(figure.area, &sheets[page]));
            }
            if tags.ways.get(&part).is_some_and(|(down, across)| down > across) {
                element.set("A", vertical());
            }
            self.document.set_object(id, element);
        }
        for (story, (id, kids)) in std::mem::take(&mut self.stories) {
            let mut element = Dictionary::new();
            element.set("Type", name("StructElem"));
            element.set("S", name("Art"));
            element.set("P", self.top);
            let title = lists.iter().flat_map(|l| &l.outlines).find(|o| o.story == story).map(|o| o.title.as_str());
            if let Some(title) = title.filter(|t| titles && !t.is_empty()) {
                element.set("T", xmp::text(title));
            }
            element.set("K", kids);
            self.document.set_object(id, element);
        }
    }
}

/// Columns of text from right to left, read downwards (ISO 32000-1, 14.8.5.4.2).
fn vertical() -> Object {
    let mut attributes = Dictionary::new();
    attributes.set("O", name("Layout"));
    attributes.set("WritingMode", name("TbRl"));
    Object::Dictionary(attributes)
}

/// Where a figure stands (ISO 32000-1, 14.8.5.4.3).
fn layout(area: Rect, sheet: &Sheet) -> Object {
    let mut attributes = Dictionary::new();
    attributes.set("O", name("Layout"));
    attributes.set("Placement", name("Block"));
    attributes.set("BBox", Object::Array(sheet.corners(area).map(number).to_vec()));
    Object::Dictionary(attributes)
}
