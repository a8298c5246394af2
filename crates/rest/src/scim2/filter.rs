//! Filters (RFC 7644, 3.4.2.2): one comparison of the resource's name, and the page that a list asks for.

use control::user::NameFilter;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::Error;

const DEFAULT_COUNT: i64 = 100;
const MOST: i64 = 1_000;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// E.g. `userName eq "alice"`; operators are `eq`, `co`, `sw`, `ew`.
    filter: Option<String>,
    /// Counted from 1.
    start_index: Option<i64>,
    /// How many at most; 100 when absent, never more than 1000.
    count: Option<i64>,
}

impl Listing {
    /// A value below 1 means 1.
    pub fn start_index(&self) -> i64 {
        self.start_index.unwrap_or(1).max(1)
    }

    pub fn offset(&self) -> i64 {
        self.start_index() - 1
    }

    /// A negative value means 0.
    pub fn count(&self) -> i64 {
        self.count.unwrap_or(DEFAULT_COUNT).clamp(0, MOST)
    }

    /// The filter over the attribute `name`, which may be written with its schema before it.
    pub fn names(&self, name: &str) -> Result<NameFilter, Error> {
        let Some(text) = self.filter.as_deref().map(str::trim).filter(|t| !t.is_empty()) else {
            return Ok(NameFilter::All);
        };
        let refused = || {
            Error::invalid(
                "filter",
                format!("must be '{name} eq|co|sw|ew \"text\"'; nothing else is supported"),
            )
        };
        let comparison = Comparison::parse(text).ok_or_else(refused)?;
        let attribute = comparison.attribute.rsplit(':').next().unwrap_or_default();
        if !attribute.eq_ignore_ascii_case(name) {
            return Err(refused());
        }
        Ok(match comparison.operator.to_ascii_lowercase().as_str() {
            "eq" => NameFilter::Equals(comparison.value),
            "co" => NameFilter::Contains(comparison.value),
            "sw" => NameFilter::StartsWith(comparison.value),
            "ew" => NameFilter::EndsWith(comparison.value),
            _ => return Err(refused()),
        })
    }
}

/// `attribute operator "value"`.
#[derive(Debug, PartialEq, Eq)]
pub struct Comparison {
    pub attribute: String,
    pub operator: String,
    pub value: String,
}

impl Comparison {
    pub fn parse(text: &str) -> Option<Self> {
        let (attribute, rest) = text.trim().split_once(' ')?;
        let (operator, value) = rest.trim_start().split_once(' ')?;
        let value = value.trim();
        let value = if value.starts_with('"') {
            // A JSON string, and nothing after it.
            serde_json::from_str(value).ok()?
        } else if value.contains([' ', '"']) {
            return None;
        } else {
            value.to_owned()
        };
        Some(Self { attribute: attribute.to_owned(), operator: operator.to_owned(), value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(filter: &str) -> Result<NameFilter, Error> {
        Listing { filter: Some(filter.to_owned()), start_index: None, count: None }.names("userName")
    }

    #[test]
    fn one_comparison_of_the_name_is_understood_and_nothing_else() {
        assert!(matches!(names("userName eq \"a \\\"b\""), Ok(NameFilter::Equals(t)) if t == "a \"b"));
        assert!(matches!(names("username SW al"), Ok(NameFilter::StartsWith(t)) if t == "al"));
        let urn = "urn:ietf:params:scim:schemas:core:2.0:User:userName co \"x\"";
        assert!(matches!(names(urn), Ok(NameFilter::Contains(t)) if t == "x"));
        for bad in [
            "userName",
            "userName pr",
            "emails eq \"x\"",
            "userName eq \"a\" and active eq true",
            "userName gt 1",
        ] {
            assert!(names(bad).is_err(), "{bad}");
        }
    }
}
