//! `llms.txt`: what the site is and where its copies stand, in the form that llmstxt.org proposes: a title, a quotation that sums up,
//! and lists of links under headings.

use super::{line, path};
use crate::atlas::Atlas;
use crate::config::Config;
use crate::data;
use crate::domain::Kind;
use crate::view::{PageKey, Strings, Views};

/// The text of `llms.txt`, in the language of the book. Addresses are absolute where the book has a `site-url`.
pub(crate) fn llms(views: &Views<'_>, strings: &Strings) -> String {
    let Views { atlas, config, .. } = *views;
    let word = |key: &str| strings.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let book = &config.book;
    let mut out = format!("# {}\n\n", line(&book.title));
    if let Some(description) = &book.description {
        out.push_str(&format!("> {}\n\n", line(description)));
    }
    if let Some(licence) = &book.licence {
        out.push_str(&format!("{}: {}\n\n", word("data_terms"), line(licence)));
    }
    for kind in Kind::ALL {
        let links = links(views, atlas, kind);
        if !links.is_empty() {
            out.push_str(&format!("## {}\n\n{links}\n", word(&format!("kinds_{}", kind.name()))));
        }
    }
    out.push_str(&format!("## {}\n\n", word("nav_data")));
    for file in data::files(atlas) {
        out.push_str(&format!("- [{}]({})\n", file.name(), absolute(config, &file.path())));
    }
    out
}

fn links(views: &Views<'_>, atlas: &Atlas, kind: Kind) -> String {
    let language = views.config.language();
    let mut out = String::new();
    let ids: Vec<_> = match kind {
        Kind::Era => atlas.eras().to_vec(),
        Kind::Treaty | Kind::Event => atlas.timeline().iter().copied().filter(|id| atlas.get(*id).kind == kind).collect(),
        _ => atlas.of_kind(kind).map(|(id, _)| id).collect(),
    };
    for id in ids {
        let entity = atlas.get(id);
        let key = match (kind, entity.id.as_str()) {
            // The introduction to a kind stands on the index of that kind, which has no copy.
            (Kind::Page, folder) if Kind::from_folder(folder).is_some() => continue,
            (Kind::Page, "index") => PageKey::Home(language.to_owned()),
            _ => PageKey::Entity(id, language.to_owned()),
        };
        let file = path(&views.address(&key).file());
        let summary = entity.summary(language);
        let summary = if summary.is_empty() { String::new() } else { format!(": {}", line(summary)) };
        out.push_str(&format!("- [{}]({}){summary}\n", line(entity.title(language)), absolute(views.config, &file)));
    }
    out
}

fn absolute(config: &Config, path: &str) -> String {
    format!("{}{path}", config.site_url().unwrap_or_default())
}
