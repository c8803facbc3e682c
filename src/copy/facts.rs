//! The facts of a page as a list, and what the page shows after its text.

use super::{Copy, line};
use crate::view::{ChangeView, CiteView, DateView, HolderView, LinkView};

/// The facts, an item each; empty for a page without any.
pub(super) fn of(copy: &Copy<'_>) -> String {
    let view = copy.view;
    let mut list = List { copy, out: String::new() };
    if view.kind != "page" {
        list.text("kind", copy.word(&format!("kind_{}", view.kind)));
    }
    let names: Vec<String> =
        view.names.iter().map(|name| format!("{} ({})", line(&name.name), line(&name.language))).collect();
    list.text("other_names", &names.join("; "));
    if let Some(era) = &view.era_facts {
        list.date("beginning", era.start.as_ref());
        list.date("end", era.end.as_ref());
    }
    if let Some(treaty) = &view.treaty {
        list.text("form", copy.word(&format!("form_{}", treaty.form)));
        list.date("signed", treaty.signed.as_ref());
        for ratification in &treaty.ratified {
            let by = ratification.party.as_ref().map(|party| format!(" ({})", copy.link(party))).unwrap_or_default();
            list.item("ratified", &format!("{}{by}", date(copy, &ratification.date)));
        }
        list.date("exchanged", treaty.exchanged.as_ref());
        list.date("in_force", treaty.in_force.as_ref());
        list.date("ended", treaty.ended.as_ref());
        list.text("place", treaty.place.as_deref().unwrap_or_default());
        list.links("nav_parties", &treaty.parties);
        for one in &treaty.signatories {
            let name = one.person.as_ref().map_or_else(|| line(&one.name), |person| copy.link(person));
            let role = if one.role.is_empty() { String::new() } else { format!(", {}", line(&one.role)) };
            let party = one.party.as_ref().map(|party| format!(" ({})", copy.link(party))).unwrap_or_default();
            list.item("signatories", &format!("{name}{role}{party}"));
        }
        let languages: Vec<&str> = treaty.languages.iter().map(|language| language.name.as_str()).collect();
        list.text("languages", &languages.join(", "));
        for relation in &treaty.relations {
            let article = article(copy, &relation.article);
            list.item(&format!("relation_{}", relation.kind), &format!("{}{article}", copy.link(&relation.treaty)));
        }
        for text in &treaty.texts {
            let title = line(&text.title);
            list.item("texts", &text.url.as_ref().map_or(title.clone(), |url| format!("[{title}](<{url}>)")));
        }
    }
    if let Some(event) = &view.event {
        list.text("form", copy.word(&format!("form_{}", event.form)));
        list.date("date", event.date.as_ref());
        list.text("place", event.place.as_deref().unwrap_or_default());
        list.links("nav_parties", &event.parties);
        list.links("nav_people", &event.people);
    }
    if let Some(land) = &view.territory {
        list.text("position_on_earth", &land.point);
        let area = if land.area.is_empty() { String::new() } else { format!("{} km²", land.area) };
        list.text("area", &area);
        list.links("part_of", &land.part_of);
        list.links("parts", &land.parts);
        list.links("nav_disputes", &land.disputes);
    }
    if let Some(party) = &view.party {
        list.text("form", copy.word(&format!("form_{}", party.form)));
        list.date("beginning", party.start.as_ref());
        list.date("end", party.end.as_ref());
        for one in &party.succeeds {
            list.item("succeeds", &format!("{}, {}", copy.link(&one.party), line(&one.on.text)));
        }
        for one in &party.succeeded_by {
            list.item("succeeded_by", &format!("{}, {}", copy.link(&one.party), line(&one.on.text)));
        }
    }
    if let Some(person) = &view.person {
        list.date("born", person.born.as_ref());
        list.date("died", person.died.as_ref());
        for office in &person.offices {
            let party = office.party.as_ref().map(|party| format!(" ({})", copy.link(party))).unwrap_or_default();
            let dates: Vec<&str> =
                [&office.from, &office.until].into_iter().flatten().map(|date| date.text.as_str()).collect();
            let dates = if dates.is_empty() { String::new() } else { format!(", {}", dates.join(" – ")) };
            list.item("offices", &format!("{}{party}{dates}", line(&office.title)));
        }
        let signed: Vec<LinkView> = person.signed.iter().map(|deed| deed.treaty.clone()).collect();
        list.links("signed_by", &signed);
        list.links("took_part", &person.events);
    }
    if let Some(dispute) = &view.dispute {
        list.links("about", &dispute.about);
        list.links("nav_parties", &dispute.parties);
    }
    if let Some(canonical) = &view.canonical {
        list.item("page", &format!("<{canonical}>"));
    }
    list.out
}

