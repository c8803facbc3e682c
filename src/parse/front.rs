//! Front matter: from YAML to facts.

use std::ops::Range;

use super::yaml::{Fields, Node, Reader};
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::{
    Change, ChangeMode, CheckedClaim, ClaimWords, Common, Correction, Dispute, Era, Event, ExtentReading, Facts, Holder,
    Kind, Language, Layer, LayerChoice, Located, Office, Party, PartyForm, Person, Plain, Position, Ratification, Relation,
    RelationKind, Signatory, Start, Succession, SuccessionMode, Territory, Text, Treaty, Verdict, Words,
};
use crate::manual;
use crate::source::{Source, Span};

/// The words for forms of instruments.
pub const TREATY_FORMS: [&str; 14] = [
    "treaty",
    "convention",
    "protocol",
    "declaration",
    "agreement",
    "memorandum",
    "exchange-of-notes",
    "communique",
    "pact",
    "regulations",
    "armistice",
    "surrender",
    "unilateral-act",
    "other",
];

/// The words for forms of events.
pub const EVENT_FORMS: [&str; 18] = [
    "war",
    "battle",
    "incident",
    "mission",
    "negotiation",
    "statement",
    "occupation",
    "expedition",
    "voyage",
    "law",
    "administration",
    "intervention",
    "visit",
    "agreement",
    "settlement",
    "conference",
    "migration",
    "other",
];

/// Where the front matter and the body of a page begin and end.
pub(crate) struct Parts {
    pub(crate) yaml: Range<usize>,
    pub(crate) body: usize,
}

/// Splits a page; `Err` tells how far the front matter seems to go where it is missing or not closed.
pub(crate) fn split(text: &str) -> Result<Parts, Range<usize>> {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first.trim_end() != "---" {
        return Err(0..first.trim_end().len());
    }
    let mut at = first.len();
    for line in text[first.len()..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Ok(Parts { yaml: first.len()..at, body: at + line.len() });
        }
        at += line.len();
    }
    Err(0..3)
}

/// The YAML of a file: the front matter of a page, the whole of another file.
pub(crate) fn yaml_range(source: &Source) -> Range<usize> {
    if !source.path.ends_with(".md") {
        return 0..source.text.len();
    }
    split(&source.text).map_or(0..0, |parts| parts.yaml)
}

/// The facts of an original page; what cannot be read is left out and reported.
pub(crate) fn original(r: &mut Reader<'_>, kind: Kind, yaml: Range<usize>) -> (Common, Facts) {
    let value = r.parse(yaml.clone());
    let Some(mut fields) = value.as_ref().and_then(|value| top_fields(r, value, &yaml)) else {
        return (Common::default(), empty(kind));
    };
    let common = common(r, &mut fields);
    let facts = match kind {
        Kind::Era => Facts::Era(era(r, &mut fields)),
        Kind::Treaty => Facts::Treaty(Box::new(treaty(r, &mut fields))),
        Kind::Event => Facts::Event(event(r, &mut fields)),
        Kind::Territory => Facts::Territory(territory(r, &mut fields)),
        Kind::Party => Facts::Party(party(r, &mut fields)),
        Kind::Dispute => Facts::Dispute(dispute(r, &mut fields)),
        Kind::Person => Facts::Person(person(r, &mut fields)),
        Kind::Page => Facts::Page(Plain { claims: list(r, &mut fields, "claims", claim) }),
    };
    let of = match kind {
        Kind::Era | Kind::Event => format!("an {}", kind.name()),
        Kind::Page => "a plain page".to_owned(),
        _ => format!("a {}", kind.name()),
    };
    fields.finish(r, &of);
    (common, facts)
}

