//! Changes and starts as the ledger takes them: names become numbers, dates become boundaries, defaults are filled in.

use super::basis::Basis;
use super::extent::{Extents, Reading};
use super::fault::{FaultKind, LedgerFault};
use super::holder::{BasisId, HolderId, Register};
use super::spell::Boundary;
use super::view::Views;
use super::wording::moves;
use super::{Act, Input};
use crate::domain::{Change, ChangeMode, Date, FieldPath, Holder, Layer, Located, Reference, Start, Territory};

/// A change, ready to be entered.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) by: BasisId,
    /// `None` where the book has no such territory.
    pub(super) territory: Option<usize>,
    pub(super) territory_at: FieldPath,
    pub(super) from: Option<HolderId>,
    pub(super) to: HolderId,
    pub(super) mode: ChangeMode,
    /// Whether named parties give the land up, so that it takes away what they hold and leaves alone what others do.
    pub(super) renounces: bool,
    pub(super) control: bool,
    /// The viewpoints for which title moves; none where the change is of control alone.
    pub(super) views: Vec<usize>,
    /// `None` where nobody can say when, and then nothing moves.
    pub(super) on: Option<Boundary>,
    /// The date as somebody wrote it.
    pub(super) written: String,
    /// The fields of `from` and `to`; that of the change where it has no `from`.
    pub(super) from_at: FieldPath,
    pub(super) to_at: FieldPath,
}

/// Where the ledger of a leaf begins, in one layer and viewpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) holder: HolderId,
    pub(super) on: Boundary,
    pub(super) by: BasisId,
}

impl Item {
    /// Reads all changes of an act, in their order.
    pub(super) fn read(
        act: &Act<'_>,
        register: &mut Register,
        views: &Views,
        extents: &Extents,
        faults: &mut Vec<LedgerFault>,
    ) -> Vec<Self> {
        let items = act.changes.iter().enumerate();
        items.map(|(number, change)| Self::read_one(act, number, change, register, views, extents, faults)).collect()
    }

    fn read_one(
        act: &Act<'_>,
        number: usize,
        change: &Change,
        register: &mut Register,
        views: &Views,
        extents: &Extents,
        faults: &mut Vec<LedgerFault>,
    ) -> Self {
        let by = register.basis(Basis::Change {
            act: act.id.to_owned(),
            item: number,
            at: change.at.clone(),
            article: change.article.as_ref().map(|article| article.value.clone()),
            mode: change.mode.value,
            cite: change.cite.iter().map(|cite| cite.value.clone()).collect(),
            note: change.note.clone(),
        });
        let (control, title) = layers(act.id, change, faults);
        let stated = change.on.as_ref().map(|on| (&on.value.date, &on.at));
        let date = stated.or(act.date.map(|date| (date, &change.at)));
        let on = placed(act.id, &change.at, date, faults);
        let written = date.map_or_else(String::new, |(date, _)| date.written().to_owned());
        if let Some(on) = on {
            lifetimes(act.id, &change.to, on, &written, "change", register, faults);
        }
        Self {
            by,
            territory: extents.number(&change.territory.value),
            territory_at: change.territory.at.clone(),
            from: change.from.as_ref().map(|from| register.holder(&from.value)),
            to: register.holder(&change.to.value),
            mode: change.mode.value,
            renounces: change.mode.value == ChangeMode::Renunciation
                && change.from.as_ref().is_some_and(|from| !from.value.parties().is_empty()),
            control,
            views: if title { chosen(&change.viewpoint, register, views) } else { Vec::new() },
            on,
            written,
            from_at: change.from.as_ref().map_or(&change.at, |from| &from.at).clone(),
            to_at: change.to.at.clone(),
        }
    }

