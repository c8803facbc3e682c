//! Markdown bodies: which dialect we read, and what a body says about itself (headings, links, citations, footnotes).
//!
//! HTML is made elsewhere, from a second pass over the same events: the parser is fast enough that reading twice costs less
//! than keeping the events of a whole book in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use crate::diagnostic::{Diagnostic, Place};
use crate::domain::{Citation, parse_cluster};
use crate::manual;
use crate::source::{SourceId, Span};

/// What marks the destination of a citation among the parser's links; no address can contain it.
pub(crate) const CITATION: &str = "\u{1}cite";

/// What a body says about itself.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Where the body begins in its file, in bytes.
    pub start: usize,
    /// Its headings in order.
    pub headings: Vec<Heading>,
    /// Its links, images included.
    pub links: Vec<Link>,
    /// Its citations.
    pub citations: Vec<Cited>,
    /// Every anchor that a link can name.
    pub anchors: BTreeSet<String>,
    /// Number of words, counting each ideograph or syllable sign run as the tokeniser of white space does.
    pub words: usize,
    /// Whether it contains HTML.
    pub raw_html: bool,
    /// Paragraphs, lists and tables for which no source is named.
    pub uncited: Vec<Span>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1–6.
    pub level: u8,
    /// Its text without markup.
    pub text: String,
    /// Its anchor, unique in the page.
    pub id: String,
}

/// A link as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as written.
    pub target: String,
    /// The bytes to show when it leads nowhere.
    pub span: Span,
    /// In what form it was written.
    pub form: LinkForm,
}

/// In what form a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkForm {
    /// `[text](target)`, `<https://…>` or a reference.
    Plain,
    /// `[[id]]`
    Wiki,
    /// `![alt](target)`
    Image,
}

/// A citation as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The citation.
    pub citation: Citation,
    /// The bytes of its key.
    pub span: Span,
}

/// The dialect: CommonMark with the extensions of GitHub, definition lists, heading attributes and wiki links.
#[must_use]
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_WIKILINKS
}

/// The events of a body with their bytes. A citation comes as a link whose destination begins with [`CITATION`].
pub(crate) fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let callback = |link: BrokenLink<'_>| {
        let cites = link.link_type == LinkType::Shortcut && parse_cluster(&link.reference).is_some();
        cites.then_some((CowStr::Borrowed(CITATION), CowStr::Borrowed("")))
    };
    TextMergeWithOffset::new(Parser::new_with_broken_link_callback(text, options(), Some(callback)).into_offset_iter())
}

/// The inside of the bracket that a citation was written as.
pub(crate) fn bracket(text: &str, range: &Range<usize>) -> (usize, String) {
    let inside = text[range.clone()].trim_start_matches('[').trim_end_matches(']');
    (range.start + 1, inside.to_owned())
}

/// The anchor of a heading: letters and digits of any script in lower case, other signs as single hyphens.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || is_mark(c) {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(c, '\'' | '’' | 'ʼ') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

/// Combining marks belong to the letter before them, whichever normal form the author's keyboard makes.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
}

/// Gives every heading its anchor: the explicit one, or one made of its text, numbered where it is taken.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    taken: BTreeMap<String, usize>,
}

impl Anchors {
    /// `None` where the explicit anchor is taken already.
    pub(crate) fn give(&mut self, explicit: Option<&str>, text: &str) -> Result<String, String> {
        if let Some(id) = explicit {
            let fresh = self.taken.insert(id.to_owned(), 1).is_none();
            return if fresh { Ok(id.to_owned()) } else { Err(id.to_owned()) };
        }
        let base = slug(text);
        let mut id = base.clone();
        let mut number = self.taken.get(&base).copied().unwrap_or(0);
        while self.taken.contains_key(&id) {
            number += 1;
            id = format!("{base}-{}", number.max(2));
            number = number.max(2);
        }
        self.taken.insert(base, number.max(1));
        self.taken.entry(id.clone()).or_insert(1);
        Ok(id)
    }
}

/// Explicit anchors are claimed before any is made, so that `{#article-2}` is always `article-2`.
pub(crate) fn explicit_anchors(text: &str) -> Anchors {
    let mut anchors = Anchors::default();
    if text.contains("{#") {
        for (event, _) in events(text) {
            if let Event::Start(Tag::Heading { id: Some(id), .. }) = event {
                anchors.taken.insert(id.to_string(), 1);
            }
        }
    }
    anchors
}

