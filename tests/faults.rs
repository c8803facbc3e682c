//! Books that are wrong on purpose, and everything that is said of them.
//!
//! `tests/faults` has one of each fault that a book can have outside the ledger, in content, configuration and templates, and all of
//! them must come out in one run. The other folders hold what cannot stand in one book with the rest; the ledger is computed only from
//! facts that could be read whole, so its faults have a book of their own. What a book's `expected.txt`
//! (as people see it) and `expected.short.txt` hold is rewritten by `SNAPSHOTS=overwrite cargo test --test faults`, and then read.

#![expect(clippy::disallowed_methods, reason = "tests bring files of their own and look at what was written")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use snapbox::data::DataFormat;
use snapbox::{Assert, Data};
use treatise::{Colour, Format, Options, Report, Severity, Sources, manual};

/// Books whose faults are known before any page is rendered.
const BOOKS: &[&str] = &[
    "faults",
    "faults-config/bad-style",
    "faults-config/no-title",
    "faults-config/not-toml",
    "faults-config/unknown-option",
    "faults-config/unknown-style",
    "faults-config/values",
    "faults-ledger",
    "faults-template",
    "faults-translation",
    "warnings",
];

/// Codes that no file in a repository can show, because they concern what the file system does, or should, because it would be large;
/// they are shown in `tests/hostile`.
const OF_THE_MACHINE: &[&str] = &["not-a-file", "unreadable", "page-too-large"];

fn folder(book: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(book)
}

fn report(root: &Path) -> Report {
    let site = treatise::compile(Sources::read(root).unwrap(), &Options::default());
    let rendered = if site.has_errors() { Vec::new() } else { site.artifacts().diagnostics };
    site.report(&rendered, false)
}

#[test]
fn every_fault_is_reported_in_one_run_and_in_these_words() {
    let compare = Assert::new().action_env("SNAPSHOTS");
    for book in BOOKS {
        let root = folder(book);
        let report = report(&root);
        for (name, format) in [("expected.txt", Format::Human), ("expected.short.txt", Format::Short)] {
            let expected = Data::read_from(&root.join(name), Some(DataFormat::Text)).raw();
            compare.eq(report.render(format, Colour::Never), expected);
        }
    }
}

#[test]
fn one_run_shows_faults_of_content_configuration_and_templates() {
    let report = report(&folder("faults"));
    let paths: BTreeSet<&str> = report.faults().iter().map(|fault| fault.position().0).collect();
    assert!(report.errors() >= 20, "only {} errors", report.errors());
    for part in ["content/", "book.toml", "templates/"] {
        assert!(paths.iter().any(|path| path.starts_with(part)), "nothing is reported in {part}");
    }
}

#[test]
fn every_code_has_a_fixture() {
    let shown: BTreeSet<&str> = BOOKS
        .iter()
        .flat_map(|book| report(&folder(book)).faults().iter().map(treatise::Fault::code).collect::<Vec<_>>())
        .collect();
    let missing: Vec<&str> = manual::ALL
        .iter()
        .map(|code| code.name)
        .filter(|name| !shown.contains(name) && !OF_THE_MACHINE.contains(name))
        .collect();
    assert!(missing.is_empty(), "no fixture shows {missing:?}");
}

/// A page of `tests/faults` whose name is a code has that fault, so that the folder can be read as a list.
#[test]
fn a_page_called_after_a_code_has_that_fault() {
    let report = report(&folder("faults"));
    for code in manual::ALL.iter().filter(|code| code.severity == Severity::Error) {
        let pages = report.faults().iter().filter(|fault| {
            let stem = Path::new(fault.position().0).file_stem().and_then(|stem| stem.to_str());
            stem == Some(code.name)
        });
        let codes: BTreeSet<&str> = pages.map(treatise::Fault::code).collect();
        assert!(codes.is_empty() || codes == BTreeSet::from([code.name]), "`{}` shows {codes:?}", code.name);
    }
}

/// Columns count characters, whatever the script: the marked word stands where the editor's cursor goes.
#[test]
fn columns_are_right_in_every_script() {
    let report = report(&folder("faults"));
    let mut other_scripts = 0;
    for fault in report.faults() {
        let (path, line, column) = fault.position();
        // What is not UTF-8 has no characters to count.
        let Ok(text) = std::fs::read_to_string(folder("faults").join(path)) else { continue };
        let line = text.lines().nth(line - 1).unwrap_or_default();
        assert!(
            column <= line.chars().count() + 1,
            "{path}: column {column} of a line of {} characters",
            line.chars().count()
        );
        let word = fault.message().split('`').nth(1).unwrap_or_default();
        let before: String = line.chars().take(column - 1).collect();
        let from: String = line.chars().skip(column - 1).collect();
        if !before.is_ascii() && !word.is_empty() && line.contains(word) {
            other_scripts += 1;
            let start = from.trim_start_matches(['"', '\'', '@', '[', '^', '*', '_']);
            assert!(
                start.contains(word) || fault.code() == "bad-date",
                "{path}: column {column} is at `{from}`, after `{word}`"
            );
        }
    }
    assert!(other_scripts >= 5, "only {other_scripts} faults stand behind letters that are not ASCII");
}

#[cfg(unix)]
#[test]
fn links_and_files_that_cannot_be_read_are_named_and_never_opened() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let root = tempfile::tempdir().unwrap();
    let content = root.path().join("content");
    std::fs::create_dir(&content).unwrap();
    std::fs::write(root.path().join("book.toml"), "[book]\ntitle = \"Links\"\n").unwrap();
    std::fs::write(content.join("index.md"), "---\ntitle: \"Home\"\n---\n").unwrap();
    symlink("/etc/passwd", content.join("link.md")).unwrap();
    symlink("..", content.join("loop")).unwrap();
    let locked = content.join("locked.md");
    std::fs::write(&locked, "---\ntitle: \"Locked\"\n---\n").unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    let report = report(root.path());
    let text = report.render(Format::Short, Colour::Never);
    assert!(text.contains("content/link.md:1:1: error[not-a-file]: "), "{text}");
    assert!(text.contains("content/loop:1:1: error[not-a-file]: "), "{text}");
    // Root may read what nobody may.
    let readable = std::fs::read(&locked).is_ok();
    assert!(readable || text.contains("content/locked.md:1:1: error[unreadable]: "), "{text}");
    assert!(!text.contains("root:"), "{text}");
}
