//! Which card a page has: its words in the page's language, and the picture that shows best what it is about.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::build::{Page, PageKey, Views};
use super::contract::CardView;
use super::drawing::{Shown, capitalised};
use crate::atlas::{Entity, EntityId, era_bounds};
use crate::card::{self, Band, Card, Fonts, Held, Picture, Plate, Press, Swatch};
use crate::domain::ledger::{Boundary, Certainty, Effect};
use crate::domain::{Date, Day, Facts, Holder, Layer};
use crate::draw::Slot;
use crate::holdings;

/// Colours that a card has room to explain.
const MOST_SWATCHES: usize = 4;

/// Other languages for whose names a card has room for beside its title.
const MOST_NAMES: usize = 3;

impl<'a> Views<'a> {
    /// What the cards of the book are printed with; none where it has no cards, because it does not want any or because it has
    /// no address: what shows cards wants to know of them absolutely.
    #[must_use]
    pub fn press(&self) -> Option<Press<'a>> {
        let options = &self.config.cards;
        self.config.site_url().filter(|_| options.enabled)?;
        let own =
            options.font.as_ref().and_then(|path| self.sources.assets().get(path.get_ref())).map(|bytes| bytes.as_slice());
        // A font that is none has been reported.
        let fonts = Fonts::new(own).or_else(|_| Fonts::new(None)).ok()?;
        Some(Press { fonts, maps: self.ties.gallery.maps(), seal: &self.ties.gallery.seal })
    }

    /// The cards of all pages, by path.
    #[must_use]
    pub fn cards(&self) -> BTreeMap<String, Card> {
        let Some(press) = self.press() else { return BTreeMap::new() };
        let cards = self.keys().into_par_iter().filter_map(|(_, key)| self.page(&key, self.language(&key)).card());
        cards.map(|card| (press.path(&card), card)).collect()
    }
}

