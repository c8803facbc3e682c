//! The Markdown of a body, as it is but for what only the book's own folder understands: links, citations, anchors, HTML.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::domain::{Citation, parse_cluster};
use crate::parse::{CITATION, LinkForm, bracket, events, target_range};

/// Where the links of a body lead, and what stands for its citations.
pub(crate) trait Leads {
    /// The address and title of a link's target; `None` leaves the link as it is written.
    fn link(&self, target: &str, form: LinkForm) -> Option<(String, String)>;
    /// A citation in words, without parentheses.
    fn citation(&self, citations: &[Citation]) -> String;
}

/// The body with its links and citations replaced; HTML is taken out, since a copy is for those who want none.
pub(crate) fn rewrite(text: &str, leads: &dyn Leads) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (range, replacement) in edits(text, leads) {
        // An edit inside another has been dealt with by it.
        if range.start >= copied {
            out.push_str(&text[copied..range.start]);
            out.push_str(&replacement);
            copied = range.end;
        }
    }
    out.push_str(&text[copied..]);
    out
}

fn edits(text: &str, leads: &dyn Leads) -> Vec<(Range<usize>, String)> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut skipped = 0..0;
    let mut heading = None;
    let mut stream = events(text).peekable();
    while let Some((event, range)) = stream.next() {
        if range.start < skipped.end && range.end <= skipped.end {
            continue;
        }
        match event {
            Event::Start(Tag::Link { dest_url, .. }) if &*dest_url == CITATION => {
                let (_, inside) = bracket(text, &range);
                if let Some(Ok(citations)) = parse_cluster(&inside) {
                    edits.push((range.clone(), format!("({})", leads.citation(&citations))));
                }
                skipped = range;
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let empty = matches!(stream.peek(), Some((Event::End(TagEnd::Link), _)));
                let inner = stream.peek().map(|(_, first)| first.clone());
                link(text, &range, (link_type, &dest_url, empty), inner, leads, &mut edits);
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let at = target_range(text, &range, &dest_url);
                if let Some((href, _)) = leads.link(&dest_url, LinkForm::Image)
                    && text[at.clone()] == *dest_url
                {
                    edits.push((at, href));
                }
            }
            Event::Start(Tag::Heading { id: Some(_), .. }) => heading = Some(range),
            Event::End(TagEnd::Heading(_)) => {
                if let Some(range) = heading.take()
                    && let Some(at) = text[range.clone()].rfind("{#")
                    && let Some(end) = text[range.start + at..range.end].find('}')
                {
                    let at = range.start + at;
                    let before = text[range.start..at].trim_end().len();
                    edits.push((range.start + before..at + end + 1, String::new()));
                }
            }
            Event::Html(_) | Event::InlineHtml(_) => edits.push((range, String::new())),
            _ => {}
        }
    }
    edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    edits
}

fn link(
    text: &str,
    range: &Range<usize>,
    (link_type, target, empty): (LinkType, &str, bool),
    inner: Option<Range<usize>>,
    leads: &dyn Leads,
    edits: &mut Vec<(Range<usize>, String)>,
) {
    let wiki = matches!(link_type, LinkType::WikiLink { .. });
    let form = if wiki { LinkForm::Wiki } else { LinkForm::Plain };
    let Some((href, title)) = leads.link(target, form) else { return };
    let title = super::line(&title);
    match link_type {
        LinkType::WikiLink { has_pothole: false } => edits.push((range.clone(), format!("[{title}]({href})"))),
        LinkType::Inline if !empty => {
            let at = target_range(text, range, target);
            if text[at.clone()] == *target {
                edits.push((at, href));
            }
        }
        LinkType::Autolink | LinkType::Email => {}
        _ => {
            // The words are everything from the first inner event to the bracket that closes them.
            let from = inner.filter(|_| !empty).map(|inner| inner.start);
            let words = from.map_or(title.as_str(), |from| {
                let rest = &text[from..range.end];
                &rest[..rest.rfind("][").or_else(|| rest.rfind(']')).unwrap_or(rest.len())]
            });
            edits.push((range.clone(), format!("[{}]({href})", words.trim_end_matches(']'))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Somewhere;

    impl Leads for Somewhere {
        fn link(&self, target: &str, _: LinkForm) -> Option<(String, String)> {
            (!target.starts_with("http")).then(|| (format!("../{}.md", target.trim_end_matches(".md")), "Title".to_owned()))
        }

        fn citation(&self, citations: &[Citation]) -> String {
            citations.iter().map(|citation| citation.key.clone()).collect::<Vec<_>>().join("; ")
        }
    }

    #[test]
    fn links_and_citations_are_replaced_and_the_rest_stays() {
        for (given, expected) in [
            ("See [Iturup](iturup.md \"An island\") *here*.", "See [Iturup](../iturup.md \"An island\") *here*."),
            (
                "[](iturup.md) and [[urup]] and [[urup|the island]].",
                "[Title](../iturup.md) and [Title](../urup.md) and [the island](../urup.md).",
            ),
            ("It was so [@a, art. 2; @b].", "It was so (a; b)."),
            ("[words][ref] here\n\n[ref]: iturup.md\n", "[words](../iturup.md) here\n\n[ref]: iturup.md\n"),
            ("## Article 2. The *frontier* {#article-2}\n\nText.", "## Article 2. The *frontier*\n\nText."),
            ("A <b onclick=\"x()\">b</b>\n\n<script>x()</script>\n\nEnd.", "A b\n\n\nEnd."),
            (
                "`[[code]]` <https://example.org/> [out](https://example.org/)",
                "`[[code]]` <https://example.org/> [out](https://example.org/)",
            ),
            ("| a |\n|---|\n| [x](iturup.md) [@a] |\n", "| a |\n|---|\n| [x](../iturup.md) (a) |\n"),
        ] {
            assert_eq!(rewrite(given, &Somewhere), expected, "{given}");
        }
    }
}
