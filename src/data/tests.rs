use serde_json::Value;

use super::*;
use crate::{Options, Sources, compile};

/// A leaf that two parties read differently after a renunciation, a group, a joint holder, an era, and words fit for a formula.
fn book(more: &str) -> crate::Site {
    let files = [
        ("book.toml", format!("[book]\ntitle = \"Two Shores\"\nlicence = \"CC BY 4.0\"\n{more}")),
        ("content/index.md", "---\ntitle: Home\n---\n\n[Data](data.md).\n".to_owned()),
        ("content/eras/early.md", "---\ntitle: Early\nstart: 1800\nend: 1900-01-01\ncite: [\"gazette, p. 2\"]\n---\n".to_owned()),
        ("content/parties/north.md", "---\ntitle: North\nform: state\n---\n".to_owned()),
        ("content/parties/south.md", "---\ntitle: South\nform: state\nend: 1850-01-01\n---\n".to_owned()),
        (
            "content/parties/new-south.md",
            "---\ntitle: New South\nform: state\nstart: 1850-01-01\nsucceeds: [{party: south, on: 1850-01-01, mode: continuation}]\n---\n"
                .to_owned(),
        ),
        (
            "content/territories/rock.md",
            "---\ntitle: Rock\nnames: {ru: Скала}\npoint: {lat: 45.5, lon: 147}\nstart:\n  - {holder: south, from: 180X, cite: [\"gazette, p. 1\"]}\n---\n"
                .to_owned(),
        ),
        ("content/territories/rocks.md", "---\ntitle: Rocks\nparts: [rock]\n---\n".to_owned()),
        (
            "content/treaties/peace-1860.md",
            "---\ntitle: \"=Peace\"\nform: treaty\nsigned: 1860-05\nparties: [north, new-south]\nchanges:\n  - {territory: rocks, from: new-south, to: [north, new-south], mode: condominium, layer: control, article: 2}\n  - {territory: rock, to: undetermined, mode: renunciation, viewpoint: [north], on: 1861-01-01}\n  - {territory: rock, to: north, mode: cession, layer: title, viewpoint: [new-south], on: 1862-01-01}\n---\n\n## Article 2. Rock {#article-2}\n"
                .to_owned(),
        ),
        (
            "content/disputes/rock-title.md",
            "---\ntitle: Title\nabout: [rock]\nparties: [north, new-south]\npositions:\n  - {by: north, since: 1861, text: Nobody's., cite: [gazette]}\n---\n"
                .to_owned(),
        ),
        (
            "content/sources.yaml",
            "references:\n  - {id: gazette, type: book, title: Gazette, issued: 1870, author: [{literal: The Office}]}\n".to_owned(),
        ),
    ];
    let site = compile(Sources::from_files(files), &Options::default());
    let report = site.report(&[], false).render(crate::Format::Short, crate::Colour::Never);
    assert!(!site.has_errors(), "{report}");
    site
}

#[track_caller]
fn read(site: &crate::Site, name: &str) -> String {
    String::from_utf8(site.file(&format!("data/{name}")).unwrap().unwrap()).unwrap()
}

fn json(site: &crate::Site, name: &str) -> Value {
    serde_json::from_str(&read(site, name)).unwrap()
}

#[test]
fn the_ledger_has_a_row_for_each_spell() {
    let expected = "\
territory,layer,viewpoint,holder,from_earliest,from_latest,to_earliest,to_latest,mode,instrument,article,sources\r
rock,control,,south,1800-01-01,1809-12-31,1850-01-01,1850-01-01,,start,,\"gazette, p. 1\"\r
rock,control,,new-south,1850-01-01,1850-01-01,1860-05-01,1860-05-31,,succession,,\"gazette, p. 1\"\r
rock,control,,new-south+north,1860-05-01,1860-05-31,,,condominium,peace-1860,2,\r
rock,title,new-south,south,1800-01-01,1809-12-31,1850-01-01,1850-01-01,,start,,\"gazette, p. 1\"\r
rock,title,new-south,new-south,1850-01-01,1850-01-01,1862-01-01,1862-01-01,,succession,,\"gazette, p. 1\"\r
rock,title,new-south,north,1862-01-01,1862-01-01,,,cession,peace-1860,,\r
rock,title,north,south,1800-01-01,1809-12-31,1850-01-01,1850-01-01,,start,,\"gazette, p. 1\"\r
rock,title,north,new-south,1850-01-01,1850-01-01,1861-01-01,1861-01-01,,succession,,\"gazette, p. 1\"\r
rock,title,north,undetermined,1861-01-01,1861-01-01,,,renunciation,peace-1860,,\r
";
    assert_eq!(read(&book(""), "ledger.csv"), expected);
}

