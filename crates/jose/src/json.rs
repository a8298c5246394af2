//! One strict JSON reader (RFC 8259) for headers, keys and claims.
//!
//! Stricter than most: a member name may occur once per object at any depth (compared after
//! unescaping), text must be UTF-8, unpaired surrogates are refused, depth is limited, and numbers
//! stay text until somebody asks for a type. It reads one level at a time: nested arrays and
//! objects are checked and kept as text, so that a token with claims nobody looks at costs one pass.

use std::borrow::Cow;

use crate::Error;

mod names;
mod reader;
mod text;

#[cfg(test)]
mod tests;

use reader::Reader;

/// Nesting beyond this is refused; the outermost object is level 1.
pub const MAX_DEPTH: usize = 32;

/// A JSON object, one level deep, in document order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object<'a> {
    members: Vec<(Cow<'a, str>, Value<'a>)>,
}

/// A JSON value. Numbers are the text of the document, valid by the grammar.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    String(Cow<'a, str>),
    Array(Nested<'a>),
    Object(Nested<'a>),
}

/// An array or object that was checked but not taken apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nested<'a> {
    text: &'a str,
    part: &'static str,
}

impl<'a> Object<'a> {
    /// Reads a document that is one object. `part` names it in errors.
    pub fn parse(bytes: &'a [u8], limit: usize, part: &'static str) -> Result<Self, Error> {
        if bytes.len() > limit {
            return Err(Error::TooLong { part, actual: bytes.len(), limit });
        }
        let text = std::str::from_utf8(bytes).map_err(|error| Error::Json {
            part,
            at: error.valid_up_to(),
            problem: "not UTF-8",
        })?;
        Reader::new(text, part).document()
    }

    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.members.iter().find_map(|(key, value)| (key == name).then_some(value))
    }

    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.members.iter().map(|(key, value)| (key.as_ref(), value))
    }

    pub(crate) fn into_members(self) -> Vec<(Cow<'a, str>, Value<'a>)> {
        self.members
    }

    pub fn len(&self) -> usize {
        self.members.len()
    }

    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

impl<'a> Value<'a> {
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<Result<Object<'a>, Error>> {
        match self {
            Self::Object(nested) => Some(nested.members()),
            _ => None,
        }
    }

    /// The items, if this is an array.
    pub fn as_array(&self) -> Option<Result<Vec<Value<'a>>, Error>> {
        match self {
            Self::Array(nested) => Some(nested.items()),
            _ => None,
        }
    }

    /// Strings of an array that holds nothing else.
    pub fn as_strings(&self) -> Option<Vec<Cow<'a, str>>> {
        self.as_array()?
            .ok()?
            .into_iter()
            .map(|item| match item {
                Value::String(text) => Some(text),
                _ => None,
            })
            .collect()
    }
}

impl<'a> Nested<'a> {
    /// The JSON text, as it stood in the document.
    pub fn text(&self) -> &'a str {
        self.text
    }

    fn members(&self) -> Result<Object<'a>, Error> {
        Reader::new(self.text, self.part).document()
    }

    fn items(&self) -> Result<Vec<Value<'a>>, Error> {
        Reader::new(self.text, self.part).array_document()
    }
}
