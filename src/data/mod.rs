//! Open data: the book's facts as files that other programs read, in formats that they know already.
//!
//! Every file is a function of the atlas and the options; what a page shows in words stands here in IDs, numbers and ISO days.
//! Each format has a file of its own, which names its specification. The addresses in them are absolute where the book has a
//! `site-url`, and otherwise relative to the file that they stand in, so that they resolve either way.

mod acts;
mod csl;
mod facts;
mod ledger;
pub(crate) mod package;
mod parties;
mod people;
mod periodo;
mod places;
mod table;

#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use crate::atlas::{Address, Atlas, Entity};
use crate::config::Config;
use crate::domain::ledger::{EVERYBODY, Viewpoint};
use crate::domain::{Date, Day, Kind};

/// The folder of the data files, with the `/` after it.
pub const FOLDER: &str = "data/";

/// A data file, by what it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DataFile {
    /// What it holds.
    pub set: Set,
    /// In which format.
    pub format: Format,
}

/// What a data file holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Set {
    /// The description of all others.
    Package,
    /// Who held what when, a row a spell.
    Ledger,
    /// Instruments.
    Treaties,
    /// Events.
    Events,
    /// Those who act.
    Parties,
    /// Persons.
    People,
    /// Periods.
    Eras,
    /// Territories, with title where every viewpoint agrees, or as one viewpoint, by name, has it.
    Territories(Option<String>),
    /// The bibliography.
    Sources,
}

/// The format of a data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// RFC 4180, in UTF-8, with a line of names.
    Csv,
    /// RFC 8259, in UTF-8.
    Json,
    /// RFC 7946.
    GeoJson,
}

impl Format {
    /// The ending of the file's name, which is also what the data package calls the format.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::GeoJson => "geojson",
        }
    }
}

impl Set {
    /// The word for it in the names of files and of interface strings: `ledger`, `territories`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Package => "datapackage",
            Self::Ledger => "ledger",
            Self::Treaties => "treaties",
            Self::Events => "events",
            Self::Parties => "parties",
            Self::People => "people",
            Self::Eras => "eras",
            Self::Territories(_) => "territories",
            Self::Sources => "sources",
        }
    }
}

impl DataFile {
    /// The name within its folder: `ledger.csv`, `territories-japan.geojson`.
    #[must_use]
    pub fn name(&self) -> String {
        let (word, extension) = (self.set.word(), self.format.extension());
        match &self.set {
            Set::Territories(Some(viewpoint)) => format!("{word}-{viewpoint}.{extension}"),
            _ => format!("{word}.{extension}"),
        }
    }

    /// The path from the root of the site: `data/ledger.csv`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{FOLDER}{}", self.name())
    }

    /// The Internet media type.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        match (&self.set, self.format) {
            (_, Format::Csv) => "text/csv",
            (_, Format::GeoJson) => "application/geo+json",
            (Set::Eras, _) => "application/ld+json",
            (Set::Sources, _) => "application/vnd.citationstyles.csl+json",
            _ => "application/json",
        }
    }
}

/// All data files of a book, in the order in which a page lists them.
#[must_use]
pub fn files(atlas: &Atlas) -> Vec<DataFile> {
    let file = |set: Set, format: Format| DataFile { set, format };
    let mut files = Vec::new();
    for set in [Set::Ledger, Set::Treaties, Set::Events] {
        files.push(file(set.clone(), Format::Csv));
        files.push(file(set, Format::Json));
    }
    files.push(file(Set::Parties, Format::Json));
    if atlas.of_kind(Kind::Person).next().is_some() {
        files.push(file(Set::People, Format::Csv));
        files.push(file(Set::People, Format::Json));
    }
    files.push(file(Set::Territories(None), Format::GeoJson));
    for viewpoint in viewpoints(atlas) {
        let name = atlas.ledger().viewpoint_name(viewpoint).to_owned();
        files.push(file(Set::Territories(Some(name)), Format::GeoJson));
    }
    files.push(file(Set::Eras, Format::Json));
    files.push(file(Set::Sources, Format::Json));
    files.push(file(Set::Package, Format::Json));
    files
}

