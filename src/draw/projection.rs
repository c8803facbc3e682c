//! Lambert's conformal conic projection on the sphere.
//!
//! J. P. Snyder, *Map Projections: A Working Manual*, USGS Professional Paper 1395 (1987), equations 15-1 to 15-5. The numbers
//! of the equations stand beside the lines that are made from them. On maps of this size the flattening of the earth moves a
//! point by less than a pixel, so the sphere will do.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

use super::geo::{Bounds, Point};

/// Mean radius of the earth in kilometres.
pub(super) const EARTH_KM: f64 = 6371.0;

/// A conformal conic projection: angles and small shapes are kept, and the scale is true on two parallels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    /// The two parallels of true scale, in degrees: the southern one first.
    pub parallels: (f64, f64),
    /// Where x and y are 0.
    pub origin: Point,
    n: f64,
    f: f64,
    rho_0: f64,
}

impl Projection {
    /// The projection with these standard parallels, in degrees, and this origin.
    ///
    /// The parallels must not lie opposite each other across the equator, where the cone becomes a cylinder. Equal parallels
    /// are allowed.
    #[must_use]
    pub fn new(parallels: (f64, f64), origin: Point) -> Self {
        let (phi_1, phi_2) = (parallels.0.to_radians(), parallels.1.to_radians());
        let half = |phi: f64| (FRAC_PI_4 + phi / 2.0).tan();
        let n = if (phi_1 - phi_2).abs() < 1e-9 {
            phi_1.sin()
        } else {
            (phi_1.cos() / phi_2.cos()).ln() / (half(phi_2) / half(phi_1)).ln() // 15-3
        };
        let f = phi_1.cos() * half(phi_1).powf(n) / n; // 15-2
        let rho_0 = f / half(origin.lat.to_radians()).powf(n); // 15-1a
        Self { parallels, origin, n, f, rho_0 }
    }

    /// The projection for a map of these bounds: the scale is true one sixth in from the top and from the bottom, which
    /// spreads the error over the map, and the middle meridian stands upright.
    #[must_use]
    pub fn for_bounds(bounds: Bounds) -> Self {
        let sixth = (bounds.north - bounds.south) / 6.0;
        Self::new((bounds.south + sixth, bounds.north - sixth), bounds.centre())
    }

    /// Where a point falls: x to the east and y to the north of the origin, in radii of the earth.
    #[must_use]
    pub fn project(&self, point: Point) -> (f64, f64) {
        let theta = self.n * (point.lon - self.origin.lon).to_radians(); // 14-4
        let rho = self.f / (FRAC_PI_4 + point.lat.to_radians() / 2.0).tan().powf(self.n); // 15-1
        (rho * theta.sin(), self.rho_0 - rho * theta.cos()) // 14-1, 14-2
    }

    /// Which point falls there.
    #[must_use]
    pub fn unproject(&self, (x, y): (f64, f64)) -> Point {
        let sign = self.n.signum();
        let rho = sign * x.hypot(self.rho_0 - y); // 14-10
        let theta = (sign * x).atan2(sign * (self.rho_0 - y)); // 14-11
        let phi = 2.0 * (self.f / rho).powf(1.0 / self.n).atan() - FRAC_PI_2; // 15-5
        Point::new(phi.to_degrees(), self.origin.lon + (theta / self.n).to_degrees()) // 14-9
    }

    /// How much too large things are drawn at this latitude: 1 on the standard parallels.
    #[must_use]
    pub fn scale_at(&self, lat: f64) -> f64 {
        let phi = lat.to_radians();
        let rho = self.f / (FRAC_PI_4 + phi / 2.0).tan().powf(self.n);
        self.n * rho / phi.cos() // 15-4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(is: f64, should: f64, slack: f64) {
        assert!((is - should).abs() <= slack, "{is} is not {should}");
    }

    /// The worked example of the manual, p. 295–296: unit sphere, parallels 33° and 45° N, origin 23° N, 96° W.
    #[test]
    fn it_agrees_with_the_worked_example_of_the_manual() {
        let conic = Projection::new((33.0, 45.0), Point::new(23.0, -96.0));
        near(conic.n, 0.630_477_7, 5e-8);
        near(conic.f, 1.955_000_2, 5e-8);
        near(conic.rho_0, 1.507_142_9, 5e-8);
        let (x, y) = conic.project(Point::new(35.0, -75.0));
        near(x, 0.296_678_5, 5e-8);
        near(y, 0.246_211_2, 5e-8);
        near(conic.scale_at(35.0), 0.997_004_0, 5e-8);
    }

    #[test]
    fn the_scale_is_true_on_the_standard_parallels_and_the_origin_is_the_origin() {
        let conic = Projection::for_bounds(Bounds::new(138.0, 42.0, 158.0, 54.0));
        assert_eq!(conic.parallels, (44.0, 52.0));
        near(conic.scale_at(44.0), 1.0, 1e-12);
        near(conic.scale_at(52.0), 1.0, 1e-12);
        assert!(conic.scale_at(48.0) < 1.0 && conic.scale_at(42.0) > 1.0 && conic.scale_at(54.0) > 1.0);
        let (x, y) = conic.project(Point::new(48.0, 148.0));
        near(x, 0.0, 1e-12);
        near(y, 0.0, 1e-12);
    }

    #[test]
    fn what_was_projected_comes_back() {
        for conic in [
            Projection::for_bounds(Bounds::new(105.0, 22.0, 165.0, 60.0)),
            Projection::new((50.0, 50.0), Point::new(50.0, 10.0)),
            Projection::new((-50.0, -30.0), Point::new(-40.0, 20.0)),
        ] {
            for (lat, lon) in [(22.5, 106.0), (38.95, 121.5), (50.0, 143.0), (-33.0, 18.0)] {
                let back = conic.unproject(conic.project(Point::new(lat, lon)));
                near(back.lat, lat, 1e-9);
                near(back.lon, lon, 1e-9);
            }
        }
    }

    #[test]
    fn angles_are_kept() {
        let conic = Projection::for_bounds(Bounds::new(138.0, 42.0, 158.0, 55.0));
        let (at, step) = (Point::new(45.0, 156.0), 1e-5);
        let (x, y) = conic.project(at);
        let (east, north) = (
            conic.project(Point::new(at.lat, at.lon + step / at.lat.to_radians().cos())),
            conic.project(Point::new(at.lat + step, at.lon)),
        );
        let (a, b) = ((east.0 - x, east.1 - y), (north.0 - x, north.1 - y));
        near((a.0 * b.0 + a.1 * b.1) / a.0.hypot(a.1) / b.0.hypot(b.1), 0.0, 1e-6);
        near(a.0.hypot(a.1) / b.0.hypot(b.1), 1.0, 1e-6);
    }
}
