//! What a template may see: plain values, complete, with nothing to look up.
//!
//! This is the contract with those who write templates. Every path in it is relative to the root of the site and has no leading
//! `/`; a template puts `page.root` before it. Texts are plain and are escaped by the template; fields named `html` are markup
//! and are marked `safe` there.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};

use super::build::PageKey;

/// One page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageView {
    /// Name of the template, `treaty.html`; not shown to it.
    #[serde(skip)]
    pub template: &'static str,
    /// Where the file goes below the output folder; not shown.
    #[serde(skip)]
    pub file: String,
    /// Address on the site, with the leading `/`.
    pub address: String,
    /// The way to the root of the site: `../../`, `./`.
    pub root: String,
    /// BCP 47 tag of the page's language.
    pub lang: String,
    /// The page's heading.
    pub title: String,
    /// For `<meta name=description>`; may be empty.
    pub description: String,
    /// Absolute address, where the book has a `site-url`.
    pub canonical: Option<String>,
    /// Path of its Markdown copy, from the root of the site.
    pub markdown: Option<String>,
    /// The picture that shows beside links to this page, where the book has a `site-url`.
    pub card: Option<CardView>,
    /// The same page in other languages.
    pub alternates: Vec<AlternateView>,
    /// Which entry of the navigation is current: `treaties`, `chronology`, `home` …
    pub section: &'static str,
    /// The way down to this page, home first, this page left out.
    pub breadcrumbs: Vec<LinkView>,
    /// `era`, `treaty`, `event`, `territory`, `party`, `person`, `dispute`, `page`, `index`, `chronology`, `bibliography`, `data`, `not-found`.
    pub kind: &'static str,
    /// The entity's ID; empty for pages that treatise makes.
    pub id: String,
    /// The body as HTML.
    pub html: String,
    /// The notes of the page: the authors' own, and the citations where the style has notes, in one sequence.
    pub notes: Vec<NoteView>,
    /// All sources that the page cites anywhere, as the style lists them.
    pub references: Vec<Shared<ReferenceView>>,
    /// The headings of the body.
    pub contents: Vec<HeadingView>,
    /// Other names.
    pub names: Vec<NameView>,
    /// One sentence; may be empty.
    pub summary: String,
    /// Sources of the page as a whole.
    pub cite: Vec<CiteView>,
    /// The public log of corrections, newest first.
    pub corrections: Vec<CorrectionView>,
    /// When the page was first published.
    pub published: Option<DateView>,
    /// When its file was last changed, where a repository tells.
    pub changed: Option<DateView>,
    /// Where its file is edited.
    pub edit_url: Option<String>,
    /// Where an error on it is reported.
    pub report_url: Option<String>,
    /// Whether this is a draft, shown because drafts were asked for.
    pub draft: bool,
    /// Language of `html`, where it is not the page's.
    pub html_lang: Option<String>,
    /// Whether the page stands in the language of the book because it has no translation.
    pub untranslated: bool,
    /// Where in time the page stands; none where the book has no eras.
    pub band: Option<BandView>,
    /// What mentions this page, by kind.
    pub backlinks: Vec<GroupView>,
    /// The thing before it in time, or in its list.
    pub previous: Option<LinkView>,
    /// The thing after it.
    pub next: Option<LinkView>,
    /// The era it belongs to.
    pub era: Option<LinkView>,
    /// Words of the body.
    pub words: usize,
    /// Facts of an era.
    #[serde(rename = "of_era")]
    pub era_facts: Option<EraView>,
    /// Facts of a treaty.
    pub treaty: Option<TreatyView>,
    /// Facts of an event.
    pub event: Option<EventView>,
    /// Facts of a territory.
    pub territory: Option<TerritoryView>,
    /// Facts of a party.
    pub party: Option<PartyView>,
    /// Facts of a person.
    pub person: Option<PersonView>,
    /// Facts of a dispute.
    pub dispute: Option<DisputeView>,
    /// Claims that a plain page checks.
    pub claims: Vec<CheckedClaimView>,
    /// Rows of an index.
    pub index: Option<IndexView>,
    /// The chronology, by era.
    pub chronology: Vec<ChronologyView>,
    /// The bibliography, by class.
    pub bibliography: Vec<SourcesView>,
    /// The map; templates find it as `map`, beside `page`.
    pub map: Option<MapView>,
    /// Data files that have the facts of this page.
    pub data_links: Vec<DataLinkView>,
    /// All data files, on the page about them.
    pub data: Vec<DataFileView>,
    /// What a page for printing joins.
    pub print: Option<PrintView>,
}

