//! Citations and references as the book's style of CSL wants them.
//!
//! Formatting is dear: a full note in Chicago's style takes half a millisecond, and a book has thousands. So nothing is formatted for
//! a page. Each source is formatted once for each language and each *form* that some page needs: its reference, and its citation as
//! the first or a later one, with or without its author, with places of one sort (`p.`, `arts.` …). Places, numbers of sources and
//! numbers of notes are left open in a form and filled in for each citation, which costs no more than copying the text. Forms are
//! made when they are asked for, by whichever thread asks, and kept.
//!
//! Where the style is one of authors and dates, sources that would look alike (`MOFA 2001`) are formatted together, so that the
//! library tells them apart (`2001a`, `2001b`): over the whole bibliography of the book, so that a source looks the same on every page.
//! Where it is one of numbers, a page numbers its sources in the order in which it first mentions them.

mod flaw;
mod form;
mod item;
mod locale;
mod locator;
mod markup;
mod narrow;
mod style;

use std::cmp::Ordering;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;

use form::{Edition, Variant};
pub(crate) use locale::read as locale;
use locator::Label;
use markup::Piece;
pub use style::DEFAULT;
use style::Ready;
pub(crate) use style::{Chosen, choose};

use crate::atlas::Atlas;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::{Citation, Mode};
use crate::html::escape;
use crate::manual;
use crate::parse::Entry as Source;

/// How the book cites, and what has been formatted so far.
#[derive(Debug)]
pub struct Citations {
    chosen: Option<Chosen>,
    ready: OnceLock<Option<Ready>>,
    editions: BTreeMap<String, Edition>,
}

impl Citations {
    /// For a book of these languages and so many sources. Nothing is formatted yet.
    pub(crate) fn new<'l>(chosen: Option<Chosen>, languages: impl Iterator<Item = &'l str>, sources: usize) -> Self {
        let editions = languages.map(|language| (language.to_owned(), Edition::new(language, sources))).collect();
        Self { chosen, ready: OnceLock::new(), editions }
    }

    /// What is needed to cite in a language; none where the book's style cannot be used, which has been reported.
    pub(crate) fn desk<'a>(&'a self, atlas: &'a Atlas, language: &str) -> Option<Desk<'a>> {
        let ready = self.ready.get_or_init(|| self.chosen.as_ref().and_then(Ready::new)).as_ref()?;
        let edition = self.editions.get(language)?;
        Some(Desk { ready, edition, atlas, entries: atlas.bibliography() })
    }

    /// Sources that the library could not format, as faults of the book.
    pub(crate) fn faults(&self, atlas: &Atlas) -> Vec<Diagnostic> {
        let Some(file) = atlas.bibliography_source() else { return Vec::new() };
        let failed: BTreeSet<String> = self.editions.values().flat_map(Edition::failed).collect();
        let entries = failed.iter().filter_map(|key| atlas.source(key));
        entries
            .map(|entry| {
                let message = format!("`{}` cannot be formatted in the style of the book", entry.key);
                Diagnostic::new(&manual::BAD_SOURCE, Place::Field(file, entry.at.key("id")), message)
                    .help("look for unusual signs, numbers or dates in this entry, or choose another style")
            })
            .collect()
    }
}

/// A style, a language and the sources: what a page needs to cite.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    ready: &'a Ready,
    edition: &'a Edition,
    atlas: &'a Atlas,
    entries: &'a [Source],
}

/// What a page has cited so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Sources in the order of their first mention.
    order: Vec<usize>,
    /// Their numbers, from 1.
    numbers: BTreeMap<usize, usize>,
    /// The notes that first cite them.
    notes: BTreeMap<usize, usize>,
}

impl Seen {
    /// Notes that a source is mentioned, and tells its number.
    fn mention(&mut self, source: usize) -> usize {
        let next = self.order.len() + 1;
        let number = *self.numbers.entry(source).or_insert(next);
        if number == next {
            self.order.push(source);
        }
        number
    }
}

/// Where a citation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stand {
    /// In the text.
    Text,
    /// Alone in the note of this number.
    Note(usize),
    /// Among the words of the author's note of this number.
    Within(usize),
}

impl<'a> Desk<'a> {
    /// Whether citations of the text are notes.
    pub(crate) fn notes(&self) -> bool {
        self.ready.notes
    }

    /// Whether sources are numbered, page by page.
    pub(crate) fn numbers(&self) -> bool {
        self.ready.numeric
    }

