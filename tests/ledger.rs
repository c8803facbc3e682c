//! The ledger of the first book against what the fact sheets say, row by row; and against the book with one change missing.
//!
//! `tests/ledger/expected.tsv` has a row for a territory, a day, a layer and a viewpoint; `tests/ledger/years.tsv` tells the
//! holder of each leaf on 1 January of each year. Both were written from the fact sheets, not from the book.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use treatise::atlas::ledger_input;
use treatise::domain::ledger::{Act, Input, Ledger};
use treatise::domain::{Change, Date, Day, Layer, Located, StatedDate};
use treatise::{Options, Site, Sources, compile};

struct Row {
    leaf: String,
    day: Day,
    layer: Layer,
    /// `None` for control, of which there is one reading.
    viewpoint: Option<String>,
    /// Every holder that is possible on the day.
    holders: BTreeSet<String>,
    place: String,
}

fn book() -> &'static Site {
    static BOOK: OnceLock<Site> = OnceLock::new();
    BOOK.get_or_init(|| compile(Sources::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap(), &Options::default()))
}

fn table(name: &str, text: &str, columns: usize) -> Vec<(String, Vec<String>)> {
    let rows: Vec<_> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(number, line)| (format!("{name}:{}", number + 1), line.split('\t').map(str::to_owned).collect::<Vec<_>>()))
        .filter(|(_, cells)| !matches!(cells[0].as_str(), "territory" | "leaves"))
        .collect();
    for (place, cells) in &rows {
        assert!(cells.len() >= columns, "{place}: expected {columns} columns, found {}", cells.len());
    }
    rows
}

fn layer(word: &str) -> Layer {
    Layer::ALL.into_iter().find(|layer| layer.name() == word).unwrap_or_else(|| panic!("no layer `{word}`"))
}

fn day(text: &str) -> Day {
    Date::parse(text).ok().and_then(|date| date.exact_day()).unwrap_or_else(|| panic!("no day `{text}`"))
}

fn holders(text: &str) -> BTreeSet<String> {
    let one = |holder: &str| {
        let mut parties: Vec<&str> = holder.trim().split('+').collect();
        parties.sort_unstable();
        parties.join("+")
    };
    text.split('|').map(one).collect()
}

fn viewpoint(text: &str) -> Option<String> {
    (text != "-" && !text.is_empty()).then(|| text.to_owned())
}

fn days() -> Vec<Row> {
    let rows = table("expected.tsv", include_str!("ledger/expected.tsv"), 5);
    rows.into_iter()
        .map(|(place, cells)| Row {
            leaf: cells[0].clone(),
            day: day(&cells[1]),
            layer: layer(&cells[2]),
            viewpoint: viewpoint(&cells[3]),
            holders: holders(&cells[4]),
            place,
        })
        .collect()
}

fn years() -> Vec<Row> {
    let mut all = Vec::new();
    for (place, cells) in table("years.tsv", include_str!("ledger/years.tsv"), 6) {
        let (from, to): (i32, i32) = (cells[3].parse().unwrap(), cells[4].parse().unwrap());
        for year in from..=to {
            for leaf in cells[0].split(' ') {
                all.push(Row {
                    leaf: leaf.to_owned(),
                    day: Day::from_gregorian(year, 1, 1).unwrap(),
                    layer: layer(&cells[1]),
                    viewpoint: viewpoint(&cells[2]),
                    holders: holders(&cells[5]),
                    place: format!("{place} ({year})"),
                });
            }
        }
    }
    all
}

/// What the ledger says instead, where it says something else.
fn contradiction(ledger: &Ledger, row: &Row) -> Option<String> {
    let viewpoint = match &row.viewpoint {
        Some(party) => ledger.viewpoint_of(party).unwrap_or_else(|| panic!("{}: no viewpoint `{party}`", row.place)),
        None => ledger.viewpoints().next()?,
    };
    let statuses = ledger.status(&row.leaf, row.day, row.layer, viewpoint);
    let [status] = statuses.as_slice() else { return Some(format!("{}: `{}` is no leaf", row.place, row.leaf)) };
    let found: BTreeSet<String> = status.spells.iter().map(|spell| treatise::who::holder_id(spell.holder)).collect();
    (found != row.holders).then(|| {
        let words = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" | ");
        format!(
            "{}: {} of {} on {} ({}): expected {}, found {}",
            row.place,
            row.layer.name(),
            row.leaf,
            row.day,
            row.viewpoint.as_deref().unwrap_or("everybody"),
            words(&row.holders),
            words(&found)
        )
    })
}

