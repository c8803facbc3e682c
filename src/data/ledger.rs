//! `ledger.csv`, `ledger.json`: a row for each spell of each leaf, in each layer and viewpoint.

use serde_json::Value;

use super::Book;
use super::facts;
use super::table::{Field, FieldKind, Table};
use crate::domain::ledger::Viewpoint;
use crate::domain::{ChangeMode, Facts, Kind, Layer};
use crate::holdings::{self, By, Holding};
use crate::who::holder_id;

/// The ledger, by territory, layer (control before title), viewpoint and time.
pub(super) fn table<'a>(book: &'a Book<'_>) -> Table<'a> {
    let rows = std::iter::once_with(|| rows(book)).flatten();
    Table::new(fields(), rows, &["territory", "layer", "viewpoint", "from_earliest", "from_latest"])
}

fn rows(book: &Book<'_>) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    let ledger = book.atlas.ledger();
    let leaves = book.of_kind(Kind::Territory).filter(|entity| matches!(&entity.facts, Facts::Territory(t) if t.is_leaf()));
    for leaf in leaves {
        let mut add = |layer: Layer, viewpoint: Viewpoint| {
            let name = (layer == Layer::Title).then(|| ledger.viewpoint_name(viewpoint));
            let holdings = holdings::history(ledger, &leaf.id, layer, viewpoint);
            rows.extend(holdings.iter().map(|holding| row(&leaf.id, layer, name, holding)));
        };
        // Of control there is one reading, which every viewpoint gives.
        if let Some(any) = ledger.viewpoints().next() {
            add(Layer::Control, any);
        }
        for viewpoint in ledger.viewpoints() {
            add(Layer::Title, viewpoint);
        }
    }
    rows
}

/// The columns.
fn fields() -> Vec<Field> {
    use FieldKind::{Day, Text};
    vec![
        Field::new("territory", Text, "ID of the territory: one without parts."),
        Field::new("layer", Text, "`control`: who was there. `title`: who held sovereignty.")
            .one_of(Layer::ALL.map(Layer::name)),
        Field::new(
            "viewpoint",
            Text,
            "Whose reading of title this is: ID of the latest member of a line of parties, or `everybody` in a book that tells \
             none apart. Empty for control, of which there is one reading.",
        ),
        Field::new(
            "holder",
            Text,
            "IDs of parties, with `+` between joint holders; or `unsettled`, `undetermined` (renounced, with no beneficiary \
             named), `none`, `unknown`.",
        ),
        Field::new("from_earliest", Day, "First day on which the holder may have held."),
        Field::new(
            "from_latest",
            Day,
            "First day on which the holder certainly held: the same as `from_earliest` where the day is known.",
        ),
        Field::new(
            "to_earliest",
            Day,
            "First day on which the next holder may have held: the day after the last certain one of this holder. Empty while \
             this holder lasts.",
        ),
        Field::new(
            "to_latest",
            Day,
            "First day on which the next holder certainly held. Empty while this holder lasts. A spell thus has the days from \
             `from`, included, to `to`, not included.",
        ),
        Field::new(
            "mode",
            Text,
            "How the land was got; a successor holds as its predecessor did. Empty where the ledger begins.",
        )
        .one_of(ChangeMode::ALL.map(ChangeMode::name)),
        Field::new(
            "instrument",
            Text,
            "ID of the treaty or event by which the spell began; `start` where the ledger begins; `succession` where a party \
             took its predecessor's place.",
        ),
        Field::new("article", Text, "Article of the instrument."),
        facts::sources_field(),
    ]
}

fn row(leaf: &str, layer: Layer, viewpoint: Option<&str>, holding: &Holding) -> Vec<Value> {
    let day = |day: crate::domain::Day| Value::from(day.to_string());
    let (instrument, article) = match &holding.by {
        By::Act { id, article, .. } => (id.as_str(), article.as_deref()),
        By::Start(_) => ("start", None),
        By::Succession(_) => ("succession", None),
    };
    vec![
        leaf.into(),
        layer.name().into(),
        viewpoint.into(),
        holder_id(&holding.holder).into(),
        day(holding.from.earliest),
        day(holding.from.latest),
        holding.to.map_or(Value::Null, |to| day(to.earliest)),
        holding.to.map_or(Value::Null, |to| day(to.latest)),
        holding.mode.map(ChangeMode::name).into(),
        instrument.into(),
        article.into(),
        holding.cite.iter().map(ToString::to_string).collect(),
    ]
}
