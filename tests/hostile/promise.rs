//! One bad book, and all that is promised of it.

use std::fs;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::harmless::Sound;
use super::table::Case;

/// What the program may take for a small book, in a build that is not optimised, on a machine that does other things as well.
const PATIENCE: Duration = Duration::from_secs(20);
/// What it may say of a book to a person. Programs read the other forms, which leave nothing out.
const MOST_LINES: usize = 4000;
/// The user who may nothing.
const NOBODY: u32 = 65_534;

/// What the program said.
#[derive(Default)]
pub(crate) struct Answer {
    /// The lines of the short form, warnings that every such book has left out.
    pub(crate) finds: Vec<String>,
    /// What `build` said to a person.
    pub(crate) shown: String,
    /// Whether the book was refused.
    pub(crate) refused: bool,
    /// The machine cannot show this case.
    pub(crate) skipped: bool,
}

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Writes the book, lets the program check and build it, and looks at everything that is promised.
pub(crate) fn run(case: &Case, row: usize, sound: &Sound) -> Result<Answer, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let root = folder.path().join("book");
    let as_nobody = case.acts.iter().any(|act| act == "as nobody");
    if as_nobody && !may_become_nobody() {
        // Whoever is not root is already nobody in particular.
        if fs::read("/etc/shadow").is_ok() {
            return Ok(Answer { skipped: true, ..Answer::default() });
        }
    }
    if case.acts.iter().any(|act| act.starts_with("device ")) && !is_root() {
        return Ok(Answer { skipped: true, ..Answer::default() });
    }
    write(case, row, &root).map_err(|error| format!("cannot write the book: {error}"))?;
    let out = folder.path().join("out");
    earlier_output(&out).map_err(|error| error.to_string())?;
    let before = tree(&out);
    if as_nobody && may_become_nobody() {
        for entry in walkdir::WalkDir::new(folder.path()).follow_links(false).into_iter().flatten() {
            let _ = std::os::unix::fs::lchown(entry.path(), Some(NOBODY), Some(NOBODY));
        }
    }

    let arguments: Vec<&str> = case.acts.iter().filter_map(|act| act.strip_prefix("argument ")).collect();
    let program = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_treatise"));
        command.args(words).args(&arguments).current_dir(&root);
        command.env_remove("NO_COLOR").env("RUST_BACKTRACE", "0");
        if as_nobody && may_become_nobody() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    };
    let built = say(program(&["build", "--dest-dir", "../out"]))?;
    // What an accepted book is told, is read from the pictures; faults have a form for programs as well.
    let checked = match built.code {
        Some(0) => Said { code: Some(0), out: String::new(), err: String::new() },
        _ => say(program(&["check", "--format", "short"]))?,
    };

    for said in [&checked, &built] {
        for text in [&said.out, &said.err] {
            let raw = text.chars().find(|c| (c.is_control() && *c != '\n') || is_invisible(*c));
            if let Some(sign) = raw {
                return Err(format!("a raw U+{:04X} goes to the terminal:\n{}", u32::from(sign), text.escape_debug()));
            }
            if text.contains("panicked at") || text.contains("stack overflow") {
                return Err(format!("a panic:\n{text}"));
            }
        }
    }
    let lines = built.err.lines().count();
    if lines > MOST_LINES || built.err.len() > 4_000_000 {
        return Err(format!("{lines} lines, {} bytes", built.err.len()));
    }
    // What went wrong at the machine has no place in the book.
    if checked.code == Some(2) || built.code == Some(2) {
        if !built.err.lines().last().is_some_and(|line| line.starts_with("error: ")) || checked.code != built.code {
            return Err(format!("it could not run, and says:\n{}", built.err));
        }
        same_output(&before, &out)?;
        return Ok(Answer {
            finds: built.err.lines().map(str::to_owned).collect(),
            shown: built.err,
            refused: true,
            skipped: false,
        });
    }
    let own =
        |line: &&str| !["unlinked-page", "uncited-source"].iter().any(|code| line.contains(&format!("warning[{code}]")));
    // Faults that only rendering shows are found by `build`.
    let mut finds: Vec<String> = checked.out.lines().filter(own).map(str::to_owned).collect();
    if checked.code == Some(0) {
        finds = short_of_pictures(&built.err);
    }
    for line in &finds {
        if !has_place(line) {
            return Err(format!("no place: {line}"));
        }
    }
    let refused = finds.iter().any(|line| line.contains(": error["));
    let shown = built.err.clone();
    match (refused, checked.code, built.code) {
        (true, _, Some(1)) => {
            if !built.err.ends_with("nothing was written\n") {
                return Err(format!("it does not say that nothing was written:\n{}", built.err));
            }
            same_output(&before, &out)?;
        }
        (false, Some(0), Some(0)) => sound.check(&out)?,
        _ => return Err(format!("exit codes {:?} and {:?}:\n{}{}", checked.code, built.code, checked.out, built.err)),
    }
    let left: Vec<_> = fs::read_dir(folder.path()).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect();
    if left.len() != 2 {
        return Err(format!("something is left behind: {left:?}"));
    }
    unlock(&root);
    Ok(Answer { finds, shown, refused, skipped: false })
}

fn may_become_nobody() -> bool {
    is_root()
        && Path::new(env!("CARGO_BIN_EXE_treatise"))
            .ancestors()
            .all(|folder| fs::metadata(folder).is_ok_and(|meta| meta.permissions().mode() & 0o005 == 0o005))
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// Signs that turn the order of others round, or hide.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

/// `path:line:column: error[code]: message`
fn has_place(line: &str) -> bool {
    let Some((place, rest)) = line.split_once(": ") else { return false };
    let mut parts = place.rsplitn(3, ':');
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<usize>().ok()).is_some_and(|number| number > 0);
    number(parts.next())
        && number(parts.next())
        && parts.next().is_some_and(|path| !path.is_empty())
        && (rest.starts_with("error[") || rest.starts_with("warning["))
}