/// The words of a translation; facts in it are faults.
pub(crate) fn translation(r: &mut Reader<'_>, kind: Kind, yaml: Range<usize>) -> Words {
    let value = r.parse(yaml.clone());
    let Some(mut fields) = value.as_ref().and_then(|value| top_fields(r, value, &yaml)) else { return Words::default() };
    let common = common_words(r, &mut fields);
    let positions =
        if kind == Kind::Dispute { list(r, &mut fields, "positions", |r, node| node.text(r)) } else { Vec::new() };
    let claims = if kind == Kind::Page { list(r, &mut fields, "claims", claim_words) } else { Vec::new() };
    let facts: Vec<&str> = fields.rest().filter(|key| is_fact(kind, key)).collect();
    for key in facts {
        let place = Place::Key(r.id, fields.at.key(key.to_owned()));
        r.fault(
            Diagnostic::new(
                &manual::FACTS_IN_TRANSLATION,
                place,
                format!("`{key}` is a fact, and a translation states none"),
            )
            .help("facts stand in the original alone; remove the line here"),
        );
    }
    let mut known: Fields<'_> = fields;
    known.ignore(ALL_FACTS);
    known.finish(r, "a translation");
    Words {
        title: common.title,
        summary: common.summary,
        aliases: common.aliases,
        draft: common.draft,
        corrections: common.corrections,
        published: common.published,
        positions,
        claims,
    }
}

/// No facts: what a page with unreadable front matter states.
pub(crate) fn empty(kind: Kind) -> Facts {
    match kind {
        Kind::Era => Facts::Era(Era::default()),
        Kind::Treaty => Facts::Treaty(Box::default()),
        Kind::Event => Facts::Event(Event::default()),
        Kind::Territory => Facts::Territory(Territory::default()),
        Kind::Party => Facts::Party(Party::default()),
        Kind::Dispute => Facts::Dispute(Dispute::default()),
        Kind::Person => Facts::Person(Person::default()),
        Kind::Page => Facts::Page(Plain::default()),
    }
}

const ALL_FACTS: &[&str] = &[
    "names",
    "cite",
    "start",
    "end",
    "form",
    "signed",
    "ratified",
    "exchanged",
    "in_force",
    "ended",
    "place",
    "parties",
    "signatories",
    "languages",
    "texts",
    "supersedes",
    "amends",
    "terminates",
    "implements",
    "confirms",
    "changes",
    "date",
    "parts",
    "extents",
    "point",
    "area_km2",
    "succeeds",
    "about",
    "positions",
    "people",
    "sort",
    "born",
    "died",
    "offices",
    "claims",
];

fn is_fact(kind: Kind, key: &str) -> bool {
    ALL_FACTS.contains(&key) && !(kind == Kind::Dispute && key == "positions") && !(kind == Kind::Page && key == "claims")
}

fn top_fields<'v>(r: &mut Reader<'_>, value: &'v serde_yaml::Value, yaml: &Range<usize>) -> Option<Fields<'v>> {
    let node = Node::top(value);
    if node.is_null() {
        let place = Place::Span(Span::new(r.id, 0..yaml.start.saturating_sub(1)));
        r.fault(Diagnostic::new(&manual::MISSING_KEY, place, "the front matter is empty").help("add at least `title: …`"));
        return None;
    }
    node.fields(r, "keys and values, such as `title: …`")
}

