//! `content/sources.yaml`: the bibliography, in pandoc's CSL YAML.

use super::yaml::{Fields, Node, Reader};
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::{Date, FieldPath};
use crate::manual;
use crate::source::{SourceId, Sources};

/// A source that pages cite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The key that citations name.
    pub key: String,
    /// CSL's type: `book`, `treaty`, `webpage` …
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Its title in the language of the book, where the original is in another.
    pub title_short: Option<String>,
    /// Who wrote it.
    pub authors: Vec<Author>,
    /// Who edited it.
    pub editors: Vec<Author>,
    /// When it was published, as EDTF or as written.
    pub issued: Option<String>,
    /// The journal, newspaper, collection or site it stands in.
    pub container: Option<String>,
    /// Further particulars, in the order in which a reference lists them.
    pub publisher: Option<String>,
    /// Where the publisher is.
    pub place: Option<String>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Pages.
    pub page: Option<String>,
    /// ISBN.
    pub isbn: Option<String>,
    /// DOI.
    pub doi: Option<String>,
    /// Its address on the web.
    pub url: Option<String>,
    /// When the address was visited.
    pub accessed: Option<String>,
    /// BCP 47 tag of its language.
    pub language: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Further texts of CSL, by its names for them: `number`, `edition`, `collection-title` …
    pub more: Vec<(&'static str, String)>,
    /// Further people, likewise: `translator`, `recipient` …
    pub people: Vec<(&'static str, Vec<Author>)>,
    /// Further dates, likewise: `event-date`, `original-date` …
    pub dates: Vec<(&'static str, String)>,
    /// How near it is to the facts.
    pub class: Option<Class>,
    /// Whether anybody saw it for this book.
    pub recalled: bool,
    /// Its place in the file.
    pub at: FieldPath,
}

/// A person or an institution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The family name, or the whole name of an institution.
    pub family: String,
    /// The given name.
    pub given: Option<String>,
    /// What stands before the family name and stays with it: `van` of van Gogh.
    pub particle: Option<String>,
    /// What stands before it and stays away where the family name stands alone: `de` of La Pérouse.
    pub dropping_particle: Option<String>,
    /// What follows the name: `Jr.`
    pub suffix: Option<String>,
}

impl Author {
    /// A name that is not divided.
    #[must_use]
    pub fn undivided(name: String) -> Self {
        Self { family: name, ..Self::default() }
    }

    /// The family name as it stands alone.
    #[must_use]
    pub fn surname(&self) -> String {
        self.particle.as_ref().map_or(self.family.clone(), |particle| format!("{particle} {}", self.family))
    }
}

/// How near a source is to the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Texts of instruments and documents of the time.
    Primary,
    /// Statements of a party's position.
    Official,
    /// Scholarship and journalism.
    Secondary,
    /// Works of reference.
    Tertiary,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 4] = [Self::Primary, Self::Official, Self::Secondary, Self::Tertiary];

    /// The word of the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Official => "official",
            Self::Secondary => "secondary",
            Self::Tertiary => "tertiary",
        }
    }
}

/// The types of CSL 1.0.2.
pub(crate) const TYPES: [&str; 45] = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// Texts of CSL that references show where a style has room for them.
const TEXTS: &[&str] = &[
    "edition",
    "number",
    "genre",
    "medium",
    "archive",
    "archive_location",
    "authority",
    "call-number",
    "chapter-number",
    "collection-title",
    "collection-number",
    "container-title-short",
    "dimensions",
    "division",
    "event",
    "event-title",
    "event-place",
    "ISSN",
    "jurisdiction",
    "number-of-pages",
    "number-of-volumes",
    "original-publisher",
    "original-publisher-place",
    "original-title",
    "part-number",
    "part-title",
    "PMCID",
    "PMID",
    "references",
    "reviewed-title",
    "scale",
    "section",
    "source",
    "status",
    "supplement-number",
    "version",
    "volume-title",
];

/// People of CSL, beside authors and editors.
const PEOPLE: &[&str] = &[
    "translator",
    "container-author",
    "collection-editor",
    "compiler",
    "director",
    "interviewer",
    "original-author",
    "recipient",
    "reviewed-author",
    "series-creator",
];

/// Dates of CSL, beside those of publication and of the visit.
const DATES: &[&str] = &["event-date", "original-date", "submitted", "available-date"];

/// Keys of CSL that say nothing that a reference should.
const OTHER: &[&str] = &[
    "citation-label",
    "citation-key",
    "keyword",
    "year-suffix",
    "abstract",
    "annote",
    "page-first",
    "title-original",
    "publisher-original",
    "categories",
];

