//! Eras follow on each other: the day on which one ends is the day on which the next begins.

use super::Book;
use crate::atlas::era_bounds;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::Facts;
use crate::manual;

pub(super) fn check(book: Book<'_>, found: &mut Vec<Diagnostic>) {
    for pair in book.atlas.eras().windows(2) {
        let (before, after) = (book.atlas.get(pair[0]), book.atlas.get(pair[1]));
        let (Facts::Era(earlier), Facts::Era(later)) = (&before.facts, &after.facts) else { continue };
        let (Some(start), (Some(start_day), _)) = (&later.start, era_bounds(after)) else { continue };
        let place = Place::Field(after.source, start.at.clone());
        let Some(end) = &earlier.end else {
            found.push(
                Diagnostic::new(
                    &manual::ERA_OVERLAP,
                    place,
                    format!("`{}` begins while `{}` still goes on", after.id, before.id),
                )
                .help(format!("give `{}` an `end`", before.id))
                .related(Place::File(before.source), "the era that goes on"),
            );
            continue;
        };
        let Some(end_day) = end.value.date.start().earliest else { continue };
        let related = Place::Field(before.source, end.at.clone());
        if start_day > end_day.next() {
            let message = format!("no era covers the time from `{}` to `{}`", end.value.date, start.value.date);
            found.push(
                Diagnostic::new(&manual::ERA_GAP, place, message)
                    .help("let one era end on the day on which the next begins")
                    .related(related, format!("`{}` ends here", before.id)),
            );
        } else if start_day < end_day {
            let message = format!(
                "`{}` begins on `{}`, before `{}` ends on `{}`",
                after.id, start.value.date, before.id, end.value.date
            );
            found.push(
                Diagnostic::new(&manual::ERA_OVERLAP, place, message)
                    .help("let one era end on the day on which the next begins")
                    .related(related, format!("`{}` ends here", before.id)),
            );
        }
    }
}
