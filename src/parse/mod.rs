//! From text to documents: each file by itself, in parallel, without looking at any other.
//!
//! Parsing cannot fail. What is wrong is reported beside the result, and a page that cannot be read stays known by its ID, so
//! that one fault does not breed twenty.

mod bibliography;
mod bounds;
mod front;
mod geometry;
mod locate;
mod markdown;
mod slips;
mod yaml;

#[cfg(test)]
pub(crate) use bibliography::TYPES as SOURCE_TYPES;
pub use bibliography::{Author, Class, Entry};
pub use front::{EVENT_FORMS, TREATY_FORMS};
pub use geometry::{Coast, Geometry, Outline};
pub(crate) use locate::offset;
pub use locate::{Part, locate};
pub use markdown::{Body, Cited, Heading, Link, LinkForm, options, slug};
pub(crate) use markdown::{CITATION, bracket, events, explicit_anchors, target_range};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::domain::{Common, Facts, Kind, Words};
use crate::manual;
use crate::source::{Flaw, Source, SourceId, Sources, Span};
use yaml::Reader;

/// One page as its file states it.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its file.
    pub source: SourceId,
    /// What it describes; the introduction to a kind is a plain page.
    pub kind: Kind,
    /// Its ID: the file's stem; the folder for the introduction to a kind; `index` for the home page.
    pub id: String,
    /// What it says.
    pub content: Content,
    /// Its Markdown.
    pub body: Arc<Body>,
    /// Whether everything that the ledger rests on could be read.
    pub readable: bool,
}

/// An original or a translation.
#[derive(Clone, Debug)]
pub enum Content {
    /// Facts and words.
    Original(Arc<Original>),
    /// Words alone, in the language of this tag.
    Translation(String, Arc<Words>),
}

/// What an original states.
#[derive(Debug)]
pub struct Original {
    /// What every page may state.
    pub common: Common,
    /// What pages of its kind state.
    pub facts: Facts,
}

/// Everything parsed, not yet related to each other.
#[derive(Debug, Default)]
pub struct Documents {
    /// Pages, by path.
    pub pages: Vec<Document>,
    /// The bibliography's file and entries.
    pub bibliography: (Option<SourceId>, Vec<Entry>),
    /// The outlines.
    pub geometry: Geometry,
}

/// What files said when they were last parsed. A file that has not been read again says the same.
///
/// It is made for one book and grows no larger than that.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// The options, by which pages are parsed.
    config: Option<Arc<Source>>,
    pages: BTreeMap<SourceId, Parsed<Option<Document>>>,
    bibliography: Option<Parsed<Vec<Entry>>>,
    geometry: Option<Parsed<Geometry>>,
}

/// What one file said.
#[derive(Clone, Debug)]
struct Parsed<T> {
    source: Arc<Source>,
    id: SourceId,
    value: T,
    found: Vec<Diagnostic>,
}

impl<T: Clone> Parsed<T> {
    /// What the file with this identity said, if it is the same.
    fn known(before: Option<&Self>, sources: &Sources, id: SourceId) -> Option<(T, Vec<Diagnostic>)> {
        let before = before.filter(|before| before.id == id && sources.is_same(id, &before.source))?;
        Some((before.value.clone(), before.found.clone()))
    }
}

/// Parses every file of the book.
pub fn documents(sources: &Sources, config: &Config) -> Checked<Documents> {
    documents_again(sources, config, None)
}

