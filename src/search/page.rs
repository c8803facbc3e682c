//! A page's HTML brought down to what is searched: headings with their anchors, and the text between them.
//!
//! The indexer spends its time on elements, so that it gets few: a heading, and one paragraph for all that stands below it. What is
//! no text of the page (signs that lead to a heading, to a note and back) is left out here.

use crate::html::escape;
use crate::view::PageText;

/// How much of a page is indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    Text,
    /// Title, names, summary and headings.
    Headings,
}

/// Classes of elements that are no text of the page: the sign behind a heading, marks of notes, and the ways back from them.
const SIGNS: [&str; 3] = ["anchor", "fnref", "fnback"];
/// Elements whose content is no text.
const MUTE: [&str; 4] = ["script", "style", "template", "svg"];
/// Elements within a line: their ends are no ends of words.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "time", "u", "var",
];

/// The document that the indexer reads, in `language`.
pub(super) fn document(page: &PageText, language: &str, extent: Extent) -> String {
    let facets = &page.facets;
    let mut out = format!("<html lang=\"{}\"><body><h1>{}</h1><p", escape(language), escape(&page.title));
    // One element carries all that a page may be chosen by. IDs are lower-case letters, digits and hyphens.
    let mut fields = Vec::new();
    let mut choose = |name: &str, value: &str| {
        let number = fields.len();
        out.push_str(&format!(" data-f{number}=\"{}\"", escape(value)));
        fields.push(format!("{name}[data-f{number}]"));
    };
    choose("kind", facets.kind);
    facets.era.iter().for_each(|era| choose("era", era));
    facets.parties.iter().for_each(|party| choose("party", party));
    facets.territories.iter().for_each(|territory| choose("territory", territory));
    out.push_str(&format!(" data-pagefind-filter=\"{}\">", fields.join(", ")));
    // Names weigh almost as much as the title, and the summary more than what follows.
    out.push_str("</p><p data-pagefind-weight=\"6\">");
    out.push_str(&escape(&page.names.join(" · ")));
    out.push_str("</p><p data-pagefind-weight=\"2\">");
    out.push_str(&escape(&page.summary));
    out.push_str("</p>");
    read(&page.html, extent, &mut out);
    out.push_str("</body></html>");
    out
}

/// Copies headings and text. Any HTML is taken, also what is cut off in the middle; the text stays escaped as it was.
fn read(html: &str, extent: Extent, out: &mut String) {
    let mut rest = html;
    let mut open = Open::Nothing;
    while let Some(at) = rest.find('<') {
        if open.takes(extent) {
            open.text(&rest[..at], out);
        }
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            // A `<` that opens nothing.
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        if tag.opens && (MUTE.contains(&tag.name.as_str()) || tag.is_sign()) {
            rest = after(rest, &tag.name);
            continue;
        }
        match tag.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                open.close(out);
                if tag.opens {
                    out.push_str(&format!("<{}", tag.name));
                    if let Some(id) = tag.attribute("id") {
                        out.push_str(&format!(" id=\"{}\"", id.replace('"', "&quot;")));
                    }
                    out.push('>');
                    open = Open::Heading(tag.name);
                } else {
                    open = Open::Nothing;
                }
            }
            name if INLINE.contains(&name) => {}
            // Readings above characters would stand in the middle of words.
            "rt" | "rp" if tag.opens => rest = after(rest, &tag.name),
            "ruby" | "rb" | "rt" | "rp" | "wbr" => {}
            _ if open.takes(extent) => open.text(" ", out),
            _ => {}
        }
    }
    if open.takes(extent) {
        open.text(rest, out);
    }
    open.close(out);
}

/// What the document has open.
enum Open {
    Nothing,
    Paragraph,
    Heading(String),
}

impl Open {
    fn takes(&self, extent: Extent) -> bool {
        extent == Extent::Text || matches!(self, Self::Heading(_))
    }

    fn text(&mut self, text: &str, out: &mut String) {
        if matches!(self, Self::Nothing) && !text.trim().is_empty() {
            out.push_str("<p>");
            *self = Self::Paragraph;
        }
        if !matches!(self, Self::Nothing) {
            // A `>` alone is text, and cannot end what is not open.
            out.push_str(text);
        }
    }

    fn close(&mut self, out: &mut String) {
        match std::mem::replace(self, Self::Nothing) {
            Self::Nothing => {}
            Self::Paragraph => out.push_str("</p>"),
            Self::Heading(name) => out.push_str(&format!("</{name}>")),
        }
    }
}

/// A tag.
struct Tag<'t> {
    /// In lower case.
    name: String,
    opens: bool,
    /// What stands between the name and the end.
    attributes: &'t str,
    /// Bytes from `<` to behind `>`.
    length: usize,
}

