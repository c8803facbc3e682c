//! The command line: arguments in, words and an exit code out. It decides nothing.
//!
//! Exit codes: 0 all is well, 1 the content has faults, 2 treatise could not run.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use rayon::prelude::*;
use treatise::domain::Kind;
use treatise::emit::Output;
use treatise::{
    Artifact, Asked, Colour, Drafts, Error, Format, Options, Report, Site, Sources, compile, compile_watched, manual,
    scaffold, serve, who,
};

/// A site is made of millions of short texts, most of them for the length of a page. On a book of 10,000 pages this takes a seventh off
/// the time and a tenth off the memory that the system's own allocator takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Builds a book about treaties, eras and territories from a folder of Markdown pages.
///
/// A book is a folder with `book.toml` and `content/`. `treatise init my-book` writes a small one to begin from;
/// `treatise serve my-book` shows it in a browser and follows your edits; `treatise build my-book` writes the site.
#[derive(Parser)]
#[command(version, arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the site to a folder
    ///
    /// Nothing is written when the book has errors. The new site replaces the old one whole and in one step; files that have not
    /// changed stay as they are. A folder that holds anything treatise did not write is refused.
    Build(Build),
    /// Show the book in a browser, and follow every edit
    ///
    /// Errors show in the terminal and in the browser, while the last good page stays. Nothing is written to disk.
    Serve(Serve),
    /// Look for faults, and write nothing
    Check(Check),
    /// Tell who held a territory, according to whom, since when and by which instrument
    ///
    /// A group answers for each of its leaves, those of equal answer together. Without a date, the whole history is told.
    Who(Who),
    /// Write the scaffold of a new page
    New(New),
    /// Write a small complete book into an empty folder
    Init {
        /// The folder; it is made if need be
        #[arg(value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Explain a fault: what it is, why it matters, how to mend it
    Explain {
        /// The code in brackets behind `error` or `warning`; without it, all codes are listed
        #[arg(value_name = "CODE")]
        code: Option<String>,
    },
    /// Print a script that completes commands in a shell
    Completions {
        /// The shell
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
struct Build {
    /// The book's folder
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Where to write the site [default: `book` in the book's folder]
    #[arg(long, short, value_name = "OUT")]
    dest_dir: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Build the site without search
    #[arg(long)]
    no_search: bool,
    /// Tell how long each phase takes
    #[arg(long)]
    timings: bool,
}

#[derive(Args)]
struct Choice {
    /// The site's address, for canonical links, feed, sitemap and 404 [default: `site-url` of book.toml]
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
    /// Include pages marked `draft: true`
    #[arg(long)]
    drafts: bool,
}

#[derive(Args)]
struct Serve {
    /// The book's folder
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// The port; 0 takes any that is free
    #[arg(long, short, default_value_t = 3000)]
    port: u16,
    /// The address to listen on; anything but the default lets other machines in
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Open the browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    choice: Choice,
}

#[derive(Args)]
struct Check {
    /// The book's folder
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Include pages marked `draft: true`
    #[arg(long)]
    drafts: bool,
    /// Tell how long each phase takes
    #[arg(long)]
    timings: bool,
}

#[derive(Args)]
struct Who {
    /// The territory's ID
    territory: String,
    /// The day, as `1875-08-22`
    date: Option<String>,
    /// Only this party's view of title; a party stands for its whole line of succession
    #[arg(long, value_name = "PARTY")]
    viewpoint: Option<String>,
    /// How to answer
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    format: AnswerFormat,
    /// The book's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum AnswerFormat {
    /// In words
    Human,
    /// As an object
    Json,
}

#[derive(Args)]
struct New {
    /// What the page is about
    #[arg(value_enum)]
    kind: PageKind,
    /// Its ID, which is also its file's name: lower-case Latin letters, digits and hyphens
    id: String,
    /// Its title [default: made from the ID]
    #[arg(long)]
    title: Option<String>,
    /// The book's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum PageKind {
    Era,
    Treaty,
    Event,
    Territory,
    Party,
    Person,
    Dispute,
    Page,
}

impl From<PageKind> for Kind {
    fn from(kind: PageKind) -> Self {
        match kind {
            PageKind::Era => Self::Era,
            PageKind::Treaty => Self::Treaty,
            PageKind::Event => Self::Event,
            PageKind::Territory => Self::Territory,
            PageKind::Party => Self::Party,
            PageKind::Person => Self::Person,
            PageKind::Dispute => Self::Dispute,
            PageKind::Page => Self::Page,
        }
    }
}

/// All is well.
const WELL: u8 = 0;
/// The content has faults.
const FAULTS: u8 = 1;
/// treatise could not run.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    #[cfg(unix)]
    heed_signals(matches!(cli.command, Command::Serve(_)));
    let result = match cli.command {
        Command::Build(arguments) => build(&arguments),
        Command::Serve(arguments) => serve_book(arguments),
        Command::Check(arguments) => check(&arguments),
        Command::Who(arguments) => tell_who(arguments),
        Command::New(arguments) => new(&arguments),
        Command::Init { dir } => init(&dir),
        Command::Explain { code } => explain(code.as_deref()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "treatise", &mut script);
            out(&String::from_utf8_lossy(&script));
            Ok(WELL)
        }
    };
    ExitCode::from(result.unwrap_or_else(|error| {
        say(&format!("error: {error}\n"));
        FAILED
    }))
}

/// Ends the program when it is interrupted, after clearing up. A server is meant to be interrupted, and has then ended well.
#[cfg(unix)]
fn heed_signals(serves: bool) {
    use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};

    // A file that grows beyond a limit is to be an error that we can report, not the end of the program.
    let _ = signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default());
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    let heed = move || {
        let Some(signal) = signals.forever().next() else { return };
        if serves {
            std::process::exit(WELL.into());
        }
        match treatise::emit::abandon() {
            treatise::emit::Abandoned::Nothing => say("interrupted\n"),
            treatise::emit::Abandoned::Stage => say("interrupted; the site is as it was\n"),
            treatise::emit::Abandoned::OldSite => say("interrupted; the new site is in its place\n"),
        }
        // What shells say of a program that a signal ended.
        std::process::exit(128 + signal);
    };
    // Without the thread, the signal would be lost: better the system's way, and a sweep at the next start.
    if std::thread::Builder::new().name("signals".to_owned()).spawn(heed).is_err() {
        say("warning: no thread can be started; too little memory, or too many processes\n");
    }
}

