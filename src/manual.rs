//! Every fault we can find: its stable code, its severity and its page in the manual.
//!
//! One table feeds the checks, `treatise explain` and the manual. A code, once published, keeps its meaning.

use crate::diagnostic::Severity;

/// A sort of fault.
#[derive(Debug)]
pub struct Code {
    /// The stable name, as messages show it in brackets.
    pub name: &'static str,
    /// How bad it is without `--strict`.
    pub severity: Severity,
    /// What it is, in a phrase.
    pub title: &'static str,
    /// Its page in the manual: Markdown, what is wrong, why it matters, how to mend it.
    pub manual: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Code {}

/// The code of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|code| code.name == name)
}

const fn error(name: &'static str, title: &'static str, manual: &'static str) -> Code {
    Code { name, severity: Severity::Error, title, manual }
}

const fn warning(name: &'static str, title: &'static str, manual: &'static str) -> Code {
    Code { name, severity: Severity::Warning, title, manual }
}

/// `front-matter`: the front matter is missing or is not closed.
pub static FRONT_MATTER: Code =
    error("front-matter", "the front matter is missing or is not closed", include_str!("manual/front-matter.md"));

/// `yaml-syntax`: YAML that cannot be read.
pub static YAML_SYNTAX: Code = error("yaml-syntax", "YAML that cannot be read", include_str!("manual/yaml-syntax.md"));

/// `duplicate-key`: a key stands twice in one mapping.
pub static DUPLICATE_KEY: Code =
    error("duplicate-key", "a key stands twice in one mapping", include_str!("manual/duplicate-key.md"));

/// `unknown-key`: a key that the kind does not have.
pub static UNKNOWN_KEY: Code =
    error("unknown-key", "a key that the kind does not have", include_str!("manual/unknown-key.md"));

/// `missing-key`: a key that the kind cannot do without.
pub static MISSING_KEY: Code =
    error("missing-key", "a key that the kind cannot do without", include_str!("manual/missing-key.md"));

/// `wrong-type`: a value of another type than expected.
pub static WRONG_TYPE: Code =
    error("wrong-type", "a value of another type than expected", include_str!("manual/wrong-type.md"));

/// `bad-value`: a word that is not among those allowed.
pub static BAD_VALUE: Code =
    error("bad-value", "a word that is not among those allowed", include_str!("manual/bad-value.md"));

/// `bad-date`: a date that is not EDTF or not in the calendar.
pub static BAD_DATE: Code =
    error("bad-date", "a date that is not EDTF or not in the calendar", include_str!("manual/bad-date.md"));

/// `julian-mismatch`: a Julian date that is another day than the Gregorian one.
pub static JULIAN_MISMATCH: Code = error(
    "julian-mismatch",
    "a Julian date that is another day than the Gregorian one",
    include_str!("manual/julian-mismatch.md"),
);

/// `bad-id`: a file name that cannot be an ID.
pub static BAD_ID: Code = error("bad-id", "a file name that cannot be an ID", include_str!("manual/bad-id.md"));

/// `bad-address`: an alias that cannot be an address.
pub static BAD_ADDRESS: Code =
    error("bad-address", "an alias that cannot be an address", include_str!("manual/bad-address.md"));

/// `bad-url`: an address on the web that is malformed or of a forbidden scheme.
pub static BAD_URL: Code =
    error("bad-url", "an address on the web that is malformed or of a forbidden scheme", include_str!("manual/bad-url.md"));

/// `bad-citation`: a citation that cannot be read.
pub static BAD_CITATION: Code =
    error("bad-citation", "a citation that cannot be read", include_str!("manual/bad-citation.md"));

/// `bad-language-tag`: a language tag that is not BCP 47.
pub static BAD_LANGUAGE_TAG: Code =
    error("bad-language-tag", "a language tag that is not BCP 47", include_str!("manual/bad-language-tag.md"));

/// `config`: a fault in book.toml.
pub static CONFIG: Code = error("config", "a fault in book.toml", include_str!("manual/config.md"));

/// `unknown-style`: the book names a style of citation that nobody knows.
pub static UNKNOWN_STYLE: Code =
    error("unknown-style", "a style of citation that nobody knows", include_str!("manual/unknown-style.md"));

/// `bad-style`: a file that is no style of CSL.
pub static BAD_STYLE: Code = error("bad-style", "a file that is no style of citation", include_str!("manual/bad-style.md"));

/// `template`: a fault in a template.
pub static TEMPLATE: Code = error("template", "a fault in a template", include_str!("manual/template.md"));

