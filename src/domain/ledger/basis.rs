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
    /// A party took the place of the holder.
    Succession {
        /// Which one.
        step: Step,
        /// The others, where several joint holders had their successors on one day.
        others: Vec<Step>,
    },
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
            Self::Succession { .. } => &[],
        }
    }

    /// The treaty or event, where it was one.
    #[must_use]
    pub fn act(&self) -> Option<&str> {
        if let Self::Change { act, .. } = self { Some(act) } else { None }
    }

    /// The successions, where it was one or several.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        let (first, others) = match self {
            Self::Succession { step, others } => (Some(step), others.as_slice()),
            _ => (None, &[][..]),
        };
        first.into_iter().chain(others)
    }

    /// The page and the field that state it.
    #[must_use]
    pub fn place(&self) -> (&str, &FieldPath) {
        match self {
            Self::Start { territory, at, .. } => (territory, at),
            Self::Change { act, at, .. } => (act, at),
            Self::Succession { step, .. } => (&step.successor, &step.at),
        }
    }
}
