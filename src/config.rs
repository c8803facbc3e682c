//! `book.toml`: what the editors decide once for the whole book. Trusted, unlike the content.

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::manual;
use crate::source::{SourceId, Sources, Span};
use crate::suggest::nearest;

/// The book's options.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Config {
    /// What the book is.
    pub book: Book,
    /// How the site is put out.
    pub output: Output,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// How sources are cited.
    pub citations: Citations,
    /// What prose should avoid.
    pub lint: Lint,
    /// What maps show.
    pub map: Map,
    /// The pictures that show beside links.
    pub cards: Cards,
    /// How the book is searched.
    pub search: Search,
    /// Where the site is shown, if not at its own address: the development server's choice, not the book's.
    #[serde(skip)]
    pub shown_at: Option<String>,
}

/// `[book]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Book {
    /// The title of the book; required.
    pub title: String,
    /// A second line below it.
    pub subtitle: Option<String>,
    /// One sentence for search engines and feeds.
    pub description: Option<String>,
    /// Who made it.
    pub authors: Vec<String>,
    /// BCP 47 tag of the language of `ID.md`.
    pub language: Spanned<String>,
    /// Tags of the languages into which pages are translated, as `ID.TAG.md`.
    pub translations: Vec<Spanned<String>>,
    /// Terms on which the content may be used, as Markdown-free text.
    pub licence: Option<String>,
}

impl Default for Book {
    fn default() -> Self {
        Self {
            title: String::new(),
            subtitle: None,
            description: None,
            authors: Vec::new(),
            language: Spanned::new(0..0, "en".to_owned()),
            translations: Vec::new(),
            licence: None,
        }
    }
}

/// `[output]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Output {
    /// Where the site will stand: `https://user.github.io/repo/`. Needed for canonical links, cards, feed, sitemap and 404 only.
    pub site_url: Option<Spanned<String>>,
    /// Whether a Markdown copy stands beside each page, listed in `llms.txt`.
    pub markdown_copies: bool,
    /// Whether links name `index.html`, so that the site can be read from disk.
    pub file_links: bool,
    /// Whether a service worker keeps what readers have visited, so that it can be read without a network.
    pub offline: bool,
    /// The most pages of the book that are joined to one page for printing: the whole book, and each era with what happened in it, have
    /// such a page where they have no more than these; with 0 there are none. Left out, a book of at most 500 pages has all of them, and a
    /// larger one, whose builds they would make longer, none.
    pub print_limit: Option<usize>,
    /// The repository's address, for links to it.
    pub git_repository_url: Option<Spanned<String>>,
    /// The branch that editors change; `main` where it is left out.
    pub git_branch: Option<String>,
    /// Where a file is edited, with `{path}` for its path below the book's folder; made of the repository's address where its host
    /// is known.
    pub edit_url_template: Option<Spanned<String>>,
    /// Where an error is reported, with `{title}` and `{url}` for the page's; likewise.
    pub report_url_template: Option<Spanned<String>>,
}

impl Default for Output {
    fn default() -> Self {
        Self {
            site_url: None,
            markdown_copies: true,
            file_links: false,
            offline: false,
            print_limit: None,
            git_repository_url: None,
            git_branch: None,
            edit_url_template: None,
            report_url_template: None,
        }
    }
}

/// `[markdown]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Markdown {
    /// What happens to HTML in Markdown.
    pub raw_html: RawHtml,
}

/// What happens to HTML in Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RawHtml {
    /// Everything that could run, load or restyle is taken out.
    #[default]
    Sanitise,
    /// It is put out as it stands: only for books whose every contributor is trusted.
    Allow,
}

/// `[citations]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Citations {
    /// The name of a style of CSL, or the path of a `.csl` file in `content/`; [`crate::cite::DEFAULT`] where it is left out.
    pub style: Option<Spanned<String>>,
}

/// `[cards]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Cards {
    /// Whether pages have cards. Without a `site-url` they have none in any case.
    pub enabled: bool,
    /// A font of the book's own below `static/`, TrueType or OpenType, for letters that ours lack; it comes first.
    pub font: Option<Spanned<String>>,
}

impl Default for Cards {
    fn default() -> Self {
        Self { enabled: true, font: None }
    }
}

/// `[map]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Map {
    /// `[[map.frames]]`; the first is that of the map page. Without any, one frame holds all outlines.
    pub frames: Vec<MapFrame>,
}

/// `[[map.frames]]`: a part of the earth that is drawn as one map.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MapFrame {
    /// Its name in `geometry.geojson`: lower-case ASCII letters, digits and hyphens.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// West, south, east and north in degrees.
    pub bounds: Spanned<[f64; 4]>,
    /// `[[map.frames.insets]]`: parts that are drawn again, larger.
    #[serde(default)]
    pub insets: Vec<MapInset>,
}

