//! The ledger's spells made ready to be told: to a terminal, to a page, to a data file.

use crate::domain::ledger::{Basis, Boundary, Certainty, Ledger, Spell, Viewpoint};
use crate::domain::{ChangeMode, Cite, Day, Holder, Layer};

/// One holder of one leaf in one layer, from when to when, and by what right or might.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Who.
    pub holder: Holder,
    /// The first day, as far as it is known.
    pub from: Boundary,
    /// The first day of the next holder; `None` while it lasts.
    pub to: Option<Boundary>,
    /// What made it begin.
    pub by: By,
    /// Where the holder took a predecessor's place: what first brought the land to the line.
    pub origin: Option<By>,
    /// How the land was got.
    pub mode: Option<ChangeMode>,
    /// Sources of that.
    pub cite: Vec<Cite>,
    /// Instruments that left the holder as it was, and so confirmed it.
    pub confirmed_by: Vec<By>,
}

/// What a holding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A treaty or an event, and which of its changes.
    Act {
        /// Its ID.
        id: String,
        /// The article, where it names one.
        article: Option<String>,
        /// The item of its `changes`, counted from 0.
        item: usize,
    },
    /// The ledger of this territory begins here.
    Start(String),
    /// The parties whose place was taken.
    Succession(Vec<String>),
}

/// As MODEL and data files write it: `portsmouth-1905#article-9`.
impl std::fmt::Display for By {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Act { id, article: Some(article), .. } => write!(f, "{id}#{}", crate::atlas::article_anchor(article)),
            Self::Act { id, article: None, .. } => f.write_str(id),
            Self::Start(territory) => write!(f, "{territory}#start"),
            Self::Succession(parties) => write!(f, "succession of {}", parties.join(" and ")),
        }
    }
}

impl By {
    fn of(basis: &Basis) -> Self {
        match basis {
            Basis::Start { territory, .. } => Self::Start(territory.clone()),
            Basis::Change { act, article, item, .. } => Self::Act { id: act.clone(), article: article.clone(), item: *item },
            Basis::Succession { .. } => Self::Succession(basis.steps().map(|step| step.predecessor.clone()).collect()),
        }
    }
}

/// Every holding of a leaf in a layer and viewpoint, in order and without a gap.
#[must_use]
pub fn history(ledger: &Ledger, leaf: &str, layer: Layer, viewpoint: Viewpoint) -> Vec<Holding> {
    let spells = ledger.history(leaf, layer, viewpoint);
    (0..spells.len()).map(|at| holding(&spells, at)).collect()
}

/// Who held a leaf on a day: one holding where that is certain, several where it is not, none where the ledger is silent.
#[must_use]
pub fn on(ledger: &Ledger, leaf: &str, day: Day, layer: Layer, viewpoint: Viewpoint) -> (Certainty, Vec<Holding>) {
    let statuses = ledger.status(leaf, day, layer, viewpoint);
    let Some(status) = statuses.into_iter().next() else { return (Certainty::Silent, Vec::new()) };
    // Only a succession looks back; the whole history costs more than the answer.
    let inherited = status.spells.iter().any(|spell| matches!(spell.by, Basis::Succession { .. }));
    let spells = if inherited { ledger.history(leaf, layer, viewpoint) } else { status.spells.clone() };
    let holdings = status
        .spells
        .iter()
        .filter_map(|spell| {
            let at = spells.iter().position(|other| other.from == spell.from && other.by == spell.by)?;
            // On the day of an uncertain succession the holder may be the successor already.
            Some(Holding { holder: spell.holder.clone(), ..holding(&spells, at) })
        })
        .collect();
    (status.certainty, holdings)
}

fn holding(spells: &[Spell<'_>], at: usize) -> Holding {
    let spell = &spells[at];
    let by = By::of(spell.by);
    let origin = match &by {
        By::Succession(_) => {
            spells[..at].iter().rev().map(|earlier| By::of(earlier.by)).find(|by| !matches!(by, By::Succession(_)))
        }
        _ => None,
    };
    let source = match &by {
        By::Succession(_) => {
            spells[..=at].iter().rev().find(|earlier| !matches!(earlier.by, Basis::Succession { .. })).unwrap_or(spell)
        }
        _ => spell,
    };
    Holding {
        holder: spell.holder.clone(),
        from: spell.from,
        to: spell.to,
        origin,
        by,
        mode: spell.mode,
        cite: source.cite().to_vec(),
        confirmed_by: spell.confirmed_by.iter().map(|basis| By::of(basis)).collect(),
    }
}

/// A boundary as EDTF: a day, the year or month in which the day lies, or the interval.
#[must_use]
pub fn edtf(boundary: Boundary) -> String {
    let (earliest, latest) = (boundary.earliest, boundary.latest);
    if boundary.is_exact() {
        return earliest.to_string();
    }
    let (from, to) = (earliest.gregorian(), latest.gregorian());
    let plain = (0..=9999).contains(&from.0) && from.0 == to.0 && from.2 == 1;
    match (from.1, to.1, to.2) {
        (1, 12, 31) if plain => format!("{:04}", from.0),
        (first, last, day) if plain && first == last && day == crate::domain::days_in_month(to.0, last) => {
            format!("{:04}-{first:02}", from.0)
        }
        _ => format!("{earliest}/{latest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_written_as_short_as_it_can_be() {
        let day = |y, m, d| Day::from_gregorian(y, m, d).unwrap();
        let check = |a, b, expected: &str| assert_eq!(edtf(Boundary { earliest: a, latest: b }), expected);
        check(day(1855, 2, 7), day(1855, 2, 7), "1855-02-07");
        check(day(1700, 1, 1), day(1700, 12, 31), "1700");
        check(day(1905, 11, 1), day(1905, 11, 30), "1905-11");
        check(day(1945, 8, 25), day(1945, 8, 27), "1945-08-25/1945-08-27");
        check(day(1711, 1, 1), day(1779, 12, 31), "1711-01-01/1779-12-31");
    }
}
