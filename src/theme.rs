//! Templates and interface strings: the default theme, compiled into the program, and what a book puts in its place.

use std::any::Any;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tera::Tera;

use crate::config::Config;
use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::manual;
use crate::source::{SourceId, Sources, Span};
use crate::suggest::did_you_mean;
use crate::view::{PageView, SiteView, Strings};

include!(concat!(env!("OUT_DIR"), "/theme_files.rs"));

/// The files of the default theme, by path from a book's root.
pub(crate) fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    TEMPLATES.iter().chain(STATIC).copied()
}

/// Interface strings of every language of the book; what a language lacks is taken from English.
pub(crate) fn strings(sources: &Sources, config: &Config) -> Checked<BTreeMap<String, Strings>> {
    let mut found = Vec::new();
    let english = read_strings(sources, "en", &mut found);
    let mut all = BTreeMap::new();
    for language in config.languages() {
        let mut strings = english.clone();
        // `pt-BR` is served by `pt` where there is nothing nearer.
        let base = language.split('-').next().unwrap_or(language);
        for tag in [base, language] {
            if tag != "en" {
                strings.extend(read_strings(sources, tag, &mut found));
            }
        }
        all.insert(language.to_owned(), strings);
    }
    found.dedup_by(|a, b| a.place == b.place && a.message == b.message);
    Checked { value: all, diagnostics: found }
}

fn read_strings(sources: &Sources, language: &str, found: &mut Vec<Diagnostic>) -> Strings {
    let path = format!("templates/strings/{language}.toml");
    let built_in = TEMPLATES.iter().find(|(name, _)| *name == path).and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
    let mut strings: Strings = built_in.and_then(|text| toml::from_str(text).ok()).unwrap_or_default();
    let Some(source) = sources.find(&path) else { return strings };
    match toml::from_str::<Strings>(&sources.get(source).text) {
        // A book's file may hold only the strings that it wants otherwise.
        Ok(own) => strings.extend(own),
        Err(error) => {
            let message = error.message().lines().next().unwrap_or("not valid TOML").trim_end_matches('.').to_owned();
            let span = Span::new(source, error.span().unwrap_or(0..0));
            found.push(
                Diagnostic::new(&manual::STRINGS, Place::Span(span), format!("not valid: {message}"))
                    .help("the file has lines of the form `key = \"text\"` and nothing else"),
            );
        }
    }
    strings
}

/// The templates, ready to render in each language.
#[derive(Debug)]
pub(crate) struct Theme {
    /// The templates, before they know a language.
    tera: Tera,
    by_language: BTreeMap<String, Tera>,
    frames: Mutex<BTreeMap<FrameOf, tera::Value>>,
    shared: Mutex<HashMap<SharedOf, Shared>>,
}

/// Names of a language, the way to the root, a template, and which value it was given, by identity.
type SharedOf = (String, String, &'static str, usize);

/// What a template made of a value, which is kept so that no other takes its place in memory.
struct Shared {
    html: Arc<str>,
    _of: Arc<dyn Any + Send + Sync>,
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.html.fmt(formatter)
    }
}

/// What the frame of a page depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct FrameOf {
    lang: String,
    root: String,
    section: &'static str,
    kind: &'static str,
}

/// What a part of a page knows of where it stands.
#[derive(Serialize)]
struct Whereabouts<'p> {
    lang: &'p str,
    root: &'p str,
}

/// Parts of a page that are the same for all pages of a kind, section and depth: templates that make them see no more of it.
const FRAME: [&str; 3] = ["head", "nav", "foot"];

