//! The book in treatise's own layout.

use std::fmt::Write;

use super::calendar::julian;
use super::layout::Files;
use super::markdown::{Dialect, write};
use super::model::{Act, Book, Change, Cite, Facts, Kind, Number, Page, Shape};
use super::prose::{Link, LinkText, body};
use super::words::Words;

/// What the compared books have, which others do not make: no cards, no Markdown copies.
const CONFIG: &str = r#"# A made-up book, for measuring.
[book]
title = "A made-up history"
subtitle = "Treaties, eras, territories"
description = "A history that never was, with as many pages as one likes."
authors = ["Nobody"]
language = "en"

[output]
site-url = "https://example.org/made-up/"
# Other generators make neither, so where we compare ours makes neither.
markdown-copies = false

[cards]
enabled = false

[citations]
style = "chicago-shortened-notes"

[[map.frames]]
id = "world"
title = "The known world"
bounds = [99.0, 21.0, 161.0, 59.0]
"#;

/// All files of the book.
pub(crate) fn files(book: &Book, words: &Words, files: &mut Files<'_>) -> std::io::Result<()> {
    files.add("book.toml", &config(false))?;
    files.add("content/sources.yaml", &sources(book))?;
    files.add("content/geometry.geojson", &geometry(book))?;
    for (number, page) in book.pages.iter().enumerate() {
        files.add(&path(page), &text(book, words, number))?;
    }
    Ok(())
}

/// `book.toml`; the whole book has cards and Markdown copies, too.
pub(crate) fn config(whole: bool) -> String {
    if whole { CONFIG.replace(" = false", " = true") } else { CONFIG.to_owned() }
}

/// A page's file.
pub(crate) fn text(book: &Book, words: &Words, number: Number) -> String {
    let mut text = String::new();
    front(&mut text, book, &book.pages[number]);
    write(&mut text, book, number, &body(book, words, number), &Ours);
    text
}

/// The path of a page's file below the book's folder.
pub(crate) fn path(page: &Page) -> String {
    match page.kind.folder() {
        "" => format!("content/{}.md", page.id),
        folder => format!("content/{folder}/{}.md", page.id),
    }
}

/// The path of a page below the site's root.
pub(crate) fn address(page: &Page) -> String {
    match (page.kind, page.kind.folder()) {
        (Kind::Home, _) => "/".to_owned(),
        (_, "") => format!("/{}/", page.id),
        (_, folder) => format!("/{folder}/{}/", page.id),
    }
}

struct Ours;

impl Dialect for Ours {
    fn link(&self, out: &mut String, book: &Book, from: Number, link: &Link) {
        let (from, to) = (&book.pages[from], &book.pages[link.to]);
        let (here, there) = (from.kind.folder(), to.kind.folder());
        let up = if here.is_empty() || here == there { "" } else { "../" };
        let folder = if here == there || there.is_empty() { String::new() } else { format!("{there}/") };
        let article = link.article.map_or_else(String::new, |article| format!("#article-{article}"));
        let _ = match &link.text {
            LinkText::Words(words) => write!(out, "[{words}]({up}{folder}{}.md{article})", to.id),
            LinkText::Title => write!(out, "[]({up}{folder}{}.md{article})", to.id),
            LinkText::Short => write!(out, "[[{}]]", to.id),
        };
    }

    fn cite(&self, out: &mut String, book: &Book, cites: &[Cite]) {
        let cites: Vec<String> = cites.iter().map(|cite| format!("@{}", place(book, cite))).collect();
        let _ = write!(out, "[{}]", cites.join("; "));
    }
}

/// `key, locator`
fn place(book: &Book, cite: &Cite) -> String {
    let key = &book.sources[cite.source].key;
    if cite.locator.is_empty() { key.clone() } else { format!("{key}, {}", cite.locator) }
}

fn front(out: &mut String, book: &Book, page: &Page) {
    let _ = writeln!(out, "---\ntitle: \"{}\"", page.title);
    if let Some((ru, ja)) = &page.names {
        let _ = writeln!(out, "names:\n  ru: \"{ru}\"\n  ja: \"{ja}\"");
    }
    let _ = writeln!(out, "summary: \"{}\"\npublished: {}", page.summary, page.published);
    if let Some(alias) = &page.alias {
        let _ = writeln!(out, "aliases: [\"{alias}\"]");
    }
    let cite: Vec<String> = page.cite.iter().map(|cite| format!("\"{}\"", place(book, cite))).collect();
    let _ = writeln!(out, "cite: [{}]", cite.join(", "));
    facts(out, book, &page.facts);
    out.push_str("---\n\n");
}

