//! The eras as a band across the top of every page, and the place of a page on it.
//!
//! The eras are drawn once for each language and are the same on every page but for the way to the root; what a page adds is its
//! own era, its days and a label. Positions on the band are thousandths of its length, so that it stretches with the page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::build::{Page, PageKey, Ties};
use super::contract::BandView;
use super::dates;
use crate::atlas::{Atlas, EntityId, era_bounds};
use crate::config::Config;
use crate::domain::{Date, Day, Facts, Kind};
use crate::html::escape;

/// What stands in the drawing for the way to the root of the site; no text of a book can hold it, since it is escaped.
const ROOT: &str = "<root>";

/// The band of a book; empty where no era has a date.
#[derive(Debug, Default)]
pub(crate) struct Band {
    /// First day shown, and the day after the last, as days of [`Day::number`].
    range: Option<(i64, i64)>,
    /// The eras with the days between which each lies.
    eras: Vec<(EntityId, i64, i64)>,
    /// The eras drawn with the words of a language.
    drawn: BTreeMap<String, String>,
}

/// What a page has to show on the band.
#[derive(Default)]
struct Marks {
    /// From when to when.
    here: Option<(i64, i64)>,
    /// Its date in words.
    words: String,
    /// Days on which something happened.
    acts: Vec<i64>,
}

impl Band {
    /// The band of a book, in all its languages.
    pub(crate) fn of(atlas: &Atlas, config: &Config) -> Self {
        let bounds: Vec<(EntityId, i64, Option<i64>)> = atlas
            .eras()
            .iter()
            .filter_map(|id| {
                let (start, end) = era_bounds(atlas.get(*id));
                Some((*id, start?.number(), end.map(Day::number)))
            })
            .collect();
        let Some(first) = bounds.iter().map(|(_, start, _)| *start).min() else { return Self::default() };
        // There is no clock here: an era that goes on is drawn to the last thing that the book tells of.
        let dated = atlas.timeline().iter().filter_map(|id| atlas.get(*id).date());
        let told = dated.filter_map(|date| days(date).map(|(_, end)| end));
        let ends = bounds.iter().map(|(_, start, end)| end.unwrap_or(start + 366));
        let Some(last) = ends.chain(told).max().filter(|last| *last > first) else { return Self::default() };
        let eras = bounds.into_iter().map(|(id, start, end)| (id, start, end.unwrap_or(last))).collect();
        let mut band = Self { range: Some((first, last)), eras, drawn: BTreeMap::new() };
        for language in config.languages() {
            let drawn = band.draw(atlas, config, language);
            band.drawn.insert(language.to_owned(), drawn);
        }
        band
    }

    /// A day's place on the band, in thousandths of its length.
    fn at(&self, day: i64) -> f64 {
        let Some((first, last)) = self.range else { return 0.0 };
        let at = (day - first) as f64 * 1000.0 / (last - first) as f64;
        at.clamp(0.0, 1000.0)
    }

    fn draw(&self, atlas: &Atlas, config: &Config, language: &str) -> String {
        let mut out = String::new();
        for (index, (id, start, end)) in self.eras.iter().enumerate() {
            let era = atlas.get(*id);
            let address =
                if era.translations.contains_key(language) { era.address().in_language(language) } else { era.address() };
            let path = escape(&address.from_root(config.output.file_links));
            let (left, right) = (self.at(*start), self.at(*end));
            let width = (right - left).max(1.0);
            let (title, years) = (escape(era.title(language)), span_of_years(*start, *end));
            let class = if index % 2 == 0 { "odd" } else { "even" };
            // Writing to a `String` cannot fail.
            let _ = write!(
                out,
                "<a href=\"{ROOT}{path}\" tabindex=\"-1\"><rect class=\"{class}\" x=\"{left:.0}\" width=\"{width:.0}\" \
                 height=\"10\"/><title>{title}, {years}</title></a>"
            );
        }
        out
    }
}

/// The first and the last possible day of a date, where both are known.
fn days(date: &Date) -> Option<(i64, i64)> {
    let bounds = date.bounds();
    let first = bounds.earliest.or(date.start().latest)?.number();
    Some((first, bounds.latest.map_or(first, Day::number).max(first)))
}

