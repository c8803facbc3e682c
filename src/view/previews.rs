//! What a link says before it is followed: title, kind, date and summary of every page, in files of a readable size.
//!
//! A page is found in the file that the hash of its path names, so that the script fetches one small file for a link and none
//! twice. The hash is FNV-1a, which is six lines in any language; `static/previews.js` has the same six.

use std::collections::BTreeMap;

use super::build::{Page, PageKey, Views};
use crate::domain::Kind;

/// How many pages a file tells of, on average.
const MANY: usize = 64;

/// One of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    /// The language of the pages from which links lead here.
    pub(crate) language: String,
    /// The pages that it tells of.
    pub(crate) keys: Vec<PageKey>,
}

/// The name of a file without its number: `previews/en-`.
#[must_use]
pub(crate) fn prefix(language: &str) -> String {
    format!("previews/{language}-")
}

/// Into how many files the previews of a language go.
pub(crate) fn count(pages: usize) -> usize {
    pages.div_ceil(MANY).max(1)
}

/// FNV-1a with 32 bits, over the bytes of a path.
fn hash(path: &str) -> u32 {
    path.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl Views<'_> {
    /// The pages that previews tell of in a language: those that prose may link to.
    pub(crate) fn previewed(&self, language: &str) -> impl Iterator<Item = PageKey> {
        let language = language.to_owned();
        let kinds = Kind::ALL.into_iter().filter(|kind| kind.folder().is_some());
        let indexes: Vec<PageKey> = kinds.map(|kind| PageKey::Index(kind, language.clone())).collect();
        let entities = self.atlas.entities().filter(|(_, entity)| !self.is_introduction(entity)).map(move |(id, entity)| {
            // A page without a translation is linked to where it stands.
            let translated = entity.translations.contains_key(&language);
            PageKey::Entity(id, if translated { language.clone() } else { self.config.language().to_owned() })
        });
        indexes.into_iter().chain(entities)
    }

    /// The files of previews for pages of a language, in the order of their numbers.
    pub(crate) fn shards(&self, language: &str) -> Vec<(String, Shard)> {
        let keys: Vec<PageKey> = self.previewed(language).collect();
        let number = count(keys.len());
        let mut shards: Vec<Shard> =
            (0..number).map(|_| Shard { language: language.to_owned(), keys: Vec::new() }).collect();
        for key in keys {
            let place = hash(self.address(&key).from_root(false).as_str()) as usize % number;
            shards[place].keys.push(key);
        }
        shards.into_iter().enumerate().map(|(index, shard)| (format!("{}{index}.json", prefix(language)), shard)).collect()
    }

    /// A file of previews: an object from paths, without `index.html`, to `[title, kind, date, summary]`.
    #[must_use]
    pub(crate) fn previews(&self, shard: &Shard) -> String {
        let told: BTreeMap<String, [String; 4]> = shard
            .keys
            .iter()
            .map(|key| {
                let page = self.page(key, &shard.language);
                (page.address.from_root(false), page.preview())
            })
            .collect();
        // Maps of texts always serialise.
        serde_json::to_string(&told).unwrap_or_default()
    }
}

impl Page<'_> {
    fn preview(&self) -> [String; 4] {
        match self.key {
            PageKey::Entity(id, _) => {
                let entity = self.atlas().get(*id);
                let kind = entity.kind;
                let date = if kind == Kind::Era { self.era_dates(*id) } else { self.link(*id).date.clone() };
                let word = if kind == Kind::Page { String::new() } else { self.word(&format!("kind_{}", kind.name())) };
                [entity.title(self.lang).to_owned(), word, date, entity.summary(self.lang).to_owned()]
            }
            PageKey::Index(kind, _) => {
                let folder = kind.folder().unwrap_or_default();
                let introduction = self.atlas().find(folder).map(|id| self.atlas().get(id));
                let summary =
                    introduction.map(|entity| entity.summary(self.lang).to_owned()).filter(|text| !text.is_empty());
                let summary = summary.unwrap_or_else(|| self.word(&format!("lead_{folder}")));
                [self.word(&format!("nav_{folder}")), String::new(), String::new(), summary]
            }
            _ => Default::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        // Vectors of draft-eastlake-fnv.
        assert_eq!((hash(""), hash("a"), hash("foobar")), (0x811c_9dc5, 0xe40c_292c, 0xbf9c_f968));
    }

    #[test]
    fn files_stay_small() {
        assert_eq!([0, 1, 64, 65, 10_000].map(count), [1, 1, 1, 2, 157]);
    }
}
