//! `POST /apis/validate-openapi`

use axum::Json;
use axum::extract::State;
use control::Control;
use definition::{Limits, ValidationReport};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::extract::{Multipart, Query};
use crate::publisher::definition_form::definition_of;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct How {
    /// Give the definition back, as JSON.
    return_content: bool,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct ValidateForm {
    /// The definition, JSON or YAML.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: Option<String>,
    /// The definition's text instead of a file.
    #[schema(rename = "inlineAPIDefinition")]
    inline_api_definition: Option<String>,
    /// Where the definition is, instead of a file: it is fetched once, now.
    url: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OpenAPIDefinitionValidationResponse)]
pub struct Report {
    is_valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<About>,
    errors: Vec<Fault>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpenAPIDefinitionInfo)]
struct About {
    name: String,
    version: String,
    context: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(rename = "openAPIVersion")]
    openapi_version: String,
    endpoints: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DefinitionFault)]
struct Fault {
    code: String,
    message: &'static str,
    /// JSON pointer of the fault, and what is wrong there.
    description: String,
}

impl Report {
    fn of(report: ValidationReport, return_content: bool) -> Self {
        Self {
            is_valid: report.is_valid,
            content: report.content.filter(|_| return_content),
            info: report.info.map(|i| About {
                name: i.name,
                version: i.version,
                context: i.context,
                description: i.description,
                openapi_version: i.openapi_version,
                endpoints: i.endpoints,
            }),
            errors: report
                .errors
                .into_iter()
                .map(|e| Fault { code: e.code.to_string(), message: e.message, description: e.description })
                .collect(),
        }
    }
}

/// Is this a valid OpenAPI definition, and what does it say about itself?
#[utoipa::path(
    post, path = "/apis/validate-openapi", tag = "Validation", operation_id = "validateOpenAPIDefinition",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage"])),
    params(How),
    request_body(content = ValidateForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Report)),
)]
pub async fn validate_openapi(
    State(control): State<Control>,
    Query(how): Query<How>,
    form: Multipart,
) -> Result<Json<Report>, Error> {
    let mut parts = form.parts().await?;
    let text = definition_of(&control, &mut parts, &["file", "inlineAPIDefinition"]).await?;
    // A large one takes a while: not on a thread that others wait for.
    let validation = move || ValidationReport::of(&text, &Limits::default(), None).0;
    let report = tokio::task::spawn_blocking(validation).await.map_err(control::Error::internal)?;
    Ok(Json(Report::of(report, how.return_content)))
}
