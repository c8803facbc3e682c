//! Putting the site on disk, so that at every moment either the old one or the new one stands there whole.
//!
//! The new site is staged in a folder beside the old one and takes its place in one step. A file that has not changed is linked
//! into the stage instead of written. What we wrote is listed in a manifest; a folder that holds anything else is not ours, and is
//! left alone.

#![expect(clippy::disallowed_methods, reason = "this module is where sites are written")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::site::{Artifact, Content};

/// The list of files that we wrote, itself one of them.
pub const MANIFEST: &str = ".treatise.json";

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that are new or have other bytes.
    pub written: usize,
    /// Files that stayed as they were.
    pub unchanged: usize,
    /// Files that are gone.
    pub removed: usize,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    generator: String,
    files: BTreeSet<String>,
    /// Sizes of the files whose path says what they are. By them those are known to be whole, without their bytes being made.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    named: BTreeMap<String, u64>,
}

/// Makes `destination` hold exactly these files. `root` is the book's folder, which is protected.
///
/// A file whose path says what it is, is made only where we have not written it there before.
///
/// # Errors
///
/// Where the destination is dangerous or holds files that we did not write, where another build is writing to it, and where the
/// system refuses. The old site then stands as it stood.
pub fn write(artifacts: &[Artifact<'_>], root: &Path, destination: &Path) -> Result<Summary, Error> {
    let mut place = Destination::open(root, destination)?;
    let old = place.owned_files()?;
    let new: BTreeSet<&str> = artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
    let removed = old.iter().filter(|path| !new.contains(path.as_str()) && *path != MANIFEST).count();
    let changed: Vec<bool> = artifacts.par_iter().map(|artifact| !place.holds(&old, artifact)).collect();
    let written = changed.iter().filter(|changed| **changed).count();
    let summary = Summary { written, unchanged: artifacts.len() - written, removed };
    if written == 0 && removed == 0 && !old.is_empty() {
        return Ok(summary);
    }
    let stage = place.stage()?;
    stage_files(&place, &stage, artifacts, &changed)?;
    place.replace(&stage)?;
    Ok(summary)
}

fn stage_files(place: &Destination, stage: &Path, artifacts: &[Artifact<'_>], changed: &[bool]) -> Result<(), Error> {
    let folders: BTreeSet<PathBuf> =
        artifacts.iter().filter_map(|artifact| Path::new(&artifact.path).parent().map(Path::to_owned)).collect();
    for folder in folders {
        let folder = stage.join(folder);
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    }
    let put = |(artifact, changed): (&Artifact<'_>, &bool)| {
        let target = stage.join(&artifact.path);
        let named = matches!(artifact.content, Content::Named(_));
        let entry = |size: u64| named.then(|| (artifact.path.clone(), size));
        if !changed {
            let source = place.path.join(&artifact.path);
            if fs::hard_link(&source, &target).is_ok() {
                return Ok(entry(place.named.get(&artifact.path).copied().unwrap_or_default()));
            }
            // File systems without hard links get a fresh copy; of what would first have to be made, one of the old file.
            if named && let Ok(size) = fs::copy(&source, &target) {
                return Ok(entry(size));
            }
        }
        let bytes = artifact.bytes();
        fs::write(&target, &bytes).map_err(Error::io("write", &target))?;
        Ok(entry(bytes.len() as u64))
    };
    let named: Vec<Option<(String, u64)>> = artifacts.par_iter().zip(changed).map(put).collect::<Result<_, Error>>()?;
    let manifest = Manifest {
        generator: concat!("treatise ", env!("CARGO_PKG_VERSION")).to_owned(),
        files: artifacts.iter().map(|artifact| artifact.path.clone()).collect(),
        named: named.into_iter().flatten().collect(),
    };
    let target = stage.join(MANIFEST);
    let mut file = fs::File::create(&target).map_err(Error::io("write", &target))?;
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::io("write", &target))
}

/// A folder that we may write to, locked against other builds.
struct Destination {
    path: PathBuf,
    parent: PathBuf,
    name: String,
    /// Sizes of the files that we wrote and whose path says what they are.
    named: BTreeMap<String, u64>,
    _lock: fs::File,
}

impl Destination {
    fn open(root: &Path, destination: &Path) -> Result<Self, Error> {
        let refuse = |reason: &str| Error::Destination { path: destination.to_owned(), reason: reason.to_owned() };
        let absolute = std::path::absolute(destination).map_err(Error::io("find", destination))?;
        let name = match absolute.components().next_back() {
            Some(std::path::Component::Normal(name)) => name.to_string_lossy().into_owned(),
            _ => return Err(refuse("it has no name of its own")),
        };
        let parent = absolute.parent().ok_or_else(|| refuse("it is the root of the file system"))?.to_owned();
        fs::create_dir_all(&parent).map_err(Error::io("create", &parent))?;
        let parent = parent.canonicalize().map_err(Error::io("find", &parent))?;
        let path = parent.join(&name);
        if path.is_symlink() {
            return Err(refuse("it is a symbolic link"));
        }
        if path.exists() && !path.is_dir() {
            return Err(refuse("it is a file"));
        }
        let root = root.canonicalize().map_err(Error::io("find", root))?;
        if root.starts_with(&path) {
            return Err(refuse("the book itself lies in it"));
        }
        for folder in ["content", "templates", "static", ".git", "src"] {
            if path.starts_with(root.join(folder)) {
                return Err(refuse("sources belong there, not output"));
            }
        }
        if std::env::home_dir().is_some_and(|home| home.starts_with(&path)) {
            return Err(refuse("your home folder lies in it"));
        }
        // The lock stands apart, so that nothing is left beside the book.
        let key = blake3::hash(path.as_os_str().as_encoded_bytes()).to_hex();
        let lock = std::env::temp_dir().join(format!("treatise-{}.lock", &key[..16]));
        let file = fs::File::create(&lock).map_err(Error::io("write", &lock))?;
        match file.try_lock() {
            Err(fs::TryLockError::WouldBlock) => return Err(refuse("another build is writing to it")),
            // On file systems without locks it is better to build than not to.
            Ok(()) | Err(fs::TryLockError::Error(_)) => {}
        }
        let place = Self { path, parent, name, named: BTreeMap::new(), _lock: file };
        place.sweep();
        Ok(place)
    }

    /// The files in the folder, if all of them are ours.
    fn owned_files(&mut self) -> Result<BTreeSet<String>, Error> {
        if !self.path.exists() {
            return Ok(BTreeSet::new());
        }
        let mut present = BTreeSet::new();
        for entry in walkdir::WalkDir::new(&self.path) {
            let entry = entry.map_err(|error| Error::Destination {
                path: self.path.clone(),
                reason: format!("it cannot be read: {error}"),
            })?;
            if !entry.file_type().is_dir() {
                let below = entry.path().strip_prefix(&self.path).unwrap_or(entry.path());
                present
                    .insert(below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"));
            }
        }
        if present.is_empty() {
            return Ok(present);
        }
        let manifest = fs::read(self.path.join(MANIFEST)).ok();
        let manifest: Option<Manifest> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let (ours, named) = manifest.map(|manifest| (manifest.files, manifest.named)).unwrap_or_default();
        self.named = named;
        let foreign: Vec<&String> = present.iter().filter(|path| *path != MANIFEST && !ours.contains(*path)).collect();
        if let Some(first) = foreign.first() {
            let more = if foreign.len() > 1 { format!(" and {} more", foreign.len() - 1) } else { String::new() };
            return Err(Error::Destination {
                path: self.path.clone(),
                reason: format!(
                    "it holds files that treatise did not write: `{first}`{more}; name another folder with `--dest-dir`"
                ),
            });
        }
        Ok(present)
    }

    /// Whether the folder has this very file already.
    fn holds(&self, old: &BTreeSet<String>, artifact: &Artifact<'_>) -> bool {
        if !old.contains(&artifact.path) {
            return false;
        }
        let path = self.path.join(&artifact.path);
        let has_size = |size: u64| fs::metadata(&path).is_ok_and(|meta| meta.len() == size);
        match &artifact.content {
            Content::Bytes(new) => has_size(new.len() as u64) && fs::read(&path).is_ok_and(|bytes| bytes == *new),
            Content::Named(_) => self.named.get(&artifact.path).is_some_and(|size| has_size(*size)),
        }
    }

    fn stage(&self) -> Result<PathBuf, Error> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let stage = self.parent.join(format!(".{}.treatise-stage-{}-{number}", self.name, std::process::id()));
        fs::create_dir(&stage).map_err(Error::io("create", &stage))?;
        Ok(stage)
    }

    /// Puts the stage in the folder's place.
    fn replace(&self, stage: &Path) -> Result<(), Error> {
        if !self.path.exists() {
            return fs::rename(stage, &self.path).map_err(Error::io("replace", &self.path));
        }
        if exchange(stage, &self.path).is_ok() {
            // What was the site is now the stage; losing a race with a crash here leaves only rubbish for the next sweep.
            let _ = fs::remove_dir_all(stage);
            return Ok(());
        }
        // Without an exchange in one step there is a moment between the two renames in which no site stands; a build that dies
        // in it leaves both, and the next one clears up.
        let aside = self.parent.join(format!(".{}.treatise-old-{}", self.name, std::process::id()));
        fs::rename(&self.path, &aside).map_err(Error::io("replace", &self.path))?;
        if let Err(cause) = fs::rename(stage, &self.path) {
            let _ = fs::rename(&aside, &self.path);
            return Err(Error::io("replace", &self.path)(cause));
        }
        let _ = fs::remove_dir_all(&aside);
        Ok(())
    }

    /// Removes what builds left behind that were killed, and puts back a site that one of them had moved aside.
    fn sweep(&self) {
        let ours = format!(".{}.treatise-", self.name);
        for entry in fs::read_dir(&self.parent).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(what) = name.strip_prefix(&ours) else { continue };
            if what.starts_with("old-") && !self.path.exists() {
                let _ = fs::rename(entry.path(), &self.path);
            } else if what.starts_with("stage-") || what.starts_with("old-") {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

#[cfg(target_os = "linux")]
fn exchange(stage: &Path, site: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, stage, CWD, site, RenameFlags::EXCHANGE).map_err(Into::into)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(path: &str, bytes: &str) -> Artifact<'static> {
        Artifact { path: path.to_owned(), content: Content::Bytes(bytes.as_bytes().to_owned()) }
    }

    #[test]
    fn the_folder_holds_exactly_the_site() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("book");
        let first = [artifact("index.html", "1"), artifact("a/index.html", "a"), artifact("b/index.html", "b")];
        let summary = write(&first, root.path(), &out).unwrap();
        assert_eq!((summary.written, summary.unchanged, summary.removed), (3, 0, 0));
        let second = [artifact("index.html", "2"), artifact("a/index.html", "a")];
        let summary = write(&second, root.path(), &out).unwrap();
        assert_eq!((summary.written, summary.unchanged, summary.removed), (1, 1, 1));
        assert!(!out.join("b").exists());
        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "2");
        let before = fs::metadata(out.join("index.html")).unwrap().modified().unwrap();
        let summary = write(&second, root.path(), &out).unwrap();
        assert_eq!((summary.written, summary.unchanged, summary.removed), (0, 2, 0));
        assert_eq!(fs::metadata(out.join("index.html")).unwrap().modified().unwrap(), before);
        let left: Vec<_> = fs::read_dir(root.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left.len(), 1, "the site alone: {left:?}");
    }

    #[test]
    fn other_peoples_files_are_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("book");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("thesis.doc"), "ten years").unwrap();
        let error = write(&[artifact("index.html", "1")], root.path(), &out).unwrap_err();
        assert!(error.to_string().contains("`thesis.doc`"), "{error}");
        assert_eq!(fs::read_to_string(out.join("thesis.doc")).unwrap(), "ten years");
        assert!(!out.join("index.html").exists());
    }

    #[test]
    fn dangerous_places_are_refused() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("content")).unwrap();
        let site = [artifact("index.html", "1")];
        for place in ["", "..", "content", "content/out", "static/out", "/"] {
            let error = write(&site, root.path(), &root.path().join(place)).unwrap_err();
            assert!(matches!(error, Error::Destination { .. }), "{place}: {error}");
        }
        assert!(fs::read_dir(root.path().join("content")).unwrap().next().is_none());
    }

    #[test]
    fn rubbish_of_killed_builds_is_swept_and_a_lost_site_comes_back() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("book");
        write(&[artifact("index.html", "1")], root.path(), &out).unwrap();
        fs::create_dir(root.path().join(".book.treatise-stage-1-0")).unwrap();
        fs::rename(&out, root.path().join(".book.treatise-old-1")).unwrap();
        let summary = write(&[artifact("index.html", "1")], root.path(), &out).unwrap();
        assert_eq!(summary.written, 0);
        assert!(!root.path().join(".book.treatise-stage-1-0").exists());
    }
}
