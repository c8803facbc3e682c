//! Territories: which leaves a name stands for, and in whose reading.

use std::collections::{BTreeMap, HashMap};

use super::circle;
use super::fault::{FaultKind, LedgerFault};
use super::party::Parties;
use super::view::Views;
use super::wording::chain;
use crate::domain::{Reference, Territory};

/// Every territory of the book, by number in the order of their IDs, and every leaf likewise.
#[derive(Clone, Debug, Default)]
pub(super) struct Extents {
    numbers: BTreeMap<String, usize>,
    leaves: Vec<String>,
    reach: Vec<Reach>,
}

/// In whose reading a territory is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// In that of a viewpoint, by number.
    View(usize),
    /// What all readings have in common.
    Common,
    /// What any reading has.
    Any,
}

/// The leaves that a territory stands for, by number, in order, without repetition.
#[derive(Clone, Debug, Default)]
struct Reach {
    /// One list where all readings agree; else one for each viewpoint, then the common one, then that of all together.
    lists: Vec<Vec<usize>>,
}

impl Extents {
    /// Reads the territories.
    ///
    /// A reading belongs to the line of succession of the party that holds it. A viewpoint that has no reading of its
    /// own takes what the readings have in common: less would leave out what nobody doubts, more would take a side.
    pub(super) fn read(
        territories: &BTreeMap<&str, &Territory>,
        parties: &Parties,
        views: &Views,
        faults: &mut Vec<LedgerFault>,
    ) -> Self {
        let ids: Vec<_> = territories.keys().copied().collect();
        let all: Vec<_> = territories.values().copied().collect();
        let numbers: HashMap<_, _> = ids.iter().enumerate().map(|(number, id)| (*id, number)).collect();
        let named: Vec<_> = all.iter().map(|territory| Named::read(territory, &numbers)).collect();
        let (order, cut) = order(&ids, &named, faults);
        let mut extents = Self { reach: vec![Reach::default(); all.len()], ..Self::default() };
        for (number, territory) in all.iter().enumerate() {
            if territory.is_leaf() {
                extents.reach[number] = Reach { lists: vec![vec![extents.leaves.len()]] };
                extents.leaves.push(ids[number].to_owned());
            }
        }
        for number in order.into_iter().filter(|number| !all[*number].is_leaf()) {
            let known = |parts: &[(usize, &Reference)]| -> Vec<usize> {
                parts.iter().map(|(part, _)| *part).filter(|part| !cut.contains(&(number, *part))).collect()
            };
            let mut group = Group { parts: known(&named[number].parts), readings: Vec::new() };
            let mut firsts: BTreeMap<usize, &Reference> = BTreeMap::new();
            for (reading, parts) in all[number].extents.iter().zip(&named[number].readings) {
                let by = parties.find(&reading.by.value).and_then(|party| views.of(party, parties));
                if let Some(first) = by.and_then(|by| firsts.get(&by)) {
                    faults.push(twice(ids[number], first, &reading.by));
                    continue;
                }
                firsts.extend(by.map(|by| (by, &reading.by)));
                group.readings.push((by, known(parts)));
            }
            extents.reach[number] = group.reach(&extents, views.count());
        }
        extents.numbers = ids.iter().enumerate().map(|(number, id)| ((*id).to_owned(), number)).collect();
        extents
    }

