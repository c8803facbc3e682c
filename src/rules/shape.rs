//! A territory is a leaf or a group, never both and never part of itself.

use std::collections::BTreeSet;

use super::Book;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::{Facts, Kind, Reference, Territory};
use crate::manual;

pub(super) fn check(book: Book<'_>, found: &mut Vec<Diagnostic>) {
    for (_, entity) in book.atlas.of_kind(Kind::Territory) {
        let Facts::Territory(territory) = &entity.facts else { continue };
        let mut fault = |at: &crate::domain::FieldPath, message: String, help: &str| {
            let place = Place::Field(entity.source, at.clone());
            found.push(Diagnostic::new(&manual::TERRITORY_SHAPE, place, message).help(help));
        };
        if let (Some(part), false) = (territory.parts.first(), territory.extents.is_empty()) {
            fault(
                &part.at,
                format!("`{}` has both `parts` and `extents`", entity.id),
                "`parts` is what everybody agrees on, `extents` what each party says; keep one of the two",
            );
        }
        if let (Some(start), false) = (territory.start.first(), territory.is_leaf()) {
            fault(
                &start.at,
                format!("`{}` is a group, and a group is held through its leaves", entity.id),
                "move `start` to the pages of its leaves",
            );
        }
        let mut readers = BTreeSet::new();
        for extent in &territory.extents {
            if !readers.insert(extent.by.value.as_str()) {
                let message = format!("`{}` has two readings of the extent of `{}`", extent.by.value, entity.id);
                fault(&extent.by.at, message, "keep one of the two");
            }
        }
        for part in parts(territory) {
            if reaches(book, &part.value, &entity.id) {
                let message = format!("`{}` is part of itself by way of `{}`", entity.id, part.value);
                fault(&part.at, message, "remove one of the parts that lead round");
            }
        }
    }
}

fn parts(territory: &Territory) -> impl Iterator<Item = &Reference> {
    territory.parts.iter().chain(territory.extents.iter().flat_map(|extent| &extent.parts))
}

fn reaches(book: Book<'_>, from: &str, wanted: &str) -> bool {
    let mut open = vec![from.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if id == wanted {
            return true;
        }
        if !seen.insert(id.clone()) {
            continue;
        }
        if let Some(Facts::Territory(territory)) = book.atlas.find_kind(Kind::Territory, &id).map(|entity| &entity.facts) {
            open.extend(parts(territory).map(|part| part.value.clone()));
        }
    }
    false
}
