//! The site on disk is whole: the old one or the new one, whatever ends the program, and whatever the disk has to say.
//!
//! The test that kills takes as many turns as `KILLS` says, by default as many as a test run has time for:
//! `KILLS=200 cargo test --test whole -- killed --nocapture`.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests bring files of their own and tell what they counted"
)]

mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tree::tree;

/// Enough that writing them takes a while.
const PAGES: usize = 150;
const NOBODY: u32 = 65_534;

type Tree = BTreeMap<String, Vec<u8>>;

struct Book {
    folder: tempfile::TempDir,
}

impl Book {
    /// A book of many pages, each of which says which edition it is of.
    fn new(edition: &str) -> Self {
        let book = Self { folder: tempfile::tempdir().unwrap() };
        book.edit(edition);
        book
    }

    fn edit(&self, edition: &str) {
        let content = self.root().join("content");
        fs::create_dir_all(&content).unwrap();
        let title = format!("[book]\ntitle = \"{edition}\"\n[cards]\nenabled = false\n");
        fs::write(self.root().join("book.toml"), title).unwrap();
        let links: String = (0..PAGES).map(|number| format!("[[page-{number}]]\n")).collect();
        fs::write(content.join("index.md"), format!("---\ntitle: {edition}\n---\n{links}")).unwrap();
        let text = format!("Edition {edition}. ").repeat(200);
        for number in 0..PAGES {
            let page = format!("---\ntitle: Page {number} of {edition}\n---\n{text}\n");
            fs::write(content.join(format!("page-{number}.md")), page).unwrap();
        }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("book")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_treatise"));
        command.args(["build", "--no-search", "--dest-dir"]).arg(self.out()).arg(self.root());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn start(&self) -> Child {
        self.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Builds, and gives what stands on disk.
    fn build(&self) -> Tree {
        let built = self.command().output().unwrap();
        assert!(built.status.success(), "{}", said(&built));
        tree(&self.out())
    }

    /// Builds under limits of the shell, in the same process.
    fn limited(&self, limit: &str) -> Output {
        Command::new("sh")
            .args(["-c", &format!("ulimit {limit} && exec \"$@\""), "sh", env!("CARGO_BIN_EXE_treatise")])
            .args(["build", "--no-search", "--dest-dir"])
            .args([self.out(), self.root()])
            .output()
            .unwrap()
    }

    /// What stands beside the book and its site.
    fn rubbish(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "book" && name != "out").collect()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

/// A number that looks like chance and is the same on each run (splitmix64).
fn chance(turn: u64) -> f64 {
    let mut mixed = turn.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    let book = Book::new("second");
    let second = book.build();
    book.edit("first");
    let began = Instant::now();
    let first = book.build();
    let whole = began.elapsed();
    assert!(first.len() > PAGES && first.keys().eq(second.keys()));
    assert!(first.iter().filter(|(path, bytes)| second[*path] != **bytes).count() > PAGES, "the editions differ everywhere");

    let turns: Option<u64> = std::env::var("KILLS").ok().map(|turns| turns.parse().unwrap());
    let patience = Duration::from_secs(25);
    let began = Instant::now();
    let (mut old, mut new, mut staged, mut finished) = (0, 0, 0, 0);
    let mut turn = 0;
    while turns.map_or(began.elapsed() < patience, |turns| turn < turns) {
        let before = tree(&book.out());
        book.edit(if before == first { "second" } else { "first" });
        let mut child = book.start();
        std::thread::sleep(whole.mul_f64(1.3 * chance(turn)));
        let _ = child.kill();
        finished += usize::from(child.wait().unwrap().success());
        staged += usize::from(!book.rubbish().is_empty());
        let after = tree(&book.out());
        assert!(after == first || after == second, "turn {turn}: a mixture");
        *(if after == before { &mut old } else { &mut new }) += 1;
        turn += 1;
    }
    println!(
        "killed {turn} times: {old} old sites, {new} new ones ({finished} builds were done), {staged} stages left behind, no mixture"
    );
    assert!(turn >= 10, "only {turn} turns");
    // The next build clears up.
    assert_eq!(book.build(), if tree(&book.out()) == first { first } else { second });
    assert!(book.rubbish().is_empty(), "{:?}", book.rubbish());
}

#[test]
fn a_build_that_is_interrupted_clears_up_and_says_so() {
    let book = Book::new("first");
    let first = book.build();
    book.edit("second");
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let mut seen = false;
        // The stage stands for a part of the time only: some turns come too early or too late.
        for turn in 0..40 {
            let mut child = book.command().spawn().unwrap();
            let began = Instant::now();
            while book.rubbish().is_empty() && child.try_wait().unwrap().is_none() && began.elapsed().as_secs() < 20 {
                std::thread::sleep(Duration::from_micros(200));
            }
            std::thread::sleep(Duration::from_micros(500 * turn));
            if child.try_wait().unwrap().is_none() {
                signal(&child, name);
            }
            let output = child.wait_with_output().unwrap();
            assert!(book.rubbish().is_empty(), "{name}: {:?}", book.rubbish());
            assert_eq!(output.status.signal(), None);
            match output.status.code() {
                Some(0) => book.edit("first"),
                found => {
                    assert_eq!(found, Some(code), "{name}: {}", said(&output));
                    let words = said(&output);
                    if words.ends_with("interrupted; the site is as it was\n") {
                        seen = true;
                    } else {
                        assert!(words.ends_with("interrupted; the new site is in its place\n"), "{words}");
                    }
                }
            }
            book.edit("first");
            assert_eq!(book.build(), first);
            book.edit("second");
            if seen {
                break;
            }
        }
        assert!(seen, "no SIG{name} met a stage");
    }
}

#[test]
fn a_check_that_is_interrupted_ends_as_others_do() {
    let book = Book::new("first");
    let mut child = Command::new(env!("CARGO_BIN_EXE_treatise"))
        .arg("check")
        .arg(book.root())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    signal(&child, "STOP");
    signal(&child, "INT");
    signal(&child, "CONT");
    let mut words = String::new();
    child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
    let status = child.wait().unwrap();
    // It may have been done, or not yet have begun to listen.
    assert!(matches!((status.code(), status.signal()), (Some(0 | 130), _) | (_, Some(2))), "{status}: {words}");
}

#[test]
fn limits_of_the_system_leave_the_old_site() {
    let book = Book::new("first");
    let first = book.build();
    book.edit("second");
    let mut refused = 0;
    for (limit, words) in [
        ("-f 8", "File too large"),
        // How many files are open at once depends on the machine; with the least of these limits the program cannot even read.
        ("-n 8", "Too many open files"),
        ("-n 7", "Too many open files"),
        ("-n 6", "Too many open files"),
        ("-n 5", "Too many open files"),
    ] {
        let output = book.limited(limit);
        if output.status.success() {
            book.edit("first");
            assert_eq!(book.build(), first);
            book.edit("second");
            continue;
        }
        refused += 1;
        assert!(matches!(output.status.code(), Some(1 | 2)), "{limit}: {:?} {}", output.status, said(&output));
        assert!(said(&output).contains(words), "{limit}: {}", said(&output));
        assert!(said(&output).lines().count() < 4000, "{}", said(&output));
        assert_eq!(tree(&book.out()), first, "{limit}");
        assert!(book.rubbish().is_empty(), "{limit}: {:?}", book.rubbish());
    }
    assert!(refused >= 2, "only {refused} limits were felt");
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let book = Book::new("first");
    let disk = book.folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = is_root()
        && Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"])
            .arg(&disk)
            .status()
            .is_ok_and(|s| s.success());
    if !mounted {
        println!("skipped: only root can mount a small disk");
        return;
    }
    struct Mounted(PathBuf);
    impl Drop for Mounted {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg(&self.0).status();
        }
    }
    let _mounted = Mounted(disk.clone());
    let build = |out: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_treatise"));
        command.args(["build", "--no-search", "--dest-dir"]).arg(out).arg(book.root()).output().unwrap()
    };
    let small = Book::new("small");
    for number in 5..PAGES {
        fs::remove_file(small.root().join(format!("content/page-{number}.md"))).unwrap();
    }
    fs::write(small.root().join("content/index.md"), "---\ntitle: Home\n---\n").unwrap();
    let out = disk.join("out");
    let first = Command::new(env!("CARGO_BIN_EXE_treatise"))
        .args(["build", "--no-search", "--dest-dir"])
        .args([&out, &small.root()])
        .output()
        .unwrap();
    assert!(first.status.success(), "{}", said(&first));
    let before = tree(&out);
    let output = build(&out);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("No space left on device"), "{}", said(&output));
    assert_eq!(tree(&out), before);
    assert_eq!(fs::read_dir(&disk).unwrap().count(), 1, "the stage is gone, and its room is free again");
}

