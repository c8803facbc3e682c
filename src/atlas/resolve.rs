//! What references lead to: IDs, files, anchors, articles, sources. "Did you mean" lives here.

use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::{Atlas, Entity, EntityId, News, References, Relations};
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::{Change, Cite, ExtentReading, Facts, Holder, Kind, Located, Reference};
use crate::manual;
use crate::parse::{Body, LinkForm};
use crate::source::{SourceId, Sources};
use crate::suggest::Advice;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Another site, or an address of mail.
    External(String),
    /// An entity, in a language where the link names one, at an anchor where it names one.
    Entity {
        /// Which.
        id: EntityId,
        /// The language that the link asks for by naming a translation's file.
        language: Option<String>,
        /// The anchor, without `#`.
        fragment: Option<String>,
    },
    /// A page that treatise makes, by its address.
    Generated {
        /// The address.
        address: &'static str,
        /// The anchor, without `#`.
        fragment: Option<String>,
    },
    /// A file that is copied, by its path below `content/`.
    Asset(String),
    /// An anchor on the same page, without `#`.
    Here(String),
}

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFault {
    /// Which sort of fault.
    pub code: &'static manual::Code,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl LinkFault {
    fn new(code: &'static manual::Code, message: String, help: Option<String>) -> Self {
        Self { code, message, help }
    }
}

/// Pages that treatise makes and that links can name as if they were files.
const PAGES: [(&str, &str); 5] = [
    ("chronology.md", "/chronology/"),
    ("bibliography.md", "/bibliography/"),
    ("sources.yaml", "/bibliography/"),
    ("data.md", "/data/"),
    ("map.md", "/map/"),
];

impl Atlas {
    /// What a link leads to that is written in the file at `path` whose body is `body`.
    ///
    /// # Errors
    ///
    /// Where it leads nowhere, to a draft, or to a place that content may not name.
    pub fn link(&self, path: &str, body: &Body, target: &str, form: LinkForm) -> Result<Target, LinkFault> {
        self.advised_link(path, body, target, form, &Advice::default())
    }

    fn advised_link(
        &self,
        path: &str,
        body: &Body,
        target: &str,
        form: LinkForm,
        advice: &Advice,
    ) -> Result<Target, LinkFault> {
        if form == LinkForm::Wiki {
            return self.wiki(path, target, advice);
        }
        if let Some(scheme) = scheme(target) {
            return external(target, &scheme, form);
        }
        if target.starts_with("//") {
            let message = format!("`{target}` leaves the site without saying how");
            return Err(LinkFault::new(&manual::BAD_URL, message, Some(format!("write `https:{target}`"))));
        }
        let (file, fragment) = match target.split_once('#') {
            Some((file, fragment)) => (file, Some(decode(fragment)).filter(|fragment| !fragment.is_empty())),
            None => (target, None),
        };
        if file.is_empty() {
            let fragment = fragment.unwrap_or_default();
            if fragment.is_empty() || body.anchors.contains(&fragment) {
                return Ok(Target::Here(fragment));
            }
            return Err(broken_anchor(body, &fragment, "this page", advice));
        }
        let file = decode(file.split('?').next().unwrap_or(file));
        if let Some(address) = file.strip_prefix('/') {
            return self.site_address(path, address, fragment, advice);
        }
        let Some(wanted) = join(path, &file) else {
            let message = format!("`{target}` leaves the book");
            return Err(LinkFault::new(&manual::BROKEN_LINK, message, Some("link to a file below `content/`".to_owned())));
        };
        self.file(path, &wanted, fragment, form, advice)
    }

    /// The entity that a reference names, where it exists and is of one of these kinds.
    ///
    /// # Errors
    ///
    /// Where there is none, with the nearest ID of such a kind.
    pub fn reference(&self, id: &str, kinds: &[Kind]) -> Result<EntityId, LinkFault> {
        self.advised_reference(id, kinds, &Advice::default())
    }