impl<'t> Tag<'t> {
    /// The tag that a text begins with.
    fn read(text: &'t str) -> Option<Self> {
        let inside = text.strip_prefix('<')?;
        let (opens, inside) = inside.strip_prefix('/').map_or((true, inside), |inside| (false, inside));
        let name = inside.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if !inside.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
            return None;
        }
        // A `>` in quotation marks does not end the tag.
        let mut quoted = None;
        let end = inside[name..].bytes().position(|byte| match (quoted, byte) {
            (None, b'>') => true,
            (None, b'"' | b'\'') => {
                quoted = Some(byte);
                false
            }
            (Some(open), close) if open == close => {
                quoted = None;
                false
            }
            _ => false,
        });
        let end = name + end.unwrap_or(inside.len() - name);
        let length = (text.len() - inside.len() + end + 1).min(text.len());
        Some(Self { name: inside[..name].to_ascii_lowercase(), opens, attributes: &inside[name..end], length })
    }

    /// The value of an attribute as it is written, in double quotation marks, which is how HTML is written here.
    fn attribute(&self, name: &str) -> Option<&'t str> {
        let mut rest = self.attributes;
        while let Some((before, after)) = rest.split_once("=\"") {
            let (value, next) = after.split_once('"')?;
            if before.trim_start().eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = next;
        }
        None
    }

    fn is_sign(&self) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|class| SIGNS.contains(&class)))
    }
}

/// What follows the end of the element just opened; none of these holds another of its own name.
fn after<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at..];
        match Tag::read(rest) {
            Some(tag) if tag.name == name => return &rest[tag.length..],
            _ => rest = &rest[2..],
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Facets;

    fn text(html: &str) -> String {
        let mut out = String::new();
        read(html, Extent::Text, &mut out);
        out
    }

    #[test]
    fn headings_keep_their_anchors_and_lose_their_signs() {
        assert_eq!(
            text(
                "<p>A.</p>\n<h2 id=\"статья-2\">Статья <em>2</em><a class=\"anchor\" href=\"#x\" aria-label=\"L\">#</a></h2>\n<p>B</p>"
            ),
            "<p>A. \n</p><h2 id=\"статья-2\">Статья 2</h2><p>B </p>"
        );
    }

    #[test]
    fn words_end_where_blocks_do_and_nowhere_else() {
        assert_eq!(text("<ul><li>one</li><li>t<b>w</b>o</li></ul>"), "<p>one  two  </p>");
        assert_eq!(text("<ruby>露<rp>(</rp><rt>ろ</rt><rp>)</rp></ruby>国"), "<p>露国</p>");
    }

    #[test]
    fn marks_of_notes_scripts_and_comments_are_no_text() {
        let html = "x<sup class=\"fnref\"><a id=\"_fnref-1\" href=\"#_fn-1\">1</a></sup><script>a < b</script><!-- <p>c -->\
                    <li id=\"_fn-1\">note <a class=\"fnback\" href=\"#_fnref-1\">↩</a></li><svg><title>t</title></svg>";
        assert_eq!(text(html), "<p>x note  </p>");
    }

    #[test]
    fn what_is_escaped_stays_so_and_what_is_cut_off_ends() {
        assert_eq!(text("1 &lt; 2 &amp; 3"), "<p>1 &lt; 2 &amp; 3</p>");
        assert_eq!(text("a < b"), "<p>a  b</p>");
        assert_eq!(text("a<b title=\"1 > 0\">c</b>"), "<p>ac</p>");
        for cut in ["<", "</", "<p", "<p title=\"", "<!--", "<script>a", "<h2 id=\"a", "a<a class=\"anchor\">", "<rt>"] {
            let whole = text(cut);
            assert!(!whole.contains("script") && !whole.contains("!--"), "{cut} became {whole}");
        }
    }

    #[test]
    fn a_book_too_large_is_indexed_by_its_headings() {
        let mut out = String::new();
        read("<p>A</p><h2 id=\"b\">B</h2><p>C</p>", Extent::Headings, &mut out);
        assert_eq!(out, "<h2 id=\"b\">B</h2>");
    }

    #[test]
    fn a_document_tells_what_the_page_may_be_chosen_by() {
        let page = PageText {
            title: "A & B".to_owned(),
            names: vec!["А".to_owned(), "あ".to_owned()],
            summary: "S.".to_owned(),
            facets: Facets {
                kind: "treaty",
                era: Some("e".to_owned()),
                parties: vec!["p".to_owned(), "q".to_owned()],
                territories: Vec::new(),
            },
            html: "<p>T</p>".to_owned(),
            ..PageText::default()
        };
        assert_eq!(
            document(&page, "en", Extent::Text),
            "<html lang=\"en\"><body><h1>A &amp; B</h1>\
             <p data-f0=\"treaty\" data-f1=\"e\" data-f2=\"p\" data-f3=\"q\" \
             data-pagefind-filter=\"kind[data-f0], era[data-f1], party[data-f2], party[data-f3]\"></p>\
             <p data-pagefind-weight=\"6\">А · あ</p><p data-pagefind-weight=\"2\">S.</p><p>T </p></body></html>"
        );
    }
}
