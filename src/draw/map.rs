//! Maps.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::bead::{self, RADIUS};
use super::frame::{Frame, Inset};
use super::geo::{Bounds, Point, Polygon};
use super::label::{self, Obstacles, Spot, Wanted};
use super::outline::{Rect, Xy, heart, line_data, ring_data};
use super::place::{Land, Mark, Place};
use super::sheet::Sheet;
use super::slot::Signs;
use super::svg::{escaped, number, push_title};

/// Height of the strip under the map, where the scale stands.
const STRIP: f64 = 24.0;

/// An outline with no side longer than this cannot be seen well: it gets a bead.
const TINY: f64 = 6.0;

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
) -> String {
    let sheet = Sheet::of_frame(frame);
    let marks: BTreeMap<&str, &Mark> = marks.iter().map(|mark| (mark.place.as_str(), mark)).collect();
    let atlas = Atlas { lands, places, marks, options };
    let insets: Vec<(&Inset, Sheet)> =
        frame.insets.iter().map(|inset| (inset, Sheet::of_inset(inset, sheet.area))).collect();
    let hatched = options.live || atlas.marks.values().any(|mark| mark.disputed);

    let (width, height) = (number(frame.width), number(sheet.area.bottom + if options.km.is_empty() { 0.0 } else { STRIP }));
    let prefix = escaped(&options.prefix);
    // A picture has no parts for a screen reader, so one with links in it is a group.
    let role = if options.linking == Linking::All { "group" } else { "img" };
    let mut out = format!(
        "<svg class=\"map\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"{role}\" \
         aria-labelledby=\"{prefix}-title\""
    );
    if !caption.description.is_empty() {
        let _ = write!(out, " aria-describedby=\"{prefix}-desc\"");
    }
    let _ = write!(out, "><title id=\"{prefix}-title\">{}</title>", escaped(&caption.title));
    if !caption.description.is_empty() {
        let _ = write!(out, "<desc id=\"{prefix}-desc\">{}</desc>", escaped(&caption.description));
    }
    if hatched {
        let _ = write!(
            out,
            "<defs><pattern id=\"{prefix}-hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><path class=\"stripe\" d=\"M0 0v5\"/></pattern></defs>"
        );
    }
    let kept: Vec<Rect> = insets.iter().map(|(_, sheet)| sheet.area).collect();
    let inset_bounds: Vec<Bounds> = insets.iter().map(|(inset, _)| inset.bounds).collect();
    atlas.sheet(&mut out, &frame.id, &sheet, &kept, &inset_bounds);
    for (inset, own) in &insets {
        let outline = inset_outline(&sheet, inset.bounds);
        let _ = write!(out, "<path class=\"extent\" d=\"{}\"/>", ring_data(&[outline]));
        let _ = write!(out, "<g class=\"inset\"><title>{}</title>", escaped(&inset.title));
        atlas.sheet(&mut out, &inset.id, own, &[], &[]);
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

/// What the sheets of one drawing have in common.
struct Atlas<'a> {
    lands: &'a [Land],
    places: &'a [Place],
    marks: BTreeMap<&'a str, &'a Mark>,
    options: &'a MapOptions,
}

/// A place as it lies on a sheet.
struct Laid<'a> {
    place: &'a Place,
    rings: Vec<Vec<Xy>>,
    /// Where the sign stands within the outline; none where it has a bead.
    sign: Option<Xy>,
    bead: Option<Bead>,
    /// Whether an inset shows it: then it has colours here and nothing else.
    echo: bool,
    label: Option<Spot>,
}

#[derive(Clone, Copy)]
struct Bead {
    home: Xy,
    at: Xy,
    reach: f64,
}

