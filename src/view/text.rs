//! What search knows of a page: its names, what it may be chosen by, and its text.
//!
//! Much less than a [`PageView`](super::PageView), and therefore cheap: nothing is drawn, and nothing is looked up twice.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{Page, PageKey, Views};
use crate::atlas::{Atlas, Entity, EntityId};
use crate::domain::{Facts, Kind, Reference};
use crate::html::escape;

/// A page as the list of names shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamedPage {
    /// Its title in the list's language.
    pub title: String,
    /// Its path from the root of the site.
    pub path: String,
    /// Its date in words; empty where it has none.
    pub date: String,
    /// Every other name, in whatever language and script, each once.
    pub names: Vec<String>,
    /// What it may be chosen by.
    pub facets: Facets,
}

/// What pages may be chosen by: IDs, of which the lists of names know the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// The kind: `treaty`.
    pub kind: &'static str,
    /// The era that it is, or belongs to.
    pub era: Option<String>,
    /// Parties that it is, or that took part, in order of ID.
    pub parties: Vec<String>,
    /// Territories that it is, changes, or speaks of, in order of ID.
    pub territories: Vec<String>,
}

/// A page's text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageText {
    /// Its path from the root of the site.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Every other name.
    pub names: Vec<String>,
    /// One sentence; may be empty.
    pub summary: String,
    /// What it may be chosen by.
    pub facets: Facets,
    /// Its body and what else is written on it, as HTML in the order of the page.
    pub html: String,
}

/// Which territories each page speaks of: worked out once, from the territories' side, since asking each page about each territory
/// would take the square of the book.
#[derive(Debug, Default)]
pub struct Subjects(BTreeMap<EntityId, BTreeSet<String>>);

impl Subjects {
    /// Those of a book.
    #[must_use]
    pub fn of(atlas: &Atlas) -> Self {
        let mut subjects: BTreeMap<EntityId, BTreeSet<String>> = BTreeMap::new();
        for (id, territory) in atlas.of_kind(Kind::Territory) {
            for page in atlas.backlinks(id).chain([id]) {
                subjects.entry(page).or_default().insert(territory.id.clone());
            }
        }
        for id in atlas.timeline() {
            for change in atlas.get(*id).facts.changes() {
                if atlas.find_kind(Kind::Territory, &change.territory.value).is_some() {
                    subjects.entry(*id).or_default().insert(change.territory.value.clone());
                }
            }
        }
        Self(subjects)
    }
}

impl Views<'_> {
    /// Every page that a reader of a language may look for, by title: what stands in the book, then what treatise makes of it.
    #[must_use]
    pub fn named_pages(&self, language: &str, subjects: &Subjects) -> Vec<NamedPage> {
        let key = PageKey::Home(language.to_owned());
        let page = self.page(&key, language);
        let things = self.atlas.entities().filter(|(_, entity)| !self.is_introduction(entity)).map(|(id, entity)| {
            let link = page.link(id);
            let names = page.other_names(entity, &link.title);
            NamedPage {
                title: link.title.clone(),
                path: link.path.clone(),
                date: link.date.clone(),
                names,
                facets: page.facets(id, subjects),
            }
        });
        let made = self.site(language).nav.into_iter().map(|entry| NamedPage {
            title: page.word(&format!("nav_{}", entry.key)),
            path: entry.path,
            facets: Facets { kind: Kind::Page.name(), ..Facets::default() },
            ..NamedPage::default()
        });
        let mut pages: Vec<NamedPage> = things.chain(made).collect();
        pages.sort_by_cached_key(|page| (page.title.to_lowercase(), page.path.clone()));
        pages
    }

    /// The pages that have a text in a language, in a fixed order.
    #[must_use]
    pub fn pages_with_text(&self, language: &str) -> Vec<PageKey> {
        let written = |entity: &Entity| language == self.config.language() || entity.translations.contains_key(language);
        let of = |(id, entity): (EntityId, &Entity)| match Kind::from_folder(&entity.id) {
            _ if !written(entity) => None,
            _ if entity.kind != Kind::Page => Some(PageKey::Entity(id, language.to_owned())),
            _ if entity.id == "index" => Some(PageKey::Home(language.to_owned())),
            Some(kind) => Some(PageKey::Index(kind, language.to_owned())),
            None => Some(PageKey::Entity(id, language.to_owned())),
        };
        self.atlas.entities().filter_map(of).collect()
    }

    /// The text of one of these pages.
    #[must_use]
    pub fn text(&self, key: &PageKey, subjects: &Subjects) -> Option<PageText> {
        let id = match key {
            PageKey::Entity(id, _) => *id,
            PageKey::Home(_) => self.atlas.find("index")?,
            PageKey::Index(kind, _) => self.atlas.find(kind.folder()?)?,
            _ => return None,
        };
        let language = self.language(key);
        let page = self.page(key, language);
        let entity = self.atlas.get(id);
        let title = entity.title(language).to_owned();
        Some(PageText {
            path: page.path(key),
            names: page.other_names(entity, &title),
            title,
            summary: entity.summary(language).to_owned(),
            facets: page.facets(id, subjects),
            html: page.text(entity),
        })
    }
}

