//! The successions that a walk passes on its way to a change.
//!
//! Some have certainly come by the time of the change, some may have. Which of them did is told by the change's `from`,
//! or else the least is assumed.

use super::{Stretch, Walks};
use crate::domain::ledger::holder::{HolderId, Passing};

impl Walks<'_> {
    /// Looks up the successions that may come before an item, those that certainly do included.
    pub(super) fn approach(&mut self, last: Stretch, item: usize) {
        let on = self.on(item);
        self.passings.clear();
        let mut holder = last.holder;
        while let Some(passing) = self.register.passing(holder)
            && passing.on.earliest <= on.latest
        {
            self.passings.push(passing);
            holder = passing.to;
        }
    }

    /// How many of them have certainly come by the first possible day of the item.
    pub(super) fn certain_passings(&self, item: usize) -> usize {
        let earliest = self.on(item).earliest;
        self.passings.iter().rposition(|passing| passing.on.latest <= earliest).map_or(0, |at| at + 1)
    }

    /// How many must have come if it was `from` who held; `None` where that cannot be.
    ///
    /// On the day of the succession itself either of the two may be named.
    pub(super) fn passings_until(&self, last: Stretch, item: usize, from: HolderId) -> Option<usize> {
        let earliest = self.on(item).earliest;
        let certain = self.passings.iter().rposition(|passing| passing.on.latest < earliest).map_or(0, |at| at + 1);
        (certain..=self.passings.len()).find(|passings| self.after_passings(last, *passings) == from)
    }

    /// Who held after so many of them.
    pub(super) fn after_passings(&self, last: Stretch, passings: usize) -> HolderId {
        if passings == 0 { last.holder } else { self.passings[passings - 1].to }
    }

    /// The spell that there will be after so many successions.
    pub(super) fn foreseen(&self, last: Stretch, passings: usize) -> Stretch {
        self.passings[..passings].iter().fold(last, |last, passing| inherited(last, *passing))
    }

    /// Enters the successor's spell.
    pub(super) fn pass(&mut self, last: Stretch, passing: Passing) -> Stretch {
        let next = inherited(last, passing);
        self.stretches.push(next);
        next
    }
}

/// The successor's spell. It begins with the succession, or with the predecessor's own spell if that came later.
fn inherited(last: Stretch, passing: Passing) -> Stretch {
    let from = passing.on.max(last.from);
    Stretch { holder: passing.to, from, by: passing.by, mode: last.mode, inherited: true }
}
