//! Styles as readers meet them, and what the library must survive.

use proptest::prelude::*;

use super::*;
use crate::Sources;
use crate::config::Config;
use crate::domain::parse_cluster;
use crate::parse;

const SOURCES: &str = r#"references:
- {id: treaty, type: treaty, title: "Treaty of Peace with Japan", issued: 1951-09-08, container-title: "United Nations Treaty Series", volume: "136", page: "45", language: en}
- {id: book, type: book, title: "The Russian Push toward Japan", author: [{family: Lensen, given: George Alexander}], issued: 1959, publisher: "Princeton University Press", publisher-place: Princeton, language: en}
- {id: web, type: webpage, title: "Northern Territories", author: [{literal: "Ministry of Foreign Affairs of Japan"}], issued: 2003, URL: "https://example.org/?a=1&b=2", language: en}
- {id: web2, type: webpage, title: "Basic position", author: [{literal: "Ministry of Foreign Affairs of Japan"}], issued: 2003, URL: "https://example.org/b", language: en}
- {id: russian, type: book, title: "Серп и молот против самурайского меча", author: [{family: Черевко, given: "К. Е."}], issued: 2003, publisher: Вече, publisher-place: Москва, language: ru}
- {id: japanese, type: article-journal, title: "日露和親条約について", author: [{family: 和田, given: 春樹}], issued: "1973?", container-title: "歴史学研究", volume: "12", page: "1-9", language: ja}
- {id: range, type: book, title: "Documents <of> war", issued: 1918-08/1922-10-25, language: en}
"#;

/// An atlas with these sources, cited in this style.
struct Library {
    atlas: Atlas,
    citations: Citations,
    language: &'static str,
}

impl Library {
    fn new(style: &str, language: &'static str, yaml: &str) -> Self {
        let book = format!("[book]\ntitle = \"A\"\nlanguage = \"{language}\"\n[citations]\nstyle = \"{style}\"\n");
        let sources = Sources::from_files([("book.toml", book.as_str()), ("content/sources.yaml", yaml)]);
        let config = Config::read(&sources).value;
        let mut found = Vec::new();
        let chosen = choose(&config, &sources, &mut found);
        assert!(found.is_empty(), "{found:?}");
        let documents = parse::documents(&sources, &config).value;
        let atlas = Atlas::assemble(documents, &sources, &config, crate::Drafts::LeaveOut).value;
        let citations = Citations::new(chosen, [language].into_iter(), atlas.bibliography().len());
        Self { atlas, citations, language }
    }

    fn desk(&self) -> Desk<'_> {
        self.citations.desk(&self.atlas, self.language).unwrap()
    }

    /// What becomes of a citation, at a place.
    fn cite(&self, written: &str, stand: Stand, seen: &mut Seen) -> String {
        text(&self.desk().cite(&parse_cluster(written).unwrap().unwrap(), stand, seen))
    }

    fn reference(&self, key: &str) -> String {
        text(&self.desk().reference(self.atlas.source_index(key).unwrap(), Some(1)))
    }
}

/// HTML without links; italics as underscores.
fn text(html: &str) -> String {
    let mut out = html.replace("<i>", "_").replace("</i>", "_");
    while let (Some(open), Some(close)) = (out.find('<'), out.find('>')) {
        out.replace_range(open..=close, "");
    }
    out
}

#[test]
fn styles_cite_in_their_ways() {
    for (style, citation, expected) in [
        (
            "chicago-notes",
            "@book, p. 45",
            "George Alexander Lensen, _The Russian Push toward Japan_ (Princeton University Press, 1959), 45.",
        ),
        (
            "chicago-notes",
            "see @treaty, art. 2(c)",
            "See Treaty of Peace with Japan, September 8, 1951, 136 United Nations Treaty Series 45, art. 2(c).",
        ),
        ("chicago-shortened-notes", "@book, pp. 45-46", "Lensen, _The Russian Push toward Japan_, 45–46."),
        ("chicago-shortened-notes", "@book, preamble", "Lensen, _The Russian Push toward Japan_, preamble."),
        ("apa", "@book, p. 45", "(Lensen, 1959, p. 45)"),
        ("apa", "@book, pp. 45–46; @russian", "(Lensen, 1959, pp. 45–46; Черевко, 2003)"),
        ("apa", "-@book, p. 45", "(1959, p. 45)"),
        ("apa", "cf. @book, p. 45, emphasis added", "(cf. Lensen, 1959, p. 45, emphasis added)"),
        ("apa", "@web", "(Ministry of Foreign Affairs of Japan, 2003b)"),
        ("apa", "@web2", "(Ministry of Foreign Affairs of Japan, 2003a)"),
        ("apa", "@range", "(_Documents &lt;of&gt; War_, 1918–1922)"),
        ("apa", "@japanese", "(和田, 1973?)"),
        ("mla", "@book, p. 45", "(Lensen 45)"),
        ("gost-r-7-0-5", "@book, p. 45", "[1, p. 45]"),
        ("sist02", "@russian", "(1)"),
    ] {
        let library = Library::new(style, "en", SOURCES);
        let stand = if library.desk().notes() { Stand::Note(1) } else { Stand::Text };
        assert_eq!(library.cite(citation, stand, &mut Seen::default()), expected, "{style}: {citation}");
    }
}

