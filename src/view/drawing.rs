//! The ledger drawn: maps, timelines and the words that stand beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::build::{Page, PageKey};
use super::contract::*;
use super::dates;
use crate::atlas::{Atlas, EntityId, article_anchor, era_bounds};
use crate::card::{Grounds, Maps, Seal};
use crate::config::{Config, MapCorner};
use crate::domain::ledger::{Boundary, Certainty, Effect, Ledger, Standing, Viewpoint};
use crate::domain::{Date, Day, Facts, Holder, Kind, Layer};
use crate::draw::{
    Bar, Bounds, Caption, Corner, Frame, Inset, Land, LegendItem, Linking, MapOptions, Mark, Memo, Place, Point, Polygon,
    Reading, Row, Signs, Slot, StateHolder, StateStop, States, Status, TimelineOptions, Turn, legend, map, spark, timeline,
};
use crate::holdings::{self, By, Holding};
use crate::kept::Kept;

/// Width of the map page's figure, of figures in pairs, of locators, in pixels.
const WHOLE: f64 = 760.0;
const HALF: f64 = 420.0;

/// What all drawings of a book have in common, worked out once.
#[derive(Debug, Default)]
pub(crate) struct Gallery {
    frames: Vec<(Frame, Vec<Land>)>,
    outlines: BTreeMap<String, Vec<Polygon>>,
    slots: BTreeMap<Vec<String>, u8>,
    signs: Signs,
    /// The days on which something changed hands.
    stops: Vec<Day>,
    /// The leaves of the book, for drawings in which they are no links.
    leaves: Vec<Place>,
    /// Outlines as they lie on the sheets.
    memo: Memo,
    /// The grounds of the frames, as they stand on cards.
    grounds: Grounds,
    /// The digest of what all cards have in common.
    pub(super) seal: Seal,
    /// The days and years at which eras begin, and the end of the last.
    pub(super) turns: OnceLock<(Vec<i64>, Vec<String>)>,
    /// For each stop, what changed it.
    acts: Vec<Vec<EntityId>>,
    /// What any map of the book may show: its holders, whether something is disputed, whether something is uncertain.
    used: OnceLock<(BTreeSet<Slot>, bool, bool)>,
    /// Groups of leaves on whose extent all agree, largest first.
    groups: Vec<(String, Vec<String>)>,
    /// The last day that the book speaks of: compiling looks at no clock.
    today: Option<Day>,
    /// What drawings in a language have in common.
    told: BTreeMap<String, Told>,
}

/// What drawings in one language have in common, worked out for the first.
#[derive(Debug, Default)]
struct Told {
    places: OnceLock<Vec<Place>>,
    /// Which of the places are disputed on a day.
    disputed: Kept<Day, [bool]>,
    /// What is told of a place on days of which the ledger says the same.
    said: Kept<SaidOf, Said>,
    /// Rows of the table beside a map: most stand on many pages.
    rows: Kept<RowOf, MapRowView>,
    stops: OnceLock<Vec<Arc<StopView>>>,
    /// For each stop, what changed there in words.
    changes: OnceLock<Vec<String>>,
}

/// A place by its number, what is shown, what the ledger says, and whether that is disputed.
type SaidOf = (usize, Shown, Standing, bool);

/// A place by its number, what is said of it in each layer and view, by identity, and whether that is disputed.
type RowOf = (usize, Vec<usize>, bool);

/// What is told of a place in one layer and view.
#[derive(Debug)]
struct Said {
    cell: CellView,
    mark: Mark,
}

impl Gallery {
    /// The gallery of a book; empty where no leaf has a place on the earth.
    #[must_use]
    pub(crate) fn of(atlas: &Atlas, config: &Config) -> Self {
        let polygons =
            |shapes: &[Vec<Vec<[f64; 2]>>]| shapes.iter().map(|rings| Polygon::from_lon_lat(rings)).collect::<Vec<_>>();
        let outlines: BTreeMap<String, Vec<Polygon>> =
            atlas.outlines().iter().map(|outline| (outline.territory.clone(), polygons(&outline.polygons))).collect();
        let mut frames: Vec<Frame> = config
            .map
            .frames
            .iter()
            .map(|frame| Frame {
                id: frame.id.clone(),
                title: frame.title.clone(),
                bounds: bounds(&frame.bounds),
                width: WHOLE,
                insets: frame
                    .insets
                    .iter()
                    .enumerate()
                    .map(|(number, inset)| Inset {
                        id: format!("{}-inset-{number}", frame.id),
                        title: inset.title.clone(),
                        bounds: bounds(&inset.bounds),
                        corner: corner(inset.corner),
                        width: WHOLE * inset.width.clamp(0.1, 0.6),
                    })
                    .collect(),
                elsewhere: Vec::new(),
            })
            .collect();
        if frames.is_empty() {
            frames.extend(everything(atlas, &outlines, &config.book.title));
        }
        // A wide frame leaves to a narrower one the places that both show.
        let all: Vec<Bounds> = frames.iter().map(|frame| frame.bounds).collect();
        for frame in &mut frames {
            frame.elsewhere = all.iter().copied().filter(|other| extent(*other) < extent(frame.bounds)).collect();
        }
        let frames = frames
            .into_iter()
            .map(|frame| {
                let coasts = atlas.coasts().iter().filter(|coast| coast.frame.as_ref().is_none_or(|id| *id == frame.id));
                let lands = coasts.map(|coast| Land { polygons: polygons(&coast.polygons) }).collect();
                (frame, lands)
            })
            .collect();
        let (slots, signs) = palette(atlas);
        let stops = atlas.ledger().moments();
        let acts = acts_on(atlas, &stops);
        let leaves = leaves(atlas, &outlines);
        let mut gallery = Self { frames, outlines, leaves, slots, signs, stops, acts, ..Self::default() };
        gallery.groups = groups(atlas);
        gallery.today = last_day(atlas).or_else(|| gallery.stops.last().map(|day| Day::from_number(day.number() + 365)));
        gallery.told = config.languages().map(|language| (language.to_owned(), Told::default())).collect();
        gallery
    }

    /// Days at which the map page has a stop.
    pub(crate) fn stops(&self) -> &[Day] {
        if self.frames.is_empty() { &[] } else { &self.stops }
    }

    /// The parts of the earth that maps of the book show, with the land behind its places.
    pub(super) fn frames(&self) -> &[(Frame, Vec<Land>)] {
        &self.frames
    }

    /// The leaves of the book, named in its language.
    pub(super) fn leaves(&self) -> &[Place] {
        &self.leaves
    }

    /// The letters by which a slot can be told without colours.
    pub(super) fn sign(&self, slot: Slot) -> &str {
        self.signs.of(slot)
    }

