//! Pages for printing, bound from chapters: the main parts of pages of the site, with anchors made unique, headings moved down, and links
//! that lead to another chapter turned into links within the page.
//!
//! A chapter is rendered with the template of its page, once for all pages that it is bound into, and comes here as text. What reads
//! that text here knows tags and attributes and no more: it has come out of our own templates and sanitiser, and a parser that builds
//! trees takes twenty times as long over the ten megabytes of a book.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::view::{ChapterView, PageKey, PrintView};

/// A page as a chapter, as its template writes it.
#[derive(Debug)]
pub(crate) struct Chapter {
    /// The main part of the page.
    pub(crate) html: String,
    /// The way from the page to the root of the site, which its links begin with.
    pub(crate) root: String,
    /// Keys of the sources that it cites.
    pub(crate) sources: Vec<String>,
}

/// The chapters that a site's pages for printing have, each rendered when it is first wanted.
pub(crate) type Chapters = BTreeMap<PageKey, OnceLock<Result<Chapter, Diagnostic>>>;

/// What a template is told of the chapter that it renders; templates find it as `chapter`, beside `page`.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct ChapterContext {
    /// Whether the chapter has its own list of sources, because a style numbers them page by page.
    pub(crate) references: bool,
}

/// All chapters of a page for printing.
pub(crate) fn chapters(view: &PrintView) -> impl Iterator<Item = &ChapterView> {
    let parts = view.parts.iter().flat_map(|part| part.opening.iter().chain(&part.chapters));
    view.preface.iter().chain(parts)
}

/// Fills the chapters of a page for printing, which stands at `root` from the root of the site.
///
/// `addresses` tells the paths from the root of the site under which a page is linked to, and `rendered` its text.
pub(crate) fn bind<'c>(
    view: &mut PrintView,
    root: &str,
    addresses: impl Fn(&PageKey) -> Vec<String>,
    rendered: impl Fn(&PageKey) -> Option<&'c Chapter>,
) {
    let mut anchors = BTreeMap::new();
    let mut cited: BTreeSet<&str> = BTreeSet::new();
    for chapter in chapters(view) {
        for address in addresses(&chapter.key) {
            anchors.insert(address, chapter.id.clone());
        }
        cited.extend(rendered(&chapter.key).into_iter().flat_map(|chapter| chapter.sources.iter().map(String::as_str)));
    }
    // Of an era the sources that it cites; those of the whole book are cited, or their editor has been warned.
    if view.preface.is_none() && view.parts.len() == 1 {
        for class in &mut view.bibliography {
            class.sources.retain(|source| cited.contains(source.key.as_str()));
        }
        view.bibliography.retain(|class| !class.sources.is_empty());
    }
    let sources: BTreeSet<String> =
        view.bibliography.iter().flat_map(|class| &class.sources).map(|source| source.key.clone()).collect();
    let fill = |chapter: &mut ChapterView| {
        let Some(text) = rendered(&chapter.key) else { return };
        let binding = Binding {
            from: &text.root,
            root,
            anchor: &chapter.id,
            shift: chapter.shift,
            anchors: &anchors,
            sources: &sources,
        };
        chapter.html = binding.rewrite(&text.html);
    };
    view.preface.iter_mut().for_each(fill);
    view.parts.iter_mut().flat_map(|part| part.opening.iter_mut().chain(&mut part.chapters)).for_each(fill);
}

/// How a chapter is bound.
struct Binding<'b> {
    /// The way to the root of the site from the chapter's own page.
    from: &'b str,
    /// The same from the page for printing.
    root: &'b str,
    /// The chapter's anchor.
    anchor: &'b str,
    /// How far headings move down.
    shift: u8,
    /// Anchors of the chapters by the paths of their pages, without `index.html`.
    anchors: &'b BTreeMap<String, String>,
    /// Keys of the sources that stand at the end.
    sources: &'b BTreeSet<String>,
}

/// Elements that are of no use on paper, by the beginning of their tag: links from headings to themselves, the timeline for narrow
/// screens, and what an author who is trusted lets run. None of them holds another of its name.
const DROPPED: [(&str, &str); 3] =
    [("<a class=\"anchor\"", "</a>"), ("<figure class=\"drawing narrow\"", "</figure>"), ("<script", "</script>")];

