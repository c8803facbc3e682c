//! The whole book at once: which things there are, what they say of each other, and in what order they happened.
//!
//! It is assembled anew each time; that is cheap, and nothing in it can be stale.

mod address;
mod ledger;
mod news;
mod resolve;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;

pub use address::Address;
pub(crate) use address::GENERATED;
pub use ledger::input as ledger_input;
pub(crate) use news::News;
pub use resolve::{LinkFault, Target, article_anchor};

use crate::config::Config;
use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::domain::ledger::Ledger;
use crate::domain::{Date, Day, Facts, Kind, Located, Person, Words};
use crate::manual;
use crate::parse::{Body, Coast, Content, Document, Documents, Entry, Original, Outline};
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
    names: Arc<Names>,
    assets: Arc<BTreeSet<String>>,
    shelf: Arc<Shelf>,
    land: Arc<Land>,
    relations: Arc<Relations>,
    /// What each entity refers to.
    references: Vec<Arc<References>>,
    order: Arc<Order>,
    ledger: Arc<Ledger>,
    /// Whether the site has a map page.
    mapped: bool,
    found: Found,
}

/// What things are called.
#[derive(Debug, Default)]
struct Names {
    by_id: BTreeMap<String, EntityId>,
    by_path: BTreeMap<String, (EntityId, Option<String>)>,
    drafts: BTreeSet<String>,
    /// IDs that several pages have.
    duplicated: BTreeSet<String>,
}

/// The bibliography.
#[derive(Debug, Default)]
struct Shelf {
    /// Its file.
    file: Option<SourceId>,
    /// Its entries, sorted by key.
    entries: Vec<Entry>,
    by_key: BTreeMap<String, usize>,
}

/// Outlines.
#[derive(Debug, Default)]
struct Land {
    outlines: Vec<Outline>,
    coasts: Vec<Coast>,
}

/// What refers to what, seen from what is referred to.
#[derive(Debug, Default)]
struct Relations {
    backlinks: BTreeMap<EntityId, Vec<EntityId>>,
    cited_in: BTreeMap<usize, Vec<EntityId>>,
    /// The territories to which an entity refers.
    touched: BTreeMap<EntityId, Vec<EntityId>>,
}

/// What happened when.
#[derive(Debug, Default)]
struct Order {
    deeds: BTreeMap<String, Vec<(EntityId, Option<usize>)>>,
    timeline: Vec<EntityId>,
    eras: Vec<EntityId>,
    /// The first day of each era that has one, and the day after its last.
    spans: Vec<(EntityId, (Day, Option<Day>))>,
}

/// What an entity refers to, and what is wrong with that.
#[derive(Debug, Default)]
struct References {
    mentions: Vec<EntityId>,
    citations: Vec<usize>,
    found: Vec<Diagnostic>,
}

/// What was found wrong, by the step that found it.
#[derive(Clone, Debug, Default)]
struct Found {
    entering: Vec<Diagnostic>,
    addresses: Vec<Diagnostic>,
    ledger: Vec<Diagnostic>,
}

/// A thing that the book describes, or a plain page. What its original states is reached through it: `entity.common`, `entity.facts`.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The file of the original.
    pub source: SourceId,
    /// What it is.
    pub kind: Kind,
    /// Its ID, unique in the book.
    pub id: String,
    /// What its original states.
    pub original: Arc<Original>,
    /// Its prose.
    pub body: Arc<Body>,
    /// Its translations by language tag.
    pub translations: BTreeMap<String, Translation>,
    /// Whether the front matter was free of faults.
    pub readable: bool,
}

impl Deref for Entity {
    type Target = Original;

    fn deref(&self) -> &Original {
        &self.original
    }
}

/// The words of an entity in another language.
#[derive(Clone, Debug)]
pub struct Translation {
    /// Its file.
    pub source: SourceId,
    /// Title, summary and so on.
    pub words: Arc<Words>,
    /// Its prose.
    pub body: Arc<Body>,
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

    /// Its prose in all its languages, the original first, each with its file.
    pub(crate) fn bodies(&self) -> impl Iterator<Item = (SourceId, &Body)> {
        let translations = self.translations.values().map(|translation| (translation.source, &*translation.body));
        std::iter::once((self.source, &*self.body)).chain(translations)
    }

