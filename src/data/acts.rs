//! `treaties.csv`, `treaties.json`, `events.csv`, `events.json`: what was signed and what happened, with every fact of each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Book;
use super::facts::{self, Dated};
use super::table::{Field, FieldKind, Table};
use crate::atlas::Entity;
use crate::domain::{Date, Facts, Kind, Treaty};

/// Instruments, by the day of their signature.
pub(super) fn treaties<'a>(book: &'a Book<'_>) -> Table<'a> {
    use FieldKind::{Text, Texts, Things};
    let mut fields = facts::head_fields();
    fields.push(Field::new("form", Text, "What it calls itself or is: treaty, convention, protocol …"));
    fields.extend(facts::date_fields("signed", "Signature, or adoption of a unilateral act"));
    fields.push(Field::new("ratified", Things, "Ratifications: `party` (all where there is none) and `on` (a date)."));
    fields.extend(facts::date_fields("exchanged", "Exchange or deposit of ratifications"));
    fields.extend(facts::date_fields("in_force", "Entry into force"));
    fields.extend(facts::date_fields("ended", "End of force"));
    fields.push(Field::new("era", Text, "ID of the era in which it was signed."));
    fields.push(Field::new("place", Text, "Where it was signed."));
    fields.push(Field::new("parties", Texts, "IDs of the parties."));
    fields.push(Field::new(
        "signatories",
        Things,
        "Who signed: `name`, `names` by language, `party`, `role`, `person` (ID in `people`).",
    ));
    fields.push(Field::new("languages", Things, "Its languages: `tag` (BCP 47), `authentic` where that is known."));
    fields.push(Field::new("texts", Things, "Where its text can be read: `language`, `title`, `url`."));
    fields.push(Field::new(
        "relations",
        Things,
        "What it does to other instruments: `kind` (supersedes, amends, terminates, implements, confirms), `treaty`, `article`.",
    ));
    fields.push(Field::new("articles", Things, "Articles told apart on its page: `anchor` there, `title`."));
    fields.push(facts::changes_field());
    fields.push(facts::sources_field());
    let rows = in_time(book, Kind::Treaty).filter_map(move |entity| {
        let Facts::Treaty(treaty) = &entity.facts else { return None };
        let mut row = facts::head(book, entity);
        row.push(facts::text(&treaty.form));
        row.extend(facts::date(treaty.signed.as_ref()));
        row.push(facts::value(&ratifications(treaty)));
        row.extend(facts::date(treaty.exchanged.as_ref()));
        row.extend(facts::date(treaty.in_force.as_ref()));
        row.extend(facts::date(treaty.ended.as_ref()));
        row.push(facts::era(book, entity.date()));
        row.push(treaty.place.as_deref().into());
        row.push(facts::ids(&treaty.parties));
        row.push(facts::value(&signatories(treaty)));
        row.push(facts::value(&languages(treaty)));
        row.push(facts::value(&texts(treaty)));
        row.push(facts::value(&relations(treaty)));
        row.push(facts::value(&articles(entity)));
        row.push(facts::changes(&treaty.changes, treaty.in_force.as_ref().or(treaty.signed.as_ref())));
        row.push(facts::sources(&entity.common.cite));
        Some(row)
    });
    Table::new(fields, rows, &["id"])
}

