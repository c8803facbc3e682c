//! A miniature of the book the program is made for: the Kurils and Sakhalin between Russia and Japan.

use super::*;
use Layer::{Control, Title};

const PARTIES: &str = "
    party ainu
    party matsumae-domain * 1871
    party tokugawa-shogunate 1603 1868-01-03
    party japan-empire 1868-01-03 1947-05-03 continuation:tokugawa-shogunate@1868-01-03
    party japan 1947-05-03 * continuation:japan-empire@1947-05-03
    party russian-tsardom * 1721-11-02
    party russian-empire 1721-11-02 1917-03-15 continuation:russian-tsardom@1721-11-02
    party russian-provisional-government 1917-03-15 1917-11-07 continuation:russian-empire@1917-03-15
    party soviet-russia 1917-11-07 1922-12-30 continuation:russian-provisional-government@1917-11-07
    party far-eastern-republic 1920-04-06 1922-11-15
    party ussr 1922-12-30 1991-12-26 succession:soviet-russia@1922-12-30
    party russian-federation 1991-12-26 * continuation:ussr@1991-12-26
";

const LAND: &str = "
    leaf shumshu control=ainu@1700 title=unsettled@1700
    leaf urup control=ainu@1700 title=unsettled@1700
    leaf iturup control=ainu@1700 title=unsettled@1700
    leaf kunashir control=ainu@1700 title=unsettled@1700
    leaf shikotan control=matsumae-domain@1700 title=unsettled@1700
    leaf taraku control=matsumae-domain@1700 title=unsettled@1700
    leaf suisho control=matsumae-domain@1700 title=unsettled@1700
    leaf sakhalin-north both=unsettled@1679
    leaf sakhalin-south both=unsettled@1679
    group habomai = taraku suisho
    group sakhalin = sakhalin-north sakhalin-south
    group northern-kurils = shumshu urup
    group southern-kurils = iturup kunashir shikotan habomai
    extent kuril-islands by russian-federation = northern-kurils southern-kurils
    extent kuril-islands by japan = northern-kurils
    dispute kuril-islands
    dispute sakhalin-south
";

const ACTS: &str = "
    act kuril-tribute 1711/1807-04-29
    - northern-kurils ainu > russian-empire occupation on=1711/1779
    - kunashir ainu > matsumae-domain administration on=1754
    - kunashir matsumae-domain > tokugawa-shogunate administration on=1799-02-20
    - iturup ainu > tokugawa-shogunate administration on=1799-02-20
    - shikotan matsumae-domain > tokugawa-shogunate administration on=1799-02-20
    - habomai matsumae-domain > tokugawa-shogunate administration on=1799-02-20
    act muravyov-edo-1859 1859-08
    - sakhalin-north unsettled > russian-empire occupation on=1856
    act shimoda-1855 1856-12-07
    - northern-kurils unsettled > russian-empire delimitation layer=title on=1855-02-07 art=2
    - southern-kurils unsettled > tokugawa-shogunate delimitation layer=title on=1855-02-07 art=2
    act sakhalin-regulations-1867 1867-03-30
    - sakhalin * > russian-empire+tokugawa-shogunate condominium art=2
    act st-petersburg-1875 1875-08-22
    - sakhalin russian-empire+japan-empire > russian-empire exchange art=1
    - northern-kurils russian-empire > japan-empire exchange art=2
    act russo-japanese-war-1904 1904-02-08/1905-10-15
    - sakhalin-south russian-empire > japan-empire occupation on=1905-07-07
    - sakhalin-north russian-empire > japan-empire occupation on=1905-07-24
    act portsmouth-1905 1905-10-15
    - sakhalin-south russian-empire > japan-empire cession layer=title art=9 cite=macmurray-1921
    - sakhalin-north japan-empire > russian-empire evacuation on=1905-11
    act north-sakhalin-1920 1920-04-21/1925-05-15
    - sakhalin-north * > japan-empire occupation on=1920-04-21
    act beijing-1925 1925-02-26
    - sakhalin-north japan-empire > ussr evacuation on=1925-05-15
    act south-sakhalin-1945 1945-08-11/1945-08-25
    - sakhalin-south japan-empire > ussr occupation on=1945-08-25
    act kuril-landing-1945 1945-08-18/1945-09-05
    - shumshu japan-empire > ussr occupation on=1945-08-23
    - urup japan-empire > ussr occupation on=1945-08-30/1945-08-31
    - iturup japan-empire > ussr occupation on=1945-08-28
    - kunashir japan-empire > ussr occupation on=1945-09-01
    - shikotan japan-empire > ussr occupation on=1945-09-01
    - habomai japan-empire > ussr occupation on=1945-09-05
