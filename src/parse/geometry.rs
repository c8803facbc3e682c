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

#[derive(Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    id: Option<serde_json::Value>,
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<Vec<f64>>>),
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

/// Reads the outlines, where there are any.
pub(crate) fn read(sources: &Sources, found: &mut Vec<Diagnostic>) -> (Option<SourceId>, Vec<Outline>) {
    let Some(id) = sources.find("content/geometry.geojson") else { return (None, Vec::new()) };
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
            return (Some(id), Vec::new());
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
    for feature in collection.features {
        let Some(territory) = feature.id.as_ref().and_then(|id| id.as_str()) else {
            found.push(
                Diagnostic::new(&manual::BAD_GEOMETRY, Place::File(id), "a feature has no `id`")
                    .help("its `id` is the ID of the territory it outlines"),
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
        let polygons = match feature.geometry {
            Some(Geometry::Polygon(rings)) => vec![rings],
            Some(Geometry::MultiPolygon(polygons)) => polygons,
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
    (Some(id), outlines)
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
