//! Every byte we read, and where it came from. The only module that reads files of a book.
//!
//! Everything downstream works on [`Sources`], so tests bring their own files and no phase can read behind our back.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::Error;

/// Identifies one text among [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// Bytes `start..end` of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which text.
    pub source: SourceId,
    /// First byte, counted from 0.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span of a range of bytes; ranges beyond 4 GiB are cut there.
    #[must_use]
    pub fn new(source: SourceId, range: std::ops::Range<usize>) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { source, start: clamp(range.start), end: clamp(range.end) }
    }

    /// The range of bytes.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A text file of the book.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path from the book's root, with `/` between its parts: `content/treaties/shimoda-1855.md`.
    pub path: String,
    /// Its text, without a byte order mark.
    pub text: String,
}

/// Something that the tree holds and that cannot be read as what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Not UTF-8: what can be shown of it is the source, and the fault lies at this byte of it.
    NotUtf8(SourceId, usize),
    /// A symbolic link, a pipe, a device: named, never opened.
    NotAFile(SourceId),
    /// A file where a folder of the book should be.
    NotAFolder(SourceId),
    /// The system refused to let us read it.
    Unreadable(SourceId, String),
    /// A file name that is not UTF-8, shown with replacement characters, or has signs that no name should have.
    BadName(SourceId),
}

impl Flaw {
    /// Which file.
    #[must_use]
    pub fn source(&self) -> SourceId {
        match self {
            Self::NotUtf8(source, _)
            | Self::NotAFile(source)
            | Self::NotAFolder(source)
            | Self::Unreadable(source, _)
            | Self::BadName(source) => *source,
        }
    }
}

/// All that a book consists of, read once. Later readings share what has not changed.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    texts: Vec<Arc<Source>>,
    assets: BTreeMap<String, Arc<Vec<u8>>>,
    flaws: Vec<Flaw>,
}

impl Sources {
    /// Reads `book.toml`, `content/`, `templates/` and `static/` below `root`. Where the book has no file of that name, the
    /// default theme's stands in.
    ///
    /// # Errors
    ///
    /// Where `root` is no book (no `book.toml`) or cannot be read. Faults of single files are kept as [`Flaw`]s.
    pub fn read(root: &Path) -> Result<Self, Error> {
        Self::read_beside(root, None)
    }

    /// The same book again, after the files at these paths below `root` and no others have changed, appeared or gone.
    ///
    /// # Errors
    ///
    /// As [`Sources::read`].
    pub fn read_again(&self, root: &Path, changed: &BTreeSet<String>) -> Result<Self, Error> {
        match self.replaced(root, changed) {
            Some(sources) => Ok(sources),
            None => Self::read_beside(root, Some((self, changed))),
        }
    }

    /// The same with these files read anew, without a look at the others; `None` where one of them is not a file that was there.
    fn replaced(&self, root: &Path, changed: &BTreeSet<String>) -> Option<Self> {
        const MANY: usize = 50;
        if !self.flaws.is_empty() || changed.len() > MANY {
            return None;
        }
        let mut sources = self.clone();
        for path in changed {
            let file = root.join(path);
            let meta = file.symlink_metadata().ok()?;
            // A link in the place of a folder would lead out of the book.
            let mut folders = file.ancestors().skip(1).take(path.matches('/').count());
            if !meta.is_file() || meta.len() > MOST_TEXT || !folders.all(is_folder) {
                return None;
            }
            let Contents::Bytes(bytes) = load(path, Entry::File(file)) else { return None };
            let mut one = Self::default();
            one.add(path.clone(), Contents::Bytes(bytes));
            if !one.flaws.is_empty() {
                return None;
            }
            match (self.find(path), one.texts.pop()) {
                (Some(id), Some(text)) => sources.texts[id.0 as usize] = text,
                (None, None) => {}
                _ => return None,
            }
            for (path, bytes) in one.assets {
                *sources.assets.get_mut(&path)? = bytes;
            }
        }
        Some(sources)
    }

    fn read_beside(root: &Path, before: Option<(&Self, &BTreeSet<String>)>) -> Result<Self, Error> {
        let config = root.join("book.toml");
        let entry = match config.symlink_metadata() {
            Ok(meta) if meta.is_file() => Entry::File(config),
            Ok(meta) if meta.is_symlink() => Entry::NotAFile,
            _ => return Err(Error::NotABook { root: root.to_owned() }),
        };
        let mut paths = vec![("book.toml".to_owned(), entry)];
        for folder in ["content", "templates", "static"] {
            collect(root, folder, &mut paths)?;
        }
        // The order of directory entries differs between machines; the output must not.
        paths.sort_by(|a, b| a.0.cmp(&b.0));
        let own: BTreeSet<String> = paths.iter().map(|(path, _)| path.clone()).collect();
        let missing = crate::theme::files().filter(|(path, _)| !own.contains(*path));
        paths.extend(missing.map(|(path, bytes)| (path.to_owned(), Entry::BuiltIn(bytes))));
        paths.sort_by(|a, b| a.0.cmp(&b.0));
        // What is flawed is looked at again, since its flaw may be told from outside.
        let known = |path: &str| before.filter(|(before, changed)| before.flaws.is_empty() && !changed.contains(path));
        let read: Vec<_> = paths
            .into_par_iter()
            .map(|(path, entry)| match known(&path).and_then(|(before, _)| before.shared(&path)) {
                Some(shared) => (path, shared),
                None => {
                    let contents = load(&path, entry);
                    (path, contents)
                }
            })
            .collect();
        let mut sources = Self::default();
        for (path, contents) in read {
            sources.add(path, contents);
        }
        Ok(sources)
    }

