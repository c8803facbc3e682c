//! The same book in Hugo's own layout, with a theme as small as fairness allows: facts with the titles of the pages they name, menus,
//! indexes, two taxonomies, a bibliography, feed and sitemap.
//!
//! Where Hugo could be made slower, it is not: links are plain addresses, which nobody checks; no page tells what links to it; there
//! is one feed; highlighting writes classes.

use std::fmt::Write;

use super::layout::Files;
use super::markdown::{Dialect, write};
use super::model::{Act, Book, Cite, Facts, Kind, Number, Page, Shape};
pub(crate) use super::ours::address;
use super::prose::{Link, LinkText, body};
use super::words::Words;

const THEME: [(&str, &str); 9] = [
    ("hugo.toml", include_str!("hugo/hugo.toml")),
    ("layouts/baseof.html", include_str!("hugo/baseof.html")),
    ("layouts/home.html", include_str!("hugo/home.html")),
    ("layouts/page.html", include_str!("hugo/page.html")),
    ("layouts/section.html", include_str!("hugo/section.html")),
    ("layouts/taxonomy.html", include_str!("hugo/taxonomy.html")),
    ("layouts/term.html", include_str!("hugo/section.html")),
    ("layouts/bibliography.html", include_str!("hugo/bibliography.html")),
    ("static/style.css", include_str!("hugo/style.css")),
];

const SECTIONS: [(Kind, &str); 7] = [
    (Kind::Era, "Eras"),
    (Kind::Treaty, "Treaties"),
    (Kind::Event, "Events"),
    (Kind::Territory, "Territories"),
    (Kind::Party, "Parties"),
    (Kind::Person, "People"),
    (Kind::Dispute, "Disputes"),
];

/// All files of the book.
pub(crate) fn files(book: &Book, words: &Words, files: &mut Files<'_>) -> std::io::Result<()> {
    for (path, text) in THEME {
        files.add(path, text)?;
    }
    for (kind, title) in SECTIONS {
        files.add(&format!("content/{}/_index.md", kind.folder()), &format!("---\ntitle: {title}\n---\n"))?;
    }
    files.add("content/bibliography.md", "---\ntitle: Bibliography\nlayout: bibliography\n---\n")?;
    files.add("data/sources.yaml", &sources(book))?;
    for (number, page) in book.pages.iter().enumerate() {
        files.add(&path(page), &text(book, words, number))?;
    }
    Ok(())
}

/// The path of a page's file below the book's folder.
pub(crate) fn path(page: &Page) -> String {
    match (page.kind, page.kind.folder()) {
        (Kind::Home, _) => "content/_index.md".to_owned(),
        (_, "") => format!("content/{}.md", page.id),
        (_, folder) => format!("content/{folder}/{}.md", page.id),
    }
}

/// A page's file.
pub(crate) fn text(book: &Book, words: &Words, number: Number) -> String {
    let mut text = String::new();
    front(&mut text, book, &book.pages[number]);
    write(&mut text, book, number, &body(book, words, number), &Hugo);
    text
}

struct Hugo;

impl Dialect for Hugo {
    fn link(&self, out: &mut String, book: &Book, _from: Number, link: &Link) {
        let to = &book.pages[link.to];
        let words = match &link.text {
            LinkText::Words(words) => words,
            LinkText::Title | LinkText::Short => &to.title,
        };
        let article = link.article.map_or_else(String::new, |article| format!("#article-{article}"));
        let _ = write!(out, "[{words}]({}{article})", address(to));
    }

    fn cite(&self, out: &mut String, book: &Book, cites: &[Cite]) {
        let one = |cite: &Cite| {
            let source = &book.sources[cite.source];
            let name = source.author.as_ref().map_or(source.title.as_str(), |(family, _)| family);
            let locator = if cite.locator.is_empty() { String::new() } else { format!(", {}", cite.locator) };
            format!("[{name} {}](/bibliography/#{}){locator}", source.year, source.key)
        };
        let _ = write!(out, "({})", cites.iter().map(one).collect::<Vec<_>>().join("; "));
    }
}

