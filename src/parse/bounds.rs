//! What a text of YAML may cost: bounds that are looked at before the YAML crate reads it, and while its values are made.
//!
//! The crate reads the whole text before it looks how deep it goes, in time that grows with depth times length, and copies what an
//! alias names as often as it is named.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_yaml::value::{Tag, TaggedValue};
use serde_yaml::{Mapping, Value};

/// Levels of lists and maps that may stand open. The crate refuses fewer, but only after it has read them all.
const DEPTH: usize = 250;

/// Directives (`%TAG`). Each is compared with all before it.
const DIRECTIVES: usize = 16;

/// What is said of aliases that name too much, too often.
pub(crate) const REPEATED: &str = "aliases repeat too much";

/// Where a text goes beyond what is read, and what is too much there.
pub(crate) fn exceeded(text: &str) -> Option<(usize, &'static str)> {
    let deep = brackets(text).into_iter().chain(markers(text)).min();
    let deep = deep.map(|at| (at, "lists and maps are nested too deeply"));
    deep.into_iter().chain(directives(text).map(|at| (at, "too many directives"))).min()
}

/// Where, on one line, more signs of lists, keys and values stand in a row than may be open (`- - - `, `? ? `). Deeper lists and
/// maps on lines of their own are indented by as much as they are deep, so that there cannot be many.
fn markers(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // Each takes two bytes.
        if line.len() > 2 * DEPTH {
            let mut row = 0;
            let mut after_blank = true;
            for (at, byte) in line.bytes().enumerate() {
                match byte {
                    b' ' | b'\t' | b'\r' => after_blank = true,
                    b'-' | b'?' | b':' if after_blank => {
                        row += 1;
                        after_blank = false;
                        if row > DEPTH {
                            return Some(start + at);
                        }
                    }
                    _ => {
                        row = 0;
                        after_blank = false;
                    }
                }
            }
        }
        start += line.len();
    }
    None
}

/// Where there are more directives than are read.
fn directives(text: &str) -> Option<usize> {
    let at = text.match_indices('%').map(|(at, _)| at);
    at.filter(|at| *at == 0 || text[..*at].ends_with(is_break)).nth(DIRECTIVES)
}

/// What ends a line in YAML 1.1, by which the crate reads.
const fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t') || is_break(c)
}

/// Where, between brackets, the crate's reader can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Between tokens.
    Gap,
    Comment,
    Single,
    /// After a `'` within single quotes, which ends them unless another follows.
    SingleQuote,
    Double,
    /// After a backslash within double quotes.
    Escape,
    /// Text without quotes.
    Plain,
    /// After a space in such text.
    PlainSpace,
    /// After a `:` in such text.
    PlainColon,
    /// The name of an anchor or alias.
    Anchor,
    /// After the `!` of a tag.
    TagStart,
    Tag,
    /// A tag between `<` and `>`, which may hold brackets.
    TagAddress,
}

/// Where more brackets may be open than are read.
///
/// Which brackets count depends on what is text, and what is text outside of brackets depends on all of the YAML before. So a reader is set
/// off at every bracket, as if a list began there, and what all of them know is kept together: the greatest depth at which any of
/// them is in each state. Within brackets they read as the crate does. One of them is right; none can be led to overlook a level.
fn brackets(text: &str) -> Option<usize> {
    if text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() <= DEPTH {
        return None;
    }
    // Each state with its depth; few are ever alive at once.
    let mut alive: Vec<(Within, usize)> = Vec::new();
    let mut next: Vec<(Within, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        let opens = matches!(c, '[' | '{');
        if alive.is_empty() && !opens {
            continue;
        }
        next.clear();
        let mut reach = |state: Within, depth: usize| match next.iter_mut().find(|(known, _)| *known == state) {
            Some((_, most)) => *most = depth.max(*most),
            None => next.push((state, depth)),
        };
        for (state, depth) in alive.iter().copied() {
            if let Some((state, depth)) = step(state, depth, c) {
                // At the beginning of a line this sign is nothing, elsewhere it is text.
                if c == '\u{feff}' && state == Within::Plain {
                    reach(Within::Gap, depth);
                }
                reach(state, depth);
            }
        }
        if opens {
            reach(Within::Gap, 1);
        }
        if next.iter().any(|(_, depth)| *depth > DEPTH) {
            return Some(at);
        }
        std::mem::swap(&mut alive, &mut next);
    }
    None
}

