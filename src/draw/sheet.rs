//! The sheet: where on the page a point of the earth falls.

use super::frame::{Corner, Frame, Inset};
use super::geo::{Bounds, Point, Polygon};
use super::outline::{Rect, Xy, clip, double_area, thin_line, thin_ring};
use super::projection::{EARTH_KM, Projection};

/// How far, in units of the drawing, the outline of a place may depart from the truth, and that of the coast behind.
const SLACK: f64 = 0.45;
const COAST_SLACK: f64 = 0.7;

/// How far an inset stands from the edges of its map.
const MARGIN: f64 = 10.0;

/// A rectangle of the page with a part of the earth on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    conic: Projection,
    /// Units of the drawing to a radius of the earth.
    scale: f64,
    /// Where the origin of the projection falls.
    origin: Xy,
    /// The rectangle.
    pub(super) area: Rect,
}

impl Sheet {
    pub(super) fn of_frame(frame: &Frame) -> Self {
        Self::new(frame.bounds, frame.width, |_| (0.0, 0.0))
    }

    pub(super) fn of_inset(inset: &Inset, within: Rect) -> Self {
        Self::new(inset.bounds, inset.width, |height| {
            let left = within.left + MARGIN;
            let (right, bottom) = (within.right - MARGIN - inset.width, within.bottom - MARGIN - height);
            let top = within.top + MARGIN;
            match inset.corner {
                Corner::NorthWest => (left, top),
                Corner::NorthEast => (right, top),
                Corner::SouthWest => (left, bottom),
                Corner::SouthEast => (right, bottom),
            }
        })
    }

    fn new(bounds: Bounds, width: f64, corner: impl FnOnce(f64) -> Xy) -> Self {
        let conic = Projection::for_bounds(bounds);
        let middle = bounds.centre();
        let (half_width, _) = conic.project(Point::new(middle.lat, bounds.east));
        let (_, top) = conic.project(Point::new(bounds.north, bounds.east));
        let (_, bottom) = conic.project(Point::new(bounds.south, middle.lon));
        let scale = width / 2.0 / half_width;
        let height = ((top - bottom) * scale).round();
        let (x, y) = corner(height);
        let origin = (x + width / 2.0, y + top * scale);
        Self { conic, scale, origin, area: Rect::new(x, y, x + width, y + height) }
    }

    /// Where the point falls; it may be outside the area.
    pub(super) fn at(&self, point: Point) -> Xy {
        let (x, y) = self.conic.project(point);
        (self.origin.0 + x * self.scale, self.origin.1 - y * self.scale)
    }

    /// What of a polygon lies in the area, thinned. Of places specks are wanted, of the coast they are left out.
    pub(super) fn rings(&self, polygon: &Polygon, specks: bool) -> Vec<Vec<Xy>> {
        let rings = polygon.rings.iter().map(|ring| {
            let ring: Vec<Xy> = ring.iter().map(|point| self.at(*point)).collect();
            let cut = clip(&ring, self.area);
            let thin = thin_ring(&cut, if specks { SLACK } else { COAST_SLACK });
            // What is smaller than the slack would thin to a line.
            if thin.len() < 3 && specks { cut } else { thin }
        });
        rings.filter(|ring| ring.len() > 2 && (specks || double_area(ring) > 1.0)).collect()
    }

    /// The part of the earth that the area shows, corners included.
    pub(super) fn extent(&self) -> Bounds {
        let Rect { left, top, right, bottom } = self.area;
        let middle = f64::midpoint(left, right);
        let back = |(x, y): Xy| self.conic.unproject(((x - self.origin.0) / self.scale, (self.origin.1 - y) / self.scale));
        let around = [(left, top), (right, top), (left, bottom), (right, bottom), (middle, top), (middle, bottom)].map(back);
        Bounds::around(&around).unwrap_or(Bounds::new(0.0, 0.0, 0.0, 0.0))
    }

    /// Kilometres to a unit of the drawing, in the middle.
    pub(super) fn km_per_unit(&self) -> f64 {
        EARTH_KM / self.scale / self.conic.scale_at(self.conic.origin.lat)
    }

