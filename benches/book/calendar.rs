//! Days as numbers, as far as dates must be made up: 1 is 0001-01-01 in the proleptic Gregorian calendar.

use std::fmt;

/// A date as front matter writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    /// A day on which it may fall, its first where the date is less exact.
    pub(crate) day: i64,
    /// How exact it is.
    pub(crate) exact: Exact,
}

/// How exact a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exact {
    /// `1855-02-07`
    Day,
    /// `1855-02`
    Month,
    /// `1855`
    Year,
    /// `1855~`
    About,
}

impl Date {
    pub(crate) fn on(day: i64) -> Self {
        Self { day, exact: Exact::Day }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.day);
        match self.exact {
            Exact::Day => write!(f, "{year:04}-{month:02}-{day:02}"),
            Exact::Month => write!(f, "{year:04}-{month:02}"),
            Exact::Year => write!(f, "{year:04}"),
            Exact::About => write!(f, "{year:04}~"),
        }
    }
}

/// The first day of a year.
pub(crate) fn new_year(year: i64) -> i64 {
    let before = year - 1;
    before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) + 1
}

/// Year, month and day.
pub(crate) fn civil(day: i64) -> (i64, usize, i64) {
    let mut year = day * 400 / 146_097 + 1;
    while new_year(year) > day {
        year -= 1;
    }
    while new_year(year + 1) <= day {
        year += 1;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut rest = day - new_year(year);
    for (month, length) in [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().enumerate() {
        if rest < length {
            return (year, month + 1, rest + 1);
        }
        rest -= length;
    }
    (year, 12, 31)
}

/// The same day as the Julian calendar writes it (Meeus, Astronomical Algorithms, chapter 7).
pub(crate) fn julian(day: i64) -> String {
    let c = day + 1_721_425 + 32_082;
    let d = (4 * c + 3).div_euclid(1461);
    let e = c - (1461 * d).div_euclid(4);
    let m = (5 * e + 2).div_euclid(153);
    let (year, month, day) = (d - 4800 + m / 10, m + 3 - 12 * (m / 10), e - (153 * m + 2).div_euclid(5) + 1);
    format!("{year:04}-{month:02}-{day:02}")
}