fn front(out: &mut String, book: &Book, page: &Page) {
    let _ = writeln!(out, "---\ntitle: \"{}\"\ndescription: \"{}\"\ndate: {}", page.title, page.summary, page.published);
    if let Some(alias) = &page.alias {
        let _ = writeln!(out, "aliases: [\"{alias}\"]");
    }
    if let Facts::Act(act) = &page.facts {
        let actors: Vec<&str> = act.parties.iter().map(|party| book.pages[*party].id.as_str()).collect();
        let _ = writeln!(out, "actors: [{}]\nforms: [{}]", actors.join(", "), act.form);
    }
    out.push_str("params:\n");
    if let Some((ru, ja)) = &page.names {
        let _ = writeln!(out, "  names: [\"{ru}\", \"{ja}\"]");
    }
    let cited: Vec<&str> = page.cite.iter().map(|cite| book.sources[cite.source].key.as_str()).collect();
    let _ = writeln!(out, "  cited: [{}]", cited.join(", "));
    facts(out, book, &page.facts);
    out.push_str("---\n\n");
}

/// Facts with dates and words as `facts`, and those that name pages under the names of their sections.
fn facts(out: &mut String, book: &Book, facts: &Facts) {
    let ids =
        |numbers: &[Number]| numbers.iter().map(|number| book.pages[*number].id.as_str()).collect::<Vec<_>>().join(", ");
    let mut told: Vec<(&str, String)> = Vec::new();
    let mut named: Vec<(&str, Vec<Number>)> = Vec::new();
    match facts {
        Facts::None => {}
        Facts::Era { start, end } => {
            told.push(("From", start.to_string()));
            told.extend(end.map(|end| ("Until", end.to_string())));
        }
        Facts::Party { start, end, succeeds } => {
            told.extend(start.map(|start| ("From", start.to_string())));
            told.extend(end.map(|end| ("Until", end.to_string())));
            named.push(("parties", succeeds.iter().map(|(party, ..)| *party).collect()));
        }
        Facts::Territory { shape, point, area } => {
            told.push(("Where", format!("{:.3}, {:.3}", point.0, point.1)));
            told.push(("Area", format!("{area} km²")));
            match shape {
                Shape::Leaf { holder, .. } => named.push(("parties", vec![*holder])),
                Shape::Group(parts) => named.push(("territories", parts.clone())),
                Shape::Read(readings) => named.push(("territories", readings[0].1.clone())),
            }
        }
        Facts::Person { born, died, office: (title, party, from, until) } => {
            told.push(("Born", born.to_string()));
            told.push(("Died", died.to_string()));
            told.push(("Office", format!("{title}, {from} to {until}")));
            named.push(("parties", vec![*party]));
        }
        Facts::Dispute { about, positions } => {
            named.push(("territories", about.clone()));
            named.push(("parties", positions.iter().map(|position| position.by).collect()));
            told.extend(positions.iter().map(|position| ("Position", position.text.clone())));
        }
        Facts::Act(act) => act_facts(act, &mut told, &mut named),
    }
    out.push_str("  facts:\n");
    for (what, text) in told {
        let _ = writeln!(out, "    - {{what: \"{what}\", text: \"{text}\"}}");
    }
    for (section, pages) in named.iter().filter(|(_, pages)| !pages.is_empty()) {
        let _ = writeln!(out, "  {section}: [{}]", ids(pages));
    }
}

fn act_facts(act: &Act, told: &mut Vec<(&str, String)>, named: &mut Vec<(&str, Vec<Number>)>) {
    told.push(("Form", act.form.to_owned()));
    told.push(("Date", act.date.to_string()));
    told.push(("Place", act.place.clone()));
    named.push(("parties", act.parties.clone()));
    named.push(("people", act.people.iter().map(|(person, _)| *person).collect()));
    named.push(("territories", act.changes.iter().map(|change| change.territory).collect()));
    if let Some(treaty) = &act.treaty {
        told.extend(treaty.ratified.map(|date| ("Ratified", date.to_string())));
        told.push(("In force", treaty.in_force.to_string()));
        told.extend(treaty.ended.map(|date| ("Ended", date.to_string())));
        named.push(("treaties", treaty.relation.iter().map(|(_, to, _)| *to).collect()));
    }
}

fn sources(book: &Book) -> String {
    let mut out = String::new();
    for source in &book.sources {
        let author = source.author.as_ref().map_or_else(String::new, |(family, given)| format!("{given} {family}"));
        let _ = writeln!(
            out,
            "- {{key: {}, title: \"{}\", author: \"{author}\", container: \"{}\", place: \"{}\", year: {}, class: {}}}",
            source.key,
            source.title,
            source.container.as_deref().unwrap_or_default(),
            source.place.as_deref().unwrap_or_default(),
            source.year,
            source.class
        );
    }
    out
}
