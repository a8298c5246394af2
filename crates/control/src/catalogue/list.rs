//! Finding APIs in the developer portal.

use store::api::ApiRow;
use store::api::search::{Filter, Order, Sort};

use super::{Viewer, visible_states};
use crate::Control;
use crate::api::search::parse;
use crate::error::Error;

/// What to find. The text is WSO2's: `key:value` words and free text.
#[derive(Debug, Clone, Default)]
pub struct ApiQuery {
    pub text: String,
    pub offset: i64,
    pub limit: i64,
}

/// APIs, and how many there are in all.
pub struct ApiPage {
    pub list: Vec<ApiRow>,
    pub total: i64,
}

/// A tag, and how many visible APIs have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub value: String,
    pub count: i64,
}

impl Control {
    /// The APIs that the viewer may see and that match, by name.
    pub async fn catalogue(&self, viewer: &Viewer, query: &ApiQuery) -> Result<ApiPage, Error> {
        let filter = read(&query.text, viewer)?;
        let order = Order { by: Sort::Name, ascending: true };
        let tenant = viewer.tenant.as_str();
        let mut tx = self.read().await?;
        let (list, total) =
            store::api::search::page(&mut tx, tenant, &filter, order, query.offset, query.limit).await?;
        Ok(ApiPage { list, total })
    }

    /// The tags of the APIs that the viewer may see.
    pub async fn catalogue_tags(&self, viewer: &Viewer) -> Result<Vec<Tag>, Error> {
        let filter = read("", viewer)?;
        let mut tx = self.read().await?;
        let tags = store::api::search::tags(&mut tx, viewer.tenant.as_str(), &filter).await?;
        Ok(tags.into_iter().map(|(value, count)| Tag { value, count }).collect())
    }
}

/// Reads a query ([`parse`]) and limits it to what the viewer may see.
fn read(text: &str, viewer: &Viewer) -> Result<Filter, Error> {
    Ok(restrict(parse(text)?, viewer))
}

/// Limits a filter to what the viewer may see.
pub(crate) fn restrict(mut filter: Filter, viewer: &Viewer) -> Filter {
    let mut states = visible_states();
    if let Some(asked) = filter.states.first() {
        states.retain(|s| s == asked);
    }
    if states.is_empty() {
        // A state that developers never see matches nothing.
        states.push("NONE".to_owned());
    }
    filter.states = states;
    filter.visible_to = (!viewer.sees_everything()).then(|| viewer.roles().to_vec());
    filter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let nobody = Viewer::new(None, None);
        let f = read("name:pizza lcState:published", &nobody).expect("a good query");
        assert_eq!(f.states, ["PUBLISHED"]);
        assert_eq!(f.visible_to, Some(Vec::new()));
        assert_eq!(read("status:CREATED", &nobody).expect("a good query").states, ["NONE"]);
        assert!(read("password:x", &nobody).is_err());
    }
}
