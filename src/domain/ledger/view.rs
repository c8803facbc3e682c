//! Viewpoints: the lines of succession whose readings a book tells apart.

use std::collections::BTreeSet;

use super::Input;
use super::party::Parties;

/// The name of the only viewpoint of a book that names none.
pub const EVERYBODY: &str = "everybody";

/// One of a ledger's viewpoints: a line of succession whose reading of title may differ from others'.
///
/// It means nothing to another ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Viewpoint(pub(super) usize);

/// All viewpoints, by number in the order of their names.
#[derive(Clone, Debug, Default)]
pub(super) struct Views {
    names: Vec<String>,
}

impl Views {
    /// The lines of all parties named as a viewpoint or as the holder of a reading of some extent.
    pub(super) fn read(input: &Input<'_>, parties: &Parties) -> Self {
        let changes = input.acts.iter().flat_map(|act| act.changes).flat_map(|change| &change.viewpoint);
        let starts = input.territories.values().flat_map(|territory| &territory.start);
        let extents = input.territories.values().flat_map(|territory| &territory.extents);
        let references = changes.chain(starts.flat_map(|start| &start.viewpoint)).chain(extents.map(|reading| &reading.by));
        let lines = references.filter_map(|party| Some(parties.id(parties.line(parties.find(&party.value)?)).to_owned()));
        let mut names: Vec<String> = lines.collect::<BTreeSet<_>>().into_iter().collect();
        if names.is_empty() {
            names.push(EVERYBODY.to_owned());
        }
        Self { names }
    }

    /// How many there are; never 0 in a ledger that was computed.
    pub(super) fn count(&self) -> usize {
        self.names.len()
    }

    /// The name of one of them: the latest member of the line.
    pub(super) fn name(&self, view: usize) -> &str {
        &self.names[view]
    }

    /// The viewpoint that a party's line of succession is.
    pub(super) fn of(&self, party: usize, parties: &Parties) -> Option<usize> {
        let line = parties.id(parties.line(party));
        self.names.binary_search_by(|name| name.as_str().cmp(line)).ok()
    }
}
