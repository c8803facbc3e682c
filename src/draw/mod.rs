//! Drawings: maps of who held what, and bars of who held it when.
//!
//! Plain values come in and SVG text goes out, to be put inline into a page. Nothing here knows the ledger, the book, its files
//! or its languages: whoever calls says in words what each mark means. The same values give the same bytes.
//!
//! A drawing has no colours of its own, only classes, so that one style sheet serves light, dark, forced colours and print;
//! and it carries no `style`, no script and no address outside the site. Colour is never the only sign: each holder has a
//! [sign](Signs) of one or two letters, disputed land is hatched, an uncertain holder has a broken outline and a question mark.
//! All coordinates have one decimal at most, and outlines are thinned for the frame that they stand in.
//!
//! Maps are drawn in Lambert's conformal conic projection, which keeps shapes and suits lands in middle latitudes that
//! stretch from west to east as well as from south to north; see [`Projection`].

mod axis;
mod bead;
mod chart;
mod frame;
mod geo;
mod label;
mod legend;
mod map;
mod memo;
mod outline;
mod place;
mod projection;
mod sheet;
mod slot;
mod spark;
mod states;
mod svg;
mod timeline;

#[cfg(test)]
mod tests;

pub use axis::Axis;
pub use frame::{Corner, Frame, Inset};
pub use geo::{Bounds, Point, Polygon};
pub use legend::{LegendItem, legend};
pub use map::{Caption, Layers, Linking, MapOptions, Name, Water, map};
pub use memo::Memo;
pub use place::{Land, Mark, Place};
pub use projection::Projection;
pub use slot::{Signs, Slot};
pub use spark::{SPARK_HEIGHT, SPARK_WIDTH, spark};
pub use states::{Reading, StateHolder, StateStop, States, Status};
pub use timeline::{Bar, Row, TimelineOptions, Turn, timeline};
