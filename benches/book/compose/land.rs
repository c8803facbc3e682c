//! Territories, the disputes over them, and the acts by which they pass.

use super::{Composer, slug};
use crate::calendar::{Date, Exact, civil, new_year};
use crate::holders::{Land, Leaf};
use crate::lines::{Line, YEARS};
use crate::model::{Change, Facts, Kind, Number, Position, Shape};
use crate::words::name;

const LAND: [&str; 5] = ["island", "province", "coast", "peninsula", "valley"];

/// Territories as the ledger needs them.
pub(super) struct Ground {
    /// With the line that holds each at first.
    leaves: Vec<(Number, usize)>,
    /// With the places of their leaves in `leaves`.
    groups: Vec<(Number, Vec<usize>)>,
}

impl Composer {
    pub(super) fn territories(&mut self, lines: &[Line]) -> Ground {
        let range = self.counts.territories.clone();
        let groups = range.len() / 5;
        let leaves = range.len() - groups;
        let columns = leaves.isqrt() + 1;
        let mut ground = Ground { leaves: Vec::new(), groups: Vec::new() };
        for at in 0..leaves {
            let line = self.chance.below(lines.len());
            let (row, column) = (degrees(at / columns), degrees(at % columns));
            let cell = (60.0 / degrees(columns), 36.0 / degrees(columns));
            let centre = (100.0 + (column + 0.5) * cell.0, 22.0 + (row + 0.5) * cell.1);
            let outline = self.outline(centre, (cell.0 * 0.45, cell.1 * 0.45));
            let place = name(&mut self.chance);
            let title = format!("{place} {}", self.chance.pick(&LAND));
            let shape = Shape::Leaf { holder: lines[line].member(new_year(YEARS.start)), outline };
            let area = self.chance.between(20, 90_000);
            ground.leaves.push((self.pages.len(), line));
            self.add(Kind::Territory, &slug(&place), title, Facts::Territory { shape, point: (centre.1, centre.0), area });
        }
        for at in 0..groups {
            // The leaves of a group are neighbours; the last leaves stand alone.
            let members: Vec<usize> = (at * 4..(at * 4 + 3).min(leaves)).collect();
            let parts: Vec<Number> = members.iter().map(|leaf| range.start + leaf).collect();
            let shape = if at % 8 == 7 {
                let by = |line: &Line| line.member(new_year(YEARS.end - 1));
                Shape::Read(vec![(by(&lines[0]), parts), (by(&lines[1]), vec![range.start + members[0]])])
            } else {
                ground.groups.push((self.pages.len(), members));
                Shape::Group(parts)
            };
            let place = name(&mut self.chance);
            let facts = Facts::Territory { shape, point: (20.0, 100.0), area: self.chance.between(1000, 400_000) };
            self.add(Kind::Territory, &slug(&place), format!("The lands of {place}"), facts);
        }
        ground
    }

    /// A ring round a centre, longitude first.
    fn outline(&mut self, centre: (f64, f64), reach: (f64, f64)) -> Vec<(f64, f64)> {
        let corners = self.chance.between(12, 28);
        let mut ring: Vec<(f64, f64)> = (0..corners)
            .map(|at| {
                let angle = std::f64::consts::TAU * degrees(at) / degrees(corners);
                let far = 0.6 + degrees(self.chance.below(400)) / 1000.0;
                (centre.0 + angle.cos() * far * reach.0, centre.1 + angle.sin() * far * reach.1)
            })
            .collect();
        ring.push(ring[0]);
        ring
    }

    pub(super) fn disputes(&mut self, lines: &[Line]) {
        let leaves = self.counts.territories.len() - self.counts.territories.len() / 5;
        for at in 0..self.counts.disputes.len() {
            // Spread over the leaves, and away from the first of them, which change hands most.
            let leaf = self.counts.territories.start + disputed(at, self.counts.disputes.len(), leaves);
            let day = new_year(YEARS.end - 10);
            let positions = (0..2)
                .map(|line| {
                    let text =
                        format!("{} It is ours by the {} and by the {}.", self.sentence(24), self.rare(1), self.rare(1));
                    let since = Date { day: self.day(day, day + 3000), exact: Exact::Month };
                    Position { by: lines[line].member(since.day), since, text, cite: self.cite() }
                })
                .collect();
            let title = format!("Title to {}", self.pages[leaf].title);
            self.add(Kind::Dispute, &slug(&title), title, Facts::Dispute { about: vec![leaf], positions });
        }
    }

    /// Lets land pass, by few acts: most treaties move none.
    pub(super) fn passes(&mut self, lines: &[Line], ground: &Ground) {
        let leaves = ground.leaves.iter().map(|(number, line)| Leaf::new(*number, *line)).collect();
        let mut land = Land { lines, leaves, groups: ground.groups.clone() };
        let acts = self.counts.treaties.start..self.counts.events.end;
        let wanted = (self.all.isqrt() * 3).min(acts.len());
        let mut moving: Vec<(i64, Number)> = (0..wanted)
            .map(|_| acts.start + self.chance.below(acts.len()))
            .filter_map(|number| match &self.pages[number].facts {
                Facts::Act(act) => Some((act.treaty.as_ref().map_or(act.date.day, |treaty| treaty.in_force.day), number)),
                _ => None,
            })
            // On New Year's Day parties succeed each other, and nobody could say which of them gave the land.
            .filter(|(day, _)| new_year(civil(*day).0) != *day && *day < new_year(YEARS.end))
            .collect();
        moving.sort_unstable();
        moving.dedup_by_key(|(day, _)| *day);
        let disputes = self.counts.disputes.len();
        let claims = moving.len() - (disputes * 2).min(moving.len());
        for (at, (day, number)) in moving.into_iter().enumerate() {
            let cite = self.cite();
            let claim = at.checked_sub(claims).filter(|claim| *claim < disputes);
            let claimed =
                claim.and_then(|claim| land.claim(disputed(claim, disputes, ground.leaves.len()), day, cite.clone()));
            let change: Option<Change> = claimed.or_else(|| land.change(day, cite, &mut self.chance));
            if let Facts::Act(act) = &mut self.pages[number].facts {
                act.date.exact = Exact::Day;
                act.changes.extend(change);
            }
        }
    }
}

/// Which leaf a dispute is about.
fn disputed(dispute: usize, disputes: usize, leaves: usize) -> usize {
    leaves - 1 - dispute * (leaves / 2) / disputes
}

/// A small number for reckoning with degrees.
fn degrees(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
