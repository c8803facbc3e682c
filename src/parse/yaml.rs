//! Reading values out of YAML one by one, so that every fault of a file is found in one run.
//!
//! The only module besides [`super::bounds`] and [`super::locate`] that names the YAML crate.

use std::ops::Range;

use serde_yaml::{Mapping, Value};

use super::bounds;
use super::locate::{Part, locate, offset};
use super::slips;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::domain::{Cite, Date, Day, FieldPath, Located, Name, Reference, StatedDate, parse_cite};
use crate::manual;
use crate::source::{Source, SourceId, Span};
use crate::suggest::{did_you_mean, nearest};

/// Items that a list of facts may have. Some checks look at every pair of them.
const MOST_ITEMS: usize = 2000;

/// Bytes that a text among the facts may have. It is shown in many places, in some of them as Markdown.
const MOST_TEXT: usize = 100_000;

/// Faults of one file that are kept. Nobody reads more, and each takes more room than what it is about.
const MOST_FAULTS: usize = 10_000;

/// Bytes of YAML that may be read again to find where, in a text, a fault is. Beyond them the whole text is shown.
const MOST_AGAIN: usize = 8_000_000;

/// Collects faults while a file's values are read.
pub(crate) struct Reader<'s> {
    pub(crate) id: SourceId,
    pub(crate) source: &'s Source,
    pub(crate) found: Vec<Diagnostic>,
    /// Whether an error is among the faults that are kept.
    has_error: bool,
    /// Bytes that may still be read again.
    again: usize,
}

/// A value and the field it stands in.
#[derive(Clone)]
pub(crate) struct Node<'v> {
    value: &'v Value,
    pub(crate) at: FieldPath,
}

/// A mapping of which keys are taken one by one; what is left over is unknown.
pub(crate) struct Fields<'v> {
    entries: &'v Mapping,
    pub(crate) at: FieldPath,
    asked: Vec<&'static str>,
}

impl<'s> Reader<'s> {
    pub(crate) fn new(id: SourceId, source: &'s Source) -> Self {
        Self { id, source, found: Vec::new(), has_error: false, again: MOST_AGAIN }
    }

    pub(crate) fn fault(&mut self, diagnostic: Diagnostic) {
        let is_error = diagnostic.code.severity == Severity::Error;
        // However many there are, one error is enough to refuse the book.
        if self.found.len() < MOST_FAULTS || (is_error && !self.has_error) {
            self.has_error |= is_error;
            self.found.push(diagnostic);
        }
    }

    /// The YAML in a range of the file; `None`, and a fault, where it cannot be read.
    pub(crate) fn parse(&mut self, range: Range<usize>) -> Option<Value> {
        let text = &self.source.text[range.clone()];
        if let Some((at, what)) = bounds::exceeded(text) {
            let span = Span::new(self.id, range.start + at..range.start + at + 1);
            let message = format!("this is not valid YAML: {what}");
            self.fault(Diagnostic::new(&manual::YAML_SYNTAX, Place::Span(span), message));
            return None;
        }
        let error = match bounds::value(text) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        if let Some((at, sign)) = text.char_indices().find(|(_, c)| is_forbidden(*c)) {
            let span = Span::new(self.id, range.start + at..range.start + at + sign.len_utf8());
            let message = format!("this is not valid YAML: a control character, U+{:04X}", u32::from(sign));
            self.fault(Diagnostic::new(&manual::YAML_SYNTAX, Place::Span(span), message).help("delete it"));
            return None;
        }
        let at = error.location().map_or(0, |at| offset(text, at.line(), at.column()));
        let at = range.start + at.min(text.len());
        let rest = &self.source.text[at..];
        let line = rest.find('\n').unwrap_or(rest.len());
        if let Some((slip, what, help)) = slips::before(text, at - range.start) {
            let span = Span::new(self.id, range.start + slip.start..range.start + slip.end);
            let message = format!("this is not valid YAML: {what}");
            self.fault(Diagnostic::new(&manual::YAML_SYNTAX, Place::Span(span), message).help(help));
            return None;
        }
        let span = Span::new(self.id, at..at + rest[..line].trim_end().len().min(60));
        let message = error.to_string();
        // The crate appends the position, which we show ourselves.
        let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
        self.fault(match message.split_once("duplicate entry with key ") {
            Some((_, key)) => {
                let key = key.trim_matches('"');
                let range = second_key(text, key)
                    .map_or(span, |found| Span::new(self.id, range.start + found.start..range.start + found.end));
                Diagnostic::new(&manual::DUPLICATE_KEY, Place::Span(range), format!("`{key}` stands twice"))
                    .help("keep one of the two")
            }
            None if message.contains(bounds::REPEATED) => {
                let message = "this YAML is too large: its aliases (`*name`) repeat too much of it";
                Diagnostic::new(&manual::YAML_SYNTAX, Place::Span(span), message)
                    .help("write out what is meant, or repeat less")
            }
            None => Diagnostic::new(&manual::YAML_SYNTAX, Place::Span(span), format!("this is not valid YAML: {message}"))
                .help(
                    "put text that contains `: ` or ` #`, or begins with a sign, between double quotes; indent with spaces",
                ),
        });
        None
    }

