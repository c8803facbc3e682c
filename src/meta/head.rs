//! What stands in `<head>` for programs that read no page: Open Graph, Dublin Core, and the tags that Zotero and Google Scholar
//! know.
//!
//! Zotero's translator "Embedded Metadata" takes every `DC.…`, `og:…`, `article:…` and `z:…` tag for a statement about the page,
//! lets its translator "RDF" make an item of them, and then puts what `citation_…` tags say in the place of what that found
//! (zotero/translators, `Embedded Metadata.js` of 2024-06-13 and `RDF.js`). `z:itemType` decides the type. A treaty becomes a
//! statute, which is Zotero's type for instruments of law: its date is that of signature, its authors are the parties. All else is
//! an article of a work of reference, or a web page. Other `z:` tags set fields; a line `Type: treaty` in the field Extra makes
//! citation styles treat the statute as a treaty. Left out because the translator makes something wrong of them:
//! `citation_journal_title` (an article of a journal), `article:section` (the section of a code), `DC.coverage` (the place in an
//! archive), `DCTERMS.isPartOf` (which it takes for a node, not a text).

use super::Imprint;
use super::work::{Author, Issued};
use crate::html::escape;
use crate::view::PageView;

/// The tags of a page, in order, as markup with a line for each: twenty and more, on every page, are dear as values of a template.
pub(super) fn tags(imprint: &Imprint, page: &PageView) -> String {
    let mut tags = Tags(String::with_capacity(2 * 1024));
    if page.kind == "not-found" {
        return tags.0;
    }
    open_graph(&mut tags, imprint, page);
    let author_of_page = !matches!(page.kind, "treaty");
    if author_of_page {
        for author in &imprint.authors {
            tags.name("author", author.spoken());
        }
    }
    dublin_core(&mut tags, imprint, page);
    citation(&mut tags, imprint, page);
    tags.0
}

struct Tags(String);

impl Tags {
    fn put(&mut self, attribute: &'static str, key: &'static str, content: &str) {
        if content.is_empty() {
            return;
        }
        let line = if self.0.is_empty() { "" } else { "\n" };
        for part in [line, "<meta ", attribute, "=\"", key, "\" content=\"", &escape(content), "\">"] {
            self.0.push_str(part);
        }
    }

    /// `<meta name=…>`; nothing where there is nothing to say.
    fn name(&mut self, key: &'static str, content: impl AsRef<str>) {
        self.put("name", key, content.as_ref());
    }

    /// `<meta property=…>`, as RDFa and so Open Graph have it.
    fn property(&mut self, key: &'static str, content: impl AsRef<str>) {
        self.put("property", key, content.as_ref());
    }
}

fn open_graph(tags: &mut Tags, imprint: &Imprint, page: &PageView) {
    let article = !page.id.is_empty();
    tags.property("og:type", if article { "article" } else { "website" });
    tags.property("og:title", page.title.as_str());
    tags.property("og:description", page.description.as_str());
    tags.property("og:url", page.canonical.as_deref().unwrap_or_default());
    tags.property("og:site_name", imprint.title.as_str());
    tags.property("og:locale", locale(&page.lang));
    for other in &page.alternates {
        tags.property("og:locale:alternate", locale(&other.lang));
    }
    if article {
        tags.property("article:published_time", published(page));
        tags.property("article:modified_time", modified(page));
    }
}

fn dublin_core(tags: &mut Tags, imprint: &Imprint, page: &PageView) {
    tags.name("DC.title", page.title.as_str());
    let (creators, date) = creation(imprint, page);
    for creator in creators {
        tags.name("DC.creator", creator.spoken());
    }
    tags.name("DC.description", page.description.as_str());
    tags.name("DC.type", dc_type(page));
    tags.name("DC.date", date);
    tags.name("DC.language", page.lang.as_str());
    tags.name("DC.identifier", page.canonical.as_deref().unwrap_or_default());
    for author in &imprint.authors {
        tags.name("DC.publisher", author.spoken());
    }
    tags.name("DC.rights", imprint.licence.as_str());
    tags.name("DCTERMS.modified", modified(page));
    if let Some(place) = page.treaty.as_ref().and_then(|treaty| treaty.place.as_deref()) {
        tags.name("DCTERMS.spatial", place);
    }
}

