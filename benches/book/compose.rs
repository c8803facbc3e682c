//! The facts of a made-up book: how many pages of each kind, their names, and what they have to do with each other.

use std::collections::BTreeSet;
use std::ops::Range;

use super::calendar::{Date, Exact, civil, new_year};
use super::chance::Chance;
use super::holders::{Land, Leaf};
use super::lines::{Line, YEARS};
use super::model::{Act, Book, Change, Cite, Facts, Kind, Number, Page, Position, Shape, Source, Treaty};
use super::words::{Words, foreign, name};

/// The fewest pages that make a book with all kinds of them.
pub(crate) const FEWEST: usize = 60;
const MOST: usize = 1_000_000;

/// A number of pages that a book can have.
pub(crate) fn size(pages: usize) -> Result<usize, String> {
    let fits = (FEWEST..=MOST).contains(&pages);
    if fits { Ok(pages) } else { Err(format!("a book has {FEWEST} to {MOST} pages")) }
}

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
const PARTY_FORMS: [&str; 5] = ["Kingdom of", "Empire of", "Republic of", "Principality of", "League of"];
const LAND: [&str; 5] = ["island", "province", "coast", "peninsula", "valley"];

/// A book of so many pages; the same for the same seed.
///
/// Land, parties and disputes grow with the square root of the pages, as they do in real books, where the hundredth treaty
/// concerns the land of the first.
pub(crate) fn compose(pages: usize, seed: u64) -> Book {
    let root = pages.isqrt();
    let mut first = 0;
    let mut take = |count: usize| {
        first += count;
        first - count..first
    };
    let counts = Counts {
        plain: take(1 + (root / 10).max(1)),
        eras: take((root / 5).max(3)),
        parties: take((root * 6 / 10).max(6)),
        territories: take(root * 2),
        people: take(pages / 10),
        disputes: take((root / 4).max(1)),
        treaties: take(0),
        events: take(0),
    };
    let acts = pages - counts.disputes.end;
    let middle = counts.disputes.end + acts * 45 / 100;
    let counts = Counts { treaties: counts.disputes.end..middle, events: middle..pages, ..counts };
    let sources = (50 + root * 5).min(2000);
    Composer {
        counts,
        pages: Vec::with_capacity(pages),
        taken: BTreeSet::new(),
        chance: Chance::new(seed, 2),
        words: Words::new(seed),
        sources,
        all: pages,
    }
    .book(seed)
}

struct Counts {
    plain: Range<Number>,
    eras: Range<Number>,
    parties: Range<Number>,
    territories: Range<Number>,
    people: Range<Number>,
    disputes: Range<Number>,
    treaties: Range<Number>,
    events: Range<Number>,
}

/// Territories as the ledger needs them.
struct Ground {
    /// With the line that holds each at first.
    leaves: Vec<(Number, usize)>,
    /// With the places of their leaves in `leaves`.
    groups: Vec<(Number, Vec<usize>)>,
}

struct Composer {
    counts: Counts,
    pages: Vec<Page>,
    taken: BTreeSet<String>,
    chance: Chance,
    words: Words,
    sources: usize,
    all: usize,
}

impl Composer {
    fn book(mut self, seed: u64) -> Book {
        let lines = Line::all(self.counts.parties.clone(), &mut self.chance);
        self.plain();
        self.eras();
        self.parties(&lines);
        let ground = self.territories(&lines);
        let births = self.people(&lines);
        let dates = self.dates();
        self.disputes(&lines);
        self.acts(&lines, &births, &dates);
        self.passes(&lines, &ground);
        let sources = self.bibliography();
        let widely_shown = self.counts.parties.end - 1;
        Book { seed, pages: self.pages, sources, widely_shown }
    }

    fn plain(&mut self) {
        self.add(Kind::Home, "index", "A made-up history".to_owned(), Facts::None);
        for _ in 1..self.counts.plain.len() {
            let title = format!("On {}", self.rare(2));
            self.add(Kind::Plain, &slug(&title), title, Facts::None);
        }
    }

    fn eras(&mut self) {
        let count = i64::try_from(self.counts.eras.len()).unwrap_or(1);
        let years: Vec<i64> = (0..count).map(|at| YEARS.start + (YEARS.end - YEARS.start) * at / count).collect();
        for (at, year) in years.iter().enumerate() {
            let title = format!("The age of {}", name(&mut self.chance));
            let end = years.get(at + 1).map(|next| Date::on(new_year(*next)));
            let facts = Facts::Era { start: Date::on(new_year(*year)), end };
            self.add(Kind::Era, &slug(&title), title, facts);
        }
    }

    fn parties(&mut self, lines: &[Line]) {
        for line in lines {
            for (at, (_, since)) in line.0.iter().enumerate() {
                let end = line.0.get(at + 1).map(|(_, end)| Date::on(*end));
                let before = at.checked_sub(1).and_then(|before| line.0.get(before));
                let succeeds = before.map(|(party, _)| (*party, Date::on(*since), self.chance.percent(50)));
                let start = before.map(|_| Date::on(*since));
                self.party(Facts::Party { start, end, succeeds });
            }
        }
        // Whoever is left over: the one that takes part in some 500 acts and holds nothing.
        while self.pages.len() < self.counts.parties.end {
            self.party(Facts::Party { start: None, end: None, succeeds: None });
        }
    }

