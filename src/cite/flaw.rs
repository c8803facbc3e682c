//! What is wrong with a file that should be a style, and where: the library tells neither in the author's words.

use std::ops::Range;

/// A fault of a style's file: its bytes, what is wrong, and what to do.
pub(super) struct Flaw {
    pub(super) at: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

impl Flaw {
    /// A fault of the file as a whole.
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at: 0..0, message: message.into(), help: help.into() }
    }

    /// The same at the first place where these words stand in the text.
    pub(super) fn at_words(mut self, text: &str, words: &str) -> Self {
        if let Some(at) = text.find(words) {
            self.at = at..at + words.len();
        }
        self
    }
}

/// Elements without which there is no style.
const NEEDED: [&str; 2] = ["info", "citation"];

/// Explains why the library refused a text; `reason` is its own account.
pub(super) fn of(text: &str, reason: &str) -> Flaw {
    let advice = "a style is the XML of https://citationstyles.org; the validator there tells more";
    if text.trim().is_empty() {
        return Flaw::new("not a style: the file is empty", "copy a style into it, or leave `style` in `book.toml` out");
    }
    let document = match roxmltree::Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let at = crate::parse::offset(text, error.pos().row as usize, error.pos().col as usize);
            let message = error.to_string();
            // The crate appends the position, which we show ourselves.
            let message = message.rsplit_once(" at ").map_or(message.as_str(), |(message, _)| message);
            return Flaw { at: at..at, ..Flaw::new(format!("not a style, nor XML: {message}"), advice) };
        }
    };
    let root = document.root_element();
    let name = root.tag_name().name();
    let opening = root.range().start..root.range().start + 1 + name.len();
    if name != "style" {
        return Flaw { at: opening, ..Flaw::new(format!("not a style: its root is `<{name}>`, not `<style>`"), advice) };
    }
    let lacks = |wanted: &&str| !root.children().any(|child| child.tag_name().name() == *wanted);
    if let Some(missing) = NEEDED.iter().find(|wanted| lacks(wanted)) {
        let message = format!("not a whole style: it has no `<{missing}>`");
        return Flaw { at: opening, ..Flaw::new(message, advice) };
    }
    // `unknown variant `titel`, expected one of …`: the word is what the author looks for.
    let reason = reason.lines().next().unwrap_or_default().trim_end_matches('.');
    let short = reason.split(", expected").next().unwrap_or(reason);
    let word = reason.split('`').nth(1).map(|word| word.trim_start_matches('@')).unwrap_or_default();
    let quoted = [format!("\"{word}\""), format!("<{word}"), format!(" {word}=")];
    let found = quoted.iter().filter(|_| !word.is_empty()).find(|quoted| text.contains(quoted.as_str()));
    let flaw = Flaw::new(format!("not a style: {short}"), advice);
    match found {
        Some(quoted) => flaw.at_words(text, quoted),
        None => flaw,
    }
}