    fn wrong_type(&mut self, node: &Node<'_>, expected: &str) {
        let fault = self.wrongly_typed(node, expected);
        self.fault(fault);
    }

    fn wrongly_typed(&self, node: &Node<'_>, expected: &str) -> Diagnostic {
        let what = describe(node.value);
        let place = Place::Field(self.id, node.at.clone());
        Diagnostic::new(&manual::WRONG_TYPE, place, format!("expected {expected}, found {what}"))
    }

    /// The bytes of part of a scalar's text, for faults within it.
    fn within(&mut self, node: &Node<'_>, range: Range<usize>, length: usize) -> Place {
        let Some(again) = self.again.checked_sub(self.source.text.len()) else {
            return Place::Field(self.id, node.at.clone());
        };
        self.again = again;
        let whole = locate(self.source, &node.at, Part::Value);
        let quote = usize::from(self.source.text[whole.clone()].starts_with(['"', '\'']));
        // A scalar with escapes or folded lines has other bytes than its value.
        if whole.len() != length + 2 * quote {
            return Place::Field(self.id, node.at.clone());
        }
        let start = whole.start + quote;
        Place::Span(Span::new(self.id, start + range.start..start + range.end))
    }
}

impl<'v> Node<'v> {
    pub(crate) fn top(value: &'v Value) -> Self {
        Self { value, at: FieldPath::top() }
    }

    pub(crate) fn is_null(&self) -> bool {
        self.value.is_null()
    }

    /// The mapping at this node.
    pub(crate) fn fields(&self, r: &mut Reader<'_>, expected: &str) -> Option<Fields<'v>> {
        let Value::Mapping(entries) = self.value else {
            r.wrong_type(self, expected);
            return None;
        };
        Some(Fields { entries, at: self.at.clone(), asked: Vec::new() })
    }

    /// The mapping at this node, or `None` without a fault where it is something else.
    pub(crate) fn as_fields(&self) -> Option<Fields<'v>> {
        let Value::Mapping(entries) = self.value else { return None };
        Some(Fields { entries, at: self.at.clone(), asked: Vec::new() })
    }

    pub(crate) fn is_list(&self) -> bool {
        self.value.is_sequence()
    }

