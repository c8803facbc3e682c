//! What a site made of a stranger's book must not have in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use super::dom;

/// A sound book's site: what it has, is ours.
pub(crate) struct Sound {
    files: BTreeMap<String, Vec<u8>>,
    scripts: BTreeSet<String>,
}

impl Sound {
    /// Builds a book of one page.
    pub(crate) fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("book");
        fs::create_dir_all(root.join("content")).unwrap();
        fs::write(root.join("book.toml"), "[book]\ntitle = \"X\"\n[cards]\nenabled = false\n").unwrap();
        fs::write(root.join("content/index.md"), "---\ntitle: Home\n---\n").unwrap();
        let built = Command::new(env!("CARGO_BIN_EXE_treatise"))
            .args(["build", "--dest-dir", "../out"])
            .current_dir(&root)
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let files = files(&folder.path().join("out"));
        let scripts = files.keys().filter(|path| path.ends_with(".js")).cloned().collect();
        Self { files, scripts }
    }

    /// Looks at every file of a site that a sound book's does not have.
    pub(crate) fn check(&self, site: &Path) -> Result<(), String> {
        for (path, bytes) in files(site) {
            if self.files.get(&path) == Some(&bytes) {
                continue;
            }
            let wrong = |what: String| format!("{path}: {what}");
            let ending = path.rsplit('.').next().unwrap_or_default();
            match ending {
                "html" => dom::page(&bytes, &|name| self.scripts.contains(name)).map_err(wrong)?,
                "svg" | "xml" => xml(&bytes).map_err(wrong)?,
                "json" | "geojson" => {
                    serde_json::from_slice::<serde_json::Value>(&bytes).map_err(|error| wrong(error.to_string()))?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// A feed, a list of pages or a drawing.
fn xml(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let document = roxmltree::Document::parse(text).map_err(|error| error.to_string())?;
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name().to_ascii_lowercase();
        if name == "script" || dom::NEVER.contains(&name.as_str()) {
            return Err(format!("<{name}>"));
        }
        for attribute in node.attributes() {
            let value = attribute.value().trim_start().to_ascii_lowercase();
            if attribute.name().starts_with("on") || value.starts_with("javascript:") {
                return Err(format!("<{name} {}>", attribute.name()));
            }
        }
    }
    Ok(())
}

fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(root)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().strip_prefix(root).unwrap().display().to_string(), fs::read(entry.path()).unwrap()))
        .collect()
}
