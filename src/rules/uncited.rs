//! Every paragraph that states facts names its source, where the book asks for that.
//!
//! Plain pages speak about the book itself and are left alone; so are quotations and alerts, in which editors address the reader.

use super::Book;
use crate::atlas::Entity;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::Kind;
use crate::manual;

pub(super) fn page(book: Book<'_>, entity: &Entity, found: &mut Vec<Diagnostic>) {
    if !book.config.lint.uncited_paragraphs || entity.kind == Kind::Page {
        return;
    }
    for span in entity.bodies().flat_map(|(_, body)| &body.uncited) {
        found.push(
            Diagnostic::new(&manual::UNCITED_PARAGRAPH, Place::Span(*span), "no source is named for this")
                .help("add `[@key, p. 3]`; what is said about the book itself belongs into a note: `> [!NOTE]`"),
        );
    }
}
