//! Pieces of facts that several data files share: dates, names, cited sources, changes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::Book;
use super::table::{Field, FieldKind};
use crate::atlas::Entity;
use crate::domain::{Change, Cite, Date, Located, Name, Reference, StatedDate};
use crate::who::holder_id;

/// A date within a thing: `{date, earliest, latest, julian, as_written}`.
#[derive(Serialize)]
pub(super) struct Dated {
    /// EDTF.
    date: String,
    /// First possible day; none where the date is open on that side.
    earliest: Option<String>,
    /// Last possible day.
    latest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    julian: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_written: Option<String>,
}

impl Dated {
    pub(super) fn of(date: &StatedDate) -> Self {
        let bounds = date.date.bounds();
        Self {
            date: date.date.written().to_owned(),
            earliest: bounds.earliest.map(|day| day.to_string()),
            latest: bounds.latest.map(|day| day.to_string()),
            julian: date.julian.clone(),
            as_written: date.as_written.clone(),
        }
    }
}

/// A transfer of land as its act states it.
#[derive(Serialize)]
pub(super) struct Changed<'a> {
    territory: &'a str,
    from: Option<String>,
    to: String,
    mode: &'static str,
    /// `control`, `title`, or both.
    layers: Vec<&'static str>,
    /// Parties whose reading it is; everybody's where there are none.
    viewpoint: Vec<&'a str>,
    on: Option<Dated>,
    article: Option<&'a str>,
    sources: Vec<String>,
    note: Option<&'a str>,
}

/// The changes of an act, which takes place on `default` where a change has no day of its own.
pub(super) fn changes<'a>(changes: &'a [Change], default: Option<&Located<StatedDate>>) -> Value {
    let changed = |change: &'a Change| Changed {
        territory: &change.territory.value,
        from: change.from.as_ref().map(|from| holder_id(&from.value)),
        to: holder_id(&change.to.value),
        mode: change.mode.value.name(),
        layers: match &change.layer {
            Some(layer) => vec![layer.value.name()],
            None => change.mode.value.layers().iter().map(|layer| layer.name()).collect(),
        },
        viewpoint: change.viewpoint.iter().map(|party| party.value.as_str()).collect(),
        on: change.on.as_ref().or(default).map(|on| Dated::of(&on.value)),
        article: change.article.as_ref().map(|article| article.value.as_str()),
        sources: change.cite.iter().map(|cite| cite.value.to_string()).collect(),
        note: change.note.as_deref(),
    };
    value(&changes.iter().map(changed).collect::<Vec<_>>())
}

pub(super) fn sources(cites: &[Located<Cite>]) -> Value {
    cites.iter().map(|cite| cite.value.to_string()).collect()
}

pub(super) fn ids(references: &[Reference]) -> Value {
    references.iter().map(|reference| reference.value.as_str()).collect()
}

/// Names by language tag, each a list: `{"ja": ["日露和親条約"]}`.
pub(super) fn names(names: &[Name]) -> BTreeMap<&str, Vec<&str>> {
    let mut by_language: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in names {
        by_language.entry(&name.language).or_default().push(&name.name);
    }
    by_language
}

/// A text, or nothing where it is empty.
pub(super) fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

/// Our values have string keys and no infinities, so that nothing can fail.
pub(super) fn value<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// The columns that every kind of thing begins with.
pub(super) fn head_fields() -> Vec<Field> {
    vec![
        Field::new("id", FieldKind::Text, "Identifier, unique in the book."),
        Field::new("title", FieldKind::Text, "Title in the language of the book."),
        Field::new("names", FieldKind::Thing, "Other names: lists by BCP 47 language tag."),
        Field::new("summary", FieldKind::Text, "One sentence about it."),
        Field::new(
            "url",
            FieldKind::Text,
            "Address of its page; relative to this file where the book does not know the address of its site.",
        ),
    ]
}

pub(super) fn head(book: &Book<'_>, entity: &Entity) -> Vec<Value> {
    let common = &entity.common;
    let title = entity.title(book.language()).into();
    let names = value(&names(&common.names));
    vec![entity.id.as_str().into(), title, names, text(&common.summary), book.url_of(entity).into()]
}

/// Five columns for a date.
pub(super) fn date_fields(name: &str, what: &str) -> Vec<Field> {
    let calendar = "The same day in the Julian calendar, where the source has it.";
    vec![
        Field::new(name, FieldKind::Text, format!("{what}: EDTF (ISO 8601-2), proleptic Gregorian.")),
        Field::new(format!("{name}_earliest"), FieldKind::Day, "First day that it may mean; empty where it is open."),
        Field::new(format!("{name}_latest"), FieldKind::Day, "Last day that it may mean; empty where it is open."),
        Field::new(format!("{name}_julian"), FieldKind::Text, calendar),
        Field::new(format!("{name}_as_written"), FieldKind::Text, "The date in the words of the source."),
    ]
}

pub(super) fn date(date: Option<&Located<StatedDate>>) -> Vec<Value> {
    let Some(date) = date.map(|date| Dated::of(&date.value)) else { return vec![Value::Null; 5] };
    vec![date.date.into(), date.earliest.into(), date.latest.into(), date.julian.into(), date.as_written.into()]
}

/// The era that a date falls in, by ID.
pub(super) fn era(book: &Book<'_>, date: Option<&Date>) -> Value {
    date.and_then(|date| book.atlas.era_of(date)).map(|era| book.atlas.get(era).id.as_str()).into()
}

pub(super) fn sources_field() -> Field {
    Field::new("sources", FieldKind::Texts, "Keys of sources in `sources.json`, each with its locator after a comma.")
}

pub(super) fn changes_field() -> Field {
    Field::new(
        "changes",
        FieldKind::Things,
        "The changes of holder that it brought about, as it states them; `ledger` has what follows from them.",
    )
}
