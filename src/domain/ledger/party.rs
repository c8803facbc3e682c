//! Parties: when they existed, who took their place, and the lines of succession that this makes.

use std::collections::BTreeMap;

use super::circle;
use super::fault::{FaultKind, LedgerFault};
use super::spell::Boundary;
use super::wording::chain;
use crate::domain::{FieldPath, Located, Party, StatedDate, SuccessionMode};

/// Every party of the book, by number; those known are numbered in the order of their IDs.
#[derive(Clone, Debug, Default)]
pub(super) struct Parties {
    numbers: BTreeMap<String, usize>,
    actors: Vec<Actor>,
}

/// One party.
#[derive(Clone, Debug)]
struct Actor {
    id: String,
    start: Option<Moment>,
    end: Option<Moment>,
    heir: Option<Heir>,
}

/// A date on a party's page.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    /// `None` where it is open on one side, for then it sets no limit.
    pub(super) on: Option<Boundary>,
    /// As somebody wrote it.
    pub(super) written: String,
    /// Its field.
    pub(super) at: FieldPath,
}

/// Who takes a party's place.
#[derive(Clone, Debug)]
pub(super) struct Heir {
    /// The successor.
    pub(super) party: usize,
    /// When; `None` where the date has neither a first nor a last day, and then no land passes.
    pub(super) on: Option<Boundary>,
    /// How.
    pub(super) mode: SuccessionMode,
    /// The field of the successor's page that says so.
    pub(super) at: FieldPath,
}

/// Why a party could not have taken land.
pub(super) struct Absence {
    /// The message.
    pub(super) message: String,
    /// Who could have, if anybody in its line.
    pub(super) help: Option<String>,
    /// The field of the party's page that says so, and what it is.
    pub(super) place: (FieldPath, &'static str),
}

impl Parties {
    /// Reads the parties and chooses, of several successors, the one that land passes to.
    ///
    /// A continuation goes before a succession, then the earlier before the later: a state that breaks away succeeds
    /// too, but the land that stays is held by the state that goes on.
    pub(super) fn read(parties: &BTreeMap<&str, &Party>, faults: &mut Vec<LedgerFault>) -> Self {
        let mut read = Self::default();
        for (id, party) in parties {
            let number = read.number(id);
            read.actors[number].start = party.start.as_ref().map(Moment::of);
            read.actors[number].end = party.end.as_ref().map(Moment::of);
        }
        // Edges lead from a party to those it succeeds, as the pages state it.
        let succeeds: Vec<Vec<_>> = parties
            .values()
            .map(|party| {
                let undisputed = party.succeeds.iter().filter(|item| item.mode != SuccessionMode::Disputed);
                undisputed.filter_map(|item| Some((read.find(&item.party.value)?, item))).collect()
            })
            .collect();
        let edges: Vec<Vec<usize>> = succeeds.iter().map(|items| items.iter().map(|(party, _)| *party).collect()).collect();
        let (_, circles) = circle::walk(&edges);
        for circle in &circles {
            let path: Vec<_> = circle.path.iter().map(|party| read.id(*party)).collect();
            let message = format!("the succession goes round in a circle: {}", chain(&path, "succeeds"));
            let at = &succeeds[circle.node][circle.edge].1.party.at;
            let fault = LedgerFault::new(FaultKind::SuccessionCycle, read.id(circle.node), at, message);
            faults.push(fault.help("a party succeeds only those that were there before it"));
        }
        for (successor, items) in succeeds.iter().enumerate() {
            for (edge, (predecessor, item)) in items.iter().enumerate() {
                if circles.iter().any(|circle| (circle.node, circle.edge) == (successor, edge)) {
                    continue;
                }
                let on = Boundary::of(&item.on.value.date).map(|(on, _)| on);
                let heir = Heir { party: successor, on, mode: item.mode, at: item.party.at.clone() };
                let present = &mut read.actors[*predecessor].heir;
                if present.as_ref().is_none_or(|present| heir.rank() < present.rank()) {
                    *present = Some(heir);
                }
            }
        }
        read
    }