impl Page<'_> {
    /// The card as a template sees it.
    pub(super) fn card_view(&self) -> Option<CardView> {
        let press = self.views.press()?;
        let url = self.views.config.site_url()?;
        let card = self.card()?;
        let path = press.path(&card);
        let word = match card.picture {
            Picture::None => "card_alt",
            Picture::Map(_) => "card_alt_map",
            Picture::Band(_) => "card_alt_band",
        };
        Some(CardView {
            url: format!("{url}{path}"),
            path,
            width: card::WIDTH,
            height: card::HEIGHT,
            alt: self.word(word).replace("{title}", &card.title),
        })
    }

    /// The card of the page; none on the page for missing pages, which nobody links to.
    fn card(&self) -> Option<Card> {
        match self.key {
            PageKey::NotFound | PageKey::Print(..) => None,
            PageKey::Entity(id, _) => Some(self.card_of(*id)),
            _ => Some(self.card_of_book()),
        }
    }

    /// The one card of the home page, the indexes and whatever else treatise makes.
    fn card_of_book(&self) -> Card {
        let book = &self.views.config.book;
        let picture = if self.gallery().frames().is_empty() { self.band(None) } else { Picture::Map(Plate::default()) };
        Card {
            title: book.title.clone(),
            names: book.subtitle.iter().map(|subtitle| vec![subtitle.clone()]).collect(),
            picture,
            ..Card::default()
        }
    }

    fn card_of(&self, id: EntityId) -> Card {
        let entity = self.atlas().get(id);
        let plate = match &entity.facts {
            Facts::Territory(_) => self.plate_of_places(&self.ledger().all_leaves(&entity.id)),
            Facts::Treaty(_) => self.plate_of_act(&entity.id, Layer::Title),
            Facts::Event(_) => self.plate_of_act(&entity.id, Layer::Control),
            _ => None,
        };
        let mut names: Vec<(&str, Vec<String>)> = Vec::new();
        for name in entity.common.names.iter().filter(|name| name.language != self.lang) {
            match names.iter_mut().find(|(language, _)| *language == name.language) {
                Some((_, names)) => names.push(name.name.clone()),
                None => names.push((&name.language, vec![name.name.clone()])),
            }
        }
        Card {
            title: entity.title(self.lang).to_owned(),
            line: self.kind_and_date(entity),
            names: names.into_iter().take(MOST_NAMES).map(|(_, names)| names).collect(),
            book: self.views.config.book.title.clone(),
            picture: plate.map_or_else(|| self.band(self.days_of(entity)), Picture::Map),
        }
    }

    /// `Treaty · 7 February 1855`.
    fn kind_and_date(&self, entity: &Entity) -> String {
        let form = match &entity.facts {
            Facts::Treaty(treaty) => treaty.form.as_str(),
            Facts::Event(event) => &event.form,
            _ => "",
        };
        let strings = self.views.strings.get(self.lang);
        let has = |key: &String| strings.is_some_and(|strings| strings.contains_key(key));
        let kind = [format!("form_{form}"), format!("kind_{}", entity.kind.name())].into_iter().find(has);
        let kind = kind.map(|key| capitalised(&self.word(&key))).unwrap_or_default();
        let words = |date: &Date| super::dates::in_words(date, self.lang);
        let span = |start: Option<&Date>, end: Option<&Date>| match (start, end) {
            (None, None) => String::new(),
            (start, end) => format!("{} – {}", start.map(words).unwrap_or_default(), end.map(words).unwrap_or_default())
                .trim()
                .to_owned(),
        };
        let date = match &entity.facts {
            Facts::Era(era) => {
                span(era.start.as_ref().map(|date| &date.value.date), era.end.as_ref().map(|date| &date.value.date))
            }
            Facts::Party(party) => {
                span(party.start.as_ref().map(|date| &date.value.date), party.end.as_ref().map(|date| &date.value.date))
            }
            // A death that nobody recorded is not a life that goes on.
            Facts::Person(person) => {
                let died = person.died.as_ref().map(|date| &date.value.date);
                died.map_or_else(String::new, |died| span(person.born.as_ref().map(|date| &date.value.date), Some(died)))
            }
            _ => entity.date().map(words).unwrap_or_default(),
        };
        [kind, date].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// First and last day of what a page is about; what still goes on lasts as long as the band.
    fn days_of(&self, entity: &Entity) -> Option<(i64, i64)> {
        let number = |day: Option<Day>| day.map(Day::number);
        let ends = |end: Option<i64>| end.unwrap_or(i64::MAX);
        match &entity.facts {
            Facts::Era(_) => {
                let (start, end) = era_bounds(entity);
                Some((start?.number(), ends(number(end))))
            }
            Facts::Party(party) => {
                let start = party.start.as_ref().and_then(|date| date.value.date.start().earliest);
                let end = party.end.as_ref().and_then(|date| date.value.date.end().latest);
                Some((start?.number(), ends(number(end))))
            }
            Facts::Person(person) => {
                let born = person.born.as_ref()?.value.date.start().earliest?;
                let died = person.died.as_ref()?.value.date.end().latest?;
                Some((born.number(), died.number()))
            }
            Facts::Dispute(dispute) => {
                let since = |position: &crate::domain::Position| position.since.as_ref()?.value.date.start().earliest;
                let until = |position: &crate::domain::Position| position.until.as_ref()?.value.date.end().latest;
                let first = dispute.positions.iter().filter_map(since).min()?;
                let all_over = dispute.positions.iter().map(until).collect::<Option<Vec<Day>>>();
                Some((first.number(), ends(number(all_over.and_then(|days| days.into_iter().max())))))
            }
            _ => {
                let date = entity.date()?;
                Some((date.start().earliest?.number(), ends(number(date.end().latest))))
            }
        }
    }

    fn band(&self, mark: Option<(i64, i64)>) -> Picture {
        let (turns, years) = self.gallery().turns.get_or_init(|| self.turns());
        if turns.len() < 2 {
            return Picture::None;
        }
        Picture::Band(Band { turns: turns.clone(), years: years.clone(), mark })
    }

    /// The beginnings of all eras and the end of the last, with their years.
    fn turns(&self) -> (Vec<i64>, Vec<String>) {
        let mut turns = BTreeMap::new();
        let mut end = None;
        for era in self.atlas().eras() {
            let (start, over) = era_bounds(self.atlas().get(*era));
            turns.extend(start.map(|day| (day.number(), year(day))));
            end = over;
        }
        // An era that goes on lasts until the last day that the book speaks of.
        let end = end.unwrap_or_else(|| {
            let acts = self.atlas().timeline().iter().filter_map(|id| self.atlas().get(*id).date()?.end().latest);
            acts.fold(self.today(), Day::max)
        });
        if turns.last_key_value().is_some_and(|(last, _)| *last < end.number()) {
            turns.insert(end.number(), year(end));
        }
        turns.into_iter().unzip()
    }

    /// What an act changed on the map: who held the land after a treaty in title, after an event in fact.
    ///
    /// A card has room for one view only. Where views of title differ it shows control, and where that did not change, the land
    /// in question without holders.
    fn plate_of_act(&self, act: &str, first: Layer) -> Option<Plate> {
        let effects = self.ledger().effects(act);
        let moved = || effects.iter().filter(|effect| effect.on.is_some());
        let all = self.all_shown();
        let (preferred, other): (Vec<Shown>, Vec<Shown>) = all.into_iter().partition(|shown| shown.layer == first);
        let agreed = preferred.into_iter().chain(other).find_map(|shown| {
            let concerns = |effect: &&Effect<'_>| {
                effect.layer == shown.layer && effect.viewpoint.is_none_or(|view| view == shown.viewpoint)
            };
            let (changed, days): (Vec<&str>, Vec<Boundary>) =
                moved().filter(concerns).filter_map(|effect| Some((effect.leaf, effect.on?))).unzip();
            let day = days.into_iter().map(|on| on.latest).max()?;
            let plate = self.plate_of_day(&changed, day, shown)?;
            let disputed = plate.marks.iter().any(|mark| mark.disputed);
            (shown.layer == Layer::Control || !disputed).then_some(plate)
        });
        agreed.or_else(|| {
            let changed: Vec<&str> = moved().map(|effect| effect.leaf).collect();
            self.plate_of_places(&changed)
        })
    }

    /// Who held what on a day.
    fn plate_of_day(&self, changed: &[&str], day: Day, shown: Shown) -> Option<Plate> {
        let (ledger, gallery) = (self.ledger(), self.gallery());
        let Plate { frame, here, .. } = self.plate_of_places(changed)?;
        let mut marks = Vec::new();
        let mut holders: BTreeMap<Slot, (bool, Holder)> = BTreeMap::new();
        for leaf in gallery.leaves().iter().filter(|leaf| gallery.shows(frame, &leaf.id)) {
            let (certainty, held) = holdings::on(ledger, &leaf.id, day, shown.layer, shown.viewpoint);
            let slot = held.last().map_or(Slot::Silent, |holding| gallery.slot(ledger, &holding.holder));
            if let Some(holder) = held.last().map(|holding| holding.holder.clone()) {
                let about = here.contains(&leaf.id);
                let known = holders.entry(slot).or_insert((about, holder.clone()));
                // A colour stands for a line of succession: it is named after whoever held what the card is about.
                if about && !known.0 {
                    *known = (true, holder);
                }
            }
            let disputed = ledger.disputed(&leaf.id, day);
            marks.push(Held { place: leaf.id.clone(), slot, disputed, uncertain: certainty == Certainty::Possible });
        }
        let mut named: Vec<(Slot, (bool, Holder))> = holders.into_iter().collect();
        named.sort_by_key(|(slot, (about, _))| (!about, *slot));
        named.truncate(MOST_SWATCHES);
        let swatch = |(slot, (_, holder)): (Slot, (bool, Holder))| Swatch {
            slot,
            sign: gallery.sign(slot).to_owned(),
            title: capitalised(&self.holder_text(&holder)),
        };
        let legend = named.into_iter().map(swatch).collect();
        let what = match shown.layer {
            Layer::Control => self.shown_title(shown),
            Layer::Title => capitalised(&self.word("layer_title")),
        };
        Some(Plate {
            frame,
            marks,
            here,
            caption: format!("{what}{}{}", self.word("list_separator"), self.day_text(day)),
            legend,
        })
    }

    /// Where places lie, each in the frame that shows most of them.
    fn plate_of_places(&self, leaves: &[&str]) -> Option<Plate> {
        let frame = self.frame_for(leaves);
        let shown = leaves.iter().filter(|leaf| self.gallery().shows(frame, leaf)).map(|leaf| (*leaf).to_owned());
        let here: BTreeSet<String> = shown.collect();
        (!here.is_empty()).then(|| Plate { frame, here: here.into_iter().collect(), ..Plate::default() })
    }
}

/// The year of a day, as it stands below a band.
fn year(day: Day) -> String {
    Date::from_day(day).year().map(|year| year.to_string()).unwrap_or_default()
}
