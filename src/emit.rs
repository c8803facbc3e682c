//! Putting the site on disk, so that at every moment either the old one or the new one stands there whole.
//!
//! The new site is staged in a folder beside the old one and takes its place in one step. A file that has not changed is linked
//! into the stage instead of written. What we wrote is listed in a manifest; a folder that holds anything else is not ours, and is
//! left alone.
//!
//! What is promised depends on the system:
//!
//! | | Linux | elsewhere, or where the file system cannot exchange |
//! | --- | --- | --- |
//! | the program is killed | the old site or the new one, whole | the same, but for a moment between two renames in which the old site stands aside; the next build puts it back |
//! | it is interrupted, or fails | the old site, untouched; the stage is removed | the same |
//! | the power fails | the old site or the new one: the stage is on disk before it takes its place (`syncfs`) | no promise: the manifest is on disk, the pages may not be |

#![expect(clippy::disallowed_methods, reason = "this module is where sites are written")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::{fs, io};

use blake3::Hash;
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

#[derive(Default, Serialize, Deserialize)]
struct Manifest {
    generator: String,
    /// A digest of everything that the site was made from, where making it found nothing to complain of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inputs: Option<String>,
    /// A digest of all files and their paths.
    #[serde(default)]
    outputs: String,
    files: BTreeSet<String>,
    /// Size and digest of the files whose path says what they are. By them those are known to be whole, without their bytes being
    /// made.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    made: BTreeMap<String, (u64, String)>,
    /// For files of which we know what they depend on, a digest of that, a blank, and one of the file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    known: BTreeMap<String, String>,
}

/// Makes `destination` hold exactly these files. `root` is the book's folder, which is protected.
///
/// # Errors
///
/// As [`Output::open`], [`Output::put`] and [`Output::finish`].
pub fn write(artifacts: &[Artifact<'_>], root: &Path, destination: &Path) -> Result<Summary, Error> {
    let output = Output::open(root, destination)?;
    artifacts.par_iter().try_for_each(|artifact| output.put(artifact))?;
    output.finish(None)
}

/// The stage that is being filled, for whoever has to clear up in a hurry. Held while sites change places.
static STAGE: Mutex<Option<Standing>> = Mutex::new(None);

struct Standing {
    path: PathBuf,
    /// Whether it holds the old site already, and the new one is in its place.
    old: bool,
}

fn standing() -> MutexGuard<'static, Option<Standing>> {
    STAGE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the program is about to end, so that nothing more is to be written.
static ABANDONED: AtomicBool = AtomicBool::new(false);

/// What an interruption found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abandoned {
    /// Nothing was being written.
    Nothing,
    /// A stage, which is gone; the site is as it was.
    Stage,
    /// What was left of the old site; the new one is in its place.
    OldSite,
}

