//! What search is given: the list of names, and the index of full text. How it answers is tested in a browser
//! (`tests/browser/search.mjs`), with the same book.

use std::path::Path;

use serde_json::Value;
use treatise::{Options, Site, Sources, compile};

fn book() -> Sources {
    Sources::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/book"))).unwrap()
}

fn site() -> Site {
    compile(book(), &Options::default())
}

/// The same book with other options.
fn site_with(options: &str) -> Site {
    let files: Vec<(String, String)> = book()
        .iter()
        .map(|(_, source)| {
            let more = if source.path == "book.toml" { options } else { "" };
            (source.path.clone(), format!("{}{more}", source.text))
        })
        .collect();
    compile(Sources::from_files(files), &Options::default())
}

fn names(site: &Site, language: &str) -> Value {
    let bytes = site.file(&format!("_search/names.{language}.json")).unwrap().unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn page<'n>(names: &'n Value, path: &str) -> &'n Value {
    names["pages"].as_array().unwrap().iter().find(|page| page[1] == path).unwrap_or_else(|| panic!("{path} is not listed"))
}

fn text(site: &Site, path: &str) -> String {
    String::from_utf8(site.file(path).unwrap().unwrap()).unwrap()
}

#[test]
fn a_page_is_listed_with_its_names_in_every_language_and_what_it_is_chosen_by() {
    let names = names(&site(), "en");
    let iturup = page(&names, "territories/iturup/");
    assert_eq!(iturup[0], "Iturup");
    assert_eq!(iturup[3], serde_json::json!(["Итуруп", "択捉島", "Etorofu-tō", "Etu-oro-p"]));
    let words = |list: &str, places: &Value| -> Vec<String> {
        let places = places.as_array().unwrap().iter().map(|place| usize::try_from(place.as_u64().unwrap()).unwrap());
        places.map(|place| names[list][place][1].as_str().unwrap().to_owned()).collect()
    };
    let shimoda = page(&names, "treaties/shimoda-1855/");
    assert_eq!(shimoda[2], "7 February 1855");
    assert_eq!(
        names["kinds"][usize::try_from(shimoda[4].as_u64().unwrap()).unwrap()],
        serde_json::json!(["treaty", "Treaties", "Treaty"])
    );
    assert_eq!(words("eras", &serde_json::json!([shimoda[5]])), ["The opening"]);
    assert_eq!(words("parties", &shimoda[6]), ["Russian Empire", "Tokugawa shogunate"]);
    // Two that it divides, and one that it speaks of.
    assert_eq!(words("territories", &shimoda[7]), ["Iturup", "Sakhalin", "Urup"]);
}

#[test]
fn each_language_lists_its_own_pages_and_those_not_translated() {
    let names = names(&site(), "ru");
    assert_eq!(page(&names, "ru/territories/iturup/")[0], "Итуруп");
    assert!(page(&names, "ru/territories/iturup/")[3].as_array().unwrap().contains(&"Iturup".into()));
    assert_eq!(page(&names, "territories/urup/")[0], "Urup");
    assert_eq!(page(&names, "ru/chronology/")[0], "Хронология");
    assert_eq!(names["words"]["open"], "Поиск");
}

#[test]
fn the_words_of_the_dialog_are_those_that_its_script_asks_for() {
    let script = include_str!("../static/search.js");
    let names = names(&site(), "ja");
    let words = names["words"].as_object().unwrap();
    let asked = script.split("words.").skip(1).map(|rest| {
        let length = rest.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
        &rest[..length]
    });
    for word in asked.chain(["kind", "era", "party", "territory"]).filter(|word| !matches!(*word, "every" | "map" | "some"))
    {
        assert!(words.contains_key(word), "static/search.js says words.{word}");
    }
}

#[test]
fn a_book_that_declines_search_has_none_of_it() {
    for site in [site_with("[search]\nenabled = false\n"), compile(book(), &Options { search: false, ..Options::default() })]
    {
        assert!(site.paths().all(|path| !path.starts_with("_search/")));
        assert!(site.search_index().unwrap().is_empty());
        assert!(!text(&site, "index.html").contains("class=\"find\""));
    }
    assert!(text(&site(), "index.html").contains("data-names=\"./_search/names.en.json\""));
}

