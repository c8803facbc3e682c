//! Books that mean harm, given to the library: each must be answered in little time, with a place, and without a panic.

use std::time::{Duration, Instant};

use treatise::{Colour, Format, Options, Severity, Sources};

/// What a run over a megabyte may take. The promise is two seconds; tests share their machine, and are not optimised.
const MOST: Duration = Duration::from_secs(20);

fn faults(path: &str, text: String) -> Vec<(String, usize, usize, Severity)> {
    let files = [
        ("book.toml", "[book]\ntitle = \"X\"\n".to_owned()),
        ("content/index.md", "---\ntitle: Home\n---\n".to_owned()),
        (path, text),
    ];
    let begun = Instant::now();
    let site = treatise::compile(Sources::from_files(files), &Options::default());
    let rendered = if site.has_errors() { Vec::new() } else { site.artifacts().diagnostics };
    let report = site.report(&rendered, false);
    let _ = report.render(Format::Human, Colour::Never);
    assert!(begun.elapsed() < MOST, "{path} took {:?}", begun.elapsed());
    let place = |fault: &treatise::Fault| {
        let (_, line, column) = fault.position();
        (fault.code().to_owned(), line, column, fault.severity())
    };
    report.faults().iter().map(place).collect()
}

fn page(body: &str) -> String {
    format!("---\ntitle: A\n---\n{body}")
}

#[test]
fn a_megabyte_of_one_sign_is_read_in_a_moment() {
    for sign in ["[^", "[^é]", "[^a]: x\n\n", "# a {#b}\n", "<div>\n\n", "[a](b.md)", "![](a)"] {
        let found = faults("content/a.md", page(&sign.repeat(200_000 / sign.len())));
        assert!(!found.is_empty(), "{sign}");
    }
}

#[test]
fn thousands_of_faulty_fields_do_not_take_minutes() {
    let keys: String = (0..20_000).map(|number| format!("k{number}: 1\n")).collect();
    let found = faults("content/a.md", format!("---\ntitle: A\n{keys}---\n"));
    // So many of one file are kept.
    assert_eq!(found.iter().filter(|fault| fault.0 == "unknown-key").count(), 10_000);
    assert!(found.iter().any(|fault| (fault.1, fault.2) == (3, 1)), "the first is shown at its line");
}

#[test]
fn towers_of_brackets_are_refused_at_once() {
    for sign in ["[", "{a: "] {
        let found = faults("content/a.md", format!("---\ntitle: {}\n---\n", sign.repeat(100_000)));
        assert!(found.iter().any(|fault| fault.0 == "yaml-syntax" && fault.1 == 2), "{sign}: {found:?}");
    }
}

#[test]
fn columns_of_many_faults_on_one_long_line_count_characters() {
    let found = faults("content/a.md", page(&"é [a](b.md) ".repeat(1000)));
    let columns: Vec<usize> = found.iter().filter(|fault| fault.0 == "broken-link").map(|fault| fault.2).collect();
    assert_eq!(columns, (0..1000).map(|number| 12 * number + 7).collect::<Vec<_>>());
}

#[test]
fn an_alias_and_a_copied_file_cannot_share_an_address() {
    let files = [
        ("book.toml", "[book]\ntitle = \"X\"\n"),
        ("content/index.md", "---\ntitle: Home\naliases: [/old/]\n---\n"),
        ("content/old/index.html", "theirs"),
    ];
    let site = treatise::compile(Sources::from_files(files), &Options::default());
    let report = site.report(&[], false);
    assert!(report.faults().iter().any(|fault| fault.code() == "address-collision"));
}

#[test]
fn a_file_that_is_copied_never_takes_the_place_of_a_page() {
    for (path, address) in [
        ("static/about/index.html", "/about/"),
        ("content/About/INDEX.html", "/about/"),
        ("static/robots.txt", "/robots.txt"),
        ("static/treaties/index.html", "/treaties/"),
        ("static/map/1855-02-07/index.html", "/map/1855-02-07/index.html"),
        ("content/data/ledger.csv", "/data/ledger.csv"),
    ] {
        let files = [
            ("book.toml", "[book]\ntitle = \"X\"\n"),
            ("content/index.md", "---\ntitle: Home\n---\n"),
            ("content/about.md", "---\ntitle: About\n---\n"),
            (path, "x"),
        ];
        let site = treatise::compile(Sources::from_files(files), &Options::default());
        let report = site.report(&[], false);
        let found = report
            .faults()
            .iter()
            .any(|fault| fault.code() == "address-collision" && fault.message().contains(address.trim_end_matches('/')));
        assert!(found, "{path}: {}", report.render(Format::Short, Colour::Never));
    }
}
