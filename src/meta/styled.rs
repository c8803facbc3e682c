//! How four styles write a reference to a page: Chicago, APA, MLA and ГОСТ Р 7.0.5.
//!
//! A citation processor takes a millisecond for a reference, and a book has thousands of pages. But references to the pages of
//! one book differ only in title, address and date. So the processor is asked once for each style, language and month, about a
//! page whose title, book and address are private-use characters, and what it answers is a form to be filled in for every page.
//! Titles are put in as they stand: no style changes their capitals.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::json::{DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange};
use hayagriva::citationberg::{FontStyle, IndependentStyle, Locale, LocaleCode, Style as AnyStyle};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren};

use super::work::{Author, Issued, Work};
use crate::html::escape;
use crate::view::dates;

/// A style in which a page can be cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Style {
    /// The Chicago Manual of Style, notes and bibliography: the entry of the bibliography.
    Chicago,
    /// The American Psychological Association.
    Apa,
    /// The Modern Language Association.
    Mla,
    /// ГОСТ Р 7.0.5–2008.
    Gost,
}

impl Style {
    /// All styles, in the order in which a page offers them.
    pub(crate) const ALL: [Self; 4] = [Self::Chicago, Self::Apa, Self::Mla, Self::Gost];

    /// The word for it in the strings of the interface.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Chicago => "chicago",
            Self::Apa => "apa",
            Self::Mla => "mla",
            Self::Gost => "gost",
        }
    }

    fn archived(self) -> ArchivedStyle {
        match self {
            Self::Chicago => ArchivedStyle::ChicagoNotes,
            Self::Apa => ArchivedStyle::AmericanPsychologicalAssociation,
            Self::Mla => ArchivedStyle::ModernLanguageAssociation,
            Self::Gost => ArchivedStyle::GostR7052008Numeric,
        }
    }

    /// The language of the reference: the page's, but Russian in the Russian standard, which prescribes Russian words.
    fn language(self, page: &str) -> &str {
        if self == Self::Gost { "ru" } else { page }
    }
}

/// A reference to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// As HTML.
    pub(crate) html: String,
    /// As plain text that says when the page was visited, with `{y}`, `{m}` and `{d}` in place of year, month and day in two
    /// digits; where the style wants that and writes it in numbers.
    pub(crate) accessed: Option<String>,
}

const TITLE: char = '\u{e000}';
const BOOK: char = '\u{e001}';
const URL: char = '\u{e002}';
const YEAR: char = '\u{e003}';
const DAY: char = '\u{e004}';
const DAY_OF_TWO_DIGITS: char = '\u{e005}';
const LAST: char = '\u{e00f}';
/// A visit on a day that no page was published on.
const VISIT: [i16; 3] = [7777, 11, 28];

/// The form of a reference.
#[derive(Debug)]
struct Form {
    html: String,
    accessed: Option<String>,
}

/// What a form depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    style: Style,
    language: String,
    dated: Dated,
    /// Whether pages have addresses.
    addressed: bool,
    authors: Vec<Author>,
}

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Dated {
    Never,
    Year,
    Month(u8),
    Day(u8),
}

/// The forms that have been asked for. They outlive a build, because a server that builds at every edit needs the same ones again;
/// there are at most 26 for each style and language, and others only when the authors change.
static FORMS: Mutex<BTreeMap<Shape, Arc<Form>>> = Mutex::new(BTreeMap::new());

/// The reference to a page in a style.
pub(crate) fn reference(style: Style, work: &Work<'_>) -> Reference {
    let dated = match work.issued {
        None => Dated::Never,
        Some(Issued { month: Some(month), day: Some(_), .. }) => Dated::Day(month),
        Some(Issued { month: Some(month), .. }) => Dated::Month(month),
        Some(_) => Dated::Year,
    };
    let shape = Shape {
        style,
        language: style.language(work.lang).to_owned(),
        dated,
        addressed: work.url.is_some(),
        authors: work.authors.to_vec(),
    };
    // A thread that panicked has left nothing half-done here: forms are put in whole.
    let known = || FORMS.lock().unwrap_or_else(PoisonError::into_inner);
    let found = known().get(&shape).cloned();
    let form = found.unwrap_or_else(|| {
        let form = Arc::new(form(&shape));
        known().insert(shape, Arc::clone(&form));
        form
    });
    Reference {
        html: fill(&form.html, work, escape),
        accessed: form.accessed.as_ref().map(|accessed| fill(accessed, work, str::to_owned)),
    }
}

