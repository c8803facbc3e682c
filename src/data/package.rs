//! `datapackage.json`: what the data files are and what stands in them, as a Frictionless Data Package, version 1
//! (<https://specs.frictionlessdata.io/data-package/>), with a Table Schema for each table.

use serde::Serialize;

use super::table::{Field, FieldKind, Table};
use super::{Book, DataFile, Format, Set, acts, files, ledger, parties, people};

#[derive(Serialize)]
pub(super) struct Descriptor {
    profile: &'static str,
    name: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributors: Vec<Contributor>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Licence>,
    sources: [Source; 1],
    resources: Vec<Resource>,
}

#[derive(Serialize)]
struct Contributor {
    title: String,
    role: &'static str,
}

#[derive(Serialize)]
struct Licence {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    path: String,
    title: String,
}

#[derive(Serialize)]
struct Source {
    title: String,
    path: &'static str,
}

#[derive(Serialize)]
struct Resource {
    name: String,
    path: String,
    profile: &'static str,
    title: String,
    description: &'static str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<Dialect>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Schema>,
}

/// CSV Dialect 1.2: how RFC 4180 would have it.
#[derive(Serialize)]
struct Dialect {
    #[serde(rename = "csvddfVersion")]
    version: f32,
    delimiter: &'static str,
    #[serde(rename = "lineTerminator")]
    line: &'static str,
    #[serde(rename = "quoteChar")]
    quote: &'static str,
    #[serde(rename = "doubleQuote")]
    double: bool,
    header: bool,
}

/// Table Schema.
#[derive(Serialize)]
struct Schema {
    fields: Vec<SchemaField>,
    #[serde(rename = "missingValues")]
    missing: [&'static str; 1],
    #[serde(rename = "primaryKey")]
    key: &'static [&'static str],
}

#[derive(Serialize)]
struct SchemaField {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints>,
}

#[derive(Serialize)]
struct Constraints {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unique: bool,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    words: Vec<&'static str>,
}

/// The description of all data files but itself.
pub(super) fn descriptor(book: &Book<'_>) -> Descriptor {
    let options = &book.config.book;
    let resources = files(book.atlas).into_iter().filter(|file| file.set != Set::Package);
    Descriptor {
        profile: "data-package",
        name: name(&options.title),
        title: options.title.clone(),
        description: options.description.clone(),
        homepage: book.config.site_url(),
        contributors: options.authors.iter().map(|author| Contributor { title: author.clone(), role: "author" }).collect(),
        licenses: options.licence.as_deref().map(licence).into_iter().collect(),
        sources: [Source {
            title: format!("Bibliography: {} sources", book.atlas.bibliography().len()),
            path: "sources.json",
        }],
        resources: resources.map(|file| resource(book, &file)).collect(),
    }
}

fn resource(book: &Book<'_>, file: &DataFile) -> Resource {
    let table = match &file.set {
        Set::Ledger => Some(ledger::table(book)),
        Set::Treaties => Some(acts::treaties(book)),
        Set::Events => Some(acts::events(book)),
        Set::Parties => Some(parties::table(book)),
        Set::People => Some(people::table(book)),
        _ => None,
    };
    let csv = file.format == Format::Csv;
    let stem = file.name();
    let stem = stem.rsplit_once('.').map_or(stem.as_str(), |(stem, _)| stem);
    let twice = !csv && matches!(file.set, Set::Ledger | Set::Treaties | Set::Events | Set::People);
    Resource {
        name: if twice { format!("{stem}-json") } else { stem.to_owned() },
        path: file.name(),
        profile: if csv { "tabular-data-resource" } else { "data-resource" },
        title: title(book, &file.set),
        description: description(&file.set),
        format: file.format.extension(),
        mediatype: file.media_type(),
        encoding: "utf-8",
        dialect: csv.then_some(Dialect {
            version: 1.2,
            delimiter: ",",
            line: "\r\n",
            quote: "\"",
            double: true,
            header: true,
        }),
        schema: table.map(|table| schema(table, csv)),
    }
}

fn title(book: &Book<'_>, set: &Set) -> String {
    match set {
        Set::Package => "Data package",
        Set::Ledger => "Who held what, when, according to whom",
        Set::Treaties => "Treaties and other instruments",
        Set::Events => "Events",
        Set::Parties => "Parties",
        Set::People => "People",
        Set::Eras => "Eras",
        Set::Territories(None) => "Territories, as far as all viewpoints agree",
        Set::Territories(Some(viewpoint)) => {
            return format!("Territories, with title according to {}", book.title_of(viewpoint));
        }
        Set::Sources => "Bibliography",
    }
    .to_owned()
}

