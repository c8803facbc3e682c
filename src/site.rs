//! The site: every file that a book becomes, each rendered when it is asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use serde::Serialize;

use crate::assets::{self, Asset};
use crate::atlas::{Address, Atlas, Drafts, EntityId, News};
use crate::card::{Card, Fonts};
use crate::cite::{self, Citations};
use crate::config::Config;
use crate::copy;
use crate::crowd;
use crate::data::{self, DataFile};
use crate::diagnostic::{Checked, Diagnostic, Place, Report, Severity};
use crate::domain::{Day, Kind};
use crate::error::Error;
use crate::history::History;
use crate::keys::{self, Keys};
use crate::manual;
use crate::meta::Imprint;
use crate::offline::{Words, Worker};
use crate::parse::{self, Document};
use crate::print::{self, Chapter, ChapterContext, Chapters};
use crate::rules;
use crate::search;
use crate::source::{Source, Sources, Span};
use crate::theme::{self, Theme};
use crate::view::previews::Shard;
use crate::view::{MapView, PageKey, PageView, Strings, Ties, Views, dates};

/// A file of the site.
#[derive(Debug)]
pub struct Artifact<'s> {
    /// Path below the output folder, with `/` between its parts.
    pub path: String,
    /// Its bytes.
    pub content: Content<'s>,
}

/// The bytes of a file, or how to have them.
pub enum Content<'s> {
    /// These.
    Bytes(Vec<u8>),
    /// The path says what they are: it has a digest of all that they depend on, so that whoever has a file of this path has these
    /// bytes. They are made when they are wanted.
    Named(Box<dyn Fn() -> Vec<u8> + Send + Sync + 's>),
    /// These, and a digest of all that they depend on: with the same digest they will be the same.
    Known {
        /// The bytes.
        bytes: Vec<u8>,
        /// The digest, in hexadecimal.
        key: String,
    },
}

impl Artifact<'_> {
    /// The bytes, made now if need be.
    #[must_use]
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match &self.content {
            Content::Bytes(bytes) | Content::Known { bytes, .. } => Cow::Borrowed(bytes),
            Content::Named(make) => Cow::Owned(make()),
        }
    }
}

impl fmt::Debug for Content<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) | Self::Known { bytes, .. } => write!(formatter, "{} bytes", bytes.len()),
            Self::Named(_) => formatter.write_str("made when wanted"),
        }
    }
}

/// What may be chosen on the command line.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether drafts belong to the site.
    pub drafts: Drafts,
    /// The site's address, in place of that of `book.toml`.
    pub site_url: Option<String>,
    /// The path at which the site is shown, in place of that of its address.
    pub base_path: Option<String>,
    /// When files were last changed, for pages to show.
    pub history: History,
    /// Whether the site has search, where the book does not decline it.
    pub search: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { drafts: Drafts::LeaveOut, site_url: None, base_path: None, history: History::default(), search: true }
    }
}

impl Options {
    fn chosen(&self) -> Chosen {
        (self.drafts, self.site_url.clone(), self.base_path.clone(), self.search)
    }
}

/// A digest of everything that a site is made from: this program, the book's files, and what was chosen. The same digest, the same
/// bytes.
#[must_use]
pub fn digest(sources: &Sources, options: &Options) -> String {
    keys::book(&options.chosen(), sources, &options.history, &BTreeMap::new()).to_hex().to_string()
}

/// A compiled book, of which any file can be had.
#[derive(Debug)]
pub struct Site {
    sources: Sources,
    history: History,
    config: Config,
    atlas: Arc<Atlas>,
    ties: Arc<Ties>,
    assets: Arc<BTreeMap<String, Asset>>,
    citations: Arc<Citations>,
    data: data::Written,
    strings: BTreeMap<String, Strings>,
    imprint: Imprint,
    theme: Option<Arc<Theme>>,
    files: Arc<BTreeMap<String, File>>,
    /// Pages as chapters of pages for printing.
    chapters: Chapters,
    /// The options by which it was compiled.
    chosen: Chosen,
    /// The pictures that show beside links, by path; listed when they are first asked for, since `check` has no use for them.
    cards: OnceLock<BTreeMap<String, Card>>,
    diagnostics: Vec<Diagnostic>,
    /// The index of full text: dear, and therefore made when it is asked for.
    #[cfg(feature = "search")]
    text: OnceLock<Result<BTreeMap<String, Vec<u8>>, String>>,
}

/// How a file comes to be.
#[derive(Clone, Debug)]
enum File {
    Page(PageKey),
    /// A page for printing, which is bound from others.
    Print(PageKey),
    /// A page that leads from an old address to an entity's.
    Redirect(Address, EntityId, String),
    /// A file copied from the sources, by its path there.
    Copy(String),
    /// A style sheet or a script, by its name in `static/`.
    Asset(String),
    /// What the script of the map page draws from, in a language.
    States(String),
    /// The Markdown copy of a page.
    Markdown(PageKey),
    /// The list of Markdown copies.
    Llms,
    /// A file of data.
    Data(DataFile),
    /// Previews of some pages.
    Previews(Shard),
    /// The list of names that search answers from, in a language.
    Names(String),
    Sitemap,
    Feed,
    Robots,
    /// The service worker.
    Worker,
    NoJekyll,
}