    /// The leaves it falls on in one layer, for one viewpoint; control has one reading for all.
    pub(super) fn reach<'a>(&self, extents: &'a Extents, layer: Layer, view: usize) -> &'a [usize] {
        let reading = match layer {
            Layer::Control if self.control => Reading::Common,
            Layer::Title if self.views.contains(&view) => Reading::View(view),
            _ => return &[],
        };
        self.territory.map_or(&[], |territory| extents.reach(territory, reading))
    }
}

impl Origin {
    /// Reads the starts of a leaf: for each layer and viewpoint, control first, where its ledger begins.
    ///
    /// A start for named viewpoints goes before one for everybody.
    pub(super) fn read(
        id: &str,
        territory: &Territory,
        register: &mut Register,
        views: &Views,
        faults: &mut Vec<LedgerFault>,
    ) -> Vec<Option<Self>> {
        let mut origins: Vec<Option<(Self, usize)>> = vec![None; 1 + views.count()];
        // Those for named viewpoints come first, so that the others find the place taken.
        let named = territory.start.iter().enumerate().filter(|(_, start)| !start.viewpoint.is_empty());
        let general = territory.start.iter().enumerate().filter(|(_, start)| start.viewpoint.is_empty());
        for (number, start) in named.chain(general) {
            let on = placed(id, &start.at, Some((&start.from.value.date, &start.from.at)), faults);
            let layer = start.layer.as_ref().map(|layer| layer.value);
            let control = layer != Some(Layer::Title);
            if control && !start.viewpoint.is_empty() {
                faults.push(viewpoint_on_control(
                    id,
                    &start.at,
                    if layer.is_some() { DROP_VIEWPOINT } else { SPLIT_LAYERS },
                ));
            }
            let Some(on) = on else { continue };
            lifetimes(id, &start.holder, on, start.from.value.date.written(), "start", register, faults);
            let by = register.basis(Basis::Start {
                territory: id.to_owned(),
                item: number,
                at: start.at.clone(),
                cite: start.cite.iter().map(|cite| cite.value.clone()).collect(),
                note: start.note.clone(),
            });
            let origin = Self { holder: register.holder(&start.holder.value), on, by };
            let titles = if layer == Some(Layer::Control) { Vec::new() } else { chosen(&start.viewpoint, register, views) };
            // Both layers with a viewpoint: the fault is reported, and only title can be meant.
            let control = control && (start.viewpoint.is_empty() || layer.is_some());
            let places = control.then_some(0).into_iter().chain(titles.into_iter().map(|view| 1 + view));
            let mut twice = None;
            for place in places {
                match origins[place] {
                    None => origins[place] = Some((origin, number)),
                    Some((_, first)) if territory.start[first].viewpoint.is_empty() == start.viewpoint.is_empty() => {
                        twice = twice.or(Some((place, first)));
                    }
                    Some(_) => {}
                }
            }
            if let Some((place, first)) = twice {
                faults.push(two_starts(id, place, &territory.start[first], start));
            }
        }
        origins.into_iter().map(|origin| origin.map(|(origin, _)| origin)).collect()
    }
}

