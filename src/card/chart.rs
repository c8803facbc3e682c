//! Maps on cards: the ground is drawn once for each frame, and what stands on it once for each place and look of it. A card is
//! laid together from these.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::{Options, Tree, roxmltree};

use super::Plate;
use super::canvas::{Canvas, INK, Ink};
use super::font::Fonts;
use super::palette::Palette;
use crate::draw::{Caption, Frame, Land, Layers, MapOptions, Mark, Memo, Place, Point, Signs, map};

/// Maps are drawn for this width and then enlarged, so that lines and letters are thick enough for a picture that is looked at
/// as large as a thumb.
const DRAWN: f64 = 320.0;

/// Colours of a ground: more would show at no coast, and make cards larger.
const COLOURS: usize = 64;

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
pub(super) fn colour(slot: crate::draw::Slot) -> Ink {
    let needle = format!(".{} .bead {{ fill: #", slot.class());
    let hex = STYLE.find(&needle).and_then(|at| STYLE.get(at + needle.len()..at + needle.len() + 6)).unwrap_or("f6f2e7");
    let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or(0);
    Ink(part(0), part(2), part(4))
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

/// What has been drawn of the maps of a book, each when it was first asked for.
#[derive(Debug, Default)]
pub struct Grounds {
    grounds: Mutex<BTreeMap<usize, Arc<Ground>>>,
    /// By a digest of the piece's frame and of what it is in the drawing.
    pieces: RwLock<HashMap<blake3::Hash, Option<Arc<Piece>>>>,
}

/// The ground of a frame.
#[derive(Debug)]
pub(super) struct Ground {
    /// The colours of cards with this ground, to begin with.
    pub(super) palette: Palette,
    /// For each pixel the place of its colour, row by row.
    cells: Vec<u8>,
    width: usize,
    height: usize,
    /// How much larger it is than what was drawn.
    scale: f32,
}

/// Something that stands on a ground.
#[derive(Debug)]
struct Piece {
    left: usize,
    top: usize,
    pixels: Pixmap,
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

    /// Draws a map at the right edge of a box on a card that has the colours of its ground, and returns its left edge.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas,
        fonts: &Fonts<'_>,
        plate: &Plate,
        ground: &Ground,
        place: (f32, f32),
        room: (f32, f32),
    ) -> f32 {
        let left = place.0 + room.0 - ground.width as f32;
        let top = (place.1 + (room.1 - ground.height as f32) / 2.0).round();
        let at = (left as usize, top as usize);
        for (y, cells) in ground.cells.chunks_exact(ground.width).enumerate() {
            if let Some(row) = canvas.row(at.1 + y, at.0).and_then(|(row, _)| row.get_mut(..cells.len())) {
                row.copy_from_slice(cells);
            }
        }
        let svg = self.svg(plate, Layers::Marks);
        let Ok(document) = roxmltree::Document::parse(&svg) else { return left };
        // What fills a card's map is met exactly.
        for mark in &plate.marks {
            canvas.palette_mut().exact(colour(mark.slot));
        }
        for piece in pieces(&document) {
            if let Some(piece) = self.piece(plate.frame, ground, &document, piece) {
                piece.lay(canvas, at);
            }
        }
        for text in signs(&document) {
            let size = text.size * ground.scale;
            let run = fonts.set(&fonts.settable(text.text).0, size);
            let (x, y) = (left + text.at.0 * ground.scale - run.width / 2.0, top + text.at.1 * ground.scale + size * 0.35);
            canvas.text(fonts, &run, (x, y), INK);
        }
        left
    }

    /// One of the things that stand on a ground, drawn by itself.
    fn piece(
        &self,
        frame: usize,
        ground: &Ground,
        document: &roxmltree::Document<'_>,
        piece: roxmltree::Node<'_, '_>,
    ) -> Option<Arc<Piece>> {
        let text = document.input_text().get(piece.range())?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&frame.to_le_bytes()).update(text.as_bytes());
        let digest = hasher.finalize();
        let memo = &self.grounds.pieces;
        let known = memo.read().unwrap_or_else(PoisonError::into_inner).get(&digest).cloned();
        known.unwrap_or_else(|| {
            let drawn = Piece::draw(&alone(document, text), ground).map(Arc::new);
            memo.write().unwrap_or_else(PoisonError::into_inner).insert(digest, drawn.clone());
            drawn
        })
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

    /// The ground of a frame, as large as there is room for it.
    pub(super) fn ground(&self, frame: usize, room: (f32, f32)) -> Option<Arc<Ground>> {
        let known = || self.grounds.grounds.lock().unwrap_or_else(PoisonError::into_inner);
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
        let mut palette = Palette::plain();
        let cells = indexed(pixels.pixels(), &mut palette);
        let ground = Ground { palette, cells, width: width as usize, height: height as usize, scale };
        // Two threads may have drawn the same.
        Some(Arc::clone(known().entry(frame).or_insert(Arc::new(ground))))
    }
}

