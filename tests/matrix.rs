//! The same bytes whatever the machine looks like: threads, time zone, language, clock's surroundings, user, umask, paths and the order in which
//! a folder lists its files.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests bring files of their own and tell what they counted"
)]

mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tree::tree;

const NAMES: [&str; 9] = ["zeta", "alpha", "omega-2", "omega-10", "beta", "iturup", "kunashir", "a", "z"];

/// Writes the book of the repository's `init`, and some pages that sort differently in different languages.
fn write(root: &Path, reversed: bool) {
    let made = Command::new(env!("CARGO_BIN_EXE_treatise")).arg("init").arg(root).output().unwrap();
    assert!(made.status.success());
    let mut config = fs::read_to_string(root.join("book.toml")).unwrap();
    config.push_str("\n[cards]\nenabled = false\n");
    fs::write(root.join("book.toml"), config.replacen("\n[cards]\nenabled = false\n[cards]", "\n[cards]", 1)).unwrap();
    let mut names = NAMES;
    if reversed {
        names.reverse();
        // A folder lists its files as they came into it: all come anew, the last first.
        let mut files: Vec<(std::path::PathBuf, Vec<u8>)> = walkdir::WalkDir::new(root.join("content"))
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        fs::remove_dir_all(root.join("content")).unwrap();
        for (path, bytes) in files.into_iter().rev() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    for name in names {
        let page =
            format!("---\ntitle: \"{name} Ёлка ß 択捉\"\naliases: [/old/{name}/]\n---\n\nSee [[alpha]] and [[zeta]].\n");
        fs::write(root.join(format!("content/{name}.md")), page).unwrap();
    }
}

fn build(root: &Path, out: &Path, prepare: impl FnOnce(&mut Command)) -> BTreeMap<String, Vec<u8>> {
    let mut command = Command::new("sh");
    command.args(["-c", "umask ${MASK:-022}; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_treatise"), "build", "--site-url"]);
    command.args(["https://example.org/x/", "--dest-dir"]).arg(out).arg(root);
    prepare(&mut command);
    let built = command.output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    tree(out)
}

#[test]
fn nothing_of_the_machine_is_in_the_site() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("book");
    write(&root, false);
    let expected = build(&root, &folder.path().join("expected"), |_| {});
    assert!(expected.len() > 50);
    let mut count = 0;
    let mut same = |what: &str, root: &Path, prepare: &dyn Fn(&mut Command)| {
        let out = folder.path().join(format!("out-{count}"));
        count += 1;
        let found = build(root, &out, |command| prepare(command));
        let differ: Vec<&String> =
            expected.keys().chain(found.keys()).filter(|path| expected.get(*path) != found.get(*path)).collect();
        assert!(differ.is_empty(), "{what} shows in {differ:?}");
    };
    for threads in ["1", "2", "3", "8", "64"] {
        same(&format!("{threads} threads"), &root, &|command| {
            command.env("RAYON_NUM_THREADS", threads);
        });
    }
    for zone in ["UTC", "Asia/Tokyo", "Pacific/Kiritimati", "America/Anchorage", "nonsense", ""] {
        same(&format!("TZ={zone}"), &root, &|command| {
            command.env("TZ", zone);
        });
    }
    for language in ["C", "en_US.UTF-8", "ru_RU.UTF-8", "ja_JP.eucJP", "tr_TR.UTF-8", "nonsense"] {
        same(&format!("LANG={language}"), &root, &|command| {
            command.env("LANG", language).env("LC_ALL", language).env("LANGUAGE", language);
        });
    }
    for mask in ["000", "022", "077"] {
        same(&format!("umask {mask}"), &root, &|command| {
            command.env("MASK", mask);
        });
    }
    for user in ["root", "nobody", "Ёлка \u{1f332}"] {
        same(&format!("USER={user}"), &root, &|command| {
            command.env("USER", user).env("LOGNAME", user).env("HOME", "/nonexistent").env("HOSTNAME", user);
        });
    }
    same("an empty environment", &root, &|command| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.env_clear().env("PATH", path);
    });
    same("CI, NO_COLOR, RUST_LOG, SOURCE_DATE_EPOCH", &root, &|command| {
        command.env("CI", "true").env("NO_COLOR", "1").env("RUST_LOG", "trace").env("SOURCE_DATE_EPOCH", "1");
    });
    let far = folder.path().join("another place/ひ/very/deep");
    fs::create_dir_all(far.parent().unwrap()).unwrap();
    write(&far, true);
    same("another path, and another order of files", &far, &|_| {});
    same("a relative path", &far, &|command| {
        command.current_dir("/");
    });
    for file in walkdir::WalkDir::new(&far).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file()) {
        let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        fs::File::options().write(true).open(file.path()).unwrap().set_modified(old).unwrap();
    }
    same("other times of files", &far, &|_| {});
    println!("{count} surroundings, {} files each, not a byte between them", expected.len());
}