    /// Whether a leaf lies in a frame.
    pub(super) fn shows(&self, frame: usize, leaf: &str) -> bool {
        let found = self.leaves.binary_search_by(|place| place.id.as_str().cmp(leaf));
        let point = found.ok().and_then(|at| whereabouts(&self.leaves[at]));
        let frame = self.frames.get(frame);
        frame.zip(point).is_some_and(|((frame, _), point)| frame.bounds.contains(point, 0.0))
    }

    /// What maps on cards are made from.
    pub(super) fn maps(&self) -> Maps<'_> {
        Maps { frames: &self.frames, places: &self.leaves, signs: &self.signs, memo: &self.memo, grounds: &self.grounds }
    }

    fn all_used(&self, atlas: &Atlas) -> (BTreeSet<Slot>, bool, bool) {
        let ledger = atlas.ledger();
        let (mut slots, mut disputed, mut uncertain) = (BTreeSet::new(), false, false);
        for (_, entity) in atlas.of_kind(Kind::Territory) {
            for layer in Layer::ALL {
                for viewpoint in ledger.viewpoints() {
                    for spell in ledger.history(&entity.id, layer, viewpoint) {
                        slots.insert(self.slot(ledger, spell.holder));
                        uncertain |= !spell.from.is_exact();
                    }
                }
            }
            disputed |= self.stops.iter().any(|stop| ledger.disputed(&entity.id, *stop));
        }
        (slots, disputed, uncertain)
    }

    pub(super) fn slot(&self, ledger: &Ledger, holder: &Holder) -> Slot {
        match holder {
            Holder::Unsettled => Slot::Unsettled,
            Holder::Undetermined => Slot::Undetermined,
            Holder::None => Slot::Nobody,
            Holder::Unknown => Slot::Unknown,
            Holder::Parties(_) => Slot::Holder(self.slots.get(&lines(ledger, holder)).copied().unwrap_or(7)),
        }
    }
}

/// Groups of several leaves with their leaves, largest first. A group whose extent is disputed names nothing that all readers would
/// take alike, so it is none.
fn groups(atlas: &Atlas) -> Vec<(String, Vec<String>)> {
    let ledger = atlas.ledger();
    let mut groups: Vec<(String, Vec<String>)> = atlas
        .of_kind(Kind::Territory)
        .map(|(_, entity)| (entity, ledger.all_leaves(&entity.id)))
        .filter(|(entity, leaves)| leaves.len() > 1 && ledger.common_leaves(&entity.id) == *leaves)
        .map(|(entity, leaves)| (entity.id.clone(), leaves.into_iter().map(str::to_owned).collect()))
        .collect();
    groups.sort_by_key(|(_, leaves)| std::cmp::Reverse(leaves.len()));
    groups
}

/// The last day on which a page of the book was published or corrected.
fn last_day(atlas: &Atlas) -> Option<Day> {
    let dated = atlas.entities().filter_map(|(_, entity)| {
        let published = entity.common.published.as_ref().and_then(|date| date.bounds().latest);
        let corrected = entity.common.corrections.iter().filter_map(|correction| correction.date.bounds().latest).max();
        published.max(corrected)
    });
    dated.max()
}

/// All leaves, in the order of their IDs.
fn leaves(atlas: &Atlas, outlines: &BTreeMap<String, Vec<Polygon>>) -> Vec<Place> {
    let mut leaves: Vec<Place> = atlas
        .of_kind(Kind::Territory)
        .filter_map(|(_, entity)| {
            let Facts::Territory(territory) = &entity.facts else { return None };
            territory.is_leaf().then(|| Place {
                id: entity.id.clone(),
                title: entity.common.title.clone(),
                path: String::new(),
                polygons: outlines.get(&entity.id).cloned().unwrap_or_default(),
                point: territory.point.map(|(lat, lon)| Point::new(lat, lon)),
            })
        })
        .collect();
    leaves.sort_by(|a, b| a.id.cmp(&b.id));
    leaves
}

fn bounds(written: &toml::Spanned<[f64; 4]>) -> Bounds {
    let [west, south, east, north] = *written.get_ref();
    Bounds::new(west, south, east, north)
}

fn extent(bounds: Bounds) -> f64 {
    (bounds.east - bounds.west) * (bounds.north - bounds.south)
}

fn corner(written: MapCorner) -> Corner {
    match written {
        MapCorner::NorthWest => Corner::NorthWest,
        MapCorner::NorthEast => Corner::NorthEast,
        MapCorner::SouthWest => Corner::SouthWest,
        MapCorner::SouthEast => Corner::SouthEast,
    }
}

/// For each day, the treaties and events by which something changed hands on it, or may have.
fn acts_on(atlas: &Atlas, stops: &[Day]) -> Vec<Vec<EntityId>> {
    let mut acts = vec![Vec::new(); stops.len()];
    for id in atlas.timeline() {
        let mut days = BTreeSet::new();
        for effect in atlas.ledger().effects(&atlas.get(*id).id) {
            days.extend(effect.on.into_iter().flat_map(|on| [on.earliest, on.latest]));
        }
        for day in days {
            if let Ok(at) = stops.binary_search(&day) {
                acts[at].push(*id);
            }
        }
    }
    acts
}

/// A frame round everything that has a place on the earth, with a margin.
fn everything(atlas: &Atlas, outlines: &BTreeMap<String, Vec<Polygon>>, title: &str) -> Option<Frame> {
    let points: Vec<Point> = atlas
        .of_kind(Kind::Territory)
        .filter_map(|(_, entity)| {
            let Facts::Territory(territory) = &entity.facts else { return None };
            territory.point.map(|(lat, lon)| Point::new(lat, lon))
        })
        .collect();
    let all = points.iter().chain(outlines.values().flatten().flat_map(Polygon::points));
    let bounds = Bounds::around(all)?;
    let margin = ((bounds.east - bounds.west).max(bounds.north - bounds.south) * 0.15).max(1.0);
    let bounds = Bounds::new(
        (bounds.west - margin).max(-180.0),
        (bounds.south - margin).max(-80.0),
        (bounds.east + margin).min(180.0),
        (bounds.north + margin).min(80.0),
    );
    Some(Frame {
        id: "all".to_owned(),
        title: title.to_owned(),
        bounds,
        width: WHOLE,
        insets: Vec::new(),
        elsewhere: Vec::new(),
    })
}

fn lines(ledger: &Ledger, holder: &Holder) -> Vec<String> {
    let mut lines: Vec<String> = holder.parties().iter().map(|party| ledger.line(party).to_owned()).collect();
    lines.sort();
    lines
}