    fn advised_reference(&self, id: &str, kinds: &[Kind], advice: &Advice) -> Result<EntityId, LinkFault> {
        let any = kinds.len() == Kind::ALL.len();
        let one_of = || match any {
            true => "page".to_owned(),
            false => kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or "),
        };
        match self.find(id) {
            Some(found) if kinds.contains(&self.get(found).kind) => Ok(found),
            // Which of two pages of one ID is meant, nobody can tell; that there are two has been reported.
            Some(found) if self.names.duplicated.contains(id) => Ok(found),
            Some(found) => {
                let message = format!("`{id}` is {}, not {}", article_of(self.get(found).kind), with_article(&one_of()));
                Err(LinkFault::new(&manual::WRONG_KIND, message, None))
            }
            None if self.names.drafts.contains(id) => Err(draft(id)),
            None => {
                let candidates = kinds.iter().flat_map(|kind| self.of_kind(*kind)).map(|(_, entity)| entity.id.as_str());
                let help = advice.did_you_mean(id, candidates).or_else(|| {
                    kinds
                        .first()
                        .filter(|_| !any)
                        .and_then(|kind| kind.folder())
                        .map(|folder| format!("its page would be `content/{folder}/{id}.md`"))
                });
                Err(LinkFault::new(&manual::UNKNOWN_ID, format!("no {} is called `{id}`", one_of()), help))
            }
        }
    }

    fn wiki(&self, from: &str, target: &str, advice: &Advice) -> Result<Target, LinkFault> {
        let (id, fragment) = match target.split_once('#') {
            Some((id, fragment)) => (id, Some(fragment.to_owned())),
            None => (target, None),
        };
        let Some(found) = self.find(id) else {
            if self.names.drafts.contains(id) {
                return Err(draft(id));
            }
            let help = advice.did_you_mean(id, self.names.by_id.keys().map(String::as_str));
            return Err(LinkFault::new(&manual::UNKNOWN_ID, format!("nothing is called `{id}`"), help));
        };
        self.anchored(from, found, None, fragment, advice)
    }

    fn file(
        &self,
        from: &str,
        wanted: &str,
        fragment: Option<String>,
        form: LinkForm,
        advice: &Advice,
    ) -> Result<Target, LinkFault> {
        if let Some((id, language)) = self.names.by_path.get(&format!("content/{wanted}")) {
            return self.anchored(from, *id, language.clone(), fragment, advice);
        }
        if let Some((_, address)) = PAGES.iter().find(|(name, address)| *name == wanted && self.is_made(address)) {
            return Ok(Target::Generated { address, fragment });
        }
        let folder = wanted.trim_end_matches("index.md").trim_end_matches('/');
        if let Some(kind) = Kind::from_folder(folder) {
            let address = super::address::GENERATED.iter().find(|address| address.trim_matches('/') == folder);
            if let (Some(address), Some(_)) = (address, kind.folder()) {
                return Ok(Target::Generated { address, fragment });
            }
        }
        if self.assets.contains(wanted) {
            return Ok(Target::Asset(wanted.to_owned()));
        }
        if let Some(id) = wanted.strip_suffix(".md").and_then(|path| path.rsplit('/').next())
            && self.names.drafts.contains(id)
        {
            return Err(draft(id));
        }
        let paths = self.names.by_path.keys().filter_map(|path| path.strip_prefix("content/"));
        let near = if form == LinkForm::Image {
            advice.nearest(wanted, self.assets.iter().map(String::as_str))
        } else {
            advice.nearest(wanted, paths)
        };
        // The advice is what the author would have to write here, not a path from somewhere else.
        let help = near.map(|near| format!("did you mean `{}`?", relative(from, near)));
        Err(LinkFault::new(&manual::BROKEN_LINK, format!("there is no file `content/{wanted}`"), help))
    }

    /// Whether a page that links may name is made of this book, whatever its options.
    fn is_made(&self, address: &str) -> bool {
        // What begins with `_` is for programs, and no page; how much is bound for paper, the options say.
        match address {
            "/map/" => self.mapped,
            _ => !address.starts_with("/_") && address != "/print/",
        }
    }

