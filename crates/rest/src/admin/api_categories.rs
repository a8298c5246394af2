//! `/api-categories`: what administrators sort APIs into.

mod create;
mod delete;
mod list;
mod update;

use control::Control;
use control::category::Category;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(update::update, delete::delete))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = APICategory)]
pub struct CategoryDto {
    #[serde(default, skip_deserializing)]
    id: String,
    name: String,
    #[serde(default)]
    description: String,
    /// How many APIs are in it.
    #[serde(default, skip_deserializing, rename = "numberOfAPIs")]
    apis: i64,
}

impl From<Category> for CategoryDto {
    fn from(category: Category) -> Self {
        Self { id: category.id, name: category.name, description: category.description, apis: category.apis }
    }
}
