//! Charts: what a map has on each of its sheets, the map itself and its insets.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::bead::{self, RADIUS};
use super::geo::{Bounds, Polygon};
use super::label::{self, Obstacles, Spot, Wanted};
use super::map::{Layers, Linking, MapOptions, Name, Water};
use super::memo::{Memo, Outlined};
use super::outline::{Rect, Xy, line_data};
use super::place::{Land, Mark, Place};
use super::sheet::{GridLine, Sheet};
use super::svg::{escaped, number, push_title};

/// An outline with no side longer than this cannot be seen well: it gets a bead.
const TINY: f64 = 6.0;

/// An outline with a side longer than this is shown in full also where another frame shows it better.
const LARGE: f64 = 40.0;

/// A sheet of a drawing and what is particular to it.
pub(super) struct Part<'a> {
    pub(super) sheet: Sheet,
    /// Names the sheet among all that a book draws.
    pub(super) key: String,
    /// Tells apart the element IDs of the parts of a drawing.
    pub(super) id: &'a str,
    /// What insets cover.
    pub(super) kept: Vec<Rect>,
    /// What insets show.
    pub(super) insets: Vec<Bounds>,
    /// What another frame shows better.
    pub(super) elsewhere: &'a [Bounds],
    /// An inset shows only what lies in it, and the rest as far as it reaches in.
    pub(super) only: Option<Bounds>,
}

/// What the parts of one drawing have in common.
pub(super) struct Chart<'a> {
    pub(super) lands: &'a [Land],
    pub(super) places: &'a [Place],
    pub(super) marks: BTreeMap<&'a str, &'a Mark>,
    pub(super) options: &'a MapOptions,
    pub(super) memo: &'a Memo,
}

/// What a sheet shows, and where, whoever holds what.
#[derive(Debug)]
pub(super) struct Layout {
    /// Sea, lines and land.
    ground: String,
    /// Numbers of degrees and names of what is no place.
    names: String,
    laid: Vec<Laid>,
}

/// A place as it lies on a sheet.
#[derive(Debug)]
struct Laid {
    /// Its number among the places.
    place: usize,
    /// None where its bead hides it.
    outline: Option<Arc<Outlined>>,
    /// Where the sign stands within the outline; none where it has a bead.
    sign: Option<Xy>,
    /// How far the edges are from there.
    room: f64,
    bead: Option<Bead>,
    /// Whether it is shown better elsewhere: then it has colours here and nothing else.
    echo: bool,
    label: Option<Spot>,
}

#[derive(Clone, Copy, Debug)]
struct Bead {
    home: Xy,
    at: Xy,
    reach: f64,
}

impl<'a> Chart<'a> {
    /// One part: sea, lines, land, places, names, edge.
    pub(super) fn part(&self, out: &mut String, part: &Part<'_>) {
        let sheet = &part.sheet;
        let Rect { left, top, .. } = sheet.area;
        // An inset covers what of the map is under it, so it brings its ground along.
        let (ground, marks) = match self.options.layers {
            Layers::All => (true, true),
            Layers::Ground => (true, false),
            Layers::Marks => (part.only.is_some(), true),
        };
        let land =
            self.memo.land(&part.key, || self.background(sheet).flat_map(|polygon| sheet.rings(polygon, false)).collect());
        if !marks {
            out.push_str(&ground_of(sheet, &land));
            return;
        }
        let alike = &self.options.alike;
        let keeps = !alike.is_empty() && self.places.iter().all(|place| self.is_said(place));
        let layout = match keeps {
            true => self.memo.layout(&part.key, alike, || self.layout(part, land)),
            false => Arc::new(self.layout(part, land)),
        };
        if ground {
            out.push_str(&layout.ground);
        }
        out.push_str(&layout.names);
        for (number, one) in layout.laid.iter().enumerate() {
            self.draw(out, part.id, number, one);
        }
        // Half a unit inwards, so that its line lies within the drawing.
        let (x, y, right, foot) = (number(left + 0.5), number(top + 0.5), sheet.area.right - 0.5, sheet.area.bottom - 0.5);
        let (right, foot) = (number(right), number(foot));
        let _ = write!(out, "<path class=\"edge\" d=\"M{x} {y}H{right}V{foot}H{x}z\"/>");
    }

