//! What may be wrong with a ledger.

use crate::domain::FieldPath;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerFault {
    /// The treaty, event, territory or party on whose page it stands.
    pub id: String,
    /// The field of that page's front matter.
    pub at: FieldPath,
    /// Which sort of fault.
    pub kind: FaultKind,
    /// What is wrong: lower case, no full stop, IDs in backquotes.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that matter.
    pub related: Vec<Related>,
}

/// Another place that matters to a fault.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// The page.
    pub id: String,
    /// The field of its front matter.
    pub at: FieldPath,
    /// What is there.
    pub text: String,
}

/// Which sort of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// `from` is not who held the land.
    FromMismatch,
    /// A renunciation by somebody who held none of it, in nobody's view.
    NothingRenounced,
    /// Two changes of one leaf, layer and viewpoint on one day, or so dated that their order cannot be known.
    SameDay,
    /// A change of a layer that its mode cannot move.
    LayerOfMode,
    /// A viewpoint on control, of which there is only one reading.
    ViewpointOnControl,
    /// A change before the ledger of the leaf begins.
    BeforeStart,
    /// A change of a leaf and layer for which no `start` says who held it at first.
    NoStart,
    /// Two `start` items for one leaf, layer and viewpoint.
    TwoStarts,
    /// A change or start with no date that could be placed.
    Undated,
    /// A change after which everything is as before.
    NoEffect,
    /// Land given to a party that did not exist.
    OutsideLifetime,
    /// Land that stays with a party after its end, though nobody took its place.
    HolderEnded,
    /// Viewpoints that differ over a leaf on which there is no dispute page.
    NoDisputePage,
    /// Two readings of a territory's extent by one line of succession.
    ExtentTwice,
    /// A territory that is part of itself.
    TerritoryCycle,
    /// A party that succeeds itself.
    SuccessionCycle,
}

impl FaultKind {
    /// All kinds.
    pub const ALL: [Self; 16] = [
        Self::FromMismatch,
        Self::NothingRenounced,
        Self::SameDay,
        Self::LayerOfMode,
        Self::ViewpointOnControl,
        Self::BeforeStart,
        Self::NoStart,
        Self::TwoStarts,
        Self::Undated,
        Self::NoEffect,
        Self::OutsideLifetime,
        Self::HolderEnded,
        Self::NoDisputePage,
        Self::ExtentTwice,
        Self::TerritoryCycle,
        Self::SuccessionCycle,
    ];

    /// A stable word for it: `from-mismatch`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FromMismatch => "from-mismatch",
            Self::NothingRenounced => "nothing-renounced",
            Self::SameDay => "same-day",
            Self::LayerOfMode => "layer-of-mode",
            Self::ViewpointOnControl => "viewpoint-on-control",
            Self::BeforeStart => "before-start",
            Self::NoStart => "no-start",
            Self::TwoStarts => "two-starts",
            Self::Undated => "undated",
            Self::NoEffect => "no-effect",
            Self::OutsideLifetime => "outside-lifetime",
            Self::HolderEnded => "holder-ended",
            Self::NoDisputePage => "no-dispute-page",
            Self::ExtentTwice => "extent-twice",
            Self::TerritoryCycle => "territory-cycle",
            Self::SuccessionCycle => "succession-cycle",
        }
    }
}

impl LedgerFault {
    /// A fault with a message and nothing else.
    pub(super) fn new(kind: FaultKind, id: &str, at: &FieldPath, message: String) -> Self {
        Self { id: id.to_owned(), at: at.clone(), kind, message, help: None, related: Vec::new() }
    }

    /// The same fault with advice.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault with another place.
    pub(super) fn related(mut self, place: (&str, &FieldPath), text: impl Into<String>) -> Self {
        self.related.push(Related { id: place.0.to_owned(), at: place.1.clone(), text: text.into() });
        self
    }
}
