//! How each row is measured.

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::Options;
use super::figure::{Measured, Spread, size, time};
use super::http::{self, Events};
use super::run::{Run, run};
use super::server::Server;
use crate::compose::{FEWEST, compose};
use crate::hugo;
use crate::layout::Files;
use crate::model::{Book, Facts, Kind, Number};
use crate::ours;
use crate::words::Words;

/// Everything is still for so long between two saves: an editor's hands are not faster, and a server may look twice.
const REST: Duration = Duration::from_millis(350);

/// The made-up book on disk, and where its sites go.
pub(crate) struct Bench {
    pub(crate) options: Options,
    book: Book,
    words: Words,
    folder: PathBuf,
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

    pub(crate) fn in_memory(&self) -> Result<Measured, String> {
        self.fresh(&self.options.memory.join("site"), &["--no-search"])
    }

    pub(crate) fn on_disk(&self) -> Result<Measured, String> {
        self.fresh(&self.options.disk.join("site"), &["--no-search"])
    }

    pub(crate) fn with_search(&self) -> Result<Measured, String> {
        self.fresh(&self.options.memory.join("site"), &[])
    }

    pub(crate) fn whole(&self) -> Result<Measured, String> {
        write(&self.folder.join("book.toml"), &ours::config(true))?;
        let measured = self.fresh(&self.options.memory.join("site"), &["--no-search"]);
        write(&self.folder.join("book.toml"), &ours::config(false))?;
        measured
    }

    /// Builds into a folder that does not exist yet, several times.
    fn fresh(&self, site: &Path, more: &[&str]) -> Result<Measured, String> {
        let mut runs = Vec::new();
        for _ in 0..self.options.runs {
            remove(site)?;
            settle();
            runs.push(self.build(&self.folder, site, more)?);
        }
        let (files, bytes) = weigh(site)?;
        Ok(Measured::of(&runs, format!("{files} files, {}", size(bytes))))
    }

    pub(crate) fn changed(&self) -> Result<Measured, String> {
        let site = self.options.disk.join("site");
        self.build(&self.folder, &site, &["--no-search"])?;
        let (mut runs, share) = (Vec::new(), self.book.pages.len().div_ceil(100));
        for round in 0..self.options.runs {
            for page in 0..share {
                self.save((page * 100 + round) % self.book.pages.len(), &format!("Changed in round {round}."))?;
            }
            settle();
            let run = self.build(&self.folder, &site, &["--no-search"])?;
            if run.said.contains("nothing has changed") {
                return Err("pages changed, and the build did not see it".to_owned());
            }
            runs.push(run);
        }
        Ok(Measured::of(&runs, format!("{share} pages changed: {}", said(&runs))))
    }

    pub(crate) fn unchanged(&self) -> Result<Measured, String> {
        let site = self.options.disk.join("site");
        self.build(&self.folder, &site, &["--no-search"])?;
        let mut runs = Vec::new();
        for _ in 0..self.options.runs {
            settle();
            let run = self.build(&self.folder, &site, &["--no-search"])?;
            if !run.said.contains("nothing has changed") {
                return Err(format!("nothing changed, and yet something was written: {}", run.said));
            }
            runs.push(run);
        }
        Ok(Measured::of(&runs, ""))
    }

    pub(crate) fn check(&self) -> Result<Measured, String> {
        let folder = self.folder.to_string_lossy();
        let once = |_| run(&self.options.program, &["check", "--strict", &folder], &self.options.disk);
        let runs = (0..self.options.runs).map(once).collect::<Result<Vec<_>, _>>()?;
        Ok(Measured::of(&runs, ""))
    }

    pub(crate) fn first_page(&self) -> Result<Measured, String> {
        let (mut times, mut peak) = (Vec::new(), None);
        for _ in 0..self.options.runs {
            let server = self.server()?;
            times.push(server.first_page);
            peak = peak.max(server.memory());
        }
        Ok(Measured { peak, ..Measured::times(times, "") })
    }