/// Colours and letters: the lines of succession that hold most often come first; those that hold jointly have their own.
fn palette(atlas: &Atlas) -> (BTreeMap<Vec<String>, u8>, Signs) {
    let ledger = atlas.ledger();
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (_, entity) in atlas.of_kind(Kind::Territory) {
        for viewpoint in ledger.viewpoints() {
            for layer in Layer::ALL {
                for spell in ledger.history(&entity.id, layer, viewpoint) {
                    if !spell.holder.parties().is_empty() {
                        *counts.entry(lines(ledger, spell.holder)).or_default() += 1;
                    }
                }
            }
        }
    }
    let mut order: Vec<(Vec<String>, usize)> = counts.into_iter().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let slots: BTreeMap<Vec<String>, u8> =
        order.iter().zip(0_u8..).map(|((lines, _), slot)| (lines.clone(), slot.min(7))).collect();
    let title = |line: &String| atlas.find(line).map_or_else(|| line.clone(), |id| atlas.get(id).common.title.clone());
    let mut letters: BTreeMap<String, String> = BTreeMap::new();
    for (lines, _) in order.iter().filter(|(lines, _)| lines.len() == 1) {
        let name = title(&lines[0]);
        let words: Vec<char> =
            name.split_whitespace().filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
        let taken = |sign: &str| letters.values().any(|other| other == sign);
        let sign = words
            .iter()
            .map(ToString::to_string)
            .chain([name.chars().take(2).collect()])
            .find(|sign| !taken(sign))
            .unwrap_or_else(|| name.chars().take(2).collect());
        letters.insert(lines[0].clone(), sign);
    }
    let signs = slots
        .iter()
        .filter(|(_, slot)| **slot < 7)
        .map(|(lines, slot)| {
            let sign: String = lines
                .iter()
                .map(|line| letters.get(line).cloned().unwrap_or_else(|| title(line).chars().take(1).collect()))
                .collect();
            (Slot::Holder(*slot), sign.chars().take(3).collect())
        })
        .collect();
    (slots, Signs::new(signs))
}

/// What a map shows: one layer, for title as somebody sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Shown {
    pub(super) layer: Layer,
    pub(super) viewpoint: Viewpoint,
}

