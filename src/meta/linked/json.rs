//! Values of the graph. A node has few keys, all known to the program, so that a list serves it better than a map.

use serde::{Serialize, Serializer};
use serde_json::Number;

/// A value of JSON whose keys are sorted.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Json>),
    Node(Vec<(&'static str, Json)>),
}

impl Json {
    /// A node of these keys, each of which stands there once.
    pub(super) fn node(mut fields: Vec<(&'static str, Self)>) -> Self {
        fields.sort_unstable_by_key(|(key, _)| *key);
        debug_assert!(fields.windows(2).all(|pair| pair[0].0 != pair[1].0), "a key stands twice: {fields:?}");
        Self::Node(fields)
    }

    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Bool(_) | Self::Number(_) | Self::Node(_) => false,
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Node(fields) => serializer.collect_map(fields.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<usize> for Json {
    fn from(number: usize) -> Self {
        Self::Number(number.into())
    }
}

impl From<f64> for Json {
    fn from(number: f64) -> Self {
        Number::from_f64(number).map_or(Self::Null, Self::Number)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

/// A node or a list, written as in JSON; what stands within another is written with this name, too.
macro_rules! json {
    ({$($key:literal: $value:expr),* $(,)?}) => { $crate::meta::linked::json::Json::node(vec![$(($key, $value.into())),*]) };
    ([$($item:expr),*]) => { $crate::meta::linked::json::Json::List(vec![$($item.into()),*]) };
}
pub(super) use json;