/// `[[map.frames.insets]]`: a part of a map that is drawn again, larger, in a corner of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MapInset {
    /// What it shows.
    pub title: String,
    /// West, south, east and north in degrees.
    pub bounds: Spanned<[f64; 4]>,
    /// Where there is nothing else to see.
    pub corner: MapCorner,
    /// Its share of the map's width, 0 to 1.
    #[serde(default = "MapInset::share")]
    pub width: f64,
}

impl MapInset {
    fn share() -> f64 {
        0.35
    }
}

/// A corner of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MapCorner {
    /// Top left.
    NorthWest,
    /// Top right.
    NorthEast,
    /// Bottom left.
    SouthWest,
    /// Bottom right.
    SouthEast,
}

/// `[search]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Search {
    /// Whether the site has search at all.
    pub enabled: bool,
    /// Pages, counted in all languages, above which titles, names, summaries and headings are searched, and not the text.
    pub full_text_limit: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self { enabled: true, full_text_limit: 5_000 }
    }
}

/// `[lint]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Lint {
    /// `[[lint.terms]]`
    pub terms: Vec<Term>,
    /// `[lint] uncited-paragraphs`: whether every paragraph of an entity's page has to name a source.
    pub uncited_paragraphs: bool,
}

/// `[[lint.terms]]`: a word that takes sides.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Term {
    /// The word or phrase, in lower case; it is found whatever its case.
    pub term: String,
    /// What to write instead, or why not to write it.
    pub advice: Option<String>,
}

impl Config {
    /// Reads the `book.toml` among the sources.
    pub fn read(sources: &Sources) -> Checked<Self> {
        let Some(source) = sources.find("book.toml") else {
            return Checked::default();
        };
        let text = &sources.get(source).text;
        let mut diagnostics = Vec::new();
        // The crate stops at the first fault. We take the faulty line out and read on, so that all come out in one run and the
        // rest of the options count.
        let mut rest = text.clone();
        // Each fault costs another reading; nobody mends more at a time.
        const MOST_FAULTS: usize = 100;
        loop {
            if diagnostics.len() > MOST_FAULTS {
                return Checked { value: Self::default(), diagnostics };
            }
            match toml::from_str::<Self>(&rest) {
                Ok(config) => {
                    diagnostics.append(&mut config.faults(source, text, diagnostics.is_empty()));
                    return Checked { value: config, diagnostics };
                }
                Err(error) => {
                    let range = error.span().unwrap_or(0..0);
                    let lines = lines(&rest, &range);
                    // Half an entry left over from a line taken out is no fault of the author's.
                    let ours = !diagnostics.is_empty() && error.message().starts_with("expected");
                    if !ours {
                        let written = rest.get(range.clone()).unwrap_or_default();
                        diagnostics.push(describe(error.message(), written, Span::new(source, range)));
                    }
                    if rest[lines.clone()].trim().is_empty() || ours {
                        return Checked { value: Self::default(), diagnostics };
                    }
                    let blank = " ".repeat(lines.len());
                    rest.replace_range(lines, &blank);
                }
            }
        }
    }

    /// The language tag of the originals.
    #[must_use]
    pub fn language(&self) -> &str {
        self.book.language.get_ref()
    }

