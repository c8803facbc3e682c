//! The steps by themselves, on the book of this repository: `cargo bench --bench steps`.
//!
//! What a whole build takes is another question, which `cargo bench --bench book` answers. Times of a ledger that is much larger
//! than a real one are those of `cargo bench --bench ledger`.

use std::path::Path;
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use treatise::atlas::{Atlas, ledger_input};
use treatise::config::Config;
use treatise::domain::ledger::Ledger;
use treatise::parse::documents;
use treatise::{Drafts, Options, Site, Sources, compile};

/// A page with most things that a page can have: stages, signatories, texts, articles, changes, citations, a table.
const PAGE: &str = "treaties/shimoda-1855";

fn main() {
    divan::main();
}

static SITE: LazyLock<Site> = LazyLock::new(site);

#[expect(clippy::expect_used, reason = "without the book there is nothing to measure")]
fn sources() -> Sources {
    Sources::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the book of this repository can be read")
}

fn site() -> Site {
    compile(sources(), &Options::default())
}

fn config(sources: &Sources) -> Config {
    Config::read(sources).value
}

/// Reading the files is the system's work and no step of ours, but a build does it once.
#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    bencher.bench_local(sources);
}

mod parse {
    use super::*;

    /// Front matter and Markdown of one page.
    #[divan::bench]
    fn page(bencher: Bencher<'_, '_>) {
        let path = format!("content/{PAGE}.md");
        let all = sources();
        let text = all.find(&path).map(|id| all.get(id).text.clone()).unwrap_or_default();
        assert!(!text.is_empty(), "{path} is not in the book");
        let one = Sources::from_files([(path, text)]);
        let config = config(&all);
        bencher.bench(|| documents(black_box(&one), &config));
    }

    /// All files, on all processors.
    #[divan::bench]
    fn book(bencher: Bencher<'_, '_>) {
        let sources = sources();
        let config = config(&sources);
        bencher.bench(|| documents(black_box(&sources), &config));
    }
}

/// Who is who: IDs, links, anchors, backlinks, with the ledger.
#[divan::bench]
fn assemble(bencher: Bencher<'_, '_>) {
    let sources = sources();
    let config = config(&sources);
    bencher
        .with_inputs(|| documents(&sources, &config).value)
        .bench_values(|documents| Atlas::assemble(documents, &sources, &config, Drafts::LeaveOut));
}

/// Who held what, when, according to whom.
#[divan::bench]
fn ledger(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Ledger::compute(&ledger_input(black_box(SITE.atlas()))));
}

/// Everything that `check` does.
#[divan::bench]
fn compiled(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(sources).bench_values(|sources| compile(sources, &Options::default()));
}

mod render {
    use super::*;

    fn render(site: &Site) -> Vec<u8> {
        let path = format!("{PAGE}/index.html");
        let Some(Ok(page)) = site.file(&path) else { panic!("{path} is no page of the book") };
        page
    }

    /// A page of a book that nobody has looked at yet: sources are put into the book's style, strings and templates are at hand.
    #[divan::bench(sample_count = 20)]
    fn first(bencher: Bencher<'_, '_>) {
        bencher.with_inputs(site).bench_refs(|site| render(site));
    }

    /// The same page again, when what it shares with other pages is known.
    #[divan::bench]
    fn again(bencher: Bencher<'_, '_>) {
        bencher.bench(|| render(black_box(&SITE)));
    }
}