    /// A book made of the given files, with the default theme where they have none; paths as in [`Source::path`].
    pub fn from_files<P: Into<String>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let mut files: BTreeMap<String, Vec<u8>> =
            files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect();
        for (path, bytes) in crate::theme::files() {
            files.entry(path.to_owned()).or_insert_with(|| bytes.to_owned());
        }
        let mut sources = Self::default();
        for (path, bytes) in files {
            sources.add(path, Contents::Bytes(bytes));
        }
        sources
    }

    /// All texts, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.texts.iter().enumerate().map(|(index, source)| (id(index), source.as_ref()))
    }

    /// The text with this identity.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.texts[id.0 as usize]
    }

    /// The text at a path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<SourceId> {
        self.texts.binary_search_by(|source| source.path.as_str().cmp(path)).ok().map(id)
    }

    /// The text with this identity, to be kept.
    pub(crate) fn keep(&self, id: SourceId) -> Arc<Source> {
        Arc::clone(&self.texts[id.0 as usize])
    }

    /// Whether this is the very text that was read before.
    pub(crate) fn is_same(&self, id: SourceId, before: &Arc<Source>) -> bool {
        self.texts.get(id.0 as usize).is_some_and(|text| Arc::ptr_eq(text, before))
    }

    /// The files that differ from an earlier reading: texts, and files that are copied. `None` where a file appeared or has gone, or
    /// something could not be read.
    pub(crate) fn differing(&self, before: &Self) -> Option<(Vec<SourceId>, Vec<&str>)> {
        if !self.flaws.is_empty() || !before.flaws.is_empty() {
            return None;
        }
        if self.texts.len() != before.texts.len() || self.assets.len() != before.assets.len() {
            return None;
        }
        let mut texts = Vec::new();
        for (index, (now, then)) in self.texts.iter().zip(&before.texts).enumerate() {
            if !Arc::ptr_eq(now, then) {
                if now.path != then.path {
                    return None;
                }
                texts.push(id(index));
            }
        }
        let mut assets = Vec::new();
        for ((path, now), (path_then, then)) in self.assets.iter().zip(&before.assets) {
            if !Arc::ptr_eq(now, then) {
                assets.push(path.as_str());
            }
            if path != path_then {
                return None;
            }
        }
        Some((texts, assets))
    }

    /// What was read at a path.
    fn shared(&self, path: &str) -> Option<Contents> {
        let (text, asset) = (self.find(path).map(|id| self.keep(id)), self.assets.get(path).cloned());
        (text.is_some() || asset.is_some()).then_some(Contents::Kept(text, asset))
    }

    /// Files that are copied as they are, by path from the book's root.
    #[must_use]
    pub fn assets(&self) -> &BTreeMap<String, Arc<Vec<u8>>> {
        &self.assets
    }

    /// What could not be read.
    #[must_use]
    pub fn flaws(&self) -> &[Flaw] {
        &self.flaws
    }

    fn add(&mut self, path: String, contents: Contents) {
        let this = id(self.texts.len());
        match contents {
            Contents::Bytes(bytes) if is_text(&path) || is_active(&path) => match String::from_utf8(bytes) {
                Ok(text) => {
                    if is_active(&path) {
                        self.assets.insert(path.clone(), Arc::new(text.clone().into_bytes()));
                    }
                    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                    self.texts.push(Arc::new(Source { path, text }));
                }
                Err(error) => {
                    let at = error.utf8_error().valid_up_to();
                    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                    self.texts.push(Arc::new(Source { path, text }));
                    self.flaws.push(Flaw::NotUtf8(this, at));
                }
            },
            Contents::Bytes(bytes) => {
                self.assets.insert(path, Arc::new(bytes));
            }
            Contents::Kept(text, asset) => {
                self.texts.extend(text);
                self.assets.extend(asset.map(|bytes| (path, bytes)));
            }
            Contents::NotAFile => self.flawed(path, Flaw::NotAFile(this)),
            Contents::NotAFolder => self.flawed(path, Flaw::NotAFolder(this)),
            Contents::BadName => self.flawed(path, Flaw::BadName(this)),
            Contents::Unreadable(reason) => self.flawed(path, Flaw::Unreadable(this, reason)),
        }
    }

    fn flawed(&mut self, path: String, flaw: Flaw) {
        self.texts.push(Arc::new(Source { path, text: String::new() }));
        self.flaws.push(flaw);
    }
}

