//! What each page shows, as plain values: the last step that knows the book, the first that knows readers.

mod band;
mod build;
mod card;
mod contract;
mod data;
pub mod dates;
pub(crate) mod drawing;
pub mod languages;
mod lists;
mod place;
pub(crate) mod previews;
mod print;
mod repository;
pub mod sources;
mod text;

pub use build::{PageKey, Strings, Ties, Views};
pub use contract::*;
pub use text::{FacetWords, Facets, NamedPage, PageText, Subjects};
