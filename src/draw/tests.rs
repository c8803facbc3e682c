//! Drawings as a whole.

use super::*;

fn square(west: f64, south: f64, size: f64) -> Polygon {
    let (east, north) = (west + size, south + size);
    Polygon::from_lon_lat(&[vec![[west, south], [east, south], [east, north], [west, north], [west, south]]])
}

fn frame() -> Frame {
    let bounds = Bounds::new(140.0, 44.0, 150.0, 50.0);
    Frame { id: "tiny".into(), title: "Tiny".into(), bounds, width: 200.0, insets: Vec::new(), elsewhere: Vec::new() }
}

fn place(id: &str, polygons: Vec<Polygon>, point: Option<Point>) -> Place {
    let (title, path) = (id[..1].to_uppercase() + &id[1..], format!("territories/{id}/"));
    Place { id: id.into(), title, path, polygons, point }
}

fn places() -> Vec<Place> {
    vec![
        place("large", vec![square(142.0, 46.0, 2.0)], None),
        place("speck", vec![square(147.0, 47.0, 0.05)], None),
        place("dot", Vec::new(), Some(Point::new(48.0, 147.0))),
        place("far", Vec::new(), Some(Point::new(10.0, 10.0))),
    ]
}

fn mark(place: &str, number: u8) -> Mark {
    let answer = format!("{place}: holder <{number}> & \"others\"");
    Mark { place: place.into(), slot: Slot::Holder(number), disputed: false, uncertain: false, answer: answer.into() }
}

fn options() -> MapOptions {
    MapOptions { prefix: "_m".into(), root: "../".into(), linking: Linking::All, km: "km".into(), ..MapOptions::default() }
}

fn caption() -> Caption {
    Caption { title: "Who <held> what".into(), description: String::new() }
}

fn drawn(marks: &[Mark], options: &MapOptions) -> String {
    map(
        &frame(),
        &[Land { polygons: vec![square(145.0, 44.5, 1.0)] }],
        &places(),
        marks,
        &caption(),
        options,
        &Memo::default(),
    )
}

/// What the drawing is, whole: look at it in a browser before you put a new one in its place.
#[test]
fn a_tiny_map_looks_like_this() {
    let marks = [mark("large", 1), Mark { disputed: true, ..mark("speck", 0) }];
    let options = MapOptions { labels: vec!["large".into(), "speck".into()], ..options() };
    assert_eq!(drawn(&marks, &options).replace("><", ">\n<"), include_str!("tiny.svg").trim_end());
}

#[test]
fn the_same_values_give_the_same_bytes_and_ids_begin_with_the_prefix() {
    let options = MapOptions { live: true, ..options() };
    let svg = drawn(&[mark("large", 0), mark("dot", 1)], &options);
    assert_eq!(svg, drawn(&[mark("large", 0), mark("dot", 1)], &options));
    let ids: Vec<&str> = svg.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(ids.iter().all(|id| id.starts_with("_m-")), "{ids:?}");
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len());
    for target in svg.split("url(#").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        assert!(ids.contains(&target), "{target}");
    }
    assert!(!svg.contains("style=") && !svg.contains("://"));
}

#[test]
fn nothing_gets_out_of_its_text() {
    let evil = "\"><script>alert('&')</script>";
    let place = Place {
        id: evil.into(),
        title: evil.into(),
        path: evil.into(),
        point: Some(Point::new(47.0, 145.0)),
        ..Place::default()
    };
    let options = MapOptions {
        prefix: evil.into(),
        root: evil.into(),
        labels: vec![evil.into()],
        names: vec![Name { text: evil.into(), at: Point::new(45.0, 142.0), water: Water::Yes }],
        km: evil.into(),
        live: true,
        signs: Signs::new(vec![(Slot::Holder(0), evil.into())]),
        ..options()
    };
    let mark = Mark { disputed: true, ..mark(evil, 0) };
    let caption = Caption { title: evil.into(), description: evil.into() };
    let svg = map(&frame(), &[], &[place], &[mark], &caption, &options, &Memo::default());
    assert!(!svg.contains("<script") && !svg.contains("alert('"), "{svg}");
}

