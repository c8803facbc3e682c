//! Waiting until the book's files change.
//!
//! The system's events are taken for a bell: when it rings and then keeps still for a moment, we look for ourselves (see
//! [`super::snapshot`]). So no event can be misread, a load cannot set off the next one, and an event lost costs no more than
//! the wait for the next. A debouncer that sorts and merges events would be of no use here.
//!
//! Where events say that files were written and closed, or put into their places, and nothing else, we look at these files first and at
//! the whole book a little later: to look at ten thousand files takes longer than to compile what changed in one.
//!
//! Where events are not to be had, we look once a second.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind, RenameMode};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::snapshot::{CONFIG, FOLDERS, Snapshot, is_ignored};
use super::terminal;

/// How long it must be still before we look, so that a save of several steps, or of several files, is one change.
const STILL: Duration = Duration::from_millis(30);
/// The same, where all files that were begun have been finished.
const SETTLED: Duration = Duration::from_millis(5);
/// How long we wait for that, at most: a program that never stops writing must not keep the book from being read.
const PATIENCE: Duration = Duration::from_millis(300);
/// When we look once more after the bell rang. A folder is watched only after it was made, and what happened in it in
/// between rang no bell.
const SECOND_LOOK: Duration = Duration::from_millis(250);
/// How often we look where there are no events.
const PERIOD: Duration = Duration::from_secs(1);

/// Tells what changed.
pub(super) struct Watch {
    root: PathBuf,
    seen: Snapshot,
    bell: Bell,
    second_look: bool,
}

/// What makes us look.
enum Bell {
    /// Events of the system.
    Events {
        watcher: RecommendedWatcher,
        signals: Receiver<Signal>,
        /// Whether folders of the book may have appeared that are not watched yet.
        stale: bool,
    },
    /// The clock.
    Clock,
}

/// Where to look.
enum Look {
    /// At the whole book.
    Everywhere,
    /// At these files, by their paths from the book's root.
    At(BTreeSet<PathBuf>),
}

/// What the system told.
#[derive(Debug)]
enum Signal {
    /// Something happened in the book.
    Stir,
    /// These files are being written, or moved away.
    Begun(Vec<PathBuf>),
    /// These files were closed after they were written, or put into their places.
    Finished(Vec<PathBuf>),
    /// Something happened to one of its folders.
    Folder,
    /// Not everything is watched any more.
    Lost(notify::Error),
}

impl Watch {
    /// Remembers how things stand now. Nothing is watched before [`Watch::begin`].
    pub(super) fn new(root: &Path) -> Self {
        // Some systems tell of files by their real paths only.
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let seen = Snapshot::take(&root);
        Self { root, seen, bell: Bell::Clock, second_look: true }
    }

    /// Begins to watch. Where the system has no events for us, that is said, and the clock takes their place.
    pub(super) fn begin(&mut self) {
        let (sender, signals) = mpsc::channel();
        match listen(&self.root, sender) {
            Ok(watcher) => {
                self.bell = Bell::Events { watcher, signals, stale: true };
                self.cover();
            }
            Err(error) => self.fall_back(&error),
        }
    }

    /// Waits until files changed, and tells which, by their paths from the book's root. Never empty.
    pub(super) fn next(&mut self) -> Vec<PathBuf> {
        loop {
            let look = self.wait();
            self.cover();
            if let Look::At(paths) = look {
                let changed = self.seen.renew(&self.root, &paths);
                if !changed.is_empty() {
                    return changed;
                }
                continue;
            }
            // Taken before the book is read: what changes from here on is a change again.
            let now = Snapshot::take(&self.root);
            let changed = now.changed_since(&self.seen);
            if !changed.is_empty() {
                self.seen = now;
                self.second_look = true;
                return changed;
            }
        }
    }

