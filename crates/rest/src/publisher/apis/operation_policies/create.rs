//! `POST /apis/{apiId}/operation-policies`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Path};
use crate::publisher::created;
use crate::publisher::operation_policies::{PolicyDto, PolicyForm, draft};

/// Makes a policy for one API.
#[utoipa::path(
    post, path = "/apis/{apiId}/operation-policies", tag = "API Operation Policies",
    operation_id = "addAPISpecificOperationPolicy",
    security(("OAuth2Security" =
        ["apim:api_manage", "apim:mediation_policy_create", "apim:mediation_policy_manage", "apim:api_mediation_policy_manage"])),
    params(("apiId" = String, Path)),
    request_body(content = PolicyForm, content_type = "multipart/form-data"),
    responses((status = 201, body = PolicyDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    form: Multipart,
) -> Result<impl IntoResponse, Error> {
    let made = control.create_api_operation_policy(&caller, &api, &draft(form).await?).await?;
    Ok(created(&format!("/apis/{api}/operation-policies/{}", made.id), PolicyDto::from(made)))
}
