//! Forms of sources: each is made by the library once.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{IndependentStyle, Layout, Locale, LocaleCode, ToFormatting};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChildren, Formatting, LocatorPayload,
    SpecificLocator, TransparentLocator, standalone_citation,
};
use icu_collator::CollatorBorrowed;

use super::item::{self, Source};
use super::markup::{self, Manner, Piece};
use super::{Desk, Label, locale};
use crate::kept::Kept;

/// The most sources that are told apart by letters after the year; the library's letters end at 256.
const MOST_ALIKE: usize = 200;

/// Which form of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Variant {
    /// A citation of it.
    Cite {
        /// Whether it is the first.
        first: bool,
        /// The sort of place it names.
        label: Option<Label>,
        /// Whether the author stays away.
        without_author: bool,
    },
    /// The bibliography's.
    Reference,
}

/// A source in one form.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) pieces: Vec<Piece>,
    /// The plain text, by which references are sorted.
    pub(super) sort: String,
}

/// The words of a language, and what depends on it.
#[derive(Debug)]
pub(super) struct Edition {
    language: String,
    locale: OnceLock<(LocaleCode, Vec<Locale>)>,
    collator: OnceLock<CollatorBorrowed<'static>>,
    sources: Vec<OnceLock<Source>>,
    /// The forms of sources that somebody has needed.
    forms: Kept<(usize, Variant), Form>,
    /// Keys of the sources at which the library panicked.
    failed: Mutex<BTreeSet<String>>,
    /// The sources that look alike, by each of them; sources that look like no other are left out.
    alike: OnceLock<BTreeMap<usize, Arc<Vec<usize>>>>,
}

impl Edition {
    pub(super) fn new(language: &str, sources: usize) -> Self {
        Self {
            language: language.to_owned(),
            locale: OnceLock::new(),
            collator: OnceLock::new(),
            sources: (0..sources).map(|_| OnceLock::new()).collect(),
            forms: Kept::default(),
            failed: Mutex::default(),
            alike: OnceLock::new(),
        }
    }

    /// Keys of the sources at which the library panicked.
    pub(super) fn failed(&self) -> BTreeSet<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn collator(&self) -> &CollatorBorrowed<'static> {
        self.collator.get_or_init(|| super::collator(&self.language))
    }

    /// Whether punctuation goes inside quotation marks.
    pub(super) fn english(&self) -> bool {
        self.locale().0.0 == "en-US"
    }

    fn locale(&self) -> &(LocaleCode, Vec<Locale>) {
        self.locale.get_or_init(|| locale::read(&self.language))
    }

    fn source(&self, desk: &Desk<'_>, index: usize) -> &Source {
        self.sources[index].get_or_init(|| item::item(&desk.entries[index]))
    }

    /// A form, made now if nobody has needed it yet.
    pub(super) fn form(&self, desk: &Desk<'_>, index: usize, variant: Variant) -> Arc<Form> {
        let make = || Arc::new(self.make(desk, index, &self.alike(desk, index), variant));
        self.forms.get((index, variant), make)
    }

    /// The sources that this one must be told apart from, itself included and in the order of their letters; empty where it is alone.
    fn alike(&self, desk: &Desk<'_>, index: usize) -> Arc<Vec<usize>> {
        if !desk.ready.tells_apart || desk.ready.numeric {
            return Arc::default();
        }
        let all = self.alike.get_or_init(|| {
            // Not in parallel: a thread that waits here for others would take up another page meanwhile, which waits for this.
            let texts: Vec<String> = (0..desk.entries.len())
                .map(|source| {
                    let item = &self.source(desk, source).item;
                    let cited = || alone(item, desk.ready.narrowed(item).first(desk.ready), None, self.locale());
                    guarded(desk, source, cited).map(|tree| markup::plain(&tree)).unwrap_or_default()
                })
                .collect();
            let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (source, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                groups.entry(text).or_default().push(source);
            }
            let mut all = BTreeMap::new();
            for mut group in groups.into_values().filter(|group| (2..=MOST_ALIKE).contains(&group.len())) {
                group.sort_by_key(|source| (&desk.entries[*source].issued, &desk.entries[*source].title, *source));
                let group = Arc::new(group);
                all.extend(group.iter().map(|source| (*source, Arc::clone(&group))));
            }
            all
        });
        all.get(&index).cloned().unwrap_or_default()
    }

    fn make(&self, desk: &Desk<'_>, index: usize, alike: &[usize], variant: Variant) -> Form {
        let entry = &desk.entries[index];
        let source = self.source(desk, index);
        // Some titles are descriptions by the editors, in the language of the book and in plain letters.
        let foreign = entry.title.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
        let title_language = entry.language.as_deref().filter(|tag| foreign && *tag != self.language);
        let without_author = matches!(variant, Variant::Cite { without_author: true, .. });
        let manner = Manner { source, title_language, without_author };
        let tree = guarded(desk, index, || self.tree(desk, index, alike, variant)).unwrap_or_default();
        let mut pieces = markup::pieces(&tree, &manner);
        let mut sort = markup::plain(&tree).trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
        if variant == Variant::Reference {
            if sort.is_empty() {
                // Some styles leave works of reference to the notes; our references are all in the bibliography.
                let form = self.form(desk, index, Variant::Cite { first: true, label: None, without_author: false });
                pieces = form.pieces.clone();
                sort.clone_from(&form.sort);
                if pieces.is_empty() {
                    sort.clone_from(&entry.title);
                    pieces = vec![Piece::Html(crate::html::escape(&entry.title))];
                }
                pieces.push(Piece::Html(".".to_owned()));
            }
        } else if pieces.is_empty() && !without_author {
            pieces = vec![Piece::Html(crate::html::escape(&crate::view::sources::label(entry)))];
        }
        Form { pieces, sort }
    }

    fn tree(&self, desk: &Desk<'_>, index: usize, alike: &[usize], variant: Variant) -> ElemChildren {
        let ready = desk.ready;
        let item = &self.source(desk, index).item;
        let locale = self.locale();
        // Sources that are to be told apart may be of several types.
        let narrowed = alike.is_empty().then(|| ready.narrowed(item));
        let first_style = || narrowed.as_ref().map_or(&ready.first, |narrowed| narrowed.first(ready));
        let later = || narrowed.as_ref().map_or(&ready.later, |narrowed| narrowed.later(ready));
        match variant {
            Variant::Reference => {
                let bibliography = narrowed.as_ref().map_or(&ready.bibliography, |narrowed| narrowed.bibliography(ready));
                let citing = if alike.is_empty() { bibliography } else { &ready.later };
                let mut driver = BibliographyDriver::new().with_citation_number_offset(markup::NUMBER);
                let itself = [index];
                for source in if alike.is_empty() { &itself } else { alike } {
                    driver.citation(request(vec![plain(&self.source(desk, *source).item)], citing, locale));
                }
                let rendered = driver.finish(BibliographyRequest {
                    style: bibliography,
                    locale: Some(locale.0.clone()),
                    locale_files: &locale.1,
                });
                let references = rendered.bibliography.into_iter().flat_map(|bibliography| bibliography.items);
                let key = &desk.entries[index].key;
                references.into_iter().find(|reference| reference.key == *key).map(|found| found.content).unwrap_or_default()
            }
            Variant::Cite { first, label, .. } if alike.is_empty() && !ready.numeric && (first || !ready.first_numbers) => {
                alone(item, if first { first_style() } else { later() }, label, locale)
            }
            Variant::Cite { first, label, .. } => {
                // The library's machine takes the only citation of a source for the first.
                let style = if first { later() } else { first_style() };
                let mut driver = BibliographyDriver::new().with_citation_number_offset(markup::NUMBER);
                for source in alike {
                    driver.citation(request(vec![plain(&self.source(desk, *source).item)], &ready.later, locale));
                }
                let mut items = vec![plain(item)];
                items[0].locator = label.map(place);
                let (code, files) = locale;
                driver.citation(CitationRequest::new(items, style, Some(code.clone()), files, Some(markup::NOTE + 1)));
                let rendered = driver.finish(BibliographyRequest { style, locale: Some(code.clone()), locale_files: files });
                rendered.citations.into_iter().next_back().map(|cited| cited.citation).unwrap_or_default()
            }
        }
    }
}

