//! The service worker, by which a site that was visited can be read without a network.
//!
//! It is a template (`sw.js`); here stands what it is told: the files that it keeps from the first, the words for a page that it does
//! not have, and a version. The version is a digest of the paths of all files. Style sheets, scripts and cards have names that change with
//! what they hold, so that a site that looks otherwise has another version, and one that is built again has not.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::view::Strings;

/// What the service worker is told.
#[derive(Debug, Serialize)]
pub(crate) struct Worker {
    version: String,
    /// Paths that are kept from the first.
    pub(crate) shell: Vec<String>,
    /// The path of the style sheet.
    pub(crate) style: String,
    /// The path of the home page by language, with the empty tag for the language of the book.
    pub(crate) home: BTreeMap<String, String>,
    /// The words by language, likewise.
    pub(crate) words: BTreeMap<String, Words>,
}

/// The words of one language for a page that is not at hand, as HTML.
#[derive(Debug, Serialize)]
pub(crate) struct Words {
    lang: String,
    title: String,
    text: String,
    kept: String,
    home: String,
}

impl Worker {
    /// A worker for a site of these files, which keeps nothing yet.
    pub(crate) fn of<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        let mut digest = blake3::Hasher::new();
        for path in paths {
            digest.update(path.as_bytes());
            digest.update(b"\n");
        }
        let version = digest.finalize().to_hex()[..12].to_owned();
        Self { version, shell: Vec::new(), style: String::new(), home: BTreeMap::new(), words: BTreeMap::new() }
    }

    /// What it is told, as an expression of JavaScript.
    pub(crate) fn data(&self) -> String {
        // Maps and texts always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Words {
    /// The words of a language.
    pub(crate) fn of(lang: &str, strings: &Strings) -> Self {
        let word = |key: &str| crate::html::escape(strings.get(key).map_or(key, String::as_str));
        Self {
            lang: lang.to_owned(),
            title: word("offline_title"),
            text: word("offline_text"),
            kept: word("offline_kept"),
            home: word("home"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Options, Sources, compile};

    fn site(output: &str, body: &str) -> crate::Site {
        let files = [
            ("book.toml", format!("[book]\ntitle = \"B\"\ntranslations = [\"ru\"]\n[output]\n{output}")),
            ("content/about.md", format!("---\ntitle: About\n---\n{body}\n")),
            ("static/own.js", body.to_owned()),
        ];
        compile(Sources::from_files(files), &Options { search: false, ..Options::default() })
    }

    fn text(site: &crate::Site, path: &str) -> String {
        String::from_utf8(site.file(path).unwrap().unwrap()).unwrap()
    }

    #[test]
    fn there_is_no_worker_unless_the_book_asks_for_one() {
        let without = site("", "a");
        assert!(without.file("sw.js").is_none());
        assert!(!text(&without, "index.html").contains("sw.js"));
        let with = site("offline = true\n", "a");
        assert!(text(&with, "index.html").contains("data-offline=\"./sw.js\""));
        assert!(text(&with, "ru/index.html").contains("data-offline=\"../sw.js\""));
    }

    #[test]
    fn the_worker_keeps_the_shell_in_every_language() {
        let worker = text(&site("offline = true\n", "a"), "sw.js");
        let data = worker.lines().find_map(|line| line.split_once("words } = ")).unwrap().1.trim_end_matches(';');
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        let shell: Vec<&str> = data["shell"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
        for path in ["", "ru/", "404.html", "favicon.svg"] {
            assert!(shell.contains(&path), "{shell:?}");
        }
        assert!(shell.iter().any(|path| path.starts_with("treatise.") && path.ends_with(".css")), "{shell:?}");
        assert_eq!((&data["home"][""], &data["home"]["ru"]), (&"".into(), &"ru/".into()));
        assert_eq!(data["words"]["ru"]["lang"], "ru");
    }

    #[test]
    fn its_version_changes_with_the_names_of_files() {
        let version =
            |body| text(&site("offline = true\n", body), "sw.js").split("\"version\":").nth(1).unwrap()[..14].to_owned();
        assert_eq!(version("a"), version("a"));
        assert_ne!(version("a"), version("b"), "a script has another name");
    }
}
