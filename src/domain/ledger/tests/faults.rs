//! Every kind of fault, shown whole.

use super::*;

const PARTIES: &str = "
    party a 1800 1900
    party a2 1900 * continuation:a@1900-01-01
    party b
    party c
";

#[track_caller]
fn check(book: &str, expected: &str) {
    let (_, faults) = Book::read(&format!("{PARTIES}{book}")).compute();
    let expected: Vec<_> = expected.lines().map(|line| line.strip_prefix("        ").unwrap_or(line)).collect();
    assert_eq!(show_faults(&faults), expected.join("\n").trim());
}

#[test]
fn from_is_not_who_held() {
    check(
        "
        leaf x both=a@1810
        leaf y both=a@1811
        leaf z both=b@1810
        group all = x y z
        act one 1820-05-06
        - all b > c cession layer=title
        act two 1830
        - x b > a cession layer=title
        - z a+b > unsettled delimitation layer=title
        ",
        "
        one changes[0].from: from-mismatch: `from` is `b`, but title to `x` and 1 more was held by `a` since some day from 1810-01-01 to 1810-12-31, where its ledger begins
          help: write `from: a`, or leave `from` out
          x start[0]: here the ledger begins with `a`
        two changes[0].from: from-mismatch: `from` is `b`, but title to `x` was held by `c` since 1820-05-06, by `one`
          help: write `from: c`, or leave `from` out
          one changes[0]: this change made it `c`
        two changes[1].from: from-mismatch: `from` is `[a, b]`, but title to `z` was held by `c` since 1820-05-06, by `one`
          help: write `from: c`, or leave `from` out
          one changes[0]: this change made it `c`",
    );
    check(
        "
        leaf x both=a@1810
        act late 1950
        - x a > unsettled cession layer=title
        act later 1960
        - x b > unsettled cession layer=control
        ",
        "
        late changes[0].from: from-mismatch: `from` is `a`, but title to `x` was held by `a2` since 1900-01-01, as successor of `a`
          help: name the party as it then was: `from: a2`
          a2 succeeds[0].party: by this succession it passed to `a2`
        later changes[0].from: from-mismatch: `from` is `b`, but control of `x` was held by `a2` since 1900-01-01, as successor of `a`
          help: write `from: a2`, or leave `from` out
          a2 succeeds[0].party: by this succession it passed to `a2`",
    );
}

#[test]
fn from_is_not_who_held_in_the_view_of_some() {
    check(
        "
        leaf x both=a@1810
        dispute x
        act one 1820
        - x a > b conquest layer=title for=b
        act two 1830
        - x a > c cession layer=title for=b,a
        act three 1840
        - x unsettled > a cession layer=title for=b
        ",
        "
        three changes[0].from: from-mismatch: `from` is `unsettled`, but title to `x` was held by `c` since some day from 1830-01-01 to 1830-12-31, by `two`
          help: write `from: c`, or leave `from` out
          two changes[0]: this change made it `c`
        two changes[0].from: from-mismatch: `from` is `a`, but title to `x` was held by `b` since some day from 1820-01-01 to 1820-12-31, by `one`, in the view of `b`
          help: if this is not everybody's reading, say whose it is with `viewpoint`
          one changes[0]: this change made it `b`",
    );
}

#[test]
fn nothing_was_there_to_renounce() {
    check(
        "
        leaf x both=a@1810
        leaf y both=unsettled@1810
        group all = x y
        act peace 1820-05-06
        - all b > undetermined renunciation
        - y b > undetermined renunciation
        ",
        "
        peace changes[0].from: nothing-renounced: `b` had nothing to renounce: title to `x` was held by `a` since some day from 1810-01-01 to 1810-12-31, where its ledger begins
          x start[0]: here the ledger begins with `a`
        peace changes[1].from: nothing-renounced: `b` had nothing to renounce: title to `y` was `unsettled` since some day from 1810-01-01 to 1810-12-31, where its ledger begins
          y start[0]: here the ledger begins with `unsettled`",
    );
}

#[test]
fn two_changes_fall_on_one_day() {
    check(
        "
        leaf x both=a@1810
        leaf y both=a@1810
        group all = x y
        act one 1820-05-06
        - all a > b cession layer=title
        - x b > c cession layer=title
        act two 1820-05
        - y * > c cession layer=title
        act three 1820-05-06
        - y a > b occupation
        - y a > c occupation
        ",
        "
        one changes[1]: same-day: title to `x` changes twice on 1820-05-06, here and by `changes[0]`
          help: keep one of the two, or correct one of the dates
          one changes[0]: the other change
        three changes[1]: same-day: control of `y` changes twice on 1820-05-06, here and by `changes[0]`
          help: keep one of the two, or correct one of the dates
          three changes[0]: the other change
        two changes[0]: same-day: title to `y` changes here (1820-05) and by `one` (1820-05-06), and nobody can say in which order
          help: write `from` in both, so that one follows from the other, or narrow the dates
          one changes[0]: the other change",
    );
}

