//! What holds for every book: the same input gives the same bytes, whatever the order, the number of threads and what was built before.

#![expect(clippy::disallowed_methods, reason = "tests bring files of their own and look at what was written")]

mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use proptest::prelude::*;
use rayon::prelude::*;
use treatise::emit::{self, Output};
use treatise::{Artifact, Colour, Content, Format, Memory, Options, Site, Sources, compile, compile_again};
use tree::tree;

type Files = BTreeMap<String, String>;

/// A small sound book with a page of each kind, in three scripts, with translations, aliases, citations and code.
///
/// It has no cards, whose drawing takes long in a program that is not optimised; [`book_with_cards`] has them.
fn book() -> Files {
    [
        (
            "book.toml",
            "[book]\ntitle = \"Договоры 条約\"\ntranslations = [\"ru\"]\n[output]\nsite-url = \"https://example.org/book/\"\n[cards]\nenabled = false\n",
        ),
        (
            "content/index.md",
            "---\ntitle: \"Home\"\n---\n\nSee [[shimoda-1855]], [[putyatin-1853]], [[iturup]], [[opening]], [[about]] and [[title]].\n",
        ),
        ("content/index.ru.md", "---\ntitle: \"Начало\"\n---\n\nСм. [договор](treaties/shimoda-1855.ru.md#статья-1).\n"),
        (
            "content/about.md",
            "---\ntitle: \"About\"\naliases: [/old/about/]\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nlet x = 1;\n```\n\n> [!NOTE]\n> Read.\n",
        ),
        ("content/eras/opening.md", "---\ntitle: \"Opening\"\nstart: 1853\nend: 1875-05-07\n---\n"),
        ("content/eras/exchange.md", "---\ntitle: \"Exchange\"\nstart: 1875-05-07\nend: ..\n---\n\nAfter [[opening]].\n"),
        ("content/parties/japan.md", "---\ntitle: \"Japan\"\nnames: {ja: 日本}\nform: state\n---\n"),
        ("content/parties/russia.md", "---\ntitle: \"Russia\"\nnames: {ru: Россия}\nform: state\n---\n"),
        ("content/territories/iturup.md", "---\ntitle: \"Iturup\"\nnames: {ru: Итуруп, ja: 択捉島}\npoint: {lat: 45.03, lon: 147.62}\nstart:\n  - {holder: unsettled, from: 1700}\n---\n"),
        ("content/territories/kurils.md", "---\ntitle: \"Kurils\"\nparts: [iturup]\n---\n\n[Iturup](iturup.md)[^1].\n\n[^1]: 択捉島。\n"),
        (
            "content/treaties/shimoda-1855.md",
            "---\ntitle: \"Shimoda\"\nform: treaty\nsigned: {date: 1855-02-07, julian: 1855-01-26}\nparties: [russia, japan]\ncite: [lensen-1959]\npublished: 2026-01-01\ncorrections:\n  - {date: 2026-02-01, note: \"The day.\"}\nchanges:\n  - {territory: kurils, to: japan, mode: delimitation, layer: title, article: 2}\n---\n\n## Article 2. The frontier {#article-2}\n\nNorth of [Iturup](../territories/iturup.md) [@lensen-1959, p. 334].\n",
        ),
        ("content/treaties/shimoda-1855.ru.md", "---\ntitle: \"Симода\"\npublished: 2026-03-01\n---\n\n## Статья 1\n"),
        ("content/events/putyatin-1853.md", "---\ntitle: \"Putyatin\"\ndate: 1853-08/1855\nparties: [russia]\ncite: [lensen-1959]\n---\n"),
        (
            "content/disputes/title.md",
            "---\ntitle: \"Title\"\nabout: [iturup]\nparties: [russia, japan]\npositions:\n  - {by: japan, since: 1855, text: \"Ours [@lensen-1959].\", cite: [lensen-1959]}\n---\n",
        ),
        ("content/sources.yaml", "references:\n  - {id: lensen-1959, type: book, title: \"The Russian Push toward Japan\"}\n"),
        ("content/pictures/map.txt", "a file that is copied\n"),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .collect()
}

fn book_with_cards() -> Files {
    let mut files = book();
    for text in files.values_mut() {
        *text = text.replace("enabled = false", "enabled = true");
    }
    files
}

/// The whole site, by path. The book must be free of errors.
fn build(sources: Sources) -> BTreeMap<String, Vec<u8>> {
    let site = compile(sources, &Options::default());
    let rendered = site.artifacts();
    let report = site.report(&rendered.diagnostics, false).render(treatise::Format::Short, treatise::Colour::Never);
    assert!(!site.has_errors() && rendered.diagnostics.is_empty(), "{report}");
    rendered.value.par_iter().map(|artifact| (artifact.path.clone(), artifact.bytes().into_owned())).collect()
}

/// All files of a sound site; none of one with errors.
fn files(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let rendered = if site.has_errors() { Vec::new() } else { site.artifacts().value };
    rendered.iter().map(|artifact| (artifact.path.clone(), artifact.bytes().into_owned())).collect()
}

fn put(root: &Path, files: &Files) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn write(root: &Path, out: &Path) -> emit::Summary {
    let site = compile(Sources::read(root).unwrap(), &Options::default());
    emit::write(&site.artifacts().value, root, out).unwrap()
}

/// As the program does it: what the site has already, and depends on nothing that changed, is not made.
fn write_new(root: &Path, out: &Path) -> (usize, emit::Summary) {
    let sources = Sources::read(root).unwrap();
    let inputs = treatise::digest(&sources, &Options::default());
    let site = compile(sources, &Options::default());
    let output = Output::open(root, out).unwrap();
    let made = AtomicUsize::new(0);
    let faults = site.each_but(&|path, key| output.keeps(path, key), &|artifact| {
        made.fetch_add(1, Ordering::Relaxed);
        output.put(&artifact).unwrap();
    });
    assert!(faults.is_empty(), "{faults:?}");
    (made.into_inner(), output.finish(Some(inputs)).unwrap())
}

#[test]
fn what_depends_on_nothing_that_changed_is_not_made_again() {
    let root = tempfile::tempdir().unwrap();
    let (out, clean) = (root.path().join("out"), root.path().join("clean"));
    put(root.path(), &book());
    let (made, summary) = write_new(root.path(), &out);
    assert_eq!(made, summary.written);
    let (few, summary) = write_new(root.path(), &out);
    assert!(few * 2 < made && summary.written == 0, "{few} of {made}: {summary:?}");
    // Prose: its page and its copy, and what is always made.
    let path = root.path().join("content/treaties/shimoda-1855.md");
    let page = fs::read_to_string(&path).unwrap();
    fs::write(&path, page.replace("North of", "South of")).unwrap();
    let (after, summary) = write_new(root.path(), &out);
    // In two languages, the second of which has no prose of its own here.
    assert!(after <= few + 4, "{after}, {few}");
    assert!((2..6).contains(&summary.written), "{summary:?}");
    // A title shows on many pages.
    fs::write(&path, page.replace("title: \"Shimoda\"", "title: \"A treaty\"")).unwrap();
    assert_eq!(write_new(root.path(), &out).0, made);
    // A file that somebody changed in the site is made again.
    let index = out.join("parties/japan/index.html");
    fs::write(&index, "changed").unwrap();
    let (mended, _) = write_new(root.path(), &out);
    assert_eq!(mended, few + 1);
    write_new(root.path(), &clean);
    assert_eq!(tree(&out), tree(&clean));
}

#[test]
fn building_twice_gives_the_same_bytes() {
    assert_eq!(build(Sources::from_files(book())), build(Sources::from_files(book())));
}

#[test]
fn the_number_of_threads_does_not_show() {
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| build(Sources::from_files(book())))
    };
    assert_eq!(with(1), with(7));
}