#[test]
fn styles_refer_in_their_ways() {
    for (style, key, expected) in [
        (
            "chicago-notes",
            "book",
            "Lensen, George Alexander. _The Russian Push toward Japan_. Princeton University Press, 1959.",
        ),
        (
            "chicago-notes",
            "web",
            "Ministry of Foreign Affairs of Japan. “Northern Territories.” 2003. https://example.org/?a=1&amp;b=2.",
        ),
        ("apa", "russian", "Черевко, К. Е. (2003). _Серп и молот против самурайского меча_. Вече."),
        ("mla", "book", "Lensen, George Alexander. _The Russian Push toward Japan_. Princeton University Press, 1959."),
        ("gost-r-7-0-5", "russian", "Черевко К. Е. Серп и молот против самурайского меча. Москва: Вече, 2003."),
        ("sist02", "japanese", "和田春樹. 日露和親条約について. 歴史学研究. 1973?, vol. 12, pp. 1–9."),
    ] {
        assert_eq!(Library::new(style, "en", SOURCES).reference(key), expected, "{style}: {key}");
    }
}

#[test]
fn the_first_note_is_full_and_later_ones_are_short() {
    let library = Library::new("chicago-notes", "en", SOURCES);
    let mut seen = Seen::default();
    let first = library.cite("@book, p. 1", Stand::Note(1), &mut seen);
    let second = library.cite("@book, p. 1", Stand::Note(2), &mut seen);
    assert!(first.contains("1959"), "{first}");
    assert_eq!(second, "Lensen, _The Russian Push toward Japan_, 1.");
}

#[test]
fn the_label_of_a_place_stands_outside_the_link_as_the_place_does() {
    for (style, written, end) in [
        ("chicago-shortened-notes", "web, art. 2", ",”</a> art. 2."),
        ("chicago-shortened-notes", "book, art. 2", "</i></a>, art. 2."),
        ("apa", "book, p. 2", "1959</a>, p. 2)"),
    ] {
        let library = Library::new(style, "en", SOURCES);
        let citation = parse_cluster(&format!("@{written}")).unwrap().unwrap();
        let html = library.desk().cite(&citation, Stand::Note(1), &mut Seen::default());
        assert!(html.ends_with(end), "{style}: {html}");
    }
    for text in ["Empire, etc. and more", "No comma art.", "A word, that is longer."] {
        assert_eq!(before_label(text), None, "{text}");
    }
}

#[test]
fn names_keep_all_their_parts() {
    let yaml = "references:\n\
        - {id: gogh, type: book, title: Letters, author: [{family: Gogh, given: Vincent, non-dropping-particle: van}], issued: 1888}\n\
        - {id: king, type: book, title: Strength, author: [{family: King, given: Martin Luther, suffix: Jr.}], issued: 1963}\n\
        - {id: cook, type: book, title: Voyage, author: [{family: Cook, given: James}], issued: {date-parts: [[1780]], circa: true}}\n";
    let library = Library::new("apa", "en", yaml);
    let cite = |written| library.cite(written, Stand::Text, &mut Seen::default());
    assert_eq!(cite("@gogh"), "(van Gogh, 1888)");
    assert_eq!(cite("@cook"), "(Cook, ca. 1780)");
    assert!(library.reference("gogh").starts_with("van Gogh, V."), "{}", library.reference("gogh"));
    assert!(library.reference("king").starts_with("King, M. L., Jr."), "{}", library.reference("king"));
}

#[test]
fn numbers_follow_the_order_of_mention() {
    let library = Library::new("ieee", "en", SOURCES);
    let mut seen = Seen::default();
    assert_eq!(library.cite("@russian", Stand::Text, &mut seen), "[1]");
    assert_eq!(library.cite("@book", Stand::Text, &mut seen), "[2]");
    assert_eq!(library.cite("@russian", Stand::Text, &mut seen), "[1]");
    let bibliography = library.atlas.bibliography();
    let keys: Vec<&str> =
        library.desk().mentioned(&seen).into_iter().map(|(source, _)| bibliography[source].key.as_str()).collect();
    assert_eq!(keys, ["russian", "book"]);
}

#[test]
fn the_words_of_a_style_are_those_of_the_language() {
    let library = Library::new("apa", "ru", SOURCES);
    assert_eq!(library.cite("@book, p. 45", Stand::Text, &mut Seen::default()), "(Lensen, 1959, с. 45)");
}

