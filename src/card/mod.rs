//! Cards: the picture that shows beside a link to a page, in messengers and feeds.
//!
//! Plain values come in and the bytes of a PNG go out; nothing here knows the book, its files or its languages. A [`Card`] says
//! all that its picture shows, so [`Press::path`] can name the file by a digest of that: the address changes when the picture
//! does, and whoever has a file of that name has the picture already and need not draw it.
//!
//! The same card gives the same bytes on every machine: letters are outlines of fonts that we bring along, no font of the
//! system is looked at, and colours are computed in whole numbers.

mod band;
mod canvas;
mod chart;
mod font;
mod layout;
mod lines;
mod palette;
mod png;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use serde::Serialize;

pub use chart::{Grounds, Maps};
pub use font::{FontError, Fonts};

/// Width of every card in pixels.
pub const WIDTH: u32 = 1200;
/// Height of every card in pixels.
pub const HEIGHT: u32 = 630;

/// Which drawing of cards this is. Whoever changes how cards look counts it up, so that no site keeps the old pictures; the test
/// `the_picture_is_pinned` fails when that was forgotten.
const EDITION: u32 = 2;

/// Everything that a card shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Card {
    /// The page's title.
    pub title: String,
    /// What it is and when: `Treaty · 7 February 1855`; may be empty.
    pub line: String,
    /// Its names in other languages, language by language; of each the first stands there that finds room and a font.
    pub names: Vec<Vec<String>>,
    /// The title of the book; empty on the book's own card, whose title it is.
    pub book: String,
    /// What stands beside or below the words.
    pub picture: Picture,
}

/// The picture of a card.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Picture {
    /// None.
    #[default]
    None,
    /// A map.
    Map(Plate),
    /// The eras in a row, and where in them something belongs.
    Band(Band),
}

/// A map on a card.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Plate {
    /// Which frame of the [`Maps`], counted from 0.
    pub frame: usize,
    /// Who holds what; places without a mark are land.
    pub marks: Vec<Held>,
    /// IDs of the places that the card is about.
    pub here: Vec<String>,
    /// What the map shows: `Control, 7 February 1855`; may be empty.
    pub caption: String,
    /// What the colours mean.
    pub legend: Vec<Swatch>,
}

/// What a map says of a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Held {
    /// The place's ID.
    pub place: String,
    /// How its holder is drawn.
    #[serde(serialize_with = "letter")]
    pub slot: crate::draw::Slot,
    /// Whether it is hatched because viewpoints differ over it.
    pub disputed: bool,
    /// Whether its outline is broken because the holder is uncertain.
    pub uncertain: bool,
}

/// A line of a legend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Swatch {
    /// Its colour.
    #[serde(serialize_with = "letter")]
    pub slot: crate::draw::Slot,
    /// The letters that say the same; may be empty.
    pub sign: String,
    /// What it means.
    pub title: String,
}

/// A row of eras. Days are counted as [`Day::number`](crate::domain::Day::number) does.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Band {
    /// First day of each era, and the day after the last, ascending.
    pub turns: Vec<i64>,
    /// The years that stand below the turns.
    pub years: Vec<String>,
    /// First and last day of what the card is about; the same for a day.
    pub mark: Option<(i64, i64)>,
}

fn letter<S: serde::Serializer>(slot: &crate::draw::Slot, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_char(slot.letter())
}

/// What all cards of a book are printed with.
#[derive(Debug)]
pub struct Press<'a> {
    /// The fonts.
    pub fonts: Fonts<'a>,
    /// The maps.
    pub maps: Maps<'a>,
    /// Digests that are worked out once for all cards of a book.
    pub seal: &'a Seal,
}

/// The digest of what all cards of a book have in common.
#[derive(Debug, Default)]
pub struct Seal(OnceLock<blake3::Hash>);

impl Press<'_> {
    /// Where the picture of a card stands, from the root of the site: `cards/` and a digest of all that it shows.
    #[must_use]
    pub fn path(&self, card: &Card) -> String {
        let common = self.seal.0.get_or_init(|| {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&EDITION.to_le_bytes());
            self.fonts.digest(&mut hasher);
            self.maps.digest(&mut hasher);
            hasher.finalize()
        });
        let mut hasher = blake3::Hasher::new_keyed(common.as_bytes());
        // Strings and numbers become JSON without fail.
        hasher.update(&serde_json::to_vec(card).unwrap_or_default());
        format!("cards/{}.png", &hasher.finalize().to_hex()[..32])
    }

    /// The picture as a PNG of 1200 by 630 pixels with a palette.
    #[must_use]
    pub fn print(&self, card: &Card) -> Vec<u8> {
        let (palette, cells) = layout::draw(self, card).into_parts();
        png::encode(&palette, &cells)
    }
}
