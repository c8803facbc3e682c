//! The server as its clients see it: a book in a temporary folder, and requests written out byte by byte.

#![expect(clippy::disallowed_methods, reason = "tests write and delete as editors do")]

mod follow;
mod probes;
mod slow;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::book::{Book, Loaded, Pages, Served};
use super::http::Limits;
use super::{Options, Server};
use crate::Error;

/// Longer than anything here takes on the slowest machine, were it only once a second that the book is looked at.
const LONG: Duration = Duration::from_secs(10);

/// A temporary folder, removed at the end of its test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!("treatise-serve-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path.canonicalize().unwrap())
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A book of HTML: `content/a/b.html` is the page `/a/b/`, the files of `static/` are copied. A page with the word ERROR is
/// an error of the book; FAULT and PANIC are met when the page is rendered.
struct FakeBook {
    root: PathBuf,
    /// What a test sees of the loads.
    loads: Arc<Loads>,
}

#[derive(Default)]
struct Loads {
    /// How many there were.
    count: AtomicUsize,
    /// How many milliseconds each takes.
    time: AtomicU64,
    running: AtomicBool,
    /// Whether two ever ran at the same time.
    overlapped: AtomicBool,
}

impl Book for FakeBook {
    fn load(&self, _: Option<&[PathBuf]>) -> Result<Loaded, Error> {
        self.loads.count.fetch_add(1, Ordering::SeqCst);
        if self.loads.running.swap(true, Ordering::SeqCst) {
            self.loads.overlapped.store(true, Ordering::SeqCst);
        }
        let loaded = self.read();
        thread::sleep(Duration::from_millis(self.loads.time.load(Ordering::SeqCst)));
        self.loads.running.store(false, Ordering::SeqCst);
        loaded
    }

    fn root(&self) -> &Path {
        &self.root
    }
}

impl FakeBook {
    fn read(&self) -> Result<Loaded, Error> {
        if !self.root.join("book.toml").is_file() {
            return Err(Error::Usage("no `book.toml`".to_owned()));
        }
        let mut files = Vec::new();
        for folder in ["content", "static", "templates"] {
            collect(&self.root.join(folder), "", &mut |path, bytes| files.push((folder, path, bytes)));
        }
        let mut report = String::new();
        for (_, path, bytes) in &files {
            let text = if extension(path) == "bin" { "".into() } else { String::from_utf8_lossy(bytes) };
            if let Some(line) = text.lines().find(|line| line.contains("ERROR")) {
                writeln!(report, "\u{1b}[31merror\u{1b}[0m: {path}: {line}").unwrap();
            }
        }
        let errors = report.lines().count();
        let pages = files.into_iter().filter(|(folder, ..)| *folder != "templates").map(|(folder, path, bytes)| {
            let page =
                path.strip_suffix(".html").filter(|page| folder == "content" && *page != "404" && !page.ends_with("index"));
            (page.map_or_else(|| path.clone(), |page| format!("{page}/index.html")), bytes)
        });
        let pages = (errors == 0).then(|| Arc::new(FakePages(pages.collect())) as Arc<dyn Pages>);
        Ok(Loaded { pages, report, errors, warnings: 0 })
    }
}

fn collect(folder: &Path, prefix: &str, add: &mut impl FnMut(String, Vec<u8>)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), add);
        } else if let Ok(bytes) = fs::read(entry.path()) {
            add(path, bytes);
        }
    }
}

fn extension(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

struct FakePages(Vec<(String, Vec<u8>)>);

impl Pages for FakePages {
    fn file(&self, path: &str) -> Option<Served> {
        let (_, bytes) = self.0.iter().find(|(name, _)| name == path)?;
        if extension(path) == "html" {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("PANIC"), "asked to panic");
            if text.contains("FAULT") {
                return Some(Served::Fault(format!("error: {text}")));
            }
        }
        let media_type = match extension(path) {
            "html" => "text/html; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            "xml" => "application/xml",
            _ => "application/octet-stream",
        };
        Some(Served::File { bytes: bytes.clone(), media_type })
    }
}

