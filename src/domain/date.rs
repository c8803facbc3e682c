//! Dates as historians write them: EDTF (ISO 8601-2:2019), levels 0 and 1, without times of day.
//!
//! A date keeps what was written. It is compared through its bounds, the earliest and the latest day that it may mean,
//! and through questions whose answer may be "possibly"; there is deliberately no `Ord` on a date that may be uncertain.

use std::fmt;
use std::ops::Range;

use super::calendar::{Day, days_in_month};

/// A date or an interval of dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    written: String,
    span: Extent,
}

/// What a [`Date`] denotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// One moment, known to the day, the month, the season, the year, the decade or the century.
    Point(Point),
    /// From one moment to another.
    Interval(End, End),
}

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A moment.
    Point(Point),
    /// `..`: there is no such end; the thing goes on.
    Open,
    /// Nothing written: there was an end, but nobody knows when.
    Unknown,
}

/// A moment with the precision it was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Astronomical year; where digits are unspecified, the first year that fits.
    pub year: i32,
    /// How many trailing digits of the year are unspecified: 1 for `170X`, 2 for `17XX`.
    pub unspecified_digits: u8,
    /// Month 1–12, or season 21–24 (spring, summer, autumn, winter).
    pub month: Option<u8>,
    /// Day of the month, 1–31.
    pub day: Option<u8>,
    /// `?`: the source is doubted.
    pub uncertain: bool,
    /// `~`: the date is about right.
    pub approximate: bool,
}

/// The earliest and the latest day that a date may mean, both included; `None` is unbounded on that side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// First possible day.
    pub earliest: Option<Day>,
    /// Last possible day.
    pub latest: Option<Day>,
}

/// The answer to a question about dates that may not be known to the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is so, whichever day is meant.
    Yes,
    /// It is not so, whichever day is meant.
    No,
    /// It depends on which day is meant.
    Possibly,
}

/// Why a text is not a date, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError {
    /// Bytes of the text that are at fault.
    pub range: Range<usize>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do instead.
    pub help: String,
}

