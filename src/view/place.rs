//! What surrounds a body: the page it stands on, and where its links lead from there.

use std::cell::RefCell;

use super::build::{Page, PageKey, Views};
use crate::atlas::Target;
use crate::cite::{Desk, Seen, Stand};
use crate::domain::{Citation, Mode};
use crate::html::{Destination, Surroundings, Words};
use crate::parse::{Body, LinkForm};
use crate::source::SourceId;

/// A body on a page of the site.
pub(super) struct Setting<'a> {
    views: &'a Views<'a>,
    language: &'a str,
    root: String,
    path: &'a str,
    body: &'a Body,
    words: Words,
    desk: Option<Desk<'a>>,
    seen: &'a RefCell<Seen>,
}

impl<'a> Setting<'a> {
    pub(super) fn new(page: &'a Page<'a>, source: SourceId, body: &'a Body) -> Self {
        let (views, language, root) = (page.views, page.lang, page.address.root());
        let strings = views.strings.get(language);
        let word = |key: &str| strings.and_then(|strings| strings.get(key)).cloned().unwrap_or_default();
        let words = Words {
            anchor: word("anchor"),
            footnote_back: word("footnote_back"),
            table: word("table"),
            alerts: ["alert_note", "alert_tip", "alert_important", "alert_warning", "alert_caution"].map(word),
        };
        let path = &views.sources.get(source).path;
        Self { views, language, root, path, body, words, desk: page.desk, seen: &page.seen }
    }

    fn path_of(&self, key: &PageKey, fragment: Option<&str>) -> String {
        let path = self.views.address(key).from_root(self.views.config.output.file_links);
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        format!("{}{path}{fragment}", self.root)
    }
}

impl Surroundings for Setting<'_> {
    fn link(&self, target: &str, form: LinkForm) -> Option<Destination> {
        let atlas = self.views.atlas;
        // What leads nowhere has been reported; a page with such a link is never put out.
        let target = atlas.link(self.path, self.body, target, form).ok()?;
        let internal = |href, title| Destination { href, title, external: false };
        Some(match target {
            Target::External(href) => Destination { title: href.clone(), href, external: true },
            Target::Here(fragment) => internal(format!("#{fragment}"), fragment),
            Target::Asset(path) => internal(format!("{}{}", self.root, in_address(&path)), path),
            Target::Generated { address, fragment } => {
                let folder = address.trim_matches('/');
                let language = self.language.to_owned();
                let key = match (folder, crate::domain::Kind::from_folder(folder)) {
                    (_, Some(kind)) => PageKey::Index(kind, language),
                    ("chronology", _) => PageKey::Chronology(language),
                    ("data", _) => PageKey::Data(language),
                    ("map", _) => PageKey::Map(None, language),
                    _ => PageKey::Bibliography(language),
                };
                let strings = self.views.strings.get(self.language);
                let title = strings.and_then(|strings| strings.get(&format!("nav_{folder}"))).cloned();
                internal(self.path_of(&key, fragment.as_deref()), title.unwrap_or_else(|| folder.to_owned()))
            }
            Target::Entity { id, language, fragment } => {
                let entity = atlas.get(id);
                let wanted = language.as_deref().unwrap_or(self.language);
                let language = if entity.translations.contains_key(wanted) { wanted } else { self.views.config.language() };
                let kind = crate::domain::Kind::from_folder(&entity.id).filter(|_| entity.kind == crate::domain::Kind::Page);
                let key = match kind {
                    Some(kind) => PageKey::Index(kind, self.language.to_owned()),
                    None if entity.id == "index" => PageKey::Home(self.language.to_owned()),
                    None => PageKey::Entity(id, language.to_owned()),
                };
                // A translation may lack a place that the original has: then the link leads to the page.
                let fragment = fragment.filter(|anchor| atlas.has_anchor(id, language, anchor));
                internal(self.path_of(&key, fragment.as_deref()), entity.title(self.language).to_owned())
            }
        })
    }

    fn cites_in_notes(&self) -> bool {
        self.desk.is_some_and(|desk| desk.notes())
    }

    fn citation(&self, citations: &[Citation], stand: Stand) -> String {
        match self.desk {
            Some(desk) => desk.cite(citations, stand, &mut self.seen.borrow_mut()),
            // The style has been reported; a page without one is never put out.
            None => String::new(),
        }
    }

    fn anchor(&self, heading: usize) -> Option<&str> {
        self.body.headings.get(heading).map(|heading| heading.id.as_str())
    }

    fn words(&self) -> &Words {
        &self.words
    }
}

/// A path as it may stand in an address, where these signs would end it or stand for others.
fn in_address(path: &str) -> String {
    path.replace('%', "%25").replace('#', "%23").replace('?', "%3F")
}

/// The Markdown copy of a body leads to other copies.
impl crate::copy::Leads for Setting<'_> {
    fn link(&self, target: &str, form: LinkForm) -> Option<(String, String)> {
        let leads_to_entity = matches!(self.views.atlas.link(self.path, self.body, target, form), Ok(Target::Entity { .. }));
        let destination = Surroundings::link(self, target, form)?;
        if destination.external {
            return None;
        }
        let (page, fragment) = destination.href.split_once('#').unwrap_or((&destination.href, ""));
        let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
        let copied = leads_to_entity && self.views.config.output.markdown_copies;
        let page = page.strip_suffix("index.html").unwrap_or(page);
        let introduces =
            page.strip_suffix('/').and_then(|page| page.rsplit('/').next()).and_then(crate::domain::Kind::from_folder);
        let file = if copied && page.ends_with('/') && introduces.is_none() { "index.md" } else { "" };
        Some((format!("{page}{file}{fragment}"), destination.title))
    }

    fn citation(&self, citations: &[Citation]) -> String {
        let of = |citation: &Citation| {
            let label = self.views.atlas.source(&citation.key).map(super::sources::label).unwrap_or_default();
            let named =
                if citation.mode == Mode::WithoutAuthor && !citation.locator.is_empty() { String::new() } else { label };
            let parts: Vec<&str> =
                [named.as_str(), citation.locator.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
            let prefix = if citation.prefix.is_empty() { String::new() } else { format!("{} ", citation.prefix) };
            format!("{prefix}{}", parts.join(", "))
        };
        citations.iter().map(of).collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::in_address;

    #[test]
    fn a_file_may_have_any_name() {
        assert_eq!(in_address("p/50%41 a#b?.png"), "p/50%2541 a%23b%3F.png");
    }
}