#[test]
#[cfg(not(feature = "search"))]
fn without_an_indexer_names_are_listed_and_no_text_is_promised() {
    let site = site();
    assert!(site.search_index().unwrap().is_empty());
    assert_eq!(names(&site, "en")["texts"], serde_json::json!({}));
}

#[cfg(feature = "search")]
mod text {
    use std::collections::BTreeMap;

    use super::*;

    fn index(site: &Site) -> BTreeMap<String, Vec<u8>> {
        site.search_index().unwrap().into_iter().map(|file| (file.path.clone(), file.bytes().into_owned())).collect()
    }

    #[test]
    fn each_language_has_an_index_where_the_list_of_names_says() {
        let site = site();
        let index = index(&site);
        let texts = &names(&site, "en")["texts"];
        assert_eq!(texts, &serde_json::json!({"en": ["_search/en/"], "ru": ["_search/ru/"], "ja": ["_search/ja/"]}));
        for language in ["en", "ru", "ja"] {
            let entry: Value = serde_json::from_slice(&index[&format!("_search/{language}/pagefind-entry.json")]).unwrap();
            let pages = if language == "en" { 12 } else { 3 };
            assert_eq!(entry["languages"][language]["page_count"], pages, "{entry}");
            assert!(index.contains_key(&format!("_search/{language}/pagefind.js")));
        }
    }

    #[test]
    fn of_the_indexers_own_files_there_are_those_that_a_browser_asks_for() {
        for path in index(&site()).keys() {
            let name = path.rsplit('/').next().unwrap();
            let kinds = [".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment", ".pagefind"];
            let known =
                kinds.iter().any(|kind| name.ends_with(kind)) || ["pagefind.js", "pagefind-entry.json"].contains(&name);
            assert!(known, "{path}");
        }
        let programs: Vec<String> = index(&site()).into_keys().filter(|path| path.contains("/wasm.")).collect();
        // The indexer knows no stems of Japanese words, and has one program for all such languages.
        assert_eq!(
            programs,
            ["_search/en/wasm.en.pagefind", "_search/ja/wasm.unknown.pagefind", "_search/ru/wasm.ru.pagefind"]
        );
    }

    #[test]
    fn the_same_book_gives_the_same_index_however_it_was_read() {
        let files: Vec<(String, String)> =
            book().iter().map(|(_, source)| (source.path.clone(), source.text.clone())).collect();
        let backwards = Sources::from_files(files.into_iter().rev());
        let first = index(&site());
        assert!(first == index(&compile(backwards, &Options::default())));
        let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert!(first == one_thread.install(|| index(&site())));
    }

    #[test]
    fn a_single_file_is_that_of_the_whole_index() {
        let site = site();
        for (path, bytes) in index(&site) {
            assert!(site.file(&path).unwrap().unwrap() == bytes, "{path}");
        }
        assert!(site.file("_search/en/pagefind-ui.js").is_none());
    }

    #[test]
    fn a_book_above_the_limit_is_indexed_by_headings_and_says_so() {
        let (whole, limited) = (site(), site_with("[search]\nfull-text-limit = 17\n"));
        assert!(!whole.searches_headings_only() && limited.searches_headings_only());
        assert_eq!(names(&whole, "en")["limited"], false);
        assert_eq!(names(&limited, "en")["limited"], true);
        let size = |index: BTreeMap<String, Vec<u8>>| -> usize {
            index.iter().filter(|(path, _)| path.ends_with(".pf_fragment")).map(|(_, bytes)| bytes.len()).sum()
        };
        assert!(size(index(&limited)) < size(index(&whole)));
        assert!(
            !site_with("[search]\nfull-text-limit = 18\n").searches_headings_only(),
            "eighteen pages are not above eighteen"
        );
    }
}
