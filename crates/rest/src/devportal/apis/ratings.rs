//! `/apis/{apiId}/ratings` and `/apis/{apiId}/user-rating`: what developers think of an API.

mod delete;
mod get;
mod list;
mod put;

use control::Control;
use control::rating::Rating;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list::list)).routes(routes!(get::get, put::put, delete::delete))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Rating)]
pub struct RatingDto {
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    #[schema(read_only)]
    rating_id: Option<String>,
    #[serde(skip_deserializing)]
    #[schema(read_only)]
    api_id: String,
    #[serde(skip_deserializing)]
    #[schema(read_only)]
    rated_by: String,
    /// 1 to 5; 0 when there is none.
    rating: i64,
}

impl From<Rating> for RatingDto {
    fn from(row: Rating) -> Self {
        Self { rating_id: Some(row.id), api_id: row.api_id, rated_by: row.rated_by, rating: row.rating }
    }
}
