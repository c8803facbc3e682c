//! From entities to page views.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::band::Band;
use super::contract::*;
use super::drawing::Gallery;
use super::place::Setting;
use super::{dates, languages, repository};
use crate::assets::Asset;
use crate::atlas::{Address, Atlas, Entity, EntityId, article_anchor};
use crate::cite::{Citations, Desk, Seen};
use crate::config::Config;
use crate::data::Written;
use crate::domain::ledger::Boundary;
use crate::domain::{Change, Cite, Date, Facts, Holder, Kind, Located, Reference, RelationKind, Start, StatedDate, Treaty};
use crate::history::History;
use crate::holdings::edtf;
use crate::html;
use crate::parse::{Body, Class};
use crate::source::{SourceId, Sources};

/// Words of the interface in one language, by key.
pub type Strings = BTreeMap<String, String>;

/// Which page of the site is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKey {
    /// The home page in a language.
    Home(String),
    /// The page of an entity in a language.
    Entity(EntityId, String),
    /// The index of a kind in a language.
    Index(Kind, String),
    /// The chronology in a language.
    Chronology(String),
    /// The bibliography in a language.
    Bibliography(String),
    /// The map at a stop, or at the last one, in a language.
    Map(Option<usize>, String),
    /// The description of the data files in a language.
    Data(String),
    /// An era, or the whole book, as one page for printing, in a language.
    Print(Option<EntityId>, String),
    /// What is shown for an address at which nothing stands.
    NotFound,
}

/// Everything that page views are made from.
#[derive(Clone, Copy)]
pub struct Views<'a> {
    /// The book.
    pub atlas: &'a Atlas,
    /// Its files.
    pub sources: &'a Sources,
    /// When its files were last changed.
    pub history: &'a History,
    /// Its options.
    pub config: &'a Config,
    /// Words of the interface by language.
    pub strings: &'a BTreeMap<String, Strings>,
    /// What the atlas does not keep because only views need it.
    pub ties: &'a Ties,
    /// Style sheets and scripts by name.
    pub(crate) assets: &'a BTreeMap<String, Asset>,
    /// How the book cites.
    pub citations: &'a Citations,
    /// The data files.
    pub data: &'a Written,
}

/// Ties between entities that several pages show, worked out once.
#[derive(Debug, Default)]
pub struct Ties {
    /// The territories that a territory is part of, directly.
    pub(crate) wholes: BTreeMap<String, BTreeSet<String>>,
    /// The changes that name a territory: the act and the position among its changes, in order of date.
    pub(crate) changes: BTreeMap<String, Vec<(EntityId, usize)>>,
    /// The disputes about a territory or treaty.
    pub(crate) disputes: BTreeMap<String, Vec<EntityId>>,
    /// Relations from other treaties to a treaty.
    pub(crate) relations: BTreeMap<String, Vec<(EntityId, RelationKind, String)>>,
    /// Treaties and events of a party, in order of date.
    pub(crate) acts: BTreeMap<String, Vec<EntityId>>,
    /// Treaties and events of an era, in order.
    in_era: BTreeMap<EntityId, Vec<EntityId>>,
    /// Treaties and events of no era, in order.
    pub(crate) outside_eras: Vec<EntityId>,
    /// What depends on the language of a page.
    lists: BTreeMap<String, Lists>,
    /// Who took the place of a party.
    pub(crate) successors: BTreeMap<String, Vec<(EntityId, usize)>>,
    /// What drawings have in common.
    pub(crate) gallery: Gallery,
    /// The eras as a band.
    pub(crate) band: Band,
}

/// The things of a book as one language lists them.
#[derive(Debug, Default)]
struct Lists {
    /// Things of a kind in the order of their titles.
    by_title: BTreeMap<Kind, Vec<EntityId>>,
    /// The place of a thing among those it is listed with: in time where it is dated, else by title.
    places: BTreeMap<EntityId, usize>,
    /// Links to things, by identity, made for the first that wants them: most are shown on many pages.
    links: Vec<OnceLock<LinkView>>,
    /// References to sources, likewise.
    references: Vec<OnceLock<Shared<ReferenceView>>>,
}

impl Lists {
    fn of(atlas: &Atlas, language: &str) -> Self {
        let in_time = [atlas.timeline(), atlas.eras()].into_iter().flat_map(|ids| ids.iter().copied().zip(0..));
        let mut lists = Self { places: in_time.collect(), ..Self::default() };
        for kind in [Kind::Territory, Kind::Party, Kind::Person, Kind::Dispute, Kind::Page] {
            let mut ids: Vec<_> = atlas.of_kind(kind).map(|(id, _)| id).collect();
            ids.sort_by_cached_key(|id| atlas.get(*id).sort_title(language));
            lists.places.extend(ids.iter().copied().zip(0..));
            lists.by_title.insert(kind, ids);
        }
        lists.links = atlas.entities().map(|_| OnceLock::new()).collect();
        lists.references = atlas.bibliography().iter().map(|_| OnceLock::new()).collect();
        lists
    }
}

impl Ties {
    /// The ties of a book.
    #[must_use]
    pub fn of(atlas: &Atlas, config: &Config) -> Self {
        let (drawn, ties) =
            rayon::join(|| (Gallery::of(atlas, config), Band::of(atlas, config)), || Self::between(atlas, config));
        let (gallery, band) = drawn;
        Self { gallery, band, ..ties }
    }

