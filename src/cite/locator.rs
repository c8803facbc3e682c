//! Places in sources: `arts. 2–3`, `p. 45, emphasis added`, in the words of editors and the terms of CSL.

use hayagriva::citationberg::taxonomy::Locator;

/// A place in a source, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// What is counted, and whether several of it are named; none where nothing of the place is a number.
    pub(super) label: Option<Label>,
    /// The numbers, or the words that stand in their place: `2(c)`, `3–5`, `preamble`.
    pub(super) text: String,
    /// What follows the place.
    pub(super) rest: String,
}

/// What is counted in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Label {
    /// CSL's term; [`Locator::Custom`] for what has none.
    pub(super) term: Locator,
    /// Whether several are named.
    pub(super) plural: bool,
}

/// The words of editors, longest first where one begins another, with CSL's terms. A plural says that several are meant.
const WORDS: &[(&str, Locator, bool)] = &[
    ("articles", Locator::ArticleLocator, true),
    ("article", Locator::ArticleLocator, false),
    ("arts.", Locator::ArticleLocator, true),
    ("art.", Locator::ArticleLocator, false),
    ("pages", Locator::Page, true),
    ("page", Locator::Page, false),
    ("pp.", Locator::Page, true),
    ("p.", Locator::Page, false),
    ("chapters", Locator::Chapter, true),
    ("chapter", Locator::Chapter, false),
    ("chs.", Locator::Chapter, true),
    ("ch.", Locator::Chapter, false),
    ("chap.", Locator::Chapter, false),
    ("paragraphs", Locator::Paragraph, true),
    ("paragraph", Locator::Paragraph, false),
    ("paras.", Locator::Paragraph, true),
    ("para.", Locator::Paragraph, false),
    ("¶¶", Locator::Paragraph, true),
    ("¶", Locator::Paragraph, false),
    ("sections", Locator::Section, true),
    ("section", Locator::Section, false),
    ("secs.", Locator::Section, true),
    ("sec.", Locator::Section, false),
    ("§§", Locator::Section, true),
    ("§", Locator::Section, false),
    ("volumes", Locator::Volume, true),
    ("volume", Locator::Volume, false),
    ("vols.", Locator::Volume, true),
    ("vol.", Locator::Volume, false),
    ("nos.", Locator::Issue, true),
    ("no.", Locator::Issue, false),
    ("columns", Locator::Column, true),
    ("column", Locator::Column, false),
    ("cols.", Locator::Column, true),
    ("col.", Locator::Column, false),
    ("notes", Locator::Note, true),
    ("note", Locator::Note, false),
    ("nn.", Locator::Note, true),
    ("n.", Locator::Note, false),
    ("fols.", Locator::Folio, true),
    ("fol.", Locator::Folio, false),
    ("lines", Locator::Line, true),
    ("line", Locator::Line, false),
    ("ll.", Locator::Line, true),
    ("l.", Locator::Line, false),
    ("parts", Locator::Part, true),
    ("part", Locator::Part, false),
    ("pts.", Locator::Part, true),
    ("pt.", Locator::Part, false),
    ("bks.", Locator::Book, true),
    ("bk.", Locator::Book, false),
    ("book", Locator::Book, false),
    ("figs.", Locator::Figure, true),
    ("fig.", Locator::Figure, false),
    ("tables", Locator::Table, true),
    ("table", Locator::Table, false),
    ("apps.", Locator::Appendix, true),
    ("app.", Locator::Appendix, false),
    ("appendix", Locator::Appendix, false),
    ("s.v.", Locator::SubVerbo, false),
    ("s.vv.", Locator::SubVerbo, true),
    ("sub verbo", Locator::SubVerbo, false),
    ("vv.", Locator::Verse, true),
    ("v.", Locator::Verse, false),
    ("статьи", Locator::ArticleLocator, true),
    ("статья", Locator::ArticleLocator, false),
    ("ст.", Locator::ArticleLocator, false),
    ("стр.", Locator::Page, false),
    ("с.", Locator::Page, false),
    ("гл.", Locator::Chapter, false),
    ("п.", Locator::Paragraph, false),
    ("разд.", Locator::Section, false),
    ("т.", Locator::Volume, false),
    ("№", Locator::Issue, false),
];