    /// The items of a list of facts; a single value counts as a list of one.
    pub(crate) fn items(&self, r: &mut Reader<'_>) -> Vec<Node<'v>> {
        let mut items = self.all_items();
        if items.len() > MOST_ITEMS {
            let message = format!("this list has {} items, more than {MOST_ITEMS}", items.len());
            let place = Place::Field(r.id, self.at.clone());
            r.fault(
                Diagnostic::new(&manual::BAD_VALUE, place, message).help("shorten it, or divide it among several pages"),
            );
            items.truncate(MOST_ITEMS);
        }
        items
    }

    /// The items of a list that may be as long as it likes; a single value counts as a list of one.
    pub(crate) fn all_items(&self) -> Vec<Node<'v>> {
        match self.value {
            Value::Sequence(items) => {
                items.iter().enumerate().map(|(index, value)| Node { value, at: self.at.index(index) }).collect()
            }
            Value::Null => Vec::new(),
            _ => vec![self.clone()],
        }
    }

    /// A text; numbers are taken as they are written.
    pub(crate) fn text(&self, r: &mut Reader<'_>) -> Option<String> {
        match self.value {
            Value::String(text) if text.len() > MOST_TEXT => {
                let message = format!("this text has {} bytes, more than {MOST_TEXT}", text.len());
                let place = Place::Field(r.id, self.at.clone());
                let help = "shorten it; what is long stands in the body of a page";
                r.fault(Diagnostic::new(&manual::BAD_VALUE, place, message).help(help));
                None
            }
            Value::String(text) => {
                // YAML itself lets nobody write them but as escapes. No page, feed or terminal has a use for them.
                let odd = |c: char| !matches!(c, '\n' | '\t') && (c.is_control() || is_noncharacter(c));
                if let Some(sign) = text.chars().find(|c| odd(*c)) {
                    let message = format!("this text has a control character, U+{:04X}", u32::from(sign));
                    let place = Place::Field(r.id, self.at.clone());
                    let help = "remove it; it is often left over from copying";
                    r.fault(Diagnostic::new(&manual::BAD_VALUE, place, message).help(help));
                    return Some(text.chars().filter(|c| !odd(*c)).collect());
                }
                Some(text.clone())
            }
            Value::Number(number) => Some(number.to_string()),
            _ => {
                r.wrong_type(self, "text");
                None
            }
        }
    }

    pub(crate) fn located_text(&self, r: &mut Reader<'_>) -> Option<Located<String>> {
        Some(Located { value: self.text(r)?, at: self.at.clone() })
    }

    /// Whether it is a truth value.
    pub(crate) fn is_flag(&self) -> bool {
        matches!(self.value, Value::Bool(_))
    }

    pub(crate) fn flag(&self, r: &mut Reader<'_>) -> Option<bool> {
        let flag = self.value.as_bool();
        if flag.is_none() {
            let meant = match self.value.as_str() {
                Some("true" | "yes" | "on" | "True" | "Yes") => Some("true"),
                Some("false" | "no" | "off" | "False" | "No") => Some("false"),
                _ => None,
            };
            let fault = r.wrongly_typed(self, "`true` or `false`");
            r.fault(fault.maybe_help(meant.map(|meant| format!("write `{meant}`, without quotation marks"))));
        }
        flag
    }

    pub(crate) fn number(&self, r: &mut Reader<'_>) -> Option<f64> {
        let number = self.value.as_f64().filter(|number| number.is_finite());
        if number.is_none() {
            r.wrong_type(self, "a number");
        }
        number
    }

