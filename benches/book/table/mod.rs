//! The table of speed: every row with its bar, its aim, and what was measured on this machine.

mod bench;
mod beside;
mod builds;
mod figure;
mod http;
mod machine;
mod report;
mod rows;
mod run;
mod server;
mod serving;

use std::path::PathBuf;

use crate::compose;

/// What the options say.
#[derive(Debug)]
pub(crate) struct Options {
    /// The program that is measured.
    program: PathBuf,
    /// Whether somebody named it, so that it need not be of this repository's commit.
    named: bool,
    /// Hugo, where it is to be compared with.
    hugo: Option<PathBuf>,
    pages: usize,
    seed: u64,
    /// Runs of each build.
    runs: usize,
    /// Pages saved one after the other, for the rows of `serve`.
    saves: usize,
    /// The rows asked for; empty for all that are measured without being asked for.
    rows: Vec<String>,
    json: Option<PathBuf>,
    /// The repository, for the first book and for the theme.
    root: PathBuf,
    /// Where books and sites are put, on disk and in memory.
    disk: PathBuf,
    memory: PathBuf,
}

pub(crate) const USAGE: &str = "\
usage: cargo bench --bench book -- table [OPTIONS]
    prints the table of speed for this machine
    --pages N          pages of the made-up book (10000); with 100000, only the row of that size unless others are named
    --seed N           the book's seed (1)
    --rows ID,ID       only these rows; `--rows list` lists them, `--rows build` measures a build of the program from nothing
    --runs N           runs of each build (5)
    --saves N          saves for the rows of `serve` (40)
    --hugo PATH        compare with this Hugo on the same content in its own layout, in paired runs
    --json FILE        keep the figures
    --treatise PATH    the program to measure (the one that cargo has just built)
    --root DIR         the repository, for the first book and the theme (the one that this was built from)
    --work DIR         where to put books and sites on disk (cargo's folder for such things)
";

/// Measures and prints; `false` where a row could not be measured.
pub(crate) fn table(arguments: &[String]) -> Result<bool, String> {
    let options = Options::read(arguments)?;
    if options.rows.iter().any(|row| row == "list") {
        for row in rows::ROWS {
            println!("{:<10} {}", row.id, row.what);
        }
        return Ok(true);
    }
    let chosen = rows::chosen(&options)?;
    let bench = bench::Bench::new(options)?;
    let load = machine::load();
    let mut results = Vec::new();
    for row in chosen {
        eprintln!("{} …", row.what);
        let measured = (row.measure)(&bench);
        if let Err(fault) = &measured {
            eprintln!("  failed: {fault}");
        }
        results.push((row, measured));
    }
    let report = report::Report { options: &bench.options, load, results: &results };
    print!("{}", report.markdown());
    if let Some(file) = &bench.options.json {
        std::fs::write(file, report.json()).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(results.iter().all(|(_, measured)| measured.is_ok()))
}

impl Options {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let root = absolute(option_env!("CARGO_MANIFEST_DIR").unwrap_or("."))?;
        let built = option_env!("CARGO_BIN_EXE_treatise").map(PathBuf::from);
        let own = |folder: PathBuf| folder.join(format!("treatise-bench-{}", std::process::id()));
        let shm = PathBuf::from("/dev/shm");
        let temporary = option_env!("CARGO_TARGET_TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from);
        let mut options = Self {
            program: built.unwrap_or_else(|| root.join("target/release/treatise")),
            named: false,
            hugo: None,
            pages: 10_000,
            seed: 1,
            runs: 5,
            saves: 40,
            rows: Vec::new(),
            json: None,
            root,
            disk: own(temporary.clone()),
            memory: own(if shm.is_dir() { shm } else { temporary }),
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let value = rest.next().ok_or_else(|| format!("`{argument}` is unknown or lacks its value\n{USAGE}"))?;
            let number = || value.parse::<usize>().map_err(|_| format!("`{value}` is no number"));
            match argument.as_str() {
                "--pages" => options.pages = compose::size(number()?)?,
                "--seed" => options.seed = value.parse().map_err(|_| format!("`{value}` is no number"))?,
                "--runs" => options.runs = number()?.max(1),
                "--saves" => options.saves = number()?.max(1),
                "--rows" => options.rows = value.split(',').map(str::to_owned).collect(),
                "--hugo" => options.hugo = Some(found(value)?),
                "--json" => options.json = Some(PathBuf::from(value)),
                "--root" => options.root = absolute(value)?,
                "--treatise" => (options.program, options.named) = (found(value)?, true),
                "--work" => options.disk = own(absolute(value)?),
                other => return Err(format!("`{other}` is unknown\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

fn absolute(path: &str) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|error| format!("{path}: {error}"))
}

/// A program, which is run from other folders than this one.
fn found(path: &str) -> Result<PathBuf, String> {
    let path = absolute(path)?;
    if path.is_file() { Ok(path) } else { Err(format!("`{}` is no program", path.display())) }
}