    /// The territory's number.
    pub(super) fn number(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// The IDs of all leaves, in order.
    pub(super) fn leaves(&self) -> &[String] {
        &self.leaves
    }

    /// The leaf's number, where the ID is that of a leaf.
    pub(super) fn leaf(&self, id: &str) -> Option<usize> {
        self.leaves.binary_search_by(|leaf| leaf.as_str().cmp(id)).ok()
    }

    /// The leaves that a territory stands for in a reading.
    pub(super) fn reach(&self, territory: usize, reading: Reading) -> &[usize] {
        let lists = &self.reach[territory].lists;
        match (lists.len(), reading) {
            (0, _) => &[],
            (1, _) => &lists[0],
            (_, Reading::View(view)) => &lists[view],
            (several, Reading::Common) => &lists[several - 2],
            (several, Reading::Any) => &lists[several - 1],
        }
    }
}

/// The parts that a territory names, by number, without those that the book does not have.
struct Named<'a> {
    parts: Vec<(usize, &'a Reference)>,
    readings: Vec<Vec<(usize, &'a Reference)>>,
}

impl<'a> Named<'a> {
    fn read(territory: &'a Territory, numbers: &HashMap<&str, usize>) -> Self {
        let known = |parts: &'a [Reference]| -> Vec<(usize, &'a Reference)> {
            parts.iter().filter_map(|part| Some((*numbers.get(part.value.as_str())?, part))).collect()
        };
        let readings = territory.extents.iter().map(|reading| known(&reading.parts)).collect();
        Self { parts: known(&territory.parts), readings }
    }

    fn all(&self) -> impl Iterator<Item = (usize, &'a Reference)> {
        self.parts.iter().chain(self.readings.iter().flatten()).copied()
    }
}

/// A territory with parts.
struct Group {
    parts: Vec<usize>,
    /// The parts in each reading, with the viewpoint whose it is.
    readings: Vec<(Option<usize>, Vec<usize>)>,
}

impl Group {
    fn reach(&self, extents: &Extents, views: usize) -> Reach {
        let settled = |parts: &[usize]| parts.iter().all(|part| extents.reach[*part].lists.len() <= 1);
        if self.readings.is_empty() && settled(&self.parts) {
            return Reach { lists: vec![self.list(extents, Reading::Any)] };
        }
        let readings = (0..views).map(Reading::View).chain([Reading::Common, Reading::Any]);
        Reach { lists: readings.map(|reading| self.list(extents, reading)).collect() }
    }

    fn list(&self, extents: &Extents, reading: Reading) -> Vec<usize> {
        let union = |parts: &[usize]| -> Vec<usize> {
            let mut leaves = Vec::new();
            for part in parts {
                leaves.extend_from_slice(extents.reach(*part, reading));
            }
            leaves.sort_unstable();
            leaves.dedup();
            leaves
        };
        let own = match reading {
            Reading::View(view) => self.readings.iter().find(|(by, _)| *by == Some(view)),
            _ => None,
        };
        let mut leaves = union(&self.parts);
        if let Some((_, parts)) = own {
            leaves.extend(union(parts));
        } else {
            let mut readings = self.readings.iter().map(|(_, parts)| union(parts));
            if reading == Reading::Any {
                readings.for_each(|reading| leaves.extend(reading));
            } else if let Some(first) = readings.next() {
                leaves.extend(readings.fold(first, |common, other| {
                    common.into_iter().filter(|leaf| other.binary_search(leaf).is_ok()).collect()
                }));
            }
        }
        leaves.sort_unstable();
        leaves.dedup();
        leaves
    }
}

/// An order in which parts come before the wholes, and the pairs of whole and part that had to be cut for it.
fn order(ids: &[&str], named: &[Named<'_>], faults: &mut Vec<LedgerFault>) -> (Vec<usize>, Vec<(usize, usize)>) {
    let edges: Vec<Vec<usize>> = named.iter().map(|named| named.all().map(|(part, _)| part).collect()).collect();
    let (order, circles) = circle::walk(&edges);
    let mut cut = Vec::new();
    for circle in circles {
        let path: Vec<_> = circle.path.iter().map(|territory| ids[*territory]).collect();
        let message = format!("the territory is part of itself: {}", chain(&path, "has the part"));
        if let Some((part, reference)) = named[circle.node].all().nth(circle.edge) {
            faults.push(LedgerFault::new(FaultKind::TerritoryCycle, ids[circle.node], &reference.at, message));
            cut.push((circle.node, part));
        }
    }
    (order, cut)
}

fn twice(territory: &str, first: &Reference, second: &Reference) -> LedgerFault {
    let message = if first.value == second.value {
        format!("`{}` has two readings of the extent of `{territory}`", second.value)
    } else {
        format!(
            "`{}` and `{}` are one line of succession and have two readings of the extent of `{territory}`",
            first.value, second.value
        )
    };
    LedgerFault::new(FaultKind::ExtentTwice, territory, &second.at, message)
        .help("keep one of them; the ledger uses the first")
        .related((territory, &first.at), "the other reading")
}
