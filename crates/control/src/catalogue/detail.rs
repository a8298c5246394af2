//! One API as developers see it.

use ::definition::{Devportal, OpenApi};
use store::api::ApiRow;
use store::scope::ScopeRow;

use super::environment::{shown, urls_of};
use super::{EndpointUrls, Viewer, plans_of, visible};
use crate::Control;
use crate::api::definition;
use crate::error::Error;
use crate::policy::Policy;

/// An API with what belongs to it from elsewhere.
pub struct ApiDetail {
    pub row: ApiRow,
    pub endpoint_urls: Vec<EndpointUrls>,
    pub plans: Vec<Policy>,
    /// What operations of the API need.
    pub scopes: Vec<ScopeRow>,
    /// Developer-portal form of the definition; `None` where there is none.
    pub definition: Option<String>,
}

impl Control {
    pub async fn catalogue_api(&self, viewer: &Viewer, id: &str) -> Result<ApiDetail, Error> {
        let mut tx = self.read().await?;
        let row = visible(&mut tx, viewer, id).await?;
        let deployments = shown(self, &mut tx, &row).await?;
        let endpoint_urls = urls_of(&viewer.tenant, &row, &deployments);
        let plans = plans_of(&mut tx, viewer, &row).await?;
        let document = definition::current(&mut tx, &row).await?;
        let definition = Some(for_developers(&row, &document, endpoint_urls.first()));
        let scopes = store::scope::of_api(&mut tx, &row.tenant, id).await?;
        Ok(ApiDetail { row, endpoint_urls, plans, scopes, definition })
    }

    /// The plans of an API that the viewer may choose from.
    pub async fn catalogue_plans(&self, viewer: &Viewer, id: &str) -> Result<Vec<Policy>, Error> {
        let mut tx = self.read().await?;
        let row = visible(&mut tx, viewer, id).await?;
        plans_of(&mut tx, viewer, &row).await
    }

    /// The definition as developers get it, its servers being where the API is deployed: in `environment`, or
    /// wherever it is when none is named.
    pub async fn catalogue_definition(
        &self,
        viewer: &Viewer,
        id: &str,
        environment: Option<&str>,
    ) -> Result<String, Error> {
        let mut tx = self.read().await?;
        let row = visible(&mut tx, viewer, id).await?;
        let deployments = shown(self, &mut tx, &row).await?;
        let urls = urls_of(&viewer.tenant, &row, &deployments);
        let at = match environment.filter(|e| !e.is_empty()) {
            None => urls.first(),
            Some(name) => Some(urls.iter().find(|u| u.environment == name).ok_or_else(|| {
                Error::invalid("environmentName", "the API is not deployed in an environment of this name")
            })?),
        };
        let document = definition::current(&mut tx, &row).await?;
        Ok(for_developers(&row, &document, at))
    }

    /// Media type and bytes of the API's picture, if it has one.
    pub async fn catalogue_thumbnail(
        &self,
        viewer: &Viewer,
        id: &str,
    ) -> Result<Option<(String, Vec<u8>)>, Error> {
        let mut tx = self.read().await?;
        let row = visible(&mut tx, viewer, id).await?;
        Ok(store::api::thumbnail::get(&mut tx, &row.tenant, id).await?)
    }
}

/// The definition without what configures the gateway, with the API's URLs as its servers. Secure ones first:
/// clients take the first.
fn for_developers(api: &ApiRow, document: &OpenApi, at: Option<&EndpointUrls>) -> String {
    let urls = at.map(|at| &at.urls);
    let servers = urls.into_iter().flat_map(|u| [&u.https, &u.http]).flatten().cloned().collect();
    let portal = Devportal {
        servers,
        authorization_url: None,
        security: api.configuration.security_scheme.clone(),
        api_key_header: api.configuration.api_key_header.clone(),
    };
    document.for_devportal(&portal).as_json().into_owned()
}