/// The whole book, or an era with what happened in it, as one page for printing.
#[derive(Clone, Debug, Serialize)]
pub struct PrintView {
    /// What stands at the head of every sheet.
    pub running: String,
    /// Path of the page from which it comes: the home page, or the era's.
    pub path: String,
    /// The editors' words on the home page, for the whole book.
    pub preface: Option<ChapterView>,
    /// Its parts, in the order of reading.
    pub parts: Vec<PrintPartView>,
    /// The sources that its chapters cite, by class; empty where the style numbers them page by page, and each chapter has its own.
    pub bibliography: Vec<SourcesView>,
}

/// A part of a page for printing.
#[derive(Clone, Debug, Serialize)]
pub struct PrintPartView {
    /// Its anchor, without `#`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its dates in words; may be empty.
    pub dates: String,
    /// What opens it: the era's page, which has the title of the part, or the editors' introduction, which has none.
    pub opening: Option<ChapterView>,
    /// Its chapters.
    pub chapters: Vec<ChapterView>,
}

/// A page of the site as a chapter of a page for printing.
#[derive(Clone, Debug, Serialize)]
pub struct ChapterView {
    /// Which page; not shown.
    #[serde(skip)]
    pub key: PageKey,
    /// How far its headings stand below those of its own page; not shown.
    #[serde(skip)]
    pub shift: u8,
    /// Its anchor, without `#`: `treaty-shimoda-1855`. All anchors within begin with it and a full stop.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its date in words; may be empty.
    pub date: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its language, where it is not that of the whole.
    pub lang: Option<String>,
    /// The chapter, as HTML.
    pub html: String,
}

/// The picture that shows beside links to a page.
#[derive(Clone, Debug, Serialize)]
pub struct CardView {
    /// Path from the root of the site: `cards/0f….png`. It changes when the picture does.
    pub path: String,
    /// Absolute address.
    pub url: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The picture in words.
    pub alt: String,
}

/// The eras as a band, with the page's place on it.
#[derive(Clone, Debug, Serialize)]
pub struct BandView {
    /// The band as SVG, for eyes and pointers alone: assistive technology is told by `date` and `era`.
    pub svg: String,
    /// The page's date in words; empty where it has none.
    pub date: String,
    /// Title of the era to which that date belongs; may be empty.
    pub era: String,
}

/// A data file that has the facts of a page.
#[derive(Clone, Debug, Serialize)]
pub struct DataLinkView {
    /// Path from the root of the site: `data/ledger.csv`.
    pub path: String,
    /// What it holds: `The ledger`.
    pub title: String,
    /// `CSV`, `JSON`, `GeoJSON`.
    pub format: &'static str,
    /// Internet media type: `text/csv`.
    pub media_type: &'static str,
}

/// A data file.
#[derive(Clone, Debug, Serialize)]
pub struct DataFileView {
    /// Path from the root of the site: `data/ledger.csv`.
    pub path: String,
    /// Its name: `ledger.csv`.
    pub name: String,
    /// What it holds: `The ledger`.
    pub title: String,
    /// The same at more length.
    pub description: String,
    /// `CSV`, `JSON`, `GeoJSON`.
    pub format: &'static str,
    /// Internet media type: `text/csv`.
    pub media_type: &'static str,
    /// Its size in bytes.
    pub bytes: usize,
    /// Its size in words: `12 kB`.
    pub size: String,
}

/// A value that many pages show: they share it, and what templates see of it.
#[derive(Debug, Default)]
pub struct Shared<T>(Arc<(T, OnceLock<tera::Value>)>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new((value, OnceLock::new())))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.0
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The engine takes a value of its own as it is.
        self.0.1.get_or_init(|| tera::Value::from_serializable(&self.0.0)).serialize(serializer)
    }
}

/// A link to a page of the site.
pub type LinkView = Shared<Link>;

/// What a link says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Link {
    /// The target's title.
    pub title: String,
    /// Its path from the root of the site; may carry a `#fragment`.
    pub path: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its ID; empty for pages that treatise makes.
    pub id: String,
    /// Its date in words; empty where it has none.
    pub date: String,
    /// Its summary; may be empty.
    pub summary: String,
    /// Language of the title, where it is not the page's.
    pub lang: Option<String>,
}