/// Puts a page into a form.
fn fill(form: &str, work: &Work<'_>, write: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(form.len() + 200);
    let mut rest = form.chars();
    let mut before = ' ';
    while let Some(c) = rest.next() {
        let mut ends_itself = false;
        match (c, work.issued) {
            (TITLE, _) => {
                let title = nested(work.title.trim(), before);
                ends_itself = title.ends_with(['.', '?', '!', '…', '。', '？', '！']);
                out.push_str(&write(&title));
            }
            (BOOK, _) => {
                ends_itself = work.book.ends_with(['.', '?', '!', '…', '。', '？', '！']);
                out.push_str(&write(work.book));
            }
            (URL, _) => out.push_str(&write(work.url.unwrap_or_default())),
            (YEAR, Some(issued)) => out.push_str(&issued.year.to_string()),
            (DAY, Some(Issued { day: Some(day), .. })) => out.push_str(&day.to_string()),
            (DAY_OF_TWO_DIGITS, Some(Issued { day: Some(day), .. })) => out.push_str(&format!("{day:02}")),
            ('\u{e000}'..=LAST, _) => {}
            _ => out.push(c),
        }
        // A title that is a question needs no full stop after it, which may stand behind the end of italics.
        if ends_itself {
            let behind: String = rest.clone().take(5).collect();
            if let Some(tag) = behind.strip_suffix('.').filter(|tag| *tag == "</i>") {
                out.push_str(tag);
                rest.nth(4);
            } else if behind.starts_with('.') {
                rest.next();
            }
        }
        before = c;
    }
    out
}

/// A title within quotation marks has the inner ones of the same language.
fn nested(title: &str, before: char) -> String {
    match before {
        '“' => title.replace('“', "‘").replace('”', "’"),
        '«' => title.replace('«', "„").replace('»', "“"),
        '「' => title.replace('「', "『").replace('」', "』"),
        _ => title.to_owned(),
    }
}

/// Asks the processor.
fn form(shape: &Shape) -> Form {
    // Two days tell how the style writes days before the tenth; the year is one that no name in the book has in it.
    let names: String = shape.authors.iter().map(Author::spoken).collect();
    let year = (8001..9000).find(|year| !names.contains(&year.to_string())).unwrap_or(8000);
    let date = |day: u8| match shape.dated {
        Dated::Never => None,
        Dated::Year => Some(vec![year]),
        Dated::Month(month) => Some(vec![year, i16::from(month)]),
        Dated::Day(month) => Some(vec![year, i16::from(month), i16::from(day)]),
    };
    let ask = |day: u8, visit: bool| {
        let item = item(shape, date(day), visit.then(|| VISIT.to_vec()));
        pieces(shape.style, &shape.language, &item)
    };
    let pieces = ask(27, false);
    let day = if text(&ask(5, false)).contains("05") { DAY_OF_TWO_DIGITS } else { DAY };
    let marked = |text: &str| {
        let text = text.replace(&year.to_string(), &YEAR.to_string());
        if matches!(shape.dated, Dated::Day(_)) { text.replace("27", &day.to_string()) } else { text }
    };
    let html: String = pieces
        .iter()
        .map(|(text, italic)| {
            let text = escape(&marked(text));
            if *italic { format!("<i>{text}</i>") } else { text }
        })
        .collect();
    let mut html = mend(&html, shape);
    // Of an undated page APA says when it was retrieved, which nobody knows here: "Retrieved" alone would stand before the address.
    if let (Style::Apa, Dated::Never, Some(at)) = (shape.style, shape.dated, html.find(BOOK)) {
        let dated = form(&Shape { dated: Dated::Year, ..shape.clone() });
        if let Some(tail) = dated.html.find(BOOK).map(|at| &dated.html[at..]) {
            html.replace_range(at.., tail);
        }
    }
    let visited = shape.addressed.then(|| marked(&text(&ask(27, true)))).filter(|visited| visited.contains("28.11.7777"));
    Form { html, accessed: visited.map(|visited| visited.replace("28.11.7777", "{d}.{m}.{y}")) }
}

