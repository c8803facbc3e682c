//! Names of languages.

/// The language's name in another language; the tag itself where we do not know it.
#[must_use]
pub fn name(tag: &str, in_language: &str) -> String {
    let mut parts = tag.split('-');
    let base = parts.next().unwrap_or_default();
    let latin = parts.any(|part| part.eq_ignore_ascii_case("Latn"));
    let column = match in_language.split('-').next() {
        Some("ru") => 1,
        Some("ja") => 2,
        _ => 0,
    };
    let Some((_, names)) = NAMES.iter().find(|(known, _)| *known == base) else { return tag.to_owned() };
    let name = names[column];
    match (latin, column) {
        (false, _) => name.to_owned(),
        (true, 1) => format!("{name} (латиницей)"),
        (true, 2) => format!("{name}（ラテン文字）"),
        (true, _) => format!("{name} (romanised)"),
    }
}

/// The language's name in itself.
#[must_use]
pub fn own_name(tag: &str) -> &str {
    match tag.split('-').next() {
        Some("en") => "English",
        Some("ru") => "русский",
        Some("ja") => "日本語",
        Some("fr") => "français",
        Some("de") => "Deutsch",
        Some("zh") => "中文",
        Some("ko") => "한국어",
        Some("es") => "español",
        Some("uk") => "українська",
        _ => tag,
    }
}

const NAMES: [(&str, [&str; 3]); 17] = [
    ("ain", ["Ainu", "айнский", "アイヌ語"]),
    ("de", ["German", "немецкий", "ドイツ語"]),
    ("en", ["English", "английский", "英語"]),
    ("es", ["Spanish", "испанский", "スペイン語"]),
    ("fr", ["French", "французский", "フランス語"]),
    ("it", ["Italian", "итальянский", "イタリア語"]),
    ("ja", ["Japanese", "японский", "日本語"]),
    ("ko", ["Korean", "корейский", "朝鮮語"]),
    ("la", ["Latin", "латинский", "ラテン語"]),
    ("mn", ["Mongolian", "монгольский", "モンゴル語"]),
    ("mnc", ["Manchu", "маньчжурский", "満洲語"]),
    ("niv", ["Nivkh", "нивхский", "ニヴフ語"]),
    ("nl", ["Dutch", "нидерландский", "オランダ語"]),
    ("pl", ["Polish", "польский", "ポーランド語"]),
    ("ru", ["Russian", "русский", "ロシア語"]),
    ("uk", ["Ukrainian", "украинский", "ウクライナ語"]),
    ("zh", ["Chinese", "китайский", "中国語"]),
];
