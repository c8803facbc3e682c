//! Land that stays with a party after its end.
//!
//! It comes from an account that breaks off: some change was entered, and what became of the land later was not. The
//! ledger would go on naming a holder that is long gone.

use std::collections::BTreeMap;

use super::extent::Extents;
use super::fault::{FaultKind, LedgerFault};
use super::finding::Site;
use super::holder::{BasisId, Register};
use super::walk::Stretch;
use super::wording::{leaves, of_layer};
use crate::domain::Layer;

/// A spell that certainly lasts longer than a party that holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlived {
    by: BasisId,
    party: usize,
    first: bool,
}

/// All of them, with the leaves and the layer.
#[derive(Debug, Default)]
pub(super) struct AllOutlived {
    found: BTreeMap<(BasisId, usize, Layer), Vec<usize>>,
}

/// The spells of one history that outlast their holders, for each party the first.
///
/// On the day after its end a party's land may still pass on.
pub(super) fn outlived(register: &Register, stretches: &[Stretch]) -> Vec<Outlived> {
    let mut found = Vec::new();
    for (at, stretch) in stretches.iter().enumerate() {
        for &party in register.holders.members(stretch.holder) {
            let Some(end) = register.parties.end(party).and_then(|end| end.on) else { continue };
            let repeated = at.checked_sub(1).is_some_and(|before| {
                let kept = register.holders.members(stretches[before].holder).contains(&party);
                kept && stretch.from.earliest > end.latest.next()
            });
            if !repeated && stretches.get(at + 1).is_none_or(|next| next.from.earliest > end.latest.next()) {
                found.push(Outlived { by: stretch.by, party, first: at == 0 });
            }
        }
    }
    found
}

impl AllOutlived {
    /// Adds those of a history at a site, which has its own start. Sites come in the order of leaves.
    pub(super) fn add(&mut self, outlived: &[Outlived], site: Site, start: Option<BasisId>) {
        for Outlived { by, party, first } in outlived {
            let by = start.filter(|_| *first).unwrap_or(*by);
            let leaves = self.found.entry((by, *party, site.layer)).or_default();
            if leaves.last() != Some(&site.leaf) {
                leaves.push(site.leaf);
            }
        }
    }

    /// The faults that they are, each at what gave the party the land.
    pub(super) fn faults(&self, register: &Register, extents: &Extents) -> Vec<LedgerFault> {
        let fault = |((by, party, layer), found): (&(BasisId, usize, Layer), &Vec<usize>)| {
            let ids: Vec<_> = found.iter().map(|leaf| &extents.leaves()[*leaf]).collect();
            let id = register.parties.id(*party);
            let end = register.parties.end(*party)?;
            let what = format!("{} {}", of_layer(*layer), leaves(&ids));
            let message = format!("{what} stays with `{id}` after its end ({})", end.written);
            let (page, at) = register.bases[by.0].place();
            let help = format!("enter the change by which it passed on, or say who succeeds `{id}`");
            Some(LedgerFault::new(FaultKind::HolderEnded, page, at, message).help(help).related((id, &end.at), "its end"))
        };
        self.found.iter().filter_map(fault).collect()
    }
}
