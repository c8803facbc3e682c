//! The whole book at once: which things there are, what they say of each other, and in what order they happened.
//!
//! It is assembled anew each time; that is cheap, and nothing in it can be stale.

mod address;
mod ledger;
mod resolve;

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

pub use address::Address;
pub use ledger::input as ledger_input;
pub use resolve::{LinkFault, Target, article_anchor};

use crate::config::Config;
use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::domain::ledger::Ledger;
use crate::domain::{Common, Date, Day, Facts, Kind, Person, Words};
use crate::manual;
use crate::parse::{Body, Coast, Content, Document, Documents, Entry, Geometry, Outline};
use crate::source::{SourceId, Sources};

/// Identifies an entity of one [`Atlas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(u32);

impl EntityId {
    /// Its place among [`Atlas::entities`], counted from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Everything the book describes, related.
#[derive(Debug, Default)]
pub struct Atlas {
    /// By kind and ID.
    entities: Vec<Entity>,
    by_id: BTreeMap<String, EntityId>,
    by_path: BTreeMap<String, (EntityId, Option<String>)>,
    drafts: BTreeSet<String>,
    /// IDs that several pages have.
    duplicated: BTreeSet<String>,
    assets: BTreeSet<String>,
    /// The bibliography's file and entries, sorted by key.
    bibliography: (Option<SourceId>, Vec<Entry>),
    by_key: BTreeMap<String, usize>,
    outlines: Vec<Outline>,
    coasts: Vec<Coast>,
    backlinks: BTreeMap<EntityId, BTreeSet<EntityId>>,
    cited_in: BTreeMap<usize, BTreeSet<EntityId>>,
    deeds: BTreeMap<String, Vec<(EntityId, Option<usize>)>>,
    timeline: Vec<EntityId>,
    eras: Vec<EntityId>,
    ledger: Ledger,
    /// Whether the site has a map page.
    mapped: bool,
}

/// A thing that the book describes, or a plain page.
#[derive(Debug)]
pub struct Entity {
    /// The file of the original.
    pub source: SourceId,
    /// What it is.
    pub kind: Kind,
    /// Its ID, unique in the book.
    pub id: String,
    /// What every page states.
    pub common: Common,
    /// What pages of its kind state.
    pub facts: Facts,
    /// Its prose.
    pub body: Body,
    /// Its translations by language tag.
    pub translations: BTreeMap<String, Translation>,
    /// Whether the front matter was free of faults.
    pub readable: bool,
}

/// The words of an entity in another language.
#[derive(Debug)]
pub struct Translation {
    /// Its file.
    pub source: SourceId,
    /// Title, summary and so on.
    pub words: Words,
    /// Its prose.
    pub body: Body,
}

/// Whether drafts belong to the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// Shown like other pages.
    Include,
    /// Left out, and not to be linked to.
    LeaveOut,
}

impl Entity {
    /// Its address in the language of the book.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::of(self.kind, &self.id)
    }

    /// Its title in a language, or in that of the book.
    #[must_use]
    pub fn title(&self, language: &str) -> &str {
        self.translations.get(language).map(|t| t.words.title.as_str()).filter(|title| !title.is_empty()).unwrap_or(
            // A page whose front matter is broken is still called something.
            if self.common.title.is_empty() { &self.id } else { &self.common.title },
        )
    }

    /// What it sorts by among others of its kind: its title in lower case, or a person's family name first.
    #[must_use]
    pub fn sort_title(&self, language: &str) -> String {
        match &self.facts {
            Facts::Person(Person { sort: Some(sort), .. }) if !self.translations.contains_key(language) => {
                sort.to_lowercase()
            }
            _ => self.title(language).to_lowercase(),
        }
    }

    /// Its summary in a language, or in that of the book.
    #[must_use]
    pub fn summary(&self, language: &str) -> &str {
        self.translations
            .get(language)
            .map(|t| t.words.summary.as_str())
            .filter(|summary| !summary.is_empty())
            .unwrap_or(&self.common.summary)
    }

    /// The date it stands under in a chronology.
    #[must_use]
    pub fn date(&self) -> Option<&Date> {
        self.facts.date()
    }
}

