//! The walk along one leaf's history in one layer and viewpoint: from its start, through changes and successions, to
//! the present.

mod approach;
mod tidy;

use std::collections::BTreeSet;

use super::fault::FaultKind;
use super::holder::{BasisId, HolderId, Passing, Register};
use super::item::{Item, Origin};
use super::spell::Boundary;
use crate::domain::{ChangeMode, Day};

/// Changes of one leaf that may fall on one day and whose order is looked for in their `from`s. No day of history has had so many.
const CLOSE: usize = 100;

/// A spell by its numbers; it ends where the next one begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) holder: HolderId,
    pub(super) from: Boundary,
    pub(super) by: BasisId,
    pub(super) mode: Option<ChangeMode>,
    /// Whether it began by a succession and not by a start or a change.
    pub(super) inherited: bool,
}

/// Something that a walk noticed about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) kind: FaultKind,
    pub(super) item: usize,
    /// Who held instead, or from when the ledger speaks.
    pub(super) held: Option<Stretch>,
    /// The other item of two.
    pub(super) other: Option<usize>,
}

/// What became of an item, over all walks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcome {
    /// It made a spell somewhere.
    pub(super) moved: bool,
    /// It was found at fault somewhere, so that having no effect is no surprise.
    pub(super) at_fault: bool,
    /// Somewhere it left the holder as it was: which walk that was first, and who held.
    pub(super) kept: Option<(usize, Stretch)>,
}

/// All walks, one after the other.
///
/// # Order
///
/// Changes are taken by their earliest day, then their latest. Those that may fall on one day are ordered by their
/// `from`s, where exactly one of them can come next; otherwise they are at fault, and are taken in the order of their
/// act's ID and their position, so that the result is never chance. Dates then sharpen one another: of two changes in
/// a known order, the first cannot be as late as the last day of the second.
pub(super) struct Walks<'a> {
    pub(super) register: &'a mut Register,
    pub(super) items: &'a [Item],
    /// All spells, those of one walk together.
    pub(super) stretches: Vec<Stretch>,
    /// Spells, and the changes that confirmed them.
    pub(super) confirmed: Vec<(usize, BasisId)>,
    pub(super) outcomes: Vec<Outcome>,
    /// What the walk that was made last has found.
    pub(super) findings: Vec<Finding>,
    /// The number of that walk.
    pub(super) walk: usize,
    /// Where its spells begin.
    first: usize,
    /// Items whose order is not known, and whose `from` therefore says nothing.
    tangled: BTreeSet<usize>,
    /// The successions that may come between the last spell and the change at hand.
    passings: Vec<Passing>,
}

impl<'a> Walks<'a> {
    /// Before the first walk.
    pub(super) fn new(register: &'a mut Register, items: &'a [Item]) -> Self {
        Self {
            register,
            items,
            stretches: Vec::new(),
            confirmed: Vec::new(),
            outcomes: vec![Outcome::default(); items.len()],
            findings: Vec::new(),
            walk: 0,
            first: 0,
            tangled: BTreeSet::new(),
            passings: Vec::new(),
        }
    }

    /// Walks along the items given, which are in the order of their dates, and says where the spells are.
    pub(super) fn walk(&mut self, origin: Option<Origin>, items: &[usize]) -> std::ops::Range<usize> {
        self.first = self.stretches.len();
        let first_confirmed = self.confirmed.len();
        self.findings.clear();
        self.tangled.clear();
        if let Some(Origin { holder, on, by }) = origin {
            let holder = self.register.settled(holder, on);
            self.stretches.push(Stretch { holder, from: on, by, mode: None, inherited: false });
        }
        let mut queue = self.in_time(origin, items);
        for at in 0..queue.len() {
            let next = at + self.next(&queue[at..]);
            queue[at..=next].rotate_right(1);
            self.enter(queue[at]);
        }
        while let Some(last) = self.last()
            && let Some(passing) = self.register.passing(last.holder)
        {
            self.pass(last, passing);
        }
        self.sharpen();
        self.tidy(first_confirmed);
        self.walk += 1;
        self.first..self.stretches.len()
    }

    /// The items without those that fall before the ledger begins, which are at fault.
    fn in_time(&mut self, origin: Option<Origin>, items: &[usize]) -> Vec<usize> {
        let Some(origin) = origin else {
            if let Some(&item) = items.first() {
                self.find(FaultKind::NoStart, item, None, None);
            }
            return items.to_vec();
        };
        let held = self.last();
        let mut kept = items.to_vec();
        kept.retain(|&item| {
            let late_enough = self.on(item).latest > origin.on.earliest;
            if !late_enough {
                self.find(FaultKind::BeforeStart, item, held, None);
            }
            late_enough
        });
        kept
    }

    /// The position of the item that comes first among those left.
    fn next(&mut self, rest: &[usize]) -> usize {
        // An item can come first if no other is certainly earlier. Later ones are not even worth a look.
        let mut latest = self.on(rest[0]).latest;
        let mut close = 1;
        while close < rest.len().min(CLOSE) && self.on(rest[close]).earliest <= latest {
            latest = latest.min(self.on(rest[close]).latest);
            close += 1;
        }
        if close == 1 {
            return 0;
        }
        let possible: Vec<_> = (0..close).filter(|at| self.on(rest[*at]).earliest <= latest).collect();
        let fitting: Vec<_> = possible.into_iter().filter(|at| self.fits(rest[*at])).collect();
        let Some((&first, others)) = fitting.split_first() else { return 0 };
        for &other in others {
            self.tangle(rest[first], rest[other]);
        }
        first
    }

