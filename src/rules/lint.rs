//! Words that take sides, from the book's own list, where they are nobody's but the editors'.
//!
//! Inside quotations, positions, code and the names of things they are somebody's, and are left alone.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Book;
use crate::atlas::Entity;
use crate::config::Term;
use crate::diagnostic::{Diagnostic, Place};
use crate::manual;
use crate::parse::Body;
use crate::source::{SourceId, Span};

pub(super) fn page(book: Book<'_>, entity: &Entity, found: &mut Vec<Diagnostic>) {
    let terms = &book.config.lint.terms;
    if terms.is_empty() {
        return;
    }
    for (source, body) in entity.bodies() {
        prose(book, source, body, terms, found);
    }
    let summary = &entity.common.summary;
    for (term, _) in unquoted(summary, terms) {
        let place = Place::Field(entity.source, crate::domain::FieldPath::top().key("summary"));
        found.push(fault(term, place));
    }
}

fn prose(book: Book<'_>, source: SourceId, body: &Body, terms: &[Term], found: &mut Vec<Diagnostic>) {
    let text = &book.sources.get(source).text[body.start..];
    let lower = text.to_lowercase();
    if !terms.iter().any(|term| lower.contains(&term.term.to_lowercase())) {
        return;
    }
    let mut quoted = 0_usize;
    let (mut opened, mut read) = (Quotes::default(), 0);
    for (event, range) in crate::parse::events(text) {
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::CodeBlock(_)) => quoted += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::CodeBlock) => quoted = quoted.saturating_sub(1),
            Event::Text(_) if quoted == 0 => {
                // Quotation marks may enclose several pieces of inline text, so their state is that of the whole paragraph.
                let between = text.get(read..range.start).unwrap_or_default();
                match between.rfind("\n\n") {
                    Some(at) => opened = depth(&between[at + 2..]),
                    None => between.chars().for_each(|c| opened.read(c)),
                }
                read = range.start;
                for (term, at) in unquoted_from(&text[range.clone()], terms, opened) {
                    let start = body.start + range.start;
                    found.push(fault(term, Place::Span(Span::new(source, start + at.start..start + at.end))));
                }
            }
            _ => {}
        }
    }
}

fn fault(term: &Term, place: Place) -> Diagnostic {
    let advice = term.advice.clone().unwrap_or_else(|| "choose a word that takes no side".to_owned());
    Diagnostic::new(&manual::LOADED_TERM, place, format!("`{}` takes sides", term.term))
        .help(format!("{advice}; inside quotation marks or a position it may stand"))
}

fn unquoted<'t>(text: &str, terms: &'t [Term]) -> Vec<(&'t Term, Range<usize>)> {
    unquoted_from(text, terms, Quotes::default())
}

#[derive(Clone, Copy, Default)]
struct Quotes {
    nested: usize,
    straight: bool,
}

impl Quotes {
    fn read(&mut self, c: char) {
        match c {
            '“' | '«' | '「' | '『' | '„' => self.nested += 1,
            '”' | '»' | '」' | '』' => self.nested = self.nested.saturating_sub(1),
            '"' => self.straight = !self.straight,
            _ => {}
        }
    }

    fn open(self) -> bool {
        self.nested > 0 || self.straight
    }
}

fn depth(text: &str) -> Quotes {
    let mut quotes = Quotes::default();
    text.chars().for_each(|c| quotes.read(c));
    quotes
}

fn unquoted_from<'t>(text: &str, terms: &'t [Term], opened: Quotes) -> Vec<(&'t Term, Range<usize>)> {
    let mut found = Vec::new();
    for term in terms {
        let wanted: Vec<char> = term.term.to_lowercase().chars().collect();
        let mut quotes = opened;
        let mut before: Option<char> = None;
        for (at, c) in text.char_indices() {
            let inside = quotes.open();
            quotes.read(c);
            let starts_word = !before.is_some_and(char::is_alphanumeric);
            before = Some(c);
            if inside || !starts_word {
                continue;
            }
            let mut rest = text[at..].chars();
            let matched: usize =
                rest.by_ref().zip(&wanted).take_while(|(c, wanted)| c.to_lowercase().eq(std::iter::once(**wanted))).count();
            if matched < wanted.len() {
                continue;
            }
            let length: usize = text[at..].chars().take(wanted.len()).map(char::len_utf8).sum();
            let ends_word = !text[at + length..].chars().next().is_some_and(char::is_alphanumeric);
            if ends_word {
                found.push((term, at..at + length));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let terms =
            [Term { term: "liberated".to_owned(), advice: None }, Term { term: "освобождён".to_owned(), advice: None }];
        unquoted(text, &terms).into_iter().map(|(_, range)| text[range].to_owned()).collect()
    }

    #[test]
    fn terms_are_found_as_whole_words_in_any_case() {
        assert_eq!(words("The island was Liberated in 1945."), ["Liberated"]);
        assert_eq!(words("Остров был освобождён."), ["освобождён"]);
        assert!(words("The deliberated unliberatedness.").is_empty());
    }

    #[test]
    fn quotations_are_their_speakers_own() {
        assert!(words("The decree says “liberated”, «освобождён», \"liberated\".").is_empty());
    }
}
