//! Maps.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::chart::{Chart, Part};
use super::frame::{Frame, Inset};
use super::geo::{Bounds, Point};
use super::memo::Memo;
use super::outline::{Rect, Xy, ring_data};
use super::place::{Land, Mark, Place};
use super::sheet::Sheet;
use super::slot::Signs;
use super::svg::{escaped, number, opened, push_hatch};

/// Height of the strip under the map, where the scale stands.
const STRIP: f64 = 24.0;

/// What a drawing says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// Its name: what it shows, on which day, layer and viewpoint.
    pub title: String,
    /// What there is to see, in a sentence or two; may be empty.
    pub description: String,
}

/// What becomes of the places on a map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Linking {
    /// They are not links: the drawing is a picture.
    #[default]
    None,
    /// They are links for a pointer; the keyboard has the same links in a table or list beside the map.
    Pointer,
    /// They are links.
    All,
}

/// A name that stands on the map and is no place of the book.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Its middle.
    pub at: Point,
    /// Whether it names water or land.
    pub water: Water,
}

/// Whether a name is that of water: such names stand in italics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Water {
    /// A sea, a strait.
    Yes,
    /// Land.
    No,
}

/// Which layers of a map are drawn.
///
/// Who makes pictures of many maps of one frame draws the ground once, and lays what differs over it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layers {
    /// All of them.
    #[default]
    All,
    /// Sea, lines and land, without insets.
    Ground,
    /// What stands on the ground: places and names, insets with a ground of their own, the edge.
    Marks,
}

/// How a map is drawn.
#[derive(Clone, Debug, Default)]
pub struct MapOptions {
    /// With what its element IDs begin; must differ between the drawings of a page. Begins with `_` by the rules of the house.
    pub prefix: String,
    /// The way from the page to the root of the site: `../../`.
    pub root: String,
    /// The letters of holders.
    pub signs: Signs,
    /// Whether places are links.
    pub linking: Linking,
    /// Whether a script will change the marks: then every place can be hatched, and says by `data-place` which it is.
    pub live: bool,
    /// IDs of places whose names stand on the map, the most important first; those that find no room are left out.
    pub labels: Vec<String>,
    /// Other names, in the order of importance.
    pub names: Vec<Name>,
    /// Places to be pointed out, as on the map of where a place lies.
    pub here: Vec<String>,
    /// The word for kilometres in the scale; without it there is no scale.
    pub km: String,
    /// Which layers are drawn.
    pub layers: Layers,
    /// What sets this drawing apart from others of its frame besides its marks: the language of names, and which of them stand on it.
    /// Drawings of one word in which something is said of every place are laid out once. Without it each is laid out anew.
    pub alike: String,
}

/// A map of who holds what, as SVG to be put into HTML.
///
/// Places without a mark are drawn as land. Marks of places that are not there say nothing; of two marks of one place the
/// last counts. Of places that an inset shows, the inset has the links, signs and names, and the map itself the colours.
#[must_use]
pub fn map(
    frame: &Frame,
    lands: &[Land],
    places: &[Place],
    marks: &[Mark],
    caption: &Caption,
    options: &MapOptions,
    memo: &Memo,
) -> String {
    let sheet = Sheet::of_frame(frame);
    let marks: BTreeMap<&str, &Mark> = marks.iter().map(|mark| (&*mark.place, mark)).collect();
    let chart = Chart { lands, places, marks, options, memo };
    let key = |part: &str| format!("{}:{part}:{}", frame.id, frame.width);
    let insets: Vec<(&Inset, Sheet)> =
        frame.insets.iter().map(|inset| (inset, Sheet::of_inset(inset, sheet.area))).collect();
    let hatched = options.live || chart.marks.values().any(|mark| mark.disputed);

    let (width, height) = (number(frame.width), number(sheet.area.bottom + if options.km.is_empty() { 0.0 } else { STRIP }));
    let prefix = escaped(&options.prefix);
    // Large ones shrink on a phone, and the style sheet enlarges their letters.
    let class = if frame.width > 560.0 { "map large" } else { "map" };
    let mut out = opened(class, (&width, &height), options.linking, &prefix, caption);
    if hatched {
        push_hatch(&mut out, &prefix);
    }
    let kept: Vec<Rect> = insets.iter().map(|(_, sheet)| sheet.area).collect();
    let inset_bounds: Vec<Bounds> = insets.iter().map(|(inset, _)| inset.bounds).collect();
    if hatched {
        // What is hatched inherits this; all else has a colour of its own.
        let _ = write!(out, "<g fill=\"url(#{prefix}-hatch)\">");
    }
    let main = Part { sheet, key: key(""), id: "", kept, insets: inset_bounds, elsewhere: &frame.elsewhere, only: None };
    chart.part(&mut out, &main);
    let shown: &[(&Inset, Sheet)] = if options.layers == Layers::Ground { &[] } else { &insets };
    for (inset, own) in shown {
        let outline = inset_outline(&sheet, inset.bounds);
        let _ = write!(out, "<path class=\"extent\" d=\"{}\"/>", ring_data(&[outline]));
        let _ = write!(out, "<g class=\"inset\"><title>{}</title>", escaped(&inset.title));
        let part = Part {
            sheet: *own,
            key: key(&inset.id),
            id: &inset.id,
            kept: Vec::new(),
            insets: Vec::new(),
            elsewhere: &[],
            only: Some(inset.bounds),
        };
        chart.part(&mut out, &part);
        out.push_str("</g>");
    }
    if hatched {
        out.push_str("</g>");
    }
    if !options.km.is_empty() {
        scale_bar(&mut out, &sheet, &options.km);
    }
    out.push_str("</svg>");
    out
}

/// The bounds of an inset as they lie on the map.
fn inset_outline(sheet: &Sheet, bounds: Bounds) -> Vec<Xy> {
    let Bounds { west, south, east, north } = bounds;
    [(south, west), (north, west), (north, east), (south, east)].map(|(lat, lon)| sheet.at(Point::new(lat, lon))).to_vec()
}

fn scale_bar(out: &mut String, sheet: &Sheet, km: &str) {
    let per_unit = sheet.km_per_unit();
    let longest = sheet.area.width() / 4.0 * per_unit;
    let rounds = [1000.0, 500.0, 400.0, 200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0];
    let length = rounds.into_iter().find(|round| *round <= longest).unwrap_or(1.0);
    let (half, y) = (length / per_unit / 2.0, sheet.area.bottom + 12.0);
    let (a, b) = (number(half), number(2.0 * half));
    let (top, foot) = (number(y - 2.5), number(y + 2.5));
    let _ = write!(
        out,
        "<g class=\"scale\"><path d=\"M.5 {top}H{b}V{foot}H.5zM{a} {top}V{foot}\"/>\
         <path class=\"full\" d=\"M.5 {top}H{a}V{foot}H.5z\"/>\
         <text x=\"{}\" y=\"{}\">{length} {}</text></g>",
        number(2.0 * half + 8.0),
        number(y),
        escaped(km)
    );
}
