//! From the library's trees to pieces of our HTML.
//!
//! The library's own HTML is not escaped and carries styles; so its trees are walked, every text is escaped, formatting becomes plain
//! tags, and only addresses of the web and of mail become links. What differs from citation to citation (the place in the source, the
//! numbers of notes and of sources) is left open in the pieces and filled in when the page is made.

use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign};
use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta, Formatted, Formatting};
use pulldown_cmark_escape::{escape_href, escape_html_body_text};

use super::item::Source;

/// A number that stands for a single place in a source, where the style wants to know that it is a number.
pub(super) const ONE: &str = "2013370711";
/// The same for several.
pub(super) const SEVERAL: &str = "2013370711, 2013370712";
const SEVERAL_LAST: &str = "2013370712";
/// What is added to numbers of sources, so that they are found again in the text; the library counts from 1.
pub(super) const NUMBER: usize = 1_913_370_000;
/// A number of a note, likewise.
pub(super) const NOTE: usize = 1_713_370_000;

/// A part of a formatted citation or reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text with its formatting, well formed by itself.
    Html(String),
    /// A link, which cannot stand within another.
    Link(String),
    /// Where the place in the source belongs.
    Locator,
    /// Where the number of the source belongs.
    Number,
    /// Where the number of the note belongs that first cites the source.
    FirstNote,
}

/// How a tree is to be written.
pub(super) struct Manner<'a> {
    /// The source, of which the dates in words and the title are needed.
    pub(super) source: &'a Source,
    /// The language of the title, where it is not the page's.
    pub(super) title_language: Option<&'a str>,
    /// Whether the author stays away, because the sentence has named him.
    pub(super) without_author: bool,
}

/// Writes a tree in pieces.
pub(super) fn pieces(tree: &ElemChildren, manner: &Manner<'_>) -> Vec<Piece> {
    let mut writer = Writer { manner, pieces: Vec::new(), names_to_skip: usize::from(manner.without_author) };
    writer.children(tree, false);
    let mut pieces = join(writer.pieces);
    pieces.iter_mut().for_each(others);
    if manner.without_author {
        open_cleanly(&mut pieces);
    }
    pieces
}

/// The plain text of a tree, for sorting and comparing.
pub(super) fn plain(tree: &ElemChildren) -> String {
    format!("{tree:#}")
}

struct Writer<'a> {
    manner: &'a Manner<'a>,
    pieces: Vec<Piece>,
    names_to_skip: usize,
}

impl Writer<'_> {
    fn children(&mut self, children: &ElemChildren, in_date: bool) {
        for child in &children.0 {
            match child {
                ElemChild::Text(text) => self.text(text, in_date),
                ElemChild::Elem(elem) => self.elem(elem, in_date),
                ElemChild::Markup(text) => self.plain(text, Formatting::default()),
                ElemChild::Link { text, url } => self.link(text, url),
                ElemChild::Transparent { .. } => self.pieces.push(Piece::Locator),
            }
        }
    }

    fn elem(&mut self, elem: &Elem, in_date: bool) {
        if matches!(elem.meta, Some(ElemMeta::Names(_))) && self.names_to_skip > 0 {
            self.names_to_skip -= 1;
            return;
        }
        if elem.display.is_some() && !self.pieces.is_empty() {
            self.pieces.push(Piece::Html(" ".to_owned()));
        }
        self.children(&elem.children, in_date || elem.meta == Some(ElemMeta::Date));
    }

    fn text(&mut self, text: &Formatted, in_date: bool) {
        let mut words = text.text.clone();
        if in_date {
            for (year, said) in &self.manner.source.dates {
                words = words.replace(year.as_str(), said);
            }
        }
        let mut rest = words.as_str();
        while let Some((at, length, piece)) = first_mark(rest) {
            self.titled(&rest[..at], text.formatting);
            self.pieces.push(piece);
            rest = &rest[at + length..];
        }
        self.titled(rest, text.formatting);
    }

    /// Text in which the title is marked with its language.
    fn titled(&mut self, text: &str, formatting: Formatting) {
        let title = self.manner.source.title.as_str();
        let (Some(language), Some(at)) = (self.manner.title_language.filter(|_| !title.is_empty()), text.find(title)) else {
            return self.plain(text, formatting);
        };
        self.plain(&text[..at], formatting);
        let mut html = String::from("<span lang=\"");
        let _ = escape_href(&mut html, language);
        html.push_str("\">");
        let before = self.pieces.len();
        self.plain(title, formatting);
        if let Some(Piece::Html(inside)) = self.pieces.drain(before..).next() {
            html.push_str(&inside);
        }
        html.push_str("</span>");
        self.pieces.push(Piece::Html(html));
        self.plain(&text[at + title.len()..], formatting);
    }

    fn plain(&mut self, text: &str, formatting: Formatting) {
        if !text.is_empty() {
            self.pieces.push(Piece::Html(formatted(text, formatting)));
        }
    }

    fn link(&mut self, text: &Formatted, url: &str) {
        let allowed = ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
        if !allowed {
            return self.plain(&text.text, text.formatting);
        }
        let mut html = String::from("<a href=\"");
        let _ = escape_href(&mut html, url);
        html.push_str("\" rel=\"external\">");
        html.push_str(&formatted(&text.text, text.formatting));
        html.push_str("</a>");
        self.pieces.push(Piece::Link(html));
    }
}