/// The same page in another language.
#[derive(Clone, Debug, Serialize)]
pub struct AlternateView {
    /// BCP 47 tag.
    pub lang: String,
    /// The language's name in itself: `русский`.
    pub name: String,
    /// Path from the root of the site.
    pub path: String,
    /// Absolute address, where the book has a `site-url`.
    pub url: Option<String>,
}

/// A heading of the body.
#[derive(Clone, Debug, Serialize)]
pub struct HeadingView {
    /// 2–6.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// Anchor, without `#`.
    pub id: String,
}

/// A name in another language.
#[derive(Clone, Debug, Serialize)]
pub struct NameView {
    /// BCP 47 tag.
    pub lang: String,
    /// The language's name in the page's language.
    pub language: String,
    /// The name.
    pub name: String,
}

/// A date.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DateView {
    /// In words: `7 February 1855`.
    pub text: String,
    /// As EDTF.
    pub edtf: String,
    /// For the `datetime` attribute, where HTML has a form for it.
    pub datetime: Option<String>,
    /// The same day in the Julian calendar, in words.
    pub julian: Option<String>,
    /// As the instrument writes it.
    pub as_written: Option<String>,
    /// First possible day as a number that sorts.
    pub sort: i64,
}

/// A note at the foot of a page.
#[derive(Clone, Debug, Serialize)]
pub struct NoteView {
    /// Its number; its anchor is `_fn-` and the number.
    pub number: usize,
    /// Its text with the ways back, as HTML.
    pub html: String,
}

/// A source in the bibliography of a page.
#[derive(Clone, Debug, Serialize)]
pub struct ReferenceView {
    /// Its key; its anchor is `_ref-` and the key.
    pub key: String,
    /// The reference in the style of the book, as HTML.
    pub html: String,
    /// `primary`, `official`, `secondary`, `tertiary`, or empty.
    pub class: &'static str,
    /// Whether it is a source of the page as a whole.
    pub whole: bool,
    /// The places in it on which the page as a whole rests: `art. 2; art. 9`; may be empty.
    pub places: String,
    /// Whether nobody saw it for this book.
    pub recalled: bool,
    /// Path to its entry in the bibliography of the book.
    pub path: String,
}

/// A source cited for a fact.
#[derive(Clone, Debug, Serialize)]
pub struct CiteView {
    /// Its key; its entry in the bibliography of the page has the anchor `_ref-` and the key.
    pub key: String,
    /// A short label: `Lensen 1959`.
    pub label: String,
    /// Place in the source: `art. 2`; may be empty.
    pub locator: String,
    /// The full title.
    pub title: String,
    /// BCP 47 tag of the title's language; may be empty.
    pub lang: String,
    /// Path to its entry in the bibliography.
    pub path: String,
}

/// An entry of the log of corrections.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectionView {
    /// When.
    pub date: DateView,
    /// What.
    pub note: String,
}

/// Links of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct GroupView {
    /// The kind: `treaty`; the template has words for it.
    pub kind: &'static str,
    /// The links, in order of date or title.
    pub links: Vec<LinkView>,
}

/// Facts of an era.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EraView {
    /// First day.
    pub start: Option<DateView>,
    /// The day on which the next era begins; none while it goes on.
    pub end: Option<DateView>,
    /// What happened in it, in order.
    pub items: Vec<LinkView>,
    /// The map at its beginning and at its end.
    pub maps: Option<EraMapsView>,
    /// Path of the era and all that happened in it as one page for printing; may be empty.
    pub print: String,
}

/// Facts of a treaty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TreatyView {
    /// `treaty`, `convention` …
    pub form: String,
    /// Signature.
    pub signed: Option<DateView>,
    /// Ratifications.
    pub ratified: Vec<RatificationView>,
    /// Exchange of ratifications.
    pub exchanged: Option<DateView>,
    /// Entry into force.
    pub in_force: Option<DateView>,
    /// End.
    pub ended: Option<DateView>,
    /// Place of signature.
    pub place: Option<String>,
    /// Parties.
    pub parties: Vec<LinkView>,
    /// Signatories.
    pub signatories: Vec<SignatoryView>,
    /// Languages.
    pub languages: Vec<LanguageView>,
    /// Published texts.
    pub texts: Vec<TextView>,
    /// What it does to other instruments, and they to it.
    pub relations: Vec<RelationView>,
    /// Articles with a heading of their own.
    pub articles: Vec<HeadingView>,
    /// Who holds what because of it.
    pub changes: Vec<ChangeView>,
    /// The same on the map, before and after.
    pub effects: Option<EffectsView>,
}

