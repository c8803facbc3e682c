//! `people.csv`, `people.json`: persons, what they were and what they did.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Book;
use super::facts::{self, Dated};
use super::table::{Field, FieldKind, Table};
use crate::atlas::Atlas;
use crate::domain::{Facts, Kind, Person};

/// Persons by ID.
pub(super) fn table<'a>(book: &'a Book<'_>) -> Table<'a> {
    let mut fields = facts::head_fields();
    fields.extend(facts::date_fields("born", "Birth"));
    fields.extend(facts::date_fields("died", "Death"));
    fields.push(Field::new(
        "offices",
        FieldKind::Things,
        "What they were: `title`, `party`, `from` and `until` (dates), as far as it matters to the book.",
    ));
    fields.push(Field::new("signed", FieldKind::Texts, "IDs of the instruments that they signed."));
    fields.push(Field::new("took_part", FieldKind::Texts, "IDs of the events in which they took part."));
    fields.push(facts::sources_field());
    let rows = book.of_kind(Kind::Person).filter_map(move |entity| {
        let Facts::Person(person) = &entity.facts else { return None };
        let mut row = facts::head(book, entity);
        row.extend(facts::date(person.born.as_ref()));
        row.extend(facts::date(person.died.as_ref()));
        row.push(facts::value(&offices(person)));
        let deeds = book.deeds().get(entity.id.as_str());
        row.push(deeds.map(|deeds| deeds.signed.as_slice()).unwrap_or_default().into());
        row.push(deeds.map(|deeds| deeds.took_part.as_slice()).unwrap_or_default().into());
        row.push(facts::sources(&entity.common.cite));
        Some(row)
    });
    Table::new(fields, rows, &["id"])
}

#[derive(Serialize)]
struct Held<'a> {
    title: &'a str,
    party: Option<&'a str>,
    from: Option<Dated>,
    until: Option<Dated>,
}

fn offices(person: &Person) -> Vec<Held<'_>> {
    let held = person.offices.iter().map(|office| Held {
        title: &office.title,
        party: office.party.as_ref().map(|party| party.value.as_str()),
        from: office.from.as_ref().map(|date| Dated::of(&date.value)),
        until: office.until.as_ref().map(|date| Dated::of(&date.value)),
    });
    held.collect()
}

/// What a person did, as IDs of treaties and events in time.
#[derive(Debug, Default)]
pub(super) struct Deeds<'a> {
    /// The treaties that name the person among their signatories.
    signed: Vec<&'a str>,
    /// The events that say that the person took part.
    took_part: Vec<&'a str>,
}

/// What each person did.
pub(super) fn deeds(atlas: &Atlas) -> BTreeMap<&str, Deeds<'_>> {
    let mut all: BTreeMap<&str, Deeds<'_>> = BTreeMap::new();
    for act in atlas.timeline().iter().map(|id| atlas.get(*id)) {
        match &act.facts {
            Facts::Treaty(treaty) => {
                let people = treaty.signatories.iter().filter_map(|signatory| signatory.person.as_ref());
                for person in people.map(|person| person.value.as_str()).collect::<BTreeSet<_>>() {
                    all.entry(person).or_default().signed.push(&act.id);
                }
            }
            Facts::Event(event) => {
                for person in event.people.iter().map(|person| person.value.as_str()).collect::<BTreeSet<_>>() {
                    all.entry(person).or_default().took_part.push(&act.id);
                }
            }
            _ => {}
        }
    }
    all
}