impl Atlas {
    /// Relates the documents of a book to each other, and reports every reference that leads nowhere.
    pub fn assemble(documents: Documents, sources: &Sources, config: &Config, drafts: Drafts) -> Checked<Self> {
        let mut found = Vec::new();
        let Geometry { outlines, coasts, .. } = documents.geometry;
        let mut atlas = Self { outlines, coasts, ..Self::default() };
        atlas.assets = sources.assets().keys().filter_map(|path| path.strip_prefix("content/")).map(str::to_owned).collect();
        atlas.index_sources(documents.bibliography);
        let (originals, translations): (Vec<_>, Vec<_>) =
            documents.pages.into_iter().partition(|page| matches!(page.content, Content::Original(_)));
        atlas.enter_originals(originals, sources, drafts, &mut found);
        atlas.enter_translations(translations, sources, drafts, &mut found);
        atlas.order();
        atlas.check_addresses(sources, config, &mut found);
        atlas.ledger = ledger::compute(&atlas, &mut found);
        atlas.mapped = atlas.has_places(config) && !atlas.ledger.moments().is_empty();
        resolve::check(&mut atlas, sources, &mut found);
        Checked { value: atlas, diagnostics: found }
    }

    /// Whether it is known where on earth anything lies.
    fn has_places(&self, config: &Config) -> bool {
        let pointed = |facts: &Facts| matches!(facts, Facts::Territory(territory) if territory.point.is_some());
        !config.map.frames.is_empty()
            || !self.outlines.is_empty()
            || self.entities.iter().any(|entity| pointed(&entity.facts))
    }

    /// All entities, by kind and ID.
    pub fn entities(&self) -> impl Iterator<Item = (EntityId, &Entity)> {
        (0u32..).map(EntityId).zip(&self.entities)
    }

