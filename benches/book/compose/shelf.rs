//! The sources that the pages cite.

use std::collections::BTreeSet;

use super::Composer;
use crate::lines::YEARS;
use crate::model::Source;
use crate::words::name;

impl Composer {
    pub(super) fn bibliography(&mut self) -> Vec<Source> {
        const KINDS: [(&str, &str); 5] = [
            ("book", "secondary"),
            ("article-journal", "secondary"),
            ("treaty", "primary"),
            ("article-newspaper", "official"),
            ("document", "primary"),
        ];
        let mut keys = BTreeSet::new();
        let mut all = Vec::new();
        while all.len() < self.sources {
            let (kind, class) = *self.chance.pick(&KINDS);
            let year = YEARS.start + 300 + i64::try_from(self.chance.below(220)).unwrap_or(0);
            let (family, given) = (name(&mut self.chance), name(&mut self.chance));
            let key = format!("{}-{year}", family.to_lowercase());
            if !keys.insert(key.clone()) {
                continue;
            }
            let title = format!("The {} of the {}", self.rare(2), self.rare(2));
            let container = match kind {
                "article-journal" => Some(format!("Journal of {}", self.rare(1))),
                "article-newspaper" => Some(format!("The {} Gazette", name(&mut self.chance))),
                _ => None,
            };
            let place = (kind == "book").then(|| name(&mut self.chance));
            let author = matches!(kind, "book" | "article-journal" | "document").then_some((family, given));
            all.push(Source { key, kind, title, author, container, place, year, class });
        }
        all
    }
}