impl Theme {
    /// Reads the templates among the sources; every fault of every template is reported.
    pub(crate) fn load(sources: &Sources, sites: Vec<(String, SiteView, &Strings)>) -> (Option<Self>, Vec<Diagnostic>) {
        let mut tera = Tera::default();
        tera.autoescape_on([".html", ".xml"]);
        tera.register_function("range", range);
        let templates: Vec<(SourceId, &str, &str)> = sources
            .iter()
            .filter_map(|(id, source)| {
                let name = source.path.strip_prefix("templates/")?;
                (!name.starts_with("strings/")).then_some((id, name, source.text.as_str()))
            })
            .collect();
        // Together first, since templates extend and include each other; then, where that fails, one by one against the
        // built-in rest, so that the faults of several templates come out in one run.
        if let Err(error) = tera.add_raw_templates(templates.iter().map(|(_, name, text)| (*name, *text))) {
            let mut found = described(sources, &error);
            for (id, name, text) in &templates {
                let mut alone = Tera::default();
                if let Err(error) = alone.add_raw_template(name, text)
                    && matches!(error.kind(), tera::ErrorKind::SyntaxError(_))
                {
                    let own = describe(sources, &error, Some(*id));
                    // Alone, a template lacks the others; only what is wrong with its own text counts.
                    if is_own(&own.message) && !found.iter().any(|fault: &Diagnostic| fault.place == own.place) {
                        found.push(own);
                    }
                }
            }
            return (None, found);
        }
        (Some(Self::of(tera, sites)), Vec::new())
    }

    /// The same templates for a book that has other things to say to all of them.
    pub(crate) fn again(&self, sites: Vec<(String, SiteView, &Strings)>) -> Self {
        Self::of(self.tera.clone(), sites)
    }

    fn of(tera: Tera, sites: Vec<(String, SiteView, &Strings)>) -> Self {
        let by_language = sites
            .into_iter()
            .map(|(language, site, strings)| {
                let mut tera = tera.clone();
                let context = tera.global_context();
                context.insert("site", &site);
                context.insert("t", strings);
                (language, tera)
            })
            .collect();
        Self { tera, by_language, frames: Mutex::default(), shared: Mutex::default() }
    }

    /// The parts of a page that many pages have in common, as markup, each rendered once.
    pub(crate) fn frame(&self, sources: &Sources, page: &PageView) -> Result<tera::Value, Diagnostic> {
        let of = FrameOf { lang: page.lang.clone(), root: page.root.clone(), section: page.section, kind: page.kind };
        // Whoever panicked has left nothing half-done here.
        let known = || self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(frame) = known().get(&of) {
            return Ok(frame.clone());
        }
        let mut context = tera::Context::new();
        context.insert("page", &of);
        let mut parts = BTreeMap::new();
        for part in FRAME {
            parts.insert(part, self.render(sources, &of.lang, &format!("frame-{part}.html"), &context)?);
        }
        let frame = tera::Value::from_serializable(&parts);
        known().insert(of, frame.clone());
        Ok(frame)
    }

    /// What a template makes of values that many pages show, one after the other; it finds each as `of`, and of `page` what pages of a
    /// language and depth have in common. Each is rendered once.
    pub(crate) fn shared<T: Serialize + Send + Sync + 'static>(
        &self,
        sources: &Sources,
        (page, template): (&PageView, &'static str),
        all: &[Arc<T>],
    ) -> Result<String, Diagnostic> {
        let known = || self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let key = |of: &Arc<T>| (page.lang.clone(), page.root.clone(), template, Arc::as_ptr(of).addr());
        let mut html = String::new();
        for of in all {
            let key = key(of);
            let found = known().get(&key).map(|shared| Arc::clone(&shared.html));
            let part = match found {
                Some(part) => part,
                None => {
                    let part: Arc<str> = self.one(sources, (page, template), of, false)?.into();
                    known().insert(key, Shared { html: Arc::clone(&part), _of: Arc::clone(of) as _ });
                    part
                }
            };
            html.push_str(&part);
        }
        Ok(html)
    }

