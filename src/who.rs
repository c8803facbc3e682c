//! `treatise who`: who held a territory on a day, according to whom, since when and by what.

use std::fmt::Write as _;

use serde::Serialize;

use crate::atlas::Atlas;
use crate::domain::ledger::{Boundary, Certainty, Viewpoint};
use crate::domain::{Date, Day, Facts, Holder, Kind, Layer};
use crate::error::Error;
use crate::holdings::{self, By, Holding, edtf};
use crate::view::dates;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// A territory's ID.
    pub territory: String,
    /// The day; `None` asks for the whole history.
    pub day: Option<Day>,
    /// A party whose view of title alone is wanted.
    pub viewpoint: Option<String>,
}

/// The day that a text names.
///
/// # Errors
///
/// Where the text is no date, or not one day.
pub fn parse_day(text: &str) -> Result<Day, Error> {
    let date = Date::parse(text).map_err(|error| Error::Usage(format!("`{text}`: {}; {}", error.message, error.help)))?;
    date.exact_day().ok_or_else(|| Error::Usage(format!("`{text}` is not one day; write it as `1875-08-22`")))
}

/// The answer in words.
///
/// # Errors
///
/// Where the book has no such territory or viewpoint.
pub fn human(atlas: &Atlas, question: &Question) -> Result<String, Error> {
    let asked = Asked::of(atlas, question)?;
    let mut out = String::new();
    let name = title(atlas, &question.territory);
    match question.day {
        Some(day) => {
            let _ = writeln!(out, "{name} on {}", words(day));
            for (leaves, answer) in asked.answers(day) {
                let _ = writeln!(out);
                if asked.leaves.len() > 1 || leaves != [question.territory.clone()] {
                    let names: Vec<String> = leaves.iter().map(|leaf| title(atlas, leaf)).collect();
                    let _ = writeln!(out, "{}", names.join(", "));
                }
                for line in answer.lines(atlas) {
                    let _ = writeln!(out, "  {line}");
                }
            }
        }
        None => {
            let _ = writeln!(out, "{name}");
            for (leaves, rows) in asked.histories() {
                let _ = writeln!(out);
                if asked.leaves.len() > 1 || leaves != [question.territory.clone()] {
                    let names: Vec<String> = leaves.iter().map(|leaf| title(atlas, leaf)).collect();
                    let _ = writeln!(out, "{}", names.join(", "));
                }
                out.push_str(&table(atlas, &rows));
            }
        }
    }
    Ok(out)
}

/// The answer as JSON, ending with a line break.
///
/// A leaf gives one object `{territory, date, control, title}`, a group `{territory, date, leaves: [{territories, control, title}]}`
/// with leaves of equal answer together. Without a day, `control` and each view of `title` are lists in order of time.
///
/// # Errors
///
/// Where the book has no such territory or viewpoint.
pub fn json(atlas: &Atlas, question: &Question) -> Result<String, Error> {
    let asked = Asked::of(atlas, question)?;
    let date = question.day.map(|day| day.to_string());
    let territory = &question.territory;
    let text = match question.day {
        Some(day) => {
            let mut answers = asked.answers(day);
            if asked.is_leaf {
                let (_, answer) = answers.pop().unwrap_or_default();
                pretty(&Leaf { territory, date: &date, control: answer.control, title: answer.title })
            } else {
                let leaves = answers.into_iter();
                let leaves =
                    leaves.map(|(territories, answer)| Group { territories, control: answer.control, title: answer.title });
                pretty(&Whole { territory, date: &date, leaves: leaves.collect() })
            }
        }
        None => {
            let mut histories = asked.histories();
            if asked.is_leaf {
                let (_, rows) = histories.pop().unwrap_or_default();
                let (control, title) = rows.into_parts();
                pretty(&Leaf { territory, date: &date, control, title })
            } else {
                let leaves = histories.into_iter().map(|(territories, rows)| {
                    let (control, title) = rows.into_parts();
                    Group { territories, control, title }
                });
                pretty(&Whole { territory, date: &date, leaves: leaves.collect() })
            }
        }
    };
    Ok(text + "\n")
}

fn pretty<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[derive(Serialize)]
struct Leaf<'a, C, T> {
    territory: &'a str,
    date: &'a Option<String>,
    control: C,
    title: Vec<T>,
}

#[derive(Serialize)]
struct Whole<'a, C, T> {
    territory: &'a str,
    date: &'a Option<String>,
    leaves: Vec<Group<C, T>>,
}

#[derive(Serialize)]
struct Group<C, T> {
    territories: Vec<String>,
    control: C,
    title: Vec<T>,
}