fn build(arguments: &Build) -> Result<u8, Error> {
    let mut timings = Timings::new(arguments.timings);
    timings.begin("read");
    // git looks through its history while we read.
    let (asked, sources) = rayon::join(|| Asked::of(&arguments.dir), || Sources::read(&arguments.dir));
    let sources = sources?;
    timings.begin("history");
    let history = asked.answer(sources.iter().map(|(_, source)| source.path.as_str()));
    let search = !arguments.no_search;
    let options = Options { history, search, ..arguments.choice.options() };
    let in_book = || if arguments.dir == Path::new(".") { PathBuf::from("book") } else { arguments.dir.join("book") };
    let destination = arguments.dest_dir.clone().unwrap_or_else(in_book);
    let told = |timings: &Timings, files: usize, changed: &str| {
        let seconds = timings.began.elapsed().as_secs_f64();
        out(&format!("{}: {files} files, {changed}, in {seconds:.2} s\n", destination.display()));
    };
    timings.begin("compare");
    let inputs = treatise::digest(&sources, &options);
    // A destination that cannot be written to is told of after what is wrong with the book.
    let output = Output::open(&arguments.dir, &destination);
    if let Ok(output) = &output
        && let Some(files) = output.is_made_from(&inputs)
    {
        timings.end();
        told(&timings, files, "nothing has changed");
        return Ok(WELL);
    }
    let site = compile_watched(sources, &options, &mut |phase| timings.begin(phase.name()));
    if report(&site, &[], arguments.strict, Format::Human) > 0 {
        say("nothing was written\n");
        return Ok(FAULTS);
    }
    let output = output?;
    timings.begin(if search && cfg!(feature = "search") { "render, index" } else { "render" });
    let progress = Progress::over(site.paths().count());
    let failed = Mutex::new(None);
    let take = |artifact: Artifact<'_>| {
        // After a failure nothing more is written, and what is under way comes to its end. The lock is let go before the file is
        // written: in one condition, it would be held until the failure wants it again.
        let well = matches!(failed.lock().as_deref(), Ok(None));
        if well
            && let Err(error) = output.put(&artifact)
            && let Ok(mut failed) = failed.lock()
        {
            failed.get_or_insert(error);
        }
        progress.step();
    };
    // Pages and index are made side by side: neither needs the other.
    let (faults, index) = std::thread::scope(|scope| {
        let index = scope.spawn(|| site.search_index());
        let has = |path: &str, key: &str| {
            let has = output.keeps(path, key);
            if has {
                progress.step();
            }
            has
        };
        let faults = site.each_but(&has, &take);
        let index = index.join().unwrap_or_else(|_| Err(Error::Search { cause: "the indexer failed".to_owned() }));
        (faults, index)
    });
    if faults.is_empty() {
        index?.into_par_iter().for_each(take);
    }
    progress.done();
    if !faults.is_empty() {
        report(&site, &faults, arguments.strict, Format::Human);
        say("nothing was written\n");
        return Ok(FAULTS);
    }
    if let Some(error) = failed.into_inner().unwrap_or_default() {
        return Err(error);
    }
    if site.searches_headings_only() {
        let limit = site.config().search.full_text_limit;
        say(&format!(
            "note: more than {limit} pages: search finds titles, names, summaries and headings, and not the text\n"
        ));
    }
    // Warnings are to be seen at every build.
    let clean = site.diagnostics().is_empty() && !site.searches_headings_only();
    timings.begin("put in place");
    let summary = output.finish(clean.then_some(inputs))?;
    let changed = match (summary.written, summary.removed) {
        (0, 0) => "nothing has changed".to_owned(),
        (written, 0) => format!("{written} written"),
        (written, removed) => format!("{written} written, {removed} removed"),
    };
    timings.end();
    told(&timings, summary.written + summary.unchanged, &changed);
    // The system takes the memory of a program that ends back faster than the program can give it back.
    std::mem::forget(site);
    Ok(WELL)
}

