//! `GET /apis/{apiId}/revisions`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::revision::Deployed;
use serde::Deserialize;
use utoipa::IntoParams;

use super::RevisionList;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// `deployed:true` or `deployed:false`; all revisions when absent.
    query: String,
}

impl Search {
    pub fn deployed(&self) -> Result<Deployed, Error> {
        Ok(match self.query.trim() {
            "" => Deployed::Any,
            "deployed:true" => Deployed::Yes,
            "deployed:false" => Deployed::No,
            _ => return Err(Error::invalid("query", "must be deployed:true or deployed:false")),
        })
    }
}

/// The revisions of an API, oldest first.
#[utoipa::path(
    get, path = "/apis/{apiId}/revisions", tag = "API Revisions", operation_id = "getAPIRevisions",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_create", "apim:api_manage", "apim:api_publish", "apim:api_import_export"])),
    params(("apiId" = String, Path), Search),
    responses((status = 200, body = RevisionList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    Query(search): Query<Search>,
) -> Result<Json<RevisionList>, Error> {
    let deployed = search.deployed()?;
    Ok(Json(control.list_revisions(&caller, &id, deployed).await?.into()))
}
