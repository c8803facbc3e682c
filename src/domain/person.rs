//! People: who signed, sailed, wrote, decided.

use super::{Located, Reference, StatedDate};

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name as a list sorts it: `Putyatin, Yevfimy`; `None` where the title does.
    pub sort: Option<String>,
    /// Birth.
    pub born: Option<Located<StatedDate>>,
    /// Death.
    pub died: Option<Located<StatedDate>>,
    /// What they were, as far as it matters to the book, in the order written.
    pub offices: Vec<Office>,
}

/// An office that a person held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// What it was: `Minister of Foreign Affairs`.
    pub title: String,
    /// Whose it was.
    pub party: Option<Reference>,
    /// Since when.
    pub from: Option<Located<StatedDate>>,
    /// Until when.
    pub until: Option<Located<StatedDate>>,
}