#[test]
fn a_mode_cannot_move_a_layer() {
    check(
        "
        leaf x both=a@1810
        act war 1820
        - x a > b occupation layer=title
        act peace 1830
        - x a > b renunciation layer=control
        ",
        "
        peace changes[0].layer: layer-of-mode: a renunciation moves title alone, not control
          help: leave out `layer`, or write another `mode`
        war changes[0].layer: layer-of-mode: an occupation moves control alone, not title
          help: leave out `layer`, or write another `mode`",
    );
}

#[test]
fn control_has_one_reading() {
    check(
        "
        leaf x control/b=a@1810 title=a@1810
        leaf y both/b=a@1810 both=a@1810
        dispute x
        dispute y
        act war 1820
        - x a > b occupation for=b
        act decree 1830
        - y a > b annexation for=b
        ",
        "
        decree changes[0].viewpoint: viewpoint-on-control: control has one reading for all, so it cannot have a `viewpoint`
          help: write `layer: title`, and control as an item of its own
        war changes[0].viewpoint: viewpoint-on-control: control has one reading for all, so it cannot have a `viewpoint`
          help: leave out `viewpoint`
        x start[0].viewpoint: viewpoint-on-control: control has one reading for all, so it cannot have a `viewpoint`
          help: leave out `viewpoint`
        y start[0].viewpoint: viewpoint-on-control: control has one reading for all, so it cannot have a `viewpoint`
          help: write `layer: title`, and control as an item of its own",
    );
}

#[test]
fn a_change_before_the_start_is_refused() {
    check(
        "
        leaf x both=a@1810
        leaf y both=a@1810-05-01
        group all = x y
        act one 1810-01-01
        - all a > b cession layer=title
        act two 1810-05-01
        - y a > b occupation
        ",
        "
        one changes[0]: before-start: the change (1810-01-01) does not come after some day from 1810-01-01 to 1810-12-31, when the ledger begins with title to `x` and 1 more
          help: correct the date, or let `start` begin earlier
          x start[0]: here the ledger begins with `a`
        two changes[0]: before-start: the change (1810-05-01) does not come after 1810-05-01, when the ledger begins with control of `y`
          help: correct the date, or let `start` begin earlier
          y start[0]: here the ledger begins with `a`",
    );
}

#[test]
fn a_leaf_without_a_start_is_refused() {
    check(
        "
        leaf x control=a@1810
        leaf y
        group all = x y
        act one 1820
        - all a > b cession
        act two 1830
        - all b > c cession
        ",
        "
        one changes[0]: no-start: `x` and 1 more have no start for title
          help: say on the territory's page who held it at first: `start: [{layer: title, holder: …, from: …}]`
        one changes[0]: no-start: `y` has no start for control
          help: say on the territory's page who held it at first: `start: [{layer: control, holder: …, from: …}]`",
    );
}

#[test]
fn a_leaf_starts_once() {
    check(
        "leaf x both=a@1810 title=b@1820",
        "
        x start[1]: two-starts: a second start for the title of `x`
          help: keep the earlier one, and enter what followed as a change of some treaty or event
          x start[0]: the first start",
    );
}

#[test]
fn a_change_must_have_a_date() {
    check(
        "
        leaf x both=a@1810
        leaf y both=a@../1810
        act one
        - x a > b cession layer=title
        - x a > b cession layer=control on=1820/..
        act two 1810/
        - y a > b cession layer=title
        act three ../..
        - y a > b cession layer=title
        ",
        "
        one changes[0]: undated: the change has no date: it has no `on`, and `one` gives none
          help: write `on`
        one changes[1].on: undated: `1820/..` has no last day, so nobody can say when the land passed
          help: give a day, or an interval with a first and a last day
        three changes[0]: undated: `../..` has no first or last day, so nobody can say when the land passed
          help: give a day, or an interval with a first and a last day
        two changes[0]: before-start: the change (1810/) does not come after 1810-12-31, when the ledger begins with title to `y`
          help: correct the date, or let `start` begin earlier
          y start[0]: here the ledger begins with `a`
        two changes[0]: undated: `1810/` has no last day, so nobody can say when the land passed
          help: give a day, or an interval with a first and a last day
        y start[0].from: undated: `../1810` has no first day, so nobody can say when the land passed
          help: give a day, or an interval with a first and a last day",
    );
}

#[test]
fn a_change_must_change_something() {
    check(
        "
        leaf x both=a@1810
        leaf y both=unsettled@1810
        leaf z both=b@1810
        group all = x z
        extent both by a = x
        extent both by b = y
        dispute x
        act one 1820
        - x a > a cession
        - y * > unsettled delimitation layer=title
        act two 1830
        - all * > b cession layer=title
        act three 1840
        - both * > c conquest
        ",
        "
        one changes[0].to: no-effect: this changes nothing: control of `x` was already held by `a` since some day from 1810-01-01 to 1810-12-31, where its ledger begins
          x start[0]: here the ledger begins with `a`
        one changes[1].to: no-effect: this changes nothing: title to `y` was already `unsettled` since some day from 1810-01-01 to 1810-12-31, where its ledger begins
          y start[0]: here the ledger begins with `unsettled`
        three changes[0]: no-dispute-page: title to `y` is held by `c` for `b` and `unsettled` for `a2` since some day from 1840-01-01 to 1840-12-31, and no dispute page is about it
          help: write a page in `disputes/` whose `about` names the territory, or a group that it is in
        three changes[0].territory: no-effect: control moves nowhere: the readings of this territory's extent have no leaf in common
          help: name the leaves one by one",
    );
}