    fn site_address(
        &self,
        from: &str,
        address: &str,
        fragment: Option<String>,
        advice: &Advice,
    ) -> Result<Target, LinkFault> {
        let wanted = format!("/{}/", address.trim_matches('/')).replace("//", "/");
        let mut pages = super::address::GENERATED.iter();
        if let Some(generated) = pages.find(|generated| **generated == wanted && self.is_made(generated)) {
            return Ok(Target::Generated { address: generated, fragment });
        }
        let last = wanted.trim_matches('/').rsplit('/').next().filter(|last| !last.is_empty()).unwrap_or("index");
        if let Some(id) = self.find(last).filter(|id| self.get(*id).address().as_str() == wanted) {
            return self.anchored(from, id, None, fragment, advice);
        }
        let message = format!("nothing stands at `{wanted}`");
        Err(LinkFault::new(
            &manual::BROKEN_LINK,
            message,
            Some("link to the file: `../treaties/shimoda-1855.md`; it then works in the repository, too".to_owned()),
        ))
    }

    /// Whether the page of an entity, as it is shown in a language, has a place of this name.
    pub(crate) fn has_anchor(&self, id: EntityId, language: &str, anchor: &str) -> bool {
        let entity = self.get(id);
        let (_, body, _) = entity.prose(language);
        // Claims keep their anchors in every language.
        let claimed =
            || matches!(&entity.facts, Facts::Page(plain) if plain.claims.iter().any(|claim| claim.id.value == *anchor));
        // Of a page whose front matter never ends, nobody knows the headings; that has been reported.
        let unread = !entity.readable && body.headings.is_empty();
        body.anchors.contains(anchor) || unread || claimed()
    }

    fn anchored(
        &self,
        from: &str,
        id: EntityId,
        language: Option<String>,
        fragment: Option<String>,
        advice: &Advice,
    ) -> Result<Target, LinkFault> {
        if let Some(wanted) = &fragment {
            // A translation leads to translations, where there are any.
            let own = || self.names.by_path.get(from).and_then(|(_, own)| own.as_deref());
            let shown = language.as_deref().or_else(own).unwrap_or_default();
            if !self.has_anchor(id, shown, wanted) {
                let entity = self.get(id);
                let (_, body, translated) = entity.prose(shown);
                let tongue = if translated { format!(" in `{shown}`") } else { String::new() };
                let named = format!("`{}`{tongue}", entity.id);
                return Err(broken_anchor(body, wanted, &named, advice));
            }
        }
        Ok(Target::Entity { id, language, fragment })
    }
}

/// Checks every reference of the book, and keeps what refers to what. Of an earlier atlas it takes over what entities refer to that have
/// not changed since. Returns what is wrong with outlines.
pub(super) fn check(atlas: &mut Atlas, sources: &Sources, before: Option<(&Atlas, &News)>) -> Vec<Diagnostic> {
    let known = |id: EntityId, entity: &Entity| {
        let (then, _) = before?;
        let known = then.references.get(id.index())?;
        then.entities.get(id.index()).filter(|then| then.says_as(entity)).map(|_| Arc::clone(known))
    };
    let entities: Vec<(EntityId, &Entity)> = atlas.entities().collect();
    let references: Vec<Arc<References>> = entities
        .into_par_iter()
        .map(|(id, entity)| {
            known(id, entity).unwrap_or_else(|| {
                let mut references = References::default();
                let mut check = Check {
                    atlas,
                    sources,
                    references: &mut references,
                    from: id,
                    source: entity.source,
                    advice: Advice::default(),
                };
                check.entity(entity);
                Arc::new(references)
            })
        })
        .collect();
    let mut found = Vec::new();
    for outline in &atlas.land.outlines {
        if let Err(fault) = atlas.reference(&outline.territory, &[Kind::Territory]) {
            let message = match fault.code.name {
                "unknown-id" => format!("there is an outline but no territory called `{}`", outline.territory),
                _ => fault.message,
            };
            found
                .push(Diagnostic::new(&manual::UNKNOWN_GEOMETRY, Place::Span(outline.span), message).maybe_help(fault.help));
        }
    }
    atlas.references = references;
    atlas.relations = match before {
        Some((then, _)) if atlas.refers_as(then) => Arc::clone(&then.relations),
        _ => Arc::new(Relations::of(atlas)),
    };
    found
}