impl Page<'_> {
    /// All names but one, in every language: those given, and the titles of translations.
    fn other_names(&self, entity: &Entity, but: &str) -> Vec<String> {
        let titles = self.views.config.languages().map(|language| entity.title(language));
        let names = entity.common.names.iter().map(|name| name.name.as_str());
        let mut seen = BTreeSet::from([but]);
        names.chain(titles).filter(|name| seen.insert(name)).map(str::to_owned).collect()
    }

    fn facets(&self, id: EntityId, subjects: &Subjects) -> Facets {
        let atlas = self.atlas();
        let entity = atlas.get(id);
        let of = |references: &[Reference]| references.iter().map(|party| party.value.clone()).collect();
        let parties: BTreeSet<String> = match &entity.facts {
            Facts::Treaty(treaty) => of(&treaty.parties),
            Facts::Event(event) => of(&event.parties),
            Facts::Dispute(dispute) => of(&dispute.parties),
            Facts::Person(person) => {
                let parties = person.offices.iter().filter_map(|office| office.party.as_ref());
                parties.map(|party| party.value.clone()).collect()
            }
            Facts::Party(_) => BTreeSet::from([entity.id.clone()]),
            _ => BTreeSet::new(),
        };
        let era = match entity.kind {
            Kind::Era => Some(id),
            _ => entity.date().and_then(|date| atlas.era_of(date)),
        };
        Facets {
            kind: entity.kind.name(),
            era: era.map(|era| atlas.get(era).id.clone()),
            parties: parties.into_iter().collect(),
            territories: subjects.0.get(&id).into_iter().flatten().cloned().collect(),
        }
    }

    /// The body, and what is written in the facts.
    fn text(&self, entity: &Entity) -> String {
        let (source, prose, _) = self.prose(entity);
        let (mut html, _) = self.body(source, prose);
        match &entity.facts {
            Facts::Dispute(dispute) => {
                html.push_str(&format!("<h2 id=\"_positions\">{}</h2>", escape(&self.word("positions"))));
                for position in self.positions(entity, dispute) {
                    html.push_str(&format!("<h3>{}</h3>{}", escape(&position.by.title), position.html));
                }
            }
            Facts::Page(plain) if !plain.claims.is_empty() => {
                html.push_str(&format!("<h2 id=\"_checked\">{}</h2>", escape(&self.word("claims_checked"))));
                for claim in self.checked_claims(entity, plain) {
                    html.push_str(&format!(
                        "<p>{}</p>{}<p>{}</p>",
                        escape(&claim.claim),
                        claim.html,
                        escape(&claim.instead)
                    ));
                }
            }
            // They stand above the text, under no heading of it.
            Facts::Treaty(treaty) => {
                let names = treaty.signatories.iter().map(|signatory| format!("<p>{}</p>", escape(&signatory.name)));
                html.insert_str(0, &names.collect::<String>());
            }
            _ => {}
        }
        let notes = self.notes.borrow();
        if let Some(first) = notes.first() {
            html.push_str(&format!("<h2 id=\"_fn-{}\">{}</h2>", first.number, escape(&self.word("footnotes"))));
            notes.iter().for_each(|note| html.push_str(&format!("<p>{}</p>", note.html)));
        }
        html
    }
}

/// The words for what pages may be chosen by, in a language: ID and title, in the order in which a reader is to see them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FacetWords {
    /// Eras, in the order of their beginnings.
    pub eras: Vec<(String, String)>,
    /// Parties, by title.
    pub parties: Vec<(String, String)>,
    /// Territories, by title.
    pub territories: Vec<(String, String)>,
}

impl Views<'_> {
    /// The words for what the pages of the book may be chosen by.
    #[must_use]
    pub fn facet_words(&self, language: &str) -> FacetWords {
        let word = |id: EntityId| {
            let entity = self.atlas.get(id);
            (entity.id.clone(), entity.title(language).to_owned())
        };
        let by_title = |kind: Kind| {
            let mut words: Vec<_> = self.atlas.of_kind(kind).map(|(id, _)| word(id)).collect();
            words.sort_by_cached_key(|(id, title)| (title.to_lowercase(), id.clone()));
            words
        };
        FacetWords {
            eras: self.atlas.eras().iter().map(|era| word(*era)).collect(),
            parties: by_title(Kind::Party),
            territories: by_title(Kind::Territory),
        }
    }
}