/// What [`compile_watched`] does, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Front matter, Markdown, bibliography, outlines: from text to documents.
    Parse,
    /// From documents to the atlas: references, order, ledger.
    Assemble,
    /// The rules.
    Check,
    /// Templates, words, styles: all that pages share, and the list of files.
    Prepare,
}

impl Phase {
    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::Assemble => "assemble",
            Self::Check => "check",
            Self::Prepare => "prepare",
        }
    }
}

/// Compiles a book: reads nothing but the sources, writes nothing, looks at no clock.
#[must_use]
pub fn compile(sources: Sources, options: &Options) -> Site {
    compile_watched(sources, options, &mut |_| ())
}

/// What one compiling of a book leaves for the next: nothing that shows, and much that need not be done again.
#[derive(Debug, Default)]
pub struct Memory {
    parsed: parse::Memo,
    /// How the book cites, with the forms of its sources, and the files on which that depends.
    cited: Option<(Vec<Arc<Source>>, Arc<Citations>)>,
    compiled: Option<Compiled>,
}

/// A book as it was compiled last.
#[derive(Debug)]
struct Compiled {
    options: Chosen,
    sources: Sources,
    documents: Vec<Document>,
    atlas: Arc<Atlas>,
    findings: rules::Findings,
    ties: Arc<Ties>,
    files: Arc<BTreeMap<String, File>>,
    /// What clashes among the files, if that was looked for.
    crowded: Option<Vec<Diagnostic>>,
    theme: Option<Arc<Theme>>,
    assets: Arc<BTreeMap<String, Asset>>,
}

/// The options by which a book is compiled: drafts, address, path, search.
pub(crate) type Chosen = (Drafts, Option<String>, Option<String>, bool);

/// What changed since a book was compiled last, where not all has to be done again.
#[derive(Debug)]
struct Since {
    pages: News,
    /// Words of the interface.
    strings: bool,
    /// Templates.
    templates: bool,
    /// Style sheets and scripts.
    styles: bool,
    /// Files that are copied.
    copied: bool,
}

impl Since {
    /// `None` where something changed on which everything may depend.
    fn of(before: &Compiled, sources: &Sources, documents: &[Document]) -> Option<Self> {
        let (texts, assets) = sources.differing(&before.sources)?;
        let pages = News::of(documents, &before.documents)?;
        let mut since = Self { pages, strings: false, templates: false, styles: false, copied: false };
        for source in texts {
            let path = &sources.get(source).path;
            if path.starts_with("templates/strings/") {
                since.strings = true;
            } else if path.starts_with("templates/") {
                since.templates = true;
            } else if !(path.starts_with("content/") && path.ends_with(".md")) {
                return None;
            }
        }
        for path in assets {
            let style = path.starts_with("static/") && (path.ends_with(".css") || path.ends_with(".js"));
            *(if style { &mut since.styles } else { &mut since.copied }) = true;
        }
        Some(since)
    }

    /// Whether nothing changed that shows on other pages.
    fn keeps_ties(&self) -> bool {
        self.pages.same_words && !self.strings && !self.copied
    }

    fn keeps_files(&self) -> bool {
        self.pages.same_facts && self.pages.same_aliases && !self.styles && !self.copied
    }

    fn keeps_theme(&self) -> bool {
        self.keeps_ties() && !self.templates && !self.styles
    }
}

impl Memory {
    /// How the book cites, as long as no file has changed on which that might depend. With a fault among them, all is read again.
    fn cited(&mut self, sources: &Sources, make: impl FnOnce() -> (Citations, bool)) -> Arc<Citations> {
        let styles = sources.iter().filter(|(_, source)| source.path.ends_with(".csl")).map(|(id, _)| id);
        let files = ["book.toml", "content/sources.yaml"].into_iter().filter_map(|path| sources.find(path)).chain(styles);
        let files: Vec<Arc<Source>> = files.map(|id| sources.keep(id)).collect();
        let is_same =
            |known: &[Arc<Source>]| known.len() == files.len() && known.iter().zip(&files).all(|(a, b)| Arc::ptr_eq(a, b));
        if let Some((_, citations)) = self.cited.as_ref().filter(|(known, _)| is_same(known)) {
            return Arc::clone(citations);
        }
        let (citations, well) = make();
        let citations = Arc::new(citations);
        self.cited = well.then(|| (files, Arc::clone(&citations)));
        citations
    }
}

/// Compiles a book with what an earlier compiling of it has left; the outcome is the same as without.
#[must_use]
pub fn compile_again(sources: Sources, options: &Options, memory: &mut Memory) -> Site {
    compile_with(sources, options, Some(memory), &mut |_| ())
}

/// Compiles a book, and tells at the beginning of each phase.
#[must_use]
pub fn compile_watched(sources: Sources, options: &Options, begins: &mut dyn FnMut(Phase)) -> Site {
    compile_with(sources, options, None, begins)
}