/// One answer: a holding, and what else may be so where it is not certain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Held {
    holder: String,
    #[serde(skip)]
    parties: Holder,
    from: String,
    to: Option<String>,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    certainty: &'static str,
    sources: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    confirmed_by: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    or: Vec<Held>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct View {
    viewpoint: String,
    #[serde(flatten)]
    held: Held,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Answer {
    control: Option<Held>,
    title: Vec<View>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct History {
    control: Vec<Held>,
    title: Vec<(String, Vec<Held>)>,
}

#[derive(Serialize)]
struct Views {
    viewpoint: String,
    history: Vec<Held>,
}

impl History {
    fn into_parts(self) -> (Vec<Held>, Vec<Views>) {
        let title = self.title.into_iter().map(|(viewpoint, history)| Views { viewpoint, history });
        (self.control, title.collect())
    }
}

struct Asked<'a> {
    atlas: &'a Atlas,
    leaves: Vec<String>,
    viewpoints: Vec<Viewpoint>,
    is_leaf: bool,
}

impl<'a> Asked<'a> {
    fn of(atlas: &'a Atlas, question: &Question) -> Result<Self, Error> {
        let id =
            atlas.reference(&question.territory, &[Kind::Territory]).map_err(|fault| usage(fault.message, fault.help))?;
        let ledger = atlas.ledger();
        let viewpoints: Vec<Viewpoint> = match &question.viewpoint {
            None => ledger.viewpoints().collect(),
            Some(party) => {
                atlas.reference(party, &[Kind::Party]).map_err(|fault| usage(fault.message, fault.help))?;
                let viewpoint = ledger.viewpoint_of(party).ok_or_else(|| {
                    let known: Vec<&str> = ledger.viewpoints().map(|viewpoint| ledger.viewpoint_name(viewpoint)).collect();
                    Error::Usage(format!("the book tells no view of `{party}` apart; it has those of {}", known.join(", ")))
                })?;
                vec![viewpoint]
            }
        };
        let is_leaf = matches!(&atlas.get(id).facts, Facts::Territory(territory) if territory.is_leaf());
        let leaves = ledger.all_leaves(&question.territory).into_iter().map(str::to_owned).collect();
        Ok(Self { atlas, leaves, viewpoints, is_leaf })
    }

    /// The answers for a day, leaves of equal answer together, in the order of their first leaf.
    fn answers(&self, day: Day) -> Vec<(Vec<String>, Answer)> {
        merge(self.leaves.iter().map(|leaf| (leaf.clone(), self.answer(leaf, day))))
    }

    fn histories(&self) -> Vec<(Vec<String>, History)> {
        merge(self.leaves.iter().map(|leaf| (leaf.clone(), self.history(leaf))))
    }

    fn answer(&self, leaf: &str, day: Day) -> Answer {
        let ledger = self.atlas.ledger();
        let held = |layer, viewpoint| {
            let (certainty, holdings) = holdings::on(ledger, leaf, day, layer, viewpoint);
            let word = if certainty == Certainty::Certain { "certain" } else { "possible" };
            let mut all = holdings.into_iter().map(|holding| held(&holding, word));
            let first = all.next()?;
            Some(Held { or: all.collect(), ..first })
        };
        let any = ledger.viewpoints().next();
        Answer {
            control: any.and_then(|viewpoint| held(Layer::Control, viewpoint)),
            title: self
                .viewpoints
                .iter()
                .filter_map(|viewpoint| {
                    let held = held(Layer::Title, *viewpoint)?;
                    Some(View { viewpoint: ledger.viewpoint_name(*viewpoint).to_owned(), held })
                })
                .collect(),
        }
    }

    fn history(&self, leaf: &str) -> History {
        let ledger = self.atlas.ledger();
        let all = |layer, viewpoint| {
            let holdings = holdings::history(ledger, leaf, layer, viewpoint);
            holdings
                .into_iter()
                .map(|holding| {
                    let exact = holding.from.is_exact() && holding.to.is_none_or(Boundary::is_exact);
                    held(&holding, if exact { "certain" } else { "possible" })
                })
                .collect::<Vec<_>>()
        };
        let any = ledger.viewpoints().next();
        History {
            control: any.map(|viewpoint| all(Layer::Control, viewpoint)).unwrap_or_default(),
            title: self
                .viewpoints
                .iter()
                .map(|viewpoint| (ledger.viewpoint_name(*viewpoint).to_owned(), all(Layer::Title, *viewpoint)))
                .collect(),
        }
    }
}

/// Items of equal value together, in the order of the first of each.
fn merge<T: PartialEq>(items: impl Iterator<Item = (String, T)>) -> Vec<(Vec<String>, T)> {
    let mut merged: Vec<(Vec<String>, T)> = Vec::new();
    for (leaf, value) in items {
        match merged.iter_mut().find(|(_, other)| *other == value) {
            Some((leaves, _)) => leaves.push(leaf),
            None => merged.push((vec![leaf], value)),
        }
    }
    merged
}

fn held(holding: &Holding, certainty: &'static str) -> Held {
    // Two islands whose ledgers begin alike have one answer, though each begins on a page of its own.
    let by = |by: &By| if matches!(by, By::Start(_)) { "start".to_owned() } else { by.to_string() };
    Held {
        holder: holder_id(&holding.holder),
        parties: holding.holder.clone(),
        from: edtf(holding.from),
        to: holding.to.map(edtf),
        by: by(&holding.by),
        origin: holding.origin.as_ref().map(by),
        certainty,
        sources: holding.cite.iter().map(ToString::to_string).collect(),
        confirmed_by: holding.confirmed_by.iter().map(by).collect(),
        or: Vec::new(),
    }
}

/// A holder as data files write it: IDs joined by `+`, or the word.
#[must_use]
pub fn holder_id(holder: &Holder) -> String {
    holder.word().map_or_else(|| holder.parties().join("+"), str::to_owned)
}

impl Answer {
    fn lines(&self, atlas: &Atlas) -> Vec<String> {
        let mut lines = Vec::new();
        match &self.control {
            Some(held) => lines.extend(held.lines(atlas, "control  ")),
            None => lines.push("control  the ledger is silent".to_owned()),
        }
        let all_equal = self.title.windows(2).all(|pair| pair[0].held == pair[1].held);
        match self.title.as_slice() {
            [] => lines.push("title    the ledger is silent".to_owned()),
            [first, ..] if all_equal => lines.extend(first.held.lines(atlas, "title    ")),
            views => {
                for view in views {
                    let label = format!("title    according to {}: ", title(atlas, &view.viewpoint));
                    lines.extend(view.held.lines(atlas, &label));
                }
            }
        }
        lines
    }
}

impl Held {
    fn lines(&self, atlas: &Atlas, label: &str) -> Vec<String> {
        let mut who = holder_name(atlas, &self.parties);
        for other in &self.or {
            let _ = write!(who, ", or already {}", holder_name(atlas, &other.parties));
        }
        let mut first = format!("{label}{who}, since {}", words_edtf(&self.from));
        let _ = write!(first, ", {}", by_words(&self.by));
        if let Some(origin) = &self.origin {
            let _ = write!(first, " ({})", by_words(origin));
        }
        if let Some(to) = &self.to {
            let _ = write!(first, "; until {}", words_edtf(to));
        }
        let mut lines = vec![first];
        if !self.sources.is_empty() {
            lines.push(format!("         sources: {}", self.sources.join("; ")));
        }
        if !self.confirmed_by.is_empty() {
            lines.push(format!("         confirmed by {}", self.confirmed_by.join(", ")));
        }
        lines
    }
}

fn table(atlas: &Atlas, history: &History) -> String {
    let mut rows: Vec<[String; 5]> = Vec::new();
    let mut add = |layer: &str, held: &[Held]| {
        for held in held {
            rows.push([
                layer.to_owned(),
                held.from.clone(),
                held.to.clone().unwrap_or_else(|| "today".to_owned()),
                holder_name(atlas, &held.parties),
                held.by.clone(),
            ]);
        }
    };
    add("control", &history.control);
    let all_equal = history.title.windows(2).all(|pair| pair[0].1 == pair[1].1);
    match history.title.as_slice() {
        [(_, first), ..] if all_equal => add("title", first),
        views => {
            for (viewpoint, held) in views {
                add(&format!("title, {}", title(atlas, viewpoint)), held);
            }
        }
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..5).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.chars().count())))
            .collect();
        let _ = writeln!(out, "  {}", cells.join("  ").trim_end());
    }
    out
}

fn by_words(by: &str) -> String {
    if by == "start" { "where the ledger begins".to_owned() } else { format!("by {by}") }
}

fn holder_name(atlas: &Atlas, holder: &Holder) -> String {
    match holder.word() {
        Some(word) => word.to_owned(),
        None => holder.parties().iter().map(|party| title(atlas, party)).collect::<Vec<_>>().join(" and ") + joint(holder),
    }
}

fn joint(holder: &Holder) -> &'static str {
    if holder.parties().len() > 1 { ", jointly" } else { "" }
}

fn title(atlas: &Atlas, id: &str) -> String {
    atlas.find(id).map_or_else(|| id.to_owned(), |id| atlas.get(id).common.title.clone())
}

fn words(day: Day) -> String {
    dates::in_words(&Date::from_day(day), "en")
}

fn words_edtf(edtf: &str) -> String {
    Date::parse(edtf).map_or_else(|_| edtf.to_owned(), |date| dates::in_words(&date, "en"))
}

fn usage(message: String, help: Option<String>) -> Error {
    Error::Usage(match help {
        Some(help) => format!("{message}; {help}"),
        None => message,
    })
}