fn check(arguments: &Check) -> Result<u8, Error> {
    let drafts = if arguments.drafts { Drafts::Include } else { Drafts::LeaveOut };
    let mut timings = Timings::new(arguments.timings);
    timings.begin("read");
    let sources = Sources::read(&arguments.dir)?;
    let options = Options { drafts, ..Options::default() };
    let site = compile_watched(sources, &options, &mut |phase| timings.begin(phase.name()));
    timings.begin("report");
    // The default theme is tested; a theme of the book's own shows its faults only when it is used.
    let rendered = if site.has_own_templates() && !site.has_errors() { site.artifacts().diagnostics } else { Vec::new() };
    let errors = report(&site, &rendered, arguments.strict, arguments.format);
    if errors == 0 && arguments.format == Format::Human {
        let pages = site.atlas().entities().count();
        let faults = if site.report(&rendered, arguments.strict).is_empty() { "no faults" } else { "no errors" };
        out(&format!("{pages} pages, {faults}\n"));
    }
    timings.end();
    std::mem::forget(site);
    Ok(if errors > 0 { FAULTS } else { WELL })
}

/// How long each phase takes, told as it ends where that was asked for.
struct Timings {
    wanted: bool,
    began: Instant,
    phase: Option<(&'static str, Instant)>,
}

impl Timings {
    fn new(wanted: bool) -> Self {
        Self { wanted, began: Instant::now(), phase: None }
    }

    fn begin(&mut self, name: &'static str) {
        self.close();
        self.phase = Some((name, Instant::now()));
    }

    fn end(&mut self) {
        self.close();
        if self.wanted {
            say(&format!("{:<14}{:>8.1} ms\n", "in all", self.began.elapsed().as_secs_f64() * 1000.0));
        }
    }