    /// Notes that a page mentions a source outside its text.
    pub(crate) fn mention(&self, key: &str, seen: &mut Seen) {
        if let Some(source) = self.atlas.source_index(key) {
            seen.mention(source);
        }
    }

    /// Citations that stand in one bracket, as HTML.
    pub(crate) fn cite(&self, citations: &[Citation], stand: Stand, seen: &mut Seen) -> String {
        let layout = &self.ready.later.citation.layout;
        let mut html = String::new();
        for citation in citations {
            let Some(source) = self.atlas.source_index(&citation.key) else { continue };
            let opens = html.is_empty();
            if !opens {
                html.push_str(&escape(layout.delimiter.as_deref().unwrap_or("; ")));
            }
            let one = self.one(citation, source, stand, seen);
            // The first word of a note is a capital one.
            let capital = opens && matches!(stand, Stand::Note(_)) && !citation.prefix.is_empty();
            html.push_str(&if capital { self::capital(&one) } else { one });
        }
        match stand {
            Stand::Within(_) => html,
            Stand::Text => {
                let formatting = form::formatting(layout);
                let affix = |affix: Option<&str>| affix.map(|a| markup::formatted(a, formatting)).unwrap_or_default();
                format!("{}{html}{}", affix(self.ready.prefix.as_deref()), affix(self.ready.suffix.as_deref()))
            }
            Stand::Note(_) => {
                let suffix = self.ready.suffix.as_deref().unwrap_or(".");
                format!("{}{}", escape(self.ready.prefix.as_deref().unwrap_or_default()), self.closed(html, suffix))
            }
        }
    }

    fn one(&self, citation: &Citation, source: usize, stand: Stand, seen: &mut Seen) -> String {
        let number = seen.mention(source);
        let first = match stand {
            Stand::Text => true,
            Stand::Note(note) | Stand::Within(note) => match seen.notes.entry(source) {
                Entry::Vacant(free) => {
                    free.insert(note);
                    true
                }
                Entry::Occupied(_) => false,
            },
        };
        let place = locator::parse(&citation.locator);
        let without_author = citation.mode == Mode::WithoutAuthor;
        let cite = |without_author, label| self.form(source, Variant::Cite { first, label, without_author });
        let mut form = cite(without_author, place.label);
        if without_author && form.pieces.is_empty() {
            form = cite(false, place.label);
        }
        let fill = Fill {
            key: &self.entries[source].key,
            place: &place.text,
            number: Some(number),
            note: seen.notes.get(&source).copied(),
        };
        let mut html = fill.linked(&form.pieces);
        if place.label.is_some() && !form.pieces.contains(&Piece::Locator) {
            // The style has no room for places, or none for this sort.
            html = format!("{html}, {}", escape(citation.locator.trim_end_matches([',', ' '])));
        } else if !place.rest.is_empty() {
            html = format!("{html}, {}", escape(&place.rest));
        }
        match citation.prefix.as_str() {
            "" => html,
            prefix => format!("{} {html}", escape(prefix)),
        }
    }

    /// The reference to a source of this position in the bibliography, as HTML, numbered where the style numbers.
    pub(crate) fn reference(&self, source: usize, number: Option<usize>) -> String {
        let form = self.form(source, Variant::Reference);
        let fill = Fill { key: &self.entries[source].key, place: "", number, note: None };
        fill.plain(&form.pieces)
    }

    /// The sources that a page has mentioned, by position in the bibliography: by number where the style numbers, else as they are
    /// sorted.
    pub(crate) fn mentioned(&self, seen: &Seen) -> Vec<(usize, Option<usize>)> {
        let mut sources = seen.order.clone();
        if !self.ready.numeric {
            self.sort(&mut sources);
        }
        sources.into_iter().map(|source| (source, seen.numbers.get(&source).copied())).collect()
    }

    /// All sources of the book in their order.
    pub(crate) fn all(&self) -> Vec<usize> {
        use rayon::prelude::*;
        let mut sources: Vec<usize> = (0..self.entries.len()).collect();
        sources.par_iter().for_each(|source| {
            self.form(*source, Variant::Reference);
        });
        self.sort(&mut sources);
        sources
    }

    /// Sorts as a reader expects who looks up what stands first in each reference: its author, or else its title; then as it goes on.
    /// These are the keys by which styles sort.
    fn sort(&self, sources: &mut [usize]) {
        let collator = self.edition.collator();
        sources.sort_by_cached_key(|source| Sorted {
            text: self.form(*source, Variant::Reference).sort.clone(),
            key: self.entries[*source].key.clone(),
            collator,
        });
    }