    /// All of it but what is drawn.
    fn between(atlas: &Atlas, config: &Config) -> Self {
        let mut ties = Self::default();
        for (id, entity) in atlas.entities() {
            match &entity.facts {
                Facts::Territory(territory) => {
                    let parts = territory.parts.iter().chain(territory.extents.iter().flat_map(|extent| &extent.parts));
                    for part in parts {
                        ties.wholes.entry(part.value.clone()).or_default().insert(entity.id.clone());
                    }
                }
                Facts::Dispute(dispute) => {
                    for about in &dispute.about {
                        ties.disputes.entry(about.value.clone()).or_default().push(id);
                    }
                }
                Facts::Treaty(treaty) => {
                    for relation in &treaty.relations {
                        let article = relation.article.as_ref().map(|article| article.value.clone()).unwrap_or_default();
                        let entry = (id, relation.kind, article);
                        ties.relations.entry(relation.treaty.value.clone()).or_default().push(entry);
                    }
                }
                Facts::Party(party) => {
                    for (index, succession) in party.succeeds.iter().enumerate() {
                        ties.successors.entry(succession.party.value.clone()).or_default().push((id, index));
                    }
                }
                _ => {}
            }
        }
        ties.lists = config.languages().map(|language| (language.to_owned(), Lists::of(atlas, language))).collect();
        for id in atlas.timeline() {
            let facts = &atlas.get(*id).facts;
            match atlas.get(*id).date().and_then(|date| atlas.era_of(date)) {
                Some(era) => ties.in_era.entry(era).or_default().push(*id),
                None => ties.outside_eras.push(*id),
            }
            for (index, change) in facts.changes().iter().enumerate() {
                ties.changes.entry(change.territory.value.clone()).or_default().push((*id, index));
            }
            let parties = match facts {
                Facts::Treaty(treaty) => &treaty.parties,
                Facts::Event(event) => &event.parties,
                _ => continue,
            };
            let parties: BTreeSet<&str> = parties.iter().map(|party| party.value.as_str()).collect();
            for party in parties {
                ties.acts.entry(party.to_owned()).or_default().push(*id);
            }
        }
        ties
    }

    /// Treaties and events of an era, in order.
    pub(crate) fn in_era(&self, era: EntityId) -> &[EntityId] {
        self.in_era.get(&era).map(Vec::as_slice).unwrap_or_default()
    }

    /// The territory itself and every group that it belongs to, however indirectly.
    #[must_use]
    pub fn with_wholes(&self, territory: &str) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        let mut open = vec![territory.to_owned()];
        while let Some(next) = open.pop() {
            if all.insert(next.clone()) {
                open.extend(self.wholes.get(&next).into_iter().flatten().cloned());
            }
        }
        all
    }
}

impl<'a> Views<'a> {
    /// All pages with the paths of their files, in a fixed order.
    #[must_use]
    pub fn keys(&self) -> Vec<(String, PageKey)> {
        let mut keys = Vec::new();
        for language in self.config.languages() {
            let mut add = |key: PageKey| keys.push((self.address(&key).file(), key));
            add(PageKey::Home(language.to_owned()));
            for kind in Kind::ALL.into_iter().filter(|kind| kind.folder().is_some()) {
                add(PageKey::Index(kind, language.to_owned()));
            }
            add(PageKey::Chronology(language.to_owned()));
            add(PageKey::Bibliography(language.to_owned()));
            let stops = self.ties.gallery.stops().len();
            if stops > 0 {
                add(PageKey::Map(None, language.to_owned()));
                (0..stops).for_each(|stop| add(PageKey::Map(Some(stop), language.to_owned())));
            }
            add(PageKey::Data(language.to_owned()));
            for (id, entity) in self.atlas.entities() {
                let here = language == self.config.language() || entity.translations.contains_key(language);
                if here && !self.is_introduction(entity) {
                    add(PageKey::Entity(id, language.to_owned()));
                }
            }
        }
        keys.push(("404.html".to_owned(), PageKey::NotFound));
        keys
    }

    /// Where a page stands.
    #[must_use]
    pub fn address(&self, key: &PageKey) -> Address {
        let localised = |address: Address, language: &str| {
            if language == self.config.language() { address } else { address.in_language(language) }
        };
        match key {
            PageKey::Home(language) => localised(Address::of(Kind::Page, "index"), language),
            PageKey::Entity(id, language) => localised(self.atlas.get(*id).address(), language),
            PageKey::Index(kind, language) => {
                localised(Address::new(&format!("/{}/", kind.folder().unwrap_or_default())), language)
            }
            PageKey::Chronology(language) => localised(Address::new("/chronology/"), language),
            PageKey::Bibliography(language) => localised(Address::new("/bibliography/"), language),
            PageKey::Map(None, language) => localised(Address::new("/map/"), language),
            PageKey::Map(Some(stop), language) => {
                let day = self.ties.gallery.stops().get(*stop).map(ToString::to_string).unwrap_or_default();
                localised(Address::new(&format!("/map/{day}/")), language)
            }
            PageKey::Data(language) => localised(Address::new("/data/"), language),
            PageKey::Print(None, language) => localised(Address::new("/print/"), language),
            PageKey::Print(Some(era), language) => {
                localised(Address::new(&format!("/print/{}/", self.atlas.get(*era).id)), language)
            }
            PageKey::NotFound => Address::new("/404.html"),
        }
    }

    /// The language of a page.
    #[must_use]
    pub fn language<'k>(&'k self, key: &'k PageKey) -> &'k str {
        match key {
            PageKey::Home(language)
            | PageKey::Entity(_, language)
            | PageKey::Index(_, language)
            | PageKey::Chronology(language)
            | PageKey::Map(_, language)
            | PageKey::Bibliography(language)
            | PageKey::Print(_, language)
            | PageKey::Data(language) => language,
            PageKey::NotFound => self.config.language(),
        }
    }

    /// What a page shows.
    #[must_use]
    pub fn view(&self, key: &PageKey) -> PageView {
        let page = self.page(key, self.language(key));
        let mut view = match key {
            PageKey::Entity(id, _) => page.entity(*id),
            PageKey::Home(_) => page.home(),
            PageKey::Index(kind, _) => page.index(*kind),
            PageKey::Chronology(_) => page.chronology(),
            PageKey::Bibliography(_) => page.bibliography(),
            PageKey::Map(stop, _) => page.map_page(*stop),
            PageKey::Data(_) => page.data(),
            PageKey::Print(era, _) => page.print(*era),
            PageKey::NotFound => page.not_found(),
        };
        page.close(&mut view);
        view.card = page.card_view();
        view
    }

