//! Code highlighting with classes, never with colours of its own.

use std::sync::OnceLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

/// Classes begin with this, so that a theme's own cannot be meant by accident.
const STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "hl-" };

/// Code beyond this size, counted over a page, is shown plain: a listing of a megabyte is data, and a regular expression engine is
/// not for data.
pub(super) const MOST_BYTES: usize = 100_000;

/// Lines longer than this are not what grammars are made for.
const LONGEST_LINE: usize = 5_000;

/// The code as HTML, or `None` where the language is unknown or the code too large.
pub(super) fn highlight(language: &str, code: &str) -> Option<String> {
    if language.is_empty() || code.len() > MOST_BYTES || code.lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    // Loading the grammars takes a few milliseconds, which a book without code should not pay.
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    let grammars = GRAMMARS.get_or_init(SyntaxSet::load_defaults_newlines);
    let grammar = grammars.find_syntax_by_token(language)?;
    if grammar.name == "Plain Text" {
        return None;
    }
    let mut generator = ClassedHTMLGenerator::new_with_class_style(grammar, grammars, STYLE);
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}