/// One citation without its neighbours.
fn alone(item: &Item, style: &IndependentStyle, label: Option<Label>, locale: &(LocaleCode, Vec<Locale>)) -> ElemChildren {
    let mut items = vec![plain(item)];
    items[0].locator = label.map(place);
    standalone_citation(request(items, style, locale))
}

fn plain(item: &Item) -> CitationItem<'_, Item> {
    CitationItem::with_entry(item)
}

fn request<'a>(
    items: Vec<CitationItem<'a, Item>>,
    style: &'a IndependentStyle,
    (code, files): &'a (LocaleCode, Vec<Locale>),
) -> CitationRequest<'a, Item> {
    CitationRequest::new(items, style, Some(code.clone()), files, None)
}

/// A place to be filled in. Numbers stand for numbers, because styles ask whether they are numbers, and whether they are several.
fn place(label: Label) -> SpecificLocator<'static> {
    let payload = match (label.term, label.plural) {
        (Locator::Custom, _) => LocatorPayload::Transparent(TransparentLocator::new(())),
        (_, false) => LocatorPayload::Str(markup::ONE),
        (_, true) => LocatorPayload::Str(markup::SEVERAL),
    };
    SpecificLocator(label.term, payload)
}

/// The library's panics, which validation cannot all exclude: it looks into texts by the byte when it changes their case
/// (`lang::CaseFolder`), into names by their number when it tells authors apart, and unwraps what it writes. A source at which it
/// panics gets a plain form, and the book a fault that names the source.
fn guarded<T>(desk: &Desk<'_>, index: usize, make: impl FnOnce() -> T) -> Option<T> {
    let made = catch_unwind(AssertUnwindSafe(make)).ok();
    if made.is_none() {
        let key = desk.entries[index].key.clone();
        desk.edition.failed.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
    }
    made
}

/// The formatting of a layout, in the library's other type for it.
pub(super) fn formatting(layout: &Layout) -> Formatting {
    let given = layout.to_formatting();
    Formatting {
        font_style: given.font_style.unwrap_or_default(),
        font_variant: given.font_variant.unwrap_or_default(),
        font_weight: given.font_weight.unwrap_or_default(),
        text_decoration: given.text_decoration.unwrap_or_default(),
        vertical_align: given.vertical_align.unwrap_or_default(),
    }
}