/// A server on a free port. It runs until the tests end.
struct Running {
    folder: Folder,
    address: SocketAddr,
    url: String,
    loads: Arc<Loads>,
}

/// The folder of a small book.
fn small_book() -> Folder {
    let folder = Folder::new();
    folder.write("book.toml", "");
    folder.write("content/index.html", "<!doctype html><title>Home</title><body>home</body>");
    folder.write("content/treaties/shimoda-1855.html", "<title>Shimoda</title><body>Shimoda</body>");
    folder.write("content/404.html", "<title>Lost</title><body>lost</body>");
    folder.write("static/style.css", "a { color: red }");
    folder
}

fn start(folder: Folder) -> Running {
    start_with(folder, &Options { port: 0, ..Options::default() }, Limits::default())
}

fn start_with(folder: Folder, options: &Options, limits: Limits) -> Running {
    let loads = Arc::new(Loads::default());
    let book = FakeBook { root: folder.0.clone(), loads: Arc::clone(&loads) };
    let server = Server::open(book, options, limits).unwrap();
    let address = server.listener.local_addr().unwrap();
    let url = server.address().url().to_owned();
    thread::spawn(move || server.run());
    Running { folder, address, url, loads }
}

/// What came back.
#[derive(Debug)]
struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    /// The value of a header. None where it is missing, a fault of the test's where it comes twice.
    fn header(&self, name: &str) -> Option<&str> {
        let mut values =
            self.head.lines().skip(1).filter_map(|line| line.split_once(": ")).filter(|(given, _)| *given == name);
        let value = values.next().map(|(_, value)| value);
        assert!(values.next().is_none(), "{name} twice");
        value
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Running {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    /// Sends bytes and reads until the server ends the connection.
    fn send(&self, bytes: &[u8]) -> Reply {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        let end = reply.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("no head: {reply:?}"));
        let head = String::from_utf8(reply[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head, body: reply[end + 4..].to_vec() }
    }

    fn ask(&self, method: &str, target: &str, headers: &str) -> Reply {
        self.send(format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.address).as_bytes())
    }

    fn get(&self, target: &str) -> Reply {
        self.ask("GET", target, "")
    }

    fn loads(&self) -> usize {
        self.loads.count.load(Ordering::SeqCst)
    }

    /// Listens for events, the greeting already read.
    fn listen(&self) -> Events {
        let mut events = self.events();
        assert_eq!(events.next().0, "hello");
        events
    }

    fn events(&self) -> Events {
        let mut stream = self.connect();
        let request = format!("GET /.treatise/events HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(reader.read_line(&mut head).unwrap(), 0, "{head}");
        }
        assert!(head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"), "{head}");
        Events { reader, comments: 0 }
    }
}

/// A stream of events.
struct Events {
    reader: BufReader<TcpStream>,
    /// Comments seen so far.
    comments: usize,
}

impl Events {
    /// The name and the data of the next event.
    fn next(&mut self) -> (String, String) {
        self.within(LONG).expect("an event")
    }

    /// The next event, if it comes in time.
    fn within(&mut self, time: Duration) -> Option<(String, String)> {
        let (mut name, mut data) = (String::new(), String::new());
        let deadline = Instant::now() + time;
        loop {
            let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            self.reader.get_ref().set_read_timeout(Some(left)).unwrap();
            let mut line = String::new();
            match self.reader.read_line(&mut line) {
                Ok(0) => panic!("the stream ended"),
                Ok(_) => {}
                Err(_) => return None,
            }
            match line.trim_end().split_once(": ") {
                Some(("event", value)) => value.clone_into(&mut name),
                Some(("data", value)) => value.clone_into(&mut data),
                _ if line == ":\n" => self.comments += 1,
                _ if line == "\n" && !name.is_empty() => return Some((name, data)),
                _ => {}
            }
        }
    }
}
