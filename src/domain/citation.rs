//! Citations as pandoc writes them: `@key, art. 2`, `see @a, pp. 3–5; @b`, `-@key`.

use std::ops::Range;

/// One source, with what stands round it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Words before the source: `see`, `cf.`
    pub prefix: String,
    /// The source's key in `sources.yaml`.
    pub key: String,
    /// Bytes of the key, without the `@`, in the text that was parsed.
    pub key_range: Range<usize>,
    /// The place in the source: `art. 2`, `pp. 3–5`; empty for the whole of it.
    pub locator: String,
    /// How the source is to be shown.
    pub mode: Mode,
}

/// How a citation shows its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// In full.
    Full,
    /// `-@key`: without the author, whom the sentence has named already.
    WithoutAuthor,
}

/// A source named in front matter: `"key"` or `"key, locator"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// The source's key in `sources.yaml`.
    pub key: String,
    /// The place in the source; empty for the whole of it.
    pub locator: String,
}

/// As front matter writes it: `key, locator`, or the key alone.
impl std::fmt::Display for Cite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.locator.is_empty() { f.write_str(&self.key) } else { write!(f, "{}, {}", self.key, self.locator) }
    }
}

/// Why a text is not a citation, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitationError {
    /// Bytes of the text at fault.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
}

/// Reads the inside of a bracket, `see @a, pp. 3–5; @b`; `None` where it cites nothing, being an ordinary bracket.
///
/// # Errors
///
/// Where one part between semicolons has no key, or an `@` is followed by none.
#[must_use]
pub fn parse_cluster(text: &str) -> Option<Result<Vec<Citation>, CitationError>> {
    // An e-mail address or a handle in mid-word is no citation: the sign must open a word.
    sign(text)?;
    let mut citations = Vec::new();
    let mut offset = 0;
    for part in text.split(';') {
        match citation(part, offset) {
            Ok(citation) => citations.push(citation),
            Err(error) => return Some(Err(error)),
        }
        offset += part.len() + 1;
    }
    Some(Ok(citations))
}

/// Reads the front matter's form, `key` or `key, locator`; a leading `@` is allowed.
///
/// # Errors
///
/// Where there is no key.
pub fn parse_cite(text: &str) -> Result<Cite, CitationError> {
    let (key, locator) = text.split_once(',').unwrap_or((text, ""));
    let key = key.trim().trim_start_matches('@');
    if key.is_empty() || !key.chars().all(is_key_char) {
        return Err(CitationError { range: 0..text.len(), message: format!("`{text}` does not begin with a source's key") });
    }
    Ok(Cite { key: key.to_owned(), locator: locator.trim().to_owned() })
}

fn sign(text: &str) -> Option<usize> {
    text.char_indices().find_map(|(at, c)| {
        let before = text[..at].chars().next_back();
        let opens = before.is_none_or(|before| before.is_whitespace() || matches!(before, ';' | '-' | '('));
        (c == '@' && opens && text[at + 1..].chars().next().is_none_or(is_key_char)).then_some(at)
    })
}

fn citation(part: &str, offset: usize) -> Result<Citation, CitationError> {
    let whole = offset..offset + part.len();
    let Some(at) = sign(part) else {
        return Err(CitationError { range: whole, message: "this part of the citation names no source".to_owned() });
    };
    let rest = &part[at + 1..];
    let mut length = rest.find(|c| !is_key_char(c)).unwrap_or(rest.len());
    // As in pandoc, punctuation belongs to a key only inside it.
    length = rest[..length].trim_end_matches(['.', ':', '-', '_', '/', '+']).len();
    if length == 0 {
        return Err(CitationError { range: offset + at..offset + at + 1, message: "no key follows the `@`".to_owned() });
    }
    let before = &part[..at];
    let (prefix, mode) = match before.strip_suffix('-') {
        Some(prefix) => (prefix, Mode::WithoutAuthor),
        None => (before, Mode::Full),
    };
    Ok(Citation {
        prefix: prefix.trim().to_owned(),
        key: rest[..length].to_owned(),
        key_range: offset + at + 1..offset + at + 1 + length,
        locator: rest[length..].trim_start_matches(',').trim().to_owned(),
        mode,
    })
}

fn is_key_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '/' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, &str, Mode)]) {
        let found = parse_cluster(text).unwrap().unwrap();
        let found: Vec<_> = found.iter().map(|c| (c.prefix.as_str(), c.key.as_str(), c.locator.as_str(), c.mode)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_forms_of_pandoc_are_read() {
        check("@sfpt-1951", &[("", "sfpt-1951", "", Mode::Full)]);
        check("@sfpt-1951, art. 2(c)", &[("", "sfpt-1951", "art. 2(c)", Mode::Full)]);
        check("see @a, pp. 3–5; @b", &[("see", "a", "pp. 3–5", Mode::Full), ("", "b", "", Mode::Full)]);
        check("-@key, p. 4", &[("", "key", "p. 4", Mode::WithoutAuthor)]);
        check("cf. -@key", &[("cf.", "key", "", Mode::WithoutAuthor)]);
        check("@key.", &[("", "key", ".", Mode::Full)]);
    }

    #[test]
    fn other_brackets_are_left_alone() {
        assert_eq!(parse_cluster("not a citation"), None);
        assert_eq!(parse_cluster("me@example.org"), None);
        assert_eq!(parse_cluster("@!"), None);
    }

    #[test]
    fn a_broken_cluster_says_where() {
        let error = parse_cluster("@a; p. 3").unwrap().unwrap_err();
        assert_eq!(error.range, 3..8);
        let error = parse_cluster("see @").unwrap().unwrap_err();
        assert_eq!(error.range, 4..5);
    }

    #[test]
    fn front_matter_has_a_short_form() {
        let cite = parse_cite("sfpt-1951, art. 2(c), second sentence").unwrap();
        assert_eq!((cite.key.as_str(), cite.locator.as_str()), ("sfpt-1951", "art. 2(c), second sentence"));
        assert!(parse_cite("two words").is_err());
        assert!(parse_cite("").is_err());
    }
}
