//! `parties.json`: those who act, and who took whose place.

use serde::Serialize;

use super::Book;
use super::facts::{self, Dated};
use super::table::{Field, FieldKind, Table};
use crate::domain::{Facts, Kind, PartyForm};

/// Parties by ID.
pub(super) fn table<'a>(book: &'a Book<'_>) -> Table<'a> {
    let mut fields = facts::head_fields();
    fields
        .push(Field::new("form", FieldKind::Text, "What sort of actor it is.").one_of(PartyForm::ALL.map(PartyForm::name)));
    fields.extend(facts::date_fields("start", "When it came to be"));
    fields.extend(facts::date_fields("end", "When it ceased"));
    fields.push(Field::new(
        "succeeds",
        FieldKind::Things,
        "Whose place it took: `party`, `on` (a date), and `mode`: continuation, succession or disputed.",
    ));
    fields.push(Field::new(
        "line",
        FieldKind::Text,
        "ID of the latest member of its line of succession: the name of its viewpoint, where it has one.",
    ));
    fields.push(facts::sources_field());
    let rows = book.of_kind(Kind::Party).filter_map(move |entity| {
        let Facts::Party(party) = &entity.facts else { return None };
        let mut row = facts::head(book, entity);
        row.push(party.form.map(PartyForm::name).into());
        row.extend(facts::date(party.start.as_ref()));
        row.extend(facts::date(party.end.as_ref()));
        let succeeds = party.succeeds.iter().map(|succession| Succeeds {
            party: &succession.party.value,
            on: Dated::of(&succession.on.value),
            mode: succession.mode.name(),
        });
        row.push(facts::value(&succeeds.collect::<Vec<_>>()));
        row.push(book.atlas.ledger().line(&entity.id).into());
        row.push(facts::sources(&entity.common.cite));
        Some(row)
    });
    Table::new(fields, rows, &["id"])
}

#[derive(Serialize)]
struct Succeeds<'a> {
    party: &'a str,
    on: Dated,
    mode: &'static str,
}
