//! Timelines: who held a territory when, as parallel bars, one for control and one for title as each viewpoint sees it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::axis::Axis;
use super::label;
use super::map::{Caption, Linking};
use super::slot::{Signs, Slot};
use super::svg::{escaped, number, opened, push_hatch, push_title};

/// Height of a bar, of the line above it that names its row, and of the space between rows.
const BAR: f64 = 20.0;
const HEAD: f64 = 16.0;
const GAP: f64 = 10.0;
const FOOT: f64 = 20.0;
const TEXT: f64 = 11.0;
/// From one line of a row's name to the next, and how much wider letters in bold are.
const LINE: f64 = 13.0;
const BOLD: f64 = 1.08;

/// The first day of a new holder: one of those from `earliest` to `latest`, both included; they are the same where it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// First day on which the new holder may have held.
    pub earliest: i64,
    /// First day on which the new holder certainly held.
    pub latest: i64,
}

/// A stretch of time with one holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// How the holder is drawn.
    pub slot: Slot,
    /// The holder's name. Rows differ where their holders do.
    pub holder: String,
    /// When it began.
    pub from: Turn,
    /// When the next one began; none while it lasts.
    pub to: Option<Turn>,
    /// All in words: `Empire of Japan, 7 February 1855 – 2 September 1945, by the Treaty of Shimoda, article 2`.
    pub words: String,
    /// Path of the instrument from the root of the site; may be empty.
    pub path: String,
}

/// A row of a timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it shows: `Control`, `Title according to Japan`.
    pub title: String,
    /// Whether it is one of several readings of the same thing: where those differ they are hatched.
    pub reading: bool,
    /// The bars, in order.
    pub bars: Vec<Bar>,
}

/// How a timeline is drawn.
#[derive(Clone, Debug, Default)]
pub struct TimelineOptions {
    /// With what its element IDs begin; must differ between the drawings of a page.
    pub prefix: String,
    /// The way from the page to the root of the site.
    pub root: String,
    /// Width in units of the drawing: 720 for a page, 340 for a phone. What does not fit into a bar is left out of it.
    pub width: f64,
    /// The letters of holders.
    pub signs: Signs,
    /// Whether bars are links to their instruments.
    pub linking: Linking,
}

/// Parallel bars over an axis of years, from the first day to the day before `to`, as SVG to be put into HTML.
///
/// Where a turn is uncertain, one holder gives way to the other aslant over the days on which it may have happened, both in
/// a lighter colour.
#[must_use]
pub fn timeline(rows: &[Row], from: i64, to: i64, caption: &Caption, options: &TimelineOptions) -> String {
    let axis = Axis { from, to, left: 0.5, right: options.width - 0.5 };
    // Rows stand at even distances, so the longest name makes room for all.
    let titles: Vec<Vec<String>> = rows.iter().map(|row| label::broken(&row.title, options.width / (TEXT * BOLD))).collect();
    let more = titles.iter().map(|lines| lines.len().saturating_sub(1)).max().unwrap_or_default();
    let head = HEAD + LINE * more as f64;
    let step = head + BAR + GAP;
    let foot = step * rows.len() as f64 - GAP + 6.0;
    let (width, height) = (number(options.width), number(foot + FOOT));
    let prefix = escaped(&options.prefix);
    let mut out = opened("bars", (&width, &height), options.linking, &prefix, caption);
    let differences = differences(rows, to);
    if !differences.is_empty() {
        push_hatch(&mut out, &prefix);
    }
    years(&mut out, axis, foot);
    for ((row, title), index) in rows.iter().zip(&titles).zip(0_u16..) {
        let top = f64::from(index) * step + head;
        for (line, above) in title.iter().rev().zip(0_u16..) {
            let y = number(top - 5.0 - LINE * f64::from(above));
            let _ = write!(out, "<text class=\"row\" x=\"0\" y=\"{y}\">{}</text>", escaped(line));
        }
        for (at, bar) in row.bars.iter().enumerate() {
            draw(&mut out, bar, at > 0, axis, top, options);
        }
        if row.reading {
            for &(first, last) in &differences {
                let (x, right) = (axis.at(first), axis.at(last));
                if right - x < 0.1 {
                    continue;
                }
                let _ = write!(
                    out,
                    "<rect class=\"hatch\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"url(#{prefix}-hatch)\"/>",
                    number(x),
                    number(top),
                    number(right - x),
                    number(BAR)
                );
            }
        }
        for bar in &row.bars {
            caption_of(&mut out, bar, axis, top, &options.signs);
        }
    }
    out.push_str("</svg>");
    out
}

fn years(out: &mut String, axis: Axis, foot: f64) {
    let ticks = axis.ticks(46.0);
    let mut lines = String::new();
    for (_, x) in &ticks {
        let _ = write!(lines, "M{} 0V{}", number(*x), number(foot + 4.0));
    }
    let (left, right) = (number(axis.left), number(axis.right));
    let _ =
        write!(out, "<path class=\"grid\" d=\"{lines}\"/><path class=\"axis\" d=\"M{left} {0}H{right}\"/>", number(foot));
    let _ = write!(out, "<g class=\"years\">");
    for (year, x) in ticks {
        // The first and the last number keep within the drawing.
        let (anchor, x) = if x - axis.left < 14.0 {
            (" text-anchor=\"start\"", x)
        } else if axis.right - x < 14.0 {
            (" text-anchor=\"end\"", x.max(axis.right))
        } else {
            ("", x)
        };
        let _ = write!(out, "<text x=\"{}\" y=\"{}\"{anchor}>{year}</text>", number(x), number(foot + 16.0));
    }
    out.push_str("</g>");
}

/// The stretch that a bar certainly fills, on the page; it may be empty.
fn extent(bar: &Bar, axis: Axis) -> (f64, f64) {
    (axis.at(bar.from.latest), bar.to.map_or(axis.right, |to| axis.at(to.earliest)))
}

fn draw(out: &mut String, bar: &Bar, after_another: bool, axis: Axis, top: f64, options: &TimelineOptions) {
    let (left, right) = extent(bar, axis);
    let foot = top + BAR;
    let linked = options.linking != Linking::None && !bar.path.is_empty();
    let tag = if linked { "a" } else { "g" };
    let _ = write!(out, "<{tag} class=\"bar {}\"", bar.slot.class());
    if linked {
        let _ = write!(out, " href=\"{}{}\"", escaped(&options.root), escaped(&bar.path));
        if options.linking == Linking::Pointer {
            out.push_str(" tabindex=\"-1\"");
        }
    }
    out.push('>');
    push_title(out, &bar.words);
    let mut slant = |points: [(f64, f64); 3]| {
        let points = points.map(|(x, y)| format!("{} {}", number(x), number(y)));
        let _ = write!(out, "<path class=\"possible\" d=\"M{}L{}L{}z\"/>", points[0], points[1], points[2]);
    };
    let (begins, settled) = (axis.at(bar.from.earliest), axis.at(bar.from.latest));
    if settled - begins > 0.3 {
        slant([(begins, foot), (settled, if after_another { top } else { foot - BAR }), (settled, foot)]);
    }
    if let Some(to) = bar.to {
        let (ends, gone) = (axis.at(to.earliest), axis.at(to.latest));
        if gone - ends > 0.3 {
            slant([(ends, top), (gone, top), (ends, foot)]);
        }
    }
    if right > left || bar.from.earliest == bar.from.latest {
        let (x, y, height) = (number(left), number(top), number(BAR));
        // However short it was, it can be seen.
        let _ = write!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{height}\"/>", number((right - left).max(1.0)));
    }
    let _ = write!(out, "</{tag}>");
}

