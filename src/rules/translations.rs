//! Translations are there and keep up with their originals.

use super::Book;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::{Correction, Date};
use crate::manual;

pub(super) fn check(book: Book<'_>, found: &mut Vec<Diagnostic>) {
    for (_, entity) in book.atlas.entities() {
        for language in book.config.languages().skip(1) {
            let Some(translation) = entity.translations.get(language) else {
                let path = &book.sources.get(entity.source).path;
                let wanted = path.strip_suffix(".md").map(|stem| format!("{stem}.{language}.md")).unwrap_or_default();
                found.push(
                    Diagnostic::new(
                        &manual::MISSING_TRANSLATION,
                        Place::File(entity.source),
                        format!("`{}` has no translation into `{language}`", entity.id),
                    )
                    .help(format!("add `{wanted}`")),
                );
                continue;
            };
            let original = newest(&entity.common.corrections, entity.common.published.as_ref());
            let translated = newest(&translation.words.corrections, translation.words.published.as_ref());
            if let (Some(original), Some(translated)) = (original, translated)
                && translated.certainly_before(original)
            {
                let message = format!("the original was changed on `{original}`, this translation on `{translated}`");
                found.push(
                    Diagnostic::new(&manual::STALE_TRANSLATION, Place::File(translation.source), message)
                        .help("bring it up to date and add an entry to its `corrections`")
                        .related(Place::File(entity.source), "the original"),
                );
            }
        }
    }
}

/// The day of the last correction, or of publication.
fn newest<'a>(corrections: &'a [Correction], published: Option<&'a Date>) -> Option<&'a Date> {
    corrections.iter().map(|correction| &correction.date).chain(published).max_by_key(|date| date.sort_key())
}