/// Facts of an event.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EventView {
    /// `war`, `mission` …
    pub form: String,
    /// When.
    pub date: Option<DateView>,
    /// Where.
    pub place: Option<String>,
    /// Who took part.
    pub parties: Vec<LinkView>,
    /// Persons who took part.
    pub people: Vec<LinkView>,
    /// Who holds what because of it.
    pub changes: Vec<ChangeView>,
    /// The same on the map, before and after.
    pub effects: Option<EffectsView>,
}

/// A ratification.
#[derive(Clone, Debug, Serialize)]
pub struct RatificationView {
    /// By whom; none for all.
    pub party: Option<LinkView>,
    /// When.
    pub date: DateView,
}

/// A signatory.
#[derive(Clone, Debug, Serialize)]
pub struct SignatoryView {
    /// The name.
    pub name: String,
    /// The name in other languages.
    pub names: Vec<NameView>,
    /// For whom.
    pub party: Option<LinkView>,
    /// Office; may be empty.
    pub role: String,
    /// The person's own page.
    pub person: Option<LinkView>,
}

/// A language of an instrument.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageView {
    /// BCP 47 tag.
    pub tag: String,
    /// Name in the page's language.
    pub name: String,
    /// Whether the text is authentic; none where unknown.
    pub authentic: Option<bool>,
}

/// A published text.
#[derive(Clone, Debug, Serialize)]
pub struct TextView {
    /// BCP 47 tag; may be empty.
    pub lang: String,
    /// Name of the language in the page's language; may be empty.
    pub language: String,
    /// Title.
    pub title: String,
    /// Address on the web.
    pub url: Option<String>,
}

/// A relation between instruments, from this one's side.
#[derive(Clone, Debug, Serialize)]
pub struct RelationView {
    /// `supersedes`, `amends` …, or from the other side `superseded-by`, `amended-by`, `terminated-by`, `implemented-by`,
    /// `confirmed-by`.
    pub kind: &'static str,
    /// The other instrument.
    pub treaty: LinkView,
    /// The article concerned; may be empty.
    pub article: String,
}

/// A transfer of land.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// The treaty or event; none on its own page.
    pub act: Option<LinkView>,
    /// Which land.
    pub territory: LinkView,
    /// From whom; none where it was not stated.
    pub from: Option<HolderView>,
    /// To whom.
    pub to: HolderView,
    /// `cession` …
    pub mode: &'static str,
    /// `control`, `title` or empty for both.
    pub layer: &'static str,
    /// According to whom; everybody where empty.
    pub viewpoint: Vec<LinkView>,
    /// When.
    pub on: Option<DateView>,
    /// Number of the article; may be empty.
    pub article: String,
    /// Path of the article; may be empty.
    pub article_path: String,
    /// Sources.
    pub cite: Vec<CiteView>,
    /// Remark; may be empty.
    pub note: String,
}

/// The history of a territory, drawn and tabled.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryView {
    /// The timeline for wide screens, as SVG.
    pub wide: String,
    /// The same for narrow ones.
    pub narrow: String,
    /// What its colours mean.
    pub legend: Vec<LegendView>,
    /// The same as tables; none for large groups.
    pub rows: Vec<SpellsView>,
}

/// A table of spells.
#[derive(Clone, Debug, Serialize)]
pub struct SpellsView {
    /// What it tells: `Control`, `Title according to: Japan`.
    pub title: String,
    /// The spells, in order and without a gap.
    pub spells: Vec<SpellView>,
}

/// A holder, from when to when.
#[derive(Clone, Debug, Serialize)]
pub struct SpellView {
    /// The character after `h` in the class of its colour.
    pub slot: String,
    /// The letters that say the same as the colour.
    pub sign: String,
    /// The holder in words.
    pub text: String,
    /// The holder as links; none for `unsettled` and the like.
    pub holders: Vec<LinkView>,
    /// Whether a boundary is not known to the day.
    pub uncertain: bool,
    /// First day, in words.
    pub from: String,
    /// First day of the next holder, in words; empty while it lasts.
    pub to: String,
    /// The instrument.
    pub by: Option<LinkView>,
    /// Number of its article; may be empty.
    pub article: String,
    /// Sources.
    pub cite: Vec<CiteView>,
    /// What confirmed it.
    pub confirmed: Vec<LinkView>,
}

