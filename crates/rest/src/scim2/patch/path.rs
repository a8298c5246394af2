//! Paths of PATCH operations (RFC 7644, figure 7): `name.givenName`, `emails[type eq "work"].value`,
//! `urn:...:User:department`.

use crate::error::Error;
use crate::scim2::filter::Comparison;

/// The schema whose attributes are members of the resource itself.
const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub attribute: String,
    /// `[sub eq "value"]`: elements of a list.
    pub element: Option<(String, String)>,
    pub sub: Option<String>,
}

impl Path {
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text).ok_or_else(|| {
            Error::invalid(
                "path",
                format!("'{text}' must be attribute, attribute.sub or attribute[sub eq \"value\"]"),
            )
        })
    }

    fn read(text: &str) -> Option<Self> {
        let (schema, rest) = split_schema(text.trim());
        let (attribute, element, rest) = match rest.split_once('[') {
            Some((attribute, rest)) => {
                let (filter, rest) = rest.rsplit_once(']')?;
                let comparison =
                    Comparison::parse(filter).filter(|c| c.operator.eq_ignore_ascii_case("eq"))?;
                (attribute, Some((comparison.attribute, comparison.value)), rest.strip_prefix('.'))
            }
            None => match rest.split_once('.') {
                Some((attribute, sub)) => (attribute, None, Some(sub)),
                None => (rest, None, None),
            },
        };
        let fine = |name: &str| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-$".contains(c))
        };
        if rest.is_some_and(|sub| !fine(sub)) || (!attribute.is_empty() && !fine(attribute)) {
            return None;
        }
        let sub = rest.map(str::to_owned);
        match (schema, attribute) {
            (None, "") => None,
            (None, name) => Some(Self { attribute: name.to_owned(), element, sub }),
            // The members of an extension are in an object named by its schema.
            (Some(schema), "") => Some(Self { attribute: schema.to_owned(), element, sub }),
            (Some(schema), name) if element.is_none() && sub.is_none() => {
                Some(Self { attribute: schema.to_owned(), element, sub: Some(name.to_owned()) })
            }
            _ => None,
        }
    }

    pub fn is(&self, name: &str) -> bool {
        self.attribute.eq_ignore_ascii_case(name)
    }
}

/// The schema of an extension, if the path begins with one, and what follows it.
fn split_schema(text: &str) -> (Option<&str>, &str) {
    if let Some(rest) = text.strip_prefix(CORE) {
        return (None, rest.split_once(':').map_or(rest, |(_, attribute)| attribute));
    }
    if !text.starts_with("urn:") {
        return (None, text);
    }
    // `2.0` in the schema's name has a dot, so the attribute is what follows the last colon.
    match text.rsplit_once(':') {
        Some((schema, last)) if last != "User" && last != "schema" => (Some(schema), last),
        _ => (Some(text), ""),
    }
}