#[test]
fn the_order_of_the_folder_does_not_show() {
    let here = tempfile::tempdir().unwrap();
    let there = tempfile::tempdir().unwrap();
    put(here.path(), &book());
    for (path, text) in book().into_iter().rev() {
        put(there.path(), &Files::from([(path, text)]));
    }
    assert_eq!(build(Sources::read(here.path()).unwrap()), build(Sources::read(there.path()).unwrap()));
}

#[test]
fn a_book_in_memory_is_the_book_on_disk() {
    let root = tempfile::tempdir().unwrap();
    put(root.path(), &book());
    assert_eq!(build(Sources::read(root.path()).unwrap()), build(Sources::from_files(book())));
}

#[test]
fn a_second_build_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    put(root.path(), &book());
    let first = write(root.path(), &out);
    assert!(first.written > 20 && first.unchanged == 0 && first.removed == 0, "{first:?}");
    let times = |out: &Path| -> BTreeMap<String, SystemTime> {
        tree(out).into_keys().map(|path| (path.clone(), fs::metadata(out.join(path)).unwrap().modified().unwrap())).collect()
    };
    let before = times(&out);
    let second = write(root.path(), &out);
    assert_eq!((second.written, second.unchanged, second.removed), (0, first.written, 0));
    assert_eq!(times(&out), before);
}