/// The holder's name where it fits into the bar, or the sign where that does.
fn caption_of(out: &mut String, bar: &Bar, axis: Axis, top: f64, signs: &Signs) {
    let (left, right) = extent(bar, axis);
    let sign = signs.of(bar.slot);
    let fits = |text: &str| label::width(text) * TEXT + 8.0 <= right - left;
    let (text, class) = match () {
        () if fits(&bar.holder) => (bar.holder.as_str(), "name"),
        () if !sign.is_empty() && fits(sign) => (sign, "sign"),
        () => return,
    };
    let (slot, x, y) = (bar.slot.class(), f64::midpoint(left, right), top + BAR / 2.0);
    let (x, y) = (number(x), number(y));
    let _ = write!(out, "<text class=\"{class} {slot}\" x=\"{x}\" y=\"{y}\" aria-hidden=\"true\">{}</text>", escaped(text));
}

/// The runs of days on which readings differ, or may do so: each from its first day to the day after its last.
pub(super) fn differences(rows: &[Row], until: i64) -> Vec<(i64, i64)> {
    let readings: Vec<&Row> = rows.iter().filter(|row| row.reading).collect();
    let mut days = BTreeSet::from([until]);
    for bar in readings.iter().flat_map(|row| &row.bars) {
        days.extend([bar.from.earliest, bar.from.latest]);
        days.extend(bar.to.into_iter().flat_map(|to| [to.earliest, to.latest]));
    }
    let days: Vec<i64> = days.into_iter().filter(|day| *day <= until).collect();
    let mut found: Vec<(i64, i64)> = Vec::new();
    for pair in days.windows(2) {
        let holders = |row: &&Row| -> Option<BTreeSet<String>> {
            let held = |bar: &&Bar| bar.from.earliest < pair[1] && bar.to.is_none_or(|to| pair[0] < to.latest);
            let holders: BTreeSet<String> = row.bars.iter().filter(held).map(|bar| bar.holder.clone()).collect();
            // Who says nothing of these days says nothing that could differ.
            (!holders.is_empty()).then_some(holders)
        };
        let different: BTreeSet<BTreeSet<String>> = readings.iter().filter_map(holders).collect();
        if different.len() < 2 {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.1 == pair[0] => last.1 = pair[1],
            _ => found.push((pair[0], pair[1])),
        }
    }
    found
}
