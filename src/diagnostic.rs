//! What is wrong with the book: found deep down as *where* and *what*, made presentable here and nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

use crate::domain::FieldPath;
use crate::manual::Code;
use crate::source::{SourceId, Sources, Span};

/// A value, together with everything found wrong on the way to it.
#[must_use]
#[derive(Clone, Debug, Default)]
pub struct Checked<T> {
    /// The value.
    pub value: T,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Worth mending; an error under `--strict`.
    Warning,
}

/// Where a fault lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file as a whole.
    File(SourceId),
    /// At bytes of a file.
    Span(Span),
    /// At the value of a field of a file's front matter (or of a YAML file).
    Field(SourceId, FieldPath),
    /// At the key of such a field.
    Key(SourceId, FieldPath),
}

/// One fault of the book.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Which sort of fault.
    pub code: &'static Code,
    /// Where.
    pub place: Place,
    /// One line: lower case, no full stop, the author's words in backquotes.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that matter, each with what is there.
    pub related: Vec<(Place, String)>,
}

impl Diagnostic {
    /// A fault with a message and nothing else.
    #[must_use]
    pub fn new(code: &'static Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, place, message: message.into(), help: None, related: Vec::new() }
    }

    /// The same fault with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault with advice, where there is any.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same fault with another place that matters.
    #[must_use]
    pub fn related(mut self, place: Place, what: impl Into<String>) -> Self {
        self.related.push((place, what.into()));
        self
    }
}

/// All faults of a book, located, sorted by path and position, each once.
#[derive(Debug, Default)]
pub struct Report {
    faults: Vec<Fault>,
}

/// A fault with its place worked out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    path: String,
    range: (usize, usize),
    severity: Severity,
    message: String,
    code: &'static str,
    help: Option<String>,
    line: usize,
    column: usize,
    related: Vec<Related>,
    excerpt: Excerpt,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Related {
    path: String,
    line: usize,
    column: usize,
    what: String,
    excerpt: Excerpt,
}

/// The line a fault is on, or the part of it that a terminal can show.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Excerpt {
    text: String,
    mark: (usize, usize),
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// With the line in question and a mark below it.
    Human,
    /// One line each: `path:line:column: severity[code]: message`.
    Short,
    /// An array of objects.
    Json,
    /// Workflow commands that GitHub shows as annotations on a pull request.
    Github,
}

/// Whether the terminal is to show colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// With escape sequences.
    Always,
    /// Plain text.
    Never,
}

impl Report {
    /// Works out where each fault lies; under `strict`, warnings become errors.
    #[must_use]
    pub fn new(sources: &Sources, diagnostics: &[Diagnostic], strict: bool) -> Self {
        let mut places = Places { sources, texts: BTreeMap::new() };
        let located: BTreeSet<Fault> =
            diagnostics.iter().map(|diagnostic| Fault::locate(&mut places, diagnostic, strict)).collect();
        Self { faults: located.into_iter().collect() }
    }

    /// Number of faults that forbid writing.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.faults.iter().filter(|fault| fault.severity == Severity::Error).count()
    }

    /// Number of faults that do not.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.faults.len() - self.errors()
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// The faults in order.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The report as text, ending with a line break unless empty.
    #[must_use]
    pub fn render(&self, format: Format, colour: Colour) -> String {
        match format {
            Format::Human => self.human(colour),
            Format::Short => self.lines(Fault::short),
            Format::Github => self.lines(Fault::github),
            Format::Json => {
                let faults: Vec<_> = self.faults.iter().map(FaultJson::from).collect();
                serde_json::to_string_pretty(&faults).unwrap_or_default() + "\n"
            }
        }
    }

    fn lines(&self, line: impl Fn(&Fault) -> String) -> String {
        self.faults.iter().map(|fault| line(fault) + "\n").collect()
    }

    /// A terminal is no place for ten thousand pictures; the other forms leave nothing out.
    const MOST_PICTURES: usize = 200;

    fn human(&self, colour: Colour) -> String {
        let renderer = match colour {
            Colour::Always => Renderer::styled(),
            Colour::Never => Renderer::plain(),
        };
        let mut out = String::new();
        for fault in self.faults.iter().take(Self::MOST_PICTURES) {
            out.push_str(&fault.picture(&renderer));
            out.push_str("\n\n");
        }
        if self.faults.len() > Self::MOST_PICTURES {
            let more = self.faults.len() - Self::MOST_PICTURES;
            let _ = writeln!(out, "… and {more} more; `treatise check --format short` lists them all\n");
        }
        out
    }
}

impl Fault {
    /// The stable code: `unknown-key`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Whether it forbids writing.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The path from the book's root, the line and the column (in characters), both counted from 1.
    #[must_use]
    pub fn position(&self) -> (&str, usize, usize) {
        (&self.path, self.line, self.column)
    }

    /// The headline.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    fn locate(places: &mut Places<'_>, diagnostic: &Diagnostic, strict: bool) -> Self {
        let at = places.position(&diagnostic.place);
        let related = diagnostic
            .related
            .iter()
            .map(|(place, what)| {
                let at = places.position(place);
                Related { path: at.path, line: at.line, column: at.column, what: printable(what), excerpt: at.excerpt }
            })
            .collect();
        Self {
            path: at.path,
            range: at.range,
            severity: if strict { Severity::Error } else { diagnostic.code.severity },
            message: printable(&diagnostic.message),
            code: diagnostic.code.name,
            help: diagnostic.help.as_deref().map(printable),
            line: at.line,
            column: at.column,
            related,
            excerpt: at.excerpt,
        }
    }

    fn short(&self) -> String {
        let severity = self.severity_word();
        format!("{}:{}:{}: {severity}[{}]: {}", self.path, self.line, self.column, self.code, self.message)
    }

    fn github(&self) -> String {
        // GitHub's escapes for workflow commands: data, and in properties also `:` and `,`.
        let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
        let help = self.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        format!(
            "::{} file={},line={},col={},title={}::{}",
            self.severity_word(),
            property(&self.path),
            self.line,
            self.column,
            property(self.code),
            data(&format!("{}{help}", self.message))
        )
    }

    fn severity_word(&self) -> &'static str {
        match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }

    fn picture(&self, renderer: &Renderer) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group =
            level.primary_title(self.message.as_str()).id(self.code).element(snippet(&self.excerpt, &self.path, self.line));
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let mut groups = vec![group];
        for related in &self.related {
            groups.push(Level::NOTE.secondary_title(related.what.as_str()).element(snippet(
                &related.excerpt,
                &related.path,
                related.line,
            )));
        }
        renderer.render(&groups)
    }
}