/// Clears up before the program ends in the middle of a build, from another thread. It waits while sites change places, and
/// keeps those from it who come later: nothing more happens to the site until the program has ended.
#[must_use]
pub fn abandon() -> Abandoned {
    ABANDONED.store(true, Ordering::SeqCst);
    let mut stage = standing();
    let found = match stage.take() {
        None => Abandoned::Nothing,
        Some(Standing { path: stage, old }) => {
            // Threads that are writing finish their file, and may make its folder anew between two of our steps.
            let mut quiet = 0;
            for _ in 0..200 {
                quiet = if fs::remove_dir_all(&stage).is_err() && !stage.exists() { quiet + 1 } else { 0 };
                if quiet > 3 {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            if old { Abandoned::OldSite } else { Abandoned::Stage }
        }
    };
    std::mem::forget(stage);
    found
}

/// Brings the stage onto the disk, so that no failure of power can leave a site of empty files in the place of a whole one. One call
/// for the whole file system costs a fraction of one for each file.
#[cfg(target_os = "linux")]
fn settle(stage: &Path) -> Result<(), Error> {
    let folder = fs::File::open(stage).map_err(Error::io("open", stage))?;
    match rustix::fs::syncfs(&folder) {
        // A file system that knows no such thing has no disk to lose.
        Err(rustix::io::Errno::NOSYS | rustix::io::Errno::INVAL) | Ok(()) => Ok(()),
        Err(cause) => Err(Error::io("write", stage)(cause.into())),
    }
}

#[cfg(not(target_os = "linux"))]
fn settle(_: &Path) -> Result<(), Error> {
    Ok(())
}

/// A site on its way to the disk.
///
/// Files are taken one by one, from any thread, and need not be kept: each is compared with what stands there and, where it
/// differs, staged at once. Until [`Output::finish`] the old site stands as it stood; without it, the stage is removed.
pub struct Output {
    place: Destination,
    /// The paths of the files that stand there.
    old: BTreeSet<String>,
    manifest: Manifest,
    /// Made when the first file has something new.
    stage: OnceLock<Stage>,
    taken: Mutex<Taken>,
}

/// What has been taken so far.
#[derive(Default)]
struct Taken {
    /// Digest of each file.
    digests: BTreeMap<String, Hash>,
    /// Those that are as they were.
    kept: Vec<String>,
    made: BTreeMap<String, (u64, String)>,
    known: BTreeMap<String, String>,
}

impl Taken {
    fn add(&mut self, artifact: &Artifact<'_>, hash: Hash, size: u64, kept: bool) {
        let path = &artifact.path;
        match &artifact.content {
            Content::Named(_) => drop(self.made.insert(path.clone(), (size, hash.to_hex().to_string()))),
            Content::Known { key, .. } => drop(self.known.insert(path.clone(), format!("{key} {}", hash.to_hex()))),
            Content::Bytes(_) => {}
        }
        self.enter(path, hash, kept);
    }

    fn enter(&mut self, path: &str, hash: Hash, kept: bool) {
        self.digests.insert(path.to_owned(), hash);
        if kept {
            self.kept.push(path.to_owned());
        }
    }
}

/// The folder in which the new site is put together. It goes with us, unless it takes the old one's place.
struct Stage(PathBuf);

impl Drop for Stage {
    fn drop(&mut self) {
        // After an interruption this waits for the end of the program, since the stage is cleared up already.
        let mut standing = standing();
        let _ = fs::remove_dir_all(&self.0);
        standing.take_if(|standing| standing.path == self.0);
    }
}

impl Output {
    /// Locks the destination and looks at what stands there. `root` is the book's folder, which is protected.
    ///
    /// # Errors
    ///
    /// Where the destination is dangerous or holds files that we did not write, where another build is writing to it, and where
    /// the system refuses.
    pub fn open(root: &Path, destination: &Path) -> Result<Self, Error> {
        let place = Destination::open(root, destination)?;
        let (old, manifest) = place.owned_files()?;
        Ok(Self { place, old, manifest, stage: OnceLock::new(), taken: Mutex::default() })
    }

    /// Whether the site that stands there was made from what has this digest and is still as it was made, byte for byte; then
    /// the number of its files.
    #[must_use]
    pub fn is_made_from(&self, inputs: &str) -> Option<usize> {
        let whole = self.manifest.inputs.as_deref() == Some(inputs)
            && self.old.iter().filter(|path| *path != MANIFEST).eq(&self.manifest.files);
        let files: Vec<&String> = self.manifest.files.iter().collect();
        let read = |path: &&String| fs::read(self.place.path.join(path)).ok().map(|bytes| blake3::hash(&bytes));
        let digests: Option<Vec<Hash>> = if whole { files.par_iter().map(read).collect() } else { None };
        let outputs = digest(files.iter().copied().zip(&digests?));
        (outputs == self.manifest.outputs).then_some(files.len())
    }

    /// Whether a file stands there that was made from what has this digest, and is still as it was made; then it is taken.
    #[must_use]
    pub fn keeps(&self, path: &str, key: &str) -> bool {
        let Some(known) = self.manifest.known.get(path).filter(|_| self.old.contains(path)) else { return false };
        let hash = known.strip_prefix(key).and_then(|hex| Hash::from_hex(hex.trim_start()).ok());
        let Some(hash) = hash else { return false };
        let whole = fs::read(self.place.path.join(path)).is_ok_and(|bytes| blake3::hash(&bytes) == hash);
        if whole {
            let mut taken = self.taken();
            taken.enter(path, hash, true);
            taken.known.insert(path.to_owned(), known.clone());
        }
        whole
    }

    /// Takes a file. One whose path says what it is, is made only where we have not written it before.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn put(&self, artifact: &Artifact<'_>) -> Result<(), Error> {
        let path = &artifact.path;
        let old = self.old.contains(path).then(|| self.place.path.join(path));
        let has_size = |size: u64| old.as_ref().is_some_and(|old| fs::metadata(old).is_ok_and(|meta| meta.len() == size));
        if let Content::Named(_) = artifact.content
            && let Some((size, hex)) = self.manifest.made.get(path)
            && let Ok(hash) = Hash::from_hex(hex)
            && has_size(*size)
        {
            self.taken().add(artifact, hash, *size, true);
            return Ok(());
        }
        let bytes = artifact.bytes();
        let hash = blake3::hash(&bytes);
        let same =
            has_size(bytes.len() as u64) && old.as_ref().is_some_and(|old| fs::read(old).is_ok_and(|there| there == *bytes));
        if !same {
            let target = self.stage()?.join(path);
            with_folder(&target, || fs::write(&target, &bytes)).map_err(Error::io("write", &target))?;
        }
        self.taken().add(artifact, hash, bytes.len() as u64, same);
        Ok(())
    }

    /// Puts the files that were taken, and no others, in the place of what stood there. `inputs` is a digest of everything that they
    /// were made from, by which [`Output::is_made_from`] will know them.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn finish(mut self, inputs: Option<String>) -> Result<Summary, Error> {
        let Taken { digests, mut kept, made, known } = std::mem::take(&mut *self.taken());
        kept.sort_unstable();
        let removed = self.old.iter().filter(|path| !digests.contains_key(*path) && *path != MANIFEST).count();
        let summary = Summary { written: digests.len() - kept.len(), unchanged: kept.len(), removed };
        let manifest = Manifest {
            generator: concat!("treatise ", env!("CARGO_PKG_VERSION")).to_owned(),
            inputs,
            outputs: digest(digests.iter()),
            files: digests.into_keys().collect(),
            made,
            known,
        };
        let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
        let list = self.place.path.join(MANIFEST);
        if summary.written == 0 && removed == 0 && fs::read(&list).is_ok_and(|bytes| bytes == text.as_bytes()) {
            return Ok(summary);
        }
        let stage = self.stage()?.to_owned();
        let target = stage.join(MANIFEST);
        let written =
            fs::File::create(&target).and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
        written.map_err(Error::io("write", &target))?;
        if summary.written == 0 && removed == 0 && self.old.contains(MANIFEST) {
            // The sources say the same in other words: of all files only the list has something new.
            fs::rename(&target, &list).map_err(Error::io("replace", &list))?;
            return Ok(summary);
        }
        kept.par_iter().try_for_each(|path| {
            let (source, target) = (self.place.path.join(path), stage.join(path));
            // File systems without hard links get a fresh copy.
            let link = || fs::hard_link(&source, &target).or_else(|_| fs::copy(&source, &target).map(|_| ()));
            with_folder(&target, link).map_err(Error::io("write", &target))
        })?;
        settle(&stage)?;
        self.place.replace(&stage)?;
        // What stands there now is not to be removed with the stage.
        self.stage.take();
        Ok(summary)
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        // Whoever panicked has left nothing half-done here.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stage(&self) -> Result<&Path, Error> {
        if self.stage.get().is_none() {
            // Held, so that one thread makes the folder.
            let _taken = self.taken();
            if self.stage.get().is_none() {
                let _ = self.stage.set(Stage(self.place.stage()?));
            }
        }
        Ok(self.stage.get().map(|stage| stage.0.as_path()).unwrap_or(Path::new("")))
    }
}

