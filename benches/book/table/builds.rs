//! Rows of builds: the program as a whole process, from cold.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::bench::{Bench, remove, weigh, write};
use super::figure::{Measured, size, time};
use super::run::{Run, run};
use crate::compose::{FEWEST, compose};
use crate::layout::Files;
use crate::ours;

impl Bench {
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

    pub(crate) fn cargo_build(&self) -> Result<Measured, String> {
        let target = self.options.disk.join("target");
        let folder = target.to_string_lossy();
        let arguments = ["build", "--release", "--locked", "--quiet", "--target-dir", &*folder];
        let built = run(Path::new("cargo"), &arguments, &self.options.root);
        remove(&target)?;
        // What the compilers held is not known: they are other programs.
        Ok(Measured::times([built?.wall], ""))
    }
}

/// Lets what was written before reach the disk, so that it does not slow down what is measured next.
fn settle() {
    let _ = Command::new("sync").status();
}

/// What the last of several builds said of its files: `10724 files, 103 written`.
fn said(runs: &[Run]) -> String {
    let line = runs.last().and_then(|run| run.said.lines().find(|line| line.contains(" files, "))).unwrap_or_default();
    let line = line.split_once(": ").map_or(line, |(_, rest)| rest);
    line.split_once(", in ").map_or(line, |(files, _)| files).to_owned()
}