impl Entity {
    /// Whether nothing that is checked has been read anew.
    pub(crate) fn says_as(&self, other: &Self) -> bool {
        let translations = || self.translations.values().zip(other.translations.values());
        Arc::ptr_eq(&self.original, &other.original)
            && Arc::ptr_eq(&self.body, &other.body)
            && self.translations.len() == other.translations.len()
            && translations().all(|(a, b)| Arc::ptr_eq(&a.words, &b.words) && Arc::ptr_eq(&a.body, &b.body))
    }
}

impl Atlas {
    /// Whether all refers to the same as in another atlas of the same entities.
    fn refers_as(&self, other: &Self) -> bool {
        let same = |(a, b): (&Arc<References>, &Arc<References>)| {
            Arc::ptr_eq(a, b) || (a.mentions == b.mentions && a.citations == b.citations)
        };
        self.references.len() == other.references.len() && self.references.iter().zip(&other.references).all(same)
    }
}

impl Relations {
    fn of(atlas: &Atlas) -> Self {
        let mut relations = Self::default();
        // Entities come in their order, so that each list is sorted from the beginning.
        for ((from, _), references) in atlas.entities().zip(&atlas.references) {
            for to in references.mentions.iter().filter(|to| **to != from) {
                enter(&mut relations.backlinks, *to, from);
            }
            for key in &references.citations {
                enter(&mut relations.cited_in, *key, from);
            }
        }
        for (territory, _) in atlas.of_kind(Kind::Territory) {
            for from in relations.backlinks.get(&territory).into_iter().flatten() {
                relations.touched.entry(*from).or_default().push(territory);
            }
        }
        relations
    }
}

fn enter<K: Ord>(lists: &mut BTreeMap<K, Vec<EntityId>>, key: K, from: EntityId) {
    let list = lists.entry(key).or_default();
    if list.last() != Some(&from) {
        list.push(from);
    }
}

/// Articles that advice lists.
const MOST_ARTICLES: usize = 30;

struct Check<'a> {
    atlas: &'a Atlas,
    sources: &'a Sources,
    references: &'a mut References,
    from: EntityId,
    source: SourceId,
    advice: Advice,
}