    fn party(&mut self, facts: Facts) {
        let place = name(&mut self.chance);
        let title = format!("{} {place}", self.chance.pick(&PARTY_FORMS));
        self.add(Kind::Party, &slug(&place), title, facts);
    }

    fn territories(&mut self, lines: &[Line]) -> Ground {
        let range = self.counts.territories.clone();
        let groups = range.len() / 5;
        let leaves = range.len() - groups;
        let columns = leaves.isqrt() + 1;
        let mut ground = Ground { leaves: Vec::new(), groups: Vec::new() };
        for at in 0..leaves {
            let line = self.chance.below(lines.len());
            let (row, column) = (degrees(at / columns), degrees(at % columns));
            let cell = (60.0 / degrees(columns), 36.0 / degrees(columns));
            let centre = (100.0 + (column + 0.5) * cell.0, 22.0 + (row + 0.5) * cell.1);
            let outline = self.outline(centre, (cell.0 * 0.45, cell.1 * 0.45));
            let place = name(&mut self.chance);
            let title = format!("{place} {}", self.chance.pick(&LAND));
            let shape = Shape::Leaf { holder: lines[line].member(new_year(YEARS.start)), outline };
            let area = self.chance.between(20, 90_000);
            ground.leaves.push((self.pages.len(), line));
            self.add(Kind::Territory, &slug(&place), title, Facts::Territory { shape, point: (centre.1, centre.0), area });
        }
        for at in 0..groups {
            // The leaves of a group are neighbours; the last leaves stand alone.
            let members: Vec<usize> = (at * 4..(at * 4 + 3).min(leaves)).collect();
            let parts: Vec<Number> = members.iter().map(|leaf| range.start + leaf).collect();
            let shape = if at % 8 == 7 {
                let by = |line: &Line| line.member(new_year(YEARS.end - 1));
                Shape::Read(vec![(by(&lines[0]), parts), (by(&lines[1]), vec![range.start + members[0]])])
            } else {
                ground.groups.push((self.pages.len(), members));
                Shape::Group(parts)
            };
            let place = name(&mut self.chance);
            let facts = Facts::Territory { shape, point: (20.0, 100.0), area: self.chance.between(1000, 400_000) };
            self.add(Kind::Territory, &slug(&place), format!("The lands of {place}"), facts);
        }
        ground
    }

    /// A ring round a centre, longitude first.
    fn outline(&mut self, centre: (f64, f64), reach: (f64, f64)) -> Vec<(f64, f64)> {
        let corners = self.chance.between(12, 28);
        let mut ring: Vec<(f64, f64)> = (0..corners)
            .map(|at| {
                let angle = std::f64::consts::TAU * degrees(at) / degrees(corners);
                let far = 0.6 + degrees(self.chance.below(400)) / 1000.0;
                (centre.0 + angle.cos() * far * reach.0, centre.1 + angle.sin() * far * reach.1)
            })
            .collect();
        ring.push(ring[0]);
        ring
    }