enum Entry {
    File(PathBuf),
    BuiltIn(&'static [u8]),
    NotAFile,
    NotAFolder,
    BadName,
    Unreadable(String),
}

enum Contents {
    Bytes(Vec<u8>),
    /// Read before, as a text, as a file to be copied, or as both.
    Kept(Option<Arc<Source>>, Option<Arc<Vec<u8>>>),
    NotAFile,
    NotAFolder,
    BadName,
    Unreadable(String),
}

fn id(index: usize) -> SourceId {
    SourceId(u32::try_from(index).unwrap_or(u32::MAX))
}

/// Texts are parsed; everything else is copied.
fn is_text(path: &str) -> bool {
    path == "book.toml"
        || path.starts_with("templates/")
        || (path.starts_with("content/")
            && ([".yaml", ".yml", ".geojson", ".csl"].iter().any(|suffix| path.ends_with(suffix)) || is_page(path)))
}

/// Whether a file is meant to be a page, though its name may end in a way that pages' names do not.
pub(crate) fn is_page(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown")
}

/// Files of contributors that a browser would not only show but obey, were it led to them. They are copied like others, if a rule
/// finds them harmless, and are texts as well, so that it can point into them.
pub(crate) fn is_active(path: &str) -> bool {
    const ACTIVE: [&str; 14] =
        ["css", "htc", "htm", "html", "js", "mht", "mhtml", "mjs", "shtml", "svg", "svgz", "xht", "xhtml", "xml"];
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, ending)| ending);
    path.starts_with("content/") && ACTIVE.iter().any(|active| ending.eq_ignore_ascii_case(active))
}

/// Signs that would steer a terminal, deceive a reader of the name, or part it on some system.
fn is_odd(name: &str) -> bool {
    name.chars().any(|c| c == '\\' || c.is_control() || crate::diagnostic::is_bidi_control(c))
}

/// Beyond this size a text is not written by people, and is not read.
const MOST_TEXT: u64 = 64 * 1024 * 1024;

fn collect(root: &Path, folder: &str, paths: &mut Vec<(String, Entry)>) -> Result<(), Error> {
    let top = root.join(folder);
    match top.symlink_metadata() {
        Ok(meta) if meta.is_dir() => {}
        Ok(meta) => {
            paths.push((folder.to_owned(), if meta.is_symlink() { Entry::NotAFile } else { Entry::NotAFolder }));
            return Ok(());
        }
        Err(_) => return Ok(()),
    }
    let walk = walkdir::WalkDir::new(&top).follow_links(false).follow_root_links(false).into_iter();
    // Editors and systems leave dotfiles about (`.git`, `.DS_Store`, `.#page.md`); none of them is part of a book.
    let visible = |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    for entry in walk.filter_entry(visible) {
        let (path, entry) = match entry {
            Ok(entry) => {
                let kind = entry.file_type();
                if kind.is_dir() {
                    continue;
                }
                let path = relative(root, entry.path());
                let named = entry.path().to_str().is_some() && !is_odd(&entry.file_name().to_string_lossy());
                let entry = match (kind.is_file(), named) {
                    (_, false) => Entry::BadName,
                    (true, true) => Entry::File(entry.into_path()),
                    (false, true) => Entry::NotAFile,
                };
                (path, entry)
            }
            Err(error) => {
                let path = relative(root, error.path().unwrap_or(&top));
                let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                (path, Entry::Unreadable(reason))
            }
        };
        // Editors' backups and autosaves: `page.md~`, `#page.md#`.
        let backup = path.ends_with('~')
            || (path.ends_with('#') && path.rsplit('/').next().is_some_and(|name| name.starts_with('#')));
        if !backup {
            paths.push((path, entry));
        }
    }
    Ok(())
}

fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_dir())
}

fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn load(path: &str, entry: Entry) -> Contents {
    let read = |file: PathBuf| {
        let mut file = std::fs::File::open(file)?;
        let length = file.metadata()?.len();
        if is_text(path) && length > MOST_TEXT {
            return Err(std::io::Error::other("it is larger than 64 MiB"));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match entry {
        Entry::File(file) => match read(file) {
            Ok(bytes) => Contents::Bytes(bytes),
            Err(error) => Contents::Unreadable(error.to_string()),
        },
        Entry::BuiltIn(bytes) => Contents::Bytes(bytes.to_owned()),
        Entry::NotAFile => Contents::NotAFile,
        Entry::NotAFolder => Contents::NotAFolder,
        Entry::BadName => Contents::BadName,
        Entry::Unreadable(reason) => Contents::Unreadable(reason),
    }
}
