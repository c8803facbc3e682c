//! Spells: the stretches of time for which somebody held something, and the boundaries between them.

use std::fmt;

use super::Basis;
use crate::domain::{ChangeMode, Cite, Date, Day, Holder};

/// The turn from one spell to the next: the first day of the new holder.
///
/// Where that day is not known, it is one of those from `earliest` to `latest`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Boundary {
    /// First day on which the new holder may have held.
    pub earliest: Day,
    /// First day on which the new holder certainly held.
    pub latest: Day,
}

/// A run of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first of them.
    pub first: Day,
    /// The last of them, included; `None` while there is no end.
    pub last: Option<Day>,
}

/// An unbroken stretch of time for which a leaf had one holder in one layer, according to one viewpoint.
///
/// A spell that ends does so on the boundary with which the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell<'a> {
    /// Who held.
    pub holder: &'a Holder,
    /// When the spell began.
    pub from: Boundary,
    /// When it gave way to the next; `None` while it lasts.
    pub to: Option<Boundary>,
    /// What made it begin.
    pub by: &'a Basis,
    /// How the land was got. A successor holds as its predecessor did; where the ledger begins, nobody says.
    pub mode: Option<ChangeMode>,
    /// Later changes that left the holder as it was: renunciations by others, cessions to whoever was there already.
    pub confirmed_by: Vec<&'a Basis>,
    /// The last possible day, where it lies before the end: a party does not outlive its own succession.
    pub(super) last: Option<Day>,
}

impl Boundary {
    /// The boundary that falls on one day.
    #[must_use]
    pub fn on(day: Day) -> Self {
        Self { earliest: day, latest: day }
    }

    /// Whether the day is known.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.earliest == self.latest
    }

    /// The boundary that a date gives, and whether the date had two sides; `None` where it has neither.
    ///
    /// A date that is open on one side is placed on the other, so that one fault does not empty the ledger behind it.
    pub(super) fn of(date: &Date) -> Option<(Self, bool)> {
        let bounds = date.bounds();
        match (bounds.earliest, bounds.latest) {
            (Some(a), Some(b)) => Some((Self { earliest: a.min(b), latest: a.max(b) }, true)),
            (Some(day), None) | (None, Some(day)) => Some((Self::on(day), false)),
            (None, None) => None,
        }
    }

    /// The later of two moments, neither of which need be known.
    pub(super) fn max(self, other: Self) -> Self {
        Self { earliest: self.earliest.max(other.earliest), latest: self.latest.max(other.latest) }
    }
}

/// `1905-10-15`, or `some day from 1905-11-01 to 1905-11-30`.
impl fmt::Display for Boundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_exact() { self.earliest.fmt(f) } else { write!(f, "some day from {} to {}", self.earliest, self.latest) }
    }
}

impl Days {
    /// Whether the day is one of them.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }

    /// The run from one day to another, both included; `None` where there is no such day.
    fn between(first: Day, last: Option<Day>) -> Option<Self> {
        last.is_none_or(|last| first <= last).then_some(Self { first, last })
    }
}

impl<'a> Spell<'a> {
    /// The days on which the holder certainly held; `None` where there may have been no such day.
    #[must_use]
    pub fn certain(&self) -> Option<Days> {
        Days::between(self.from.latest, self.to.map(|to| to.earliest.previous()))
    }

    /// The days on which the holder may have held, the certain ones included.
    #[must_use]
    pub fn possible(&self) -> Days {
        let end = self.to.map(|to| to.latest.previous());
        let last = match (end, self.last) {
            (Some(end), Some(last)) => Some(end.min(last)),
            (end, last) => end.or(last),
        };
        Days { first: self.from.earliest, last }
    }

    /// The sources of what made it begin.
    #[must_use]
    pub fn cite(&self) -> &'a [Cite] {
        self.by.cite()
    }
}
