//! "Did you mean": the known word nearest to the one that was written.

/// The candidate most like `written`, if any is like enough to be meant.
pub(crate) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    candidates
        .into_iter()
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
}