    /// The days on which they were born, in order.
    fn people(&mut self, lines: &[Line]) -> Vec<i64> {
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

    fn disputes(&mut self, lines: &[Line]) {
        let leaves = self.counts.territories.len() - self.counts.territories.len() / 5;
        for at in 0..self.counts.disputes.len() {
            // Spread over the leaves, and away from the first of them, which change hands most.
            let leaf = self.counts.territories.start + disputed(at, self.counts.disputes.len(), leaves);
            let day = new_year(YEARS.end - 10);
            let positions = (0..2)
                .map(|line| {
                    let text =
                        format!("{} It is ours by the {} and by the {}.", self.sentence(24), self.rare(1), self.rare(1));
                    let since = Date { day: self.day(day, day + 3000), exact: Exact::Month };
                    Position { by: lines[line].member(since.day), since, text, cite: self.cite() }
                })
                .collect();
            let title = format!("Title to {}", self.pages[leaf].title);
            self.add(Kind::Dispute, &slug(&title), title, Facts::Dispute { about: vec![leaf], positions });
        }
    }

    /// The days of treaties and of events, each in order.
    fn dates(&mut self) -> (Vec<i64>, Vec<i64>) {
        let (first, last) = (new_year(YEARS.start + 1), new_year(YEARS.end - 2));
        let [treaties, events] = [self.counts.treaties.len(), self.counts.events.len()].map(|count| {
            let mut days: Vec<i64> = (0..count).map(|_| self.day(first, last)).collect();
            days.sort_unstable();
            days
        });
        (treaties, events)
    }

    fn acts(&mut self, lines: &[Line], births: &[i64], dates: &(Vec<i64>, Vec<i64>)) {
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

    /// Lets land pass, by few acts: most treaties move none.
    fn passes(&mut self, lines: &[Line], ground: &Ground) {
        let leaves = ground.leaves.iter().map(|(number, line)| Leaf::new(*number, *line)).collect();
        let mut land = Land { lines, leaves, groups: ground.groups.clone() };
        let acts = self.counts.treaties.start..self.counts.events.end;
        let wanted = (self.all.isqrt() * 3).min(acts.len());
        let mut moving: Vec<(i64, Number)> = (0..wanted)
            .map(|_| acts.start + self.chance.below(acts.len()))
            .filter_map(|number| match &self.pages[number].facts {
                Facts::Act(act) => Some((act.treaty.as_ref().map_or(act.date.day, |treaty| treaty.in_force.day), number)),
                _ => None,
            })
            // On New Year's Day parties succeed each other, and nobody could say which of them gave the land.
            .filter(|(day, _)| new_year(civil(*day).0) != *day && *day < new_year(YEARS.end))
            .collect();
        moving.sort_unstable();
        moving.dedup_by_key(|(day, _)| *day);
        let disputes = self.counts.disputes.len();
        let claims = moving.len() - (disputes * 2).min(moving.len());
        for (at, (day, number)) in moving.into_iter().enumerate() {
            let cite = self.cite();
            let claim = at.checked_sub(claims).filter(|claim| *claim < disputes);
            let claimed =
                claim.and_then(|claim| land.claim(disputed(claim, disputes, ground.leaves.len()), day, cite.clone()));
            let change: Option<Change> = claimed.or_else(|| land.change(day, cite, &mut self.chance));
            if let Facts::Act(act) = &mut self.pages[number].facts {
                act.date.exact = Exact::Day;
                act.changes.extend(change);
            }
        }
    }

    fn bibliography(&mut self) -> Vec<Source> {
        const KINDS: [(&str, &str); 5] = [
            ("book", "secondary"),
            ("article-journal", "secondary"),
            ("treaty", "primary"),
            ("article-newspaper", "official"),
            ("document", "primary"),
        ];
        let mut keys = BTreeSet::new();
        let mut all = Vec::new();
        while all.len() < self.sources {
            let (kind, class) = *self.chance.pick(&KINDS);
            let year = YEARS.start + 300 + i64::try_from(self.chance.below(220)).unwrap_or(0);
            let (family, given) = (name(&mut self.chance), name(&mut self.chance));
            let key = format!("{}-{year}", family.to_lowercase());
            if !keys.insert(key.clone()) {
                continue;
            }
            let title = format!("The {} of the {}", self.rare(2), self.rare(2));
            let container = match kind {
                "article-journal" => Some(format!("Journal of {}", self.rare(1))),
                "article-newspaper" => Some(format!("The {} Gazette", name(&mut self.chance))),
                _ => None,
            };
            let place = (kind == "book").then(|| name(&mut self.chance));
            let author = matches!(kind, "book" | "article-journal" | "document").then_some((family, given));
            all.push(Source { key, kind, title, author, container, place, year, class });
        }
        all
    }

    fn add(&mut self, kind: Kind, id: &str, title: String, facts: Facts) {
        let mut unique = id.to_owned();
        let mut more = 2;
        while !self.taken.insert(unique.clone()) {
            unique = format!("{id}-{more}");
            more += 1;
        }
        let number = self.pages.len();
        let names =
            (!matches!(kind, Kind::Home | Kind::Plain) && self.chance.percent(40)).then(|| foreign(&mut self.chance));
        let alias = self.chance.percent(2).then(|| format!("/old/{unique}/"));
        // Each source is cited by somebody, the rest of them by whom it happens.
        let cite = vec![Cite { source: number % self.sources, locator: String::new() }];
        let published = Date::on(new_year(2024) + i64::try_from(self.chance.below(900)).unwrap_or(0));
        let summary = self.sentence(18);
        self.pages.push(Page { kind, id: unique, title, names, summary, published, alias, cite, facts });
    }

    fn cite(&mut self) -> Cite {
        Cite { source: self.chance.low(self.sources), locator: format!("art. {}", self.chance.between(1, 9)) }
    }

    fn rare(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.words.rare(&mut self.chance)).collect();
        words.join(" ")
    }

    fn sentence(&mut self, words: usize) -> String {
        let words: Vec<&str> = (0..words).map(|_| self.words.word(&mut self.chance)).collect();
        super::words::capitalised(&format!("{}.", words.join(" ")))
    }

    fn day(&mut self, first: i64, last: i64) -> i64 {
        first + i64::try_from(self.chance.below(usize::try_from(last - first).unwrap_or(1))).unwrap_or(0)
    }
}

/// Which leaf a dispute is about.
fn disputed(dispute: usize, disputes: usize, leaves: usize) -> usize {
    leaves - 1 - dispute * (leaves / 2) / disputes
}

/// A small number for reckoning with degrees.
fn degrees(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The ID that a name gives.
pub(crate) fn slug(name: &str) -> String {
    let mut id = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            id.push(letter.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_end_matches('-').to_owned()
}
