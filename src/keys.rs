//! By what a file of the site is known to be the same as before without being made again: a digest of all that it depends on.
//!
//! A page depends on its own text, on what refers to it, and on the *frame*: everything that all pages may show of each other. That is
//! every file of the book but for the prose of its pages, of which the frame has the headings and anchors.

use std::collections::BTreeMap;

use blake3::{Hash, Hasher};

use crate::atlas::{Atlas, EntityId};
use crate::domain::Kind;
use crate::history::History;
use crate::parse::Body;
use crate::site::Chosen;
use crate::source::{SourceId, Sources};
use crate::view::PageKey;

/// Digests of what files depend on.
pub(crate) struct Keys {
    frame: Hash,
    /// What refers to what.
    references: Hash,
    /// The prose of plain pages, introductions among them.
    plain: Hash,
    /// The prose of each entity in all its languages.
    prose: Vec<Hash>,
}

impl Keys {
    /// The digests of a book.
    pub(crate) fn of(chosen: &Chosen, sources: &Sources, history: &History, atlas: &Atlas) -> Self {
        let mut bodies: BTreeMap<SourceId, &Body> = BTreeMap::new();
        let (mut prose, mut plain, mut references) = (Vec::new(), Hasher::new(), Hasher::new());
        for (id, entity) in atlas.entities() {
            let mut own = Hasher::new();
            for (source, body) in entity.bodies() {
                bodies.insert(source, body);
                part(&mut own, &sources.get(source).text.as_bytes()[body.start..]);
            }
            let own = own.finalize();
            if entity.kind == Kind::Page {
                part(&mut plain, own.as_bytes());
            }
            prose.push(own);
            let (mentions, citations) = atlas.references(id);
            for number in mentions.iter().map(|id| id.index()).chain(citations.iter().copied()) {
                references.update(&(number as u64).to_le_bytes());
            }
            part(&mut references, &[]);
        }
        let frame = book(chosen, sources, history, &bodies);
        Self { frame, references: references.finalize(), plain: plain.finalize(), prose }
    }

    /// The digest for a page; `None` where it is not worth the while.
    pub(crate) fn page(&self, atlas: &Atlas, key: &PageKey) -> Option<String> {
        Some(match key {
            PageKey::Entity(id, language) => self.of_entity(atlas, *id, language),
            PageKey::Map(..) => self.of_facts(&["map", &format!("{key:?}")]),
            PageKey::Home(_) | PageKey::Index(..) | PageKey::Chronology(_) | PageKey::Bibliography(_) | PageKey::Data(_) => {
                self.of_all(&["page", &format!("{key:?}")])
            }
            // What is bound depends on nearly everything.
            PageKey::Print(..) | PageKey::NotFound => return None,
        })
    }

    /// The digest for what shows nobody's prose, and nothing of what refers to what.
    pub(crate) fn of_facts(&self, name: &[&str]) -> String {
        digest(&[self.frame], name)
    }

    /// The digest for what shows no prose but that of plain pages.
    pub(crate) fn of_all(&self, name: &[&str]) -> String {
        digest(&[self.frame, self.references, self.plain], name)
    }

    fn of_entity(&self, atlas: &Atlas, id: EntityId, language: &str) -> String {
        let mut near = Hasher::new();
        for other in atlas.backlinks(id) {
            near.update(&(other.index() as u64).to_le_bytes());
        }
        part(&mut near, &[]);
        for other in atlas.touched(id) {
            near.update(&(other.index() as u64).to_le_bytes());
        }
        let prose = self.prose.get(id.index()).copied().unwrap_or(self.frame);
        digest(&[self.frame, prose, near.finalize()], &["entity", &id.index().to_string(), language])
    }
}

/// A digest of everything that a site is made from: this program, what was chosen, the book's files. Of the bodies that are named it has
/// the headings and anchors, and not the prose.
pub(crate) fn book(chosen: &Chosen, sources: &Sources, history: &History, without: &BTreeMap<SourceId, &Body>) -> Hash {
    let mut book = Hasher::new();
    part(&mut book, concat!(env!("CARGO_PKG_VERSION"), " ", env!("TREATISE_EDITION")).as_bytes());
    part(&mut book, format!("{chosen:?} {}", cfg!(feature = "search")).as_bytes());
    for (path, day) in history.iter() {
        part(&mut book, path.as_bytes());
        part(&mut book, &day.number().to_le_bytes());
    }
    for (id, source) in sources.iter() {
        part(&mut book, source.path.as_bytes());
        match without.get(&id) {
            None => part(&mut book, source.text.as_bytes()),
            Some(body) => {
                part(&mut book, &source.text.as_bytes()[..body.start]);
                for heading in &body.headings {
                    part(&mut book, &[heading.level]);
                    part(&mut book, heading.text.as_bytes());
                    part(&mut book, heading.id.as_bytes());
                }
                body.anchors.iter().for_each(|anchor| part(&mut book, anchor.as_bytes()));
            }
        }
    }
    for (path, bytes) in sources.assets() {
        part(&mut book, path.as_bytes());
        part(&mut book, bytes);
    }
    part(&mut book, format!("{:?}", sources.flaws()).as_bytes());
    book.finalize()
}

fn part(hasher: &mut Hasher, bytes: &[u8]) {
    hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
}

/// 128 bits in hexadecimal: nobody gains by making two files of one digest in a book of their own.
fn digest(parts: &[Hash], name: &[&str]) -> String {
    let mut hasher = Hasher::new();
    parts.iter().for_each(|hash| part(&mut hasher, hash.as_bytes()));
    name.iter().for_each(|name| part(&mut hasher, name.as_bytes()));
    hasher.finalize().to_hex()[..32].to_owned()
}
