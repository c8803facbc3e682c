//! The kinds of thing a book describes, each with the facts that its page states.
//!
//! Names of other things are kept as the author wrote them, with the field they stand in: whether they exist is a
//! question for the whole book, answered by the atlas.

use super::{Cite, ClaimWords, Date, FieldPath, Person, Plain};

/// What a page describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A period of the history.
    Era,
    /// An instrument between parties, or a unilateral act with legal effect.
    Treaty,
    /// Something that happened.
    Event,
    /// Land that is held.
    Territory,
    /// Someone who acts: a state, a government, a people, an organisation.
    Party,
    /// Somebody who signed, sailed, wrote or decided.
    Person,
    /// A question on which parties differ.
    Dispute,
    /// Plain text: the home page, introductions, a note on method.
    Page,
}

impl Kind {
    /// All kinds, in the order in which a site lists them.
    pub const ALL: [Self; 8] =
        [Self::Era, Self::Treaty, Self::Event, Self::Territory, Self::Party, Self::Person, Self::Dispute, Self::Page];

    /// The kind's word in commands and messages: `treaty`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Era => "era",
            Self::Treaty => "treaty",
            Self::Event => "event",
            Self::Territory => "territory",
            Self::Party => "party",
            Self::Person => "person",
            Self::Dispute => "dispute",
            Self::Page => "page",
        }
    }

    /// The kind's folder in `content/`, which is also the first part of its addresses; plain pages have none.
    #[must_use]
    pub fn folder(self) -> Option<&'static str> {
        match self {
            Self::Era => Some("eras"),
            Self::Treaty => Some("treaties"),
            Self::Event => Some("events"),
            Self::Territory => Some("territories"),
            Self::Party => Some("parties"),
            Self::Person => Some("people"),
            Self::Dispute => Some("disputes"),
            Self::Page => None,
        }
    }

    /// The kind whose folder this is.
    #[must_use]
    pub fn from_folder(folder: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.folder() == Some(folder))
    }
}

/// A value and the field it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its field.
    pub at: FieldPath,
}

/// The ID of another page, as written.
pub type Reference = Located<String>;

/// What every page may state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Common {
    /// The name the page goes by.
    pub title: String,
    /// Other names, in the order written.
    pub names: Vec<Name>,
    /// One sentence.
    pub summary: String,
    /// Sources of the page as a whole.
    pub cite: Vec<Located<Cite>>,
    /// Old addresses that lead here.
    pub aliases: Vec<Located<String>>,
    /// Whether the page is left out of an ordinary build.
    pub draft: bool,
    /// The public log of corrections, as written.
    pub corrections: Vec<Correction>,
    /// The day the page was first published.
    pub published: Option<Date>,
}

/// A name in some language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// BCP 47 tag: `ja`, `ja-Latn`, `ain`.
    pub language: String,
    /// The name in that language.
    pub name: String,
}

/// An entry of the public log of corrections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// When the page was corrected.
    pub date: Date,
    /// What was wrong and is now right.
    pub note: String,
}

/// What only pages of one kind state.
#[derive(Clone, Debug, PartialEq)]
pub enum Facts {
    /// Of an era.
    Era(Era),
    /// Of an instrument.
    Treaty(Box<Treaty>),
    /// Of an event.
    Event(Event),
    /// Of a territory.
    Territory(Territory),
    /// Of a party.
    Party(Party),
    /// Of a person.
    Person(Person),
    /// Of a dispute.
    Dispute(Dispute),
    /// Of a plain page, which seldom states any.
    Page(Plain),
}

impl Facts {
    /// The changes of holder that the page's subject brought about.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        match self {
            Self::Treaty(treaty) => &treaty.changes,
            Self::Event(event) => &event.changes,
            _ => &[],
        }
    }

    /// The date under which the subject stands in a chronology: signature, occurrence, beginning.
    #[must_use]
    pub fn date(&self) -> Option<&Date> {
        match self {
            Self::Era(era) => era.start.as_ref().map(|date| &date.value.date),
            Self::Treaty(treaty) => treaty.signed.as_ref().map(|date| &date.value.date),
            Self::Event(event) => event.date.as_ref().map(|date| &date.value.date),
            _ => None,
        }
    }
}