    /// A page is saved, the open page hears of it and asks again: until the new words have come.
    pub(crate) fn edit(&self) -> Result<Measured, String> {
        let server = self.server()?;
        let mut events = Events::listen(server.port)?;
        let mut times = Vec::new();
        for save in 0..self.options.saves {
            let number = self.treaty(save);
            let address = ours::address(&self.book.pages[number]);
            let words = format!("Saved for time {save}.");
            self.still(save);
            let began = Instant::now();
            self.save(number, &words)?;
            events.wait("reload")?;
            while !http::shows(server.port, &address, &words)? {
                events.wait("reload")?;
            }
            times.push(began.elapsed());
        }
        Ok(Measured { peak: server.memory(), ..Measured::times(times, "from the save to the last byte") })
    }

    /// A party is renamed; every page that names it must have the new name at once.
    pub(crate) fn title(&self) -> Result<Measured, String> {
        let server = self.server()?;
        let mut events = Events::listen(server.port)?;
        let named = self.book.widely_shown;
        let shows = |page: &&crate::model::Page| matches!(&page.facts, Facts::Act(act) if act.parties.contains(&named));
        let pages: Vec<String> = self.book.pages.iter().filter(shows).map(ours::address).collect();
        let page = &self.book.pages[named];
        let file = self.folder.join(ours::path(page));
        let text = ours::text(&self.book, &self.words, named);
        let (mut times, mut alone) = (Vec::new(), Vec::new());
        for round in 0..self.options.runs {
            let title = format!("{} of round {round}", page.title);
            let changed = text.replacen(&page.title, &title, 1);
            self.still(round);
            let began = Instant::now();
            write(&file, &changed)?;
            events.wait("reload")?;
            let heard = began.elapsed();
            let mut slowest = Duration::ZERO;
            for address in &pages {
                let asked = Instant::now();
                if !http::shows(server.port, address, &title)? {
                    return Err(format!("{address} still has the old title"));
                }
                slowest = slowest.max(asked.elapsed());
                alone.push(asked.elapsed());
            }
            times.push(heard + slowest);
        }
        write(&file, &text)?;
        let alone = time(Spread::new(alone).median());
        Ok(Measured::times(times, format!("{} pages asked, the slowest counts; a request takes {alone}", pages.len())))
    }

