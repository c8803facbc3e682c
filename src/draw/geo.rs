//! Points on the earth, and outlines made of them.

/// A point on the earth, in degrees.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Latitude, north positive, -90 to 90.
    pub lat: f64,
    /// Longitude, east positive. Beyond 180 it goes on counting where a frame crosses the antimeridian.
    pub lon: f64,
}

impl Point {
    /// A point from its latitude and longitude, in degrees.
    #[must_use]
    pub const fn new(lat: f64, lon: f64) -> Self {
        Self { lat, lon }
    }
}

/// What lies between two meridians and two parallels, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Western meridian.
    pub west: f64,
    /// Southern parallel.
    pub south: f64,
    /// Eastern meridian.
    pub east: f64,
    /// Northern parallel.
    pub north: f64,
}

impl Bounds {
    /// Bounds in the order of a GeoJSON `bbox`: west, south, east, north.
    #[must_use]
    pub const fn new(west: f64, south: f64, east: f64, north: f64) -> Self {
        Self { west, south, east, north }
    }

    /// The point halfway between the sides.
    #[must_use]
    pub fn centre(self) -> Point {
        Point::new(f64::midpoint(self.south, self.north), f64::midpoint(self.west, self.east))
    }

    /// Whether the point lies inside, or outside by no more than `slack` degrees.
    #[must_use]
    pub fn contains(self, point: Point, slack: f64) -> bool {
        (self.south - slack..=self.north + slack).contains(&point.lat)
            && (self.west - slack..=self.east + slack).contains(&point.lon)
    }

    /// The smallest bounds around the points; none around nothing.
    #[must_use]
    pub fn around<'a>(points: impl IntoIterator<Item = &'a Point>) -> Option<Self> {
        points.into_iter().fold(None, |bounds: Option<Self>, at| {
            let Some(b) = bounds else { return Some(Self::new(at.lon, at.lat, at.lon, at.lat)) };
            Some(Self::new(b.west.min(at.lon), b.south.min(at.lat), b.east.max(at.lon), b.north.max(at.lat)))
        })
    }
}

/// An outline with its holes, as in GeoJSON: the first ring is the outer one. A ring may repeat its first point at the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polygon {
    /// The rings.
    pub rings: Vec<Vec<Point>>,
}

impl Polygon {
    /// A polygon from rings of GeoJSON positions, longitude first.
    #[must_use]
    pub fn from_lon_lat(rings: &[Vec<[f64; 2]>]) -> Self {
        let ring = |ring: &Vec<[f64; 2]>| ring.iter().map(|[lon, lat]| Point::new(*lat, *lon)).collect();
        Self { rings: rings.iter().map(ring).collect() }
    }

    /// Its points, of all rings.
    pub fn points(&self) -> impl Iterator<Item = &Point> {
        self.rings.iter().flatten()
    }
}