impl Date {
    /// Reads an EDTF date of level 0 or 1.
    ///
    /// # Errors
    ///
    /// Where the text is no such date, or names a day that the calendar does not have.
    ///
    /// ```
    /// use treatise::domain::Date;
    /// assert!(Date::parse("1918-08/1922-10-25").is_ok());
    /// assert!(Date::parse("1855-02-30").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, DateError> {
        Self::read(text).map_err(|error| {
            if !error.help.is_empty() {
                return error;
            }
            let meant: Vec<String> = super::intended::dates(text).iter().map(|date| format!("`{date}`")).collect();
            let help = if meant.is_empty() { FORMS.to_owned() } else { format!("did you mean {}?", meant.join(" or ")) };
            DateError { help, ..error }
        })
    }

    /// The same without advice where the text is no EDTF at all.
    pub(super) fn read(text: &str) -> Result<Self, DateError> {
        let whole = 0..text.len();
        if text.is_empty() {
            return Err(syntax(whole, "an empty date"));
        }
        if let Some(at) = text.find('T').filter(|_| text.contains(':')) {
            return Err(DateError {
                range: at..text.len(),
                message: "times of day are not used".to_owned(),
                help: format!("write only the day: `{}`", &text[..at]),
            });
        }
        let span = match text.split_once('/') {
            None => Extent::Point(point(text, 0)?),
            Some((start, end)) => {
                let offset = start.len() + 1;
                let interval = (interval_end(start, 0)?, interval_end(end, offset)?);
                if let (End::Point(from), End::Point(to)) = &interval
                    && from.bounds().earliest > to.bounds().latest
                {
                    return Err(DateError {
                        range: whole,
                        message: "the interval ends before it begins".to_owned(),
                        help: format!("did you mean `{end}/{start}`?"),
                    });
                }
                Extent::Interval(interval.0, interval.1)
            }
        };
        Ok(Self { written: text.to_owned(), span })
    }

    /// The date of one day.
    #[must_use]
    pub fn from_day(day: Day) -> Self {
        let (year, month, of_month) = day.gregorian();
        let point = Point {
            year,
            unspecified_digits: 0,
            month: Some(month),
            day: Some(of_month),
            uncertain: false,
            approximate: false,
        };
        Self { written: day.to_string(), span: Extent::Point(point) }
    }

    /// The text as it was written: valid EDTF.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }

    /// What the date denotes.
    #[must_use]
    pub fn extent(&self) -> &Extent {
        &self.span
    }

    /// First and last day that the date, or any part of the interval, may mean.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        Bounds { earliest: self.start().earliest, latest: self.end().latest }
    }

    /// Bounds of the beginning: for a moment, of the moment itself.
    #[must_use]
    pub fn start(&self) -> Bounds {
        match &self.span {
            Extent::Point(point) | Extent::Interval(End::Point(point), _) => point.bounds(),
            Extent::Interval(_, end) => {
                let latest = if let End::Point(point) = end { point.bounds().latest } else { None };
                Bounds { earliest: None, latest }
            }
        }
    }

    /// Bounds of the end: for a moment, of the moment itself; unbounded where it still goes on.
    #[must_use]
    pub fn end(&self) -> Bounds {
        match &self.span {
            Extent::Point(point) | Extent::Interval(_, End::Point(point)) => point.bounds(),
            Extent::Interval(start, _) => {
                let earliest = if let End::Point(point) = start { point.bounds().earliest } else { None };
                Bounds { earliest, latest: None }
            }
        }
    }

    /// The day meant, where it is known exactly and not in doubt.
    #[must_use]
    pub fn exact_day(&self) -> Option<Day> {
        match &self.span {
            Extent::Point(point) if !point.uncertain && !point.approximate => {
                let bounds = point.bounds();
                bounds.earliest.filter(|day| bounds.latest == Some(*day))
            }
            _ => None,
        }
    }

    /// Whether the whole of this date lies before the whole of the other.
    #[must_use]
    pub fn before(&self, other: &Self) -> Answer {
        let (a, b) = (self.bounds(), other.bounds());
        match (a.latest, b.earliest) {
            (Some(latest), Some(earliest)) if latest < earliest => return Answer::Yes,
            _ => {}
        }
        match (a.earliest, b.latest) {
            (Some(earliest), Some(latest)) if earliest >= latest => Answer::No,
            _ => Answer::Possibly,
        }
    }

    /// Whether there can be no doubt that this date lies before the other.
    #[must_use]
    pub fn certainly_before(&self, other: &Self) -> bool {
        self.before(other) == Answer::Yes
    }

    /// Whether the two may have a day in common.
    #[must_use]
    pub fn may_overlap(&self, other: &Self) -> bool {
        !self.certainly_before(other) && !other.certainly_before(self)
    }

    /// A key that sorts dates by their earliest day, the more exact first; for display only, never for reasoning.
    #[must_use]
    pub fn sort_key(&self) -> (i64, i64) {
        let bounds = self.bounds();
        (bounds.earliest.map_or(i64::MIN, Day::number), bounds.latest.map_or(i64::MAX, Day::number))
    }

    /// The year a reader would file the date under.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        self.start().earliest.or(self.bounds().latest).map(|day| day.gregorian().0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl Point {
    /// First and last day that may be meant. A qualifier (`?`, `~`) does not widen them: nobody can say by how much.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let last_year = self.year + 10_i32.pow(u32::from(self.unspecified_digits)) - 1;
        let (first, last) = match (self.month, self.day) {
            (Some(month), Some(day)) if month <= 12 => ((month, day), (month, day)),
            (Some(month), None) if month <= 12 => ((month, 1), (month, days_in_month(last_year, month))),
            // ISO 8601-2 leaves the months of a season open; these are the meteorological ones of the north.
            (Some(21), _) => ((3, 1), (5, 31)),
            (Some(22), _) => ((6, 1), (8, 31)),
            (Some(23), _) => ((9, 1), (11, 30)),
            _ => ((1, 1), (12, 31)),
        };
        Bounds {
            earliest: Day::from_gregorian(self.year, first.0, first.1),
            latest: Day::from_gregorian(last_year, last.0, last.1),
        }
    }
}

