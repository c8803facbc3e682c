//! `people.csv`, `people.json`: persons, what they were and what they did.

use serde::Serialize;

use super::Book;
use super::facts::{self, Dated};
use super::table::{Field, FieldKind, Table};
use crate::domain::{Facts, Kind, Person};

/// Persons by ID.
pub(super) fn table(book: &Book<'_>) -> Table {
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
    let rows = book.of_kind(Kind::Person).filter_map(|entity| {
        let Facts::Person(person) = &entity.facts else { return None };
        let mut row = facts::head(book, entity);
        row.extend(facts::date(person.born.as_ref()));
        row.extend(facts::date(person.died.as_ref()));
        row.push(facts::value(&offices(person)));
        row.push(deeds(book, &entity.id, Kind::Treaty));
        row.push(deeds(book, &entity.id, Kind::Event));
        row.push(facts::sources(&entity.common.cite));
        Some(row)
    });
    Table { rows: rows.collect(), fields, key: &["id"] }
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

/// The treaties that name a person among their signatories, or the events that say that the person took part, in time.
fn deeds(book: &Book<'_>, person: &str, kind: Kind) -> serde_json::Value {
    let did = |facts: &Facts| match facts {
        Facts::Treaty(treaty) if kind == Kind::Treaty => {
            treaty.signatories.iter().any(|signatory| signatory.person.as_ref().is_some_and(|p| p.value == person))
        }
        Facts::Event(event) if kind == Kind::Event => event.people.iter().any(|p| p.value == person),
        _ => false,
    };
    let acts = book.atlas.timeline().iter().map(|id| book.atlas.get(*id));
    acts.filter(|act| did(&act.facts)).map(|act| act.id.as_str()).collect()
}