/// What follows on a sign; nothing where the outermost bracket is closed, or where the crate finds a fault.
fn step(state: Within, depth: usize, c: char) -> Option<(Within, usize)> {
    let state = match (state, c) {
        (Within::Comment, c) if is_break(c) => Within::Gap,
        (Within::Comment, _) | (Within::PlainSpace, '#') => Within::Comment,
        (Within::Single, '\'') => Within::SingleQuote,
        (Within::Single, _) | (Within::SingleQuote, '\'') => Within::Single,
        (Within::Double, '\\') => Within::Escape,
        (Within::Double, '"') => Within::Gap,
        (Within::Double | Within::Escape, _) => Within::Double,
        (Within::TagAddress, '>') => Within::Tag,
        (Within::TagAddress, c) if is_space(c) => return None,
        (Within::TagStart, '<') | (Within::TagAddress, _) => Within::TagAddress,
        (Within::TagStart | Within::Tag, '[' | ']' | '{' | '}') => return None,
        (Within::TagStart | Within::Tag, c) if c == ',' || is_space(c) => Within::Gap,
        (Within::TagStart | Within::Tag, _) => Within::Tag,
        (Within::Anchor, c) if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') => Within::Anchor,
        (Within::PlainColon, c) if is_space(c) => Within::Gap,
        (Within::Plain | Within::PlainSpace, c) if is_space(c) => Within::PlainSpace,
        (_, ',') => Within::Gap,
        (_, '[' | '{') => return Some((Within::Gap, depth + 1)),
        (_, ']' | '}') => return (depth > 1).then(|| (Within::Gap, depth - 1)),
        (Within::Plain | Within::PlainSpace | Within::PlainColon, ':') => Within::PlainColon,
        (Within::Plain | Within::PlainSpace | Within::PlainColon, _) => Within::Plain,
        (Within::Gap | Within::SingleQuote | Within::Anchor, c) => match c {
            '?' | ':' => Within::Gap,
            '#' => Within::Comment,
            '\'' => Within::Single,
            '"' => Within::Double,
            '&' | '*' => Within::Anchor,
            '!' => Within::TagStart,
            c if is_space(c) => Within::Gap,
            _ => Within::Plain,
        },
    };
    Some((state, depth))
}

/// Reads a value of which aliases make no more than twice what is written.
pub(crate) fn value(text: &str) -> Result<Value, serde_yaml::Error> {
    // Without aliases, values and the bytes of texts together are fewer than twice the bytes that were written.
    let left = Cell::new(2 * text.len() + 10_000);
    Bounded { left: &left }.deserialize(serde_yaml::Deserializer::from_str(text))
}

/// Makes values, as long as something is left for them.
#[derive(Clone, Copy)]
struct Bounded<'b> {
    left: &'b Cell<usize>,
}

impl Bounded<'_> {
    fn spend<E: Error>(self, bytes: usize) -> Result<(), E> {
        self.left.set(self.left.get().checked_sub(1 + bytes).ok_or_else(|| E::custom(REPEATED))?);
        Ok(())
    }

    fn made<E: Error>(self, value: impl Into<Value>) -> Result<Value, E> {
        self.spend(0)?;
        Ok(value.into())
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.made(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.made(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.made(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.made(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.spend(value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.made(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.made(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut data: A) -> Result<Value, A::Error> {
        self.spend(0)?;
        let mut items = Vec::new();
        while let Some(item) = data.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Sequence(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut data: A) -> Result<Value, A::Error> {
        self.spend(0)?;
        let mut entries = Mapping::new();
        while let Some(key) = data.next_key_seed(Key(self))? {
            let twice = match &key {
                // Several such keys are as wrong as one, and not the same.
                Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => None,
                key if !entries.contains_key(key) => None,
                Value::String(text) => Some(format!("{text:?}")),
                Value::Number(number) => Some(number.to_string()),
                Value::Bool(flag) => Some(flag.to_string()),
                Value::Null => Some("null".to_owned()),
            };
            if let Some(key) = twice {
                return Err(A::Error::custom(format_args!("duplicate entry with key {key}")));
            }
            entries.insert(key, data.next_value_seed(self)?);
        }
        Ok(Value::Mapping(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (tag, contents) = data.variant()?;
        let tag = tag_of(tag)?;
        self.spend(0)?;
        let value = contents.newtype_variant_seed(self)?;
        Ok(Value::Tagged(Box::new(TaggedValue { tag, value })))
    }
}

fn tag_of<E: Error>(text: String) -> Result<Tag, E> {
    // The crate panics on an empty one.
    if text.is_empty() { Err(E::custom("empty YAML tag is not allowed")) } else { Ok(Tag::new(text)) }
}

/// Makes keys. No list or map is a key of ours, so that nothing is kept of them but that they are.
struct Key<'b>(Bounded<'b>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.0.visit_bool(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.0.visit_i64(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.0.visit_u64(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.0.visit_f64(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.0.visit_str(value)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.0.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.0.visit_none()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut data: A) -> Result<Value, A::Error> {
        while data.next_element::<IgnoredAny>()?.is_some() {}
        self.0.made(Value::Sequence(Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut data: A) -> Result<Value, A::Error> {
        while data.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.0.made(Value::Mapping(Mapping::new()))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (tag, contents) = data.variant()?;
        let tag = tag_of(tag)?;
        contents.newtype_variant::<IgnoredAny>()?;
        self.0.made(Value::Tagged(Box::new(TaggedValue { tag, value: Value::Null })))
    }
}