impl Check<'_> {
    fn entity(&mut self, entity: &Entity) {
        self.cites(&entity.common.cite);
        match &entity.facts {
            Facts::Treaty(treaty) => {
                self.parties(&treaty.parties);
                for party in treaty.ratified.iter().filter_map(|ratification| ratification.party.as_ref()) {
                    self.reference(party, &[Kind::Party]);
                }
                for signatory in &treaty.signatories {
                    self.parties(signatory.party.as_slice());
                    self.people(signatory.person.as_slice());
                }
                for relation in &treaty.relations {
                    let target = self.reference(&relation.treaty, &[Kind::Treaty]);
                    if let (Some(target), Some(article)) = (target, &relation.article) {
                        self.article(target, article);
                    }
                }
                self.changes(&treaty.changes);
            }
            Facts::Event(event) => {
                self.parties(&event.parties);
                self.people(&event.people);
                self.changes(&event.changes);
            }
            Facts::Territory(territory) => {
                self.territories(&territory.parts);
                for ExtentReading { by, parts, cite, .. } in &territory.extents {
                    self.reference(by, &[Kind::Party]);
                    self.territories(parts);
                    self.cites(cite);
                }
                for start in &territory.start {
                    self.holder(&start.holder);
                    self.parties(&start.viewpoint);
                    self.cites(&start.cite);
                }
            }
            Facts::Party(party) => {
                for succession in &party.succeeds {
                    self.reference(&succession.party, &[Kind::Party]);
                }
            }
            Facts::Dispute(dispute) => {
                for about in &dispute.about {
                    self.reference(about, &[Kind::Territory, Kind::Treaty]);
                }
                self.parties(&dispute.parties);
                for position in &dispute.positions {
                    self.reference(&position.by, &[Kind::Party]);
                    self.cites(&position.cite);
                    let place = Place::Field(self.source, position.at.key("text"));
                    self.inline(&position.text, &place);
                }
            }
            Facts::Person(person) => {
                for office in &person.offices {
                    self.parties(office.party.as_slice());
                }
            }
            Facts::Page(plain) => {
                for claim in &plain.claims {
                    for page in &claim.pages {
                        self.reference(page, &Kind::ALL);
                    }
                    self.cites(&claim.cite);
                    self.inline(&claim.finding, &Place::Field(self.source, claim.at.key("finding")));
                }
            }
            Facts::Era(_) => {}
        }
        self.body(&entity.body);
        for translation in entity.translations.values() {
            self.source = translation.source;
            for (index, text) in translation.words.positions.iter().enumerate() {
                let at = crate::domain::FieldPath::top().key("positions").index(index);
                self.inline(text, &Place::Field(translation.source, at));
            }
            for (index, words) in translation.words.claims.iter().enumerate() {
                let at = crate::domain::FieldPath::top().key("claims").index(index).key("finding");
                self.inline(&words.finding, &Place::Field(translation.source, at));
            }
            self.body(&translation.body);
        }
    }

    fn parties(&mut self, parties: &[Reference]) {
        for party in parties {
            self.reference(party, &[Kind::Party]);
        }
    }

    fn people(&mut self, people: &[Reference]) {
        for person in people {
            self.reference(person, &[Kind::Person]);
        }
    }

    fn territories(&mut self, territories: &[Reference]) {
        for territory in territories {
            self.reference(territory, &[Kind::Territory]);
        }
    }

    fn changes(&mut self, changes: &[Change]) {
        for change in changes {
            self.reference(&change.territory, &[Kind::Territory]);
            self.holder(&change.to);
            if let Some(from) = &change.from {
                self.holder(from);
            }
            self.parties(&change.viewpoint);
            if let Some(article) = &change.article {
                self.article(self.from, article);
            }
            self.cites(&change.cite);
        }
    }

    fn holder(&mut self, holder: &Located<Holder>) {
        for party in holder.value.parties() {
            if self.atlas.find(party).is_none()
                && let Some(near) = crate::suggest::nearest(party, Holder::WORDS)
            {
                let place = Place::Field(self.source, holder.at.clone());
                self.references.found.push(
                    Diagnostic::new(&manual::UNKNOWN_ID, place, format!("no party is called `{party}`"))
                        .help(format!("did you mean `{near}`?")),
                );
                continue;
            }
            self.reference(&Located { value: party.clone(), at: holder.at.clone() }, &[Kind::Party]);
        }
    }

    fn reference(&mut self, reference: &Reference, kinds: &[Kind]) -> Option<EntityId> {
        match self.atlas.advised_reference(&reference.value, kinds, &self.advice) {
            Ok(target) => {
                self.references.mentions.push(target);
                Some(target)
            }
            Err(fault) => {
                let place = Place::Field(self.source, reference.at.clone());
                self.fault(fault, place);
                None
            }
        }
    }

    fn article(&mut self, treaty: EntityId, article: &Located<String>) {
        let treaty = self.atlas.get(treaty);
        let anchor = article_anchor(&article.value);
        if treaty.body.anchors.contains(&anchor) {
            return;
        }
        let anchors = treaty.body.anchors.iter();
        let has: Vec<&str> = anchors.filter_map(|anchor| anchor.strip_prefix("article-")).take(MOST_ARTICLES).collect();
        let help = if has.is_empty() {
            format!("give its page a heading `## Article {} … {{#{anchor}}}`", article.value)
        } else {
            let more = if has.len() == MOST_ARTICLES { " …" } else { "" };
            format!("the page has articles {}{more}", has.join(", "))
        };
        let place = Place::Field(self.source, article.at.clone());
        let message = format!("`{}` has no article {}", treaty.id, article.value);
        self.references.found.push(Diagnostic::new(&manual::UNKNOWN_ARTICLE, place, message).help(help));
    }

    fn cites(&mut self, cites: &[Located<Cite>]) {
        for cite in cites {
            self.source_key(&cite.value.key, Place::Field(self.source, cite.at.clone()));
        }
    }

    fn source_key(&mut self, key: &str, place: Place) {
        if let Some(index) = self.atlas.shelf.by_key.get(key) {
            self.references.citations.push(*index);
            return;
        }
        let help = self
            .advice
            .did_you_mean(key, self.atlas.shelf.by_key.keys().map(String::as_str))
            .unwrap_or_else(|| "sources stand in `content/sources.yaml`, each with its `id`".to_owned());
        let message = format!("no source has the key `{key}`");
        self.references.found.push(Diagnostic::new(&manual::UNKNOWN_SOURCE, place, message).help(help));
    }

    fn body(&mut self, body: &Body) {
        for link in &body.links {
            self.link(body, &link.target, link.form, Place::Span(link.span));
        }
        for cited in &body.citations {
            self.source_key(&cited.citation.key, Place::Span(cited.span));
        }
    }

    /// Markdown in front matter, which is checked like a body but shown at its field.
    fn inline(&mut self, text: &str, place: &Place) {
        let body = crate::parse::inline(self.source, text);
        for link in &body.links {
            self.link(&body, &link.target, link.form, place.clone());
        }
        for cited in &body.citations {
            self.source_key(&cited.citation.key, place.clone());
        }
    }

    fn link(&mut self, body: &Body, target: &str, form: LinkForm, place: Place) {
        let path = &self.sources.get(self.source).path;
        match self.atlas.advised_link(path, body, target, form, &self.advice) {
            Ok(Target::Entity { id, .. }) => self.references.mentions.push(id),
            Ok(_) => {}
            Err(fault) => self.fault(fault, place),
        }
    }

    fn fault(&mut self, fault: LinkFault, place: Place) {
        self.references.found.push(Diagnostic::new(fault.code, place, fault.message).maybe_help(fault.help));
    }
}

