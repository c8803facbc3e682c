//! From Markdown to HTML: links resolved, headings anchored, code highlighted, notes gathered, strangers' HTML made harmless.

mod code;
mod sanitise;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use crate::cite::Stand;
use crate::config::RawHtml;
use crate::domain::{Citation, parse_cluster};
use crate::parse::{CITATION, LinkForm, bracket, events, explicit_anchors};

/// What the book knows and a body needs in order to become HTML.
pub(crate) trait Surroundings {
    /// Where a link leads; `None` leaves it as it is written.
    fn link(&self, target: &str, form: LinkForm) -> Option<Destination>;
    /// Whether the citations of the text are notes.
    fn cites_in_notes(&self) -> bool;
    /// A citation that stands there, as HTML.
    fn citation(&self, citations: &[Citation], stand: Stand) -> String;
    /// Words of the interface.
    fn words(&self) -> &Words;
    /// The anchor of a heading of the text, counted from 0, where it is known from reading it.
    fn anchor(&self, heading: usize) -> Option<&str>;
}

/// Where a link leads.
pub(crate) struct Destination {
    /// The address as the page must write it.
    pub(crate) href: String,
    /// The target's title, for links without text of their own.
    pub(crate) title: String,
    /// Whether it leaves the site.
    pub(crate) external: bool,
}

/// Words that appear in bodies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    pub(crate) anchor: String,
    pub(crate) footnote_back: String,
    pub(crate) table: String,
    pub(crate) alerts: [String; 5],
}

/// How far headings move down, so that the page's title stays the only one of the first level.
pub(crate) fn shift(levels: impl Iterator<Item = u8>) -> u8 {
    u8::from(levels.min() == Some(1))
}

/// A body as HTML.
pub(crate) struct Rendered {
    pub(crate) html: String,
    /// Its notes, in the order of their numbers, each with the ways back.
    pub(crate) notes: Vec<Endnote>,
}

/// A note of a page, whether its author wrote it or a citation became it.
pub(crate) struct Endnote {
    pub(crate) number: usize,
    pub(crate) html: String,
}

/// The body of a page, or a part of it that has so many notes before it, as HTML.
pub(crate) fn body(text: &str, surroundings: &dyn Surroundings, shift: u8, raw: RawHtml, before: usize) -> Rendered {
    let mut writer =
        Writer { text, surroundings: Some(surroundings), shift, before, code: code::MOST_BYTES, ..Writer::default() };
    let mut rendered = writer.write();
    if writer.raw && raw == RawHtml::Sanitise {
        rendered.html = sanitise::clean(&rendered.html);
        for note in &mut rendered.notes {
            note.html = sanitise::clean(&note.html);
        }
    }
    rendered
}

/// Markdown on its own: no book round it, links and HTML as they are written. For tests and for short texts.
#[must_use]
pub fn fragment(text: &str) -> String {
    let Rendered { mut html, notes } = Writer { text, code: code::MOST_BYTES, ..Writer::default() }.write();
    if !notes.is_empty() {
        html.push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for Endnote { number, html: note } in notes {
            html.push_str(&format!("<li id=\"_fn-{number}\">{note}</li>\n"));
        }
        html.push_str("</ol>\n</section>\n");
    }
    html
}

/// Text with the signs of HTML escaped.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a `String` cannot fail.
    let _ = escape_html(&mut out, text);
    out
}

#[derive(Default)]
struct Writer<'a> {
    text: &'a str,
    surroundings: Option<&'a dyn Surroundings>,
    shift: u8,
    raw: bool,
    /// How many notes the page has before this text.
    before: usize,
    /// Bytes of code that may still be highlighted.
    code: usize,
}

/// A heading whose words are being read.
struct Heading {
    /// Where its opening tag belongs among the events.
    at: usize,
    level: HeadingLevel,
    id: Option<String>,
    title: String,
}

/// A note, and how often it has been referred to.
#[derive(Default)]
struct Note<'a> {
    events: Vec<Event<'a>>,
    /// The citation that it is, where it is one.
    citation: Option<Vec<Citation>>,
    /// Citations among its words, and where they belong among the events.
    within: Vec<(usize, Vec<Citation>)>,
    number: usize,
    references: usize,
}