#[test]
fn what_is_not_in_the_book_any_more_leaves_the_site() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    put(root.path(), &book());
    write(root.path(), &out);
    fs::remove_file(root.path().join("content/eras/exchange.md")).unwrap();
    let summary = write(root.path(), &out);
    assert_eq!(summary.removed, 3, "the page, its Markdown copy, and the page for printing");
    assert!(!out.join("eras/exchange").exists());
}

/// The files of a folder that differ from another's, with those that only one of them has.
fn differences(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    paths.into_iter().filter(|path| a.get(*path) != b.get(*path)).cloned().collect()
}

#[test]
fn a_second_build_draws_no_card() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    put(root.path(), &book_with_cards());
    // How many cards were made, of how many.
    let made = || {
        let (drawn, cards) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let site = compile(Sources::read(root.path()).unwrap(), &Options::default());
        let output = Output::open(root.path(), &out).unwrap();
        let faults = site.each(&|artifact| {
            let content = match artifact.content {
                Content::Named(make) => {
                    cards.fetch_add(1, Ordering::Relaxed);
                    let drawn = &drawn;
                    Content::Named(Box::new(move || {
                        drawn.fetch_add(1, Ordering::Relaxed);
                        make()
                    }))
                }
                bytes => bytes,
            };
            output.put(&Artifact { path: artifact.path, content }).unwrap();
        });
        assert!(faults.is_empty());
        output.finish(None).unwrap();
        (drawn.into_inner(), cards.into_inner())
    };
    let (drawn, cards) = made();
    assert!(cards > 10 && drawn == cards, "{drawn} of {cards}");
    let before = tree(&out);
    assert_eq!(made(), (0, cards));
    assert_eq!(tree(&out), before);

    // A page that is not named elsewhere: its own title changes its page, the lists that name it, and one card.
    fs::write(root.path().join("content/about.md"), "---\ntitle: \"Concerning\"\naliases: [/old/about/]\n---\n").unwrap();
    assert_eq!(made(), (1, cards));
    let after = tree(&out);
    let changed = differences(&before, &after);
    let of_cards: Vec<&String> = changed.iter().filter(|path| path.starts_with("cards/")).collect();
    assert_eq!(of_cards.len(), 2, "one is new and one is gone: {changed:?}");
    let page = String::from_utf8(after["about/index.html"].clone()).unwrap();
    let named = of_cards.iter().filter(|path| page.contains(&format!("https://example.org/book/{path}\""))).count();
    assert_eq!(named, 1, "the page names the new one");

    // A card that was cut short by a full disk is drawn again.
    let victim = out.join(of_cards.into_iter().find(|path| after.contains_key(*path)).unwrap());
    fs::write(&victim, b"half").unwrap();
    assert_eq!(made(), (1, cards));
    assert_eq!(tree(&out), after);
}

#[test]
fn cards_are_those_of_a_clean_build_and_every_page_names_one() {
    let clean = build(Sources::from_files(book_with_cards()));
    let cards: Vec<&String> = clean.keys().filter(|path| path.starts_with("cards/")).collect();
    for (path, bytes) in clean.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html") {
        let page = String::from_utf8_lossy(bytes);
        // Nobody links to redirects and to pages for printing.
        if !page.contains("http-equiv=\"refresh\"") && !page.contains("content=\"noindex\"") {
            let named = cards.iter().filter(|card| page.contains(&format!("/book/{card}\""))).count();
            assert_eq!(named, 1, "{path}");
        }
    }
    let all = clean.values().map(|bytes| String::from_utf8_lossy(bytes)).collect::<String>();
    assert!(cards.iter().all(|card| all.contains(card.as_str())), "no card is there that no page names");
    let site = compile(Sources::from_files(book_with_cards()), &Options::default());
    for card in cards {
        assert_eq!(site.file(card).unwrap().unwrap(), clean[card], "the server draws what the build draws");
    }

    let mut nowhere = book_with_cards();
    let options = nowhere.get_mut("book.toml").unwrap();
    *options = options.replace("site-url = \"https://example.org/book/\"", "");
    let nowhere = build(Sources::from_files(nowhere));
    assert!(!nowhere.keys().any(|path| path.starts_with("cards/")), "without an address there are no cards");
    assert!(!String::from_utf8_lossy(&nowhere["index.html"]).contains("og:image"));
    assert!(!build(Sources::from_files(book())).keys().any(|path| path.starts_with("cards/")));
}