/// Who holds a place, in a table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CellView {
    /// The holder in words.
    pub text: String,
    /// The holder as links; none for `unsettled` and the like, or where there are several possible holders.
    pub holders: Vec<LinkView>,
    /// The character after `h` in the class of its colour.
    pub slot: String,
    /// The letters that say the same as the colour.
    pub sign: String,
    /// Since when, in words; may be empty.
    pub since: String,
    /// By which instrument.
    pub by: Option<LinkView>,
    /// Whether there can be a doubt.
    pub uncertain: bool,
    /// ID of the party whose view this is; may be empty.
    pub viewpoint: String,
    /// Its title; may be empty.
    pub viewpoint_title: String,
}

/// A line of a legend.
#[derive(Clone, Debug, Serialize)]
pub struct LegendView {
    /// The class that gives the colour.
    pub class: String,
    /// The letters that say the same.
    pub sign: String,
    /// What it means.
    pub title: String,
}

/// What an act changed on the map.
#[derive(Clone, Debug, Serialize)]
pub struct EffectsView {
    /// Each layer, and view of title, in which something moved.
    pub layers: Vec<EffectLayerView>,
    /// What the colours mean.
    pub legend: Vec<LegendView>,
}

/// What an act changed in one layer and view.
#[derive(Clone, Debug, Serialize)]
pub struct EffectLayerView {
    /// Which.
    pub title: String,
    /// The map on the day before, as SVG.
    pub before: String,
    /// The map on the day of the last change.
    pub after: String,
    /// The day before, in words.
    pub before_title: String,
    /// The day of the last change.
    pub after_title: String,
    /// Leaf by leaf, those of equal effect together.
    pub rows: Vec<EffectRowView>,
}

/// What an act changed for some leaves alike.
#[derive(Clone, Debug, Serialize)]
pub struct EffectRowView {
    /// The leaves.
    pub places: Vec<LinkView>,
    /// Who held it before; none where the ledger has no start.
    pub from: Option<CellView>,
    /// Who held it after.
    pub to: CellView,
    /// Whether the holder stayed the same.
    pub confirmed: bool,
}

/// The maps of an era.
#[derive(Clone, Debug, Serialize)]
pub struct EraMapsView {
    /// Each layer.
    pub layers: Vec<EraLayerView>,
    /// What the colours mean.
    pub legend: Vec<LegendView>,
}

/// The maps of an era in one layer and view.
#[derive(Clone, Debug, Serialize)]
pub struct EraLayerView {
    /// Which.
    pub title: String,
    /// The map on its first day, as SVG.
    pub start: String,
    /// The map on its last day.
    pub end: String,
    /// Its first day, in words.
    pub start_title: String,
    /// Its last day.
    pub end_title: String,
    /// Path of the map page at its beginning.
    pub start_path: String,
    /// Path of the map page at its end.
    pub end_path: String,
}

/// Who holds a leaf today.
#[derive(Clone, Debug, Serialize)]
pub struct TodayView {
    /// Who is there.
    pub control: CellView,
    /// Who holds title according to each viewpoint.
    pub titles: Vec<CellView>,
    /// Whether all say the same.
    pub agreed: bool,
    /// Its history as a strip, SVG.
    pub spark: String,
}

/// The map above the index of territories.
#[derive(Clone, Debug, Serialize)]
pub struct TodayMapView {
    /// The map, as SVG.
    pub svg: String,
    /// What it shows.
    pub title: String,
    /// Path of the map page.
    pub path: String,
    /// What its colours mean.
    pub legend: Vec<LegendView>,
}