fn compile_with(
    sources: Sources,
    options: &Options,
    mut memory: Option<&mut Memory>,
    begins: &mut dyn FnMut(Phase),
) -> Site {
    begins(Phase::Parse);
    let mut found = Vec::new();
    let mut config = take(&mut found, Config::read(&sources));
    if let Some(url) = &options.site_url {
        config.output.site_url = Some(toml::Spanned::new(0..0, url.clone()));
    }
    config.shown_at.clone_from(&options.base_path);
    config.search.enabled &= options.search;
    // The development server's address is every book's in turn: what a browser kept there of one would be shown for another.
    config.output.offline &= options.base_path.is_none();
    let documents =
        take(&mut found, parse::documents_again(&sources, &config, memory.as_mut().map(|memory| &mut memory.parsed)));
    let chosen = options.chosen();
    let before = memory.as_mut().and_then(|memory| memory.compiled.take()).filter(|before| before.options == chosen);
    let before = before.and_then(|before| Since::of(&before, &sources, &documents.pages).map(|since| (before, since)));
    let before = before.as_ref();
    let kept = memory.is_some().then(|| documents.pages.clone());
    begins(Phase::Assemble);
    let earlier = before.map(|(before, since)| (&*before.atlas, &since.pages));
    let atlas = Arc::new(take(&mut found, Atlas::assemble_again(documents, &sources, &config, options.drafts, earlier)));
    begins(Phase::Check);
    let earlier = before.map(|(before, since)| (&before.findings, &*before.atlas, &since.pages));
    let (findings, mut faults) = rules::check(&atlas, &sources, &config, earlier);
    found.append(&mut faults);
    begins(Phase::Prepare);
    let strings = take(&mut found, theme::strings(&sources, &config));
    let ties = || match before.filter(|(_, since)| since.keeps_ties()) {
        Some((before, _)) => Arc::clone(&before.ties),
        None => Arc::new(Ties::of(&atlas, &config)),
    };
    let assets = || match before.filter(|(_, since)| !since.styles && !since.copied) {
        Some((before, _)) => Arc::clone(&before.assets),
        None => Arc::new(assets::of(&sources)),
    };
    let (ties, assets) = rayon::join(ties, assets);
    let mut citations = || {
        let known = found.len();
        let style = cite::choose(&config, &sources, &mut found);
        (Citations::new(style, config.languages(), atlas.bibliography().len()), found.len() == known)
    };
    let citations = match memory.as_mut() {
        Some(memory) => memory.cited(&sources, citations),
        None => Arc::new(citations().0),
    };
    let data = data::Written::of(&atlas);
    let imprint = Imprint::of(&config);
    let mut site = Site {
        sources,
        history: options.history.clone(),
        config,
        atlas,
        ties,
        assets,
        citations,
        data,
        strings,
        imprint,
        theme: None,
        files: Arc::default(),
        chapters: Chapters::new(),
        chosen: chosen.clone(),
        cards: OnceLock::new(),
        diagnostics: Vec::new(),
        #[cfg(feature = "search")]
        text: OnceLock::new(),
    };
    found.extend(site.font_fault());
    site.theme = site.theme(before, &mut found);
    site.files = match before.filter(|(_, since)| since.keeps_files()) {
        Some((before, _)) => Arc::clone(&before.files),
        None => Arc::new(site.plan()),
    };
    site.chapters = site.chapters();
    let mut crowded = None;
    if !found.iter().any(|fault| fault.code.name == manual::ADDRESS_COLLISION.name) {
        let known = before.filter(|(before, _)| Arc::ptr_eq(&before.files, &site.files));
        let clashes = known.and_then(|(before, _)| before.crowded.clone()).unwrap_or_else(|| site.crowded());
        found.extend(clashes.iter().cloned());
        crowded = Some(clashes);
    }
    site.diagnostics = found;
    if let (Some(memory), Some(documents)) = (memory, kept) {
        memory.compiled = Some(Compiled {
            options: chosen,
            sources: site.sources.clone(),
            documents,
            atlas: Arc::clone(&site.atlas),
            findings,
            ties: Arc::clone(&site.ties),
            files: Arc::clone(&site.files),
            crowded,
            theme: site.theme.clone(),
            assets: Arc::clone(&site.assets),
        });
    }
    site
}

fn take<T>(found: &mut Vec<Diagnostic>, mut checked: Checked<T>) -> T {
    found.append(&mut checked.diagnostics);
    checked.value
}