/// Takes a place apart. Without a word before it, a number is that of a page; words without a number stand as they are.
pub(super) fn parse(written: &str) -> Place {
    let written = written.trim();
    if written.is_empty() {
        return Place::default();
    }
    let lower = written.to_lowercase();
    for (word, term, plural) in WORDS {
        // Lower-casing may change the length of a text, and then its bytes say nothing about the original's.
        let Some(after) = lower.strip_prefix(word).filter(|_| lower.len() == written.len()) else { continue };
        let ends = word.ends_with(['.', '§', '¶', '№']) || after.starts_with(char::is_whitespace);
        let after = &written[word.len()..];
        let number = after.trim_start();
        let any = *term == Locator::SubVerbo;
        if !ends || number.is_empty() || !(any || opens_number(number)) {
            continue;
        }
        let (text, rest) = if any { (number, "") } else { numbers(number) };
        let plural = *plural || names_several(text);
        return Place { label: Some(Label { term: *term, plural }), text: text.to_owned(), rest: rest.to_owned() };
    }
    if written.starts_with(|c: char| c.is_ascii_digit()) {
        let (text, rest) = numbers(written);
        if text.chars().all(|c| c.is_ascii_digit() || matches!(c, '–' | '-' | ',' | ' ' | 'f' | '.')) {
            let label = Label { term: Locator::Page, plural: names_several(text) };
            return Place { label: Some(label), text: text.to_owned(), rest: rest.to_owned() };
        }
    }
    let custom = Label { term: Locator::Custom, plural: false };
    Place { label: Some(custom), text: written.to_owned(), rest: String::new() }
}

/// Whether a text begins with a number in any of the ways in which documents are numbered: `2(c)`, `IV`, `«б»`, `A-3`.
fn opens_number(text: &str) -> bool {
    let first: &str = text.split([' ', ',', ';']).next().unwrap_or_default();
    first.chars().any(char::is_numeric)
        || (!first.is_empty() && first.chars().all(|c| "IVXLCDMivxlcdm–-.".contains(c)))
        || first.chars().filter(|c| c.is_alphabetic()).count() == 1
}

/// The numbers at the beginning, and what follows the comma after them.
fn numbers(text: &str) -> (&str, &str) {
    let mut end = text.len();
    for (at, _) in text.match_indices(',') {
        if !opens_number(text[at + 1..].trim_start()) {
            end = at;
            break;
        }
    }
    (text[..end].trim_end(), text.get(end + 1..).unwrap_or_default().trim())
}

fn names_several(text: &str) -> bool {
    let digits = |part: &str| part.trim().starts_with(|c: char| c.is_ascii_digit());
    text.contains(" and ")
        || text.contains('&')
        || text.contains('–') && text.split('–').all(digits)
        || text.contains('-') && text.split('-').all(digits)
        || text.contains(", ") && text.split(", ").all(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, term: Locator, plural: bool, text: &str, rest: &str) {
        let expected = Place { label: Some(Label { term, plural }), text: text.to_owned(), rest: rest.to_owned() };
        assert_eq!(parse(written), expected, "{written}");
    }

    #[test]
    fn the_words_of_editors_are_terms_of_csl() {
        check("art. 2(c)", Locator::ArticleLocator, false, "2(c)", "");
        check("arts. 2–3", Locator::ArticleLocator, true, "2–3", "");
        check("pp. 3–5, 9", Locator::Page, true, "3–5, 9", "");
        check("p. 45, emphasis added", Locator::Page, false, "45", "emphasis added");
        check("ch. IV", Locator::Chapter, false, "IV", "");
        check("§ 12", Locator::Section, false, "12", "");
        check("§12", Locator::Section, false, "12", "");
        check("no. 7", Locator::Issue, false, "7", "");
        check("vol. 3", Locator::Volume, false, "3", "");
        check("ст. 2", Locator::ArticleLocator, false, "2", "");
        check("s.v. Iturup", Locator::SubVerbo, false, "Iturup", "");
        check("12", Locator::Page, false, "12", "");
        check("12–14", Locator::Page, true, "12–14", "");
    }

    #[test]
    fn what_has_no_term_stands_as_it_is_written() {
        check("preamble", Locator::Custom, false, "preamble", "");
        check("Annex B, no. 4", Locator::Custom, false, "Annex B, no. 4", "");
        check("part of it", Locator::Custom, false, "part of it", "");
        check("5 May 1875", Locator::Custom, false, "5 May 1875", "");
        check("p.", Locator::Custom, false, "p.", "");
        assert_eq!(parse("  "), Place::default());
    }
}
