//! `territories.geojson`, `territories-VIEWPOINT.geojson`: the territories as a gazetteer, in the Linked Places format (LPF 1.2,
//! <https://github.com/LinkedPasts/linked-places-format>), which is GeoJSON (RFC 7946) and JSON-LD at once.
//!
//! The file without a viewpoint has what nobody disputes: parts that all readings share, and title where every viewpoint has the
//! same holder from the same day to the same day. The file of a viewpoint has parts and title as that viewpoint reads them. Both
//! have control, of which there is one reading.
//!
//! Of LPF's terms: a part has the relation `gvp:broaderPartitive` to its whole; to a party that holds title land has
//! `gvp:tgn3317_member_of`, and for control, or where no party holds, the unspecific `gvp:tgn3000_related_to`, from Getty's
//! ontology, since LPF asks for published terms and none says "held by". Members of our own, which LPF and RFC 7946 allow, say it outright: `layer`, `holder`, `mode`, `instrument`. In LPF a
//! timespan without an end is as short as its start, so that a spell that lasts is said to end no earlier than the last day that
//! the book speaks of.

use serde::Serialize;

use super::Book;
use crate::atlas::{Address, Entity};
use crate::domain::ledger::{Boundary, Viewpoint};
use crate::domain::{ChangeMode, Cite, Date, Day, Facts, Kind, Layer, Located, Territory};
use crate::holdings::{self, By, Holding};
use crate::parse::Outline;
use crate::view::sources::label;
use crate::who::holder_id;

/// The context that LPF 1.2 names; its terms did not change after 1.1.
const CONTEXT: &str = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld";
const PART_OF: &str = "gvp:broaderPartitive";
const TITLE_OF: &str = "gvp:tgn3317_member_of";
const RELATED_TO: &str = "gvp:tgn3000_related_to";

/// A FeatureCollection.
pub(super) struct Collection<'a> {
    features: Vec<Feature<'a>>,
}

impl Collection<'_> {
    /// GeoJSON with a feature to each line: with a coordinate to each line, it would be four times as long.
    pub(super) fn write(&self) -> String {
        let features: Vec<String> =
            self.features.iter().map(|feature| serde_json::to_string(feature).unwrap_or_default()).collect();
        let features = features.join(",\n");
        format!("{{\n\"type\": \"FeatureCollection\",\n\"@context\": \"{CONTEXT}\",\n\"features\": [\n{features}\n]\n}}\n")
    }
}

#[derive(Serialize)]
struct Feature<'a> {
    #[serde(rename = "@id")]
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    properties: Properties<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<When>,
    names: Vec<Toponym<'a>>,
    types: [Type; 1],
    geometry: Option<Geometry<'a>>,
    relations: Vec<Relation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    descriptions: Vec<Description<'a>>,
}

#[derive(Serialize)]
struct Properties<'a> {
    title: &'a str,
    /// GeoNames' feature class, which LPF asks for since 1.3: L, a region.
    fclasses: [&'static str; 1],
    /// Our ID, as the other data files have it.
    id: &'a str,
    url: String,
    /// Whether it has no parts, so that the ledger has spells for it.
    leaf: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    area_km2: Option<f64>,
    /// Whose reading of parts and title this is; left out where it is what all readings share.
    #[serde(skip_serializing_if = "Option::is_none")]
    viewpoint: Option<&'a str>,
}

#[derive(Serialize)]
struct When {
    timespans: [Timespan; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'static str>,
}

#[derive(Serialize)]
struct Timespan {
    start: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Moment>,
}

/// A day, or the first and last that it may be.
#[derive(Serialize)]
#[serde(untagged)]
enum Moment {
    On {
        #[serde(rename = "in")]
        day: String,
    },
    Between {
        earliest: String,
        latest: String,
    },
    From {
        earliest: String,
    },
}

#[derive(Serialize)]
struct Toponym<'a> {
    toponym: &'a str,
    lang: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    citations: Vec<Citation>,
}

#[derive(Serialize)]
struct Citation {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i32>,
    #[serde(rename = "@id")]
    id: String,
}

/// From the Art & Architecture Thesaurus, as the World Historical Gazetteer has it.
#[derive(Serialize)]
struct Type {
    identifier: &'static str,
    label: &'static str,
}

#[derive(Serialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry<'a> {
    Point([f64; 2]),
    Polygon(&'a [Vec<[f64; 2]>]),
    MultiPolygon(&'a [Vec<Vec<[f64; 2]>>]),
}

#[derive(Serialize)]
struct Relation {
    #[serde(rename = "relationType")]
    kind: &'static str,
    #[serde(rename = "relationTo")]
    to: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certainty: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instrument: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    citations: Vec<Citation>,
}

#[derive(Serialize)]
struct Description<'a> {
    #[serde(rename = "@id")]
    id: String,
    value: &'a str,
    lang: &'a str,
}

