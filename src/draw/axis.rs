//! The axis of time: which day stands where.

/// A run of days laid out from left to right.
///
/// Days are counted as in the ledger: day 1 is 0001-01-01 in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The first day.
    pub from: i64,
    /// The day after the last.
    pub to: i64,
    /// Where the first day begins.
    pub left: f64,
    /// Where the last day ends.
    pub right: f64,
}

impl Axis {
    /// Where the day begins; days beyond an end stand at that end.
    #[must_use]
    pub fn at(&self, day: i64) -> f64 {
        let length = (self.to - self.from).max(1);
        let day = day.clamp(self.from, self.from + length) - self.from;
        self.left + (self.right - self.left) * day as f64 / length as f64
    }

    /// Round years within the axis, with where they begin: as many as there is room for at this distance.
    #[must_use]
    pub fn ticks(&self, apart: f64) -> Vec<(i32, f64)> {
        let years = (self.to - self.from) as f64 / 365.2425;
        let room = ((self.right - self.left) / apart).max(1.0);
        let step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].into_iter().find(|step| years / f64::from(*step) <= room);
        let step = step.unwrap_or(1000);
        let first = (year_of(self.from) / step) * step;
        (0..)
            .map(|n| first + n * step)
            .take_while(|year| first_day(*year) < self.to)
            .filter(|year| first_day(*year) >= self.from)
            .map(|year| (year, self.at(first_day(year))))
            .collect()
    }
}

/// The first day of a year (0 is 1 BC).
pub(super) fn first_day(year: i32) -> i64 {
    let before = i64::from(year) - 1;
    365 * before + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) + 1
}

/// The year of a day.
pub(super) fn year_of(day: i64) -> i32 {
    let mut year = (day as f64 / 365.2425).floor() as i32 + 1;
    while first_day(year) > day {
        year -= 1;
    }
    while first_day(year + 1) <= day {
        year += 1;
    }
    year
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_first_of_the_calendar() {
        for (year, day) in [(1, 1), (2, 366), (1855, 677_160), (1970, 719_163), (2000, 730_120), (0, -365)] {
            assert_eq!(first_day(year), day, "{year}");
            assert_eq!(year_of(day), year);
            assert_eq!(year_of(day - 1), year - 1);
        }
    }

    #[test]
    fn an_axis_maps_days_and_stops_at_its_ends() {
        let axis = Axis { from: first_day(1700), to: first_day(1800), left: 10.0, right: 110.0 };
        assert_eq!(axis.at(first_day(1700)), 10.0);
        assert_eq!(axis.at(first_day(1800)), 110.0);
        assert_eq!(axis.at(0), 10.0);
        assert_eq!(axis.at(first_day(2000)), 110.0);
        assert!((axis.at(first_day(1750)) - 60.0).abs() < 0.1);
    }

    #[test]
    fn ticks_are_round_years_with_room_between() {
        let axis = Axis { from: first_day(1697), to: first_day(2027), left: 0.0, right: 700.0 };
        let years: Vec<i32> = axis.ticks(48.0).into_iter().map(|(year, _)| year).collect();
        assert_eq!(years, [1700, 1725, 1750, 1775, 1800, 1825, 1850, 1875, 1900, 1925, 1950, 1975, 2000, 2025]);
        let years: Vec<i32> = axis.ticks(150.0).into_iter().map(|(year, _)| year).collect();
        assert_eq!(years, [1700, 1800, 1900, 2000]);
    }
}
