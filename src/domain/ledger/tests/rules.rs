//! The ledger's rules on books of a few lines.

use super::*;
use Layer::{Control, Title};

#[track_caller]
fn histories(book: &str, expected: &[(&str, Layer, &str, &[&str])]) {
    let (ledger, faults) = Book::read(book).compute();
    assert_eq!(show_faults(&faults), "");
    for (leaf, layer, view, spells) in expected {
        assert_eq!(history(&ledger, leaf, *layer, view), *spells, "{leaf} {layer:?} {view}");
    }
}

#[test]
fn a_book_without_viewpoints_has_one() {
    let (ledger, _) = Book::read("leaf x both=a@1810").compute();
    let names: Vec<_> = ledger.viewpoints().map(|viewpoint| ledger.viewpoint_name(viewpoint)).collect();
    assert_eq!(names, [EVERYBODY]);
    assert_eq!(who(&ledger, "x", "1850-01-01", Title, "*"), "a");
    let (ledger, _) = Book::read("").compute();
    assert_eq!((ledger.viewpoints().len(), ledger.moments().len()), (1, 0));
}

#[test]
fn joint_holders_are_a_set_and_pass_one_by_one() {
    histories(
        "
        party a
        party a2 * * continuation:a@1850-01-01
        party b
        party b2 * * succession:b@1860-01-01
        party c
        party c2 * * continuation:c@1850-01-01
        leaf x both=b+a@1810-01-01
        leaf y both=a+c@1810-01-01
        act one 1855-01-01
        - x b+a2+b > a2+b+c2 condominium layer=title
        ",
        &[
            (
                "x",
                Title,
                "*",
                &[
                    "1810-01-01 a+b - x:0",
                    "1850-01-01 a2+b - a>a2",
                    "1855-01-01 a2+b+c2 condominium one[0]",
                    "1860-01-01 a2+b2+c2 condominium b>b2",
                ],
            ),
            ("y", Control, "*", &["1810-01-01 a+c - y:0", "1850-01-01 a2+c2 - a>a2+c>c2"]),
        ],
    );
}

#[test]
fn joint_holders_with_one_successor_become_one_holder() {
    histories(
        "
        party a
        party b
        party ab * * succession:a@1850-01-01 succession:b@1850-01-01
        leaf x both=a+b@1810-01-01
        ",
        &[("x", Title, "*", &["1810-01-01 a+b - x:0", "1850-01-01 ab - a>ab+b>ab"])],
    );
}

#[test]
fn land_follows_the_continuation_and_not_the_secession() {
    let book = "
        party old
        party breakaway * * succession:old@1840-01-01
        party new * * continuation:old@1850-01-01
        party pretender * * disputed:old@1830-01-01
        leaf x both=old@1810-01-01
        leaf y both=old@1810-01-01
        dispute x
        act one 1845-01-01
        - x old > unsettled renunciation for=old
    ";
    histories(book, &[("y", Title, "new", &["1810-01-01 old - y:0", "1850-01-01 new - old>new"])]);
    let (ledger, _) = Book::read(book).compute();
    assert_eq!(ledger.viewpoint_of("breakaway"), None);
    assert_eq!(ledger.viewpoint_of("pretender"), None);
    assert_eq!(ledger.line("old"), "new");
}

#[test]
fn a_successor_that_was_gone_already_holds_nothing() {
    histories(
        "
        party a
        party b * * continuation:a@180X
        party c * * continuation:b@1750
        leaf x both=a@1700-01-01
        ",
        &[("x", Title, "*", &["1700-01-01 a - x:0", "1800-01-01..1809-12-31 c - b>c"])],
    );
}

#[test]
fn on_the_day_of_a_succession_either_party_may_be_named() {
    for (from, to) in [("a", "b"), ("a2", "b"), ("*", "b")] {
        let book = format!(
            "
            party a
            party a2 * * continuation:a@1850-01-01
            party b
            leaf x both=a@1810-01-01
            act one 1850-01-01
            - x {from} > {to} cession layer=title
            "
        );
        histories(&book, &[("x", Title, "*", &["1810-01-01 a - x:0", "1850-01-01 b cession one[0]"])]);
    }
    // Land given to a party on its last day is its successor's from the first.
    histories(
        "
        party a
        party a2 * * continuation:a@1850-01-01
        leaf x both=b@1810-01-01
        act one 1850-01-01
        - x b > a cession layer=title
        ",
        &[("x", Title, "*", &["1810-01-01 b - x:0", "1850-01-01 a2 cession one[0]"])],
    );
}

