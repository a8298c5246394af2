//! `/apis/{apiId}/swagger`

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use control::Control;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Path};
use crate::publisher::definition_form::definition_of;

const JSON: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/json")];

/// An API's definition, with its configuration as extensions.
#[utoipa::path(
    get, path = "/apis/{apiId}/swagger", tag = "APIs", operation_id = "getAPISwagger",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:api_definition_view"])),
    params(("apiId" = String, Path)),
    responses((status = 200, body = String, content_type = "application/json")),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Error> {
    Ok((JSON, control.get_definition(&caller, &id).await?))
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct DefinitionForm {
    /// The definition's text, JSON or YAML.
    #[schema(rename = "apiDefinition")]
    api_definition: Option<String>,
    /// A file instead of the text.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: Option<String>,
    /// Where the definition is, instead of a file: it is fetched once, now.
    url: Option<String>,
}

/// Replaces an API's definition; its operations become the definition's.
#[utoipa::path(
    put, path = "/apis/{apiId}/swagger", tag = "APIs", operation_id = "updateAPISwagger",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage"])),
    params(("apiId" = String, Path)),
    request_body(content = DefinitionForm, content_type = "multipart/form-data"),
    responses((status = 200, body = String, content_type = "application/json")),
)]
pub async fn put(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<impl IntoResponse, Error> {
    let mut parts = form.parts().await?;
    let text = definition_of(&control, &mut parts, &["apiDefinition", "file"]).await?;
    Ok((JSON, Box::pin(control.put_definition(&caller, &id, text)).await?))
}
