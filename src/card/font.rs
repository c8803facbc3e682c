//! Letters as outlines: which font has a letter, how wide it is, where its neighbour stands.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use resvg::tiny_skia::{Path, PathBuilder};
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId, OutlineBuilder};
use unicode_normalization::UnicodeNormalization as _;

use super::canvas::Shape;

/// Latin, Greek and Cyrillic.
const SERIF: &[u8] = include_bytes!("font/serif.ttf");
/// Kana and kanji.
const SERIF_JP: &[u8] = include_bytes!("font/serif-jp.otf");

/// Fonts in the order in which they are asked for a letter.
pub struct Fonts<'a> {
    fonts: Vec<Font<'a>>,
    /// Letters that have been drawn already: a book has tens of thousands of them on its cards, and a few thousand that differ.
    shapes: RwLock<HashMap<Letter, Option<Arc<Shape>>>>,
}

/// A letter as it is drawn: font, glyph, size, and where it begins within a pixel, across and down, in quarters of it.
type Letter = (usize, GlyphId, u32, i32, i32);

struct Font<'a> {
    bytes: &'a [u8],
    face: Face<'a>,
    pairs: Vec<PairAdjustment<'a>>,
}

/// A file that is no font of the kind we can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FontError;

/// A line of text with all its letters in place.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    letters: Vec<(usize, GlyphId, f32)>,
    size: f32,
    /// How far it reaches, in pixels.
    pub(super) width: f32,
}

impl<'a> Fonts<'a> {
    /// The fonts that we bring along, and before them one of the book's own.
    ///
    /// # Errors
    ///
    /// Where the book's own is no TrueType or OpenType font.
    pub fn new(own: Option<&'a [u8]>) -> Result<Self, FontError> {
        let fonts = own.into_iter().chain([SERIF, SERIF_JP]).map(Font::parse);
        Ok(Self { fonts: fonts.collect::<Result<_, _>>()?, shapes: RwLock::default() })
    }

    /// Adds all that the look of letters depends on.
    pub(super) fn digest(&self, hasher: &mut blake3::Hasher) {
        for font in &self.fonts {
            hasher.update(&(font.bytes.len() as u64).to_le_bytes()).update(font.bytes);
        }
    }

    /// The text as far as it can be set: composed, on one line, without letters that no font has. Whether any had to go stands
    /// beside it.
    pub(super) fn settable(&self, text: &str) -> (String, bool) {
        let mut whole = true;
        let kept: String = text
            .nfc()
            .map(|c| if c.is_whitespace() { ' ' } else { c })
            .filter(|c| {
                // What is not seen is no loss: soft hyphens, marks of direction, joiners.
                if is_invisible(*c) {
                    return false;
                }
                let has = *c == ' ' || self.find(*c).is_some();
                whole &= has;
                has
            })
            .collect();
        (kept.split_whitespace().collect::<Vec<_>>().join(" "), whole)
    }

    fn find(&self, c: char) -> Option<(usize, GlyphId)> {
        if needs_shaping(c) {
            return None;
        }
        let found = |(number, font): (usize, &Font<'_>)| Some((number, font.face.glyph_index(c).filter(|g| g.0 != 0)?));
        self.fonts.iter().enumerate().find_map(found)
    }

    /// The text set in one line at a size in pixels.
    pub(super) fn set(&self, text: &str, size: f32) -> Run {
        let mut run = Run { size, ..Run::default() };
        let mut last: Option<(usize, GlyphId)> = None;
        for (number, glyph) in text.chars().filter_map(|c| self.find(c)) {
            let font = &self.fonts[number];
            if let Some((_, before)) = last.filter(|(other, _)| *other == number) {
                run.width += font.kern(before, glyph) * size;
            }
            run.letters.push((number, glyph, run.width));
            run.width += font.advance(glyph) * size;
            last = Some((number, glyph));
        }
        run
    }

    /// Hands over the letters of a run whose baseline begins at the point, each with the pixels by which it is to be moved.
    pub(super) fn shapes(&self, run: &Run, (x, y): (f32, f32), mut take: impl FnMut(&Shape, (i32, i32))) {
        // Finer steps nobody sees, and each would be another drawing of the same letter.
        let quarters = |at: f32| (at * 4.0).round() as i32;
        for (number, glyph, along) in &run.letters {
            let (across, down) = (quarters(x + along), quarters(y));
            let letter = (*number, *glyph, run.size.to_bits(), across.rem_euclid(4), down.rem_euclid(4));
            let known = self.shapes.read().unwrap_or_else(PoisonError::into_inner).get(&letter).cloned();
            let shape = known.unwrap_or_else(|| {
                let shape = self.outline(letter).as_ref().and_then(Shape::of).map(Arc::new);
                self.shapes.write().unwrap_or_else(PoisonError::into_inner).insert(letter, shape.clone());
                shape
            });
            if let Some(shape) = shape {
                take(&shape, (across.div_euclid(4), down.div_euclid(4)));
            }
        }
    }

    fn outline(&self, (number, glyph, size, across, down): Letter) -> Option<Path> {
        let face = &self.fonts[number].face;
        let scale = f32::from_bits(size) / f32::from(face.units_per_em());
        let mut pen = Pen { path: PathBuilder::new(), at: (across as f32 / 4.0, down as f32 / 4.0), scale };
        face.outline_glyph(glyph, &mut pen)?;
        pen.path.finish()
    }
}

impl fmt::Debug for Fonts<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.fonts.iter().map(|font| font.bytes.len())).finish()
    }
}