    /// All languages, the original's first.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.language()).chain(self.book.translations.iter().map(|tag| tag.get_ref().as_str()))
    }

    /// The site's address, ending with `/`.
    #[must_use]
    pub fn site_url(&self) -> Option<String> {
        let url = self.output.site_url.as_ref()?.get_ref().trim_end_matches('/');
        (!url.is_empty()).then(|| format!("{url}/"))
    }

    /// The path at which the site is shown, by default that of its address: `/` or `/repo/`.
    #[must_use]
    pub fn base_path(&self) -> String {
        if let Some(path) = &self.shown_at {
            return path.clone();
        }
        let url = self.site_url().unwrap_or_default();
        let path = url.split_once("://").map_or("", |(_, rest)| rest).split_once('/').map_or("", |(_, path)| path);
        format!("/{path}")
    }

    /// What is wrong with options that could be read; `whole` says whether no line of the file was taken out for that.
    fn faults(&self, source: SourceId, text: &str, whole: bool) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut fault = |range: std::ops::Range<usize>, message: String, help: &str| {
            let place = Place::Span(Span::new(source, range));
            found.push(Diagnostic::new(&manual::CONFIG, place, message).help(help));
        };
        let is_title =
            |line: &str| line.trim_start().strip_prefix("title").is_some_and(|rest| rest.trim_start().starts_with('='));
        if self.book.title.trim().is_empty() && (whole || !text.lines().any(is_title)) {
            let at = text.find("[book]").map_or(0..0, |at| at..at + 6);
            fault(at, "the book has no title".to_owned(), "add `title = \"…\"` under `[book]`");
        }
        let addresses = [
            ("site-url", &self.output.site_url),
            ("git-repository-url", &self.output.git_repository_url),
            ("edit-url-template", &self.output.edit_url_template),
            ("report-url-template", &self.output.report_url_template),
        ];
        for (name, url) in addresses {
            if let Some(url) = url
                && !is_web_address(url.get_ref())
            {
                fault(
                    url.span(),
                    format!("`{name}` is not a web address: `{}`", url.get_ref()),
                    "write the whole address, `https://user.github.io/repository/`",
                );
            }
        }
        for tag in std::iter::once(&self.book.language).chain(&self.book.translations) {
            if !is_language_tag(tag.get_ref()) {
                fault(
                    tag.span(),
                    format!("`{}` is not a language tag", tag.get_ref()),
                    "write a BCP 47 tag such as `en`, `ru`, `ja` or `zh-Hant`",
                );
            }
        }
        let insets = self.map.frames.iter().flat_map(|frame| frame.insets.iter().map(|inset| (&inset.title, &inset.bounds)));
        for (name, bounds) in self.map.frames.iter().map(|frame| (&frame.id, &frame.bounds)).chain(insets) {
            let [west, south, east, north] = *bounds.get_ref();
            if !(west < east && south < north && west >= -180.0 && east <= 180.0 && south > -90.0 && north < 90.0) {
                fault(
                    bounds.span(),
                    format!("the bounds of `{name}` enclose nothing"),
                    "write `[west, south, east, north]` in degrees",
                );
            }
        }
        if let Some(url) = &self.output.site_url
            && !is_site_address(url.get_ref())
        {
            fault(
                url.span(),
                format!("a site cannot stand at `{}`", url.get_ref()),
                "write a host and a path, without a query, a fragment, a password or dots that climb",
            );
        }
        let said = [
            Some(&self.book.title),
            self.book.subtitle.as_ref(),
            self.book.description.as_ref(),
            self.book.licence.as_ref(),
        ];
        for said in said.into_iter().flatten().chain(&self.book.authors) {
            if let Some(sign) = said.chars().find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || *c == '\u{fffe}') {
                let at = text.find("[book]").map_or(0..0, |at| at..at + 6);
                fault(at, format!("a text has a control character, U+{:04X}", u32::from(sign)), "delete it");
            }
        }
        if self.lint.terms.iter().any(|term| term.term.trim().is_empty()) {
            let at = text.find("[[lint.terms]]").map_or(0..0, |at| at..at + 14);
            fault(at, "a term is empty".to_owned(), "`term` is the word or phrase to look for");
        }
        for (at, frame) in self.map.frames.iter().enumerate() {
            if !crate::parse::is_id(&frame.id) || self.map.frames[..at].iter().any(|other| other.id == frame.id) {
                fault(
                    frame.bounds.span(),
                    format!("`{}` cannot be the ID of this map", frame.id),
                    "use lower-case Latin letters, digits and hyphens, and each ID once",
                );
            }
            for inset in frame.insets.iter().filter(|inset| !(inset.width > 0.0 && inset.width <= 1.0)) {
                fault(
                    inset.bounds.span(),
                    format!("`{}` cannot be {} times as wide as the map", inset.title, inset.width),
                    "`width` is a share of the map's width, between 0 and 1",
                );
            }
        }
        for (at, tag) in self.book.translations.iter().enumerate() {
            let same = |other: &toml::Spanned<String>| other.get_ref().eq_ignore_ascii_case(tag.get_ref());
            if self.book.translations[..at].iter().any(same) {
                fault(tag.span(), format!("`{}` stands twice", tag.get_ref()), "name each language once");
            }
            let reserved = ["cards", "data", "map", "previews"].contains(&tag.get_ref().as_str());
            if reserved || crate::domain::Kind::from_folder(tag.get_ref()).is_some() {
                fault(
                    tag.span(),
                    format!("`{}` is not a language tag", tag.get_ref()),
                    "write a BCP 47 tag such as `en`, `ru`, `ja` or `zh-Hant`",
                );
            }
            if tag.get_ref() == self.language() {
                fault(
                    tag.span(),
                    format!("`{}` is the language of the book itself", tag.get_ref()),
                    "`translations` lists the other languages",
                );
            }
        }
        found
    }
}