/// A footnote whose definition is being read.
struct Definition<'a> {
    label: String,
    events: Vec<Event<'a>>,
    within: Vec<(usize, Vec<Citation>)>,
}

impl Heading {
    /// Adds an event's words to the heading that is open, if any. The first pass over the body reads the same words, so that
    /// both come to the same anchor.
    fn read(open: &mut Option<Self>, event: &Event<'_>) {
        let Some(heading) = open else { return };
        match event {
            Event::Text(text) | Event::Code(text) => heading.title.push_str(text),
            Event::SoftBreak | Event::HardBreak => heading.title.push(' '),
            _ => {}
        }
    }

    /// A citation is no word of a heading, and leaves no gap in it.
    fn close_gap(open: &mut Option<Self>) {
        if let Some(heading) = open {
            heading.title.truncate(heading.title.trim_end().len());
        }
    }
}

impl<'a> Writer<'a> {
    fn write(&mut self) -> Rendered {
        let mut notes: BTreeMap<String, Note<'a>> = BTreeMap::new();
        let main = self.transform(&mut notes);
        let mut html = String::with_capacity(self.text.len() * 3 / 2);
        pulldown_cmark::html::push_html(&mut html, main.into_iter());
        Rendered { html, notes: self.endnotes(notes) }
    }