#[test]
fn each_viewpoint_has_its_own_gazetteer() {
    let site = book("");
    let title = |name: &str| -> Vec<String> {
        let collection = json(&site, name);
        let rock = collection["features"].as_array().unwrap().iter().find(|f| f["properties"]["id"] == "rock").unwrap();
        let relations = rock["relations"].as_array().unwrap().iter().filter(|relation| relation["layer"] == "title");
        relations.map(|relation| format!("{} {}", relation["holder"], relation["relationTo"]).replace('"', "")).collect()
    };
    let shared = "south ../parties/south/";
    assert_eq!(title("territories.geojson"), [shared]);
    let new_south = "new-south ../parties/new-south/";
    assert_eq!(title("territories-new-south.geojson"), [shared, new_south, "north ../parties/north/"]);
    let nobody = "undetermined ../data/#_holder-undetermined";
    assert_eq!(title("territories-north.geojson"), [shared, new_south, nobody]);
}

#[test]
fn a_place_has_names_with_a_source_and_a_point_in_the_order_of_geojson() {
    let collection = json(&book(""), "territories.geojson");
    let rock = &collection["features"][0];
    assert_eq!(rock["geometry"], serde_json::json!({"type": "Point", "coordinates": [147.0, 45.5]}));
    assert_eq!(rock["names"][0]["citations"][0]["label"], "Two Shores");
    assert_eq!(rock["names"][1], serde_json::json!({"toponym": "Скала", "lang": "ru"}));
    assert_eq!(rock["relations"][0]["relationTo"], "../territories/rocks/");
    // LPF includes ends; the ledger's are the first day of what comes next.
    let when = &rock["relations"][1]["when"]["timespans"][0];
    assert_eq!(when["end"], serde_json::json!({"in": "1849-12-31"}));
}

#[test]
fn addresses_are_absolute_where_the_book_knows_its_own() {
    let site = book("[output]\nsite-url = \"https://example.org/b\"\n");
    assert_eq!(json(&site, "treaties.json")[0]["url"], "https://example.org/b/treaties/peace-1860/");
    let site = book("[output]\nfile-links = true\n");
    assert_eq!(json(&site, "treaties.json")[0]["url"], "../treaties/peace-1860/index.html");
}

#[test]
fn formulas_are_guarded_in_csv_alone() {
    let site = book("");
    assert!(read(&site, "treaties.csv").contains("\r\npeace-1860,'=Peace,"));
    assert_eq!(json(&site, "treaties.json")[0]["title"], "=Peace");
}

#[test]
fn an_era_ends_in_the_year_of_its_last_day() {
    let eras = json(&book(""), "eras.json");
    let early = &eras["authorities"]["../eras/"]["periods"]["../eras/early/"];
    assert_eq!(early["start"], serde_json::json!({"label": "1800", "in": {"year": "1800"}}));
    assert_eq!(early["stop"], serde_json::json!({"label": "1 January 1900", "in": {"year": "1899"}}));
    assert_eq!(early["source"]["locator"], "p. 2");
    assert_eq!(early["source"]["partOf"]["creators"][0]["name"], "The Office");
    assert_eq!(early["spatialCoverage"][0]["label"], "Rock");
}

#[test]
fn the_package_describes_every_file_and_every_field() {
    let site = book("");
    let package = json(&site, "datapackage.json");
    let described: Vec<&str> =
        package["resources"].as_array().unwrap().iter().map(|resource| resource["path"].as_str().unwrap()).collect();
    let paths: Vec<String> = files(site.atlas()).iter().map(DataFile::name).collect();
    assert_eq!(described, paths[..paths.len() - 1]);
    assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
    for file in files(site.atlas()).iter().filter(|file| file.format == Format::Csv) {
        let csv = read(&site, &file.name());
        let resource = package["resources"].as_array().unwrap().iter().find(|r| r["path"] == file.name()).unwrap();
        let fields: Vec<&str> =
            resource["schema"]["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(csv.split("\r\n").next().unwrap(), fields.join(","));
    }
}