impl<'a> Atlas<'a> {
    /// One sheet: sea, lines, land, places, names, edge.
    fn sheet(&self, out: &mut String, id: &str, sheet: &Sheet, kept: &[Rect], insets: &[Bounds]) {
        let Rect { left, top, .. } = sheet.area;
        let (width, height) = (number(sheet.area.width()), number(sheet.area.height()));
        let edge = format!("x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\"", number(left), number(top));
        let _ = write!(out, "<rect class=\"sea\" {edge}/>");
        let grid = sheet.graticule();
        let lines: String = grid.iter().map(|line| line_data(&line.line)).collect();
        let _ = write!(out, "<path class=\"grid\" d=\"{lines}\"/>");

        let land: Vec<Vec<Xy>> = self.background(sheet).flat_map(|polygon| sheet.rings(polygon, false)).collect();
        let _ = write!(out, "<path class=\"land\" d=\"{}\"/>", ring_data(&land));

        let mut laid = self.lay(sheet, insets);
        self.put_beads(&mut laid, sheet.area);
        let mut obstacles = Obstacles { boxes: kept.to_vec(), points: Vec::new(), coast: land.concat() };
        for one in &laid {
            obstacles.points.extend(one.rings.iter().flatten());
            let around = |(x, y): Xy| Rect::new(x, y, x, y).grown(RADIUS + 1.0);
            obstacles.boxes.extend(one.bead.map(|bead| around(bead.at)));
            obstacles.boxes.extend(one.sign.map(around));
        }
        let mut names = Vec::new();
        for name in &self.options.names {
            let at = sheet.at(name.at);
            let covers = label::cover(at, "middle", &name.text, 1.25);
            let free = |other: &Rect| !other.overlaps(covers);
            if sheet.area.grown(-4.0).contains((covers.left, covers.top))
                && sheet.area.grown(-4.0).contains((covers.right, covers.bottom))
                && obstacles.boxes.iter().all(free)
            {
                obstacles.boxes.push(covers);
                names.push((name, at));
            }
        }
        self.put_labels(&mut laid, &obstacles, sheet.area);

        for (name, (x, y)) in names {
            let class = if name.water == Water::Yes { "water" } else { "country" };
            let (x, y) = (number(x), number(y));
            let _ = write!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(&name.text));
        }
        for one in &laid {
            self.draw(out, id, one);
        }
        let degrees = grid.iter().filter_map(|line| {
            let (x, y) = line.label?;
            let (x, y) = if line.meridian { (x + 3.0, y - 5.0) } else { (x + 3.0, y - 5.0) };
            let room = sheet.area.grown(-3.0).contains((x, y)) && sheet.area.contains((x + 20.0, y - 10.0));
            room.then(|| format!("<text x=\"{}\" y=\"{}\">{}°</text>", number(x), number(y), line.degrees))
        });
        let _ = write!(out, "<g class=\"degrees\" aria-hidden=\"true\">{}</g>", degrees.collect::<String>());
        let _ = write!(out, "<rect class=\"edge\" {edge}/>");
    }

    /// Land that is not also drawn as a place: coasts for whole continents have the islands again, less exactly.
    fn background(&self, sheet: &Sheet) -> impl Iterator<Item = &'a Polygon> {
        let extent = sheet.extent();
        let places: Vec<Bounds> = self.places.iter().filter_map(Place::bounds).collect();
        self.lands.iter().flat_map(|land| &land.polygons).filter(move |polygon| {
            let Some(around) = Bounds::around(polygon.points()) else { return false };
            let near = around.west < extent.east
                && extent.west < around.east
                && around.south < extent.north
                && extent.south < around.north;
            let all = polygon.points().count();
            let covered = polygon.points().filter(|at| places.iter().any(|bounds| bounds.contains(**at, 0.15))).count();
            near && covered * 10 < all * 9
        })
    }

    fn lay(&self, sheet: &Sheet, insets: &[Bounds]) -> Vec<Laid<'a>> {
        let laid = self.places.iter().filter_map(|place| {
            let rings: Vec<Vec<Xy>> = place.polygons.iter().flat_map(|polygon| sheet.rings(polygon, true)).collect();
            let point = place.point.or_else(|| place.bounds().map(Bounds::centre))?;
            let echo = insets.iter().any(|bounds| bounds.contains(point, 0.0));
            let centre = heart(&rings);
            if echo || centre.is_none() {
                let home = sheet.at(point);
                if centre.is_none() && !sheet.area.contains(home) {
                    return None;
                }
                let bead = (!echo).then_some(Bead { home, at: home, reach: RADIUS });
                return Some(Laid { place, rings, sign: None, bead, echo, label: None });
            }
            let (at, room) = centre?;
            let all: Vec<Xy> = rings.iter().flatten().copied().collect();
            let size = Rect::around(&all).map_or(0.0, |around| around.width().max(around.height()));
            let bead = (size < TINY || room < RADIUS).then_some(Bead { home: at, at, reach: RADIUS });
            let sign = bead.is_none().then_some(at);
            Some(Laid { place, rings, sign, bead, echo, label: None })
        });
        laid.collect()
    }

    fn put_beads(&self, laid: &mut [Laid<'a>], area: Rect) {
        let mut beads: Vec<&mut Bead> = laid.iter_mut().filter_map(|one| one.bead.as_mut()).collect();
        let homes: Vec<Xy> = beads.iter().map(|bead| bead.home).collect();
        let spread = bead::spread(&homes, area);
        for ((bead, at), reach) in beads.iter_mut().zip(&spread).zip(bead::reaches(&spread)) {
            (bead.at, bead.reach) = (*at, reach);
        }
    }

    fn put_labels(&self, laid: &mut [Laid<'a>], obstacles: &Obstacles, area: Rect) {
        let of = |id: &String| laid.iter().position(|one| !one.echo && one.place.id == *id);
        let chosen: Vec<usize> = self.options.labels.iter().filter_map(of).collect();
        let wanted: Vec<Wanted<'_>> = chosen
            .iter()
            .map(|index| {
                let one = &laid[*index];
                let (at, clear) = match (one.bead, one.sign) {
                    (Some(bead), _) => (bead.at, RADIUS),
                    (None, Some(at)) => (at, heart(&one.rings).map_or(RADIUS, |(_, room)| room.max(RADIUS))),
                    (None, None) => (area_middle(area), 0.0),
                };
                Wanted { text: &one.place.title, at, clear }
            })
            .collect();
        let spots = label::place(&wanted, obstacles, area);
        for (index, spot) in chosen.into_iter().zip(spots) {
            laid[index].label = spot;
        }
    }

    fn draw(&self, out: &mut String, sheet: &str, one: &Laid<'_>) {
        let options = self.options;
        let id = one.place.id.as_str();
        let mark = self.marks.get(id);
        let mut class = "place".to_owned();
        if let Some(mark) = mark {
            let _ = write!(class, " {}", mark.slot.class());
            for (is, word) in [(mark.disputed, " disputed"), (mark.uncertain, " uncertain")] {
                class.push_str(if is { word } else { "" });
            }
        }
        if options.here.iter().any(|here| here == id) {
            class.push_str(" here");
        }
        let linked = options.linking != Linking::None && !one.echo && !one.place.path.is_empty();
        let tag = if linked { "a" } else { "g" };
        let _ = write!(out, "<{tag} class=\"{class}\"");
        if options.live {
            let _ = write!(out, " data-place=\"{}\"", escaped(id));
        }
        if linked {
            let _ = write!(out, " href=\"{}{}\"", escaped(&options.root), escaped(&one.place.path));
            if options.linking == Linking::Pointer {
                out.push_str(" tabindex=\"-1\"");
            }
        }
        out.push('>');
        push_title(out, mark.map_or(&one.place.title, |mark| &mark.answer));
        let hatch = options.live || mark.is_some_and(|mark| mark.disputed);
        let pattern = format!("fill=\"url(#{}-hatch)\"", escaped(&options.prefix));
        let data = ring_data(&one.rings);
        if !data.is_empty() && hatch {
            // Two uses of one outline: a `path` that is used would bring its own class along.
            let shape = format!("{}-{}-{}", escaped(&options.prefix), escaped(sheet), escaped(id));
            let _ = write!(
                out,
                "<defs><path id=\"{shape}\" d=\"{data}\"/></defs><use class=\"shape\" href=\"#{shape}\"/>\
                 <use class=\"hatch\" href=\"#{shape}\" {pattern}/>"
            );
        } else if !data.is_empty() {
            let _ = write!(out, "<path class=\"shape\" d=\"{data}\"/>");
        }
        let sign = mark.map_or_else(String::new, |mark| options.signs.drawn(mark.slot, mark.uncertain));
        if let Some(bead) = one.bead {
            let (x, y) = (number(bead.at.0), number(bead.at.1));
            if (bead.at.0 - bead.home.0).hypot(bead.at.1 - bead.home.1) > RADIUS {
                let _ = write!(out, "<path class=\"leader\" d=\"{}\"/>", line_data(&[bead.home, bead.at]));
            }
            if linked {
                let _ = write!(out, "<circle class=\"hit\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", number(bead.reach));
            }
            if hatch {
                // Around the bead and not upon it: the sign has to be read.
                let (r, hatch) = (number(RADIUS + 3.0), "class=\"hatch\"");
                let _ = write!(out, "<circle {hatch} cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {pattern}/>");
            }
            let _ = write!(out, "<circle class=\"bead\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", number(RADIUS));
        }
        if let Some((x, y)) = one.bead.map(|bead| bead.at).or(one.sign)
            && (options.live || !sign.is_empty())
        {
            let small = if one.bead.is_some() { " small" } else { "" };
            let (x, y) = (number(x), number(y));
            let _ = write!(out, "<text class=\"sign{small}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(&sign));
        }
        if let Some(spot) = one.label {
            if let Some((from, to)) = spot.leader {
                let _ = write!(out, "<path class=\"leader\" d=\"{}\"/>", line_data(&[from, to]));
            }
            let class = if spot.major { "label major" } else { "label" };
            let anchor = if spot.anchor == "start" { String::new() } else { format!(" text-anchor=\"{}\"", spot.anchor) };
            let (x, y) = (number(spot.at.0), number(spot.at.1));
            let _ = write!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{}</text>", escaped(&one.place.title));
        }
        let _ = write!(out, "</{tag}>");
    }
}

fn area_middle(area: Rect) -> Xy {
    (f64::midpoint(area.left, area.right), f64::midpoint(area.top, area.bottom))
}
