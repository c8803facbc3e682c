//! What is the same for every drawing of a frame at a width: outlines cut, thinned and laid on the sheet.
//!
//! A book draws one frame hundreds of times, with other marks each time. Projecting and thinning the coast is most of the work.

use std::sync::Arc;

use super::chart::Layout;
use super::outline::{Points, Rect, Xy, heart, ring_data};
use crate::kept::Kept;

/// Keeps outlines between drawings.
///
/// It is made for one book: frames and places are told apart by their IDs alone. What is drawn does not depend on it.
#[derive(Debug, Default)]
pub struct Memo {
    lands: Kept<String, Outlined>,
    places: Kept<(String, String), Outlined>,
    layouts: Kept<(String, String), Layout>,
}

/// An outline on a sheet.
#[derive(Debug, Default)]
pub(super) struct Outlined {
    pub(super) rings: Vec<Vec<Xy>>,
    /// The same as path data.
    pub(super) data: String,
    /// Its points, to be kept clear of.
    pub(super) points: Points,
    /// What lies round them.
    pub(super) around: Option<Rect>,
    /// The point farthest from the edges, and how far that is.
    pub(super) heart: Option<(Xy, f64)>,
}

impl Outlined {
    /// Land, which nothing is written into.
    pub(super) fn land(rings: Vec<Vec<Xy>>) -> Self {
        let all: Vec<Xy> = rings.iter().flatten().copied().collect();
        let around = Rect::around(&all);
        Self { data: ring_data(&rings), points: Points::of(&rings), around, heart: None, rings }
    }

    /// A place.
    pub(super) fn place(rings: Vec<Vec<Xy>>) -> Self {
        Self { heart: heart(&rings), ..Self::land(rings) }
    }
}

impl Memo {
    /// The land of a sheet, made if it is not there yet.
    pub(super) fn land(&self, sheet: &str, make: impl FnOnce() -> Vec<Vec<Xy>>) -> Arc<Outlined> {
        self.lands.get(sheet.to_owned(), || Arc::new(Outlined::land(make())))
    }

    /// The outline of a place on a sheet, made if it is not there yet.
    pub(super) fn place(&self, sheet: &str, place: &str, make: impl FnOnce() -> Vec<Vec<Xy>>) -> Arc<Outlined> {
        self.places.get((sheet.to_owned(), place.to_owned()), || Arc::new(Outlined::place(make())))
    }

    /// The layout of a sheet in drawings that are alike, made if it is not there yet.
    pub(super) fn layout(&self, sheet: &str, alike: &str, make: impl FnOnce() -> Layout) -> Arc<Layout> {
        self.layouts.get((sheet.to_owned(), alike.to_owned()), || Arc::new(make()))
    }
}