impl Page<'_> {
    pub(super) fn gallery(&self) -> &Gallery {
        &self.views.ties.gallery
    }

    pub(super) fn ledger(&self) -> &Ledger {
        self.atlas().ledger()
    }

    fn first_viewpoint(&self) -> Option<Viewpoint> {
        self.ledger().viewpoints().next()
    }

    /// Control, then title as each viewpoint sees it.
    pub(super) fn all_shown(&self) -> Vec<Shown> {
        let Some(first) = self.first_viewpoint() else { return Vec::new() };
        let titles = self.ledger().viewpoints().map(|viewpoint| Shown { layer: Layer::Title, viewpoint });
        std::iter::once(Shown { layer: Layer::Control, viewpoint: first }).chain(titles).collect()
    }

    /// The leaves of the book, in the order of the index, with what a drawing needs of them.
    ///
    /// They come from south-west to north-east, which is the order in which the tab key goes through a map.
    fn places(&self) -> &[Place] {
        self.told().map(|told| told.places.get_or_init(|| self.sorted_places()).as_slice()).unwrap_or_default()
    }

    fn sorted_places(&self) -> Vec<Place> {
        let mut places = self.leaf_places();
        places.sort_by_cached_key(|place| {
            let point = whereabouts(place);
            // A hundredth of a degree is finer than any order needs to be.
            let along = point.map_or(0.0, |point| (point.lat + point.lon) * 100.0);
            (format!("{:010.0}", along + 40_000.0), place.id.clone())
        });
        places
    }

    fn leaf_places(&self) -> Vec<Place> {
        self.atlas()
            .of_kind(Kind::Territory)
            .filter_map(|(id, entity)| {
                let Facts::Territory(territory) = &entity.facts else { return None };
                if !territory.is_leaf() {
                    return None;
                }
                let link = self.link(id);
                Some(Place {
                    id: entity.id.clone(),
                    title: link.title.clone(),
                    path: link.path.clone(),
                    polygons: self.gallery().outlines.get(&entity.id).cloned().unwrap_or_default(),
                    point: territory.point.map(|(lat, lon)| Point::new(lat, lon)),
                })
            })
            .collect()
    }

    pub(super) fn holder_text(&self, holder: &Holder) -> String {
        match holder.word() {
            Some(word) => self.word(&format!("holder_{word}")),
            None => {
                let names: Vec<String> = holder.parties().iter().map(|party| self.title_of(party)).collect();
                let jointly = if names.len() > 1 { format!(" {}", self.word("jointly")) } else { String::new() };
                names.join(&self.word("ledger_and")) + &jointly
            }
        }
    }

    pub(super) fn shown_title(&self, shown: Shown) -> String {
        match shown.layer {
            Layer::Control => capitalised(&self.word("layer_control")),
            Layer::Title => self.title_by(shown.viewpoint),
        }
    }

    fn title_by(&self, viewpoint: Viewpoint) -> String {
        self.word("ledger_title_by").replace("{viewpoint}", &self.viewpoint_title(viewpoint))
    }

    fn viewpoint_title(&self, viewpoint: Viewpoint) -> String {
        let name = self.ledger().viewpoint_name(viewpoint);
        if self.atlas().find(name).is_some() { self.title_of(name) } else { self.word("everybody") }
    }

    fn cell(&self, leaf: &str, day: Day, shown: Shown) -> CellView {
        let (certainty, held) = holdings::on(self.ledger(), leaf, day, shown.layer, shown.viewpoint);
        match held.as_slice() {
            [] => CellView {
                text: self.word("holder_unknown"),
                slot: Slot::Silent.letter().to_string(),
                ..CellView::default()
            },
            [one] => self.cell_of(one, certainty == Certainty::Possible),
            several => {
                let texts: Vec<String> = several.iter().map(|holding| self.holder_text(&holding.holder)).collect();
                let last = self.cell_of(&several[several.len() - 1], true);
                CellView { text: texts.join(&self.word("ledger_or")), holders: Vec::new(), ..last }
            }
        }
    }

    fn cell_of(&self, holding: &Holding, uncertain: bool) -> CellView {
        let slot = self.gallery().slot(self.ledger(), &holding.holder);
        CellView {
            text: self.holder_text(&holding.holder),
            holders: holding.holder.parties().iter().map(|party| self.link_to(party)).collect(),
            slot: slot.letter().to_string(),
            sign: self.gallery().signs.of(slot).to_owned(),
            since: self.boundary(holding.from).text,
            by: self.instrument(holding),
            uncertain,
            viewpoint: String::new(),
            viewpoint_title: String::new(),
        }
    }

    fn plain_cell(&self, holder: &Holder) -> CellView {
        let slot = self.gallery().slot(self.ledger(), holder);
        CellView {
            text: self.holder_text(holder),
            holders: holder.parties().iter().map(|party| self.link_to(party)).collect(),
            slot: slot.letter().to_string(),
            sign: self.gallery().signs.of(slot).to_owned(),
            ..CellView::default()
        }
    }

    /// The instrument behind a holding: what brought the land to the holder or to whom it succeeded.
    fn instrument(&self, holding: &Holding) -> Option<LinkView> {
        let by = [Some(&holding.by), holding.origin.as_ref()].into_iter().flatten();
        by.filter_map(|by| self.act(by)).next()
    }

    fn act(&self, by: &By) -> Option<LinkView> {
        let By::Act { id, article, .. } = by else { return None };
        let link = self.link_to(id);
        let Some(article) = article else { return Some(link) };
        let anchor = Some(article_anchor(article)).filter(|anchor| self.has_anchor(id, anchor));
        let Some(anchor) = anchor else { return Some(link) };
        Some(Link { path: format!("{}#{anchor}", link.path), ..Link::clone(&link) }.into())
    }

    /// What is told of a place on a day; `disputed` says whether it is so then.
    fn said(&self, at: usize, day: Day, shown: Shown, disputed: bool) -> Arc<Said> {
        let place = &self.places()[at];
        let standing = self.ledger().standing(&place.id, day, shown.layer, shown.viewpoint);
        let say = || Arc::new(Said { cell: self.cell(&place.id, day, shown), mark: self.mark(place, day, shown, disputed) });
        let (Some(told), Some(standing)) = (self.told(), standing) else { return say() };
        told.said.get((at, shown, standing, disputed), say)
    }

    fn mark(&self, place: &Place, day: Day, shown: Shown, disputed: bool) -> Mark {
        let (certainty, held) = holdings::on(self.ledger(), &place.id, day, shown.layer, shown.viewpoint);
        let slot = held.last().map_or(Slot::Silent, |holding| self.gallery().slot(self.ledger(), &holding.holder));
        let texts: Vec<String> = held.iter().map(|holding| self.holder_text(&holding.holder)).collect();
        let uncertain = certainty == Certainty::Possible;
        let mut answer = self
            .word("map_answer")
            .replace("{place}", &place.title)
            .replace("{holder}", &texts.join(&self.word("ledger_or")));
        if uncertain {
            answer = format!("{answer} {}", self.word("map_answer_uncertain"));
        }
        if disputed {
            answer = format!("{answer}; {}", self.word("map_answer_disputed"));
        }
        Mark { place: place.id.as_str().into(), slot, disputed, uncertain, answer: answer.into() }
    }

    /// Which of the places viewpoints differ over on a day.
    fn disputed_on(&self, day: Day) -> Arc<[bool]> {
        let find = || self.places().iter().map(|place| self.ledger().disputed(&place.id, day)).collect();
        self.told().map_or_else(find, |told| told.disputed.get(day, find))
    }

    fn marks(&self, day: Day, shown: Shown) -> Vec<Mark> {
        let disputed = self.disputed_on(day);
        disputed.iter().enumerate().map(|(at, disputed)| self.said(at, day, shown, *disputed).mark.clone()).collect()
    }

    /// The rows of the table beside the map of a day.
    fn map_rows(&self, day: Day) -> Vec<Arc<MapRowView>> {
        let Some(told) = self.told() else { return Vec::new() };
        let all_shown = self.all_shown();
        let row = |(at, disputed): (usize, &bool)| {
            let said: Vec<Arc<Said>> = all_shown.iter().map(|shown| self.said(at, day, *shown, *disputed)).collect();
            // What is said stays where it is as long as the gallery does.
            let key = (at, said.iter().map(|said| Arc::as_ptr(said).addr()).collect(), *disputed);
            let place = self.atlas().find(&self.places()[at].id)?;
            let (control, titles) = said.split_first()?;
            let title = |(said, shown): (&Arc<Said>, &Shown)| CellView {
                viewpoint: self.ledger().viewpoint_name(shown.viewpoint).to_owned(),
                viewpoint_title: self.viewpoint_title(shown.viewpoint),
                ..said.cell.clone()
            };
            let make = || {
                Arc::new(MapRowView {
                    place: self.link(place),
                    control: control.cell.clone(),
                    titles: titles.iter().zip(&all_shown[1..]).map(title).collect(),
                    disputed: *disputed,
                })
            };
            Some(told.rows.get(key, make))
        };
        self.disputed_on(day).iter().enumerate().filter_map(row).collect()
    }

    fn told(&self) -> Option<&Told> {
        self.gallery().told.get(self.lang)
    }

    fn caption(&self, frame: &Frame, day: Day, shown: Shown) -> Caption {
        let date = self.day_text(day);
        Caption { title: format!("{}, {date}. {}", frame.title, self.shown_title(shown)), description: String::new() }
    }

    pub(super) fn day_text(&self, day: Day) -> String {
        dates::in_words(&Date::from_day(day), self.lang)
    }

    fn options(&self, prefix: &str, linking: Linking) -> MapOptions {
        MapOptions {
            prefix: prefix.to_owned(),
            root: self.address.root(),
            signs: self.gallery().signs.clone(),
            linking,
            km: self.word("km"),
            alike: self.lang.to_owned(),
            ..MapOptions::default()
        }
    }

    /// A map of a frame at a width with the marks of a day.
    fn figure(&self, frame: usize, width: f64, (day, shown): (Day, Shown), marks: &[Mark], options: &MapOptions) -> String {
        let Some((frame, lands)) = self.gallery().frames.get(frame) else { return String::new() };
        let frame = frame.scaled(width);
        map(&frame, lands, self.places(), marks, &self.caption(&frame, day, shown), options, &self.gallery().memo)
    }

    /// The frame that shows most of these leaves; the first of equals.
    pub(super) fn frame_for(&self, leaves: &[&str]) -> usize {
        let gallery = self.gallery();
        let inside = |frame: usize| leaves.iter().filter(|leaf| gallery.shows(frame, leaf)).count();
        let counts: Vec<usize> = (0..gallery.frames.len()).map(inside).collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        counts.iter().position(|count| *count == most).unwrap_or(0)
    }

    fn legend(&self, marks: &[Mark]) -> Vec<LegendView> {
        let mut names: BTreeMap<Slot, String> = BTreeMap::new();
        for (lines, slot) in &self.gallery().slots {
            let titles: Vec<String> = lines.iter().map(|line| self.title_of(line)).collect();
            let entry = names.entry(Slot::Holder(*slot)).or_default();
            // Whoever has no colour of their own shares the last.
            if !entry.is_empty() {
                entry.push_str(&self.word("list_separator"));
            }
            entry.push_str(&titles.join(&self.word("ledger_and")));
        }
        for (slot, holder) in [
            (Slot::Unsettled, Holder::Unsettled),
            (Slot::Undetermined, Holder::Undetermined),
            (Slot::Nobody, Holder::None),
            (Slot::Unknown, Holder::Unknown),
        ] {
            names.insert(slot, self.holder_text(&holder));
        }
        let items = legend(
            marks,
            &self.gallery().signs,
            |slot| names.get(&slot).cloned(),
            &self.word("map_legend_disputed"),
            &self.word("map_legend_uncertain"),
        );
        items.into_iter().map(|LegendItem { class, sign, title }| LegendView { class, sign, title }).collect()
    }

    /// The history of a territory drawn and tabled; for a group, of its leaves, those of equal history together.
    pub(super) fn ledger_history(&self, territory: &str) -> Option<HistoryView> {
        let ledger = self.ledger();
        let first = self.first_viewpoint()?;
        let leaves = ledger.all_leaves(territory);
        let single = leaves == [territory];
        let mut groups: Vec<(Vec<&str>, Vec<Vec<Holding>>)> = Vec::new();
        for leaf in &leaves {
            let mut readings = vec![plain(holdings::history(ledger, leaf, Layer::Control, first))];
            let titles: Vec<Vec<Holding>> =
                ledger.viewpoints().map(|view| plain(holdings::history(ledger, leaf, Layer::Title, view))).collect();
            readings.extend(titles);
            if readings.iter().all(Vec::is_empty) {
                continue;
            }
            match groups.iter_mut().find(|(_, other)| *other == readings) {
                Some((leaves, _)) => leaves.push(leaf),
                None => groups.push((vec![leaf], readings)),
            }
        }
        let mut bars: Vec<(String, bool, &[Holding], Vec<&str>)> = Vec::new();
        let mut tables = Vec::new();
        let mut marks: Vec<Mark> = Vec::new();
        for (leaves, readings) in &groups {
            let names: Vec<String> = leaves.iter().map(|leaf| self.title_of(leaf)).collect();
            let name =
                |what: String| if single { what } else { format!("{}: {what}", names.join(&self.word("list_separator"))) };
            let agreed = readings[1..].windows(2).all(|pair| pair[0] == pair[1]);
            let mut drawn: Vec<(String, bool, &[Holding])> =
                vec![(capitalised(&self.word("layer_control")), false, &readings[0])];
            if agreed {
                drawn.push((capitalised(&self.word("layer_title")), false, &readings[1]));
            } else {
                let titles = ledger.viewpoints().zip(&readings[1..]);
                drawn.extend(titles.map(|(view, reading)| (self.title_by(view), true, reading.as_slice())));
            }
            for (what, reading, holdings) in drawn {
                tables.push(SpellsView {
                    title: name(what.clone()),
                    spells: holdings.iter().map(|holding| self.spell(holding)).collect(),
                });
                match bars.iter_mut().find(|(other, _, same, _)| *other == what && *same == holdings) {
                    Some((.., places)) => places.extend(leaves),
                    None => bars.push((what, reading, holdings, leaves.clone())),
                }
            }
            let spells = readings.iter().flatten();
            marks.extend(spells.map(|holding| Mark {
                place: "".into(),
                slot: self.gallery().slot(ledger, &holding.holder),
                disputed: !agreed,
                uncertain: false,
                answer: "".into(),
            }));
        }
        if bars.is_empty() {
            return None;
        }
        let rows: Vec<Row> = bars
            .into_iter()
            .map(|(what, reading, holdings, places)| Row {
                title: if single { what } else { format!("{what}: {}", self.named(&places)) },
                reading,
                bars: holdings.iter().map(|holding| self.bar(holding)).collect(),
            })
            .collect();
        // The bars begin with the first settled time, or a generation before it, where the ledger begins long before.
        let began = rows.iter().flat_map(|row| &row.bars).map(|bar| bar.from.earliest).min().unwrap_or(0);
        let from = rows.iter().filter_map(|row| row.bars.get(1)).map(|bar| bar.from.earliest).min();
        let from = from.map_or(began, |second| began.max(second - 30 * 365));
        let to = self.today().number();
        let title = format!("{}. {}", self.title_of(territory), self.word("ledger_timeline"));
        let caption = Caption { title, description: String::new() };
        let draw = |prefix: &str, width: f64| {
            let options = TimelineOptions {
                prefix: prefix.to_owned(),
                root: self.address.root(),
                width,
                signs: self.gallery().signs.clone(),
                linking: Linking::Pointer,
            };
            timeline(&rows, from, to, &caption, &options)
        };
        // The tables of a large group would fill a book; they stand on the pages of its leaves.
        let tables = if groups.len() > 2 { Vec::new() } else { tables };
        Some(HistoryView {
            wide: draw("_bars", 720.0),
            narrow: draw("_bars-narrow", 340.0),
            legend: self.legend(&marks),
            rows: tables,
        })
    }

    /// A map on which a territory is pointed out.
    pub(super) fn locator(&self, territory: &str) -> Option<String> {
        let leaves = self.ledger().all_leaves(territory);
        let frame = self.frame_for(&leaves);
        let (frame, lands) = self.gallery().frames.get(frame)?;
        let frame = frame.scaled(HALF);
        let places = self.places();
        let shows = places.iter().any(|place| {
            let point = whereabouts(place);
            leaves.contains(&place.id.as_str()) && point.is_some_and(|point| frame.bounds.contains(point, 0.0))
        });
        if !shows {
            return None;
        }
        let here = leaves.into_iter().map(str::to_owned).collect();
        let options = MapOptions { here, ..self.options("_locator", Linking::None) };
        let caption =
            Caption { title: format!("{}: {}", frame.title, self.title_of(territory)), description: String::new() };
        Some(map(&frame, lands, places, &[], &caption, &options, &self.gallery().memo))
    }

    fn bar(&self, holding: &Holding) -> Bar {
        let turn = |boundary: Boundary| Turn { earliest: boundary.earliest.number(), latest: boundary.latest.number() };
        let holder = self.holder_text(&holding.holder);
        let until = holding.to.map_or_else(|| self.word("goes_on"), |to| self.boundary(to).text);
        let mut words = format!("{holder}, {} – {until}", self.boundary(holding.from).text);
        let act = self.instrument(holding);
        if let Some(act) = &act {
            words = format!("{words}, {} {}", self.word("map_by"), act.title);
        }
        Bar {
            slot: self.gallery().slot(self.ledger(), &holding.holder),
            holder,
            from: turn(holding.from),
            to: holding.to.map(turn),
            words,
            path: act.map(|act| act.path.clone()).unwrap_or_default(),
        }
    }

    fn spell(&self, holding: &Holding) -> SpellView {
        let cell = self.cell_of(holding, !holding.from.is_exact() || holding.to.is_some_and(|to| !to.is_exact()));
        let article =
            match [Some(&holding.by), holding.origin.as_ref()].into_iter().flatten().find(|by| matches!(by, By::Act { .. }))
            {
                Some(By::Act { article, .. }) => article.clone().unwrap_or_default(),
                _ => String::new(),
            };
        SpellView {
            slot: cell.slot,
            sign: cell.sign,
            text: cell.text,
            holders: cell.holders,
            uncertain: cell.uncertain,
            from: self.boundary(holding.from).text,
            to: holding.to.map(|to| self.boundary(to).text).unwrap_or_default(),
            by: cell.by,
            article,
            cite: holding.cite.iter().filter_map(|cite| self.cite(cite)).collect(),
            confirmed: holding.confirmed_by.iter().filter_map(|by| self.act(by)).collect(),
        }
    }

    /// What a treaty or event changed: before and after, for each layer and view in which something moved.
    pub(super) fn ledger_effect(&self, act: EntityId) -> Option<EffectsView> {
        let ledger = self.ledger();
        let effects = ledger.effects(&self.atlas().get(act).id);
        let moved = || effects.iter().filter(|effect| effect.on.is_some());
        moved().next()?;
        let mut layers = Vec::new();
        let mut marks_of_all: Vec<Mark> = Vec::new();
        let mut told: Vec<String> = Vec::new();
        for shown in self.all_shown() {
            let of_shown: Vec<_> = effects
                .iter()
                .filter(|effect| effect.layer == shown.layer && effect.viewpoint.is_none_or(|view| view == shown.viewpoint))
                .collect();
            let bounds = || of_shown.iter().filter_map(|effect| effect.on);
            let (Some(first), Some(last)) = (bounds().map(|on| on.earliest).min(), bounds().map(|on| on.latest).max())
            else {
                continue;
            };
            let before = first.previous();
            // One pair of maps is enough where all views of title say the same.
            let signature = format!(
                "{}{:?}",
                shown.layer.name(),
                of_shown.iter().map(|effect| (effect.leaf, effect.from, effect.to, effect.on)).collect::<Vec<_>>()
            );
            let disputed = [before, last].into_iter().any(|day| self.disputed_on(day).contains(&true));
            if told.contains(&signature) && !disputed {
                continue;
            }
            told.push(signature);
            let leaves: Vec<&str> = of_shown.iter().map(|effect| effect.leaf).collect();
            let frame = self.frame_for(&leaves);
            let number = layers.len();
            let figure = |when: &str, day, marks: &[Mark]| {
                let options = self.options(&format!("_{when}-{number}"), Linking::None);
                self.figure(frame, HALF, (day, shown), marks, &options)
            };
            let (marks_before, marks_after) = (self.marks(before, shown), self.marks(last, shown));
            layers.push(EffectLayerView {
                title: if disputed || shown.layer == Layer::Control {
                    self.shown_title(shown)
                } else {
                    self.word("layer_title")
                },
                before: figure("before", before, &marks_before),
                after: figure("after", last, &marks_after),
                before_title: self.day_text(before),
                after_title: self.day_text(last),
                rows: self.effect_rows(&of_shown),
            });
            marks_of_all.extend(marks_before);
            marks_of_all.extend(marks_after);
        }
        if self.gallery().frames.is_empty() || layers.is_empty() {
            return None;
        }
        Some(EffectsView { layers, legend: self.legend(&marks_of_all) })
    }

    /// Effects leaf by leaf, leaves of equal effect together.
    fn effect_rows(&self, effects: &[&Effect<'_>]) -> Vec<EffectRowView> {
        let mut groups: Vec<(&Effect<'_>, Vec<&str>)> = Vec::new();
        for effect in effects {
            let same = |other: &Effect<'_>| (other.from, other.to, other.on) == (effect.from, effect.to, effect.on);
            match groups.iter_mut().find(|(other, _)| same(other)) {
                Some((_, leaves)) => leaves.push(effect.leaf),
                None => groups.push((effect, vec![effect.leaf])),
            }
        }
        groups
            .into_iter()
            .map(|(effect, leaves)| EffectRowView {
                places: leaves.into_iter().map(|leaf| self.link_to(leaf)).collect(),
                from: effect.from.map(|holder| self.plain_cell(holder)),
                to: CellView {
                    since: effect.on.map(|on| self.boundary(on).text).unwrap_or_default(),
                    ..self.plain_cell(effect.to)
                },
                confirmed: effect.on.is_none(),
            })
            .collect()
    }

    /// The map at the beginning and at the end of an era.
    pub(super) fn ledger_era(&self, era: EntityId) -> Option<EraMapsView> {
        let (start, end) = era_bounds(self.atlas().get(era));
        let start = start?;
        let end = end.map_or_else(|| self.today(), Day::previous);
        let first_stop = *self.gallery().stops().first()?;
        if end < first_stop {
            return None;
        }
        let mut marks = Vec::new();
        let layers = self
            .all_shown()
            .into_iter()
            .enumerate()
            .filter(|(number, shown)| {
                // Views of title are shown apart only where they differ.
                let differ = [start, end].into_iter().any(|day| self.disputed_on(day).contains(&true));
                shown.layer == Layer::Control || differ || *number == 1
            })
            .map(|(number, shown)| {
                let mut figure = |when: &str, day| {
                    let of_day = self.marks(day, shown);
                    let options = self.options(&format!("_{when}-{number}"), Linking::None);
                    let figure = self.figure(0, HALF, (day, shown), &of_day, &options);
                    marks.extend(of_day);
                    figure
                };
                EraLayerView {
                    title: self.shown_title(shown),
                    start: figure("start", start),
                    end: figure("end", end),
                    start_title: self.day_text(start),
                    end_title: self.day_text(end),
                    start_path: self.stop_path(start),
                    end_path: self.stop_path(end),
                }
            })
            .collect();
        Some(EraMapsView { layers, legend: self.legend(&marks) })
    }

    /// The last day that the book speaks of; where it speaks of none, the first of 2000.
    pub(super) fn today(&self) -> Day {
        self.gallery().today.unwrap_or(Day::from_number(730_120))
    }

    /// The path of the map at the last stop on or before a day.
    fn stop_path(&self, day: Day) -> String {
        let stops = self.gallery().stops();
        let at = stops.partition_point(|stop| *stop <= day);
        self.path(&PageKey::Map(at.checked_sub(1), self.lang.to_owned()))
    }

    /// Who holds a leaf today, for the index.
    pub(super) fn ledger_today(&self, id: EntityId) -> Option<TodayView> {
        let entity = self.atlas().get(id);
        let Facts::Territory(territory) = &entity.facts else { return None };
        if !territory.is_leaf() || territory.start.is_empty() {
            return None;
        }
        let ledger = self.ledger();
        let day = self.today();
        let mut titles = Vec::new();
        let mut rows = Vec::new();
        for shown in self.all_shown() {
            let history = holdings::history(ledger, &entity.id, shown.layer, shown.viewpoint);
            rows.push(Row {
                title: String::new(),
                reading: shown.layer == Layer::Title,
                bars: history.iter().map(|holding| self.bar(holding)).collect(),
            });
            if shown.layer == Layer::Title {
                titles.push(CellView {
                    viewpoint: ledger.viewpoint_name(shown.viewpoint).to_owned(),
                    viewpoint_title: self.viewpoint_title(shown.viewpoint),
                    ..self.cell(&entity.id, day, shown)
                });
            }
        }
        let agreed = titles.windows(2).all(|pair| pair[0].text == pair[1].text);
        let control = self.cell(&entity.id, day, Shown { layer: Layer::Control, viewpoint: self.first_viewpoint()? });
        let from = Day::from_gregorian(1850, 1, 1).map_or(0, Day::number);
        let began =
            rows.iter().flat_map(|row| &row.bars).filter_map(|bar| bar.to).map(|to| to.earliest).min().unwrap_or(from);
        let from = began - 20 * 365;
        let words = format!("{}: {}", self.title_of(&entity.id), self.word("ledger_spark"));
        Some(TodayView { control, titles, agreed, spark: spark(&rows, from, day.number(), &words) })
    }

    /// The map above the index of territories.
    pub(super) fn ledger_map(&self) -> Option<TodayMapView> {
        let shown = *self.all_shown().first()?;
        self.gallery().stops().first()?;
        let day = self.today();
        let marks = self.marks(day, shown);
        let svg = self.figure(0, WHOLE, (day, shown), &marks, &self.options("_today", Linking::Pointer));
        Some(TodayMapView {
            svg,
            title: format!("{}: {}", self.word("nav_map"), self.day_text(day)),
            path: self.path(&PageKey::Map(None, self.lang.to_owned())),
            legend: self.legend(&marks),
        })
    }

    /// The map page at a stop; at the last one without a stop.
    pub(super) fn map_page(&self, stop: Option<usize>) -> PageView {
        let mut view = self.frame("map", "map.html", "map");
        let stops = self.gallery().stops();
        let current = stop.unwrap_or_else(|| stops.len().saturating_sub(1));
        let (Some(day), Some(shown)) = (stops.get(current).copied(), self.all_shown().first().copied()) else { return view };
        view.title = self.word("nav_map");
        view.summary = self.word("lead_map");
        view.description = format!("{}. {}", self.day_text(day), view.summary);
        view.breadcrumbs = vec![self.home_crumb()];
        if stop.is_some() {
            view.breadcrumbs.push(self.crumb(&PageKey::Map(None, self.lang.to_owned()), self.word("nav_map")));
            view.title = format!("{}: {}", view.title, self.day_text(day));
        }
        let places = self.places();
        let ledger = self.ledger();
        // The legend explains every stop: the script does not change it.
        let (used, disputed, uncertain) = self.gallery().used.get_or_init(|| self.gallery().all_used(self.atlas()));
        let marks: Vec<Mark> = used
            .iter()
            .map(|slot| Mark {
                place: "".into(),
                slot: *slot,
                disputed: *disputed,
                uncertain: *uncertain,
                answer: "".into(),
            })
            .collect();
        let mut largest: Vec<(u64, String)> = places
            .iter()
            .map(|place| {
                let area = match self.atlas().find_kind(Kind::Territory, &place.id).map(|entity| &entity.facts) {
                    Some(Facts::Territory(territory)) => territory.area_km2.unwrap_or_default(),
                    _ => 0.0,
                };
                // A bit pattern of a positive number sorts as the number does.
                (area.max(0.0).to_bits(), place.id.clone())
            })
            .collect();
        largest.sort_by(|a, b| b.cmp(a));
        let largest: Vec<String> = largest.into_iter().map(|(_, id)| id).collect();
        let of_day = self.marks(day, shown);
        let live = |prefix: &str, linking| MapOptions { live: true, ..self.options(prefix, linking) };
        let figures = (1..self.gallery().frames.len())
            .map(|frame| FigureView {
                title: self.gallery().frames[frame].0.title.clone(),
                svg: self.figure(frame, WHOLE, (day, shown), &of_day, &live(&format!("_map-{frame}"), Linking::Pointer)),
            })
            .collect();
        let parallels = self.gallery().frames.first().map_or((0.0, 0.0), |(frame, _)| frame.standard_parallels());
        view.map = Some(MapView {
            stop: self.stops()[current].clone(),
            before: current.checked_sub(1).and_then(|at| self.stops().get(at)).cloned(),
            after: self.stops().get(current + 1).cloned(),
            current,
            last: stops.len() - 1,
            stops: self.stops().to_vec(),
            stops_html: String::new(),
            layer: shown.layer.name(),
            viewpoint: ledger.viewpoint_name(shown.viewpoint).to_owned(),
            viewpoints: ledger
                .viewpoints()
                .map(|viewpoint| ViewpointView {
                    id: ledger.viewpoint_name(viewpoint).to_owned(),
                    title: self.viewpoint_title(viewpoint),
                })
                .collect(),
            figure: self.figure(
                0,
                WHOLE,
                (day, shown),
                &of_day,
                &MapOptions { labels: largest, alike: format!("{}, named", self.lang), ..live("_map", Linking::All) },
            ),
            figures,
            legend: self.legend(&marks),
            rows: self.map_rows(day),
            rows_html: String::new(),
            states: states_path(self.views.config.language(), self.lang),
            changes: self.what_changed(current),
            projection: vec![degrees(parallels.0), degrees(parallels.1)],
        });
        view
    }

    /// All stops.
    fn stops(&self) -> &[Arc<StopView>] {
        let make = || (0..self.gallery().stops().len()).map(|at| Arc::new(self.stop(at))).collect();
        self.told().map(|told| told.stops.get_or_init(make).as_slice()).unwrap_or_default()
    }

    fn stop(&self, at: usize) -> StopView {
        let day = self.gallery().stops()[at];
        StopView {
            day: day.to_string(),
            label: self.day_text(day),
            path: self.path(&PageKey::Map(Some(at), self.lang.to_owned())),
            acts: self.gallery().acts[at].iter().map(|id| self.link(*id)).collect(),
        }
    }

    /// Leaves by name, in one line: the groups that they make up, largest first, and the leaves that are left.
    fn named(&self, leaves: &[&str]) -> String {
        let mut left = leaves.to_vec();
        let mut names = Vec::new();
        for (id, parts) in &self.gallery().groups {
            if parts.iter().all(|part| left.contains(&part.as_str())) {
                left.retain(|leaf| !parts.iter().any(|part| part == leaf));
                names.push(self.title_of(id));
            }
        }
        names.extend(left.iter().map(|leaf| self.title_of(leaf)));
        let separator = self.word("list_separator");
        if names.len() > 7 {
            format!("{}{separator}+{}", names[..6].join(&separator), names.len() - 6)
        } else {
            names.join(&separator)
        }
    }

    /// What changed at a stop, in words: a line to each change, with those whom it befell.
    fn what_changed(&self, stop: usize) -> String {
        self.told()
            .and_then(|told| told.changes.get_or_init(|| self.all_that_changed()).get(stop))
            .cloned()
            .unwrap_or_default()
    }

    fn all_that_changed(&self) -> Vec<String> {
        let ledger = self.ledger();
        let stops = &self.gallery().stops;
        let mut changes: Vec<Vec<(String, Vec<&str>)>> = vec![Vec::new(); stops.len()];
        for place in self.places() {
            for shown in self.all_shown() {
                let history = holdings::history(ledger, &place.id, shown.layer, shown.viewpoint);
                for (at, holding) in history.iter().enumerate() {
                    let days = BTreeSet::from([holding.from.earliest, holding.from.latest]);
                    let of_stops: Vec<usize> = days.iter().filter_map(|day| stops.binary_search(day).ok()).collect();
                    if of_stops.is_empty() {
                        continue;
                    }
                    let to = self.holder_text(&holding.holder);
                    let passed = match at.checked_sub(1).map(|before| &history[before].holder) {
                        Some(before) => format!("{} → {to}", self.holder_text(before)),
                        None => to,
                    };
                    let words = format!("{}. {passed}", self.shown_title(shown));
                    for stop in of_stops {
                        match changes[stop].iter_mut().find(|(other, _)| *other == words) {
                            Some((_, leaves)) if leaves.last() == Some(&place.id.as_str()) => {}
                            Some((_, leaves)) => leaves.push(&place.id),
                            None => changes[stop].push((words.clone(), vec![&place.id])),
                        }
                    }
                }
            }
        }
        let line = |(words, leaves): (String, Vec<&str>)| format!("{words}: {}", self.named(&leaves));
        changes.into_iter().map(|of_stop| of_stop.into_iter().map(line).collect::<Vec<_>>().join("\n")).collect()
    }

    /// The file from which the script of the map page draws every stop.
    pub(super) fn states(&self) -> String {
        let ledger = self.ledger();
        let places = self.places();
        let stops = self.gallery().stops();
        let mut holders: Vec<(Vec<Holder>, StateHolder)> = Vec::new();
        let mut acts: Vec<(String, String)> = Vec::new();
        let state_stops = (0..stops.len())
            .map(|at| {
                let day = stops[at];
                let readings = self
                    .all_shown()
                    .into_iter()
                    .map(|shown| {
                        places
                            .iter()
                            .map(|place| {
                                let (certainty, held) = holdings::on(ledger, &place.id, day, shown.layer, shown.viewpoint);
                                let Some(last) = held.last() else {
                                    return Status {
                                        holder: self.holder_index(&mut holders, &[Holder::Unknown], Slot::Silent),
                                        since: String::new(),
                                        act: None,
                                        uncertain: false,
                                    };
                                };
                                let slot = self.gallery().slot(ledger, &last.holder);
                                let all: Vec<Holder> = held.iter().map(|holding| holding.holder.clone()).collect();
                                let holder = self.holder_index(&mut holders, &all, slot);
                                let act = self.instrument(last).map(|act| place_among(&mut acts, &act));
                                Status {
                                    holder,
                                    since: self.boundary(last.from).text,
                                    act,
                                    uncertain: certainty == Certainty::Possible,
                                }
                            })
                            .collect::<Reading>()
                    })
                    .collect();
                let stop = StopView::clone(&self.stops()[at]);
                StateStop {
                    acts: stop.acts.iter().map(|act| place_among(&mut acts, act)).collect(),
                    day: stop.day,
                    label: stop.label,
                    path: stop.path,
                    text: self.what_changed(at),
                    disputed: self.disputed_on(day).to_vec(),
                    readings,
                }
            })
            .collect();
        let states = States {
            places: places.iter().map(|place| (place.id.clone(), place.title.clone(), place.path.clone())).collect(),
            holders: holders.into_iter().map(|(_, holder)| holder).collect(),
            signs: self.gallery().signs.clone(),
            acts,
            viewpoints: ledger.viewpoints().map(|viewpoint| ledger.viewpoint_name(viewpoint).to_owned()).collect(),
            stops: state_stops,
        };
        states.to_json()
    }

    /// Where one holder, or all those whom a doubtful day allows, stand among the holders of the states file.
    fn holder_index(&self, holders: &mut Vec<(Vec<Holder>, StateHolder)>, held: &[Holder], slot: Slot) -> usize {
        if let Some(at) = holders.iter().position(|(other, state)| other == held && state.slot == slot) {
            return at;
        }
        let parts = match held {
            [holder] => self.holder_parts(holder),
            several => {
                let texts: Vec<String> = several.iter().map(|holder| self.holder_text(holder)).collect();
                vec![(texts.join(&self.word("ledger_or")), String::new())]
            }
        };
        holders.push((held.to_vec(), StateHolder { slot, parts }));
        holders.len() - 1
    }

    fn holder_parts(&self, holder: &Holder) -> Vec<(String, String)> {
        match holder.word() {
            Some(_) => vec![(self.holder_text(holder), String::new())],
            None => {
                let mut parts = Vec::new();
                for party in holder.parties() {
                    if !parts.is_empty() {
                        parts.push((self.word("ledger_and"), String::new()));
                    }
                    let link = self.link_to(party);
                    parts.push((link.title.clone(), link.path.clone()));
                }
                if holder.parties().len() > 1 {
                    parts.push((format!(" {}", self.word("jointly")), String::new()));
                }
                parts
            }
        }
    }
}

/// A point of a place: its own, or any of its outline.
fn whereabouts(place: &Place) -> Option<Point> {
    place.point.or_else(|| place.polygons.first()?.points().next().copied())
}

/// Where the states file of a language stands.
#[must_use]
pub(crate) fn states_path(original: &str, language: &str) -> String {
    if language == original { "map/states.json".to_owned() } else { format!("{language}/map/states.json") }
}

/// The place of a link among titles and paths, where it stands from now on.
fn place_among(acts: &mut Vec<(String, String)>, act: &LinkView) -> usize {
    acts.iter().position(|(title, path)| *title == act.title && *path == act.path).unwrap_or_else(|| {
        acts.push((act.title.clone(), act.path.clone()));
        acts.len() - 1
    })
}

/// With a capital, as a heading begins.
pub(super) fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn degrees(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    rounded.to_string()
}

/// Two islands whose ledgers begin alike have one history, though each begins on a page of its own.
fn plain(holdings: Vec<Holding>) -> Vec<Holding> {
    let start = |by: By| if matches!(by, By::Start(_)) { By::Start(String::new()) } else { by };
    holdings
        .into_iter()
        .map(|holding| Holding { by: start(holding.by.clone()), origin: holding.origin.clone().map(start), ..holding })
        .collect()
}