";

const DECREES: &str = "
    act soviet-decrees-1946 1946-02-02
    - sakhalin-south japan-empire > ussr annexation layer=title for=russian-federation
    - kuril-islands japan-empire > ussr annexation layer=title for=russian-federation
";

const SAN_FRANCISCO: &str = "
    act san-francisco-1951 1952-04-28
    - kuril-islands japan > undetermined renunciation layer=title art=2
    - sakhalin-south japan > undetermined renunciation layer=title art=2
";

fn ledger(parts: &[&str]) -> Ledger {
    let (ledger, faults) = Book::read(&parts.join("\n")).compute();
    assert_eq!(show_faults(&faults), "");
    ledger
}

fn book() -> Ledger {
    ledger(&[PARTIES, LAND, ACTS, DECREES, SAN_FRANCISCO])
}

#[test]
fn the_ledger_says_who_held_what() {
    let ledger = book();
    for (territory, day, layer, view, expected) in [
        // Before the treaties.
        ("urup", "1699-12-31", Title, "japan", "-"),
        ("urup", "1700-06-01", Title, "japan", "unsettled?"),
        ("urup", "1701-01-01", Title, "japan", "unsettled"),
        ("urup", "1710-12-31", Control, "japan", "ainu"),
        ("urup", "1711-01-01", Control, "japan", "ainu|russian-empire"),
        ("urup", "1779-12-30", Control, "japan", "ainu|russian-empire"),
        ("urup", "1779-12-31", Control, "japan", "russian-empire"),
        ("kunashir", "1754-05-05", Control, "russia", "ainu|matsumae-domain"),
        ("kunashir", "1799-02-20", Control, "russia", "tokugawa-shogunate"),
        ("sakhalin", "1820-01-01", Title, "japan", "sakhalin-north unsettled, sakhalin-south unsettled"),
        // Shimoda 1855.
        ("urup", "1855-02-06", Title, "japan", "unsettled"),
        ("urup", "1855-02-07", Title, "japan", "russian-empire"),
        ("iturup", "1855-02-07", Title, "russia", "tokugawa-shogunate"),
        ("sakhalin-north", "1856-03-01", Control, "japan", "unsettled|russian-empire"),
        // The regulations of 1867, and the shogunate's end, which leaves the other joint holder alone.
        ("sakhalin-south", "1867-03-29", Control, "japan", "unsettled"),
        ("sakhalin", "1867-03-30", Title, "japan", "sakhalin-north A, sakhalin-south A"),
        ("sakhalin-south", "1868-01-03", Control, "japan", "japan-empire+russian-empire"),
        ("iturup", "1868-01-02", Title, "japan", "tokugawa-shogunate"),
        ("iturup", "1868-01-03", Title, "japan", "japan-empire"),
        // The exchange of 1875.
        ("sakhalin-south", "1875-08-21", Title, "japan", "japan-empire+russian-empire"),
        ("sakhalin", "1875-08-22", Title, "japan", "sakhalin-north russian-empire, sakhalin-south russian-empire"),
        ("northern-kurils", "1875-08-22", Title, "japan", "shumshu japan-empire, urup japan-empire"),
        ("urup", "1875-08-21", Control, "japan", "russian-empire"),
        // War and Portsmouth.
        ("sakhalin-south", "1905-07-07", Control, "japan", "japan-empire"),
        ("sakhalin-south", "1905-07-07", Title, "japan", "russian-empire"),
        ("sakhalin-south", "1905-10-14", Title, "japan", "russian-empire"),
        ("sakhalin-south", "1905-10-15", Title, "japan", "japan-empire"),
        ("sakhalin-north", "1905-10-15", Control, "japan", "japan-empire"),
        ("sakhalin-north", "1905-11-15", Control, "japan", "japan-empire|russian-empire"),
        ("sakhalin-north", "1905-11-30", Control, "japan", "russian-empire"),
        ("sakhalin-north", "1905-10-15", Title, "japan", "russian-empire"),
        // Revolutions and the occupation of the north.
        ("sakhalin-north", "1917-03-14", Title, "japan", "russian-empire"),
        ("sakhalin-north", "1917-03-15", Title, "japan", "russian-provisional-government"),
        ("sakhalin-north", "1917-11-07", Control, "japan", "soviet-russia"),
        ("sakhalin-north", "1920-04-21", Control, "japan", "japan-empire"),
        ("sakhalin-north", "1920-04-21", Title, "japan", "soviet-russia"),
        ("sakhalin-north", "1922-12-30", Title, "japan", "ussr"),
        ("sakhalin-north", "1925-05-14", Control, "japan", "japan-empire"),
        ("sakhalin-north", "1925-05-15", Control, "japan", "ussr"),
        // 1945 and after.
        ("urup", "1945-08-29", Control, "japan", "japan-empire"),
        ("urup", "1945-08-30", Control, "japan", "japan-empire|ussr"),
        ("urup", "1945-08-31", Control, "japan", "ussr"),
        ("southern-kurils", "1945-09-03", Control, "japan", "iturup ussr, kunashir ussr, shikotan ussr, B"),
        ("iturup", "1946-02-01", Title, "russia", "japan-empire"),
        ("iturup", "1946-02-02", Title, "russia", "ussr"),
        ("iturup", "1946-02-02", Title, "japan", "japan-empire"),
        ("iturup", "1947-05-03", Title, "japan", "japan"),
        ("sakhalin-south", "1952-04-27", Title, "japan", "japan"),
        ("sakhalin-south", "1952-04-28", Title, "japan", "undetermined"),
        ("sakhalin-south", "1952-04-28", Title, "russia", "ussr"),
        ("urup", "1952-04-28", Title, "japan", "undetermined"),
        ("urup", "1952-04-28", Title, "russia", "ussr"),
        ("iturup", "1952-04-28", Title, "japan", "japan"),
        ("taraku", "1991-12-25", Title, "russia", "ussr"),
        ("taraku", "1991-12-26", Title, "russia", "russian-federation"),
        ("taraku", "2026-01-01", Title, "japan", "japan"),
        ("taraku", "2026-01-01", Control, "japan", "russian-federation"),
        ("kuril-islands", "2026-01-01", Title, "japan", "shumshu undetermined, urup undetermined"),
        ("atlantis", "2026-01-01", Title, "japan", ""),
    ] {
        let view = if view == "russia" { "russian-federation" } else { view };
        let expected = expected
            .replace('A', "russian-empire+tokugawa-shogunate")
            .replace('B', "suisho japan-empire, taraku japan-empire");
        assert_eq!(who(&ledger, territory, day, layer, view), expected, "{territory} {day} {layer:?} {view}");
    }
}

