//! Reports made fit for where they are shown. A report is written for a terminal and quotes what authors wrote.

use std::fmt::Write as _;

/// The report without colours and without any other control character but line ends and tabs.
pub(super) fn plain(report: &str) -> String {
    let mut text = String::with_capacity(report.len());
    let mut signs = report.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\u{1b}' => skip_escape(&mut signs),
            '\n' | '\t' => text.push(sign),
            sign if sign.is_control() => {}
            sign => text.push(sign),
        }
    }
    text
}

/// Passes over what follows an escape character, by the forms of ECMA-48.
fn skip_escape(signs: &mut std::str::Chars<'_>) {
    match signs.next() {
        // Control sequence (colours): parameters, then one final sign.
        Some('[') => drop(signs.find(|sign| ('\u{40}'..='\u{7e}').contains(sign))),
        // Operating system command (titles, links): up to BEL or ESC \.
        Some(']') => {
            let mut last = ']';
            for sign in signs {
                if sign == '\u{7}' || (last == '\u{1b}' && sign == '\\') {
                    break;
                }
                last = sign;
            }
        }
        _ => {}
    }
}

/// The text as HTML shows it, also inside a quoted attribute.
pub(super) fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// The text as a JSON string on a single line, quotes included.
pub(super) fn json(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for sign in text.chars() {
        match sign {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            sign if sign.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(sign));
            }
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

/// `1 error`, `2 errors`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_report_has_neither_colours_nor_control_characters() {
        for (report, expected) in [
            ("\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: no\n\tno", "error: no\n\tno"),
            ("\u{1b}]8;;https://example.org\u{1b}\\link\u{1b}]8;;\u{7}!", "link!"),
            ("bell\u{7}, null\0, return\r\n, C1 \u{9b}31m", "bell, null, return\n, C1 31m"),
            ("unfinished \u{1b}[31", "unfinished "),
            ("露 и ё", "露 и ё"),
        ] {
            assert_eq!(plain(report), expected);
        }
    }

    #[test]
    fn reports_cannot_become_markup() {
        assert_eq!(html("<a href=\"x\" id='y'>&"), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
    }

    #[test]
    fn json_stays_on_one_line() {
        assert_eq!(json("a\n\"b\"\t\\ \u{1} 露"), r#""a\n\"b\"\t\\ \u0001 露""#);
        assert_eq!(json("\u{85}\r"), r#""\u0085\u000d""#);
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(
            [count(0, "error"), count(1, "error"), count(2, "error")],
            ["0 errors".to_owned(), "1 error".to_owned(), "2 errors".to_owned()]
        );
    }
}
