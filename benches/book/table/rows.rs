//! The rows of the table: what is asked, how good it must be, and how it is measured.

use super::Options;
use super::bench::Bench;
use super::figure::Measured;

/// A row.
pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) what: &'static str,
    /// What we must reach, and what we want to.
    pub(crate) bar: &'static str,
    pub(crate) aim: &'static str,
    pub(crate) met: fn(&Measured) -> bool,
    /// The size of book that the bar speaks of; 0 where it speaks of none.
    pub(crate) pages: usize,
    pub(crate) measure: fn(&Bench) -> Result<Measured, String>,
}

const MB: u64 = 1_000_000;

fn within(measured: &Measured, milliseconds: f64, bytes: u64) -> bool {
    measured.wall.median() <= milliseconds && measured.peak.is_none_or(|peak| peak <= bytes)
}

/// All rows, in the order in which they are measured and printed.
pub(crate) const ROWS: &[Row] = &[
    Row {
        id: "memory",
        what: "full build, cold process, search off, output in memory",
        bar: "≤ 2.0 s and ≤ 400 MB",
        aim: "1.35 s",
        met: |measured| within(measured, 2000.0, 400 * MB),
        pages: 10_000,
        measure: Bench::in_memory,
    },
    Row {
        id: "disk",
        what: "the same, to a fresh folder on disk",
        bar: "≤ 3.0 s",
        aim: "2.2 s",
        met: |measured| within(measured, 3000.0, u64::MAX),
        pages: 10_000,
        measure: Bench::on_disk,
    },
    Row {
        id: "changed",
        what: "the same, over an older output in which 1 % of the pages changed",
        bar: "≤ 2.0 s",
        aim: "1.4 s",
        met: |measured| within(measured, 2000.0, u64::MAX),
        pages: 10_000,
        measure: Bench::changed,
    },
    Row {
        id: "search",
        what: "full build with the search index",
        bar: "≤ 41 s and ≤ 3 GB",
        aim: "10 s, 1 GB",
        met: |measured| within(measured, 41_000.0, 3000 * MB),
        pages: 10_000,
        measure: Bench::with_search,
    },
    Row {
        id: "check",
        what: "`check`",
        bar: "≤ 0.8 s",
        aim: "0.5 s",
        met: |measured| within(measured, 800.0, u64::MAX),
        pages: 10_000,
        measure: Bench::check,
    },
    Row {
        id: "unchanged",
        what: "build again, nothing changed",
        bar: "≤ 0.7 s, writes nothing",
        aim: "0.4 s",
        met: |measured| within(measured, 700.0, u64::MAX),
        pages: 10_000,
        measure: Bench::unchanged,
    },
    Row {
        id: "serve",
        what: "`serve`: start to first page served",
        bar: "≤ 0.8 s",
        aim: "0.4 s",
        met: |measured| within(measured, 800.0, u64::MAX),
        pages: 10_000,
        measure: Bench::first_page,
    },
    Row {
        id: "edit",
        what: "`serve`: one page saved → new HTML over HTTP (median, p95)",
        bar: "≤ 50 ms, 100 ms",
        aim: "15 ms, 40 ms",
        met: |measured| measured.wall.median() <= 50.0 && measured.wall.p95() <= 100.0,
        pages: 10_000,
        measure: Bench::edit,
    },
    Row {
        id: "title",
        what: "`serve`: a title changed that 500 pages show → each of them right on its next request",
        bar: "≤ 100 ms",
        aim: "40 ms",
        met: |measured| within(measured, 100.0, u64::MAX),
        pages: 10_000,
        measure: Bench::title,
    },
    Row {
        id: "style",
        what: "a template or style changed → reloaded",
        bar: "≤ 100 ms",
        aim: "40 ms",
        met: |measured| within(measured, 100.0, u64::MAX),
        pages: 10_000,
        measure: Bench::style,
    },
    Row {
        id: "large",
        what: "100,000 pages: full build",
        bar: "linear (≤ 11× of 10,000), ≤ 3 GB",
        aim: "≤ 2 GB",
        // The measurement itself fails where it is not linear; see there.
        met: |measured| within(measured, f64::INFINITY, 3000 * MB) && !measured.note.contains("not linear"),
        pages: 100_000,
        measure: Bench::large,
    },
    Row {
        id: "first",
        what: "the first book (a few hundred pages), full build",
        bar: "≤ 0.25 s without search",
        aim: "0.1 s",
        met: |measured| within(measured, 250.0, u64::MAX),
        pages: 0,
        measure: Bench::first_book,
    },
    Row {
        id: "program",
        what: "the program: start (`--version`) and size",
        bar: "≤ 10 ms, ≤ 25 MB",
        aim: "",
        // Its size stands where other rows have the memory.
        met: |measured| within(measured, 10.0, 25 * MB),
        pages: 0,
        measure: Bench::program,
    },
    Row {
        id: "whole",
        what: "full build in memory with cards and Markdown copies, which other generators do not make",
        bar: "",
        aim: "",
        met: |_| true,
        pages: 10_000,
        measure: Bench::whole,
    },
    Row {
        id: "hugo",
        what: "full build in memory, paired with Hugo",
        bar: "≤ 1/5 of Hugo's time",
        aim: "",
        met: |measured| measured.ratio.is_some_and(|ratio| ratio <= 1.0 / 5.0),
        pages: 10_000,
        measure: Bench::hugo_build,
    },
    Row {
        id: "hugo-edit",
        what: "`serve`: one page saved → new HTML, beside Hugo's server",
        bar: "≤ 1/50 of Hugo's time",
        aim: "",
        met: |measured| measured.ratio.is_some_and(|ratio| ratio <= 1.0 / 50.0),
        pages: 10_000,
        measure: Bench::hugo_edit,
    },
    Row {
        id: "build",
        what: "`cargo build --release` from nothing",
        bar: "< 4 min on 2 cores",
        aim: "",
        met: |measured| within(measured, 240_000.0, u64::MAX),
        pages: 0,
        measure: Bench::cargo_build,
    },
];

/// The rows that the options ask for.
pub(crate) fn chosen(options: &Options) -> Result<Vec<&'static Row>, String> {
    if let Some(unknown) = options.rows.iter().find(|id| ROWS.iter().all(|row| row.id != id.as_str())) {
        return Err(format!("`{unknown}` is no row; `--rows list` lists them"));
    }
    let asked = |row: &&Row| {
        if !options.rows.is_empty() {
            return options.rows.iter().any(|id| id == row.id);
        }
        match row.id {
            "large" => options.pages >= 100_000,
            "hugo" | "hugo-edit" => options.hugo.is_some() && options.pages < 100_000,
            "build" => false,
            _ => options.pages < 100_000,
        }
    };
    Ok(ROWS.iter().filter(asked).collect())
}
