//! The states file: what the script of the map page needs to show any stop in any layer and viewpoint.
//!
//! It is JSON, one object:
//!
//! ```text
//! version   1
//! places    [[id, title, path], …]                 a place is known by its position here
//! holders   [[slot, part, …], …]                   a part is a text or [title, path]; all parts in a row are the holder's name
//! signs     {slot: letters, …}                     of the slots that occur
//! acts      [[title, path], …]                     instruments; paths may carry a #fragment
//! views     ["control", viewpoint id, …]           title is shown as each viewpoint sees it
//! stops     [{day, label, path, text, acts, slots, flags}, …]   in order of time
//!             day    "1875-08-22", names the stop in the address
//!             text   what changed, in words
//!             acts   [position in acts, …], what changed it
//!             slots  for each view a string with one character for each place, the slot of its holder:
//!                    0–7 holders, s unsettled, d undetermined, n nobody, k unknown, x the ledger is silent
//!             flags  for each view a string with one character for each place:
//!                    . nothing, d viewpoints differ over title, u the holder is uncertain, b both
//! words     for each view, for each place: [[stop, holder, since, act], …]
//!             from that stop on, until the next such entry, the holder is holders[holder], since that date in words,
//!             by acts[act] (-1: by none)
//! ```
//!
//! `slots` and `flags` draw the map, `words` fill the table and the panel. All paths are relative to the root of the site.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::slot::{Signs, Slot};

/// All stops of the map.
#[derive(Clone, Debug, Default)]
pub struct States {
    /// ID, title and path of each place.
    pub places: Vec<(String, String, String)>,
    /// Every holder that occurs.
    pub holders: Vec<StateHolder>,
    /// The letters of holders.
    pub signs: Signs,
    /// Title and path of every instrument that occurs.
    pub acts: Vec<(String, String)>,
    /// IDs of the viewpoints.
    pub viewpoints: Vec<String>,
    /// The stops, in order of time.
    pub stops: Vec<StateStop>,
}

/// A holder as the page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateHolder {
    /// How it is drawn.
    pub slot: Slot,
    /// Its name in parts, which together read as the static page has it: a text, and the path to a page where it is a link, or
    /// nothing. `[("Russian Empire", "parties/…"), (", ", ""), ("Japan", "parties/…"), (" (jointly)", "")]`.
    pub parts: Vec<(String, String)>,
}

/// A day on which something changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateStop {
    /// The day, as ISO 8601 has it.
    pub day: String,
    /// The day in words.
    pub label: String,
    /// Path of the stop's own page.
    pub path: String,
    /// What changed, in words.
    pub text: String,
    /// Positions of the instruments that changed it.
    pub acts: Vec<usize>,
    /// Over which places viewpoints differ, in the order of places.
    pub disputed: Vec<bool>,
    /// Control, then title as each viewpoint sees it.
    pub readings: Vec<Reading>,
}

/// What one view says of all places, in their order.
pub type Reading = Vec<Status>;

/// What a view says of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Position among the holders.
    pub holder: usize,
    /// Since when, in words; may be empty.
    pub since: String,
    /// Position among the instruments.
    pub act: Option<usize>,
    /// Whether there can be a doubt about the holder.
    pub uncertain: bool,
}

impl States {
    /// The file as JSON, with a stop to a line.
    ///
    /// A status of a holder or an act that is not listed is written as it is; the script then shows nothing for it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"version\":1,\n\"places\":");
        let place = |(id, title, path): &(String, String, String)| array([string(id), string(title), string(path)]);
        out.push_str(&array(self.places.iter().map(place)));
        out.push_str(",\n\"holders\":");
        out.push_str(&array(self.holders.iter().map(StateHolder::to_json)));
        let slots: BTreeSet<Slot> = self.holders.iter().map(|holder| holder.slot).collect();
        let sign = |slot: Slot| format!("{}:{}", string(&slot.letter().to_string()), string(self.signs.of(slot)));
        let signs: Vec<String> = slots.into_iter().map(sign).collect();
        let _ = write!(out, ",\n\"signs\":{{{}}}", signs.join(","));
        out.push_str(",\n\"acts\":");
        out.push_str(&array(self.acts.iter().map(|(title, path)| array([string(title), string(path)]))));
        out.push_str(",\n\"views\":");
        out.push_str(&array(std::iter::once("\"control\"".to_owned()).chain(self.viewpoints.iter().map(|id| string(id)))));
        out.push_str(",\n\"stops\":[");
        for (index, stop) in self.stops.iter().enumerate() {
            out.push_str(if index == 0 { "\n" } else { ",\n" });
            self.push_stop(&mut out, stop);
        }
        out.push_str("],\n\"words\":");
        let views = 0..=self.viewpoints.len();
        out.push_str(&array(views.map(|view| array((0..self.places.len()).map(|place| self.words(view, place))))));
        out.push_str("}\n");
        out
    }

    fn push_stop(&self, out: &mut String, stop: &StateStop) {
        let pairs = [("day", &stop.day), ("label", &stop.label), ("path", &stop.path), ("text", &stop.text)];
        out.push('{');
        for (key, value) in pairs {
            let _ = write!(out, "\"{key}\":{},", string(value));
        }
        let slot = |status: &Status| self.holders.get(status.holder).map_or(Slot::Silent, |holder| holder.slot).letter();
        let slots = stop.readings.iter().map(|reading| string(&reading.iter().map(slot).collect::<String>()));
        let flags = stop.readings.iter().map(|reading| {
            let flag = |(place, status): (usize, &Status)| {
                let disputed = stop.disputed.get(place).copied().unwrap_or(false);
                match (disputed, status.uncertain) {
                    (false, false) => '.',
                    (true, false) => 'd',
                    (false, true) => 'u',
                    (true, true) => 'b',
                }
            };
            string(&reading.iter().enumerate().map(flag).collect::<String>())
        });
        let acts = array(stop.acts.iter().map(ToString::to_string));
        let _ = write!(out, "\"acts\":{acts},\"slots\":{},\"flags\":{}}}", array(slots), array(flags));
    }

    /// What a view says of a place, from each stop on at which that changes.
    fn words(&self, view: usize, place: usize) -> String {
        let mut entries = Vec::new();
        let mut before: Option<&Status> = None;
        for (index, stop) in self.stops.iter().enumerate() {
            let Some(status) = stop.readings.get(view).and_then(|reading| reading.get(place)) else { continue };
            let same =
                |before: &Status| (before.holder, &before.since, before.act) == (status.holder, &status.since, status.act);
            if !before.is_some_and(same) {
                let act = status.act.map_or_else(|| "-1".to_owned(), |act| act.to_string());
                entries.push(array([index.to_string(), status.holder.to_string(), string(&status.since), act]));
            }
            before = Some(status);
        }
        array(entries)
    }
}

impl StateHolder {
    fn to_json(&self) -> String {
        let part = |(text, path): &(String, String)| {
            if path.is_empty() { string(text) } else { array([string(text), string(path)]) }
        };
        array(std::iter::once(string(&self.slot.letter().to_string())).chain(self.parts.iter().map(part)))
    }
}

fn array(items: impl IntoIterator<Item = String>) -> String {
    let mut out = String::from("[");
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&item);
    }
    out.push(']');
    out
}

fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            // Also those that would end a script or a line, should somebody put the file into one.
            '\0'..='\u{1f}' | '<' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