/// A date with what the instrument itself says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedDate {
    /// The date in the Gregorian calendar.
    pub date: Date,
    /// The same day as the Julian calendar writes it, `1855-01-26`.
    pub julian: Option<String>,
    /// The date in the words or the calendar of the instrument.
    pub as_written: Option<String>,
}

/// A period of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Era {
    /// Its first day.
    pub start: Option<Located<StatedDate>>,
    /// The day on which the next begins; `None` while it goes on.
    pub end: Option<Located<StatedDate>>,
}

/// An instrument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Treaty {
    /// What it calls itself or is: treaty, convention, protocol …
    pub form: String,
    /// Signature, or adoption of a unilateral act.
    pub signed: Option<Located<StatedDate>>,
    /// Ratification, by all at once or by each party.
    pub ratified: Vec<Ratification>,
    /// Exchange or deposit of ratifications.
    pub exchanged: Option<Located<StatedDate>>,
    /// Entry into force.
    pub in_force: Option<Located<StatedDate>>,
    /// End of force.
    pub ended: Option<Located<StatedDate>>,
    /// Where it was signed.
    pub place: Option<String>,
    /// Between whom.
    pub parties: Vec<Reference>,
    /// Who put their names to it.
    pub signatories: Vec<Signatory>,
    /// Its languages.
    pub languages: Vec<Language>,
    /// Where its text can be read.
    pub texts: Vec<Text>,
    /// What it does to other instruments.
    pub relations: Vec<Relation>,
    /// Who holds what because of it.
    pub changes: Vec<Change>,
}

/// A ratification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratification {
    /// By whom; `None` for all parties.
    pub party: Option<Reference>,
    /// When.
    pub date: Located<StatedDate>,
}

/// Somebody who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatory {
    /// The name in the language of the book.
    pub name: String,
    /// The name in other languages.
    pub names: Vec<Name>,
    /// For whom.
    pub party: Option<Reference>,
    /// In what office.
    pub role: Option<String>,
    /// The person's own page.
    pub person: Option<Reference>,
}

/// A language of an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// BCP 47 tag.
    pub tag: String,
    /// Whether the text in it is authentic; `None` where that is not known.
    pub authentic: Option<bool>,
}

/// A published text of an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// BCP 47 tag.
    pub language: Option<String>,
    /// What the publication calls it.
    pub title: String,
    /// Where it is on the web.
    pub url: Option<Located<String>>,
}

/// What one instrument does to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What it does.
    pub kind: RelationKind,
    /// To which instrument.
    pub treaty: Reference,
    /// To which article of it.
    pub article: Option<Located<String>>,
}

/// What an instrument may do to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// Takes its place.
    Supersedes,
    /// Changes it.
    Amends,
    /// Ends it.
    Terminates,
    /// Carries it out.
    Implements,
    /// Affirms that it stands.
    Confirms,
}

impl RelationKind {
    /// All kinds of relation.
    pub const ALL: [Self; 5] = [Self::Supersedes, Self::Amends, Self::Terminates, Self::Implements, Self::Confirms];

    /// The front-matter key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Supersedes => "supersedes",
            Self::Amends => "amends",
            Self::Terminates => "terminates",
            Self::Implements => "implements",
            Self::Confirms => "confirms",
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub date: Option<Located<StatedDate>>,
    /// Where.
    pub place: Option<String>,
    /// Who took part.
    pub parties: Vec<Reference>,
    /// Persons who took part.
    pub people: Vec<Reference>,
    /// What sort of event: war, mission, statement …
    pub form: String,
    /// Who holds what because of it.
    pub changes: Vec<Change>,
}

/// Land that is held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Territory {
    /// What it consists of, where everybody agrees on that.
    pub parts: Vec<Reference>,
    /// What it consists of according to each party, where they do not.
    pub extents: Vec<ExtentReading>,
    /// Latitude and longitude in degrees, WGS 84.
    pub point: Option<(f64, f64)>,
    /// Area in square kilometres.
    pub area_km2: Option<f64>,
    /// Who held it when the ledger begins.
    pub start: Vec<Start>,
}