fn facts(out: &mut String, book: &Book, facts: &Facts) {
    let id = |number: &Number| book.pages[*number].id.as_str();
    let ids = |numbers: &[Number]| numbers.iter().map(id).collect::<Vec<_>>().join(", ");
    let _ = match facts {
        Facts::None => Ok(()),
        Facts::Era { start, end } => {
            writeln!(out, "start: {start}\nend: {}", end.map_or_else(|| "..".to_owned(), |end| end.to_string()))
        }
        Facts::Party { start, end, succeeds } => {
            out.push_str("form: state\n");
            for (key, date) in [("start", start), ("end", end)] {
                let _ = date.iter().try_for_each(|date| writeln!(out, "{key}: {date}"));
            }
            succeeds.iter().try_for_each(|(party, on, same)| {
                let mode = if *same { "continuation" } else { "succession" };
                writeln!(out, "succeeds:\n  - {{party: {}, on: {on}, mode: {mode}}}", id(party))
            })
        }
        Facts::Territory { shape, point, area } => {
            let _ = writeln!(out, "point: {{lat: {:.3}, lon: {:.3}}}\narea_km2: {area}", point.0, point.1);
            match shape {
                Shape::Leaf { holder, .. } => {
                    let key = &book.sources[0].key;
                    writeln!(out, "start:\n  - {{holder: {}, from: 1500-01-01, cite: [\"{key}\"]}}", id(holder))
                }
                Shape::Group(parts) => writeln!(out, "parts: [{}]", ids(parts)),
                Shape::Read(readings) => {
                    out.push_str("extents:\n");
                    readings.iter().try_for_each(|(by, parts)| {
                        let key = &book.sources[1].key;
                        writeln!(out, "  - {{by: {}, parts: [{}], cite: [\"{key}, p. 3\"]}}", id(by), ids(parts))
                    })
                }
            }
        }
        Facts::Person { born, died, office: (title, party, from, until) } => {
            let _ = writeln!(out, "born: {born}\ndied: {died}");
            writeln!(out, "offices:\n  - {{title: \"{title}\", party: {}, from: {from}, until: {until}}}", id(party))
        }
        Facts::Dispute { about, positions } => {
            let parties: Vec<Number> = positions.iter().map(|position| position.by).collect();
            let _ = writeln!(out, "about: [{}]\nparties: [{}]\npositions:", ids(about), ids(&parties));
            positions.iter().try_for_each(|position| {
                let (by, cite) = (id(&position.by), place(book, &position.cite));
                writeln!(
                    out,
                    "  - by: {by}\n    since: {}\n    text: \"{}\"\n    cite: [\"{cite}\"]",
                    position.since, position.text
                )
            })
        }
        Facts::Act(act) => {
            act_facts(out, book, act);
            Ok(())
        }
    };
}

fn act_facts(out: &mut String, book: &Book, act: &Act) {
    let id = |number: &Number| book.pages[*number].id.as_str();
    let parties: Vec<&str> = act.parties.iter().map(id).collect();
    let _ = writeln!(out, "form: {}\nplace: \"{}\"\nparties: [{}]", act.form, act.place, parties.join(", "));
    if let Some(treaty) = &act.treaty {
        let _ = if treaty.julian {
            writeln!(out, "signed: {{date: {}, julian: {}}}", act.date, julian(act.date.day))
        } else {
            writeln!(out, "signed: {}", act.date)
        };
        for (key, date) in [("ratified", treaty.ratified), ("in_force", Some(treaty.in_force)), ("ended", treaty.ended)] {
            let _ = date.iter().try_for_each(|date| writeln!(out, "{key}: {date}"));
        }
        if !act.people.is_empty() {
            out.push_str("signatories:\n");
        }
        for (person, party) in &act.people {
            let name = &book.pages[*person].title;
            let _ = writeln!(out, "  - {{name: \"{name}\", party: {}, role: \"envoy\", person: {}}}", id(party), id(person));
        }
        if let Some((relation, to, article)) = &treaty.relation {
            let article = article.map_or_else(String::new, |article| format!(", article: {article}"));
            let _ = writeln!(out, "{relation}:\n  - {{treaty: {}{article}}}", id(to));
        }
    } else {
        let _ = writeln!(out, "date: {}", act.date);
        if !act.people.is_empty() {
            let people: Vec<&str> = act.people.iter().map(|(person, _)| id(person)).collect();
            let _ = writeln!(out, "people: [{}]", people.join(", "));
        }
    }
    if !act.changes.is_empty() {
        out.push_str("changes:\n");
        act.changes.iter().for_each(|change| change_facts(out, book, act, change));
    }
}

fn change_facts(out: &mut String, book: &Book, act: &Act, change: &Change) {
    let id = |number: Number| book.pages[number].id.as_str();
    let _ = writeln!(out, "  - territory: {}", id(change.territory));
    if let Some(from) = change.from {
        let _ = writeln!(out, "    from: {}", id(from));
    }
    let _ = writeln!(out, "    to: {}\n    mode: {}", id(change.to), change.mode);
    if let Some(layer) = change.layer {
        let _ = writeln!(out, "    layer: {layer}");
    }
    if let Some(viewpoint) = change.viewpoint {
        let _ = writeln!(out, "    viewpoint: [{}]", id(viewpoint));
    }
    if act.treaty.is_some() {
        out.push_str("    article: 1\n");
    }
    let _ = writeln!(out, "    cite: [\"{}\"]", place(book, &change.cite));
}

fn sources(book: &Book) -> String {
    let mut out = String::from("references:\n");
    for source in &book.sources {
        let _ = writeln!(out, "- id: {}\n  type: {}\n  title: \"{}\"", source.key, source.kind, source.title);
        if let Some((family, given)) = &source.author {
            let _ = writeln!(out, "  author:\n    - {{family: \"{family}\", given: \"{given}\"}}");
        }
        if let Some(container) = &source.container {
            let _ = writeln!(out, "  container-title: \"{container}\"");
        }
        if let Some(place) = &source.place {
            let _ = writeln!(out, "  publisher: \"{place} Press\"\n  publisher-place: \"{place}\"");
        }
        let _ = writeln!(out, "  issued: {}\n  language: en\n  custom: {{class: {}}}", source.year, source.class);
    }
    out
}

fn geometry(book: &Book) -> String {
    let mut features = Vec::new();
    for page in &book.pages {
        let Facts::Territory { shape: Shape::Leaf { outline, .. }, .. } = &page.facts else { continue };
        let ring: Vec<String> = outline.iter().map(|(lon, lat)| format!("[{lon:.3},{lat:.3}]")).collect();
        features.push(format!(
            "{{\"type\":\"Feature\",\"id\":\"{}\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}",
            page.id,
            ring.join(",")
        ));
    }
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"))
}