    /// Meridians and parallels, thinned, each with where its number of degrees may stand: at the foot and at the left.
    pub(super) fn graticule(&self) -> Vec<GridLine> {
        const PIECES: u8 = 40;
        let extent = self.extent();
        let step = grid_step((extent.north - extent.south).max((extent.east - extent.west) / 1.5));
        let along = |piece: u8, from: f64, to: f64| from + (to - from) * f64::from(piece) / f64::from(PIECES);
        let mut lines = Vec::new();
        for degrees in steps(extent.west, extent.east, step) {
            let line = (0..=PIECES).map(|piece| self.at(Point::new(along(piece, extent.south, extent.north), degrees)));
            lines.extend(self.grid_line(&line.collect::<Vec<_>>(), degrees, true));
        }
        for degrees in steps(extent.south, extent.north, step) {
            let line = (0..=PIECES).map(|piece| self.at(Point::new(degrees, along(piece, extent.west, extent.east))));
            lines.extend(self.grid_line(&line.collect::<Vec<_>>(), degrees, false));
        }
        lines
    }

    fn grid_line(&self, line: &[Xy], degrees: f64, meridian: bool) -> Option<GridLine> {
        let mut inside = Vec::new();
        for pair in line.windows(2) {
            let Some((a, b)) = cut_segment(pair[0], pair[1], self.area) else { continue };
            if inside.is_empty() {
                inside.push(a);
            }
            inside.push(b);
        }
        let first = *inside.first()?;
        let Rect { left, bottom, .. } = self.area;
        let labelled = if meridian { (first.1 - bottom).abs() < 0.5 } else { (first.0 - left).abs() < 0.5 };
        Some(GridLine { line: thin_line(&inside, 0.2), degrees, label: labelled.then_some(first) })
    }
}

/// A meridian or a parallel.
#[derive(Clone, Debug)]
pub(super) struct GridLine {
    pub(super) line: Vec<Xy>,
    pub(super) degrees: f64,
    /// Where it meets the foot (a meridian) or the left edge (a parallel).
    pub(super) label: Option<Xy>,
}

fn grid_step(span: f64) -> f64 {
    [0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0].into_iter().find(|step| span / step <= 5.0).unwrap_or(30.0)
}

fn steps(from: f64, to: f64, step: f64) -> impl Iterator<Item = f64> {
    let (first, last) = ((from / step).ceil() as i32, (to / step).floor() as i32);
    (first..=last).map(move |n| f64::from(n) * step)
}

/// What of a stretch of line lies in the rectangle (Liang and Barsky).
fn cut_segment(a: Xy, b: Xy, to: Rect) -> Option<(Xy, Xy)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut from, mut until) = (0.0_f64, 1.0_f64);
    for (p, q) in [(-dx, a.0 - to.left), (dx, to.right - a.0), (-dy, a.1 - to.top), (dy, to.bottom - a.1)] {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            from = from.max(q / p);
        } else {
            until = until.min(q / p);
        }
    }
    let point = |part: f64| (a.0 + part * dx, a.1 + part * dy);
    (from < until).then(|| (point(from), point(until)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        let bounds = Bounds::new(141.0, 43.0, 157.5, 54.6);
        Frame { id: "f".into(), title: "F".into(), bounds, width: 760.0, insets: Vec::new(), elsewhere: Vec::new() }
    }

    #[test]
    fn the_sides_of_the_map_are_those_of_its_bounds() {
        let sheet = Sheet::of_frame(&frame());
        let (left, _) = sheet.at(Point::new(48.8, 141.0));
        let (right, _) = sheet.at(Point::new(48.8, 157.5));
        assert!(left.abs() < 0.01 && (right - 760.0).abs() < 0.01, "{left} {right}");
        let (_, foot) = sheet.at(Point::new(43.0, 149.25));
        assert!((foot - sheet.area.bottom).abs() < 0.6, "{foot} {:?}", sheet.area);
        let (_, head) = sheet.at(Point::new(54.6, 157.5));
        assert!(head.abs() < 0.01, "{head}");
    }

    #[test]
    fn a_kilometre_is_a_kilometre() {
        let sheet = Sheet::of_frame(&frame());
        // A degree of latitude is 111.2 km on this sphere.
        let (a, b) = (sheet.at(Point::new(48.3, 149.25)), sheet.at(Point::new(49.3, 149.25)));
        let km = (a.1 - b.1) * sheet.km_per_unit();
        assert!((km - 111.2).abs() < 0.2, "{km}");
    }

    #[test]
    fn segments_are_cut_at_the_edges() {
        let area = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert_eq!(cut_segment((-5.0, 5.0), (15.0, 5.0), area), Some(((0.0, 5.0), (10.0, 5.0))));
        assert_eq!(cut_segment((-5.0, 11.0), (15.0, 11.0), area), None);
    }
}
