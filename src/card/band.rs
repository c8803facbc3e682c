//! The band of eras: all of the book's time in a row, and where in it something belongs.

use super::Band;
use super::canvas::{Canvas, MUTED, OUTLINE, SEAL, TINT, TINT_2};
use super::font::Fonts;

/// Size of the years in pixels.
const YEARS: f32 = 22.0;

/// Draws a band into a box.
pub(super) fn draw(
    canvas: &mut Canvas,
    fonts: &Fonts<'_>,
    band: &Band,
    (left, top): (f32, f32),
    (width, height): (f32, f32),
) {
    let (Some(&first), Some(&end)) = (band.turns.first(), band.turns.last()) else { return };
    let length = (end - first).max(1) as f32;
    let x = |day: i64| left + width * ((day.clamp(first, end) - first) as f32 / length);
    for (number, pair) in band.turns.windows(2).enumerate() {
        let (from, to) = (x(pair[0]), x(pair[1]));
        canvas.bar((from, top), (to - from, height), if number % 2 == 0 { TINT } else { TINT_2 });
    }
    let mut free = left;
    for (&turn, year) in band.turns.iter().zip(&band.years) {
        let at = x(turn).min(left + width - 1.5);
        canvas.bar((at - 0.75, top), (1.5, height + 10.0), OUTLINE);
        let run = fonts.set(&fonts.settable(year).0, YEARS);
        let from = (at - run.width / 2.0).clamp(left, left + width - run.width);
        if from >= free {
            canvas.text(fonts, &run, (from, top + height + 34.0), MUTED);
            free = from + run.width + 16.0;
        }
    }
    canvas.edge((left, top), (width, height), 1.5, OUTLINE);
    if let Some((from, to)) = band.mark
        && to >= first
        && from <= end
    {
        let (from, to) = (x(from), x(to));
        if to - from < 14.0 {
            // A day to scale would be too thin to see.
            let middle = f32::midpoint(from, to).clamp(left + 3.0, left + width - 3.0);
            canvas.bar((middle - 3.0, top - 16.0), (6.0, height + 16.0), SEAL);
            canvas.polygon(&[(middle - 15.0, top - 36.0), (middle + 15.0, top - 36.0), (middle, top - 12.0)], SEAL);
        } else {
            // A span is a bracket, under which the eras can still be seen.
            canvas.bar((from, top - 22.0), (to - from, 14.0), SEAL);
            canvas.bar((from, top - 22.0), (3.0, height + 22.0), SEAL);
            canvas.bar((to - 3.0, top - 22.0), (3.0, height + 22.0), SEAL);
        }
    }
}