/// Changes, spells of the ledger, positions, checked claims, sources.
pub(super) fn after(copy: &Copy<'_>) -> String {
    let view = copy.view;
    let mut out = String::new();
    let changes = view.treaty.as_ref().map(|treaty| &treaty.changes).or(view.event.as_ref().map(|event| &event.changes));
    if let Some(changes) = changes.filter(|changes| !changes.is_empty()) {
        out.push_str(&format!("## {}\n\n", copy.word("territorial_effect")));
        changes.iter().for_each(|one| out.push_str(&change(copy, one)));
        out.push('\n');
    }
    if let Some(history) = view.territory.as_ref().and_then(|land| land.history.as_ref()).filter(|h| !h.rows.is_empty()) {
        out.push_str(&format!("## {}\n\n", copy.word("ledger_history")));
        for row in &history.rows {
            out.push_str(&format!("### {}\n\n", line(&row.title)));
            for spell in &row.spells {
                let by = spell.by.as_ref().map(|by| format!("; {}", copy.link(by))).unwrap_or_default();
                let until = if spell.to.is_empty() { String::new() } else { format!(" – {}", line(&spell.to)) };
                out.push_str(&format!("- {}{until}: {}{by}\n", line(&spell.from), line(&spell.text)));
            }
            out.push('\n');
        }
    }
    if !view.cite.is_empty() {
        out.push_str(&format!("## {}\n\n", copy.word("sources")));
        for one in &view.cite {
            out.push_str(&format!("- {}. {}\n", cite(one), line(&one.title)));
        }
        out.push('\n');
    }
    out
}

struct List<'c, 'a> {
    copy: &'c Copy<'a>,
    out: String,
}

impl List<'_, '_> {
    fn item(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.out.push_str(&format!("- {}: {value}\n", self.copy.word(key)));
        }
    }

    fn text(&mut self, key: &str, value: &str) {
        self.item(key, &line(value));
    }

    fn date(&mut self, key: &str, value: Option<&DateView>) {
        if let Some(value) = value {
            self.item(key, &date(self.copy, value));
        }
    }

    fn links(&mut self, key: &str, all: &[LinkView]) {
        self.item(key, &self.copy.links(all));
    }
}

/// `7 February 1855 (26 January 1855, Old Style; in the original: Ansei 1/12/21)`
fn date(copy: &Copy<'_>, date: &DateView) -> String {
    let mut also = Vec::new();
    also.extend(date.julian.as_ref().map(|julian| copy.word("julian").replace("{date}", julian)));
    also.extend(date.as_written.as_ref().map(|written| copy.word("as_written").replace("{date}", written)));
    let also = if also.is_empty() { String::new() } else { format!(" ({})", line(&also.join("; "))) };
    format!("{}{also}", line(&date.text))
}

fn article(copy: &Copy<'_>, number: &str) -> String {
    if number.is_empty() { String::new() } else { format!(", {}", line(&copy.word("article_n").replace("{n}", number))) }
}

fn change(copy: &Copy<'_>, change: &ChangeView) -> String {
    let mut out = String::from("- ");
    if let Some(on) = &change.on {
        out.push_str(&format!("{}: ", line(&on.text)));
    }
    out.push_str(&copy.link(&change.territory));
    let from = change.from.as_ref().map_or_else(|| copy.word("not_stated").to_owned(), |from| holder(copy, from));
    out.push_str(&format!(", {from} → {}", holder(copy, &change.to)));
    let layer = if change.layer.is_empty() { "layer_both".to_owned() } else { format!("layer_{}", change.layer) };
    out.push_str(&format!(" ({}, {}", copy.word(&format!("mode_{}", change.mode)), copy.word(&layer)));
    if !change.viewpoint.is_empty() {
        out.push_str(&format!("; {}: {}", copy.word("according_to"), copy.links(&change.viewpoint)));
    }
    out.push_str(&article(copy, &change.article));
    out.push_str(")\n");
    out
}

fn holder(copy: &Copy<'_>, holder: &HolderView) -> String {
    if holder.word.is_empty() {
        copy.links(&holder.parties)
    } else {
        copy.word(&format!("holder_{}", holder.word)).to_owned()
    }
}

fn cite(cite: &CiteView) -> String {
    if cite.locator.is_empty() { line(&cite.label) } else { format!("{}, {}", line(&cite.label), line(&cite.locator)) }
}
