//! The list of names: small, loaded when search is opened, and enough to find a page by any of its names.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{HAS_TEXT, bundle_folder, parts};
use crate::domain::Kind;
use crate::view::{NamedPage, Subjects, Views};

/// The file. Short keys and places in lists instead of words, because a reader waits for it.
#[derive(Serialize)]
struct Names<'n> {
    /// The words of the dialog.
    words: BTreeMap<&'n str, &'n str>,
    /// Folders of the indexes of full text, by language, from the root of the site.
    texts: BTreeMap<&'n str, Vec<String>>,
    /// Whether the indexes hold titles, names, summaries and headings only.
    limited: bool,
    /// Kinds of pages: ID, the word for many, and that for one.
    kinds: Vec<(String, String, String)>,
    /// What else pages may be chosen by, in the order of being offered: ID and title.
    eras: Vec<Word>,
    parties: Vec<Word>,
    territories: Vec<Word>,
    /// Title, path, date, other names, kind, era or −1, parties, territories; the last four as places in the lists above.
    pages: Vec<Row>,
}

type Word = (String, String);
type Row = (String, String, String, Vec<String>, usize, i64, Vec<usize>, Vec<usize>);

/// The list of names in a language.
#[must_use]
pub(crate) fn names(views: &Views<'_>, language: &str, limited: bool) -> Vec<u8> {
    let pages = views.named_pages(language, &Subjects::of(views.atlas));
    let strings = views.strings.get(language);
    let word = |key: &str| strings.and_then(|strings| strings.get(key)).cloned().unwrap_or_default();
    let used = Used::by(&pages);
    let keep = |words: Vec<Word>, used: &BTreeSet<&str>| -> Vec<Word> {
        words.into_iter().filter(|(id, _)| used.contains(id.as_str())).collect()
    };
    let facets = views.facet_words(language);
    let kinds: Vec<_> = Kind::ALL
        .into_iter()
        .map(Kind::name)
        .filter(|kind| used.kinds.contains(kind))
        .map(|kind| (kind.to_owned(), word(&format!("kinds_{kind}")), word(&format!("kind_{kind}"))))
        .collect();
    let eras = keep(facets.eras, &used.eras);
    let parties = keep(facets.parties, &used.parties);
    let territories = keep(facets.territories, &used.territories);
    let rows = {
        let [eras, parties, territories] = [&eras, &parties, &territories].map(|words| places(words));
        let kinds: BTreeMap<&str, usize> =
            kinds.iter().enumerate().map(|(place, (kind, ..))| (kind.as_str(), place)).collect();
        let all = |ids: &[String], places: &BTreeMap<&str, usize>| {
            ids.iter().filter_map(|id| places.get(id.as_str()).copied()).collect::<Vec<_>>()
        };
        let row = |page: &NamedPage| {
            let era = page.facets.era.as_deref().and_then(|era| eras.get(era));
            (
                page.title.clone(),
                page.path.clone(),
                page.date.clone(),
                page.names.clone(),
                kinds.get(page.facets.kind).copied().unwrap_or_default(),
                era.and_then(|place| i64::try_from(*place).ok()).unwrap_or(-1),
                all(&page.facets.parties, &parties),
                all(&page.facets.territories, &territories),
            )
        };
        pages.iter().map(row).collect()
    };
    let texts = views.config.languages().filter(|_| HAS_TEXT).filter_map(|language| {
        let folders: Vec<String> =
            (0..parts(views.pages_with_text(language).len())).map(|part| bundle_folder(language, part)).collect();
        (!folders.is_empty()).then_some((language, folders))
    });
    let names = Names {
        words: strings
            .into_iter()
            .flatten()
            .filter_map(|(key, word)| Some((key.strip_prefix("search_")?, word.as_str())))
            .collect(),
        texts: texts.collect(),
        limited,
        kinds,
        eras,
        parties,
        territories,
        pages: rows,
    };
    // Strings and numbers always become JSON.
    serde_json::to_vec(&names).unwrap_or_default()
}

fn places(words: &[Word]) -> BTreeMap<&str, usize> {
    words.iter().enumerate().map(|(place, (id, _))| (id.as_str(), place)).collect()
}

/// The IDs that some page may be chosen by.
struct Used<'p> {
    kinds: BTreeSet<&'p str>,
    eras: BTreeSet<&'p str>,
    parties: BTreeSet<&'p str>,
    territories: BTreeSet<&'p str>,
}

impl<'p> Used<'p> {
    fn by(pages: &'p [NamedPage]) -> Self {
        let all = || pages.iter().map(|page| &page.facets);
        Self {
            kinds: all().map(|facets| facets.kind).collect(),
            eras: all().filter_map(|facets| facets.era.as_deref()).collect(),
            parties: all().flat_map(|facets| &facets.parties).map(String::as_str).collect(),
            territories: all().flat_map(|facets| &facets.territories).map(String::as_str).collect(),
        }
    }
}
