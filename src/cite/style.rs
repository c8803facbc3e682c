//! Which style the book cites in, and whether it can be used at all.
//!
//! A style of one's own is trusted to be meant well, not to be right: macros that call themselves, or grow beyond measure when they
//! are written out, are faults of the file, because the library would follow them without end.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::{NumberOrPageVariable, NumberVariable, Variable};
use hayagriva::citationberg::{
    IndependentStyle, LayoutRenderingElement, NamesChild, Style as Csl, StyleClass, TestPosition, TextTarget,
};

use super::flaw::{self, Flaw};
use super::narrow::Shape;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::manual;
use crate::source::{Sources, Span};
use crate::suggest::nearest;

/// The style of a book that names none: short notes, which lead to the full references at the foot of the page.
pub const DEFAULT: &str = "chicago-shortened-notes";

/// Other names under which people know styles of the archive.
const ALIASES: &[(&str, &str)] = &[
    ("chicago", "chicago-notes"),
    ("chicago-fullnote-bibliography", "chicago-notes"),
    ("chicago-note-bibliography", "chicago-shortened-notes"),
    ("chicago-shortened-notes-bibliography", "chicago-shortened-notes"),
    ("american-psychological-association-7th-edition", "apa"),
    ("gost", "gost-r-705-2008-numeric"),
    ("gost-r-7-0-5", "gost-r-705-2008-numeric"),
    ("gost-r-7.0.5", "gost-r-705-2008-numeric"),
    ("gost-r-7-0-5-2008", "gost-r-705-2008-numeric"),
    ("gost-r-7.0.5-2008", "gost-r-705-2008-numeric"),
    ("gost-r-7-0-5-2008-numeric", "gost-r-705-2008-numeric"),
    ("gost-r-7.0.5-2008-numeric", "gost-r-705-2008-numeric"),
    ("sist-02", "sist02"),
    ("mhra", "modern-humanities-research-association-notes"),
    ("harvard", "harvard-cite-them-right"),
];

/// The most bytes of a style file; the longest that is known has a sixth of them.
const MOST_BYTES: usize = 1 << 20;
/// The most elements, one within another.
const MOST_DEEP: usize = 100;
/// The most elements when every macro is written out where it is called, and of branches the largest is taken.
const MOST_ELEMENTS: u64 = 1_000_000;

/// The style that a book has chosen.
#[derive(Clone, Debug)]
pub(crate) enum Chosen {
    /// One that comes with the library.
    Archived(ArchivedStyle),
    /// A file of the book's.
    Own(Box<IndependentStyle>),
}

/// Finds the style that `book.toml` names.
pub(crate) fn choose(config: &Config, sources: &Sources, found: &mut Vec<Diagnostic>) -> Option<Chosen> {
    let Some(written) = &config.citations.style else { return archived(DEFAULT).map(Chosen::Archived) };
    let name = written.get_ref().trim();
    let place = || match sources.find("book.toml") {
        Some(source) => Place::Span(Span::new(source, written.span())),
        None => Place::File(crate::source::SourceId::default()),
    };
    if name.to_lowercase().ends_with(".csl") {
        let Some(id) = sources.find(name) else {
            found.push(
                Diagnostic::new(&manual::UNKNOWN_STYLE, place(), format!("the book has no file `{name}`")).help(
                    "put the style into `content/` and write its path from the folder of the book: `content/house.csl`",
                ),
            );
            return None;
        };
        let text = &sources.get(id).text;
        return match own(text) {
            Ok(style) => Some(Chosen::Own(Box::new(style))),
            Err(Flaw { at, message, help }) => {
                let place = Place::Span(Span::new(id, at));
                found.push(Diagnostic::new(&manual::BAD_STYLE, place, message).help(help));
                None
            }
        };
    }
    if let Some(style) = archived(name) {
        return Some(Chosen::Archived(style));
    }
    let known = names();
    let near = nearest(name, known.iter().copied().chain(ALIASES.iter().map(|(alias, _)| *alias)));
    let help = match near {
        Some(near) => format!("did you mean `{near}`? `treatise explain unknown-style` lists them all"),
        None => "write `chicago-shortened-notes`, `chicago-notes`, `apa`, `mla` …; `treatise explain unknown-style` lists them all"
            .to_owned(),
    };
    found.push(Diagnostic::new(&manual::UNKNOWN_STYLE, place(), format!("no style is called `{name}`")).help(help));
    None
}

/// The names of all styles that come with the library, sorted.
pub(crate) fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = ArchivedStyle::all().iter().flat_map(|style| style.names().iter().copied()).collect();
    names.sort_unstable();
    names
}

fn archived(name: &str) -> Option<ArchivedStyle> {
    let name = name.to_lowercase();
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, known)| *known);
    ArchivedStyle::by_name(name)
}

