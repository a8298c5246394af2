//! What developers think of APIs: one to five, once per user.

use store::api::rating::{self, RatingRow};

use crate::catalogue::{Viewer, visible};
use crate::error::Error;
use crate::{Caller, Control};

pub use store::api::rating::RatingRow as Rating;

/// Ratings of an API.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    /// 0 when nobody has rated it.
    pub average: f64,
    /// What the viewer gave it.
    pub own: Option<i64>,
    /// Newest first.
    pub list: Vec<Rating>,
    pub total: i64,
}

impl Control {
    pub async fn ratings(
        &self,
        viewer: &Viewer,
        api_id: &str,
        offset: i64,
        limit: i64,
    ) -> Result<Ratings, Error> {
        let mut tx = self.read().await?;
        let api = visible(&mut tx, viewer, api_id).await?;
        let (list, total) = rating::page(&mut tx, &api.tenant, &api.id, offset, limit).await?;
        let own = match viewer.caller() {
            Some(caller) => rating::of_user(&mut tx, &api.tenant, &api.id, &caller.name()).await?,
            None => None,
        };
        Ok(Ratings { average: api.rating, own: own.map(|r| r.rating), list, total })
    }

    /// What the caller gave an API, if anything.
    pub async fn own_rating(&self, caller: &Caller, api_id: &str) -> Result<Option<Rating>, Error> {
        let mut tx = self.read().await?;
        let api = visible(&mut tx, &Viewer::of(caller), api_id).await?;
        Ok(rating::of_user(&mut tx, &api.tenant, &api.id, &caller.name()).await?)
    }

    /// Rates an API, or rates it anew. `stars`: 1 to 5.
    pub async fn rate(&self, caller: &Caller, api_id: &str, stars: i64) -> Result<Rating, Error> {
        if !(1..=5).contains(&stars) {
            return Err(Error::invalid("rating", "must be between 1 and 5"));
        }
        let mut tx = self.begin().await?;
        let api = visible(&mut tx, &Viewer::of(caller), api_id).await?;
        let before = rating::of_user(&mut tx, &api.tenant, &api.id, &caller.name()).await?;
        let row = RatingRow {
            id: before.map_or_else(|| self.ambient().id(), |b| b.id),
            tenant: api.tenant,
            api_id: api.id,
            rated_by: caller.name(),
            rating: stars,
            updated_at: self.ambient().now().0,
        };
        rating::put(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Takes the caller's rating back; having none is fine.
    pub async fn unrate(&self, caller: &Caller, api_id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let api = visible(&mut tx, &Viewer::of(caller), api_id).await?;
        rating::delete(&mut tx, &api.tenant, &api.id, &caller.name()).await?;
        tx.commit().await?;
        Ok(())
    }
}