/// The map page at a stop.
#[derive(Clone, Debug, Serialize)]
pub struct MapView {
    /// The stop.
    pub stop: Arc<StopView>,
    /// The one before it.
    pub before: Option<Arc<StopView>>,
    /// The one after it.
    pub after: Option<Arc<StopView>>,
    /// Its number among all stops, the first of which is 0.
    pub current: usize,
    /// The number of the last stop.
    pub last: usize,
    /// Every day on which something changed hands; `map-stop.html` makes each of them, and not shown otherwise.
    #[serde(skip)]
    pub stops: Vec<Arc<StopView>>,
    /// All stops as `map-stop.html` writes them.
    pub stops_html: String,
    /// `control` or `title`.
    pub layer: &'static str,
    /// ID of the viewpoint.
    pub viewpoint: String,
    /// All viewpoints.
    pub viewpoints: Vec<ViewpointView>,
    /// The map of the first frame, as SVG.
    pub figure: String,
    /// Those of the other frames.
    pub figures: Vec<FigureView>,
    /// What the colours mean at any stop.
    pub legend: Vec<LegendView>,
    /// Leaf by leaf; `map-row.html` makes each of them, and not shown otherwise.
    #[serde(skip)]
    pub rows: Vec<Arc<MapRowView>>,
    /// All rows as `map-row.html` writes them.
    pub rows_html: String,
    /// Path of the file from which the script draws every stop.
    pub states: String,
    /// What changed at this stop, in words.
    pub changes: String,
    /// Standard parallels of the projection, in degrees north.
    pub projection: Vec<String>,
}

/// A day on which something changed hands.
#[derive(Clone, Debug, Serialize)]
pub struct StopView {
    /// ISO 8601.
    pub day: String,
    /// In words.
    pub label: String,
    /// Path of the map at that day.
    pub path: String,
    /// What changed it.
    pub acts: Vec<LinkView>,
}

/// A viewpoint.
#[derive(Clone, Debug, Serialize)]
pub struct ViewpointView {
    /// ID of the party.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// A drawing with a title.
#[derive(Clone, Debug, Serialize)]
pub struct FigureView {
    /// What it shows.
    pub title: String,
    /// SVG.
    pub svg: String,
}

/// A row of the table that says what the map shows.
#[derive(Clone, Debug, Serialize)]
pub struct MapRowView {
    /// The leaf.
    pub place: LinkView,
    /// Who is there.
    pub control: CellView,
    /// Who holds title according to each viewpoint.
    pub titles: Vec<CellView>,
    /// Whether viewpoints differ.
    pub disputed: bool,
}

/// Who holds land.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HolderView {
    /// One party, or several jointly.
    pub parties: Vec<LinkView>,
    /// `unsettled`, `undetermined`, `none`, `unknown`; empty for parties.
    pub word: &'static str,
}

/// Facts of a territory.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TerritoryView {
    /// Its parts.
    pub parts: Vec<LinkView>,
    /// Larger territories it belongs to.
    pub part_of: Vec<LinkView>,
    /// What it consists of according to each party, where that is disputed.
    pub extents: Vec<ExtentView>,
    /// `45.03° N, 147.62° E`; may be empty.
    pub point: String,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// Square kilometres, with thin spaces between thousands; may be empty.
    pub area: String,
    /// Where the ledger begins.
    pub start: Vec<StartView>,
    /// Changes that name it, or a group it belongs to, in order.
    pub changes: Vec<ChangeView>,
    /// Disputes about it.
    pub disputes: Vec<LinkView>,
    /// What parties hold in them.
    pub claims: Vec<ClaimsView>,
    /// Who held it, or its leaves, when.
    pub history: Option<HistoryView>,
    /// A map on which it is pointed out, as SVG.
    pub locator: Option<String>,
}

/// What a territory consists of according to one party.
#[derive(Clone, Debug, Serialize)]
pub struct ExtentView {
    /// According to whom.
    pub by: LinkView,
    /// Its parts.
    pub parts: Vec<LinkView>,
    /// Where the party says so.
    pub cite: Vec<CiteView>,
}

/// Who held a leaf when the ledger begins.
#[derive(Clone, Debug, Serialize)]
pub struct StartView {
    /// `control`, `title` or empty for both.
    pub layer: &'static str,
    /// Who.
    pub holder: HolderView,
    /// From when.
    pub from: DateView,
    /// Sources.
    pub cite: Vec<CiteView>,
    /// Remark; may be empty.
    pub note: String,
}

/// Facts of a party.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PartyView {
    /// `state`, `government`, `people`, `organisation`; may be empty.
    pub form: &'static str,
    /// Beginning.
    pub start: Option<DateView>,
    /// End.
    pub end: Option<DateView>,
    /// Whose place it took.
    pub succeeds: Vec<SuccessionView>,
    /// Who took its place.
    pub succeeded_by: Vec<SuccessionView>,
    /// Instruments it is a party to, in order.
    pub treaties: Vec<LinkView>,
    /// Events it took part in, in order.
    pub events: Vec<LinkView>,
}

