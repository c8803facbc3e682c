//! Who holds what, played through from the first day to the last, so that the changes of the book agree with each other.

use super::chance::Chance;
use super::lines::Line;
use super::model::{Change, Cite, Number};

/// A territory that has no parts.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) number: Number,
    /// The line that holds it: by title, and in fact.
    title: usize,
    control: usize,
    /// Lines have come to differ over it, and it moves no more.
    frozen: bool,
}

impl Leaf {
    pub(crate) fn new(number: Number, line: usize) -> Self {
        Self { number, title: line, control: line, frozen: false }
    }
}

/// The land of the book.
#[derive(Debug)]
pub(crate) struct Land<'a> {
    pub(crate) lines: &'a [Line],
    pub(crate) leaves: Vec<Leaf>,
    /// Groups with the places of their leaves in `leaves`.
    pub(crate) groups: Vec<(Number, Vec<usize>)>,
}

impl Land<'_> {
    /// What passes on a day by an act that somebody cites.
    pub(crate) fn change(&mut self, day: i64, cite: Cite, chance: &mut Chance) -> Option<Change> {
        let (territory, leaves) = self.choose(chance)?;
        let (title, control) = (self.leaves[leaves[0]].title, self.leaves[leaves[0]].control);
        let mut other = chance.below(self.lines.len());
        if other == title {
            other = (other + 1) % self.lines.len();
        }
        let (mode, layer, from, to) = if title != control {
            ("evacuation", None, control, title)
        } else if chance.percent(25) {
            ("occupation", None, control, other)
        } else {
            (*chance.pick(&["cession", "cession", "exchange", "annexation", "conquest"]), None, title, other)
        };
        for leaf in &leaves {
            let leaf = &mut self.leaves[*leaf];
            leaf.control = to;
            if mode != "occupation" {
                leaf.title = to;
            }
        }
        let (from, to) = (self.lines[from].member(day), self.lines[to].member(day));
        Some(Change { territory, from: Some(from), to, mode, layer, viewpoint: None, cite })
    }

    /// From a day on, one of the first two lines holds that a leaf is its own; nobody else does.
    pub(crate) fn claim(&mut self, leaf: usize, day: i64, cite: Cite) -> Option<Change> {
        let line = usize::from(self.leaves[leaf].title == 0);
        if self.leaves[leaf].title == line || self.leaves[leaf].frozen {
            return None;
        }
        self.leaves[leaf].frozen = true;
        let by = self.lines[line].member(day);
        Some(Change {
            territory: self.leaves[leaf].number,
            from: None,
            to: by,
            mode: "annexation",
            layer: Some("title"),
            viewpoint: Some(by),
            cite,
        })
    }

    /// A leaf, or a group that one line holds whole.
    fn choose(&self, chance: &mut Chance) -> Option<(Number, Vec<usize>)> {
        if chance.percent(20) && !self.groups.is_empty() {
            let (number, leaves) = chance.pick(&self.groups);
            let first = &self.leaves[leaves[0]];
            let whole = leaves.iter().map(|leaf| &self.leaves[*leaf]).all(|leaf| {
                !leaf.frozen && leaf.title == first.title && leaf.control == first.control && leaf.title == leaf.control
            });
            if whole {
                return Some((*number, leaves.clone()));
            }
        }
        let free: Vec<usize> = (0..self.leaves.len()).filter(|leaf| !self.leaves[*leaf].frozen).collect();
        let leaf = *free.get(chance.low(free.len().max(1)))?;
        Some((self.leaves[leaf].number, vec![leaf]))
    }
}