#[test]
fn a_line_of_succession_is_one_viewpoint() {
    let ledger = book();
    let names: Vec<_> = ledger.viewpoints().map(|viewpoint| ledger.viewpoint_name(viewpoint)).collect();
    assert_eq!(names, ["japan", "russian-federation"]);
    assert_eq!(ledger.viewpoint_of("ussr"), ledger.viewpoint_of("russian-tsardom"));
    assert_eq!(ledger.viewpoint_of("ainu"), None);
    assert_eq!(ledger.line("tokugawa-shogunate"), "japan");
    assert_eq!(ledger.line("ainu"), "ainu");
}

#[test]
fn a_history_gives_every_spell_with_its_basis() {
    let ledger = book();
    let expected = "1679-01-01..1679-12-31 unsettled - sakhalin-south:0
        1867-03-30 russian-empire+tokugawa-shogunate condominium sakhalin-regulations-1867[0]
        1868-01-03 japan-empire+russian-empire condominium tokugawa-shogunate>japan-empire
        1875-08-22 russian-empire exchange st-petersburg-1875[0]
        1905-10-15 japan-empire cession portsmouth-1905[0]
        1946-02-02 ussr annexation soviet-decrees-1946[0] confirmed by san-francisco-1951[1]
        1991-12-26 russian-federation annexation ussr>russian-federation";
    let expected: Vec<_> = expected.lines().map(str::trim).collect();
    assert_eq!(history(&ledger, "sakhalin-south", Title, "ussr"), expected);

    let spells = ledger.history("sakhalin-south", Title, viewpoint(&ledger, "japan"));
    let portsmouth = &spells[4];
    assert_eq!(portsmouth.cite()[0].key, "macmurray-1921");
    assert_eq!(portsmouth.by.place().1.to_string(), "changes[0]");
    assert!(matches!(portsmouth.by, Basis::Change { article: Some(article), .. } if article == "9"));
    assert!(ledger.history("sakhalin", Title, viewpoint(&ledger, "japan")).is_empty(), "a group has no history");
}

