//! What the ledger says of an act: on which leaves its changes fell, for whom.

use super::build::Page;
use super::contract::*;
use super::dates;
use crate::atlas::EntityId;
use crate::domain::Date;
use crate::domain::ledger::Boundary;
use crate::holdings::edtf;

impl Page<'_> {
    pub(super) fn boundary(&self, boundary: Boundary) -> DateView {
        // The first and last possible day make an EDTF interval, which is always well formed.
        Date::parse(&edtf(boundary)).map(|date| dates::plain(&date, self.lang)).unwrap_or_default()
    }

    /// What one of an act's changes did according to the ledger: on which leaves it fell, for whom, and who held them before.
    pub(super) fn effects(&self, act: EntityId, item: usize) -> Vec<EffectView> {
        let ledger = self.atlas().ledger();
        let mut views: Vec<(EffectView, Vec<&str>)> = Vec::new();
        for effect in ledger.effects(&self.atlas().get(act).id).into_iter().filter(|effect| effect.item == item) {
            let view = EffectView {
                leaves: Vec::new(),
                layer: effect.layer.name(),
                viewpoint: effect.viewpoint.map(|viewpoint| self.link_to(ledger.viewpoint_name(viewpoint))),
                from: effect.from.map(|holder| self.holder(holder)),
                to: self.holder(effect.to),
                on: effect.on.map(|on| self.boundary(on)),
                confirmed: effect.on.is_none(),
            };
            match views.iter_mut().find(|(other, _)| *other == view) {
                Some((_, leaves)) => leaves.push(effect.leaf),
                None => views.push((view, vec![effect.leaf])),
            }
        }
        let count = ledger.viewpoints().count();
        // What is the same for every viewpoint is said once.
        let mut told: Vec<(EffectView, Vec<&str>, usize)> = Vec::new();
        for (view, leaves) in views {
            let alone = EffectView { viewpoint: None, ..view.clone() };
            match told.iter_mut().find(|(other, others, _)| {
                view.viewpoint.is_some() && EffectView { viewpoint: None, ..other.clone() } == alone && *others == leaves
            }) {
                Some((_, _, same)) => *same += 1,
                None => told.push((view, leaves, 1)),
            }
        }
        told.into_iter()
            .map(|(mut view, leaves, same)| {
                if same == count {
                    view.viewpoint = None;
                }
                view.leaves = leaves.into_iter().map(|leaf| self.link_to(leaf)).collect();
                view
            })
            .collect()
    }
}