    /// Its words in a language, which are the original's where there is no translation: file, body, whether they are a translation.
    pub(crate) fn prose(&self, language: &str) -> (SourceId, &Body, bool) {
        match self.translations.get(language) {
            Some(translation) => (translation.source, &translation.body, true),
            None => (self.source, &self.body, false),
        }
    }

    /// Its old addresses in all its languages, each with its file; `original` is the language of the book.
    pub(crate) fn aliases<'e>(
        &'e self,
        original: &'e str,
    ) -> impl Iterator<Item = (&'e str, SourceId, &'e Located<String>)> {
        let own = self.common.aliases.iter().map(move |alias| (original, self.source, alias));
        own.chain(self.translations.iter().flat_map(|(language, translation)| {
            translation.words.aliases.iter().map(move |alias| (language.as_str(), translation.source, alias))
        }))
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
        Self::assemble_again(documents, sources, config, drafts, None)
    }

    /// The same, with what an earlier atlas of the same book has worked out that still holds.
    pub(crate) fn assemble_again(
        documents: Documents,
        sources: &Sources,
        config: &Config,
        drafts: Drafts,
        before: Option<(&Self, &News)>,
    ) -> Checked<Self> {
        let mut atlas = Self::default();
        let Documents { pages, bibliography, geometry } = documents;
        if let Some((then, _)) = before {
            atlas.assets = Arc::clone(&then.assets);
            atlas.shelf = Arc::clone(&then.shelf);
            atlas.land = Arc::clone(&then.land);
            atlas.names = Arc::clone(&then.names);
            atlas.found = then.found.clone();
        } else {
            let assets = sources.assets().keys().filter_map(|path| path.strip_prefix("content/"));
            atlas.assets = Arc::new(assets.map(str::to_owned).collect());
            atlas.shelf = Arc::new(Shelf::of(bibliography));
            atlas.land = Arc::new(Land { outlines: geometry.outlines, coasts: geometry.coasts });
        }
        match before {
            Some((then, news)) => {
                atlas.entities.clone_from(&then.entities);
                atlas.renew(&pages, news);
            }
            None => atlas.enter(pages, sources, drafts),
        }
        match before.filter(|(_, news)| news.same_facts) {
            Some((then, _)) => atlas.order = Arc::clone(&then.order),
            None => atlas.order = Arc::new(Order::of(&atlas)),
        }
        if before.is_none_or(|(_, news)| !news.same_aliases) {
            let mut found = Vec::new();
            atlas.check_addresses(sources, config, &mut found);
            atlas.found.addresses = found;
        }
        match before.filter(|(_, news)| news.same_facts) {
            Some((then, _)) => atlas.ledger = Arc::clone(&then.ledger),
            None => {
                let mut found = Vec::new();
                atlas.ledger = Arc::new(ledger::compute(&atlas, &mut found));
                atlas.found.ledger = found;
            }
        }
        atlas.mapped = atlas.has_places(config) && !atlas.ledger.moments().is_empty();
        // What a reference leads to depends on what there is, and of a page on its anchors.
        let before = before.filter(|(then, news)| news.same_anchors && then.mapped == atlas.mapped);
        let outlines = resolve::check(&mut atlas, sources, before);
        let Found { entering, addresses, ledger } = &atlas.found;
        let mut diagnostics = [entering.as_slice(), addresses, ledger, &outlines].concat();
        diagnostics.extend(atlas.references.iter().flat_map(|references| references.found.iter().cloned()));
        Checked { value: atlas, diagnostics }
    }

    /// Whether it is known where on earth anything lies.
    fn has_places(&self, config: &Config) -> bool {
        let pointed = |facts: &Facts| matches!(facts, Facts::Territory(territory) if territory.point.is_some());
        !config.map.frames.is_empty()
            || !self.land.outlines.is_empty()
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
        self.names.by_id.get(id).copied()
    }

    /// The entity with this ID, where it is of this kind.
    #[must_use]
    pub fn find_kind(&self, kind: Kind, id: &str) -> Option<&Entity> {
        self.find(id).map(|id| self.get(id)).filter(|entity| entity.kind == kind)
    }

    /// Entities that mention this one, in prose or facts, by kind and ID.
    pub fn backlinks(&self, id: EntityId) -> impl Iterator<Item = EntityId> {
        self.relations.backlinks.get(&id).into_iter().flatten().copied()
    }

    /// What an entity refers to, in the order in which it does: entities, and sources by their places in the bibliography.
    #[must_use]
    pub(crate) fn references(&self, id: EntityId) -> (&[EntityId], &[usize]) {
        self.references.get(id.index()).map(|of| (of.mentions.as_slice(), of.citations.as_slice())).unwrap_or_default()
    }

    /// Territories to which the page of a thing links or which it names, by ID.
    #[must_use]
    pub fn touched(&self, id: EntityId) -> &[EntityId] {
        self.relations.touched.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a person did, in the order of dates: an instrument with the place among its signatories, or an event.
    #[must_use]
    pub fn deeds(&self, person: &str) -> &[(EntityId, Option<usize>)] {
        self.order.deeds.get(person).map(Vec::as_slice).unwrap_or_default()
    }

    /// Treaties and events, in the order of their dates.
    #[must_use]
    pub fn timeline(&self) -> &[EntityId] {
        &self.order.timeline
    }

    /// Eras, in the order of their beginnings.
    #[must_use]
    pub fn eras(&self) -> &[EntityId] {
        &self.order.eras
    }

    /// The era to which a date belongs: an era runs from its first day to the day before the next one's.
    #[must_use]
    pub fn era_of(&self, date: &Date) -> Option<EntityId> {
        let day = date.start().earliest?;
        let within = |(start, end): (Day, Option<Day>)| start <= day && end.is_none_or(|end| day < end);
        self.order.spans.iter().rev().find(|(_, span)| within(*span)).map(|(era, _)| *era)
    }

    /// The bibliography, by key.
    #[must_use]
    pub fn bibliography(&self) -> &[Entry] {
        &self.shelf.entries
    }

    /// The file of the bibliography.
    #[must_use]
    pub fn bibliography_source(&self) -> Option<SourceId> {
        self.shelf.file
    }

    /// The source with this key.
    #[must_use]
    pub fn source(&self, key: &str) -> Option<&Entry> {
        self.shelf.by_key.get(key).map(|index| &self.shelf.entries[*index])
    }

    /// The place of a source in the bibliography.
    #[must_use]
    pub fn source_index(&self, key: &str) -> Option<usize> {
        self.shelf.by_key.get(key).copied()
    }

    /// Entities that cite a source, by kind and ID.
    pub fn cited_in(&self, key: &str) -> impl Iterator<Item = EntityId> {
        self.shelf.by_key.get(key).and_then(|index| self.relations.cited_in.get(index)).into_iter().flatten().copied()
    }

    /// Who held what when, according to whom.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Outlines of territories.
    #[must_use]
    pub fn outlines(&self) -> &[Outline] {
        &self.land.outlines
    }

    /// Land in the background of maps.
    #[must_use]
    pub fn coasts(&self) -> &[Coast] {
        &self.land.coasts
    }

    /// Takes over the pages of a book, those of an ID that is taken left out.
    fn enter(&mut self, pages: Vec<Document>, sources: &Sources, drafts: Drafts) {
        let (mut names, mut found) = (Names::default(), Vec::new());
        let (originals, translations): (Vec<_>, Vec<_>) =
            pages.into_iter().partition(|page| matches!(page.content, Content::Original(_)));
        self.enter_originals(originals, sources, drafts, &mut names, &mut found);
        self.enter_translations(translations, sources, drafts, &mut names, &mut found);
        self.names = Arc::new(names);
        self.found.entering = found;
    }

    /// Puts the pages that changed in the places of those that they were.
    fn renew(&mut self, pages: &[Document], news: &News) {
        for page in news.pages.iter().map(|at| &pages[*at]) {
            // Drafts that are left out, and pages whose ID is taken, are no entities.
            let Some(id) = self.find(&page.id) else { continue };
            let entity = &mut self.entities[id.0 as usize];
            match &page.content {
                Content::Original(original) if entity.source == page.source => {
                    entity.original = Arc::clone(original);
                    entity.body = Arc::clone(&page.body);
                    entity.readable = page.readable;
                }
                Content::Translation(language, words) => {
                    let translation = entity.translations.get_mut(language);
                    if let Some(translation) = translation.filter(|translation| translation.source == page.source) {
                        translation.words = Arc::clone(words);
                        translation.body = Arc::clone(&page.body);
                    }
                }
                Content::Original(_) => {}
            }
        }
    }

    fn enter_originals(
        &mut self,
        pages: Vec<Document>,
        sources: &Sources,
        drafts: Drafts,
        names: &mut Names,
        found: &mut Vec<Diagnostic>,
    ) {
        let mut seen: BTreeMap<String, SourceId> = BTreeMap::new();
        let mut entities = Vec::new();
        for page in pages {
            let Content::Original(original) = page.content else { continue };
            if let Some(first) = seen.get(&page.id) {
                let message = format!("the ID `{}` is taken", page.id);
                found.push(
                    Diagnostic::new(&manual::DUPLICATE_ID, Place::File(page.source), message)
                        .help("an ID is unique across all kinds; rename one of the two files")
                        .related(Place::File(*first), "by this page"),
                );
                names.duplicated.insert(page.id);
                continue;
            }
            seen.insert(page.id.clone(), page.source);
            if original.common.draft && drafts == Drafts::LeaveOut {
                names.drafts.insert(page.id);
                continue;
            }
            entities.push(Entity {
                source: page.source,
                kind: page.kind,
                id: page.id,
                original,
                body: page.body,
                translations: BTreeMap::new(),
                readable: page.readable,
            });
        }
        entities.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        self.entities = entities;
        names.by_id = self.entities().map(|(id, entity)| (entity.id.clone(), id)).collect();
        names.by_path = self.entities().map(|(id, entity)| (sources.get(entity.source).path.clone(), (id, None))).collect();
    }

    fn enter_translations(
        &mut self,
        pages: Vec<Document>,
        sources: &Sources,
        drafts: Drafts,
        names: &mut Names,
        found: &mut Vec<Diagnostic>,
    ) {
        for page in pages {
            let Content::Translation(language, words) = page.content else { continue };
            if words.draft && drafts == Drafts::LeaveOut {
                continue;
            }
            let named = names.by_id.get(&page.id).copied();
            let Some(id) = named.filter(|id| self.get(*id).kind == page.kind) else {
                if names.drafts.contains(&page.id) {
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
            names.by_path.insert(sources.get(page.source).path.clone(), (id, Some(language.clone())));
            let translation = Translation { source: page.source, words, body: page.body };
            self.entities[id.0 as usize].translations.insert(language, translation);
        }
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
            for (_, source, alias) in entity.aliases(config.language()) {
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

impl Shelf {
    fn of((file, mut entries): (Option<SourceId>, Vec<Entry>)) -> Self {
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        entries.dedup_by(|a, b| a.key == b.key);
        let by_key = entries.iter().enumerate().map(|(index, entry)| (entry.key.clone(), index)).collect();
        Self { file, entries, by_key }
    }
}

impl Order {
    fn of(atlas: &Atlas) -> Self {
        let key = |id: &EntityId| {
            let entity = atlas.get(*id);
            let date = entity.date().map(Date::sort_key);
            (date.unwrap_or((i64::MAX, i64::MAX)), entity.kind, entity.id.clone())
        };
        let mut timeline: Vec<_> = atlas
            .entities()
            .filter(|(_, entity)| matches!(entity.kind, Kind::Treaty | Kind::Event) && entity.date().is_some())
            .map(|(id, _)| id)
            .collect();
        timeline.sort_by_cached_key(key);
        let mut eras: Vec<_> = atlas.of_kind(Kind::Era).map(|(id, _)| id).collect();
        eras.sort_by_cached_key(key);
        let mut deeds: BTreeMap<String, Vec<(EntityId, Option<usize>)>> = BTreeMap::new();
        for id in &timeline {
            match &atlas.get(*id).facts {
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
        let span = |era: &EntityId| {
            let (start, end) = era_bounds(atlas.get(*era));
            Some((*era, (start?, end)))
        };
        let spans = eras.iter().filter_map(span).collect();
        Self { deeds, timeline, eras, spans }
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
