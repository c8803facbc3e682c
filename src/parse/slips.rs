//! Slips of the keyboard that make YAML unreadable, and that YAML itself notices lines later or not by name.

use std::ops::Range;

/// How many lines before the one at which YAML gives up a slip may stand.
const LINES: usize = 3;

/// The first slip at or shortly before a byte of a text that is not YAML: where it is, what it is and what to do.
pub(super) fn before(text: &str, at: usize) -> Option<(Range<usize>, String, String)> {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = text[at..].find('\n').map_or(text.len(), |line| at + line);
    let start = text[..at].rmatch_indices('\n').nth(LINES).map_or(0, |(line, _)| line + 1);
    let mut from = start;
    for line in text[start..end].split('\n') {
        let slip = in_line(line);
        if let Some((range, what, help)) = slip {
            return Some((from + range.start..from + range.end, what, help));
        }
        from += line.len() + 1;
    }
    None
}

fn in_line(line: &str) -> Option<(Range<usize>, String, String)> {
    let written = line.trim_start_matches([' ', '-']);
    let indent = line.len() - written.len();
    if written.starts_with('\t') {
        let tabs = written.len() - written.trim_start_matches('\t').len();
        return Some((indent..indent + tabs, "a tab before the text of a line".to_owned(), "indent with spaces".to_owned()));
    }
    if let Some(blank) = written.chars().next().filter(|c| is_foreign_blank(*c)) {
        let range = indent..indent + blank.len_utf8();
        let what = format!("a blank that is none to YAML, U+{:04X}, before the text of a line", u32::from(blank));
        return Some((range, what, "delete it, and write a space in its place".to_owned()));
    }
    // A key has no blanks and no quotes; what else a line may hold is nobody's slip.
    let key = written.len() - written.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '-').len();
    if key == 0 {
        return None;
    }
    let (key, rest) = written.split_at(key);
    let after = indent + key.len();
    let sign = rest.chars().next()?;
    let value = rest[sign.len_utf8()..].trim_end();
    if sign == '：' {
        let range = after..after + sign.len_utf8();
        let what = format!("the colon after `{key}` is the wide one of East Asian scripts");
        return Some((range, what, format!("write `{key}: {}`", value.trim_start())));
    }
    if is_foreign_blank(sign) && rest.trim_start().starts_with(':') {
        let range = after..after + sign.len_utf8();
        let what = format!("a blank that is none to YAML, U+{:04X}, before the colon", u32::from(sign));
        return Some((range, what, format!("write the colon directly after `{key}`")));
    }
    if sign != ':' || value.is_empty() {
        return None;
    }
    let first = value.chars().next()?;
    if is_foreign_blank(first) {
        let range = after + 1..after + 1 + first.len_utf8();
        let what = format!("a blank that is none to YAML, U+{:04X}, after the colon", u32::from(first));
        return Some((range, what, format!("delete it, and write a space: `{key}: {}`", value.trim_start())));
    }
    if !first.is_whitespace() && !value.starts_with("//") {
        let what = format!("no space after the colon of `{key}`");
        return Some((after..after + 1, what, format!("write `{key}: {value}`")));
    }
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if value.matches(quote).count() == 1 {
        let from = line.trim_end().len() - value.len();
        let what = "a quotation mark that is never closed on its line".to_owned();
        return Some((from..from + 1, what, format!("write {quote} at the end of the text, too, or leave it out at both")));
    }
    None
}

/// Blanks of word processors and web pages. YAML takes them for letters.
fn is_foreign_blank(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_named_where_they_stand() {
        for (text, slip, what) in [
            ("title: A\nform:treaty\nsigned: 1855\n", ":", "no space after the colon of `form`"),
            ("title: A\n\tform: x\n", "\t", "a tab before the text of a line"),
            ("a:\n - b: c\n -\td: e\n", "\t", "a tab before the text of a line"),
            ("title:\u{a0}A\nform: x\n", "\u{a0}", "a blank that is none to YAML, U+00A0, after the colon"),
            ("title：A\nform: x\n", "：", "the colon after `title` is the wide one of East Asian scripts"),
            ("title: \"A\nform: x\n", "\"", "a quotation mark that is never closed on its line"),
        ] {
            let at = text.find("form: x").or_else(|| text.find("signed")).or_else(|| text.find("d:")).unwrap();
            let (range, found, _) = before(text, at).unwrap();
            assert_eq!((&text[range], found.as_str()), (slip, what), "{text}");
        }
        for text in
            ["title: A: b\nform: x\n", "url: https://example.org/\nform: x\n", "note: 'it''s'\nform: x\n", "- a\nform: x\n"]
        {
            assert_eq!(before(text, text.find("form").unwrap()), None, "{text}");
        }
    }
}
