//! When each file of a book was last changed, according to the repository that holds it.
//!
//! One pass over the history, newest first, which stops as soon as every file has been met. A book outside a repository, or in a
//! shallow clone that has forgotten when things happened, has no history; pages then show no such date.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::domain::Day;

/// The day of the last change of each file that the repository knows, in UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    changed: BTreeMap<String, Day>,
}

impl History {
    /// The history of the files at these paths below `root`; empty where there is no repository, no `git`, or only a shallow clone.
    #[must_use]
    pub fn read<'p>(root: &Path, paths: impl Iterator<Item = &'p str>) -> Self {
        Asked::of(root).answer(paths)
    }

    /// The day of the last change of the file at a path below the book's root.
    #[must_use]
    pub fn of(&self, path: &str) -> Option<Day> {
        self.changed.get(path).copied()
    }

    /// All files with the days of their last changes, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Day)> {
        self.changed.iter().map(|(path, day)| (path.as_str(), *day))
    }

    /// The latest change of all.
    #[must_use]
    pub fn latest(&self) -> Option<Day> {
        self.changed.values().max().copied()
    }
}

/// A question to git, which needs as long for the answer as we need to read the book: so it is asked first.
#[derive(Debug)]
pub struct Asked(Option<Child>);

impl Asked {
    /// Asks for the history of the book at `root`.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        Self(in_repository(root).then(|| log(root)).flatten())
    }

    /// The history of the files at these paths; see [`History::read`].
    #[must_use]
    pub fn answer<'p>(mut self, paths: impl Iterator<Item = &'p str>) -> History {
        let wanted: BTreeSet<&str> = paths.collect();
        let output = self.0.as_mut().and_then(|log| log.stdout.take());
        History { changed: output.map(|output| newest(BufReader::new(output), &wanted)).unwrap_or_default() }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        // What is older than all that was wanted concerns nobody.
        if let Some(log) = &mut self.0 {
            let _ = log.kill();
            let _ = log.wait();
        }
    }
}

/// Asking git costs a few milliseconds, so the file system is asked first.
fn in_repository(root: &Path) -> bool {
    let Ok(root) = root.canonicalize() else { return false };
    root.ancestors().any(|folder| folder.join(".git").exists())
        && git(root.as_path(), &["rev-parse", "--is-shallow-repository"]) == "false"
}

fn git(root: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).stderr(Stdio::null()).stdin(Stdio::null()).output();
    let Ok(output) = output else { return String::new() };
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The commits that touch the book, newest first: a mark and the time in seconds, then the paths, each closed by NUL.
fn log(root: &Path) -> Option<Child> {
    Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["log", "-z", "--relative", "--no-renames", "--name-only", "--format=format:%x01%ct", "--", "content"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()
}

fn newest(mut log: impl BufRead, wanted: &BTreeSet<&str>) -> BTreeMap<String, Day> {
    let mut changed = BTreeMap::new();
    let mut day = None;
    let mut record = Vec::new();
    while changed.len() < wanted.len() {
        record.clear();
        if log.read_until(0, &mut record).unwrap_or(0) == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&record);
        // The time and the first path of a commit come in one record, with a line break between them.
        for part in text.trim_end_matches('\0').split('\n').filter(|part| !part.is_empty()) {
            match part.strip_prefix('\u{1}') {
                Some(seconds) => day = seconds.parse().ok().and_then(day_of),
                None => {
                    if let (Some(day), Some(path)) = (day, wanted.get(part)) {
                        changed.entry((*path).to_owned()).or_insert(day);
                    }
                }
            }
        }
    }
    changed
}

/// The day in UTC of a time in seconds since 1970.
fn day_of(seconds: i64) -> Option<Day> {
    let first = Day::from_gregorian(1970, 1, 1)?;
    Some(Day::from_number(first.number() + seconds.div_euclid(86_400)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_that_names_a_file_counts() {
        let log = "\u{1}1700000000\ncontent/a.md\0content/b.md\0\0\u{1}1600000000\ncontent/a.md\0content/c.md\0";
        let changed = newest(log.as_bytes(), &["content/a.md", "content/c.md"].into());
        let shown: Vec<String> = changed.iter().map(|(path, day)| format!("{path} {day}")).collect();
        assert_eq!(shown, ["content/a.md 2023-11-14", "content/c.md 2020-09-13"]);
    }

    #[test]
    fn a_folder_outside_any_repository_has_no_history() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(History::read(folder.path(), ["content/index.md"].into_iter()), History::default());
    }

    #[test]
    fn a_repository_tells_when_a_file_was_changed() {
        let folder = tempfile::tempdir().unwrap();
        let run = |arguments: &[&str], date: &str| {
            let status = Command::new("git")
                .arg("-C")
                .arg(folder.path())
                .args(["-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false"])
                .args(arguments)
                .env("GIT_COMMITTER_DATE", date)
                .env("GIT_AUTHOR_DATE", date)
                .stdout(Stdio::null())
                .status();
            assert!(status.unwrap().success(), "git {arguments:?}");
        };
        let write = |path: &str, text: &str| {
            let path = folder.path().join("book/content").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            #[expect(clippy::disallowed_methods, reason = "tests bring files of their own")]
            std::fs::write(path, text).unwrap();
        };
        run(&["init", "--quiet"], "");
        write("index.md", "one");
        write("eras/a.md", "one");
        run(&["add", "."], "");
        run(&["commit", "--quiet", "-m", "one"], "2024-03-01T23:30:00-03:00");
        write("eras/a.md", "two");
        run(&["commit", "--quiet", "-am", "two"], "2025-04-05T12:00:00Z");
        // The book may lie deeper in the repository; days are those of Greenwich.
        let paths = ["content/index.md", "content/eras/a.md", "content/new.md"];
        let history = History::read(&folder.path().join("book"), paths.into_iter());
        let of = |path: &str| history.of(path).map(|day| day.to_string());
        assert_eq!(of("content/index.md").as_deref(), Some("2024-03-02"));
        assert_eq!(of("content/eras/a.md").as_deref(), Some("2025-04-05"));
        assert_eq!(of("content/new.md"), None);
        assert_eq!(history.latest().map(|day| day.to_string()).as_deref(), Some("2025-04-05"));
    }
}