/// Does what wants a file's folder, and makes the folder where that fails for the lack of it.
fn with_folder(file: &Path, mut act: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    if ABANDONED.load(Ordering::SeqCst) {
        return Err(io::ErrorKind::Interrupted.into());
    }
    match (act(), file.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            act()
        }
        (done, _) => done,
    }
}

/// A digest of files and their paths.
fn digest<'f>(files: impl Iterator<Item = (&'f String, &'f Hash)>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, hash) in files {
        hasher.update(&(path.len() as u64).to_le_bytes()).update(path.as_bytes()).update(hash.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// A folder that we may write to, locked against other builds.
struct Destination {
    path: PathBuf,
    parent: PathBuf,
    name: String,
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
        let file = open_lock(&lock).map_err(Error::io("lock", &lock))?;
        // A lock outlives its file for a moment where a program is being started meanwhile, which inherits all files until it runs.
        let mut patience = 20;
        while let Err(fs::TryLockError::WouldBlock) = file.try_lock() {
            if patience == 0 {
                return Err(refuse("another build is writing to it"));
            }
            patience -= 1;
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        // On file systems without locks it is better to build than not to.
        let place = Self { path, parent, name, _lock: file };
        place.sweep();
        Ok(place)
    }

    /// The files in the folder, if all of them are ours, and our list of them.
    fn owned_files(&self) -> Result<(BTreeSet<String>, Manifest), Error> {
        if !self.path.exists() {
            return Ok(Default::default());
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
            return Ok((present, Manifest::default()));
        }
        let manifest = fs::read(self.path.join(MANIFEST)).ok();
        let manifest: Option<Manifest> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let manifest = manifest.unwrap_or_default();
        let is_ours = |path: &String| path == MANIFEST || manifest.files.contains(path);
        let foreign: Vec<&String> = present.iter().filter(|path| !is_ours(path)).collect();
        if let Some(first) = foreign.first() {
            let more = if foreign.len() > 1 { format!(" and {} more", foreign.len() - 1) } else { String::new() };
            return Err(Error::Destination {
                path: self.path.clone(),
                reason: format!(
                    "it holds files that treatise did not write: `{first}`{more}; name another folder with `--dest-dir`"
                ),
            });
        }
        Ok((present, manifest))
    }

    fn stage(&self) -> Result<PathBuf, Error> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let stage = self.parent.join(format!(".{}.treatise-stage-{}-{number}", self.name, std::process::id()));
        let mut standing = standing();
        fs::create_dir(&stage).map_err(Error::io("create", &stage))?;
        *standing = Some(Standing { path: stage.clone(), old: false });
        Ok(stage)
    }

    /// Puts the stage in the folder's place.
    fn replace(&self, stage: &Path) -> Result<(), Error> {
        let mut standing = standing();
        if !self.path.exists() {
            fs::rename(stage, &self.path).map_err(Error::io("replace", &self.path))?;
            *standing = None;
            self.settle();
            return Ok(());
        }
        if exchange(stage, &self.path).is_ok() {
            *standing = Some(Standing { path: stage.to_owned(), old: true });
            drop(standing);
            self.settle();
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
        *standing = None;
        drop(standing);
        self.settle();
        let _ = fs::remove_dir_all(&aside);
        Ok(())
    }

    /// Brings the change of places itself onto the disk. That it could not is no reason to say that the site was not written.
    fn settle(&self) {
        if cfg!(unix)
            && let Ok(folder) = fs::File::open(&self.parent)
        {
            let _ = folder.sync_all();
        }
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

/// Opens what builds are locked by. It stands where everybody may put files: a link there is not followed, and nothing is cut off.
fn open_lock(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    // Somebody else's can be locked as well, but not written.
    match options.clone().read(true).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            options.read(true).write(true).create(true).truncate(false).open(path)
        }
        opened => opened,
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

    #[cfg(unix)]
    #[test]
    fn a_lock_is_no_way_into_other_files() {
        let root = tempfile::tempdir().unwrap();
        let (mine, link) = (root.path().join("mine"), root.path().join("link.lock"));
        fs::write(&mine, "ten years").unwrap();
        std::os::unix::fs::symlink(&mine, &link).unwrap();
        assert!(open_lock(&link).is_err());
        drop(open_lock(&mine).unwrap());
        assert_eq!(fs::read_to_string(&mine).unwrap(), "ten years");
    }

    #[cfg(unix)]
    #[test]
    fn a_build_that_fails_leaves_no_stage() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("book");
        write(&[artifact("index.html", "1")], root.path(), &out).unwrap();
        // A name that no file system takes.
        let site = [artifact("index.html", "2"), artifact(&"a".repeat(300), "1")];
        let error = write(&site, root.path(), &out).unwrap_err();
        assert!(matches!(error, Error::Io { action: "write", .. }), "{error}");
        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "1");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
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
