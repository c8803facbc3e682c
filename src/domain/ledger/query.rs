//! What the ledger answers.

use super::basis::Basis;
use super::extent::Reading;
use super::holder::{BasisId, HolderId};
use super::spell::{Boundary, Spell};
use super::view::Viewpoint;
use super::walk::Stretch;
use super::{Ledger, Timeline};
use crate::domain::{Day, Holder, Layer};

/// Who held a leaf on some day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status<'a> {
    /// The leaf.
    pub leaf: &'a str,
    /// Whether there can be a doubt.
    pub certainty: Certainty,
    /// The spells in question, in order: one where it is certain, several where one may have ended and another begun,
    /// none where the ledger is silent.
    pub spells: Vec<Spell<'a>>,
}

/// Whether there can be a doubt about who held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// There can be none.
    Certain,
    /// The day lies within an uncertain boundary.
    Possible,
    /// The ledger of the leaf begins later, or there is none.
    Silent,
}

/// Which spells of a leaf are in question on a day: equal on two days exactly if [`Ledger::status`] says the same of both.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Standing {
    certainty: Certainty,
    /// Positions of the spells, and who then held.
    spells: Vec<(usize, HolderId)>,
}

/// What an item of an act's `changes` did to one leaf, in one layer and viewpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect<'a> {
    /// The item of `changes`, counted from 0.
    pub item: usize,
    /// The leaf.
    pub leaf: &'a str,
    /// The layer.
    pub layer: Layer,
    /// The viewpoint; `None` for control, of which there is one reading.
    pub viewpoint: Option<Viewpoint>,
    /// Who held before; `None` where the ledger has no start.
    pub from: Option<&'a Holder>,
    /// Who held after: the same holder where the change confirmed it.
    pub to: &'a Holder,
    /// When; `None` where the holder stayed the same.
    pub on: Option<Boundary>,
}