fn snippet<'a>(excerpt: &'a Excerpt, path: &'a str, line: usize) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    Snippet::source(excerpt.text.as_str())
        .path(path)
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(excerpt.mark.0..excerpt.mark.1))
}

/// Nothing that an author wrote may steer the terminal.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().take(2000) {
        match c {
            '\n' => out.push(' '),
            c if c.is_control() || is_bidi_control(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

pub(crate) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}')
}

struct Position {
    path: String,
    range: (usize, usize),
    line: usize,
    column: usize,
    excerpt: Excerpt,
}

/// Works out places; a file with a hundred thousand faults is counted through once, not once for each.
struct Places<'s> {
    sources: &'s Sources,
    texts: BTreeMap<SourceId, Measured>,
}

/// What is known of a text after one pass over it.
struct Measured {
    /// Where each line begins.
    lines: Vec<usize>,
    /// How many characters stand before each [`STRIDE`] bytes.
    characters: Vec<usize>,
    /// How many bytes of YAML may still be read in search of fields.
    budget: usize,
}

const STRIDE: usize = 1024;

/// Each field to be shown costs another reading of the YAML, so that a page with thousands of faulty fields would take minutes.
/// Beyond this many bytes read, the remaining faults are shown at the beginning of the file.
const MOST_YAML: usize = 8_000_000;

impl Measured {
    fn of(text: &str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut count = 0;
        let characters = text
            .as_bytes()
            .chunks(STRIDE)
            .map(|chunk| {
                let before = count;
                count += characters(chunk);
                before
            })
            .collect();
        Self { lines, characters, budget: MOST_YAML }
    }

    fn characters_before(&self, text: &str, at: usize) -> usize {
        let stride = at / STRIDE;
        match self.characters.get(stride) {
            Some(before) => before + characters(&text.as_bytes()[stride * STRIDE..at]),
            // The end of a text that fills its last stride.
            None => text.chars().count(),
        }
    }
}

/// How many characters begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

impl Places<'_> {
    fn position(&mut self, place: &Place) -> Position {
        let (Place::File(source) | Place::Span(Span { source, .. }) | Place::Field(source, _) | Place::Key(source, _)) =
            place;
        let file = self.sources.get(*source);
        let text = file.text.as_str();
        let measured = self.texts.entry(*source).or_insert_with(|| Measured::of(text));
        let mut locate = |path, part| {
            let Some(left) = measured.budget.checked_sub(text.len()) else { return 0..0 };
            measured.budget = left;
            crate::parse::locate(file, path, part)
        };
        let range = match place {
            Place::File(_) => 0..0,
            Place::Span(span) => span.range(),
            Place::Field(_, path) => locate(path, crate::parse::Part::Value),
            Place::Key(_, path) => locate(path, crate::parse::Part::Key),
        };
        let start = floor(text, range.start);
        let line = measured.lines.partition_point(|begin| *begin <= start);
        let line_start = measured.lines[line - 1];
        let line_end = measured.lines.get(line).map_or(text.len(), |next| next - 1);
        let end = floor(text, range.end).clamp(start, line_end.max(start));
        let column = measured.characters_before(text, start) - measured.characters_before(text, line_start) + 1;
        Position {
            path: printable(&file.path),
            range: (start, end),
            line,
            column,
            excerpt: excerpt(&text[line_start..line_end], start - line_start, end - line_start),
        }
    }
}

/// The line, shortened round the mark where it is too long to show, made harmless for a terminal.
fn excerpt(line: &str, start: usize, end: usize) -> Excerpt {
    const AROUND: usize = 120;
    let from = if start > AROUND { floor(line, start - AROUND) } else { 0 };
    let to = floor(line, (start + 2 * AROUND).min(line.len()));
    let clean = |part: &str| -> String {
        part.chars()
            .map(|c| match c {
                '\t' => '\t',
                c if c.is_control() || is_bidi_control(c) => '\u{fffd}',
                c => c,
            })
            .collect()
    };
    let end = end.clamp(start, to.max(start));
    let before = clean(&line[from..start]);
    let marked = clean(&line[start..end]);
    let after = clean(&line[end..to.max(end)]);
    let (head, tail) = (if from > 0 { "…" } else { "" }, if to < line.len() { "…" } else { "" });
    let mark_start = head.len() + before.len();
    Excerpt { mark: (mark_start, mark_start + marked.len()), text: format!("{head}{before}{marked}{after}{tail}") }
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[derive(Serialize)]
struct FaultJson<'a> {
    code: &'a str,
    severity: Severity,
    path: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
    help: Option<&'a str>,
}

impl<'a> From<&'a Fault> for FaultJson<'a> {
    fn from(fault: &'a Fault) -> Self {
        Self {
            code: fault.code,
            severity: fault.severity,
            path: &fault.path,
            line: fault.line,
            column: fault.column,
            message: &fault.message,
            help: fault.help.as_deref(),
        }
    }
}
