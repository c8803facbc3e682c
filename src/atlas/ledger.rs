//! The book's ledger: what the domain computes from the facts of all pages, and its faults as ours.

use super::Atlas;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::ledger::{Act, FaultKind, Input, Ledger, LedgerFault};
use crate::domain::{Facts, Kind};
use crate::manual::{self, Code};

/// Computes the ledger of a book, and reports what contradicts itself.
pub(super) fn compute(atlas: &Atlas, found: &mut Vec<Diagnostic>) -> Ledger {
    let (ledger, faults) = Ledger::compute(&input(atlas));
    // A page whose facts could not be read whole makes faults that are not its author's.
    let whole = atlas.entities().all(|(_, entity)| entity.readable);
    for fault in faults {
        if let Some(code) = code(fault.kind)
            && whole
            && let Some(diagnostic) = describe(atlas, code, fault)
        {
            found.push(diagnostic);
        }
    }
    ledger
}

/// What the ledger of a book is computed from.
#[must_use]
pub fn input(atlas: &Atlas) -> Input<'_> {
    let mut input = Input::default();
    for (_, entity) in atlas.entities() {
        match &entity.facts {
            Facts::Territory(territory) => {
                input.territories.insert(&entity.id, territory);
            }
            Facts::Party(party) => {
                input.parties.insert(&entity.id, party);
            }
            Facts::Treaty(treaty) => {
                let date = treaty.in_force.as_ref().or(treaty.signed.as_ref());
                let date = date.map(|date| &date.value.date);
                input.acts.push(Act { id: &entity.id, date, changes: &treaty.changes });
            }
            Facts::Event(event) => {
                let date = event.date.as_ref().map(|date| &date.value.date);
                input.acts.push(Act { id: &entity.id, date, changes: &event.changes });
            }
            Facts::Dispute(dispute) => {
                let territories =
                    dispute.about.iter().filter(|about| atlas.find_kind(Kind::Territory, &about.value).is_some());
                input.in_dispute.extend(territories.map(|about| about.value.as_str()));
            }
            Facts::Era(_) | Facts::Person(_) | Facts::Page(_) => {}
        }
    }
    input
}

/// Our code for a kind of fault; `None` where a rule of its own finds it, with or without a ledger.
fn code(kind: FaultKind) -> Option<&'static Code> {
    Some(match kind {
        FaultKind::FromMismatch => &manual::FROM_MISMATCH,
        FaultKind::NothingRenounced => &manual::NOTHING_RENOUNCED,
        FaultKind::SameDay => &manual::SAME_DAY,
        FaultKind::BeforeStart => &manual::BEFORE_START,
        FaultKind::NoStart => &manual::NO_START,
        FaultKind::TwoStarts => &manual::TWO_STARTS,
        FaultKind::Undated => &manual::UNDATED_CHANGE,
        FaultKind::NoEffect => &manual::NO_EFFECT,
        FaultKind::HolderEnded => &manual::HOLDER_ENDED,
        FaultKind::NoDisputePage => &manual::NO_DISPUTE_PAGE,
        FaultKind::SuccessionCycle => &manual::SUCCESSION_CYCLE,
        FaultKind::LayerOfMode
        | FaultKind::ViewpointOnControl
        | FaultKind::OutsideLifetime
        | FaultKind::ExtentTwice
        | FaultKind::TerritoryCycle => return None,
    })
}

fn describe(atlas: &Atlas, code: &'static Code, fault: LedgerFault) -> Option<Diagnostic> {
    let source = |id: &str| atlas.find(id).map(|id| atlas.get(id).source);
    let place = Place::Field(source(&fault.id)?, fault.at);
    let mut diagnostic = Diagnostic::new(code, place, fault.message).maybe_help(fault.help);
    for related in fault.related {
        if let Some(source) = source(&related.id) {
            diagnostic = diagnostic.related(Place::Field(source, related.at), related.text);
        }
    }
    Some(diagnostic)
}