#[test]
fn from_tells_on_which_side_of_a_succession_an_uncertain_change_lies() {
    let book = |from: &str| {
        format!(
            "
            party a
            party a2 * * continuation:a@1850-05-01
            leaf x both=a@1810-01-01
            act one 1850
            - x {from} > b cession
            "
        )
    };
    histories(&book("a"), &[("x", Title, "*", &["1810-01-01 a - x:0", "1850-01-01..1850-05-01 b cession one[0]"])]);
    histories(
        &book("a2"),
        &[("x", Title, "*", &["1810-01-01 a - x:0", "1850-05-01 a2 - a>a2", "1850-05-01..1850-12-31 b cession one[0]"])],
    );
    // Unsaid, it stays open, but nobody holds beyond the day of his own succession.
    let (ledger, _) = Book::read(&book("*")).compute();
    for (day, expected) in [("1850-02-01", "a|b"), ("1850-05-01", "a2|b"), ("1850-12-30", "a2|b"), ("1850-12-31", "b")] {
        assert_eq!(who(&ledger, "x", day, Title, "*"), expected, "{day}");
    }
}

#[test]
fn land_got_at_some_time_passes_on_at_the_succession_or_later() {
    let book = "
        party tsardom
        party empire * * continuation:tsardom@1721-11-02
        leaf x both=ainu@1700-01-01
        act tribute 1711/1779
        - x ainu > tsardom occupation
    ";
    histories(
        book,
        &[(
            "x",
            Control,
            "*",
            &[
                "1700-01-01 ainu - x:0",
                "1711-01-01..1779-12-31 tsardom occupation tribute[0]",
                "1721-11-02..1779-12-31 empire occupation tsardom>empire",
            ],
        )],
    );
    let (ledger, _) = Book::read(book).compute();
    for (day, expected) in [
        ("1721-11-01", "ainu|tsardom"),
        ("1721-11-02", "ainu|empire"),
        ("1779-12-30", "ainu|empire"),
        ("1779-12-31", "empire"),
    ] {
        assert_eq!(who(&ledger, "x", day, Control, "*"), expected, "{day}");
    }
}

#[test]
fn from_puts_changes_in_order_where_dates_do_not() {
    // The dates sharpen one another: the first cannot be later than the eve of the second.
    histories(
        "
        leaf x both=a@1810
        act one 1905
        - x b > c occupation
        act two 1905-06
        - x a > b occupation
        ",
        &[(
            "x",
            Control,
            "*",
            &[
                "1810-01-01..1810-12-31 a - x:0",
                "1905-06-01..1905-06-30 b occupation two[0]",
                "1905-06-02..1905-12-31 c occupation one[0]",
            ],
        )],
    );
    histories(
        "
        leaf x both=a@1810-01-01
        act one 1905
        - x * > b occupation
        act two 1905-06-10
        - x b > a evacuation
        ",
        &[(
            "x",
            Control,
            "*",
            &["1810-01-01 a - x:0", "1905-01-01..1905-06-09 b occupation one[0]", "1905-06-10 a evacuation two[0]"],
        )],
    );
}

#[test]
fn three_changes_do_not_fit_into_two_days() {
    let (ledger, faults) = Book::read(
        "
        leaf x both=a@1810-01-01
        act one 1905-06-01/1905-06-02
        - x a > b occupation
        - x b > c occupation
        - x c > d occupation
        ",
    )
    .compute();
    let faults: Vec<_> = faults.iter().map(|fault| (fault.at.to_string(), fault.kind)).collect();
    assert_eq!(faults, [("changes[2]".to_owned(), FaultKind::SameDay)]);
    assert_eq!(who(&ledger, "x", "1905-06-03", Control, "*"), "d");
}

#[test]
fn one_mistake_does_not_breed_others() {
    let (_, faults) = Book::read(
        "
        leaf x both=a@1810-01-01
        act one 1820-01-01
        - x b > c cession
        act two 1830-01-01
        - x c > d cession
        act three 1840-01-01
        - x d > e cession layer=title
        - x d > f cession layer=title
        act four 1850-01-01
        - x f > a cession layer=title
        ",
    )
    .compute();
    let faults: Vec<_> = faults.iter().map(|fault| (fault.id.as_str(), fault.kind)).collect();
    assert_eq!(
        faults,
        [("one", FaultKind::FromMismatch), ("one", FaultKind::FromMismatch), ("three", FaultKind::SameDay)],
        "control and title are reported each by itself"
    );
}