#[track_caller]
fn check(rows: &[Row]) {
    let wrong: Vec<String> = rows.iter().filter_map(|row| contradiction(book().atlas().ledger(), row)).collect();
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn both_sides_of_every_change_are_as_the_sheets_have_them() {
    let rows = days();
    assert!(rows.len() >= 150, "only {} rows", rows.len());
    check(&rows);
}

#[test]
fn every_first_of_january_from_1855_to_2026_is_as_the_sheets_have_it() {
    let rows = years();
    check(&rows);
    let ledger = book().atlas().ledger();
    let told: BTreeSet<(&str, Layer, Option<&str>, Day)> =
        rows.iter().map(|row| (row.leaf.as_str(), row.layer, row.viewpoint.as_deref(), row.day)).collect();
    let input = ledger_input(book().atlas());
    for (leaf, _) in input.territories.iter().filter(|(_, territory)| territory.is_leaf()) {
        for year in 1855..=2026 {
            let day = Day::from_gregorian(year, 1, 1).unwrap();
            assert!(told.contains(&(*leaf, Layer::Control, None, day)), "nothing expected of control of {leaf} in {year}");
            for viewpoint in ledger.viewpoints() {
                let name = ledger.viewpoint_name(viewpoint);
                assert!(
                    told.contains(&(*leaf, Layer::Title, Some(name), day)),
                    "nothing expected of title to {leaf} in {year} according to {name}"
                );
            }
        }
    }
}

/// A book with other changes contradicts itself or the tables.
#[track_caller]
fn must_show(acts: &[(String, Vec<Change>)], rows: &[Row], what: &str) {
    let original = ledger_input(book().atlas());
    let dates: std::collections::BTreeMap<&str, Option<&Date>> =
        original.acts.iter().map(|act| (act.id, act.date)).collect();
    let acts = acts.iter().map(|(id, changes)| Act { id, date: dates[id.as_str()], changes }).collect();
    let input = Input { acts, ..original };
    let (ledger, faults) = Ledger::compute(&input);
    let shows = !faults.is_empty() || rows.iter().any(|row| contradiction(&ledger, row).is_some());
    assert!(shows, "{what}: nobody noticed");
}

fn acts() -> Vec<(String, Vec<Change>)> {
    let input = ledger_input(book().atlas());
    input.acts.iter().filter(|act| !act.changes.is_empty()).map(|act| (act.id.to_owned(), act.changes.to_vec())).collect()
}

#[test]
fn no_change_can_go_missing_unnoticed() {
    let (acts, rows) = (acts(), days());
    for (at, (id, changes)) in acts.iter().enumerate() {
        for item in 0..changes.len() {
            let mut fewer = acts.clone();
            fewer[at].1.remove(item);
            must_show(&fewer, &rows, &format!("`{id}` without changes[{item}]"));
        }
    }
}

#[test]
fn no_change_can_move_by_fifty_years_unnoticed() {
    let (acts, rows) = (acts(), days());
    let input = ledger_input(book().atlas());
    for (at, (id, changes)) in acts.iter().enumerate() {
        let default = input.acts.iter().find(|act| act.id == id).and_then(|act| act.date);
        for (item, change) in changes.iter().enumerate() {
            let date = change.on.as_ref().map(|on| &on.value.date).or(default).unwrap();
            for years in [-50, 50] {
                let moved = |day: Day| {
                    let (year, month, of_month) = day.gregorian();
                    Day::from_gregorian(year + years, month, of_month.min(28)).unwrap()
                };
                let bounds = date.bounds();
                let text = format!("{}/{}", moved(bounds.earliest.unwrap()), moved(bounds.latest.unwrap()));
                let date = Date::parse(&text).unwrap();
                let mut other = acts.clone();
                let at_field = change.at.key("on");
                other[at].1[item].on =
                    Some(Located { value: StatedDate { date, julian: None, as_written: None }, at: at_field });
                must_show(&other, &rows, &format!("`{id}` with changes[{item}] {years} years off"));
            }
        }
    }
}
