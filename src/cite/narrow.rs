//! A style as far as it concerns sources of one type.
//!
//! A style asks at every turn of what type a source is: Chicago's goes through some thousand such questions for a single reference,
//! most of them several times, because a group looks ahead whether it will say anything. For sources of one type the answers are
//! known beforehand. What is left is a much smaller style that says the same.
//!
//! Which variables a source has could be answered, too. But then nearly every fourth source has a style of its own, and making and
//! keeping these costs as much as it saves.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::{Item, Value};
use hayagriva::citationberg::taxonomy::Kind;
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, CslMacro, ElseBranch, Group, IndependentStyle, LayoutRenderingElement, NamesChild,
    Sort, SortKey, TextTarget,
};

/// The type of a source, in the form in which it is tested for; none where it is none of those that styles know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape(Option<Kind>);

/// The answer to a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    /// It depends on more than the type.
    Open,
}

impl Shape {
    pub(super) fn of(item: &Item) -> Self {
        Self(match item.0.get("type") {
            Some(Value::String(kind)) => kind.parse().ok(),
            _ => None,
        })
    }

    /// The style without what it does for sources of other types.
    pub(super) fn narrow(&self, style: &IndependentStyle) -> IndependentStyle {
        let macros: BTreeMap<&str, &CslMacro> = style.macros.iter().rev().map(|m| (m.name.as_str(), m)).collect();
        let mut narrow = Narrow { kind: self.0, macros, called: BTreeMap::new() };
        let citation = narrow.elements(&style.citation.layout.elements);
        let bibliography = style.bibliography.as_ref().map(|bibliography| narrow.elements(&bibliography.layout.elements));
        let sorts = [&style.citation.sort, &style.bibliography.as_ref().and_then(|bibliography| bibliography.sort.clone())];
        for name in sorts.into_iter().flatten().flat_map(sorted_by) {
            narrow.call(name);
        }
        let called = narrow.called;
        let mut narrow = IndependentStyle {
            macros: called.into_iter().filter_map(|(name, children)| Some(CslMacro { name, children: children? })).collect(),
            info: style.info.clone(),
            citation: style.citation.clone(),
            bibliography: style.bibliography.clone(),
            default_locale: style.default_locale.clone(),
            locale: style.locale.clone(),
            version: style.version.clone(),
            settings: style.settings.clone(),
        };
        narrow.citation.layout.elements = citation;
        if let (Some(bibliography), Some(elements)) = (&mut narrow.bibliography, bibliography) {
            bibliography.layout.elements = elements;
        }
        narrow
    }
}

/// The macros by which a style sorts.
fn sorted_by(sort: &Sort) -> impl Iterator<Item = &str> {
    sort.keys.iter().filter_map(|key| match key {
        SortKey::MacroName { name, .. } => Some(name.as_str()),
        SortKey::Variable { .. } => None,
    })
}

struct Narrow<'a> {
    kind: Option<Kind>,
    macros: BTreeMap<&'a str, &'a CslMacro>,
    /// The macros that are called, once they have been looked through.
    called: BTreeMap<String, Option<Vec<LayoutRenderingElement>>>,
}