    /// One word out of a list of them.
    pub(crate) fn word<T: Copy>(&self, r: &mut Reader<'_>, all: &[T], name: impl Fn(T) -> &'static str) -> Option<T> {
        let text = self.text(r)?;
        let found = all.iter().copied().find(|item| name(*item) == text);
        if found.is_none() {
            let names: Vec<_> = all.iter().map(|item| name(*item)).collect();
            let help = did_you_mean(&text, names.iter().copied()).unwrap_or_else(|| {
                format!("write one of {}", names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", "))
            });
            let place = Place::Field(r.id, self.at.clone());
            r.fault(Diagnostic::new(&manual::BAD_VALUE, place, format!("`{text}` is not allowed here")).help(help));
        }
        found
    }

    /// An ID of another page.
    pub(crate) fn reference(&self, r: &mut Reader<'_>) -> Option<Reference> {
        self.located_text(r)
    }

    pub(crate) fn date(&self, r: &mut Reader<'_>) -> Option<Date> {
        let text = match self.value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => {
                r.wrong_type(self, "a date");
                return None;
            }
        };
        match Date::parse(&text) {
            Ok(date) => Some(date),
            Err(error) => {
                let place = r.within(self, error.range, text.len());
                r.fault(Diagnostic::new(&manual::BAD_DATE, place, error.message).help(error.help));
                None
            }
        }
    }

    /// A date, or a map of a date and its other forms.
    pub(crate) fn stated_date(&self, r: &mut Reader<'_>) -> Option<Located<StatedDate>> {
        let at = self.at.clone();
        let Some(mut fields) = self.as_fields() else {
            let date = self.date(r)?;
            return Some(Located { value: StatedDate { date, julian: None, as_written: None }, at });
        };
        let date = fields.require(r, "date").and_then(|node| node.date(r));
        let julian = fields.take("julian").and_then(|node| Some((node.text(r)?, node)));
        let as_written = fields.take("as_written").and_then(|node| node.text(r));
        fields.finish(r, "a date");
        let date = date?;
        if let Some((written, node)) = &julian {
            check_julian(r, &date, written, node);
        }
        Some(Located { value: StatedDate { date, julian: julian.map(|(text, _)| text), as_written }, at })
    }

    /// Sources: `"key"`, `"key, locator"`, or a list of them.
    pub(crate) fn cites(&self, r: &mut Reader<'_>) -> Vec<Located<Cite>> {
        let mut cites = Vec::new();
        for node in self.items(r) {
            let Some(text) = node.text(r) else { continue };
            match parse_cite(&text) {
                Ok(value) => cites.push(Located { value, at: node.at }),
                Err(error) => {
                    let place = Place::Field(r.id, node.at);
                    r.fault(
                        Diagnostic::new(&manual::BAD_CITATION, place, error.message)
                            .help("write `\"key\"` or `\"key, art. 2\"`; a semicolon separates nothing here: use two items"),
                    );
                }
            }
        }
        cites
    }

    /// Names by language tag.
    pub(crate) fn names(&self, r: &mut Reader<'_>) -> Vec<Name> {
        let Some(fields) = self.fields(r, "names by language tag, such as `ru: Итуруп`") else { return Vec::new() };
        let mut names = Vec::new();
        for (language, node) in fields.into_entries(r) {
            if !crate::config::is_language_tag(&language) {
                let place = Place::Key(r.id, node.at.clone());
                r.fault(
                    Diagnostic::new(&manual::BAD_LANGUAGE_TAG, place, format!("`{language}` is not a language tag"))
                        .help("write a BCP 47 tag: `ru`, `ja`, `ja-Latn` for Japanese in Latin letters, `ain` for Ainu"),
                );
                continue;
            }
            for item in node.items(r) {
                if let Some(name) = item.text(r) {
                    names.push(Name { language: language.clone(), name });
                }
            }
        }
        names
    }
}