/// `strings`: a fault in a file of interface strings.
pub static STRINGS: Code = error("strings", "a fault in a file of interface strings", include_str!("manual/strings.md"));

/// `bad-source`: an entry of sources.yaml that is not a CSL item.
pub static BAD_SOURCE: Code =
    error("bad-source", "an entry of sources.yaml that is not a CSL item", include_str!("manual/bad-source.md"));

/// `bad-geometry`: geometry.geojson cannot be used.
pub static BAD_GEOMETRY: Code =
    error("bad-geometry", "geometry.geojson cannot be used", include_str!("manual/bad-geometry.md"));

/// `not-utf8`: a file that is not UTF-8 text.
pub static NOT_UTF8: Code = error("not-utf8", "a file that is not UTF-8 text", include_str!("manual/not-utf8.md"));

/// `not-a-file`: a link, pipe or device where a file should be.
pub static NOT_A_FILE: Code =
    error("not-a-file", "a link, pipe or device where a file should be", include_str!("manual/not-a-file.md"));

/// `active-file`: a file in `content/` that a browser would run.
pub static ACTIVE_FILE: Code =
    error("active-file", "a file in `content/` that a browser would run", include_str!("manual/active-file.md"));

/// `page-too-large`: more headings or citations than a page can have.
pub static PAGE_TOO_LARGE: Code =
    error("page-too-large", "more than a page can hold", include_str!("manual/page-too-large.md"));

/// `unreadable`: a file that the system does not let us read.
pub static UNREADABLE: Code =
    error("unreadable", "a file that the system does not let us read", include_str!("manual/unreadable.md"));

/// `misplaced-file`: a file in a place that has no meaning.
pub static MISPLACED_FILE: Code =
    error("misplaced-file", "a file in a place that has no meaning", include_str!("manual/misplaced-file.md"));

/// `duplicate-id`: two pages with one ID.
pub static DUPLICATE_ID: Code = error("duplicate-id", "two pages with one ID", include_str!("manual/duplicate-id.md"));

/// `unknown-id`: a reference to an ID that nothing has.
pub static UNKNOWN_ID: Code =
    error("unknown-id", "a reference to an ID that nothing has", include_str!("manual/unknown-id.md"));

/// `wrong-kind`: a reference to a thing of the wrong kind.
pub static WRONG_KIND: Code =
    error("wrong-kind", "a reference to a thing of the wrong kind", include_str!("manual/wrong-kind.md"));

/// `broken-link`: a link to a file that does not exist.
pub static BROKEN_LINK: Code =
    error("broken-link", "a link to a file that does not exist", include_str!("manual/broken-link.md"));

/// `broken-anchor`: a link to a heading that does not exist.
pub static BROKEN_ANCHOR: Code =
    error("broken-anchor", "a link to a heading that does not exist", include_str!("manual/broken-anchor.md"));

/// `unknown-article`: a reference to an article that the treaty's page does not have.
pub static UNKNOWN_ARTICLE: Code = error(
    "unknown-article",
    "a reference to an article that the treaty's page does not have",
    include_str!("manual/unknown-article.md"),
);

/// `unknown-source`: a citation of a source that is not in the bibliography.
pub static UNKNOWN_SOURCE: Code = error(
    "unknown-source",
    "a citation of a source that is not in the bibliography",
    include_str!("manual/unknown-source.md"),
);

/// `unknown-geometry`: an outline for a territory that does not exist.
pub static UNKNOWN_GEOMETRY: Code =
    error("unknown-geometry", "an outline for a territory that does not exist", include_str!("manual/unknown-geometry.md"));

/// `link-to-draft`: a link to a page that is left out as a draft.
pub static LINK_TO_DRAFT: Code =
    error("link-to-draft", "a link to a page that is left out as a draft", include_str!("manual/link-to-draft.md"));

/// `undefined-footnote`: a footnote that is nowhere defined.
pub static UNDEFINED_FOOTNOTE: Code =
    error("undefined-footnote", "a footnote that is nowhere defined", include_str!("manual/undefined-footnote.md"));

/// `duplicate-footnote`: a footnote that is defined twice.
pub static DUPLICATE_FOOTNOTE: Code =
    error("duplicate-footnote", "a footnote that is defined twice", include_str!("manual/duplicate-footnote.md"));

/// `duplicate-anchor`: two headings with one explicit anchor.
pub static DUPLICATE_ANCHOR: Code =
    error("duplicate-anchor", "two headings with one explicit anchor", include_str!("manual/duplicate-anchor.md"));

/// `bad-anchor`: an explicit anchor that cannot be one.
pub static BAD_ANCHOR: Code =
    error("bad-anchor", "an explicit anchor that cannot be one", include_str!("manual/bad-anchor.md"));

