//! `/api-products`: operations of several APIs, offered as one.

mod body;
mod copy;
mod create;
mod delete;
mod export;
mod import;
mod deployments {
    pub mod list;
    pub mod update;
}
mod documents {
    pub mod content;
    pub mod create;
    pub mod delete;
    pub mod get;
    pub mod list;
    pub mod update;
}
mod get;
mod is_outdated;
mod lifecycle {
    pub mod change;
    pub mod history;
    pub mod pending_tasks;
    pub mod state;
}
mod list;
mod revisions {
    pub mod create;
    pub mod delete;
    pub mod deploy;
    pub mod get;
    pub mod list;
    pub mod restore;
    pub mod undeploy;
}
mod swagger;
mod thumbnail;
mod update;

use axum::extract::{DefaultBodyLimit, FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use control::Control;
use serde::de::DeserializeOwned;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};
use crate::surface::DEFINITION_BODY_LIMIT;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(copy::copy))
        .routes(routes!(swagger::get))
        .routes(routes!(is_outdated::is_outdated))
        .routes(routes!(thumbnail::get, thumbnail::put))
        .routes(routes!(documents::list::list, documents::create::create))
        .routes(routes!(documents::get::get, documents::update::update, documents::delete::delete))
        .routes(routes!(revisions::list::list, revisions::create::create))
        .routes(routes!(revisions::get::get, revisions::delete::delete))
        .routes(routes!(revisions::deploy::deploy))
        .routes(routes!(revisions::undeploy::undeploy))
        .routes(routes!(revisions::restore::restore))
        .routes(routes!(deployments::list::list))
        .routes(routes!(deployments::update::update))
        .routes(routes!(lifecycle::change::change))
        .routes(routes!(lifecycle::state::state))
        .routes(routes!(lifecycle::history::history))
        .routes(routes!(lifecycle::pending_tasks::delete))
        .merge(files())
}

/// Operations whose bodies carry a file.
fn files() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(documents::content::get, documents::content::add))
        .routes(routes!(export::export))
        .routes(routes!(import::import))
        .layer(DefaultBodyLimit::max(DEFINITION_BODY_LIMIT))
}

/// Path parameters of which `apiProductId` is a product that the caller may work on: what follows are the use cases
/// that products share with APIs.
pub struct ProductPath<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Control> for ProductPath<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, control: &Control) -> Result<Self, Error> {
        let Path(parameters) = Path::<T>::from_request_parts(parts, control).await?;
        let raw = RawPathParams::from_request_parts(parts, control).await;
        let raw = raw.map_err(|e| Error::invalid("path", e.body_text()))?;
        let id = raw.iter().find(|(name, _)| *name == "apiProductId").map(|(_, id)| id.to_owned());
        let CallerExtractor(caller) =
            <CallerExtractor as FromRequestParts<Control>>::from_request_parts(parts, control).await?;
        control.ensure_product(&caller, &id.unwrap_or_default()).await?;
        Ok(Self(parameters))
    }
}