    /// Whether the item's `from` allows that it comes next.
    fn fits(&mut self, item: usize) -> bool {
        let Some(from) = self.items[item].from else { return true };
        let Some(last) = self.last() else { return true };
        self.approach(last, item);
        if self.items[item].renounces {
            let held = self.after_passings(last, self.certain_passings(item));
            !self.renounced(from, held).is_empty()
        } else {
            self.passings_until(last, item, from).is_some()
        }
    }

    /// Enters an item after the last spell.
    fn enter(&mut self, number: usize) {
        let items = self.items;
        let item = &items[number];
        let on = self.on(number);
        let Some(last) = self.last() else {
            let holder = self.register.settled(item.to, on);
            self.stretches.push(Stretch { holder, from: on, by: item.by, mode: Some(item.mode), inherited: false });
            self.outcomes[number].moved = true;
            return;
        };
        self.approach(last, number);
        let mut passings = self.certain_passings(number);
        let mut until = None;
        if let Some(from) = item.from.filter(|_| !item.renounces) {
            match self.passings_until(last, number, from) {
                Some(known) => {
                    passings = known;
                    // Whoever is named in `from` had not yet been succeeded.
                    until = self.passings.get(known).map(|passing| passing.on.latest);
                }
                None if self.tangled.contains(&number) => {}
                None => {
                    let held = self.foreseen(last, passings);
                    self.find(FaultKind::FromMismatch, number, Some(held), None);
                }
            }
        }
        let held = (0..passings).fold(last, |held, at| self.pass(held, self.passings[at]));
        let to = self.holder_after(item, held.holder);
        let to = self.register.settled(to, on);
        if to == held.holder {
            self.outcomes[number].kept.get_or_insert((self.walk, held));
            // Land that nobody claims is not confirmed by somebody else's giving it up.
            if !self.register.holders.members(to).is_empty() || !item.renounces {
                self.confirmed.push((self.stretches.len() - 1, item.by));
            }
            return;
        }
        self.outcomes[number].moved = true;
        let from = self.after(held, number, on, until);
        self.stretches.push(Stretch { holder: to, from, by: item.by, mode: Some(item.mode), inherited: false });
    }

    /// Who holds after an item, if so far it was `held` so.
    ///
    /// A renunciation takes away what the renouncing party holds, and no more. Where others held jointly with it, they
    /// keep the land, together with those in whose favour it was renounced.
    fn holder_after(&mut self, item: &Item, held: HolderId) -> HolderId {
        let Some(from) = item.from.filter(|_| item.renounces) else { return item.to };
        let renounced = self.renounced(from, held);
        let members = self.register.holders.members(held);
        if renounced.is_empty() {
            return held;
        }
        if renounced.len() == members.len() {
            return item.to;
        }
        let mut left: Vec<_> = members.iter().copied().filter(|party| !renounced.contains(party)).collect();
        left.extend_from_slice(self.register.holders.members(item.to));
        self.register.joint(left)
    }

    /// The holders that are in the line of a renouncing party.
    fn renounced(&self, from: HolderId, held: HolderId) -> Vec<usize> {
        let Register { parties, holders, .. } = &*self.register;
        let renouncing = holders.members(from);
        let members = holders.members(held).iter().copied();
        members.filter(|member| renouncing.iter().any(|party| parties.related(*party, *member))).collect()
    }

    /// The boundary at which an item takes effect after the spell `held`.
    fn after(&mut self, held: Stretch, number: usize, on: Boundary, until: Option<Day>) -> Boundary {
        let earliest = on.earliest.max(if held.inherited { held.from.earliest } else { held.from.earliest.next() });
        let latest = until.map_or(on.latest, |until| until.min(on.latest)).max(on.earliest);
        if earliest <= latest {
            return Boundary { earliest, latest };
        }
        let changes = self.stretches[self.first..].iter().rev().find(|stretch| !stretch.inherited);
        if let Some(other) = changes.and_then(|stretch| self.item_of(stretch.by)) {
            self.tangle(other, number);
        }
        let earliest = held.from.earliest.max(on.earliest.min(latest));
        Boundary { earliest, latest: latest.max(earliest) }
    }

    fn item_of(&self, by: BasisId) -> Option<usize> {
        self.items.binary_search_by_key(&by, |item| item.by).ok()
    }

    /// Notes that nobody can say which of two items came first.
    fn tangle(&mut self, one: usize, other: usize) {
        let (first, second) = (one.min(other), one.max(other));
        if !(self.tangled.contains(&first) && self.tangled.contains(&second)) {
            self.find(FaultKind::SameDay, second, None, Some(first));
            self.outcomes[first].at_fault = true;
        }
        self.tangled.extend([first, second]);
    }

    fn find(&mut self, kind: FaultKind, item: usize, held: Option<Stretch>, other: Option<usize>) {
        self.outcomes[item].at_fault = true;
        self.findings.push(Finding { kind, item, held, other });
    }

    fn last(&self) -> Option<Stretch> {
        self.stretches[self.first..].last().copied()
    }

    /// The item's boundary. Items that have none are never given to a walk.
    fn on(&self, item: usize) -> Boundary {
        self.items[item].on.expect("an item that is entered has a date")
    }
}
