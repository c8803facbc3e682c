//! "Did you mean": the known word nearest to the one that was written.

use std::cell::Cell;

/// Longest word, in bytes, that is compared. The time it takes grows with the product of two lengths.
const LONGEST: usize = 100;

/// How many comparisons are made in search of advice, so that a text full of broken links does not take minutes: beyond them, faults are told
/// without it.
pub(crate) struct Advice(Cell<usize>);

impl Default for Advice {
    fn default() -> Self {
        Self(Cell::new(200_000))
    }
}

impl Advice {
    /// The candidate most like `written`, if any is like enough to be meant and there is time for the search.
    pub(crate) fn nearest<'a>(&self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        nearest(
            written,
            candidates.into_iter().take_while(|_| {
                let left = self.0.get();
                self.0.set(left.saturating_sub(1));
                left > 0
            }),
        )
        .filter(|_| self.0.get() > 0)
    }

    /// "did you mean `x`?", where something is near and there is time for the search.
    pub(crate) fn did_you_mean<'a>(&self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
        self.nearest(written, candidates).map(|near| format!("did you mean `{near}`?"))
    }
}

/// The candidate most like `written`, if any is like enough to be meant.
pub(crate) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST {
        return None;
    }
    let lower = written.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (strsim::normalized_damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        // Among equals the first in alphabetical order, so that the advice does not depend on the order of files.
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .map(|(_, candidate)| candidate)
}

/// "did you mean `x`?", where something is near.
pub(crate) fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(written, candidates).map(|near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_is_suggested() {
        assert_eq!(nearest("gibralter", ["gibraltar", "malta"]), Some("gibraltar"));
        assert_eq!(nearest("itrup", ["iturup", "urup"]), Some("iturup"));
        assert_eq!(nearest("xyz", ["gibraltar", "malta"]), None);
        assert_eq!(nearest("aa", ["ab", "ac"]), None);
    }

    #[test]
    fn advice_comes_to_an_end() {
        let advice = Advice(Cell::new(5));
        assert_eq!(advice.nearest("itrup", ["iturup", "urup"]), Some("iturup"));
        assert_eq!(advice.nearest("itrup", ["iturup", "urup"]), Some("iturup"));
        assert_eq!(advice.nearest("itrup", ["iturup", "urup"]), None);
        assert_eq!(advice.nearest("itrup", ["iturup"]), None);
    }
}
