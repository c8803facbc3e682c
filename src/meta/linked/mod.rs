//! Linked data: each page and what it is about, in JSON-LD with the vocabulary of schema.org.
//!
//! A page has one graph. Its nodes name each other by `@id`: the page by its address, what it is about by the address of the page
//! in the book's own language with `#this` after it, the site by its address with `#site`. So the graphs of all pages join into one,
//! in which a translation is about the same thing as its original.
//!
//! Nothing is said that the book does not say: whether a treaty is in force today, whose an island is, who won. Parts and wholes of
//! a territory are those on which all readings agree.

mod acts;
mod json;
mod places;

use json::{Json, json};

use super::Imprint;
use super::text::{for_script, plain};
use super::work::Author;
use crate::domain::{Date, End, Extent, Facts, Kind, PartyForm, Point};
use crate::view::{CiteView, DateView, LinkView, NameView, PageView, Views};

/// The graph of a page, ready to stand in a `<script>`; empty for the page of missing pages.
pub(super) fn graph(imprint: &Imprint, views: &Views<'_>, page: &PageView) -> String {
    if page.kind == "not-found" {
        return String::new();
    }
    let graph = Graph { imprint, views, page };
    let nodes: Vec<Json> =
        [Some(graph.page()), Some(graph.site()), graph.breadcrumbs(), graph.thing()].into_iter().flatten().collect();
    let whole = serde_json::to_string(&json!({"@context": "https://schema.org", "@graph": nodes}));
    for_script(&whole.unwrap_or_default())
}

struct Graph<'a> {
    imprint: &'a Imprint,
    views: &'a Views<'a>,
    page: &'a PageView,
}

