//! Where on the site things stand.

use crate::domain::Kind;

/// An address on the site: begins with `/`, ends with `/` for a page, or names a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

/// Addresses that treatise makes itself, whatever the book.
pub(crate) const GENERATED: [&str; 21] = [
    "/eras/",
    "/treaties/",
    "/events/",
    "/territories/",
    "/parties/",
    "/people/",
    "/disputes/",
    "/chronology/",
    "/bibliography/",
    "/map/",
    "/data/",
    "/print/",
    "/_search/",
    "/404.html",
    "/sitemap.xml",
    "/robots.txt",
    "/sw.js",
    "/llms.txt",
    "/feed.xml",
    "/.nojekyll",
    "/.treatise.json",
];

impl Address {
    /// The address of an entity: `/treaties/shimoda-1855/`, `/about/`, `/`.
    #[must_use]
    pub fn of(kind: Kind, id: &str) -> Self {
        // Joined, not formatted: every link of every page comes by here.
        Self(match kind.folder() {
            Some(folder) => ["/", folder, "/", id, "/"].concat(),
            None if id == "index" => "/".to_owned(),
            None => ["/", id, "/"].concat(),
        })
    }

    /// An address made by the program.
    #[must_use]
    pub fn new(path: &str) -> Self {
        debug_assert!(path.starts_with('/'));
        Self(path.to_owned())
    }

    /// The same thing in another language.
    #[must_use]
    pub fn in_language(&self, language: &str) -> Self {
        Self(["/", language, &self.0].concat())
    }

    /// An alias as an author writes it: a path on this site without dots that climb, queries or odd signs.
    #[must_use]
    pub fn parse_alias(text: &str) -> Option<Self> {
        let path = text.strip_prefix('/')?;
        let plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
        };
        let (parts, file) = match path.strip_suffix('/') {
            Some(parts) => (parts, false),
            None => (path, path.ends_with(".html")),
        };
        if !parts.split('/').all(plain) {
            return None;
        }
        Some(Self(if file { format!("/{parts}") } else { format!("/{parts}/") }))
    }

    /// The address itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of its file below the output folder: `treaties/shimoda-1855/index.html`.
    #[must_use]
    pub fn file(&self) -> String {
        let path = self.0.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }

    /// The address as seen from the root of the site, without the leading `/`; with the file's name where `file_links`.
    #[must_use]
    pub fn from_root(&self, file_links: bool) -> String {
        if file_links { self.file() } else { self.0.trim_start_matches('/').to_owned() }
    }

    /// The way from here to the root of the site: `../../`, or `./` at the root.
    #[must_use]
    pub fn root(&self) -> String {
        let depth = self.0.matches('/').count() - 1;
        if depth == 0 { "./".to_owned() } else { "../".repeat(depth) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_pretty_and_files_are_indexes() {
        let address = Address::of(Kind::Treaty, "shimoda-1855");
        assert_eq!(address.as_str(), "/treaties/shimoda-1855/");
        assert_eq!(address.file(), "treaties/shimoda-1855/index.html");
        assert_eq!(address.root(), "../../");
        assert_eq!(address.in_language("ru").as_str(), "/ru/treaties/shimoda-1855/");
        let home = Address::of(Kind::Page, "index");
        assert_eq!((home.as_str(), home.file().as_str(), home.root().as_str()), ("/", "index.html", "./"));
        assert_eq!(Address::new("/404.html").root(), "./");
    }

    #[test]
    fn an_alias_stays_on_the_site() {
        assert_eq!(Address::parse_alias("/old/name/").unwrap().as_str(), "/old/name/");
        assert_eq!(Address::parse_alias("/old/name").unwrap().as_str(), "/old/name/");
        assert_eq!(Address::parse_alias("/old.html").unwrap().file(), "old.html");
        for bad in ["old", "/", "/../x/", "//evil.example/", "/a b/", "/a?b", "/.git/", "/a//b/"] {
            assert_eq!(Address::parse_alias(bad), None, "{bad}");
        }
    }
}