#[test]
fn small_places_get_a_bead_and_places_elsewhere_are_left_out() {
    let svg = drawn(&[], &options());
    assert_eq!(svg.matches("class=\"bead\"").count(), 2);
    assert!(svg.contains("<title>Speck</title>") && svg.contains("<title>Dot</title>") && !svg.contains("Far"));
}

#[test]
fn disputed_land_is_hatched_and_the_holder_shows_below() {
    assert!(!drawn(&[mark("large", 0)], &options()).contains("hatch"));
    let svg = drawn(&[Mark { disputed: true, ..mark("large", 3) }], &options());
    let place = svg.split("class=\"place h3 disputed\"").nth(1).unwrap();
    let (shape, hatch) = (place.find("<use class=\"shape\"").unwrap(), place.find("<use class=\"hatch\"").unwrap());
    assert!(shape < hatch && svg.contains("<g fill=\"url(#_m-hatch)\">"));
}

#[test]
fn an_uncertain_holder_has_a_question_mark() {
    let svg = drawn(&[Mark { uncertain: true, ..mark("large", 2) }], &options());
    assert!(svg.contains("class=\"place h2 uncertain\"") && svg.contains(">C?</text>"));
}

#[test]
fn links_are_as_asked_for() {
    let svg = drawn(&[], &MapOptions { linking: Linking::None, ..options() });
    assert!(!svg.contains("<a ") && svg.contains("role=\"img\""));
    let svg = drawn(&[], &MapOptions { linking: Linking::Pointer, ..options() });
    assert_eq!(svg.matches("<a ").count(), svg.matches("tabindex=\"-1\"").count());
    // A picture may have nothing in it that can be used.
    assert!(svg.contains("role=\"group\""));
}

#[test]
fn an_inset_takes_over_the_links_of_what_it_shows() {
    let inset = Inset {
        id: "in".into(),
        title: "Inset".into(),
        bounds: Bounds::new(146.5, 46.5, 147.5, 47.5),
        corner: Corner::NorthWest,
        width: 60.0,
    };
    let frame = Frame { insets: vec![inset], ..frame() };
    let svg = map(&frame, &[], &places(), &[mark("speck", 1)], &caption(), &options(), &Memo::default());
    assert_eq!(svg.matches("territories/speck/").count(), 1);
    assert_eq!(svg.matches("class=\"place h1\"").count(), 2);
}

