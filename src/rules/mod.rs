//! What makes a book wrong although every page of it can be read: one rule a file, each a function of the atlas.

mod active;
mod eras;
mod life;
mod lifetimes;
mod lint;
mod modes;
mod relations;
mod shape;
mod sourcing;
mod translations;
mod uncited;
mod unlinked;

use std::sync::Arc;

use rayon::prelude::*;

use crate::atlas::{Atlas, Entity, EntityId, News};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// What a rule looks at.
#[derive(Clone, Copy)]
pub(crate) struct Book<'a> {
    pub(crate) atlas: &'a Atlas,
    pub(crate) sources: &'a Sources,
    pub(crate) config: &'a Config,
}

/// A rule reports what it finds wrong.
type Rule = fn(Book<'_>, &mut Vec<Diagnostic>);

/// A rule for each page by itself.
type PageRule = fn(Book<'_>, &Entity, &mut Vec<Diagnostic>);

/// Rules for which nothing counts but what pages state as facts.
const OF_FACTS: &[Rule] = &[life::check, relations::check, lifetimes::check, modes::check, shape::check, eras::check];

/// Rules that look at the book as a whole.
const OF_BOOK: &[Rule] = &[sourcing::check, unlinked::check, translations::check, active::check];

/// Rules that look at one page and at nothing else.
const OF_PAGE: &[PageRule] = &[sourcing::page, lint::page, uncited::page];

/// What rules found that need not be asked again as long as what they look at stays the same.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    of_facts: Vec<Diagnostic>,
    /// By the places of entities.
    of_pages: Vec<Arc<[Diagnostic]>>,
}

/// Checks the book by every rule. Their order does not matter: reports are sorted. `before` is what they found in an earlier atlas of
/// the same entities.
pub(crate) fn check(
    atlas: &Atlas,
    sources: &Sources,
    config: &Config,
    before: Option<(&Findings, &Atlas, &News)>,
) -> (Findings, Vec<Diagnostic>) {
    let book = Book { atlas, sources, config };
    let all = |rules: &[Rule]| {
        let mut found = Vec::new();
        rules.iter().for_each(|rule| rule(book, &mut found));
        found
    };
    let of_facts = match before.filter(|(.., news)| news.same_facts) {
        Some((findings, ..)) => findings.of_facts.clone(),
        None => all(OF_FACTS),
    };
    let entities: Vec<(EntityId, &Entity)> = atlas.entities().collect();
    let of_page = |(id, entity): (EntityId, &Entity)| -> Arc<[Diagnostic]> {
        let known = before.filter(|(_, then, _)| then.get(id).says_as(entity));
        if let Some(known) = known.and_then(|(findings, ..)| findings.of_pages.get(id.index())) {
            return Arc::clone(known);
        }
        let mut found = Vec::new();
        OF_PAGE.iter().for_each(|rule| rule(book, entity, &mut found));
        found.into()
    };
    let of_pages: Vec<_> = entities.into_par_iter().map(of_page).collect();
    let mut found = all(OF_BOOK);
    found.extend(of_facts.iter().chain(of_pages.iter().flat_map(|found| found.iter())).cloned());
    (Findings { of_facts, of_pages }, found)
}
