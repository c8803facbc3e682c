//! Dates in the words of a language.

use super::contract::DateView;
use crate::domain::{Date, Day, End, Extent, Point, StatedDate};

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Genitive, as after a day.
const RUSSIAN: [&str; 12] =
    ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
/// Nominative, as alone before a year.
const RUSSIAN_ALONE: [&str; 12] =
    ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"];

/// A date and its other forms, in a language.
#[must_use]
pub fn stated(date: &StatedDate, language: &str) -> DateView {
    let mut view = plain(&date.date, language);
    view.julian = date.julian.as_deref().map(|written| match Date::parse(written) {
        Ok(julian) => in_words(&julian, language),
        // 29 February 1900 exists in the Julian calendar alone.
        Err(_) => written.to_owned(),
    });
    view.as_written.clone_from(&date.as_written);
    view
}

/// A date in a language.
#[must_use]
pub fn plain(date: &Date, language: &str) -> DateView {
    DateView {
        text: in_words(date, language),
        edtf: date.written().to_owned(),
        datetime: datetime(date),
        julian: None,
        as_written: None,
        sort: date.sort_key().0,
    }
}

/// A date in words: `7 February 1855`, `около 1711`, `1855年2月7日`.
#[must_use]
pub fn in_words(date: &Date, language: &str) -> String {
    let tongue = Tongue::of(language);
    match date.extent() {
        Extent::Point(point) => tongue.point(point),
        Extent::Interval(End::Point(start), End::Point(end)) => tongue.between(start, end),
        Extent::Interval(start, end) => {
            let words = |end: &End| if let End::Point(point) = end { tongue.point(point) } else { String::new() };
            tongue.open(&words(start), &words(end), matches!(end, End::Open))
        }
    }
}

