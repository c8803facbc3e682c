//! The server while the book is being written.

use std::fs;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use super::{Folder, LONG, Running, small_book, start, start_with};
use crate::serve::Options;
use crate::serve::http::Limits;
use crate::serve::watch::Watch;

/// A time in which an event would have come.
const A_WHILE: Duration = Duration::from_millis(700);

#[test]
fn an_edit_reloads_the_page() {
    let server = start(small_book());
    let mut events = server.listen();
    server.folder.write("content/index.html", "<body>new</body>");
    assert_eq!(events.next().0, "reload");
    assert!(server.get("/").text().contains("<body>new"));
    server.folder.write("content/index.html", "<body>newer</body>");
    assert_eq!(events.next().0, "reload");
    assert!(server.get("/").text().contains("<body>newer"));
}

#[test]
fn the_greeting_names_the_build_of_the_pages() {
    let server = start(small_book());
    let build = |server: &Running| {
        let text = server.get("/").text();
        text.split_once("data-build=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
    };
    let first = build(&server);
    let mut events = server.events();
    assert_eq!(events.next(), ("hello".to_owned(), format!("{{\"build\":\"{first}\"}}")));
    server.folder.write("content/index.html", "<body>new</body>");
    let (name, data) = events.next();
    let second = build(&server);
    assert_eq!((name.as_str(), data), ("reload", format!("{{\"build\":\"{second}\"}}")));
    assert_ne!(first, second);
    // Another run of the server, as after a restart.
    assert_ne!(build(&start(small_book())).split('.').next(), first.split('.').next());
}

#[test]
fn an_atomic_save_is_one_change() {
    let server = start(small_book());
    let mut events = server.listen();
    for number in 0..3 {
        // As editors do it: a backup, a new file beside the old one, and the one put in the other's place.
        fs::copy(server.folder.path("content/index.html"), server.folder.path("content/index.html~")).unwrap();
        server.folder.write("content/.index.html.new", &format!("<body>{number}</body>"));
        fs::rename(server.folder.path("content/.index.html.new"), server.folder.path("content/index.html")).unwrap();
        assert_eq!(events.next().0, "reload");
        assert!(server.get("/").text().contains(&format!("<body>{number}")));
    }
    assert_eq!(events.within(A_WHILE), None);
    assert_eq!(server.loads(), 4);
}

#[test]
fn files_and_folders_come_and_go() {
    let server = start(small_book());
    let mut events = server.listen();
    fs::remove_file(server.folder.path("content/treaties/shimoda-1855.html")).unwrap();
    assert_eq!(events.next().0, "reload");
    assert_eq!(server.get("/treaties/shimoda-1855/").status, 404);

    server.folder.write("content/eras/deep/deeper/a.html", "<body>a</body>");
    assert_eq!(events.next().0, "reload");
    assert_eq!(server.get("/eras/deep/deeper/a/").status, 200);
    settle(&mut events);

    // The folders that just came are watched as well.
    server.folder.write("content/eras/deep/deeper/a.html", "<body>b</body>");
    assert_eq!(events.next().0, "reload");
    assert!(server.get("/eras/deep/deeper/a/").text().contains("<body>b"));

    fs::rename(server.folder.path("content/eras"), server.folder.path("content/periods")).unwrap();
    assert_eq!(events.next().0, "reload");
    assert_eq!((server.get("/eras/deep/deeper/a/").status, server.get("/periods/deep/deeper/a/").status), (404, 200));
    settle(&mut events);
    server.folder.write("content/periods/deep/deeper/a.html", "<body>c</body>");
    assert_eq!(events.next().0, "reload");

    fs::remove_dir_all(server.folder.path("content/periods")).unwrap();
    assert_eq!(events.next().0, "reload");
    assert_eq!(server.get("/periods/deep/deeper/a/").status, 404);
}

#[test]
fn a_folder_of_the_book_may_come_later_and_come_again() {
    let server = start(small_book());
    let mut events = server.listen();
    for round in 0..3 {
        server.folder.write("templates/partials/base.html", &format!("{round}"));
        assert_eq!(events.next().0, "reload", "{round}: made");
        settle(&mut events);
        server.folder.write("templates/partials/base.html", &format!("{round} again"));
        assert_eq!(events.next().0, "reload", "{round}: edited");
        if round == 1 {
            fs::rename(server.folder.path("templates"), server.folder.path("aside")).unwrap();
        } else {
            fs::remove_dir_all(server.folder.path("templates")).unwrap();
        }
        assert_eq!(events.next().0, "reload", "{round}: gone");
        settle(&mut events);
    }
    // What was put aside is no part of the book.
    server.folder.write("aside/partials/base.html", "aside");
    assert_eq!(events.within(A_WHILE), None);
}

#[test]
fn what_is_no_part_of_the_book_is_let_be() {
    let server = start(small_book());
    let mut events = server.listen();
    for path in ["public/index.html", "notes.md", "content/.a.md.swp", "content/a.md~", "content/#a.md#", ".git/index"] {
        server.folder.write(path, "x");
    }
    fs::read(server.folder.path("content/index.html")).unwrap();
    fs::create_dir(server.folder.path("content/empty")).unwrap();
    assert_eq!(events.within(A_WHILE), None);
    assert_eq!(server.loads(), 1);
    server.folder.write("book.toml", "title = 'x'");
    assert_eq!(events.next().0, "reload");
}

#[test]
fn style_sheets_change_without_a_reload() {
    let server = start(small_book());
    let mut events = server.listen();
    server.folder.write("static/style.css", "a { color: blue }");
    assert_eq!(events.next().0, "css");
    assert_eq!(server.get("/style.css").text(), "a { color: blue }");
    server.folder.write("static/style.css", "a { color: green }");
    server.folder.write("content/index.html", "<body>new</body>");
    assert_eq!(events.next().0, "reload");
    assert_eq!(events.within(A_WHILE), None);
}

#[test]
fn errors_are_told_and_the_last_good_pages_stay() {
    let server = start(small_book());
    let mut events = server.listen();
    server.folder.write("content/index.html", "<b>ERROR</b> \"é\"");
    let (name, data) = events.next();
    assert_eq!(name, "errors");
    assert_eq!(data, r#"{"errors":1,"warnings":0,"report":"error: index.html: <b>ERROR</b> \"é\"\n"}"#);
    let reply = server.get("/");
    assert_eq!(reply.status, 200);
    assert!(reply.text().contains("<body>home"));
    // Who comes later is told as well.
    let mut later = server.listen();
    assert_eq!(later.next().0, "errors");

    // A style sheet does not mend it, and when it is mended, more than style has changed.
    server.folder.write("static/style.css", "a { color: blue }");
    assert_eq!(events.within(A_WHILE), None);
    server.folder.write("content/index.html", "<body>mended</body>");
    assert_eq!(events.next().0, "ok");
    assert_eq!(events.next().0, "reload");
    assert!(server.get("/").text().contains("<body>mended"));
}

#[test]
fn a_style_sheet_that_ends_errors_hides_no_other_change() {
    let server = start(small_book());
    let mut events = server.listen();
    server.folder.write("static/style.css", "ERROR");
    assert_eq!(events.next().0, "errors");
    server.folder.write("content/index.html", "<body>new</body>");
    wait_for_loads(&server, 3);
    server.folder.write("static/style.css", "a { color: blue }");
    assert_eq!(events.next().0, "ok");
    assert_eq!(events.next().0, "reload");
}

#[test]
fn a_book_with_errors_is_shown_as_a_page_until_it_is_mended() {
    let folder = small_book();
    folder.write("content/index.html", "</pre><script>ERROR</script>");
    let server = start(folder);
    for target in ["/", "/treaties/shimoda-1855/", "/treaties/shimoda-1855", "/nothing.html"] {
        let reply = server.get(target);
        assert_eq!((reply.status, reply.header("Content-Type")), (500, Some("text/html; charset=utf-8")), "{target}");
        let text = reply.text();
        assert!(text.contains("<h1>The book has errors</h1>"), "{text}");
        assert!(text.contains("error: index.html: &lt;/pre&gt;&lt;script&gt;ERROR&lt;/script&gt;</pre>"), "{text}");
        assert!(text.contains("<script src=\"/.treatise/reload.js\""), "{text}");
    }
    let style = server.get("/style.css");
    assert_eq!((style.status, style.header("Content-Type")), (500, Some("text/plain; charset=utf-8")));
    assert_eq!(server.get("/../a").status, 400);
    assert_eq!(server.get("/.treatise/reload.js").status, 200);

    // The page is the report: it is not told once more, but replaced when the errors are others.
    let mut events = server.listen();
    server.folder.write("content/other.html", "ERROR too");
    assert_eq!(events.next().0, "reload");
    assert!(server.get("/").text().contains("ERROR too"));
    fs::remove_file(server.folder.path("content/other.html")).unwrap();
    assert_eq!(events.next().0, "reload");
    server.folder.write("content/index.html", "<body>mended</body>");
    assert_eq!(events.next().0, "reload");
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_machine_that_fails_later_is_told_like_an_error() {
    let server = start(small_book());
    let mut events = server.listen();
    fs::remove_file(server.folder.path("book.toml")).unwrap();
    let (name, data) = events.next();
    assert_eq!((name.as_str(), data.contains("error: no `book.toml`")), ("errors", true), "{data}");
    assert_eq!(server.get("/").status, 200);
    server.folder.write("book.toml", "");
    assert_eq!(events.next().0, "ok");
}

#[test]
fn a_burst_is_one_change() {
    let server = start(small_book());
    let mut events = server.listen();
    for number in 0..200 {
        server.folder.write(&format!("content/burst/{number}.html"), "<body>x</body>");
    }
    assert_eq!(events.next().0, "reload");
    settle(&mut events);
    assert!(server.loads() <= 10, "{} loads", server.loads());
    assert_eq!(server.get("/burst/199/").status, 200);
}

#[test]
fn a_change_during_a_load_makes_another() {
    let server = start(small_book());
    let mut events = server.listen();
    server.loads.time.store(300, Ordering::SeqCst);
    server.folder.write("content/index.html", "<body>first</body>");
    wait_for_loads(&server, 2);
    // The fake reads its files at the start of the load.
    thread::sleep(Duration::from_millis(150));
    for _ in 0..5 {
        server.folder.write("content/index.html", "<body>second</body>");
    }
    assert_eq!(events.next().0, "reload");
    assert_eq!(events.next().0, "reload");
    assert!(server.get("/").text().contains("<body>second"));
    assert_eq!(events.within(A_WHILE), None);
    assert_eq!(server.loads(), 3);
    assert!(!server.loads.overlapped.load(Ordering::SeqCst));
}

#[test]
fn a_change_during_the_first_load_is_not_missed() {
    let folder = small_book();
    let loads = std::sync::Arc::new(super::Loads::default());
    loads.time.store(300, Ordering::SeqCst);
    let path = folder.path("content/index.html");
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(150));
        fs::write(path, "<body>during</body>").unwrap();
    });
    let book = super::FakeBook { root: folder.0.clone(), loads: loads.clone() };
    let options = Options { port: 0, ..Options::default() };
    let server = crate::serve::Server::open(book, &options, Limits::default()).unwrap();
    let address = server.listener.local_addr().unwrap();
    let url = server.address().url().to_owned();
    thread::spawn(move || server.run());
    let server = Running { folder, address, url, loads };
    wait_for_loads(&server, 2);
    let deadline = Instant::now() + LONG;
    while !server.get("/").text().contains("<body>during") {
        assert!(Instant::now() < deadline, "{}", server.get("/").text());
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn without_events_the_clock_will_do() {
    let folder = small_book();
    let mut watch = Watch::new(&folder.0);
    let path = folder.path("content/index.html");
    let writer = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        fs::write(path, "new").unwrap();
    });
    assert_eq!(watch.next(), [std::path::PathBuf::from("content/index.html")]);
    writer.join().unwrap();
}