    fn transform(&mut self, notes: &mut BTreeMap<String, Note<'a>>) -> Vec<Event<'a>> {
        // Only a text that nobody has read before must be read once more for them.
        let mut anchors = None;
        let mut headings = 0;
        let mut main: Vec<Event<'a>> = Vec::new();
        let mut note: Option<Definition<'a>> = None;
        let mut stream = events(self.text).peekable();
        let mut links: Vec<Option<&'static str>> = Vec::new();
        let mut heading: Option<Heading> = None;
        let mut numbered = self.before;
        let mut nested = 0;
        let (mut columns, mut column, mut cell) = (Vec::new(), 0, "td");
        // Signs that stand before the mark of a note now, and not again after it.
        let mut moved = 0;
        // What an event becomes, most often itself.
        let mut out: Vec<Event<'a>> = Vec::with_capacity(4);
        while let Some((mut event, range)) = stream.next() {
            if let (Event::Text(text), 1..) = (&event, moved) {
                event = Event::Text(text.get(moved..).unwrap_or_default().to_owned().into());
            }
            moved = 0;
            Heading::read(&mut heading, &event);
            match event {
                Event::Start(Tag::Heading { level, id, .. }) => {
                    let at = note.as_ref().map_or(main.len(), |note| note.events.len());
                    heading = Some(Heading {
                        at,
                        level: self.lowered(level),
                        id: id.map(|id| id.to_string()),
                        title: String::new(),
                    });
                    // The anchor depends on the words to come; the opening tag is written when they are known.
                    out.push(Event::Text("".into()));
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some(Heading { at, level, id, title }) = heading.take() {
                        let known = || self.surroundings.and_then(|s| s.anchor(headings)).map(str::to_owned);
                        let id = id.or_else(known).unwrap_or_else(|| {
                            let anchors = anchors.get_or_insert_with(|| explicit_anchors(self.text));
                            anchors.give(None, &title).unwrap_or_else(|taken| taken)
                        });
                        headings += 1;
                        let target = note.as_mut().map_or(&mut main, |note| &mut note.events);
                        target[at] = Event::Start(Tag::Heading {
                            level,
                            id: Some(id.clone().into()),
                            classes: Vec::new(),
                            attrs: Vec::new(),
                        });
                        out.push(self.permalink(&id, &title));
                        out.push(Event::End(TagEnd::Heading(level)));
                    }
                }
                Event::Start(Tag::Link { dest_url, .. }) if &*dest_url == CITATION => {
                    let mut depth = 1;
                    for (event, _) in stream.by_ref() {
                        match &event {
                            Event::Start(Tag::Link { .. }) => depth += 1,
                            Event::End(TagEnd::Link) => depth -= 1,
                            _ => {}
                        }
                        if depth == 0 {
                            break;
                        }
                    }
                    Heading::close_gap(&mut heading);
                    if note.is_none() && self.surroundings.is_some_and(Surroundings::cites_in_notes) {
                        // The mark of a note follows the word, without a space, and the sign that ends the clause.
                        close_gap(&mut main);
                        if let Some((Event::Text(next), _)) = stream.peek()
                            && let Some(sign) = next.chars().next().filter(|sign| ".,;:!?。、，．；：！？".contains(*sign))
                        {
                            moved = sign.len_utf8();
                            out.push(Event::Text(sign.to_string().into()));
                        }
                    }
                    out.push(self.citation(&range, &mut note, notes, &mut numbered));
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let next_is_end = matches!(stream.peek(), Some((Event::End(TagEnd::Link), _)));
                    let tag = Tag::Link { link_type, dest_url, title, id };
                    links.push(self.open_link(tag, next_is_end, &mut out));
                    if matches!(link_type, LinkType::WikiLink { has_pothole: false }) && self.surroundings.is_some() {
                        // The text is the ID as written; the title has taken its place.
                        while !matches!(stream.peek(), None | Some((Event::End(TagEnd::Link), _))) {
                            if let Some((event, _)) = stream.next() {
                                Heading::read(&mut heading, &event);
                            }
                        }
                    }
                }
                Event::End(TagEnd::Link) => match links.pop().flatten() {
                    Some(end) => out.push(Event::InlineHtml(CowStr::Borrowed(end))),
                    None => out.push(Event::End(TagEnd::Link)),
                },
                Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                    let resolved = self.surroundings.and_then(|s| s.link(&dest_url, LinkForm::Image));
                    let dest_url = resolved.map_or(dest_url, |destination| destination.href.into());
                    out.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let mut code = String::new();
                    for (event, _) in stream.by_ref() {
                        match event {
                            Event::End(TagEnd::CodeBlock) => break,
                            Event::Text(text) => code.push_str(&text),
                            _ => {}
                        }
                    }
                    self.code = self.code.saturating_sub(code.len());
                    code_block(kind, code, self.code > 0, &mut out);
                }
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    note = Some(Definition { label: label.to_string(), events: Vec::new(), within: Vec::new() });
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    if let Some(Definition { label, events, within }) = note.take() {
                        let entry = notes.entry(label).or_default();
                        if entry.events.is_empty() {
                            (entry.events, entry.within) = (events, within);
                        }
                    }
                }
                Event::FootnoteReference(label) => out.push(self.reference(&label, notes, &mut numbered)),
                Event::Start(Tag::BlockQuote(Some(kind))) => out.push(self.alert(kind)),
                Event::End(TagEnd::BlockQuote(Some(_))) => out.push(Event::Html("</div>\n".into())),
                Event::Start(Tag::Table(alignment)) => {
                    let label = self.surroundings.map_or(String::new(), |s| escape(&s.words().table));
                    out.push(Event::Html(
                        format!("<section class=\"table-wrap\" tabindex=\"0\" aria-label=\"{label}\">\n").into(),
                    ));
                    // The Markdown crate would write alignment as a style, which a strict policy forbids.
                    out.push(Event::Start(Tag::Table(vec![Alignment::None; alignment.len()])));
                    columns = alignment;
                }
                Event::Start(row @ (Tag::TableHead | Tag::TableRow)) => {
                    cell = if row == Tag::TableHead { "th" } else { "td" };
                    column = 0;
                    out.push(Event::Start(row));
                }
                Event::Start(Tag::TableCell) => {
                    out.push(match columns.get(column) {
                        Some(Alignment::Center) => Event::InlineHtml(format!("<{cell} class=\"middle\">").into()),
                        Some(Alignment::Right) => Event::InlineHtml(format!("<{cell} class=\"number\">").into()),
                        _ => Event::Start(Tag::TableCell),
                    });
                    column += 1;
                }
                Event::End(TagEnd::Table) => {
                    out.push(Event::End(TagEnd::Table));
                    out.push(Event::Html("</section>\n".into()));
                }
                Event::Html(html) | Event::InlineHtml(html) if nests_too_deep(&html, &mut nested) => {
                    out.push(Event::Text(html));
                }
                Event::Html(html) => {
                    self.raw = true;
                    out.push(Event::Html(html));
                }
                Event::InlineHtml(html) => {
                    self.raw = true;
                    out.push(Event::InlineHtml(html));
                }
                other => out.push(other),
            }
            note.as_mut().map_or(&mut main, |note| &mut note.events).append(&mut out);
        }
        main
    }

    fn lowered(&self, level: HeadingLevel) -> HeadingLevel {
        HeadingLevel::try_from((level as usize + usize::from(self.shift)).min(6)).unwrap_or(level)
    }

    fn permalink(&self, id: &str, title: &str) -> Event<'a> {
        let label = self.surroundings.map_or(String::new(), |s| s.words().anchor.replace("{title}", title));
        let mut href = String::new();
        let _ = escape_href(&mut href, id);
        let html = format!("<a class=\"anchor\" href=\"#{href}\" aria-label=\"{}\">#</a>", escape(&label));
        Event::InlineHtml(html.into())
    }

    /// Writes the opening tag of a link and tells what closes it; `None` leaves both to the Markdown crate.
    fn open_link(&self, tag: Tag<'a>, empty: bool, out: &mut Vec<Event<'a>>) -> Option<&'static str> {
        let Tag::Link { link_type, dest_url, title, id } = tag else { return None };
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let form = if wiki { LinkForm::Wiki } else { LinkForm::Plain };
        let target = if link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.to_string() };
        let Some(destination) = self.surroundings.and_then(|s| s.link(&target, form)) else {
            out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            return None;
        };
        let mut html = String::from("<a href=\"");
        let _ = escape_href(&mut html, &destination.href);
        html.push('"');
        if !title.is_empty() {
            html.push_str(" title=\"");
            let _ = escape_html(&mut html, &title);
            html.push('"');
        }
        if destination.external {
            html.push_str(" rel=\"external\"");
        }
        html.push('>');
        if empty || matches!(link_type, LinkType::WikiLink { has_pothole: false }) {
            let _ = escape_html_body_text(&mut html, &destination.title);
        }
        out.push(Event::InlineHtml(html.into()));
        Some("</a>")
    }

    /// A citation: words in the text, or the mark of a note whose words are found when all notes before it are known.
    fn citation(
        &self,
        range: &Range<usize>,
        note: &mut Option<Definition<'a>>,
        notes: &mut BTreeMap<String, Note<'a>>,
        numbered: &mut usize,
    ) -> Event<'a> {
        let (_, inside) = bracket(self.text, range);
        let (Some(surroundings), Some(Ok(citations))) = (self.surroundings, parse_cluster(&inside)) else {
            return Event::InlineHtml(escape(&format!("[{inside}]")).into());
        };
        match note {
            _ if !surroundings.cites_in_notes() => {
                let html = surroundings.citation(&citations, Stand::Text);
                Event::InlineHtml(format!("<span class=\"cite\">{html}</span>").into())
            }
            Some(note) => {
                note.within.push((note.events.len(), citations));
                Event::InlineHtml("".into())
            }
            None => {
                // No label of an author can contain this sign.
                let label = format!("\u{1}{}", notes.len());
                notes.insert(label.clone(), Note { citation: Some(citations), ..Note::default() });
                self.reference(&label, notes, numbered)
            }
        }
    }

    fn reference(&self, label: &str, notes: &mut BTreeMap<String, Note<'a>>, numbered: &mut usize) -> Event<'a> {
        let next = *numbered + 1;
        let note = notes.entry(label.to_owned()).or_default();
        if note.references == 0 {
            note.number = next;
            *numbered = next;
        }
        note.references += 1;
        let (number, nth) = (note.number, note.references);
        let id = if nth == 1 { format!("_fnref-{number}") } else { format!("_fnref-{number}-{nth}") };
        let html =
            format!("<sup class=\"fnref\"><a id=\"{id}\" href=\"#_fn-{number}\" role=\"doc-noteref\">{number}</a></sup>");
        Event::InlineHtml(html.into())
    }

    fn alert(&self, kind: BlockQuoteKind) -> Event<'a> {
        let (name, index) = match kind {
            BlockQuoteKind::Note => ("note", 0),
            BlockQuoteKind::Tip => ("tip", 1),
            BlockQuoteKind::Important => ("important", 2),
            BlockQuoteKind::Warning => ("warning", 3),
            BlockQuoteKind::Caution => ("caution", 4),
        };
        let title = self.surroundings.map_or_else(|| name.to_owned(), |s| s.words().alerts[index].clone());
        let title = escape(&title);
        Event::Html(
            format!("<div class=\"alert alert-{name}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n").into(),
        )
    }

    /// The notes that are referred to, in the order of their numbers, each with the ways back.
    fn endnotes(&self, notes: BTreeMap<String, Note<'a>>) -> Vec<Endnote> {
        let mut notes: Vec<_> = notes.into_values().filter(|note| note.references > 0).collect();
        notes.sort_by_key(|note| note.number);
        let none = Words::default();
        let words = self.surroundings.map_or(&none, |s| s.words());
        let endnote = |mut note: Note<'a>| {
            let mut back = String::new();
            for nth in 1..=note.references {
                let id = if nth == 1 { format!("_fnref-{}", note.number) } else { format!("_fnref-{}-{nth}", note.number) };
                back.push_str(&format!(
                    " <a class=\"fnback\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\"{}\">↩</a>",
                    escape(&words.footnote_back.replace("{number}", &note.number.to_string()))
                ));
            }
            if let (Some(citations), Some(surroundings)) = (&note.citation, self.surroundings) {
                let html = surroundings.citation(citations, Stand::Note(note.number));
                return Endnote { number: note.number, html: format!("<p>{html}{back}</p>") };
            }
            for (at, citations) in std::mem::take(&mut note.within) {
                if let (Some(event), Some(surroundings)) = (note.events.get_mut(at), self.surroundings) {
                    *event = Event::InlineHtml(surroundings.citation(&citations, Stand::Within(note.number)).into());
                }
            }
            let mut inside = String::new();
            pulldown_cmark::html::push_html(&mut inside, note.events.into_iter());
            let inside = inside.trim_end();
            let html = match inside.strip_suffix("</p>") {
                Some(open) => format!("{open}{back}</p>"),
                None => format!("{inside}{back}"),
            };
            Endnote { number: note.number, html }
        };
        notes.into_iter().map(endnote).collect()
    }
}

