//! Legends, as values: the page sets them in HTML.

use super::place::Mark;
use super::slot::{Signs, Slot};

/// A line of a legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegendItem {
    /// The class that gives the colour: `h0`, `hs`; `disputed` and `uncertain` for the last lines.
    pub class: String,
    /// The letters that say the same; empty where there are none.
    pub sign: String,
    /// What it means.
    pub title: String,
}

/// What the marks of a map need explained, each slot once and in the order of slots, then the hatching and the broken outline.
///
/// `name` says in words what a slot stands for; a slot without a name is left out.
pub fn legend<'a>(
    marks: impl IntoIterator<Item = &'a Mark>,
    signs: &Signs,
    mut name: impl FnMut(Slot) -> Option<String>,
    disputed: &str,
    uncertain: &str,
) -> Vec<LegendItem> {
    let (mut used, mut any_disputed, mut any_uncertain) = (std::collections::BTreeSet::new(), false, false);
    for mark in marks {
        used.insert(mark.slot);
        any_disputed |= mark.disputed;
        any_uncertain |= mark.uncertain;
    }
    let mut items: Vec<LegendItem> = used
        .into_iter()
        .filter_map(|slot| Some(LegendItem { class: slot.class(), sign: signs.of(slot).to_owned(), title: name(slot)? }))
        .collect();
    let mut last = |class: &str, sign: &str, title: &str| {
        items.push(LegendItem { class: class.to_owned(), sign: sign.to_owned(), title: title.to_owned() });
    };
    if any_disputed {
        last("disputed", "", disputed);
    }
    if any_uncertain {
        last("uncertain", "?", uncertain);
    }
    items
}