/// One party taking the place of another.
#[derive(Clone, Debug, Serialize)]
pub struct SuccessionView {
    /// The other party.
    pub party: LinkView,
    /// When.
    pub on: DateView,
    /// `continuation`, `succession`, `disputed`.
    pub mode: &'static str,
}

/// Facts of a person.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonView {
    /// Birth.
    pub born: Option<DateView>,
    /// Death.
    pub died: Option<DateView>,
    /// Offices, in the order written.
    pub offices: Vec<OfficeView>,
    /// What the person signed, in order.
    pub signed: Vec<DeedView>,
    /// Events in which the person took part, in order.
    pub events: Vec<LinkView>,
}

/// An office that a person held.
#[derive(Clone, Debug, Serialize)]
pub struct OfficeView {
    /// What it was.
    pub title: String,
    /// Whose it was.
    pub party: Option<LinkView>,
    /// Since when.
    pub from: Option<DateView>,
    /// Until when.
    pub until: Option<DateView>,
}

/// An instrument that a person signed.
#[derive(Clone, Debug, Serialize)]
pub struct DeedView {
    /// The instrument.
    pub treaty: LinkView,
    /// For whom.
    pub party: Option<LinkView>,
    /// In what office; may be empty.
    pub role: String,
}

/// A claim made elsewhere, and what was found about it.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedClaimView {
    /// Its anchor, without `#`.
    pub id: String,
    /// What is claimed.
    pub claim: String,
    /// `accurate`, `imprecise`, `contested`, `wrong`.
    pub verdict: &'static str,
    /// Why, as HTML.
    pub html: String,
    /// Wording that would stand; may be empty.
    pub instead: String,
    /// Pages that tell more.
    pub pages: Vec<LinkView>,
    /// Sources.
    pub cite: Vec<CiteView>,
}

/// Facts of a dispute.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DisputeView {
    /// What it is about.
    pub about: Vec<LinkView>,
    /// Who differs.
    pub parties: Vec<LinkView>,
    /// Who holds what.
    pub positions: Vec<PositionView>,
}

/// What parties hold in a dispute about a territory.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimsView {
    /// The dispute.
    pub dispute: LinkView,
    /// Who holds what in it.
    pub positions: Vec<PositionView>,
}

/// A position in a dispute.
#[derive(Clone, Debug, Serialize)]
pub struct PositionView {
    /// Whose.
    pub by: LinkView,
    /// Since when.
    pub since: Option<DateView>,
    /// Until when.
    pub until: Option<DateView>,
    /// The position as HTML.
    pub html: String,
    /// Where the party says so.
    pub cite: Vec<CiteView>,
}

/// An index of one kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IndexView {
    /// Its rows.
    pub rows: Vec<RowView>,
    /// Parties that occur in it, for filtering.
    pub parties: Vec<LinkView>,
    /// Eras that occur in it.
    pub eras: Vec<LinkView>,
    /// Territories that occur in it.
    pub territories: Vec<LinkView>,
    /// Forms that occur in it.
    pub forms: Vec<String>,
    /// The map above the index of territories.
    pub map: Option<TodayMapView>,
}

/// A row of an index; what a kind does not have is empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RowView {
    /// The thing.
    pub link: LinkView,
    /// What its title sorts by.
    pub sort: String,
    /// Its date.
    pub date: Option<DateView>,
    /// When it ended, for eras and parties.
    pub end: Option<DateView>,
    /// Its form.
    pub form: String,
    /// Where.
    pub place: String,
    /// Its parties, or whose positions.
    pub parties: Vec<LinkView>,
    /// Its era.
    pub era: Option<LinkView>,
    /// Territories it touches, or is about, or consists of.
    pub territories: Vec<LinkView>,
    /// Other names.
    pub names: Vec<NameView>,
    /// Area in square kilometres; may be empty.
    pub area: String,
    /// The same as a number that sorts.
    pub area_sort: f64,
    /// How deep it stands in a tree, from 0: parts under groups.
    pub depth: usize,
    /// How many things belong to it: items of an era, instruments of a party.
    pub count: usize,
    /// Who holds it today, for leaves.
    pub today: Option<TodayView>,
}

/// What happened in an era.
#[derive(Clone, Debug, Serialize)]
pub struct ChronologyView {
    /// The era; none for what belongs to none.
    pub era: Option<LinkView>,
    /// Its dates in words.
    pub dates: String,
    /// What happened, in order.
    pub items: Vec<RowView>,
}

