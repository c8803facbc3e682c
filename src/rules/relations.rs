//! No instrument supersedes itself, however long the way round.

use std::collections::BTreeSet;

use super::Book;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::{Facts, Kind, Relation, RelationKind};
use crate::manual;

pub(super) fn check(book: Book<'_>, found: &mut Vec<Diagnostic>) {
    let mut reported: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for (_, entity) in book.atlas.of_kind(Kind::Treaty) {
        let Some(way) = way_back(book, &entity.id) else { continue };
        // A circle of three is one fault, not three.
        if !reported.insert(way.iter().copied().collect()) {
            continue;
        }
        let Some(relation) = supersedes(book, &entity.id).next() else { continue };
        let mut names: Vec<String> = way.iter().map(|id| format!("`{id}`")).collect();
        names.push(format!("`{}`", entity.id));
        let message = format!("a treaty supersedes itself: {}", names.join(" supersedes "));
        let place = Place::Field(entity.source, relation.treaty.at.clone());
        found.push(
            Diagnostic::new(&manual::RELATION_CYCLE, place, message)
                .help("the later instrument supersedes the earlier one; remove the other relation"),
        );
    }
}

fn supersedes<'a>(book: Book<'a>, id: &str) -> impl Iterator<Item = &'a Relation> {
    let relations = match book.atlas.find_kind(Kind::Treaty, id).map(|entity| &entity.facts) {
        Some(Facts::Treaty(treaty)) => treaty.relations.as_slice(),
        _ => &[],
    };
    relations.iter().filter(|relation| relation.kind == RelationKind::Supersedes)
}

/// The shortest way along `supersedes` from a treaty back to itself.
fn way_back<'a>(book: Book<'a>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut ways: std::collections::VecDeque<Vec<&'a str>> = [vec![start]].into();
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for relation in supersedes(book, way.last().copied().unwrap_or(start)) {
            let next = relation.treaty.value.as_str();
            if next == start {
                return Some(way);
            }
            if seen.insert(next) {
                let mut longer = way.clone();
                longer.push(next);
                ways.push_back(longer);
            }
        }
    }
    None
}
