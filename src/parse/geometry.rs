//! `content/geometry.geojson`: outlines of territories (RFC 7946).

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Place};
use crate::manual;
use crate::source::{SourceId, Sources, Span};

/// The outline of a territory.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// The territory's ID.
    pub territory: String,
    /// Polygons, each a list of rings (the first the outer one), each a list of longitude and latitude in degrees.
    pub polygons: Vec<Vec<Vec<[f64; 2]>>>,
    /// Where the ID stands.
    pub span: Span,
}

/// Land in the background of maps.
#[derive(Clone, Debug, PartialEq)]
pub struct Coast {
    /// The frame it is drawn for; every frame where it names none.
    pub frame: Option<String>,
    /// Its polygons, as those of an [`Outline`].
    pub polygons: Vec<Vec<Vec<[f64; 2]>>>,
}

/// What the file holds.
#[derive(Clone, Debug, Default)]
pub struct Geometry {
    /// The file.
    pub source: Option<SourceId>,
    /// Outlines of territories.
    pub outlines: Vec<Outline>,
    /// Land in the background.
    pub coasts: Vec<Coast>,
}

#[derive(Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    id: Option<serde_json::Value>,
    #[serde(default)]
    properties: Option<Properties>,
    geometry: Option<Shape>,
}

#[derive(Default, Deserialize)]
struct Properties {
    role: Option<String>,
    frame: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Shape {
    Polygon(Vec<Vec<Vec<f64>>>),
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

/// Reads the outlines, where there are any.
pub(crate) fn read(sources: &Sources, found: &mut Vec<Diagnostic>) -> Geometry {
    let Some(id) = sources.find("content/geometry.geojson") else { return Geometry::default() };
    let text = &sources.get(id).text;
    let collection: Collection = match serde_json::from_str(text) {
        Ok(collection) => collection,
        Err(error) => {
            let at = byte_offset(text, error.line(), error.column());
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
            found.push(
                Diagnostic::new(
                    &manual::BAD_GEOMETRY,
                    Place::Span(Span::new(id, at..at)),
                    format!("not valid GeoJSON: {message}"),
                )
                .help("the file is a FeatureCollection of Polygon and MultiPolygon features whose `id` is a territory's ID"),
            );
            return Geometry { source: Some(id), ..Geometry::default() };
        }
    };
    if collection.kind != "FeatureCollection" {
        found.push(Diagnostic::new(
            &manual::BAD_GEOMETRY,
            Place::File(id),
            format!("expected a FeatureCollection, found `{}`", collection.kind),
        ));
    }
    let mut outlines: Vec<Outline> = Vec::new();
    let mut coasts = Vec::new();
    for feature in collection.features {
        let polygons = match feature.geometry {
            Some(Shape::Polygon(rings)) => vec![rings],
            Some(Shape::MultiPolygon(polygons)) => polygons,
            None => Vec::new(),
        };
        let mut wrong = false;
        let mut position = |numbers: Vec<f64>| match numbers.as_slice() {
            [lon, lat, ..] if lon.abs() <= 180.0 && lat.abs() <= 90.0 => [*lon, *lat],
            _ => {
                wrong = true;
                [0.0, 0.0]
            }
        };
        let polygons = polygons
            .into_iter()
            .map(|rings| rings.into_iter().map(|ring| ring.into_iter().map(&mut position).collect()).collect())
            .collect();
        let properties = feature.properties.unwrap_or_default();
        if properties.role.as_deref() == Some("coast") {
            if wrong {
                let message = "a coast leaves the globe";
                found.push(
                    Diagnostic::new(&manual::BAD_GEOMETRY, Place::File(id), message)
                        .help("positions are [longitude, latitude] in degrees"),
                );
            }
            coasts.push(Coast { frame: properties.frame, polygons });
            continue;
        }
        let Some(territory) = feature.id.as_ref().and_then(|id| id.as_str()) else {
            found.push(
                Diagnostic::new(&manual::BAD_GEOMETRY, Place::File(id), "a feature has no `id`")
                    .help("its `id` is the ID of the territory it outlines; land in the background has `\"role\": \"coast\"` among its properties"),
            );
            continue;
        };
        let quoted = format!("\"{territory}\"");
        let at = text.find(&quoted).map_or(0..0, |at| at + 1..at + quoted.len() - 1);
        let span = Span::new(id, at);
        if outlines.iter().any(|outline| outline.territory == territory) {
            let message = format!("`{territory}` has two outlines");
            found.push(
                Diagnostic::new(&manual::BAD_GEOMETRY, Place::Span(span), message).help("join them in one MultiPolygon"),
            );
            continue;
        }
        if wrong {
            found.push(
                Diagnostic::new(
                    &manual::BAD_GEOMETRY,
                    Place::Span(span),
                    format!("the outline of `{territory}` leaves the globe"),
                )
                .help("positions are [longitude, latitude] in degrees"),
            );
            continue;
        }
        outlines.push(Outline { territory: territory.to_owned(), polygons, span });
    }
    Geometry { source: Some(id), outlines, coasts }
}

/// The JSON crate counts columns in bytes, both from 1.
fn byte_offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
