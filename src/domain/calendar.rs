//! Days and the two calendars in which they are written.
//!
//! Conversions follow the Julian day algorithms of Jean Meeus, *Astronomical Algorithms* (2nd ed., 1998), chapter 7,
//! recast in integer arithmetic and shifted so that day 1 is 0001-01-01.

/// A day as a plain count: 1 is 0001-01-01 in the proleptic Gregorian calendar.
///
/// Dates written in different calendars denote the same day exactly when their `Day`s are equal.
///
/// ```
/// use treatise::domain::Day;
/// assert_eq!(Day::from_gregorian(1855, 2, 7), Day::from_julian(1855, 1, 26));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day of a proleptic Gregorian date, or `None` where the calendar has no such day.
    #[must_use]
    pub fn from_gregorian(year: i32, month: u8, day: u8) -> Option<Self> {
        (1..=12).contains(&month).then_some(())?;
        (1..=days_in_month(year, month)).contains(&day).then_some(())?;
        // March-based years make the leap day the last of the year, so month lengths follow one formula.
        let (y, m) = shift(year, month);
        let days = 365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400);
        Some(Self(days + (153 * m + 2) / 5 + i64::from(day) - 306))
    }

    /// The day of a Julian ("Old Style") date, or `None` where that calendar has no such day.
    #[must_use]
    pub fn from_julian(year: i32, month: u8, day: u8) -> Option<Self> {
        (1..=12).contains(&month).then_some(())?;
        let last = if month == 2 && year.rem_euclid(4) == 0 { 29 } else { days_in_month(1, month) };
        (1..=last).contains(&day).then_some(())?;
        let (y, m) = shift(year, month);
        Some(Self(365 * y + y.div_euclid(4) + (153 * m + 2) / 5 + i64::from(day) - 308))
    }

    /// Year (astronomical: 0 is 1 BC), month 1–12 and day 1–31 in the proleptic Gregorian calendar.
    #[must_use]
    pub fn gregorian(self) -> (i32, u8, u8) {
        // Days since 0000-03-01, split into 400-year eras of equal length.
        let days = self.0 + 305;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let m = (5 * of_year + 2) / 153;
        let day = of_year - (153 * m + 2) / 5 + 1;
        let month = if m < 10 { m + 3 } else { m - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        (i32::try_from(year).unwrap_or(i32::MAX), u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
    }

    /// The day after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The day before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    /// The count itself: 1 for 0001-01-01.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// The day with the given count.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        Self(number)
    }
}

/// ISO 8601, `1855-02-07`; years before 1 and after 9999 as EDTF writes them.
impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.gregorian();
        match year {
            0..=9999 => write!(f, "{year:04}-{month:02}-{day:02}"),
            -9999..0 => write!(f, "-{:04}-{month:02}-{day:02}", -year),
            _ => write!(f, "Y{year}-{month:02}-{day:02}"),
        }
    }
}

/// The number of days in a month of the proleptic Gregorian calendar; 0 for a month outside 1–12.
#[must_use]
pub fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

fn is_leap(year: i32) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// Year and month counted from March.
fn shift(year: i32, month: u8) -> (i64, i64) {
    if month > 2 { (i64::from(year), i64::from(month) - 3) } else { (i64::from(year) - 1, i64::from(month) + 9) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_begins_with_the_common_era() {
        assert_eq!(Day::from_gregorian(1, 1, 1).unwrap().number(), 1);
        assert_eq!(Day::from_gregorian(0, 12, 31).unwrap().number(), 0);
        // Reingold and Dershowitz, Calendrical Calculations, table of sample dates.
        assert_eq!(Day::from_gregorian(1945, 11, 12).unwrap().number(), 710_347);
        assert_eq!(Day::from_julian(1945, 10, 30).unwrap().number(), 710_347);
        assert_eq!(Day::from_gregorian(-586, 7, 24).unwrap().number(), -214_193);
    }

    #[test]
    fn every_day_of_eight_centuries_survives_the_round_trip() {
        let first = Day::from_gregorian(1500, 1, 1).unwrap().number();
        for number in first..first + 292_200 {
            let day = Day::from_number(number);
            let (y, m, d) = day.gregorian();
            assert_eq!(Day::from_gregorian(y, m, d), Some(day));
        }
    }

    #[test]
    fn the_old_style_of_the_treaties_is_the_same_day() {
        for (new, old) in [
            ((1855, 2, 7), (1855, 1, 26)),
            ((1875, 5, 7), (1875, 4, 25)),
            ((1905, 9, 5), (1905, 8, 23)),
            ((1739, 6, 29), (1739, 6, 18)),
            ((1900, 3, 13), (1900, 2, 29)),
        ] {
            assert_eq!(Day::from_gregorian(new.0, new.1, new.2), Day::from_julian(old.0, old.1, old.2));
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        assert_eq!(Day::from_gregorian(1855, 2, 30), None);
        assert_eq!(Day::from_gregorian(1900, 2, 29), None);
        assert!(Day::from_julian(1900, 2, 29).is_some());
        assert_eq!(Day::from_gregorian(1855, 13, 1), None);
        assert_eq!(Day::from_gregorian(1855, 0, 1), None);
    }
}
