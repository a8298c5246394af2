//! `/labels`: of gateways. The four operations are too alike for a file each.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use control::label::Label;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::created;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(update, delete))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Label)]
struct LabelDto {
    #[serde(default, skip_deserializing)]
    id: String,
    name: String,
    #[serde(default)]
    description: String,
    /// Where its gateways are reached.
    #[serde(default)]
    access_urls: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct LabelList {
    count: usize,
    list: Vec<LabelDto>,
}

impl From<Label> for LabelDto {
    fn from(label: Label) -> Self {
        let Label { id, name, description, access_urls } = label;
        Self { id, name, description, access_urls }
    }
}

impl From<LabelDto> for Label {
    fn from(dto: LabelDto) -> Self {
        let LabelDto { name, description, access_urls, .. } = dto;
        Self { id: String::new(), name, description, access_urls }
    }
}

/// The labels of the tenant.
#[utoipa::path(
    get, path = "/labels", tag = "Labels", operation_id = "labels_list",
    security(("OAuth2Security" = ["apim:admin", "apim:label_read"])),
    responses((status = 200, body = LabelList)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<LabelList>, Error> {
    let list: Vec<_> = control.labels(&caller).await?.into_iter().map(LabelDto::from).collect();
    Ok(Json(LabelList { count: list.len(), list }))
}

#[utoipa::path(
    post, path = "/labels", tag = "Labels", operation_id = "labels_create",
    security(("OAuth2Security" = ["apim:admin", "apim:label_manage"])),
    request_body = LabelDto, responses((status = 201, body = LabelDto)),
)]
async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<LabelDto>,
) -> Result<impl IntoResponse, Error> {
    let made = control.create_label(&caller, body.into()).await?;
    Ok(created(&format!("/labels/{}", made.id), LabelDto::from(made)))
}

#[utoipa::path(
    put, path = "/labels/{labelId}", tag = "Labels", operation_id = "labels_update",
    security(("OAuth2Security" = ["apim:admin", "apim:label_manage"])),
    params(("labelId" = String, Path)),
    request_body = LabelDto, responses((status = 200, body = LabelDto)),
)]
async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<LabelDto>,
) -> Result<Json<LabelDto>, Error> {
    Ok(Json(control.change_label(&caller, &id, body.into()).await?.into()))
}

#[utoipa::path(
    delete, path = "/labels/{labelId}", tag = "Labels", operation_id = "labels_delete",
    security(("OAuth2Security" = ["apim:admin", "apim:label_manage"])),
    params(("labelId" = String, Path)), responses((status = 200)),
)]
async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_label(&caller, &id).await?)
}
