//! The program itself: small books, commands, and everything that is printed.
//!
//! `tests/cmd/*.md` are read by trycmd; `TRYCMD=overwrite cargo test --test cmd` rewrites what they expect. Below stand the tests that
//! look into the files that were written.

#![expect(clippy::disallowed_methods, reason = "tests bring files of their own and look at what was written")]

use std::fs;
use std::path::Path;
use std::process::Output;

use snapbox::cmd::{Command, cargo_bin};

#[test]
fn commands_print_what_the_examples_show() {
    trycmd::TestCases::new().case("tests/cmd/*.md");
}

/// Runs treatise in a folder and expects success.
#[track_caller]
fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = output(folder, arguments);
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "treatise {arguments:?} exited with {:?}\n{text}", output.status.code());
    text
}

fn output(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(cargo_bin!("treatise")).args(arguments).current_dir(folder).output().unwrap()
}

#[track_caller]
fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_new_page_of_each_kind_shows_up_in_its_index() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init"]);
    run(folder.path(), &["build"]);
    let indexes = [
        ("era", "eras"),
        ("treaty", "treaties"),
        ("event", "events"),
        ("territory", "territories"),
        ("party", "parties"),
        ("dispute", "disputes"),
    ];
    for (kind, _) in indexes {
        run(folder.path(), &["new", kind, &format!("a-new-{kind}"), "--title", &format!("Новое 新 & <{kind}>")]);
        run(folder.path(), &["check"]);
    }
    run(folder.path(), &["new", "page", "a-new-page"]);
    run(folder.path(), &["build"]);
    for (kind, index) in indexes {
        let page = read(folder.path().join(format!("book/{index}/a-new-{kind}/index.html")));
        let index = read(folder.path().join(format!("book/{index}/index.html")));
        for html in [&page, &index] {
            assert!(
                html.contains(&format!("Новое 新 &amp; &lt;{kind}&gt;")),
                "the title of the new {kind} is missing or not escaped"
            );
        }
        assert!(index.contains(&format!("a-new-{kind}/\"")), "the index does not link to the new {kind}");
    }
    for kind in ["treaty", "event"] {
        let chronology = read(folder.path().join("book/chronology/index.html"));
        assert!(chronology.contains(&format!("a-new-{kind}/\"")), "the chronology does not have the new {kind}");
    }
    assert!(read(folder.path().join("book/a-new-page/index.html")).contains("A new page"));
}

#[test]
fn a_new_page_never_takes_the_place_of_what_is_made() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init"]);
    for (kind, id) in [("page", "print"), ("page", "data"), ("page", "en"), ("treaty", "con"), ("page", "")] {
        assert_eq!(output(folder.path(), &["new", kind, id]).status.code(), Some(2), "{kind} {id}");
    }
    run(folder.path(), &["new", "treaty", "print"]);
    run(folder.path(), &["new", "page", "people"]);
    run(folder.path(), &["check"]);
}

#[test]
fn init_leaves_a_folder_alone_that_holds_something() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.doc"), "ten years").unwrap();
    assert_eq!(output(folder.path(), &["init"]).status.code(), Some(2));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn with_errors_nothing_is_written_and_the_old_site_stays() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init"]);
    run(folder.path(), &["build"]);
    let home = folder.path().join("book/index.html");
    let before = (read(&home), fs::metadata(&home).unwrap().modified().unwrap());
    fs::write(
        folder.path().join("content/about.md"),
        "---\ntitle: \"About\"\n---\n\nOther words, and a link to [[nothing]].\n",
    )
    .unwrap();
    let failed = output(folder.path(), &["build"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).ends_with("nothing was written\n"));
    assert_eq!((read(&home), fs::metadata(&home).unwrap().modified().unwrap()), before);
    assert!(!read(folder.path().join("book/about/index.html")).contains("Other words"));
}

#[test]
fn drafts_are_left_out_unless_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("tests/cmd/build.in"), folder.path());
    run(folder.path(), &["build", "--site-url", "https://example.org/"]);
    let book = folder.path().join("book");
    assert!(!book.join("treaties/portsmouth-1905").exists());
    for file in ["treaties/index.html", "chronology/index.html", "sitemap.xml", "parties/japan/index.html"] {
        assert!(!read(book.join(file)).contains("portsmouth-1905"), "{file} names a draft");
    }
    run(folder.path(), &["build", "--drafts"]);
    assert!(read(book.join("treaties/index.html")).contains("portsmouth-1905"));
}

#[test]
fn links_name_files_where_the_book_is_to_be_read_from_disk() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("tests/cmd/build.in"), folder.path());
    run(folder.path(), &["build"]);
    let home = folder.path().join("book/index.html");
    assert!(read(&home).contains("treaties/shimoda-1855/\""));
    let config = folder.path().join("book.toml");
    fs::write(&config, read(&config) + "\n[output]\nfile-links = true\n").unwrap();
    run(folder.path(), &["build"]);
    assert!(read(&home).contains("treaties/shimoda-1855/index.html\""));
    assert!(!read(&home).contains("treaties/shimoda-1855/\""));
}

