//! HTML of ours as plain text.

/// The words of a piece of HTML that this program has written. Notes and citations are left out: they are no part of what is said.
pub(super) fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let skipped = [("<sup", "</sup>"), ("<span class=\"cite\"", "</span>"), ("<a class=\"anchor\"", "</a>")]
            .iter()
            .find(|(opening, _)| rest.starts_with(opening))
            .and_then(|(_, closing)| rest.find(closing).map(|at| at + closing.len()));
        // A block ends a word; so may a line break.
        let block =
            ["<p", "</p", "<br", "<li", "</li", "<div", "</div", "<td", "<th"].iter().any(|tag| rest.starts_with(tag));
        if block {
            out.push(' ');
        }
        let end = skipped.or_else(|| rest.find('>').map(|at| at + 1)).unwrap_or(rest.len());
        rest = &rest[end..];
    }
    out.push_str(rest);
    let words: Vec<&str> = out.split_whitespace().collect();
    let text = words.join(" ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    let text = text.replace("&#x27;", "'").replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
    // What stood before a citation was a space.
    [" .", " ,", " ;", " :"].iter().fold(text, |text, gap| text.replace(gap, gap.trim_start()))
}

/// JSON as it may stand in a `<script>`: without what could end that, or begin a comment in it.
pub(super) fn for_script(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 64);
    let mut rest = json;
    // Both separators begin with this byte.
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'<' | b'>' | b'&' | 0xe2)) {
        let (before, sign) = rest.split_at(at);
        out.push_str(before);
        let Some(c) = sign.chars().next() else { break };
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            _ => out.push(c),
        }
        rest = &sign[c.len_utf8()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_remain_and_notes_do_not() {
        let html = "<p>Iturup &amp; <a href=\"../x/\">Urup</a> <span class=\"cite\">(<a href=\"y\">MOFA</a>, p. 3)</span>. \
                    Two<sup class=\"fnref\"><a href=\"#n\">1</a></sup> lines.</p>\n<p>&lt;b&gt;</p>";
        assert_eq!(plain(html), "Iturup & Urup. Two lines. <b>");
    }

    #[test]
    fn nothing_ends_the_script() {
        let text = for_script("{\"a\":\"</script><!-- & \u{2028}\"}");
        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["a"], "</script><!-- & \u{2028}");
    }
}