/// Whether a text looks like a BCP 47 tag: subtags of letters and digits, the first of two or three letters as in ISO 639; nobody has
/// registered a longer one, and who writes one means a language's name.
#[must_use]
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether a site can stand at an address on the web, so that paths can be written behind it.
fn is_site_address(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let mut parts = rest.split('/');
    let host = parts.next().unwrap_or_default();
    !rest.contains(['?', '#']) && !host.contains('@') && !parts.any(|part| part == "." || part == "..")
}

/// Whether a text is an absolute address on the web.
#[must_use]
pub fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && !url.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\'))
    })
}

/// The lines that a range touches, without the last line break.
fn lines(text: &str, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end.max(range.start)..].find('\n').map_or(text.len(), |at| range.end + at);
    start..end
}

/// A fault of the form, from what the library says of it and what stands there. Its messages name Rust's fields; ours name the author's.
fn describe(message: &str, written: &str, span: Span) -> Diagnostic {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if message.starts_with("unknown field")
        && let Some((unknown, known)) = quoted.split_first()
    {
        let help = match nearest(unknown, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")),
        };
        return Diagnostic::new(&manual::CONFIG, Place::Span(span), format!("`book.toml` has no option `{unknown}`"))
            .help(help);
    }
    if message.starts_with("unknown variant")
        && let Some((unknown, known)) = quoted.split_first()
    {
        let known = known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
        return Diagnostic::new(&manual::CONFIG, Place::Span(span), format!("`{unknown}` is no choice here"))
            .help(format!("write {known}"));
    }
    let message = message.lines().next().unwrap_or("not valid TOML").trim_end_matches('.');
    let help = match (written.trim(), message) {
        (written, _) if written.starts_with(['“', '”', '„', '«', '‘', '’']) => {
            let text = written.trim_matches(|c: char| "“”„«»‘’\"".contains(c));
            format!("write straight quotation marks: `\"{text}\"`")
        }
        (written, message) if message.ends_with("expected a sequence") => format!("write a list: `[{written}]`"),
        (written, message) if message.ends_with("expected a boolean") && matches!(written, "\"true\"" | "\"false\"") => {
            format!("write {} without quotation marks", written.trim_matches('"'))
        }
        _ => "see https://toml.io for the form of the file".to_owned(),
    };
    Diagnostic::new(&manual::CONFIG, Place::Span(span), format!("not valid: {message}")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Checked<Config> {
        Config::read(&Sources::from_files([("book.toml", text)]))
    }

    #[test]
    fn advice_is_what_to_write() {
        for (line, help) in [
            ("title = “Two”", "write straight quotation marks: `\"Two\"`"),
            ("title = \"A\"\nauthors = \"x\"", "write a list: `[\"x\"]`"),
        ] {
            let found = read(&format!("[book]\n{line}\n")).diagnostics;
            assert_eq!(found.iter().filter_map(|fault| fault.help.as_deref()).collect::<Vec<_>>(), [help], "{line}");
        }
    }

    #[test]
    fn a_minimal_book_has_a_title_and_defaults() {
        let config = read("[book]\ntitle = \"A\"\n");
        assert!(config.diagnostics.is_empty());
        assert_eq!(config.value.language(), "en");
        assert_eq!(config.value.base_path(), "/");
    }

    #[test]
    fn the_base_path_is_that_of_the_address() {
        for (url, path) in [("https://a.github.io/repo", "/repo/"), ("https://a.org/", "/"), ("https://a.org/x/y/", "/x/y/")]
        {
            let config = read(&format!("[book]\ntitle = \"A\"\n[output]\nsite-url = \"{url}\"\n"));
            assert_eq!(config.value.base_path(), path);
        }
    }

    #[test]
    fn all_faults_come_out_in_one_run_and_the_rest_counts() {
        let text = "[book]\ntitle = \"A\"\ntitel = \"B\"\n[output]\nsite-url = 5\nfile-links = true\n";
        let config = read(text);
        let messages: Vec<_> = config.diagnostics.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            messages,
            ["`book.toml` has no option `titel`", "not valid: invalid type: integer `5`, expected a string"]
        );
        assert!(config.value.output.file_links);
    }

    #[test]
    fn faults_are_shown_where_they_are() {
        let found = read("[book]\ntitel = \"A\"\n").diagnostics;
        assert_eq!(found[0].message, "`book.toml` has no option `titel`");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `title`?"));
        assert!(is_language_tag("zh-Hant-TW") && is_language_tag("ain") && !is_language_tag("English"));
        let found = read("[book]\ntitle = \"A\"\nlanguage = \"русский\"\n").diagnostics;
        assert_eq!(found[0].message, "`русский` is not a language tag");
        let found = read("[book]\ntitle = \"A\"\n[markdown]\nraw-html = \"yes\"\n").diagnostics;
        assert_eq!(found[0].message, "`yes` is no choice here");
    }
}