#[test]
fn an_uncertain_boundary_leaves_some_days_possible() {
    let ledger = book();
    let spells = ledger.history("urup", Control, viewpoint(&ledger, "*"));
    let days = |days: Days| format!("{}..{}", days.first, days.last.map_or_else(String::new, |day| day.to_string()));
    let found: Vec<_> = spells
        .iter()
        .map(|spell| (name(spell.holder), spell.certain().map_or_else(String::new, days), days(spell.possible())))
        .collect();
    let found: Vec<_> = found.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    assert_eq!(
        found,
        [
            ("ainu", "1700-12-31..1710-12-31", "1700-01-01..1779-12-30"),
            ("russian-empire", "1779-12-31..1875-08-21", "1711-01-01..1875-08-21"),
            ("japan-empire", "1875-08-22..1945-08-29", "1875-08-22..1945-08-30"),
            ("ussr", "1945-08-31..1991-12-25", "1945-08-30..1991-12-25"),
            ("russian-federation", "1991-12-26..", "1991-12-26.."),
        ]
    );
}

/// The case in point: one renunciation with no viewpoint falls on what each side calls the Kurils.
#[test]
fn a_renunciation_falls_on_what_each_viewpoint_counts() {
    let with_decrees = book();
    let without = ledger(&[PARTIES, LAND, ACTS, SAN_FRANCISCO]);
    for (leaf, japan, russia, russia_without) in [
        ("shumshu", "undetermined", "ussr", "undetermined"),
        ("urup", "undetermined", "ussr", "undetermined"),
        ("iturup", "japan", "ussr", "undetermined"),
        ("kunashir", "japan", "ussr", "undetermined"),
        ("shikotan", "japan", "ussr", "undetermined"),
        ("taraku", "japan", "ussr", "undetermined"),
        ("suisho", "japan", "ussr", "undetermined"),
    ] {
        assert_eq!(who(&with_decrees, leaf, "1952-04-28", Title, "japan"), japan, "{leaf}");
        assert_eq!(who(&with_decrees, leaf, "1952-04-28", Title, "ussr"), russia, "{leaf}");
        assert_eq!(who(&without, leaf, "1952-04-28", Title, "japan"), japan, "{leaf}");
        assert_eq!(who(&without, leaf, "1952-04-28", Title, "ussr"), russia_without, "{leaf}");
        let spells = with_decrees.history(leaf, Title, viewpoint(&with_decrees, "ussr"));
        let soviet = spells.iter().find(|spell| name(spell.holder) == "ussr").unwrap();
        assert_eq!(soviet.confirmed_by.iter().filter_map(|basis| basis.act()).collect::<Vec<_>>(), ["san-francisco-1951"]);
    }
    assert_eq!(with_decrees.leaves("kuril-islands", viewpoint(&with_decrees, "japan")), ["shumshu", "urup"]);
    assert_eq!(with_decrees.leaves("kuril-islands", viewpoint(&with_decrees, "ussr")).len(), 7);
    assert_eq!(with_decrees.common_leaves("kuril-islands"), ["shumshu", "urup"]);
    assert_eq!(with_decrees.all_leaves("kuril-islands").len(), 7);
}

