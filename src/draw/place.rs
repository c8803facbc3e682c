//! What stands on a map: land, places, and what is said of them.

use std::sync::Arc;

use super::geo::{Bounds, Point, Polygon};
use super::slot::Slot;

/// Background coast.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Land {
    /// Its outlines. Those that places cover are left out.
    pub polygons: Vec<Polygon>,
}

/// A territory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// Its ID.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The path of its page from the root of the site; without one it is not a link.
    pub path: String,
    /// Its outlines, where there are any.
    pub polygons: Vec<Polygon>,
    /// Where it is, for those without an outline and those too small to see.
    pub point: Option<Point>,
}

impl Place {
    /// Bounds of its outlines.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.polygons.iter().flat_map(Polygon::points))
    }
}

/// What is said of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The place's ID.
    pub place: Arc<str>,
    /// How its holder is drawn.
    pub slot: Slot,
    /// Whether viewpoints differ over it: it is hatched.
    pub disputed: bool,
    /// Whether it is uncertain who held it on the day: broken outline, question mark.
    pub uncertain: bool,
    /// The same in words, for screen readers and as a tooltip: `Iturup: Russian Federation; title disputed`.
    pub answer: Arc<str>,
}