/// Sources of one class.
#[derive(Clone, Debug, Serialize)]
pub struct SourcesView {
    /// `primary`, `official`, `secondary`, `tertiary`, or empty.
    pub class: &'static str,
    /// The sources, as the style sorts them.
    pub sources: Vec<SourceView>,
}

/// A source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// Its key, which is also its anchor.
    pub key: String,
    /// The reference in the style of the book, as HTML.
    pub html: String,
    /// BCP 47 tag of its language; may be empty.
    pub lang: String,
    /// Name of its language in the page's language; may be empty.
    pub language: String,
    /// Remark; may be empty.
    pub note: String,
    /// Whether nobody saw it for this book.
    pub recalled: bool,
    /// Pages that cite it.
    pub cited_in: Vec<LinkView>,
}

/// What is the same for all pages of a language.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SiteView {
    /// Title of the book.
    pub title: String,
    /// Second line; may be empty.
    pub subtitle: String,
    /// One sentence; may be empty.
    pub description: String,
    /// Who made it.
    pub authors: Vec<String>,
    /// Terms of use; may be empty.
    pub licence: String,
    /// Plain pages, by title, then the page about the data files.
    pub pages: Vec<LinkView>,
    /// Absolute address ending with `/`; may be empty.
    pub url: String,
    /// Address of the repository; may be empty.
    pub repository: String,
    /// The navigation.
    pub nav: Vec<NavView>,
    /// Path of the home page in this language.
    pub home: String,
    /// Path of the page about the data files in this language.
    pub data: String,
    /// Path of the whole book as one page for printing; empty where it is too large for one.
    pub print: String,
    /// Style sheets and scripts by the name that they have in `static/`: `site.assets["treatise.css"].path`.
    pub assets: BTreeMap<String, AssetView>,
    /// Path of the files of previews without number and ending: `previews/en-`.
    pub previews: String,
    /// How many of them there are.
    pub preview_files: usize,
    /// Path of the list of names that search answers from; empty where the book has no search.
    pub search: String,
    /// Path of the service worker; empty where the book has none.
    pub offline: String,
    /// Path of the feed; empty without a `site-url`.
    pub feed: String,
    /// Name and version of the program.
    pub generator: String,
}

/// A style sheet or a script.
#[derive(Clone, Debug, Serialize)]
pub struct AssetView {
    /// Path from the root of the site; it changes when the file does.
    pub path: String,
    /// For the attribute `integrity`; empty where pages are read from disk.
    pub integrity: String,
}

/// An entry of the navigation.
#[derive(Clone, Debug, Serialize)]
pub struct NavView {
    /// Which: matches `page.section`.
    pub key: &'static str,
    /// Path from the root of the site.
    pub path: String,
    /// Number of entries behind it.
    pub count: usize,
}

/// What a page tells machines; templates find it as `meta`, beside `page`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MetaView {
    /// Tags for the head: Open Graph, Dublin Core, and what Zotero and Google Scholar know.
    pub html: String,
    /// JSON-LD for a `<script>`, in which it is safe as it stands; empty on the page of missing pages.
    pub linked: String,
    /// How to cite the page; none for pages that treatise makes.
    pub cited: Option<CitedView>,
}

/// A page as others cite it.
#[derive(Clone, Debug, Serialize)]
pub struct CitedView {
    /// In the styles of people.
    pub references: Vec<StyledView>,
    /// In the formats of programs.
    pub records: Vec<RecordView>,
}

/// A reference to a page.
#[derive(Clone, Debug, Serialize)]
pub struct StyledView {
    /// `chicago`, `apa`, `mla`, `gost`; the strings have names for them.
    pub style: &'static str,
    /// The reference as HTML.
    pub html: String,
    /// The reference as text with the day of the visit, which `{y}`, `{m}` and `{d}` stand for; where the style wants one.
    pub accessed: Option<String>,
}

/// A record that describes a page.
#[derive(Clone, Debug, Serialize)]
pub struct RecordView {
    /// `BibTeX`, `RIS`, `CSL-JSON`.
    pub name: &'static str,
    /// A name for it as a file: `shimoda-1855.bib`.
    pub file: String,
    /// Internet media type.
    pub media_type: &'static str,
    /// Its text.
    pub text: String,
}