/// `1855`, `1918–1922`.
fn span_of_years(start: i64, end: i64) -> String {
    let year = |day: i64| Day::from_number(day).gregorian().0;
    if year(start) == year(end) { year(start).to_string() } else { format!("{}–{}", year(start), year(end)) }
}

impl Page<'_> {
    /// The band as this page shows it; none where the book has no eras.
    pub(super) fn time_band(&self, ties: &Ties, root: &str) -> Option<BandView> {
        let band = &ties.band;
        let (first, last) = band.range?;
        let drawn = band.drawn.get(self.lang)?;
        let marks = self.moments(ties);
        let mut svg = format!(
            "<svg class=\"band\" width=\"100%\" height=\"28\" aria-hidden=\"true\" focusable=\"false\" data-first=\"{}\" \
             data-last=\"{}\"><svg width=\"100%\" height=\"10\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\">{}",
            Day::from_number(first),
            Day::from_number(last),
            drawn.replace(ROOT, &escape(root))
        );
        let current = marks.here.and_then(|(start, _)| {
            let holds =
                |(_, from, to): &&(EntityId, i64, i64)| *from <= start && (start < *to || (start == last && *to == last));
            band.eras.iter().rev().find(holds)
        });
        if let Some((_, start, end)) = current {
            let (left, right) = (band.at(*start), band.at(*end));
            let _ =
                write!(svg, "<rect class=\"here\" x=\"{left:.0}\" width=\"{:.0}\" height=\"10\"/>", (right - left).max(1.0));
        }
        if !marks.acts.is_empty() {
            let mut places: Vec<String> = marks.acts.iter().map(|day| format!("{:.0}", band.at(*day))).collect();
            places.dedup();
            let _ = write!(svg, "<path class=\"acts\" d=\"");
            places.iter().for_each(|x| {
                let _ = write!(svg, "M{x} 0v10");
            });
            svg.push_str("\"/>");
        }
        svg.push_str("</svg><rect class=\"frame\" y=\".5\" width=\"100%\" height=\"9\"/>");
        let mut near = (false, false);
        if let Some((start, end)) = marks.here {
            let (left, right) = (band.at(start), band.at(end));
            let middle = f64::midpoint(left, right);
            let anchor = if middle < 120.0 {
                "start"
            } else if middle > 880.0 {
                "end"
            } else {
                "middle"
            };
            near = (middle < 240.0, middle > 760.0);
            let x = match anchor {
                "start" => left,
                "end" => right,
                _ => middle,
            };
            if right - left >= 4.0 {
                let width = (right - left) / 10.0;
                let _ = write!(
                    svg,
                    "<rect class=\"span\" x=\"{:.1}%\" y=\"10\" width=\"{width:.1}%\" height=\"4\"/>",
                    left / 10.0
                );
            } else {
                let _ = write!(svg, "<rect class=\"now\" x=\"{:.1}%\" y=\"0\" width=\"3\" height=\"14\"/>", middle / 10.0);
            }
            let _ = write!(
                svg,
                "<text class=\"now\" x=\"{:.1}%\" y=\"25\" text-anchor=\"{anchor}\">{}</text>",
                x / 10.0,
                span_of_years(start, end)
            );
        }
        let year = |day: i64| Day::from_number(day).gregorian().0;
        if !near.0 {
            let _ = write!(svg, "<text x=\"0\" y=\"25\">{}</text>", year(first));
        }
        if !near.1 {
            let _ = write!(svg, "<text x=\"100%\" y=\"25\" text-anchor=\"end\">{}</text>", year(last));
        }
        svg.push_str("</svg>");
        let title = current.map(|(id, ..)| self.atlas().get(*id).title(self.lang).to_owned());
        Some(BandView { svg, date: marks.words, era: title.unwrap_or_default() })
    }

    fn moments(&self, ties: &Ties) -> Marks {
        let atlas = self.atlas();
        let of_acts = |acts: &[EntityId]| -> Vec<i64> {
            let dated = acts.iter().filter_map(|act| atlas.get(*act).date());
            dated.filter_map(|date| days(date).map(|(start, _)| start)).collect()
        };
        let of_kinds = |kinds: &[Kind]| -> Vec<i64> {
            let acts: Vec<EntityId> =
                atlas.timeline().iter().copied().filter(|act| kinds.contains(&atlas.get(*act).kind)).collect();
            of_acts(&acts)
        };
        match self.key {
            PageKey::Entity(id, _) => self.moments_of(*id, ties, &of_acts),
            PageKey::Index(kind @ (Kind::Treaty | Kind::Event), _) => Marks { acts: of_kinds(&[*kind]), ..Marks::default() },
            PageKey::Chronology(_) => Marks { acts: of_kinds(&[Kind::Treaty, Kind::Event]), ..Marks::default() },
            PageKey::Map(stop, _) => {
                let stops = ties.gallery.stops();
                let day = stop.and_then(|stop| stops.get(stop)).or(stops.last());
                let here = day.map(|day| (day.number(), day.number()));
                let words = day.map(|day| dates::in_words(&Date::from_day(*day), self.lang)).unwrap_or_default();
                Marks { here, words, acts: stops.iter().map(|day| day.number()).collect() }
            }
            _ => Marks::default(),
        }
    }

    fn moments_of(&self, id: EntityId, ties: &Ties, of_acts: &dyn Fn(&[EntityId]) -> Vec<i64>) -> Marks {
        let atlas = self.atlas();
        let entity = atlas.get(id);
        let last = ties.band.range.map_or(0, |(_, last)| last);
        let between = |start: Option<Day>, end: Option<Day>| {
            let start = start?.number();
            Some((start, end.map_or(last, Day::number).max(start)))
        };
        match &entity.facts {
            Facts::Treaty(_) | Facts::Event(_) => {
                let date = entity.date();
                let words = date.map(|date| dates::in_words(date, self.lang)).unwrap_or_default();
                // What goes on, goes on to the end of the band.
                let here = date.and_then(|date| {
                    let (start, end) = days(date)?;
                    Some((start, if date.bounds().latest.is_none() { last.max(end) } else { end }))
                });
                Marks { here, words, acts: Vec::new() }
            }
            Facts::Era(_) => {
                let (start, end) = era_bounds(entity);
                Marks { here: between(start, end), words: self.era_dates(id), acts: Vec::new() }
            }
            Facts::Party(_) => {
                Marks { acts: of_acts(ties.acts.get(&entity.id).map(Vec::as_slice).unwrap_or_default()), ..Marks::default() }
            }
            Facts::Person(_) => {
                let deeds = self.atlas().deeds(&entity.id).iter();
                let acts: Vec<EntityId> = deeds.map(|(act, _)| *act).collect();
                Marks { acts: of_acts(&acts), ..Marks::default() }
            }
            Facts::Territory(_) => {
                let wholes = ties.with_wholes(&entity.id);
                let changes = wholes.iter().flat_map(|id| ties.changes.get(id).into_iter().flatten());
                let mut acts = of_acts(&changes.map(|(act, _)| *act).collect::<Vec<_>>());
                acts.sort_unstable();
                Marks { acts, ..Marks::default() }
            }
            Facts::Dispute(_) | Facts::Page(_) => Marks::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_covers_the_days_that_it_may_mean() {
        let of = |text: &str| days(&Date::parse(text).unwrap()).map(|(start, end)| end - start);
        assert_eq!(of("1855-02-07"), Some(0));
        assert_eq!(of("1855-02"), Some(27));
        assert_eq!(of("1918-08/1922-10-25"), Some(1546));
        assert_eq!(of("2022-03-21/.."), Some(0));
    }

    #[test]
    fn years_are_named_once_where_they_are_the_same() {
        let day = |text: &str| Date::parse(text).unwrap().bounds().earliest.unwrap().number();
        assert_eq!(span_of_years(day("1855-02-07"), day("1855-12-31")), "1855");
        assert_eq!(span_of_years(day("1918-08-01"), day("1922-10-25")), "1918–1922");
    }

    #[test]
    fn days_outside_the_eras_stand_at_its_ends() {
        let band = Band { range: Some((0, 1000)), ..Band::default() };
        assert_eq!([-5, 0, 250, 1000, 4000].map(|day| band.at(day)), [0.0, 0.0, 250.0, 1000.0, 1000.0]);
    }
}
