//! From a book to its ledger.

use std::collections::HashMap;
use std::ops::Range;

use super::extent::{Extents, Reading};
use super::fault::LedgerFault;
use super::finding::{Book, Difference, Findings, Site};
use super::holder::{HolderId, Register};
use super::item::{self, Item, Origin};
use super::outlived::{AllOutlived, Outlived, outlived};
use super::party::Parties;
use super::view::Views;
use super::walk::{Finding, Stretch, Walks};
use super::{Boundary, Input, Ledger, Timeline};
use crate::domain::Layer;

impl Ledger {
    /// Computes who held what, and says what is wrong with the book's account of it.
    ///
    /// The faults come in the order of pages and fields. Whatever is at fault, there is a ledger: a change with a wrong
    /// `from` is entered all the same, one that cannot be placed is left out, and so one mistake does not breed others.
    ///
    /// ```
    /// use treatise::domain::ledger::{Certainty, Input, Ledger};
    /// use treatise::domain::{Date, Day, FieldPath, Holder, Layer, Located, Start, StatedDate, Territory};
    ///
    /// let at = FieldPath::top().key("start").index(0);
    /// let from = StatedDate { date: Date::parse("1700").unwrap(), julian: None, as_written: None };
    /// let start = Start {
    ///     layer: None,
    ///     holder: Located { value: Holder::Parties(vec!["ainu".to_owned()]), at: at.key("holder") },
    ///     from: Located { value: from, at: at.key("from") },
    ///     viewpoint: Vec::new(),
    ///     cite: Vec::new(),
    ///     note: None,
    ///     at,
    /// };
    /// let urup = Territory { start: vec![start], ..Territory::default() };
    /// let (ledger, faults) = Ledger::compute(&Input { territories: [("urup", &urup)].into(), ..Input::default() });
    /// assert!(faults.is_empty());
    ///
    /// let everybody = ledger.viewpoints().next().unwrap();
    /// let found = ledger.status("urup", Day::from_gregorian(1750, 1, 1).unwrap(), Layer::Control, everybody);
    /// assert_eq!(found[0].certainty, Certainty::Certain);
    /// assert_eq!(found[0].spells[0].holder.parties(), ["ainu"]);
    /// ```
    #[must_use]
    pub fn compute(input: &Input<'_>) -> (Self, Vec<LedgerFault>) {
        let mut faults = Vec::new();
        let parties = Parties::read(&input.parties, &mut faults);
        let views = Views::read(input, &parties);
        let extents = Extents::read(&input.territories, &parties, &views, &mut faults);
        let mut register = Register { parties, ..Register::default() };
        let (items, acts) = item::read_all(input, &mut register, &views, &extents, &mut faults);
        let slots = 1 + views.count();
        let lists = lists(&items, &extents, slots);

        // Islands of one chain and viewpoints that agree have like histories: each is walked once. The keys are long, so
        // the table has its full size from the beginning and need never hash them again.
        let mut walked: HashMap<History<'_>, usize> = HashMap::with_capacity(lists.len());
        let mut walks = Walks::new(&mut register, &items);
        let mut made: Vec<Walk> = Vec::new();
        let mut timelines: Vec<Timeline> = Vec::with_capacity(lists.len());
        let mut findings = Findings::default();
        let mut all_outlived = AllOutlived::default();
        for (leaf, id) in extents.leaves().iter().enumerate() {
            let origins = Origin::read(id, input.territories[id.as_str()], walks.register, &views, &mut faults);
            for (slot, origin) in origins.into_iter().enumerate() {
                let list = lists[leaf * slots + slot].as_slice();
                let site = Site { leaf, layer: if slot == 0 { Layer::Control } else { Layer::Title } };
                let number = *walked.entry((origin.map(|origin| (origin.holder, origin.on)), list)).or_insert_with(|| {
                    let spells = walks.walk(origin, list);
                    made.push(Walk {
                        outlived: outlived(walks.register, &walks.stretches[spells.clone()]),
                        findings: std::mem::take(&mut walks.findings),
                        spells,
                        site,
                    });
                    made.len() - 1
                });
                let walk = &made[number];
                let start = origin.map(|origin| origin.by);
                timelines.push(Timeline { spells: walk.spells.clone(), start });
                findings.add(&walk.findings, walks.register, site, slot.saturating_sub(1), start);
                all_outlived.add(&walk.outlived, site, start);
            }
        }
        let Walks { stretches, confirmed, outcomes, .. } = walks;
        register.work_out_all();

        let book = Book { register: &register, extents: &extents, views: &views, items: &items };
        faults.extend(findings.faults(&book));
        faults.extend(book.without_effect(&outcomes, |walk| made[walk].site));
        faults.extend(all_outlived.faults(&register, &extents));
        let differences = differences(input, &extents, &stretches, &timelines, slots);
        faults.extend(book.undisputed_differences(&differences));
        faults.sort();
        faults.dedup();
        let acts = acts.into_iter().map(|(id, items)| (id.to_owned(), items)).collect();
        (Self { register, views, extents, items, acts, stretches, confirmed, timelines }, faults)
    }
}

