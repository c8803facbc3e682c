//! The sheet that a card is drawn on: one byte for each pixel, which is its colour's place in a palette.
//!
//! Letters and bars of few colours on flat ground are all that a card has, apart from its map. Full colours would take four times
//! the memory, and have to be counted and sorted before the picture could be packed.

use resvg::tiny_skia::{FillRule, Mask, Path, PathBuilder, Transform};

use super::font::{Fonts, Run};
use super::palette::{LEVELS, Palette};
use super::{HEIGHT, WIDTH};

/// A colour: red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ink(pub(super) u8, pub(super) u8, pub(super) u8);

/// The colours of the light theme, by the names that they have in the style sheets.
pub(super) const PAPER: Ink = Ink(0xfc, 0xfb, 0xf8);
pub(super) const INK: Ink = Ink(0x1e, 0x22, 0x27);
pub(super) const MUTED: Ink = Ink(0x4a, 0x4e, 0x53);
pub(super) const SEAL: Ink = Ink(0x8c, 0x33, 0x20);
pub(super) const TINT: Ink = Ink(0xdf, 0xe7, 0xee);
pub(super) const TINT_2: Ink = Ink(0xc6, 0xd4, 0xe1);
pub(super) const OUTLINE: Ink = Ink(0x3d, 0x44, 0x4b);

/// A card in the making.
pub(super) struct Canvas {
    cells: Vec<u8>,
    palette: Palette,
}

/// A drawing of one colour, in the steps of [`LEVELS`].
#[derive(Debug)]
pub(super) struct Shape {
    left: i32,
    top: i32,
    width: usize,
    levels: Vec<u8>,
}

impl Canvas {
    /// Blank paper, and the colours to begin with.
    pub(super) fn blank(mut palette: Palette) -> Self {
        Self { cells: vec![palette.exact(PAPER); (WIDTH * HEIGHT) as usize], palette }
    }

    /// The palette, and for each pixel its place in it.
    pub(super) fn into_parts(self) -> (Vec<u8>, Vec<u8>) {
        (self.palette.bytes(), self.cells)
    }

    pub(super) fn palette_mut(&mut self) -> &mut Palette {
        &mut self.palette
    }

    /// A filled rectangle; one without extent is none.
    pub(super) fn bar(&mut self, (left, top): (f32, f32), (width, height): (f32, f32), ink: Ink) {
        let (across, down) = (covered(left, width, WIDTH), covered(top, height, HEIGHT));
        let ink = self.palette.ink(ink);
        let Some((left, _)) = across.first() else { return };
        let full = self.palette.mixture(0, ink, LEVELS);
        for (y, part) in down {
            let row = &mut self.cells[y * WIDTH as usize + left..][..across.len()];
            // All but the ends are covered whole, if the row is.
            let inner = if part >= 1.0 { across.iter().filter(|(_, part)| *part >= 1.0).count() } else { 0 };
            let start = usize::from(across[0].1 < 1.0);
            if let Some(inner) = row.get_mut(start..start + inner) {
                inner.fill(full);
            }
            for (at, (cell, (_, part_across))) in row.iter_mut().zip(&across).enumerate() {
                if !(start..start + inner).contains(&at) {
                    *cell = self.palette.mixture(*cell, ink, level(part * part_across));
                }
            }
        }
    }

    /// The edge of a rectangle, drawn inwards.
    pub(super) fn edge(&mut self, (left, top): (f32, f32), (width, height): (f32, f32), thick: f32, ink: Ink) {
        self.bar((left, top), (width, thick), ink);
        self.bar((left, top + height - thick), (width, thick), ink);
        self.bar((left, top), (thick, height), ink);
        self.bar((left + width - thick, top), (thick, height), ink);
    }

    /// A shape, moved by so many pixels.
    pub(super) fn stamp(&mut self, shape: &Shape, (right, down): (i32, i32), ink: Ink) {
        let ink = self.palette.ink(ink);
        let (left, top) = (shape.left.saturating_add(right), shape.top.saturating_add(down));
        // What is left of the card is left out.
        let before = usize::try_from(-left).unwrap_or(0);
        let left = usize::try_from(left).unwrap_or(0);
        for (y, levels) in (top..).zip(shape.levels.chunks_exact(shape.width)) {
            let Some(y) = usize::try_from(y).ok().filter(|y| *y < HEIGHT as usize) else { continue };
            let row = &mut self.cells[y * WIDTH as usize..][..WIDTH as usize];
            let (Some(row), Some(levels)) = (row.get_mut(left..), levels.get(before..)) else { return };
            for (cell, level) in row.iter_mut().zip(levels).filter(|(_, level)| **level > 0) {
                *cell = self.palette.mixture(*cell, ink, *level);
            }
        }
    }

    /// A filled polygon.
    pub(super) fn polygon(&mut self, points: &[(f32, f32)], ink: Ink) {
        let mut path = PathBuilder::new();
        for (number, &(x, y)) in points.iter().enumerate() {
            if number == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        path.close();
        if let Some(shape) = path.finish().as_ref().and_then(Shape::of) {
            self.stamp(&shape, (0, 0), ink);
        }
    }

    /// A line of text whose baseline begins at the point.
    pub(super) fn text(&mut self, fonts: &Fonts<'_>, run: &Run, at: (f32, f32), ink: Ink) {
        fonts.shapes(run, at, |shape, moved| self.stamp(shape, moved, ink));
    }

    /// The cells of a row from a column on, with the palette by which they are to be understood.
    pub(super) fn row(&mut self, y: usize, left: usize) -> Option<(&mut [u8], &mut Palette)> {
        let start = y.checked_mul(WIDTH as usize).filter(|_| left <= WIDTH as usize)?;
        let row = self.cells.get_mut(start..)?.get_mut(..WIDTH as usize)?;
        Some((&mut row[left..], &mut self.palette))
    }
}

impl Shape {
    /// What is within an outline; nothing where there is nothing, or where it is larger than a card.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let bounds = path.bounds().round_out()?;
        let (width, height) = (bounds.width(), bounds.height());
        if width > WIDTH || height > WIDTH {
            return None;
        }
        let mut mask = Mask::new(width, height)?;
        let (left, top) = (bounds.left(), bounds.top());
        mask.fill_path(path, FillRule::Winding, true, Transform::from_translate(-left as f32, -top as f32));
        let levels = mask.data().iter().map(|part| ((u16::from(*part) * u16::from(LEVELS) + 127) / 255) as u8).collect();
        Some(Self { left, top, width: width as usize, levels })
    }
}

impl Ink {
    /// This ink over a ground, of which it covers so many of [`LEVELS`] parts.
    pub(super) fn over(self, ground: Self, level: u8) -> Self {
        let (all, level) = (u16::from(LEVELS), u16::from(level));
        let mixed =
            |ink: u8, ground: u8| ((u16::from(ink) * level + u16::from(ground) * (all - level) + all / 2) / all) as u8;
        Self(mixed(self.0, ground.0), mixed(self.1, ground.1), mixed(self.2, ground.2))
    }
}

/// Which pixels of a row or column a stretch lies on, and what part of each it covers.
fn covered(start: f32, length: f32, all: u32) -> Vec<(usize, f32)> {
    let end = start + length;
    if !(length > 0.0 && start < end) {
        return Vec::new();
    }
    let (first, last) = (start.max(0.0).floor() as usize, end.min(all as f32).ceil().max(0.0) as usize);
    (first..last).map(|at| (at, end.min(at as f32 + 1.0) - start.max(at as f32))).collect()
}

fn level(part: f32) -> u8 {
    (part * f32::from(LEVELS)).round() as u8
}
