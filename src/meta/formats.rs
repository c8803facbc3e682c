//! References for programs: BibTeX, RIS and CSL-JSON.

use std::fmt::Write;

use serde::Serialize;

use super::work::{Author, Issued, Work};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// An entry of BibTeX, in the fields that its styles and BibLaTeX's know alike.
pub(crate) fn bibtex(work: &Work<'_>) -> String {
    let mut out = format!("@misc{{{},\n", work.key);
    let authors: Vec<String> = work
        .authors
        .iter()
        .map(|author| match author {
            Author::Person { family, given } => format!("{}, {}", name(family), name(given)),
            // Braces keep a name in one piece.
            Author::Institution(whole) => format!("{{{}}}", tex(whole)),
        })
        .collect();
    let mut field = |key: &str, value: &str| {
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "  {key} = {{{value}}},");
    };
    if !authors.is_empty() {
        field("author", &authors.join(" and "));
    }
    // Doubled braces keep the capitals of names.
    field("title", &format!("{{{}}}", tex(work.title)));
    field("howpublished", &tex(work.book));
    if let Some(Issued { year, .. }) = work.issued {
        field("year", &year.to_string());
    }
    if let Some(version) = work.version {
        field("version", &tex(version));
    }
    field("language", &tex(work.lang));
    if let Some(url) = work.url {
        field("url", &address(url));
    }
    if let Some(month) = work.issued.and_then(|issued| issued.month).and_then(|month| MONTHS.get(usize::from(month) - 1)) {
        // A macro, which each style writes in its own way.
        let _ = writeln!(out, "  month = {month},");
    }
    out.push('}');
    out
}

/// Part of a name: a word `and` in it would divide it, so that it is put in braces.
fn name(part: &str) -> String {
    let written = tex(part);
    if part.split_whitespace().any(|word| word.eq_ignore_ascii_case("and")) || part.contains(',') {
        format!("{{{written}}}")
    } else {
        written
    }
}

/// Text with TeX's own signs escaped.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '#' | '$' | '%' | '&' | '_' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// An address: its field is read as it stands, so that only what would end it is encoded.
fn address(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

/// A record of RIS. Lines end with a line feed; whoever saves it makes them CRLF.
pub(crate) fn ris(work: &Work<'_>) -> String {
    let mut out = String::new();
    let mut line = |tag: &str, value: &str| {
        let _ = writeln!(out, "{tag}  - {}", one_line(value));
    };
    line("TY", "ELEC");
    line("ID", &work.key);
    for author in work.authors {
        match author {
            Author::Person { family, given } => line("AU", &format!("{family}, {given}")),
            Author::Institution(name) => line("AU", name),
        }
    }
    line("TI", work.title);
    line("T2", work.book);
    if let Some(issued) = work.issued {
        line("PY", &issued.year.to_string());
        // Year, month and day, each ended by a slash but the last, even where it is not known.
        let two = |part: Option<u8>| part.map(|part| format!("{part:02}")).unwrap_or_default();
        line("DA", &format!("{:04}/{}/{}", issued.year, two(issued.month), two(issued.day)));
    }
    if let Some(version) = work.version {
        line("ET", version);
    }
    if !work.summary.is_empty() {
        line("AB", work.summary);
    }
    line("LA", work.lang);
    if let Some(url) = work.url {
        line("UR", url);
    }
    out.push_str("ER  - ");
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An item of CSL-JSON 1.0.2, in a list as its schema has it.
pub(crate) fn csl_json(work: &Work<'_>) -> String {
    let author = work.authors.iter().map(|author| match author {
        Author::Person { family, given } => Name::Person { family, given },
        Author::Institution(literal) => Name::Literal { literal },
    });
    let item = Item {
        id: &work.key,
        kind: "webpage",
        author: author.collect(),
        title: work.title,
        container: work.book,
        issued: work.issued.map(|issued| Parts { parts: [issued.parts()] }),
        version: work.version,
        language: work.lang,
        url: work.url,
        summary: work.summary,
    };
    // A list of texts and numbers cannot fail.
    serde_json::to_string(&[item]).unwrap_or_default()
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name<'a>>,
    title: &'a str,
    #[serde(rename = "container-title")]
    container: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Parts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    language: &'a str,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(rename = "abstract", skip_serializing_if = "str::is_empty")]
    summary: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Name<'a> {
    Person { family: &'a str, given: &'a str },
    Literal { literal: &'a str },
}

#[derive(Serialize)]
struct Parts {
    #[serde(rename = "date-parts")]
    parts: [Vec<i16>; 1],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(authors: &[Author]) -> Work<'_> {
        Work {
            key: "shimoda-1855".to_owned(),
            title: "100 % of {Iturup} & more",
            book: "Russia_Japan",
            authors,
            issued: Issued::of("2026-11"),
            version: Some("2026-12-01"),
            url: Some("https://example.org/a_b/{c}/"),
            lang: "en",
            summary: "Two\nlines.",
        }
    }

    #[test]
    fn what_tex_reads_as_its_own_is_escaped() {
        let authors = [Author::read("Wada, Haruki"), Author::read("Signs and Sons")];
        let expected = "@misc{shimoda-1855,\n  author = {Wada, Haruki and {Signs and Sons}},\n  title = {{100 \\% of \\{Iturup\\} \\& \
                        more}},\n  howpublished = {Russia\\_Japan},\n  year = {2026},\n  version = {2026-12-01},\n  language = {en},\n  \
                        url = {https://example.org/a_b/%7Bc%7D/},\n  month = nov,\n}";
        assert_eq!(bibtex(&work(&authors)), expected);
        assert_eq!(tex("a\\b~c^d"), "a\\textbackslash{}b\\textasciitilde{}c\\textasciicircum{}d");
    }

    #[test]
    fn a_record_begins_with_its_type_and_ends_with_its_end() {
        let authors = [Author::read("Wada, Haruki")];
        let expected = "TY  - ELEC\nID  - shimoda-1855\nAU  - Wada, Haruki\nTI  - 100 % of {Iturup} & more\nT2  - Russia_Japan\n\
                        PY  - 2026\nDA  - 2026/11/\nET  - 2026-12-01\nAB  - Two lines.\nLA  - en\nUR  - https://example.org/a_b/{c}/\n\
                        ER  - ";
        assert_eq!(ris(&work(&authors)), expected);
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let bare = Work { issued: None, version: None, url: None, summary: "", ..work(&[]) };
        let item: serde_json::Value = serde_json::from_str(&csl_json(&bare)).unwrap();
        let keys: Vec<&String> = item[0].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["container-title", "id", "language", "title", "type"]);
        assert!(!ris(&bare).contains("DA  -") && !bibtex(&bare).contains("author"));
    }
}