    /// The same of one value, which is not kept. The template finds `current`.
    pub(crate) fn one<T: Serialize>(
        &self,
        sources: &Sources,
        (page, template): (&PageView, &'static str),
        of: &Arc<T>,
        current: bool,
    ) -> Result<String, Diagnostic> {
        let mut context = tera::Context::new();
        context.insert("page", &Whereabouts { lang: &page.lang, root: &page.root });
        context.insert("of", of);
        context.insert("current", &current);
        let mut html = self.render(sources, &page.lang, template, &context)?;
        // The line on which the file ends is nobody's.
        html.truncate(html.trim_end().len());
        Ok(html)
    }

    /// Renders a template.
    pub(crate) fn render(
        &self,
        sources: &Sources,
        language: &str,
        template: &str,
        context: &tera::Context,
    ) -> Result<String, Diagnostic> {
        let Some(tera) = self.by_language.get(language).or_else(|| self.by_language.values().next()) else {
            return Ok(String::new());
        };
        STEPS.set(MOST_STEPS);
        let mut page = Bounded(Vec::with_capacity(16 * 1024));
        let result = tera.render_to(template, context, &mut page);
        let guess = sources.find(&format!("templates/{template}"));
        match result {
            Ok(()) => Ok(String::from_utf8(page.0).unwrap_or_default()),
            Err(_) if page.0.len() >= MOST_BYTES => {
                let place = Place::File(guess.unwrap_or_default());
                let message = format!("`{template}` makes a page of more than {} MiB", MOST_BYTES >> 20);
                Err(Diagnostic::new(&manual::TEMPLATE, place, message).help("look for a loop within a loop"))
            }
            Err(error) => Err(describe(sources, &error, guess)),
        }
    }
}

/// A page that is larger is the work of a loop that somebody did not mean.
const MOST_BYTES: usize = 64 << 20;
/// Steps that the loops of a template may take over numbers; those over the book's own lists end by themselves.
const MOST_STEPS: usize = 1_000_000;

thread_local! {
    /// Steps that are left to the page which this thread renders.
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Numbers to loop over, as the engine's own `range` gives them, but never more than [`MOST_STEPS`] on a page: loops in loops are
/// how templates run forever.
#[expect(clippy::needless_pass_by_value, reason = "the engine's functions are of this form")]
fn range(arguments: tera::Kwargs, _: &tera::State<'_>) -> tera::TeraResult<Vec<i64>> {
    let start = arguments.get::<i64>("start")?.unwrap_or_default();
    let end = arguments.must_get::<i64>("end")?;
    let step = arguments.get::<i64>("step_by")?.unwrap_or(1);
    let fault = |message: &str| Err(tera::Error::message(message));
    if step <= 0 || start > end {
        return fault("`range` counts upwards: `end` is not less than `start`, and `step_by` is 1 or more");
    }
    let count = usize::try_from(i128::from(end) - i128::from(start)).unwrap_or(usize::MAX);
    let count = count.div_ceil(usize::try_from(step).unwrap_or(usize::MAX));
    let Some(left) = STEPS.get().checked_sub(count.max(1)) else {
        return fault("the loops over `range` take more than a million steps on this page");
    };
    STEPS.set(left);
    Ok((0..count).map_while(|number| start.checked_add(step.checked_mul(i64::try_from(number).ok()?)?)).collect())
}

/// A page that cannot grow without end.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            // The length tells afterwards why it failed.
            self.0.resize(MOST_BYTES, 0);
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The faults of an error that may tell of several: of what templates name and nobody knows, the engine makes a text.
fn described(sources: &Sources, error: &tera::Error) -> Vec<Diagnostic> {
    let tera::ErrorKind::Msg(text) = error.kind() else { return vec![describe(sources, error, None)] };
    let mut found = Vec::new();
    let mut message = None;
    for line in text.lines() {
        if let Some(head) = line.trim_start().strip_prefix("error: ") {
            message = Some(head);
        } else if let (Some(place), Some(head)) = (line.trim_start().strip_prefix("--> "), message.take()) {
            let mut parts = place.rsplitn(3, ':');
            let (column, line) = (parts.next(), parts.next());
            let source = parts.next().and_then(|name| sources.find(&format!("templates/{name}")));
            let number = |text: Option<&str>| text.and_then(|text| text.parse::<usize>().ok());
            let (Some(source), Some(line), Some(column)) = (source, number(line), number(column)) else { continue };
            let text = &sources.get(source).text;
            let start = crate::parse::offset(text, line, column);
            let named = head.split('`').nth(1).unwrap_or_default();
            // The engine marks the whole call; the name is what is wrong.
            let at = text[start..].lines().next().and_then(|rest| rest.find(named)).map_or(start, |at| start + at);
            let place = Place::Span(Span::new(source, at..at + named.len()));
            let mut signs = head.chars();
            let head =
                signs.next().map(|first| first.to_lowercase().collect::<String>() + signs.as_str()).unwrap_or_default();
            let templates = sources.iter().filter_map(|(_, source)| source.path.strip_prefix("templates/"));
            let near = head.starts_with("unknown template").then(|| did_you_mean(named, templates)).flatten();
            let help = near.unwrap_or_else(|| {
                "the values a template may use are listed in the manual; the syntax is that of Tera 2".to_owned()
            });
            found.push(Diagnostic::new(&manual::TEMPLATE, place, head).help(help));
        }
    }
    if found.is_empty() { vec![describe(sources, error, None)] } else { found }
}

fn is_own(message: &str) -> bool {
    !["omponent", "inherit", "nclude", "not found", "arent"].iter().any(|word| message.contains(word))
}

/// A fault of the template engine as one of ours, at its line and column.
fn describe(sources: &Sources, error: &tera::Error, guess: Option<SourceId>) -> Diagnostic {
    let find = |name: &str| sources.find(&format!("templates/{name}")).or(guess);
    let anywhere = || guess.or_else(|| sources.find("templates/base.html")).or_else(|| sources.find("book.toml"));
    let (place, message) = match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
            let place = find(report.filename()).map(|source| {
                let text = &sources.get(source).text;
                let span = report.span();
                let at = |line: usize, column: usize| crate::parse::offset(text, line, column + 1);
                let start = at(span.start_line, span.start_col);
                Place::Span(Span::new(source, start..at(span.end_line, span.end_col).max(start)))
            });
            (place, report.message().to_owned())
        }
        tera::ErrorKind::MissingParent { current, parent } => {
            let place = find(current).map(|source| quoted(sources, source, parent));
            (place, format!("there is no template `{parent}` to extend"))
        }
        tera::ErrorKind::TemplateNotFound(name) => {
            let naming = sources
                .iter()
                .find(|(_, source)| source.path.starts_with("templates/") && source.text.contains(&format!("\"{name}\"")));
            (naming.map(|(source, _)| quoted(sources, source, name)), format!("there is no template `{name}`"))
        }
        tera::ErrorKind::CircularExtend { tpl, .. } => {
            (find(tpl).map(Place::File), format!("`{tpl}` extends itself, by way of others or directly"))
        }
        tera::ErrorKind::CircularInclude { tpl, .. } => {
            (find(tpl).map(Place::File), format!("`{tpl}` includes itself, by way of others or directly"))
        }
        other => (None, other.to_string()),
    };
    let message = message.lines().next().unwrap_or_default().trim_end_matches('.').to_owned();
    let mut first = message.chars();
    let message = match first.next() {
        Some(c) if !message.starts_with("`") => c.to_lowercase().collect::<String>() + first.as_str(),
        _ => message,
    };
    // The engine lists what there is; the author needs the one that was meant.
    if let Some((head, known)) = message.split_once(". Available ")
        && let Some(written) = head.split('`').nth(1)
        && let Some(place) = place.clone()
    {
        let known: Vec<&str> = known.split_once(": ").map_or("", |(_, known)| known).split(", ").collect();
        let help =
            did_you_mean(written, known.iter().copied()).unwrap_or_else(|| format!("there are: {}", known.join(", ")));
        return Diagnostic::new(&manual::TEMPLATE, place, head.to_owned()).help(help);
    }
    let names: Vec<&str> = sources.iter().filter_map(|(_, source)| source.path.strip_prefix("templates/")).collect();
    let missing = message.strip_prefix("there is no template `").and_then(|rest| rest.split('`').next());
    let help = missing.and_then(|name| did_you_mean(name, names)).unwrap_or_else(|| {
        "the values a template may use are listed in the manual; the syntax is that of Tera 2".to_owned()
    });
    match place.or_else(|| anywhere().map(Place::File)) {
        Some(place) => Diagnostic::new(&manual::TEMPLATE, place, message).help(help),
        // There is always a `book.toml`, or we would not be here.
        None => Diagnostic::new(&manual::TEMPLATE, Place::Span(Span::new(SourceId::default(), 0..0)), message).help(help),
    }
}

/// Where a template names another.
fn quoted(sources: &Sources, source: SourceId, name: &str) -> Place {
    match sources.get(source).text.find(&format!("\"{name}\"")) {
        Some(at) => Place::Span(Span::new(source, at + 1..at + 1 + name.len())),
        None => Place::File(source),
    }
}