    /// The book overlays the theme's style sheet and its basic template, and changes them in turn.
    pub(crate) fn style(&self) -> Result<Measured, String> {
        let theme = |path: &str| {
            let file = self.options.root.join(path);
            fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))
        };
        let overlays =
            [("templates/base.html", theme("templates/base.html")?), ("static/treatise.css", theme("static/treatise.css")?)];
        for (path, text) in &overlays {
            write(&self.folder.join(path), text)?;
        }
        let measured = self.restyle(&overlays);
        for folder in ["templates", "static"] {
            remove(&self.folder.join(folder))?;
        }
        measured
    }

    fn restyle(&self, overlays: &[(&str, String); 2]) -> Result<Measured, String> {
        let server = self.server()?;
        let mut events = Events::listen(server.port)?;
        let address = ours::address(&self.book.pages[self.treaty(0)]);
        let mut times = [Vec::new(), Vec::new()];
        for save in 0..self.options.saves.div_ceil(2).min(20) {
            let mark = format!("mark-{save}");
            self.still(save);
            let began = Instant::now();
            let template = overlays[0].1.replacen("</body>", &format!("<!-- {mark} --></body>"), 1);
            write(&self.folder.join(overlays[0].0), &template)?;
            events.wait("reload")?;
            if !http::shows(server.port, &address, &mark)? {
                return Err("the template changed, and the page did not".to_owned());
            }
            times[0].push(began.elapsed());
            self.still(save);
            let began = Instant::now();
            write(&self.folder.join(overlays[1].0), &format!("{}\n.{mark} {{ color: red }}\n", overlays[1].1))?;
            events.wait("css")?;
            let (_, page) = http::get(server.port, &address)?;
            let sheet = sheet(&page).ok_or("the page names no style sheet `treatise…css`")?;
            if !http::shows(server.port, &sheet, &mark)? {
                return Err(format!("the style changed, and {sheet} did not"));
            }
            times[1].push(began.elapsed());
        }
        let [template, style] = times.map(Spread::new);
        let note = format!("template {}, style {}; the slower counts", time(template.median()), time(style.median()));
        let wall = if template.median() > style.median() { template } else { style };
        Ok(Measured { wall, note, ..Measured::default() })
    }

    /// A book of the asked size beside one of a tenth of it.
    pub(crate) fn large(&self) -> Result<Measured, String> {
        let folder = self.options.disk.join("tenth");
        remove(&folder)?;
        let book = compose((self.options.pages / 10).max(FEWEST), self.options.seed);
        let mut files = Files::below(&folder).map_err(|error| error.to_string())?;
        ours::files(&book, &self.words, &mut files).map_err(|error| error.to_string())?;
        let site = self.options.memory.join("site");
        let (mut small, mut large) = (Vec::new(), Vec::new());
        for _ in 0..self.options.runs.min(3) {
            for (folder, runs) in [(&folder, &mut small), (&self.folder, &mut large)] {
                remove(&site)?;
                runs.push(self.build(folder, &site, &["--no-search"])?);
            }
        }
        let (tenth, whole) = (Measured::of(&small, ""), Measured::of(&large, ""));
        let ratio = whole.wall.median() / tenth.wall.median();
        let linear = if ratio > 11.0 { ", not linear" } else { "" };
        let note = format!("{ratio:.1} × {} for {} pages{linear}", time(tenth.wall.median()), book.pages.len());
        Ok(Measured { note, ratio: Some(ratio), ..whole })
    }

    pub(crate) fn first_book(&self) -> Result<Measured, String> {
        let site = self.options.memory.join("first");
        let mut runs = Vec::new();
        for _ in 0..self.options.runs {
            remove(&site)?;
            runs.push(self.build(&self.options.root, &site, &["--no-search"])?);
        }
        let note = said(&runs);
        remove(&site)?;
        Ok(Measured::of(&runs, note))
    }

    pub(crate) fn program(&self) -> Result<Measured, String> {
        let bytes = fs::metadata(&self.options.program).map_err(|error| error.to_string())?.len();
        let once = |_| run(&self.options.program, &["--version"], &self.options.disk);
        let runs = (0..self.options.runs * 4).map(once).collect::<Result<Vec<_>, _>>()?;
        let note = format!("{} on disk", size(bytes));
        Ok(Measured { peak: Some(bytes), note, ..Measured::of(&runs, "") })
    }

    pub(crate) fn hugo_build(&self) -> Result<Measured, String> {
        let (hugo, folder) = self.hugo()?;
        let (site, theirs) = (self.options.memory.join("site"), self.options.memory.join("hugo"));
        let arguments = [folder.to_string_lossy(), theirs.to_string_lossy()];
        let arguments = ["--quiet", "--source", &*arguments[0], "--destination", &*arguments[1]];
        let (mut our_runs, mut their_runs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.options.runs {
            remove(&site)?;
            remove(&theirs)?;
            let ours = self.build(&self.folder, &site, &["--no-search"])?;
            let theirs = run(hugo, &arguments, &self.options.disk)?;
            ratios.push(ours.wall.div_duration_f64(theirs.wall));
            our_runs.push(ours);
            their_runs.push(theirs);
        }
        ratios.sort_by(f64::total_cmp);
        let ratio = ratios.get(ratios.len() / 2).copied();
        let their = Measured::of(&their_runs, "");
        let (files, bytes) = weigh(&theirs)?;
        let peak = their.peak.map_or_else(String::new, |peak| format!(", {}", size(peak)));
        let note = format!(
            "Hugo {}{peak}; {files} files, {}; ratio {:.2}",
            time(their.wall.median()),
            size(bytes),
            ratio.unwrap_or(f64::NAN)
        );
        remove(&theirs)?;
        Ok(Measured { ratio, note, ..Measured::of(&our_runs, "") })
    }

    pub(crate) fn hugo_edit(&self) -> Result<Measured, String> {
        let (hugo, folder) = self.hugo()?;
        let mine = self.edit()?;
        let number = self.treaty(0);
        let address = hugo::address(&self.book.pages[number]);
        let server = Server::hugo(hugo, folder, &address, &self.book.pages[number].title)?;
        let mut times = Vec::new();
        for save in 0..self.options.saves.min(8) {
            let number = self.treaty(save);
            let address = hugo::address(&self.book.pages[number]);
            let words = format!("Saved for time {save}.");
            let text = format!("{}\n{words}\n", hugo::text(&self.book, &self.words, number));
            std::thread::sleep(Duration::from_secs(1));
            let began = Instant::now();
            write(&folder.join(hugo::path(&self.book.pages[number])), &text)?;
            // Its open pages hear by another way than ours, so we ask again and again, seldom enough to cost it nothing.
            http::wait_for(server.port, &address, &words, Duration::from_millis(10))?;
            times.push(began.elapsed());
        }
        let theirs = Spread::new(times);
        let ratio = mine.wall.median() / theirs.median();
        let first = time(server.first_page.as_secs_f64() * 1000.0);
        let peak = server.memory().map_or_else(String::new, |peak| format!(", {}", size(peak)));
        let note = format!("Hugo {}, its server starts in {first}{peak}; ratio 1/{:.0}", time(theirs.median()), 1.0 / ratio);
        Ok(Measured { ratio: Some(ratio), note, ..mine })
    }

    pub(crate) fn cargo_build(&self) -> Result<Measured, String> {
        let target = self.options.disk.join("target");
        let folder = target.to_string_lossy();
        let arguments = ["build", "--release", "--locked", "--quiet", "--target-dir", &*folder];
        let built = run(Path::new("cargo"), &arguments, &self.options.root);
        remove(&target)?;
        // What the compilers held is not known: they are other programs.
        Ok(Measured::times([built?.wall], ""))
    }

    fn build(&self, book: &Path, site: &Path, more: &[&str]) -> Result<Run, String> {
        let (book, site) = (book.to_string_lossy(), site.to_string_lossy());
        let arguments = [&["build", &*book, "--dest-dir", &*site], more].concat();
        run(&self.options.program, &arguments, &self.options.disk)
    }

    fn server(&self) -> Result<Server, String> {
        let page = &self.book.pages[self.treaty(0)];
        Server::ours(&self.options.program, &self.folder, &ours::address(page), &page.title)
    }

    fn hugo(&self) -> Result<(&Path, &Path), String> {
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
    fn save(&self, number: Number, words: &str) -> Result<(), String> {
        let text = format!("{}\n{words}\n", ours::text(&self.book, &self.words, number));
        write(&self.folder.join(ours::path(&self.book.pages[number])), &text)
    }

    /// Some treaty, another for each number.
    fn treaty(&self, number: usize) -> Number {
        let first = self.book.pages.partition_point(|page| page.kind < Kind::Treaty);
        let end = self.book.pages.partition_point(|page| page.kind <= Kind::Treaty);
        first + (end - first) / 2 + number * 37 % (end - first).div_ceil(2)
    }

    /// Waits between saves, never quite as long as the last time, so that no rhythm of the server's own is met.
    fn still(&self, number: usize) {
        std::thread::sleep(REST + Duration::from_millis((number as u64 * 37) % 100));
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.options.disk);
        let _ = fs::remove_dir_all(&self.options.memory);
    }
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", file.display());
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(file, text).map_err(failed)
}

fn remove(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {error}", folder.display())),
        _ => Ok(()),
    }
}

/// Lets what was written before reach the disk, so that it does not slow down what is measured next.
fn settle() {
    let _ = Command::new("sync").status();
}

/// The files below a folder and their bytes.
fn weigh(folder: &Path) -> Result<(usize, u64), String> {
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

/// What the last of several builds said of its files: `10724 files, 103 written`.
fn said(runs: &[Run]) -> String {
    let line = runs.last().and_then(|run| run.said.lines().find(|line| line.contains(" files, "))).unwrap_or_default();
    let line = line.split_once(": ").map_or(line, |(_, rest)| rest);
    line.split_once(", in ").map_or(line, |(files, _)| files).to_owned()
}

/// The address of the theme's style sheet on a page, which carries a fingerprint.
fn sheet(page: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(page);
    let at = page.find("treatise.")?;
    let rest = &page[at..];
    let name = &rest[..rest.find(".css")? + 4];
    (!name.contains(['"', '<', ' '])).then(|| format!("/{name}"))
}
