//! Tests as tables, on books written in a few lines.

mod faults;
mod islands;
mod properties;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::*;

/// A book, written one thing a line:
///
/// ```text
/// party ussr 1922-12-30 1991-12-26 succession:soviet-russia@1922-12-30
/// leaf urup control=ainu@1700 title=unsettled@1700 title/japan=japan@1700
/// group sakhalin = sakhalin-north sakhalin-south
/// extent kuril-islands by japan = urup
/// dispute urup
/// act shimoda-1855 1855-02-07
/// - urup unsettled > russian-empire delimitation layer=title on=1855-02-07 for=japan art=2 cite=key
/// ```
///
/// `*` stands for what is left out, `a+b` for joint holders.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    pub(super) territories: BTreeMap<String, Territory>,
    pub(super) parties: BTreeMap<String, Party>,
    pub(super) acts: Vec<(String, Option<Date>, Vec<Change>)>,
    pub(super) disputes: BTreeSet<String>,
}

impl Book {
    pub(super) fn read(text: &str) -> Self {
        let mut book = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<_> = line.split_whitespace().collect();
            match words[0] {
                "party" => book.party(&words[1..]),
                "leaf" => book.leaf(&words[1..]),
                "group" => book.territory(words[1]).parts = references(&words[3..], &FieldPath::top().key("parts")),
                "extent" => {
                    let territory = book.territory(words[1]);
                    let at = FieldPath::top().key("extents").index(territory.extents.len());
                    let by = located(words[3].to_owned(), &at, "by");
                    let parts = references(&words[5..], &at.key("parts"));
                    territory.extents.push(ExtentReading { by, parts, cite: Vec::new(), at });
                }
                "dispute" => drop(book.disputes.insert(words[1].to_owned())),
                "act" => {
                    let date = words.get(2).map(|date| self::date(date));
                    book.acts.push((words[1].to_owned(), date, Vec::new()));
                }
                "-" => {
                    let changes = &mut book.acts.last_mut().expect("an act comes before its changes").2;
                    changes.push(change(&words[1..], changes.len()));
                }
                other => panic!("{other}?"),
            }
        }
        book
    }

    pub(super) fn compute(&self) -> (Ledger, Vec<LedgerFault>) {
        let acts = self.acts.iter().map(|(id, date, changes)| Act { id, date: date.as_ref(), changes }).collect();
        Ledger::compute(&Input {
            territories: self.territories.iter().map(|(id, territory)| (id.as_str(), territory)).collect(),
            parties: self.parties.iter().map(|(id, party)| (id.as_str(), party)).collect(),
            acts,
            in_dispute: self.disputes.iter().map(String::as_str).collect(),
        })
    }

    fn territory(&mut self, id: &str) -> &mut Territory {
        self.territories.entry(id.to_owned()).or_default()
    }

    fn party(&mut self, words: &[&str]) {
        let mut party = Party::default();
        let top = FieldPath::top();
        let moment = |word: Option<&&str>, key: &'static str| {
            word.filter(|word| **word != "*").map(|word| located(stated(word), &top, key))
        };
        party.start = moment(words.get(1), "start");
        party.end = moment(words.get(2), "end");
        for (index, word) in words.iter().skip(3).enumerate() {
            let (mode, rest) = word.split_once(':').expect("mode:party@date");
            let (predecessor, on) = rest.split_once('@').expect("party@date");
            let at = top.key("succeeds").index(index);
            let mode = SuccessionMode::ALL.into_iter().find(|known| known.name() == mode).expect("a mode");
            let party_at = located(predecessor.to_owned(), &at, "party");
            party.succeeds.push(Succession { party: party_at, on: located(stated(on), &at, "on"), mode });
        }
        self.parties.insert(words[0].to_owned(), party);
    }

    fn leaf(&mut self, words: &[&str]) {
        let territory = self.territory(words[0]);
        for word in &words[1..] {
            let (key, value) = word.split_once('=').expect("layer=holder@date");
            let (holder, from) = value.split_once('@').expect("holder@date");
            let (layer, views) = key.split_once('/').unwrap_or((key, ""));
            let at = FieldPath::top().key("start").index(territory.start.len());
            let views: Vec<_> = views.split(',').filter(|view| !view.is_empty()).collect();
            territory.start.push(Start {
                layer: self::layer(layer).map(|layer| located(layer, &at, "layer")),
                holder: located(self::holder(holder), &at, "holder"),
                from: located(stated(from), &at, "from"),
                viewpoint: references(&views, &at.key("viewpoint")),
                cite: Vec::new(),
                note: None,
                at,
            });
        }
    }
}