/// Takes away the space at the end of a text.
fn close_gap(events: &mut Vec<Event<'_>>) {
    while let Some(last) = events.last_mut() {
        match last {
            Event::SoftBreak => {
                events.pop();
            }
            Event::Text(text) if text.ends_with(' ') => *text = text.trim_end().to_owned().into(),
            _ => break,
        }
    }
}

/// Whether this HTML opens more elements, one in another, than anybody means. A parser of HTML takes quadratic time over such
/// towers, so that they are shown as text. Elements that close themselves are not counted.
fn nests_too_deep(html: &str, open: &mut usize) -> bool {
    const MOST: usize = 500;
    const SELF_CLOSING: [&str; 20] = [
        "area", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "p", "rb", "rp", "rt", "td",
        "th", "tr", "wbr",
    ];
    let mut deepest = *open;
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let length = name.bytes().take(10).take_while(u8::is_ascii_alphanumeric).count();
        let name = &name[..length];
        if name.is_empty() || SELF_CLOSING.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            continue;
        }
        *open = if rest.starts_with('/') { open.saturating_sub(1) } else { *open + 1 };
        deepest = deepest.max(*open);
    }
    deepest > MOST
}

fn code_block<'a>(kind: CodeBlockKind<'a>, code: String, colour: bool, out: &mut Vec<Event<'a>>) {
    let language = match &kind {
        CodeBlockKind::Fenced(info) if colour => info.split([' ', ',', '\t']).next().unwrap_or_default(),
        CodeBlockKind::Fenced(_) | CodeBlockKind::Indented => "",
    };
    match code::highlight(language, &code) {
        Some(html) => {
            let mut open = String::from("<pre class=\"code\"><code class=\"language-");
            let _ = escape_html(&mut open, language);
            out.push(Event::Html(format!("{open}\">{html}</code></pre>\n").into()));
        }
        None => {
            out.push(Event::Start(Tag::CodeBlock(kind)));
            out.push(Event::Text(code.into()));
            out.push(Event::End(TagEnd::CodeBlock));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_carry_their_anchor() {
        let html = fragment("## Статья *2*\n");
        assert_eq!(
            html,
            "<h2 id=\"статья-2\">Статья <em>2</em><a class=\"anchor\" href=\"#%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F-2\" aria-label=\"\">#</a></h2>\n"
        );
    }

    #[test]
    fn a_heading_with_a_citation_has_the_anchor_that_the_first_pass_gives_it() {
        let text = "## A [@b, p. 3] c\n";
        assert!(fragment(text).contains("<h2 id=\"a-c\">"), "{}", fragment(text));
        let sources = crate::source::Sources::from_files([("content/a.md", format!("---\ntitle: A\n---\n{text}"))]);
        let (id, _) = sources.iter().next().unwrap();
        assert_eq!(crate::parse::inline(id, text).headings[0].id, "a-c");
    }

    #[test]
    fn attributes_of_headings_are_no_way_in() {
        let html = fragment("## A {#x .y onclick=alert(1)}\n");
        assert!(!html.contains("onclick") && html.contains("id=\"x\""), "{html}");
    }

    #[test]
    fn notes_are_numbered_in_the_order_of_reference_and_lead_back() {
        let html = fragment("B[^b] a[^a] b[^b]\n\n[^a]: First *defined*.\n[^b]: Second.\n");
        assert!(html.contains("<li id=\"_fn-1\"><p>Second. <a class=\"fnback\" href=\"#_fnref-1\""), "{html}");
        assert!(html.contains("href=\"#_fnref-1-2\""), "{html}");
        assert!(html.contains("<li id=\"_fn-2\"><p>First <em>defined</em>."), "{html}");
    }

    /// A book that cites in notes, or in the text.
    struct Citing(bool, Words);

    impl Surroundings for Citing {
        fn link(&self, _: &str, _: LinkForm) -> Option<Destination> {
            None
        }
        fn cites_in_notes(&self) -> bool {
            self.0
        }
        fn citation(&self, citations: &[Citation], stand: Stand) -> String {
            let keys: Vec<&str> = citations.iter().map(|citation| citation.key.as_str()).collect();
            format!("{} {stand:?}", keys.join("+"))
        }
        fn words(&self) -> &Words {
            &self.1
        }
        fn anchor(&self, _: usize) -> Option<&str> {
            None
        }
    }

    fn cited(text: &str, notes: bool, before: usize) -> Rendered {
        body(text, &Citing(notes, Words::default()), 0, RawHtml::Sanitise, before)
    }

    #[test]
    fn citations_and_footnotes_are_numbered_in_one_sequence() {
        let text = "A [@a].\n\n| t |\n| - |\n| b[^x] [@b; @c] |\n\nTerm\n: c\n  [@d], e\n\n[^x]: Words [@e] end.\n";
        let Rendered { html, notes } = cited(text, true, 2);
        assert!(html.contains("<p>A.<sup class=\"fnref\"><a id=\"_fnref-3\""), "{html}");
        assert!(html.contains(">4</a></sup><sup class=\"fnref\"><a id=\"_fnref-5\""), "{html}");
        assert!(html.contains("c,<sup class=\"fnref\"><a id=\"_fnref-6\"") && html.contains("</sup> e"), "{html}");
        let numbers: Vec<usize> = notes.iter().map(|note| note.number).collect();
        assert_eq!(numbers, [3, 4, 5, 6]);
        let words: Vec<&str> = notes.iter().map(|note| note.html.split(" <a").next().unwrap()).collect();
        assert_eq!(words, ["<p>a Note(3)", "<p>Words e Within(4) end.", "<p>b+c Note(5)", "<p>d Note(6)"]);
    }

    #[test]
    fn a_style_without_notes_cites_where_the_sentence_does() {
        let Rendered { html, notes } = cited("A [@a].\n", false, 0);
        assert_eq!(html, "<p>A <span class=\"cite\">a Text</span>.</p>\n");
        assert!(notes.is_empty());
    }

    #[test]
    fn tables_align_with_classes_alone() {
        let html = fragment("| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |\n");
        assert!(html.contains("<th>a</th><th class=\"middle\">b</th><th class=\"number\">c</th>"), "{html}");
        assert!(html.contains("<td>1</td><td class=\"middle\">2</td><td class=\"number\">3</td>"), "{html}");
    }

    #[test]
    fn code_is_marked_with_classes_alone() {
        let html = fragment("```rust\nlet x = \"<b>\";\n```\n");
        assert!(html.contains("class=\"hl-") && !html.contains("style=") && !html.contains("<b>"), "{html}");
    }
}
