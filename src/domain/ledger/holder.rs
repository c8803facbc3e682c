//! Holders by number, and what becomes of each of them by succession.

use std::collections::HashMap;

use super::basis::{Basis, Step};
use super::party::Parties;
use super::spell::Boundary;
use crate::domain::Holder;

/// A holder's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct HolderId(usize);

/// The number of what a spell rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct BasisId(pub(super) usize);

/// All holders that the book or a succession makes. Joint holders are a set: their order and repetition say nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Holders {
    numbers: HashMap<Holder, HolderId>,
    all: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    holder: Holder,
    /// The parties by number, in the order of the holder's; none for the other sorts of holder.
    members: Vec<usize>,
    next: Next,
}

/// What a succession makes of a holder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passing {
    /// When.
    pub(super) on: Boundary,
    /// The holder that takes the place.
    pub(super) to: HolderId,
    /// The succession.
    pub(super) by: BasisId,
}

#[derive(Clone, Copy, Debug)]
enum Next {
    Unasked,
    Known(Option<Passing>),
}

/// What the ledger knows of who may hold land and on what basis.
#[derive(Clone, Debug, Default)]
pub(super) struct Register {
    pub(super) parties: Parties,
    pub(super) holders: Holders,
    pub(super) bases: Vec<Basis>,
}

impl Holders {
    /// The holder itself.
    pub(super) fn get(&self, id: HolderId) -> &Holder {
        &self.all[id.0].holder
    }

    /// The parties that hold; none for the other sorts of holder.
    pub(super) fn members(&self, id: HolderId) -> &[usize] {
        &self.all[id.0].members
    }
}

impl Register {
    /// The number of a holder as somebody wrote it.
    pub(super) fn holder(&mut self, holder: &Holder) -> HolderId {
        match holder {
            Holder::Parties(ids) => {
                let members = ids.iter().map(|id| self.parties.number(id)).collect();
                self.joint(members)
            }
            word => self.intern(word.clone(), Vec::new()),
        }
    }

    /// The number of the holder that these parties are together.
    pub(super) fn joint(&mut self, members: Vec<usize>) -> HolderId {
        let mut members: Vec<_> = members.into_iter().map(|party| (self.parties.id(party).to_owned(), party)).collect();
        members.sort();
        members.dedup();
        let (ids, members) = members.into_iter().unzip();
        self.intern(Holder::Parties(ids), members)
    }

    /// Registers what spells may rest on.
    pub(super) fn basis(&mut self, basis: Basis) -> BasisId {
        self.bases.push(basis);
        BasisId(self.bases.len() - 1)
    }

    /// What the next succession makes of the holder, whenever that is.
    ///
    /// Of joint holders those pass first whose succession comes first; those of one day pass together.
    pub(super) fn passing(&mut self, id: HolderId) -> Option<Passing> {
        if let Next::Known(next) = self.holders.all[id.0].next {
            return next;
        }
        let next = self.work_out_passing(id);
        self.holders.all[id.0].next = Next::Known(next);
        next
    }

    /// The holder, or whoever had certainly taken its place by the beginning of the boundary.
    pub(super) fn settled(&mut self, holder: HolderId, on: Boundary) -> HolderId {
        let mut holder = holder;
        while let Some(passing) = self.passing(holder)
            && passing.on.latest <= on.earliest
        {
            holder = passing.to;
        }
        holder
    }

    /// What the next succession makes of the holder, once that has been worked out.
    pub(super) fn known_passing(&self, id: HolderId) -> Option<Passing> {
        if let Next::Known(next) = self.holders.all[id.0].next { next } else { None }
    }

    /// Works out the successions of all holders, so that from now on they can be looked up.
    pub(super) fn work_out_all(&mut self) {
        let mut next = 0;
        // Working out one may add another at the end.
        while next < self.holders.all.len() {
            self.passing(HolderId(next));
            next += 1;
        }
    }

    fn work_out_passing(&mut self, id: HolderId) -> Option<Passing> {
        let key = |on: Boundary| (on.earliest, on.latest);
        let members = &self.holders.all[id.0].members;
        let dated = |party: usize| self.parties.heir(party).and_then(|heir| heir.on);
        let on = members.iter().filter_map(|party| dated(*party)).min_by_key(|on| key(*on))?;
        let mut steps = Vec::new();
        let mut after = Vec::with_capacity(members.len());
        for &party in members {
            match self.parties.heir(party).filter(|heir| heir.on == Some(on)) {
                Some(heir) => {
                    after.push(heir.party);
                    steps.push(Step {
                        predecessor: self.parties.id(party).to_owned(),
                        successor: self.parties.id(heir.party).to_owned(),
                        mode: heir.mode,
                        at: heir.at.clone(),
                    });
                }
                None => after.push(party),
            }
        }
        let mut steps = steps.into_iter();
        let by = self.basis(Basis::Succession { step: steps.next()?, others: steps.collect() });
        Some(Passing { on, to: self.joint(after), by })
    }

    fn intern(&mut self, holder: Holder, members: Vec<usize>) -> HolderId {
        let holders = &mut self.holders;
        if let Some(id) = holders.numbers.get(&holder) {
            return *id;
        }
        let id = HolderId(holders.all.len());
        holders.numbers.insert(holder.clone(), id);
        holders.all.push(Entry { holder, members, next: Next::Unasked });
        id
    }
}
