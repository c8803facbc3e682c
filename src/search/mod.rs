//! Finding things in the built site, without a server: a list of names that answers at once, and an index of full text.
//!
//! ```text
//! names   a small JSON file for each language: titles, other names, what pages may be chosen by, and where the text is indexed
//! page    a page's HTML brought down to headings and text
//! text    the index of full text, by Pagefind (cargo feature `search`)
//! ```
//!
//! `compile` and `check` do none of this. `build` makes the index beside the pages, `serve` when somebody first asks for a part of
//! it. It knows pages as [`crate::view`] tells of them, and nothing of the book behind.

mod names;
#[cfg(any(feature = "search", test))]
mod page;
#[cfg(feature = "search")]
mod text;

pub(crate) use names::names;
#[cfg(feature = "search")]
pub(crate) use text::bundles;

/// The folder of all that search needs. Its name is none that a page can have.
pub(crate) const FOLDER: &str = "_search/";

/// Whether this program can index full text.
pub(crate) const HAS_TEXT: bool = cfg!(feature = "search");

/// Pages of one language that are indexed together. What the indexer holds grows with the pages of an index, and is given back when
/// the index is done, so that this bounds the memory of a build; a reader's browser asks every index of the language, so that there
/// should be few.
pub(crate) const PAGES_PER_INDEX: usize = 1_000;

/// Path of the list of names in a language.
#[must_use]
pub(crate) fn names_path(language: &str) -> String {
    format!("{FOLDER}names.{language}.json")
}

/// Folder of an index of a language's text, from the root of the site.
#[must_use]
pub(crate) fn bundle_folder(language: &str, part: usize) -> String {
    match part {
        0 => format!("{FOLDER}{language}/"),
        _ => format!("{FOLDER}{language}-part{}/", part + 1),
    }
}

/// How many indexes so many pages of a language make.
#[must_use]
pub(crate) fn parts(pages: usize) -> usize {
    pages.div_ceil(PAGES_PER_INDEX)
}
