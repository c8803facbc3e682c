//! `eras.json`: the book's eras in the form that PeriodO, the gazetteer of periods, reads and puts out (JSON-LD).
//!
//! A dataset has authorities, each a work that tells periods apart; here there is one, the book. A period has a label, labels by
//! language, a start, a stop and the places that it concerns. See <https://perio.do/technical-overview/>; the context is PeriodO's
//! own. PeriodO counts in years, with a year 0; the day itself stands in the label. Where an end is the day on which the next
//! era begins, the year is that of the day before.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Book;
use crate::atlas::{Address, Entity};
use crate::domain::{Bounds, Date, Day, End, Extent, Facts, Kind};
use crate::parse::Entry;
use crate::view::dates;
use crate::view::sources::label;

const CONTEXT: &str = "http://n2t.net/ark:/99152/p0c";

#[derive(Serialize)]
pub(super) struct Dataset {
    #[serde(rename = "@context")]
    context: &'static str,
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    authorities: BTreeMap<String, Authority>,
}

#[derive(Serialize)]
struct Authority {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    source: Work,
    periods: BTreeMap<String, Period>,
}

/// A work, or a place in one.
#[derive(Serialize)]
struct Work {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    creators: Vec<Creator>,
    #[serde(rename = "yearPublished", skip_serializing_if = "Option::is_none")]
    year: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<String>,
    #[serde(rename = "partOf", skip_serializing_if = "Option::is_none")]
    part_of: Option<Box<Work>>,
}

#[derive(Serialize)]
struct Creator {
    name: String,
}

#[derive(Serialize)]
struct Period {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    label: String,
    /// Lexvo's address of the language, for tags of which it is known: those of two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(rename = "languageTag")]
    language_tag: String,
    #[serde(rename = "localizedLabels")]
    labels: BTreeMap<String, Vec<String>>,
    #[serde(rename = "spatialCoverageDescription", skip_serializing_if = "Option::is_none")]
    coverage_in_words: Option<String>,
    #[serde(rename = "spatialCoverage", skip_serializing_if = "Vec::is_empty")]
    coverage: Vec<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Terminus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<Terminus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Work>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    url: String,
}

#[derive(Serialize)]
struct Place {
    id: String,
    label: String,
}

#[derive(Serialize)]
struct Terminus {
    label: String,
    #[serde(rename = "in")]
    within: Years,
}

/// One year, or the first and the last that it may be, of four digits each, astronomically counted.
#[derive(Serialize)]
#[serde(untagged)]
enum Years {
    One {
        year: String,
    },
    Between {
        #[serde(rename = "earliestYear")]
        earliest: String,
        #[serde(rename = "latestYear")]
        latest: String,
    },
}

/// The dataset of the book.
pub(super) fn dataset(book: &Book<'_>) -> Dataset {
    let home = book.url(&Address::new("/"));
    let authority = book.url(&Address::new("/eras/"));
    let creators = book.config.book.authors.iter().map(|name| Creator { name: name.clone() });
    let source = Work {
        id: Some(home.clone()),
        title: Some(book.config.book.title.clone()),
        creators: creators.collect(),
        year: None,
        url: Some(home),
        locator: None,
        part_of: None,
    };
    let eras = book.atlas.eras().iter().map(|era| period(book, book.atlas.get(*era)));
    let authority = Authority {
        id: authority,
        kind: "Authority",
        source,
        periods: eras.map(|period| (period.id.clone(), period)).collect(),
    };
    Dataset {
        context: CONTEXT,
        id: book.url(&Address::new("/data/eras.json")),
        kind: "rdf:Bag",
        authorities: [(authority.id.clone(), authority)].into(),
    }
}

fn period(book: &Book<'_>, entity: &Entity) -> Period {
    let language = book.language();
    let title = entity.title(language).to_owned();
    let mut labels: BTreeMap<String, Vec<String>> = [(language.to_owned(), vec![title.clone()])].into();
    let translated = entity.translations.iter().map(|(language, translation)| (language, &translation.words.title));
    let names = entity.common.names.iter().map(|name| (&name.language, &name.name));
    for (language, name) in translated.chain(names).filter(|(_, name)| !name.is_empty()) {
        let known = labels.entry(language.clone()).or_default();
        if !known.contains(name) {
            known.push(name.clone());
        }
    }
    let coverage = coverage(book, entity);
    let (start, stop) = match &entity.facts {
        Facts::Era(era) => (
            era.start.as_ref().and_then(|start| start_of(&start.value.date, language)),
            match &era.end {
                Some(end) => stop_of(book, &end.value.date),
                None => present(book),
            },
        ),
        _ => (None, None),
    };
    let (source, note) = sources(book, entity);
    let id = book.url_of(entity);
    Period {
        url: id.clone(),
        id,
        kind: "Period",
        label: title,
        language: (language.len() == 2).then(|| format!("http://lexvo.org/id/iso639-1/{language}")),
        language_tag: language.to_owned(),
        labels,
        coverage_in_words: (!coverage.is_empty())
            .then(|| coverage.iter().map(|place| place.label.as_str()).collect::<Vec<_>>().join(", ")),
        coverage,
        start,
        stop,
        source,
        note,
    }
}