/// An edit that an editor may make, small or large. Some make faults, in the page itself or in one that refers to it, and others mend them.
fn edit() -> impl Strategy<Value = (String, Option<String>)> {
    prop_oneof![3 => sound_edit(), 2 => turn(), 1 => whole_page()]
}

/// A word or line of a page in the place of another; where that does not stand there any more, the page as it was.
fn turn() -> impl Strategy<Value = (String, Option<String>)> {
    let turns = [
        // Prose, its links, its sources, its anchors.
        ("content/treaties/shimoda-1855.md", "North of", "South of"),
        ("content/treaties/shimoda-1855.md", "[@lensen-1959, p. 334]", "[[putyatin-1853]]"),
        ("content/treaties/shimoda-1855.md", "{#article-2}", "{#article-3}"),
        (
            "content/treaties/shimoda-1855.md",
            "[Iturup](../territories/iturup.md)",
            "[Iturup](../territories/iturup.md#none)",
        ),
        ("content/treaties/shimoda-1855.ru.md", "## Статья 1", "## Статья 2"),
        ("content/index.md", "[[iturup]]", "[[kurils]]"),
        ("content/index.md", "[[about]]", "[[nobody]]"),
        ("content/index.md", "See", "See [the treaty](treaties/shimoda-1855.md#article-2) and"),
        ("content/territories/kurils.md", "[Iturup](iturup.md)", "Iturup"),
        ("content/disputes/title.md", "Ours", "Theirs, see [[opening]]"),
        // Words that other pages show.
        (
            "content/treaties/shimoda-1855.md",
            "title: \"Shimoda\"",
            "title: \"The treaty of Shimoda, with its longer title\"",
        ),
        ("content/territories/iturup.md", "title: \"Iturup\"", "title: \"Etorofu\""),
        ("content/parties/russia.md", "title: \"Russia\"", "title: \"A Russia\""),
        ("content/treaties/shimoda-1855.ru.md", "Симода", "Договор"),
        ("content/about.md", "/old/about/", "/older/"),
        ("content/about.md", "/old/about/", "/eras/opening/"),
        ("content/treaties/shimoda-1855.md", "published: 2026-01-01", "published: 2026-04-01\nsummary: New."),
        // Facts.
        ("content/treaties/shimoda-1855.md", "to: japan", "to: russia"),
        ("content/treaties/shimoda-1855.md", "territory: kurils", "territory: iturup"),
        ("content/treaties/shimoda-1855.md", "article: 2", "article: 3"),
        ("content/treaties/shimoda-1855.md", "parties: [russia, japan]", "parties: [japan]"),
        ("content/events/putyatin-1853.md", "date: 1853-08/1855", "date: 1856"),
        ("content/territories/iturup.md", "from: 1700", "from: 1860"),
        ("content/territories/kurils.md", "parts: [iturup]", "parts: [iturup, nowhere]"),
        ("content/parties/japan.md", "form: state", "form: state\nend: 1850"),
        ("content/eras/opening.md", "end: 1875-05-07", "end: 1880"),
        // What belongs to the book at all.
        ("content/about.md", "title:", "draft: true\ntitle:"),
        ("content/territories/kurils.md", "title:", "draft: true\ntitle:"),
        ("content/index.ru.md", "title:", "draft: true\ntitle:"),
        ("content/events/putyatin-1853.md", "---", "--"),
        ("content/events/putyatin-1853.md", "parties: [russia]", "parties: [russia"),
        ("content/sources.yaml", "lensen-1959", "lensen-1960"),
        ("content/pictures/map.txt", "copied", "copied, and changed"),
        ("book.toml", "translations = [\"ru\"]", "translations = []"),
        ("book.toml", "[cards]", "[lint]\nuncited-paragraphs = true\nterms = [{term = \"South\"}]\n[cards]"),
    ];
    (prop::sample::select(turns.to_vec()), any::<bool>()).prop_map(|((path, from, to), back)| {
        let whole = book()[path].clone();
        assert!(whole.contains(from), "{path} has no `{from}`");
        (path.to_owned(), Some(if back { whole } else { whole.replacen(from, to, 1) }))
    })
}