/// The anchor of an article: `article-2` for `2`, `article-2bis` for `2bis`.
#[must_use]
pub fn article_anchor(article: &str) -> String {
    format!("article-{}", crate::parse::slug(article))
}

fn draft(id: &str) -> LinkFault {
    LinkFault::new(
        &manual::LINK_TO_DRAFT,
        format!("`{id}` is a draft and will not be there"),
        Some("publish it by removing `draft: true`, or build with `--drafts`".to_owned()),
    )
}

fn broken_anchor(body: &Body, wanted: &str, page: &str, advice: &Advice) -> LinkFault {
    let help = advice.did_you_mean(wanted, body.anchors.iter().map(String::as_str)).or_else(|| {
        let anchors: Vec<_> = body.headings.iter().map(|heading| heading.id.as_str()).take(8).collect();
        (!anchors.is_empty()).then(|| format!("its anchors: {}", anchors.join(", ")))
    });
    LinkFault::new(&manual::BROKEN_ANCHOR, format!("{page} has no heading with the anchor `{wanted}`"), help)
}

fn external(target: &str, scheme: &str, form: LinkForm) -> Result<Target, LinkFault> {
    if form == LinkForm::Image && matches!(scheme, "https" | "http") {
        // Whoever serves a picture learns who reads the page, and may change it.
        let message = format!("`{target}` is a picture from elsewhere");
        let help = "put the file into `content/` and name it: `![…](picture.png)`".to_owned();
        return Err(LinkFault::new(&manual::BAD_URL, message, Some(help)));
    }
    let allowed: &[&str] = if form == LinkForm::Image { &[] } else { &["https", "http", "mailto"] };
    let host = target.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    if matches!(scheme, "https" | "http") && host.is_empty() {
        let message = format!("`{target}` names no host");
        return Err(LinkFault::new(
            &manual::BAD_URL,
            message,
            Some("write the whole address: `https://example.org/`".to_owned()),
        ));
    }
    if !allowed.contains(&scheme) {
        let message = format!("links of the scheme `{scheme}:` are not allowed");
        let help = match form {
            LinkForm::Image => "pictures are files below `content/`".to_owned(),
            _ => format!("allowed are {}", allowed.join(", ")),
        };
        return Err(LinkFault::new(&manual::BAD_URL, message, Some(help)));
    }
    Ok(Target::External(target.to_owned()))
}