/// The bytes of a data file.
#[must_use]
pub fn render(file: &DataFile, atlas: &Atlas, config: &Config) -> Vec<u8> {
    let book = Book { atlas, config, as_of: OnceCell::new() };
    let text = match (&file.set, file.format) {
        (Set::Ledger, format) => ledger::table(&book).write(format),
        (Set::Treaties, format) => acts::treaties(&book).write(format),
        (Set::Events, format) => acts::events(&book).write(format),
        (Set::Parties, format) => parties::table(&book).write(format),
        (Set::People, format) => people::table(&book).write(format),
        (Set::Territories(viewpoint), _) => {
            let viewpoint = viewpoint.as_deref().and_then(|party| atlas.ledger().viewpoint_of(party));
            places::collection(&book, viewpoint).write()
        }
        (Set::Eras, _) => pretty(&periodo::dataset(&book)),
        (Set::Sources, _) => pretty(&csl::items(&book)),
        (Set::Package, _) => pretty(&package::descriptor(&book)),
    };
    text.into_bytes()
}

/// The data files as they are asked for. Each is made once, though a page tells of the sizes of all.
#[derive(Debug, Default)]
pub struct Written(BTreeMap<DataFile, OnceLock<Arc<Vec<u8>>>>);

impl Written {
    /// For all data files of a book; none is made yet.
    #[must_use]
    pub fn of(atlas: &Atlas) -> Self {
        Self(files(atlas).into_iter().map(|file| (file, OnceLock::new())).collect())
    }

    /// All data files.
    pub fn files(&self) -> impl Iterator<Item = &DataFile> {
        self.0.keys()
    }

    /// The bytes of a data file.
    #[must_use]
    pub fn bytes(&self, file: &DataFile, atlas: &Atlas, config: &Config) -> Arc<Vec<u8>> {
        let make = || Arc::new(render(file, atlas, config));
        self.0.get(file).map_or_else(make, |known| Arc::clone(known.get_or_init(make)))
    }
}

/// The viewpoints that a book tells apart; none where it has but everybody's.
fn viewpoints(atlas: &Atlas) -> Vec<Viewpoint> {
    let ledger = atlas.ledger();
    ledger.viewpoints().filter(|viewpoint| ledger.viewpoint_name(*viewpoint) != EVERYBODY).collect()
}

/// JSON with two spaces for each level, and a line break at the end.
fn pretty<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// What all data files are made from.
struct Book<'a> {
    atlas: &'a Atlas,
    config: &'a Config,
    /// The latest day that the book speaks of, once it is known.
    as_of: OnceCell<Option<Day>>,
}

impl Book<'_> {
    /// The language of titles and summaries.
    fn language(&self) -> &str {
        self.config.language()
    }

    /// Where an address leads: absolute where the book has a `site-url`, else from the folder of the data files.
    fn url(&self, address: &Address) -> String {
        match self.config.site_url() {
            Some(site) => format!("{site}{}", address.as_str().trim_start_matches('/')),
            None => format!("../{}", address.from_root(self.config.output.file_links)),
        }
    }

    fn url_of(&self, entity: &Entity) -> String {
        self.url(&entity.address())
    }

    /// Where the entity with an ID is found; the ID itself where there is none, which has been reported.
    fn url_of_id(&self, id: &str) -> String {
        self.atlas.find(id).map_or_else(|| id.to_owned(), |id| self.url_of(self.atlas.get(id)))
    }

    fn title_of<'b>(&'b self, id: &'b str) -> &'b str {
        self.atlas.find(id).map_or(id, |id| self.atlas.get(id).title(self.language()))
    }

    fn url_of_source(&self, key: &str) -> String {
        format!("{}#{key}", self.url(&Address::new("/bibliography/")))
    }

    /// The latest day that the book speaks of: what still goes on, goes on at least until then.
    ///
    /// There is no clock here, since the same book must give the same bytes tomorrow.
    fn as_of(&self) -> Option<Day> {
        *self.as_of.get_or_init(|| {
            let day = |date: &Date| [date.bounds().earliest, date.bounds().latest].into_iter().flatten().max();
            let dated = self.atlas.timeline().iter().filter_map(|id| self.atlas.get(*id).date()).filter_map(day);
            let logged = self.atlas.entities().flat_map(|(_, entity)| {
                let corrections = entity.common.corrections.iter().map(|correction| &correction.date);
                corrections.chain(&entity.common.published).filter_map(day)
            });
            dated.chain(logged).chain(self.atlas.ledger().moments()).max()
        })
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Entity> {
        self.atlas.of_kind(kind).map(|(_, entity)| entity)
    }
}
