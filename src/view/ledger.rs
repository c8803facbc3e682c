//! What the ledger says, for pages: who held a territory when, and what an act changed.

use super::build::Page;
use super::contract::*;
use super::dates;
use crate::atlas::{EntityId, article_anchor};
use crate::domain::ledger::{Boundary, Viewpoint};
use crate::domain::{Date, Layer};
use crate::holdings::{self, By, Holding, edtf};

impl Page<'_> {
    /// The histories of a territory's leaves, those of equal history together.
    pub(super) fn histories(&self, territory: &str) -> Vec<HistoryView> {
        let ledger = self.atlas().ledger();
        let mut found: Vec<(Vec<&str>, Told)> = Vec::new();
        for leaf in ledger.all_leaves(territory) {
            let Some(first) = ledger.viewpoints().next() else { continue };
            let own = |holdings: Vec<Holding>| -> Vec<Holding> { holdings.into_iter().map(without_start).collect() };
            let control = own(holdings::history(ledger, leaf, Layer::Control, first));
            let titles: Vec<_> =
                ledger.viewpoints().map(|viewpoint| own(holdings::history(ledger, leaf, Layer::Title, viewpoint))).collect();
            if control.is_empty() && titles.iter().all(Vec::is_empty) {
                continue;
            }
            let history = (control, titles);
            match found.iter_mut().find(|(_, other)| *other == history) {
                Some((leaves, _)) => leaves.push(leaf),
                None => found.push((vec![leaf], history)),
            }
        }
        found.into_iter().map(|(leaves, (control, titles))| self.history(&leaves, &control, &titles)).collect()
    }

    fn history(&self, leaves: &[&str], control: &[Holding], titles: &[Vec<Holding>]) -> HistoryView {
        let ledger = self.atlas().ledger();
        let agreed = titles.windows(2).all(|pair| pair[0] == pair[1]);
        let named: Vec<Viewpoint> = ledger.viewpoints().collect();
        let titles = match titles.first() {
            Some(first) if agreed => vec![ReadingView { viewpoint: None, spells: self.spells(first) }],
            _ => named
                .iter()
                .zip(titles)
                .map(|(viewpoint, spells)| ReadingView {
                    viewpoint: Some(self.link_to(ledger.viewpoint_name(*viewpoint))),
                    spells: self.spells(spells),
                })
                .collect(),
        };
        HistoryView { leaves: leaves.iter().map(|leaf| self.link_to(leaf)).collect(), control: self.spells(control), titles }
    }

    fn spells(&self, holdings: &[Holding]) -> Vec<SpellView> {
        holdings
            .iter()
            .map(|holding| SpellView {
                holder: self.holder(&holding.holder),
                from: self.boundary(holding.from),
                to: holding.to.map(|to| self.boundary(to)),
                by: self.by(&holding.by),
                origin: holding.origin.as_ref().map(|by| self.by(by)),
                mode: holding.mode.map(crate::domain::ChangeMode::name).unwrap_or_default(),
                cite: self.plain_cites(&holding.cite),
                confirmed_by: holding.confirmed_by.iter().map(|by| self.by(by)).collect(),
                uncertain: !holding.from.is_exact() || holding.to.is_some_and(|to| !to.is_exact()),
            })
            .collect()
    }

    pub(super) fn boundary(&self, boundary: Boundary) -> DateView {
        // The first and last possible day make an EDTF interval, which is always well formed.
        Date::parse(&edtf(boundary)).map(|date| dates::plain(&date, self.lang)).unwrap_or_default()
    }

    fn by(&self, by: &By) -> ByView {
        match by {
            By::Act { id, article, .. } => {
                let act = self.link_to(id);
                let anchor = article.as_ref().map(|article| format!("{}#{}", act.path, article_anchor(article)));
                ByView {
                    act: Some(act),
                    article: article.clone().unwrap_or_default(),
                    article_path: anchor.unwrap_or_default(),
                    ..ByView::default()
                }
            }
            By::Start(_) => ByView { start: true, ..ByView::default() },
            By::Succession(parties) => {
                ByView { succession: parties.iter().map(|party| self.link_to(party)).collect(), ..ByView::default() }
            }
        }
    }

    fn plain_cites(&self, cites: &[crate::domain::Cite]) -> Vec<CiteView> {
        cites.iter().filter_map(|cite| self.cite(cite)).collect()
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

/// Control, and title according to each viewpoint.
type Told = (Vec<Holding>, Vec<Vec<Holding>>);

/// Two islands whose ledgers begin alike have one history, though each begins on a page of its own.
fn without_start(holding: Holding) -> Holding {
    let plain = |by: By| if matches!(by, By::Start(_)) { By::Start(String::new()) } else { by };
    Holding { by: plain(holding.by.clone()), origin: holding.origin.clone().map(plain), ..holding }
}
