//! The made-up book on disk, its sites, and what the measurements of all rows have in common.

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Options;
use super::figure::size;
use super::run::{Run, run};
use super::server::Server;
use crate::compose::compose;
use crate::hugo;
use crate::layout::Files;
use crate::model::{Book, Kind, Number};
use crate::ours;
use crate::words::Words;

/// Everything is still for so long between two saves: an editor's hands are not faster, and a server may look twice.
const REST: Duration = Duration::from_millis(350);

/// The made-up book on disk, and where its sites go.
pub(crate) struct Bench {
    pub(crate) options: Options,
    pub(super) book: Book,
    pub(super) words: Words,
    pub(super) folder: PathBuf,
    hugo_folder: OnceCell<PathBuf>,
}

impl Bench {
    pub(crate) fn new(options: Options) -> Result<Self, String> {
        if !options.program.is_file() {
            return Err(format!("`{}` is no program: build it, or name one with `--treatise`", options.program.display()));
        }
        let (book, words) = (compose(options.pages, options.seed), Words::new(options.seed));
        let folder = options.disk.join("book");
        let mut files = Files::below(&folder).map_err(|error| error.to_string())?;
        ours::files(&book, &words, &mut files).map_err(|error| error.to_string())?;
        eprintln!("a book of {} pages: {} files, {}", book.pages.len(), files.count, size(files.bytes as u64));
        Ok(Self { options, book, words, folder, hugo_folder: OnceCell::new() })
    }

    pub(super) fn build(&self, book: &Path, site: &Path, more: &[&str]) -> Result<Run, String> {
        let (book, site) = (book.to_string_lossy(), site.to_string_lossy());
        let arguments = [&["build", &*book, "--dest-dir", &*site], more].concat();
        run(&self.options.program, &arguments, &self.options.disk)
    }

    pub(super) fn server(&self) -> Result<Server, String> {
        let page = &self.book.pages[self.treaty(0)];
        Server::ours(&self.options.program, &self.folder, &ours::address(page), &page.title)
    }

    pub(super) fn hugo(&self) -> Result<(&Path, &Path), String> {
        let program = self.options.hugo.as_deref().ok_or("name Hugo's program with `--hugo`")?;
        if let Some(folder) = self.hugo_folder.get() {
            return Ok((program, folder));
        }
        let folder = self.options.disk.join("hugo");
        let mut files = Files::below(&folder).map_err(|error| error.to_string())?;
        hugo::files(&self.book, &self.words, &mut files).map_err(|error| error.to_string())?;
        Ok((program, self.hugo_folder.get_or_init(|| folder)))
    }

    /// Puts a page as it was made on disk, with a paragraph at its end.
    pub(super) fn save(&self, number: Number, words: &str) -> Result<(), String> {
        let text = format!("{}\n{words}\n", ours::text(&self.book, &self.words, number));
        write(&self.folder.join(ours::path(&self.book.pages[number])), &text)
    }

    /// Some treaty, another for each number.
    pub(super) fn treaty(&self, number: usize) -> Number {
        let first = self.book.pages.partition_point(|page| page.kind < Kind::Treaty);
        let end = self.book.pages.partition_point(|page| page.kind <= Kind::Treaty);
        first + (end - first) / 2 + number * 37 % (end - first).div_ceil(2)
    }

    /// Waits between saves, never quite as long as the last time, so that no rhythm of the server's own is met.
    pub(super) fn still(&self, number: usize) {
        std::thread::sleep(REST + Duration::from_millis((number as u64 * 37) % 100));
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.options.disk);
        let _ = fs::remove_dir_all(&self.options.memory);
    }
}

pub(super) fn write(file: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", file.display());
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(file, text).map_err(failed)
}

pub(super) fn remove(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {error}", folder.display())),
        _ => Ok(()),
    }
}

/// The files below a folder and their bytes.
pub(super) fn weigh(folder: &Path) -> Result<(usize, u64), String> {
    let (mut open, mut files, mut bytes) = (vec![folder.to_owned()], 0, 0);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
            let entry = entry.map_err(|error| error.to_string())?;
            let metadata = entry.metadata().map_err(|error| error.to_string())?;
            if metadata.is_dir() {
                open.push(entry.path());
            } else {
                files += 1;
                bytes += metadata.len();
            }
        }
    }
    Ok((files, bytes))
}
