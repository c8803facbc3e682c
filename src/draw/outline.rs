//! Outlines on the page: cut at the edge of the map, thinned, written as path data.

use super::svg::{push_tenths, tenths};

/// A point on the page: x to the right, y down.
pub(super) type Xy = (f64, f64);

/// A rectangle on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rect {
    pub(super) fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, right, bottom }
    }

    pub(super) fn around(points: &[Xy]) -> Option<Self> {
        let (x, y) = *points.first()?;
        let start = Self::new(x, y, x, y);
        Some(
            points
                .iter()
                .fold(start, |r, (x, y)| Self::new(r.left.min(*x), r.top.min(*y), r.right.max(*x), r.bottom.max(*y))),
        )
    }

    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub(super) fn contains(self, (x, y): Xy) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// The rectangle, larger by so much on every side.
    pub(super) fn grown(self, by: f64) -> Self {
        Self::new(self.left - by, self.top - by, self.right + by, self.bottom + by)
    }
}

/// What of a ring lies in the rectangle (Sutherland and Hodgman). Where it leaves and comes back it runs along the edge.
pub(super) fn clip(ring: &[Xy], to: Rect) -> Vec<Xy> {
    let mut ring = ring.to_vec();
    for side in 0..4 {
        let inside = |(x, y): Xy| match side {
            0 => x >= to.left,
            1 => x <= to.right,
            2 => y >= to.top,
            _ => y <= to.bottom,
        };
        let cut = |(x0, y0): Xy, (x1, y1): Xy| {
            let at_x = |x: f64| (x, y0 + (y1 - y0) * (x - x0) / (x1 - x0));
            let at_y = |y: f64| (x0 + (x1 - x0) * (y - y0) / (y1 - y0), y);
            match side {
                0 => at_x(to.left),
                1 => at_x(to.right),
                2 => at_y(to.top),
                _ => at_y(to.bottom),
            }
        };
        let mut kept = Vec::with_capacity(ring.len());
        for (index, &here) in ring.iter().enumerate() {
            let before = ring[if index == 0 { ring.len() - 1 } else { index - 1 }];
            if inside(here) != inside(before) {
                kept.push(cut(before, here));
            }
            if inside(here) {
                kept.push(here);
            }
        }
        ring = kept;
    }
    ring
}

/// The line without the points that lie no farther than `slack` from it (Douglas and Peucker).
pub(super) fn thin_line(line: &[Xy], slack: f64) -> Vec<Xy> {
    if line.len() < 3 {
        return line.to_vec();
    }
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[line.len() - 1] = true;
    let mut todo = vec![(0, line.len() - 1)];
    while let Some((first, last)) = todo.pop() {
        let far = (first + 1..last).map(|at| (at, distance_to_segment(line[at], line[first], line[last]))).fold(
            None,
            |far: Option<(usize, f64)>, (at, d)| if far.is_none_or(|far| d > far.1) { Some((at, d)) } else { far },
        );
        if let Some((at, distance)) = far
            && distance > slack
        {
            keep[at] = true;
            todo.push((first, at));
            todo.push((at, last));
        }
    }
    line.iter().zip(keep).filter_map(|(point, keep)| keep.then_some(*point)).collect()
}

/// The ring without the points that lie no farther than `slack` from it; it is opened where it is widest.
pub(super) fn thin_ring(ring: &[Xy], slack: f64) -> Vec<Xy> {
    let ring = if ring.len() > 1 && ring.first() == ring.last() { &ring[..ring.len() - 1] } else { ring };
    let Some(&(x, y)) = ring.first() else { return Vec::new() };
    let mut far = (0, 0.0);
    for (at, point) in ring.iter().enumerate() {
        let distance = (point.0 - x).hypot(point.1 - y);
        if distance > far.1 {
            far = (at, distance);
        }
    }
    let mut thin = thin_line(&ring[..=far.0], slack);
    let back: Vec<Xy> = ring[far.0..].iter().chain([&ring[0]]).copied().collect();
    thin.extend(thin_line(&back, slack).into_iter().skip(1));
    thin.pop();
    thin
}

/// How far a point lies from a stretch of line.
pub(super) fn distance_to_segment(point: Xy, a: Xy, b: Xy) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length == 0.0 { 0.0 } else { ((point.0 - a.0) * dx + (point.1 - a.1) * dy) / length };
    let along = along.clamp(0.0, 1.0);
    let (x, y) = (point.0 - a.0 - along * dx, point.1 - a.1 - along * dy);
    // On a page nothing overflows, and `hypot` takes ten times as long to guard against that.
    (x * x + y * y).sqrt()
}

/// Twice the area that a ring encloses.
pub(super) fn double_area(ring: &[Xy]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs()
}

/// Whether a point lies within rings, by the rule of even and odd.
pub(super) fn within(rings: &[Vec<Xy>], (x, y): Xy) -> bool {
    let mut inside = false;
    for ring in rings {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0 {
                inside = !inside;
            }
        }
    }
    inside
}

