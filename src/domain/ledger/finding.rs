//! From what the walks noticed to faults: like findings about one item become one fault.

use std::collections::{BTreeMap, BTreeSet};

use super::basis::Basis;
use super::extent::{Extents, Reading};
use super::fault::{FaultKind, LedgerFault};
use super::holder::{BasisId, HolderId, Register};
use super::item::Item;
use super::view::Views;
use super::walk::{Finding, Outcome, Stretch};
use super::wording::{held, in_view, leaves, made, of_layer, since, written};
use crate::domain::{ChangeMode, FieldPath, Holder, Layer};

/// Where a walk went.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    pub(super) leaf: usize,
    pub(super) layer: Layer,
}

/// All that was noticed, gathered so that a change of twenty islands is reported once and not twenty times.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: BTreeMap<Key, Sites>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    item: usize,
    kind: FaultKind,
    layer: Layer,
    other: Option<usize>,
    /// Who held; and since which change, for each leaf has its own start.
    held: Option<(HolderId, Option<BasisId>)>,
}

#[derive(Debug)]
struct Sites {
    first: Finding,
    leaves: Vec<usize>,
    views: BTreeSet<usize>,
}

/// What the findings speak of.
pub(super) struct Book<'a> {
    pub(super) register: &'a Register,
    pub(super) extents: &'a Extents,
    pub(super) views: &'a Views,
    pub(super) items: &'a [Item],
}

impl Findings {
    /// Adds what a walk found at a site. Sites come in the order of leaves.
    ///
    /// The walk may have been made at another site with a like history, of which only the start is its own.
    pub(super) fn add(
        &mut self,
        findings: &[Finding],
        register: &Register,
        site: Site,
        view: usize,
        start: Option<BasisId>,
    ) {
        for finding in findings {
            let mut finding = *finding;
            let mut key =
                Key { item: finding.item, kind: finding.kind, layer: site.layer, other: finding.other, held: None };
            if let Some(held) = &mut finding.held {
                let by_start = matches!(register.bases[held.by.0], Basis::Start { .. });
                if finding.kind == FaultKind::FromMismatch {
                    key.held = Some((held.holder, (!by_start).then_some(held.by)));
                }
                held.by = start.filter(|_| by_start).unwrap_or(held.by);
            }
            let sites = self.found.entry(key);
            let sites = sites.or_insert_with(|| Sites { first: finding, leaves: Vec::new(), views: BTreeSet::new() });
            if sites.leaves.last() != Some(&site.leaf) {
                sites.leaves.push(site.leaf);
            }
            sites.views.insert(view);
        }
    }

    /// The faults that they are.
    pub(super) fn faults(&self, book: &Book<'_>) -> Vec<LedgerFault> {
        self.found.iter().map(|(key, sites)| book.fault(key, sites)).collect()
    }
}

