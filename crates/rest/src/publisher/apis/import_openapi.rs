//! `POST /apis/import-openapi`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use model::Invalid;
use serde_json::Value;
use utoipa::ToSchema;

use super::body::{ApiDto, configuration};
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, parse_json};
use crate::publisher::created;
use crate::publisher::definition_form::definition_of;

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct ImportForm {
    /// The definition, JSON or YAML.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: Option<String>,
    /// The definition's text instead of a file.
    #[schema(rename = "inlineAPIDefinition")]
    inline_api_definition: Option<String>,
    /// Where the definition is, instead of a file: it is fetched once, now.
    url: Option<String>,
    /// JSON of an `API` with what the definition does not say: name, version, context, endpoints, plans.
    #[schema(rename = "additionalProperties")]
    additional_properties: String,
}

/// Makes an API from an OpenAPI definition.
#[utoipa::path(
    post, path = "/apis/import-openapi", tag = "APIs", operation_id = "importOpenAPIDefinition",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage"])),
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ApiDto)),
)]
pub async fn import_openapi(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    form: Multipart,
) -> Result<impl IntoResponse, Error> {
    let mut parts = form.parts().await?;
    let Some(properties) = parts.remove("additionalProperties") else {
        let problem = Invalid::new("additionalProperties", "is required and should not be null");
        return Err(control::Error::from(problem.code(903_215)).into());
    };
    let properties: Value = parse_json("additionalProperties", &properties)?;
    let properties = configuration("additionalProperties", properties)?;
    let text = definition_of(&control, &mut parts, &["file", "inlineAPIDefinition"]).await?;
    let made = ApiDto::from(control.import_openapi(&caller, text, properties).await?);
    Ok(created(&format!("/apis/{}", made.id()), made))
}
