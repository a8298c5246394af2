//! `DELETE /api-products/{apiProductId}/lifecycle-state/pending-tasks`

use crate::error::Error;
use crate::publisher::api_products::ProductPath;

/// Takes back a change of state that waits for approval. Changes of products need none, so there is none to take back.
#[utoipa::path(
    delete, path = "/api-products/{apiProductId}/lifecycle-state/pending-tasks", tag = "API Product Lifecycle",
    operation_id = "deleteAPIProductLifecycleStatePendingTasks",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(_product: ProductPath<String>) -> Result<(), Error> {
    Ok(())
}
