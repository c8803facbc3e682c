//! Frames: what part of the earth a map shows, and how wide.

use super::geo::Bounds;
use super::projection::Projection;

/// A part of the earth to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Names the frame in element IDs: lower-case ASCII and hyphens.
    pub id: String,
    /// What it shows: `Sakhalin and the Kuril Islands`.
    pub title: String,
    /// West and east count in the middle of the map, south at its middle and north at its corners: on a cone parallels
    /// are bent, and the map is a rectangle.
    pub bounds: Bounds,
    /// Width in units of the drawing, which are pixels where there is room for it.
    pub width: f64,
    /// Parts that are drawn again, larger, over a part of the map where there is nothing to see.
    pub insets: Vec<Inset>,
    /// Parts that another frame shows better: small places there have their colours and nothing else.
    pub elsewhere: Vec<Bounds>,
}

impl Frame {
    /// The same frame at another width, its insets in proportion.
    #[must_use]
    pub fn scaled(&self, width: f64) -> Self {
        let mut frame = self.clone();
        for inset in &mut frame.insets {
            inset.width *= width / self.width;
        }
        Self { width, ..frame }
    }

    /// The parallels of true scale of its projection, in degrees: the southern one first.
    #[must_use]
    pub fn standard_parallels(&self) -> (f64, f64) {
        Projection::for_bounds(self.bounds).parallels
    }
}

/// A part of a map drawn again, larger.
#[derive(Clone, Debug, PartialEq)]
pub struct Inset {
    /// Names it in element IDs.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// Which part.
    pub bounds: Bounds,
    /// In which corner of the map it stands.
    pub corner: Corner,
    /// Width in units of the drawing.
    pub width: f64,
}

/// A corner of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corner {
    /// Top left.
    NorthWest,
    /// Top right.
    NorthEast,
    /// Bottom left.
    SouthWest,
    /// Bottom right.
    SouthEast,
}
