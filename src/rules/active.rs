//! A file of a contributor is shown by browsers, never obeyed.
//!
//! Whoever is led to a copied page or drawing sees it under the address of the site, where its scripts may do what the site's may. So
//! pages, scripts and style sheets are not taken from `content/`, and drawings are if there is nothing in them but drawing. Where
//! the book trusts its contributors (`raw-html = "allow"`), this trusts them, too.

use roxmltree::{Document, Node};

use super::Book;
use crate::config::RawHtml;
use crate::diagnostic::{Diagnostic, Place};
use crate::manual;
use crate::source::{Span, is_active};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// Elements of SVG that draw, or tell how.
const DRAWING: [&str; 55] = [
    "a",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "hatch",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];

pub(super) fn check(book: Book<'_>, found: &mut Vec<Diagnostic>) {
    if book.config.markdown.raw_html == RawHtml::Allow {
        return;
    }
    for (id, source) in book.sources.iter().filter(|(_, source)| is_active(&source.path)) {
        let (range, what) = if source.path.to_ascii_lowercase().ends_with(".svg") {
            match drawing(&source.text) {
                Ok(()) => continue,
                Err(fault) => fault,
            }
        } else {
            (0..0, "a browser would run this file".to_owned())
        };
        found.push(Diagnostic::new(&manual::ACTIVE_FILE, Place::Span(Span::new(id, range)), what).help(
            "content may bring pictures and documents; what runs belongs in `static/`, which only trusted people change",
        ));
    }
}

type Fault = (std::ops::Range<usize>, String);

/// Whether a file is a drawing and nothing else.
fn drawing(text: &str) -> Result<(), Fault> {
    if let Some(at) = crowded(text) {
        return Err((
            at..at,
            "this drawing has an element with too many attributes, or too many names of namespaces".to_owned(),
        ));
    }
    // Entities and document types are refused by the parser.
    let document = Document::parse(text).map_err(|error| {
        let at = error.pos();
        let start = crate::parse::offset(text, at.row as usize, at.col as usize);
        (start..start, format!("this is no drawing that can be read: {error}"))
    })?;
    for node in document.descendants() {
        if let Some(instruction) = node.pi() {
            return Err((node.range(), format!("a drawing has no use for `<?{}?>`", instruction.target)));
        }
        if node.is_element() {
            element(node)?;
        }
    }
    Ok(())
}

/// Where an element has more attributes, or the drawing more prefixes of namespaces, than the parser compares in sensible time: it
/// looks at each pair of them.
fn crowded(text: &str) -> Option<usize> {
    const ATTRIBUTES: usize = 500;
    const PREFIXES: usize = 500;
    let (mut attributes, mut equals) = (0, false);
    let element = text.bytes().position(|byte| {
        match byte {
            b'<' => attributes = 0,
            // Only values of attributes may stand between quotes, apart from text, in which few do after this sign.
            b'"' | b'\'' if equals => attributes += 1,
            _ => {}
        }
        equals = byte == b'=' || (equals && byte.is_ascii_whitespace());
        attributes > ATTRIBUTES
    });
    let prefix = text.match_indices("xmlns:").map(|(at, _)| at).nth(PREFIXES);
    element.into_iter().chain(prefix).min()
}