/// What a file holds and in which format, in English, as the names of fields are.
fn description(set: &Set) -> &'static str {
    match set {
        Set::Package => "This description.",
        Set::Ledger => {
            "A row for each spell: a territory without parts, in one layer and viewpoint, from the first day of one holder to the \
             first day of the next. The spells of a territory leave no gap and do not overlap. Days are proleptic Gregorian. In \
             CSV, an apostrophe stands before a cell that a spreadsheet would take for a formula."
        }
        Set::Treaties => {
            "A row for each instrument, by the day of its signature. In CSV, texts in one cell are separated by a semicolon and a \
             space, and what has properties is JSON; an apostrophe stands before a cell that a spreadsheet would take for a formula."
        }
        Set::Events => {
            "A row for each event, by its date. In CSV, texts in one cell are separated by a semicolon and a space, and what has \
             properties is JSON; an apostrophe stands before a cell that a spreadsheet would take for a formula."
        }
        Set::Parties => "States, governments, peoples and organisations, and who took whose place.",
        Set::People => "Persons with their offices, what they signed and where they took part.",
        Set::Eras => "The periods of the book, in the JSON-LD of PeriodO (https://perio.do).",
        Set::Territories(None) => {
            "A gazetteer in the Linked Places format, which is GeoJSON: names, outlines, parts that all readings share, spells of \
             control, and spells of title on which all viewpoints agree."
        }
        Set::Territories(Some(_)) => {
            "A gazetteer in the Linked Places format, which is GeoJSON: names, outlines, spells of control, and parts and spells \
             of title as this viewpoint reads them."
        }
        Set::Sources => "Every source of the book, as CSL-JSON for Zotero, pandoc and citeproc.",
    }
}

fn schema(table: Table, csv: bool) -> Schema {
    let key = table.key;
    let fields = table.fields.into_iter().map(|field| schema_field(field, key, csv));
    Schema { fields: fields.collect(), missing: [""], key }
}

fn schema_field(field: Field, key: &[&str], csv: bool) -> SchemaField {
    let kind = match field.kind {
        FieldKind::Text => "string",
        FieldKind::Day => "date",
        FieldKind::Texts if csv => "string",
        FieldKind::Texts | FieldKind::Things => "array",
        FieldKind::Thing => "object",
    };
    let unique = key == [field.name.as_str()];
    // The ledger's key has a part that may be empty: control has no viewpoint.
    let required = key.contains(&field.name.as_str()) && field.name != "viewpoint";
    let constraints = Constraints { required, unique, words: field.words };
    let any = required || unique || !constraints.words.is_empty();
    SchemaField { name: field.name, kind, description: field.description, constraints: any.then_some(constraints) }
}

/// A name as the specification wants it: lower-case ASCII letters, digits, hyphens.
fn name(title: &str) -> String {
    let slug: String = crate::parse::slug(title).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "book".to_owned() } else { slug.to_owned() }
}

/// The address of the licence of Creative Commons that the book's terms name.
pub(crate) fn licence_address(text: &str) -> Option<String> {
    let licence = licence(text);
    licence.name.is_some().then_some(licence.path)
}

/// The book's own words; where they name a licence of Creative Commons, its name and address too, else those of the page that
/// states them.
fn licence(text: &str) -> Licence {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .collect();
    for (at, word) in words.iter().enumerate() {
        let (element, version) = match (*word, words.get(at + 1), words.get(at + 2)) {
            ("CC", Some(element), Some(version)) => ((*element).to_owned(), *version),
            (joined, version, _) if joined.starts_with("CC-") => {
                let rest = &joined[3..];
                match rest.rsplit_once('-') {
                    Some((element, version)) if version.starts_with(|c: char| c.is_ascii_digit()) => {
                        (element.to_owned(), version)
                    }
                    _ => (rest.to_owned(), version.copied().unwrap_or_default()),
                }
            }
            ("CC0", version, _) => {
                let version = version.copied().filter(|version| version.starts_with('1')).unwrap_or("1.0");
                let version = version.trim_end_matches('.');
                let path = format!("https://creativecommons.org/publicdomain/zero/{version}/");
                return Licence { name: Some(format!("CC0-{version}")), path, title: text.to_owned() };
            }
            _ => continue,
        };
        let version = version.trim_end_matches('.');
        let known = ["BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND"].contains(&element.as_str())
            && ["1.0", "2.0", "2.5", "3.0", "4.0"].contains(&version);
        if known {
            let path = format!("https://creativecommons.org/licenses/{}/{version}/", element.to_lowercase());
            return Licence { name: Some(format!("CC-{element}-{version}")), path, title: text.to_owned() };
        }
    }
    Licence { name: None, path: "index.html".to_owned(), title: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_known_by_their_names() {
        for (text, name, path) in [
            (
                "Text: CC BY 4.0. Outlines: made with Natural Earth.",
                Some("CC-BY-4.0"),
                "https://creativecommons.org/licenses/by/4.0/",
            ),
            ("CC-BY-SA-3.0", Some("CC-BY-SA-3.0"), "https://creativecommons.org/licenses/by-sa/3.0/"),
            ("CC0", Some("CC0-1.0"), "https://creativecommons.org/publicdomain/zero/1.0/"),
            ("Ask us.", None, "index.html"),
            ("CC", None, "index.html"),
        ] {
            let licence = licence(text);
            assert_eq!((licence.name.as_deref(), licence.path.as_str()), (name, path), "{text}");
            assert_eq!(licence.title, text);
        }
    }

    #[test]
    fn names_are_ascii() {
        assert_eq!(name("Russia and Japan"), "russia-and-japan");
        assert_eq!(name("Договоры 条約"), "book");
    }
}