/// Every change of the book, act by act in the order of IDs, and where each act's begin and end.
pub(super) fn read_all<'a>(
    input: &Input<'a>,
    register: &mut Register,
    views: &Views,
    extents: &Extents,
    faults: &mut Vec<LedgerFault>,
) -> (Vec<Item>, Vec<(&'a str, std::ops::Range<usize>)>) {
    let mut acts = input.acts.clone();
    acts.sort_by_key(|act| act.id);
    let mut items = Vec::new();
    let mut ranges = Vec::with_capacity(acts.len());
    for act in &acts {
        let first = items.len();
        items.extend(Item::read(act, register, views, extents, faults));
        ranges.push((act.id, first..items.len()));
    }
    (items, ranges)
}

/// Whether the change moves control, and whether title.
fn layers(act: &str, change: &Change, faults: &mut Vec<LedgerFault>) -> (bool, bool) {
    let mode = change.mode.value;
    let asked = change.layer.as_ref().map(|layer| layer.value);
    let moved = |layer| mode.layers().contains(&layer) && asked.is_none_or(|asked| asked == layer);
    let (control, title) = (moved(Layer::Control), moved(Layer::Title));
    if let Some(layer) = change.layer.as_ref().filter(|layer| !mode.layers().contains(&layer.value)) {
        let message = format!("{}, not {}", moves(mode), layer.value.name());
        let help = "leave out `layer`, or write another `mode`";
        faults.push(LedgerFault::new(FaultKind::LayerOfMode, act, &layer.at, message).help(help));
    }
    if control && !change.viewpoint.is_empty() {
        faults.push(viewpoint_on_control(act, &change.at, if title { SPLIT_LAYERS } else { DROP_VIEWPOINT }));
        // Where both layers were meant by default, only title can have been meant for some and not for others.
        return (!title, title);
    }
    (control, title)
}

const DROP_VIEWPOINT: &str = "leave out `viewpoint`";
const SPLIT_LAYERS: &str = "write `layer: title`, and control as an item of its own";

fn viewpoint_on_control(id: &str, at: &FieldPath, help: &str) -> LedgerFault {
    let message = "control has one reading for all, so it cannot have a `viewpoint`".to_owned();
    LedgerFault::new(FaultKind::ViewpointOnControl, id, &at.key("viewpoint"), message).help(help)
}

/// The boundary that a date gives, with a fault where it gives none or only half of one.
fn placed(id: &str, at: &FieldPath, date: Option<(&Date, &FieldPath)>, faults: &mut Vec<LedgerFault>) -> Option<Boundary> {
    let Some((date, field)) = date else {
        let message = format!("the change has no date: it has no `on`, and `{id}` gives none");
        faults.push(LedgerFault::new(FaultKind::Undated, id, at, message).help("write `on`"));
        return None;
    };
    let placed = Boundary::of(date);
    if placed.is_none_or(|(_, two_sided)| !two_sided) {
        let missing = match (date.bounds().earliest, date.bounds().latest) {
            (Some(_), _) => "last day",
            (None, Some(_)) => "first day",
            (None, None) => "first or last day",
        };
        let message = format!("`{}` has no {missing}, so nobody can say when the land passed", date.written());
        let help = "give a day, or an interval with a first and a last day";
        faults.push(LedgerFault::new(FaultKind::Undated, id, field, message).help(help));
    }
    placed.map(|(on, _)| on)
}

/// Checks that those who come to hold existed at the time.
fn lifetimes(
    id: &str,
    holder: &Located<Holder>,
    on: Boundary,
    written: &str,
    what: &str,
    register: &Register,
    faults: &mut Vec<LedgerFault>,
) {
    for party in holder.value.parties() {
        let number = register.parties.find(party);
        let Some(absence) = number.and_then(|number| register.parties.absence(number, on, written, what)) else { continue };
        let mut fault = LedgerFault::new(FaultKind::OutsideLifetime, id, &holder.at, absence.message)
            .related((party, &absence.place.0), absence.place.1);
        fault.help = absence.help;
        faults.push(fault);
    }
}

/// The viewpoints named, or all of them where none is.
fn chosen(named: &[Reference], register: &Register, views: &Views) -> Vec<usize> {
    if named.is_empty() {
        return (0..views.count()).collect();
    }
    let parties = named.iter().filter_map(|party| register.parties.find(&party.value));
    let mut chosen: Vec<_> = parties.filter_map(|party| views.of(party, &register.parties)).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

fn two_starts(id: &str, place: usize, first: &Start, second: &Start) -> LedgerFault {
    let layer = if place == 0 { Layer::Control } else { Layer::Title };
    let message = format!("a second start for the {} of `{id}`", layer.name());
    LedgerFault::new(FaultKind::TwoStarts, id, &second.at, message)
        .help("keep the earlier one, and enter what followed as a change of some treaty or event")
        .related((id, &first.at), "the first start")
}
