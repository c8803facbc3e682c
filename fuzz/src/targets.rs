//! Each target takes any bytes, and panics where something does not hold that must hold for all of them.

use std::time::{Duration, Instant};

use treatise::domain::{Date, parse_cite, parse_cluster};
use treatise::{Colour, Format, Options, Site, Sources, compile};

use super::dom;

/// Takes any bytes.
pub type Target = fn(&[u8]);

/// All targets by name.
pub const ALL: [(&str, Target); 7] = [
    ("front_matter", front_matter),
    ("markdown", markdown),
    ("dates", dates),
    ("links", links),
    ("citations", citations),
    ("book", book),
    ("superlinear", superlinear),
];

const CONFIG: &str = "[book]\ntitle = \"X\"\n[cards]\nenabled = false\n[search]\nenabled = false\n";
const SOURCES: &str =
    "references:\n  - {id: a, type: book, title: A}\n  - {id: b, type: treaty, title: B, issued: 1855-02-07}\n";

/// A small sound book with these files in it.
fn compiled(files: &[(&str, &[u8])]) -> Site {
    let sound: [(&str, &[u8]); 5] = [
        ("book.toml", CONFIG.as_bytes()),
        ("content/index.md", b"---\ntitle: Home\n---\n"),
        ("content/parties/japan.md", b"---\ntitle: Japan\nform: state\n---\n\n## Names\n"),
        ("content/sources.yaml", SOURCES.as_bytes()),
        ("content/picture.png", b"x"),
    ];
    compile(Sources::from_files(sound.iter().chain(files).map(|(path, bytes)| (*path, *bytes))), &Options::default())
}

/// What is said of a book has a place and steers no terminal, whatever its form; what is accepted is harmless.
fn keeps_its_promises(site: &Site, page: &str) {
    let report = site.report(&[], false);
    for format in [Format::Human, Format::Short, Format::Json, Format::Github] {
        let text = report.render(format, Colour::Never);
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    }
    for fault in report.faults() {
        let (path, line, column) = fault.position();
        assert!(!path.is_empty() && line > 0 && column > 0, "{fault:?}");
    }
    if site.has_errors() {
        return;
    }
    if let Some(Ok(bytes)) = site.file(page) {
        let ours = |name: &str| name.ends_with(".js") && site.paths().any(|path| path == name);
        if let Err(what) = dom::page(&bytes, &ours) {
            panic!("{what} in {}", String::from_utf8_lossy(&bytes));
        }
    }
}

/// The front matter of a page of any kind, which the first byte chooses.
pub fn front_matter(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else { return };
    let folders = ["", "eras/", "treaties/", "events/", "territories/", "parties/", "people/", "disputes/"];
    let folder = folders[usize::from(*kind) % folders.len()];
    let page = [b"---\ntitle: A\n", rest, b"\n---\nText.\n"].concat();
    let site = compiled(&[(&format!("content/{folder}a.md"), &page)]);
    keeps_its_promises(&site, &format!("{folder}a/index.html"));
}

/// A body, down to the page as a browser reads it.
pub fn markdown(data: &[u8]) {
    let page = [b"---\ntitle: A\n---\n", data].concat();
    keeps_its_promises(&compiled(&[("content/a.md", &page)]), "a/index.html");
}

/// Dates: those that are read are what was written, and do not end before they begin.
pub fn dates(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Date::parse(text) {
        Ok(date) => {
            let bounds = date.bounds();
            if let (Some(earliest), Some(latest)) = (bounds.earliest, bounds.latest) {
                assert!(earliest <= latest, "{text}: {bounds:?}");
            }
            assert_eq!(date.to_string(), text);
            assert_eq!(Date::parse(&date.to_string()).map(|again| again.bounds()), Ok(bounds));
        }
        Err(error) => {
            assert!(error.range.end <= text.len() && text.get(error.range.clone()).is_some(), "{text}: {error:?}");
        }
    }
}

/// Destinations of links in a form that the first byte chooses.
pub fn links(data: &[u8]) {
    let Some((form, Ok(target))) = data.split_first().map(|(form, rest)| (form, std::str::from_utf8(rest))) else { return };
    let forms = [
        "[x](TARGET)",
        "[x](<TARGET>)",
        "![x](TARGET)",
        "[[TARGET]]",
        "<TARGET>",
        "[x][r]\n\n[r]: TARGET",
        "<a href=\"TARGET\">x</a>",
        "<img src=\"TARGET\">",
    ];
    let body = forms[usize::from(*form) % forms.len()].replace("TARGET", target);
    let page = format!("---\ntitle: A\ndate: 1900\n---\n\n{body}\n");
    keeps_its_promises(&compiled(&[("content/events/a.md", page.as_bytes())]), "events/a/index.html");
}

/// Citations, in prose and among the facts.
pub fn citations(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Some(Err(error)) = parse_cluster(text) {
        assert!(text.get(error.range.clone()).is_some(), "{text}: {error:?}");
    }
    let _ = parse_cite(text);
    let page = format!(
        "---\ntitle: A\n---\n\nText [@a, {text}], [see {text} @b] and [{text}].\n\n[^1]: [@a; {text}]\n\nNote[^1].\n"
    );
    keeps_its_promises(&compiled(&[("content/a.md", page.as_bytes())]), "a/index.html");
}

/// A book: texts between zeros, put into its files one after the other.
pub fn book(data: &[u8]) {
    const PATHS: [&str; 14] = [
        "content/treaties/t.md",
        "content/territories/i.md",
        "content/parties/japan.md",
        "content/events/e.md",
        "content/eras/x.md",
        "content/disputes/d.md",
        "content/people/p.md",
        "content/sources.yaml",
        "content/geometry.geojson",
        "content/a.md",
        "content/a.ru.md",
        "book.toml",
        "templates/page.html",
        "content/map.svg",
    ];
    let texts: Vec<(&str, &[u8])> = PATHS.into_iter().zip(data.split(|byte| *byte == 0)).collect();
    let texts: Vec<(&str, &[u8])> = texts.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    let site = compiled(&texts);
    // Templates and configuration are trusted to write what they like.
    let trusted = texts.iter().any(|(path, _)| !path.starts_with("content/"));
    let _ = site.report(&[], false).render(Format::Human, Colour::Always);
    if !trusted {
        for page in
            ["treaties/t/index.html", "territories/i/index.html", "disputes/d/index.html", "a/index.html", "map/index.html"]
        {
            keeps_its_promises(&site, page);
        }
    }
    if !site.has_errors() {
        let rendered = site.artifacts();
        let _ = site.report(&rendered.diagnostics, false).render(Format::Short, Colour::Never);
    }
}

/// Text that is repeated takes time in proportion to its length, or so little that it does not matter.
pub fn superlinear(data: &[u8]) {
    if data.is_empty() || data.len() > 200 {
        return;
    }
    let time = |length: usize| {
        let page = [b"---\ntitle: A\n---\n", data.repeat(length / data.len()).as_slice()].concat();
        let began = Instant::now();
        let site = compiled(&[("content/a.md", &page)]);
        if !site.has_errors() {
            let _ = site.file("a/index.html");
        }
        let _ = site.report(&[], false);
        began.elapsed()
    };
    let (short, long) = (time(16_000), time(128_000));
    // Eight times the text: twenty-four times the time leaves room for a machine that does other things as well.
    assert!(
        long < Duration::from_secs(2) || long < 24 * short,
        "{short:?}, and {long:?} for eight times the text: {data:?}"
    );
}