impl Binding<'_> {
    fn rewrite(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + html.len() / 16);
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some((_, end)) = DROPPED.iter().find(|(start, _)| rest.starts_with(start)) {
                rest = rest.find(end).map_or("", |at| &rest[at + end.len()..]);
            } else if rest.starts_with("<!--") {
                rest = rest.find("-->").map_or("", |at| &rest[at + 3..]);
            } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
                rest = self.tag(rest, &mut out);
            } else {
                out.push('<');
                rest = &rest[1..];
            }
        }
        out.push_str(rest);
        out
    }

    /// Writes the tag with which a text begins, and returns what follows it.
    fn tag<'t>(&self, text: &'t str, out: &mut String) -> &'t str {
        let start = if text.starts_with("</") { 2 } else { 1 };
        let length =
            text[start..].find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(text.len() - start);
        let (head, mut rest) = text.split_at(start + length);
        let name = &head[start..];
        // A landmark is one of a page; a hundred panels of facts, or tables that are called the same, are none.
        let landmark = matches!(name, "aside" | "nav" | "section");
        match name.as_bytes() {
            b"aside" => {
                out.push_str(&head[..start]);
                out.push_str("div");
            }
            [b'h' | b'H', level @ b'1'..=b'6'] => {
                out.push_str(&head[..start]);
                out.push('h');
                out.push(char::from((level + self.shift).min(b'6')));
            }
            _ => out.push_str(head),
        }
        loop {
            let space = rest.len() - rest.trim_ascii_start().len();
            let (gap, after) = rest.split_at(space);
            let end = after.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>')).unwrap_or(after.len());
            let (attribute, after) = after.split_at(end);
            if attribute.is_empty() {
                // The end of the tag, or something that is no attribute, which stays as it is.
                let next = after.chars().next().map_or(0, char::len_utf8);
                out.push_str(gap);
                out.push_str(&after[..next]);
                rest = &after[next..];
                if next == 0 || after.starts_with('>') {
                    return rest;
                }
                continue;
            }
            let Some((quote, value, after)) = quoted(after) else {
                out.push_str(gap);
                out.push_str(attribute);
                rest = after;
                continue;
            };
            rest = after;
            if landmark && matches!(attribute, "aria-label" | "aria-labelledby") {
                continue;
            }
            out.push_str(gap);
            out.push_str(attribute);
            out.push('=');
            out.push(quote);
            self.value(attribute, value, out);
            out.push(quote);
        }
    }

    fn value(&self, attribute: &str, value: &str, out: &mut String) {
        match attribute {
            "href" | "src" | "xlink:href" => self.address(value, out),
            "id" | "for" | "aria-labelledby" | "aria-describedby" | "aria-controls" | "aria-details" | "headers"
            | "popovertarget" => {
                for (index, id) in value.split_ascii_whitespace().enumerate() {
                    if index > 0 {
                        out.push(' ');
                    }
                    self.id(id, out);
                }
            }
            // `fill`, `clip-path` and their like.
            _ => match value.strip_prefix("url(#") {
                Some(id) => {
                    out.push_str("url(#");
                    self.id(id, out);
                }
                None => out.push_str(value),
            },
        }
    }

    fn id(&self, id: &str, out: &mut String) {
        out.push_str(self.anchor);
        out.push('.');
        out.push_str(id);
    }

    /// An address: within this page where it leads to something that is bound here, else from where this page stands.
    fn address(&self, value: &str, out: &mut String) {
        let (path, fragment) = value.split_once('#').map_or((value, None), |(path, fragment)| (path, Some(fragment)));
        let chapter = if path.is_empty() {
            Some(self.anchor)
        } else {
            let Some(path) = path.strip_prefix(self.from) else { return out.push_str(value) };
            let page = path.strip_suffix("index.html").unwrap_or(path);
            let known = fragment.filter(|_| page.ends_with("bibliography/")).filter(|key| self.sources.contains(*key));
            if let Some(key) = known {
                return self.source(key, out);
            }
            match self.anchors.get(page) {
                Some(anchor) => Some(anchor.as_str()),
                None => {
                    out.push_str(self.root);
                    out.push_str(&value[self.from.len()..]);
                    None
                }
            }
        };
        let Some(chapter) = chapter else { return };
        let fragment = fragment.filter(|fragment| !fragment.is_empty());
        if let Some(key) =
            fragment.and_then(|fragment| fragment.strip_prefix("_ref-")).filter(|key| self.sources.contains(*key))
        {
            return self.source(key, out);
        }
        out.push('#');
        out.push_str(chapter);
        if let Some(fragment) = fragment {
            out.push('.');
            out.push_str(fragment);
        }
    }

    fn source(&self, key: &str, out: &mut String) {
        out.push_str("#source.");
        out.push_str(key);
    }
}

