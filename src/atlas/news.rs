//! What is new in a book since it was assembled before, and what therefore need not be worked out again.

use std::sync::Arc;

use crate::parse::{Content, Document};

/// What changed in the pages of a book whose files are the same as before, save that some pages were written anew.
#[derive(Debug)]
pub(crate) struct News {
    /// The documents that differ, by their places.
    pub(crate) pages: Vec<usize>,
    /// Whether they state the same facts, and could be read as before.
    pub(crate) same_facts: bool,
    /// Whether all that they state is the same, titles and summaries included: then nothing but prose changed.
    pub(crate) same_words: bool,
    /// Whether they have the same aliases.
    pub(crate) same_aliases: bool,
    /// Whether links to them lead where they led.
    pub(crate) same_anchors: bool,
}

impl News {
    /// Compares the documents of a book with those of the same files before. `None` where a page became another's, or a draft, or
    /// stopped being one: then all is to be assembled anew.
    pub(crate) fn of(now: &[Document], before: &[Document]) -> Option<Self> {
        let mut news =
            Self { pages: Vec::new(), same_facts: true, same_words: true, same_aliases: true, same_anchors: true };
        if now.len() != before.len() {
            return None;
        }
        for (at, (now, then)) in now.iter().zip(before).enumerate() {
            if now.is_same(then) {
                continue;
            }
            if (now.source, now.kind, &now.id) != (then.source, then.kind, &then.id) {
                return None;
            }
            news.pages.push(at);
            news.same_facts &= now.readable == then.readable;
            match (&now.content, &then.content) {
                (Content::Original(now), Content::Original(then)) => {
                    if now.common.draft != then.common.draft {
                        return None;
                    }
                    news.same_facts &= now.facts == then.facts;
                    news.same_words &= now.common == then.common;
                    news.same_aliases &= now.common.aliases == then.common.aliases;
                }
                (Content::Translation(tongue, now), Content::Translation(before, then)) if tongue == before => {
                    if now.draft != then.draft {
                        return None;
                    }
                    news.same_words &= now == then;
                    news.same_aliases &= now.aliases == then.aliases;
                }
                _ => return None,
            }
            news.same_anchors &= now.body.anchors == then.body.anchors && now.body.headings == then.body.headings;
        }
        news.same_words &= news.same_facts;
        Some(news)
    }
}

impl Document {
    /// Whether this is what was read before, and not read anew.
    fn is_same(&self, before: &Self) -> bool {
        let content = match (&self.content, &before.content) {
            (Content::Original(now), Content::Original(then)) => Arc::ptr_eq(now, then),
            (Content::Translation(_, now), Content::Translation(_, then)) => Arc::ptr_eq(now, then),
            _ => false,
        };
        content && Arc::ptr_eq(&self.body, &before.body) && self.readable == before.readable
    }
}
