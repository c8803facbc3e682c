//! What somebody meant who wrote a date in another form than EDTF: for advice, never for reading.

use super::Date;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The longest text that somebody may have meant as a date.
const LONGEST: usize = 40;

/// The dates that a text may mean, as EDTF: two where day and month could be either. Empty where nothing is recognised.
pub(super) fn dates(text: &str) -> Vec<String> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let text: String = text.trim().chars().map(plain).collect::<String>().to_lowercase();
    let (text, about) =
        match ["circa ", "about ", "ca. ", "ca ", "c. ", "c "].iter().find_map(|word| text.strip_prefix(word)) {
            Some(rest) => (rest.trim().to_owned(), "~"),
            None => (text, ""),
        };
    let mut candidates = match numbers(&text).as_slice() {
        [a, b] if text.contains('-') && a.len() == 4 && b.len() == 4 => vec![format!("{a}/{b}")],
        [year, month] if year.len() == 4 => vec![edtf(year, month, None)],
        [year, month, day] if year.len() == 4 => vec![edtf(year, month, Some(day))],
        // On the Continent the day comes first; with strokes, in America the month does.
        [day, month, year] if year.len() == 4 && text.contains('/') && day != month => {
            vec![edtf(year, month, Some(day)), edtf(year, day, Some(month))]
        }
        [day, month, year] if year.len() == 4 => vec![edtf(year, month, Some(day))],
        _ => in_words(&text).into_iter().collect(),
    };
    candidates.push(text);
    let mut dates: Vec<String> = candidates.into_iter().map(|date| date + about).collect();
    dates.retain(|date| Date::read(date).is_ok());
    dates.dedup();
    dates.truncate(2);
    dates
}

/// Figures and dashes as a keyboard has them.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => '-',
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        '\u{a0}' | '\u{202f}' | '\u{3000}' => ' ',
        '\u{ff0f}' => '/',
        _ => c,
    }
}

/// The numbers of a text that has nothing but numbers and one sort of sign between them.
fn numbers(text: &str) -> Vec<&str> {
    let signs: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    match signs.as_slice() {
        [sign @ ('-' | '.' | '/' | ' '), rest @ ..] if rest.iter().all(|other| other == sign) => text.split(*sign).collect(),
        _ => Vec::new(),
    }
}

fn edtf(year: &str, month: &str, day: Option<&str>) -> String {
    let day = day.map(|day| format!("-{day:0>2}")).unwrap_or_default();
    format!("{year}-{month:0>2}{day}")
}

/// `1 june 1851`, `june 1, 1851`, `june 1851`.
fn in_words(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split([' ', ',', '.']).filter(|word| !word.is_empty() && *word != "of").collect();
    let month_of = |word: &str| {
        let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word))?;
        Some((at + 1).to_string())
    };
    let day_of = |word: &str| word.trim_end_matches(char::is_alphabetic).to_owned();
    match words.as_slice() {
        [month, year] => Some(edtf(year, &month_of(month)?, None)),
        [a, b, year] => match (month_of(a), month_of(b)) {
            (None, Some(month)) => Some(edtf(year, &month, Some(&day_of(a)))),
            (Some(month), None) => Some(edtf(year, &month, Some(&day_of(b)))),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_write_is_recognised() {
        for (written, meant) in [
            ("01/06/1851", "1851-06-01 1851-01-06"),
            ("25/06/1851", "1851-06-25"),
            ("06/25/1851", "1851-06-25"),
            ("01.06.1851", "1851-06-01"),
            ("1.6.1851", "1851-06-01"),
            ("1851.06.01", "1851-06-01"),
            ("1851/06/01", "1851-06-01"),
            ("1851-6-1", "1851-06-01"),
            ("1 June 1851", "1851-06-01"),
            ("1st of June, 1851", "1851-06-01"),
            ("June 1, 1851", "1851-06-01"),
            ("Sept. 1851", "1851-09"),
            ("c. 1851", "1851~"),
            ("circa June 1851", "1851-06~"),
            ("1851-1852", "1851/1852"),
            ("1851–1852", "1851/1852"),
            ("1851–06–01", "1851-06-01"),
            ("１８５１", "1851"),
            ("31 June 1851", ""),
            ("the year of the flood", ""),
            ("51-06-01", ""),
            ("", ""),
        ] {
            assert_eq!(dates(written).join(" "), meant, "{written}");
        }
    }
}
