//! The facts of a made-up book: how many pages of each kind, their names, and what they have to do with each other.

mod acts;
mod land;
mod shelf;

use std::collections::BTreeSet;
use std::ops::Range;

use super::calendar::{Date, new_year};
use super::chance::Chance;
use super::lines::{Line, YEARS};
use super::model::{Book, Cite, Facts, Kind, Number, Page};
use super::words::{Words, foreign, name};

/// The fewest pages that make a book with all kinds of them.
pub(crate) const FEWEST: usize = 60;
const MOST: usize = 1_000_000;

/// A number of pages that a book can have.
pub(crate) fn size(pages: usize) -> Result<usize, String> {
    let fits = (FEWEST..=MOST).contains(&pages);
    if fits { Ok(pages) } else { Err(format!("a book has {FEWEST} to {MOST} pages")) }
}

const PARTY_FORMS: [&str; 5] = ["Kingdom of", "Empire of", "Republic of", "Principality of", "League of"];

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