fn change(words: &[&str], index: usize) -> Change {
    let at = FieldPath::top().key("changes").index(index);
    let [territory, from, ">", to, mode, options @ ..] = words else { panic!("{words:?}?") };
    let mut change = Change {
        territory: located((*territory).to_owned(), &at, "territory"),
        from: (*from != "*").then(|| located(holder(from), &at, "from")),
        to: located(holder(to), &at, "to"),
        mode: located(ChangeMode::ALL.into_iter().find(|known| known.name() == *mode).expect("a mode"), &at, "mode"),
        layer: None,
        viewpoint: Vec::new(),
        on: None,
        article: None,
        cite: Vec::new(),
        note: None,
        at: at.clone(),
    };
    for option in options {
        let (key, value) = option.split_once('=').expect("key=value");
        match key {
            "layer" => change.layer = layer(value).map(|layer| located(layer, &at, "layer")),
            "on" => change.on = Some(located(stated(value), &at, "on")),
            "for" => change.viewpoint = references(&value.split(',').collect::<Vec<_>>(), &at.key("viewpoint")),
            "art" => change.article = Some(located(value.to_owned(), &at, "article")),
            "cite" => {
                let cite = Cite { key: value.to_owned(), locator: String::new() };
                change.cite.push(Located { value: cite, at: at.key("cite").index(0) });
            }
            other => panic!("{other}?"),
        }
    }
    change
}

fn located<T>(value: T, at: &FieldPath, key: &'static str) -> Located<T> {
    Located { value, at: at.key(key) }
}

fn references(ids: &[&str], at: &FieldPath) -> Vec<Reference> {
    ids.iter().enumerate().map(|(index, id)| Located { value: (*id).to_owned(), at: at.index(index) }).collect()
}

pub(super) fn date(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn stated(text: &str) -> StatedDate {
    StatedDate { date: date(text), julian: None, as_written: None }
}

pub(super) fn holder(text: &str) -> Holder {
    Holder::from_word(text).unwrap_or_else(|| Holder::Parties(text.split('+').map(str::to_owned).collect()))
}

fn layer(text: &str) -> Option<Layer> {
    Layer::ALL.into_iter().find(|layer| layer.name() == text)
}

pub(super) fn day(text: &str) -> Day {
    date(text).exact_day().expect("a day")
}

/// `ussr`, `a+b`, `unsettled`.
pub(super) fn name(holder: &Holder) -> String {
    holder.word().map_or_else(|| holder.parties().join("+"), str::to_owned)
}

/// `view` is a party of the line; `*` the first viewpoint there is.
pub(super) fn viewpoint(ledger: &Ledger, view: &str) -> Viewpoint {
    let first = ledger.viewpoints().next().filter(|_| view == "*");
    ledger.viewpoint_of(view).or(first).unwrap_or_else(|| panic!("no viewpoint {view}"))
}

/// Who held: `ussr` where it is certain, `japan-empire|ussr` where one of several may have, `-` where nothing is known;
/// of a group, leaf by leaf: `iturup ussr, urup ussr`.
pub(super) fn who(ledger: &Ledger, territory: &str, on: &str, layer: Layer, view: &str) -> String {
    let found = ledger.status(territory, day(on), layer, viewpoint(ledger, view));
    let show = |status: &Status<'_>| {
        let holders: Vec<_> = status.spells.iter().map(|spell| name(spell.holder)).collect();
        match status.certainty {
            Certainty::Certain => holders.concat(),
            Certainty::Possible if holders.len() == 1 => format!("{}?", holders[0]),
            Certainty::Possible => holders.join("|"),
            Certainty::Silent => "-".to_owned(),
        }
    };
    match found.as_slice() {
        [only] if only.leaf == territory => show(only),
        several => several.iter().map(|status| format!("{} {}", status.leaf, show(status))).collect::<Vec<_>>().join(", "),
    }
}

/// A history as a list of lines: `1905-10-15 japan-empire cession portsmouth-1905[0]`.
pub(super) fn history(ledger: &Ledger, leaf: &str, layer: Layer, view: &str) -> Vec<String> {
    let spells = ledger.history(leaf, layer, viewpoint(ledger, view));
    spells.iter().map(show_spell).collect()
}

pub(super) fn show_spell(spell: &Spell<'_>) -> String {
    let from = if spell.from.is_exact() {
        spell.from.earliest.to_string()
    } else {
        format!("{}..{}", spell.from.earliest, spell.from.latest)
    };
    let mode = spell.mode.map_or("-", ChangeMode::name);
    let confirmed: Vec<_> = spell.confirmed_by.iter().map(|basis| show_basis(basis)).collect();
    let confirmed = if confirmed.is_empty() { String::new() } else { format!(" confirmed by {}", confirmed.join(", ")) };
    format!("{from} {} {mode} {}{confirmed}", name(spell.holder), show_basis(spell.by))
}

fn show_basis(basis: &Basis) -> String {
    match basis {
        Basis::Start { territory, item, .. } => format!("{territory}:{item}"),
        Basis::Change { act, item, .. } => format!("{act}[{item}]"),
        Basis::Succession { .. } => {
            let steps: Vec<_> = basis.steps().map(|step| format!("{}>{}", step.predecessor, step.successor)).collect();
            steps.join("+")
        }
    }
}

/// Faults as text: `page field: kind: message`, then help and related places, indented.
pub(super) fn show_faults(faults: &[LedgerFault]) -> String {
    let mut lines = Vec::new();
    for fault in faults {
        lines.push(format!("{} {}: {}: {}", fault.id, fault.at, fault.kind.name(), fault.message));
        lines.extend(fault.help.iter().map(|help| format!("  help: {help}")));
        lines.extend(fault.related.iter().map(|related| format!("  {} {}: {}", related.id, related.at, related.text)));
    }
    lines.join("\n")
}
