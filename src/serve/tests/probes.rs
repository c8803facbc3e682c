//! What may be asked, and what is refused: a table of requests and their answers.

use std::sync::Arc;
use std::thread;

use super::{Running, small_book, start, start_with};
use crate::serve::http::Limits;
use crate::serve::{Options, serve};

/// Requests with the status of their answers. `H` stands for host and port of the server, `P` for the port.
#[rustfmt::skip]
const PROBES: &[(&str, u16)] = &[
    // What there is.
    ("GET / HTTP/1.1\r\nHost: H\r\n\r\n", 200),
    ("HEAD / HTTP/1.1\r\nHost: H\r\n\r\n", 200),
    ("GET /?draft=1&a=/../b HTTP/1.1\r\nHost: H\r\n\r\n", 200),
    ("GET /index.html HTTP/1.1\r\nHost: H\r\n\r\n", 200),
    ("GET /treaties/shimoda-1855/ HTTP/1.1\r\nHost: H\r\n\r\n", 200),
    ("GET /treaties/shimoda%2D1855/ HTTP/1.1\r\nHost: H\r\n\r\n", 200),
    ("GET /style.css?v=2 HTTP/1.1\r\nHost: H\r\n\r\n", 200),
    ("GET / HTTP/1.0\r\nHost: H\r\n\r\n", 200),
    ("GET / HTTP/1.1\nHost: H\n\n", 200),
    ("GET / HTTP/1.1\r\nhOST:\tH \r\nX-Unknown: \u{e9}\r\n\r\n", 200),
    ("GET /.treatise/reload.js HTTP/1.1\r\nHost: H\r\n\r\n", 200),
    ("GET /.treatise/reload.css HTTP/1.1\r\nHost: H\r\n\r\n", 200),
    ("HEAD /.treatise/events HTTP/1.1\r\nHost: H\r\n\r\n", 200),
    ("GET /treaties/shimoda-1855 HTTP/1.1\r\nHost: H\r\n\r\n", 308),
    // What there is not.
    ("GET /nothing HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /nothing/ HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /style.css/ HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /treaties/ HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET // HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET //treaties/shimoda-1855 HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /treaties//shimoda-1855/ HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /.treatise/ HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /.treatise/reload.js/ HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /%2etreatise/events HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /book.toml HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    // What is hidden.
    ("GET /.git/config HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /%2egit/config HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /treaties/.hidden HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    ("GET /.nojekyll HTTP/1.1\r\nHost: H\r\n\r\n", 404),
    // What climbs.
    ("GET /../book.toml HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /treaties/../../book.toml HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /treaties/.. HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /./index.html HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /%2e%2e/book.toml HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /%2E./book.toml HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /..%2fbook.toml HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /treaties%2Fshimoda-1855/ HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /..%5cbook.toml HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /..\\book.toml HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /%252e%252e/book.toml HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /%25252e%25252e/book.toml HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /%25%32%65%25%32%65/book.toml HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    // What deceives.
    ("GET /%00 HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /index.html%00.css HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /a%0d%0aSet-Cookie:%20a HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /a%09 HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /%ff HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /%c0%ae%c0%ae/ HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /% HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /%g0 HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /\0 HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /\u{9732}/ HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET /#a HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET http://H/ HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET index.html HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    // What is not done.
    ("POST / HTTP/1.1\r\nHost: H\r\nContent-Length: 3\r\n\r\na=b", 405),
    ("PUT /a HTTP/1.1\r\nHost: H\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 405),
    ("DELETE / HTTP/1.1\r\nHost: H\r\n\r\n", 405),
    ("OPTIONS * HTTP/1.1\r\nHost: H\r\n\r\n", 405),
    ("OPTIONS / HTTP/1.1\r\nHost: H\r\nOrigin: http://example.org\r\n\r\n", 405),
    ("TRACE / HTTP/1.1\r\nHost: H\r\n\r\n", 405),
    ("CONNECT H HTTP/1.1\r\nHost: H\r\n\r\n", 405),
    ("get / HTTP/1.1\r\nHost: H\r\n\r\n", 405),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    // By whom.
    ("GET / HTTP/1.1\r\nHost: localhost:P\r\n\r\n", 200),
    ("GET / HTTP/1.1\r\nHost: LocalHost:P\r\n\r\n", 200),
    ("GET / HTTP/1.1\r\nHost: [::1]:P\r\n\r\n", 200),
    ("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n", 403),
    ("GET / HTTP/1.1\r\nHost: example.org:P\r\n\r\n", 403),
    ("GET / HTTP/1.1\r\nHost: localhost.example.org:P\r\n\r\n", 403),
    ("GET / HTTP/1.1\r\nHost: localhost.:P\r\n\r\n", 403),
    ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
    ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 403),
    ("GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", 403),
    ("GET / HTTP/1.1\r\nHost: 127.1:P\r\n\r\n", 403),
    ("GET / HTTP/1.1\r\nHost: a@H\r\n\r\n", 403),
    ("GET / HTTP/1.1\r\nHost:\r\n\r\n", 403),
    ("POST / HTTP/1.1\r\nHost: example.org\r\n\r\n", 403),
    ("GET /.treatise/events HTTP/1.1\r\nHost: example.org:P\r\n\r\n", 403),
    ("GET / HTTP/1.1\r\n\r\n", 400),
    ("GET / HTTP/1.0\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: H\r\nHost: H\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: H\r\nHost: example.org\r\n\r\n", 400),
    // Who may listen.
    ("GET /.treatise/events HTTP/1.1\r\nHost: H\r\nOrigin: http://example.org\r\n\r\n", 403),
    ("GET /.treatise/events HTTP/1.1\r\nHost: H\r\nOrigin: null\r\n\r\n", 403),
    ("GET /.treatise/events HTTP/1.1\r\nHost: H\r\nOrigin: https://H\r\n\r\n", 403),
    ("GET /.treatise/events HTTP/1.1\r\nHost: H\r\nOrigin: http://localhost:P\r\n\r\n", 403),
    ("GET /.treatise/events HTTP/1.1\r\nHost: H\r\nOrigin: http://H.example.org\r\n\r\n", 403),
    ("GET /.treatise/events HTTP/1.1\r\nHost: H\r\nSec-Fetch-Site: cross-site\r\n\r\n", 403),
    ("GET /.treatise/events HTTP/1.1\r\nHost: H\r\nSec-Fetch-Site: same-site\r\n\r\n", 403),
    ("HEAD /.treatise/events HTTP/1.1\r\nHost: H\r\nOrigin: http://H\r\nSec-Fetch-Site: same-origin\r\n\r\n", 200),
    // What is no request.
    ("\r\n\r\n", 400),
    ("GET\r\n\r\n", 400),
    ("GET /\r\n\r\n", 400),
    ("GET / HTTP/1.1 x\r\nHost: H\r\n\r\n", 400),
    ("GET  / HTTP/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET / HTTPS/1.1\r\nHost: H\r\n\r\n", 400),
    ("GET / HTTP/3.0\r\nHost: H\r\n\r\n", 505),
    ("GET / HTTP/1.1\r\nHost : H\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: H\r\n folded\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: H\r\nnonsense\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: H\rX: y\r\n\r\n", 400),
    ("\u{16}\u{3}\u{1}\0\u{1}hello\r\n\r\n", 400),
];

#[test]
fn every_probe_gets_its_answer() {
    let server = start(small_book());
    let (host, port) = (server.address.to_string(), server.address.port().to_string());
    for (request, status) in PROBES {
        let bytes = request.replace(":P", &format!(":{port}")).replace("Host: H", &format!("Host: {host}"));
        let bytes =
            bytes.replace("://H", &format!("://{host}")).replace("hOST:\tH", &format!("hOST:\t{host}")).replace("@H", &host);
        let reply = server.send(bytes.as_bytes());
        assert_eq!(reply.status, *status, "{request:?}: {}", reply.text());
        check_headers(request, &reply);
    }
}

/// What every answer has.
fn check_headers(request: &str, reply: &super::Reply) {
    assert_eq!(reply.header("Cache-Control"), Some("no-store"), "{request:?}");
    assert_eq!(reply.header("X-Content-Type-Options"), Some("nosniff"), "{request:?}");
    assert_eq!(reply.header("Connection"), Some("close"), "{request:?}");
    assert!(reply.header("Content-Type").is_some(), "{request:?}");
    assert_eq!(reply.header("Allow"), (reply.status == 405).then_some("GET, HEAD"), "{request:?}");
    assert_eq!(reply.header("Access-Control-Allow-Origin"), None, "{request:?}");
    let length = reply.header("Content-Length").map(|length| length.parse::<usize>().unwrap());
    match (request.starts_with("HEAD "), length) {
        (true, _) => assert!(reply.body.is_empty(), "{request:?}"),
        (false, length) => assert_eq!(length, Some(reply.body.len()), "{request:?}"),
    }
}

#[test]
fn pages_get_the_script_and_other_files_are_left_alone() {
    let folder = small_book();
    folder.write("static/picture.svg", "<svg><body></body></svg>");
    let server = start(folder);
    let page = server.get("/");
    assert_eq!(page.header("Content-Type"), Some("text/html; charset=utf-8"));
    let (before, rest) = page.text().split_once("<script src=\"/.treatise/reload.js\" data-build=\"").map(owned).unwrap();
    assert_eq!(before, "<!doctype html><title>Home</title><body>home");
    assert!(rest.ends_with("\" defer></script>\n</body>"), "{rest}");
    let style = server.get("/style.css");
    assert_eq!((style.header("Content-Type"), style.text().as_str()), (Some("text/css; charset=utf-8"), "a { color: red }"));
    let picture = server.get("/picture.svg");
    assert_eq!(
        (picture.header("Content-Type"), picture.text().as_str()),
        (Some("image/svg+xml"), "<svg><body></body></svg>")
    );
}

fn owned((before, after): (&str, &str)) -> (String, String) {
    (before.to_owned(), after.to_owned())
}

#[test]
fn head_tells_what_get_would_send() {
    let server = start(small_book());
    for target in ["/", "/style.css", "/nothing", "/treaties/shimoda-1855", "/.treatise/reload.js"] {
        let (get, head) = (server.get(target), server.ask("HEAD", target, ""));
        assert_eq!(get.head, head.head, "{target}");
        assert!(head.body.is_empty() && !get.body.is_empty(), "{target}");
    }
}

#[test]
fn what_is_missing_is_told_by_the_sites_own_page() {
    let server = start(small_book());
    for target in ["/nothing/", "/nothing.css", "/.git/", "//"] {
        let reply = server.get(target);
        assert_eq!(reply.status, 404, "{target}");
        assert!(reply.text().contains("<body>lost<script src=\"/.treatise/reload.js\""), "{target}");
    }
    let folder = small_book();
    std::fs::remove_file(folder.path("content/404.html")).unwrap();
    let reply = start(folder).get("/nothing/");
    assert_eq!(reply.status, 404);
    assert!(reply.text().contains("<h1>There is no such page</h1>"), "{}", reply.text());
}

#[test]
fn a_page_without_its_slash_is_found() {
    let server = start(small_book());
    let location = |target| server.get(target).header("Location").map(str::to_owned);
    assert_eq!(location("/treaties/shimoda-1855").as_deref(), Some("/treaties/shimoda-1855/"));
    assert_eq!(location("/treaties/shimoda%2d1855?a=1&b").as_deref(), Some("/treaties/shimoda-1855/?a=1&b"));
    assert_eq!(location("/treaties/nothing"), None);
    assert_eq!(location("/style.css"), None);
    assert_eq!(location("//example.org/.."), None);
}

#[test]
fn a_site_may_stand_below_the_root() {
    let options = Options { port: 0, base_path: "/repo/".to_owned(), ..Options::default() };
    let server = start_with(small_book(), &options, Limits::default());
    assert!(server.url.ends_with("/repo/"), "{}", server.url);
    for (target, status, location) in [
        ("/repo/", 200, None),
        ("/repo/style.css", 200, None),
        ("/repo/treaties/shimoda-1855/", 200, None),
        ("/.treatise/reload.js", 200, None),
        ("/", 302, Some("/repo/")),
        ("/?a", 302, Some("/repo/?a")),
        ("/repo", 308, Some("/repo/")),
        ("/repo/treaties/shimoda-1855", 308, Some("/repo/treaties/shimoda-1855/")),
        ("/style.css", 404, None),
        ("/repository/", 404, None),
        ("/treaties/shimoda-1855/", 404, None),
        ("/repo//", 404, None),
    ] {
        let reply = server.get(target);
        assert_eq!((reply.status, reply.header("Location")), (status, location), "{target}");
    }
}

#[test]
fn a_fault_of_a_page_is_shown_in_its_place() {
    let folder = small_book();
    folder.write("content/faulty.html", "FAULT </pre><script>alert(1)</script>");
    folder.write("content/mad.html", "PANIC");
    let server = start(folder);
    let reply = server.get("/faulty/");
    assert_eq!((reply.status, reply.header("Content-Type")), (500, Some("text/html; charset=utf-8")));
    let text = reply.text();
    assert!(text.contains("error: FAULT &lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;"), "{text}");
    assert_eq!(text.matches("<script").count(), 1);
    assert!(reply.header("Content-Security-Policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
    assert_eq!(server.get("/faulty").status, 308);
    assert_eq!(server.get("/mad/").status, 500);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn heads_are_bounded() {
    let server = start(small_book());
    let filler = "x".repeat(9000);
    assert_eq!(server.ask("GET", "/", &format!("Cookie: {filler}\r\n")).status, 431);
    assert_eq!(server.ask("GET", "/", &"A: b\r\n".repeat(2000)).status, 431);
    assert_eq!(server.get(&format!("/{filler}")).status, 414);
    assert_eq!(server.send("x".repeat(20_000).as_bytes()).status, 414);
    assert_eq!(server.ask("GET", "/", &format!("Cookie: {}\r\n", "x".repeat(8000))).status, 200);
}

#[test]
fn nothing_behind_a_request_is_taken_for_another() {
    let server = start(small_book());
    let host = server.address;
    let two = format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\nGET /style.css HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let reply = server.send(two.as_bytes());
    assert_eq!(reply.status, 200);
    assert!(!reply.text().contains("HTTP/1.1"));
    // The answer to a large upload arrives, though nobody reads the upload.
    let body = "x".repeat(200_000);
    let reply = server.send(format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 200000\r\n\r\n{body}").as_bytes());
    assert_eq!(reply.status, 405);
}

#[test]
fn many_ask_at_once() {
    let folder = small_book();
    let large = "x".repeat(3_000_000);
    folder.write("static/large.bin", &large);
    let server: Arc<Running> = Arc::new(start(folder));
    let clients: Vec<_> = (0..20)
        .map(|number| {
            let server = Arc::clone(&server);
            thread::spawn(move || {
                for _ in 0..5 {
                    let target = if number % 4 == 0 { "/large.bin" } else { "/treaties/shimoda-1855/" };
                    let reply = server.get(target);
                    assert_eq!(reply.status, 200);
                    assert_eq!(reply.header("Content-Length"), Some(reply.body.len().to_string().as_str()));
                }
            })
        })
        .collect();
    for client in clients {
        client.join().unwrap();
    }
}

#[test]
fn a_port_in_use_ends_the_program_at_once() {
    let server = start(small_book());
    let port = server.address.port();
    let folder = small_book();
    let book = super::FakeBook { root: folder.0.clone(), loads: Arc::default() };
    let loads = Arc::clone(&book.loads);
    let error = serve(book, &Options { port, ..Options::default() }).unwrap_err().to_string();
    assert!(error.contains(&format!("port {port} is in use")) && error.contains("`--port`"), "{error}");
    assert_eq!(loads.count.load(std::sync::atomic::Ordering::SeqCst), 0);
}

#[test]
fn a_machine_that_fails_at_first_ends_the_program() {
    let folder = super::Folder::new();
    let book = super::FakeBook { root: folder.0.clone(), loads: Arc::default() };
    let error = serve(book, &Options { port: 0, ..Options::default() }).unwrap_err().to_string();
    assert_eq!(error, "no `book.toml`");
}

#[test]
fn the_server_also_listens_elsewhere() {
    let options = Options { host: "::1".to_owned(), port: 0, ..Options::default() };
    // Not every machine has the newer protocol.
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let server = start_with(small_book(), &options, Limits::default());
    assert_eq!(server.url, format!("http://[::1]:{}/", server.address.port()));
    assert_eq!(server.get("/").status, 200);
}