/// HTML's `datetime` knows days, months and years of four digits, and no doubt.
fn datetime(date: &Date) -> Option<String> {
    let Extent::Point(point) = date.extent() else { return None };
    if point.unspecified_digits > 0 || point.month.is_some_and(|month| month > 12) || !(1..=9999).contains(&point.year) {
        return None;
    }
    Some(match (point.month, point.day) {
        (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", point.year),
        (Some(month), None) => format!("{:04}-{month:02}", point.year),
        _ => format!("{:04}", point.year),
    })
}

/// A Russian month, 1–12, as it stands alone and as it follows a day.
pub(crate) fn russian_month(month: u8) -> Option<(&'static str, &'static str)> {
    let at = usize::from(month).checked_sub(1)?;
    Some((RUSSIAN_ALONE.get(at)?, RUSSIAN.get(at)?))
}

/// RFC 3339, as feeds want it; midnight stands for the day.
#[must_use]
pub fn timestamp(day: Day) -> String {
    format!("{day}T00:00:00Z")
}

#[derive(Clone, Copy)]
enum Tongue {
    English,
    Russian,
    Japanese,
    /// ISO forms, for languages whose words we do not know.
    Other,
}

impl Tongue {
    fn of(language: &str) -> Self {
        match language.split('-').next() {
            Some("en") => Self::English,
            Some("ru") => Self::Russian,
            Some("ja") => Self::Japanese,
            _ => Self::Other,
        }
    }

    fn point(self, point: &Point) -> String {
        let words = self.unqualified(point);
        match (self, point.uncertain, point.approximate) {
            (_, false, false) => words,
            (Self::English, false, true) => format!("about {words}"),
            (Self::English, true, false) => format!("{words} (uncertain)"),
            (Self::English, true, true) => format!("about {words} (uncertain)"),
            (Self::Russian, false, true) => format!("около: {words}"),
            (Self::Russian, true, false) => format!("{words} (предположительно)"),
            (Self::Russian, true, true) => format!("около: {words} (предположительно)"),
            (Self::Japanese, false, true) => format!("{words}頃"),
            (Self::Japanese, true, false) => format!("{words}（不確実）"),
            (Self::Japanese, true, true) => format!("{words}頃（不確実）"),
            (Self::Other, uncertain, approximate) => {
                format!("{words}{}{}", if uncertain { "?" } else { "" }, if approximate { "~" } else { "" })
            }
        }
    }

    fn unqualified(self, point: &Point) -> String {
        let year = point.year;
        if point.unspecified_digits > 0 {
            let last = year + 10_i32.pow(u32::from(point.unspecified_digits)) - 1;
            return match self {
                Self::Japanese => format!("{year}～{last}年"),
                Self::Russian => format!("{year}–{last} гг."),
                _ => format!("{year}–{last}"),
            };
        }
        let year = if year > 0 { year.to_string() } else { self.before_christ(1 - year) };
        match (self, point.month, point.day) {
            (Self::English, Some(month @ 1..=12), Some(day)) => format!("{day} {} {year}", ENGLISH[usize::from(month) - 1]),
            (Self::English, Some(month @ 1..=12), None) => format!("{} {year}", ENGLISH[usize::from(month) - 1]),
            (Self::English, Some(season), _) => {
                format!("{} {year}", ["spring", "summer", "autumn", "winter"][usize::from(season - 21) % 4])
            }
            (Self::Russian, Some(month @ 1..=12), Some(day)) => {
                format!("{day} {} {year} г.", RUSSIAN[usize::from(month) - 1])
            }
            (Self::Russian, Some(month @ 1..=12), None) => format!("{} {year} г.", RUSSIAN_ALONE[usize::from(month) - 1]),
            (Self::Russian, Some(season), _) => {
                format!("{} {year} г.", ["весна", "лето", "осень", "зима"][usize::from(season - 21) % 4])
            }
            (Self::Russian, None, _) => format!("{year} г."),
            (Self::Japanese, Some(month @ 1..=12), Some(day)) => format!("{year}年{month}月{day}日"),
            (Self::Japanese, Some(month @ 1..=12), None) => format!("{year}年{month}月"),
            (Self::Japanese, Some(season), _) => {
                format!("{year}年{}", ["春", "夏", "秋", "冬"][usize::from(season - 21) % 4])
            }
            (Self::Japanese, None, _) => format!("{year}年"),
            (Self::Other, Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
            (Self::Other, Some(month), None) => format!("{year}-{month:02}"),
            (_, None, _) => year,
        }
    }

    fn before_christ(self, year: i32) -> String {
        match self {
            Self::English => format!("{year} BC"),
            Self::Russian => format!("{year} до н. э."),
            Self::Japanese => format!("紀元前{year}"),
            Self::Other => format!("-{:04}", year - 1),
        }
    }

    /// Two moments; what they share is said once: `7–9 May 1905`, `May–June 1905`.
    fn between(self, start: &Point, end: &Point) -> String {
        let exact = !(start.uncertain || start.approximate || end.uncertain || end.approximate);
        if let (Self::English, true, true) = (self, exact, start.year == end.year) {
            match (start.month, start.day, end.month, end.day) {
                (Some(a), Some(from), Some(b), Some(to)) if a == b && a <= 12 => {
                    return format!("{from}–{to} {} {}", ENGLISH[usize::from(a) - 1], end.year);
                }
                (Some(a @ 1..=12), Some(from), Some(_), Some(_)) => {
                    return format!("{from} {} – {}", ENGLISH[usize::from(a) - 1], self.point(end));
                }
                (Some(a @ 1..=12), None, Some(1..=12), None) => {
                    return format!("{}–{}", ENGLISH[usize::from(a) - 1], self.point(end));
                }
                _ => {}
            }
        }
        if start.month.is_none() && end.month.is_none() && exact && start.unspecified_digits + end.unspecified_digits == 0 {
            return match self {
                Self::Russian => format!("{}–{} гг.", start.year, end.year),
                Self::Japanese => format!("{}～{}年", start.year, end.year),
                _ => format!("{}–{}", start.year, end.year),
            };
        }
        match self {
            Self::Japanese => format!("{}～{}", self.point(start), self.point(end)),
            Self::Other => format!("{}/{}", self.point(start), self.point(end)),
            _ => format!("{} – {}", self.point(start), self.point(end)),
        }
    }

    /// An interval of which one end is open or unknown (its words are then empty).
    fn open(self, start: &str, end: &str, goes_on: bool) -> String {
        match (self, start.is_empty(), goes_on) {
            (Self::English, false, true) => format!("since {start}"),
            (Self::English, false, false) => format!("from {start}, end unknown"),
            (Self::English, true, _) => format!("until {end}"),
            (Self::Russian, false, true) => format!("с: {start}"),
            (Self::Russian, false, false) => format!("с: {start}, конец неизвестен"),
            (Self::Russian, true, _) => format!("до: {end}"),
            (Self::Japanese, false, true) => format!("{start}～"),
            (Self::Japanese, false, false) => format!("{start}～（終期不明）"),
            (Self::Japanese, true, _) => format!("～{end}"),
            (Self::Other, _, true) => format!("{start}/.."),
            (Self::Other, _, false) => format!("{start}/{end}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, language: &str, expected: &str) {
        assert_eq!(in_words(&Date::parse(written).unwrap(), language), expected);
    }

    #[test]
    fn dates_are_said_as_the_language_says_them() {
        check("1855-02-07", "en", "7 February 1855");
        check("1855-02-07", "ru", "7 февраля 1855 г.");
        check("1855-02-07", "ja", "1855年2月7日");
        check("1855-02-07", "de", "1855-02-07");
        check("1855-02", "en", "February 1855");
        check("1711~", "en", "about 1711");
        check("1806?", "en", "1806 (uncertain)");
        check("170X", "en", "1700–1709");
        check("1853-23", "en", "autumn 1853");
        check("-0043", "en", "44 BC");
    }

    #[test]
    fn intervals_say_once_what_their_ends_share() {
        check("1905-05-07/1905-05-09", "en", "7–9 May 1905");
        check("1918-08/1922-10-25", "en", "August 1918 – 25 October 1922");
        check("1905-05/1905-07", "en", "May–July 1905");
        check("1811/1813", "en", "1811–1813");
        check("2022-03-21/..", "en", "since 21 March 2022");
        check("../1855", "en", "until 1855");
        check("1711~/177X", "en", "about 1711 – 1770–1779");
    }
}
