//! `GET /settings`

use axum::Json;
use axum::extract::State;
use control::{Control, Environment, Vhost};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

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
    #[schema(value_type = Vec<Object>)]
    #[serde(rename = "endpointURIs")]
    endpoint_uris: Vec<Value>,
    #[schema(value_type = Vec<Object>)]
    additional_properties: Vec<Value>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = VHost)]
struct VhostDto {
    host: String,
    http_context: String,
    http_port: u16,
    https_port: u16,
    ws_port: u16,
    wss_port: u16,
}

impl From<&Environment> for EnvironmentDto {
    fn from(environment: &Environment) -> Self {
        Self {
            id: environment.name.clone(),
            name: environment.name.clone(),
            display_name: environment.display_name.clone(),
            kind: environment.kind.clone(),
            server_url: String::new(),
            provider: "wso2",
            show_in_api_console: true,
            vhosts: environment.vhosts.iter().map(VhostDto::from).collect(),
            endpoint_uris: Vec::new(),
            additional_properties: Vec::new(),
        }
    }
}

impl From<&Vhost> for VhostDto {
    fn from(vhost: &Vhost) -> Self {
        Self {
            host: vhost.host.clone(),
            http_context: vhost.http_context.clone(),
            http_port: vhost.http_port,
            https_port: vhost.https_port,
            ws_port: vhost.ws_port,
            wss_port: vhost.wss_port,
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
    Ok(Json(Settings {
        devportal_url: format!("https://{}:{}/devportal", config.hostname, config.https_port),
        environment: config.environments.iter().map(EnvironmentDto::from).collect(),
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