fn common(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Common {
    let mut common = common_words(r, f);
    common.names = f.take("names").map(|node| node.names(r)).unwrap_or_default();
    common.cite = cites(r, f);
    common
}

fn common_words(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Common {
    Common {
        title: f.require(r, "title").and_then(|node| title(r, &node)).unwrap_or_default(),
        summary: f.take("summary").and_then(|node| node.text(r)).unwrap_or_default(),
        aliases: list(r, f, "aliases", |r, node| node.located_text(r)),
        draft: f.take("draft").and_then(|node| node.flag(r)).unwrap_or_default(),
        corrections: list(r, f, "corrections", correction),
        published: f.take("published").and_then(|node| node.date(r)),
        ..Common::default()
    }
}

/// A title, which is the one text that must say something.
fn title(r: &mut Reader<'_>, node: &Node<'_>) -> Option<String> {
    let text = node.text(r)?;
    if text.trim().is_empty() {
        let place = Place::Field(r.id, node.at.clone());
        r.fault(Diagnostic::new(&manual::MISSING_KEY, place, "`title` is empty").help("give the page a title"));
        return None;
    }
    Some(text)
}

fn correction(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Correction> {
    let mut f = node.fields(r, "a correction: `date` and `note`")?;
    let date = f.require(r, "date").and_then(|node| node.date(r));
    let note = f.require(r, "note").and_then(|node| node.text(r));
    f.finish(r, "a correction");
    Some(Correction { date: date?, note: note? })
}

fn era(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Era {
    let start = f.require(r, "start").and_then(|node| node.stated_date(r));
    // `end: ..` is how EDTF writes that there is no end.
    let end = f.require(r, "end").filter(|node| node.text(&mut Reader::new(r.id, r.source)).as_deref() != Some(".."));
    Era { start, end: end.and_then(|node| node.stated_date(r)) }
}

fn treaty(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Treaty {
    Treaty {
        form: form(r, f, &TREATY_FORMS),
        signed: f.require(r, "signed").and_then(|node| node.stated_date(r)),
        ratified: ratified(r, f),
        exchanged: date(r, f, "exchanged"),
        in_force: date(r, f, "in_force"),
        ended: date(r, f, "ended"),
        place: text(r, f, "place"),
        parties: f
            .require(r, "parties")
            .map(|node| node.items(r).iter().filter_map(|item| item.reference(r)).collect())
            .unwrap_or_default(),
        signatories: list(r, f, "signatories", signatory),
        languages: list(r, f, "languages", language),
        texts: list(r, f, "texts", published_text),
        relations: RelationKind::ALL
            .into_iter()
            .flat_map(|kind| list(r, f, kind.name(), |r, node| relation(r, node, kind)))
            .collect(),
        changes: list(r, f, "changes", change),
    }
}

fn ratified(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Vec<Ratification> {
    let Some(node) = f.take("ratified") else { return Vec::new() };
    if !node.is_list() {
        return node.stated_date(r).map(|date| vec![Ratification { party: None, date }]).unwrap_or_default();
    }
    let mut all = Vec::new();
    for item in node.items(r) {
        let Some(mut f) = item.fields(r, "a ratification: `party` and `date`") else { continue };
        let party = f.require(r, "party").and_then(|node| node.reference(r));
        let date = f.require(r, "date").and_then(|node| node.stated_date(r));
        f.finish(r, "a ratification");
        if let Some(date) = date {
            all.push(Ratification { party, date });
        }
    }
    all
}

fn signatory(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Signatory> {
    let mut f = node.fields(r, "a signatory: `name`, `names`, `party`, `role`, `person`")?;
    let name = f.require(r, "name").and_then(|node| node.text(r));
    let names = f.take("names").map(|node| node.names(r)).unwrap_or_default();
    let party = f.take("party").and_then(|node| node.reference(r));
    let role = text(r, &mut f, "role");
    let person = f.take("person").and_then(|node| node.reference(r));
    f.finish(r, "a signatory");
    Some(Signatory { name: name?, names, party, role, person })
}

fn language(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Language> {
    let (tag, authentic) = if let Some(mut f) = node.as_fields() {
        let tag = f.require(r, "tag").and_then(|node| tag(r, &node));
        let authentic = f.take("authentic").and_then(|node| node.flag(r));
        f.finish(r, "a language");
        (tag, authentic)
    } else {
        (tag(r, node), None)
    };
    Some(Language { tag: tag?, authentic })
}

fn published_text(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Text> {
    let mut f = node.fields(r, "a text: `language`, `title`, `url`")?;
    let language = f.take("language").and_then(|node| tag(r, &node));
    let title = f.require(r, "title").and_then(|node| node.text(r));
    let url = f.take("url").and_then(|node| url(r, &node));
    f.finish(r, "a text");
    Some(Text { language, title: title?, url })
}

fn relation(r: &mut Reader<'_>, node: &Node<'_>, kind: RelationKind) -> Option<Relation> {
    let Some(mut f) = node.as_fields() else {
        return Some(Relation { kind, treaty: node.reference(r)?, article: None });
    };
    let treaty = f.require(r, "treaty").and_then(|node| node.reference(r));
    let article = f.take("article").and_then(|node| node.located_text(r));
    f.finish(r, "a relation");
    Some(Relation { kind, treaty: treaty?, article })
}

fn event(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Event {
    Event {
        date: f.require(r, "date").and_then(|node| node.stated_date(r)),
        place: text(r, f, "place"),
        parties: list(r, f, "parties", |r, node| node.reference(r)),
        people: list(r, f, "people", |r, node| node.reference(r)),
        form: form(r, f, &EVENT_FORMS),
        changes: list(r, f, "changes", change),
    }
}

fn territory(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Territory {
    Territory {
        parts: list(r, f, "parts", |r, node| node.reference(r)),
        extents: list(r, f, "extents", extent),
        point: f.take("point").and_then(|node| point(r, &node)),
        area_km2: f.take("area_km2").and_then(|node| node.number(r)),
        start: list(r, f, "start", start),
    }
}

fn point(r: &mut Reader<'_>, node: &Node<'_>) -> Option<(f64, f64)> {
    let mut f = node.fields(r, "a point: `lat` and `lon`")?;
    let mut degrees = |r: &mut Reader<'_>, key, most: f64| {
        let node = f.require(r, key)?;
        let value = node.number(r)?;
        if value.abs() > most {
            let place = Place::Field(r.id, node.at);
            let message = format!("`{key}` is {value}, beyond {most} degrees");
            r.fault(
                Diagnostic::new(&manual::BAD_VALUE, place, message)
                    .help("latitude first: `point: {lat: 45.03, lon: 147.62}`"),
            );
            return None;
        }
        Some(value)
    };
    let (lat, lon) = (degrees(r, "lat", 90.0), degrees(r, "lon", 180.0));
    f.finish(r, "a point");
    Some((lat?, lon?))
}

fn extent(r: &mut Reader<'_>, node: &Node<'_>) -> Option<ExtentReading> {
    let mut f = node.fields(r, "an extent: `by`, `parts`, `cite`")?;
    let by = f.require(r, "by").and_then(|node| node.reference(r));
    let parts = list(r, &mut f, "parts", |r, node| node.reference(r));
    let cite = cites(r, &mut f);
    f.finish(r, "an extent");
    Some(ExtentReading { by: by?, parts, cite, at: node.at.clone() })
}

fn start(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Start> {
    let mut f = node.fields(r, "a start: `layer`, `holder`, `from`, `cite`")?;
    let layer = layer(r, &mut f);
    let holder = f.require(r, "holder").and_then(|node| holder(r, &node));
    let from = f.require(r, "from").and_then(|node| node.stated_date(r));
    let viewpoint = list(r, &mut f, "viewpoint", |r, node| node.reference(r));
    let cite = cites(r, &mut f);
    let note = text(r, &mut f, "note");
    f.finish(r, "a start");
    Some(Start { layer, holder: holder?, from: from?, viewpoint, cite, note, at: node.at.clone() })
}

fn change(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Change> {
    let mut f = node.fields(r, "a change: `territory`, `to`, `mode` …")?;
    let territory = f.require(r, "territory").and_then(|node| node.reference(r));
    let from = f.take("from").and_then(|node| holder(r, &node));
    let to = f.require(r, "to").and_then(|node| holder(r, &node));
    let mode = f.require(r, "mode").and_then(|node| {
        let value = node.word(r, &ChangeMode::ALL, ChangeMode::name)?;
        Some(Located { value, at: node.at })
    });
    let layer = layer(r, &mut f);
    let viewpoint = list(r, &mut f, "viewpoint", |r, node| node.reference(r));
    let on = date(r, &mut f, "on");
    let article = f.take("article").and_then(|node| node.located_text(r));
    let cite = cites(r, &mut f);
    let note = text(r, &mut f, "note");
    f.finish(r, "a change");
    Some(Change {
        territory: territory?,
        from,
        to: to?,
        mode: mode?,
        layer,
        viewpoint,
        on,
        article,
        cite,
        note,
        at: node.at.clone(),
    })
}

fn holder(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Located<Holder>> {
    let at = node.at.clone();
    if node.is_list() {
        let mut parties: Vec<String> = node.items(r).iter().filter_map(|item| item.text(r)).collect();
        if let Some(word) = parties.iter().find(|word| Holder::from_word(word).is_some()) {
            let message = format!("`{word}` cannot hold land jointly with a party");
            r.fault(
                Diagnostic::new(&manual::BAD_VALUE, Place::Field(r.id, at), message)
                    .help("name parties only, or the one word alone"),
            );
            return None;
        }
        parties.sort();
        return Some(Located { value: Holder::Parties(parties), at });
    }
    let word = node.text(r)?;
    let value = Holder::from_word(&word).unwrap_or_else(|| Holder::Parties(vec![word]));
    Some(Located { value, at })
}

fn layer(r: &mut Reader<'_>, f: &mut Fields<'_>) -> LayerChoice {
    let node = f.take("layer")?;
    let value = node.word(r, &Layer::ALL, Layer::name)?;
    Some(Located { value, at: node.at })
}

fn party(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Party {
    Party {
        form: f.require(r, "form").and_then(|node| node.word(r, &PartyForm::ALL, PartyForm::name)),
        start: date(r, f, "start"),
        end: date(r, f, "end"),
        succeeds: list(r, f, "succeeds", succession),
    }
}

fn succession(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Succession> {
    let mut f = node.fields(r, "a succession: `party`, `on`, `mode`")?;
    let party = f.require(r, "party").and_then(|node| node.reference(r));
    let on = f.require(r, "on").and_then(|node| node.stated_date(r));
    let mode = f.require(r, "mode").and_then(|node| node.word(r, &SuccessionMode::ALL, SuccessionMode::name));
    f.finish(r, "a succession");
    Some(Succession { party: party?, on: on?, mode: mode? })
}

fn person(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Person {
    Person {
        sort: text(r, f, "sort"),
        born: date(r, f, "born"),
        died: date(r, f, "died"),
        offices: list(r, f, "offices", office),
    }
}

fn office(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Office> {
    let mut f = node.fields(r, "an office: `title`, `party`, `from`, `until`")?;
    let title = f.require(r, "title").and_then(|node| node.text(r));
    let party = f.take("party").and_then(|node| node.reference(r));
    let from = date(r, &mut f, "from");
    let until = date(r, &mut f, "until");
    f.finish(r, "an office");
    Some(Office { title: title?, party, from, until })
}

fn claim(r: &mut Reader<'_>, node: &Node<'_>) -> Option<CheckedClaim> {
    let mut f = node.fields(r, "a claim: `id`, `claim`, `verdict`, `finding`, `cite`")?;
    let id = f.require(r, "id").and_then(|node| anchor(r, &node));
    let claim = f.require(r, "claim").and_then(|node| node.text(r));
    let verdict = f.require(r, "verdict").and_then(|node| node.word(r, &Verdict::ALL, Verdict::name));
    let finding = f.require(r, "finding").and_then(|node| node.text(r));
    let instead = text(r, &mut f, "instead");
    let pages = list(r, &mut f, "pages", |r, node| node.reference(r));
    let cite = f.require(r, "cite").map(|node| node.cites(r)).unwrap_or_default();
    f.finish(r, "a claim");
    Some(CheckedClaim {
        id: id?,
        claim: claim?,
        verdict: verdict?,
        finding: finding?,
        instead,
        pages,
        cite,
        at: node.at.clone(),
    })
}

/// An anchor given in the front matter; it is held to the rules of IDs, so that it needs no escaping anywhere.
fn anchor(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Located<String>> {
    let id = node.located_text(r)?;
    if !super::is_id(&id.value) {
        let place = Place::Field(r.id, node.at.clone());
        r.fault(
            Diagnostic::new(&manual::BAD_ANCHOR, place, format!("`{}` cannot be an anchor", id.value))
                .help("use lower-case letters, digits and hyphens, as in `claim-1`"),
        );
        return None;
    }
    Some(id)
}

fn claim_words(r: &mut Reader<'_>, node: &Node<'_>) -> Option<ClaimWords> {
    let mut f = node.fields(r, "the words of a claim: `claim`, `finding`, `instead`")?;
    let claim = f.require(r, "claim").and_then(|node| node.text(r));
    let finding = f.require(r, "finding").and_then(|node| node.text(r));
    let instead = text(r, &mut f, "instead");
    f.finish(r, "the words of a claim");
    Some(ClaimWords { claim: claim?, finding: finding?, instead })
}

fn dispute(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Dispute {
    Dispute {
        about: list(r, f, "about", |r, node| node.reference(r)),
        parties: list(r, f, "parties", |r, node| node.reference(r)),
        positions: list(r, f, "positions", position),
    }
}

fn position(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Position> {
    let mut f = node.fields(r, "a position: `by`, `since`, `text`, `cite`")?;
    let by = f.take("by").and_then(|node| node.reference(r));
    let since = date(r, &mut f, "since");
    let until = date(r, &mut f, "until");
    let words = f.require(r, "text").and_then(|node| node.text(r));
    let had_cite = f.has("cite");
    let cite = cites(r, &mut f);
    let mut missing = Vec::new();
    if by.is_none() && !f.has("by") {
        missing.push("`by` (whose it is)");
    }
    if since.is_none() && !f.has("since") {
        missing.push("`since` (from when)");
    }
    if !had_cite || (cite.is_empty() && r.found.is_empty()) {
        missing.push("`cite` (where the party says so)");
    }
    if !missing.is_empty() {
        let place = Place::Field(r.id, node.at.clone());
        let message = format!("this position lacks {}", missing.join(" and "));
        r.fault(
            Diagnostic::new(&manual::INCOMPLETE_POSITION, place, message)
                .help("a claim without a holder, a date and a source is nobody's claim"),
        );
    }
    f.finish(r, "a position");
    Some(Position { by: by?, since, until, text: words?, cite, at: node.at.clone() })
}

fn list<T>(
    r: &mut Reader<'_>,
    f: &mut Fields<'_>,
    key: &'static str,
    mut item: impl FnMut(&mut Reader<'_>, &Node<'_>) -> Option<T>,
) -> Vec<T> {
    let Some(node) = f.take(key) else { return Vec::new() };
    node.items(r).iter().filter_map(|node| item(r, node)).collect()
}

fn cites(r: &mut Reader<'_>, f: &mut Fields<'_>) -> Vec<Located<crate::domain::Cite>> {
    f.take("cite").map(|node| node.cites(r)).unwrap_or_default()
}

fn date(r: &mut Reader<'_>, f: &mut Fields<'_>, key: &'static str) -> Option<Located<crate::domain::StatedDate>> {
    f.take(key).and_then(|node| node.stated_date(r))
}

fn text(r: &mut Reader<'_>, f: &mut Fields<'_>, key: &'static str) -> Option<String> {
    f.take(key).and_then(|node| node.text(r))
}

fn form(r: &mut Reader<'_>, f: &mut Fields<'_>, all: &'static [&'static str]) -> String {
    f.take("form").and_then(|node| node.word(r, all, |word| word)).unwrap_or("other").to_owned()
}

fn tag(r: &mut Reader<'_>, node: &Node<'_>) -> Option<String> {
    let tag = node.text(r)?;
    if !crate::config::is_language_tag(&tag) {
        let place = Place::Field(r.id, node.at.clone());
        r.fault(
            Diagnostic::new(&manual::BAD_LANGUAGE_TAG, place, format!("`{tag}` is not a language tag"))
                .help("write a BCP 47 tag: `fr`, `ru`, `ja`, `zh-Hant`"),
        );
        return None;
    }
    Some(tag)
}

fn url(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Located<String>> {
    let url = node.located_text(r)?;
    if !crate::config::is_web_address(&url.value) {
        let place = Place::Field(r.id, node.at.clone());
        r.fault(
            Diagnostic::new(&manual::BAD_URL, place, format!("`{}` is not an address on the web", url.value))
                .help("write the whole address, beginning with `https://`"),
        );
        return None;
    }
    Some(url)
}