    fn form(&self, source: usize, variant: Variant) -> Arc<form::Form> {
        self.edition.form(self, source, variant)
    }

    /// Ends a note with the style's sign, inside a closing quotation mark where the language wants it there.
    fn closed(&self, mut html: String, suffix: &str) -> String {
        let visible = |html: &str| {
            let mut end = html.len();
            while html[..end].ends_with('>') {
                match html[..end].rfind('<') {
                    Some(open) if html[open..end].starts_with("</") => end = open,
                    _ => break,
                }
            }
            end
        };
        let end = visible(&html);
        let last = html[..end].chars().next_back();
        let Some(sign) = suffix.chars().next() else { return html };
        if last.is_some_and(|last| last == sign || matches!(last, '.' | '?' | '!' | '。') && sign == '.') {
            return html;
        }
        if self.edition.english() && last == Some('”') && matches!(sign, '.' | ',') {
            let before = html[..end - '”'.len_utf8()].chars().next_back();
            if before.is_some_and(|before| matches!(before, '.' | '?' | '!')) {
                return html;
            }
            html.insert_str(end - '”'.len_utf8(), suffix);
            return html;
        }
        html.push_str(&escape(suffix));
        html
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// What is put into the open places of a form.
struct Fill<'a> {
    key: &'a str,
    place: &'a str,
    number: Option<usize>,
    note: Option<usize>,
}

impl Fill<'_> {
    fn piece(&self, piece: &Piece) -> String {
        match piece {
            Piece::Html(html) | Piece::Link(html) => html.clone(),
            Piece::Locator => escape(&dashes(self.place)),
            Piece::Number => self.number.map(|number| number.to_string()).unwrap_or_default(),
            Piece::FirstNote => match self.note {
                Some(note) => format!("<a href=\"#_fn-{note}\">{note}</a>"),
                None => String::new(),
            },
        }
    }

    fn plain(&self, pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| self.piece(piece)).collect()
    }

    /// The same with its beginning, up to the place or the first link, as a link to the reference at the foot of the page.
    fn linked(&self, pieces: &[Piece]) -> String {
        let end = pieces.iter().position(|piece| matches!(piece, Piece::Locator | Piece::Link(_) | Piece::FirstNote));
        let (head, tail) = pieces.split_at(end.unwrap_or(pieces.len()));
        let (head, tail) = (self.plain(head), self.plain(tail));
        let open = head.trim_end_matches([' ', ',', ':', '(', '\u{a0}']);
        // What the word before a place is, belongs to the place.
        let label = if tail.is_empty() { open.len() } else { before_label(open).unwrap_or(open.len()) };
        let (link, between) = head.split_at(label);
        if link.is_empty() {
            return format!("<a href=\"#_ref-{}\">{between}{tail}</a>", escape(self.key));
        }
        format!("<a href=\"#_ref-{}\">{link}</a>{between}{tail}", escape(self.key))
    }
}

/// Where a text ends before the label of a place that follows a comma: `, art.`, `,” chaps.` An American comma stays within the quotes.
fn before_label(text: &str) -> Option<usize> {
    let (before, word) = text.rsplit_once(' ')?;
    let is_label = word.chars().count() <= 8 && word.ends_with('.') && !word.contains(['<', '”']);
    let end = before.strip_suffix(',').unwrap_or(before);
    let follows_comma = end.len() < before.len() || [",”", ",’"].iter().any(|quoted| before.ends_with(quoted));
    (is_label && follows_comma).then_some(end.len())
}

/// Hyphens between figures as dashes.
fn dashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let range = c == '-' && before.is_ascii_digit() && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if range { '–' } else { c });
        before = c;
    }
    out
}

/// A reference among others.
struct Sorted<'a> {
    text: String,
    key: String,
    collator: &'a CollatorBorrowed<'static>,
}

impl Ord for Sorted<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.collator.compare(&self.text, &other.text).then_with(|| self.key.cmp(&other.key))
    }
}

impl PartialOrd for Sorted<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Sorted<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Sorted<'_> {}

/// The order of words in a language.
fn collator(tag: &str) -> CollatorBorrowed<'static> {
    let locale: icu_locale_core::Locale = tag.parse().unwrap_or(icu_locale_core::Locale::UNKNOWN);
    let options = CollatorOptions::default();
    icu_collator::Collator::try_new(locale.into(), options)
        .or_else(|_| icu_collator::Collator::try_new(icu_locale_core::Locale::UNKNOWN.into(), options))
        .expect("the root collation is compiled in")
}

#[cfg(test)]
mod tests;
