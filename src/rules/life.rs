//! A treaty is signed before it is ratified, ratified before ratifications are exchanged, and in force before it ends.
//!
//! Exchange is not held to come before entry into force: Portsmouth (1905) and Beijing (1925) were in force by notice weeks
//! before the instruments were exchanged.

use super::Book;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::{Answer, Facts, Located, StatedDate};
use crate::manual;
use crate::source::SourceId;

pub(super) fn check(book: Book<'_>, found: &mut Vec<Diagnostic>) {
    for (_, entity) in book.atlas.entities() {
        match &entity.facts {
            Facts::Treaty(treaty) => {
                let ratified: Vec<_> = treaty.ratified.iter().map(|ratification| &ratification.date).collect();
                let one = |date: &'_ Option<Located<StatedDate>>| date.clone().into_iter().collect::<Vec<_>>();
                let ratified: Vec<_> = ratified.into_iter().cloned().collect();
                let stages = [
                    ("signature", one(&treaty.signed)),
                    ("ratification", ratified),
                    ("exchange of ratifications", one(&treaty.exchanged)),
                    ("entry into force", one(&treaty.in_force)),
                    ("end", one(&treaty.ended)),
                ];
                for (earlier, later) in [(0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (3, 4)] {
                    for first in &stages[earlier].1 {
                        for second in &stages[later].1 {
                            compare(entity.source, (stages[earlier].0, first), (stages[later].0, second), found);
                        }
                    }
                }
            }
            Facts::Era(era) => {
                if let (Some(start), Some(end)) = (&era.start, &era.end) {
                    compare(entity.source, ("beginning", start), ("end", end), found);
                }
            }
            Facts::Party(party) => {
                if let (Some(start), Some(end)) = (&party.start, &party.end) {
                    compare(entity.source, ("beginning", start), ("end", end), found);
                }
            }
            Facts::Person(person) => {
                if let (Some(born), Some(died)) = (&person.born, &person.died) {
                    compare(entity.source, ("birth", born), ("death", died), found);
                }
                for office in &person.offices {
                    if let (Some(from), Some(until)) = (&office.from, &office.until) {
                        compare(entity.source, ("beginning", from), ("end", until), found);
                    }
                }
            }
            Facts::Dispute(dispute) => {
                for position in &dispute.positions {
                    if let (Some(since), Some(until)) = (&position.since, &position.until) {
                        compare(entity.source, ("beginning", since), ("end", until), found);
                    }
                }
            }
            _ => {}
        }
    }
}

type Stage<'a> = (&'static str, &'a Located<StatedDate>);

fn compare(source: SourceId, (first, earlier): Stage<'_>, (second, later): Stage<'_>, found: &mut Vec<Diagnostic>) {
    if later.value.date.before(&earlier.value.date) == Answer::Yes {
        let message = format!("{second} on `{}` comes before {first} on `{}`", later.value.date, earlier.value.date);
        found.push(
            Diagnostic::new(&manual::LIFE_ORDER, Place::Field(source, later.at.clone()), message)
                .help("one of the two dates is wrong")
                .related(Place::Field(source, earlier.at.clone()), format!("{first} is here")),
        );
    }
}
