//! What the book is about: dates, entities, citations. The nouns of a historian and nothing else.
//!
//! This layer knows no files, no HTML and no YAML, and nothing of the layers above it; a test holds it to that.

mod calendar;
mod citation;
mod claim;
mod date;
mod entity;
mod field;
mod intended;
pub mod ledger;
mod person;

pub use calendar::{Day, days_in_month};
pub use citation::{Citation, CitationError, Cite, Mode, parse_cite, parse_cluster};
pub use claim::{CheckedClaim, ClaimWords, Plain, Verdict};
pub use date::{Answer, Bounds, Date, DateError, End, Extent, Point};
pub use entity::{
    Change, Common, Correction, Dispute, Era, Event, ExtentReading, Facts, Holder, Kind, Language, Layer, LayerChoice,
    Located, Mode as ChangeMode, Name, Party, PartyForm, Position, Ratification, Reference, Relation, RelationKind,
    Signatory, Start, StatedDate, Succession, SuccessionMode, Territory, Text, Treaty, Words,
};
pub use field::{FieldPath, Segment};
pub use person::{Office, Person};
