//! New pages and new books: files that pass `check` as they are, so that an editor begins with something that works.

use std::fs;
use std::path::{Path, PathBuf};

use crate::atlas::{Address, Drafts, GENERATED};
use crate::domain::Kind;
use crate::error::Error;
use crate::parse::{is_device, is_id};
use crate::site::{Options, compile};
use crate::source::Sources;

/// Writes the scaffold of a page, and returns its path below `root`.
///
/// A treaty needs parties and a dispute something to be about; where the book has some, the scaffold names the first of them.
///
/// # Errors
///
/// Where the ID is none, is taken, or the file cannot be written.
pub fn page(root: &Path, kind: Kind, id: &str, title: Option<&str>) -> Result<PathBuf, Error> {
    if !is_id(id) {
        let suggestion = crate::parse::slug(id);
        let help = if is_id(&suggestion) { format!("; `{suggestion}` would do") } else { String::new() };
        return Err(Error::Usage(format!("`{id}` cannot be an ID: use lower-case Latin letters, digits and hyphens{help}")));
    }
    if is_device(id) {
        return Err(Error::Usage(format!("`{id}` cannot be an ID: Windows keeps the name for a device")));
    }
    let site = compile(Sources::read(root)?, &Options { drafts: Drafts::Include, ..Options::default() });
    let atlas = site.atlas();
    if let Some(taken) = atlas.find(id) {
        return Err(Error::Usage(format!(
            "the ID `{id}` is taken by `{}`",
            atlas.get(taken).title(site.config().language())
        )));
    }
    let address = Address::of(kind, id);
    let introduces = kind == Kind::Page && Kind::from_folder(id).is_some();
    let is_language = || kind == Kind::Page && site.config().languages().any(|language| language.eq_ignore_ascii_case(id));
    if !introduces && (GENERATED.contains(&address.as_str()) || is_language()) {
        return Err(Error::Usage(format!("`{}` is made by treatise itself; choose another ID", address.as_str())));
    }
    let path = match kind.folder() {
        Some(folder) => PathBuf::from(format!("content/{folder}/{id}.md")),
        None => PathBuf::from(format!("content/{id}.md")),
    };
    let target = root.join(&path);
    if target.exists() {
        return Err(Error::Usage(format!("`{}` exists already", path.display())));
    }
    let title = title.map_or_else(|| title_of(id), str::to_owned);
    let first = |kind: Kind| atlas.of_kind(kind).next().map(|(_, entity)| entity.id.clone());
    let date = year_in(id).unwrap_or_else(|| "2000".to_owned());
    let (party, territory) = (first(Kind::Party), first(Kind::Territory));
    let source = atlas.bibliography().first().map(|entry| entry.key.clone());
    let text = body(kind, &title, &date, party.as_deref(), territory.as_deref(), source.as_deref());
    write(&target, &text)?;
    Ok(path)
}

/// Writes a small complete book into a folder, which must be empty or not exist yet, and returns the paths written.
///
/// # Errors
///
/// Where the folder holds something, or cannot be written to.
pub fn book(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let visible = |entry: fs::DirEntry| !entry.file_name().to_string_lossy().starts_with('.');
    if folder.exists() {
        let mut entries = fs::read_dir(folder).map_err(Error::io("read", folder))?;
        if entries.any(|entry| entry.is_ok_and(visible)) {
            return Err(Error::Usage(format!(
                "`{}` is not empty; `treatise init` begins in an empty folder",
                folder.display()
            )));
        }
    }
    let mut written = Vec::new();
    for (path, text) in BOOK {
        write(&folder.join(path), text)?;
        written.push(PathBuf::from(path));
    }
    Ok(written)
}

#[expect(clippy::disallowed_methods, reason = "scaffolds are written here")]
fn write(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
    }
    fs::write(path, text).map_err(Error::io("write", path))
}