/// Parses every file of the book, as far as `memo` does not know what it says, and lets it know.
pub(crate) fn documents_again(sources: &Sources, config: &Config, memo: Option<&mut Memo>) -> Checked<Documents> {
    let mut diagnostics: Vec<Diagnostic> = sources.flaws().iter().map(|flaw| describe(sources, flaw)).collect();
    let mut none = Memo::default();
    let keeps = memo.is_some();
    let memo = memo.unwrap_or(&mut none);
    let options = sources.find("book.toml");
    if options.map(|id| memo.config.as_ref().is_some_and(|before| sources.is_same(id, before))) != Some(true) {
        *memo = Memo { config: options.map(|id| sources.keep(id)), ..Memo::default() };
    }
    let pages: Vec<_> =
        sources.iter().filter(|(_, source)| source.path.ends_with(".md") && source.path.starts_with("content/")).collect();
    let known = &memo.pages;
    let parse_pages = || {
        let parsed = pages.into_par_iter().map(|(id, source)| match Parsed::known(known.get(&id), sources, id) {
            Some(known) => (id, known, false),
            None => (id, page(id, source, config), true),
        });
        parsed.collect::<Vec<_>>()
    };
    // Bibliography and outlines are one file each, which one thread reads while others read the pages.
    let parse_others = || {
        let mut found = Vec::new();
        let bibliography = whole(sources, "content/sources.yaml", &mut memo.bibliography, &mut found, |found| {
            bibliography::read(sources, found).1
        });
        let geometry = whole(sources, "content/geometry.geojson", &mut memo.geometry, &mut found, |found| {
            geometry::read(sources, found)
        });
        (bibliography, geometry.1, found)
    };
    let ((bibliography, geometry, mut found_elsewhere), parsed) = rayon::join(parse_others, parse_pages);
    let mut documents = Documents::default();
    let unread: BTreeSet<SourceId> =
        sources.flaws().iter().filter(|flaw| !matches!(flaw, Flaw::NotUtf8(..))).map(Flaw::source).collect();
    for (id, (document, mut found), new) in parsed {
        if keeps && new {
            let parsed = Parsed { source: sources.keep(id), id, value: document.clone(), found: found.clone() };
            memo.pages.insert(id, parsed);
        }
        // Of a file that was not read, nothing more can be said than why.
        let read = document.as_ref().is_none_or(|document| !unread.contains(&document.source));
        documents.pages.extend(document.map(|document| Document { readable: document.readable && read, ..document }));
        found.retain(|fault| !matches!(&fault.place, Place::File(source) | Place::Span(Span { source, .. }) if unread.contains(source)));
        diagnostics.append(&mut found);
    }
    documents.bibliography = bibliography;
    documents.geometry = geometry;
    diagnostics.append(&mut found_elsewhere);
    for (id, source) in sources.iter() {
        if source.path.starts_with("content/") && crate::source::is_page(&source.path) && !source.path.ends_with(".md") {
            diagnostics.push(
                Diagnostic::new(&manual::MISPLACED_FILE, Place::File(id), "nothing reads this file")
                    .help("the name of a page's file ends with `.md`, in lower case"),
            );
        }
        let data = source.path.ends_with(".yaml") || source.path.ends_with(".yml") || source.path.ends_with(".geojson");
        if data
            && source.path.starts_with("content/")
            && !matches!(source.path.as_str(), "content/sources.yaml" | "content/geometry.geojson")
        {
            diagnostics.push(
                Diagnostic::new(&manual::MISPLACED_FILE, Place::File(id), "nothing reads this file")
                    .help("the bibliography is `content/sources.yaml`, the outlines are `content/geometry.geojson`"),
            );
        }
    }
    Checked { value: documents, diagnostics }
}

/// One of the files of which a book has one, if it is there, and what it says.
fn whole<T: Clone + Default>(
    sources: &Sources,
    path: &str,
    memo: &mut Option<Parsed<T>>,
    diagnostics: &mut Vec<Diagnostic>,
    read: impl FnOnce(&mut Vec<Diagnostic>) -> T,
) -> (Option<SourceId>, T) {
    let Some(id) = sources.find(path) else { return (None, T::default()) };
    if let Some((value, mut found)) = Parsed::known(memo.as_ref(), sources, id) {
        diagnostics.append(&mut found);
        return (Some(id), value);
    }
    let mut found = Vec::new();
    let value = read(&mut found);
    *memo = Some(Parsed { source: sources.keep(id), id, value: value.clone(), found: found.clone() });
    diagnostics.append(&mut found);
    (Some(id), value)
}