/// The processor knows one form of a month's name and one order of day and month. After a day, Russian has the genitive; in
/// Japanese the day comes last and has a character of its own.
fn mend(html: &str, shape: &Shape) -> String {
    let Dated::Day(month) = shape.dated else { return html.to_owned() };
    match shape.language.split('-').next() {
        Some("ru") => match dates::russian_month(month) {
            Some((alone, after_a_day)) => {
                let (reversed, ordered) = (format!("{YEAR}, {alone} {DAY}"), format!("{DAY} {alone}"));
                if html.contains(&reversed) {
                    html.replace(&reversed, &format!("{YEAR}, {DAY} {after_a_day}"))
                } else {
                    html.replace(&ordered, &format!("{DAY} {after_a_day}"))
                }
            }
            None => html.to_owned(),
        },
        Some("ja") => html.replace(&format!("{YEAR}年, {month}月 {DAY}"), &format!("{YEAR}年{month}月{DAY}日")),
        _ => html.to_owned(),
    }
}

fn text(pieces: &[(String, bool)]) -> String {
    pieces.iter().map(|(text, _)| text.as_str()).collect()
}

/// A page of this shape, with characters of private use for what differs from page to page.
fn item(shape: &Shape, issued: Option<Vec<i16>>, accessed: Option<Vec<i16>>) -> Item {
    let mut item = BTreeMap::new();
    let mut put = |key: &str, value: String| item.insert(key.to_owned(), Value::String(value));
    put("id", "page".to_owned());
    put("type", "webpage".to_owned());
    put("title", TITLE.to_string());
    put("container-title", BOOK.to_string());
    if shape.addressed {
        put("URL", URL.to_string());
    }
    let names = shape.authors.iter().map(|author| match author {
        Author::Person { family, given } => NameValue::Item(NameItem {
            family: family.clone(),
            given: Some(given.clone()),
            non_dropping_particle: None,
            dropping_particle: None,
            suffix: None,
            comma_suffix: None,
        }),
        Author::Institution(name) => NameValue::Literal(LiteralName { literal: name.clone() }),
    });
    if !shape.authors.is_empty() {
        item.insert("author".to_owned(), Value::Names(names.collect()));
    }
    for (key, parts) in [("issued", issued), ("accessed", accessed)] {
        if let Some(parts) = parts {
            let date_parts = VecDateRange(vec![VecDate(parts)]);
            let date = DateValue::DateParts { date_parts, literal: None, season: None, circa: false };
            item.insert(key.to_owned(), Value::Date(date));
        }
    }
    Item(item)
}

/// What the processor writes: texts, and whether they are italic.
fn pieces(style: Style, language: &str, item: &Item) -> Vec<(String, bool)> {
    let Some(style) = styles().get(&style) else { return Vec::new() };
    let (locale, locales) = &*locale(language);
    let mut driver = BibliographyDriver::new();
    let cited = vec![CitationItem::with_entry(item)];
    driver.citation(CitationRequest::new(cited, style, Some(locale.clone()), locales, Some(1)));
    let rendered = driver.finish(BibliographyRequest { style, locale: Some(locale.clone()), locale_files: locales });
    let mut pieces = Vec::new();
    if let Some(entry) = rendered.bibliography.as_ref().and_then(|bibliography| bibliography.items.first()) {
        collect(&entry.content, &mut pieces);
    }
    pieces
}

fn collect(children: &ElemChildren, pieces: &mut Vec<(String, bool)>) {
    for child in &children.0 {
        match child {
            ElemChild::Text(text) | ElemChild::Link { text, .. } => {
                pieces.push((text.text.clone(), text.formatting.font_style == FontStyle::Italic));
            }
            ElemChild::Elem(elem) => collect(&elem.children, pieces),
            ElemChild::Markup(text) => pieces.push((text.clone(), false)),
            ElemChild::Transparent { .. } => {}
        }
    }
}

fn styles() -> &'static BTreeMap<Style, IndependentStyle> {
    static STYLES: OnceLock<BTreeMap<Style, IndependentStyle>> = OnceLock::new();
    STYLES.get_or_init(|| {
        let independent = |style: Style| match style.archived().get() {
            AnyStyle::Independent(independent) => Some((style, independent)),
            AnyStyle::Dependent(_) => None,
        };
        Style::ALL.into_iter().filter_map(independent).collect()
    })
}

/// The locale of a language, and the words of it and of English.
type Words = (LocaleCode, Vec<Locale>);

