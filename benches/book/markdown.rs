//! Bodies as Markdown. What generators write differently, links, citations and anchors, is a [`Dialect`].

use std::fmt::Write;

use super::model::{Book, Cite, Number};
use super::prose::{Block, Inline, Link};

/// How one generator has links, citations and anchors written.
pub(crate) trait Dialect {
    /// A link on the page `from`.
    fn link(&self, out: &mut String, book: &Book, from: Number, link: &Link);
    /// Places in sources.
    fn cite(&self, out: &mut String, book: &Book, cites: &[Cite]);
}

/// A body as Markdown.
pub(crate) fn write(out: &mut String, book: &Book, from: Number, body: &[Block], dialect: &dyn Dialect) {
    let page = Page { book, from, dialect };
    for block in body {
        match block {
            Block::Heading(title) => {
                let _ = writeln!(out, "## {title}");
            }
            Block::Article(number, title) => {
                let _ = writeln!(out, "## Article {number}. {title} {{#article-{number}}}");
            }
            Block::Paragraph(line) => page.line(out, line),
            Block::List(items) => {
                for item in items {
                    out.push_str("- ");
                    page.line(out, item);
                }
            }
            Block::Quote(line) => {
                out.push_str("> ");
                page.line(out, line);
            }
            Block::Table { head, rows } => {
                let _ = writeln!(out, "| {} |", head.join(" | "));
                let _ = writeln!(out, "|{}", " --- |".repeat(head.len()));
                for row in rows {
                    let _ = writeln!(out, "| {} |", row.join(" | "));
                }
            }
            Block::Code { language, text } => {
                let _ = write!(out, "```{language}\n{text}```\n");
            }
            Block::Footnote(number, line) => {
                let _ = write!(out, "[^{number}]: ");
                page.line(out, line);
            }
        }
        out.push('\n');
    }
}

struct Page<'a> {
    book: &'a Book,
    from: Number,
    dialect: &'a dyn Dialect,
}

impl Page<'_> {
    fn line(&self, out: &mut String, line: &[Inline]) {
        for part in line {
            match part {
                Inline::Text(text) => out.push_str(text),
                Inline::Emphasis(text) => {
                    let _ = write!(out, "*{text}*");
                }
                Inline::Link(link) => self.dialect.link(out, self.book, self.from, link),
                Inline::Cite(cites) => self.dialect.cite(out, self.book, cites),
                Inline::Note(number) => {
                    let _ = write!(out, "[^{number}]");
                }
            }
        }
        out.push('\n');
    }
}
