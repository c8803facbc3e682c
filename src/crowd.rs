//! Files that cannot stand side by side: one would have to be the folder of the other, or some file systems take them for one.
//!
//! The atlas finds things at one address and says so in the author's terms; this is the net below it, over the plan of all files.

use std::collections::BTreeMap;

use crate::atlas::folded;

/// Pairs of paths that no folder can hold both of, the first of each in the way of the second.
pub(crate) fn clashes<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<(&'p str, &'p str)> {
    let mut files: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for path in paths {
        if let Some(other) = files.insert(folded(path), path) {
            found.push((other, path));
        }
    }
    for (folded, path) in &files {
        let above = folded.match_indices('/').filter_map(|(at, _)| files.get(&folded[..at]));
        found.extend(above.map(|file| (*file, *path)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::clashes;

    #[test]
    fn a_file_is_no_folder_and_a_name_is_one_name() {
        assert!(clashes(["a/b", "a/c", "ab", "b/a"].into_iter()).is_empty());
        assert_eq!(clashes(["a", "a/b/c"].into_iter()), [("a", "a/b/c")]);
        assert_eq!(clashes(["A/b", "a/B"].into_iter()), [("A/b", "a/B")]);
        assert_eq!(clashes(["\u{e9}", "e\u{301}/x"].into_iter()), [("\u{e9}", "e\u{301}/x")]);
    }
}
