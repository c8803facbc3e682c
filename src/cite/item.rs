//! From entries of the bibliography to items that the citation library can take without harm.
//!
//! The library panics on ranges of dates, unwraps empty ones, and knows no dates in words. So an item is made field by field, of
//! what has been checked; a date that the library cannot say travels as a year that no book has, and is put in words afterwards.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::{DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange};

use crate::domain::{Date, End, Extent, Point};
use crate::parse::{Author, Entry};

/// The most characters of a field. No title is as long, and nobody reads more.
const MOST_CHARACTERS: usize = 2000;
/// The most names of a list.
const MOST_NAMES: usize = 100;
/// Years from here stand for dates in words; see [`When::Words`].
const WORDS_FROM: i16 = 20_000;

/// An item, and what its dates say in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) item: Item,
    /// The years that stand for words, and the words.
    pub(super) dates: Vec<(String, String)>,
    /// The title as the item has it, to be marked with its language.
    pub(super) title: String,
}

/// A date as the library can take it.
enum When {
    Parts { parts: Vec<i16>, season: Option<String>, circa: bool },
    Words(String),
}

/// Makes an item of an entry.
pub(super) fn item(entry: &Entry) -> Source {
    let mut fields: BTreeMap<String, Value> = BTreeMap::new();
    let mut dates = Vec::new();
    let mut text = |key: &str, value: Option<&str>| {
        if let Some(value) = value.map(clean).filter(|value| !value.is_empty()) {
            fields.insert(key.to_owned(), Value::String(value));
        }
    };
    let title = title(entry);
    text("id", Some(&entry.key));
    text("type", Some(&entry.kind));
    text("title", Some(&title));
    text("title-short", entry.title_short.as_deref());
    text("container-title", entry.container.as_deref());
    text("publisher", entry.publisher.as_deref());
    text("publisher-place", entry.place.as_deref());
    text("volume", entry.volume.as_deref());
    text("issue", entry.issue.as_deref());
    text("page", entry.page.as_deref());
    text("ISBN", entry.isbn.as_deref());
    text("DOI", entry.doi.as_deref());
    text("URL", entry.url.as_deref());
    // The library writes `McClurkin` as `Mcclurkin` when it puts English titles into title case.
    let spared = [Some(&title), entry.container.as_ref()].into_iter().flatten().any(|text| has_spelling_of_its_own(text));
    text("language", if spared { Some("mul") } else { entry.language.as_deref() });
    for (key, value) in &entry.more {
        text(key, Some(value));
    }
    for (key, people) in
        [("author", &entry.authors), ("editor", &entry.editors)].into_iter().chain(entry.people.iter().map(|(k, p)| (*k, p)))
    {
        let names: Vec<NameValue> = people.iter().take(MOST_NAMES).filter_map(name).collect();
        if !names.is_empty() {
            fields.insert(key.to_owned(), Value::Names(names));
        }
    }
    let written = [("issued", &entry.issued), ("accessed", &entry.accessed)];
    for (key, written) in
        written.into_iter().filter_map(|(k, w)| Some((k, w.as_ref()?))).chain(entry.dates.iter().map(|(k, w)| (*k, w)))
    {
        let (parts, season, circa) = match when(written) {
            Some(When::Parts { parts, season, circa }) => (parts, season, circa),
            Some(When::Words(words)) => {
                let year = WORDS_FROM + stand_in(&words);
                dates.push((year.to_string(), words));
                (vec![year], None, false)
            }
            None => continue,
        };
        let date = DateValue::DateParts { date_parts: VecDateRange(vec![VecDate(parts)]), literal: None, season, circa };
        fields.insert(key.to_owned(), Value::Date(date));
    }
    Source { item: Item(fields), dates, title: clean(&title) }
}

/// The title, with its translation in brackets where the entry gives one.
fn title(entry: &Entry) -> String {
    match &entry.title_short {
        // Editors give the title in the language of the book as the short one; a shortening is in the same script.
        Some(short) if !short.is_empty() && !entry.title.is_ascii() && short.is_ascii() => {
            format!("{} [{short}]", entry.title)
        }
        _ => entry.title.clone(),
    }
}

/// Whether a text has a word that title case would spoil: `McClurkin`, `example.org`.
fn has_spelling_of_its_own(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let mut before = ' ';
        word.chars().any(|c| {
            let inner = before.is_lowercase() && c.is_uppercase() || before == '.' && c.is_lowercase();
            before = c;
            inner
        })
    })
}

