//! Lines of succession: parties that take each other's place, so that at any time somebody acts for each line.

use std::ops::Range;

use super::calendar::new_year;
use super::chance::Chance;
use super::model::Number;

/// The year in which the book's history begins, and the one after its last.
pub(crate) const YEARS: Range<i64> = 1500..2021;

/// A line's members, each with the day on which it begins; nobody acts before the first.
#[derive(Debug)]
pub(crate) struct Line(pub(crate) Vec<(Number, i64)>);

impl Line {
    /// Deals `parties` out to lines of one to three members. The last party is left for itself.
    pub(crate) fn all(parties: Range<Number>, chance: &mut Chance) -> Vec<Self> {
        let mut lines = Vec::new();
        let mut next = parties.start;
        let last = parties.end - 1;
        while next < last {
            let members = chance.between(1, 3).min(last - next);
            let mut years: Vec<i64> = (1..members).map(|_| year(chance)).collect();
            years.sort_unstable();
            years.dedup();
            years.insert(0, YEARS.start);
            lines.push(Self(years.iter().enumerate().map(|(at, year)| (next + at, new_year(*year))).collect()));
            next += years.len();
        }
        lines
    }

    /// Who acts for the line on a day.
    pub(crate) fn member(&self, day: i64) -> Number {
        let at = self.0.partition_point(|(_, since)| *since <= day);
        self.0[at.saturating_sub(1)].0
    }

    /// The last day of the member that acts on a day, but no later than `most`.
    pub(crate) fn until(&self, day: i64, most: i64) -> i64 {
        self.0.iter().map(|(_, since)| *since).find(|since| *since > day).map_or(most, |end| end.min(most))
    }
}

fn year(chance: &mut Chance) -> i64 {
    YEARS.start + 20 + i64::try_from(chance.below(480)).unwrap_or(0)
}