fn citation(tags: &mut Tags, imprint: &Imprint, page: &PageView) {
    tags.name("z:itemType", item_type(page));
    if let Some(treaty) = &page.treaty {
        let mut extra = vec!["Type: treaty".to_owned()];
        extra.extend(treaty.place.as_ref().map(|place| format!("Event Place: {place}")));
        let signatories: Vec<String> = treaty
            .signatories
            .iter()
            .map(|one| match &one.party {
                Some(party) => format!("{} ({})", one.name, party.title),
                None => one.name.clone(),
            })
            .collect();
        if !signatories.is_empty() {
            extra.push(format!("Signatories: {}", signatories.join("; ")));
        }
        tags.name("z:extra", extra.join("\n"));
    }
    tags.name("citation_title", page.title.as_str());
    let (creators, date) = creation(imprint, page);
    for creator in creators {
        tags.name(
            "citation_author",
            match creator {
                Author::Person { family, given } => format!("{family}, {given}"),
                // Zotero takes the last word of a name without a comma for the family name. After a comma at its end, which it
                // takes away, it leaves the name whole.
                Author::Institution(name) => format!("{},", name.replace(';', ",")),
            },
        );
    }
    if page.treaty.is_some() {
        tags.name("citation_date", date);
        tags.name("citation_online_date", published(page));
    } else {
        tags.name("citation_publication_date", date);
    }
    tags.name("citation_language", page.lang.as_str());
    tags.name("citation_public_url", page.canonical.as_deref().unwrap_or_default());
}

/// Who made what the page presents, and when: of a treaty the parties, on the day of signature; of all else the authors of the
/// book, on the day on which the page was published.
fn creation(imprint: &Imprint, page: &PageView) -> (Vec<Author>, String) {
    match &page.treaty {
        Some(treaty) => (
            treaty.parties.iter().map(|party| Author::Institution(party.title.clone())).collect(),
            // Zotero reads ISO dates; of what these cannot say, it keeps the text.
            treaty
                .signed
                .as_ref()
                .map(|date| date.datetime.clone().unwrap_or_else(|| date.text.clone()))
                .unwrap_or_default(),
        ),
        None => (imprint.authors.clone(), published(page)),
    }
}

/// Zotero's type.
fn item_type(page: &PageView) -> &'static str {
    match page.kind {
        "treaty" => "statute",
        "era" | "event" | "territory" | "party" | "person" | "dispute" => "encyclopediaArticle",
        "data" => "dataset",
        _ => "webpage",
    }
}

/// The type for those who know Dublin Core alone. Zotero looks here too, where it does not find its own tag, and knows `statute`;
/// the other words are those of the DCMI Type Vocabulary.
fn dc_type(page: &PageView) -> &'static str {
    match page.kind {
        "treaty" => "statute",
        "data" => "Dataset",
        "index" | "chronology" | "bibliography" => "Collection",
        _ => "Text",
    }
}

fn published(page: &PageView) -> String {
    page.published.as_ref().and_then(|date| date.datetime.clone()).unwrap_or_default()
}

/// The day of the last correction; empty where nothing was corrected.
pub(super) fn corrected(page: &PageView) -> String {
    let known = |edtf: &str| Issued::of(edtf).is_some();
    page.corrections.first().map(|last| last.date.edtf.clone()).filter(|edtf| known(edtf)).unwrap_or_default()
}

/// The day of the last change, be it a correction told to readers or one that only the repository knows.
pub(super) fn modified(page: &PageView) -> String {
    let correction = page.corrections.first().map(|last| last.date.sort);
    match &page.changed {
        Some(changed) if correction.is_none_or(|correction| changed.sort > correction) => {
            changed.datetime.clone().unwrap_or_default()
        }
        _ => corrected(page),
    }
}

/// A language as Open Graph wants it: with a country, which for the languages of the default theme is the obvious one.
fn locale(tag: &str) -> String {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default().to_lowercase();
    let country = parts.find(|part| part.len() == 2).map(str::to_uppercase);
    let usual = match language.as_str() {
        "en" => "US",
        "ja" => "JP",
        "ko" => "KR",
        "zh" if tag.contains("-Hant") => "TW",
        "zh" => "CN",
        "uk" => "UA",
        "ru" | "de" | "fr" | "es" | "it" | "pl" | "nl" => &language.to_uppercase(),
        _ => "",
    };
    match country.as_deref().unwrap_or(usual) {
        "" => String::new(),
        country => format!("{language}_{country}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_graph_wants_a_country() {
        for (tag, expected) in [("en", "en_US"), ("en-GB", "en_GB"), ("ru", "ru_RU"), ("zh-Hant-TW", "zh_TW"), ("ain", "")] {
            assert_eq!(locale(tag), expected, "{tag}");
        }
    }
}
