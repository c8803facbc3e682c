//! Beads: small discs with a sign in them, for places too small to carry it. They are moved apart where they would overlap.

use super::outline::{Rect, Xy};

/// Radius of a bead in units of the drawing.
pub(super) const RADIUS: f64 = 5.5;

/// The largest radius of the part around a bead that can be pointed at: 24 units across and a little more.
const REACH: f64 = 13.0;

/// Moves points apart until no two are nearer than two beads side by side with a little room between them, each staying as near to home as it can.
///
/// All is done in the order of the points, so that the same points always come to the same places.
pub(super) fn spread(homes: &[Xy], area: Rect) -> Vec<Xy> {
    const APART: f64 = 2.0 * RADIUS + 3.0;
    let area = area.grown(-RADIUS - 1.0);
    let mut at = homes.to_vec();
    for _ in 0..120 {
        let mut moved = false;
        for a in 0..at.len() {
            for b in a + 1..at.len() {
                let (dx, dy) = (at[b].0 - at[a].0, at[b].1 - at[a].1);
                let distance = dx.hypot(dy);
                if distance >= APART - 0.01 {
                    continue;
                }
                // Two on one spot part sideways.
                let (ux, uy) = if distance < 1e-6 { (1.0, 0.0) } else { (dx / distance, dy / distance) };
                let push = (APART - distance) / 2.0;
                at[a] = (at[a].0 - ux * push, at[a].1 - uy * push);
                at[b] = (at[b].0 + ux * push, at[b].1 + uy * push);
                moved = true;
            }
        }
        for point in &mut at {
            *point = (point.0.clamp(area.left, area.right), point.1.clamp(area.top, area.bottom));
        }
        if !moved {
            break;
        }
    }
    at
}

/// For each bead the radius within which a pointer means it: as large as can be without meaning two at once.
pub(super) fn reaches(beads: &[Xy]) -> Vec<f64> {
    let reach = |(index, a): (usize, &Xy)| {
        let others = beads.iter().enumerate().filter(|(other, _)| *other != index);
        let nearest = others.map(|(_, b)| (a.0 - b.0).hypot(a.1 - b.1)).fold(f64::INFINITY, f64::min);
        (nearest / 2.0).clamp(RADIUS, REACH)
    };
    beads.iter().enumerate().map(reach).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beads_part_and_their_reaches_do_not_overlap() {
        let area = Rect::new(0.0, 0.0, 100.0, 100.0);
        let beads = spread(&[(50.0, 50.0), (50.0, 50.0), (53.0, 50.0), (90.0, 90.0), (-5.0, 20.0)], area);
        let reaches = reaches(&beads);
        for a in 0..beads.len() {
            for b in a + 1..beads.len() {
                let apart = (beads[a].0 - beads[b].0).hypot(beads[a].1 - beads[b].1);
                assert!(apart >= reaches[a] + reaches[b] - 0.05, "{a} {b}: {apart}");
            }
        }
        assert_eq!(beads[3], (90.0, 90.0));
        assert!(beads[4].0 > 0.0);
    }
}
