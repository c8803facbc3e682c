//! The words that styles use, by language: months, `p.`, `ed.`, quotation marks.

use hayagriva::citationberg::{Locale, LocaleCode};

/// The languages of the library's locales, in its order.
const TAGS: &[&str] = &[
    "af-ZA",
    "ar",
    "bal-PK",
    "bg-BG",
    "brh-PK",
    "ca-AD",
    "cs-CZ",
    "cy-GB",
    "da-DK",
    "de-AT",
    "de-CH",
    "de-DE",
    "el-GR",
    "en-GB",
    "en-US",
    "es-CL",
    "es-ES",
    "es-MX",
    "et-EE",
    "eu",
    "fa-IR",
    "fi-FI",
    "fr-CA",
    "fr-FR",
    "gl-ES",
    "he-IL",
    "hi-IN",
    "hr-HR",
    "hu-HU",
    "hy-AM",
    "id-ID",
    "is-IS",
    "it-IT",
    "ja-JP",
    "km-KH",
    "ko-KR",
    "la",
    "lij-IT",
    "lt-LT",
    "lv-LV",
    "mn-MN",
    "ms-MY",
    "nb-NO",
    "nl-NL",
    "nn-NO",
    "pa-PK",
    "pl-PL",
    "pt-BR",
    "pt-PT",
    "ro-RO",
    "ru-RU",
    "sk-SK",
    "sl-SI",
    "sr-Cyrl-RS",
    "sr-Latn-RS",
    "sv-SE",
    "th-TH",
    "tl-PH",
    "tr-TR",
    "uk-UA",
    "vi-VN",
    "zh-CN",
    "zh-TW",
];

/// Which of several a bare language means.
const USUAL: &[&str] = &["en-US", "de-DE", "es-ES", "fr-FR", "pt-PT", "sr-Cyrl-RS", "zh-CN"];

/// The locale for a language, and English, to which the library falls back. Decoding all takes the time of a small book.
pub(crate) fn read(language: &str) -> (LocaleCode, Vec<Locale>) {
    let tag = tag(language);
    let mut locales = Vec::new();
    for wanted in [tag, "en-US"] {
        let bytes = TAGS.iter().position(|tag| *tag == wanted).and_then(|at| hayagriva::archive::LOCALES.get(at));
        let known = locales.iter().any(|known: &Locale| known.lang.as_ref().is_some_and(|lang| lang.0 == wanted));
        if let Some(locale) = bytes.filter(|_| !known).and_then(|bytes| ciborium::de::from_reader(*bytes).ok()) {
            locales.push(locale);
        }
    }
    (LocaleCode(tag.to_owned()), locales)
}

fn tag(language: &str) -> &'static str {
    let lower = language.to_lowercase();
    let exact = TAGS.iter().find(|tag| tag.to_lowercase() == lower);
    let base = lower.split('-').next().unwrap_or_default();
    let traditional = base == "zh" && ["hant", "tw", "hk"].iter().any(|part| lower.contains(part));
    let same = |tag: &&&str| tag.split('-').next() == Some(base);
    let found = exact
        .or_else(|| TAGS.iter().find(|tag| traditional && **tag == "zh-TW"))
        .or_else(|| USUAL.iter().find(same))
        .or_else(|| TAGS.iter().find(same));
    found.copied().unwrap_or("en-US")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_the_order_of_the_library() {
        assert_eq!(TAGS.len(), hayagriva::archive::LOCALES.len());
        for (tag, locale) in TAGS.iter().zip(hayagriva::archive::locales()) {
            assert_eq!(locale.lang.as_ref().map(|lang| lang.0.as_str()), Some(*tag));
        }
    }

    #[test]
    fn every_language_has_a_locale() {
        for (language, expected) in
            [("en", "en-US"), ("ru", "ru-RU"), ("ja", "ja-JP"), ("zh-Hant", "zh-TW"), ("pt-BR", "pt-BR"), ("ain", "en-US")]
        {
            let (code, locales) = read(language);
            assert_eq!(code.0, expected);
            assert!(locales.iter().any(|locale| locale.lang.as_ref() == Some(&code)));
        }
    }
}