#[test]
fn title_is_disputed_from_the_day_on_which_viewpoints_part() {
    let ledger = book();
    for (leaf, on, expected) in [
        ("iturup", "1699-01-01", false),
        ("iturup", "1946-02-01", false),
        ("iturup", "1946-02-02", true),
        ("iturup", "2026-01-01", true),
        ("urup", "1946-02-02", true),
        ("sakhalin-north", "1946-02-02", false),
        ("sakhalin", "1946-02-02", false),
    ] {
        assert_eq!(ledger.disputed(leaf, day(on)), expected, "{leaf} {on}");
    }
}

#[test]
fn an_act_knows_what_it_did() {
    let ledger = book();
    let show = |effect: Effect<'_>| {
        let view = effect.viewpoint.map_or("*", |viewpoint| ledger.viewpoint_name(viewpoint));
        let from = effect.from.map_or_else(|| "-".to_owned(), name);
        let on = effect.on.map_or_else(|| "confirmed".to_owned(), |on| on.to_string());
        format!("{} {} {} {view}: {from} > {}, {on}", effect.item, effect.leaf, effect.layer.name(), name(effect.to))
    };
    let effects = |act: &str| ledger.effects(act).into_iter().map(show).collect::<Vec<_>>();
    assert_eq!(
        effects("portsmouth-1905"),
        [
            "0 sakhalin-south title japan: russian-empire > japan-empire, 1905-10-15",
            "0 sakhalin-south title russian-federation: russian-empire > japan-empire, 1905-10-15",
            "1 sakhalin-north control *: japan-empire > russian-empire, some day from 1905-11-01 to 1905-11-30",
        ]
    );
    assert_eq!(
        effects("san-francisco-1951"),
        [
            "0 iturup title russian-federation: ussr > ussr, confirmed",
            "0 kunashir title russian-federation: ussr > ussr, confirmed",
            "0 shikotan title russian-federation: ussr > ussr, confirmed",
            "0 shumshu title japan: japan > undetermined, 1952-04-28",
            "0 shumshu title russian-federation: ussr > ussr, confirmed",
            "0 suisho title russian-federation: ussr > ussr, confirmed",
            "0 taraku title russian-federation: ussr > ussr, confirmed",
            "0 urup title japan: japan > undetermined, 1952-04-28",
            "0 urup title russian-federation: ussr > ussr, confirmed",
            "1 sakhalin-south title japan: japan > undetermined, 1952-04-28",
            "1 sakhalin-south title russian-federation: ussr > ussr, confirmed",
        ]
    );
    assert!(effects("nothing-1800").is_empty());
}

#[test]
fn the_map_stops_where_something_changes() {
    let ledger = book();
    let moments: Vec<_> = ledger.moments().iter().map(Day::to_string).collect();
    assert_eq!(
        moments.join(" "),
        "1679-01-01 1679-12-31 1700-01-01 1700-12-31 1711-01-01 1754-01-01 1754-12-31 1779-12-31 1799-02-20 1855-02-07 \
         1856-01-01 1856-12-31 1867-03-30 1868-01-03 1875-08-22 1905-07-07 1905-07-24 1905-10-15 1905-11-01 1905-11-30 \
         1917-03-15 1917-11-07 1920-04-21 1922-12-30 1925-05-15 1945-08-23 1945-08-25 1945-08-28 1945-08-30 1945-08-31 \
         1945-09-01 1945-09-05 1946-02-02 1947-05-03 1952-04-28 1991-12-26"
    );
}
