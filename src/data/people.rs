//! `people.csv`, `people.json`: persons, what they were and what they did.

use serde::Serialize;

use super::Book;
use super::facts::{self, Dated};
use super::table::{Field, FieldKind, Table};
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
        row.push(deeds(book, &entity.id, Kind::Treaty).into());
        row.push(deeds(book, &entity.id, Kind::Event).into());
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

/// IDs of the acts of a kind in which a person had a part, in time.
fn deeds<'a>(book: &'a Book<'_>, person: &str, kind: Kind) -> Vec<&'a str> {
    let acts = book.atlas.deeds(person).iter().map(|(act, _)| book.atlas.get(*act));
    let mut ids: Vec<&str> = acts.filter(|act| act.kind == kind).map(|act| act.id.as_str()).collect();
    // Whoever signed twice, for two parties, signed one instrument.
    ids.dedup();
    ids
}