#[test]
fn land_passes_only_to_those_who_exist() {
    check(
        "
        leaf x both=a2@1850
        leaf y both=unsettled@1700
        act early 1790
        - y unsettled > a+b cession layer=title
        act late 1900-07-01
        - y unsettled > a occupation
        act later 1901
        - y * > a cession layer=title
        ",
        "
        early changes[0].to: outside-lifetime: `a` began (1800) only after this change (1790)
          a start: its start
        later changes[0].to: outside-lifetime: `a` ended (1900) before this change (1901)
          help: by then `a2` had taken its place
          a end: its end
        x start[0].holder: outside-lifetime: `a2` began (1900) only after this start (1850)
          help: it took the place of `a`
          a2 start: its start",
    );
}

#[test]
fn land_does_not_stay_with_a_party_that_ended() {
    check(
        "
        party domain 1600 1871
        party league 1600 1871
        leaf x both=domain@1700
        leaf y both=domain@1700
        leaf z both=domain@1700
        group all = y z
        act one 1750-01-01
        - all domain > a+league condominium layer=title on=1801
        - z domain > b occupation
        act two 1872
        - y domain > b occupation
        ",
        "
        one changes[0]: holder-ended: title to `y` and 1 more stays with `league` after its end (1871)
          help: enter the change by which it passed on, or say who succeeds `league`
          league end: its end
        x start[0]: holder-ended: control of `x` stays with `domain` after its end (1871)
          help: enter the change by which it passed on, or say who succeeds `domain`
          domain end: its end
        x start[0]: holder-ended: title to `x` stays with `domain` after its end (1871)
          help: enter the change by which it passed on, or say who succeeds `domain`
          domain end: its end",
    );
}

#[test]
fn a_difference_needs_a_dispute_page() {
    check(
        "
        leaf x both=a@1810
        leaf y both=a@1810
        leaf z both=a@1810
        leaf w both=a@1810 title/b=b@1810
        group all = x y z
        dispute y
        act one 1820-05-06
        - all a > b annexation layer=title for=b
        act two 1830
        - all a > unsettled renunciation for=a
        ",
        "
        one changes[0]: no-dispute-page: title to `x` and 1 more is held by `b` for `b` and held by `a` for `a2` since 1820-05-06, and no dispute page is about it
          help: write a page in `disputes/` whose `about` names the territory, or a group that it is in
        w start[0]: no-dispute-page: title to `w` is held by `a` for `a2` and held by `b` for `b` since some day from 1810-01-01 to 1810-12-31, and no dispute page is about it
          help: write a page in `disputes/` whose `about` names the territory, or a group that it is in",
    );
}

#[test]
fn a_line_reads_an_extent_once() {
    check(
        "
        leaf x
        leaf y
        extent both by a = x
        extent both by b = x
        extent both by a2 = x y
        extent both by b = y
        ",
        "
        both extents[2].by: extent-twice: `a` and `a2` are one line of succession and have two readings of the extent of `both`
          help: keep one of them; the ledger uses the first
          both extents[0].by: the other reading
        both extents[3].by: extent-twice: `b` has two readings of the extent of `both`
          help: keep one of them; the ledger uses the first
          both extents[1].by: the other reading",
    );
}

#[test]
fn circles_are_cut_and_not_followed() {
    check(
        "
        leaf x both=p@1810
        group g = x h
        group h = i
        group i = g
        group self = self x
        party p * * succession:r@1830
        party q * * succession:p@1840
        party r * * continuation:q@1850
        party s * * succession:s@1850
        act one 1820
        - h p > q cession layer=title
        ",
        "
        i parts[0]: territory-cycle: the territory is part of itself: `g` has the part `h`, which has the part `i`, which has the part `g`
        q succeeds[0].party: succession-cycle: the succession goes round in a circle: `p` succeeds `r`, which succeeds `q`, which succeeds `p`
          help: a party succeeds only those that were there before it
        s succeeds[0].party: succession-cycle: the succession goes round in a circle: `s` succeeds `s`
          help: a party succeeds only those that were there before it
        self parts[0]: territory-cycle: the territory is part of itself: `self` has the part `self`",
    );
}

#[test]
fn names_that_nothing_has_are_left_to_others() {
    check(
        "
        leaf x both=nobody@1810
        extent g by nobody2 = x nowhere
        party p * * succession:nobody3@1830
        dispute nothing
        act one 1820
        - nowhere a > b cession
        - x nobody > nobody4 cession layer=title
        - x nobody > c cession layer=control
        - x nobody > c cession layer=title for=nobody5
        ",
        "",
    );
}

#[test]
fn every_kind_has_a_word_of_its_own() {
    let words: BTreeSet<_> = FaultKind::ALL.into_iter().map(FaultKind::name).collect();
    assert_eq!(words.len(), FaultKind::ALL.len());
}