impl Piece {
    /// Draws what is in a document of its own, on nothing; none where there is nothing to see.
    fn draw(svg: &str, ground: &Ground) -> Option<Self> {
        let tree = Tree::from_str(svg, &options()).ok()?;
        let scale = ground.scale;
        let around = tree.root().abs_layer_bounding_box();
        let from = |at: f32, all: usize| (at * scale).floor().clamp(0.0, all as f32) as usize;
        // The line around the map may reach beyond the last whole pixel of its ground.
        let to = |at: f32, all: usize| (at * scale).ceil().clamp(0.0, all as f32 + 2.0) as usize;
        let (left, top) = (from(around.left(), ground.width), from(around.top(), ground.height));
        let (right, bottom) = (to(around.right(), ground.width), to(around.bottom(), ground.height));
        let (width, height) = (right.checked_sub(left)?, bottom.checked_sub(top)?);
        let mut pixels = Pixmap::new(u32::try_from(width).ok()?, u32::try_from(height).ok()?)?;
        let onto = Transform::from_row(scale, 0.0, 0.0, scale, -(left as f32), -(top as f32));
        resvg::render(&tree, onto, &mut pixels.as_mut());
        Some(Self { left, top, pixels })
    }

    /// Lays it over a map whose corner is at a point.
    fn lay(&self, canvas: &mut Canvas, at: (usize, usize)) {
        let width = self.pixels.width() as usize;
        for (y, pixels) in self.pixels.pixels().chunks_exact(width).enumerate() {
            let Some((row, palette)) = canvas.row(at.1 + self.top + y, at.0 + self.left) else { continue };
            // Pixels come in rows of the same.
            let mut last: Option<(PremultipliedColorU8, u8)> = None;
            for (cell, pixel) in row.iter_mut().zip(pixels).filter(|(_, pixel)| pixel.alpha() > 0) {
                if pixel.alpha() < u8::MAX {
                    *cell = palette.close(over(*pixel, palette.colour(*cell)));
                    continue;
                }
                *cell = match last {
                    Some((same, place)) if same == *pixel => place,
                    _ => palette.close(Ink(pixel.red(), pixel.green(), pixel.blue())),
                };
                last = Some((*pixel, *cell));
            }
        }
    }
}

/// A pixel over an opaque one.
fn over(pixel: PremultipliedColorU8, ground: Ink) -> Ink {
    let through = u16::from(u8::MAX - pixel.alpha());
    let mixed = |own: u8, ground: u8| own.saturating_add(((u16::from(ground) * through + 127) / 255) as u8);
    Ink(mixed(pixel.red(), ground.0), mixed(pixel.green(), ground.1), mixed(pixel.blue(), ground.2))
}

/// The place of each pixel's colour in a palette. The colours that are there most often come into it as they are; the others,
/// halves and quarters at coasts, become the nearest of those.
fn indexed(pixels: &[PremultipliedColorU8], palette: &mut Palette) -> Vec<u8> {
    let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    let runs = || pixels.chunk_by(|a, b| a == b).map(|run| ([run[0].red(), run[0].green(), run[0].blue()], run.len()));
    for (colour, length) in runs() {
        *counts.entry(colour).or_default() += length;
    }
    let mut met: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    met.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    for ([red, green, blue], _) in met.iter().take(COLOURS) {
        palette.close(Ink(*red, *green, *blue));
    }
    let places: HashMap<[u8; 3], u8> =
        met.iter().map(|(colour, _)| (*colour, palette.nearest(Ink(colour[0], colour[1], colour[2])))).collect();
    runs().flat_map(|(colour, length)| std::iter::repeat_n(places[&colour], length)).collect()
}

/// Whatever is drawn on a ground, in the order in which it lies on it: places, insets with all that is in them, edges.
fn pieces<'a, 'd>(document: &'a roxmltree::Document<'d>) -> Vec<roxmltree::Node<'a, 'd>> {
    fn collect<'a, 'd>(within: roxmltree::Node<'a, 'd>, found: &mut Vec<roxmltree::Node<'a, 'd>>) {
        for node in within.children().filter(roxmltree::Node::is_element) {
            match node.tag_name().name() {
                "g" if !is_place(node) => collect(node, found),
                "g" | "path" | "rect" => found.push(node),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    collect(document.root_element(), &mut found);
    found
}

fn is_place(node: roxmltree::Node<'_, '_>) -> bool {
    node.attribute("class").is_some_and(|class| class.split(' ').any(|word| word == "place"))
}

/// A document in which a piece stands alone, with what it takes from around it.
fn alone(document: &roxmltree::Document<'_>, piece: &str) -> String {
    let root = document.root_element();
    let size = |name| root.attribute(name).unwrap_or_default();
    let (view, width, height) = (size("viewBox"), size("width"), size("height"));
    let hatch = root.children().find(|node| node.tag_name().name() == "defs");
    let hatch = hatch.and_then(|defs| document.input_text().get(defs.range())).unwrap_or_default();
    let filled = root.children().find_map(|node| node.attribute("fill"));
    let filled = filled.map(|fill| format!(" fill=\"{fill}\"")).unwrap_or_default();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{view}\" width=\"{width}\" height=\"{height}\">{hatch}<g{filled}>{piece}</g></svg>"
    )
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
