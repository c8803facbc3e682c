//! Pages for printing: which there are, what each joins and in what order. Their chapters are rendered elsewhere ([`crate::print`]).

use super::build::{Page, PageKey, Views};
use super::contract::*;
use crate::atlas::EntityId;
use crate::domain::{Date, Kind};

/// The kinds that have a part of their own in the whole book, in its order; treaties and events stand in their eras.
const PARTS: [Kind; 5] = [Kind::Territory, Kind::Party, Kind::Person, Kind::Dispute, Kind::Page];

/// A book of so many pages has pages for printing without being asked.
const SMALL: usize = 500;

impl Views<'_> {
    /// The most pages that are joined to one for printing.
    fn most_printed(&self) -> usize {
        let small = self.atlas.entities().count() <= SMALL;
        self.config.output.print_limit.unwrap_or(if small { SMALL } else { 0 })
    }

    /// The pages for printing in a language: the whole book, then each era that has a page in it, where they are not too large.
    #[must_use]
    pub(crate) fn prints(&self, language: &str) -> Vec<PageKey> {
        let mut keys = Vec::new();
        if self.atlas.entities().count() <= self.most_printed() {
            keys.push(PageKey::Print(None, language.to_owned()));
        }
        let here =
            |era: EntityId| language == self.config.language() || self.atlas.get(era).translations.contains_key(language);
        let eras = self.atlas.eras().iter().filter(|era| here(**era) && self.prints_era(**era));
        keys.extend(eras.map(|era| PageKey::Print(Some(*era), language.to_owned())));
        keys
    }

    /// Whether an era is small enough to be printed; it is a chapter, too.
    fn prints_era(&self, era: EntityId) -> bool {
        self.ties.in_era(era).len() < self.most_printed()
    }

    /// The pages that are joined to a page for printing, in no particular order.
    #[must_use]
    pub(crate) fn printed(&self, key: &PageKey) -> Vec<PageKey> {
        let page = self.page(key, self.language(key));
        let keys = |ids: &mut dyn Iterator<Item = EntityId>| ids.map(|id| page.chapter(id, 0).key).collect();
        match key {
            PageKey::Print(None, _) => keys(&mut self.atlas.entities().map(|(id, _)| id)),
            PageKey::Print(Some(era), _) => keys(&mut std::iter::once(*era).chain(page.in_era(*era).iter().copied())),
            _ => Vec::new(),
        }
    }
}

impl Page<'_> {
    /// The path of an era's page for printing; empty where it has none.
    pub(super) fn print_of_era(&self, era: EntityId) -> String {
        if self.views.prints_era(era) { self.path(&PageKey::Print(Some(era), self.lang.to_owned())) } else { String::new() }
    }

    /// What a page for printing joins, its chapters still empty.
    pub(super) fn print(&self, era: Option<EntityId>) -> PageView {
        let mut view = self.frame("print", "print.html", "");
        let book = &self.views.config.book;
        let (running, from) = match era {
            Some(era) => {
                self.atlas().get(era).title(self.lang).clone_into(&mut view.title);
                (format!("{} · {}", book.title, view.title), self.link(era).path.clone())
            }
            None => {
                view.title.clone_from(&book.title);
                (book.title.clone(), self.path(&PageKey::Home(self.lang.to_owned())))
            }
        };
        let parts = match era {
            Some(era) => vec![self.part_of_era(era, 0)],
            None => self.parts_of_book(),
        };
        let by_page = self.desk.is_some_and(|desk| desk.numbers());
        view.print = Some(PrintView {
            running,
            path: from,
            preface: self.atlas().find("index").filter(|_| era.is_none()).map(|id| self.chapter(id, 1)),
            parts,
            bibliography: if by_page { Vec::new() } else { self.sources_by_class() },
        });
        view
    }

    fn part_of_era(&self, era: EntityId, shift: u8) -> PrintPartView {
        let opening = self.chapter(era, shift);
        PrintPartView {
            id: format!("_era-{}", self.atlas().get(era).id),
            title: opening.title.clone(),
            dates: self.era_dates(era),
            chapters: self.in_era(era).iter().map(|id| self.chapter(*id, shift + 1)).collect(),
            opening: Some(opening),
        }
    }

    fn parts_of_book(&self) -> Vec<PrintPartView> {
        let atlas = self.atlas();
        let mut parts: Vec<PrintPartView> = atlas.eras().iter().map(|era| self.part_of_era(*era, 1)).collect();
        parts.push(self.part("_outside", self.word("outside_eras"), None, &self.views.ties.outside_eras));
        for kind in PARTS {
            let ids: Vec<EntityId> = match kind {
                Kind::Territory => self.tree().into_iter().map(|(id, _)| id).collect(),
                _ => {
                    let own = |id: &EntityId| !self.views.is_introduction(atlas.get(*id));
                    self.by_title(kind).iter().copied().filter(own).collect()
                }
            };
            let folder = kind.folder().unwrap_or("pages");
            let title = self.word(&format!("kinds_{}", kind.name()));
            let opening = atlas.find(folder).filter(|id| atlas.get(*id).kind == Kind::Page && kind != Kind::Page);
            parts.push(self.part(&format!("_part-{folder}"), title, opening, &ids));
        }
        parts.retain(|part| part.opening.is_some() || !part.chapters.is_empty());
        parts
    }

    fn part(&self, id: &str, title: String, opening: Option<EntityId>, chapters: &[EntityId]) -> PrintPartView {
        PrintPartView {
            id: id.to_owned(),
            title,
            dates: String::new(),
            opening: opening.map(|id| self.chapter(id, 1)),
            chapters: chapters.iter().map(|id| self.chapter(*id, 2)).collect(),
        }
    }

    /// A chapter, in the language of the page where there is a translation.
    fn chapter(&self, id: EntityId, shift: u8) -> ChapterView {
        let entity = self.atlas().get(id);
        let original = self.views.config.language();
        let language = if entity.translations.contains_key(self.lang) { self.lang } else { original };
        // What introduces the book or a kind has no page of its own.
        let key = match Kind::from_folder(&entity.id) {
            _ if entity.kind != Kind::Page => PageKey::Entity(id, language.to_owned()),
            Some(kind) => PageKey::Index(kind, self.lang.to_owned()),
            None if entity.id == "index" => PageKey::Home(self.lang.to_owned()),
            None => PageKey::Entity(id, language.to_owned()),
        };
        ChapterView {
            shift,
            id: format!("{}-{}", entity.kind.name(), entity.id),
            title: entity.title(self.lang).to_owned(),
            date: entity.date().map(|date: &Date| super::dates::in_words(date, self.lang)).unwrap_or_default(),
            kind: entity.kind.name(),
            lang: (language != self.lang).then(|| language.to_owned()),
            html: String::new(),
            key,
        }
    }
}