#[test]
fn a_folder_that_may_not_be_written_is_named() {
    if is_root()
        && !Path::new(env!("CARGO_BIN_EXE_treatise"))
            .ancestors()
            .all(|folder| fs::metadata(folder).is_ok_and(|meta| meta.permissions().mode() & 0o005 == 0o005))
    {
        println!("skipped: root may write everywhere, and nobody else may run the program");
        return;
    }
    let book = Book::new("first");
    let first = book.build();
    book.edit("second");
    fs::set_permissions(book.folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let mut command = book.command();
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    fs::set_permissions(book.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("Permission denied") && said(&output).contains("out"), "{}", said(&output));
    assert_eq!(tree(&book.out()), first);
}

#[test]
fn nobody_need_listen_to_what_is_said() {
    let book = Book::new("first");
    let mut child = book.command().spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert!(child.wait().unwrap().success());
    assert!(tree(&book.out()).len() > PAGES);
    // The same where the pipe closes while much is being said.
    fs::write(book.root().join("content/bad.md"), format!("---\ntitle: A\n---\n{}", "[x](no.md)\n".repeat(20_000))).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_treatise"))
        .args(["check", "--format", "short"])
        .arg(book.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut begin = [0; 100];
    child.stdout.as_mut().unwrap().read_exact(&mut begin).unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn two_builds_do_not_write_to_one_place() {
    let book = Book::new("first");
    let first = book.build();
    book.edit("second");
    let second = {
        let other = Book::new("second");
        other.build()
    };
    let mut refused = 0;
    for _ in 0..4 {
        let (one, other) = (book.command().spawn().unwrap(), book.command().spawn().unwrap());
        for output in [one.wait_with_output().unwrap(), other.wait_with_output().unwrap()] {
            if !output.status.success() {
                assert!(said(&output).contains("another build is writing to it"), "{}", said(&output));
                refused += 1;
            }
        }
        assert_eq!(tree(&book.out()), second);
        book.edit("first");
        assert_eq!(book.build(), first);
        book.edit("second");
    }
    println!("{refused} of 8 builds had to stand back");
}

#[test]
fn dangerous_places_are_refused_by_the_program() {
    let book = Book::new("first");
    let home = book.folder.path().join("home");
    fs::create_dir_all(home.join("empty")).unwrap();
    fs::create_dir(book.folder.path().join("others")).unwrap();
    fs::write(book.folder.path().join("others/thesis.doc"), "ten years").unwrap();
    std::os::unix::fs::symlink("others", book.folder.path().join("link")).unwrap();
    fs::write(book.folder.path().join("file"), "x").unwrap();
    fs::create_dir(book.root().join("static")).unwrap();
    for place in [
        "/",
        "//",
        "/.",
        ".",
        "..",
        "./",
        "../",
        "content",
        "content/out",
        "content/../content",
        "static",
        "static/out",
        "templates/out",
        ".git",
        ".git/x",
        "../book",
        "../../",
        "../others",
        "../link",
        "../file",
        "../file/x",
        "../home",
        "../home/",
        "",
    ] {
        let before = tree(book.folder.path());
        let output = Command::new(env!("CARGO_BIN_EXE_treatise"))
            .args(["build", "--no-search", "--dest-dir", place])
            .current_dir(book.root())
            .env("HOME", &home)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "`{place}`: {}", said(&output));
        assert!(tree(book.folder.path()) == before, "`{place}` has changed something");
    }
}
