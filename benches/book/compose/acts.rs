//! People, and the treaties and events that they have a part in.

use super::Composer;
use super::slug;
use crate::calendar::{Date, Exact, civil, new_year};
use crate::lines::{Line, YEARS};
use crate::model::{Act, Facts, Kind, Number, Treaty};
use crate::words::name;

const TREATY_FORMS: [(&str, &str); 6] = [
    ("treaty", "Treaty of"),
    ("treaty", "Treaty of"),
    ("convention", "Convention of"),
    ("protocol", "Protocol of"),
    ("agreement", "Agreement of"),
    ("declaration", "Declaration of"),
];
const EVENT_FORMS: [(&str, &str); 6] = [
    ("battle", "Battle of"),
    ("mission", "Mission to"),
    ("negotiation", "Talks at"),
    ("incident", "Incident at"),
    ("expedition", "Expedition to"),
    ("conference", "Conference of"),
];

impl Composer {
    /// The days on which they were born, in order.
    pub(super) fn people(&mut self, lines: &[Line]) -> Vec<i64> {
        let count = self.counts.people.len();
        let (first, last) = (new_year(YEARS.start - 40), new_year(YEARS.end - 90));
        let mut births: Vec<i64> = (0..count).map(|_| self.day(first, last)).collect();
        births.sort_unstable();
        for born in &births {
            let title = format!("{} {}", name(&mut self.chance), name(&mut self.chance));
            let died = born + 365 * i64::try_from(self.chance.between(62, 88)).unwrap_or(70);
            let from = (born + 365 * 30).max(new_year(YEARS.start));
            let line = self.chance.low(lines.len());
            let until = lines[line].until(from, from + 365 * 4);
            let office = format!("Minister of {}", self.rare(1));
            let facts = Facts::Person {
                born: Date { day: *born, exact: if self.chance.percent(30) { Exact::Year } else { Exact::Day } },
                died: Date::on(died),
                office: (office, lines[line].member(from), Date::on(from), Date::on(until)),
            };
            self.add(Kind::Person, &slug(&title), title, facts);
        }
        births
    }

    /// The days of treaties and of events, each in order.
    pub(super) fn dates(&mut self) -> (Vec<i64>, Vec<i64>) {
        let (first, last) = (new_year(YEARS.start + 1), new_year(YEARS.end - 2));
        let [treaties, events] = [self.counts.treaties.len(), self.counts.events.len()].map(|count| {
            let mut days: Vec<i64> = (0..count).map(|_| self.day(first, last)).collect();
            days.sort_unstable();
            days
        });
        (treaties, events)
    }

    pub(super) fn acts(&mut self, lines: &[Line], births: &[i64], dates: &(Vec<i64>, Vec<i64>)) {
        let count = dates.0.len() + dates.1.len();
        let mediated = (count / 3).min(500);
        let treaties = dates.0.iter().map(|day| (true, *day));
        for (at, (is_treaty, day)) in treaties.chain(dates.1.iter().map(|day| (false, *day))).enumerate() {
            let place = name(&mut self.chance);
            let (form, title) = *self.chance.pick(if is_treaty { &TREATY_FORMS } else { &EVENT_FORMS });
            let title = format!("{title} {place} ({})", civil(day).0);
            let mut acting: Vec<usize> = (0..self.chance.between(2, 3)).map(|_| self.chance.low(lines.len())).collect();
            acting.sort_unstable();
            acting.dedup();
            let mut parties: Vec<Number> = acting.iter().map(|line| lines[*line].member(day)).collect();
            if (at + 1) * mediated / count > at * mediated / count {
                parties.push(self.counts.parties.end - 1);
            }
            let grown =
                births.partition_point(|born| *born < day - 365 * 60)..births.partition_point(|born| *born < day - 365 * 28);
            let people = if grown.is_empty() { 0 } else { self.chance.between(0, 2) };
            let mut people: Vec<(Number, Number)> = (0..people)
                .map(|at| {
                    (self.counts.people.start + grown.start + self.chance.below(grown.len()), parties[at % parties.len()])
                })
                .collect();
            people.sort_unstable();
            people.dedup_by_key(|(person, _)| *person);
            let treaty = is_treaty.then(|| self.treaty(day));
            let exact = if is_treaty { 0 } else { self.chance.below(100) };
            let exact = [Exact::Day, Exact::Month, Exact::Year, Exact::About]
                [usize::from(exact > 79) + usize::from(exact > 90) + usize::from(exact > 96)];
            let act =
                Act { form, date: Date { day, exact }, place: place.clone(), parties, people, changes: Vec::new(), treaty };
            let kind = if is_treaty { Kind::Treaty } else { Kind::Event };
            let id = format!("{}-{}", slug(&place), civil(day).0);
            self.add(kind, &id, title, Facts::Act(Box::new(act)));
        }
    }

    fn treaty(&mut self, signed: i64) -> Treaty {
        let mut days = |least, most| i64::try_from(self.chance.between(least, most)).unwrap_or(0);
        let ratified = signed + days(10, 120);
        let in_force = ratified + days(0, 120);
        let ended = in_force + days(300, 20_000);
        let first = self.counts.treaties.start;
        let earlier = first.max(self.pages.len().saturating_sub(60))..self.pages.len();
        let relation = (!earlier.is_empty() && self.chance.percent(35)).then(|| {
            let to = earlier.start + self.chance.below(earlier.len());
            let articles = match &self.pages[to].facts {
                Facts::Act(act) => act.treaty.as_ref().map_or(0, |treaty| treaty.articles),
                _ => 0,
            };
            let article = (articles > 0 && self.chance.percent(40)).then(|| self.chance.between(1, articles.max(1)));
            (*self.chance.pick(&["supersedes", "amends", "confirms", "implements"]), to, article)
        });
        let year = civil(signed).0;
        Treaty {
            ratified: self.chance.percent(60).then(|| Date::on(ratified)),
            in_force: Date::on(in_force),
            ended: (ended < new_year(YEARS.end) && self.chance.percent(50)).then(|| Date::on(ended)),
            julian: (1600..1918).contains(&year) && self.chance.percent(15),
            articles: self.chance.between(2, 6),
            relation,
        }
    }
}