/// Reads the body that begins at `start` in the text of a file.
pub(crate) fn read(source: SourceId, file: &str, start: usize, found: &mut Vec<Diagnostic>) -> Body {
    let text = &file[start..];
    let mut body = Body { start, ..Body::default() };
    if overloaded(text) {
        crowded(&body, MOST_PIECES + 1, source, start, found);
        return body;
    }
    let mut explicit = BTreeSet::new();
    // Anchors are given at the end, when those that authors chose are known.
    let mut headings: Vec<(u8, Option<String>, String)> = Vec::new();
    let mut heading: Option<(u8, Option<String>, String, Range<usize>)> = None;
    let mut footnotes = Footnotes::default();
    let mut blocks = Blocks::default();
    let mut in_citation = false;
    let mut in_code = false;
    let span = |range: Range<usize>| Span::new(source, start + range.start..start + range.end);
    let mut pieces = 0;
    for (event, range) in events(text) {
        pieces += 1;
        if pieces > MOST_PIECES {
            break;
        }
        blocks.see(&event, text, &range);
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                heading = Some((level as u8, id.map(|id| id.to_string()), String::new(), range));
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some((level, id, title, range)) = heading.take() else { continue };
                if let Some(id) = &id {
                    check_anchor(id, &mut explicit, span(range), found);
                }
                headings.push((level, id, title));
            }
            Event::Start(Tag::Link { dest_url, .. }) if &*dest_url == CITATION => {
                in_citation = true;
                // A citation is no word of a heading, and leaves no gap in it.
                if let Some((_, _, title, _)) = &mut heading {
                    title.truncate(title.trim_end().len());
                }
                cite(text, &range, start, source, &mut body, found);
            }
            Event::End(TagEnd::Link) if in_citation => in_citation = false,
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let form = if matches!(link_type, LinkType::WikiLink { .. }) { LinkForm::Wiki } else { LinkForm::Plain };
                let target = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.to_string(),
                };
                body.links.push(Link { span: span(target_range(text, &range, &dest_url)), target, form });
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let link = span(target_range(text, &range, &dest_url));
                body.links.push(Link { target: dest_url.to_string(), span: link, form: LinkForm::Image });
            }
            Event::Start(Tag::FootnoteDefinition(label)) => footnotes.define(&label, span(first_line(text, &range))),
            Event::FootnoteReference(label) => footnotes.refer(&label, span(range)),
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Html(html) | Event::InlineHtml(html) => {
                body.raw_html = true;
                raw_anchors(&html, &mut body.anchors);
            }
            Event::Text(words) => {
                if let Some((_, _, title, _)) = heading.as_mut().filter(|_| !in_citation) {
                    title.push_str(&words);
                }
                if !in_code && !in_citation {
                    body.words += count_words(&words);
                    // Most texts have no bracket, which a byte tells sooner than a word.
                    if text.as_bytes()[range.clone()].contains(&b'[') {
                        footnotes.undefined_in(text, &range, &span);
                        found.extend(unclosed(text, &range).map(|range| {
                            let message = "this citation has no closing bracket";
                            Diagnostic::new(&manual::BAD_CITATION, Place::Span(span(range)), message)
                                .help("write `]` after it; to show the sign itself, write `\\[@`")
                        }));
                    }
                }
            }
            Event::Code(code) => {
                if let Some((_, _, title, _)) = heading.as_mut().filter(|_| !in_citation) {
                    title.push_str(&code);
                }
                body.words += 1;
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((_, _, title, _)) = heading.as_mut().filter(|_| !in_citation) {
                    title.push(' ');
                }
            }
            _ => {}
        }
    }
    let mut anchors = Anchors::default();
    anchors.taken.extend(headings.iter().filter_map(|(_, id, _)| Some((id.clone()?, 1))));
    for (level, id, text) in headings {
        let id = id.unwrap_or_else(|| anchors.give(None, &text).unwrap_or_else(|id| id));
        body.anchors.insert(id.clone());
        body.headings.push(Heading { level, text, id });
    }
    footnotes.check(found);
    crowded(&body, pieces, source, start, found);
    body.uncited = blocks.uncited().map(span).collect();
    body
}

/// Runs of signs between white space.
fn count_words(text: &str) -> usize {
    if !text.is_ascii() {
        return text.split_whitespace().count();
    }
    let is_blank = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let mut blank = true;
    let begins = |byte: &u8| {
        let before = std::mem::replace(&mut blank, is_blank(*byte));
        before && !blank
    };
    text.as_bytes().iter().copied().filter(begins).count()
}

/// Beginnings, ends and texts that a body may consist of: a megabyte of prose has 60,000, a table of 50,000 cells 150,000. Each is
/// held in memory while the page is written.
const MOST_PIECES: usize = 250_000;

