//! `GET /Users`.

use axum::Json;
use axum::extract::State;
use control::Control;

use super::resource;
use crate::error::Error;
use crate::extract::Query;
use crate::scim2::administrator::Administrator;
use crate::scim2::answer::ListResponse;
use crate::scim2::filter::Listing;

#[utoipa::path(
    get, path = "/Users", tag = "Users", operation_id = "getUsersByFilter",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(Listing), responses((status = 200, body = ListResponse)),
)]
pub async fn list(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    Query(listing): Query<Listing>,
) -> Result<Json<ListResponse>, Error> {
    let names = listing.names("userName")?;
    let (users, total) = control.users(&caller, &names, listing.offset(), listing.count()).await?;
    let resources = users.iter().map(|u| resource(&control, u)).collect();
    Ok(Json(ListResponse::new(resources, total, listing.start_index())))
}