/// Events, by their date.
pub(super) fn events<'a>(book: &'a Book<'_>) -> Table<'a> {
    use FieldKind::{Text, Texts};
    let mut fields = facts::head_fields();
    fields.push(Field::new("form", Text, "What sort of event: war, mission, statement …"));
    fields.extend(facts::date_fields("date", "When it happened"));
    fields.push(Field::new("era", Text, "ID of the era in which it began."));
    fields.push(Field::new("place", Text, "Where it happened."));
    fields.push(Field::new("parties", Texts, "IDs of the parties that took part."));
    fields.push(Field::new("people", Texts, "IDs of the persons who took part, in `people`."));
    fields.push(facts::changes_field());
    fields.push(facts::sources_field());
    let rows = in_time(book, Kind::Event).filter_map(move |entity| {
        let Facts::Event(event) = &entity.facts else { return None };
        let mut row = facts::head(book, entity);
        row.push(facts::text(&event.form));
        row.extend(facts::date(event.date.as_ref()));
        row.push(facts::era(book, entity.date()));
        row.push(event.place.as_deref().into());
        row.push(facts::ids(&event.parties));
        row.push(facts::ids(&event.people));
        row.push(facts::changes(&event.changes, event.date.as_ref()));
        row.push(facts::sources(&entity.common.cite));
        Some(row)
    });
    Table::new(fields, rows, &["id"])
}

/// The entities of a kind in the order of their dates, those without one last.
fn in_time<'b>(book: &'b Book<'_>, kind: Kind) -> impl Iterator<Item = &'b Entity> {
    let mut all: Vec<_> = book.of_kind(kind).collect();
    all.sort_by_key(|entity| entity.date().map_or((i64::MAX, i64::MAX), Date::sort_key));
    all.into_iter()
}

#[derive(Serialize)]
struct Ratified<'a> {
    party: Option<&'a str>,
    on: Dated,
}

fn ratifications(treaty: &Treaty) -> Vec<Ratified<'_>> {
    let ratified = treaty.ratified.iter().map(|ratification| Ratified {
        party: ratification.party.as_ref().map(|party| party.value.as_str()),
        on: Dated::of(&ratification.date.value),
    });
    ratified.collect()
}

#[derive(Serialize)]
struct Signed<'a> {
    name: &'a str,
    names: BTreeMap<&'a str, Vec<&'a str>>,
    party: Option<&'a str>,
    role: Option<&'a str>,
    person: Option<&'a str>,
}

fn signatories(treaty: &Treaty) -> Vec<Signed<'_>> {
    let signed = treaty.signatories.iter().map(|signatory| Signed {
        name: &signatory.name,
        names: facts::names(&signatory.names),
        party: signatory.party.as_ref().map(|party| party.value.as_str()),
        role: signatory.role.as_deref(),
        person: signatory.person.as_ref().map(|person| person.value.as_str()),
    });
    signed.collect()
}

#[derive(Serialize)]
struct Spoken<'a> {
    tag: &'a str,
    authentic: Option<bool>,
}

fn languages(treaty: &Treaty) -> Vec<Spoken<'_>> {
    treaty.languages.iter().map(|language| Spoken { tag: &language.tag, authentic: language.authentic }).collect()
}

#[derive(Serialize)]
struct Published<'a> {
    language: Option<&'a str>,
    title: &'a str,
    url: Option<&'a str>,
}

fn texts(treaty: &Treaty) -> Vec<Published<'_>> {
    let texts = treaty.texts.iter().map(|text| Published {
        language: text.language.as_deref(),
        title: &text.title,
        url: text.url.as_ref().map(|url| url.value.as_str()),
    });
    texts.collect()
}

#[derive(Serialize)]
struct Related<'a> {
    kind: &'static str,
    treaty: &'a str,
    article: Option<&'a str>,
}

fn relations(treaty: &Treaty) -> Vec<Related<'_>> {
    let relations = treaty.relations.iter().map(|relation| Related {
        kind: relation.kind.name(),
        treaty: &relation.treaty.value,
        article: relation.article.as_ref().map(|article| article.value.as_str()),
    });
    relations.collect()
}

#[derive(Serialize)]
struct Article<'a> {
    anchor: &'a str,
    title: &'a str,
}

fn articles(entity: &Entity) -> Vec<Article<'_>> {
    let headings = entity.body.headings.iter().filter(|heading| heading.id.starts_with("article-"));
    headings.map(|heading| Article { anchor: &heading.id, title: &heading.text }).collect()
}