fn interval_end(text: &str, offset: usize) -> Result<End, DateError> {
    match text {
        ".." => Ok(End::Open),
        "" => Ok(End::Unknown),
        _ => point(text, offset).map(End::Point),
    }
}

fn point(text: &str, offset: usize) -> Result<Point, DateError> {
    let whole = offset..offset + text.len();
    let (body, uncertain, approximate) = match text.as_bytes().last() {
        Some(b'?') => (&text[..text.len() - 1], true, false),
        Some(b'~') => (&text[..text.len() - 1], false, true),
        Some(b'%') => (&text[..text.len() - 1], true, true),
        _ => (text, false, false),
    };
    let (negative, digits) = match body.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let mut parts = digits.split('-');
    let year_text = parts.next().unwrap_or_default();
    let month_text = parts.next();
    let day_text = parts.next();
    if parts.next().is_some() {
        return Err(syntax(whole, "too many parts"));
    }
    let (year, unspecified_digits) =
        year(year_text, negative).ok_or_else(|| syntax(whole.clone(), "no year of four digits"))?;
    let unknown_year = unspecified_digits > 0;
    let mut cursor = offset + usize::from(negative) + year_text.len() + 1;
    let month = match month_text {
        None | Some("XX") => None,
        Some(written) => {
            let range = cursor..cursor + written.len();
            let month = two_digits(written).ok_or_else(|| syntax(range.clone(), "the month has two digits"))?;
            if !matches!(month, 1..=12 | 21..=24) {
                return Err(DateError {
                    range,
                    message: format!("there is no month {month}"),
                    help: "months go from 01 to 12; 21 to 24 are the seasons from spring to winter".to_owned(),
                });
            }
            if unknown_year {
                return Err(syntax(whole, "a month in a year that is not given in full"));
            }
            Some(month)
        }
    };
    cursor += month_text.map_or(0, |written| written.len() + 1);
    let day = match day_text {
        None | Some("XX") => None,
        Some(written) => {
            let range = cursor..cursor + written.len();
            let day = two_digits(written).ok_or_else(|| syntax(range.clone(), "the day has two digits"))?;
            let Some(month) = month.filter(|month| *month <= 12) else {
                return Err(syntax(whole, "a day without a month"));
            };
            let last = days_in_month(year, month);
            if !(1..=last).contains(&day) {
                return Err(DateError {
                    range,
                    message: format!("{year:04}-{month:02} has no day {day}"),
                    help: format!("its last day is {year:04}-{month:02}-{last}"),
                });
            }
            Some(day)
        }
    };
    Ok(Point { year, unspecified_digits, month, day, uncertain, approximate })
}

