//! The examples of the CommonMark specification, version 0.31.2.
//!
//! They come at test time from the npm package `commonmark-spec`, which `tests/run` installs; their licence keeps them out of this
//! repository. Each is rendered by `treatise::html::fragment`, that is, in our dialect, and compared with the specification after
//! [`plain`] has taken out what our writer adds to every page. Examples whose text means something else in our dialect stand in
//! [`OURS`], each with the reason; one that matches all the same does not belong there.

#![expect(clippy::disallowed_methods, reason = "tests bring files of their own and look at what was written")]

use std::collections::BTreeMap;

/// Number of examples in version 0.31.2.
const ALL: usize = 652;

/// Fewer than this, and the test no longer says much.
const LEAST_COMPARED: usize = 620;

/// Examples that an extension of ours reads differently, by number.
const OURS: &[(usize, &str)] = &[
    (548, "`[[foo]]` is a link to the page whose ID is `foo`"),
    (559, "`[[…]]` is a link to a page, and its text is not Markdown"),
    (590, "`[[foo]]` is a link to the page whose ID is `foo`, and `![[foo]]` an image"),
];

struct Example {
    number: usize,
    line: usize,
    markdown: String,
    html: String,
}

#[test]
fn every_example_that_our_extensions_leave_alone_renders_as_the_specification_says() {
    let examples = examples(&specification());
    assert_eq!(examples.len(), ALL, "another version of the specification?");
    let ours: BTreeMap<usize, &str> = OURS.iter().copied().collect();
    assert_eq!(ours.len(), OURS.len(), "an example stands twice in the table");
    let mut wrong = Vec::new();
    let mut compared = 0;
    for example in &examples {
        let rendered = plain(&treatise::html::fragment(&example.markdown));
        let matches = rendered == plain(&example.html);
        match ours.get(&example.number) {
            Some(reason) if matches => {
                wrong.push(format!("example {} renders as specified, though the table says: {reason}", example.number));
            }
            Some(_) => {}
            None => {
                compared += 1;
                if !matches {
                    wrong.push(format!(
                        "example {} (line {} of spec.txt)\n--- Markdown\n{}--- specified\n{}--- rendered\n{rendered}",
                        example.number,
                        example.line,
                        example.markdown,
                        plain(&example.html)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {ALL} examples:\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(compared >= LEAST_COMPARED, "only {compared} examples compared");
}

fn specification() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/node_modules/commonmark-spec/spec.txt");
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {path}: {error}\nrun tests/run, or `npm ci --prefix tests`"))
}

/// An example is fenced by 32 backticks; a line with a full stop divides Markdown from HTML, and arrows stand for tabs.
fn examples(specification: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let opening = format!("{fence} example");
    let mut examples = Vec::new();
    let mut lines = specification.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if line != opening {
            continue;
        }
        let mut part = |end: &str| -> String {
            lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != end)
                .map(|line| line.replace('→', "\t") + "\n")
                .collect()
        };
        let (markdown, html) = (part("."), part(&fence));
        examples.push(Example { number: examples.len() + 1, line: at + 1, markdown, html });
    }
    examples
}

/// HTML without what our writer adds to it (the anchor of a heading and the link to it, the marks of highlighted code), and without
/// two differences that no browser sees: a quotation mark in text may be escaped or not, an item of a list may begin on a new line.
fn plain(html: &str) -> String {
    let mut html = html.to_owned();
    for level in 1..=6 {
        html = without(&html, &format!("<h{level} id=\""), "\"", &format!("<h{level}"));
    }
    html = without(&html, "<a class=\"anchor\"", "</a>", "");
    if html.contains("<pre class=\"code\">") {
        html = without(&html, "<span class=\"hl-", ">", "").replace("</span>", "").replace("<pre class=\"code\">", "<pre>");
    }
    quotes_in_text(&html).replace("<li>\n", "<li>")
}

/// The HTML with the quotation marks in its text unescaped; those in attributes stay as they are.
fn quotes_in_text(html: &str) -> String {
    let unescaped = |text: &str| text.replace("&quot;", "\"");
    let (text, tags) = html.split_once('<').unwrap_or((html, ""));
    let mut out = unescaped(text);
    for part in tags.split('<').filter(|part| !part.is_empty()) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        out.push('<');
        out.push_str(tag);
        if part.contains('>') {
            out.push('>');
        }
        out.push_str(&unescaped(text));
    }
    out
}

/// The text with each stretch from `start` to `end`, both included, replaced.
fn without(text: &str, start: &str, end: &str, replacement: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(start) {
        out.push_str(before);
        out.push_str(replacement);
        rest = after.split_once(end).map_or("", |(_, rest)| rest);
    }
    out + rest
}
