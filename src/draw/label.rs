//! Labels: names beside places, where there is room.

use std::sync::Arc;

use super::memo::Outlined;
use super::outline::{Rect, Xy};

/// Size of a label in units of the drawing, and how much larger the style sheet makes on a phone those that are not `minor`.
pub(super) const SIZE: f64 = 11.0;
const LARGER: f64 = 2.0;

/// A label that is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) text: &'a str,
    pub(super) at: Xy,
    /// How far from there the label has to stay.
    pub(super) clear: f64,
}

/// Where a label stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    pub(super) at: Xy,
    pub(super) anchor: &'static str,
    /// A line from the place to the label, where it stands apart.
    pub(super) leader: Option<(Xy, Xy)>,
    /// Whether there is room for it also when it is drawn larger on a small screen.
    pub(super) major: bool,
    pub(super) covers: Rect,
}

/// What labels must not cover, and what they had better not.
#[derive(Clone, Debug, Default)]
pub(super) struct Obstacles {
    /// Nothing may stand here.
    pub(super) boxes: Vec<Rect>,
    /// Nor on these outlines of places.
    pub(super) places: Vec<Arc<Outlined>>,
    /// The coast is better left clear.
    pub(super) coast: Arc<Outlined>,
}

impl Obstacles {
    /// Whether a text may stand there.
    pub(super) fn leave(&self, covers: Rect) -> bool {
        !self.boxes.iter().any(|other| other.overlaps(covers))
            && !self.places.iter().any(|place| place.points.within(covers).next().is_some())
    }
}

/// Width of a text in units of its size, by and large.
pub(super) fn width(text: &str) -> f64 {
    let of = |c: char| match c {
        ' ' | '.' | ',' | '\'' | 'i' | 'l' | 'j' | 'I' | 't' | 'f' | 'r' => 0.32,
        'm' | 'w' | 'M' | 'W' | 'ш' | 'щ' | 'ж' | 'ю' | 'м' | 'Ш' | 'Щ' | 'Ж' | 'Ю' => 0.85,
        c if c >= '\u{2e80}' => 1.02,
        c if c.is_uppercase() => 0.7,
        '\u{400}'..='\u{4ff}' => 0.62,
        _ => 0.55,
    };
    text.chars().map(of).sum()
}