/// A node in the making, whose empty values are left out.
#[derive(Default)]
struct Node(Vec<(&'static str, Json)>);

impl Node {
    fn new(kind: &str, id: &str) -> Self {
        let mut node = Self::default();
        node.put("@type", kind);
        node.put("@id", id);
        node
    }

    fn put(&mut self, key: &'static str, value: impl Into<Json>) {
        let value = value.into();
        if !value.is_empty() {
            self.0.push((key, value));
        }
    }

    fn done(self) -> Json {
        Json::node(self.0)
    }
}

impl Graph<'_> {
    /// An absolute address, or one relative to the page where the book does not know its own.
    fn url(&self, path: &str) -> String {
        match &self.imprint.site_url {
            Some(url) => {
                let (path, fragment) = path.split_once('#').map_or((path, ""), |(path, fragment)| (path, fragment));
                let path = if path == "index.html" { "" } else { path.strip_suffix("/index.html").unwrap_or(path) };
                let slash = if path.is_empty() || path.ends_with('/') || path.contains('.') { "" } else { "/" };
                let hash = if fragment.is_empty() { "" } else { "#" };
                format!("{url}{path}{slash}{hash}{fragment}")
            }
            None => format!("{}{path}", self.page.root),
        }
    }

    /// The page's own address.
    fn here(&self) -> String {
        let address = self.page.address.trim_start_matches('/');
        let file = if self.views.config.output.file_links { self.page.file.as_str() } else { address };
        self.page.canonical.clone().unwrap_or_else(|| self.url(file))
    }

    fn word(&self, key: &str) -> String {
        self.views.strings.get(&self.page.lang).and_then(|strings| strings.get(key)).cloned().unwrap_or_default()
    }

    /// The name of a thing of the book: the same in every language.
    fn id_of(&self, kind: &str, id: &str) -> String {
        let folder = Kind::ALL.into_iter().find(|known| known.name() == kind).and_then(Kind::folder).unwrap_or_default();
        let file = if self.views.config.output.file_links { "index.html" } else { "" };
        self.url(&format!("{folder}/{id}/{file}#this"))
    }

    /// A mention of another thing: its type, so that nobody need look it up, its name for the graph, its name for people.
    fn mention(&self, link: &LinkView) -> Json {
        let entity = self.views.atlas.find(&link.id).map(|id| self.views.atlas.get(id));
        let mut node = Node::default();
        node.put("@id", if link.id.is_empty() { String::new() } else { self.id_of(link.kind, &link.id) });
        node.put("@type", entity.and_then(|entity| types(&entity.facts)));
        node.put("name", link.title.as_str());
        node.done()
    }

    fn mentions(&self, links: &[LinkView]) -> Vec<Json> {
        links.iter().map(|link| self.mention(link)).collect()
    }

    fn authors(&self) -> Vec<Json> {
        let author = |author: &Author| match author {
            Author::Person { family, given } => {
                json!({"@type": "Person", "name": author.spoken(), "familyName": family, "givenName": given})
            }
            Author::Institution(name) => json!({"@type": "Organization", "name": name}),
        };
        self.imprint.authors.iter().map(author).collect()
    }

    fn sources(&self, cites: &[CiteView]) -> Vec<Json> {
        let source = |cite: &CiteView| {
            let mut node = Node::new("CreativeWork", &self.url(&cite.path));
            node.put("name", cite.title.as_str());
            node.done()
        };
        // A source that is cited at two places is one work.
        let mut sources: Vec<Json> = Vec::new();
        for node in cites.iter().map(source) {
            if !sources.contains(&node) {
                sources.push(node);
            }
        }
        sources
    }

    /// The page itself.
    fn page(&self) -> Json {
        let page = self.page;
        let kind = match page.kind {
            "index" | "chronology" | "bibliography" => "CollectionPage",
            _ => "WebPage",
        };
        let mut node = Node::new(kind, &self.here());
        node.put("url", self.here());
        node.put("name", page.title.as_str());
        node.put("description", page.description.as_str());
        node.put("inLanguage", page.lang.as_str());
        node.put("isPartOf", json!({"@id": self.site_id()}));
        if !page.breadcrumbs.is_empty() {
            node.put("breadcrumb", json!({"@id": format!("{}#breadcrumbs", self.here())}));
        }
        node.put("author", self.authors());
        node.put("license", self.imprint.licence_url.clone());
        node.put("datePublished", page.published.as_ref().and_then(|date| date.datetime.clone()));
        node.put("dateModified", super::head::modified(page));
        let corrections = page.corrections.iter().map(|correction| {
            let mut node = Node::default();
            node.put("@type", "CorrectionComment");
            node.put("text", correction.note.as_str());
            node.put("datePublished", correction.date.datetime.clone());
            node.done()
        });
        node.put("correction", corrections.collect::<Vec<_>>());
        node.put("citation", self.sources(&page.cite));
        node.put(
            "primaryImageOfPage",
            page.card.as_ref().map(|card| json!({"@type": "ImageObject", "url": &card.url, "caption": &card.alt})),
        );
        let original = self.views.config.language();
        let translations =
            page.alternates.iter().map(|other| (other.lang == original, json!({"@id": self.url(&other.path)})));
        let (originals, others): (Vec<_>, Vec<_>) = translations.partition(|(original, _)| *original);
        node.put("translationOfWork", originals.into_iter().next().map(|(_, id)| id));
        if page.lang == original {
            node.put("workTranslation", others.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
        }
        node.put("mainEntity", self.subject().map(|id| json!({"@id": id})));
        node.put("hasPart", self.checked_claims());
        node.done()
    }

    /// The name of what the page is about.
    fn subject(&self) -> Option<String> {
        match self.page.kind {
            "page" if self.page.section == "home" => Some(self.site_id()),
            "data" => Some(format!("{}#this", self.here())),
            "page" | "index" | "chronology" | "bibliography" | "map" => None,
            kind => Some(self.id_of(kind, &self.page.id)),
        }
    }

    fn site_id(&self) -> String {
        self.url(&format!("{}#site", if self.views.config.output.file_links { "index.html" } else { "" }))
    }

    /// The site: in full on its home page, by its name elsewhere.
    fn site(&self) -> Json {
        let mut node = Node::new("WebSite", &self.site_id());
        node.put("name", self.imprint.title.as_str());
        node.put("url", self.url(if self.views.config.output.file_links { "index.html" } else { "" }));
        if self.page.section == "home" {
            node.put("alternativeHeadline", self.imprint.subtitle.as_str());
            node.put("description", self.imprint.description.as_str());
            node.put("inLanguage", self.views.config.languages().collect::<Vec<_>>());
            node.put("author", self.authors());
            node.put("publisher", self.authors());
            node.put("license", self.imprint.licence_url.clone());
        }
        node.done()
    }

    fn breadcrumbs(&self) -> Option<Json> {
        let page = self.page;
        if page.breadcrumbs.is_empty() {
            return None;
        }
        let above = page.breadcrumbs.iter().map(|link| (link.title.as_str(), self.url(&link.path)));
        let items = above
            .chain(std::iter::once((page.title.as_str(), self.here())))
            .enumerate()
            .map(|(at, (name, item))| json!({"@type": "ListItem", "position": at + 1, "name": name, "item": json!({"@id": item})}));
        let mut node = Node::new("BreadcrumbList", &format!("{}#breadcrumbs", self.here()));
        node.put("itemListElement", items.collect::<Vec<_>>());
        Some(node.done())
    }

    /// What the page is about.
    fn thing(&self) -> Option<Json> {
        let page = self.page;
        let id = self.subject()?;
        let node = if let Some(treaty) = &page.treaty {
            self.treaty(&id, treaty)
        } else if let Some(event) = &page.event {
            self.event(&id, event)
        } else if let Some(era) = &page.era_facts {
            self.era(&id, era)
        } else if let Some(territory) = &page.territory {
            self.territory(&id, territory)
        } else if let Some(party) = &page.party {
            self.party(&id, party)
        } else if let Some(person) = &page.person {
            self.person(&id, person)
        } else if let Some(dispute) = &page.dispute {
            self.dispute(&id, dispute)
        } else if page.kind == "data" {
            self.dataset(&id)
        } else {
            return None;
        };
        Some(node.done())
    }

    /// What everything has that a page is about.
    fn begin(&self, kind: impl Into<Json>, id: &str) -> Node {
        let page = self.page;
        let mut node = Node::default();
        node.put("@type", kind);
        node.put("@id", id);
        node.put("identifier", page.id.as_str());
        node.put("name", page.title.as_str());
        node.put("alternateName", names(&page.names));
        node.put("description", page.summary.as_str());
        node.put("url", self.here());
        node.put("mainEntityOfPage", json!({"@id": self.here()}));
        node
    }

    fn dataset(&self, id: &str) -> Node {
        let page = self.page;
        let mut node = Node::new("Dataset", id);
        node.put("name", format!("{}: {}", self.imprint.title, page.title));
        node.put("description", page.summary.as_str());
        node.put("url", self.here());
        node.put("creator", self.authors());
        node.put("license", self.imprint.licence_url.clone());
        node.put("isAccessibleForFree", true);
        let files = page.data.iter().map(|file| {
            let mut node = Node::default();
            node.put("@type", "DataDownload");
            node.put("name", file.title.as_str());
            node.put("description", file.description.as_str());
            node.put("contentUrl", self.url(&file.path));
            node.put("encodingFormat", file.media_type);
            node.put("contentSize", format!("{} B", file.bytes));
            node.done()
        });
        node.put("distribution", files.collect::<Vec<_>>());
        node
    }

    /// What the page checks, claim by claim.
    fn checked_claims(&self) -> Vec<Json> {
        let claims = self.page.claims.iter().map(|claim| {
            let here = format!("{}#{}", self.here(), claim.id);
            let mut node = Node::new("ClaimReview", &here);
            node.put("url", here.as_str());
            node.put("claimReviewed", claim.claim.as_str());
            node.put("itemReviewed", json!({"@type": "Claim", "text": &claim.claim}));
            let verdict = self.word(&format!("verdict_{}", claim.verdict));
            node.put("reviewRating", json!({"@type": "Rating", "alternateName": verdict}));
            node.put("reviewBody", plain(&claim.html));
            node.put("author", self.authors());
            node.put("datePublished", self.page.published.as_ref().and_then(|date| date.datetime.clone()));
            node.put("mentions", self.mentions(&claim.pages));
            node.put("citation", self.sources(&claim.cite));
            node.done()
        });
        claims.collect()
    }
}

/// What schema.org calls a thing of the book.
///
/// A state is a country, which is a place, and as a party to a treaty also an organisation. For a people the vocabulary has no word;
/// where another thing mentions it, its type is left open. An era is an event that lasted, under a name that this book gives it. A
/// dispute is the book's account of it, since for the matter itself there is no word either.
fn types(facts: &Facts) -> Option<Json> {
    Some(match facts {
        Facts::Era(_) => json!(["Event", "DefinedTerm"]),
        Facts::Treaty(_) => "Legislation".into(),
        Facts::Event(_) => "Event".into(),
        Facts::Territory(_) => "Place".into(),
        Facts::Person(_) => "Person".into(),
        Facts::Dispute(_) => "CreativeWork".into(),
        Facts::Party(party) => match party.form? {
            PartyForm::State => json!(["Country", "Organization"]),
            PartyForm::Government => "GovernmentOrganization".into(),
            PartyForm::Organisation => "Organization".into(),
            PartyForm::People => return None,
        },
        Facts::Page(_) => "WebPage".into(),
    })
}

/// Names with the languages they are in.
fn names(names: &[NameView]) -> Vec<Json> {
    names.iter().map(|name| json!({"@value": &name.name, "@language": &name.lang})).collect()
}

/// A day, a month or a year in ISO 8601; nothing where the date is in doubt or is longer.
fn moment(point: &Point) -> Option<String> {
    let sure = !point.uncertain && !point.approximate && point.unspecified_digits == 0 && (1..=9999).contains(&point.year);
    if !sure || point.month.is_some_and(|month| month > 12) {
        return None;
    }
    Some(match (point.month, point.day) {
        (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", point.year),
        (Some(month), None) => format!("{:04}-{month:02}", point.year),
        _ => format!("{:04}", point.year),
    })
}

/// The same for a date of a view.
fn day(date: Option<&DateView>) -> Option<String> {
    let date = Date::parse(&date?.edtf).ok()?;
    let Extent::Point(point) = date.extent() else { return None };
    moment(point)
}

/// First and last moment of a date, where ISO 8601 can say them.
fn ends(date: &DateView) -> (Option<String>, Option<String>) {
    let Ok(date) = Date::parse(&date.edtf) else { return (None, None) };
    let end = |end: &End| if let End::Point(point) = end { moment(point) } else { None };
    match date.extent() {
        Extent::Point(point) => (moment(point), moment(point)),
        Extent::Interval(from, to) => (end(from), end(to)),
    }
}

/// An interval of ISO 8601; `..` for the end of what goes on.
fn interval(from: Option<&DateView>, until: Option<&DateView>) -> Option<String> {
    let from = day(Some(from?))?;
    match until {
        None => Some(format!("{from}/..")),
        Some(until) => Some(format!("{from}/{}", day(Some(until))?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(edtf: &str) -> DateView {
        DateView { edtf: edtf.to_owned(), ..DateView::default() }
    }

    #[test]
    fn doubt_is_left_out() {
        for (edtf, expected) in [
            ("1855-02-07", Some("1855-02-07")),
            ("1855-02", Some("1855-02")),
            ("1855", Some("1855")),
            ("1711~", None),
            ("1806?", None),
            ("170X", None),
            ("1855-21", None),
            ("1855/1856", None),
        ] {
            assert_eq!(day(Some(&view(edtf))).as_deref(), expected, "{edtf}");
        }
        assert_eq!(ends(&view("1918-08/1922-10-25")), (Some("1918-08".to_owned()), Some("1922-10-25".to_owned())));
        assert_eq!(ends(&view("1711~/..")), (None, None));
        assert_eq!(interval(Some(&view("1956")), None).as_deref(), Some("1956/.."));
        assert_eq!(interval(Some(&view("1956")), Some(&view("1960?"))), None);
    }
}
