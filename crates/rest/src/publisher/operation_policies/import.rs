//! `POST /operation-policies/import`

use axum::extract::State;
use control::Control;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart};

#[derive(ToSchema)]
#[schema(as = OperationPolicyArchive)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct ArchiveForm {
    /// Archive with a specification and its templates.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// Makes the common policy that is in an archive.
#[utoipa::path(
    post, path = "/operation-policies/import", tag = "Operation Policies",
    operation_id = "importOperationPolicy",
    security(("OAuth2Security" = ["apim:policies_import_export"])),
    request_body(content = ArchiveForm, content_type = "multipart/form-data"),
    responses((status = 200, body = String, content_type = "text/plain")),
)]
pub async fn import(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    mut form: Multipart,
) -> Result<String, Error> {
    let archive = form.part("file").await?;
    let made = control.import_operation_policy(&caller, &archive).await?;
    let name = format!("{} {}", made.specification.name, made.specification.version);
    Ok(format!("Policy {name} imported"))
}