    /// The entities of one kind, by ID.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (EntityId, &Entity)> {
        let first = self.entities.partition_point(|entity| entity.kind < kind);
        let end = self.entities.partition_point(|entity| entity.kind <= kind);
        (first as u32..).map(EntityId).zip(&self.entities[first..end])
    }

    /// The entity with this identity.
    #[must_use]
    pub fn get(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// The entity with this ID.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<EntityId> {
        self.by_id.get(id).copied()
    }

    /// The entity with this ID, where it is of this kind.
    #[must_use]
    pub fn find_kind(&self, kind: Kind, id: &str) -> Option<&Entity> {
        self.find(id).map(|id| self.get(id)).filter(|entity| entity.kind == kind)
    }

    /// Entities that mention this one, in prose or facts, by kind and ID.
    pub fn backlinks(&self, id: EntityId) -> impl Iterator<Item = EntityId> {
        self.backlinks.get(&id).into_iter().flatten().copied()
    }

    /// What a person did, in the order of dates: an instrument with the place among its signatories, or an event.
    #[must_use]
    pub fn deeds(&self, person: &str) -> &[(EntityId, Option<usize>)] {
        self.deeds.get(person).map(Vec::as_slice).unwrap_or_default()
    }

    /// Treaties and events, in the order of their dates.
    #[must_use]
    pub fn timeline(&self) -> &[EntityId] {
        &self.timeline
    }

    /// Eras, in the order of their beginnings.
    #[must_use]
    pub fn eras(&self) -> &[EntityId] {
        &self.eras
    }

    /// The era to which a date belongs: an era runs from its first day to the day before the next one's.
    #[must_use]
    pub fn era_of(&self, date: &Date) -> Option<EntityId> {
        let day = date.start().earliest?;
        self.eras.iter().rev().copied().find(|era| {
            let Facts::Era(era) = &self.get(*era).facts else { return false };
            let start = era.start.as_ref().and_then(|start| start.value.date.start().earliest);
            let end = era.end.as_ref().and_then(|end| end.value.date.start().earliest);
            start.is_some_and(|start| start <= day) && end.is_none_or(|end| day < end)
        })
    }

    /// The bibliography, by key.
    #[must_use]
    pub fn bibliography(&self) -> &[Entry] {
        &self.bibliography.1
    }

    /// The file of the bibliography.
    #[must_use]
    pub fn bibliography_source(&self) -> Option<SourceId> {
        self.bibliography.0
    }

    /// The source with this key.
    #[must_use]
    pub fn source(&self, key: &str) -> Option<&Entry> {
        self.by_key.get(key).map(|index| &self.bibliography.1[*index])
    }

    /// The place of a source in the bibliography.
    #[must_use]
    pub fn source_index(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// Entities that cite a source, by kind and ID.
    pub fn cited_in(&self, key: &str) -> impl Iterator<Item = EntityId> {
        self.by_key.get(key).and_then(|index| self.cited_in.get(index)).into_iter().flatten().copied()
    }

    /// Who held what when, according to whom.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Outlines of territories.
    #[must_use]
    pub fn outlines(&self) -> &[Outline] {
        &self.outlines
    }

    /// Land in the background of maps.
    #[must_use]
    pub fn coasts(&self) -> &[Coast] {
        &self.coasts
    }

    fn index_sources(&mut self, (file, mut entries): (Option<SourceId>, Vec<Entry>)) {
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        entries.dedup_by(|a, b| a.key == b.key);
        self.by_key = entries.iter().enumerate().map(|(index, entry)| (entry.key.clone(), index)).collect();
        self.bibliography = (file, entries);
    }

    fn enter_originals(&mut self, pages: Vec<Document>, sources: &Sources, drafts: Drafts, found: &mut Vec<Diagnostic>) {
        let mut seen: BTreeMap<String, SourceId> = BTreeMap::new();
        let mut entities = Vec::new();
        for page in pages {
            let Content::Original(content) = page.content else { continue };
            let (common, facts) = *content;
            if let Some(first) = seen.get(&page.id) {
                let message = format!("the ID `{}` is taken", page.id);
                found.push(
                    Diagnostic::new(&manual::DUPLICATE_ID, Place::File(page.source), message)
                        .help("an ID is unique across all kinds; rename one of the two files")
                        .related(Place::File(*first), "by this page"),
                );
                self.duplicated.insert(page.id);
                continue;
            }
            seen.insert(page.id.clone(), page.source);
            if common.draft && drafts == Drafts::LeaveOut {
                self.drafts.insert(page.id);
                continue;
            }
            entities.push(Entity {
                source: page.source,
                kind: page.kind,
                id: page.id,
                common,
                facts,
                body: page.body,
                translations: BTreeMap::new(),
                readable: page.readable,
            });
        }
        entities.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        self.entities = entities;
        self.by_id = self.entities().map(|(id, entity)| (entity.id.clone(), id)).collect();
        self.by_path = self.entities().map(|(id, entity)| (sources.get(entity.source).path.clone(), (id, None))).collect();
    }

    fn enter_translations(&mut self, pages: Vec<Document>, sources: &Sources, drafts: Drafts, found: &mut Vec<Diagnostic>) {
        for page in pages {
            let Content::Translation(language, words) = page.content else { continue };
            if words.draft && drafts == Drafts::LeaveOut {
                continue;
            }
            let Some(id) = self.find(&page.id).filter(|id| self.get(*id).kind == page.kind) else {
                if self.drafts.contains(&page.id) {
                    continue;
                }
                let path = &sources.get(page.source).path;
                let original = path.replace(&format!(".{language}.md"), ".md");
                found.push(
                    Diagnostic::new(
                        &manual::ORPHAN_TRANSLATION,
                        Place::File(page.source),
                        format!("there is no `{original}`"),
                    )
                    .help("a translation stands beside its original, which states the facts"),
                );
                continue;
            };
            self.by_path.insert(sources.get(page.source).path.clone(), (id, Some(language.clone())));
            let translation = Translation { source: page.source, words: *words, body: page.body };
            self.entities[id.0 as usize].translations.insert(language, translation);
        }
    }

    fn order(&mut self) {
        let key = |id: &EntityId| {
            let entity = self.get(*id);
            let date = entity.date().map(Date::sort_key);
            (date.unwrap_or((i64::MAX, i64::MAX)), entity.kind, entity.id.clone())
        };
        let mut timeline: Vec<_> = self
            .entities()
            .filter(|(_, entity)| matches!(entity.kind, Kind::Treaty | Kind::Event) && entity.date().is_some())
            .map(|(id, _)| id)
            .collect();
        timeline.sort_by_cached_key(key);
        let mut eras: Vec<_> = self.of_kind(Kind::Era).map(|(id, _)| id).collect();
        eras.sort_by_cached_key(key);
        let mut deeds: BTreeMap<String, Vec<(EntityId, Option<usize>)>> = BTreeMap::new();
        for id in &timeline {
            match &self.get(*id).facts {
                Facts::Treaty(treaty) => {
                    for (index, signatory) in treaty.signatories.iter().enumerate() {
                        if let Some(person) = &signatory.person {
                            deeds.entry(person.value.clone()).or_default().push((*id, Some(index)));
                        }
                    }
                }
                Facts::Event(event) => {
                    for person in &event.people {
                        deeds.entry(person.value.clone()).or_default().push((*id, None));
                    }
                }
                _ => {}
            }
        }
        self.deeds = deeds;
        self.timeline = timeline;
        self.eras = eras;
    }

    /// Two things cannot stand at one address, nor at addresses that some file systems hold to be one.
    fn check_addresses(&self, sources: &Sources, config: &Config, found: &mut Vec<Diagnostic>) {
        let mut taken: BTreeMap<String, (Place, String)> = BTreeMap::new();
        let mut collisions = Vec::new();
        let mut claim = |address: &str, place: Place, what: String| {
            // By its file: `/a/` and `/a/index.html` are one.
            let folded = folded(&Address::new(address).file());
            match taken.get(&folded) {
                Some((other, thing)) => collisions.push(
                    Diagnostic::new(&manual::ADDRESS_COLLISION, place, format!("`{address}` is the address of two things"))
                        .help("rename one of them, or remove the alias")
                        .related(other.clone(), format!("the other is {thing}")),
                ),
                None => {
                    taken.insert(folded, (place, what));
                }
            }
        };
        let book = sources.find("book.toml").map(Place::File);
        if let Some(book) = book {
            for address in address::GENERATED {
                claim(address, book.clone(), "made by treatise itself".to_owned());
            }
        }
        for entity in &self.entities {
            // The introduction to a kind is part of that kind's index.
            let introduces = entity.kind == Kind::Page && Kind::from_folder(&entity.id).is_some();
            if !introduces {
                claim(entity.address().as_str(), Place::File(entity.source), "this page".to_owned());
            }
        }
        // Files that are copied have no text to point at; the fault shows at the other thing, or at `book.toml`.
        let mut assets: BTreeMap<String, &str> = BTreeMap::new();
        for path in sources.assets().keys() {
            let Some(target) = path.strip_prefix("static/").or_else(|| path.strip_prefix("content/")) else { continue };
            let folded = folded(target);
            let made = address::GENERATED.iter().any(|address| {
                let file = Address::new(address).file();
                file == folded
                    || (address.ends_with('/') && folded.starts_with(address.trim_start_matches('/')) && is_filled(address))
            }) || folded.starts_with("previews/");
            let taken =
                if made { Some("made by treatise itself") } else { assets.insert(folded, path).map(|_| "copied, too") };
            if let (Some(what), Some(book)) = (taken, sources.find("book.toml")) {
                let message = format!("`{path}` would be copied to `/{target}`, which is {what}");
                found.push(
                    Diagnostic::new(&manual::ADDRESS_COLLISION, Place::File(book), message)
                        .help("rename the file; what treatise makes can be changed by a template of the same name"),
                );
            }
        }
        let copied = |address: &Address| assets.contains_key(&folded(&address.file()));
        let mut covered = Vec::new();
        for entity in self.entities.iter().filter(|entity| copied(&entity.address())) {
            covered.push((entity.address().as_str().to_owned(), Place::File(entity.source)));
        }
        for entity in &self.entities {
            let aliases = entity.common.aliases.iter().map(|alias| (entity.source, alias));
            let translated =
                entity.translations.values().flat_map(|t| t.words.aliases.iter().map(move |alias| (t.source, alias)));
            for (source, alias) in aliases.chain(translated) {
                let place = Place::Field(source, alias.at.clone());
                match Address::parse_alias(&alias.value) {
                    Some(address) => {
                        if copied(&address) {
                            covered.push((address.as_str().to_owned(), place.clone()));
                        }
                        claim(address.as_str(), place, "this alias".to_owned());
                    }
                    None => found.push(
                        Diagnostic::new(&manual::BAD_ADDRESS, place, format!("`{}` cannot be an address", alias.value))
                            .help("write an address on this site: `/treaties/old-name/`"),
                    ),
                }
            }
        }
        found.append(&mut collisions);
        for (address, place) in covered {
            found.push(
                Diagnostic::new(&manual::ADDRESS_COLLISION, place, format!("`{address}` is the address of two things"))
                    .help("a file that is copied has the same name; rename one of them"),
            );
        }
        let languages: BTreeSet<&str> = config.languages().skip(1).collect();
        for entity in self.entities.iter().filter(|entity| languages.contains(entity.id.as_str())) {
            if entity.kind == Kind::Page {
                found.push(
                    Diagnostic::new(
                        &manual::ADDRESS_COLLISION,
                        Place::File(entity.source),
                        format!("`/{}/` holds the translations into that language", entity.id),
                    )
                    .help("rename the page"),
                );
            }
        }
    }
}

/// A path as file systems see it that make no difference between cases and normal forms.
pub(crate) fn folded(path: &str) -> String {
    path.nfc().collect::<String>().to_lowercase()
}

/// Whether treatise writes files of its own choosing below this address.
fn is_filled(address: &str) -> bool {
    matches!(address, "/map/" | "/data/" | "/print/" | "/_search/")
}

/// The first day of an era and the day after its last, as far as they are known.
#[must_use]
pub fn era_bounds(entity: &Entity) -> (Option<Day>, Option<Day>) {
    let Facts::Era(era) = &entity.facts else { return (None, None) };
    (
        era.start.as_ref().and_then(|start| start.value.date.start().earliest),
        era.end.as_ref().and_then(|end| end.value.date.start().earliest),
    )
}
