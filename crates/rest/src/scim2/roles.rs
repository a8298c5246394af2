//! `/Roles` and `/v2/Roles`.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administrator::Administrator;
use super::answer::ListResponse;
use super::filter::Listing;
use super::membership::View;
use super::patch::PatchOp;
use crate::error::Error;
use crate::extract::{self, Path, Query};

const VIEW: View = View {
    resource_type: "Role",
    schema: "urn:ietf:params:scim:schemas:extension:2.0:Role",
    path: "v2/Roles",
    members: "users",
};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, replace, patch, delete))
}

#[utoipa::path(
    get, path = "/Roles", tag = "Roles",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(Listing), responses((status = 200, body = ListResponse)),
)]
async fn list(
    state: State<Control>,
    Administrator(caller): Administrator,
    Query(listing): Query<Listing>,
) -> Result<Json<ListResponse>, Error> {
    Ok(Json(VIEW.list(state, &caller, &listing).await?))
}

#[utoipa::path(
    post, path = "/Roles", tag = "Roles",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    request_body = Object, responses((status = 201, body = Object)),
)]
async fn create(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    extract::Json(body): extract::Json<Map<String, Value>>,
) -> Result<impl IntoResponse, Error> {
    let made = VIEW.create(&control, &caller, &body).await?;
    let location = made["meta"]["location"].as_str().unwrap_or_default().to_owned();
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(made)))
}

#[utoipa::path(
    get, path = "/Roles/{id}", tag = "Roles",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("id" = String, Path)), responses((status = 200, body = Object)),
)]
async fn get(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
) -> Result<Json<Value>, Error> {
    Ok(Json(VIEW.resource(&control, &caller, &control.role(&caller, &id).await?)))
}

#[utoipa::path(
    put, path = "/Roles/{id}", tag = "Roles",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("id" = String, Path)), request_body = Object, responses((status = 200, body = Object)),
)]
async fn replace(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<Map<String, Value>>,
) -> Result<Json<Value>, Error> {
    Ok(Json(VIEW.replace(&control, &caller, &id, &body).await?))
}

#[utoipa::path(
    patch, path = "/Roles/{id}", tag = "Roles",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("id" = String, Path)), request_body = PatchOp, responses((status = 200, body = Object)),
)]
async fn patch(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<PatchOp>,
) -> Result<Json<Value>, Error> {
    Ok(Json(VIEW.patch(&control, &caller, &id, body).await?))
}

#[utoipa::path(
    delete, path = "/Roles/{id}", tag = "Roles",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("id" = String, Path)), responses((status = 204)),
)]
async fn delete(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    control.delete_role(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