/// Whether a text has more signs that might begin or end something than it may have pieces. The parser holds each in memory, whatever
/// comes of it, and so does every thread that writes something of the page.
fn overloaded(text: &str) -> bool {
    let is_sign =
        |byte: &u8| matches!(byte, b'[' | b']' | b'<' | b'!' | b'*' | b'_' | b'~' | b'`' | b'&' | b'\\' | b'$' | b'^');
    text.len() > MOST_PIECES && text.bytes().filter(|byte| is_sign(byte)).count() > MOST_PIECES
}

/// More of a thing than a page can have and be read. Each costs as much as on any other page, and comes again in contents, notes,
/// previews and search, so that one page could hold up the whole book.
fn crowded(body: &Body, pieces: usize, source: SourceId, start: usize, found: &mut Vec<Diagnostic>) {
    const MOST_HEADINGS: usize = 5_000;
    const MOST_CITATIONS: usize = 10_000;
    if pieces > MOST_PIECES {
        let place = Place::Span(Span::new(source, start..start));
        let message =
            format!("this page has more than {MOST_PIECES} pieces: blocks, cells, marks and the texts between them");
        found.push(Diagnostic::new(&manual::PAGE_TOO_LARGE, place, message).help("divide it among several pages"));
        return;
    }
    let (count, what) = match (body.headings.len(), body.citations.len()) {
        (headings, _) if headings > MOST_HEADINGS => (headings, "headings"),
        (_, citations) if citations > MOST_CITATIONS => (citations, "citations"),
        _ => return,
    };
    let place = Place::Span(Span::new(source, start..start));
    found.push(
        Diagnostic::new(&manual::PAGE_TOO_LARGE, place, format!("this page has {count} {what}"))
            .help("divide it among several pages"),
    );
}

/// The blocks of a body, and whether each names a source: a citation, or a note that may hold one.
#[derive(Default)]
struct Blocks {
    /// How deep we are inside a block.
    depth: usize,
    all: Vec<Block>,
}

struct Block {
    /// Its first line.
    line: Range<usize>,
    cited: bool,
    /// Whether it leads over to the block after it.
    colon: bool,
    /// Whether it says something of its own: not a heading, a rule or somebody else's words.
    states: bool,
}

impl Blocks {
    fn see(&mut self, event: &Event<'_>, text: &str, range: &Range<usize>) {
        match event {
            Event::Start(tag) => {
                if self.depth == 0 {
                    let states = matches!(tag, Tag::Paragraph | Tag::List(_) | Tag::Table(_) | Tag::DefinitionList);
                    let written = text[range.clone()].trim_end();
                    let end = written.find('\n').unwrap_or(written.len());
                    let line = range.start..range.start + end;
                    self.all.push(Block { line, cited: false, colon: written.ends_with(':'), states });
                }
                if let (Tag::Link { dest_url, .. }, Some(block)) = (tag, self.all.last_mut())
                    && &**dest_url == CITATION
                {
                    block.cited = true;
                }
                self.depth += 1;
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::FootnoteReference(_) => {
                if let Some(block) = self.all.last_mut() {
                    block.cited = true;
                }
            }
            _ => {}
        }
    }

    /// What states something without a source. A sentence that ends with a colon and what it leads to vouch for each other.
    fn uncited(self) -> impl Iterator<Item = Range<usize>> {
        let vouched: Vec<bool> = (0..self.all.len())
            .map(|at| {
                let before =
                    at.checked_sub(1).and_then(|at| self.all.get(at)).is_some_and(|block| block.colon && block.cited);
                let after = self.all[at].colon && self.all.get(at + 1).is_some_and(|block| block.cited);
                before || after
            })
            .collect();
        let bare = self.all.into_iter().zip(vouched).filter(|(block, vouched)| block.states && !block.cited && !vouched);
        bare.map(|(block, _)| block.line)
    }
}

fn cite(text: &str, range: &Range<usize>, start: usize, source: SourceId, body: &mut Body, found: &mut Vec<Diagnostic>) {
    let (offset, inside) = bracket(text, range);
    let at = |range: Range<usize>| Span::new(source, start + offset + range.start..start + offset + range.end);
    match parse_cluster(&inside) {
        Some(Ok(citations)) => body.citations.extend(citations.into_iter().map(|citation| {
            let span = at(citation.key_range.start - 1..citation.key_range.end);
            Cited { citation, span }
        })),
        Some(Err(error)) => found.push(
            Diagnostic::new(&manual::BAD_CITATION, Place::Span(at(error.range)), error.message)
                .help("write `[@key]`, `[@key, art. 2]` or `[see @a, pp. 3–5; @b]`"),
        ),
        None => {}
    }
}

/// The beginning of a citation that never ends, in a piece of text: `[@key, art. 2`.
fn unclosed(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let written = &text[range.clone()];
    let last = written.rfind(']').map_or(0, |at| at + 1);
    let at = last + written[last..].find("[@")?;
    let key =
        written[at + 2..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).map_or(written.len(), |end| at + 2 + end);
    let escaped = text[..range.start + at].ends_with('\\');
    (!escaped && key > at + 2).then_some(range.start + at..range.start + key)
}

fn check_anchor(id: &str, explicit: &mut BTreeSet<String>, heading: Span, found: &mut Vec<Diagnostic>) {
    if id.is_empty()
        || id.starts_with('_')
        || id.chars().any(|c| c.is_whitespace() || c.is_control() || "\"'<>&%".contains(c))
    {
        found.push(
            Diagnostic::new(&manual::BAD_ANCHOR, Place::Span(heading), format!("`{id}` cannot be an anchor"))
                .help("use letters, digits and hyphens, as in `{#article-2}`"),
        );
    }
    if !explicit.insert(id.to_owned()) {
        found.push(
            Diagnostic::new(
                &manual::DUPLICATE_ANCHOR,
                Place::Span(heading),
                format!("the anchor `{id}` stands twice on this page"),
            )
            .help("give one of the two headings another anchor"),
        );
    }
}

/// Where in the bytes of a link its destination is written; the whole link where it is written elsewhere or with escapes.
pub(crate) fn target_range(text: &str, link: &Range<usize>, target: &str) -> Range<usize> {
    let written = &text[link.clone()];
    match written.rfind(target) {
        Some(at) if !target.is_empty() => link.start + at..link.start + at + target.len(),
        _ => {
            let line = written.find('\n').unwrap_or(written.len());
            link.start..link.start + line
        }
    }
}

fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let written = &text[range.clone()];
    let end = written.find(':').or_else(|| written.find('\n')).unwrap_or(written.len());
    range.start..range.start + end
}

