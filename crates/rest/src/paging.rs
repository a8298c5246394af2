//! Lists: `count`, `list` and `pagination` as every public API gives them.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// `limit` and `offset` of a list request; 25 and 0 by default.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// How many at most.
    pub limit: i64,
    /// How many to pass over.
    pub offset: i64,
}

impl Default for Page {
    fn default() -> Self {
        Self { limit: 25, offset: 0 }
    }
}

/// Where a list stands in the whole.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, utoipa::ToSchema)]
pub struct Pagination {
    pub offset: i64,
    pub limit: i64,
    pub total: i64,
    /// Link to the next page; empty at the end.
    pub next: String,
    /// Link to the previous page; empty at the start.
    pub previous: String,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct List<T> {
    /// How many are in `list`.
    pub count: usize,
    pub list: Vec<T>,
    pub pagination: Pagination,
}

impl Page {
    /// Limits to 1..=1000 and a non-negative offset.
    pub fn checked(self) -> Result<Self, Error> {
        if !(0..=1_000).contains(&self.limit) {
            return Err(Error::invalid("limit", "must be between 0 and 1000"));
        }
        if self.offset < 0 {
            return Err(Error::invalid("offset", "must not be negative"));
        }
        Ok(self)
    }

    /// The page's list; `path` is the resource's path for the links, e.g. `/apis`, and `query` what else the
    /// links must carry, e.g. `&query=name:pizza`.
    pub fn list<T>(self, list: Vec<T>, total: i64, path: &str, query: &str) -> List<T> {
        let link = |offset: i64| format!("{path}?limit={}&offset={offset}{query}", self.limit);
        let next = self.offset.saturating_add(self.limit);
        let pagination = Pagination {
            offset: self.offset,
            limit: self.limit,
            total,
            next: if self.limit > 0 && next < total { link(next) } else { String::new() },
            previous: if self.offset > 0 { link((self.offset - self.limit).max(0)) } else { String::new() },
        };
        List { count: list.len(), list, pagination }
    }

    /// The page of what is already in memory.
    pub fn cut<T>(self, all: Vec<T>, path: &str, query: &str) -> List<T> {
        let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let (skip, take) =
            (usize::try_from(self.offset).unwrap_or(0), usize::try_from(self.limit).unwrap_or(0));
        self.list(all.into_iter().skip(skip).take(take).collect(), total, path, query)
    }
}

/// Text as a value in a link's query.
pub fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