impl<'a> Font<'a> {
    fn parse(bytes: &'a [u8]) -> Result<Self, FontError> {
        // A collection of fonts; reading what is none of ours, the library may count beyond the end of numbers.
        if bytes.starts_with(b"ttcf") {
            return Err(FontError);
        }
        let face = Face::parse(bytes, 0).map_err(|_| FontError)?;
        let mut pairs = Vec::new();
        if let Some(table) = face.tables().gpos {
            // Scripts share their kerning in all fonts worth having, so which script asks for it does not matter here.
            let kern = ttf_parser::Tag::from_bytes(b"kern");
            let features = table.features.into_iter().filter(|feature| feature.tag == kern);
            let mut lookups: Vec<u16> = features.flat_map(|feature| feature.lookup_indices).collect();
            lookups.sort_unstable();
            lookups.dedup();
            for lookup in lookups.into_iter().filter_map(|index| table.lookups.get(index)) {
                for subtable in lookup.subtables.into_iter::<PositioningSubtable<'_>>() {
                    if let PositioningSubtable::Pair(pair) = subtable {
                        pairs.push(pair);
                    }
                }
            }
        }
        Ok(Self { bytes, face, pairs })
    }

    /// Width of a letter in units of its size.
    fn advance(&self, glyph: GlyphId) -> f32 {
        f32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)) / f32::from(self.face.units_per_em())
    }

    /// By how much a letter stands farther from the one before, in units of the size.
    fn kern(&self, before: GlyphId, glyph: GlyphId) -> f32 {
        let moved = self.pairs.iter().find_map(|pair| {
            let at = pair.coverage().get(before)?;
            match pair {
                PairAdjustment::Format1 { sets, .. } => Some(sets.get(at)?.get(glyph)?.0.x_advance),
                PairAdjustment::Format2 { classes, matrix, .. } => {
                    let classes = (classes.0.get(before), classes.1.get(glyph));
                    Some(matrix.get(classes)?.0.x_advance)
                }
            }
        });
        f32::from(moved.unwrap_or(0)) / f32::from(self.face.units_per_em())
    }
}

/// Draws outlines of a font, whose y goes up, on a page, where it goes down.
struct Pen {
    path: PathBuilder,
    at: (f32, f32),
    scale: f32,
}

impl Pen {
    fn on_page(&self, x: f32, y: f32) -> (f32, f32) {
        (self.at.0 + x * self.scale, self.at.1 - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.on_page(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.on_page(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.on_page(x1, y1), self.on_page(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.on_page(x1, y1), self.on_page(x2, y2), self.on_page(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// Whether a character leaves no trace on the page.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || c.is_control()
}

/// Whether a letter changes its form or place with its neighbours, or runs from right to left: letter by letter it would be set
/// wrongly, whatever the font.
fn needs_shaping(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x8ff | 0x900..=0xe7f | 0xf00..=0x109f | 0x1700..=0x18af | 0x1900..=0x1aff
        | 0x1b00..=0x1bff | 0xa800..=0xabff | 0xfb1d..=0xfdff | 0xfe70..=0xfefe | 0x1_0800..=0x1_1fff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> Fonts<'static> {
        Fonts::new(None).unwrap()
    }

    #[test]
    fn the_scripts_of_the_book_are_covered() {
        for text in [
            "Treaty of Commerce (1855), “Shimoda” – Kyōto, Ōtsu, Ryūkyū, Tōgō",
            "Симодский трактат: «Ёлка», съезд № 5, Петропавловск-Камчатский",
            "日露和親条約・樺太千島交換条約（ポーツマス）、『北方領土』択捉島",
            "Ελλάδα, 1 000 → ½",
        ] {
            assert_eq!(fonts().settable(text), (text.to_owned(), true));
        }
    }

    #[test]
    fn letters_that_no_font_has_are_left_out_and_noticed() {
        assert_eq!(fonts().settable("Treaty 𓀀 of\n\nOdessa 🕊"), ("Treaty of Odessa".to_owned(), false));
        assert_eq!(fonts().settable("معاهدة"), (String::new(), false));
        assert_eq!(fonts().settable("a\u{ad}b\u{200b}c"), ("abc".to_owned(), true));
        assert_eq!(fonts().settable("o\u{304}"), ("ō".to_owned(), true), "what can be composed is");
    }

    #[test]
    fn widths_add_up_and_pairs_are_kerned() {
        let fonts = fonts();
        let width = |text: &str| fonts.set(text, 100.0).width;
        assert!((width("HH") - 2.0 * width("H")).abs() < 0.01);
        assert!(width("AV") < width("A") + width("V"));
        assert!((width("日本") - 200.0).abs() < 0.01);
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert_eq!(Fonts::new(Some(b"not a font")).err(), Some(FontError));
        assert!(Fonts::new(Some(SERIF_JP)).is_ok());
    }
}