    /// Waits for the bell, and then until it is still; or for the time of a second look.
    fn wait(&mut self) -> Look {
        let second_look = std::mem::take(&mut self.second_look);
        let Bell::Events { signals, stale, .. } = &mut self.bell else {
            thread::sleep(PERIOD);
            return Look::Everywhere;
        };
        let mut lost = None;
        // Something happened of which no name tells all.
        let mut vague = false;
        let (mut begun, mut finished) = (BTreeSet::new(), BTreeSet::new());
        let mut deadline = None;
        loop {
            let signal = match deadline {
                None if second_look => signals.recv_timeout(SECOND_LOOK),
                None => signals.recv().map_err(RecvTimeoutError::from),
                Some(deadline) => {
                    let settled = !vague && begun.is_empty() && !finished.is_empty();
                    signals.recv_timeout((if settled { SETTLED } else { STILL }).min(time_until(deadline)))
                }
            };
            match signal {
                Ok(Signal::Stir) => (self.second_look, vague) = (true, true),
                Ok(Signal::Begun(paths)) => {
                    self.second_look = true;
                    begun.extend(paths);
                }
                Ok(Signal::Finished(paths)) => {
                    self.second_look = true;
                    for path in paths {
                        begun.remove(&path);
                        finished.insert(path);
                    }
                }
                Ok(Signal::Folder) => (self.second_look, *stale, vague) = (true, true, true),
                Ok(Signal::Lost(error)) => lost = Some(error),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    lost = Some(notify::Error::generic("the system's events ended"));
                    break;
                }
            }
            let deadline = *deadline.get_or_insert_with(|| Instant::now() + PATIENCE);
            if time_until(deadline).is_zero() {
                break;
            }
        }
        if let Some(error) = lost {
            self.fall_back(&error);
            vague = true;
        }
        if vague || !begun.is_empty() || finished.is_empty() { Look::Everywhere } else { Look::At(finished) }
    }

    /// Watches those folders of the book that there are. The root is watched for the others.
    fn cover(&mut self) {
        let Bell::Events { watcher, stale, .. } = &mut self.bell else { return };
        if !std::mem::take(stale) {
            return;
        }
        let mut failure = None;
        for folder in FOLDERS.map(|name| self.root.join(name)).iter().filter(|folder| folder.is_dir()) {
            // A folder of that name may be watched that is gone from here. That none is watched is no error.
            let _ = watcher.unwatch(folder);
            match watcher.watch(folder, RecursiveMode::Recursive) {
                // Gone again since; the bell rings when it comes back.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
                Err(error) => failure = Some(error),
                Ok(()) => {}
            }
        }
        if let Some(error) = failure {
            self.fall_back(&error);
        }
    }

    fn fall_back(&mut self, error: &notify::Error) {
        terminal::note(&format!("warning: {}; looking for changes once a second instead", explain(error)));
        self.bell = Bell::Clock;
    }
}

fn time_until(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

/// Begins to listen at the root, which alone is sure to be there.
fn listen(root: &Path, sender: Sender<Signal>) -> notify::Result<RecommendedWatcher> {
    let below = root.to_owned();
    let handler = move |event: notify::Result<Event>| {
        let signal = match event {
            Ok(event) => match stir(&below, &event) {
                Some(signal) => signal,
                None => return,
            },
            Err(error) if is_fatal(&error) => Signal::Lost(error),
            Err(_) => Signal::Stir,
        };
        // Nobody listens any more: the watch has fallen back to the clock.
        let _ = sender.send(signal);
    };
    // Links are no part of a book, and may lead to the whole disk.
    let config = notify::Config::default().with_follow_symlinks(false);
    let mut watcher = RecommendedWatcher::new(handler, config)?;
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

/// What an event is to us. Reading the book makes events too, which are nothing.
fn stir(root: &Path, event: &Event) -> Option<Signal> {
    if event.need_rescan() {
        return Some(Signal::Folder);
    }
    let finished = matches!(
        event.kind,
        EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both))
    );
    let begun = matches!(
        event.kind,
        EventKind::Create(CreateKind::File)
            | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_) | ModifyKind::Name(RenameMode::From))
            | EventKind::Remove(RemoveKind::File)
    );
    if matches!(event.kind, EventKind::Access(_)) && !finished {
        return None;
    }
    let (mut folder, mut files) = (false, Vec::new());
    for path in event.paths.iter().filter_map(|path| path.strip_prefix(root).ok()) {
        let mut names = path.iter();
        let Some(first) = names.next() else {
            // The root itself.
            folder = true;
            continue;
        };
        let is_folder = FOLDERS.iter().any(|folder| first == *folder);
        if path.iter().count() == 1 {
            folder |= is_folder;
            if first == CONFIG {
                files.push(path.to_owned());
            }
        } else if is_folder && !names.any(is_ignored) {
            files.push(path.to_owned());
        }
    }
    match (folder, files.is_empty()) {
        (true, _) => Some(Signal::Folder),
        (_, true) => None,
        _ if finished => Some(Signal::Finished(files)),
        _ if begun => Some(Signal::Begun(files)),
        _ => Some(Signal::Stir),
    }
}

/// Whether changes will be missed from here on.
fn is_fatal(error: &notify::Error) -> bool {
    matches!(error.kind, ErrorKind::MaxFilesWatch)
}