#[test]
fn only_addresses_of_the_web_and_of_mail_are_links() {
    let yaml =
        "references:\n- {id: a, type: webpage, title: \"<b>&\", DOI: \"x\\\"><script>\", URL: \"https://example.org/\"}\n";
    let library = Library::new("chicago-notes", "en", yaml);
    let html = library.desk().reference(0, None);
    assert!(!html.contains("<b>") && !html.contains("<script") && !html.contains("\"\""), "{html}");
}

/// A string of anything that a file can hold: scripts, signs of HTML, digits, what was once a number.
fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        "[а-яё№«» -]{0,20}",
        "[ぁ-んァ-ヶ一-龠]{0,12}",
        "[0-9IVXivx–,&. -]{0,12}",
        Just("ß ŉ ǰ ΐ İ ﬁ".to_owned()),
        Just("<i>&amp;</i>\"'".to_owned()),
        Just("99999999999999999999".to_owned()),
        "[a-zA-Z' .:?!-]{0,60}",
    ]
}

fn dates() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "1855",
        "1855-02",
        "1855-02-07",
        "1711~",
        "1806?",
        "1806%",
        "170X",
        "17XX",
        "1918-08/1922-10-25",
        "2022/..",
        "../1905",
        "1853-23",
        "-0043",
        "0000",
        "Ansei 1/12/21",
        "n.d.",
        "9999-12-31",
        "1855-13",
        "/",
        "~",
    ])
    .prop_map(str::to_owned)
}

#[test]
fn many_pages_may_ask_for_alike_sources_at_once() {
    use rayon::prelude::*;
    let entry = |at: usize| format!("{{id: s{at}, type: book, title: T{at}, author: [{{family: Same}}], issued: 2003}}");
    let yaml = format!("references: [{}]", (0..60).map(entry).collect::<Vec<_>>().join(", "));
    let library = Library::new("apa", "en", &yaml);
    (0..400_usize).into_par_iter().for_each(|page| {
        let cited = Citation {
            prefix: String::new(),
            key: format!("s{}", page % 60),
            key_range: 0..0,
            locator: String::new(),
            mode: Mode::Full,
        };
        let html = library.desk().cite(&[cited], Stand::Text, &mut Seen::default());
        assert!(html.contains("2003"), "{html}");
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_entry_makes_us_panic(
        kind in proptest::sample::select(parse::SOURCE_TYPES.to_vec()),
        style in proptest::sample::select(vec!["chicago-notes", "chicago-shortened-notes", "apa", "mla", "gost-r-7-0-5", "sist02", "mhra", "iso-690-author-date"]),
        language in proptest::sample::select(vec!["en", "ru", "ja"]),
        texts in proptest::collection::vec(odd(), 12),
        names in proptest::collection::vec((odd(), odd()), 0..4),
        issued in dates(),
        place in odd(),
    ) {
        let texts: Vec<String> = texts.iter().map(|text| serde_json::to_string(text).unwrap()).collect();
        let names: Vec<String> = names
            .iter()
            .map(|(family, given)| format!("{{\"family\": {}, \"given\": {}}}", serde_json::to_string(family).unwrap(), serde_json::to_string(given).unwrap()))
            .collect();
        let entry = format!(
            "{{\"id\": \"a\", \"type\": \"{kind}\", \"title\": {}, \"title-short\": {}, \"container-title\": {}, \"publisher\": {}, \"publisher-place\": {}, \"volume\": {}, \"issue\": {}, \"page\": {}, \"DOI\": {}, \"number\": {}, \"edition\": {}, \"genre\": {}, \"issued\": {}, \"event-date\": {}, \"author\": [{}], \"editor\": [{}]}}",
            texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], texts[8], texts[9], texts[10], texts[11],
            serde_json::to_string(&issued).unwrap(), serde_json::to_string(&issued).unwrap(), names.join(", "), names.join(", "),
        );
        let yaml = format!("{{\"references\": [{entry}, {}]}}", entry.replace("\"id\": \"a\"", "\"id\": \"b\""));
        let library = Library::new(style, language, &yaml);
        let desk = library.desk();
        let cited: Vec<Citation> = ["a", "b"]
            .into_iter()
            .map(|key| Citation { prefix: String::new(), key: key.to_owned(), key_range: 0..0, locator: place.clone(), mode: Mode::Full })
            .collect();
        let mut seen = Seen::default();
        for stand in [Stand::Note(1), Stand::Note(2), Stand::Text] {
            desk.cite(&cited, stand, &mut seen);
        }
        for (source, number) in desk.mentioned(&seen) {
            let html = desk.reference(source, number);
            prop_assert!(!html.contains("<script") && !html.is_empty());
        }
        // What the library cannot format (it panics at some entries in some styles) is a fault of the source and nothing worse.
        for fault in library.citations.faults(&library.atlas) {
            prop_assert_eq!(fault.code, &crate::manual::BAD_SOURCE);
        }
    }
}
