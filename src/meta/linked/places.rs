//! Where and who: territories, parties, persons.

use super::acts::life;
use super::json::{Json, json};
use super::{Graph, Node, types};
use crate::domain::{Facts, Territory};
use crate::view::{LinkView, OfficeView, PartyView, PersonView, TerritoryView};

impl Graph<'_> {
    /// A territory; who holds it, the data files say, since schema.org cannot say according to whom.
    pub(super) fn territory(&self, id: &str, territory: &TerritoryView) -> Node {
        let mut node = self.begin("Place", id);
        if let (Some(lat), Some(lon)) = (territory.lat, territory.lon) {
            node.put("geo", json!({"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}));
        }
        node.put("containedInPlace", self.mentions(&self.wholes(&territory.part_of)));
        node.put("containsPlace", self.mentions(&territory.parts));
        node.put("subjectOf", self.mentions(&territory.disputes));
        if let Some(area) =
            self.facts().and_then(|facts| if let Facts::Territory(land) = facts { land.area_km2 } else { None })
        {
            node.put(
                "additionalProperty",
                // KMK is the square kilometre in UN/CEFACT's codes of units.
                json!({"@type": "PropertyValue", "propertyID": "area", "value": area, "unitCode": "KMK", "unitText": "km²"}),
            );
        }
        node
    }

    fn facts(&self) -> Option<&Facts> {
        let atlas = self.views.atlas;
        atlas.find(&self.page.id).map(|id| &atlas.get(id).facts)
    }

    /// Those of the territories to which it belongs on which all readings agree.
    fn wholes(&self, candidates: &[LinkView]) -> Vec<LinkView> {
        let atlas = self.views.atlas;
        let agreed = |whole: &Territory| {
            let holds = |parts: &[crate::domain::Reference]| parts.iter().any(|part| part.value == self.page.id);
            holds(&whole.parts) || !whole.extents.is_empty() && whole.extents.iter().all(|extent| holds(&extent.parts))
        };
        let of = |link: &&LinkView| match atlas.find(&link.id).map(|id| &atlas.get(id).facts) {
            Some(Facts::Territory(whole)) => agreed(whole),
            _ => false,
        };
        candidates.iter().filter(of).cloned().collect()
    }

    /// A party.
    pub(super) fn party(&self, id: &str, party: &PartyView) -> Node {
        let kind = self.facts().and_then(types);
        let organised = kind.is_some();
        let mut node = self.begin(kind.unwrap_or_else(|| "Thing".into()), id);
        if organised {
            life(&mut node, ("foundingDate", party.start.as_ref()), ("dissolutionDate", party.end.as_ref()));
        }
        node
    }

    /// A person.
    pub(super) fn person(&self, id: &str, person: &PersonView) -> Node {
        let mut node = self.begin("Person", id);
        life(&mut node, ("birthDate", person.born.as_ref()), ("deathDate", person.died.as_ref()));
        node.put("hasOccupation", person.offices.iter().map(|office| self.office(office)).collect::<Vec<_>>());
        let deeds = person.signed.iter().map(|deed| self.mention(&deed.treaty)).chain(self.mentions(&person.events));
        node.put("subjectOf", deeds.collect::<Vec<_>>());
        node
    }

    /// An office and when it was held.
    fn office(&self, office: &OfficeView) -> Json {
        let mut role = Node::default();
        role.put("@type", "Role");
        role.put("hasOccupation", json!({"@type": "Occupation", "name": &office.title}));
        life(&mut role, ("startDate", office.from.as_ref()), ("endDate", office.until.as_ref()));
        role.done()
    }
}
