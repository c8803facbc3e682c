//! Every page can be reached from another page's words or facts, not only from an index.

use super::Book;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::Kind;
use crate::manual;

pub(super) fn check(book: Book<'_>, found: &mut Vec<Diagnostic>) {
    for (id, entity) in book.atlas.entities() {
        // The home page and the introductions stand where everybody passes.
        let on_the_way = entity.kind == Kind::Page && (entity.id == "index" || Kind::from_folder(&entity.id).is_some());
        if !on_the_way && book.atlas.backlinks(id).next().is_none() {
            found.push(
                Diagnostic::new(
                    &manual::UNLINKED_PAGE,
                    Place::File(entity.source),
                    format!("no other page mentions `{}`", entity.id),
                )
                .help("link to it from a page that deals with it"),
            );
        }
    }
}