/// The lines that the short form would have, from the pictures that a person is shown.
fn short_of_pictures(text: &str) -> Vec<String> {
    let mut finds = Vec::new();
    let mut title = None;
    for line in text.lines() {
        if line.starts_with("error[") || line.starts_with("warning[") {
            title = Some(line);
        } else if let (Some(place), Some(head)) = (line.trim_start().strip_prefix("--> "), title) {
            finds.push(format!("{place}: {head}"));
            title = None;
        }
    }
    finds.retain(|line| !line.contains("warning[unlinked-page]") && !line.contains("warning[uncited-source]"));
    finds
}

/// Runs the program, and ends it when it takes too long.
fn say(mut command: Command) -> Result<Said, String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("cannot run: {error}"))?;
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |mut bytes: Vec<u8>, stream: &mut dyn std::io::Read| {
        let _ = stream.read_to_end(&mut bytes);
        bytes
    };
    let (status, out, err) = std::thread::scope(|scope| {
        let out = scope.spawn(|| read(Vec::new(), &mut out));
        let err = scope.spawn(|| read(Vec::new(), &mut err));
        let began = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if began.elapsed() > PATIENCE {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            std::thread::sleep(Duration::from_millis(3));
        };
        (status, out.join().unwrap(), err.join().unwrap())
    });
    let status = status.ok_or_else(|| format!("it takes longer than {PATIENCE:?}"))?;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(|_| "it says what is not UTF-8".to_owned());
    let said = Said { code: status.code(), out: text(out)?, err: text(err)? };
    if said.code.is_none_or(|code| !(0..=2).contains(&code)) {
        return Err(format!("it ended with {status}:\n{}", said.err));
    }
    Ok(said)
}

fn write(case: &Case, row: usize, root: &Path) -> std::io::Result<()> {
    let put = |path: &Path, bytes: &[u8]| {
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        fs::write(path, bytes)
    };
    put(&root.join("book.toml"), b"[book]\ntitle = \"X\"\n[cards]\nenabled = false\n")?;
    put(&root.join("content/index.md"), b"---\ntitle: Home\n---\n")?;
    for file in 0..case.files.len() {
        let path = root.join(std::ffi::OsStr::from_bytes(&case.path(file, row)));
        put(&path, &case.bytes(file, row))?;
    }
    for act in &case.acts {
        let (what, rest) = act.split_once(' ').unwrap_or((act, ""));
        let path = root.join(rest);
        match what {
            "link" => {
                let (path, to) = rest.split_once(" -> ").unwrap_or((rest, ""));
                let path = root.join(path);
                fs::create_dir_all(path.parent().unwrap_or(root))?;
                std::os::unix::fs::symlink(to, path)?;
            }
            "fifo" => {
                let status = Command::new("mkfifo").arg(&path).status()?;
                assert!(status.success(), "mkfifo {rest}");
            }
            "large" => fs::File::create(&path)?.set_len(100 << 20)?,
            "socket" => drop(std::os::unix::net::UnixListener::bind(&path)?),
            "folder" => fs::create_dir_all(path)?,
            "remove" => fs::remove_file(path)?,
            "remove-folder" => fs::remove_dir(path)?,
            "device" => {
                // Only root may make one.
                let _ = Command::new("mknod").arg(&path).args(["c", "1", "5"]).stderr(Stdio::null()).status()?;
            }
            "mode" => {
                let (mode, path) = rest.split_once(' ').unwrap_or(("000", rest));
                let mode = u32::from_str_radix(mode, 8).unwrap_or_default();
                fs::set_permissions(root.join(path), fs::Permissions::from_mode(mode))?;
            }
            "many" => {
                let (count, pattern) = rest.split_once(' ').unwrap_or(("0", rest));
                for number in 0..count.parse().unwrap_or_default() {
                    put(&root.join(pattern.replace("{n}", &format!("{number}"))), b"---\ntitle: A\n---\n")?;
                }
            }
            "as" | "argument" => {}
            _ => panic!("what is `{act}`?"),
        }
    }
    Ok(())
}

/// Folders that may not be entered cannot be removed after the test, either.
fn unlock(root: &Path) {
    for entry in walkdir::WalkDir::new(root).follow_links(false).into_iter().flatten() {
        if entry.file_type().is_dir() {
            let _ = fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o755));
        }
    }
}

/// A site as an earlier build would have left it.
fn earlier_output(out: &Path) -> std::io::Result<()> {
    fs::create_dir_all(out.join("old"))?;
    fs::write(out.join("index.html"), "<p>The old site.</p>\n")?;
    fs::write(out.join("old/index.html"), "<p>An old page.</p>\n")?;
    fs::write(out.join(".treatise.json"), r#"{"generator":"treatise","files":["index.html","old/index.html"]}"#)
}

/// Every file below a folder: its path, inode, time of change and bytes.
fn tree(root: &Path) -> Vec<(PathBuf, u64, i64, Vec<u8>)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(root)
        .into_iter()
        .flatten()
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let meta = fs::metadata(entry.path()).unwrap();
            let mut bytes = Vec::new();
            fs::File::open(entry.path()).unwrap().read_to_end(&mut bytes).unwrap();
            (entry.path().to_owned(), meta.ino(), meta.mtime(), bytes)
        })
        .collect();
    files.sort();
    files
}

fn same_output(before: &[(PathBuf, u64, i64, Vec<u8>)], out: &Path) -> Result<(), String> {
    if tree(out) == before { Ok(()) } else { Err("the old site is not as it was".to_owned()) }
}