    /// The page in the making.
    pub(super) fn page<'p>(&'p self, key: &'p PageKey, lang: &'p str) -> Page<'p> {
        let desk = self.citations.desk(self.atlas, lang);
        Page {
            views: self,
            key,
            lang,
            address: self.address(key),
            desk,
            seen: RefCell::default(),
            notes: RefCell::default(),
        }
    }

    /// Whether a Markdown copy stands beside a page: those that editors wrote have one.
    #[must_use]
    pub fn has_copy(&self, key: &PageKey) -> bool {
        self.config.output.markdown_copies
            && match key {
                PageKey::Entity(..) => true,
                PageKey::Home(_) => self.atlas.find("index").is_some(),
                _ => false,
            }
    }

    /// The Markdown copy of a page that shows this.
    #[must_use]
    pub(crate) fn copy(&self, key: &PageKey, view: &PageView) -> String {
        let language = self.language(key);
        let page = self.page(key, language);
        let id = match key {
            PageKey::Entity(id, _) => Some(*id),
            _ => self.atlas.find("index"),
        };
        let Some(id) = id else { return String::new() };
        let (source, prose, _) = page.prose(self.atlas.get(id));
        let text = &self.sources.get(source).text[prose.start..];
        let body = crate::copy::rewrite(text, &page.setting(source, prose));
        let none = Strings::default();
        crate::copy::page(view, &body, self.strings.get(language).unwrap_or(&none))
    }

    /// The file from which the script of the map page draws, in a language.
    #[must_use]
    pub fn states(&self, language: &str) -> String {
        let key = PageKey::Map(None, language.to_owned());
        self.page(&key, language).states()
    }

    /// What is the same for all pages of a language.
    #[must_use]
    pub fn site(&self, language: &str) -> SiteView {
        let path = |key: PageKey| self.address(&key).from_root(self.config.output.file_links);
        let kinds = [Kind::Era, Kind::Treaty, Kind::Event, Kind::Territory, Kind::Party, Kind::Person, Kind::Dispute];
        let mut nav: Vec<NavView> = kinds
            .into_iter()
            .map(|kind| NavView {
                key: kind.folder().unwrap_or_default(),
                path: path(PageKey::Index(kind, language.to_owned())),
                count: self.atlas.of_kind(kind).count(),
            })
            .collect();
        nav.push(NavView {
            key: "chronology",
            path: path(PageKey::Chronology(language.to_owned())),
            count: self.atlas.timeline().len(),
        });
        let stops = self.ties.gallery.stops().len();
        if stops > 0 {
            nav.push(NavView { key: "map", path: path(PageKey::Map(None, language.to_owned())), count: stops });
        }
        nav.push(NavView {
            key: "bibliography",
            path: path(PageKey::Bibliography(language.to_owned())),
            count: self.atlas.bibliography().len(),
        });
        let book = &self.config.book;
        let url = self.config.site_url().unwrap_or_default();
        SiteView {
            title: book.title.clone(),
            subtitle: book.subtitle.clone().unwrap_or_default(),
            description: book.description.clone().unwrap_or_default(),
            authors: book.authors.clone(),
            licence: book.licence.clone().unwrap_or_default(),
            repository: self.config.output.git_repository_url.as_ref().map(|url| url.get_ref().clone()).unwrap_or_default(),
            nav,
            pages: self.plain_pages(language),
            home: path(PageKey::Home(language.to_owned())),
            data: path(PageKey::Data(language.to_owned())),
            print: self
                .prints(language)
                .into_iter()
                .find(|key| matches!(key, PageKey::Print(None, _)))
                .map(path)
                .unwrap_or_default(),
            assets: self.assets.iter().map(|(name, asset)| (name.clone(), self.asset(asset))).collect(),
            previews: super::previews::prefix(language),
            preview_files: super::previews::count(self.previewed(language).count()),
            search: if self.config.search.enabled { crate::search::names_path(language) } else { String::new() },
            offline: if self.config.output.offline { "sw.js".to_owned() } else { String::new() },
            feed: if url.is_empty() { String::new() } else { "feed.xml".to_owned() },
            url,
            generator: concat!("treatise ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }

    fn asset(&self, asset: &Asset) -> AssetView {
        // Browsers compare digests only of what came over the web.
        let integrity = if self.config.output.file_links { String::new() } else { asset.integrity.clone() };
        AssetView { path: asset.path.clone(), integrity }
    }

    fn plain_pages(&self, language: &str) -> Vec<LinkView> {
        let key = PageKey::Home(language.to_owned());
        let page = self.page(&key, language);
        let plain = self.atlas.of_kind(Kind::Page).filter(|(_, entity)| !self.is_introduction(entity));
        let mut links: Vec<LinkView> = plain.map(|(id, _)| page.link(id)).collect();
        links.sort_by_cached_key(|link| link.title.to_lowercase());
        links.push(page.crumb(&PageKey::Data(language.to_owned()), page.word("nav_data")));
        links
    }

    pub(super) fn is_introduction(&self, entity: &Entity) -> bool {
        entity.kind == Kind::Page && (entity.id == "index" || Kind::from_folder(&entity.id).is_some())
    }
}

/// One page in the making.
pub(super) struct Page<'v> {
    pub(super) views: &'v Views<'v>,
    pub(super) key: &'v PageKey,
    pub(super) lang: &'v str,
    pub(super) address: Address,
    /// The style in the page's language.
    pub(super) desk: Option<Desk<'v>>,
    /// What the page has cited so far.
    pub(super) seen: RefCell<Seen>,
    /// Its notes so far.
    pub(super) notes: RefCell<Vec<NoteView>>,
}

impl Page<'_> {
    pub(super) fn atlas(&self) -> &Atlas {
        self.views.atlas
    }

    fn file_links(&self) -> bool {
        self.views.config.output.file_links
    }

    /// What every page has.
    pub(super) fn frame(&self, kind: &'static str, template: &'static str, section: &'static str) -> PageView {
        let site_url = self.views.config.site_url();
        let absolute =
            |address: &Address| site_url.as_ref().map(|url| format!("{url}{}", address.as_str().trim_start_matches('/')));
        let missing = *self.key == PageKey::NotFound;
        let file = self.address.file();
        // Nobody knows below which address the page of missing pages will be shown.
        let root = if missing { self.views.config.base_path() } else { self.address.root() };
        PageView {
            band: self.time_band(self.views.ties, &root),
            template,
            markdown: self.views.has_copy(self.key).then(|| crate::copy::path(&file)),
            file,
            address: self.address.as_str().to_owned(),
            root,
            lang: self.lang.to_owned(),
            canonical: if missing { None } else { absolute(&self.address) },
            alternates: self.alternates(&absolute),
            section,
            kind,
            ..PageView::default()
        }
    }

    fn alternates(&self, absolute: &impl Fn(&Address) -> Option<String>) -> Vec<AlternateView> {
        let mut alternates = Vec::new();
        for language in self.views.config.languages().filter(|language| *language != self.lang) {
            let key = match self.key {
                PageKey::Home(_) => PageKey::Home(language.to_owned()),
                PageKey::Index(kind, _) => PageKey::Index(*kind, language.to_owned()),
                PageKey::Chronology(_) => PageKey::Chronology(language.to_owned()),
                PageKey::Bibliography(_) => PageKey::Bibliography(language.to_owned()),
                PageKey::Map(stop, _) => PageKey::Map(*stop, language.to_owned()),
                PageKey::Data(_) => PageKey::Data(language.to_owned()),
                PageKey::Print(era, _) => PageKey::Print(*era, language.to_owned()),
                PageKey::NotFound => continue,
                PageKey::Entity(id, _) => {
                    let original = language == self.views.config.language();
                    if !original && !self.atlas().get(*id).translations.contains_key(language) {
                        continue;
                    }
                    PageKey::Entity(*id, language.to_owned())
                }
            };
            let address = self.views.address(&key);
            alternates.push(AlternateView {
                lang: language.to_owned(),
                name: languages::own_name(language).to_owned(),
                path: address.from_root(self.file_links()),
                url: absolute(&address),
            });
        }
        alternates
    }

    pub(super) fn word(&self, key: &str) -> String {
        let strings = self.views.strings.get(self.lang);
        strings.and_then(|strings| strings.get(key)).cloned().unwrap_or_else(|| key.to_owned())
    }

    pub(super) fn path(&self, key: &PageKey) -> String {
        self.views.address(key).from_root(self.file_links())
    }

    pub(super) fn crumb(&self, key: &PageKey, title: String) -> LinkView {
        Link { title, path: self.views.address(key).from_root(self.file_links()), ..Link::default() }.into()
    }

    pub(super) fn home_crumb(&self) -> LinkView {
        self.crumb(&PageKey::Home(self.lang.to_owned()), self.word("home"))
    }

    /// The words of an entity in the page's language: file, body, and whether they are a translation.
    pub(super) fn prose<'e>(&self, entity: &'e Entity) -> (SourceId, &'e Body, bool) {
        entity.prose(self.lang)
    }

    pub(super) fn setting<'e>(&'e self, source: SourceId, body: &'e Body) -> Setting<'e> {
        Setting::new(self, source, body)
    }

    /// A text as HTML; its notes go to those of the page.
    fn html(&self, text: &str, setting: &Setting<'_>, shift: u8) -> String {
        let before = self.notes.borrow().len();
        let rendered = html::body(text, setting, shift, self.views.config.markdown.raw_html, before);
        let notes = rendered.notes.into_iter().map(|note| NoteView { number: note.number, html: note.html });
        self.notes.borrow_mut().extend(notes);
        rendered.html
    }

    /// What stands at the foot of a page when all else is known: its notes, and the sources that it cites anywhere.
    fn close(&self, view: &mut PageView) {
        view.notes = self.notes.take();
        let Some(desk) = self.desk else { return };
        let seen = self.seen.borrow();
        let whole: BTreeSet<&str> = view.cite.iter().map(|cite| cite.key.as_str()).collect();
        let places = |key: &str| {
            let cites = view.cite.iter().filter(|cite| cite.key == key && !cite.locator.is_empty());
            cites.map(|cite| cite.locator.as_str()).collect::<Vec<_>>().join("; ")
        };
        let entries = self.atlas().bibliography();
        let reference = |source: usize, number: Option<usize>| {
            let entry = &entries[source];
            ReferenceView {
                path: self.bibliography_path(&entry.key),
                class: entry.class.map(Class::name).unwrap_or_default(),
                whole: whole.contains(entry.key.as_str()),
                places: places(&entry.key),
                recalled: entry.recalled,
                html: desk.reference(source, number),
                key: entry.key.clone(),
            }
        };
        let references = desk.mentioned(&seen).into_iter().map(|(source, number)| {
            // What says nothing of this page in particular is the same on all.
            let known = || self.lists().and_then(|lists| lists.references.get(source));
            match known().filter(|_| !desk.numbers() && !whole.contains(entries[source].key.as_str())) {
                Some(known) => known.get_or_init(|| reference(source, number).into()).clone(),
                None => reference(source, number).into(),
            }
        });
        view.references = references.collect();
    }

    pub(super) fn body(&self, source: SourceId, body: &Body) -> (String, Vec<HeadingView>) {
        let shift = html::shift(body.headings.iter().map(|heading| heading.level));
        let text = &self.views.sources.get(source).text[body.start..];
        let setting = self.setting(source, body);
        let html = self.html(text, &setting, shift);
        let contents = body
            .headings
            .iter()
            .map(|heading| HeadingView {
                level: (heading.level + shift).min(6),
                text: heading.text.clone(),
                id: heading.id.clone(),
            })
            .collect();
        (html, contents)
    }

    /// Markdown in front matter, such as the text of a position.
    pub(super) fn inline(&self, source: SourceId, text: &str) -> String {
        let body = crate::parse::inline(source, text);
        let setting = self.setting(source, &body);
        self.html(text, &setting, 0)
    }

    pub(super) fn link(&self, id: EntityId) -> LinkView {
        let known = self.lists().and_then(|lists| lists.links.get(id.index()));
        known.map_or_else(|| self.new_link(id), |known| known.get_or_init(|| self.new_link(id)).clone())
    }

    /// The title of the thing with this ID, or the ID.
    pub(super) fn title_of(&self, reference: &str) -> String {
        let entity = self.atlas().find(reference).map(|id| self.atlas().get(id));
        entity.map_or(reference, |entity| entity.title(self.lang)).to_owned()
    }

    fn new_link(&self, id: EntityId) -> LinkView {
        let entity = self.atlas().get(id);
        let translated = entity.translations.contains_key(self.lang);
        let original = self.views.config.language();
        let address = if translated { entity.address().in_language(self.lang) } else { entity.address() };
        let link = Link {
            title: entity.title(self.lang).to_owned(),
            path: address.from_root(self.file_links()),
            kind: entity.kind.name(),
            id: entity.id.clone(),
            date: entity.date().map(|date| dates::in_words(date, self.lang)).unwrap_or_default(),
            summary: entity.summary(self.lang).to_owned(),
            lang: (!translated && self.lang != original).then(|| original.to_owned()),
        };
        link.into()
    }

    pub(super) fn link_to(&self, reference: &str) -> LinkView {
        match self.atlas().find(reference) {
            Some(id) => self.link(id),
            None => Link { title: reference.to_owned(), ..Link::default() }.into(),
        }
    }

    /// Whether the page with this ID has a place of this name in the language of this page.
    pub(super) fn has_anchor(&self, id: &str, anchor: &str) -> bool {
        self.atlas().find(id).is_some_and(|id| self.atlas().has_anchor(id, self.lang, anchor))
    }

    pub(super) fn links(&self, references: &[Reference]) -> Vec<LinkView> {
        references.iter().map(|reference| self.link_to(&reference.value)).collect()
    }

    pub(super) fn date(&self, date: &Located<StatedDate>) -> DateView {
        dates::stated(&date.value, self.lang)
    }

    pub(super) fn maybe_date(&self, date: Option<&Located<StatedDate>>) -> Option<DateView> {
        date.map(|date| self.date(date))
    }

    pub(super) fn boundary(&self, boundary: Boundary) -> DateView {
        // The first and last possible day make an EDTF interval, which is always well formed.
        Date::parse(&edtf(boundary)).map(|date| dates::plain(&date, self.lang)).unwrap_or_default()
    }

    pub(super) fn plain_date(&self, date: &Date) -> DateView {
        dates::plain(date, self.lang)
    }

    pub(super) fn bibliography_path(&self, key: &str) -> String {
        let page = self.views.address(&PageKey::Bibliography(self.lang.to_owned()));
        format!("{}#{key}", page.from_root(self.file_links()))
    }

    pub(super) fn cites(&self, cites: &[Located<Cite>]) -> Vec<CiteView> {
        cites.iter().filter_map(|cite| self.cite(&cite.value)).collect()
    }

    pub(super) fn cite(&self, cite: &Cite) -> Option<CiteView> {
        let entry = self.atlas().source(&cite.key)?;
        if let Some(desk) = self.desk {
            desk.mention(&entry.key, &mut self.seen.borrow_mut());
        }
        Some(CiteView {
            key: entry.key.clone(),
            label: super::sources::label(entry),
            locator: cite.locator.clone(),
            title: entry.title.clone(),
            lang: entry.language.clone().unwrap_or_default(),
            path: self.bibliography_path(&entry.key),
        })
    }

    pub(super) fn names(&self, names: &[crate::domain::Name]) -> Vec<NameView> {
        names
            .iter()
            .map(|name| NameView {
                lang: name.language.clone(),
                language: languages::name(&name.language, self.lang),
                name: name.name.clone(),
            })
            .collect()
    }

    pub(super) fn holder(&self, holder: &Holder) -> HolderView {
        HolderView {
            parties: holder.parties().iter().map(|party| self.link_to(party)).collect(),
            word: holder.word().unwrap_or_default(),
        }
    }

    pub(super) fn change(&self, act: EntityId, item: usize, here: bool) -> ChangeView {
        let change: &Change = &self.atlas().get(act).facts.changes()[item];
        let entity = self.atlas().get(act);
        let default = match &entity.facts {
            Facts::Treaty(treaty) => treaty.in_force.as_ref().or(treaty.signed.as_ref()),
            Facts::Event(event) => event.date.as_ref(),
            _ => None,
        };
        let article = change.article.as_ref().map(|article| article.value.clone()).unwrap_or_default();
        let page = if here { String::new() } else { self.link(act).path.clone() };
        ChangeView {
            act: (!here).then(|| self.link(act)),
            territory: self.link_to(&change.territory.value),
            // What the author left out, the ledger knows, unless it differs from leaf to leaf.
            from: change
                .from
                .as_ref()
                .map(|from| &from.value)
                .or_else(|| self.former_holder(&entity.id, item))
                .map(|from| self.holder(from)),
            to: self.holder(&change.to.value),
            mode: change.mode.value.name(),
            layer: match (&change.layer, change.mode.value.layers()) {
                (Some(layer), _) => layer.value.name(),
                (None, [only]) => only.name(),
                (None, _) => "",
            },
            viewpoint: self.links(&change.viewpoint),
            on: self.maybe_date(change.on.as_ref().or(default)),
            article_path: match Some(article_anchor(&article)).filter(|_| !article.is_empty()) {
                Some(anchor) if self.has_anchor(&entity.id, &anchor) => format!("{page}#{anchor}"),
                Some(_) => page,
                None => String::new(),
            },
            article,
            cite: self.cites(&change.cite),
            note: change.note.clone().unwrap_or_default(),
        }
    }

    /// Who held the land before one of an act's changes, according to the ledger, where it is the same for all of it.
    fn former_holder(&self, act: &str, item: usize) -> Option<&Holder> {
        let effects = self.atlas().ledger().effects(act);
        let mut before = effects.iter().filter(|effect| effect.item == item).map(|effect| effect.from);
        let first = before.next()??;
        before.all(|other| other == Some(first)).then_some(first)
    }

    fn entity(&self, id: EntityId) -> PageView {
        let entity = self.atlas().get(id);
        let (source, prose, translated) = self.prose(entity);
        let (template, section) = match entity.kind {
            Kind::Era => ("era.html", "eras"),
            Kind::Treaty => ("treaty.html", "treaties"),
            Kind::Event => ("event.html", "events"),
            Kind::Territory => ("territory.html", "territories"),
            Kind::Party => ("party.html", "parties"),
            Kind::Person => ("person.html", "people"),
            Kind::Dispute => ("dispute.html", "disputes"),
            Kind::Page => ("page.html", "page"),
        };
        let mut view = self.frame(entity.kind.name(), template, section);
        entity.title(self.lang).clone_into(&mut view.title);
        entity.summary(self.lang).clone_into(&mut view.summary);
        view.description.clone_from(&view.summary);
        view.id.clone_from(&entity.id);
        view.breadcrumbs = vec![self.home_crumb()];
        if let Some(folder) = entity.kind.folder() {
            view.breadcrumbs
                .push(self.crumb(&PageKey::Index(entity.kind, self.lang.to_owned()), self.word(&format!("nav_{folder}"))));
        }
        // Notes are numbered in the order of reading: the positions of a dispute stand before its prose.
        if matches!(entity.facts, Facts::Dispute(_)) {
            self.facts(id, entity, &mut view);
        }
        (view.html, view.contents) = self.body(source, prose);
        view.words = prose.words;
        view.names = self.names(&entity.common.names);
        view.cite = self.cites(&entity.common.cite);
        view.draft = entity.common.draft;
        let words = entity.translations.get(self.lang).filter(|_| translated).map(|translation| &translation.words);
        let corrections = words.map_or(&entity.common.corrections, |words| &words.corrections);
        view.corrections = corrections
            .iter()
            .map(|correction| CorrectionView { date: self.plain_date(&correction.date), note: correction.note.clone() })
            .collect();
        view.corrections.sort_by_key(|correction| std::cmp::Reverse(correction.date.sort));
        let published = words.map_or(&entity.common.published, |words| &words.published);
        view.published = published.as_ref().map(|date| self.plain_date(date));
        self.provenance(source, &mut view);
        view.backlinks = self.backlinks(id);
        view.era = entity
            .date()
            .filter(|_| entity.kind != Kind::Era)
            .and_then(|date| self.atlas().era_of(date))
            .map(|era| self.link(era));
        (view.previous, view.next) = self.neighbours(id, entity.kind);
        if !matches!(entity.facts, Facts::Dispute(_)) {
            self.facts(id, entity, &mut view);
        }
        view.data_links = self.data_links(entity.kind);
        view
    }

    /// When the file was last changed, where it is edited, and where an error in it is reported.
    pub(super) fn provenance(&self, source: SourceId, view: &mut PageView) {
        let path = &self.views.sources.get(source).path;
        view.changed = self
            .views
            .history
            .of(path)
            .and_then(|day| Date::parse(&day.to_string()).ok())
            .map(|date| self.plain_date(&date));
        view.edit_url = repository::edit_url(self.views.config, path);
        let page = view.canonical.as_deref().unwrap_or(&view.address);
        view.report_url = repository::report_url(self.views.config, &view.title, page);
    }

    fn facts(&self, id: EntityId, entity: &Entity, view: &mut PageView) {
        match &entity.facts {
            Facts::Era(_) => view.era_facts = Some(self.era(id)),
            Facts::Treaty(treaty) => view.treaty = Some(self.treaty(id, entity, treaty)),
            Facts::Event(event) => {
                view.event = Some(EventView {
                    form: event.form.clone(),
                    date: self.maybe_date(event.date.as_ref()),
                    place: event.place.clone(),
                    parties: self.links(&event.parties),
                    people: self.links(&event.people),
                    changes: (0..event.changes.len()).map(|item| self.change(id, item, true)).collect(),
                    effects: self.ledger_effect(id),
                });
            }
            Facts::Territory(territory) => view.territory = Some(self.territory(entity, territory)),
            Facts::Party(party) => view.party = Some(self.party(entity, party)),
            Facts::Dispute(dispute) => {
                view.dispute = Some(DisputeView {
                    about: self.links(&dispute.about),
                    parties: self.links(&dispute.parties),
                    positions: self.positions(entity, dispute),
                });
            }
            Facts::Person(person) => view.person = Some(self.person(entity, person)),
            Facts::Page(plain) => view.claims = self.checked_claims(entity, plain),
        }
    }

    pub(super) fn positions(&self, entity: &Entity, dispute: &crate::domain::Dispute) -> Vec<PositionView> {
        let words = entity.translations.get(self.lang).map(|t| (t.source, t.words.positions.as_slice()));
        let of = |(index, position): (usize, &crate::domain::Position)| {
            let translated = words.and_then(|(source, words)| Some((source, words.get(index)?)));
            let (source, text) = translated.unwrap_or((entity.source, &position.text));
            PositionView {
                by: self.link_to(&position.by.value),
                since: self.maybe_date(position.since.as_ref()),
                until: self.maybe_date(position.until.as_ref()),
                html: self.inline(source, text),
                cite: self.cites(&position.cite),
            }
        };
        dispute.positions.iter().enumerate().map(of).collect()
    }

    pub(super) fn checked_claims(&self, entity: &Entity, plain: &crate::domain::Plain) -> Vec<CheckedClaimView> {
        let translation = entity.translations.get(self.lang);
        let of = |(index, claim): (usize, &crate::domain::CheckedClaim)| {
            let words = translation.and_then(|translation| Some((translation.source, translation.words.claims.get(index)?)));
            let (source, said, finding, instead) = match words {
                Some((source, words)) => (source, &words.claim, &words.finding, &words.instead),
                None => (entity.source, &claim.claim, &claim.finding, &claim.instead),
            };
            CheckedClaimView {
                id: claim.id.value.clone(),
                claim: said.clone(),
                verdict: claim.verdict.name(),
                html: self.inline(source, finding),
                instead: instead.clone().unwrap_or_default(),
                pages: self.links(&claim.pages),
                cite: self.cites(&claim.cite),
            }
        };
        plain.claims.iter().enumerate().map(of).collect()
    }

    fn person(&self, entity: &Entity, person: &crate::domain::Person) -> PersonView {
        let deeds = self.atlas().deeds(&entity.id);
        let signed = |(act, index): &(EntityId, Option<usize>)| {
            let Facts::Treaty(treaty) = &self.atlas().get(*act).facts else { return None };
            let signatory = treaty.signatories.get((*index)?)?;
            Some(DeedView {
                treaty: self.link(*act),
                party: signatory.party.as_ref().map(|party| self.link_to(&party.value)),
                role: signatory.role.clone().unwrap_or_default(),
            })
        };
        PersonView {
            born: self.maybe_date(person.born.as_ref()),
            died: self.maybe_date(person.died.as_ref()),
            offices: person
                .offices
                .iter()
                .map(|office| OfficeView {
                    title: office.title.clone(),
                    party: office.party.as_ref().map(|party| self.link_to(&party.value)),
                    from: self.maybe_date(office.from.as_ref()),
                    until: self.maybe_date(office.until.as_ref()),
                })
                .collect(),
            signed: deeds.iter().filter_map(signed).collect(),
            events: deeds.iter().filter(|(_, index)| index.is_none()).map(|(act, _)| self.link(*act)).collect(),
        }
    }

    fn era(&self, id: EntityId) -> EraView {
        let Facts::Era(era) = &self.atlas().get(id).facts else { return EraView::default() };
        EraView {
            start: self.maybe_date(era.start.as_ref()),
            end: self.maybe_date(era.end.as_ref()),
            items: self.in_era(id).iter().map(|item| self.link(*item)).collect(),
            maps: self.ledger_era(id),
            print: self.print_of_era(id),
        }
    }

    /// Treaties and events of an era, in order.
    pub(super) fn in_era(&self, era: EntityId) -> &[EntityId] {
        self.views.ties.in_era(era)
    }

    fn treaty(&self, id: EntityId, entity: &Entity, treaty: &Treaty) -> TreatyView {
        let (_, prose, _) = self.prose(entity);
        let mut relations: Vec<RelationView> = treaty
            .relations
            .iter()
            .map(|relation| RelationView {
                kind: relation.kind.name(),
                treaty: self.link_to(&relation.treaty.value),
                article: relation.article.as_ref().map(|article| article.value.clone()).unwrap_or_default(),
            })
            .collect();
        for (other, kind, article) in self.views.ties.relations.get(&entity.id).into_iter().flatten() {
            relations.push(RelationView { kind: passive(*kind), treaty: self.link(*other), article: article.clone() });
        }
        TreatyView {
            form: treaty.form.clone(),
            signed: self.maybe_date(treaty.signed.as_ref()),
            ratified: treaty
                .ratified
                .iter()
                .map(|ratification| RatificationView {
                    party: ratification.party.as_ref().map(|party| self.link_to(&party.value)),
                    date: self.date(&ratification.date),
                })
                .collect(),
            exchanged: self.maybe_date(treaty.exchanged.as_ref()),
            in_force: self.maybe_date(treaty.in_force.as_ref()),
            ended: self.maybe_date(treaty.ended.as_ref()),
            place: treaty.place.clone(),
            parties: self.links(&treaty.parties),
            signatories: treaty
                .signatories
                .iter()
                .map(|signatory| SignatoryView {
                    name: signatory.name.clone(),
                    names: self.names(&signatory.names),
                    party: signatory.party.as_ref().map(|party| self.link_to(&party.value)),
                    role: signatory.role.clone().unwrap_or_default(),
                    person: signatory.person.as_ref().map(|person| self.link_to(&person.value)),
                })
                .collect(),
            languages: treaty
                .languages
                .iter()
                .map(|language| LanguageView {
                    tag: language.tag.clone(),
                    name: languages::name(&language.tag, self.lang),
                    authentic: language.authentic,
                })
                .collect(),
            texts: treaty
                .texts
                .iter()
                .map(|text| TextView {
                    lang: text.language.clone().unwrap_or_default(),
                    language: text.language.as_deref().map(|tag| languages::name(tag, self.lang)).unwrap_or_default(),
                    title: text.title.clone(),
                    url: text.url.as_ref().map(|url| url.value.clone()),
                })
                .collect(),
            relations,
            articles: prose
                .headings
                .iter()
                .filter(|heading| heading.id.starts_with("article-"))
                .map(|heading| HeadingView { level: heading.level, text: heading.text.clone(), id: heading.id.clone() })
                .collect(),
            changes: (0..treaty.changes.len()).map(|item| self.change(id, item, true)).collect(),
            effects: self.ledger_effect(id),
        }
    }

    fn territory(&self, entity: &Entity, territory: &crate::domain::Territory) -> TerritoryView {
        let ties = self.views.ties;
        let mut changes: Vec<(EntityId, usize)> =
            ties.with_wholes(&entity.id).iter().flat_map(|id| ties.changes.get(id).into_iter().flatten().copied()).collect();
        let when = |(act, index): &(EntityId, usize)| {
            let entity = self.atlas().get(*act);
            let on = entity.facts.changes()[*index].on.as_ref().map(|on| on.value.date.sort_key());
            (on.or(entity.date().map(Date::sort_key)), *act, *index)
        };
        changes.sort_by_key(when);
        TerritoryView {
            parts: self.links(&territory.parts),
            part_of: ties.wholes.get(&entity.id).into_iter().flatten().map(|whole| self.link_to(whole)).collect(),
            extents: territory
                .extents
                .iter()
                .map(|extent| ExtentView {
                    by: self.link_to(&extent.by.value),
                    parts: self.links(&extent.parts),
                    cite: self.cites(&extent.cite),
                })
                .collect(),
            point: territory.point.map(|(lat, lon)| point(lat, lon)).unwrap_or_default(),
            lat: territory.point.map(|(lat, _)| lat),
            lon: territory.point.map(|(_, lon)| lon),
            area: territory.area_km2.map(number).unwrap_or_default(),
            start: territory.start.iter().map(|start| self.start(start)).collect(),
            changes: changes.into_iter().map(|(act, item)| self.change(act, item, false)).collect(),
            disputes: self.disputes_about(&entity.id).into_iter().map(|dispute| self.link(dispute)).collect(),
            claims: self.disputes_about(&entity.id).into_iter().filter_map(|dispute| self.claims(dispute)).collect(),
            history: self.ledger_history(&entity.id),
            locator: self.locator(&entity.id),
        }
    }

    /// Disputes about a territory, or about a group it belongs to.
    fn disputes_about(&self, territory: &str) -> BTreeSet<EntityId> {
        let ties = self.views.ties;
        let groups = ties.with_wholes(territory);
        groups.iter().flat_map(|id| ties.disputes.get(id).into_iter().flatten().copied()).collect()
    }

    /// What parties hold in a dispute.
    fn claims(&self, id: EntityId) -> Option<ClaimsView> {
        let entity = self.atlas().get(id);
        let Facts::Dispute(dispute) = &entity.facts else { return None };
        Some(ClaimsView { dispute: self.link(id), positions: self.positions(entity, dispute) })
    }

    fn start(&self, start: &Start) -> StartView {
        StartView {
            layer: start.layer.as_ref().map_or("", |layer| layer.value.name()),
            holder: self.holder(&start.holder.value),
            from: self.date(&start.from),
            cite: self.cites(&start.cite),
            note: start.note.clone().unwrap_or_default(),
        }
    }

    fn party(&self, entity: &Entity, party: &crate::domain::Party) -> PartyView {
        let acts = self.views.ties.acts.get(&entity.id).map(Vec::as_slice).unwrap_or_default();
        let of = |kind: Kind| {
            acts.iter().filter(|act| self.atlas().get(**act).kind == kind).map(|act| self.link(*act)).collect::<Vec<_>>()
        };
        let successors = self.views.ties.successors.get(&entity.id).into_iter().flatten();
        PartyView {
            form: party.form.map(crate::domain::PartyForm::name).unwrap_or_default(),
            start: self.maybe_date(party.start.as_ref()),
            end: self.maybe_date(party.end.as_ref()),
            succeeds: party
                .succeeds
                .iter()
                .map(|succession| SuccessionView {
                    party: self.link_to(&succession.party.value),
                    on: self.date(&succession.on),
                    mode: succession.mode.name(),
                })
                .collect(),
            succeeded_by: successors
                .filter_map(|(successor, index)| {
                    let Facts::Party(facts) = &self.atlas().get(*successor).facts else { return None };
                    let succession = facts.succeeds.get(*index)?;
                    Some(SuccessionView {
                        party: self.link(*successor),
                        on: self.date(&succession.on),
                        mode: succession.mode.name(),
                    })
                })
                .collect(),
            treaties: of(Kind::Treaty),
            events: of(Kind::Event),
        }
    }

    fn backlinks(&self, id: EntityId) -> Vec<GroupView> {
        let order =
            [Kind::Treaty, Kind::Event, Kind::Territory, Kind::Party, Kind::Person, Kind::Dispute, Kind::Era, Kind::Page];
        let mut groups: BTreeMap<Kind, Vec<EntityId>> = BTreeMap::new();
        for from in self.atlas().backlinks(id) {
            groups.entry(self.atlas().get(from).kind).or_default().push(from);
        }
        order
            .into_iter()
            .filter_map(|kind| {
                let mut ids = groups.remove(&kind)?;
                ids.sort_by_cached_key(|id| {
                    let entity = self.atlas().get(*id);
                    (entity.date().map(Date::sort_key), entity.title(self.lang).to_lowercase())
                });
                let links = ids.into_iter().map(|id| self.mention(id)).collect();
                Some(GroupView { kind: kind.name(), links })
            })
            .collect()
    }

    /// A link to a page that mentions this one; the introduction to a kind is that kind's index.
    pub(super) fn mention(&self, id: EntityId) -> LinkView {
        let entity = self.atlas().get(id);
        match Kind::from_folder(&entity.id).filter(|_| entity.kind == Kind::Page) {
            Some(kind) => {
                let link = self.crumb(&PageKey::Index(kind, self.lang.to_owned()), entity.title(self.lang).to_owned());
                Link { kind: "page", ..Link::clone(&link) }.into()
            }
            None => self.link(id),
        }
    }

    /// The things of a kind in the order of their titles.
    pub(super) fn by_title(&self, kind: Kind) -> &[EntityId] {
        self.lists().and_then(|lists| lists.by_title.get(&kind)).map(Vec::as_slice).unwrap_or_default()
    }

    fn lists(&self) -> Option<&Lists> {
        self.views.ties.lists.get(self.lang)
    }

    /// What stands before and after: in time for what is dated, by title for the rest.
    fn neighbours(&self, id: EntityId, kind: Kind) -> (Option<LinkView>, Option<LinkView>) {
        let atlas = self.atlas();
        let list: &[EntityId] = match kind {
            Kind::Treaty | Kind::Event => atlas.timeline(),
            Kind::Era => atlas.eras(),
            Kind::Page => return (None, None),
            _ => self.by_title(kind),
        };
        let Some(at) = self.lists().and_then(|lists| lists.places.get(&id)).copied() else { return (None, None) };
        let link = |at: usize| list.get(at).map(|id| self.link(*id));
        (at.checked_sub(1).and_then(link), link(at + 1))
    }
}

/// The relation seen from the other side.
fn passive(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Supersedes => "superseded-by",
        RelationKind::Amends => "amended-by",
        RelationKind::Terminates => "terminated-by",
        RelationKind::Implements => "implemented-by",
        RelationKind::Confirms => "confirmed-by",
    }
}

fn point(lat: f64, lon: f64) -> String {
    let half = |value: f64, positive: char, negative: char| {
        format!("{}° {}", value.abs(), if value < 0.0 { negative } else { positive })
    };
    format!("{}, {}", half(lat, 'N', 'S'), half(lon, 'E', 'W'))
}

/// A number with narrow no-break spaces between thousands.
pub(super) fn number(value: f64) -> String {
    let plain = format!("{value}");
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 && whole.len() > 4 {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    if fraction.is_empty() { out } else { format!("{out}.{fraction}") }
}