#[test]
fn every_open_page_is_told() {
    let server = start(small_book());
    let mut streams: Vec<_> = (0..10).map(|_| server.listen()).collect();
    server.folder.write("content/index.html", "<body>new</body>");
    for events in &mut streams {
        assert_eq!(events.next().0, "reload");
    }
}

#[test]
fn a_silent_stream_shows_that_it_lives() {
    let limits = Limits { heartbeat: Duration::from_millis(50), ..Limits::default() };
    let server = start_with(small_book(), &Options { port: 0, ..Options::default() }, limits);
    let mut events = server.listen();
    let deadline = Instant::now() + LONG;
    while events.comments < 3 {
        assert!(Instant::now() < deadline, "{} comments", events.comments);
        assert_eq!(events.within(Duration::from_millis(100)), None);
    }
}

/// How long it takes from a save to the event; a measurement, not a test.
#[test]
#[ignore = "a measurement: cargo test --release -- --ignored --nocapture measure"]
#[expect(clippy::print_stderr, reason = "a measurement")]
fn measure_from_save_to_event() {
    for size in [10, 1_000, 10_000] {
        let folder = small_book();
        for number in 0..size {
            folder.write(&format!("static/{}/{number}.txt", number / 100), "x");
        }
        let root: &Folder = &folder;
        let begun = Instant::now();
        let _ = crate::serve::snapshot::Snapshot::take(&root.0);
        let snapshot = begun.elapsed();
        let server = start(folder);
        let mut events = server.listen();
        let mut times: Vec<_> = (0..30)
            .map(|number| {
                settle(&mut events);
                let begun = Instant::now();
                server.folder.write("content/index.html", &format!("<body>{number}</body>"));
                assert_eq!(events.next().0, "reload");
                begun.elapsed()
            })
            .collect();
        times.sort();
        let begun = Instant::now();
        let book = super::FakeBook { root: server.folder.0.clone(), loads: std::sync::Arc::default() };
        let _ = book.read();
        let load = begun.elapsed();
        eprintln!("{size} files: median {:?}, worst {:?}; of it snapshot {snapshot:?}, load {load:?}", times[15], times[29]);
    }
}

/// Lets late events of a change pass.
fn settle(events: &mut super::Events) {
    while events.within(Duration::from_millis(400)).is_some() {}
}

fn wait_for_loads(server: &Running, count: usize) {
    let deadline = Instant::now() + LONG;
    while server.loads() < count {
        assert!(Instant::now() < deadline, "only {} loads", server.loads());
        thread::sleep(Duration::from_millis(5));
    }
}
