//! The ledger: who held which territory when, according to whom.
//!
//! It is a pure function of a book's territories, parties and the changes that its treaties and events carry. It knows
//! no files and no pages, and it resolves no names but those it is given.
//!
//! # What it decides
//!
//! **Viewpoints.** A party stands for its whole line of succession, named by its latest member. The ledger tells apart
//! the lines that some `viewpoint` or some extent's `by` names; in a book that names none there is one,
//! [`EVERYBODY`]. Control has one reading for all, title one for each viewpoint.
//!
//! **Groups.** A change of title falls on the leaves that each viewpoint counts; a viewpoint without a reading of its
//! own, and every change of control, takes the leaves that all readings have in common.
//!
//! **Successions.** A holder passes to its successor on the day of a continuation or succession, each joint holder
//! by itself. Of several successors a continuation goes before a succession, and the earlier before the later; a
//! disputed succession moves nothing and makes no line. Land given on that very day goes to the successor at once.
//!
//! **`from`** is compared as a set, and names the party as it then was; on the day of a succession, or where the date
//! leaves it open, either party may stand there, and that settles which came first.
//!
//! **Renunciations** with a `from` take away what the renouncing party (anybody in its line) holds for each
//! viewpoint, and only that. Where somebody else holds, nothing moves and the spell is confirmed; where others held
//! jointly, they keep the land. It is a fault only if nothing moves anywhere. Without a `from`, a renunciation is a
//! change like any other.
//!
//! **Changes that leave the holder as it was** make no spell and confirm the one there is; it is a fault if a change does
//! so everywhere.
//!
//! **Order.** Two changes that may fall on one day are at fault, unless their `from`s show which came first and their dates
//! allow it. In a known order the dates sharpen one another. A change must come after the start.
//!
//! **Ends.** Land does not leave a party that ends without a successor. It is a fault if it stays with it.
//!
//! **Faults.** Like faults of one item are reported once, naming the first leaf and the number of the others.

mod basis;
mod circle;
mod compute;
mod extent;
mod fault;
mod finding;
mod holder;
mod input;
mod item;
mod outlived;
mod party;
mod query;
mod spell;
mod view;
mod walk;
mod wording;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

pub use basis::{Basis, Step};
pub use fault::{FaultKind, LedgerFault, Related};
pub use input::{Act, Input};
pub use query::{Certainty, Effect, Standing, Status};
pub use spell::{Boundary, Days, Spell};
pub use view::{EVERYBODY, Viewpoint};

/// Who held which territory when, according to whom.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    register: holder::Register,
    views: view::Views,
    extents: extent::Extents,
    items: Vec<item::Item>,
    /// Where each act's items begin and end.
    acts: BTreeMap<String, Range<usize>>,
    stretches: Vec<walk::Stretch>,
    /// Spells by position, in order, and what confirmed them, in the order of time.
    confirmed: Vec<(usize, holder::BasisId)>,
    /// For each leaf the spells of control, then those of title for each viewpoint.
    timelines: Vec<Timeline>,
}

/// Where the spells of one leaf in one layer and viewpoint are, which other leaves may share.
#[derive(Clone, Debug)]
struct Timeline {
    spells: Range<usize>,
    /// What the first of them rests on at this leaf, where its ledger has a start.
    start: Option<holder::BasisId>,
}
