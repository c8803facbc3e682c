//! The page as something that can be cited.

use crate::domain::{Date, Extent};

/// Who made the book.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Author {
    /// A person, written `Family, Given` in `book.toml`.
    Person {
        /// What the name is sorted by.
        family: String,
        /// The rest of it.
        given: String,
    },
    /// An institution or a group, or a name that has one part.
    Institution(String),
}

impl Author {
    /// Reads an entry of `authors`: with a comma and a space it is a person, without one it is never taken apart.
    pub(crate) fn read(written: &str) -> Self {
        let written = written.trim();
        match written.split_once(", ") {
            Some((family, given)) if !family.trim().is_empty() && !given.trim().is_empty() => {
                Self::Person { family: family.trim().to_owned(), given: given.trim().to_owned() }
            }
            _ => Self::Institution(written.trim_end_matches(',').to_owned()),
        }
    }

    /// The name as people say it: `Given Family`.
    pub(crate) fn spoken(&self) -> String {
        match self {
            Self::Person { family, given } => format!("{given} {family}"),
            Self::Institution(name) => name.clone(),
        }
    }
}

/// A date as citation formats have it: a year, or a month of it, or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Issued {
    /// 1–9999.
    pub(crate) year: i16,
    /// 1–12.
    pub(crate) month: Option<u8>,
    /// 1–31.
    pub(crate) day: Option<u8>,
}

impl Issued {
    /// What the formats can say of a date; nothing of intervals, seasons, decades, and of years before our era.
    pub(crate) fn of(edtf: &str) -> Option<Self> {
        let date = Date::parse(edtf).ok()?;
        let Extent::Point(point) = date.extent() else { return None };
        let month = point.month.filter(|month| *month <= 12);
        let whole = point.unspecified_digits == 0 && point.month == month && (1..=9999).contains(&point.year);
        whole.then_some(Self { year: i16::try_from(point.year).ok()?, month, day: point.day })
    }

    /// The parts that are known, year first.
    pub(crate) fn parts(self) -> Vec<i16> {
        let rest = [self.month, self.day].into_iter().flatten().map(i16::from);
        std::iter::once(self.year).chain(rest).collect()
    }
}

/// A page of the book, as those who cite it need it.
#[derive(Clone, Debug)]
pub(crate) struct Work<'a> {
    /// ASCII, and one of its kind in the book: the ID, with the language where the page is a translation.
    pub(crate) key: String,
    /// Its title.
    pub(crate) title: &'a str,
    /// The book's title.
    pub(crate) book: &'a str,
    /// Who made the book.
    pub(crate) authors: &'a [Author],
    /// When the page was published.
    pub(crate) issued: Option<Issued>,
    /// The day of its last correction, as EDTF: the state of the text that is cited.
    pub(crate) version: Option<&'a str>,
    /// Its address on the web.
    pub(crate) url: Option<&'a str>,
    /// BCP 47 tag of its language.
    pub(crate) lang: &'a str,
    /// One sentence about it; may be empty.
    pub(crate) summary: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_makes_a_person() {
        let person = |family: &str, given: &str| Author::Person { family: family.to_owned(), given: given.to_owned() };
        let institution = |name: &str| Author::Institution(name.to_owned());
        for (written, author) in [
            ("Lensen, George Alexander", person("Lensen", "George Alexander")),
            ("The editors of the book", institution("The editors of the book")),
            ("和田春樹", institution("和田春樹")),
            ("Anonymous,", institution("Anonymous")),
            (", Nobody", institution(", Nobody")),
        ] {
            assert_eq!(Author::read(written), author, "{written}");
        }
    }

    #[test]
    fn dates_are_taken_as_far_as_the_formats_go() {
        for (edtf, parts) in [
            ("2026-11-22", Some(vec![2026, 11, 22])),
            ("2026-11", Some(vec![2026, 11])),
            ("2026", Some(vec![2026])),
            ("2026-21", None),
            ("202X", None),
            ("2025/2026", None),
            ("-0044", None),
        ] {
            assert_eq!(Issued::of(edtf).map(Issued::parts), parts, "{edtf}");
        }
    }
}
