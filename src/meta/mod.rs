//! What a page tells machines: tags for its head, linked data, and references to it in the forms that people and programs use.
//!
//! All of it is made from the values that templates see, so that a program is told what a reader is told. Nothing here decides
//! what is true: where a vocabulary has no word for a fact, the fact is left out, and so is a date that a format cannot express.

mod formats;
mod head;
mod linked;
mod styled;
mod text;
mod work;

use crate::config::Config;
use crate::view::{CitedView, MetaView, PageView, RecordView, StyledView, Views};
use styled::Style;
use work::{Author, Issued, Work};

/// What all pages of a book have in common.
#[derive(Debug)]
pub(crate) struct Imprint {
    /// The book's title.
    title: String,
    /// A second line below it; may be empty.
    subtitle: String,
    /// One sentence about it; may be empty.
    description: String,
    /// Who made it.
    authors: Vec<Author>,
    /// Terms of use in words; may be empty.
    licence: String,
    /// Address of the licence, where the terms name one that has an address.
    licence_url: Option<String>,
    /// The address of the site, with `/` at its end.
    site_url: Option<String>,
}

impl Imprint {
    /// The imprint of a book.
    pub(crate) fn of(config: &Config) -> Self {
        let book = &config.book;
        let licence = book.licence.clone().unwrap_or_default();
        Self {
            title: book.title.clone(),
            subtitle: book.subtitle.clone().unwrap_or_default(),
            description: book.description.clone().unwrap_or_default(),
            authors: book.authors.iter().map(|author| Author::read(author)).collect(),
            licence_url: crate::data::package::licence_address(&licence),
            licence,
            site_url: config.site_url(),
        }
    }

    /// What a page tells machines.
    pub(crate) fn meta(&self, views: &Views<'_>, page: &PageView) -> MetaView {
        MetaView {
            html: head::tags(self, page),
            linked: linked::graph(self, views, page),
            cited: (!page.id.is_empty()).then(|| self.cited(views, page)),
        }
    }

    fn cited(&self, views: &Views<'_>, page: &PageView) -> CitedView {
        let original = views.config.language();
        let corrected = head::corrected(page);
        let work = Work {
            key: if page.lang == original { page.id.clone() } else { format!("{}-{}", page.id, page.lang) },
            title: &page.title,
            book: &self.title,
            authors: &self.authors,
            issued: page.published.as_ref().and_then(|date| Issued::of(&date.edtf)),
            version: Some(corrected.as_str()).filter(|version| !version.is_empty()),
            url: page.canonical.as_deref(),
            lang: &page.lang,
            summary: &page.summary,
        };
        let reference = |style: Style| {
            let reference = styled::reference(style, &work);
            StyledView { style: style.word(), html: reference.html, accessed: reference.accessed }
        };
        let record = |name, extension: &str, media_type, text| RecordView {
            name,
            file: format!("{}.{extension}", work.key),
            media_type,
            text,
        };
        CitedView {
            references: Style::ALL.into_iter().map(reference).collect(),
            records: vec![
                record("BibTeX", "bib", "application/x-bibtex", formats::bibtex(&work)),
                record("RIS", "ris", "application/x-research-info-systems", formats::ris(&work)),
                record("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", formats::csl_json(&work)),
            ],
        }
    }
}
