//! The sheet of pixels that a card is drawn on.

use resvg::tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect, Transform};

use super::font::{Fonts, Run};
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
    pixels: Pixmap,
}

impl Canvas {
    /// Blank paper.
    ///
    /// # Panics
    ///
    /// Never: the size is not nought.
    pub(super) fn blank() -> Self {
        let mut pixels = Pixmap::new(WIDTH, HEIGHT).expect("a card has a size");
        pixels.fill(PAPER.colour());
        Self { pixels }
    }

    /// The finished picture.
    pub(super) fn into_pixels(self) -> Pixmap {
        self.pixels
    }

    pub(super) fn pixels_mut(&mut self) -> &mut Pixmap {
        &mut self.pixels
    }

    /// A filled rectangle; one without extent is none.
    pub(super) fn bar(&mut self, (left, top): (f32, f32), (width, height): (f32, f32), ink: Ink) {
        if let Some(bar) = Rect::from_xywh(left, top, width, height) {
            self.pixels.fill_rect(bar, &ink.paint(), Transform::identity(), None);
        }
    }

    /// The edge of a rectangle, drawn inwards.
    pub(super) fn edge(&mut self, (left, top): (f32, f32), (width, height): (f32, f32), thick: f32, ink: Ink) {
        self.bar((left, top), (width, thick), ink);
        self.bar((left, top + height - thick), (width, thick), ink);
        self.bar((left, top), (thick, height), ink);
        self.bar((left + width - thick, top), (thick, height), ink);
    }

    /// A filled outline.
    pub(super) fn shape(&mut self, path: &Path, ink: Ink) {
        self.pixels.fill_path(path, &ink.paint(), FillRule::Winding, Transform::identity(), None);
    }

    /// A filled polygon.
    pub(super) fn polygon(&mut self, points: &[(f32, f32)], ink: Ink) {
        let mut path = PathBuilder::new();
        for (number, &(x, y)) in points.iter().enumerate() {
            if number == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        path.close();
        if let Some(path) = path.finish() {
            self.shape(&path, ink);
        }
    }

    /// A line of text whose baseline begins at the point.
    pub(super) fn text(&mut self, fonts: &Fonts<'_>, run: &Run, at: (f32, f32), ink: Ink) {
        if let Some(path) = fonts.outline(run, at) {
            self.shape(&path, ink);
        }
    }

    /// Another picture, its corner at the point.
    pub(super) fn lay(&mut self, picture: &Pixmap, (left, top): (i32, i32)) {
        self.pixels.draw_pixmap(left, top, picture.as_ref(), &PixmapPaint::default(), Transform::identity(), None);
    }
}

impl Ink {
    fn colour(self) -> Color {
        Color::from_rgba8(self.0, self.1, self.2, 255)
    }

    fn paint(self) -> Paint<'static> {
        let mut paint = Paint::default();
        paint.set_color(self.colour());
        paint
    }
}