/// The scheme of an absolute address, in lower case (RFC 3986, 3.1); blanks and controls that browsers skip do not hide it.
fn scheme(target: &str) -> Option<String> {
    let clean: String = target.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (scheme, _) = clean.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    valid.then(|| scheme.to_ascii_lowercase())
}

/// The path below `content/` that a relative path means in the file at `from`; `None` where it climbs out.
fn join(from: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.strip_prefix("content/")?.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A path below `content/` as the file at `from` must write it.
fn relative(from: &str, to: &str) -> String {
    let folder: Vec<&str> = from.strip_prefix("content/").unwrap_or(from).split('/').collect();
    let (folder, target) = (&folder[..folder.len() - 1], to.split('/').collect::<Vec<_>>());
    let common = folder.iter().zip(&target[..target.len() - 1]).take_while(|(a, b)| a == b).count();
    "../".repeat(folder.len() - common) + &target[common..].join("/")
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn article_of(kind: Kind) -> String {
    with_article(kind.name())
}

fn with_article(words: &str) -> String {
    let vowel = words.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {words}", if vowel { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_can_be_linked_to_where_there_is_one() {
        let site = |point: &str, link: &str| {
            let start = "start: [{holder: japan, from: 1800, cite: [key]}]";
            let files = [
                ("book.toml", "[book]\ntitle = \"B\"\n".to_owned()),
                ("content/about.md", format!("---\ntitle: About\n---\n[The map]({link}).\n")),
                ("content/parties/japan.md", "---\ntitle: Japan\nform: state\n---\n".to_owned()),
                ("content/territories/urup.md", format!("---\ntitle: Urup\n{point}{start}\n---\n")),
                ("content/sources.yaml", "references:\n- id: key\n  type: book\n  title: T\n  language: en\n".to_owned()),
            ];
            crate::compile(Sources::from_files(files), &crate::Options { search: false, ..crate::Options::default() })
        };
        for link in ["map.md", "/map/"] {
            let with = site("point: {lat: 45.9, lon: 149.9}\n", link);
            let messages: Vec<&str> = with.diagnostics().iter().map(|fault| fault.message.as_str()).collect();
            assert!(!with.has_errors(), "{link}: {messages:?}");
            let page = String::from_utf8(with.file("about/index.html").unwrap().unwrap()).unwrap();
            assert!(page.contains("<a href=\"../map/\">The map</a>"), "{page}");
            assert!(with.file("map/index.html").is_some());
            let without = site("", link);
            assert!(without.file("map/index.html").is_none());
            let faults: Vec<&str> = without.diagnostics().iter().map(|fault| fault.code.name).collect();
            assert!(faults.contains(&"broken-link"), "{link}: {faults:?}");
        }
    }

    #[test]
    fn relative_paths_stay_in_the_book() {
        let from = "content/treaties/a.md";
        assert_eq!(join(from, "../territories/b.md").as_deref(), Some("territories/b.md"));
        assert_eq!(join(from, "./c.md").as_deref(), Some("treaties/c.md"));
        assert_eq!(join(from, "../../book.toml"), None);
    }

    #[test]
    fn advice_is_what_the_author_must_write() {
        assert_eq!(relative("content/index.md", "territories/iturup.md"), "territories/iturup.md");
        assert_eq!(relative("content/treaties/a.md", "territories/iturup.md"), "../territories/iturup.md");
        assert_eq!(relative("content/treaties/a.md", "treaties/b.md"), "b.md");
        assert_eq!(relative("content/treaties/a.md", "about.md"), "../about.md");
    }

    #[test]
    fn schemes_do_not_hide() {
        assert_eq!(scheme("JavaScript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme("java\nscript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme(" javascript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme("../a.md"), None);
        assert_eq!(scheme("a.md#x:y"), None);
    }
}