/// The words of a language and of English, read when they are first wanted.
fn locale(language: &str) -> Arc<Words> {
    static KNOWN: Mutex<BTreeMap<String, Arc<Words>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(known.entry(language.to_owned()).or_insert_with(|| Arc::new(crate::cite::locale(language))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work<'a>(title: &'a str, authors: &'a [Author], issued: Option<&str>, lang: &'a str) -> Work<'a> {
        Work {
            key: "shimoda-1855".to_owned(),
            title,
            book: "Russia & Japan",
            authors,
            issued: issued.and_then(Issued::of),
            version: None,
            url: Some("https://example.org/treaties/shimoda-1855/"),
            lang,
            summary: "",
        }
    }

    fn check(style: Style, lang: &str, authors: &[Author], issued: Option<&str>, expected: &str) {
        let work = work("What is “Iturup”?", authors, issued, lang);
        assert_eq!(reference(style, &work).html, expected);
    }

    #[test]
    fn each_style_has_its_form() {
        let editors = [Author::read("The editors of the book")];
        check(
            Style::Chicago,
            "en",
            &editors,
            Some("2026-03-05"),
            "The editors of the book. “What is ‘Iturup’?” Russia &amp; Japan, March 5, 2026. \
             https://example.org/treaties/shimoda-1855/.",
        );
        check(
            Style::Apa,
            "en",
            &editors,
            Some("2026-11-22"),
            "The editors of the book. (2026, November 22). <i>What is “Iturup”?</i> Russia &amp; Japan. \
             https://example.org/treaties/shimoda-1855/",
        );
        let two = [Author::read("Lensen, George Alexander"), Author::read("Wada, Haruki")];
        check(
            Style::Mla,
            "en",
            &two,
            Some("2026-11"),
            "Lensen, George Alexander, and Haruki Wada. “What is ‘Iturup’?” <i>Russia &amp; Japan</i>, Nov. 2026, \
             https://example.org/treaties/shimoda-1855/.",
        );
        check(
            Style::Gost,
            "en",
            &two,
            Some("2026"),
            "Lensen G. A., Wada H. What is “Iturup”? [Электронный ресурс] // Russia &amp; Japan. 2026. URL: \
             https://example.org/treaties/shimoda-1855/.",
        );
        check(
            Style::Apa,
            "en",
            &editors,
            None,
            "The editors of the book. (n.d.). <i>What is “Iturup”?</i> Russia &amp; Japan. \
             https://example.org/treaties/shimoda-1855/",
        );
        check(
            Style::Mla,
            "en",
            &[],
            None,
            "“What is ‘Iturup’?” <i>Russia &amp; Japan</i>, https://example.org/treaties/shimoda-1855/.",
        );
    }

    #[test]
    fn dates_are_in_the_grammar_of_the_language() {
        let editors = [Author::read("Редакция")];
        let of = |style, lang, issued| {
            let work = Work { url: None, ..work("Итуруп", &editors, Some(issued), lang) };
            reference(style, &work).html
        };
        assert_eq!(of(Style::Chicago, "ru", "2026-03-05"), "Редакция. «Итуруп». Russia &amp; Japan, 5 марта 2026 г.");
        assert_eq!(of(Style::Apa, "ru", "2026-03-05"), "Редакция. (2026, 5 марта). <i>Итуруп</i>. Russia &amp; Japan.");
        assert_eq!(of(Style::Apa, "ja", "2026-03-05"), "Редакция. (2026年3月5日). <i>Итуруп</i>. Russia &amp; Japan.");
        assert_eq!(of(Style::Chicago, "ru", "2026-03"), "Редакция. «Итуруп». Russia &amp; Japan, март 2026 г.");
    }

    #[test]
    fn a_form_serves_every_page_of_its_month() {
        let editors = [Author::read("The editors of one month")];
        let known = || FORMS.lock().unwrap().keys().filter(|shape| shape.authors == editors).count();
        for (title, issued, date) in [
            ("One", "2026-03-05", "March 5, 2026"),
            ("<Two>", "1999-03-31", "March 31, 1999"),
            ("Three", "8001-03-27", "March 27, 8001"),
        ] {
            let html = reference(Style::Chicago, &work(title, &editors, Some(issued), "en")).html;
            assert!(html.contains(&escape(title)) && html.contains(date), "{html}");
            assert_eq!(known(), 1);
        }
        reference(Style::Chicago, &work("Four", &editors, Some("2026-04-05"), "en"));
        assert_eq!(known(), 2);
    }

    #[test]
    fn the_day_of_the_visit_is_left_to_the_reader() {
        let gost = reference(Style::Gost, &work("Итуруп", &[], Some("2026-11-22"), "ru"));
        let expected = "Итуруп [Электронный ресурс] // Russia & Japan. 2026. URL: https://example.org/treaties/shimoda-1855/ \
                        (дата обращения: {d}.{m}.{y}).";
        assert_eq!(gost.accessed.as_deref(), Some(expected));
    }
}