impl Book<'_> {
    fn fault(&self, key: &Key, sites: &Sites) -> LedgerFault {
        match (key.kind, key.other) {
            (FaultKind::SameDay, Some(other)) => self.same_day(key, other, sites),
            (FaultKind::BeforeStart, _) => self.before_start(key, sites),
            (FaultKind::NoStart, _) => self.no_start(key, sites),
            _ => self.mismatch(key, sites),
        }
    }

    fn mismatch(&self, key: &Key, sites: &Sites) -> LedgerFault {
        let item = &self.items[key.item];
        let from = item.from.map_or(&Holder::Unknown, |from| self.register.holders.get(from));
        let partial = key.layer == Layer::Title && sites.views.len() < item.views.len();
        let views: Vec<_> = sites.views.iter().filter(|_| partial).map(|view| self.views.name(*view)).collect();
        let message = format!(
            "`from` is `{}`, but {}{}",
            written(from),
            self.was(key.layer, sites, "", sites.first.held),
            in_view(&views)
        );
        let fault = LedgerFault::new(FaultKind::FromMismatch, self.act(key.item), &item.from_at, message);
        let Some(held) = sites.first.held else { return fault };
        let holder = self.register.holders.get(held.holder);
        let line =
            match (item.from.map(|from| self.register.holders.members(from)), self.register.holders.members(held.holder)) {
                (Some([from]), [held]) => self.register.parties.related(*from, *held),
                _ => false,
            };
        let advice = if line {
            format!("name the party as it then was: `from: {}`", written(holder))
        } else if partial {
            "if this is not everybody's reading, say whose it is with `viewpoint`".to_owned()
        } else {
            format!("write `from: {}`, or leave `from` out", written(holder))
        };
        self.with_maker(fault.help(advice), held)
    }

    fn same_day(&self, key: &Key, other: usize, sites: &Sites) -> LedgerFault {
        let (item, first) = (&self.items[key.item], &self.items[other]);
        let (act, other_act) = (self.act(key.item), self.act(other));
        let there = self.at(other);
        let by = if act == other_act { format!("`{there}`") } else { format!("`{other_act}`") };
        let what = format!("{} {}", of_layer(key.layer), self.leaves(&sites.leaves));
        let exact = item.on == first.on && item.on.is_some_and(super::Boundary::is_exact);
        let (message, help) = if exact {
            (
                format!("{what} changes twice on {}, here and by {by}", item.written),
                "keep one of the two, or correct one of the dates",
            )
        } else {
            (
                format!(
                    "{what} changes here ({}) and by {by} ({}), and nobody can say in which order",
                    item.written, first.written
                ),
                "write `from` in both, so that one follows from the other, or narrow the dates",
            )
        };
        LedgerFault::new(FaultKind::SameDay, act, self.at(key.item), message)
            .help(help)
            .related((other_act, there), "the other change")
    }

    fn before_start(&self, key: &Key, sites: &Sites) -> LedgerFault {
        let item = &self.items[key.item];
        let begins = sites.first.held.map_or_else(String::new, |held| held.from.to_string());
        let message = format!(
            "the change ({}) does not come after {begins}, when the ledger begins with {} {}",
            item.written,
            of_layer(key.layer),
            self.leaves(&sites.leaves)
        );
        let fault = LedgerFault::new(FaultKind::BeforeStart, self.act(key.item), self.at(key.item), message)
            .help("correct the date, or let `start` begin earlier");
        match sites.first.held {
            Some(held) => self.with_maker(fault, held),
            None => fault,
        }
    }

    fn no_start(&self, key: &Key, sites: &Sites) -> LedgerFault {
        let have = if sites.leaves.len() == 1 { "has" } else { "have" };
        let layer = key.layer.name();
        let message = format!("{} {have} no start for {layer}", self.leaves(&sites.leaves));
        LedgerFault::new(FaultKind::NoStart, self.act(key.item), self.at(key.item), message).help(format!(
            "say on the territory's page who held it at first: `start: [{{layer: {layer}, holder: …, from: …}}]`"
        ))
    }

    /// The faults of items that left everything as it was.
    pub(super) fn without_effect(&self, outcomes: &[Outcome], first_site: impl Fn(usize) -> Site) -> Vec<LedgerFault> {
        let mut faults = Vec::new();
        for (number, (item, outcome)) in self.items.iter().zip(outcomes).enumerate() {
            self.falls_nowhere(number, item, &mut faults);
            let Some((walk, held)) = outcome.kept.filter(|_| !outcome.moved) else { continue };
            let site = first_site(walk);
            let found = Sites {
                first: Finding { kind: FaultKind::NoEffect, item: number, held: Some(held), other: None },
                leaves: vec![site.leaf],
                views: BTreeSet::new(),
            };
            let fault = if item.renounces {
                let from = item.from.map_or(&Holder::Unknown, |from| self.register.holders.get(from));
                let message =
                    format!("`{}` had nothing to renounce: {}", written(from), self.was(site.layer, &found, "", Some(held)));
                LedgerFault::new(FaultKind::NothingRenounced, self.act(number), &item.from_at, message)
            } else if item.mode == ChangeMode::Renunciation || outcome.at_fault {
                continue;
            } else {
                let message = format!("this changes nothing: {}", self.was(site.layer, &found, " already", Some(held)));
                LedgerFault::new(FaultKind::NoEffect, self.act(number), &item.to_at, message)
            };
            faults.push(self.with_maker(fault, held));
        }
        faults
    }

    /// A change of a group whose readings leave it no leaf to fall on.
    fn falls_nowhere(&self, number: usize, item: &Item, faults: &mut Vec<LedgerFault>) {
        let Some(territory) = item.territory.filter(|territory| !self.extents.reach(*territory, Reading::Any).is_empty())
        else {
            return;
        };
        let empty = |reading| self.extents.reach(territory, reading).is_empty();
        let message = if item.control && empty(Reading::Common) {
            "control moves nowhere: the readings of this territory's extent have no leaf in common"
        } else if !item.views.is_empty() && item.views.iter().all(|view| empty(Reading::View(*view))) {
            "title moves nowhere: the territory has no leaf in the readings of these viewpoints"
        } else {
            return;
        };
        faults.push(
            LedgerFault::new(FaultKind::NoEffect, self.act(number), &item.territory_at, message.to_owned())
                .help("name the leaves one by one"),
        );
    }

    /// "title to `urup` and 3 more was held by `ussr` since 1946-02-02, by `soviet-decrees-1946`".
    fn was(&self, layer: Layer, sites: &Sites, adverb: &str, stretch: Option<Stretch>) -> String {
        let Some(stretch) = stretch else { return String::new() };
        let holder = held(self.register.holders.get(stretch.holder));
        let since = since(stretch.from, &self.register.bases[stretch.by.0]);
        format!("{} {} was{adverb} {holder} {since}", of_layer(layer), self.leaves(&sites.leaves))
    }

    fn with_maker(&self, fault: LedgerFault, held: Stretch) -> LedgerFault {
        let basis = &self.register.bases[held.by.0];
        fault.related(basis.place(), made(self.register.holders.get(held.holder), basis))
    }

    fn leaves(&self, numbers: &[usize]) -> String {
        let ids: Vec<_> = numbers.iter().map(|leaf| self.extents.leaves()[*leaf].as_str()).collect();
        leaves(&ids)
    }

    fn act(&self, item: usize) -> &str {
        self.register.bases[self.items[item].by.0].place().0
    }

    fn at(&self, item: usize) -> &FieldPath {
        self.register.bases[self.items[item].by.0].place().1
    }

    /// The faults of leaves whose title differs between viewpoints, though no dispute page is about them.
    pub(super) fn undisputed_differences(&self, differences: &[Difference]) -> Vec<LedgerFault> {
        let mut by_cause: BTreeMap<BasisId, Vec<&Difference>> = BTreeMap::new();
        for difference in differences {
            by_cause.entry(difference.cause.by).or_default().push(difference);
        }
        by_cause
            .into_iter()
            .map(|(by, differences)| {
                let first = differences[0];
                let numbers: Vec<_> = differences.iter().map(|difference| difference.leaf).collect();
                let part = |(view, holder): (usize, HolderId)| {
                    format!("{} for `{}`", held(self.register.holders.get(holder)), self.views.name(view))
                };
                let message = format!(
                    "title to {} is {} and {} since {}, and no dispute page is about it",
                    self.leaves(&numbers),
                    part(first.here),
                    part(first.there),
                    first.cause.from
                );
                let (id, at) = self.register.bases[by.0].place();
                LedgerFault::new(FaultKind::NoDisputePage, id, at, message)
                    .help("write a page in `disputes/` whose `about` names the territory, or a group that it is in")
            })
            .collect()
    }
}

/// Where two viewpoints first part ways over a leaf.
#[derive(Clone, Copy, Debug)]
pub(super) struct Difference {
    pub(super) leaf: usize,
    /// The spell with which they do.
    pub(super) cause: Stretch,
    /// The viewpoint in which that spell is, and who holds there.
    pub(super) here: (usize, HolderId),
    /// The other, and who holds there at the time.
    pub(super) there: (usize, HolderId),
}