fn element(node: Node<'_, '_>) -> Result<(), Fault> {
    let name = node.tag_name();
    let start = node.range().start;
    // Programs for drawing keep notes in namespaces of their own, which browsers pass over; XHTML and MathML they do not.
    let obeyed = name.namespace().is_none_or(|space| {
        space.is_empty() || space == SVG || space.contains("w3.org/1999/xhtml") || space.contains("MathML")
    });
    if obeyed && !(name.namespace() == Some(SVG) && DRAWING.contains(&name.name())) {
        return Err((start..start + 1, format!("`<{}>` does more than draw", name.name())));
    }
    if name.name() == "style" {
        let css: String = node.descendants().filter_map(|child| child.is_text().then(|| child.text()).flatten()).collect();
        if !is_plain_style(&css) {
            return Err((start..start + 1, "this style loads something".to_owned()));
        }
    }
    for attribute in node.attributes() {
        let range = attribute.range();
        let value = attribute.value().trim();
        if attribute.name().to_ascii_lowercase().starts_with("on") {
            return Err((range, format!("`{}` does more than draw", attribute.name())));
        }
        let href = attribute.name() == "href" && attribute.namespace().is_none_or(|space| space == XLINK);
        let own = value.starts_with('#') || (name.name() == "a" && crate::config::is_web_address(value));
        let inline =
            ["png", "jpeg", "gif", "webp"].iter().any(|kind| value.starts_with(&format!("data:image/{kind};base64,")));
        if href && !own && !(inline && name.name() == "image") {
            return Err((range, format!("`{}` leads out of the drawing", attribute.name())));
        }
        if !href && !is_plain_style(value) {
            return Err((range, format!("`{}` loads something", attribute.name())));
        }
    }
    Ok(())
}

/// Whether a style names nothing but what stands in the drawing.
fn is_plain_style(css: &str) -> bool {
    let css = css.to_ascii_lowercase();
    let loads =
        css.match_indices("url(").any(|(at, _)| !css[at + 4..].trim_start_matches([' ', '"', '\'']).starts_with('#'));
    // An escape can write any of these words in another way.
    !loads && !css.contains("@import") && !css.contains("expression(") && !css.contains("javascript:") && !css.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!("<svg xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\">{inside}</svg>")
    }

    #[test]
    fn drawings_are_let_through() {
        for inside in [
            "<path d=\"M0 0h1\" style=\"fill:url(#a)\"/>",
            "<style>path { fill: red }</style>",
            "<use xlink:href=\"#a\"/>",
            "<image href=\"data:image/png;base64,AAAA\"/>",
            "<a href=\"https://example.org/\"><text>x</text></a>",
            "<metadata><x xmlns=\"http://example.org/editor\" version=\"1\"/></metadata>",
        ] {
            assert_eq!(drawing(&svg(inside)), Ok(()), "{inside}");
        }
    }

    #[test]
    fn what_runs_or_loads_is_no_drawing() {
        for inside in [
            "<script>x()</script>",
            "<SCRIPT/>",
            "<path onclick=\"x()\"/>",
            "<path ONCLICK=\"x()\"/>",
            "<a href=\"javascript:x()\"/>",
            "<a xlink:href=\" java&#10;script:x()\"/>",
            "<use href=\"data:image/svg+xml,x\"/>",
            "<use href=\"https://example.org/a.svg#b\"/>",
            "<image href=\"https://example.org/a.png\"/>",
            "<image href=\"data:image/svg+xml;base64,AAAA\"/>",
            "<foreignObject/>",
            "<animate attributeName=\"href\" values=\"javascript:x()\"/>",
            "<set attributeName=\"onclick\" to=\"x()\"/>",
            "<style>@import \"https://example.org/a.css\"</style>",
            "<style>path { fill: url(https://example.org/a) }</style>",
            "<style>@\\69mport \"a.css\"</style>",
            "<path style=\"fill:url( 'https://example.org/a')\"/>",
            "<path fill=\"url(//example.org/a)\"/>",
            "<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">x()</h:script>",
            "<m:math xmlns:m=\"http://www.w3.org/1998/Math/MathML\"/>",
            "<script xmlns=\"\"/>",
            "<?xml-stylesheet href=\"https://example.org/a.css\"?>",
        ] {
            assert!(drawing(&svg(inside)).is_err(), "{inside}");
        }
        assert!(drawing("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>").is_err());
        assert!(drawing("<html xmlns=\"http://www.w3.org/1999/xhtml\"><script/></html>").is_err());
        assert!(drawing("").is_err());
    }
}
