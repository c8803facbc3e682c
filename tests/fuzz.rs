//! The targets of `fuzz/`, run for a moment with what the tests know and with small changes of it.
//!
//! `FUZZ_SECONDS=600 cargo test --test fuzz` stays longer, `FUZZ_TARGETS=book,citations` with some of them only; cargo-fuzz, which looks where the program has been, finds more. It takes its
//! seeds from `cargo test --test fuzz -- --ignored`, which writes them into `fuzz/corpus/`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests bring files of their own and tell what they counted"
)]

#[path = "hostile/dom.rs"]
mod dom;
#[expect(unreachable_pub, reason = "it is a library of its own to cargo-fuzz")]
#[path = "../fuzz/src/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// The program's own, which does more books in a second.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Every fenced block and every row of the tables of `tests/hostile`, and the files of the books that are wrong on purpose.
fn seeds() -> Vec<Vec<u8>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut seeds = Vec::new();
    let mut add = |text: &str| {
        if !text.is_empty() && text.len() < 4000 {
            seeds.push(text.as_bytes().to_owned());
        }
    };
    for entry in walkdir::WalkDir::new(tests.join("hostile")).sort_by_file_name().into_iter().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "md") {
            let text = fs::read_to_string(entry.path()).unwrap();
            for block in text.split("\n~~~").skip(1).step_by(2) {
                let (info, block) = block.split_once('\n').unwrap_or((block, ""));
                match info.trim() {
                    "each" => block.lines().for_each(|row| add(&row.replace("\\n", "\n").replace("\\0", "\0"))),
                    "finds" | "shown" => {}
                    _ => add(block),
                }
            }
        }
    }
    for folder in ["faults/content", "faults-ledger/content", "warnings/content"] {
        for entry in walkdir::WalkDir::new(tests.join(folder)).sort_by_file_name().into_iter().flatten() {
            if let Some(text) = entry.file_type().is_file().then(|| fs::read(entry.path()).ok()).flatten() {
                let text = String::from_utf8_lossy(&text).into_owned();
                let mut parts = text.splitn(3, "---\n");
                add(&text);
                parts.by_ref().skip(1).for_each(&mut add);
            }
        }
    }
    seeds
}

/// Numbers that look like chance and are the same on each run (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound.max(1) as u64).unwrap()
    }

    /// A seed, with a few changes.
    fn input(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        const WORDS: [&str; 20] = [
            "<",
            ">",
            "\"",
            "'",
            "&",
            "`",
            "[",
            "]",
            "(",
            ")",
            "---\n",
            "\n\n",
            "<script>",
            "javascript:",
            "{{",
            "\u{202e}",
            "\u{0}",
            "1855-02-07",
            "[@a]",
            "[^1]",
        ];
        let mut input = seeds[self.below(seeds.len())].clone();
        for _ in 0..self.below(5) {
            let at = self.below(input.len() + 1);
            match self.below(6) {
                0 => input.truncate(at),
                1 if at < input.len() => input[at] = u8::try_from(self.below(256)).unwrap(),
                2 => drop(input.splice(at..at, WORDS[self.below(WORDS.len())].bytes())),
                3 => {
                    let other = &seeds[self.below(seeds.len())];
                    let from = self.below(other.len());
                    drop(input.splice(at..at, other[from..].iter().copied().take(200)));
                }
                4 => {
                    let piece: Vec<u8> = input[at..].iter().copied().take(20).collect();
                    drop(input.splice(at..at, piece.repeat(1 + self.below(8))));
                }
                _ => {
                    let end = (at + self.below(10)).min(input.len());
                    drop(input.drain(at..end));
                }
            }
        }
        input.truncate(5000);
        input
    }
}

#[test]
fn no_target_fails_on_seeds_and_small_changes_of_them() {
    let seconds = std::env::var("FUZZ_SECONDS").map_or(14, |text| text.parse().unwrap());
    let wanted = std::env::var("FUZZ_TARGETS").unwrap_or_default();
    let chosen =
        || targets::ALL.into_iter().filter(|(name, _)| wanted.is_empty() || wanted.split(',').any(|one| one == *name));
    let each = Duration::from_secs(seconds) / u32::try_from(chosen().count()).unwrap();
    let seeds = seeds();
    assert!(seeds.len() > 1000, "only {} seeds", seeds.len());
    for (name, target) in chosen() {
        let mut chance = Chance(seconds);
        let began = Instant::now();
        let mut count = 0;
        while began.elapsed() < each {
            let input = chance.input(&seeds);
            if let Err(panic) = std::panic::catch_unwind(|| target(&input)) {
                println!("{name} fails on {}", String::from_utf8_lossy(&input).escape_debug());
                std::panic::resume_unwind(panic);
            }
            count += 1;
        }
        println!("{name}: {count} inputs");
        assert!(count > 2, "{name}: only {count} inputs");
    }
}

#[test]
#[ignore = "writes into fuzz/corpus, for cargo-fuzz"]
fn seeds_are_written_for_cargo_fuzz() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, _) in targets::ALL {
        let folder = corpus.join(name);
        fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds().into_iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
        }
    }
}