    /// Where everything lies. Of the marks it heeds only whether a place has one.
    fn layout(&self, part: &Part<'_>, land: Arc<Outlined>) -> Layout {
        let sheet = &part.sheet;
        let ground = ground_of(sheet, &land);
        let mut laid = self.lay(part);
        put_beads(&mut laid, sheet.area);
        let mut obstacles = Obstacles { boxes: part.kept.clone(), places: Vec::new(), coast: land };
        for one in &laid {
            obstacles.places.extend(one.outline.clone());
            let around = |(x, y): Xy| Rect::new(x, y, x, y).grown(RADIUS + 1.0);
            obstacles.boxes.extend(one.bead.map(|bead| around(bead.at)));
            obstacles.boxes.extend(one.sign.map(around));
        }
        let mut names = String::new();
        // An inset is small, and its place on the map says where it is.
        if part.only.is_none() {
            let degrees: String = sheet.graticule().iter().filter_map(|line| degrees(line, sheet.area)).collect();
            let _ = write!(names, "<g class=\"degrees\" aria-hidden=\"true\">{degrees}</g>");
        }
        for (name, (x, y)) in self.put_names(&mut obstacles, sheet) {
            let class = if name.water == Water::Yes { "water" } else { "country" };
            let (x, y) = (number(x), number(y));
            let _ = write!(names, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(&name.text));
        }
        self.put_labels(&mut laid, &obstacles, sheet.area);
        Layout { ground, names, laid }
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

    fn lay(&self, part: &Part<'_>) -> Vec<Laid> {
        let sheet = &part.sheet;
        let laid = self.places.iter().enumerate().filter_map(|(number, place)| {
            let outlined = self.memo.place(&part.key, &place.id, || {
                place.polygons.iter().flat_map(|polygon| sheet.rings(polygon, true)).collect()
            });
            let point = place.point.or_else(|| place.bounds().map(Bounds::centre))?;
            let centre = outlined.heart;
            let size = outlined.around.map_or(0.0, |around| around.width().max(around.height()));
            let shown_by = |all: &[Bounds]| all.iter().any(|bounds| bounds.contains(point, 0.0));
            let echo = shown_by(&part.insets)
                || shown_by(part.elsewhere) && size < LARGE
                || part.only.is_some_and(|only| !only.contains(point, 0.0));
            if echo {
                let outline = (!outlined.rings.is_empty()).then_some(outlined)?;
                return Some(Laid {
                    place: number,
                    outline: Some(outline),
                    sign: None,
                    bead: None,
                    echo,
                    label: None,
                    room: 0.0,
                });
            }
            let (at, room) = centre.unwrap_or((sheet.at(point), 0.0));
            if !sheet.area.contains(at) {
                return None;
            }
            let bead =
                (self.is_said(place) && (size < TINY || room < RADIUS)).then_some(Bead { home: at, at, reach: RADIUS });
            // What its bead would hide need not be drawn.
            let hidden = bead.is_some() && outlined.rings.iter().flatten().all(|(x, y)| (x - at.0).hypot(y - at.1) < RADIUS);
            let outline = (!hidden).then_some(outlined);
            Some(Laid { place: number, outline, sign: bead.is_none().then_some(at), bead, echo, label: None, room })
        });
        laid.collect()
    }

    /// Whether anything is said of the place, or may be: it is marked, pointed out or a link.
    fn is_said(&self, place: &Place) -> bool {
        let options = self.options;
        options.live
            || options.linking != Linking::None
            || self.marks.contains_key(place.id.as_str())
            || options.here.contains(&place.id)
    }

    /// Names that are no places' where nothing is in their way, each of which is then in the way of others.
    fn put_names(&self, obstacles: &mut Obstacles, sheet: &Sheet) -> Vec<(&'a Name, Xy)> {
        let mut names = Vec::new();
        for name in &self.options.names {
            let at = sheet.at(name.at);
            let covers = label::cover(at, "middle", &name.text, 2.0);
            let area = sheet.area.grown(-4.0);
            let inside = area.contains((covers.left, covers.top)) && area.contains((covers.right, covers.bottom));
            if inside && obstacles.leave(covers) {
                obstacles.boxes.push(covers);
                names.push((name, at));
            }
        }
        names
    }

    fn put_labels(&self, laid: &mut [Laid], obstacles: &Obstacles, area: Rect) {
        let of = |id: &String| laid.iter().position(|one| !one.echo && self.places[one.place].id == *id);
        let chosen: Vec<usize> = self.options.labels.iter().filter_map(of).collect();
        let wanted: Vec<Wanted<'_>> = chosen
            .iter()
            .map(|index| {
                let one = &laid[*index];
                let (at, clear) = match (one.bead, one.sign) {
                    (Some(bead), _) => (bead.at, RADIUS + 2.0),
                    (None, Some(at)) => (at, one.room.max(RADIUS)),
                    (None, None) => (area_middle(area), 0.0),
                };
                Wanted { text: &self.places[one.place].title, at, clear }
            })
            .collect();
        let spots = label::place(&wanted, obstacles, area);
        for (index, spot) in chosen.into_iter().zip(spots) {
            laid[index].label = spot;
        }
    }

    fn draw(&self, out: &mut String, part: &str, number_of_place: usize, one: &Laid) {
        let options = self.options;
        let place = &self.places[one.place];
        let id = place.id.as_str();
        let mark = self.marks.get(id);
        let mut class = "place".to_owned();
        if let Some(mark) = mark {
            let _ = write!(class, " {}", mark.slot.class());
            for (is, word) in [(mark.disputed, " disputed"), (mark.uncertain, " uncertain")] {
                class.push_str(if is { word } else { "" });
            }
        }
        if options.here.contains(&place.id) {
            class.push_str(" here");
        } else if mark.is_none() {
            class.push_str(" plain");
        }
        let linked = options.linking != Linking::None && !one.echo && !place.path.is_empty();
        let tag = if linked { "a" } else { "g" };
        let _ = write!(out, "<{tag} class=\"{class}\"");
        if options.live {
            let _ = write!(out, " data-place=\"{}\"", escaped(id));
        }
        if linked {
            let _ = write!(out, " href=\"{}{}\"", escaped(&options.root), escaped(&place.path));
            if options.linking == Linking::Pointer {
                out.push_str(" tabindex=\"-1\"");
            }
        }
        out.push('>');
        if !one.echo {
            push_title(out, mark.map_or(place.title.as_str(), |mark| &mark.answer));
        }
        let hatched = options.live || mark.is_some_and(|mark| mark.disputed);
        let data = one.outline.as_ref().map_or("", |outline| &outline.data);
        if !data.is_empty() && hatched {
            // Two uses of one outline: a `path` that is used would bring its own class along.
            let shape = format!("{}-{part}{number_of_place}", escaped(&options.prefix));
            let _ = write!(
                out,
                "<defs><path id=\"{shape}\" d=\"{data}\"/></defs><use class=\"shape\" href=\"#{shape}\"/>\
                 <use class=\"hatch\" href=\"#{shape}\"/>"
            );
        } else if !data.is_empty() {
            let _ = write!(out, "<path class=\"shape\" d=\"{data}\"/>");
        }
        let sign = mark.map_or_else(String::new, |mark| options.signs.drawn(mark.slot, mark.uncertain));
        let sign = (options.live || !sign.is_empty()).then_some(sign.as_str());
        if let Some(bead) = one.bead {
            draw_bead(out, bead, sign, linked, hatched);
        } else if let (Some((x, y)), Some(sign)) = (one.sign, sign) {
            let (x, y) = (number(x), number(y));
            let _ = write!(out, "<text class=\"sign\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(sign));
        }
        if let Some(spot) = one.label {
            draw_label(out, &place.title, spot);
        }
        let _ = write!(out, "</{tag}>");
    }
}

/// Sea, lines and land of a sheet.
fn ground_of(sheet: &Sheet, land: &Outlined) -> String {
    let Rect { left, top, .. } = sheet.area;
    let (width, height) = (number(sheet.area.width()), number(sheet.area.height()));
    let lines: String = sheet.graticule().iter().map(|line| line_data(&line.line)).collect();
    format!(
        "<rect class=\"sea\" x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\"/>\
         <path class=\"grid\" d=\"{lines}\"/><path class=\"land\" d=\"{}\"/>",
        number(left),
        number(top),
        land.data
    )
}

fn put_beads(laid: &mut [Laid], area: Rect) {
    let mut beads: Vec<&mut Bead> = laid.iter_mut().filter_map(|one| one.bead.as_mut()).collect();
    let homes: Vec<Xy> = beads.iter().map(|bead| bead.home).collect();
    let spread = bead::spread(&homes, area);
    for ((bead, at), reach) in beads.iter_mut().zip(&spread).zip(bead::reaches(&spread)) {
        (bead.at, bead.reach) = (*at, reach);
    }
}

/// A bead with its sign in it. The leader shows where the place is from which it was moved away.
fn draw_bead(out: &mut String, bead: Bead, sign: Option<&str>, linked: bool, hatched: bool) {
    let (x, y) = bead.at;
    if (x - bead.home.0).hypot(y - bead.home.1) > RADIUS {
        let _ = write!(out, "<path class=\"leader\" d=\"{}\"/>", line_data(&[bead.home, bead.at]));
    }
    let _ = write!(out, "<g transform=\"translate({} {})\">", number(x), number(y));
    let mut circle = |class: &str, radius: f64| {
        let _ = write!(out, "<circle class=\"{class}\" r=\"{}\"/>", number(radius));
    };
    if linked && bead.reach > RADIUS + 1.0 {
        circle("hit", bead.reach);
    }
    circle("bead", RADIUS);
    if hatched {
        // A notched collar says the same as hatching, for which there is no room.
        circle("collar", RADIUS + 1.9);
    }
    if let Some(sign) = sign {
        let _ = write!(out, "<text class=\"sign\">{}</text>", escaped(sign));
    }
    out.push_str("</g>");
}

fn draw_label(out: &mut String, title: &str, spot: Spot) {
    if let Some((from, to)) = spot.leader {
        let _ = write!(out, "<path class=\"leader minor\" d=\"{}\"/>", line_data(&[from, to]));
    }
    let class = if spot.major { "label" } else { "label minor" };
    let anchor = if spot.anchor == "start" { String::new() } else { format!(" text-anchor=\"{}\"", spot.anchor) };
    let (x, y) = (number(spot.at.0), number(spot.at.1));
    let _ = write!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{}</text>", escaped(title));
}

/// The number of degrees of a line, beside it; none where it has no room.
fn degrees(line: &GridLine, area: Rect) -> Option<String> {
    let (x, y) = line.label?;
    let (x, y) = (x + 3.0, y - 5.0);
    let room = area.grown(-3.0).contains((x, y)) && area.contains((x + 20.0, y - 10.0));
    room.then(|| format!("<text x=\"{}\" y=\"{}\">{}°</text>", number(x), number(y), line.degrees))
}

fn area_middle(area: Rect) -> Xy {
    (f64::midpoint(area.left, area.right), f64::midpoint(area.top, area.bottom))
}