impl Narrow<'_> {
    fn call(&mut self, name: &str) {
        if self.called.contains_key(name) {
            return;
        }
        let Some(called) = self.macros.get(name).copied() else { return };
        // So that one that calls itself comes to an end.
        self.called.insert(name.to_owned(), None);
        let children = self.elements(&called.children);
        self.called.insert(name.to_owned(), Some(children));
    }

    fn elements(&mut self, elements: &[LayoutRenderingElement]) -> Vec<LayoutRenderingElement> {
        elements.iter().filter_map(|element| self.element(element)).collect()
    }

    fn element(&mut self, element: &LayoutRenderingElement) -> Option<LayoutRenderingElement> {
        Some(match element {
            LayoutRenderingElement::Choose(choose) => LayoutRenderingElement::Choose(self.choose(choose)?),
            LayoutRenderingElement::Group(group) => LayoutRenderingElement::Group(Group {
                children: self.elements(&group.children),
                prefix: group.prefix.clone(),
                suffix: group.suffix.clone(),
                delimiter: group.delimiter.clone(),
                ..*group
            }),
            LayoutRenderingElement::Names(names) => {
                let mut names = names.clone();
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        substitute.children = self.elements(&substitute.children);
                    }
                }
                LayoutRenderingElement::Names(names)
            }
            LayoutRenderingElement::Text(text) => {
                if let TextTarget::Macro { name } = &text.target {
                    self.call(name);
                }
                element.clone()
            }
            _ => element.clone(),
        })
    }

    /// The branches that may be taken; none where none may be.
    fn choose(&mut self, choose: &Choose) -> Option<Choose> {
        let mut branches = Vec::new();
        let mut otherwise = choose.otherwise.as_ref().map(|otherwise| otherwise.children.as_slice());
        for branch in choose.branches() {
            match self.answer(branch) {
                Answer::No => {}
                Answer::Yes => {
                    otherwise = Some(&branch.children);
                    break;
                }
                Answer::Open => {
                    branches.push(ChooseBranch { children: self.elements(&branch.children), ..Self::tests(branch) });
                }
            }
        }
        let otherwise = otherwise.map(|children| self.elements(children));
        let mut branches = branches.into_iter();
        match (branches.next(), otherwise) {
            (None, None) => None,
            // A branch that asks nothing is taken.
            (None, Some(children)) => Some(Choose { if_: asking_nothing(children), else_if: Vec::new(), otherwise: None }),
            (Some(first), otherwise) => Some(Choose {
                if_: first,
                else_if: branches.collect(),
                otherwise: otherwise.map(|children| ElseBranch { children }),
            }),
        }
    }

    /// The tests of a branch that ask for more than the type.
    fn tests(branch: &ChooseBranch) -> ChooseBranch {
        ChooseBranch {
            disambiguate: branch.disambiguate,
            is_numeric: branch.is_numeric.clone(),
            is_uncertain_date: branch.is_uncertain_date.clone(),
            locator: branch.locator.clone(),
            position: branch.position.clone(),
            type_: None,
            variable: branch.variable.clone(),
            match_: branch.match_,
            children: Vec::new(),
        }
    }

    /// What a branch comes to.
    fn answer(&self, branch: &ChooseBranch) -> Answer {
        let of_type = branch.type_.iter().flatten().map(|kind| self.kind == Some(*kind));
        let (yes, no) = of_type.fold((false, false), |(yes, no), is| (yes || is, no || !is));
        let asks_more = branch.disambiguate.is_some()
            || branch.is_numeric.is_some()
            || branch.is_uncertain_date.is_some()
            || branch.locator.is_some()
            || branch.position.is_some()
            || branch.variable.is_some();
        match branch.match_ {
            ChooseMatch::All if no => Answer::No,
            ChooseMatch::Any if yes => Answer::Yes,
            ChooseMatch::None if yes => Answer::No,
            _ if asks_more => Answer::Open,
            ChooseMatch::All | ChooseMatch::None => Answer::Yes,
            ChooseMatch::Any => Answer::No,
        }
    }
}

fn asking_nothing(children: Vec<LayoutRenderingElement>) -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        match_: ChooseMatch::All,
        children,
    }
}