/// The territories that changed hands in the era, as the acts name them.
fn coverage(book: &Book<'_>, era: &Entity) -> Vec<Place> {
    let atlas = book.atlas;
    let mut territories = BTreeSet::new();
    // Most acts change nothing.
    for act in atlas.timeline().iter().map(|act| atlas.get(*act)).filter(|act| !act.facts.changes().is_empty()) {
        let of_era = act.date().and_then(|date| atlas.era_of(date)).is_some_and(|of| atlas.get(of).id == era.id);
        if of_era {
            territories.extend(act.facts.changes().iter().map(|change| change.territory.value.as_str()));
        }
    }
    territories
        .into_iter()
        .filter_map(|id| atlas.find_kind(Kind::Territory, id))
        .map(|entity| Place { id: book.url_of(entity), label: entity.title(book.language()).to_owned() })
        .collect()
}

fn start_of(date: &Date, language: &str) -> Option<Terminus> {
    terminus(date.start(), dates::in_words(date, language), |day| day)
}

fn stop_of(book: &Book<'_>, date: &Date) -> Option<Terminus> {
    let still = matches!(date.extent(), Extent::Interval(_, End::Open))
        || (date.start().earliest.is_none() && date.start().latest.is_none());
    if still {
        return present(book);
    }
    terminus(date.start(), dates::in_words(date, book.language()), Day::previous)
}

/// What goes on. PeriodO wants a year even there: that of the last day that the book speaks of.
fn present(book: &Book<'_>) -> Option<Terminus> {
    let year = year(book.as_of()?);
    Some(Terminus { label: "present".to_owned(), within: Years::One { year } })
}

fn terminus(bounds: Bounds, label: String, shift: impl Fn(Day) -> Day) -> Option<Terminus> {
    let earliest = year(shift(bounds.earliest.or(bounds.latest)?));
    let latest = year(shift(bounds.latest.or(bounds.earliest)?));
    let within = if earliest == latest { Years::One { year: earliest } } else { Years::Between { earliest, latest } };
    Some(Terminus { label, within })
}

/// Four digits, with a sign before year 0, as `xsd:gYear` has them.
fn year(day: Day) -> String {
    let (year, _, _) = day.gregorian();
    if year < 0 { format!("-{:04}", -year) } else { format!("{year:04}") }
}

/// The first source cited is the period's; the others stand in its note.
fn sources(book: &Book<'_>, entity: &Entity) -> (Option<Work>, Option<String>) {
    let cited: Vec<(&Entry, &str)> = entity
        .common
        .cite
        .iter()
        .filter_map(|cite| Some((book.atlas.source(&cite.value.key)?, cite.value.locator.as_str())))
        .collect();
    let Some(((first, locator), others)) = cited.split_first() else { return (None, None) };
    let work = work(book, first);
    let source = if locator.is_empty() {
        work
    } else {
        Work {
            id: None,
            title: None,
            creators: Vec::new(),
            year: None,
            url: None,
            locator: Some((*locator).to_owned()),
            part_of: Some(Box::new(work)),
        }
    };
    let others: Vec<String> = others
        .iter()
        .map(|(entry, locator)| if locator.is_empty() { label(entry) } else { format!("{}, {locator}", label(entry)) })
        .collect();
    (Some(source), (!others.is_empty()).then(|| format!("Sources besides: {}.", others.join("; "))))
}

fn work(book: &Book<'_>, entry: &Entry) -> Work {
    let names = if entry.authors.is_empty() { &entry.editors } else { &entry.authors };
    let creators = names.iter().map(|author| Creator {
        name: author.given.as_ref().map_or(author.surname(), |given| format!("{}, {given}", author.surname())),
    });
    let issued = entry.issued.as_deref().and_then(|issued| Date::parse(issued).ok());
    Work {
        id: Some(book.url_of_source(&entry.key)),
        title: Some(entry.title.clone()),
        creators: creators.collect(),
        year: issued.and_then(|issued| issued.start().earliest).map(year),
        url: entry.url.clone(),
        locator: None,
        part_of: None,
    }
}
