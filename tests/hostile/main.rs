//! Books that mean harm, through the program itself.
//!
//! Each file `CLASS.md` beside this one is a class of bad input, a table of small books; [`table`] says how it is written. For every one
//! of them the same is promised, and looked at here ([`promise`]): the program ends by itself and in time, with exit code 1 where the
//! book has errors; each fault has its path, line and column; no sign of the book steers the terminal; the report has a bounded number
//! of lines; and the output of an earlier build stands as it stood, to the byte and the inode. Where a book is accepted, its site is read as a
//! browser reads it ([`harmless`]): nothing in it runs, loads from elsewhere or takes the place of something of ours.
//!
//! `SNAPSHOTS=overwrite cargo test --test hostile` rewrites what is expected, to be read before it is committed.
//! `HOSTILE=links cargo test --test hostile` runs one class; `HOSTILE="links/what leaves the book"` runs one case.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests bring files of their own and tell what they counted"
)]

mod dom;
mod harmless;
mod library;
mod promise;
mod table;
mod towers;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use table::{Case, Table};

/// Fewer cases than this are not the suite that was promised.
const FEWEST: usize = 300;

/// A case that takes longer, in seconds, is named.
const SLOW: u64 = 3;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile")
}

fn tables() -> Vec<(PathBuf, Table)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let table = Table::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path, table)
        })
        .collect()
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn every_bad_book_is_answered_as_it_should_be() {
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let wanted = std::env::var("HOSTILE").ok();
    let mut tables = tables();
    let jobs: Vec<(usize, usize, usize)> = tables
        .iter()
        .enumerate()
        .flat_map(|(number, (path, table))| {
            let class = name(path);
            let wanted = wanted.as_deref();
            let runs =
                move |case: &Case| wanted.is_none_or(|wanted| wanted == class || wanted == format!("{class}/{}", case.name));
            let cases = table.cases.iter().enumerate().filter(move |(_, case)| runs(case));
            cases.flat_map(move |(case, value)| (0..value.rows.len()).map(move |row| (number, case, row)))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(BTreeMap::new());
    let sound = harmless::Sound::build();
    // Two at a time: the program uses several threads itself.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(job @ &(table, case, row)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let began = std::time::Instant::now();
                    let answer = promise::run(&tables[table].1.cases[case], row, &sound);
                    if began.elapsed().as_secs() >= SLOW {
                        let class = name(&tables[table].0);
                        println!(
                            "{class}/{} [{}] took {:.1} s",
                            tables[table].1.cases[case].name,
                            row + 1,
                            began.elapsed().as_secs_f64()
                        );
                    }
                    answers.lock().unwrap().insert(*job, answer);
                }
            });
        }
    });
    let answers = answers.into_inner().unwrap();
    assert_eq!(answers.len(), jobs.len());

    let mut broken: Vec<String> = Vec::new();
    let mut found = BTreeMap::new();
    let (mut refused, mut accepted, mut skipped) = (BTreeMap::new(), BTreeMap::new(), 0);
    for ((table, case, row), answer) in &answers {
        let class = name(&tables[*table].0);
        let title = format!("{class}/{} [{}]", tables[*table].1.cases[*case].name, row + 1);
        match answer {
            Ok(answer) if answer.skipped => skipped += 1,
            Ok(answer) => {
                *(if answer.refused { &mut refused } else { &mut accepted }).entry(class).or_insert(0) += 1;
            }
            Err(what) => broken.push(format!("{title}: {what}")),
        }
        found.entry((*table, *case)).or_insert_with(Vec::new).push(answer.as_ref().ok());
    }
    for ((table, case), answers) in found {
        let class = name(&tables[table].0);
        let case = &mut tables[table].1.cases[case];
        let Some(answers) = answers.into_iter().collect::<Option<Vec<_>>>() else { continue };
        if answers.iter().any(|answer| answer.skipped) {
            continue;
        }
        let (finds, shown) =
            (table::finds(&answers), answers.first().map(|answer| answer.shown.clone()).unwrap_or_default());
        let same = finds == case.finds && case.shown.as_ref().is_none_or(|expected| *expected == shown);
        if !same && !overwrite {
            broken.push(format!("{class}/{}: expected\n{}\nbut it says\n{finds}\n{shown}", case.name, case.finds));
        }
        case.finds = finds;
        if case.shown.is_some() {
            case.shown = Some(shown);
        }
    }
    if overwrite {
        for (path, table) in &tables {
            fs::write(path, table.written()).unwrap();
        }
    }
    let classes: std::collections::BTreeSet<&String> = refused.keys().chain(accepted.keys()).collect();
    for class in classes {
        let of = |map: &BTreeMap<String, usize>| map.get(class).copied().unwrap_or_default();
        println!("{class:<14} {:>4} refused with a place, {:>4} made harmless", of(&refused), of(&accepted));
    }
    let total: usize = refused.values().chain(accepted.values()).sum();
    println!("{total} hostile books answered as they should be, {skipped} skipped, {} wrong", broken.len());
    assert!(broken.is_empty(), "{} of {}:\n\n{}", broken.len(), answers.len(), broken.join("\n\n"));
    assert!(wanted.is_some() || total >= FEWEST, "only {total} cases");
}
