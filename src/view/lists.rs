//! Pages that list: home, indexes, chronology, bibliography; and the page for what is not there.

use std::collections::BTreeSet;

use super::build::{Page, number};
use super::contract::*;
use super::{dates, languages};
use crate::atlas::{Entity, EntityId};
use crate::data::Set;
use crate::domain::{Facts, Kind, Reference};
use crate::parse::Class;

impl Page<'_> {
    pub(super) fn home(&self) -> PageView {
        let mut view = self.frame("page", "home.html", "home");
        view.title.clone_from(&self.views.config.book.title);
        view.description = self.views.config.book.description.clone().unwrap_or_default();
        if let Some(id) = self.atlas().find("index") {
            self.introduce(id, &mut view);
        }
        view.index = Some(self.rows(Kind::Era));
        view
    }

    pub(super) fn index(&self, kind: Kind) -> PageView {
        let (template, folder) = match kind {
            Kind::Era => ("index-eras.html", "eras"),
            Kind::Treaty => ("index-treaties.html", "treaties"),
            Kind::Event => ("index-events.html", "events"),
            Kind::Territory => ("index-territories.html", "territories"),
            Kind::Party => ("index-parties.html", "parties"),
            Kind::Person => ("index-people.html", "people"),
            Kind::Dispute | Kind::Page => ("index-disputes.html", "disputes"),
        };
        let mut view = self.frame("index", template, folder);
        view.data_links = self.data_links(kind);
        view.title = self.word(&format!("nav_{folder}"));
        view.description = self.word(&format!("lead_{folder}"));
        view.breadcrumbs = vec![self.home_crumb()];
        if let Some(id) = self.atlas().find(folder).filter(|id| self.atlas().get(*id).kind == Kind::Page) {
            self.introduce(id, &mut view);
        }
        view.index = Some(self.rows(kind));
        view
    }

    /// Puts an introduction written by the editors on a page that treatise makes.
    fn introduce(&self, id: EntityId, view: &mut PageView) {
        let entity = self.atlas().get(id);
        let (source, prose, translated) = self.prose(entity);
        entity.title(self.lang).clone_into(&mut view.title);
        entity.summary(self.lang).clone_into(&mut view.summary);
        if !view.summary.is_empty() {
            view.description.clone_from(&view.summary);
        }
        view.untranslated = !translated && self.lang != self.views.config.language();
        view.html_lang = view.untranslated.then(|| self.views.config.language().to_owned());
        (view.html, view.contents) = self.body(source, prose);
        view.cite = self.cites(&entity.common.cite);
        view.words = prose.words;
        self.provenance(source, view);
    }

    fn rows(&self, kind: Kind) -> IndexView {
        let ids: Vec<(EntityId, usize)> = match kind {
            Kind::Era => self.atlas().eras().iter().map(|id| (*id, 0)).collect(),
            Kind::Territory => self.tree(),
            Kind::Treaty | Kind::Event => {
                // What has no date because its front matter is broken never gets here: errors forbid output.
                let of_kind = |id: &&EntityId| self.atlas().get(**id).kind == kind;
                self.atlas().timeline().iter().filter(of_kind).map(|id| (*id, 0)).collect()
            }
            _ => self.by_title(kind).iter().map(|id| (*id, 0)).collect(),
        };
        let rows: Vec<RowView> = ids.into_iter().map(|(id, depth)| RowView { depth, ..self.row(id) }).collect();
        let map = if kind == Kind::Territory { self.ledger_map() } else { None };
        let choices = self.choices_of(&rows.iter().collect::<Vec<_>>());
        IndexView { map, rows, ..choices }
    }

    /// What rows can be filtered by.
    fn choices_of(&self, rows: &[&RowView]) -> IndexView {
        IndexView {
            parties: self.choices(rows.iter().flat_map(|row| &row.parties)),
            eras: {
                let present: BTreeSet<&str> =
                    rows.iter().filter_map(|row| row.era.as_ref()).map(|era| era.id.as_str()).collect();
                let eras = self.atlas().eras().iter().filter(|era| present.contains(self.atlas().get(**era).id.as_str()));
                eras.map(|era| self.link(*era)).collect()
            },
            territories: self.choices(rows.iter().flat_map(|row| &row.territories)),
            forms: rows
                .iter()
                .map(|row| row.form.clone())
                .filter(|form| !form.is_empty())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            ..IndexView::default()
        }
    }

    /// The distinct links, by title.
    fn choices<'l>(&self, links: impl Iterator<Item = &'l LinkView>) -> Vec<LinkView> {
        let mut seen = BTreeSet::new();
        let mut links: Vec<LinkView> = links.filter(|link| seen.insert(link.id.clone())).cloned().collect();
        links.sort_by_cached_key(|link| (link.title.to_lowercase(), link.id.clone()));
        links
    }

    pub(super) fn row(&self, id: EntityId) -> RowView {
        let entity = self.atlas().get(id);
        let mut row = RowView {
            sort: entity.sort_title(self.lang),
            link: self.link(id),
            names: self.names(&entity.common.names),
            date: entity.date().map(|date| self.plain_date(date)),
            era: entity.date().and_then(|date| self.atlas().era_of(date)).map(|era| self.link(era)),
            ..RowView::default()
        };
        match &entity.facts {
            Facts::Era(era) => {
                row.end = self.maybe_date(era.end.as_ref());
                row.count = self.in_era(id).len();
                row.era = None;
            }
            Facts::Treaty(treaty) => {
                row.form.clone_from(&treaty.form);
                row.place = treaty.place.clone().unwrap_or_default();
                row.parties = self.links(&treaty.parties);
                row.territories = self.touched(entity);
            }
            Facts::Event(event) => {
                row.form.clone_from(&event.form);
                row.place = event.place.clone().unwrap_or_default();
                row.parties = self.links(&event.parties);
                row.territories = self.touched(entity);
            }
            Facts::Territory(territory) => {
                row.area = territory.area_km2.map(number).unwrap_or_default();
                row.area_sort = territory.area_km2.unwrap_or_default();
                row.territories = self.links(&territory.parts);
                row.today = self.ledger_today(id);
            }
            Facts::Party(party) => {
                party.form.map(crate::domain::PartyForm::name).unwrap_or_default().clone_into(&mut row.form);
                row.date = self.maybe_date(party.start.as_ref());
                row.end = self.maybe_date(party.end.as_ref());
                row.count = self.views.ties.acts.get(&entity.id).map_or(0, Vec::len);
            }
            Facts::Dispute(dispute) => {
                row.parties = self.links(&dispute.parties);
                let is_territory = |about: &&Reference| self.atlas().find_kind(Kind::Territory, &about.value).is_some();
                let territories: Vec<Reference> = dispute.about.iter().filter(is_territory).cloned().collect();
                row.territories = self.links(&territories);
                row.count = dispute.positions.len();
            }
            Facts::Person(person) => {
                row.date = self.maybe_date(person.born.as_ref());
                row.end = self.maybe_date(person.died.as_ref());
                let mut seen = BTreeSet::new();
                let parties = person.offices.iter().filter_map(|office| office.party.as_ref());
                row.parties = parties.filter(|p| seen.insert(&p.value)).map(|p| self.link_to(&p.value)).collect();
                row.count = self.atlas().deeds(&entity.id).iter().map(|(act, _)| act).collect::<BTreeSet<_>>().len();
            }
            Facts::Page(_) => {}
        }
        row
    }

    /// Territories that an act changes, or that its page links to.
    fn touched(&self, entity: &Entity) -> Vec<LinkView> {
        let mut ids = BTreeSet::new();
        for change in entity.facts.changes() {
            ids.extend(self.atlas().find(&change.territory.value));
        }
        let Some(here) = self.atlas().find(&entity.id) else { return Vec::new() };
        ids.extend(self.atlas().touched(here));
        let links: Vec<LinkView> = ids.into_iter().map(|id| self.link(id)).collect();
        self.choices(links.iter())
    }

    /// Territories as a tree: groups with their parts below them, then what belongs to no group. A part of several groups stands
    /// under the smallest; a group whose extent is disputed comes first of its kind and holds what no agreed group holds.
    pub(super) fn tree(&self) -> Vec<(EntityId, usize)> {
        let atlas = self.atlas();
        let ties = self.views.ties;
        let size = |id: &str| {
            atlas.find_kind(Kind::Territory, id).map_or(0, |entity| match &entity.facts {
                Facts::Territory(territory) if !territory.extents.is_empty() => usize::MAX,
                Facts::Territory(territory) => territory.parts.len(),
                _ => 0,
            })
        };
        let parent = |id: &str| {
            let wholes = ties.wholes.get(id)?;
            wholes.iter().filter(|whole| whole.as_str() != id).min_by_key(|whole| (size(whole), (*whole).clone())).cloned()
        };
        let mut children: std::collections::BTreeMap<Option<String>, Vec<EntityId>> = std::collections::BTreeMap::new();
        for (id, entity) in atlas.of_kind(Kind::Territory) {
            children.entry(parent(&entity.id)).or_default().push(id);
        }
        for ids in children.values_mut() {
            ids.sort_by_cached_key(|id| atlas.get(*id).title(self.lang).to_lowercase());
        }
        let mut rows = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<(EntityId, usize)> = children.get(&None).into_iter().flatten().rev().map(|id| (*id, 0)).collect();
        while let Some((id, depth)) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            rows.push((id, depth));
            let below = children.get(&Some(atlas.get(id).id.clone()));
            open.extend(below.into_iter().flatten().rev().map(|id| (*id, depth + 1)));
        }
        rows
    }

    pub(super) fn chronology(&self) -> PageView {
        let mut view = self.frame("chronology", "chronology.html", "chronology");
        view.data_links = self.links_to_data(&[Set::Treaties, Set::Events]);
        view.title = self.word("nav_chronology");
        view.description = self.word("lead_chronology");
        view.breadcrumbs = vec![self.home_crumb()];
        let atlas = self.atlas();
        let mut groups: Vec<(Option<EntityId>, Vec<EntityId>)> = Vec::new();
        for era in atlas.eras() {
            groups.push((Some(*era), self.in_era(*era).to_vec()));
        }
        let outside = &self.views.ties.outside_eras;
        if !outside.is_empty() {
            groups.push((None, outside.clone()));
        }
        view.chronology = groups
            .into_iter()
            .filter(|(era, items)| era.is_some() || !items.is_empty())
            .map(|(era, items)| ChronologyView {
                dates: era.map(|era| self.era_dates(era)).unwrap_or_default(),
                era: era.map(|era| self.link(era)),
                items: items.into_iter().map(|id| self.row(id)).collect(),
            })
            .collect();
        let rows: Vec<&RowView> = view.chronology.iter().flat_map(|group| &group.items).collect();
        view.index = Some(self.choices_of(&rows));
        view
    }

    pub(super) fn era_dates(&self, era: EntityId) -> String {
        let Facts::Era(facts) = &self.atlas().get(era).facts else { return String::new() };
        let words = |date: Option<&crate::domain::Located<crate::domain::StatedDate>>| {
            date.map(|date| dates::in_words(&date.value.date, self.lang))
        };
        match (words(facts.start.as_ref()), words(facts.end.as_ref())) {
            (Some(start), Some(end)) => format!("{start} – {end}"),
            (Some(start), None) => format!("{start} –"),
            (None, Some(end)) => format!("– {end}"),
            (None, None) => String::new(),
        }
    }

    pub(super) fn bibliography(&self) -> PageView {
        let mut view = self.frame("bibliography", "bibliography.html", "bibliography");
        view.title = self.word("nav_bibliography");
        view.description = self.word("lead_bibliography");
        view.breadcrumbs = vec![self.home_crumb()];
        view.data_links = self.links_to_data(&[Set::Sources]);
        view.bibliography = self.sources_by_class();
        view
    }

    /// All sources of the book, by class.
    pub(super) fn sources_by_class(&self) -> Vec<SourcesView> {
        let mut classes = Vec::new();
        let Some(desk) = self.desk else { return classes };
        let entries = self.atlas().bibliography();
        let sorted = desk.all();
        let mut number = 0;
        for class in Class::ALL.into_iter().map(Some).chain([None]) {
            let of_class = sorted.iter().filter(|source| entries[**source].class == class);
            let sources: Vec<SourceView> = of_class
                .map(|source| {
                    number += 1;
                    self.source(&entries[*source], desk.reference(*source, Some(number)))
                })
                .collect();
            if !sources.is_empty() {
                classes.push(SourcesView { class: class.map(Class::name).unwrap_or_default(), sources });
            }
        }
        classes
    }

    fn source(&self, entry: &crate::parse::Entry, html: String) -> SourceView {
        SourceView {
            key: entry.key.clone(),
            html,
            lang: entry.language.clone().unwrap_or_default(),
            language: entry.language.as_deref().map(|tag| languages::name(tag, self.lang)).unwrap_or_default(),
            note: entry.note.clone().unwrap_or_default(),
            recalled: entry.recalled,
            cited_in: {
                let mut ids: Vec<EntityId> = self.atlas().cited_in(&entry.key).collect();
                ids.sort_by_cached_key(|id| self.atlas().get(*id).title(self.lang).to_lowercase());
                ids.into_iter().map(|id| self.mention(id)).collect()
            },
        }
    }

    pub(super) fn not_found(&self) -> PageView {
        let mut view = self.frame("not-found", "404.html", "");
        view.title = self.word("not_found");
        view
    }
}
