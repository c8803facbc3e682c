//! Writing SVG: escaped text, short numbers.

use std::fmt::Write as _;

use super::map::{Caption, Linking};

/// The opening tag of a drawing and what it says of itself. `prefix` is escaped already, `size` is width and height.
pub(super) fn opened(class: &str, size: (&str, &str), linking: Linking, prefix: &str, caption: &Caption) -> String {
    let (width, height) = size;
    // A picture has no parts for a screen reader, so one with links in it is a group.
    let role = if linking == Linking::None { "img" } else { "group" };
    let mut out = format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"{role}\" \
         aria-labelledby=\"{prefix}-title\""
    );
    if !caption.description.is_empty() {
        let _ = write!(out, " aria-describedby=\"{prefix}-desc\"");
    }
    let _ = write!(out, "><title id=\"{prefix}-title\">{}</title>", escaped(&caption.title));
    if !caption.description.is_empty() {
        let _ = write!(out, "<desc id=\"{prefix}-desc\">{}</desc>", escaped(&caption.description));
    }
    out
}

/// The pattern that hatches what is disputed.
pub(super) fn push_hatch(out: &mut String, prefix: &str) {
    let _ = write!(
        out,
        "<defs><pattern id=\"{prefix}-hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path class=\"stripe\" d=\"M0 0v5\"/></pattern></defs>"
    );
}

/// Appends text so that it is text in an element and in an attribute.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No document may hold these, escaped or not.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' => {}
            _ => out.push(c),
        }
    }
}

/// The text, escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text);
    out
}

/// `<title>` with the text.
pub(super) fn push_title(out: &mut String, text: &str) {
    out.push_str("<title>");
    push_escaped(out, text);
    out.push_str("</title>");
}

/// A number in tenths. Coordinates are rounded once and counted in tenths from then on, so that no error adds up.
pub(super) fn tenths(value: f64) -> i64 {
    // `as` saturates and takes NaN for 0: a point that cannot be drawn does no harm.
    (value * 10.0).round() as i64
}

/// Appends a number of tenths, as short as SVG allows: `-.5`, `12`, `3.4`.
pub(super) fn push_tenths(out: &mut String, value: i64) {
    let (sign, size) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    let (whole, rest) = (size / 10, size % 10);
    let written = match (whole, rest) {
        (_, 0) => write!(out, "{sign}{whole}"),
        (0, _) => write!(out, "{sign}.{rest}"),
        _ => write!(out, "{sign}{whole}.{rest}"),
    };
    debug_assert!(written.is_ok(), "writing to a string");
}

/// A number with one decimal at most.
pub(super) fn number(value: f64) -> String {
    let mut out = String::new();
    push_tenths(&mut out, tenths(value));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in
            [(0.0, "0"), (-0.04, "0"), (0.25, ".3"), (-0.5, "-.5"), (12.0, "12"), (-3.44, "-3.4"), (99.96, "100")]
        {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("<b a='1' c=\"2\">&\0"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;");
    }
}
