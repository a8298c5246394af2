//! `GET /settings`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::environment::Registered;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::environment::{EndpointUriDto, PropertyDto, VhostDto};
use crate::error::Error;
use crate::extract::CallerExtractor;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(get))
}

/// What the publisher portal must know about the platform.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Settings {
    devportal_url: String,
    /// Those that the caller may deploy to.
    environment: Vec<EnvironmentDto>,
    gateway_types: Vec<&'static str>,
    /// Scopes of the caller's token.
    scopes: Vec<String>,
    #[schema(value_type = Vec<Object>)]
    monetization_attributes: Vec<Value>,
    #[schema(value_type = Object)]
    security_audit_properties: Value,
    external_stores_enabled: bool,
    doc_visibility_enabled: bool,
    cross_tenant_subscription_enabled: bool,
    default_advance_policy: &'static str,
    default_subscription_policy: &'static str,
    authorization_header: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Environment)]
struct EnvironmentDto {
    id: String,
    name: String,
    display_name: String,
    #[serde(rename = "type")]
    kind: String,
    server_url: String,
    provider: &'static str,
    show_in_api_console: bool,
    vhosts: Vec<VhostDto>,
    #[serde(rename = "endpointURIs")]
    endpoint_uris: Vec<EndpointUriDto>,
    additional_properties: Vec<PropertyDto>,
}

impl From<Registered> for EnvironmentDto {
    fn from(registered: Registered) -> Self {
        let environment = registered.environment;
        Self {
            id: registered.id,
            name: environment.name,
            display_name: environment.display_name,
            kind: environment.kind,
            server_url: String::new(),
            provider: "wso2",
            show_in_api_console: true,
            vhosts: environment.vhosts.into_iter().map(Into::into).collect(),
            endpoint_uris: registered.endpoint_uris.into_iter().map(Into::into).collect(),
            additional_properties: registered.properties.into_iter().map(Into::into).collect(),
        }
    }
}

/// What the publisher portal must know about the platform.
#[utoipa::path(
    get, path = "/settings", tag = "Settings", operation_id = "getSettings",
    security(("OAuth2Security" = ["apim:api_view", "apim:publisher_settings"])),
    responses((status = 200, body = Settings)),
)]
async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<Settings>, Error> {
    let config = control.config();
    let environments = control.environments_open_to(&caller).await?;
    Ok(Json(Settings {
        devportal_url: format!("https://{}:{}/devportal", config.hostname, config.https_port),
        environment: environments.into_iter().map(EnvironmentDto::from).collect(),
        gateway_types: vec!["Regular"],
        scopes: caller.scopes,
        monetization_attributes: Vec::new(),
        security_audit_properties: Value::Object(serde_json::Map::new()),
        external_stores_enabled: false,
        doc_visibility_enabled: false,
        cross_tenant_subscription_enabled: false,
        default_advance_policy: "Unlimited",
        default_subscription_policy: "Unlimited",
        authorization_header: "authorization",
    }))
}