impl Ledger {
    /// Who held a territory's leaves on a day, leaf by leaf in the order of their IDs.
    ///
    /// A group is taken as the viewpoint reads it, for control too; nothing has no leaves.
    #[must_use]
    pub fn status(&self, territory: &str, day: Day, layer: Layer, viewpoint: Viewpoint) -> Vec<Status<'_>> {
        let Some(territory) = self.extents.number(territory) else { return Vec::new() };
        let leaves = self.extents.reach(territory, Reading::View(viewpoint.0));
        leaves.iter().map(|leaf| self.status_of_leaf(*leaf, day, layer, viewpoint)).collect()
    }

    /// Every spell of a leaf in one layer and viewpoint, in order and without a gap; the last one lasts.
    ///
    /// Nothing where the ID is not that of a leaf, or nothing is recorded.
    #[must_use]
    pub fn history(&self, leaf: &str, layer: Layer, viewpoint: Viewpoint) -> Vec<Spell<'_>> {
        let Some(leaf) = self.extents.leaf(leaf) else { return Vec::new() };
        let timeline = self.timeline(leaf, layer, viewpoint);
        timeline.spells.clone().map(|at| self.spell(timeline, at)).collect()
    }

    /// The leaves that a territory stands for as a viewpoint reads it, in the order of their IDs; a leaf is its own.
    #[must_use]
    pub fn leaves(&self, territory: &str, viewpoint: Viewpoint) -> Vec<&str> {
        self.leaves_in(territory, Reading::View(viewpoint.0))
    }

    /// The leaves that all readings of a territory's extent have in common: those on which a change of control falls.
    #[must_use]
    pub fn common_leaves(&self, territory: &str) -> Vec<&str> {
        self.leaves_in(territory, Reading::Common)
    }

    /// The leaves that any reading of a territory's extent has.
    #[must_use]
    pub fn all_leaves(&self, territory: &str) -> Vec<&str> {
        self.leaves_in(territory, Reading::Any)
    }

    /// The viewpoints, in the order of their names.
    pub fn viewpoints(&self) -> impl ExactSizeIterator<Item = Viewpoint> {
        (0..self.views.count()).map(Viewpoint)
    }

    /// The latest member of the line whose viewpoint it is, or [`EVERYBODY`](super::EVERYBODY).
    #[must_use]
    pub fn viewpoint_name(&self, viewpoint: Viewpoint) -> &str {
        self.views.name(viewpoint.0)
    }

    /// The viewpoint of a party's line of succession, if the book tells it apart.
    #[must_use]
    pub fn viewpoint_of(&self, party: &str) -> Option<Viewpoint> {
        let party = self.register.parties.find(party)?;
        self.views.of(party, &self.register.parties).map(Viewpoint)
    }

    /// The latest member of a party's line of succession; the party itself where nobody took its place.
    #[must_use]
    pub fn line<'a>(&'a self, party: &'a str) -> &'a str {
        let parties = &self.register.parties;
        parties.find(party).map_or(party, |party| parties.id(parties.line(party)))
    }

    /// The days on which something changed hands, starts included, in order and each once.
    ///
    /// Of an uncertain boundary they have the first and the last possible day.
    #[must_use]
    pub fn moments(&self) -> Vec<Day> {
        let mut days: Vec<_> = self.stretches.iter().flat_map(|spell| [spell.from.earliest, spell.from.latest]).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// What tells the days of a leaf apart, in one layer and viewpoint; `None` where the ID is not that of a leaf.
    #[must_use]
    pub fn standing(&self, leaf: &str, day: Day, layer: Layer, viewpoint: Viewpoint) -> Option<Standing> {
        Some(self.standing_of_leaf(self.extents.leaf(leaf)?, day, layer, viewpoint))
    }

    /// Whether viewpoints differ over title to a leaf on a day, or may do so.
    ///
    /// They do not where an uncertain day is uncertain for all of them alike.
    #[must_use]
    pub fn disputed(&self, leaf: &str, day: Day) -> bool {
        let Some(leaf) = self.extents.leaf(leaf) else { return false };
        let titles = self.viewpoints().map(|viewpoint| self.standing_of_leaf(leaf, day, Layer::Title, viewpoint));
        // A viewpoint for which nothing is recorded says nothing that could differ.
        let mut heard = titles.filter(|standing| standing.certainty != Certainty::Silent);
        let Some(first) = heard.next() else { return false };
        let holders = |standing: &Standing| standing.spells.iter().map(|(_, holder)| *holder).collect::<Vec<_>>();
        let first = holders(&first);
        heard.any(|other| holders(&other) != first)
    }

    /// What a treaty or event did, in the order of its items, and of leaves, layers and viewpoints within each.
    #[must_use]
    pub fn effects(&self, act: &str) -> Vec<Effect<'_>> {
        let Some(items) = self.acts.get(act) else { return Vec::new() };
        let mut effects = Vec::new();
        for number in items.clone() {
            let Some(territory) = self.items[number].territory else { continue };
            for &leaf in self.extents.reach(territory, Reading::Any) {
                self.effects_on(number - items.start, number, leaf, &mut effects);
            }
        }
        effects
    }

    fn effects_on<'a>(&'a self, item: usize, number: usize, leaf: usize, effects: &mut Vec<Effect<'a>>) {
        let by = self.items[number].by;
        let views = self.viewpoints().map(|viewpoint| (Layer::Title, viewpoint));
        for (layer, viewpoint) in std::iter::once((Layer::Control, Viewpoint(0))).chain(views) {
            if self.items[number].reach(&self.extents, layer, viewpoint.0).binary_search(&leaf).is_err() {
                continue;
            }
            let range = &self.timeline(leaf, layer, viewpoint).spells;
            let viewpoint = (layer == Layer::Title).then_some(viewpoint);
            for at in range.clone() {
                let stretch = &self.stretches[at];
                let holder = self.register.holders.get(stretch.holder);
                if stretch.by == by {
                    let before = (at > range.start).then(|| self.register.holders.get(self.stretches[at - 1].holder));
                    let on = Some(stretch.from);
                    effects.push(Effect {
                        item,
                        leaf: &self.extents.leaves()[leaf],
                        layer,
                        viewpoint,
                        from: before,
                        to: holder,
                        on,
                    });
                } else if self.confirmations(at).any(|confirmed| confirmed == by) {
                    let leaf = &self.extents.leaves()[leaf];
                    effects.push(Effect { item, leaf, layer, viewpoint, from: Some(holder), to: holder, on: None });
                }
            }
        }
    }

    fn leaves_in(&self, territory: &str, reading: Reading) -> Vec<&str> {
        let Some(territory) = self.extents.number(territory) else { return Vec::new() };
        self.extents.reach(territory, reading).iter().map(|leaf| self.extents.leaves()[*leaf].as_str()).collect()
    }

    fn status_of_leaf(&self, leaf: usize, day: Day, layer: Layer, viewpoint: Viewpoint) -> Status<'_> {
        let timeline = self.timeline(leaf, layer, viewpoint);
        let Standing { certainty, spells } = self.standing_of_leaf(leaf, day, layer, viewpoint);
        let spell = |(at, holder)| Spell { holder: self.register.holders.get(holder), ..self.spell(timeline, at) };
        Status { leaf: &self.extents.leaves()[leaf], certainty, spells: spells.into_iter().map(spell).collect() }
    }

    fn standing_of_leaf(&self, leaf: usize, day: Day, layer: Layer, viewpoint: Viewpoint) -> Standing {
        let timeline = self.timeline(leaf, layer, viewpoint);
        let mut spells: Vec<(usize, HolderId)> = Vec::new();
        for at in timeline.spells.clone() {
            if !self.unconfirmed(timeline, at).possible().contains(day) {
                continue;
            }
            let holder = self.holder_on(self.stretches[at].holder, day);
            if spells.last().is_none_or(|(_, last)| *last != holder) {
                spells.push((at, holder));
            }
        }
        // There is no gap: once the ledger has certainly begun, the only one who may have held did hold.
        let certain = spells.len() == 1 && self.stretches[timeline.spells.start].from.latest <= day;
        let certainty = match (spells.is_empty(), certain) {
            (true, _) => Certainty::Silent,
            (_, true) => Certainty::Certain,
            _ => Certainty::Possible,
        };
        Standing { certainty, spells }
    }

    /// The holder, or whoever had certainly taken its place by the day.
    ///
    /// A spell may last, possibly, beyond a succession, where a change without `from` may have come before it or after.
    fn holder_on(&self, mut holder: HolderId, day: Day) -> HolderId {
        while let Some(passing) = self.register.known_passing(holder)
            && passing.on.latest <= day
        {
            holder = passing.to;
        }
        holder
    }

    fn timeline(&self, leaf: usize, layer: Layer, viewpoint: Viewpoint) -> &Timeline {
        let slots = 1 + self.views.count();
        let slot = if layer == Layer::Control { 0 } else { 1 + viewpoint.0 };
        &self.timelines[leaf * slots + slot]
    }

    /// The spell at a position of a history.
    fn spell(&self, timeline: &Timeline, at: usize) -> Spell<'_> {
        let confirmed_by = self.confirmations(at).map(|by| self.basis(by)).collect();
        Spell { confirmed_by, ..self.unconfirmed(timeline, at) }
    }

    /// The same without what confirmed it, which takes the longest to find.
    fn unconfirmed(&self, timeline: &Timeline, at: usize) -> Spell<'_> {
        let Stretch { holder, from, by, mode, .. } = self.stretches[at];
        let next = (at + 1 < timeline.spells.end).then(|| &self.stretches[at + 1]);
        let start = timeline.start.filter(|_| at == timeline.spells.start);
        let last = next.filter(|next| next.inherited).and_then(|_| self.register.known_passing(holder));
        Spell {
            holder: self.register.holders.get(holder),
            from,
            to: next.map(|next| next.from),
            by: self.basis(start.unwrap_or(by)),
            mode,
            confirmed_by: Vec::new(),
            last: last.map(|passing| passing.on.latest.previous()),
        }
    }

    /// What confirmed the spell at a position, in the order of time.
    fn confirmations(&self, at: usize) -> impl Iterator<Item = BasisId> {
        let first = self.confirmed.partition_point(|(spell, _)| *spell < at);
        self.confirmed[first..].iter().take_while(move |(spell, _)| *spell == at).map(|(_, by)| *by)
    }

    fn basis(&self, by: BasisId) -> &Basis {
        &self.register.bases[by.0]
    }
}