/// All territories, by ID, as a viewpoint reads them, or as far as all readings agree.
pub(super) fn collection<'a>(book: &Book<'a>, viewpoint: Option<Viewpoint>) -> Collection<'a> {
    let atlas = book.atlas;
    let features = atlas.of_kind(Kind::Territory).filter_map(|(_, entity)| match &entity.facts {
        Facts::Territory(territory) => Some(feature(book, entity, territory, viewpoint)),
        _ => None,
    });
    Collection { features: features.collect() }
}

fn feature<'a>(book: &Book<'a>, entity: &'a Entity, territory: &'a Territory, viewpoint: Option<Viewpoint>) -> Feature<'a> {
    let ledger = book.atlas.ledger();
    let outline = book.atlas.outlines().iter().find(|outline| outline.territory == entity.id);
    let mut relations: Vec<Relation> = wholes(book, &entity.id, viewpoint).collect();
    let mut when = None;
    if territory.is_leaf() {
        let any = ledger.viewpoints().next();
        let control = any.map(|any| holdings::history(ledger, &entity.id, Layer::Control, any)).unwrap_or_default();
        let title = title(book, &entity.id, viewpoint);
        let first = control.iter().chain(&title).map(|holding| holding.from).min_by_key(|from| from.earliest);
        when = first.map(|from| When {
            timespans: [timespan(book, from, None)],
            label: Some("the time for which the ledger answers"),
        });
        relations.extend(control.iter().map(|holding| spell(book, Layer::Control, holding)));
        relations.extend(title.iter().map(|holding| spell(book, Layer::Title, holding)));
    }
    let translated = entity.translations.iter().map(|(language, t)| (language.as_str(), t.words.summary.as_str()));
    let summaries = std::iter::once((book.config.language(), entity.common.summary.as_str())).chain(translated);
    Feature {
        id: book.url_of(entity),
        kind: "Feature",
        properties: Properties {
            title: entity.title(book.config.language()),
            fclasses: ["L"],
            id: &entity.id,
            url: book.url_of(entity),
            leaf: territory.is_leaf(),
            area_km2: territory.area_km2,
            viewpoint: viewpoint.map(|viewpoint| ledger.viewpoint_name(viewpoint)),
        },
        when,
        names: names(book, entity),
        types: [Type { identifier: "aat:300182722", label: "region (geographic)" }],
        geometry: outline.and_then(shape).or(territory.point.map(|(lat, lon)| Geometry::Point([lon, lat]))),
        relations,
        descriptions: summaries
            .filter(|(_, summary)| !summary.is_empty())
            .map(|(lang, value)| Description { id: book.url_of(entity), value, lang })
            .collect(),
    }
}

fn shape(outline: &Outline) -> Option<Geometry<'_>> {
    match outline.polygons.as_slice() {
        [] => None,
        [one] => Some(Geometry::Polygon(one)),
        several => Some(Geometry::MultiPolygon(several)),
    }
}

/// The title first, with the sources of the page, then every other name once.
fn names<'a>(book: &Book<'a>, entity: &'a Entity) -> Vec<Toponym<'a>> {
    let language = book.config.language();
    let mut citations = citations(book, &entity.common.cite.iter().map(|cite| &cite.value).collect::<Vec<_>>());
    if citations.is_empty() {
        // LPF wants one name at least to have a source; the page that goes by it is one.
        citations.push(Citation { label: book.config.book.title.clone(), year: None, id: book.url_of(entity) });
    }
    let mut names = vec![Toponym { toponym: entity.title(language), lang: language, citations }];
    let translated = entity.translations.iter().map(|(lang, t)| (lang.as_str(), t.words.title.as_str()));
    let others = entity.common.names.iter().map(|name| (name.language.as_str(), name.name.as_str()));
    for (lang, toponym) in others.chain(translated).filter(|(_, name)| !name.is_empty()) {
        if !names.iter().any(|name| name.lang == lang && name.toponym == toponym) {
            names.push(Toponym { toponym, lang, citations: Vec::new() });
        }
    }
    names
}