/// The first of our numbers in a text: where, how long, what it stands for.
fn first_mark(text: &str) -> Option<(usize, usize, Piece)> {
    let locator = text.find(ONE).map(|at| {
        let end = text[at..].find(SEVERAL_LAST).map_or(at + ONE.len(), |last| at + last + SEVERAL_LAST.len());
        (at, end - at, Piece::Locator)
    });
    let number = |base: usize, piece: Piece| {
        let first = (base + 1).to_string();
        text.find(&first).map(|at| (at, first.len(), piece))
    };
    [locator, number(NUMBER, Piece::Number), number(NOTE, Piece::FirstNote)]
        .into_iter()
        .flatten()
        .min_by_key(|found| found.0)
}

/// A text with its formatting as tags.
pub(super) fn formatted(text: &str, formatting: Formatting) -> String {
    let mut tags: Vec<(&str, &str)> = Vec::new();
    if formatting.font_style == FontStyle::Italic {
        tags.push(("<i>", "</i>"));
    }
    if formatting.font_weight == FontWeight::Bold {
        tags.push(("<b>", "</b>"));
    }
    if formatting.font_variant == FontVariant::SmallCaps {
        tags.push(("<span class=\"small-caps\">", "</span>"));
    }
    if formatting.text_decoration == TextDecoration::Underline {
        tags.push(("<u>", "</u>"));
    }
    match formatting.vertical_align {
        VerticalAlign::Sup => tags.push(("<sup>", "</sup>")),
        VerticalAlign::Sub => tags.push(("<sub>", "</sub>")),
        VerticalAlign::None | VerticalAlign::Baseline => {}
    }
    let mut html = String::with_capacity(text.len() + 16);
    tags.iter().for_each(|(open, _)| html.push_str(open));
    let _ = escape_html_body_text(&mut html, text);
    tags.iter().rev().for_each(|(_, close)| html.push_str(close));
    html
}

/// Joins neighbours of plain text.
fn join(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (Some(Piece::Html(last)), Piece::Html(next)) => last.push_str(&next),
            (_, piece) => joined.push(piece),
        }
    }
    joined
}

/// CSL has no word for authors who are not named, so that bibliographies name the last one "et al."; no "and" goes before it.
fn others(piece: &mut Piece) {
    let Piece::Html(html) = piece else { return };
    if html.contains("et al.") {
        for joint in [", and et al.", " and et al.", ", &amp; et al.", " &amp; et al.", " и et al."] {
            *html = html.replace(joint, " et al.");
        }
    }
}

/// Takes away the signs that separated the author from what follows.
fn open_cleanly(pieces: &mut Vec<Piece>) {
    if let Some(Piece::Html(first)) = pieces.first_mut() {
        let open = first.trim_start_matches([' ', ',', '.', ':']).to_owned();
        *first = open;
        if first.is_empty() {
            pieces.remove(0);
        }
    }
}