impl Site {
    /// What is wrong with the book, as far as compiling shows; rendering may show more.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether something is wrong that forbids output.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|fault| fault.code.severity == Severity::Error)
    }

    /// The faults, located and sorted; under `strict`, warnings are errors.
    #[must_use]
    pub fn report(&self, more: &[Diagnostic], strict: bool) -> Report {
        let all: Vec<Diagnostic> = self.diagnostics.iter().chain(more).cloned().collect();
        Report::new(&self.sources, &all, strict)
    }

    /// The book's options.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The book.
    #[must_use]
    pub fn atlas(&self) -> &Atlas {
        &self.atlas
    }

    /// Whether the book brings templates of its own.
    #[must_use]
    pub fn has_own_templates(&self) -> bool {
        self.sources.iter().any(|(_, source)| {
            source.path.starts_with("templates/")
                && !theme::files().any(|(path, bytes)| path == source.path && bytes == source.text.as_bytes())
        })
    }

    /// Paths of all files, those of cards last.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().chain(self.cards().keys()).map(String::as_str)
    }

    fn cards(&self) -> &BTreeMap<String, Card> {
        self.cards.get_or_init(|| self.views().cards())
    }

    /// One file, rendered now. The first that belongs to the index of full text takes as long as making all of it.
    ///
    /// # Errors
    ///
    /// Where the template for it has a fault. `None` where the site has no such file.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostic>> {
        if let Some(file) = self.files.get(path) {
            return Some(self.render(file));
        }
        if let Some(file) = self.text_file(path) {
            return Some(Ok(file));
        }
        let card = path.starts_with("cards/").then(|| self.cards().get(path))??;
        self.views().press().map(|press| Ok(press.print(card)))
    }

    /// The index of full text, which [`Site::artifacts`] leaves out because it takes longer than they all. Empty where the book or
    /// the program has none.
    ///
    /// # Errors
    ///
    /// Where the indexer fails.
    #[cfg(feature = "search")]
    pub fn search_index(&self) -> Result<Vec<Artifact<'static>>, Error> {
        if !self.config.search.enabled {
            return Ok(Vec::new());
        }
        search::bundles(&self.views(), self.searches_headings_only())
    }

    /// The index of full text, which this program was built without: nothing.
    ///
    /// # Errors
    ///
    /// None.
    #[cfg(not(feature = "search"))]
    pub fn search_index(&self) -> Result<Vec<Artifact<'static>>, Error> {
        Ok(Vec::new())
    }

    /// Whether the book is so large that its titles, names, summaries and headings are searched, and not its text.
    #[must_use]
    pub fn searches_headings_only(&self) -> bool {
        let views = self.views();
        let pages: usize = self.config.languages().map(|language| views.pages_with_text(language).len()).sum();
        self.config.search.enabled && search::HAS_TEXT && pages > self.config.search.full_text_limit
    }

    /// A file of the index of full text, which is made now if need be.
    #[cfg(feature = "search")]
    fn text_file(&self, path: &str) -> Option<Vec<u8>> {
        if !path.starts_with(search::FOLDER) {
            return None;
        }
        let index = self.text.get_or_init(|| {
            let files = self.search_index().map_err(|error| error.to_string())?;
            Ok(files.into_iter().map(|file| (file.path.clone(), file.bytes().into_owned())).collect())
        });
        // Without it, search finds titles and names, and says so.
        index.as_ref().ok()?.get(path).cloned()
    }

    #[cfg(not(feature = "search"))]
    fn text_file(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    /// Hands over all files but the index of full text, in no order: pages are rendered now, in parallel, and cards when their bytes are
    /// asked for. What is wrong with templates comes back, in the order of paths.
    pub fn each(&self, take: &(dyn Fn(Artifact<'_>) + Sync)) -> Vec<Diagnostic> {
        self.each_but(&|_, _| false, take)
    }

    /// The same without the files that somebody has already: `has` is asked by their paths and the digests of all that they depend on.
    /// Files that are quickly made are handed over in any case.
    pub fn each_but(
        &self,
        has: &(dyn Fn(&str, &str) -> bool + Sync),
        take: &(dyn Fn(Artifact<'_>) + Sync),
    ) -> Vec<Diagnostic> {
        let keys = Keys::of(&self.chosen, &self.sources, &self.history, &self.atlas);
        let give = |path: &str, bytes: Vec<u8>, key: Option<String>| {
            let content = match key {
                Some(key) => Content::Known { bytes, key },
                None => Content::Bytes(bytes),
            };
            take(Artifact { path: path.to_owned(), content });
        };
        // Pages for printing come after the pages that are their chapters, so that each of these is made ready once.
        let (prints, files): (Vec<_>, Vec<_>) = self.files.iter().partition(|(_, file)| matches!(file, File::Print(_)));
        let render = |(path, file): (&String, &File)| {
            let digest = match file {
                File::Page(key) => keys.page(&self.atlas, key),
                File::States(language) => Some(keys.of_facts(&["states", language])),
                File::Data(file) => Some(keys.of_all(&["data", &file.path()])),
                _ => None,
            };
            let has = |path: &str| digest.as_ref().is_some_and(|digest| has(path, digest));
            let rendered = match file {
                // The copy comes with its page, since both show the same view.
                File::Markdown(_) => return None,
                File::Page(key) => {
                    let copy = self.views().has_copy(key).then(|| copy::path(path));
                    // Both are asked for, so that whoever has one of them keeps it.
                    let has_copy = copy.as_ref().is_none_or(|copy| has(copy));
                    if has(path) && has_copy {
                        return None;
                    }
                    let view = self.views().view(key);
                    if let Some(copy) = copy.filter(|_| !has_copy) {
                        give(&copy, self.views().copy(key, &view).into_bytes(), digest.clone());
                    }
                    self.page(key, view, self.chapters.contains_key(key))
                }
                _ if has(path) => return None,
                _ => self.render(file),
            };
            rendered.map(|bytes| give(path, bytes, digest)).err()
        };
        // In small portions: an index or a map takes as long as a hundred pages, and nobody is to wait for whoever has it.
        let mut faults: Vec<Diagnostic> = files.into_par_iter().with_max_len(4).filter_map(render).collect();
        // A template that fails on a page fails on it as a chapter, too, with other advice.
        let again: Vec<Diagnostic> = prints.into_par_iter().filter_map(render).collect();
        for fault in again {
            if !faults.iter().any(|known| known.place == fault.place && known.message == fault.message) {
                faults.push(fault);
            }
        }
        if let Some(press) = self.views().press() {
            self.cards().par_iter().for_each(|(path, card)| {
                take(Artifact { path: path.clone(), content: Content::Named(Box::new(|| press.print(card))) });
            });
        }
        faults
    }

    /// All files but the index of full text, by path, in memory.
    pub fn artifacts(&self) -> Checked<Vec<Artifact<'static>>> {
        let files = Mutex::new(Vec::new());
        let diagnostics = self.each(&|artifact| {
            let bytes = artifact.bytes().into_owned();
            let artifact = Artifact { path: artifact.path, content: Content::Bytes(bytes) };
            files.lock().unwrap_or_else(PoisonError::into_inner).push(artifact);
        });
        let mut value = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        value.sort_by(|a, b| a.path.cmp(&b.path));
        Checked { value, diagnostics }
    }

    /// What is wrong with the font for cards that the book brings.
    fn font_fault(&self) -> Option<Diagnostic> {
        let font = self.config.cards.font.as_ref()?;
        let path = font.get_ref();
        let (message, help) = match self.sources.assets().get(path) {
            None => (
                format!("there is no file `{path}`"),
                "put the font into `static/` and write its path from the book's folder, `static/font.ttf`",
            ),
            Some(bytes) if Fonts::new(Some(bytes)).is_err() => {
                (format!("`{path}` is no font that can be read"), "use a TrueType or OpenType file, `.ttf` or `.otf`")
            }
            Some(_) => return None,
        };
        let source = self.sources.find("book.toml")?;
        let place = Place::Span(Span::new(source, font.span()));
        Some(Diagnostic::new(&manual::CONFIG, place, message).help(help))
    }

    fn views(&self) -> Views<'_> {
        let Self { sources, history, config, atlas, ties, assets, citations, data, strings, .. } = self;
        Views { atlas, sources, history, config, strings, ties, assets, citations, data }
    }

    /// The templates, of which an earlier compiling may have left some.
    fn theme(&self, before: Option<&(Compiled, Since)>, found: &mut Vec<Diagnostic>) -> Option<Arc<Theme>> {
        let before = before.and_then(|(before, since)| before.theme.as_ref().map(|theme| (theme, since)));
        if let Some((theme, _)) = before.filter(|(_, since)| since.keeps_theme()) {
            return Some(Arc::clone(theme));
        }
        let sites: Vec<_> = self
            .strings
            .iter()
            .map(|(language, strings)| (language.clone(), self.views().site(language), strings))
            .collect();
        if let Some((theme, _)) = before.filter(|(_, since)| !since.templates) {
            return Some(Arc::new(theme.again(sites)));
        }
        let (theme, mut faults) = Theme::load(&self.sources, sites);
        found.append(&mut faults);
        theme.map(Arc::new)
    }

    /// What no folder can hold both of, as faults of the book.
    fn crowded(&self) -> Vec<Diagnostic> {
        let cards = self.config.cards.enabled.then_some("cards/_.png");
        let mut clashes = crowd::clashes(self.files.keys().map(String::as_str).chain(cards));
        // A file that is copied gives way to one that is made, which nobody would notice.
        for path in self.sources.assets().keys() {
            let Some(target) = path.strip_prefix("static/").or_else(|| path.strip_prefix("content/")) else { continue };
            let replaced = match self.files.get(target) {
                Some(File::Copy(copied)) => copied != path,
                Some(_) => true,
                None => false,
            };
            if replaced {
                clashes.push((target, target));
            }
        }
        let place = |path: &str| match self.files.get(path)? {
            File::Redirect(address, id, _) => {
                let entity = self.atlas.get(*id);
                let mut aliases = entity.common.aliases.iter();
                let alias = aliases.find(|alias| Address::parse_alias(&alias.value).as_ref() == Some(address))?;
                Some(Place::Field(entity.source, alias.at.clone()))
            }
            File::Page(PageKey::Entity(id, _)) | File::Markdown(PageKey::Entity(id, _)) => {
                Some(Place::File(self.atlas.get(*id).source))
            }
            _ => None,
        };
        let book = self.sources.find("book.toml").map(Place::File);
        let fault = |(file, other): (&str, &str)| {
            let place = place(file).or_else(|| place(other)).or_else(|| book.clone())?;
            let message = match file == other {
                true => format!("`/{file}` is copied, and made by treatise itself"),
                false => format!("`/{file}` and `/{other}` cannot stand side by side"),
            };
            Some(Diagnostic::new(&manual::ADDRESS_COLLISION, place, message).help("rename one of them, or remove the alias"))
        };
        clashes.into_iter().filter_map(fault).chain(self.covered()).collect()
    }

    /// Old addresses at which something else stands, as faults of the book: a page in another language, a map of a day, a page for
    /// printing.
    fn covered(&self) -> Vec<Diagnostic> {
        let original = self.config.language();
        let mut found = Vec::new();
        for (id, entity) in self.atlas.entities() {
            for (language, source, alias) in entity.aliases(original) {
                let Some(address) = Address::parse_alias(&alias.value) else { continue };
                let other = match self.files.get(&address.file()) {
                    Some(File::Redirect(_, to, tongue)) if *to == id && tongue == language => continue,
                    Some(File::Page(PageKey::Entity(other, tongue))) => Some(self.atlas.get(*other).prose(tongue).0),
                    _ => None,
                };
                let place = Place::Field(source, alias.at.clone());
                let message = format!("`{}` is the address of two things", address.as_str());
                let fault = Diagnostic::new(&manual::ADDRESS_COLLISION, place, message);
                found.push(match other {
                    Some(other) => fault
                        .help("rename one of them, or remove the alias")
                        .related(Place::File(other), "the other is this page".to_owned()),
                    None => fault.help("treatise makes a page there itself: remove the alias"),
                });
            }
        }
        found
    }

    /// All files of the site; collisions among them have been reported as faults of the book.
    fn plan(&self) -> BTreeMap<String, File> {
        let mut files = BTreeMap::new();
        for path in self.sources.assets().keys() {
            let target = path.strip_prefix("static/").or_else(|| path.strip_prefix("content/"));
            match target {
                Some(name) if path.starts_with("static/") && self.assets.contains_key(name) => {
                    files.insert(self.assets[name].path.clone(), File::Asset(name.to_owned()));
                }
                Some(target) => {
                    files.insert(target.to_owned(), File::Copy(path.clone()));
                }
                None => {}
            }
        }
        for (id, entity) in self.atlas.entities() {
            for (language, _, alias) in entity.aliases(self.config.language()) {
                if let Some(address) = Address::parse_alias(&alias.value) {
                    files.insert(address.file(), File::Redirect(address, id, language.to_owned()));
                }
            }
        }
        for (path, key) in self.views().keys() {
            if self.views().has_copy(&key) {
                files.insert(copy::path(&path), File::Markdown(key.clone()));
            }
            files.insert(path, File::Page(key));
        }
        if self.config.output.markdown_copies {
            files.insert("llms.txt".to_owned(), File::Llms);
        }
        for language in self.config.languages() {
            for key in self.views().prints(language) {
                files.insert(self.views().address(&key).file(), File::Print(key));
            }
        }
        if !self.ties.gallery.stops().is_empty() {
            for language in self.config.languages() {
                let path = crate::view::drawing::states_path(self.config.language(), language);
                files.insert(path, File::States(language.to_owned()));
            }
        }
        for language in self.config.languages() {
            for (path, shard) in self.views().shards(language) {
                files.insert(path, File::Previews(shard));
            }
        }
        for file in self.data.files() {
            files.insert(file.path(), File::Data(file.clone()));
        }
        if self.config.search.enabled {
            for language in self.config.languages() {
                files.insert(search::names_path(language), File::Names(language.to_owned()));
            }
        }
        files.insert("robots.txt".to_owned(), File::Robots);
        if self.config.output.offline {
            files.insert("sw.js".to_owned(), File::Worker);
        }
        files.insert(".nojekyll".to_owned(), File::NoJekyll);
        if self.config.site_url().is_some() {
            files.insert("sitemap.xml".to_owned(), File::Sitemap);
            files.insert("feed.xml".to_owned(), File::Feed);
        }
        files
    }

    fn render(&self, file: &File) -> Result<Vec<u8>, Diagnostic> {
        let language = self.config.language();
        let mut context = tera::Context::new();
        match file {
            File::Copy(path) => Ok(self.sources.assets().get(path).map(|bytes| bytes.to_vec()).unwrap_or_default()),
            File::Asset(name) => Ok(self.assets.get(name).map(|asset| asset.bytes.clone()).unwrap_or_default()),
            File::NoJekyll => Ok(Vec::new()),
            File::States(language) => Ok(self.views().states(language).into_bytes()),
            File::Markdown(key) => Ok(self.views().copy(key, &self.views().view(key)).into_bytes()),
            File::Llms => Ok(copy::llms(&self.views(), &self.strings[language]).into_bytes()),
            File::Previews(shard) => Ok(self.views().previews(shard).into_bytes()),
            File::Data(file) => Ok(self.data.bytes(file, &self.atlas, &self.config).to_vec()),
            File::Names(language) => Ok(search::names(&self.views(), language, self.searches_headings_only())),
            File::Page(key) => self.page(key, self.views().view(key), false),
            File::Print(key) => self.print(key),
            File::Redirect(from, id, language) => {
                let entity = self.atlas.get(*id);
                let key = if entity.kind == Kind::Page && entity.id == "index" {
                    PageKey::Home(language.clone())
                } else {
                    PageKey::Entity(*id, language.clone())
                };
                let address = self.views().address(&key);
                let target = format!("{}{}", from.root(), address.from_root(self.config.output.file_links));
                context.insert("target", &target);
                context.insert("title", entity.title(language));
                context.insert("lang", language);
                context.insert("canonical", &self.absolute(&address));
                self.template(language, "redirect.html", &context)
            }
            File::Sitemap => {
                context.insert("urls", &self.urls());
                self.template(language, "sitemap.xml", &context)
            }
            File::Feed => {
                let entries = self.entries();
                let updated = entries.first().map(|entry| entry.updated.clone());
                context.insert("updated", &updated.unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned()));
                context.insert("entries", &entries);
                context.insert("self_url", &self.absolute(&Address::new("/feed.xml")));
                self.template(language, "feed.xml", &context)
            }
            File::Worker => {
                context.insert("data", &self.worker().data());
                self.template(language, "sw.js", &context)
            }
            File::Robots => {
                context.insert("sitemap", &self.absolute(&Address::new("/sitemap.xml")).unwrap_or_default());
                self.template(language, "robots.txt", &context)
            }
        }
    }

    /// What the service worker is told.
    fn worker(&self) -> Worker {
        let views = self.views();
        let mut worker = Worker::of(self.paths());
        for language in self.config.languages() {
            let tag = if language == self.config.language() { "" } else { language };
            let home = views.address(&PageKey::Home(language.to_owned())).from_root(self.config.output.file_links);
            worker.shell.push(home.clone());
            worker.home.insert(tag.to_owned(), home);
            worker.words.insert(tag.to_owned(), Words::of(language, &self.strings[language]));
        }
        worker.shell.push("404.html".to_owned());
        let plain = self.files.contains_key("favicon.svg").then(|| "favicon.svg".to_owned());
        worker.shell.extend(self.assets.values().map(|asset| asset.path.clone()).chain(plain));
        worker.style = self.assets.get("treatise.css").map(|asset| asset.path.clone()).unwrap_or_default();
        worker
    }

    /// A page; where it is wanted as a chapter of a page for printing, too, that is made of the same view.
    fn page(&self, key: &PageKey, mut view: PageView, as_chapter: bool) -> Result<Vec<u8>, Diagnostic> {
        if let Some(fault) = self.citations.faults(&self.atlas).into_iter().next() {
            return Err(fault);
        }
        let views = self.views();
        let mut context = tera::Context::new();
        // The map is large and concerns one template: it stands beside the page.
        if let Some(mut map) = view.map.take() {
            self.fill(&mut map, &view)?;
            context.insert("map", &map);
        }
        context.insert("meta", &self.imprint.meta(&views, &view));
        context.insert("page", &view);
        if let Some(theme) = &self.theme {
            context.insert_value("frame", theme.frame(&self.sources, &view)?);
        }
        let page = self.template(views.language(key), view.template, &context)?;
        if let Some(chapter) = self.chapters.get(key).filter(|_| as_chapter) {
            chapter.get_or_init(|| self.chapter(key, &view, context));
        }
        Ok(page)
    }

    /// The parts of a map page that other map pages have, too, as markup.
    fn fill(&self, map: &mut MapView, page: &PageView) -> Result<(), Diagnostic> {
        let Some(theme) = &self.theme else { return Ok(()) };
        map.rows_html = theme.shared(&self.sources, (page, "map-row.html"), &map.rows)?;
        let (before, after) = map.stops.split_at(map.current);
        let stop = (page, "map-stop.html");
        map.stops_html = theme.shared(&self.sources, stop, before)?;
        map.stops_html.push_str(&theme.one(&self.sources, stop, &map.stop, true)?);
        map.stops_html.push_str(&theme.shared(&self.sources, stop, after.get(1..).unwrap_or_default())?);
        Ok(())
    }

    /// The pages that are chapters of pages for printing, none of them rendered yet.
    fn chapters(&self) -> Chapters {
        let views = self.views();
        let whole = |language: &str| views.prints(language).iter().any(|key| matches!(key, PageKey::Print(None, _)));
        let mut chapters = Chapters::new();
        // The whole book has all chapters that an era has.
        for file in self.files.values() {
            if let File::Print(key) = file
                && !(matches!(key, PageKey::Print(Some(_), _)) && whole(views.language(key)))
            {
                chapters.extend(views.printed(key).into_iter().map(|key| (key, OnceLock::new())));
            }
        }
        chapters
    }

    /// A page as a chapter: the main part of its template.
    fn chapter(&self, key: &PageKey, view: &PageView, mut context: tera::Context) -> Result<Chapter, Diagnostic> {
        let language = self.views().language(key).to_owned();
        let references = self.citations.desk(&self.atlas, &language).is_some_and(|desk| desk.numbers());
        context.insert("chapter", &ChapterContext { references });
        // Of the home page and the indexes, the words of the editors.
        let template = if view.id.is_empty() { "print-preface.html" } else { view.template };
        let html = String::from_utf8(self.template(&language, template, &context)?).unwrap_or_default();
        let sources = view.references.iter().map(|reference| reference.key.clone()).collect();
        Ok(Chapter { html, root: view.root.clone(), sources })
    }

    /// A page for printing.
    fn print(&self, key: &PageKey) -> Result<Vec<u8>, Diagnostic> {
        let views = self.views();
        let mut view = views.view(key);
        let Some(mut print) = view.print.take() else { return Ok(Vec::new()) };
        let mut rendered = BTreeMap::new();
        for bound in print::chapters(&print) {
            let Some(slot) = self.chapters.get(&bound.key) else { continue };
            let chapter = slot.get_or_init(|| {
                let view = views.view(&bound.key);
                let mut context = tera::Context::new();
                context.insert("page", &view);
                self.chapter(&bound.key, &view, context)
            });
            rendered.insert(bound.key.clone(), chapter.as_ref().map_err(Clone::clone)?);
        }
        // A page is linked to in the language of the chapter, or in its own.
        let addresses = |key: &PageKey| match key {
            PageKey::Entity(id, _) => self
                .config
                .languages()
                .map(|l| views.address(&PageKey::Entity(*id, l.to_owned())).from_root(false))
                .collect(),
            _ => vec![views.address(key).from_root(false)],
        };
        print::bind(&mut print, &view.root, addresses, |key| rendered.get(key).copied());
        view.print = Some(print);
        let mut context = tera::Context::new();
        context.insert("page", &view);
        self.template(views.language(key), view.template, &context)
    }

    fn template(&self, language: &str, template: &str, context: &tera::Context) -> Result<Vec<u8>, Diagnostic> {
        let Some(theme) = &self.theme else { return Ok(Vec::new()) };
        theme.render(&self.sources, language, template, context).map(String::into_bytes)
    }

    fn absolute(&self, address: &Address) -> Option<String> {
        self.config.site_url().map(|url| format!("{url}{}", address.as_str().trim_start_matches('/')))
    }

    fn urls(&self) -> Vec<Url> {
        let views = self.views();
        let mut urls = Vec::new();
        for (_, key) in views.keys() {
            if key == PageKey::NotFound {
                continue;
            }
            let Some(loc) = self.absolute(&views.address(&key)) else { continue };
            let (lastmod, alternates) = match &key {
                PageKey::Entity(id, language) => (self.changed(*id, language), self.alternates(*id)),
                _ => (None, Vec::new()),
            };
            urls.push(Url { loc, lastmod: lastmod.map(|day| day.to_string()), alternates });
        }
        urls
    }

    fn alternates(&self, id: EntityId) -> Vec<Alternate> {
        let entity = self.atlas.get(id);
        if entity.translations.is_empty() {
            return Vec::new();
        }
        let views = self.views();
        std::iter::once(self.config.language())
            .chain(entity.translations.keys().map(String::as_str))
            .filter_map(|language| {
                let address = views.address(&PageKey::Entity(id, language.to_owned()));
                Some(Alternate { lang: language.to_owned(), href: self.absolute(&address)? })
            })
            .collect()
    }

    /// The day of a page's last change, as far as the repository, its corrections or its publication tell.
    fn changed(&self, id: EntityId, language: &str) -> Option<Day> {
        let entity = self.atlas.get(id);
        let (corrections, published) = match entity.translations.get(language) {
            Some(translation) => (&translation.words.corrections, &translation.words.published),
            None => (&entity.common.corrections, &entity.common.published),
        };
        let dates = corrections.iter().map(|correction| &correction.date).chain(published);
        let source = entity.translations.get(language).map_or(entity.source, |translation| translation.source);
        let changed = self.history.of(&self.sources.get(source).path);
        dates.filter_map(|date| date.bounds().latest).chain(changed).max()
    }

    /// New pages and corrections, newest first.
    fn entries(&self) -> Vec<FeedEntry> {
        const MOST: usize = 100;
        let mut entries = Vec::new();
        let views = self.views();
        for (id, entity) in self.atlas.entities() {
            let mut add = |language: &str, day: Option<Day>, what: &'static str, number: usize, summary: &str| {
                let address = views.address(&PageKey::Entity(id, language.to_owned()));
                let (Some(day), Some(url)) = (day, self.absolute(&address)) else { return };
                let id = if number == 0 { url.clone() } else { format!("{url}#{what}-{number}") };
                entries.push(FeedEntry {
                    title: entity.title(language).to_owned(),
                    id,
                    url,
                    updated: dates::timestamp(day),
                    summary: summary.to_owned(),
                    category: what,
                });
            };
            let words = std::iter::once((self.config.language(), &entity.common.corrections, &entity.common.published))
                .chain(
                    entity
                        .translations
                        .iter()
                        .map(|(language, t)| (language.as_str(), &t.words.corrections, &t.words.published)),
                );
            for (language, corrections, published) in words {
                let first = published.as_ref().and_then(|date| date.bounds().earliest);
                add(language, first, "new", 0, entity.summary(language));
                for (number, correction) in corrections.iter().enumerate() {
                    add(language, correction.date.bounds().earliest, "correction", number + 1, &correction.note);
                }
            }
        }
        entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
        entries.truncate(MOST);
        entries
    }
}

#[derive(Serialize)]
struct Url {
    loc: String,
    lastmod: Option<String>,
    alternates: Vec<Alternate>,
}

#[derive(Serialize)]
struct Alternate {
    lang: String,
    href: String,
}

#[derive(Serialize)]
struct FeedEntry {
    title: String,
    id: String,
    url: String,
    updated: String,
    summary: String,
    category: &'static str,
}
