//! What a made-up book holds, before anybody writes it down: pages and their facts. Bodies are made page by page, in `prose`.

use super::calendar::Date;

/// A page, by its number in [`Book::pages`].
pub(crate) type Number = usize;

/// A made-up book.
#[derive(Debug)]
pub(crate) struct Book {
    /// Decides everything else, with the number of pages.
    pub(crate) seed: u64,
    pub(crate) pages: Vec<Page>,
    pub(crate) sources: Vec<Source>,
    /// The page whose title some 500 others show.
    pub(crate) widely_shown: Number,
}

#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) title: String,
    /// Russian and Japanese.
    pub(crate) names: Option<(String, String)>,
    pub(crate) summary: String,
    pub(crate) published: Date,
    /// An old address, as a path below the root.
    pub(crate) alias: Option<String>,
    pub(crate) cite: Vec<Cite>,
    pub(crate) facts: Facts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Home,
    Plain,
    Era,
    Party,
    Territory,
    Person,
    Dispute,
    Treaty,
    Event,
}

impl Kind {
    /// The folder of its pages; empty for those that stand at the top.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Home | Self::Plain => "",
            Self::Era => "eras",
            Self::Party => "parties",
            Self::Territory => "territories",
            Self::Person => "people",
            Self::Dispute => "disputes",
            Self::Treaty => "treaties",
            Self::Event => "events",
        }
    }
}

/// A place in a source.
#[derive(Clone, Debug)]
pub(crate) struct Cite {
    pub(crate) source: usize,
    /// Empty for the whole of it.
    pub(crate) locator: String,
}

#[derive(Debug)]
pub(crate) enum Facts {
    None,
    Era {
        start: Date,
        end: Option<Date>,
    },
    Party {
        start: Option<Date>,
        end: Option<Date>,
        /// Whose place it took, on which day, and whether it is the same subject of law.
        succeeds: Option<(Number, Date, bool)>,
    },
    Territory {
        shape: Shape,
        point: (f64, f64),
        area: usize,
    },
    Person {
        born: Date,
        died: Date,
        office: (String, Number, Date, Date),
    },
    Dispute {
        about: Vec<Number>,
        positions: Vec<Position>,
    },
    Act(Box<Act>),
}

#[derive(Debug)]
pub(crate) enum Shape {
    /// Who held it at first.
    Leaf {
        holder: Number,
        outline: Vec<(f64, f64)>,
    },
    Group(Vec<Number>),
    /// What it consists of according to each party.
    Read(Vec<(Number, Vec<Number>)>),
}

#[derive(Debug)]
pub(crate) struct Position {
    pub(crate) by: Number,
    pub(crate) since: Date,
    pub(crate) text: String,
    pub(crate) cite: Cite,
}

/// A treaty or an event.
#[derive(Debug)]
pub(crate) struct Act {
    pub(crate) form: &'static str,
    pub(crate) date: Date,
    pub(crate) place: String,
    pub(crate) parties: Vec<Number>,
    /// Those who signed, for which party; those who took part.
    pub(crate) people: Vec<(Number, Number)>,
    pub(crate) changes: Vec<Change>,
    pub(crate) treaty: Option<Treaty>,
}

/// What only a treaty has.
#[derive(Debug)]
pub(crate) struct Treaty {
    pub(crate) ratified: Option<Date>,
    pub(crate) in_force: Date,
    pub(crate) ended: Option<Date>,
    pub(crate) julian: bool,
    pub(crate) articles: usize,
    pub(crate) relation: Option<(&'static str, Number, Option<usize>)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) territory: Number,
    pub(crate) from: Option<Number>,
    pub(crate) to: Number,
    pub(crate) mode: &'static str,
    pub(crate) layer: Option<&'static str>,
    pub(crate) viewpoint: Option<Number>,
    pub(crate) cite: Cite,
}

#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) key: String,
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) author: Option<(String, String)>,
    pub(crate) container: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) year: i64,
    pub(crate) class: &'static str,
}