/// Reads the bibliography, where there is one.
pub(crate) fn read(sources: &Sources, found: &mut Vec<Diagnostic>) -> (Option<SourceId>, Vec<Entry>) {
    let Some(id) = sources.find("content/sources.yaml") else { return (None, Vec::new()) };
    let source = sources.get(id);
    let mut r = Reader::new(id, source);
    let mut entries: Vec<Entry> = Vec::new();
    let value = r.parse(0..source.text.len());
    if let Some(value) = value.as_ref().filter(|value| !value.is_null())
        && let Some(mut top) = Node::top(value).fields(&mut r, "a map with the key `references`")
    {
        if let Some(list) = top.require(&mut r, "references") {
            for node in list.all_items() {
                if let Some(entry) = entry(&mut r, &node) {
                    entries.push(entry);
                }
            }
        }
        top.finish(&mut r, "`sources.yaml`");
    }
    let mut seen = std::collections::BTreeMap::new();
    for entry in &entries {
        if let Some(first) = seen.insert(entry.key.as_str(), &entry.at) {
            let place = Place::Field(id, entry.at.key("id"));
            r.fault(
                Diagnostic::new(&manual::BAD_SOURCE, place, format!("two sources have the id `{}`", entry.key))
                    .help("rename one of the two, and the citations of it")
                    .related(Place::Field(id, first.key("id")), "the other is here"),
            );
        }
    }
    found.append(&mut r.found);
    (Some(id), entries)
}

fn entry(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Entry> {
    let mut f = node.fields(r, "a source: `id`, `type`, `title` …")?;
    let key = f.require(r, "id").and_then(|node| {
        let key = node.text(r)?;
        if crate::domain::parse_cite(&key).is_ok_and(|cite| cite.key == key) {
            return Some(key);
        }
        let place = Place::Field(r.id, node.at);
        r.fault(
            Diagnostic::new(&manual::BAD_SOURCE, place, format!("`{key}` cannot be cited"))
                .help("an id has letters, digits and the signs - _ : . / +, and no spaces"),
        );
        None
    });
    let kind = f.require(r, "type").and_then(|node| node.word(r, &TYPES, |word| word)).unwrap_or("document").to_owned();
    let title = f.require(r, "title").and_then(|node| node.text(r)).unwrap_or_default();
    let mut text = |r: &mut Reader<'_>, key| f.take(key).and_then(|node| node.text(r));
    let mut entry = Entry {
        key: String::new(),
        kind,
        title,
        title_short: text(r, "title-short"),
        container: text(r, "container-title"),
        publisher: text(r, "publisher"),
        place: text(r, "publisher-place"),
        volume: text(r, "volume"),
        issue: text(r, "issue"),
        page: text(r, "page"),
        isbn: text(r, "ISBN"),
        doi: text(r, "DOI"),
        language: text(r, "language"),
        note: text(r, "note"),
        at: node.at.clone(),
        ..Entry::default()
    };
    entry.authors = people(r, &mut f, "author");
    entry.editors = people(r, &mut f, "editor");
    entry.issued = f.take("issued").and_then(|node| date(r, &node));
    entry.accessed = f.take("accessed").and_then(|node| date(r, &node));
    entry.url = f.take("URL").and_then(|node| web_address(r, &node));
    if let Some(custom) = f.take("custom").and_then(|node| node.fields(r, "a map: `class`, `checked`")) {
        let mut custom: Fields<'_> = custom;
        entry.class = custom.take("class").and_then(|node| node.word(r, &Class::ALL, Class::name));
        entry.recalled =
            custom.take("checked").and_then(|node| node.word(r, &["seen", "recalled"], |word| word)) == Some("recalled");
        custom.finish(r, "`custom`");
    }
    for key in TEXTS {
        if let Some(text) = f.take(key).and_then(|node| node.text(r)) {
            entry.more.push((key, text));
        }
    }
    for key in PEOPLE {
        let people = people(r, &mut f, key);
        if !people.is_empty() {
            entry.people.push((key, people));
        }
    }
    for key in DATES {
        if let Some(date) = f.take(key).and_then(|node| date(r, &node)) {
            entry.dates.push((key, date));
        }
    }
    f.ignore(OTHER);
    f.finish(r, "a source");
    check(r, &entry);
    entry.key = key?;
    Some(entry)
}

/// What no reference can show: signs that nobody sees, and texts that nobody reads.
fn check(r: &mut Reader<'_>, entry: &Entry) {
    const MOST: usize = 2000;
    let texts = [
        ("title", Some(&entry.title)),
        ("title-short", entry.title_short.as_ref()),
        ("container-title", entry.container.as_ref()),
        ("publisher", entry.publisher.as_ref()),
        ("publisher-place", entry.place.as_ref()),
        ("volume", entry.volume.as_ref()),
        ("issue", entry.issue.as_ref()),
        ("page", entry.page.as_ref()),
        ("URL", entry.url.as_ref()),
    ];
    for (key, text) in texts.into_iter().chain(entry.more.iter().map(|(key, text)| (*key, Some(text)))) {
        let Some(text) = text else { continue };
        let place = || Place::Field(r.id, entry.at.key(key));
        let fault = if let Some(sign) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            let message = format!("`{key}` has a control character, U+{:04X}", u32::from(sign));
            Diagnostic::new(&manual::BAD_SOURCE, place(), message).help("remove it; it is often left over from copying")
        } else if text.chars().count() > MOST {
            let message = format!("`{key}` is longer than {MOST} characters");
            Diagnostic::new(&manual::BAD_SOURCE, place(), message).help("shorten it; remarks belong into `note`")
        } else if key == "title" && text.trim().is_empty() {
            Diagnostic::new(&manual::BAD_SOURCE, place(), "the title is empty")
                .help("write what the source calls itself, or describe it")
        } else {
            continue;
        };
        r.fault(fault);
    }
}