/// `shimoda-1855` as a title: `Shimoda 1855`.
fn title_of(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

/// A year of four digits that is part of an ID.
fn year_in(id: &str) -> Option<String> {
    id.split('-').find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
}

fn body(kind: Kind, title: &str, date: &str, party: Option<&str>, territory: Option<&str>, source: Option<&str>) -> String {
    // Between double quotes YAML takes JSON's escapes, so any title can stand there.
    let title = serde_json::to_string(title).unwrap_or_default();
    let cite = source.map(|key| format!("cite: [\"{key}\"]\n")).unwrap_or_default();
    let parties = party.map(|party| format!("[{party}]")).unwrap_or_else(|| "[]".to_owned());
    let facts = match kind {
        Kind::Era => format!("start: {date}\nend: ..\n"),
        Kind::Treaty => format!(
            "form: treaty\nsigned: {date}\n# in_force: {date}\nplace: \"\"\nparties: {parties}\n# signatories:\n#   - {{name: \"…\", party: …, role: \"…\"}}\n"
        ),
        Kind::Event => format!("form: incident\ndate: {date}\nplace: \"\"\nparties: {parties}\n"),
        Kind::Territory => "# point: {lat: 45.0, lon: 147.6}\n# area_km2: 100\n# parts: […]\n".to_owned(),
        Kind::Party => "form: state\n# start: 1800\n# end: 1900\n".to_owned(),
        Kind::Dispute => {
            let about = territory.map(|territory| format!("[{territory}]")).unwrap_or_else(|| "[]".to_owned());
            format!(
                "about: {about}\nparties: {parties}\n# positions:\n#   - by: …\n#     since: 1956\n#     text: \"…\"\n#     cite: [\"…\"]\n"
            )
        }
        Kind::Person => format!(
            "# sort: \"Family, Given\"\n# born: 1800\n# died: 1870\noffices:\n  - {{title: \"…\"{}}}\n",
            party.map(|party| format!(", party: {party}")).unwrap_or_default()
        ),
        Kind::Page => String::new(),
    };
    let summary = "One sentence that tells what this page is about.";
    let prose = match kind {
        Kind::Treaty => {
            "What led to it, and what it settled.\n\n## Article 1. Its subject {#article-1}\n\nWhat the article says.\n\n## What came of it\n\nWhat followed.\n"
        }
        Kind::Dispute => {
            "What the question is.\n\n## One case\n\nIn its own terms.\n\n## The other case\n\nIn its own terms.\n\n## What the documents say\n\nAnd what they do not.\n"
        }
        _ => "What there is to say about it.\n",
    };
    format!("---\ntitle: {title}\n# names: {{ru: \"…\", ja: \"…\"}}\nsummary: \"{summary}\"\n{facts}{cite}---\n\n{prose}")
}

/// The book that `init` writes: a fictional history, so that nobody mistakes it for a claim.
const BOOK: &[(&str, &str)] = &[
    ("book.toml", include_str!("scaffold/book.toml")),
    ("content/index.md", include_str!("scaffold/index.md")),
    ("content/about.md", include_str!("scaffold/about.md")),
    ("content/sources.yaml", include_str!("scaffold/sources.yaml")),
    ("content/eras/early-days.md", include_str!("scaffold/early-days.md")),
    ("content/eras/after-the-treaty.md", include_str!("scaffold/after-the-treaty.md")),
    ("content/treaties/harbour-1851.md", include_str!("scaffold/harbour-1851.md")),
    ("content/events/landing-1849.md", include_str!("scaffold/landing-1849.md")),
    ("content/territories/two-islands.md", include_str!("scaffold/two-islands.md")),
    ("content/territories/north-island.md", include_str!("scaffold/north-island.md")),
    ("content/territories/south-island.md", include_str!("scaffold/south-island.md")),
    ("content/parties/northland.md", include_str!("scaffold/northland.md")),
    ("content/parties/southland.md", include_str!("scaffold/southland.md")),
    ("content/disputes/fishing-grounds.md", include_str!("scaffold/fishing-grounds.md")),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn strict_report(root: &Path) -> String {
        let site = compile(Sources::read(root).unwrap(), &Options::default());
        let rendered = site.artifacts();
        let report = site.report(&rendered.diagnostics, true);
        report.render(crate::Format::Short, crate::Colour::Never)
    }

    #[test]
    fn a_new_book_passes_its_own_check() {
        let folder = tempfile::tempdir().unwrap();
        book(folder.path()).unwrap();
        assert_eq!(strict_report(folder.path()), "");
        assert!(book(folder.path()).is_err(), "a second book would overwrite the first");
    }

    #[test]
    fn a_new_page_of_every_kind_has_no_errors() {
        let folder = tempfile::tempdir().unwrap();
        book(folder.path()).unwrap();
        for kind in Kind::ALL {
            let path = page(folder.path(), kind, &format!("new-{}", kind.name()), Some("A \"new\": page")).unwrap();
            assert!(folder.path().join(path).exists());
        }
        let site = compile(Sources::read(folder.path()).unwrap(), &Options::default());
        let report = site.report(&[], false).render(crate::Format::Short, crate::Colour::Never);
        assert!(!site.has_errors(), "{report}");
        assert!(page(folder.path(), Kind::Event, "new-event", None).is_err());
        assert!(
            page(folder.path(), Kind::Event, "Not An Id", None).unwrap_err().to_string().contains("`not-an-id` would do")
        );
    }
}
