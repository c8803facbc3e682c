//! For other programs: a clean Markdown copy beside each page, and `llms.txt`, which lists them.
//!
//! A copy says what its page says, facts first, with links that lead from copy to copy. It is made of the page's view and of the
//! Markdown that the editors wrote, not of HTML.

mod body;
mod facts;
mod list;

pub(crate) use body::{Leads, rewrite};
pub(crate) use list::llms;

use crate::view::{LinkView, PageView, Strings};

/// The file of the copy of the page in this file: `treaties/shimoda-1855/index.md` for `…/index.html`.
#[must_use]
pub(crate) fn path(file: &str) -> String {
    format!("{}.md", file.strip_suffix(".html").unwrap_or(file))
}

/// The copy of a page, whose body has been rewritten already.
#[must_use]
pub(crate) fn page(view: &PageView, body: &str, strings: &Strings) -> String {
    let mut out = format!("# {}\n\n", line(&view.title));
    if !view.summary.is_empty() {
        out.push_str(&format!("> {}\n\n", line(&view.summary)));
    }
    let facts = facts::of(&Copy { view, strings });
    if !facts.is_empty() {
        out.push_str(&facts);
        out.push('\n');
    }
    if !body.trim().is_empty() {
        out.push_str(body.trim());
        out.push_str("\n\n");
    }
    out.push_str(&facts::after(&Copy { view, strings }));
    format!("{}\n", out.trim_end())
}

/// A page on the way to its copy.
struct Copy<'a> {
    view: &'a PageView,
    strings: &'a Strings,
}

impl Copy<'_> {
    fn word<'s>(&'s self, key: &'s str) -> &'s str {
        self.strings.get(key).map_or(key, String::as_str)
    }

    /// A link to the copy of another page.
    fn link(&self, to: &LinkView) -> String {
        if to.path.is_empty() {
            return line(&to.title);
        }
        format!("[{}]({}{})", line(&to.title), self.view.root, copy_of(&to.path))
    }

    fn links(&self, all: &[LinkView]) -> String {
        all.iter().map(|to| self.link(to)).collect::<Vec<_>>().join(", ")
    }
}

/// Where the copy of an entity's page stands: `treaties/shimoda-1855/index.md#article-2`.
fn copy_of(path: &str) -> String {
    let (page, fragment) = path.split_once('#').map_or((path, None), |(page, fragment)| (page, Some(fragment)));
    let folder = page.strip_suffix("index.html").unwrap_or(page);
    format!("{folder}index.md{}", fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default())
}

/// A text that stays on its line and cannot be taken for markup.
fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_stand_beside_their_pages() {
        assert_eq!(path("treaties/shimoda-1855/index.html"), "treaties/shimoda-1855/index.md");
        assert_eq!(copy_of("treaties/shimoda-1855/#article-2"), "treaties/shimoda-1855/index.md#article-2");
        assert_eq!(copy_of("about/index.html"), "about/index.md");
    }

    #[test]
    fn titles_are_no_markup() {
        assert_eq!(line("A [b](javascript:c) <d>\n# e"), "A \\[b\\](javascript:c) \\<d> # e");
    }
}