fn page(id: SourceId, source: &Source, config: &Config) -> (Option<Document>, Vec<Diagnostic>) {
    let mut r = Reader::new(id, source);
    let Some(name) = name(&mut r, config) else { return (None, r.found) };
    let parts = match front::split(&source.text) {
        Ok(parts) => parts,
        Err(range) => {
            let closed = source.text.starts_with("---");
            let message = if closed { "the front matter is not closed" } else { "the page has no front matter" };
            r.fault(
                Diagnostic::new(&manual::FRONT_MATTER, Place::Span(Span::new(id, range)), message)
                    .help("a page begins with a line `---`, then `title: …` and other keys, then a line `---`"),
            );
            front::Parts { yaml: 0..0, body: if closed { source.text.len() } else { 0 } }
        }
    };
    let unreadable = parts.yaml.is_empty() && !r.found.is_empty();
    let original = |(common, facts)| Content::Original(Arc::new(Original { common, facts }));
    let content = match (name.language, unreadable) {
        (None, true) => original((Common::default(), front::empty(name.kind))),
        (None, false) => original(front::original(&mut r, name.kind, parts.yaml)),
        (Some(tag), true) => Content::Translation(tag, Arc::default()),
        (Some(tag), false) => Content::Translation(tag, Arc::new(front::translation(&mut r, name.kind, parts.yaml))),
    };
    let readable = !r.found.iter().any(touches_ledger);
    let mut body = markdown::read(id, &source.text, parts.body, &mut r.found);
    claim_anchors(&mut r, &content, &mut body);
    let document = Document { source: id, kind: name.kind, id: name.id, content, body: Arc::new(body), readable };
    (Some(document), r.found)
}

/// The claims of a plain page can be linked to as headings can.
fn claim_anchors(r: &mut Reader<'_>, content: &Content, body: &mut Body) {
    let Content::Original(original) = content else { return };
    let Facts::Page(plain) = &original.facts else { return };
    for claim in &plain.claims {
        if !body.anchors.insert(claim.id.value.clone()) {
            let message = format!("the anchor `{}` stands twice on this page", claim.id.value);
            let place = Place::Field(r.id, claim.id.at.clone());
            r.fault(
                Diagnostic::new(&manual::DUPLICATE_ANCHOR, place, message)
                    .help("give one of the two another name; headings have theirs from their words"),
            );
        }
    }
}

/// Whether a fault may have kept from us something that the ledger rests on: a change, a start, a date, a succession.
fn touches_ledger(fault: &Diagnostic) -> bool {
    let path = match &fault.place {
        Place::Field(_, path) | Place::Key(_, path) => path,
        Place::File(_) => return true,
        // A date that is wrong is shown at its bytes, and so is front matter that cannot be read.
        Place::Span(_) => return fault.code.severity == crate::diagnostic::Severity::Error,
    };
    let first = path.segments().first();
    ["changes", "start", "succeeds", "parts", "extents", "signed", "in_force", "date", "end", "about"]
        .iter()
        .any(|key| first == Some(&crate::domain::Segment::Key((*key).into())))
}

struct Name {
    kind: Kind,
    id: String,
    language: Option<String>,
}

