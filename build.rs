//! Lists the files of `templates/` and `static/`, so that the default theme is compiled into the program, and tells the program
//! which edition of itself it is.

use std::fmt::Write as _;
use std::path::Path;

#[expect(clippy::disallowed_methods, reason = "a build script writes what the build includes")]
fn main() {
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let mut table = String::new();
    for (name, folder) in [("TEMPLATES", "templates"), ("STATIC", "static")] {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = Vec::new();
        collect(&Path::new(&root).join(folder), folder, &mut files);
        files.sort();
        let _ = writeln!(table, "/// Files of `{folder}/` by path from a book's root.");
        let _ = writeln!(table, "pub(crate) static {name}: &[(&str, &[u8])] = &[");
        for file in files {
            let _ = writeln!(
                table,
                "    ({file:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?}))),",
                format!("/{file}")
            );
        }
        table.push_str("];\n");
    }
    println!("cargo::rustc-env=TREATISE_EDITION={}", edition(Path::new(&root)));
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&out).join("theme_files.rs"), table).expect("the build folder is writable");
}

/// A digest of the program's sources, by which a site is known to be another program's. FNV-1a with 64 bits: nobody who could choose
/// the sources would gain by a collision.
#[expect(clippy::disallowed_methods, reason = "a build script reads what the build is made from")]
fn edition(root: &Path) -> String {
    let mut files = vec!["Cargo.lock".to_owned(), "Cargo.toml".to_owned()];
    for folder in ["src", "templates", "static"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(&root.join(folder), folder, &mut files);
    }
    files.sort();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        for byte in file.bytes().chain(std::fs::read(root.join(&file)).unwrap_or_default()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

fn collect(folder: &Path, name: &str, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        if file.starts_with('.') || file.ends_with('~') {
            continue;
        }
        let path = format!("{name}/{file}");
        if entry.path().is_dir() { collect(&entry.path(), &path, files) } else { files.push(path) }
    }
}
