//! Categories of APIs as publishers and developers see them.

use control::category::Category;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct ApiCategory {
    id: String,
    name: String,
    description: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApiCategoryList {
    count: usize,
    list: Vec<ApiCategory>,
}

impl From<Vec<Category>> for ApiCategoryList {
    fn from(all: Vec<Category>) -> Self {
        let shown = |c: Category| ApiCategory { id: c.id, name: c.name, description: c.description };
        let list: Vec<_> = all.into_iter().map(shown).collect();
        Self { count: list.len(), list }
    }
}
