//! Sparks: a territory's history in a strip as high as a line of text.

use std::fmt::Write as _;

use super::axis::Axis;
use super::svg::{escaped, number};
use super::timeline::{Row, differences};

/// Width of a strip in units of the drawing.
pub const SPARK_WIDTH: f64 = 120.0;
/// Height of a strip.
pub const SPARK_HEIGHT: f64 = 12.0;

/// The rows of a timeline as thin bands, one under the other, from the first day to the day before `to`.
///
/// There are no signs and no names in it: `words` says what there is to see, and the table around it says the rest. Where
/// readings differ there are slanting strokes; they are drawn and not a pattern, so that a strip needs no element IDs.
#[must_use]
pub fn spark(rows: &[Row], from: i64, to: i64, words: &str) -> String {
    let axis = Axis { from, to, left: 0.0, right: SPARK_WIDTH };
    let (width, height) = (number(SPARK_WIDTH), number(SPARK_HEIGHT));
    let mut out = format!(
        "<svg class=\"spark\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-label=\"{}\">",
        escaped(words)
    );
    let band = SPARK_HEIGHT / rows.len().max(1) as f64;
    let differences = differences(rows, to);
    for (row, index) in rows.iter().zip(0_u16..) {
        let top = f64::from(index) * band;
        for bar in &row.bars {
            // An uncertain turn is drawn in the middle of its days: it is a matter of a pixel or two.
            let x = axis.at(bar.from.earliest.midpoint(bar.from.latest));
            let right = bar.to.map_or(axis.right, |to| axis.at(to.earliest.midpoint(to.latest)));
            if right - x < 0.05 {
                continue;
            }
            let (slot, x, y, width) = (bar.slot.class(), number(x), number(top), number((right - x).max(0.6)));
            let height = number((band - 0.6).max(1.0));
            let _ = write!(out, "<rect class=\"{slot}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
        }
        if row.reading {
            let mut strokes = String::new();
            for (first, last) in &differences {
                let (left, right) = (axis.at(*first), axis.at(*last));
                let mut x = (left / 3.0).ceil() * 3.0;
                while x + 1.5 <= right {
                    let _ = write!(strokes, "M{} {}l1.5-{}", number(x), number(top + band - 0.6), number(band - 0.6));
                    x += 3.0;
                }
            }
            if !strokes.is_empty() {
                let _ = write!(out, "<path class=\"strokes\" d=\"{strokes}\"/>");
            }
        }
    }
    out.push_str("</svg>");
    out
}