/// The first year that fits, and the number of unspecified digits.
fn year(text: &str, negative: bool) -> Option<(i32, u8)> {
    if let Some(long) = text.strip_prefix('Y') {
        // `Y` introduces years of more than four digits; the model has use for few of them.
        let value: i32 = long.parse().ok().filter(|_| (5..=6).contains(&long.len()))?;
        return Some((if negative { -value } else { value }, 0));
    }
    if text.len() != 4 || !text.is_ascii() {
        return None;
    }
    let known = text.trim_end_matches('X');
    let unspecified = u8::try_from(4 - known.len()).ok()?;
    if unspecified > 2 || !known.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let scale = 10_i32.pow(u32::from(unspecified));
    let value = known.parse::<i32>().ok()? * scale;
    Some((if negative { -value - (scale - 1) } else { value }, unspecified))
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// What to write, where nobody can tell what was meant.
const FORMS: &str = "write `1855-02-07`, `1855-02`, `1855`, `1711~` (about), `1806?` (uncertain), `170X`, `1918-08/1922-10-25` or `2022-03-21/..`";

/// What is no EDTF at all; the advice depends on the whole text.
fn syntax(range: Range<usize>, message: &str) -> DateError {
    DateError { range, message: format!("this is not a date: {message}"), help: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_bounds(written: &str, expected: &str) {
        let bounds = Date::parse(written).unwrap().bounds();
        let show = |day: Option<Day>| day.map_or_else(|| "*".to_owned(), |day| day.to_string());
        assert_eq!(format!("{}..={}", show(bounds.earliest), show(bounds.latest)), expected, "{written}");
    }

    #[track_caller]
    fn check_error(written: &str, message: &str, range: Range<usize>) {
        let error = Date::parse(written).unwrap_err();
        assert_eq!((error.message.as_str(), error.range), (message, range), "{written}");
    }

    #[test]
    fn a_date_covers_all_its_days() {
        check_bounds("1855-02-07", "1855-02-07..=1855-02-07");
        check_bounds("1648-10", "1648-10-01..=1648-10-31");
        check_bounds("1904-02", "1904-02-01..=1904-02-29");
        check_bounds("1855", "1855-01-01..=1855-12-31");
        check_bounds("170X", "1700-01-01..=1709-12-31");
        check_bounds("17XX", "1700-01-01..=1799-12-31");
        check_bounds("1711~", "1711-01-01..=1711-12-31");
        check_bounds("1855-XX-XX", "1855-01-01..=1855-12-31");
        check_bounds("1855-02-XX", "1855-02-01..=1855-02-28");
        check_bounds("1853-23", "1853-09-01..=1853-11-30");
        check_bounds("-0043-03-15", "-0043-03-15..=-0043-03-15");
        check_bounds("-000X", "-0009-01-01..=0000-12-31");
    }

    #[test]
    fn an_interval_runs_from_the_first_day_of_its_start_to_the_last_of_its_end() {
        check_bounds("1918-08/1922-10-25", "1918-08-01..=1922-10-25");
        check_bounds("2022-03-21/..", "2022-03-21..=*");
        check_bounds("../1855", "*..=1855-12-31");
        check_bounds("1711/", "1711-01-01..=*");
        check_bounds("1711~/177X", "1711-01-01..=1779-12-31");
    }

    #[test]
    fn what_is_no_date_is_refused_where_it_goes_wrong() {
        check_error("1855-13-01", "there is no month 13", 5..7);
        check_error("1855-02-30", "1855-02 has no day 30", 8..10);
        check_error("1918-08/1922-02-29", "1922-02 has no day 29", 16..18);
        check_error("1922/1918", "the interval ends before it begins", 0..9);
        check_error("7 February 1855", "this is not a date: no year of four digits", 0..15);
        check_error("55-02-07", "this is not a date: no year of four digits", 0..8);
        check_error("1855-2-7", "this is not a date: the month has two digits", 5..6);
        check_error("170X-02", "this is not a date: a month in a year that is not given in full", 0..7);
        check_error("", "this is not a date: an empty date", 0..0);
        check_error("１８５５", "this is not a date: no year of four digits", 0..12);
    }

    #[test]
    fn comparison_admits_that_it_may_not_know() {
        let date = |text| Date::parse(text).unwrap();
        assert_eq!(date("1855-02-07").before(&date("1855-02-08")), Answer::Yes);
        assert_eq!(date("1855-02-07").before(&date("1855-02-07")), Answer::No);
        assert_eq!(date("1855").before(&date("1855-02-07")), Answer::Possibly);
        assert_eq!(date("1856").before(&date("1855-02-07")), Answer::No);
        assert!(date("1855").may_overlap(&date("1855-02-07")));
        assert!(!date("1854").may_overlap(&date("1855-02-07")));
        assert!(date("2022-03-21/..").may_overlap(&date("2030")));
    }
}