/// The same files must work below any address, so the address may show only where it has to.
/// Both are of one length, since a page tells the sizes of files that name them.
#[test]
fn the_site_url_changes_nothing_but_what_names_it() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("tests/cmd/build.in"), folder.path());
    let config = folder.path().join("book.toml");
    fs::write(&config, read(&config).replace("enabled = false", "enabled = true")).unwrap();
    run(folder.path(), &["build", "--dest-dir", "a", "--site-url", "https://books.example.org/"]);
    run(folder.path(), &["build", "--dest-dir", "b", "--site-url", "https://example.org/below/"]);
    let mut cards = 0;
    for entry in walkdir::WalkDir::new(folder.path().join("a")).into_iter().map(Result::unwrap) {
        let Ok(path) = entry.path().strip_prefix(folder.path().join("a")) else { continue };
        if entry.file_type().is_file() && path != Path::new("404.html") {
            let other = folder.path().join("b").join(path);
            // Pictures, and the index of search, which knows pages by their paths.
            if path.starts_with("cards") || path.starts_with("_search") {
                assert!(fs::read(entry.path()).unwrap() == fs::read(other).unwrap(), "{}", path.display());
                cards += usize::from(path.starts_with("cards"));
                continue;
            }
            let (a, b) = (read(entry.path()), read(other));
            // The list of files has digests: of them all, and of what each depends on.
            let is_digest = |line: &&str| line.starts_with("  \"inputs\"") || line.starts_with("  \"outputs\"");
            let strip = |text: &str, url: &str| {
                let text = text.split("\n  \"known\": {").next().unwrap_or_default();
                text.lines().filter(|line| !is_digest(line)).collect::<Vec<_>>().join("\n").replace(url, "")
            };
            assert_eq!(
                strip(&a, "https://books.example.org/"),
                strip(&b, "https://example.org/below/"),
                "{}",
                path.display()
            );
        }
    }
    assert!(cards > 3, "{cards} cards");
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(Path::new("."), &["completions", shell]);
        assert!(script.contains("site-url") || script.contains("site_url"), "{shell}");
    }
}

#[test]
fn the_json_form_is_an_array_of_faults() {
    let json = output(Path::new("tests/faults"), &["check", "--format", "json"]);
    assert_eq!(json.status.code(), Some(1));
    let faults: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let faults = faults.as_array().unwrap();
    assert!(faults.len() >= 20);
    for fault in faults {
        let keys: Vec<&str> = fault.as_object().unwrap().keys().map(String::as_str).collect();
        let mut expected = ["code", "severity", "path", "line", "column", "message", "help"];
        expected.sort_unstable();
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, expected);
        assert!(fault["line"].as_u64().unwrap() >= 1 && fault["column"].as_u64().unwrap() >= 1);
    }
}

/// A build may be killed at any moment; there is then the old site or the new one, whole, and the next build clears up. Elsewhere than
/// on Linux there is a moment between two renames, and the next build puts the old site back.
#[cfg(target_os = "linux")]
#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    use std::collections::BTreeSet;

    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init"]);
    for number in 0..150 {
        let text = format!("---\ntitle: \"Page {number}\"\n---\n\n{}\n", "word ".repeat(400));
        fs::write(folder.path().join(format!("content/page-{number}.md")), text).unwrap();
    }
    let config = |edition: u32| format!("[book]\ntitle = \"Edition {edition}\"\n");
    // The book's title stands on every page, so each tells which edition it is of.
    let edition = |path: &Path| -> String {
        let html = read(path);
        assert!(html.trim_end().ends_with("</html>"), "{} is not whole", path.display());
        let (_, rest) = html.split_once("Edition ").unwrap_or_else(|| panic!("{} has no title", path.display()));
        rest.chars().take_while(char::is_ascii_digit).collect()
    };
    let editions = |book: &Path| -> BTreeSet<String> {
        let files = walkdir::WalkDir::new(book).into_iter().map(Result::unwrap);
        files
            .filter(|entry| entry.path().extension().is_some_and(|e| e == "html"))
            .map(|entry| edition(entry.path()))
            .collect()
    };
    fs::write(folder.path().join("book.toml"), config(0)).unwrap();
    run(folder.path(), &["build"]);
    let book = folder.path().join("book");
    for (number, milliseconds) in (1..).zip([5, 15, 30, 45, 60, 80, 100, 130, 170, 220]) {
        fs::write(folder.path().join("book.toml"), config(number)).unwrap();
        let mut child = std::process::Command::new(cargo_bin!("treatise"))
            .arg("build")
            .current_dir(folder.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        let _ = child.kill();
        let _ = child.wait();
        assert!(book.exists(), "after {milliseconds} ms there is no site");
        let found = editions(&book);
        assert_eq!(found.len(), 1, "after {milliseconds} ms the site is of {found:?}");
    }
    run(folder.path(), &["build"]);
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("treatise-stage") || name.contains("treatise-old"))
        .collect();
    assert!(left.is_empty(), "{left:?} was left behind");
}
