//! Strangers' HTML made harmless, by a library that parses it as a browser does.

use std::borrow::Cow;
use std::sync::OnceLock;

use ammonia::Builder;

/// HTML without anything that could run, load from elsewhere, or restyle the page.
///
/// It is applied to the whole body, because a fragment that is harmless by itself may not be so between its neighbours. What we
/// write ourselves is on the list of what may pass.
pub(super) fn clean(html: &str) -> String {
    static RULES: OnceLock<Builder<'static>> = OnceLock::new();
    RULES.get_or_init(rules).clean(html).to_string()
}

fn rules() -> Builder<'static> {
    let mut rules = Builder::default();
    rules
        .add_tags(["section", "input", "details", "summary", "figure", "figcaption", "ruby", "rb", "rt", "rp"])
        .add_generic_attributes(["id", "class", "lang", "dir", "role", "tabindex", "aria-label", "aria-hidden"])
        .add_tag_attributes("input", ["type", "disabled", "checked"])
        .add_tag_attributes("a", ["rel"])
        .add_tag_attributes("th", ["align", "scope"])
        .add_tag_attributes("details", ["open"])
        .url_schemes(["http", "https", "mailto"].into())
        // Ticks of lists of tasks are the only use for it that we know.
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        .attribute_filter(filter)
        .link_rel(None)
        .strip_comments(true);
    rules
}

/// What is left of a stranger's attribute.
fn filter<'u>(element: &str, attribute: &str, value: &'u str) -> Option<Cow<'u, str>> {
    let keep = match (element, attribute) {
        // What a page loads lies on its own site; where else, the loading would tell who reads.
        (_, "src") => is_own(value),
        (_, "cite") => is_own(value) || crate::config::is_web_address(value),
        // Anchors of ours begin with `_`; of these only the marks of notes stand in bodies.
        ("a", "id") => !value.starts_with('_') || value.starts_with("_fnref-"),
        (_, "id") => !value.starts_with('_'),
        _ => true,
    };
    keep.then_some(Cow::Borrowed(value))
}

/// Whether an address is relative to the page. Browsers take a backslash for a slash and skip blanks and controls.
fn is_own(address: &str) -> bool {
    let address: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let first = address.split(['/', '?', '#']).next().unwrap_or_default();
    !address.contains('\\') && !address.starts_with("//") && !first.contains(':')
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_runs_loads_or_restyles_is_taken_out() {
        for (given, expected) in [
            ("<p onclick=\"x()\">a</p>", "<p>a</p>"),
            ("<script>x()</script>a", "a"),
            ("<a href=\"javascript:x()\">a</a>", "<a>a</a>"),
            ("<p style=\"position:fixed\">a</p>", "<p>a</p>"),
            ("<iframe src=\"https://example.org\"></iframe>a", "a"),
            ("<svg><script>x()</script></svg>a", "a"),
            ("<img src=\"https://example.org/a.png\">", "<img>"),
            ("<img src=\"/\\example.org/a.png\">", "<img>"),
            ("<img src=\"a/b.png\">", "<img src=\"a/b.png\">"),
            ("<q cite=\"javascript:x()\">a</q>", "<q>a</q>"),
            ("<p id=\"_nav\">a</p>", "<p>a</p>"),
            ("<input type=\"password\">", "<input type=\"checkbox\" disabled=\"\">"),
            ("<ruby>択捉<rt>えとろふ</rt></ruby>", "<ruby>択捉<rt>えとろふ</rt></ruby>"),
        ] {
            assert_eq!(clean(given), expected);
        }
    }

    #[test]
    fn what_we_write_ourselves_stays() {
        let ours = "<h2 id=\"статья-2\">A<a class=\"anchor\" href=\"#a\" aria-label=\"x\">#</a></h2>\n<sup class=\"fnref\"><a id=\"_fnref-1\" href=\"#_fn-1\" role=\"doc-noteref\">1</a></sup>";
        assert_eq!(clean(ours), ours);
    }
}