    /// The party's number; one that the book does not know gets its own, without lifetime or successor.
    pub(super) fn number(&mut self, id: &str) -> usize {
        if let Some(number) = self.find(id) {
            return number;
        }
        self.numbers.insert(id.to_owned(), self.actors.len());
        self.actors.push(Actor { id: id.to_owned(), start: None, end: None, heir: None });
        self.actors.len() - 1
    }

    /// The party's number, where the book knows it.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// The party's ID.
    pub(super) fn id(&self, party: usize) -> &str {
        &self.actors[party].id
    }

    /// Who takes the party's place.
    pub(super) fn heir(&self, party: usize) -> Option<&Heir> {
        self.actors[party].heir.as_ref()
    }

    /// When the party ended, if it did.
    pub(super) fn end(&self, party: usize) -> Option<&Moment> {
        self.actors[party].end.as_ref()
    }

    /// The latest member of the party's line of succession, after whom the line is named.
    pub(super) fn line(&self, party: usize) -> usize {
        self.descent(party).last().unwrap_or(party)
    }

    /// Whether one of the two took the place of the other, sooner or later, or they are the same.
    pub(super) fn related(&self, a: usize, b: usize) -> bool {
        self.descent(a).any(|party| party == b) || self.descent(b).any(|party| party == a)
    }

    /// Why the party certainly did not exist at that time, which was `written` so and is that of `what`.
    pub(super) fn absence(&self, party: usize, on: Boundary, written: &str, what: &str) -> Option<Absence> {
        let actor = &self.actors[party];
        let id = &actor.id;
        if let Some((start, earliest)) = actor.start.as_ref().and_then(|start| Some((start, start.on?.earliest)))
            && on.latest < earliest
        {
            let predecessor = self.actors.iter().find(|other| other.heir.as_ref().is_some_and(|heir| heir.party == party));
            return Some(Absence {
                message: format!("`{id}` began ({}) only after this {what} ({written})", start.written),
                help: predecessor.map(|other| format!("it took the place of `{}`", other.id)),
                place: (start.at.clone(), "its start"),
            });
        }
        let successor = self.descent(party).nth(1).map(|_| self.heir_by(party, on)).filter(|heir| *heir != party);
        let help = successor.map(|heir| format!("by then `{}` had taken its place", self.id(heir)));
        if let Some((end, latest)) = actor.end.as_ref().and_then(|end| Some((end, end.on?.latest)))
            && latest < on.earliest
        {
            return Some(Absence {
                message: format!("`{id}` ended ({}) before this {what} ({written})", end.written),
                help,
                place: (end.at.clone(), "its end"),
            });
        }
        None
    }

    /// The member of the party's line that had certainly taken its place by then.
    fn heir_by(&self, party: usize, on: Boundary) -> usize {
        let mut member = party;
        while let Some(heir) = self.heir(member)
            && heir.on.is_some_and(|heir| heir.latest <= on.earliest)
        {
            member = heir.party;
        }
        member
    }

    /// The party, its heir, the heir's heir, and so on to the end of the line.
    fn descent(&self, party: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(party), |party| self.heir(*party).map(|heir| heir.party))
    }
}

impl Moment {
    fn of(stated: &Located<StatedDate>) -> Self {
        let date = &stated.value.date;
        let on = Boundary::of(date).filter(|(_, two_sided)| *two_sided).map(|(on, _)| on);
        Self { on, written: date.written().to_owned(), at: stated.at.clone() }
    }
}

impl Heir {
    /// The less, the better the claim to the land; parties are compared in the end so that the choice is never chance.
    fn rank(&self) -> (bool, bool, i64, i64, usize) {
        let days = self.on.map_or((0, 0), |on| (on.latest.number(), on.earliest.number()));
        (self.mode != SuccessionMode::Continuation, self.on.is_none(), days.0, days.1, self.party)
    }
}
