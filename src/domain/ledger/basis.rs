//! What a spell rests on.

use crate::domain::{ChangeMode, Cite, FieldPath, SuccessionMode};

/// What made a spell begin, or confirmed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The ledger begins here.
    Start {
        /// The leaf whose `start` says so.
        territory: String,
        /// The item of `start`, counted from 0.
        item: usize,
        /// Its field in the leaf's front matter.
        at: FieldPath,
        /// Sources.
        cite: Vec<Cite>,
        /// A remark.
        note: Option<String>,
    },
    /// A treaty or an event changed the holder.
    Change {
        /// The treaty or event.
        act: String,
        /// The item of its `changes`, counted from 0.
        item: usize,
        /// Its field in the act's front matter.
        at: FieldPath,
        /// By which article.
        article: Option<String>,
        /// How the land passed.
        mode: ChangeMode,
        /// Sources.
        cite: Vec<Cite>,
        /// A remark.
        note: Option<String>,
    },
    /// A party took the place of the holder; where joint holders had their successors on one day, there are several.
    Succession(Vec<Step>),
}

/// One party taking the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Whose place was taken.
    pub predecessor: String,
    /// By whom.
    pub successor: String,
    /// How; never disputed.
    pub mode: SuccessionMode,
    /// The field of the successor's front matter that says so.
    pub at: FieldPath,
}

impl Basis {
    /// Its sources; a succession has those of the party's page.
    #[must_use]
    pub fn cite(&self) -> &[Cite] {
        match self {
            Self::Start { cite, .. } | Self::Change { cite, .. } => cite,
            Self::Succession(_) => &[],
        }
    }

    /// The treaty or event, where it was one.
    #[must_use]
    pub fn act(&self) -> Option<&str> {
        if let Self::Change { act, .. } = self { Some(act) } else { None }
    }

    /// The page and the field that state it.
    #[must_use]
    pub fn place(&self) -> (&str, &FieldPath) {
        match self {
            Self::Start { territory, at, .. } => (territory, at),
            Self::Change { act, at, .. } => (act, at),
            // The ledger makes no succession without a step.
            Self::Succession(steps) => (&steps[0].successor, &steps[0].at),
        }
    }
}
