//! What the server needs of a book, and the real book behind it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use crate::diagnostic::{Colour, Format};
use crate::error::Error;
use crate::history::History;
use crate::site::{Memory, Options, Site, compile_again};
use crate::source::Sources;

/// What the server shows. Rebuilt as a whole on each change.
pub trait Pages: Send + Sync + 'static {
    /// The file at a path below the site's root, `treaties/shimoda-1855/index.html`. None: no such file.
    fn file(&self, path: &str) -> Option<Served>;
}

/// What a path leads to.
pub enum Served {
    /// A file.
    File {
        /// Its contents.
        bytes: Vec<u8>,
        /// Its media type.
        media_type: &'static str,
    },
    /// Faults that rendering this page met, as plain text.
    Fault(String),
}

/// Reads the book again.
pub trait Book: Send + Sync + 'static {
    /// The new pages and a report. `changed` are the files, by their paths from the book's folder, that have changed since the
    /// last load; none where all are to be read. On errors of the book the pages are None and the old ones stay.
    ///
    /// # Errors
    ///
    /// Where the machine failed.
    fn load(&self, changed: Option<&[PathBuf]>) -> Result<Loaded, Error>;
    /// The book's folder.
    fn root(&self) -> &Path;
}

/// A book that was read.
pub struct Loaded {
    /// What to show.
    pub pages: Option<Arc<dyn Pages>>,
    /// What was found wrong, for a terminal.
    pub report: String,
    /// How many errors.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
}

/// A book in a folder, compiled anew at each load.
pub struct Folder {
    root: PathBuf,
    options: Options,
    colour: Colour,
    /// Read once: what is being edited is not committed yet.
    history: OnceLock<History>,
    /// What the last load read, and what it has worked out.
    before: Mutex<(Option<Sources>, Memory)>,
}

impl Folder {
    /// The book in `root`, shown at the root of the server whatever its `site-url` says.
    #[must_use]
    pub fn new(root: PathBuf, options: Options, colour: Colour) -> Self {
        Self {
            root,
            options: Options { base_path: Some("/".to_owned()), ..options },
            colour,
            history: OnceLock::new(),
            before: Mutex::default(),
        }
    }
}

impl Book for Folder {
    fn load(&self, changed: Option<&[PathBuf]>) -> Result<Loaded, Error> {
        // A load that panicked may have left anything.
        let mut before = self.before.lock().unwrap_or_else(|poisoned| {
            let mut before = poisoned.into_inner();
            *before = Default::default();
            before
        });
        let (read, memory) = &mut *before;
        let slashed = |path: &PathBuf| path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let sources = match (read.take(), changed) {
            (Some(read), Some(changed)) => read.read_again(&self.root, &changed.iter().map(slashed).collect())?,
            _ => Sources::read(&self.root)?,
        };
        *read = Some(sources.clone());
        let paths = || sources.iter().map(|(_, source)| source.path.as_str());
        let history = self.history.get_or_init(|| History::read(&self.root, paths())).clone();
        let site = compile_again(sources, &Options { history, ..self.options.clone() }, memory);
        let report = site.report(&[], false);
        let (errors, warnings) = (report.errors(), report.warnings());
        let report = report.render(Format::Human, self.colour);
        let pages: Option<Arc<dyn Pages>> = if site.has_errors() { None } else { Some(Arc::new(site)) };
        Ok(Loaded { pages, report, errors, warnings })
    }

    fn root(&self) -> &Path {
        &self.root
    }
}

impl Pages for Site {
    fn file(&self, path: &str) -> Option<Served> {
        Some(match Self::file(self, path)? {
            Ok(bytes) => Served::File { bytes, media_type: media_type(path) },
            Err(fault) => Served::Fault(self.report(&[fault], false).render(Format::Human, Colour::Never)),
        })
    }
}

/// The media type of a file by its ending, as IANA registers it; text is UTF-8.
fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "geojson" => "application/geo+json",
        "xml" => "application/xml",
        "txt" | "md" | "csv" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