/// The error with the way out, for those that have one.
fn explain(error: &notify::Error) -> String {
    // The number is that of Linux, the one system with this limit.
    const TOO_MANY_OPEN_FILES: i32 = 24;
    let raise = |limit: &str, to: u32| {
        format!("the limit `{limit}` is reached, so that changes cannot be watched (`sudo sysctl {limit}={to}` raises it)")
    };
    match &error.kind {
        ErrorKind::MaxFilesWatch => raise("fs.inotify.max_user_watches", 524_288),
        ErrorKind::Io(cause) if cfg!(target_os = "linux") && cause.raw_os_error() == Some(TOO_MANY_OPEN_FILES) => {
            raise("fs.inotify.max_user_instances", 1024)
        }
        ErrorKind::Io(cause) if cause.kind() == io::ErrorKind::Unsupported => "this system cannot watch files".to_owned(),
        _ => format!("changes cannot be watched: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{DataChange, Flag};

    fn of(kind: EventKind, path: &str) -> Option<Signal> {
        stir(Path::new("/book"), &Event::new(kind).add_path(path.into()))
    }

    #[test]
    fn the_bell_rings_for_files_of_the_book() {
        let create = EventKind::Create(CreateKind::Any);
        for path in ["/book/book.toml", "/book/content/a.md", "/book/static/css/a.css", "/book/templates/a/b"] {
            assert!(matches!(of(create, path), Some(Signal::Stir)), "{path}");
        }
        for path in ["/book", "/book/content", "/book/templates"] {
            assert!(matches!(of(create, path), Some(Signal::Folder)), "{path}");
        }
        for path in [
            "/book/public/index.html",
            "/book/.git/index",
            "/book/content/.a.swp",
            "/book/content/a~",
            "/other",
            "/book/book.toml/x",
            "/book/static/.hidden/a.css",
        ] {
            assert!(of(create, path).is_none(), "{path}");
        }
    }

    #[test]
    fn a_file_that_was_written_is_named() {
        let path = "/book/content/a.md";
        let file = || vec![PathBuf::from("content/a.md")];
        let close = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let named = |mode| EventKind::Modify(ModifyKind::Name(mode));
        for kind in [close, named(RenameMode::To), named(RenameMode::Both)] {
            assert!(matches!(of(kind, path), Some(Signal::Finished(files)) if files == file()), "{kind:?}");
        }
        let write = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let (create, remove) = (EventKind::Create(CreateKind::File), EventKind::Remove(RemoveKind::File));
        for kind in [write, create, remove, named(RenameMode::From)] {
            assert!(matches!(of(kind, path), Some(Signal::Begun(files)) if files == file()), "{kind:?}");
        }
        // A folder that was moved here may be full.
        assert!(matches!(of(EventKind::Create(CreateKind::Folder), "/book/content/b"), Some(Signal::Stir)));
    }

    #[test]
    fn reading_rings_no_bell() {
        assert!(of(EventKind::Access(AccessKind::Open(AccessMode::Any)), "/book/content/a.md").is_none());
    }

    #[test]
    fn lost_events_ring_the_bell() {
        assert!(matches!(
            stir(Path::new("/book"), &Event::new(EventKind::Other).set_flag(Flag::Rescan)),
            Some(Signal::Folder)
        ));
    }

    #[test]
    fn a_limit_is_explained_with_the_way_out() {
        let watches = explain(&notify::Error::new(ErrorKind::MaxFilesWatch));
        assert!(watches.contains("`sudo sysctl fs.inotify.max_user_watches=524288`"), "{watches}");
        let instances = explain(&notify::Error::io(io::Error::from_raw_os_error(24)));
        assert_eq!(instances.contains("fs.inotify.max_user_instances"), cfg!(target_os = "linux"), "{instances}");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test writes and deletes as an editor does")]
    fn when_events_fail_later_the_clock_takes_their_place() {
        let root = std::env::temp_dir().join(format!("treatise-watch-{}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        let mut watch = Watch::new(&root);
        let (sender, signals) = mpsc::channel();
        let watcher = listen(&watch.root, sender.clone()).unwrap();
        watch.bell = Bell::Events { watcher, signals, stale: true };
        sender.send(Signal::Lost(notify::Error::new(ErrorKind::MaxFilesWatch))).unwrap();
        std::fs::write(root.join("book.toml"), "").unwrap();
        assert_eq!(watch.next(), [PathBuf::from("book.toml")]);
        assert!(matches!(watch.bell, Bell::Clock));
        std::fs::write(root.join("book.toml"), "new").unwrap();
        assert_eq!(watch.next(), [PathBuf::from("book.toml")]);
        std::fs::remove_dir_all(&root).unwrap();
    }
}