/// A text broken into lines of at most this width, in units of its size: between words, and within those that are too long.
pub(super) fn broken(text: &str, most: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let line = lines.last_mut().filter(|line| width(line) + width(word.trim_end()) <= most);
        match line {
            Some(line) => line.push_str(word),
            None => lines.push(word.to_owned()),
        }
        while let Some(long) = lines.last_mut().filter(|line| width(line.trim_end()) > most) {
            let mut so_far = 0.0;
            let over = |(_, c): &(usize, char)| {
                so_far += width(c.encode_utf8(&mut [0; 4]));
                so_far > most
            };
            // At least one sign to a line, or there would be no end.
            let Some(at) = long.char_indices().find(over).map(|(at, _)| at).filter(|at| *at > 0) else { break };
            let rest = long.split_off(at);
            lines.push(rest);
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// Places labels, the first ones first: what finds no room is left out.
pub(super) fn place(wanted: &[Wanted<'_>], obstacles: &Obstacles, area: Rect) -> Vec<Option<Spot>> {
    let mut spots: Vec<Option<Spot>> = vec![None; wanted.len()];
    for (index, label) in wanted.iter().enumerate() {
        let taken: Vec<Rect> = spots.iter().flatten().map(|spot| spot.covers).collect();
        let spot = find(label, obstacles, &taken, area, LARGER, &[0.0]);
        spots[index] = spot.map(|spot| Spot { major: true, ..spot });
    }
    // On a large screen the first ones take less room, and others come in between.
    for (spot, label) in spots.iter_mut().zip(wanted) {
        if let Some(spot) = spot {
            spot.covers = cover(spot.at, spot.anchor, label.text, 1.0);
        }
    }
    for (index, label) in wanted.iter().enumerate() {
        if spots[index].is_none() {
            let taken: Vec<Rect> = spots.iter().flatten().map(|spot| spot.covers).collect();
            spots[index] = find(label, obstacles, &taken, area, 1.0, &[0.0, 9.0, 18.0, 30.0, 44.0]);
        }
    }
    spots
}

fn find(label: &Wanted<'_>, obstacles: &Obstacles, taken: &[Rect], area: Rect, larger: f64, away: &[f64]) -> Option<Spot> {
    // Where a label may stand, the best first: the way out from the place, and where the text then begins.
    const WAYS: [(f64, f64, &str); 12] = [
        (1.0, 0.0, "start"),
        (-1.0, 0.0, "end"),
        (0.95, 0.35, "start"),
        (0.95, -0.35, "start"),
        (-0.95, 0.35, "end"),
        (-0.95, -0.35, "end"),
        (0.72, 0.72, "start"),
        (-0.72, -0.72, "end"),
        (0.72, -0.72, "start"),
        (-0.72, 0.72, "end"),
        (0.0, 1.25, "middle"),
        (0.0, -1.25, "middle"),
    ];
    let mut best: Option<(f64, Spot)> = None;
    for (far, away) in (0u8..).zip(away) {
        for (way, (dx, dy, anchor)) in (0u8..).zip(WAYS) {
            let out = label.clear + 3.0 + away;
            let at = (label.at.0 + dx * out, label.at.1 + dy * out);
            let covers = cover(at, anchor, label.text, larger);
            let free = covers.left >= area.left + 3.0
                && covers.right <= area.right - 3.0
                && covers.top >= area.top + 3.0
                && covers.bottom <= area.bottom - 3.0
                && !taken.iter().any(|other| other.overlaps(covers))
                && obstacles.leave(covers);
            if !free {
                continue;
            }
            let coast = obstacles.coast.points.within(covers).take(20).count();
            let cost = f64::from(far) * 4.0 + f64::from(way) * 0.7 + coast as f64 * 1.5;
            if best.is_none_or(|(least, _)| cost < least) {
                let leader = (*away > 0.0).then(|| {
                    let edge = (label.at.0 + dx * label.clear, label.at.1 + dy * label.clear);
                    // Not into the text: one that stands above or below is met at its edge.
                    let short = out - if anchor == "middle" { SIZE * 0.6 } else { 1.5 };
                    (edge, (label.at.0 + dx * short, label.at.1 + dy * short))
                });
                best = Some((cost, Spot { at, anchor, leader, major: false, covers }));
            }
        }
    }
    best.map(|(_, spot)| spot)
}

/// What a text covers whose middle line and anchor are there.
pub(super) fn cover((x, y): Xy, anchor: &str, text: &str, larger: f64) -> Rect {
    let (width, half) = (width(text) * SIZE * larger, SIZE * larger * 0.58);
    let left = match anchor {
        "start" => x,
        "end" => x - width,
        _ => x - width / 2.0,
    };
    Rect::new(left, y - half, left + width, y + half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_clear_of_each_other_and_of_the_edge() {
        let area = Rect::new(0.0, 0.0, 200.0, 60.0);
        let wanted: Vec<Wanted<'_>> = [(100.0, 30.0), (104.0, 30.0), (195.0, 30.0)]
            .into_iter()
            .map(|at| Wanted { text: "Iturup", at, clear: 5.0 })
            .collect();
        let spots: Vec<Spot> = place(&wanted, &Obstacles::default(), area).into_iter().flatten().collect();
        assert_eq!(spots.len(), 3);
        assert_eq!(spots[2].anchor, "end");
        assert!(!spots[0].covers.overlaps(spots[1].covers));
    }

    #[test]
    fn a_long_text_is_broken() {
        assert_eq!(broken("Title according to: Japan", 100.0), ["Title according to: Japan"]);
        assert_eq!(broken("Title according to: Japan", 8.0), ["Title according", "to: Japan"]);
        assert_eq!(broken("日本国魯西亜国通好条約", 5.2), ["日本国魯西", "亜国通好条", "約"]);
        assert_eq!(broken("ab", 0.1), ["ab"]);
        assert_eq!(broken("", 5.0), Vec::<String>::new());
    }

    #[test]
    fn a_label_without_room_is_left_out() {
        let area = Rect::new(0.0, 0.0, 30.0, 10.0);
        let wanted = [Wanted { text: "Onekotan", at: (15.0, 5.0), clear: 5.0 }];
        assert_eq!(place(&wanted, &Obstacles::default(), area), [None]);
    }
}
