//! What stood on disk at one moment: every file of a book, with its time and size.
//!
//! Events tell that something happened; what did, two snapshots tell. An editor that saves by writing a new file and
//! renaming it makes half a dozen events of one change, and a backup copy makes some of none. A snapshot before a load also
//! answers the question whether anything changed during it, and where there are no events at all, snapshots suffice.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The folders of a book.
pub(super) const FOLDERS: [&str; 3] = ["content", "templates", "static"];
/// The one file of a book outside of its folders.
pub(super) const CONFIG: &str = "book.toml";

/// The files of a book by their paths from its root.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Snapshot(BTreeMap<PathBuf, Stamp>);

/// By what a change of a file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    identity: (u64, u32),
}

impl Snapshot {
    /// Looks at the whole book. What cannot be looked at counts as absent.
    pub(super) fn take(root: &Path) -> Self {
        let mut snapshot = Self::default();
        if let Ok(metadata) = fs::metadata(root.join(CONFIG)) {
            snapshot.0.insert(CONFIG.into(), Stamp::of(&metadata));
        }
        for folder in FOLDERS {
            snapshot.add(root, Path::new(folder));
        }
        snapshot
    }

    fn add(&mut self, root: &Path, folder: &Path) {
        for entry in fs::read_dir(root.join(folder)).into_iter().flatten().flatten() {
            let path = folder.join(entry.file_name());
            if is_ignored(&entry.file_name()) {
                continue;
            }
            // Links are not followed: those to a folder above would lead in circles, and no book consists of them.
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => self.add(root, &path),
                Ok(metadata) => {
                    self.0.insert(path, Stamp::of(&metadata));
                }
                Err(_) => {}
            }
        }
    }

    /// Looks at these files alone, and tells which of them differ.
    pub(super) fn renew(&mut self, root: &Path, paths: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
        let mut changed = Vec::new();
        for path in paths {
            let now =
                fs::symlink_metadata(root.join(path)).ok().filter(Metadata::is_file).map(|metadata| Stamp::of(&metadata));
            if self.0.get(path).copied() != now {
                changed.push(path.clone());
                match now {
                    Some(stamp) => self.0.insert(path.clone(), stamp),
                    None => self.0.remove(path),
                };
            }
        }
        changed
    }

    /// The files that differ, appeared or disappeared since an earlier moment.
    pub(super) fn changed_since(&self, earlier: &Self) -> Vec<PathBuf> {
        let differs = |path: &&PathBuf| self.0.get(*path) != earlier.0.get(*path);
        let gone = earlier.0.keys().filter(|path| !self.0.contains_key(*path));
        let mut changed: Vec<_> = self.0.keys().filter(differs).chain(gone).cloned().collect();
        changed.sort();
        changed
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { modified: metadata.modified().ok(), length: metadata.len(), identity: identity(metadata) }
    }
}

/// Tells a file from one that was put in its place with the same time and size, and sees that it became readable.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, u32) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.ino(), metadata.mode())
}

#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> (u64, u32) {
    (0, u32::from(metadata.permissions().readonly()))
}

/// Whether a file or folder is no part of a book: what is hidden, and what editors leave about (`a.md~`, `#a.md#`).
pub(super) fn is_ignored(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".") || name.ends_with(b"~") || (name.len() > 1 && name.starts_with(b"#") && name.ends_with(b"#"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_leave_about_is_ignored() {
        for name in [".git", ".#a.md", ".a.md.swp", "a.md~", "#a.md#"] {
            assert!(is_ignored(OsStr::new(name)), "{name}");
        }
        for name in ["a.md", "a~b.md", "#", "#a.md", "index.html", "4913"] {
            assert!(!is_ignored(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn changes_are_what_differs() {
        let stamp = |length| Stamp { modified: None, length, identity: (0, 0) };
        let snapshot =
            |files: &[(&str, u64)]| Snapshot(files.iter().map(|&(path, size)| (path.into(), stamp(size))).collect());
        let earlier = snapshot(&[("a", 1), ("b", 1), ("d", 1)]);
        let later = snapshot(&[("a", 1), ("b", 2), ("c", 1)]);
        assert_eq!(later.changed_since(&earlier), ["b", "c", "d"].map(PathBuf::from));
        assert!(later.changed_since(&later).is_empty());
    }
}