/// Anchors that HTML in the text brings along. A full parse is the sanitiser's business; links only need the names.
fn raw_anchors(html: &str, anchors: &mut BTreeSet<String>) {
    for (at, _) in html.match_indices("id=") {
        let rest = &html[at + 3..];
        let id = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => rest[1..].split(quote).next(),
            _ => rest.split([' ', '>', '/', '\n']).next(),
        };
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            anchors.insert(id.to_owned());
        }
    }
}

#[derive(Default)]
struct Footnotes {
    defined: BTreeMap<String, Span>,
    twice: Vec<(String, Span)>,
    used: BTreeMap<String, Span>,
    undefined: Vec<(String, Span)>,
}

impl Footnotes {
    fn define(&mut self, label: &str, span: Span) {
        if self.defined.contains_key(label) {
            self.twice.push((label.to_owned(), span));
        } else {
            self.defined.insert(label.to_owned(), span);
        }
    }

    fn refer(&mut self, label: &str, span: Span) {
        self.used.entry(label.to_owned()).or_insert(span);
    }

    /// The parser leaves a reference without definition as text; the text then still has its brackets.
    fn undefined_in(&mut self, text: &str, range: &Range<usize>, span: &impl Fn(Range<usize>) -> Span) {
        let written = &text[range.clone()];
        let mut from = 0;
        while let Some(at) = written[from..].find("[^").map(|at| from + at) {
            from = at + 2;
            // Only so far as a label can go: a megabyte of `[^` would otherwise be read once for each.
            let end = written.as_bytes()[from..].iter().take(100).position(|byte| *byte == b']');
            let Some(label) = end.map(|end| &written[from..from + end]) else { continue };
            let escaped = text[..range.start + at].ends_with('\\');
            if !escaped && !label.is_empty() && !label.contains(char::is_whitespace) {
                let start = range.start + at;
                self.undefined.push((label.to_owned(), span(start..start + label.len() + 3)));
            }
        }
    }