#[test]
fn land_that_a_place_covers_is_drawn_once() {
    let land = Land { polygons: vec![square(142.01, 46.01, 1.98), square(145.0, 44.5, 1.0)] };
    let svg = map(&frame(), &[land], &places(), &[], &caption(), &options(), &Memo::default());
    let land = svg.split("<path class=\"land\" d=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(land.matches('z').count(), 1);
}

fn bar(number: u8, holder: &str, from: (i64, i64), to: Option<(i64, i64)>) -> Bar {
    let turn = |(earliest, latest)| Turn { earliest, latest };
    let words = format!("{holder}, by <something>");
    Bar { slot: Slot::Holder(number), holder: holder.into(), from: turn(from), to: to.map(turn), words, path: String::new() }
}

fn rows() -> Vec<Row> {
    let start = (0, 0);
    vec![
        Row {
            title: "Control".into(),
            reading: false,
            bars: vec![bar(0, "Ainu", start, Some((1000, 2000))), bar(1, "Russia", (1000, 2000), None)],
        },
        Row { title: "Title: R".into(), reading: true, bars: vec![bar(1, "Russia", start, None)] },
        Row {
            title: "Title: J".into(),
            reading: true,
            bars: vec![bar(1, "Russia", start, Some((5000, 5000))), bar(2, "Japan", (5000, 5000), None)],
        },
    ]
}

#[test]
fn a_timeline_slants_where_a_turn_is_uncertain_and_hatches_where_readings_differ() {
    let options = TimelineOptions { prefix: "_t".into(), width: 400.0, ..TimelineOptions::default() };
    let svg = timeline(&rows(), 0, 10_000, &caption(), &options);
    assert_eq!(svg.matches("class=\"possible\"").count(), 2);
    assert_eq!(svg.matches("<rect class=\"hatch\" x=\"200\"").count(), 2);
    assert!(svg.contains("<title>Japan, by &lt;something&gt;</title>"));
    assert!(svg.contains("<text class=\"name h1\"") && !svg.contains("://"));
    assert_eq!(svg, timeline(&rows(), 0, 10_000, &caption(), &options));
}

#[test]
fn names_that_do_not_fit_give_way_to_signs() {
    let mut rows = rows();
    rows[0].bars[0].holder = "A people with a very long name".into();
    let options = TimelineOptions { prefix: "_t".into(), width: 400.0, ..TimelineOptions::default() };
    let svg = timeline(&rows, 0, 10_000, &caption(), &options);
    assert!(svg.contains("class=\"sign h0\"") && svg.contains(">A</text>"), "{svg}");
}

#[test]
fn a_spark_is_small_and_needs_no_ids() {
    let svg = spark(&rows(), 0, 10_000, "Ainu, then \"Russia\"");
    assert!(svg.starts_with("<svg class=\"spark\" viewBox=\"0 0 120 12\""));
    assert!(svg.contains("aria-label=\"Ainu, then &quot;Russia&quot;\"") && !svg.contains("id=") && svg.contains("strokes"));
    assert!(svg.len() < 2000, "{}", svg.len());
}

#[test]
fn a_legend_explains_what_occurs_and_nothing_else() {
    let marks = [mark("a", 1), Mark { disputed: true, ..mark("b", 0) }, Mark { slot: Slot::Unsettled, ..mark("c", 0) }];
    let name = |slot: Slot| Some(format!("<{}>", slot.letter()));
    let items = legend(&marks, &Signs::default(), name, "disputed", "uncertain");
    let items: Vec<(&str, &str)> = items.iter().map(|item| (item.class.as_str(), item.sign.as_str())).collect();
    assert_eq!(items, [("h0", "A"), ("h1", "B"), ("hs", "~"), ("disputed", "")]);
}

#[test]
fn states_are_json_that_says_each_thing_once() {
    let status = |holder: usize, since: &str, uncertain| Status { holder, since: since.into(), act: Some(0), uncertain };
    let holder = |slot, text: &str, path: &str| StateHolder { slot, parts: vec![(text.into(), path.into())] };
    let stop = |day: &str, disputed, control, title| StateStop {
        day: day.into(),
        label: day.into(),
        path: format!("map/{day}/"),
        text: "It \"changed\" <hands>\n".into(),
        acts: vec![0],
        disputed: vec![disputed],
        readings: vec![vec![control], vec![title]],
    };
    let states = States {
        places: vec![("iturup".into(), "Iturup".into(), "territories/iturup/".into())],
        holders: vec![holder(Slot::Holder(0), "Russia", "parties/russia/"), holder(Slot::Unsettled, "unsettled", "")],
        signs: Signs::new(vec![(Slot::Holder(0), "R".into())]),
        acts: vec![("Treaty".into(), "treaties/t/#article-2".into())],
        viewpoints: vec!["japan".into()],
        stops: vec![
            stop("1800-01-01", false, status(0, "1700", true), status(1, "1700", false)),
            stop("1855-02-07", true, status(0, "1700", false), status(0, "1855", true)),
        ],
    };
    let json: serde_json::Value = serde_json::from_str(&states.to_json()).unwrap();
    assert_eq!(json["views"], serde_json::json!(["control", "japan"]));
    assert_eq!(json["holders"], serde_json::json!([["0", ["Russia", "parties/russia/"]], ["s", "unsettled"]]));
    assert_eq!(json["signs"], serde_json::json!({"0": "R", "s": "~"}));
    assert_eq!(json["stops"][0]["slots"], serde_json::json!(["0", "s"]));
    assert_eq!(json["stops"][0]["flags"], serde_json::json!(["u", "."]));
    assert_eq!(json["stops"][1]["flags"], serde_json::json!(["d", "b"]));
    assert_eq!(json["stops"][0]["text"], "It \"changed\" <hands>\n");
    assert_eq!(json["words"], serde_json::json!([[[[0, 0, "1700", 0]]], [[[0, 1, "1700", 0], [1, 0, "1855", 0]]]]));
}
