//! What stands where on a card.
//!
//! Words to the left and a map to the right, or words above and a band of eras below, within a neat line as on a plate of an
//! atlas. Feeds show cards as small as 300 pixels wide, so the title is as large as it can be.

use super::canvas::{Canvas, INK, MUTED, OUTLINE, SEAL};
use super::font::Fonts;
use super::lines::{fit, one_line};
use super::palette::Palette;
use super::{Card, HEIGHT, Picture, Plate, Press, WIDTH, band, chart};

/// From the edge of the card to its words.
const MARGIN: f32 = 64.0;
/// From the edge of the card to the neat line.
const NEAT: f32 = 24.0;
/// The room for a map.
const MAP: (f32, f32) = (538.0, 538.0);
/// The room for a band, the years below it left out.
const BAND_HEIGHT: f32 = 64.0;
/// Letters of a text that are looked at; no card has room for more.
const LONGEST: usize = 400;

/// Draws a card.
pub(super) fn draw(press: &Press<'_>, card: &Card) -> Canvas {
    let fonts = &press.fonts;
    let ground = match &card.picture {
        Picture::Map(plate) => press.maps.ground(plate.frame, MAP),
        Picture::Band(_) | Picture::None => None,
    };
    let mut canvas = Canvas::blank(ground.as_ref().map_or_else(Palette::plain, |ground| ground.palette.clone()));
    let (width, height) = (WIDTH as f32, HEIGHT as f32);
    canvas.edge((NEAT, NEAT), (width - 2.0 * NEAT, height - 2.0 * NEAT), 2.0, OUTLINE);
    let right = match &card.picture {
        Picture::Map(plate) => {
            let place = (width - NEAT - 22.0 - MAP.0, (height - MAP.1) / 2.0);
            let left = ground.map(|ground| press.maps.draw(&mut canvas, fonts, plate, &ground, place, MAP));
            left.unwrap_or(place.0 + MAP.0) - 40.0
        }
        Picture::Band(_) | Picture::None => width - MARGIN,
    };
    let column = Column { left: MARGIN, width: right - MARGIN };
    let bottom = match &card.picture {
        Picture::Band(eras) => {
            let top = height - MARGIN - 118.0 - BAND_HEIGHT;
            band::draw(&mut canvas, fonts, eras, (MARGIN, top), (width - 2.0 * MARGIN, BAND_HEIGHT));
            column.foot(&mut canvas, fonts, &card.book);
            top - 44.0
        }
        Picture::Map(plate) => {
            let foot = column.foot(&mut canvas, fonts, &card.book);
            column.legend(&mut canvas, fonts, plate, foot)
        }
        Picture::None => column.foot(&mut canvas, fonts, &card.book),
    };
    column.words(&mut canvas, fonts, card, bottom);
    canvas
}

/// The words of a card stand in one column.
struct Column {
    left: f32,
    width: f32,
}

impl Column {
    /// What it is and when, title and names, from the top down to the bottom.
    fn words(&self, canvas: &mut Canvas, fonts: &Fonts<'_>, card: &Card, bottom: f32) {
        let mut y = MARGIN;
        let line = settable(fonts, &card.line);
        if !line.is_empty() {
            let set = fit(fonts, &line, (self.width, 72.0), &[30.0, 27.0], 1.25);
            y = self.lines(canvas, fonts, &set.lines, set.size, 1.25, y, SEAL) + 12.0;
        }
        let title = settable(fonts, &card.title);
        let wide = self.width > 800.0;
        let sizes: &[f32] = if wide { &[84.0, 72.0, 62.0, 54.0, 46.0, 40.0] } else { &[68.0, 60.0, 52.0, 46.0, 40.0, 36.0] };
        let set = fit(fonts, &title, (self.width, bottom - y - 4.0), sizes, 1.18);
        y = self.lines(canvas, fonts, &set.lines, set.size, 1.18, y, INK) + 14.0;
        for names in &card.names {
            // A little smaller is better than another name.
            let choices = names.iter().flat_map(|name| [(name, 30.0), (name, 26.0)]);
            let set = choices.map(|(name, size)| (fonts.settable(&shortest(name)), size)).find(|((name, whole), size)| {
                // Half a name is none.
                *whole && !name.is_empty() && fonts.set(name, *size).width <= self.width
            });
            if let Some(((name, _), size)) = set
                && y + 30.0 * 1.3 <= bottom
            {
                self.lines(canvas, fonts, &[name], size, 1.3, y, MUTED);
                y += 30.0 * 1.3;
            }
        }
    }

    /// Lines of text from a top down; returns their foot.
    #[expect(clippy::too_many_arguments, reason = "text, how it looks and where it goes")]
    fn lines(
        &self,
        canvas: &mut Canvas,
        fonts: &Fonts<'_>,
        lines: &[String],
        size: f32,
        leading: f32,
        top: f32,
        ink: super::canvas::Ink,
    ) -> f32 {
        let mut y = top;
        for line in lines {
            // Capitals are seven tenths of the size high; what is over stands half above and half below.
            let baseline = y + size * (0.7 + (leading - 0.7) * 0.35);
            canvas.text(fonts, &fonts.set(line, size), (self.left, baseline), ink);
            y += size * leading;
        }
        y
    }

    /// The title of the book at the foot; returns where the room above it ends.
    fn foot(&self, canvas: &mut Canvas, fonts: &Fonts<'_>, book: &str) -> f32 {
        let bottom = HEIGHT as f32 - MARGIN;
        let book = settable(fonts, book);
        if book.is_empty() {
            return bottom;
        }
        let line = one_line(fonts, &book, 28.0, self.width);
        canvas.text(fonts, &fonts.set(&line, 28.0), (self.left, bottom - 2.0), MUTED);
        canvas.bar((self.left, bottom - 44.0), (72.0, 2.0), OUTLINE);
        bottom - 60.0
    }

    /// What a map shows and what its colours mean, above a foot; returns where the room above ends.
    fn legend(&self, canvas: &mut Canvas, fonts: &Fonts<'_>, plate: &Plate, foot: f32) -> f32 {
        const SIZE: f32 = 24.0;
        const STEP: f32 = 36.0;
        let mut y = foot - STEP * plate.legend.len() as f32;
        let caption = settable(fonts, &plate.caption);
        let top = if caption.is_empty() { y } else { y - STEP };
        if !caption.is_empty() {
            let line = one_line(fonts, &caption, SIZE, self.width);
            canvas.text(fonts, &fonts.set(&line, SIZE), (self.left, top + 22.0), MUTED);
        }
        for swatch in &plate.legend {
            canvas.bar((self.left, y), (34.0, 26.0), chart::colour(swatch.slot));
            canvas.edge((self.left, y), (34.0, 26.0), 1.5, OUTLINE);
            let sign = fonts.set(&settable(fonts, &swatch.sign), 17.0);
            canvas.text(fonts, &sign, (self.left + 17.0 - sign.width / 2.0, y + 19.0), INK);
            let title = one_line(fonts, &settable(fonts, &swatch.title), SIZE, self.width - 48.0);
            canvas.text(fonts, &fonts.set(&title, SIZE), (self.left + 48.0, y + 21.5), INK);
            y += STEP;
        }
        top - 18.0
    }
}

/// A text as far as it can be set.
fn settable(fonts: &Fonts<'_>, text: &str) -> String {
    fonts.settable(&shortest(text)).0
}

/// As much of a text as is looked at.
fn shortest(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