    fn check(self, found: &mut Vec<Diagnostic>) {
        // Likeness costs a comparison with every label: beyond this many faults nobody reads the advice.
        const MOST_ADVICE: usize = 100;
        for (number, (label, span)) in self.undefined.into_iter().enumerate() {
            let candidates = if number < MOST_ADVICE { Some(self.defined.keys().map(String::as_str)) } else { None };
            found.push(
                Diagnostic::new(&manual::UNDEFINED_FOOTNOTE, Place::Span(span), format!("no footnote is called `{label}`"))
                    .maybe_help(
                        crate::suggest::did_you_mean(&label, candidates.into_iter().flatten())
                            .or_else(|| Some(format!("add a line `[^{label}]: …` below"))),
                    ),
            );
        }
        for (label, span) in self.twice {
            let first = self.defined[&label];
            found.push(
                Diagnostic::new(
                    &manual::DUPLICATE_FOOTNOTE,
                    Place::Span(span),
                    format!("the footnote `{label}` is defined twice"),
                )
                .help("rename one of the two")
                .related(Place::Span(first), "it is first defined here"),
            );
        }
        for (label, span) in &self.defined {
            if !self.used.contains_key(label) {
                found.push(
                    Diagnostic::new(
                        &manual::UNUSED_FOOTNOTE,
                        Place::Span(*span),
                        format!("nothing refers to the footnote `{label}`"),
                    )
                    .help(format!("write `[^{label}]` where it belongs, or remove it")),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn body(text: &str) -> (Body, Vec<String>) {
        let sources = Sources::from_files([("content/a.md", text)]);
        let (id, source) = sources.iter().next().unwrap();
        let mut found = Vec::new();
        let body = read(id, &source.text, 0, &mut found);
        (body, found.into_iter().map(|fault| fault.message).collect())
    }

    #[test]
    fn anchors_are_stable_and_unique_in_every_script() {
        let (body, _) = body(
            "## Статья 2\n## 第二条\n## Article 2. The boundary {#article-2}\n## The *case* of `x`\n## Article 2\n## !?\n## Статья 2\n",
        );
        let ids: Vec<_> = body.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["статья-2", "第二条", "article-2", "the-case-of-x", "article-2-2", "section", "статья-2-2"]);
    }

    #[test]
    fn a_numbered_anchor_never_meets_a_written_one() {
        let (body, _) = body("# A\n# A 2\n# A\n# A\n");
        let ids: Vec<_> = body.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["a", "a-2", "a-3", "a-4"]);
    }

    #[test]
    fn a_citation_that_never_ends_is_a_fault() {
        for (text, faults) in [
            ("A [@gazette-1851, art. 2. More.", 1),
            ("A [@a] and [@b.", 1),
            ("A [@a,\nart. 2] and [^b", 0),
            ("A \\[@a, [@ b, and `[@c`.", 0),
            ("```\n[@a\n```\n", 0),
        ] {
            let (_, found) = body(text);
            let count = found.iter().filter(|message| *message == "this citation has no closing bracket").count();
            assert_eq!(count, faults, "{text}: {found:?}");
        }
    }

    #[test]
    fn links_and_citations_are_found_with_their_bytes() {
        let text = "See [Iturup](../territories/iturup.md#names), [[urup|the island]] and [see @a, pp. 3–5; @b].";
        let (body, found) = body(text);
        assert!(found.is_empty());
        let shown: Vec<_> = body.links.iter().map(|link| (&text[link.span.range()], link.form)).collect();
        assert_eq!(shown, [("../territories/iturup.md#names", LinkForm::Plain), ("urup", LinkForm::Wiki)]);
        let keys: Vec<_> = body.citations.iter().map(|cited| &text[cited.span.range()]).collect();
        assert_eq!(keys, ["@a", "@b"]);
    }

    #[test]
    fn footnotes_must_be_defined_once_and_used() {
        let (_, found) = body("A[^1] b[^x] c[^3].\n\n[^1]: One.\n\n[^1]: Again.\n\n[^2]: Unused.\n\n[^3]: Three.\n");
        assert_eq!(
            found,
            ["no footnote is called `x`", "the footnote `1` is defined twice", "nothing refers to the footnote `2`"]
        );
    }

    #[test]
    fn blocks_without_a_source_are_known() {
        let text = "Bare.\n\nCited [@a].\n\nNoted[^1].\n\nAs follows:\n\n- one [@a]\n- two\n\n- bare\n\n> Quoted.\n\n\
                    By article 1 [@a]:\n\n1. This.\n\n## Heading\n\n| a |\n|---|\n| b |\n\n[^1]: Note.\n";
        let (body, _) = body(text);
        let shown: Vec<_> = body.uncited.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(shown, ["Bare.", "| a |"]);
    }

    #[test]
    fn a_broken_citation_is_shown() {
        let (_, found) = body("Text [@a; p. 3].");
        assert_eq!(found, ["this part of the citation names no source"]);
    }
}
