//! Tables: rows that are written as CSV (RFC 4180) and as a JSON array of objects, and described by a Table Schema
//! (Frictionless Data, version 1).

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{Format, pretty};

/// A table. Rows have a value for each field, in their order; they are made when the table is written, since its description
/// wants the fields alone.
pub(super) struct Table<'a> {
    pub(super) fields: Vec<Field>,
    pub(super) rows: Box<dyn Iterator<Item = Vec<Value>> + 'a>,
    /// Names of the fields that tell rows apart.
    pub(super) key: &'static [&'static str],
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: FieldKind,
    pub(super) description: String,
    /// The words that may stand in it, where they are few.
    pub(super) words: Vec<&'static str>,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// Text.
    Text,
    /// A day, `1855-02-07`.
    Day,
    /// Several texts: a JSON array, and in CSV one cell in which `; ` stands between them.
    Texts,
    /// Several things with properties: a JSON array, in CSV in the cell.
    Things,
    /// One thing with properties: a JSON object, in CSV in the cell.
    Thing,
}

impl Field {
    pub(super) fn new(name: impl Into<String>, kind: FieldKind, description: impl Into<String>) -> Self {
        Self { name: name.into(), kind, description: description.into(), words: Vec::new() }
    }

    pub(super) fn one_of(self, words: impl IntoIterator<Item = &'static str>) -> Self {
        Self { words: words.into_iter().collect(), ..self }
    }
}

/// A table whose rows are there.
struct Written {
    fields: Vec<Field>,
    rows: Vec<Vec<Value>>,
}

impl<'a> Table<'a> {
    /// A table of these rows.
    pub(super) fn new(
        fields: Vec<Field>,
        rows: impl Iterator<Item = Vec<Value>> + 'a,
        key: &'static [&'static str],
    ) -> Self {
        Self { fields, rows: Box::new(rows), key }
    }

    /// The table in a format; anything but CSV is JSON.
    pub(super) fn write(self, format: Format) -> String {
        let written = Written { fields: self.fields, rows: self.rows.collect() };
        if format == Format::Csv { written.csv() } else { pretty(&written) }
    }
}

impl Written {
    /// RFC 4180: a line of names, commas, CRLF, and quotation marks round what needs them.
    fn csv(&self) -> String {
        let mut out = String::new();
        let mut line = |cells: &mut dyn Iterator<Item = String>| {
            for (at, cell) in cells.enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(&cell));
            }
            out.push_str("\r\n");
        };
        line(&mut self.fields.iter().map(|field| field.name.clone()));
        for row in &self.rows {
            line(&mut self.fields.iter().zip(row).map(|(field, value)| cell(field.kind, value)));
        }
        out
    }
}

/// An array of objects whose keys stand in the order of the fields.
impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Row<'a>(&'a [Field], &'a [Value]);
        impl Serialize for Row<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(self.0.len()))?;
                for (field, value) in self.0.iter().zip(self.1) {
                    map.serialize_entry(&field.name, value)?;
                }
                map.end()
            }
        }
        let mut rows = serializer.serialize_seq(Some(self.rows.len()))?;
        for row in &self.rows {
            rows.serialize_element(&Row(&self.fields, row))?;
        }
        rows.end()
    }
}

/// A value as the text of a cell. What is empty gives an empty cell.
pub(super) fn cell(kind: FieldKind, value: &Value) -> String {
    match (kind, value) {
        (_, Value::Null) => String::new(),
        (_, Value::String(text)) => guarded(text),
        (_, Value::Array(items)) if items.is_empty() => String::new(),
        (_, Value::Object(map)) if map.is_empty() => String::new(),
        (FieldKind::Texts, Value::Array(items)) => {
            guarded(&items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "))
        }
        _ => value.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula.
///
/// Spreadsheets evaluate a cell that begins with `=`, `+`, `-` or `@`, or with one of these after a tab or a line break, and
/// so run what some contributor to the book wrote. As OWASP advises, an apostrophe goes before such a text. What consists of a
/// sign, digits, points and hyphens (a number, a year before Christ) computes nothing worse than itself and stays as it is.
pub(super) fn guarded(text: &str) -> String {
    let dangerous = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let number = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'))
        && text.bytes().any(|byte| byte.is_ascii_digit());
    if dangerous && !number { format!("'{text}") } else { text.to_owned() }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let fields = vec![
            Field::new("a", FieldKind::Text, ""),
            Field::new("b", FieldKind::Texts, ""),
            Field::new("c", FieldKind::Thing, ""),
        ];
        let rows = vec![
            vec![json!("x, y"), json!(["k, p. 1", "l"]), json!({"ru": ["Итуруп"]})],
            vec![json!("say \"no\"\nnow"), json!([]), json!(null)],
        ];
        let table = Table::new(fields, rows.into_iter(), &[]);
        let expected = "a,b,c\r\n\"x, y\",\"k, p. 1; l\",\"{\"\"ru\"\":[\"\"Итуруп\"\"]}\"\r\n\"say \"\"no\"\"\nnow\",,\r\n";
        assert_eq!(table.write(Format::Csv), expected);
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+x", "'-2+x"),
            ("\t=1", "'\t=1"),
            ("-0043-03-15", "-0043-03-15"),
            ("-5.5", "-5.5"),
            ("-", "'-"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(cell(FieldKind::Text, &json!(text)), expected, "{text}");
        }
        assert_eq!(cell(FieldKind::Texts, &json!(["=a", "b"])), "'=a; b");
    }

    #[test]
    fn json_keeps_the_order_of_fields() {
        let fields = vec![Field::new("z", FieldKind::Text, ""), Field::new("a", FieldKind::Text, "")];
        let table = Table::new(fields, std::iter::once(vec![json!("1"), json!(null)]), &[]);
        assert_eq!(table.write(Format::Json), "[\n  {\n    \"z\": \"1\",\n    \"a\": null\n  }\n]\n");
    }
}