/// `address-collision`: two things at one address.
pub static ADDRESS_COLLISION: Code =
    error("address-collision", "two things at one address", include_str!("manual/address-collision.md"));

/// `life-order`: life stages out of order.
pub static LIFE_ORDER: Code = error("life-order", "life stages out of order", include_str!("manual/life-order.md"));

/// `relation-cycle`: instruments that supersede one another in a circle.
pub static RELATION_CYCLE: Code =
    error("relation-cycle", "instruments that supersede one another in a circle", include_str!("manual/relation-cycle.md"));

/// `outside-lifetime`: a party that acts before it exists or after it ended.
pub static OUTSIDE_LIFETIME: Code = error(
    "outside-lifetime",
    "a party that acts before it exists or after it ended",
    include_str!("manual/outside-lifetime.md"),
);

/// `incomplete-position`: a position without party, date or source.
pub static INCOMPLETE_POSITION: Code =
    error("incomplete-position", "a position without party, date or source", include_str!("manual/incomplete-position.md"));

/// `territory-shape`: a territory that is part of itself, or a group with a start.
pub static TERRITORY_SHAPE: Code = error(
    "territory-shape",
    "a territory that is part of itself, or a group with a start",
    include_str!("manual/territory-shape.md"),
);

/// `layer-of-mode`: a change that moves a layer which its mode cannot move.
pub static LAYER_OF_MODE: Code = error(
    "layer-of-mode",
    "a change that moves a layer which its mode cannot move",
    include_str!("manual/layer-of-mode.md"),
);

/// `facts-in-translation`: a translation that states facts.
pub static FACTS_IN_TRANSLATION: Code =
    error("facts-in-translation", "a translation that states facts", include_str!("manual/facts-in-translation.md"));

/// `orphan-translation`: a translation without an original.
pub static ORPHAN_TRANSLATION: Code =
    error("orphan-translation", "a translation without an original", include_str!("manual/orphan-translation.md"));

/// `no-source`: a treaty or event without a source.
pub static NO_SOURCE: Code = warning("no-source", "a treaty or event without a source", include_str!("manual/no-source.md"));

/// `uncited-paragraph`: a paragraph for which no source is named.
pub static UNCITED_PARAGRAPH: Code =
    warning("uncited-paragraph", "a paragraph for which no source is named", include_str!("manual/uncited-paragraph.md"));

/// `era-gap`: time between two eras that belongs to none.
pub static ERA_GAP: Code =
    warning("era-gap", "time between two eras that belongs to none", include_str!("manual/era-gap.md"));

/// `era-overlap`: time that belongs to two eras.
pub static ERA_OVERLAP: Code =
    warning("era-overlap", "time that belongs to two eras", include_str!("manual/era-overlap.md"));

/// `unlinked-page`: a page that nothing links to.
pub static UNLINKED_PAGE: Code =
    warning("unlinked-page", "a page that nothing links to", include_str!("manual/unlinked-page.md"));

/// `uncited-source`: a source that nobody cites.
pub static UNCITED_SOURCE: Code =
    warning("uncited-source", "a source that nobody cites", include_str!("manual/uncited-source.md"));

/// `missing-translation`: a page without a translation into a language of the book.
pub static MISSING_TRANSLATION: Code = warning(
    "missing-translation",
    "a page without a translation into a language of the book",
    include_str!("manual/missing-translation.md"),
);

/// `stale-translation`: a translation older than its original.
pub static STALE_TRANSLATION: Code =
    warning("stale-translation", "a translation older than its original", include_str!("manual/stale-translation.md"));

/// `loaded-term`: a word from the book's list of partisan terms.
pub static LOADED_TERM: Code =
    warning("loaded-term", "a word from the book's list of partisan terms", include_str!("manual/loaded-term.md"));

/// `unused-footnote`: a footnote that nothing refers to.
pub static UNUSED_FOOTNOTE: Code =
    warning("unused-footnote", "a footnote that nothing refers to", include_str!("manual/unused-footnote.md"));

/// `from-mismatch`: a change that takes land from somebody who did not hold it.
pub static FROM_MISMATCH: Code = error(
    "from-mismatch",
    "a change that takes land from somebody who did not hold it",
    include_str!("manual/from-mismatch.md"),
);

/// `nothing-renounced`: a renunciation of land that the renouncer did not hold.
pub static NOTHING_RENOUNCED: Code = error(
    "nothing-renounced",
    "a renunciation of land that the renouncer did not hold",
    include_str!("manual/nothing-renounced.md"),
);