impl Territory {
    /// Whether it has no parts, so that it is itself what is held.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        self.parts.is_empty() && self.extents.is_empty()
    }
}

/// What a territory consists of according to one party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtentReading {
    /// Whose reading.
    pub by: Reference,
    /// Its parts.
    pub parts: Vec<Reference>,
    /// Where the party says so.
    pub cite: Vec<Located<Cite>>,
    /// The item's field.
    pub at: FieldPath,
}

/// Who held a leaf when the ledger begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Which layer; both where it was left out.
    pub layer: LayerChoice,
    /// Who held it.
    pub holder: Located<Holder>,
    /// From when the ledger answers.
    pub from: Located<StatedDate>,
    /// According to whom; everybody where empty.
    pub viewpoint: Vec<Reference>,
    /// Sources.
    pub cite: Vec<Located<Cite>>,
    /// A remark.
    pub note: Option<String>,
    /// The item's field.
    pub at: FieldPath,
}

/// One transfer of land.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// A leaf, or a group that stands for its leaves.
    pub territory: Reference,
    /// Who held it before.
    pub from: Option<Located<Holder>>,
    /// Who holds it after.
    pub to: Located<Holder>,
    /// How it passed.
    pub mode: Located<Mode>,
    /// Which layer moved; both where it was left out and the mode allows.
    pub layer: LayerChoice,
    /// According to whom; everybody where empty.
    pub viewpoint: Vec<Reference>,
    /// When; by default the instrument's entry into force or the event's date.
    pub on: Option<Located<StatedDate>>,
    /// By which article.
    pub article: Option<Located<String>>,
    /// Sources.
    pub cite: Vec<Located<Cite>>,
    /// A remark, such as why this date was chosen.
    pub note: Option<String>,
    /// The item's field.
    pub at: FieldPath,
}

/// Who holds land.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// One party, or several jointly.
    Parties(Vec<String>),
    /// Not agreed between the claimants.
    Unsettled,
    /// Renounced, with no beneficiary named.
    Undetermined,
    /// Nobody.
    None,
    /// Not known.
    Unknown,
}

impl Holder {
    /// The words for a holder that is no party.
    pub const WORDS: [&'static str; 4] = ["unsettled", "undetermined", "none", "unknown"];

    /// The holder meant by one of [`Self::WORDS`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "unsettled" => Some(Self::Unsettled),
            "undetermined" => Some(Self::Undetermined),
            "none" => Some(Self::None),
            "unknown" => Some(Self::Unknown),
            _ => None,
        }
    }

    /// The parties, none for the other sorts of holder.
    #[must_use]
    pub fn parties(&self) -> &[String] {
        if let Self::Parties(parties) = self { parties } else { &[] }
    }

    /// The word for a holder that is no party; `None` for parties.
    #[must_use]
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Parties(_) => None,
            Self::Unsettled => Some("unsettled"),
            Self::Undetermined => Some("undetermined"),
            Self::None => Some("none"),
            Self::Unknown => Some("unknown"),
        }
    }
}

/// What may be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Who was there.
    Control,
    /// Who held sovereignty.
    Title,
}

impl Layer {
    /// Both layers.
    pub const ALL: [Self; 2] = [Self::Control, Self::Title];

    /// The word of the front matter.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Title => "title",
        }
    }
}

/// The layer as the author gave it, with its field where it was given.
pub type LayerChoice = Option<Located<Layer>>;