/// Files that come, go and stand in each other's way.
fn whole_page() -> impl Strategy<Value = (String, Option<String>)> {
    let page = |title: &str| format!("---\ntitle: {title}\n---\n\nSee [[iturup]].\n");
    prop::sample::select(vec![
        ("content/iturup.md", Some(page("Another of this name"))),
        ("content/iturup.md", None),
        ("content/territories/kurils.ru.md", Some(page("Курилы"))),
        ("content/territories/kurils.ru.md", None),
        ("content/about.md", None),
        ("content/index.ru.md", None),
        ("static/about/index.html", Some("in the way".to_owned())),
        ("static/about/index.html", None),
        ("static/treatise.js", Some("// nothing\n".to_owned())),
        ("templates/strings/en.toml", Some("home = \"House\"\n".to_owned())),
        ("templates/strings/en.toml", Some("home = \n".to_owned())),
        ("templates/strings/en.toml", None),
        ("templates/page.html", Some("{{ page.title }}: {{ page.nothing.at_all }}".to_owned())),
        ("templates/page.html", Some("{% if %}".to_owned())),
        ("templates/page.html", None),
        ("content/pictures/new.svg", Some("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>".to_owned())),
        ("content/pictures/new.svg", Some("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned())),
    ])
    .prop_map(|(path, text)| (path.to_owned(), text))
}

/// An edit which leaves the book sound.
fn sound_edit() -> impl Strategy<Value = (String, Option<String>)> {
    let prose = "[a-zа-я択捉 .,*_#|<>&\\[\\]!`~:=-]{0,60}";
    prop_oneof![
        prose.prop_map(|text| (
            "content/parties/japan.md".into(),
            Some(format!("---\ntitle: \"Japan\"\nform: state\n---\n\n{}\n", harmless(&text)))
        )),
        prose.prop_map(|text| (
            "content/about.md".into(),
            Some(format!("---\ntitle: {:?}\n---\n\n# {}\n", format!("A {}", text.replace('\\', "")), harmless(&text)))
        )),
        (1800..1850_i32).prop_map(|year| (
            "content/eras/opening.md".into(),
            Some(format!("---\ntitle: \"Opening\"\nstart: {year}\nend: 1875-05-07\n---\n"))
        )),
        Just(("content/eras/exchange.md".into(), None)),
        Just((
            "content/treaties/shimoda-1855.ru.md".into(),
            Some("---\ntitle: \"Симодский трактат\"\n---\n\n## Статья 1\n".into())
        )),
        "[a-z]{1,8}".prop_map(|id| (
            format!("content/events/new-{id}.md"),
            Some(format!("---\ntitle: \"{id}\"\ndate: 1900\n---\n\nSee [[iturup]].\n"))
        )),
        "[A-Z][a-z]{1,8}".prop_map(|title| (
            "content/sources.yaml".into(),
            Some(book()["content/sources.yaml"].replace("title:", &format!("note: {title}, title:")))
        )),
        "[A-Z][a-z]{1,8}".prop_map(|title| ("book.toml".into(), Some(book()["book.toml"].replace("Договоры", &title)))),
        Just(("content/zz/misplaced.md".into(), Some("---\ntitle: \"Nowhere\"\n---\n".into()))),
        Just(("content/zz/misplaced.md".into(), None)),
        "[a-z]{0,30}".prop_map(|css| ("static/treatise.css".into(), Some(format!(".{css} {{}}\n")))),
        Just(("templates/page.html".into(), Some("{{ page.title }}: {{ page.html | safe }}".into()))),
    ]
}

/// Links and footnotes that lead nowhere would be errors, and this is not about errors.
fn harmless(text: &str) -> String {
    text.replace(['[', ']', '<'], "")
}

/// Enough for every day; `PROPTEST_CASES=5000 cargo test --test rebuild` digs deeper.
fn cases() -> ProptestConfig {
    let every_day = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { every_day } else { ProptestConfig { cases: 24, ..every_day } }
}

proptest! {
    #![proptest_config(cases())]

    /// The one sentence that every cache and every shortcut must keep true.
    #[test]
    fn after_any_edits_an_incremental_build_equals_a_clean_one(edits in prop::collection::vec(edit(), 1..7)) {
        let root = tempfile::tempdir().unwrap();
        let out = tempfile::tempdir().unwrap();
        let (grown, clean) = (out.path().join("grown"), out.path().join("clean"));
        put(root.path(), &book());
        write_new(root.path(), &grown);
        let mut sound = true;
        let mut memory = Memory::default();
        let mut read = Sources::read(root.path()).unwrap();
        let _ = compile_again(read.clone(), &Options::default(), &mut memory);
        for (path, text) in edits {
            match text {
                Some(text) => put(root.path(), &Files::from([(path.clone(), text)])),
                None => drop(fs::remove_file(root.path().join(&path))),
            }
            // As the server does it: what has changed is read again, and what was worked out is kept.
            read = read.read_again(root.path(), &[path].into()).unwrap();
            let again = compile_again(read.clone(), &Options::default(), &mut memory);
            let anew = compile(Sources::read(root.path()).unwrap(), &Options::default());
            let told = |site: &Site| site.report(&[], false).render(Format::Human, Colour::Never);
            prop_assert_eq!(told(&again), told(&anew));
            prop_assert_eq!(files(&again), files(&anew));
            sound = !anew.has_errors() && anew.artifacts().diagnostics.is_empty();
            if sound {
                write_new(root.path(), &grown);
            }
        }
        if sound {
            write_new(root.path(), &clean);
            prop_assert_eq!(tree(&grown), tree(&clean));
        }
    }

    /// Whatever stands in a page, the program answers with a site or with faults, and never panics.
    #[test]
    fn no_page_makes_the_program_panic(
        front in "(\\PC|[\n:\\[\\]{}'\"#&*!|>%@-]){0,120}",
        body in "(\\PC|[\n#*_`~\\[\\]()<>!|^:@{}\\\\-]){0,200}",
        folder in prop_oneof![Just("treaties/"), Just("events/"), Just("disputes/"), Just("territories/"), Just("")],
    ) {
        let mut files = book();
        files.insert(format!("content/{folder}strange.md"), format!("---\ntitle: \"Strange\"\n{front}\n---\n{body}"));
        let site = compile(Sources::from_files(files.clone()), &Options::default());
        let more = site.artifacts().diagnostics;
        let _ = site.report(&more, false).render(treatise::Format::Human, treatise::Colour::Always);
        // The same body under sound front matter, so that it is rendered as well.
        files.insert("content/strange.md".into(), format!("---\ntitle: \"Strange\"\n---\n{body}"));
        files.remove("content/treaties/strange.md");
        let site = compile(Sources::from_files(files), &Options::default());
        let _ = site.report(&site.artifacts().diagnostics, false).render(treatise::Format::Json, treatise::Colour::Never);
    }
}

/// The nouns of the book know nobody: no files, no HTML, no YAML, and nothing of the layers above them.
#[test]
fn the_domain_uses_nothing_of_the_other_modules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest: toml::Table = toml::from_str(&fs::read_to_string(root.join("Cargo.toml")).unwrap()).unwrap();
    let crates: Vec<String> =
        manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect();
    for (path, text) in tree(&root.join("src/domain")) {
        // Tests may use what they like.
        let code = String::from_utf8(text).unwrap().split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        for line in code.lines().map(str::trim).filter(|line| !line.starts_with("//") && !path.contains("tests")) {
            assert!(!line.contains("crate::") || line.contains("crate::domain"), "{path} reaches out of the domain: {line}");
            let used =
                line.trim_start_matches("pub ").strip_prefix("use ").and_then(|used| used.split([':', ';', ' ']).next());
            assert!(used.is_none_or(|used| !crates.contains(&used.to_owned())), "{path} uses a crate: {line}");
            for machine in ["std::fs", "std::io", "std::env", "std::net", "std::process", "std::time"] {
                assert!(!line.contains(machine), "{path} looks at the machine: {line}");
            }
        }
    }
}