/// `same-day`: two changes of one leaf, layer and viewpoint on one day.
pub static SAME_DAY: Code =
    error("same-day", "two changes of one leaf, layer and viewpoint on one day", include_str!("manual/same-day.md"));

/// `before-start`: a change before the ledger of the leaf begins.
pub static BEFORE_START: Code =
    error("before-start", "a change before the ledger of the leaf begins", include_str!("manual/before-start.md"));

/// `no-start`: a change of land for which no start says who held it at first.
pub static NO_START: Code =
    error("no-start", "a change of land for which no start says who held it at first", include_str!("manual/no-start.md"));

/// `two-starts`: two starts for one leaf, layer and viewpoint.
pub static TWO_STARTS: Code =
    error("two-starts", "two starts for one leaf, layer and viewpoint", include_str!("manual/two-starts.md"));

/// `undated-change`: a change without a date.
pub static UNDATED_CHANGE: Code =
    error("undated-change", "a change without a date", include_str!("manual/undated-change.md"));

/// `no-effect`: a change after which everything is as before.
pub static NO_EFFECT: Code =
    error("no-effect", "a change after which everything is as before", include_str!("manual/no-effect.md"));

/// `holder-ended`: land that stays with a party after its end.
pub static HOLDER_ENDED: Code =
    error("holder-ended", "land that stays with a party after its end", include_str!("manual/holder-ended.md"));

/// `no-dispute-page`: viewpoints that differ over a leaf on which there is no dispute page.
pub static NO_DISPUTE_PAGE: Code = error(
    "no-dispute-page",
    "viewpoints that differ over a leaf on which there is no dispute page",
    include_str!("manual/no-dispute-page.md"),
);

/// `succession-cycle`: a party that succeeds itself.
pub static SUCCESSION_CYCLE: Code =
    error("succession-cycle", "a party that succeeds itself", include_str!("manual/succession-cycle.md"));

/// All codes, errors first.
pub static ALL: &[&Code] = &[
    &FRONT_MATTER,
    &YAML_SYNTAX,
    &DUPLICATE_KEY,
    &UNKNOWN_KEY,
    &MISSING_KEY,
    &WRONG_TYPE,
    &BAD_VALUE,
    &BAD_DATE,
    &JULIAN_MISMATCH,
    &BAD_ID,
    &BAD_ADDRESS,
    &BAD_URL,
    &BAD_CITATION,
    &BAD_LANGUAGE_TAG,
    &CONFIG,
    &UNKNOWN_STYLE,
    &BAD_STYLE,
    &TEMPLATE,
    &STRINGS,
    &BAD_SOURCE,
    &BAD_GEOMETRY,
    &NOT_UTF8,
    &NOT_A_FILE,
    &ACTIVE_FILE,
    &PAGE_TOO_LARGE,
    &UNREADABLE,
    &MISPLACED_FILE,
    &DUPLICATE_ID,
    &UNKNOWN_ID,
    &WRONG_KIND,
    &BROKEN_LINK,
    &BROKEN_ANCHOR,
    &UNKNOWN_ARTICLE,
    &UNKNOWN_SOURCE,
    &UNKNOWN_GEOMETRY,
    &LINK_TO_DRAFT,
    &UNDEFINED_FOOTNOTE,
    &DUPLICATE_FOOTNOTE,
    &DUPLICATE_ANCHOR,
    &BAD_ANCHOR,
    &ADDRESS_COLLISION,
    &LIFE_ORDER,
    &RELATION_CYCLE,
    &OUTSIDE_LIFETIME,
    &INCOMPLETE_POSITION,
    &TERRITORY_SHAPE,
    &LAYER_OF_MODE,
    &FACTS_IN_TRANSLATION,
    &ORPHAN_TRANSLATION,
    &FROM_MISMATCH,
    &NOTHING_RENOUNCED,
    &SAME_DAY,
    &BEFORE_START,
    &NO_START,
    &TWO_STARTS,
    &UNDATED_CHANGE,
    &NO_EFFECT,
    &HOLDER_ENDED,
    &NO_DISPUTE_PAGE,
    &SUCCESSION_CYCLE,
    &NO_SOURCE,
    &UNCITED_PARAGRAPH,
    &ERA_GAP,
    &ERA_OVERLAP,
    &UNLINKED_PAGE,
    &UNCITED_SOURCE,
    &MISSING_TRANSLATION,
    &STALE_TRANSLATION,
    &LOADED_TERM,
    &UNUSED_FOOTNOTE,
];

/// The code whose name is nearest to what was written.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    crate::suggest::nearest(name, ALL.iter().map(|code| code.name))
}
