//! Treaties and events have sources, and sources are there to be cited.

use super::Book;
use crate::atlas::Entity;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::Kind;
use crate::manual;

pub(super) fn page(_: Book<'_>, entity: &Entity, found: &mut Vec<Diagnostic>) {
    if matches!(entity.kind, Kind::Treaty | Kind::Event)
        && !entity.common.title.is_empty()
        && entity.common.cite.is_empty()
        && entity.body.citations.is_empty()
    {
        let message = format!("`{}` names no source", entity.id);
        found.push(
            Diagnostic::new(&manual::NO_SOURCE, Place::File(entity.source), message)
                .help("add `cite: [\"key, art. 2\"]` to the front matter, or `[@key]` to the text"),
        );
    }
}

pub(super) fn check(book: Book<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(file) = book.atlas.bibliography_source() {
        for entry in book.atlas.bibliography() {
            if book.atlas.cited_in(&entry.key).next().is_none() {
                let message = format!("nobody cites `{}`", entry.key);
                found.push(
                    Diagnostic::new(&manual::UNCITED_SOURCE, Place::Field(file, entry.at.key("id")), message)
                        .help("cite it where it belongs, or remove it"),
                );
            }
        }
    }
}
