//! From the path of a field to its bytes.
//!
//! The YAML crate tells positions only of errors. So we read the text again, only when there is a fault to show, and fail on
//! purpose at the field in question.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::domain::{FieldPath, Segment};
use crate::source::Source;

/// Which part of a field is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
}

/// The bytes of a field in the file's front matter, or in the file itself where it is all YAML. Where the field does not
/// exist (a key that is missing), the bytes of the nearest field round it.
#[must_use]
pub fn locate(source: &Source, path: &FieldPath, part: Part) -> Range<usize> {
    let yaml = super::front::yaml_range(source);
    let text = &source.text[yaml.clone()];
    let mut segments = path.segments();
    let mut part = part;
    loop {
        if let Some(range) = find(text, segments, part) {
            return yaml.start + range.start..yaml.start + range.end;
        }
        let Some((_, outer)) = segments.split_last() else { return 0..0 };
        if outer.is_empty() {
            // The front matter as a whole: point at its first line.
            return 0..source.text.lines().next().unwrap_or_default().len();
        }
        segments = outer;
        part = Part::Value;
    }
}

fn find(text: &str, path: &[Segment], part: Part) -> Option<Range<usize>> {
    let scalar = RefCell::new(None);
    let seek = Seek { path, part, scalar: &scalar };
    let error = seek.deserialize(serde_yaml::Deserializer::from_str(text)).err()?;
    let scalar = scalar.into_inner()?;
    let location = error.location()?;
    let start = offset(text, location.line(), location.column());
    Some(start..start + extent(&text[start..], &scalar))
}

/// The byte at a line and a column, both counted from 1, the column in characters.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start.min(text.len())..];
    let within = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    (start + within).min(text.len())
}

/// How many bytes a value takes whose text begins here.
fn extent(rest: &str, scalar: &str) -> usize {
    let line = rest.find('\n').unwrap_or(rest.len());
    let quoted = |quote: char| {
        let mut escaped = false;
        rest.char_indices().skip(1).find_map(|(at, c)| {
            let ends = c == quote && !escaped;
            escaped = quote == '"' && c == '\\' && !escaped;
            ends.then_some(at + 1)
        })
    };
    let length = match rest.chars().next() {
        Some('"') => quoted('"').unwrap_or(line),
        Some('\'') => quoted('\'').unwrap_or(line),
        Some('[' | '{') => rest[..line].trim_end().len(),
        _ if !scalar.is_empty() && rest.starts_with(scalar) => scalar.len(),
        _ => rest[..line].trim_end().len(),
    };
    length.min(line).max(usize::from(line > 0))
}

struct Seek<'p> {
    path: &'p [Segment],
    part: Part,
    scalar: &'p RefCell<Option<String>>,
}

impl Seek<'_> {
    /// Fails if this is the value sought, leaving behind that it was found.
    fn found<E: serde::de::Error>(&self, scalar: &str) -> Result<(), E> {
        if self.path.is_empty() {
            *self.scalar.borrow_mut() = Some(scalar.to_owned());
            return Err(E::custom("found"));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.found(&value.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.found(&value.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.found(&value.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        self.found("")
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        self.found(value)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.found("")
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.found("")
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.found("")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.found("")?;
        let Some((Segment::Index(wanted), rest)) = self.path.split_first() else { return drain(items) };
        let mut index = 0;
        loop {
            let more = if index == *wanted {
                items.next_element_seed(Seek { path: rest, ..self })?.is_some()
            } else {
                items.next_element::<IgnoredAny>()?.is_some()
            };
            if !more {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.found("")?;
        let Some((Segment::Key(wanted), rest)) = self.path.split_first() else {
            while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        let wants_key = rest.is_empty() && self.part == Part::Key;
        while let Some(is_it) = entries.next_key_seed(SeekKey { wanted, stop: wants_key, scalar: self.scalar })? {
            if is_it {
                entries.next_value_seed(Seek { path: rest, ..self })?;
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

fn drain<'de, A: SeqAccess<'de>>(mut items: A) -> Result<(), A::Error> {
    while items.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

struct SeekKey<'p> {
    wanted: &'p str,
    stop: bool,
    scalar: &'p RefCell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for SeekKey<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl SeekKey<'_> {
    fn compare<E: serde::de::Error>(&self, key: &str) -> Result<bool, E> {
        if key != self.wanted {
            return Ok(false);
        }
        if self.stop {
            *self.scalar.borrow_mut() = Some(key.to_owned());
            return Err(E::custom("found"));
        }
        Ok(true)
    }
}

impl<'de> Visitor<'de> for SeekKey<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<bool, E> {
        self.compare(key)
    }

    fn visit_bool<E: serde::de::Error>(self, key: bool) -> Result<bool, E> {
        self.compare(&key.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, key: i64) -> Result<bool, E> {
        self.compare(&key.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, key: u64) -> Result<bool, E> {
        self.compare(&key.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<bool, A::Error> {
        drain(items)?;
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\ntitle: \"Договор: о границе\"\nnames: {ru: Симода, ja: 下田, en: Shimoda}\nparties:\n  - russian-empire\n  - 'japan'\nsigned:\n  date: 1855-02-30 # no such day\n---\nBody.\n";

    #[track_caller]
    fn check(path: &FieldPath, part: Part, expected: &str) {
        let source = Source { path: "content/treaties/a.md".to_owned(), text: PAGE.to_owned() };
        assert_eq!(&PAGE[locate(&source, path, part)], expected, "{path}");
    }

    #[test]
    fn fields_are_found_in_every_script_and_style() {
        let top = FieldPath::top();
        check(&top.key("title"), Part::Value, "\"Договор: о границе\"");
        check(&top.key("title"), Part::Key, "title");
        check(&top.key("names").key("ja"), Part::Value, "下田");
        check(&top.key("names").key("en"), Part::Key, "en");
        check(&top.key("parties").index(0), Part::Value, "russian-empire");
        check(&top.key("parties").index(1), Part::Value, "'japan'");
        check(&top.key("signed").key("date"), Part::Value, "1855-02-30");
    }

    #[test]
    fn a_missing_field_is_shown_at_the_nearest_that_exists() {
        let top = FieldPath::top();
        check(&top.key("parties").index(7), Part::Value, "- russian-empire");
        check(&top.key("ended"), Part::Value, "---");
    }
}