#[cfg(test)]
mod tests {
    use hayagriva::citationberg::Style as Csl;
    use hayagriva::citationberg::json::{DateValue, NameItem, NameValue, VecDate, VecDateRange};
    use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};

    use super::*;
    use crate::cite::locale;

    fn item(kind: &str, fields: &[&str]) -> Item {
        let value = |field: &str| match field {
            "author" | "editor" => Value::Names(vec![NameValue::Item(NameItem {
                family: "Hasegawa".to_owned(),
                given: Some("Tsuyoshi".to_owned()),
                non_dropping_particle: None,
                dropping_particle: None,
                suffix: None,
                comma_suffix: None,
            })]),
            "issued" | "accessed" => Value::Date(DateValue::DateParts {
                date_parts: VecDateRange(vec![VecDate(vec![2005, 3, 7])]),
                literal: None,
                season: None,
                circa: false,
            }),
            "volume" | "issue" => Value::String("12".to_owned()),
            "page" => Value::String("101-110".to_owned()),
            "id" => Value::String("one".to_owned()),
            "type" => Value::String(kind.to_owned()),
            "URL" => Value::String("https://example.org/".to_owned()),
            other => Value::String(format!("A {other} of its own")),
        };
        Item(["id", "type"].iter().chain(fields).map(|field| ((*field).to_owned(), value(field))).collect())
    }

    /// A citation and the reference, as the library has them.
    fn formatted(item: &Item, style: &IndependentStyle) -> String {
        let (code, files) = locale("en");
        let mut driver = BibliographyDriver::new();
        for note in [1, 2] {
            let items = vec![CitationItem::with_entry(item)];
            driver.citation(CitationRequest::new(items, style, Some(code.clone()), &files, Some(note)));
        }
        let rendered = driver.finish(BibliographyRequest { style, locale: Some(code), locale_files: &files });
        format!("{:?} {:?}", rendered.citations, rendered.bibliography)
    }

    #[test]
    fn a_narrow_style_says_what_the_whole_one_says() {
        let items = [
            item("book", &["title", "author", "publisher", "publisher-place", "issued"]),
            item("chapter", &["title", "author", "editor", "container-title", "page", "issued", "publisher"]),
            item("article-journal", &["title", "author", "container-title", "volume", "issue", "page", "issued", "DOI"]),
            item("treaty", &["title", "issued", "container-title", "volume", "URL"]),
            item("webpage", &["title", "container-title", "URL", "accessed"]),
            item("legislation", &["title", "number", "issued"]),
            item("report", &["author", "title", "number", "publisher"]),
            item("map", &[]),
            item("no-type-at-all", &["title"]),
        ];
        let mut smaller = 0;
        for name in ["chicago-shortened-notes", "chicago-notes", "apa", "mla", "gost-r-705-2008-numeric", "sist02", "ieee"] {
            let style = hayagriva::archive::ArchivedStyle::by_name(name).unwrap_or_else(|| panic!("{name}"));
            let Csl::Independent(whole) = style.get() else { panic!("{name} depends on another") };
            for item in &items {
                let narrow = Shape::of(item).narrow(&whole);
                smaller += usize::from(format!("{narrow:?}").len() * 2 < format!("{whole:?}").len());
                assert_eq!(formatted(item, &narrow), formatted(item, &whole), "{name}: {item:?}");
            }
        }
        assert!(smaller > 20, "{smaller} styles have become less than half as large");
    }

    #[test]
    fn branches_are_known_by_their_tests() {
        let style = |test: &str| {
            let text = format!(
                "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"note\" version=\"1.0\"><info><title>T</title><id>t</id>\
                 <updated>2020-01-01T00:00:00Z</updated></info><macro name=\"m\"><text variable=\"title\"/></macro><citation><layout>\
                 <choose><if {test}><text value=\"a\"/></if><else><text macro=\"m\"/></else></choose></layout></citation></style>"
            );
            IndependentStyle::from_xml(&text).unwrap()
        };
        let book = Shape::of(&item("book", &["title"]));
        // How many branches are left, and whether the macro is.
        for (test, left) in [
            ("type=\"book\"", (1, false)),
            ("type=\"map\"", (1, true)),
            ("type=\"map book\" match=\"any\"", (1, false)),
            ("type=\"map book\" match=\"none\"", (1, true)),
            ("type=\"map\" variable=\"author\"", (1, true)),
            ("type=\"book\" variable=\"author\" match=\"any\"", (1, false)),
            ("type=\"book\" variable=\"title\"", (2, true)),
            ("type=\"map\" variable=\"title\" match=\"any\"", (2, true)),
            ("variable=\"author\" match=\"none\"", (2, true)),
            ("variable=\"locator\"", (2, true)),
            ("position=\"first\"", (2, true)),
        ] {
            let narrow = book.narrow(&style(test));
            let Some(LayoutRenderingElement::Choose(choose)) = narrow.citation.layout.elements.first() else {
                panic!("{test}")
            };
            let branches = choose.branches().count() + usize::from(choose.otherwise.is_some());
            assert_eq!((branches, !narrow.macros.is_empty()), left, "{test}");
        }
    }
}
