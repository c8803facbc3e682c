//! What a walk does when it has come to the present.

use super::{Stretch, Walks};

impl Walks<'_> {
    /// Draws in the late ends of boundaries that must lie before others.
    pub(super) fn sharpen(&mut self) {
        let stretches = &mut self.stretches[self.first..];
        for at in (1..stretches.len()).rev() {
            let (next, this) = (stretches[at], &mut stretches[at - 1]);
            let limit = if next.inherited || this.inherited { next.from.latest } else { next.from.latest.previous() };
            this.from.latest = this.from.latest.min(limit).max(this.from.earliest);
        }
    }

    /// Removes spells that can have had no day, and of two neighbours with one holder the second.
    ///
    /// The former come from changes on the day of a succession, and both from changes at fault.
    pub(super) fn tidy(&mut self, first_confirmed: usize) {
        let stretches = &self.stretches[self.first..];
        let idle = |at: usize| self.is_fleeting(at) || at > 0 && stretches[at - 1].holder == stretches[at].holder;
        if !(0..stretches.len()).any(idle) {
            return;
        }
        let mut kept: Vec<Stretch> = Vec::with_capacity(stretches.len());
        let mut moved_to = Vec::with_capacity(stretches.len());
        for (at, stretch) in stretches.iter().enumerate() {
            let repeated = kept.last().is_some_and(|last| last.holder == stretch.holder);
            if !repeated && !self.is_fleeting(at) {
                kept.push(*stretch);
            }
            // A confirmation of a spell that is gone confirms the one before it, or else the first.
            moved_to.push(self.first + kept.len().saturating_sub(1));
        }
        for (spell, _) in &mut self.confirmed[first_confirmed..] {
            *spell = moved_to[*spell - self.first];
        }
        self.stretches.truncate(self.first);
        self.stretches.extend(kept);
    }

    /// Whether the spell at a position of the walk is over before it can have begun.
    fn is_fleeting(&self, at: usize) -> bool {
        let stretches = &self.stretches[self.first..];
        let Some(next) = stretches.get(at + 1) else { return false };
        let outlived = self.register.known_passing(stretches[at].holder).filter(|_| next.inherited);
        let end = outlived.map_or(next.from.latest, |passing| passing.on.latest.min(next.from.latest));
        stretches[at].from.earliest >= end
    }
}
