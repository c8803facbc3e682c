//! Short labels of sources, for tables.

use crate::parse::{Author, Entry};

/// A short label: `Lensen 1959`, `Ministry of Foreign Affairs of Japan 1992`, or the beginning of the title.
#[must_use]
pub fn label(entry: &Entry) -> String {
    let year = entry.issued.as_deref().map(year).unwrap_or_default();
    let who = match entry.authors.as_slice() {
        [] => match entry.editors.as_slice() {
            [] => shorten(entry.title_short.as_deref().filter(|_| entry.title.is_ascii()).unwrap_or(&entry.title)),
            editors => names(editors),
        },
        authors => names(authors),
    };
    if year.is_empty() || who.ends_with(&year) { who } else { format!("{who} {year}") }
}

fn names(people: &[Author]) -> String {
    match people {
        [] => String::new(),
        [one] => one.surname(),
        [one, two] => format!("{} and {}", one.surname(), two.surname()),
        [one, ..] => format!("{} et al.", one.surname()),
    }
}

fn year(issued: &str) -> String {
    let issued = issued.split('/').next().unwrap_or(issued);
    match issued.get(..4) {
        Some(year) if year.bytes().all(|byte| byte.is_ascii_digit()) => {
            let doubt = if issued.ends_with(['?', '~', '%']) { "?" } else { "" };
            format!("{year}{doubt}")
        }
        _ => issued.to_owned(),
    }
}

/// The beginning of a title, cut between words.
fn shorten(title: &str) -> String {
    const MOST: usize = 48;
    if title.chars().count() <= MOST {
        return title.to_owned();
    }
    let cut: String = title.chars().take(MOST).collect();
    let cut = cut.rfind(' ').map_or(cut.as_str(), |at| &cut[..at]);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(family: &str, issued: &str) -> Entry {
        let authors = if family.is_empty() { Vec::new() } else { vec![Author::undivided(family.to_owned())] };
        Entry {
            title: "Papers Relating to the Foreign Relations of the United States, 1941".to_owned(),
            authors,
            issued: Some(issued.to_owned()),
            ..Entry::default()
        }
    }

    #[test]
    fn labels_are_short_and_tell() {
        assert_eq!(label(&entry("Lensen", "1959")), "Lensen 1959");
        assert_eq!(label(&entry("Panov", "2019?")), "Panov 2019?");
        assert_eq!(label(&entry("MOFA", "2003-05")), "MOFA 2003");
        assert_eq!(label(&entry("", "1956")), "Papers Relating to the Foreign Relations of the… 1956");
    }
}