/// The value of an attribute after its name, with its quotation mark, and what follows it. None for one without a value; one without
/// quotation marks, which nobody of us writes, ends where the tag or the word does.
fn quoted(text: &str) -> Option<(char, &str, &str)> {
    let text = text.trim_ascii_start().strip_prefix('=')?.trim_ascii_start();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => {
            let inside = &text[1..];
            let end = inside.find(quote).unwrap_or(inside.len());
            Some((quote, &inside[..end], inside.get(end + 1..).unwrap_or_default()))
        }
        None => {
            let end = text.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(text.len());
            Some(('"', &text[..end], &text[end..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(html: &str) -> String {
        let anchors = [("treaties/a/", "treaty-a"), ("events/b/", "event-b")];
        let anchors = anchors.into_iter().map(|(path, anchor)| (path.to_owned(), anchor.to_owned())).collect();
        let sources = BTreeSet::from(["key".to_owned()]);
        let binding =
            Binding { from: "../../", root: "../", anchor: "treaty-a", shift: 1, anchors: &anchors, sources: &sources };
        binding.rewrite(html)
    }

    #[test]
    fn anchors_are_those_of_the_chapter_wherever_they_are_named() {
        for (given, expected) in [
            ("<h2 id=\"x\">X</h2>", "<h3 id=\"treaty-a.x\">X</h3>"),
            ("<h6 id='x'>X</h6>", "<h6 id='treaty-a.x'>X</h6>"),
            ("<a href=\"#x\">", "<a href=\"#treaty-a.x\">"),
            (
                "<svg aria-labelledby=\"t d\"><g fill=\"url(#h)\">",
                "<svg aria-labelledby=\"treaty-a.t treaty-a.d\"><g fill=\"url(#treaty-a.h)\">",
            ),
            ("<use class=\"s\" href=\"#s\"/>", "<use class=\"s\" href=\"#treaty-a.s\"/>"),
            ("<aside class=\"facts\" aria-label=\"Facts\"></aside>", "<div class=\"facts\"></div>"),
            ("<section class=\"w\" tabindex=\"0\" aria-labelledby=\"t\">", "<section class=\"w\" tabindex=\"0\">"),
        ] {
            assert_eq!(bound(given), expected);
        }
    }

    #[test]
    fn links_lead_to_chapters_where_there_are_such() {
        for (given, expected) in [
            ("../../treaties/a/", "#treaty-a"),
            ("../../events/b/index.html#x", "#event-b.x"),
            ("../../events/c/#x", "../events/c/#x"),
            ("../../data/a.csv", "../data/a.csv"),
            ("#_ref-key", "#source.key"),
            ("#_ref-other", "#treaty-a._ref-other"),
            ("../../bibliography/#key", "#source.key"),
            ("../../bibliography/", "../bibliography/"),
            ("https://a.org/treaties/a/", "https://a.org/treaties/a/"),
            ("mailto:a@b.org", "mailto:a@b.org"),
        ] {
            assert_eq!(bound(&format!("<a href=\"{given}\">")), format!("<a href=\"{expected}\">"));
        }
    }

    #[test]
    fn what_is_of_no_use_on_paper_is_left_out() {
        assert_eq!(bound("<h2 id=\"x\">X<a class=\"anchor\" href=\"#x\">#</a></h2>"), "<h3 id=\"treaty-a.x\">X</h3>");
        assert_eq!(bound("a<!-- <b> -->c"), "ac");
        assert_eq!(bound("<figure class=\"drawing narrow\"><svg/></figure><p>"), "<p>");
    }

    #[test]
    fn what_is_no_tag_stays() {
        for text in [
            "a < b",
            "a <",
            "<",
            "</",
            "<p",
            "<p class",
            "<p class=",
            "<p class=\"",
            "1 <2> 3",
            "<p\n  a  b=\"c>d\" e>f",
            "<br/>",
            "<br />",
            "я<é",
        ] {
            let expected = match text {
                "<p class=" | "<p class=\"" => "<p class=\"\"",
                other => other,
            };
            assert_eq!(bound(text), expected, "{text:?}");
        }
    }

    /// A book of two eras in two languages, with so many pages at most on a page for printing.
    fn site(limit: usize) -> crate::Site {
        let book = format!(
            "[book]\ntitle = \"B\"\ntranslations = [\"ru\"]\n[output]\nprint-limit = {limit}\nsite-url = \"https://a.org\"\n"
        );
        let treaty = |title: &str, day: &str, body: &str| {
            format!("---\ntitle: {title}\nsigned: {day}\nparties: [japan]\ncite: [key]\n---\n{body}\n")
        };
        let files = [
            ("book.toml", book),
            ("content/index.md", "---\ntitle: B\n---\nWords of the editors.\n".to_owned()),
            ("content/eras/first.md", "---\ntitle: First\nstart: 1800\nend: 1850\n---\n".to_owned()),
            ("content/eras/second.md", "---\ntitle: Second\nstart: 1850\nend: ..\n---\n".to_owned()),
            (
                "content/treaties/late.md",
                treaty("Late", "1860", "See [early](early.md#article-1).\n\n## Article 1. A {#article-1}"),
            ),
            ("content/treaties/early.md", treaty("Early", "1810", "Said [@key].\n\n## Article 1. B {#article-1}")),
            ("content/treaties/early.ru.md", "---\ntitle: Ранний\n---\n## Статья 1 {#article-1}\n".to_owned()),
            ("content/parties/japan.md", "---\ntitle: Japan\nform: state\n---\n".to_owned()),
            ("content/about.md", "---\ntitle: About\n---\n".to_owned()),
            ("content/sources.yaml", "references:\n- id: key\n  type: book\n  title: T\n  language: en\n".to_owned()),
        ];
        crate::compile(crate::Sources::from_files(files), &crate::Options { search: false, ..crate::Options::default() })
    }

    fn text(site: &crate::Site, path: &str) -> String {
        assert!(!site.has_errors());
        String::from_utf8(site.file(path).unwrap_or_else(|| panic!("no {path}")).unwrap()).unwrap()
    }

    #[test]
    fn the_book_is_bound_in_the_order_of_reading() {
        let site = site(500);
        let book = text(&site, "print/index.html");
        let places = [
            "Words of the editors",
            "id=\"era-first\"",
            "id=\"treaty-early\"",
            "id=\"era-second\"",
            "id=\"treaty-late\"",
            "id=\"party-japan\"",
            "id=\"page-about\"",
            "id=\"source.key\"",
        ];
        let places: Vec<usize> =
            places.iter().map(|place| book.find(place).unwrap_or_else(|| panic!("no {place}"))).collect();
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(book.matches("<h1").count(), 1);
        assert!(book.contains("See <a href=\"#treaty-early.article-1\">early</a>"), "{book}");
        assert!(book.contains("<h4 id=\"treaty-late.article-1\">Article 1. A</h4>"), "{book}");
        assert!(!book.contains("<script") && book.contains("content=\"noindex\""));
        let russian = text(&site, "ru/print/index.html");
        assert!(russian.contains("Ранний") && russian.contains("id=\"treaty-late\" lang=\"en\""), "{russian}");
        assert!(!text(&site, "sitemap.xml").contains("/print/"));
    }

    #[test]
    fn an_era_is_bound_with_what_happened_in_it() {
        let site = site(500);
        let era = text(&site, "print/second/index.html");
        assert!(era.contains("id=\"treaty-late\"") && !era.contains("id=\"treaty-early\""));
        assert!(era.contains("See <a href=\"../../treaties/early/#article-1\">early</a>"), "{era}");
        assert!(text(&site, "eras/second/index.html").contains("href=\"../../print/second/\""));
    }

    #[test]
    fn what_is_too_large_is_not_bound() {
        let paths = |limit| {
            let site = site(limit);
            assert!(!site.has_errors());
            let paths: Vec<String> = site.paths().filter(|path| path.contains("print/")).map(str::to_owned).collect();
            paths
        };
        assert_eq!(paths(0), [""; 0]);
        assert_eq!(paths(1), [""; 0]);
        assert_eq!(paths(2), ["print/first/index.html", "print/second/index.html"]);
        assert_eq!(paths(7).iter().filter(|path| path.ends_with("print/index.html")).count(), 2, "in each language");
        assert!(!text(&site(0), "eras/second/index.html").contains("print/"));
    }
}
