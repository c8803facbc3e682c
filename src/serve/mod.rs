//! `treatise serve`: the book in a browser while it is being written.
//!
//! A loop round [`Book::load`], with no logic of its own about books. Nothing is written to disk, and a page is rendered
//! when it is asked for.
//!
//! ```text
//! watch     which files changed           snapshot: what stood on disk, and when
//! current   what is shown at this moment  events:   how a browser hears of it
//! http      connections, bounds, time     head, response: the protocol
//! respond   a request to its answer       address, path: what may be asked for, and by whom
//! reload    what pages get added          text: reports made fit for HTML and JSON
//! ```
//!
//! Two rules hold throughout. Whatever a browser sends is refused unless it is one of the few things that we know. And no
//! client can make another wait: everything that is read or written has a bound in size and in time.

mod address;
mod book;
mod browser;
mod current;
mod events;
mod head;
mod http;
mod path;
mod reload;
mod respond;
mod response;
mod snapshot;
mod terminal;
#[cfg(test)]
mod tests;
mod text;
mod watch;

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::Error;

pub use book::{Book, Folder, Loaded, Pages, Served};

use address::Address;
use current::{Change, Current, Outcome};
use http::Limits;
use respond::Responder;
use watch::Watch;

/// How to serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The name or address to listen on. Anything but a loopback address shows the book to the network.
    pub host: String,
    /// The port to listen on; 0 lets the system choose a free one.
    pub port: u16,
    /// Whether to show the book at once.
    pub browser: Browser,
    /// The path at which the site stands, as in its address: `/` or `/repository/`.
    pub base_path: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { host: "127.0.0.1".to_owned(), port: 3000, browser: Browser::Leave, base_path: "/".to_owned() }
    }
}

/// What becomes of the browser when the server is ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Browser {
    /// The book is opened in it.
    Open,
    /// It is left alone.
    #[default]
    Leave,
}

/// Serves a book until the program is interrupted.
///
/// One line on standard output tells the address; all else goes to standard error. Errors of the book never end the
/// server: before the first good load it shows them as a page, later it keeps the last good pages and shows them on top.
///
/// # Errors
///
/// Where the address cannot be listened on, or where the machine (not the book) fails at the first load.
pub fn serve(book: impl Book, options: &Options) -> Result<(), Error> {
    let server = Server::open(book, options, Limits::default())?;
    let address = server.address();
    terminal::line(&format!("Serving at {} (Ctrl-C stops)", address.url()));
    if !address.is_loopback() {
        terminal::note("warning: whoever reaches this machine over the network can read the book");
    }
    if options.browser == Browser::Open {
        browser::open(address.url());
    }
    server.run()
}

/// A server that has its port and has read its book, but answers nobody yet.
struct Server<B> {
    book: B,
    listener: TcpListener,
    address: Address,
    current: Arc<Current>,
    watch: Watch,
    limits: Limits,
}

impl<B: Book> Server<B> {
    /// Takes the port, then reads the book: whoever mistyped the port need not wait for the book.
    fn open(book: B, options: &Options, limits: Limits) -> Result<Self, Error> {
        let (listener, address) = Address::bind(options)?;
        // The snapshot comes first, so that a change during the load is seen as one.
        let watch = Watch::new(book.root());
        let begun = Instant::now();
        let loaded = book.load(None)?;
        report(&format!("read {}", book.root().display()), &loaded, begun.elapsed());
        let current = Arc::new(Current::new(outcome(loaded)));
        Ok(Self { book, listener, address, current, watch, limits })
    }

    fn address(&self) -> &Address {
        &self.address
    }

    /// Answers requests on threads of their own and follows the book on this one. Returns only on failure.
    fn run(self) -> Result<(), Error> {
        let Self { book, listener, address, current, mut watch, limits } = self;
        let serve_error = |cause: std::io::Error| Error::Serve { address: address.to_string(), cause: cause.to_string() };
        let responder = Arc::new(Responder::new(address.clone(), Arc::clone(&current)));
        thread::Builder::new()
            .name("connections".to_owned())
            .spawn(move || http::listen(&listener, &responder, limits))
            .map_err(serve_error)?;
        watch.begin();
        follow(&book, &current, &mut watch)
    }
}

/// Loads the book again whenever its files change: one load at a time, since it is one thread that does it.
fn follow(book: &impl Book, current: &Current, watch: &mut Watch) -> ! {
    // What changed since the last good load: a style sheet mended after a page does not make the page's change one of style.
    let mut pending = BTreeSet::new();
    loop {
        let changed = watch.next();
        let begun = Instant::now();
        let loaded = reload(book, &changed);
        report(&describe(&changed), &loaded, begun.elapsed());
        pending.extend(changed);
        let good = loaded.pages.is_some();
        current.publish(outcome(loaded), Change::of(&pending));
        if good {
            pending.clear();
        }
    }
}

/// A failure of the machine, even a panic, is shown like an error of the book: the next change may well mend it.
fn reload(book: &impl Book, changed: &[PathBuf]) -> Loaded {
    let failed = |report: String| Loaded { pages: None, report, errors: 1, warnings: 0 };
    match catch_unwind(AssertUnwindSafe(|| book.load(Some(changed)))) {
        Ok(Ok(loaded)) => loaded,
        Ok(Err(error)) => failed(format!("error: {error}\n")),
        Err(_) => failed("error: treatise failed while it read the book, which is a fault of treatise\n".to_owned()),
    }
}

fn outcome(loaded: Loaded) -> Outcome {
    let Loaded { pages, report, errors, warnings } = loaded;
    Outcome { pages, report: text::plain(&report), errors, warnings }
}

fn report(what: &str, loaded: &Loaded, took: Duration) {
    if !loaded.report.is_empty() {
        terminal::note(loaded.report.trim_end());
    }
    let counts = format!("{}, {}", text::count(loaded.errors, "error"), text::count(loaded.warnings, "warning"));
    let shown = if loaded.pages.is_some() { "" } else { "; not shown until mended" };
    terminal::note(&format!("{what}: {counts}{shown} ({} ms)", took.as_millis()));
}

/// `content/index.md and 3 more changed`.
fn describe(changed: &[PathBuf]) -> String {
    let first = changed.first().map(|path| text::plain(&path.display().to_string())).unwrap_or_default();
    match changed.len() {
        0 | 1 => format!("{first} changed"),
        count => format!("{first} and {} more changed", count - 1),
    }
}
