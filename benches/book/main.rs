//! Made-up books of any size, and how fast they are built: `cargo bench --bench book` prints the table of speed for this machine,
//! `cargo bench --bench book -- generate DIR --pages 10000 --seed 1` writes a book; `docs/speed.md` tells more.
//!
//! It stands by itself, without the library and without crates, so that it compiles in a second
//! (`rustc --edition 2024 -O benches/book/main.rs`) and cannot borrow from what it measures.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_methods, reason = "it makes books and reads no book as the program does")]

mod calendar;
mod chance;
mod compose;
mod holders;
mod hugo;
mod layout;
mod lines;
mod markdown;
mod model;
mod ours;
mod prose;
mod table;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo bench --bench book -- generate DIR [--pages 10000] [--seed 1] [--for treatise|hugo]
    writes a made-up book into a new folder
";

fn main() -> ExitCode {
    // Cargo says `--bench` to every benchmark.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let done = match arguments.split_first() {
        Some((command, rest)) if command == "generate" => generate(rest).map(|()| true),
        Some((command, rest)) if command == "table" => table::table(rest),
        None => table::table(&[]),
        Some(_) => {
            print!("{USAGE}{}", table::USAGE);
            Ok(true)
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn generate(arguments: &[String]) -> Result<(), String> {
    let (mut folder, mut pages, mut seed, mut generator) = (None, 10_000, 1, "treatise");
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("`{argument}` lacks its value"));
        let number = |text: &String| text.parse::<u64>().map_err(|_| format!("`{text}` is no number"));
        match argument.as_str() {
            "--pages" => pages = compose::size(usize::try_from(number(value()?)?).unwrap_or(usize::MAX))?,
            "--seed" => seed = number(value()?)?,
            "--for" => generator = value()?,
            path if !path.starts_with('-') && folder.is_none() => folder = Some(PathBuf::from(path)),
            other => return Err(format!("`{other}` is unknown\n{USAGE}")),
        }
    }
    let folder = folder.ok_or_else(|| format!("name a folder\n{USAGE}"))?;
    let write = match generator {
        "treatise" => ours::files,
        "hugo" => hugo::files,
        other => return Err(format!("`{other}` is no generator that we know; there are `treatise` and `hugo`")),
    };
    let book = compose::compose(pages, seed);
    let words = words::Words::new(seed);
    let mut files = layout::Files::below(&folder).map_err(|error| error.to_string())?;
    write(&book, &words, &mut files).map_err(|error| error.to_string())?;
    println!("{}: {} pages, {} files, {} bytes", folder.display(), book.pages.len(), files.count, files.bytes);
    Ok(())
}
