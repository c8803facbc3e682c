//! Maps on cards: the ground is drawn once for each frame, and what differs from card to card is laid over it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, roxmltree};

use super::Plate;
use super::canvas::{Canvas, INK};
use super::font::Fonts;
use crate::draw::{Caption, Frame, Land, Layers, MapOptions, Mark, Memo, Place, Point, Signs, map};

/// Maps are drawn for this width and then enlarged, so that lines and letters are thick enough for a picture that is looked at
/// as large as a thumb.
const DRAWN: f64 = 320.0;

/// The colours of the light theme in `static/map.css`, for a reader of styles that knows no variables.
const STYLE: &str = "
.sea { fill: #eaf0f3 }
.grid { fill: none; stroke: #d3dee4; stroke-width: .6 }
.land { fill: #f6f2e7; stroke: #a39c89; stroke-width: .6; stroke-linejoin: round }
.edge { fill: none; stroke: #3d444b; stroke-width: 1 }
.extent { fill: none; stroke: #4a4e53; stroke-width: .6; stroke-dasharray: 3 2 }
.stripe { fill: none; stroke: #1e2227; stroke-width: 1.3 }
.shape, .bead { fill: #f6f2e7; stroke: #3d444b; stroke-width: .8; stroke-linejoin: round }
.plain .shape { stroke: #a39c89 }
.hatch, .collar { display: none }
.disputed .hatch { display: inline; opacity: .8 }
.disputed .collar { display: inline; fill: none; stroke: #1e2227; stroke-width: 2; stroke-dasharray: 1.2 2.12 }
.uncertain .shape, .uncertain .bead { stroke-dasharray: 2.5 1.8 }
.leader { fill: none; stroke: #4a4e53; stroke-width: .7 }
.h0 .shape, .h0 .bead { fill: #a9c3dc }
.h1 .shape, .h1 .bead { fill: #e9b9a0 }
.h2 .shape, .h2 .bead { fill: #e8d58c }
.h3 .shape, .h3 .bead { fill: #cfe0a8 }
.h4 .shape, .h4 .bead { fill: #d3bfe3 }
.h5 .shape, .h5 .bead { fill: #a8d8cc }
.h6 .shape, .h6 .bead { fill: #f3c6d3 }
.h7 .shape, .h7 .bead { fill: #cdc4b4 }
.hs .shape, .hs .bead { fill: #fffdf6 }
.hd .shape, .hd .bead { fill: #dcdcda }
.hn .shape, .hn .bead { fill: #f8f8f6 }
.hk .shape, .hk .bead { fill: #c9cdd1 }
.here .shape, .here .bead { stroke: #8c3320; stroke-width: 1.8; stroke-dasharray: none }
[class=\"place here\"] .shape, [class=\"place here\"] .bead { fill: #8c3320; stroke: #8c3320; stroke-width: 1.8 }
";

/// The colour of a slot on a map, as in [`STYLE`].
pub(super) fn colour(slot: crate::draw::Slot) -> super::canvas::Ink {
    let needle = format!(".{} .bead {{ fill: #", slot.class());
    let hex = STYLE.find(&needle).and_then(|at| STYLE.get(at + needle.len()..at + needle.len() + 6)).unwrap_or("f6f2e7");
    let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or(0);
    super::canvas::Ink(part(0), part(2), part(4))
}

/// The frames of a book and what stands on them.
#[derive(Clone, Copy, Debug)]
pub struct Maps<'a> {
    /// The frames with the land behind the places.
    pub frames: &'a [(Frame, Vec<Land>)],
    /// The places.
    pub places: &'a [Place],
    /// The letters of holders.
    pub signs: &'a Signs,
    /// Outlines as they lie on the sheets.
    pub memo: &'a Memo,
    /// What has been drawn already.
    pub grounds: &'a Grounds,
}

/// The grounds of frames, each drawn when it is first asked for.
#[derive(Debug, Default)]
pub struct Grounds(Mutex<BTreeMap<usize, Arc<Ground>>>);

/// The ground of a frame, and how much larger it is than what was drawn.
#[derive(Debug)]
struct Ground {
    pixels: Pixmap,
    scale: f32,
}

impl Maps<'_> {
    /// Adds all that the look of maps depends on, apart from what stands on a card.
    pub(super) fn digest(&self, hasher: &mut blake3::Hasher) {
        let mut number = |value: f64| {
            hasher.update(&value.to_bits().to_le_bytes());
        };
        let mut points = |points: &mut dyn Iterator<Item = &Point>| {
            points.for_each(|point| [point.lat, point.lon].into_iter().for_each(&mut number));
            number(f64::NAN);
        };
        for (_, lands) in self.frames {
            for polygon in lands.iter().flat_map(|land| &land.polygons) {
                points(&mut polygon.points());
            }
        }
        for place in self.places {
            points(&mut place.polygons.iter().flat_map(crate::draw::Polygon::points));
            points(&mut place.point.iter());
        }
        for (frame, _) in self.frames {
            // Names and numbers of a frame, which are few.
            hasher.update(format!("{frame:?}").as_bytes());
        }
        for place in self.places {
            hasher.update(place.id.as_bytes()).update(b"\0");
        }
        hasher.update(format!("{:?}", self.signs).as_bytes());
    }

    /// Draws a map as large as there is room for it in a box, at its right edge, and returns its left edge.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas,
        fonts: &Fonts<'_>,
        plate: &Plate,
        place: (f32, f32),
        room: (f32, f32),
    ) -> f32 {
        let Some(ground) = self.ground(plate.frame, room) else { return place.0 + room.0 };
        let left = place.0 + room.0 - ground.pixels.width() as f32;
        let top = (place.1 + (room.1 - ground.pixels.height() as f32) / 2.0).round();
        canvas.lay(&ground.pixels, (left as i32, top as i32));
        let svg = self.svg(plate, Layers::Marks);
        let Ok(document) = roxmltree::Document::parse(&svg) else { return left };
        let Ok(tree) = Tree::from_xmltree(&document, &options()) else { return left };
        let onto = Transform::from_row(ground.scale, 0.0, 0.0, ground.scale, left, top);
        resvg::render(&tree, onto, &mut canvas.pixels_mut().as_mut());
        for text in signs(&document) {
            let size = text.size * ground.scale;
            let run = fonts.set(&fonts.settable(text.text).0, size);
            let (x, y) = (left + text.at.0 * ground.scale - run.width / 2.0, top + text.at.1 * ground.scale + size * 0.35);
            canvas.text(fonts, &run, (x, y), INK);
        }
        left
    }

    fn svg(&self, plate: &Plate, layers: Layers) -> String {
        let Some((frame, lands)) = self.frames.get(plate.frame) else { return String::new() };
        let held = plate.marks.iter().map(|held| Mark {
            place: held.place.as_str().into(),
            slot: held.slot,
            disputed: held.disputed,
            uncertain: held.uncertain,
            answer: "".into(),
        });
        let marks: Vec<Mark> = held.collect();
        let options = MapOptions {
            prefix: "_card".to_owned(),
            signs: self.signs.clone(),
            here: plate.here.clone(),
            layers,
            ..MapOptions::default()
        };
        let svg = map(&frame.scaled(DRAWN), lands, self.places, &marks, &Caption::default(), &options, self.memo);
        // Within HTML the namespace goes without saying.
        svg.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1)
    }

    fn ground(&self, frame: usize, room: (f32, f32)) -> Option<Arc<Ground>> {
        let known = || self.grounds.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ground) = known().get(&frame) {
            return Some(Arc::clone(ground));
        }
        let svg = self.svg(&Plate { frame, ..Plate::default() }, Layers::Ground);
        let tree = Tree::from_str(&svg, &options()).ok()?;
        let size = tree.size();
        let scale = (room.0 / size.width()).min(room.1 / size.height());
        // Half a pixel at the edge would be half transparent.
        let (width, height) = ((size.width() * scale) as u32, (size.height() * scale) as u32);
        let mut pixels = Pixmap::new(width, height)?;
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        // Two threads may have drawn the same.
        Some(Arc::clone(known().entry(frame).or_insert(Arc::new(Ground { pixels, scale }))))
    }
}

fn options() -> Options<'static> {
    Options { style_sheet: Some(STYLE.to_owned()), ..Options::default() }
}

/// A letter that says the same as a colour.
struct Sign<'a> {
    text: &'a str,
    at: (f32, f32),
    size: f32,
}

/// The signs of a map, which are text and so nothing to resvg without fonts: we set them ourselves.
fn signs<'a>(document: &'a roxmltree::Document<'a>) -> Vec<Sign<'a>> {
    let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0.0_f32);
    let texts = document.descendants().filter(|node| node.tag_name().name() == "text");
    texts
        .filter(|node| node.attribute("class") == Some("sign"))
        .filter_map(|node| {
            let moved = node.parent().and_then(|parent| parent.attribute("transform"));
            let moved = moved.and_then(|moved| moved.strip_prefix("translate(")?.strip_suffix(')')?.split_once(' '));
            let (dx, dy) = moved.unwrap_or(("0", "0"));
            let at = (number(node.attribute("x")) + number(Some(dx)), number(node.attribute("y")) + number(Some(dy)));
            // A bead is small.
            Some(Sign { text: node.text()?, at, size: if moved.is_some() { 8.0 } else { 11.0 } })
        })
        .collect()
}
