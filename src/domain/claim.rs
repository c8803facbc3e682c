//! Claims that somebody made elsewhere and that the book has checked, such as those of an essay or a speech.

use super::{Cite, FieldPath, Located, Reference};

/// What a plain page states beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// Claims that the page checks, in the order written.
    pub claims: Vec<CheckedClaim>,
}

/// A claim and what was found about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedClaim {
    /// Its anchor on the page.
    pub id: Located<String>,
    /// What is claimed.
    pub claim: String,
    /// How it stands.
    pub verdict: Verdict,
    /// Why, in Markdown.
    pub finding: String,
    /// Wording that would stand.
    pub instead: Option<String>,
    /// Pages that tell more.
    pub pages: Vec<Reference>,
    /// Sources.
    pub cite: Vec<Located<Cite>>,
    /// The item's field.
    pub at: FieldPath,
}

/// A checked claim in another language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimWords {
    /// What is claimed.
    pub claim: String,
    /// Why the verdict is what it is, in Markdown.
    pub finding: String,
    /// Wording that would stand.
    pub instead: Option<String>,
}

/// How a claim stands against the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The sources bear it out.
    Accurate,
    /// Right in the main, wrong or careless in something.
    Imprecise,
    /// A judgement or a thesis on which parties or scholars differ.
    Contested,
    /// The sources say otherwise.
    Wrong,
}

impl Verdict {
    /// All verdicts, from the best to the worst.
    pub const ALL: [Self; 4] = [Self::Accurate, Self::Imprecise, Self::Contested, Self::Wrong];

    /// The word of the front matter.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Accurate => "accurate",
            Self::Imprecise => "imprecise",
            Self::Contested => "contested",
            Self::Wrong => "wrong",
        }
    }
}