/// What the path of a page says: its kind, its ID and the language of a translation.
fn name(r: &mut Reader<'_>, config: &Config) -> Option<Name> {
    let path = r.source.path.clone();
    let below = path.strip_prefix("content/")?.strip_suffix(".md")?;
    let (kind, stem) = match below.split_once('/') {
        None => (Kind::Page, below),
        Some((folder, stem)) => match Kind::from_folder(folder) {
            Some(kind) if !stem.contains('/') => (kind, stem),
            _ => {
                let folders: Vec<&str> = Kind::ALL.iter().filter_map(|kind| kind.folder()).collect();
                let help = crate::suggest::did_you_mean(folder, folders.iter().copied())
                    .unwrap_or_else(|| format!("pages stand directly in `content/` or in one of {}", folders.join(", ")));
                r.fault(
                    Diagnostic::new(
                        &manual::MISPLACED_FILE,
                        Place::File(r.id),
                        format!(
                            "there is no kind of page in `{}`",
                            below.rsplit_once('/').map_or(folder, |(folder, _)| folder)
                        ),
                    )
                    .help(help),
                );
                return None;
            }
        },
    };
    let (id, language) = match stem.rsplit_once('.') {
        None => (stem, None),
        Some((id, tag)) => {
            if !config.languages().skip(1).any(|known| known == tag) {
                let known: Vec<&str> = config.languages().skip(1).collect();
                let help = if known.is_empty() {
                    "list its language under `[book] translations` in `book.toml`, or take the dot out of the name"
                        .to_owned()
                } else {
                    format!("the book's translations are: {}", known.join(", "))
                };
                r.fault(
                    Diagnostic::new(&manual::BAD_ID, Place::File(r.id), format!("`{tag}` is no language of this book"))
                        .help(help),
                );
                return None;
            }
            (id, Some(tag.to_owned()))
        }
    };
    if is_device(id) {
        r.fault(
            Diagnostic::new(&manual::BAD_ID, Place::File(r.id), format!("`{id}` cannot be an ID"))
                .help("Windows keeps this name for a device, so that no file or folder can have it; choose another"),
        );
        return None;
    }
    if !is_id(id) {
        let suggestion = slug(id);
        let help = if is_id(&suggestion) && suggestion != id {
            format!("rename the file to `{suggestion}.md`")
        } else {
            "use lower-case Latin letters, digits and hyphens: `shimoda-1855.md`".to_owned()
        };
        r.fault(Diagnostic::new(&manual::BAD_ID, Place::File(r.id), format!("`{id}` cannot be an ID")).help(help));
        return None;
    }
    if let (Some(folder), "index") = (kind.folder(), id) {
        return Some(Name { kind: Kind::Page, id: folder.to_owned(), language });
    }
    Some(Name { kind, id: id.to_owned(), language })
}

/// What a piece of Markdown in front matter says about itself; its bytes are those of the piece, not of the file.
pub(crate) fn inline(source: SourceId, text: &str) -> Body {
    markdown::read(source, text, 0, &mut Vec::new())
}

/// Whether a text is an ID: lower-case ASCII letters, digits, and single hyphens between them.
#[must_use]
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// Names that Windows keeps for devices.
pub(crate) fn is_device(id: &str) -> bool {
    let numbered =
        |name: &str| id.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit());
    matches!(id, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

fn describe(sources: &Sources, flaw: &Flaw) -> Diagnostic {
    match flaw {
        Flaw::NotAFolder(source) => {
            Diagnostic::new(&manual::NOT_A_FILE, Place::File(*source), "this is a file, and should be a folder")
                .help("rename it: treatise reads what lies in a folder of this name")
        }
        Flaw::NotUtf8(source, at) => {
            let end = sources.get(*source).text[*at..].chars().next().map_or(*at, |c| at + c.len_utf8());
            Diagnostic::new(&manual::NOT_UTF8, Place::Span(Span::new(*source, *at..end)), "this file is not UTF-8 text")
                .help("save it as UTF-8 in your editor")
        }
        Flaw::NotAFile(source) => {
            Diagnostic::new(&manual::NOT_A_FILE, Place::File(*source), "this is a link or a device, not a file")
                .help("put the file itself here; links are not followed")
        }
        Flaw::Unreadable(source, reason) => {
            Diagnostic::new(&manual::UNREADABLE, Place::File(*source), format!("this file cannot be read: {reason}"))
                .help("check its permissions")
        }
        Flaw::BadName(source) if !sources.get(*source).path.contains('\u{fffd}') => {
            let message = "the name of this file has a control character, a sign of direction or a backslash";
            Diagnostic::new(&manual::BAD_ID, Place::File(*source), message).help("rename it")
        }
        Flaw::BadName(source) => {
            Diagnostic::new(&manual::BAD_ID, Place::File(*source), "the name of this file is not UTF-8").help("rename it")
        }
    }
}
