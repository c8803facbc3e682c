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

use crate::atlas::Atlas;
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

/// All rules. Their order does not matter: reports are sorted.
const RULES: &[Rule] = &[
    life::check,
    relations::check,
    lifetimes::check,
    modes::check,
    shape::check,
    eras::check,
    sourcing::check,
    unlinked::check,
    translations::check,
    lint::check,
    uncited::check,
    active::check,
];

/// Checks the book by every rule.
pub(crate) fn check(atlas: &Atlas, sources: &Sources, config: &Config) -> Vec<Diagnostic> {
    let book = Book { atlas, sources, config };
    let mut found = Vec::new();
    for rule in RULES {
        rule(book, &mut found);
    }
    found
}