/// How land passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// A line is drawn.
    Delimitation,
    /// One party gives title to another.
    Cession,
    /// Each gives the other something.
    Exchange,
    /// Taken by force and kept.
    Conquest,
    /// Held by force, without title.
    Occupation,
    /// Declared to be one's own.
    Annexation,
    /// Given up.
    Renunciation,
    /// Let for a time.
    Lease,
    /// Held in common.
    Condominium,
    /// Given back.
    Restitution,
    /// Left by its occupier.
    Evacuation,
    /// Run, without title.
    Administration,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 12] = [
        Self::Delimitation,
        Self::Cession,
        Self::Exchange,
        Self::Conquest,
        Self::Occupation,
        Self::Annexation,
        Self::Renunciation,
        Self::Lease,
        Self::Condominium,
        Self::Restitution,
        Self::Evacuation,
        Self::Administration,
    ];

    /// The word of the front matter.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Delimitation => "delimitation",
            Self::Cession => "cession",
            Self::Exchange => "exchange",
            Self::Conquest => "conquest",
            Self::Occupation => "occupation",
            Self::Annexation => "annexation",
            Self::Renunciation => "renunciation",
            Self::Lease => "lease",
            Self::Condominium => "condominium",
            Self::Restitution => "restitution",
            Self::Evacuation => "evacuation",
            Self::Administration => "administration",
        }
    }

    /// The layers the mode can move: an occupation, a lease, an evacuation or an administration moves control alone, a
    /// renunciation title alone, everything else either or both.
    #[must_use]
    pub fn layers(self) -> &'static [Layer] {
        match self {
            Self::Occupation | Self::Lease | Self::Evacuation | Self::Administration => &[Layer::Control],
            Self::Renunciation => &[Layer::Title],
            _ => &Layer::ALL,
        }
    }
}

/// Someone who acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// What sort of actor.
    pub form: Option<PartyForm>,
    /// When it came to be.
    pub start: Option<Located<StatedDate>>,
    /// When it ceased.
    pub end: Option<Located<StatedDate>>,
    /// Whose place it took.
    pub succeeds: Vec<Succession>,
}

/// What sort of actor a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartyForm {
    /// A state.
    State,
    /// A government without undisputed statehood.
    Government,
    /// A people.
    People,
    /// An organisation of states or persons.
    Organisation,
}

impl PartyForm {
    /// All forms.
    pub const ALL: [Self; 4] = [Self::State, Self::Government, Self::People, Self::Organisation];

    /// The word of the front matter.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Government => "government",
            Self::People => "people",
            Self::Organisation => "organisation",
        }
    }
}

/// One party taking the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// Whose place it takes.
    pub party: Reference,
    /// When.
    pub on: Located<StatedDate>,
    /// How.
    pub mode: SuccessionMode,
}

/// How one party takes the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuccessionMode {
    /// The same subject of law under another name or government.
    Continuation,
    /// A new subject that takes over rights and duties.
    Succession,
    /// Claimed and contested.
    Disputed,
}

impl SuccessionMode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Continuation, Self::Succession, Self::Disputed];

    /// The word of the front matter.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Continuation => "continuation",
            Self::Succession => "succession",
            Self::Disputed => "disputed",
        }
    }
}

/// A question on which parties differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dispute {
    /// The territories or instruments in question.
    pub about: Vec<Reference>,
    /// Who differs.
    pub parties: Vec<Reference>,
    /// What each of them holds.
    pub positions: Vec<Position>,
}

/// What one party holds in a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Whose position.
    pub by: Reference,
    /// Since when.
    pub since: Option<Located<StatedDate>>,
    /// Until when; `None` while it is held.
    pub until: Option<Located<StatedDate>>,
    /// The position in the party's own terms, as Markdown.
    pub text: String,
    /// Where the party says so.
    pub cite: Vec<Located<Cite>>,
    /// The item's field.
    pub at: FieldPath,
}

/// What a translation may say: words, never facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The title in its language.
    pub title: String,
    /// The summary in its language.
    pub summary: String,
    /// Old addresses that lead to it.
    pub aliases: Vec<Located<String>>,
    /// Whether it is left out of an ordinary build.
    pub draft: bool,
    /// Its own log of corrections.
    pub corrections: Vec<Correction>,
    /// The day it was first published.
    pub published: Option<Date>,
    /// The positions of a dispute in its language, in the original's order.
    pub positions: Vec<String>,
    /// The checked claims of a plain page in its language, in the original's order.
    pub claims: Vec<ClaimWords>,
}