/// One line without control characters, of bounded length, in which nothing can be taken for our own signs.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4 * MOST_CHARACTERS));
    let mut space = true;
    for (count, c) in text.chars().enumerate() {
        if count >= MOST_CHARACTERS {
            out.push('…');
            break;
        }
        let hidden = c.is_control()
            || matches!(c, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' || hidden {
            if !space {
                out.push(' ');
            }
            space = true;
        } else {
            out.push(c);
            space = false;
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn name(author: &Author) -> Option<NameValue> {
    let family = clean(&author.family);
    let part = |part: &Option<String>| part.as_deref().map(clean).filter(|part| !part.is_empty());
    let given = part(&author.given);
    match (family.is_empty(), given) {
        (true, None) => None,
        (true, Some(literal)) => Some(NameValue::Literal(LiteralName { literal })),
        (false, None) => Some(NameValue::Literal(LiteralName { literal: clean(&author.surname()) })),
        (false, given) => Some(NameValue::Item(NameItem {
            family,
            given,
            non_dropping_particle: part(&author.particle),
            dropping_particle: part(&author.dropping_particle),
            suffix: part(&author.suffix),
            comma_suffix: None,
        })),
    }
}

fn when(written: &str) -> Option<When> {
    let written = written.trim();
    let words = |text: String| Some(When::Words(clean(&text))).filter(|_| !text.is_empty());
    let Ok(date) = Date::parse(written) else { return words(written.to_owned()) };
    match date.extent() {
        Extent::Point(point) => at(point),
        Extent::Interval(first, last) => {
            let year = |end: &End| match end {
                End::Point(point) => years(point),
                _ => String::new(),
            };
            if let (End::Point(a), End::Point(b)) = (first, last)
                && a.year == b.year
                && a.unspecified_digits == 0
                && b.unspecified_digits == 0
            {
                let month = a.month.filter(|_| a.month == b.month);
                return at(&Point { month, day: None, ..*a });
            }
            let (first, last) = (year(first), year(last));
            if first.is_empty() && last.is_empty() { None } else { words(format!("{first}–{last}")) }
        }
    }
}

fn at(point: &Point) -> Option<When> {
    let plain = i16::try_from(point.year).ok().filter(|year| (1..WORDS_FROM).contains(year));
    let (Some(year), 0, false) = (plain, point.unspecified_digits, point.uncertain) else {
        return Some(When::Words(years(point)));
    };
    let mut parts = vec![year];
    let month = point.month.filter(|month| (1..=12).contains(month));
    if let Some(month) = month {
        parts.push(i16::from(month));
        parts.extend(point.day.filter(|day| (1..=31).contains(day)).map(i16::from));
    }
    let season = point.month.filter(|month| (21..=24).contains(month)).map(|month| (month - 20).to_string());
    Some(When::Parts { parts, season, circa: point.approximate })
}

/// The year of a point in figures: `1959`, `2019?`, `1970–1979`.
fn years(point: &Point) -> String {
    let doubt = if point.uncertain { "?" } else { "" };
    match point.unspecified_digits {
        0 => format!("{}{doubt}", point.year),
        digits => {
            let last = point.year.saturating_add(10_i32.saturating_pow(u32::from(digits)) - 1);
            format!("{}–{last}{doubt}", point.year)
        }
    }
}

/// A number for words, the same on every machine.
fn stand_in(words: &str) -> i16 {
    let hash = blake3::hash(words.as_bytes());
    let [a, b, ..] = *hash.as_bytes();
    i16::try_from(u16::from_le_bytes([a, b]) % 12_000).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(written: &str) -> String {
        match when(written) {
            Some(When::Parts { parts, season, circa }) => {
                format!("{parts:?}{}{}", season.unwrap_or_default(), if circa { " ca." } else { "" })
            }
            Some(When::Words(words)) => words,
            None => String::new(),
        }
    }

    #[test]
    fn every_kind_of_date_is_said_somehow() {
        for (written, expected) in [
            ("1956-10-19", "[1956, 10, 19]"),
            ("1956-10", "[1956, 10]"),
            ("1956", "[1956]"),
            ("1711~", "[1711] ca."),
            ("2019?", "2019?"),
            ("197X", "1970–1979"),
            ("1918-08/1922-10-25", "1918–1922"),
            ("1956-10-13/1956-10-19", "[1956, 10]"),
            ("1990/..", "1990–"),
            ("../1990", "–1990"),
            ("1853-23", "[1853]3"),
            ("Ansei 1", "Ansei 1"),
            ("", ""),
        ] {
            assert_eq!(said(written), expected, "{written}");
        }
    }

    #[test]
    fn fields_are_one_line_of_bounded_length() {
        assert_eq!(clean(" a\u{0}\n b\u{202e}c "), "a b c");
        assert_eq!(clean(&"x".repeat(5000)).chars().count(), MOST_CHARACTERS + 1);
    }
}