/// What a history follows from: the first holder and when, and the changes.
type History<'a> = (Option<(HolderId, Boundary)>, &'a [usize]);

/// A walk that was made, and where first.
struct Walk {
    spells: Range<usize>,
    site: Site,
    findings: Vec<Finding>,
    outlived: Vec<Outlived>,
}

/// For every leaf and slot (control, then title in each viewpoint) the changes that fall on it, in the order of dates.
fn lists(items: &[Item], extents: &Extents, slots: usize) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); extents.leaves().len() * slots];
    let mut dated: Vec<_> = items.iter().enumerate().filter_map(|(number, item)| Some((item.on?, number))).collect();
    dated.sort_by_key(|(on, number)| (on.earliest, on.latest, *number));
    for (_, number) in dated {
        for slot in 0..slots {
            let layer = if slot == 0 { Layer::Control } else { Layer::Title };
            for leaf in items[number].reach(extents, layer, slot.saturating_sub(1)) {
                lists[leaf * slots + slot].push(number);
            }
        }
    }
    lists
}

/// For every leaf on which there is no dispute page, where viewpoints first part ways over it.
fn differences(
    input: &Input<'_>,
    extents: &Extents,
    stretches: &[Stretch],
    timelines: &[Timeline],
    slots: usize,
) -> Vec<Difference> {
    let in_dispute = input.in_dispute.iter().filter_map(|id| extents.number(id));
    let mut excused = vec![false; extents.leaves().len()];
    for leaf in in_dispute.flat_map(|territory| extents.reach(territory, Reading::Any)) {
        excused[*leaf] = true;
    }
    let mut differences = Vec::new();
    for leaf in (0..excused.len()).filter(|leaf| !excused[*leaf]) {
        let titles = &timelines[leaf * slots + 1..(leaf + 1) * slots];
        let others = titles.iter().enumerate().skip(1).filter(|(_, other)| other.spells != titles[0].spells);
        let found = others.filter_map(|(view, other)| parting(leaf, (0, &titles[0]), (view, other), stretches));
        differences.extend(found.min_by_key(|found| found.cause.from.earliest));
    }
    differences
}

/// Where two viewpoints part ways, if they do. One for which nothing is recorded says nothing that could differ.
fn parting(
    leaf: usize,
    (a, first): (usize, &Timeline),
    (b, second): (usize, &Timeline),
    stretches: &[Stretch],
) -> Option<Difference> {
    let (one, other) = (&stretches[first.spells.clone()], &stretches[second.spells.clone()]);
    if one.is_empty() || other.is_empty() {
        return None;
    }
    let alike = |(a, b): &(&Stretch, &Stretch)| a.holder == b.holder && a.from == b.from;
    let shared = one.iter().zip(other).take_while(alike).count();
    let (mut cause, start, here, there) = match (one.get(shared), other.get(shared)) {
        (Some(x), Some(y)) if x.from.earliest <= y.from.earliest => (*x, first.start, a, b),
        (Some(x), None) => (*x, first.start, a, b),
        (_, Some(y)) => (*y, second.start, b, a),
        (None, None) => return None,
    };
    if shared == 0 {
        cause.by = start.unwrap_or(cause.by);
    }
    let stretches = if there == a { one } else { other };
    let then = stretches.iter().rev().find(|stretch| stretch.from.earliest <= cause.from.latest).or(stretches.first())?;
    Some(Difference { leaf, cause, here: (here, cause.holder), there: (there, then.holder) })
}