    fn close(&mut self) {
        if let Some((name, began)) = self.phase.take()
            && self.wanted
        {
            say(&format!("{name:<14}{:>8.1} ms\n", began.elapsed().as_secs_f64() * 1000.0));
        }
    }
}

/// Prints what is wrong and returns the number of errors.
fn report(site: &Site, more: &[treatise::Diagnostic], strict: bool, format: Format) -> usize {
    let report = site.report(more, strict);
    match format {
        Format::Human => {
            say(&report.render(format, colour()));
            say(&tally(&report));
        }
        // The other forms are for programs, which read standard output.
        _ => out(&report.render(format, Colour::Never)),
    }
    report.errors()
}

/// Colours are for terminals whose owner has not declined them (no-color.org).
fn colour() -> Colour {
    let declined = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if std::io::stderr().is_terminal() && !declined { Colour::Always } else { Colour::Never }
}

/// `2 errors, 1 warning`, or nothing.
fn tally(report: &Report) -> String {
    let count = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{number} {word}s")),
    };
    let parts: Vec<String> =
        [count(report.errors(), "error"), count(report.warnings(), "warning")].into_iter().flatten().collect();
    let error = report.faults().iter().find(|fault| fault.severity() == treatise::Severity::Error);
    match error.or(report.faults().first()) {
        Some(fault) => format!("{}; `treatise explain {}` tells more\n", parts.join(", "), fault.code()),
        None => String::new(),
    }
}

fn serve_book(arguments: Serve) -> Result<u8, Error> {
    let book = serve::Folder::new(arguments.dir, arguments.choice.options(), colour());
    let browser = if arguments.open { serve::Browser::Open } else { serve::Browser::Leave };
    let options = serve::Options { host: arguments.host, port: arguments.port, browser, ..serve::Options::default() };
    serve::serve(book, &options)?;
    Ok(WELL)
}

fn tell_who(arguments: Who) -> Result<u8, Error> {
    let day = arguments.date.as_deref().map(who::parse_day).transpose()?;
    let site = compile(Sources::read(&arguments.dir)?, &Options::default());
    if site.has_errors() {
        // A ledger that contradicts itself answers nothing.
        report(&site, &[], false, Format::Human);
        return Ok(FAULTS);
    }
    let question = who::Question { territory: arguments.territory, day, viewpoint: arguments.viewpoint };
    out(&match arguments.format {
        AnswerFormat::Human => who::human(site.atlas(), &question)?,
        AnswerFormat::Json => who::json(site.atlas(), &question)?,
    });
    Ok(WELL)
}

fn new(arguments: &New) -> Result<u8, Error> {
    let path = scaffold::page(&arguments.dir, arguments.kind.into(), &arguments.id, arguments.title.as_deref())?;
    out(&format!("wrote {}\n", arguments.dir.join(path).display()));
    Ok(WELL)
}

fn init(dir: &Path) -> Result<u8, Error> {
    let written = scaffold::book(dir)?;
    let place = if dir == Path::new(".") { String::new() } else { format!(" {}", dir.display()) };
    out(&format!("wrote {} files; now `treatise serve{place}` shows the book\n", written.len()));
    Ok(WELL)
}

fn explain(code: Option<&str>) -> Result<u8, Error> {
    let Some(name) = code else {
        for code in manual::ALL {
            out(&format!("{:<22} {}\n", code.name, code.title));
        }
        return Ok(WELL);
    };
    let Some(code) = manual::find(name) else {
        let help = manual::nearest(name).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Error::Usage(format!("there is no code `{name}`{help}")));
    };
    out(code.manual);
    Ok(WELL)
}

impl Choice {
    fn options(&self) -> Options {
        let drafts = if self.drafts { Drafts::Include } else { Drafts::LeaveOut };
        Options { drafts, site_url: self.site_url.clone(), ..Options::default() }
    }
}

/// A bar on a terminal, for work that takes longer than a second.
struct Progress {
    bar: indicatif::ProgressBar,
    began: Instant,
}

impl Progress {
    fn over(count: usize) -> Self {
        let bar = indicatif::ProgressBar::with_draw_target(Some(count as u64), indicatif::ProgressDrawTarget::hidden());
        Self { bar, began: Instant::now() }
    }

    fn step(&self) {
        if self.bar.is_hidden() && std::io::stderr().is_terminal() && self.began.elapsed() > Duration::from_secs(1) {
            self.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }

    fn done(&self) {
        self.bar.finish_and_clear();
    }
}

/// Standard output; a reader that has seen enough is no fault.
fn out(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Standard error.
fn say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}
