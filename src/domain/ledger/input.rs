//! What the ledger is computed from.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Change, Date, Party, Territory};

/// The parts of a book that say who held what.
///
/// Names that nothing has are passed over in silence: whoever resolves references reports them.
#[derive(Clone, Debug, Default)]
pub struct Input<'a> {
    /// Every territory by its ID.
    pub territories: BTreeMap<&'a str, &'a Territory>,
    /// Every party by its ID.
    pub parties: BTreeMap<&'a str, &'a Party>,
    /// Every treaty and event that changes something, in any order.
    pub acts: Vec<Act<'a>>,
    /// The territories on which there is a dispute page; a group stands for the leaves of all its readings.
    pub in_dispute: BTreeSet<&'a str>,
}

/// A treaty or an event.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// Its ID.
    pub id: &'a str,
    /// The date of those of its changes that give none: entry into force (or else signature), or the event's date.
    pub date: Option<&'a Date>,
    /// Who holds what because of it.
    pub changes: &'a [Change],
}
