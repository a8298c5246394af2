//! Finding APIs and their documents at once, in publisher and developer portal.

use store::api::ApiRow;
use store::api::document::{self, Found, Reader};
use store::api::search::{Filter, Match, Order, Sort, page};

use crate::api::search::{Asked, parse_all};
use crate::catalogue::{ApiQuery, Viewer, restrict};
use crate::document::{reader, reader_of};
use crate::error::Error;
use crate::{Caller, Control};

pub use store::api::document::Found as FoundDocument;

/// Something found.
#[derive(Debug, Clone, PartialEq)]
pub enum Hit {
    Api(Box<ApiRow>),
    Document(Box<Found>),
}

/// What was found, and how much there is in all: first APIs, then documents, each by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    pub list: Vec<Hit>,
    pub total: i64,
}

impl Control {
    /// What the caller may work on in the publisher. `doc:` finds documents alone; free text finds both.
    pub async fn find(&self, caller: &Caller, query: &ApiQuery) -> Result<Hits, Error> {
        let mut asked = parse_all(&query.text)?;
        if !caller.is_admin() {
            asked.filter.workable_by = Some(caller.roles.clone());
        }
        self.hits(caller.tenant().as_str(), asked, &reader_of(caller), query).await
    }

    /// What the viewer may see in the developer portal.
    pub async fn catalogue_find(&self, viewer: &Viewer, query: &ApiQuery) -> Result<Hits, Error> {
        let mut asked = parse_all(&query.text)?;
        asked.filter = restrict(asked.filter, viewer);
        self.hits(viewer.tenant.as_str(), asked, &reader(viewer), query).await
    }

    async fn hits(
        &self,
        tenant: &str,
        asked: Asked,
        reader: &Reader,
        query: &ApiQuery,
    ) -> Result<Hits, Error> {
        let Asked { filter, document } = asked;
        let order = Order { by: Sort::Name, ascending: true };
        let mut tx = self.read().await?;
        let (mut list, mut total) = (Vec::new(), 0);
        if document.is_none() {
            let (rows, apis) = page(&mut tx, tenant, &filter, order, query.offset, query.limit).await?;
            list.extend(rows.into_iter().map(Box::new).map(Hit::Api));
            total = apis;
        }
        let text = document.or_else(|| match &filter.text {
            Match::Anything => None,
            Match::Contains(text) | Match::Is(text) => Some(text.clone()),
        });
        if let Some(text) = text {
            let of_apis = Filter { text: Match::Anything, ..filter };
            let offset = (query.offset - total).max(0);
            let limit = query.limit - i64::try_from(list.len()).unwrap_or(query.limit);
            let (found, documents) =
                document::search(&mut tx, tenant, &of_apis, &text, reader, offset, limit).await?;
            list.extend(found.into_iter().map(Box::new).map(Hit::Document));
            total += documents;
        }
        Ok(Hits { list, total })
    }
}
