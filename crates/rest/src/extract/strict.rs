//! What no JSON body may have, whatever it is for: a member twice, control characters, texts without end.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// Bytes of a text in a JSON body; longer things travel as files.
const LONGEST_TEXT: usize = 64 * 1024;
/// Bytes of a name; most names may be much shorter.
const LONGEST_NAME: usize = 512;
/// Characters of a field's path in a refusal.
const SHOWN: usize = 120;

/// Looks at a whole JSON value. The error names the field: its path as in `a.b[0]`, empty for the value itself.
pub fn check<'de, D: Deserializer<'de>>(value: D) -> Result<(), (String, D::Error)> {
    let mut path = String::new();
    let checked = Check { path: &mut path, named: false }.deserialize(value);
    checked.map_err(|error| (path.chars().filter(|c| !c.is_control()).take(SHOWN).collect(), error))
}

/// The path is put back on the way up, unless something is wrong: then it stays where that is.
struct Check<'p> {
    path: &'p mut String,
    /// The value is called a name: short, and of one line.
    named: bool,
}

impl<'de> DeserializeSeed<'de> for Check<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Check<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        if text.len() > LONGEST_TEXT {
            return Err(E::custom(format_args!("is a text of more than {LONGEST_TEXT} bytes")));
        }
        if self.named && text.len() > LONGEST_NAME {
            return Err(E::custom(format_args!("must have at most {LONGEST_NAME} bytes")));
        }
        if text.contains(forbidden) || self.named && text.contains(char::is_control) {
            return Err(E::custom("has a control character"));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let length = self.path.len();
        for number in 0_usize.. {
            self.path.extend(["[", &number.to_string(), "]"]);
            if items.next_element_seed(Check { path: &mut *self.path, named: self.named })?.is_none() {
                break;
            }
            self.path.truncate(length);
        }
        self.path.truncate(length);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let length = self.path.len();
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            if length > 0 {
                self.path.push('.');
            }
            self.path.push_str(&name);
            if name.contains(char::is_control) {
                return Err(A::Error::custom("has a control character in its name"));
            }
            if names.contains(&name) {
                return Err(A::Error::custom("occurs more than once"));
            }
            let named = name.to_ascii_lowercase().ends_with("name");
            members.next_value_seed(Check { path: &mut *self.path, named })?;
            self.path.truncate(length);
            names.insert(name);
        }
        Ok(())
    }
}

/// Control characters other than those that lay out text.
fn forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}