/// Relations to the territories that this is a part of.
fn wholes<'b>(book: &'b Book<'_>, part: &'b str, viewpoint: Option<Viewpoint>) -> impl Iterator<Item = Relation> + 'b {
    let relation = move |entity: &Entity, cite: &[Located<Cite>]| Relation {
        kind: PART_OF,
        to: book.url_of(entity),
        label: format!("part of {}", entity.title(book.language())),
        when: None,
        certainty: None,
        layer: None,
        holder: None,
        mode: None,
        instrument: None,
        article: None,
        citations: citations(book, &cite.iter().map(|cite| &cite.value).collect::<Vec<_>>()),
    };
    book.of_kind(Kind::Territory).filter_map(move |entity| {
        let Facts::Territory(whole) = &entity.facts else { return None };
        if whole.parts.iter().any(|other| other.value == part) {
            return Some(relation(entity, &[]));
        }
        let ledger = book.atlas.ledger();
        let own = viewpoint.and_then(|viewpoint| {
            whole.extents.iter().find(|reading| ledger.viewpoint_of(&reading.by.value) == Some(viewpoint))
        });
        let has = |reading: &crate::domain::ExtentReading| reading.parts.iter().any(|other| other.value == part);
        match own {
            Some(reading) => has(reading).then(|| relation(entity, &reading.cite)),
            // A viewpoint without a reading of its own takes what all have in common, as the ledger does.
            None => (!whole.extents.is_empty() && whole.extents.iter().all(has)).then(|| relation(entity, &[])),
        }
    })
}

/// Title as a viewpoint has it; without one, the holdings that are the same for all.
fn title(book: &Book<'_>, leaf: &str, viewpoint: Option<Viewpoint>) -> Vec<Holding> {
    let ledger = book.atlas.ledger();
    let of = |viewpoint| holdings::history(ledger, leaf, Layer::Title, viewpoint);
    if let Some(viewpoint) = viewpoint {
        return of(viewpoint);
    }
    let mut readings = ledger.viewpoints().map(of);
    let Some(mut shared) = readings.next() else { return Vec::new() };
    for reading in readings {
        let same = |a: &Holding, b: &Holding| (&a.holder, a.from, a.to) == (&b.holder, b.from, b.to);
        shared.retain(|holding| reading.iter().any(|other| same(holding, other)));
    }
    shared
}

/// A spell as a relation to the holder; to the words' meanings on the page about the data where nobody held.
fn spell(book: &Book<'_>, layer: Layer, holding: &Holding) -> Relation {
    let (instrument, article) = match &holding.by {
        By::Act { id, article, .. } => (id.clone(), article.clone()),
        By::Start(_) => ("start".to_owned(), None),
        By::Succession(_) => ("succession".to_owned(), None),
    };
    let (to, name) = match holding.holder.parties() {
        [] => {
            let word = holding.holder.word().unwrap_or_default();
            (format!("{}#_holder-{word}", book.url(&Address::new("/data/"))), word.to_owned())
        }
        [one] => (book.url_of_id(one), book.title_of(one).to_owned()),
        // LPF has one target; the first joint holder stands for all, and `holder` names them.
        [first, ..] => (
            book.url_of_id(first),
            holding.holder.parties().iter().map(|party| book.title_of(party)).collect::<Vec<_>>().join(" and ")
                + ", jointly",
        ),
    };
    let exact = holding.from.is_exact() && holding.to.is_none_or(Boundary::is_exact);
    Relation {
        kind: if layer == Layer::Title && !holding.holder.parties().is_empty() { TITLE_OF } else { RELATED_TO },
        to,
        label: format!("{}: {name}", layer.name()),
        when: Some(When {
            timespans: [timespan(book, holding.from, holding.to)],
            label: holding.to.is_none().then_some("still going on"),
        }),
        certainty: Some(if exact { "certain" } else { "less-certain" }),
        layer: Some(layer.name()),
        holder: Some(holder_id(&holding.holder)),
        mode: holding.mode.map(ChangeMode::name),
        instrument: Some(instrument),
        article,
        citations: citations(book, &holding.cite.iter().collect::<Vec<_>>()),
    }
}

/// LPF's ends are included; ours are the first day of what comes next.
fn timespan(book: &Book<'_>, from: Boundary, to: Option<Boundary>) -> Timespan {
    let moment = |earliest: Day, latest: Day| {
        if earliest == latest {
            Moment::On { day: earliest.to_string() }
        } else {
            Moment::Between { earliest: earliest.to_string(), latest: latest.to_string() }
        }
    };
    let end = match to {
        Some(to) => Some(moment(to.earliest.previous(), to.latest.previous())),
        None => book.as_of().map(|day| Moment::From { earliest: day.max(from.latest).to_string() }),
    };
    Timespan { start: moment(from.earliest, from.latest), end }
}

fn citations(book: &Book<'_>, cites: &[&Cite]) -> Vec<Citation> {
    let citation = |cite: &&Cite| {
        let entry = book.atlas.source(&cite.key)?;
        let label = label(entry);
        Some(Citation {
            label: if cite.locator.is_empty() { label } else { format!("{label}, {}", cite.locator) },
            year: entry.issued.as_deref().and_then(|issued| Date::parse(issued).ok()).and_then(|date| date.year()),
            id: book.url_of_source(&cite.key),
        })
    };
    cites.iter().filter_map(citation).collect()
}
