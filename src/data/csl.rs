//! `sources.json`: the bibliography as CSL-JSON, which Zotero, pandoc and citeproc read.
//!
//! The form is that of `csl-data.json` of the Citation Style Language, version 1.0.2: an array of items; names as `family` and
//! `given` or as `literal`; dates as `date-parts`, with `circa` where they are in doubt, or as `literal` words.

use serde::Serialize;

use super::Book;
use crate::domain::{Date, End, Extent, Point};
use crate::parse::{Author, Class, Entry};

#[derive(Serialize)]
pub(super) struct Item<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    title: &'a str,
    #[serde(rename = "title-short", skip_serializing_if = "Option::is_none")]
    title_short: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    editor: Vec<Name<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<When>,
    #[serde(rename = "container-title", skip_serializing_if = "Option::is_none")]
    container: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(rename = "publisher-place", skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    #[serde(rename = "ISBN", skip_serializing_if = "Option::is_none")]
    isbn: Option<&'a str>,
    #[serde(rename = "DOI", skip_serializing_if = "Option::is_none")]
    doi: Option<&'a str>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    custom: Custom,
}

/// What CSL has no word for.
#[derive(Serialize)]
struct Custom {
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    /// `seen`, or `recalled` where nobody saw it for this book.
    checked: &'static str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Name<'a> {
    #[serde(rename_all = "kebab-case")]
    Person {
        family: &'a str,
        given: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        non_dropping_particle: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        dropping_particle: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        suffix: Option<&'a str>,
    },
    Institution {
        literal: String,
    },
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum When {
    Parts {
        #[serde(rename = "date-parts")]
        parts: Vec<Vec<i32>>,
        /// 1–4, from spring to winter.
        #[serde(skip_serializing_if = "Option::is_none")]
        season: Option<u8>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        circa: bool,
    },
    Words {
        literal: String,
    },
}

/// All sources, by key.
pub(super) fn items<'a>(book: &Book<'a>) -> Vec<Item<'a>> {
    book.atlas.bibliography().iter().map(item).collect()
}

fn item(entry: &Entry) -> Item<'_> {
    Item {
        id: &entry.key,
        kind: &entry.kind,
        title: &entry.title,
        title_short: entry.title_short.as_deref(),
        author: entry.authors.iter().map(name).collect(),
        editor: entry.editors.iter().map(name).collect(),
        issued: entry.issued.as_deref().map(when),
        container: entry.container.as_deref(),
        volume: entry.volume.as_deref(),
        issue: entry.issue.as_deref(),
        page: entry.page.as_deref(),
        publisher: entry.publisher.as_deref(),
        place: entry.place.as_deref(),
        isbn: entry.isbn.as_deref(),
        doi: entry.doi.as_deref(),
        url: entry.url.as_deref(),
        accessed: entry.accessed.as_deref().map(when),
        language: entry.language.as_deref(),
        note: entry.note.as_deref(),
        custom: Custom { class: entry.class.map(Class::name), checked: if entry.recalled { "recalled" } else { "seen" } },
    }
}

/// A name without a given name is an institution's, or the only one there is; neither is to be turned round or shortened.
fn name(author: &Author) -> Name<'_> {
    match &author.given {
        Some(given) => Name::Person {
            family: &author.family,
            given,
            non_dropping_particle: author.particle.as_deref(),
            dropping_particle: author.dropping_particle.as_deref(),
            suffix: author.suffix.as_deref(),
        },
        None => Name::Institution { literal: author.surname() },
    }
}

/// EDTF as CSL's parts; what CSL has no parts for (an open interval, words) is put out as it was written.
fn when(written: &str) -> When {
    let words = || When::Words { literal: written.to_owned() };
    let Ok(date) = Date::parse(written) else { return words() };
    let (first, last) = match date.extent() {
        Extent::Point(point) => (*point, *point),
        Extent::Interval(End::Point(start), End::Point(end)) => (*start, *end),
        Extent::Interval(..) => return words(),
    };
    let season = |point: &Point| point.month.filter(|month| *month > 20).map(|month| month - 20);
    let mut parts = vec![self::parts(&first)];
    if first != last {
        parts.push(self::parts(&last));
    } else if first.unspecified_digits > 0 {
        parts.push(vec![first.year + 10_i32.pow(u32::from(first.unspecified_digits)) - 1]);
    }
    let in_doubt = |point: &Point| point.uncertain || point.approximate || point.unspecified_digits > 0;
    When::Parts { parts, season: season(&first), circa: in_doubt(&first) || in_doubt(&last) }
}

fn parts(point: &Point) -> Vec<i32> {
    let mut parts = vec![point.year];
    if let Some(month) = point.month.filter(|month| *month <= 12) {
        parts.push(i32::from(month));
        parts.extend(point.day.map(i32::from));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_parts() {
        for (written, expected) in [
            ("1956-09-07", r#"{"date-parts":[[1956,9,7]]}"#),
            ("1959", r#"{"date-parts":[[1959]]}"#),
            ("2019?", r#"{"date-parts":[[2019]],"circa":true}"#),
            ("1918-08/1922-10-25", r#"{"date-parts":[[1918,8],[1922,10,25]]}"#),
            ("197X", r#"{"date-parts":[[1970],[1979]],"circa":true}"#),
            ("1853-23", r#"{"date-parts":[[1853]],"season":3}"#),
            ("1990/..", r#"{"literal":"1990/.."}"#),
            ("Ansei 1", r#"{"literal":"Ansei 1"}"#),
        ] {
            assert_eq!(serde_json::to_string(&when(written)).unwrap(), expected, "{written}");
        }
    }
}
