//! The index of full text, made by Pagefind: fragments of pages and pieces of a word list, of which a reader's browser loads the few
//! that a query needs.
//!
//! Each language, and each thousand pages of one, becomes an index in a folder of its own, with its own copy of the script that
//! reads it. Indexes are made by as many threads as there are processors; none knows of another.

use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;

use super::page::{Extent, document};
use super::{PAGES_PER_INDEX, bundle_folder};
use crate::error::Error;
use crate::site::{Artifact, Content};
use crate::view::{PageKey, Subjects, Views};

/// Files that bundle the texts of so many pages at most, so that a book of ten thousand pages does not become as many files more.
const FRAGMENT_FILES: u32 = 500;

/// One index in the making.
struct Job<'j> {
    language: &'j str,
    folder: String,
    pages: &'j [PageKey],
}

/// All indexes of a book.
///
/// # Errors
///
/// Where the indexer fails, which no content should make it do.
pub(crate) fn bundles(views: &Views<'_>, limited: bool) -> Result<Vec<Artifact<'static>>, Error> {
    let subjects = Subjects::of(views.atlas);
    let pages: Vec<(&str, Vec<PageKey>)> =
        views.config.languages().map(|language| (language, views.pages_with_text(language))).collect();
    let jobs: Vec<Job<'_>> = pages
        .iter()
        .flat_map(|(language, pages)| {
            pages.chunks(PAGES_PER_INDEX).enumerate().map(|(part, pages)| Job {
                language,
                folder: bundle_folder(language, part),
                pages,
            })
        })
        .collect();
    let extent = if limited { Extent::Headings } else { Extent::Text };
    let waiting = Mutex::new(jobs.iter().enumerate());
    let building = Mutex::new(());
    let done = Mutex::new(Vec::new());
    // Threads of our own: the indexer uses rayon's inside, and one of those that waits may take up another index, which its
    // runtime does not bear.
    thread::scope(|scope| {
        let work = || {
            loop {
                let next = waiting.lock().map(|mut waiting| waiting.next());
                let Ok(Some((number, job))) = next else { return };
                let files = index(views, &subjects, job, extent, &building);
                if let Ok(mut done) = done.lock() {
                    done.push((number, files));
                }
            }
        };
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(jobs.len());
        (0..threads).map(|_| scope.spawn(work)).for_each(drop);
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(number, _)| *number);
    if done.len() != jobs.len() {
        return Err(Error::Search { cause: "the indexer stopped midway".to_owned() });
    }
    done.into_iter().try_fold(Vec::new(), |mut all, (_, files)| {
        all.append(&mut files?);
        Ok(all)
    })
}

/// Pages are read by many threads at once, but only one at a time builds an index of what it read, which needs four times the memory
/// and uses all processors by itself.
fn index(
    views: &Views<'_>,
    subjects: &Subjects,
    job: &Job<'_>,
    extent: Extent,
    building: &Mutex<()>,
) -> Result<Vec<Artifact<'static>>, Error> {
    let failed = |cause: &dyn std::fmt::Display| Error::Search { cause: cause.to_string() };
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|cause| failed(&cause))?;
    let mut index = runtime.block_on(async {
        let options = PagefindServiceConfig::builder()
            .keep_index_url(true)
            .force_language(job.language.to_lowercase())
            .max_fragments(FRAGMENT_FILES)
            .build();
        let mut index = PagefindIndex::new(Some(options)).map_err(|cause| failed(&cause))?;
        for key in job.pages {
            let Some(page) = views.text(key, subjects) else { continue };
            let html = document(&page, job.language, extent);
            index.add_html_file(None, Some(page.path), html).await.map_err(|cause| failed(&cause))?;
        }
        Ok(index)
    })?;
    let files = {
        let _turn = building.lock();
        runtime.block_on(index.get_files())
    };
    let mut files: Vec<Artifact<'static>> = files
        .map_err(|cause| failed(&cause))?
        .into_iter()
        .map(|file| (file.filename.to_string_lossy().replace('\\', "/"), file.contents))
        .filter(|(name, _)| is_needed(name))
        .map(|(name, bytes)| Artifact { path: format!("{}{name}", job.folder), content: Content::Bytes(bytes) })
        .collect();
    // A language that the indexer knows brings a program of its own; the one for all others is then not asked for.
    if files.iter().filter(|file| is_program(&file.path)).count() > 1 {
        files.retain(|file| !file.path.ends_with("/wasm.unknown.pagefind"));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Whether the browser asks for a file: the script, its WebAssembly and the index, and none of the indexer's own dialogs.
fn is_needed(name: &str) -> bool {
    matches!(name, "pagefind.js" | "pagefind-entry.json")
        || name.ends_with(".pf_meta")
        || name.contains('/')
        || is_program(name)
}

fn is_program(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|name| name.starts_with("wasm."))
}
