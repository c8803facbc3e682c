//! What happened: treaties, events, eras; and what is held about it: disputes.

use super::json::{Json, json};
use super::{Graph, Node, day, ends, interval, names};
use crate::domain::Date;
use crate::meta::text::plain;
use crate::view::{ChangeView, DateView, DisputeView, EraView, EventView, LinkView, SignatoryView, TreatyView};

impl Graph<'_> {
    /// An instrument. schema.org's words for law come from ELI, the European Legislation Identifier.
    pub(super) fn treaty(&self, id: &str, treaty: &TreatyView) -> Node {
        let mut node = self.begin("Legislation", id);
        node.put("legislationIdentifier", self.page.id.as_str());
        node.put("legislationType", treaty.form.replace('-', " "));
        node.put("legislationDate", day(treaty.signed.as_ref()));
        // A treaty is made by its parties.
        node.put("legislationPassedBy", self.mentions(&treaty.parties));
        node.put("contributor", treaty.signatories.iter().map(|one| self.signatory(one)).collect::<Vec<_>>());
        node.put("locationCreated", treaty.place.as_deref().map(place));
        node.put("inLanguage", treaty.languages.iter().map(|language| language.tag.as_str()).collect::<Vec<_>>());
        // That it ended can be said for good; that it is in force, only today.
        if treaty.ended.is_some() {
            node.put("temporalCoverage", interval(treaty.in_force.as_ref(), treaty.ended.as_ref()));
            node.put("legislationLegalForce", "https://schema.org/NotInForce");
        }
        node.put("spatialCoverage", self.lands(&treaty.changes));
        for (relations, property) in [
            (["supersedes", "terminates"].as_slice(), "legislationRepeals"),
            (&["amends"], "legislationAmends"),
            (&["implements"], "legislationEnsuresImplementationOf"),
            (&["confirms"], "citation"),
        ] {
            let others = relations.iter().flat_map(|kind| treaty.relations.iter().filter(move |other| other.kind == *kind));
            node.put(property, others.map(|other| self.mention(&other.treaty)).collect::<Vec<_>>());
        }
        let texts = treaty.texts.iter().filter_map(|text| {
            let mut node = Node::default();
            node.put("@type", "LegislationObject");
            node.put("name", text.title.as_str());
            node.put("url", text.url.as_deref()?);
            node.put("inLanguage", text.lang.as_str());
            Some(node.done())
        });
        node.put("encoding", texts.collect::<Vec<_>>());
        let articles = treaty.articles.iter().map(|article| {
            let mut node = Node::new("Legislation", &format!("{}#{}", self.here(), article.id));
            node.put("name", article.text.as_str());
            node.put("url", format!("{}#{}", self.here(), article.id));
            node.put("legislationIdentifier", format!("{}#{}", self.page.id, article.id));
            node.done()
        });
        node.put("hasPart", articles.collect::<Vec<_>>());
        node
    }

    /// Somebody who signed: schema.org has no property for that, but roles in which one may contribute.
    fn signatory(&self, one: &SignatoryView) -> Json {
        let mut person = Node::default();
        person.put("@type", "Person");
        person.put("@id", one.person.as_ref().map(|page| self.id_of(page.kind, &page.id)));
        person.put("name", one.name.as_str());
        person.put("alternateName", names(&one.names));
        person.put("jobTitle", one.role.as_str());
        person.put("affiliation", one.party.as_ref().map(|party| self.mention(party)));
        json!({"@type": "Role", "roleName": "signatory", "contributor": person.done()})
    }

    /// An event. Parties are what it is about: schema.org knows organisers and visitors, but nobody who is at war.
    pub(super) fn event(&self, id: &str, event: &EventView) -> Node {
        let mut node = self.begin("Event", id);
        let (start, end) = event.date.as_ref().map(ends).unwrap_or_default();
        node.put("startDate", start);
        node.put("endDate", end);
        node.put("location", event.place.as_deref().map(place));
        node.put("keywords", event.form.replace('-', " "));
        let mut about = self.mentions(&event.parties);
        about.extend(self.mentions(&event.people));
        about.extend(self.lands(&event.changes));
        node.put("about", about);
        node
    }

    /// An era: it ends on the day before the next begins.
    pub(super) fn era(&self, id: &str, era: &EraView) -> Node {
        let mut node = self.begin(json!(["Event", "DefinedTerm"]), id);
        node.put("startDate", day(era.start.as_ref()));
        let last = era.end.as_ref().and_then(|end| Date::parse(&end.edtf).ok()?.exact_day());
        node.put("endDate", last.map(|day| day.previous().to_string()));
        node.put("inDefinedTermSet", self.page.breadcrumbs.last().map(|index| self.url(&index.path)));
        node
    }

    /// A dispute: each position is a claim of the party that holds it.
    pub(super) fn dispute(&self, id: &str, dispute: &DisputeView) -> Node {
        let mut node = self.begin("CreativeWork", id);
        let mut about = self.mentions(&dispute.about);
        about.extend(self.mentions(&dispute.parties));
        node.put("about", about);
        let claims = dispute.positions.iter().enumerate().map(|(at, position)| {
            let mut claim = Node::new("Claim", &format!("{id}-position-{}", at + 1));
            claim.put("text", plain(&position.html));
            claim.put("author", self.mention(&position.by));
            claim.put("temporalCoverage", interval(position.since.as_ref(), position.until.as_ref()));
            claim.put("citation", self.sources(&position.cite));
            claim.put("appearance", json!({"@id": self.here()}));
            claim.done()
        });
        node.put("hasPart", claims.collect::<Vec<_>>());
        node
    }

    /// The lands that an act concerns, each once.
    fn lands(&self, changes: &[ChangeView]) -> Vec<Json> {
        let mut lands: Vec<&LinkView> = Vec::new();
        for change in changes {
            if !lands.iter().any(|land| land.id == change.territory.id) {
                lands.push(&change.territory);
            }
        }
        lands.into_iter().map(|land| self.mention(land)).collect()
    }
}

fn place(name: &str) -> Json {
    json!({"@type": "Place", "name": name})
}

/// An end of a life, and the property that says when it came.
type End<'a> = (&'static str, Option<&'a DateView>);

/// Both ends of a life, of a person or of a state.
pub(super) fn life(node: &mut Node, born: End<'_>, died: End<'_>) {
    for (property, date) in [born, died] {
        node.put(property, day(date));
    }
}
