//! An occupation moves control alone, a renunciation title alone: what a mode cannot move, a change may not say it moved.

use super::Book;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::Layer;
use crate::manual;

pub(super) fn check(book: Book<'_>, found: &mut Vec<Diagnostic>) {
    for (_, entity) in book.atlas.entities() {
        for change in entity.facts.changes() {
            let mode = change.mode.value;
            if let Some(layer) = &change.layer
                && !mode.layers().contains(&layer.value)
            {
                let place = Place::Field(entity.source, layer.at.clone());
                let article = if mode.name().starts_with(['a', 'e', 'o']) { "an" } else { "a" };
                let only = mode.layers().first().map_or("", |layer| layer.name());
                found.push(
                    Diagnostic::new(
                        &manual::LAYER_OF_MODE,
                        place,
                        format!("{article} {} does not move {}", mode.name(), layer.value.name()),
                    )
                    .help(format!("it moves {only} alone: write `layer: {only}`, or name another mode")),
                );
            }
            let control_alone = change.layer.as_ref().is_some_and(|layer| layer.value == Layer::Control)
                || mode.layers() == [Layer::Control];
            if control_alone && let Some(viewpoint) = change.viewpoint.first() {
                let place = Place::Field(entity.source, viewpoint.at.clone());
                found.push(
                    Diagnostic::new(
                        &manual::LAYER_OF_MODE,
                        place,
                        "control has no viewpoints: who was there is a matter of fact",
                    )
                    .help("remove `viewpoint`, or say `layer: title`"),
                );
            }
        }
    }
}