/// Reads a style of the book's own.
fn own(text: &str) -> Result<IndependentStyle, Flaw> {
    if text.len() > MOST_BYTES || depth(text) > MOST_DEEP {
        let help = "a style is the XML of https://citationstyles.org; the validator there tells more";
        return Err(Flaw::new("this is too large to be a style", help));
    }
    let style = match Csl::from_xml(text) {
        Ok(Csl::Independent(style)) => style,
        Ok(Csl::Dependent(style)) => {
            let parent = style.parent_link.href;
            let name = parent.rsplit('/').next().unwrap_or_default();
            let help = match archived(name) {
                Some(_) => {
                    format!("it is the style `{name}`, which comes with treatise: write `style = \"{name}\"` in `book.toml`")
                }
                None => format!("use the file of the style it depends on: {parent}"),
            };
            return Err(Flaw::new("this style only points to another one", help).at_words(text, &parent));
        }
        Err(error) => return Err(flaw::of(text, &error.source.to_string())),
    };
    match elements(&style) {
        Ok(_) => Ok(style),
        Err((message, help)) => {
            let word = message.split('`').nth(1).unwrap_or_default();
            let defined = format!("name=\"{word}\"");
            let named = if text.contains(&defined) { defined } else { format!("\"{word}\"") };
            Err(Flaw::new(message, help).at_words(text, &named))
        }
    }
}

