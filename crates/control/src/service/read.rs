//! Reading the service catalogue.

use store::service::Filter;

use super::{Service, ServiceUse, by_id};
use crate::error::Error;
use crate::{Caller, Control};

/// Keys that one search may name.
const KEYS: usize = 1_000;

/// What a list is narrowed to; empty texts do not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// A part of the name, in any case; in double quotes: the whole.
    pub name: String,
    /// Likewise.
    pub version: String,
    /// One of the types, or `OAS` for both of OpenAPI.
    pub definition_type: String,
    /// Parted by commas.
    pub keys: String,
    pub sorted: Sorted,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sorted {
    #[default]
    Name,
    NameDown,
    Type,
    TypeDown,
}

impl Search {
    fn filter(&self) -> Result<Filter, Error> {
        let types = match self.definition_type.as_str() {
            "OAS" => ["OAS2", "OAS3"],
            kind => [kind, kind],
        };
        let keys: Vec<&str> = self.keys.split(',').map(str::trim).filter(|k| !k.is_empty()).collect();
        if keys.len() > KEYS {
            return Err(Error::invalid("key", format!("must name at most {KEYS} services")));
        }
        let order = match self.sorted {
            Sorted::Name => "name asc",
            Sorted::NameDown => "name desc",
            Sorted::Type => "definitionType asc",
            Sorted::TypeDown => "definitionType desc",
        };
        Ok(Filter {
            name: pattern(&self.name),
            version: pattern(&self.version),
            definition_types: types.map(str::to_owned),
            keys: if keys.is_empty() { String::new() } else { format!(",{},", keys.join(",")) },
            order,
        })
    }
}

/// A pattern of LIKE.
fn pattern(asked: &str) -> String {
    let asked = asked.trim();
    let whole = asked.strip_prefix('"').and_then(|a| a.strip_suffix('"'));
    let text = whole.unwrap_or(asked).to_lowercase();
    if text.is_empty() {
        return text;
    }
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    if whole.is_some() { escaped } else { format!("%{escaped}%") }
}

impl Control {
    /// A page of the catalogue, and how many services there are in all.
    pub async fn services(
        &self,
        caller: &Caller,
        search: &Search,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<Service>, i64), Error> {
        let filter = search.filter()?;
        let mut tx = self.read().await?;
        let page = store::service::page(&mut tx, caller.tenant().as_str(), &filter, offset, limit).await?;
        Ok((page.0.into_iter().map(Service::from).collect(), page.1))
    }

    pub async fn service(&self, caller: &Caller, id: &str) -> Result<Service, Error> {
        let mut tx = self.read().await?;
        Ok(by_id(&mut tx, caller, id).await?.into())
    }

    /// The definition as it was sent, and its type.
    pub async fn service_definition(&self, caller: &Caller, id: &str) -> Result<(String, Vec<u8>), Error> {
        let mut tx = self.read().await?;
        let row = by_id(&mut tx, caller, id).await?;
        let text = store::service::definition(&mut tx, &row.tenant, &row.id).await?;
        Ok((row.definition_type, text.unwrap_or_default()))
    }

    /// APIs that were made of the service.
    pub async fn service_usage(&self, caller: &Caller, id: &str) -> Result<Vec<ServiceUse>, Error> {
        let mut tx = self.read().await?;
        let row = by_id(&mut tx, caller, id).await?;
        Ok(store::service::uses(&mut tx, &row.tenant, &row.id).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn parts_are_found_and_quotes_ask_for_the_whole() {
        assert_eq!(pattern(""), "");
        assert_eq!(pattern("Pi_z"), "%pi\\_z%");
        assert_eq!(pattern("\"100%\""), "100\\%");
    }
}