fn people(r: &mut Reader<'_>, f: &mut Fields<'_>, key: &'static str) -> Vec<Author> {
    let Some(node) = f.take(key) else { return Vec::new() };
    let mut people = Vec::new();
    for item in node.items(r) {
        let Some(mut f) = item.as_fields() else {
            if let Some(family) = item.text(r) {
                people.push(Author::undivided(family));
            }
            continue;
        };
        let mut text = |r: &mut Reader<'_>, key| f.take(key).and_then(|node| node.text(r));
        let literal = text(r, "literal");
        let family = text(r, "family");
        let given = text(r, "given");
        let particle = text(r, "non-dropping-particle");
        let dropping_particle = text(r, "dropping-particle");
        let suffix = text(r, "suffix");
        f.finish(r, "a name");
        let Some(family) = literal.or(family).filter(|family| !family.trim().is_empty()) else {
            let place = Place::Field(r.id, item.at.clone());
            r.fault(
                Diagnostic::new(&manual::BAD_SOURCE, place, "a name needs `family` or `literal`")
                    .help("write `{family: Lensen, given: George}` or `{literal: Ministry of …}`"),
            );
            continue;
        };
        people.push(Author { family, given, particle, dropping_particle, suffix });
    }
    people
}

/// A date as EDTF, as `{date-parts: [[1959, 5]]}`, or in words.
fn date(r: &mut Reader<'_>, node: &Node<'_>) -> Option<String> {
    let Some(mut f) = node.as_fields() else {
        let text = node.text(r)?;
        // CSL allows dates in words; only what looks like EDTF is held to its rules.
        let looks_like = text.len() >= 4 && text.is_char_boundary(4) && text[..4].bytes().all(|byte| byte.is_ascii_digit());
        if looks_like && Date::parse(&text).is_err() && text[4..].starts_with(['-', '/']) {
            let _ = node.date(r);
        }
        return Some(text);
    };
    let parts = f.take("date-parts");
    let literal = f.take("literal").or_else(|| f.take("raw")).and_then(|node| node.text(r));
    // CSL takes a truth value, a number or a text.
    let circa = f.take("circa").is_some_and(|node| match node.is_flag() {
        true => node.flag(r).unwrap_or_default(),
        false => node.text(r).is_some_and(|text| !matches!(text.as_str(), "false" | "0" | "")),
    });
    let about = if circa { "~" } else { "" };
    f.ignore(&["literal", "raw", "season"]);
    f.finish(r, "a date");
    let written = parts.map(|parts| {
        let mut dates = Vec::new();
        for part in parts.items(r) {
            let numbers: Vec<String> = part.items(r).iter().filter_map(|item| item.text(r)).collect();
            let padded =
                numbers.iter().enumerate().map(|(at, n)| if at == 0 { format!("{n:0>4}") } else { format!("{n:0>2}") });
            dates.push(padded.collect::<Vec<_>>().join("-") + about);
        }
        dates.join("/")
    });
    let text = literal.or(written)?;
    if let Err(error) = Date::parse(&text)
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
    {
        let place = Place::Field(r.id, node.at.clone());
        r.fault(Diagnostic::new(&manual::BAD_DATE, place, error.message).help(error.help));
    }
    Some(text)
}

fn web_address(r: &mut Reader<'_>, node: &Node<'_>) -> Option<String> {
    let url = node.text(r)?;
    if crate::config::is_web_address(&url) {
        return Some(url);
    }
    let place = Place::Field(r.id, node.at.clone());
    r.fault(
        Diagnostic::new(&manual::BAD_URL, place, format!("`{url}` is not an address on the web"))
            .help("write the whole address, beginning with `https://`"),
    );
    None
}
