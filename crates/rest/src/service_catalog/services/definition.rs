//! `GET /services/{serviceId}/definition`

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// The definition as it was sent.
#[utoipa::path(
    get, path = "/services/{serviceId}/definition", tag = "Services", operation_id = "getServiceDefinition",
    security(("OAuth2Security" = ["service_catalog:service_view", "apim:api_view"])),
    params(("serviceId" = String, Path)),
    responses((status = 200, content((String = "application/json"), (String = "application/yaml")))),
)]
pub async fn definition(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Error> {
    let (kind, text) = control.service_definition(&caller, &id).await?;
    let media = match kind.as_str() {
        "WSDL1" | "WSDL2" => "application/wsdl+xml",
        "GRAPHQL_SDL" => "text/plain; charset=utf-8",
        _ if text.trim_ascii_start().starts_with(b"{") => "application/json",
        _ => "application/yaml",
    };
    Ok(([(header::CONTENT_TYPE, media)], text))
}
