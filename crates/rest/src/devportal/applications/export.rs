//! `GET /applications/export`

use axum::extract::State;
use axum::response::Response;
use control::Control;
use control::archive::ApplicationExport;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::archive::{self, Notation};
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    app_name: String,
    app_owner: String,
    /// The terms of its keys, too; never their secrets.
    #[serde(default)]
    with_keys: bool,
    #[param(inline)]
    format: Option<Notation>,
}

impl From<Wanted> for ApplicationExport {
    fn from(wanted: Wanted) -> Self {
        let Wanted { app_name: name, app_owner: owner, with_keys, format } = wanted;
        Self { name, owner, with_keys, format: archive::format(format) }
    }
}

/// An application of the tenant as an archive, with its subscriptions.
#[utoipa::path(
    get, path = "/applications/export", tag = "Import Export", operation_id = "applications_export",
    security(("OAuth2Security" = ["apim:app_import_export"])),
    params(Wanted),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")),
)]
pub async fn export(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    Ok(archive::answer(control.export_application(&caller, wanted.into()).await?))
}