/// How deep the tags of a text are nested, at most.
fn depth(text: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let (before, after) = (at.checked_sub(1).and_then(|at| bytes.get(at)), bytes.get(at + 1));
        match (byte, after) {
            (b'<', Some(b'/')) => depth = depth.saturating_sub(1),
            (b'<', Some(b'!' | b'?') | None) => {}
            (b'<', Some(_)) => {
                depth += 1;
                most = most.max(depth);
            }
            // An element without content closes itself.
            (b'>', _) if before == Some(&b'/') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Counts the elements that a style goes through at most, all its macros written out, and refuses those that never end.
fn elements(style: &IndependentStyle) -> Result<u64, (String, String)> {
    let macros: BTreeMap<&str, &[LayoutRenderingElement]> =
        style.macros.iter().rev().map(|m| (m.name.as_str(), m.children.as_slice())).collect();
    let mut sizes = BTreeMap::new();
    let mut open = Vec::new();
    let mut total = 0_u64;
    let layouts = std::iter::once(&style.citation.layout).chain(style.bibliography.iter().map(|b| &b.layout));
    for layout in layouts {
        total = total.saturating_add(size(&layout.elements, &macros, &mut sizes, &mut open)?);
    }
    for children in macros.values() {
        size(children, &macros, &mut sizes, &mut open)?;
    }
    if total > MOST_ELEMENTS {
        return Err((
            format!("with its macros written out, this style goes through more than {MOST_ELEMENTS} elements"),
            "let macros call each other less often".to_owned(),
        ));
    }
    Ok(total)
}

fn size<'s>(
    elements: &'s [LayoutRenderingElement],
    macros: &BTreeMap<&str, &'s [LayoutRenderingElement]>,
    sizes: &mut BTreeMap<&'s str, u64>,
    open: &mut Vec<&'s str>,
) -> Result<u64, (String, String)> {
    let mut total = 0_u64;
    for element in elements {
        total = total.saturating_add(1);
        let (mut sum, mut largest) = (0_u64, 0);
        for children in children(element) {
            let inside = size(children, macros, sizes, open)?;
            sum = sum.saturating_add(inside);
            largest = inside.max(largest);
        }
        // Of several branches one is taken.
        let chosen = matches!(element, LayoutRenderingElement::Choose(_));
        total = total.saturating_add(if chosen { largest } else { sum });
        let LayoutRenderingElement::Text(text) = element else { continue };
        let TextTarget::Macro { name } = &text.target else { continue };
        let name = name.as_str();
        if let Some(known) = sizes.get(name) {
            total = total.saturating_add(*known);
            continue;
        }
        if open.contains(&name) || open.len() >= MOST_DEEP {
            let way = open.iter().skip_while(|other| **other != name).chain([&name]).map(|name| format!("`{name}`"));
            return Err((
                format!("the macro `{name}` never ends"),
                format!("break the circle: {}", way.collect::<Vec<_>>().join(" calls ")),
            ));
        }
        let Some(children) = macros.get(name) else {
            return Err((format!("no macro is called `{name}`"), "define it, or call another one".to_owned()));
        };
        open.push(name);
        let inside = size(children, macros, sizes, open)?;
        open.pop();
        sizes.insert(name, inside);
        total = total.saturating_add(inside);
    }
    Ok(total)
}

/// What an element contains, list by list.
fn children(element: &LayoutRenderingElement) -> Vec<&[LayoutRenderingElement]> {
    match element {
        LayoutRenderingElement::Group(group) => vec![&group.children],
        LayoutRenderingElement::Choose(choose) => {
            let branches = std::iter::once(&choose.if_).chain(&choose.else_if).map(|branch| branch.children.as_slice());
            branches.chain(choose.otherwise.iter().map(|other| other.children.as_slice())).collect()
        }
        LayoutRenderingElement::Names(names) => {
            let substitutes = names.children.iter().filter_map(|child| match child {
                NamesChild::Substitute(substitute) => Some(substitute.children.as_slice()),
                _ => None,
            });
            substitutes.collect()
        }
        _ => Vec::new(),
    }
}

/// A style made ready for formatting one thing at a time.
///
/// Formatting a citation as the first of its source normally takes the library's whole machine for numbering and telling apart.
/// Without it, the library takes every citation for a later one; so for first ones we turn the question round in a copy of the
/// style: where it asks for the first, the copy asks for the later, and the other way about.
#[derive(Debug)]
pub(super) struct Ready {
    /// For first citations; asks the other way round.
    pub(super) first: IndependentStyle,
    /// For later ones.
    pub(super) later: IndependentStyle,
    /// For the bibliography: citations are empty.
    pub(super) bibliography: IndependentStyle,
    /// What stands before and after citations.
    pub(super) prefix: Option<String>,
    /// What stands after them.
    pub(super) suffix: Option<String>,
    /// Whether citations are notes.
    pub(super) notes: bool,
    /// Whether citations are numbers.
    pub(super) numeric: bool,
    /// Whether later notes name the number of the first.
    pub(super) first_numbers: bool,
    /// Whether citations that look alike are to be told apart.
    pub(super) tells_apart: bool,
    /// What is left of the three for sources of one type.
    narrowed: Mutex<Vec<Arc<Narrowed>>>,
}

/// The styles of [`Ready`] for sources of one type, each made when it is first wanted.
#[derive(Debug)]
pub(super) struct Narrowed {
    shape: Shape,
    first: OnceLock<IndependentStyle>,
    later: OnceLock<IndependentStyle>,
    bibliography: OnceLock<IndependentStyle>,
}

impl Narrowed {
    pub(super) fn first(&self, ready: &Ready) -> &IndependentStyle {
        self.first.get_or_init(|| self.shape.narrow(&ready.first))
    }

    pub(super) fn later(&self, ready: &Ready) -> &IndependentStyle {
        self.later.get_or_init(|| self.shape.narrow(&ready.later))
    }

    pub(super) fn bibliography(&self, ready: &Ready) -> &IndependentStyle {
        self.bibliography.get_or_init(|| self.shape.narrow(&ready.bibliography))
    }
}

impl Ready {
    /// Makes a style ready. Costs some milliseconds for the largest, once for a book.
    pub(super) fn new(chosen: &Chosen) -> Option<Self> {
        let whole = match chosen {
            Chosen::Own(style) => (**style).clone(),
            Chosen::Archived(archived) => match archived.get() {
                Csl::Independent(style) => style,
                Csl::Dependent(_) => return None,
            },
        };
        let mut later = whole.clone();
        let (prefix, suffix) = (later.citation.layout.prefix.clone(), later.citation.layout.suffix.clone());
        later.citation.layout.prefix = None;
        later.citation.layout.suffix = None;
        later.bibliography = None;
        let mut first = later.clone();
        turn_round(&mut first.citation.layout.elements);
        first.macros.iter_mut().for_each(|m| turn_round(&mut m.children));
        let mut bibliography = whole;
        bibliography.citation.layout.elements.clear();
        let notes = later.settings.class == StyleClass::Note;
        let citation = &later.citation;
        let tells_apart = !notes
            && (citation.disambiguate_add_names
                || citation.disambiguate_add_givenname
                || citation.disambiguate_add_year_suffix);
        let asks = |variable: NumberVariable| asks_for(&later.citation.layout.elements, &later, variable, &mut Vec::new());
        Some(Self {
            prefix,
            suffix,
            notes,
            numeric: asks(NumberVariable::CitationNumber),
            first_numbers: asks(NumberVariable::FirstReferenceNoteNumber),
            tells_apart,
            first,
            later,
            bibliography,
            narrowed: Mutex::default(),
        })
    }

    /// The styles as far as they concern sources like this one, which say the same of it.
    pub(super) fn narrowed(&self, item: &Item) -> Arc<Narrowed> {
        let shape = Shape::of(item);
        let mut narrowed = self.narrowed.lock().unwrap_or_else(PoisonError::into_inner);
        // There are a dozen or two.
        if let Some(known) = narrowed.iter().find(|known| known.shape == shape) {
            return Arc::clone(known);
        }
        let (first, later, bibliography) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let new = Arc::new(Narrowed { shape, first, later, bibliography });
        narrowed.push(Arc::clone(&new));
        new
    }
}

/// Exchanges the tests for first and later citations.
fn turn_round(elements: &mut [LayoutRenderingElement]) {
    for element in elements {
        match element {
            LayoutRenderingElement::Group(group) => turn_round(&mut group.children),
            LayoutRenderingElement::Choose(choose) => {
                for branch in std::iter::once(&mut choose.if_).chain(&mut choose.else_if) {
                    for position in branch.position.iter_mut().flatten() {
                        *position = match *position {
                            TestPosition::First => TestPosition::Subsequent,
                            TestPosition::Subsequent => TestPosition::First,
                            other => other,
                        };
                    }
                    turn_round(&mut branch.children);
                }
                if let Some(otherwise) = &mut choose.otherwise {
                    turn_round(&mut otherwise.children);
                }
            }
            LayoutRenderingElement::Names(names) => {
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        turn_round(&mut substitute.children);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether a variable occurs in the elements or in a macro they call.
fn asks_for<'s>(
    elements: &'s [LayoutRenderingElement],
    style: &'s IndependentStyle,
    variable: NumberVariable,
    seen: &mut Vec<&'s str>,
) -> bool {
    elements.iter().any(|element| {
        let here = match element {
            LayoutRenderingElement::Number(number) => number.variable == NumberOrPageVariable::Number(variable),
            LayoutRenderingElement::Text(text) => match &text.target {
                TextTarget::Variable { var, .. } => *var == Variable::Number(variable),
                TextTarget::Macro { name } if !seen.contains(&name.as_str()) => {
                    seen.push(name);
                    let called = style.macros.iter().find(|m| m.name == *name);
                    called.is_some_and(|called| asks_for(&called.children, style, variable, seen))
                }
                _ => false,
            },
            _ => false,
        };
        here || children(element).into_iter().any(|children| asks_for(children, style, variable, seen))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(macros: &str, layout: &str) -> String {
        format!(
            "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"note\" version=\"1.0\"><info><title>T</title><id>t</id>\
             <updated>2020-01-01T00:00:00Z</updated></info>{macros}<citation><layout>{layout}</layout></citation></style>"
        )
    }

    #[test]
    fn all_names_and_aliases_lead_to_styles_that_stand_by_themselves() {
        for name in names().into_iter().chain(ALIASES.iter().map(|(alias, _)| *alias)).chain([DEFAULT]) {
            let style = archived(name).unwrap_or_else(|| panic!("{name}"));
            let Csl::Independent(style) = style.get() else { panic!("{name} depends on another style") };
            assert!(elements(&style).is_ok(), "{name}: {:?}", elements(&style));
        }
    }

    #[test]
    fn the_manual_lists_every_style() {
        let page = manual::UNKNOWN_STYLE.manual;
        for name in names() {
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
    }

    #[test]
    fn a_style_of_ones_own_is_read() {
        assert!(own(&style("", "<text variable=\"title\"/>")).is_ok());
    }

    #[test]
    fn what_would_never_end_is_refused() {
        let circle = style(
            "<macro name=\"a\"><text macro=\"b\"/></macro><macro name=\"b\"><text macro=\"a\"/></macro>",
            "<text macro=\"a\"/>",
        );
        let Flaw { message, help, .. } = own(&circle).err().unwrap();
        assert_eq!(
            (message.as_str(), help.as_str()),
            ("the macro `a` never ends", "break the circle: `a` calls `b` calls `a`")
        );
        let mut macros = String::from("<macro name=\"m0\"><text variable=\"title\"/></macro>");
        for n in 1..40 {
            let call = format!("<text macro=\"m{}\"/>", n - 1);
            macros += &format!("<macro name=\"m{n}\">{call}{call}</macro>");
        }
        assert!(own(&style(&macros, "<text macro=\"m39\"/>")).err().unwrap().message.contains("more than"));
        let deep = format!("{}<text variable=\"title\"/>{}", "<group>".repeat(5000), "</group>".repeat(5000));
        assert_eq!(own(&style("", &deep)).err().unwrap().message, "this is too large to be a style");
    }

    #[test]
    fn what_is_no_style_is_said_to_be_none() {
        assert!(own("<html></html>").err().unwrap().message.starts_with("not a style"));
        assert!(own("").is_err());
        assert!(own(&style("", "<text macro=\"none\"/>")).err().unwrap().message.contains("no macro is called `none`"));
    }
}
