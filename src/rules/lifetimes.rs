//! Nobody signs, fights or holds land before they exist or after they ended.

use super::Book;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::{Date, Facts, Kind, Reference};
use crate::manual;
use crate::source::SourceId;

pub(super) fn check(book: Book<'_>, found: &mut Vec<Diagnostic>) {
    for (_, entity) in book.atlas.entities() {
        let mut act = |party: &Reference, date: Option<&Date>| {
            if let Some(date) = date {
                compare(book, entity.source, party, date, found);
            }
        };
        match &entity.facts {
            Facts::Treaty(treaty) => {
                let signed = treaty.signed.as_ref().map(|signed| &signed.value.date);
                treaty.parties.iter().for_each(|party| act(party, signed));
                let signatories = treaty.signatories.iter().flat_map(|s| s.party.iter().chain(&s.person));
                signatories.for_each(|signatory| act(signatory, signed));
                for ratification in &treaty.ratified {
                    if let Some(party) = &ratification.party {
                        act(party, Some(&ratification.date.value.date));
                    }
                }
            }
            Facts::Event(event) => {
                let date = event.date.as_ref().map(|date| &date.value.date);
                event.parties.iter().chain(&event.people).for_each(|party| act(party, date));
            }
            Facts::Person(person) => {
                for office in &person.offices {
                    for date in [&office.from, &office.until].into_iter().flatten() {
                        office.party.iter().for_each(|party| act(party, Some(&date.value.date)));
                    }
                }
            }
            Facts::Territory(territory) => {
                for start in &territory.start {
                    for party in start.holder.value.parties() {
                        let holder = Reference { value: party.clone(), at: start.holder.at.clone() };
                        act(&holder, Some(&start.from.value.date));
                    }
                }
            }
            Facts::Dispute(dispute) => {
                for position in &dispute.positions {
                    act(&position.by, position.since.as_ref().map(|since| &since.value.date));
                }
            }
            _ => {}
        }
        let default = match &entity.facts {
            Facts::Treaty(treaty) => treaty.in_force.as_ref().or(treaty.signed.as_ref()),
            Facts::Event(event) => event.date.as_ref(),
            _ => None,
        };
        for change in entity.facts.changes() {
            let on = change.on.as_ref().or(default).map(|on| &on.value.date);
            for party in change.to.value.parties() {
                act(&Reference { value: party.clone(), at: change.to.at.clone() }, on);
            }
        }
    }
}

fn compare(book: Book<'_>, source: SourceId, reference: &Reference, date: &Date, found: &mut Vec<Diagnostic>) {
    let mut kinds = [Kind::Party, Kind::Person].into_iter();
    let Some(entity) = kinds.find_map(|kind| book.atlas.find_kind(kind, &reference.value)) else { return };
    let (first, last, began, ended, begins, ends) = match &entity.facts {
        Facts::Party(party) => (&party.start, &party.end, "it began", "it ended", "it begins here", "it ends here"),
        Facts::Person(person) => {
            (&person.born, &person.died, "being born", "dying", "the birth stands here", "the death stands here")
        }
        _ => return,
    };
    let place = || Place::Field(source, reference.at.clone());
    if let Some(start) = first
        && date.certainly_before(&start.value.date)
    {
        let message = format!("`{}` acts on `{date}`, before {began} on `{}`", reference.value, start.value.date);
        found.push(
            Diagnostic::new(&manual::OUTSIDE_LIFETIME, place(), message)
                .maybe_help(other(book, &reference.value, date))
                .related(Place::Field(entity.source, start.at.clone()), begins),
        );
    }
    // A party may act on its last day: the day of a succession is its end.
    if let Some(end) = last
        && end.value.date.certainly_before(date)
    {
        let message = format!("`{}` acts on `{date}`, after {ended} on `{}`", reference.value, end.value.date);
        found.push(
            Diagnostic::new(&manual::OUTSIDE_LIFETIME, place(), message)
                .maybe_help(other(book, &reference.value, date))
                .related(Place::Field(entity.source, end.at.clone()), ends),
        );
    }
}

/// The party of the same line of succession that lived then.
fn other(book: Book<'_>, id: &str, date: &Date) -> Option<String> {
    let alive = |id: &str| {
        let entity = book.atlas.find_kind(Kind::Party, id)?;
        let Facts::Party(party) = &entity.facts else { return None };
        let begun = party.start.as_ref().is_none_or(|start| !date.certainly_before(&start.value.date));
        let lasts = party.end.as_ref().is_none_or(|end| !end.value.date.certainly_before(date));
        Some(begun && lasts)
    };
    let related: Vec<&str> = book
        .atlas
        .of_kind(Kind::Party)
        .flat_map(|(_, entity)| {
            let Facts::Party(party) = &entity.facts else { return Vec::new() };
            party.succeeds.iter().map(|succession| (entity.id.as_str(), succession.party.value.as_str())).collect()
        })
        .flat_map(|(later, earlier)| [(later, earlier), (earlier, later)])
        .filter(|(from, _)| *from == id)
        .map(|(_, to)| to)
        .collect();
    related.into_iter().find(|id| alive(id) == Some(true)).map(|id| format!("did you mean `{id}`?"))
}
