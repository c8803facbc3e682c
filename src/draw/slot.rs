//! Slots: the small number of ways in which a holder can be drawn.

/// How a holder is drawn: in one of eight colours, or as one of the words that stand where nobody is named.
///
/// A slot is a colour and a sign, not a party. A line of succession may share one, as may whoever never appears together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// A holder: 0 to 7; what is more is drawn as 7.
    Holder(u8),
    /// Not settled between those concerned.
    Unsettled,
    /// Given up, and nobody named to whom.
    Undetermined,
    /// Held by nobody.
    Nobody,
    /// Not known.
    Unknown,
    /// The ledger says nothing of this day.
    Silent,
}

impl Slot {
    /// All slots in the order of legends.
    pub const ALL: [Self; 13] = [
        Self::Holder(0),
        Self::Holder(1),
        Self::Holder(2),
        Self::Holder(3),
        Self::Holder(4),
        Self::Holder(5),
        Self::Holder(6),
        Self::Holder(7),
        Self::Unsettled,
        Self::Undetermined,
        Self::Nobody,
        Self::Unknown,
        Self::Silent,
    ];

    /// The character that stands for it in a states file and, after an `h`, in a class: `0` to `7`, `s`, `d`, `n`, `k`, `x`.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Holder(number) => char::from(b'0' + number.min(7)),
            Self::Unsettled => 's',
            Self::Undetermined => 'd',
            Self::Nobody => 'n',
            Self::Unknown => 'k',
            Self::Silent => 'x',
        }
    }

    /// Its class: `h0`, `hs`.
    #[must_use]
    pub fn class(self) -> String {
        format!("h{}", self.letter())
    }
}

/// The letters by which slots can be told apart without colours.
#[derive(Clone, Debug, Default)]
pub struct Signs {
    own: Vec<(Slot, String)>,
}

impl Signs {
    /// Signs with these for holders, of one or two letters each; the words have signs of their own.
    #[must_use]
    pub fn new(own: Vec<(Slot, String)>) -> Self {
        Self { own }
    }

    /// The sign of a slot; empty where there is nothing to say.
    #[must_use]
    pub fn of(&self, slot: Slot) -> &str {
        if let Some((_, sign)) = self.own.iter().find(|(own, _)| own.letter() == slot.letter()) {
            return sign;
        }
        match slot {
            Slot::Holder(number) => ["A", "B", "C", "D", "E", "F", "G", "H"][usize::from(number.min(7))],
            Slot::Unsettled => "~",
            Slot::Undetermined => "×",
            Slot::Nobody => "o",
            Slot::Unknown => "?",
            Slot::Silent => "",
        }
    }

    /// The sign as it stands in a drawing: with a question mark where the holder is uncertain.
    pub(super) fn drawn(&self, slot: Slot, uncertain: bool) -> String {
        let sign = self.of(slot);
        if uncertain && !sign.is_empty() && sign != "?" { format!("{sign}?") } else { sign.to_owned() }
    }
}