/// The point within the rings that is farthest from their edges, roughly, and how far that is; none in an empty outline.
pub(super) fn heart(rings: &[Vec<Xy>]) -> Option<(Xy, f64)> {
    const STEPS: u8 = 24;
    let all: Vec<Xy> = rings.iter().flatten().copied().collect();
    let around = Rect::around(&all)?;
    let middle = (f64::midpoint(around.left, around.right), f64::midpoint(around.top, around.bottom));
    let mut best: Option<(Xy, f64)> = None;
    for row in 0..=STEPS {
        for column in 0..=STEPS {
            let part = |step: u8| f64::from(step) / f64::from(STEPS);
            let at = (around.left + part(column) * around.width(), around.top + part(row) * around.height());
            if !within(rings, at) {
                continue;
            }
            let edges = rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
            let room = edges.map(|(a, b)| distance_to_segment(at, *a, *b)).fold(f64::INFINITY, f64::min);
            if best.is_none_or(|best| room > best.1 + 1e-9) {
                best = Some((at, room));
            }
        }
    }
    best.or(Some((middle, 0.0)))
}

/// Points in the order of a line, in groups with the rectangle round each, so that a question about a rectangle need not look at
/// them all.
#[derive(Clone, Debug, Default)]
pub(super) struct Points(Vec<(Rect, Vec<Xy>)>);

impl Points {
    /// The points of lines.
    pub(super) fn of(lines: &[Vec<Xy>]) -> Self {
        /// Few enough that a group is small on the page, enough that the groups are few.
        const MANY: usize = 24;
        let groups = lines.iter().flat_map(|line| line.chunks(MANY));
        Self(groups.filter_map(|group| Some((Rect::around(group)?, group.to_vec()))).collect())
    }

    /// Those that lie in a rectangle.
    pub(super) fn within(&self, rect: Rect) -> impl Iterator<Item = Xy> {
        // A point on the edge lies within, so that this is wider than `overlaps`.
        let near = move |other: &Rect| {
            rect.left <= other.right && other.left <= rect.right && rect.top <= other.bottom && other.top <= rect.bottom
        };
        let groups = self.0.iter().filter(move |(around, _)| near(around));
        groups.flat_map(|(_, points)| points).copied().filter(move |point| rect.contains(*point))
    }
}

/// Rings as path data, relative and closed.
pub(super) fn ring_data(rings: &[Vec<Xy>]) -> String {
    let mut out = String::new();
    let mut pen = (0, 0);
    for ring in rings {
        let mut points: Vec<(i64, i64)> = ring.iter().map(|(x, y)| (tenths(*x), tenths(*y))).collect();
        points.dedup();
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        if points.len() < 3 {
            continue;
        }
        push_points(&mut out, &points, &mut pen);
        out.push('z');
        pen = points[0];
    }
    out
}

/// A line as path data.
pub(super) fn line_data(line: &[Xy]) -> String {
    let mut points: Vec<(i64, i64)> = line.iter().map(|(x, y)| (tenths(*x), tenths(*y))).collect();
    points.dedup();
    let mut out = String::new();
    push_points(&mut out, &points, &mut (0, 0));
    out
}

fn push_points(out: &mut String, points: &[(i64, i64)], pen: &mut (i64, i64)) {
    let first = out.is_empty();
    for (index, point) in points.iter().enumerate() {
        match index {
            0 => out.push(if first { 'M' } else { 'm' }),
            1 => out.push('l'),
            _ => {}
        }
        let (dx, dy) = (point.0 - pen.0, point.1 - pen.1);
        push_next(out, dx, index < 2);
        push_next(out, dy, false);
        *pen = *point;
    }
}

/// Appends a number of tenths, with a space only where the numbers would run together: `1.5.7-2` is three of them.
fn push_next(out: &mut String, tenths: i64, after_letter: bool) {
    let last = &out[out.rfind(|c: char| !c.is_ascii_digit() && c != '.').map_or(0, |at| at + 1)..];
    let parted = tenths < 0 || (0 < tenths && tenths < 10 && last.contains('.'));
    if !after_letter && !parted {
        out.push(' ');
    }
    push_tenths(out, tenths);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_are_cut_at_the_edge() {
        let square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        let cut = clip(&square, Rect::new(5.0, -5.0, 20.0, 5.0));
        assert_eq!(double_area(&cut), 50.0);
        assert!(clip(&square, Rect::new(20.0, 20.0, 30.0, 30.0)).is_empty());
        assert_eq!(clip(&square, Rect::new(-1.0, -1.0, 11.0, 11.0)), square);
    }

    #[test]
    fn thinning_keeps_corners_and_drops_what_lies_on_the_line() {
        let line = [(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (2.0, 5.0)];
        assert_eq!(thin_line(&line, 0.4), [(0.0, 0.0), (2.0, 0.0), (2.0, 5.0)]);
        let ring = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)];
        assert_eq!(thin_ring(&ring, 0.4), [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]);
    }

    #[test]
    fn path_data_is_relative_and_short() {
        let square = vec![(1.0, 1.0), (3.25, 1.0), (3.25, 0.5), (1.0, 0.5)];
        let hole = vec![(2.0, 2.0), (3.0, 2.0), (3.0, 3.0)];
        assert_eq!(ring_data(&[square, hole]), "M1 1l2.3 0 0-.5-2.3 0zm1 1l1 0 0 1z");
        assert_eq!(line_data(&[(0.0, 0.0), (0.0, 0.01), (5.0, -5.0)]), "M0 0l5-5");
    }

    #[test]
    fn the_heart_of_a_bent_outline_lies_within_it() {
        let bent = vec![(0.0, 0.0), (10.0, 0.0), (10.0, 2.0), (2.0, 2.0), (2.0, 10.0), (0.0, 10.0)];
        let (at, room) = heart(std::slice::from_ref(&bent)).unwrap();
        assert!(within(&[bent], at) && room > 0.5, "{at:?} {room}");
    }
}