#[test]
fn a_renunciation_takes_only_what_the_renouncing_party_has() {
    let start = "
        party a
        party a2 * * continuation:a@1850-01-01
        party b
        leaf x both=a+b@1810-01-01
        act peace 1860-01-01
    ";
    for (change, expected) in [
        ("- x a2 > undetermined renunciation", "b renunciation peace[0]"),
        ("- x a > undetermined renunciation", "b renunciation peace[0]"),
        ("- x a2 > b renunciation", "b renunciation peace[0]"),
        ("- x a2 > c renunciation", "b+c renunciation peace[0]"),
        ("- x a2+b > undetermined renunciation", "undetermined renunciation peace[0]"),
        ("- x * > undetermined renunciation", "undetermined renunciation peace[0]"),
    ] {
        let (ledger, faults) = Book::read(&format!("{start}\n{change}")).compute();
        assert_eq!(show_faults(&faults), "", "{change}");
        let found = history(&ledger, "x", Title, "*");
        assert_eq!(found.last().unwrap(), &format!("1860-01-01 {expected}"), "{change}");
    }
}

#[test]
fn a_renunciation_confirms_a_holder_but_not_an_absence() {
    let book = "
        leaf x both=a@1810-01-01
        leaf y both=b@1810-01-01
        leaf z both=unsettled@1810-01-01
        group all = x y z
        act peace 1860-01-01
        - all a > undetermined renunciation
        act again 1870-01-01
        - y a > b cession
    ";
    let (ledger, faults) = Book::read(book).compute();
    assert_eq!(faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::FromMismatch; 2]);
    assert_eq!(history(&ledger, "x", Title, "*")[1..], ["1860-01-01 undetermined renunciation peace[0]"]);
    assert_eq!(history(&ledger, "y", Title, "*"), ["1810-01-01 b - y:0 confirmed by peace[0], again[0]"]);
    assert_eq!(history(&ledger, "z", Title, "*"), ["1810-01-01 unsettled - z:0"]);
}

#[test]
fn a_cession_to_the_occupier_confirms_its_control() {
    histories(
        "
        leaf x both=a@1810-01-01
        act war 1860-01-01
        - x a > b occupation
        act peace 1861-01-01
        - x * > b cession
        ",
        &[
            ("x", Control, "*", &["1810-01-01 a - x:0", "1860-01-01 b occupation war[0] confirmed by peace[0]"]),
            ("x", Title, "*", &["1810-01-01 a - x:0", "1861-01-01 b cession peace[0]"]),
        ],
    );
}

#[test]
fn a_viewpoint_without_a_reading_takes_what_all_have_in_common() {
    let book = "
        leaf w both=a@1810-01-01
        leaf x both=a@1810-01-01
        leaf y both=a@1810-01-01
        leaf z both=a@1810-01-01
        party a
        party b
        party c
        extent inner by a = x
        extent inner by b = x y
        group nested = w inner
        extent outer by b = nested z
        extent outer by c = nested
        dispute nested
        dispute z
        act one 1820-01-01
        - outer a > b cession
    ";
    let (ledger, faults) = Book::read(book).compute();
    assert_eq!(show_faults(&faults), "");
    for (territory, view, expected) in [
        ("nested", "a", "w x"),
        ("nested", "b", "w x y"),
        ("nested", "c", "w x"),
        ("outer", "a", "w x"),
        ("outer", "b", "w x y z"),
    ] {
        assert_eq!(ledger.leaves(territory, viewpoint(&ledger, view)).join(" "), expected, "{territory} {view}");
    }
    assert_eq!(ledger.common_leaves("outer"), ["w", "x"]);
    assert_eq!(ledger.all_leaves("outer"), ["w", "x", "y", "z"]);
    assert_eq!(who(&ledger, "y", "1820-01-01", Control, "b"), "a");
    assert_eq!(who(&ledger, "outer", "1820-01-01", Title, "b"), "w b, x b, y b, z b");
    assert_eq!(who(&ledger, "outer", "1820-01-01", Title, "c"), "w b, x b");
    assert_eq!(who(&ledger, "z", "1820-01-01", Title, "c"), "a");
}

#[test]
fn viewpoints_may_start_apart() {
    histories(
        "
        party a
        party b
        leaf x both=a@1810-01-01 title/b=b@1805-01-01
        dispute x
        ",
        &[("x", Control, "*", &["1810-01-01 a - x:0"]), ("x", Title, "b", &["1805-01-01 b - x:1"])],
    );
    let (ledger, _) = Book::read("party a\nparty b\nleaf x title/a=a@1810 title/b=b@1820\ndispute x").compute();
    assert_eq!(who(&ledger, "x", "1815-01-01", Title, "a"), "a");
    assert_eq!(who(&ledger, "x", "1815-01-01", Title, "b"), "-");
    assert!(!ledger.disputed("x", day("1815-01-01")), "one that is silent does not contradict");
    assert!(ledger.disputed("x", day("1825-01-01")));
}