impl<'v> Fields<'v> {
    /// The value under a key, if it stands there and is not empty.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Node<'v>> {
        self.asked.push(key);
        let value = self.entries.get(key)?;
        (!value.is_null()).then(|| Node { value, at: self.at.key(key) })
    }

    /// The value under a key that must stand there.
    pub(crate) fn require(&mut self, r: &mut Reader<'_>, key: &'static str) -> Option<Node<'v>> {
        let node = self.take(key);
        if node.is_none() {
            let place = match self.at.segments() {
                [] => Place::Field(r.id, FieldPath::top().key(key)),
                _ => Place::Field(r.id, self.at.clone()),
            };
            let diagnostic = Diagnostic::new(&manual::MISSING_KEY, place, format!("`{key}` is missing"));
            r.fault(diagnostic.help(format!("add a line `{key}: …`")));
        }
        node
    }

    /// Whether a key stands here at all.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Everything that has not been asked for is a fault.
    pub(crate) fn finish(self, r: &mut Reader<'_>, of: &str) {
        for (key, _) in self.entries {
            let Value::String(key) = key else {
                let place = Place::Field(r.id, self.at.clone());
                r.fault(Diagnostic::new(
                    &manual::WRONG_TYPE,
                    place,
                    format!("expected a word as key, found {}", describe(key)),
                ));
                continue;
            };
            if self.asked.contains(&key.as_str()) {
                continue;
            }
            let place = Place::Key(r.id, self.at.key(key.clone()));
            let help = match nearest(key, self.asked.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let mut known = self.asked.clone();
                    known.sort_unstable();
                    format!("known here: {}", known.join(", "))
                }
            };
            r.fault(Diagnostic::new(&manual::UNKNOWN_KEY, place, format!("{of} has no key `{key}`")).help(help));
        }
    }

    /// Treats these keys as known.
    pub(crate) fn ignore(&mut self, keys: &[&'static str]) {
        self.asked.extend_from_slice(keys);
    }

    /// Keys not asked for yet.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &'v str> {
        let asked = self.asked.clone();
        self.entries.keys().filter_map(Value::as_str).filter(move |key| !asked.contains(key))
    }

    /// All entries, in the order written.
    pub(crate) fn into_entries(self, r: &mut Reader<'_>) -> Vec<(String, Node<'v>)> {
        let mut entries = Vec::new();
        for (key, value) in self.entries {
            match key {
                Value::String(key) => entries.push((key.clone(), Node { value, at: self.at.key(key.clone()) })),
                other => {
                    let place = Place::Field(r.id, self.at.clone());
                    r.fault(Diagnostic::new(
                        &manual::WRONG_TYPE,
                        place,
                        format!("expected a word as key, found {}", describe(other)),
                    ));
                }
            }
        }
        entries
    }
}

fn check_julian(r: &mut Reader<'_>, date: &Date, written: &str, node: &Node<'_>) {
    let parts: Vec<&str> = written.split('-').collect();
    let day = match parts.as_slice() {
        [year, month, day] => match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => Day::from_julian(year, month, day),
            _ => None,
        },
        _ => None,
    };
    let place = Place::Field(r.id, node.at.clone());
    let Some(day) = day else {
        let message = format!("`{written}` is no day of the Julian calendar");
        r.fault(Diagnostic::new(&manual::BAD_DATE, place, message).help("write it as `1855-01-26`"));
        return;
    };
    if date.exact_day() != Some(day) {
        let message = format!("Julian `{written}` is `{day}` in the Gregorian calendar, not `{date}`");
        r.fault(
            Diagnostic::new(&manual::JULIAN_MISMATCH, place, message)
                .help("the difference is 11 days from 1700-03-11, 12 from 1800-03-13, 13 from 1900-03-14 (Gregorian)"),
        );
    }
}

/// Where a key stands for the second time, at the beginning of a line or after `{` or `,`.
fn second_key(text: &str, key: &str) -> Option<Range<usize>> {
    let mut seen = 0;
    for (at, _) in text.match_indices(key) {
        let before = text[..at].trim_end_matches([' ', '"', '\'', '-']);
        let after = text[at + key.len()..].trim_start_matches(['"', '\'']);
        if (before.is_empty() || before.ends_with(['\n', '{', ','])) && after.starts_with(':') {
            seen += 1;
            if seen == 2 {
                return Some(at..at + key.len());
            }
        }
    }
    None
}

/// Signs that may not stand in YAML (YAML 1.2, 5.1).
fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')) || is_noncharacter(c)
}

/// Signs that stand for nothing, ever.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn describe(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.chars().count() <= 40 => format!("the text `{text}`"),
        Value::String(_) => "text".to_owned(),
        Value::Sequence(_) => "a list".to_owned(),
        Value::Mapping(_) => "a map of keys".to_owned(),
        Value::Tagged(_) => "a YAML tag".to_owned(),
    }
}
